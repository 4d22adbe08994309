//! What every widget needs: the frame's colours, the typesetter, and a few strokes that all of them share.

use std::cell::RefCell;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind};

use super::super::theme::{self, Theme, Tokens, face};
use super::super::typeset::{Style, Typesetter};

/// The frame's colours and the typesetter.
#[derive(Clone, Copy)]
pub struct Kit<'a> {
    tokens: &'a Tokens,
    typesetter: &'a RefCell<Typesetter>,
}

impl<'a> Kit<'a> {
    /// Makes the kit of one frame.
    pub fn new(theme: &'a Theme, typesetter: &'a RefCell<Typesetter>, egui: &egui::Context) -> Self {
        typesetter.borrow_mut().begin_frame(egui);
        Self { tokens: theme.tokens(egui), typesetter }
    }

    /// Returns the colours.
    pub fn tokens(&self) -> &'a Tokens {
        self.tokens
    }

    /// Returns the typesetter. It is borrowed for one call at a time.
    pub fn typesetter(&self) -> &'a RefCell<Typesetter> {
        self.typesetter
    }

    /// Returns how names, gists and notes are set in panels.
    pub fn body_style() -> Style {
        Style::sans(theme::BODY, theme::BODY_LINE)
    }

    /// Returns how they are set in second lines.
    pub fn label_style() -> Style {
        Style::sans(theme::LABEL, theme::LABEL_LINE)
    }

    /// Draws the focus ring inside the edge of `rect`.
    pub fn ring(&self, painter: &Painter, rect: Rect) {
        let ring = Stroke::new(theme::FOCUS, self.tokens.accent);
        painter.rect_stroke(rect, theme::radius(theme::RADIUS), ring, StrokeKind::Inside);
    }

    /// Draws a filled box with a hairline inside its edge.
    pub(super) fn panel_box(&self, painter: &Painter, rect: Rect, fill: Color32, edge: Color32) {
        let line = Stroke::new(theme::HAIRLINE, edge);
        painter.rect(rect, theme::radius(theme::RADIUS), fill, line, StrokeKind::Inside);
    }

    /// Draws an icon in the middle of `rect`.
    pub(super) fn icon(&self, painter: &Painter, rect: Rect, icon: char, color: Color32) {
        painter.text(rect.center(), Align2::CENTER_CENTER, icon, face::icons(theme::ICON), color);
    }
}

/// Returns the program's own words laid out on one line, cut with "…" at `width`.
pub(super) fn line(painter: &Painter, text: &str, font: FontId, width: f32) -> Arc<Galley> {
    let format = TextFormat::simple(font, Color32::PLACEHOLDER);
    let wrap =
        TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, ..Default::default() };
    painter.layout_job(LayoutJob { wrap, ..LayoutJob::single_section(text.to_owned(), format) })
}

/// Returns the width of the program's own words, in whole points.
pub(super) fn line_width(painter: &Painter, text: &str, font: FontId) -> f32 {
    line(painter, text, font, f32::INFINITY).size().x.ceil()
}

/// Draws a line with its left end at `left` and its middle at `middle`; returns its right end.
pub(super) fn draw_line(
    painter: &Painter,
    galley: Arc<Galley>,
    left: f32,
    middle: f32,
    color: Color32,
) -> f32 {
    let right = left + galley.size().x;
    let top = (middle - galley.size().y / 2.0).round();
    painter.galley(Pos2::new(left.round(), top), galley, color);
    right
}

/// Returns `rect` moved onto whole physical pixels, so that its edge is crisp.
pub(super) fn crisp(painter: &Painter, rect: Rect) -> Rect {
    use egui::emath::GuiRounding;
    rect.round_to_pixels(painter.pixels_per_point())
}
