//! Scoring an answer against a key: the four readings of SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-
//! Zazo, "SemEval-2013 Task 9: Extraction of drug-drug interactions from biomedical texts", 2013), the grade, and what
//! is said of each claim. All of them use one matching.

use std::collections::BTreeMap;

use crate::agreement::{Marked, touched};
use crate::matching::{self, Mark, Pair, Stretch};
use crate::model::{ClaimId, TagId, TagSet};

/// Which differences a reading forgives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Borders and tag must be equal.
    Strict,
    /// Borders must be equal.
    Exact,
    /// Borders are equal, or there is an overlap, which counts half.
    Partial,
    /// Tags must be equal, with any overlap.
    Type,
}

impl Reading {
    /// All readings, in the order they are shown.
    pub const ALL: &'static [Self] = &[Self::Strict, Self::Exact, Self::Partial, Self::Type];

    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Exact => "exact",
            Self::Partial => "partial",
            Self::Type => "type",
        }
    }

    /// Returns what the reading counts, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Strict => "A claim counts when both its borders and its tag are those of the key.",
            Self::Exact => "A claim counts when its borders are those of the key, whatever its tag.",
            Self::Partial => {
                "A claim counts when its borders are those of the key, and half when it only overlaps."
            }
            Self::Type => "A claim counts when it overlaps a claim of the key and has its tag.",
        }
    }
}

/// What a reading counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Correct.
    pub cor: u64,
    /// Incorrect.
    pub inc: u64,
    /// Correct in part.
    pub par: u64,
    /// In the key and not in the answer.
    pub mis: u64,
    /// In the answer and not in the key.
    pub spu: u64,
}

impl Counts {
    /// Returns precision, recall and F1.
    pub fn ratios(&self) -> Ratios {
        let matched = self.cor + self.inc + self.par;
        let hits = self.cor as f64 + self.par as f64 / 2.0;
        Ratios::of(hits, matched + self.spu, matched + self.mis)
    }
}

/// Precision, recall and F1; `None` where there is nothing to divide by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratios {
    /// Which share of the answer is right.
    pub precision: Option<f64>,
    /// Which share of the key was found.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
}

impl Ratios {
    fn of(hits: f64, actual: u64, possible: u64) -> Self {
        let ratio = |of: f64, all: u64| (all > 0).then(|| of / all as f64);
        Self {
            precision: ratio(hits, actual),
            recall: ratio(hits, possible),
            f1: ratio(2.0 * hits, actual + possible),
        }
    }
}

/// The share of claims that count as found, over all and of each tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grade {
    /// Over all tags.
    pub all: Ratios,
    /// Of each tag that either side used, in the order of the tag set.
    pub per_tag: Vec<(TagId, Ratios)>,
}

impl Grade {
    /// What the grade counts, in a sentence.
    pub const MEANING: &'static str = "A claim counts when it has the key's tag and at least half of its characters in common with the key's claim.";

    /// Returns the ratios of one tag; `None` when neither side used it.
    pub fn of_tag(&self, tag: &TagId) -> Option<Ratios> {
        self.per_tag.iter().find(|(other, _)| other == tag).map(|(_, ratios)| *ratios)
    }
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Equal tag and the same words.
    Found,
    /// Only in the key.
    Missed,
    /// Only in the answer.
    Extra,
    /// Found under another tag.
    WrongTag,
    /// Found with other borders.
    Borders,
}

impl Kind {
    /// Returns the word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Missed => "missed",
            Self::Extra => "extra",
            Self::WrongTag => "wrong_tag",
            Self::Borders => "borders",
        }
    }
}

/// What is said of one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// What became of it.
    pub kind: Kind,
    /// The key's claim.
    pub key: Option<ClaimId>,
    /// The answer's claim.
    pub answer: Option<ClaimId>,
    /// The key's tag.
    pub key_tag: Option<TagId>,
    /// The answer's tag.
    pub answer_tag: Option<TagId>,
    /// By how many words the answer starts later than the key (below 0: earlier); `None` without a pair or a text.
    pub start_words: Option<i64>,
    /// By how many words the answer ends later than the key.
    pub end_words: Option<i64>,
    /// The key's explanation; empty when it has none.
    pub note: String,
}

