//! How one layer is written: under a lock, the former file kept, compared before renaming; and what is kept when that
//! fails.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::durable::{self, DurableError, Fingerprint, Outcome};
use crate::keep::Keep;
use crate::model::Timestamp;
use crate::sidecar;
use crate::text::{Text, TextHash};

use super::saver::{LookJob, SaveJob};

/// How long a save waits for another of our programs that writes the same sidecar.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// How often a sidecar that another program seems to be writing is read again, and how long between.
const READINGS: usize = 8;
const BETWEEN: Duration = Duration::from_millis(125);

/// How one write went.
#[derive(Debug)]
pub(super) enum Attempt {
    Saved {
        fingerprint: Fingerprint,
        bytes: usize,
        /// Whether somebody had deleted the file.
        was_gone: bool,
    },
    Changed(Vec<u8>),
    Failed(Failure),
}

/// Why a layer was not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Why, in words.
    pub reason: String,
    /// What to do.
    pub hint: String,
    /// The folder that it was to be written to.
    pub folder: PathBuf,
    /// Whether another folder for sidecars would help: this one cannot be written.
    pub wants_folder: bool,
    /// The copy in app data, unless that cannot be written either or no copies are wanted.
    pub rescue: Option<PathBuf>,
    /// What stands in the file, where that is the new layer all the same: the disk did not confirm that it stays.
    pub in_place: Option<Fingerprint>,
}

/// What a look at a sidecar showed.
#[derive(Debug)]
pub(super) enum Looked {
    /// It is as it was, or cannot be told.
    Same,
    /// Somebody else has written it.
    Changed(Vec<u8>),
    /// It is not there.
    Gone,
}

/// Does the work of the saver's thread.
pub(super) trait Work: Send {
    fn write(&mut self, job: &SaveJob, expected: Fingerprint) -> Attempt;

    fn look(&mut self, job: &LookJob, expected: Fingerprint) -> Looked {
        look(job, expected)
    }
}

impl<F: FnMut(&SaveJob, Fingerprint) -> Attempt + Send> Work for F {
    fn write(&mut self, job: &SaveJob, expected: Fingerprint) -> Attempt {
        self(job, expected)
    }
}

/// Writes sidecars on the disk, and what app data keeps beside them.
pub(super) struct Writer {
    locks: PathBuf,
    keep: Arc<Mutex<Keep>>,
    /// Sidecars whose former version was kept in this session.
    backed_up: HashSet<PathBuf>,
    /// Texts that were kept in this session.
    snapshots: HashSet<(PathBuf, TextHash)>,
}

impl Writer {
    pub(super) fn new(locks: PathBuf, keep: Arc<Mutex<Keep>>) -> Self {
        Self { locks, keep, backed_up: HashSet::new(), snapshots: HashSet::new() }
    }

