//! The briefing in the page's place: who says what against whom, and what stands unanswered.
//!
//! What it says is worked out elsewhere (`export`); here it is laid out and walked through. Only lines in sight are
//! measured and drawn. Every line leads to its claim.

mod draw;
mod table;

use std::path::PathBuf;

use egui::{
    Align, EventFilter, Id, Key, Layout, Modifiers, Rangef, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2,
};

use crate::export::{Briefing, COLUMNS, Line, TITLE};

use super::super::action::key_for;
use super::super::briefed::{Briefed, Key as BriefedKey};
use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme::{self, face};
use super::super::typeset::Style;
use super::super::widgets::{self, Button, Choice, Kit, Segment, focus};
use super::menu_is_open;
use table::Table;

/// The room at both sides of the page.
const MARGIN: f32 = 40.0;

/// The same in a narrow window.
const NARROW_MARGIN: f32 = 24.0;

/// Below this width the margins are narrow.
const NARROW: f32 = 900.0;

/// How far from what is seen lines are measured already.
const AHEAD: f32 = 240.0;

/// How often lines are measured in a frame before the rest waits for the next.
const ROUNDS: usize = 4;

/// What the table was laid out for.
#[derive(PartialEq)]
struct Basis {
    key: BriefedKey,
    width: u32,
    pixels_per_point: u32,
}

/// The briefing on the screen.
#[derive(Default)]
pub struct BriefingPanel {
    table: Option<(Basis, Table)>,
    /// The line that the keyboard is at.
    at: usize,
    scroll: f32,
    /// By how much what is in sight moved when lines above it were measured.
    moved: f32,
}

