//! What survives: former versions, old texts, claims that could not be saved, other people's changes on disk.

use super::*;
use crate::durable::{self, Outcome};
use crate::settings::{Place, Settings};
use crate::text::TextHash;

/// A desk with app data.
pub(super) struct Home {
    pub(super) desk: Desk,
    pub(super) app: tempfile::TempDir,
    pub(super) settings: Settings,
}

impl Home {
    pub(super) fn new() -> Self {
        Self { desk: Desk::new(), app: tempfile::tempdir().unwrap(), settings: Settings::default() }
    }

    pub(super) fn keep(&self) -> Keep {
        Keep::new(self.app.path().to_owned(), &self.settings)
    }

    pub(super) fn around(&self) -> Around {
        Around::of(self.keep())
    }

    pub(super) fn saver(&self) -> Saver {
        Saver::new(self.app.path().join("locks"), self.keep(), || {})
    }

    pub(super) fn open(&self) -> Open {
        Open::load_with(&self.desk.document(), Some(&maria()), None, &self.around()).unwrap()
    }

    pub(super) fn sidecar(&self) -> PathBuf {
        self.desk.sidecar("maria")
    }
}

/// Saves until nothing is left to save; returns what was noted.
pub(super) fn save_with(saver: &Saver, open: &mut Open) -> Vec<String> {
    let mut noted = Vec::new();
    loop {
        let job = open.snapshot();
        let is_done = job.is_none();
        job.into_iter().for_each(|job| saver.submit(job));
        saver.flush(Duration::from_secs(20));
        noted.extend(saver.poll().iter().filter_map(|report| told(open, report)));
        if is_done && !open.has_unsaved() {
            return noted;
        }
    }
}

/// Looks at the own sidecar, and notes what is there.
pub(super) fn look(saver: &Saver, open: &mut Open) -> Vec<String> {
    saver.look(open.look().unwrap());
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    // A look that finds nothing reports nothing: one for another file, whose end can be seen, comes behind it.
    let mut reports = Vec::new();
    // Looks come in the order of their paths.
    let marker = PathBuf::from("/zzz/nowhere");
    saver.look(LookJob { path: marker.clone(), expected: Fingerprint::of(b"x"), lineage: 0 });
    while !reports.iter().any(|report: &SaveReport| report.path() == marker) {
        assert!(std::time::Instant::now() < deadline);
        reports.extend(saver.poll());
        std::thread::yield_now();
    }
    reports.iter().filter_map(|report| told(open, report)).collect()
}

/// Takes note of a report, and brings two versions together at once; returns what the person is told, if anything.
fn told(open: &mut Open, report: &SaveReport) -> Option<String> {
    let noted = match open.note(report) {
        Noted::Reconcile(reconcile) => open.take_reconciled(reconcile.run()),
        noted => noted,
    };
    (!matches!(noted, Noted::Nothing)).then(|| format!("{noted:?}"))
}

#[test]
fn the_first_save_of_a_session_keeps_the_former_file() {
    let home = Home::new();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    let name = open.own().unwrap().name.clone();
    assert!(home.keep().backups(open.path(), &name).is_empty(), "there was none");
    let first = std::fs::read(home.sidecar()).unwrap();
    drop(saver);
    let saver = home.saver();
    for (words, id) in [("knew", "b"), ("he", "c")] {
        tag(&mut open, words, "allegation", id);
        save_with(&saver, &mut open);
    }
    let backups = home.keep().backups(open.path(), &name);
    assert_eq!(backups.len(), 1);
    assert_eq!(backups[0].read().unwrap(), first);
    assert_eq!(backups[0].claim_count(), Some(1));
    let version = sidecar::read(&first).unwrap().layer;
    open.restore(version, None, LATER).unwrap();
    assert_eq!(quotes(&open), ["denied"]);
    open.undo(LATER);
    assert_eq!(quotes(&open), ["denied", "he", "knew"]);
    save_with(&saver, &mut open);
    assert_eq!(quotes(&home.open()), ["denied", "he", "knew"]);
}

