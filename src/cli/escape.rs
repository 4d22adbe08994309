//! Characters that could deceive on a terminal: control, bidi and zero-width characters are written out.

use std::fmt::Write;

use crate::text::is_deceptive;

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
    }
}
