//! How far annotators agree, in the page's place: a page to read. Numbers with their intervals and what they mean,
//! where along the text people differ, which tags they gave the same words, and every place to go to.
//!
//! What it says is worked out elsewhere (`agreed`, by a job); here it is worded, laid out and walked through.

mod draw;
mod side;
mod strip;
mod tables;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use egui::{EventFilter, Id, Key, Modifiers, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};

use crate::agreement::{COEFFICIENTS, Study};
use crate::model::LayerName;
use crate::workspace::Open;

use super::super::agreed::{Agreed, Confusion, Sources};
use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, face};
use super::super::typeset::Style;
use super::super::widgets::{self, Button, Kit, focus};
use super::menu_is_open;
use tables::Opened;
use words::Sampled;

pub use words::text as agreement_text;

/// The widest that the page gets, in points.
const WIDEST: f32 = 816.0;

/// The room at both sides of it: in a wide window, in a narrow one.
const MARGINS: [f32; 2] = [64.0, 24.0];

/// Below this width the margins are narrow.
const NARROW: f32 = 780.0;

/// Below this width of the window what can be chosen stands above the figures instead of at their left.
const STACKED: f32 = 680.0;

/// The view on the screen.
#[derive(Default)]
pub struct AgreementPanel {
    /// The measures whose details are open, by name.
    open: Vec<&'static str>,
    /// The two whose words are compared by tag.
    pair: Option<[LayerName; 2]>,
    /// What was counted in a study and left out, in words.
    about: Option<(Arc<Study>, String)>,
    /// The cell whose passages are listed.
    cell: Option<Opened>,
    /// The part of the strip that the keyboard is at.
    bin: usize,
    scroll: f32,
    goes_to: Option<f32>,
}

