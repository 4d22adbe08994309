//! The words of choices, each in one table: as sidecars write them, and as people read them.

use super::{Confidence, Credibility, Outcome, Rel, Reliability, Role, Scale, Voice};

/// Voices with their words and what they mean.
pub const VOICES: &[(Voice, &str, &str)] = &[
    (Voice::Author, "Author", "The document’s author says it"),
    (Voice::Quoted, "Quoted", "The document quotes it word for word"),
    (Voice::Reported, "Reported", "The document reports it in its own words"),
];

/// Reliability of the source, with the letters and words of the Admiralty scale.
pub const RELIABILITY: &[(Reliability, &str, &str)] = &[
    (Reliability::A, "A", "Completely reliable"),
    (Reliability::B, "B", "Usually reliable"),
    (Reliability::C, "C", "Fairly reliable"),
    (Reliability::D, "D", "Not usually reliable"),
    (Reliability::E, "E", "Unreliable"),
    (Reliability::F, "F", "Reliability cannot be judged"),
];

/// Credibility of the information, with the figures and words of the Admiralty scale.
pub const CREDIBILITY: &[(Credibility, &str, &str)] = &[
    (Credibility::One, "1", "Confirmed by other sources"),
    (Credibility::Two, "2", "Probably true"),
    (Credibility::Three, "3", "Possibly true"),
    (Credibility::Four, "4", "Doubtfully true"),
    (Credibility::Five, "5", "Improbable"),
    (Credibility::Six, "6", "Truth cannot be judged"),
];

/// Confidence in tag and borders.
pub const CONFIDENCE: &[(Confidence, &str)] =
    &[(Confidence::Low, "Low"), (Confidence::Moderate, "Moderate"), (Confidence::High, "High")];

/// What becomes of a forecast; `None` while it is open.
pub const OUTCOMES: &[(Option<Outcome>, &str)] = &[
    (None, "Still open"),
    (Some(Outcome::Happened), "Happened"),
    (Some(Outcome::DidNotHappen), "Did not happen"),
    (Some(Outcome::Unclear), "Cannot be told"),
    (Some(Outcome::Annulled), "Annulled: the condition was not met"),
];

impl Voice {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        VOICES.iter().find(|(voice, ..)| *voice == self).map_or("", |(_, word, _)| word)
    }
}

impl Reliability {
    /// Returns the letter that sidecars have.
    pub fn letter(self) -> &'static str {
        RELIABILITY.iter().find(|(step, ..)| *step == self).map_or("", |(_, letter, _)| letter)
    }

    /// Returns what the letter stands for.
    pub fn words(self) -> &'static str {
        RELIABILITY.iter().find(|(step, ..)| *step == self).map_or("", |(_, _, words)| words)
    }
}

impl Credibility {
    /// Returns the figure that sidecars have.
    pub fn figure(self) -> &'static str {
        CREDIBILITY.iter().find(|(step, ..)| *step == self).map_or("", |(_, figure, _)| figure)
    }

    /// Returns what the figure stands for.
    pub fn words(self) -> &'static str {
        CREDIBILITY.iter().find(|(step, ..)| *step == self).map_or("", |(_, _, words)| words)
    }
}

impl Confidence {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        CONFIDENCE.iter().find(|(confidence, _)| *confidence == self).map_or("", |(_, word)| word)
    }
}

impl Outcome {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Happened => "Happened",
            Self::DidNotHappen => "DidNotHappen",
            Self::Unclear => "Unclear",
            Self::Annulled => "Annulled",
        }
    }

    /// Returns what people read.
    pub fn words(self) -> &'static str {
        OUTCOMES.iter().find(|(outcome, _)| *outcome == Some(self)).map_or("", |(_, words)| words)
    }
}

impl Scale {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Icd203 => "Icd203",
            Self::Phia => "Phia",
        }
    }
}

impl Rel {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rebuts => "Rebuts",
            Self::Supports => "Supports",
            Self::Repeats => "Repeats",
        }
    }
}

impl Role {
    /// Returns the word that sidecars have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Analyst => "Analyst",
            Self::Attempt => "Attempt",
            Self::AnswerKey => "AnswerKey",
            Self::Gold => "Gold",
        }
    }
}
