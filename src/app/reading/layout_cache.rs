//! Blocks as they are laid out, kept as long as they are near the window's part of the text.
//!
//! A block's places are in points from its words' top left corner; its bytes are the text's. Everything that comes
//! from a hit test is clamped to the block.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use egui::{Color32, Pos2, Rect};
use parley::{Affinity, Cluster};

use crate::text::{ByteOffset, Span};

use super::blocks::{Blocks, Kind};
use super::marks::Marks;
use super::signs::{self, SignPlace};
use crate::app::typeset::{self, Layout, MissingScript, Style, TextMesh, Typesetter};

/// What layouts depend on besides the text; when it changes they are made again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Setting {
    /// The width of a line, in points.
    pub width: f32,
    /// The text size as a factor of the designed one.
    pub factor: f32,
    /// Physical pixels a point.
    pub pixels_per_point: f32,
    /// Which faces were known.
    pub fonts: u64,
    /// The colour of Markdown's marks.
    pub faint: Color32,
    /// Whether lines stand further apart: several layers are compared.
    pub is_roomy: bool,
}

/// One line of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct LineBox {
    /// Where the line begins, in points.
    pub top: f32,
    /// Where its letters stand.
    pub baseline: f32,
    /// Where it ends.
    pub bottom: f32,
    /// Its bytes.
    pub bytes: Range<u32>,
    /// Where its bytes end without white space.
    pub ink_end: u32,
}

/// A stretch of one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The number of the line.
    pub line: usize,
    /// Where it begins, in points.
    pub left: f32,
    /// Where it ends.
    pub right: f32,
}

/// Where a range of bytes begins or ends, as it is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The number of the line.
    pub line: usize,
    /// Where on it, in points.
    pub x: f32,
    /// Whether the words of the range are right of it.
    pub is_left: bool,
}

/// Where a letter is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterPlace {
    /// Its first byte.
    pub byte: u32,
    /// Where it begins, in points.
    pub left: f32,
    /// How wide it is.
    pub width: f32,
    /// Whether it runs from right to left.
    pub is_rtl: bool,
}

/// A block laid out.
pub struct BlockLayout {
    /// The bytes that are shown.
    pub shown: Range<u32>,
    /// What it is.
    pub kind: Kind,
    /// The room above the words, in points.
    pub above: f32,
    /// The height of the words.
    pub height: f32,
    /// How far the words are moved from the text's left side, in points.
    pub indent: f32,
    /// How much larger than the page's designed letters its letters are.
    pub scale: f32,
    /// The same for what lies below the words: in a heading the lines stand closer.
    pub lane_scale: f32,
    /// Whether its lines stand further apart, and the lanes with them.
    pub is_roomy: bool,
    /// Its lines, at least one.
    pub lines: Vec<LineBox>,
    /// A script in it that no face has.
    pub missing: Option<MissingScript>,
    signs: Vec<SignPlace>,
    layout: Layout,
    mesh: RefCell<Option<TextMesh>>,
    marks: RefCell<Option<(u64, Rc<Marks>)>>,
    found: RefCell<Option<(u64, Rc<Vec<Rect>>)>>,
}

