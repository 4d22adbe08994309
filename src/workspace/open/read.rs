//! Reading a document with the sidecars beside it.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use thiserror::Error;

use crate::anchor::{self, PlacedClaim};
use crate::durable::{self, Fingerprint, Stamp};
use crate::import::{self, Extractor, ImportError, Imported, Wanted};
use crate::keep::Keep;
use crate::model::{About, Annotator, Layer, LayerName, State};
use crate::problem::{Problem, Severity};
use crate::sidecar::{self, ReadError};
use crate::store::Store;
use crate::text::decode::Decoded;
use crate::text::{Text, TextHash, TooLong};

use super::Work;
use super::layer::{LayerKind, OpenLayer};
use super::relations::Relations;
use super::review::Standings;

/// Why a document cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The file gives no document.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The path is a sidecar.
    #[error("this is a sidecar, not a document: {}", path.display())]
    Sidecar {
        /// The path.
        path: PathBuf,
    },
    /// The document has more bytes than a text may have.
    #[error("{source}: {}", path.display())]
    TooLong {
        /// The path.
        path: PathBuf,
        /// How long it is.
        source: TooLong,
    },
    /// Nothing is known of an encoding with that name.
    #[error("there is no encoding called {label:?}")]
    UnknownEncoding {
        /// The name.
        label: String,
    },
}

impl OpenError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Import(error) => error.hint(),
            Self::Sidecar { .. } => "open the document that its name begins with",
            Self::TooLong { .. } => "split the document",
            Self::UnknownEncoding { .. } => "use a name like windows-1252, or leave it out",
        }
    }
}

/// How the reader wants a document to be read, where that is not as it is found or recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The encoding, by its label.
    pub encoding: Option<&'a str>,
    /// What makes the text, of a format that has several extractors.
    pub extractor: Option<Extractor>,
}

impl<'a> From<Option<&'a str>> for Choice<'a> {
    fn from(encoding: Option<&'a str>) -> Self {
        Self { encoding, extractor: None }
    }
}

/// What is at hand beyond the files beside a document.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// App data: old texts, rescue copies, and folders that stand in for one that cannot be written.
    pub keep: Keep,
    /// A text that was just shown: a layer that was written for it is followed from there.
    pub old: Option<Text>,
}

impl Around {
    /// What app data has.
    pub fn of(keep: Keep) -> Self {
        Self { keep, old: None }
    }

    /// Returns the text with that hash, where it is at hand.
    pub(super) fn old_text(&self, hash: TextHash) -> Option<Text> {
        self.old.clone().filter(|old| old.hash() == hash).or_else(|| self.keep.old_text(hash))
    }
}

/// The texts that layers were written for, as far as they are at hand.
type OldTexts = BTreeMap<TextHash, Text>;

/// A document as it was read, with all layers beside it.
#[derive(Debug)]
pub struct Reading {
    /// Where it was opened; its sidecars stand beside this path.
    pub path: PathBuf,
    /// Its plain name.
    pub name: String,
    /// Its text, and how that was found.
    pub decoded: Decoded,
    /// What made the text; `None` for plain text.
    pub extractor: Option<Extractor>,
    /// What the document says of itself.
    pub about: About,
    /// All layers, by name.
    pub layers: Vec<OpenLayer>,
    /// What was found that belongs to no layer.
    pub problems: Vec<Problem>,
}

/// A document whose text is read, and the sidecars beside it, which are not.
pub(super) struct TextRead {
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// The path that new sidecars stand beside: the same, or that name in the folder that stands in for its own.
    pub(super) home: PathBuf,
    /// Who touched the file last, before it was read.
    pub(super) stamp: Option<Stamp>,
    pub(super) decoded: Decoded,
    pub(super) extractor: Option<Extractor>,
    pub(super) about: About,
    pub(super) beside: Vec<(LayerName, PathBuf)>,
    pub(super) problems: Vec<Problem>,
}

/// A sidecar that was read.
struct Found {
    name: LayerName,
    path: PathBuf,
    fingerprint: Fingerprint,
    read: Result<sidecar::Read, Failure>,
}

enum Failure {
    Io(io::Error),
    Read(ReadError),
}

