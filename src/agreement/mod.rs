//! How far the layers of several annotators coincide: the coefficients, each in its own file and one row of
//! [`COEFFICIENTS`], over all, per tag, per pair of annotators and per document.
//!
//! What is counted is fixed in `MEASURES.md`: every figure says what it left out, and is a sentence instead of a number
//! where it is undefined. Pure: no files, no clock; random numbers come from a fixed seed. Deliberately absent: reading
//! layers and placing them in the text.

mod alpha_u;
mod cohen_kappa;
mod coincidence;
mod difference;
mod fleiss_kappa;
mod gamma;
mod interval;
mod krippendorff_alpha;
mod on_matched;
mod order;
mod pairwise_f1;
mod random;
mod study;
#[cfg(test)]
mod tests;
mod token;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::model::{LayerName, TagId};

pub use difference::{Bin, Cell, confusion, strip};
pub use gamma::Sampling;
pub use interval::{interval, interval_of};
pub use on_matched::{OnMatched, on_matched, on_matched_of};
pub use study::{Document, Layer, Marked, Study};
pub use token::{tags_of_tokens, tokens, touched};

use interval::Resampled;
use study::Part;

/// All coefficients, in the order they are shown. A new one is its own file and one row.
pub const COEFFICIENTS: &[Coefficient] = &[
    pairwise_f1::PAIRWISE_F1,
    cohen_kappa::COHEN_KAPPA,
    fleiss_kappa::FLEISS_KAPPA,
    krippendorff_alpha::KRIPPENDORFF_ALPHA,
    alpha_u::ALPHA_U,
    gamma::GAMMA,
];

/// Which documents a coefficient counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Uses {
    /// Those that two of the annotators have.
    AnyTwo,
    /// Those that all annotators have.
    All,
}

/// How a coefficient is made for more than two annotators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Combined {
    /// From all of them at once.
    Joint,
    /// As the mean over the pairs.
    MeanOfPairs,
}

/// What the program knows of a coefficient.
pub struct Coefficient {
    /// Its name in JSON.
    pub name: &'static str,
    /// What is shown.
    pub title: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Whether it takes more than a moment and belongs in the background.
    pub is_slow: bool,
    uses: Uses,
    combined: Combined,
    /// Gives the figure of a part, for [`Combined::MeanOfPairs`] of two annotators; `None` when stopped.
    compute: fn(&Study, &Part, &Job<'_>) -> Option<Figure>,
    /// Gives how many units took part.
    count: fn(&Study, &Part) -> u64,
    resampled: Option<fn(&Study, &Part) -> Option<Resampled>>,
    meaning: fn(&Measure) -> String,
}

impl fmt::Debug for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Work that can be watched and stopped.
pub struct Job<'a> {
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(u32, u32) + Sync),
    done: AtomicU32,
    total: AtomicU32,
}

impl<'a> Job<'a> {
    /// Makes a job that ends early when `stop` is set, and tells `progress` how many of how many samples are drawn.
    pub fn new(stop: &'a AtomicBool, progress: &'a (dyn Fn(u32, u32) + Sync)) -> Self {
        Self { stop, progress, done: AtomicU32::new(0), total: AtomicU32::new(0) }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn expect(&self, steps: u32) {
        self.total.fetch_add(steps, Ordering::Relaxed);
    }

    fn step(&self, steps: u32) {
        let done = self.done.fetch_add(steps, Ordering::Relaxed) + steps;
        let total = self.total.load(Ordering::Relaxed);
        (self.progress)(done.min(total), total);
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// No document has two layers, or where all annotators must have read it, all layers.
    FewerThanTwoLayers,
    /// There is no claim.
    NothingMarked,
    /// Every token has one and the same category.
    OneCategory,
    /// Cohen's kappa of more than two annotators.
    ForTwo,
    /// Chance gives no disagreement.
    NoChance,
    /// No claim of two annotators is the same claim.
    NothingMatched,
    /// No link has both ends in claims that both have.
    NoLinks,
    /// No claim that both have was rated by both.
    NothingRated,
    /// No forecast that both have has a probability in both.
    NoProbabilities,
}

impl fmt::Display for Undefined {
    /// Writes the sentence that stands instead of the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FewerThanTwoLayers => "undefined: no document has the layers that are compared",
            Self::NothingMarked => "undefined: nobody marked anything",
            Self::OneCategory => "undefined: every word has one and the same tag, or none has any",
            Self::ForTwo => "undefined: for two annotators; see per_pair",
            Self::NoChance => "undefined: chance alone gives no disagreement here",
            Self::NothingMatched => "undefined: no claim was made by two annotators",
            Self::NoLinks => "undefined: no link joins claims that two annotators have",
            Self::NothingRated => "undefined: no claim was rated by two annotators",
            Self::NoProbabilities => "undefined: no forecast has a probability from two annotators",
        })
    }
}

