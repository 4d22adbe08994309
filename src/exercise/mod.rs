//! Training on documents with an answer key: what an exercise is and its file, attempts, how an answer is scored against
//! the key, and what a class's submissions come to.
//!
//! Plain data and pure functions; `workspace` reads and writes the files. A name inside an exercise is a
//! [`PlainName`](crate::sidecar::PlainName): a stranger's exercise cannot reach anything but the files beside it.

mod attempt;
mod definition;
mod field;
mod file;
mod results;
mod score;
#[cfg(test)]
mod tests;

pub use attempt::{Next, Try, as_key, key_layer, next, submission_name};
pub use definition::{CountedAttempt, Exercise, ExerciseId, FeedbackTime};
pub use field::{Field, FieldResult, compare_fields};
pub use file::{ExerciseError, FILE_NAME, FORMAT, MAX_BYTES, Read, read, write};
pub use results::{
    Barred, ClassTag, KeyClaim, Mistake, Person, Results, ScoredAttempt, Submission, WrongStretch,
    class_list, results,
};
pub use score::{Counts, Feedback, Grade, Kind, Ratios, Reading, Score, score};
