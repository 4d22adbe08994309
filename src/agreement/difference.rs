//! Where annotators differ: along a text, and by which two tags.

use crate::matching::Stretch;
use crate::model::{LayerName, TagId};

use super::study::{Counted, Part, Study};

/// Words to which two annotators give the same two categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The first annotator's tag; `None` for none.
    pub one: Option<TagId>,
    /// The second annotator's tag.
    pub other: Option<TagId>,
    /// How many words there are.
    pub token_count: u64,
    /// In how many places they stand, neighbouring words joined.
    pub place_count: usize,
    /// The first of these: the document's number and the stretch.
    pub places: Vec<(usize, Stretch)>,
}

/// How many places of a cell are kept: so many that nobody reads them all.
const PLACES: usize = 200;

/// A few words of a text, one after the other, and how far the annotators differ on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// From the first word to the last, in code points.
    pub stretch: Stretch,
    /// The mean over the words of the share of pairs of annotators who tag a word differently, 0 to 1.
    pub share: f64,
    /// The words among them on which most differ; `None` when all agree.
    pub worst: Option<Stretch>,
}

/// How many pairs of annotators tag each word of a document differently.
struct Differing {
    pair_count: usize,
    by_token: Vec<u32>,
}

impl Differing {
    /// Counts with all tags, or with one against everything else.
    fn new(counted: &Counted, tag: Option<u16>) -> Self {
        let categories: Vec<&[u16]> = counted
            .categories
            .iter()
            .enumerate()
            .filter(|(annotator, _)| counted.has_layer(*annotator))
            .map(|(_, categories)| categories.as_slice())
            .collect();
        let category = |layer: &[u16], token: usize| {
            let category = layer.get(token).copied().unwrap_or(0);
            tag.map_or(category, |tag| u16::from(category == tag + 1))
        };
        let differing = |token: usize| {
            let mut differing = 0;
            for (at, one) in categories.iter().enumerate() {
                let one = category(one, token);
                let others = categories.iter().skip(at + 1);
                differing += others.map(|other| u32::from(category(other, token) != one)).sum::<u32>();
            }
            differing
        };
        Self {
            pair_count: categories.len() * categories.len().saturating_sub(1) / 2,
            by_token: (0..counted.tokens.len()).map(differing).collect(),
        }
    }

    fn share(&self, differing: f64) -> f64 {
        differing / self.pair_count.max(1) as f64
    }
}

/// Returns the words of the document with that number in at most `bin_count` parts of equally many words, and how far
/// the annotators differ on each: by all tags, or by one alone.
pub fn strip(study: &Study, document: usize, tag: Option<&TagId>, bin_count: usize) -> Vec<Bin> {
    let Some(counted) = study.documents.get(document) else { return Vec::new() };
    let differing = Differing::new(counted, tag.map(|tag| study.number_of(tag)));
    let token_count = counted.tokens.len();
    let bin_count = bin_count.min(token_count);
    let bin = |number: usize| {
        let range = number * token_count / bin_count..(number + 1) * token_count / bin_count;
        let tokens = counted.tokens.get(range.clone())?;
        let counts = differing.by_token.get(range)?;
        let most = *counts.iter().max()?;
        let first = counts.iter().position(|count| *count == most)?;
        let run = counts.iter().skip(first).take_while(|count| **count == most).count();
        let stretch = |first: usize, last: usize| {
            Some(Stretch { start: tokens.get(first)?.start, end: tokens.get(last)?.end })
        };
        let sum: u32 = counts.iter().sum();
        Some(Bin {
            stretch: stretch(0, tokens.len() - 1)?,
            share: differing.share(f64::from(sum) / counts.len() as f64),
            worst: if most > 0 { stretch(first, first + run - 1) } else { None },
        })
    };
    (0..bin_count).filter_map(bin).collect()
}

/// Returns which tags two annotators gave the same words, over all documents that both have; pairs of tags that never
/// meet are left out. Ordered by the first tag, then the second, none first.
pub fn confusion(study: &Study, one: &LayerName, other: &LayerName) -> Vec<Cell> {
    let number = |name: &LayerName| study.annotators().iter().position(|annotator| annotator == name);
    let (Some(one), Some(other)) = (number(one), number(other)) else { return Vec::new() };
    let size = study.category_count();
    let tag = |category: usize| category.checked_sub(1).and_then(|at| study.tags().get(at).cloned());
    let mut cells: Vec<Cell> = (0..size * size)
        .map(|at| Cell {
            one: tag(at / size),
            other: tag(at % size),
            token_count: 0,
            place_count: 0,
            places: Vec::new(),
        })
        .collect();
    let part = Part { annotators: vec![one, other], ..study.whole() };
    for document in &part.documents {
        let Some(counted) = study.documents.get(*document) else { continue };
        if counted.layer_count(&part) < 2 {
            continue;
        }
        let categories = |annotator: usize| counted.categories.get(annotator).into_iter().flatten();
        let mut before = None;
        for (token, pair) in counted.tokens.iter().zip(categories(one).zip(categories(other))) {
            let Some(cell) = cells.get_mut(usize::from(*pair.0) * size + usize::from(*pair.1)) else {
                continue;
            };
            cell.token_count += 1;
            if before != Some(pair) {
                cell.place_count += 1;
            }
            let is_kept = cell.place_count <= PLACES;
            match cell.places.last_mut() {
                Some((_, last)) if before == Some(pair) && is_kept => last.end = token.end,
                _ if is_kept => cell.places.push((*document, *token)),
                _ => {}
            }
            before = Some(pair);
        }
    }
    cells.retain(|cell| cell.token_count > 0);
    cells
}
