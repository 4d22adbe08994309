//! Attempts: layers of role `Attempt`, one a try, and the names of their files.

use crate::model::{
    Annotator, AnnotatorId, Attempt, DocumentInfo, Layer, LayerName, Role, Timestamp, Unknown,
};

use super::{Exercise, ExerciseId};

/// What stands behind the double hyphen in the name of an attempt's layer, before the number.
const ATTEMPT: &str = "attempt-";

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

/// Returns the name of the layer that is somebody's attempt: `maria--attempt-2`.
pub fn attempt_layer(annotator: &AnnotatorId, number: u32) -> LayerName {
    named(annotator, &format!("{ATTEMPT}{number}"))
}

/// Returns the name of the layer that is somebody's answer key: `maria--key`.
pub fn key_layer(annotator: &AnnotatorId) -> LayerName {
    named(annotator, "key")
}

fn named(annotator: &AnnotatorId, suffix: &str) -> LayerName {
    // Suffixes made here are always well made.
    LayerName::with_suffix(annotator.clone(), suffix).unwrap_or_else(|_| LayerName::of(annotator.clone()))
}

/// Returns the number of the attempt that a layer's name says.
pub fn attempt_number(name: &LayerName) -> Option<u32> {
    name.suffix()?.strip_prefix(ATTEMPT)?.parse().ok()
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

/// Returns the layer of an attempt that begins at `now`.
pub fn begin(
    exercise: &ExerciseId,
    document: DocumentInfo,
    who: Annotator,
    number: u32,
    now: Timestamp,
) -> Layer {
    let mut layer = Layer::new(document, who, Role::Attempt);
    layer.attempt = Some(Attempt {
        exercise: exercise.to_string(),
        number,
        started: Some(now),
        submitted: None,
        unknown: Unknown::default(),
    });
    layer
}

/// Notes that an attempt is handed in at `now`; one that was handed in before keeps its time.
pub fn submit(layer: &mut Layer, now: Timestamp) {
    if let Some(attempt) = &mut layer.attempt {
        attempt.submitted.get_or_insert(now);
    }
    layer.finished.get_or_insert(now);
}

/// Returns the name of the copy that is handed in: `rift-basics--maria--attempt-2.obelus.ron`. It is no sidecar's name,
/// so it counts nowhere as a layer of a document.
pub fn submission_name(exercise: &ExerciseId, who: &AnnotatorId, number: u32) -> String {
    format!("{exercise}--{who}--{ATTEMPT}{number}{}", crate::sidecar::name::ENDING)
}
