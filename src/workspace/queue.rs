//! Which sidecar is written next, and what became of the last one. Pure: the moment is an argument.
//!
//! The latest state of a sidecar replaces one that still waits; only one is written at a time. A failure is tried again
//! after 1, 2, 5, 10 and then every 30 seconds, and stays visible until it is mended. A sidecar above 20 MB is written
//! after 5 seconds without a change, at the latest a minute after the first.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::durable::Fingerprint;
use crate::model::Timestamp;

use super::saver::{LookJob, SaveJob, SaveState};
use super::writer::Failure;

/// How long to wait after the first, second … failure in a row.
const PAUSES: &[Duration] = &[
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// From how many bytes on a sidecar is written only when there is quiet.
const LARGE: usize = 20_000_000;

/// How long nothing must change before a large one is written, and how long it waits at most.
const QUIET: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(60);

/// What the thread is to do.
#[derive(Debug)]
pub(super) enum Next {
    /// Write this, over what is expected to stand there.
    Write(SaveJob, Fingerprint),
    /// Look whether that still stands there.
    Look(LookJob, Fingerprint),
    /// Nothing before this moment, unless something new comes.
    WaitUntil(Instant),
    /// Nothing.
    Idle,
}

/// How writing went.
#[derive(Clone, Debug)]
pub(super) enum Written {
    /// It is on disk.
    Saved { fingerprint: Fingerprint, bytes: usize },
    /// Another program's version stands there; nothing was written.
    Changed,
    /// It could not be written.
    Failed(Failure),
}

/// The jobs that wait and the states that are shown.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<PathBuf, Waiting>,
    looks: BTreeMap<PathBuf, LookJob>,
    in_flight: Option<PathBuf>,
    states: BTreeMap<PathBuf, SaveState>,
    failures: HashMap<PathBuf, usize>,
    /// What we wrote ourselves, and for which own layer: a job that was made before the answer came expects less.
    written: HashMap<PathBuf, (u64, Fingerprint)>,
    /// How many bytes were last written.
    sizes: HashMap<PathBuf, usize>,
}

#[derive(Debug)]
struct Waiting {
    job: SaveJob,
    not_before: Option<Instant>,
    /// When the first change came that is not written yet.
    since: Instant,
}

impl Queue {
    /// Takes a job; it replaces one for the same path that waits, and a failure before does not delay it.
    pub(super) fn submit(&mut self, job: SaveJob, now: Instant) {
        if !matches!(self.states.get(&job.path), Some(SaveState::Failed { .. })) {
            self.states.insert(job.path.clone(), SaveState::Saving);
        }
        let since = self.waiting.get(&job.path).map_or(now, |waiting| waiting.since);
        let is_large = self.sizes.get(&job.path).is_some_and(|bytes| *bytes > LARGE);
        let not_before = is_large.then(|| (now + QUIET).min(since + LONGEST));
        self.waiting.insert(job.path.clone(), Waiting { job, not_before, since });
    }

    /// Takes the wish to look at a sidecar.
    pub(super) fn look(&mut self, job: LookJob) {
        self.looks.insert(job.path.clone(), job);
    }

    /// Drops what is known of a sidecar.
    pub(super) fn forget(&mut self, path: &Path) {
        self.waiting.remove(path);
        self.looks.remove(path);
        self.states.remove(path);
        self.failures.remove(path);
        self.written.remove(path);
    }

