//! How a field looks: its box, text, selection, caret, and where an input method's window goes.

use egui::output::IMEOutput;
use egui::{Color32, IMEPurpose, Painter, Pos2, Rect, Response, Ui, Vec2, pos2};
use parley::BoundingBox;

use super::super::super::theme::{self, face};
use super::super::kit::{Kit, draw_line, line};
use super::state::State;
use super::{Edge, Field, Lines, ink};

impl Field<'_> {
    pub(super) fn draw(
        &self,
        ui: &Ui,
        kit: &Kit<'_>,
        state: &mut State,
        response: &Response,
        rect: Rect,
        text_rect: Rect,
    ) {
        let has_focus = response.has_focus();
        self.draw_box(ui.painter(), kit, rect, response);
        self.draw_around(ui.painter(), kit, rect, text_rect);
        let is_empty = state.editor.raw_text().is_empty();
        if is_empty && !self.hint.is_empty() {
            let galley = line(ui.painter(), self.hint, face::body(), text_rect.width());
            let middle = text_rect.top() + self.style.line_height / 2.0;
            draw_line(ui.painter(), galley, text_rect.left(), middle, kit.tokens().faint);
        }
        self.scroll(ui, kit, state, text_rect, has_focus);
        let origin = self.text_origin(state, text_rect);
        let clip = text_rect.expand2(Vec2::new(2.0, 4.0)).intersect(ui.clip_rect());
        let painter = ui.painter().with_clip_rect(clip);
        if has_focus || response.dragged() {
            self.draw_selection(&painter, kit, state, origin);
        }
        self.draw_text(&painter, kit, state, origin);
        if has_focus {
            let caret = self.draw_caret(&painter, kit, state, origin);
            tell_ime(ui, rect, caret);
        }
    }

    fn draw_box(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, response: &Response) {
        let tokens = kit.tokens();
        let has_focus = response.has_focus();
        let edge = if response.hovered() { tokens.line } else { tokens.hair };
        match self.edge {
            Edge::Boxed if self.is_read_only => {
                kit.panel_box(painter, rect, Color32::TRANSPARENT, tokens.hair)
            }
            Edge::Boxed => kit.panel_box(painter, rect, tokens.field, edge),
            Edge::Shy if has_focus => kit.panel_box(painter, rect, tokens.field, edge),
            Edge::Shy if response.hovered() && !self.is_read_only => {
                kit.panel_box(painter, rect, Color32::TRANSPARENT, tokens.hair);
            }
            Edge::Shy | Edge::None => return,
        }
        if has_focus {
            kit.ring(painter, rect);
        }
    }

    fn draw_around(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, text_rect: Rect) {
        let tokens = kit.tokens();
        let middle = text_rect.top() + self.style.line_height / 2.0;
        if let Some(icon) = self.icon {
            let left = text_rect.left() - 24.0;
            let place = Rect::from_min_size(pos2(left, middle - theme::ICON / 2.0), Vec2::splat(theme::ICON));
            kit.icon(painter, place, icon, tokens.second);
        }
        if let Some(suffix) = self.suffix {
            let galley = line(painter, suffix, face::body(), rect.width());
            draw_line(painter, galley, text_rect.right() + 6.0, middle, tokens.second);
        }
    }

    /// Keeps the caret of a field of one line in sight, and of others in the part of the panel that is scrolled to.
    fn scroll(&self, ui: &Ui, kit: &Kit<'_>, state: &mut State, text_rect: Rect, has_focus: bool) {
        let follows = std::mem::take(&mut state.follows_caret);
        if self.lines != Lines::One {
            if follows && has_focus {
                let caret = caret_rect(state, 1.0).translate(text_rect.min.to_vec2());
                ui.scroll_to_rect(caret.expand(4.0), None);
            }
            return;
        }
        let width = state.with(kit, |driver| {
            let layout = driver.layout();
            layout.full_width() / layout.scale()
        });
        let most = (width + 1.0 - text_rect.width()).max(0.0);
        if follows {
            let caret = caret_rect(state, 1.0);
            let least = caret.right() + 1.0 - text_rect.width();
            state.scroll = state.scroll.clamp(least.min(caret.left()), caret.left().max(least));
        }
        if !has_focus {
            state.scroll =
                if state.editor.try_layout().is_some_and(parley::Layout::is_rtl) { most } else { 0.0 };
        }
        state.scroll = state.scroll.clamp(0.0, most).round();
    }

    fn draw_selection(&self, painter: &Painter, kit: &Kit<'_>, state: &State, origin: Pos2) {
        let scale = state.editor.get_scale();
        let fill = kit.tokens().selection;
        state.editor.selection_geometry_with(|rect, _| {
            let rect = points(rect, scale).translate(origin.to_vec2());
            painter.rect_filled(super::super::kit::crisp(painter, rect), 0, fill);
        });
    }

    fn draw_text(&self, painter: &Painter, kit: &Kit<'_>, state: &mut State, origin: Pos2) {
        let color = ink(kit, self.is_read_only);
        let mut typesetter = kit.typesetter().borrow_mut();
        let generation = state.editor.generation();
        let is_valid = state
            .mesh
            .as_ref()
            .is_some_and(|(made, mesh)| *made == generation && mesh.is_valid(&typesetter, color));
        if !is_valid && let Some(layout) = state.editor.try_layout() {
            let mesh = typesetter.mesh(painter.ctx(), layout, color);
            state.mesh = Some((generation, mesh));
        }
        if let Some((_, mesh)) = &state.mesh {
            mesh.paint(painter, typesetter.on_pixel(origin).to_vec2());
        }
    }

    fn draw_caret(&self, painter: &Painter, kit: &Kit<'_>, state: &State, origin: Pos2) -> Rect {
        let caret = caret_rect(state, 1.0).translate(origin.to_vec2());
        let height = (self.style.size * 1.3).min(caret.height()).round();
        let thin = Rect::from_center_size(caret.center(), Vec2::new(1.0, height));
        if !self.is_read_only && state.editor.is_cursor_visible() {
            let left = super::super::kit::crisp(painter, caret).left();
            let thin = Rect::from_min_size(pos2(left, thin.top()), Vec2::new(1.0, height));
            painter.rect_filled(super::super::kit::crisp(painter, thin), 0, kit.tokens().text);
        }
        caret
    }
}

fn points(rect: BoundingBox, scale: f32) -> Rect {
    #[expect(clippy::cast_possible_truncation, reason = "parley computes in f32 and widens the result")]
    let corner = |x: f64, y: f64| pos2(x as f32 / scale, y as f32 / scale);
    Rect::from_min_max(corner(rect.x0, rect.y0), corner(rect.x1, rect.y1))
}

/// Returns the caret in points from the text's origin.
fn caret_rect(state: &State, width: f32) -> Rect {
    let scale = state.editor.get_scale();
    let caret = state.editor.cursor_geometry(width * scale);
    caret.map_or(Rect::from_min_size(Pos2::ZERO, Vec2::new(width, 16.0)), |caret| points(caret, scale))
}

/// Tells the input method where the text is.
fn tell_ime(ui: &Ui, rect: Rect, caret: Rect) {
    let to_global = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
    ui.output_mut(|output| {
        output.ime = Some(IMEOutput {
            purpose: IMEPurpose::Normal,
            rect: to_global * rect,
            cursor_rect: to_global * caret,
            should_interrupt_composition: false,
        });
    });
}
