//! Finding submissions: in folders, archives and files, by what they hold, whatever they are called.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::archive::{self, Limits};
use crate::library;
use crate::model::Layer;
use crate::sidecar;

use super::open::bytes_of;

/// How much of an archive with submissions is read.
const LIMITS: Limits = Limits { entries: 5_000, file_bytes: 50_000_000, total_bytes: 500_000_000 };

/// How much is read of a file before it is known to be a layer.
const HEAD_BYTES: usize = 64 << 10;

/// A file that holds a layer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The file as it is shown; in an archive the archive's path and the name inside.
    pub file: String,
    /// What it holds.
    pub layer: Layer,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many claims could not be read.
    pub unreadable: usize,
}

/// A file that was looked at and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The file as it is shown.
    pub file: String,
    /// Why, in words.
    pub reason: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The layers, in the order of the files.
    pub answers: Vec<Answer>,
    /// What could not be read and may be a submission.
    pub passed_over: Vec<PassedOver>,
}

/// A file whose bytes are at hand.
struct Bytes {
    file: String,
    bytes: Vec<u8>,
    /// Whether a person named it: then it is said when it is no layer.
    is_named: bool,
}

/// Reads all layers in `sources`: files, archives, and folders with all that is below them. Files that are neither a layer
/// nor an archive are passed over; those that a person named, and layers that cannot be read, are said.
pub fn read_answers(sources: &[PathBuf]) -> Answers {
    let mut found = Answers::default();
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    for source in sources {
        if source.is_dir() {
            let walk = library::walk(source, &AtomicBool::new(false));
            for (path, error) in walk.failures {
                found.pass_over(&shown(&path), format!("the folder cannot be listed ({error})"));
            }
            files.extend(walk.files.into_iter().map(|path| (path, false)));
        } else {
            files.push((source.clone(), true));
        }
    }
    let read: Vec<Answers> = files.into_par_iter().map(|(path, is_named)| of_file(&path, is_named)).collect();
    for one in read {
        found.answers.extend(one.answers);
        found.passed_over.extend(one.passed_over);
    }
    found
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

impl Answers {
    fn pass_over(&mut self, file: &str, reason: impl Into<String>) {
        self.passed_over.push(PassedOver { file: file.to_owned(), reason: reason.into() });
    }

    /// Takes a file if it holds a layer.
    fn take(&mut self, file: Bytes) {
        let Bytes { file, bytes, is_named } = file;
        let beginning = bytes.get(..HEAD_BYTES.min(bytes.len())).unwrap_or_default();
        let is_layer = beginning.starts_with(b"// Obelus sidecar") || sidecar::head(beginning).is_some();
        if !is_layer && !is_named {
            return;
        }
        match sidecar::read(&bytes) {
            Ok(read) => {
                let unreadable = read.layer.raw_claims.len();
                self.answers.push(Answer { file, layer: read.layer, bytes, unreadable });
            }
            Err(error) if is_layer => self.pass_over(&file, format!("{error}; {}", error.hint())),
            Err(_) => self.pass_over(&file, "it is no sidecar"),
        }
    }
}

fn of_file(path: &Path, is_named: bool) -> Answers {
    let mut found = Answers::default();
    let file = shown(path);
    // A folder may hold anything: large files are not read to see whether they are a layer.
    let bytes = match bytes_of(path, LIMITS.total_bytes) {
        Ok(bytes) => bytes,
        Err(error) => {
            found.pass_over(&file, error.to_string());
            return found;
        }
    };
    if !archive::is_archive(&bytes) {
        found.take(Bytes { file, bytes, is_named });
        return found;
    }
    match archive::read(&bytes, LIMITS, |_| true) {
        Ok(packed) => {
            for inner in packed {
                let name = format!("{file}/{}", inner.name);
                if archive::is_archive(&inner.bytes) {
                    found.pass_over(&name, "an archive inside an archive is not opened; unpack it yourself");
                } else {
                    found.take(Bytes { file: name, bytes: inner.bytes, is_named: false });
                }
            }
        }
        Err(error) => found.pass_over(&file, format!("{error}; {}", error.hint())),
    }
    found
}
