//! Doing what was planned: each layer is decided again upon what stands there now, and written durably.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::durable::{self, DurableError, Fingerprint};
use crate::exchange::{Beside, Found, Progress, Step, decide};
use crate::model::{LayerName, Timestamp};
use crate::sidecar;

use super::super::{Open, lock};
use super::plan::{Fate, Plan};
use super::shelf::Shelf;
use super::{OpenNow, Place, Surroundings};

/// How long another of our programs may hold a sidecar.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// How often it is decided anew because another program wrote meanwhile.
const ROUNDS: usize = 4;

/// What happened to a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person left it out.
    LeftOut,
    /// This was done.
    Is(Fate),
    /// It concerns the layer that is being edited, and enters that next.
    ForEdited,
}

/// A sidecar that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its document.
    pub document: PathBuf,
    /// The layer's name.
    pub name: LayerName,
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// What happened to each row of the plan.
    pub outcomes: Vec<Outcome>,
    /// What concerns the layer that is being edited, with the number of its row.
    pub for_edited: Vec<(usize, Found)>,
    /// The sidecars that were written.
    pub written: Vec<Written>,
}

/// Does what was planned for the chosen rows, by number. When it is stopped, the rest is left out.
pub fn carry_out(
    plan: &Plan,
    chosen: impl Fn(usize) -> bool,
    around: &Surroundings,
    now: Timestamp,
    progress: &Progress,
) -> Carried {
    let mut carried = Carried::default();
    let mut besides: HashMap<&Path, Beside> = HashMap::new();
    let mut shelf = Shelf::default();
    progress.begin(plan.rows.len());
    for (number, row) in plan.rows.iter().enumerate() {
        progress.step();
        let outcome = match (&row.target, &row.found) {
            (Some(target), Some(found)) if row.fate.acts() => {
                if !chosen(number) || progress.is_stopped() {
                    Outcome::LeftOut
                } else {
                    let place = &target.place;
                    let beside = besides
                        .entry(place.path.as_path())
                        .or_insert_with(|| around.beside(place, &mut shelf));
                    let mut writing = Writing { around, place, beside, now };
                    writing.outcome(number, found, &mut carried)
                }
            }
            _ => Outcome::Is(row.fate.clone()),
        };
        carried.outcomes.push(outcome);
    }
    carried
}

/// One document while its layers are written.
struct Writing<'a> {
    around: &'a Surroundings,
    place: &'a Place,
    beside: &'a mut Beside,
    now: Timestamp,
}

impl Writing<'_> {
    fn outcome(&mut self, number: usize, found: &Found, carried: &mut Carried) -> Outcome {
        for _ in 0..ROUNDS {
            let known = |name: &LayerName| self.around.known(&self.place.path, name);
            let step = decide(found, self.beside, self.around.who.as_ref(), known);
            let standing = self.beside.layers.iter().find(|standing| standing.name == *step.name());
            let (path, expected) = match (&step, standing) {
                (Step::Bring { .. }, Some(standing)) if standing.is_edited => {
                    carried.for_edited.push((number, found.clone()));
                    self.beside.take(&step);
                    return Outcome::ForEdited;
                }
                (Step::Bring { .. }, Some(standing)) => (standing.path.clone(), standing.fingerprint()),
                (Step::Add { name, .. }, _) => {
                    (sidecar::name::path_beside(&self.beside.home, name), Fingerprint::Absent)
                }
                _ => return Outcome::Is(Fate::of(&step)),
            };
            match self.write(&step, &path, expected) {
                Ok(Some(bytes)) => {
                    self.beside.take(&step);
                    let (document, name) = (self.place.path.clone(), step.name().clone());
                    carried.written.push(Written { document, name, path, bytes });
                    return Outcome::Is(Fate::of(&step));
                }
                // Somebody wrote there meanwhile: it is decided again.
                Ok(None) => *self.beside = self.around.beside(self.place, &mut Shelf::default()),
                Err(error) => return Outcome::Is(Fate::left(error.to_string(), error.hint())),
            }
        }
        Outcome::Is(Fate::left("another program keeps writing its sidecar", "close it, or try again later"))
    }

    /// Writes what the step says; `None` when something else stands there by now.
    fn write(
        &self,
        step: &Step,
        path: &Path,
        expected: Fingerprint,
    ) -> Result<Option<Arc<[u8]>>, DurableError> {
        let bytes: Arc<[u8]> = match step {
            Step::Add { bytes, .. } => Arc::clone(bytes),
            Step::Bring { layer, .. } => sidecar::write(layer).into_bytes().into(),
            Step::AlreadyHere { .. } | Step::NothingNew { .. } | Step::Blocked { .. } => return Ok(None),
        };
        let _lock = lock(&self.around.locks, path, LOCK_PATIENCE)?;
        if let Step::Bring { name, .. } = step
            && let Ok(former) = std::fs::read(path)
        {
            // Nothing of app data may stand in the way of saving.
            let _without = self.around.keep.back_up(&self.place.path, name, &former, self.now);
        }
        match durable::replace(path, &bytes, Some(expected))? {
            durable::Outcome::Saved(_) => Ok(Some(bytes)),
            durable::Outcome::Changed(_) => Ok(None),
        }
    }
}

/// Brings a layer into the one that is being edited, as one step that can be undone. Returns what that came to.
pub fn decide_edited(open: &mut Open, found: &Found, around: &Surroundings) -> Fate {
    let now = OpenNow::of(open).and_then(|now| Some((now.standing()?, now.home)));
    let Some((edited, home)) = now else {
        return Fate::left("there is no layer to bring it into", "add it again");
    };
    let beside = Beside::new(&home, vec![edited]);
    let known = |name: &LayerName| around.known(open.path(), name);
    let step = decide(found, &beside, around.who.as_ref(), known);
    if let Step::Bring { layer, .. } = &step
        && !open.take_together(layer.as_ref().clone())
    {
        return Fate::left("it does not fit the claims as they are now", "add it again");
    }
    Fate::of(&step)
}
