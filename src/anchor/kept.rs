//! Finding passages when the old text is at hand: a word diff says what became of each word, and words that stand
//! elsewhere count only where the text was added.

use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::alone::Seeker;
use super::diff::diff;
use super::exact::Hit;
use super::fuzzy::{Candidate, Pairs, fit_in};
use super::sketch::Sketch;
use super::token::Reading;
use super::{Found, Placement};
use crate::model::{Passage, State};
use crate::text::Text;

/// Which share of a place has to be added text, if something moved there.
const ADDED: f32 = 0.6;

/// Of a place that is aligned in a changed stretch, tokens on both sides that are looked at as well.
const MARGIN: usize = 24;

/// How much longer than the passage the changed stretch around it may be before only its core is looked at.
const LONG_STRETCH: usize = 600;

/// What became of the old words.
struct Kept<'a> {
    seeker: &'a Seeker<'a>,
    old: Reading,
    /// For each old token, the new one.
    map: Vec<Option<u32>>,
    /// For each new token, the old one.
    back: Vec<Option<u32>>,
}

/// A passage in the old text.
struct Place {
    /// Its tokens there.
    own: Range<usize>,
    /// The new tokens nearest before and behind that are kept from outside the passage.
    between: Range<usize>,
}

/// Returns where each passage stands; `None` for orphans.
pub(super) fn seek(seeker: &Seeker<'_>, old: &Text) -> Vec<Option<Found>> {
    let reading = Reading::of(old.as_str());
    let map = diff(&reading.tokens, &seeker.reading.tokens);
    let mut back = vec![None; seeker.reading.tokens.len()];
    for (from, to) in map.iter().enumerate() {
        if let Some(slot) = to.and_then(|to| back.get_mut(to as usize)) {
            *slot = u32::try_from(from).ok();
        }
    }
    let kept = Kept { seeker, old: reading, map, back };
    let places: Vec<Option<Place>> =
        seeker.passages.iter().map(|passage| kept.place_of(old, passage)).collect();
    let in_place: Vec<Option<Found>> = seeker
        .sketches
        .par_iter()
        .zip(&places)
        .map(|(sketch, place)| kept.in_place(sketch.as_ref()?, place.as_ref()?))
        .collect();
    let is_settled = |found: &Option<Found>| found.is_some_and(|found| found.placement <= Placement::Changed);
    let unsettled = seeker.sketches.iter().zip(&in_place).filter(|(_, found)| !is_settled(found));
    let pairs = Pairs::of(seeker.reading, unsettled.filter_map(|(sketch, _)| sketch.as_ref()));
    let alone = if places.iter().any(Option::is_none) { seeker.seek() } else { Vec::new() };
    (0..seeker.passages.len())
        .collect::<Vec<_>>()
        .par_iter()
        .map(|number| {
            let found = in_place.get(*number).copied().flatten();
            if is_settled(&found) {
                return found;
            }
            if places.get(*number).is_none_or(Option::is_none) {
                return alone.get(*number).copied().flatten();
            }
            kept.elsewhere(*number, &pairs, found).or(found)
        })
        .collect()
}

