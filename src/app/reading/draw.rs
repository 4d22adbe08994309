//! Painting the page: fills, selection, text, lanes, letters, caret, in this order over all visible blocks.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use egui::epaint::RectShape;
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use crate::app::typeset::{Limits, Style, Typesetter};

use super::blocks::{Blocks, Kind};
use super::layout_cache::BlockLayout;
use super::mark_places::letter_style;
use super::marks::{Attention, Marks, PassageMark};
use super::scroll::Shown;
use super::theme::TagInk;
use super::{BorderDrag, ClaimRef, End, Frame, Page, PageInput, PageOutput, PageTheme, margin, marks, signs};

/// The radius of a fill's corners at its ends, in points.
const RADIUS: u8 = 2;

/// How wide the bar beside a quote is.
const BAR_WIDTH: f32 = 2.0;

/// How wide the caret is.
const CARET_WIDTH: f32 = 2.0;

/// How far below the baseline the palette of tags begins.
const PALETTE_DROP: f32 = 20.0;

/// How far before the text its paragraphs' numbers end.
const NUMBER_GAP: f32 = 20.0;

/// Returns the number that marks depend on, besides the block and its layout.
pub fn marks_key(input: &PageInput<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    input.compared.map(|compared| (compared.version, compared.chosen)).hash(&mut hasher);
    for layer in input.layers {
        std::ptr::from_ref(layer.store).hash(&mut hasher);
        (layer.store.revision(), layer.is_own, layer.initial, layer.is_visible).hash(&mut hasher);
    }
    hasher.finish()
}

/// Returns the marks of a block. Which claim is chosen or under the pointer matters only to blocks that it touches.
pub fn marks_of(shown: &Shown, key: u64, input: &PageInput<'_>, typesetter: &mut Typesetter) -> Rc<Marks> {
    let mut hasher = DefaultHasher::new();
    let here = |claim: &&ClaimRef| touches(claim, &shown.layout, input);
    (key, input.chosen.filter(here), input.hovered.filter(here)).hash(&mut hasher);
    shown.layout.marks(hasher.finish(), || marks::of(&shown.layout, input, typesetter))
}

fn touches(claim: &ClaimRef, block: &BlockLayout, input: &PageInput<'_>) -> bool {
    let placed = input.layers.get(claim.layer).and_then(|layer| layer.store.get(&claim.id));
    placed.is_some_and(|placed| {
        placed.places().any(|(_, span)| span.start().0 < block.shown.end && block.shown.start < span.end().0)
    })
}

impl Page {
    /// Paints what is shown.
    pub(super) fn paint(
        &self,
        ui: &egui::Ui,
        frame: &Frame<'_>,
        blocks: &Blocks,
        typesetter: &mut Typesetter,
        output: &mut PageOutput,
    ) {
        let page = frame.columns.page;
        let painter = ui.painter_at(page);
        let theme = frame.input.theme;
        painter.rect_filled(page, 0.0, theme.page);
        let all =
            || frame.shown.iter().zip(&frame.marks).map(|(shown, marks)| (frame.origin(shown), shown, marks));
        for (origin, _, marks) in all() {
            paint_fills(&painter, marks, origin, theme);
        }
        for (origin, shown, _) in all() {
            paint_found(&painter, &shown.layout, origin, frame.input);
            self.paint_selection(&painter, &shown.layout, origin, frame.input, output);
        }
        for (origin, shown, _) in all() {
            let color = if shown.layout.kind == Kind::Byline { theme.second } else { theme.text };
            shown.layout.paint(&painter, typesetter, origin, color);
            paint_number(&painter, frame, blocks, shown, origin, typesetter);
            paint_furniture(&painter, &shown.layout, origin, frame);
            signs::paint(&painter, &shown.layout, origin, frame, typesetter, self.shows_invisible);
        }
        for (origin, _, marks) in all() {
            paint_strokes(&painter, marks, origin, theme);
        }
        for (origin, _, marks) in all() {
            paint_letters(&painter, marks, origin, frame.input, typesetter);
            paint_ends(&painter, marks, origin, theme);
        }
        margin::paint(&painter, frame, blocks, typesetter);
        self.paint_caret(&painter, frame, blocks, output);
    }

    /// Paints what is selected, and what a border that is being dragged will enclose.
    fn paint_selection(
        &self,
        painter: &Painter,
        layout: &BlockLayout,
        origin: Pos2,
        input: &PageInput<'_>,
        output: &PageOutput,
    ) {
        let range = match &output.border {
            Some(border) => border_range(input, border),
            None => Some(self.caret.range()).map(|(start, end)| start.0..end.0),
        };
        if let Some(range) = range {
            paint_range(painter, layout, origin, range, input.theme.selection);
        }
    }

