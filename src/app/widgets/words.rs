//! Words of a document or of a person, in any script, cut with "…" where they do not fit.

use egui::{Color32, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::super::typeset::{Limits, Style};
use super::kit::Kit;

/// Draws `text` in at most `lines` lines of `width` and takes the room it needs.
pub fn words(
    ui: &mut Ui,
    kit: &Kit<'_>,
    text: &str,
    style: &Style,
    color: Color32,
    width: f32,
    lines: usize,
) -> Response {
    let set = kit.typesetter().borrow_mut().words(text, style, Limits::lines(width.max(1.0), lines));
    let wide = if set.layout().is_rtl() { width } else { set.size().x.ceil() };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(wide, set.size().y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        kit.typesetter().borrow_mut().paint_words(ui.painter(), &set, rect.min, color);
    }
    response
}
