//! Buttons that are nothing but an icon: always with a tooltip.

use egui::{Id, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::super::theme;
use super::kit::{Kit, crisp};
use super::{focus, tip};

/// An icon to click on.
#[must_use = "a button is seen when it is shown"]
pub struct IconButton<'a> {
    icon: char,
    name: &'a str,
    shortcut: Option<&'a str>,
    is_on: bool,
    is_enabled: bool,
}

impl<'a> IconButton<'a> {
    /// Makes one; `name` is what it does, in its tooltip and for those who hear it.
    pub fn new(icon: char, name: &'a str) -> Self {
        Self { icon, name, shortcut: None, is_on: false, is_enabled: true }
    }

    /// Adds the shortcut to the tooltip.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut).filter(|keys| !keys.is_empty());
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

    /// Draws it where the layout has room.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> Response {
        let sense = self.sense();
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(theme::ROW), sense);
        self.draw(ui, kit, rect, response)
    }

    /// Draws it in a place of its own, over what is there: for the end of a row or a field.
    pub fn show_at(self, ui: &Ui, kit: &Kit<'_>, id: Id, rect: Rect) -> Response {
        let response = ui.interact(rect, id, self.sense());
        self.draw(ui, kit, rect, response)
    }

    fn sense(&self) -> Sense {
        if self.is_enabled { Sense::click() } else { Sense::hover() }
    }

    fn draw(self, ui: &Ui, kit: &Kit<'_>, rect: Rect, response: Response) -> Response {
        focus::follow(&response);
        let is_enabled = self.is_enabled && ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::Button, is_enabled, self.is_on, self.name));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let rect = crisp(painter, rect);
            let tokens = kit.tokens();
            let radius = theme::radius(theme::RADIUS);
            if self.is_enabled && response.is_pointer_button_down_on() {
                painter.rect_filled(rect, radius, tokens.press);
            } else if self.is_enabled && (response.hovered() || self.is_on) {
                painter.rect_filled(rect, radius, tokens.hover);
            }
            let usual = if self.is_on { tokens.text } else { tokens.second };
            let color = if self.is_enabled { usual } else { tokens.faint };
            kit.icon(painter, rect, self.icon, color);
            if response.has_focus() {
                kit.ring(painter, rect);
            }
        }
        tip::text(response, kit, self.name, self.shortcut)
    }
}
