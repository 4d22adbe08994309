//! How much lies where in the text: for each column of the ruler, counted in rows of equal measure.
//!
//! Counting is done in steps of at most [`AT_ONCE`] claims a frame. A claim that changes is taken out where it was and put
//! in where it is, so an edit costs what it touches. The rows do not depend on the window's height.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::model::{ClaimId, TagSet};
use crate::store::Placed;
use crate::text::{ByteOffset, Span, Text};

use super::blocks::Blocks;
use super::{LayerView, PageInput};

/// How many columns there are: a tag's each, what waits for a look, what the search found.
pub const COLUMNS: usize = 5;

/// The column of own claims whose words or place are unsure.
pub const WAITING: usize = 3;

/// The column of what the search found.
pub const FOUND: usize = 4;

/// How many rows are told apart.
const ROWS: usize = 4_096;

/// How many claims, or places that the search found, a frame counts at most.
pub const AT_ONCE: usize = 8_192;

/// How long a frame may take for it.
const BUDGET: Duration = Duration::from_micros(800);

/// How many are counted between two looks at the time.
const STEP: usize = 128;

/// How many are counted in a frame whatever the time.
const LEAST: usize = 512;

/// Returns whether a frame has counted enough.
fn is_spent(looked_at: usize, began: Instant) -> bool {
    looked_at >= AT_ONCE || (looked_at >= LEAST && began.elapsed() >= BUDGET)
}

/// A layer that is counted, or being counted.
struct Layer {
    /// The store's id.
    store: u64,
    revision: u64,
    is_own: bool,
    progress: Progress,
}

/// How far a layer is counted.
enum Progress {
    /// Up to this claim, by id.
    Upto(Option<ClaimId>),
    Whole,
}

impl Progress {
    fn has(&self, id: &ClaimId) -> bool {
        match self {
            Self::Upto(last) => last.as_ref().is_some_and(|last| id <= last),
            Self::Whole => true,
        }
    }
}

/// What is counted of one text.
#[derive(Default)]
pub struct Tally {
    /// The text, and how many blocks it was cut into.
    text: Option<(Text, usize)>,
    counts: Counts,
    layers: Vec<Layer>,
    found: Found,
    looked_at: usize,
}

/// How many places of the search are counted, with the first and the last of them: the search only adds.
#[derive(Default)]
struct Found {
    count: usize,
    ends: Option<(Span, Span)>,
}

#[derive(Default)]
struct Counts {
    /// The first byte of each row.
    rows: Vec<u32>,
    /// For each column and row, how many things begin there less how many end.
    changes: [Vec<i32>; COLUMNS],
    version: u64,
}

impl Tally {
    /// Takes what has changed and goes on counting; returns whether all is counted.
    pub fn update(&mut self, blocks: &Blocks, input: &PageInput<'_>) -> bool {
        self.looked_at = 0;
        let began = Instant::now();
        let is_same = |(text, count): &(Text, usize)| text.is_same(blocks.text()) && *count == blocks.len();
        if !self.text.as_ref().is_some_and(is_same) {
            self.text = Some((blocks.text().clone(), blocks.len()));
            self.counts.rows = rows(blocks);
            self.layers.clear();
            self.found = Found::default();
            self.counts.clear(0..COLUMNS);
        }
        let views: Vec<&LayerView<'_>> = input.layers.iter().filter(|layer| layer.is_visible).collect();
        if !self.mend(&views, input.tags) {
            self.counts.clear(0..FOUND);
            self.layers = views
                .iter()
                .map(|view| Layer {
                    store: view.store.id(),
                    revision: view.store.revision(),
                    is_own: view.is_own,
                    progress: Progress::Upto(None),
                })
                .collect();
        }
        for (layer, view) in self.layers.iter_mut().zip(&views) {
            while let Progress::Upto(last) = &layer.progress {
                if is_spent(self.looked_at, began) {
                    return false;
                }
                let claims: Vec<&Placed> = view.store.claims_behind(last.as_ref()).take(STEP).collect();
                for placed in &claims {
                    self.counts.add(placed, layer.is_own, input.tags, 1);
                }
                self.looked_at += claims.len();
                layer.progress = match claims.last().filter(|_| claims.len() == STEP) {
                    Some(last) => Progress::Upto(Some(last.claim.id.clone())),
                    None => Progress::Whole,
                };
            }
        }
        self.follow_found(input.found, began)
    }