impl BlockLayout {
    fn of(typesetter: &mut Typesetter, blocks: &Blocks, block: usize, setting: &Setting) -> Self {
        let kind = blocks.kind(block);
        let style = style_of(kind, setting.is_roomy).scaled(setting.factor);
        let words = blocks.words(block);
        let overrides = blocks.styles(block, setting.faint);
        let outline = blocks.outline(block);
        let indent = outline.map_or(0.0, |outline| outline.indent) * setting.factor;
        let width = (setting.width - indent).max(setting.width / 3.0);
        let mark = outline.map_or(0, |outline| outline.mark);
        let layout = typesetter.layout_hanging(&words, &overrides, &style, width, mark);
        let shown = blocks.shown(block);
        let scale = layout.scale();
        let body_line = BODY.line_height + if setting.is_roomy { ROOM } else { 0.0 };
        let byte = |at: usize| shown.start + ByteOffset::from(at).0.min(shown.end - shown.start);
        let lines = layout.lines().map(|line| {
            let metrics = line.metrics();
            let range = line.text_range();
            let ink = words.get(range.clone()).map_or(0, |words| words.trim_end().len());
            LineBox {
                top: metrics.block_min_coord / scale,
                baseline: metrics.baseline.round() / scale,
                bottom: metrics.block_max_coord / scale,
                bytes: byte(range.start)..byte(range.end),
                ink_end: byte(range.start + ink),
            }
        });
        let mut lines: Vec<_> = lines.collect();
        if lines.is_empty() {
            let (line, size) = (style.line_height, style.size);
            let ink_end = shown.end;
            lines.push(LineBox { top: 0.0, baseline: size, bottom: line, bytes: shown.clone(), ink_end });
        }
        let height = lines.last().map_or(0.0, |line| line.bottom);
        let mut made = Self {
            missing: typesetter.missing(&layout, &words),
            signs: Vec::new(),
            shown,
            kind,
            indent: setting.width - width,
            above: (blocks.gap_above(block) * setting.factor * scale).round() / scale,
            height,
            scale: style.size / BODY.size,
            lane_scale: (style.size / BODY.size).min(style.line_height / body_line),
            is_roomy: setting.is_roomy,
            lines,
            layout,
            mesh: RefCell::new(None),
            marks: RefCell::new(None),
            found: RefCell::new(None),
        };
        made.signs = signs::places(&made, &words);
        made
    }

    /// Returns where its characters without a picture are.
    pub fn signs(&self) -> &[SignPlace] {
        &self.signs
    }

    /// Returns the first byte that is shown.
    pub fn shown_start(&self) -> ByteOffset {
        ByteOffset(self.shown.start)
    }

    /// Returns the byte behind the last that is shown.
    pub fn shown_end(&self) -> ByteOffset {
        ByteOffset(self.shown.end)
    }

    /// Returns the height with the room above.
    pub fn outer_height(&self) -> f32 {
        self.above + self.height
    }

    /// Returns the place of the caret nearest to `at`.
    pub fn byte_at(&self, at: Pos2) -> (ByteOffset, Affinity) {
        let (byte, affinity) = typeset::byte_at(&self.layout, at);
        (self.global(byte), affinity)
    }

    /// Returns the first byte of the grapheme that lies under `at`.
    pub fn grapheme_under(&self, at: Pos2) -> Option<ByteOffset> {
        if at.y < 0.0 || at.y >= self.height {
            return None;
        }
        let at = at * self.layout.scale();
        let (cluster, _) = Cluster::from_point_exact(&self.layout, at.x, at.y)?;
        Some(self.global(cluster.text_range().start))
    }

    /// Returns where a caret at `offset` stands: a rectangle without width, as high as its line.
    pub fn caret(&self, offset: ByteOffset, affinity: Affinity) -> Rect {
        typeset::caret_rect(&self.layout, self.local(offset.0), affinity)
    }

    /// Returns the rectangles of a range of bytes with the numbers of their lines, each as high as its line.
    pub fn rects(&self, range: Range<u32>) -> Vec<(usize, Rect)> {
        typeset::selection_rects(&self.layout, self.local(range.start)..self.local(range.end))
    }

    /// Returns where the words of a range of bytes stand, line by line and without the white space at their ends: the
    /// number of the line, and from where to where. Text that runs both ways may give several a line.
    pub fn pieces(&self, range: &Range<u32>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let first = self.lines.partition_point(|line| line.bytes.end <= range.start);
        for (number, line) in self.lines.iter().enumerate().skip(first) {
            if line.bytes.start >= range.end {
                break;
            }
            let bytes = range.start.max(line.bytes.start)..range.end.min(line.ink_end);
            if bytes.is_empty() {
                continue;
            }
            for (_, rect) in self.rects(bytes.clone()) {
                match pieces.last_mut() {
                    Some(last) if last.line == number && (last.right - rect.left()).abs() < 0.01 => {
                        last.right = rect.right();
                    }
                    _ => pieces.push(Piece { line: number, left: rect.left(), right: rect.right() }),
                }
            }
        }
        pieces
    }

