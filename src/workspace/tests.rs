//! Open documents and the saver together, on real files in a folder of their own.

mod elsewhere;
mod gathering;
mod machine;
mod survival;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;

use super::writer::{Attempt, Failure};
use super::*;
use crate::durable::Fingerprint;
use crate::import::Extractor;
use crate::keep::Keep;
use crate::model::{Annotator, ClaimId, LayerName, Link, Rel, TagId, Timestamp};
use crate::settings;
use crate::sidecar;
use crate::store::act;
use crate::text::{ByteOffset, Span, Text};

const WORDS: &str = "He denied it.\n\nThey said that he knew. It will end in 2028.\n";
const NOW: Timestamp = Timestamp(1_800_000_000);
const LATER: Timestamp = Timestamp(1_800_000_060);

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self::with(WORDS.as_bytes())
    }

    fn with(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("rift.md"), bytes).unwrap();
        Self { folder }
    }

    fn document(&self) -> PathBuf {
        self.folder.path().join("rift.md")
    }

    fn open(&self, who: &Annotator) -> Open {
        Open::load(&self.document(), Some(who), None).unwrap()
    }

    fn sidecar(&self, layer: &str) -> PathBuf {
        sidecar::name::path_beside(&self.document(), &LayerName::parse(layer).unwrap())
    }

    /// The names of all files but the document.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "rift.md")
            .collect();
        names.sort();
        names
    }
}

fn person(name: &str, key: Option<&str>) -> Annotator {
    Annotator { key: key.map(str::to_owned), ..settings::annotator_named(name) }
}

fn maria() -> Annotator {
    person("Maria", Some("key-of-maria"))
}

fn find(text: &Text, words: &str) -> Span {
    let at = text.as_str().find(words).unwrap();
    text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap()
}

fn tag(open: &mut Open, words: &str, tag: &str, id: &str) {
    let id = ClaimId::parse(id).unwrap();
    let edit = act::tag(open.text(), find(open.text(), words), TagId::parse(tag).unwrap(), NOW, id).unwrap();
    open.apply("tag", edit, NOW).unwrap();
}

fn save(open: &mut Open) {
    let saver = Saver::new(std::env::temp_dir().join("obelus-test-locks"), Keep::nothing(), || {});
    while let Some(job) = open.snapshot() {
        saver.submit(job);
        assert_eq!(saver.flush(Duration::from_secs(20)), Vec::<PathBuf>::new());
        for report in saver.poll() {
            let mut noted = open.note(&report);
            while let Noted::Reconcile(reconcile) = noted {
                assert!(open.snapshot().is_none(), "nothing is written before both are together");
                noted = open.take_reconciled(reconcile.run());
            }
        }
    }
}

fn quotes(open: &Open) -> Vec<String> {
    open.own_store()
        .in_text_order()
        .map(|placed| placed.claim.passages[0].selector.quote.to_string())
        .collect()
}

#[test]
fn the_first_claim_makes_the_sidecar_and_a_document_without_claims_leaves_none() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    save(&mut open);
    tag(&mut open, "denied", "rebuttal", "a");
    open.undo(LATER);
    save(&mut open);
    assert_eq!(desk.files(), Vec::<String>::new());
    open.redo(LATER);
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria.obelus.ron"]);
    assert_eq!(quotes(&desk.open(&maria())), ["denied"]);
    open.undo(LATER);
    save(&mut open);
    let emptied = desk.open(&maria());
    assert_eq!(emptied.own_store().claim_count(), 0);
    assert!(!emptied.own_store().deleted().is_empty(), "what was removed knowingly is noted");
}

#[cfg(unix)]
#[test]
fn a_pipe_beside_the_document_is_not_waited_for() {
    let desk = Desk::new();
    let pipe = desk.sidecar("maria");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|made| made.success()) {
        return;
    }
    let reading = read_document(&desk.document(), Some(&maria()), None).unwrap();
    assert_eq!(reading.layers.len(), 1);
    assert_eq!(reading.layers[0].problems[0].message, "the sidecar cannot be read (it is no file)");
}

