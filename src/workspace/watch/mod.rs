//! Watches the open document, its sidecars and its folder, from a thread of its own: by the system's notices, and every
//! five seconds where these do not come.
//!
//! Changes are noticed by what files hold, never by their time stamps; what is half-written or missing for a moment is
//! not taken for a change ([`settle`]). The thread only says what is different: merging and drawing are done elsewhere.

mod settle;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::durable::{Fingerprint, Stamp};
use crate::model::LayerName;
use crate::sidecar;

use super::Open;
use settle::{Known, Seen};

/// How often is looked where no notice comes.
const POLL: Duration = Duration::from_secs(5);

/// How often is looked while something is half-written.
const SOON: Duration = Duration::from_millis(200);

/// How long after a notice is looked: what one act of another program does comes in several notices.
const GATHER: Duration = Duration::from_millis(60);

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The document.
    document: PathBuf,
    /// Who touched its file last, before it was read.
    stamp: Option<Stamp>,
    /// The path that its sidecars stand beside.
    beside: PathBuf,
    /// The own sidecar.
    own: Option<PathBuf>,
    /// The sidecars that were read, with what they held.
    sidecars: Vec<(PathBuf, Fingerprint)>,
}

impl Open {
    /// Returns what is to be watched for this document. Handing it over again is cheap, and needed when the own sidecar is
    /// another one.
    pub fn watched(&self) -> Watched {
        Watched {
            document: self.path().to_owned(),
            stamp: self.stamp(),
            beside: self.home().to_owned(),
            own: self.own().map(|own| own.path.clone()),
            sidecars: self.layers().iter().map(|layer| (layer.path.clone(), layer.fingerprint)).collect(),
        }
    }

    /// Returns the own sidecar that is watched; when it changes, [`Watcher::set`] is to be called again.
    pub fn watched_own(&self) -> Option<&Path> {
        self.own().map(|own| own.path.as_path())
    }
}

/// What is different on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// The own sidecar is not what it was. It may be our own save: [`Saver::look`](super::Saver::look) tells.
    Own {
        /// The document.
        document: PathBuf,
    },
    /// Another's sidecar came or changed; [`read_layer`](super::read_layer) makes a layer of it.
    Layer {
        /// The document.
        document: PathBuf,
        /// The layer's name.
        name: LayerName,
        /// The sidecar.
        path: PathBuf,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// Another's sidecar is gone.
    LayerGone {
        /// The document.
        document: PathBuf,
        /// The sidecar.
        path: PathBuf,
    },
    /// The document itself was changed by another program.
    Document {
        /// The document.
        path: PathBuf,
    },
    /// The document is no longer there.
    DocumentGone {
        /// The document.
        path: PathBuf,
    },
    /// Copies of sidecars came, went or changed beside the document; [`Open::look_elsewhere`] tells what they hold.
    Copies {
        /// The document.
        document: PathBuf,
    },
    /// Documents, or sidecars of other documents, came, went or changed in the folder.
    Folder {
        /// The folder.
        folder: PathBuf,
    },
}

/// Owns the thread that watches.
#[derive(Debug)]
pub struct Watcher {
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
    watched: Option<Watched>,
    /// Rises with every other thing that is watched.
    turn: u64,
    /// Whether the system said that something changed; and files that are not of the document; and copies of sidecars.
    is_noticed: bool,
    has_others: bool,
    has_copies: bool,
    events: Vec<WatchEvent>,
    is_ending: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher {
    /// Starts the thread; `wake` is called from it whenever [`events`](Self::events) has something new.
    pub fn new(wake: impl Fn() + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("watch".to_owned()).spawn(move || run(&theirs, &wake)).ok();
        Self { shared, thread }
    }

    /// From now on this is watched, and nothing else.
    pub fn set(&self, watched: Option<Watched>) {
        let mut inner = self.shared.lock();
        let is_same = match (&inner.watched, &watched) {
            (Some(before), Some(now)) => before.document == now.document && before.beside == now.beside,
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            inner.turn += 1;
            inner.events.clear();
        }
        inner.watched = watched;
        inner.is_noticed = true;
        drop(inner);
        self.shared.changed.notify_all();
    }

    /// Looks at once, such as when the window comes to the front.
    pub fn look(&self) {
        self.shared.lock().is_noticed = true;
        self.shared.changed.notify_all();
    }

    /// Returns what was noticed since the last call.
    pub fn events(&self) -> Vec<WatchEvent> {
        std::mem::take(&mut self.shared.lock().events)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.shared.lock().is_ending = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked watches nothing any more.
            let _ = thread.join();
        }
    }
}

