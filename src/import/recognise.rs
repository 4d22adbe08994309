//! What format a file has: by what it holds, else by its name.

use std::path::Path;

use memchr::memmem;

use super::{FORMATS, Format, Reading};

/// How many bytes of a file [`is_document`] wants to see.
pub const MAGIC_BYTES: usize = 1024;

/// Returns the format of a file by what it holds, else by its name; `None` for a kind that the table does not have.
/// `bytes` is the whole file, or its beginning, which tells less.
pub fn format_of(path: &Path, bytes: &[u8]) -> Option<&'static Format> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let named = extension.as_deref().and_then(by_extension);
    if let Some(format) = by_content(bytes) {
        return Some(format);
    }
    let begins_so = |format: &&Format| format.magic.iter().any(|magic| bytes.starts_with(magic));
    match (FORMATS.iter().find(begins_so), named) {
        // An archive may be many things: its name says more.
        (Some(_), Some(named)) if named.reading == Reading::NotYet => Some(named),
        (Some(format), _) => Some(format),
        // Plain text stays what it is, whatever tags it holds.
        (None, Some(named)) => Some(named),
        (None, None) if begins_as_page(bytes) => by_extension("html"),
        (None, None) => None,
    }
}

/// Returns whether a file is a document that can be opened: known text, or of no known kind and without a NUL.
pub fn is_document(path: &Path, beginning: &[u8]) -> bool {
    match format_of(path, beginning) {
        Some(format) => format.reading != Reading::NotYet,
        None => !beginning.contains(&0) || begins_as_utf_16(beginning),
    }
}

/// What reports, exported Markdown and tables of claims bear near their beginning.
const EXPORT_MARKS: [&[u8]; 4] = [
    b"<meta name=\"generator\" content=\"Obelus\">",
    b"# Who says what against whom\n\n",
    b"\xEF\xBB\xBFid,tag,gist,quote,further_quotes,",
    b"\xEF\xBB\xBFname,annotator,state,attempt,submitted,",
];

/// How sidecars and exercises begin, whatever they are called: work that was handed in, say.
const OWN_FILE: &[u8] = b"// Obelus ";

/// Returns whether a file that begins so was written by this program: a report beside the documents is none of them.
pub fn is_export(beginning: &[u8]) -> bool {
    let beginning = beginning.get(..MAGIC_BYTES).unwrap_or(beginning);
    beginning.starts_with(OWN_FILE) || EXPORT_MARKS.iter().any(|mark| memmem::find(beginning, mark).is_some())
}

fn by_extension(extension: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.extensions.contains(&extension))
}

/// Returns the format that the inside of a file gives away, where its first bytes are those of several.
fn by_content(bytes: &[u8]) -> Option<&'static Format> {
    let holds = |needle: &[u8]| memmem::find(bytes, needle).is_some();
    if bytes.starts_with(b"PK\x03\x04") {
        // An archive's first entry, not compressed, may say what all of it is.
        let first = bytes.get(30..128).unwrap_or_default();
        let says = |kind: &[u8]| first.starts_with(b"mimetype") && memmem::find(first, kind).is_some();
        let extension = if says(b"epub+zip") {
            "epub"
        } else if says(b"opendocument.text") {
            "odt"
        } else if says(b"opendocument") {
            "ods"
        } else if holds(b"word/document.xml") {
            "docx"
        } else if holds(b"xl/workbook.xml") || holds(b"ppt/presentation.xml") {
            "xlsx"
        } else if holds(b"Index/Document.iwa") {
            "pages"
        } else {
            return None;
        };
        return by_extension(extension);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let wide = |name: &str| name.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
        let is_sheet = holds(&wide("Workbook")) || holds(&wide("PowerPoint Document"));
        return if is_sheet { by_extension("xls") } else { None };
    }
    let is_boxed_picture = bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| [b"heic", b"avif", b"mif1"].iter().any(|one| *one == brand));
    if is_boxed_picture || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return by_extension("webp");
    }
    begins_as_mime(bytes).then(|| by_extension("mhtml")).flatten()
}

/// Returns whether a file begins with the headers that a page saved together with its pictures has.
fn begins_as_mime(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..4096).unwrap_or(bytes);
    let first = beginning.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_header = !first.is_empty() && first.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-');
    let lower = beginning.to_ascii_lowercase();
    is_header
        && memmem::find(&lower, b"mime-version:").is_some()
        && memmem::find(&lower, b"multipart/related").is_some()
}

/// Returns whether a file begins as pages do: with a declaration or an element that nothing else begins with.
fn begins_as_page(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..MAGIC_BYTES).unwrap_or(bytes);
    let is_utf_16 = begins_as_utf_16(beginning);
    let ascii: Vec<u8> = beginning
        .iter()
        .filter(|byte| !is_utf_16 || (byte.is_ascii() && **byte != 0))
        .map(u8::to_ascii_lowercase)
        .collect();
    let mut rest = ascii.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&ascii).trim_ascii_start();
    while rest.starts_with(b"<!--") || rest.starts_with(b"<?xml") {
        let end: &[u8] = if rest.starts_with(b"<?") { b"?>" } else { b"-->" };
        let Some(at) = memmem::find(rest, end) else { return false };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    let begins = |tag: &[u8]| {
        rest.strip_prefix(tag).is_some_and(|rest| {
            rest.first().is_none_or(|next| next.is_ascii_whitespace() || matches!(next, b'>' | b'/'))
        })
    };
    begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") || begins(b"<body")
}

fn begins_as_utf_16(beginning: &[u8]) -> bool {
    beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::FORMATS;

    #[track_caller]
    fn check(name: &str, beginning: &[u8], format: Option<&str>, is_document_expected: bool) {
        let path = Path::new(name);
        assert_eq!(format_of(path, beginning).map(|format| format.name), format);
        assert_eq!(is_document(path, beginning), is_document_expected);
    }

    #[test]
    fn text_is_a_document_whatever_its_name() {
        check("a.txt", b"He denied it.", Some("Plain text"), true);
        check("a.MD", b"# Rift", Some("Markdown"), true);
        check("LICENSE", b"Permission is hereby", None, true);
        check("dump.xml", b"<mediawiki>", None, true);
        check("notes", b"\xFF\xFEh\0i\0", None, true);
        check("notes", b"h\0i\0", None, false);
    }

    #[test]
    fn formats_without_an_extractor_are_recognised_and_never_tagged_as_bytes() {
        check("a.pdf", b"%PDF-1.7", Some("a PDF"), false);
        check("misnamed.txt", b"%PDF-1.7", Some("a PDF"), false);
        check("a.docx", b"PK\x03\x04", Some("a word processor document"), false);
        check("a", b"PK\x03\x04", Some("an archive"), false);
        check("a.png", b"\x89PNG", Some("a picture"), false);
    }

    #[test]
    fn no_extension_stands_in_two_rows() {
        let mut seen = std::collections::BTreeSet::new();
        for extension in FORMATS.iter().flat_map(|format| format.extensions) {
            assert!(seen.insert(extension), "{extension}");
        }
    }
}
