//! One field in two versions, side by side: that which stands here, and that of another copy.
//!
//! The field has the keyboard as a whole; then H takes the version that stands here, and T the other one.

use egui::{Id, Key, Modifiers, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, vec2};

use crate::workspace::Version;

use super::super::theme::{self, face};
use super::super::typeset::Limits;
use super::super::widgets::{self, Badge, Kit, Lead, Row, labelled};

/// The keys that a field owns while it has the keyboard.
pub const KEYS: &[Key] = &[Key::H, Key::T];

/// A field in two versions.
pub struct TwoVersions<'a> {
    /// What the field is called.
    pub name: &'a str,
    /// What stands here, in words.
    pub here: &'a str,
    /// What the other copy has; `None` where that cannot be read.
    pub there: Option<&'a str>,
    /// What is drawn before each.
    pub badges: [Option<Badge>; 2],
}

impl TwoVersions<'_> {
    /// Draws the field under the id by which it has the keyboard; returns which version is taken, if one is.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>, id: Id) -> Option<Version> {
        let Self { name, here, there, badges } = self;
        let mut taken = None;
        let top = ui.cursor().min;
        let width = ui.available_width();
        let inside = Rect::from_min_size(top, vec2(width, ui.available_height()));
        let mut child = ui.new_child(UiBuilder::new().max_rect(inside));
        child.spacing_mut().item_spacing = Vec2::ZERO;
        widgets::label(&mut child, kit, name);
        let other = there.unwrap_or("cannot be read");
        let [our_badge, their_badge] = badges;
        for (label, words, version, key, badge) in [
            ("Here", here, Version::Ours, "H", our_badge),
            ("Other copy", other, Version::Theirs, "T", their_badge),
        ] {
            let spoken = format!("{name}, {}: {words}", label.to_lowercase());
            labelled(&mut child, kit, label, |ui| {
                let is_readable = version == Version::Ours || there.is_some();
                let clicked = match badge {
                    None => value_ui(ui, kit, id.with(key), words, &spoken, key).clicked(),
                    Some(badge) => {
                        let row = Row::new(words).name(&spoken).lead(Lead::Badge(badge));
                        row.trailing(key).inset(0.0).show(ui, kit).clicked()
                    }
                };
                if clicked && is_readable {
                    taken = Some(version);
                }
            });
        }
        let rect = child.min_rect().with_max_x(top.x + width);
        ui.allocate_rect(rect, Sense::hover());
        let frame = rect.expand2(vec2(8.0, 2.0));
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Group, true, format!("{name}: H takes {here}, T takes {other}"))
        });
        if response.has_focus() {
            kit.ring(ui.painter(), frame);
            let (h, t) = ui.input_mut(|input| {
                let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
                (pressed(Key::H), pressed(Key::T))
            });
            if h {
                taken = Some(Version::Ours);
            } else if t && there.is_some() {
                taken = Some(Version::Theirs);
            }
        }
        ui.add_space(6.0);
        taken
    }
}

/// Draws a version that may need several lines, with the key that takes it.
fn value_ui(ui: &mut Ui, kit: &Kit<'_>, id: Id, words: &str, spoken: &str, key: &str) -> egui::Response {
    const KEY: f32 = 24.0;
    let style = Kit::body_style();
    let limits = Limits::lines((ui.available_width() - KEY).max(1.0), 6);
    let set = kit.typesetter().borrow_mut().words(words, &style, limits);
    let height = (set.size().y + theme::ROW - style.line_height).max(theme::ROW);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken));
    let tokens = kit.tokens();
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), theme::radius(theme::RADIUS), tokens.hover);
    }
    let at = rect.min + vec2(0.0, (theme::ROW - style.line_height) / 2.0);
    kit.typesetter().borrow_mut().paint_words(ui.painter(), &set, at, tokens.text);
    let key_at = egui::pos2(rect.right(), rect.top() + theme::ROW / 2.0);
    ui.painter().text(key_at, egui::Align2::RIGHT_CENTER, key, face::label(), tokens.second);
    if response.has_focus() {
        kit.ring(ui.painter(), rect.expand2(vec2(4.0, 0.0)));
    }
    response
}
