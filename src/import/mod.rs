//! Which files can be opened as documents, and how: one table of formats.
//!
//! Plain text and Markdown are taken raw, markup included, as any other text is (FORMAT.md); the text of a web page is
//! made by an extractor. Formats that need one that is not there have a row that recognises them and says what to do;
//! so nobody tags the bytes of a PDF. What a file holds counts more than what it is called.

mod extractor;
mod file;
pub mod html;
mod recognise;

use std::io;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use thiserror::Error;

use crate::model::{About, DocumentInfo};
use crate::problem::Problem;
use crate::text::decode::{Decoded, decode, decode_as};
use crate::text::{TextHash, TooLong};

pub use extractor::Extractor;
pub use file::GoesOn;
pub use recognise::{MAGIC_BYTES, format_of, is_document, is_export};

/// How a format becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The file's own characters.
    Raw,
    /// By an extractor for web pages.
    Html,
    /// Recognised; this version has no extractor for it.
    NotYet,
}

/// What the program knows of a file format.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    /// What is shown: "Markdown", "a PDF".
    pub name: &'static str,
    /// Extensions in lower case.
    pub extensions: &'static [&'static str],
    /// How a file of the format begins; empty where the extension or more than the beginning tells.
    pub magic: &'static [&'static [u8]],
    /// How it becomes text.
    pub reading: Reading,
    /// What to do where it does not.
    pub hint: &'static str,
}

const fn raw(name: &'static str, extensions: &'static [&'static str]) -> Format {
    Format { name, extensions, magic: &[], reading: Reading::Raw, hint: "" }
}

const fn not_yet(
    name: &'static str,
    extensions: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    Format { name, extensions, magic, reading: Reading::NotYet, hint: PASTE }
}

/// What to do with a format whose text can be had by hand.
const PASTE: &str = "not yet: copy the text and paste it";

const fn saved_page(
    name: &'static str,
    extensions: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    let hint = "not yet: in the browser, save the page as “Web page, HTML only”";
    Format { name, extensions, magic, reading: Reading::NotYet, hint }
}

const fn other(
    name: &'static str,
    extensions: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    Format { name, extensions, magic, reading: Reading::NotYet, hint: "open a document with written text" }
}

/// All formats, the first match wins. A new format is one row, and its extractor its own file.
pub static FORMATS: &[Format] = &[
    raw("Plain text", &["txt", "text"]),
    raw("Markdown", &["md", "markdown"]),
    WEB_PAGE,
    WEB_ARCHIVE,
    saved_page("a web archive of Safari", &["webarchive"], &[b"bplist00"]),
    not_yet("a PDF", &["pdf"], &[b"%PDF-"]),
    WORD_PROCESSOR,
    E_BOOK,
    not_yet("a Word document of the old kind", &["doc"], &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"]),
    not_yet("a rich text document", &["rtf"], &[b"{\\rtf"]),
    SHEET,
    other(
        "an archive",
        &["zip", "gz", "bz2", "xz", "zst", "7z", "rar", "tar"],
        &[b"PK\x03\x04", b"\x1F\x8B", b"7z\xBC\xAF", b"Rar!", b"\xFD7zXZ", b"\x28\xB5\x2F\xFD"],
    ),
    PICTURE,
    other(
        "a recording",
        &["mp3", "mp4", "m4a", "wav", "ogg", "flac", "mkv", "mov", "avi", "webm"],
        &[b"OggS", b"ID3", b"fLaC", b"\x1A\x45\xDF\xA3"],
    ),
    other("a program", &["exe", "dll", "so", "dylib", "bin", "o", "a", "wasm"], &[b"\x7FELF", b"\0asm"]),
    other("a font", &["ttf", "otf", "woff", "woff2"], &[b"wOFF", b"wOF2", b"OTTO"]),
    other("a database", &["sqlite", "db"], &[b"SQLite format 3\0"]),
];

const WEB_PAGE: Format = Format {
    name: "Web page",
    extensions: &["html", "htm", "xhtml"],
    magic: &[],
    reading: Reading::Html,
    hint: "",
};
const WEB_ARCHIVE: Format = saved_page("a web page with its pictures in one file", &["mhtml", "mht"], &[]);
const WORD_PROCESSOR: Format = not_yet("a word processor document", &["docx", "odt", "pages"], &[]);
const E_BOOK: Format = not_yet("an e-book", &["epub", "mobi", "azw3"], &[]);
const SHEET: Format =
    other("a spreadsheet or a presentation", &["xlsx", "xls", "ods", "pptx", "ppt", "odp"], &[]);
const PICTURE: Format = not_yet(
    "a picture",
    &["png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "heic", "ico"],
    &[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"II*\0", b"MM\0*"],
);

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
    #[error(
        "this is {}, and this version opens plain text, Markdown and web pages: {}",
        format.name,
        path.display()
    )]
    NotYet {
        /// The path.
        path: PathBuf,
        /// The format.
        format: &'static Format,
    },
}