    fn paint_caret(&self, painter: &Painter, frame: &Frame<'_>, blocks: &Blocks, output: &mut PageOutput) {
        let Some(shown) = frame.shown_at(blocks, self.caret.focus) else {
            return;
        };
        let layout = &shown.layout;
        let local = layout.caret(self.caret.focus, self.caret.affinity);
        let origin = frame.origin(shown);
        let rect = local.translate(origin.to_vec2());
        if !rect.intersects(frame.columns.page) {
            return;
        }
        output.caret = Some(rect);
        let line = layout.lines.get(layout.line_at_y(local.center().y));
        if !self.caret.is_collapsed() && !self.pointer.is_dragging() {
            let baseline = line.map_or(local.bottom(), |line| line.baseline);
            let bottom = origin.y + baseline + PALETTE_DROP * frame.input.text_size;
            output.palette_anchor = Some(rect.with_max_y(bottom.max(rect.top())));
        }
        if frame.input.has_keyboard || !self.caret.is_collapsed() {
            let pixel = 1.0 / frame.pixels_per_point;
            let width = (CARET_WIDTH * frame.input.text_size.min(2.0) / pixel).round().max(1.0) * pixel;
            let (top, bottom) = line.map_or((local.top(), local.bottom()), |line| {
                let air = ((line.bottom - line.top) * 0.1 / pixel).round() * pixel;
                (line.top + air, line.bottom - air)
            });
            let left = ((rect.left() - width / 2.0) / pixel).round() * pixel;
            let rect = Rect::from_min_max(
                Pos2::new(left, origin.y + top),
                Pos2::new(left + width, origin.y + bottom),
            );
            painter.rect_filled(rect, 0.0, frame.input.theme.text);
        }
    }
}

/// Returns the bytes that a passage will have when its border is let go.
fn border_range(input: &PageInput<'_>, border: &BorderDrag) -> Option<Range<u32>> {
    let placed = input.layers.get(border.claim.layer)?.store.get(&border.claim.id)?;
    let span = placed.spans.get(border.passage).copied().flatten()?;
    Some(match border.end {
        End::Start => border.offset.0..span.end().0,
        End::End => span.start().0..border.offset.0,
    })
}

fn ink<'a>(passage: &PassageMark, theme: &'a PageTheme) -> &'a TagInk {
    theme.ink(passage.color)
}

fn paint_fills(painter: &Painter, marks: &Marks, origin: Pos2, theme: &PageTheme) {
    for fill in &marks.fills {
        let Some(passage) = marks.passages.get(fill.passage) else {
            continue;
        };
        let ink = ink(passage, theme);
        let color = match passage.attention {
            _ if passage.is_compared => theme.compared,
            Attention::Rest => ink.rest,
            Attention::Hover => ink.hover,
            Attention::Chosen => ink.chosen,
        };
        let (left, right) =
            (if fill.rounds_left { RADIUS } else { 0 }, if fill.rounds_right { RADIUS } else { 0 });
        let radius = CornerRadius { nw: left, sw: left, ne: right, se: right };
        painter.add(RectShape::filled(fill.rect.translate(origin.to_vec2()), radius, color));
    }
}

/// Paints a range of bytes over the full height of its lines.
fn paint_range(painter: &Painter, layout: &BlockLayout, origin: Pos2, range: Range<u32>, color: Color32) {
    if range.start >= layout.shown.end || range.end <= layout.shown.start {
        return;
    }
    // Of a long block only what can be seen is worked out.
    let line_at = |y: f32| layout.lines.get(layout.line_at_y(y - origin.y)).map(|line| &line.bytes);
    let (Some(first), Some(last)) =
        (line_at(painter.clip_rect().top()), line_at(painter.clip_rect().bottom()))
    else {
        return;
    };
    let range = range.start.max(first.start)..range.end.min(last.end);
    if range.is_empty() {
        return;
    }
    for piece in layout.pieces(&range) {
        let Some(line) = layout.lines.get(piece.line) else {
            continue;
        };
        let rect = Rect::from_min_max(Pos2::new(piece.left, line.top), Pos2::new(piece.right, line.bottom));
        painter.rect_filled(rect.translate(origin.to_vec2()), 0.0, color);
    }
}

fn paint_found(painter: &Painter, layout: &BlockLayout, origin: Pos2, input: &PageInput<'_>) {
    let first = input.found.partition_point(|span| span.end().0 <= layout.shown.start);
    let last = input.found.partition_point(|span| span.start().0 < layout.shown.end);
    let Some(here) = input.found.get(first..last).filter(|here| !here.is_empty()) else {
        return;
    };
    for rect in layout.found(here).iter() {
        painter.rect_filled(rect.translate(origin.to_vec2()), 0.0, input.theme.found);
    }
}

