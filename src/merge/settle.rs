//! Settling a field of which two versions are kept: a person takes one, and the other goes.

use crate::model::{Claim, Conflict, Ext, Layer, Unknown};
use crate::sidecar;

use super::claim::FIELDS;

/// Which version of a field is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The one that stands.
    Ours,
    /// The one that the conflict keeps.
    Theirs,
}

/// Returns the claim as it would be with the kept version of a field in its place; `None` when that version cannot be
/// read, or would leave the claim without passages. Conflicts stay as they are.
pub fn with_theirs(claim: &Claim, conflict: &Conflict) -> Option<Claim> {
    let field = conflict.field.as_str();
    let mut taken = claim.clone();
    if let Some((_, take)) = FIELDS.iter().find(|(name, _)| *name == field) {
        take(&mut taken, &sidecar::claim_with(field, conflict.theirs.as_deref())?);
        taken.forecast = taken.forecast.take().filter(|forecast| !forecast.is_empty());
        return Some(taken);
    }
    if field == "passages" {
        taken.passages = sidecar::claim_with(field, Some(conflict.theirs.as_deref()?))?.passages;
        return Some(taken);
    }
    replace_raw(&mut taken.ext, &mut taken.unknown, conflict);
    Some(taken)
}

/// Returns the claim with a field settled: every kept version of that field is gone. `number` is the conflict's; `None`
/// when there is none with that number, or when theirs cannot be read.
pub fn settled(claim: &Claim, number: usize, version: Version) -> Option<Claim> {
    let conflict = claim.conflicts.get(number)?;
    let mut settled = match version {
        Version::Ours => claim.clone(),
        Version::Theirs => with_theirs(claim, conflict)?,
    };
    settled.conflicts.retain(|other| other.field != conflict.field);
    Some(settled)
}

/// Returns the claim with every field settled alike; a version that cannot be read stays a conflict.
pub fn all_settled(claim: &Claim, version: Version) -> Claim {
    let mut all = claim.clone();
    let mut number = 0;
    while number < all.conflicts.len() {
        match settled(&all, number, version) {
            Some(settled) => all = settled,
            None => number += 1,
        }
    }
    if version == Version::Ours {
        all.deleted_elsewhere = false;
    }
    all
}

/// Returns the layer's head with a conflict of the file settled; `None` as for [`settled`].
pub fn head_settled(head: &Layer, number: usize, version: Version) -> Option<Layer> {
    let conflict = head.conflicts.get(number)?;
    let field = conflict.field.as_str();
    let mut settled = head.clone();
    if version == Version::Theirs {
        let theirs = conflict.theirs.as_deref();
        match super::head::FIELDS.iter().find(|(name, _)| *name == field) {
            Some((_, take)) => take(&mut settled, &sidecar::head_with(field, theirs)?),
            None => {
                let unknown = match field.split_once('.') {
                    Some(("document", _)) => &mut settled.document.unknown,
                    Some(("annotator", _)) => &mut settled.annotator.unknown,
                    _ => &mut settled.unknown,
                };
                replace_raw(&mut settled.ext, unknown, conflict);
            }
        }
    }
    settled.conflicts.retain(|other| other.field != conflict.field);
    Some(settled)
}

/// Returns an unknown field's own name, without the part of the head that it stands in.
fn unprefixed(field: &str) -> &str {
    field.strip_prefix("document.").or_else(|| field.strip_prefix("annotator.")).unwrap_or(field)
}

