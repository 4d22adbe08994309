//! Where the marks of a block go: the measures of fills, lanes, letters, posts and hatching.

use std::cmp::Reverse;

use egui::{Pos2, Rect};

use crate::app::typeset::{Limits, Style, Typesetter};
use crate::model::Underline;

use super::End;
use super::lanes;
use super::layout_cache::{BlockLayout, Edge, Piece};
use super::marks::{Attention, Dashes, Fill, Letters, Marks, PassageMark, Post, Stroke};

/// Where fills and lanes lie from the baseline, in points at the designed size.
const FILL_TOP: f32 = -15.0;
const FILL_BOTTOM: f32 = 5.0;
const LANES: [f32; lanes::DRAWN] = [5.0, 10.0, 15.0];
const LETTER_BASELINES: [f32; lanes::DRAWN] = [13.0, 16.0, 16.0];
/// The same where lines stand further apart: two lanes of one tag must not look like a double line.
const ROOMY_LANES: [f32; lanes::DRAWN] = [5.0, 12.0, 19.0];
const ROOMY_LETTER_BASELINES: [f32; lanes::DRAWN] = [15.0, 15.0, 15.0];
const LETTER_SIZE: f32 = 10.0;
/// How high a capital of the letters is.
const CAPITAL: f32 = 7.3;
/// How far apart the letters of claims stand that begin together.
const LETTER_STEP: f32 = 8.0;
/// The room between a letter and its line.
const LETTER_GAP: f32 = 2.0;
/// The room between the letters of two claims where layers are compared.
const ROOMY_LETTER_GAP: f32 = 7.0;
const HATCH_WIDTH: f32 = 4.0;

/// Returns how the letters are set.
pub fn letter_style(factor: f32) -> Style {
    Style::sans(LETTER_SIZE, LETTER_SIZE * 1.2).bold().scaled(factor)
}

/// Returns from where to where a fill goes around a baseline of `block`, in points.
pub fn fill_extent(baseline: f32, block: &BlockLayout) -> (f32, f32) {
    (baseline + FILL_TOP * block.scale, baseline + FILL_BOTTOM * block.lane_scale)
}

impl Letters {
    /// Returns where they are.
    pub fn rect(&self) -> Rect {
        Rect::from_min_max(self.at - egui::vec2(0.0, LETTER_SIZE), self.at + egui::vec2(self.width, 1.0))
    }
}

/// Works the places out, one kind of mark after the other.
pub struct Builder<'a> {
    block: &'a BlockLayout,
    factor: f32,
    pixels: f32,
    /// Where each passage begins and ends, as far as that is in the block.
    edges: Vec<[Option<Edge>; 2]>,
    marks: Marks,
}

impl<'a> Builder<'a> {
    /// Begins with the passages of a block.
    pub fn new(
        block: &'a BlockLayout,
        factor: f32,
        passages: Vec<PassageMark>,
        is_cut: bool,
        typesetter: &Typesetter,
    ) -> Self {
        let edges = passages
            .iter()
            .map(|passage| {
                let (begins, ends) =
                    (passage.bytes.start >= block.shown.start, passage.bytes.end <= block.shown.end);
                let start = begins.then(|| block.start_edge(&passage.bytes)).flatten();
                [start, ends.then(|| block.end_edge(&passage.bytes)).flatten()]
            })
            .collect();
        let marks = Marks { passages, is_cut, ..Marks::default() };
        Self { block, factor, pixels: typesetter.pixels_per_point(), edges, marks }
    }

    fn edges(&self, passage: usize) -> [Option<Edge>; 2] {
        self.edges.get(passage).copied().unwrap_or_default()
    }

