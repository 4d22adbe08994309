//! A document that was left for another one: undo, and what was not saved yet, wait for the return.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::merge;
use crate::model::{Layer, LayerName, Timestamp};
use crate::sidecar;
use crate::store::{History, Settled, Store};
use crate::text::Text;
use crate::workspace::saver::{SaveJob, SaveReport};

use super::reconcile::Theirs;
use super::relations::Relations;
use super::review::Standings;
use super::work::{Work, renumbered};
use super::{LayerKind, Open, OpenLayer, read, save};

/// What is kept of a document that is not shown.
#[derive(Debug)]
pub struct Parked {
    path: PathBuf,
    /// The path that new sidecars stand beside.
    home: PathBuf,
    text: Text,
    own: Option<Own>,
    history: History,
    asked: Option<Timestamp>,
    is_fresh_agreed: bool,
    /// What was worked at.
    work: Work,
    /// The names that sidecars beside the document bear.
    taken: Vec<LayerName>,
    lineage: u64,
}

#[derive(Debug)]
pub(super) struct Own {
    pub(super) name: LayerName,
    pub(super) path: PathBuf,
    pub(super) layer: Layer,
    pub(super) fingerprint: Fingerprint,
    pub(super) on_disk: Option<Arc<Layer>>,
    /// What was decided about conflicts of the head, which `layer` has already.
    pub(super) decided: Option<Box<Decided>>,
}

/// A layer's head as it was read, and what was decided about its conflicts since.
#[derive(Debug)]
pub(super) struct Decided {
    head: Layer,
    settled: Vec<Settled>,
}

impl Parked {
    /// Returns the document's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what was worked at.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Returns the own sidecar.
    pub fn sidecar(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.path.as_path())
    }

    /// Takes note of what the saver answered. When another program wrote the sidecar meanwhile, both versions are to be
    /// brought together: [`ParkedMerge::run`] does it, on a worker, and [`take_merged`](Self::take_merged) takes it.
    pub fn note(&mut self, report: &SaveReport) -> Option<ParkedMerge> {
        let own = self.own.as_mut().filter(|own| own.path == report.path())?;
        match report {
            SaveReport::Saved { fingerprint, layer, lineage, .. } if *lineage == self.lineage => {
                own.fingerprint = *fingerprint;
                own.on_disk = Some(Arc::clone(layer));
                None
            }
            SaveReport::Changed { bytes, lineage, .. } if *lineage == self.lineage => Some(ParkedMerge {
                lineage: self.lineage,
                ours: own.layer.clone(),
                base: own.on_disk.clone(),
                bytes: Arc::clone(bytes),
            }),
            _ => None,
        }
    }

    /// Returns whether it is this layer that two versions were brought together of.
    pub fn awaits(&self, merged: &ParkedMerged) -> bool {
        merged.lineage == self.lineage
    }

    /// Takes what two versions have become: one, or ours under the next free name. The job that is returned is to be saved
    /// then; `None` when it is about another document.
    pub fn take_merged(&mut self, merged: ParkedMerged) -> Option<SaveJob> {
        let own = self.own.as_mut().filter(|_| merged.lineage == self.lineage)?;
        // What the steps would undo is no longer what they were made for.
        self.history = History::default();
        own.decided = None;
        match merged.layers {
            Some((layer, on_disk)) => {
                own.layer = layer;
                own.fingerprint = merged.fingerprint;
                own.on_disk = Some(on_disk);
            }
            None => {
                own.name = renumbered(&own.name, &self.taken);
                self.taken.push(own.name.clone());
                own.layer.annotator.id = own.name.annotator().clone();
                own.path = sidecar::name::path_beside(&self.home, &own.name);
                own.fingerprint = Fingerprint::Absent;
                own.on_disk = None;
            }
        }
        Some(SaveJob {
            path: own.path.clone(),
            document: self.path.clone(),
            name: own.name.clone(),
            layer: Arc::new(own.layer.clone()),
            base: own.on_disk.clone(),
            text: None,
            takes_up: Vec::new(),
            expected: own.fingerprint,
            lineage: self.lineage,
            keeps_former: merged.keeps_former,
        })
    }
}

/// Two versions of a layer whose document is not shown: what nobody changes until they are together, for the document
/// reads both anew when it is shown again.
#[derive(Debug)]
pub struct ParkedMerge {
    lineage: u64,
    ours: Layer,
    base: Option<Arc<Layer>>,
    bytes: Arc<[u8]>,
}

/// What two versions have become.
#[derive(Debug)]
pub struct ParkedMerged {
    lineage: u64,
    fingerprint: Fingerprint,
    /// Both in one, and theirs; `None` where they cannot be merged.
    layers: Option<(Layer, Arc<Layer>)>,
    /// Whether what stood in the file is kept with the next save.
    keeps_former: bool,
}

impl ParkedMerge {
    /// Reads their version and merges it with ours: for a worker.
    pub fn run(self) -> ParkedMerged {
        let mut keeps_former = false;
        let layers = Theirs::read(&self.bytes).and_then(|theirs| {
            let merged = merge::merge(&self.ours, &theirs.layer, self.base.as_deref()).ok()?;
            keeps_former = theirs.had_markers;
            Some((merged.layer, theirs.layer))
        });
        ParkedMerged {
            lineage: self.lineage,
            fingerprint: Fingerprint::of(&self.bytes),
            layers,
            keeps_former,
        }
    }
}

