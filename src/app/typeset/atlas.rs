//! Pictures of glyphs in textures, each made once a size and sub-position.
//!
//! Glyphs are packed into shelves of a page; a page that is full is followed by another one. When the last page is
//! full all are given up and the generation rises, so that every mesh that looks into them is built again. Glyphs
//! already painted in the same frame keep their textures until the frame has been shown.

use std::collections::HashMap;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use egui::epaint::FontColorTransferFunction;
use egui::{ColorImage, TextureHandle, TextureId, TextureOptions};
use parley::FontData;
use swash::scale::image::Content;
use swash::scale::{Render, ScaleContext, Source, StrikeWith};
use swash::zeno::{Angle, Format, Transform, Vector};

/// The side of the first page, in texels: enough for a Latin text at one scale.
const FIRST_SIDE: usize = 1024;

/// The side of the pages after it.
const SIDE: usize = 2048;

/// How many pages there are before all are given up.
const MAX_PAGES: usize = 4;

/// Texels between two glyphs, so that none shows at the edge of another.
const GAP: usize = 1;

/// How a run of glyphs is drawn: what all its glyphs have in common.
pub(super) struct RunKey<'a> {
    pub(super) font: &'a FontData,
    /// Pixels per em.
    pub(super) size: f32,
    /// Places on the axes of a variable font.
    pub(super) coords: Vec<i16>,
    pub(super) is_emboldened: bool,
    /// Degrees to lean the glyphs by.
    pub(super) skew: Option<f32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// The run as a hash: fonts differ by the number of their data.
    run: u64,
    glyph: u32,
    quarter: u8,
}

/// Where a glyph's picture lies, and where it goes relative to the glyph's origin, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    pub(super) texture: TextureId,
    pub(super) uv: egui::Rect,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    /// Whether the glyph brings its own colours and is not to be tinted.
    pub(super) is_colored: bool,
}

struct Page {
    texture: TextureHandle,
    side: usize,
    /// Where the next glyph of the present shelf goes.
    x: usize,
    y: usize,
    shelf_height: usize,
}

/// The pictures of all glyphs that were drawn.
pub(super) struct Atlas {
    pages: Vec<Page>,
    pictures: HashMap<Key, Option<Picture>>,
    scaler: ScaleContext,
    transfer: FontColorTransferFunction,
    generation: u64,
}

impl Atlas {
    pub(super) fn new() -> Self {
        Self {
            pages: Vec::new(),
            pictures: HashMap::new(),
            scaler: ScaleContext::with_max_entries(32),
            transfer: FontColorTransferFunction::Off,
            generation: 0,
        }
    }

