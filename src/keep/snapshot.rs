//! Old texts: once a version of a document, packed, by hash; at most 1 GB of them, the oldest go first.
//!
//! With the old text at hand, a word diff says where every claim went when the document changes.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::durable::{Act, DurableError};
use crate::sidecar;
use crate::text::{self, Text, TextHash};

use super::about::About;
use super::{Keep, files_in, name_of, pack, remove, true_path, unpack, write_private};

/// The most bytes that all old texts together may take.
const MAX_BYTES: u64 = 1_000_000_000;

/// How far into a sidecar its text hash is looked for.
const HEAD_BYTES: u64 = 64 * 1024;

const ENDING: &str = ".zst";

impl Keep {
    /// Keeps the text of a document, unless it is kept already or no copies are wanted. Returns whether it is there now.
    pub fn snapshot(&self, document: &Path, text: &Text) -> Result<bool, DurableError> {
        let Some(file) = self.snapshot_file(text.hash()) else { return Ok(false) };
        if !self.rules.keep_copies_of(document) {
            return Ok(false);
        }
        self.note(document, Some(text.hash()))?;
        if file.exists() {
            return Ok(true);
        }
        let packed = pack(text.as_str().as_bytes());
        let packed = packed.map_err(|error| DurableError::failed(Act::Write, &file, error))?;
        write_private(&file, &packed)?;
        self.limit_snapshots(MAX_BYTES);
        Ok(file.exists())
    }

    /// Returns the text with that hash, if it was kept and is whole.
    pub fn old_text(&self, hash: TextHash) -> Option<Text> {
        let bytes = unpack(&self.snapshot_file(hash)?, text::MAX_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        if TextHash::of(&text) != hash {
            return None;
        }
        Text::new(text).ok()
    }

    /// Removes old texts that no sidecar names any more, and the oldest beyond 1 GB. What cannot be looked at, such as a
    /// drive that is not there, keeps its texts. Reads the heads of sidecars: for a worker, once a session.
    pub fn sweep_snapshots(&self) {
        let abouts: Vec<About> = self.folders().iter().filter_map(|folder| About::read(folder)).collect();
        let named: Vec<Option<Vec<TextHash>>> = abouts.iter().map(|about| self.named_by(about)).collect();
        for file in self.snapshots().map(|snapshots| files_in(&snapshots)).unwrap_or_default() {
            let Some(hash) = name_of(&file).and_then(|name| TextHash::parse(name.strip_suffix(ENDING)?))
            else {
                continue;
            };
            let is_needed = abouts.iter().zip(&named).any(|(about, named)| match named {
                Some(named) => named.contains(&hash),
                None => about.texts.contains(&hash),
            });
            if !is_needed {
                // What cannot be removed now is tried again in the next session.
                let _left = remove(&file);
            }
        }
        self.limit_snapshots(MAX_BYTES);
    }

    /// The texts that the sidecars of a document name; `None` where that cannot be told.
    fn named_by(&self, about: &About) -> Option<Vec<TextHash>> {
        let sidecars = self.sidecars_of(&about.path)?;
        sidecars.iter().map(|sidecar| text_named_in(sidecar).ok().flatten()).collect()
    }

    /// The sidecars of a document, in its folder and in the one that stands in for it; `None` where these cannot be
    /// listed.
    pub(super) fn sidecars_of(&self, document: &Path) -> Option<Vec<PathBuf>> {
        let mut paths = vec![document.to_owned()];
        if let (Some(place), Some(name)) = (self.place_of_path(document), document.file_name()) {
            paths.push(place.join(name));
        }
        let mut sidecars = Vec::new();
        for path in paths {
            sidecars.extend(sidecar::beside(&path).ok()?.into_iter().map(|(_, path)| path));
        }
        Some(sidecars)
    }

    /// Removes the oldest texts until all together have no more than `most` bytes.
    pub(super) fn limit_snapshots(&self, most: u64) {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = self
            .snapshots()
            .map(|snapshots| files_in(&snapshots))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|path| {
                let file = path.metadata().ok()?;
                Some((file.modified().ok()?, file.len(), path))
            })
            .collect();
        files.sort();
        let mut sum: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in files {
            if sum <= most {
                return;
            }
            if remove(&path).is_ok() {
                sum -= bytes;
            }
        }
    }

    pub(super) fn snapshot_file(&self, hash: TextHash) -> Option<PathBuf> {
        Some(self.snapshots()?.join(format!("{hash}{ENDING}")))
    }

    /// The texts of a document that are or were kept: those noted here, and those that its sidecars name.
    pub(super) fn texts_of(&self, document: &Path) -> Vec<TextHash> {
        let noted = self.folder_of(document).and_then(|folder| About::read(&folder));
        let mut texts = noted.map(|about| about.texts).unwrap_or_default();
        let sidecars = self.sidecars_of(&true_path(document)).unwrap_or_default();
        texts.extend(sidecars.iter().filter_map(|sidecar| text_named_in(sidecar).ok().flatten()));
        texts.sort();
        texts.dedup();
        texts
    }
}

/// Returns the hash of the text that a sidecar was written for, from its head alone; `None` where it has none.
pub(super) fn text_named_in(sidecar: &Path) -> io::Result<Option<TextHash>> {
    let mut head = Vec::new();
    std::fs::File::open(sidecar)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let behind = head.split_once("text_blake3").and_then(|(_, behind)| behind.split_once('"'));
    Ok(behind.and_then(|(_, behind)| TextHash::parse(behind.split('"').next()?)))
}
