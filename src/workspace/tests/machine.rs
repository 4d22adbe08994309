//! Edits, saves, crashes, failures, second writers and reopenings in any order, over the file system in memory: what is
//! loaded is never older than the last save that was acknowledged.
//!
//! `OBELUS_DEPTH` says how many sequences are run; without it 2,000. `OBELUS_SEED` runs one alone.

use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::*;
use crate::durable::memory::Memory;
use crate::durable::{Access, Outcome, replace_in};

/// A source of choices, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn flip(&mut self) -> bool {
        self.roll(2) == 0
    }
}

/// One window, and what it was promised.
struct Window {
    open: Open,
    /// What another reading of the file does not know of: what we wrote last.
    written: Option<Fingerprint>,
    /// What could not be saved and waits.
    waiting: Option<SaveJob>,
}

impl Window {
    fn on(open: Open) -> Self {
        Self { open, written: None, waiting: None }
    }
}

/// A run: two windows of one person on one document, the disk, and what must be on it.
struct Machine {
    dice: Dice,
    disk: Memory,
    desk: tempfile::TempDir,
    windows: [Window; 2],
    next: u32,
    /// Claims that an acknowledged save holds, and nobody removed since.
    acknowledged: BTreeSet<ClaimId>,
}

const WHOLE: &str = "He denied it. They said that he knew. It will end.\n";

impl Machine {
    fn new(seed: u64) -> Self {
        let desk = tempfile::tempdir().unwrap();
        std::fs::write(desk.path().join("rift.md"), WHOLE).unwrap();
        let disk = Memory::default();
        let windows = [0, 1].map(|_| Window::on(Self::load(&desk, &disk)));
        Self { dice: Dice(seed), disk, desk, windows, next: 0, acknowledged: BTreeSet::new() }
    }

    /// Opens the document as the disk has it now.
    fn load(desk: &tempfile::TempDir, disk: &Memory) -> Open {
        let path = desk.path().join("rift.md.maria.obelus.ron");
        match disk.now(&path) {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => drop(std::fs::remove_file(&path)),
        }
        Open::load(&desk.path().join("rift.md"), Some(&maria()), None).unwrap()
    }

    fn sidecar(&self) -> PathBuf {
        self.desk.path().join("rift.md.maria.obelus.ron")
    }

    fn step(&mut self) {
        let which = usize::from(self.dice.flip());
        match self.dice.roll(12) {
            0..4 => self.tag(which),
            4 => self.note(which),
            5 => self.remove(which),
            6..9 => {
                self.save(which);
            }
            9 => self.crash(),
            10 => self.reopen(which),
            _ => match self.dice.roll(3) {
                0 => self.save_in_trouble(which),
                1 => {
                    // Windows that know the claims write them again; nobody promised that they live that long.
                    self.disk.delete(&self.sidecar());
                    self.acknowledged.clear();
                }
                _ => self.stranger(),
            },
        }
    }

    fn tag(&mut self, which: usize) {
        self.next += 1;
        let words = ["denied", "knew", "said", "end"][usize::try_from(self.dice.roll(4)).unwrap()];
        tag(&mut self.windows[which].open, words, "allegation", &format!("{:06}", self.next));
    }

    fn any_claim(&mut self, which: usize) -> Option<ClaimId> {
        let store = self.windows[which].open.own_store();
        let count = u64::try_from(store.claim_count()).unwrap();
        let number = (count > 0).then(|| self.dice.roll(count))?;
        let store = self.windows[which].open.own_store();
        store.claims().nth(usize::try_from(number).unwrap()).map(|placed| placed.claim.id.clone())
    }

    fn note(&mut self, which: usize) {
        let Some(id) = self.any_claim(which) else { return };
        let open = &mut self.windows[which].open;
        let claim = Arc::clone(&open.own_store().get(&id).unwrap().claim);
        let edit = act::change(&claim, LATER, |claim| claim.note.push('x')).unwrap();
        open.apply("note", edit, LATER).unwrap();
    }

    fn remove(&mut self, which: usize) {
        let Some(id) = self.any_claim(which) else { return };
        self.windows[which].open.apply("remove", crate::store::Edit::Remove(id.clone()), LATER).unwrap();
        // Removed knowingly: nothing is promised of it any more.
        self.acknowledged.remove(&id);
    }

