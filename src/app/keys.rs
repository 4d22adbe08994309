//! From keys to commands, by the table of actions.
//!
//! Keys that write a character act only when no text field has the focus, and can be switched off; arrows, Enter and
//! the like belong to the page only when nothing else has the focus.

use egui::Key;

use super::App;
use super::action::{ACTIONS, Situation, When, is_pressed, is_single_character};
use super::command::Command;
use super::panels::menu_is_open;
use super::widgets::focus;

impl App {
    /// Sends the command of every action whose key is pressed, and takes the key away from the widgets.
    pub(super) fn read_keys(&mut self, egui: &egui::Context) {
        let focused = egui.memory(|memory| memory.focused());
        // egui takes the focus from a widget on Escape before anybody hears of it: what had it before counts then.
        if focused.is_some() || !egui.input(|input| input.key_pressed(Key::Escape)) {
            self.panel_has_focus = focused.is_some_and(|focused| focused != self.page.id());
        }
        // A key that goes down and up within a frame is not held at its end.
        self.escape_was_pressed = egui.input(|input| input.key_pressed(Key::Escape));
        self.escape_is_taken = menu_is_open(egui) || egui::Popup::is_any_open(egui);
        if menu_is_open(egui) {
            // The menu has the keyboard.
            return;
        }
        let in_text_field = egui.text_edit_focused() || focus::text_field_has_focus(egui);
        let page_has_keyboard = !self.panel_has_focus;
        let has_dialog = self.dialog.is_some();
        let letters_are_on = self.settings.single_letter_keys;
        let events = egui.input(|input| input.events.clone());
        for event in &events {
            if self.paste_key.is_silent_paste(event) && !in_text_field && !has_dialog {
                self.commands.send(Command::NewFromClipboard(None));
            }
            if let Some(number) = digit(event).filter(|_| !in_text_field && !has_dialog && self.decides()) {
                take_event(egui, event, true);
                self.commands.send(Command::DecideByNumber(number));
                continue;
            }
            let pressed = ACTIONS.iter().find_map(|action| {
                let shortcut = action.keys.iter().flatten().find(|shortcut| is_pressed(event, shortcut))?;
                Some((action, *shortcut))
            });
            let Some((action, shortcut)) = pressed else {
                continue;
            };
            let acts = if shortcut.logical_key == Key::Escape {
                // The widgets come first; see `read_escape`.
                false
            } else if is_single_character(&shortcut) {
                let is_digit = matches!(shortcut.logical_key, Key::Num1 | Key::Num2 | Key::Num3 | Key::Plus);
                !in_text_field && !has_dialog && (letters_are_on || is_digit)
            } else if shortcut.logical_key == Key::V {
                // A dialog has fields of its own to paste into.
                !in_text_field && !has_dialog
            } else if shortcut.logical_key == Key::Enter && has_dialog {
                // With whatever is held, Enter is the dialog's.
                false
            } else if is_command_chord(&shortcut) {
                !(in_text_field && edits_text(&shortcut))
            } else if matches!(shortcut.logical_key, Key::F1 | Key::F3 | Key::F10) {
                true
            } else {
                page_has_keyboard && !has_dialog && !in_text_field
            };
            let command = (action.command)();
            let is_covered = self.view.shows_briefing() || self.view.shows_agreement();
            let is_hidden = is_covered && !acts_over_briefing(&command);
            let is_hidden = is_hidden || (self.view.compares() && !acts_over_comparison(&command));
            let is_owned = focus::owns_key(egui, shortcut.logical_key);
            if acts && !is_hidden && !is_owned && self.can(action.when) {
                take_event(egui, event, is_single_character(&shortcut));
                self.commands.send(match (command, event) {
                    (Command::NewFromClipboard(_), egui::Event::Paste(text)) => {
                        Command::NewFromClipboard(Some(text.clone()))
                    }
                    (command, _) => command,
                });
            }
        }
    }

    /// Takes one step back on Escape, when no widget had a use for it: an open list closes first.
    pub(super) fn read_escape(&mut self, egui: &egui::Context) {
        let is_pressed = egui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        if is_pressed && !self.escape_is_taken {
            self.commands.send(Command::StepBack);
        } else if self.escape_was_pressed
            && self.panel_has_focus
            && self.dialog.is_none()
            && egui.memory(|memory| memory.focused().is_none())
        {
            // A field has given up the keyboard by it: that was the step back to the page.
            self.view.focus_page = true;
            egui.request_repaint();
        }
    }

    /// Returns whether digits decide: while the gold layer is decided.
    fn decides(&self) -> bool {
        self.can(When::Adjudicating)
    }

    /// Returns whether an action can be taken now.
    pub(super) fn can(&self, when: When) -> bool {
        when.holds(Situation {
            open: self.open.as_ref(),
            library: self.library.as_ref(),
            view: &self.view,
            has_selection: self.page.has_selection(),
        })
    }
}

