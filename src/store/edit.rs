//! A change of claims as a value.

use std::sync::Arc;

use crate::model::{About, Claim, ClaimId, Timestamp};

use super::Store;

/// A change; [`Store::apply`] makes it and returns its inverse.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds the claim, or replaces the one with its id. `modified` is already set by the caller.
    Put(Arc<Claim>),
    /// Removes the claim and notes that it was deleted knowingly.
    Remove(ClaimId),
    /// Replaces title, author and the like.
    About(Box<About>),
    /// One gesture, one undo step.
    Batch(Vec<Edit>),
}

impl Edit {
    /// Returns the edit with every put claim marked as changed at `now`: undoing is a change like any other.
    #[must_use]
    pub fn restamped(self, store: &Store, now: Timestamp) -> Self {
        match self {
            Self::Put(mut claim) => {
                let mut next = claim.next_modified(now);
                if let Some(present) = store.get(&claim.id) {
                    next = next.max(present.claim.next_modified(now));
                }
                Arc::make_mut(&mut claim).modified = next;
                Self::Put(claim)
            }
            Self::Batch(edits) => {
                Self::Batch(edits.into_iter().map(|edit| edit.restamped(store, now)).collect())
            }
            Self::Remove(_) | Self::About(_) => self,
        }
    }

    /// Returns the claims that the edit touches, in its order.
    pub fn claim_ids(&self) -> Vec<ClaimId> {
        match self {
            Self::Put(claim) => vec![claim.id.clone()],
            Self::Remove(id) => vec![id.clone()],
            Self::About(_) => Vec::new(),
            Self::Batch(edits) => edits.iter().flat_map(Self::claim_ids).collect(),
        }
    }
}
