//! What is drawn of the claims in one block: fills, lines in lanes, letters, posts and hatching, as places only.
//!
//! Places are in points from the block's top left corner and lie on physical pixels; colours come when they are
//! painted. All measures are those of the designed size, scaled.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use egui::{Pos2, Rect};

use crate::app::typeset::Typesetter;
use crate::model::{State, Tag, TagColor, Underline};
use crate::store::{Hit, Store};
use crate::text::ByteOffset;

use super::lanes::{self, Item};
use super::layout_cache::{BlockLayout, Piece};
use super::mark_places::Builder;
use super::{ClaimRef, Comparison, End, PageInput};

/// How much attention a claim has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// None.
    Rest,
    /// The pointer is over it.
    Hover,
    /// It is chosen.
    Chosen,
}

/// One passage as far as it lies in the block.
#[derive(Clone, Debug)]
pub struct PassageMark {
    /// The claim.
    pub claim: ClaimRef,
    /// The passage's number.
    pub passage: usize,
    /// Its bytes, also those in other blocks.
    pub bytes: Range<u32>,
    /// The colour of its tag.
    pub color: TagColor,
    /// How much attention it has.
    pub attention: Attention,
    /// Where its words are.
    pub pieces: Vec<Piece>,
    /// The lane of its line, from 0.
    pub lane: usize,
    /// The form of its line.
    pub underline: Underline,
    /// Whether it is filled at rest: it belongs to the own layer.
    pub is_filled: bool,
    /// Whether its line is a thick one.
    pub is_thick: bool,
    /// Whether it is compared with others: then its fill has no tag's colour, and its borders cannot be taken.
    pub is_compared: bool,
    /// Whether its words or its place are unsure.
    pub is_unsure: bool,
    /// What its letters say.
    pub label: String,
}

/// A stretch of a fill.
#[derive(Clone, Debug)]
pub struct Fill {
    /// Which of the passages.
    pub passage: usize,
    /// Where.
    pub rect: Rect,
    /// Whether the left side is the passage's end.
    pub rounds_left: bool,
    /// Whether the right side is.
    pub rounds_right: bool,
}

/// A stretch of a line below the words.
#[derive(Clone, Debug)]
pub struct Stroke {
    /// Which of the passages.
    pub passage: usize,
    /// Where.
    pub rect: Rect,
    /// How it is broken; `None` for an unbroken line.
    pub dashes: Option<Dashes>,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dashes {
    /// Where the dashes are counted from.
    pub from: f32,
    /// How long they are.
    pub length: f32,
    /// How far apart.
    pub gap: f32,
}

/// Letters below the words.
#[derive(Clone, Debug)]
pub struct Letters {
    /// Which of the passages; `None` for the count of those that have no lane.
    pub passage: Option<usize>,
    /// What they say.
    pub label: String,
    /// The left end of their baseline.
    pub at: Pos2,
    /// How wide they are.
    pub width: f32,
}

/// A post at the end of a passage of the chosen claim.
#[derive(Clone, Debug)]
pub struct Post {
    /// Which of the passages.
    pub passage: usize,
    /// Which end.
    pub end: End,
    /// Where.
    pub rect: Rect,
}

/// All marks of one block.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The passages.
    pub passages: Vec<PassageMark>,
    /// The fills, the outer before the inner.
    pub fills: Vec<Fill>,
    /// The lines.
    pub strokes: Vec<Stroke>,
    /// The letters.
    pub letters: Vec<Letters>,
    /// The posts.
    pub posts: Vec<Post>,
    /// What is hatched because the passage's words are unsure.
    pub hatches: Vec<(usize, Rect)>,
    /// Whether more claims lie over the block than are looked at.
    pub is_cut: bool,
}

/// How many passages of a layer are looked at in a block: more could not be told apart.
pub const MOST_PASSAGES: usize = 512;

/// Works out the marks of `block`.
pub fn of(block: &BlockLayout, input: &PageInput<'_>, typesetter: &mut Typesetter) -> Marks {
    let (passages, is_cut) = passages(block, input);
    if passages.is_empty() {
        return Marks::default();
    }
    Builder::new(block, input.text_size, passages, is_cut, typesetter).build(typesetter)
}

