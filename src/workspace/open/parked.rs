//! A document that was left for another one: undo, and what was not saved yet, wait for the return.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::model::{Layer, LayerName, Timestamp};
use crate::store::{History, Store};
use crate::text::TextHash;

use super::{LayerKind, Open, OpenLayer, save};

/// What is kept of a document that is not shown.
#[derive(Debug)]
pub struct Parked {
    path: PathBuf,
    text: TextHash,
    own: Option<Own>,
    history: History,
    asked: Option<Timestamp>,
    is_fresh_agreed: bool,
    lineage: u64,
}

#[derive(Debug)]
struct Own {
    name: LayerName,
    path: PathBuf,
    layer: Layer,
    fingerprint: Fingerprint,
    on_disk: Option<Arc<Layer>>,
}

impl Parked {
    /// Returns the document's path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Open {
    /// Puts the document aside. What [`snapshot`](Self::snapshot) still gives is to be handed to the saver first.
    pub fn park(self) -> Parked {
        let text = self.decoded.text.hash();
        let own = self.own.and_then(|own| self.layers.into_iter().nth(own)).and_then(|own| {
            Some(Own {
                layer: own.layer()?,
                name: own.name,
                path: own.path,
                fingerprint: own.fingerprint,
                on_disk: own.on_disk,
            })
        });
        Parked {
            path: self.path,
            text,
            own,
            history: self.history,
            asked: self.asked,
            is_fresh_agreed: self.is_fresh_agreed,
            lineage: self.save.lineage,
        }
    }

    /// Takes up what was put aside, when text and sidecar are still what they were; returns whether they are. Else the
    /// document is as it was just read, and its history is gone.
    pub fn resume(&mut self, parked: Parked) -> bool {
        if parked.path != self.path || parked.text != self.decoded.text.hash() {
            return false;
        }
        self.is_fresh_agreed |= parked.is_fresh_agreed;
        let Some(own) = parked.own else {
            self.asked = self.asked.or(parked.asked);
            return self.own.is_none();
        };
        let text = self.decoded.text.clone();
        let store_of = |layer: &mut Layer| {
            let claims = std::mem::take(&mut layer.claims);
            let deleted = std::mem::take(&mut layer.deleted);
            Store::new(text, claims, deleted, layer.document.about.clone())
        };
        let mut layer = own.layer;
        match self.own_mut() {
            Some(read) => {
                let is_just_saved = read.layer().is_some_and(|read| read == layer);
                if read.name != own.name || !(is_just_saved || read.fingerprint == own.fingerprint) {
                    return false;
                }
                read.store = store_of(&mut layer);
                read.head = Some(layer);
                if !is_just_saved {
                    read.on_disk = own.on_disk;
                    self.head_revision += 1;
                }
            }
            None if own.fingerprint == Fingerprint::Absent => {
                let store = store_of(&mut layer);
                self.taken.push(own.name.annotator().clone());
                self.layers.insert(
                    0,
                    OpenLayer {
                        name: own.name,
                        path: own.path,
                        head: Some(layer),
                        store,
                        problems: Vec::new(),
                        kind: LayerKind::Own,
                        is_shown: true,
                        fingerprint: own.fingerprint,
                        on_disk: None,
                        placed: Vec::new(),
                        is_same_text: true,
                    },
                );
                self.own = Some(0);
                self.head_revision += 1;
            }
            None => return false,
        }
        self.history = parked.history;
        self.save = save::Progress::new(parked.lineage);
        self.note_change();
        true
    }
}
