//! Pictures of what a frame paints, without a window or a graphics card: triangles are filled as the card would fill
//! them, and the picture is written as PNG to be looked at.

use std::collections::HashMap;
use std::path::PathBuf;

use egui::epaint::{ClippedPrimitive, Mesh, Primitive, Vertex};
use egui::{Color32, ColorImage, FullOutput, ImageData, Pos2, Rect, TextureId, Vec2};

/// The textures as the card would have them.
#[derive(Default)]
pub struct Textures(HashMap<TextureId, ColorImage>);

impl Textures {
    /// Takes what a frame changes of them.
    pub fn take(&mut self, output: &mut FullOutput) {
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                let ImageData::Color(image) = &delta.image;
                let Some([left, top]) = delta.pos else {
                    self.0.insert(id, ColorImage::clone(image));
                    continue;
                };
                let present = self.0.get_mut(&id).unwrap();
                let [width, height] = image.size;
                for y in 0..height {
                    let from = &image.pixels[y * width..(y + 1) * width];
                    let at = (top + y) * present.size[0] + left;
                    present.pixels[at..at + width].copy_from_slice(from);
                }
            }
        }
        output.textures_delta.clear();
    }
}

/// A picture in pixels.
pub struct Picture {
    size: [usize; 2],
    pixels: Vec<[f32; 4]>,
}

impl Picture {
    /// Fills the triangles of a frame.
    pub fn of(
        primitives: &[ClippedPrimitive],
        textures: &Textures,
        points: Vec2,
        pixels_per_point: f32,
    ) -> Self {
        let size = [(points.x * pixels_per_point) as usize, (points.y * pixels_per_point) as usize];
        let mut picture = Self { size, pixels: vec![[0.0, 0.0, 0.0, 1.0]; size[0] * size[1]] };
        for primitive in primitives {
            if let Primitive::Mesh(mesh) = &primitive.primitive {
                picture.fill(mesh, primitive.clip_rect, &textures.0[&mesh.texture_id], pixels_per_point);
            }
        }
        picture
    }

