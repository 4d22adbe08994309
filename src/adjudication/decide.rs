//! What was decided about a cluster, and the gold claim that a decision makes.

use std::collections::HashMap;
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

/// Returns how a cluster stands.
pub fn stand<'a>(cluster: &Cluster, sources: &[Source], decisions: &'a [Decision]) -> Stand<'a> {
    let members: Vec<(&ClaimId, Timestamp)> =
        cluster.entries(sources).map(|(_, entry)| (&entry.claim.id, entry.claim.modified)).collect();
    let about =
        |decision: &&Decision| decision.claims.iter().any(|id| members.iter().any(|(one, _)| *one == id));
    // The latest decision about one of the claims counts.
    let Some(decision) = decisions.iter().rev().find(about) else {
        return Stand::Open;
    };
    let saw = |(id, modified): &(&ClaimId, Timestamp)| {
        decision.claims.iter().zip(&decision.seen).any(|(one, seen)| one == *id && seen == modified)
    };
    let is_whole = decision.claims.len() == members.len() && members.iter().all(saw);
    if is_whole { Stand::Decided(decision) } else { Stand::Changed(decision) }
}

/// Returns the decision about a cluster: which claims it saw, in which version.
pub fn decision(
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
pub fn gold_claim(
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
pub fn relinked(gold: &[Arc<Claim>], now: Timestamp) -> Vec<Claim> {
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