    /// Returns a number that rises when pictures have been given up.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Sets how coverage becomes alpha; egui's own text does it differently on dark and on light ground.
    pub(super) fn set_transfer(&mut self, transfer: FontColorTransferFunction) {
        if self.transfer != transfer {
            self.transfer = transfer;
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.pages.clear();
        self.pictures.clear();
        self.generation += 1;
    }

    /// Returns the number that stands for a run in keys.
    pub(super) fn run_number(run: &RunKey<'_>) -> u64 {
        let mut hasher = std::hash::BuildHasherDefault::<DefaultHasher>::default().build_hasher();
        run.font.data.id().hash(&mut hasher);
        run.font.index.hash(&mut hasher);
        run.size.to_bits().hash(&mut hasher);
        run.coords.hash(&mut hasher);
        run.is_emboldened.hash(&mut hasher);
        run.skew.map(f32::to_bits).hash(&mut hasher);
        hasher.finish()
    }

    /// Returns the picture of a glyph whose origin lies `quarter` quarters of a pixel right of a pixel's edge;
    /// `None` for one without ink.
    pub(super) fn picture(
        &mut self,
        egui: &egui::Context,
        run: &RunKey<'_>,
        run_number: u64,
        glyph: u32,
        quarter: u8,
    ) -> Option<Picture> {
        let key = Key { run: run_number, glyph, quarter };
        if let Some(picture) = self.pictures.get(&key) {
            return *picture;
        }
        let picture = self.make(egui, run, glyph, quarter);
        self.pictures.insert(key, picture);
        picture
    }

    fn make(&mut self, egui: &egui::Context, run: &RunKey<'_>, glyph: u32, quarter: u8) -> Option<Picture> {
        let font = swash::FontRef::from_index(run.font.data.data(), usize::try_from(run.font.index).ok()?)?;
        let id = [run.font.data.id(), u64::from(run.font.index)];
        let mut scaler = self
            .scaler
            .builder_with_id(font, id)
            .size(run.size)
            .hint(false)
            .normalized_coords(&run.coords)
            .build();
        let mut render = Render::new(&[
            Source::ColorOutline(0),
            Source::ColorBitmap(StrikeWith::BestFit),
            Source::Outline,
        ]);
        render.format(Format::Alpha).offset(Vector::new(f32::from(quarter) / 4.0, 0.0));
        if run.is_emboldened {
            render.embolden(run.size / 40.0);
        }
        if let Some(skew) = run.skew {
            render.transform(Some(Transform::skew(Angle::from_degrees(skew), Angle::ZERO)));
        }
        let image = render.render(&mut scaler, u16::try_from(glyph).ok()?)?;
        let (width, height) = (image.placement.width as usize, image.placement.height as usize);
        if width == 0 || height == 0 {
            return None;
        }
        let is_colored = image.content == Content::Color;
        let pixels = match image.content {
            Content::Mask => ColorImage::new([width, height], self.tinted(&image.data)),
            Content::Color => ColorImage::from_rgba_unmultiplied([width, height], &image.data),
            Content::SubpixelMask => return None,
        };
        let (texture, uv) = self.place(egui, pixels)?;
        #[expect(clippy::cast_precision_loss, reason = "glyphs are a few hundred pixels at most")]
        Some(Picture {
            texture,
            uv,
            left: image.placement.left as f32,
            top: -image.placement.top as f32,
            width: width as f32,
            height: height as f32,
            is_colored,
        })
    }

    /// Returns white of the alpha that each coverage stands for.
    fn tinted(&self, coverage: &[u8]) -> Vec<egui::Color32> {
        coverage.iter().map(|value| self.transfer.color_from_coverage(f32::from(*value) / 255.0)).collect()
    }

    /// Puts a picture on a page; `None` when it is larger than one.
    #[expect(clippy::cast_precision_loss, reason = "texels of a page are few")]
    fn place(&mut self, egui: &egui::Context, image: ColorImage) -> Option<(TextureId, egui::Rect)> {
        let [width, height] = image.size;
        if width + 2 * GAP > FIRST_SIDE || height + 2 * GAP > FIRST_SIDE {
            return None;
        }
        let room = self.pages.last_mut().and_then(|page| page.room(width, height));
        let (x, y) = match room {
            Some(room) => room,
            None => {
                if self.pages.len() == MAX_PAGES {
                    self.give_up();
                }
                let side = if self.pages.is_empty() { FIRST_SIDE } else { SIDE };
                self.pages.push(Page::new(egui, side));
                self.pages.last_mut()?.room(width, height)?
            }
        };
        let page = self.pages.last_mut()?;
        page.texture.set_partial([x, y], image, TextureOptions::LINEAR);
        let side = page.side as f32;
        let uv = egui::Rect::from_min_size(
            egui::pos2(x as f32 / side, y as f32 / side),
            egui::vec2(width as f32 / side, height as f32 / side),
        );
        Some((page.texture.id(), uv))
    }
}

impl Page {
    fn new(egui: &egui::Context, side: usize) -> Self {
        let image = ColorImage::filled([side, side], egui::Color32::TRANSPARENT);
        let texture = egui.load_texture("glyphs", image, TextureOptions::LINEAR);
        Self { texture, side, x: GAP, y: GAP, shelf_height: 0 }
    }

    /// Takes room for a picture, or returns `None` when the page has none left.
    fn room(&mut self, width: usize, height: usize) -> Option<(usize, usize)> {
        if self.x + width + GAP > self.side {
            self.x = GAP;
            self.y += self.shelf_height + GAP;
            self.shelf_height = 0;
        }
        if self.y + height + GAP > self.side {
            return None;
        }
        let at = (self.x, self.y);
        self.x += width + GAP;
        self.shelf_height = self.shelf_height.max(height);
        Some(at)
    }
}