#[test]
fn a_sidecar_with_the_claims_first_still_says_how_the_text_is_read() {
    let desk = Desk::with(b"He said \xE4.");
    let hash = crate::text::TextHash::of("He said \u{434}.");
    let long = "x".repeat(100_000);
    let ron = format!(
        "(format: 1, claims: [(id: \"a\", tag: \"rebuttal\", passages: [(start: 0, end: 2, quote: \"He\")], note: \
         {long:?})], document: (file: \"rift.md\", text_blake3: \"{hash}\", encoding: \"windows-1251\"), annotator: \
         (id: \"maria\"))"
    );
    std::fs::write(desk.sidecar("maria"), ron).unwrap();
    assert_eq!(desk.open(&maria()).text().as_str(), "He said \u{434}.");
}

#[test]
fn opening_and_looking_writes_nothing() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    std::fs::write(desk.document(), format!("New words first. {WORDS}")).unwrap();
    let before = std::fs::read(desk.sidecar("maria")).unwrap();
    let mut again = desk.open(&maria());
    assert!(!again.own().unwrap().is_same_text);
    assert!(again.snapshot().is_none() && !again.has_unsaved());
    tag(&mut again, "knew", "allegation", "b");
    save(&mut again);
    assert_ne!(std::fs::read(desk.sidecar("maria")).unwrap(), before);
    let last = desk.open(&maria());
    assert!(last.own().unwrap().is_same_text);
    assert_eq!(quotes(&last), ["denied", "knew"]);
}

#[test]
fn nobody_tags_without_a_name() {
    let desk = Desk::new();
    let mut open = Open::load(&desk.document(), None, None).unwrap();
    let id = ClaimId::parse("a").unwrap();
    let tag_id = TagId::parse("rebuttal").unwrap();
    let edit = act::tag(open.text(), find(open.text(), "denied"), tag_id, NOW, id).unwrap();
    assert_eq!(open.apply("tag", edit.clone(), NOW), Err(Refused::NoAnnotator));
    open.set_annotator(maria());
    assert_eq!(open.apply("tag", edit, NOW), Ok(()));
    assert_eq!(open.own().unwrap().path, desk.sidecar("maria"));
}

#[test]
fn two_people_called_maria_write_two_sidecars() {
    let desk = Desk::new();
    let mut first = desk.open(&maria());
    tag(&mut first, "denied", "rebuttal", "a");
    save(&mut first);
    let other = person("Maria", Some("another-key"));
    let mut second = desk.open(&other);
    assert!(second.own().is_none());
    tag(&mut second, "knew", "allegation", "b");
    save(&mut second);
    assert_eq!(desk.files(), ["rift.md.maria-2.obelus.ron", "rift.md.maria.obelus.ron"]);
    assert_eq!(quotes(&desk.open(&maria())), ["denied"]);
    assert_eq!(quotes(&desk.open(&other)), ["knew"]);
}

#[test]
fn a_layer_without_a_key_belongs_to_its_id_and_gets_the_key_with_the_next_save() {
    let desk = Desk::new();
    let mut keyless = desk.open(&person("Maria", None));
    tag(&mut keyless, "denied", "rebuttal", "a");
    save(&mut keyless);
    let read = |path: &Path| sidecar::read(&std::fs::read(path).unwrap()).unwrap().layer;
    assert_eq!(read(&desk.sidecar("maria")).annotator.key, None);
    let mut open = desk.open(&maria());
    assert_eq!(quotes(&open), ["denied"]);
    assert!(open.snapshot().is_none(), "looking writes nothing");
    tag(&mut open, "knew", "allegation", "b");
    save(&mut open);
    assert_eq!(read(&desk.sidecar("maria")).annotator.key.as_deref(), Some("key-of-maria"));
}

