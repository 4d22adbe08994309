//! Several layers of one document side by side: which of their claims are the same, where they differ, and what was
//! decided about it.
//!
//! Claims that belong together form a cluster, with at most one claim of each layer. A decision names the claims it saw in
//! which version; so an adjudication can be left and gone on with, and what changed meanwhile shows up anew. Pure: nothing
//! here looks at a file or a clock.

mod cluster;
mod decide;
mod difference;
mod fate;
mod names;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use crate::matching::{Mark, Place};
use crate::model::{Claim, LayerName};

pub use cluster::{Cluster, clusters};
pub use decide::{Ledger, Settled, Stand, Wish, settle};
pub use difference::Difference;
pub use fate::{Fate, fates, missed};
pub use names::{initials, short_names};
pub use words::{differing_words, said};

/// A claim with the characters it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The claim.
    pub claim: Arc<Claim>,
    /// Place and tag.
    pub mark: Mark,
}

impl Entry {
    /// Makes an entry of a claim that covers `place`.
    pub fn new(claim: Arc<Claim>, place: Place) -> Self {
        let mark = Mark { place, tag: claim.tag.clone() };
        Self { claim, mark }
    }
}

/// One of the layers that are compared.
#[derive(Clone, Debug)]
pub struct Source {
    /// The layer.
    pub layer: LayerName,
    /// What its annotator is called.
    pub name: String,
    /// Its claims that have a sure place in the text at hand, in any order.
    pub entries: Vec<Entry>,
    /// How many claims are left out because their place is uncertain or gone.
    pub left_out: usize,
}
