//! What stands in place of rows: how to make the first claim, or that nothing matches.

use egui::Ui;

use super::super::super::ctx::Ctx;
use super::super::super::theme;
use super::super::super::widgets::{self, Badge, Button, Kit};
use super::super::library::inset;
use super::head::show_all;
use super::{ClaimsPanel, Frame};

impl ClaimsPanel {
    /// Draws what stands in place of rows.
    pub(super) fn empty_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>) {
        inset(ui, theme::PANEL_PADDING, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.add_space(8.0);
            if frame.is_in_work {
                widgets::wrapped(ui, "Looking…", ctx.kit.tokens().second);
            } else if !ctx.view.lists_folder && ctx.open.is_some_and(|open| open.is_loading()) {
                widgets::wrapped(ui, "Reading the claims…", ctx.kit.tokens().second);
            } else if frame.total > 0 {
                self.nothing_matches_ui(ui, ctx, frame);
            } else if ctx.view.lists_folder {
                widgets::body(ui, ctx.kit, "No claims in this folder yet");
            } else {
                first_claim_ui(ui, ctx);
            }
        });
    }

    /// Draws what stands in place of everything while the claims of a folder are not read.
    pub(super) fn unread_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        inset(ui, theme::PANEL_PADDING, |ui| {
            ui.add_space(8.0);
            widgets::heading(ui, ctx.kit, "Claims of the folder");
            widgets::wrapped(ui, "Reading the claims of the folder…", ctx.kit.tokens().second);
        });
    }

    fn nothing_matches_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, frame: &Frame<'_>) {
        let words = self.filter.words.trim();
        let sentence = match (self.said_filter(ctx), words.is_empty()) {
            (None, _) => format!("No claim holds “{words}”."),
            (Some(filter), true) => format!("None: {filter}."),
            (Some(filter), false) => format!("None holds “{words}”: {filter}."),
        };
        let ink = ctx.kit.tokens().text;
        widgets::words(ui, ctx.kit, &sentence, &Kit::body_style(), ink, ui.available_width(), 4);
        if Button::link(&show_all(frame)).show(ui, ctx.kit).clicked() {
            self.show_all();
        }
    }
}

/// Draws how a claim is made, with the three definitions.
fn first_claim_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let kit = ctx.kit;
    widgets::heading(ui, kit, "No claims yet");
    let second = kit.tokens().second;
    widgets::wrapped(ui, "Select words in the text, then say with one key what they are.", second);
    ui.add_space(8.0);
    for tag in ctx.tags.tags() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let key = egui::RichText::new(tag.digit.to_string()).font(theme::face::body()).color(second);
            ui.scope(|ui| {
                // Digits differ in width.
                ui.set_width(9.0);
                ui.label(key.line_height(Some(theme::BODY_LINE)));
            });
            Badge::from(tag).show(ui, kit, tag.name);
            ui.vertical(|ui| {
                widgets::heading(ui, kit, tag.name);
                widgets::wrapped(ui, tag.definition, second);
            });
        });
        ui.add_space(4.0);
    }
}
