//! Three-way merging of two versions of one layer, by claim id and field. The rules are in `FORMAT.md` under “Merging”.
//!
//! Pure: it never looks at a document or a clock. Laws, tested as properties: the result loads; merging is symmetric up to
//! which side is provisional; merging again changes nothing; typed text is never lost; merging with oneself is identity.

mod claim;
mod field;
mod head;
mod place;
mod set;
mod settle;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use thiserror::Error;

pub use settle::{Version, all_settled, head_settled, settled, with_theirs};

use crate::model::{Claim, ClaimId, Conflict, Deleted, Layer, Link, RawClaim, State, Timestamp};

use field::Three;

/// Why two layers are not merged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// They belong to two people.
    #[error("the layers belong to two people: {ours} and {theirs}")]
    TwoPeople {
        /// The id of ours.
        ours: String,
        /// The id of theirs.
        theirs: String,
    },
}

impl MergeError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TwoPeople { .. } => {
                "keep both files: each person's layer stands beside the document on its own"
            }
        }
    }
}

/// One field that both sides changed differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldConflict {
    /// The claim; `None` for the layer's head.
    pub id: Option<ClaimId>,
    /// The field.
    pub field: String,
    /// Our value as RON text, which stands for the time being; `None` when ours has none.
    pub ours: Option<String>,
    /// Their value.
    pub theirs: Option<String>,
}

/// A merged layer, and what needs a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The result.
    pub layer: Layer,
    /// Conflicts that neither input had.
    pub conflicts: Vec<FieldConflict>,
    /// Claims that an input had and the result has not.
    pub deleted: Vec<ClaimId>,
    /// Claims newly marked as deleted elsewhere.
    pub deleted_elsewhere: Vec<ClaimId>,
    /// Links whose target is gone: the claim and the link.
    pub links_without_target: Vec<(ClaimId, Link)>,
    /// Claims with passages newly to be placed.
    pub unplaced: Vec<ClaimId>,
    /// How many conflicts, deletions elsewhere and unplaced claims of an input are still open.
    pub open: usize,
}

impl Merged {
    /// Returns whether something new needs a person.
    pub fn needs_a_person(&self) -> bool {
        !(self.conflicts.is_empty() && self.deleted_elsewhere.is_empty() && self.unplaced.is_empty())
    }
}

type Versions<'a> = Three<'a, Layer>;

type ById<'a> = BTreeMap<&'a ClaimId, &'a Arc<Claim>>;

fn by_id(layer: &Layer) -> ById<'_> {
    layer.claims.iter().map(|claim| (&claim.id, claim)).collect()
}

/// Merges two versions of one person's layer.
pub fn merge(ours: &Layer, theirs: &Layer, base: Option<&Layer>) -> Result<Merged, MergeError> {
    if are_two_people(ours, theirs) {
        let id = |layer: &Layer| layer.annotator.id.to_string();
        return Err(MergeError::TwoPeople { ours: id(ours), theirs: id(theirs) });
    }
    let versions = Versions { ours, theirs, base };
    let texts = place::Texts::of(&versions);
    let mut conflicts = Vec::new();
    let mut layer = head::merged(&versions, &texts, &mut conflicts);
    layer.claims = claims(&versions, &texts, &mut conflicts);
    layer.raw_claims = raw_claims(&versions);
    layer.deleted = deleted(&versions, &layer);
    Ok(report(&versions, layer, conflicts))
}

/// Returns whether the layers belong to two people: different keys, or different ids where a side has no key.
pub fn are_two_people(ours: &Layer, theirs: &Layer) -> bool {
    match (&ours.annotator.key, &theirs.annotator.key) {
        (Some(one), Some(other)) => one != other,
        _ => ours.annotator.id != theirs.annotator.id,
    }
}