/// As [`read_document_with`], from the files beside the document alone.
pub fn read_document<'a>(
    path: &Path,
    who: Option<&Annotator>,
    choice: impl Into<Choice<'a>>,
) -> Result<Reading, OpenError> {
    read_document_with(path, who, choice, &Around::default())
}

/// Reads the document at `path` and every sidecar beside it. `who` decides whose recorded encoding and extractor come
/// first; the reader's own choice overrides all.
pub fn read_document_with<'a>(
    path: &Path,
    who: Option<&Annotator>,
    choice: impl Into<Choice<'a>>,
    around: &Around,
) -> Result<Reading, OpenError> {
    let mut unlisted = Vec::new();
    let beside = list(path, &mut unlisted);
    let mut reading = read_document_beside(path, who, choice, around, beside)?;
    reading.problems.splice(..0, unlisted);
    Ok(reading)
}

/// As [`read_document_with`], where it is known already which sidecars stand beside the document.
pub fn read_document_beside<'a>(
    path: &Path,
    who: Option<&Annotator>,
    choice: impl Into<Choice<'a>>,
    around: &Around,
    beside: Vec<(LayerName, PathBuf)>,
) -> Result<Reading, OpenError> {
    let read = read_text_beside(path, who, &choice.into(), around, &|_, _| true, move |_| beside)?;
    let TextRead { path, name, decoded, extractor, about, beside, problems, .. } = read;
    let layers = read_layers(beside, &decoded, around);
    Ok(Reading { path, name, decoded, extractor, about, layers, problems })
}

/// Reads the document's text, and of the sidecars no more than what says how to read it. `goes_on` is told how many of
/// how many bytes are there, and says whether to read on.
pub(super) fn read_text(
    path: &Path,
    who: Option<&Annotator>,
    choice: &Choice<'_>,
    around: &Around,
    goes_on: &import::GoesOn<'_>,
) -> Result<TextRead, OpenError> {
    read_text_beside(path, who, choice, around, goes_on, |problems| list(path, problems))
}

fn read_text_beside(
    path: &Path,
    who: Option<&Annotator>,
    choice: &Choice<'_>,
    around: &Around,
    goes_on: &import::GoesOn<'_>,
    list_beside: impl FnOnce(&mut Vec<Problem>) -> Vec<(LayerName, PathBuf)>,
) -> Result<TextRead, OpenError> {
    if sidecar::name::parse_file_name(&plain_name(path)).is_some() {
        return Err(OpenError::Sidecar { path: path.to_owned() });
    }
    let stamp = durable::stamp(path);
    let source = import::open_while(path, goes_on)?;
    let mut problems = Vec::new();
    let mut beside = list_beside(&mut problems);
    let mut home = path.to_owned();
    let place = around.keep.place_of_path(path);
    if let Some(place) = place {
        home = stand_in(path, place);
        add_from(&home, &mut beside, &mut problems);
    }
    let imported = made_text(source, &beside, who, choice, path)?;
    let Imported { decoded, extractor, about, problems: of_text } = imported;
    if place.is_none()
        && around.keep.has_places()
        && let Some(place) = around.keep.place_of(path, decoded.text.hash())
    {
        home = stand_in(path, place);
        add_from(&home, &mut beside, &mut problems);
    }
    problems.extend(of_text);
    let path = path.to_owned();
    Ok(TextRead { name: plain_name(&path), path, home, stamp, decoded, extractor, about, beside, problems })
}

/// Returns the sidecars of the document at `path`, by layer name: those beside it, and those in the folder that stands
/// in for its own. The document is read only where its text may tell which folder that is.
pub fn sidecars_of(path: &Path, who: Option<&Annotator>, around: &Around) -> Vec<(LayerName, PathBuf)> {
    sidecars_with(path, who, around, list(path, &mut Vec::new()))
}

