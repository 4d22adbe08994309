//! What takes part: documents with the layers of the chosen annotators, and what all coefficients count in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::matching::{self, Mark, Pair, Place, Stretch};
use crate::model::{Claim, LayerName, TagId, TagSet};
use crate::text::{Span, Text, TextHash};

use super::{order, token};

/// A claim that takes part, at its present place.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The claim.
    pub claim: Arc<Claim>,
    /// The characters that it covers, and its tag.
    pub mark: Mark,
    /// Its passages, by start.
    pub passages: Vec<Stretch>,
}

impl Marked {
    /// Takes the claim whose passages stand at `spans`; `None` when it has none.
    pub fn new(text: &Text, claim: Arc<Claim>, spans: impl IntoIterator<Item = Span>) -> Option<Self> {
        Self::at(claim, spans.into_iter().map(|span| Stretch::of(text, span)))
    }

    /// Takes the claim whose passages are known in code points, as a sidecar has them; `None` when it has none.
    pub fn at(claim: Arc<Claim>, passages: impl IntoIterator<Item = Stretch>) -> Option<Self> {
        let mut passages: Vec<Stretch> = passages.into_iter().collect();
        passages.sort_unstable();
        let place = Place::new(passages.iter().copied())?;
        let mark = Mark { place, tag: claim.tag.clone() };
        Some(Self { claim, mark, passages })
    }
}

/// What one annotator marked in a document.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The layer's name, which stands for the annotator.
    pub annotator: LayerName,
    /// The claims whose place is sure.
    pub marked: Vec<Marked>,
    /// The tags of the claims that were left out because a passage is only proposed.
    pub uncertain: Vec<TagId>,
    /// The tags of the claims that were left out because their words are gone.
    pub orphan: Vec<TagId>,
    /// How many claims could not be read.
    pub unreadable: usize,
    /// Whether the annotator saw no other layer before being done.
    pub is_independent: bool,
}

/// A document with the layers that take part.
#[derive(Clone, Debug)]
pub struct Document {
    /// What stands for it in the results.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// The layers of it that were read; a layer without claims says "read, nothing marked".
    pub layers: Vec<Layer>,
}

/// A passage with its claim's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The tag's number in the study.
    pub(super) tag: u16,
}

/// What was counted in one document; layers by the annotators' numbers.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) name: String,
    pub(super) text: Text,
    pub(super) hash: TextHash,
    pub(super) char_count: u32,
    pub(super) layers: Vec<Option<Layer>>,
    /// By start, end and tag.
    pub(super) units: Vec<Vec<Unit>>,
    pub(super) tokens: Vec<Stretch>,
    /// The category of each token, by annotator; empty where there is no layer.
    pub(super) categories: Vec<Vec<u16>>,
    /// For each two annotators, by their numbers: which claims belong together, and how often which categories met.
    pub(super) pairs: Vec<CountedPair>,
}

/// What was counted for two annotators in one document.
#[derive(Debug)]
pub(super) struct CountedPair {
    pub(super) annotators: (usize, usize),
    pub(super) matched: Vec<Pair>,
    /// How many tokens have which two categories: rows for the first annotator's.
    pub(super) table: Vec<f64>,
}

/// Documents, annotators and tags, with what is counted for all measures.
#[derive(Debug)]
pub struct Study {
    annotators: Vec<LayerName>,
    tags: Vec<TagId>,
    pub(super) documents: Vec<Counted>,
}

/// A part of a study: some documents and annotators, and one tag alone or all.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) documents: Vec<usize>,
    pub(super) annotators: Vec<usize>,
    pub(super) tag: Option<u16>,
}

impl Study {
    /// Counts what `annotators` marked in `documents`. Documents of which none of them has a layer are left out.
    pub fn new(documents: Vec<Document>, annotators: impl IntoIterator<Item = LayerName>) -> Self {
        let mut annotators: Vec<LayerName> = annotators.into_iter().collect();
        annotators.sort_by_key(ToString::to_string);
        annotators.dedup();
        let is_chosen = |layer: &Layer| annotators.contains(&layer.annotator);
        let layers = documents.iter().flat_map(|document| &document.layers).filter(|layer| is_chosen(layer));
        let used: BTreeSet<TagId> = layers
            .flat_map(|layer| {
                let marked = layer.marked.iter().map(|marked| &marked.mark.tag);
                marked.chain(&layer.uncertain).chain(&layer.orphan)
            })
            .cloned()
            .collect();
        let set = TagSet::built_in();
        let mut tags: Vec<TagId> = used.into_iter().collect();
        // The set's order, then code points: a stable sort of what is sorted already.
        tags.sort_by_key(|tag| set.position(tag));
        let documents = documents
            .into_par_iter()
            .filter(|document| document.layers.iter().any(is_chosen))
            .map(|document| Counted::new(document, &annotators, &tags))
            .collect();
        Self { annotators, tags, documents }
    }

