//! What a forecast says and what became of it.

use super::{PartialDate, Scale, Unknown};

/// What a claim says about the future.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forecast {
    /// What will be judged, worded so that yes or no can be told; empty when not given.
    pub event: String,
    /// Under which condition; empty when not given.
    pub condition: String,
    /// The words of probability as the document has them; empty when not given.
    pub words: String,
    /// The scale that those words are read by.
    pub scale: Option<Scale>,
    /// The time as the document has it; empty when not given.
    pub horizon: String,
    /// When it is due; a period is due at its end.
    pub due: Option<PartialDate>,
    /// The probability of the event as the text says it, in the annotator's reading, 0 to 1.
    pub probability: Option<f64>,
    /// The annotator's own estimates.
    pub own: Vec<OwnEstimate>,
    /// What became of it.
    pub resolution: Option<Resolution>,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Forecast {
    /// Returns whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether it can be scored: it has an event and a due date.
    pub fn is_scoreable(&self) -> bool {
        !self.event.trim().is_empty() && self.due.is_some()
    }
}

/// An estimate of the annotator's own.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnEstimate {
    /// The probability of the event, 0 to 1.
    pub probability: f64,
    /// The day it was made: always a whole day.
    pub on: PartialDate,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// How a forecast ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The event happened.
    Happened,
    /// It did not.
    DidNotHappen,
    /// It cannot be told.
    Unclear,
    /// Its condition was not met, or the question lost its sense.
    Annulled,
}

/// What became of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// How it ended.
    pub outcome: Outcome,
    /// When that was clear.
    pub on: Option<PartialDate>,
    /// A remark; empty when not given.
    pub note: String,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// Returns a probability in percent, as short as it can be written, without the sign: `12.5`.
pub fn percent(probability: f64) -> String {
    let percent = (probability * 100_000.0).round() / 1000.0;
    format!("{percent}")
}