/// Returns the passages in the block by start, the longer first, each with its lane; and whether there are more.
fn passages(block: &BlockLayout, input: &PageInput<'_>) -> (Vec<PassageMark>, bool) {
    let mut passages = Vec::new();
    let mut is_cut = false;
    for (layer, view) in input.layers.iter().enumerate().filter(|(_, view)| view.is_visible) {
        let (start, end) = (block.shown_start(), block.shown_end());
        let mut hits = view.store.touching_up_to(start, end, MOST_PASSAGES);
        if hits.len() >= MOST_PASSAGES {
            is_cut = true;
            // The claim that is meant is always among those that are drawn.
            for claim in input.chosen.into_iter().chain(input.hovered).filter(|claim| claim.layer == layer) {
                add_missing(&mut hits, view.store, claim, start..end);
            }
        }
        passages.extend(hits.iter().filter_map(|hit| match input.compared {
            Some(compared) => compared_passage(block, input, layer, hit, &compared),
            None => Some(passage(block, input, layer, hit)),
        }));
    }
    passages.retain(|passage| !passage.pieces.is_empty());
    passages.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut numbers: HashMap<ClaimRef, usize> = HashMap::with_capacity(passages.len());
    let items: Vec<Item> = passages
        .iter()
        .map(|passage| {
            let next = numbers.len();
            let claim = *numbers.entry(passage.claim.clone()).or_insert(next);
            Item { claim, start: passage.bytes.start, end: passage.bytes.end }
        })
        .collect();
    for (passage, lane) in passages.iter_mut().zip(lanes::assign(&items)) {
        passage.lane = lane;
    }
    (passages, is_cut)
}

/// Adds the passages of `claim` in `range` that are not among `hits`.
fn add_missing<'a>(hits: &mut Vec<Hit<'a>>, store: &'a Store, claim: &ClaimRef, range: Range<ByteOffset>) {
    let Some(placed) = store.get(&claim.id) else {
        return;
    };
    for (passage, span) in placed.places() {
        let is_here = span.start() < range.end && range.start < span.end();
        let is_known =
            hits.iter().any(|hit| hit.passage == passage && hit.placed.claim.id == placed.claim.id);
        if is_here && !is_known {
            hits.push(Hit { placed, passage, span });
        }
    }
}

fn order(passage: &PassageMark) -> (u32, Reverse<u32>, usize, &ClaimRef) {
    (passage.bytes.start, Reverse(passage.bytes.end), passage.claim.layer, &passage.claim)
}

fn passage(block: &BlockLayout, input: &PageInput<'_>, layer: usize, hit: &Hit<'_>) -> PassageMark {
    let claim = &hit.placed.claim;
    let reference = ClaimRef { layer, id: claim.id.clone() };
    let tag = input.tags.get(&claim.tag);
    let state = claim.passages.get(hit.passage).and_then(|passage| passage.state);
    let view = input.layers.get(layer);
    let is_own = view.is_some_and(|view| view.is_own);
    let attention = match &reference {
        reference if input.chosen == Some(reference) => Attention::Chosen,
        reference if input.hovered == Some(reference) => Attention::Hover,
        _ => Attention::Rest,
    };
    let bytes = hit.span.start().0..hit.span.end().0;
    let mut label = String::from(tag.map_or('?', |tag| tag.letter));
    if claim.passages.len() > 1 {
        label.push_str(&format!(" {}/{}", hit.passage + 1, claim.passages.len()));
    }
    match (input.compared.and_then(|compared| compared.line(&reference)), view) {
        (Some(line), _) => label.push_str(&format!(" {}", line.initials)),
        (None, Some(view)) if !view.is_own => label.push_str(&format!(" {}", view.initial)),
        (None, _) => {}
    }
    label.push_str(match state {
        Some(State::Changed) => " ≈",
        Some(_) => " ?",
        None => "",
    });
    PassageMark {
        pieces: block.pieces(&bytes),
        claim: reference,
        passage: hit.passage,
        bytes,
        color: tag.map_or(TagColor::Unknown, |tag: &Tag| tag.color),
        attention,
        lane: 0,
        underline: tag.map_or(Underline::Dotted, |tag| tag.underline),
        is_filled: is_own,
        is_thick: is_own,
        is_compared: false,
        is_unsure: state.is_some(),
        label,
    }
}

/// Returns a passage as it is drawn beside those of other layers, when a line of its own is drawn for it.
fn compared_passage(
    block: &BlockLayout,
    input: &PageInput<'_>,
    layer: usize,
    hit: &Hit<'_>,
    compared: &Comparison<'_>,
) -> Option<PassageMark> {
    let reference = ClaimRef { layer, id: hit.placed.claim.id.clone() };
    let line = compared.line(&reference).filter(|line| line.is_drawn)?;
    let is_chosen = compared.chosen == Some(line.cluster);
    Some(PassageMark {
        attention: if is_chosen { Attention::Chosen } else { Attention::Rest },
        is_filled: false,
        is_thick: !line.is_quiet,
        is_compared: true,
        ..passage(block, input, layer, hit)
    })
}

impl PassageMark {
    /// Returns whether the passage is filled.
    pub fn has_fill(&self) -> bool {
        self.is_filled || self.attention == Attention::Chosen
    }

    /// Returns what orders fills from the innermost: the chosen one, then by length.
    pub fn rank(&self) -> (Reverse<bool>, u32, Reverse<u32>) {
        let is_chosen = self.attention == Attention::Chosen;
        (Reverse(is_chosen), self.bytes.end - self.bytes.start, Reverse(self.bytes.start))
    }
}
