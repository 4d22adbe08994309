//! Finding passages again in a changed text.
//!
//! A mark never lies: a passage is found for sure, or it says that it is unsure, or it is an orphan. Both texts are
//! normalised alike (`normal`) and cut into words (`token`). Where the old text is at hand, a word diff says what became
//! of each word (`kept`). From the sidecar alone, all quotes are looked for in one pass (`exact`) and compared by their
//! surroundings; words that were changed are found by the pairs of words they share with the text (`fuzzy`, `align`);
//! what was found for sure says where the rest is to be expected (`course`). Pure: no clock, no files.

mod align;
mod alone;
mod course;
mod diff;
mod difference;
mod exact;
mod fuzzy;
mod kept;
mod normal;
mod sketch;
#[cfg(test)]
#[expect(clippy::string_slice, reason = "the tests know where characters begin")]
mod tests;
mod token;
mod write;

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::model::{Claim, ClaimId, Layer, Passage, Selector, State};
use crate::text::{ByteOffset, Span, Text};

use sketch::Sketch;
use token::Reading;

pub use difference::{Difference, Fate, Piece, difference};
pub use write::write_back;

/// How a passage stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// The same words at the same place.
    Exact,
    /// The same words, surely the same passage, elsewhere.
    Moved,
    /// Surely the same passage, other words.
    Changed,
    /// A proposal to confirm.
    Uncertain,
    /// Gone.
    Orphan,
}

impl Placement {
    /// Returns the word used on the command line: `exact`, `moved`, `changed`, `uncertain` or `orphan`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Uncertain => "uncertain",
            Self::Orphan => "orphan",
        }
    }

    /// Returns whether a person has to look.
    pub fn needs_review(self) -> bool {
        matches!(self, Self::Changed | Self::Uncertain | Self::Orphan)
    }
}

/// Where a passage was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedPassage {
    /// How it stands.
    pub placement: Placement,
    /// Where it stands; `None` for an orphan.
    pub span: Option<Span>,
    /// How well what stands there fits, 0 to 1.
    pub score: f64,
}

impl PlacedPassage {
    const ORPHAN: Self = Self { placement: Placement::Orphan, span: None, score: 0.0 };
}

/// Where the passages of a claim were found.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedClaim {
    /// The claim.
    pub id: ClaimId,
    /// Its passages, in the claim's order.
    pub passages: Vec<PlacedPassage>,
}

impl PlacedClaim {
    /// Returns the placement that asks most: the last in the order of [`Placement`].
    pub fn placement(&self) -> Placement {
        self.passages.iter().map(|passage| passage.placement).max().unwrap_or(Placement::Orphan)
    }
}

/// A stretch of the normalised new text that stands for a passage.
#[derive(Clone, Copy, Debug)]
struct Found {
    placement: Placement,
    /// In bytes of the normalised text.
    start: usize,
    end: usize,
    score: f32,
}

/// Finds the passages of `layer` in `text`: all of them where it was written for another text, else those that are
/// `Unplaced`. `old` is the text that it was written for, when that is at hand.
pub fn place(layer: &Layer, text: &Text, old: Option<&Text>) -> Vec<PlacedClaim> {
    let is_same_text = layer.document.text_blake3 == text.hash();
    let mut placed: Vec<PlacedClaim> = layer
        .claims
        .iter()
        .map(|claim| PlacedClaim {
            id: claim.id.clone(),
            passages: vec![PlacedPassage::ORPHAN; claim.passages.len()],
        })
        .collect();
    let mut sought: Vec<(usize, usize, &Passage)> = Vec::new();
    for (claim, (one, places)) in layer.claims.iter().zip(&mut placed).enumerate() {
        for (number, (passage, place)) in one.passages.iter().zip(&mut places.passages).enumerate() {
            match is_same_text.then(|| standing(text, passage)).flatten() {
                Some(standing) => *place = standing,
                None => sought.push((claim, number, passage)),
            }
        }
    }
    let passages: Vec<&Passage> = sought.iter().map(|(_, _, passage)| *passage).collect();
    let old = old.filter(|old| !is_same_text && old.hash() == layer.document.text_blake3);
    let results = seek(&passages, text, old, layer.document.chars);
    for ((claim, number, _), result) in sought.into_iter().zip(results) {
        if let Some(place) = placed.get_mut(claim).and_then(|claim| claim.passages.get_mut(number)) {
            *place = result;
        }
    }
    for (claim, places) in layer.claims.iter().zip(&mut placed) {
        part_overlaps(claim, places);
    }
    placed
}

/// Returns how a passage stands in the very text that it was written for; `None` when it has to be looked for.
fn standing(text: &Text, passage: &Passage) -> Option<PlacedPassage> {
    let proposed = || text.span_from_chars(passage.selector.start, passage.selector.end);
    let (placement, span, score) = match passage.state {
        None => (Placement::Exact, Some(passage.selector.span_in(text)?), 1.0),
        Some(State::Changed) => (Placement::Changed, Some(proposed()?), 0.75),
        Some(State::Uncertain) => (Placement::Uncertain, Some(proposed()?), 0.5),
        Some(State::Orphan) => (Placement::Orphan, None, 0.0),
        Some(State::Unplaced) => return None,
    };
    Some(PlacedPassage { placement, span, score })
}

