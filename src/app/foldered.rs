//! How much differs in the documents of a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::model::Annotator;
use crate::workspace::{Around, Open, shown_under};

use super::compared::{Compared, Key, Part};
use super::jobs::Progress;
use super::panels::usual_layers;

/// What is known of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its layers were compared.
    Compared {
        /// Whose layers.
        names: Vec<String>,
        /// How many clusters differ.
        differences: usize,
        /// How many agree.
        agreed: usize,
    },
    /// It has one layer.
    TooFew,
    /// It has none.
    Nobody,
    /// The person is at work in it and has not asked to see the others.
    Hidden,
    /// It could not be read.
    Unreadable(String),
}

/// One document with what differs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentDifferences {
    /// Where it is.
    pub path: PathBuf,
    /// Its name within the folder.
    pub name: String,
    /// What was found.
    pub found: Found,
}

impl DocumentDifferences {
    fn count(&self) -> usize {
        match self.found {
            Found::Compared { differences, .. } => differences,
            _ => 0,
        }
    }
}

/// The documents of a folder with what differs in each.
#[derive(Clone, Debug, Default)]
pub struct Foldered {
    /// Which folder.
    pub root: PathBuf,
    /// The documents, those with most differences first.
    pub documents: Vec<DocumentDifferences>,
    /// How far it is being worked out.
    pub running: Option<Arc<Progress>>,
}

/// Compares the layers of each document; counts in `progress`. For a worker.
pub fn compare_all(
    root: &Path,
    paths: &[PathBuf],
    who: Option<&Annotator>,
    around: &Around,
    progress: &Progress,
) -> Vec<DocumentDifferences> {
    let compare = |path: &PathBuf| {
        if progress.is_stopped() {
            return None;
        }
        let found = compare_one(path, who, around);
        progress.done.fetch_add(1, Ordering::Relaxed);
        let name = shown_under(root, path);
        Some(DocumentDifferences { path: path.clone(), name, found })
    };
    let mut documents: Vec<DocumentDifferences> = paths.par_iter().filter_map(compare).collect();
    documents.sort_by_key(|document| std::cmp::Reverse(document.count()));
    documents
}

fn compare_one(path: &Path, who: Option<&Annotator>, around: &Around) -> Found {
    let open = match Open::load_with(path, who, None, around) {
        Ok(open) => open,
        Err(error) => return Found::Unreadable(error.to_string()),
    };
    let layers = usual_layers(&open);
    match layers.len() {
        0 => return Found::Nobody,
        1 => return Found::TooFew,
        _ => {}
    }
    // Who has begun works independently until they are done or ask.
    if open.own().is_some() && !open.may_see_others() {
        return Found::Hidden;
    }
    let key = Key::of(&open, &layers);
    let parts = Part::all(&open, &key);
    let compared = Compared::of(key, parts, open.text());
    Found::Compared {
        differences: compared.by_place.len(),
        agreed: compared.agreed_count,
        names: compared.names,
    }
}
