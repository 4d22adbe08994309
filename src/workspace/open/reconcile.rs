//! Another program's version of the own sidecar and ours become one: the long part on a worker, over a copy of pointers.
//!
//! Claims that are changed meanwhile are not lost: what the worker brings then fits no longer, and it is done again over
//! the claims as they are, at last at once. Until both are together nothing is saved.

use std::path::PathBuf;
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::import::Extractor;
use crate::merge;
use crate::model::{Claim, ClaimId, Layer, LayerName};
use crate::problem::Problem;
use crate::sidecar;
use crate::store::Edit;
use crate::text::decode::Decoded;

use super::layer::few;
use super::save::{Noted, Progress};
use super::{Open, OpenLayer, next_lineage, note_text, read, sides};
use crate::workspace::copies::Elsewhere;

/// After how many vain rounds on a worker it is done at once.
const ROUNDS: u8 = 2;

/// Two versions that are to be brought together.
#[derive(Debug)]
pub struct Reconcile {
    path: PathBuf,
    name: LayerName,
    decoded: Decoded,
    extractor: Option<Extractor>,
    lineage: u64,
    /// The revisions of claims and head that `ours` is of.
    revisions: (u64, u64),
    ours: Layer,
    base: Option<Arc<Layer>>,
    bytes: Arc<[u8]>,
    /// Theirs, where it was read in a round before.
    theirs: Option<Theirs>,
    round: u8,
}

/// What two versions have become.
#[derive(Debug)]
pub struct Reconciled {
    lineage: u64,
    revisions: (u64, u64),
    bytes: Arc<[u8]>,
    outcome: Outcome,
    round: u8,
}

/// Their version, as it was read.
#[derive(Clone, Debug)]
pub(super) struct Theirs {
    pub(super) layer: Arc<Layer>,
    pub(super) problems: Vec<Problem>,
    /// Whether something of it waits for a person that neither of its own sides had.
    pub(super) needs_a_person: bool,
    /// Whether it is both sides of git's markers.
    pub(super) had_markers: bool,
}

impl Theirs {
    /// Reads a version of a sidecar; of one with git's markers both sides, merged. `None` where it cannot be read.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        match sidecar::read(bytes) {
            Ok(read) => Some(Self {
                layer: Arc::new(read.layer),
                problems: read.problems,
                needs_a_person: false,
                had_markers: false,
            }),
            Err(_) => sides::together(bytes).ok().map(|(_, theirs)| theirs),
        }
    }
}

/// Versions of the own layer that stand elsewhere and are to become part of it.
#[derive(Debug)]
pub struct TakeOver {
    lineage: u64,
    /// The revisions of claims and head that `ours` is of.
    revisions: (u64, u64),
    ours: Layer,
    versions: Vec<Elsewhere>,
    decoded: Decoded,
    extractor: Option<Extractor>,
}

/// What the own layer has become with them.
#[derive(Debug)]
pub struct TakenOver {
    lineage: u64,
    revisions: (u64, u64),
    versions: Vec<Elsewhere>,
    merged: Option<Merged>,
}

impl TakeOver {
    /// Merges them: for a worker.
    pub fn run(self) -> TakenOver {
        let versions: Vec<_> =
            self.versions.iter().map(|version| (&version.layer, version.base.as_ref())).collect();
        let merged = merged(&self.ours, &versions, &self.decoded, self.extractor);
        TakenOver { lineage: self.lineage, revisions: self.revisions, versions: self.versions, merged }
    }
}

#[derive(Debug)]
enum Outcome {
    Together(Box<Merged>, Theirs),
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
        let theirs = self.theirs.or_else(|| Theirs::read(&self.bytes));
        let merged = theirs.and_then(|theirs| {
            let versions = [(&*theirs.layer, self.base.as_deref())];
            let mut merged = merged(&self.ours, &versions, &self.decoded, self.extractor)?;
            merged.needs_a_person |= theirs.needs_a_person;
            Some(Outcome::Together(Box::new(merged), theirs))
        });
        let outcome = merged.unwrap_or_else(|| {
            Outcome::Apart(Box::new(read::layer_from_bytes(self.name, self.path, &self.bytes, &self.decoded)))
        });
        Reconciled {
            lineage: self.lineage,
            revisions: self.revisions,
            bytes: self.bytes,
            outcome,
            round: self.round,
        }
    }
}

