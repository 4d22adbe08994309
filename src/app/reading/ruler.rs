//! The page's right edge: a ruler with every claim in its tag's column, and the scroll bar.
//!
//! Both go by a measure that needs no laying out, so nothing jumps when unseen text is laid out. What the ruler shows is
//! counted in `tally`, at any number of claims in steps.

use egui::{Color32, Painter, Pos2, Rect, Sense, Ui, Vec2};

use super::PageInput;
use super::scroll::{Layouts, Scroll};
use super::tally::{COLUMNS, FOUND, Tally, WAITING};

/// How far from the page's right edge the ruler begins.
pub const RULER_EDGE: f32 = 26.0;

const COLUMN_WIDTH: f32 = 4.0;
const COLUMN_STEP: f32 = 5.0;

/// The width of the marks beside the columns: what the search found, and what waits for a look.
const BESIDE_WIDTH: f32 = 2.0;

/// The least height of a claim on the ruler.
const LEAST: f32 = 4.0;

const BAR_WIDTH: f32 = 6.0;
const BAR_MARGIN: f32 = 3.0;
const BAR_LEAST: f32 = 32.0;

/// What the ruler and the scroll bar keep between frames.
#[derive(Default)]
pub struct Ruler {
    tally: Tally,
    /// The version of the tally and the height that the marks are of.
    key: Option<(u64, u32)>,
    /// From where to where there is something, in points below the top, for each column.
    marks: [Vec<(f32, f32)>; COLUMNS],
    /// How far below its top the handle was taken.
    grabbed: Option<f32>,
    /// The share of the text that was shown in the last frame.
    share: f64,
}

/// Where the handle is: its top and its height, in points below the page's top.
struct Handle {
    top: f32,
    height: f32,
    /// The points that the whole text is spread over.
    track: f32,
}

impl Ruler {
    fn handle(&self, at: f64, whole: f64, height: f32) -> Handle {
        let natural = height * to_f32(self.share);
        let length = natural.max(BAR_LEAST).min(height);
        let track = height - (length - natural);
        Handle { top: to_f32(at / whole.max(1.0)) * track, height: length, track }
    }

    /// Lets the pointer move the handle, or point at a place beside it.
    pub fn scroll_bar(&mut self, ui: &Ui, page: Rect, scroll: &mut Scroll, layouts: &mut Layouts<'_>) {
        let id = ui.scope_id().with("page scroll bar");
        let zone = page.with_min_x(page.right() - RULER_EDGE);
        let response = ui.interact(zone, id, Sense::click_and_drag());
        if self.share >= 1.0 && *scroll == Scroll::default() {
            return;
        }
        let whole = layouts.blocks.whole_measure();
        if !response.is_pointer_button_down_on() {
            self.grabbed = None;
            return;
        }
        let Some(pointer) = response.interact_pointer_pos() else {
            return;
        };
        let handle = self.handle(scroll.measure(layouts), whole, page.height());
        let y = pointer.y - page.top();
        let grabbed = *self.grabbed.get_or_insert_with(|| {
            let inside = y - handle.top;
            // Beside the handle the place itself is meant.
            if (0.0..=handle.height).contains(&inside) { inside } else { handle.height / 3.0 }
        });
        let target = f64::from((y - grabbed) / handle.track.max(1.0)) * whole;
        scroll.go_to_measure(target, layouts);
    }

    /// Paints ruler and scroll bar.
    pub fn paint(
        &mut self,
        ui: &Ui,
        page: Rect,
        input: &PageInput<'_>,
        scroll: Scroll,
        layouts: &mut Layouts<'_>,
    ) {
        let blocks = layouts.blocks;
        let painter = ui.painter_at(page);
        if !self.tally.update(blocks, input) {
            ui.ctx().request_repaint();
        }
        self.arrange(page.height());
        let left = page.right() - RULER_EDGE;
        for ((marks, tag), number) in self.marks.iter().zip(input.tags.tags()).zip(0_u8..) {
            let x = left + COLUMN_STEP * f32::from(number);
            paint_marks(&painter, page, (x, COLUMN_WIDTH), marks, input.theme.ink(tag.color).mark);
        }
        let [.., waiting, found] = &self.marks;
        let x = left - BESIDE_WIDTH - 2.0;
        paint_marks(&painter, page, (x, BESIDE_WIDTH), waiting, input.theme.text);
        let x = left + COLUMN_STEP * 3.0;
        paint_marks(&painter, page, (x, BESIDE_WIDTH), found, input.theme.second);
        let whole = blocks.whole_measure();
        let at = scroll.measure(layouts);
        let mut end = scroll;
        end.by(page.height(), layouts);
        let below = end.measure(layouts);
        let shows_end = end.block == blocks.last() && end.offset >= layouts.get(end.block).outer_height();
        let shows_all = shows_end && scroll == Scroll::default();
        self.share = if shows_all { 1.0 } else { ((below - at) / whole.max(1.0)).clamp(0.0, 1.0) };
        if shows_all {
            return;
        }
        let handle = self.handle(at, whole, page.height());
        let air = 4.0;
        let rect = Rect::from_min_size(
            Pos2::new(page.right() - BAR_MARGIN - BAR_WIDTH, page.top() + handle.top.max(air)),
            Vec2::new(BAR_WIDTH, (handle.height - 2.0 * air).max(BAR_LEAST - 2.0 * air)),
        );
        painter.rect_filled(rect, BAR_WIDTH / 2.0, input.theme.line);
    }

    /// Works out where the marks stand when the tally or the height has changed.
    fn arrange(&mut self, height: f32) {
        let key = (self.tally.version(), height.to_bits());
        if self.key != Some(key) {
            self.key = Some(key);
            for (column, marks) in self.marks.iter_mut().enumerate() {
                let least = if column == WAITING || column == FOUND { BESIDE_WIDTH } else { LEAST };
                *marks = joined(self.tally.runs(column), height, least);
            }
        }
    }
}

/// Puts shares of the whole on a ruler of `height`, none less than `least`, and joins what touches.
fn joined(runs: impl Iterator<Item = (f32, f32)>, height: f32, least: f32) -> Vec<(f32, f32)> {
    let mut joined: Vec<(f32, f32)> = Vec::new();
    for (from, to) in runs {
        let top = (from * height).round().min(height - least).max(0.0);
        let bottom = (to * height).round().max(top + least);
        match joined.last_mut() {
            Some(last) if top <= last.1 => last.1 = last.1.max(bottom),
            _ => joined.push((top, bottom)),
        }
    }
    joined
}

fn paint_marks(painter: &Painter, page: Rect, (x, width): (f32, f32), marks: &[(f32, f32)], color: Color32) {
    for (top, bottom) in marks {
        let from = Pos2::new(x, page.top() + top);
        painter.rect_filled(Rect::from_min_max(from, Pos2::new(x + width, page.top() + bottom)), 0.0, color);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "shares and points are small")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_true_in_height_at_least_four_and_one_where_they_touch() {
        let shares = [(0.0, 0.001), (0.5, 0.6), (0.6, 0.61), (0.7, 0.7), (1.0, 1.0)];
        let marks = joined(shares.into_iter(), 700.0, LEAST);
        assert_eq!(marks, [(0.0, 4.0), (350.0, 427.0), (490.0, 494.0), (696.0, 700.0)]);
    }
}
