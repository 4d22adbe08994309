//! Bringing places into sight, and the motions that go with it: what of the text the page shows and why.

use egui::Rect;

use crate::text::ByteOffset;

use super::blocks::Blocks;
use super::caret::{Motion, place_on_line};
use super::scroll::{Layouts, Scroll};
use super::{Columns, Keep, Page};

/// What is to be brought into sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reveal {
    /// A line with the caret, by scrolling no more than needed.
    Caret,
    /// A range of bytes, comfortably.
    Range(ByteOffset, ByteOffset),
    /// A place, at the top.
    Top(ByteOffset),
}

impl Page {
    /// Returns what is at the top of the page.
    pub(super) fn at_top(&self, blocks: &Blocks) -> Keep {
        let Some(layout) = self.cache.get(self.scroll.block) else {
            return Keep { top: ByteOffset(blocks.range(self.scroll.block).start), hidden: 0.0 };
        };
        let y = self.scroll.offset - layout.above;
        match layout.lines.get(layout.line_at_y(y)) {
            Some(line) => {
                let hidden = (y - line.top) / (line.bottom - line.top).max(1.0);
                Keep { top: ByteOffset(line.bytes.start), hidden }
            }
            None => Keep { top: layout.shown_start(), hidden: 0.0 },
        }
    }

    /// Scrolls so that a place is at the top as it was.
    pub(super) fn show_at_top(&mut self, keep: Keep, layouts: &mut Layouts<'_>) {
        let block = layouts.blocks.at(keep.top);
        let rect = layouts.get(block).caret(keep.top, parley::Affinity::Downstream);
        self.scroll.show_at(block, rect.top(), -keep.hidden * rect.height(), layouts);
    }

    /// Does a motion that had to wait for its blocks.
    pub(super) fn finish_motion(
        &mut self,
        motion: Motion,
        extend: bool,
        height: f32,
        layouts: &mut Layouts<'_>,
    ) {
        let block = layouts.blocks.at(self.caret.focus);
        for near in block.saturating_sub(1)..=(block + 1).min(layouts.blocks.last()) {
            layouts.get(near);
        }
        match motion {
            Motion::PageUp => self.move_page(false, extend, height, layouts),
            Motion::PageDown => self.move_page(true, extend, height, layouts),
            _ => {
                self.caret.try_move(motion, extend, layouts.blocks, layouts.cache);
            }
        }
    }

    /// Moves the caret by a page: the text and the caret move by the same distance.
    fn move_page(&mut self, is_down: bool, extend: bool, height: f32, layouts: &mut Layouts<'_>) {
        let layout = layouts.get(layouts.blocks.at(self.caret.focus));
        let caret = layout.caret(self.caret.focus, self.caret.affinity);
        let goal = self.caret.goal.unwrap_or(caret.left());
        let step = (height - 2.0 * caret.height()).max(caret.height());
        // A place to walk from that is not the scroll: the caret may be out of sight.
        let mut at =
            Scroll { block: layouts.blocks.at(self.caret.focus), offset: layout.above + caret.center().y };
        let before = at;
        at.by(if is_down { step } else { -step }, layouts);
        let target = layouts.get(at.block);
        let line = target.line_at_y((at.offset - target.above).max(0.0));
        let is_at_edge = at.block == before.block && (at.offset - before.offset).abs() < 1.0
            || at.block == layouts.blocks.last() && at.offset >= target.outer_height()
            || at == Scroll::default();
        let place = match (is_at_edge, is_down) {
            (true, true) => Some((ByteOffset(target.shown.end), parley::Affinity::Downstream)),
            (true, false) => Some((ByteOffset(target.shown.start), parley::Affinity::Downstream)),
            (false, _) => place_on_line(&target, line, goal, layouts.blocks.text()),
        };
        if let Some((offset, affinity)) = place {
            self.caret.go(offset, affinity, extend);
            self.caret.goal = Some(goal);
        }
        self.scroll.by(if is_down { step } else { -step }, layouts);
        self.reveal = Some(Reveal::Caret);
    }

    /// Scrolls so that what is asked for can be seen in a page of `height`.
    pub(super) fn bring_into_sight(&mut self, reveal: Reveal, height: f32, layouts: &mut Layouts<'_>) {
        let line_of = |offset: ByteOffset, affinity, layouts: &mut Layouts<'_>| {
            let block = layouts.blocks.at(offset);
            let rect = layouts.get(block).caret(offset, affinity);
            (block, rect.top(), rect.bottom())
        };
        match reveal {
            Reveal::Top(offset) => {
                let (block, top, _) = line_of(offset, parley::Affinity::Downstream, layouts);
                let is_first = block == 0 && top < 1.0;
                self.scroll.show_at(block, top, if is_first { height } else { 0.0 }, layouts);
            }
            Reveal::Caret => {
                let (block, top, bottom) = line_of(self.caret.focus, self.caret.affinity, layouts);
                let air = (bottom - top) * 1.5;
                match self.sight_of(block, top, height, layouts) {
                    Some(y) if y >= air.min(height / 4.0) && y + bottom - top + air <= height => {}
                    Some(y) if y > height / 2.0 => {
                        self.scroll.show_at(block, bottom, (height - air).max(height / 2.0), layouts);
                    }
                    Some(_) => self.scroll.show_at(block, top, air.min(height / 4.0), layouts),
                    None => self.scroll.show_at(block, top, height * 0.35, layouts),
                }
            }
            Reveal::Range(start, end) => {
                let (block, top, _) = line_of(start, parley::Affinity::Downstream, layouts);
                let (last, _, bottom) = line_of(end, parley::Affinity::Upstream, layouts);
                let first_y = self.sight_of(block, top, height, layouts);
                let last_y = self.sight_of(last, bottom, height, layouts);
                let is_in_sight =
                    first_y.is_some_and(|y| y >= 8.0) && last_y.is_some_and(|y| y + 24.0 <= height);
                // A range longer than the page is in sight when its beginning is.
                let is_long = first_y.is_some_and(|y| (8.0..height * 0.4).contains(&y)) && last_y.is_none();
                if !is_in_sight && !is_long {
                    self.scroll.show_at(block, top, height * 0.3, layouts);
                }
            }
        }
    }

    /// Returns how far below the page's top a line is, if it is on a page of `height`.
    fn sight_of(&self, block: usize, y: f32, height: f32, layouts: &mut Layouts<'_>) -> Option<f32> {
        if block < self.scroll.block {
            return None;
        }
        let mut top = -self.scroll.offset;
        for number in self.scroll.block..block {
            top += layouts.get(number).outer_height();
            if top > height {
                return None;
            }
        }
        let at = top + layouts.get(block).above + y;
        (-height..=height).contains(&at).then_some(at).filter(|at| *at >= 0.0)
    }
}

/// Returns how much of the page's lower part is hidden where the text is.
pub(super) fn occluded_height(page: Rect, columns: Columns, occluded: Option<Rect>) -> f32 {
    let Some(occluded) = occluded else {
        return 0.0;
    };
    let hides_text = occluded.left() < columns.right() && occluded.right() > columns.left;
    if hides_text { (page.bottom() - occluded.top()).clamp(0.0, page.height() * 0.8) } else { 0.0 }
}
