//! All quotes at all places in one pass.

use aho_corasick::{AhoCorasick, Input};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::sketch::{Fit, Sketch, common_share};
use super::token::{Reading, Token};

/// How many bytes of a quote the pass looks for; the rest is compared where they stand.
const HEAD: usize = 64;

/// How much text a worker takes at once.
const CHUNK: usize = 1 << 20;

/// Of a quote that stands at more places than this, only those with a like neighbourhood are kept.
const MANY: usize = 2048;

/// How many places of a quote are compared closely.
const CLOSE: usize = 48;

/// Tokens that are looked at beyond the length of the surroundings.
const SLACK: usize = 8;

/// Where a quote stands, word for word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Where it starts, in bytes of the normalised text.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// How well the surroundings fit.
    pub(super) fit: Fit,
}

/// The places of one quote.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    /// The best ones first.
    pub(super) best: Vec<Hit>,
    /// How many there are, those inside words included.
    pub(super) count: usize,
}

/// Returns where each pattern stands in `text`, overlapping places included, by place.
pub(super) fn places(text: &str, patterns: &[&str]) -> Vec<Vec<usize>> {
    let heads: Vec<&str> = patterns
        .iter()
        .map(|pattern| pattern.get(..pattern.floor_char_boundary(HEAD)).unwrap_or_default())
        .collect();
    let mut found = vec![Vec::new(); patterns.len()];
    // An automaton for all patterns is never too large: their heads are short.
    let Ok(automaton) = AhoCorasick::new(&heads) else {
        return found;
    };
    let bytes = text.as_bytes();
    let chunks: Vec<Vec<(usize, usize)>> = (0..bytes.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let (start, end) = (chunk * CHUNK, (chunk + 1) * CHUNK);
            let input = Input::new(bytes).range(start..(end + HEAD).min(bytes.len()));
            automaton
                .find_overlapping_iter(input)
                .map(|hit| (hit.pattern().as_usize(), hit.start()))
                .filter(|(pattern, at)| {
                    *at < end
                        && patterns.get(*pattern).is_some_and(|pattern| {
                            bytes.get(*at..*at + pattern.len()) == Some(pattern.as_bytes())
                        })
                })
                .collect()
        })
        .collect();
    for (pattern, at) in chunks.into_iter().flatten() {
        if let Some(places) = found.get_mut(pattern) {
            places.push(at);
        }
    }
    for places in &mut found {
        places.sort_unstable();
    }
    found
}

/// Returns the places of each sketch's quote in `reading`.
pub(super) fn find_all(reading: &Reading, sketches: &[Option<Sketch>]) -> Vec<Hits> {
    let mut quotes: Vec<&str> = sketches.iter().flatten().map(|sketch| sketch.quote.as_str()).collect();
    quotes.sort_unstable();
    quotes.dedup();
    let places = places(reading.normal.text(), &quotes);
    sketches
        .into_par_iter()
        .map(|sketch| {
            let Some(sketch) = sketch else {
                return Hits::default();
            };
            let number = quotes.binary_search(&sketch.quote.as_str()).ok();
            let places = number.and_then(|number| places.get(number)).map(Vec::as_slice).unwrap_or_default();
            judge(reading, sketch, places)
        })
        .collect()
}

/// Compares the surroundings of the places with the sketch's.
fn judge(reading: &Reading, sketch: &Sketch, places: &[usize]) -> Hits {
    let len = sketch.quote.len();
    let mut near: Vec<(f32, usize)> = places
        .iter()
        .filter(|at| sketch.cuts_like(reading, **at, **at + len))
        .map(|at| (same_neighbours(reading, sketch, *at, *at + len), *at))
        .collect();
    if near.len() > MANY {
        near.retain(|(same, _)| *same > 0.0);
    }
    near.sort_by(|(one, at), (other, behind)| other.total_cmp(one).then(at.cmp(behind)));
    near.truncate(CLOSE);
    let mut best: Vec<Hit> = near
        .into_iter()
        .map(|(_, start)| Hit {
            start,
            end: start + len,
            fit: surroundings(reading, sketch, start, start + len),
        })
        .collect();
    best.sort_by(|one, other| other.fit.context().total_cmp(&one.fit.context()));
    Hits { best, count: places.len() }
}

/// Returns the tokens before `at`, the nearest last, and those from `end` on.
fn around<'a>(reading: &'a Reading, sketch: &Sketch, at: usize, end: usize) -> (&'a [Token], &'a [Token]) {
    let (first, next) = (reading.token_from(at), reading.token_from(end));
    let low = first.saturating_sub(sketch.before().len() + SLACK);
    let high = (next + sketch.after().len() + SLACK).min(reading.tokens.len());
    (reading.tokens.get(low..first).unwrap_or_default(), reading.tokens.get(next..high).unwrap_or_default())
}

/// Returns the weight of the tokens next to the quote, on both sides, that are the same without a gap.
fn same_neighbours(reading: &Reading, sketch: &Sketch, at: usize, end: usize) -> f32 {
    let (before, after) = around(reading, sketch, at, end);
    let run = |pairs: &mut dyn Iterator<Item = (&Token, &Token)>| -> f32 {
        pairs.take_while(|(one, other)| one.hash == other.hash).map(|(one, _)| one.weight).sum()
    };
    run(&mut sketch.before().iter().rev().zip(before.iter().rev()))
        + run(&mut sketch.after().iter().zip(after))
}

/// Returns whether the nearest words and marks on both sides of `at..end` are the sketch's: two of them, or all there are.
pub(super) fn has_own_neighbours(reading: &Reading, sketch: &Sketch, at: usize, end: usize) -> bool {
    let (before, after) = around(reading, sketch, at, end);
    let is_same = |own: &mut dyn Iterator<Item = &Token>, there: &mut dyn Iterator<Item = &Token>| {
        own.take(2).all(|own| there.next().is_some_and(|there| own.hash == there.hash))
    };
    is_same(&mut sketch.before().iter().rev(), &mut before.iter().rev())
        && is_same(&mut sketch.after().iter(), &mut after.iter())
}

/// Returns how well what stands around `at..end` fits the sketch.
pub(super) fn surroundings(reading: &Reading, sketch: &Sketch, at: usize, end: usize) -> Fit {
    let (before, after) = around(reading, sketch, at, end);
    let reversed = |tokens: &[Token]| tokens.iter().rev().copied().collect::<Vec<_>>();
    Fit {
        quote: 1.0,
        word_share: 1.0,
        before: common_share(&reversed(sketch.before()), &reversed(before)),
        after: common_share(sketch.after(), after),
        distinctive: 1.0,
    }
}
