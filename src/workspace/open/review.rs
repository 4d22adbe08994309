//! What of the own layer waits for a person: passages whose place is not sure, fields of which two versions are kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::anchor::{PlacedClaim, Placement};
use crate::merge::{self, Version};
use crate::model::{Claim, ClaimId, Conflict, Passage, State, Timestamp};
use crate::store::act;
use crate::store::{Edit, Placed, Settled, Store};
use crate::text::CharOffset;

use super::layer::{placements, worst};
use super::{Open, OpenLayer, Refused};

/// A passage that a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// The claim.
    pub id: ClaimId,
    /// The passage's number in the claim.
    pub passage: usize,
    /// How it stands: changed, uncertain or orphan.
    pub placement: Placement,
}

/// How the claims of a layer stand in the text at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// As they were tagged.
    pub exact: usize,
    /// Same words, elsewhere.
    pub moved: usize,
    /// Other words.
    pub changed: usize,
    /// A proposal to confirm.
    pub uncertain: usize,
    /// Gone.
    pub gone: usize,
}

impl Tally {
    /// Returns how many claims a person has to look at.
    pub fn to_review(&self) -> usize {
        self.changed + self.uncertain + self.gone
    }

    fn of(&mut self, placement: Placement) -> &mut usize {
        match placement {
            Placement::Exact => &mut self.exact,
            Placement::Moved => &mut self.moved,
            Placement::Changed => &mut self.changed,
            Placement::Uncertain => &mut self.uncertain,
            Placement::Orphan => &mut self.gone,
        }
    }
}

/// How the claims of a layer stand, and what of them waits for a person: kept up by what changes, so that nobody walks
/// over a hundred thousand claims to draw a line of words.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// Which claims were looked at: the store, and its revision.
    seen: (u64, u64),
    tally: Tally,
    /// The passages that wait: those with a proposed place first, each by where it last stood.
    waiting: BTreeMap<(bool, CharOffset, ClaimId, usize), Placement>,
    /// The claims with something in two versions.
    versions: BTreeSet<ClaimId>,
}

impl Standings {
    /// Looks at all claims of a layer that were found at `placed`.
    pub(super) fn of(store: &Store, placed: &[PlacedClaim]) -> Self {
        let mut standings = Self { seen: (store.id(), store.revision()), ..Self::default() };
        store.claims().for_each(|one| standings.add(&one.claim, placed));
        standings
    }

    /// Takes over what has changed since.
    pub(super) fn follow(&mut self, store: &Store, placed: &[PlacedClaim]) {
        let present = (store.id(), store.revision());
        if self.seen == present {
            return;
        }
        let changes = (self.seen.0 == store.id()).then(|| store.changes_since(self.seen.1)).flatten();
        let Some(changes) = changes else {
            *self = Self::of(store, placed);
            return;
        };
        for change in changes {
            if let Some(before) = &change.before {
                self.remove(&before.claim, placed);
            }
            if let Some(after) = &change.after {
                self.add(&after.claim, placed);
            }
        }
        self.seen = present;
    }

    fn add(&mut self, claim: &Claim, placed: &[PlacedClaim]) {
        *self.tally.of(standing(claim, placed)) += 1;
        for (key, placement) in waiting_passages(claim) {
            self.waiting.insert(key, placement);
        }
        if has_versions(claim) {
            self.versions.insert(claim.id.clone());
        }
    }

    fn remove(&mut self, claim: &Claim, placed: &[PlacedClaim]) {
        let count = self.tally.of(standing(claim, placed));
        *count = count.saturating_sub(1);
        for (key, _) in waiting_passages(claim) {
            self.waiting.remove(&key);
        }
        self.versions.remove(&claim.id);
    }
}

fn standing(claim: &Claim, placed: &[PlacedClaim]) -> Placement {
    let is_as_tagged = placed.is_empty() && claim.passages.iter().all(|one| one.state.is_none());
    if is_as_tagged { Placement::Exact } else { worst(placements(claim, placed).into_iter()) }
}

fn waiting_passages(
    claim: &Claim,
) -> impl Iterator<Item = ((bool, CharOffset, ClaimId, usize), Placement)> + '_ {
    claim.passages.iter().enumerate().filter_map(|(number, passage)| {
        let placement = waiting(passage)?;
        let is_gone = placement == Placement::Orphan;
        Some(((is_gone, passage.selector.start, claim.id.clone(), number), placement))
    })
}

impl OpenLayer {
    /// Returns how the claims stand now.
    pub fn tally(&self) -> Tally {
        self.standings.tally
    }
}

impl Open {
    /// Returns the passages of the own layer that wait for a person: those with a proposed place in the order of the text,
    /// then those that are gone, by where they last stood.
    pub fn review_items(&self) -> Vec<ReviewItem> {
        let waiting = self.own().into_iter().flat_map(|own| &own.standings.waiting);
        let item = |((_, _, id, passage), placement): (&(bool, CharOffset, ClaimId, usize), &Placement)| {
            ReviewItem { id: id.clone(), passage: *passage, placement: *placement }
        };
        waiting.map(item).collect()
    }

    /// Returns how the claims of the own layer stand now.
    pub fn tally(&self) -> Tally {
        self.own().map(OpenLayer::tally).unwrap_or_default()
    }

    /// Returns how the claims of the own layer stood when this was first asked: on opening.
    pub fn tally_on_opening(&self) -> Tally {
        *self.arrival.get_or_init(|| self.tally())
    }

    /// Returns the claims of the own layer with fields in two versions, or deleted in another copy, by id.
    pub fn claims_with_versions(&self) -> impl Iterator<Item = &Placed> {
        let ids = self.own().into_iter().flat_map(|own| &own.standings.versions);
        ids.filter_map(|id| self.own_store().get(id))
    }

