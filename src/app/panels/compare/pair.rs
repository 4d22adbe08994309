//! The cards of the claims that belong together, side by side, with the fields that differ tinted.

use egui::{Align, Layout, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::super::super::command::{Command, Step};
use super::super::super::compared::Compared;
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face, icons};
use super::super::super::typeset::Limits;
use super::super::super::widgets::{self, Badge, IconButton, Kit};
use super::fields::{Field, fields};
use super::{ComparePanel, is_adjudicating};

/// How wide the labels are, and the least of a layer's column.
const LABELS: f32 = 84.0;
const LEAST_COLUMN: f32 = 84.0;

/// Between columns.
const GAP: f32 = 12.0;

/// How much of the cards is in sight at least above what can be decided.
const LEAST_CARDS: f32 = 160.0;

/// The most lines of a field.
const LINES: usize = 14;

impl ComparePanel {
    /// Draws the head, the cards and what can be decided.
    pub(super) fn pair_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared) {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        self.pair_head_ui(ui, ctx, compared);
        let Some(chosen) = Self::chosen(compared, ctx) else {
            return self.empty_ui(ui, ctx, "Choose a difference, or click a claim on the page.");
        };
        let (Some(open), Some(cluster)) = (ctx.open, compared.clusters.get(chosen)) else { return };
        let key = (compared.version(), chosen);
        if self.fields.as_ref().is_none_or(|(present, _)| *present != key) {
            self.fields = Some((key, fields(compared, cluster, ctx.tags, open.text())));
            self.change = None;
        }
        let rows = self.fields.take();
        let decides = is_adjudicating(ctx);
        // What can be decided stays in sight, where there is room for it beside the cards.
        let is_pinned = decides && ui.available_height() >= self.decide_height + LEAST_CARDS;
        let room = ui.available_height() - if is_pinned { self.decide_height } else { 0.0 };
        let area = ScrollArea::both().id_salt("cards").auto_shrink([false, false]).max_height(room);
        area.show(ui, |ui| {
            let count = compared.sources.len();
            #[expect(clippy::cast_precision_loss, reason = "a handful of layers")]
            let columns = count as f32;
            let room = ui.available_width() - 2.0 * theme::PANEL_PADDING - LABELS;
            let column = ((room - GAP * (columns - 1.0)) / columns).max(LEAST_COLUMN).floor();
            let width = LABELS + column * columns + GAP * (columns - 1.0) + 2.0 * theme::PANEL_PADDING;
            ui.set_min_width(width);
            names_ui(ui, ctx, compared, column, width);
            if cluster.is_agreed() {
                let words = "They agree in every field that is compared.";
                self.empty_ui(ui, ctx, words);
            }
            for field in rows.iter().flat_map(|(_, rows)| rows) {
                field_ui(ui, ctx, compared, field, column, width);
            }
            ui.add_space(8.0);
            if decides && !is_pinned {
                self.decide_height = self.decide_ui(ui, ctx, compared, chosen, cluster);
            }
        });
        if is_pinned {
            self.decide_height = self.decide_ui(ui, ctx, compared, chosen, cluster);
        }
        self.fields = rows;
    }

    fn pair_head_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared) {
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 4 }).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    let heading = if is_adjudicating(ctx) { "Decide" } else { "Compare" };
                    widgets::heading(ui, ctx.kit, heading);
                    if let Some(row) = self.row_of(compared, ctx) {
                        widgets::label(ui, ctx.kit, &format!("{} of {}", row + 1, self.rows.len()));
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = 0.0;
                        let close = IconButton::new(icons::X, "Back to the text").shortcut("Escape");
                        let close = close.show(ui, ctx.kit);
                        let next = IconButton::new(icons::CARET_DOWN, "Next difference").shortcut("N");
                        let next = next.show(ui, ctx.kit);
                        let previous =
                            IconButton::new(icons::CARET_UP, "Previous difference").shortcut("Shift+N");
                        let previous = previous.show(ui, ctx.kit);
                        if close.clicked() {
                            ctx.commands.send(Command::LeaveCompare);
                        } else if next.clicked() {
                            ctx.commands.send(Command::StepClaim(Step::Next));
                        } else if previous.clicked() {
                            ctx.commands.send(Command::StepClaim(Step::Previous));
                        }
                    });
                });
            },
        );
    }
}