fn claims(
    versions: &Versions<'_>,
    texts: &place::Texts,
    conflicts: &mut Vec<FieldConflict>,
) -> Vec<Arc<Claim>> {
    let ours = by_id(versions.ours);
    let theirs = by_id(versions.theirs);
    let base = versions.base.map(by_id).unwrap_or_default();
    let new_links = NewLinks::of(versions);
    let (here, there) = (Absence::of(versions.ours), Absence::of(versions.theirs));
    let ids: BTreeSet<&ClaimId> = ours.keys().chain(theirs.keys()).copied().collect();
    let mut merged = Vec::with_capacity(ids.len());
    for id in ids {
        let base = base.get(id).copied();
        match (ours.get(id).copied(), theirs.get(id).copied()) {
            (Some(one), Some(other)) => merged.push(claim::merged(one, other, base, texts, conflicts)),
            (Some(only), None) => {
                let fate = there.fate(only, base.is_some(), new_links.ours.contains(id));
                merged.extend(fate.kept(only, texts, place::Side::Ours));
            }
            (None, Some(only)) => {
                let fate = here.fate(only, base.is_some(), new_links.theirs.contains(id));
                merged.extend(fate.kept(only, texts, place::Side::Theirs));
            }
            (None, None) => {}
        }
    }
    merged
}

/// Which claims are linked to by links that the base lacks, on each side.
struct NewLinks<'a> {
    ours: BTreeSet<&'a ClaimId>,
    theirs: BTreeSet<&'a ClaimId>,
}

impl<'a> NewLinks<'a> {
    fn of(versions: &Versions<'a>) -> Self {
        let base = versions.base.map(by_id).unwrap_or_default();
        let targets = |layer: &'a Layer| {
            let mut targets = BTreeSet::new();
            for claim in &layer.claims {
                let before = base.get(&claim.id).map(|claim| claim.links.as_slice()).unwrap_or_default();
                targets.extend(
                    claim
                        .links
                        .iter()
                        .filter(|link| !before.contains(link))
                        .filter_map(|link| link.to.as_ref()),
                );
            }
            targets
        };
        Self { ours: targets(versions.ours), theirs: targets(versions.theirs) }
    }
}

/// What becomes of a claim that only one side has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It was deleted knowingly.
    Gone,
    /// It is new.
    Taken,
    /// The other side lacks it, and that is no reason to drop it.
    DeletedElsewhere,
}

/// What a side says of claims that it does not have.
struct Absence<'a> {
    deleted: BTreeMap<&'a ClaimId, Vec<Timestamp>>,
    /// Ids of claims that stand there and cannot be read.
    raw: BTreeSet<&'a ClaimId>,
}

impl<'a> Absence<'a> {
    fn of(layer: &'a Layer) -> Self {
        let mut deleted: BTreeMap<&ClaimId, Vec<Timestamp>> = BTreeMap::new();
        for entry in &layer.deleted {
            deleted.entry(&entry.id).or_default().push(entry.modified);
        }
        Self { deleted, raw: layer.raw_claims.iter().filter_map(|raw| raw.id.as_ref()).collect() }
    }

    /// Returns what becomes of a claim that only the other side has.
    fn fate(&self, only: &Claim, is_in_base: bool, is_newly_linked: bool) -> Fate {
        match self.deleted.get(&only.id) {
            Some(deleted) if deleted.contains(&only.modified) && !is_newly_linked => Fate::Gone,
            Some(_) => Fate::DeletedElsewhere,
            // What only cannot be read there is not missing there.
            None if is_in_base && !self.raw.contains(&only.id) => Fate::DeletedElsewhere,
            None => Fate::Taken,
        }
    }
}

impl Fate {
    fn kept(self, only: &Arc<Claim>, texts: &place::Texts, side: place::Side) -> Option<Arc<Claim>> {
        let mut claim = match self {
            Self::Gone => return None,
            Self::Taken | Self::DeletedElsewhere => Arc::clone(only),
        };
        claim::drop_settled(&mut claim);
        if self == Self::DeletedElsewhere && !claim.deleted_elsewhere {
            Arc::make_mut(&mut claim).deleted_elsewhere = true;
        }
        claim::in_text(&mut claim, texts, side);
        Some(claim)
    }
}

/// Returns the union of the entries, by id, then `modified`, without ids that live.
fn deleted(versions: &Versions<'_>, merged: &Layer) -> Vec<Deleted> {
    let raw = merged.raw_claims.iter().filter_map(|raw| raw.id.as_ref());
    let living: HashSet<&ClaimId> = merged.claims.iter().map(|claim| &claim.id).chain(raw).collect();
    let mut union: BTreeMap<(&ClaimId, Timestamp), &Deleted> = BTreeMap::new();
    for entry in versions.ours.deleted.iter().chain(&versions.theirs.deleted) {
        if !living.contains(&entry.id) {
            union.entry((&entry.id, entry.modified)).or_insert(entry);
        }
    }
    union.into_values().cloned().collect()
}