impl Feedback {
    /// Returns what is shown, in a few words.
    pub fn sentence(&self) -> String {
        let tag = |tag: &Option<TagId>| tag.as_ref().map_or("claim", TagId::as_str).to_owned();
        let borders = || {
            let off = |words: Option<i64>, what: &str, before: &str, behind: &str| match words {
                None | Some(0) => None,
                Some(words) => {
                    let noun = if words.abs() == 1 { "word" } else { "words" };
                    let side = if words < 0 { before } else { behind };
                    Some(format!("{what} {} {noun} too {side}", words.abs()))
                }
            };
            let parts = [
                off(self.start_words, "starts", "early", "late"),
                off(self.end_words, "ends", "early", "late"),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        match self.kind {
            Kind::Found => "Found".to_owned(),
            Kind::Missed => format!("Missed: {}", tag(&self.key_tag)),
            Kind::Extra => format!("Not in the key: {}", tag(&self.answer_tag)),
            Kind::WrongTag => {
                format!("Wrong tag: {}, the key has {}", tag(&self.answer_tag), tag(&self.key_tag))
            }
            Kind::Borders => match borders() {
                off if off.is_empty() => "Found with other borders".to_owned(),
                off => format!("Found, but {off}"),
            },
        }
    }
}

/// An answer scored against a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The counts of each reading, in the order of [`Reading::ALL`].
    pub readings: Vec<(Reading, Counts)>,
    /// The grade: equal tag, and at least half of the characters in common.
    pub grade: Grade,
    /// The strict reading, of each tag too: equal tag and equal borders.
    pub strict: Grade,
    /// What is said of each claim, by start.
    pub feedback: Vec<Feedback>,
}

impl Score {
    /// Returns the counts of a reading.
    pub fn counts(&self, reading: Reading) -> Counts {
        let found = self.readings.iter().find(|(other, _)| *other == reading);
        found.map_or(Counts::default(), |(_, counts)| *counts)
    }

    /// Returns the sentence that stands instead of the ratios, when neither side has a claim.
    pub fn undefined(&self) -> Option<&'static str> {
        self.feedback.is_empty().then_some("undefined: nothing to score")
    }
}

/// Scores `answer` against `key`. `tokens` are the words of the text; without them no words are counted.
pub fn score(key: &[Marked], answer: &[Marked], tokens: Option<&[Stretch]>) -> Score {
    let (key, answer) = (in_order(key), in_order(answer));
    let marks = |claims: &[&Marked]| claims.iter().map(|claim| claim.mark.clone()).collect::<Vec<Mark>>();
    let (key_marks, answer_marks) = (marks(&key), marks(&answer));
    let pairs = matching::best(
        &key_marks.iter().collect::<Vec<_>>(),
        &answer_marks.iter().collect::<Vec<_>>(),
        |_, _| false,
    );
    let (key_count, answer_count) = (key.len() as u64, answer.len() as u64);
    let readings = Reading::ALL
        .iter()
        .map(|reading| (*reading, counts(*reading, &pairs, key_count, answer_count)))
        .collect();
    let grade_of = |is_hit: fn(&Pair) -> bool| grade(&pairs, &key, &answer, is_hit);
    Score {
        readings,
        grade: grade_of(Pair::is_same_claim),
        strict: grade_of(|pair| pair.has_equal_tags && pair.has_equal_borders),
        feedback: feedback(&pairs, &key, &answer, tokens),
    }
}

/// Returns the claims in an order that no file and no id decides.
fn in_order(claims: &[Marked]) -> Vec<&Marked> {
    let mut claims: Vec<&Marked> = claims.iter().collect();
    claims.sort_by(|one, other| {
        (&one.mark, one.claim.note.as_str()).cmp(&(&other.mark, other.claim.note.as_str()))
    });
    claims
}

fn counts(reading: Reading, pairs: &[Pair], key_count: u64, answer_count: u64) -> Counts {
    let mut counts = Counts::default();
    for pair in pairs {
        let (tags, borders) = (pair.has_equal_tags, pair.has_equal_borders);
        let is_correct = match reading {
            Reading::Strict => tags && borders,
            Reading::Exact | Reading::Partial => borders,
            Reading::Type => tags,
        };
        match (is_correct, reading) {
            (true, _) => counts.cor += 1,
            (false, Reading::Partial) => counts.par += 1,
            (false, _) => counts.inc += 1,
        }
    }
    counts.mis = key_count - pairs.len() as u64;
    counts.spu = answer_count - pairs.len() as u64;
    counts
}