#[test]
fn others_are_hidden_until_one_is_done_or_asks_and_asking_is_noted() {
    let desk = Desk::new();
    let mut theirs = desk.open(&person("Jonas", Some("key-of-jonas")));
    tag(&mut theirs, "denied", "rebuttal", "a");
    save(&mut theirs);
    let mut open = desk.open(&maria());
    assert_eq!(open.shown_layers().count(), 0);
    assert_eq!(open.layers().len(), 1);
    open.show_others(NOW);
    assert_eq!(open.shown_layers().count(), 1);
    assert!(open.snapshot().is_none(), "looking leaves no file");
    tag(&mut open, "knew", "allegation", "b");
    assert_eq!(open.own().unwrap().head.as_ref().unwrap().seen_others, Some(NOW));

    let mut done = desk.open(&person("Omar", Some("key-of-omar")));
    tag(&mut done, "knew", "allegation", "c");
    done.finish(NOW).unwrap();
    assert_eq!(done.shown_layers().count(), 2);
    let seen_others = |open: &Open| open.own().unwrap().head.as_ref().unwrap().seen_others;
    assert_eq!(seen_others(&done), None);
    done.unfinish(LATER);
    assert_eq!(seen_others(&done), Some(LATER), "going on after having seen the others is not independent");
}

#[test]
fn an_unreadable_own_sidecar_stays_and_a_fresh_one_needs_consent() {
    let desk = Desk::new();
    let broken = b"// Obelus sidecar, format 1: see FORMAT.md\n(format: 1, claims: [";
    std::fs::write(desk.sidecar("maria"), broken).unwrap();
    let mut open = desk.open(&maria());
    let blocked = open.blocked_own().unwrap();
    assert!(matches!(blocked.kind, LayerKind::Unreadable { .. }));
    let id = ClaimId::parse("a").unwrap();
    let tag_id = TagId::parse("rebuttal").unwrap();
    let edit = act::tag(open.text(), find(open.text(), "denied"), tag_id, NOW, id).unwrap();
    let refused = open.apply("tag", edit.clone(), NOW);
    assert_eq!(refused, Err(Refused::OwnUnreadable { path: desk.sidecar("maria") }));
    open.begin_fresh_layer(NOW);
    open.apply("tag", edit, NOW).unwrap();
    save(&mut open);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), broken);
    assert_eq!(quotes(&desk.open(&maria())), ["denied"]);
    assert_eq!(desk.open(&maria()).own().unwrap().path, desk.sidecar("maria-2"));
}

#[test]
fn undo_survives_a_visit_to_another_document() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    tag(&mut open, "knew", "allegation", "b");
    save(&mut open);
    let parked = open.park();
    let mut again = desk.open(&maria());
    assert!(again.resume(parked));
    assert!(again.snapshot().is_none(), "nothing changed");
    again.undo(LATER);
    save(&mut again);
    assert_eq!(quotes(&desk.open(&maria())), ["denied"]);
}

#[test]
fn what_was_not_saved_before_leaving_is_there_on_return() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    let parked = open.park();
    let mut again = desk.open(&maria());
    assert!(again.resume(parked));
    assert_eq!(quotes(&again), ["denied"]);
    save(&mut again);
    assert_eq!(desk.files(), ["rift.md.maria.obelus.ron"]);
}

/// Saves `job`, and what the parked document makes of the answers.
fn save_parked(parked: &mut Parked, job: SaveJob) {
    let saver = Saver::new(std::env::temp_dir().join("obelus-test-locks"), Keep::nothing(), || {});
    saver.submit(job);
    loop {
        assert_eq!(saver.flush(Duration::from_secs(20)), Vec::<PathBuf>::new());
        let reports = saver.poll();
        let merges: Vec<_> = reports.iter().filter_map(|report| parked.note(report)).collect();
        let jobs: Vec<SaveJob> =
            merges.into_iter().filter_map(|merge| parked.take_merged(merge.run())).collect();
        if jobs.is_empty() {
            return;
        }
        jobs.into_iter().for_each(|job| saver.submit(job));
    }
}

#[test]
fn a_strangers_write_while_the_document_is_away_is_merged_too() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    tag(&mut open, "It will end", "forecast", "c");
    let job = open.snapshot().unwrap();
    let mut parked = open.park();
    save_parked(&mut parked, job);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew", "It will end"]);
    let mut again = desk.open(&maria());
    again.resume(parked);
    assert!(again.snapshot().is_none());
    assert_eq!(quotes(&again), ["denied", "knew", "It will end"]);

    std::fs::write(desk.sidecar("maria"), b"rubbish").unwrap();
    tag(&mut again, "He", "allegation", "d");
    let job = again.snapshot().unwrap();
    let mut parked = again.park();
    save_parked(&mut parked, job);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), b"rubbish");
    assert_eq!(desk.open(&maria()).own_store().claim_count(), 4);
}

