//! Characters that could deceive whoever reads them: control, bidi and zero-width characters, and JSON without them.

use std::fmt::Write;

/// Returns whether a terminal would act on the character, or show nothing.
pub fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Returns JSON with the same meaning in which no string holds such a character unescaped. Outside strings JSON has
/// none but line feeds and spaces, which stay.
pub fn escaped_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_deceptive(character) {
            // All of them lie in the basic plane: four digits are enough.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_escapes_means_the_same() {
        let json = serde_json::to_string("a\x1b\u{202e}\u{feff}\u{7f}ä").unwrap();
        assert_eq!(escaped_json(&json), r#""a\u001b\u202e\ufeff\u007fä""#);
        assert_eq!(
            serde_json::from_str::<String>(&escaped_json(&json)).unwrap(),
            "a\x1b\u{202e}\u{feff}\u{7f}ä"
        );
    }
}
