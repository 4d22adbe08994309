//! What opens under the button with the sliders: order, where from, and what is listed.

use egui::{Id, Response, ScrollArea, Ui};

use crate::model::LayerName;
use crate::workspace::{Field as UsedField, LayerKind};

use super::super::super::command::Command;
use super::super::super::ctx::Ctx;
use super::super::super::theme::icons;
use super::super::super::widgets::{self, Choice, Lead, Row, Segment, popup};
use super::super::library::{initial, inset};
use super::super::say;
use super::ClaimsPanel;
use super::filter::{OpenOnly, Order};

/// How wide the popup is.
const WIDTH: f32 = 296.0;

/// How many names are offered.
const NAMES: usize = 200;

impl ClaimsPanel {
    pub(super) fn filters_ui(&mut self, button: &Response, ctx: &Ctx<'_>) {
        if !self.filters_are_open {
            self.names = None;
            return;
        }
        let mut is_open = true;
        let screen = button.ctx.content_rect().height();
        popup::below(button, ctx.kit, WIDTH, &mut is_open, |ui| {
            let area = ScrollArea::vertical().id_salt("filters").max_height(screen - 160.0);
            area.show(ui, |ui| {
                ui.add_space(4.0);
                self.order_ui(ui, ctx);
                self.open_only_ui(ui, ctx);
                self.tags_ui(ui, ctx);
                self.layers_ui(ui, ctx);
                self.claimants_ui(ui, ctx);
                if !self.filter.is_off() || ctx.view.lists_folder {
                    popup::separator(ui, ctx.kit);
                    let row = Row::new("Show all claims").id(Id::unique("filters off"));
                    if row.show(ui, ctx.kit).clicked() {
                        self.show_all();
                    }
                }
            });
        });
        self.filters_are_open &= is_open;
    }

    fn order_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        inset(ui, 8.0, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let segments = [Segment::new("In the text"), Segment::new("By claimant")];
            let chosen = match self.filter.order {
                Order::InText => 0,
                Order::ByClaimant => 1,
            };
            let order = Choice::new("claims order", "Order", &segments, Some(chosen)).fill();
            match order.show(ui, ctx.kit) {
                Some(0) => self.filter.order = Order::InText,
                Some(_) => self.filter.order = Order::ByClaimant,
                None => {}
            }
            if ctx.library.is_some() {
                let segments = [Segment::new("This document"), Segment::new("Whole folder")];
                let chosen = usize::from(ctx.view.lists_folder);
                let from = Choice::new("claims from", "Claims of", &segments, Some(chosen)).fill();
                if from.show(ui, ctx.kit).is_some_and(|at| at != chosen) {
                    ctx.commands.send(Command::ToggleFolderClaims);
                }
            }
            ui.add_space(4.0);
        });
    }

    fn open_only_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        popup::separator(ui, ctx.kit);
        let kinds = [
            ("Unanswered allegations", OpenOnly::Unanswered),
            ("Rebuttals without target", OpenOnly::WithoutTarget),
        ];
        for (words, kind) in kinds {
            let is_on = self.filter.open_only == kind;
            if option(ui, ctx, words, is_on, Lead::Icon(check(is_on))) {
                self.filter.open_only = if is_on { OpenOnly::All } else { kind };
            }
        }
    }

    fn tags_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        popup::separator(ui, ctx.kit);
        for tag in ctx.tags.tags() {
            let is_on = self.filter.tags.contains(&tag.id);
            let words = format!("Only {}", tag.plural);
            if option(ui, ctx, &words, is_on, Lead::Badge(tag.into())) {
                self.filter.toggle_tag(&tag.id, ctx.tags);
            }
        }
    }

    fn layers_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let Some(open) = ctx.open.filter(|_| !ctx.view.lists_folder) else {
            return;
        };
        if open.shown_layers().count() < 2 {
            return;
        }
        popup::separator(ui, ctx.kit);
        for layer in open.shown_layers() {
            let name: Option<LayerName> = (layer.kind != LayerKind::Own).then(|| layer.name.clone());
            let is_on = self.filter.layer.as_ref() == Some(&name);
            let words = match name {
                Some(_) => format!("Only the claims of {}", layer.annotator_name()),
                None => "Only your claims".to_owned(),
            };
            if option(ui, ctx, &words, is_on, Lead::Initial(initial(layer.annotator_name()))) {
                self.filter.layer = (!is_on).then_some(name);
            }
        }
    }

    fn claimants_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let Some(open) = ctx.open else {
            return;
        };
        let revision = open.revision();
        if self.names.as_ref().is_none_or(|(present, _)| *present != revision) {
            let mut names = open.used(UsedField::Claimants);
            names.truncate(NAMES);
            self.names = Some((revision, names));
        }
        let names = self.names.as_ref().map(|(_, names)| names.as_slice()).unwrap_or_default();
        if names.is_empty() {
            return;
        }
        popup::separator(ui, ctx.kit);
        inset(ui, 8.0, |ui| widgets::label(ui, ctx.kit, "Claimant"));
        let mut picked = None;
        for (name, count) in names {
            let is_on = self.filter.claimant.as_ref() == Some(name);
            let spoken = format!("Only what {name} claims");
            let count = say::grouped(*count);
            let row = Row::new(name)
                .id(Id::unique(("only claimant", name)))
                .name(&spoken)
                .trailing(&count)
                .chosen(is_on);
            if row.show(ui, ctx.kit).clicked() {
                picked = Some((!is_on).then(|| name.clone()));
            }
        }
        if let Some(picked) = picked {
            self.filter.claimant = picked;
        }
    }
}

fn check(is_on: bool) -> char {
    if is_on { icons::CHECK_SQUARE } else { icons::SQUARE }
}

fn option(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, is_on: bool, lead: Lead<'_>) -> bool {
    Row::new(words).id(Id::unique(("filter", words))).lead(lead).chosen(is_on).show(ui, ctx.kit).clicked()
}
