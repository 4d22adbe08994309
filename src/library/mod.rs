//! A folder of documents as a pile of work: which are not begun, in work, done.
//!
//! Everything here reads files and belongs on a worker. A later scan takes over what it knows of sidecars that did not
//! change. Deliberately absent: the text of documents, which is read only for [`Library::claims`].

mod claims;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, HashMap};
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::import;
use crate::model::{Annotator, LayerName, Role};
use crate::problem::{Problem, Severity};
use crate::sidecar;

pub use claims::FolderClaim;
pub use walk::{Walk, natural, walk};

/// The most documents that a folder shows; a scan of somebody's whole disk ends here.
pub const MAX_DOCUMENTS: usize = 50_000;

/// How far the person is with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// There is no own layer.
    #[default]
    NotBegun,
    /// There is one.
    InWork,
    /// It is marked as done.
    Done,
}

/// What is known of a layer without showing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerEntry {
    /// The layer's name.
    pub name: LayerName,
    /// What is shown for its annotator.
    pub annotator: String,
    /// How many claims it has; `None` when it could not be read.
    pub claim_count: Option<usize>,
    /// What it is for.
    pub role: Role,
    /// Whether its owner is done.
    pub is_finished: bool,
    /// Whether it is the person's own.
    pub is_own: bool,
    path: PathBuf,
    stamp: Option<Stamp>,
    /// Who made it, where it could be read.
    person: Option<Annotator>,
}

impl LayerEntry {
    /// Returns the entry as `who` sees it.
    fn seen_by(mut self, who: Option<&Annotator>) -> Self {
        let is_mine = |person: &Annotator| {
            person.id == *self.name.annotator() && who.is_some_and(|who| person.is_person(&self.name, who))
        };
        self.is_own = self.role == Role::Analyst
            && self.name.suffix().is_none()
            && self.person.as_ref().is_some_and(is_mine);
        self
    }
}

/// When a file was changed and how long it is: whether it need be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { modified: metadata.modified().ok(), len: metadata.len() }
    }
}

/// A document of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it is.
    pub path: PathBuf,
    /// Its plain name.
    pub name: String,
    /// The sub folder it lies in, with `/`; empty for the folder itself.
    pub folder: String,
    /// How far the person is with it.
    pub state: State,
    /// How many claims the own layer has.
    pub claim_count: usize,
    /// All layers beside it, by name.
    pub layers: Vec<LayerEntry>,
}

/// A folder of documents.
#[derive(Clone, Debug, Default)]
pub struct Library {
    root: PathBuf,
    documents: Vec<Document>,
    problems: Vec<Problem>,
}

impl Library {
    /// Reads the folder. `who` decides which layers are the person's own; what `previous` knows of unchanged sidecars
    /// is taken over; `stop` ends early.
    pub fn scan(
        root: &Path,
        who: Option<&Annotator>,
        previous: Option<&Self>,
        stop: &AtomicBool,
    ) -> io::Result<Self> {
        std::fs::read_dir(root)?;
        let Walk { files, failures } = walk(root, stop);
        let mut problems: Vec<Problem> = failures
            .into_iter()
            .map(|(path, error)| {
                Problem::new(
                    Severity::Error,
                    format!("cannot be listed ({error}): {}", path.display()),
                    "check who may read it",
                )
            })
            .collect();
        let (sidecars, files) = parted(files);
        let known = previous.map(Self::known_entries).unwrap_or_default();
        let mut documents: Vec<Document> = files
            .into_par_iter()
            .filter(|path| begins_as_document(path))
            .map(|path| {
                let beside = sidecars.get(&key_of(&path)).map_or(&[][..], Vec::as_slice);
                document(root, path, beside, who, &known)
            })
            .collect();
        if documents.len() > MAX_DOCUMENTS {
            problems.push(Problem::new(
                Severity::Warning,
                format!("the folder has {} documents; the first {MAX_DOCUMENTS} are shown", documents.len()),
                "open one of its sub folders",
            ));
            documents.truncate(MAX_DOCUMENTS);
        }
        Ok(Self { root: root.to_owned(), documents, problems })
    }

    /// Reads one document of the folder again, with its sidecars; [`put`](Self::put) takes the answer.
    pub fn rescan(root: &Path, path: &Path, who: Option<&Annotator>) -> Document {
        let beside: Vec<(LayerName, PathBuf)> = sidecar::beside(path).unwrap_or_default();
        document(root, path.to_owned(), &beside, who, &HashMap::new())
    }

    /// Puts a document that was read again in its place. One that is not in the folder's list is left out.
    pub fn put(&mut self, document: Document) {
        if let Some(place) = self.documents.iter_mut().find(|other| other.path == document.path) {
            *place = document;
        }
    }

