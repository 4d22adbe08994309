//! The heaviest matching of a sparse bipartite graph, by shortest augmenting paths with prices (Jonker and Volgenant,
//! "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987).
//!
//! Rows are added one after the other; each search stays where the graph is connected, so that a text full of claims
//! costs little more than its claims one by one. Weights are integers or tuples of integers, never floating point: what
//! is equal is equal.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::{Add, Sub};

/// A weight: a totally ordered group. `Default` is zero.
pub(crate) trait Weight: Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> {}

impl<T: Copy + Ord + Default + Add<Output = T> + Sub<Output = T>> Weight for T {}

/// What a row may be matched with.
#[derive(Clone, Debug)]
pub(crate) struct Row<W> {
    /// Columns, with what each is worth.
    pub(crate) edges: Vec<(usize, W)>,
    /// What it is worth to leave the row alone; `None` when it must be matched.
    pub(crate) alone: Option<W>,
}

/// The heaviest matching, with the prices that prove it.
#[derive(Clone, Debug)]
pub(crate) struct Assignment<W> {
    /// The column of each row.
    pub(crate) column_of: Vec<Option<usize>>,
    /// What each row would lose by going; at least what each of its edges is worth less the column's price.
    pub(crate) row_price: Vec<W>,
    /// What each column would lose by going; never negative, and zero for a free column.
    pub(crate) column_price: Vec<W>,
}

/// Returns the heaviest matching: every row has one of its columns or stays alone, no column has two rows. Rows that
/// must be matched and for which there is no column are left out.
pub(crate) fn heaviest<W: Weight>(rows: &[Row<W>], column_count: usize) -> Assignment<W> {
    let mut search = Search::new(rows, column_count);
    for row in 0..rows.len() {
        search.add(row);
    }
    Assignment { column_of: search.column_of, row_price: search.row_price, column_price: search.column_price }
}

/// How a path of exchanges ends.
#[derive(Clone, Copy)]
enum End {
    /// At a column that nobody has.
    Free(usize),
    /// At a row that gives up its column.
    Alone(usize),
}

struct Search<'a, W> {
    rows: &'a [Row<W>],
    column_of: Vec<Option<usize>>,
    row_of: Vec<Option<usize>>,
    row_price: Vec<W>,
    column_price: Vec<W>,
    /// Of the search under way: the least loss at which each column is reached, and from which row.
    reached: Vec<Option<(W, usize)>>,
    is_done: Vec<bool>,
    touched: Vec<usize>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "rows and columns are numbers below the lengths, asserted in `new`"
)]
impl<'a, W: Weight> Search<'a, W> {
    fn new(rows: &'a [Row<W>], column_count: usize) -> Self {
        assert!(rows.iter().flat_map(|row| &row.edges).all(|(column, _)| *column < column_count));
        Self {
            rows,
            column_of: vec![None; rows.len()],
            row_of: vec![None; column_count],
            row_price: vec![W::default(); rows.len()],
            column_price: vec![W::default(); column_count],
            reached: vec![None; column_count],
            is_done: vec![false; column_count],
            touched: Vec::new(),
        }
    }

    /// Adds a row by the exchange that costs least.
    fn add(&mut self, added: usize) {
        let row = &self.rows[added];
        let offers = row.edges.iter().map(|(column, weight)| *weight - self.column_price[*column]);
        // At this price nothing that the row could have is worth more.
        let Some(price) = offers.chain(row.alone).max() else {
            return;
        };
        self.row_price[added] = price;
        let Some((loss, end, passed)) = self.shortest_path(added) else {
            return;
        };
        self.row_price[added] = self.row_price[added] - loss;
        for column in passed {
            let Some((reached, _)) = self.reached[column] else { continue };
            self.column_price[column] = self.column_price[column] + (loss - reached);
            if let Some(owner) = self.row_of[column] {
                self.row_price[owner] = self.row_price[owner] - (loss - reached);
            }
        }
        self.exchange(added, end);
        for column in self.touched.drain(..) {
            self.reached[column] = None;
            self.is_done[column] = false;
        }
    }

    /// Returns the least loss at which room is made for `added`, where the exchange ends, and the columns that were
    /// passed on the way.
    fn shortest_path(&mut self, added: usize) -> Option<(W, End, Vec<usize>)> {
        let mut heap: BinaryHeap<Reverse<(W, usize)>> = BinaryHeap::new();
        let mut alone: Option<(W, usize)> = None;
        let mut passed = Vec::new();
        let mut from = (W::default(), added);
        loop {
            let (loss, row) = from;
            if let Some(worth) = self.rows[row].alone {
                let end = (loss + (self.row_price[row] - worth), row);
                alone = Some(alone.map_or(end, |best| if end.0 < best.0 { end } else { best }));
            }
            for (column, weight) in &self.rows[row].edges {
                let there = loss + (self.row_price[row] + self.column_price[*column] - *weight);
                if !self.is_done[*column] && self.reached[*column].is_none_or(|(best, _)| there < best) {
                    if self.reached[*column].is_none() {
                        self.touched.push(*column);
                    }
                    self.reached[*column] = Some((there, row));
                    heap.push(Reverse((there, *column)));
                }
            }
            let next = loop {
                match heap.pop() {
                    Some(Reverse((_, column))) if self.is_done[column] => {}
                    other => break other,
                }
            };
            match (next, alone) {
                (Some(Reverse((loss, column))), alone) if alone.is_none_or(|(end, _)| loss < end) => {
                    self.is_done[column] = true;
                    match self.row_of[column] {
                        None => return Some((loss, End::Free(column), passed)),
                        Some(owner) => {
                            passed.push(column);
                            from = (loss, owner);
                        }
                    }
                }
                (_, Some((loss, row))) => return Some((loss, End::Alone(row), passed)),
                (_, None) => {
                    // No room at all: the row is left out.
                    for column in self.touched.drain(..) {
                        self.reached[column] = None;
                        self.is_done[column] = false;
                    }
                    return None;
                }
            }
        }
    }

    /// Walks the exchange back from its end: every row on the way takes the column by which it was reached.
    fn exchange(&mut self, added: usize, end: End) {
        let mut free = match end {
            End::Free(column) => column,
            End::Alone(row) => match self.column_of[row].take() {
                Some(column) => column,
                None => return,
            },
        };
        while let Some((_, row)) = self.reached[free] {
            let before = self.column_of[row].replace(free);
            self.row_of[free] = Some(row);
            match before {
                Some(before) if row != added => free = before,
                _ => return,
            }
        }
    }
}