/// A number, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// The number.
    Number(f64),
    /// Why there is none.
    Undefined(Undefined),
}

impl Value {
    /// Returns the number, if there is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Undefined(_) => None,
        }
    }

    /// Returns why there is no number, if there is none.
    pub fn undefined(self) -> Option<Undefined> {
        match self {
            Self::Number(_) => None,
            Self::Undefined(why) => Some(why),
        }
    }
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Claims of which a passage is only proposed.
    Uncertain,
    /// Claims whose words are gone.
    Orphan,
    /// Claims that could not be read.
    Unreadable,
    /// Units that overlap another of the same annotator and tag.
    Overlapping,
    /// Documents that not enough annotators have read.
    Documents,
    /// Pairs of annotators whose figure is undefined.
    Pairs,
}

impl Reason {
    /// Returns the word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Uncertain => "uncertain",
            Self::Orphan => "orphan",
            Self::Unreadable => "unreadable",
            Self::Overlapping => "overlapping",
            Self::Documents => "documents",
            Self::Pairs => "pairs",
        }
    }
}

/// What was left out, and how much of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<Reason, u64>);

impl LeftOut {
    fn add(&mut self, reason: Reason, count: u64) {
        if count > 0 {
            *self.0.entry(reason).or_default() += count;
        }
    }

    fn add_all(&mut self, other: &Self) {
        other.iter().for_each(|(reason, count)| self.add(reason, count));
    }

    /// Returns the reasons with their counts, none of them zero.
    pub fn iter(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        self.0.iter().map(|(reason, count)| (*reason, *count))
    }

    /// Returns how much was left out for `reason`.
    pub fn count(&self, reason: Reason) -> u64 {
        self.0.get(&reason).copied().unwrap_or(0)
    }
}

/// What a coefficient gives for a part.
#[derive(Clone, Debug)]
struct Figure {
    value: Value,
    left_out: LeftOut,
    sampling: Option<Sampling>,
}

impl Figure {
    fn number(value: f64) -> Self {
        Self { value: Value::Number(value), left_out: LeftOut::default(), sampling: None }
    }

    fn undefined(why: Undefined) -> Self {
        Self { value: Value::Undefined(why), left_out: LeftOut::default(), sampling: None }
    }
}

/// A measure of one tag, pair or document.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// The number, or why there is none.
    pub value: Value,
    /// How many units took part.
    pub n: u64,
    /// What was left out.
    pub left_out: LeftOut,
}

/// A coefficient over all annotators and documents, and in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The coefficient's name.
    pub name: &'static str,
    /// What was counted.
    pub unit: &'static str,
    /// The number, or why there is none.
    pub value: Value,
    /// How many units took part.
    pub n: u64,
    /// How many of the claims have several passages.
    pub several_passages: u64,
    /// What was left out.
    pub left_out: LeftOut,
    /// For each tag that was used.
    pub per_tag: Vec<(TagId, Partial)>,
    /// For each two annotators.
    pub per_pair: Vec<([LayerName; 2], Partial)>,
    /// For each document.
    pub per_document: Vec<(String, Partial)>,
    /// How a gamma came about.
    pub sampling: Option<Sampling>,
}

/// What one coefficient gave, with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The figures.
    pub measure: Measure,
    /// The 95 % interval, where there is one.
    pub interval: Option<(f64, f64)>,
}

impl Coefficient {
    /// Measures the study, in all its parts; `None` when the job was stopped.
    pub fn measure(&self, study: &Study, job: &Job<'_>) -> Option<Measure> {
        self.measure_of(study, None, job)
    }