    /// Sets what the window knows of the document it shows, without reading it: nothing on disk is newer.
    pub fn set_state(&mut self, path: &Path, state: State, claim_count: usize) {
        if let Some(document) = self.documents.iter_mut().find(|document| document.path == path) {
            document.state = state;
            document.claim_count = claim_count;
        }
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the documents: those of the folder, then sub folder by sub folder, sorted as people sort.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Returns what could not be listed.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns how many documents are done, and how many there are.
    pub fn done_of_all(&self) -> (usize, usize) {
        let done = self.documents.iter().filter(|document| document.state == State::Done).count();
        (done, self.documents.len())
    }

    /// Returns the next document behind `path` that is not done, from the start again after the last; `None` when all
    /// others are done.
    pub fn next_undone(&self, path: &Path) -> Option<&Document> {
        let behind = self.documents.iter().position(|document| document.path == path).map_or(0, |at| at + 1);
        let (before, after) = self.documents.split_at_checked(behind)?;
        after.iter().chain(before).find(|document| document.state != State::Done && document.path != path)
    }

    fn known_entries(&self) -> HashMap<PathBuf, LayerEntry> {
        self.documents
            .iter()
            .flat_map(|document| &document.layers)
            .map(|layer| (layer.path.clone(), layer.clone()))
            .collect()
    }
}

/// A document's folder and its name after NFC: what its sidecars' names are compared with.
type Key = (PathBuf, String);

fn key_of(path: &Path) -> Key {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (path.parent().map(Path::to_owned).unwrap_or_default(), composed(&name))
}

/// Returns the name after NFC: how names of documents are compared.
pub fn composed(name: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfc(name).collect()
}

/// The sidecars of each document, by layer name.
type Sidecars = BTreeMap<Key, Vec<(LayerName, PathBuf)>>;

/// Parts the sidecars from all other files.
fn parted(files: Vec<PathBuf>) -> (Sidecars, Vec<PathBuf>) {
    let mut sidecars = Sidecars::new();
    let mut others = Vec::new();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match sidecar::name::parse_file_name(&name) {
            Some((document, layer)) => {
                let folder = file.parent().map(Path::to_owned).unwrap_or_default();
                sidecars.entry((folder, composed(&document))).or_default().push((layer, file));
            }
            None if is_like_sidecar(&name) => {}
            None => others.push(file),
        }
    }
    for beside in sidecars.values_mut() {
        beside.sort();
    }
    (sidecars, others)
}

/// Returns whether a file that is no sidecar by its name may be a copy of one that a synchronising program left:
/// `rift.md.maria.obelus (1).ron`, `….obelus.sync-conflict-….ron`. Never a document.
pub fn is_like_sidecar(name: &str) -> bool {
    name.contains(".obelus") && name.ends_with(".ron") && sidecar::name::parse_file_name(name).is_none()
}

/// Returns the files beside the document at `document` that hold a sidecar and are none by their name, by name: copies
/// that a synchronising program left.
pub fn copies_beside(document: &Path) -> Vec<PathBuf> {
    let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = document.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let begins_alike = |other: &str| composed(other).starts_with(&format!("{}.", composed(&name)));
    let mut copies: Vec<PathBuf> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|other| is_like_sidecar(other) && begins_alike(other))
        .map(|other| document.with_file_name(other))
        .filter(|copy| holds_layer(copy))
        .collect();
    copies.sort();
    copies
}

/// Returns whether the file has the content of a sidecar.
pub fn holds_layer(path: &Path) -> bool {
    sidecar::bytes_of(path)
        .is_ok_and(|bytes| bytes.starts_with(b"// Obelus sidecar") || sidecar::read(&bytes).is_ok())
}

/// Returns whether the file begins as a document does; a known extension of text is trusted unread, but for those of
/// reports and exported Markdown.
fn begins_as_document(path: &Path) -> bool {
    let format = import::format_of(path, &[]);
    if let Some(format) = format.filter(|format| !format.may_be_export()) {
        return format.reading != import::Reading::NotYet;
    }
    let mut beginning = Vec::with_capacity(import::MAGIC_BYTES);
    let limit = u64::try_from(import::MAGIC_BYTES).unwrap_or(u64::MAX);
    let read = std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut beginning));
    let is_document = match read {
        Ok(_) => import::is_document(path, &beginning),
        // That it cannot be read is said when it is opened.
        Err(_) => format.is_some(),
    };
    is_document && !import::is_export(&beginning)
}

fn document(
    root: &Path,
    path: PathBuf,
    beside: &[(LayerName, PathBuf)],
    who: Option<&Annotator>,
    known: &HashMap<PathBuf, LayerEntry>,
) -> Document {
    let layers: Vec<LayerEntry> = beside.iter().map(|(name, path)| entry(name, path, who, known)).collect();
    let own = layers
        .iter()
        .filter(|layer| layer.is_own)
        .min_by_key(|layer| (who.is_some_and(|who| *layer.name.annotator() != who.id), layer.name.clone()));
    let state = match own {
        None => State::NotBegun,
        Some(own) if own.is_finished => State::Done,
        Some(_) => State::InWork,
    };
    let claim_count = own.and_then(|own| own.claim_count).unwrap_or(0);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path
        .parent()
        .and_then(|folder| folder.strip_prefix(root).ok())
        .map(|folder| {
            let parts: Vec<_> = folder.iter().map(|part| part.to_string_lossy()).collect();
            parts.join("/")
        })
        .unwrap_or_default();
    Document { path, name, folder, state, claim_count, layers }
}

fn entry(
    name: &LayerName,
    path: &Path,
    who: Option<&Annotator>,
    known: &HashMap<PathBuf, LayerEntry>,
) -> LayerEntry {
    let stamp = std::fs::metadata(path).ok().map(|metadata| Stamp::of(&metadata));
    if let Some(entry) = known.get(path).filter(|entry| stamp.is_some() && entry.stamp == stamp) {
        return entry.clone().seen_by(who);
    }
    let outline = sidecar::bytes_of(path).ok().and_then(|bytes| sidecar::outline(&bytes));
    let mut entry = LayerEntry {
        name: name.clone(),
        annotator: name.annotator().to_string(),
        claim_count: None,
        role: Role::default(),
        is_finished: false,
        is_own: false,
        path: path.to_owned(),
        stamp,
        person: None,
    };
    if let Some(outline) = outline {
        entry.annotator.clone_from(&outline.annotator.name);
        entry.claim_count = Some(outline.claim_count);
        entry.role = outline.role;
        entry.is_finished = outline.is_finished;
        entry.person = Some(outline.annotator);
    }
    entry.seen_by(who)
}
