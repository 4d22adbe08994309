//! What keys, pointer and input methods do in a field.

use std::num::NonZeroUsize;

use egui::{Event, EventFilter, ImeEvent, Key, Modifiers, Pos2, Rect, Response, Ui, accesskit};
use parley::PlainEditorDriver;

use super::super::super::typeset::Brush;
use super::super::kit::Kit;
use super::state::State;
use super::{Field, FieldEvent, Lines};

/// What a frame's input came to.
#[derive(Default)]
pub(super) struct Told {
    pub event: Option<FieldEvent>,
}

/// What one input event came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Nothing,
    CaretMoved,
    TextChanged,
    Submit,
    Cancel,
}

/// Within how many seconds, and points, a press is one more of a row of presses.
const ROW_OF_PRESSES: (f64, f32) = (0.3, 4.0);

impl Field<'_> {
    pub(super) fn interact(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        state: &mut State,
        response: &Response,
        text_rect: Rect,
    ) -> Told {
        let now = ui.input(|input| input.time);
        self.point(ui, kit, state, response, text_rect, now);
        let mut told = Told::default();
        let mut changed = self.spoken(ui, kit, state, now);
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        if has_focus {
            if !state.had_focus
                && state.press.is_none_or(|(at, ..)| now - at > 0.05)
                && self.lines == Lines::One
            {
                // Come to by Tab: typing replaces.
                state.select_all(kit);
            }
            let filter =
                EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: true };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
            let events = ui.input(|input| input.filtered_events(&filter));
            for event in events {
                let outcome = self.take(ui, kit, state, &event, now);
                match outcome {
                    Outcome::Nothing => {}
                    Outcome::CaretMoved => state.follows_caret = true,
                    Outcome::TextChanged => {
                        changed = true;
                        state.follows_caret = true;
                    }
                    Outcome::Submit => told.event = Some(FieldEvent::Submitted),
                    Outcome::Cancel => told.event = Some(FieldEvent::Cancelled),
                }
            }
        }
        if changed {
            state.typed_at = Some(now);
        }
        told.event = told.event.or_else(|| pause(ui, state, now, changed, has_focus));
        match told.event {
            Some(FieldEvent::Cancelled) => {
                state.typed_at = None;
                response.surrender_focus();
                ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            }
            Some(FieldEvent::Submitted) => state.typed_at = None,
            _ => {}
        }
        state.had_focus = ui.memory(|memory| memory.has_focus(self.id));
        told
    }

    /// Takes what an assistive technology writes.
    fn spoken(&self, ui: &Ui, kit: &Kit<'_>, state: &mut State, now: f64) -> bool {
        if self.is_read_only {
            return false;
        }
        let text_of = |action| {
            ui.input(|input| {
                let asked = input.accesskit_action_requests(self.id, action).last();
                match asked.and_then(|request| request.data.as_ref()) {
                    Some(accesskit::ActionData::Value(value)) => Some(value.to_string()),
                    _ => None,
                }
            })
        };
        if let Some(text) = text_of(accesskit::Action::SetValue) {
            state.step(now, false);
            state.select_all(kit);
            self.insert(kit, state, &text);
            return true;
        }
        if let Some(text) = text_of(accesskit::Action::ReplaceSelectedText) {
            state.step(now, false);
            self.insert(kit, state, &text);
            return true;
        }
        false
    }

    fn insert(&self, kit: &Kit<'_>, state: &mut State, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.lines == Lines::Many { text } else { text.replace('\n', " ") };
        state.with(kit, |driver| driver.insert_or_replace_selection(&text));
    }

    /// Sets caret and selection with the pointer.
    fn point(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        state: &mut State,
        response: &Response,
        text_rect: Rect,
        now: f64,
    ) {
        let Some(at) = response.interact_pointer_pos() else {
            return;
        };
        let pixels_per_point = ui.pixels_per_point();
        let local = (at - self.text_origin(state, text_rect)) * pixels_per_point;
        // A quick click is pressed and released within one frame.
        let is_pressed = ui.input(|input| input.pointer.primary_pressed())
            && (response.is_pointer_button_down_on() || response.clicked());
        if is_pressed {
            response.request_focus();
            let count = match state.press {
                Some((before, place, count))
                    if now - before < ROW_OF_PRESSES.0 && place.distance(at) < ROW_OF_PRESSES.1 =>
                {
                    count % 3 + 1
                }
                _ => 1,
            };
            state.press = Some((now, at, count));
            let extends = ui.input(|input| input.modifiers.shift);
            let is_line = self.lines == Lines::One;
            state.with(kit, |driver| match count {
                1 if extends => driver.shift_click_extension(local.x, local.y),
                1 => driver.move_to_point(local.x, local.y),
                2 => driver.select_word_at_point(local.x, local.y),
                _ if is_line => driver.select_all(),
                _ => driver.select_hard_line_at_point(local.x, local.y),
            });
            state.follows_caret = true;
        } else if response.dragged_by(egui::PointerButton::Primary)
            && response.drag_delta() != egui::Vec2::ZERO
        {
            state.with(kit, |driver| driver.extend_selection_to_point(local.x, local.y));
            state.follows_caret = true;
        }
    }

    /// Returns where the text's own origin is on the screen.
    pub(super) fn text_origin(&self, state: &State, text_rect: Rect) -> Pos2 {
        let Some(layout) = state.editor.try_layout().filter(|_| self.lines == Lines::One) else {
            return text_rect.min;
        };
        let spare = text_rect.width() - layout.width() / layout.scale();
        if layout.is_rtl() && spare > 0.0 {
            // What runs from right to left stands at the right.
            return Pos2::new(text_rect.left() + spare, text_rect.top());
        }
        Pos2::new(text_rect.left() - state.scroll, text_rect.top())
    }

    fn take(&self, ui: &Ui, kit: &Kit<'_>, state: &mut State, event: &Event, now: f64) -> Outcome {
        let can_change = !self.is_read_only;
        match event {
            Event::Copy | Event::Cut => {
                let Some(selected) = state.editor.selected_text().map(str::to_owned) else {
                    return Outcome::Nothing;
                };
                ui.ctx().copy_text(selected);
                if matches!(event, Event::Copy) || !can_change {
                    return Outcome::Nothing;
                }
                state.step(now, false);
                state.with(kit, |driver| driver.delete_selection());
                Outcome::TextChanged
            }
            Event::Paste(text) if can_change && !text.is_empty() => {
                state.step(now, false);
                self.insert(kit, state, text);
                Outcome::TextChanged
            }
            Event::Text(text) if can_change && !text.is_empty() && text != "\n" && text != "\r" => {
                state.step(now, true);
                self.insert(kit, state, text);
                Outcome::TextChanged
            }
            Event::Ime(event) if can_change => compose(kit, state, event, now),
            Event::Key { key, pressed: true, modifiers, .. } => {
                self.press(ui, kit, state, *key, *modifiers, now)
            }
            _ => Outcome::Nothing,
        }
    }

    fn press(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        state: &mut State,
        key: Key,
        modifiers: Modifiers,
        now: f64,
    ) -> Outcome {
        let can_change = !self.is_read_only;
        match key {
            Key::Escape => return Outcome::Cancel,
            Key::Enter if modifiers.command || modifiers.alt => return Outcome::Nothing,
            Key::Enter if self.lines != Lines::Many => return Outcome::Submit,
            Key::Enter if can_change => {
                state.step(now, false);
                state.with(kit, |driver| driver.insert_or_replace_selection("\n"));
                return Outcome::TextChanged;
            }
            Key::Z | Key::Y if modifiers.command && can_change => {
                let is_back = key == Key::Z && !modifiers.shift;
                return if state.undo(kit, is_back) { Outcome::TextChanged } else { Outcome::Nothing };
            }
            Key::A if modifiers.command => {
                state.select_all(kit);
                return Outcome::CaretMoved;
            }
            Key::Backspace | Key::Delete if can_change => {
                let by_words = by_words(ui, modifiers);
                let before = state.text();
                state.step(now, true);
                state.with(kit, |driver| match (key, by_words) {
                    (Key::Backspace, false) => driver.backdelete(),
                    (Key::Backspace, true) => driver.backdelete_word(),
                    (_, false) => driver.delete(),
                    (_, true) => driver.delete_word(),
                });
                return if state.text() == before { Outcome::Nothing } else { Outcome::TextChanged };
            }
            _ => {}
        }
        let by_words = by_words(ui, modifiers);
        let to_ends = modifiers.command && !by_words || modifiers.mac_cmd;
        if modifiers.alt && !by_words {
            return Outcome::Nothing;
        }
        let is_line = self.lines == Lines::One;
        let has_moved =
            state.with(kit, |driver| move_caret(driver, key, modifiers.shift, by_words, to_ends, is_line));
        if has_moved { Outcome::CaretMoved } else { Outcome::Nothing }
    }
}

