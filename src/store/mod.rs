//! The claims of one layer in memory, with their places in the text at hand.
//!
//! There is one way to change a claim, [`Store::apply`], and it returns the edit that undoes it; so undo, autosave and
//! the caches that watch [`Store::revision`] cannot be forgotten. Deliberately absent: reading, writing, and clocks.

pub mod act;
#[cfg(test)]
pub(crate) mod count;
mod edit;
mod history;
mod index;
mod spans;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::model::{About, Claim, ClaimId, Decision, Deleted, Passage, State, TagId, Timestamp};
use crate::text::{ByteOffset, Span, Text};

pub use edit::{Edit, Settled};
pub use history::History;
pub use spans::Spans;

/// A claim with the places of its passages in the text at hand.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The claim.
    pub claim: Arc<Claim>,
    /// Where each passage stands, in the order of the claim's passages; `None` for an orphan.
    pub spans: Spans,
}

impl Placed {
    /// Returns the first place in the text, if any passage has one.
    pub fn first_span(&self) -> Option<Span> {
        self.spans.iter().flatten().min().copied()
    }

    /// Returns the places that are known, with the numbers of their passages.
    pub fn places(&self) -> impl Iterator<Item = (usize, Span)> + '_ {
        self.spans.iter().enumerate().filter_map(|(number, span)| span.map(|span| (number, span)))
    }
}

impl Placed {
    /// Returns where the claim comes in the order of the text; `None` without a place in it.
    pub fn text_place(&self) -> Option<TextPlace> {
        let (start, end, _, _) = index::key_of(self)?;
        Some(TextPlace { start, end, id: self.claim.id.clone() })
    }
}

/// Where a claim comes in the order of the text: by the start of its first passage, the longer first, then by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    start: ByteOffset,
    end: Reverse<ByteOffset>,
    id: ClaimId,
}

/// A claim before and after an edit: what those need who keep something for every claim.
#[derive(Clone, Debug)]
pub struct Change {
    /// As it was; `None` when it was added.
    pub before: Option<Placed>,
    /// As it is; `None` when it was removed.
    pub after: Option<Placed>,
}

/// How many changes a store remembers: those of some frames.
const REMEMBERED: usize = 512;

/// One passage that a query found.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The claim it belongs to.
    pub placed: &'a Placed,
    /// The passage's number in the claim.
    pub passage: usize,
    /// Where it stands.
    pub span: Span,
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// There is no claim with that id.
    #[error("there is no claim {id}")]
    NoSuchClaim {
        /// The id.
        id: ClaimId,
    },
    /// The claim has no passage.
    #[error("claim {id} has no passage")]
    NoPassage {
        /// The id.
        id: ClaimId,
    },
    /// Two of the claim's passages share characters.
    #[error("passages of claim {id} overlap")]
    Overlap {
        /// The id.
        id: ClaimId,
    },
}

/// The claims of one layer.
#[derive(Debug)]
pub struct Store {
    id: u64,
    text: Text,
    claims: BTreeMap<ClaimId, Placed>,
    /// The claims without a place in the text.
    unplaced: BTreeSet<ClaimId>,
    deleted: Vec<Deleted>,
    about: About,
    /// What was decided about conflicts of the head since it was read.
    settled: Vec<Settled>,
    decisions: Vec<Decision>,
    index: index::Index,
    tag_counts: BTreeMap<TagId, usize>,
    revision: u64,
    /// What was changed last, with the revision that it led to.
    changes: VecDeque<(u64, Change)>,
    /// Since which revision `changes` knows everything.
    remembers_since: u64,
}

impl Clone for Store {
    /// Returns the same claims in a store of their own, with another id.
    fn clone(&self) -> Self {
        Self {
            id: next_id(),
            text: self.text.clone(),
            claims: self.claims.clone(),
            unplaced: self.unplaced.clone(),
            deleted: self.deleted.clone(),
            about: self.about.clone(),
            settled: self.settled.clone(),
            decisions: self.decisions.clone(),
            index: self.index.clone(),
            tag_counts: self.tag_counts.clone(),
            revision: self.revision,
            changes: VecDeque::new(),
            remembers_since: self.revision,
        }
    }
}

