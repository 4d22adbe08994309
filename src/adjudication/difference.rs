//! In what the claims of a cluster differ.

use std::collections::{BTreeSet, HashMap};

use crate::model::{Claim, ClaimId, Link};

use super::cluster::Cluster;
use super::{Entry, Source};

/// One thing in which claims that belong together differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Some layer has no such claim.
    Missing,
    /// The tags differ.
    Tag,
    /// Other characters are covered.
    Borders,
    /// Who makes the claim.
    Claimants,
    /// Through whom it came.
    Via,
    /// Whom it blames.
    Against,
    /// How the document gives it.
    Voice,
    /// What it answers.
    Links,
    /// How probable the text makes it.
    Probability,
    /// What is forecast, or when it is due.
    Forecast,
    /// The Admiralty rating.
    Rating,
    /// When it was said.
    Said,
}

impl Difference {
    /// Returns how grave it is, from 1: what the list is sorted by.
    pub fn weight(&self) -> u8 {
        match self {
            Self::Tag => 6,
            Self::Missing => 5,
            Self::Borders => 4,
            Self::Claimants | Self::Links => 3,
            Self::Probability | Self::Forecast | Self::Against => 2,
            Self::Via | Self::Voice | Self::Rating | Self::Said => 1,
        }
    }

    /// Returns what is said of it: "other tag".
    pub fn words(&self) -> &'static str {
        match self {
            Self::Missing => "not in all layers",
            Self::Tag => "other tag",
            Self::Borders => "other borders",
            Self::Claimants => "other claimants",
            Self::Via => "other relays",
            Self::Against => "against others",
            Self::Voice => "other voice",
            Self::Links => "other links",
            Self::Probability => "other probability",
            Self::Forecast => "other event or due date",
            Self::Rating => "other rating",
            Self::Said => "said at another time",
        }
    }
}

/// A field that is compared: what differs when it is not alike.
type Field = (Difference, fn(&Claim, &Claim) -> bool);

/// The fields that a claim's readers compare; gists, notes and labels are the annotator's own words and are not.
const FIELDS: &[Field] = &[
    (Difference::Tag, |one, other| one.tag == other.tag),
    (Difference::Claimants, |one, other| {
        names(&one.claimants) == names(&other.claimants) && one.unnamed == other.unnamed
    }),
    (Difference::Via, |one, other| one.via == other.via),
    (Difference::Against, |one, other| names(&one.against) == names(&other.against)),
    (Difference::Voice, |one, other| one.voice == other.voice),
    (Difference::Probability, |one, other| probability(one) == probability(other)),
    (Difference::Forecast, |one, other| event(one) == event(other)),
    (Difference::Rating, |one, other| {
        (one.rating.reliability, one.rating.credibility)
            == (other.rating.reliability, other.rating.credibility)
    }),
    (Difference::Said, |one, other| one.said == other.said),
];

fn names(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}

fn probability(claim: &Claim) -> Option<u64> {
    claim.forecast.as_ref()?.probability.map(f64::to_bits)
}

fn event(claim: &Claim) -> Option<(bool, Option<crate::model::PartialDate>)> {
    let forecast = claim.forecast.as_ref()?;
    Some((forecast.event.trim().is_empty(), forecast.due))
}

/// Where the claims of all layers are, by id: what links point at.
pub(super) struct Targets<'a>(HashMap<&'a ClaimId, &'a Entry>);

impl<'a> Targets<'a> {
    pub(super) fn of(sources: &'a [Source]) -> Self {
        let entries = sources.iter().flat_map(|source| &source.entries);
        // Of an id that several layers have, the first counts.
        let mut targets = HashMap::new();
        for entry in entries {
            targets.entry(&entry.claim.id).or_insert(entry);
        }
        Self(targets)
    }
}

/// Returns in what the claims of a cluster differ, the gravest first.
pub(super) fn differences(sources: &[Source], targets: &Targets<'_>, cluster: &Cluster) -> Vec<Difference> {
    let mut found = BTreeSet::new();
    let entries: Vec<(usize, &Entry)> = cluster.entries(sources).collect();
    if entries.len() < sources.len() {
        found.insert(Difference::Missing);
    }
    if let Some(((_, first), rest)) = entries.split_first() {
        for (_, other) in rest {
            found.extend(between(first, other));
            if !has_equal_links(targets, first, other) {
                found.insert(Difference::Links);
            }
        }
    }
    let mut found: Vec<Difference> = found.into_iter().collect();
    found.sort_by_key(|difference| std::cmp::Reverse(difference.weight()));
    found
}

/// Returns in what two claims differ, links apart.
pub(super) fn between<'a>(one: &'a Entry, other: &'a Entry) -> impl Iterator<Item = Difference> + 'a {
    let borders = (one.mark.place != other.mark.place).then_some(Difference::Borders);
    let fields = FIELDS.iter().filter(|(_, is_alike)| !is_alike(&one.claim, &other.claim));
    fields.map(|(difference, _)| *difference).chain(borders)
}

/// Returns whether two claims link alike: as often with the same relation, and to the same words of the text, or with the
/// same words.
fn has_equal_links(targets: &Targets<'_>, one: &Entry, other: &Entry) -> bool {
    let (mine, theirs) = (&one.claim.links, &other.claim.links);
    let is_alike = |a: &Link, b: &Link| a.rel == b.rel && is_same_target(targets, a, b);
    mine.len() == theirs.len()
        && mine.iter().all(|a| theirs.iter().any(|b| is_alike(a, b)))
        && theirs.iter().all(|b| mine.iter().any(|a| is_alike(a, b)))
}

fn is_same_target(targets: &Targets<'_>, one: &Link, other: &Link) -> bool {
    match (&one.to, &other.to) {
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) => {
            // Two annotators' claims are one target when they cover common words.
            let both = targets.0.get(a).zip(targets.0.get(b));
            both.is_some_and(|(a, b)| a.mark.place.overlap(&b.mark.place) > 0)
        }
        (None, None) => one.words.trim() == other.words.trim(),
        _ => false,
    }
}
