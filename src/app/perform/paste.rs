//! An article from the clipboard: asking for it, saving it under a name of its own, and opening it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::{self, Fingerprint, Outcome};
use crate::model::{About, PartialDate};
use crate::sidecar;

use super::super::App;
use super::super::clipboard::{self, Clipping};
use super::super::command::{Command, NewDocument};
use super::super::dialogs::{Dialog, PasteForm};
use super::super::jobs::Done;
use super::claims::sentence;

/// How many names are tried before somebody has to think of another.
const TRIES: u32 = 1000;

/// What is said where the clipboard has no words.
const NO_WORDS: &str = "There is no text on the clipboard. Select the article’s words where you read it, copy them, then \
                        paste here. A picture’s words cannot be read.";

impl App {
    /// Shows the sheet for an article, and asks the clipboard for it; `plain` is its plain text where that is known.
    pub(super) fn new_from_clipboard(&mut self, plain: Option<String>) {
        if matches!(&self.dialog, Some(Dialog::Paste(form)) if form.is_reading()) {
            return;
        }
        let folder = self.folder();
        let folder = folder.or_else(|| Some(self.settings.recent_folders.first()?.path.clone()));
        let folder = folder.or_else(|| Some(directories::UserDirs::new()?.document_dir()?.to_owned()));
        self.dialog = Some(Dialog::Paste(Box::new(PasteForm::new(folder))));
        let source = Arc::clone(&self.clipboard);
        self.jobs.spawn(move || Done::Clipped(clipboard::read(source, plain).map(Box::new)));
    }

    /// Fills the sheet, or says that there is nothing to fill it with.
    pub(super) fn take_clipping(&mut self, clipping: Option<Box<Clipping>>) {
        let Some(Dialog::Paste(form)) = &mut self.dialog else {
            return;
        };
        if !form.is_reading() {
            return;
        }
        match clipping {
            Some(clipping) => {
                if let Some(document) = form.fill(*clipping, today()) {
                    self.commands.send(Command::SaveNew(Box::new(document)));
                }
            }
            None => {
                self.dialog = None;
                self.view.focus_page = true;
                self.notices.say(NO_WORDS);
            }
        }
    }

    /// Keeps what was typed into a sheet that is left, for those who left it by mistake.
    pub(super) fn put_paste_away(&mut self, form: Box<PasteForm>) {
        if form.is_touched() {
            self.paste_draft = Some(form);
            self.notices
                .say_with("The pasted article is not saved.", "Go on with it", || Command::ResumePaste);
        }
    }

    /// Shows the sheet again that was left.
    pub(super) fn resume_paste(&mut self) {
        if let Some(form) = self.paste_draft.take() {
            self.dialog = Some(Dialog::Paste(form));
        }
    }

    /// Asks for the folder of a new document in the system's dialog.
    pub(super) fn pick_folder_for_new(&mut self) {
        let dialog = rfd::AsyncFileDialog::new().set_title("Keep the article in");
        let dialog = match self.folder() {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        let answer = dialog.pick_folder();
        self.jobs.spawn(move || {
            Done::FolderForNew(pollster::block_on(answer).map(|folder| folder.path().to_owned()))
        });
    }

    /// Takes the folder of a new document.
    pub(super) fn take_folder_for_new(&mut self, folder: Option<PathBuf>) {
        match (folder, &mut self.dialog) {
            (Some(folder), Some(Dialog::Paste(form))) => form.set_folder(folder),
            (None, _) => self.notices.say("Nothing was chosen. A path can be typed into the field."),
            (Some(_), _) => {}
        }
    }

    /// Saves a new document on another thread.
    pub(super) fn save_new(&mut self, document: Box<NewDocument>) {
        self.jobs.spawn(move || {
            let result = write_new(&document);
            Done::NewSaved { about: Box::new(document.about), result }
        });
    }

    /// Opens the new document, or says in the sheet why it could not be saved.
    pub(super) fn take_new_saved(&mut self, about: Box<About>, result: Result<PathBuf, String>) {
        match result {
            Ok(path) => {
                if *about != About::default() {
                    self.new_about = Some((path.clone(), about));
                }
                self.paste_draft = None;
                self.open_path(&path);
            }
            Err(why) => match &mut self.dialog {
                Some(Dialog::Paste(form)) => form.fail(sentence(&why)),
                _ => self.notices.say(sentence(&why)),
            },
        }
    }

    /// Puts what was typed about a new document into the own layer, once document and name are there: what was typed
    /// is work, and saved though there is no claim yet.
    pub(in super::super) fn keep_new_about(&mut self) {
        let is_open = |path: &PathBuf| self.open.as_ref().is_some_and(|open| open.path() == path);
        if self.is_loading() || !self.new_about.as_ref().is_some_and(|(path, _)| is_open(path)) {
            return;
        }
        if self.settings.annotator.is_none() {
            // Where no name is given now, the first claim asks again.
            self.ask_name(None);
        } else if let Some((_, about)) = self.new_about.take() {
            self.set_about(about);
        }
    }
}

/// Returns the day on the reader's calendar.
pub(super) fn today() -> PartialDate {
    PartialDate::of_day(crate::workspace::today())
}

/// Writes the document where nothing is yet, and returns its path.
fn write_new(document: &NewDocument) -> Result<PathBuf, String> {
    let folder = &document.folder;
    if !folder.is_dir() {
        return Err(format!("there is no such folder: {}", folder.display()));
    }
    for number in 1..TRIES {
        let path = folder.join(numbered(&document.name, number));
        if is_taken(&path) {
            continue;
        }
        match durable::replace(&path, document.text.as_bytes(), Some(Fingerprint::Absent)) {
            Ok(Outcome::Saved(_)) => return Ok(path),
            // Somebody else was faster.
            Ok(Outcome::Changed(_)) => {}
            Err(error) => return Err(format!("{error}; {}", error.hint())),
        }
    }
    Err(format!("there are many files of that name: {}", folder.join(&document.name).display()))
}

/// Returns whether something stands at `path`, or claims that were made about a document there.
fn is_taken(path: &Path) -> bool {
    let has_sidecars = || sidecar::beside(path).is_ok_and(|beside| !beside.is_empty());
    path.symlink_metadata().is_ok() || has_sidecars()
}

/// Returns the name with a number before its extension, from the second on.
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        _ if number < 2 => name.to_owned(),
        Some((stem, extension)) => format!("{stem}-{number}.{extension}"),
        None => format!("{name}-{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(folder: &Path, text: &str) -> NewDocument {
        NewDocument {
            folder: folder.to_owned(),
            name: "wells.txt".to_owned(),
            text: text.to_owned(),
            about: About::default(),
        }
    }

    #[test]
    fn nothing_is_ever_overwritten_and_no_strangers_claims_are_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert_eq!(write_new(&document(folder.path(), "one")), Ok(at("wells.txt")));
        std::fs::write(at("wells-2.txt.ana.obelus.ron"), "claims").unwrap();
        assert_eq!(write_new(&document(folder.path(), "two\n")), Ok(at("wells-3.txt")));
        assert_eq!(std::fs::read_to_string(at("wells.txt")).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(at("wells-3.txt")).unwrap(), "two\n");
        assert!(!at("wells-2.txt").exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = document(&folder.path().join("gone"), "one");
        assert!(write_new(&wrong).unwrap_err().starts_with("there is no such folder: "));
    }
}
