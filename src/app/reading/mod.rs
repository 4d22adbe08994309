//! The page: the document's text in blocks, with its claims, its caret and its selection.
//!
//! A [`Page`] changes its own caret, selection and scroll, never a claim: what the pointer does to claims is handed
//! back as [`PageOutput`]. Per frame it looks at the visible blocks alone; nothing depends on the length of the
//! document or the number of claims. Deliberately absent: keys, which the window dispatches, and what commands do.

mod accessibility;
mod blocks;
mod caret;
mod compared;
mod draw;
mod exchange;
mod lanes;
mod layout_cache;
mod margin;
mod mark_places;
mod markdown;
mod marks;
mod pointer;
mod ruler;
mod scroll;
mod sight;
mod signs;
mod tally;
mod theme;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::rc::Rc;
use std::time::{Duration, Instant};

use egui::{Pos2, Rect};

use crate::text::{ByteOffset, Span, Text};

use super::typeset::Typesetter;
use caret::Caret;
use layout_cache::{LayoutCache, Setting};
use marks::Marks;
use pointer::Pointer;
use ruler::Ruler;
use scroll::{Layouts, Scroll, Shown};
use sight::{Reveal, occluded_height};

pub use blocks::Blocks;
pub use caret::Motion;
pub use compared::{Comparison, Line};
pub use exchange::{BorderDrag, ClaimRef, Click, End, LayerView, PageInput, PageOutput, Place};
pub use theme::PageTheme;

/// The measure at the designed text size: 63 to 72 letters.
const MEASURE: f32 = 564.0;

/// The margins left and right of the text: as designed, and the least.
const LEFT_MARGIN: Range<f32> = 36.0..56.0;
const RIGHT_MARGIN: Range<f32> = 50.0..100.0;

/// How long a frame may lay out ahead of what is shown.
const AHEAD: Duration = Duration::from_millis(1);

/// The page.
#[derive(Default)]
pub struct Page {
    blocks: Option<Rc<Blocks>>,
    cache: LayoutCache,
    scroll: Scroll,
    caret: Caret,
    /// The caret of the last frame.
    drawn_caret: Caret,
    /// Motions that need blocks laid out which are not.
    pending: Vec<(Motion, bool)>,
    reveal: Option<Reveal>,
    pointer: Pointer,
    ruler: Ruler,
    /// What stays at the top while the layout changes, and the scroll that showed it so.
    keep: Option<(Keep, Scroll)>,
    shows_invisible: bool,
}

/// A place at the top of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Keep {
    /// The first byte of the topmost line.
    top: ByteOffset,
    /// How much of that line is out of sight, as a share of its height.
    hidden: f32,
}

/// Where the page's columns are, in points of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    /// The whole page.
    page: Rect,
    /// The text's left side.
    left: f32,
    /// The text's width.
    width: f32,
    /// Whether the margins are as wide as designed.
    is_roomy: bool,
}

impl Columns {
    /// Shares the page out: a narrow page takes from the margins first, then from the text; a wide one widens them.
    fn of(page: Rect, text_size: f32) -> Self {
        let measure = (MEASURE * text_size).floor();
        let least = LEFT_MARGIN.start + RIGHT_MARGIN.start;
        let designed = LEFT_MARGIN.end + RIGHT_MARGIN.end;
        let width = measure.min(page.width() - least).max(80.0);
        let spare = page.width() - width;
        let share = ((spare - least) / (designed - least)).clamp(0.0, 1.0);
        let extra = ((spare - designed) / 2.0).max(0.0).floor();
        let left = LEFT_MARGIN.start + share * (LEFT_MARGIN.end - LEFT_MARGIN.start) + extra;
        Self { page, left: (page.left() + left).round(), width, is_roomy: share >= 1.0 }
    }

    fn right(&self) -> f32 {
        self.left + self.width
    }
}

/// What is drawn in one frame.
struct Frame<'a> {
    input: &'a PageInput<'a>,
    columns: Columns,
    shown: Vec<Shown>,
    /// The marks of each shown block.
    marks: Vec<Rc<Marks>>,
    pixels_per_point: f32,
}

