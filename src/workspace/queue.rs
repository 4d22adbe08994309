//! Which sidecar is written next, and what became of the last one. Pure: the moment is an argument.
//!
//! The latest state of a sidecar replaces one that still waits; only one is written at a time. A failure is tried again
//! after 1, 2, 5, 10 and then every 30 seconds, and stays visible until it is mended.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::durable::Fingerprint;
use crate::model::Timestamp;

use super::saver::{SaveJob, SaveState};

/// How long to wait after the first, second … failure in a row.
const PAUSES: &[Duration] = &[
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// What the thread is to do.
#[derive(Debug)]
pub(super) enum Next {
    /// Write this, over what is expected to stand there.
    Write(SaveJob, Fingerprint),
    /// Nothing before this moment, unless something new comes.
    WaitUntil(Instant),
    /// Nothing.
    Idle,
}

/// How writing went.
#[derive(Clone, Debug)]
pub(super) enum Written {
    /// It is on disk.
    Saved(Fingerprint),
    /// Another program's version stands there; nothing was written.
    Changed,
    /// It could not be written.
    Failed { reason: String, hint: String },
}

/// The jobs that wait and the states that are shown.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<PathBuf, Waiting>,
    in_flight: Option<PathBuf>,
    states: BTreeMap<PathBuf, SaveState>,
    failures: HashMap<PathBuf, usize>,
    /// What we wrote ourselves, and for which own layer: a job that was made before the answer came expects less.
    written: HashMap<PathBuf, (u64, Fingerprint)>,
}

#[derive(Debug)]
struct Waiting {
    job: SaveJob,
    not_before: Option<Instant>,
}

impl Queue {
    /// Takes a job; it replaces one for the same path that waits, and a failure before does not delay it.
    pub(super) fn submit(&mut self, job: SaveJob) {
        if !matches!(self.states.get(&job.path), Some(SaveState::Failed { .. })) {
            self.states.insert(job.path.clone(), SaveState::Saving);
        }
        self.waiting.insert(job.path.clone(), Waiting { job, not_before: None });
    }