    /// Measures one tag of the study alone, or all, per pair and document; `None` when the job was stopped.
    pub fn measure_of(&self, study: &Study, tag: Option<&TagId>, job: &Job<'_>) -> Option<Measure> {
        let whole = self.part(study, tag);
        self.expect(study, &whole, job);
        let documents_left_out = (study.documents.len() - whole.documents.len()) as u64;
        let pairs = whole.pairs();
        let of_pairs: Vec<Figure> = pairs
            .iter()
            .map(|pair| self.checked(study, &whole.with_pair(*pair), job))
            .collect::<Option<_>>()?;
        let figure = match self.combined {
            Combined::MeanOfPairs => mean(&of_pairs),
            Combined::Joint => self.checked(study, &whole, job)?,
        };
        let tag_count = if tag.is_some() { 0 } else { study.tags().len() };
        let tags = (0..tag_count).filter_map(|number| u16::try_from(number).ok());
        let per_tag = tags
            .zip(study.tags())
            .map(|(number, tag)| {
                let part = Part { tag: Some(number), ..whole.clone() };
                let mut partial = self.partial(study, &part, self.figure(study, &part, job)?);
                partial.left_out.add(Reason::Documents, documents_left_out);
                Some((tag.clone(), partial))
            })
            .collect::<Option<_>>()?;
        let per_pair = pairs
            .iter()
            .zip(of_pairs)
            .filter_map(|((one, other), figure)| {
                let name = |number: usize| study.annotators().get(number).cloned();
                let part = whole.with_pair((*one, *other));
                Some(([name(*one)?, name(*other)?], self.partial(study, &part, figure)))
            })
            .collect();
        let per_document = study
            .documents
            .iter()
            .enumerate()
            .map(|(number, document)| {
                let is_used = whole.documents.contains(&number);
                let documents = if is_used { vec![number] } else { Vec::new() };
                let part = Part { documents, ..whole.clone() };
                // The only document's figure is the one over all.
                let figure = if is_used && whole.documents.len() == 1 {
                    figure.clone()
                } else {
                    self.figure(study, &part, job)?
                };
                Some((document.name.clone(), self.partial(study, &part, figure)))
            })
            .collect::<Option<_>>()?;
        let unit = match (self.combined, self.unit, study.annotators().len()) {
            (Combined::MeanOfPairs, "unit", 3..) => "unit, mean of pairs",
            (_, unit, _) => unit,
        };
        let sampling = figure.sampling.clone();
        let Partial { value, n, mut left_out } = self.partial(study, &whole, figure);
        left_out.add(Reason::Documents, documents_left_out);
        Some(Measure {
            name: self.name,
            unit,
            value,
            n,
            several_passages: several_passages(study, &whole),
            left_out,
            per_tag,
            per_pair,
            per_document,
            sampling,
        })
    }

    /// Returns what the number means and how it is usually read in this field, in a few sentences.
    pub fn meaning(&self, measure: &Measure) -> String {
        (self.meaning)(measure)
    }

    /// Returns whether an interval can be given for the coefficient at all.
    pub fn has_interval(&self) -> bool {
        self.resampled.is_some()
    }

    /// Returns all annotators and the documents that count.
    fn part(&self, study: &Study, tag: Option<&TagId>) -> Part {
        let mut part = Part { tag: tag.map(|tag| study.number_of(tag)), ..study.whole() };
        let needed = match self.uses {
            Uses::AnyTwo => 2,
            Uses::All => part.annotators.len().max(2),
        };
        let whole = part.clone();
        part.documents.retain(|number| {
            study.documents.get(*number).is_some_and(|document| document.layer_count(&whole) >= needed)
        });
        part
    }

    /// Says how many steps there will be.
    fn expect(&self, study: &Study, whole: &Part, job: &Job<'_>) {
        if self.is_slow {
            let document_count = study.documents.len() - usize::from(whole.documents.len() == 1);
            let tag_count = if whole.tag.is_some() { 0 } else { study.tags().len() };
            let parts = 1 + tag_count + document_count;
            let steps = parts * whole.pairs().len() * gamma::SAMPLES as usize;
            job.expect(u32::try_from(steps).unwrap_or(u32::MAX));
        }
    }

    /// Returns the figure of a part with any number of annotators.
    fn figure(&self, study: &Study, part: &Part, job: &Job<'_>) -> Option<Figure> {
        match self.combined {
            Combined::Joint => self.checked(study, part, job),
            Combined::MeanOfPairs => {
                let pairs = part.pairs().into_iter();
                let of_pairs: Option<Vec<Figure>> =
                    pairs.map(|pair| self.checked(study, &part.with_pair(pair), job)).collect();
                Some(mean(&of_pairs?))
            }
        }
    }

