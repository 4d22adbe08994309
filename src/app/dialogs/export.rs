//! What is written into a file: in which form, which claims, and where.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use egui::{Key, Modifiers, Ui, vec2};

use crate::export::{FORMATS, Format};

use super::super::command::{Command, ExportWish, Scope};
use super::super::ctx::Ctx;
use super::super::jobs::Progress;
use super::super::panels::say;
use super::super::perform::sentence;
use super::super::theme::{self, face};
use super::super::widgets::{
    Button, Choice, Field, Lead, Row, Segment, focus, label, labelled, labelled_tall,
};
use super::path::expanded;
use super::sheet;

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A file stands there, and nobody said that it may go.
    IsThere,
    /// It was stopped.
    Stopped,
    /// What the system says.
    Other(String),
}

impl Failure {
    /// Returns it in words.
    pub fn words(&self) -> String {
        match self {
            Self::IsThere => "there is a file of that name already".to_owned(),
            Self::Stopped => "stopped".to_owned(),
            Self::Other(why) => why.clone(),
        }
    }
}

/// The form with what is chosen.
pub struct ExportForm {
    is_report: bool,
    format: usize,
    scope: Scope,
    path: String,
    /// Whether the person has typed or chosen a path; else it follows format and scope.
    is_own_path: bool,
    /// Whether the system has asked already whether the file there may go.
    is_agreed: bool,
    folder: PathBuf,
    /// The names, as parts of a file's, of the open document and of the folder.
    document: Option<String>,
    root: Option<String>,
    failure: Option<Failure>,
    running: Option<Arc<Progress>>,
    was_drawn: bool,
}

impl ExportForm {
    /// Begins with a scope, to be written into `folder`.
    pub fn new(
        is_report: bool,
        scope: Scope,
        folder: &Path,
        document: Option<String>,
        root: Option<String>,
    ) -> Self {
        let format = FORMATS.iter().position(|format| format.name == "html").filter(|_| is_report);
        let mut form = Self {
            is_report,
            format: format.unwrap_or(0),
            scope,
            path: String::new(),
            is_own_path: false,
            is_agreed: false,
            folder: folder.to_owned(),
            document,
            root,
            failure: None,
            running: None,
            was_drawn: false,
        };
        form.follow();
        form
    }

