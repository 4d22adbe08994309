//! The search in the text: a field at the page's upper corner, the number of places, steps between them, and tagging all
//! of them at once.

use egui::{Id, Key, Modifiers, Rect, Ui, pos2, vec2};

use crate::text::{ByteOffset, Span, Text};

use super::super::command::{Command, Step};
use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Badge, Button, Field, FieldEvent, IconButton, field, popup};
use super::say;
use super::search::{Manner, Search};

/// The field's name among the widgets.
const FIELD: &str = "find in the text";

/// The search field and what it found.
#[derive(Default)]
pub struct FindBar {
    is_open: bool,
    wants_focus: bool,
    typed: String,
    manner: Manner,
    search: Search,
    /// The text that is looked through; `None` when the search is to begin anew.
    text: Option<Text>,
    /// The place that was stepped to last.
    present: Option<usize>,
    /// A step whose place is not known yet, and where it goes from.
    pending: Option<(Step, ByteOffset)>,
    /// Where the caret was when the search was opened: what is typed is first looked for from there.
    origin: ByteOffset,
    wake: Option<egui::Context>,
}

impl FindBar {
    /// Returns how many places were found; `None` while they are looked for.
    pub fn found(&self) -> Option<usize> {
        self.search.is_done().then(|| self.search.hits().len())
    }

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
        self.pending = None;
    }

    /// Returns whether the field is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Returns the places found so far, in order, while the field is shown.
    pub fn hits(&self) -> &[Span] {
        if self.is_open { self.search.hits() } else { &[] }
    }

    /// Returns all places, once the whole text was looked through and not too many were found.
    pub fn all_hits(&self) -> Option<&[Span]> {
        let is_whole = self.is_open && self.search.is_done() && !self.search.is_cut_off();
        (is_whole && !self.search.hits().is_empty()).then(|| self.search.hits())
    }

    /// Goes to the next or previous place from the caret, or from the place stepped to before. Returns the place unless
    /// it is still looked for; then it is asked for with a command once it is found.
    pub fn step(&mut self, text: &Text, caret: ByteOffset, step: Step) -> Option<Span> {
        self.adopt(text);
        let before = self.present().filter(|hit| hit.start() <= caret && caret <= hit.end());
        let from = match (step, before) {
            (Step::Next, Some(before)) => ByteOffset(before.start().0 + 1),
            (_, before) => before.map_or(caret, Span::start),
        };
        self.pending = Some((step, from));
        self.resolve()
    }

    /// Goes to the first place from where the caret was when the search was opened: while the words are typed.
    pub fn step_from_origin(&mut self, text: &Text) -> Option<Span> {
        self.adopt(text);
        self.pending = Some((Step::Next, self.origin));
        self.resolve()
    }

    /// Returns the place that was stepped to last.
    pub fn present(&self) -> Option<Span> {
        self.present.and_then(|at| self.search.hits().get(at)).copied()
    }

    /// Returns whether something is typed to look for.
    pub fn has_words(&self) -> bool {
        !self.typed.is_empty()
    }

    /// Takes the pending step, if its place is known by now.
    fn resolve(&mut self) -> Option<Span> {
        self.search.poll();
        let (step, from) = self.pending?;
        let found = match step {
            Step::Next => self.search.next_from(from),
            Step::Previous => self.search.previous_from(from),
        };
        self.present = found.ok()?;
        self.pending = None;
        self.present()
    }

    fn begin(&mut self) {
        self.text = None;
        self.search = Search::default();
        self.present = None;
        self.pending = None;
    }

    fn adopt(&mut self, text: &Text) {
        if self.text.as_ref().is_some_and(|known| known.is_same(text)) {
            return;
        }
        self.begin();
        self.text = Some(text.clone());
        let wake = self.wake.clone();
        self.search = Search::begin(text, &self.typed, self.manner, move || {
            if let Some(wake) = &wake {
                wake.request_repaint();
            }
        });
    }

    /// Draws the field at the upper right corner of `page`.
    pub fn ui(&mut self, ui: &Ui, ctx: &Ctx<'_>, page: Rect) {
        let Some(text) = ctx.open.map(|open| open.text()).filter(|_| self.is_open) else {
            return;
        };
        self.wake.get_or_insert_with(|| ui.ctx().clone());
        self.adopt(text);
        self.search.poll();
        if self.pending.is_some() && self.resolve().is_some() {
            ctx.commands.send(Command::FindArrived);
        }
        let width = 440.0_f32.min(page.width() - 32.0);
        let at = pos2(page.right() - 16.0 - width, page.top() + 8.0);
        let area = egui::Area::new(Id::unique("find bar")).order(egui::Order::Middle).fixed_pos(at);
        area.accessible_name("Find in the text").show(ui.ctx(), |ui| {
            popup::frame(ctx.kit).show(ui, |ui| {
                ui.set_width(width - 10.0);
                ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
                ui.horizontal(|ui| {
                    self.field_ui(ui, ctx, width - 10.0 - 3.0 * 32.0 - 4.0);
                    self.steps_ui(ui, ctx);
                });
                if let Some(problem) = self.search.problem() {
                    let problem = super::super::perform::sentence(problem);
                    let tokens = ctx.kit.tokens();
                    ui.label(egui::RichText::new(problem).font(face::label()).color(tokens.warn));
                }
                ui.horizontal(|ui| {
                    self.manner_ui(ui, ctx);
                    self.tag_all_ui(ui, ctx);
                });
            });
        });
    }

    fn field_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, width: f32) {
        let has_focus = ui.memory(|memory| memory.focused()) == Some(field::id(FIELD));
        if has_focus {
            self.read_keys(ui, ctx);
        }
        // egui forgets the focus that is given in a pass that only measures.
        let wants_focus = !ui.is_sizing_pass() && std::mem::take(&mut self.wants_focus);
        let count = self.count();
        let room = ui.painter().layout_no_wrap(count.clone(), face::label(), ctx.kit.tokens().second);
        let field = Field::new(FIELD, "Find in the text").icon(icons::MAGNIFYING_GLASS).hint("Find");
        let field = field.room(room.size().x + 12.0).width(width).focused(wants_focus);
        let output = field.show(ui, ctx.kit, &self.typed);
        let rect = output.response.rect;
        let color = match self.search.hits().is_empty() && self.search.is_done() && self.has_words() {
            true => ctx.kit.tokens().warn,
            false => ctx.kit.tokens().second,
        };
        let right = rect.right_center() - vec2(8.0, 0.0);
        ui.painter().text(right, egui::Align2::RIGHT_CENTER, &count, face::label(), color);
        let heard = self.search.problem().map_or(count, super::super::perform::sentence);
        ui.ctx().accesskit_node_builder(output.response.id, |node| node.set_description(heard));
        if output.event == Some(FieldEvent::Cancelled) {
            ctx.commands.send(Command::CloseFind);
        }
        if output.text != self.typed {
            self.typed = output.text;
            self.begin();
            ctx.commands.send(Command::FindTyped);
        }
    }

    /// Takes the keys that act while the field has the keyboard.
    fn read_keys(&mut self, ui: &Ui, ctx: &Ctx<'_>) {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::SHIFT, Key::Enter) {
            ctx.commands.send(Command::FindStep(Step::Previous));
        } else if pressed(Modifiers::NONE, Key::Enter) {
            ctx.commands.send(Command::FindStep(Step::Next));
        }
        let before = self.manner;
        self.manner.cases_differ ^= pressed(Modifiers::ALT, Key::C);
        self.manner.is_whole_words ^= pressed(Modifiers::ALT, Key::W);
        self.manner.is_pattern ^= pressed(Modifiers::ALT, Key::R);
        if self.manner != before {
            self.begin();
            ctx.commands.send(Command::FindTyped);
        }
        for (tag, key) in ctx.tags.tags().iter().zip([Key::Num1, Key::Num2, Key::Num3]) {
            if pressed(Modifiers::ALT, key) && self.all_hits().is_some() {
                ctx.commands.send(Command::TagAll(tag.id.clone()));
            }
        }
    }

    fn steps_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let can = !self.search.hits().is_empty();
        let previous = IconButton::new(icons::CARET_UP, "Find previous").shortcut("Shift+Enter").enabled(can);
        if previous.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::FindStep(Step::Previous));
        }
        let next = IconButton::new(icons::CARET_DOWN, "Find next").shortcut("Enter").enabled(can);
        if next.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::FindStep(Step::Next));
        }
        if IconButton::new(icons::X, "Close the search").shortcut("Escape").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::CloseFind);
        }
    }

    /// Draws the switches of how the words are meant.
    fn manner_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let before = self.manner;
        let switches = [
            (&mut self.manner.cases_differ, "Aa", "Capital letters differ", "Alt+C"),
            (&mut self.manner.is_whole_words, "Words", "Whole words only", "Alt+W"),
            (&mut self.manner.is_pattern, ".*", "Regular expression", "Alt+R"),
        ];
        for (is_on, words, name, keys) in switches {
            let tip = format!("{name} ({keys})");
            let button = Button::quiet(words).name(name).tip(&tip).on(*is_on).width(theme::ROW);
            if button.show(ui, ctx.kit).clicked() {
                *is_on = !*is_on;
            }
        }
        if self.manner != before {
            self.begin();
            self.wants_focus = true;
            ctx.commands.send(Command::FindTyped);
        }
    }

    /// Draws the buttons that tag every place.
    fn tag_all_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let can = self.all_hits().is_some();
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (tag, keys) in ctx.tags.tags().iter().zip(["Alt+1", "Alt+2", "Alt+3"]).rev() {
                let name = format!("Tag all hits as {}", tag.name.to_lowercase());
                let tip = format!("{name} ({keys})");
                let button = Button::quiet("").name(&name).tip(&tip).enabled(can).width(theme::ROW);
                let response = button.show(ui, ctx.kit);
                let tokens = ctx.kit.tokens();
                let ink = if can { tokens.tag(tag.color).mark } else { tokens.faint };
                Badge::from(tag).paint_in(ui.painter(), response.rect.center(), ink);
                if response.clicked() {
                    ctx.commands.send(Command::TagAll(tag.id.clone()));
                }
            }
            let color = if can { ctx.kit.tokens().second } else { ctx.kit.tokens().faint };
            ui.label(egui::RichText::new("Tag all as").font(face::label()).color(color));
        });
    }

    /// Returns how many places there are, and which of them is shown.
    fn count(&self) -> String {
        if self.typed.is_empty() || self.search.problem().is_some() {
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
        find.adopt(&text);
        find.search.finish();
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

    #[test]
    fn a_step_that_comes_too_early_is_done_when_its_place_is_found() {
        let text = Text::new("one two one".to_owned()).unwrap();
        let mut find = FindBar::default();
        find.open(Some("two".to_owned()), ByteOffset(0));
        find.adopt(&text);
        find.pending = Some((Step::Next, ByteOffset(0)));
        find.search.finish();
        assert_eq!(find.resolve().map(|hit| hit.start().0), Some(4));
        assert_eq!(find.pending, None);
    }
}