impl Format {
    /// Returns whether files of the format may be what this program gives out.
    pub fn may_be_export(&self) -> bool {
        self.extensions.iter().any(|extension| matches!(*extension, "html" | "md"))
    }

    /// Returns whether its text could be copied elsewhere and pasted.
    pub fn can_be_pasted(&self) -> bool {
        self.hint == PASTE
    }
}

impl ImportError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check the path; a document that is moved needs its sidecars beside it",
            Self::Folder { .. } => "open it as a folder",
            Self::Unreadable { .. } => "check who may read it, and whether the drive is there",
            Self::Stopped { .. } => "open it again",
            Self::NotYet { format, .. } => format.hint,
        }
    }
}

/// The bytes of a file that can become a document.
#[derive(Debug)]
pub struct Source {
    bytes: Vec<u8>,
    is_html: bool,
}

/// What is asked of a document's text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The reader's own choice; it overrides all.
    pub encoding: Option<&'static Encoding>,
    /// The name and the text's hash that a layer records: that encoding is used if its text has the hash, or if
    /// nothing better than a guess is left.
    pub recorded: Option<(&'a str, TextHash)>,
    /// The extractor to use; the usual one of the format where it is another format's or none.
    pub extractor: Option<Extractor>,
}

impl<'a> Wanted<'a> {
    /// What a layer records of its document.
    pub fn recorded_in(document: &'a DocumentInfo) -> Self {
        Self {
            encoding: None,
            recorded: document.encoding.as_deref().map(|label| (label, document.text_blake3)),
            extractor: document.extractor.as_deref().and_then(Extractor::named),
        }
    }
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its text, and how it was decoded.
    pub decoded: Decoded,
    /// What made the text; `None` for plain text.
    pub extractor: Option<Extractor>,
    /// What the document says of itself.
    pub about: About,
    /// What should be known of the text.
    pub problems: Vec<Problem>,
}

/// Reads the file at `path`, and refuses what is recognised as no text.
pub fn open(path: &Path) -> Result<Source, ImportError> {
    open_while(path, &|_, _| true)
}

/// Reads like [`open`], piece by piece: `goes_on` is told how many of how many bytes are there, and says whether to read
/// on.
pub fn open_while(path: &Path, goes_on: &GoesOn<'_>) -> Result<Source, ImportError> {
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
    Source::of(path, file::read_while(path, goes_on).map_err(unreadable)?)
}

impl Source {
    /// Takes the bytes of the file at `path`, and refuses what is recognised as no text.
    pub fn of(path: &Path, bytes: Vec<u8>) -> Result<Self, ImportError> {
        match format_of(path, &bytes) {
            Some(format) if format.reading == Reading::NotYet => {
                Err(ImportError::NotYet { path: path.to_owned(), format })
            }
            format => {
                Ok(Self { is_html: format.is_some_and(|format| format.reading == Reading::Html), bytes })
            }
        }
    }

    /// Makes the text.
    pub fn read(self, wanted: &Wanted<'_>) -> Result<Imported, TooLong> {
        if self.is_html {
            let extractor = wanted.extractor.unwrap_or(Extractor::HtmlMain);
            return html::read(&self.bytes, extractor, wanted);
        }
        let decoded = match wanted.encoding {
            Some(encoding) => decode_as(self.bytes, encoding),
            None => decode(self.bytes, wanted.recorded.map(|(label, hash)| (label, Some(hash)))),
        };
        Ok(Imported { decoded: decoded?, extractor: None, about: About::default(), problems: Vec::new() })
    }
}
