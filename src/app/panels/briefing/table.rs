//! Where the lines of the briefing stand: claimants down, their claims across, or all under each other where there is
//! little room.
//!
//! Needs no window. Only what is seen is measured: a line that never was in sight has the height that its letters let
//! expect. When it comes into sight and is another, what stands above the eye must not move; [`Table::measured`] says
//! by how much it would.

use std::ops::Range;

use crate::export::{Briefing, Line};

/// The room above and below the lines of a row.
pub const ROW_PADDING: f32 = 12.0;
/// Between two lines.
pub const LINE_GAP: f32 = 8.0;
/// From the left of a line to its words.
pub const LEAD: f32 = 24.0;
/// Between two columns.
const COLUMN_GAP: f32 = 24.0;
/// The line of words.
pub const WORDS_LINE: f32 = 20.0;
/// Below this width the columns stand under each other.
const STACKED: f32 = 640.0;
/// The widest a line of words gets where columns are stacked.
const WIDEST: f32 = 720.0;
/// How wide a letter is, on average.
const LETTER: f32 = 6.6;

/// Where columns begin and how wide they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// Whether they stand under each other.
    pub is_stacked: bool,
    /// The width of the column of claimants.
    pub claimant: f32,
    /// The columns' numbers in the briefing, where they begin, and their widths.
    pub columns: Vec<(usize, f32, f32)>,
}

impl Columns {
    /// Shares `width` among the columns with these numbers: what is alleged gets the most.
    pub fn of(width: f32, numbers: &[usize]) -> Self {
        if width < STACKED {
            let column = width.min(WIDEST);
            let columns = numbers.iter().map(|number| (*number, 0.0, column)).collect();
            return Self { is_stacked: true, claimant: column, columns };
        }
        let claimant = (width * 0.172).clamp(112.0, 200.0).round();
        let weight = |number: usize| match number {
            0 => 1.27,
            1 => 1.0,
            _ => 0.92,
        };
        let total: f32 = numbers.iter().map(|number| weight(*number)).sum();
        let mut left = claimant;
        let columns = numbers.iter().map(|number| {
            let whole = ((width - claimant) * weight(*number) / total).round();
            let column = (*number, left, whole - COLUMN_GAP);
            left += whole;
            column
        });
        let mut columns: Vec<_> = columns.collect();
        // The last one reaches the edge.
        if let Some((_, left, column)) = columns.last_mut() {
            *column = width - *left;
        }
        Self { is_stacked: false, claimant, columns }
    }
}

/// One line of the table: where it is in the briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The row of the briefing.
    pub row: usize,
    /// The column's number in the briefing.
    pub column: usize,
    /// The number of the line in its cell.
    pub line: usize,
}

impl Cell {
    /// Returns the line.
    pub fn of<'a>(&self, briefing: &'a Briefing) -> Option<&'a Line> {
        briefing.rows.get(self.row)?.cells.get(self.column)?.get(self.line)
    }
}

/// One row: its lines, by column, and where it begins.
#[derive(Clone, Debug)]
struct TableRow {
    /// For each shown column its place among the columns and its lines.
    lines: Vec<(usize, Range<usize>)>,
    /// How tall the claimant's name is.
    heading: f32,
    top: f32,
    bottom: f32,
}

/// The lines with their places.
#[derive(Clone, Debug)]
pub struct Table {
    /// How the columns lie.
    pub columns: Columns,
    cells: Vec<Cell>,
    rows: Vec<TableRow>,
    heights: Vec<f32>,
    tops: Vec<f32>,
    is_measured: Vec<bool>,
}

/// A row that is in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenRow {
    /// Its number.
    pub number: usize,
    /// Where it begins.
    pub top: f32,
    /// Where it ends.
    pub bottom: f32,
}

impl Table {
    /// Puts the lines of `briefing` into `width`.
    pub fn new(briefing: &Briefing, width: f32) -> Self {
        let numbers: Vec<usize> = briefing.columns().map(|(number, _)| number).collect();
        let columns = Columns::of(width, &numbers);
        let (mut cells, mut heights, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (row, said) in briefing.rows.iter().enumerate() {
            let mut lines = Vec::new();
            for (place, (column, _, room)) in columns.columns.iter().enumerate() {
                let begin = cells.len();
                for (line, of) in said.cells.get(*column).into_iter().flatten().enumerate() {
                    cells.push(Cell { row, column: *column, line });
                    heights.push(expected(of, *room));
                }
                if cells.len() > begin {
                    lines.push((place, begin..cells.len()));
                }
            }
            let heading = expected_lines(said.heading.chars().count(), columns.claimant - COLUMN_GAP);
            rows.push(TableRow { lines, heading: heading * WORDS_LINE, top: 0.0, bottom: 0.0 });
        }
        let tops = vec![0.0; cells.len()];
        let is_measured = vec![false; cells.len()];
        let mut table = Self { columns, cells, rows, heights, tops, is_measured };
        table.arrange();
        table
    }

    /// Returns how many lines there are.
    pub fn line_count(&self) -> usize {
        self.cells.len()
    }

    /// Returns how tall the whole is.
    pub fn height(&self) -> f32 {
        self.rows.last().map_or(0.0, |row| row.bottom)
    }

    /// Returns a line's place in the briefing.
    pub fn cell(&self, line: usize) -> Option<Cell> {
        self.cells.get(line).copied()
    }

    /// Returns where a line begins, how tall it is, and where its column begins and how wide it is.
    pub fn place(&self, line: usize) -> Option<(f32, f32, f32, f32)> {
        let cell = self.cells.get(line)?;
        let (_, left, width) = self.columns.columns.iter().find(|(column, ..)| *column == cell.column)?;
        Some((*self.tops.get(line)?, *self.heights.get(line)?, *left, *width))
    }

    /// Returns whether the line was in sight once, so that its height is certain.
    pub fn is_measured(&self, line: usize) -> bool {
        self.is_measured.get(line).copied().unwrap_or(true)
    }

    /// Returns the rows between two heights.
    pub fn rows_between(&self, top: f32, bottom: f32) -> impl Iterator<Item = SeenRow> + '_ {
        let first = self.rows.partition_point(|row| row.bottom <= top);
        let seen = self.rows.iter().enumerate().skip(first).take_while(move |(_, row)| row.top < bottom);
        seen.map(|(number, row)| SeenRow { number, top: row.top, bottom: row.bottom })
    }

