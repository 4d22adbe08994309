//! The laws of merging, on random layers, and its rules one by one.

mod rules;

use std::sync::Arc;

use proptest::prelude::*;

use super::{MergeError, Merged, merge};
use crate::model::{
    Annotator, AnnotatorId, Claim, ClaimId, Deleted, DocumentInfo, Layer, Link, Passage, RawClaim, Rel, Role,
    Selector, State, TagId, Timestamp,
};
use crate::sidecar;
use crate::sidecar::tests::strategy;
use crate::text::{ByteOffset, Text, TextHash};

fn id(name: &str) -> ClaimId {
    ClaimId::parse(name).unwrap()
}

/// Returns a layer of one person over one text, with claims of these ids.
fn layer(ids: &[&str]) -> Layer {
    let text = Text::new("He denied it, and then he left.".to_owned()).unwrap();
    let document = DocumentInfo::new("a.txt", text.hash(), text.char_count());
    let annotator = Annotator {
        key: Some("k".to_owned()),
        ..Annotator::new(AnnotatorId::parse("maria").unwrap(), "Maria")
    };
    let mut layer = Layer::new(document, annotator, Role::Analyst);
    let span = text.span(ByteOffset(3), ByteOffset(9)).unwrap();
    for name in ids {
        let passage = Passage::new(Selector::of(&text, span));
        let tag = TagId::parse("allegation").unwrap();
        layer.claims.push(Arc::new(Claim::new(id(name), tag, vec![passage], Timestamp(10))));
    }
    layer
}

/// Returns the layer with one claim changed.
fn with(layer: &Layer, name: &str, change: impl FnOnce(&mut Claim)) -> Layer {
    let mut layer = layer.clone();
    let claim = layer.claims.iter_mut().find(|claim| claim.id.as_str() == name).unwrap();
    change(Arc::make_mut(claim));
    layer
}

/// Returns the layer with one claim knowingly deleted.
fn without(layer: &Layer, name: &str) -> Layer {
    let mut layer = layer.clone();
    let at = layer.claims.iter().position(|claim| claim.id.as_str() == name).unwrap();
    let claim = layer.claims.remove(at);
    layer.deleted.push(Deleted {
        id: claim.id.clone(),
        modified: claim.modified,
        unknown: Default::default(),
    });
    layer
}

