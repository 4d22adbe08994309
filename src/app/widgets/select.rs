//! One of a list that opens below: what stands there is the chosen one.

use std::hash::Hash;

use egui::{Id, Key, Painter, Popup, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, face, icons};
use super::focus;
use super::kit::{Kit, crisp, draw_line, line};
use super::popup;
use super::row::{Lead, Row};

/// One of the list.
#[derive(Clone, Copy, Debug)]
pub struct SelectItem<'a> {
    /// The grade before the words.
    pub letter: Option<char>,
    /// The words.
    pub text: &'a str,
}

impl<'a> SelectItem<'a> {
    /// Makes one of words alone.
    pub const fn new(text: &'a str) -> Self {
        Self { letter: None, text }
    }

    /// Makes one of a grade and its wording.
    pub const fn graded(letter: char, text: &'a str) -> Self {
        Self { letter: Some(letter), text }
    }
}

/// One of a list that opens below.
#[must_use = "a select is seen when it is shown"]
pub struct Select<'a> {
    id: Id,
    name: &'a str,
    items: &'a [SelectItem<'a>],
    chosen: Option<usize>,
    none: Option<&'a str>,
    hint: &'a str,
    width: Option<f32>,
    is_enabled: bool,
}

/// What is kept while the list is open.
#[derive(Clone, Copy, Default)]
struct State {
    is_open: bool,
    /// Where arrows have gone to; past the items is the way to take the choice back.
    at: Option<usize>,
}

