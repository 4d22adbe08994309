//! One of a few, side by side: a track with the chosen part lit.

use std::hash::Hash;

use egui::{EventFilter, Id, Key, Painter, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, face};
use super::badge::Badge;
use super::focus;
use super::kit::{Kit, crisp, draw_line, line, line_width};

/// One part of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Its words.
    pub text: &'a str,
    /// The tag before them.
    pub badge: Option<Badge>,
    /// Explains in a tooltip.
    pub tip: Option<&'a str>,
}

impl<'a> Segment<'a> {
    /// Makes a part of words alone.
    pub const fn new(text: &'a str) -> Self {
        Self { text, badge: None, tip: None }
    }

    /// Makes a part with a tag.
    pub const fn tag(badge: Badge, text: &'a str) -> Self {
        Self { text, badge: Some(badge), tip: None }
    }

    /// Explains in a tooltip.
    #[must_use]
    pub const fn tip(mut self, tip: &'a str) -> Self {
        self.tip = Some(tip);
        self
    }
}

/// One of a few, side by side. Arrows move along it, each click or press gives a part.
#[must_use = "a choice is seen when it is shown"]
pub struct Choice<'a> {
    name: &'a str,
    id: Id,
    segments: &'a [Segment<'a>],
    chosen: Option<usize>,
    fills: bool,
}

/// How far the lit part stands from the track's edge.
const INSET: f32 = 2.0;
/// How far the words of a part stand from its edge.
const PADDING: f32 = 10.0;
/// Between badge and words.
const BADGE_GAP: f32 = 8.0;
/// Both, where there is not enough room.
const TIGHT_PADDING: f32 = 2.0;
const TIGHT_BADGE_GAP: f32 = 4.0;