    /// Saves as the saver does, until it is on disk or fails; returns whether it is.
    fn save(&mut self, which: usize) -> bool {
        for _ in 0..5 {
            let path = self.sidecar();
            let window = &mut self.windows[which];
            let Some(job) = window.open.snapshot().or(window.waiting.take()) else { return true };
            window.waiting = None;
            // It moves on only beside rubbish, which no step of this machine writes.
            assert_eq!(job.path, path);
            let expected = window.written.unwrap_or(job.expected);
            let bytes = sidecar::write(&job.layer).into_bytes();
            let report = match replace_in(&self.disk, &path, &bytes, Some(expected), Access::Usual) {
                Ok(Outcome::Saved(fingerprint)) => {
                    window.written = Some(fingerprint);
                    let held = job.layer.claims.iter().map(|claim| claim.id.clone());
                    // What the other window removed meanwhile is not promised by this save.
                    self.acknowledged.extend(held);
                    let layer = Arc::clone(&job.layer);
                    SaveReport::Saved { path, fingerprint, layer, lineage: job.lineage, was_gone: false }
                }
                Ok(Outcome::Changed(bytes)) => {
                    window.written = None;
                    SaveReport::Changed { path, bytes: bytes.into(), lineage: job.lineage }
                }
                Err(error) => {
                    if error.is_in_place() {
                        window.written = Some(Fingerprint::of(&bytes));
                    }
                    window.waiting = Some(job);
                    return false;
                }
            };
            let is_saved = matches!(report, SaveReport::Saved { .. });
            window.open.note(&report);
            window.open.reconcile_now();
            if is_saved && !self.windows[which].open.has_unsaved() {
                return true;
            }
        }
        panic!("two windows write in turns for ever");
    }

    /// Saves while an act of the disk fails, once or for good.
    fn save_in_trouble(&mut self, which: usize) {
        let first = self.disk.acts() + 1 + usize::try_from(self.dice.roll(12)).unwrap();
        let count = if self.dice.flip() { 1 } else { 1_000 };
        let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::Other, io::ErrorKind::PermissionDenied];
        self.disk.fail(first, count, kinds[usize::try_from(self.dice.roll(3)).unwrap()]);
        self.save(which);
        self.disk.mend();
    }

    /// The power goes, perhaps in the middle of a save; both windows begin anew.
    fn crash(&mut self) {
        if self.dice.flip() {
            self.disk.cut_power_in(1 + usize::try_from(self.dice.roll(12)).unwrap());
            let which = usize::from(self.dice.flip());
            self.save(which);
        }
        let dice = &mut self.dice;
        self.disk = self.disk.crashed(|| dice.flip());
        self.check("after a crash");
        for which in [0, 1] {
            self.windows[which] = Window::on(Self::load(&self.desk, &self.disk));
        }
    }

    /// A window saves and closes, and another opens.
    fn reopen(&mut self, which: usize) {
        self.save(which);
        self.check("after closing");
        self.windows[which] = Window::on(Self::load(&self.desk, &self.disk));
    }

    /// Another program adds a claim to what stands there.
    fn stranger(&mut self) {
        let mut theirs = Self::load(&self.desk, &self.disk);
        self.next += 1;
        tag(&mut theirs, "It", "forecast", &format!("{:06}", self.next));
        let job = theirs.snapshot().unwrap();
        self.disk.put(&job.path, sidecar::write(&job.layer).as_bytes());
        self.acknowledged.extend(job.layer.claims.iter().map(|claim| claim.id.clone()));
    }

    /// What is loaded now has every claim that was acknowledged, unless somebody deleted the file since.
    fn check(&mut self, when: &str) {
        let Some(bytes) = self.disk.now(self.sidecar()) else {
            assert!(self.acknowledged.is_empty(), "the file is lost {when}");
            return;
        };
        let layer = sidecar::read(&bytes).unwrap_or_else(|error| panic!("unreadable {when}: {error}")).layer;
        let held: BTreeSet<&ClaimId> = layer.claims.iter().map(|claim| &claim.id).collect();
        let deleted: BTreeSet<&ClaimId> = layer.deleted.iter().map(|deleted| &deleted.id).collect();
        for id in &self.acknowledged {
            assert!(held.contains(id) || deleted.contains(id), "{id} is lost {when}");
        }
    }
}

#[test]
fn whatever_happens_what_is_loaded_is_no_older_than_the_last_acknowledged_save() {
    let depth = std::env::var("OBELUS_DEPTH").ok().and_then(|depth| depth.parse().ok()).unwrap_or(2_000_u64);
    let seed: Option<u64> = std::env::var("OBELUS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = seed.map_or(0..depth, |seed| seed..seed + 1);
    seeds.into_par_iter().for_each(|seed| {
        let run = std::panic::catch_unwind(|| {
            let mut machine = Machine::new(seed);
            for _ in 0..30 {
                machine.step();
            }
            machine.crash();
        });
        assert!(run.is_ok(), "seed {seed}");
    });
}
