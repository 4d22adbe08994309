//! What can be chosen: the layers, over which documents, and which tag.

use egui::{Align, Id, Layout, Rect, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use crate::model::{LayerName, Role};

use super::super::super::command::{Ask, Command};
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face, icons};
use super::super::super::widgets::{self, Badge, Button, Lead, Row};
use super::super::library::initial;
use super::super::say;
use super::{is_hidden, is_of_now};

/// A layer that can be put in or taken out.
struct Choosable {
    name: LayerName,
    shown: String,
    claim_count: usize,
    is_in: bool,
}

/// Returns the layers that can be compared: of the open document, or of all that were read.
fn layers(ctx: &Ctx<'_>) -> Vec<Choosable> {
    let wish = &ctx.view.agreement;
    let choosable = |name: &LayerName, annotator: &str, role: Role, claim_count: usize| Choosable {
        shown: match name.suffix() {
            Some(suffix) => format!("{annotator}, {}", suffix.replace('-', " ")),
            None => annotator.to_owned(),
        },
        is_in: wish.takes(name, role),
        name: name.clone(),
        claim_count,
    };
    match (wish.is_folder, ctx.open, ctx.agreed.filter(|agreed| is_of_now(agreed, ctx))) {
        (true, _, Some(agreed)) => {
            let makers = agreed.together.makers.iter();
            makers
                .map(|maker| choosable(&maker.name, &maker.annotator, maker.role, maker.claim_count))
                .collect()
        }
        (false, Some(open), _) => open
            .layers()
            .iter()
            .filter_map(|layer| {
                let role = layer.head.as_ref()?.role;
                let claim_count = layer.store.claim_count();
                Some(choosable(&layer.name, layer.annotator_name(), role, claim_count))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Draws the panel at the left, with the export at its foot.
pub fn panel_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    let [least, usual, _] = theme::LIBRARY_WIDTH;
    let width = if ui.available_width() < 900.0 { least + 12.0 } else { usual };
    let frame = egui::Frame::NONE.fill(tokens.panel);
    let panel = egui::Panel::left("agreement side").resizable(false).exact_size(width).frame(frame);
    let shown = panel.show_separator_line(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let whole = ui.max_rect();
        let foot = whole.bottom() - 44.0;
        let upper = Rect::from_min_max(whole.min, pos2(whole.right(), foot - 8.0));
        let mut choices = ui.new_child(UiBuilder::new().max_rect(upper).layout(Layout::top_down(Align::Min)));
        choices.spacing_mut().scroll.floating_allocated_width = 0.0;
        egui::ScrollArea::vertical().id_salt("agreement choices").auto_shrink(false).show(
            &mut choices,
            |ui| {
                ui.add_space(8.0);
                choices_ui(ui, ctx);
            },
        );
        let place =
            Rect::from_min_max(pos2(whole.left() + 16.0, foot), whole.right_bottom() - vec2(16.0, 0.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(Layout::top_down(Align::Min)));
        export_ui(&mut child, ctx);
    });
    let rect = shown.response.rect;
    let edge = Rect::from_x_y_ranges(rect.right() - 1.0..=rect.right(), rect.y_range());
    ui.painter().rect_filled(edge, 0, tokens.hair);
}

fn export_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let can = ctx.agreed.is_some_and(|agreed| is_of_now(agreed, ctx));
    let button = Button::plain("Export numbers…").icon(icons::EXPORT).enabled(can && !is_hidden(ctx));
    if button.show(ui, ctx.kit).clicked() {
        ctx.commands.send(Command::ExportNumbers);
    }
}

/// Draws the three groups of choices.
pub fn choices_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let is_in_panel = ui.ctx().content_rect().width() >= super::STACKED;
    let layers = layers(ctx);
    group_ui(ui, ctx, "Layers", |ui| {
        if layers.is_empty() {
            inset(ui, 8.0, |ui| {
                widgets::label(ui, ctx.kit, "No layers yet");
            });
        }
        for layer in &layers {
            layer_ui(ui, ctx, layer);
        }
    });
    line_ui(ui, ctx);
    group_ui(ui, ctx, "Over", |ui| over_ui(ui, ctx));
    line_ui(ui, ctx);
    group_ui(ui, ctx, "Tag", |ui| tags_ui(ui, ctx));
    if !is_in_panel {
        ui.add_space(8.0);
        export_ui(ui, ctx);
    }
}

fn group_ui(ui: &mut Ui, ctx: &Ctx<'_>, head: &str, content: impl FnOnce(&mut Ui)) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Heading, true, head));
    let at = pos2(rect.left() + theme::PANEL_PADDING, rect.center().y);
    let font = face::strong(theme::BODY);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, head, font, ctx.kit.tokens().text);
    inset(ui, theme::ROW_INSET, content);
}

