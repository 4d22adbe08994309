//! Whether a text field has the keyboard: then single letters are text, not commands.

use egui::{Context, Id};

/// The note that a widget with some id is a text field.
#[derive(Clone, Copy)]
struct IsField;

fn note(id: Id) -> Id {
    id.with("own text field")
}

/// Notes that the widget `id` is a text field.
pub(super) fn is_field(egui: &Context, id: Id) {
    egui.data_mut(|data| data.insert_temp(note(id), IsField));
}

/// Returns whether what has the keyboard is a text field, one of ours or of egui's.
pub fn text_field_has_focus(egui: &Context) -> bool {
    let Some(id) = egui.memory(|memory| memory.focused()) else {
        return false;
    };
    egui.text_edit_focused() || egui.data(|data| data.get_temp::<IsField>(note(id)).is_some())
}

/// Gives the keyboard to the widget `id`; the one that has it now notices in the next frame.
pub fn request(egui: &Context, id: Id) {
    egui.memory_mut(|memory| memory.request_focus(id));
}
