//! The store against plain models: the index answers like a scan, an edit and its inverse cancel.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::*;
use crate::model::{Passage, Selector, TagSet, Timestamp};

const WORDS: &str = "He denied it again, and again they said that he knew. Then nothing was said for years, at all, by him or them.";

fn id(number: u8) -> ClaimId {
    ClaimId::parse(&format!("claim-{number}")).unwrap()
}

fn text() -> Text {
    Text::new(WORDS.to_owned()).unwrap()
}

/// A claim over the bytes `places`; every character of the text is one byte.
fn claim(number: u8, places: &[(u32, u32)], tag: usize, modified: i64) -> Arc<Claim> {
    let text = text();
    let passages = places
        .iter()
        .map(|(start, end)| {
            let span = text.span(ByteOffset(*start), ByteOffset(*end)).unwrap();
            Passage::new(Selector::of(&text, span))
        })
        .collect();
    let tag = TagSet::built_in().tags()[tag % 3].id.clone();
    Arc::new(Claim::new(id(number), tag, passages, Timestamp(modified)))
}

fn store(claims: Vec<Arc<Claim>>) -> Store {
    Store::new(text(), claims, Vec::new(), About::default())
}

/// All that a store holds and answers.
type Everything = (Vec<Arc<Claim>>, Vec<Deleted>, About, Vec<String>, BTreeMap<TagId, usize>);

/// What an edit may change, without the revision.
fn state(store: &Store) -> Everything {
    let order = store.in_text_order().map(|placed| placed.claim.id.to_string()).collect();
    (store.snapshot(), store.deleted().to_vec(), store.about().clone(), order, store.tag_counts.clone())
}

/// Fails where index and counts say anything else than a plain scan.
fn check_against_scan(store: &Store) {
    let mut all: Vec<(Span, Reverse<u32>, &ClaimId, usize)> = Vec::new();
    let mut order = Vec::new();
    for placed in store.claims() {
        for (passage, span) in placed.places() {
            all.push((span, Reverse(span.end().0), &placed.claim.id, passage));
        }
        if let Some((_, first)) = placed.places().min_by_key(|(_, span)| (span.start(), Reverse(span.end())))
        {
            order.push((first.start(), Reverse(first.end()), placed.claim.id.clone()));
        }
    }
    all.sort_by_key(|(span, end, id, passage)| (span.start(), *end, *id, *passage));
    order.sort();
    let end = store.text().byte_len();
    for start in (0..=end).step_by(7) {
        for end in [start, start + 1, start + 5, start + 40] {
            let (start, end) = (ByteOffset(start), ByteOffset(end));
            let expected: Vec<(&ClaimId, usize)> = all
                .iter()
                .filter(|(span, ..)| span.start() < end && start < span.end())
                .map(|(_, _, id, passage)| (*id, *passage))
                .collect();
            let hits = store.touching(start, end);
            let found: Vec<(&ClaimId, usize)> =
                hits.iter().map(|hit| (&hit.placed.claim.id, hit.passage)).collect();
            assert_eq!(found, expected, "{start}..{end}");
        }
        let first = order.iter().find(|(at, ..)| at.0 >= start).map(|(_, _, id)| id);
        assert_eq!(store.first_claim_from(ByteOffset(start)).map(|placed| &placed.claim.id), first);
        let last = order.iter().rfind(|(at, ..)| at.0 < start).map(|(_, _, id)| id);
        assert_eq!(store.last_claim_before(ByteOffset(start)).map(|placed| &placed.claim.id), last);
    }
    let ids: Vec<&ClaimId> = order.iter().map(|(_, _, id)| id).collect();
    assert_eq!(store.in_text_order().map(|placed| &placed.claim.id).collect::<Vec<_>>(), ids);
    for pair in ids.windows(2) {
        assert_eq!(store.next_claim(pair[0]).map(|placed| &placed.claim.id), Some(pair[1]));
        assert_eq!(store.previous_claim(pair[1]).map(|placed| &placed.claim.id), Some(pair[0]));
    }
    for tag in TagSet::built_in().tags() {
        let count = store.claims().filter(|placed| placed.claim.tag == tag.id).count();
        assert_eq!(store.tag_count(&tag.id), count);
    }
}

