//! What there is to add: the sidecars in files, folders and archives, told by what they hold.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use thiserror::Error;

use crate::import;
use crate::library;
use crate::model::Layer;
use crate::problem::is_hidden;
use crate::sidecar::{self, ReadError};

use super::archive;
use super::decide::by_id;

/// How much of a file is looked at to tell whether it is a sidecar.
pub(super) const BEGINNING: usize = 8 << 10;

/// How much is taken at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most entries of one archive.
    pub entries: usize,
    /// The most bytes of one sidecar in an archive, unpacked.
    pub entry: u64,
    /// The most bytes of all together, unpacked; and of one archive.
    pub total: u64,
}

/// The limits that hold.
pub const LIMITS: Limits = Limits { entries: 20_000, entry: 200_000_000, total: 1_000_000_000 };

/// How far a job is, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// How many parts are done.
    pub done: AtomicUsize,
    /// How many there are; 0 where they are not counted yet.
    pub total: AtomicUsize,
    /// Whether it is to stop.
    pub stop: AtomicBool,
}

impl Progress {
    /// Returns whether the job is to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Begins a round of so many parts.
    pub fn begin(&self, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Takes note of a part that is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// The name within the archive that the file is; only to be shown.
    pub inside: Option<String>,
}

impl Source {
    pub(super) fn file(path: &Path) -> Self {
        Self { file: path.to_owned(), inside: None }
    }

    pub(super) fn inside(path: &Path, name: &str) -> Self {
        Self { file: path.to_owned(), inside: Some(name.to_owned()) }
    }

    /// Returns the plain name as it may be shown: what hides or turns text is written out.
    pub fn name(&self) -> String {
        let file = || self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let inside = self.inside.as_deref().and_then(|inside| inside.rsplit(['/', '\\']).next());
        let name = match inside.filter(|name| !name.is_empty()) {
            Some(inside) => inside.to_owned(),
            None => file().unwrap_or_else(|| self.file.display().to_string()),
        };
        shown(&name)
    }

    /// Returns the folder that it lies in as its archive says, with `/`; empty where there is none.
    pub fn folder_inside(&self) -> &str {
        self.inside.as_deref().and_then(|name| name.rsplit_once('/')).map_or("", |(folder, _)| folder)
    }

    /// Returns the plain name of the archive that it lies in.
    pub fn archive(&self) -> Option<String> {
        self.inside.as_ref()?;
        Some(shown(&self.file.file_name()?.to_string_lossy()))
    }

    pub(super) fn is_called_archive(&self) -> bool {
        self.is_called(".zip")
    }

    fn is_called(&self, ending: &str) -> bool {
        self.name().to_lowercase().ends_with(ending)
    }
}

/// The most characters of a stranger's name that are shown.
const SHOWN: usize = 120;

/// Returns a name that came from somebody else as it may be shown: one line, what hides or turns text written out.
pub fn shown(name: &str) -> String {
    let mut shown = String::new();
    for (number, letter) in name.chars().enumerate() {
        match letter {
            _ if number == SHOWN => {
                shown.push('…');
                break;
            }
            letter if is_hidden(letter) => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    shown
}

/// A layer that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The sidecar's bytes.
    pub bytes: Arc<[u8]>,
    /// The layer in them.
    pub layer: Arc<Layer>,
}

/// Why something gives no layer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unusable {
    /// The system does not let it be read.
    #[error("cannot be read ({reason})")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// It holds something else.
    #[error("is no sidecar of Obelus")]
    NoSidecar,
    /// It is a sidecar, and cannot be read.
    #[error("{0}")]
    Sidecar(ReadError),
    /// It is larger than a sidecar in an archive may be.
    #[error("has more than {} MB unpacked, so it was left", limit / 1_000_000)]
    TooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// What was taken before it is as much as is taken at a time.
    #[error("was left: more than {} MB are not taken at a time", limit / 1_000_000)]
    TooMuch {
        /// The most bytes.
        limit: u64,
    },
    /// The archive itself is too large.
    #[error("is an archive of more than {} MB, so it was not opened", limit / 1_000_000)]
    ArchiveTooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// The archive has too many entries.
    #[error("is an archive of more than {limit} files, so it was not opened")]
    TooManyEntries {
        /// The most entries.
        limit: usize,
    },
    /// It begins as an archive does and is none.
    #[error("is an archive that cannot be read")]
    BrokenArchive,
    /// An entry of an archive is damaged.
    #[error("is damaged in its archive")]
    BrokenEntry,
    /// It is packed in a way that is not known here.
    #[error("is packed in a way that Obelus does not know")]
    Packing,
    /// It needs a password.
    #[error("is encrypted")]
    Encrypted,
    /// It is an archive within an archive.
    #[error("is an archive within an archive, which is not opened")]
    ArchiveInside,
}

impl Unusable {
    /// Returns what the reader can do about it; empty when there is nothing to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check who may read it",
            Self::NoSidecar => "",
            Self::Sidecar(error) => error.hint(),
            Self::TooLarge { .. } | Self::ArchiveTooLarge { .. } | Self::TooManyEntries { .. } => {
                "unpack it yourself, and add the files that you trust"
            }
            Self::TooMuch { .. } => "add the rest afterwards",
            Self::BrokenArchive | Self::BrokenEntry => "ask for it again",
            Self::Packing => "unpack it with another program, then add the files",
            Self::Encrypted => "unpack it with its password, then add the files",
            Self::ArchiveInside => "unpack it, then add it on its own",
        }
    }
}

