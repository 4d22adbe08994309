//! The page in its place: what the pointer did there becomes commands, and what hangs over it is drawn.
//!
//! Over the page hang the palette of tags at a selection, the card of the claim under the pointer, the menu of the
//! secondary button, and the search field.

use std::time::Duration;

use egui::{EventFilter, Id, Popup, Rect, Role, Ui, pos2, vec2};

use crate::model::{LayerName, is_markdown};
use crate::store::Placed;
use crate::text::Span;
use crate::workspace::{LayerKind, Open, Work};

use super::super::action::key_for;
use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::reading::{
    BorderDrag, ClaimRef, Comparison, End, LayerView, Page, PageInput, PageOutput, PageTheme,
};
use super::super::theme::{self, face};
use super::super::typeset::{Limits, StyleOverride, Weight};
use super::super::widgets::{Badge, Kit, Lead, Row, popup, tip, words, wrapped};
use super::{FindBar, announce};

/// After how long the card of the claim under the pointer appears.
const HOVER: f64 = 0.5;

/// Draws the page and what hangs over it.
pub fn page_ui(ui: &mut Ui, ctx: &Ctx<'_>, page: &mut Page, find: &mut FindBar, occluded: Option<Rect>) {
    let Some(open) = ctx.open else {
        return;
    };
    let initials: Vec<String> = open.layers().iter().map(|layer| initial(layer.annotator_name())).collect();
    let layers: Vec<LayerView<'_>> = open
        .layers()
        .iter()
        .zip(&initials)
        .map(|(layer, initial)| LayerView {
            store: &layer.store,
            is_own: layer.kind == LayerKind::Own,
            initial,
            is_visible: layer.is_shown,
        })
        .collect();
    let chosen = ctx.view.chosen.as_ref().and_then(|chosen| ref_of(open, chosen));
    let focused = ui.memory(|memory| memory.focused());
    let page_theme = PageTheme::from(ctx.kit.tokens());
    let input = PageInput {
        text: open.text(),
        is_markdown: is_markdown(open.name()),
        layers: &layers,
        tags: ctx.tags,
        theme: &page_theme,
        chosen: chosen.as_ref(),
        hovered: None,
        found: find.hits(),
        text_size: ctx.settings.text_size / theme::PAGE,
        has_keyboard: focused.is_none() || focused == Some(page.id()),
        is_picking: ctx.view.picking.is_some(),
        occluded,
        compared: None,
    };
    let place = ui.available_rect_before_wrap();
    page.show_invisible(ctx.view.shows_invisible);
    let output = page.ui(ui, &mut ctx.kit.typesetter().borrow_mut(), &input);
    keep_keyboard(ui, ctx, page);
    send(ctx, open, &output);
    if ctx.settings.announces {
        announce::ui(ui, ctx, open);
    }
    let has_keyboard = input.has_keyboard;
    find.ui(ui, ctx, place);
    if has_keyboard {
        palette_ui(ui, ctx, &output, place);
    }
    hover_ui(ui, ctx, open, &output);
    menu_ui(ui, ctx, open, &output, place);
}

