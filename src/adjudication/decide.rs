//! What was decided about a cluster, and the gold claim that a decision makes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Claim, ClaimId, Decision, Timestamp, Verdict};

use super::Source;
use super::cluster::Cluster;

/// How a cluster stands in the gold layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand<'a> {
    /// Nothing was decided about any of its claims.
    Open,
    /// Decided, and nothing has changed since.
    Decided(&'a Decision),
    /// Decided, but a claim has changed since, or another one has joined; the decision stands until it is made anew.
    Changed(&'a Decision),
}

/// The decisions of a gold layer, looked up by the claims they are about.
#[derive(Clone, Debug, Default)]
pub struct Ledger<'a> {
    decisions: &'a [Decision],
    /// By claim: the number of the latest decision about it.
    latest: HashMap<&'a ClaimId, usize>,
}

impl<'a> Ledger<'a> {
    /// Opens the ledger of these decisions.
    pub fn of(decisions: &'a [Decision]) -> Self {
        let numbered = decisions.iter().enumerate();
        let latest =
            numbered.flat_map(|(number, decision)| decision.claims.iter().map(move |id| (id, number)));
        Self { decisions, latest: latest.collect() }
    }

    /// Returns the latest decision about a claim.
    pub fn about(&self, id: &ClaimId) -> Option<&'a Decision> {
        self.latest.get(id).and_then(|number| self.decisions.get(*number))
    }

    /// Returns how a cluster stands: the latest decision about one of its claims counts.
    pub fn stand(&self, cluster: &Cluster, sources: &[Source]) -> Stand<'a> {
        let members = || cluster.entries(sources).map(|(_, entry)| (&entry.claim.id, entry.claim.modified));
        let latest = members().filter_map(|(id, _)| self.latest.get(id)).max();
        let Some(decision) = latest.and_then(|number| self.decisions.get(*number)) else {
            return Stand::Open;
        };
        let saw = |(id, modified): (&ClaimId, Timestamp)| {
            decision.claims.iter().zip(&decision.seen).any(|(one, seen)| one == id && *seen == modified)
        };
        let is_whole = decision.claims.len() == members().count() && members().all(saw);
        if is_whole { Stand::Decided(decision) } else { Stand::Changed(decision) }
    }
}

/// What is wanted of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// The claim of the layer with that number, as it is.
    Take(usize),
    /// A claim with another tag or other borders.
    Change(Box<Claim>),
    /// No claim.
    Drop,
}

/// What decisions change in a gold layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// Claims that are put in, or in the place of those with their ids.
    pub put: Vec<Claim>,
    /// Claims that go: what was decided before led to them.
    pub remove: Vec<ClaimId>,
    /// All decisions that the layer has from now on.
    pub decisions: Vec<Decision>,
}

/// Decides clusters, each with a reason. `gold` and `decisions` are what the gold layer has; an earlier decision about one
/// of the same claims gives way, and its claim keeps its id. Links to annotators' claims are put on gold claims.
pub fn settle(
    gold: &[Arc<Claim>],
    decisions: &[Decision],
    sources: &[Source],
    wishes: Vec<(&Cluster, Wish, String)>,
    mut new_id: impl FnMut() -> ClaimId,
    now: Timestamp,
) -> Settled {
    let ledger = Ledger::of(decisions);
    let present: HashMap<&ClaimId, &Arc<Claim>> = gold.iter().map(|claim| (&claim.id, claim)).collect();
    let mut gives_way = vec![false; decisions.len()];
    let mut made: Vec<Decision> = Vec::with_capacity(wishes.len());
    let mut settled = Settled::default();
    for (cluster, wish, reason) in wishes {
        let mut before: Vec<&Arc<Claim>> = Vec::new();
        for (_, entry) in cluster.entries(sources) {
            let Some(number) = ledger.latest.get(&entry.claim.id) else { continue };
            if let Some(mark) = gives_way.get_mut(*number).filter(|mark| !**mark) {
                *mark = true;
                let led_to = decisions.get(*number).and_then(|decision| decision.gold.as_ref());
                before.extend(led_to.and_then(|id| present.get(id)));
            }
        }
        let basis = match &wish {
            Wish::Take(layer) => {
                cluster.entries(sources).find(|(number, _)| number == layer).map(|(_, entry)| &*entry.claim)
            }
            Wish::Change(claim) => Some(&**claim),
            Wish::Drop => None,
        };
        let verdict = match wish {
            Wish::Take(_) if basis.is_some() => Verdict::Took,
            Wish::Change(_) => Verdict::Changed,
            // A layer that has no such claim says that it is none.
            Wish::Take(_) | Wish::Drop => Verdict::Dropped,
        };
        let keeps = before.first().filter(|_| basis.is_some()).map(|claim| claim.id.clone());
        settled.remove.extend(before.iter().skip(usize::from(keeps.is_some())).map(|claim| claim.id.clone()));
        let id = basis.map(|basis| {
            let id = keeps.unwrap_or_else(&mut new_id);
            let mut claim = gold_claim(basis, cluster, sources, id.clone(), now);
            if let Some(old) = before.first() {
                claim.created = old.created;
                claim.modified = old.next_modified(now);
            }
            settled.put.push(claim);
            id
        });
        made.push(decision(cluster, sources, verdict, id, reason));
    }
    let stay = decisions.iter().zip(&gives_way).filter(|(_, gives_way)| !**gives_way);
    settled.decisions = stay.map(|(decision, _)| decision.clone()).chain(made).collect();
    relink(gold, &mut settled, now);
    settled
}