fn grade(pairs: &[Pair], key: &[&Marked], answer: &[&Marked], is_hit: fn(&Pair) -> bool) -> Grade {
    /// Claims in common, of the answer, and of the key.
    type Sums = (u64, u64, u64);
    let mut per_tag: BTreeMap<&TagId, Sums> = BTreeMap::new();
    for claim in answer {
        per_tag.entry(&claim.mark.tag).or_default().1 += 1;
    }
    for claim in key {
        per_tag.entry(&claim.mark.tag).or_default().2 += 1;
    }
    for pair in pairs.iter().filter(|pair| is_hit(pair)) {
        if let Some(claim) = key.get(pair.a) {
            per_tag.entry(&claim.mark.tag).or_default().0 += 1;
        }
    }
    let ratios = |(hits, actual, possible): Sums| Ratios::of(hits as f64, actual, possible);
    let all =
        per_tag.values().fold((0, 0, 0), |all: Sums, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    let set = TagSet::built_in();
    let mut per_tag: Vec<(TagId, Ratios)> =
        per_tag.into_iter().map(|(tag, sums)| (tag.clone(), ratios(sums))).collect();
    per_tag.sort_by_key(|(tag, _)| set.position(tag));
    Grade { all: ratios(all), per_tag }
}

fn feedback(
    pairs: &[Pair],
    key: &[&Marked],
    answer: &[&Marked],
    tokens: Option<&[Stretch]>,
) -> Vec<Feedback> {
    let pair_of = |claim: usize| pairs.iter().find(|pair| pair.a == claim);
    let of_key = key.iter().enumerate().map(|(number, claim)| {
        let answer = pair_of(number).and_then(|pair| answer.get(pair.b));
        (&claim.mark, say(Some(claim), answer.copied(), tokens))
    });
    let extra = answer.iter().enumerate().filter(|(number, _)| pairs.iter().all(|pair| pair.b != *number));
    let extra = extra.map(|(_, claim)| (&claim.mark, say(None, Some(claim), tokens)));
    let mut items: Vec<(&Mark, Feedback)> = of_key.chain(extra).collect();
    items.sort_by_key(|(mark, _)| mark.place.start());
    items.into_iter().map(|(_, item)| item).collect()
}

fn say(key: Option<&Marked>, answer: Option<&Marked>, tokens: Option<&[Stretch]>) -> Feedback {
    let words = |border: fn(&Mark) -> u32| {
        let (from, to) = (border(&key?.mark), border(&answer?.mark));
        let touched = touched(tokens?, Stretch { start: from.min(to), end: from.max(to) });
        let count = i64::try_from(touched.len()).unwrap_or(i64::MAX);
        Some(if from == to {
            0
        } else if to > from {
            count
        } else {
            -count
        })
    };
    let (start_words, end_words) = (words(|mark| mark.place.start()), words(|mark| mark.place.end()));
    let kind = match (key, answer) {
        (Some(key), Some(answer)) if key.mark.tag != answer.mark.tag => Kind::WrongTag,
        (Some(key), Some(answer)) => {
            let has_same_words = match tokens {
                Some(tokens) => {
                    (start_words, end_words) == (Some(0), Some(0))
                        && words_of(key, tokens) == words_of(answer, tokens)
                }
                None => key.mark.place == answer.mark.place,
            };
            if has_same_words { Kind::Found } else { Kind::Borders }
        }
        (Some(_), None) => Kind::Missed,
        (None, _) => Kind::Extra,
    };
    let id = |claim: Option<&Marked>| claim.map(|marked| marked.claim.id.clone());
    let tag = |claim: Option<&Marked>| claim.map(|marked| marked.mark.tag.clone());
    Feedback {
        kind,
        key: id(key),
        answer: id(answer),
        key_tag: tag(key),
        answer_tag: tag(answer),
        start_words,
        end_words,
        note: key.map(|marked| marked.claim.note.to_string()).unwrap_or_default(),
    }
}

/// Returns which words a claim touches.
fn words_of(claim: &Marked, tokens: &[Stretch]) -> Vec<usize> {
    let mut words: Vec<usize> =
        claim.mark.place.stretches().iter().flat_map(|stretch| touched(tokens, *stretch)).collect();
    words.dedup();
    words
}
