//! Text that is typed, in any script: one line, a paragraph that grows, or several lines.
//!
//! The field keeps what is being typed; the caller keeps what holds. It hands in the value of the moment and hears
//! [`FieldEvent`]s. A value that changes from outside replaces what stands in the field. What was typed and is not yet
//! told by `Paused` or `Submitted` is told by `Paused` when the keyboard goes elsewhere; a caller that stops showing a
//! field while it has the keyboard keeps the text of the last `Changed` itself.

mod draw;
mod keys;
mod state;

use std::hash::Hash;
use std::sync::PoisonError;

use egui::{Color32, Id, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, accesskit};

use super::super::theme;
use super::super::typeset::Style;
use super::focus;
use super::kit::Kit;
use state::{State, States};

/// What happened in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldEvent {
    /// The text is another.
    Changed,
    /// The text has been another for a moment, or the keyboard went elsewhere: a good time to keep it.
    Paused,
    /// Enter was pressed; the field still has the keyboard.
    Submitted,
    /// Escape was pressed; the field has given up the keyboard. What was typed is still in the text.
    Cancelled,
}

/// What a field gives back.
#[derive(Debug)]
pub struct FieldOutput {
    /// The response of the whole field.
    pub response: Response,
    /// What happened.
    pub event: Option<FieldEvent>,
    /// The text as it stands in the field now.
    pub text: String,
}

impl FieldOutput {
    /// Returns the text when it is to be kept: it was submitted, cancelled, or typing has paused.
    pub fn settled(&self) -> Option<&str> {
        let is_settled =
            matches!(self.event, Some(FieldEvent::Paused | FieldEvent::Submitted | FieldEvent::Cancelled));
        is_settled.then_some(self.text.as_str())
    }
}

/// How many lines a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    One,
    /// One paragraph, broken where the field ends.
    Paragraph,
    Many,
}

/// Where its edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Boxed,
    /// Seen only under the pointer and with the keyboard: for the gist at the head of a card.
    Shy,
    /// None: something else frames it.
    None,
}

/// How long typing rests before it counts as paused, in seconds.
pub const PAUSE: f64 = 0.6;

/// Returns the id of the field made with `id`: to give it the keyboard from elsewhere.
pub fn id(id: impl Hash + std::fmt::Debug) -> Id {
    Id::unique(id).with("field")
}

/// Returns whether the widget `id` is one of these fields.
pub(super) fn is_field(egui: &egui::Context, id: Id) -> bool {
    States::has(egui, id)
}

/// A text field.
#[must_use = "a field is seen when it is shown"]
pub struct Field<'a> {
    id: Id,
    name: &'a str,
    hint: &'a str,
    lines: Lines,
    edge: Edge,
    style: Style,
    icon: Option<char>,
    suffix: Option<&'a str>,
    room: f32,
    width: Option<f32>,
    is_read_only: bool,
    wants_focus: bool,
    is_led: bool,
    lands_at_end: bool,
    height: f32,
}

impl<'a> Field<'a> {
    /// Makes a field of one line. `id` is its own in the whole window: with the claim's id in it, what is being typed
    /// about one claim never shows up with another. `name` is for those who hear it.
    pub fn new(id: impl Hash + std::fmt::Debug, name: &'a str) -> Self {
        Self {
            id: self::id(id),
            name,
            hint: "",
            lines: Lines::One,
            edge: Edge::Boxed,
            style: Kit::body_style(),
            icon: None,
            suffix: None,
            room: 0.0,
            width: None,
            is_read_only: false,
            wants_focus: false,
            is_led: false,
            lands_at_end: false,
            height: theme::ROW,
        }
    }

    /// Makes a field of one line whose id is known already.
    pub(super) fn with_id(id: Id, name: &'a str) -> Self {
        Self { id, ..Self::new((), name) }
    }

    /// Makes a field without a box this high.
    pub(super) fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Shows the handed value always: the caller keeps every letter itself.
    pub fn led(mut self) -> Self {
        self.is_led = true;
        self
    }

    /// Makes a field to search in: with a magnifying glass.
    pub fn search(id: impl Hash + std::fmt::Debug, hint: &'a str) -> Self {
        Self::new(id, hint).hint(hint).icon(theme::icons::MAGNIFYING_GLASS)
    }

    /// Shows these words while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Puts an icon before the text.
    pub fn icon(mut self, icon: char) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Puts quiet words at the right end: "%".
    pub fn suffix(mut self, suffix: &'a str) -> Self {
        self.suffix = Some(suffix);
        self
    }

    /// Leaves room at the right end for what the caller draws there.
    pub fn room(mut self, room: f32) -> Self {
        self.room = room;
        self
    }

    /// Breaks the text where the field ends and grows; Enter submits all the same.
    pub fn paragraph(mut self) -> Self {
        self.lines = Lines::Paragraph;
        self
    }

    /// Grows with its lines; Enter begins a new one.
    pub fn multi_line(mut self) -> Self {
        self.lines = Lines::Many;
        self
    }

    /// Shows its box only under the pointer and with the keyboard; the text stands at the edge of the layout.
    pub fn shy(mut self) -> Self {
        self.edge = Edge::Shy;
        self
    }

    /// Has no box: something else frames it.
    pub fn bare(mut self) -> Self {
        self.edge = Edge::None;
        self
    }