/// Puts the links of what the gold layer will have on its own claims.
fn relink(gold: &[Arc<Claim>], settled: &mut Settled, now: Timestamp) {
    let removed: HashSet<&ClaimId> = settled.remove.iter().collect();
    // What a gold claim that goes was made from: links to it lead there again, until it is taken anew.
    let made_from: HashMap<&ClaimId, &ClaimId> = gold
        .iter()
        .filter(|claim| removed.contains(&claim.id))
        .filter_map(|claim| Some((&claim.id, claim.from.first()?)))
        .collect();
    let mut at: HashMap<ClaimId, usize> =
        settled.put.iter().enumerate().map(|(number, claim)| (claim.id.clone(), number)).collect();
    let stay = gold.iter().filter(|claim| !removed.contains(&claim.id) && !at.contains_key(&claim.id));
    let mut after: Vec<Arc<Claim>> =
        stay.map(Arc::clone).chain(settled.put.iter().cloned().map(Arc::new)).collect();
    let mut changed: Vec<Claim> = Vec::new();
    for claim in &mut after {
        let target = |to: &ClaimId| made_from.get(to).map(|from| ClaimId::clone(from));
        if claim.links.iter().filter_map(|link| link.to.as_ref()).any(|to| target(to).is_some()) {
            let back = Arc::make_mut(claim);
            for link in &mut back.links {
                if let Some(from) = link.to.as_ref().and_then(target) {
                    link.to = Some(from);
                }
            }
            back.modified = back.next_modified(now);
            changed.push(back.clone());
        }
    }
    changed.extend(relinked(&after, now));
    for claim in changed {
        match at.get(&claim.id).and_then(|number| settled.put.get_mut(*number)) {
            // It is put for the first time with these links.
            Some(put) => put.links = claim.links,
            None => {
                at.insert(claim.id.clone(), settled.put.len());
                settled.put.push(claim);
            }
        }
    }
}

/// Returns the decision about a cluster: which claims it saw, in which version.
pub(super) fn decision(
    cluster: &Cluster,
    sources: &[Source],
    verdict: Verdict,
    gold: Option<ClaimId>,
    reason: String,
) -> Decision {
    let (claims, seen) =
        cluster.entries(sources).map(|(_, entry)| (entry.claim.id.clone(), entry.claim.modified)).unzip();
    Decision { claims, seen, verdict, gold, reason, unknown: Default::default() }
}

/// Returns the claim that takes `basis` into the gold layer: all its fields, made from all claims of the cluster.
pub(super) fn gold_claim(
    basis: &Claim,
    cluster: &Cluster,
    sources: &[Source],
    id: ClaimId,
    now: Timestamp,
) -> Claim {
    Claim {
        id,
        from: cluster.entries(sources).map(|(_, entry)| entry.claim.id.clone()).collect(),
        conflicts: Default::default(),
        deleted_elsewhere: false,
        created: now,
        modified: now,
        ..basis.clone()
    }
}

/// Returns the gold claims whose links have to be put on gold claims: a link to an annotator's claim becomes one to the
/// claim that was made from it, as soon as there is one.
pub(super) fn relinked(gold: &[Arc<Claim>], now: Timestamp) -> Vec<Claim> {
    let mut made_from: HashMap<&ClaimId, &ClaimId> = HashMap::new();
    for claim in gold {
        for from in &claim.from {
            made_from.insert(from, &claim.id);
        }
    }
    let target = |to: &ClaimId| made_from.get(to).copied();
    let has_old_link = |claim: &&Arc<Claim>| {
        claim.links.iter().filter_map(|link| link.to.as_ref()).any(|to| target(to).is_some())
    };
    let renewed = gold.iter().filter(has_old_link).map(|claim| {
        let mut claim = Claim::clone(claim);
        for link in &mut claim.links {
            if let Some(new) = link.to.as_ref().and_then(target) {
                link.to = Some(new.clone());
            }
        }
        claim.modified = claim.next_modified(now);
        claim
    });
    renewed.collect()
}
