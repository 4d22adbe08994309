//! Writing found places back into a layer.

use std::sync::Arc;

use super::exact::places;
use super::{PlacedClaim, PlacedPassage, Placement};
use crate::model::{Layer, Passage, Selector, State, context_after, context_before};
use crate::text::{Span, Text};

/// Writes the places that [`place`](super::place) found into `layer`, which then counts in `text`. `modified` stays.
///
/// What stands as it stood is not touched. Same words: the selector is made anew, and the quote is the text as it stands.
/// Other words and proposals: the place and a state; the quote stays until a person confirms. An orphan: a state.
/// Passages without a state are put in order; those with one keep their places in the list.
pub fn write_back(layer: &mut Layer, placed: &[PlacedClaim], text: &Text) {
    let is_same_text = layer.document.text_blake3 == text.hash();
    let counts = counts(placed, text);
    for (claim, places) in layer.claims.iter_mut().zip(placed) {
        let is_touched = claim
            .passages
            .iter()
            .zip(&places.passages)
            .any(|(passage, place)| !is_same_text || !is_standing(text, passage, place));
        if claim.id != places.id || !is_touched {
            continue;
        }
        let claim = Arc::make_mut(claim);
        for (passage, place) in claim.passages.iter_mut().zip(&places.passages) {
            if !is_same_text || !is_standing(text, passage, place) {
                write_passage(passage, place, text, &counts);
            }
        }
        put_in_order(&mut claim.passages);
    }
    layer.document.text_blake3 = text.hash();
    layer.document.chars = text.char_count();
}

/// Returns whether the passage already says what was found.
fn is_standing(text: &Text, passage: &Passage, place: &PlacedPassage) -> bool {
    let state = state_of(place.placement);
    let is_there = || {
        place.span.is_some_and(|span| {
            text.char_from_byte(span.start()) == passage.selector.start
                && text.char_from_byte(span.end()) == passage.selector.end
        })
    };
    passage.state == state
        && match state {
            None => is_there() && place.span.is_some_and(|span| *text.slice(span) == *passage.selector.quote),
            Some(State::Orphan) => true,
            Some(_) => is_there(),
        }
}

fn state_of(placement: Placement) -> Option<State> {
    match placement {
        Placement::Exact | Placement::Moved => None,
        Placement::Changed => Some(State::Changed),
        Placement::Uncertain => Some(State::Uncertain),
        Placement::Orphan => Some(State::Orphan),
    }
}

fn write_passage(passage: &mut Passage, place: &PlacedPassage, text: &Text, counts: &Counts) {
    passage.by_hand = false;
    passage.state = state_of(place.placement);
    let Some(span) = place.span.filter(|_| place.placement != Placement::Orphan) else {
        passage.state = Some(State::Orphan);
        return;
    };
    if passage.state.is_some() {
        passage.selector.start = text.char_from_byte(span.start());
        passage.selector.end = text.char_from_byte(span.end());
        return;
    }
    let quote = text.slice(span);
    passage.selector = Selector {
        start: text.char_from_byte(span.start()),
        end: text.char_from_byte(span.end()),
        quote: quote.to_owned().into(),
        before: context_before(text, span.start()).to_owned().into(),
        after: context_after(text, span.end()).to_owned().into(),
        occurrences: counts.of(quote),
    };
}

/// Sorts the passages without a state among the places in the list that they have together.
fn put_in_order(passages: &mut [Passage]) {
    let mut sorted: Vec<Passage> =
        passages.iter().filter(|passage| passage.state.is_none()).cloned().collect();
    sorted.sort_by_key(|passage| (passage.selector.start, passage.selector.end));
    let slots = passages.iter_mut().filter(|passage| passage.state.is_none());
    for (slot, passage) in slots.zip(sorted) {
        *slot = passage;
    }
}

/// At how many places each quote stands.
struct Counts {
    /// By quote.
    counts: Vec<(String, u32)>,
}

impl Counts {
    fn of(&self, quote: &str) -> u32 {
        let at = self.counts.binary_search_by(|(other, _)| other.as_str().cmp(quote)).ok();
        at.and_then(|at| self.counts.get(at)).map_or(1, |(_, count)| *count)
    }
}

/// Counts in one pass the quotes that will be written.
fn counts(placed: &[PlacedClaim], text: &Text) -> Counts {
    let is_written = |place: &&PlacedPassage| place.placement <= Placement::Moved;
    let spans =
        placed.iter().flat_map(|claim| &claim.passages).filter(is_written).filter_map(|place| place.span);
    let mut quotes: Vec<&str> = spans.map(|span: Span| text.slice(span)).collect();
    quotes.sort_unstable();
    quotes.dedup();
    let places = places(text.as_str(), &quotes);
    let counts = quotes
        .iter()
        .zip(places)
        .map(|(quote, places)| ((*quote).to_owned(), u32::try_from(places.len()).unwrap_or(u32::MAX)))
        .collect();
    Counts { counts }
}