impl BriefingPanel {
    /// Draws the briefing.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        let whole = ui.max_rect();
        let margin = if whole.width() < NARROW { NARROW_MARGIN } else { MARGIN };
        let left = whole.left() + margin;
        let width = (whole.width() - 2.0 * margin).max(120.0);
        let briefed = ctx.briefed.filter(|briefed| is_of_now(briefed, ctx));
        let head = Rect::from_min_max(pos2(left, whole.top()), pos2(whole.right() - 16.0, whole.bottom()));
        let builder = UiBuilder::new().max_rect(head).layout(Layout::top_down(Align::Min));
        let mut child = ui.new_child(builder);
        head_ui(&mut child, ctx, briefed, width);
        let top = child.min_rect().bottom() + 16.0;
        let body = Rect::from_min_max(pos2(left, top), pos2(whole.right(), whole.bottom()));
        match briefed {
            Some(briefed) if briefed.briefing.claim_count > 0 => self.body_ui(ui, ctx, briefed, body, width),
            briefed => empty_ui(ui, ctx, briefed.is_some(), body.with_max_x(left + width)),
        }
        self.keep_keyboard(ui, ctx);
    }

    fn body_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, briefed: &Briefed, body: Rect, width: f32) {
        let basis = Basis {
            key: briefed.key.clone(),
            width: width.to_bits(),
            pixels_per_point: ui.ctx().pixels_per_point().to_bits(),
        };
        let is_other = self.table.as_ref().is_none_or(|(old, _)| !old.key.is_about_the_same(&basis.key));
        if self.table.as_ref().is_none_or(|(present, _)| *present != basis) {
            if is_other {
                (self.at, self.scroll) = (0, 0.0);
            }
            self.table = Some((basis, Table::new(&briefed.briefing, width)));
        }
        let Some((basis, mut table)) = self.table.take() else {
            return;
        };
        self.at = self.at.min(table.line_count().saturating_sub(1));
        let mut body = body;
        if !table.columns.is_stacked {
            draw::columns_ui(ui, ctx, &table.columns, body);
            body.min.y += 32.0;
        }
        ui.painter().hline(
            body.left()..=body.left() + width,
            body.top(),
            (theme::HAIRLINE, ctx.kit.tokens().hair),
        );
        let walked = self.walk(ui, ctx, briefed, &mut table, body.height());
        // Another briefing begins at its top.
        let goes_to = walked.or(is_other.then_some(0.0));
        let mut list = ui.new_child(UiBuilder::new().max_rect(body));
        list.spacing_mut().scroll.floating_allocated_width = 0.0;
        let mut area = ScrollArea::vertical().id_salt("briefing").auto_shrink([false, false]);
        let moved = std::mem::take(&mut self.moved);
        if let Some(offset) = goes_to {
            area = area.vertical_scroll_offset(offset);
        } else if moved != 0.0 {
            area = area.vertical_scroll_offset((self.scroll + moved).max(0.0));
        }
        let shown = area.show_viewport(&mut list, |ui, viewport| {
            let shift = Self::measure(ctx, &briefed.briefing, &mut table, viewport.y_range());
            ui.set_height(table.height() + 24.0);
            let origin = ui.max_rect().left_top() - vec2(0.0, shift);
            let seen = viewport.top() + shift..viewport.bottom() + shift;
            self.lines_ui(ui, ctx, briefed, &table, origin, seen);
            self.moved = shift;
        });
        self.scroll = shown.state.clamped_offset().y;
        if self.moved != 0.0 {
            ui.ctx().request_repaint();
        }
        self.table = Some((basis, table));
    }

    /// Measures what is in sight and near it. Returns by how much the lines in sight moved.
    fn measure(ctx: &Ctx<'_>, briefing: &Briefing, table: &mut Table, viewport: Rangef) -> f32 {
        let mut shift = 0.0;
        for _ in 0..ROUNDS {
            let (top, bottom) = (viewport.min + shift, viewport.max + shift);
            let near = table.lines_between(top - AHEAD, bottom + AHEAD);
            let anchor =
                near.iter().copied().find(|line| table.place(*line).is_some_and(|(at, ..)| at >= top));
            let unmeasured = near.into_iter().filter(|line| !table.is_measured(*line));
            let heights: Vec<(usize, f32)> = unmeasured
                .filter_map(|number| {
                    let line = table.cell(number)?.of(briefing)?;
                    let (_, _, _, column) = table.place(number)?;
                    Some((number, draw::height(ctx.kit, line, column)))
                })
                .collect();
            if heights.is_empty() {
                break;
            }
            // At the very top nothing is above the eye.
            let anchor = anchor.filter(|_| top > 0.0);
            shift += table.measured(&heights, anchor);
        }
        shift
    }

    /// Draws rows and lines between two heights.
    fn lines_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &Ctx<'_>,
        briefed: &Briefed,
        table: &Table,
        origin: egui::Pos2,
        seen: std::ops::Range<f32>,
    ) {
        let briefing = &briefed.briefing;
        let right = table.columns.columns.iter().map(|(_, left, width)| left + width).fold(0.0, f32::max);
        for row in table.rows_between(seen.start, seen.end) {
            let Some(said) = briefing.rows.get(row.number) else { continue };
            draw::claimant_ui(ui, ctx, said, &row, &table.columns, origin, seen.start);
            let line = origin.y + row.bottom;
            let across = origin.x..=origin.x + right;
            ui.painter().hline(across, line.round() - 0.5, (theme::HAIRLINE, ctx.kit.tokens().hair));
        }
        for number in table.lines_between(seen.start, seen.end) {
            let (Some(cell), Some((top, height, left, width))) = (table.cell(number), table.place(number))
            else {
                continue;
            };
            let Some(line) = cell.of(briefing) else { continue };
            let place = Rect::from_min_size(origin + vec2(left, top), vec2(width, height));
            let who = briefing.rows.get(cell.row).map_or("", |row| row.heading.as_str());
            let response = draw::line_ui(ui, ctx, line, who, line_id(number), place);
            if response.clicked() {
                self.at = number;
                show(ctx, briefed, line);
            } else if response.gained_focus() {
                self.at = number;
            }
        }
    }

    /// Walks by the keyboard; returns where to scroll for it.
    fn walk(
        &mut self,
        ui: &Ui,
        ctx: &Ctx<'_>,
        briefed: &Briefed,
        table: &mut Table,
        view: f32,
    ) -> Option<f32> {
        let egui = ui.ctx();
        let focused = egui.memory(|memory| memory.focused());
        let is_here = focused.is_none() || focused == Some(panel_id()) || focused == Some(line_id(self.at));
        let is_elsewhere = menu_is_open(egui) || egui::Popup::is_any_open(egui) || ctx.view.has_dialog;
        if !is_here || is_elsewhere {
            return None;
        }
        let letters = ctx.settings.single_letter_keys;
        let pressed = |modifiers, key| egui.input_mut(|input| input.consume_key(modifiers, key));
        let plain = |key| pressed(Modifiers::NONE, key);
        let last = table.line_count().checked_sub(1)?;
        let far = |is_down: bool| {
            let (top, ..) = table.place(self.at)?;
            let wanted = if is_down { top + view - 60.0 } else { top - view + 60.0 };
            let lines = table.lines_between(wanted.max(0.0), wanted.max(0.0) + 120.0);
            lines.first().copied().or(Some(if is_down { last } else { 0 }))
        };
        // The first step shows where the keyboard is.
        let is_shown = focused == Some(line_id(self.at));
        let step = |to: Option<usize>| if is_shown { to } else { Some(self.at) };
        let to = if plain(Key::ArrowDown) || (letters && plain(Key::J)) {
            step(table.step(self.at, true))
        } else if plain(Key::ArrowUp) || (letters && plain(Key::K)) {
            step(table.step(self.at, false))
        } else if plain(Key::ArrowRight) {
            step(table.beside(self.at, true))
        } else if plain(Key::ArrowLeft) {
            step(table.beside(self.at, false))
        } else if plain(Key::Home) || pressed(Modifiers::COMMAND, Key::Home) {
            Some(0)
        } else if plain(Key::End) || pressed(Modifiers::COMMAND, Key::End) {
            Some(last)
        } else if plain(Key::PageDown) {
            far(true)
        } else if plain(Key::PageUp) {
            far(false)
        } else {
            if plain(Key::Enter)
                && let Some(line) = table.cell(self.at).and_then(|cell| cell.of(&briefed.briefing))
            {
                show(ctx, briefed, line);
            }
            None
        };
        let to = to?;
        self.at = to;
        focus::request(egui, line_id(to));
        let (top, ..) = table.place(to)?;
        self.scroll += Self::measure(ctx, &briefed.briefing, table, Rangef::new(top - view, top + view));
        let (top, height, ..) = table.place(to)?;
        let least = (top + height + 60.0 - view).max(0.0);
        let most = (top - 40.0).max(0.0);
        Some(self.scroll.clamp(least.min(most), most.max(least)))
    }

    /// Takes the keyboard when it is asked for, and keeps arrows and Escape from giving it away.
    fn keep_keyboard(&self, ui: &Ui, ctx: &Ctx<'_>) {
        let response = ui.interact(ui.max_rect(), panel_id(), egui::Sense::focusable_noninteractive());
        let said = match ctx.briefed {
            Some(briefed) => format!("{TITLE}. {}", briefed.briefing.summary),
            None => TITLE.to_owned(),
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, said.as_str()));
        if ctx.view.focus_briefing {
            focus::request(ui.ctx(), panel_id());
        }
        ui.memory_mut(|memory| {
            for id in [panel_id(), line_id(self.at)] {
                if memory.has_focus(id) {
                    let filter = EventFilter {
                        tab: false,
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        escape: true,
                    };
                    memory.set_focus_lock_filter(id, filter);
                }
            }
        });
    }
}

