//! Writes sidecars on a thread of its own, as soon as something changed, never two at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::durable::Fingerprint;
use crate::keep::Keep;
use crate::model::{Layer, LayerName, Timestamp};
use crate::text::Text;

use super::queue::{Next, Queue, Written};
use super::writer::{Attempt, Failure, Looked, Work, Writer};

/// A state of a layer that is to be on disk. Cheap: claims and text are pointers.
#[derive(Clone, Debug)]
pub struct SaveJob {
    /// The sidecar.
    pub path: PathBuf,
    /// The document it is about.
    pub document: PathBuf,
    /// The layer's name.
    pub name: LayerName,
    /// What it is to hold.
    pub layer: Arc<Layer>,
    /// The layer as it was on disk when it was last read or saved: the base of a merge.
    pub base: Option<Arc<Layer>>,
    /// The text that the layer counts in, where it is at hand: kept with the save.
    pub text: Option<Text>,
    /// Layers of an earlier session that could not be saved then and are part of this one: their rescue copies go.
    pub takes_up: Vec<LayerName>,
    /// What was on disk when this own layer was last read or saved.
    pub expected: Fingerprint,
    /// Which reading of the own layer it comes from.
    pub lineage: u64,
    /// Whether the former file is kept though this is not the first save of the session.
    pub keeps_former: bool,
}

/// The wish to know whether a sidecar is still what it was.
#[derive(Clone, Debug)]
pub struct LookJob {
    /// The sidecar.
    pub path: PathBuf,
    /// What was on disk when this own layer was last read or saved.
    pub expected: Fingerprint,
    /// Which reading of the own layer wants to know.
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
        /// Why, where, and what to do.
        failure: Failure,
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
        /// Whether somebody had deleted the file: it was made again.
        was_gone: bool,
    },
    /// Another program wrote the sidecar meanwhile; it was not touched. [`Open::note`](super::Open::note) merges.
    Changed {
        /// The sidecar.
        path: PathBuf,
        /// What stands there now.
        bytes: Arc<[u8]>,
        /// Which reading of the own layer wanted to be saved.
        lineage: u64,
    },
    /// Another program deleted the sidecar; the next save makes it again.
    Gone {
        /// The sidecar.
        path: PathBuf,
        /// Which reading of the own layer wanted to know.
        lineage: u64,
    },
    /// It could not be written; it is tried again by itself.
    Failed {
        /// The sidecar.
        path: PathBuf,
        /// Why, where, and what to do.
        failure: Failure,
    },
}

impl SaveReport {
    /// Returns the sidecar it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Saved { path, .. }
            | Self::Changed { path, .. }
            | Self::Gone { path, .. }
            | Self::Failed { path, .. } => path,
        }
    }
}

/// Owns the thread that writes.
#[derive(Debug)]
pub struct Saver {
    shared: Arc<Shared>,
    keep: Arc<Mutex<Keep>>,
    thread: Option<JoinHandle<()>>,
}

/// Waits for the saver from another thread: when the system wants the program to end.
#[derive(Clone, Debug)]
pub struct Flusher(Arc<Shared>);