/// Returns an id that no other store of this run has.
fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Store {
    /// Takes a layer's claims over `text`.
    pub fn new(text: Text, claims: Vec<Arc<Claim>>, deleted: Vec<Deleted>, about: About) -> Self {
        let placed = claims.into_par_iter().with_min_len(1024).map(|claim| place(&text, claim));
        let placed: Vec<Placed> = placed.collect();
        let mut store = Self {
            id: next_id(),
            text,
            claims: placed.into_iter().map(|placed| (placed.claim.id.clone(), placed)).collect(),
            unplaced: BTreeSet::new(),
            deleted,
            about,
            settled: Vec::new(),
            decisions: Vec::new(),
            index: index::Index::default(),
            tag_counts: BTreeMap::new(),
            revision: 0,
            changes: VecDeque::new(),
            remembers_since: 0,
        };
        for placed in store.claims.values() {
            *store.tag_counts.entry(placed.claim.tag.clone()).or_default() += 1;
            if placed.spans.iter().all(Option::is_none) {
                store.unplaced.insert(placed.claim.id.clone());
            }
        }
        // Invariant: no claim that lives is among the deleted ones, and these are sorted.
        store.deleted.retain(|deleted| !store.claims.contains_key(&deleted.id));
        store.deleted.sort_by(|a, b| order(a).cmp(&order(b)));
        store.index = index::Index::of(store.claims.values());
        store
    }

    /// Returns the text that the places lie in.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Returns a number that no other store has.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Returns a number that rises with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns what was changed since `revision`, in order; `None` when that is no longer remembered, and everything has
    /// to be looked at.
    pub fn changes_since(&self, revision: u64) -> Option<impl Iterator<Item = &Change>> {
        let knows = (self.remembers_since..=self.revision).contains(&revision);
        let first = self.changes.partition_point(|(led_to, _)| *led_to <= revision);
        knows.then(|| self.changes.iter().skip(first).map(|(_, change)| change))
    }

    /// Returns how many claims there are.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// Returns how many claims bear `tag`.
    pub fn tag_count(&self, tag: &TagId) -> usize {
        self.tag_counts.get(tag).copied().unwrap_or(0)
    }

    /// Returns the claim with that id.
    pub fn get(&self, id: &ClaimId) -> Option<&Placed> {
        self.claims.get(id).map(looked_at)
    }

    /// Returns all claims by id, as files have them.
    pub fn claims(&self) -> impl Iterator<Item = &Placed> {
        self.claims.values().map(looked_at)
    }

    /// Returns pointers to all claims by id: what the saver needs.
    pub fn snapshot(&self) -> Vec<Arc<Claim>> {
        self.claims.values().map(|placed| Arc::clone(&placed.claim)).collect()
    }

    /// Returns the claims that were deleted knowingly, by id.
    pub fn deleted(&self) -> &[Deleted] {
        &self.deleted
    }

    /// Takes over which claims were deleted knowingly, from a merge; those that live are left out.
    pub fn set_deleted(&mut self, deleted: Vec<Deleted>) {
        self.deleted = deleted.into_iter().filter(|entry| !self.claims.contains_key(&entry.id)).collect();
    }

    /// Returns title, author and the like.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Returns what was decided about conflicts of the head since it was read.
    pub fn settled(&self) -> &[Settled] {
        &self.settled
    }

    /// Takes over what was decided about conflicts of the head, of a layer that was put aside.
    pub fn set_settled(&mut self, settled: Vec<Settled>) {
        self.settled = settled;
    }

    /// Returns what was decided, in a gold layer.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Takes over what was decided, from a layer that was read.
    pub fn set_decisions(&mut self, decisions: Vec<Decision>) {
        self.decisions = decisions;
    }

    /// Returns the passages that share a character with `start..end`, by start, the longer first: O(log n + k).
    pub fn touching(&self, start: ByteOffset, end: ByteOffset) -> Vec<Hit<'_>> {
        self.touching_up_to(start, end, usize::MAX)
    }

    /// Returns the first `most` passages that share a character with `start..end`, in the order of the text: however
    /// many lie over each other there, the work is bounded.
    pub fn touching_up_to(&self, start: ByteOffset, end: ByteOffset, most: usize) -> Vec<Hit<'_>> {
        self.index
            .touching(start, end, most)
            .into_iter()
            .filter_map(|entry| {
                let placed = self.get(&entry.id)?;
                Some(Hit { placed, passage: entry.passage as usize, span: entry.span })
            })
            .collect()
    }

    /// Returns the claims that stand in the text, by the start of their first passage, the longer first.
    pub fn in_text_order(&self) -> impl Iterator<Item = &Placed> {
        self.index.firsts(None).filter_map(|entry| self.get(&entry.id))
    }

    /// Returns the claims behind `place` in the order of the text, whether or not a claim stands there now.
    pub fn in_text_order_behind(&self, place: &TextPlace) -> impl Iterator<Item = &Placed> {
        let key = (place.start, place.end, place.id.as_str(), u32::MAX);
        self.index.firsts(Some(key)).filter_map(|entry| self.get(&entry.id))
    }

    /// Returns the claims whose id comes behind `id`, by id; all without one.
    pub fn claims_behind(&self, id: Option<&ClaimId>) -> impl Iterator<Item = &Placed> {
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        self.claims.range::<ClaimId, _>((from, Bound::Unbounded)).map(|(_, placed)| looked_at(placed))
    }

    /// Returns the claims none of whose passages has a place, by id.
    pub fn without_place(&self) -> impl Iterator<Item = &Placed> {
        self.without_place_behind(None)
    }

    /// Returns the claims none of whose passages has a place and whose id comes behind `id`; all of them without one.
    pub fn without_place_behind(&self, id: Option<&ClaimId>) -> impl Iterator<Item = &Placed> {
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        self.unplaced.range::<ClaimId, _>((from, Bound::Unbounded)).filter_map(|id| self.get(id))
    }

    /// Returns the claim that follows `id` in text order.
    pub fn next_claim(&self, id: &ClaimId) -> Option<&Placed> {
        let entry = self.index.first_behind(index::key_of(self.claims.get(id)?)?)?;
        self.get(&entry.id)
    }

    /// Returns the claim that `id` follows in text order.
    pub fn previous_claim(&self, id: &ClaimId) -> Option<&Placed> {
        let entry = self.index.first_before(index::key_of(self.claims.get(id)?)?)?;
        self.get(&entry.id)
    }

    /// Returns the first claim in text order that starts at `offset` or behind it.
    pub fn first_claim_from(&self, offset: ByteOffset) -> Option<&Placed> {
        let entry = self.index.first_behind(index::key_at(offset))?;
        self.get(&entry.id)
    }

    /// Returns the last claim in text order that starts before `offset`.
    pub fn last_claim_before(&self, offset: ByteOffset) -> Option<&Placed> {
        let entry = self.index.first_before(index::key_at(offset))?;
        self.get(&entry.id)
    }

    /// Applies `edit` and returns the edit that undoes it exactly. On error nothing has changed.
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, EditError> {
        match self.apply_one(edit) {
            Ok(inverse) => {
                self.revision += 1;
                Ok(inverse)
            }
            Err(error) => {
                // A batch that was taken back has left its traces.
                self.changes.clear();
                self.remembers_since = self.revision;
                Err(error)
            }
        }
    }

    /// Notes a change that leads to the next revision.
    fn remember(&mut self, before: Option<Placed>, after: Option<Placed>) {
        if self.changes.len() >= REMEMBERED
            && let Some((led_to, _)) = self.changes.pop_front()
        {
            self.remembers_since = led_to;
        }
        self.changes.push_back((self.revision + 1, Change { before, after }));
    }

    fn apply_one(&mut self, edit: Edit) -> Result<Edit, EditError> {
        match edit {
            Edit::Put(claim) => self.put(claim),
            Edit::Remove(id) => {
                let modified = self.modified(&id)?;
                self.take_out(&id, vec![Deleted { id: id.clone(), modified, unknown: Default::default() }])
            }
            Edit::TakeBack(id, deleted) => self.take_out(&id, deleted),
            Edit::About(about) => Ok(Edit::About(Box::new(std::mem::replace(&mut self.about, *about)))),
            Edit::Settled(settled) => Ok(Edit::Settled(std::mem::replace(&mut self.settled, settled))),
            Edit::Decisions(decisions) => {
                Ok(Edit::Decisions(std::mem::replace(&mut self.decisions, decisions)))
            }
            Edit::Batch(edits) => self.apply_all(edits),
        }
    }

    fn put(&mut self, claim: Arc<Claim>) -> Result<Edit, EditError> {
        let id = claim.id.clone();
        if claim.passages.is_empty() {
            return Err(EditError::NoPassage { id });
        }
        let placed = place(&self.text, claim);
        if has_overlap(&placed) {
            return Err(EditError::Overlap { id });
        }
        let before = self.claims.get(&id).cloned();
        if let Some(before) = &before {
            self.forget(before);
        }
        *self.tag_counts.entry(placed.claim.tag.clone()).or_default() += 1;
        self.index.insert(&placed);
        if placed.spans.iter().all(Option::is_none) {
            self.unplaced.insert(id.clone());
        }
        self.remember(before.clone(), Some(placed.clone()));
        self.claims.insert(id.clone(), placed);
        Ok(match before {
            Some(before) => Edit::Put(before.claim),
            None => {
                let entries = self.deleted_range(&id);
                Edit::TakeBack(id, self.deleted.drain(entries).collect())
            }
        })
    }

    /// Takes the claim out and notes `deleted` for it.
    fn take_out(&mut self, id: &ClaimId, deleted: Vec<Deleted>) -> Result<Edit, EditError> {
        let Some(before) = self.claims.remove(id) else {
            return Err(EditError::NoSuchClaim { id: id.clone() });
        };
        self.forget(&before);
        self.remember(Some(before.clone()), None);
        let at = self.deleted_range(id).start;
        self.deleted.splice(at..at, deleted);
        Ok(Edit::Put(before.claim))
    }

    /// Returns which of the deleted entries are about `id`, or where they would stand.
    fn deleted_range(&self, id: &ClaimId) -> std::ops::Range<usize> {
        self.deleted.partition_point(|other| other.id < *id)
            ..self.deleted.partition_point(|other| other.id <= *id)
    }

    /// Returns the latest version of the claim that was deleted.
    fn last_deleted(&self, id: &ClaimId) -> Option<Timestamp> {
        let entries = self.deleted.get(self.deleted_range(id))?;
        entries.iter().map(|entry| entry.modified).max()
    }

    fn modified(&self, id: &ClaimId) -> Result<Timestamp, EditError> {
        let placed = self.claims.get(id).ok_or_else(|| EditError::NoSuchClaim { id: id.clone() })?;
        Ok(placed.claim.modified)
    }

    fn apply_all(&mut self, edits: Vec<Edit>) -> Result<Edit, EditError> {
        let mut inverses = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.apply_one(edit) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    // An edit that was just applied can be undone: its inverse meets the state it was made for.
                    for inverse in inverses.into_iter().rev() {
                        let undone = self.apply_one(inverse);
                        debug_assert!(undone.is_ok(), "an inverse applies");
                    }
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(Edit::Batch(inverses))
    }

    /// Takes what `before` contributed out of index and counts.
    fn forget(&mut self, before: &Placed) {
        self.index.remove(before);
        self.unplaced.remove(&before.claim.id);
        if let Some(count) = self.tag_counts.get_mut(&before.claim.tag) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.tag_counts.remove(&before.claim.tag);
            }
        }
    }
}