#[test]
fn what_was_not_saved_survives_a_change_of_file_or_encoding_while_away() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    tag(&mut open, "knew", "allegation", "b");
    let parked = open.park();
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "It will end", "forecast", "c");
    save(&mut elsewhere);
    let mut again = desk.open(&maria());
    assert!(!again.resume(parked));
    assert_eq!(quotes(&again), ["denied", "knew", "It will end"]);
    save(&mut again);

    tag(&mut again, "He", "allegation", "d");
    let parked = again.park();
    std::fs::write(desk.document(), format!("A new line.\n\n{WORDS}")).unwrap();
    let mut moved = desk.open(&maria());
    assert!(!moved.resume(parked));
    assert_eq!(quotes(&moved), ["He", "denied", "knew", "It will end"]);
    assert!(moved.own_store().claims().all(|placed| placed.first_span().is_some()));
}

#[test]
fn a_sidecar_that_changed_meanwhile_is_newer_than_the_history() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let parked = open.park();
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    let mut again = desk.open(&maria());
    assert!(!again.resume(parked));
    assert_eq!(quotes(&again), ["denied", "knew"]);
    assert_eq!(again.undo_name(), None);
}

#[test]
fn two_windows_on_one_layer_lose_nothing() {
    let desk = Desk::new();
    let mut one = desk.open(&maria());
    tag(&mut one, "denied", "rebuttal", "a");
    save(&mut one);
    let mut other = desk.open(&maria());
    tag(&mut one, "knew", "allegation", "b");
    tag(&mut other, "It will end", "forecast", "c");
    save(&mut one);
    save(&mut other);
    assert_eq!(quotes(&other), ["denied", "knew", "It will end"]);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew", "It will end"]);
    tag(&mut one, "he", "allegation", "d");
    save(&mut one);
    assert_eq!(desk.open(&maria()).own_store().claim_count(), 4);
}

#[test]
fn rubbish_that_another_program_wrote_is_left_and_the_claims_go_on_beside_it() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    std::fs::write(desk.sidecar("maria"), b"rubbish").unwrap();
    tag(&mut open, "knew", "allegation", "b");
    save(&mut open);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), b"rubbish");
    assert_eq!(open.own().unwrap().path, desk.sidecar("maria-2"));
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew"]);
}

#[test]
fn a_sidecar_that_was_removed_is_written_again() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    std::fs::remove_file(desk.sidecar("maria")).unwrap();
    tag(&mut open, "knew", "allegation", "b");
    save(&mut open);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew"]);
}

#[test]
fn the_recorded_encoding_is_used_on_the_next_opening_and_can_be_changed() {
    let desk = Desk::with(b"Caf\xe9 \x93denied\x94 it, said Andr\xe9.");
    let mut open = Open::load(&desk.document(), Some(&maria()), Some("windows-1252")).unwrap();
    tag(&mut open, "“denied”", "rebuttal", "a");
    save(&mut open);
    let again = desk.open(&maria());
    assert_eq!(again.decoding().encoding.name(), "windows-1252");
    assert_eq!(
        again.own().unwrap().head.as_ref().unwrap().document.encoding.as_deref(),
        Some("windows-1252")
    );
    assert_eq!(quotes(&again), ["“denied”"]);
    let chosen = Open::load(&desk.document(), Some(&maria()), Some("iso-8859-2")).unwrap();
    assert_eq!(chosen.decoding().encoding.name(), "ISO-8859-2");
    assert!(Open::load(&desk.document(), None, Some("klingon")).is_err());
}

#[test]
fn a_document_that_was_renamed_with_its_sidecar_gets_its_name_with_the_next_save() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let renamed = desk.folder.path().join("crack.md");
    let sidecar_of_renamed = desk.folder.path().join("crack.md.maria.obelus.ron");
    std::fs::rename(desk.document(), &renamed).unwrap();
    std::fs::rename(desk.sidecar("maria"), &sidecar_of_renamed).unwrap();
    let mut again = Open::load(&renamed, Some(&maria()), None).unwrap();
    assert!(again.snapshot().is_none(), "looking writes nothing");
    tag(&mut again, "knew", "allegation", "b");
    save(&mut again);
    let read = sidecar::read(&std::fs::read(sidecar_of_renamed).unwrap()).unwrap();
    assert_eq!(read.layer.document.file, "crack.md");
}

