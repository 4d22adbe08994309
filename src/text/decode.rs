//! From the bytes of a file to a [`Text`]: which encoding, what becomes of bytes that it does not have, line ends.
//!
//! The order in which encodings are tried is fixed in `FORMAT.md`, because every offset in a sidecar depends on it.
//! Deliberately absent: files, and extractors of other formats.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8};

use super::{MAX_BYTES, Text, TextHash, TooLong};

/// What became of a file's bytes.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text: without a leading U+FEFF, with LF alone at line ends.
    pub text: Text,
    /// The encoding that was used.
    pub encoding: &'static Encoding,
    /// Whether the bytes began with a byte order mark.
    pub had_bom: bool,
    /// The name to record in sidecars; `None` where UTF-8 is found without it.
    pub recorded: Option<String>,
    /// How many stretches of bytes had no meaning in the encoding and became U+FFFD.
    pub replaced: u32,
}

/// Decodes `bytes`: a byte order mark decides; else the recorded encoding when its text has the recorded hash; else
/// UTF-8 when valid; else the recorded encoding; else the likeliest one. Bytes that are handed over and are UTF-8 become
/// the text as they lie, without a copy.
pub fn decode<'a>(
    bytes: impl Into<Cow<'a, [u8]>>,
    recorded: Option<(&str, Option<TextHash>)>,
) -> Result<Decoded, TooLong> {
    let bytes = bytes.into();
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return decode_as(bytes, encoding);
    }
    let hash = recorded.and_then(|(_, hash)| hash);
    let recorded = recorded.and_then(|(label, _)| Encoding::for_label_no_replacement(label.as_bytes()));
    if let (Some(encoding), Some(hash)) = (recorded, hash) {
        let decoded = decode_as(bytes.as_ref(), encoding)?;
        if decoded.text.hash() == hash {
            return Ok(decoded);
        }
    }
    match String::from_utf8(bytes.into_owned()) {
        Ok(characters) => Ok(Decoded {
            text: text_of(characters)?,
            encoding: UTF_8,
            had_bom: false,
            recorded: None,
            replaced: 0,
        }),
        Err(error) => {
            let bytes = error.into_bytes();
            let encoding = recorded.unwrap_or_else(|| likeliest(&bytes));
            decode_as(bytes, encoding)
        }
    }
}

/// Decodes `bytes` by `encoding`, the reader's own choice, whatever a byte order mark says.
pub fn decode_as<'a>(
    bytes: impl Into<Cow<'a, [u8]>>,
    encoding: &'static Encoding,
) -> Result<Decoded, TooLong> {
    let bytes = bytes.into();
    // No encoding makes fewer than one byte of UTF-8 from two.
    if bytes.len() / 2 > MAX_BYTES {
        return Err(TooLong { bytes: bytes.len() / 2 });
    }
    let bom = Encoding::for_bom(&bytes).map(|(found, _)| found);
    let (characters, replaced, is_valid) = characters(bytes, encoding);
    let text = text_of(characters)?;
    // Whether it would be found as this without a record.
    let is_found = encoding == UTF_8 && bom.map_or(is_valid, |found| found == UTF_8);
    let recorded = (!is_found).then(|| encoding.name().to_owned());
    Ok(Decoded { text, encoding, had_bom: bom.is_some(), recorded, replaced })
}

fn text_of(characters: String) -> Result<Text, TooLong> {
    Text::new(with_lf(without_mark(characters)))
}

/// Returns chardetng's guess, UTF-8 excluded, from all bytes.
pub fn likeliest(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Returns all characters, the byte order mark included, how many are replacements (one per maximal subpart), and whether
/// the bytes are valid UTF-8 that was asked for.
fn characters(bytes: Cow<'_, [u8]>, encoding: &'static Encoding) -> (String, u32, bool) {
    let bytes = match encoding == UTF_8 {
        true => match String::from_utf8(bytes.into_owned()) {
            Ok(characters) => return (characters, 0, true),
            Err(error) => Cow::Owned(error.into_bytes()),
        },
        false => bytes,
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut characters = String::with_capacity(bytes.len() + bytes.len() / 8 + 16);
    let mut rest = bytes.as_ref();
    let mut replaced = 0_u32;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut characters, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return (characters, replaced, false),
            DecoderResult::OutputFull => characters.reserve((rest.len() + rest.len() / 2).max(4096)),
            DecoderResult::Malformed(..) => {
                characters.push(char::REPLACEMENT_CHARACTER);
                replaced = replaced.saturating_add(1);
            }
        }
    }
}

fn without_mark(mut characters: String) -> String {
    if characters.starts_with('\u{feff}') {
        characters.drain(..'\u{feff}'.len_utf8());
    }
    characters
}

