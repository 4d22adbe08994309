//! Which files can be opened as documents, and how: one table of formats.
//!
//! Plain text and Markdown are taken raw, markup included, as any other text is (FORMAT.md). Formats that need an
//! extractor have a row that recognises them and says what to do until there is one; so nobody tags the bytes of a PDF.

pub mod html;

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use thiserror::Error;

/// How a format becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The file's own characters.
    Raw,
    /// Recognised; this version has no extractor for it.
    NotYet,
}

/// What the program knows of a file format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What is shown: "Markdown", "a PDF".
    pub name: &'static str,
    /// Extensions in lower case.
    pub extensions: &'static [&'static str],
    /// How a file of the format begins; empty where the extension alone tells.
    pub magic: &'static [&'static [u8]],
    /// How it becomes text.
    pub reading: Reading,
    /// Whether it is written text at all, and so a document.
    pub is_text: bool,
}

const fn raw(name: &'static str, extensions: &'static [&'static str]) -> Format {
    Format { name, extensions, magic: &[], reading: Reading::Raw, is_text: true }
}

const fn not_yet(
    name: &'static str,
    extensions: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    Format { name, extensions, magic, reading: Reading::NotYet, is_text: true }
}

const fn other(
    name: &'static str,
    extensions: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    Format { name, extensions, magic, reading: Reading::NotYet, is_text: false }
}

/// All formats, the first match wins. A new format is one row, and its extractor its own file.
pub const FORMATS: &[Format] = &[
    raw("Plain text", &["txt", "text"]),
    raw("Markdown", &["md", "markdown"]),
    not_yet("a PDF", &["pdf"], &[b"%PDF-"]),
    not_yet("a word processor document", &["docx", "odt", "pages"], &[]),
    not_yet("an e-book", &["epub", "mobi", "azw3"], &[]),
    not_yet("a Word document of the old kind", &["doc"], &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"]),
    not_yet("a rich text document", &["rtf"], &[b"{\\rtf"]),
    other("a spreadsheet or a presentation", &["xlsx", "xls", "ods", "pptx", "ppt", "odp"], &[]),
    other(
        "an archive",
        &["zip", "gz", "bz2", "xz", "zst", "7z", "rar", "tar"],
        &[b"PK\x03\x04", b"\x1F\x8B", b"7z\xBC\xAF"],
    ),
    other(
        "a picture",
        &["png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "heic", "ico"],
        &[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8"],
    ),
    other(
        "a recording",
        &["mp3", "mp4", "m4a", "wav", "ogg", "flac", "mkv", "mov", "avi", "webm"],
        &[b"OggS", b"ID3"],
    ),
    other("a program", &["exe", "dll", "so", "dylib", "bin", "o", "a", "wasm"], &[b"\x7FELF", b"\0asm"]),
    other("a font", &["ttf", "otf", "woff", "woff2"], &[]),
    other("a database", &["sqlite", "db"], &[b"SQLite format 3\0"]),
];

/// Why a file gives no document.
#[derive(Debug, Error)]
pub enum ImportError {
    /// There is nothing at that path.
    #[error("there is no document: {}", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("this is a folder, not a document: {}", path.display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("the document cannot be read ({source}): {}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Reading was given up.
    #[error("reading was given up: {}", path.display())]
    Stopped {
        /// The path.
        path: PathBuf,
    },
    /// The format is recognised, and there is no extractor for it yet.
    #[error("this is {}, and this version opens plain text and Markdown: {}", format.name, path.display())]
    NotYet {
        /// The path.
        path: PathBuf,
        /// The format.
        format: &'static Format,
    },
}

impl ImportError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check the path; a document that is moved needs its sidecars beside it",
            Self::Folder { .. } => "open it as a folder",
            Self::Unreadable { .. } => "check who may read it, and whether the drive is there",
            Self::Stopped { .. } => "open it again",
            Self::NotYet { format, .. } if format.is_text => {
                "not yet: copy the text, paste it into a .txt file and open that"
            }
            Self::NotYet { .. } => "open a document with written text",
        }
    }
}

/// How many bytes are read between two looks at whether to go on.
const STEP: usize = 4 << 20;

/// Longer files are read in a row: no text is as long.
const MOST_AT_ONCE: usize = 2_000_000_000;

/// Returns the bytes of a document whose format is taken raw.
pub fn read_raw(path: &Path) -> Result<Vec<u8>, ImportError> {
    read_raw_while(path, &|_, _| true)
}

/// Reads like [`read_raw`], piece by piece: `goes_on` is told how many of how many bytes are there, and says whether to
/// read on.
pub fn read_raw_while(path: &Path, goes_on: &GoesOn<'_>) -> Result<Vec<u8>, ImportError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ImportError::Missing { path: path.to_owned() },
        io::ErrorKind::Interrupted => ImportError::Stopped { path: path.to_owned() },
        _ => ImportError::Unreadable { path: path.to_owned(), source },
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ImportError::Folder { path: path.to_owned() });
    }
    if !metadata.is_file() {
        // A pipe would be waited for, and a device read for ever.
        return Err(unreadable(io::Error::new(io::ErrorKind::InvalidInput, "it is no file")));
    }
    let expected = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    let bytes = match (2 * STEP..=MOST_AT_ONCE).contains(&expected) {
        true => read_in_parts(path, expected, goes_on),
        false => read_in_a_row(path, expected, goes_on),
    };
    let bytes = bytes.map_err(unreadable)?;
    let beginning = bytes.get(..MAGIC_BYTES).unwrap_or(&bytes);
    match format_of(path, beginning) {
        Some(format) if format.reading == Reading::NotYet => {
            Err(ImportError::NotYet { path: path.to_owned(), format })
        }
        _ => Ok(bytes),
    }
}

