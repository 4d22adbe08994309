//! An article under another name: its layers are found by the hash of the text, and copied to the new name.

use std::path::{Path, PathBuf};

use crate::durable::{self, DurableError, Fingerprint};
use crate::model::LayerName;
use crate::sidecar;
use crate::text::TextHash;

use super::snapshot::text_named_in;
use super::{Keep, files_in, name_of, true_path};

/// How many sidecars of one folder are looked into.
const MOST: usize = 10_000;

/// Layers of one text under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The name of the document that they stand under.
    pub name: String,
    /// The folder that they stand in.
    pub folder: PathBuf,
    /// The layers and their sidecars, by name.
    pub sidecars: Vec<(LayerName, PathBuf)>,
}

impl Renamed {
    /// Says what was found: "Three layers belong to this text under the name rift.md".
    pub fn sentence(&self) -> String {
        const NUMBERS: &[&str] =
            &["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
        let count = self.sidecars.len();
        let number = NUMBERS.get(count).map_or_else(|| count.to_string(), |number| (*number).to_owned());
        let layers = if count == 1 { "layer belongs" } else { "layers belong" };
        format!("{number} {layers} to this text under the name {}", self.name)
    }

    /// Copies the layers to the name of `document`; the old ones stay, and nothing that stands there is replaced.
    /// Returns the copies.
    pub fn copy_to(&self, document: &Path) -> Result<Vec<PathBuf>, DurableError> {
        let mut copies = Vec::new();
        for (layer, path) in &self.sidecars {
            let bytes =
                std::fs::read(path).map_err(|error| DurableError::failed(durable::Act::Read, path, error))?;
            let copy = sidecar::name::path_beside(document, layer);
            durable::replace(&copy, &bytes, Some(Fingerprint::Absent))?;
            copies.push(copy);
        }
        Ok(copies)
    }
}

impl Keep {
    /// Looks for layers of a document that has none beside it: by its text, in its own folder and in those that the
    /// settings know. Each name they stand under is one entry, the document's own folder first.
    pub fn renamed(&self, document: &Path, text: TextHash) -> Vec<Renamed> {
        let own = true_path(document);
        let own_folder = own.parent().map(Path::to_owned);
        let mut folders: Vec<PathBuf> = own_folder.into_iter().collect();
        folders.extend(self.places.iter().map(|place| place.folder.clone()));
        folders.extend(self.known_folders.iter().cloned());
        let mut seen = Vec::new();
        let mut found = Vec::new();
        for folder in folders {
            let folder = folder.canonicalize().unwrap_or(folder);
            if !seen.contains(&folder) {
                found.extend(layers_of(text, &folder, &own));
                seen.push(folder);
            }
        }
        found
    }
}

/// Returns the layers of `text` in one folder, but for those of the document itself.
fn layers_of(text: TextHash, folder: &Path, document: &Path) -> Vec<Renamed> {
    let mut found: Vec<Renamed> = Vec::new();
    let sidecars = files_in(folder).into_iter().filter_map(|path| {
        let (name, layer) = sidecar::name::parse_file_name(name_of(&path)?)?;
        Some((name, layer, path))
    });
    for (name, layer, path) in sidecars.take(MOST) {
        let is_of_text = || text_named_in(&path).is_ok_and(|named| named == Some(text));
        if path.is_dir() || path.with_file_name(&name) == document || !is_of_text() {
            continue;
        }
        match found.iter_mut().find(|renamed| renamed.name == name) {
            Some(renamed) => renamed.sidecars.push((layer, path)),
            None => {
                found.push(Renamed { name, folder: folder.to_owned(), sidecars: vec![(layer, path)] });
            }
        }
    }
    found
}