impl Frame<'_> {
    /// Returns where the words of a block begin, on a physical pixel.
    fn origin(&self, shown: &Shown) -> Pos2 {
        let at = Pos2::new(self.columns.left + shown.layout.indent, self.columns.page.top() + shown.top);
        (at.to_vec2() * self.pixels_per_point).round().to_pos2() / self.pixels_per_point
    }

    /// Returns the shown block with that place.
    fn shown_at(&self, blocks: &Blocks, offset: ByteOffset) -> Option<&Shown> {
        let block = blocks.at(offset);
        self.shown.iter().find(|shown| shown.block == block)
    }

    /// Returns the block nearest to `y`.
    fn nearest(&self, y: f32) -> Option<&Shown> {
        let y = y - self.columns.page.top();
        let below = self.shown.iter().find(|shown| y < shown.top + shown.layout.height);
        below.or_else(|| self.shown.last())
    }

    /// Returns the first byte that is in sight.
    fn first_visible(&self) -> ByteOffset {
        let lines =
            self.shown.iter().flat_map(|shown| shown.layout.lines.iter().map(|line| (shown.top, line)));
        let mut in_sight = lines.filter(|(top, line)| top + line.bottom > 1.0);
        in_sight.next().map_or(ByteOffset(0), |(_, line)| ByteOffset(line.bytes.start))
    }
}

impl Page {
    /// Returns the id of the widget: what has the focus when the page has.
    pub fn id(&self) -> egui::Id {
        egui::Id::unique("page")
    }

    /// Shows `text` from its beginning.
    pub fn open(&mut self, text: &Text, is_markdown: bool) {
        self.show(Blocks::of(text, is_markdown));
    }

    /// Shows a text that was cut into blocks elsewhere, from its beginning.
    pub fn show(&mut self, blocks: Blocks) {
        let caret = Caret::at(ByteOffset(blocks.shown(0).start));
        let shows_invisible = self.shows_invisible;
        *self = Self {
            blocks: Some(Rc::new(blocks)),
            caret,
            drawn_caret: caret,
            shows_invisible,
            ..Self::default()
        };
    }

    /// Names the characters that only steer how others are drawn, or not.
    pub fn show_invisible(&mut self, on: bool) {
        self.shows_invisible = on;
    }

    /// Takes `text` if it is another one than before.
    fn adopt(&mut self, text: &Text) -> Rc<Blocks> {
        match &self.blocks {
            Some(blocks) if blocks.text().is_same(text) => {}
            _ => self.open(text, false),
        }
        match &self.blocks {
            Some(blocks) => Rc::clone(blocks),
            None => Rc::new(Blocks::of(text, false)),
        }
    }

    /// Takes the text of a frame and whether it is Markdown; a text that turns out to be keeps caret and scroll.
    fn adopt_as(&mut self, text: &Text, is_markdown: bool) -> Rc<Blocks> {
        let blocks = self.adopt(text);
        if blocks.is_markdown() == is_markdown {
            return blocks;
        }
        let place = self.place(text);
        self.open(text, is_markdown);
        self.go_to(text, place);
        self.adopt(text)
    }

    /// Returns the place of caret, selection and scroll.
    pub fn place(&mut self, text: &Text) -> Place {
        let blocks = self.adopt(text);
        let top = match self.cache.get(self.scroll.block) {
            Some(layout) => {
                let line = layout.line_at_y(self.scroll.offset - layout.above);
                layout.lines.get(line).map_or(layout.shown.start, |line| line.bytes.start)
            }
            None => blocks.range(self.scroll.block).start,
        };
        Place { anchor: self.caret.anchor, focus: self.caret.focus, top: ByteOffset(top) }
    }

    /// Goes back to a place in `text`.
    pub fn go_to(&mut self, text: &Text, place: Place) {
        let blocks = self.adopt(text);
        let snap = |offset: ByteOffset| blocks.clamp(text.floor_grapheme(offset), true);
        self.caret = Caret { anchor: snap(place.anchor), focus: snap(place.focus), ..Caret::default() };
        self.pending.clear();
        self.reveal = Some(Reveal::Top(snap(place.top)));
    }

    /// Returns where the caret is.
    pub fn caret(&self) -> ByteOffset {
        self.caret.focus
    }

    /// Returns what is selected of `text`.
    pub fn selection(&self, text: &Text) -> Option<Span> {
        let is_shown = self.blocks.as_ref().is_some_and(|blocks| blocks.text().is_same(text));
        if is_shown { self.caret.selection(text) } else { None }
    }

