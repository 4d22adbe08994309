//! A sidecar in which git left two versions between its markers: both are read, and become the own layer again.
//!
//! Our side is the own layer first; theirs is then brought into it like any version that another program wrote, as one
//! step that can be undone. The file stays as it is until the result is saved, and the bytes it had are kept.

use std::path::PathBuf;
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::merge;
use crate::model::{Annotator, LayerName, Timestamp};
use crate::problem::{Problem, Severity};
use crate::sidecar::{self, ReadError};
use crate::text::Text;

use super::read::{self, Around};
use super::reconcile::Theirs;
use super::save::{Noted, Progress};
use super::{LayerKind, Open, OpenLayer, Work, next_lineage};

/// The own sidecar with both versions in it, to be read.
#[derive(Debug)]
pub struct Sides {
    name: LayerName,
    path: PathBuf,
    who: Annotator,
    work: Work,
    text: Text,
    around: Around,
}

/// Both versions, as they were read.
#[derive(Debug)]
pub struct SidesRead {
    bytes: Arc<[u8]>,
    ours: Box<OpenLayer>,
    theirs: Theirs,
}

impl Sides {
    /// Reads both versions and merges them: for a worker. Where that cannot be done, says why and what to do.
    pub fn run(self) -> Result<SidesRead, Problem> {
        let bytes = sidecar::bytes_of(&self.path).map_err(|error| {
            let message = format!("the sidecar cannot be read ({error})");
            Problem::new(Severity::Error, message, "check who may read it")
        })?;
        let (ours, theirs) = together(&bytes)?;
        let mut ours = read::read_layer(self.name, self.path, ours.as_bytes(), &self.text, &self.around);
        ours.fingerprint = Fingerprint::of(&bytes);
        if read::own_of(std::slice::from_ref(&ours), &self.who, &self.work).is_none() {
            let problem = ours.problems.into_iter().find(|problem| problem.severity == Severity::Error);
            return Err(problem.unwrap_or_else(|| {
                Problem::new(
                    Severity::Error,
                    "it is somebody else's layer",
                    "its owner can merge it, or `obelus merge FILE`",
                )
            }));
        }
        Ok(SidesRead { bytes: bytes.into(), ours: Box::new(ours), theirs })
    }
}

/// Returns our side of git's markers as it was written, and what both sides have become.
pub(super) fn together(bytes: &[u8]) -> Result<(String, Theirs), Problem> {
    let (ours, base, theirs) = match sidecar::read(bytes) {
        Err(ReadError::Unmerged { ours, base, theirs, .. }) => (ours, base, theirs),
        Err(error) => return Err(error.problem()),
        Ok(_) => {
            let message = "the markers of git are gone from the file meanwhile";
            return Err(Problem::new(Severity::Error, message, "open the document again"));
        }
    };
    let side = |whose: &str, text: &str| {
        sidecar::read(text.as_bytes()).map_err(|error| {
            let message = format!("{whose} version in it cannot be read: {error}");
            Problem::new(Severity::Error, message, error.hint())
        })
    };
    let (our_side, their_side) = (side("your", &ours)?, side("the other", &theirs)?);
    // A file that both sides made has nothing between the marker of the base and the next one.
    let base = base.filter(|base| !base.trim().is_empty());
    let base = base.map(|base| side("the former", &base)).transpose()?;
    let merged = merge::merge(&our_side.layer, &their_side.layer, base.as_ref().map(|base| &base.layer))
        .map_err(|error| Problem::new(Severity::Error, error.to_string(), error.hint()))?;
    let mut problems = our_side.problems;
    problems.extend(their_side.problems);
    let needs_a_person = merged.needs_a_person();
    Ok((ours, Theirs { layer: Arc::new(merged.layer), problems, needs_a_person, had_markers: true }))
}

impl Open {
    /// Returns what reads both versions that git left in the own sidecar; `None` when there are no two.
    pub fn sides(&self, around: Around) -> Option<Sides> {
        let who = self.who.clone()?;
        let blocked = self.blocked_own()?;
        matches!(blocked.kind, LayerKind::Unmerged { .. }).then(|| Sides {
            name: blocked.name.clone(),
            path: blocked.path.clone(),
            who,
            work: self.work().clone(),
            text: self.text().clone(),
            around,
        })
    }

    /// Takes our side as the own layer, and theirs as what is to be brought into it, which the answer says. Nothing
    /// happens when the sidecar was changed meanwhile.
    pub fn take_sides(&mut self, read: SidesRead, now: Timestamp) -> Noted {
        let SidesRead { bytes, ours, theirs } = read;
        let is_it = |layer: &OpenLayer| {
            let is_unmerged = matches!(layer.kind, LayerKind::Unmerged { .. });
            is_unmerged && layer.path == ours.path && layer.fingerprint == ours.fingerprint
        };
        let is_of_text = ours.store.text().is_same(self.text());
        let place = self.layers.iter_mut().find(|layer| is_it(layer)).filter(|_| is_of_text);
        let (Some(place), Some(who), None) = (place, self.who.clone(), self.own) else {
            return Noted::Nothing;
        };
        *place = *ours;
        self.set_annotator(who);
        self.save = Progress::new(next_lineage());
        self.take_up_waiting();
        self.save.reconciles = Some(bytes);
        self.put_early(now);
        match self.reconcile(Some((theirs, 0))) {
            Some(reconcile) => Noted::Reconcile(Box::new(reconcile)),
            None => Noted::Nothing,
        }
    }
}
