//! Where the figures of agreement are written, and in which form.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers, Ui, vec2};

use super::super::agreed::Working;
use super::super::command::{Command, NumbersFormat, NumbersWish};
use super::super::ctx::Ctx;
use super::super::panels::say;
use super::super::perform::sentence;
use super::super::theme::{self, face};
use super::super::widgets::{Button, Field, Lead, Row, focus, label, labelled, labelled_tall};
use super::path::expanded;
use super::{Failure, sheet};

/// The forms: what is chosen, its extension, and its words.
const FORMATS: [(NumbersFormat, &str, &str); 2] = [
    (NumbersFormat::Json, "json", "For other programs"),
    (NumbersFormat::Csv, "csv", "Table for spreadsheets"),
];

/// The form with what is chosen.
pub struct NumbersForm {
    format: usize,
    path: String,
    /// Whether the system has asked already whether the file there may go.
    is_agreed: bool,
    failure: Option<Failure>,
    running: Option<Arc<Working>>,
    was_drawn: bool,
}

impl NumbersForm {
    /// Begins with a file in `folder` that is named after what the figures are of.
    pub fn new(folder: &Path, about: &str) -> Self {
        Self {
            format: 0,
            path: folder.join(format!("{about}-agreement.json")).display().to_string(),
            is_agreed: false,
            failure: None,
            running: None,
            was_drawn: false,
        }
    }

    /// Takes the path that was chosen in the system's dialog, which asks itself before a file is replaced.
    pub fn set_path(&mut self, path: PathBuf) {
        self.path = path.display().to_string();
        self.is_agreed = true;
        self.failure = None;
    }

    /// Takes note that it is being worked out and written.
    pub fn begin(&mut self, working: Arc<Working>) {
        self.running = Some(working);
        self.failure = None;
    }

    /// Takes note that it could not be written.
    pub fn fail(&mut self, failure: Failure) {
        self.running = None;
        self.failure = Some(failure);
    }

    /// Takes a form; the extension follows where it is one of ours.
    fn choose(&mut self, format: usize) {
        self.format = format;
        self.failure = None;
        let path = Path::new(&self.path);
        let is_ours = path.extension().is_some_and(|end| FORMATS.iter().any(|(_, ours, _)| end == *ours));
        if let Some((_, extension, _)) = FORMATS.get(format).filter(|_| is_ours) {
            self.path = path.with_extension(extension).display().to_string();
            self.is_agreed = false;
        }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let is_escape = egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let mut is_taken = is_enter;
        let mut is_cancelled = false;
        let is_left = sheet::sheet(egui, ctx, "Export numbers", 520.0, |ui| {
            egui::ScrollArea::vertical().max_height(sheet::greatest_height(egui)).show(ui, |ui| {
                egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                    sheet::heading(ui, ctx, "Export numbers");
                    ui.add_space(4.0);
                    let words =
                        "All figures of all tags, pairs and documents, with what was left out; the same as \
                         “obelus agreement --json” prints.";
                    sheet::paragraph(ui, ctx, words);
                    ui.add_space(12.0);
                    ui.add_enabled_ui(self.running.is_none(), |ui| self.fields_ui(ui, ctx));
                    ui.add_space(12.0);
                    sheet::buttons_ui(ui, |ui| {
                        let replaces = self.failure == Some(Failure::IsThere);
                        let can = self.running.is_none() && !self.path.trim().is_empty();
                        let word = if replaces { "Replace it" } else { "Export" };
                        is_taken |= Button::main(word).enabled(can).show(ui, ctx.kit).clicked();
                        let cancel = if self.running.is_some() { "Stop" } else { "Cancel" };
                        is_cancelled |= Button::plain(cancel).show(ui, ctx.kit).clicked();
                        self.word_ui(ui, ctx);
                    });
                });
            });
        });
        if is_taken && self.running.is_none() {
            self.take(ctx);
        }
        if let Some(running) = self.running.as_ref().filter(|_| is_cancelled || is_escape) {
            running.stop();
        }
        is_left && self.running.is_none() || is_cancelled || is_escape
    }

    fn fields_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let mut picked = None;
        labelled_tall(ui, ctx.kit, "Form", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (number, (_, extension, words)) in FORMATS.iter().enumerate() {
                let extension = format!(".{extension}");
                let row = Row::new(words).lead(Lead::None).trailing(&extension);
                let row = row.chosen(self.format == number).role(egui::Role::RadioButton);
                if row.show(ui, ctx.kit).clicked() {
                    picked = Some(number);
                }
            }
        });
        if let Some(picked) = picked.filter(|picked| *picked != self.format) {
            self.choose(picked);
        }
        labelled(ui, ctx.kit, "File", |ui| {
            let button = Button::plain("Choose…").name("Choose the file…");
            let width = ui.available_width() - button.wanted_width(ui.painter()) - 8.0;
            let is_first = sheet::first_drawn(ui, &mut self.was_drawn);
            let field = Field::new("numbers path", "File").width(width).at_end().focused(is_first);
            let typed = field.show(ui, ctx.kit, &self.path).text;
            if typed != self.path {
                self.path = typed;
                self.is_agreed = false;
                self.failure = None;
            }
            if button.show(ui, ctx.kit).clicked()
                && let Some((_, extension, words)) = FORMATS.get(self.format)
            {
                ctx.commands.send(Command::PickExportPath(expanded(&self.path), words, extension));
            }
        });
    }

    fn take(&mut self, ctx: &Ctx<'_>) {
        let path = expanded(&self.path);
        if path.file_name().is_none() {
            self.failure = Some(Failure::Other("the file needs a name".to_owned()));
            return;
        }
        let Some((format, ..)) = FORMATS.get(self.format) else { return };
        let replaces = self.is_agreed || self.failure == Some(Failure::IsThere);
        let wish = NumbersWish { format: *format, path, replaces };
        ctx.commands.send(Command::WriteNumbers(Box::new(wish)));
    }

    /// Says at the left of the buttons what hinders, or how far it is.
    fn word_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(vec2(ui.available_width(), theme::ROW));
            if let Some(running) = &self.running {
                let words = match running.samples() {
                    (_, 0) => "Being computed".to_owned(),
                    (done, total) => {
                        format!("{} of {} samples", say::grouped(done as usize), say::grouped(total as usize))
                    }
                };
                label(ui, ctx.kit, &words);
                ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
            } else if let Some(failure) = &self.failure {
                let words = sentence(&failure.words());
                let words = egui::RichText::new(words).font(face::label()).color(ctx.kit.tokens().warn);
                let response = ui.add(egui::Label::new(words).wrap());
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_live(egui::accesskit::Live::Polite);
                });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_follows_the_form_where_it_is_one_of_ours() {
        let mut form = NumbersForm::new(Path::new("out"), "wells");
        form.choose(1);
        assert_eq!(form.path.replace('\\', "/"), "out/wells-agreement.csv");
        form.path = "out/figures.txt".to_owned();
        form.choose(0);
        assert_eq!(form.path, "out/figures.txt");
    }
}
