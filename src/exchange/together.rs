//! Two versions of one person's layer become one.
//!
//! Every change by a person raises the `modified` of its claim. So a version that is at least as new in every claim, and
//! newer in one, follows from the other: nothing of the other is lost when it takes its place, and no question arises
//! from what was simply worked on. Where each is newer somewhere, both were worked on apart: they are merged three-way
//! with a version that both follow from, where one is known, else without.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::merge::{self, MergeError};
use crate::model::{Claim, ClaimId, DocumentInfo, Layer, Timestamp};

/// What two versions have become.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The layer; its claims by id.
    pub layer: Layer,
    /// How many conflicts are new in it.
    pub conflict_count: usize,
}

/// How one version stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// The same in every claim.
    Same,
    /// The other follows from it.
    Older,
    /// It follows from the other.
    Newer,
    /// Each is newer somewhere.
    Apart,
}

/// Brings `theirs` into `ours`. `known` gives earlier versions of ours, the newest first; it is asked only where both were
/// worked on apart. `is_own` says whether the person at hand owns the layer: then also what stands in its head is never
/// dropped without a question.
pub fn together(
    ours: &Layer,
    theirs: &Layer,
    is_own: bool,
    known: impl FnOnce() -> Vec<Layer>,
) -> Result<Together, MergeError> {
    if merge::are_two_people(ours, theirs) {
        merge::merge(ours, theirs, None)?;
    }
    // What the document is called there is no question here.
    let theirs = &Layer {
        document: DocumentInfo { file: ours.document.file.clone(), ..theirs.document.clone() },
        ..theirs.clone()
    };
    let merged = match relation(theirs, ours) {
        Relation::Older if !is_own => return Ok(Together { layer: ours.clone(), conflict_count: 0 }),
        Relation::Newer if !is_own => {
            let mut layer = theirs.clone();
            layer.annotator.id = ours.annotator.id.clone();
            if layer.annotator.key.is_none() {
                layer.annotator.key.clone_from(&ours.annotator.key);
            }
            return Ok(Together { layer, conflict_count: 0 });
        }
        Relation::Same | Relation::Older => merge::merge(ours, &with_claims_of(theirs, ours), None)?,
        Relation::Newer => merge::merge(&with_claims_of(ours, theirs), theirs, None)?,
        Relation::Apart => {
            let follows =
                |base: &Layer, from: &Layer| matches!(relation(base, from), Relation::Older | Relation::Same);
            let base = known().into_iter().find(|base| follows(base, ours) && follows(base, theirs));
            merge::merge(ours, theirs, base.as_ref())?
        }
    };
    Ok(Together { conflict_count: merged.conflicts.len(), layer: merged.layer })
}

/// Returns whether `together` has anything that ours has not: what merging takes away from ours alone is no news.
pub(super) fn is_news(ours: &Layer, together: &Layer) -> bool {
    together != ours && merge::merge(ours, ours, None).map_or(true, |itself| itself.layer != *together)
}

/// Returns `head` with all that is said of claims in `claims`, and the text that they count in.
fn with_claims_of(head: &Layer, claims: &Layer) -> Layer {
    let mut layer = head.clone();
    layer.claims.clone_from(&claims.claims);
    layer.raw_claims.clone_from(&claims.raw_claims);
    layer.deleted.clone_from(&claims.deleted);
    layer.document.text_blake3 = claims.document.text_blake3;
    layer.document.chars = claims.document.chars;
    layer.document.encoding.clone_from(&claims.document.encoding);
    layer.document.extractor.clone_from(&claims.document.extractor);
    layer
}

fn relation(one: &Layer, other: &Layer) -> Relation {
    match (covers(one, other), covers(other, one)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Newer,
        (false, true) => Relation::Older,
        (false, false) => Relation::Apart,
    }
}

/// Returns whether `newer` has every claim of `older` in that version or a later one, or deleted knowingly in one.
fn covers(newer: &Layer, older: &Layer) -> bool {
    let living: BTreeMap<&ClaimId, &Arc<Claim>> =
        newer.claims.iter().map(|claim| (&claim.id, claim)).collect();
    let mut deleted: BTreeMap<&ClaimId, Timestamp> = BTreeMap::new();
    for entry in &newer.deleted {
        let at = deleted.entry(&entry.id).or_insert(entry.modified);
        *at = entry.modified.max(*at);
    }
    let is_deleted_since =
        |id: &ClaimId, at: Timestamp| deleted.get(id).is_some_and(|deleted| *deleted >= at);
    let has_claim = |claim: &Arc<Claim>| match living.get(&claim.id) {
        Some(now) if now.modified == claim.modified => is_same_version(now, claim),
        Some(now) => now.modified > claim.modified,
        None => is_deleted_since(&claim.id, claim.modified),
    };
    // Bringing a claim back raises its `modified`.
    let has_deleted = |id: &ClaimId, at: Timestamp| match living.get(id) {
        Some(now) => now.modified > at,
        None => is_deleted_since(id, at),
    };
    older.claims.iter().all(has_claim)
        && older.deleted.iter().all(|entry| has_deleted(&entry.id, entry.modified))
        && older.raw_claims.iter().all(|raw| newer.raw_claims.contains(raw))
        && older.decisions.iter().all(|decision| newer.decisions.contains(decision))
}

/// Returns whether two claims of one id and time are the same but for where their words were found, which is no act of
/// a person, and for what a merge has left open.
fn is_same_version(one: &Arc<Claim>, other: &Arc<Claim>) -> bool {
    if Arc::ptr_eq(one, other) || one == other {
        return true;
    }
    let bare = |claim: &Claim| Claim {
        passages: Vec::new(),
        conflicts: Default::default(),
        deleted_elsewhere: false,
        ..claim.clone()
    };
    bare(one) == bare(other)
}