#[test]
fn links_show_on_both_sides_and_answers_are_counted_over_the_shown_layers() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "he knew", "allegation", "a");
    tag(&mut open, "denied", "rebuttal", "b");
    let (a, b) = (ClaimId::parse("a").unwrap(), ClaimId::parse("b").unwrap());
    assert_eq!(open.unanswered().len(), 1);
    let to = Link {
        rel: Rel::Rebuts,
        to: Some(a.clone()),
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    let edit = act::link(&open.own_store().get(&b).unwrap().claim, to, LATER).unwrap();
    open.apply("link", edit, LATER).unwrap();
    assert_eq!(open.unanswered().len(), 0);
    assert_eq!(open.links_to(&a).iter().map(|link| link.from.clone()).collect::<Vec<_>>(), [b]);
    let named = act::change(&open.own_store().get(&a).unwrap().claim, LATER, |claim| {
        claim.claimants = vec!["Khan".to_owned(), "Trump".to_owned()];
        claim.against = vec!["Trump".to_owned()].into();
    });
    open.apply("claimants", named.unwrap(), LATER).unwrap();
    assert_eq!(open.used(Field::Claimants), [("Khan".to_owned(), 1), ("Trump".to_owned(), 1)]);
    assert_eq!(open.people_used(), [("Khan".to_owned(), 1), ("Trump".to_owned(), 2)]);
}

#[test]
fn a_sidecar_under_anothers_name_is_read_and_never_written() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    std::fs::rename(desk.sidecar("maria"), desk.sidecar("jonas")).unwrap();
    let mut again = desk.open(&maria());
    assert!(again.own().is_none());
    assert!(again.problems().iter().any(|(_, problem)| problem.severity == crate::problem::Severity::Error));
    tag(&mut again, "knew", "allegation", "b");
    save(&mut again);
    assert_eq!(quotes(&desk.open(&maria())), ["knew"]);
}

#[test]
fn a_failure_stays_visible_and_is_mended_by_trying_again() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    let failure =
        Failure { reason: "the disk is full".to_owned(), hint: "make room".to_owned(), ..Failure::default() };
    let work = move |_: &SaveJob, _| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Attempt::Failed(failure.clone()),
        _ => Attempt::Saved { fingerprint: Fingerprint::of(b"saved"), bytes: 5, was_gone: false },
    };
    let saver = Saver::with(|| {}, Default::default(), work);
    let path = desk.sidecar("maria");
    assert_eq!(saver.state(&path), SaveState::NothingYet);
    saver.submit(open.snapshot().unwrap());
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while !matches!(saver.state(&path), SaveState::Failed { .. }) {
        assert!(std::time::Instant::now() < deadline);
        std::thread::yield_now();
    }
    saver.try_again(&path);
    assert_eq!(saver.flush(Duration::from_secs(20)), Vec::<PathBuf>::new());
    assert!(matches!(saver.state(&path), SaveState::Saved { .. }));
    assert_eq!(saver.poll().len(), 2);
}

#[test]
fn a_claim_that_comes_back_in_the_second_it_was_deleted_in_elsewhere_stays() {
    let desk = Desk::new();
    let mut one = desk.open(&maria());
    tag(&mut one, "denied", "rebuttal", "a");
    save(&mut one);
    let mut other = desk.open(&maria());
    tag(&mut other, "knew", "allegation", "b");
    one.undo(LATER);
    one.redo(LATER);
    one.undo(LATER);
    save(&mut one);
    save(&mut other);
    assert_eq!(other.undo_name(), Some("take over another version"));
    other.undo(LATER);
    save(&mut other);
    tag(&mut one, "end", "forecast", "c");
    save(&mut one);
    assert_eq!(quotes(&one), ["denied", "knew", "end"]);
}

