//! Merging a claim that both sides have, field by field.

use std::sync::Arc;

use crate::model::{Claim, Conflict, Forecast};
use crate::sidecar;

use super::field::{self, Dispute, Field, Three};
use super::place::{self, Side, Texts};
use super::{FieldConflict, set};

/// The fields that are one value each, passages apart.
pub(super) const FIELDS: &[Field<Claim>] = &[
    ("tag", |claim, other| claim.tag = other.tag.clone()),
    ("gist", |claim, other| claim.gist.clone_from(&other.gist)),
    ("voice", |claim, other| claim.voice = other.voice),
    ("unnamed", |claim, other| claim.unnamed = other.unnamed),
    ("via", |claim, other| claim.via.clone_from(&other.via)),
    ("said", |claim, other| claim.said = other.said),
    ("note", |claim, other| claim.note.clone_from(&other.note)),
    ("rating", |claim, other| claim.rating.clone_from(&other.rating)),
    ("confidence", |claim, other| claim.confidence = other.confidence),
    ("estimate", take_estimate),
    ("resolution", take_resolution),
    ("from", |claim, other| claim.from.clone_from(&other.from)),
];

fn take_estimate(claim: &mut Claim, other: &Claim) {
    let taken = other.forecast.as_deref().cloned().unwrap_or_default();
    let forecast = claim.forecast.take().unwrap_or_default();
    claim.forecast = Some(Box::new(Forecast { own: forecast.own, resolution: forecast.resolution, ..taken }));
}

fn take_resolution(claim: &mut Claim, other: &Claim) {
    let resolution = other.forecast.as_ref().and_then(|forecast| forecast.resolution.clone());
    if resolution.is_some() || claim.forecast.is_some() {
        claim.forecast.get_or_insert_default().resolution = resolution;
    }
}

/// Merges two versions of a claim; what both changed differently is added to `report`.
pub(super) fn merged(
    ours: &Arc<Claim>,
    theirs: &Arc<Claim>,
    base: Option<&Arc<Claim>>,
    texts: &Texts,
    report: &mut Vec<FieldConflict>,
) -> Arc<Claim> {
    if ours == theirs && texts.are_one() {
        let mut claim = Arc::clone(ours);
        drop_settled(&mut claim);
        return claim;
    }
    let versions: Three<'_, Claim> = Three { ours, theirs, base: base.map(AsRef::as_ref) };
    let mut claim = Claim::clone(ours);
    let mut disputes = field::values(&mut claim, &versions, FIELDS, sidecar::claim_field);
    merge_sets(&mut claim, &versions);
    let places = place::merged(&versions, texts);
    claim.passages = places.passages;
    if let Some(passages) = places.theirs {
        let theirs = Claim { passages, ..Claim::clone(theirs) };
        disputes.push(Dispute {
            field: "passages".to_owned(),
            ours: sidecar::claim_field(&claim, "passages"),
            theirs: sidecar::claim_field(&theirs, "passages"),
        });
    }
    let (ext, ext_disputes) = field::named("ext ", &versions.part(|claim| &*claim.ext));
    let (unknown, unknown_disputes) = field::named("", &versions.part(|claim| &*claim.unknown));
    (claim.ext, claim.unknown) = (ext.into(), unknown.into());
    disputes.extend(ext_disputes.into_iter().chain(unknown_disputes));
    claim.deleted_elsewhere = match base {
        Some(base) if ours.deleted_elsewhere == base.deleted_elsewhere => theirs.deleted_elsewhere,
        Some(_) => ours.deleted_elsewhere,
        None => ours.deleted_elsewhere || theirs.deleted_elsewhere,
    };
    claim.created = ours.created.min(theirs.created);
    claim.modified = ours.modified.max(theirs.modified);
    if claim.forecast.as_ref().is_some_and(|forecast| forecast.is_empty()) {
        claim.forecast = None;
    }
    let before = versions.part(|claim| &*claim.conflicts);
    let (open, new) = field::questions(Some(&claim.id), &before, disputes, |name| present(&claim, name));
    claim.conflicts = open.into();
    report.extend(new);
    Arc::new(claim)
}

fn merge_sets(claim: &mut Claim, versions: &Three<'_, Claim>) {
    let names = |of: fn(&Claim) -> &Vec<String>| {
        let Three { ours, theirs, base } = versions.part(of);
        set::merged(ours, theirs, base.map(Vec::as_slice), Clone::clone)
    };
    claim.claimants = names(|claim| &claim.claimants);
    claim.against = names(|claim| &claim.against).into();
    claim.labels = names(|claim| &claim.labels).into();
    let Three { ours, theirs, base } = versions;
    let links = base.map(|base| base.links.as_slice());
    claim.links = set::merged(&ours.links, &theirs.links, links, sidecar::link_ron).into();
    let own =
        |claim: &Claim| claim.forecast.as_ref().map(|forecast| forecast.own.clone()).unwrap_or_default();
    let before = base.map(own);
    let estimates = set::merged(&own(ours), &own(theirs), before.as_deref(), sidecar::own_estimate_ron);
    if !estimates.is_empty() || claim.forecast.is_some() {
        claim.forecast.get_or_insert_default().own = estimates;
    }
}

/// Returns the present value of a field as a conflict would have it.
fn present(claim: &Claim, name: &str) -> Option<String> {
    match name.strip_prefix("ext ") {
        Some(key) => field::value(&claim.ext, key),
        None => sidecar::claim_field(claim, name).or_else(|| field::value(&claim.unknown, name)),
    }
}

/// Takes conflicts away that are none: theirs is what stands.
pub(super) fn drop_settled(claim: &mut Arc<Claim>) {
    let is_settled = |conflict: &Conflict| present(claim, &conflict.field) == conflict.theirs;
    if claim.conflicts.iter().any(is_settled) {
        let open: Vec<Conflict> =
            claim.conflicts.iter().filter(|conflict| !is_settled(conflict)).cloned().collect();
        Arc::make_mut(claim).conflicts = open.into();
    }
}

/// Marks the claim as one that is to be placed at the next opening, where its side counts in an older text.
pub(super) fn in_text(claim: &mut Arc<Claim>, texts: &Texts, side: Side) {
    if texts.is_older(side) {
        let claim = Arc::make_mut(claim);
        claim.passages = place::unplaced(&claim.passages);
    }
}
