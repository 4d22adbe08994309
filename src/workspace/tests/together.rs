//! Several programs on one layer: nothing is lost on either side, and the file holds what is shown.

use proptest::prelude::*;

use super::*;

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