/// One act of a person in one of two windows on the same layer.
#[derive(Clone, Copy, Debug)]
enum Act {
    Tag(u8),
    Note(u8),
    Undo,
    Redo,
    Leave,
    Save,
}

fn acts() -> impl Strategy<Value = Vec<(bool, Act)>> {
    let act = prop_oneof![
        4 => any::<u8>().prop_map(Act::Tag),
        2 => any::<u8>().prop_map(Act::Note),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => Just(Act::Leave),
        3 => Just(Act::Save),
    ];
    proptest::collection::vec((any::<bool>(), act), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn however_two_windows_interleave_no_claim_is_lost_and_the_file_holds_what_is_shown(acts in acts()) {
        let desk = Desk::new();
        let mut windows = [desk.open(&maria()), desk.open(&maria())];
        let mut next = 0_u32;
        // Claims that were tagged and never undone in the window that made them.
        let mut living: std::collections::BTreeSet<ClaimId> = std::collections::BTreeSet::new();
        for (which, act) in acts {
            let window = &mut windows[usize::from(which)];
            match act {
                Act::Tag(number) => {
                    next += 1;
                    let words = ["denied", "knew", "said", "end"][usize::from(number % 4)];
                    let id = format!("{next:04}");
                    tag(window, words, "allegation", &id);
                    living.insert(ClaimId::parse(&id).unwrap());
                }
                Act::Note(number) => {
                    let claim = window.own_store().claims().nth(usize::from(number % 4)).map(|placed| Arc::clone(&placed.claim));
                    let edit = claim.and_then(|claim| act::change(&claim, LATER, |claim| claim.note.push('x')));
                    if let Some(edit) = edit {
                        window.apply("note", edit, LATER).unwrap();
                    }
                }
                Act::Undo | Act::Redo => {
                    let touched = match act {
                        Act::Undo => window.undo(LATER),
                        _ => window.redo(LATER),
                    };
                    for id in touched.unwrap_or_default() {
                        match window.own_store().get(&id) {
                            Some(_) => living.insert(id),
                            None => living.remove(&id),
                        };
                    }
                }
                Act::Leave => {
                    let fresh = desk.open(&maria());
                    let parked = std::mem::replace(window, fresh).park();
                    window.resume(parked);
                }
                Act::Save => save(window),
            }
        }
        windows.iter_mut().for_each(save);
        // A window learns of the other's claims when it saves.
        let [_, mut last] = windows;
        tag(&mut last, "it", "allegation", "9999");
        save(&mut last);
        let on_disk = desk.open(&maria());
        for id in &living {
            prop_assert!(on_disk.own_store().get(id).is_some(), "{id} is lost");
        }
        prop_assert_eq!(last.own_store().snapshot(), on_disk.own_store().snapshot());
        prop_assert_eq!(desk.files(), ["rift.md.maria.obelus.ron"]);
    }
}

/// A page whose main text is the article, with a box that stands only in its whole text.
fn page_desk() -> (Desk, PathBuf) {
    let desk = Desk::new();
    let page = desk.folder.path().join("page.html");
    let article =
        "<p>He denied it, they said, and nobody, least of all the mayor, believed him then.</p>".repeat(8);
    let words = format!(
        "<title>Denied</title><meta name=author content='A. Ruiz'><h1>Denied</h1>\
         <div class=body>{article}</div><div class=sidebar><a href=x>Read more here</a></div>"
    );
    std::fs::write(&page, words).unwrap();
    (desk, page)
}

#[test]
fn a_page_says_what_it_is_before_the_first_claim_and_leaves_no_file() {
    let (desk, page) = page_desk();
    let mut open = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!((open.about().title.as_str(), open.about().author.as_str()), ("Denied", "A. Ruiz"));
    assert!(open.snapshot().is_none());
    tag(&mut open, "Denied", "allegation", "one");
    open.undo(NOW);
    assert!(open.snapshot().is_none(), "what the page says of itself is nobody's work");
    assert_eq!(desk.files(), ["page.html"]);
}

#[test]
fn the_other_text_of_a_page_can_be_chosen_until_a_claim_counts_in_one() {
    let (_desk, page) = page_desk();
    let main = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!(main.extractor(), Some(Extractor::HtmlMain));
    assert!(!main.text().as_str().contains("Read more"));
    assert!(main.can_choose_extractor());
    let choice = Choice { encoding: None, extractor: Some(Extractor::HtmlWhole) };
    let mut whole = Open::load(&page, Some(&maria()), choice).unwrap();
    tag(&mut whole, "Read more", "allegation", "one");
    assert!(!whole.can_choose_extractor());
    let saved = whole.snapshot().unwrap();
    assert_eq!(saved.layer.document.extractor.as_deref(), Some("html 1 whole"));
    assert_eq!(saved.layer.document.about.author, "A. Ruiz");
    std::fs::write(&saved.path, sidecar::write(&saved.layer)).unwrap();
    let again = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!(again.extractor(), Some(Extractor::HtmlWhole));
    assert_eq!(again.own().unwrap().tally().to_review(), 0);
}

#[test]
fn a_layer_read_in_another_text_of_the_page_keeps_its_claims_and_records_that_text() {
    let (_desk, page) = page_desk();
    let mut main = Open::load(&page, Some(&maria()), None).unwrap();
    tag(&mut main, "Denied", "allegation", "one");
    let saved = main.snapshot().unwrap();
    std::fs::write(&saved.path, sidecar::write(&saved.layer)).unwrap();
    let choice = Choice { encoding: None, extractor: Some(Extractor::HtmlWhole) };
    let mut whole = Open::load(&page, Some(&maria()), choice).unwrap();
    tag(&mut whole, "Read more", "rebuttal", "two");
    let layer = whole.snapshot().unwrap().layer;
    assert_eq!(layer.document.extractor.as_deref(), Some("html 1 whole"));
    assert_eq!(layer.document.text_blake3, whole.text().hash());
    assert_eq!(layer.claims[0].passages[0].state, None);
}

/// Opens the document up to its text; the layers are still to come.
fn begin(desk: &Desk, who: &Annotator) -> (Open, LayerFiles) {
    Open::begin(&desk.document(), Some(who), None, &Watch::default(), &Around::default()).unwrap()
}

#[test]
fn a_claim_made_before_the_layers_came_joins_them() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let before = std::fs::read(desk.sidecar("maria")).unwrap();
    let (mut open, files) = begin(&desk, &maria());
    assert!(open.is_loading());
    tag(&mut open, "knew", "allegation", "b");
    assert_eq!(quotes(&open), ["knew"], "it is shown at once");
    assert!(open.snapshot().is_none() && open.has_unsaved() && open.has_early_claims());
    save(&mut open);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), before, "nothing is written unread");
    open.take_layers(files.read(), None, LATER);
    assert!(!open.is_loading() && !open.has_early_claims());
    assert_eq!(quotes(&open), ["denied", "knew"]);
    assert_eq!(open.undo_name(), Some("tag"));
    save(&mut open);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew"]);
    open.undo(LATER);
    assert_eq!(quotes(&open), ["denied"]);
}

