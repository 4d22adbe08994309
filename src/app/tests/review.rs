//! What became of claims in a changed text is reviewed with a key for each decision; two versions of a field are settled.

use super::*;
use crate::model::{Conflict, State};

const BEFORE: &str = "<a>They hid the memorandum for two years.</a> Nobody asked why at the time.\n\n\
                      <f>New filters will cost at least 40 million crowns by 2028.</f> That is a lot of money here.\n\n\
                      <r>The council was told in March about all of it.</r> So it says in its own minutes.\n";

/// The article of [`BEFORE`], changed after it was tagged: figures in the forecast, the rebuttal gone.
fn changed() -> Desk {
    Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Ana Ruiz", BEFORE);
        let (words, _) = unmark(BEFORE);
        let words = words
            .replace("40 million crowns by 2028", "60 million crowns by 2029")
            .replace("The council was told in March about all of it. ", "");
        std::fs::write(path, words).unwrap();
    })
    .open("article.txt")
}

fn states(desk: &Desk) -> Vec<(String, Option<State>)> {
    let own = desk.document().own_store();
    let states = own.claims().map(|placed| (placed.claim.tag.to_string(), placed.claim.passages[0].state));
    states.collect()
}

#[test]
fn a_changed_text_says_what_became_of_the_claims() {
    let desk = changed();
    let said = desk.names_that_begin("This document has changed since you tagged it.");
    assert_eq!(said, ["This document has changed since you tagged it. 1 claim exact, 1 uncertain, 1 gone"]);
}

#[test]
fn a_proposal_is_taken_with_enter_and_can_be_undone() {
    let mut desk = changed();
    desk.click("Show what changed");
    desk.settle();
    desk.sees("Two figures have changed. The forecast may no longer be the one you rated.");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(states(&desk)[1], ("forecast".to_owned(), None));
    assert!(desk.tagged()[1].contains("60 million crowns by 2029"), "{:?}", desk.tagged());
    let claim = desk.claims()[1].clone();
    assert!(claim.passages[0].by_hand);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(states(&desk)[1], ("forecast".to_owned(), Some(State::Uncertain)));
}

#[test]
fn a_proposal_that_is_refused_is_gone_and_keeps_its_quote() {
    let mut desk = changed();
    desk.click("Show what changed");
    desk.settle();
    desk.press(Key::Backspace);
    desk.settle();
    assert_eq!(states(&desk)[1], ("forecast".to_owned(), Some(State::Orphan)));
    let layer = desk.saved();
    let quote = &layer.claims[1].passages[0].selector.quote;
    assert_eq!(&**quote, "New filters will cost at least 40 million crowns by 2028.");
}

#[test]
fn a_passage_that_is_gone_gets_the_words_that_are_selected_for_it() {
    let mut desk = changed();
    desk.click("Show what changed");
    desk.settle();
    // N leaves the first for later and is not the next claim.
    desk.press(Key::N);
    desk.settle();
    desk.sees("2 of 2");
    desk.press(Key::P);
    desk.settle();
    desk.press_with(CTRL, Key::End);
    desk.press(Key::K);
    desk.press(Key::Enter);
    desk.settle();
    let found = states(&desk).into_iter().find(|(tag, _)| tag == "rebuttal").unwrap();
    assert_eq!(found.1, None);
    assert!(
        desk.tagged().contains(&"rebuttal: That is a lot of money here.".to_owned()),
        "{:?}",
        desk.tagged()
    );
    desk.sees("1 of 1");
}

#[test]
fn when_all_is_reviewed_that_is_said() {
    let mut desk = changed();
    desk.press_with(CTRL, Key::R);
    desk.settle();
    desk.press(Key::Enter);
    desk.settle();
    desk.click("Close the review");
    desk.does_not_see("1 of 1");
    desk.sees("Find a claim, a claimant, a word");
}

/// A layer whose one claim another copy has otherwise in two fields.
fn disputed() -> Desk {
    Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Ana Ruiz", ARTICLE);
        let sidecar = folder.join("article.txt.ana-ruiz.obelus.ron");
        let mut layer = sidecar::read(&std::fs::read(&sidecar).unwrap()).unwrap().layer;
        for claim in layer.claims.iter_mut().take(2) {
            let conflict = |field: &str, theirs: &str| Conflict {
                field: field.to_owned(),
                theirs: Some(theirs.to_owned()),
                unknown: Default::default(),
            };
            Arc::make_mut(claim).conflicts =
                vec![conflict("said", "\"2026-03-30\""), conflict("tag", "\"forecast\"")].into();
        }
        std::fs::write(&sidecar, sidecar::write(&layer)).unwrap();
    })
    .open("article.txt")
}

#[test]
fn two_versions_are_settled_field_by_field_with_one_key() {
    let mut desk = disputed();
    desk.press(Key::N);
    desk.press(Key::Enter);
    desk.settle();
    desk.sees("Two versions of this claim");
    desk.assert_focused("Said: H takes nothing, T takes 2026-03-30");
    desk.press(Key::T);
    desk.settle();
    assert_eq!(desk.claims()[0].said.unwrap().to_string(), "2026-03-30");
    desk.click("Tag, here: Allegation");
    desk.settle();
    assert!(desk.claims()[0].conflicts.is_empty());
    assert_eq!(desk.claims()[0].tag.as_str(), "allegation");
    desk.does_not_see("Two versions of this claim");
}

#[test]
fn all_claims_are_settled_as_one_step() {
    let mut desk = disputed();
    desk.press(Key::N);
    desk.settle();
    desk.click("Take theirs of all claims");
    desk.settle();
    assert!(desk.claims().iter().all(|claim| claim.conflicts.is_empty()));
    assert_eq!(desk.claims()[1].tag.as_str(), "forecast");
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.claims().iter().filter(|claim| claim.conflicts.len() == 2).count(), 2);
}