/// Returns whether a key goes by words: with Control, on a Mac with Option.
fn by_words(ui: &Ui, modifiers: Modifiers) -> bool {
    if ui.ctx().os().is_mac() { modifiers.alt } else { modifiers.ctrl || modifiers.command }
}

/// Moves the caret, or with `extends` the selection's end; returns whether `key` is one of those that do.
fn move_caret(
    driver: &mut PlainEditorDriver<'_, Brush>,
    key: Key,
    extends: bool,
    by_words: bool,
    to_ends: bool,
    is_line: bool,
) -> bool {
    let whole = is_line || to_ends || by_words;
    match (key, extends) {
        (Key::ArrowLeft, false) if by_words => driver.move_word_left(),
        (Key::ArrowLeft, true) if by_words => driver.select_word_left(),
        (Key::ArrowRight, false) if by_words => driver.move_word_right(),
        (Key::ArrowRight, true) if by_words => driver.select_word_right(),
        (Key::ArrowLeft, false) if to_ends => driver.move_to_line_start(),
        (Key::ArrowLeft, true) if to_ends => driver.select_to_line_start(),
        (Key::ArrowRight, false) if to_ends => driver.move_to_line_end(),
        (Key::ArrowRight, true) if to_ends => driver.select_to_line_end(),
        (Key::ArrowLeft, false) => driver.move_left(),
        (Key::ArrowLeft, true) => driver.select_left(),
        (Key::ArrowRight, false) => driver.move_right(),
        (Key::ArrowRight, true) => driver.select_right(),
        (Key::ArrowUp, false) if whole => driver.move_to_text_start(),
        (Key::ArrowUp, true) if whole => driver.select_to_text_start(),
        (Key::ArrowDown, false) if whole => driver.move_to_text_end(),
        (Key::ArrowDown, true) if whole => driver.select_to_text_end(),
        (Key::ArrowUp, false) => driver.move_up(),
        (Key::ArrowUp, true) => driver.select_up(),
        (Key::ArrowDown, false) => driver.move_down(),
        (Key::ArrowDown, true) => driver.select_down(),
        (Key::Home, false) if whole => driver.move_to_text_start(),
        (Key::Home, true) if whole => driver.select_to_text_start(),
        (Key::End, false) if whole => driver.move_to_text_end(),
        (Key::End, true) if whole => driver.select_to_text_end(),
        (Key::Home, false) => driver.move_to_line_start(),
        (Key::Home, true) => driver.select_to_line_start(),
        (Key::End, false) => driver.move_to_line_end(),
        (Key::End, true) => driver.select_to_line_end(),
        _ => return false,
    }
    true
}

