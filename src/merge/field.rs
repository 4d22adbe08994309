//! The rule for one field: who changed it decides, and where both did, ours stands and theirs is noted.

use crate::model::{Conflict, Ext, Unknown};

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// Ours stands.
    Ours,
    /// Theirs stands.
    Theirs,
    /// Ours stands for the time being.
    Conflict,
}

/// Decides by the RON texts of the field; `None` is a field that is not set. `base` is `None` without a base.
pub(super) fn decide(ours: Option<&str>, theirs: Option<&str>, base: Option<Option<&str>>) -> Take {
    if ours == theirs {
        return Take::Ours;
    }
    match base {
        Some(base) if theirs == base => Take::Ours,
        Some(base) if ours == base => Take::Theirs,
        None if theirs.is_none() => Take::Ours,
        None if ours.is_none() => Take::Theirs,
        _ => Take::Conflict,
    }
}

/// Merges named raw values, each as one field. Returns the result and the conflicts: name, ours, theirs.
#[expect(clippy::type_complexity, reason = "a pair of what stands and what is disputed, used twice")]
pub(super) fn named(
    ours: &[(String, String)],
    theirs: &[(String, String)],
    base: Option<&[(String, String)]>,
) -> (Vec<(String, String)>, Vec<(String, Option<String>, Option<String>)>) {
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    };
    let mut stands = Vec::new();
    let mut disputed = Vec::new();
    let mut names: Vec<&String> = ours.iter().map(|(name, _)| name).collect();
    for (name, _) in theirs {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let (one, other) = (value(ours, name), value(theirs, name));
        let before = base.map(|base| value(base, name));
        let take = decide(one.as_deref(), other.as_deref(), before.as_ref().map(Option::as_deref));
        let kept = if take == Take::Theirs { &other } else { &one };
        if let Some(kept) = kept {
            stands.push((name.clone(), kept.clone()));
        }
        if take == Take::Conflict {
            disputed.push((name.clone(), one, other));
        }
    }
    (stands, disputed)
}

/// Merges fields of other programs; conflicts are named `ext KEY`.
#[expect(clippy::type_complexity, reason = "as above")]
pub(super) fn ext(
    ours: &Ext,
    theirs: &Ext,
    base: Option<&Ext>,
) -> (Ext, Vec<(String, Option<String>, Option<String>)>) {
    let (stands, disputed) = named(ours, theirs, base.map(Vec::as_slice));
    let disputed = disputed.into_iter().map(|(key, one, other)| (format!("ext {key}"), one, other)).collect();
    (stands, disputed)
}

/// Returns the value of an unknown field.
pub(super) fn unknown_value(fields: &Unknown, name: &str) -> Option<String> {
    fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
}

/// Merges what was in conflict before with what is new: a set by field, then bytes. An entry that was settled on one
/// side is gone, and so is one that equals the present value.
pub(super) fn conflicts(
    ours: &[Conflict],
    theirs: &[Conflict],
    base: Option<&[Conflict]>,
    new: Vec<Conflict>,
    present: impl Fn(&str) -> Option<String>,
) -> Vec<Conflict> {
    let bytes = |conflict: &Conflict| format!("{}\u{0}{:?}", conflict.field, conflict.theirs);
    let mut all = super::set::merged(ours, theirs, base, bytes);
    for conflict in new {
        if !all.iter().any(|known| known.field == conflict.field && known.theirs == conflict.theirs) {
            all.push(conflict);
        }
    }
    all.retain(|conflict| present(&conflict.field) != conflict.theirs);
    all.sort_by(|one, other| (&one.field, &one.theirs).cmp(&(&other.field, &other.theirs)));
    all
}
