//! What two annotators say of the claims that they both have: claimants, links, ratings and probabilities.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Claim, ClaimId, Credibility, Rel, Reliability, TagId};

use super::study::{Counted, CountedPair, Layer, Study, claimants};
use super::{Undefined, Value};

/// How far annotators coincide in one field of the claims that they both have.
#[derive(Clone, Debug, PartialEq)]
pub struct OnMatched {
    /// `claimants`, `links`, `reliability`, `credibility` or `probability`.
    pub name: &'static str,
    /// The share of equal values; for `probability` the mean absolute difference.
    pub value: Value,
    /// How many were compared.
    pub n: u64,
}

/// Sums up one field over all pairs of annotators and documents.
#[derive(Default)]
struct Sum {
    n: u64,
    sum: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.n += 1;
        self.sum += value;
    }

    fn add_equal<T: PartialEq>(&mut self, one: T, other: T) {
        self.add(f64::from(u8::from(one == other)));
    }

    fn named(self, name: &'static str, nothing: Undefined) -> OnMatched {
        let value = match self.n {
            0 => Value::Undefined(nothing),
            n => Value::Number(self.sum / n as f64),
        };
        OnMatched { name, value, n: self.n }
    }
}

#[derive(Default)]
struct Sums {
    claimants: Sum,
    links: Sum,
    reliability: Sum,
    credibility: Sum,
    probability: Sum,
}

/// Compares the fields of the claims that two annotators both have, over every two annotators and all documents.
pub fn on_matched(study: &Study) -> Vec<OnMatched> {
    on_matched_of(study, None)
}

/// Compares them for claims of one tag alone, or all.
pub fn on_matched_of(study: &Study, tag: Option<&TagId>) -> Vec<OnMatched> {
    let mut sums = Sums::default();
    for document in &study.documents {
        for pair in &document.pairs {
            compare(document, pair, tag, &mut sums);
        }
    }
    vec![
        sums.claimants.named("claimants", Undefined::NothingMatched),
        sums.links.named("links", Undefined::NoLinks),
        sums.reliability.named("reliability", Undefined::NothingRated),
        sums.credibility.named("credibility", Undefined::NothingRated),
        sums.probability.named("probability", Undefined::NoProbabilities),
    ]
}

fn compare(document: &Counted, pair: &CountedPair, tag: Option<&TagId>, sums: &mut Sums) {
    let layer = |number: usize| document.layers.get(number).and_then(Option::as_ref);
    let (Some(one), Some(other)) = (layer(pair.annotators.0), layer(pair.annotators.1)) else { return };
    let matched: Vec<(&Claim, &Claim)> = pair
        .matched
        .iter()
        .filter(|matched| matched.is_same_claim())
        .filter_map(|matched| {
            Some((&*one.marked.get(matched.a)?.claim, &*other.marked.get(matched.b)?.claim))
        })
        .filter(|(claim, _)| tag.is_none_or(|tag| claim.tag == *tag))
        .collect();
    for (a, b) in &matched {
        sums.claimants.add_equal(claimants(a), claimants(b));
        if let (Some(a), Some(b)) = (reliability(a), reliability(b)) {
            sums.reliability.add_equal(a, b);
        }
        if let (Some(a), Some(b)) = (credibility(a), credibility(b)) {
            sums.credibility.add_equal(a, b);
        }
        if let (Some(a), Some(b)) = (probability(a), probability(b)) {
            sums.probability.add((a - b).abs());
        }
    }
    let ids = || matched.iter().map(|(a, b)| (&a.id, &b.id)).unzip::<_, _, Vec<_>, Vec<_>>();
    let ((a, b), (c, d)) = (ids(), ids());
    let links = (links(one, [a, b]), links(other, [d, c]));
    for link in links.0.union(&links.1) {
        sums.links.add_equal(links.0.contains(link), links.1.contains(link));
    }
}

fn reliability(claim: &Claim) -> Option<Reliability> {
    claim.rating.reliability.filter(|reliability| *reliability != Reliability::F)
}

fn credibility(claim: &Claim) -> Option<Credibility> {
    claim.rating.credibility.filter(|credibility| *credibility != Credibility::Six)
}

/// Returns the probability of a forecast.
pub(super) fn probability(claim: &Claim) -> Option<f64> {
    let forecast = claim.forecast.as_ref().filter(|_| claim.tag.as_str() == "forecast");
    forecast.and_then(|forecast| forecast.probability)
}

/// Returns the links of a layer both of whose ends are claims that both have, with the numbers of these. `ids` are those
/// of the matched claims in the layer itself, then in the other's.
fn links(layer: &Layer, ids: [Vec<&ClaimId>; 2]) -> BTreeSet<(usize, Rel, usize)> {
    let [own, others] = ids.map(|ids| {
        ids.into_iter().enumerate().map(|(number, id)| (id, number)).collect::<BTreeMap<&ClaimId, usize>>()
    });
    let unmatched: BTreeSet<&ClaimId> =
        layer.marked.iter().map(|marked| &marked.claim.id).filter(|id| !own.contains_key(id)).collect();
    // A link may point into the other's layer; in doubt into its own: an id says nothing about whose it is.
    let end = |id: &ClaimId| {
        let elsewhere = || others.get(id).filter(|_| !unmatched.contains(id));
        own.get(id).or_else(elsewhere).copied()
    };
    let mut links = BTreeSet::new();
    for claim in layer.marked.iter().map(|marked| &marked.claim) {
        let Some(from) = own.get(&claim.id) else { continue };
        let ends = claim.links.iter().filter_map(|link| Some((link.rel, end(link.to.as_ref()?)?)));
        links.extend(ends.map(|(rel, to)| (*from, rel, to)));
    }
    links
}
