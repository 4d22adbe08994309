//! What is drawn of the claims in one block: fills, lines in lanes, letters, posts and hatching, as places only.
//!
//! Places are in points from the block's top left corner and lie on physical pixels; colours come when they are
//! painted. All measures are those of the designed size, scaled.

use std::cmp::Reverse;
use std::ops::Range;

use egui::{Pos2, Rect};

use crate::app::typeset::{Limits, Style, Typesetter};
use crate::model::{State, Tag, TagColor, Underline};
use crate::store::Hit;

use super::lanes::{self, Item};
use super::layout_cache::{BlockLayout, Piece};
use super::{ClaimRef, End, PageInput};

/// Where fills and lanes lie from the baseline, in points at the designed size.
const FILL_TOP: f32 = -15.0;
const FILL_BOTTOM: f32 = 5.0;
const LANES: [f32; lanes::DRAWN] = [5.0, 10.0, 15.0];
const LETTER_BASELINE: f32 = 13.0;
const LOWER_LETTER_BASELINE: f32 = 16.0;
const LETTER_SIZE: f32 = 10.0;
/// How high a capital of the letters is.
const CAPITAL: f32 = 7.3;
/// How far apart the letters of claims stand that begin together.
const LETTER_STEP: f32 = 8.0;
/// The room between a letter and its line.
const LETTER_GAP: f32 = 2.0;
const HATCH_WIDTH: f32 = 4.0;

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
    lane: usize,
    underline: Underline,
    is_own: bool,
    is_unsure: bool,
    label: String,
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
    /// Where dashes are counted from, with their length and the gap; `None` for an unbroken line.
    pub dashes: Option<(f32, f32, f32)>,
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
    width: f32,
}

impl Letters {
    /// Returns where they are.
    pub fn rect(&self) -> Rect {
        Rect::from_min_max(self.at - egui::vec2(0.0, LETTER_SIZE), self.at + egui::vec2(self.width, 1.0))
    }
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
}

/// Returns how the letters are set.
pub fn letter_style(factor: f32) -> Style {
    Style::sans(LETTER_SIZE, LETTER_SIZE * 1.2).bold().scaled(factor)
}

/// Returns from where to where a fill goes around a baseline, in points.
pub fn fill_extent(baseline: f32, scale: f32) -> (f32, f32) {
    (baseline + FILL_TOP * scale, baseline + FILL_BOTTOM * scale)
}

/// Works out the marks of `block`.
pub fn of(block: &BlockLayout, input: &PageInput<'_>, typesetter: &mut Typesetter) -> Marks {
    let passages = passages(block, input);
    if passages.is_empty() {
        return Marks::default();
    }
    let mut builder = Builder {
        block,
        factor: input.text_size,
        pixels: typesetter.pixels_per_point(),
        marks: Marks { passages, ..Marks::default() },
    };
    builder.add_fills();
    builder.add_letters(typesetter);
    builder.add_strokes();
    builder.add_overflow(typesetter);
    builder.add_ends();
    builder.marks
}

/// Returns the passages in the block by start, the longer first, each with its lane.
fn passages(block: &BlockLayout, input: &PageInput<'_>) -> Vec<PassageMark> {
    let mut passages = Vec::new();
    for (layer, view) in input.layers.iter().enumerate().filter(|(_, view)| view.is_visible) {
        let hits = view.store.touching(block.shown_start(), block.shown_end());
        passages.extend(hits.iter().map(|hit| passage(block, input, layer, hit)));
    }
    passages.retain(|passage| !passage.pieces.is_empty());
    passages.sort_by(|a, b| order(a).cmp(&order(b)));
    let claims: Vec<ClaimRef> = passages.iter().map(|passage| passage.claim.clone()).collect();
    let items: Vec<Item> = passages
        .iter()
        .map(|passage| Item {
            claim: claims.iter().position(|claim| *claim == passage.claim).unwrap_or(0),
            start: passage.bytes.start,
            end: passage.bytes.end,
        })
        .collect();
    for (passage, lane) in passages.iter_mut().zip(lanes::assign(&items)) {
        passage.lane = lane;
    }
    passages
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
    if let Some(view) = view.filter(|view| !view.is_own) {
        label.push_str(&format!(" {}", view.initial));
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
        is_own,
        is_unsure: state.is_some(),
        label,
    }
}

struct Builder<'a> {
    block: &'a BlockLayout,
    factor: f32,
    pixels: f32,
    marks: Marks,
}

