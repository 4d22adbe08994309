//! A change of claims as a value.

use std::sync::Arc;

use crate::model::{About, Claim, ClaimId, Conflict, Decision, Deleted, Timestamp};

use super::Store;

/// What a person decided about a conflict of a layer's head.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The conflict.
    pub conflict: Conflict,
    /// Whether the version that the conflict keeps is taken.
    pub takes_theirs: bool,
}

/// A change; [`Store::apply`] makes it and returns its inverse.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds the claim, or replaces the one with its id. `modified` is already set by the caller.
    Put(Arc<Claim>),
    /// Removes the claim and notes that it was deleted knowingly.
    Remove(ClaimId),
    /// Removes the claim and notes these deletions of it, which there were before it was put: the inverse of a put that
    /// added a claim. No act of a person makes one.
    TakeBack(ClaimId, Vec<Deleted>),
    /// Replaces title, author and the like.
    About(Box<About>),
    /// Replaces what was decided about conflicts of the head.
    Settled(Vec<Settled>),
    /// Replaces what was decided in a gold layer.
    Decisions(Vec<Decision>),
    /// One gesture, one undo step.
    Batch(Vec<Edit>),
}

impl Edit {
    /// Returns the edit with every put claim marked as changed at `now` and every removal noted: undoing is a change
    /// like any other.
    #[must_use]
    pub fn restamped(self, store: &Store, now: Timestamp) -> Self {
        match self {
            Self::Put(mut claim) => {
                let mut next = claim.next_modified(now);
                if let Some(present) = store.get(&claim.id) {
                    next = next.max(present.claim.next_modified(now));
                }
                // A claim that comes back is none of the versions that were deleted.
                if let Some(last) = store.last_deleted(&claim.id) {
                    next = next.max(Timestamp(last.0.saturating_add(1)));
                }
                Arc::make_mut(&mut claim).modified = next;
                Self::Put(claim)
            }
            Self::Batch(edits) => {
                Self::Batch(edits.into_iter().map(|edit| edit.restamped(store, now)).collect())
            }
            Self::TakeBack(id, mut deleted) => {
                // The claim may have been saved and read elsewhere by now, so its going is noted like a removal.
                if let Some(present) = store.get(&id) {
                    let modified = present.claim.modified;
                    deleted.retain(|entry| entry.modified != modified);
                    let at = deleted.partition_point(|entry| entry.modified < modified);
                    deleted.insert(at, Deleted { id: id.clone(), modified, unknown: Default::default() });
                }
                Self::TakeBack(id, deleted)
            }
            Self::Remove(_) | Self::About(_) | Self::Decisions(_) | Self::Settled(_) => self,
        }
    }

    /// Returns the claims that the edit touches, in its order.
    pub fn claim_ids(&self) -> Vec<ClaimId> {
        match self {
            Self::Put(claim) => vec![claim.id.clone()],
            Self::Remove(id) | Self::TakeBack(id, _) => vec![id.clone()],
            Self::About(_) | Self::Decisions(_) | Self::Settled(_) => Vec::new(),
            Self::Batch(edits) => edits.iter().flat_map(Self::claim_ids).collect(),
        }
    }
}
