//! How often which categories met on a token: what Fleiss' kappa and Krippendorff's alpha are made of.

use super::interval::Resampled;
use super::study::{Counted, Part, Study, table};
use super::{Figure, Undefined};

/// A coefficient of a table in which more than one category was used.
pub(super) type Coefficient = fn(&Table) -> f64;

/// A square table of categories: row by column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    size: usize,
    cells: Vec<f64>,
}

impl Table {
    pub(super) fn empty(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(super) fn from_cells(size: usize, cells: Vec<f64>) -> Self {
        Self { size, cells }
    }

    pub(super) fn into_cells(self) -> Vec<f64> {
        self.cells
    }

    pub(super) fn add(&mut self, cells: &[f64], times: f64) {
        for (cell, more) in self.cells.iter_mut().zip(cells) {
            *cell += more * times;
        }
    }

    /// Returns the table with rows and columns exchanged.
    fn turned(&self) -> Self {
        let cell = |at: usize| self.cells.get(at % self.size * self.size + at / self.size).copied();
        Self { size: self.size, cells: (0..self.cells.len()).map(|at| cell(at).unwrap_or(0.0)).collect() }
    }

    /// Returns the table of one category against all others.
    fn of_category(&self, category: usize) -> Self {
        let mut small = vec![0.0; 4];
        for (at, cell) in self.cells.iter().enumerate() {
            let side = |number: usize| usize::from(number == category);
            let to = side(at / self.size) * 2 + side(at % self.size);
            if let Some(sum) = small.get_mut(to) {
                *sum += cell;
            }
        }
        Self { size: 2, cells: small }
    }

    /// Returns the table for `part`: of its tag alone, where it has one.
    pub(super) fn of_part(self, part: &Part) -> Self {
        match part.tag {
            Some(tag) => self.of_category(usize::from(tag) + 1),
            None => self,
        }
    }

    pub(super) fn sum(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// Returns the sum of the cells in which both categories are equal.
    pub(super) fn diagonal(&self) -> f64 {
        self.cells.iter().step_by(self.size + 1).sum()
    }

    pub(super) fn row_sums(&self) -> Vec<f64> {
        self.cells.chunks(self.size).map(|row| row.iter().sum()).collect()
    }

    pub(super) fn column_sums(&self) -> Vec<f64> {
        self.turned().row_sums()
    }

    /// Returns the coefficient of the table; `None` when every token has one and the same category.
    fn value(&self, coefficient: Coefficient) -> Option<f64> {
        let used = self.row_sums().into_iter().zip(self.column_sums());
        let category_count = used.filter(|(rows, columns)| *rows > 0.0 || *columns > 0.0).count();
        (category_count > 1).then(|| coefficient(self))
    }

    /// Returns the figure that the coefficient gives.
    pub(super) fn figure(&self, coefficient: Coefficient) -> Figure {
        match self.value(coefficient) {
            Some(value) => Figure::number(value),
            None => Figure::undefined(Undefined::OneCategory),
        }
    }
}

/// Returns what the coefficient sums over paragraphs: a table of `size` categories for each.
pub(super) fn resampled_tables(size: usize, blocks: Vec<Vec<f64>>, coefficient: Coefficient) -> Resampled {
    Resampled {
        blocks,
        value: Box::new(move |cells| Table::from_cells(size, cells.to_vec()).value(coefficient)),
    }
}

/// Returns the coincidences of a part: each token with m ratings gives m in all.
pub(super) fn coincidences(study: &Study, part: &Part) -> Table {
    let mut sum = Table::empty(study.category_count());
    for document in study.documents_of(part) {
        for pair in part.pairs() {
            if let Some(counted) = document.pair(pair) {
                add_pair(&mut sum, &counted.table, document.layer_count(part));
            }
        }
    }
    sum.of_part(part)
}

fn add_pair(sum: &mut Table, table: &[f64], layer_count: usize) {
    let table = Table::from_cells(sum.size, table.to_vec());
    let times = 1.0 / (layer_count as f64 - 1.0);
    sum.add(&table.turned().cells, times);
    sum.add(&table.cells, times);
}

/// Returns the coincidences of every paragraph.
pub(super) fn by_paragraph(study: &Study, part: &Part) -> Vec<Vec<f64>> {
    let mut blocks = Vec::new();
    for document in study.documents_of(part) {
        for tokens in token_ranges(document) {
            let mut sum = Table::empty(study.category_count());
            for (one, other) in part.pairs() {
                if let Some(table) = pair_table(study, document, (one, other), tokens.clone()) {
                    add_pair(&mut sum, &table, document.layer_count(part));
                }
            }
            blocks.push(sum.of_part(part).into_cells());
        }
    }
    blocks
}

/// Returns which tokens each paragraph of the document holds.
pub(super) fn token_ranges(document: &Counted) -> Vec<std::ops::Range<usize>> {
    let starts = document.paragraph_starts();
    let first = |start: &u32| document.tokens.partition_point(|token| token.start < *start);
    let bounds: Vec<usize> = starts.iter().map(first).collect();
    let ends = bounds.iter().skip(1).copied().chain([document.tokens.len()]);
    bounds.iter().zip(ends).map(|(start, end)| *start..end).collect()
}

/// Returns how two annotators' categories met on some tokens; `None` when one has no layer.
pub(super) fn pair_table(
    study: &Study,
    document: &Counted,
    (one, other): (usize, usize),
    tokens: std::ops::Range<usize>,
) -> Option<Vec<f64>> {
    let of = |annotator: usize| document.categories.get(annotator)?.get(tokens.clone());
    (document.has_layer(one) && document.has_layer(other))
        .then(|| Some(table(of(one)?, of(other)?, study.category_count())))
        .flatten()
}