    /// Says of a passage that its words stand nowhere in this text: it is gone, until a person finds it a place.
    pub fn set_aside(&mut self, id: &ClaimId, passage: usize, now: Timestamp) -> Result<(), Refused> {
        let claim = self.own_store().get(id).map(|placed| placed.claim.clone());
        match claim.and_then(|claim| act::set_aside(&claim, passage, now)) {
            Some(edit) => self.apply("say that a passage is gone", edit, now),
            None => Ok(()),
        }
    }

    /// Settles a field of which two versions are kept; `number` is the conflict's in the claim. Returns whether the kept
    /// version could be read.
    pub fn settle(
        &mut self,
        id: &ClaimId,
        number: usize,
        version: Version,
        now: Timestamp,
    ) -> Result<bool, Refused> {
        let Some(placed) = self.own_store().get(id) else { return Ok(false) };
        let Some(settled) = merge::settled(&placed.claim, number, version) else { return Ok(false) };
        let edit = act::change(&placed.claim, now, |claim| *claim = settled);
        if let Some(edit) = edit {
            self.apply("settle a field", edit, now)?;
        }
        Ok(true)
    }

    /// Returns the fields of the own layer's head of which two versions are kept.
    pub fn head_conflicts(&self) -> Vec<Conflict> {
        let own = self.own().filter(|own| own.head.as_ref().is_some_and(|head| !head.conflicts.is_empty()));
        own.and_then(OpenLayer::head_now).map(|head| head.conflicts).unwrap_or_default()
    }

    /// Settles a field of the head of which two versions are kept; `number` is the conflict's among
    /// [`head_conflicts`](Self::head_conflicts). Returns whether the kept version could be read.
    pub fn settle_head(&mut self, number: usize, version: Version, now: Timestamp) -> Result<bool, Refused> {
        let Some((own, head)) = self.own().and_then(|own| Some((own, own.head_now()?))) else {
            return Ok(false);
        };
        let Some(conflict) = head.conflicts.get(number).cloned() else { return Ok(false) };
        let Some(settled) = merge::head_settled(&head, number, version) else { return Ok(false) };
        let mut decided = own.store.settled().to_vec();
        decided.push(Settled { conflict, takes_theirs: version == Version::Theirs });
        let mut edits = vec![Edit::Settled(decided)];
        if settled.document.about != *own.store.about() {
            edits.push(Edit::About(Box::new(settled.document.about)));
        }
        self.apply("settle a field", Edit::Batch(edits), now)?;
        Ok(true)
    }

    /// Settles every field of a claim alike; also whether it stays, when another copy has deleted it.
    pub fn settle_claim(&mut self, id: &ClaimId, version: Version, now: Timestamp) -> Result<(), Refused> {
        let Some(placed) = self.own_store().get(id) else { return Ok(()) };
        let edit = settling(placed, version, now);
        match edit {
            Some(edit) => self.apply("settle a claim", edit, now),
            None => Ok(()),
        }
    }

    /// Settles every field of every claim alike, as one step.
    pub fn settle_all(&mut self, version: Version, now: Timestamp) -> Result<usize, Refused> {
        let edits: Vec<Edit> =
            self.claims_with_versions().filter_map(|placed| settling(placed, version, now)).collect();
        let count = edits.len();
        if count > 0 {
            self.apply("settle all claims", Edit::Batch(edits), now)?;
        }
        Ok(count)
    }
}

/// Returns whether something of the claim waits for a decision between two versions.
pub fn has_versions(claim: &Claim) -> bool {
    !claim.conflicts.is_empty() || claim.deleted_elsewhere
}

fn settling(placed: &Placed, version: Version, now: Timestamp) -> Option<Edit> {
    if version == Version::Theirs && placed.claim.deleted_elsewhere {
        return Some(Edit::Remove(placed.claim.id.clone()));
    }
    act::change(&placed.claim, now, |claim| *claim = merge::all_settled(claim, version))
}

fn waiting(passage: &Passage) -> Option<Placement> {
    match passage.state? {
        State::Changed => Some(Placement::Changed),
        State::Uncertain => Some(Placement::Uncertain),
        State::Orphan | State::Unplaced => Some(Placement::Orphan),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{About, Selector, TagId};
    use crate::text::{ByteOffset, Text};

    #[test]
    fn what_waits_is_kept_up_as_if_all_claims_were_looked_at() {
        let text = Text::new("He denied it. ".repeat(40)).unwrap();
        let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
        let mut standings = Standings::of(&store, &[]);
        let states = [None, Some(State::Changed), Some(State::Uncertain), Some(State::Orphan)];
        for step in 0..300_usize {
            let id = ClaimId::parse(&format!("id-{:02}", step * 7 % 19)).unwrap();
            let edit = if step % 5 == 4 && store.get(&id).is_some() {
                Edit::Remove(id)
            } else {
                let at = step * 11 % 39 * 14 + 3;
                let span = text.span(ByteOffset::from(at), ByteOffset::from(at + 6)).unwrap();
                let passage =
                    Passage { state: states[step * 13 % 4], ..Passage::new(Selector::of(&text, span)) };
                let tag = TagId::parse("rebuttal").unwrap();
                let mut claim = Claim::new(id, tag, vec![passage], Timestamp(0));
                claim.deleted_elsewhere = step % 3 == 0;
                Edit::Put(Arc::new(claim))
            };
            store.apply(edit).unwrap();
            standings.follow(&store, &[]);
            let all = Standings::of(&store, &[]);
            assert_eq!(
                (standings.tally, &standings.waiting, &standings.versions),
                (all.tally, &all.waiting, &all.versions)
            );
        }
        assert!(standings.tally.to_review() > 0 && !standings.versions.is_empty());
    }
}
