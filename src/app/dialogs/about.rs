//! What is known of the article itself: title, author, publisher, when, and where.

use crate::model::{About, PartialDate};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, face};
use super::super::widgets::{Button, Field, focus, labelled};
use super::sheet::{self, first_drawn};

/// How dates are written.
const DATES: &str = "2018, 2018-11 or 2018-11-21";

/// The form with what is typed.
pub struct AboutForm {
    about: About,
    published: String,
    retrieved: String,
    was_drawn: bool,
}

impl AboutForm {
    /// Begins with what is known.
    pub fn new(about: &About) -> Self {
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            published: date(about.published),
            retrieved: date(about.retrieved),
            about: about.clone(),
            was_drawn: false,
        }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let mut is_taken = is_enter;
        let mut is_cancelled = false;
        let can = self.about_typed().is_some();
        let is_escape = egui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        let is_left = sheet::sheet(egui, ctx, "About this document", 480.0, |ui| {
            egui::ScrollArea::vertical().max_height(sheet::greatest_height(egui)).show(ui, |ui| {
                egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                    sheet::heading(ui, ctx, "About this document");
                    ui.add_space(12.0);
                    self.fields_ui(ui, ctx);
                    ui.add_space(16.0);
                    sheet::buttons_ui(ui, |ui| {
                        is_taken |= Button::main("Keep").enabled(can).show(ui, ctx.kit).clicked();
                        is_cancelled |= Button::plain("Cancel").show(ui, ctx.kit).clicked();
                    });
                });
            });
        });
        if is_taken && let Some(about) = self.about_typed() {
            ctx.commands.send(Command::SetAbout(Box::new(about)));
            return true;
        }
        is_left || is_cancelled || is_escape
    }

    fn fields_ui(&mut self, ui: &mut egui::Ui, ctx: &Ctx<'_>) {
        let Self { about, published, retrieved, was_drawn } = self;
        let is_first = first_drawn(ui, was_drawn);
        main_fields_ui(ui, ctx, about, published, is_first);
        field_ui(ui, ctx, "Retrieved", retrieved, DATES, false);
        date_hint_ui(ui, ctx, retrieved);
    }

    /// Returns what is typed, when its dates are dates.
    fn about_typed(&self) -> Option<About> {
        Some(About {
            title: self.about.title.trim().to_owned(),
            author: self.about.author.trim().to_owned(),
            publisher: self.about.publisher.trim().to_owned(),
            published: date_typed(&self.published)?,
            url: self.about.url.trim().to_owned(),
            retrieved: date_typed(&self.retrieved)?,
        })
    }
}

/// Draws the fields that a pasted article has too.
pub(super) fn main_fields_ui(
    ui: &mut egui::Ui,
    ctx: &Ctx<'_>,
    about: &mut About,
    published: &mut String,
    is_first: bool,
) {
    field_ui(ui, ctx, "Title", &mut about.title, "", is_first);
    field_ui(ui, ctx, "Author", &mut about.author, "", false);
    field_ui(ui, ctx, "Publisher", &mut about.publisher, "", false);
    field_ui(ui, ctx, "Published", published, DATES, false);
    date_hint_ui(ui, ctx, published);
    field_ui(ui, ctx, "Address", &mut about.url, "https://…", false);
}

/// Returns the date, nothing when nothing is typed, and `None` when what is typed is no date.
pub(super) fn date_typed(typed: &str) -> Option<Option<PartialDate>> {
    match typed.trim() {
        "" => Some(None),
        typed => PartialDate::parse(typed).map(Some),
    }
}

fn field_ui(ui: &mut egui::Ui, ctx: &Ctx<'_>, name: &str, typed: &mut String, hint: &str, is_focused: bool) {
    labelled(ui, ctx.kit, name, |ui| {
        let field = Field::new(("about", name), name).hint(hint).focused(is_focused);
        *typed = field.show(ui, ctx.kit, typed).text;
    });
}

fn date_hint_ui(ui: &mut egui::Ui, ctx: &Ctx<'_>, typed: &str) {
    if date_typed(typed).is_none() {
        ui.horizontal(|ui| {
            ui.add_space(theme::LABEL_COLUMN + 8.0);
            let words = format!("A date is written {DATES}");
            ui.label(egui::RichText::new(words).font(face::label()).color(ctx.kit.tokens().warn));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_checked_before_they_are_kept() {
        let mut form = AboutForm::new(&About::default());
        assert_eq!(form.about_typed(), Some(About::default()));
        form.published = " 2018-11 ".to_owned();
        assert_eq!(form.about_typed().unwrap().published, PartialDate::parse("2018-11"));
        form.retrieved = "yesterday".to_owned();
        assert_eq!(form.about_typed(), None);
    }
}