/// Draws the page with several layers together, and the palette of tags where the gold layer is decided.
pub fn compared_page_ui(ui: &mut Ui, ctx: &Ctx<'_>, page: &mut Page, find: &mut FindBar) {
    let Some(open) = ctx.open else {
        return;
    };
    let sources = ctx.compared.map_or(&[][..], |compared| compared.sources.as_slice());
    let stores = sources.iter().filter_map(|source| open.store_of(&source.layer));
    let layers: Vec<LayerView<'_>> =
        stores.map(|store| LayerView { store, is_own: false, initial: "", is_visible: true }).collect();
    let chosen = ctx.compared.zip(ctx.view.compared_at.as_ref()).and_then(|(all, at)| all.cluster_of(at));
    let nothing = Comparison { version: 0, lines: &[], chosen: None };
    let focused = ui.memory(|memory| memory.focused());
    let page_theme = PageTheme::from(ctx.kit.tokens());
    let input = PageInput {
        text: open.text(),
        is_markdown: is_markdown(open.name()),
        layers: &layers,
        tags: ctx.tags,
        theme: &page_theme,
        chosen: None,
        hovered: None,
        found: find.hits(),
        text_size: ctx.settings.text_size / theme::PAGE,
        has_keyboard: focused.is_none() || focused == Some(page.id()),
        is_picking: false,
        occluded: None,
        compared: Some(ctx.compared.map_or(nothing, |compared| compared.comparison(chosen))),
    };
    let place = ui.available_rect_before_wrap();
    page.show_invisible(ctx.view.shows_invisible);
    let output = page.ui(ui, &mut ctx.kit.typesetter().borrow_mut(), &input);
    keep_keyboard(ui, ctx, page);
    if let Some(zoom) = output.zoom {
        ctx.commands.send(Command::ScaleText(zoom));
    }
    let clicked = output.clicked.as_ref().and_then(|click| click.claim.as_ref());
    if let Some((claim, source)) = clicked.and_then(|claim| Some((claim, sources.get(claim.layer)?))) {
        let handle = Chosen { layer: Some(source.layer.clone()), id: claim.id.clone() };
        ctx.commands.send(Command::ShowCluster(handle));
    }
    let has_keyboard = input.has_keyboard;
    find.ui(ui, ctx, place);
    if has_keyboard && *open.work() == Work::Gold {
        palette_ui(ui, ctx, &output, place);
    }
}

/// Gives the page the keyboard when it is asked for, and keeps arrows and Escape from taking it away.
fn keep_keyboard(ui: &Ui, ctx: &Ctx<'_>, page: &Page) {
    ui.memory_mut(|memory| {
        if ctx.view.focus_page {
            memory.request_focus(page.id());
        }
        if memory.has_focus(page.id()) {
            let filter =
                EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
            memory.set_focus_lock_filter(page.id(), filter);
        }
    });
}

/// Asks for what the pointer did, and tells what cannot be drawn.
fn send(ctx: &Ctx<'_>, open: &Open, output: &PageOutput) {
    if let Some(missing) = output.missing.filter(|missing| !ctx.view.told_missing.contains(missing)) {
        ctx.commands.send(Command::TellMissing(missing));
    }
    if let Some(zoom) = output.zoom {
        ctx.commands.send(Command::ScaleText(zoom));
    }
    if let Some(click) = &output.clicked {
        let claim = click.claim.as_ref().and_then(|claim| chosen_of(open, claim));
        match (ctx.view.picking.is_some(), claim) {
            (true, Some(claim)) => ctx.commands.send(Command::LinkTo(claim)),
            (true, None) => {}
            (false, claim) => ctx.commands.send(Command::Choose(claim)),
        }
    }
    if let Some(border) = output.border.as_ref().filter(|border| border.is_done)
        && let Some(span) = dragged(open, border)
    {
        ctx.commands.send(Command::SetPassage(border.claim.id.clone(), border.passage, span));
    }
}

/// Returns the passage with its dragged border.
fn dragged(open: &Open, border: &BorderDrag) -> Option<Span> {
    let layer = open.layers().get(border.claim.layer).filter(|layer| layer.kind == LayerKind::Own)?;
    let placed = layer.store.get(&border.claim.id)?;
    let span = placed.spans.get(border.passage).copied().flatten()?;
    let (start, end) = match border.end {
        End::Start => (border.offset, span.end()),
        End::End => (span.start(), border.offset),
    };
    open.text().span(start, end).ok().filter(|dragged| *dragged != span)
}

