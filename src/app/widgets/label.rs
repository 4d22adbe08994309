//! The parts of a panel that nothing is done to: labels, heads, hairlines, the column of labels on a card.

use egui::{Color32, Layout, Rect, Response, RichText, Sense, Ui, UiBuilder, Vec2, pos2};

use super::super::theme::{self, face};
use super::kit::{Kit, draw_line, line};

/// Draws a hairline across the whole panel, with `room` above and below it.
pub fn hairline(ui: &mut Ui, kit: &Kit<'_>, room: f32) {
    let gap = ui.spacing().item_spacing.y;
    let size =
        Vec2::new(ui.available_width(), (2.0 * room + theme::HAIRLINE - 2.0 * gap).max(theme::HAIRLINE));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let y = rect.center().y.floor();
    let across = ui.clip_rect().x_range();
    let rect = Rect::from_x_y_ranges(across, y..=y + theme::HAIRLINE);
    ui.painter().rect_filled(rect, 0, kit.tokens().hair);
}

/// Draws a label: small and quiet.
pub fn label(ui: &mut Ui, kit: &Kit<'_>, text: &str) -> Response {
    let text = RichText::new(text).font(face::label()).color(kit.tokens().second);
    ui.label(text.line_height(Some(theme::LABEL_LINE)))
}

/// Draws the program's own words.
pub fn body(ui: &mut Ui, kit: &Kit<'_>, text: &str) -> Response {
    wrapped(ui, text, kit.tokens().text)
}

/// Draws the program's own words in a colour, broken where the room ends.
pub fn wrapped(ui: &mut Ui, text: &str, color: Color32) -> Response {
    let text = RichText::new(text).font(face::body()).color(color);
    ui.add(egui::Label::new(text.line_height(Some(theme::BODY_LINE))).wrap())
}

/// Draws a head: semi-bold.
pub fn heading(ui: &mut Ui, kit: &Kit<'_>, text: &str) -> Response {
    let text = RichText::new(text).font(face::strong(theme::BODY)).color(kit.tokens().text);
    ui.label(text.line_height(Some(theme::BODY_LINE)))
}

/// Draws a row of a card: the label in its column, and `content` beside it in a row from left to right.
pub fn labelled<R>(ui: &mut Ui, kit: &Kit<'_>, text: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::left_to_right(egui::Align::Min);
    beside_label(ui, kit, text, layout, content)
}

/// Draws several rows of a card with one label: `content` stands beside it from top to bottom.
pub fn labelled_tall<R>(ui: &mut Ui, kit: &Kit<'_>, text: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    beside_label(ui, kit, text, Layout::top_down(egui::Align::Min), content)
}

fn beside_label<R>(
    ui: &mut Ui,
    kit: &Kit<'_>,
    text: &str,
    layout: Layout,
    content: impl FnOnce(&mut Ui) -> R,
) -> R {
    let room = ui.available_rect_before_wrap();
    let galley = line(ui.painter(), text, face::label(), theme::LABEL_COLUMN - 4.0);
    draw_line(ui.painter(), galley, room.left(), room.top() + theme::ROW / 2.0, kit.tokens().second);
    let left = (room.left() + theme::LABEL_COLUMN).min(room.right());
    let place = Rect::from_min_max(pos2(left, room.top()), pos2(room.right(), room.top() + theme::ROW));
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    child.spacing_mut().item_spacing = Vec2::new(8.0, theme::CARD_GAP);
    let result = content(&mut child);
    let used = child.min_rect();
    let height = used.height().max(theme::ROW);
    let taken = Rect::from_min_max(room.min, pos2(room.right().max(used.right()), room.top() + height));
    ui.advance_cursor_after_rect(taken);
    result
}
