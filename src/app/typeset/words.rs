//! A few words in little room: quotes, gists and names in panels, cut with "…" where they do not fit, and kept while
//! they are shown.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use egui::{Color32, Painter, Pos2, Vec2};
use unicode_segmentation::UnicodeSegmentation;

use super::{Layout, Style, StyleOverride, TextMesh, Typesetter, size};

/// Where words are cut that do not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Elide {
    /// At the end.
    #[default]
    End,
    /// In the middle: for names whose ending matters.
    Middle,
}

/// How much room words have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The width in points.
    pub width: f32,
    /// The most lines.
    pub lines: usize,
    /// Where they are cut.
    pub elide: Elide,
}

impl Limits {
    /// Returns one line, cut at its end.
    pub const fn line(width: f32) -> Self {
        Self { width, lines: 1, elide: Elide::End }
    }

    /// Returns up to `lines` lines, cut at their end.
    pub const fn lines(width: f32, lines: usize) -> Self {
        Self { width, lines, elide: Elide::End }
    }

    /// Returns one line, cut in its middle.
    pub const fn middle(width: f32) -> Self {
        Self { width, lines: 1, elide: Elide::Middle }
    }
}

/// Words as they are drawn.
#[derive(Debug)]
pub struct Words {
    layout: Layout,
    mesh: RefCell<Option<TextMesh>>,
}

impl Words {
    /// Returns the room they take, in points.
    pub fn size(&self) -> Vec2 {
        size(&self.layout)
    }

    /// Returns the layout.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    text: String,
    style: [u32; 3],
    width: u32,
    lines: usize,
    elide: Elide,
    pixels_per_point: u32,
    overrides: Vec<(usize, usize, u64)>,
}

struct Entry {
    words: Rc<Words>,
    used: u64,
}

/// The words that were drawn of late.
#[derive(Default)]
pub(super) struct Cache {
    entries: HashMap<Key, Entry>,
    frame: u64,
}

/// How many words are kept before those are dropped that are not on the screen.
const KEPT: usize = 1000;

/// How many frames words may be unused before they count as not on the screen.
const FRAMES: u64 = 120;

impl Cache {
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(super) fn begin_frame(&mut self, frame: u64) {
        self.frame = frame;
        if self.entries.len() > KEPT {
            self.entries.retain(|_, entry| entry.used + FRAMES >= frame);
        }
    }
}

impl Typesetter {
    /// Sets `text` in at most the room of `limits`. Line breaks in it are spaces here.
    pub fn words(&mut self, text: &str, style: &Style, limits: Limits) -> Rc<Words> {
        self.rich_words(text, &[], style, limits)
    }

    /// Like [`Self::words`], with stretches of `text` set otherwise.
    pub fn rich_words(
        &mut self,
        text: &str,
        overrides: &[(Range<usize>, StyleOverride)],
        style: &Style,
        limits: Limits,
    ) -> Rc<Words> {
        let text = head(text, style, limits);
        let key = key(text, overrides, style, limits, self.pixels_per_point());
        let frame = self.words.frame;
        if let Some(entry) = self.words.entries.get_mut(&key) {
            entry.used = frame;
            return Rc::clone(&entry.words);
        }
        let words = Rc::new(self.fit(&one_line(text), overrides, style, limits));
        self.words.entries.insert(key, Entry { words: Rc::clone(&words), used: frame });
        words
    }

    /// Paints words with their top left corner at `at`.
    pub fn paint_words(&mut self, painter: &Painter, words: &Words, at: Pos2, color: Color32) {
        let mut mesh = words.mesh.borrow_mut();
        let mesh = match mesh.take().filter(|mesh| mesh.is_valid(self, color)) {
            Some(present) => mesh.insert(present),
            None => mesh.insert(self.mesh(painter.ctx(), &words.layout, color)),
        };
        mesh.paint(painter, self.on_pixel(at).to_vec2());
    }