    /// Returns the lines between two heights.
    pub fn lines_between(&self, top: f32, bottom: f32) -> Vec<usize> {
        let mut lines = Vec::new();
        for row in self.rows_between(top, bottom) {
            let Some(row) = self.rows.get(row.number) else { continue };
            for (_, range) in &row.lines {
                let tops = self.tops.get(range.clone()).unwrap_or_default();
                let first = tops.partition_point(|line| *line < top).saturating_sub(1);
                let last = tops.partition_point(|line| *line < bottom);
                lines.extend(range.start + first.min(last)..range.start + last);
            }
        }
        lines
    }

    /// Takes the true heights of lines. Returns how far `anchor` moved by it.
    pub fn measured(&mut self, heights: &[(usize, f32)], anchor: Option<usize>) -> f32 {
        let top_of = |table: &Self| anchor.and_then(|line| table.tops.get(line)).copied().unwrap_or(0.0);
        let before = top_of(self);
        let mut has_changed = false;
        for (line, height) in heights {
            if let (Some(place), Some(is_measured)) =
                (self.heights.get_mut(*line), self.is_measured.get_mut(*line))
            {
                has_changed |= (*place - height).abs() > 0.5;
                *place = *height;
                *is_measured = true;
            }
        }
        if has_changed {
            self.arrange();
        }
        top_of(self) - before
    }

    /// Returns the line before or behind another, from claimant to claimant.
    pub fn step(&self, from: usize, is_down: bool) -> Option<usize> {
        let to = if is_down { from.checked_add(1)? } else { from.checked_sub(1)? };
        (to < self.cells.len()).then_some(to)
    }

    /// Returns the line beside another, in the next column to the right or left that has one.
    pub fn beside(&self, from: usize, is_right: bool) -> Option<usize> {
        let row = self.rows.get(self.cells.get(from)?.row)?;
        let at = row.lines.iter().position(|(_, range)| range.contains(&from))?;
        let to = if is_right { at.checked_add(1)? } else { at.checked_sub(1)? };
        let (_, range) = row.lines.get(to)?;
        let top = self.tops.get(from)?;
        let distance = |line: &usize| (self.tops.get(*line).copied().unwrap_or(0.0) - top).abs();
        range.clone().min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }

    /// Works out where everything stands.
    fn arrange(&mut self) {
        let mut top = 0.0;
        for row in &mut self.rows {
            row.top = top;
            let begin = top + ROW_PADDING;
            let below_heading = begin + row.heading;
            let mut bottom = below_heading;
            let mut next = if self.columns.is_stacked { below_heading + LINE_GAP } else { begin };
            for (_, range) in &row.lines {
                if !self.columns.is_stacked {
                    next = begin;
                }
                let tops = self.tops.get_mut(range.clone()).unwrap_or_default();
                let heights = self.heights.get(range.clone()).unwrap_or_default();
                for (place, height) in tops.iter_mut().zip(heights) {
                    *place = next;
                    next += height + LINE_GAP;
                }
                bottom = bottom.max(next - LINE_GAP);
            }
            top = bottom + ROW_PADDING;
            row.bottom = top;
        }
    }
}

/// Returns the width of a line's words: what its place leaves of the column.
pub fn words_width(line: &Line, column: f32) -> f32 {
    (column - LEAD - place_width(line)).max(40.0)
}

/// Returns the room for a place behind the words. A line without a place in the text says so below them.
#[expect(clippy::cast_precision_loss, reason = "a place has a handful of letters")]
fn place_width(line: &Line) -> f32 {
    match line.paragraph {
        Some(_) => line.place.chars().count() as f32 * LETTER + 10.0,
        None => 0.0,
    }
}