impl<'a> Select<'a> {
    /// Makes one; `chosen` is the place of what is chosen.
    pub fn new(
        id: impl Hash + std::fmt::Debug,
        name: &'a str,
        items: &'a [SelectItem<'a>],
        chosen: Option<usize>,
    ) -> Self {
        let id = Id::unique(id).with("select");
        Self { id, name, items, chosen, none: None, hint: "", width: None, is_enabled: true }
    }

    /// Adds a last row that takes the choice back: "No rating".
    pub fn none(mut self, words: &'a str) -> Self {
        self.none = Some(words);
        self
    }

    /// Shows these words while nothing is chosen.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Makes it this wide instead of as wide as there is room.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows that it cannot be used now.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// Draws it. Returns what was chosen: `Some(None)` when the choice was taken back.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> Option<Option<usize>> {
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let (_, rect) = ui.allocate_space(Vec2::new(width, theme::ROW));
        let sense = if self.is_enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, self.id, sense);
        focus::follow(&response);
        let mut state: State = ui.data(|data| data.get_temp(self.id)).unwrap_or_default();
        let shown = self.chosen.and_then(|at| self.items.get(at));
        let is_enabled = self.is_enabled && ui.is_enabled();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, is_enabled, self.name);
            info.current_text_value = Some(shown.map_or(self.hint, |item| item.text).to_owned());
            info
        });
        let mut picked = self.keys(ui, &response, &mut state);
        if response.clicked() && picked.is_none() {
            state = State { is_open: !state.is_open, at: self.chosen };
            // A click alone gives no keyboard; the list's keys need it.
            response.request_focus();
        }
        if ui.is_rect_visible(rect) {
            self.draw(ui.painter(), kit, crisp(ui.painter(), rect), &response, state.is_open);
        }
        if state.is_open {
            let was_open = state.is_open;
            let clicked = Popup::from_response(&response)
                .id(self.id.with("list"))
                .frame(popup::frame(kit))
                .gap(4.0)
                .width(rect.width())
                .open_bool(&mut state.is_open)
                .show(|ui| popup::in_popup(ui, kit, rect.width(), |ui| self.list(ui, kit, state.at)))
                .and_then(|shown| shown.inner);
            if clicked.is_some() {
                picked = clicked;
            }
            if picked.is_some() || (was_open && !state.is_open) {
                state.is_open = false;
                response.request_focus();
            }
        }
        ui.data_mut(|data| data.insert_temp(self.id, state));
        picked
    }

    /// Arrows open the list and move in it, Enter takes, and a letter goes to its grade.
    fn keys(&self, ui: &Ui, response: &Response, state: &mut State) -> Option<Option<usize>> {
        if !response.has_focus() || !self.is_enabled {
            return None;
        }
        let filter = egui::EventFilter { vertical_arrows: true, escape: state.is_open, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let none = egui::Modifiers::NONE;
        let rows = self.items.len() + usize::from(self.none.is_some());
        let (down, up) = ui.input_mut(|input| {
            (input.consume_key(none, Key::ArrowDown), input.consume_key(none, Key::ArrowUp))
        });
        if (down || up) && !state.is_open {
            *state = State { is_open: true, at: self.chosen.or(Some(0)) };
        } else if down {
            state.at = Some(state.at.map_or(0, |at| (at + 1).min(rows.saturating_sub(1))));
        } else if up {
            state.at = Some(state.at.map_or(rows.saturating_sub(1), |at| at.saturating_sub(1)));
        }
        let typed = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Text(text) => text.chars().next(),
                _ => None,
            })
        });
        let graded = typed.filter(|letter| !letter.is_whitespace()).and_then(|typed| {
            let same = |letter: char| letter.to_lowercase().eq(typed.to_lowercase());
            self.items.iter().position(|item| item.letter.or(item.text.chars().next()).is_some_and(same))
        });
        if let Some(at) = graded {
            if self.items.get(at).is_some_and(|item| item.letter.is_some()) {
                state.is_open = false;
                return Some(Some(at));
            }
            *state = State { is_open: true, at: Some(at) };
        }
        let takes = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
        if state.is_open
            && takes
            && let Some(at) = state.at
        {
            state.is_open = false;
            return Some(Some(at).filter(|at| *at < self.items.len()));
        }
        None
    }

    fn list(&self, ui: &mut Ui, kit: &Kit<'_>, at: Option<usize>) -> Option<Option<usize>> {
        let mut picked = None;
        for (place, item) in self.items.iter().enumerate() {
            let row = Row::new(item.text)
                .id(self.id.with(place))
                .lead(item.letter.map_or(Lead::None, Lead::Letter))
                .role(Role::ListBoxOption)
                .chosen(self.chosen == Some(place))
                .hovered(at == Some(place) && self.chosen != Some(place));
            if row.show(ui, kit).clicked() {
                picked = Some(Some(place));
            }
        }
        if let Some(none) = self.none {
            popup::separator(ui, kit);
            let place = self.items.len();
            let row = Row::new(none)
                .id(self.id.with(place))
                .role(Role::ListBoxOption)
                .dim(true)
                .hovered(at == Some(place));
            if row.show(ui, kit).clicked() {
                picked = Some(None);
            }
        }
        picked
    }

    fn draw(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, response: &Response, is_open: bool) {
        let tokens = kit.tokens();
        let edge = if response.hovered() { tokens.line } else { tokens.hair };
        let fill = if self.is_enabled { tokens.field } else { egui::Color32::TRANSPARENT };
        kit.panel_box(painter, rect, fill, edge);
        if response.has_focus() || is_open {
            kit.ring(painter, rect);
        }
        let middle = rect.center().y;
        let mut left = rect.left() + 9.0;
        let (words, ink) = match self.chosen.and_then(|at| self.items.get(at)) {
            Some(item) => {
                if let Some(letter) = item.letter {
                    let galley = line(painter, &letter.to_string(), face::strong(theme::BODY), f32::INFINITY);
                    draw_line(painter, galley, left, middle, tokens.text);
                    left += 20.0;
                }
                (item.text, tokens.text)
            }
            None => (self.hint, tokens.faint),
        };
        let ink = if self.is_enabled { ink } else { tokens.faint };
        let room = rect.right() - 32.0 - left;
        draw_line(painter, line(painter, words, face::body(), room), left, middle, ink);
        let icon = if is_open { icons::CARET_UP } else { icons::CARET_DOWN };
        let place = Rect::from_center_size(pos2(rect.right() - 17.0, middle), Vec2::splat(theme::ICON));
        kit.icon(painter, place, icon, tokens.second);
    }
}
