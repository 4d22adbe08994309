//! The page's right edge: a ruler with every claim in its tag's column, and the scroll bar.
//!
//! Both go by a measure that needs no laying out, so nothing jumps when unseen text is laid out.

use std::hash::{DefaultHasher, Hash, Hasher};

use egui::{Pos2, Rect, Sense, Ui, Vec2};

use crate::model::TagSet;
use crate::store::Placed;

use super::PageInput;
use super::blocks::Blocks;
use super::scroll::{Layouts, Scroll};

/// How far from the page's right edge the ruler begins.
pub const RULER_EDGE: f32 = 26.0;

const COLUMN_WIDTH: f32 = 4.0;
const COLUMN_STEP: f32 = 5.0;
const COLUMNS: usize = 3;

/// The least height of a claim on the ruler.
const LEAST: f32 = 4.0;

/// The most rows that the ruler tells apart.
const MAX_ROWS: u16 = 8192;

const BAR_WIDTH: f32 = 6.0;
const BAR_MARGIN: f32 = 3.0;
const BAR_LEAST: f32 = 32.0;

/// What the ruler and the scroll bar keep between frames.
#[derive(Default)]
pub struct Ruler {
    key: u64,
    /// From where to where there are claims, in points below the top, for each column.
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
        self.update(page.height(), blocks, input);
        let left = page.right() - RULER_EDGE;
        for ((marks, tag), number) in self.marks.iter().zip(input.tags.tags()).zip(0_u8..) {
            let x = left + COLUMN_STEP * f32::from(number);
            let color = input.theme.ink(tag.color).mark;
            for (top, bottom) in marks {
                let rect = Rect::from_min_max(
                    Pos2::new(x, page.top() + top),
                    Pos2::new(x + COLUMN_WIDTH, page.top() + bottom),
                );
                painter.rect_filled(rect, 0.0, color);
            }
        }
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

    /// Works the marks out again when claims, layers or the page's height have changed.
    fn update(&mut self, height: f32, blocks: &Blocks, input: &PageInput<'_>) {
        let mut hasher = DefaultHasher::new();
        height.to_bits().hash(&mut hasher);
        blocks.whole_measure().to_bits().hash(&mut hasher);
        for layer in input.layers.iter().filter(|layer| layer.is_visible) {
            std::ptr::from_ref(layer.store).hash(&mut hasher);
            layer.store.revision().hash(&mut hasher);
        }
        let key = hasher.finish();
        if self.key == key {
            return;
        }
        self.key = key;
        let visible = input.layers.iter().filter(|layer| layer.is_visible);
        self.marks = marks(visible.flat_map(|layer| layer.store.claims()), blocks, input.tags, height);
    }
}

/// Bins the claims by pixel and column and joins what touches.
fn marks<'a>(
    claims: impl Iterator<Item = &'a Placed>,
    blocks: &Blocks,
    tags: &TagSet,
    height: f32,
) -> [Vec<(f32, f32)>; COLUMNS] {
    let mut marks: [Vec<(f32, f32)>; COLUMNS] = Default::default();
    // The first byte of each pixel row: with it a claim's place is found in a short list that stays in the cache.
    let rows: Vec<u32> = (0..=MAX_ROWS)
        .take_while(|row| f32::from(*row) <= height)
        .map(|row| {
            let measure = f64::from(row) / f64::from(height.max(1.0)) * blocks.whole_measure();
            let (block, into) = blocks.at_measure(measure);
            let range = blocks.range(block);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a block")]
            let inside = (f64::from(into) * f64::from(range.end - range.start)) as u32;
            range.start + inside
        })
        .collect();
    let place = |offset: crate::text::ByteOffset| {
        let row = rows.partition_point(|first| *first <= offset.0).saturating_sub(1);
        f32::from(u16::try_from(row).unwrap_or(MAX_ROWS))
    };
    for placed in claims {
        let Some(column) = marks.get_mut(tags.position(&placed.claim.tag)) else {
            continue;
        };
        column.extend(placed.places().map(|(_, span)| {
            let top = place(span.start()).min(height - LEAST).max(0.0);
            (top, place(span.end()).max(top + LEAST))
        }));
    }
    for column in &mut marks {
        column.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut joined: Vec<(f32, f32)> = Vec::new();
        for (top, bottom) in column.drain(..) {
            match joined.last_mut() {
                Some(last) if top <= last.1 => last.1 = last.1.max(bottom),
                _ => joined.push((top, bottom)),
            }
        }
        *column = joined;
    }
    marks
}

#[expect(clippy::cast_possible_truncation, reason = "shares and points are small")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{About, Claim, ClaimId, Passage, Selector, TagId, Timestamp};
    use crate::store::{Edit, Store};
    use crate::text::{ByteOffset, Text};

    #[test]
    fn claims_stand_in_their_tags_columns_where_they_are_in_the_text() {
        let text = Text::new("One paragraph of some length.\n\n".repeat(100)).unwrap();
        let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
        for (number, (tag, at)) in
            [("allegation", 0), ("forecast", 1550), ("forecast", 3069)].into_iter().enumerate()
        {
            let span = text.span(ByteOffset(at), ByteOffset(at + 3)).unwrap();
            let id = ClaimId::parse(&format!("0190b2c8-0000-7000-8000-{number:012x}")).unwrap();
            let passages = vec![Passage::new(Selector::of(&text, span))];
            let claim = Claim::new(id, TagId::parse(tag).unwrap(), passages, Timestamp(0));
            store.apply(Edit::Put(Arc::new(claim))).unwrap();
        }
        let blocks = Blocks::of(&text, false);
        let [allegations, rebuttals, forecasts] = marks(store.claims(), &blocks, &TagSet::built_in(), 700.0);
        assert_eq!(allegations, [(0.0, 4.0)]);
        assert_eq!(rebuttals, []);
        assert_eq!(forecasts, [(350.0, 354.0), (693.0, 697.0)]);
    }
}
