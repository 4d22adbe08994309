//! Characters that could deceive on a terminal: control, bidi and zero-width characters are written out.

use std::fmt::Write;

/// Returns whether a terminal would act on the character, or show nothing.
fn is_deceptive(character: char) -> bool {
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

/// Returns `text` in one line for a terminal: what could deceive as `\u{…}`.
pub(super) fn for_terminal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if is_deceptive(character) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Returns JSON with the same meaning in which no string holds such a character unescaped. Outside strings JSON has
/// none but line feeds and spaces, which stay.
pub(super) fn in_json(json: &str) -> String {
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
    fn what_could_deceive_is_written_out() {
        assert_eq!(
            for_terminal("a\x1b[31mb\u{202e}c\u{200b}d\ne\u{9b}"),
            r"a\u{1b}[31mb\u{202e}c\u{200b}d\u{a}e\u{9b}"
        );
        assert_eq!(for_terminal("“Größe” उर्दू اردو"), "“Größe” उर्दू اردو");
        let json = serde_json::to_string("a\x1b\u{202e}\u{feff}\u{7f}ä").unwrap();
        assert_eq!(in_json(&json), r#""a\u001b\u202e\ufeff\u007fä""#);
        assert_eq!(serde_json::from_str::<String>(&in_json(&json)).unwrap(), "a\x1b\u{202e}\u{feff}\u{7f}ä");
    }
}
