//! What became of an annotator's claims in the gold layer.

use std::collections::{HashMap, HashSet};

use crate::model::{ClaimId, Decision, Verdict};

use super::decide::Ledger;
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
    /// It is in the gold layer, with a claim whose place in the present text is not sure.
    Unsure,
    /// It was left out.
    Dropped {
        /// Why; empty when not given.
        reason: &'a str,
    },
}

/// Returns what became of each claim of `mine`, in its order.
pub fn fates<'a>(mine: &[Entry], gold: &'a Source, decisions: &'a [Decision]) -> Vec<Fate<'a>> {
    let ledger = Ledger::of(decisions);
    let made: HashMap<&ClaimId, &Entry> = gold.entries.iter().map(|gold| (&gold.claim.id, gold)).collect();
    let fate = |entry: &Entry| {
        let Some(decision) = ledger.about(&entry.claim.id) else {
            return Fate::Undecided;
        };
        let reason = decision.reason.as_str();
        match (decision.verdict, decision.gold.as_ref().and_then(|id| made.get(id).copied())) {
            (Verdict::Dropped, _) => Fate::Dropped { reason },
            (_, None) => Fate::Unsure,
            (_, Some(gold)) => {
                let differences: Vec<Difference> = between(entry, gold).collect();
                if differences.is_empty() { Fate::Kept } else { Fate::Changed { differences, gold, reason } }
            }
        }
    };
    mine.iter().map(fate).collect()
}

/// Returns the gold claims that were made from none of the annotator's, which are `mine`, those without a sure place
/// included: what the annotator missed.
pub fn missed<'a, 'b>(mine: impl IntoIterator<Item = &'b ClaimId>, gold: &'a Source) -> Vec<&'a Entry> {
    let mine: HashSet<&ClaimId> = mine.into_iter().collect();
    gold.entries.iter().filter(|gold| !gold.claim.from.iter().any(|from| mine.contains(from))).collect()
}
