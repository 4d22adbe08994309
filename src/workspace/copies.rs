//! Versions of the own layer that stand beside its sidecar: copies that a synchronising program left, and the sides of a
//! merge that git has not finished.
//!
//! They are found by what they hold, never loaded as another annotator's, and offered for merging. A copy goes only when
//! all of it stands in the sidecar on disk, and not before app data has it.

use std::path::{Path, PathBuf};

use crate::durable::Fingerprint;
use crate::keep::Keep;
use crate::library;
use crate::merge;
use crate::model::{Annotator, Layer, LayerName, Timestamp};
use crate::sidecar;

use super::Open;
use super::git::{Git, is_in_working_tree};

/// Where a version of the own layer was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a copy that a synchronising program left.
    Copy(Copy),
    /// In git, which has not finished merging the sidecar.
    Git,
}

/// A copy that a synchronising program left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The layer that it is a copy of.
    pub of: LayerName,
    /// Where it stands.
    pub path: PathBuf,
    /// What it held when it was read.
    fingerprint: Fingerprint,
}

impl Copy {
    /// Returns its plain name.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// A version of the own layer that stands elsewhere.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The layer that it is a version of.
    pub of: LayerName,
    /// Where it was found.
    pub origin: Origin,
    /// What it holds.
    pub layer: Layer,
    /// What it was made from, where that is known.
    pub base: Option<Layer>,
    /// Whether it has anything that the own layer lacks.
    pub has_news: bool,
}

/// The wish to know what versions of the own layer stand elsewhere.
#[derive(Debug)]
pub struct LookElsewhere {
    /// The path that sidecars stand beside.
    home: PathBuf,
    sidecar: PathBuf,
    name: LayerName,
    own: Layer,
    who: Annotator,
}

impl Open {
    /// Returns what looks for versions of the own layer elsewhere; `None` while there is no own layer.
    pub fn look_elsewhere(&self) -> Option<LookElsewhere> {
        let own = self.own()?;
        Some(LookElsewhere {
            home: self.home().to_owned(),
            sidecar: own.path.clone(),
            name: own.name.clone(),
            own: own.layer()?,
            who: self.annotator()?.clone(),
        })
    }
}

impl LookElsewhere {
    /// Looks: for a worker. What git has comes first, then the copies by name.
    pub fn run(&self) -> Vec<Elsewhere> {
        let mut found = self.of_git();
        for path in library::copies_beside(&self.home) {
            let Ok(bytes) = sidecar::bytes_of(&path) else { continue };
            let Some(layer) = self.own_version(&bytes) else { continue };
            let copy = Copy { of: self.name.clone(), path, fingerprint: Fingerprint::of(&bytes) };
            found.push(self.elsewhere(Origin::Copy(copy), layer, None));
        }
        found
    }

    fn of_git(&self) -> Vec<Elsewhere> {
        let folder =
            self.sidecar.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unmerged = is_in_working_tree(folder)
            .then(|| Git::of(folder).ok()?.unmerged(self.sidecar.file_name()?))
            .flatten();
        let Some(unmerged) = unmerged else { return Vec::new() };
        let base = unmerged.base.and_then(|base| self.own_version(&base));
        let sides = unmerged.sides.iter().filter_map(|side| self.own_version(side));
        sides.map(|side| self.elsewhere(Origin::Git, side, base.clone())).collect()
    }

    fn elsewhere(&self, origin: Origin, layer: Layer, base: Option<Layer>) -> Elsewhere {
        let has_news = !is_all_in(&self.own, &layer, base.as_ref());
        Elsewhere { of: self.name.clone(), origin, layer, base, has_news }
    }

    /// Returns the layer that the bytes hold, where it is a version of the own one.
    fn own_version(&self, bytes: &[u8]) -> Option<Layer> {
        let layer = sidecar::read(bytes).ok()?.layer;
        let is_own = layer.annotator.is_person(&self.name, &self.who) && layer.role == self.own.role;
        let (theirs, ours) = (&layer.document, &self.own.document);
        let is_of_document = theirs.file == ours.file || theirs.text_blake3 == ours.text_blake3;
        (is_own && is_of_document).then_some(layer)
    }
}

/// Returns whether merging `version` into `own` would change nothing: all of it stands there.
fn is_all_in(own: &Layer, version: &Layer, base: Option<&Layer>) -> bool {
    merge::merge(own, version, base).is_ok_and(|merged| merged.layer == *own)
}

/// What became of a copy whose claims were merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// It is gone; app data has it.
    Removed,
    /// It stays, since it was changed meanwhile or the sidecar lacks something of it.
    Stays,
    /// It stays, since no copies are to be kept on this computer and nobody said that it may go without one.
    NotKept,
    /// It could not be removed; why.
    Failed(String),
}

/// Removes a copy when all of it stands in the own sidecar at `sidecar`, as that is on disk now; app data keeps it, unless
/// `is_agreed` that it goes without. For a worker.
pub fn clear_copy(
    keep: &Keep,
    document: &Path,
    (name, sidecar): (&LayerName, &Path),
    copy: &Copy,
    is_agreed: bool,
    now: Timestamp,
) -> Cleared {
    let layer_in = |bytes: &[u8]| sidecar::read(bytes).ok().map(|read| read.layer);
    let bytes = sidecar::bytes_of(&copy.path).ok().filter(|bytes| Fingerprint::of(bytes) == copy.fingerprint);
    let version = bytes.as_deref().and_then(layer_in);
    let own = sidecar::bytes_of(sidecar).ok().and_then(|bytes| layer_in(&bytes));
    let (Some(bytes), Some(version), Some(own)) = (bytes, version, own) else { return Cleared::Stays };
    if !is_all_in(&own, &version, None) {
        return Cleared::Stays;
    }
    if keep.rules().keep_copies_of(document) {
        if let Err(error) = keep.back_up(document, name, &bytes, now) {
            return Cleared::Failed(error.to_string());
        }
    } else if !is_agreed {
        return Cleared::NotKept;
    }
    match std::fs::remove_file(&copy.path) {
        Ok(()) => Cleared::Removed,
        Err(error) => Cleared::Failed(error.to_string()),
    }
}
