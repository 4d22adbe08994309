//! Open documents and the saver together, on real files in a folder of their own.

mod away;
mod elsewhere;
mod gathering;
mod machine;
mod opening;
mod survival;
mod together;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::writer::{Attempt, Failure};
use super::*;
use crate::durable::Fingerprint;
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
