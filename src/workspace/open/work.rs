//! Which of a person's layers of a document is edited: their own reading, the gold layer that they decide from several
//! layers, or an attempt at an exercise.
//!
//! Whatever it is, it is *the own layer* of the open document: saved, undone, merged and kept like any other. One turns
//! from one to another with the document open; what is left is parked like a document that is left.

use crate::model::{Annotator, AnnotatorId, Attempt, LayerName, Role, Timestamp};

use super::{Open, OpenLayer, Parked, Refused, next_lineage, save};

/// What a person works at in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Work {
    /// Their own reading of it.
    #[default]
    Analysis,
    /// The gold layer, decided from several layers.
    Gold,
    /// An attempt at an exercise; no other layer is listed.
    Attempt {
        /// The exercise's id.
        exercise: String,
        /// The number of the try, from 1.
        number: u32,
    },
}

impl Work {
    /// Returns the role of the layer.
    pub fn role(&self) -> Role {
        match self {
            Self::Analysis => Role::Analyst,
            Self::Gold => Role::Gold,
            Self::Attempt { .. } => Role::Attempt,
        }
    }

    /// Returns what stands behind the annotator in the layer's name, if anything.
    pub fn suffix(&self) -> Option<String> {
        match self {
            Self::Analysis => None,
            Self::Gold => Some("gold".to_owned()),
            Self::Attempt { number, .. } => Some(format!("attempt-{number}")),
        }
    }

    /// Returns the name of the layer under `id`.
    pub fn layer_name(&self, id: AnnotatorId) -> LayerName {
        match self.suffix().map(|suffix| LayerName::with_suffix(id.clone(), &suffix)) {
            Some(Ok(name)) => name,
            _ => LayerName::of(id),
        }
    }

    /// Returns whether `layer` is listed while this is worked at: answer keys and attempts are part of training only, and
    /// an attempt is made without seeing anything else.
    pub(super) fn lists(&self, layer: &OpenLayer, who: Option<&Annotator>) -> bool {
        match self {
            Self::Analysis | Self::Gold => {
                layer.head.as_ref().is_none_or(|head| matches!(head.role, Role::Analyst | Role::Gold))
            }
            Self::Attempt { .. } => {
                let is_persons = who.is_some_and(|who| match &layer.head {
                    Some(head) => head.annotator.is_person(&layer.name, who),
                    None => *layer.name.annotator() == who.id,
                });
                is_persons && layer.name.suffix() == self.suffix().as_deref()
            }
        }
    }
}

impl Open {
    /// Returns what is worked at.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Turns to another of the person's layers, going on where it was parked; returns what is left. What
    /// [`snapshot`](Self::snapshot) still gives is to be handed to the saver before.
    pub fn turn_to(&mut self, work: Work, parked: Option<Parked>) -> Parked {
        let left = self.put_aside();
        self.work = work;
        self.save = save::Progress::new(next_lineage());
        self.asked = None;
        self.is_fresh_agreed = false;
        self.own = None;
        self.arrival = std::sync::OnceLock::new();
        self.list();
        match self.who.take() {
            Some(who) => self.set_annotator(who),
            None => self.note_change(),
        }
        self.take_up_waiting();
        if let Some(parked) = parked {
            self.resume(parked);
        }
        left
    }

    /// Begins the attempt that is worked at: from now on its time runs. One that was begun before goes on.
    pub fn begin_attempt(&mut self, now: Timestamp) -> Result<(), Refused> {
        if self.own.is_none() {
            self.own_or_begin(now)?;
            self.head_revision += 1;
        }
        self.note_change();
        Ok(())
    }

    /// Returns the attempt that is worked at, once it was begun.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.own()?.head.as_ref()?.attempt.as_ref()
    }

    /// Hands the attempt in.
    pub fn submit(&mut self, now: Timestamp) {
        let head = self.own_mut().and_then(|layer| layer.head.as_mut());
        let Some(attempt) = head.and_then(|head| head.attempt.as_mut()) else { return };
        attempt.submitted.get_or_insert(now);
        self.head_revision += 1;
        self.note_change();
    }

    /// Lists the layers that belong to what is worked at, and puts the others out of sight.
    pub(super) fn list(&mut self) {
        let mut all = std::mem::take(&mut self.layers);
        all.append(&mut self.unlisted);
        let (mut listed, unlisted): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|layer| self.work.lists(layer, self.who.as_ref()));
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        self.layers = listed;
        self.unlisted = unlisted;
    }

    /// Returns the name of a new layer of `who` for what is worked at.
    pub(super) fn free_name(&self, who: &Annotator) -> LayerName {
        let all = || self.layers.iter().chain(&self.unlisted);
        let id = match self.work {
            Work::Analysis => who.id.clone(),
            // It stands under the name of the person's own reading, where there is one.
            _ => all()
                .find(|layer| {
                    layer.name.suffix().is_none()
                        && layer.head.as_ref().is_some_and(|head| head.annotator.is_person(&layer.name, who))
                })
                .map_or(&who.id, |layer| layer.name.annotator())
                .clone(),
        };
        let is_anothers = |id: &AnnotatorId| {
            all().any(|layer| {
                layer.name.annotator() == id
                    && layer.head.as_ref().is_some_and(|head| !head.annotator.is_person(&layer.name, who))
            })
        };
        let is_free = |id: &AnnotatorId| {
            let name = self.work.layer_name(id.clone());
            !self.taken.contains(&name) && (self.work == Work::Analysis || !is_anothers(id))
        };
        self.work.layer_name(id.free(|id| !is_free(id)))
    }
}

/// Returns `name` under the first numbered id for which there is none of `taken`.
pub(super) fn renumbered(name: &LayerName, taken: &[LayerName]) -> LayerName {
    let with = |id: AnnotatorId| match name.suffix() {
        Some(suffix) => LayerName::with_suffix(id.clone(), suffix).unwrap_or_else(|_| LayerName::of(id)),
        None => LayerName::of(id),
    };
    with(name.annotator().free(|id| taken.contains(&with(id.clone()))))
}
