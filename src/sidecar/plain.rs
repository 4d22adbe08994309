//! Plain names: what a file may call another file by, so that nothing that a stranger's file says reaches out of the
//! folder it stands in, on any system.

use std::fmt;

use thiserror::Error;

use crate::problem::is_hidden;

/// The most bytes that a name may have on the usual file systems.
const MAX_BYTES: usize = 255;

/// Names that Windows takes for devices, whatever extension stands behind them.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// The name of a file in the same folder: no separator, drive, `..`, network share or device, on any system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlainName(String);

/// Why a name is no plain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlainNameError {
    /// It has no character.
    #[error("a name is empty")]
    Empty,
    /// It has more bytes than a file system takes.
    #[error("a name is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// It leads into another folder, or to a network share.
    #[error("a name leads out of the folder: it has `/` or `\\`")]
    Separator,
    /// It names a drive or a hidden stream of a file.
    #[error("a name leads out of the folder: it has `:`")]
    Drive,
    /// It is `.`, `..` or that of a file that is not shown.
    #[error("a name begins with a dot")]
    Dot,
    /// Windows takes it for a device.
    #[error("a name is that of a device")]
    Device,
    /// It ends as Windows lets no name end, or begins with a blank.
    #[error("a name begins with a blank, or ends with a blank or a dot")]
    Edge,
    /// It has a character that hides or turns text, or one that Windows lets no name have.
    #[error("a name has a character that no name may have on every system: U+{0:04X}")]
    Character(u32),
}

impl PlainNameError {
    /// Returns what the reader can do about it.
    pub fn hint(self) -> &'static str {
        "write the plain name of a file in the same folder"
    }
}

impl PlainName {
    /// Reads a name as files have it.
    pub fn parse(name: &str) -> Result<Self, PlainNameError> {
        if name.is_empty() {
            return Err(PlainNameError::Empty);
        }
        if name.contains(['/', '\\']) {
            return Err(PlainNameError::Separator);
        }
        if name.contains(':') {
            return Err(PlainNameError::Drive);
        }
        let is_wrong = |character: &char| is_hidden(*character) || "<>\"|?*".contains(*character);
        if let Some(wrong) = name.chars().find(is_wrong) {
            return Err(PlainNameError::Character(u32::from(wrong)));
        }
        if name.starts_with('.') {
            return Err(PlainNameError::Dot);
        }
        if name.starts_with(char::is_whitespace)
            || name.ends_with(|end: char| end == '.' || end.is_whitespace())
        {
            return Err(PlainNameError::Edge);
        }
        if is_device(name) {
            return Err(PlainNameError::Device);
        }
        if name.len() > MAX_BYTES {
            return Err(PlainNameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// Makes a plain name of any: what no name may have becomes `_`.
    pub fn of_any(name: &str) -> Self {
        let is_wrong = |character: char| is_hidden(character) || "/\\:<>\"|?*".contains(character);
        let plain: String = name.chars().map(|c| if is_wrong(c) { '_' } else { c }).take(60).collect();
        Self::parse(&plain).unwrap_or_else(|_| Self(format!("_{}", plain.trim_matches(['.', ' ']))))
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns whether Windows takes the name for a device: `con`, `NUL.txt`, `com1 .md`, `LPT²`.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let is_port = |port: &str| {
        let number = stem.strip_prefix(port).map(|rest| rest.chars().collect::<Vec<char>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_taken_as_they_are() {
        for name in [
            "rift.md",
            "Was sie sagen (2).html",
            "مقال.md",
            "rift.md.maria--key.obelus.ron",
            "console.md",
            "com10",
            "a..b",
        ] {
            assert_eq!(PlainName::parse(name).map(|name| name.to_string()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn what_leads_out_of_the_folder_is_refused() {
        use PlainNameError::*;
        let long = "a".repeat(256);
        let cases = [
            ("", Empty),
            ("..", Dot),
            (".", Dot),
            (".bashrc", Dot),
            ("../rift.md", Separator),
            ("/etc/passwd", Separator),
            ("sub/rift.md", Separator),
            ("\\\\share\\x\\rift.md", Separator),
            ("//share/x/rift.md", Separator),
            ("\\\\?\\C:\\rift.md", Separator),
            ("C:rift.md", Drive),
            ("rift.md:stream", Drive),
            ("file:rift.md", Drive),
            ("con", Device),
            ("NUL.txt", Device),
            ("com1 .md", Device),
            ("LPT².md", Device),
            ("conin$", Device),
            ("rift.md.", Edge),
            ("rift.md ", Edge),
            (" rift.md", Edge),
            ("rift\0.md", Character(0)),
            ("rift\n.md", Character(10)),
            ("rift\u{202e}dm.exe", Character(0x202e)),
            ("rift?.md", Character(0x3f)),
            (long.as_str(), TooLong),
        ];
        for (name, error) in cases {
            assert_eq!(PlainName::parse(name), Err(error), "{name:?}");
        }
        assert_eq!(Drive.to_string(), "a name leads out of the folder: it has `:`");
        assert_eq!(
            Character(10).to_string(),
            "a name has a character that no name may have on every system: U+000A"
        );
    }
}
