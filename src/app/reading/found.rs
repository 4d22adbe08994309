//! Where the search's places are along the page's right edge: binned by pixel, some thousand a frame, so that a hundred
//! thousand of them hold up no frame.

use egui::{Painter, Pos2, Rect};

use crate::text::{ByteOffset, Span};

use super::blocks::Blocks;
use super::ruler::RULER_EDGE;
use super::theme::PageTheme;

/// How many places are binned a frame.
const A_FRAME: usize = 10_000;

/// How far left of the ruler's columns the ticks stand, and how large one is.
const GAP: f32 = 3.0;
const WIDTH: f32 = 5.0;
const HEIGHT: f32 = 2.0;

/// The rows of pixels that have places.
#[derive(Default)]
pub struct FoundRows {
    /// How many of the places are binned, the first of them and the last.
    done: usize,
    first: Option<Span>,
    last: Option<Span>,
    /// How many rows the whole text is spread over, and what the text measures.
    spread: (usize, u64),
    rows: Vec<bool>,
}

impl FoundRows {
    /// Bins some of the places that are not binned yet. Returns whether more remain.
    pub fn update(&mut self, found: &[Span], blocks: &Blocks, height: f32) -> bool {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has few rows")]
        let rows = height.clamp(1.0, 8192.0) as usize;
        let spread = (rows, blocks.whole_measure().to_bits());
        let binned = self.done.checked_sub(1).and_then(|at| found.get(at)).copied();
        let goes_on = self.spread == spread && (found.first().copied() == self.first || self.done == 0);
        if !goes_on || binned != self.last {
            *self = Self { spread, rows: vec![false; rows], ..Self::default() };
        }
        self.first = found.first().copied();
        let until = found.len().min(self.done + A_FRAME);
        for span in found.get(self.done..until).unwrap_or_default() {
            let row = row_of(span.start(), blocks, rows);
            if let Some(row) = self.rows.get_mut(row) {
                *row = true;
            }
        }
        self.done = until;
        self.last = until.checked_sub(1).and_then(|at| found.get(at)).copied();
        until < found.len()
    }

    /// Returns for each row of pixels, from the top, whether places are there.
    pub fn rows(&self) -> &[bool] {
        &self.rows
    }

    /// Paints a tick for every place, joined where they touch.
    pub fn paint(&self, painter: &Painter, page: Rect, theme: &PageTheme) {
        let right = page.right() - RULER_EDGE - GAP;
        let mut top: Option<f32> = None;
        for (row, has) in (0_u16..).zip(self.rows().iter().chain([&false])) {
            let y = page.top() + f32::from(row);
            match (has, top) {
                (true, None) => top = Some(y),
                (false, Some(from)) => {
                    let rect = Rect::from_min_max(
                        Pos2::new(right - WIDTH, from),
                        Pos2::new(right, y.max(from + HEIGHT)),
                    );
                    painter.rect_filled(rect, 0.0, theme.accent);
                    top = None;
                }
                _ => {}
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "few rows"
)]
fn row_of(offset: ByteOffset, blocks: &Blocks, rows: usize) -> usize {
    let block = blocks.at(offset);
    let inside = offset.0.saturating_sub(blocks.range(block).start);
    let share = (blocks.measure(block) + f64::from(inside)) / blocks.whole_measure().max(1.0);
    ((share * rows as f64) as usize).min(rows.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn places_are_binned_some_a_frame_and_anew_for_another_search() {
        let text = Text::new("word ".repeat(30_000)).unwrap();
        let blocks = Blocks::of(&text, false);
        let span = |number: u32| text.span(ByteOffset(number * 5), ByteOffset(number * 5 + 4)).unwrap();
        let found: Vec<Span> = (0..25_000).map(span).collect();
        let mut rows = FoundRows::default();
        let frames = (1..10).find(|_| !rows.update(&found, &blocks, 700.0));
        assert_eq!(frames, Some(3));
        assert!(rows.rows()[..500].iter().all(|has| *has));
        assert!(rows.rows()[600..].iter().all(|has| !has));
        assert!(!rows.update(&[span(29_000)], &blocks, 700.0));
        assert_eq!(rows.rows().iter().filter(|has| **has).count(), 1);
        assert!(!rows.update(&[], &blocks, 700.0));
        assert!(rows.rows().iter().all(|has| !has));
    }
}