impl Flusher {
    /// As [`Saver::flush`].
    pub fn flush(&self, patience: Duration) -> Vec<PathBuf> {
        self.0.flush(patience)
    }
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
    has_ended: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn flush(&self, patience: Duration) -> Vec<PathBuf> {
        let deadline = Instant::now() + patience;
        let mut inner = self.lock();
        inner.queue.try_again(None);
        self.changed.notify_all();
        loop {
            let open = inner.queue.open_paths();
            let left = deadline.saturating_duration_since(Instant::now());
            if open.is_empty() || left.is_zero() || inner.has_ended {
                return open;
            }
            let waited = self.changed.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Saver {
    /// Starts the thread, which keeps its locks in the folder `locks` and copies in `keep`; `wake` is called from it
    /// whenever [`poll`](Self::poll) has something new.
    pub fn new(locks: PathBuf, keep: Keep, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let keep = Arc::new(Mutex::new(keep));
        let writer = Writer::new(locks, Arc::clone(&keep));
        Self::with(wake, keep, writer)
    }

    /// Starts the thread with another way to write: for tests that fail on purpose.
    pub(super) fn with(
        wake: impl Fn() + Send + Sync + 'static,
        keep: Arc<Mutex<Keep>>,
        work: impl Work + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || {
                run(&theirs, &wake, work);
                theirs.lock().has_ended = true;
                theirs.changed.notify_all();
            })
            .ok();
        if thread.is_none() {
            shared.lock().has_ended = true;
        }
        Self { shared, keep, thread }
    }

    /// From now on copies are kept in `keep`: the settings have changed.
    pub fn set_keep(&self, keep: Keep) {
        *self.keep.lock().unwrap_or_else(PoisonError::into_inner) = keep;
    }

    /// Returns what waits for the saver from another thread.
    pub fn flusher(&self) -> Flusher {
        Flusher(Arc::clone(&self.shared))
    }

    /// Takes a job. The latest one of a sidecar wins.
    pub fn submit(&self, job: SaveJob) {
        self.shared.lock().queue.submit(job, Instant::now());
        self.shared.changed.notify_all();
    }

    /// Looks whether a sidecar is still what it was; what another program made of it is reported. A save that waits
    /// looks by itself.
    pub fn look(&self, job: LookJob) {
        self.shared.lock().queue.look(job);
        self.shared.changed.notify_all();
    }

    /// Forgets a sidecar: what waits for it is not written. The layer is saved elsewhere from now on.
    pub fn forget(&self, path: &Path) {
        self.shared.lock().queue.forget(path);
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
        self.shared.flush(patience)
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
fn run(shared: &Shared, wake: &dyn Fn(), mut work: impl Work) {
    let mut inner = shared.lock();
    while !inner.is_ending {
        inner = match inner.queue.next(Instant::now()) {
            Next::Write(job, expected) => {
                drop(inner);
                let attempt = catch_unwind(AssertUnwindSafe(|| work.write(&job, expected)));
                let mut inner = shared.lock();
                take_note(&mut inner, job, attempt.unwrap_or_else(|_| Attempt::Failed(broken())));
                drop(inner);
                shared.changed.notify_all();
                wake();
                shared.lock()
            }
            Next::Look(job, expected) => {
                drop(inner);
                let looked = catch_unwind(AssertUnwindSafe(|| work.look(&job, expected)));
                let mut inner = shared.lock();
                let is_news = take_look(&mut inner, job, looked.unwrap_or(Looked::Same));
                drop(inner);
                shared.changed.notify_all();
                if is_news {
                    wake();
                }
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

/// What is said when writing itself went wrong inside; the claims are still in memory.
fn broken() -> Failure {
    Failure {
        reason: "saving failed inside Obelus".to_owned(),
        hint: "save again; if it goes on, report it".to_owned(),
        ..Failure::default()
    }
}

fn take_note(inner: &mut Inner, job: SaveJob, attempt: Attempt) {
    let path = job.path.clone();
    let lineage = job.lineage;
    let (written, report) = match attempt {
        Attempt::Saved { fingerprint, bytes, was_gone } => {
            let layer = Arc::clone(&job.layer);
            let report = SaveReport::Saved { path, fingerprint, layer, lineage, was_gone };
            (Written::Saved { fingerprint, bytes }, report)
        }
        Attempt::Changed(bytes) => {
            (Written::Changed, SaveReport::Changed { path, bytes: bytes.into(), lineage })
        }
        Attempt::Failed(failure) => (Written::Failed(failure.clone()), SaveReport::Failed { path, failure }),
    };
    let today = Timestamp(jiff::Timestamp::now().as_second());
    inner.queue.done(job, &written, Instant::now(), today);
    inner.reports.push(report);
}

/// Returns whether there is something to report.
fn take_look(inner: &mut Inner, job: LookJob, looked: Looked) -> bool {
    let LookJob { path, lineage, .. } = job;
    let report = match looked {
        Looked::Same => None,
        Looked::Changed(bytes) => {
            Some(SaveReport::Changed { path: path.clone(), bytes: bytes.into(), lineage })
        }
        Looked::Gone => Some(SaveReport::Gone { path: path.clone(), lineage }),
    };
    inner.queue.looked(&path, matches!(report, Some(SaveReport::Changed { .. })));
    let is_news = report.is_some();
    inner.reports.extend(report);
    is_news
}