impl Own {
    /// Returns whether it differs from what was last known to stand on disk.
    fn is_unsaved(&self) -> bool {
        self.on_disk.as_deref() != Some(&self.layer)
    }
}

impl Open {
    /// Puts the document aside. What [`snapshot`](Self::snapshot) still gives is to be handed to the saver first.
    pub fn park(mut self) -> Parked {
        self.put_aside()
    }

    /// Puts aside what is worked at; the layers stay as they are.
    pub(super) fn put_aside(&mut self) -> Parked {
        let own = self.own().and_then(|own| {
            Some(Own {
                layer: own.layer()?,
                name: own.name.clone(),
                path: own.path.clone(),
                fingerprint: own.fingerprint,
                on_disk: own.on_disk.clone(),
                decided: own.head.as_ref().filter(|_| !own.store.settled().is_empty()).map(|head| {
                    Box::new(Decided { head: head.clone(), settled: own.store.settled().to_vec() })
                }),
            })
        });
        Parked {
            path: self.path.clone(),
            home: self.home.clone(),
            text: self.decoded.text.clone(),
            own,
            history: std::mem::take(&mut self.history),
            asked: self.asked,
            is_fresh_agreed: self.is_fresh_agreed,
            work: self.work.clone(),
            taken: self.taken.clone(),
            lineage: self.save.lineage,
        }
    }

    /// Takes up what was put aside; returns whether undo goes on where it was, which is so when text and sidecar are
    /// still what they were. Else the document stays as it was just read, and what had not been saved is merged in.
    pub fn resume(&mut self, parked: Parked) -> bool {
        if parked.path != self.path || parked.work != self.work {
            return false;
        }
        self.is_fresh_agreed |= parked.is_fresh_agreed;
        self.asked = self.asked.or(parked.asked);
        let is_same_text = parked.text.hash() == self.decoded.text.hash();
        let Some(mut own) = parked.own else { return is_same_text && self.own.is_none() };
        let read = self.own().map(|read| {
            let is_just_saved = read.layer().is_some_and(|read| read == own.layer);
            let is_same = read.name == own.name && read.fingerprint == own.fingerprint;
            (is_just_saved, is_same)
        });
        let goes_on = match read {
            Some((is_just_saved, is_same)) => is_same_text && (is_just_saved || is_same),
            None => is_same_text && own.fingerprint == Fingerprint::Absent,
        };
        if !goes_on {
            self.take_over_unsaved(own, &parked.text);
            return false;
        }
        let is_just_saved = read.is_some_and(|(is_just_saved, _)| is_just_saved);
        if !is_just_saved {
            // A merge that ran meanwhile may have left passages to be placed.
            read::fit_to_text(&mut own.layer, &self.decoded.text, None);
        }
        self.put_own(own);
        self.history = parked.history;
        self.save = save::Progress::new(parked.lineage);
        if !is_just_saved {
            self.head_revision += 1;
        }
        self.note_change();
        true
    }

    /// Brings in what was not saved of a layer whose file or text changed meanwhile.
    fn take_over_unsaved(&mut self, mut own: Own, old: &Text) {
        if !own.is_unsaved() {
            return;
        }
        if self.own.is_some() {
            // What was tagged in the old text is followed from there, before two versions are put together.
            if own.layer.document.text_blake3 != self.decoded.text.hash() {
                read::fit_to_text(&mut own.layer, &self.decoded.text, Some(old));
            }
            let base = own.on_disk.clone();
            // Two people, or what cannot be put together: the file on disk is theirs now, and nothing is overwritten.
            let _needs_a_person = self.merge_in(&own.layer, base.as_deref());
            return;
        }
        own.fingerprint = Fingerprint::Absent;
        own.on_disk = None;
        read::fit_to_text(&mut own.layer, &self.decoded.text, Some(old));
        self.put_own(own);
        self.head_revision += 1;
        self.note_change();
    }

    /// Makes `own` the own layer, in the place of the one that was read.
    pub(super) fn put_own(&mut self, own: Own) {
        let Own { name, path, mut layer, fingerprint, on_disk, decided } = own;
        super::note_text(&mut layer, &self.decoded, self.extractor);
        let claims = std::mem::take(&mut layer.claims);
        let deleted = std::mem::take(&mut layer.deleted);
        let mut store = Store::new(self.decoded.text.clone(), claims, deleted, layer.document.about.clone());
        store.set_decisions(std::mem::take(&mut layer.decisions));
        if let Some(Decided { head, settled }) = decided.map(|decided| *decided) {
            // What was decided can be undone as before.
            layer = Layer { document: layer.document, ..head };
            store.set_settled(settled);
        }
        match self.own_mut() {
            Some(read) => {
                read.store = store;
                read.head = Some(layer);
                read.on_disk = on_disk.or(read.on_disk.take());
            }
            None => {
                self.taken.push(name.clone());
                self.layers.insert(
                    0,
                    OpenLayer {
                        name,
                        path,
                        head: Some(layer),
                        store,
                        problems: Vec::new(),
                        kind: LayerKind::Own,
                        is_shown: true,
                        fingerprint,
                        on_disk,
                        placed: Vec::new(),
                        is_same_text: true,
                        relations: Relations::default(),
                        standings: Standings::default(),
                    },
                );
                self.own = Some(0);
            }
        }
    }
}