    /// Returns whether something is selected.
    pub fn has_selection(&self) -> bool {
        !self.caret.is_collapsed()
    }

    /// Gives the selection up; the caret stays.
    pub fn collapse_selection(&mut self) {
        self.caret = Caret { affinity: self.caret.affinity, ..Caret::at(self.caret.focus) };
    }

    /// Puts the caret to `offset`, with nothing selected.
    pub fn collapse_to(&mut self, offset: ByteOffset) {
        self.caret = Caret::at(match &self.blocks {
            Some(blocks) => blocks.clamp(blocks.text().floor_grapheme(offset), true),
            None => offset,
        });
    }

    /// Selects `span`, widened to whole graphemes.
    pub fn set_selection(&mut self, text: &Text, span: Span) {
        self.adopt(text);
        self.caret.select(text.floor_grapheme(span.start()), text.ceil_grapheme(span.end()));
    }

    /// Selects the whole text.
    pub fn select_all(&mut self, text: &Text) {
        let blocks = self.adopt(text);
        let (start, end) = (blocks.shown(0).start, blocks.shown(blocks.last()).end);
        self.caret.select(ByteOffset(start), ByteOffset(end));
    }

    /// Selects the word at the caret.
    pub fn select_word(&mut self, text: &Text) {
        self.change_caret(text, |caret, blocks| caret.select_word(blocks));
    }

    /// Selects the sentence at the caret; when it is selected already, its paragraph.
    pub fn select_sentence_or_paragraph(&mut self, text: &Text) {
        self.change_caret(text, |caret, blocks| caret.select_sentence_or_paragraph(blocks));
    }

    /// Selects the next sentence, or extends the selection by it.
    pub fn next_sentence(&mut self, text: &Text, extend: bool) {
        self.change_caret(text, |caret, blocks| caret.next_sentence(blocks, extend));
    }

    /// Selects the previous sentence, or extends the selection by it.
    pub fn previous_sentence(&mut self, text: &Text, extend: bool) {
        self.change_caret(text, |caret, blocks| caret.previous_sentence(blocks, extend));
    }

    /// Moves the caret by a key, with `extend` the selection with it.
    pub fn move_caret(&mut self, text: &Text, motion: Motion, extend: bool) {
        let blocks = self.adopt(text);
        if !self.pending.is_empty() || !self.caret.try_move(motion, extend, &blocks, &self.cache) {
            self.pending.push((motion, extend));
        }
        self.reveal = Some(Reveal::Caret);
    }

    /// Scrolls so that `span` stands comfortably in sight.
    pub fn reveal(&mut self, span: Span) {
        self.reveal = Some(Reveal::Range(span.start(), span.end()));
    }

    fn change_caret(&mut self, text: &Text, change: impl FnOnce(&mut Caret, &Blocks)) {
        let blocks = self.adopt(text);
        change(&mut self.caret, &blocks);
        let (start, end) = self.caret.range();
        self.reveal = Some(Reveal::Range(start, end));
    }

    /// Returns how many blocks were laid out since the text was opened.
    #[cfg(test)]
    pub(super) fn laid_out_count(&self) -> usize {
        self.cache.made_count()
    }