/// Says in a line what a merge came to: the claims with what is open on each.
fn said(merged: &Merged) -> String {
    let claims = merged.layer.claims.iter().map(|claim| {
        let conflicts: Vec<&str> = claim.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
        let mark = if claim.deleted_elsewhere { "!" } else { "" };
        format!(
            "{}{mark}{}",
            claim.id,
            conflicts.iter().map(|field| format!(" ?{field}")).collect::<String>()
        )
    });
    claims.collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn check(ours: &Layer, theirs: &Layer, base: Option<&Layer>, expected: &str) -> Merged {
    let merged = merge(ours, theirs, base).unwrap();
    assert_eq!(said(&merged), expected);
    let swapped = merge(theirs, ours, base).unwrap();
    assert_eq!(said(&swapped), expected, "the other way round");
    merged
}

#[test]
fn what_only_one_side_changed_stands() {
    let base = layer(&["a", "b"]);
    let ours = with(&base, "a", |claim| claim.gist = "One.".to_owned());
    let theirs = with(&base, "b", |claim| claim.note = "Two.".to_owned().into());
    let merged = check(&ours, &theirs, Some(&base), "a, b");
    assert_eq!(merged.layer.claims[0].gist, "One.");
    assert_eq!(merged.layer.claims[1].note, "Two.");
    assert!(!merged.needs_a_person());
}

#[test]
fn what_both_changed_differently_waits_for_a_person() {
    let base = layer(&["a"]);
    let ours = with(&base, "a", |claim| claim.tag = TagId::parse("rebuttal").unwrap());
    let theirs = with(&base, "a", |claim| claim.tag = TagId::parse("forecast").unwrap());
    let merged = check(&ours, &theirs, Some(&base), "a ?tag");
    assert_eq!(merged.layer.claims[0].tag.as_str(), "rebuttal");
    assert_eq!(merged.conflicts[0].theirs.as_deref(), Some("\"forecast\""));
    // Settled on one side, the question is gone on both.
    let settled = with(&merged.layer, "a", |claim| claim.conflicts.clear());
    check(&settled, &merged.layer, Some(&merged.layer), "a");
}

#[test]
fn a_claim_goes_only_when_that_very_version_was_deleted() {
    let base = layer(&["a"]);
    let deleted = without(&base, "a");
    let merged = check(&deleted, &base, Some(&base), "");
    assert_eq!(merged.deleted, [id("a")]);
    let edited = with(&base, "a", |claim| {
        claim.gist = "Edited.".to_owned();
        claim.modified = Timestamp(11);
    });
    let merged = check(&deleted, &edited, Some(&base), "a!");
    assert!(merged.layer.deleted.is_empty());
    let mut lost = base.clone();
    lost.claims.clear();
    check(&lost, &base, Some(&base), "a!");
    check(&lost, &base, None, "a");
}

#[test]
fn a_claim_that_is_newly_linked_to_is_not_deleted() {
    let base = layer(&["a", "b"]);
    let linked = with(&base, "b", |claim| {
        claim.links.push(Link {
            rel: Rel::Rebuts,
            to: Some(id("a")),
            words: String::new(),
            document: String::new(),
            unknown: Default::default(),
        });
    });
    check(&without(&base, "a"), &linked, Some(&base), "a!, b");
    let merged = check(&without(&linked, "a"), &linked, Some(&linked), "b");
    assert_eq!(merged.links_without_target.len(), 1);
}

#[test]
fn names_are_a_set() {
    let base = with(&layer(&["a"]), "a", |claim| claim.claimants = vec!["B".to_owned(), "A".to_owned()]);
    let ours = with(&base, "a", |claim| claim.claimants.push("Z".to_owned()));
    let theirs = with(&base, "a", |claim| claim.claimants = vec!["A".to_owned(), "C".to_owned()]);
    let merged = check(&ours, &theirs, Some(&base), "a");
    assert_eq!(merged.layer.claims[0].claimants, ["A", "C", "Z"]);
}

#[test]
fn places_of_an_older_text_are_found_again_at_the_next_opening() {
    let base = layer(&["a"]);
    let mut newer = base.clone();
    newer.document.text_blake3 = TextHash::of("another text");
    let mut ours = base.clone();
    ours.claims.push(Arc::clone(&layer(&["b"]).claims[0]));
    let merged = check(&ours, &newer, Some(&base), "a, b");
    assert_eq!(merged.layer.document.text_blake3, TextHash::of("another text"));
    assert_eq!(merged.unplaced, [id("b")]);
    assert_eq!(merged.layer.claims[0].passages[0].state, None);
    assert_eq!(merged.layer.claims[1].passages[0].state, Some(State::Unplaced));
}

#[test]
fn borders_set_by_hand_beat_those_that_were_not() {
    let base = layer(&["a"]);
    let ours = with(&base, "a", |claim| {
        claim.passages[0].by_hand = true;
        claim.passages[0].selector.quote = "denied it".to_owned().into();
    });
    let merged = check(&base, &ours, Some(&base), "a");
    assert_eq!(merged.layer.claims[0].passages[0].selector.quote, Box::from("denied it"));
    let theirs = with(&base, "a", |claim| {
        claim.passages[0].by_hand = true;
        claim.passages[0].selector.quote = "He denied it".to_owned().into();
    });
    check(&ours, &theirs, Some(&base), "a ?passages");
}

#[test]
fn a_claim_mended_on_one_side_replaces_its_raw_form() {
    let mut base = layer(&[]);
    base.raw_claims.push(RawClaim { id: Some(id("a")), ron: "(id: \"a\", tag: 5)".to_owned() });
    let mended = layer(&["a"]);
    let merged = check(&mended, &base, Some(&base), "a");
    assert!(merged.layer.raw_claims.is_empty());
}

#[test]
fn layers_of_two_people_are_never_merged() {
    let ours = layer(&["a"]);
    let mut theirs = ours.clone();
    theirs.annotator.key = Some("other".to_owned());
    assert!(matches!(merge(&ours, &theirs, None), Err(MergeError::TwoPeople { .. })));
    theirs.annotator.key = None;
    theirs.annotator.id = AnnotatorId::parse("jonas").unwrap();
    assert!(matches!(merge(&ours, &theirs, None), Err(MergeError::TwoPeople { .. })));
    theirs.annotator.id = ours.annotator.id.clone();
    assert_eq!(merge(&theirs, &ours, None).unwrap().layer.annotator.key.as_deref(), Some("k"));
}

/// What becomes of each claim of the base on one side.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Kept,
    Deleted,
    Lost,
    Edited,
}