/// Draws the palette of tags at a selection, for the mouse.
fn palette_ui(ui: &Ui, ctx: &Ctx<'_>, output: &PageOutput, page: Rect) {
    let Some(anchor) = output.palette_anchor.filter(|_| ctx.view.picking.is_none()) else {
        return;
    };
    let id = Id::unique("palette of tags");
    // Where there is no room below the words, the palette stands above them.
    let size = ui.memory(|memory| memory.area_rect(id)).map_or(vec2(346.0, 38.0), |rect| rect.size());
    let left =
        (anchor.left() - size.x / 2.0).clamp(page.left() + 8.0, (page.right() - 16.0 - size.x).max(8.0));
    let below = anchor.bottom();
    let top = if below + size.y <= page.bottom() - 4.0 { below } else { anchor.top() - size.y - 4.0 };
    let area = egui::Area::new(id).order(egui::Order::Middle).fixed_pos(pos2(left, top)).constrain(false);
    area.accessible_name("Tag the selected words").show(ui.ctx(), |ui| {
        popup::frame(ctx.kit).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                for tag in ctx.tags.tags() {
                    let keys = key_for(|command| matches!(command, Command::Tag(id) if *id == tag.id));
                    let response = tag_button(ui, ctx, Badge::from(tag), tag.name, &keys);
                    tip::show(&response, ctx.kit, |ui| definition_ui(ui, ctx, tag, &keys));
                    if response.clicked() {
                        ctx.commands.send(Command::Tag(tag.id.clone()));
                    }
                }
                if ctx.chosen_own().is_some() {
                    let (rect, _) = ui.allocate_exact_size(vec2(9.0, theme::ROW), egui::Sense::hover());
                    let line = (theme::HAIRLINE, ctx.kit.tokens().hair);
                    ui.painter().vline(rect.center().x, rect.y_range().shrink(4.0), line);
                    let keys = key_for(|command| matches!(command, Command::AddPassage));
                    let button = super::super::widgets::Button::quiet("Add to claim")
                        .icon(theme::icons::PLUS)
                        .shortcut(&keys)
                        .name("Add the selection to the claim");
                    if button.show(ui, ctx.kit).clicked() {
                        ctx.commands.send(Command::AddPassage);
                    }
                }
            });
        });
    });
}

/// Draws a button with a tag's badge, its name and its key.
fn tag_button(ui: &mut Ui, ctx: &Ctx<'_>, badge: Badge, name: &str, keys: &str) -> egui::Response {
    let tokens = ctx.kit.tokens();
    let words = ui.painter().layout_no_wrap(name.to_owned(), face::body(), tokens.text);
    let keys = ui.painter().layout_no_wrap(keys.to_owned(), face::label(), tokens.second);
    let size = vec2(8.0 + 24.0 + words.size().x.ceil() + 8.0 + keys.size().x.ceil() + 8.0, theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(Role::Button, true, format!("Tag as {}", name.to_lowercase()))
    });
    if response.hovered() || response.has_focus() {
        let fill = if response.is_pointer_button_down_on() { tokens.press } else { tokens.hover };
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
    }
    if response.has_focus() {
        ctx.kit.ring(ui.painter(), rect);
    }
    badge.paint(ui.painter(), ctx.kit, rect.left_center() + vec2(16.0, 0.0));
    let middle = rect.center().y;
    let at = pos2(rect.left() + 32.0, (middle - words.size().y / 2.0).round());
    let right = pos2(rect.right() - 8.0 - keys.size().x, (middle - keys.size().y / 2.0).round());
    ui.painter().galley(at, words, tokens.text);
    ui.painter().galley(right, keys, tokens.second);
    response
}