    /// Returns what is to be done at `now`.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        if self.in_flight.is_some() {
            return Next::Idle;
        }
        let is_due = |waiting: &Waiting| waiting.not_before.is_none_or(|moment| moment <= now);
        let due = self.waiting.iter().find(|(_, waiting)| is_due(waiting)).map(|(path, _)| path.clone());
        if let Some(Waiting { job, .. }) = due.and_then(|path| self.waiting.remove(&path)) {
            // Saving looks too.
            self.looks.remove(&job.path);
            self.in_flight = Some(job.path.clone());
            let expected = self.expected(&job.path, job.lineage, job.expected);
            return Next::Write(job, expected);
        }
        if let Some((path, job)) = self.looks.pop_first() {
            let expected = self.expected(&path, job.lineage, job.expected);
            return Next::Look(job, expected);
        }
        match self.waiting.values().filter_map(|waiting| waiting.not_before).min() {
            Some(moment) => Next::WaitUntil(moment),
            None => Next::Idle,
        }
    }

    /// What should stand at `path`: what we wrote ourselves, else what the own layer was read from.
    fn expected(&self, path: &Path, lineage: u64, read: Fingerprint) -> Fingerprint {
        match self.written.get(path) {
            Some((ours, fingerprint)) if *ours == lineage => *fingerprint,
            _ => read,
        }
    }

    /// Takes note of a look: what waits for a sidecar that somebody else wrote comes again, merged.
    pub(super) fn looked(&mut self, path: &Path, is_changed: bool) {
        if is_changed {
            self.waiting.remove(path);
            self.written.remove(path);
        }
    }

    /// Takes note of how writing `job` went.
    pub(super) fn done(&mut self, job: SaveJob, written: &Written, now: Instant, today: Timestamp) {
        self.in_flight = None;
        let path = job.path.clone();
        match written {
            Written::Saved { fingerprint, bytes } => {
                self.written.insert(path.clone(), (job.lineage, *fingerprint));
                self.sizes.insert(path.clone(), *bytes);
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
            Written::Failed(failure) => {
                if let Some(fingerprint) = failure.in_place {
                    self.written.insert(path.clone(), (job.lineage, fingerprint));
                }
                let failures = self.failures.entry(path.clone()).or_default();
                let pause = PAUSES.get(*failures).or(PAUSES.last()).copied().unwrap_or_default();
                *failures += 1;
                let since = match self.states.get(&path) {
                    Some(SaveState::Failed { since, .. }) => *since,
                    _ => today,
                };
                self.states.insert(path.clone(), SaveState::Failed { failure: failure.clone(), since });
                let again = Waiting { job, not_before: Some(now + pause), since: now };
                self.waiting.entry(path).or_insert(again);
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
    use crate::model::{Annotator, AnnotatorId, DocumentInfo, Layer, LayerName, Role};
    use crate::text::TextHash;

    const TODAY: Timestamp = Timestamp(0);

    fn job(path: &str, title: &str, lineage: u64) -> SaveJob {
        let document = DocumentInfo::new(title, TextHash::of(""), 0);
        let id = AnnotatorId::parse("maria").unwrap();
        let annotator = Annotator::new(id, "Maria");
        let layer = Arc::new(Layer::new(document, annotator, Role::Analyst));
        let name = LayerName::parse("maria").unwrap();
        let (path, document) = (PathBuf::from(path), PathBuf::from("document"));
        let expected = Fingerprint::Absent;
        SaveJob {
            path,
            document,
            name,
            layer,
            base: None,
            text: None,
            takes_up: Vec::new(),
            expected,
            lineage,
            keeps_former: false,
        }
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
        Written::Failed(Failure {
            reason: "the disk is full".to_owned(),
            hint: "make room".to_owned(),
            ..Failure::default()
        })
    }

    fn saved(bytes: &[u8]) -> Written {
        Written::Saved { fingerprint: Fingerprint::of(bytes), bytes: bytes.len() }
    }

    #[test]
    fn the_latest_state_wins_and_two_are_never_written_at_once() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), now);
        queue.submit(job("a", "two", 1), now);
        let (first, _) = take(&mut queue, now);
        assert_eq!(first.layer.document.file, "two");
        queue.submit(job("a", "three", 1), now);
        assert!(matches!(queue.next(now), Next::Idle));
        queue.done(first, &saved(b"two"), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saving, "saved means all of it");
        let (third, expected) = take(&mut queue, now);
        assert_eq!(third.layer.document.file, "three");
        assert_eq!(expected, Fingerprint::of(b"two"), "what we wrote ourselves is no stranger's version");
        queue.done(third, &saved(b"three"), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saved { at: TODAY });
        assert!(queue.open_paths().is_empty());
    }

    #[test]
    fn another_reading_of_the_file_does_not_inherit_what_we_wrote() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), now);
        let (first, _) = take(&mut queue, now);
        queue.done(first, &saved(b"one"), now, TODAY);
        queue.submit(job("a", "stale", 2), now);
        assert_eq!(take(&mut queue, now).1, Fingerprint::Absent);
    }

    #[test]
    fn failures_are_tried_again_at_growing_intervals_and_stay_visible() {
        let mut now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), now);
        for seconds in [1, 2, 5, 10, 30, 30] {
            let (tried, _) = take(&mut queue, now);
            queue.done(tried, &failed(), now, TODAY);
            assert!(matches!(queue.state(Path::new("a")), SaveState::Failed { .. }));
            let Next::WaitUntil(moment) = queue.next(now) else { panic!("it waits") };
            assert_eq!(moment - now, Duration::from_secs(seconds));
            now = moment;
        }
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &saved(b"one"), now, TODAY);
        assert_eq!(queue.state(Path::new("a")), SaveState::Saved { at: TODAY });
    }

    #[test]
    fn trying_again_and_new_work_do_not_wait() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), now);
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &failed(), now, TODAY);
        queue.try_again(Some(Path::new("b")));
        assert!(matches!(queue.next(now), Next::WaitUntil(_)));
        queue.try_again(Some(Path::new("a")));
        let (tried, _) = take(&mut queue, now);
        queue.done(tried, &failed(), now, TODAY);
        queue.submit(job("a", "two", 1), now);
        assert_eq!(take(&mut queue, now).0.layer.document.file, "two");
    }

    #[test]
    fn after_a_strangers_write_nothing_stale_is_written() {
        let now = Instant::now();
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), now);
        let (first, _) = take(&mut queue, now);
        queue.submit(job("a", "two", 1), now);
        queue.done(first, &Written::Changed, now, TODAY);
        assert!(matches!(queue.next(now), Next::Idle));
    }

    #[test]
    fn a_large_sidecar_waits_for_quiet_but_not_for_ever() {
        let begin = Instant::now();
        let after = |seconds| begin + Duration::from_secs(seconds);
        let mut queue = Queue::default();
        queue.submit(job("a", "one", 1), begin);
        let (first, _) = take(&mut queue, begin);
        let large = Written::Saved { fingerprint: Fingerprint::of(b"one"), bytes: LARGE + 1 };
        queue.done(first, &large, begin, TODAY);
        queue.submit(job("a", "two", 1), begin);
        queue.submit(job("a", "three", 1), after(4));
        assert!(matches!(queue.next(after(8)), Next::WaitUntil(moment) if moment == after(9)));
        for seconds in 5..59 {
            queue.submit(job("a", "four", 1), after(seconds));
        }
        assert!(matches!(queue.next(after(59)), Next::WaitUntil(moment) if moment == after(60)));
        queue.try_again(None);
        assert_eq!(take(&mut queue, after(59)).0.layer.document.file, "four", "closing does not wait");
    }

    #[test]
    fn a_look_expects_what_we_wrote_and_gives_way_to_a_save() {
        let now = Instant::now();
        let mut queue = Queue::default();
        let look = || LookJob { path: PathBuf::from("a"), expected: Fingerprint::Absent, lineage: 1 };
        queue.submit(job("a", "one", 1), now);
        queue.look(look());
        let (first, _) = take(&mut queue, now);
        queue.done(first, &saved(b"one"), now, TODAY);
        assert!(matches!(queue.next(now), Next::Idle), "the save has looked");
        queue.look(look());
        let Next::Look(_, expected) = queue.next(now) else { panic!("it looks") };
        assert_eq!(expected, Fingerprint::of(b"one"));
        queue.submit(job("a", "two", 1), now);
        queue.looked(Path::new("a"), true);
        assert!(matches!(queue.next(now), Next::Idle), "what waits comes again, merged");
    }
}