    /// Takes out and puts in what changed in the layers; returns whether they are the same layers and it is known.
    fn mend(&mut self, views: &[&LayerView<'_>], tags: &TagSet) -> bool {
        let is_same = self.layers.len() == views.len()
            && self.layers.iter().zip(views).all(|(layer, view)| {
                layer.store == view.store.id()
                    && layer.is_own == view.is_own
                    && view.store.changes_since(layer.revision).is_some()
            });
        if !is_same {
            return false;
        }
        for (layer, view) in self.layers.iter_mut().zip(views) {
            for change in view.store.changes_since(layer.revision).into_iter().flatten() {
                for (placed, sign) in [(&change.before, -1), (&change.after, 1)] {
                    if let Some(placed) =
                        placed.as_ref().filter(|placed| layer.progress.has(&placed.claim.id))
                    {
                        self.counts.add(placed, layer.is_own, tags, sign);
                    }
                }
                self.looked_at += 1;
            }
            layer.revision = view.store.revision();
        }
        true
    }

    /// Counts what the search has found since.
    fn follow_found(&mut self, found: &[Span], began: Instant) -> bool {
        let ends = (
            found.first().copied(),
            self.found.count.checked_sub(1).and_then(|last| found.get(last)).copied(),
        );
        if self.found.ends != ends.0.zip(ends.1) && self.found.count > 0 {
            self.found = Found::default();
            self.counts.clear(FOUND..COLUMNS);
        }
        while self.found.count < found.len() {
            if is_spent(self.looked_at, began) {
                return false;
            }
            let some = found.get(self.found.count..).unwrap_or_default();
            let some = some.get(..STEP).unwrap_or(some);
            for span in some {
                self.counts.count(FOUND, *span, 1);
            }
            self.looked_at += some.len();
            self.found.count += some.len();
            self.found.ends = found.first().copied().zip(some.last().copied());
        }
        true
    }

    /// Returns a number that changes with the counts.
    pub fn version(&self) -> u64 {
        self.counts.version
    }

    /// Returns from where to where something lies in a column, as shares of the whole, in order.
    pub fn runs(&self, column: usize) -> impl Iterator<Item = (f32, f32)> {
        let mut rows = self.counts.changes.get(column).into_iter().flatten().enumerate();
        let mut depth = 0;
        let mut from = None;
        std::iter::from_fn(move || {
            for (row, change) in rows.by_ref() {
                depth += change;
                match from {
                    None if depth > 0 => from = Some(row),
                    Some(start) if depth <= 0 => {
                        from = None;
                        return Some((share(start), share(row)));
                    }
                    _ => {}
                }
            }
            None
        })
    }

    /// Returns how many things the last frame counted.
    #[cfg(test)]
    pub fn looked_at(&self) -> usize {
        self.looked_at
    }
}

impl Counts {
    fn clear(&mut self, columns: Range<usize>) {
        for column in self.changes.get_mut(columns).unwrap_or_default() {
            column.clear();
            column.resize(ROWS + 1, 0);
        }
        self.version += 1;
    }

    fn add(&mut self, placed: &Placed, is_own: bool, tags: &TagSet, sign: i32) {
        let column = tags.position(&placed.claim.tag);
        for (passage, span) in placed.places() {
            if column < WAITING {
                self.count(column, span, sign);
            }
            let passage = placed.claim.passages.get(passage);
            if is_own && passage.is_some_and(|passage| passage.state.is_some()) {
                self.count(WAITING, span, sign);
            }
        }
    }

    fn count(&mut self, column: usize, span: Span, sign: i32) {
        let (from, to) = (self.row(span.start()), self.row(span.end()));
        let Some(changes) = self.changes.get_mut(column) else {
            return;
        };
        if let Some(change) = changes.get_mut(from) {
            *change += sign;
        }
        if let Some(change) = changes.get_mut(to.max(from + 1)) {
            *change -= sign;
        }
        self.version += 1;
    }

