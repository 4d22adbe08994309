//! The panel at the right: the list of claims above, the card of the chosen one below.

use egui::{Id, Rect, Ui, UiBuilder, pos2, vec2};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme;
use super::super::widgets::popup;
use super::resize::Resize;
use super::{Card, ClaimsPanel, FatesPanel, ReviewPanel, guide_ui};

/// Below this height the list keeps only the rows round the chosen claim.
const COMPACT: f32 = 640.0;

/// The height of a compact list: its head and three rows.
const COMPACT_LIST: f32 = 180.0;

/// The least height of the list over a card.
const LEAST_LIST: f32 = 240.0;

/// What can stand at the right.
pub struct Side<'a> {
    /// The list of claims.
    pub claims: &'a mut ClaimsPanel,
    /// The card of the chosen one.
    pub card: &'a mut Card,
    /// The review, which stands in the place of both.
    pub review: &'a mut ReviewPanel,
    /// What became of the own claims, which does too.
    pub fates: &'a mut FatesPanel,
    /// Whether the guide to the first claim stands in the list's place.
    pub guide_is_on: bool,
}

/// Draws list and card, or the review.
pub fn claims_and_card_ui(ui: &mut Ui, ctx: &Ctx<'_>, side: &mut Side<'_>, resize: &mut Resize) {
    let Side { claims, card, review, fates, guide_is_on } = side;
    let guide_is_on = *guide_is_on;
    let tokens = ctx.kit.tokens();
    let [least, _, most] =
        if ctx.view.reviews || ctx.view.fates { theme::REVIEW_WIDTH } else { theme::CLAIMS_WIDTH };
    // A window that shrinks takes from the panels first.
    let room = (ui.available_width() - theme::FULL_PAGE).max(least);
    let width = ctx.settings.claims_width.clamp(least, most).min(room);
    let panel = egui::Panel::right("claims").resizable(false).exact_size(width);
    let panel = panel.frame(egui::Frame::NONE.fill(tokens.panel)).show_separator_line(false);
    let shown = panel.show(ui, |ui| {
        let rect = ui.max_rect();
        if ctx.view.reviews {
            part_ui(ui, rect, |ui| review.ui(ui, ctx));
            return;
        }
        if ctx.view.fates {
            part_ui(ui, rect, |ui| fates.ui(ui, ctx));
            return;
        }
        if ctx.chosen().is_none() {
            part_ui(ui, rect, |ui| top_ui(ui, ctx, claims, guide_is_on, false));
            return;
        }
        let is_compact = rect.height() < COMPACT && !guide_is_on;
        let list = match (guide_is_on, is_compact) {
            (true, _) => rect.height() * 0.44,
            (_, true) => COMPACT_LIST,
            _ => (rect.height() * 0.42).max(LEAST_LIST),
        };
        let middle = (rect.top() + list).round();
        part_ui(ui, rect.with_max_y(middle), |ui| top_ui(ui, ctx, claims, guide_is_on, is_compact));
        let line = Rect::from_x_y_ranges(rect.x_range(), middle..=middle + theme::HAIRLINE);
        ui.painter().rect_filled(line, 0, tokens.hair);
        part_ui(ui, rect.with_min_y(middle + theme::HAIRLINE), |ui| card.ui(ui, ctx));
    });
    let rect = shown.response.rect;
    let edge = Rect::from_min_max(rect.left_top(), pos2(rect.left() + theme::HAIRLINE, rect.bottom()));
    ui.painter().rect_filled(edge, 0, tokens.hair);
    let id = Id::unique("claims panel’s edge");
    if ctx.view.reviews || ctx.view.fates {
        return;
    }
    if let Some(width) = resize.ui(ui, id, "Width of the claims panel", rect.left(), rect, width) {
        ctx.commands.send(Command::SetClaimsWidth(width.clamp(least, most)));
    }
}

/// Draws the list over the page, in a very narrow window.
pub fn claims_over_page_ui(egui: &egui::Context, ctx: &Ctx<'_>, side: &mut Side<'_>) {
    let screen = egui.content_rect();
    let [_, usual, _] = theme::CLAIMS_WIDTH;
    let width = usual.min(screen.width() - 48.0);
    let height = (screen.height() - theme::MENU_BAR - theme::STATUS_BAR - 10.0).max(120.0);
    let frame = popup::frame(ctx.kit).fill(ctx.kit.tokens().panel).inner_margin(0);
    egui::Area::new(Id::unique("claims over the page"))
        .order(egui::Order::Middle)
        .fixed_pos(pos2(screen.right() - width - 6.0, screen.top() + theme::MENU_BAR + 4.0))
        .show(egui, |ui| {
            frame.show(ui, |ui| {
                ui.set_min_size(vec2(width, height));
                ui.set_max_size(vec2(width, height));
                if ctx.view.reviews {
                    side.review.ui(ui, ctx);
                } else if ctx.view.fates {
                    side.fates.ui(ui, ctx);
                } else {
                    top_ui(ui, ctx, side.claims, side.guide_is_on, false);
                }
            });
        });
}

fn top_ui(ui: &mut Ui, ctx: &Ctx<'_>, claims: &mut ClaimsPanel, guide_is_on: bool, is_compact: bool) {
    if guide_is_on {
        egui::ScrollArea::vertical()
            .id_salt("guide")
            .auto_shrink([false, false])
            .show(ui, |ui| guide_ui(ui, ctx));
    } else {
        claims.ui(ui, ctx, is_compact);
    }
}

/// Draws a part of the panel within its own bounds.
fn part_ui(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let mut child =
        ui.new_child(UiBuilder::new().max_rect(rect).layout(egui::Layout::top_down(egui::Align::Min)));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    content(&mut child);
}
