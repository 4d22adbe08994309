//! Finding passages again in a changed text: the words at the same place, or standing exactly once.

use crate::model::{ClaimId, Layer, Selector, State, occurrence_places};
use crate::text::{Span, Text};

/// How a passage stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// Same text, same place.
    Exact,
    /// Same words elsewhere.
    Moved,
    /// Other words.
    Changed,
    /// A proposal.
    Uncertain,
    /// Gone.
    Orphan,
}

/// Where a passage was found.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedPassage {
    /// How.
    pub placement: Placement,
    /// Where.
    pub span: Option<Span>,
    /// How surely.
    pub score: f64,
}

/// Where a claim was found.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedClaim {
    /// The claim.
    pub id: ClaimId,
    /// Its passages.
    pub passages: Vec<PlacedPassage>,
}

/// Finds the passages of `layer` in `text`.
pub fn place(layer: &Layer, text: &Text, _old: Option<&Text>) -> Vec<PlacedClaim> {
    let found = |selector: &Selector| {
        let mut places = occurrence_places(text, &selector.quote);
        match (places.next(), places.next()) {
            (Some(span), None) => PlacedPassage { placement: Placement::Moved, span: Some(span), score: 1.0 },
            (Some(span), Some(_)) => {
                PlacedPassage { placement: Placement::Uncertain, span: Some(span), score: 0.5 }
            }
            _ => PlacedPassage { placement: Placement::Orphan, span: None, score: 0.0 },
        }
    };
    layer
        .claims
        .iter()
        .map(|claim| PlacedClaim {
            id: claim.id.clone(),
            passages: claim.passages.iter().map(|passage| found(&passage.selector)).collect(),
        })
        .collect()
}

/// Writes the places into the layer.
pub fn write_back(layer: &mut Layer, placed: &[PlacedClaim], text: &Text) {
    for (claim, placed) in layer.claims.iter_mut().zip(placed) {
        let claim = std::sync::Arc::make_mut(claim);
        for (passage, found) in claim.passages.iter_mut().zip(&placed.passages) {
            passage.by_hand = false;
            match (found.placement, found.span) {
                (Placement::Exact | Placement::Moved, Some(span)) => {
                    passage.selector = Selector::of(text, span);
                    passage.state = None;
                }
                (Placement::Uncertain, Some(_)) => passage.state = Some(State::Uncertain),
                _ => passage.state = Some(State::Orphan),
            }
        }
    }
    layer.document.text_blake3 = text.hash();
    layer.document.chars = text.char_count();
}