#[test]
fn what_was_undone_before_the_layers_came_is_not_there() {
    let desk = Desk::new();
    let (mut open, files) = begin(&desk, &maria());
    tag(&mut open, "knew", "allegation", "b");
    open.undo(LATER);
    open.take_layers(files.read(), None, LATER);
    save(&mut open);
    assert_eq!(desk.files(), Vec::<String>::new());
}

#[test]
fn an_early_claim_waits_where_the_own_sidecar_cannot_be_read() {
    let desk = Desk::new();
    std::fs::write(desk.sidecar("maria"), "(format: 1, claims: [").unwrap();
    let (mut open, files) = begin(&desk, &maria());
    tag(&mut open, "knew", "allegation", "b");
    open.take_layers(files.read(), None, LATER);
    assert!(open.has_early_claims() && open.has_unsaved());
    assert!(open.snapshot().is_none());
    open.begin_fresh_layer(LATER);
    assert_eq!(quotes(&open), ["knew"]);
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria-2.obelus.ron", "rift.md.maria.obelus.ron"]);
}

#[test]
fn layers_of_another_reading_are_not_taken() {
    let desk = Desk::new();
    let (mut open, _) = begin(&desk, &maria());
    let (_, other) = begin(&desk, &maria());
    let layers = other.read();
    assert!(!layers.belong_to(&open));
    open.take_layers(layers, None, LATER);
    assert!(open.is_loading());
}

