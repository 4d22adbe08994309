//! What of the own layer waits for a person: passages whose place is not sure, fields of which two versions are kept.

use crate::anchor::Placement;
use crate::merge::{self, Version};
use crate::model::{Claim, ClaimId, Conflict, Passage, State, Timestamp};
use crate::store::act;
use crate::store::{Edit, Placed, Settled};

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
}

impl Open {
    /// Returns the passages of the own layer that wait for a person: those with a proposed place in the order of the text,
    /// then those that are gone, by where they last stood.
    pub fn review_items(&self) -> Vec<ReviewItem> {
        let mut items: Vec<(bool, u32, ReviewItem)> = Vec::new();
        for placed in self.own_store().claims() {
            for (number, passage) in placed.claim.passages.iter().enumerate() {
                let Some(placement) = waiting(passage) else { continue };
                let item = ReviewItem { id: placed.claim.id.clone(), passage: number, placement };
                items.push((placement == Placement::Orphan, passage.selector.start.0, item));
            }
        }
        items.sort_by(|one, other| {
            (one.0, one.1, &one.2.id, one.2.passage).cmp(&(other.0, other.1, &other.2.id, other.2.passage))
        });
        items.into_iter().map(|(_, _, item)| item).collect()
    }

    /// Returns how the claims of the own layer stand now.
    pub fn standing(&self) -> Tally {
        let mut standing = Tally::default();
        let Some(own) = self.own() else { return standing };
        for placed in own.store.claims() {
            let is_as_tagged =
                own.placed.is_empty() && placed.claim.passages.iter().all(|one| one.state.is_none());
            if is_as_tagged {
                standing.exact += 1;
                continue;
            }
            let worst = super::worst(own.placements(&placed.claim).into_iter());
            let count = match worst {
                Placement::Exact => &mut standing.exact,
                Placement::Moved => &mut standing.moved,
                Placement::Changed => &mut standing.changed,
                Placement::Uncertain => &mut standing.uncertain,
                Placement::Orphan => &mut standing.gone,
            };
            *count += 1;
        }
        standing
    }

    /// Returns how the claims of the own layer stood when this was first asked: on opening.
    pub fn standing_on_opening(&self) -> Tally {
        *self.arrival.get_or_init(|| self.standing())
    }

    /// Returns the claims of the own layer with fields in two versions, or deleted in another copy, by id.
    pub fn claims_with_versions(&self) -> impl Iterator<Item = &Placed> {
        self.own_store().claims().filter(|placed| has_versions(&placed.claim))
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
