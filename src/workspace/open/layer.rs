//! One layer of an open document: its head, its claims in the text at hand, and how it was found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::anchor::{PlacedClaim, Placement};
use crate::durable::Fingerprint;
use crate::merge::{self, Version};
use crate::model::{Annotator, Claim, Layer, LayerName, State, TagId};
use crate::problem::{Problem, Severity};
use crate::store::{Settled, Store};
use crate::text::Span;

use super::relations::Relations;
use super::review::Standings;

/// What may be done with a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The person's own: it is edited.
    Own,
    /// Somebody else's, or a layer that must not be written: read-only.
    Other,
    /// The sidecar could not be read; it stays byte for byte as it is.
    Unreadable {
        /// What is wrong, in words.
        error: String,
        /// How to mend it.
        hint: String,
    },
    /// Made by a newer version; never written.
    Newer,
    /// git left two versions in the sidecar, between its markers; it stays as it is until they are merged.
    Unmerged {
        /// Whose layer our side is, where that can be made out.
        whose: Option<Annotator>,
    },
}

/// A layer as measures count it.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The claims whose place is sure, with their places.
    pub claims: Vec<(Arc<Claim>, Vec<Span>)>,
    /// The tags of the claims of which a passage is only proposed.
    pub uncertain: Vec<TagId>,
    /// The tags of the claims whose words are gone.
    pub orphan: Vec<TagId>,
}

/// One layer of an open document.
#[derive(Clone, Debug)]
pub struct OpenLayer {
    /// The layer's name: `maria` or `maria--gold`.
    pub name: LayerName,
    /// Its sidecar.
    pub path: PathBuf,
    /// All but the claims; `None` when the sidecar could not be read.
    pub head: Option<Layer>,
    /// The claims in the text at hand.
    pub store: Store,
    /// What was found while reading.
    pub problems: Vec<Problem>,
    /// What may be done with it.
    pub kind: LayerKind,
    /// Whether it is drawn and counted.
    pub is_shown: bool,
    /// What the sidecar had on disk when it was last read or written.
    pub fingerprint: Fingerprint,
    /// The layer as the sidecar has it on disk: the base of a merge.
    pub on_disk: Option<Arc<Layer>>,
    /// Where the claims were found, by id, when the text is another version than the layer's; else empty.
    pub placed: Vec<PlacedClaim>,
    /// Whether the sidecar was written for the text at hand.
    pub is_same_text: bool,
    /// What the claims say of each other.
    pub relations: Relations,
    /// How the claims stand, and which wait for a person.
    pub standings: Standings,
}

impl OpenLayer {
    /// Returns what is shown for the annotator: the name, or the id where nothing could be read.
    pub fn annotator_name(&self) -> &str {
        match (&self.head, &self.kind) {
            (Some(head), _) => &head.annotator.name,
            (None, LayerKind::Unmerged { whose: Some(whose) }) => &whose.name,
            (None, _) => self.name.annotator().as_str(),
        }
    }

    /// Returns whether the claims could be read.
    pub fn is_readable(&self) -> bool {
        self.head.is_some()
    }

    /// Returns whether its claims have places: not so when an extractor made its text that this program does not have.
    pub fn has_places(&self) -> bool {
        self.head.as_ref().is_none_or(|head| super::read::unknown_extractor(head).is_none())
    }

    /// Returns whether its owner is done with it.
    pub fn is_finished(&self) -> bool {
        self.head.as_ref().is_some_and(|head| head.finished.is_some())
    }

    /// Returns how each passage of `claim` stands in the text at hand.
    pub fn placements(&self, claim: &Claim) -> Vec<Placement> {
        placements(claim, &self.placed)
    }

    /// Returns the claims whose place in the text at hand is sure, and what is left out; `None` when the layer could not
    /// be read, or its text was made by an extractor that is not here.
    pub fn standing(&self) -> Option<Standing> {
        self.head.as_ref().filter(|_| self.has_places())?;
        let mut standing = Standing::default();
        for placed in self.store.claims() {
            let tag = placed.claim.tag.clone();
            match worst(self.placements(&placed.claim).into_iter()) {
                Placement::Orphan => standing.orphan.push(tag),
                Placement::Uncertain => standing.uncertain.push(tag),
                Placement::Exact | Placement::Moved | Placement::Changed => {
                    let spans = placed.places().map(|(_, span)| span).collect();
                    standing.claims.push((Arc::clone(&placed.claim), spans));
                }
            }
        }
        Some(standing)
    }

