//! When what is seen on disk counts: a sidecar at once when it can be read, and what is half-written, empty or missing
//! only when it stays so. Pure: the moment is an argument.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::durable::{self, Disk, FileSystem as _, Fingerprint, Stamp};
use crate::sidecar;

use super::{WatchEvent, Watched};

/// How long a sidecar must stay unreadable, and a document what it is.
const UNREADABLE: Duration = Duration::from_secs(1);
const DOCUMENT: Duration = Duration::from_millis(150);

/// How long something must be missing.
const MISSING: Duration = Duration::from_secs(2);

/// From how many bytes on a file is large.
const LARGE: u64 = 8_000_000;

/// What was seen at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// A file with these bytes.
    Bytes(Vec<u8>),
    /// A large file, of which only this is kept.
    Large(Fingerprint, Option<Stamp>),
    /// Nothing.
    Missing,
    /// Something that cannot be read now.
    Unknown,
}

impl Seen {
    /// Looks at a file that held `known` when it was looked at last. A large one does not come into memory, unless it is a
    /// sidecar that has changed.
    pub(super) fn read(path: &Path, known: Option<Fingerprint>) -> Self {
        let stamp = durable::stamp(path);
        let metadata = std::fs::metadata(path);
        let is_pipe = metadata.as_ref().is_ok_and(|metadata| !metadata.is_file());
        if metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > LARGE)
            && let Ok(fingerprint) = Disk.fingerprint(path)
            && (!is_sidecar(path) || known == Some(fingerprint))
        {
            return Self::Large(fingerprint, stamp);
        }
        let read = if is_pipe { Err(io::ErrorKind::InvalidInput.into()) } else { std::fs::read(path) };
        match read {
            Ok(bytes) => Self::Bytes(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::Missing,
            Err(_) => Self::Unknown,
        }
    }

    fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::Bytes(bytes) => Some(Fingerprint::of(bytes)),
            Self::Large(fingerprint, _) => Some(*fingerprint),
            Self::Missing => Some(Fingerprint::Absent),
            Self::Unknown => None,
        }
    }

    fn is_readable_sidecar(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if sidecar::read(bytes).is_ok())
    }
}

fn is_sidecar(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(sidecar::name::ENDING.as_bytes())
}

/// What files hold as far as was said, and what is not settled yet.
#[derive(Debug, Default)]
pub(super) struct Known {
    files: BTreeMap<PathBuf, Fingerprint>,
    unsettled: BTreeMap<PathBuf, (Fingerprint, Instant)>,
    document: PathBuf,
    /// Who touched the document last, as far as it is known.
    stamp: Option<Stamp>,
    /// Whether the document's file still is what was read, whose fingerprint is not known yet.
    is_as_read: bool,
}

impl Known {
    /// What was read before watching began; `stamp` is the document's before it was read.
    pub(super) fn of(document: &Path, stamp: Option<Stamp>, sidecars: &[(PathBuf, Fingerprint)]) -> Self {
        let sidecars = sidecars.iter().filter(|(_, held)| *held != Fingerprint::Absent);
        // Where there are no stamps, what is seen first counts as what was read.
        let is_as_read = stamp == durable::stamp(document);
        let document = document.to_owned();
        Self { files: sidecars.cloned().collect(), document, stamp, is_as_read, ..Self::default() }
    }

    /// Returns the sidecars that are there as far as was said.
    pub(super) fn sidecars(&self) -> impl Iterator<Item = &PathBuf> {
        let is_there = |(path, held): &(&PathBuf, &Fingerprint)| {
            **path != self.document && **held != Fingerprint::Absent
        };
        self.files.iter().filter(is_there).map(|(path, _)| path)
    }

    /// Returns what a file held when it was looked at last.
    pub(super) fn held(&self, path: &Path) -> Option<Fingerprint> {
        self.files.get(path).copied()
    }

    /// Returns whether nothing waits to be seen again.
    pub(super) fn is_settled(&self) -> bool {
        self.unsettled.is_empty()
    }

    /// Returns whether the system can tell that nobody touched a large document since it was read.
    pub(super) fn is_untouched(&self, document: &Path) -> bool {
        self.stamp.is_some() && self.stamp == durable::stamp(document)
    }

    /// Takes what was seen; returns what is to be said of it.
    pub(super) fn take(
        &mut self,
        seen: Vec<(PathBuf, Seen)>,
        watched: &Watched,
        now: Instant,
    ) -> Vec<WatchEvent> {
        seen.into_iter().filter_map(|(path, seen)| self.take_one(path, seen, watched, now)).collect()
    }

    fn take_one(&mut self, path: PathBuf, seen: Seen, watched: &Watched, now: Instant) -> Option<WatchEvent> {
        let fingerprint = seen.fingerprint()?;
        let is_document = path == self.document;
        if is_document {
            self.stamp = match &seen {
                Seen::Large(_, stamp) => *stamp,
                _ => None,
            };
        }
        if is_document && std::mem::take(&mut self.is_as_read) {
            self.files.insert(path, fingerprint);
            return None;
        }
        if self.files.get(&path).copied().unwrap_or(Fingerprint::Absent) == fingerprint {
            self.unsettled.remove(&path);
            return None;
        }
        let patience = match &seen {
            Seen::Missing => MISSING,
            Seen::Bytes(bytes) if bytes.is_empty() => UNREADABLE,
            _ if is_document => DOCUMENT,
            // The saver looks for itself whether it can be read.
            Seen::Bytes(_) if watched.own.as_ref() == Some(&path) => Duration::ZERO,
            seen if seen.is_readable_sidecar() => Duration::ZERO,
            _ => UNREADABLE,
        };
        let since = match self.unsettled.get(&path) {
            Some((before, since)) if *before == fingerprint => *since,
            _ => now,
        };
        if now.saturating_duration_since(since) < patience {
            self.unsettled.insert(path, (fingerprint, since));
            return None;
        }
        self.unsettled.remove(&path);
        self.files.insert(path.clone(), fingerprint);
        event(path, seen, watched)
    }
}

