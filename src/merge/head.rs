//! Merging what stands before the claims: document, annotator, role, attempt, and what is kept for others.

use crate::model::{Conflict, DocumentInfo, Layer, Timestamp};
use crate::sidecar;

use super::field::{self, Take, decide};
use super::place::{Side, Texts};
use super::{FieldConflict, Versions, set};

/// A field of the head: its name and how it is taken over.
pub(super) type Field = (&'static str, fn(&mut Layer, &Layer));

pub(super) const FIELDS: &[Field] = &[
    ("annotator.name", |layer, other| layer.annotator.name.clone_from(&other.annotator.name)),
    ("role", |layer, other| layer.role = other.role),
    ("attempt", |layer, other| layer.attempt.clone_from(&other.attempt)),
    ("document.file", |layer, other| layer.document.file.clone_from(&other.document.file)),
    ("document.title", |layer, other| layer.document.about.title.clone_from(&other.document.about.title)),
    ("document.author", |layer, other| layer.document.about.author.clone_from(&other.document.about.author)),
    ("document.publisher", |layer, other| {
        layer.document.about.publisher.clone_from(&other.document.about.publisher);
    }),
    ("document.published", |layer, other| layer.document.about.published = other.document.about.published),
    ("document.url", |layer, other| layer.document.about.url.clone_from(&other.document.about.url)),
    ("document.retrieved", |layer, other| layer.document.about.retrieved = other.document.about.retrieved),
];

/// Returns the merged layer without its claims; what both changed differently is added to `report`.
pub(super) fn merged(versions: &Versions<'_>, texts: &Texts, report: &mut Vec<FieldConflict>) -> Layer {
    let Versions { ours, theirs, base } = *versions;
    let mut layer = Layer { claims: Vec::new(), raw_claims: Vec::new(), deleted: Vec::new(), ..ours.clone() };
    let mut disputed: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    for (name, take) in FIELDS {
        let (one, other) = (sidecar::head_field(ours, name), sidecar::head_field(theirs, name));
        let before = base.map(|base| sidecar::head_field(base, name));
        match decide(one.as_deref(), other.as_deref(), before.as_ref().map(Option::as_deref)) {
            Take::Ours => {}
            Take::Theirs => take(&mut layer, theirs),
            Take::Conflict => disputed.push(((*name).to_owned(), one, other)),
        }
    }
    if texts.side() == Side::Theirs {
        let DocumentInfo { text_blake3, chars, encoding, extractor, .. } = theirs.document.clone();
        layer.document = DocumentInfo { text_blake3, chars, encoding, extractor, ..layer.document };
    }
    if layer.annotator.key.is_none() {
        layer.annotator.key.clone_from(&theirs.annotator.key);
    }
    layer.finished = finished(versions);
    layer.seen_others = earlier(ours.seen_others, theirs.seen_others);
    let decisions_before = base.map(|base| base.decisions.as_slice());
    layer.decisions =
        set::merged(&ours.decisions, &theirs.decisions, decisions_before, sidecar::decision_ron);
    let (ext, ext_disputed) = field::ext(&ours.ext, &theirs.ext, base.map(|base| &base.ext));
    layer.ext = ext;
    disputed.extend(ext_disputed);
    let mut unknown = |of: fn(&Layer) -> &crate::model::Unknown| {
        let (stands, more) = field::named(of(ours), of(theirs), base.map(|base| of(base).as_slice()));
        disputed.extend(more);
        stands
    };
    layer.unknown = unknown(|layer| &layer.unknown);
    layer.document.unknown = unknown(|layer| &layer.document.unknown);
    layer.annotator.unknown = unknown(|layer| &layer.annotator.unknown);
    let new = disputed
        .iter()
        .map(|(field, _, theirs)| Conflict {
            field: field.clone(),
            theirs: theirs.clone(),
            unknown: Vec::new(),
        })
        .collect();
    let present = |name: &str| match name.strip_prefix("ext ") {
        Some(key) => field::unknown_value(&layer.ext, key),
        None => sidecar::head_field(&layer, name).or_else(|| field::unknown_value(&layer.unknown, name)),
    };
    let before = base.map(|base| base.conflicts.as_slice());
    layer.conflicts = field::conflicts(&ours.conflicts, &theirs.conflicts, before, new, present);
    report.extend(disputed.into_iter().filter_map(|(field, one, other)| {
        let had = |layer: &Layer| layer.conflicts.iter().any(|had| had.field == field && had.theirs == other);
        (!had(ours) && !had(theirs)).then(|| FieldConflict {
            id: None,
            field: field.clone(),
            ours: one,
            theirs: other.clone(),
        })
    }));
    layer
}

/// Like a field; where both changed it, the later.
fn finished(versions: &Versions<'_>) -> Option<Timestamp> {
    let (ours, theirs) = (versions.ours.finished, versions.theirs.finished);
    match versions.base.map(|base| base.finished) {
        Some(base) if theirs == base => ours,
        Some(base) if ours == base => theirs,
        _ => ours.max(theirs),
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
