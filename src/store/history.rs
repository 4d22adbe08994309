//! Undo and redo without limit, over any mix of acts.

use crate::model::{ClaimId, Timestamp};

use super::{Edit, EditError, Store};

/// What was done to a store and can be undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// One gesture: what it is called, and the edit that takes it back.
#[derive(Clone, Debug)]
struct Step {
    name: &'static str,
    inverse: Edit,
}

impl History {
    /// Applies `edit` to `store` as one step called `name` ("tag as rebuttal").
    pub fn apply(&mut self, store: &mut Store, name: &'static str, edit: Edit) -> Result<(), EditError> {
        let inverse = store.apply(edit)?;
        self.done.push(Step { name, inverse });
        self.undone.clear();
        Ok(())
    }

    /// Returns what `undo` would take back.
    pub fn undo_name(&self) -> Option<&'static str> {
        self.done.last().map(|step| step.name)
    }

    /// Returns what `redo` would do again.
    pub fn redo_name(&self) -> Option<&'static str> {
        self.undone.last().map(|step| step.name)
    }

    /// Takes the last step back; returns the claims it touched, or `None` when there is nothing to undo.
    pub fn undo(&mut self, store: &mut Store, now: Timestamp) -> Option<Vec<ClaimId>> {
        move_step(&mut self.done, &mut self.undone, store, now)
    }

    /// Does the last undone step again; returns the claims it touched.
    pub fn redo(&mut self, store: &mut Store, now: Timestamp) -> Option<Vec<ClaimId>> {
        move_step(&mut self.undone, &mut self.done, store, now)
    }
}

/// Applies the last step of `from` and puts its inverse on `to`. A step that no longer applies is dropped.
fn move_step(
    from: &mut Vec<Step>,
    to: &mut Vec<Step>,
    store: &mut Store,
    now: Timestamp,
) -> Option<Vec<ClaimId>> {
    let Step { name, inverse } = from.pop()?;
    let touched = inverse.claim_ids();
    let edit = inverse.restamped(store, now);
    let inverse = store.apply(edit).ok()?;
    to.push(Step { name, inverse });
    Some(touched)
}
