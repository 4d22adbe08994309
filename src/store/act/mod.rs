//! The acts of the analyst: each makes the [`Edit`] of one gesture and changes nothing itself.
//!
//! An act that would change nothing gives `Ok(None)` where that can happen, so that a key pressed twice leaves no empty
//! step in the history. `modified` is set here and rises with every change (FORMAT.md).

mod border;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use thiserror::Error;

use crate::model::{Claim, ClaimId, Link, Passage, Selector, State, TagId, Timestamp};
use crate::text::{Span, Text};

use super::{Edit, Placed, Store};

pub use border::{Border, Direction, Step, move_border};

/// How many code points a passage may have.
pub const MAX_QUOTE_CHARS: u32 = 20_000;

/// Why an act cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ActError {
    /// The passage would be longer than format 1 allows.
    #[error("the passage has {chars} characters, and a passage may have up to {MAX_QUOTE_CHARS}")]
    TooLong {
        /// How many code points it has.
        chars: u32,
    },
    /// The claim has no passage with that number.
    #[error("the claim has no such passage")]
    NoSuchPassage,
    /// Another passage of the same claim stands there.
    #[error("another passage of this claim stands there")]
    Overlap,
}

/// Makes a claim on `span` with the id `id` and nothing but its tag.
pub fn new_claim(
    text: &Text,
    span: Span,
    tag: TagId,
    now: Timestamp,
    id: ClaimId,
) -> Result<Claim, ActError> {
    let passage = Passage::new(selector(text, span)?);
    Ok(Claim::new(id, tag, vec![passage], now))
}

/// Tags `span` with `tag`: a new claim with the id `id`.
pub fn tag(text: &Text, span: Span, tag: TagId, now: Timestamp, id: ClaimId) -> Result<Edit, ActError> {
    new_claim(text, span, tag, now, id).map(put)
}

/// Tags each of `spans`, which are in order, widened to whole graphemes: one step. Where a claim with that tag and just
/// that passage is, none is added; `None` when there is none to add.
pub fn tag_all(
    store: &Store,
    text: &Text,
    spans: &[Span],
    tag: &TagId,
    now: Timestamp,
    mut id: impl FnMut() -> ClaimId,
) -> Result<Option<Edit>, ActError> {
    let mut edits = Vec::with_capacity(spans.len());
    let mut before: Option<Span> = None;
    for span in spans {
        let (start, end) = (text.floor_grapheme(span.start()), text.ceil_grapheme(span.end()));
        let Ok(span) = text.span(start, end) else {
            continue;
        };
        let is_tagged = store.touching(start, end).iter().any(|hit| {
            hit.span == span && hit.placed.claim.tag == *tag && hit.placed.claim.passages.len() == 1
        });
        if !is_tagged && before.is_none_or(|before| !before.intersects(span)) {
            edits.push(put(new_claim(text, span, tag.clone(), now, id())?));
            before = Some(span);
        }
    }
    Ok((!edits.is_empty()).then_some(Edit::Batch(edits)))
}

/// Makes a second claim with `tag` on the passages of `claim`; nothing else is taken over.
pub fn second_claim(claim: &Claim, tag: TagId, now: Timestamp, id: ClaimId) -> Edit {
    let passages = claim
        .passages
        .iter()
        .map(|passage| Passage { state: passage.state, ..Passage::new(passage.selector.clone()) })
        .collect();
    put(Claim::new(id, tag, passages, now))
}

/// Changes fields of `claim` and marks it as changed at `now`; `None` when `set` changed nothing.
pub fn change(claim: &Claim, now: Timestamp, set: impl FnOnce(&mut Claim)) -> Option<Edit> {
    let mut changed = claim.clone();
    set(&mut changed);
    if changed == *claim {
        return None;
    }
    changed.modified = claim.next_modified(now);
    Some(put(changed))
}

/// Gives `claim` another tag. Fields that do not belong to the new tag stay.
pub fn retag(claim: &Claim, tag: TagId, now: Timestamp) -> Option<Edit> {
    change(claim, now, |claim| claim.tag = tag)
}

/// Adds `span` to the claim as a further passage; passages that it overlaps or touches become one with it.
pub fn add_passage(
    text: &Text,
    placed: &Placed,
    span: Span,
    now: Timestamp,
) -> Result<Option<Edit>, ActError> {
    let mut hull = span;
    let mut merged: Vec<usize> = Vec::new();
    // A grown hull can touch a passage that the span alone did not.
    while let Some((number, other)) =
        sure_places(placed).find(|(number, other)| !merged.contains(number) && meets(hull, *other))
    {
        hull = hull.hull(other);
        merged.push(number);
    }
    if let [number] = merged.as_slice()
        && placed.spans.get(*number) == Some(&Some(hull))
    {
        return Ok(None);
    }
    let mut joined = Passage::new(selector(text, hull)?);
    let edit = change(&placed.claim, now, |claim| {
        for number in &merged {
            if let Some(passage) = claim.passages.get(*number) {
                joined.by_hand |= passage.by_hand;
                joined.unknown.extend(passage.unknown.iter().cloned());
            }
        }
        let mut number = 0;
        claim.passages.retain(|_| {
            number += 1;
            !merged.contains(&(number - 1))
        });
        claim.passages.push(joined);
        put_in_order(&mut claim.passages);
    });
    Ok(edit)
}