/// As [`sidecars_of`], where it is known already which stand beside the document.
pub fn sidecars_with(
    path: &Path,
    who: Option<&Annotator>,
    around: &Around,
    mut beside: Vec<(LayerName, PathBuf)>,
) -> Vec<(LayerName, PathBuf)> {
    if let Some(place) = around.keep.place_of_path(path) {
        add_from(&stand_in(path, place), &mut beside, &mut Vec::new());
        return beside;
    }
    let may_stand_in = |place: &Path| !list(&stand_in(path, place), &mut Vec::new()).is_empty();
    if !around.keep.place_folders().any(may_stand_in) {
        return beside;
    }
    let read = read_text(path, who, &Choice::default(), around, &|_, _| true);
    read.map_or(beside, |read| read.beside)
}

/// Returns the path that the document's sidecars stand beside in the folder `place`.
fn stand_in(document: &Path, place: &Path) -> PathBuf {
    place.join(document.file_name().unwrap_or_default())
}

/// Adds the sidecars beside `home`. Of two of one name that is written which stands there.
fn add_from(home: &Path, beside: &mut Vec<(LayerName, PathBuf)>, problems: &mut Vec<Problem>) {
    let there = list(home, problems);
    beside.retain(|(name, _)| !there.iter().any(|(other, _)| other == name));
    beside.extend(there);
    beside.sort();
}

/// Makes the text as the reader chose, else as the sidecars record it, else as it is found.
fn made_text(
    source: import::Source,
    beside: &[(LayerName, PathBuf)],
    who: Option<&Annotator>,
    choice: &Choice<'_>,
    path: &Path,
) -> Result<Imported, OpenError> {
    let encoding = choice.encoding.map(|label| {
        encoding_rs::Encoding::for_label(label.as_bytes())
            .ok_or_else(|| OpenError::UnknownEncoding { label: label.to_owned() })
    });
    let heads = heads(beside, who);
    let recorded =
        heads.iter().find_map(|head| Some((head.document.encoding.as_deref()?, head.document.text_blake3)));
    let extractor = choice.extractor.or_else(|| {
        heads.iter().find_map(|head| head.document.extractor.as_deref().and_then(Extractor::named))
    });
    source
        .read(&Wanted { encoding: encoding.transpose()?, recorded, extractor })
        .map_err(|source| OpenError::TooLong { path: path.to_owned(), source })
}

/// Returns the sidecars that stand beside `path`, by layer name.
fn list(path: &Path, problems: &mut Vec<Problem>) -> Vec<(LayerName, PathBuf)> {
    let mut beside = sidecar::beside(path).unwrap_or_else(|error| {
        problems.push(Problem::new(
            Severity::Error,
            format!("the folder cannot be listed ({error}), so no sidecar was read"),
            "check who may read the folder",
        ));
        Vec::new()
    });
    beside.sort();
    beside
}

/// Reads the sidecars and places their claims in the text. The text is hashed meanwhile.
pub(super) fn read_layers(
    beside: Vec<(LayerName, PathBuf)>,
    decoded: &Decoded,
    around: &Around,
) -> Vec<OpenLayer> {
    let find_all = || beside.into_par_iter().map(|(name, path)| find(name, path)).collect::<Vec<Found>>();
    let (found, _hash) = rayon::join(find_all, || decoded.text.hash());
    let olds = old_texts(&found, &decoded.text, around);
    found.into_par_iter().map(|found| layer_of(found, &decoded.text, &olds)).collect()
}

/// Returns the texts that the layers were written for, each once.
fn old_texts(found: &[Found], text: &Text, around: &Around) -> OldTexts {
    let named = found.iter().filter_map(|found| Some(found.read.as_ref().ok()?.layer.document.text_blake3));
    let mut olds = OldTexts::new();
    for hash in named.filter(|hash| *hash != text.hash()) {
        if !olds.contains_key(&hash)
            && let Some(old) = around.old_text(hash)
        {
            olds.insert(hash, old);
        }
    }
    olds
}

/// Returns the document's plain name.
pub fn plain_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns the number of the layer that `who` edits at this work: the one with their key, else the one without a key
/// under their id. Of several with the key the one under the id comes first.
pub fn own_of(layers: &[OpenLayer], who: &Annotator, work: &Work) -> Option<usize> {
    let suffix = work.suffix();
    let may_write =
        |layer: &OpenLayer| layer.kind == LayerKind::Other && layer.name.suffix() == suffix.as_deref();
    let is_mine = |layer: &OpenLayer| {
        layer
            .head
            .as_ref()
            .is_some_and(|head| head.role == work.role() && head.annotator.is_person(&layer.name, who))
    };
    layers
        .iter()
        .enumerate()
        .filter(|(_, layer)| may_write(layer) && is_mine(layer) && !is_locked(layer))
        .min_by_key(|(_, layer)| (*layer.name.annotator() != who.id, layer.name.clone()))
        .map(|(number, _)| number)
}

