//! The caret and the selection: two places in the text, and how keys move them.
//!
//! Both places lie on grapheme boundaries that can be seen. Moving needs the blocks around the caret laid out; where
//! they are not, the motion is done when the page is next drawn.

use parley::{Affinity, Cursor};

use crate::text::{ByteOffset, Span, Text};

use super::blocks::Blocks;
use super::layout_cache::{BlockLayout, LayoutCache};

/// How a key moves the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motion {
    /// A grapheme to the left.
    Left,
    /// A grapheme to the right.
    Right,
    /// A word to the left.
    WordLeft,
    /// A word to the right.
    WordRight,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// To the line's start.
    LineStart,
    /// To the line's end.
    LineEnd,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the start of the paragraph, or of the one before.
    PreviousParagraph,
    /// To the start of the next paragraph.
    NextParagraph,
    /// To the text's start.
    Start,
    /// To the text's end.
    End,
}

/// Caret and selection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Caret {
    /// Where the selection was begun.
    pub anchor: ByteOffset,
    /// Where the caret is.
    pub focus: ByteOffset,
    /// On which side of a line break the caret is meant.
    pub affinity: Affinity,
    /// Where moving up and down wants to be, in points from the lines' left side.
    pub goal: Option<f32>,
}

impl Caret {
    /// Returns a caret without a selection.
    pub fn at(offset: ByteOffset) -> Self {
        Self { anchor: offset, focus: offset, ..Self::default() }
    }

    /// Returns the selected range: where it starts and where it ends.
    pub fn range(&self) -> (ByteOffset, ByteOffset) {
        (self.anchor.min(self.focus), self.anchor.max(self.focus))
    }

    /// Returns whether nothing is selected.
    pub fn is_collapsed(&self) -> bool {
        self.anchor == self.focus
    }

    /// Returns what is selected.
    pub fn selection(&self, text: &Text) -> Option<Span> {
        let (start, end) = self.range();
        text.span(start, end).ok()
    }

    /// Selects `start..end` with the caret at its end.
    pub fn select(&mut self, start: ByteOffset, end: ByteOffset) {
        *self = Self { anchor: start, focus: end, affinity: Affinity::Upstream, goal: None };
    }

    /// Moves the caret to `offset`; the selection ends there or is gone.
    pub fn go(&mut self, offset: ByteOffset, affinity: Affinity, extend: bool) {
        self.focus = offset;
        self.affinity = affinity;
        self.goal = None;
        if !extend {
            self.anchor = offset;
        }
    }

    /// Selects the word at the caret.
    pub fn select_word(&mut self, blocks: &Blocks) {
        let text = blocks.text();
        let (start, _) = self.range();
        let found = if self.is_collapsed() { text.word_at(self.focus) } else { text.word_under(start) };
        if let Some(span) = found {
            self.select_span(blocks, span);
        }
    }

    /// Selects the sentence at the caret; when it is selected already, its paragraph.
    pub fn select_sentence_or_paragraph(&mut self, blocks: &Blocks) {
        let text = blocks.text();
        let (start, end) = self.range();
        let Some(sentence) = text.sentence_at(start) else {
            return;
        };
        let (from, to) = shown_range(blocks, sentence);
        let is_selected = !self.is_collapsed() && start <= from && to <= end;
        match text.paragraph_span_at(start).filter(|_| is_selected) {
            Some(paragraph) => self.select_span(blocks, paragraph),
            None => self.select_span(blocks, sentence),
        }
    }

    /// Selects the next sentence; with `extend` the selection grows by it, or shrinks at its start.
    pub fn next_sentence(&mut self, blocks: &Blocks, extend: bool) {
        let text = blocks.text();
        let (start, end) = self.range();
        if !extend {
            let here = text.sentence_at(start).filter(|here| {
                // A caret at the start of a sentence, or in what is not drawn before it, has that one before it.
                self.is_collapsed() && start <= shown_range(blocks, *here).0
            });
            let next = here.or_else(|| match self.is_collapsed() {
                true => text.next_sentence(start),
                false => text.next_sentence(ByteOffset(end.0.saturating_sub(1).max(start.0))),
            });
            if let Some(next) = next {
                self.select_span(blocks, next);
            }
            return;
        }
        if self.focus < self.anchor {
            // Backwards: the sentence at the caret is given up.
            if let Some(next) = text.next_sentence(self.focus) {
                let (from, _) = shown_range(blocks, next);
                let is_done = from >= self.anchor;
                self.go(if is_done { self.anchor } else { from }, Affinity::Downstream, true);
            }
            return;
        }
        let here = text.sentence_at(self.focus).map(|here| shown_range(blocks, here));
        let grown = here.filter(|(_, to)| *to > self.focus);
        let grown = grown.or_else(|| text.next_sentence(self.focus).map(|next| shown_range(blocks, next)));
        if let Some((from, to)) = grown {
            if self.is_collapsed() {
                self.anchor = from.min(self.anchor);
            }
            self.go(to, Affinity::Upstream, true);
        }
    }