fn paint_number(
    painter: &Painter,
    frame: &Frame<'_>,
    blocks: &Blocks,
    shown: &Shown,
    origin: Pos2,
    typesetter: &mut Typesetter,
) {
    let Some(number) = blocks.number(shown.block) else {
        return;
    };
    // In a narrow gutter large numbers would not have room: they are set as small as it takes.
    let style = Style::sans(12.0, 16.0).scaled(frame.input.text_size.min(1.5));
    let number = number.to_string();
    let mut words = typesetter.words(&number, &style, Limits::line(200.0));
    let room = frame.columns.left - frame.columns.page.left() - 8.0;
    if words.size().x > room && room > 0.0 {
        let smaller = style.scaled(room / words.size().x);
        words = typesetter.words(&number, &smaller, Limits::line(200.0));
    }
    let baseline = shown.layout.lines.first().map_or(0.0, |line| line.baseline);
    let gap = NUMBER_GAP.min(frame.columns.left - frame.columns.page.left() - words.size().x).max(4.0);
    paint_on_baseline(
        painter,
        typesetter,
        &words,
        origin + Vec2::new(-gap - words.size().x - shown.layout.indent, baseline),
        frame.input.theme.faint,
    );
}

/// Paints what a block has besides its words: the bar of a quote, the line of a rule.
fn paint_furniture(painter: &Painter, layout: &BlockLayout, origin: Pos2, frame: &Frame<'_>) {
    let pixel = 1.0 / frame.pixels_per_point;
    let round = |value: f32| (value / pixel).round() * pixel;
    let color = frame.input.theme.line;
    match layout.kind {
        Kind::Quote => {
            let left = if layout.is_rtl() { frame.columns.right() - BAR_WIDTH } else { frame.columns.left };
            let air = 4.0 * frame.input.text_size;
            let rect = Rect::from_min_max(
                Pos2::new(round(left), round(origin.y + air)),
                Pos2::new(round(left) + BAR_WIDTH, round(origin.y + layout.height - air)),
            );
            painter.rect_filled(rect, 0.0, color);
        }
        Kind::Rule => {
            let end = layout.caret(layout.shown_end(), parley::Affinity::Upstream);
            let left = round(origin.x + end.left() + 8.0 * frame.input.text_size);
            let y = round(origin.y + end.center().y);
            let rect =
                Rect::from_min_max(Pos2::new(left, y), Pos2::new(frame.columns.right(), y + pixel.max(1.0)));
            painter.rect_filled(rect, 0.0, color);
        }
        _ => {}
    }
}

/// Paints words with the left end of their baseline at `at`.
pub fn paint_on_baseline(
    painter: &Painter,
    typesetter: &mut Typesetter,
    words: &crate::app::typeset::Words,
    at: Pos2,
    color: Color32,
) {
    let layout = words.layout();
    let baseline = layout.first_baseline().unwrap_or(0.0) / layout.scale();
    typesetter.paint_words(painter, words, at - Vec2::new(0.0, baseline), color);
}

fn paint_strokes(painter: &Painter, marks: &Marks, origin: Pos2, theme: &PageTheme) {
    for stroke in &marks.strokes {
        let Some(passage) = marks.passages.get(stroke.passage) else {
            continue;
        };
        let color = ink(passage, theme).mark;
        let rect = stroke.rect.translate(origin.to_vec2());
        let Some(dashes) = stroke.dashes else {
            painter.rect_filled(rect, 0.0, color);
            continue;
        };
        let period = (dashes.length + dashes.gap).max(0.5);
        let from = origin.x + dashes.from;
        // The first dash that reaches into the stretch; a letter may have cut off those before it.
        let mut left = from + ((rect.left() - from) / period).floor() * period;
        while left < rect.right() {
            let dash = Rect::from_min_max(
                Pos2::new(left.max(rect.left()), rect.top()),
                Pos2::new((left + dashes.length).min(rect.right()), rect.bottom()),
            );
            if dash.width() > 0.0 {
                painter.rect_filled(dash, 0.0, color);
            }
            left += period;
        }
    }
}

fn paint_letters(
    painter: &Painter,
    marks: &Marks,
    origin: Pos2,
    input: &PageInput<'_>,
    typesetter: &mut Typesetter,
) {
    for letters in &marks.letters {
        let passage = letters.passage.and_then(|passage| marks.passages.get(passage));
        let color = passage.map_or(input.theme.second, |passage| ink(passage, input.theme).mark);
        let words = typesetter.words(&letters.label, &letter_style(input.text_size), Limits::line(1000.0));
        paint_on_baseline(painter, typesetter, &words, origin + letters.at.to_vec2(), color);
    }
}

/// Paints posts and hatching.
fn paint_ends(painter: &Painter, marks: &Marks, origin: Pos2, theme: &PageTheme) {
    for post in &marks.posts {
        if let Some(passage) = marks.passages.get(post.passage) {
            painter.rect_filled(post.rect.translate(origin.to_vec2()), 0.0, ink(passage, theme).mark);
        }
    }
    for (passage, rect) in &marks.hatches {
        let Some(passage) = marks.passages.get(*passage) else {
            continue;
        };
        let rect = rect.translate(origin.to_vec2());
        let painter = painter.with_clip_rect(painter.clip_rect().intersect(rect));
        let stroke = Stroke::new(1.0, ink(passage, theme).mark);
        let mut y = rect.top();
        while y < rect.bottom() + rect.width() {
            painter.add(Shape::line_segment(
                [Pos2::new(rect.left(), y), Pos2::new(rect.right(), y - rect.width())],
                stroke,
            ));
            y += 3.0;
        }
    }
}