/// Turns CR LF and lone CR into LF, where the characters lie.
fn with_lf(characters: String) -> String {
    let Some(first) = memchr::memchr(b'\r', characters.as_bytes()) else {
        return characters;
    };
    // In UTF-8 these two bytes are part of no other character.
    let mut bytes = characters.into_bytes();
    let (mut from, mut to) = (first, first);
    while from < bytes.len() {
        if let Some(end) = bytes.get_mut(to) {
            *end = b'\n';
        }
        to += 1;
        from += if bytes.get(from + 1) == Some(&b'\n') { 2 } else { 1 };
        let rest = bytes.get(from..).unwrap_or_default();
        let next = memchr::memchr(b'\r', rest).map_or(bytes.len(), |at| from + at);
        bytes.copy_within(from..next, to);
        to += next - from;
        from = next;
    }
    bytes.truncate(to);
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_16LE;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str, recorded: Option<&str>, replaced: u32) -> Decoded {
        let decoded = decode(bytes, None).unwrap();
        assert_eq!(decode(bytes.to_vec(), None).unwrap().text, decoded.text);
        assert_eq!(decoded.text.as_str(), text);
        assert_eq!(decoded.encoding.name(), encoding);
        assert_eq!(decoded.recorded.as_deref(), recorded);
        assert_eq!(decoded.replaced, replaced);
        decoded
    }

    #[test]
    fn utf_8_is_taken_as_it_is() {
        check("“Café”\n".as_bytes(), "“Café”\n", "UTF-8", None, 0);
        check(b"", "", "UTF-8", None, 0);
        check("e\u{301} \0 \u{fffd}".as_bytes(), "e\u{301} \0 \u{fffd}", "UTF-8", None, 0);
    }

    #[test]
    fn a_byte_order_mark_decides_and_goes() {
        assert!(check(b"\xef\xbb\xbfhe", "he", "UTF-8", None, 0).had_bom);
        check(b"\xef\xbb\xbf\xef\xbb\xbfhe", "\u{feff}he", "UTF-8", None, 0);
        check(b"\xff\xfeh\0e\0", "he", "UTF-16LE", Some("UTF-16LE"), 0);
        check(b"\xfe\xff\0h\0e", "he", "UTF-16BE", Some("UTF-16BE"), 0);
        // The mark says UTF-8, so the bytes that are not are replaced.
        check(b"\xef\xbb\xbfcaf\xe9", "caf\u{fffd}", "UTF-8", None, 1);
    }

    #[test]
    fn line_ends_become_lf() {
        check(b"a\r\nb\rc\n\r\r\nd\r", "a\nb\nc\n\n\nd\n", "UTF-8", None, 0);
        check(b"\xff\xfea\0\r\0\n\0", "a\n", "UTF-16LE", Some("UTF-16LE"), 0);
    }

    #[test]
    fn what_is_not_utf_8_is_guessed_and_recorded() {
        let bytes = b"Il a ni\xe9 \x93tout\x94, et il a \xe9t\xe9 cru par le pr\xe9sident.";
        check(
            bytes,
            "Il a nié “tout”, et il a été cru par le président.",
            "windows-1252",
            Some("windows-1252"),
            0,
        );
    }

    #[test]
    fn the_recorded_encoding_is_used_when_its_text_has_the_hash_or_utf_8_is_invalid() {
        let bytes = "ж".as_bytes();
        let as_1252 = TextHash::of("Ð¶");
        let with = |hash| decode(bytes, Some(("latin1", hash))).unwrap();
        assert_eq!(with(Some(as_1252)).text.as_str(), "Ð¶");
        assert_eq!(with(Some(as_1252)).recorded.as_deref(), Some("windows-1252"));
        assert_eq!(with(Some(TextHash::of("other"))).text.as_str(), "ж");
        assert_eq!(with(None).recorded, None);
        let decoded = decode(b"caf\xe9", Some(("windows-1251", None))).unwrap();
        assert_eq!(decoded.text.as_str(), "cafй");
        assert!(decode(b"caf\xe9", Some(("no such encoding", None))).is_ok());
        // A reader who insists on UTF-8 for bytes that are not: recorded, for it would not be found again.
        let decoded = decode_as(b"caf\xe9", UTF_8).unwrap();
        assert_eq!((decoded.recorded.as_deref(), decoded.replaced), (Some("UTF-8"), 1));
        let again = decode(b"caf\xe9", Some(("UTF-8", Some(decoded.text.hash())))).unwrap();
        assert_eq!(again.text, decoded.text);
    }

    #[test]
    fn one_replacement_stands_for_each_maximal_subpart() {
        let decoded = decode_as(b"\xf0\x9f\x98 \xff\xff \xe2\x82", UTF_8).unwrap();
        assert_eq!(decoded.text.as_str(), "\u{fffd} \u{fffd}\u{fffd} \u{fffd}");
        assert_eq!(decoded.replaced, 4);
        let decoded = decode_as(b"\xff\xfea\0\x00\xd8b\0c", UTF_16LE).unwrap();
        assert_eq!(decoded.text.as_str(), "a\u{fffd}b\u{fffd}");
        assert_eq!(decoded.replaced, 2);
    }
}
