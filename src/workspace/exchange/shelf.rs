//! Which sidecars stand in a folder, listed once for all its documents: a folder may have thousands of both.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::library::composed;
use crate::model::LayerName;
use crate::sidecar;

/// The sidecars of one folder, by the name of their document after NFC.
type Folder = HashMap<String, Vec<(LayerName, PathBuf)>>;

/// The folders that were listed.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    folders: HashMap<PathBuf, Folder>,
}

impl Shelf {
    /// Returns the sidecars beside `document`, as [`sidecar::beside`] does.
    pub(super) fn beside(&mut self, document: &Path) -> Vec<(LayerName, PathBuf)> {
        let (Some(name), Some(folder)) = (document.file_name().and_then(OsStr::to_str), document.parent())
        else {
            return sidecar::beside(document).unwrap_or_default();
        };
        let listed = self.folders.entry(folder.to_owned()).or_insert_with(|| list(folder));
        let mut beside = listed.get(&composed(name)).cloned().unwrap_or_default();
        // Of two that differ only in their normal form, the one spelled like the document counts.
        let is_spelled_alike = |path: &Path| path.to_str().is_some_and(|path| path.contains(name));
        beside.sort_by_cached_key(|(layer, path)| (layer.clone(), !is_spelled_alike(path), path.clone()));
        beside
    }
}

fn list(folder: &Path) -> Folder {
    let mut listed = Folder::new();
    let path = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let parts = name.to_str().and_then(sidecar::name::parse_file_name);
        if let Some((document, layer)) = parts
            && !entry.file_type().is_ok_and(|kind| kind.is_dir())
        {
            listed.entry(composed(&document)).or_default().push((layer, folder.join(&name)));
        }
    }
    listed
}
