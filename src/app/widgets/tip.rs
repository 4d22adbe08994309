//! Tooltips: after half a second, small, with the shortcut at their right.

use egui::{Frame, Response, Stroke, Tooltip, Ui, Vec2};

use super::super::theme::{self, face};
use super::kit::{Kit, draw_line, line};

/// Shows `text` and the shortcut when the pointer rests on the widget.
pub fn text(response: Response, kit: &Kit<'_>, text: &str, shortcut: Option<&str>) -> Response {
    show(&response, kit, |ui| {
        let painter = ui.painter();
        let keys = shortcut.map(|keys| line(painter, keys, face::label(), f32::INFINITY));
        let keys_width = keys.as_ref().map_or(0.0, |keys| keys.size().x.ceil() + 12.0);
        let words = painter.layout(
            text.to_owned(),
            face::body(),
            kit.tokens().text,
            ui.spacing().tooltip_width - keys_width,
        );
        let size = Vec2::new(words.size().x.ceil() + keys_width, words.size().y.max(theme::LABEL_LINE));
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        ui.painter().galley(rect.min, words, kit.tokens().text);
        if let Some(keys) = keys {
            let left = rect.right() - keys.size().x.ceil();
            draw_line(ui.painter(), keys, left, rect.top() + theme::LABEL_LINE / 2.0, kit.tokens().second);
        }
    });
    response
}

/// Shows whatever `content` draws when the pointer rests on the widget: definitions, quotes, the card on hover.
pub fn show(response: &Response, kit: &Kit<'_>, content: impl FnOnce(&mut Ui)) {
    let mut tooltip =
        if response.enabled() { Tooltip::for_enabled(response) } else { Tooltip::for_disabled(response) };
    tooltip.popup = tooltip.popup.frame(frame(kit));
    tooltip.gap(4.0).show(content);
}

/// Returns the frame of a tooltip.
pub fn frame(kit: &Kit<'_>) -> Frame {
    let tokens = kit.tokens();
    Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(theme::HAIRLINE, tokens.line))
        .corner_radius(theme::radius(theme::RADIUS))
        .inner_margin(egui::Margin::symmetric(8, 6))
        .shadow(tokens.popup_shadow())
}
