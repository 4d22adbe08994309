//! What is kept on this computer outside the documents' folders: looked after at the start, and forgotten when asked.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use crate::durable;
use crate::keep::{Backup, Keep, Renamed, Rescue};
use crate::model::Layer;
use crate::settings::Place;
use crate::sidecar;
use crate::text::Text;
use crate::workspace::{Mishap, Open};

use super::super::App;
use super::super::command::Command;
use super::super::dialogs::{Dialog, Preview, Version, Versions};
use super::super::jobs::Done;
use super::claims::sentence;

impl App {
    /// Returns app data, as the settings are now.
    pub(in super::super) fn keep(&self) -> Keep {
        Keep::new(self.data_home.clone(), &self.settings)
    }

    /// At the start: removes what a crash left behind and what is not to be kept, and looks for claims that could not be
    /// saved.
    pub(in super::super) fn look_after_app_data(&mut self) {
        let keep = self.keep();
        let folders = [self.home.clone(), self.data_home.clone()];
        self.jobs.spawn(move || {
            let now = SystemTime::now();
            for folder in folders {
                durable::sweep(&folder, now);
            }
            keep.sweep(now);
            // What cannot be removed now is tried again at the next start.
            let _left = keep.apply_rules();
            keep.sweep_snapshots();
            Done::Kept(keep.pending())
        });
    }

    /// Offers to open the documents with claims of an earlier session that wait.
    pub(super) fn take_pending(&mut self, pending: Vec<Rescue>) {
        let is_open = |rescue: &Rescue| {
            self.open
                .as_ref()
                .is_some_and(|open| open.path().ends_with(rescue.document.file_name().unwrap_or_default()))
        };
        let mut waiting: Vec<PathBuf> =
            pending.into_iter().filter(|rescue| !is_open(rescue)).map(|rescue| rescue.document).collect();
        waiting.dedup();
        self.offers.pending = waiting;
    }

    /// Opens the document with claims that could not be saved last time; they are taken up with it.
    pub(super) fn open_pending(&mut self) {
        if !self.offers.pending.is_empty() {
            let path = self.offers.pending.remove(0);
            self.open_path(&path);
        }
    }

    /// Looks whether the text of a document without layers has some under another name.
    pub(super) fn look_for_renamed(&mut self, open: &Open) {
        let (keep, document, text) = (self.keep(), open.path().to_owned(), open.text().clone());
        self.jobs.spawn(move || {
            let found = keep.renamed(&document, text.hash());
            Done::Renamed { document, found }
        });
    }

    /// Offers the layers that were found under another name.
    pub(super) fn take_renamed(&mut self, document: PathBuf, found: Vec<Renamed>) {
        let waits =
            self.open.as_ref().is_some_and(|open| open.path() == document && open.layers().is_empty());
        if let Some(renamed) = found.into_iter().next().filter(|_| waits) {
            self.offers.renamed = Some((document, renamed));
        }
    }

    /// Copies the layers that were found to the name of the open document; the old ones stay.
    pub(super) fn use_renamed(&mut self) {
        let Some((document, renamed)) = self.offers.renamed.take() else {
            return;
        };
        self.jobs.spawn(move || {
            let copied = renamed.copy_to(&document);
            Done::RenamedCopied(copied.map(|_| ()).map_err(|error| error.to_string()))
        });
    }

    /// Shows the copies, or says why there are none.
    pub(super) fn take_renamed_copied(&mut self, result: Result<(), String>) {
        match result {
            Ok(()) => self.reload(),
            Err(error) => self.notices.say(sentence(&error)),
        }
    }

    /// The settings have changed: what may be kept may be another.
    pub(in super::super) fn note_rules(&mut self) {
        let keep = self.keep();
        self.saver.set_keep(keep.clone());
        let is_stricter = self.settings.keep_no_copies != self.saved_settings.keep_no_copies
            || self.settings.no_copies_in != self.saved_settings.no_copies_in;
        if is_stricter {
            self.jobs.spawn(move || {
                let result = keep.apply_rules();
                Done::Forgotten(result.map_err(|error| error.to_string()))
            });
        }
    }

    /// Removes every trace of the open document from this computer but for the document and its sidecars.
    pub(super) fn forget_document(&mut self) {
        let Some(path) = self.open.as_ref().map(|open| open.path().to_owned()) else {
            return;
        };
        self.settings.forget(&path);
        let keep = self.keep();
        self.notices
            .say("Nothing of this document is kept any more but the file itself and the claims beside it.");
        self.jobs.spawn(move || Done::Forgotten(keep.forget(&path).map_err(|error| error.to_string())));
    }

