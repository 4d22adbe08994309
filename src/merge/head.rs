//! Merging what stands before the claims: document, annotator, role, attempt, and what is kept for others.

use crate::model::{DocumentInfo, Layer, Timestamp, Unknown};
use crate::sidecar;

use super::field::{self, Field, Three};
use super::place::{Side, Texts};
use super::{FieldConflict, set};

pub(super) const FIELDS: &[Field<Layer>] = &[
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
pub(super) fn merged(versions: &Three<'_, Layer>, texts: &Texts, report: &mut Vec<FieldConflict>) -> Layer {
    let Three { ours, theirs, base } = *versions;
    let mut layer = Layer { claims: Vec::new(), raw_claims: Vec::new(), deleted: Vec::new(), ..ours.clone() };
    let mut disputes = field::values(&mut layer, versions, FIELDS, sidecar::head_field);
    if takes_their_text(versions, texts) {
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
    let mut named = |prefix: &str, of: fn(&Layer) -> &Vec<(String, String)>| -> Unknown {
        let (stands, more) = field::named(prefix, &versions.part(of));
        disputes.extend(more);
        stands.into()
    };
    layer.ext = named("ext ", |layer| &layer.ext);
    layer.unknown = named("", |layer| &layer.unknown);
    layer.document.unknown = named("document.", |layer| &layer.document.unknown);
    layer.annotator.unknown = named("annotator.", |layer| &layer.annotator.unknown);
    let before = versions.part(|layer| &layer.conflicts);
    let (open, new) = field::questions(None, &before, disputes, |name| present(&layer, name));
    layer.conflicts = open;
    report.extend(new);
    layer
}

/// Returns the present value of a field as a conflict would have it.
fn present(layer: &Layer, name: &str) -> Option<String> {
    let unknown = || match name.split_once('.') {
        Some(("document", name)) => field::value(&layer.document.unknown, name),
        Some(("annotator", name)) => field::value(&layer.annotator.unknown, name),
        _ => field::value(&layer.unknown, name),
    };
    match name.strip_prefix("ext ") {
        Some(key) => field::value(&layer.ext, key),
        None => sidecar::head_field(layer, name).or_else(unknown),
    }
}

/// Hash, length, encoding and extractor go together: with the newer text; of one text read in two ways, like a field.
fn takes_their_text(versions: &Three<'_, Layer>, texts: &Texts) -> bool {
    let way = |layer: &Layer| {
        let DocumentInfo { chars, encoding, extractor, .. } = &layer.document;
        (*chars, encoding.clone(), extractor.clone())
    };
    match versions.base {
        _ if !texts.are_one() => texts.side() == Side::Theirs,
        Some(base) => way(versions.ours) == way(base),
        None => versions.ours.document.encoding.is_none() && versions.ours.document.extractor.is_none(),
    }
}

/// Like a field; where both changed it, the later.
fn finished(versions: &Three<'_, Layer>) -> Option<Timestamp> {
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
