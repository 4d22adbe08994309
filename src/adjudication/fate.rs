//! What became of an annotator's claims in the gold layer.

use crate::model::{Decision, Verdict};

use super::difference::{Difference, between};
use super::{Entry, Source};

/// What became of one claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate<'a> {
    /// Nothing was decided about it yet.
    Undecided,
    /// It is in the gold layer as it was.
    Kept,
    /// It is in the gold layer with changes.
    Changed {
        /// In what the gold claim differs.
        differences: Vec<Difference>,
        /// The gold claim.
        gold: &'a Entry,
        /// Why; empty when not given.
        reason: &'a str,
    },
    /// It was left out.
    Dropped {
        /// Why; empty when not given.
        reason: &'a str,
    },
}

/// Returns what became of each claim of `mine`, in its order.
pub fn fates<'a>(mine: &[Entry], gold: &'a Source, decisions: &'a [Decision]) -> Vec<Fate<'a>> {
    mine.iter()
        .map(|entry| {
            let about = |decision: &&Decision| decision.claims.contains(&entry.claim.id);
            let Some(decision) = decisions.iter().rev().find(about) else {
                return Fate::Undecided;
            };
            let reason = decision.reason.as_str();
            let made =
                decision.gold.as_ref().and_then(|id| gold.entries.iter().find(|gold| gold.claim.id == *id));
            match (decision.verdict, made) {
                (Verdict::Dropped, _) | (_, None) => Fate::Dropped { reason },
                (_, Some(gold)) => {
                    let differences: Vec<Difference> = between(entry, gold).collect();
                    if differences.is_empty() {
                        Fate::Kept
                    } else {
                        Fate::Changed { differences, gold, reason }
                    }
                }
            }
        })
        .collect()
}

/// Returns the gold claims that were made from none of `mine`: what the annotator missed.
pub fn missed<'a>(mine: &[Entry], gold: &'a Source) -> Vec<&'a Entry> {
    let is_mine = |from: &crate::model::ClaimId| mine.iter().any(|entry| entry.claim.id == *from);
    gold.entries.iter().filter(|gold| !gold.claim.from.iter().any(is_mine)).collect()
}
