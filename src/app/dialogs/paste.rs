//! An article from the clipboard: what is known of it, its text, and where it is kept.
//!
//! It opens at once, and is filled when the clipboard has answered; Enter pressed before that is remembered.

use std::path::{MAIN_SEPARATOR, PathBuf};

use egui::{Key, Modifiers, Ui, vec2};

use crate::model::{About, PartialDate};
use crate::text::Text;

use super::super::clipboard::Clipping;
use super::super::command::{Command, NewDocument};
use super::super::ctx::Ctx;
use super::super::file_name;
use super::super::panels::say;
use super::super::theme::{self, face};
use super::super::typeset::Style;
use super::super::widgets::{Button, Field, field, focus, label, labelled};
use super::about::{date_typed, main_fields_ui};
use super::path::expanded;
use super::sheet::{self, first_drawn};

/// How much of a text is shown in a field: letters in a longer one would come late.
const SHOWN: usize = 60_000;

/// The ending of what is made.
const EXTENSION: &str = "txt";

/// The text's field.
const TEXT: &str = "pasted text";

/// How far the form has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The clipboard is asked; whether Enter was pressed meanwhile.
    Reading { is_taken: bool },
    /// It can be changed and saved.
    Ready,
    /// The file is being written.
    Saving,
}

/// The form with what is typed.
pub struct PasteForm {
    stage: Stage,
    about: About,
    published: String,
    text: String,
    word_count: usize,
    folder: String,
    /// The file's name, once the person has typed one; else it is made from the title.
    name: Option<String>,
    /// Why it could not be saved.
    failure: Option<String>,
    /// Whether something was typed.
    is_touched: bool,
    was_drawn: bool,
}

