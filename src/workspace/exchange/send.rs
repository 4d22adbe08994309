//! One's own work as an archive: the layers as their sidecars are, and the documents where they are wanted.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::exchange::{Beside, Item, Progress, pack};
use crate::model::{Annotator, LayerName, Role};
use crate::sidecar;

use super::shelf::Shelf;
use super::{Place, Surroundings};

/// The most bytes of documents that go into one archive.
const MAX_DOCUMENTS: u64 = 1_000_000_000;

/// A layer of one's own.
#[derive(Clone, Debug)]
pub struct OwnLayer {
    /// Its document.
    pub place: Place,
    /// Its name.
    pub name: LayerName,
    /// Whether it is done, or handed in.
    pub is_finished: bool,
    /// How many claims it has.
    pub claim_count: usize,
    bytes: Arc<[u8]>,
}

/// All layers of one's own in the open document and folder.
#[derive(Clone, Debug, Default)]
pub struct OwnWork {
    /// The layers, by document.
    pub layers: Vec<OwnLayer>,
    /// The own sidecars that could not be read.
    pub unreadable: Vec<PathBuf>,
}

impl OwnWork {
    /// Returns how many layers are done, and how many are not.
    pub fn done_and_not(&self) -> (usize, usize) {
        let done = self.layers.iter().filter(|layer| layer.is_finished).count();
        (done, self.layers.len() - done)
    }
}

/// Why no archive was made.
#[derive(Debug, Error)]
pub enum SendError {
    /// There is nothing that would go into it.
    #[error("there is no finished work to send")]
    Nothing,
    /// It was stopped.
    #[error("stopped")]
    Stopped,
    /// A document cannot be read.
    #[error("the document cannot be read ({source}): {}", path.display())]
    Document {
        /// The document.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The documents are too much for one archive.
    #[error("the documents have more than {} MB together", MAX_DOCUMENTS / 1_000_000)]
    TooLarge,
    /// The archive cannot be made.
    #[error("the archive cannot be made ({0})")]
    Archive(std::io::Error),
}

impl SendError {
    /// Returns what the person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Nothing => "mark a document as done first, or send what is in work too",
            Self::Stopped => "send it again",
            Self::Document { .. } => "check who may read it, or send the layers alone",
            Self::TooLarge => "send the layers alone",
            Self::Archive(_) => "send fewer documents at a time",
        }
    }
}

/// Reads one's own layers; `None` when it was stopped or nobody said yet who that is.
pub fn own_work(around: &Surroundings, progress: &Progress) -> Option<OwnWork> {
    let who = around.who.as_ref()?;
    let mut work = OwnWork::default();
    let mut shelf = Shelf::default();
    progress.begin(around.documents.len());
    for place in &around.documents {
        if progress.is_stopped() {
            return None;
        }
        progress.step();
        work.add(around.beside(place, &mut shelf), place, who);
    }
    Some(work)
}

impl OwnWork {
    fn add(&mut self, beside: Beside, place: &Place, who: &Annotator) {
        for standing in beside.layers {
            let Some(layer) = standing.layer() else {
                if *standing.name.annotator() == who.id {
                    self.unreadable.push(standing.path);
                }
                continue;
            };
            // A key to an exercise is sent by whoever gives the exercise, not with one's work.
            if layer.role == Role::AnswerKey || !layer.annotator.is_person(&standing.name, who) {
                continue;
            }
            let is_handed_in = layer.attempt.as_ref().is_some_and(|attempt| attempt.submitted.is_some());
            let bytes: Arc<[u8]> = match standing.is_edited {
                // What is in the window may be ahead of the file.
                true => sidecar::write(layer).into_bytes().into(),
                false => match sidecar::bytes_of(&standing.path) {
                    Ok(bytes) => bytes.into(),
                    Err(_) => {
                        self.unreadable.push(standing.path);
                        continue;
                    }
                },
            };
            self.layers.push(OwnLayer {
                place: place.clone(),
                is_finished: layer.finished.is_some() || is_handed_in,
                claim_count: layer.claims.len(),
                name: standing.name,
                bytes,
            });
        }
    }
}

/// Makes the archive. Without `with_unfinished` only what is done goes into it.
pub fn archive(
    work: &OwnWork,
    with_unfinished: bool,
    with_documents: bool,
    progress: &Progress,
) -> Result<Vec<u8>, SendError> {
    let layers: Vec<&OwnLayer> =
        work.layers.iter().filter(|layer| with_unfinished || layer.is_finished).collect();
    if layers.is_empty() {
        return Err(SendError::Nothing);
    }
    progress.begin(layers.len());
    let mut items = Vec::new();
    let mut left = MAX_DOCUMENTS;
    let mut last = None;
    for layer in layers {
        if progress.is_stopped() {
            return Err(SendError::Stopped);
        }
        progress.step();
        let name = sidecar::name::file_name(&layer.place.shown(), &layer.name);
        items.push(Item { name, bytes: layer.bytes.to_vec() });
        if with_documents && last != Some(&layer.place) {
            last = Some(&layer.place);
            let bytes = document(&layer.place, left)?;
            left -= u64::try_from(bytes.len()).unwrap_or(left).min(left);
            items.push(Item { name: layer.place.shown(), bytes });
        }
    }
    pack(items).map_err(SendError::Archive)
}

/// Reads a document, of no more than `limit` bytes.
fn document(place: &Place, limit: u64) -> Result<Vec<u8>, SendError> {
    let failed = |source| SendError::Document { path: place.path.clone(), source };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&place.path).map_err(failed)?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= limit => Ok(bytes),
        _ => Err(SendError::TooLarge),
    }
}