/// Is told how many of how many bytes are there, and says whether to read on.
pub type GoesOn<'a> = dyn Fn(usize, usize) -> bool + Sync + 'a;

/// Reading was given up: the only thing that interrupts it here.
fn given_up() -> io::Error {
    io::ErrorKind::Interrupted.into()
}

fn read_in_a_row(path: &Path, expected: usize, goes_on: &GoesOn<'_>) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    // A size that memory does not hold is an error of this file, not the end of the program.
    bytes.try_reserve_exact(expected).map_err(io::Error::other)?;
    let step = u64::try_from(STEP).unwrap_or(u64::MAX);
    loop {
        if !goes_on(bytes.len(), expected) {
            return Err(given_up());
        }
        if file.by_ref().take(step).read_to_end(&mut bytes)? == 0 {
            return Ok(bytes);
        }
    }
}

/// Reads a large file on all cores: most of the time goes into getting the memory, and that can be shared.
fn read_in_parts(path: &Path, expected: usize, goes_on: &GoesOn<'_>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; expected];
    let done = AtomicUsize::new(0);
    let read = bytes.par_chunks_mut(STEP).enumerate().try_for_each(|(number, part)| {
        if !goes_on(done.load(Ordering::Relaxed), expected) {
            return Err(given_up());
        }
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(u64::try_from(number * STEP).unwrap_or(u64::MAX)))?;
        file.read_exact(part)?;
        done.fetch_add(part.len(), Ordering::Relaxed);
        Ok(())
    });
    let is_whole = std::fs::metadata(path)?.len() == u64::try_from(expected).unwrap_or(u64::MAX);
    match read {
        Ok(()) if is_whole => Ok(bytes),
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        // It was written meanwhile.
        _ => read_in_a_row(path, expected, goes_on),
    }
}

/// How many bytes of a file [`format_of`] wants to see.
pub const MAGIC_BYTES: usize = 1024;

/// Returns the format of a file by how it begins, else by its name; `None` for a kind that the table does not have.
pub fn format_of(path: &Path, beginning: &[u8]) -> Option<&'static Format> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let has_extension = |format: &&Format| {
        extension.as_deref().is_some_and(|extension| format.extensions.contains(&extension))
    };
    let begins_so = |format: &&Format| format.magic.iter().any(|magic| beginning.starts_with(magic));
    let by_name = FORMATS.iter().find(has_extension);
    let by_beginning = FORMATS.iter().find(begins_so);
    match (by_beginning, by_name) {
        // A word processor's file begins like an archive: its name says more.
        (Some(_), Some(named)) if named.reading == Reading::NotYet => Some(named),
        (Some(format), _) => Some(format),
        (None, named) => named,
    }
}

/// Returns whether a file is a document that can be opened: known text, or of no known kind and without a NUL.
pub fn is_document(path: &Path, beginning: &[u8]) -> bool {
    match format_of(path, beginning) {
        Some(format) => format.reading == Reading::Raw,
        None => !beginning.contains(&0) || begins_as_utf_16(beginning),
    }
}

fn begins_as_utf_16(beginning: &[u8]) -> bool {
    beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF")
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_large_file_is_read_in_parts_and_can_be_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump.txt");
        let bytes: Vec<u8> = (0..3 * STEP + 5).map(|at| b"He denied it.\n"[at % 14]).collect();
        std::fs::write(&path, &bytes).unwrap();
        assert!(read_raw(&path).unwrap() == bytes);
        let seen = AtomicUsize::new(0);
        let read = read_raw_while(&path, &|done, whole| {
            assert!(done <= whole && whole == bytes.len());
            seen.fetch_add(1, Ordering::Relaxed) < 1
        });
        assert!(matches!(read, Err(ImportError::Stopped { .. })));
    }

    #[test]
    fn no_extension_stands_in_two_rows() {
        let mut seen = std::collections::BTreeSet::new();
        for extension in FORMATS.iter().flat_map(|format| format.extensions) {
            assert!(seen.insert(extension), "{extension}");
        }
    }
}