/// Finds passages in a text that they were not written for.
fn seek(passages: &[&Passage], text: &Text, old: Option<&Text>, old_chars: u32) -> Vec<PlacedPassage> {
    if passages.is_empty() {
        return Vec::new();
    }
    let (reading, old_reading) =
        rayon::join(|| Reading::of(text.as_str()), || old.map(|old| Reading::of(old.as_str())));
    let sketches: Vec<Option<Sketch>> =
        passages.par_iter().map(|passage| Sketch::of(&passage.selector)).collect();
    let (hits, map) = rayon::join(
        || exact::find_all(&reading, &sketches),
        || old_reading.as_ref().map(|old| diff::diff(&old.tokens, &reading.tokens)),
    );
    let seeker =
        alone::Seeker { text, reading: &reading, passages, sketches: &sketches, hits: &hits, old_chars };
    let mut found = match (old, old_reading, map) {
        (Some(old), Some(reading), Some(map)) => kept::seek(&seeker, old, reading, map),
        _ => seeker.seek(),
    };
    part_twins(passages, &mut found);
    passages
        .iter()
        .zip(found)
        .map(|(passage, found)| match found {
            Some(found) => in_source(text, &reading, &passage.selector, found),
            None => PlacedPassage::ORPHAN,
        })
        .collect()
}

/// Leads a place of the normalised text back to the text.
fn in_source(text: &Text, reading: &Reading, selector: &Selector, found: Found) -> PlacedPassage {
    let start = ByteOffset::from(reading.normal.source_start(found.start));
    let end = ByteOffset::from(reading.normal.source_end(found.end));
    let Ok(span) = text.span(start, end) else {
        return PlacedPassage::ORPHAN;
    };
    let is_same = matches!(found.placement, Placement::Exact | Placement::Moved);
    let span = if is_same { with_white_space(text, span, &selector.quote) } else { span };
    let is_there = is_same
        && text.char_from_byte(span.start()) == selector.start
        && text.char_from_byte(span.end()) == selector.end
        && *text.slice(span) == *selector.quote;
    let placement = match found.placement {
        Placement::Exact | Placement::Moved if is_there => Placement::Exact,
        Placement::Exact => Placement::Moved,
        other => other,
    };
    PlacedPassage { placement, span: Some(span), score: f64::from(found.score.clamp(0.0, 1.0)) }
}

/// Widens `span` over the white space that the quote begins and ends with, where it stands in the text too.
fn with_white_space(text: &Text, span: Span, quote: &str) -> Span {
    let lead = quote.len() - quote.trim_start().len();
    let trail = quote.len() - quote.trim_end().len();
    let (before, behind) =
        (quote.get(..lead).unwrap_or_default(), quote.get(quote.len() - trail..).unwrap_or_default());
    let mut bounds = (span.start(), span.end());
    if text.until(bounds.0).ends_with(before) {
        bounds.0 = ByteOffset::from(bounds.0.index() - before.len());
    }
    if text.from(bounds.1).starts_with(behind) {
        bounds.1 = ByteOffset::from(bounds.1.index() + behind.len());
    }
    text.span(bounds.0, bounds.1).unwrap_or(span)
}

/// Two passages of the same words that stood at two places cannot both stand at one: the one that fits worse is only
/// proposed, or both where neither fits better.
fn part_twins(passages: &[&Passage], found: &mut [Option<Found>]) {
    let mut at: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (number, place) in found.iter().enumerate() {
        if let Some(place) = place.filter(|place| place.placement <= Placement::Changed) {
            at.entry((place.start, place.end)).or_default().push(number);
        }
    }
    for numbers in at.into_values().filter(|numbers| numbers.len() > 1) {
        let start = |number: usize| passages.get(number).map(|passage| passage.selector.start);
        let score = |number: usize| found.get(number).copied().flatten().map_or(0.0, |place| place.score);
        let best = numbers.iter().copied().max_by(|one, other| score(*one).total_cmp(&score(*other)));
        let Some(best) = best else {
            continue;
        };
        let rivals: Vec<usize> =
            numbers.iter().copied().filter(|number| start(*number) != start(best)).collect();
        let is_clear = rivals.iter().all(|rival| score(*rival) + 0.1 < score(best));
        for number in numbers {
            if (rivals.contains(&number) || (!rivals.is_empty() && !is_clear))
                && let Some(Some(place)) = found.get_mut(number)
            {
                place.placement = Placement::Uncertain;
            }
        }
    }
}

/// Passages of one claim never overlap: of two that would, the later one in the list is only proposed.
fn part_overlaps(claim: &Claim, places: &mut PlacedClaim) {
    if claim.passages.len() < 2 {
        return;
    }
    let mut taken: Vec<Span> = Vec::new();
    for place in &mut places.passages {
        let Some(span) = place.span.filter(|_| place.placement <= Placement::Moved) else {
            continue;
        };
        if taken.iter().any(|other| other.intersects(span)) {
            place.placement = Placement::Uncertain;
        } else {
            taken.push(span);
        }
    }
}