    /// Returns the whole layer as it would be written.
    pub fn layer(&self) -> Option<Layer> {
        let mut layer = self.head_now()?;
        layer.claims = self.store.snapshot();
        layer.deleted = self.store.deleted().to_vec();
        layer.decisions = self.store.decisions().to_vec();
        Some(layer)
    }

    /// Returns what stands before the claims, with what was changed and decided in it since it was read.
    pub fn head_now(&self) -> Option<Layer> {
        let mut head = self.head.clone()?;
        for Settled { conflict, takes_theirs } in self.store.settled() {
            let version = if *takes_theirs { Version::Theirs } else { Version::Ours };
            // A merge may have brought another question since.
            let number = head.conflicts.iter().position(|other| other == conflict);
            if let Some(settled) = number.and_then(|number| merge::head_settled(&head, number, version)) {
                head = settled;
            }
        }
        head.document.about = self.store.about().clone();
        Some(head)
    }
}

/// Returns how each passage of `claim` stands in the text at hand, where claims were found at `placed`.
pub(super) fn placements(claim: &Claim, placed: &[PlacedClaim]) -> Vec<Placement> {
    let at = placed.binary_search_by(|placed| placed.id.cmp(&claim.id));
    let placed = at.ok().and_then(|at| placed.get(at));
    claim
        .passages
        .iter()
        .enumerate()
        .map(|(number, passage)| match passage.state {
            Some(State::Changed) => Placement::Changed,
            Some(State::Uncertain | State::Unplaced) => Placement::Uncertain,
            Some(State::Orphan) => Placement::Orphan,
            None => placed
                .and_then(|placed| placed.passages.get(number))
                .map_or(Placement::Exact, |passage| passage.placement),
        })
        .collect()
}

/// How many problems of a kind a window is told of.
const TOLD: usize = 100;

/// Keeps the first problems of each severity and says how many there are besides: what looks at them every frame must
/// not look at a hundred thousand.
pub(super) fn few(problems: &mut Vec<Problem>) {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    problems.retain(|problem| {
        let count = counts.entry(problem.severity).or_default();
        *count += 1;
        *count <= TOLD
    });
    let more: usize = counts.values().map(|count| count.saturating_sub(TOLD)).sum();
    if more > 0 {
        let message = format!("there are {more} more things like these");
        problems.push(Problem::new(Severity::Notice, message, "obelus check lists all"));
    }
}

/// Returns the placement of a claim from those of its passages: the worst; some orphan and some not is uncertain.
pub fn worst(placements: impl Iterator<Item = Placement>) -> Placement {
    let placements: Vec<Placement> = placements.collect();
    let orphans = placements.iter().filter(|placement| **placement == Placement::Orphan).count();
    if orphans > 0 && orphans < placements.len() {
        return Placement::Uncertain;
    }
    placements.into_iter().max_by_key(|placement| severity(*placement)).unwrap_or(Placement::Exact)
}

fn severity(placement: Placement) -> u8 {
    match placement {
        Placement::Exact => 0,
        Placement::Moved => 1,
        Placement::Changed => 2,
        Placement::Uncertain => 3,
        Placement::Orphan => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_told_of_few_problems_and_how_many_there_are_besides() {
        let notice =
            |number: usize| Problem::new(Severity::Notice, format!("claim {number} was put right"), "");
        let mut problems: Vec<Problem> = (0..TOLD + 7).map(notice).collect();
        problems.push(Problem::new(Severity::Error, "a claim could not be read", "mend it"));
        few(&mut problems);
        assert_eq!(problems.len(), TOLD + 2);
        assert_eq!(problems[TOLD].severity, Severity::Error);
        assert_eq!(problems[TOLD + 1].message, "there are 7 more things like these");
        let before = problems.clone();
        few(&mut problems);
        assert_eq!(problems.len(), before.len());
    }
}
