//! Writes sidecars on a thread of its own, as soon as something changed, never two at once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::durable::{self, DurableError, Fingerprint, Outcome};
use crate::model::{Layer, Timestamp};
use crate::sidecar;

use super::queue::{Next, Queue, Written};

/// How long a save waits for another of our programs that writes the same sidecar.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// A state of a layer that is to be on disk. Cheap: the claims are pointers.
#[derive(Clone, Debug)]
pub struct SaveJob {
    /// The sidecar.
    pub path: PathBuf,
    /// What it is to hold.
    pub layer: Arc<Layer>,
    /// What was on disk when this own layer was last read or saved.
    pub expected: Fingerprint,
    /// Which reading of the own layer it comes from.
    pub lineage: u64,
}

/// How saving of a sidecar stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing was to be saved yet.
    NothingYet,
    /// It is being written, or about to be.
    Saving,
    /// What the window shows is on disk.
    Saved {
        /// Since when.
        at: Timestamp,
    },
    /// It could not be written; it is tried again by itself.
    Failed {
        /// Why, in words.
        reason: String,
        /// What to do.
        hint: String,
        /// Since when.
        since: Timestamp,
    },
}

/// What became of a job.
#[derive(Clone, Debug)]
pub enum SaveReport {
    /// It is on disk.
    Saved {
        /// The sidecar.
        path: PathBuf,
        /// What it holds now.
        fingerprint: Fingerprint,
        /// The layer that was written.
        layer: Arc<Layer>,
        /// Which reading of the own layer it came from.
        lineage: u64,
    },
    /// Another program wrote the sidecar meanwhile; it was not touched. [`Open::note`](super::Open::note) merges.
    Changed {
        /// The sidecar.
        path: PathBuf,
        /// What stands there now.
        bytes: Vec<u8>,
        /// Which reading of the own layer wanted to be saved.
        lineage: u64,
    },
    /// It could not be written; it is tried again by itself.
    Failed {
        /// The sidecar.
        path: PathBuf,
        /// Why, in words.
        reason: String,
        /// What to do.
        hint: String,
    },
}

impl SaveReport {
    /// Returns the sidecar it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Saved { path, .. } | Self::Changed { path, .. } | Self::Failed { path, .. } => path,
        }
    }
}

/// How one write went.
pub(super) enum Attempt {
    Saved(Fingerprint),
    Changed(Vec<u8>),
    Failed { reason: String, hint: String },
}

/// Owns the thread that writes.
#[derive(Debug)]
pub struct Saver {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    queue: Queue,
    reports: Vec<SaveReport>,
    is_ending: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Saver {
    /// Starts the thread, which keeps its locks in the folder `locks`; `wake` is called from it whenever [`poll`](Self::poll) has something new.
    pub fn new(locks: PathBuf, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self::with(wake, move |job, expected| write(&locks, job, expected))
    }

    /// Starts the thread with another way to write: for tests that fail on purpose.
    pub(super) fn with(
        wake: impl Fn() + Send + Sync + 'static,
        write: impl Fn(&SaveJob, Fingerprint) -> Attempt + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || run(&theirs, &wake, &write))
            .ok();
        Self { shared, thread }
    }

    /// Takes a job. The latest one of a sidecar wins.
    pub fn submit(&self, job: SaveJob) {
        self.shared.lock().queue.submit(job);
        self.shared.changed.notify_all();
    }

    /// Returns how saving of `path` stands.
    pub fn state(&self, path: &Path) -> SaveState {
        self.shared.lock().queue.state(path)
    }

    /// Returns what was reported since the last call.
    pub fn poll(&self) -> Vec<SaveReport> {
        std::mem::take(&mut self.shared.lock().reports)
    }

    /// Tries a sidecar that failed at once.
    pub fn try_again(&self, path: &Path) {
        self.shared.lock().queue.try_again(Some(path));
        self.shared.changed.notify_all();
    }

    /// Waits until everything is on disk, for at most `patience`; what failed is tried once more at once. Returns the
    /// sidecars that are not saved.
    pub fn flush(&self, patience: Duration) -> Vec<PathBuf> {
        let deadline = Instant::now() + patience;
        let mut inner = self.shared.lock();
        inner.queue.try_again(None);
        self.shared.changed.notify_all();
        loop {
            let open = inner.queue.open_paths();
            let left = deadline.saturating_duration_since(Instant::now());
            if open.is_empty() || left.is_zero() || self.thread.is_none() {
                return open;
            }
            let waited = self.shared.changed.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Saver {
    /// Ends the thread after the write that is under way; what must be on disk is flushed before.
    fn drop(&mut self) {
        self.shared.lock().is_ending = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to write.
            let _ = thread.join();
        }
    }
}

/// The thread: writes what is due, waits for more.
fn run(shared: &Shared, wake: &dyn Fn(), write: &dyn Fn(&SaveJob, Fingerprint) -> Attempt) {
    let mut inner = shared.lock();
    while !inner.is_ending {
        inner = match inner.queue.next(Instant::now()) {
            Next::Write(job, expected) => {
                drop(inner);
                let attempt = write(&job, expected);
                let mut inner = shared.lock();
                take_note(&mut inner, job, attempt);
                shared.changed.notify_all();
                drop(inner);
                wake();
                shared.lock()
            }
            Next::WaitUntil(moment) => {
                let pause = moment.saturating_duration_since(Instant::now());
                shared.changed.wait_timeout(inner, pause).unwrap_or_else(PoisonError::into_inner).0
            }
            Next::Idle => shared.changed.wait(inner).unwrap_or_else(PoisonError::into_inner),
        };
    }
}

fn take_note(inner: &mut Inner, job: SaveJob, attempt: Attempt) {
    let path = job.path.clone();
    let (written, report) = match attempt {
        Attempt::Saved(fingerprint) => {
            let (layer, lineage) = (Arc::clone(&job.layer), job.lineage);
            (Written::Saved(fingerprint), SaveReport::Saved { path, fingerprint, layer, lineage })
        }
        Attempt::Changed(bytes) => {
            (Written::Changed, SaveReport::Changed { path, bytes, lineage: job.lineage })
        }
        Attempt::Failed { reason, hint } => (
            Written::Failed { reason: reason.clone(), hint: hint.clone() },
            SaveReport::Failed { path, reason, hint },
        ),
    };
    let today = Timestamp(jiff::Timestamp::now().as_second());
    inner.queue.done(job, &written, Instant::now(), today);
    inner.reports.push(report);
}

/// Locks `sidecar` in the folder `locks` among our own programs. Where no lock can be made (app data that cannot be written) there is none:
/// comparing before renaming still protects the sidecar, and claims that are not saved would be worse.
pub fn lock(locks: &Path, sidecar: &Path, patience: Duration) -> Result<Option<durable::Lock>, DurableError> {
    match durable::lock(locks, sidecar, patience) {
        Ok(lock) => Ok(Some(lock)),
        Err(error @ DurableError::Locked { .. }) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Writes a layer over what is expected to stand there.
fn write(locks: &Path, job: &SaveJob, expected: Fingerprint) -> Attempt {
    let written = lock(locks, &job.path, LOCK_PATIENCE)
        .and_then(|_lock| durable::replace(&job.path, sidecar::write(&job.layer).as_bytes(), Some(expected)));
    match written {
        Ok(Outcome::Saved(fingerprint)) => Attempt::Saved(fingerprint),
        Ok(Outcome::Changed(bytes)) => Attempt::Changed(bytes),
        Err(error) => Attempt::Failed { reason: error.to_string(), hint: error.hint().to_owned() },
    }
}
