//! Laying text out and painting it: every word of a document, of a claim and of a file's name is drawn through here.
//!
//! parley shapes and breaks, swash makes pictures of glyphs, egui gets meshes. Layouts are in physical pixels, so that
//! baselines and glyphs fall on them; everything that takes or gives places is in points. egui's own text is only for
//! the program's own words: it has no right-to-left. Deliberately absent: what the words mean.

mod atlas;
mod fonts;
mod geometry;
mod missing;
mod paint;
mod signs;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;

use parley::{
    Affinity, Alignment, AlignmentOptions, Cursor, FontContext, FontStyle, FontWeight, IndentOptions,
    LayoutContext, LineHeight, OverflowWrap, StyleProperty,
};

pub use geometry::{byte_at, caret_rect, selection_rects, size};
pub use missing::MissingScript;
pub use paint::TextMesh;
pub use signs::{Sign, signs};
pub use words::{Elide, Limits, Words};

use atlas::Atlas;
use fonts::Han;

/// What parley keeps for each run: what its ink is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brush {
    /// A colour of its own; `None` for the colour that the text is painted in.
    pub color: Option<egui::Color32>,
}

/// A laid-out text, in physical pixels.
pub type Layout = parley::Layout<Brush>;

/// A family of faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Face {
    /// For documents and quotes.
    #[default]
    Serif,
    /// For the window.
    Sans,
    /// For code: every letter as wide as the next, where the system has such a face.
    Mono,
}

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// As usual.
    #[default]
    Regular,
    /// For headings.
    SemiBold,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// The family.
    pub face: Face,
    /// How heavy.
    pub weight: Weight,
    /// Whether in italics.
    pub is_italic: bool,
    /// Points per em.
    pub size: f32,
    /// Points from baseline to baseline.
    pub line_height: f32,
}

impl Style {
    /// Returns regular serif letters.
    pub const fn serif(size: f32, line_height: f32) -> Self {
        Self { face: Face::Serif, weight: Weight::Regular, is_italic: false, size, line_height }
    }

    /// Returns regular sans-serif letters.
    pub const fn sans(size: f32, line_height: f32) -> Self {
        Self { face: Face::Sans, ..Self::serif(size, line_height) }
    }

    /// Returns letters for code.
    pub const fn mono(size: f32, line_height: f32) -> Self {
        Self { face: Face::Mono, ..Self::serif(size, line_height) }
    }

    /// Returns the same in semi-bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// Returns the same in italics.
    #[must_use]
    pub const fn italic(self) -> Self {
        Self { is_italic: true, ..self }
    }

    /// Returns the same `factor` times as large.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self { size: self.size * factor, line_height: self.line_height * factor, ..self }
    }
}

/// What is different about a stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StyleOverride {
    /// How heavy.
    Weight(Weight),
    /// In italics.
    Italic,
    /// Struck out.
    Struck,
    /// The letters of code, somewhat smaller.
    Code,
    /// A colour of its own.
    Color(egui::Color32),
}

/// How large letters of code are beside others.
const CODE_SIZE: f32 = 0.88;

/// How much wider than a space the room of a control character is, in ems.
const CONTROL: f32 = 1.1;

/// How much wider than a space a tab is, in ems.
const TAB: f32 = 1.5;

/// Sets text and paints it; owned by the window and used on its thread.
pub struct Typesetter {
    fonts: FontContext,
    layouts: LayoutContext<Brush>,
    system_fonts: Option<Receiver<FontContext>>,
    /// Rises when faces arrive: layouts made before may lack glyphs.
    fonts_generation: u64,
    pixels_per_point: f32,
    atlas: Atlas,
    words: words::Cache,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

impl Typesetter {
    /// Makes one with the bundled faces; the system's come later, for the scripts that those lack.
    pub fn new() -> Self {
        Self { system_fonts: Some(fonts::with_system_later()), ..Self::bundled() }
    }

    /// Makes one that knows nothing but the bundled faces: the same on every machine.
    pub fn bundled() -> Self {
        Self {
            fonts: fonts::bundled(),
            layouts: LayoutContext::new(),
            system_fonts: None,
            fonts_generation: 0,
            pixels_per_point: 1.0,
            atlas: Atlas::new(),
            words: words::Cache::default(),
        }
    }

    /// Makes one that has the system's faces at once: for pictures.
    #[cfg(test)]
    pub fn with_system() -> Self {
        Self { fonts: fonts::with_system(), fonts_generation: 1, ..Self::bundled() }
    }

    /// Takes over what the frame brings: scale, the way egui's text is darkened, and faces that have arrived.
    /// Painting does it too; before the first layout of a frame it is to be called.
    pub fn begin_frame(&mut self, egui: &egui::Context) {
        self.pixels_per_point = egui.pixels_per_point();
        let style = egui.global_style();
        self.atlas.set_transfer(style.visuals.text_options.color_transfer_function);
        if let Some(fonts) = fonts::arrived(&mut self.system_fonts) {
            self.fonts = fonts;
            self.fonts_generation += 1;
            self.words.clear();
            egui.request_repaint();
        }
        if self.system_fonts.is_some() {
            // The faces do not wake the window; they are there within a few frames.
            egui.request_repaint_after(std::time::Duration::from_millis(50));
        }
        self.words.begin_frame(egui.cumulative_frame_nr());
    }

    /// Returns how many physical pixels a point has.
    pub fn pixels_per_point(&self) -> f32 {
        self.pixels_per_point
    }

    /// Returns a number that changes when layouts made before are to be made again, besides the scale.
    pub fn fonts_generation(&self) -> u64 {
        self.fonts_generation
    }