    fn fit(
        &mut self,
        text: &str,
        overrides: &[(Range<usize>, StyleOverride)],
        style: &Style,
        limits: Limits,
    ) -> Words {
        let whole = self.layout(text, overrides, style, Some(limits.width));
        if whole.len() <= limits.lines.max(1) {
            return Words { layout: whole, mesh: RefCell::new(None) };
        }
        let borders: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        // The most graphemes that fit together with the ellipsis; the number of lines never falls with more of them.
        let (mut fits, mut too_many) = (0, borders.len());
        let mut best = None;
        while fits + 1 < too_many {
            let count = fits.midpoint(too_many);
            let (cut, changes) = cut(text, &borders, count, overrides, limits.elide);
            let layout = self.layout(&cut, &changes, style, Some(limits.width));
            if layout.len() <= limits.lines.max(1) {
                fits = count;
                best = Some(layout);
            } else {
                too_many = count;
            }
        }
        let layout = match best {
            Some(layout) => layout,
            None => self.layout("…", &[], style, None),
        };
        Words { layout, mesh: RefCell::new(None) }
    }
}

/// Returns `count` graphemes of `text` and an ellipsis, with the overrides moved to where their words are now.
pub(super) fn cut(
    text: &str,
    borders: &[usize],
    count: usize,
    overrides: &[(Range<usize>, StyleOverride)],
    elide: Elide,
) -> (String, Vec<(Range<usize>, StyleOverride)>) {
    let border = |number: usize| borders.get(number).copied().unwrap_or(text.len());
    let (head_end, tail_start) = match elide {
        Elide::End => (border(count), text.len()),
        Elide::Middle => (border(count.div_ceil(2)), border(borders.len() - count / 2)),
    };
    let head = text.get(..head_end).unwrap_or_default().trim_end();
    let tail = text.get(tail_start..).unwrap_or_default();
    let cut = format!("{head}…{tail}");
    let moved = |at: usize| {
        if at >= tail_start { cut.len() - (text.len() - at) } else { at.min(head.len()) }
    };
    let changes = overrides.iter().map(|(range, change)| (moved(range.start)..moved(range.end), *change));
    let changes = changes.filter(|(range, _)| !range.is_empty()).collect();
    (cut, changes)
}

/// Returns as much of `text` as could ever fit, so that a long quote costs no more than a short one.
fn head<'a>(text: &'a str, style: &Style, limits: Limits) -> &'a str {
    if limits.elide == Elide::Middle {
        return text;
    }
    let lines = u16::try_from(limits.lines.clamp(1, 1000)).unwrap_or(1000);
    // No script has letters that are narrower than a sixth of their size for long.
    let letters = (limits.width / (style.size / 6.0).max(1.0) * f32::from(lines)).max(16.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let letters = letters.min(100_000.0) as usize;
    text.char_indices().nth(letters).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Returns `text` with line breaks and tabs as spaces: as many bytes as before.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn key(
    text: &str,
    overrides: &[(Range<usize>, StyleOverride)],
    style: &Style,
    limits: Limits,
    pixels_per_point: f32,
) -> Key {
    let kind = u32::from(style.is_italic)
        | ((style.face as u32) << 1)
        | (u32::from(style.weight == super::Weight::SemiBold) << 3);
    Key {
        text: text.to_owned(),
        style: [kind, style.size.to_bits(), style.line_height.to_bits()],
        width: limits.width.to_bits(),
        lines: limits.lines,
        elide: limits.elide,
        pixels_per_point: pixels_per_point.to_bits(),
        overrides: overrides
            .iter()
            .map(|(range, change)| (range.start, range.end, number_of(change)))
            .collect(),
    }
}

fn number_of(change: &StyleOverride) -> u64 {
    match change {
        StyleOverride::Weight(weight) => *weight as u64,
        StyleOverride::Italic => 2,
        StyleOverride::Struck => 3,
        StyleOverride::Code => 4,
        StyleOverride::Color(color) => (6 << 32) | u64::from(u32::from_be_bytes(color.to_array())),
    }
}