impl<'a> Choice<'a> {
    /// Makes one; `chosen` is the part that is lit, if any.
    pub fn new(
        id: impl Hash + std::fmt::Debug,
        name: &'a str,
        segments: &'a [Segment<'a>],
        chosen: Option<usize>,
    ) -> Self {
        Self { name, id: Id::unique(id).with("choice"), segments, chosen, fills: false }
    }

    /// Makes it as wide as there is room, with parts of one width.
    pub fn fill(mut self) -> Self {
        self.fills = true;
        self
    }

    /// Draws it. Returns the part that was clicked or gone to by arrows, also when it is the chosen one already: the
    /// caller may take that as taking the choice back.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> Option<usize> {
        self.show_with_response(ui, kit).0
    }

    /// Like [`Self::show`], with the response of the whole.
    pub fn show_with_response(self, ui: &mut Ui, kit: &Kit<'_>) -> (Option<usize>, Response) {
        let (widths, badge_gap) = self.widths(ui.painter(), ui.available_width());
        let total = widths.iter().sum::<f32>() + 2.0 * INSET;
        let (_, rect) = ui.allocate_space(Vec2::new(total, theme::ROW));
        let whole = ui.interact(rect, self.id, Sense::focusable_noninteractive());
        focus::follow(&whole);
        let is_enabled = ui.is_enabled();
        whole.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, is_enabled, self.name));
        let mut picked = self.arrows(ui, &whole);
        let painter = ui.painter();
        let rect = crisp(painter, rect);
        painter.rect_filled(rect, theme::radius(theme::RADIUS), kit.tokens().hover);
        let mut left = rect.left() + INSET;
        for (at, (segment, width)) in self.segments.iter().zip(&widths).enumerate() {
            let place = Rect::from_min_max(
                pos2(left.round(), rect.top() + INSET),
                pos2((left + width).round(), rect.bottom() - INSET),
            );
            left += width;
            let response = ui.interact(place, self.id.with(at), Sense::CLICK);
            let is_chosen = self.chosen == Some(at);
            response
                .widget_info(|| WidgetInfo::selected(Role::RadioButton, is_enabled, is_chosen, segment.text));
            if response.clicked() {
                picked = Some(at);
                whole.request_focus();
            }
            draw_segment(ui.painter(), kit, place, segment, badge_gap, (is_chosen, response.hovered()));
            if let Some(tip) = segment.tip {
                super::tip::text(response, kit, tip, None);
            }
        }
        if whole.has_focus() {
            kit.ring(ui.painter(), rect);
        }
        (picked, whole)
    }

    /// Returns where the arrows go from the chosen part.
    fn arrows(&self, ui: &Ui, whole: &Response) -> Option<usize> {
        if !whole.has_focus() {
            return None;
        }
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let count = self.segments.len();
        let none = egui::Modifiers::NONE;
        let (forth, back) = ui.input_mut(|input| {
            (input.consume_key(none, Key::ArrowRight), input.consume_key(none, Key::ArrowLeft))
        });
        match (self.chosen, forth, back) {
            (_, false, false) => None,
            (Some(at), true, _) => Some((at + 1).min(count.saturating_sub(1))).filter(|to| *to != at),
            (Some(at), false, true) => at.checked_sub(1),
            (None, true, _) => Some(0).filter(|_| count > 0),
            (None, false, true) => count.checked_sub(1),
        }
    }

    /// Returns how wide the parts are, and how far a badge stands from its words: where there is not enough room,
    /// white space goes before words do.
    fn widths(&self, painter: &Painter, room: f32) -> (Vec<f32>, f32) {
        let count = self.segments.len().max(1);
        let most = room - 2.0 * INSET;
        let wanted = |padding: f32, gap: f32| -> Vec<f32> {
            let width = |segment: &Segment<'_>| {
                let badge = segment.badge.map_or(0.0, |_| Badge::width() + gap);
                badge + line_width(painter, segment.text, face::body()) + 2.0 * padding
            };
            self.segments.iter().map(width).collect()
        };
        let usual = wanted(PADDING, BADGE_GAP);
        #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
        let share = most / count as f32;
        if self.fills && usual.iter().all(|width| *width <= share) {
            return (vec![share; count], BADGE_GAP);
        }
        let total: f32 = usual.iter().sum();
        if total <= most {
            let more = if self.fills { most / total } else { 1.0 };
            return (usual.iter().map(|width| width * more).collect(), BADGE_GAP);
        }
        // No more white space goes than has to.
        let tight: f32 = wanted(TIGHT_PADDING, TIGHT_BADGE_GAP).iter().sum();
        let part = ((most - tight) / (total - tight)).clamp(0.0, 1.0);
        let gap = TIGHT_BADGE_GAP + (BADGE_GAP - TIGHT_BADGE_GAP) * part;
        let widths = wanted(TIGHT_PADDING + (PADDING - TIGHT_PADDING) * part, gap);
        let total: f32 = widths.iter().sum();
        (widths.iter().map(|width| width * (most / total).min(1.0)).collect(), gap.round())
    }
}

fn draw_segment(
    painter: &Painter,
    kit: &Kit<'_>,
    place: Rect,
    segment: &Segment<'_>,
    badge_gap: f32,
    (is_chosen, is_hovered): (bool, bool),
) {
    let tokens = kit.tokens();
    if is_chosen {
        painter.rect_filled(place, theme::radius(theme::RADIUS - 1.0), tokens.seg);
        if tokens.is_high_contrast {
            kit.panel_box(painter, place, tokens.seg, tokens.line);
        }
    }
    let ink = if is_chosen || is_hovered { tokens.text } else { tokens.second };
    let badge_width = segment.badge.map_or(0.0, |_| Badge::width() + badge_gap);
    let galley = line(painter, segment.text, face::body(), place.width() - badge_width - 2.0);
    let content = badge_width + galley.size().x;
    let mut left = place.left() + ((place.width() - content) / 2.0).max(1.0).round();
    let middle = place.center().y;
    if let Some(badge) = segment.badge {
        badge.paint(painter, kit, pos2(left + Badge::width() / 2.0, middle));
        left += badge_width;
    }
    draw_line(painter, galley, left, middle, ink);
}
