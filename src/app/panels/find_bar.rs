//! The search in the text: a field at the page's upper corner, the number of places, and steps between them.

use egui::{Id, Key, Modifiers, Rect, Ui, pos2, vec2};

use crate::text::{ByteOffset, Span, Text};

use super::super::command::{Command, Step};
use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Button, Field, FieldEvent, IconButton, popup};
use super::say;
use super::search::Search;

/// How many bytes a frame looks through.
const SLICE: u32 = 512 << 10;

/// The search field and what it found.
#[derive(Default)]
pub struct FindBar {
    is_open: bool,
    wants_focus: bool,
    typed: String,
    cases_differ: bool,
    search: Search,
    /// The text that was looked through, to begin anew with another.
    text: Option<Text>,
    /// The place that was stepped to last.
    present: Option<usize>,
    /// Where the caret was when the search was opened: what is typed is first looked for from there.
    origin: ByteOffset,
}

impl FindBar {
    /// Shows the field with the keyboard in it, and looks for `words` if there are any.
    pub fn open(&mut self, words: Option<String>, caret: ByteOffset) {
        self.is_open = true;
        self.wants_focus = true;
        self.origin = caret;
        if let Some(words) = words {
            self.typed = words;
            self.begin();
        }
    }

    /// Hides the field; what was typed is kept for F3.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Returns whether the field is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Returns the places found so far, in order, while the field is shown.
    pub fn hits(&self) -> &[Span] {
        if self.is_open { self.search.hits() } else { &[] }
    }

    /// Goes to the next or previous place from the caret, or from the place stepped to before.
    pub fn step(&mut self, text: &Text, caret: ByteOffset, step: Step) -> Option<Span> {
        if self.typed.is_empty() {
            return None;
        }
        self.adopt(text);
        let before = self.present.and_then(|at| self.search.hits().get(at)).copied();
        let before = before.filter(|hit| hit.start() <= caret && caret <= hit.end());
        let from = before.map_or(caret, Span::start);
        self.present = match step {
            Step::Next if before.is_some() => self.search.next_from(text, ByteOffset(from.0 + 1)),
            Step::Next => self.search.next_from(text, from),
            Step::Previous => self.search.previous_from(text, from),
        };
        self.present.and_then(|at| self.search.hits().get(at)).copied()
    }

    /// Goes to the first place from where the caret was when the search was opened: while the words are typed.
    pub fn step_from_origin(&mut self, text: &Text) -> Option<Span> {
        if self.typed.is_empty() {
            return None;
        }
        self.adopt(text);
        self.present = self.search.next_from(text, self.origin);
        self.present.and_then(|at| self.search.hits().get(at)).copied()
    }

    fn begin(&mut self) {
        self.search = Search::new(&self.typed, self.cases_differ);
        self.present = None;
    }

    fn adopt(&mut self, text: &Text) {
        if self.text.as_ref().is_none_or(|known| !known.is_same(text)) {
            self.text = Some(text.clone());
            self.begin();
        }
    }

