//! How a measure is drawn: what is measured, its number and interval, and what it means.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Rect, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::super::super::command::{Ask, Command};
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face};
use super::super::super::widgets::Button;
use super::words::Row;

/// Above and below the words of a row.
const PADDING: f32 = 10.0;

/// Below this width what a number means stands under it.
const STACKED: f32 = 600.0;

/// Where the parts of a row stand, from its left.
struct Columns {
    is_stacked: bool,
    /// The right end of the number.
    number: f32,
    /// The left of the interval.
    interval: f32,
    /// The left of the sentence.
    sentence: f32,
    width: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        if width < STACKED {
            let number = width - 120.0;
            return Self { is_stacked: true, number, interval: number + 16.0, sentence: 0.0, width };
        }
        let number = (width * 0.333).round();
        Self { is_stacked: false, number, interval: number + 16.0, sentence: (width * 0.5).round(), width }
    }

    fn room(&self) -> f32 {
        self.width - self.sentence
    }
}

/// Draws a hairline.
pub fn line_ui(ui: &mut Ui, ctx: &Ctx<'_>, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, theme::HAIRLINE), Sense::hover());
    ui.painter().rect_filled(rect, 0, ctx.kit.tokens().hair);
}

fn laid_out(ui: &Ui, words: &str, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple(words.to_owned(), face::body(), color, width);
    for section in &mut job.sections {
        section.format.line_height = Some(theme::BODY_LINE);
    }
    ui.painter().layout_job(job)
}

/// Draws a measure, with its details where they are open. Returns whether these are to be opened or closed.
pub fn measure_ui(ui: &mut Ui, ctx: &Ctx<'_>, row: &Row, details: Option<&[String]>, width: f32) -> bool {
    let tokens = ctx.kit.tokens();
    let columns = Columns::of(width);
    let sentence = laid_out(ui, &row.sentence, tokens.second, columns.room());
    let details: Vec<Arc<Galley>> = details
        .unwrap_or_default()
        .iter()
        .map(|words| laid_out(ui, words, tokens.text, columns.room()))
        .collect();
    let is_open = !details.is_empty();
    let above = if columns.is_stacked { theme::BODY_LINE } else { 0.0 };
    let of_details: f32 = details.iter().map(|words| words.size().y + 6.0).sum();
    let words_height = (above + sentence.size().y).max(theme::BODY_LINE);
    let height = (2.0 * PADDING + words_height + of_details).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let interval = if row.interval.is_empty() { String::new() } else { format!(", {}", row.interval) };
    let spoken = format!("{}: {}{interval}. {}", row.title, row.number, row.sentence);
    response.widget_info(|| WidgetInfo::selected(egui::Role::DisclosureTriangle, true, is_open, &spoken));
    let painter = ui.painter();
    let outer = rect.expand2(vec2(8.0, 0.0));
    if response.hovered() {
        painter.rect_filled(outer, 0, tokens.hover);
    }
    if response.has_focus() {
        ctx.kit.ring(painter, outer);
    }
    let top = rect.top() + PADDING;
    let middle = top + theme::BODY_LINE / 2.0;
    let at = |x: f32| pos2(rect.left() + x, middle);
    painter.text(at(0.0), Align2::LEFT_CENTER, row.title, face::body(), tokens.text);
    let number_font = face::strong(theme::BODY);
    painter.text(at(columns.number), Align2::RIGHT_CENTER, &row.number, number_font, tokens.text);
    painter.text(at(columns.interval), Align2::LEFT_CENTER, &row.interval, face::body(), tokens.second);
    let words = pos2(rect.left() + columns.sentence, top + above);
    let end = sentence.pos_from_cursor(sentence.end());
    painter.galley(words, Arc::clone(&sentence), tokens.second);
    let mut below = words.y + sentence.size().y.max(theme::BODY_LINE - above);
    for details in details {
        below += 6.0;
        let size = details.size();
        painter.galley(pos2(words.x, below), details, tokens.text);
        below += size.y;
    }
    stop_ui(ui, ctx, row, words + vec2(end.right() + 6.0, end.top() - 4.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// Draws the way to stop what is being sampled, or to go on with it.
fn stop_ui(ui: &mut Ui, ctx: &Ctx<'_>, row: &Row, at: egui::Pos2) {
    let (word, ask) = match (row.is_running, row.is_stopped) {
        (true, _) => ("Stop", Ask::Stop),
        (_, true) => ("Go on", Ask::GoOn),
        _ => return,
    };
    let name = format!("{word} computing {}", row.title);
    let place = Rect::from_min_size(at, vec2(80.0, theme::ROW));
    let layout = egui::Layout::left_to_right(egui::Align::Min);
    let mut child = ui.new_child(UiBuilder::new().id_salt(row.title).max_rect(place).layout(layout));
    if Button::link(word).name(&name).show(&mut child, ctx.kit).clicked() {
        ctx.commands.send(Command::Agreement(ask));
    }
}

/// Draws a row that has words alone.
pub fn said_ui(ui: &mut Ui, ctx: &Ctx<'_>, heading: &str, said: &str, width: f32) {
    let tokens = ctx.kit.tokens();
    let columns = Columns::of(width);
    let words = laid_out(ui, said, tokens.second, columns.room());
    let above = if columns.is_stacked { theme::BODY_LINE } else { 0.0 };
    let height = 2.0 * PADDING + (above + words.size().y).max(theme::BODY_LINE);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{heading}: {said}")));
    let top = rect.top() + PADDING;
    let at = pos2(rect.left(), top + theme::BODY_LINE / 2.0);
    ui.painter().text(at, Align2::LEFT_CENTER, heading, face::body(), tokens.text);
    ui.painter().galley(pos2(rect.left() + columns.sentence, top + above), words, tokens.second);
}
