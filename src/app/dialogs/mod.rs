//! What lies over the page and has the keyboard: commands, documents, keys, the name, what a rebuttal answers, what
//! comes in from the clipboard and from others, and goes out into files.
//!
//! A dialog keeps what is typed into it and nothing else; what it decides goes out as a command. Escape and a click
//! beside it take one step back.

mod about;
mod documents;
mod exchange;
mod export;
mod fuzzy;
mod help;
mod link;
mod list;
mod name;
mod numbers;
mod palette;
mod paste;
mod path;
mod send;
mod sheet;
mod versions;

use std::path::Path;

use crate::model::About;

use super::command::Command;
use super::ctx::Ctx;

use about::AboutForm;
use documents::Documents;
use link::LinkPicker;
use name::NameForm;
use palette::Palette;
use path::PathForm;

pub use exchange::ExchangeForm;
pub use export::{ExportForm, Failure};
pub use numbers::NumbersForm;
pub use paste::PasteForm;
pub use send::SendForm;
pub use versions::{Preview, Version, Versions};

/// A dialog with what was typed into it.
pub enum Dialog {
    /// Commands, claims and documents in one list.
    Palette(Palette),
    /// The documents of the folder.
    Documents(Documents),
    /// Keys and tags.
    Help,
    /// Title, author and the like of the document.
    About(Box<AboutForm>),
    /// The annotator's name.
    Name(NameForm),
    /// A path that is typed.
    Path(PathForm),
    /// What a rebuttal answers.
    Link(LinkPicker),
    /// An article from the clipboard.
    Paste(Box<PasteForm>),
    /// What is written into a file.
    Export(Box<ExportForm>),
    /// Layers from others.
    Exchange(Box<ExchangeForm>),
    /// One's own work as a zip file.
    Send(Box<SendForm>),
    /// Where the figures of agreement are written.
    Numbers(Box<NumbersForm>),
    /// Earlier versions of the own layer.
    Versions(Box<Versions>),
}

impl Dialog {
    /// Makes the list of commands.
    pub fn palette() -> Self {
        Self::Palette(Palette::default())
    }

    /// Makes the list of documents.
    pub fn documents() -> Self {
        Self::Documents(Documents::default())
    }

    /// Makes the form of what is known of the article.
    pub fn about(about: &About) -> Self {
        Self::About(Box::new(AboutForm::new(about)))
    }

    /// Makes the question for the name, with the present one in it.
    pub fn name(name: String) -> Self {
        Self::Name(NameForm::new(name))
    }

    /// Makes the field for a path, beginning with a folder.
    pub fn path(folder: &Path) -> Self {
        Self::Path(PathForm::new(folder))
    }

    /// Makes the search for what a rebuttal answers.
    pub fn link() -> Self {
        Self::Link(LinkPicker::default())
    }
}

/// Draws the dialog that is open.
pub fn ui(egui: &egui::Context, ctx: &Ctx<'_>, dialog: &mut Option<Dialog>) {
    let Some(dialog) = dialog else {
        return;
    };
    let is_left = match dialog {
        Dialog::Palette(palette) => palette.ui(egui, ctx),
        Dialog::Documents(documents) => documents.ui(egui, ctx),
        Dialog::Help => help::ui(egui, ctx),
        Dialog::About(about) => about.ui(egui, ctx),
        Dialog::Name(name) => name.ui(egui, ctx),
        Dialog::Path(path) => path.ui(egui, ctx),
        Dialog::Link(link) => link.ui(egui, ctx),
        Dialog::Paste(paste) => paste.ui(egui, ctx),
        Dialog::Export(export) => export.ui(egui, ctx),
        Dialog::Exchange(exchange) => exchange.ui(egui, ctx),
        Dialog::Send(send) => send.ui(egui, ctx),
        Dialog::Numbers(numbers) => numbers.ui(egui, ctx),
        Dialog::Versions(versions) => versions.ui(egui, ctx),
    };
    if is_left {
        ctx.commands.send(Command::StepBack);
    }
}
