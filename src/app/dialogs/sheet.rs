//! The frames of dialogs: a sheet in the middle, and a list that hangs from the top.

use egui::{Align2, Id, Ui, vec2};

use super::super::ctx::Ctx;
use super::super::theme::{self, face};
use super::super::widgets::{popup, wrapped};

/// How far a list hangs below the window's upper edge: under the menu bar, with the page's title still in sight.
const HANGS: f32 = 84.0;

/// Draws a sheet in the middle of the window. Returns whether it was left by a click beside it.
pub fn sheet(
    egui: &egui::Context,
    ctx: &Ctx<'_>,
    name: &str,
    width: f32,
    content: impl FnOnce(&mut Ui),
) -> bool {
    let room = egui.content_rect();
    let area = egui::Modal::default_area(Id::unique(name))
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .accessible_name(name)
        .role(egui::accesskit::Role::Dialog);
    let width = width.min(room.width() - 32.0);
    modal(egui, ctx, area, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        content(ui);
    })
}

/// Draws a list that hangs from the top. Returns whether it was left by a click beside it.
pub fn hanging(
    egui: &egui::Context,
    ctx: &Ctx<'_>,
    name: &str,
    width: f32,
    content: impl FnOnce(&mut Ui),
) -> bool {
    let room = egui.content_rect();
    let top = if room.height() < 640.0 { theme::MENU_BAR + 4.0 } else { HANGS };
    let area = egui::Modal::default_area(Id::unique(name))
        .anchor(Align2::CENTER_TOP, vec2(0.0, top))
        .accessible_name(name)
        .role(egui::accesskit::Role::Dialog);
    let width = width.min(room.width() - 32.0);
    modal(egui, ctx, area, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        content(ui);
    })
}

fn modal(egui: &egui::Context, ctx: &Ctx<'_>, area: egui::Area, content: impl FnOnce(&mut Ui)) -> bool {
    // An area is 400 points high at most unless it is told otherwise.
    let area = area.default_size(egui.content_rect().size());
    let modal = egui::Modal::new(Id::NULL)
        .area(area)
        // Nothing behind is dimmed: what is decided here concerns what stands there.
        .backdrop_color(egui::Color32::TRANSPARENT)
        .frame(popup::frame(ctx.kit).inner_margin(0));
    let shown = modal.show(egui, |ui| {
        // It may grow from frame to frame, up to the window's height.
        ui.set_max_height(egui.content_rect().height());
        content(ui);
    });
    shown.backdrop_response.clicked()
}

/// Returns how high the content of a sheet may be.
pub fn greatest_height(egui: &egui::Context) -> f32 {
    egui.content_rect().height() - 64.0
}

/// Draws a sheet's heading.
pub fn heading(ui: &mut Ui, ctx: &Ctx<'_>, words: &str) {
    let color = ctx.kit.tokens().text;
    ui.label(egui::RichText::new(words).font(face::book_strong(20.0)).color(color));
}

/// Draws a paragraph of the program's own words.
pub fn paragraph(ui: &mut Ui, ctx: &Ctx<'_>, words: &str) {
    wrapped(ui, words, ctx.kit.tokens().second);
}

/// Returns whether a dialog is drawn for the first time, so that its field takes the keyboard. The pass that only
/// measures does not count: egui forgets what had the keyboard in it.
pub fn first_drawn(ui: &Ui, was_drawn: &mut bool) -> bool {
    !ui.is_sizing_pass() && !std::mem::replace(was_drawn, true)
}

/// Draws a sheet's buttons at its right, the main one first: in one row, however much room there is.
pub(super) fn buttons_ui(ui: &mut egui::Ui, buttons: impl FnOnce(&mut egui::Ui)) {
    let size = egui::vec2(ui.available_width(), theme::ROW);
    ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(egui::Align::Center), buttons);
}