    /// Returns what is to be done at `now`.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        if self.in_flight.is_some() {
            return Next::Idle;
        }
        let is_due = |waiting: &Waiting| waiting.not_before.is_none_or(|moment| moment <= now);
        let due = self.waiting.iter().find(|(_, waiting)| is_due(waiting)).map(|(path, _)| path.clone());
        match due.and_then(|path| self.waiting.remove(&path)) {
            Some(Waiting { job, .. }) => {
                self.in_flight = Some(job.path.clone());
                let expected = match self.written.get(&job.path) {
                    Some((lineage, ours)) if *lineage == job.lineage => *ours,
                    _ => job.expected,
                };
                Next::Write(job, expected)
            }
            None => match self.waiting.values().filter_map(|waiting| waiting.not_before).min() {
                Some(moment) => Next::WaitUntil(moment),
                None => Next::Idle,
            },
        }
    }

    /// Takes note of how writing `job` went.
    pub(super) fn done(&mut self, job: SaveJob, written: &Written, now: Instant, today: Timestamp) {
        self.in_flight = None;
        let path = job.path.clone();
        match written {
            Written::Saved(fingerprint) => {
                self.written.insert(path.clone(), (job.lineage, *fingerprint));
                self.failures.remove(&path);
                let is_all = !self.waiting.contains_key(&path);
                let state = if is_all { SaveState::Saved { at: today } } else { SaveState::Saving };
                self.states.insert(path, state);
            }
            Written::Changed => {
                // What waits was made without their version: it comes again, merged.
                self.waiting.remove(&path);
                self.written.remove(&path);
                self.states.insert(path, SaveState::Saving);
            }
            Written::Failed { reason, hint } => {
                let failures = self.failures.entry(path.clone()).or_default();
                let pause = PAUSES.get(*failures).or(PAUSES.last()).copied().unwrap_or_default();
                *failures += 1;
                let since = match self.states.get(&path) {
                    Some(SaveState::Failed { since, .. }) => *since,
                    _ => today,
                };
                let state = SaveState::Failed { reason: reason.clone(), hint: hint.clone(), since };
                self.states.insert(path.clone(), state);
                self.waiting.entry(path).or_insert(Waiting { job, not_before: Some(now + pause) });
            }
        }
    }

    /// Lets what waits after a failure be tried at once: of one path, or of all.
    pub(super) fn try_again(&mut self, path: Option<&Path>) {
        for (waiting_path, waiting) in &mut self.waiting {
            if path.is_none_or(|path| path == waiting_path) {
                waiting.not_before = None;
            }
        }
    }

    /// Returns how saving of `path` stands.
    pub(super) fn state(&self, path: &Path) -> SaveState {
        self.states.get(path).cloned().unwrap_or(SaveState::NothingYet)
    }

    /// Returns the sidecars that are not on disk as they are in memory.
    pub(super) fn open_paths(&self) -> Vec<PathBuf> {
        self.in_flight.iter().chain(self.waiting.keys()).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Annotator, AnnotatorId, DocumentInfo, Layer, Role};
    use crate::text::TextHash;

    const TODAY: Timestamp = Timestamp(0);

    fn job(path: &str, title: &str, lineage: u64) -> SaveJob {
        let document = DocumentInfo {
            file: title.to_owned(),
            text_blake3: TextHash::of(""),
            chars: 0,
            encoding: None,
            extractor: None,
            about: Default::default(),
            unknown: Vec::new(),
        };
        let id = AnnotatorId::parse("maria").unwrap();
        let annotator = Annotator { id, name: "Maria".to_owned(), key: None, unknown: Vec::new() };
        let layer = Arc::new(Layer::new(document, annotator, Role::Analyst));
        SaveJob { path: PathBuf::from(path), layer, expected: Fingerprint::Absent, lineage }
    }

    /// Returns the title of the job that is written next, and what it expects.
    #[track_caller]
    fn take(queue: &mut Queue, now: Instant) -> (SaveJob, Fingerprint) {
        match queue.next(now) {
            Next::Write(job, expected) => (job, expected),
            next => panic!("nothing is written: {next:?}"),
        }
    }

    fn failed() -> Written {
        Written::Failed { reason: "the disk is full".to_owned(), hint: "make room".to_owned() }
    }

    #[test]
    fn the_latest_state_wins_and_two_are_never_written_at_once() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1));
        queue.submit(job("a", "two", 1));
        let (first, _) = take(&mut queue, now);
        assert_eq!(first.layer.document.file, "two");
        queue.submit(job("a", "three", 1));
        assert!(matches!(queue.next(now), Next::Idle));
        queue.done(first, &Written::Saved(Fingerprint::of(b"two")), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saving, "saved means all of it");
        let (third, expected) = take(&mut queue, now);
        assert_eq!(third.layer.document.file, "three");
        assert_eq!(expected, Fingerprint::of(b"two"), "what we wrote ourselves is no stranger's version");
        queue.done(third, &Written::Saved(Fingerprint::of(b"three")), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saved { at: TODAY });
        assert!(queue.open_paths().is_empty());
    }

    #[test]
    fn another_reading_of_the_file_does_not_inherit_what_we_wrote() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1));
        let (first, _) = take(&mut queue, now);
        queue.done(first, &Written::Saved(Fingerprint::of(b"one")), now, TODAY);
        queue.submit(job("a", "stale", 2));
        assert_eq!(take(&mut queue, now).1, Fingerprint::Absent);
    }

    #[test]
    fn failures_are_tried_again_at_growing_intervals_and_stay_visible() {
        let mut now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1));
        for seconds in [1, 2, 5, 10, 30, 30] {
            let (tried, _) = take(&mut queue, now);
            queue.done(tried, &failed(), now, TODAY);
            assert!(matches!(queue.state(Path::new("a")), SaveState::Failed { .. }));
            let Next::WaitUntil(moment) = queue.next(now) else { panic!("it waits") };
            assert_eq!(moment - now, Duration::from_secs(seconds));
            now = moment;
        }
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &Written::Saved(Fingerprint::of(b"one")), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saved { at: TODAY });
    }

    #[test]
    fn trying_again_and_new_work_do_not_wait() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1));
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &failed(), now, TODAY);
        queue.try_again(Some(Path::new("b")));
        assert!(matches!(queue.next(now), Next::WaitUntil(_)));
        queue.try_again(Some(Path::new("a")));
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &failed(), now, TODAY);
        queue.submit(job("a", "two", 1));
        assert_eq!(take(&mut queue, now).0.layer.document.file, "two");
    }

    #[test]
    fn after_a_strangers_write_nothing_stale_is_written() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1));
        let (first, _) = take(&mut queue, now);
        queue.submit(job("a", "two", 1));
        queue.done(first, &Written::Changed, now, TODAY);
        assert!(matches!(queue.next(now), Next::Idle));
    }
}
