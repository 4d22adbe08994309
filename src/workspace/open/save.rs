//! What of an open document is to be saved, and what the saver answered.

use std::path::PathBuf;
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::merge;
use crate::model::{ClaimId, Layer, LayerName};
use crate::sidecar;
use crate::store::{Edit, Store};
use crate::workspace::saver::{SaveJob, SaveReport};

use super::{Open, free_id, read};

/// What the person should be told after a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// Nothing.
    Nothing,
    /// Another program wrote the own sidecar; its claims and ours are together now, and saved next.
    Merged {
        /// Whether something of it waits for a decision.
        needs_a_person: bool,
    },
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
}

impl Progress {
    pub(super) fn new(lineage: u64) -> Self {
        Self { lineage, handed_over: (0, 0), has_file: false }
    }
}

impl Open {
    /// Returns what is to be saved, once for every state: `None` when nothing changed since the last call, or when
    /// there is no file and nothing that would make one.
    pub fn snapshot(&mut self) -> Option<SaveJob> {
        let own = self.own()?;
        let present = (own.store.revision(), self.head_revision);
        let has_file = self.save.has_file || own.fingerprint != Fingerprint::Absent;
        if present == self.save.handed_over {
            return None;
        }
        let head = own.head.as_ref()?;
        let is_worth_a_file =
            own.store.claim_count() > 0 || head.finished.is_some() || *own.store.about() != self.about;
        if !has_file && !is_worth_a_file {
            return None;
        }
        let job = SaveJob {
            path: own.path.clone(),
            layer: Arc::new(own.layer()?),
            expected: own.fingerprint,
            lineage: self.save.lineage,
        };
        self.save.handed_over = present;
        self.save.has_file = true;
        Some(job)
    }

    /// Returns whether something changed that was not yet handed to the saver.
    pub fn has_unsaved(&self) -> bool {
        self.has_early_claims()
            || self
                .own()
                .is_some_and(|own| (own.store.revision(), self.head_revision) != self.save.handed_over)
    }

    /// Takes note of what the saver answered. Of another program's version of the own sidecar the claims are merged
    /// with ours, as one step that can be undone; the next [`snapshot`](Self::snapshot) then saves both.
    pub fn note(&mut self, report: &SaveReport) -> Noted {
        let lineage = self.save.lineage;
        let Some(own) = self.own_mut().filter(|own| own.path == report.path()) else { return Noted::Nothing };
        match report {
            SaveReport::Saved { fingerprint, layer, lineage: theirs, .. } if *theirs == lineage => {
                own.fingerprint = *fingerprint;
                own.on_disk = Some(Arc::clone(layer));
                Noted::Nothing
            }
            SaveReport::Changed { bytes, lineage: theirs, .. } if *theirs == lineage => self.reconcile(bytes),
            // What another reading of the file wanted: this one knows what stands there.
            _ => Noted::Nothing,
        }
    }

    /// Brings another program's version of the own sidecar together with ours.
    fn reconcile(&mut self, bytes: &[u8]) -> Noted {
        let Ok(read) = sidecar::read(bytes) else { return self.move_on(bytes) };
        let base = self.own().and_then(|own| own.on_disk.clone());
        let Some(needs_a_person) = self.merge_in(&read.layer, base.as_deref()) else {
            return self.move_on(bytes);
        };
        if let Some(own) = self.own_mut() {
            own.fingerprint = Fingerprint::of(bytes);
            own.on_disk = Some(Arc::new(read.layer));
            own.problems = read.problems;
        }
        Noted::Merged { needs_a_person }
    }

    /// Merges another version into the own layer, as one step that can be undone; returns whether something of it
    /// waits for a decision, or `None` where the two cannot be merged.
    pub(super) fn merge_in(&mut self, theirs: &Layer, base: Option<&Layer>) -> Option<bool> {
        let own = self.own.and_then(|own| self.layers.get_mut(own))?;
        let merged = merge::merge(&own.layer()?, theirs, base).ok()?;
        let needs_a_person = merged.needs_a_person();
        let mut layer = merged.layer;
        read::fit_to_text(&mut layer, &self.decoded.text);
        super::note_text(&mut layer, &self.decoded, self.extractor);
        let mut edits = puts_and_removes(&own.store, &layer);
        if layer.document.about != *own.store.about() {
            edits.push(Edit::About(Box::new(layer.document.about.clone())));
        }
        if !edits.is_empty() {
            self.history.apply(&mut own.store, "take over another version", Edit::Batch(edits)).ok()?;
        }
        own.store.set_deleted(std::mem::take(&mut layer.deleted));
        layer.claims.clear();
        own.head = Some(layer);
        self.head_revision += 1;
        self.note_change();
        Some(needs_a_person)
    }

    /// Leaves the own sidecar to what stands there now, and goes on in one under the next free name.
    fn move_on(&mut self, bytes: &[u8]) -> Noted {
        let Some(left) = self.own().map(|own| (own.name.clone(), own.path.clone())) else {
            return Noted::Nothing;
        };
        let Some(who) = self.who.clone() else { return Noted::Nothing };
        let id = free_id(&who.id, |id| self.taken.contains(id));
        self.taken.push(id.clone());
        let name = LayerName::of(id.clone());
        let path = sidecar::name::path_beside(&self.path, &name);
        if let Some(own) = self.own_mut() {
            own.name = name;
            own.path.clone_from(&path);
            own.fingerprint = Fingerprint::Absent;
            own.on_disk = None;
            if let Some(head) = &mut own.head {
                head.annotator.id = id;
            }
        }
        self.layers.push(read::layer_from_bytes(left.0, left.1, bytes, &self.decoded));
        self.save = Progress::new(super::next_lineage());
        self.head_revision += 1;
        self.note_change();
        Noted::MovedOn { path }
    }
}

/// Returns the edits that turn the store's claims into those of `layer`.
fn puts_and_removes(store: &Store, layer: &Layer) -> Vec<Edit> {
    let puts = layer
        .claims
        .iter()
        .filter(|claim| store.get(&claim.id).is_none_or(|placed| placed.claim != **claim))
        .map(|claim| Edit::Put(Arc::clone(claim)));
    let is_kept = |id: &ClaimId| layer.claims.binary_search_by(|claim| claim.id.cmp(id)).is_ok();
    let removes = store
        .claims()
        .filter(|placed| !is_kept(&placed.claim.id))
        .map(|placed| Edit::Remove(placed.claim.id.clone()));
    puts.chain(removes).collect()
}
