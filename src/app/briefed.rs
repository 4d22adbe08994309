//! The briefing as it was worked out, and what it was worked out from.

use std::path::{Path, PathBuf};

use crate::export::{At, Briefing};
use crate::library::Library;

/// What a briefing depends on: it is worked out anew when this is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The open document and its revision.
    open: Option<(PathBuf, u64)>,
    /// The folder, where its list lies, how many documents and claims it has; for a briefing of a whole folder.
    folder: Option<(PathBuf, usize, usize, usize)>,
}

impl Key {
    /// Makes the key of a briefing of the document, or of the folder where one is given.
    pub fn new(open: Option<(PathBuf, u64)>, folder: Option<&Library>) -> Self {
        let folder = folder.map(|library| {
            let documents = library.documents();
            let claims = documents.iter().map(|document| document.claim_count).sum();
            (library.root().to_owned(), documents.as_ptr() as usize, documents.len(), claims)
        });
        Self { open, folder }
    }

    /// Returns whether the whole folder is meant.
    pub fn is_of_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// Returns the folder, where it is meant.
    pub fn root(&self) -> Option<&Path> {
        self.folder.as_ref().map(|(root, ..)| root.as_path())
    }

    /// Returns whether both are about the same document or folder, in whatever state.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        match (&self.folder, &other.folder) {
            (Some((one, ..)), Some((other, ..))) => one == other,
            (None, None) => {
                self.open.as_ref().map(|(path, _)| path) == other.open.as_ref().map(|(path, _)| path)
            }
            _ => false,
        }
    }
}

/// A briefing with what it was made from.
#[derive(Clone, Debug)]
pub struct Briefed {
    /// What it depends on.
    pub key: Key,
    /// Where the documents are, by their number.
    pub documents: Vec<PathBuf>,
    /// The rows.
    pub briefing: Briefing,
}

impl Briefed {
    /// Returns the document that a claim stands in.
    pub fn document(&self, at: At) -> Option<&Path> {
        self.documents.get(at.document).map(PathBuf::as_path)
    }
}
