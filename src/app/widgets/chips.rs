//! Names as chips, and the field that adds more of them, completed from those already used.

use std::hash::Hash;

use egui::{Event, Id, Key, Modifiers, Painter, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, icons};
use super::super::typeset::{Limits, Style};
use super::completion::{Match, Suggestion, matches};
use super::field::{Field, FieldEvent};
use super::kit::{Kit, crisp};
use super::popup;
use super::row::Row;

/// What happened in a field of chips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipEvent {
    /// A name is to be added.
    Added(String),
    /// The name at this place is to go.
    Removed(usize),
    /// The name at this place was clicked, or Enter was pressed on it: for its menu.
    Opened(usize),
}

const HEIGHT: f32 = 22.0;
const PADDING: f32 = 6.0;
const GAP: f32 = 3.0;
/// The least room for typing behind the last chip.
const LEAST: f32 = 64.0;

fn style() -> Style {
    Kit::label_style()
}

fn width_of(kit: &Kit<'_>, text: &str, most: f32) -> f32 {
    let words = kit.typesetter().borrow_mut().words(text, &style(), Limits::line(600.0));
    (words.size().x.ceil() + 1.0 + 2.0 * PADDING).min(most.max(24.0))
}

fn draw_chip(painter: &Painter, kit: &Kit<'_>, rect: Rect, text: &str, is_chosen: bool) {
    let tokens = kit.tokens();
    let fill = if is_chosen { tokens.chosen } else { tokens.press };
    painter.rect_filled(rect, theme::radius(3.0), fill);
    if is_chosen {
        kit.ring(painter, rect);
    }
    let mut typesetter = kit.typesetter().borrow_mut();
    let words = typesetter.words(text, &style(), Limits::line(rect.width() - 2.0 * PADDING));
    let top = rect.center().y - style().line_height / 2.0;
    typesetter.paint_words(painter, &words, pos2(rect.left() + PADDING, top), tokens.text);
}

/// What is kept between frames.
#[derive(Clone, Debug, Default)]
struct State {
    typed: String,
    /// The chip that arrows have gone to.
    active: Option<usize>,
    /// The row of the list that Enter takes.
    at: usize,
    /// Whether Escape has closed the list until more is typed.
    is_closed: bool,
    /// Where the list was in the last frame: a press there does not end the typing.
    list: Option<Rect>,
    had_focus: bool,
}

/// A field of names.
#[must_use = "a field is seen when it is shown"]
pub struct ChipField<'a> {
    id: Id,
    name: &'a str,
    hint: &'a str,
    chips: &'a [String],
    suggestions: &'a [Suggestion<'a>],
    is_read_only: bool,
}

impl<'a> ChipField<'a> {
    /// Makes one; what is typed in it stands under [`super::field::id`] of the same `id`.
    pub fn new(id: impl Hash + std::fmt::Debug, name: &'a str, chips: &'a [String]) -> Self {
        let id = super::field::id(id);
        Self { id, name, hint: "Add", chips, suggestions: &[], is_read_only: false }
    }