/// Something that was found, with what can be made of it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where.
    pub source: Source,
    /// The layer, or why there is none.
    pub found: Result<Found, Unusable>,
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Sidecars, and what somebody may have taken for one.
    pub candidates: Vec<Candidate>,
    /// How many other files there were.
    pub other_count: usize,
}

/// Reads what there is in files, folders (recursively, no hidden names) and archives; `None` when it was stopped.
pub fn gather(paths: &[PathBuf], limits: &Limits, progress: &Progress) -> Option<Gathered> {
    let mut collector = Collector {
        limits,
        progress,
        gathered: Gathered::default(),
        bytes: 0,
        is_named: true,
        is_full: false,
    };
    for path in paths {
        collector.is_named = !path.is_dir();
        if collector.is_named {
            collector.file(path);
            continue;
        }
        let walk = library::walk(path, &progress.stop);
        for (path, error) in walk.failures {
            let reason = error.to_string();
            collector.refuse(Source::file(&path), Unusable::Unreadable { reason });
        }
        for path in &walk.files {
            collector.file(path);
        }
    }
    (!progress.is_stopped()).then_some(collector.gathered)
}

/// What is being collected.
pub(super) struct Collector<'a> {
    pub(super) limits: &'a Limits,
    progress: &'a Progress,
    gathered: Gathered,
    /// How many bytes were taken or unpacked.
    bytes: u64,
    /// Whether the person named this very file: then they are told whatever it is.
    is_named: bool,
    /// Whether it was said that no more is taken.
    is_full: bool,
}

