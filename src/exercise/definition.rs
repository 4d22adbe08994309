//! What an exercise says: which document, what is asked, and how attempts are counted.

use std::fmt;

use crate::agreement::Marked;
use crate::model::{AnnotatorId, Ext, TagId, Timestamp, Unknown};
use crate::sidecar::PlainName;

use super::Field;

/// An exercise's id, the readable part of file names: `[a-z0-9-]{1,40}`, no double hyphen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExerciseId(AnnotatorId);

impl ExerciseId {
    /// Reads an id as files have it; `None` when it is made otherwise.
    pub fn parse(id: &str) -> Option<Self> {
        AnnotatorId::parse(id).ok().map(Self)
    }

    /// Makes the id of a title, as an annotator's is made of a name.
    pub fn of_title(title: &str) -> Self {
        Self(AnnotatorId::of_name(title))
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ExerciseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When a trainee learns what the key says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedbackTime {
    /// After each claim.
    AfterEach,
    /// After handing in.
    #[default]
    AtEnd,
    /// Not from the program.
    Never,
}

impl FeedbackTime {
    /// All of them, in the order they are offered, with what is shown for each.
    pub const ALL: &'static [(Self, &'static str)] =
        &[(Self::AfterEach, "After each claim"), (Self::AtEnd, "After submitting"), (Self::Never, "Never")];
}

/// Which of several attempts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountedAttempt {
    /// The one with the highest grade.
    #[default]
    Best,
    /// The one handed in last.
    Last,
}

impl CountedAttempt {
    /// Both, in the order they are offered, with what is shown for each.
    pub const ALL: &'static [(Self, &'static str)] =
        &[(Self::Best, "The best attempt"), (Self::Last, "The last attempt")];
}

/// An exercise on one document, as `exercise.ron` beside it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// Its id: attempts name it.
    pub id: ExerciseId,
    /// What is shown for it.
    pub title: String,
    /// The instructor's name; empty when not given.
    pub by: String,
    /// What trainees are asked to do, in Markdown; empty when not given.
    pub instructions: String,
    /// The document.
    pub document: PlainName,
    /// The sidecar that is the answer key; `None` when the instructor holds it back.
    pub key: Option<PlainName>,
    /// The tags that count; empty: all.
    pub tags: Vec<TagId>,
    /// The fields that are compared beside tag and borders.
    pub fields: Vec<Field>,
    /// How many minutes there are; `None` for no limit.
    pub minutes: Option<u32>,
    /// When a trainee learns what the key says.
    pub feedback: FeedbackTime,
    /// How often it may be tried; `None` for no limit.
    pub attempts: Option<u32>,
    /// Which attempt counts.
    pub counts: CountedAttempt,
    /// Fields of other programs, by key.
    pub ext: Ext,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Exercise {
    /// Makes an exercise that asks for everything, without any limit.
    pub fn new(id: ExerciseId, title: String, document: PlainName) -> Self {
        Self {
            id,
            title,
            by: String::new(),
            instructions: String::new(),
            document,
            key: None,
            tags: Vec::new(),
            fields: Vec::new(),
            minutes: None,
            feedback: FeedbackTime::default(),
            attempts: None,
            counts: CountedAttempt::default(),
            ext: Ext::default(),
            unknown: Unknown::default(),
        }
    }

    /// Returns whether claims with this tag count.
    pub fn counts_tag(&self, tag: &TagId) -> bool {
        self.tags.is_empty() || self.tags.contains(tag)
    }

    /// Returns the claims that count.
    pub fn counted(&self, claims: &[Marked]) -> Vec<Marked> {
        claims.iter().filter(|claim| self.counts_tag(&claim.mark.tag)).cloned().collect()
    }

    /// Returns how many seconds are left at `now` of an attempt begun at `started`, below 0 when the time is over;
    /// `None` without a limit.
    pub fn seconds_left(&self, started: Timestamp, now: Timestamp) -> Option<i64> {
        let limit = i64::from(self.minutes?) * 60;
        Some(limit.saturating_sub(now.0.saturating_sub(started.0)))
    }

    /// Returns the rules that a trainee has to know, a sentence each: how often, how long, what counts, when the
    /// explanations come.
    pub fn rules(&self) -> Vec<String> {
        let mut rules = Vec::new();
        if !self.tags.is_empty() {
            let tags: Vec<&str> = self.tags.iter().map(TagId::as_str).collect();
            rules.push(format!("Only these tags count: {}.", tags.join(", ")));
        }
        if !self.fields.is_empty() {
            let fields: Vec<&str> = self.fields.iter().map(Field::title).collect();
            rules.push(format!("These fields are compared with the key too: {}.", fields.join(", ")));
        }
        rules.push(match self.minutes {
            Some(1) => "You have 1 minute.".to_owned(),
            Some(minutes) => format!("You have {minutes} minutes."),
            None => "There is no time limit.".to_owned(),
        });
        rules.push(match (self.attempts, self.counts) {
            (Some(1), _) => "You may try once.".to_owned(),
            (Some(attempts), CountedAttempt::Best) => {
                format!("You may try {attempts} times; the best attempt counts.")
            }
            (Some(attempts), CountedAttempt::Last) => {
                format!("You may try {attempts} times; the last attempt counts.")
            }
            (None, CountedAttempt::Best) => {
                "You may try as often as you like; the best attempt counts.".to_owned()
            }
            (None, CountedAttempt::Last) => {
                "You may try as often as you like; the last attempt counts.".to_owned()
            }
        });
        rules.push(
            match (self.feedback, &self.key) {
                (FeedbackTime::Never, _) | (_, None) => "Your instructor gives the explanations.",
                (FeedbackTime::AfterEach, Some(_)) => {
                    "The explanation of each claim comes when you have tagged it."
                }
                (FeedbackTime::AtEnd, Some(_)) => "The explanations come when you have submitted your work.",
            }
            .to_owned(),
        );
        rules
    }
}
