//! Archives (zip) of which files are to be unpacked: what may be taken out of one.
//!
//! An archive comes from a stranger. It is read in memory and within [`Limits`], whatever it says of its own sizes; nothing
//! here writes a file, and one name that leads out of the folder is enough to refuse it all. Deliberately absent: archives
//! within archives, passwords, and making one, which `exchange` does.

use std::io::{Cursor, Read};

use thiserror::Error;
use zip::ZipArchive;

use crate::sidecar::{PlainName, PlainNameError};

/// How much of an archive is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most entries that it may have.
    pub entries: usize,
    /// The most bytes that one file may have, unpacked.
    pub file_bytes: u64,
    /// The most bytes that all files may have together, unpacked.
    pub total_bytes: u64,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Its name as the archive has it, folders with `/`. To be shown, never to be used as a path.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Packed {
    /// Returns the folders of the name, with `/` behind each; empty where there is none.
    pub fn folder(&self) -> &str {
        self.name.rfind('/').and_then(|slash| self.name.get(..=slash)).unwrap_or_default()
    }

    /// Returns the name without its folders.
    pub fn file_name(&self) -> &str {
        self.name.get(self.folder().len()..).unwrap_or_default()
    }
}

/// Why an archive is not read.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It is no zip, or a broken one.
    #[error("the archive cannot be read: {reason}")]
    Broken {
        /// What is wrong.
        reason: String,
    },
    /// It has more entries than are read.
    #[error("the archive has {count} entries, and up to {limit} are read")]
    TooMany {
        /// How many it has.
        count: usize,
        /// How many are read.
        limit: usize,
    },
    /// A file of it is larger than is read.
    #[error("a file in the archive has more than {} unpacked: {name}", megabytes(*limit))]
    FileTooLarge {
        /// The file's name.
        name: String,
        /// How many bytes are read.
        limit: u64,
    },
    /// Its files together are larger than is read.
    #[error("the archive has more than {} unpacked", megabytes(*limit))]
    TooLarge {
        /// How many bytes are read.
        limit: u64,
    },
    /// An entry's name leads out of the folder.
    #[error("the archive has a name that leads out of the folder: {name:?}")]
    LeadsOut {
        /// The name.
        name: String,
    },
    /// An entry is no file but a link.
    #[error("the archive has a link in place of a file: {name}")]
    Link {
        /// The name.
        name: String,
    },
    /// A password is needed.
    #[error("the archive is closed with a password")]
    Password,
}

impl ArchiveError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Broken { .. } => "get the file again",
            Self::TooMany { .. } | Self::FileTooLarge { .. } | Self::TooLarge { .. } => {
                "unpack it yourself where you trust it, and open the folder"
            }
            Self::LeadsOut { .. } | Self::Link { .. } => {
                "nothing of it was used; ask its sender for a plain one"
            }
            Self::Password => "unpack it yourself, and open the folder",
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

/// Returns whether a file begins as an archive does.
pub fn is_archive(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06")
}

/// Reads the files whose name `wants` takes. Folders, hidden files and what a Mac adds are passed over; one name that
/// leads out of the folder, or one link, and nothing is read.
pub fn read(bytes: &[u8], limits: Limits, wants: impl Fn(&str) -> bool) -> Result<Vec<Packed>, ArchiveError> {
    // The count stands at the end; looking there first, a list of millions of entries is never built.
    if let Some(count) = entry_count(bytes).filter(|count| *count > limits.entries) {
        return Err(ArchiveError::TooMany { count, limit: limits.entries });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits.entries {
        return Err(ArchiveError::TooMany { count: archive.len(), limit: limits.entries });
    }
    let mut wanted = Vec::new();
    for number in 0..archive.len() {
        let entry = archive.by_index_data(number).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        let is_shown = is_shown(&name)?;
        if entry.is_symlink() {
            return Err(ArchiveError::Link { name });
        }
        if is_shown && entry.is_file() && wants(&name) {
            if entry.encrypted() {
                return Err(ArchiveError::Password);
            }
            wanted.push((number, name));
        }
    }
    let mut left = limits.total_bytes;
    let mut files = Vec::new();
    for (number, name) in wanted {
        let file = archive.by_index(number).map_err(broken)?;
        let most = limits.file_bytes.min(left);
        let mut bytes = Vec::new();
        // What an entry says of its size is not believed: the reading itself has an end.
        file.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| ArchiveError::Broken { reason: error.to_string() })?;
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if len > limits.file_bytes {
            return Err(ArchiveError::FileTooLarge { name, limit: limits.file_bytes });
        }
        if len > left {
            return Err(ArchiveError::TooLarge { limit: limits.total_bytes });
        }
        left -= len;
        files.push(Packed { name, bytes });
    }
    Ok(files)
}

fn broken(error: zip::result::ZipError) -> ArchiveError {
    ArchiveError::Broken { reason: error.to_string() }
}

/// Returns how many entries the last record of an archive says that there are.
fn entry_count(bytes: &[u8]) -> Option<usize> {
    // The record is 22 bytes long, and a comment of up to 65,535 may follow it.
    let tail = bytes.get(bytes.len().saturating_sub(22 + 65_535)..)?;
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes(count.try_into().ok()?)))
}