#[test]
fn what_was_left_unsaved_and_what_was_tagged_early_come_together() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    let parked = open.park();
    let (mut again, files) = begin(&desk, &maria());
    tag(&mut again, "knew", "allegation", "b");
    again.take_layers(files.read(), Some(parked), LATER);
    assert_eq!(quotes(&again), ["denied", "knew"]);
    assert_eq!(again.undo_name(), Some("tag"));
}

#[test]
fn reading_that_is_given_up_ends() {
    let desk = Desk::new();
    let watch = Watch::default();
    watch.give_up();
    let error = Open::begin(&desk.document(), Some(&maria()), None, &watch, &Around::default()).unwrap_err();
    assert!(error.to_string().starts_with("reading was given up"), "{error}");
}

#[test]
fn the_recorded_encoding_is_found_wherever_a_sidecar_has_it() {
    let desk = Desk::with(b"Caf\xe9 \x93denied\x94 it, said Andr\xe9.");
    let mut open = Open::load(&desk.document(), Some(&maria()), Some("windows-1250")).unwrap();
    tag(&mut open, "“denied”", "rebuttal", "a");
    save(&mut open);
    let written = std::fs::read_to_string(desk.sidecar("maria")).unwrap();
    // The claims first, long ones: no reader of the beginning finds the head behind them.
    let (head, claims) = written.split_once("    claims: ").unwrap();
    let (before, head) = head.split_once("    document: ").unwrap();
    let claims = claims.strip_suffix(")\n").unwrap();
    let padding = "// They knew.\n".repeat(8_000);
    let turned = format!("{before}{padding}    claims: {claims}    document: {head})\n");
    std::fs::write(desk.sidecar("maria"), turned).unwrap();
    assert_eq!(desk.open(&maria()).decoding().encoding.name(), "windows-1250");
}

/// A layer with a claim of this window that is not saved, and one of another window that is; and the wish to bring them
/// together.
fn two_versions(desk: &Desk) -> (Open, Box<Reconcile>) {
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let mut elsewhere = desk.open(&maria());
    tag(&mut elsewhere, "knew", "allegation", "b");
    save(&mut elsewhere);
    tag(&mut open, "It will end", "forecast", "c");
    let saver = Saver::new(std::env::temp_dir().join("obelus-test-locks"), Keep::nothing(), || {});
    saver.submit(open.snapshot().unwrap());
    saver.flush(Duration::from_secs(20));
    let report = saver.poll().pop().unwrap();
    let Noted::Reconcile(reconcile) = open.note(&report) else { panic!("{report:?}") };
    (open, reconcile)
}

#[test]
fn what_is_tagged_while_two_versions_are_brought_together_is_kept() {
    let desk = Desk::new();
    let (mut open, reconcile) = two_versions(&desk);
    assert!(open.is_reconciling() && open.has_unsaved());
    let mut reconciled = reconcile.run();
    // Each time the worker is done, another claim was made.
    for (number, words) in ["He", "They", "he", "in"].into_iter().enumerate() {
        tag(&mut open, words, "allegation", &format!("d{number}"));
        match open.take_reconciled(reconciled) {
            Noted::Reconcile(again) => reconciled = again.run(),
            Noted::Merged { .. } => break,
            noted => panic!("{noted:?}"),
        }
    }
    assert!(!open.is_reconciling(), "it is done at once in the end");
    save(&mut open);
    let saved = quotes(&desk.open(&maria()));
    for words in ["denied", "knew", "It will end", "He", "They"] {
        assert!(saved.contains(&words.to_owned()), "{words} is not among {saved:?}");
    }
}

#[test]
fn two_versions_are_brought_together_at_once_where_nobody_can_wait() {
    let desk = Desk::new();
    let (mut open, late) = two_versions(&desk);
    assert!(matches!(open.reconcile_now(), Noted::Merged { .. }));
    assert!(matches!(open.take_reconciled(late.run()), Noted::Nothing), "what comes later changes nothing");
    assert_eq!(quotes(&open), ["denied", "knew", "It will end"]);
}
