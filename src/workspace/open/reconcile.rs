//! Another program's version of the own sidecar and ours become one: the long part on a worker, over a copy of pointers.
//!
//! Claims that are changed meanwhile are not lost: what the worker brings then fits no longer, and it is done again over
//! the claims as they are, at last at once. Until both are together nothing is saved.

use std::path::PathBuf;
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::merge;
use crate::model::{Claim, ClaimId, Layer, LayerName};
use crate::problem::Problem;
use crate::sidecar;
use crate::store::Edit;
use crate::text::Text;

use super::layer::few;
use super::save::{Noted, Progress};
use super::{Around, Open, OpenLayer, free_id, next_lineage, read};

/// After how many vain rounds on a worker it is done at once.
const ROUNDS: u8 = 2;

/// Another program's version that waits to be brought together with ours.
#[derive(Clone, Debug)]
pub(super) struct Foreign {
    bytes: Arc<[u8]>,
    /// The version as it was read, in a round before.
    theirs: Option<Theirs>,
    /// How many rounds were in vain.
    round: u8,
}

impl Foreign {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), theirs: None, round: 0 }
    }
}

/// Two versions that are to be brought together.
#[derive(Debug)]
pub struct Reconcile {
    path: PathBuf,
    name: LayerName,
    text: Text,
    lineage: u64,
    /// The revisions of claims and head that `ours` is of.
    revisions: (u64, u64),
    ours: Layer,
    base: Option<Arc<Layer>>,
    /// What we know to stand on disk.
    known: Fingerprint,
    foreign: Foreign,
}

/// What two versions have become.
#[derive(Debug)]
pub struct Reconciled {
    lineage: u64,
    revisions: (u64, u64),
    bytes: Arc<[u8]>,
    outcome: Outcome,
}

/// Their version, as it was read.
#[derive(Clone, Debug)]
struct Theirs {
    layer: Arc<Layer>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
enum Outcome {
    /// What stands there is known already.
    Known,
    Together(Box<Merged>, Theirs, Fingerprint),
    /// They cannot be merged: theirs as a layer of its own.
    Apart(Box<OpenLayer>),
}

/// A merged version, with what turns ours into it.
#[derive(Debug)]
struct Merged {
    layer: Layer,
    edits: Vec<Edit>,
    needs_a_person: bool,
}

impl Reconcile {
    /// Reads their version, merges it with ours and finds its passages: for a worker.
    pub fn run(self) -> Reconciled {
        let bytes = Arc::clone(&self.foreign.bytes);
        let (lineage, revisions) = (self.lineage, self.revisions);
        Reconciled { lineage, revisions, bytes, outcome: self.outcome() }
    }

    fn outcome(self) -> Outcome {
        let bytes = &self.foreign.bytes;
        let fingerprint = Fingerprint::of(bytes);
        if fingerprint == self.known {
            return Outcome::Known;
        }
        let theirs = self.foreign.theirs.or_else(|| {
            let read = sidecar::read(bytes).ok()?;
            Some(Theirs { layer: Arc::new(read.layer), problems: read.problems })
        });
        let together = theirs.and_then(|theirs| {
            let merged = merged(&self.ours, &theirs.layer, self.base.as_deref(), &self.text)?;
            Some(Outcome::Together(Box::new(merged), theirs, fingerprint))
        });
        together.unwrap_or_else(|| {
            let around = Around::default();
            Outcome::Apart(Box::new(read::read_layer(self.name, self.path, bytes, &self.text, &around)))
        })
    }
}

/// Merges `theirs` into `ours`; `None` where the two cannot be merged.
fn merged(ours: &Layer, theirs: &Layer, base: Option<&Layer>, text: &Text) -> Option<Merged> {
    let merged = merge::merge(ours, theirs, base).ok()?;
    let needs_a_person = merged.needs_a_person();
    let mut layer = merged.layer;
    read::fit_to_text(&mut layer, text, None);
    let mut edits = puts_and_removes(&ours.claims, &layer.claims);
    if layer.document.about != ours.document.about {
        edits.push(Edit::About(Box::new(layer.document.about.clone())));
    }
    Some(Merged { layer, edits, needs_a_person })
}

/// Returns the edits that turn `ours` into `merged`; both are sorted by id.
pub(super) fn puts_and_removes(ours: &[Arc<Claim>], merged: &[Arc<Claim>]) -> Vec<Edit> {
    let find = |claims: &[Arc<Claim>], id: &ClaimId| {
        let at = claims.binary_search_by(|claim| claim.id.cmp(id)).ok()?;
        claims.get(at).cloned()
    };
    let is_new = |claim: &&Arc<Claim>| {
        find(ours, &claim.id).is_none_or(|present| !Arc::ptr_eq(&present, claim) && present != **claim)
    };
    let puts = merged.iter().filter(is_new).map(|claim| Edit::Put(Arc::clone(claim)));
    let is_gone = |claim: &&Arc<Claim>| find(merged, &claim.id).is_none();
    let removes = ours.iter().filter(is_gone).map(|claim| Edit::Remove(claim.id.clone()));
    puts.chain(removes).collect()
}

impl Open {
    /// Returns whether another program's version is being brought together with ours.
    pub fn is_reconciling(&self) -> bool {
        self.save.foreign.is_some()
    }