/// Returns where a layer's column begins.
fn column_left(left: f32, column: f32, number: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of layers")]
    let number = number as f32;
    left + theme::PANEL_PADDING + LABELS + number * (column + GAP)
}

fn names_ui(ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared, column: f32, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, 36.0), Sense::hover());
    let tokens = ctx.kit.tokens();
    for (number, (source, initials)) in compared.sources.iter().zip(&compared.initials).enumerate() {
        let left = column_left(rect.left(), column, number);
        widgets::circle(ui.painter(), pos2(left + 8.0, rect.center().y), initials, true, tokens);
        let style = Kit::body_style().bold();
        let mut typesetter = ctx.kit.typesetter().borrow_mut();
        let words = typesetter.words(&source.name, &style, Limits::line((column - 24.0).max(1.0)));
        let at = pos2(left + 24.0, rect.center().y - style.line_height / 2.0);
        typesetter.paint_words(ui.painter(), &words, at, tokens.text);
    }
    let line = rect.bottom().round() - 0.5;
    let across = rect.left() + theme::PANEL_PADDING..=rect.right() - theme::PANEL_PADDING;
    ui.painter().hline(across, line, (theme::HAIRLINE, tokens.hair));
}

/// Draws a field of all claims.
fn field_ui(ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared, field: &Field, column: f32, width: f32) {
    let tokens = ctx.kit.tokens();
    let style = Kit::body_style();
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    let words: Vec<_> = field
        .cells
        .iter()
        .map(|cell| {
            let words = match cell {
                None => "",
                Some(cell) if cell.words.is_empty() => "–",
                Some(cell) => cell.words.as_str(),
            };
            let indent = if cell.as_ref().is_some_and(|cell| cell.tag.is_some()) { 22.0 } else { 0.0 };
            typesetter.words(words, &style, Limits::lines((column - indent).max(1.0), LINES))
        })
        .collect();
    let height = words.iter().map(|words| words.size().y).fold(style.line_height, f32::max).ceil() + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, spoken(compared, field)));
    if !ui.is_rect_visible(rect) {
        return;
    }
    if field.differs {
        let tint = rect.shrink2(vec2(theme::ROW_INSET, 0.0));
        ui.painter().rect_filled(tint, theme::RADIUS, tokens.chosen);
    }
    let label = ui.painter().layout_no_wrap(field.label.to_owned(), face::label(), tokens.second);
    let at = pos2(rect.left() + theme::PANEL_PADDING, rect.top() + 4.0 + (20.0 - label.size().y) / 2.0);
    ui.painter().galley(at, label, tokens.second);
    for (number, (cell, words)) in field.cells.iter().zip(&words).enumerate() {
        let mut left = column_left(rect.left(), column, number);
        if let Some(tag) = cell.as_ref().and_then(|cell| cell.tag.as_ref()) {
            let badge = Badge::from(ctx.tags.get(tag));
            badge.paint(ui.painter(), ctx.kit, pos2(left + 8.0, rect.top() + 14.0));
            left += 22.0;
        }
        let room = Rect::from_min_max(pos2(left, rect.top()), pos2(left + column, rect.bottom()));
        let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
        typesetter.paint_words(&painter, words, pos2(left, rect.top() + 4.0), tokens.text);
    }
}

/// Returns a field in words.
fn spoken(compared: &Compared, field: &Field) -> String {
    let differs = if field.differs { ", differs" } else { "" };
    let each = field.cells.iter().zip(&compared.names).map(|(cell, name)| match cell {
        None => format!("{name} has no such claim"),
        Some(cell) if cell.words.is_empty() => format!("{name} nothing"),
        Some(cell) => format!("{name} {}", cell.words),
    });
    format!("{}{differs}: {}", field.label, each.collect::<Vec<_>>().join("; "))
}