    /// Returns the annotators, by id.
    pub fn annotators(&self) -> &[LayerName] {
        &self.annotators
    }

    /// Returns the tags that were used: the built-in ones in their order, then the others by code point.
    pub fn tags(&self) -> &[TagId] {
        &self.tags
    }

    /// Returns the documents' names, in the order they were given.
    pub fn document_names(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| document.name.as_str())
    }

    /// Returns the number of a tag; of one that nobody used a number that no claim has.
    pub(super) fn number_of(&self, tag: &TagId) -> u16 {
        let at = self.tags.iter().position(|other| other == tag).unwrap_or(self.tags.len());
        u16::try_from(at).unwrap_or(u16::MAX - 1)
    }

    /// Returns how many words two annotators or more have read.
    pub fn word_count(&self) -> u64 {
        super::token_count(self, &self.whole())
    }

    /// Returns how many claims of each annotator take part, in the annotators' order.
    pub fn claim_counts(&self) -> Vec<usize> {
        let count = |number: usize| {
            let layers = self.documents.iter().filter_map(|document| document.layers.get(number)?.as_ref());
            layers.map(|layer| layer.marked.len()).sum()
        };
        (0..self.annotators.len()).map(count).collect()
    }

    /// Returns the annotators who saw another layer of a document before they were done with it.
    pub fn not_independent(&self) -> Vec<&LayerName> {
        let saw = |number: usize| {
            let mut layers =
                self.documents.iter().filter_map(|document| document.layers.get(number)?.as_ref());
            layers.any(|layer| !layer.is_independent)
        };
        self.annotators.iter().enumerate().filter(|(number, _)| saw(*number)).map(|(_, name)| name).collect()
    }

    /// Returns how many categories a token can have: none, and one for each tag.
    pub(super) fn category_count(&self) -> usize {
        self.tags.len() + 1
    }

    /// Returns all of it.
    pub(super) fn whole(&self) -> Part {
        Part {
            documents: (0..self.documents.len()).collect(),
            annotators: (0..self.annotators.len()).collect(),
            tag: None,
        }
    }

    pub(super) fn documents_of(&self, part: &Part) -> impl Iterator<Item = &Counted> {
        part.documents.iter().filter_map(|number| self.documents.get(*number))
    }

    /// Returns the layers of the part, each with its document and the annotator's number.
    pub(super) fn layers_of<'a>(
        &'a self,
        part: &'a Part,
    ) -> impl Iterator<Item = (&'a Counted, usize, &'a Layer)> {
        self.documents_of(part).flat_map(|document| {
            part.annotators
                .iter()
                .filter_map(move |number| Some((document, *number, document.layers.get(*number)?.as_ref()?)))
        })
    }

    /// Returns whether a claim with this tag is counted in `part`.
    pub(super) fn is_counted(&self, part: &Part, tag: &TagId) -> bool {
        part.tag.is_none_or(|number| self.tags.get(usize::from(number)) == Some(tag))
    }
}

impl Part {
    /// Returns every two annotators of the part, by their numbers.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (at, one) in self.annotators.iter().enumerate() {
            pairs.extend(self.annotators.iter().skip(at + 1).map(|other| (*one, *other)));
        }
        pairs
    }

    /// Returns how many categories a token can have in the part: of one tag, that and everything else.
    pub(super) fn category_count(&self, study: &Study) -> usize {
        if self.tag.is_some() { 2 } else { study.category_count() }
    }

    /// Returns the part with these two annotators alone.
    pub(super) fn with_pair(&self, (one, other): (usize, usize)) -> Self {
        Self { annotators: vec![one, other], ..self.clone() }
    }
}

impl Counted {
    fn new(document: Document, annotators: &[LayerName], tags: &[TagId]) -> Self {
        let Document { name, text, layers } = document;
        let mut by_number: Vec<Option<Layer>> = annotators.iter().map(|_| None).collect();
        for mut layer in layers {
            let number = annotators.iter().position(|name| *name == layer.annotator);
            if let Some(slot) = number.and_then(|number| by_number.get_mut(number)) {
                order::put_in_order(&mut layer.marked);
                *slot = Some(layer);
            }
        }
        let number_of = |tag: &TagId| {
            let at = tags.iter().position(|other| other == tag).unwrap_or(tags.len());
            u16::try_from(at).unwrap_or(u16::MAX - 1)
        };
        let tokens = token::tokens(text.as_str());
        let categories = by_number
            .par_iter()
            .map(|layer| match layer {
                Some(layer) => {
                    token::categories(&tokens, &layer.marked, |marked| number_of(&marked.mark.tag))
                }
                None => Vec::new(),
            })
            .collect();
        let units = by_number.iter().map(|layer| units(layer.as_ref(), number_of)).collect();
        let mut counted = Self {
            name,
            hash: text.hash(),
            char_count: text.char_count(),
            text,
            layers: by_number,
            units,
            tokens,
            categories,
            pairs: Vec::new(),
        };
        counted.pairs = counted.count_pairs(tags.len() + 1);
        counted
    }

