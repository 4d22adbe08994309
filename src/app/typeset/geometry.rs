//! Where things are in a layout, in points from its top left corner.

use std::ops::Range;

use egui::{Pos2, Rect, Vec2};
use parley::{Affinity, BoundingBox, Cursor, Selection};

use super::Layout;

/// Returns the room that `layout` takes.
pub fn size(layout: &Layout) -> Vec2 {
    Vec2::new(layout.width(), layout.height()) / layout.scale()
}

/// Returns the byte whose border is nearest to `at`, and on which side of a line break it is meant.
pub fn byte_at(layout: &Layout, at: Pos2) -> (usize, Affinity) {
    let at = at * layout.scale();
    let cursor = Cursor::from_point(layout, at.x, at.y);
    (cursor.index().min(layout.text_len()), cursor.affinity())
}

/// Returns the line before byte `index` that a caret of no width would be, as high as its line.
pub fn caret_rect(layout: &Layout, index: usize, affinity: Affinity) -> Rect {
    let cursor = Cursor::from_byte_index(layout, index, affinity);
    rect_of(cursor.geometry(layout, 0.0), layout.scale())
}

/// Returns the rectangles of a range of bytes, line by line and each as high as its line; text that runs both ways may
/// give several a line. With each comes the number of its line.
pub fn selection_rects(layout: &Layout, range: Range<usize>) -> Vec<(usize, Rect)> {
    let mut rects = Vec::new();
    let anchor = Cursor::from_byte_index(layout, range.start, Affinity::Downstream);
    let focus = Cursor::from_byte_index(layout, range.end, Affinity::Upstream);
    let scale = layout.scale();
    Selection::new(anchor, focus)
        .geometry_with(layout, |rect, line| rects.push((line, rect_of(rect, scale))));
    rects
}

#[expect(clippy::cast_possible_truncation, reason = "parley computes in f32 and widens the result")]
fn rect_of(rect: BoundingBox, scale: f32) -> Rect {
    Rect::from_min_max(Pos2::new(rect.x0 as f32, rect.y0 as f32), Pos2::new(rect.x1 as f32, rect.y1 as f32))
        / scale
}
