//! One's own work as a zip file: what of it, with or without the documents, and where.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use egui::{Key, Modifiers, Ui, vec2};

use crate::workspace::exchange::{OwnWork, Progress};

use super::super::command::{Command, SendWish};
use super::super::ctx::Ctx;
use super::super::panels::say;
use super::super::perform::sentence;
use super::super::theme::{self, face};
use super::super::widgets::{Button, Field, check, focus, label, labelled};
use super::export::Failure;
use super::path::expanded;
use super::sheet;

const TITLE: &str = "Send my work";

/// The form with what is chosen.
pub struct SendForm {
    /// What there is; `None` while it is being read.
    work: Option<Arc<OwnWork>>,
    with_unfinished: bool,
    with_documents: bool,
    path: String,
    /// Whether the system has asked already whether the file there may go.
    is_agreed: bool,
    failure: Option<Failure>,
    /// What is being read or written.
    running: Option<Arc<Progress>>,
    was_drawn: bool,
}

impl SendForm {
    /// Begins with the path that is proposed; what there is is being read.
    pub fn new(path: &Path, progress: Arc<Progress>) -> Self {
        Self {
            work: None,
            with_unfinished: false,
            with_documents: false,
            path: path.display().to_string(),
            is_agreed: false,
            failure: None,
            running: Some(progress),
            was_drawn: false,
        }
    }

    /// Takes what there is.
    pub fn take_work(&mut self, work: OwnWork) {
        self.work = Some(Arc::new(work));
        self.running = None;
    }

    /// Returns what there is.
    pub fn work(&self) -> Option<Arc<OwnWork>> {
        self.work.clone()
    }

    /// Takes the path that was chosen in the system's dialog, which asks itself before a file is replaced.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
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

    fn stop(&self) {
        if let Some(progress) = &self.running {
            progress.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Returns how many layers would go into it.
    fn chosen_count(&self) -> usize {
        let (done, not) = self.work.as_ref().map_or((0, 0), |work| work.done_and_not());
        if self.with_unfinished { done + not } else { done }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let is_escape = egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let (mut is_taken, mut is_cancelled) = (is_enter, false);
        let is_left = sheet::sheet(egui, ctx, TITLE, 520.0, |ui| {
            egui::ScrollArea::vertical().max_height(sheet::greatest_height(egui)).show(ui, |ui| {
                egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                    sheet::heading(ui, ctx, TITLE);
                    ui.add_space(4.0);
                    sheet::paragraph(
                        ui,
                        ctx,
                        "One zip file with your layers, for a colleague to add. Others’ layers stay here.",
                    );
                    ui.add_space(8.0);
                    sheet::paragraph(ui, ctx, &self.counts());
                    ui.add_space(12.0);
                    ui.add_enabled_ui(self.running.is_none(), |ui| self.fields_ui(ui, ctx));
                    ui.add_space(12.0);
                    sheet::buttons_ui(ui, |ui| {
                        let word = match self.failure == Some(Failure::IsThere) {
                            true => "Replace it",
                            false => "Make the zip file",
                        };
                        is_taken |= Button::main(word).enabled(self.can()).show(ui, ctx.kit).clicked();
                        let cancel = if self.running.is_some() { "Stop" } else { "Cancel" };
                        is_cancelled |= Button::plain(cancel).show(ui, ctx.kit).clicked();
                        self.word_ui(ui, ctx);
                    });
                });
            });
        });
        if is_taken && self.can() {
            self.take(ctx);
        }
        let is_left = is_left && self.running.is_none() || is_cancelled || is_escape;
        if is_left {
            self.stop();
        }
        is_left
    }

    fn can(&self) -> bool {
        self.running.is_none() && !self.path.trim().is_empty() && self.chosen_count() > 0
    }

    /// Says what there is to send.
    fn counts(&self) -> String {
        let Some(work) = &self.work else { return "Looking for your layers…".to_owned() };
        let unreadable = match work.unreadable.len() {
            0 => String::new(),
            count => format!(" {} cannot be read.", say::count(count, "layer", "layers")),
        };
        let words = match work.done_and_not() {
            (0, 0) => "There is no layer of yours here yet.".to_owned(),
            (0, not) => {
                format!("Nothing is done yet; {} in work.", say::count(not, "layer is", "layers are"))
            }
            (done, 0) => format!("{} done.", say::count(done, "layer is", "layers are")),
            (done, not) => {
                let not_done = say::count(not, "is", "are");
                format!("{} done, {not_done} in work.", say::count(done, "layer is", "layers are"))
            }
        };
        format!("{words}{unreadable}")
    }

    fn fields_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let not_done = self.work.as_ref().map_or(0, |work| work.done_and_not().1);
        if not_done > 0 {
            let words = format!("With the {} in work", say::count(not_done, "layer", "layers"));
            check(ui, ctx.kit, &words, &mut self.with_unfinished);
        }
        check(ui, ctx.kit, "With the documents", &mut self.with_documents);
        ui.add_space(8.0);
        labelled(ui, ctx.kit, "File", |ui| {
            let button = Button::plain("Choose…").name("Choose the file…");
            let width = ui.available_width() - button.wanted_width(ui.painter()) - 8.0;
            let is_first = sheet::first_drawn(ui, &mut self.was_drawn);
            let field = Field::new("send path", "File").width(width).at_end().focused(is_first);
            let typed = field.show(ui, ctx.kit, &self.path).text;
            if typed != self.path {
                self.path = typed;
                self.is_agreed = false;
                self.failure = None;
            }
            if button.show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::PickSendPath(expanded(&self.path)));
            }
        });
    }

    fn take(&mut self, ctx: &Ctx<'_>) {
        let path: PathBuf = expanded(&self.path);
        if path.file_name().is_none() {
            self.failure = Some(Failure::Other("the file needs a name".to_owned()));
            return;
        }
        ctx.commands.send(Command::WriteWork(Box::new(SendWish {
            with_unfinished: self.with_unfinished,
            with_documents: self.with_documents,
            replaces: self.is_agreed || self.failure == Some(Failure::IsThere),
            layer_count: self.chosen_count(),
            path,
        })));
    }

    /// Says at the left of the buttons what hinders, or how far it is.
    fn word_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(vec2(ui.available_width(), theme::ROW));
            if let Some(progress) = &self.running {
                let done = progress.done.load(Ordering::Relaxed);
                let words = match progress.total.load(Ordering::Relaxed) {
                    0 => "Reading…".to_owned(),
                    total => {
                        format!("{} of {} documents", say::grouped(done.min(total)), say::grouped(total))
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