/// Says what a settled change is.
fn event(path: PathBuf, seen: Seen, watched: &Watched) -> Option<WatchEvent> {
    let document = watched.document.clone();
    if path == document {
        return Some(match seen {
            Seen::Missing => WatchEvent::DocumentGone { path },
            _ => WatchEvent::Document { path },
        });
    }
    if watched.own.as_ref() == Some(&path) {
        return Some(WatchEvent::Own { document });
    }
    match seen {
        Seen::Missing => Some(WatchEvent::LayerGone { document, path }),
        Seen::Bytes(bytes) => {
            let (_, name) = sidecar::name::parse_file_name(path.file_name()?.to_str()?)?;
            Some(WatchEvent::Layer { document, name, path, bytes })
        }
        Seen::Large(..) | Seen::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Open;

    const SIDECAR: &str = "/docs/rift.md.jonas.obelus.ron";
    const OWN: &str = "/docs/rift.md.maria.obelus.ron";

    /// A document and a sidecar that hold `one`, looked at in steps of 100 milliseconds.
    struct Desk {
        known: Known,
        watched: Watched,
        now: Instant,
    }

    impl Desk {
        fn new() -> Self {
            let held = Fingerprint::of(b"one");
            let watched = Watched {
                document: "/docs/rift.md".into(),
                stamp: None,
                beside: "/docs/rift.md".into(),
                own: Some(OWN.into()),
                sidecars: vec![(SIDECAR.into(), held), (OWN.into(), held)],
            };
            let known = Known::of(&watched.document, watched.stamp, &watched.sidecars);
            let mut desk = Self { known, watched, now: Instant::now() };
            assert!(desk.see("/docs/rift.md", Seen::Bytes(b"one".to_vec()), 0).is_none(), "what was read");
            desk
        }

        /// Sees the same for so many milliseconds; returns when it was said, and what.
        fn see(&mut self, path: &str, seen: Seen, milliseconds: u64) -> Option<(u64, WatchEvent)> {
            let mut said = None;
            for passed in (0..=milliseconds).step_by(50) {
                let now = self.now + Duration::from_millis(passed);
                let event = self.known.take_one(path.into(), seen.clone(), &self.watched, now);
                if let Some(event) = event {
                    assert!(said.is_none(), "said once");
                    said = Some((passed, event));
                }
            }
            self.now += Duration::from_millis(milliseconds);
            said
        }
    }

    fn readable() -> Seen {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("rift.md");
        std::fs::write(&document, "He denied it.").unwrap();
        let who = crate::settings::annotator_named("Jonas");
        let mut open = Open::load(&document, Some(&who), None).unwrap();
        open.finish(crate::model::Timestamp(1)).unwrap();
        Seen::Bytes(sidecar::write(&open.snapshot().unwrap().layer).into_bytes())
    }

    #[test]
    fn a_sidecar_that_can_be_read_counts_at_once() {
        let mut desk = Desk::new();
        let seen = readable();
        let Seen::Bytes(bytes) = seen.clone() else { unreachable!() };
        let (at, event) = desk.see(SIDECAR, seen.clone(), 3000).unwrap();
        let name = crate::model::LayerName::parse("jonas").unwrap();
        let document = desk.watched.document.clone();
        assert_eq!((at, event), (0, WatchEvent::Layer { document, name, path: SIDECAR.into(), bytes }));
        assert!(desk.see(SIDECAR, seen, 3000).is_none());
        assert_eq!(desk.see(OWN, readable(), 3000).unwrap().0, 0);
    }

    #[test]
    fn half_written_and_missing_files_are_waited_for() {
        let mut desk = Desk::new();
        assert!(desk.see(SIDECAR, Seen::Bytes(b"(format: 1, doc".to_vec()), 500).is_none());
        assert!(!desk.known.is_settled());
        assert!(desk.see(SIDECAR, Seen::Missing, 1500).is_none());
        assert_eq!(desk.see(SIDECAR, readable(), 0).unwrap().0, 0);
        assert!(desk.known.is_settled());
        let (at, event) = desk.see(SIDECAR, Seen::Bytes(b"rubbish".to_vec()), 3000).unwrap();
        assert_eq!(at, 1000);
        assert!(matches!(event, WatchEvent::Layer { .. }));
        let (at, event) = desk.see(SIDECAR, Seen::Missing, 3000).unwrap();
        assert_eq!(at, 2000);
        assert!(matches!(event, WatchEvent::LayerGone { .. }));
        assert!(desk.see(OWN, Seen::Unknown, 5000).is_none(), "what cannot be read is not gone");
    }

    #[test]
    fn a_document_counts_when_it_has_come_to_rest() {
        let mut desk = Desk::new();
        assert!(desk.see("/docs/rift.md", Seen::Bytes(Vec::new()), 900).is_none());
        assert!(desk.see("/docs/rift.md", Seen::Bytes(b"o".to_vec()), 100).is_none());
        let (at, event) = desk.see("/docs/rift.md", Seen::Bytes(b"two".to_vec()), 500).unwrap();
        assert_eq!((at, event), (150, WatchEvent::Document { path: "/docs/rift.md".into() }));
        let back = desk.see("/docs/rift.md", Seen::Bytes(b"one".to_vec()), 500);
        assert!(back.is_some(), "what it was before is a change too");
    }
}
