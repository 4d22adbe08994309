//! What is seldom used, behind one row.

use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, face, icons};
use super::focus;
use super::kit::{Kit, crisp, draw_line, line};

/// Draws the row that opens and closes; what is behind it is drawn by the caller while `is_open`.
pub fn fold(ui: &mut Ui, kit: &Kit<'_>, text: &str, is_open: &mut bool) -> Response {
    let (rect, mut response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), theme::ROW), Sense::click());
    if response.clicked() {
        *is_open = !*is_open;
        response.mark_changed();
    }
    focus::follow(&response);
    let is_enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, is_enabled, *is_open, text));
    if ui.is_rect_visible(rect) {
        let tokens = kit.tokens();
        let painter = ui.painter();
        let icon = if *is_open { icons::CARET_DOWN } else { icons::CARET_RIGHT };
        let ink = if response.hovered() { tokens.text } else { tokens.second };
        let place = Rect::from_min_size(pos2(rect.left(), rect.center().y - 8.0), Vec2::splat(theme::ICON));
        kit.icon(painter, place, icon, ink);
        let galley = line(painter, text, face::body(), rect.width() - 24.0);
        draw_line(painter, galley, rect.left() + 24.0, rect.center().y, ink);
        if response.has_focus() {
            kit.ring(painter, crisp(painter, rect.expand2(Vec2::new(4.0, 0.0))));
        }
    }
    response
}