/// Merges what could not be read as a set of byte strings.
fn raw_claims(versions: &Versions<'_>) -> Vec<RawClaim> {
    let base = versions.base.map(|layer| layer.raw_claims.as_slice());
    let mut merged =
        set::merged(&versions.ours.raw_claims, &versions.theirs.raw_claims, base, |raw| raw.ron.clone());
    merged.sort_by(|one, other| {
        (one.id.is_none(), &one.id, &one.ron).cmp(&(other.id.is_none(), &other.id, &other.ron))
    });
    merged
}

fn report(versions: &Versions<'_>, layer: Layer, conflicts: Vec<FieldConflict>) -> Merged {
    let ours = by_id(versions.ours);
    let theirs = by_id(versions.theirs);
    let living = by_id(&layer);
    let inputs = |id: &ClaimId| [ours.get(id), theirs.get(id)].into_iter().flatten();
    let is_unplaced =
        |claim: &Claim| claim.passages.iter().any(|passage| passage.state == Some(State::Unplaced));
    let mut deleted_elsewhere = Vec::new();
    let mut unplaced = Vec::new();
    let mut open = 0;
    for claim in &layer.claims {
        if claim.deleted_elsewhere {
            if inputs(&claim.id).any(|input| input.deleted_elsewhere) {
                open += 1;
            } else {
                deleted_elsewhere.push(claim.id.clone());
            }
        }
        if is_unplaced(claim) {
            if inputs(&claim.id).any(|input| is_unplaced(input)) {
                open += 1;
            } else {
                unplaced.push(claim.id.clone());
            }
        }
        let had = |field: &str, theirs: &Option<String>| {
            inputs(&claim.id)
                .any(|input| input.conflicts.iter().any(|had| had.field == field && had.theirs == *theirs))
        };
        open += claim.conflicts.iter().filter(|conflict| had(&conflict.field, &conflict.theirs)).count();
    }
    let head_had = |conflict: &Conflict| {
        [versions.ours, versions.theirs].iter().any(|input| {
            input.conflicts.iter().any(|had| had.field == conflict.field && had.theirs == conflict.theirs)
        })
    };
    open += layer.conflicts.iter().filter(|conflict| head_had(conflict)).count();
    let gone = Gone::of(versions, &layer);
    let links_without_target = layer
        .claims
        .iter()
        .flat_map(|claim| claim.links.iter().map(|link| (claim.id.clone(), link.clone())))
        .filter(|(_, link)| link.to.as_ref().is_some_and(|to| gone.has(to)))
        .collect();
    let deleted: BTreeSet<ClaimId> = ours
        .keys()
        .chain(theirs.keys())
        .filter(|id| !living.contains_key(*id))
        .map(|id| (*id).clone())
        .collect();
    let deleted = deleted.into_iter().collect();
    drop(living);
    Merged { layer, conflicts, deleted, deleted_elsewhere, links_without_target, unplaced, open }
}

/// Claims that one of the versions knows of and the result has not.
struct Gone<'a> {
    known: HashSet<&'a ClaimId>,
    living: HashSet<&'a ClaimId>,
}

impl<'a> Gone<'a> {
    fn of(versions: &Versions<'a>, merged: &'a Layer) -> Self {
        let sides = [Some(versions.ours), Some(versions.theirs), versions.base];
        let known = sides.into_iter().flatten().flat_map(|side| {
            side.claims.iter().map(|claim| &claim.id).chain(side.deleted.iter().map(|deleted| &deleted.id))
        });
        let raw = merged.raw_claims.iter().filter_map(|raw| raw.id.as_ref());
        let living = merged.claims.iter().map(|claim| &claim.id).chain(raw);
        Self { known: known.collect(), living: living.collect() }
    }

    fn has(&self, id: &ClaimId) -> bool {
        self.known.contains(id) && !self.living.contains(id)
    }
}