/// Returns a version of `base`: claims kept, deleted, lost or edited by `turns`, and those of `other` added.
fn version(base: &Layer, other: &Layer, turns: &[Turn]) -> Layer {
    let mut layer = base.clone();
    layer.claims.clear();
    for (number, claim) in base.claims.iter().enumerate() {
        match turns.get(number).copied().unwrap_or(Turn::Kept) {
            Turn::Kept => layer.claims.push(Arc::clone(claim)),
            Turn::Deleted => layer.deleted.push(Deleted {
                id: claim.id.clone(),
                modified: claim.modified,
                unknown: Default::default(),
            }),
            Turn::Lost => {}
            Turn::Edited => {
                let taken = other.claims.first().map(|claim| Claim::clone(claim));
                let edited = taken.map_or_else(
                    || Claim::clone(claim),
                    |taken| Claim { id: claim.id.clone(), created: claim.created, ..taken },
                );
                layer.claims.push(Arc::new(Claim { modified: claim.next_modified(Timestamp(0)), ..edited }));
            }
        }
    }
    for claim in &other.claims {
        if !base.claims.iter().chain(&layer.claims).any(|known| known.id == claim.id) {
            layer.claims.push(Arc::clone(claim));
        }
    }
    layer.claims.sort_by(|one, other| one.id.cmp(&other.id));
    let living: Vec<ClaimId> = layer.claims.iter().map(|claim| claim.id.clone()).collect();
    layer.deleted.retain(|deleted| !living.contains(&deleted.id));
    layer.deleted.sort_by(|one, other| (&one.id, one.modified).cmp(&(&other.id, other.modified)));
    layer.deleted.dedup_by(|one, other| one.id == other.id && one.modified == other.modified);
    layer.document.about = other.document.about.clone();
    layer
}

/// Returns the first lines in which two layers, as they are written, differ.
fn first_difference(one: &Layer, other: &Layer) -> Option<(String, String)> {
    let (one, other) = (sidecar::write(one), sidecar::write(other));
    let lines = |written: &str| written.lines().map(str::to_owned).chain([String::new()]).collect::<Vec<_>>();
    lines(&one).into_iter().zip(lines(&other)).find(|(one, other)| one != other)
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![Just(Turn::Kept), Just(Turn::Deleted), Just(Turn::Lost), Just(Turn::Edited)];
    prop::collection::vec(turn, 0..4)
}

/// Returns the layer without marks of an earlier merge: what a person then settles decides, whatever was merged since.
fn unmarked(mut layer: Layer) -> Layer {
    for claim in &mut layer.claims {
        Arc::make_mut(claim).deleted_elsewhere = false;
    }
    layer
}

