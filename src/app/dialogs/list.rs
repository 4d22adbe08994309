//! A field to type in over a list to choose from: what the palette, the documents, a path and a link's target share.

use egui::{Align, Key, Layout, Modifiers, Sense, Ui, pos2, vec2};

use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Field, FieldEvent, Kit, Row, words};
use super::sheet::first_drawn;

/// What is typed, and which row is chosen.
#[derive(Clone, Debug, Default)]
pub struct Chooser {
    /// What is typed.
    pub typed: String,
    /// The number of the chosen row.
    pub at: usize,
    was_drawn: bool,
    /// Whether Escape was pressed in the field.
    pub is_left: bool,
    /// Whether the keyboard moved to another row, so that it is to be brought into sight.
    has_moved: bool,
}

impl Chooser {
    /// Begins with something typed.
    pub fn with(typed: String) -> Self {
        Self { typed, ..Self::default() }
    }

    /// Moves the choice by the arrow keys; returns whether Enter was pressed. To be called before the field is drawn.
    pub fn read_keys(&mut self, egui: &egui::Context, row_count: usize) -> bool {
        let pressed = |key| egui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let before = self.at;
        if pressed(Key::ArrowDown) {
            self.at = if self.at + 1 < row_count { self.at + 1 } else { 0 };
        }
        if pressed(Key::ArrowUp) {
            self.at = self.at.checked_sub(1).unwrap_or(row_count.saturating_sub(1));
        }
        if pressed(Key::PageDown) {
            self.at = (self.at + 8).min(row_count.saturating_sub(1));
        }
        if pressed(Key::PageUp) {
            self.at = self.at.saturating_sub(8);
        }
        self.at = self.at.min(row_count.saturating_sub(1));
        self.has_moved |= self.at != before;
        pressed(Key::Enter)
    }

    /// Draws the field with a magnifying glass before it; returns whether what is typed changed.
    pub fn field_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, name: &str, hint: &str) -> bool {
        let tokens = ctx.kit.tokens();
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
        let at = pos2(rect.left() + 24.0, rect.center().y);
        ui.painter().text(
            at,
            egui::Align2::CENTER_CENTER,
            icons::MAGNIFYING_GLASS,
            face::icons(theme::ICON),
            tokens.second,
        );
        let inner =
            egui::Rect::from_min_max(pos2(rect.left() + 40.0, rect.top()), rect.max - vec2(16.0, 0.0));
        let is_first = first_drawn(ui, &mut self.was_drawn);
        let field = Field::new(("chooser", name), name).hint(hint).bare().led().at_end().focused(is_first);
        let inner = egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center));
        let output = ui.scope_builder(inner, |ui| field.show(ui, ctx.kit, &self.typed)).inner;
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (theme::HAIRLINE, tokens.hair));
        self.is_left = output.event == Some(FieldEvent::Cancelled);
        if !is_first && !self.is_left && !output.response.has_focus() {
            // The list has the keyboard as long as it is there.
            output.response.request_focus();
        }
        let has_changed = output.text != self.typed;
        if has_changed {
            self.typed = output.text;
            self.at = 0;
            self.has_moved = true;
        }
        has_changed
    }

    /// Draws `row` as number `number`; returns whether it was clicked.
    pub fn row_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, number: usize, row: Row<'_>) -> bool {
        let is_chosen = self.at == number;
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), row.height()));
        let inset = egui::UiBuilder::new().max_rect(place.shrink2(vec2(theme::ROW_INSET, 0.0)));
        let row = row.chosen(is_chosen).role(egui::Role::ListItem);
        let response = row.show(&mut ui.new_child(inset), ctx.kit);
        if is_chosen && std::mem::take(&mut self.has_moved) {
            ui.scroll_to_rect(response.rect.expand2(vec2(0.0, 8.0)), None);
        }
        response.clicked()
    }
}

/// Draws a heading between the rows, under a line.
pub fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, is_first: bool) {
    let tokens = ctx.kit.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
    if !is_first {
        ui.painter().hline(rect.x_range(), rect.top() + 8.0, (theme::HAIRLINE, tokens.hair));
    }
    let at = pos2(rect.left() + 16.0, rect.top() + 28.0);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, words, face::strong(theme::LABEL), tokens.second);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}

/// Draws a sentence where there are no rows.
pub fn nothing_ui(ui: &mut Ui, ctx: &Ctx<'_>, sentence: &str) {
    let tokens = ctx.kit.tokens();
    let width = ui.available_width() - 32.0;
    ui.horizontal(|ui| {
        ui.add_space(16.0);
        ui.set_min_height(44.0);
        words(ui, ctx.kit, sentence, &Kit::body_style(), tokens.second, width, 2);
    });
}