    /// Returns the passages with their marks.
    pub fn build(mut self, typesetter: &mut Typesetter) -> Marks {
        self.add_fills();
        self.add_letters(typesetter);
        self.add_overflow(typesetter);
        self.add_strokes();
        self.add_ends();
        self.marks
    }

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
        let (top, bottom) = fill_extent(self.baseline(line), self.block);
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
            for edge in self.edges(fill.passage).into_iter().flatten().filter(|edge| edge.line == line) {
                let x = self.px(edge.x);
                fill.rounds_left |= edge.is_left && (x - fill.rect.left()).abs() < 0.01;
                fill.rounds_right |= !edge.is_left && (x - fill.rect.right()).abs() < 0.01;
            }
        }
        fills
    }

    fn passage(&self, at: usize) -> Option<&PassageMark> {
        self.marks.passages.get(at)
    }

    /// Puts the letters at the first words; those that would stand in each other's way stand side by side, in lane
    /// order: the letters of claims that begin together, or a letter or two apart.
    fn add_letters(&mut self, typesetter: &mut Typesetter) {
        let mut order: Vec<usize> = (0..self.marks.passages.len()).collect();
        order.retain(|at| self.passage(*at).is_some_and(|passage| passage.lane < lanes::DRAWN));
        order.sort_by_key(|at| self.passage(*at).map(|passage| (passage.bytes.start, passage.lane)));
        for at in order {
            let Some(passage) = self.passage(at) else {
                continue;
            };
            let [Some(start), _] = self.edges(at) else {
                continue;
            };
            let label = passage.label.clone();
            let baseline = self.baseline(start.line) + self.letter_baseline(passage.lane);
            let width = letter_width(typesetter, &label, self.factor);
            let wanted = if start.is_left { start.x } else { start.x - width };
            let left = self.free_place(wanted, width, baseline, !start.is_left);
            let at_pixel = Pos2::new(self.px(left), self.px(baseline));
            self.marks.letters.push(Letters { passage: Some(at), label, at: at_pixel, width });
        }
    }

    /// Returns the place nearest to `wanted` in reading direction where letters of that width meet no others.
    fn free_place(&self, wanted: f32, width: f32, baseline: f32, is_rtl: bool) -> f32 {
        // Initials of two annotators must not run into one word.
        let wide = if self.block.is_roomy { ROOMY_LETTER_GAP } else { LETTER_GAP };
        let gap = wide * self.factor;
        let step = LETTER_STEP * self.factor;
        let mut left = wanted;
        // Letters stand in the order of their places, so one pass over them ends behind the last that is in the way.
        for other in &self.marks.letters {
            let is_beside = (other.at.y - baseline).abs() < LETTER_SIZE * self.block.lane_scale;
            let room = other.width.max(step - gap) + gap;
            if !is_beside || left >= other.at.x + room || left + width + gap <= other.at.x {
                continue;
            }
            left = if is_rtl { other.at.x - width - gap } else { other.at.x + room };
        }
        left
    }

    /// Returns where a lane's line begins below the baseline.
    fn lane(&self, lane: usize) -> Option<f32> {
        let lanes = if self.block.is_roomy { &ROOMY_LANES } else { &LANES };
        lanes.get(lane).copied()
    }

    fn letter_baseline(&self, lane: usize) -> f32 {
        let baselines = if self.block.is_roomy { ROOMY_LETTER_BASELINES } else { LETTER_BASELINES };
        let [.., last] = baselines;
        self.block.lane_scale * baselines.get(lane).copied().unwrap_or(last)
    }

    /// Draws the lines: from behind the letter on the first line, and never through a letter.
    fn add_strokes(&mut self) {
        let mut strokes = Vec::new();
        for (at, passage) in self.marks.passages.iter().enumerate() {
            let Some(lane) = self.lane(passage.lane) else {
                continue;
            };
            let letters = self.marks.letters.iter().find(|letters| letters.passage == Some(at));
            let start = self.edges(at)[0];
            for piece in &passage.pieces {
                let (left, right) = (self.px(piece.left), self.px(piece.right));
                let top = self.px(self.baseline(piece.line) + lane * self.block.lane_scale);
                let is_first = start.is_some_and(|start| start.line == piece.line);
                let gap = LETTER_GAP * self.factor;
                let own = letters.filter(|letters| {
                    is_first && letters.at.x < right && letters.at.x + letters.width > left
                });
                let parts = match own {
                    // Where words run both ways the letter may stand within the line.
                    Some(letters) => {
                        let (from, to) = (letters.at.x - gap, letters.at.x + letters.width + gap);
                        vec![(left, self.px(from).min(right)), (self.px(to).max(left), right)]
                    }
                    None => vec![(left, right)],
                };
                for part in parts.into_iter().filter(|(left, right)| right - left >= 1.0) {
                    self.push_strokes(at, passage, part, top, &mut strokes);
                }
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
        let thick = if passage.is_thick { self.thickness(2.0) } else { thin };
        let dash = |on: f32, off: f32| {
            Some(Dashes { from: left, length: self.thickness(on), gap: self.thickness(off) })
        };
        let lines: &[(f32, f32, Option<Dashes>)] = match passage.underline {
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
        // What is left between the letters of two annotators would be read as a sign.
        let least = if self.block.is_roomy { (ROOMY_LETTER_GAP + 2.0) * self.factor } else { 0.0 };
        rest.retain(|rect| rect.width() > least);
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
            // Of more than are looked at, the number is not known.
            let label = if self.marks.is_cut { format!("+{count}…") } else { format!("+{count}") };
            let width = letter_width(typesetter, &label, self.factor);
            let baseline = self.baseline(line) + self.letter_baseline(lanes::DRAWN - 1);
            let at = Pos2::new(self.px(right + LETTER_GAP * self.factor), self.px(baseline));
            self.marks.letters.push(Letters { passage: None, label, at, width });
        }
    }

    /// Puts posts at the ends of the chosen claim, and hatching outside the ends of passages whose words are unsure.
    fn add_ends(&mut self) {
        let mut posts = Vec::new();
        let mut hatches = Vec::new();
        for (at, passage) in self.marks.passages.iter().enumerate() {
            let [start, end] = self.edges(at);
            let ends = [(End::Start, start), (End::End, end)];
            for (end, edge) in ends.into_iter().filter_map(|(end, edge)| Some((end, edge?))) {
                let is_left = edge.is_left;
                let x = self.px(edge.x);
                let fill = self.fill_rect(edge.line, x, x);
                if passage.attention == Attention::Chosen && !passage.is_compared {
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
        let lane = self.lane(passage.lane)?;
        let height = match passage.underline {
            Underline::Double => 3.0 * self.thickness(1.0),
            Underline::Dotted => self.thickness(1.0),
            _ => self.thickness(2.0),
        };
        Some((lane - FILL_BOTTOM) * self.block.lane_scale + height)
    }
}

fn letter_width(typesetter: &mut Typesetter, label: &str, factor: f32) -> f32 {
    typesetter.words(label, &letter_style(factor), Limits::line(1000.0)).size().x
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::blocks::Blocks;
    use super::super::layout_cache::{LayoutCache, Setting};
    use super::super::{ClaimRef, LayerView, PageInput, PageTheme, marks};
    use super::*;
    use crate::model::{About, Claim, ClaimId, Passage, Selector, TagId, TagSet, Timestamp};
    use crate::store::{Edit, Store};
    use crate::text::{ByteOffset, Text};

    /// Returns the marks of a text of one block with claims of the own layer on these words; the claim with that
    /// number is chosen.
    fn marks_of(text: &str, claims: &[(&str, &[&str])], chosen: Option<usize>) -> Marks {
        let text = Text::new(text.to_owned()).unwrap();
        let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
        let id = |number: usize| ClaimId::parse(&format!("0190b2c8-0000-7000-8000-{number:012x}")).unwrap();
        for (number, (tag, words)) in claims.iter().enumerate() {
            let passage = |words: &&str| {
                let at = text.as_str().find(*words).unwrap();
                let span = text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap();
                Passage::new(Selector::of(&text, span))
            };
            let passages = words.iter().map(passage).collect();
            let claim = Claim::new(id(number), TagId::parse(tag).unwrap(), passages, Timestamp(0));
            store.apply(Edit::Put(Arc::new(claim))).unwrap();
        }
        let chosen = chosen.map(|number| ClaimRef { layer: 0, id: id(number) });
        let (tags, theme) = (TagSet::built_in(), PageTheme::default());
        let layers = [LayerView { store: &store, is_own: true, initial: "", is_visible: true }];
        let input = PageInput {
            text: &text,
            is_markdown: false,
            layers: &layers,
            tags: &tags,
            theme: &theme,
            chosen: chosen.as_ref(),
            hovered: None,
            found: &[],
            text_size: 1.0,
            has_keyboard: true,
            is_picking: false,
            occluded: None,
            compared: None,
        };
        let mut typesetter = Typesetter::bundled();
        let mut cache = LayoutCache::default();
        let setting = Setting { width: 564.0, factor: 1.0, pixels_per_point: 1.0, ..Setting::default() };
        cache.set(setting);
        let blocks = Blocks::of(&text, false);
        let block = cache.lay_out(&mut typesetter, &blocks, 0);
        marks::of(&block, &input, &mut typesetter)
    }

    const NESTED: &[(&str, &[&str])] = &[
        ("allegation", &["the company knew of the wells and kept quiet"]),
        ("allegation", &["knew of the wells"]),
        ("forecast", &["the wells"]),
    ];
    const SENTENCE: &str = "They say the company knew of the wells and kept quiet for years.";

    /// Returns which passages are filled at the left side of the fill of `passage`.
    fn filled_with(marks: &Marks, passage: usize) -> Vec<usize> {
        let x = marks.fills.iter().find(|fill| fill.passage == passage).unwrap().rect.left() + 1.0;
        let there = marks.fills.iter().filter(|fill| fill.rect.x_range().contains(x));
        there.map(|fill| fill.passage).collect()
    }

    #[test]
    fn at_most_two_fills_lie_at_one_place_and_the_chosen_one_always() {
        let marks = marks_of(SENTENCE, NESTED, None);
        assert_eq!(filled_with(&marks, 2), [1, 2]);
        let marks = marks_of(SENTENCE, NESTED, Some(0));
        assert_eq!(filled_with(&marks, 2), [2, 0]);
    }

    #[test]
    fn lines_lie_in_their_lanes_behind_their_letters() {
        let marks = marks_of(SENTENCE, NESTED, None);
        let baseline = marks.fills[0].rect.top() - FILL_TOP;
        for (passage, lane) in LANES.iter().enumerate() {
            let stroke = marks.strokes.iter().find(|stroke| stroke.passage == passage).unwrap();
            let letters = marks.letters.iter().find(|letters| letters.passage == Some(passage)).unwrap();
            assert_eq!(stroke.rect.top() - baseline, *lane);
            assert_eq!(stroke.rect.height(), 2.0);
            assert!(stroke.rect.left() >= letters.at.x + letters.width);
        }
    }

    #[test]
    fn no_line_goes_through_a_letter() {
        let marks = marks_of(SENTENCE, NESTED, None);
        for letters in &marks.letters {
            let top = letters.at.y - CAPITAL;
            let inner =
                Rect::from_min_max(Pos2::new(letters.at.x, top), letters.at + egui::vec2(letters.width, 0.0));
            for stroke in &marks.strokes {
                assert!(!stroke.rect.intersects(inner), "{letters:?} and {stroke:?}");
            }
        }
    }

    #[test]
    fn letters_of_claims_that_begin_together_stand_side_by_side() {
        let claims: &[(&str, &[&str])] =
            &[("allegation", &["the company"]), ("rebuttal", &["the company knew"])];
        let marks = marks_of(SENTENCE, claims, None);
        let labels: Vec<_> = marks.letters.iter().map(|letters| letters.label.as_str()).collect();
        assert_eq!(labels, ["R", "A"]);
        assert!(marks.letters[1].at.x - marks.letters[0].at.x >= LETTER_STEP);
    }

    #[test]
    fn passages_of_one_claim_are_counted_and_share_a_lane() {
        let claims: &[(&str, &[&str])] = &[("rebuttal", &["the company", "kept quiet"])];
        let marks = marks_of(SENTENCE, claims, Some(0));
        let labels: Vec<_> = marks.letters.iter().map(|letters| letters.label.as_str()).collect();
        assert_eq!(labels, ["R 1/2", "R 2/2"]);
        assert!(marks.passages.iter().all(|passage| passage.lane == 0));
        assert_eq!(marks.posts.len(), 4);
    }

    #[test]
    fn claims_beyond_the_third_lane_are_counted() {
        let words: &[&str] = &["the company knew"];
        let claims = [("allegation", words); 5];
        let marks = marks_of(SENTENCE, &claims, None);
        assert_eq!(marks.letters.iter().find(|letters| letters.passage.is_none()).unwrap().label, "+2");
        assert_eq!(marks.strokes.iter().map(|stroke| stroke.passage).max(), Some(2));
    }

    #[test]
    fn layers_side_by_side_are_a_quiet_line_where_they_agree_and_a_line_each_where_they_differ() {
        use super::super::{Comparison, Line};
        let text = Text::new(SENTENCE.to_owned()).unwrap();
        let id = |number: usize| ClaimId::parse(&format!("c{number}")).unwrap();
        let store = |words: &[(usize, &str)]| {
            let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
            for (number, words) in words {
                let at = text.as_str().find(words).unwrap();
                let span = text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap();
                let passages = vec![Passage::new(Selector::of(&text, span))];
                let tag = TagId::parse("allegation").unwrap();
                store
                    .apply(Edit::Put(Arc::new(Claim::new(id(*number), tag, passages, Timestamp(0)))))
                    .unwrap();
            }
            store
        };
        let stores = [
            store(&[(0, "They say"), (1, "the company knew")]),
            store(&[(2, "They say"), (3, "company knew")]),
        ];
        let line = |cluster, initials: &str, is_drawn, is_quiet| Line {
            cluster,
            initials: initials.into(),
            is_drawn,
            is_quiet,
        };
        let lines = [
            [(id(0), line(0, "MJ", true, true)), (id(1), line(1, "M", true, false))].into_iter().collect(),
            [(id(2), line(0, "MJ", false, true)), (id(3), line(1, "J", true, false))].into_iter().collect(),
        ];
        let layers =
            stores.each_ref().map(|store| LayerView { store, is_own: false, initial: "", is_visible: true });
        let (tags, theme) = (TagSet::built_in(), PageTheme::default());
        let compared = Comparison { version: 1, lines: &lines, chosen: Some(1) };
        let input = PageInput {
            text: &text,
            is_markdown: false,
            layers: &layers,
            tags: &tags,
            theme: &theme,
            chosen: None,
            hovered: None,
            found: &[],
            text_size: 1.0,
            has_keyboard: true,
            is_picking: false,
            occluded: None,
            compared: Some(compared),
        };
        let mut typesetter = Typesetter::bundled();
        let mut cache = LayoutCache::default();
        let setting = Setting { width: 564.0, factor: 1.0, pixels_per_point: 1.0, ..Setting::default() };
        cache.set(Setting { is_roomy: true, ..setting });
        let block = cache.lay_out(&mut typesetter, &Blocks::of(&text, false), 0);
        let line = &block.lines[0];
        assert_eq!(line.bottom - line.top, 36.0);
        let marks = marks::of(&block, &input, &mut typesetter);
        let labels: Vec<&str> = marks.letters.iter().map(|letters| letters.label.as_str()).collect();
        assert_eq!(labels, ["A MJ", "A M", "A J"]);
        let first =
            |passage: usize| marks.strokes.iter().find(|stroke| stroke.passage == passage).unwrap().rect;
        assert_eq!([0, 1, 2].map(|passage| first(passage).height()), [1.0, 2.0, 2.0]);
        // Lanes are seven apart, so that two lines of one colour are no double line.
        assert_eq!(first(2).top() - first(1).top(), 7.0);
        let filled: Vec<usize> = marks.fills.iter().map(|fill| fill.passage).collect();
        assert!(filled.iter().all(|passage| marks.passages[*passage].claim.id != id(0)), "{filled:?}");
        assert!(marks.posts.is_empty());
    }

    #[test]
    fn only_the_true_ends_of_a_passage_are_rounded() {
        let text = format!("They say {} at last.", "the company knew ".repeat(9).trim_end());
        let words: &[&str] = &[text.strip_prefix("They say ").unwrap().strip_suffix(" at last.").unwrap()];
        let marks = marks_of(&text, &[("allegation", words)], None);
        let rounded: Vec<_> = marks.fills.iter().map(|fill| (fill.rounds_left, fill.rounds_right)).collect();
        assert_eq!(rounded, [(true, false), (false, false), (false, true)]);
    }
}
