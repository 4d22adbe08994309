//! What stands above the rest: the frames and places of popups, menus, notices and banners.

use egui::{
    Align, Frame, Id, InnerResponse, Layout, Margin, Popup, PopupCloseBehavior, Rect, Response, Stroke, Ui,
    Vec2,
};

use super::super::theme;
use super::kit::Kit;

/// Returns the frame of a popup: raised, with round corners and a shadow.
pub fn frame(kit: &Kit<'_>) -> Frame {
    let tokens = kit.tokens();
    Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(theme::HAIRLINE, tokens.line))
        .corner_radius(theme::radius(theme::POPUP_RADIUS))
        .inner_margin(Margin::same(4))
        .shadow(tokens.popup_shadow())
}

/// Returns the frame of a notice, above the status bar, or of a palette: more room than a popup has.
pub fn notice_frame(kit: &Kit<'_>) -> Frame {
    frame(kit).inner_margin(Margin::symmetric(12, 4))
}

/// Shows a menu below `button` that a click on it opens and closes. Its rows are `width` wide.
pub fn menu<R>(
    button: &Response,
    kit: &Kit<'_>,
    width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    Popup::menu(button).frame(frame(kit)).gap(4.0).width(width).show(|ui| in_popup(ui, kit, width, content))
}

/// Shows a menu at the pointer that the secondary button opens.
pub fn context_menu<R>(
    under: &Response,
    kit: &Kit<'_>,
    width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    Popup::context_menu(under).frame(frame(kit)).width(width).show(|ui| in_popup(ui, kit, width, content))
}

/// Shows a popup below `anchor` while `is_open`; a click elsewhere or Escape closes it.
pub fn below<R>(
    anchor: &Response,
    kit: &Kit<'_>,
    width: f32,
    is_open: &mut bool,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    Popup::from_response(anchor)
        .frame(frame(kit))
        .gap(4.0)
        .width(width)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .open_bool(is_open)
        .show(|ui| in_popup(ui, kit, width, content))
}

/// Shows a popup below a place, always: the caller says when it is gone.
pub(super) fn at<R>(
    ui: &Ui,
    kit: &Kit<'_>,
    id: Id,
    place: Rect,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    let width = place.width();
    Popup::new(id, ui.ctx().clone(), place, ui.layer_id())
        .frame(frame(kit))
        .gap(4.0)
        .width(width)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .open(true)
        .show(|ui| in_popup(ui, kit, width, content))
}

pub(super) fn in_popup<R>(ui: &mut Ui, kit: &Kit<'_>, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    if kit.tokens().is_dark {
        // The usual one is hardly seen on what is raised.
        ui.visuals_mut().faint_bg_color = kit.tokens().press;
    }
    // The frame's margin and line are part of the width.
    ui.set_width((width - 10.0).max(0.0));
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ui.with_layout(Layout::top_down_justified(Align::Min), content).inner
}

/// Draws a hairline between the rows of a popup, from edge to edge.
pub fn separator(ui: &mut Ui, kit: &Kit<'_>) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 9.0), egui::Sense::hover());
    let y = rect.center().y.floor();
    let rect = Rect::from_x_y_ranges(rect.left() - 4.0..=rect.right() + 4.0, y..=y + theme::HAIRLINE);
    ui.painter().rect_filled(rect, 0, kit.tokens().hair);
}

/// Shows a notice in the middle, its lower edge `above` points above that of the window. What `content` draws stands in
/// one line: words, then links and quiet buttons.
pub fn notice<R>(
    ui: &Ui,
    kit: &Kit<'_>,
    id: Id,
    above: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    egui::Area::new(id)
        .order(egui::Order::Foreground)
        .anchor(egui::Align2::CENTER_BOTTOM, Vec2::new(0.0, -above))
        .show(ui.ctx(), |ui| {
            notice_frame(kit)
                .show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 16.0;
                        content(ui)
                    })
                    .inner
                })
                .inner
        })
}
