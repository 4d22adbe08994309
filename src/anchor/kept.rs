//! Finding passages when the old text is at hand: a word diff says what became of each word, and words that stand
//! elsewhere count only where the text was added.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::alone::{Seeker, TELLING};
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

/// Returns where each passage stands; `None` for orphans. `reading` is that of the old text, and `map` says for each of
/// its tokens which new one it became.
pub(super) fn seek(
    seeker: &Seeker<'_>,
    old: &Text,
    reading: Reading,
    map: Vec<Option<u32>>,
) -> Vec<Option<Found>> {
    let mut back = vec![None; seeker.reading.tokens.len()];
    for (from, to) in map.iter().enumerate() {
        if let Some(slot) = to.and_then(|to| back.get_mut(to as usize)) {
            *slot = u32::try_from(from).ok();
        }
    }
    let kept = Kept { seeker, old: reading, map, back };
    let places: Vec<Option<Place>> =
        seeker.passages.par_iter().map(|passage| kept.place_of(old, passage)).collect();
    let in_place: Vec<Option<Found>> = (0..seeker.passages.len())
        .into_par_iter()
        .map(|number| {
            let sketch = seeker.sketches.get(number)?.as_ref()?;
            let place = places.get(number)?.as_ref()?;
            kept.whole(number, sketch, place).or_else(|| kept.in_place(number, sketch, place))
        })
        .collect();
    let is_settled = |found: &Option<Found>| found.is_some_and(|found| found.placement <= Placement::Moved);
    // What was changed a little in place is not looked for elsewhere by likeness.
    let is_likely = |found: &Option<Found>| is_settled(found) || is_likely_here(*found);
    let unsettled = seeker.sketches.iter().zip(&in_place).filter(|(_, found)| !is_likely(found));
    let pairs = Pairs::of(seeker.reading, unsettled.filter_map(|(sketch, _)| sketch.as_ref()));
    let is_unknown = |number: usize| places.get(number).is_none_or(Option::is_none);
    let alone = if places.iter().any(Option::is_none) { seeker.seek_those(is_unknown) } else { Vec::new() };
    (0..seeker.passages.len())
        .into_par_iter()
        .map(|number| {
            let here = in_place.get(number).copied().flatten();
            match places.get(number).and_then(Option::as_ref) {
                None => alone.get(number).copied().flatten(),
                Some(place) if is_settled(&here) || kept.is_twin_gone(place) => here,
                Some(place) => kept
                    .same_words(number, place, here)
                    .or_else(|| kept.like_words(number, &pairs, here))
                    .or(here),
            }
        })
        .collect()
}