    fn fill(&mut self, mesh: &Mesh, clip: Rect, texture: &ColorImage, scale: f32) {
        let clip = Rect::from_min_max(
            (clip.min.to_vec2() * scale).round().to_pos2(),
            (clip.max.to_vec2() * scale).round().to_pos2(),
        );
        let bounds = mesh.vertices.iter().fold(Rect::NOTHING, |bounds, vertex| {
            bounds.union(Rect::from_pos((vertex.pos.to_vec2() * scale).to_pos2()))
        });
        let is_plain = |vertex: &Vertex| {
            let first = mesh.vertices[0];
            vertex.uv == first.uv && vertex.color == first.color && vertex.color.is_opaque()
        };
        // A large rectangle of one colour: the page itself.
        if mesh.vertices.len() == 4 && mesh.vertices.iter().all(is_plain) {
            let color = mesh.vertices[0].color.to_array().map(|part| f32::from(part) / 255.0);
            let bounds = bounds.intersect(clip);
            for y in bounds.top().round() as usize..(bounds.bottom().round() as usize).min(self.size[1]) {
                let row = y * self.size[0];
                let right = (bounds.right().round() as usize).min(self.size[0]);
                self.pixels[row + bounds.left().round() as usize..row + right].fill(color);
            }
            return;
        }
        for corners in mesh.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|at| {
                let vertex = mesh.vertices[corners[at] as usize];
                Vertex { pos: (vertex.pos.to_vec2() * scale).to_pos2(), ..vertex }
            });
            self.fill_triangle(a, b, c, clip, texture);
        }
    }

    fn fill_triangle(&mut self, a: Vertex, b: Vertex, c: Vertex, clip: Rect, texture: &ColorImage) {
        let area = cross(a.pos, b.pos, c.pos);
        if area == 0.0 {
            return;
        }
        let (b, c, area) = if area < 0.0 { (c, b, -area) } else { (b, c, area) };
        let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]).intersect(clip);
        let bounds = bounds
            .intersect(Rect::from_min_size(Pos2::ZERO, Vec2::new(self.size[0] as f32, self.size[1] as f32)));
        if !bounds.is_positive() {
            return;
        }
        for y in bounds.top().floor() as usize..(bounds.bottom().ceil() as usize).min(self.size[1]) {
            for x in bounds.left().floor() as usize..(bounds.right().ceil() as usize).min(self.size[0]) {
                let at = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                if !clip.contains(at) {
                    continue;
                }
                let weights = [cross(b.pos, c.pos, at), cross(c.pos, a.pos, at), cross(a.pos, b.pos, at)];
                let edges = [(b.pos, c.pos), (c.pos, a.pos), (a.pos, b.pos)];
                let is_inside = weights.iter().zip(edges).all(|(weight, (from, to))| {
                    *weight > 0.0 || (*weight == 0.0 && is_top_or_left(from, to))
                });
                if is_inside {
                    let [wa, wb, wc] = weights.map(|weight| weight / area);
                    let uv = (a.uv.to_vec2() * wa + b.uv.to_vec2() * wb + c.uv.to_vec2() * wc).to_pos2();
                    let texel = sample(texture, uv);
                    let color = [0, 1, 2, 3].map(|part| {
                        let of = |vertex: &Vertex| f32::from(vertex.color.to_array()[part]) / 255.0;
                        texel[part] * (of(&a) * wa + of(&b) * wb + of(&c) * wc)
                    });
                    let below = &mut self.pixels[y * self.size[0] + x];
                    for part in 0..4 {
                        below[part] = color[part] + below[part] * (1.0 - color[3]);
                    }
                }
            }
        }
    }

    /// Returns the colour of a pixel.
    pub fn pixel(&self, x: usize, y: usize) -> Color32 {
        let [r, g, b, _] = self.pixels[y * self.size[0] + x].map(to_byte);
        Color32::from_rgb(r, g, b)
    }

    /// Writes the picture under `target/`; returns where.
    pub fn write(&self, folder: &str, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target").join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, self.png()).unwrap();
        path
    }

    /// Returns the picture as PNG, not compressed.
    fn png(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity(self.pixels.len() * 3 + self.size[1]);
        for y in 0..self.size[1] {
            rows.push(0);
            for x in 0..self.size[0] {
                rows.extend(&self.pixel(x, y).to_array()[..3]);
            }
        }
        let mut packed = vec![0x78, 0x01];
        let mut blocks = rows.chunks(0xffff).peekable();
        while let Some(block) = blocks.next() {
            packed.push(u8::from(blocks.peek().is_none()));
            let length = block.len() as u16;
            packed.extend(length.to_le_bytes());
            packed.extend((!length).to_le_bytes());
            packed.extend(block);
        }
        packed.extend(adler(&rows).to_be_bytes());
        let mut head = Vec::new();
        head.extend((self.size[0] as u32).to_be_bytes());
        head.extend((self.size[1] as u32).to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in [(b"IHDR", &head), (b"IDAT", &packed), (b"IEND", &Vec::new())] {
            png.extend((data.len() as u32).to_be_bytes());
            let from = png.len();
            png.extend(kind);
            png.extend(data);
            let sum = crc(&png[from..]);
            png.extend(sum.to_be_bytes());
        }
        png
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn is_top_or_left(from: Pos2, to: Pos2) -> bool {
    (from.y == to.y && to.x > from.x) || to.y < from.y
}

fn to_byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Returns what lies at `uv`, between the four nearest texels.
fn sample(texture: &ColorImage, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (uv.x * width as f32 - 0.5, uv.y * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let texel = |x: f32, y: f32| {
        let x = (x.max(0.0) as usize).min(width - 1);
        let y = (y.max(0.0) as usize).min(height - 1);
        texture.pixels[y * width + x].to_array().map(|part| f32::from(part) / 255.0)
    };
    let (across, down) = (x - left, y - top);
    let corners =
        [texel(left, top), texel(left + 1.0, top), texel(left, top + 1.0), texel(left + 1.0, top + 1.0)];
    [0, 1, 2, 3].map(|part| {
        let upper = corners[0][part] * (1.0 - across) + corners[1][part] * across;
        let lower = corners[2][part] * (1.0 - across) + corners[3][part] * across;
        upper * (1.0 - down) + lower * down
    })
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut one, mut two) = (1_u32, 0_u32);
    for byte in bytes {
        one = (one + u32::from(*byte)) % 65521;
        two = (two + one) % 65521;
    }
    (two << 16) | one
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}