/// Takes what an input method composes.
fn compose(kit: &Kit<'_>, state: &mut State, event: &ImeEvent, now: f64) -> Outcome {
    match event {
        ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text)
            if (text.is_empty() && !state.editor.is_composing()) || text == "\n" || text == "\r" =>
        {
            Outcome::Nothing
        }
        ImeEvent::Preedit { text, .. } if text.is_empty() => {
            state.with(kit, |driver| driver.clear_compose());
            Outcome::CaretMoved
        }
        ImeEvent::Preedit { text, active_range_chars } => {
            if !state.editor.is_composing() {
                state.step(now, true);
            }
            let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
            let active = active_range_chars.as_ref().map(|range| (byte(range.start), byte(range.end)));
            let caret = active.unwrap_or((text.len(), text.len()));
            state.with(kit, |driver| driver.set_compose(text, Some(caret)));
            Outcome::CaretMoved
        }
        ImeEvent::Commit(text) => {
            if state.editor.is_composing() {
                state.with(kit, |driver| driver.clear_compose());
            } else {
                state.step(now, true);
            }
            if text.is_empty() {
                return Outcome::CaretMoved;
            }
            state.with(kit, |driver| driver.insert_or_replace_selection(text));
            Outcome::TextChanged
        }
        ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
            let (before, after) = around_caret(state, *before_chars, *after_chars);
            state.with(kit, |driver| {
                if let Some(count) = after {
                    driver.delete_bytes_after_selection(count);
                }
                if let Some(count) = before {
                    driver.delete_bytes_before_selection(count);
                }
            });
            Outcome::TextChanged
        }
        _ => Outcome::Nothing,
    }
}

/// Returns how many bytes so many characters before and after the selection are.
fn around_caret(state: &State, before: usize, after: usize) -> (Option<NonZeroUsize>, Option<NonZeroUsize>) {
    let text = state.editor.raw_text();
    let range = state.editor.raw_selection().text_range();
    let count = |chars: &mut dyn Iterator<Item = char>| NonZeroUsize::new(chars.map(char::len_utf8).sum());
    let head = text.get(..range.start).unwrap_or_default();
    let tail = text.get(range.end..).unwrap_or_default();
    (count(&mut head.chars().rev().take(before)), count(&mut tail.chars().take(after)))
}

/// Returns what is to be told of text that was typed: that it changed, or that typing rests.
fn pause(ui: &Ui, state: &mut State, now: f64, changed: bool, has_focus: bool) -> Option<FieldEvent> {
    let typed_at = state.typed_at?;
    if changed && has_focus {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(super::PAUSE));
        return Some(FieldEvent::Changed);
    }
    let rests = now - typed_at;
    if rests >= super::PAUSE || !has_focus {
        state.typed_at = None;
        return Some(FieldEvent::Paused);
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(super::PAUSE - rests));
    None
}
