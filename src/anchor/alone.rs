//! Finding passages from the sidecar alone: by their words, their surroundings, and where the others went.

use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::course::Course;
use super::exact::{Hit, Hits, has_own_neighbours};
use super::fuzzy::{Candidate, Pairs};
use super::sketch::{Sketch, common_share};
use super::token::{Reading, Token};
use super::{Found, Placement};
use crate::model::Passage;
use crate::text::{ByteOffset, Text};

/// A quote of at least this weight is hardly ever written twice by chance.
pub(super) const TELLING: f32 = 6.0;

/// By how much the best place has to fit better than the next.
const LEAD: f32 = 0.2;

/// All that is known before the decisions.
pub(super) struct Seeker<'a> {
    /// The text at hand.
    pub(super) text: &'a Text,
    /// The same, made ready.
    pub(super) reading: &'a Reading,
    /// What is looked for.
    pub(super) passages: &'a [&'a Passage],
    /// The same, made ready; `None` where there is nothing to look for.
    pub(super) sketches: &'a [Option<Sketch>],
    /// Where the very words stand.
    pub(super) hits: &'a [Hits],
    /// How many code points the text had that the passages were written for.
    pub(super) old_chars: u32,
}

impl Seeker<'_> {
    /// Returns where each passage stands; `None` for orphans.
    pub(super) fn seek(&self) -> Vec<Option<Found>> {
        self.seek_those(|_| true)
    }

    /// Returns where each passage stands whose number is wanted; `None` for orphans and for the others.
    pub(super) fn seek_those(&self, is_wanted: impl Fn(usize) -> bool + Sync) -> Vec<Option<Found>> {
        let course = self.course();
        let parts = |number: usize| {
            let passage: &Passage = self.passages.get(number)?;
            Some((passage, self.sketches.get(number)?.as_ref()?, self.hits.get(number)?))
        };
        let wanted: Vec<usize> = (0..self.passages.len()).filter(|number| is_wanted(*number)).collect();
        let by_words: Vec<Option<Found>> = wanted
            .par_iter()
            .map(|number| {
                let (passage, sketch, hits) = parts(*number)?;
                self.by_words(passage, sketch, hits, &course)
            })
            .collect();
        let is_unsure =
            |found: &Option<Found>| found.is_none_or(|found| found.placement >= Placement::Uncertain);
        let unsure = wanted.iter().zip(&by_words).filter(|(_, found)| is_unsure(found));
        let sketches = unsure.filter_map(|(number, _)| self.sketches.get(*number)?.as_ref());
        let pairs = Pairs::of(self.reading, sketches);
        let by_all: Vec<(usize, Option<Found>)> = wanted
            .into_par_iter()
            .zip(by_words)
            .map(|(number, found)| {
                let like = match parts(number) {
                    Some((passage, sketch, hits)) if is_unsure(&found) => {
                        self.by_likeness(passage, sketch, hits, &pairs, &course)
                    }
                    _ => None,
                };
                // Of the same words elsewhere and other words in the old surroundings, these are the passage.
                (
                    number,
                    like.filter(|like| found.is_none() || like.placement == Placement::Changed).or(found),
                )
            })
            .collect();
        let mut all = vec![None; self.passages.len()];
        for (number, found) in by_all {
            if let Some(slot) = all.get_mut(number) {
                *slot = found;
            }
        }
        all
    }

    /// Returns the course that the sure passages give.
    pub(super) fn course(&self) -> Course {
        let sure = self.passages.iter().zip(self.hits).filter_map(|(passage, hits)| {
            let hit = hits.best.first().filter(|_| hits.count == 1 && passage.selector.occurrences <= 1)?;
            let is_sure = hit.fit.better_side() > 0.8 && hit.fit.context() > 0.5;
            is_sure.then(|| (passage.selector.start.0, self.char_at(hit.start)))
        });
        Course::of(sure.collect(), self.old_chars, self.text.char_count())
    }

    /// Returns the code point that place `at` of the normalised text comes from.
    fn char_at(&self, at: usize) -> u32 {
        self.text.char_from_byte(ByteOffset::from(self.reading.normal.source_start(at))).0
    }

    /// Decides between the places where the very words stand.
    fn by_words(&self, passage: &Passage, sketch: &Sketch, hits: &Hits, course: &Course) -> Option<Found> {
        let old = passage.selector.start.0;
        let distance = |hit: &Hit| course.distance(old, self.char_at(hit.start));
        let best = hits.best.first()?;
        let found = |hit: &Hit, placement| Found {
            placement,
            start: hit.start,
            end: hit.end,
            score: 0.5 + 0.5 * hit.fit.context(),
        };
        let rivals: Vec<&Hit> =
            hits.best.iter().skip(1).filter(|hit| best.fit.context() - hit.fit.context() < LEAD).collect();
        let has_vanished = hits.count < passage.selector.occurrences as usize;
        if rivals.is_empty() {
            let is_sure = if has_vanished {
                // One of the places is gone, and it may be this passage's own.
                best.fit.better_side() > 0.8
                    && best.fit.worse_side() > 0.75
                    && has_own_neighbours(self.reading, sketch, best.start, best.end)
                    && course.allows(old, self.char_at(best.start))
            } else if hits.best.len() > 1 || passage.selector.occurrences > 1 {
                best.fit.better_side() > 0.6
            } else {
                sketch.weight() >= TELLING
                    || best.fit.context() > 0.45
                    || (distance(best) < 8.0 && best.fit.better_side() > 0.3)
            };
            return Some(found(best, if is_sure { Placement::Moved } else { Placement::Uncertain }));
        }
        // Several places fit alike: only where the others went can decide, and only when nothing is gone.
        let mut tied: Vec<(f64, &Hit)> =
            std::iter::once(best).chain(rivals).map(|hit| (distance(hit), hit)).collect();
        tied.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let (nearest, hit) = *tied.first()?;
        let next = tied.get(1).map_or(f64::INFINITY, |(distance, _)| *distance);
        let is_sure = !has_vanished && nearest < 16.0 && next > 64.0 && hit.fit.better_side() > 0.6;
        let placement = if is_sure { Placement::Moved } else { Placement::Uncertain };
        Some(Found { score: if is_sure { 0.8 } else { 0.5 }, ..found(hit, placement) })
    }

    /// Looks for a passage by other words than its own, where its own do not stand.
    fn by_likeness(
        &self,
        passage: &Passage,
        sketch: &Sketch,
        hits: &Hits,
        pairs: &Pairs,
        course: &Course,
    ) -> Option<Found> {
        let is_other = |place: &Range<usize>| {
            let start = self.reading.tokens.get(place.start).map_or(0, |token| token.start as usize);
            let last = place.end.checked_sub(1).and_then(|last| self.reading.tokens.get(last));
            let end = last.map_or(start, |token| token.end as usize);
            hits.best.iter().all(|hit| end <= hit.start || hit.end <= start)
        };
        let candidates = pairs.candidates(self.reading, sketch, is_other);
        let best = candidates.first()?;
        if best.place.is_empty() {
            return None;
        }
        let found = |placement| self.found(best, placement);
        let at = self.reading.tokens.get(best.place.start).map_or(0, |token| token.start as usize);
        let is_expected = course.allows(passage.selector.start.0, self.char_at(at));
        let lead = candidates.get(1).map_or(1.0, |next| best.score() - next.score());
        let fit = best.fit;
        // Surroundings that fit closely on one side where the passage is expected, or fairly on both, belong to this
        // passage and no other.
        let is_framed = hits.best.is_empty()
            && (fit.worse_side() > 0.55
                || fit.better_side() > 0.8 && (is_expected || fit.worse_side() > 0.4))
            || fit.worse_side() > 0.75 && self.has_own_neighbours(sketch, best);
        let is_enough = fit.quote > 0.5 && fit.word_share > 0.4 && fit.distinctive >= 0.5;
        // Surroundings that meet with nothing between them say that the passage was deleted.
        let is_deleted =
            candidates.iter().skip(1).any(|other| other.fit.worse_side() > 0.8 && other.fit.quote < 0.2);
        if is_enough && is_framed && lead > 0.12 && !is_deleted && !self.is_neighbour(sketch, best) {
            return Some(found(Placement::Changed));
        }
        let floor = if is_framed { 0.3 } else { 0.5 };
        (fit.quote > floor).then(|| found(Placement::Uncertain))
    }

    fn has_own_neighbours(&self, sketch: &Sketch, candidate: &Candidate) -> bool {
        let found = self.found(candidate, Placement::Uncertain);
        has_own_neighbours(self.reading, sketch, found.start, found.end)
    }

    /// Returns whether a candidate is what stood next to the passage: its words are in the passage's own surroundings.
    fn is_neighbour(&self, sketch: &Sketch, candidate: &Candidate) -> bool {
        let tokens = self.reading.tokens.get(candidate.place.clone()).unwrap_or_default();
        let weight = |tokens: &[Token]| tokens.iter().map(|token| token.weight).sum::<f32>();
        let is_inside = |side: &[Token], fit: Option<f32>| {
            let share = common_share(side, tokens).unwrap_or_default();
            // Surroundings end after some letters, and a long neighbour with them.
            let of_both = share * weight(side) / weight(side).min(weight(tokens)).max(1.0);
            fit.is_some_and(|fit| fit < 0.6) && share > 0.6
                || fit.is_some_and(|fit| fit < 0.95) && of_both > 0.5 && of_both >= candidate.fit.quote - 0.1
        };
        is_inside(sketch.before(), candidate.fit.before) || is_inside(sketch.after(), candidate.fit.after)
    }

    /// Returns the place that a candidate's tokens cover.
    pub(super) fn found(&self, candidate: &Candidate, placement: Placement) -> Found {
        let tokens = self.reading.tokens.get(candidate.place.clone()).unwrap_or_default();
        Found {
            placement,
            start: tokens.first().map_or(0, |token| token.start as usize),
            end: tokens.last().map_or(0, |token| token.end as usize),
            score: candidate.score(),
        }
    }
}