fn panel_id() -> Id {
    Id::unique("briefing")
}

fn line_id(number: usize) -> Id {
    Id::unique(("briefing line", number))
}

/// Returns whether the briefing is about what is open now; its claims may be some steps behind.
fn is_of_now(briefed: &Briefed, ctx: &Ctx<'_>) -> bool {
    let open = ctx.open.map(|open| (open.path().to_owned(), 0));
    let is_folder = ctx.view.lists_folder || ctx.open.is_none();
    BriefedKey::new(open, ctx.library.filter(|_| is_folder)).is_about_the_same(&briefed.key)
}

/// Shows the claim of a line on the page: at once, or once its document is open.
fn show(ctx: &Ctx<'_>, briefed: &Briefed, line: &Line) {
    let chosen = Chosen { layer: Some(line.layer.clone()), id: line.id.clone() };
    let path: Option<PathBuf> = briefed.document(line.at).map(Into::into);
    match (path, ctx.open) {
        (Some(path), open) if open.is_none_or(|open| open.path() != path) => {
            ctx.commands.send(Command::OpenAt(path, chosen));
        }
        _ => ctx.commands.send(Command::Show(chosen)),
    }
}

/// Draws the heading, what it is about, and what can be done with it.
fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>, briefed: Option<&Briefed>, width: f32) {
    let tokens = ctx.kit.tokens();
    ui.add_space(28.0);
    let has_claims = briefed.is_some_and(|briefed| briefed.briefing.claim_count > 0);
    let is_roomy = width >= 560.0;
    let size = vec2(ui.available_width(), 32.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let keys = key_for(|command| matches!(command, Command::Copy));
        let tip = format!("Copy the briefing as text, {keys}");
        let copy = Button::plain("Copy").name("Copy the briefing").enabled(has_claims).tip(&tip);
        if copy.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::Copy);
        }
        if is_roomy {
            if Button::plain("Report…").enabled(has_claims).show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::Report);
            }
            if width >= 680.0 {
                scope_ui(ui, ctx);
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let heading = egui::RichText::new(TITLE).font(face::book_strong(24.0)).color(tokens.text);
            let heading = ui.add(egui::Label::new(heading).truncate());
            heading.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, TITLE));
        });
    });
    ui.add_space(6.0);
    if let Some(briefed) = briefed.filter(|_| has_claims) {
        let summary = &briefed.briefing.summary;
        widgets::words(ui, ctx.kit, summary, &Kit::body_style(), tokens.second, width, 3);
    }
    if width < 680.0 && ctx.library.is_some() && ctx.open.is_some() {
        ui.add_space(8.0);
        ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
            scope_ui(ui, ctx);
        });
    }
}