/// The thread.
fn run(shared: &Arc<Shared>, wake: &dyn Fn()) {
    let mut known = Known::default();
    let mut turn = 0;
    let mut notices = None;
    let mut next = Instant::now() + POLL;
    loop {
        let Some(is_noticed) = wait_until(shared, next) else { return };
        if is_noticed {
            std::thread::sleep(GATHER);
        }
        let (watched, present_turn, has_others, has_copies) = {
            let mut inner = shared.lock();
            inner.is_noticed = false;
            let has_others = std::mem::take(&mut inner.has_others);
            (inner.watched.clone(), inner.turn, has_others, std::mem::take(&mut inner.has_copies))
        };
        let Some(watched) = watched else {
            notices = None;
            turn = present_turn;
            next = Instant::now() + POLL;
            continue;
        };
        if turn != present_turn || notices.is_none() {
            known = Known::of(&watched.document, watched.stamp, &watched.sidecars);
            notices = Some(listen(shared, &watched));
            turn = present_turn;
        }
        let now = Instant::now();
        let mut events = known.take(look(&watched, &known, is_noticed), &watched, now);
        if has_others && let Some(folder) = watched.document.parent() {
            events.push(WatchEvent::Folder { folder: folder.to_owned() });
        }
        if has_copies {
            events.push(WatchEvent::Copies { document: watched.document.clone() });
        }
        next = now + if known.is_settled() { POLL } else { SOON };
        let mut inner = shared.lock();
        // What was noticed of a document that is left is nobody's business.
        if inner.turn == turn && !events.is_empty() {
            inner.events.extend(events);
            drop(inner);
            wake();
        }
    }
}

/// Waits until `next`, or until the system says that something changed; returns whether it did, `None` at the end.
fn wait_until(shared: &Shared, next: Instant) -> Option<bool> {
    let mut inner = shared.lock();
    loop {
        let left = next.saturating_duration_since(Instant::now());
        if inner.is_ending {
            return None;
        }
        if inner.is_noticed || left.is_zero() {
            return Some(inner.is_noticed);
        }
        inner = shared.changed.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Asks the system to say when something in the folders changes. Where it cannot, polling is all there is.
fn listen(shared: &Arc<Shared>, watched: &Watched) -> Option<notify::RecommendedWatcher> {
    let theirs = Arc::clone(shared);
    let document = watched.document.file_name().map(|name| name.to_os_string()).unwrap_or_default();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // Our own reading is no change.
        if matches!(event.kind, EventKind::Access(kind) if !is_written(kind)) {
            return;
        }
        let (mut is_of_document, mut is_other, mut is_copy) = (event.paths.is_empty(), false, false);
        for name in event.paths.iter().filter_map(|path| path.file_name()) {
            let bytes = name.as_encoded_bytes();
            let is_hidden = bytes.starts_with(b".");
            let is_of = bytes.starts_with(document.as_encoded_bytes());
            is_of_document |= is_of;
            is_other |= !is_of && !is_hidden;
            is_copy |= is_of && name.to_str().is_some_and(crate::library::is_like_sidecar);
        }
        if is_of_document || is_other {
            let mut inner = theirs.lock();
            inner.is_noticed = true;
            inner.has_others |= is_other;
            inner.has_copies |= is_copy;
            drop(inner);
            theirs.changed.notify_all();
        }
    })
    .ok()?;
    let folders: BTreeSet<&Path> =
        [&watched.document, &watched.beside].into_iter().filter_map(|path| path.parent()).collect();
    for folder in folders {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // A folder that cannot be watched is polled.
        let _polled = watcher.watch(folder, RecursiveMode::NonRecursive);
    }
    Some(watcher)
}

fn is_written(kind: notify::event::AccessKind) -> bool {
    use notify::event::{AccessKind, AccessMode};
    matches!(kind, AccessKind::Close(AccessMode::Write | AccessMode::Any))
}

/// Reads what is watched. A large document that is not noticed to have changed is taken for what it was where the system
/// can tell that nobody has touched it.
fn look(watched: &Watched, known: &Known, is_noticed: bool) -> Vec<(PathBuf, Seen)> {
    let mut seen = Vec::new();
    if is_noticed || !known.is_untouched(&watched.document) {
        seen.push((watched.document.clone(), Seen::read(&watched.document, known.held(&watched.document))));
    }
    let mut beside = Vec::new();
    let mut is_listed = true;
    let mut paths = vec![&watched.document];
    if watched.beside != watched.document {
        paths.push(&watched.beside);
    }
    for path in paths {
        match sidecar::beside(path) {
            Ok(sidecars) => beside.extend(sidecars.into_iter().map(|(_, path)| path)),
            Err(_) => is_listed = false,
        }
    }
    // A folder that cannot be listed, such as of a drive that is gone, does not mean that its sidecars were deleted.
    if is_listed {
        let gone = known.sidecars().filter(|path| !beside.contains(path)).cloned();
        let gone: Vec<PathBuf> = gone.collect();
        seen.extend(gone.into_iter().map(|path| (path, Seen::Missing)));
    }
    seen.extend(beside.into_iter().map(|path| {
        let read = Seen::read(&path, known.held(&path));
        (path, read)
    }));
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_disk_is_said_once() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("rift.md");
        std::fs::write(&document, "He denied it.").unwrap();
        let open = Open::load(&document, None, None).unwrap();
        let (sender, woken) = std::sync::mpsc::channel();
        let watch = Watcher::new(move || sender.send(()).unwrap_or_default());
        watch.set(Some(open.watched()));
        std::fs::write(&document, "He denied it twice.").unwrap();
        watch.look();
        woken.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(watch.events(), [WatchEvent::Document { path: document.clone() }]);
        let theirs = folder.path().join("rift.md.jonas.obelus.ron");
        std::fs::write(&theirs, "rubbish").unwrap();
        woken.recv_timeout(Duration::from_secs(30)).unwrap();
        let events = watch.events();
        assert!(matches!(&events[..], [WatchEvent::Layer { path, .. }] if *path == theirs), "{events:?}");
    }
}