impl PasteForm {
    /// Begins empty, to be kept in `folder`.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            stage: Stage::Reading { is_taken: false },
            about: About::default(),
            published: String::new(),
            text: String::new(),
            word_count: 0,
            folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default(),
            name: None,
            failure: None,
            is_touched: false,
            was_drawn: false,
        }
    }

    /// Returns whether the clipboard's answer is waited for.
    pub fn is_reading(&self) -> bool {
        matches!(self.stage, Stage::Reading { .. })
    }

    /// Returns whether something was typed that is worth coming back to.
    pub fn is_touched(&self) -> bool {
        self.is_touched && self.stage == Stage::Ready
    }

    /// Takes the article from the clipboard; returns what to save when Enter was pressed already. `today` is when the
    /// page was fetched.
    pub fn fill(&mut self, clipping: Clipping, today: PartialDate) -> Option<NewDocument> {
        let is_taken = self.stage == Stage::Reading { is_taken: true };
        self.stage = Stage::Ready;
        self.about = clipping.about;
        self.published = self.about.published.map(|date| date.to_string()).unwrap_or_default();
        self.about.retrieved = self.about.retrieved.or(Some(today));
        self.text = clipping.text;
        self.count();
        is_taken.then(|| self.taken()).flatten()
    }

    /// Takes the folder that was chosen in the system's dialog.
    pub fn set_folder(&mut self, folder: PathBuf) {
        self.folder = folder.display().to_string();
        self.failure = None;
    }

    /// Takes note that it could not be saved.
    pub fn fail(&mut self, why: String) {
        self.stage = Stage::Ready;
        self.failure = Some(why);
    }

    fn count(&mut self) {
        self.word_count = Text::new(self.text.clone()).map_or(0, |text| text.word_count());
    }

    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("{}.{EXTENSION}", file_name::of_title(&self.about.title)))
    }

    /// Returns what hinders saving.
    fn hindrance(&self) -> Option<&'static str> {
        if self.text.trim().is_empty() {
            return Some("There is no text");
        }
        if self.folder.trim().is_empty() {
            return Some("Say in which folder");
        }
        date_typed(&self.published)?;
        file_name::typed(&self.name(), EXTENSION).err()
    }

    /// Returns what is to be saved, when nothing hinders it.
    fn taken(&mut self) -> Option<NewDocument> {
        let published = date_typed(&self.published)?;
        if self.stage != Stage::Ready || self.hindrance().is_some() {
            return None;
        }
        let about = &self.about;
        let url = about.url.trim().to_owned();
        let document = NewDocument {
            folder: expanded(&self.folder),
            name: file_name::typed(&self.name(), EXTENSION).ok()?,
            text: self.text.clone(),
            about: About {
                title: about.title.trim().to_owned(),
                author: about.author.trim().to_owned(),
                publisher: about.publisher.trim().to_owned(),
                published,
                // When a page was fetched says something only of a page.
                retrieved: about.retrieved.filter(|_| !url.is_empty()),
                url,
            },
        };
        self.stage = Stage::Saving;
        self.failure = None;
        Some(document)
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let mut is_taken = self.read_enter(egui);
        let is_escape = egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let mut is_cancelled = false;
        let before = (self.about.clone(), self.published.clone());
        let is_left = sheet::sheet(egui, ctx, "New from clipboard", 600.0, |ui| {
            egui::ScrollArea::vertical().max_height(sheet::greatest_height(egui)).show(ui, |ui| {
                egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                    self.content_ui(ui, ctx, &mut is_taken, &mut is_cancelled);
                });
            });
        });
        self.is_touched |= !self.is_reading() && before != (self.about.clone(), self.published.clone());
        if is_taken && let Some(document) = self.taken() {
            ctx.commands.send(Command::SaveNew(Box::new(document)));
        }
        (is_left && !self.is_touched) || is_cancelled || is_escape
    }

    fn content_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, is_taken: &mut bool, is_cancelled: &mut bool) {
        sheet::heading(ui, ctx, "New from clipboard");
        ui.add_space(8.0);
        if self.is_reading() {
            sheet::paragraph(ui, ctx, "Reading the clipboard…");
            ui.add_space(8.0);
        } else {
            let is_first = first_drawn(ui, &mut self.was_drawn);
            main_fields_ui(ui, ctx, &mut self.about, &mut self.published, is_first);
            ui.add_space(4.0);
            self.text_ui(ui, ctx);
            ui.add_space(4.0);
            self.place_ui(ui, ctx);
        }
        ui.add_space(8.0);
        let is_dated = date_typed(&self.published).is_some();
        let can = self.stage == Stage::Ready && self.hindrance().is_none() && is_dated;
        sheet::buttons_ui(ui, |ui| {
            let save = Button::main("Save and open").enabled(can).tip("Enter, or Ctrl+Enter in the text");
            *is_taken |= save.show(ui, ctx.kit).clicked();
            *is_cancelled |= Button::plain("Cancel").show(ui, ctx.kit).clicked();
            self.word_ui(ui, ctx);
        });
    }

    /// Returns whether Enter says that it is to be saved: in the text it begins a line.
    fn read_enter(&mut self, egui: &egui::Context) -> bool {
        let in_text = egui.memory(|memory| memory.has_focus(field::id(TEXT)));
        let is_plain_enter = self.is_reading() || (focus::text_field_has_focus(egui) && !in_text);
        let pressed = |modifiers| egui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        let is_pressed = pressed(Modifiers::COMMAND) || (is_plain_enter && pressed(Modifiers::NONE));
        if let Stage::Reading { is_taken } = &mut self.stage {
            *is_taken |= is_pressed;
            return false;
        }
        is_pressed
    }

    /// Draws the text in a frame of its own, as high as the window has room.
    fn text_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let tokens = ctx.kit.tokens();
        let room = sheet::greatest_height(ui.ctx()) - 420.0;
        let height = room.clamp(72.0, 280.0);
        let is_long = self.text.len() > SHOWN;
        let shown = self.text.get(..self.text.floor_char_boundary(SHOWN)).unwrap_or_default();
        let frame = egui::Frame::NONE
            .fill(tokens.field)
            .stroke((theme::HAIRLINE, tokens.hair))
            .corner_radius(theme::radius(theme::RADIUS))
            .inner_margin(egui::Margin { left: 12, right: 4, top: 8, bottom: 8 });
        let output = frame.show(ui, |ui| {
            let area =
                egui::ScrollArea::vertical().id_salt(TEXT).max_height(height).min_scrolled_height(height);
            area.auto_shrink([false, false]).show(ui, |ui| {
                ui.set_width(ui.available_width() - 12.0);
                let style = Style::serif(theme::QUOTE, theme::QUOTE_LINE);
                let field = Field::new(TEXT, "Text").multi_line().bare().style(style).at_end();
                field.read_only(is_long).show(ui, ctx.kit, shown)
            })
        });
        let text = output.inner.inner.text;
        if !is_long && text != self.text {
            self.text = text;
            self.is_touched = true;
            self.count();
        }
    }

    /// Draws the file's name and its folder.
    fn place_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        labelled(ui, ctx.kit, "File", |ui| {
            let name = self.name();
            let typed = Field::new("pasted file", "File").show(ui, ctx.kit, &name).text;
            if typed != name {
                self.name = Some(typed).filter(|typed| !typed.is_empty());
                self.failure = None;
            }
        });
        labelled(ui, ctx.kit, "Folder", |ui| {
            let button = Button::plain("Choose…").name("Choose the folder…");
            let width = ui.available_width() - button.wanted_width(ui.painter()) - 8.0;
            let hint = format!("A path such as ~{MAIN_SEPARATOR}articles");
            let field = Field::new("pasted folder", "Folder").hint(&hint).width(width);
            let typed = field.show(ui, ctx.kit, &self.folder).text;
            if typed != self.folder {
                self.folder = typed;
                self.failure = None;
            }
            if button.show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::PickFolderForNew);
            }
        });
    }

    /// Says at the left of the buttons how long the text is, or what is wrong.
    fn word_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let tokens = ctx.kit.tokens();
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(vec2(ui.available_width(), theme::ROW));
            let wrong =
                self.failure.as_deref().or(if self.stage == Stage::Ready { self.hindrance() } else { None });
            if let Some(wrong) = wrong {
                let words = egui::RichText::new(wrong).font(face::label()).color(tokens.warn);
                let response = ui.add(egui::Label::new(words).wrap());
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    node.set_live(egui::accesskit::Live::Polite);
                });
            } else if self.stage == Stage::Saving {
                label(ui, ctx.kit, "Saving…");
            } else if self.stage == Stage::Ready {
                let words = say::count(self.word_count, "word", "words");
                let more =
                    if self.text.len() > SHOWN { "; the beginning is shown, all is saved" } else { "" };
                label(ui, ctx.kit, &format!("{words}{more}"));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str, title: &str) -> PasteForm {
        let mut form = PasteForm::new(Some(PathBuf::from("articles")));
        let about = About { title: title.to_owned(), ..About::default() };
        let clipping = Clipping { text: text.to_owned(), about };
        assert_eq!(form.fill(clipping, PartialDate::parse("2026-11-24").unwrap()), None);
        form
    }

    #[test]
    fn what_is_saved_has_a_name_from_the_title_and_the_text_as_it_is() {
        let mut form = form("Two wells\n\n It is  denied.\n", "Two wells");
        let document = form.taken().unwrap();
        assert_eq!((document.name.as_str(), document.folder), ("two-wells.txt", PathBuf::from("articles")));
        assert_eq!(document.text, "Two wells\n\n It is  denied.\n");
        assert_eq!(document.about.retrieved, None);
        assert_eq!(form.taken(), None, "it is being saved");
    }

    #[test]
    fn a_page_has_the_day_it_was_fetched() {
        let mut form = form("Words.", "");
        form.about.url = "https://example.org/a".to_owned();
        assert_eq!(form.taken().unwrap().about.retrieved, PartialDate::parse("2026-11-24"));
    }

    #[test]
    fn nothing_is_saved_without_folder_name_text_or_with_a_date_that_is_none() {
        let mut without_folder = form("Words.", "");
        without_folder.folder.clear();
        let mut with_a_path = form("Words.", "");
        with_a_path.name = Some("../a.txt".to_owned());
        let mut undated = form("Words.", "");
        undated.published = "yesterday".to_owned();
        for mut form in [without_folder, with_a_path, undated, form(" \n", "")] {
            assert_eq!(form.taken(), None);
        }
    }

    #[test]
    fn enter_before_the_clipboard_has_answered_saves_when_it_has() {
        let mut form = PasteForm::new(Some(PathBuf::from("articles")));
        form.stage = Stage::Reading { is_taken: true };
        let clipping = Clipping { text: "Words.".to_owned(), about: About::default() };
        let document = form.fill(clipping, PartialDate::parse("2026-11-24").unwrap()).unwrap();
        assert_eq!(document.name, "pasted-text.txt");
    }
}