impl AgreementPanel {
    /// Draws what can be chosen, at the left.
    pub fn side_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        if ui.ctx().content_rect().width() < STACKED {
            return;
        }
        side::panel_ui(ui, ctx);
    }

    /// Draws the figures.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let whole = ui.max_rect();
        self.read_keys(ui, ctx, whole.height());
        let [wide, narrow] = MARGINS;
        let margin = if whole.width() < NARROW { narrow } else { wide };
        let width = (whole.width() - 2.0 * margin).clamp(120.0, WIDEST);
        let mut area = ScrollArea::vertical().id_salt("agreement").auto_shrink([false, false]);
        if let Some(offset) = self.goes_to.take() {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show(ui, |ui| {
            let left = ui.max_rect().left() + margin;
            let place = Rect::from_min_size(pos2(left, ui.max_rect().top()), vec2(width, 0.0));
            let layout = egui::Layout::top_down(egui::Align::Min);
            let mut page = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
            self.page_ui(&mut page, ctx, width);
            let used = page.min_rect();
            ui.advance_cursor_after_rect(Rect::from_min_max(
                ui.max_rect().min,
                used.max + vec2(margin, 32.0),
            ));
        });
        self.scroll = shown.state.clamped_offset().y;
        keep_keyboard(ui, ctx);
    }

    fn page_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, width: f32) {
        ui.add_space(28.0);
        if ui.ctx().content_rect().width() < STACKED {
            side::choices_ui(ui, ctx);
            ui.add_space(24.0);
        }
        if let Some(open) = ctx.open.filter(|_| is_hidden(ctx)) {
            return hidden_ui(ui, ctx, open, width);
        }
        let Some(agreed) = ctx.agreed.filter(|agreed| is_of_now(agreed, ctx)) else {
            return waiting_ui(ui, ctx, width);
        };
        let makers = agreed.compared();
        let names = words::names(&makers);
        heading_ui(ui, ctx, &words::heading(&names), width);
        if makers.len() < 2 {
            return alone_ui(ui, ctx, agreed, width);
        }
        ui.add_space(6.0);
        second_ui(ui, ctx, self.about(agreed), width);
        ui.add_space(16.0);
        self.measures_ui(ui, ctx, agreed, width);
        strip::strip_ui(ui, ctx, agreed, &mut self.bin, width);
        let Some(confusion) = self.confusion(agreed) else { return };
        let pair = [0, 1].map(|at| {
            let name = confusion.pair.get(at);
            name.map_or("", |name| words::name_of(&makers, &names, name))
        });
        tables::matrix_and_sentence_ui(ui, ctx, confusion, pair, &mut self.cell, width);
        if let Some(cell) = &mut self.cell {
            tables::passages_ui(ui, ctx, agreed, confusion, pair, cell, width);
        }
        self.cell.take_if(|cell| cell.is_closed);
        if agreed.confusions.len() > 1
            && let Some(chosen) = tables::pairs_ui(ui, ctx, agreed, &confusion.pair, width)
        {
            self.pair = Some(chosen);
            self.cell = None;
        }
        if agreed.documents.len() > 1 {
            tables::documents_ui(ui, ctx, agreed, width);
        }
    }

    /// Returns what was counted and left out, worded once: it looks at every document.
    fn about(&mut self, agreed: &Agreed) -> &str {
        let is_of = |known: &(Arc<Study>, String)| Arc::ptr_eq(&known.0, &agreed.study);
        if self.about.as_ref().is_none_or(|known| !is_of(known)) {
            self.about = None;
        }
        let known = self.about.get_or_insert_with(|| (Arc::clone(&agreed.study), words::about(agreed)));
        &known.1
    }

    /// Returns the two whose words are compared by tag: the chosen ones, else the first.
    fn confusion<'a>(&self, agreed: &'a Agreed) -> Option<&'a Confusion> {
        let chosen = agreed.confusions.iter().find(|confusion| Some(&confusion.pair) == self.pair.as_ref());
        chosen.or(agreed.confusions.first())
    }

    fn measures_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, agreed: &Agreed, width: f32) {
        let sampled = sampled(ctx);
        if matches!(sampled, Sampled::Running(..)) && !agreed.is_complete() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
        draw::line_ui(ui, ctx, width);
        for (number, row) in words::rows(agreed, sampled).iter().enumerate() {
            let Some(coefficient) = COEFFICIENTS.get(number) else { continue };
            let measure = agreed.measures.get(number).and_then(Option::as_ref);
            let is_open = self.open.contains(&coefficient.name);
            let details = measure.filter(|_| is_open);
            let details = details.map(|measure| words::details(coefficient, measure, ctx.tags));
            if draw::measure_ui(ui, ctx, row, details.as_deref(), width) {
                match is_open {
                    true => self.open.retain(|name| *name != coefficient.name),
                    false => self.open.push(coefficient.name),
                }
            }
            draw::line_ui(ui, ctx, width);
        }
        let (heading, said) = words::matched(&agreed.on_matched, agreed.compared().len());
        draw::said_ui(ui, ctx, &heading, &said, width);
        draw::line_ui(ui, ctx, width);
    }

    /// Scrolls by the keyboard while nothing on the page has it.
    fn read_keys(&mut self, ui: &Ui, ctx: &Ctx<'_>, view: f32) {
        let egui = ui.ctx();
        let focused = egui.memory(|memory| memory.focused());
        let is_here = focused.is_none() || focused == Some(panel_id());
        if !is_here || ctx.view.has_dialog || menu_is_open(egui) || egui::Popup::is_any_open(egui) {
            return;
        }
        let pressed = |key| egui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let steps = [
            (Key::ArrowDown, 48.0),
            (Key::ArrowUp, -48.0),
            (Key::PageDown, view - 60.0),
            (Key::PageUp, 60.0 - view),
            (Key::Home, f32::NEG_INFINITY),
            (Key::End, 1e6),
        ];
        for (key, step) in steps {
            if pressed(key) {
                self.goes_to = Some((self.scroll + step).max(0.0));
            }
        }
    }
}

/// Takes the keyboard when it is asked for, and keeps arrows from giving it away.
fn keep_keyboard(ui: &Ui, ctx: &Ctx<'_>) {
    let response = ui.interact(ui.max_rect(), panel_id(), egui::Sense::focusable_noninteractive());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, "Agreement"));
    if ctx.view.focus_agreement {
        focus::request(ui.ctx(), panel_id());
    }
    ui.memory_mut(|memory| {
        if memory.has_focus(panel_id()) {
            let filter =
                EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
            memory.set_focus_lock_filter(panel_id(), filter);
        }
    });
}

fn panel_id() -> Id {
    Id::unique("agreement")
}

