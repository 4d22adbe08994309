//! Whether a text field has the keyboard: then single letters are text, not commands.

use egui::{Context, Id};

/// Returns whether what has the keyboard is a text field, one of ours or of egui's.
pub fn text_field_has_focus(egui: &Context) -> bool {
    let Some(id) = egui.memory(|memory| memory.focused()) else {
        return false;
    };
    egui.text_edit_focused() || super::field::is_field(egui, id)
}

/// Gives the keyboard to the widget `id`; the one that has it now notices in the next frame.
pub fn request(egui: &Context, id: Id) {
    egui.memory_mut(|memory| memory.request_focus(id));
}

/// Scrolls to a widget that the keyboard has just come to, if it is out of sight.
pub(super) fn follow(response: &egui::Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
}