/// Merges other versions, each with its base, into `ours`; `None` where one cannot be merged.
fn merged(
    ours: &Layer,
    versions: &[(&Layer, Option<&Layer>)],
    decoded: &Decoded,
    extractor: Option<Extractor>,
) -> Option<Merged> {
    let mut needs_a_person = false;
    let mut layer = ours.clone();
    for (theirs, base) in versions {
        let merged = merge::merge(&layer, theirs, *base).ok()?;
        needs_a_person |= merged.needs_a_person();
        layer = merged.layer;
    }
    Some(ready(ours, layer, needs_a_person, decoded, extractor))
}

/// Finds the passages of a merged layer in the text at hand, and says what turns ours into it.
fn ready(
    ours: &Layer,
    mut layer: Layer,
    needs_a_person: bool,
    decoded: &Decoded,
    extractor: Option<Extractor>,
) -> Merged {
    read::fit_to_text(&mut layer, &decoded.text, None);
    note_text(&mut layer, decoded, extractor);
    let mut edits = puts_and_removes(&ours.claims, &layer.claims);
    if layer.document.about != ours.document.about {
        edits.push(Edit::About(Box::new(layer.document.about.clone())));
    }
    if layer.decisions != ours.decisions {
        edits.push(Edit::Decisions(std::mem::take(&mut layer.decisions)));
    }
    Merged { layer, edits, needs_a_person }
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
        self.save.reconciles.is_some()
    }

    /// Returns what is to be brought together, if something is.
    pub(super) fn to_reconcile(&self) -> Option<Reconcile> {
        self.reconcile(None)
    }

    pub(super) fn reconcile(&self, theirs: Option<(Theirs, u8)>) -> Option<Reconcile> {
        let own = self.own()?;
        let (theirs, round) = theirs.map_or((None, 0), |(theirs, round)| (Some(theirs), round));
        Some(Reconcile {
            path: own.path.clone(),
            name: own.name.clone(),
            decoded: self.decoded.clone(),
            extractor: self.extractor,
            lineage: self.save.lineage,
            revisions: (own.store.revision(), self.head_revision),
            ours: own.layer()?,
            base: own.on_disk.clone(),
            bytes: self.save.reconciles.clone()?,
            theirs,
            round,
        })
    }

    /// Brings both versions together at once, if there are two: where nobody can wait for a worker.
    pub fn reconcile_now(&mut self) -> Noted {
        match self.reconcile(None) {
            Some(reconcile) => self.take_reconciled(reconcile.run()),
            None => Noted::Nothing,
        }
    }

    /// Takes what a worker has brought together, as one step that can be undone. Where claims changed meanwhile it is to
    /// be done again, which the answer says.
    pub fn take_reconciled(&mut self, reconciled: Reconciled) -> Noted {
        let is_awaited =
            self.save.reconciles.as_ref().is_some_and(|bytes| Arc::ptr_eq(bytes, &reconciled.bytes));
        let Some(own) = self.own().filter(|_| is_awaited && reconciled.lineage == self.save.lineage) else {
            return Noted::Nothing;
        };
        let present = (own.store.revision(), self.head_revision);
        match reconciled.outcome {
            Outcome::Apart(layer) => self.move_on(*layer),
            Outcome::Together(merged, theirs) if reconciled.revisions == present => {
                self.take_merged(*merged, Some((&reconciled.bytes, theirs)))
            }
            Outcome::Together(_, theirs) => {
                let round = reconciled.round + 1;
                match self.reconcile(Some((theirs, round))) {
                    Some(again) if round > ROUNDS => self.take_reconciled(again.run()),
                    Some(again) => Noted::Reconcile(Box::new(again)),
                    None => Noted::Nothing,
                }
            }
        }
    }

    /// Merges another version into the own layer at once, as one step that can be undone; returns whether something of it
    /// waits for a decision, or `None` where the two cannot be merged.
    pub(super) fn merge_in(&mut self, theirs: &Layer, base: Option<&Layer>) -> Option<bool> {
        let ours = self.own()?.layer()?;
        let merged = merged(&ours, &[(theirs, base)], &self.decoded, self.extractor)?;
        match self.take_merged(merged, None) {
            Noted::Merged { needs_a_person, .. } => Some(needs_a_person),
            _ => None,
        }
    }

    /// Returns what takes over versions of the own layer that stand elsewhere; `None` while there is no own layer, or
    /// another version is being brought in.
    pub fn take_over(&self, versions: Vec<Elsewhere>) -> Option<TakeOver> {
        let own = self.own().filter(|_| !self.is_reconciling())?;
        let versions = versions.into_iter().filter(|version| version.of == own.name).collect();
        Some(TakeOver {
            lineage: self.save.lineage,
            revisions: (own.store.revision(), self.head_revision),
            ours: own.layer()?,
            versions,
            decoded: self.decoded.clone(),
            extractor: self.extractor,
        })
    }

    /// Takes what a worker has made of versions that stood elsewhere, as one step that can be undone. `None` when another
    /// layer is worked at meanwhile, or another version is being brought in: it can be tried again.
    pub fn take_taken_over(&mut self, taken: TakenOver) -> Option<Noted> {
        let is_meant = taken.lineage == self.save.lineage && !self.is_reconciling();
        let own = self.own().filter(|_| is_meant)?;
        let merged = match taken.revisions == (own.store.revision(), self.head_revision) {
            true => taken.merged,
            // Claims were changed meanwhile: it is done again, over them as they are.
            false => self.take_over(taken.versions).and_then(|again| again.run().merged),
        };
        Some(merged.map_or(Noted::Nothing, |merged| self.take_merged(merged, None)))
    }

    /// Takes what the own layer and a version of it that came from elsewhere have become together, as one step that can be
    /// undone. It was made of [`own`](Open::own) as it is. Returns whether it was taken.
    pub fn take_together(&mut self, layer: Layer) -> bool {
        let Some(ours) = self.own().and_then(OpenLayer::layer) else { return false };
        let merged = ready(&ours, layer, false, &self.decoded, self.extractor);
        matches!(self.take_merged(merged, None), Noted::Merged { .. })
    }

    fn take_merged(&mut self, merged: Merged, theirs: Option<(&[u8], Theirs)>) -> Noted {
        let Some(own) = self.own.and_then(|own| self.layers.get_mut(own)) else { return Noted::Nothing };
        let Merged { mut layer, edits, needs_a_person } = merged;
        let mut had_markers = false;
        if !edits.is_empty() {
            let edit = Edit::Batch(edits);
            // They were made for the claims as they are, so they fit.
            if self.history.apply(&mut own.store, "take over another version", edit).is_err() {
                return Noted::Nothing;
            }
        }
        own.store.set_deleted(std::mem::take(&mut layer.deleted));
        layer.claims.clear();
        layer.decisions.clear();
        super::note_text(&mut layer, &self.decoded, self.extractor);
        own.head = Some(layer);
        if let Some((bytes, theirs)) = theirs {
            own.fingerprint = Fingerprint::of(bytes);
            own.on_disk = Some(theirs.layer);
            own.problems = theirs.problems;
            few(&mut own.problems);
            self.save.reconciles = None;
            self.save.keeps_former |= theirs.had_markers;
            had_markers = theirs.had_markers;
        }
        self.head_revision += 1;
        self.note_change();
        Noted::Merged { needs_a_person, had_markers }
    }

    /// Leaves the own sidecar to what stands there now, and goes on in one under the next free name.
    fn move_on(&mut self, left: OpenLayer) -> Noted {
        self.save.reconciles = None;
        let Some(who) = self.who.clone() else { return Noted::Nothing };
        let name = self.free_name(&who);
        self.taken.push(name.clone());
        let id = name.annotator().clone();
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
