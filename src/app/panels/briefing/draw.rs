//! How rows and lines of the briefing look.

use std::ops::Range;
use std::rc::Rc;

use egui::{Id, Pos2, Rect, Response, Sense, Ui, pos2, vec2};

use crate::export::{Line, Row};

use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face};
use super::super::super::typeset::{Limits, Style, StyleOverride, Weight, Words};
use super::super::super::widgets::{Badge, Kit};
use super::heading_of;
use super::table::{Columns, LEAD, ROW_PADDING, SeenRow, WORDS_LINE, words_width};

/// The most lines of a claim's words, and of what is said about it.
const MOST_LINES: usize = 12;

/// How far the fill under the pointer stands out.
const STANDS_OUT: egui::Vec2 = vec2(8.0, 4.0);

fn second_style() -> Style {
    Style::sans(theme::LABEL, WORDS_LINE)
}

/// Draws the heads of the columns.
pub fn columns_ui(ui: &mut Ui, ctx: &Ctx<'_>, columns: &Columns, place: Rect) {
    for (column, left, width) in &columns.columns {
        let rect = Rect::from_min_size(place.left_top() + vec2(*left, 0.0), vec2(*width, 24.0));
        let color = ctx.kit.tokens().second;
        let heading = heading_of(*column);
        ui.painter().text(rect.left_center(), egui::Align2::LEFT_CENTER, heading, face::body(), color);
        let response = ui.interact(rect, Id::unique(("briefing column", column)), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, heading));
    }
}

/// Draws who makes the claims of a row; the name stays in sight while some of its claims are.
pub fn claimant_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    row: &Row,
    seen: &SeenRow,
    columns: &Columns,
    origin: Pos2,
    view_top: f32,
) {
    let gap = if columns.is_stacked { 0.0 } else { 16.0 };
    let limits = Limits::lines((columns.claimant - gap).max(40.0), 4);
    let style = Kit::body_style().bold();
    let words = ctx.kit.typesetter().borrow_mut().words(&row.heading, &style, limits);
    let height = words.size().y;
    let lowest = (seen.bottom - ROW_PADDING - height).max(seen.top + ROW_PADDING);
    let top = match columns.is_stacked {
        true => seen.top + ROW_PADDING,
        false => (seen.top + ROW_PADDING).max(view_top + ROW_PADDING).min(lowest),
    };
    let rect = Rect::from_min_size(origin + vec2(0.0, top), vec2(columns.claimant - gap, height));
    let response = ui.interact(rect, Id::unique(("briefing claimant", seen.number)), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::RowHeader, true, row.heading.as_str()));
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    typesetter.paint_words(ui.painter(), &words, rect.min, ctx.kit.tokens().text);
}

/// Returns how tall a line is in a column of that width.
pub fn height(kit: &Kit<'_>, line: &Line, column: f32) -> f32 {
    let (words, second) = set(kit, line, column);
    words.size().y + second.map_or(0.0, |second| second.size().y)
}

/// Sets a claim's words, and what is said about it.
fn set(kit: &Kit<'_>, line: &Line, column: f32) -> (Rc<Words>, Option<Rc<Words>>) {
    let mut typesetter = kit.typesetter().borrow_mut();
    let limits = Limits::lines(words_width(line, column), MOST_LINES);
    let words = if line.is_quote {
        let style = Style::serif(theme::QUOTE, WORDS_LINE);
        typesetter.words(&format!("“{}”", line.words), &style, limits)
    } else {
        typesetter.words(&line.words, &Kit::body_style(), limits)
    };
    let (text, strong) = second_line(line);
    let second = (!text.is_empty()).then(|| {
        // What stands open is said in the words' own colour.
        let ink = StyleOverride::Color(kit.tokens().text);
        let bold = StyleOverride::Weight(Weight::SemiBold);
        let strong: Vec<_> =
            strong.into_iter().flat_map(|range| [(range.clone(), bold), (range, ink)]).collect();
        typesetter.rich_words(&text, &strong, &second_style(), limits)
    });
    (words, second)
}

/// Returns what is said about a claim, and which stretches of it say that something stands open.
fn second_line(line: &Line) -> (String, Vec<Range<usize>>) {
    let (mut text, mut strong) = (String::new(), Vec::new());
    let place = line.paragraph.is_none().then_some((line.place.as_str(), true));
    let details = line.details.iter().map(|detail| (detail.words.as_str(), detail.is_strong));
    for (words, is_strong) in place.into_iter().chain(details) {
        if !text.is_empty() {
            text.push_str("; ");
        }
        let begin = text.len();
        // A place stays together.
        text.push_str(&words.replace("¶ ", "¶\u{a0}"));
        if is_strong {
            strong.push(begin..text.len());
        }
    }
    (text, strong)
}

/// Returns the line in words, for those who hear it and for tests.
fn spoken(ctx: &Ctx<'_>, line: &Line, who: &str) -> String {
    let tag = ctx.tags.get(&line.tag).map_or(line.tag.as_str(), |tag| tag.name);
    let second = line.second_line();
    let parts = [line.words.as_str(), who, second.as_str(), line.place.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{tag}: {}", parts.join(", "))
}

/// Draws a line of a cell.
pub fn line_ui(ui: &mut Ui, ctx: &Ctx<'_>, line: &Line, who: &str, id: Id, place: Rect) -> Response {
    let tokens = ctx.kit.tokens();
    let whole = place.expand2(STANDS_OUT);
    let response = ui.interact(whole, id, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, spoken(ctx, line, who)));
    let painter = ui.painter();
    if response.is_pointer_button_down_on() {
        painter.rect_filled(whole, theme::RADIUS, tokens.press);
    } else if response.hovered() {
        painter.rect_filled(whole, theme::RADIUS, tokens.hover);
    }
    if response.has_focus() {
        ctx.kit.ring(painter, whole);
    }
    let badge = Badge::from(ctx.tags.get(&line.tag));
    badge.paint(painter, ctx.kit, place.left_top() + vec2(8.0, WORDS_LINE / 2.0));
    let (words, second) = set(ctx.kit, line, place.width());
    let at = place.left_top() + vec2(LEAD, 0.0);
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    typesetter.paint_words(painter, &words, at, tokens.text);
    if let Some(second) = second {
        let below = at + vec2(0.0, words.size().y);
        typesetter.paint_words(painter, &second, below, tokens.second);
    }
    drop(typesetter);
    if line.paragraph.is_some() {
        let end = pos2(place.right(), place.top() + WORDS_LINE / 2.0);
        painter.text(end, egui::Align2::RIGHT_CENTER, &line.place, face::label(), tokens.accent);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