    /// Returns what is to be brought together, if something is.
    pub fn to_reconcile(&self) -> Option<Reconcile> {
        let own = self.own()?;
        Some(Reconcile {
            path: own.path.clone(),
            name: own.name.clone(),
            text: self.decoded.text.clone(),
            lineage: self.save.lineage,
            revisions: (own.store.revision(), self.head_revision),
            ours: own.layer()?,
            base: own.on_disk.clone(),
            known: own.fingerprint,
            foreign: self.save.foreign.clone()?,
        })
    }

    /// Brings both versions together at once, if there are two: where nobody can wait for a worker.
    pub fn reconcile_now(&mut self) -> Noted {
        match self.to_reconcile() {
            Some(reconcile) => self.take_reconciled(reconcile.run()),
            None => Noted::Nothing,
        }
    }

    /// Takes what a worker has brought together, as one step that can be undone. Where claims changed meanwhile it is to
    /// be done again, which the answer says.
    pub fn take_reconciled(&mut self, reconciled: Reconciled) -> Noted {
        let present = self.own().map(|own| (own.store.revision(), self.head_revision));
        let lineage = self.save.lineage;
        let awaited =
            self.save.foreign.as_mut().filter(|foreign| Arc::ptr_eq(&foreign.bytes, &reconciled.bytes));
        let Some(foreign) = awaited.filter(|_| reconciled.lineage == lineage) else {
            return Noted::Nothing;
        };
        match reconciled.outcome {
            Outcome::Known => {
                self.save.foreign = None;
                Noted::Nothing
            }
            Outcome::Apart(layer) => self.move_on(*layer),
            Outcome::Together(merged, theirs, fingerprint) if Some(reconciled.revisions) == present => {
                self.save.foreign = None;
                let noted = self.take_merged(*merged);
                if let Some(own) = self.own_mut() {
                    own.fingerprint = fingerprint;
                    own.on_disk = Some(theirs.layer);
                    own.problems = theirs.problems;
                    few(&mut own.problems);
                }
                noted
            }
            Outcome::Together(_, theirs, _) => {
                foreign.theirs = Some(theirs);
                foreign.round += 1;
                if foreign.round > ROUNDS { self.reconcile_now() } else { Noted::ToReconcile }
            }
        }
    }

    /// Merges another version into the own layer at once, as one step that can be undone; returns whether something of it
    /// waits for a decision, or `None` where the two cannot be merged.
    pub(super) fn merge_in(&mut self, theirs: &Layer, base: Option<&Layer>) -> Option<bool> {
        let ours = self.own()?.layer()?;
        let merged = merged(&ours, theirs, base, &self.decoded.text)?;
        match self.take_merged(merged) {
            Noted::Merged { needs_a_person } => Some(needs_a_person),
            _ => None,
        }
    }

    fn take_merged(&mut self, merged: Merged) -> Noted {
        let Some(own) = self.own.and_then(|own| self.layers.get_mut(own)) else { return Noted::Nothing };
        let Merged { mut layer, edits, needs_a_person } = merged;
        if !edits.is_empty() {
            let edit = Edit::Batch(edits);
            // They were made for the claims as they are, so they fit.
            if self.history.apply(&mut own.store, "take over another version", edit).is_err() {
                return Noted::Nothing;
            }
        }
        own.store.set_deleted(std::mem::take(&mut layer.deleted));
        layer.claims.clear();
        own.head = Some(layer);
        self.head_revision += 1;
        self.note_change();
        Noted::Merged { needs_a_person }
    }

    /// Leaves the own sidecar to what stands there now, and goes on in one under the next free name.
    fn move_on(&mut self, left: OpenLayer) -> Noted {
        self.save.foreign = None;
        let Some(who) = self.who.clone() else { return Noted::Nothing };
        let id = free_id(&who.id, |id| self.taken.contains(id));
        self.taken.push(id.clone());
        let name = LayerName::of(id.clone());
        let path = sidecar::name::path_beside(&self.home, &name);
        if let Some(own) = self.own_mut() {
            own.name = name;
            own.path.clone_from(&path);
            own.fingerprint = Fingerprint::Absent;
            own.on_disk = None;
            if let Some(head) = &mut own.head {
                head.annotator.id = id;
            }
        }
        self.layers.push(left);
        self.save = Progress::new(next_lineage());
        self.head_revision += 1;
        self.note_change();
        Noted::MovedOn { path }
    }
}