impl Collector<'_> {
    /// Returns whether no more is to be read.
    pub(super) fn is_over(&self) -> bool {
        self.progress.is_stopped() || self.is_full
    }

    /// Returns whether so much was unpacked that no more is to be read, and says so once of the archive that it was.
    pub(super) fn is_too_much(&mut self, archive: &Source) -> bool {
        if self.left() == 0 && !self.is_full {
            self.is_full = true;
            self.refuse(archive.clone(), Unusable::TooMuch { limit: self.limits.total });
        }
        self.is_over()
    }

    /// Counts what was unpacked, whatever it was.
    pub(super) fn count(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Returns how many bytes the next one may have.
    pub(super) fn room(&self) -> usize {
        usize::try_from(self.limits.entry).unwrap_or(usize::MAX).min(self.left())
    }

    /// Returns how many bytes may be taken at all.
    fn left(&self) -> usize {
        usize::try_from(self.limits.total.saturating_sub(self.bytes)).unwrap_or(usize::MAX)
    }

    /// Takes note of what gives no layer.
    pub(super) fn refuse(&mut self, source: Source, why: Unusable) {
        self.gathered.candidates.push(Candidate { source, found: Err(why) });
    }

    /// Says that something is larger than it may be; nothing more is taken when all together is.
    pub(super) fn refuse_for_size(&mut self, source: Source) {
        let is_full = self.limits.total.saturating_sub(self.bytes) < self.limits.entry;
        let why = match is_full {
            true => Unusable::TooMuch { limit: self.limits.total },
            false => Unusable::TooLarge { limit: self.limits.entry },
        };
        self.is_full |= is_full;
        // What was unpacked in vain has cost as much as what was of use.
        self.bytes = self.bytes.saturating_add(self.limits.entry).min(self.limits.total);
        self.refuse(source, why);
    }

    /// Takes note of what is no sidecar: named where the person, or its name, says that it should be one.
    pub(super) fn doubt(&mut self, source: Source, why: Unusable) {
        // What could not be looked into may be one.
        let ending = if why == Unusable::NoSidecar { sidecar::name::ENDING } else { ".ron" };
        let is_meant = source.is_called(ending) || self.is_named && source.inside.is_none();
        match is_meant {
            true => self.refuse(source, why),
            false => self.gathered.other_count += 1,
        }
    }

    /// Takes a sidecar's bytes.
    pub(super) fn take(&mut self, source: Source, bytes: Vec<u8>) {
        self.progress.step();
        let found = match sidecar::read(&bytes) {
            Ok(read) => Ok(Found { bytes: bytes.into(), layer: Arc::new(by_id(read.layer)) }),
            Err(error) => Err(Unusable::Sidecar(error)),
        };
        self.gathered.candidates.push(Candidate { source, found });
    }

    fn file(&mut self, path: &Path) {
        if self.is_over() {
            return;
        }
        let source = Source::file(path);
        let beginning = match beginning_of(path) {
            Ok(beginning) => beginning,
            Err(error) => return self.doubt(source, Unusable::Unreadable { reason: error.to_string() }),
        };
        if archive::is_archive(&beginning) && (self.is_named || source.is_called_archive()) {
            return archive::collect(path, self);
        }
        if !is_like_sidecar(&beginning) {
            return self.doubt(source, Unusable::NoSidecar);
        }
        match sidecar::bytes_of(path) {
            Ok(bytes) if bytes.len() > self.left() => {
                self.is_full = true;
                self.refuse(source, Unusable::TooMuch { limit: self.limits.total });
            }
            Ok(bytes) => {
                self.count(bytes.len());
                self.take(source, bytes);
            }
            Err(error) => self.refuse(source, Unusable::Unreadable { reason: error.to_string() }),
        }
    }
}

fn beginning_of(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        // A pipe would be waited for.
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut beginning = Vec::new();
    let limit = u64::try_from(BEGINNING).unwrap_or(u64::MAX);
    File::open(path)?.take(limit).read_to_end(&mut beginning)?;
    Ok(beginning)
}

/// Returns whether a file that begins like this is meant as a sidecar, of this version or another, whole or damaged.
pub(super) fn is_like_sidecar(beginning: &[u8]) -> bool {
    let words = String::from_utf8_lossy(beginning);
    let words = words.trim_start_matches('\u{feff}').trim_start();
    let begins = |with: &str| words.starts_with(with);
    if begins("// Obelus sidecar") {
        return true;
    }
    if begins("// Obelus exercise") {
        return false;
    }
    let has = |word: &&str| words.contains(*word);
    let names = ["text_blake3", "annotator", "passages", "claims"];
    (begins("(") || begins("#!") || begins("//") || begins("/*") || begins("<<<<<<<"))
        && has(&"format")
        && names.iter().filter(|name| has(name)).count() >= 2
}

/// What files and folders hold, at a first look: whether they are to be opened or to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Sidecars or archives, and no document.
    Layers,
    /// Anything else.
    Documents,
}

/// Looks at what a path holds: a folder with sidecars and no document, a sidecar and an archive are to be added;
/// everything else is to be opened.
pub fn survey(path: &Path) -> Holds {
    if !path.is_dir() {
        return if is_layer(path) { Holds::Layers } else { Holds::Documents };
    }
    let mut has_layers = false;
    for file in library::walk(path, &AtomicBool::new(false)).files {
        match is_layer(&file) {
            true => has_layers = true,
            false if is_document(&file) => return Holds::Documents,
            false => {}
        }
    }
    if has_layers { Holds::Layers } else { Holds::Documents }
}

fn is_layer(path: &Path) -> bool {
    beginning_of(path).is_ok_and(|beginning| {
        is_like_sidecar(&beginning)
            || archive::is_archive(&beginning) && Source::file(path).is_called_archive()
    })
}

fn is_document(path: &Path) -> bool {
    beginning_of(path).is_ok_and(|beginning| import::is_document(path, &beginning))
}
