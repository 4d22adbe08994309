//! From a layout to meshes, which can be kept and moved, and to the screen.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, Painter, Pos2, Rect, Shape, Vec2};
use parley::{GlyphRun, PositionedLayoutItem};

use super::atlas::{Atlas, Picture, RunKey};
use super::{Brush, Layout, Typesetter};

/// A text as triangles, at home at the origin; in points.
#[derive(Clone, Debug, Default)]
pub struct TextMesh {
    meshes: Vec<Mesh>,
    generation: u64,
    color: Color32,
    pixels_per_point: f32,
}

impl TextMesh {
    /// Adds the text to what `painter` paints, moved by `by`.
    pub fn paint(&self, painter: &Painter, by: Vec2) {
        for mesh in &self.meshes {
            let mut mesh = mesh.clone();
            mesh.translate(by);
            painter.add(Shape::mesh(mesh));
        }
    }

    /// Returns the triangles, one mesh a texture.
    #[cfg(test)]
    pub fn meshes(&self) -> &[Mesh] {
        &self.meshes
    }

    /// Returns whether it still shows the right glyphs, in `color`.
    pub fn is_valid(&self, typesetter: &Typesetter, color: Color32) -> bool {
        self.generation == typesetter.atlas_generation()
            && self.color == color
            && self.pixels_per_point.to_bits() == typesetter.pixels_per_point().to_bits()
    }
}

impl Typesetter {
    /// Builds the triangles of `layout`; its top left corner is the origin.
    pub fn mesh(&mut self, egui: &egui::Context, layout: &Layout, color: Color32) -> TextMesh {
        let generation = self.atlas.generation();
        let mesh = self.build(egui, layout, color);
        if self.atlas.generation() == generation {
            return mesh;
        }
        // Pages were given up on the way: a second time everything is on the new ones.
        self.build(egui, layout, color)
    }

    fn build(&mut self, egui: &egui::Context, layout: &Layout, color: Color32) -> TextMesh {
        let mut meshes = Vec::new();
        let scale = layout.scale();
        for line in layout.lines() {
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    add_run(&mut meshes, &mut self.atlas, egui, &run, color, scale);
                    add_decorations(&mut meshes, &run, color, scale);
                }
            }
        }
        TextMesh { meshes, generation: self.atlas.generation(), color, pixels_per_point: scale }
    }

    /// Returns the place on a physical pixel's corner that is nearest to `at`.
    pub fn on_pixel(&self, at: Pos2) -> Pos2 {
        (at.to_vec2() * self.pixels_per_point).round().to_pos2() / self.pixels_per_point
    }
}

fn add_run(
    meshes: &mut Vec<Mesh>,
    atlas: &mut Atlas,
    egui: &egui::Context,
    glyph_run: &GlyphRun<'_, Brush>,
    color: Color32,
    scale: f32,
) {
    let run = glyph_run.run();
    let synthesis = run.synthesis();
    let key = RunKey {
        font: run.font(),
        size: run.font_size(),
        coords: run.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
        is_emboldened: synthesis.embolden(),
        skew: synthesis.skew(),
    };
    let number = Atlas::run_number(&key);
    let ink = glyph_run.style().brush.color.unwrap_or(color);
    for glyph in glyph_run.positioned_glyphs() {
        let (x, quarter) = split_quarters(glyph.x);
        let Some(picture) = atlas.picture(egui, &key, number, glyph.id, quarter) else {
            continue;
        };
        let at = Pos2::new(x + picture.left, glyph.y.round() + picture.top);
        add_picture(meshes, &picture, at, if picture.is_colored { Color32::WHITE } else { ink }, scale);
    }
}

/// Returns the pixel that `x` lies in and the quarter of it that is nearest.
fn split_quarters(x: f32) -> (f32, u8) {
    let quarters = (x * 4.0).round();
    let pixel = (quarters / 4.0).floor();
    let rest = quarters - pixel * 4.0;
    let quarter = match rest {
        rest if rest < 0.5 => 0,
        rest if rest < 1.5 => 1,
        rest if rest < 2.5 => 2,
        _ => 3,
    };
    (pixel, quarter)
}

fn add_picture(meshes: &mut Vec<Mesh>, picture: &Picture, at: Pos2, color: Color32, scale: f32) {
    let rect = Rect::from_min_size(at / scale, Vec2::new(picture.width, picture.height) / scale);
    add_rect(meshes, picture.texture, rect, picture.uv, color);
}

/// Adds a rectangle to the mesh of its texture.
fn add_rect(meshes: &mut Vec<Mesh>, texture: egui::TextureId, rect: Rect, uv: Rect, color: Color32) {
    let mesh = match meshes.iter_mut().position(|mesh| mesh.texture_id == texture) {
        Some(at) => meshes.get_mut(at),
        None => {
            meshes.push(Mesh::with_texture(texture));
            meshes.last_mut()
        }
    };
    let Some(mesh) = mesh else {
        return;
    };
    let Ok(first) = u32::try_from(mesh.vertices.len()) else {
        return;
    };
    mesh.indices.extend([first, first + 1, first + 2, first + 2, first + 1, first + 3]);
    mesh.vertices.extend([
        Vertex { pos: rect.left_top(), uv: uv.left_top(), color },
        Vertex { pos: rect.right_top(), uv: uv.right_top(), color },
        Vertex { pos: rect.left_bottom(), uv: uv.left_bottom(), color },
        Vertex { pos: rect.right_bottom(), uv: uv.right_bottom(), color },
    ]);
}

fn add_decorations(meshes: &mut Vec<Mesh>, run: &GlyphRun<'_, Brush>, color: Color32, scale: f32) {
    let metrics = run.run().font_metrics();
    let style = run.style();
    let lines = [
        style.underline.as_ref().map(|line| (line, metrics.underline_offset, metrics.underline_size)),
        style
            .strikethrough
            .as_ref()
            .map(|line| (line, metrics.strikethrough_offset, metrics.strikethrough_size)),
    ];
    for (line, offset, thickness) in lines.into_iter().flatten() {
        let top = (run.baseline() - line.offset.unwrap_or(offset)).round();
        let height = line.size.unwrap_or(thickness).round().max(1.0);
        let rect = Rect::from_min_max(
            Pos2::new(run.offset(), top) / scale,
            Pos2::new(run.offset() + run.advance(), top + height) / scale,
        );
        let ink = style.brush.color.unwrap_or(color);
        add_rect(meshes, egui::TextureId::default(), rect, Rect::from_min_max(WHITE_UV, WHITE_UV), ink);
    }
}
