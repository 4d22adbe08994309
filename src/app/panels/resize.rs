//! A panel's edge that can be dragged, and moved by arrows; its width is kept by whoever asks.

use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, pos2};

/// How far round the edge the pointer takes hold of it.
const GRAB: f32 = 3.0;

/// How far an arrow moves the edge.
const STEP: f32 = 16.0;

/// The edge of one panel while it is dragged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resize {
    /// The width when the drag began, and where the pointer was.
    from: Option<(f32, f32)>,
}

impl Resize {
    /// Lets the edge at `x` of the panel `rect` be moved; returns the width that the panel is to have.
    pub fn ui(&mut self, ui: &Ui, id: Id, name: &str, x: f32, rect: Rect, width: f32) -> Option<f32> {
        let grab = Rect::from_min_max(pos2(x - GRAB, rect.top()), pos2(x + GRAB, rect.bottom()));
        let response = ui.interact(grab, id, Sense::drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Splitter, true, name));
        // A panel at the right grows to the left.
        let sign = if (x - rect.left()).abs() < 1.0 { -1.0 } else { 1.0 };
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let (width, start) = *self.from.get_or_insert((width, pointer.x));
            return Some(width + sign * (pointer.x - start));
        }
        self.from = None;
        if !response.has_focus() {
            return None;
        }
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let (left, right) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowLeft), pressed(Key::ArrowRight))
        });
        match (left, right) {
            (true, _) => Some(width - sign * STEP),
            (_, true) => Some(width + sign * STEP),
            _ => None,
        }
    }
}
