//! Merging a claim that both sides have, field by field.

use std::sync::Arc;

use crate::model::{Claim, Conflict, Forecast};
use crate::sidecar;

use super::field::{self, Take, decide};
use super::place::{self, Side, Texts};
use super::{FieldConflict, set};

/// A field that is one value: its name and how it is taken over.
pub(super) type Field = (&'static str, fn(&mut Claim, &Claim));

/// The fields that are one value each, passages apart.
pub(super) const FIELDS: &[Field] = &[
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
    ("resolution", |claim, other| {
        let resolution = other.forecast.as_ref().and_then(|forecast| forecast.resolution.clone());
        if resolution.is_some() || claim.forecast.is_some() {
            claim.forecast.get_or_insert_default().resolution = resolution;
        }
    }),
    ("from", |claim, other| claim.from.clone_from(&other.from)),
];

fn take_estimate(claim: &mut Claim, other: &Claim) {
    let taken = other.forecast.clone().unwrap_or_default();
    let forecast = claim.forecast.take().unwrap_or_default();
    claim.forecast = Some(Forecast { own: forecast.own, resolution: forecast.resolution, ..taken });
}

/// Merges two versions of a claim; what both changed differently is added to `report`.
pub(super) fn merged(
    ours: &Arc<Claim>,
    theirs: &Arc<Claim>,
    base: Option<&Arc<Claim>>,
    texts: &Texts,
    report: &mut Vec<FieldConflict>,
) -> Arc<Claim> {
    if ours == theirs && !texts.is_older(Side::Ours) && !texts.is_older(Side::Theirs) {
        return Arc::clone(ours);
    }
    let mut claim = Claim::clone(ours);
    let mut disputed: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    for (name, take) in FIELDS {
        let (one, other) = (sidecar::claim_field(ours, name), sidecar::claim_field(theirs, name));
        let before = base.map(|base| sidecar::claim_field(base, name));
        match decide(one.as_deref(), other.as_deref(), before.as_ref().map(Option::as_deref)) {
            Take::Ours => {}
            Take::Theirs => take(&mut claim, theirs),
            Take::Conflict => disputed.push(((*name).to_owned(), one, other)),
        }
    }
    merge_sets(&mut claim, ours, theirs, base);
    let places = place::merged(ours, theirs, base, texts);
    claim.passages = places.passages;
    if let Some(passages) = places.theirs {
        let theirs = Claim { passages, ..Claim::clone(theirs) };
        disputed.push((
            "passages".to_owned(),
            sidecar::claim_field(&claim, "passages"),
            sidecar::claim_field(&theirs, "passages"),
        ));
    }
    let (ext, ext_disputed) = field::ext(&ours.ext, &theirs.ext, base.map(|base| &base.ext));
    let unknown_before = base.map(|base| base.unknown.as_slice());
    let (unknown, unknown_disputed) = field::named(&ours.unknown, &theirs.unknown, unknown_before);
    (claim.ext, claim.unknown) = (ext, unknown);
    disputed.extend(ext_disputed);
    disputed.extend(unknown_disputed);
    claim.deleted_elsewhere = match base {
        Some(base) if ours.deleted_elsewhere == base.deleted_elsewhere => theirs.deleted_elsewhere,
        Some(_) => ours.deleted_elsewhere,
        None => ours.deleted_elsewhere || theirs.deleted_elsewhere,
    };
    claim.created = ours.created.min(theirs.created);
    claim.modified = ours.modified.max(theirs.modified);
    if claim.forecast.as_ref().is_some_and(Forecast::is_empty) {
        claim.forecast = None;
    }
    claim.conflicts = settle(&claim, ours, theirs, base, &disputed);
    report.extend(disputed.into_iter().filter_map(|(field, one, other)| {
        let had = |claim: &Claim| claim.conflicts.iter().any(|had| had.field == field && had.theirs == other);
        (!had(ours) && !had(theirs)).then(|| FieldConflict {
            id: Some(claim.id.clone()),
            field: field.clone(),
            ours: one,
            theirs: other.clone(),
        })
    }));
    Arc::new(claim)
}

fn merge_sets(claim: &mut Claim, ours: &Claim, theirs: &Claim, base: Option<&Arc<Claim>>) {
    let base = base.map(AsRef::as_ref);
    let names = |of: fn(&Claim) -> &Vec<String>| {
        set::merged(of(ours), of(theirs), base.map(|base| of(base).as_slice()), Clone::clone)
    };
    claim.claimants = names(|claim| &claim.claimants);
    claim.against = names(|claim| &claim.against);
    claim.labels = names(|claim| &claim.labels);
    claim.links =
        set::merged(&ours.links, &theirs.links, base.map(|base| base.links.as_slice()), sidecar::link_ron);
    let own =
        |claim: &Claim| claim.forecast.as_ref().map(|forecast| forecast.own.clone()).unwrap_or_default();
    let before = base.map(own);
    let estimates = set::merged(&own(ours), &own(theirs), before.as_deref(), sidecar::own_estimate_ron);
    if !estimates.is_empty() || claim.forecast.is_some() {
        claim.forecast.get_or_insert_default().own = estimates;
    }
}

/// Returns the conflicts of the merged claim.
fn settle(
    claim: &Claim,
    ours: &Claim,
    theirs: &Claim,
    base: Option<&Arc<Claim>>,
    disputed: &[(String, Option<String>, Option<String>)],
) -> Vec<Conflict> {
    let new = disputed
        .iter()
        .map(|(field, _, theirs)| Conflict {
            field: field.clone(),
            theirs: theirs.clone(),
            unknown: Vec::new(),
        })
        .collect();
    let before = base.map(|base| base.conflicts.as_slice());
    field::conflicts(&ours.conflicts, &theirs.conflicts, before, new, |name| present(claim, name))
}

/// Returns the present value of a field as a conflict would have it.
fn present(claim: &Claim, name: &str) -> Option<String> {
    match name.strip_prefix("ext ") {
        Some(key) => field::unknown_value(&claim.ext, key),
        None => sidecar::claim_field(claim, name).or_else(|| field::unknown_value(&claim.unknown, name)),
    }
}

/// Takes conflicts away that are none: theirs is what stands.
pub(super) fn drop_settled(claim: &mut Arc<Claim>) {
    let is_settled = |conflict: &Conflict| present(claim, &conflict.field) == conflict.theirs;
    if claim.conflicts.iter().any(is_settled) {
        let open: Vec<Conflict> =
            claim.conflicts.iter().filter(|conflict| !is_settled(conflict)).cloned().collect();
        Arc::make_mut(claim).conflicts = open;
    }
}