fn any_claim() -> impl Strategy<Value = Arc<Claim>> {
    let place = (0_u32..90, 1_u32..5, 0_u32..2);
    (0_u8..12, place, 0_usize..3, 0_i64..50).prop_map(|(number, (start, length, more), tag, modified)| {
        let length = length * 2;
        let end = (start + length).min(95);
        let mut places = vec![(start, end)];
        if more == 1 && end + 3 < 95 {
            places.push((end + 1, end + 3));
        }
        claim(number, &places, tag, modified)
    })
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let leaf = prop_oneof![
        4 => any_claim().prop_map(Edit::Put),
        2 => (0_u8..12).prop_map(|number| Edit::Remove(id(number))),
        1 => "[a-c]{0,3}".prop_map(|title| Edit::About(Box::new(About { title, ..About::default() }))),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Edit::Batch))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_and_its_inverse_cancel(edits in prop::collection::vec(any_edit(), 1..24)) {
        let mut store = store(vec![claim(1, &[(0, 9)], 0, 3), claim(2, &[(3, 16), (20, 30)], 1, 4)]);
        let mut states = vec![state(&store)];
        let mut inverses = Vec::new();
        for edit in edits {
            match store.apply(edit) {
                Ok(inverse) => {
                    inverses.push(inverse);
                    states.push(state(&store));
                }
                Err(_) => prop_assert_eq!(&state(&store), states.last().unwrap()),
            }
            check_against_scan(&store);
        }
        for inverse in inverses.into_iter().rev() {
            prop_assert_eq!(&state(&store), &states.pop().unwrap());
            store.apply(inverse).unwrap();
            check_against_scan(&store);
        }
        prop_assert_eq!(&state(&store), &states.pop().unwrap());
    }

    #[test]
    fn undoing_and_redoing_any_acts_leads_to_the_same_claims(
        edits in prop::collection::vec(any_edit(), 1..16),
        moves in prop::collection::vec(any::<bool>(), 0..40),
    ) {
        let plain = |store: &Store| {
            let claims: Vec<Claim> = store.claims().map(|placed| {
                Claim { modified: Timestamp(0), ..Claim::clone(&placed.claim) }
            }).collect();
            (claims, store.about().clone())
        };
        let mut store = store(vec![claim(1, &[(0, 9)], 0, 3)]);
        let mut history = History::default();
        let mut states = vec![plain(&store)];
        for edit in edits {
            if history.apply(&mut store, "test", edit).is_ok() {
                states.push(plain(&store));
            }
        }
        let mut at = states.len() - 1;
        for (step, back) in moves.into_iter().enumerate() {
            let now = Timestamp(1000 + i64::try_from(step).unwrap());
            if back {
                prop_assert_eq!(history.undo(&mut store, now).is_some(), at > 0);
                at = at.saturating_sub(1);
            } else {
                prop_assert_eq!(history.redo(&mut store, now).is_some(), at + 1 < states.len());
                at = (at + 1).min(states.len() - 1);
            }
            prop_assert_eq!(&plain(&store), &states[at]);
            for deleted in store.deleted() {
                prop_assert!(store.get(&deleted.id).is_none());
            }
        }
    }
}

#[test]
fn an_undone_claim_is_noted_as_deleted_and_comes_back_newer() {
    let mut store = store(Vec::new());
    let mut history = History::default();
    history.apply(&mut store, "tag", Edit::Put(claim(1, &[(0, 9)], 0, 10))).unwrap();
    history.undo(&mut store, Timestamp(20));
    assert_eq!(store.deleted().iter().map(|entry| entry.modified.0).collect::<Vec<_>>(), [10]);
    history.redo(&mut store, Timestamp(30));
    assert_eq!(store.get(&id(1)).unwrap().claim.modified, Timestamp(30));
    assert!(store.deleted().is_empty());
    history.undo(&mut store, Timestamp(40));
    assert_eq!(store.deleted().iter().map(|entry| entry.modified.0).collect::<Vec<_>>(), [10, 30]);
}

#[test]
fn a_refused_batch_changes_nothing() {
    let mut store = store(vec![claim(1, &[(0, 9)], 0, 3)]);
    let (before, revision) = (state(&store), store.revision());
    let batch = vec![Edit::Remove(id(1)), Edit::Put(claim(2, &[(3, 8)], 0, 1)), Edit::Remove(id(7))];
    assert_eq!(store.apply(Edit::Batch(batch)), Err(EditError::NoSuchClaim { id: id(7) }));
    assert_eq!((state(&store), store.revision()), (before, revision));
    let overlap = claim(3, &[(0, 9), (5, 12)], 0, 1);
    assert_eq!(store.apply(Edit::Put(overlap)), Err(EditError::Overlap { id: id(3) }));
}

