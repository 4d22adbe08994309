//! Where the window's part of the text begins: a block and a distance into it, never a height from the start.

use std::rc::Rc;

use super::blocks::Blocks;
use super::layout_cache::{BlockLayout, LayoutCache};
use crate::app::typeset::Typesetter;

/// The empty room below the last line that can be scrolled in, in points.
const END_MARGIN: f32 = 96.0;

/// The top of what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    /// The block at the top.
    pub block: usize,
    /// How much of it, with the room above it, is out of sight, in points.
    pub offset: f32,
}

/// What scrolling needs to lay blocks out.
pub struct Layouts<'a> {
    /// The blocks.
    pub blocks: &'a Blocks,
    /// Those that are laid out.
    pub cache: &'a mut LayoutCache,
    /// What lays them out.
    pub typesetter: &'a mut Typesetter,
}

impl Layouts<'_> {
    /// Returns a block laid out.
    pub fn get(&mut self, block: usize) -> Rc<BlockLayout> {
        self.cache.lay_out(self.typesetter, self.blocks, block)
    }
}

/// A block in the window's part of the text.
#[derive(Clone)]
pub struct Shown {
    /// Its number.
    pub block: usize,
    /// Where its words begin, in points below the top of the page.
    pub top: f32,
    /// Its layout.
    pub layout: Rc<BlockLayout>,
}

impl Scroll {
    /// Moves on by `delta` points, or back; not before the beginning.
    pub fn by(&mut self, delta: f32, layouts: &mut Layouts<'_>) {
        self.block = self.block.min(layouts.blocks.last());
        self.offset += delta;
        while self.offset < 0.0 {
            if self.block == 0 {
                self.offset = 0.0;
                break;
            }
            self.block -= 1;
            self.offset += layouts.get(self.block).outer_height();
        }
        while self.block < layouts.blocks.last() {
            let height = layouts.get(self.block).outer_height();
            if self.offset < height {
                break;
            }
            self.offset -= height;
            self.block += 1;
        }
    }

    /// Returns the blocks that a page of `height` shows. Never stays beyond the end: below the last line there is at
    /// most some room, and `occluded` points more.
    pub fn shown(&mut self, height: f32, occluded: f32, layouts: &mut Layouts<'_>) -> Vec<Shown> {
        // A layout that changed may be shorter than what had been scrolled.
        self.by(0.0, layouts);
        let shown = self.walk(height, layouts);
        let reaches_end = shown.last().is_some_and(|shown| shown.block == layouts.blocks.last());
        let below = shown.last().map_or(0.0, |shown| shown.top + shown.layout.height);
        let least = (height - END_MARGIN - occluded).max(0.0);
        if reaches_end && below < least && (self.block > 0 || self.offset > 0.0) {
            self.by(below - least, layouts);
            return self.walk(height, layouts);
        }
        shown
    }

    fn walk(&self, height: f32, layouts: &mut Layouts<'_>) -> Vec<Shown> {
        let mut shown = Vec::new();
        let mut y = -self.offset;
        for block in self.block..layouts.blocks.len() {
            let layout = layouts.get(block);
            let top = y + layout.above;
            y = top + layout.height;
            shown.push(Shown { block, top, layout });
            if y >= height {
                break;
            }
        }
        shown
    }

    /// Returns the measure of the top of what is shown, which needs no laying out but of one block.
    pub fn measure(&self, layouts: &mut Layouts<'_>) -> f64 {
        let height = layouts.get(self.block).outer_height().max(1.0);
        let fraction = f64::from((self.offset / height).clamp(0.0, 1.0));
        let from = layouts.blocks.measure(self.block);
        let to = match self.block < layouts.blocks.last() {
            true => layouts.blocks.measure(self.block + 1),
            false => layouts.blocks.whole_measure(),
        };
        from + fraction * (to - from)
    }

    /// Goes to a measure.
    pub fn go_to_measure(&mut self, measure: f64, layouts: &mut Layouts<'_>) {
        let (block, fraction) = layouts.blocks.at_measure(measure);
        self.block = block;
        self.offset = fraction * layouts.get(block).outer_height();
    }

    /// Puts what lies `y` points below a block's words' top at `at` points below the top of the page.
    pub fn show_at(&mut self, block: usize, y: f32, at: f32, layouts: &mut Layouts<'_>) {
        self.block = block;
        self.offset = layouts.get(block).above + y;
        self.by(-at, layouts);
    }
}
