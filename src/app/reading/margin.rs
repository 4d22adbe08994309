//! The right margin: a bar beside each passage of the chosen claim, and a curve to what it answers.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke};

use crate::app::typeset::{Limits, Style, Typesetter};
use crate::model::Rel;
use crate::store::Placed;
use crate::text::ByteOffset;

use super::blocks::Blocks;
use super::draw::paint_on_baseline;
use super::mark_places::fill_extent;
use super::{ClaimRef, Frame};

/// How far right of the text the bars stand, with wide margins and with narrow ones.
const BAR_GAP: f32 = 16.0;
const NARROW_BAR_GAP: f32 = 10.0;
const BAR_WIDTH: f32 = 2.0;

/// How far right of the bars the curve begins and how far it swings out.
const CURVE_GAP: f32 = 3.0;
const CURVE_SWING: f32 = 16.0;
const WORD_GAP: f32 = 3.0;
const ARROW: f32 = 5.0;

/// From where to where a passage's bar goes, in the window's points; it may go beyond the page.
#[derive(Clone, Copy)]
struct Extent {
    top: f32,
    bottom: f32,
}

impl Extent {
    /// Returns the middle of what of it is on the page, or the edge it lies beyond.
    fn middle(self, page: Rect) -> f32 {
        let (top, bottom) = (self.top.max(page.top()), self.bottom.min(page.bottom()));
        if top > bottom {
            if self.top > page.bottom() { page.bottom() } else { page.top() }
        } else {
            (top + bottom) / 2.0
        }
    }
}

/// Paints the chosen claim's bars and links.
pub(super) fn paint(painter: &Painter, frame: &Frame<'_>, blocks: &Blocks, typesetter: &mut Typesetter) {
    let Some((chosen, placed)) = frame.input.chosen.and_then(|chosen| Some((chosen, placed(frame, chosen)?)))
    else {
        return;
    };
    let gap = if frame.columns.is_roomy { BAR_GAP } else { NARROW_BAR_GAP };
    let x = frame.columns.right() + gap;
    let bars = extents(frame, blocks, placed);
    paint_bars(painter, frame, &bars, x, color_of(frame, placed));
    let Some(from) = bars.first() else {
        return;
    };
    for link in &placed.claim.links {
        let Some((target, placed)) = link.to.as_ref().and_then(|id| find(frame, id)) else {
            continue;
        };
        if target == *chosen {
            continue;
        }
        let to = extents(frame, blocks, placed);
        paint_bars(painter, frame, &to, x, color_of(frame, placed));
        if let Some(to) = to.first() {
            paint_curve(painter, frame, *from, *to, x, word_of(link.rel), typesetter);
        }
    }
}

fn placed<'a>(frame: &Frame<'a>, claim: &ClaimRef) -> Option<&'a Placed> {
    frame.input.layers.get(claim.layer).filter(|layer| layer.is_visible)?.store.get(&claim.id)
}

/// Looks for a claim in the layers that are shown.
fn find<'a>(frame: &Frame<'a>, id: &crate::model::ClaimId) -> Option<(ClaimRef, &'a Placed)> {
    (0..frame.input.layers.len())
        .map(|layer| ClaimRef { layer, id: id.clone() })
        .find_map(|claim| placed(frame, &claim).map(|placed| (claim, placed)))
}

fn color_of(frame: &Frame<'_>, placed: &Placed) -> Color32 {
    let tag = frame.input.tags.get(&placed.claim.tag);
    frame.input.theme.ink(tag.map_or(crate::model::TagColor::Unknown, |tag| tag.color)).mark
}

fn word_of(rel: Rel) -> &'static str {
    match rel {
        Rel::Rebuts => "rebuts",
        Rel::Supports => "supports",
        Rel::Repeats => "repeats",
    }
}

/// Returns the extents of a claim's passages in the order of the text.
fn extents(frame: &Frame<'_>, blocks: &Blocks, placed: &Placed) -> Vec<Extent> {
    let mut spans: Vec<_> = placed.places().map(|(_, span)| span).collect();
    spans.sort_unstable();
    spans
        .into_iter()
        .map(|span| Extent {
            top: edge(frame, blocks, span.start(), false),
            bottom: edge(frame, blocks, span.end(), true),
        })
        .collect()
}

