//! Scoring at the instructor's desk: the document, the exercise and its key, and the answers that are placed in it.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::agreement::{Marked, tokens};
use crate::exercise::{self, Exercise, FieldResult, Results, Score, Submission};
use crate::matching::Stretch;
use crate::model::{About, Annotator, Layer, LayerName, Role};
use crate::sidecar;
use crate::text::Text;
use crate::text::decode::Decoded;
use crate::workspace::{OpenLayer, layer_from_bytes, read_document};

use super::open::bytes_of;
use super::{Answer, OpenedExercise, PassedOver, TrainingError, read_answers};

/// The most bytes of an answer key.
const MAX_KEY: u64 = 100_000_000;

/// An exercise with its document's text and its key in place.
#[derive(Debug)]
pub struct Desk {
    /// The exercise.
    pub exercise: Exercise,
    /// What is known of the document.
    pub about: About,
    decoded: Decoded,
    /// The key's claims whose place is sure.
    key: Vec<Marked>,
    /// How many claims of the key have none.
    pub key_left_out: usize,
    /// Whose key it is: their own reading is no answer to it.
    key_owner: Annotator,
    words: Vec<Stretch>,
}

/// What a trainee is told of an attempt.
#[derive(Clone, Debug)]
pub struct Feedback {
    /// The score, over the claims that count.
    pub score: Score,
    /// The fields that count, of the claims that both have.
    pub fields: Vec<FieldResult>,
}

/// The results of a class, and what was not taken into them.
#[derive(Debug)]
pub struct ClassResults {
    /// The results.
    pub results: Results,
    /// Files that are no submission to this exercise, or cannot be read.
    pub passed_over: Vec<PassedOver>,
}

impl Desk {
    /// Reads document and key of an exercise.
    pub fn open(opened: &OpenedExercise) -> Result<Self, TrainingError> {
        let path = opened.key.as_ref().ok_or(TrainingError::NoKey)?;
        let bytes = bytes_of(path, MAX_KEY)?;
        let read =
            sidecar::read(&bytes).map_err(|source| TrainingError::Key { path: path.clone(), source })?;
        let reading = read_document(&opened.document, None, None)?;
        let about = match read.layer.document.about {
            about if about == About::default() => reading.about,
            about => about,
        };
        let owner = read.layer.annotator;
        let layer = layer_from_bytes(LayerName::of(owner.id.clone()), path.clone(), &bytes, &reading.decoded);
        let (key, key_left_out) = marked(&reading.decoded.text, &layer)
            .ok_or_else(|| TrainingError::KeyWithoutPlaces { path: path.clone() })?;
        Ok(Self::new(opened.exercise.clone(), about, reading.decoded, owner, key, key_left_out))
    }

    /// Takes what was read already.
    pub fn new(
        exercise: Exercise,
        about: About,
        decoded: Decoded,
        key_owner: Annotator,
        key: Vec<Marked>,
        key_left_out: usize,
    ) -> Self {
        let words = tokens(decoded.text.as_str());
        Self { exercise, about, decoded, key, key_left_out, key_owner, words }
    }

    /// Returns the text that all are placed in.
    pub fn text(&self) -> &Text {
        &self.decoded.text
    }

    /// Returns the key's claims that count, in no order.
    pub fn key(&self) -> Vec<Marked> {
        self.exercise.counted(&self.key)
    }

    /// Scores one layer of the document: what its owner is told.
    pub fn feedback(&self, layer: &OpenLayer) -> Option<Feedback> {
        let (answer, _) = marked(self.text(), layer)?;
        let (key, answer) = (self.key(), self.exercise.counted(&answer));
        let score = exercise::score(&key, &answer, Some(&self.words));
        let fields = exercise::compare_fields(&self.exercise.fields, &score, &key, &answer);
        Some(Feedback { score, fields })
    }

    /// Reads the submissions in `sources` (files, archives, folders) and scores them; `class` is the list of names.
    pub fn results(&self, sources: &[PathBuf], class: Option<&[String]>) -> ClassResults {
        let answers = read_answers(sources);
        let mut passed_over = answers.passed_over;
        let taken: Vec<Result<Submission, PassedOver>> =
            answers.answers.into_par_iter().filter_map(|answer| self.submission(answer)).collect();
        let mut submissions = Vec::new();
        for one in taken {
            match one {
                Ok(submission) => submissions.push(submission),
                Err(other) => passed_over.push(other),
            }
        }
        let results = exercise::results(&self.exercise, self.text(), &self.key, submissions, class);
        ClassResults { results, passed_over }
    }

    /// Returns an answer as it is scored; `None` for what is no answer: keys, gold layers, layers of other documents.
    fn submission(&self, answer: Answer) -> Option<Result<Submission, PassedOver>> {
        let Answer { file, layer, bytes } = answer;
        let passed_over =
            |reason: String| Some(Err(PassedOver { file: file.clone(), reason, hint: String::new() }));
        if !self.is_for_here(&layer) {
            return None;
        }
        let name = LayerName::of(layer.annotator.id.clone());
        match (&layer.role, &layer.attempt) {
            (Role::Attempt, Some(attempt)) if attempt.exercise != self.exercise.id.as_str() => {
                let other = &attempt.exercise;
                return passed_over(format!("is an attempt at another exercise, {other:?}"));
            }
            (Role::Analyst, _) if layer.annotator.is_person(&name, &self.key_owner) => return None,
            (Role::Attempt | Role::Analyst, _) => {}
            (Role::AnswerKey | Role::Gold, _) => return None,
        }
        let placed = layer_from_bytes(name, PathBuf::from(&file), &bytes, &self.decoded);
        let Some((marked, left_out)) = marked(self.text(), &placed) else {
            return passed_over("was left: its claims have no place in this text".to_owned());
        };
        let attempt = layer.attempt.as_ref();
        Some(Ok(Submission {
            number: attempt.map_or(1, |attempt| attempt.number),
            started: attempt.and_then(|attempt| attempt.started),
            submitted: attempt.and_then(|attempt| attempt.submitted),
            is_attempt: layer.role == Role::Attempt && layer.attempt.is_some(),
            left_out: left_out + layer.raw_claims.len(),
            annotator: layer.annotator.clone(),
            marked,
            file,
        }))
    }

    /// Returns whether a layer is about this exercise's document, or an attempt at this exercise.
    fn is_for_here(&self, layer: &Layer) -> bool {
        let is_attempt = layer.attempt.as_ref().is_some_and(|one| one.exercise == self.exercise.id.as_str());
        let composed = crate::library::composed;
        is_attempt
            || layer.document.text_blake3 == self.text().hash()
            || composed(&layer.document.file) == composed(self.exercise.document.as_str())
    }
}

/// Returns a layer's claims whose place is sure, and how many there are besides; `None` when none can be placed.
fn marked(text: &Text, layer: &OpenLayer) -> Option<(Vec<Marked>, usize)> {
    let standing = layer.standing()?;
    let left_out = standing.uncertain.len() + standing.orphan.len();
    let marked =
        standing.claims.into_iter().filter_map(|(claim, spans)| Marked::new(text, Arc::clone(&claim), spans));
    Some((marked.collect(), left_out))
}