    fn row(&self, offset: ByteOffset) -> usize {
        self.rows.partition_point(|first| *first <= offset.0).saturating_sub(1)
    }
}

/// Returns the first byte of each row: with them a place is found in a short list that stays in the cache.
fn rows(blocks: &Blocks) -> Vec<u32> {
    let whole = blocks.whole_measure();
    (0..u16::try_from(ROWS).unwrap_or(u16::MAX))
        .map(|row| {
            let (block, into) = blocks.at_measure(f64::from(row) * whole / to_f64(ROWS));
            let range = blocks.range(block);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a block")]
            let inside = (f64::from(into) * f64::from(range.end - range.start)) as u32;
            range.start + inside
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are some thousand rows")]
fn to_f64(row: usize) -> f64 {
    row as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a share")]
fn share(row: usize) -> f32 {
    (to_f64(row) / to_f64(ROWS)) as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::PageTheme;
    use super::*;
    use crate::model::{About, Claim, Passage, Selector, State, TagId, Timestamp};
    use crate::store::{Edit, Store};

    fn plain_input<'a>(text: &'a Text, tags: &'a TagSet, theme: &'a PageTheme) -> PageInput<'a> {
        PageInput {
            text,
            is_markdown: false,
            layers: &[],
            tags,
            theme,
            chosen: None,
            hovered: None,
            found: &[],
            text_size: 1.0,
            has_keyboard: true,
            is_picking: false,
            occluded: None,
            compared: None,
        }
    }

    struct Stage {
        store: Store,
        blocks: Blocks,
        tally: Tally,
        found: Vec<Span>,
    }

    impl Stage {
        fn new(text: &str) -> Self {
            let text = Text::new(text.to_owned()).unwrap();
            let store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
            Self { store, blocks: Blocks::of(&text, false), tally: Tally::default(), found: Vec::new() }
        }

        fn span(&self, at: usize, len: usize) -> Span {
            self.store.text().span(ByteOffset::from(at), ByteOffset::from(at + len)).unwrap()
        }

        fn tag(&mut self, number: usize, tag: &str, at: usize, state: Option<State>) {
            let span = self.span(at, 3);
            let text = self.store.text();
            let selector = Selector {
                start: text.char_from_byte(span.start()),
                end: text.char_from_byte(span.end()),
                quote: text.slice(span).into(),
                before: String::new().into(),
                after: String::new().into(),
                occurrences: 1,
            };
            let passage = Passage { state, ..Passage::new(selector) };
            let id = ClaimId::parse(&format!("{number:08}")).unwrap();
            let claim = Claim::new(id, TagId::parse(tag).unwrap(), vec![passage], Timestamp(0));
            self.store.apply(Edit::Put(Arc::new(claim))).unwrap();
        }

        fn frame(&mut self) -> bool {
            let layers = [LayerView { store: &self.store, is_own: true, initial: "", is_visible: true }];
            let (tags, theme) = (TagSet::built_in(), PageTheme::default());
            let text = self.store.text().clone();
            let input =
                PageInput { layers: &layers, found: &self.found, ..plain_input(&text, &tags, &theme) };
            self.tally.update(&self.blocks, &input)
        }

        /// Where something begins in a column, in thousandths of the whole.
        fn column(&self, column: usize) -> Vec<f32> {
            self.tally.runs(column).map(|(from, _)| (from * 1000.0).round()).collect()
        }

        fn all_runs(&self) -> Vec<Vec<(f32, f32)>> {
            (0..COLUMNS).map(|column| self.tally.runs(column).collect()).collect()
        }
    }

    #[test]
    fn claims_stand_in_their_tags_columns_where_they_are_in_the_text() {
        let mut stage = Stage::new(&"One paragraph of some length.\n\n".repeat(100));
        stage.tag(1, "allegation", 0, None);
        stage.tag(2, "forecast", 1550, Some(State::Changed));
        stage.tag(3, "forecast", 3069, None);
        stage.found = vec![stage.span(775, 3)];
        assert!(stage.frame());
        assert_eq!(stage.column(0), [0.0]);
        assert_eq!(stage.column(1), [0.0; 0]);
        assert_eq!(stage.column(2), [500.0, 990.0]);
        assert_eq!(stage.column(WAITING), [500.0]);
        assert_eq!(stage.column(FOUND), [250.0]);
        stage.tag(2, "rebuttal", 0, None);
        stage.found.clear();
        assert!(stage.frame());
        assert_eq!(stage.column(1), [0.0]);
        assert_eq!(stage.column(2), [990.0]);
        assert_eq!((stage.column(WAITING), stage.column(FOUND)), (vec![], vec![]));
    }

    #[test]
    fn no_frame_counts_more_however_many_there_are() {
        let mut stage = Stage::new(&"word ".repeat(20_000));
        for number in 0..20_000 {
            stage.tag(number, "allegation", number * 5, None);
        }
        stage.found = (0..20_000).map(|number| stage.span(number * 5, 4)).collect();
        let mut frames = 0;
        while !stage.frame() {
            frames += 1;
            assert!(stage.tally.looked_at() <= AT_ONCE);
            // Claims that change meanwhile are neither lost nor counted twice.
            stage.tag(frames, "rebuttal", 50_000, None);
            stage.tag(19_999 - frames, "rebuttal", 50_000, None);
        }
        assert!(frames >= 40_000 / AT_ONCE);
        stage.frame();
        assert_eq!(stage.tally.looked_at(), 0, "a frame in which nothing changes");
        let kept = stage.all_runs();
        stage.tag(5, "forecast", 0, None);
        stage.frame();
        assert!((1..=2).contains(&stage.tally.looked_at()), "an edit of one claim");
        stage.tag(5, "rebuttal", 50_000, None);
        stage.frame();
        assert_eq!(stage.all_runs(), kept);
        stage.tally = Tally::default();
        while !stage.frame() {}
        assert_eq!(stage.all_runs(), kept);
    }
}