/// Returns whether nothing may write the sidecar although it could be read: it names another annotator than its file
/// does, or its text was made by an extractor that is not here.
fn is_locked(layer: &OpenLayer) -> bool {
    layer.head.as_ref().is_none_or(|head| head.annotator.id != *layer.name.annotator() || !layer.has_places())
}

fn find(name: LayerName, path: PathBuf) -> Found {
    match sidecar::bytes_of(&path) {
        Ok(bytes) => {
            let (fingerprint, read) = rayon::join(|| Fingerprint::of(&bytes), || sidecar::read(&bytes));
            Found { name, path, fingerprint, read: read.map_err(Failure::Read) }
        }
        Err(error) => Found { name, path, fingerprint: Fingerprint::Absent, read: Err(Failure::Io(error)) },
    }
}

/// How many bytes of a sidecar are read first: what stands before the claims is shorter.
const HEAD_BYTES: u64 = 64 << 10;

/// Returns what stands before a sidecar's claims.
fn head_of(path: &Path) -> Option<sidecar::Head> {
    let mut file = sidecar::open(path).ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes).ok()?;
    if let Some(head) = sidecar::head(&bytes) {
        return Some(head);
    }
    // Somebody's editor may have put the claims first.
    let read = file.read_to_end(&mut bytes).ok()?;
    if read == 0 { None } else { sidecar::head(&bytes) }
}

/// Returns what stands before the claims of all sidecars, by name, the own one first: the first that records how the
/// text came about decides. When the own one records no encoding, its text was found as UTF-8.
fn heads(beside: &[(LayerName, PathBuf)], who: Option<&Annotator>) -> Vec<sidecar::Head> {
    let heads = beside.iter().filter_map(|(name, path)| Some((name, head_of(path)?)));
    let mut heads: Vec<(&LayerName, sidecar::Head)> = heads.collect();
    heads.sort_by_key(|(name, head)| !who.is_some_and(|who| head.annotator.is_person(name, who)));
    heads.into_iter().map(|(_, head)| head).collect()
}

/// Reads a sidecar's bytes as a layer of the document, wherever they come from.
pub fn layer_from_bytes(name: LayerName, path: PathBuf, bytes: &[u8], decoded: &Decoded) -> OpenLayer {
    read_layer(name, path, bytes, &decoded.text, &Around::default())
}

/// Reads a sidecar's bytes as a layer of the document with that text.
pub fn read_layer(name: LayerName, path: PathBuf, bytes: &[u8], text: &Text, around: &Around) -> OpenLayer {
    let read = sidecar::read(bytes).map_err(Failure::Read);
    let found = Found { name, path, fingerprint: Fingerprint::of(bytes), read };
    let olds = old_texts(std::slice::from_ref(&found), text, around);
    layer_of(found, text, &olds)
}

/// Places a sidecar's claims in the text.
fn layer_of(found: Found, text: &Text, olds: &OldTexts) -> OpenLayer {
    let Found { name, path, fingerprint, read } = found;
    let failed = |kind: LayerKind, problem: Problem| OpenLayer {
        name: name.clone(),
        path: path.clone(),
        head: None,
        store: Store::new(text.clone(), Vec::new(), Vec::new(), About::default()),
        problems: vec![problem],
        kind,
        is_shown: false,
        fingerprint,
        on_disk: None,
        placed: Vec::new(),
        is_same_text: true,
        relations: Relations::default(),
        standings: Standings::default(),
    };
    let unreadable = |problem: Problem| {
        let kind = LayerKind::Unreadable { error: problem.message.clone(), hint: problem.hint.clone() };
        failed(kind, problem)
    };
    match read {
        Ok(read) => place(name, path, fingerprint, read, text, olds),
        Err(Failure::Read(error @ ReadError::TooNew { .. })) => failed(LayerKind::Newer, error.problem()),
        Err(Failure::Read(error @ ReadError::Unmerged { .. })) => {
            let problem = error.problem();
            let ReadError::Unmerged { ours, .. } = error else { return unreadable(problem) };
            let whose = sidecar::head(ours.as_bytes()).map(|head| head.annotator);
            failed(LayerKind::Unmerged { whose }, problem)
        }
        Err(Failure::Read(error)) => unreadable(error.problem()),
        Err(Failure::Io(error)) => unreadable(Problem::new(
            Severity::Error,
            format!("the sidecar cannot be read ({error})"),
            "check who may read it",
        )),
    }
}