    /// Draws the page into what is left of `ui`.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        typesetter: &mut Typesetter,
        input: &PageInput<'_>,
    ) -> PageOutput {
        typesetter.begin_frame(ui.ctx());
        let blocks = self.adopt_as(input.text, input.is_markdown);
        let page = ui.available_rect_before_wrap();
        let response = ui.interact(page, self.id(), egui::Sense::click_and_drag());
        ui.advance_cursor_after_rect(page);
        let columns = Columns::of(page, input.text_size);
        self.set_up(typesetter, &blocks, columns, input);
        let mut cache = std::mem::take(&mut self.cache);
        let mut layouts = Layouts { blocks: &blocks, cache: &mut cache, typesetter };

        self.ruler.scroll_bar(ui, page, &mut self.scroll, &mut layouts);
        let mut zoom = None;
        if response.contains_pointer() {
            // Two fingers that move apart make the text larger, and so does the wheel with Ctrl.
            zoom = Some(ui.input(|state| state.zoom_delta())).filter(|zoom| (*zoom - 1.0).abs() > 1e-3);
            let wheel = ui.input(|state| state.smooth_scroll_delta().y);
            if wheel != 0.0 {
                self.scroll.by(-wheel, &mut layouts);
                self.reveal = None;
            }
        }
        if let Some(delta) = self.pointer.auto_scroll(ui, page) {
            self.scroll.by(delta, &mut layouts);
        }
        let occluded = occluded_height(page, columns, input.occluded);
        for (motion, extend) in std::mem::take(&mut self.pending) {
            self.finish_motion(motion, extend, page.height(), &mut layouts);
        }
        if let Some(reveal) = self.reveal.take() {
            self.bring_into_sight(reveal, page.height() - occluded, &mut layouts);
        }
        let shown = self.scroll.shown(page.height(), occluded, &mut layouts);
        let pixels_per_point = layouts.typesetter.pixels_per_point();
        let hovered = self.pointer.hovered().cloned();
        let input = &PageInput { hovered: hovered.as_ref().or(input.hovered), ..*input };
        let key = draw::marks_key(input);
        let marks = shown.iter().map(|shown| draw::marks_of(shown, key, input, layouts.typesetter)).collect();
        let frame = Frame { input, columns, shown, marks, pixels_per_point };

        let mut output = PageOutput { shown_blocks: frame.shown.len(), zoom, ..PageOutput::default() };
        output.first_visible = frame.first_visible();
        output.missing = frame.shown.iter().find_map(|shown| shown.layout.missing);
        self.pointer.act(ui, &response, &frame, &blocks, &mut self.caret, &mut output);
        self.paint(ui, &frame, &blocks, typesetter, &mut output);
        let mut layouts = Layouts { blocks: &blocks, cache: &mut cache, typesetter };
        self.ruler.paint(ui, page, input, self.scroll, &mut layouts);
        self.cache = cache;
        if response.has_focus() {
            let filter = egui::EventFilter {
                tab: false,
                escape: false,
                horizontal_arrows: true,
                vertical_arrows: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id(), filter));
        }
        accessibility::describe(ui, &response, &frame, &blocks, &self.caret);
        output.has_caret_moved = self.caret != self.drawn_caret;
        self.drawn_caret = self.caret;
        self.look_ahead(ui, &frame, &blocks, typesetter);
        output
    }

    /// Takes size, scale and faces; what was at the top stays there.
    fn set_up(
        &mut self,
        typesetter: &mut Typesetter,
        blocks: &Rc<Blocks>,
        columns: Columns,
        input: &PageInput<'_>,
    ) {
        let setting = Setting {
            width: columns.width,
            factor: input.text_size,
            pixels_per_point: typesetter.pixels_per_point(),
            fonts: typesetter.fonts_generation(),
            faint: input.theme.faint,
            is_roomy: input.compared.is_some(),
        };
        if *self.cache.setting() == setting {
            return;
        }
        let before = self.scroll;
        // As long as nothing scrolls, the same place is kept through every change: else it would creep line by line.
        let keep = match self.keep.filter(|(_, shown)| *shown == before) {
            Some((keep, _)) => keep,
            None => self.at_top(blocks),
        };
        self.cache.set(setting);
        if before != Scroll::default() && self.reveal.is_none() {
            let mut cache = std::mem::take(&mut self.cache);
            let mut layouts = Layouts { blocks, cache: &mut cache, typesetter };
            self.show_at_top(keep, &mut layouts);
            self.cache = cache;
            self.keep = Some((keep, self.scroll));
        }
    }

    /// Lays out what may be scrolled to next, as long as a frame has time for, and forgets what is far away.
    fn look_ahead(
        &mut self,
        ui: &egui::Ui,
        frame: &Frame<'_>,
        blocks: &Rc<Blocks>,
        typesetter: &mut Typesetter,
    ) {
        let (Some(first), Some(last)) = (frame.shown.first(), frame.shown.last()) else {
            return;
        };
        let count = frame.shown.len();
        let (first, last) = (first.block, last.block);
        let far = 3 * count + 4;
        self.cache.keep(first.saturating_sub(far)..last + far + 1);
        let began = Instant::now();
        let below = last + 1..(last + 1 + count + 2).min(blocks.len());
        let above = first.saturating_sub(count + 2)..first;
        for block in below.chain(above.rev()) {
            if self.cache.get(block).is_some() {
                continue;
            }
            if began.elapsed() >= AHEAD {
                ui.ctx().request_repaint();
                return;
            }
            self.cache.lay_out(typesetter, blocks, block);
        }
    }
}