    /// Returns where a range of bytes begins as it is seen: at the right side of its first letter where that runs from
    /// right to left.
    pub fn start_edge(&self, range: &Range<u32>) -> Option<Edge> {
        let cluster = Cluster::from_byte_index(&self.layout, self.local(range.start))?;
        self.edge(&cluster, true)
    }

    /// Returns where a range of bytes ends as it is seen, without the white space at a line's end.
    pub fn end_edge(&self, range: &Range<u32>) -> Option<Edge> {
        let line = self.lines.partition_point(|line| line.bytes.end < range.end);
        let ink_end = self.lines.get(line).map_or(range.end, |line| line.ink_end.max(line.bytes.start + 1));
        let last = range.end.min(ink_end).max(range.start + 1) - 1;
        let cluster = Cluster::from_byte_index(&self.layout, self.local(last))?;
        self.edge(&cluster, false)
    }

    fn edge(&self, cluster: &Cluster<'_, typeset::Brush>, is_start: bool) -> Option<Edge> {
        let bytes = cluster.text_range();
        let (line, rect) = typeset::selection_rects(&self.layout, bytes).into_iter().next()?;
        let is_left = is_start != cluster.is_rtl();
        Some(Edge { line, x: if is_left { rect.left() } else { rect.right() }, is_left })
    }

    /// Returns where the places of a search are in the block, as high as their lines.
    pub fn found(&self, found: &[Span]) -> Rc<Vec<Rect>> {
        let mut hasher = DefaultHasher::new();
        found.hash(&mut hasher);
        let key = hasher.finish();
        let mut kept = self.found.borrow_mut();
        if let Some((present, rects)) = kept.as_ref()
            && *present == key
        {
            return Rc::clone(rects);
        }
        let pieces = found.iter().flat_map(|span| self.pieces(&(span.start().0..span.end().0)));
        let rects = pieces.filter_map(|piece| {
            let line = self.lines.get(piece.line)?;
            Some(Rect::from_min_max(Pos2::new(piece.left, line.top), Pos2::new(piece.right, line.bottom)))
        });
        let rects = Rc::new(rects.collect::<Vec<_>>());
        *kept = Some((key, Rc::clone(&rects)));
        rects
    }

    /// Returns where the letters of a line are, by their bytes.
    pub fn cluster_places(&self, line: usize) -> Vec<ClusterPlace> {
        let scale = self.layout.scale();
        let Some(line) = self.layout.get(line) else {
            return Vec::new();
        };
        let mut x = line.metrics().offset + line.metrics().inline_min_coord;
        let mut places = Vec::new();
        for run in line.runs() {
            for cluster in run.visual_clusters() {
                let byte = self.global(cluster.text_range().start).0;
                let is_rtl = cluster.is_rtl();
                places.push(ClusterPlace { byte, left: x / scale, width: cluster.advance() / scale, is_rtl });
                x += cluster.advance();
            }
        }
        places.sort_by_key(|place| place.byte);
        places
    }

    /// Returns the number of the line that is nearest to `y`.
    pub fn line_at_y(&self, y: f32) -> usize {
        self.lines.partition_point(|line| line.bottom <= y).min(self.lines.len().saturating_sub(1))
    }

    /// Returns the layout.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns whether the block runs from right to left.
    pub fn is_rtl(&self) -> bool {
        self.layout.is_rtl()
    }

    /// Returns the byte of the text that is byte `index` of the layout.
    pub fn global(&self, index: usize) -> ByteOffset {
        ByteOffset(self.shown.start.saturating_add(ByteOffset::from(index).0).min(self.shown.end))
    }

