//! Whether a text field has the keyboard: then single letters are text, not commands.

use egui::{Context, Id, Key};

/// Returns whether what has the keyboard is a text field, one of ours or of egui's.
pub fn text_field_has_focus(egui: &Context) -> bool {
    let Some(id) = egui.memory(|memory| memory.focused()) else {
        return false;
    };
    egui.text_edit_focused() || super::field::is_field(egui, id)
}

/// The keys that a view which decides something owns while one of its parts has the keyboard.
#[derive(Clone, Default)]
struct Owned {
    parts: Vec<Id>,
    keys: &'static [Key],
    frame: u64,
}

/// Says which keys the view called `view` owns while one of `parts` has the keyboard; to be said in every frame.
pub fn own_keys(egui: &Context, view: &'static str, parts: &[Id], keys: &'static [Key]) {
    let frame = egui.cumulative_frame_nr();
    let owned = Owned { parts: parts.to_vec(), keys, frame };
    egui.data_mut(|data| data.insert_temp(Id::unique(("owned keys", view)), owned));
}

/// Returns whether what has the keyboard belongs to a view that owns `key`: then it is no command.
pub fn owns_key(egui: &Context, key: Key) -> bool {
    let Some(focused) = egui.memory(|memory| memory.focused()) else {
        return false;
    };
    let frame = egui.cumulative_frame_nr();
    ["review", "versions"].into_iter().any(|view| {
        let owned = egui.data(|data| data.get_temp::<Owned>(Id::unique(("owned keys", view))));
        owned.is_some_and(|owned| {
            owned.frame + 1 >= frame && owned.keys.contains(&key) && owned.parts.contains(&focused)
        })
    })
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