/// Draws a tag's definition: for the tooltip of the palette.
fn definition_ui(ui: &mut Ui, ctx: &Ctx<'_>, tag: &crate::model::Tag, keys: &str) {
    let tokens = ctx.kit.tokens();
    ui.set_width(280.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.horizontal(|ui| {
        Badge::from(tag).show(ui, ctx.kit, tag.name);
        ui.label(egui::RichText::new(tag.name).font(face::strong(theme::BODY)).color(tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(egui::RichText::new(keys).font(face::label()).color(tokens.second));
        });
    });
    wrapped(ui, tag.definition, tokens.second);
    wrapped(ui, &format!("“{}”", tag.example), tokens.text);
}

/// Returns whether the keyboard was used since the pointer last moved: then what passes under the pointer is nobody's
/// question.
fn pointer_is_asleep(ui: &Ui) -> bool {
    let id = Id::unique("pointer is asleep");
    let (has_moved, has_typed) = ui.input(|input| {
        let has = |is: fn(&egui::Event) -> bool| input.events.iter().any(is);
        let has_moved = has(|event| matches!(event, egui::Event::PointerMoved(_)));
        (has_moved, has(|event| matches!(event, egui::Event::Key { pressed: true, .. })))
    });
    let was_asleep = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let is_asleep = (was_asleep || has_typed) && !has_moved;
    ui.data_mut(|data| data.insert_temp(id, is_asleep));
    is_asleep
}

/// Draws the card of the claim that the pointer rests on.
fn hover_ui(ui: &Ui, ctx: &Ctx<'_>, open: &Open, output: &PageOutput) {
    let id = Id::unique("claim under the pointer");
    let time = ui.input(|input| input.time);
    let is_still = ui.input(|input| !input.pointer.any_down()) && output.palette_anchor.is_none();
    let present = output.hovered.clone().filter(|_| is_still && !pointer_is_asleep(ui));
    let before = ui.data(|data| data.get_temp::<(ClaimRef, f64)>(id));
    let Some(claim) = present else {
        ui.data_mut(|data| data.remove::<(ClaimRef, f64)>(id));
        return;
    };
    let since = match before {
        Some((before, since)) if before == claim => since,
        _ => time,
    };
    ui.data_mut(|data| data.insert_temp(id, (claim.clone(), since)));
    if time - since < HOVER {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(HOVER - (time - since)));
        return;
    }
    let is_chosen = ctx.view.chosen.as_ref().and_then(|chosen| ref_of(open, chosen)).as_ref() == Some(&claim);
    let layer = open.layers().get(claim.layer);
    let Some((layer, placed)) = layer.and_then(|layer| Some((layer, layer.store.get(&claim.id)?))) else {
        return;
    };
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()).filter(|_| !is_chosen) else {
        return;
    };
    let whose = (layer.kind != LayerKind::Own).then(|| layer.annotator_name());
    let area = egui::Area::new(id.with("card"))
        .order(egui::Order::Tooltip)
        .interactable(false)
        .fixed_pos(pointer + vec2(12.0, 24.0))
        .constrain_to(ui.ctx().content_rect().shrink(8.0));
    area.show(ui.ctx(), |ui| {
        popup::frame(ctx.kit).inner_margin(12).show(ui, |ui| {
            ui.set_width(240.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            hover_card_ui(ui, ctx, placed, whose);
        });
    });
}

fn hover_card_ui(ui: &mut Ui, ctx: &Ctx<'_>, placed: &Placed, whose: Option<&str>) {
    let tokens = ctx.kit.tokens();
    let claim = &placed.claim;
    let tag = ctx.tags.get(&claim.tag);
    let name = tag.map_or(claim.tag.as_str(), |tag| tag.name);
    let by = match (claim.claimants.as_slice(), claim.unnamed) {
        ([], true) => ", somebody unnamed".to_owned(),
        ([], false) => String::new(),
        (claimants, _) => format!(", {}", claimants.join(", ")),
    };
    ui.horizontal_top(|ui| {
        Badge::from(tag).show(ui, ctx.kit, name);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let width = ui.available_width();
            let line = format!("{name}{by}");
            head_words(ui, ctx.kit, &line, name.len(), width);
            if let Some(line) = forecast_line(claim) {
                words(ui, ctx.kit, &line, &Kit::body_style(), tokens.second, width, 1);
            }
            if let Some(whose) = whose {
                let line = format!("Tagged by {whose}");
                words(ui, ctx.kit, &line, &Kit::body_style(), tokens.second, width, 1);
            }
            if !claim.gist.trim().is_empty() {
                ui.add_space(4.0);
                words(ui, ctx.kit, &claim.gist, &Kit::body_style(), tokens.text, width, 4);
            }
        });
    });
}

