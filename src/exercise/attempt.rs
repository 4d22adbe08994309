//! What comes after a person's attempts, and the names of answer keys and of what is handed in. Attempts themselves are
//! made and saved by `workspace`, like every layer.

use std::sync::Arc;

use crate::model::{AnnotatorId, Layer, LayerName, Role};

use super::{Exercise, ExerciseId};

/// One try of a person at an exercise, as its layer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// Its number, from 1.
    pub number: u32,
    /// Whether it was handed in.
    pub is_submitted: bool,
}

/// What a person who opens an exercise does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Goes on with the attempt that was begun.
    GoOn(u32),
    /// Begins the attempt with this number.
    Begin(u32),
    /// Nothing: all attempts were made.
    NoMore,
}

/// Returns the name of the layer that is somebody's answer key: `maria--key`.
pub fn key_layer(annotator: &AnnotatorId) -> LayerName {
    // The suffix is well made.
    LayerName::with_suffix(annotator.clone(), "key").unwrap_or_else(|_| LayerName::of(annotator.clone()))
}

/// Returns a layer as an answer key: its claims as they are, and nothing of how they came about.
pub fn as_key(layer: &Layer) -> Layer {
    let mut key = Layer::new(layer.document.clone(), layer.annotator.clone(), Role::AnswerKey);
    key.finished = layer.finished;
    key.claims.clone_from(&layer.claims);
    for claim in key.claims.iter_mut().filter(|claim| !claim.from.is_empty() || !claim.conflicts.is_empty()) {
        let claim = Arc::make_mut(claim);
        claim.from.clear();
        claim.conflicts.clear();
    }
    key
}

/// Returns what comes next after the tries that a person has made.
pub fn next(exercise: &Exercise, tries: &[Try]) -> Next {
    if let Some(open) = tries.iter().filter(|one| !one.is_submitted).map(|one| one.number).max() {
        return Next::GoOn(open);
    }
    let made = tries.len();
    let is_over = exercise.attempts.is_some_and(|limit| u32::try_from(made).is_ok_and(|made| made >= limit));
    if is_over {
        return Next::NoMore;
    }
    let last = tries.iter().map(|one| one.number).max().unwrap_or(0);
    Next::Begin(last.saturating_add(1))
}

/// Returns the name of the copy that is handed in: `rift-basics--maria--attempt-2.ron`. It is neither a
/// sidecar's name nor like one, so it counts nowhere as a layer of a document or as a copy of one.
pub fn submission_name(exercise: &ExerciseId, who: &AnnotatorId, number: u32) -> String {
    format!("{exercise}--{who}--attempt-{number}.ron")
}
