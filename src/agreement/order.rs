//! An order of a layer's claims that no id, no name and no file decides: by what they mark and say, then by what they
//! are linked with.

use std::collections::{BTreeMap, BTreeSet};

use crate::matching::Mark;
use crate::model::{ClaimId, Credibility, Rel, Reliability};

use super::on_matched::probability;
use super::study::{Marked, claimants};

/// What a claim marks and says, as far as a measure looks at it. Probabilities are never negative, so their bits are
/// ordered as they are.
type Content<'a> = (&'a Mark, BTreeSet<&'a str>, Rating, Option<u64>);

/// Reliability and credibility.
type Rating = (Option<Reliability>, Option<Credibility>);

/// The links of a claim, with the ranks of what stands at their other ends: to others, then from others.
type Links = [Vec<(Rel, usize)>; 2];

/// Puts the claims in order. Those that stay in the order of the file are exchangeable.
pub(super) fn put_in_order(marked: &mut Vec<Marked>) {
    let ranks = ranks(marked);
    let mut ranked: Vec<(usize, Marked)> = ranks.into_iter().zip(marked.drain(..)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    marked.extend(ranked.into_iter().map(|(_, marked)| marked));
}

/// Returns what orders two layers whose claims are in order.
pub(super) fn key(marked: &[Marked]) -> Vec<(Content<'_>, Links)> {
    let links = links(marked, &ranks(marked));
    contents(marked).into_iter().zip(links).collect()
}

fn contents<'a>(marked: &'a [Marked]) -> Vec<Content<'a>> {
    let content = |marked: &'a Marked| {
        let claim = &*marked.claim;
        let rating = (claim.rating.reliability, claim.rating.credibility);
        (&marked.mark, claimants(claim), rating, probability(claim).map(f64::to_bits))
    };
    marked.iter().map(content).collect()
}

/// Returns the rank of each claim; equal ones cannot be told apart.
fn ranks(marked: &[Marked]) -> Vec<usize> {
    let mut ranks = dense(&contents(marked));
    // Claims that are equal so far are told apart by what they are linked with, as long as that tells more.
    loop {
        let finer = dense(&ranks.iter().copied().zip(links(marked, &ranks)).collect::<Vec<_>>());
        if finer == ranks {
            return ranks;
        }
        ranks = finer;
    }
}

fn links(marked: &[Marked], ranks: &[usize]) -> Vec<Links> {
    let numbers: BTreeMap<&ClaimId, usize> =
        marked.iter().enumerate().map(|(number, marked)| (&marked.claim.id, number)).collect();
    let mut links = vec![Links::default(); marked.len()];
    for (from, marked) in marked.iter().enumerate() {
        for link in &marked.claim.links {
            let Some(to) = link.to.as_ref().and_then(|to| numbers.get(to)) else { continue };
            for (side, end, other) in [(0, from, *to), (1, *to, from)] {
                let list = links.get_mut(end).and_then(|links| links.get_mut(side));
                if let (Some(list), Some(rank)) = (list, ranks.get(other)) {
                    list.push((link.rel, *rank));
                }
            }
        }
    }
    links.iter_mut().flatten().for_each(|links| links.sort_unstable());
    links
}

/// Returns for each key how many smaller ones there are.
fn dense<K: Ord>(keys: &[K]) -> Vec<usize> {
    let mut sorted: Vec<&K> = keys.iter().collect();
    sorted.sort();
    keys.iter().map(|key| sorted.partition_point(|other| *other < key)).collect()
}
