//! App data: what Obelus keeps outside the documents' folders, for this person alone.
//!
//! Old texts of documents ([`snapshot`](Keep::snapshot)), former sidecars ([`backup`](Keep::back_up)), layers that could
//! not be saved ([`rescue`](Keep::rescue)), and where the sidecars of documents stand whose own folder cannot be
//! written. Folders are 0700, files 0600. Everything here can be lost without a claim being lost, but for rescue copies
//! until their layer is saved. *Keep no copies* covers all of it; nothing here reads a clock. In `documents/` one folder
//! a document, by BLAKE3 of its path; in `snapshots/` one file a text, by the text's hash.

mod about;
mod backup;
mod forget;
mod renamed;
mod rescue;
mod snapshot;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use crate::durable::{self, Act, DurableError};
use crate::settings::Settings;
use crate::text::TextHash;

pub use backup::Backup;
pub use renamed::Renamed;
pub use rescue::Rescue;

/// Which documents leave copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// No document does.
    pub no_copies: bool,
    /// Those in these folders do not.
    pub no_copies_in: Vec<PathBuf>,
}

impl Rules {
    /// Returns the rules of the settings; `OBELUS_NO_COPIES` set to anything but 0 overrides them.
    pub fn of(settings: &Settings) -> Self {
        let by_environment = std::env::var_os("OBELUS_NO_COPIES");
        let by_environment = by_environment.is_some_and(|value| !value.is_empty() && value != "0");
        Self {
            no_copies: by_environment || settings.keep_no_copies == Some(true),
            no_copies_in: settings.no_copies_in.clone(),
        }
    }

    /// Returns whether the document at `path` leaves copies.
    pub fn keep_copies_of(&self, path: &Path) -> bool {
        let path = true_path(path);
        !self.no_copies && !self.no_copies_in.iter().any(|folder| path.starts_with(true_path(folder)))
    }
}

/// The folder of app data, with what the settings say about it. Cheap to copy; touches nothing until it is asked.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    /// `None` keeps nothing and finds nothing.
    home: Option<PathBuf>,
    rules: Rules,
    places: Vec<crate::settings::Place>,
    known_folders: Vec<PathBuf>,
}

impl Keep {
    /// App data in the folder `home`.
    pub fn new(home: PathBuf, settings: &Settings) -> Self {
        let of_documents = settings.recent_documents.iter().filter_map(|recent| recent.path.parent());
        let folders = settings.recent_folders.iter().map(|recent| recent.path.as_path());
        let mut known_folders: Vec<PathBuf> = folders.chain(of_documents).map(Path::to_owned).collect();
        known_folders.sort();
        known_folders.dedup();
        Self { home: Some(home), rules: Rules::of(settings), places: settings.places.clone(), known_folders }
    }

    /// Keeps nothing and finds nothing but the folders of the settings that stand in for others: what listing verbs use,
    /// so that they say the same on every machine.
    pub fn of_places(settings: &Settings) -> Self {
        Self { places: settings.places.clone(), ..Self::default() }
    }

    /// Keeps nothing and finds nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Returns which documents leave copies.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns whether any folder stands in for that of a document.
    pub fn has_places(&self) -> bool {
        !self.places.is_empty()
    }

    /// Returns the folder that keeps the sidecars of a document whose own folder cannot be written: by its text, or by
    /// its path when the text has changed.
    pub fn place_of(&self, document: &Path, text: TextHash) -> Option<&Path> {
        let document = true_path(document);
        let by_text = self.places.iter().rev().find(|place| place.text == text);
        let place = by_text.or_else(|| self.places.iter().rev().find(|place| place.document == document));
        place.map(|place| place.folder.as_path())
    }

    /// Returns the folder that keeps the sidecars of the document at that path, whatever its text.
    pub fn place_of_path(&self, document: &Path) -> Option<&Path> {
        let document = true_path(document);
        let place = self.places.iter().rev().find(|place| place.document == document);
        place.map(|place| place.folder.as_path())
    }

    /// Returns the folders that stand in for those of documents.
    pub fn place_folders(&self) -> impl Iterator<Item = &Path> {
        self.places.iter().map(|place| place.folder.as_path())
    }

    /// Returns the folders that the settings know of.
    pub fn known_folders(&self) -> &[PathBuf] {
        &self.known_folders
    }

    /// Removes temporary files that a crash left in app data.
    pub fn sweep(&self, now: std::time::SystemTime) {
        let mut folders: Vec<PathBuf> = self.snapshots().into_iter().collect();
        for folder in self.folders() {
            folders.extend(files_in(&folder.join("backups")));
            folders.push(folder.join("rescue"));
            folders.push(folder);
        }
        for folder in folders {
            durable::sweep(&folder, now);
        }
    }

    /// The folder of locks.
    fn locks(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join("locks"))
    }

    /// The folder of old texts.
    fn snapshots(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join("snapshots"))
    }

    /// The folder with the folders of documents.
    fn documents(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join("documents"))
    }

    /// The folder of one document.
    fn folder_of(&self, document: &Path) -> Option<PathBuf> {
        let path = true_path(document);
        let key = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
        Some(self.documents()?.join(key.get(..32).unwrap_or(&key)))
    }

    /// The folders of all documents.
    fn folders(&self) -> Vec<PathBuf> {
        self.documents().map(|documents| files_in(&documents)).unwrap_or_default()
    }
}

/// Returns where a path really leads, as far as it exists: two ways to one document are one document.
fn true_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => {
            folder.canonicalize().map(|folder| folder.join(name)).unwrap_or(absolute)
        }
        _ => absolute,
    }
}

/// Returns the paths in a folder, by name; none where it cannot be listed.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Writes a file that this person alone can read; its folder is made.
fn write_private(path: &Path, content: &dyn durable::Content) -> Result<(), DurableError> {
    if let Some(folder) = path.parent() {
        durable::create_private_folder(folder)?;
    }
    durable::replace_private_by(path, content, None).map(|_| ())
}

/// Removes a file or a folder with all that it holds; what is not there is gone already.
fn remove(path: &Path) -> Result<(), DurableError> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(DurableError::failed(Act::Write, path, error))
        }
        _ => Ok(()),
    }
}

/// Packs bytes.
fn pack(bytes: &[u8]) -> Result<Vec<u8>, io::Error> {
    zstd::encode_all(bytes, 3)
}

/// Unpacks a file, up to `limit` bytes.
fn unpack(path: &Path, limit: usize) -> Result<Vec<u8>, io::Error> {
    use std::io::Read as _;
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let file = std::io::BufReader::new(std::fs::File::open(path)?);
    let mut bytes = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(file)?;
    decoder.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= limit => Ok(bytes),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
    }
}

/// Returns whether every piece of a packed file is what it should be, up to the first that is not.
fn unpacked_is(path: &Path, mut is_right: impl FnMut(&[u8]) -> bool) -> Result<bool, io::Error> {
    use std::io::BufRead as _;
    let file = std::io::BufReader::new(std::fs::File::open(path)?);
    let mut decoder = std::io::BufReader::new(zstd::stream::read::Decoder::with_buffer(file)?);
    loop {
        let piece = decoder.fill_buf()?;
        let length = piece.len();
        if length == 0 {
            return Ok(true);
        }
        if !is_right(piece) {
            return Ok(false);
        }
        decoder.consume(length);
    }
}

/// Returns a file's name, where it is Unicode.
fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(OsStr::to_str)
}