fn line_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    ui.add_space(12.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::HAIRLINE), egui::Sense::hover());
    ui.painter().rect_filled(rect, 0, ctx.kit.tokens().hair);
    ui.add_space(8.0);
}

fn inset(ui: &mut Ui, room: f32, content: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    let inner = Rect::from_min_max(rect.min + vec2(room, 0.0), pos2(rect.right() - room, rect.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
    content(&mut child);
    let used = child.min_rect();
    ui.advance_cursor_after_rect(Rect::from_min_max(rect.min, pos2(rect.right(), used.bottom())));
}

fn layer_ui(ui: &mut Ui, ctx: &Ctx<'_>, layer: &Choosable) {
    let count = say::grouped(layer.claim_count);
    let claims = say::count(layer.claim_count, "claim", "claims");
    let spoken = format!("Compare {}, {claims}", layer.shown);
    let row = Row::new(&layer.shown)
        .id(Id::unique(("compared layer", layer.name.to_string())))
        .lead(Lead::Initial(initial(&layer.shown)))
        .trailing(&count)
        .dim(!layer.is_in)
        .room(24.0);
    let response = row.show(ui, ctx.kit);
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, layer.is_in, spoken.as_str()));
    let tokens = ctx.kit.tokens();
    let (icon, ink) = match layer.is_in {
        true => (icons::CHECK_SQUARE, tokens.accent),
        false => (icons::SQUARE, tokens.second),
    };
    let at = pos2(response.rect.right() - theme::ROW_INSET - theme::ICON / 2.0, response.rect.center().y);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, face::icons(theme::ICON), ink);
    if response.clicked() {
        ctx.commands.send(Command::Agreement(Ask::Layer(layer.name.clone(), !layer.is_in)));
    }
}

fn over_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let is_folder = ctx.view.agreement.is_folder;
    let ask = |is_folder: bool| ctx.commands.send(Command::Agreement(Ask::Folder(is_folder)));
    if let Some(open) = ctx.open {
        let spoken = format!("Over this document, {}", open.name());
        let row = Row::new(open.name()).name(&spoken).lead(Lead::Icon(icons::FILE_TEXT)).elide_middle();
        if row.chosen(!is_folder).role(egui::Role::RadioButton).show(ui, ctx.kit).clicked() {
            ask(false);
        }
    }
    if let Some(library) = ctx.library {
        let words = match library.documents().len() {
            1 => "The 1 document here".to_owned(),
            count => format!("All {} documents", say::grouped(count)),
        };
        let row = Row::new(&words).lead(Lead::Icon(icons::FOLDER_SIMPLE));
        if row.chosen(is_folder).role(egui::Role::RadioButton).show(ui, ctx.kit).clicked() {
            ask(true);
        }
    }
}

fn tags_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let chosen = ctx.view.agreement.tag.as_ref();
    let all = Row::new("All tags").lead(Lead::Space).chosen(chosen.is_none());
    if all.role(egui::Role::RadioButton).show(ui, ctx.kit).clicked() {
        ctx.commands.send(Command::Agreement(Ask::Tag(None)));
    }
    for tag in ctx.tags.tags() {
        let spoken = format!("{} alone", tag.name);
        let row = Row::new(tag.name).name(&spoken).lead(Lead::Badge(Badge::from(tag)));
        let row = row.chosen(chosen == Some(&tag.id)).role(egui::Role::RadioButton);
        if row.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::Agreement(Ask::Tag(Some(tag.id.clone()))));
        }
    }
}
