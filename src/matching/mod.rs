//! One-to-one matching of the claims of two layers, as `MEASURES.md` defines it for scoring and agreement.
//!
//! Only claims that share a character can be matched. Among all matchings: the most pairs with at least half of their
//! characters in common and equal tag; among those the greatest sum of the shares in common, times 1.5 where the tags
//! are equal; then the most equal tags, equal borders, both, and pairs. No order and no id matters.

pub(crate) mod assignment;
mod place;
#[cfg(test)]
mod tests;

use std::ops::{Add, Sub};

use crate::model::TagId;

use assignment::{Assignment, Row, heaviest};

pub use place::{Place, Stretch};

/// A claim as matching sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The characters that it covers.
    pub place: Place,
    /// Its tag.
    pub tag: TagId,
}

/// Two claims that belong together, one of each layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The number of the first layer's claim.
    pub a: usize,
    /// The number of the second layer's claim.
    pub b: usize,
    /// How many characters both cover; at least one.
    pub overlap: u32,
    /// How many characters either covers.
    pub union: u32,
    /// Whether the tags are equal.
    pub has_equal_tags: bool,
    /// Whether the same characters are covered.
    pub has_equal_borders: bool,
}

impl Pair {
    fn of(a: usize, b: usize, one: &Mark, other: &Mark) -> Option<Self> {
        let overlap = one.place.overlap(&other.place);
        let union = one.place.char_count() + other.place.char_count() - overlap;
        (overlap > 0).then(|| Self {
            a,
            b,
            overlap,
            union,
            has_equal_tags: one.tag == other.tag,
            has_equal_borders: one.place == other.place,
        })
    }

    /// Returns the share of the characters of either that both cover.
    pub fn iou(&self) -> f64 {
        f64::from(self.overlap) / f64::from(self.union)
    }

    /// Returns whether the tags are equal and at least half of the characters are common: what counts as the same claim.
    pub fn is_same_claim(&self) -> bool {
        self.has_equal_tags && u64::from(self.overlap) * 2 >= u64::from(self.union)
    }

    /// Returns the share in common, times 1.5 where the tags are equal, in units of 2⁻⁶⁰.
    fn worth(&self) -> i128 {
        let (overlap, union) = (i128::from(self.overlap), i128::from(self.union));
        let shares = if self.has_equal_tags { 3 * overlap } else { 2 * overlap };
        ((shares << ONE_BITS) + union) / (2 * union)
    }
}

/// Shares are counted in units of 2 to minus this.
const ONE_BITS: u32 = 60;

/// A pair of the same claim outweighs every sum of shares.
const SAME_CLAIM: i128 = 1 << 93;

/// Sums of a few thousand shares that are equal differ by less than this after rounding (10⁻¹³); those that it makes
/// equal differ by less than 10⁻⁹.
const EQUAL: i128 = (1 << ONE_BITS) / 10_000_000_000_000;

/// Matches the claims of two layers. Where all else is equal, pairs of the same claim for which `prefers` holds are
/// taken. The pairs are ordered by `a`.
pub fn best(a: &[&Mark], b: &[&Mark], prefers: impl Fn(usize, usize) -> bool) -> Vec<Pair> {
    let edges = touching(a, b);
    let by_share: Vec<Row<i128>> = edges
        .iter()
        .map(|pairs| Row {
            edges: pairs
                .iter()
                .map(|pair| (pair.b, pair.worth() + if pair.is_same_claim() { SAME_CLAIM } else { 0 }))
                .collect(),
            alone: Some(0),
        })
        .collect();
    let first = heaviest(&by_share, b.len());
    // What the prices leave open is decided by counting.
    let open = open_rows(&edges, &by_share, &first, prefers);
    let second = heaviest(&open, b.len());
    edges
        .iter()
        .zip(second.column_of)
        .filter_map(|(pairs, column)| pairs.iter().find(|pair| Some(pair.b) == column).copied())
        .collect()
}

/// Returns the pairs of claims that share a character, for each claim of `a`.
fn touching(a: &[&Mark], b: &[&Mark]) -> Vec<Vec<Pair>> {
    let mut by_start: Vec<usize> = (0..b.len()).collect();
    let place = |number: usize| b.get(number).map(|mark| &mark.place);
    by_start.sort_by_key(|number| place(*number).map(Place::start));
    // The furthest end among the claims that start no later.
    let mut furthest = 0;
    let ends: Vec<(usize, u32, u32)> = by_start
        .into_iter()
        .filter_map(|number| {
            let place = place(number)?;
            furthest = furthest.max(place.end());
            Some((number, place.start(), furthest))
        })
        .collect();
    a.iter()
        .enumerate()
        .map(|(one, mark)| {
            let behind = ends.partition_point(|(_, start, _)| *start < mark.place.end());
            let before = ends.get(..behind).unwrap_or_default();
            let mut pairs: Vec<Pair> = before
                .iter()
                .rev()
                .take_while(|(_, _, furthest)| *furthest > mark.place.start())
                .filter_map(|(other, _, _)| Pair::of(one, *other, mark, b.get(*other)?))
                .collect();
            pairs.sort_unstable_by_key(|pair| pair.b);
            pairs
        })
        .collect()
}

/// What is counted when the shares are equal: columns that must have a row, equal tags, equal borders, both, pairs,
/// and pairs that are preferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Counts([i64; 6]);

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.at(at) + other.at(at)))
    }
}

impl Sub for Counts {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.at(at) - other.at(at)))
    }
}

impl Counts {
    fn at(self, at: usize) -> i64 {
        self.0.get(at).copied().unwrap_or(0)
    }
}

/// Returns the graph of all matchings that have the greatest sum: only edges that lose nothing at the prices found,
/// and rows and columns with a price must be matched.
fn open_rows(
    edges: &[Vec<Pair>],
    by_share: &[Row<i128>],
    first: &Assignment<i128>,
    prefers: impl Fn(usize, usize) -> bool,
) -> Vec<Row<Counts>> {
    let price = |column: usize| first.column_price.get(column).copied().unwrap_or(0);
    edges
        .iter()
        .zip(by_share)
        .zip(&first.row_price)
        .map(|((pairs, row), row_price)| {
            let loses_nothing =
                |(column, weight): &(usize, i128)| row_price + price(*column) - *weight <= EQUAL;
            let open = pairs.iter().zip(&row.edges).filter(|(_, edge)| loses_nothing(edge));
            Row {
                edges: open
                    .map(|(pair, _)| {
                        let is_preferred = pair.is_same_claim() && prefers(pair.a, pair.b);
                        let counts = [
                            price(pair.b) > EQUAL,
                            pair.has_equal_tags,
                            pair.has_equal_borders,
                            pair.has_equal_tags && pair.has_equal_borders,
                            true,
                            is_preferred,
                        ];
                        (pair.b, Counts(counts.map(i64::from)))
                    })
                    .collect(),
                alone: (*row_price <= EQUAL).then(Counts::default),
            }
        })
        .collect()
}