/// Puts the kept version of a field of another program, or of a newer version, in its place.
fn replace_raw(ext: &mut Ext, unknown: &mut Unknown, conflict: &Conflict) {
    let (fields, name) = match conflict.field.strip_prefix("ext ") {
        Some(key) => (ext, key),
        None => (unknown, unprefixed(&conflict.field)),
    };
    let at = fields.iter().position(|(other, _)| other == name);
    match (at.and_then(|at| fields.get_mut(at)), &conflict.theirs) {
        (Some(field), Some(theirs)) => field.1.clone_from(theirs),
        (None, Some(theirs)) => fields.push((name.to_owned(), theirs.clone())),
        (_, None) => fields.retain(|(other, _)| other != name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge;
    use super::*;

    /// One layer with one claim; `fields` are the claim's further ones.
    fn layer(head: &str, fields: &str) -> Layer {
        let hash = "0".repeat(64);
        let ron = format!(
            "(format: 1, document: (file: \"a.txt\", text_blake3: \"{hash}\", {head}), annotator: (id: \"maria\"), \
             claims: [(id: \"a\", tag: \"rebuttal\", passages: [(start: 0, end: 2, quote: \"He\")], {fields})])"
        );
        sidecar::read(ron.as_bytes()).unwrap().layer
    }

    /// Both sides change one field of the claim `a` of the base; returns the merged claim.
    fn disputed(ours: &str, theirs: &str) -> Claim {
        let base = layer("", "");
        let merged = merge(&layer("", ours), &layer("", theirs), Some(&base)).unwrap();
        Claim::clone(&merged.layer.claims[0])
    }

    #[test]
    fn every_field_can_be_settled_either_way_and_then_equals_one_side() {
        let fields = [
            ("gist: \"One.\",", "gist: \"Two.\","),
            ("voice: Quoted,", "voice: Reported,"),
            ("via: [\"a\"],", "via: [\"b\", \"c\"],"),
            ("said: \"2018\",", "said: \"2019-02\","),
            ("note: \"x\",", "note: \"y\\n\\\"z\\\"\","),
            ("rating: (reliability: A),", "rating: (credibility: 2),"),
            ("confidence: Low,", "confidence: High,"),
            ("forecast: (event: \"e\", probability: 0.5),", "forecast: (event: \"f\"),"),
            (
                "forecast: (resolution: (outcome: Happened, on: \"2020\")),",
                "forecast: (resolution: (outcome: Unclear, on: \"2020\")),",
            ),
            ("ext: {\"x.org/y\": 1},", "ext: {\"x.org/y\": [2]},"),
            ("newer: (a: 1),", "newer: (a: 2),"),
        ];
        for (ours, theirs) in fields {
            let claim = disputed(ours, theirs);
            assert_eq!(claim.conflicts.len(), 1, "{ours} {theirs}");
            let kept = settled(&claim, 0, Version::Ours).unwrap();
            assert_eq!(kept, Claim { conflicts: Default::default(), ..claim.clone() });
            let taken = settled(&claim, 0, Version::Theirs).unwrap();
            let wanted = layer("", theirs);
            assert_eq!(taken, *wanted.claims[0], "{theirs}");
            assert_eq!(all_settled(&claim, Version::Theirs), taken);
        }
    }

    #[test]
    fn a_field_that_theirs_has_not_is_emptied() {
        let claim = disputed("note: \"mine\",", "");
        assert!(claim.conflicts.is_empty(), "only one side changed");
        let conflict = Conflict { field: "note".to_owned(), theirs: None, unknown: Default::default() };
        let claim = Claim { conflicts: vec![conflict].into(), ..claim };
        assert_eq!(settled(&claim, 0, Version::Theirs).unwrap().note, "");
    }

    #[test]
    fn the_title_can_be_settled_either_way() {
        let (base, ours, theirs) = (layer("", ""), layer("title: \"One\"", ""), layer("title: \"Two\"", ""));
        let merged = merge(&ours, &theirs, Some(&base)).unwrap().layer;
        let title = |version| head_settled(&merged, 0, version).unwrap().document.about.title;
        assert_eq!((title(Version::Ours), title(Version::Theirs)), ("One".to_owned(), "Two".to_owned()));
        assert_eq!(head_settled(&merged, 1, Version::Ours), None);
    }

    #[test]
    fn a_version_that_cannot_be_read_stays() {
        let claim = disputed("gist: \"One.\",", "gist: \"Two.\",");
        let mut broken = claim.clone();
        broken.conflicts[0].theirs = Some("((".to_owned());
        assert_eq!(settled(&broken, 0, Version::Theirs), None);
        assert_eq!(all_settled(&broken, Version::Theirs).conflicts, broken.conflicts);
        assert_eq!(settled(&broken, 1, Version::Ours), None);
        assert_eq!(settled(&broken, 0, Version::Ours).unwrap().conflicts, []);
    }
}
