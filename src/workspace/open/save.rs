//! What of an open document is to be saved, and what the saver answered.

use std::path::PathBuf;
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::model::{DocumentInfo, Layer, LayerName};
use crate::workspace::saver::{LookJob, SaveJob, SaveReport};

use super::{Open, Reconcile};

/// What the person should be told after a report.
#[derive(Debug)]
pub enum Noted {
    /// Nothing.
    Nothing,
    /// Another program wrote the own sidecar: [`Reconcile::run`] brings both versions together, on a worker, and
    /// [`Open::take_reconciled`] takes them. Until then nothing is saved.
    Reconcile(Box<Reconcile>),
    /// Another program wrote the own sidecar; its claims and ours are together now, and saved next.
    Merged {
        /// Whether something of it waits for a decision.
        needs_a_person: bool,
        /// Whether git had left two versions in the file, which it is to be told of with `git add`.
        had_markers: bool,
    },
    /// Another program deleted the own sidecar; the next change writes it again.
    Gone,
    /// Another program had deleted the own sidecar; it was written again.
    MadeAgain,
    /// What another program wrote cannot be merged with ours: it stays untouched, and our claims go on in the sidecar
    /// at `path`.
    MovedOn {
        /// The new own sidecar.
        path: PathBuf,
    },
}

/// How far saving has come.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    /// Tells this own layer's saves from those of another reading of the same file.
    pub(super) lineage: u64,
    /// The revisions of claims and head that were last handed to the saver.
    pub(super) handed_over: (u64, u64),
    /// Whether a sidecar exists, or is being written.
    pub(super) has_file: bool,
    /// Layers that could not be saved in an earlier session and are part of the own one now.
    pub(super) taken_up: Vec<LayerName>,
    /// Another program's version of the own sidecar that is being brought together with ours.
    pub(super) reconciles: Option<Arc<[u8]>>,
    /// Whether the next save keeps the former file though it is not the first of the session.
    pub(super) keeps_former: bool,
}

impl Progress {
    pub(super) fn new(lineage: u64) -> Self {
        Self {
            lineage,
            handed_over: (0, 0),
            has_file: false,
            taken_up: Vec::new(),
            reconciles: None,
            keeps_former: false,
        }
    }
}

impl Open {
    /// Returns what is to be saved, once for every state: `None` when nothing changed since the last call, or when
    /// there is no file and nothing that would make one.
    pub fn snapshot(&mut self) -> Option<SaveJob> {
        let own = self.own()?;
        let present = (own.store.revision(), self.head_revision);
        let has_file = self.save.has_file || own.fingerprint != Fingerprint::Absent;
        if present == self.save.handed_over || self.save.reconciles.is_some() {
            return None;
        }
        let head = own.head.as_ref()?;
        let is_worth_a_file = own.store.claim_count() > 0
            || head.finished.is_some()
            || head.attempt.is_some()
            || !own.store.decisions().is_empty()
            || *own.store.about() != self.about;
        if !has_file && !is_worth_a_file {
            return None;
        }
        let job = SaveJob {
            path: own.path.clone(),
            document: self.path.clone(),
            name: own.name.clone(),
            layer: Arc::new(own.layer()?),
            base: own.on_disk.clone(),
            text: Some(self.decoded.text.clone()),
            takes_up: self.save.taken_up.clone(),
            expected: own.fingerprint,
            lineage: self.save.lineage,
            keeps_former: self.save.keeps_former,
        };
        self.save.handed_over = present;
        self.save.has_file = true;
        Some(job)
    }

    /// Returns whether the own claims stand at other places than their sidecar says, or something of it was repaired.
    pub fn has_other_places(&self) -> bool {
        let own = self.own();
        let Some((mut layer, on_disk)) = own.and_then(|own| Some((own.layer()?, own.on_disk.as_ref()?)))
        else {
            return false;
        };
        if layer.document.text_blake3 != on_disk.document.text_blake3 {
            return true;
        }
        // What the next save brings besides is no reason for one: the key, the document's new name.
        layer.annotator.clone_from(&on_disk.annotator);
        layer.document = DocumentInfo { chars: layer.document.chars, ..on_disk.document.clone() };
        let mut claims = on_disk.claims.clone();
        claims.sort_by(|one, other| one.id.cmp(&other.id));
        layer != Layer { claims, ..Layer::clone(on_disk) }
    }

    /// Has the places at which the own claims were found saved with the next [`snapshot`](Self::snapshot).
    pub fn note_places(&mut self) {
        if self.own.is_some() {
            self.head_revision += 1;
        }
    }

    /// Returns the wish to know whether the own sidecar is still what it was; `None` while there is none.
    pub fn look(&self) -> Option<LookJob> {
        let own = self.own().filter(|own| own.fingerprint != Fingerprint::Absent)?;
        Some(LookJob { path: own.path.clone(), expected: own.fingerprint, lineage: self.save.lineage })
    }

    /// Returns whether something changed that was not yet handed to the saver.
    pub fn has_unsaved(&self) -> bool {
        self.has_early_claims()
            || self.save.reconciles.is_some()
            || self
                .own()
                .is_some_and(|own| (own.store.revision(), self.head_revision) != self.save.handed_over)
    }

    /// Learns what was saved of a layer of the person's that is not worked at now: it is no news then.
    fn note_aside(&mut self, report: &SaveReport) {
        let SaveReport::Saved { path, fingerprint, layer: saved, .. } = report else { return };
        let all = self.layers.iter_mut().chain(&mut self.unlisted);
        for layer in all.filter(|layer| layer.path == *path) {
            layer.fingerprint = *fingerprint;
            layer.on_disk = Some(Arc::clone(saved));
        }
    }

    /// Takes note of what the saver answered. Another program's version of the own sidecar is to be reconciled with ours;
    /// the next [`snapshot`](Self::snapshot) then saves both.
    pub fn note(&mut self, report: &SaveReport) -> Noted {
        let lineage = self.save.lineage;
        let Some(own) = self.own_mut().filter(|own| own.path == report.path()) else {
            self.note_aside(report);
            return Noted::Nothing;
        };
        match report {
            SaveReport::Saved { fingerprint, layer, lineage: theirs, was_gone, .. } if *theirs == lineage => {
                own.fingerprint = *fingerprint;
                own.on_disk = Some(Arc::clone(layer));
                self.save.taken_up.clear();
                self.save.keeps_former = false;
                if *was_gone { Noted::MadeAgain } else { Noted::Nothing }
            }
            SaveReport::Gone { lineage: theirs, .. } if *theirs == lineage => Noted::Gone,
            SaveReport::Changed { bytes, lineage: theirs, .. } if *theirs == lineage => {
                if own.fingerprint == Fingerprint::of(bytes) {
                    return Noted::Nothing;
                }
                self.save.reconciles = Some(Arc::clone(bytes));
                self.to_reconcile().map_or(Noted::Nothing, |reconcile| Noted::Reconcile(Box::new(reconcile)))
            }
            // What another reading of the file wanted: this one knows what stands there.
            _ => Noted::Nothing,
        }
    }
}
