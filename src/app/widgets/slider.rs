//! A slider for a probability: ticks where a scale's words change, and a band for the words that were said.

use std::ops::RangeInclusive;

use egui::{
    EventFilter, Id, Key, Painter, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit, pos2,
};

use super::super::theme;
use super::focus;
use super::kit::{Kit, crisp};

/// A slider from 0 to 100 percent.
#[must_use = "a slider is seen when it is shown"]
pub struct Slider<'a> {
    id: Id,
    name: &'a str,
    value: Option<f64>,
    ticks: &'a [f64],
    band: Option<RangeInclusive<f64>>,
    width: Option<f32>,
    is_enabled: bool,
}

/// How far the handle's middle stays from the ends.
const HANDLE: f32 = 6.0;

impl<'a> Slider<'a> {
    /// Makes one; without a value it has no handle until it is used.
    pub fn new(id: impl std::hash::Hash + std::fmt::Debug, name: &'a str, value: Option<f64>) -> Self {
        let id = Id::unique(id).with("slider");
        Self { id, name, value, ticks: &[], band: None, width: None, is_enabled: true }
    }

    /// Draws ticks below it, in percent: the borders of a scale's words.
    pub fn ticks(mut self, ticks: &'a [f64]) -> Self {
        self.ticks = ticks;
        self
    }

    /// Marks a part of it, in percent: what the words in the text stand for.
    pub fn band(mut self, band: Option<RangeInclusive<f64>>) -> Self {
        self.band = band;
        self
    }

    /// Makes it this wide instead of as wide as there is room.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows that it cannot be used now.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// Draws it. Returns the response and, when it was moved, where to, in whole percent. Arrows move by one, with Shift
    /// or by page by ten; the response's `drag_stopped` and `dragged` tell whether the gesture is over.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> (Response, Option<f64>) {
        let width = self.width.unwrap_or_else(|| ui.available_width()).max(60.0);
        let (_, rect) = ui.allocate_space(Vec2::new(width, theme::ROW));
        let sense = if self.is_enabled { Sense::click_and_drag() } else { Sense::hover() };
        let response = ui.interact(rect, self.id, sense);
        focus::follow(&response);
        let moved = self.moved(ui, &response, rect).filter(|to| Some(*to) != self.value);
        let value = moved.or(self.value);
        let is_enabled = self.is_enabled && ui.is_enabled();
        response.widget_info(|| WidgetInfo::slider(is_enabled, value.unwrap_or(50.0), self.name));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.set_numeric_value_step(1.0);
            node.add_action(accesskit::Action::Increment);
            node.add_action(accesskit::Action::Decrement);
            node.add_action(accesskit::Action::SetValue);
        });
        if ui.is_rect_visible(rect) {
            self.draw(ui.painter(), kit, rect, value, &response);
        }
        (response, moved)
    }

    fn moved(&self, ui: &Ui, response: &Response, rect: Rect) -> Option<f64> {
        if !self.is_enabled {
            return None;
        }
        if let Some(at) = response
            .interact_pointer_pos()
            .filter(|_| response.is_pointer_button_down_on() || response.clicked())
        {
            response.request_focus();
            let share = (at.x - rect.left() - HANDLE) / (rect.width() - 2.0 * HANDLE);
            return Some(f64::from(share.clamp(0.0, 1.0) * 100.0).round());
        }
        let from = self.value.unwrap_or(50.0);
        let step = self.steps(ui, response);
        if let Some(to) = wanted_value(ui, response.id) {
            return Some(to.clamp(0.0, 100.0).round());
        }
        (step != 0.0).then(|| (from + step).clamp(0.0, 100.0))
    }

    fn steps(&self, ui: &Ui, response: &Response) -> f64 {
        let spoken = ui.input(|input| {
            let count = |action| input.num_accesskit_action_requests(response.id, action);
            let (up, down) = (count(accesskit::Action::Increment), count(accesskit::Action::Decrement));
            f64::from(u32::try_from(up).unwrap_or(0)) - f64::from(u32::try_from(down).unwrap_or(0))
        });
        if !response.has_focus() {
            return spoken;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|input| {
            let mut pressed = |modifiers, key| f64::from(u8::from(input.consume_key(modifiers, key)));
            let (none, shift) = (egui::Modifiers::NONE, egui::Modifiers::SHIFT);
            let tens = pressed(shift, Key::ArrowRight) - pressed(shift, Key::ArrowLeft)
                + pressed(none, Key::PageUp)
                - pressed(none, Key::PageDown);
            let ones = pressed(none, Key::ArrowRight) - pressed(none, Key::ArrowLeft)
                + pressed(none, Key::ArrowUp)
                - pressed(none, Key::ArrowDown);
            spoken + 10.0 * tens + ones
        })
    }

    fn draw(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, value: Option<f64>, response: &Response) {
        let tokens = kit.tokens();
        #[expect(clippy::cast_possible_truncation, reason = "percent")]
        let place =
            |percent: f64| rect.left() + HANDLE + (rect.width() - 2.0 * HANDLE) * (percent / 100.0) as f32;
        let middle = rect.center().y.round();
        let bar = |from: f32, to: f32, height: f32, color| {
            let bar = Rect::from_min_max(pos2(from, middle - height / 2.0), pos2(to, middle + height / 2.0));
            painter.rect_filled(crisp(painter, bar), 0, color);
        };
        bar(rect.left(), rect.right(), 2.0, tokens.line);
        if let Some(band) = &self.band {
            let ink = tokens.tag(crate::model::TagColor::Forecast).mark;
            bar(place(*band.start()), place(*band.end()), 4.0, ink);
        }
        for tick in self.ticks.iter().filter(|tick| **tick > 0.0 && **tick < 100.0) {
            let x = place(*tick).round();
            let tick = Rect::from_min_max(pos2(x, middle + 6.0), pos2(x + 1.0, middle + 10.0));
            painter.rect_filled(crisp(painter, tick), 0, tokens.faint);
        }
        if let Some(value) = value {
            let center = pos2(place(value), middle);
            let fill = if response.hovered() || response.dragged() { tokens.hover } else { tokens.field };
            let edge = if self.is_enabled { tokens.accent } else { tokens.faint };
            painter.circle(center, HANDLE, fill, Stroke::new(2.0, edge));
        }
        if response.has_focus() {
            kit.ring(painter, crisp(painter, rect.expand2(Vec2::new(4.0, 0.0))));
        }
    }
}

/// Returns the value that an assistive technology asks for.
fn wanted_value(ui: &Ui, id: Id) -> Option<f64> {
    ui.input(|input| {
        let asked = input.accesskit_action_requests(id, accesskit::Action::SetValue).last();
        match asked.and_then(|request| request.data.as_ref()) {
            Some(accesskit::ActionData::NumericValue(value)) => Some(*value),
            _ => None,
        }
    })
}
