//! Where the passages of merged claims stand, when the two sides may count in different texts.

use std::sync::Arc;

use crate::model::{Claim, Passage, State};

use super::Versions;

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The one whose values stand in a conflict.
    Ours,
    /// The other.
    Theirs,
}

/// Which text the result counts in.
pub(super) struct Texts {
    /// The side whose text is the newer one; `None` when both have the same.
    newer: Option<Side>,
}

impl Texts {
    /// The newer text is that of the side whose hash differs from the base's; if both differ or there is no base, ours.
    pub(super) fn of(versions: &Versions<'_>) -> Self {
        let hash = |layer: &crate::model::Layer| layer.document.text_blake3;
        let (ours, theirs) = (hash(versions.ours), hash(versions.theirs));
        let newer = match versions.base.map(hash) {
            _ if ours == theirs => None,
            Some(base) if ours == base => Some(Side::Theirs),
            _ => Some(Side::Ours),
        };
        Self { newer }
    }

    /// Returns whether the result counts in another text than `side` does.
    pub(super) fn is_older(&self, side: Side) -> bool {
        self.newer.is_some_and(|newer| newer != side)
    }

    /// Returns the side whose text the result counts in.
    pub(super) fn side(&self) -> Side {
        self.newer.unwrap_or(Side::Ours)
    }
}

/// Returns the passages as places that are to be found at the next opening.
pub(super) fn unplaced(passages: &[Passage]) -> Vec<Passage> {
    passages.iter().map(|passage| Passage { state: Some(State::Unplaced), ..passage.clone() }).collect()
}

/// The passages of a merged claim.
pub(super) struct Places {
    /// What stands.
    pub passages: Vec<Passage>,
    /// What theirs has otherwise, when both were set by hand.
    pub theirs: Option<Vec<Passage>>,
}

/// Merges the passages of a claim that both sides have.
pub(super) fn merged(ours: &Claim, theirs: &Claim, base: Option<&Arc<Claim>>, texts: &Texts) -> Places {
    let stands = |passages: &[Passage]| Places { passages: passages.to_vec(), theirs: None };
    if ours.passages == theirs.passages {
        return stands(&ours.passages);
    }
    let have_equal_quotes = quotes(ours).eq(quotes(theirs));
    if have_equal_quotes && texts.newer.is_some() {
        // Words that both agree on stand where the newer text has them.
        return stands(match texts.side() {
            Side::Ours => &ours.passages,
            Side::Theirs => &theirs.passages,
        });
    }
    let base = base.map(AsRef::as_ref);
    let placed = |claim: &Claim, side: Side| match texts.is_older(side) {
        true => unplaced(&claim.passages),
        false => claim.passages.clone(),
    };
    match (is_automatic(ours, theirs, base), is_automatic(theirs, ours, base)) {
        (true, false) => Places { passages: placed(theirs, Side::Theirs), theirs: None },
        (false, true) | (true, true) => Places { passages: placed(ours, Side::Ours), theirs: None },
        (false, false) => Places {
            passages: placed(ours, Side::Ours),
            theirs: (!stand_alike(ours, theirs)).then(|| placed(theirs, Side::Theirs)),
        },
    }
}

fn quotes(claim: &Claim) -> impl Iterator<Item = &str> {
    claim.passages.iter().map(|passage| passage.selector.quote.as_str())
}

/// Automatic means: not set by hand, and the base's words. Without a base, words that the other side has too count so.
fn is_automatic(claim: &Claim, other: &Claim, base: Option<&Claim>) -> bool {
    let by_hand = claim.passages.iter().any(|passage| passage.by_hand);
    !by_hand && quotes(claim).eq(quotes(base.unwrap_or(other)))
}

fn stand_alike(one: &Claim, other: &Claim) -> bool {
    let places = |claim: &Claim| {
        claim
            .passages
            .iter()
            .map(|passage| (passage.selector.start, passage.selector.end))
            .collect::<Vec<_>>()
    };
    quotes(one).eq(quotes(other)) && places(one) == places(other)
}
