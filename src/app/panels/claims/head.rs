//! The head of the list: how many claims, the tags as filters, the search field.

use egui::{Align, Layout, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use crate::model::Tag;

use super::super::super::command::{Command, Step};
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face, icons};
use super::super::super::widgets::{Badge, Button, Field, FieldEvent, IconButton, Kit, field, focus};
use super::super::library::inset;
use super::super::say;
use super::filter::OpenOnly;
use super::{ClaimsPanel, Frame};

/// How tall the head is.
const HEAD: f32 = 36.0;

/// The search field's own id.
const SEARCH: &str = "claims search";

impl ClaimsPanel {
    /// Draws the word, the count and the tags that filter.
    pub(super) fn head_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
        let inner = rect.shrink2(vec2(theme::PANEL_PADDING, 0.0));
        let right = inner.with_max_x(inner.right() + 6.0);
        let builder = UiBuilder::new().max_rect(right).layout(Layout::right_to_left(Align::Center));
        let mut child = ui.new_child(builder);
        child.spacing_mut().item_spacing.x = 6.0;
        for tag in ctx.tags.tags().iter().rev() {
            let number = frame.tag_counts.get(&tag.id).copied().unwrap_or(0);
            let is_on = self.filter.tags.contains(&tag.id);
            if tag_toggle_ui(&mut child, ctx.kit, tag, number, is_on).clicked() {
                self.filter.toggle_tag(&tag.id, ctx.tags);
            }
        }
        let left = inner.with_max_x(child.min_rect().left());
        let builder = UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center));
        let mut child = ui.new_child(builder);
        child.spacing_mut().item_spacing.x = 8.0;
        let is_loading = !ctx.view.lists_folder && ctx.open.is_some_and(|open| open.is_loading());
        title_ui(&mut child, ctx, &if is_loading { String::new() } else { count(frame) });
    }

    /// Draws the head of a small window: which claim of how many, and the way to the next.
    pub(super) fn compact_head_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
        let inner = rect.shrink2(vec2(theme::PANEL_PADDING, 0.0));
        let builder = UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center));
        let mut child = ui.new_child(builder);
        child.spacing_mut().item_spacing.x = 8.0;
        let words = match self.row_of_chosen(ctx, frame) {
            Some(row) => {
                format!(
                    "{} of {}",
                    say::grouped(frame.list.number_of(row)),
                    say::grouped(frame.list.claim_count)
                )
            }
            None => count(frame),
        };
        title_ui(&mut child, ctx, &words);
        let right = inner.with_max_x(inner.right() + 6.0);
        let builder = UiBuilder::new().max_rect(right).layout(Layout::right_to_left(Align::Center));
        let mut child = ui.new_child(builder);
        let next = IconButton::new(icons::CARET_DOWN, "Next claim").shortcut("N");
        if next.show(&mut child, ctx.kit).clicked() {
            ctx.commands.send(Command::StepClaim(Step::Next));
        }
        let previous = IconButton::new(icons::CARET_UP, "Previous claim").shortcut("Shift+N");
        if previous.show(&mut child, ctx.kit).clicked() {
            ctx.commands.send(Command::StepClaim(Step::Previous));
        }
    }

    /// Draws the search field, the button for the other filters, and what is filtered.
    pub(super) fn search_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
        let inner = rect.shrink2(vec2(theme::PANEL_PADDING, 0.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner.with_max_x(inner.right() - 30.0)));
        if ctx.view.focus_search {
            focus::request(ui.ctx(), field::id(SEARCH));
        }
        let output = Field::search(SEARCH, "Find a claim, a claimant, a word").show(
            &mut child,
            ctx.kit,
            &self.filter.words,
        );
        if output.settled().is_some() || output.event == Some(FieldEvent::Changed) {
            self.filter.words = output.text;
        }
        let place =
            Rect::from_center_size(pos2(inner.right() - 8.0, inner.center().y), Vec2::splat(theme::ROW));
        let is_on = !self.filter.is_only_words() || ctx.view.lists_folder || self.filters_are_open;
        let button = IconButton::new(icons::SLIDERS_HORIZONTAL, "Order and filters").on(is_on);
        let button = button.show_at(ui, ctx.kit, egui::Id::unique("order and filters"), place);
        if button.clicked() {
            self.filters_are_open = !self.filters_are_open;
        }
        self.filters_ui(&button, ctx);
        if let Some(words) = self.said_filter(ctx).filter(|_| frame.list.row_count() > 0) {
            self.filter_line_ui(ui, ctx, frame, &words);
        }
        ui.add_space(8.0);
    }

    /// Draws what is filtered, and the way back to all.
    fn filter_line_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>, words: &str) {
        inset(ui, theme::PANEL_PADDING, |ui| {
            ui.allocate_ui_with_layout(
                vec2(ui.available_width(), theme::ROW),
                Layout::right_to_left(Align::Center),
                |ui| {
                    let all = show_all(frame);
                    if Button::link(&all).show(ui, ctx.kit).clicked() {
                        self.show_all();
                    }
                    let words = format!("{}: {words}", say::grouped(frame.list.claim_count));
                    let style = Kit::label_style();
                    let width = ui.available_width() - 8.0;
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let ink = ctx.kit.tokens().second;
                        super::super::super::widgets::words(ui, ctx.kit, &words, &style, ink, width, 1);
                    });
                },
            );
        });
    }

    /// Returns what is filtered besides words, in words.
    pub(super) fn said_filter(&self, ctx: &Ctx<'_>) -> Option<String> {
        let filter = &self.filter;
        let mut parts: Vec<String> = Vec::new();
        match filter.open_only {
            OpenOnly::All => {}
            OpenOnly::Unanswered => parts.push("unanswered allegations".to_owned()),
            OpenOnly::WithoutTarget => parts.push("rebuttals without target".to_owned()),
        }
        let tags = filter.tags.iter().filter_map(|id| ctx.tags.get(id));
        parts.extend(tags.map(|tag| tag.plural.to_owned()));
        parts.extend(filter.claimant.clone());
        match &filter.layer {
            None => {}
            Some(None) => parts.push("your layer".to_owned()),
            Some(Some(name)) => {
                let layer = ctx.open.and_then(|open| open.layer(name));
                parts.extend(layer.map(|layer| layer.annotator_name().to_owned()));
            }
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Returns the words of the way back to all claims.
pub(super) fn show_all(frame: &Frame<'_>) -> String {
    format!("Show all {}", say::grouped(frame.total))
}

fn count(frame: &Frame<'_>) -> String {
    match frame.total {
        0 => "none yet".to_owned(),
        total => say::grouped(total),
    }
}

fn title_ui(ui: &mut Ui, ctx: &Ctx<'_>, count: &str) {
    let tokens = ctx.kit.tokens();
    let word = if ctx.view.lists_folder { "Claims of the folder" } else { "Claims" };
    let title = egui::RichText::new(word).font(face::strong(theme::BODY)).color(tokens.text);
    let response = ui.label(title);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_role(Role::Heading));
    let count = ui.painter().layout_no_wrap(count.to_owned(), face::label(), tokens.second);
    // Beside the counts of very many claims there is no room for their sum: the status line has it too.
    if count.size().x + 8.0 <= ui.available_width() {
        ui.label(count);
    }
}

/// Draws a tag's badge and count; a click lists only its claims.
fn tag_toggle_ui(ui: &mut Ui, kit: &Kit<'_>, tag: &Tag, number: usize, is_on: bool) -> Response {
    let tokens = kit.tokens();
    let count = say::grouped(number);
    let painter = ui.painter();
    let ink = if is_on { tokens.text } else { tokens.second };
    let galley = painter.layout_no_wrap(count, face::body(), ink);
    let width = 6.0 + 14.0 + 6.0 + galley.size().x.ceil() + 6.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::click());
    let name = format!("Only {}, {number}", tag.plural);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, &name));
    let painter = ui.painter();
    let radius = theme::radius(theme::RADIUS);
    if is_on {
        painter.rect_filled(rect, radius, tokens.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, radius, tokens.hover);
    }
    Badge::from(tag).paint(painter, kit, pos2(rect.left() + 13.0, rect.center().y));
    let at = pos2(rect.left() + 26.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, ink);
    if response.has_focus() {
        let ring = egui::Stroke::new(theme::FOCUS, tokens.accent);
        painter.rect_stroke(rect, radius, ring, egui::StrokeKind::Inside);
    }
    response
}
