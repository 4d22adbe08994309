//! The rule for one field: who changed it decides, and where both did, ours stands and theirs is noted.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ClaimId, Conflict};

use super::{FieldConflict, set};

/// Three versions of one thing.
pub(super) struct Three<'a, T: ?Sized> {
    /// The one whose values stand in a conflict.
    pub ours: &'a T,
    /// The other.
    pub theirs: &'a T,
    /// The one that both come from, where there is one.
    pub base: Option<&'a T>,
}

impl<'a, T: ?Sized> Three<'a, T> {
    /// Returns the three versions of a part.
    pub(super) fn part<U: ?Sized>(&self, of: impl Fn(&'a T) -> &'a U) -> Three<'a, U> {
        Three { ours: of(self.ours), theirs: of(self.theirs), base: self.base.map(of) }
    }
}

/// A field that is one value: its name, and how it is taken over.
pub(super) type Field<T> = (&'static str, fn(&mut T, &T));

/// A field that both sides changed differently, as RON texts; `None` is a field that is not set.
pub(super) struct Dispute {
    /// The field's name, as conflicts have it.
    pub field: String,
    /// What stands.
    pub ours: Option<String>,
    /// What theirs has.
    pub theirs: Option<String>,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Take {
    /// Ours stands.
    Ours,
    /// Theirs stands.
    Theirs,
    /// Ours stands for the time being.
    Conflict,
}

/// Decides by the RON texts of the field; `None` is a field that is not set. `base` is `None` without a base.
fn decide(ours: Option<&str>, theirs: Option<&str>, base: Option<Option<&str>>) -> Take {
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

/// Merges fields that are one value each into `merged`, which has ours. `written` gives a field's RON text.
pub(super) fn values<T>(
    merged: &mut T,
    versions: &Three<'_, T>,
    fields: &[Field<T>],
    written: fn(&T, &str) -> Option<String>,
) -> Vec<Dispute> {
    let mut disputes = Vec::new();
    for (name, take) in fields {
        let (ours, theirs) = (written(versions.ours, name), written(versions.theirs, name));
        let base = versions.base.map(|base| written(base, name));
        match decide(ours.as_deref(), theirs.as_deref(), base.as_ref().map(Option::as_deref)) {
            Take::Ours => {}
            Take::Theirs => take(merged, versions.theirs),
            Take::Conflict => disputes.push(Dispute { field: (*name).to_owned(), ours, theirs }),
        }
    }
    disputes
}

/// Merges named raw values, each as one field, into what stands. In a conflict's name `prefix` stands before theirs.
pub(super) fn named(
    prefix: &str,
    versions: &Three<'_, Vec<(String, String)>>,
) -> (Vec<(String, String)>, Vec<Dispute>) {
    fn by_name(fields: &[(String, String)]) -> BTreeMap<&str, &str> {
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
    if versions.ours == versions.theirs {
        return (versions.ours.clone(), Vec::new());
    }
    let (ours, theirs) = (by_name(versions.ours), by_name(versions.theirs));
    let base = versions.base.map(|base| by_name(base));
    let mut stands = Vec::new();
    let mut disputes = Vec::new();
    for name in names(versions) {
        let (one, other) = (ours.get(name).copied(), theirs.get(name).copied());
        let take = decide(one, other, base.as_ref().map(|base| base.get(name).copied()));
        let kept = if take == Take::Theirs { other } else { one };
        stands.extend(kept.map(|kept| (name.to_owned(), kept.to_owned())));
        if take == Take::Conflict {
            disputes.push(Dispute {
                field: format!("{prefix}{name}"),
                ours: one.map(str::to_owned),
                theirs: other.map(str::to_owned),
            });
        }
    }
    (stands, disputes)
}

/// Returns all names, in an order that does not depend on which side is ours: where only one side changed anything, its
/// own, else the base's and behind them the others by their bytes.
fn names<'a>(versions: &Three<'a, Vec<(String, String)>>) -> Vec<&'a str> {
    let list = |fields: &'a [(String, String)]| fields.iter().map(|(name, _)| name.as_str()).collect();
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (list(versions.ours), list(versions.theirs));
    let base: Vec<&str> = versions.base.map(|base| list(base)).unwrap_or_default();
    let is_base = |side: &[(String, String)]| {
        let of = |fields: &'a [(String, String)]| fields.iter().collect::<BTreeSet<_>>();
        side.iter().collect::<BTreeSet<_>>() == versions.base.map(|base| of(base)).unwrap_or_default()
    };
    // As with sets, mere order is no change.
    let first = match (is_base(versions.ours), is_base(versions.theirs)) {
        _ if ours == theirs => &ours,
        (false, true) => &ours,
        (true, false) => &theirs,
        _ => &base,
    };
    let mut names = first.clone();
    let known: BTreeSet<&str> = names.iter().copied().collect();
    let all: BTreeSet<&str> = ours.iter().chain(&theirs).copied().collect();
    names.extend(all.difference(&known));
    names
}

/// Returns the value of a named field.
pub(super) fn value(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
}

/// Returns what is open now, and of that what was open on neither side. What was in conflict before merges as a set, so
/// what was settled on one side is gone; what equals the present value is no conflict.
pub(super) fn questions(
    id: Option<&ClaimId>,
    versions: &Three<'_, Vec<Conflict>>,
    disputes: Vec<Dispute>,
    present: impl Fn(&str) -> Option<String>,
) -> (Vec<Conflict>, Vec<FieldConflict>) {
    let bytes = |conflict: &Conflict| format!("{}\u{0}{:?}", conflict.field, conflict.theirs);
    let had = |side: &[Conflict], field: &str, theirs: &Option<String>| {
        side.iter().any(|conflict| conflict.field == field && conflict.theirs == *theirs)
    };
    let base = versions.base.map(Vec::as_slice);
    let mut open = set::merged(versions.ours, versions.theirs, base, bytes);
    let mut new = Vec::new();
    for Dispute { field, ours, theirs } in disputes {
        if !had(&open, &field, &theirs) {
            let (field, theirs) = (field.clone(), theirs.clone());
            open.push(Conflict { field, theirs, unknown: Default::default() });
        }
        if !had(versions.ours, &field, &theirs) && !had(versions.theirs, &field, &theirs) {
            new.push(FieldConflict { id: id.cloned(), field, ours, theirs });
        }
    }
    open.retain(|conflict| present(&conflict.field) != conflict.theirs);
    open.sort_by(|one, other| (&one.field, &one.theirs).cmp(&(&other.field, &other.theirs)));
    (open, new)
}
