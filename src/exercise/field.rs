//! The fields that an exercise may compare beside tag and borders: what the key has in them, and what the answer has.

use std::collections::BTreeSet;
use std::fmt;

use crate::agreement::Marked;
use crate::model::{Claim, ClaimId};

use super::{Kind, Score};

/// A field of a claim that may count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who makes the claim, `unnamed` included.
    Claimants,
    /// How the document gives it.
    Voice,
    /// Through whom it came.
    Via,
    /// Whom it blames.
    Against,
    /// When it was said.
    Said,
    /// Reliability of the source.
    Reliability,
    /// Credibility of the information.
    Credibility,
    /// When a forecast is due.
    Due,
    /// The probability that the text gives; equal when no further apart than 0.1.
    Probability,
    /// What the claim answers, supports or repeats.
    Links,
    /// One that this version does not know: kept, and compared by none.
    Other(String),
}

/// What became of one field of a claim that both have.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldResult {
    /// The field.
    pub field: Field,
    /// The key's claim.
    pub key: ClaimId,
    /// The answer's claim.
    pub answer: ClaimId,
    /// What the key has.
    pub key_words: String,
    /// What the answer has; empty when nothing.
    pub answer_words: String,
    /// Whether they are the same.
    pub is_equal: bool,
}

/// What is furthest apart and still the same probability.
const SAME_PROBABILITY: f64 = 0.1 + 1e-9;

impl Field {
    /// The fields that this version knows, in the order they are offered.
    pub const KNOWN: &'static [Self] = &[
        Self::Claimants,
        Self::Voice,
        Self::Via,
        Self::Against,
        Self::Said,
        Self::Reliability,
        Self::Credibility,
        Self::Due,
        Self::Probability,
        Self::Links,
    ];

    /// Returns the field that files call `name`.
    pub fn named(name: &str) -> Self {
        let known = Self::KNOWN.iter().find(|field| field.known_name() == name);
        known.cloned().unwrap_or_else(|| Self::Other(name.to_owned()))
    }

    /// Returns the name in files of one that is known.
    pub(super) fn known_name(&self) -> &'static str {
        match self {
            Self::Claimants => "claimants",
            Self::Voice => "voice",
            Self::Via => "via",
            Self::Against => "against",
            Self::Said => "said",
            Self::Reliability => "reliability",
            Self::Credibility => "credibility",
            Self::Due => "due",
            Self::Probability => "probability",
            Self::Links => "links",
            Self::Other(_) => "",
        }
    }

    /// Returns what is shown.
    pub fn title(&self) -> &str {
        match self {
            Self::Against => "whom it blames",
            Self::Links => "what it answers",
            Self::Other(name) => name,
            known => known.known_name(),
        }
    }

    /// Returns what a claim has in the field, in words; empty when nothing. Links are compared by their targets.
    fn words(&self, claim: &Claim) -> String {
        let forecast = claim.forecast.as_ref();
        match self {
            Self::Claimants if claim.claimants.is_empty() && claim.unnamed => "unnamed".to_owned(),
            Self::Claimants => claim.claimants.join(", "),
            Self::Voice => claim.voice.map(|voice| voice.word().to_owned()).unwrap_or_default(),
            Self::Via => claim.via.join(", "),
            Self::Against => claim.against.join(", "),
            Self::Said => claim.said.map(|said| said.to_string()).unwrap_or_default(),
            Self::Reliability => {
                claim.rating.reliability.map(|step| step.letter().to_owned()).unwrap_or_default()
            }
            Self::Credibility => {
                claim.rating.credibility.map(|step| step.figure().to_owned()).unwrap_or_default()
            }
            Self::Due => {
                forecast.and_then(|forecast| forecast.due).map(|due| due.to_string()).unwrap_or_default()
            }
            Self::Probability => {
                forecast.and_then(|forecast| forecast.probability).map(|p| p.to_string()).unwrap_or_default()
            }
            Self::Links => {
                let links = claim.links.iter().map(|link| match &link.words {
                    words if words.is_empty() => link.rel.word().to_lowercase(),
                    words => format!("{} {words}", link.rel.word().to_lowercase()),
                });
                links.collect::<Vec<_>>().join(", ")
            }
            Self::Other(_) => String::new(),
        }
    }

    /// Returns whether two claims have the same in the field. `pair` gives the key's claim that an answer's claim was
    /// matched with.
    fn is_equal(&self, key: &Claim, answer: &Claim, pair: impl Fn(&ClaimId) -> Option<ClaimId>) -> bool {
        match self {
            Self::Claimants => {
                names(&key.claimants) == names(&answer.claimants)
                    && (key.unnamed == answer.unnamed || !key.claimants.is_empty())
            }
            Self::Via => names(&key.via) == names(&answer.via),
            Self::Against => names(&key.against) == names(&answer.against),
            Self::Probability => {
                let probability =
                    |claim: &Claim| claim.forecast.as_ref().and_then(|forecast| forecast.probability);
                match (probability(key), probability(answer)) {
                    (Some(key), Some(answer)) => (key - answer).abs() <= SAME_PROBABILITY,
                    (key, answer) => key.is_none() && answer.is_none(),
                }
            }
            Self::Links => {
                // A target that stands only in words is the same as any other that does: words are not compared.
                let key: BTreeSet<_> = key.links.iter().map(|link| (link.rel, link.to.clone())).collect();
                let answer: BTreeSet<_> = answer
                    .links
                    .iter()
                    .map(|link| (link.rel, link.to.as_ref().map(|to| pair(to).unwrap_or_else(|| to.clone()))))
                    .collect();
                key == answer
            }
            _ => self.words(key) == self.words(answer),
        }
    }
}

impl fmt::Display for Field {
    /// Writes the name in files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(name) => f.write_str(name),
            known => f.write_str(known.known_name()),
        }
    }
}

/// Returns names as a set, case and white space left aside.
fn names(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()).collect()
}

/// Compares `fields` of the claims that both have with equal tag. Fields in which the key has nothing are left out.
pub fn compare_fields(
    fields: &[Field],
    score: &Score,
    key: &[Marked],
    answer: &[Marked],
) -> Vec<FieldResult> {
    let claim = |claims: &'_ [Marked], id: &ClaimId| {
        claims.iter().find(|marked| marked.claim.id == *id).map(|marked| marked.claim.clone())
    };
    let pair = |id: &ClaimId| {
        score.feedback.iter().find(|item| item.answer.as_ref() == Some(id)).and_then(|item| item.key.clone())
    };
    let found = score.feedback.iter().filter(|item| matches!(item.kind, Kind::Found | Kind::Borders));
    let both = found
        .filter_map(|item| Some((claim(key, item.key.as_ref()?)?, claim(answer, item.answer.as_ref()?)?)));
    both.flat_map(|(key, answer)| {
        let result = |field: &Field| {
            let key_words = field.words(&key);
            (!key_words.is_empty()).then(|| FieldResult {
                field: field.clone(),
                key: key.id.clone(),
                answer: answer.id.clone(),
                key_words,
                answer_words: field.words(&answer),
                is_equal: field.is_equal(&key, &answer, pair),
            })
        };
        fields.iter().filter_map(result).collect::<Vec<_>>()
    })
    .collect()
}