    fn keep(&self) -> Keep {
        self.keep.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Keeps the former version of a sidecar. Nothing of app data may stand in the way of saving.
fn back_up(keep: &Keep, job: &SaveJob, now: Timestamp) {
    if let Ok(former) = sidecar::bytes_of(&job.path) {
        let _without = keep.back_up(&job.document, &job.name, &former, now);
    }
}

/// Keeps the text of a document with claims of one's own, so that they can be followed when it changes. For a worker.
pub fn keep_text(keep: &Keep, document: &Path, text: &Text) {
    let _without = keep.snapshot(document, text);
}

/// Does what app data does after a save: keeps the text, and lets rescue copies go.
fn after_save(keep: &Keep, job: &SaveJob, keeps_text: bool) {
    if let Some(text) = job.text.as_ref().filter(|_| keeps_text) {
        let _without = keep.snapshot(&job.document, text);
    }
    for name in job.takes_up.iter().chain([&job.name]) {
        let _left = keep.rescued(&job.document, name);
    }
}

/// Writes a layer once, as the only save of a session: what a verb does. The caller holds the lock.
pub fn save(keep: &Keep, job: &SaveJob, now: Timestamp) -> Result<Outcome, DurableError> {
    back_up(keep, job, now);
    let outcome = durable::replace_by(&job.path, &sidecar::Written(&job.layer), Some(job.expected))?;
    if matches!(outcome, Outcome::Saved(_)) {
        after_save(keep, job, true);
    }
    Ok(outcome)
}

impl Work for Writer {
    fn write(&mut self, job: &SaveJob, expected: Fingerprint) -> Attempt {
        let keep = self.keep();
        let content = sidecar::Written(&job.layer);
        let written = lock(&self.locks, &job.path, LOCK_PATIENCE).and_then(|_lock| {
            if self.backed_up.insert(job.path.clone()) || job.keeps_former {
                back_up(&keep, job, Timestamp(jiff::Timestamp::now().as_second()));
            }
            let was_gone = expected != Fingerprint::Absent && !job.path.exists();
            Ok((durable::replace_by(&job.path, &content, Some(expected))?, was_gone))
        });
        match written {
            Ok((Outcome::Saved(fingerprint), was_gone)) => {
                let text = job.text.as_ref().map(|text| (job.document.clone(), text.hash()));
                let keeps_text = text.is_some_and(|text| self.snapshots.insert(text));
                after_save(&keep, job, keeps_text);
                let length = std::fs::metadata(&job.path).map_or(0, |file| file.len());
                let bytes = usize::try_from(length).unwrap_or(usize::MAX);
                Attempt::Saved { fingerprint, bytes, was_gone }
            }
            Ok((Outcome::Changed(bytes), _)) => Attempt::Changed(until_whole(&job.path, bytes)),
            Err(error) => {
                let rescue = keep.rescue(&job.document, &job.name, &job.layer, job.base.as_ref());
                let folder = job.path.parent().unwrap_or(Path::new(".")).to_owned();
                Attempt::Failed(Failure {
                    reason: error.to_string(),
                    hint: error.hint().to_owned(),
                    folder,
                    wants_folder: error.is_about_folder(),
                    rescue: rescue.ok().flatten(),
                    in_place: error.is_in_place().then(|| Fingerprint::of_content(&content)),
                })
            }
        }
    }
}

/// Looks whether a sidecar is still what it was.
fn look(job: &LookJob, expected: Fingerprint) -> Looked {
    match what_else(&job.path, expected) {
        Ok(None) => Looked::Same,
        Ok(Some(bytes)) => {
            let bytes = until_whole(&job.path, bytes);
            if Fingerprint::of(&bytes) == expected { Looked::Same } else { Looked::Changed(bytes) }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && expected != Fingerprint::Absent => {
            Looked::Gone
        }
        Err(_) => Looked::Same,
    }
}

/// Returns the bytes of a file that holds anything else than what is expected.
fn what_else(path: &Path, expected: Fingerprint) -> io::Result<Option<Vec<u8>>> {
    if Fingerprint::of_reader(sidecar::open(path)?)? == expected {
        return Ok(None);
    }
    sidecar::bytes_of(path).map(Some)
}

/// Returns a sidecar's bytes once they can be read: another program may have written half of it. After a second they
/// are what they are.
fn until_whole(path: &Path, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..READINGS {
        // What git left in it is whole.
        if sidecar::read(&bytes).is_ok() || sidecar::has_markers(&bytes) {
            break;
        }
        std::thread::sleep(BETWEEN);
        if let Ok(again) = sidecar::bytes_of(path) {
            bytes = again;
        }
    }
    bytes
}

/// Locks `sidecar` in the folder `locks` among our own programs. Where no lock can be made (app data that cannot be
/// written) there is none: comparing before renaming still protects the sidecar, and claims that are not saved would be
/// worse.
pub fn lock(locks: &Path, sidecar: &Path, patience: Duration) -> Result<Option<durable::Lock>, DurableError> {
    match durable::lock(locks, sidecar, patience) {
        Ok(lock) => Ok(Some(lock)),
        Err(error @ DurableError::Locked { .. }) => Err(error),
        Err(_) => Ok(None),
    }
}
