//! Which document a folder of app data is about, and which of its texts are kept: a small file of lines.
//!
//! `path` with every byte outside printable ASCII, and `%`, as `%hh`; `text` with a hash, once a text.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::durable::DurableError;
use crate::text::TextHash;

use super::{Keep, true_path, write_private};

const FILE: &str = "about";

/// What is known of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// Where it stands.
    pub(super) path: PathBuf,
    /// The texts of it that were kept.
    pub(super) texts: Vec<TextHash>,
}

impl About {
    /// Reads what a folder is about; `None` where that cannot be told.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let lines = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let mut path = None;
        let mut texts = Vec::new();
        for line in lines.lines() {
            match line.split_once(' ') {
                Some(("path", escaped)) => path = unescape(escaped),
                Some(("text", hash)) => texts.extend(TextHash::parse(hash)),
                _ => {}
            }
        }
        Some(Self { path: path?, texts })
    }

    fn write(&self, folder: &Path) -> Result<(), DurableError> {
        let mut lines = format!("path {}\n", escape(&self.path));
        for text in &self.texts {
            lines.push_str(&format!("text {text}\n"));
        }
        write_private(&folder.join(FILE), &lines.into_bytes())
    }
}

impl Keep {
    /// Notes whose folder it is, and that a text of it is kept. Returns the folder.
    pub(super) fn note(
        &self,
        document: &Path,
        text: Option<TextHash>,
    ) -> Result<Option<PathBuf>, DurableError> {
        let Some(folder) = self.folder_of(document) else { return Ok(None) };
        let known = About::read(&folder);
        let mut about =
            known.clone().unwrap_or_else(|| About { path: true_path(document), texts: Vec::new() });
        if let Some(text) = text.filter(|text| !about.texts.contains(text)) {
            about.texts.push(text);
        }
        if known.as_ref() != Some(&about) {
            about.write(&folder)?;
        }
        Ok(Some(folder))
    }
}

fn escape(path: &Path) -> String {
    let mut escaped = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'%' | 0..=0x20 | 0x7f.. => escaped.push_str(&format!("%{byte:02x}")),
            _ => escaped.push(char::from(*byte)),
        }
    }
    escaped
}

fn unescape(escaped: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first == b'%' {
            let (hex, behind) = rest.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
            rest = behind;
        } else {
            bytes.push(*first);
        }
    }
    os_string(bytes).map(PathBuf::from)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other systems not all bytes make a name")]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    Some(std::os::unix::ffi::OsStringExt::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_comes_back() {
        for path in ["/a/b.md", "/naïve 100%/a\nb.md", "/\u{202e}x"] {
            let escaped = escape(Path::new(path));
            assert!(escaped.bytes().all(|byte| byte.is_ascii_graphic()), "{escaped}");
            assert_eq!(unescape(&escaped).unwrap(), Path::new(path));
        }
        assert_eq!(unescape("/a%4"), None);
    }
}
