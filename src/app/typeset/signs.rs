//! Characters that have no picture of their own: what is drawn in their place, and what they are called.
//!
//! Control characters are always seen: each has the room of a letter, in which the page paints its name. What only steers
//! how others are drawn (direction, joining, breaking) has no room; the page can paint its name above it.

use std::borrow::Cow;
use std::ops::Range;

/// A character without a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its first byte.
    pub byte: usize,
    /// What it is called.
    pub name: &'static str,
    /// Whether it has room of its own and is always seen.
    pub is_control: bool,
}

/// The names of the control characters of ASCII.
const CONTROLS: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS",
    "US",
];

/// Returns the name of a character that has no picture.
fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\n' => return None,
        '\0'..='\u{1f}' => CONTROLS.get(character as usize)?,
        '\u{7f}' => "DEL",
        '\u{85}' => "NEL",
        '\u{80}'..='\u{9f}' => "C1",
        '\u{a0}' => "NBSP",
        '\u{ad}' => "SHY",
        '\u{34f}' => "CGJ",
        '\u{61c}' => "ALM",
        '\u{180e}' => "MVS",
        '\u{200b}' => "ZWSP",
        '\u{200c}' => "ZWNJ",
        '\u{200d}' => "ZWJ",
        '\u{200e}' => "LRM",
        '\u{200f}' => "RLM",
        '\u{2028}' => "LS",
        '\u{2029}' => "PS",
        '\u{202a}' => "LRE",
        '\u{202b}' => "RLE",
        '\u{202c}' => "PDF",
        '\u{202d}' => "LRO",
        '\u{202e}' => "RLO",
        '\u{202f}' => "NNBSP",
        '\u{2060}' => "WJ",
        '\u{2061}'..='\u{2064}' => "OP",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{206a}'..='\u{206f}' => "FMT",
        '\u{feff}' => "BOM",
        '\u{fff9}'..='\u{fffb}' => "IA",
        '\u{e0000}'..='\u{e007f}' => "TAG",
        _ => return None,
    })
}

/// Returns whether a character is a control character that has room of its own.
fn is_control(character: char) -> bool {
    character.is_control() && character != '\n' && character != '\t'
}

/// Returns whether `text` may hold a character without a picture: a look at its bytes that is rarely wrong.
fn may_have_signs(text: &str) -> bool {
    // What is not ASCII and has no picture begins with one of these.
    text.bytes().any(|byte| {
        (byte < 0x20 && byte != b'\n')
            || matches!(byte, 0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
    })
}

/// Returns the characters of `text` without a picture, in order.
pub fn signs(text: &str) -> Vec<Sign> {
    if !may_have_signs(text) {
        return Vec::new();
    }
    let named = text.char_indices().filter_map(|(byte, character)| {
        Some(Sign { byte, name: name(character)?, is_control: is_control(character) })
    });
    named.collect()
}

/// Returns `text` with white space for tabs and for control characters: as many bytes as before.
pub(super) fn drawn(text: &str) -> Cow<'_, str> {
    let has_controls = text.bytes().any(|byte| (byte < 0x20 && byte != b'\n') || byte == 0x7f)
        || memchr::memchr(0xc2, text.as_bytes()).is_some() && text.chars().any(is_control);
    if !has_controls {
        return Cow::Borrowed(text);
    }
    let drawn = text.chars().map(|character| match character {
        '\n' => '\n',
        character if !character.is_control() => character,
        character if character.len_utf8() == 1 => ' ',
        _ => '\u{a0}',
    });
    Cow::Owned(drawn.collect())
}

/// Returns the bytes of the control characters in `text`, each of which gets the room of a letter; those that follow each
/// other together.
pub(super) fn controls(text: &str) -> Vec<Range<usize>> {
    let mut controls: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| is_control(*character)) {
        let end = at + character.len_utf8();
        match controls.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = end,
            None => controls.push(at..end),
        }
    }
    controls
}

/// Returns where keycaps stand, a digit, `#` or `*` with a key around it: their first character is in every face, and the
/// key in the emoji's only.
pub(super) fn keycaps(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const KEY: &str = "\u{20e3}";
    memchr::memmem::find_iter(text.as_bytes(), KEY).filter_map(|key| {
        let before = text.get(..key)?;
        let cap = before.strip_suffix('\u{fe0f}').unwrap_or(before);
        let is_capped = cap.ends_with(|last: char| last.is_ascii_digit() || matches!(last, '#' | '*'));
        is_capped.then(|| cap.len() - 1..key + KEY.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_picture_has_a_name() {
        let names = |text: &str| signs(text).iter().map(|sign| sign.name).collect::<Vec<_>>();
        assert_eq!(names("a\u{0}b\u{1b}[0m"), ["NUL", "ESC"]);
        assert_eq!(names("pay \u{202e}100\u{202c}"), ["RLO", "PDF"]);
        assert_eq!(names("plain – “words” é 漢字"), [""; 0]);
        assert!(signs("\u{0}")[0].is_control);
        assert!(!signs("\u{200b}")[0].is_control);
    }

    #[test]
    fn what_is_drawn_is_as_long_as_what_is_written() {
        for text in ["a\u{0}\tb", "\u{85}\u{9f}é", "plain", "x\u{7f}"] {
            assert_eq!(drawn(text).len(), text.len());
        }
        assert_eq!(drawn("a\u{0}b"), "a b");
    }

    #[test]
    fn keycaps_are_found_with_what_stands_under_the_key() {
        let text = "1. a 1\u{fe0f}\u{20e3} b #\u{20e3} c\u{20e3} \u{20e3}";
        let found: Vec<&str> = keycaps(text).filter_map(|range| text.get(range)).collect();
        assert_eq!(found, ["1\u{fe0f}\u{20e3}", "#\u{20e3}"]);
    }
}
