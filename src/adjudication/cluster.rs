//! Which claims of several layers are about the same words.

use std::cmp::Reverse;

use crate::matching::{self, Mark, Pair};

use super::difference::{Difference, Targets, differences};
use super::{Entry, Source};

/// Claims of several layers that belong together, at most one of each layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// By layer: the number of its claim, or none.
    pub members: Vec<Option<usize>>,
    /// In what they differ, the gravest first; empty when all layers have the same claim.
    pub differences: Vec<Difference>,
    /// Where the first of the claims starts, in code points.
    pub start: u32,
    /// Where the last of them ends.
    pub end: u32,
}

impl Cluster {
    /// Returns its claims with the numbers of their layers.
    pub fn entries<'a>(&'a self, sources: &'a [Source]) -> impl Iterator<Item = (usize, &'a Entry)> {
        self.members
            .iter()
            .enumerate()
            .filter_map(|(source, member)| Some((source, sources.get(source)?.entries.get((*member)?)?)))
    }

    /// Returns whether every layer has the claim and no field differs.
    pub fn is_agreed(&self) -> bool {
        self.differences.is_empty()
    }

    /// Returns its layers in groups whose claims have the same tag and cover the same characters: what can be drawn as one
    /// line. Layers and groups keep their order.
    pub fn alike(&self, sources: &[Source]) -> Vec<Vec<usize>> {
        let mut groups: Vec<(&Mark, Vec<usize>)> = Vec::new();
        for (layer, entry) in self.entries(sources) {
            match groups.iter_mut().find(|(mark, _)| **mark == entry.mark) {
                Some((_, layers)) => layers.push(layer),
                None => groups.push((&entry.mark, vec![layer])),
            }
        }
        groups.into_iter().map(|(_, layers)| layers).collect()
    }

    /// Returns how grave its gravest difference is; 0 when there is none.
    pub fn weight(&self) -> u8 {
        self.differences.first().map_or(0, Difference::weight)
    }
}

/// Groups the claims of all layers, in the order of the text. Layers are matched two by two as for scoring; the closest
/// pairs join first, and two claims of one layer never come together.
pub fn clusters(sources: &[Source]) -> Vec<Cluster> {
    let mut groups = Groups::of(sources);
    for ((one, other), pair) in pairs(sources) {
        groups.join((one, pair.a), (other, pair.b));
    }
    let targets = Targets::of(sources);
    let mut clusters: Vec<Cluster> =
        groups.members().into_iter().filter_map(|members| cluster(sources, &targets, members)).collect();
    clusters.sort_by(|one, other| {
        (one.start, Reverse(one.end), &one.members).cmp(&(other.start, Reverse(other.end), &other.members))
    });
    clusters
}

fn cluster(sources: &[Source], targets: &Targets<'_>, members: Vec<Option<usize>>) -> Option<Cluster> {
    let cluster = Cluster { members, differences: Vec::new(), start: 0, end: 0 };
    let places = || cluster.entries(sources).map(|(_, entry)| &entry.mark.place);
    let (start, end) = (places().map(|place| place.start()).min()?, places().map(|place| place.end()).max()?);
    let differences = differences(sources, targets, &cluster);
    Some(Cluster { differences, start, end, ..cluster })
}

/// Returns the matched pairs of every two layers, the closest first.
fn pairs(sources: &[Source]) -> Vec<((usize, usize), Pair)> {
    let mut all = Vec::new();
    for (one, a) in sources.iter().enumerate() {
        for (other, b) in sources.iter().enumerate().skip(one + 1) {
            let prefers = |x: usize, y: usize| {
                let of = |source: &Source, at: usize| source.entries.get(at).map(|entry| entry.claim.clone());
                of(a, x).zip(of(b, y)).is_some_and(|(one, other)| one.claimants == other.claimants)
            };
            let matched = matching::best(&marks(a), &marks(b), prefers);
            let belong = matched.into_iter().filter(|pair| belong_together(a, b, pair));
            all.extend(belong.map(|pair| ((one, other), pair)));
        }
    }
    all.sort_by(|(layers, pair), (other_layers, other)| {
        let key = |pair: &Pair| (!pair.is_same_claim(), !pair.has_equal_tags, !pair.has_equal_borders);
        // Shares are compared as fractions, exactly.
        let share = (u64::from(other.overlap) * u64::from(pair.union))
            .cmp(&(u64::from(pair.overlap) * u64::from(other.union)));
        key(pair).cmp(&key(other)).then(share).then((layers, pair.a, pair.b).cmp(&(
            other_layers,
            other.a,
            other.b,
        )))
    });
    all
}

/// Returns whether two claims are about the same words: half of the characters are common; with equal tags it is enough
/// that most of the shorter one lies within the longer.
fn belong_together(a: &Source, b: &Source, pair: &Pair) -> bool {
    let is_half = u64::from(pair.overlap) * 2 >= u64::from(pair.union);
    let length =
        |source: &Source, at: usize| source.entries.get(at).map_or(0, |entry| entry.mark.place.char_count());
    let shorter = length(a, pair.a).min(length(b, pair.b));
    is_half || (pair.has_equal_tags && u64::from(pair.overlap) * 2 > u64::from(shorter))
}

fn marks(source: &Source) -> Vec<&Mark> {
    source.entries.iter().map(|entry| &entry.mark).collect()
}

/// Sets of claims that grow together.
struct Groups {
    /// By layer and claim: the number of its group.
    group_of: Vec<Vec<usize>>,
    /// By group: its claims by layer; `None` when it went into another.
    groups: Vec<Option<Vec<Option<usize>>>>,
}

impl Groups {
    fn of(sources: &[Source]) -> Self {
        let mut groups = Vec::new();
        let mut group_of = Vec::with_capacity(sources.len());
        for (number, source) in sources.iter().enumerate() {
            let first = groups.len();
            for claim in 0..source.entries.len() {
                let mut members = vec![None; sources.len()];
                if let Some(slot) = members.get_mut(number) {
                    *slot = Some(claim);
                }
                groups.push(Some(members));
            }
            group_of.push((first..groups.len()).collect());
        }
        Self { group_of, groups }
    }

    fn group(&self, (layer, claim): (usize, usize)) -> Option<usize> {
        self.group_of.get(layer)?.get(claim).copied()
    }

    fn join(&mut self, one: (usize, usize), other: (usize, usize)) {
        let (Some(into), Some(from)) = (self.group(one), self.group(other)) else { return };
        if into == from {
            return;
        }
        let (Some(Some(mine)), Some(Some(theirs))) = (self.groups.get(into), self.groups.get(from)) else {
            return;
        };
        if mine.iter().zip(theirs).any(|(mine, theirs)| mine.is_some() && theirs.is_some()) {
            return;
        }
        let joined: Vec<Option<usize>> =
            mine.iter().zip(theirs).map(|(mine, theirs)| mine.or(*theirs)).collect();
        for (layer, member) in joined.iter().enumerate() {
            if let Some(slot) = member.and_then(|claim| self.group_of.get_mut(layer)?.get_mut(claim)) {
                *slot = into;
            }
        }
        if let Some(slot) = self.groups.get_mut(into) {
            *slot = Some(joined);
        }
        if let Some(slot) = self.groups.get_mut(from) {
            *slot = None;
        }
    }

    fn members(self) -> Vec<Vec<Option<usize>>> {
        self.groups.into_iter().flatten().collect()
    }
}