impl Builder<'_> {
    /// Rounds to a physical pixel.
    fn px(&self, value: f32) -> f32 {
        (value * self.pixels).round() / self.pixels
    }

    /// Scales a thickness; never less than a physical pixel.
    fn thickness(&self, value: f32) -> f32 {
        (value * self.factor * self.pixels).round().max(1.0) / self.pixels
    }

    fn baseline(&self, line: usize) -> f32 {
        self.block.lines.get(line).map_or(0.0, |line| line.baseline)
    }

    fn fill_rect(&self, line: usize, left: f32, right: f32) -> Rect {
        let (top, bottom) = fill_extent(self.baseline(line), self.block.scale);
        Rect::from_min_max(Pos2::new(self.px(left), self.px(top)), Pos2::new(self.px(right), self.px(bottom)))
    }

    /// Fills the passages of the own layer: at most two at one place, the innermost, and the chosen one always.
    fn add_fills(&mut self) {
        let filled: Vec<usize> = (0..self.marks.passages.len())
            .filter(|at| self.passage(*at).is_some_and(PassageMark::has_fill))
            .collect();
        let mut fills: Vec<Fill> = Vec::new();
        for line in 0..self.block.lines.len() {
            let on_line: Vec<(usize, Piece)> = filled
                .iter()
                .filter_map(|at| self.passage(*at).map(|passage| (*at, passage)))
                .flat_map(|(at, passage)| passage.pieces.iter().map(move |piece| (at, *piece)))
                .filter(|(_, piece)| piece.line == line)
                .collect();
            fills.extend(self.fills_of_line(line, &on_line));
        }
        // The outer, longer ones lie below the inner ones.
        fills.sort_by_key(|fill| Reverse(self.passage(fill.passage).map(|passage| passage.rank())));
        self.marks.fills = fills;
    }

    fn fills_of_line(&self, line: usize, pieces: &[(usize, Piece)]) -> Vec<Fill> {
        let mut edges: Vec<f32> = pieces.iter().flat_map(|(_, piece)| [piece.left, piece.right]).collect();
        edges.sort_by(f32::total_cmp);
        edges.dedup();
        let mut fills: Vec<Fill> = Vec::new();
        for (left, right) in edges.iter().zip(edges.iter().skip(1)) {
            let mut here: Vec<usize> = pieces
                .iter()
                .filter(|(_, piece)| piece.left <= *left && *right <= piece.right)
                .map(|(passage, _)| *passage)
                .collect();
            here.sort_by_key(|at| self.passage(*at).map(PassageMark::rank));
            for passage in here.into_iter().take(2) {
                let rect = self.fill_rect(line, *left, *right);
                let before = fills.iter_mut().find(|fill| {
                    fill.passage == passage && (fill.rect.right() - rect.left()).abs() < f32::EPSILON
                });
                match before {
                    Some(fill) => fill.rect.max.x = rect.max.x,
                    None => fills.push(Fill { passage, rect, rounds_left: false, rounds_right: false }),
                }
            }
        }
        for fill in &mut fills {
            let Some(passage) = self.passage(fill.passage) else {
                continue;
            };
            let (first, last) = (passage.pieces.first(), passage.pieces.last());
            let begins = first.is_some_and(|piece| piece.line == line && self.begins_here(passage));
            let ends = last.is_some_and(|piece| piece.line == line && self.ends_here(passage));
            let (begins, ends) = if self.block.is_rtl() { (ends, begins) } else { (begins, ends) };
            fill.rounds_left = begins && first.is_some_and(|piece| self.px(piece.left) >= fill.rect.left());
            fill.rounds_right = ends && last.is_some_and(|piece| self.px(piece.right) <= fill.rect.right());
        }
        fills
    }

    fn passage(&self, at: usize) -> Option<&PassageMark> {
        self.marks.passages.get(at)
    }

    fn begins_here(&self, passage: &PassageMark) -> bool {
        passage.bytes.start >= self.block.shown.start
    }

    fn ends_here(&self, passage: &PassageMark) -> bool {
        passage.bytes.end <= self.block.shown.end
    }

    /// Returns where a passage begins: the piece, and whether its words run from right to left there.
    fn beginning(&self, passage: &PassageMark) -> Option<(Piece, bool)> {
        if !self.begins_here(passage) {
            return None;
        }
        let line = passage.pieces.first()?.line;
        let pieces = passage.pieces.iter().filter(|piece| piece.line == line);
        let is_rtl = self.block.is_rtl();
        let piece = if is_rtl {
            pieces.max_by(|a, b| a.right.total_cmp(&b.right))
        } else {
            pieces.min_by(|a, b| a.left.total_cmp(&b.left))
        };
        piece.map(|piece| (*piece, is_rtl))
    }

    /// Puts the letters at the first words; those of claims that begin together stand side by side, in lane order.
    fn add_letters(&mut self, typesetter: &mut Typesetter) {
        let mut order: Vec<usize> = (0..self.marks.passages.len()).collect();
        order.retain(|at| self.passage(*at).is_some_and(|passage| passage.lane < lanes::DRAWN));
        order.sort_by_key(|at| self.passage(*at).map(|passage| (passage.bytes.start, passage.lane)));
        // Where the next letters go that begin at the same place.
        let mut next: Option<(u32, f32)> = None;
        for at in order {
            let Some(passage) = self.passage(at) else {
                continue;
            };
            let Some((piece, is_rtl)) = self.beginning(passage) else {
                continue;
            };
            let start = passage.bytes.start;
            let label = passage.label.clone();
            let baseline = self.baseline(piece.line) + self.letter_baseline(passage.lane);
            let width = letter_width(typesetter, &label, self.factor);
            let shift = next.filter(|(there, _)| *there == start).map_or(0.0, |(_, shift)| shift);
            let left = if is_rtl { piece.right - shift - width } else { piece.left + shift };
            let at_pixel = Pos2::new(self.px(left), self.px(baseline));
            self.marks.letters.push(Letters { passage: Some(at), label, at: at_pixel, width });
            let step = (LETTER_STEP * self.factor).max(width + LETTER_GAP * self.factor);
            next = Some((start, shift + step));
        }
    }

    fn letter_baseline(&self, lane: usize) -> f32 {
        self.block.scale * if lane == 0 { LETTER_BASELINE } else { LOWER_LETTER_BASELINE }
    }

    /// Draws the lines: from behind the letter on the first line, and never through a letter.
    fn add_strokes(&mut self) {
        let mut strokes = Vec::new();
        for (at, passage) in self.marks.passages.iter().enumerate() {
            let Some(lane) = LANES.get(passage.lane) else {
                continue;
            };
            let letters = self.marks.letters.iter().find(|letters| letters.passage == Some(at));
            let first_line = passage.pieces.first().map(|piece| piece.line);
            for piece in &passage.pieces {
                let (mut left, mut right) = (self.px(piece.left), self.px(piece.right));
                if let Some(letters) = letters.filter(|_| Some(piece.line) == first_line) {
                    let (from, to) = (letters.at.x, letters.at.x + letters.width);
                    if from < right && to > left {
                        let gap = LETTER_GAP * self.factor;
                        if self.block.is_rtl() {
                            right = self.px(from - gap)
                        } else {
                            left = self.px(to + gap)
                        }
                    }
                }
                let top = self.px(self.baseline(piece.line) + lane * self.block.scale);
                self.push_strokes(at, passage, (left, right), top, &mut strokes);
            }
        }
        self.marks.strokes = strokes;
    }

    fn push_strokes(
        &self,
        at: usize,
        passage: &PassageMark,
        (left, right): (f32, f32),
        top: f32,
        strokes: &mut Vec<Stroke>,
    ) {
        let thin = self.thickness(1.0);
        let thick = if passage.is_own { self.thickness(2.0) } else { thin };
        let dash = |on: f32, off: f32| Some((left, self.thickness(on), self.thickness(off)));
        let lines: &[(f32, f32, Option<(f32, f32, f32)>)] = match passage.underline {
            Underline::Solid => &[(0.0, thick, None)],
            Underline::Double => &[(0.0, thin, None), (2.0 * thin, thin, None)],
            Underline::Dashed => &[(0.0, thick, dash(6.0, 3.0))],
            Underline::Dotted => &[(0.0, thin, dash(2.0, 2.0))],
        };
        for (down, height, dashes) in lines {
            let rect = Rect::from_min_max(Pos2::new(left, top + down), Pos2::new(right, top + down + height));
            for rect in self.without_letters(at, rect) {
                strokes.push(Stroke { passage: at, rect, dashes: *dashes });
            }
        }
    }

    /// Returns what is left of a line where the letters of other claims stand in its way.
    fn without_letters(&self, passage: usize, line: Rect) -> Vec<Rect> {
        let mut rest = vec![line];
        for letters in self.marks.letters.iter().filter(|letters| letters.passage != Some(passage)) {
            let air = self.thickness(1.5);
            let top = letters.at.y - CAPITAL * self.factor - 0.5;
            if line.top() > letters.at.y || line.bottom() < top {
                continue;
            }
            let (from, to) = (self.px(letters.at.x - air), self.px(letters.at.x + letters.width + air));
            rest = rest
                .into_iter()
                .flat_map(|rect| {
                    let (mut before, mut behind) = (rect, rect);
                    before.max.x = rect.max.x.min(from);
                    behind.min.x = rect.min.x.max(to);
                    [before, behind]
                })
                .collect();
        }
        rest.retain(|rect| rect.width() > 0.0);
        rest
    }

    /// Writes "+2" behind the third lane where more claims lie than there are lanes.
    fn add_overflow(&mut self, typesetter: &mut Typesetter) {
        let mut counts: Vec<(usize, f32, usize)> = Vec::new();
        for passage in self.marks.passages.iter().filter(|passage| passage.lane >= lanes::DRAWN) {
            let Some(piece) = passage.pieces.first() else {
                continue;
            };
            let third = self.marks.passages.iter().filter(|other| {
                other.lane == lanes::DRAWN - 1
                    && other.bytes.start < passage.bytes.end
                    && passage.bytes.start < other.bytes.end
            });
            let ends = third.flat_map(|other| &other.pieces).filter(|other| other.line == piece.line);
            let right = ends.map(|other| other.right).fold(piece.left, f32::max);
            match counts
                .iter_mut()
                .find(|(line, there, _)| *line == piece.line && (right - *there).abs() < 1.0)
            {
                Some((_, _, count)) => *count += 1,
                None => counts.push((piece.line, right, 1)),
            }
        }
        for (line, right, count) in counts {
            let label = format!("+{count}");
            let width = letter_width(typesetter, &label, self.factor);
            let baseline = self.baseline(line) + LOWER_LETTER_BASELINE * self.block.scale;
            let at = Pos2::new(self.px(right + LETTER_GAP * self.factor), self.px(baseline));
            self.marks.letters.push(Letters { passage: None, label, at, width });
        }
    }

    /// Puts posts at the ends of the chosen claim, and hatching outside the ends of passages whose words are unsure.
    fn add_ends(&mut self) {
        let mut posts = Vec::new();
        let mut hatches = Vec::new();
        for (at, passage) in self.marks.passages.iter().enumerate() {
            let is_rtl = self.block.is_rtl();
            let start = passage.pieces.first().filter(|_| self.begins_here(passage));
            let end = passage.pieces.last().filter(|_| self.ends_here(passage));
            let ends = [(End::Start, start), (End::End, end)];
            for (end, piece) in ends.into_iter().filter_map(|(end, piece)| Some((end, *piece?))) {
                let is_left = (end == End::Start) != is_rtl;
                let x = self.px(if is_left { piece.left } else { piece.right });
                let fill = self.fill_rect(piece.line, x, x);
                if passage.attention == Attention::Chosen {
                    let bottom = self.lane_bottom(passage).map_or(fill.bottom(), |down| fill.bottom() + down);
                    let width = self.thickness(1.0);
                    let left = if is_left { x - width } else { x };
                    let rect =
                        Rect::from_min_max(Pos2::new(left, fill.top()), Pos2::new(left + width, bottom));
                    posts.push(Post { passage: at, end, rect });
                }
                if passage.is_unsure {
                    let width = self.thickness(HATCH_WIDTH);
                    let gap = self.thickness(1.0);
                    let left = if is_left { x - gap - width } else { x + gap };
                    hatches.push((at, fill.with_min_x(left).with_max_x(left + width)));
                }
            }
        }
        self.marks.posts = posts;
        self.marks.hatches = hatches;
    }

    /// Returns how far below the fill a passage's line ends.
    fn lane_bottom(&self, passage: &PassageMark) -> Option<f32> {
        let lane = LANES.get(passage.lane)?;
        let height = match passage.underline {
            Underline::Double => 3.0 * self.thickness(1.0),
            Underline::Dotted => self.thickness(1.0),
            _ => self.thickness(2.0),
        };
        Some((lane - FILL_BOTTOM) * self.block.scale + height)
    }
}

impl PassageMark {
    fn has_fill(&self) -> bool {
        self.is_own || self.attention == Attention::Chosen
    }

    /// Returns what orders fills from the innermost: the chosen one, then by length.
    fn rank(&self) -> (Reverse<bool>, u32, Reverse<u32>) {
        let is_chosen = self.attention == Attention::Chosen;
        (Reverse(is_chosen), self.bytes.end - self.bytes.start, Reverse(self.bytes.start))
    }
}

fn letter_width(typesetter: &mut Typesetter, label: &str, factor: f32) -> f32 {
    typesetter.words(label, &letter_style(factor), Limits::line(1000.0)).size().x
}
