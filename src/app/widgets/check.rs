//! A box to tick, with words.

use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, face, icons};
use super::focus;
use super::kit::{Kit, crisp, draw_line, line};

/// Draws a box and words; a click or the space bar ticks it.
pub fn check(ui: &mut Ui, kit: &Kit<'_>, text: &str, is_on: &mut bool) -> Response {
    let galley = line(ui.painter(), text, face::body(), ui.available_width() - 28.0);
    let size = Vec2::new((24.0 + galley.size().x.ceil()).min(ui.available_width()), theme::ROW);
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    focus::follow(&response);
    let is_enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, is_enabled, *is_on, text));
    if ui.is_rect_visible(rect) {
        let tokens = kit.tokens();
        let painter = ui.painter();
        let icon = if *is_on { icons::CHECK_SQUARE } else { icons::SQUARE };
        let ink = if *is_on || response.hovered() { tokens.text } else { tokens.second };
        let place = Rect::from_min_size(pos2(rect.left(), rect.center().y - 8.0), Vec2::splat(theme::ICON));
        kit.icon(painter, place, icon, ink);
        draw_line(painter, galley, rect.left() + 24.0, rect.center().y, ink);
        if response.has_focus() {
            kit.ring(painter, crisp(painter, rect.expand2(Vec2::new(4.0, -2.0))));
        }
    }
    response
}