/// Returns whether the figures would give away what the reader has not asked to see.
fn is_hidden(ctx: &Ctx<'_>) -> bool {
    let is_over_folder = ctx.view.agreement.is_folder && ctx.library.is_some();
    !is_over_folder && ctx.open.is_some_and(Open::hides_others)
}

/// Returns whether the figures are about what is open and chosen now; they may be some steps behind the claims.
fn is_of_now(agreed: &Agreed, ctx: &Ctx<'_>) -> bool {
    let open = ctx.open.map(|open| (open.path().to_owned(), 0));
    let folder = ctx.library.filter(|_| ctx.view.agreement.is_folder);
    Sources::new(open, folder).is_about_the_same(&agreed.key.sources)
}

fn sampled(ctx: &Ctx<'_>) -> Sampled {
    let Some(working) = ctx.agreeing else { return Sampled::Running(0, 0) };
    let (done, total) = working.samples();
    if working.is_stopped() { Sampled::Stopped(done, total) } else { Sampled::Running(done, total) }
}

fn heading_ui(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, width: f32) {
    let style = Style::serif(24.0, 32.0).bold();
    let response = widgets::words(ui, ctx.kit, words, &style, ctx.kit.tokens().text, width, 3);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, words));
}

fn second_ui(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, width: f32) {
    widgets::words(ui, ctx.kit, words, &Kit::body_style(), ctx.kit.tokens().second, width, 8);
}

/// Says that the figures would give away what others marked, and lets the reader ask for them.
fn hidden_ui(ui: &mut Ui, ctx: &Ctx<'_>, open: &Open, width: f32) {
    heading_ui(ui, ctx, "Others’ work is hidden", width);
    ui.add_space(8.0);
    let words = match open.own() {
        Some(_) => {
            "You are not done with this document. How far you agree with others shows what they marked. Your layer \
             would note that you have seen it before being done, and every figure says so."
        }
        None => {
            "You have not marked this document. How far others agree shows what they marked. Should you mark it \
             later, your layer would note that you have seen it, and every figure would say so."
        }
    };
    second_ui(ui, ctx, words, width.min(600.0));
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if Button::main("Show it all the same").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::ShowOthers);
        }
        if Button::plain("Back to the text").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::ToggleAgreement);
        }
    });
}

/// Says that it is being read or computed.
fn waiting_ui(ui: &mut Ui, ctx: &Ctx<'_>, width: f32) {
    heading_ui(ui, ctx, "Agreement", width);
    ui.add_space(6.0);
    let read = ctx.agreeing.map_or(0, |working| working.read.load(std::sync::atomic::Ordering::Relaxed));
    let is_folder = ctx.view.agreement.is_folder && ctx.library.is_some();
    let words = match (is_folder, ctx.library, ctx.open) {
        (true, Some(library), _) => {
            let all = library.documents().iter().filter(|document| !document.layers.is_empty()).count();
            format!("Reading {} of {} documents…", super::say::grouped(read), super::say::grouped(all))
        }
        (_, _, None) => "Nothing is open.".to_owned(),
        _ => "Being computed…".to_owned(),
    };
    second_ui(ui, ctx, &words, width);
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}

/// Says why one layer or none is compared with nothing.
fn alone_ui(ui: &mut Ui, ctx: &Ctx<'_>, agreed: &Agreed, width: f32) {
    ui.add_space(6.0);
    let words = match agreed.together.makers.len() {
        0 => "Nobody has marked anything here yet.",
        1 => {
            "Only one layer is here. Agreement needs two layers of one document: add those of others to its folder."
        }
        _ => "Choose two layers or more at the left.",
    };
    second_ui(ui, ctx, words, width);
    let about = words::about(agreed);
    if !agreed.together.hindrances.is_empty() {
        ui.add_space(6.0);
        second_ui(ui, ctx, &about, width);
    }
}

/// Draws a head of a part, with a few quieter words behind it.
fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>, head: &str, aside: &str) {
    let tokens = ctx.kit.tokens();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let words = egui::RichText::new(head).font(face::strong(theme::BODY)).color(tokens.text);
        let response = ui.label(words);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, head));
        if !aside.is_empty() {
            ui.label(egui::RichText::new(aside).font(face::label()).color(tokens.second));
        }
    });
}