    /// Selects the previous sentence; with `extend` the selection shrinks by its last one, or grows at its start.
    pub fn previous_sentence(&mut self, blocks: &Blocks, extend: bool) {
        let text = blocks.text();
        let (start, end) = self.range();
        if !extend {
            if let Some(previous) = text.prev_sentence(start) {
                self.select_span(blocks, previous);
            }
            return;
        }
        if self.focus > self.anchor {
            let last = ByteOffset(end.0.saturating_sub(1).max(start.0));
            let previous = text.prev_sentence(last).map(|previous| shown_range(blocks, previous).1);
            if let Some(to) = previous.filter(|to| *to > self.anchor) {
                self.go(to, Affinity::Upstream, true);
                return;
            }
            // One sentence is selected: from its end the selection grows backwards.
            self.anchor = end;
        }
        if let Some(previous) = text.prev_sentence(start) {
            self.go(shown_range(blocks, previous).0, Affinity::Downstream, true);
        }
    }

    /// Selects a span as far as it can be seen at its ends.
    pub fn select_span(&mut self, blocks: &Blocks, span: Span) {
        let (start, end) = shown_range(blocks, span);
        self.select(start, end);
    }

    /// Moves by a key. Returns `false` where a block is not laid out that the motion needs.
    pub fn try_move(&mut self, motion: Motion, extend: bool, blocks: &Blocks, cache: &LayoutCache) -> bool {
        let moved = match motion {
            Motion::Left | Motion::Right => self.step(motion == Motion::Right, extend, blocks, cache),
            Motion::WordLeft | Motion::WordRight => {
                self.word(motion == Motion::WordRight, extend, blocks, cache)
            }
            Motion::Up | Motion::Down => self.line(motion == Motion::Down, extend, blocks, cache),
            Motion::LineStart | Motion::LineEnd => {
                self.line_end(motion == Motion::LineEnd, extend, blocks, cache)
            }
            Motion::PreviousParagraph | Motion::NextParagraph => {
                self.paragraph(motion == Motion::NextParagraph, extend, blocks);
                Some(())
            }
            Motion::Start => {
                self.go(ByteOffset(blocks.shown(0).start), Affinity::Downstream, extend);
                Some(())
            }
            Motion::End => {
                self.go(ByteOffset(blocks.shown(blocks.last()).end), Affinity::Downstream, extend);
                Some(())
            }
            // How far a page goes is known only when it is drawn.
            Motion::PageUp | Motion::PageDown => None,
        };
        moved.is_some()
    }

    fn step(&mut self, to_right: bool, extend: bool, blocks: &Blocks, cache: &LayoutCache) -> Option<()> {
        let block = blocks.at(self.focus);
        let layout = cache.get(block)?;
        let is_forwards = to_right != layout.is_rtl();
        if !extend && !self.is_collapsed() {
            let (start, end) = self.range();
            self.go(if is_forwards { end } else { start }, Affinity::Downstream, false);
            return Some(());
        }
        let here = layout.local(self.focus.0);
        let cursor = Cursor::from_byte_index(layout.layout(), here, self.affinity);
        let step = |cursor: Cursor| match to_right {
            true => cursor.next_visual(layout.layout()),
            false => cursor.previous_visual(layout.layout()),
        };
        let mut next = step(cursor);
        if next.index() == here && next.affinity() != cursor.affinity() {
            // Only from one side of a line break to the other: a key is to move on in the text.
            next = step(next);
        }
        if next.index() == here {
            let there = match is_forwards {
                true if block < blocks.last() => ByteOffset(blocks.shown(block + 1).start),
                false if block > 0 => ByteOffset(blocks.shown(block - 1).end),
                _ => self.focus,
            };
            self.go(there, Affinity::Downstream, extend);
            return Some(());
        }
        let there = layout.global(next.index());
        let text = blocks.text();
        let there = if there >= self.focus { text.ceil_grapheme(there) } else { text.floor_grapheme(there) };
        let affinity = affinity_on_line(&layout, there, next.affinity());
        self.go(there, affinity, extend);
        Some(())
    }