/// Returns the digit that is pressed with nothing held.
fn digit(event: &egui::Event) -> Option<usize> {
    let egui::Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else {
        return None;
    };
    const DIGITS: [Key; 10] = [
        Key::Num0,
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    let is_plain = modifiers.is_none();
    DIGITS.iter().position(|digit| is_plain && (key == digit || *physical_key == Some(*digit)))
}

/// Returns whether a key acts while the briefing or the agreement stands in the page's place: not what moves or selects there.
fn acts_over_briefing(command: &Command) -> bool {
    !matches!(
        command,
        Command::Caret(..)
            | Command::Sentence(..)
            | Command::SelectWord
            | Command::SelectSentence
            | Command::SelectAll
            | Command::StepClaim(_)
            | Command::OpenCard
            | Command::FindStep(_)
    )
}

/// Returns whether a key acts while layers stand side by side: not what changes one's own claims.
fn acts_over_comparison(command: &Command) -> bool {
    !matches!(
        command,
        Command::SecondClaim(_)
            | Command::AddPassage
            | Command::Remove
            | Command::MoveBorder(..)
            | Command::OpenCard
            | Command::Link
            | Command::FollowLink
            | Command::Review
    )
}

fn is_command_chord(shortcut: &egui::KeyboardShortcut) -> bool {
    shortcut.modifiers.command || shortcut.modifiers.ctrl
}

/// Returns whether a text field uses the chord itself: clipboard, undo, all, and moving by words or to the ends.
fn edits_text(shortcut: &egui::KeyboardShortcut) -> bool {
    matches!(
        shortcut.logical_key,
        Key::A
            | Key::C
            | Key::V
            | Key::X
            | Key::Z
            | Key::Y
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::ArrowDown
            | Key::Home
            | Key::End
    )
}

/// Takes `event` from the widgets; for a character also what it would write.
fn take_event(egui: &egui::Context, event: &egui::Event, writes: bool) {
    egui.input_mut(|input| {
        input.events.retain(|other| other != event && !(writes && matches!(other, egui::Event::Text(_))));
    });
}

/// Watches the key that pastes: with nothing to paste, its press is not told, only that it was let go.
#[derive(Default)]
pub(super) struct PasteKey {
    /// Whether the press was told, as a key or as what it pastes.
    was_told: bool,
}

impl PasteKey {
    /// Returns whether `event` is the end of a press that pasted nothing, because there was no text.
    fn is_silent_paste(&mut self, event: &egui::Event) -> bool {
        match event {
            egui::Event::Key { key: Key::V, pressed: true, .. }
            | egui::Event::Paste(_)
            | egui::Event::PasteImage(_) => self.was_told = true,
            egui::Event::Key { key: Key::V, pressed: false, modifiers, .. } => {
                return !std::mem::take(&mut self.was_told) && modifiers.command;
            }
            _ => {}
        }
        false
    }
}

/// Keys that came faster than frames: one is handed on a frame, so that each meets the focus and the lists that the one
/// before has left.
#[derive(Default)]
pub(super) struct KeyQueue {
    held: Vec<egui::Event>,
    /// Whether the last frame waited for the keyboard to arrive: it arrives in one frame or not at all.
    has_waited: bool,
}

impl KeyQueue {
    /// Leaves in `events` what this frame may have, at most one pressed key, or none while the keyboard is on its way to
    /// another field. What the pointer does passes, unless it came behind a key that waits. Returns whether keys wait.
    pub(super) fn pass(&mut self, events: &mut Vec<egui::Event>, is_focus_moving: bool) -> bool {
        let is_focus_moving = is_focus_moving && !self.has_waited;
        self.has_waited = is_focus_moving;
        let mut waiting = std::mem::take(&mut self.held);
        waiting.append(events);
        let mut has_key = is_focus_moving;
        for event in waiting {
            let is_press = matches!(event, egui::Event::Key { pressed: true, .. });
            let moves_only = matches!(event, egui::Event::PointerMoved(_) | egui::Event::MouseMoved(_));
            let is_keyboard = is_press || matches!(event, egui::Event::Text(_) | egui::Event::Paste(_));
            let waits = !self.held.is_empty() || (is_press && has_key) || (is_keyboard && is_focus_moving);
            if waits && !moves_only {
                self.held.push(event);
            } else {
                has_key |= is_press;
                events.push(event);
            }
        }
        !self.held.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key) -> egui::Event {
        egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        }
    }

    fn text(text: &str) -> egui::Event {
        egui::Event::Text(text.to_owned())
    }

    #[test]
    fn keys_that_come_together_are_handed_on_one_a_frame_with_what_they_write() {
        let mut queue = KeyQueue::default();
        let mut events = vec![key(Key::Tab), key(Key::A), text("a"), key(Key::Enter)];
        assert!(queue.pass(&mut events, false));
        assert_eq!(events, [key(Key::Tab)]);
        let mut events = Vec::new();
        assert!(queue.pass(&mut events, true));
        assert!(events.is_empty());
        assert!(queue.pass(&mut events, false));
        assert_eq!(events, [key(Key::A), text("a")]);
        events.clear();
        assert!(!queue.pass(&mut events, false));
        assert_eq!(events, [key(Key::Enter)]);
    }
}