fn place(
    name: LayerName,
    path: PathBuf,
    fingerprint: Fingerprint,
    read: sidecar::Read,
    text: &Text,
    olds: &OldTexts,
) -> OpenLayer {
    let sidecar::Read { mut layer, mut problems, .. } = read;
    let on_disk = Some(Arc::new(layer.clone()));
    let is_same_text = layer.document.text_blake3 == text.hash();
    let mut placed = Vec::new();
    if let Some(extractor) = unknown_extractor(&layer) {
        problems.push(Problem::new(
            Severity::Error,
            format!(
                "the text was made by {extractor:?}, which this version does not have: shown without places"
            ),
            "install a version that has it; the file is not written",
        ));
        take_out_of_text(&mut layer);
    } else {
        let old = olds.get(&layer.document.text_blake3);
        let fitted = fit_to_text(&mut layer, text, old);
        problems.extend(fitted.0);
        placed = fitted.1;
    }
    if layer.annotator.id != *name.annotator() {
        problems.push(Problem::new(
            Severity::Error,
            format!(
                "the file name says {}, and inside it says {}: nothing writes it",
                name.annotator(),
                layer.annotator.id
            ),
            "rename the file, or mend `annotator.id`",
        ));
    }
    let mut store = Store::new(
        text.clone(),
        std::mem::take(&mut layer.claims),
        std::mem::take(&mut layer.deleted),
        layer.document.about.clone(),
    );
    store.set_decisions(std::mem::take(&mut layer.decisions));
    OpenLayer {
        name,
        path,
        head: Some(layer),
        relations: Relations::of(&store),
        standings: Standings::of(&store, &placed),
        store,
        problems,
        kind: LayerKind::Other,
        is_shown: false,
        fingerprint,
        on_disk,
        placed,
        is_same_text,
    }
}

/// Puts a layer's claims into the text, in memory: repairs where it was written for this text, else finds the passages
/// again, from the text that it was written for where that is at hand. Returns what was repaired and where the claims
/// were found.
pub(super) fn fit_to_text(
    layer: &mut Layer,
    text: &Text,
    old: Option<&Text>,
) -> (Vec<Problem>, Vec<PlacedClaim>) {
    let is_same_text = layer.document.text_blake3 == text.hash();
    let problems = if is_same_text { sidecar::fit(layer, text) } else { Vec::new() };
    if is_same_text && !has_unplaced(layer) {
        return (problems, Vec::new());
    }
    let old = old.filter(|old| !is_same_text && old.hash() == layer.document.text_blake3);
    let placed = anchor::place(layer, text, old);
    anchor::write_back(layer, &placed, text);
    (problems, placed)
}

fn has_unplaced(layer: &Layer) -> bool {
    layer
        .claims
        .iter()
        .flat_map(|claim| &claim.passages)
        .any(|passage| passage.state == Some(State::Unplaced))
}

/// Returns the name of the extractor that made a layer's text, where this program does not have it.
pub(super) fn unknown_extractor(layer: &Layer) -> Option<&str> {
    layer.document.extractor.as_deref().filter(|name| Extractor::named(name).is_none())
}

/// Takes every passage out of the text at hand, in memory: its offsets count in another.
fn take_out_of_text(layer: &mut Layer) {
    for claim in &mut layer.claims {
        for passage in &mut Arc::make_mut(claim).passages {
            passage.state = Some(State::Unplaced);
        }
    }
}