prop_compose! {
    /// A base, and two versions that come from it.
    fn versions()(
        base in strategy::layer().boxed(),
        ours in strategy::layer().boxed(),
        theirs in strategy::layer().boxed(),
        our_turns in turns(),
        their_turns in turns(),
    ) -> (Layer, Layer, Layer) {
        let base = unmarked(base);
        (version(&base, &ours, &our_turns), version(&base, &theirs, &their_turns), base)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_result_loads((ours, theirs, base) in versions()) {
        for base in [Some(&base), None] {
            let merged = merge(&ours, &theirs, base).unwrap();
            let written = sidecar::write(&merged.layer);
            let read = sidecar::read(written.as_bytes()).unwrap();
            prop_assert_eq!(read.layer.claims.len(), merged.layer.claims.len());
        }
    }

    #[test]
    fn merging_is_symmetric_up_to_which_side_is_provisional((ours, theirs, base) in versions()) {
        // Whether a question is new depends on what was asked before.
        let unasked = |mut layer: Layer| {
            layer.conflicts.clear();
            layer.claims.iter_mut().for_each(|claim| Arc::make_mut(claim).conflicts.clear());
            layer
        };
        let (ours, theirs, base) = (unasked(ours), unasked(theirs), unasked(base));
        for base in [Some(&base), None] {
            let one = merge(&ours, &theirs, base).unwrap();
            let other = merge(&theirs, &ours, base).unwrap();
            prop_assert_eq!(said(&one), said(&other));
            prop_assert_eq!(&one.layer.deleted, &other.layer.deleted);
            prop_assert_eq!(&one.layer.raw_claims, &other.layer.raw_claims);
            prop_assert_eq!(&one.deleted, &other.deleted);
            prop_assert_eq!(&one.deleted_elsewhere, &other.deleted_elsewhere);
            prop_assert_eq!(&one.unplaced, &other.unplaced);
            // What stands on the one side is what is kept on the other.
            let sides = |merged: &Merged, is_swapped: bool| {
                let mut sides: Vec<_> = merged.conflicts.iter().map(|conflict| {
                    let (ours, theirs) = (conflict.ours.clone(), conflict.theirs.clone());
                    let sides = if is_swapped { (theirs, ours) } else { (ours, theirs) };
                    (conflict.id.clone(), conflict.field.clone(), sides)
                }).collect();
                sides.sort();
                sides
            };
            prop_assert_eq!(sides(&one, false), sides(&other, true));
            for (claim, swapped) in one.layer.claims.iter().zip(&other.layer.claims) {
                for field in ["tag", "gist", "voice", "via", "said", "note", "rating", "confidence", "estimate", "resolution"] {
                    if !claim.conflicts.iter().any(|conflict| conflict.field == field) {
                        prop_assert_eq!(sidecar::claim_field(claim, field), sidecar::claim_field(swapped, field));
                    }
                }
                prop_assert_eq!(&claim.claimants, &swapped.claimants);
                prop_assert_eq!(&claim.links, &swapped.links);
            }
        }
    }

    #[test]
    fn merging_again_changes_nothing((ours, theirs, base) in versions()) {
        let merged = merge(&ours, &theirs, Some(&base)).unwrap().layer;
        let again = merge(&merged, &theirs, Some(&base)).unwrap().layer;
        prop_assert_eq!(first_difference(&again, &merged), None);
        let itself = merge(&merged, &merged, None).unwrap().layer;
        prop_assert_eq!(first_difference(&itself, &merged), None);
    }

    #[test]
    fn no_typed_text_is_lost((ours, theirs, base) in versions()) {
        let merged = merge(&ours, &theirs, Some(&base)).unwrap();
        let written = sidecar::write(&merged.layer);
        for claim in ours.claims.iter().chain(&theirs.claims) {
            let before = base.claims.iter().find(|before| before.id == claim.id);
            let is_new = |of: fn(&Claim) -> &String| before.is_none_or(|before| of(before) != of(claim));
            if merged.layer.claims.iter().any(|kept| kept.id == claim.id) {
                for (name, of) in [("gist", (|claim| &claim.gist) as fn(&Claim) -> &String), ("note", |claim| &claim.note)] {
                    if is_new(of) && !of(claim).is_empty() {
                        let value = sidecar::claim_field(claim, name).unwrap();
                        prop_assert!(written.contains(&value), "{} of {}", name, claim.id);
                    }
                }
            }
        }
    }

    #[test]
    fn merging_with_what_nobody_changed_is_identity((ours, _, base) in versions()) {
        // What merging takes away by itself is taken away before.
        let ours = merge(&ours, &ours, None).unwrap().layer;
        let base = merge(&base, &base, None).unwrap().layer;
        let itself = merge(&ours, &ours, Some(&ours)).unwrap();
        prop_assert_eq!(first_difference(&itself.layer, &ours), None);
        prop_assert!(!itself.needs_a_person());
        let lacks = base.claims.iter().any(|claim| !ours.claims.iter().any(|kept| kept.id == claim.id)
            && !ours.deleted.iter().any(|deleted| deleted.id == claim.id && deleted.modified == claim.modified));
        if !lacks {
            // Mere order of names, and a name that stands there twice, are no change.
            let lines = |layer: &Layer| -> std::collections::BTreeSet<String> {
                sidecar::write(layer).lines().map(str::to_owned).collect()
            };
            for (one, other) in [(&ours, &base), (&base, &ours)] {
                let merged = merge(one, other, Some(&base)).unwrap().layer;
                prop_assert_eq!(lines(&merged), lines(&ours));
            }
        }
    }

    #[test]
    fn the_order_in_a_version_changes_nothing((ours, theirs, base) in versions()) {
        let turned = |layer: &Layer| {
            let mut layer = layer.clone();
            layer.claims.reverse();
            layer.raw_claims.reverse();
            layer.deleted.reverse();
            layer
        };
        let merged = merge(&ours, &theirs, Some(&base)).unwrap().layer;
        let again = merge(&turned(&ours), &turned(&theirs), Some(&turned(&base))).unwrap().layer;
        prop_assert_eq!(again, merged);
    }
}
