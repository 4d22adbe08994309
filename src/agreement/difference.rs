//! Where annotators differ: along a text, and by which two tags.

use crate::matching::Stretch;
use crate::model::{LayerName, TagId};

use super::study::{Part, Study};

/// A stretch of words about which equally many annotators differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heat {
    /// From the first word to the last, in code points.
    pub stretch: Stretch,
    /// The share of pairs of annotators who tag the words differently, 0 to 1.
    pub share: f64,
}

/// Words to which two annotators give the same two categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The first annotator's tag; `None` for none.
    pub one: Option<TagId>,
    /// The second annotator's tag.
    pub other: Option<TagId>,
    /// How many words there are.
    pub token_count: u64,
    /// Where they stand: the document's number and the stretch, neighbouring words joined.
    pub places: Vec<(usize, Stretch)>,
}

/// Returns where the annotators differ in the document with that number, in order; stretches on which all agree are
/// left out.
pub fn heat(study: &Study, document: usize) -> Vec<Heat> {
    let Some(counted) = study.documents.get(document) else { return Vec::new() };
    let categories: Vec<&[u16]> = counted
        .categories
        .iter()
        .enumerate()
        .filter(|(annotator, _)| counted.has_layer(*annotator))
        .map(|(_, categories)| categories.as_slice())
        .collect();
    let pair_count = categories.len() * categories.len().saturating_sub(1) / 2;
    let mut heat: Vec<Heat> = Vec::new();
    let mut is_open = false;
    for (number, token) in counted.tokens.iter().enumerate() {
        let here: Vec<u16> = categories.iter().filter_map(|layer| layer.get(number).copied()).collect();
        let pairs = here
            .iter()
            .enumerate()
            .flat_map(|(at, one)| here.iter().skip(at + 1).map(move |other| u32::from(one != other)));
        let differing: u32 = pairs.sum();
        let share = f64::from(differing) / pair_count.max(1) as f64;
        match heat.last_mut() {
            Some(last) if is_open && last.share == share => last.stretch.end = token.end,
            _ if differing > 0 => heat.push(Heat { stretch: *token, share }),
            _ => {}
        }
        is_open = differing > 0;
    }
    heat
}

/// Returns which tags two annotators gave the same words, over all documents that both have; pairs of tags that never
/// meet are left out. Ordered by the first tag, then the second, none first.
pub fn confusion(study: &Study, one: &LayerName, other: &LayerName) -> Vec<Cell> {
    let number = |name: &LayerName| study.annotators().iter().position(|annotator| annotator == name);
    let (Some(one), Some(other)) = (number(one), number(other)) else { return Vec::new() };
    let size = study.category_count();
    let tag = |category: usize| category.checked_sub(1).and_then(|at| study.tags().get(at).cloned());
    let mut cells: Vec<Cell> = (0..size * size)
        .map(|at| Cell { one: tag(at / size), other: tag(at % size), token_count: 0, places: Vec::new() })
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
            match cell.places.last_mut() {
                Some((of, last)) if before == Some(pair) && of == document => last.end = token.end,
                _ => cell.places.push((*document, *token)),
            }
            before = Some(pair);
        }
    }
    cells.retain(|cell| cell.token_count > 0);
    cells
}
