//! Characters without a picture, made visible: control characters always, in their own room; what steers direction,
//! joining and breaking when the reader asks for it, as a name above a thin line.

use egui::{CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind};

use crate::app::typeset::{Limits, Sign, Style, Typesetter};

use super::Frame;
use super::draw::paint_on_baseline;
use super::layout_cache::BlockLayout;

/// How large the names are.
const NAME_SIZE: f32 = 8.0;

/// The least room from one name above the line to the next; those nearer keep their thin line.
const NAME_GAP: f32 = 2.0;

/// From where to where the box of a control character goes around the baseline, in points at the designed size.
const BOX: (f32, f32) = (-11.0, 2.0);

/// A character without a picture, and where it is in its block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignPlace {
    /// The number of its line.
    pub line: usize,
    /// Where its room begins and ends, in points; both are the same where it has none.
    pub room: (f32, f32),
    /// What it is called.
    pub name: &'static str,
    /// Whether it is always seen.
    pub is_control: bool,
}

/// Paints the signs of a block; those that only steer others when `shows_all`.
pub(super) fn paint(
    painter: &Painter,
    layout: &BlockLayout,
    origin: Pos2,
    frame: &Frame<'_>,
    typesetter: &mut Typesetter,
    shows_all: bool,
) {
    let theme = frame.input.theme;
    let style = Style::sans(NAME_SIZE, NAME_SIZE * 1.2).scaled(layout.scale);
    let mut free_from = (usize::MAX, f32::MIN);
    for sign in layout.signs().iter().filter(|sign| sign.is_control || shows_all) {
        let Some(line) = layout.lines.get(sign.line) else {
            continue;
        };
        let top = origin.y + line.top;
        if top > frame.columns.page.bottom() || origin.y + line.bottom < frame.columns.page.top() {
            continue;
        }
        let words = typesetter.words(sign.name, &style, Limits::line(100.0));
        let middle = origin.x + (sign.room.0 + sign.room.1) / 2.0;
        let left = middle - words.size().x / 2.0;
        let baseline = origin.y + line.baseline;
        if sign.is_control {
            let rect = Rect::from_min_max(
                Pos2::new(origin.x + sign.room.0 + 1.0, baseline + BOX.0 * layout.scale),
                Pos2::new(origin.x + sign.room.1 - 1.0, baseline + BOX.1 * layout.scale),
            );
            let to_pixel =
                |at: Pos2| (at.to_vec2() * frame.pixels_per_point).round().to_pos2() / frame.pixels_per_point;
            let rect = Rect::from_min_max(to_pixel(rect.min), to_pixel(rect.max));
            let stroke = Stroke::new(1.0, theme.line);
            painter.rect_stroke(rect, CornerRadius::same(2), stroke, StrokeKind::Inside);
            let at = Pos2::new(left, baseline - 2.0 * layout.scale);
            paint_on_baseline(painter, typesetter, &words, at, theme.second);
            continue;
        }
        let pixel = 1.0 / frame.pixels_per_point;
        let x = (middle / pixel).round() * pixel;
        let head = top + (NAME_SIZE + 1.0) * layout.scale;
        let stem = Rect::from_min_max(Pos2::new(x, head), Pos2::new(x + pixel.max(1.0), baseline));
        painter.rect_filled(stem, 0.0, theme.rebuttal.mark);
        if free_from.0 != sign.line || left >= free_from.1 {
            paint_on_baseline(painter, typesetter, &words, Pos2::new(left, head - 1.0), theme.rebuttal.mark);
            free_from = (sign.line, left + words.size().x + NAME_GAP);
        }
    }
}

/// Returns where the signs of a block are: in one pass over its letters, however many of them are signs.
pub(super) fn places(layout: &BlockLayout, words: &str) -> Vec<SignPlace> {
    let mut signs = crate::app::typeset::signs(words).into_iter().peekable();
    let mut found = Vec::new();
    for (line, lines) in layout.lines.iter().enumerate() {
        let is_here = |sign: &Sign| layout.global(sign.byte).0 < lines.bytes.end;
        let mut letters = Vec::new();
        while let Some(sign) = signs.next_if(is_here) {
            if letters.is_empty() {
                letters = layout.cluster_places(line);
            }
            let byte = layout.global(sign.byte).0;
            let at = letters.partition_point(|letter| letter.byte <= byte).saturating_sub(1);
            let Some(letter) = letters.get(at) else {
                continue;
            };
            let right = if sign.is_control { letter.left + letter.width } else { letter.left };
            let room = (letter.left, right);
            found.push(SignPlace { line, room, name: sign.name, is_control: sign.is_control });
        }
    }
    found
}
