//! Strings as sidecars have them: readable in every script, with nothing hidden in them.

use std::fmt::Write as _;

use crate::problem::is_hidden;

/// Appends `string` between quotation marks. Escaped are quotation marks and backslashes, control characters, line
/// and paragraph separators, and what has no width and turns or hides text; everything else stands as it is: marks,
/// joiners, apostrophes.
pub(crate) fn push(out: &mut String, string: &str) {
    out.push('"');
    let mut rest = string;
    while let Some(at) = rest.bytes().position(may_begin_escape) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            push_char(out, character);
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Returns whether a character that is escaped begins with this byte. Some that are not do too.
fn may_begin_escape(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\' | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)
}

fn push_char(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if is_hidden(character) => {
            let written = write!(out, "\\u{{{:x}}}", u32::from(character));
            debug_assert!(written.is_ok(), "a string takes all that is written to it");
        }
        _ => out.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(string: &str, written: &str) {
        let mut out = String::new();
        push(&mut out, string);
        assert_eq!(out, format!("\"{written}\""));
        assert_eq!(ron::from_str::<String>(&out).unwrap(), string);
    }

    #[test]
    fn every_script_stays_readable() {
        for words in ["मतदाता ने कहा", "پاکستان نے کہا", "don’t, don't", "क्\u{200d}ष \u{200c}", "naïve 🙂 “x”"]
        {
            check(words, words);
        }
    }

    #[test]
    fn what_hides_or_turns_text_is_written_as_its_number() {
        check("a\"b\\c\n\r\t", "a\\\"b\\\\c\\n\\r\\t");
        check("\0\u{1f}\u{7f}\u{85}\u{9f}\u{a0}", "\\u{0}\\u{1f}\\u{7f}\\u{85}\\u{9f}\u{a0}");
        check("\u{61c}\u{200b}\u{200e}\u{200f}", "\\u{61c}\\u{200b}\\u{200e}\\u{200f}");
        check("\u{2028}\u{2029}\u{202a}\u{202e}\u{202f}", "\\u{2028}\\u{2029}\\u{202a}\\u{202e}\u{202f}");
        check("\u{2060}\u{2065}\u{2066}\u{2069}\u{206a}", "\\u{2060}\u{2065}\\u{2066}\\u{2069}\u{206a}");
        check("\u{feff}x\u{ffef}", "\\u{feff}x\u{ffef}");
    }
}