impl Kept<'_> {
    /// Returns where a passage stood; `None` where the sidecar does not say so for sure.
    fn place_of(&self, old: &Text, passage: &Passage) -> Option<Place> {
        let span = match passage.state {
            None => passage.selector.span_in(old)?,
            Some(State::Changed | State::Uncertain | State::Orphan | State::Unplaced) => return None,
        };
        let start = self.old.normal.at_source(span.start().index());
        let end = self.old.normal.at_source(span.end().index());
        let own = self.old.token_from(start)..self.old.token_from(end);
        if own.is_empty() {
            return None;
        }
        let before = self.map.get(..own.start)?.iter().rev().find_map(|to| *to);
        let behind = self.map.get(own.end..)?.iter().find_map(|to| *to);
        let low = before.map_or(0, |to| to as usize + 1);
        let high = behind.map_or(self.seeker.reading.tokens.len(), |to| to as usize);
        Some(Place { own, between: low..high.max(low) })
    }

    /// Returns what stands now where the passage stood.
    fn in_place(&self, sketch: &Sketch, place: &Place) -> Option<Found> {
        let kept = self.map.get(place.own.clone())?;
        let first = kept.iter().flatten().next().map(|to| *to as usize);
        let last = kept.iter().flatten().next_back().map(|to| *to as usize);
        if let (Some(first), Some(last)) = (first, last)
            && kept.len() == last + 1 - first
            && kept.iter().all(Option::is_some)
        {
            return Some(self.whole(sketch, first..last + 1));
        }
        if place.between.is_empty() {
            return None;
        }
        let reach = sketch.own().len() + MARGIN;
        let mut window = place.between.start.saturating_sub(MARGIN)..place.between.end + MARGIN;
        if place.between.len() > LONG_STRETCH + 3 * sketch.own().len() {
            // Much was added around it: look near the words that were kept.
            let (first, last) = first.zip(last)?;
            window = window.start.max(first.saturating_sub(reach))..window.end.min(last + reach);
        }
        window.end = window.end.min(self.seeker.reading.tokens.len());
        let candidate = fit_in(self.seeker.reading, sketch, window)?;
        let fit = candidate.fit;
        if candidate.place.is_empty() || self.foreign_share(&candidate.place, place) > 0.4 {
            return None;
        }
        let placement = match fit.quote {
            quote if quote > 0.5 && fit.distinctive >= 0.4 => Placement::Changed,
            quote if quote > 0.3 => Placement::Uncertain,
            _ => return None,
        };
        Some(self.seeker.found(&candidate, placement))
    }

    /// Returns the place of a passage whose words are all kept: the same, or with other marks or spaces between.
    fn whole(&self, sketch: &Sketch, place: Range<usize>) -> Found {
        let candidate = Candidate { place, fit: Default::default() };
        let found = self.seeker.found(&candidate, Placement::Moved);
        let text = self.seeker.reading.normal.text().get(found.start..found.end).unwrap_or_default();
        let is_same = text == sketch.quote;
        Found { placement: if is_same { Placement::Moved } else { Placement::Changed }, score: 1.0, ..found }
    }

    /// Returns the share of `place` that was kept from outside the passage.
    fn foreign_share(&self, place: &Range<usize>, passage: &Place) -> f32 {
        let tokens = self.seeker.reading.tokens.get(place.clone()).unwrap_or_default();
        let back = self.back.get(place.clone()).unwrap_or_default();
        let (mut all, mut foreign) = (0.0, 0.0);
        for (token, from) in tokens.iter().zip(back) {
            all += token.weight;
            if from.is_some_and(|from| !passage.own.contains(&(from as usize))) {
                foreign += token.weight;
            }
        }
        if all > 0.0 { foreign / all } else { 1.0 }
    }

    /// Returns which share of the new tokens `place` was added, by weight.
    fn added_share(&self, place: &Range<usize>) -> f32 {
        self.foreign_share(place, &Place { own: 0..0, between: 0..0 }).mul_add(-1.0, 1.0)
    }

    /// Looks for a passage in added text; `here` is what stands at its old place.
    fn elsewhere(&self, number: usize, pairs: &Pairs, here: Option<Found>) -> Option<Found> {
        let sketch = self.seeker.sketches.get(number)?.as_ref()?;
        let hits = self.seeker.hits.get(number)?;
        let reading = self.seeker.reading;
        let added: Vec<&Hit> = hits
            .best
            .iter()
            .filter(|hit| {
                self.added_share(&(reading.token_from(hit.start)..reading.token_from(hit.end))) >= ADDED
            })
            .collect();
        if let Some(best) = added.first() {
            let next = added.get(1).map_or(0.0, |hit| hit.fit.context());
            let is_telling = sketch.own().len() > 3 || best.fit.context() > 0.5;
            let is_sure = is_telling && (added.len() == 1 || best.fit.context() - next > 0.2);
            return Some(Found {
                placement: if is_sure { Placement::Moved } else { Placement::Uncertain },
                start: best.start,
                end: best.end,
                score: 0.5 + 0.5 * best.fit.context(),
            });
        }
        let candidates = pairs.candidates(reading, sketch, |place| self.added_share(place) >= ADDED);
        let best = candidates.first().filter(|best| best.fit.quote > 0.45)?;
        if here.is_some_and(|here| here.score >= best.score()) {
            return None;
        }
        let lead = candidates.get(1).map_or(1.0, |next| best.score() - next.score());
        let is_sure =
            best.fit.quote > 0.65 && best.fit.distinctive >= 0.5 && lead > 0.12 && sketch.own().len() > 3;
        Some(self.seeker.found(best, if is_sure { Placement::Changed } else { Placement::Uncertain }))
    }
}
