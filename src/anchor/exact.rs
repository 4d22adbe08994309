//! All quotes at all places in one pass.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::sketch::{Fit, Sketch, common_share};
use super::token::{HashedMap, Reading, Token, mixed};

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
    let heads = Heads::of(patterns);
    let bytes = text.as_bytes();
    let chunks: Vec<Vec<(usize, usize)>> = (0..bytes.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let mut found = Vec::new();
            for at in chunk * CHUNK..((chunk + 1) * CHUNK).min(bytes.len()) {
                heads.each_at(bytes, at, |number| found.push((number, at)));
            }
            found
        })
        .collect();
    let mut found = vec![Vec::new(); patterns.len()];
    for (pattern, at) in chunks.into_iter().flatten() {
        if let Some(places) = found.get_mut(pattern) {
            places.push(at);
        }
    }
    found
}

/// How many bytes of a pattern's beginning are looked up: as many as it has, of these.
const WIDTHS: [usize; 5] = [1, 2, 4, 8, 16];

/// The beginnings of patterns, to be looked up at every byte of a text. Most bytes are told apart by one bit.
struct Heads<'a> {
    patterns: &'a [&'a str],
    /// By width.
    tables: Vec<Table>,
}

/// The beginnings of one width.
struct Table {
    /// The bits of a beginning that count.
    mask: u128,
    /// A bit for every hash, cut to the size of the table.
    bits: Vec<u64>,
    /// Which patterns begin with what has this hash, in the order of their bytes.
    patterns: HashedMap<Vec<usize>>,
}

impl<'a> Heads<'a> {
    fn of(patterns: &'a [&'a str]) -> Self {
        let mut tables = Vec::new();
        for (width, next) in WIDTHS.iter().zip(WIDTHS.iter().skip(1).chain([&usize::MAX])) {
            let lengths = *width..*next;
            let own = patterns.iter().enumerate().filter(|(_, pattern)| lengths.contains(&pattern.len()));
            let mut table = Table {
                mask: u128::MAX >> (128 - 8 * width),
                bits: Vec::new(),
                patterns: HashedMap::default(),
            };
            for (number, pattern) in own {
                let hash = table.hash(head(pattern.as_bytes(), 0));
                table.patterns.entry(hash).or_default().push(number);
            }
            if !table.patterns.is_empty() {
                table
                    .patterns
                    .values_mut()
                    .for_each(|alike| alike.sort_by_key(|number| patterns.get(*number)));
                table.fill();
                tables.push(table);
            }
        }
        Self { patterns, tables }
    }

    /// Calls `visit` with the patterns that stand at `at`.
    fn each_at(&self, bytes: &[u8], at: usize, mut visit: impl FnMut(usize)) {
        let head = head(bytes, at);
        let rest = bytes.get(at..).unwrap_or_default();
        for table in &self.tables {
            let hash = table.hash(head);
            if table.may_hold(hash) {
                let alike = table.patterns.get(&hash).map(Vec::as_slice).unwrap_or_default();
                self.each_beginning(rest, alike, &mut visit);
            }
        }
    }

    /// Calls `visit` with those of `alike` that `rest` begins with. However many begin alike, few are compared: each
    /// comparison tells up to where another one can still fit.
    fn each_beginning(&self, mut rest: &[u8], mut alike: &[usize], visit: &mut impl FnMut(usize)) {
        let pattern =
            |number: &usize| self.patterns.get(*number).map_or(&[][..], |pattern| pattern.as_bytes());
        loop {
            // A pattern that `rest` begins with comes before it, and behind it only what is longer.
            let at = match alike {
                [one] => usize::from(rest.starts_with(pattern(one))),
                _ => alike.partition_point(|number| pattern(number) <= rest),
            };
            let Some((last, before)) = alike.get(..at).and_then(<[usize]>::split_last) else { return };
            let words = pattern(last);
            let common = words.iter().zip(rest).take_while(|(one, other)| one == other).count();
            if common == words.len() {
                visit(*last);
            }
            rest = rest.get(..common).unwrap_or_default();
            alike = before;
        }
    }
}