/// Hands a claim out; tests count how many a frame looks at.
fn looked_at(placed: &Placed) -> &Placed {
    #[cfg(test)]
    count::add();
    placed
}

/// By id, then by the version that was deleted: the order that files have.
fn order(deleted: &Deleted) -> (&ClaimId, Timestamp) {
    (&deleted.id, deleted.modified)
}

/// Returns whether two passages whose place is certain share a character.
fn has_overlap(placed: &Placed) -> bool {
    let passages = placed.claim.passages.iter().zip(placed.spans.iter());
    let mut spans: Vec<Span> =
        passages.filter(|(passage, _)| passage.state.is_none()).filter_map(|(_, span)| *span).collect();
    spans.sort_unstable();
    spans.iter().zip(spans.iter().skip(1)).any(|(one, next)| one.intersects(*next))
}

/// Returns where the passages of `claim` stand in the text.
fn place(text: &Text, claim: Arc<Claim>) -> Placed {
    let spans = claim.passages.iter().map(|passage| place_of(text, passage)).collect();
    Placed { claim, spans }
}

/// Returns where a passage stands: at its words, or where it is proposed to stand.
fn place_of(text: &Text, passage: &Passage) -> Option<Span> {
    match passage.state {
        None => passage.selector.span_in(text),
        Some(State::Changed | State::Uncertain) => {
            text.span_from_chars(passage.selector.start, passage.selector.end)
        }
        Some(State::Orphan | State::Unplaced) => None,
    }
}
