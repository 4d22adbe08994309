//! What is known of the article itself: title, author, publisher, when, and where.

use crate::merge::head_settled;
use crate::model::{About, PartialDate};
use crate::workspace::{OpenLayer, Version};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::panels::{TwoVersions, VERSION_KEYS, head_field_name, head_field_value};
use super::super::theme::{self, face};
use super::super::widgets::{Button, Field, focus, labelled, popup, wrapped};
use super::sheet::{self, first_drawn};

/// How dates are written.
const DATES: &str = "2018, 2018-11 or 2018-11-21";

/// The form with what is typed.
pub struct AboutForm {
    about: About,
    /// What was known when the form was filled: it may be settled meanwhile.
    known: About,
    /// How many fields stood in two versions when they were last drawn.
    in_two_versions: usize,
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
            known: about.clone(),
            in_two_versions: 0,
            was_drawn: false,
        }
    }

    /// Draws the form. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        if let Some(open) = ctx.open {
            self.follow(open.about());
        }
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
                    let before = self.in_two_versions;
                    self.in_two_versions = versions_ui(ui, ctx, |now| !self.was_drawn || now < before);
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
        let Self { about, published, retrieved, was_drawn, .. } = self;
        // What waits for a decision has the keyboard first.
        let is_first =
            first_drawn(ui, was_drawn) && ctx.open.is_none_or(|open| open.head_conflicts().is_empty());
        main_fields_ui(ui, ctx, about, published, is_first);
        field_ui(ui, ctx, "Retrieved", retrieved, DATES, false);
        date_hint_ui(ui, ctx, retrieved);
    }

    /// Takes over what has become known since the form was filled, but where something else is typed.
    fn follow(&mut self, known: &About) {
        if self.known == *known {
            return;
        }
        let follow = |typed: &mut String, before: &str, now: &str| {
            if typed == before {
                now.clone_into(typed);
            }
        };
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let before = std::mem::replace(&mut self.known, known.clone());
        follow(&mut self.about.title, &before.title, &known.title);
        follow(&mut self.about.author, &before.author, &known.author);
        follow(&mut self.about.publisher, &before.publisher, &known.publisher);
        follow(&mut self.about.url, &before.url, &known.url);
        follow(&mut self.published, &date(before.published), &date(known.published));
        follow(&mut self.retrieved, &date(before.retrieved), &date(known.retrieved));
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

/// Draws the fields of the layer's head that another copy of it has otherwise, side by side.
/// Returns how many there are; `takes_keyboard` says of that number whether the first has the keyboard: at the beginning,
/// and when one was settled.
fn versions_ui(ui: &mut egui::Ui, ctx: &Ctx<'_>, takes_keyboard: impl Fn(usize) -> bool) -> usize {
    let Some(open) = ctx.open else { return 0 };
    let conflicts = open.head_conflicts();
    let Some(head) = open.own().filter(|_| !conflicts.is_empty()).and_then(OpenLayer::head_now) else {
        return 0;
    };
    let words = "You and another copy of your layer say this differently. Yours stands until you choose.";
    wrapped(ui, words, ctx.kit.tokens().second);
    ui.add_space(8.0);
    let mut fields = Vec::new();
    for (number, conflict) in conflicts.iter().enumerate() {
        let id = egui::Id::unique(("versions of the head", conflict.field.as_str(), number));
        let theirs = head_settled(&head, number, Version::Theirs);
        let there = theirs.as_ref().map(|theirs| head_field_value(theirs, conflict));
        let field = TwoVersions {
            name: &head_field_name(&conflict.field),
            here: &head_field_value(&head, conflict),
            there: there.as_deref(),
            badges: [None, None],
        };
        if let Some(version) = field.show(ui, ctx.kit, id) {
            ctx.commands.send(Command::SettleHead(number, version));
        }
        fields.push(id);
    }
    focus::own_keys(ui.ctx(), "versions of the head", &fields, VERSION_KEYS);
    if let Some(first) = fields.first().filter(|_| takes_keyboard(fields.len())) {
        focus::request(ui.ctx(), *first);
    }
    popup::separator(ui, ctx.kit);
    ui.add_space(8.0);
    fields.len()
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