    fn format(&self) -> Option<&'static Format> {
        FORMATS.get(self.format)
    }

    /// Lets the path follow format and scope: its name while the person has not given one, its extension always.
    fn follow(&mut self) {
        let extension = self.format().map_or("", |format| format.extension);
        if self.is_own_path {
            let path = Path::new(&self.path);
            let is_ours =
                path.extension().is_some_and(|end| FORMATS.iter().any(|format| end == format.extension));
            if is_ours {
                self.path = path.with_extension(extension).display().to_string();
            }
            return;
        }
        let about = match self.scope {
            Scope::Folder => self.root.as_ref(),
            Scope::Shown | Scope::Document => self.document.as_ref().or(self.root.as_ref()),
        };
        let what = if self.is_report { "report" } else { "claims" };
        let name = format!("{}-{what}.{extension}", about.map_or("obelus", String::as_str));
        self.path = self.folder.join(name).display().to_string();
    }

    /// Takes the path that was chosen in the system's dialog, which asks itself before a file is replaced.
    pub fn set_path(&mut self, path: PathBuf) {
        self.path = path.display().to_string();
        self.is_own_path = true;
        self.is_agreed = true;
        self.failure = None;
    }

    /// Takes note that it is being written.
    pub fn begin(&mut self, progress: Arc<Progress>) {
        self.running = Some(progress);
        self.failure = None;
    }

    /// Takes note that it could not be written.
    pub fn fail(&mut self, failure: Failure) {
        self.running = None;
        self.failure = Some(failure);
    }

    /// Stops what is being written: the sheet is left.
    pub fn stop(&self) {
        if let Some(progress) = &self.running {
            progress.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let is_escape = egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let title = if self.is_report { "Report" } else { "Export claims" };
        let mut is_taken = is_enter;
        let mut is_cancelled = false;
        let is_left = sheet::sheet(egui, ctx, title, 520.0, |ui| {
            egui::ScrollArea::vertical().max_height(sheet::greatest_height(egui)).show(ui, |ui| {
                egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                    sheet::heading(ui, ctx, title);
                    ui.add_space(4.0);
                    sheet::paragraph(ui, ctx, self.explanation());
                    ui.add_space(12.0);
                    ui.add_enabled_ui(self.running.is_none(), |ui| self.fields_ui(ui, ctx));
                    ui.add_space(12.0);
                    sheet::buttons_ui(ui, |ui| {
                        let replaces = self.failure == Some(Failure::IsThere);
                        let word = match (replaces, self.is_report) {
                            (true, _) => "Replace it",
                            (false, true) => "Write the report",
                            (false, false) => "Export",
                        };
                        let can = self.running.is_none() && !self.path.trim().is_empty();
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
        let is_left = is_left && self.running.is_none();
        if is_cancelled || is_escape {
            self.stop();
        }
        is_left || is_cancelled || is_escape
    }

    fn explanation(&self) -> &'static str {
        match self.is_report {
            true => {
                "One file to read in a browser or to print: who says what against whom, then the text with its \
                     marks and a card for every claim."
            }
            false => "The claims in a file for other programs or other people.",
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let mut follows = false;
        if !self.is_report {
            labelled_tall(ui, ctx.kit, "Form", |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (number, format) in FORMATS.iter().enumerate() {
                    let extension = format!(".{}", format.extension);
                    let row = Row::new(format.what).lead(Lead::Space).trailing(&extension);
                    let is_chosen = self.format == number;
                    let row = row.chosen(is_chosen).role(egui::Role::RadioButton).lead(Lead::None);
                    if row.show(ui, ctx.kit).clicked() && !is_chosen {
                        self.format = number;
                        follows = true;
                    }
                }
            });
        }
        let scopes = self.scopes();
        if scopes.len() > 1 {
            labelled(ui, ctx.kit, "Claims of", |ui| {
                let segments: Vec<Segment<'_>> =
                    scopes.iter().map(|(_, words)| Segment::new(words)).collect();
                let chosen = scopes.iter().position(|(scope, _)| *scope == self.scope);
                let choice = Choice::new("export scope", "Claims of", &segments, chosen);
                if let Some((scope, _)) = choice.show(ui, ctx.kit).and_then(|picked| scopes.get(picked)) {
                    self.scope = *scope;
                    follows = true;
                }
            });
        }
        if follows {
            self.follow();
            self.failure = None;
        }
        labelled(ui, ctx.kit, "File", |ui| {
            let button = Button::plain("Choose…").name("Choose the file…");
            let width = ui.available_width() - button.wanted_width(ui.painter()) - 8.0;
            let is_first = sheet::first_drawn(ui, &mut self.was_drawn);
            let field = Field::new("export path", "File").width(width).at_end().focused(is_first);
            let typed = field.show(ui, ctx.kit, &self.path).text;
            if typed != self.path {
                self.path = typed;
                self.is_own_path = true;
                self.is_agreed = false;
                self.failure = None;
            }
            if button.show(ui, ctx.kit).clicked()
                && let Some(format) = self.format()
            {
                let path = expanded(&self.path);
                ctx.commands.send(Command::PickExportPath(path, format.what, format.extension));
            }
        });
    }

    fn scopes(&self) -> Vec<(Scope, &'static str)> {
        let mut scopes = Vec::new();
        if self.document.is_some() {
            if !self.is_report {
                scopes.push((Scope::Shown, "The list as shown"));
            }
            scopes.push((Scope::Document, "This document"));
        }
        if self.root.is_some() {
            scopes.push((Scope::Folder, "Whole folder"));
        }
        scopes
    }

    fn take(&mut self, ctx: &Ctx<'_>) {
        let Some(format) = self.format() else {
            return;
        };
        let path = expanded(&self.path);
        if path.file_name().is_none() || path.as_os_str().is_empty() {
            self.failure = Some(Failure::Other("the file needs a name".to_owned()));
            return;
        }
        let replaces = self.is_agreed || self.failure == Some(Failure::IsThere);
        ctx.commands.send(Command::WriteExport(Box::new(ExportWish {
            format,
            scope: self.scope,
            path,
            replaces,
        })));
    }

    /// Says at the left of the buttons what hinders, or how far it is.
    fn word_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(vec2(ui.available_width(), theme::ROW));
            if let Some(progress) = &self.running {
                let done = progress.done.load(Ordering::Relaxed);
                let words = match progress.total {
                    0 => "Writing…".to_owned(),
                    total => format!("{} of {} documents", say::grouped(done), say::grouped(total)),
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

    fn form(is_report: bool) -> ExportForm {
        let (document, root) = (Some("wells".to_owned()), Some("inquiry".to_owned()));
        ExportForm::new(is_report, Scope::Document, Path::new("out"), document, root)
    }

    fn path(form: &ExportForm) -> String {
        form.path.replace('\\', "/")
    }

    #[test]
    fn the_files_name_follows_what_is_written_until_one_is_typed() {
        let mut form = form(false);
        assert_eq!(path(&form), "out/wells-claims.csv");
        form.scope = Scope::Folder;
        form.follow();
        assert_eq!(path(&form), "out/inquiry-claims.csv");
        form.set_path(PathBuf::from("else/mine.csv"));
        form.scope = Scope::Document;
        form.follow();
        assert_eq!(path(&form), "else/mine.csv");
    }
}