/// Draws the first line of the card on hover: the tag in semi-bold, then who claims it.
fn head_words(ui: &mut Ui, kit: &Kit<'_>, line: &str, bold: usize, width: f32) {
    let bold = [(0..bold, StyleOverride::Weight(Weight::SemiBold))];
    let mut typesetter = kit.typesetter().borrow_mut();
    let words = typesetter.rich_words(line, &bold, &Kit::body_style(), Limits::lines(width, 2));
    let (rect, _) = ui.allocate_exact_size(words.size().ceil(), egui::Sense::hover());
    typesetter.paint_words(ui.painter(), &words, rect.min, kit.tokens().text);
}

/// Returns "70 %, due 2028", as far as it is known.
fn forecast_line(claim: &crate::model::Claim) -> Option<String> {
    let forecast = claim.forecast.as_ref().filter(|_| claim.tag.as_str() == "forecast")?;
    let probability = forecast.probability.map(|probability| format!("{} %", (probability * 100.0).round()));
    let due = forecast.due.map(|due| format!("due {due}"));
    let parts: Vec<String> = probability.into_iter().chain(due).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Draws the menu of the secondary button.
fn menu_ui(ui: &Ui, ctx: &Ctx<'_>, open: &Open, output: &PageOutput, page: Rect) {
    let id = Id::unique("menu of the page");
    if let Some(at) = output.secondary.filter(|_| ctx.view.picking.is_none()) {
        if ctx.selection.is_none()
            && let Some(claim) = output.hovered.as_ref().and_then(|claim| chosen_of(open, claim))
        {
            ctx.commands.send(Command::Choose(Some(claim)));
        }
        ui.data_mut(|data| data.insert_temp(id, at));
        Popup::open_id(ui.ctx(), id);
    }
    let at = ui.data(|data| data.get_temp(id)).unwrap_or(page.center());
    let menu = Popup::new(id, ui.ctx().clone(), at, ui.layer_id())
        .kind(egui::PopupKind::Menu)
        .open_memory(None)
        .frame(popup::frame(ctx.kit))
        .width(288.0);
    menu.show(|ui| {
        ui.set_width(278.0);
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        let names: &[&[&str]] = &[
            &["Tag as allegation", "Tag as rebuttal", "Tag as forecast"],
            &["Add the selection to the claim", "Rebuts…", "Open the card", "Go along the link, and back"],
            &["Copy the words", "Find in the text"],
            &["Remove"],
        ];
        let mut is_first = true;
        for group in names {
            let actions = group
                .iter()
                .filter_map(|name| super::super::action::ACTIONS.iter().find(|action| action.name == *name));
            if !std::mem::take(&mut is_first) {
                popup::separator(ui, ctx.kit);
            }
            for action in actions {
                let keys = super::super::action::first_key_text(action);
                let tag = match (action.command)() {
                    Command::Tag(tag) => ctx.tags.get(&tag),
                    _ => None,
                };
                let lead = tag.map_or(Lead::Space, |tag| Lead::Badge(Badge::from(tag)));
                let row = Row::new(action.name).lead(lead).trailing(&keys).role(Role::MenuItem);
                if row.enabled(ctx.can(action.when)).show(ui, ctx.kit).clicked() {
                    ctx.commands.send((action.command)());
                }
            }
        }
    });
}

/// Returns a chosen claim as the page knows it.
fn ref_of(open: &Open, chosen: &Chosen) -> Option<ClaimRef> {
    let layer = open.layers().iter().position(|layer| match &chosen.layer {
        Some(name) => layer.name == *name,
        None => layer.kind == LayerKind::Own,
    })?;
    Some(ClaimRef { layer, id: chosen.id.clone() })
}

/// Returns a claim of the page as it is chosen.
fn chosen_of(open: &Open, claim: &ClaimRef) -> Option<Chosen> {
    let layer = open.layers().get(claim.layer)?;
    let name: Option<LayerName> = (layer.kind != LayerKind::Own).then(|| layer.name.clone());
    Some(Chosen { layer: name, id: claim.id.clone() })
}

fn initial(name: &str) -> String {
    name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default()
}