/// Returns how tall a line will be, as far as the count of its letters tells.
fn expected(line: &Line, column: f32) -> f32 {
    let width = words_width(line, column);
    let words = expected_lines(line.words.chars().count(), width);
    let details: usize = line.details.iter().map(|detail| detail.words.chars().count() + 2).sum();
    let second = if details > 0 { expected_lines(details, width / 0.92) } else { 0.0 };
    (words + second) * WORDS_LINE
}

#[expect(clippy::cast_precision_loss, reason = "a line has some hundred letters")]
fn expected_lines(letters: usize, width: f32) -> f32 {
    (letters as f32 * LETTER / width.max(1.0)).ceil().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{At, Claimant, Detail, Row};
    use crate::model::{AnnotatorId, ClaimId, LayerName, TagId};

    /// Makes a briefing of claimants with so many lines in each column.
    fn briefing(rows: &[[usize; 3]]) -> Briefing {
        let line = |row: usize, number: usize| Line {
            at: At { document: 0, layer: 0, entry: number },
            layer: LayerName::of(AnnotatorId::parse("ana").unwrap()),
            id: ClaimId::parse(&format!("{row}-{number}")).unwrap(),
            tag: TagId::parse("allegation").unwrap(),
            letter: 'A',
            words: "The wells stayed in service.".to_owned(),
            is_quote: false,
            details: vec![Detail { words: "unanswered".to_owned(), is_strong: true, to: None }],
            place: "¶ 2".to_owned(),
            paragraph: Some(2),
            is_open: true,
        };
        let rows = rows.iter().enumerate().map(|(row, counts)| Row {
            claimant: Claimant::Named(format!("Claimant {row}")),
            heading: format!("Claimant {row}"),
            cells: counts.iter().map(|count| (0..*count).map(|number| line(row, number)).collect()).collect(),
        });
        Briefing { rows: rows.collect(), ..Briefing::default() }
    }

    fn tops(table: &Table) -> Vec<(f32, f32)> {
        (0..table.line_count())
            .map(|line| table.place(line).unwrap())
            .map(|(top, _, left, _)| (top, left))
            .collect()
    }

    #[test]
    fn claims_of_one_claimant_stand_beside_each_other_and_the_next_claimant_below_the_longest() {
        let table = Table::new(&briefing(&[[2, 1, 0], [0, 0, 1]]), 976.0);
        let [one, two, three] = [0, 1, 2].map(|column| table.columns.columns[column].1);
        assert_eq!(tops(&table), [(12.0, one), (60.0, one), (12.0, two), (124.0, three)]);
        // In the narrower column the words take two lines.
        assert_eq!(table.height(), 124.0 + 60.0 + 12.0);
    }

    #[test]
    fn in_a_narrow_window_they_stand_under_their_claimant() {
        let table = Table::new(&briefing(&[[1, 1, 0]]), 480.0);
        assert_eq!(tops(&table), [(40.0, 0.0), (88.0, 0.0)]);
    }

    #[test]
    fn columns_fill_the_width() {
        let columns = Columns::of(976.0, &[0, 1, 2]);
        let (_, left, width) = columns.columns[2];
        assert_eq!(left + width, 976.0);
        assert!(columns.columns.windows(2).all(|pair| pair[0].1 + pair[0].2 < pair[1].1));
        assert_eq!(Columns::of(976.0, &[0, 1, 2, 3]).columns.len(), 4);
    }

    #[test]
    fn what_is_in_sight_is_found_as_by_a_plain_search() {
        let table = Table::new(&briefing(&[[3, 0, 1], [0, 2, 0], [40, 7, 1], [1, 1, 1]]), 976.0);
        let plain = |top: f32, bottom: f32| -> Vec<usize> {
            let is_seen = |line: &usize| {
                let (at, height, ..) = table.place(*line).unwrap();
                at < bottom && at + height > top
            };
            (0..table.line_count()).filter(is_seen).collect()
        };
        for top in (0..2400).step_by(37).map(|top| top as f32) {
            let seen = table.lines_between(top, top + 300.0);
            for line in plain(top, top + 300.0) {
                assert!(seen.contains(&line), "{line} at {top}");
            }
            assert!(seen.len() <= plain(top - 60.0, top + 360.0).len() + 3);
        }
    }

    #[test]
    fn a_line_that_is_taller_than_expected_says_how_far_those_below_it_move() {
        let mut table = Table::new(&briefing(&[[5, 0, 0]]), 976.0);
        assert_eq!(table.measured(&[(0, 100.0)], Some(3)), 60.0);
        assert_eq!(table.measured(&[(4, 100.0)], Some(3)), 0.0);
        assert!(table.is_measured(0) && !table.is_measured(1));
    }

    #[test]
    fn arrows_go_through_all_lines_and_from_column_to_column() {
        let table = Table::new(&briefing(&[[3, 0, 1], [1, 0, 0]]), 976.0);
        assert_eq!((table.step(3, true), table.step(4, true), table.step(0, false)), (Some(4), None, None));
        assert_eq!(table.beside(2, true), Some(3));
        assert_eq!(table.beside(3, false), Some(0));
        assert_eq!(table.beside(3, true), None);
    }
}