    /// Draws the field at the upper right corner of `page`.
    pub fn ui(&mut self, ui: &Ui, ctx: &Ctx<'_>, page: Rect) {
        let Some(text) = ctx.open.map(|open| open.text()).filter(|_| self.is_open) else {
            return;
        };
        self.adopt(text);
        if !self.search.is_done() {
            self.search.advance(text, SLICE);
            ui.ctx().request_repaint();
        }
        let width = 440.0_f32.min(page.width() - 32.0);
        let at = pos2(page.right() - 16.0 - width, page.top() + 8.0);
        let area = egui::Area::new(Id::unique("find bar")).order(egui::Order::Middle).fixed_pos(at);
        area.accessible_name("Find in the text").show(ui.ctx(), |ui| {
            popup::frame(ctx.kit).show(ui, |ui| {
                ui.set_width(width - 10.0);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    self.field_ui(ui, ctx, width - 10.0 - 4.0 * 32.0 - 12.0);
                    self.buttons_ui(ui, ctx);
                });
            });
        });
    }

    fn field_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, width: f32) {
        let id = "find in the text";
        let has_focus = ui.memory(|memory| memory.focused()) == Some(super::super::widgets::field::id(id));
        if has_focus {
            let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
            if pressed(Modifiers::SHIFT) {
                ctx.commands.send(Command::FindStep(Step::Previous));
            } else if pressed(Modifiers::NONE) {
                ctx.commands.send(Command::FindStep(Step::Next));
            }
        }
        // egui forgets the focus that is given in a pass that only measures.
        let wants_focus = !ui.is_sizing_pass() && std::mem::take(&mut self.wants_focus);
        let count = self.count();
        let room = ui.painter().layout_no_wrap(count.clone(), face::label(), ctx.kit.tokens().second);
        let field = Field::new(id, "Find in the text").icon(icons::MAGNIFYING_GLASS).hint("Find");
        let field = field.room(room.size().x + 12.0).width(width).focused(wants_focus);
        let output = field.show(ui, ctx.kit, &self.typed);
        let rect = output.response.rect;
        let color = match self.search.hits().is_empty() && self.search.is_done() && !self.typed.is_empty() {
            true => ctx.kit.tokens().warn,
            false => ctx.kit.tokens().second,
        };
        let right = rect.right_center() - vec2(8.0, 0.0);
        ui.painter().text(right, egui::Align2::RIGHT_CENTER, &count, face::label(), color);
        ui.ctx().accesskit_node_builder(output.response.id, |node| node.set_description(count));
        if output.event == Some(FieldEvent::Cancelled) {
            ctx.commands.send(Command::CloseFind);
        }
        if output.text != self.typed {
            self.typed = output.text;
            self.begin();
            ctx.commands.send(Command::FindTyped);
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let can = !self.search.hits().is_empty();
        let previous = IconButton::new(icons::CARET_UP, "Find previous").shortcut("Shift+Enter").enabled(can);
        if previous.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::FindStep(Step::Previous));
        }
        let next = IconButton::new(icons::CARET_DOWN, "Find next").shortcut("Enter").enabled(can);
        if next.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::FindStep(Step::Next));
        }
        let cases = Button::quiet("Aa").name("Capital letters differ").tip("Capital letters differ");
        if cases.on(self.cases_differ).width(theme::ROW).show(ui, ctx.kit).clicked() {
            self.cases_differ = !self.cases_differ;
            self.begin();
            ctx.commands.send(Command::FindTyped);
        }
        if IconButton::new(icons::X, "Close the search").shortcut("Escape").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::CloseFind);
        }
    }

    /// Returns how many places there are, and which of them is shown.
    fn count(&self) -> String {
        if self.typed.is_empty() {
            return String::new();
        }
        let count = self.search.hits().len();
        let open_end = if !self.search.is_done() {
            "…"
        } else if self.search.is_cut_off() {
            "+"
        } else {
            ""
        };
        match self.present {
            _ if count == 0 && self.search.is_done() => "nothing".to_owned(),
            Some(at) => format!("{} of {}{open_end}", say::grouped(at + 1), say::grouped(count)),
            None => format!("{}{open_end}", say::grouped(count)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_place_to_place_and_round() {
        let text = Text::new("one two one two one".to_owned()).unwrap();
        let mut find = FindBar::default();
        find.open(Some("one".to_owned()), ByteOffset(0));
        let mut caret = ByteOffset(0);
        let mut starts = Vec::new();
        for _ in 0..4 {
            let hit = find.step(&text, caret, Step::Next).unwrap();
            caret = hit.end();
            starts.push(hit.start().0);
        }
        assert_eq!(starts, [0, 8, 16, 0]);
        assert_eq!(find.step(&text, caret, Step::Previous).unwrap().start().0, 16);
        assert_eq!(find.count(), "3 of 3");
        find.close();
        assert!(find.hits().is_empty());
    }
}