    fn count_pairs(&self, category_count: usize) -> Vec<CountedPair> {
        let present: Vec<usize> = (0..self.layers.len()).filter(|number| self.has_layer(*number)).collect();
        let whole = Part { documents: Vec::new(), annotators: present, tag: None };
        whole
            .pairs()
            .into_par_iter()
            .filter_map(|(one, other)| {
                let (first, second) = (self.layers.get(one)?.as_ref()?, self.layers.get(other)?.as_ref()?);
                Some(CountedPair {
                    annotators: (one, other),
                    matched: matched(first, second),
                    table: table(self.categories.get(one)?, self.categories.get(other)?, category_count),
                })
            })
            .collect()
    }

    pub(super) fn has_layer(&self, annotator: usize) -> bool {
        self.layers.get(annotator).is_some_and(Option::is_some)
    }

    /// Returns how many of the part's annotators have a layer of the document.
    pub(super) fn layer_count(&self, part: &Part) -> usize {
        part.annotators.iter().filter(|number| self.has_layer(**number)).count()
    }

    /// Returns what was counted for two annotators; `None` when one of them has no layer.
    pub(super) fn pair(&self, pair: (usize, usize)) -> Option<&CountedPair> {
        self.pairs.iter().find(|counted| counted.annotators == pair)
    }

    /// Returns the passages that `annotator` marked and that are counted in `part`.
    pub(super) fn units_of(&self, annotator: usize, part: &Part) -> Vec<Unit> {
        let units = self.units.get(annotator).map_or(&[][..], Vec::as_slice);
        units.iter().filter(|unit| part.tag.is_none_or(|tag| unit.tag == tag)).copied().collect()
    }

    /// Returns where the document's paragraphs start, in code points.
    pub(super) fn paragraph_starts(&self) -> Vec<u32> {
        (0..self.text.paragraph_count())
            .filter_map(|number| self.text.paragraph(number))
            .map(|paragraph| self.text.char_from_byte(paragraph.start()).0)
            .collect()
    }
}

/// Returns which claims of two layers belong together: of equal claims those with equal claimants. Where that leaves a
/// choice, what the claims say decides, never whose layer comes first.
fn matched(one: &Layer, other: &Layer) -> Vec<Pair> {
    if order::key(&other.marked) < order::key(&one.marked) {
        let turned = matched_in_order(other, one).into_iter();
        let mut pairs: Vec<Pair> = turned.map(|pair| Pair { a: pair.b, b: pair.a, ..pair }).collect();
        pairs.sort_unstable_by_key(|pair| pair.a);
        return pairs;
    }
    matched_in_order(one, other)
}

fn matched_in_order(one: &Layer, other: &Layer) -> Vec<Pair> {
    let marks = |layer: &'_ Layer| layer.marked.iter().map(|marked| marked.mark.clone()).collect::<Vec<_>>();
    let (a, b) = (marks(one), marks(other));
    let (a, b): (Vec<&Mark>, Vec<&Mark>) = (a.iter().collect(), b.iter().collect());
    matching::best(&a, &b, |a, b| match (one.marked.get(a), other.marked.get(b)) {
        (Some(a), Some(b)) => claimants(&a.claim) == claimants(&b.claim),
        _ => false,
    })
}

/// Returns the set of those who make the claim.
pub(super) fn claimants(claim: &Claim) -> BTreeSet<&str> {
    claim.claimants.iter().map(String::as_str).collect()
}

fn units(layer: Option<&Layer>, number_of: impl Fn(&TagId) -> u16) -> Vec<Unit> {
    let marked = layer.into_iter().flat_map(|layer| &layer.marked);
    let mut units: Vec<Unit> = marked
        .flat_map(|marked| {
            let tag = number_of(&marked.mark.tag);
            marked.passages.iter().map(move |passage| Unit { start: passage.start, end: passage.end, tag })
        })
        .collect();
    units.sort_unstable();
    units
}

/// Returns how many tokens have which two categories.
pub(super) fn table(one: &[u16], other: &[u16], category_count: usize) -> Vec<f64> {
    let mut table = vec![0.0; category_count * category_count];
    for (one, other) in one.iter().zip(other) {
        if let Some(cell) = table.get_mut(usize::from(*one) * category_count + usize::from(*other)) {
            *cell += 1.0;
        }
    }
    table
}