/// Returns the top, or the bottom, of the fill around a place; far beyond the page's edge when it is out of sight.
fn edge(frame: &Frame<'_>, blocks: &Blocks, offset: ByteOffset, is_end: bool) -> f32 {
    let page = frame.columns.page;
    let Some(shown) = frame.shown_at(blocks, offset) else {
        let is_above = frame.shown.first().is_some_and(|first| blocks.at(offset) < first.block);
        return if is_above { page.top() - 1000.0 } else { page.bottom() + 1000.0 };
    };
    let affinity = if is_end { parley::Affinity::Upstream } else { parley::Affinity::Downstream };
    let caret = shown.layout.caret(offset, affinity);
    let line = shown.layout.lines.get(shown.layout.line_at_y(caret.center().y));
    let (top, bottom) = fill_extent(line.map_or(0.0, |line| line.baseline), &shown.layout);
    frame.origin(shown).y + if is_end { bottom } else { top }
}

/// Paints a bar for each passage, joined by dots.
fn paint_bars(painter: &Painter, frame: &Frame<'_>, bars: &[Extent], x: f32, color: Color32) {
    let pixel = 1.0 / frame.pixels_per_point;
    let round = |value: f32| (value / pixel).round() * pixel;
    let bar = |top: f32, bottom: f32, width: f32| {
        Rect::from_min_max(Pos2::new(round(x), round(top)), Pos2::new(round(x) + width, round(bottom)))
    };
    for extent in bars {
        painter.rect_filled(bar(extent.top, extent.bottom, BAR_WIDTH), 0.0, color);
    }
    let page = frame.columns.page;
    for (above, below) in bars.iter().zip(bars.iter().skip(1)) {
        let mut y = above.bottom + 2.0;
        // Dots far above the page are not worth painting.
        if y < page.top() {
            y += ((page.top() - y) / 4.0).floor() * 4.0;
        }
        while y + 1.0 < below.top.min(page.bottom()) {
            let dot = bar(y, y + 1.0, 1.0);
            painter.rect_filled(dot.translate(egui::vec2(round(0.5), 0.0)), 0.0, color);
            y += 4.0;
        }
    }
}

fn paint_curve(
    painter: &Painter,
    frame: &Frame<'_>,
    from: Extent,
    to: Extent,
    x: f32,
    word: &str,
    typesetter: &mut Typesetter,
) {
    let page = frame.columns.page;
    let (start, end) = (from.middle(page), to.middle(page));
    let is_off = to.top > page.bottom() || to.bottom < page.top();
    let left = x + BAR_WIDTH + CURVE_GAP;
    let swing = if frame.columns.is_roomy { CURVE_SWING } else { CURVE_SWING / 2.0 };
    // The ends of the curve lie beyond the middle of bars that are side by side, so that it stays a curve.
    let reach = ((start - end).abs() * 0.25).min(60.0);
    let towards = if end < start { -1.0 } else { 1.0 };
    let points = [
        Pos2::new(left, start),
        Pos2::new(left + swing, start + towards * reach * 0.2),
        Pos2::new(left + swing, end - towards * reach * 0.2),
        Pos2::new(left, end),
    ];
    let color = frame.input.theme.second;
    let stroke = Stroke::new(1.0, color);
    painter.add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
    if is_off {
        // What is out of sight is pointed at over the page's edge.
        let tip = Pos2::new(left, end + towards * -2.0);
        for side in [-ARROW * 0.6, ARROW * 0.6] {
            painter.add(Shape::line_segment([tip, tip + egui::vec2(side, -towards * ARROW)], stroke));
        }
    } else {
        let tip = Pos2::new(left, end);
        for side in [-ARROW * 0.6, ARROW * 0.6] {
            painter.add(Shape::line_segment([tip, tip + egui::vec2(ARROW, side)], stroke));
        }
    }
    let right = page.right() - super::ruler::RULER_EDGE;
    let words = typesetter.words(word, &Style::sans(12.0, 16.0), Limits::line(100.0));
    let at = Pos2::new(left + swing * 0.75 + WORD_GAP, (start + end) / 2.0 + 4.0);
    if at.x + words.size().x <= right {
        paint_on_baseline(painter, typesetter, &words, at, color);
    }
}