    /// Shows the earlier versions of the own layer; a worker reads them.
    pub(super) fn show_earlier_versions(&mut self) {
        let Some((open, own)) = self.open.as_ref().and_then(|open| Some((open, open.own()?))) else {
            self.notices
                .say("There are no claims of yours in this document, so there is no earlier version.");
            return;
        };
        let (document, name) = (open.path().to_owned(), own.name.clone());
        let present = own.store.snapshot();
        let keep = self.keep();
        self.show(Dialog::Versions(Box::new(Versions::new())));
        self.jobs.spawn(move || {
            let backups = keep.backups(&document, &name).into_par_iter();
            let read = |backup: &Backup| Some(sidecar::read(&backup.read().ok()?).ok()?.layer);
            let versions = backups.map(|backup| {
                let preview = read(&backup).map(|version| Preview::of(&version, &present));
                (backup, preview)
            });
            Done::VersionsRead { document, versions: versions.collect() }
        });
    }

    /// Takes the earlier versions that were read.
    pub(super) fn take_versions(&mut self, document: &Path, versions: Vec<Version>) {
        if let Some(Dialog::Versions(shown)) = &mut self.dialog
            && self.open.as_ref().is_some_and(|open| open.path() == document)
        {
            shown.take(versions);
        }
    }

    /// Reads an earlier version whole, to go back to it.
    pub(super) fn read_version(&mut self, backup: Backup) {
        self.dialog = None;
        self.view.focus_page = true;
        let Some(document) = self.open.as_ref().map(|open| open.path().to_owned()) else {
            return;
        };
        let keep = self.keep();
        self.jobs.spawn(move || {
            let read = || -> Result<_, String> {
                let bytes = backup.read().map_err(|error| error.to_string())?;
                let layer = sidecar::read(&bytes).map_err(|error| error.to_string())?.layer;
                let old = keep.old_text(layer.document.text_blake3);
                Ok(Box::new((layer, old)))
            };
            Done::VersionRead { document, result: read() }
        });
    }

    /// Goes back to an earlier version, as one step that can be undone.
    pub(super) fn take_version(
        &mut self,
        document: &Path,
        result: Result<Box<(Layer, Option<Text>)>, String>,
    ) {
        let now = self.now();
        let Some(open) = self.open.as_mut().filter(|open| open.path() == document) else {
            return;
        };
        let result = result.and_then(|version| {
            let (layer, old) = *version;
            open.restore(layer, old.as_ref(), now).map_err(|refused| refused.to_string())
        });
        match result {
            Ok(()) => {
                self.choose(None);
                self.notices.say_with("The claims are as they were then.", "Undo", || Command::Undo);
            }
            Err(error) => self.notices.say(sentence(&format!("that version cannot be taken: {error}"))),
        }
    }

    /// Says when something could not be removed.
    pub(super) fn take_forgotten(&mut self, result: Result<(), String>) {
        if let Err(error) = result {
            self.notices.say(sentence(&format!("not everything could be removed: {error}")));
        }
    }

    /// Asks for a folder in which the claims of the open document are saved from now on.
    pub(super) fn pick_elsewhere(&mut self) {
        let dialog = rfd::AsyncFileDialog::new().set_title("A folder for the claims of this document");
        let answer = dialog.pick_folder();
        self.jobs.spawn(move || {
            Done::PickedPlace(pollster::block_on(answer).map(|folder| folder.path().to_owned()))
        });
    }

    /// Saves the claims of the open document in `folder` from now on.
    pub(super) fn save_in(&mut self, folder: Option<PathBuf>) {
        let (Some(folder), Some(open)) = (folder, &mut self.open) else {
            return;
        };
        let document = std::path::absolute(open.path()).unwrap_or_else(|_| open.path().to_owned());
        if let Some(left) = open.save_in(&folder) {
            self.saver.forget(&left);
        }
        self.settings.remember_place(Place { text: open.text().hash(), document, folder });
    }

    /// Something inside failed: what there is is saved, and it is said where, with no word of a document.
    pub(in super::super) fn take_mishap(&mut self, mishap: &Mishap) {
        self.mishaps += 1;
        self.submit_save();
        self.opening = None;
        self.is_reading_folder = false;
        self.notices.say(format!(
            "A part of Obelus failed inside ({}). Your claims are being saved. Please report this line.",
            mishap.at
        ));
    }
}
