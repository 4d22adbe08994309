//! Acts on documents: opening, saving, done, and what jobs bring back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::library::Library;
use crate::workspace::Open;

use super::super::App;
use super::super::command::{Command, Step};
use super::super::dialogs::Dialog;
use super::super::jobs::Done;
use super::claims::sentence;

impl App {
    /// Asks for a document in a dialog that never blocks the window.
    pub(super) fn pick_document(&mut self) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open a document")
            .add_filter("Text and Markdown", &["txt", "md", "markdown", "text"])
            .add_filter("All files", &["*"]);
        let dialog = match self.folder() {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        // Made here, on the main thread, as macOS wants it; awaited elsewhere, since a desktop may never answer.
        let answer = dialog.pick_file();
        self.jobs.spawn(move || Done::Picked(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Asks for a folder in a dialog.
    pub(super) fn pick_folder(&mut self) {
        let answer = rfd::AsyncFileDialog::new().set_title("Open a folder").pick_folder();
        self.jobs.spawn(move || Done::Picked(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Opens a document or a folder.
    pub(super) fn open_path(&mut self, path: &Path) {
        self.view.dialog = None;
        if path.is_dir() {
            self.open_folder(path);
        } else {
            self.open_document(path);
        }
    }

    fn open_folder(&mut self, folder: &Path) {
        self.opens_first_of_folder = true;
        self.settings.remember(folder, self.now());
        self.scan(folder);
    }

    /// Looks through a folder again, or for the first time.
    pub(super) fn scan(&mut self, folder: &Path) {
        let folder = folder.to_owned();
        let who = self.settings.annotator.clone();
        self.jobs.spawn(move || {
            let result = Library::scan(&folder, who.as_ref()).map(Box::new).map_err(|error| error.to_string());
            Done::Scanned { folder, result }
        });
    }

    fn open_document(&mut self, path: &Path) {
        self.park();
        self.opening = Some(path.to_owned());
        let path = path.to_owned();
        let who = self.settings.annotator.clone();
        self.jobs.spawn(move || {
            let result = Open::load(&path, who.as_ref(), None).map(Box::new);
            Done::Opened { path, result }
        });
    }

    /// Puts the open document away, saving what is not saved yet; its undo steps are kept.
    pub(super) fn park(&mut self) {
        self.submit_save();
        if let Some(open) = self.open.take() {
            let path = open.path().to_owned();
            self.parked.insert(path, open.park());
        }
        self.view.leave_document();
        self.page = Default::default();
    }

    /// Takes what a job brought back.
    pub(super) fn take_result(&mut self, done: Done) {
        match done {
            Done::Opened { path, result } => self.take_opened(path, result),
            Done::Scanned { folder, result } => self.take_scanned(&folder, result),
            Done::FolderClaims { folder, claims } => {
                if self.library.as_ref().is_some_and(|library| library.folder() == folder) {
                    self.folder_claims = Some(claims);
                }
            }
            Done::Picked(Some(path)) => self.open_path(&path),
            Done::Picked(None) => self.after_no_pick(),
        }
    }

    /// Where a desktop has no dialog, the answer comes at once and looks like "Cancel": the path field is offered.
    fn after_no_pick(&mut self) {
        self.notices.say_with("Nothing was chosen.", "Type a path", || Command::OpenByPath);
    }

    fn take_opened(&mut self, path: PathBuf, result: Result<Box<Open>, crate::workspace::OpenError>) {
        if self.opening.as_ref() != Some(&path) {
            return;
        }
        self.opening = None;
        let mut open = match result {
            Ok(open) => open,
            Err(error) => {
                self.notices.say(sentence(&format!("{error}; {}", error.hint())));
                return;
            }
        };
        if let Some(parked) = self.parked.remove(&path) {
            open.unpark(parked);
        }
        self.settings.remember(&path, self.now());
        self.guide_is_on = !self.settings.guided_done && open.own_store().claim_count() == 0;
        self.open = Some(*open);
        self.view.focus_page = true;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        if self.library.as_ref().is_none_or(|library| !library.contains(&path)) {
            self.scan(&folder);
        }
    }

    fn take_scanned(&mut self, folder: &Path, result: Result<Box<Library>, String>) {
        let library = match result {
            Ok(library) => library,
            Err(error) => {
                self.notices.say(sentence(&error));
                return;
            }
        };
        let opens_first = std::mem::take(&mut self.opens_first_of_folder);
        if opens_first && library.documents().is_empty() {
            self.notices.say(format!("No text or Markdown documents in {}.", folder.display()));
        }
        let first = library.first_to_read().filter(|_| opens_first).map(Path::to_owned);
        self.library = Some(*library);
        self.folder_claims = None;
        if let Some(first) = first {
            self.open_document(&first);
        }
    }
}

impl App {
    /// Hands the own layer to the saver when something changed since it last got it.
    pub(super) fn submit_save(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        if let Some(job) = open.snapshot() {
            self.saver.submit(job);
        }
    }

    /// Tries to save again what could not be saved.
    pub(super) fn try_save_again(&mut self) {
        if let Some(path) = self.open.as_ref().and_then(Open::own_path) {
            self.saver.try_again(&path);
        }
    }

    /// Works in a fresh sidecar beside one that cannot be read.
    pub(super) fn begin_fresh_layer(&mut self) {
        if let Some(open) = &mut self.open {
            open.begin_fresh_layer();
        }
    }

    /// Reads the document in another encoding.
    pub(super) fn set_encoding(&mut self, label: Option<&'static str>) {
        let Some(path) = self.open.as_ref().map(|open| open.path().to_owned()) else {
            return;
        };
        self.park();
        self.parked.remove(&path);
        self.opening = Some(path.clone());
        let who = self.settings.annotator.clone();
        self.jobs.spawn(move || {
            let result = Open::load(&path, who.as_ref(), label).map(Box::new);
            Done::Opened { path, result }
        });
    }

    /// Marks the document as done, or as in work again.
    pub(super) fn toggle_done(&mut self) {
        let now = self.now();
        if self.has_no_name(|| Command::Done) {
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        let is_done = open.is_finished();
        let result = if is_done { open.unfinish(now) } else { open.finish(now) };
        if let Err(refused) = result {
            self.notices.say(sentence(&refused.to_string()));
            return;
        }
        if !is_done {
            self.notices.say_with("Done. Others’ layers are shown now.", "Not done", || Command::Done);
        }
        self.rescan_document();
    }

    /// Marks as done and opens the next document that is not.
    pub(super) fn done_next(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        if !open.is_finished() {
            self.toggle_done();
        }
        let Some(open) = self.open.as_ref().filter(|open| open.is_finished()) else {
            return;
        };
        let next = self.library.as_ref().and_then(|library| library.next_undone(open.path()));
        match next.map(Path::to_owned) {
            Some(next) => self.open_document(&next),
            None => self.notices.say("Every document of this folder is done."),
        }
    }

    /// Opens the document before or behind this one.
    pub(super) fn step_document(&mut self, step: Step) {
        let Some((library, open)) = self.library.as_ref().zip(self.open.as_ref()) else {
            return;
        };
        let documents = library.documents();
        let at = documents.iter().position(|document| document.path == open.path());
        let to = match step {
            Step::Next => at.map_or(Some(0), |at| at.checked_add(1)),
            Step::Previous => at.and_then(|at| at.checked_sub(1)),
        };
        if let Some(path) = to.and_then(|to| documents.get(to)).map(|document| document.path.clone()) {
            self.open_document(&path);
        }
    }

    /// Opens the sample documents, written to the program's own folder where they are not there yet.
    pub(super) fn open_samples(&mut self) {
        match crate::library::samples::unpack() {
            Ok(folder) => self.open_path(&folder),
            Err(error) => self.notices.say(sentence(&error.to_string())),
        }
    }

    /// Shows title, author and the like.
    pub(super) fn show_about(&mut self) {
        if self.has_no_name(|| Command::About) {
            return;
        }
        if let Some(open) = &self.open {
            let dialog = Dialog::about(open.own_store().about());
            self.show(dialog);
        }
    }

    /// Looks at the open document's row of the library again.
    pub(super) fn rescan_document(&mut self) {
        let (Some(library), Some(open)) = (&mut self.library, &self.open) else {
            return;
        };
        library.update(open);
        self.folder_claims = None;
    }

    /// Returns the folder that is worked in.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let library = self.library.as_ref().map(|library| library.folder().to_owned());
        library.or_else(|| self.open.as_ref()?.path().parent().map(Path::to_owned))
    }
}