    /// Sets the text otherwise.
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Makes it this wide instead of as wide as there is room.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows text that can be selected and copied but not changed.
    pub fn read_only(mut self, is_read_only: bool) -> Self {
        self.is_read_only = is_read_only;
        self
    }

    /// Takes the keyboard in this frame and has everything selected.
    pub fn focused(mut self, wants_focus: bool) -> Self {
        self.wants_focus = wants_focus;
        self
    }

    /// Puts the caret behind the text when it takes the keyboard or gets another text, instead of selecting everything.
    pub fn at_end(mut self) -> Self {
        self.lands_at_end = true;
        self
    }

    /// Draws it with `value` as what holds.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>, value: &str) -> FieldOutput {
        let shared = States::get(ui.ctx(), self.id);
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        self.show_with(ui, kit, value, &mut state)
    }

    fn show_with(&self, ui: &mut Ui, kit: &Kit<'_>, value: &str, state: &mut State) -> FieldOutput {
        let egui = ui.ctx().clone();
        if self.wants_focus {
            focus::request(&egui, self.id);
            state.select_all(kit);
        }
        let has_focus = egui.memory(|memory| memory.has_focus(self.id));
        let text_before = state.text();
        state.take_value(value, has_focus, self.is_led);
        if self.lands_at_end && (self.wants_focus || state.text() != text_before) {
            state.go_to_end(kit);
        }
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let inner_width = (width - self.left() - self.right(ui)).max(8.0);
        let wraps = self.lines != Lines::One;
        state.prepare(kit, &self.style, wraps.then_some(inner_width));
        let before = state.text();
        let (rect, text_rect, response) = self.allocate(ui, kit, state, width);
        focus::follow(&response);
        let told = self.interact(ui, kit, state, &response, text_rect);
        let text = state.text();
        self.tell_accesskit(ui, &response, &before, &text);
        if ui.is_rect_visible(rect) {
            self.draw(ui, kit, state, &response, rect, text_rect);
        }
        let cursor = if self.is_read_only { egui::CursorIcon::Default } else { egui::CursorIcon::Text };
        let response = response.on_hover_cursor(cursor);
        FieldOutput { response, event: told.event, text }
    }

    /// Takes room for the field. The second rectangle is where the text goes.
    fn allocate(&self, ui: &mut Ui, kit: &Kit<'_>, state: &mut State, width: f32) -> (Rect, Rect, Response) {
        let text_height = match self.lines {
            Lines::One => self.style.line_height,
            Lines::Paragraph | Lines::Many => state.height(kit).max(self.style.line_height),
        };
        let pad = self.pad();
        let (_, rect) = ui.allocate_space(Vec2::new(width, text_height + 2.0 * pad));
        let rect = super::kit::crisp(ui.painter(), rect);
        let text_rect = Rect::from_min_max(
            egui::pos2(rect.left() + self.left(), rect.top() + pad),
            egui::pos2(rect.right() - self.right(ui), rect.bottom() - pad),
        );
        let seen = if self.edge == Edge::Shy { rect.expand2(Vec2::new(SHY, 4.0)) } else { rect };
        let response = ui.interact(seen, self.id, Sense::click_and_drag());
        (seen, text_rect, response)
    }

    /// Returns how far the text stands from above and below.
    fn pad(&self) -> f32 {
        match self.edge {
            Edge::Boxed => ((theme::ROW - self.style.line_height) / 2.0).max(4.0),
            Edge::Shy => 0.0,
            Edge::None if self.lines == Lines::One => ((self.height - self.style.line_height) / 2.0).max(0.0),
            Edge::None => 0.0,
        }
    }

    fn left(&self) -> f32 {
        let edge = match self.edge {
            Edge::Boxed => PADDING,
            Edge::Shy | Edge::None => 0.0,
        };
        edge + self.icon.map_or(0.0, |_| ICON_ROOM)
    }

    fn right(&self, ui: &Ui) -> f32 {
        let edge = match self.edge {
            Edge::Boxed => PADDING,
            Edge::Shy | Edge::None => 0.0,
        };
        let suffix = self
            .suffix
            .map_or(0.0, |suffix| super::kit::line_width(ui.painter(), suffix, theme::face::body()) + 6.0);
        edge + suffix + self.room
    }

    fn tell_accesskit(&self, ui: &Ui, response: &Response, before: &str, text: &str) {
        let is_enabled = ui.is_enabled();
        response.widget_info(|| {
            let mut info = WidgetInfo::text_edit(is_enabled, before, text, self.hint);
            info.label = Some(self.name.to_owned());
            info
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if self.lines == Lines::Many {
                node.set_role(Role::MultilineTextInput);
            }
            if self.is_read_only {
                node.set_read_only();
            } else {
                node.add_action(accesskit::Action::SetValue);
                node.add_action(accesskit::Action::ReplaceSelectedText);
            }
        });
    }
}

/// How far the text stands from the box at its sides.
const PADDING: f32 = 9.0;
/// How far a shy field's box stands out.
const SHY: f32 = 8.0;
/// The room of an icon before the text.
const ICON_ROOM: f32 = 24.0;

/// Returns the ink of the text of a field.
fn ink(kit: &Kit<'_>, is_read_only: bool) -> Color32 {
    if is_read_only { kit.tokens().second } else { kit.tokens().text }
}
