//! Reading a document with the sidecars beside it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use thiserror::Error;

use crate::anchor::{self, PlacedClaim};
use crate::durable::Fingerprint;
use crate::import::{self, Extractor, ImportError, Imported, Wanted};
use crate::model::{About, Annotator, Layer, LayerName, Role, State};
use crate::problem::{Problem, Severity};
use crate::sidecar::{self, ReadError};
use crate::store::Store;
use crate::text::decode::Decoded;
use crate::text::{Text, TooLong};

use super::layer::{LayerKind, OpenLayer};

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

/// A sidecar that was read, before the text is known.
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

/// Reads the document at `path` and every sidecar beside it. `who` decides whose recorded encoding and extractor come
/// first; the reader's own choice overrides all.
pub fn read_document<'a>(
    path: &Path,
    who: Option<&Annotator>,
    choice: impl Into<Choice<'a>>,
) -> Result<Reading, OpenError> {
    let choice: Choice<'a> = choice.into();
    if sidecar::name::parse_file_name(&plain_name(path)).is_some() {
        return Err(OpenError::Sidecar { path: path.to_owned() });
    }
    let source = import::open(path)?;
    let mut problems = Vec::new();
    let beside = sidecar::beside(path).unwrap_or_else(|error| {
        problems.push(Problem::new(
            Severity::Error,
            format!("the folder cannot be listed ({error}), so no sidecar was read"),
            "check who may read the folder",
        ));
        Vec::new()
    });
    let mut found: Vec<Found> = beside.into_par_iter().map(|(name, path)| find(name, path)).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let encoding = choice.encoding.map(|label| {
        encoding_rs::Encoding::for_label(label.as_bytes())
            .ok_or_else(|| OpenError::UnknownEncoding { label: label.to_owned() })
    });
    let recorded = recorded_by(&found, who, |layer| {
        Some((layer.document.encoding.as_deref()?, layer.document.text_blake3))
    });
    let extractor = choice.extractor.or_else(|| {
        recorded_by(&found, who, |layer| layer.document.extractor.as_deref().and_then(Extractor::named))
    });
    let imported = source
        .read(&Wanted { encoding: encoding.transpose()?, recorded, extractor })
        .map_err(|source| OpenError::TooLong { path: path.to_owned(), source })?;
    drop(source);
    let Imported { decoded, extractor, about, problems: of_text } = imported;
    problems.extend(of_text);
    let layers = found.into_par_iter().map(|found| layer_of(found, &decoded)).collect();
    Ok(Reading { path: path.to_owned(), name: plain_name(path), decoded, extractor, about, layers, problems })
}

/// Returns the document's plain name.
pub fn plain_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns the number of the layer that `who` edits: the one with their key, else the one without a key under their
/// id. Of several with the key the one under the id comes first.
pub fn own_of(layers: &[OpenLayer], who: &Annotator) -> Option<usize> {
    let may_write = |layer: &OpenLayer| layer.kind == LayerKind::Other && layer.name.suffix().is_none();
    let is_mine = |layer: &OpenLayer| {
        layer
            .head
            .as_ref()
            .is_some_and(|head| head.role == Role::Analyst && head.annotator.is_person(&layer.name, who))
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
    match std::fs::read(&path) {
        Ok(bytes) => {
            let fingerprint = Fingerprint::of(&bytes);
            let read = sidecar::read(&bytes).map_err(Failure::Read);
            Found { name, path, fingerprint, read }
        }
        Err(error) => Found { name, path, fingerprint: Fingerprint::Absent, read: Err(Failure::Io(error)) },
    }
}

/// Returns what the own layer records of the text, else what the first layer by id does that records it.
fn recorded_by<'a, T>(
    found: &'a [Found],
    who: Option<&Annotator>,
    record: impl Fn(&'a Layer) -> Option<T>,
) -> Option<T> {
    let layers = || found.iter().filter_map(|found| Some((&found.name, &found.read.as_ref().ok()?.layer)));
    let own = who.and_then(|who| layers().find(|(name, layer)| layer.annotator.is_person(name, who)));
    own.and_then(|(_, layer)| record(layer)).or_else(|| layers().find_map(|(_, layer)| record(layer)))
}

/// Reads a sidecar's bytes as a layer of the document.
pub(super) fn layer_from_bytes(name: LayerName, path: PathBuf, bytes: &[u8], decoded: &Decoded) -> OpenLayer {
    let read = sidecar::read(bytes).map_err(Failure::Read);
    layer_of(Found { name, path, fingerprint: Fingerprint::of(bytes), read }, decoded)
}

/// Places a sidecar's claims in the text.
fn layer_of(found: Found, decoded: &Decoded) -> OpenLayer {
    let Found { name, path, fingerprint, read } = found;
    let text = &decoded.text;
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
    };
    let unreadable = |problem: Problem| {
        let kind = LayerKind::Unreadable { error: problem.message.clone(), hint: problem.hint.clone() };
        failed(kind, problem)
    };
    match read {
        Ok(read) => place(name, path, fingerprint, read, text),
        Err(Failure::Read(error @ ReadError::TooNew { .. })) => failed(LayerKind::Newer, error.problem()),
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
        let fitted = fit_to_text(&mut layer, text);
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
    let store = Store::new(
        text.clone(),
        std::mem::take(&mut layer.claims),
        std::mem::take(&mut layer.deleted),
        layer.document.about.clone(),
    );
    OpenLayer {
        name,
        path,
        head: Some(layer),
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
/// again. Returns what was repaired and where the claims were found.
pub(super) fn fit_to_text(layer: &mut Layer, text: &Text) -> (Vec<Problem>, Vec<PlacedClaim>) {
    let is_same_text = layer.document.text_blake3 == text.hash();
    let problems = if is_same_text { sidecar::fit(layer, text) } else { Vec::new() };
    if is_same_text && !has_unplaced(layer) {
        return (problems, Vec::new());
    }
    let placed = anchor::place(layer, text, None);
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