    /// Returns the byte of the layout that is byte `offset` of the text, or the nearest that is shown.
    pub fn local(&self, offset: u32) -> usize {
        (offset.clamp(self.shown.start, self.shown.end) - self.shown.start) as usize
    }

    /// Adds the words to what `painter` paints.
    pub fn paint(&self, painter: &egui::Painter, typesetter: &mut Typesetter, origin: Pos2, color: Color32) {
        let mut mesh = self.mesh.borrow_mut();
        let mesh = match mesh.take().filter(|mesh| mesh.is_valid(typesetter, color)) {
            Some(present) => mesh.insert(present),
            None => mesh.insert(typesetter.mesh(painter.ctx(), &self.layout, color)),
        };
        mesh.paint(painter, origin.to_vec2());
    }

    /// Returns the marks that were drawn last.
    #[cfg(test)]
    pub fn marks_at_hand(&self) -> Rc<Marks> {
        self.marks.borrow().as_ref().map(|(_, marks)| Rc::clone(marks)).unwrap_or_default()
    }

    /// Returns the marks of the claims in the block, made by `make` unless those at hand have the key.
    pub fn marks(&self, key: u64, make: impl FnOnce() -> Marks) -> Rc<Marks> {
        let mut marks = self.marks.borrow_mut();
        if let Some((present, marks)) = marks.as_ref()
            && *present == key
        {
            return Rc::clone(marks);
        }
        let made = Rc::new(make());
        *marks = Some((key, Rc::clone(&made)));
        made
    }
}

/// The style of the text itself.
pub const BODY: Style = Style::serif(17.0, 30.0);

/// How much further apart lines stand where layers are compared.
const ROOM: f32 = 6.0;

/// Returns how a block of that kind is set at the designed size, with more room between its lines or not.
pub fn style_of(kind: Kind, is_roomy: bool) -> Style {
    let mut style = match kind {
        Kind::Title => Style::serif(28.0, 36.0).bold(),
        Kind::Heading => Style::serif(20.0, 32.0).bold(),
        Kind::SubHeading => BODY.bold(),
        Kind::Byline => Style::serif(16.0, 24.0).italic(),
        Kind::Code => Style::mono(14.0, 24.0),
        Kind::Body | Kind::Item | Kind::Quote | Kind::Table | Kind::Rule => BODY,
    };
    if is_roomy {
        style.line_height += ROOM;
    }
    style
}

/// The blocks that are laid out.
#[derive(Default)]
pub struct LayoutCache {
    setting: Setting,
    layouts: HashMap<usize, Rc<BlockLayout>>,
    #[cfg(test)]
    made: usize,
}

impl LayoutCache {
    /// Takes what layouts depend on; forgets them when it has changed.
    pub fn set(&mut self, setting: Setting) {
        if self.setting != setting {
            self.setting = setting;
            self.layouts.clear();
        }
    }

    /// Returns what layouts depend on.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Returns a block that is laid out already.
    pub fn get(&self, block: usize) -> Option<Rc<BlockLayout>> {
        self.layouts.get(&block).map(Rc::clone)
    }

    /// Returns a block, laid out now if it was not.
    pub fn lay_out(&mut self, typesetter: &mut Typesetter, blocks: &Blocks, block: usize) -> Rc<BlockLayout> {
        if let Some(layout) = self.layouts.get(&block) {
            return Rc::clone(layout);
        }
        #[cfg(test)]
        {
            self.made += 1;
        }
        let layout = Rc::new(BlockLayout::of(typesetter, blocks, block, &self.setting));
        self.layouts.insert(block, Rc::clone(&layout));
        layout
    }

    /// Drops the layouts outside `near`.
    pub fn keep(&mut self, near: Range<usize>) {
        if self.layouts.len() > near.len() {
            self.layouts.retain(|block, _| near.contains(block));
        }
    }

    /// Returns how many layouts were made since the page exists.
    #[cfg(test)]
    pub fn made_count(&self) -> usize {
        self.made
    }
}
