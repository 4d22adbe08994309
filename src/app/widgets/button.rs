//! Buttons with words.

use egui::{Color32, Painter, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::super::theme::{self, face};
use super::kit::{Kit, crisp, draw_line, line, line_width};
use super::{focus, tip};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Main,
    Quiet,
    Link,
}

/// A button with words.
#[must_use = "a button is seen when it is shown"]
pub struct Button<'a> {
    kind: Kind,
    text: &'a str,
    name: Option<&'a str>,
    icon: Option<char>,
    shortcut: Option<&'a str>,
    tip: Option<&'a str>,
    is_on: bool,
    is_enabled: bool,
    width: Option<f32>,
}

/// How far the words of a button stand from its edge.
const PADDING: f32 = 13.0;
/// The same for a button without an edge.
const QUIET_PADDING: f32 = 8.0;
/// Between the icon and the words.
const ICON_GAP: f32 = 6.0;
/// Between the words and the shortcut.
const SHORTCUT_GAP: f32 = 8.0;

impl<'a> Button<'a> {
    fn new(kind: Kind, text: &'a str) -> Self {
        Self {
            kind,
            text,
            name: None,
            icon: None,
            shortcut: None,
            tip: None,
            is_on: false,
            is_enabled: true,
            width: None,
        }
    }

    /// Makes a button with an edge.
    pub fn plain(text: &'a str) -> Self {
        Self::new(Kind::Plain, text)
    }

    /// Makes the one button of a view that is its point.
    pub fn main(text: &'a str) -> Self {
        Self::new(Kind::Main, text)
    }

    /// Makes a button without an edge, for bars, notices and menus.
    pub fn quiet(text: &'a str) -> Self {
        Self::new(Kind::Quiet, text)
    }

    /// Makes words in the accent's colour that stand in a line with others.
    pub fn link(text: &'a str) -> Self {
        Self::new(Kind::Link, text)
    }

    /// Puts an icon before the words.
    pub fn icon(mut self, icon: char) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Puts the shortcut after the words.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut).filter(|keys| !keys.is_empty());
        self
    }

    /// Explains in a tooltip.
    pub fn tip(mut self, tip: &'a str) -> Self {
        self.tip = Some(tip);
        self
    }

    /// Gives it an accessible name other than its words.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Shows that what it stands for is switched on.
    pub fn on(mut self, is_on: bool) -> Self {
        self.is_on = is_on;
        self
    }

    /// Shows that it cannot be used now.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// Makes it at least this wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    fn padding(&self) -> f32 {
        match self.kind {
            Kind::Plain | Kind::Main => PADDING,
            Kind::Quiet => QUIET_PADDING,
            Kind::Link => 0.0,
        }
    }

    fn font(&self) -> egui::FontId {
        face::body()
    }

    /// Returns how wide it will be.
    pub fn wanted_width(&self, painter: &Painter) -> f32 {
        self.natural_width(painter).max(self.width.unwrap_or(0.0))
    }

    fn natural_width(&self, painter: &Painter) -> f32 {
        let icon = self.icon.map_or(0.0, |_| theme::ICON + ICON_GAP);
        let shortcut =
            self.shortcut.map_or(0.0, |keys| SHORTCUT_GAP + line_width(painter, keys, face::label()));
        let words = line_width(painter, self.text, self.font());
        icon + words + shortcut + 2.0 * self.padding()
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> Response {
        let size = Vec2::new(self.wanted_width(ui.painter()), theme::ROW);
        let sense = if self.is_enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(size, sense);
        focus::follow(&response);
        let name = self.name.unwrap_or(self.text);
        let is_enabled = self.is_enabled && ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, name));
        if ui.is_rect_visible(rect) {
            self.draw(ui.painter(), kit, crisp(ui.painter(), rect), &response);
        }
        let response = response.on_hover_cursor(match self.kind {
            Kind::Link if self.is_enabled => egui::CursorIcon::PointingHand,
            _ => egui::CursorIcon::Default,
        });
        match self.tip {
            Some(tip) => tip::text(response, kit, tip, None),
            None => response,
        }
    }

    fn draw(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, response: &Response) {
        let tokens = kit.tokens();
        self.draw_ground(painter, kit, rect, response);
        let (color, second) = match self.kind {
            _ if !self.is_enabled => (tokens.faint, tokens.faint),
            Kind::Main => (tokens.on_accent, tokens.on_accent),
            Kind::Link => (tokens.accent, tokens.second),
            Kind::Plain | Kind::Quiet => (tokens.text, tokens.second),
        };
        let middle = rect.center().y;
        let spare = rect.width() - self.natural_width(painter);
        let mut left = rect.left() + self.padding() + (spare / 2.0).max(0.0).floor();
        if let Some(icon) = self.icon {
            let ink = if self.kind == Kind::Quiet && self.is_enabled { second } else { color };
            let place =
                Rect::from_min_size(egui::pos2(left, middle - theme::ICON / 2.0), Vec2::splat(theme::ICON));
            kit.icon(painter, place, icon, ink);
            left += theme::ICON + ICON_GAP;
        }
        let galley = line(painter, self.text, self.font(), f32::INFINITY);
        let right = draw_line(painter, galley, left, middle, color);
        if self.kind == Kind::Link && response.hovered() {
            let under = middle + 8.0;
            painter.hline(left..=right, under - 0.5, Stroke::new(theme::HAIRLINE, color));
        }
        if let Some(keys) = self.shortcut {
            let edge = rect.right() - self.padding();
            let galley = line(painter, keys, face::label(), f32::INFINITY);
            draw_line(painter, galley.clone(), edge - galley.size().x, middle, second);
        }
    }

    fn draw_ground(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, response: &Response) {
        let tokens = kit.tokens();
        let is_pressed = response.is_pointer_button_down_on() && response.hovered();
        let radius = theme::radius(theme::RADIUS);
        match self.kind {
            Kind::Plain if !self.is_enabled => {
                kit.panel_box(painter, rect, Color32::TRANSPARENT, tokens.hair);
            }
            Kind::Plain => {
                let fill = match (is_pressed, response.hovered() || self.is_on) {
                    (true, _) => tokens.press,
                    (false, true) => tokens.hover,
                    (false, false) => tokens.field,
                };
                kit.panel_box(painter, rect, fill, tokens.line);
            }
            Kind::Main if !self.is_enabled => {
                kit.panel_box(painter, rect, Color32::TRANSPARENT, tokens.hair);
            }
            Kind::Main => {
                let fill = match (is_pressed, response.hovered()) {
                    (true, _) => tokens.accent.lerp_to_gamma(tokens.text, 0.2),
                    (false, true) => tokens.accent.lerp_to_gamma(tokens.text, 0.1),
                    (false, false) => tokens.accent,
                };
                painter.rect_filled(rect, radius, fill);
            }
            Kind::Quiet if self.is_enabled => {
                if is_pressed {
                    painter.rect_filled(rect, radius, tokens.press);
                } else if response.hovered() || self.is_on {
                    painter.rect_filled(rect, radius, tokens.hover);
                }
            }
            Kind::Quiet | Kind::Link => {}
        }
        if response.has_focus() {
            match self.kind {
                Kind::Plain | Kind::Quiet => kit.ring(painter, rect),
                Kind::Link => kit.ring(painter, rect.expand2(Vec2::new(4.0, -2.0))),
                Kind::Main => {
                    let ring = Stroke::new(theme::FOCUS, tokens.accent);
                    let corner = theme::radius(theme::RADIUS + theme::FOCUS);
                    painter.rect_stroke(rect.expand(2.0), corner, ring, StrokeKind::Outside);
                }
            }
        }
    }
}