    fn checked(&self, study: &Study, part: &Part, job: &Job<'_>) -> Option<Figure> {
        if job.is_stopped() {
            return None;
        }
        if !is_shared(study, part) {
            job.step(if self.is_slow { gamma::SAMPLES } else { 0 });
            return Some(Figure::undefined(Undefined::FewerThanTwoLayers));
        }
        (self.compute)(study, part, job)
    }

    /// Adds to a figure what is counted alike for all coefficients.
    fn partial(&self, study: &Study, part: &Part, figure: Figure) -> Partial {
        let mut left_out = left_out(study, part);
        left_out.add_all(&figure.left_out);
        Partial { value: figure.value, n: (self.count)(study, part), left_out }
    }
}

/// Returns the mean of the pairs that have a figure; of two annotators that is theirs.
fn mean(pairs: &[Figure]) -> Figure {
    if let [only] = pairs {
        return only.clone();
    }
    let numbers: Vec<f64> = pairs.iter().filter_map(|figure| figure.value.number()).collect();
    let mut mean = if numbers.is_empty() {
        let mut whys = pairs.iter().filter_map(|figure| figure.value.undefined());
        let other = whys.find(|why| *why != Undefined::FewerThanTwoLayers);
        Figure::undefined(other.unwrap_or(Undefined::FewerThanTwoLayers))
    } else {
        Figure::number(numbers.iter().sum::<f64>() / numbers.len() as f64)
    };
    mean.left_out.add(Reason::Pairs, (pairs.len() - numbers.len()) as u64);
    let defined = pairs.iter().filter(|figure| figure.value.number().is_some());
    let samplings: Vec<&Sampling> = defined.filter_map(|figure| figure.sampling.as_ref()).collect();
    mean.sampling = Sampling::mean(&samplings);
    mean
}

/// Returns whether two of the part's annotators have a layer of one of its documents.
fn is_shared(study: &Study, part: &Part) -> bool {
    study.documents_of(part).any(|document| document.layer_count(part) > 1)
}

fn left_out(study: &Study, part: &Part) -> LeftOut {
    let mut left_out = LeftOut::default();
    for (_, _, layer) in study.layers_of(part) {
        let count = |tags: &[TagId]| tags.iter().filter(|tag| study.is_counted(part, tag)).count() as u64;
        left_out.add(Reason::Uncertain, count(&layer.uncertain));
        left_out.add(Reason::Orphan, count(&layer.orphan));
        if part.tag.is_none() {
            left_out.add(Reason::Unreadable, layer.unreadable as u64);
        }
    }
    left_out
}

/// Returns how many claims of the part have several passages.
fn several_passages(study: &Study, part: &Part) -> u64 {
    let claims = study.layers_of(part).flat_map(|(_, _, layer)| &layer.marked);
    let counted = claims.filter(|marked| study.is_counted(part, &marked.mark.tag));
    counted.filter(|marked| marked.passages.len() > 1).count() as u64
}

/// Returns how many tokens two annotators or more rated.
fn token_count(study: &Study, part: &Part) -> u64 {
    let documents = study.documents_of(part).filter(|document| document.layer_count(part) > 1);
    documents.map(|document| document.tokens.len() as u64).sum()
}

/// Returns what a kappa means and how it is read.
fn kappa_meaning(measure: &Measure, who: &str) -> String {
    let what = match measure.value {
        Value::Number(value) => match value {
            ..0.0 => "This is less than chance would give.",
            0.0..=0.2 => "Landis and Koch (1977) call this slight.",
            0.2..=0.4 => "Landis and Koch (1977) call this fair.",
            0.4..=0.6 => "Landis and Koch (1977) call this moderate.",
            0.6..=0.8 => "Landis and Koch (1977) call this substantial.",
            _ => "Landis and Koch (1977) call this almost perfect.",
        },
        Value::Undefined(Undefined::ForTwo) => "It is defined for two annotators: see the pairs.",
        Value::Undefined(_) => "With one category alone there is nothing to agree about.",
    };
    format!(
        "How far {who} give each word the same tag, or none, beyond what chance gives: 1 is perfect, 0 is chance. \
         {what} Such words are rules of thumb, and a kappa falls when one category is rare."
    )
}
