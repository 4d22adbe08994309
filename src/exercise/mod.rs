//! Training on documents with an answer key: how an answer is scored against it.

mod score;
#[cfg(test)]
mod tests;

pub use score::{Counts, Feedback, Grade, Kind, Ratios, Reading, Score, score};