/// Returns whether an entry is one that people see; an error when its name leads anywhere else.
fn is_shown(name: &str) -> Result<bool, ArchiveError> {
    let mut is_shown = true;
    for part in name.strip_suffix('/').unwrap_or(name).split('/') {
        match PlainName::parse(part) {
            Err(PlainNameError::Dot) if part != "." && part != ".." => is_shown = false,
            Err(
                PlainNameError::Empty
                | PlainNameError::Separator
                | PlainNameError::Drive
                | PlainNameError::Dot
                | PlainNameError::Device,
            ) => return Err(ArchiveError::LeadsOut { name: name.to_owned() }),
            // Only to be shown: such a name never becomes that of a file.
            Err(PlainNameError::TooLong | PlainNameError::Edge | PlainNameError::Character(_)) => {}
            Ok(_) => is_shown &= part != "__MACOSX",
        }
    }
    Ok(is_shown)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{DateTime, ZipWriter};

    use super::*;

    const LIMITS: Limits = Limits { entries: 4, file_bytes: 1_000_000, total_bytes: 1_500_000 };

    /// Makes an archive with any names, packed as others do it.
    pub(crate) fn archive_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn names(files: &[(&str, &[u8])]) -> Result<Vec<String>, String> {
        let read = read(&archive_of(files), LIMITS, |_| true);
        match read {
            Ok(files) => Ok(files.into_iter().map(|file| file.name).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn what_nobody_sees_is_passed_over() {
        let files: [(&str, &[u8]); 4] = [
            ("set/rift.md", b"x"),
            ("__MACOSX/set/._rift.md", b"x"),
            ("set/.DS_Store", b"x"),
            ("set/b?.md", b""),
        ];
        assert_eq!(names(&files), Ok(vec!["set/rift.md".to_owned(), "set/b?.md".to_owned()]));
        let read = read(&archive_of(&files), LIMITS, |name| name.ends_with("rift.md")).unwrap();
        assert_eq!((read[0].folder(), read[0].file_name()), ("set/", "rift.md"));
    }

    #[test]
    fn one_name_that_leads_out_and_nothing_is_read() {
        for name in [
            "../rift.md",
            "set/../../rift.md",
            "/etc/passwd",
            "\\\\share\\x\\rift.md",
            "//share/x/rift.md",
            "C:\\rift.md",
            "C:rift.md",
            "set//rift.md",
            "nul",
            "set/com1.txt",
        ] {
            let error = names(&[("a.md", b"x"), (name, b"x")]).unwrap_err();
            assert_eq!(error, format!("the archive has a name that leads out of the folder: {name:?}"));
        }
    }

    #[test]
    fn an_archive_is_read_within_its_limits() {
        let zeros = vec![0; 1_000_001];
        let bomb = archive_of(&[("bomb.md", &zeros)]);
        assert!(bomb.len() < 5000);
        assert_eq!(
            names(&[("bomb.md", &zeros)]),
            Err("a file in the archive has more than 1 MB unpacked: bomb.md".to_owned())
        );
        let half = vec![0; 800_000];
        assert_eq!(
            names(&[("a", &half), ("b", &half)]),
            Err("the archive has more than 1 MB unpacked".to_owned())
        );
        let many: Vec<(&str, &[u8])> = vec![("a", b""), ("b", b""), ("c", b""), ("d", b""), ("e", b"")];
        assert_eq!(names(&many), Err("the archive has 5 entries, and up to 4 are read".to_owned()));
        // One that lies about the size of its file.
        let mut lying = bomb;
        let real = 1_000_001_u32.to_le_bytes();
        while let Some(at) = memchr::memmem::find(&lying, &real) {
            lying[at..at + 4].copy_from_slice(&5_u32.to_le_bytes());
        }
        let read = read(&lying, LIMITS, |_| true);
        assert!(
            matches!(read, Err(ArchiveError::Broken { .. } | ArchiveError::FileTooLarge { .. })),
            "{read:?}"
        );
    }

    #[test]
    fn what_is_no_archive_says_so() {
        for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"PK\x05\x06", b"He denied it."] {
            assert!(matches!(read(bytes, LIMITS, |_| true), Err(ArchiveError::Broken { .. })));
        }
        let whole = archive_of(&[("a.md", b"He denied it.")]);
        for end in 0..whole.len() {
            assert!(read(&whole[..end], LIMITS, |_| true).is_err());
        }
    }

    #[test]
    fn links_and_passwords_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("rift.md", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let link = writer.finish().unwrap().into_inner();
        let error = read(&link, LIMITS, |_| true).unwrap_err();
        assert_eq!(error.to_string(), "the archive has a link in place of a file: rift.md");
        let mut locked = archive_of(&[("a.md", b"He denied it.")]);
        for signature in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
            let at = memchr::memmem::find(&locked, signature).unwrap();
            let flags = if signature[2] == 3 { 6 } else { 8 };
            locked[at + flags] |= 1;
        }
        assert!(matches!(read(&locked, LIMITS, |_| true), Err(ArchiveError::Password)));
    }
}