/// Draws whether the document or the whole folder is meant.
fn scope_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    if ctx.library.is_none() || ctx.open.is_none() {
        return;
    }
    let segments = [Segment::new("This document"), Segment::new("Whole folder")];
    let chosen = usize::from(ctx.view.lists_folder);
    let choice = Choice::new("briefing of", "Briefing of", &segments, Some(chosen));
    if choice.show(ui, ctx.kit).is_some_and(|picked| picked != chosen) {
        ctx.commands.send(Command::ToggleFolderClaims);
    }
}

/// Draws what stands in place of rows.
fn empty_ui(ui: &mut Ui, ctx: &Ctx<'_>, is_worked_out: bool, place: Rect) {
    let tokens = ctx.kit.tokens();
    let builder = UiBuilder::new().max_rect(place).layout(Layout::top_down(Align::Min));
    let mut child = ui.new_child(builder);
    let what = if ctx.view.lists_folder || ctx.open.is_none() { "folder" } else { "document" };
    if !is_worked_out {
        widgets::wrapped(&mut child, &format!("Reading the claims of the {what}…"), tokens.second);
        return;
    }
    let style = Style::serif(theme::PAGE, 28.0);
    let width = place.width().min(560.0);
    let sentence = format!(
        "There are no claims in this {what} yet. Mark who alleges, who denies and who expects what; here they then \
         stand side by side, those without an answer first."
    );
    widgets::words(&mut child, ctx.kit, &sentence, &style, tokens.second, width, 8);
    child.add_space(12.0);
    if ctx.open.is_some() && Button::plain("Back to the text").show(&mut child, ctx.kit).clicked() {
        ctx.commands.send(Command::ToggleBriefing);
    }
}

/// Returns a column's heading.
fn heading_of(column: usize) -> &'static str {
    COLUMNS.get(column).map_or("", |column| column.heading)
}