#[test]
fn claims_follow_the_old_text_that_was_kept() {
    let home = Home::new();
    std::fs::write(home.desk.document(), "He lied. He denied it.\n").unwrap();
    let mut open = home.open();
    tag(&mut open, "He lied.", "allegation", "a");
    save_with(&home.saver(), &mut open);
    assert!(home.keep().old_text(open.text().hash()).is_some());
    // The words are deleted, and the same words are added elsewhere: only the old text can tell.
    let edited = "He denied it.\n\nSomebody else wrote much later about another man: He lied.\n";
    std::fs::write(home.desk.document(), edited).unwrap();
    let with = home.open();
    let without = home.desk.open(&maria());
    let placed = |open: &Open| open.own().unwrap().placed[0].placement();
    assert_eq!(with.text().hash(), without.text().hash());
    assert_ne!(placed(&with), crate::anchor::Placement::Exact);
    let reread = Around { keep: Keep::nothing(), old: Some(open.text().clone()) };
    let shown = Open::load_with(&home.desk.document(), Some(&maria()), None, &reread).unwrap();
    assert_eq!(placed(&shown), placed(&with), "the text that is shown does as well");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_saved_is_rescued_and_taken_up_by_the_next_session() {
    let home = Home::new();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    let mode = |mode| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(home.sidecar(), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0o440);
    let old = std::fs::read(home.sidecar()).unwrap();
    tag(&mut open, "knew", "allegation", "b");
    saver.submit(open.snapshot().unwrap());
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    let failure = loop {
        assert!(std::time::Instant::now() < deadline);
        match saver.state(&home.sidecar()) {
            SaveState::Failed { failure, .. } => break failure,
            _ => std::thread::yield_now(),
        }
    };
    assert_eq!(failure.reason, format!("the file is write-protected: {}", home.sidecar().display()));
    assert_eq!(failure.folder, home.desk.folder.path());
    assert!(failure.rescue.unwrap().exists());
    assert_eq!(std::fs::read(home.sidecar()).unwrap(), old);
    drop((saver, open));
    // Somebody else's program adds a claim meanwhile.
    mode(0o640);
    let mut elsewhere = home.desk.open(&maria());
    tag(&mut elsewhere, "It will end", "forecast", "c");
    save(&mut elsewhere);
    let mut next = home.open();
    assert!(next.has_taken_up() && next.has_unsaved());
    assert_eq!(quotes(&next), ["denied", "knew", "It will end"]);
    save_with(&home.saver(), &mut next);
    assert!(home.keep().pending().is_empty());
    assert!(!next.has_taken_up());
    assert_eq!(quotes(&home.desk.open(&maria())), ["denied", "knew", "It will end"]);
}

#[test]
fn what_could_never_be_saved_is_taken_up_too() {
    let home = Home::new();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    let job = open.snapshot().unwrap();
    home.keep().rescue(&job.document, &job.name, &job.layer, None).unwrap().unwrap();
    drop(open);
    let mut next = home.open();
    assert_eq!(quotes(&next), ["denied"]);
    next.undo(LATER);
    save_with(&home.saver(), &mut next);
    assert_eq!(quotes(&home.desk.open(&maria())), ["denied"]);
    assert!(home.keep().pending().is_empty());
}

#[test]
fn a_folder_that_cannot_be_written_has_a_stand_in() {
    let mut home = Home::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    let left = open.save_in(elsewhere.path()).unwrap();
    assert_eq!(left, home.sidecar());
    saver.forget(&left);
    tag(&mut open, "knew", "allegation", "b");
    save_with(&saver, &mut open);
    assert_eq!(quotes(&home.desk.open(&maria())), ["denied"], "the other file is left alone");
    let document = std::path::absolute(home.desk.document()).unwrap();
    let text = TextHash::of(WORDS);
    home.settings.remember_place(Place { text, document, folder: elsewhere.path().to_owned() });
    let mut again = home.open();
    assert_eq!(quotes(&again), ["denied", "knew"]);
    tag(&mut again, "It will end", "forecast", "c");
    save_with(&home.saver(), &mut again);
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    assert_eq!(quotes(&home.open()), ["denied", "knew", "It will end"]);
}

#[test]
fn a_strangers_write_is_merged_when_it_is_noticed() {
    let home = Home::new();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    assert_eq!(look(&saver, &mut open), [""; 0], "our own write is no news");
    let mut elsewhere = home.desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    let theirs = std::fs::read(home.sidecar()).unwrap();
    assert_eq!(look(&saver, &mut open), ["Merged { needs_a_person: false, had_markers: false }"]);
    assert_eq!(quotes(&open), ["denied", "knew"]);
    let stamp = durable::stamp(&home.sidecar());
    save_with(&saver, &mut open);
    assert_eq!(std::fs::read(home.sidecar()).unwrap(), theirs);
    assert_eq!(durable::stamp(&home.sidecar()), stamp, "what stands there already is not written");
    assert!(matches!(saver.state(&home.sidecar()), SaveState::Saved { .. }));
    open.undo(LATER);
    assert_eq!(quotes(&open), ["denied"], "taking it over can be undone");
}

#[test]
fn a_sidecar_that_somebody_deleted_is_said_and_made_again() {
    let home = Home::new();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    std::fs::remove_file(home.sidecar()).unwrap();
    assert_eq!(look(&saver, &mut open), ["Gone"]);
    assert!(open.snapshot().is_none(), "only the next change makes it again");
    tag(&mut open, "knew", "allegation", "b");
    assert_eq!(save_with(&saver, &mut open), ["MadeAgain"]);
    assert_eq!(quotes(&home.open()), ["denied", "knew"]);
}

#[test]
fn two_windows_come_to_the_same_and_then_rest() {
    let home = Home::new();
    let savers = [home.saver(), home.saver()];
    let mut first = home.open();
    tag(&mut first, "denied", "rebuttal", "a");
    save_with(&savers[0], &mut first);
    let mut windows = [first, home.open()];
    for (number, window) in windows.iter_mut().enumerate() {
        let id = ClaimId::parse("a").unwrap();
        let claim = Arc::clone(&window.own_store().get(&id).unwrap().claim);
        let edit =
            act::change(&claim, LATER, |claim| claim.note = format!("note of {number}").into()).unwrap();
        window.apply("note", edit, LATER).unwrap();
        tag(window, ["knew", "It will end"][number], "allegation", ["b", "c"][number]);
    }
    for (window, saver) in windows.iter_mut().zip(&savers) {
        save_with(saver, window);
    }
    let mut writes = 0;
    for _round in 0..6 {
        for (window, saver) in windows.iter_mut().zip(&savers) {
            let stamp = durable::stamp(&home.sidecar());
            look(saver, window);
            save_with(saver, window);
            writes += usize::from(durable::stamp(&home.sidecar()) != stamp);
        }
    }
    assert_eq!(writes, 0, "they only read from here on");
    let [one, other] = &windows;
    assert_eq!(one.own_store().snapshot(), other.own_store().snapshot());
    let claim = &one.own_store().get(&ClaimId::parse("a").unwrap()).unwrap().claim;
    assert_eq!(
        (claim.note.as_str(), claim.conflicts.len()),
        ("note of 1", 1),
        "the other note is kept beside"
    );
}

#[test]
fn half_of_a_file_is_waited_for() {
    let home = Home::new();
    let saver = home.saver();
    let mut open = home.open();
    tag(&mut open, "denied", "rebuttal", "a");
    save_with(&saver, &mut open);
    let mut elsewhere = home.desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    let whole = sidecar::write(&elsewhere.snapshot().unwrap().layer);
    std::fs::write(home.sidecar(), &whole.as_bytes()[..whole.len() / 2]).unwrap();
    saver.look(open.look().unwrap());
    std::fs::write(home.sidecar(), &whole).unwrap();
    assert_eq!(look(&saver, &mut open), ["Merged { needs_a_person: false, had_markers: false }"]);
    assert_eq!(quotes(&open), ["denied", "knew"]);
    assert_eq!(home.desk.files(), ["rift.md.maria.obelus.ron"]);
}

#[test]
fn others_layers_come_change_and_go_and_stay_hidden_while_they_are() {
    let desk = Desk::new();
    let jonas = person("Jonas", Some("key-of-jonas"));
    let mut theirs = desk.open(&jonas);
    tag(&mut theirs, "denied", "rebuttal", "a");
    save(&mut theirs);
    let mut open = desk.open(&maria());
    let read = |open: &Open| {
        let name = LayerName::parse("jonas").unwrap();
        let path = desk.sidecar("jonas");
        let bytes = std::fs::read(&path).unwrap();
        read_layer(name, path, &bytes, open.text(), &Around::default())
    };
    assert!(!open.put_layer(read(&open)), "nothing is new");
    tag(&mut theirs, "knew", "allegation", "b");
    save(&mut theirs);
    assert!(open.put_layer(read(&open)));
    assert_eq!((open.layers()[0].store.claim_count(), open.layers()[0].is_shown), (2, false));
    open.show_others(NOW);
    tag(&mut open, "It will end", "forecast", "c");
    tag(&mut theirs, "he", "allegation", "d");
    save(&mut theirs);
    assert!(open.put_layer(read(&open)));
    assert_eq!((open.layers()[1].store.claim_count(), open.layers()[1].is_shown), (3, true));
    assert!(open.drop_layer(&desk.sidecar("jonas")));
    assert_eq!(open.layers().len(), 1);
    assert!(open.put_layer(read(&open)), "and back");
    // The own layer is nobody's to put there.
    save(&mut open);
    let own = desk.sidecar("maria");
    let bytes = std::fs::read(&own).unwrap();
    let name = LayerName::parse("maria").unwrap();
    assert!(!open.put_layer(read_layer(name, own.clone(), &bytes, open.text(), &Around::default())));
    assert!(!open.drop_layer(&own));
}

#[test]
fn unsaved_work_stays_when_the_document_changes_under_it() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    tag(&mut open, "It will end in 2028.", "forecast", "b");
    std::fs::write(desk.document(), WORDS.replace("They said", "Somebody new said. They said")).unwrap();
    let around = Around { keep: Keep::nothing(), old: Some(open.text().clone()) };
    let mut new = Open::load_with(&desk.document(), Some(&maria()), None, &around).unwrap();
    assert!(!new.resume(open.park()));
    assert_eq!(quotes(&new), ["denied", "It will end in 2028."]);
    save(&mut new);
    let again = desk.open(&maria());
    assert!(again.own().unwrap().is_same_text);
    assert_eq!(quotes(&again), ["denied", "It will end in 2028."]);
}

#[test]
fn a_layer_saved_by_a_verb_keeps_copies_too() {
    let home = Home::new();
    for (words, id) in [("denied", "a"), ("knew", "b")] {
        let mut open = home.open();
        tag(&mut open, words, "allegation", id);
        let job = open.snapshot().unwrap();
        assert!(matches!(super::super::save(&home.keep(), &job, NOW), Ok(Outcome::Saved(_))));
    }
    let name = LayerName::parse("maria").unwrap();
    assert_eq!(home.keep().backups(&home.desk.document(), &name).len(), 1);
    assert!(home.keep().old_text(TextHash::of(WORDS)).is_some());
}
