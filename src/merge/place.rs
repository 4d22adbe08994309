//! Where the passages of merged claims stand, when the two sides may count in different texts.

use crate::model::{Claim, Layer, Passage, State};

use super::field::Three;

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
    pub(super) fn of(versions: &Three<'_, Layer>) -> Self {
        let hash = |layer: &Layer| layer.document.text_blake3;
        let (ours, theirs) = (hash(versions.ours), hash(versions.theirs));
        let newer = match versions.base.map(hash) {
            _ if ours == theirs => None,
            Some(base) if ours == base => Some(Side::Theirs),
            _ => Some(Side::Ours),
        };
        Self { newer }
    }

    /// Returns whether both sides count in the same text.
    pub(super) fn are_one(&self) -> bool {
        self.newer.is_none()
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
pub(super) fn merged(versions: &Three<'_, Claim>, texts: &Texts) -> Places {
    let Three { ours, theirs, base } = *versions;
    let stands = |passages: &[Passage]| Places { passages: passages.to_vec(), theirs: None };
    if quotes(ours).eq(quotes(theirs)) && !texts.are_one() {
        // Words that both agree on stand where the newer text has them.
        return stands(match texts.side() {
            Side::Ours => &ours.passages,
            Side::Theirs => &theirs.passages,
        });
    }
    let placed = |side: Side| {
        let claim = if side == Side::Ours { ours } else { theirs };
        if texts.is_older(side) { unplaced(&claim.passages) } else { claim.passages.clone() }
    };
    if ours.passages == theirs.passages || base.is_some_and(|base| base.passages == theirs.passages) {
        return stands(&placed(Side::Ours));
    }
    if base.is_some_and(|base| base.passages == ours.passages) {
        return stands(&placed(Side::Theirs));
    }
    match (is_automatic(ours, theirs, base), is_automatic(theirs, ours, base)) {
        (true, false) => stands(&placed(Side::Theirs)),
        (false, true) | (true, true) => stands(&placed(Side::Ours)),
        (false, false) => {
            let is_disputed = !stand_alike(ours, theirs);
            Places { passages: placed(Side::Ours), theirs: is_disputed.then(|| placed(Side::Theirs)) }
        }
    }
}

fn quotes(claim: &Claim) -> impl Iterator<Item = &str> {
    claim.passages.iter().map(|passage| &*passage.selector.quote)
}

/// Automatic means: not set by hand, and the base's words. Without a base, words that the other side has too count so.
fn is_automatic(claim: &Claim, other: &Claim, base: Option<&Claim>) -> bool {
    let by_hand = claim.passages.iter().any(|passage| passage.by_hand);
    !by_hand && quotes(claim).eq(quotes(base.unwrap_or(other)))
}

fn stand_alike(one: &Claim, other: &Claim) -> bool {
    let places = |claim: &Claim| {
        let place = |passage: &Passage| (passage.selector.start, passage.selector.end);
        claim.passages.iter().map(place).collect::<Vec<_>>()
    };
    quotes(one).eq(quotes(other)) && places(one) == places(other)
}
