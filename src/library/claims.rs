//! The person's claims in all documents of a folder: what the claims panel lists for the whole folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::{Document, Library};
use crate::import::{self, Wanted};
use crate::model::{Claim, Layer};
use crate::sidecar;
use crate::text::Text;

/// A claim of one of the folder's documents.
#[derive(Clone, Debug)]
pub struct FolderClaim {
    /// The document.
    pub document: PathBuf,
    /// The claim.
    pub claim: Arc<Claim>,
    /// The number, from 0, of the paragraph it begins in; `None` when the document changed since, or is not there.
    pub paragraph: Option<usize>,
}

impl Library {
    /// Reads the own claims of all documents, in their order and in text order; ends early when `stop` is set.
    pub fn claims(&self, stop: &AtomicBool) -> Vec<FolderClaim> {
        self.documents
            .par_iter()
            .filter(|_| !stop.load(Ordering::Relaxed))
            .flat_map_iter(own_claims)
            .collect()
    }
}

fn own_claims(document: &Document) -> Vec<FolderClaim> {
    let Some(own) = document.layers.iter().find(|layer| layer.is_own) else { return Vec::new() };
    let Some(mut layer) =
        sidecar::bytes_of(&own.path).ok().and_then(|bytes| sidecar::read(&bytes).ok()).map(|read| read.layer)
    else {
        return Vec::new();
    };
    let text = text_of(&document.path, &layer);
    if let Some(text) = &text {
        sidecar::fit(&mut layer, text);
    }
    let start = |claim: &Claim| claim.passages.iter().map(|passage| passage.selector.start).min();
    layer.claims.sort_by_key(|claim| start(claim));
    layer
        .claims
        .into_iter()
        .map(|claim| {
            let paragraph = text.as_ref().and_then(|text| {
                let offset = text.byte_from_char(start(&claim)?)?;
                Some(text.paragraph_at(offset))
            });
            FolderClaim { document: document.path.clone(), claim, paragraph }
        })
        .collect()
}

/// Returns the document's text, when it is the version that the layer was written for.
fn text_of(path: &Path, layer: &Layer) -> Option<Text> {
    let wanted = Wanted::recorded_in(&layer.document);
    let text = import::open(path).ok()?.read(&wanted).ok()?.decoded.text;
    (text.hash() == layer.document.text_blake3).then_some(text)
}