/// Takes passage `number` out of the claim; the claim itself when it is the only one.
pub fn remove_passage(claim: &Claim, number: usize, now: Timestamp) -> Result<Edit, ActError> {
    if number >= claim.passages.len() {
        return Err(ActError::NoSuchPassage);
    }
    let edit = if claim.passages.len() == 1 {
        None
    } else {
        change(claim, now, |claim| {
            claim.passages.remove(number);
        })
    };
    Ok(edit.unwrap_or_else(|| Edit::Remove(claim.id.clone())))
}

/// Puts passage `number` at `span`, by hand: dragged borders, a re-attached orphan, a confirmed proposal.
pub fn set_span(
    text: &Text,
    placed: &Placed,
    number: usize,
    span: Span,
    now: Timestamp,
) -> Result<Option<Edit>, ActError> {
    if number >= placed.claim.passages.len() {
        return Err(ActError::NoSuchPassage);
    }
    if sure_places(placed).any(|(other, place)| other != number && place.intersects(span)) {
        return Err(ActError::Overlap);
    }
    let selector = selector(text, span)?;
    Ok(change(&placed.claim, now, |claim| {
        if let Some(passage) = claim.passages.get_mut(number) {
            passage.selector = selector;
            passage.state = None;
            passage.by_hand = true;
        }
        put_in_order(&mut claim.passages);
    }))
}

/// Says of passage `number` that its words stand nowhere in the text; where it last stood is kept. `None` when that was
/// known already.
pub fn set_aside(claim: &Claim, number: usize, now: Timestamp) -> Option<Edit> {
    change(claim, now, |claim| {
        if let Some(passage) = claim.passages.get_mut(number) {
            passage.state = Some(State::Orphan);
            passage.by_hand = false;
        }
    })
}

/// Adds a link; `None` when the claim has it already.
pub fn link(claim: &Claim, link: Link, now: Timestamp) -> Option<Edit> {
    let is_there = claim
        .links
        .iter()
        .any(|other| other.rel == link.rel && other.to == link.to && other.words == link.words);
    if is_there { None } else { change(claim, now, |claim| claim.links.push(link)) }
}

/// Takes link `number` away; `None` when there is none.
pub fn unlink(claim: &Claim, number: usize, now: Timestamp) -> Option<Edit> {
    change(claim, now, |claim| {
        if number < claim.links.len() {
            claim.links.remove(number);
        }
    })
}

/// "Same person as…": writes `to` wherever the layer has `from`, among claimants, relays and blamed, as one step.
pub fn rename_person(store: &Store, from: &str, to: &str, now: Timestamp) -> Option<Edit> {
    let edits: Vec<Edit> = store
        .claims()
        .filter_map(|placed| {
            change(&placed.claim, now, |claim| {
                for names in [&mut claim.claimants, &mut claim.via, &mut claim.against] {
                    rename_in(names, from, to);
                }
            })
        })
        .collect();
    (!edits.is_empty()).then_some(Edit::Batch(edits))
}

/// Replaces `from` by `to`; where that doubles a name, the first place stays.
fn rename_in(names: &mut Vec<String>, from: &str, to: &str) {
    if !names.iter().any(|name| name == from) {
        return;
    }
    let mut renamed: Vec<String> = Vec::with_capacity(names.len());
    for name in names.drain(..) {
        let name = if name == from { to.to_owned() } else { name };
        if !renamed.contains(&name) {
            renamed.push(name);
        }
    }
    *names = renamed;
}

fn put(claim: Claim) -> Edit {
    Edit::Put(Arc::new(claim))
}

/// Describes `span`, unless its quote would be too long.
fn selector(text: &Text, span: Span) -> Result<Selector, ActError> {
    let chars = text.char_from_byte(span.end()).0 - text.char_from_byte(span.start()).0;
    if chars > MAX_QUOTE_CHARS {
        return Err(ActError::TooLong { chars });
    }
    Ok(Selector::of(text, span))
}

/// Returns the places of the passages without a state: those that must not overlap.
fn sure_places(placed: &Placed) -> impl Iterator<Item = (usize, Span)> + '_ {
    placed.places().filter(|(number, _)| {
        placed.claim.passages.get(*number).is_some_and(|passage| passage.state.is_none())
    })
}

/// Returns whether the two overlap or touch.
fn meets(one: Span, other: Span) -> bool {
    one.start() <= other.end() && other.start() <= one.end()
}

/// Sorts the passages without a state by start; those with one keep their place in the list.
fn put_in_order(passages: &mut [Passage]) {
    let mut sure: Vec<Passage> = passages.iter().filter(|passage| passage.state.is_none()).cloned().collect();
    sure.sort_by_key(|passage| passage.selector.start);
    let slots = passages.iter_mut().filter(|passage| passage.state.is_none());
    for (slot, passage) in slots.zip(sure) {
        *slot = passage;
    }
}
