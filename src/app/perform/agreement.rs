//! How far annotators agree: showing it, working it out, going to a place, and writing the figures into a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::export;
use crate::library::Library;
use crate::matching::Stretch;
use crate::text::CharOffset;
use crate::workspace::{Around, Hindrance, Open, shown_under};

use super::super::App;
use super::super::agreed::{self, Agreed, Key, Late, Reading, Sources, Working, whole};
use super::super::command::{Ask, NumbersFormat, NumbersWish};
use super::super::dialogs::{Dialog, Failure, NumbersForm};
use super::super::jobs::Done;
use super::super::panels::{agreement_text, say};
use super::super::view::Scene;
use super::claims::sentence;
use super::export::{replace, stem};

impl App {
    /// Shows how far annotators agree, or the text again.
    pub(super) fn toggle_agreement(&mut self) {
        let is_shown = !self.view.shows_agreement();
        self.leave_compare();
        self.view.scene = if is_shown { Scene::Agreement } else { Scene::Reading };
        self.view.library_over_page = false;
        self.view.claims_over_page = false;
        self.view.card_over_page = false;
        if is_shown {
            self.view.focus_agreement = true;
            self.view.agreement.is_folder |= self.open.is_none();
        } else {
            self.view.focus_page = true;
        }
    }

    /// Changes what is seen of the agreement.
    pub(super) fn change_agreement(&mut self, ask: Ask) {
        let wish = &mut self.view.agreement;
        match ask {
            Ask::Folder(is_folder) => wish.is_folder = is_folder,
            Ask::Layer(name, is_in) => wish.switch(&name, is_in),
            Ask::Tag(tag) => wish.tag = tag,
            Ask::Stop => {
                if let Some(working) = &self.agreeing {
                    working.stop();
                }
            }
            Ask::GoOn => self.agreeing = None,
        }
    }

    /// Works out what is shown and not there yet, once for every state of the claims and every choice, on another
    /// thread; what is worked out for another choice stops. Others' work that the reader has not asked to see stays
    /// hidden.
    pub(in super::super) fn work_out_agreement(&mut self) {
        if !self.view.shows_agreement() || self.is_loading() || self.agreement_is_hidden() {
            if let Some(working) = self.agreeing.take() {
                working.stop();
            }
            return;
        }
        let key = self.agreement_key();
        if self.agreeing.as_ref().is_some_and(|working| working.key == key) {
            return;
        }
        let agreed = self.agreed.as_ref();
        if agreed.is_some_and(|agreed| agreed.key == key && agreed.is_complete()) {
            return;
        }
        if let Some(working) = self.agreeing.take() {
            working.stop();
        }
        let working = Arc::new(Working::new(key.clone()));
        self.agreeing = Some(Arc::clone(&working));
        if let Some(agreed) = agreed.filter(|agreed| agreed.key == key) {
            let rest = agreed.rest();
            self.jobs.spawn_in_stages(move |bring| {
                rest.work_out(&working, |number, late| bring(later(&key, number, late)));
            });
            return;
        }
        let same = agreed.filter(|agreed| agreed.key.sources == key.sources);
        let is_same_study = |agreed: &&Agreed| agreed.key.wish.switched == key.wish.switched;
        let study = same.filter(is_same_study).map(|agreed| Arc::clone(&agreed.study));
        let known = match same {
            Some(agreed) => Ok(Arc::clone(&agreed.together)),
            None => match self.agreement_reading() {
                Some(reading) => Err(reading),
                None => return,
            },
        };
        let open = self.open.as_ref().map(|open| open.path().to_owned());
        self.jobs.spawn_in_stages(move |bring| {
            let Some(agreed) = agreed::work_out(&working, known, study, open.as_deref()) else { return };
            let rest = agreed.rest();
            bring(Done::Agreed(Box::new(agreed)));
            rest.work_out(&working, |number, late| bring(later(&key, number, late)));
        });
    }

    /// Takes the figures, when they are still what is shown.
    pub(super) fn take_agreement(&mut self, agreed: Agreed) {
        if self.agreeing.as_ref().is_some_and(|working| working.key == agreed.key) {
            self.agreed = Some(agreed);
        }
    }

    /// Takes a figure that came later, when it belongs to the others.
    pub(super) fn take_agreed_later(&mut self, key: &Key, number: usize, late: Late) {
        let Some(agreed) = self.agreed.as_mut().filter(|agreed| agreed.key == *key) else { return };
        agreed.take(number, late);
        if agreed.is_complete() {
            self.agreeing = None;
        }
    }

    /// Returns the folder, when the figures are over it.
    fn agreement_folder(&self) -> Option<&Library> {
        self.library.as_ref().filter(|_| self.view.agreement.is_folder)
    }

    /// Returns whether the figures would give away what the reader has not asked to see.
    fn agreement_is_hidden(&self) -> bool {
        self.agreement_folder().is_none() && self.open.as_ref().is_some_and(Open::hides_others)
    }

    /// Returns what the figures depend on.
    fn agreement_key(&self) -> Key {
        let open = self.open.as_ref().map(|open| (open.path().to_owned(), open.revision()));
        let wish = self.view.agreement.clone();
        Key { sources: Sources::new(open, self.agreement_folder()), wish }
    }