    fn word(&mut self, to_right: bool, extend: bool, blocks: &Blocks, cache: &LayoutCache) -> Option<()> {
        let is_rtl = cache.get(blocks.at(self.focus)).is_some_and(|layout| layout.is_rtl());
        let is_forwards = to_right != is_rtl;
        let text = blocks.text();
        let there = if is_forwards { text.next_word(self.focus) } else { text.prev_word(self.focus) };
        self.go(blocks.clamp(there, is_forwards), Affinity::Downstream, extend);
        Some(())
    }

    /// Goes by paragraphs as the reader sees them: a heading or an item of a list is one too.
    fn paragraph(&mut self, is_down: bool, extend: bool, blocks: &Blocks) {
        let block = blocks.at(self.focus);
        let begins = |block: &usize| !blocks.is_soft_cut(*block);
        let start_of = |block: usize| ByteOffset(blocks.shown(block).start);
        let there = match is_down {
            true => (block + 1..blocks.len())
                .find(begins)
                .map_or(ByteOffset(blocks.shown(blocks.last()).end), start_of),
            false => {
                let own = (0..=block).rev().find(begins).map_or(ByteOffset(0), start_of);
                if own < self.focus {
                    own
                } else {
                    (0..block).rev().find(begins).map_or(start_of(0), start_of)
                }
            }
        };
        self.go(there, Affinity::Downstream, extend);
    }

    fn line(&mut self, is_down: bool, extend: bool, blocks: &Blocks, cache: &LayoutCache) -> Option<()> {
        let block = blocks.at(self.focus);
        let layout = cache.get(block)?;
        let caret = layout.caret(self.focus, self.affinity);
        let goal = self.goal.unwrap_or(caret.left());
        let line = layout.line_at_y(caret.center().y);
        let (layout, line) = match is_down {
            true if line + 1 < layout.lines.len() => (layout, line + 1),
            true if block < blocks.last() => (cache.get(block + 1)?, 0),
            false if line > 0 => (layout, line - 1),
            false if block > 0 => {
                let layout = cache.get(block - 1)?;
                let last = layout.lines.len().saturating_sub(1);
                (layout, last)
            }
            _ => {
                let range = layout.shown.clone();
                self.go(
                    ByteOffset(if is_down { range.end } else { range.start }),
                    Affinity::Downstream,
                    extend,
                );
                return Some(());
            }
        };
        let (there, affinity) = place_on_line(&layout, line, goal, blocks.text())?;
        self.go(there, affinity, extend);
        self.goal = Some(goal);
        Some(())
    }

    fn line_end(&mut self, to_end: bool, extend: bool, blocks: &Blocks, cache: &LayoutCache) -> Option<()> {
        let layout = cache.get(blocks.at(self.focus))?;
        let caret = layout.caret(self.focus, self.affinity);
        let line = layout.lines.get(layout.line_at_y(caret.center().y))?;
        match to_end {
            true => self.go(ByteOffset(line.ink_end), Affinity::Upstream, extend),
            false => self.go(ByteOffset(line.bytes.start), Affinity::Downstream, extend),
        }
        Some(())
    }
}

/// Returns the place on a line that is nearest to `x`; never on the line below it.
pub fn place_on_line(
    layout: &BlockLayout,
    line: usize,
    x: f32,
    text: &Text,
) -> Option<(ByteOffset, Affinity)> {
    let line = layout.lines.get(line)?;
    let (there, affinity) = layout.byte_at(egui::Pos2::new(x, (line.top + line.bottom) / 2.0));
    let there = text.floor_grapheme(there);
    if there.0 > line.ink_end && line.ink_end >= line.bytes.start {
        return Some((ByteOffset(line.ink_end), Affinity::Upstream));
    }
    Some((there, affinity))
}

/// Returns the affinity for a place reached by a step: at a soft line break the caret goes to the next line at once.
fn affinity_on_line(layout: &BlockLayout, offset: ByteOffset, affinity: Affinity) -> Affinity {
    let up = layout.caret(offset, Affinity::Upstream);
    let down = layout.caret(offset, Affinity::Downstream);
    if (up.top() - down.top()).abs() > 0.5 { Affinity::Downstream } else { affinity }
}

/// Returns a span's ends, moved to where they can be seen.
fn shown_range(blocks: &Blocks, span: Span) -> (ByteOffset, ByteOffset) {
    let start = blocks.clamp(span.start(), true);
    let end = blocks.clamp(span.end(), false).max(start);
    (start, end)
}
