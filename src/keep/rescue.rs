//! Layers that could not be saved: kept until they are, so that a full disk or a folder that is gone costs no claim.
//!
//! A rescue copy is a sidecar under its own name, with the version beside it that it was made from: the base of a merge
//! with what stands in the folder by then.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::durable::{Act, DurableError};
use crate::model::{Layer, LayerName, Timestamp};
use crate::sidecar;

use super::about::About;
use super::{Keep, files_in, name_of, remove, write_private};

const FOLDER: &str = "rescue";
const BASE: &str = ".base";

/// A layer that could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescue {
    /// The document it is about.
    pub document: PathBuf,
    /// The layer's name.
    pub name: LayerName,
    /// When it was kept.
    pub at: Timestamp,
    file: PathBuf,
}

impl Rescue {
    /// Returns the layer, and the version it was made from where there was one.
    pub fn read(&self) -> Result<(Layer, Option<Layer>), DurableError> {
        let failed = |error| DurableError::failed(Act::Read, &self.file, error);
        let layer = |path: &Path| {
            let read = sidecar::read(&std::fs::read(path)?);
            read.map(|read| read.layer).map_err(|error| io::Error::other(error.to_string()))
        };
        let base = layer(&base_of(&self.file)).ok();
        Ok((layer(&self.file).map_err(failed)?, base))
    }

    /// Returns its own file, which can be opened or copied by hand.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

impl Keep {
    /// Keeps a layer that could not be saved, with the version it was made from. Returns its file, or `None` where no
    /// copies are wanted.
    pub fn rescue(
        &self,
        document: &Path,
        name: &LayerName,
        layer: &Layer,
        base: Option<&Arc<Layer>>,
    ) -> Result<Option<PathBuf>, DurableError> {
        if !self.rules.keep_copies_of(document) {
            return Ok(None);
        }
        let Some(folder) = self.note(document, None)? else { return Ok(None) };
        let file = rescue_file(&folder, name);
        if let Some(base) = base {
            write_private(&base_of(&file), &sidecar::Written(base))?;
        }
        write_private(&file, &sidecar::Written(layer))?;
        Ok(Some(file))
    }

    /// The layer is saved: its rescue copy goes.
    pub fn rescued(&self, document: &Path, name: &LayerName) -> Result<(), DurableError> {
        let Some(folder) = self.folder_of(document) else { return Ok(()) };
        let file = rescue_file(&folder, name);
        if file.exists() {
            remove(&file)?;
        }
        remove(&base_of(&file))
    }

    /// Returns what could not be saved and waits to be taken up, by document and layer.
    pub fn pending(&self) -> Vec<Rescue> {
        self.folders().iter().flat_map(|folder| rescues_in(folder)).collect()
    }

    /// Returns what of the document at `path` could not be saved.
    pub fn pending_of(&self, document: &Path) -> Vec<Rescue> {
        self.folder_of(document).map(|folder| rescues_in(&folder)).unwrap_or_default()
    }
}

/// Returns the rescue copies in the folder of a document.
pub(super) fn rescues_in(folder: &Path) -> Vec<Rescue> {
    let Some(about) = About::read(folder) else { return Vec::new() };
    let files = files_in(&folder.join(FOLDER)).into_iter();
    files
        .filter_map(|file| {
            let name = LayerName::parse(name_of(&file)?.strip_suffix(sidecar::name::ENDING)?).ok()?;
            let modified = file.metadata().ok()?.modified().ok()?;
            let at = modified.duration_since(UNIX_EPOCH).ok()?.as_secs();
            let at = Timestamp(i64::try_from(at).unwrap_or_default());
            Some(Rescue { document: about.path.clone(), name, at, file })
        })
        .collect()
}

fn rescue_file(folder: &Path, name: &LayerName) -> PathBuf {
    folder.join(FOLDER).join(format!("{name}{}", sidecar::name::ENDING))
}

fn base_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(BASE);
    file.with_file_name(name)
}
