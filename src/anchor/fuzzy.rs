//! Places of a quote whose words were changed: pairs of words that it shares with the text vote for a place, and the best
//! places are aligned.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::align::{Pair, Side, align};
use super::diff::diff;
use super::sketch::{Fit, Sketch};
use super::token::{HashedMap, Reading, Token, mixed};

/// A pair of words that stands at more places than this says nothing.
const COMMON: usize = 60;

/// How many places of a quote are aligned.
const PLACES: usize = 5;

/// How many pairs of words of one sketch vote.
const VOTERS: usize = 160;

/// What votes come to by chance.
const CHANCE: f32 = 2.0;

/// How many tokens a worker takes at once.
const CHUNK: usize = 1 << 16;

/// A place that may stand for a sketch.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Which tokens of the text stand for the quote; empty where nothing does.
    pub(super) place: Range<usize>,
    /// How well they do.
    pub(super) fit: Fit,
}

impl Candidate {
    /// Returns how well quote and surroundings fit together.
    pub(super) fn score(&self) -> f32 {
        0.6 * self.fit.quote + 0.4 * self.fit.context()
    }
}

/// Where pairs of words stand in a text; only pairs that some sketch has.
pub(super) struct Pairs {
    places: HashedMap<Vec<u32>>,
}

/// Returns each pair of words that follow one another, marks left out, with the number of the first word's token.
fn pairs(tokens: &[Token]) -> impl Iterator<Item = (u64, usize)> + '_ {
    let mut words = tokens.iter().enumerate().filter(|(_, token)| token.is_word());
    let mut last = words.next();
    std::iter::from_fn(move || {
        let (at, first) = last?;
        last = words.next();
        let (_, second) = last?;
        Some((mixed(u64::from(first.hash) << 32 | u64::from(second.hash)), at))
    })
}

/// Returns the pairs of a sketch: all of them, or of a long one as many from its ends and between.
fn voters(sketch: &Sketch) -> Vec<(u64, usize)> {
    let all: Vec<(u64, usize)> = pairs(&sketch.tokens).collect();
    let step = all.len().div_ceil(VOTERS).max(1);
    all.into_iter().step_by(step).collect()
}

impl Pairs {
    /// Finds the pairs of `sketches` in `reading`.
    pub(super) fn of<'a>(reading: &Reading, sketches: impl Iterator<Item = &'a Sketch>) -> Self {
        let mut places = HashedMap::<Vec<u32>>::default();
        for sketch in sketches {
            for (pair, _) in voters(sketch) {
                places.entry(pair).or_default();
            }
        }
        if places.is_empty() {
            return Self { places };
        }
        let wanted = &places;
        let found: Vec<Vec<(u64, usize)>> = (0..reading.tokens.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let start = chunk * CHUNK;
                // A few tokens more, so that the pair across the border is seen.
                let end = (start + CHUNK + 8).min(reading.tokens.len());
                let tokens = reading.tokens.get(start..end).unwrap_or_default();
                pairs(tokens)
                    .take_while(|(_, at)| *at < CHUNK)
                    .filter(|(pair, _)| wanted.contains_key(pair))
                    .map(|(pair, at)| (pair, start + at))
                    .collect()
            })
            .collect();
        for (pair, at) in found.into_iter().flatten() {
            if let Some(list) = places.get_mut(&pair)
                && list.len() <= COMMON
            {
                list.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        Self { places }
    }

    /// Returns the best places for `sketch`, the best first. Only places that `admits` counts are kept.
    pub(super) fn candidates(
        &self,
        reading: &Reading,
        sketch: &Sketch,
        admits: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<Candidate> {
        let mut votes: Vec<(i64, f32)> = Vec::new();
        for (pair, own) in voters(sketch) {
            let Some(list) = self.places.get(&pair).filter(|list| list.len() <= COMMON) else {
                continue;
            };
            let weight = 1.0 / (1.0 + list.len() as f32).ln();
            votes.extend(list.iter().map(|at| (i64::from(*at) - offset(own), weight)));
        }
        let mut windows: Vec<Range<usize>> = Vec::new();
        let mut found: Vec<Candidate> = Vec::new();
        for start in clusters(votes, offset(sketch.own().len() / 3 + 12)) {
            let window = window(reading, sketch, start);
            if windows
                .iter()
                .any(|other| other.start <= start_of(start) && start_of(start) < other.start + 12)
            {
                continue;
            }
            windows.push(window.clone());
            found.extend(fit_in(reading, sketch, window).filter(|candidate| admits(&candidate.place)));
            if windows.len() >= PLACES {
                break;
            }
        }
        found.sort_by(|one, other| other.score().total_cmp(&one.score()));
        found.dedup_by(|one, other| one.place == other.place);
        found
    }
}

fn offset(tokens: usize) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}

fn start_of(start: i64) -> usize {
    usize::try_from(start).unwrap_or(0)
}

/// Returns where the votes lie thickest, the thickest first.
fn clusters(mut votes: Vec<(i64, f32)>, reach: i64) -> Vec<i64> {
    votes.sort_by_key(|(start, _)| *start);
    let mut clusters: Vec<(f32, i64)> = Vec::new();
    let mut open: Option<(f32, i64, i64)> = None;
    for (start, weight) in votes {
        open = match open {
            Some((sum, first, last)) if start - last <= reach && start - first <= 4 * reach => {
                Some((sum + weight, first, start))
            }
            other => {
                clusters.extend(other.map(|(sum, first, last)| (sum, first + (last - first) / 2)));
                Some((weight, start, start))
            }
        };
    }
    clusters.extend(open.map(|(sum, first, last)| (sum, first + (last - first) / 2)));
    clusters.sort_by(|(one, at), (other, behind)| other.total_cmp(one).then(at.cmp(behind)));
    // A pair of words or two stand together in many places by chance.
    let best = clusters.first().map_or(0.0, |(sum, _)| *sum);
    clusters.retain(|(sum, _)| *sum >= CHANCE.min(best / 4.0));
    clusters.into_iter().map(|(_, start)| start).collect()
}

/// Returns the tokens to align a sketch with that begins at token `start`.
fn window(reading: &Reading, sketch: &Sketch, start: i64) -> Range<usize> {
    let slack = sketch.own().len() / 2 + 24;
    let low = start_of(start.saturating_sub(offset(slack)));
    let high = start_of(start.saturating_add(offset(sketch.tokens.len() + slack)));
    low.min(reading.tokens.len())..high.min(reading.tokens.len())
}

/// Aligns `sketch` with the tokens of `window`.
pub(super) fn fit_in(reading: &Reading, sketch: &Sketch, window: Range<usize>) -> Option<Candidate> {
    let tokens = reading.tokens.get(window.clone())?;
    let text = Side { tokens, text: reading.normal.text() };
    let pairs = align(sketch.side(), text).unwrap_or_else(|| {
        // Too long to weigh every pair of words: only what is the same counts.
        let same = diff(&sketch.tokens, tokens).into_iter();
        same.map(|at| at.map(|at| Pair { at: at as usize, likeness: 1.0 })).collect()
    });
    let (fit, place) = sketch.judge(pairs, text);
    let place = place
        .map_or(window.start..window.start, |place| window.start + place.start..window.start + place.end);
    Some(Candidate { place, fit })
}
