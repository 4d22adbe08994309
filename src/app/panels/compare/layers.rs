//! Which layers are compared: their names in a line, and a list to tick behind it.

use egui::{Align, Layout, Ui, vec2};

use crate::model::{LayerName, Role};

use super::super::super::command::Command;
use super::super::super::compared::Compared;
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, icons};
use super::super::super::widgets::{Button, check, popup};
use super::ComparePanel;

impl ComparePanel {
    /// Draws whose layers are compared, and the list to choose others.
    pub(super) fn layers_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: Option<&Compared>) {
        let Some(open) = ctx.open else { return };
        let words = compared.map_or_else(|| "Choose layers".to_owned(), names);
        egui::Frame::NONE.inner_margin(egui::Margin { left: 8, right: 8, top: 0, bottom: 4 }).show(
            ui,
            |ui| {
                let size = vec2(ui.available_width(), theme::ROW);
                ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                    let name = format!("Layers: {words}");
                    let button =
                        Button::quiet(&words).icon(icons::USERS).name(&name).on(self.layers_are_open);
                    let button = button.tip("Choose which layers are compared").show(ui, ctx.kit);
                    if button.clicked() {
                        self.layers_are_open = !self.layers_are_open;
                    }
                    let mut is_open = self.layers_are_open;
                    popup::below(&button, ctx.kit, 288.0, &mut is_open, |ui| {
                        let chosen = &ctx.view.compared_layers;
                        let can =
                            open.layers().iter().filter(|layer| layer.is_readable() && layer.has_places());
                        for layer in can {
                            let is_gold = layer.head.as_ref().is_some_and(|head| head.role == Role::Gold);
                            // What is decided here is not decided upon.
                            if is_gold && super::is_adjudicating(ctx) {
                                continue;
                            }
                            let gold = if is_gold { ", gold" } else { "" };
                            let words = format!("{}{gold}", layer.annotator_name());
                            let mut is_on = chosen.contains(&layer.name);
                            ui.add_space(2.0);
                            ui.horizontal(|ui| {
                                ui.add_space(8.0);
                                if check(ui, ctx.kit, &words, &mut is_on).changed() {
                                    let names = toggled(chosen, &layer.name, is_on, open);
                                    ctx.commands.send(Command::SetCompared(names));
                                }
                            });
                        }
                    });
                    self.layers_are_open = is_open;
                });
            },
        );
    }
}

/// Returns the names of the layers as a sentence has them.
pub fn names(compared: &Compared) -> String {
    match compared.names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] if most.len() < 4 => format!("{} and {last}", most.join(", ")),
        all => format!("{} layers", all.len()),
    }
}

/// Returns the chosen layers with one more or one less, in the order of the document's.
fn toggled(
    chosen: &[LayerName],
    name: &LayerName,
    is_on: bool,
    open: &crate::workspace::Open,
) -> Vec<LayerName> {
    let is_chosen = |other: &LayerName| if other == name { is_on } else { chosen.contains(other) };
    open.layers().iter().map(|layer| &layer.name).filter(|name| is_chosen(name)).cloned().collect()
}
