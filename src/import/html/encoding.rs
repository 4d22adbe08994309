//! In which encoding a page is: what it says itself counts, unless its bytes say otherwise.
//!
//! A byte order mark decides. Bytes that are UTF-8 and more than ASCII are UTF-8 whatever the page says: servers
//! announce that outside the page, and an older announcement inside it is forgotten there; by chance such bytes hardly
//! occur. Then comes what the page announces (the WHATWG prescan, over its whole head instead of 1,024 bytes), then
//! UTF-8 for plain ASCII, then the likeliest one.

use dom_query::Document;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use crate::text::decode::likeliest;

use super::scan::{self, Piece};

/// How many bytes are searched for what a page announces.
const HEAD_BYTES: usize = 64 * 1024;

/// The encoding that a page's bytes are found to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// Whether it is only the likeliest one, so that a recorded encoding is better.
    pub(super) is_guess: bool,
}

/// Returns the encoding of a page.
pub(super) fn find(bytes: &[u8]) -> Found {
    let sure = |encoding| Found { encoding, is_guess: false };
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return sure(encoding);
    }
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    if is_utf_8 && !bytes.is_ascii() {
        return sure(UTF_8);
    }
    match announced(bytes) {
        Some(encoding) => sure(encoding),
        None if is_utf_8 => sure(UTF_8),
        None => Found { encoding: likeliest(bytes), is_guess: true },
    }
}

/// Returns the encoding that a page names in its head.
fn announced(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    let declaration = head.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let in_declaration = declaration.and_then(|rest| named_behind(rest, "encoding"));
    for piece in scan::pieces(&head) {
        match piece {
            Piece::Open { name, tag, .. } if name.eq_ignore_ascii_case("meta") => {
                if let Some(encoding) = in_meta(tag) {
                    return Some(encoding);
                }
            }
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("body") => break,
            _ => {}
        }
    }
    in_declaration
}

fn in_meta(tag: &str) -> Option<&'static Encoding> {
    let document = Document::from(format!("<{tag}>"));
    let meta = document.select_single("meta");
    if let Some(charset) = meta.attr("charset") {
        return for_page(charset.as_bytes());
    }
    let is_type = meta.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
    let content = meta.attr("content").filter(|_| is_type)?;
    named_behind(&content, "charset")
}

/// Returns the encoding whose name stands behind `word` and an equals sign.
fn named_behind(text: &str, word: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, behind) = lower.split_once(word)?;
    let name = behind.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = name
        .find(|character: char| character.is_whitespace() || matches!(character, ';' | '"' | '\''))
        .unwrap_or(name.len());
    for_page(name.get(..end)?.as_bytes())
}

/// Returns the encoding of that name as pages mean it: whoever can read the name is not reading UTF-16.
fn for_page(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str) {
        assert_eq!(find(bytes).encoding.name(), encoding);
    }

    #[test]
    fn what_the_page_announces_counts() {
        check(b"<meta charset=windows-1251>\xe6", "windows-1251");
        check(b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset = latin1'>\xe9", "windows-1252");
        check(b"<?xml version='1.0' encoding='iso-8859-2'?><html>\xb1", "ISO-8859-2");
        check(b"<!-- <meta charset=koi8-r> --><meta charset='utf-16'>\xff", "UTF-8");
        check(b"<meta charset=iso-2022-jp>\x1b$B$\"\x1b(B", "ISO-2022-JP");
        check(format!("<!--{}--><meta charset=koi8-r>", " ".repeat(5_000)).as_bytes(), "KOI8-R");
    }

    #[test]
    fn bytes_that_are_utf_8_say_so_themselves() {
        check("<meta charset=latin1>é".as_bytes(), "UTF-8");
        check(b"<meta charset=latin1>e", "windows-1252");
        check(b"\xef\xbb\xbf<meta charset=latin1>e", "UTF-8");
        check(b"\xff\xfe<\0p\0>\0", "UTF-16LE");
        check(b"<p>e", "UTF-8");
    }

    #[test]
    fn what_announces_nothing_is_guessed() {
        let found = find(b"<p>Il a ni\xe9 \x93tout\x94, et il a \xe9t\xe9 cru par le pr\xe9sident.");
        assert_eq!((found.encoding.name(), found.is_guess), ("windows-1252", true));
    }
}
