//! A tag's badge: its letter over the form of its line, so that it is told apart without colour too.

use egui::{Align2, Color32, Painter, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::super::theme::{self, Tokens, face};
use super::kit::Kit;
use crate::model::{Tag, TagColor, Underline};

/// What a tag's badge shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The letter.
    pub letter: char,
    /// The form of the line.
    pub underline: Underline,
    /// The colour.
    pub color: TagColor,
}

impl From<&Tag> for Badge {
    fn from(tag: &Tag) -> Self {
        Self { letter: tag.letter, underline: tag.underline, color: tag.color }
    }
}

impl From<Option<&Tag>> for Badge {
    fn from(tag: Option<&Tag>) -> Self {
        tag.map_or(Self::UNKNOWN, Self::from)
    }
}

/// The room of a badge.
const SIZE: Vec2 = Vec2::new(16.0, 20.0);

/// The width of the line.
const WIDTH: f32 = 12.0;

impl Badge {
    /// The badge of a tag that the set does not know.
    pub const UNKNOWN: Self = Self { letter: '?', underline: Underline::Dotted, color: TagColor::Unknown };

    /// Draws it as a picture with a name.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>, name: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(SIZE, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        self.paint(ui.painter(), kit, rect.center());
        response
    }

    /// Draws it round a point.
    pub fn paint(self, painter: &Painter, kit: &Kit<'_>, center: Pos2) {
        let ink = kit.tokens().tag(self.color).mark;
        self.paint_in(painter, center, ink);
    }

    /// Draws it round a point in a colour of its own: what is disabled is faint.
    pub fn paint_in(self, painter: &Painter, center: Pos2, ink: Color32) {
        let center = Pos2::new(center.x.round(), center.y.round());
        // The middle of the line of letters is above the middle of the whole.
        let at = Pos2::new(center.x, center.y - 2.0);
        painter.text(at, Align2::CENTER_CENTER, self.letter, face::strong(theme::BADGE_LETTER), ink);
        let left = center.x - WIDTH / 2.0;
        let line = |from: f32, to: f32, top: f32, height: f32| {
            let rect = Rect::from_min_max(
                Pos2::new(left + from, center.y + top),
                Pos2::new(left + to, center.y + top + height),
            );
            painter.rect_filled(rect, 0, ink);
        };
        match self.underline {
            Underline::Solid => line(0.0, WIDTH, 6.0, 2.0),
            Underline::Double => {
                line(0.0, WIDTH, 6.0, 1.0);
                line(0.0, WIDTH, 9.0, 1.0);
            }
            Underline::Dashed => {
                line(0.0, 5.0, 6.0, 2.0);
                line(7.0, WIDTH, 6.0, 2.0);
            }
            Underline::Dotted => {
                for from in [0.0, 3.0, 6.0, 9.0] {
                    line(from, from + 2.0, 6.0, 1.0);
                }
            }
        }
    }

    /// Returns the width that a badge takes in a line of words.
    pub(super) const fn width() -> f32 {
        WIDTH
    }
}

/// Draws an annotator's initial in a circle.
pub(super) fn initial(painter: &Painter, center: Pos2, letter: char, ink: Color32) {
    painter.circle_stroke(center, 7.5, Stroke::new(1.0, ink));
    painter.text(center, Align2::CENTER_CENTER, letter, face::strong(9.0), ink);
}

/// Draws an annotator's initials in a circle, or the empty circle of one who has no such claim.
pub fn circle(painter: &Painter, center: Pos2, initials: &str, is_there: bool, tokens: &Tokens) {
    if !is_there {
        painter.circle_stroke(center, 7.5, Stroke::new(1.0, tokens.hair));
        return;
    }
    painter.circle_stroke(center, 7.5, Stroke::new(1.0, tokens.text));
    let size = if initials.chars().count() > 1 { 7.5 } else { 9.0 };
    painter.text(center, Align2::CENTER_CENTER, initials, face::strong(size), tokens.text);
}