    /// Shows these words where the next name goes.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Completes from these names, given in the order they are offered.
    pub fn suggestions(mut self, suggestions: &'a [Suggestion<'a>]) -> Self {
        self.suggestions = suggestions;
        self
    }

    /// Shows names that cannot be changed.
    pub fn read_only(mut self, is_read_only: bool) -> Self {
        self.is_read_only = is_read_only;
        self
    }

    /// Draws it as wide as there is room, and says what is to be done to the names; with the response of the typing
    /// field, or of the clicked chip for `Opened`: a menu's anchor.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> (Option<ChipEvent>, Response) {
        let key = self.id.with("chips");
        let mut state: State = ui.data(|data| data.get_temp(key)).unwrap_or_default();
        let width = ui.available_width();
        let places = self.places(kit, width);
        let height = places.typing.bottom() + 3.0;
        let (_, rect) = ui.allocate_space(Vec2::new(width, height));
        let rect = crisp(ui.painter(), rect);
        let mut event = None;
        let ground = ui.interact(rect, key, Sense::CLICK);
        if ground.clicked() && !self.is_read_only {
            super::focus::request(ui.ctx(), self.id);
        }
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        self.draw_box(ui.painter(), kit, rect, ground.hovered(), has_focus);
        let mut anchor = None;
        for (at, (name, place)) in self.chips.iter().zip(&places.chips).enumerate() {
            let place = place.translate(rect.min.to_vec2());
            let (happened, response) =
                self.chip(ui, kit, at, name, place, state.active == Some(at) && has_focus);
            if happened.is_some() {
                event = happened;
                anchor = Some(response);
            }
        }
        if self.is_read_only {
            return (event, anchor.unwrap_or(ground));
        }
        // Before the field hears them: keys that belong to the chips and to the list.
        let matches = matches(self.suggestions, self.chips, &state.typed);
        let is_open = has_focus && !state.is_closed && !state.typed.trim().is_empty() && !matches.is_empty();
        if has_focus {
            event = event.or_else(|| self.keys(ui, &mut state, &matches, is_open));
        }
        let typing = places.typing.translate(rect.min.to_vec2());
        let response = self.typing(ui, kit, &mut state, typing, &mut event);
        if is_open && event.is_none() {
            let place = rect;
            if let Some(picked) = self.list(ui, kit, &mut state, &matches, place) {
                event = Some(ChipEvent::Added(picked));
                response.request_focus();
            }
        } else {
            state.list = None;
        }
        if let Some(ChipEvent::Added(_)) = &event {
            state.typed.clear();
            state.at = 0;
            state.is_closed = false;
            ui.ctx().request_repaint();
        }
        ui.data_mut(|data| data.insert_temp(key, state));
        (event, anchor.unwrap_or(response))
    }

    /// Returns where the chips and the typing go, from the field's own corner.
    fn places(&self, kit: &Kit<'_>, width: f32) -> Places {
        let most = width - 2.0 * GAP;
        let (mut x, mut y) = (GAP, GAP);
        let mut chips = Vec::with_capacity(self.chips.len());
        for name in self.chips {
            let wide = width_of(kit, name, most);
            if x > GAP && x + wide > width - GAP {
                x = GAP;
                y += HEIGHT + GAP;
            }
            chips.push(Rect::from_min_size(pos2(x, y), Vec2::new(wide, HEIGHT)));
            x += wide + GAP;
        }
        if x > GAP && !self.is_read_only {
            x += 5.0;
            if x + LEAST > width {
                x = GAP;
                y += HEIGHT + GAP;
            }
        }
        let left = if x > GAP { x } else { 9.0 };
        let typing = Rect::from_min_max(pos2(left, y), pos2((width - 9.0).max(left + 1.0), y + HEIGHT));
        Places { chips, typing }
    }

    fn draw_box(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, is_hovered: bool, has_focus: bool) {
        let tokens = kit.tokens();
        if self.is_read_only {
            return kit.panel_box(painter, rect, egui::Color32::TRANSPARENT, tokens.hair);
        }
        kit.panel_box(painter, rect, tokens.field, if is_hovered { tokens.line } else { tokens.hair });
        if has_focus {
            kit.ring(painter, rect);
        }
    }

    fn chip(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        at: usize,
        name: &str,
        place: Rect,
        is_active: bool,
    ) -> (Option<ChipEvent>, Response) {
        let response = ui.interact(place, self.id.with(("chip", at)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_active, name));
        draw_chip(ui.painter(), kit, place, name, is_active);
        if self.is_read_only || !(response.contains_pointer() || is_active) {
            let opened = response.clicked() || response.secondary_clicked();
            return (opened.then_some(ChipEvent::Opened(at)), response);
        }
        // The way to remove it lies over its end while the pointer is there.
        let end = Rect::from_min_max(pos2(place.right() - 20.0, place.top()), place.max);
        let remove = ui.interact(end, self.id.with(("remove", at)), Sense::CLICK);
        remove.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {name}")));
        let tokens = kit.tokens();
        if response.contains_pointer() || remove.hovered() {
            ui.painter().rect_filled(end.shrink2(Vec2::new(1.0, 2.0)), theme::radius(3.0), tokens.press);
            let ink = if remove.hovered() { tokens.text } else { tokens.second };
            kit.icon(ui.painter(), end, icons::X, ink);
        }
        let event = if remove.clicked() {
            Some(ChipEvent::Removed(at))
        } else if response.clicked() || response.secondary_clicked() {
            Some(ChipEvent::Opened(at))
        } else {
            None
        };
        (event, response)
    }

    /// Takes the keys that belong to the chips and to the list, so that the field does not hear them.
    fn keys(&self, ui: &Ui, state: &mut State, matches: &[Match<'_>], is_open: bool) -> Option<ChipEvent> {
        let pressed =
            |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let none = Modifiers::NONE;
        if is_open {
            let rows = matches.len();
            if pressed(none, Key::ArrowDown) {
                state.at = (state.at + 1).min(rows.saturating_sub(1));
            }
            if pressed(none, Key::ArrowUp) {
                state.at = state.at.saturating_sub(1);
            }
            if pressed(none, Key::Escape) {
                state.is_closed = true;
            }
            // Tab takes the completion too, and goes on to the next field.
            let takes = pressed(none, Key::Enter)
                || ui.input(|input| input.key_pressed(Key::Tab) && input.modifiers.is_none());
            if takes && let Some(found) = matches.get(state.at) {
                return Some(ChipEvent::Added(found.text.to_owned()));
            }
        }
        if comma(ui)
            && let Some(name) = name_in(&state.typed)
        {
            return Some(ChipEvent::Added(name));
        }
        if state.typed.is_empty() {
            return self.chip_keys(state, &pressed);
        }
        state.active = None;
        None
    }

    /// With nothing typed, arrows go along the chips, and Backspace or Delete takes one away.
    fn chip_keys(&self, state: &mut State, pressed: &dyn Fn(Modifiers, Key) -> bool) -> Option<ChipEvent> {
        let none = Modifiers::NONE;
        let last = self.chips.len().checked_sub(1)?;
        let active = state.active.map(|at| at.min(last));
        if pressed(none, Key::ArrowLeft) {
            state.active = Some(active.map_or(last, |at| at.saturating_sub(1)));
        }
        if pressed(none, Key::ArrowRight) {
            state.active = active.map(|at| at + 1).filter(|at| *at <= last);
        }
        if let Some(at) = active {
            if pressed(none, Key::Delete) || pressed(none, Key::Backspace) {
                state.active = (last > 0).then(|| at.min(last - 1));
                return Some(ChipEvent::Removed(at));
            }
            if pressed(none, Key::Enter) {
                return Some(ChipEvent::Opened(at));
            }
            if pressed(none, Key::Escape) {
                state.active = None;
            }
        } else if pressed(none, Key::Backspace) {
            return Some(ChipEvent::Removed(last));
        }
        None
    }

    fn typing(
        &self,
        ui: &mut Ui,
        kit: &Kit<'_>,
        state: &mut State,
        place: Rect,
        event: &mut Option<ChipEvent>,
    ) -> Response {
        let value =
            if matches!(event, Some(ChipEvent::Added(_))) { String::new() } else { state.typed.clone() };
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place));
        let field = Field::with_id(self.id, self.name).hint(self.hint).bare().led().height(HEIGHT);
        let output = field.show(&mut child, kit, &value);
        if output.text != state.typed {
            state.is_closed = false;
            state.at = 0;
            state.active = None;
            // The list of what fits was made for the text of before.
            ui.ctx().request_repaint();
        }
        state.typed = output.text;
        // Depending on egui's options the press or the click takes the keyboard away.
        let presses_list = state.list.is_some_and(|list| {
            let (is_used, at) = ui.input(|input| {
                let pointer = &input.pointer;
                (pointer.any_down() || pointer.any_released(), pointer.interact_pos())
            });
            is_used && at.is_some_and(|at| list.contains(at))
        });
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        if presses_list && !has_focus {
            output.response.request_focus();
        }
        let left = state.had_focus && !has_focus && !presses_list;
        let submits = output.event == Some(FieldEvent::Submitted) || left;
        if event.is_none()
            && submits
            && let Some(name) = name_in(&state.typed)
        {
            *event = Some(ChipEvent::Added(name));
        }
        if left {
            state.active = None;
        }
        state.had_focus = has_focus || presses_list;
        output.response
    }

    /// Draws the list of completions below `place`; returns what was clicked.
    fn list(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        state: &mut State,
        matches: &[Match<'_>],
        place: Rect,
    ) -> Option<String> {
        let shown = popup::at(ui, kit, self.id.with("list"), place, |ui| {
            let mut picked = None;
            for (at, found) in matches.iter().enumerate() {
                let count = found.count.to_string();
                let marks = [found.mark.clone()];
                let row = Row::new(found.text)
                    .id(self.id.with(("match", at)))
                    .marks(&marks)
                    .trailing(&count)
                    .role(Role::ListBoxOption)
                    .chosen(at == state.at);
                if row.show(ui, kit).clicked() {
                    picked = Some(found.text.to_owned());
                }
            }
            picked
        })?;
        state.list = Some(shown.response.rect);
        shown.inner
    }
}

struct Places {
    chips: Vec<Rect>,
    typing: Rect,
}

fn name_in(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(name).filter(|name| !name.is_empty())
}

/// Takes a typed comma out of the input; returns whether there was one.
fn comma(ui: &Ui) -> bool {
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(
            |event| !matches!(event, Event::Text(text) if text == "," || text == "،" || text == "、"),
        );
        input.events.len() != before
    })
}