    /// Returns a number that rises when meshes made before no longer show their glyphs.
    pub fn atlas_generation(&self) -> u64 {
        self.atlas.generation()
    }

    /// Returns the first script in `text` that no face has, once all faces are known.
    pub fn missing(&self, layout: &Layout, text: &str) -> Option<MissingScript> {
        if self.system_fonts.is_some() { None } else { missing::missing(layout, text) }
    }

    /// Returns what `parley::PlainEditor` needs.
    pub fn contexts(&mut self) -> (&mut FontContext, &mut LayoutContext<Brush>) {
        (&mut self.fonts, &mut self.layouts)
    }

    /// Like [`Self::layout`], with all lines but the first beginning where the first `mark` bytes of that end: for items
    /// of lists.
    pub fn layout_hanging(
        &mut self,
        text: &str,
        overrides: &[(Range<usize>, StyleOverride)],
        style: &Style,
        width: f32,
        mark: usize,
    ) -> Layout {
        let mut layout = self.layout(text, overrides, style, Some(width));
        if mark > 0 && layout.len() > 1 {
            let behind = Cursor::from_byte_index(&layout, mark, Affinity::Downstream).geometry(&layout, 0.0);
            let start = Cursor::from_byte_index(&layout, 0, Affinity::Downstream).geometry(&layout, 0.0);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "parley computes in f32 and widens the result"
            )]
            let room = (behind.x0 - start.x0).abs() as f32;
            let width = (width * self.pixels_per_point).max(1.0);
            layout.set_text_indent(room.min(width / 2.0), IndentOptions { hanging: true, each_line: false });
            layout.break_all_lines(Some(width));
            layout.align(Alignment::Start, AlignmentOptions::default());
        }
        layout
    }

    /// Lays `text` out, broken at `width` points or only at its line feeds. The text itself says which way it runs,
    /// and its lines begin at that side.
    pub fn layout(
        &mut self,
        text: &str,
        overrides: &[(Range<usize>, StyleOverride)],
        style: &Style,
        width: Option<f32>,
    ) -> Layout {
        let scale = self.pixels_per_point;
        let width = width.map(|width| (width * scale).max(1.0));
        let made = catch_unwind(AssertUnwindSafe(|| self.try_layout(text, overrides, style, width)));
        made.unwrap_or_else(|_| {
            // A text that the shaper trips over is shown with boxes in place of what is not plain; places stay right.
            self.layouts = LayoutContext::new();
            self.try_layout(&plain(text), &[], style, width)
        })
    }

    fn try_layout(
        &mut self,
        original: &str,
        overrides: &[(Range<usize>, StyleOverride)],
        style: &Style,
        width: Option<f32>,
    ) -> Layout {
        let drawn = signs::drawn(original);
        let text = drawn.as_ref();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, self.pixels_per_point, true);
        for property in properties_for(style, Han::of(text)) {
            builder.push_default(property);
        }
        if matches!(drawn, Cow::Owned(_)) {
            for at in memchr::memchr_iter(b'\t', original.as_bytes()) {
                builder.push(StyleProperty::LetterSpacing(style.size * TAB), at..at + 1);
            }
            for control in signs::controls(original) {
                builder.push(StyleProperty::LetterSpacing(style.size * CONTROL), control);
            }
        }
        for keycap in signs::keycaps(text) {
            builder.push(StyleProperty::FontFamily(fonts::emoji()), keycap);
        }
        for (range, change) in overrides {
            for property in properties_of(change, style) {
                builder.push(property, range.clone());
            }
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(width);
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }
}

/// Returns a style as parley's properties: also for the default styles of a `parley::PlainEditor`.
pub fn properties(style: &Style) -> [StyleProperty<'static, Brush>; 6] {
    properties_for(style, Han::Chinese)
}

fn properties_for(style: &Style, han: Han) -> [StyleProperty<'static, Brush>; 6] {
    [
        StyleProperty::FontFamily(style.face.family(han)),
        StyleProperty::FontSize(style.size),
        StyleProperty::FontWeight(weight_of(style.weight)),
        StyleProperty::FontStyle(if style.is_italic { FontStyle::Italic } else { FontStyle::Normal }),
        StyleProperty::LineHeight(LineHeight::Absolute(style.line_height)),
        // A web address longer than a line is broken anywhere rather than cut off.
        StyleProperty::OverflowWrap(OverflowWrap::Anywhere),
    ]
}

fn weight_of(weight: Weight) -> FontWeight {
    match weight {
        Weight::Regular => FontWeight::NORMAL,
        Weight::SemiBold => FontWeight::SEMI_BOLD,
    }
}

fn properties_of(
    change: &StyleOverride,
    style: &Style,
) -> impl Iterator<Item = StyleProperty<'static, Brush>> {
    let (first, second) = match change {
        StyleOverride::Weight(weight) => (StyleProperty::FontWeight(weight_of(*weight)), None),
        StyleOverride::Italic => (StyleProperty::FontStyle(FontStyle::Italic), None),
        StyleOverride::Struck => (StyleProperty::Strikethrough(true), None),
        StyleOverride::Code => (
            StyleProperty::FontFamily(Face::Mono.family(Han::Chinese)),
            Some(StyleProperty::FontSize(style.size * CODE_SIZE)),
        ),
        StyleOverride::Color(color) => (StyleProperty::Brush(Brush { color: Some(*color) }), None),
    };
    [Some(first), second].into_iter().flatten()
}

/// Returns `text` with every byte that is not ASCII replaced: as many bytes as before.
fn plain(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii() { char::from(byte) } else { '?' }).collect()
}