impl Table {
    fn hash(&self, head: u128) -> u64 {
        let head = head & self.mask;
        mixed(head as u64 ^ mixed((head >> 64) as u64))
    }

    fn fill(&mut self) {
        self.bits = vec![0; self.patterns.len().next_power_of_two().max(64)];
        for hash in self.patterns.keys() {
            let (word, bit) = self.bit_of(*hash);
            if let Some(word) = self.bits.get_mut(word) {
                *word |= bit;
            }
        }
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.bit_of(hash);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Returns the number of the word and the bit in it that stand for a hash; there is a power of two of words.
    fn bit_of(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & (self.bits.len() - 1), 1 << (hash & 63))
    }
}

/// Returns the sixteen bytes from `at` on; beyond the end there are zeros.
fn head(bytes: &[u8], at: usize) -> u128 {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(
        || rest.iter().rev().fold(0, |head, byte| head << 8 | u128::from(*byte)),
        |head| u128::from_le_bytes(*head),
    )
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
    // The places rise, so that the tokens of one are near those of the last.
    let mut first = 0;
    let mut near: Vec<(f32, usize)> = places
        .iter()
        .filter(|at| sketch.cuts_like(reading, **at, **at + len))
        .map(|at| {
            first = reading.token_from_near(first, *at);
            let next = reading.token_from_near(first, *at + len);
            (same_neighbours(reading, sketch, first, next), *at)
        })
        .collect();
    if near.len() > MANY {
        near.retain(|(same, _)| *same > 0.0);
    }
    let order =
        |(one, at): &(f32, usize), (other, behind): &(f32, usize)| other.total_cmp(one).then(at.cmp(behind));
    if near.len() > CLOSE {
        near.select_nth_unstable_by(CLOSE, order);
        near.truncate(CLOSE);
    }
    near.sort_unstable_by(order);
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
    beside(reading, sketch, reading.token_from(at), reading.token_from(end))
}

/// Returns the tokens before the token `first`, the nearest last, and those from `next` on.
fn beside<'a>(
    reading: &'a Reading,
    sketch: &Sketch,
    first: usize,
    next: usize,
) -> (&'a [Token], &'a [Token]) {
    let low = first.saturating_sub(sketch.before().len() + SLACK);
    let high = (next + sketch.after().len() + SLACK).min(reading.tokens.len());
    (reading.tokens.get(low..first).unwrap_or_default(), reading.tokens.get(next..high).unwrap_or_default())
}

/// Returns the weight of the tokens next to the quote, which are those from `first` to `next`, on both sides, that are the
/// same without a gap.
fn same_neighbours(reading: &Reading, sketch: &Sketch, first: usize, next: usize) -> f32 {
    let (before, after) = beside(reading, sketch, first, next);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn patterns_are_found_where_a_plain_search_finds_them(
            text in "[abé ]{0,60}",
            patterns in prop::collection::vec("[abé ]{1,20}", 0..12),
            cuts in prop::collection::vec((0..60_usize, 1..40_usize), 0..6),
        ) {
            let cut = |(from, len): (usize, usize)| text.chars().skip(from).take(len).collect::<String>();
            let own = cuts.into_iter().map(cut).filter(|pattern| !pattern.is_empty());
            let patterns: Vec<String> = patterns.into_iter().chain(own).collect();
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let stands = |pattern: &str, at: &usize| text.as_bytes()[*at..].starts_with(pattern.as_bytes());
            let plain: Vec<Vec<usize>> = patterns
                .iter()
                .map(|pattern| (0..text.len()).filter(|at| stands(pattern, at)).collect())
                .collect();
            prop_assert_eq!(places(&text, &patterns), plain);
        }
    }
}