    /// Returns what is to be read for the figures; `None` when nothing is open.
    fn agreement_reading(&self) -> Option<Reading> {
        let Some(library) = self.agreement_folder() else {
            let open = self.open.as_ref()?;
            return Some(Reading::Open(Box::new(open.counted(open.name().to_owned()))));
        };
        let documents = library.documents();
        let marks_here = documents.iter().flat_map(|document| &document.layers).any(|layer| layer.is_own);
        let is_open = |path: &Path| self.open.as_ref().is_some_and(|open| open.path() == path);
        let with_layers =
            documents.iter().filter(|document| !document.layers.is_empty() || is_open(&document.path));
        let hides_open =
            self.open.as_ref().filter(|open| open.hides_others()).and_then(|open| match open.own() {
                Some(_) => Some(Hindrance::InWork),
                None => marks_here.then_some(Hindrance::NotBegun),
            });
        Some(Reading::Folder {
            root: library.root().to_owned(),
            paths: with_layers.map(|document| document.path.clone()).collect(),
            open: self
                .open
                .as_ref()
                .map(|open| Box::new(open.counted(shown_under(library.root(), open.path())))),
            hides_open,
            who: self.settings.annotator.clone(),
            marks_here,
            around: Box::new(Around::of(self.keep())),
        })
    }

    /// Shows a stretch on the page: at once, or once its document is open.
    pub(super) fn show_place(&mut self, path: &Path, stretch: Stretch) {
        let Some(open) = self.open.as_ref().filter(|open| open.path() == path) else {
            self.shows_place_next = Some((path.to_owned(), stretch));
            return self.open_path(path);
        };
        // The text may be another by now.
        let span = open.text().span_from_chars(CharOffset(stretch.start), CharOffset(stretch.end));
        self.view.scene = Scene::Reading;
        self.view.focus_page = true;
        if let Some(span) = span {
            self.page.set_selection(open.text(), span);
            self.page.reveal(span);
        }
    }

    /// Puts what is shown of the agreement on the clipboard as text.
    pub(super) fn copy_agreement(&mut self, egui: &egui::Context) {
        let sources = self.agreement_key().sources;
        let agreed = self.agreed.as_ref().filter(|agreed| agreed.key.sources.is_about_the_same(&sources));
        if let Some(agreed) = agreed.filter(|_| !self.agreement_is_hidden()) {
            egui.copy_text(agreement_text(agreed, &self.tags));
            self.notices.say("The figures are copied as text.");
        }
    }

    /// Asks in which form, and where to, the figures are to be written.
    pub(super) fn ask_numbers(&mut self) {
        let folder = self.export_folder.clone().or_else(|| self.folder()).unwrap_or_default();
        let about = match (&self.open, self.agreement_folder()) {
            (_, Some(library)) => stem(library.root()),
            (Some(open), _) => stem(open.path()),
            _ => "obelus".to_owned(),
        };
        self.show(Dialog::Numbers(Box::new(NumbersForm::new(&folder, &about))));
    }

    /// Writes the figures of all tags on another thread; what is not there yet is worked out for it.
    pub(super) fn write_numbers(&mut self, wish: NumbersWish) {
        let Some(agreed) = &self.agreed else { return };
        let (study, known) = (Arc::clone(&agreed.study), agreed.known());
        let working = Arc::new(Working::new(agreed.key.clone()));
        if let Some(Dialog::Numbers(form)) = &mut self.dialog {
            form.begin(Arc::clone(&working));
        }
        self.jobs.spawn(move || {
            let result = whole(&study, known, &working).ok_or(Failure::Stopped).and_then(|measures| {
                let on_matched = crate::agreement::on_matched(&study);
                let bytes = match wish.format {
                    NumbersFormat::Json => export::agreement_json(&study, &measures, &on_matched),
                    NumbersFormat::Csv => export::agreement_table(&measures, &on_matched),
                };
                replace(&wish.path, &bytes, if wish.replaces { None } else { Some(Fingerprint::Absent) })
            });
            Done::NumbersWritten { path: wish.path, result }
        });
    }

    /// Says where the figures were written, or in the sheet why not.
    pub(super) fn take_numbers_written(&mut self, path: PathBuf, result: Result<(), Failure>) {
        match (result, &mut self.dialog) {
            (Ok(()), dialog) => {
                dialog.take_if(|dialog| matches!(dialog, Dialog::Numbers(_)));
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let folder = path.parent().map(say::folder).unwrap_or_default();
                self.export_folder = path.parent().map(Path::to_owned);
                self.exported = Some(path);
                let words = format!("The figures are written to {name} in {folder}.");
                self.notices.say_with(words, "Copy its path", || super::Command::CopyExportedPath);
            }
            (Err(Failure::Stopped), _) => {}
            (Err(failure), Some(Dialog::Numbers(form))) => form.fail(failure),
            (Err(failure), _) => self.notices.say(sentence(&failure.words())),
        }
    }
}

fn later(key: &Key, number: usize, late: Late) -> Done {
    Done::AgreedLater { key: key.clone(), number, late }
}