/// Returns whether a passage surely stands where it stood, with a few other words.
fn is_likely_here(here: Option<Found>) -> bool {
    here.is_some_and(|here| here.placement == Placement::Changed && here.score > 0.8)
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

    /// Returns the place of a passage of which every word was kept and nothing came between.
    fn whole(&self, number: usize, sketch: &Sketch, place: &Place) -> Option<Found> {
        let kept = self.map.get(place.own.clone())?;
        let (first, last) = kept.first().copied().flatten().zip(kept.last().copied().flatten())?;
        let now = first as usize..last as usize + 1;
        if now.len() != kept.len() || kept.iter().any(Option::is_none) {
            return None;
        }
        let candidate = Candidate { place: now, fit: Default::default() };
        let found = self.seeker.found(&candidate, Placement::Moved);
        let text = self.seeker.reading.normal.text().get(found.start..found.end)?;
        if text != sketch.quote {
            return None;
        }
        let hits = self.seeker.hits.get(number)?;
        let here = hits.best.iter().find(|hit| hit.start == found.start).map(|hit| hit.fit.context());
        let better = hits.best.iter().find(|hit| here.is_some_and(|here| hit.fit.context() > here + 0.3));
        let is_added = |hit: &Hit| self.foreign_share(&self.tokens_of(hit), place) < 1.0 - ADDED;
        match better {
            // The words were kept for those of a twin, and they themselves were written elsewhere, with all around them.
            Some(better) if is_added(better) => {
                let score = 0.5 + 0.5 * better.fit.context();
                Some(Found { start: better.start, end: better.end, score, ..found })
            }
            Some(_) => Some(Found { placement: Placement::Uncertain, score: 0.5, ..found }),
            None if self.is_twin_gone(place) => {
                Some(Found { placement: Placement::Uncertain, score: 0.5, ..found })
            }
            None => Some(Found { score: 1.0, ..found }),
        }
    }

    /// Returns the tokens that a hit covers.
    fn tokens_of(&self, hit: &Hit) -> Range<usize> {
        let reading = self.seeker.reading;
        let first = reading.token_from(hit.start);
        first..reading.token_from(hit.end).max(first + 1)
    }

    /// Returns whether the passage and a twin stood side by side and only one of them is left: nobody can tell which.
    fn is_twin_gone(&self, place: &Place) -> bool {
        let hashes = |range: Range<usize>| {
            self.old.tokens.get(range).unwrap_or_default().iter().map(|token| token.hash)
        };
        let len = place.own.len();
        let is_gone = |at: &usize| self.map.get(*at).is_some_and(Option::is_none);
        let behind = (place.own.end..self.map.len()).take_while(is_gone).count();
        let before = (0..place.own.start).rev().take_while(is_gone).count();
        let last = place.own.end + behind;
        let first = place.own.start - before;
        behind >= len && hashes(last - len..last).eq(hashes(place.own.clone()))
            || before >= len && hashes(first..first + len).eq(hashes(place.own.clone()))
    }

    /// Returns what stands now where the passage stood.
    fn in_place(&self, number: usize, sketch: &Sketch, place: &Place) -> Option<Found> {
        let kept = self.map.get(place.own.clone())?;
        let first = kept.iter().flatten().next().map(|to| *to as usize);
        let last = kept.iter().flatten().next_back().map(|to| *to as usize);
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
        // Words that stand elsewhere as they were, with all around them, may be the passage.
        let placement = match fit.quote {
            quote if quote > 0.5 && fit.distinctive >= 0.4 && !self.is_elsewhere(number) => {
                Placement::Changed
            }
            quote if quote > 0.3 => Placement::Uncertain,
            _ => return None,
        };
        Some(self.seeker.found(&candidate, placement))
    }

    /// Returns whether the very words stand somewhere with what stood around them.
    fn is_elsewhere(&self, number: usize) -> bool {
        let hits = self.seeker.hits.get(number);
        hits.is_some_and(|hits| hits.best.iter().any(|hit| hit.fit.context() > 0.6))
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

    /// Returns which share of `place` was kept from the passage itself.
    fn own_share(&self, place: &Range<usize>, passage: &Place) -> f32 {
        let back = self.back.get(place.clone()).unwrap_or_default();
        let own = back.iter().flatten().filter(|from| passage.own.contains(&(**from as usize))).count();
        own as f32 / back.len().max(1) as f32
    }

    /// Looks for the very words where they were kept or added; `here` is what stands at the old place.
    fn same_words(&self, number: usize, passage: &Place, here: Option<Found>) -> Option<Found> {
        let sketch = self.seeker.sketches.get(number)?.as_ref()?;
        let hits = self.seeker.hits.get(number)?;
        let mut places: Vec<(f32, &Hit)> = Vec::new();
        for hit in &hits.best {
            let place = self.tokens_of(hit);
            if 1.0 - self.foreign_share(&place, passage) >= ADDED {
                places.push((hit.fit.context() + self.own_share(&place, passage), hit));
            }
        }
        places.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let (rank, best) = *places.first()?;
        let is_likely_here =
            here.is_some_and(|here| here.placement == Placement::Changed && here.score > 0.85);
        if is_likely_here && rank < 0.7 {
            // Words that were changed in place are a better guess than a short quote that was written elsewhere too.
            return None;
        }
        let is_only = hits.count == 1 && self.seeker.passages.get(number)?.selector.occurrences <= 1;
        let is_telling = sketch.own().len() > 3 || rank > 0.5 || (is_only && sketch.weight() >= TELLING);
        let lead = places.get(1).map_or(1.0, |(next, _)| rank - next);
        Some(Found {
            placement: if is_telling && lead > 0.2 { Placement::Moved } else { Placement::Uncertain },
            start: best.start,
            end: best.end,
            score: 0.5 + 0.5 * best.fit.context(),
        })
    }

    /// Looks for like words in added text.
    fn like_words(&self, number: usize, pairs: &Pairs, here: Option<Found>) -> Option<Found> {
        if is_likely_here(here) {
            return None;
        }
        let sketch = self.seeker.sketches.get(number)?.as_ref()?;
        let nowhere = Place { own: 0..0, between: 0..0 };
        let is_added = |place: &Range<usize>| 1.0 - self.foreign_share(place, &nowhere) >= ADDED;
        let candidates = pairs.candidates(self.seeker.reading, sketch, is_added);
        let best = candidates.first().filter(|best| best.fit.quote > 0.45)?;
        if here.is_some_and(|here| here.score >= best.score()) {
            return None;
        }
        let lead = candidates.get(1).map_or(1.0, |next| best.score() - next.score());
        let is_sure = best.fit.quote > 0.65
            && best.fit.distinctive >= 0.5
            && lead > 0.12
            && sketch.own().len() > 3
            && !self.is_elsewhere(number);
        Some(self.seeker.found(best, if is_sure { Placement::Changed } else { Placement::Uncertain }))
    }
}
