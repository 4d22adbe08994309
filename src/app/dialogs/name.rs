//! The question for the annotator's name: what it is used for, and what files will be called.

use crate::model::AnnotatorId;

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::widgets::{Button, Field, FieldEvent, Kit, focus, label, words};
use super::sheet::{self, first_drawn};

/// The form with what is typed.
pub struct NameForm {
    name: String,
    was_drawn: bool,
}

impl NameForm {
    /// Begins with the present name.
    pub fn new(name: String) -> Self {
        Self { name, was_drawn: false }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let mut is_taken = is_enter;
        let mut is_cancelled = false;
        let is_left = sheet::sheet(egui, ctx, "Your name", 400.0, |ui| {
            egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                sheet::heading(ui, ctx, "Your name");
                ui.add_space(4.0);
                sheet::paragraph(
                    ui,
                    ctx,
                    "It stands beside your claims, so that colleagues see whose they are. It is kept on this \
                     computer and in the files with your claims, nowhere else.",
                );
                ui.add_space(12.0);
                let is_first = first_drawn(ui, &mut self.was_drawn);
                let field = Field::new("name dialog", "Your name").hint("As colleagues will see it");
                let output = field.focused(is_first).show(ui, ctx.kit, &self.name);
                is_cancelled |= output.event == Some(FieldEvent::Cancelled);
                self.name = output.text;
                ui.add_space(8.0);
                self.file_ui(ui, ctx);
                ui.add_space(16.0);
                sheet::buttons_ui(ui, |ui| {
                    let can = !self.name.trim().is_empty();
                    is_taken |= Button::main("Continue").enabled(can).show(ui, ctx.kit).clicked();
                    is_cancelled |= Button::plain("Not now").show(ui, ctx.kit).clicked();
                });
            });
        });
        if is_taken && !self.name.trim().is_empty() {
            ctx.commands.send(Command::SetName(self.name.trim().to_owned()));
            return false;
        }
        is_left || is_cancelled
    }

    /// Says what the files will be called.
    fn file_ui(&self, ui: &mut egui::Ui, ctx: &Ctx<'_>) {
        let document = ctx.open.map_or("document.txt", |open| open.name());
        let (what, id) = match &ctx.settings.annotator {
            Some(annotator) => ("Your files keep their names", annotator.id.clone()),
            None if self.name.trim().is_empty() => ("Your claims will stand in", placeholder()),
            None => ("Your claims will stand in", AnnotatorId::of_name(&self.name)),
        };
        label(ui, ctx.kit, what);
        let file = format!("{document}.{id}.obelus.ron");
        let width = ui.available_width();
        words(ui, ctx.kit, &file, &Kit::body_style(), ctx.kit.tokens().text, width, 2);
    }
}

/// Returns what stands for the id while nothing is typed.
fn placeholder() -> AnnotatorId {
    AnnotatorId::of_name("your name")
}
