//! Removing what is kept: of one document, or of all that are to leave no copies.

use std::path::Path;

use crate::durable::{self, DurableError};
use crate::text::TextHash;

use super::about::About;
use super::rescue::rescues_in;
use super::{Keep, remove, true_path};

impl Keep {
    /// Removes every trace of a document from app data: backups, rescue copies, its texts (unless another document that
    /// still exists has them too), its locks. What the settings remember of it is theirs to forget
    /// ([`Settings::forget`](crate::settings::Settings::forget)); sidecars stay.
    pub fn forget(&self, document: &Path) -> Result<(), DurableError> {
        let path = true_path(document);
        let texts = self.texts_of(document);
        let mut first_error = Ok(());
        let mut note = |result: Result<(), DurableError>| {
            if first_error.is_ok() {
                first_error = result;
            }
        };
        for sidecar in self.sidecars_of(&path).unwrap_or_default() {
            if let Some(locks) = self.locks() {
                note(durable::lock_file(&locks, &sidecar).and_then(|file| remove(&file)));
            }
        }
        if let Some(folder) = self.folder_of(document) {
            note(remove(&folder));
        }
        // The same text under a name that no longer exists is the same document, before it was renamed.
        for folder in self.folders() {
            let Some(about) = About::read(&folder) else { continue };
            if !about.path.exists() && about.texts.iter().any(|text| texts.contains(text)) {
                note(remove(&folder));
            }
        }
        self.remove_texts(&texts, &mut note);
        first_error
    }

    /// Removes what may not be kept by the rules of the settings. Rescue copies stay until their claims are taken up:
    /// nothing else has these.
    pub fn apply_rules(&self) -> Result<(), DurableError> {
        let mut first_error = Ok(());
        let mut note = |result: Result<(), DurableError>| {
            if first_error.is_ok() {
                first_error = result;
            }
        };
        let mut texts = Vec::new();
        for folder in self.folders() {
            let about = About::read(&folder);
            if about.as_ref().is_some_and(|about| self.rules.keep_copies_of(&about.path)) {
                continue;
            }
            texts.extend(about.into_iter().flat_map(|about| about.texts));
            match rescues_in(&folder).is_empty() {
                true => note(remove(&folder)),
                false => note(remove(&folder.join("backups"))),
            }
        }
        if self.rules.no_copies {
            for folder in
                self.snapshots().into_iter().chain(self.documents().filter(|_| self.folders().is_empty()))
            {
                note(remove(&folder));
            }
        }
        self.remove_texts(&texts, &mut note);
        first_error
    }

    /// Removes old texts, but for those that a document has which may leave copies and still exists.
    fn remove_texts(&self, texts: &[TextHash], note: &mut impl FnMut(Result<(), DurableError>)) {
        let others: Vec<About> = self.folders().iter().filter_map(|folder| About::read(folder)).collect();
        let is_needed = |text: &TextHash| {
            others.iter().any(|about| self.rules.keep_copies_of(&about.path) && about.texts.contains(text))
        };
        for text in texts.iter().filter(|text| !is_needed(text)) {
            if let Some(file) = self.snapshot_file(*text) {
                note(remove(&file));
            }
        }
    }
}
