//! How the window looks: colours, type, space and icons, and egui's style made of them.
//!
//! Every colour and size of the window is a name of this room. High contrast is a palette of its own for light and for
//! dark. Deliberately absent: what is drawn with them.

pub mod face;
#[expect(dead_code, reason = "the face has them all, whichever the window shows today")]
pub mod icons;
mod style;
mod tokens;

use std::cell::Cell;

use egui::CornerRadius;

pub use tokens::Tokens;

/// Body text, in points.
pub const BODY: f32 = 13.0;
/// Its line.
pub const BODY_LINE: f32 = 20.0;
/// Labels and second lines.
pub const LABEL: f32 = 12.0;
/// Their line.
pub const LABEL_LINE: f32 = 16.0;
/// Quotes in panels.
pub const QUOTE: f32 = 15.0;
/// Their line.
pub const QUOTE_LINE: f32 = 24.0;
/// The page's text at 100 %.
pub const PAGE: f32 = 17.0;
/// The letter of a tag in panels.
pub const BADGE_LETTER: f32 = 12.0;
/// Icons.
pub const ICON: f32 = 16.0;

/// The corner of fields, rows and buttons.
pub const RADIUS: f32 = 4.0;
/// The corner of popups.
pub const POPUP_RADIUS: f32 = 8.0;
/// The width of a hairline.
pub const HAIRLINE: f32 = 1.0;
/// The width of the focus ring.
pub const FOCUS: f32 = 2.0;

/// The height of the menu bar.
pub const MENU_BAR: f32 = 36.0;
/// The height of the status bar.
pub const STATUS_BAR: f32 = 28.0;
/// The height of a banner.
pub const BANNER: f32 = 36.0;
/// The height of a banner with buttons.
pub const BANNER_WITH_BUTTONS: f32 = 44.0;
/// The height of rows, buttons and fields.
pub const ROW: f32 = 28.0;
/// The height of rows of two lines.
pub const ROW_TWO_LINES: f32 = 48.0;
/// The room between the rows of a card.
pub const CARD_GAP: f32 = 4.0;
/// The width of the column of labels on a card.
pub const LABEL_COLUMN: f32 = 88.0;
/// The room round the content of a panel.
pub const PANEL_PADDING: f32 = 16.0;
/// How far rows stand from the edge of a panel.
pub const ROW_INSET: f32 = 8.0;
/// The width of the library: least, first, most.
pub const LIBRARY_WIDTH: [f32; 3] = [180.0, 224.0, 360.0];
/// The width of the review: least, first, most.
pub const REVIEW_WIDTH: [f32; 3] = [360.0, 400.0, 424.0];
/// The width of the claims panel: least, first, most.
pub const CLAIMS_WIDTH: [f32; 3] = [288.0, 336.0, 480.0];
/// The width at which the page has its full margins: panels give way to it first.
pub const FULL_PAGE: f32 = 720.0;

/// Which colours the reader wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Dark words on light ground.
    Light,
    /// Light words on dark ground.
    Dark,
    /// As far apart as colours can be; light or dark as the system has it.
    HighContrast,
}

impl From<crate::settings::Theme> for Appearance {
    fn from(theme: crate::settings::Theme) -> Self {
        match theme {
            crate::settings::Theme::System => Self::System,
            crate::settings::Theme::Light => Self::Light,
            crate::settings::Theme::Dark => Self::Dark,
            crate::settings::Theme::HighContrast => Self::HighContrast,
        }
    }
}

/// The palettes, and which pair of them is in use.
#[derive(Clone, Debug)]
pub struct Theme {
    usual: [Tokens; 2],
    high_contrast: [Tokens; 2],
    is_high_contrast: Cell<bool>,
    has_fonts: Cell<bool>,
}

impl Default for Theme {
    fn default() -> Self {
        Self::new()
    }
}

impl Theme {
    /// Makes the palettes.
    pub fn new() -> Self {
        Self {
            usual: [Tokens::light(), Tokens::dark()],
            high_contrast: [Tokens::high_contrast_light(), Tokens::high_contrast_dark()],
            is_high_contrast: Cell::new(false),
            has_fonts: Cell::new(false),
        }
    }

    /// Gives egui the faces, once, and the style of the wanted colours.
    pub fn apply(&self, egui: &egui::Context, appearance: impl Into<Appearance>) {
        let appearance = appearance.into();
        if !self.has_fonts.replace(true) {
            egui.set_fonts(style::fonts());
        }
        self.is_high_contrast.set(appearance == Appearance::HighContrast);
        let [light, dark] = self.pair();
        egui.set_style_of(egui::Theme::Light, style::style(light));
        egui.set_style_of(egui::Theme::Dark, style::style(dark));
        egui.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        egui.set_theme(match appearance {
            Appearance::System | Appearance::HighContrast => egui::ThemePreference::System,
            Appearance::Light => egui::ThemePreference::Light,
            Appearance::Dark => egui::ThemePreference::Dark,
        });
    }

    /// Returns the colours of this frame.
    pub fn tokens(&self, egui: &egui::Context) -> &Tokens {
        let [light, dark] = self.pair();
        match egui.theme() {
            egui::Theme::Light => light,
            egui::Theme::Dark => dark,
        }
    }

    fn pair(&self) -> &[Tokens; 2] {
        if self.is_high_contrast.get() { &self.high_contrast } else { &self.usual }
    }
}

/// Returns a corner as egui wants it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "radii are small whole numbers")]
pub const fn radius(points: f32) -> CornerRadius {
    CornerRadius::same(points as u8)
}