#[test]
fn a_hundred_thousand_claims_are_edited_without_a_new_sort() {
    let text = Text::new("word ".repeat(100_000)).unwrap();
    let put = |number: u32, at: u32, modified: i64| {
        let span = text.span(ByteOffset(at * 5), ByteOffset(at * 5 + 4)).unwrap();
        let selector = Selector {
            occurrences: 1,
            ..Selector::of(&Text::new("word".to_owned()).unwrap(), {
                Text::new("word".to_owned()).unwrap().span(ByteOffset(0), ByteOffset(4)).unwrap()
            })
        };
        let selector = Selector {
            start: text.char_from_byte(span.start()),
            end: text.char_from_byte(span.end()),
            ..selector
        };
        let id = ClaimId::parse(&format!("{number:06}")).unwrap();
        let tag = TagSet::built_in().tags()[0].id.clone();
        Arc::new(Claim::new(id, tag, vec![Passage::new(selector)], Timestamp(modified)))
    };
    let claims = (0..100_000).map(|number| put(number, number, 0)).collect();
    let mut store = Store::new(text.clone(), claims, Vec::new(), About::default());
    for step in 0..5000 {
        let number = (step * 7919) % 100_000;
        store.apply(Edit::Put(put(number, (number + 1) % 100_000, 1))).unwrap();
    }
    assert_eq!(store.claim_count(), 100_000);
    assert_eq!(store.in_text_order().count(), 100_000);
    // Number 0 moved one word on and is the only claim there besides the one that moved away or stayed.
    assert!(
        store
            .touching(ByteOffset(5), ByteOffset(9))
            .iter()
            .any(|hit| hit.placed.claim.id.as_str() == "000000")
    );
}

/// Keeps a map of the claims by what is said to have changed.
struct Follower {
    known: std::collections::BTreeMap<ClaimId, Arc<Claim>>,
    revision: u64,
}

impl Follower {
    fn follow(&mut self, store: &Store) {
        match store.changes_since(self.revision) {
            Some(changes) => {
                for change in changes {
                    if let Some(before) = &change.before {
                        let gone = self.known.remove(&before.claim.id);
                        assert_eq!(gone.as_ref(), Some(&before.claim));
                    }
                    if let Some(after) = &change.after {
                        let there = self.known.insert(after.claim.id.clone(), Arc::clone(&after.claim));
                        assert_eq!(there, None);
                    }
                }
            }
            None => {
                self.known = store
                    .claims()
                    .map(|placed| (placed.claim.id.clone(), Arc::clone(&placed.claim)))
                    .collect();
            }
        }
        self.revision = store.revision();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn who_follows_the_changes_knows_the_claims(
        edits in prop::collection::vec((any_edit(), any::<bool>()), 1..24),
    ) {
        let mut store = store(vec![claim(1, &[(0, 9)], 0, 3)]);
        let mut follower = Follower { known: Default::default(), revision: u64::MAX };
        follower.follow(&store);
        for (edit, looks) in edits {
            let _ = store.apply(edit);
            if looks {
                follower.follow(&store);
            }
        }
        follower.follow(&store);
        let claims: Vec<&Arc<Claim>> = store.claims().map(|placed| &placed.claim).collect();
        prop_assert_eq!(follower.known.values().collect::<Vec<_>>(), claims);
        let without: Vec<&ClaimId> = store
            .claims()
            .filter(|placed| placed.first_span().is_none())
            .map(|placed| &placed.claim.id)
            .collect();
        prop_assert_eq!(store.without_place().map(|placed| &placed.claim.id).collect::<Vec<_>>(), without);
        let order: Vec<&Placed> = store.in_text_order().collect();
        for (at, placed) in order.iter().enumerate() {
            let behind = store.in_text_order_behind(&placed.text_place().unwrap()).next();
            prop_assert_eq!(behind.map(|placed| &placed.claim.id), order.get(at + 1).map(|placed| &placed.claim.id));
        }
    }
}

#[test]
fn more_changes_than_are_remembered_have_to_be_looked_at_anew() {
    let mut store = store(Vec::new());
    let before = store.revision();
    let edits = (0..super::REMEMBERED + 1).map(|_| Edit::Put(claim(1, &[(0, 9)], 0, 3))).collect();
    store.apply(Edit::Batch(edits)).unwrap();
    assert!(store.changes_since(before).is_none());
    assert_eq!(store.changes_since(store.revision()).unwrap().count(), 0);
    assert_ne!(store.clone().id(), store.id());
}
