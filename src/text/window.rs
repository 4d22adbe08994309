//! The stretch of a text around a position: units are sought in it, so that no key press ever walks a whole text.
//!
//! Where a stretch has to be cut inside a paragraph or a word, the cuts lie on a fixed grid and not at the same distance
//! from the position: neighbouring positions see the same cuts and so find the same units.

use std::ops::Range;

use super::{ByteOffset, Span, Text};

/// A paragraph up to this long is looked at as a whole.
const WHOLE_PARAGRAPH: usize = 64 * 1024;

/// Of a longer one, the cell of this size around the position, and a cell to either side.
const CELL: usize = 16 * 1024;

/// A cut moves forward to the next white space when there is one this near.
const SNAP: usize = 256;

/// How far words are looked for on either side before a cut at white space may lie.
const WORD_REACH: usize = 256;

/// A run without white space is cut into pieces of this size.
const WORD_CELL: usize = 4096;

/// A part of a text, and where it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'a> {
    /// Where it starts in the text, in bytes.
    pub(super) start: usize,
    /// Its characters.
    pub(super) text: &'a str,
}

impl Stretch<'_> {
    /// Returns where it ends in the text, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Returns the part of `paragraph` to look for sentences in: all of it unless it is long.
pub(super) fn sentence_stretch(text: &Text, paragraph: Span, offset: ByteOffset) -> Stretch<'_> {
    let all = text.as_str();
    let Range { start, end } = paragraph.range();
    if end - start <= WHOLE_PARAGRAPH {
        return stretch(all, start, end);
    }
    let cell = (offset.index().clamp(start, end) - start) / CELL;
    let from = start + cell.saturating_sub(1) * CELL;
    let to = (start + (cell + 2) * CELL).min(end);
    let from = if from == start { start } else { snapped(all, from) };
    let to = if to == end { end } else { snapped(all, to) };
    stretch(all, from, to.min(end))
}

/// Returns the part of the text to look for words in: between white space on both sides of `offset`.
pub(super) fn word_stretch(text: &Text, offset: ByteOffset) -> Stretch<'_> {
    let all = text.as_str();
    let at = offset.index().min(all.len());
    let low = all.floor_char_boundary(at.saturating_sub(WORD_REACH));
    let high = all.ceil_char_boundary(at + WORD_REACH);
    let from = if low == 0 { 0 } else { white_space_before(all, low) };
    let to = if high >= all.len() { all.len() } else { white_space_after(all, high) };
    stretch(all, from, to)
}

fn stretch(all: &str, start: usize, end: usize) -> Stretch<'_> {
    Stretch { start, text: all.get(start..end).unwrap_or_default() }
}

/// Returns the end of the first white space at or behind `at` when it is near, else the nearest character boundary.
fn snapped(all: &str, at: usize) -> usize {
    let at = all.floor_char_boundary(at);
    let near = all.get(at..all.floor_char_boundary(at + SNAP)).unwrap_or_default();
    match near.char_indices().find(|(_, character)| character.is_whitespace()) {
        Some((space, character)) => at + space + character.len_utf8(),
        None => at,
    }
}

/// Returns the end of the last white space before `low`, or a point of the grid where none is near.
fn white_space_before(all: &str, low: usize) -> usize {
    let grid = all.floor_char_boundary((low / WORD_CELL) * WORD_CELL);
    let near = all.get(grid..low).unwrap_or_default();
    match near.char_indices().rfind(|(_, character)| character.is_whitespace()) {
        Some((space, character)) => grid + space + character.len_utf8(),
        None => grid,
    }
}

/// Returns the start of the first white space from `high` on, or a point of the grid where none is near.
fn white_space_after(all: &str, high: usize) -> usize {
    let grid = all.floor_char_boundary((high / WORD_CELL + 1) * WORD_CELL);
    let near = all.get(high..grid).unwrap_or_default();
    near.find(char::is_whitespace).map_or(grid, |space| high + space)
}
