//! How the window looks: colours, type, space and icons, and egui's style made of them.
//!
//! Every colour and size of the window is a name of this file. High contrast is a palette of its own for light and for
//! dark. Deliberately absent: what is drawn with them.

use std::cell::Cell;
use std::sync::Arc;

use egui::style::{HandleShape, ScrollAnimation, ScrollStyle, TextCursorStyle, WidgetVisuals};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle,
};

use crate::model::TagColor;

/// The faces of egui's own text: the program's words.
pub mod face {
    use egui::{FontFamily, FontId};

    /// Semi-bold for heads.
    pub const STRONG: &str = "strong";
    /// Serif.
    pub const BOOK: &str = "book";
    /// Semi-bold serif.
    pub const BOOK_STRONG: &str = "book-strong";
    /// Italic serif.
    pub const BOOK_ITALIC: &str = "book-italic";
    /// Icons alone.
    pub const ICONS: &str = "icons";

    fn named(name: &'static str, size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(name.into()))
    }

    /// Returns the body face.
    pub fn body() -> FontId {
        FontId::proportional(super::BODY)
    }

    /// Returns the face of labels and second lines.
    pub fn label() -> FontId {
        FontId::proportional(super::LABEL)
    }

    /// Returns the semi-bold face.
    pub fn strong(size: f32) -> FontId {
        named(STRONG, size)
    }

    /// Returns the serif face.
    pub fn book(size: f32) -> FontId {
        named(BOOK, size)
    }

    /// Returns the semi-bold serif face.
    pub fn book_strong(size: f32) -> FontId {
        named(BOOK_STRONG, size)
    }

    /// Returns the italic serif face.
    pub fn book_italic(size: f32) -> FontId {
        named(BOOK_ITALIC, size)
    }

    /// Returns the face of icons.
    pub fn icons(size: f32) -> FontId {
        named(ICONS, size)
    }
}

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
/// Its line.
pub const PAGE_LINE: f32 = 30.0;
/// The letters in the lanes.
pub const LANE_LETTER: f32 = 10.0;
/// The letter of a tag in panels.
pub const BADGE_LETTER: f32 = 12.0;
/// Icons.
pub const ICON: f32 = 16.0;

/// The corner of fields, rows and buttons.
pub const RADIUS: f32 = 4.0;
/// The corner of popups.
pub const POPUP_RADIUS: f32 = 8.0;
/// The corner of fills on the page.
pub const FILL_RADIUS: f32 = 2.0;
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
/// The width of the claims panel: least, first, most.
pub const CLAIMS_WIDTH: [f32; 3] = [288.0, 336.0, 480.0];

/// What a tag is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagInk {
    /// Lines and letters.
    pub mark: Color32,
    /// The fill under the words.
    pub fill_rest: Color32,
    /// The same under the pointer.
    pub fill_hover: Color32,
    /// The same when the claim is chosen.
    pub fill_chosen: Color32,
}

/// The colours of one palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Whether light words stand on dark ground.
    pub is_dark: bool,
    /// Whether it is one of high contrast.
    pub is_high_contrast: bool,
    /// The page.
    pub page: Color32,
    /// The inside of fields.
    pub field: Color32,
    /// Panels, bars, status.
    pub panel: Color32,
    /// Menus and palettes.
    pub raised: Color32,
    /// Hairlines and the edge of fields.
    pub hair: Color32,
    /// The edge of buttons and popups, and the handles of scroll bars.
    pub line: Color32,
    /// What is under the pointer, and the track of a choice.
    pub hover: Color32,
    /// What is pressed, and chips.
    pub press: Color32,
    /// The chosen row, a differing field.
    pub chosen: Color32,
    /// The chosen part of a choice.
    pub seg: Color32,
    /// Text.
    pub text: Color32,
    /// Labels, second lines, icons.
    pub second: Color32,
    /// Hints, paragraph numbers, what is disabled.
    pub faint: Color32,
    /// Focus, the chosen, the one main button of a view, links.
    pub accent: Color32,
    /// Words on the accent.
    pub on_accent: Color32,
    /// Words and icon of a warning.
    pub warn: Color32,
    /// Words and icon of a danger.
    pub danger: Color32,
    /// What is selected in the page and in fields; translucent.
    pub selection: Color32,
    /// The shadow under popups.
    pub shadow: Color32,
    allegation: TagInk,
    rebuttal: TagInk,
    forecast: TagInk,
    unknown: TagInk,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

/// Returns `hex` with an alpha of `percent`.
fn veil(hex: u32, percent: u8) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    let alpha = (u16::from(percent) * 255 + 50) / 100;
    Color32::from_rgba_unmultiplied(red, green, blue, u8::try_from(alpha).unwrap_or(u8::MAX))
}

/// Returns the ink of a tag: its mark, the base of its fill, and the three alphas.
fn ink(mark: u32, fill: u32, [rest, hover, chosen]: [u8; 3]) -> TagInk {
    TagInk {
        mark: rgb(mark),
        fill_rest: veil(fill, rest),
        fill_hover: veil(fill, hover),
        fill_chosen: veil(fill, chosen),
    }
}

impl Tokens {
    /// Returns dark words on light ground.
    pub fn light() -> Self {
        let alphas = [13, 19, 26];
        Self {
            is_dark: false,
            is_high_contrast: false,
            page: rgb(0xFF_FDF8),
            field: rgb(0xFF_FDF8),
            panel: rgb(0xF4_F2EC),
            raised: rgb(0xFF_FEFB),
            hair: rgb(0xE1_DDD3),
            line: rgb(0xCB_C5B8),
            hover: rgb(0xEA_E7DF),
            press: rgb(0xDF_DBD1),
            chosen: rgb(0xEC_E8F3),
            seg: rgb(0xFF_FEFB),
            text: rgb(0x24_221E),
            second: rgb(0x64_5F55),
            faint: rgb(0x71_6B60),
            accent: rgb(0x5B_4B8A),
            on_accent: rgb(0xFF_FFFF),
            warn: rgb(0x7A_5A00),
            danger: rgb(0xA3_262A),
            selection: veil(0x5B_4B8A, 24),
            shadow: Color32::from_black_alpha(41),
            allegation: ink(0xAE_440A, 0xD5_5E00, alphas),
            rebuttal: ink(0x00_67A3, 0x00_72B2, alphas),
            forecast: ink(0x00_735A, 0x00_9E73, alphas),
            unknown: ink(0x64_5F55, 0x71_6B60, alphas),
        }
    }

    /// Returns light words on dark ground.
    pub fn dark() -> Self {
        let alphas = [34, 46, 62];
        Self {
            is_dark: true,
            is_high_contrast: false,
            page: rgb(0x24_2320),
            field: rgb(0x24_2320),
            panel: rgb(0x1B_1A18),
            raised: rgb(0x2D_2B28),
            hair: rgb(0x37_352F),
            line: rgb(0x4E_4A43),
            hover: rgb(0x2A_2825),
            press: rgb(0x35_322E),
            chosen: rgb(0x35_303F),
            seg: rgb(0x3F_3B36),
            text: rgb(0xDF_DACE),
            second: rgb(0xA8_A296),
            faint: rgb(0x93_8D81),
            accent: rgb(0xBB_ABE6),
            on_accent: rgb(0x22_1C33),
            warn: rgb(0xE0_B84C),
            danger: rgb(0xF0_8C88),
            selection: veil(0x54_478C, 66),
            shadow: Color32::from_black_alpha(128),
            allegation: ink(0xF2_9A63, 0x8F_4614, alphas),
            rebuttal: ink(0x74_B8EE, 0x1B_5F92, alphas),
            forecast: ink(0x52_C7A1, 0x0F_6B51, alphas),
            unknown: ink(0xA8_A296, 0x5A_564E, alphas),
        }
    }

    /// Returns black on white.
    pub fn high_contrast_light() -> Self {
        let alphas = [10, 16, 24];
        Self {
            is_dark: false,
            is_high_contrast: true,
            page: rgb(0xFF_FFFF),
            field: rgb(0xFF_FFFF),
            panel: rgb(0xFF_FFFF),
            raised: rgb(0xFF_FFFF),
            hair: rgb(0x1A_1A1A),
            line: rgb(0x00_0000),
            hover: rgb(0xED_EDED),
            press: rgb(0xD6_D6D6),
            chosen: rgb(0xE4_DEF5),
            seg: rgb(0xFF_FFFF),
            text: rgb(0x00_0000),
            second: rgb(0x2E_2E2E),
            faint: rgb(0x59_5959),
            accent: rgb(0x3B_2A78),
            on_accent: rgb(0xFF_FFFF),
            warn: rgb(0x5C_4300),
            danger: rgb(0x8A_0F14),
            selection: veil(0x3B_2A78, 30),
            shadow: Color32::TRANSPARENT,
            allegation: ink(0x8A_2E00, 0xD5_5E00, alphas),
            rebuttal: ink(0x00_497A, 0x00_72B2, alphas),
            forecast: ink(0x00_523F, 0x00_9E73, alphas),
            unknown: ink(0x2E_2E2E, 0x71_6B60, alphas),
        }
    }

    /// Returns white on black.
    pub fn high_contrast_dark() -> Self {
        let alphas = [50, 66, 86];
        Self {
            is_dark: true,
            is_high_contrast: true,
            page: rgb(0x00_0000),
            field: rgb(0x00_0000),
            panel: rgb(0x00_0000),
            raised: rgb(0x0A_0A0A),
            hair: rgb(0xE6_E6E6),
            line: rgb(0xFF_FFFF),
            hover: rgb(0x26_2626),
            press: rgb(0x3A_3A3A),
            chosen: rgb(0x2C_2147),
            seg: rgb(0x3A_3A3A),
            text: rgb(0xFF_FFFF),
            second: rgb(0xDA_DADA),
            faint: rgb(0xA6_A6A6),
            accent: rgb(0xD2_C4FF),
            on_accent: rgb(0x12_0A2B),
            warn: rgb(0xFF_D76A),
            danger: rgb(0xFF_B0AD),
            selection: veil(0x54_478C, 72),
            shadow: Color32::TRANSPARENT,
            allegation: ink(0xFF_B184, 0x8F_4614, alphas),
            rebuttal: ink(0x9F_D2FF, 0x1B_5F92, alphas),
            forecast: ink(0x7F_E6C3, 0x0F_6B51, alphas),
            unknown: ink(0xDA_DADA, 0x5A_564E, alphas),
        }
    }

    /// Returns what claims with a tag of this colour are drawn with.
    pub fn tag(&self, color: TagColor) -> TagInk {
        match color {
            TagColor::Allegation => self.allegation,
            TagColor::Rebuttal => self.rebuttal,
            TagColor::Forecast => self.forecast,
            TagColor::Unknown => self.unknown,
        }
    }

    /// Returns the shadow under popups.
    pub fn popup_shadow(&self) -> Shadow {
        Shadow { offset: [0, 4], blur: 16, spread: 0, color: self.shadow }
    }
}

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
            egui.set_fonts(fonts());
        }
        self.is_high_contrast.set(appearance == Appearance::HighContrast);
        let [light, dark] = self.pair();
        egui.set_style_of(egui::Theme::Light, style(light));
        egui.set_style_of(egui::Theme::Dark, style(dark));
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

/// Returns egui's faces: those of the program's own words.
fn fonts() -> FontDefinitions {
    const FILES: &[(&str, &[u8])] = &[
        ("inter", include_bytes!("../../assets/fonts/Inter_400Regular.ttf")),
        ("inter-600", include_bytes!("../../assets/fonts/Inter_600SemiBold.ttf")),
        ("serif", include_bytes!("../../assets/fonts/SourceSerif4_400Regular.ttf")),
        ("serif-600", include_bytes!("../../assets/fonts/SourceSerif4_600SemiBold.ttf")),
        ("serif-italic", include_bytes!("../../assets/fonts/SourceSerif4_400Regular_Italic.ttf")),
        ("phosphor", include_bytes!("../../assets/fonts/Phosphor-subset.ttf")),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts.font_data.insert((*name).to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut family = |family: FontFamily, faces: &[&str]| {
        fonts.families.insert(family, faces.iter().map(|face| (*face).to_owned()).collect());
    };
    let named = |name: &'static str| FontFamily::Name(name.into());
    family(FontFamily::Proportional, &["inter", "serif", "phosphor"]);
    family(FontFamily::Monospace, &["inter", "serif", "phosphor"]);
    family(named(face::STRONG), &["inter-600", "serif-600", "phosphor"]);
    family(named(face::BOOK), &["serif", "inter", "phosphor"]);
    family(named(face::BOOK_STRONG), &["serif-600", "inter-600", "phosphor"]);
    family(named(face::BOOK_ITALIC), &["serif-italic", "inter", "phosphor"]);
    family(named(face::ICONS), &["phosphor"]);
    fonts
}

/// Returns egui's style in these colours.
fn style(tokens: &Tokens) -> egui::Style {
    let mut style = egui::Style {
        animation_time: 0.0,
        scroll_animation: ScrollAnimation::none(),
        compact_menu_style: false,
        visuals: visuals(tokens),
        ..egui::Style::default()
    };
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(LABEL)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Monospace, FontId::monospace(BODY)),
        (TextStyle::Heading, face::book(20.0)),
    ]
    .into();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.5;
    style.interaction.show_tooltips_only_when_still = true;
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(8.0, 4.0);
    spacing.button_padding = egui::vec2(12.0, 4.0);
    spacing.interact_size = egui::vec2(ROW, ROW);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(4);
    spacing.slider_rail_height = 2.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = scroll();
    style
}

fn scroll() -> ScrollStyle {
    let mut scroll = ScrollStyle::floating();
    scroll.floating = true;
    scroll.bar_width = 6.0;
    scroll.floating_width = 6.0;
    scroll.floating_allocated_width = 12.0;
    scroll.bar_outer_margin = 3.0;
    scroll.handle_min_length = 32.0;
    scroll.foreground_color = false;
    scroll.dormant_background_opacity = 0.0;
    scroll.active_background_opacity = 0.0;
    scroll.interact_background_opacity = 0.0;
    scroll.dormant_handle_opacity = 1.0;
    scroll.active_handle_opacity = 1.0;
    scroll.interact_handle_opacity = 1.0;
    scroll.fade.strength = 0.0;
    scroll
}

fn visuals(tokens: &Tokens) -> egui::Visuals {
    let mut visuals = if tokens.is_dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.raised;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.extreme_bg_color = tokens.page;
    visuals.faint_bg_color = tokens.hover;
    visuals.code_bg_color = tokens.hover;
    visuals.window_corner_radius = radius(POPUP_RADIUS);
    visuals.menu_corner_radius = radius(POPUP_RADIUS);
    visuals.window_stroke = Stroke::new(HAIRLINE, tokens.line);
    visuals.window_shadow = tokens.popup_shadow();
    visuals.popup_shadow = tokens.popup_shadow();
    visuals.selection.bg_fill = tokens.chosen;
    visuals.selection.stroke = Stroke::new(FOCUS, tokens.accent);
    visuals.weak_text_color = Some(tokens.second);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.danger;
    visuals.text_cursor =
        TextCursorStyle { stroke: Stroke::new(1.0, tokens.text), blink: false, ..TextCursorStyle::default() };
    visuals.handle_shape = HandleShape::Circle;
    visuals.window_highlight_topmost = false;
    visuals.disabled_alpha = 0.6;
    let widget = |edge: Stroke, fill: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius: radius(RADIUS),
        fg_stroke: Stroke::new(1.0, tokens.text),
        expansion: 0.0,
    };
    let line = Stroke::new(HAIRLINE, tokens.line);
    visuals.widgets.noninteractive = widget(Stroke::new(HAIRLINE, tokens.hair), tokens.panel);
    visuals.widgets.inactive = widget(line, tokens.field);
    visuals.widgets.hovered = widget(line, tokens.hover);
    visuals.widgets.active = widget(Stroke::new(FOCUS, tokens.accent), tokens.press);
    visuals.widgets.open = widget(line, tokens.hover);
    // A scroll bar's handle takes its colour from here, whatever it does.
    visuals.widgets.inactive.bg_fill = tokens.line;
    visuals.widgets.hovered.bg_fill = tokens.line;
    visuals.widgets.active.bg_fill = tokens.line;
    visuals
}

/// Returns a corner as egui wants it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "radii are small whole numbers")]
pub const fn radius(points: f32) -> CornerRadius {
    CornerRadius::same(points as u8)
}

/// The icons that come with the program, by the names of their makers.
pub mod icons {
    /// Phosphor's `arrow-bend-up-left`.
    pub const ARROW_BEND_UP_LEFT: char = '\u{E024}';
    /// Phosphor's `arrow-clockwise`.
    pub const ARROW_CLOCKWISE: char = '\u{E036}';
    /// Phosphor's `arrow-counter-clockwise`.
    pub const ARROW_COUNTER_CLOCKWISE: char = '\u{E038}';
    /// Phosphor's `arrow-left`.
    pub const ARROW_LEFT: char = '\u{E058}';
    /// Phosphor's `arrow-right`.
    pub const ARROW_RIGHT: char = '\u{E06C}';
    /// Phosphor's `arrows-clockwise`.
    pub const ARROWS_CLOCKWISE: char = '\u{E094}';
    /// Phosphor's `arrows-horizontal`.
    pub const ARROWS_HORIZONTAL: char = '\u{EB06}';
    /// Phosphor's `book-open`.
    pub const BOOK_OPEN: char = '\u{E0E6}';
    /// Phosphor's `calendar-blank`.
    pub const CALENDAR_BLANK: char = '\u{E10A}';
    /// Phosphor's `caret-down`.
    pub const CARET_DOWN: char = '\u{E136}';
    /// Phosphor's `caret-left`.
    pub const CARET_LEFT: char = '\u{E138}';
    /// Phosphor's `caret-right`.
    pub const CARET_RIGHT: char = '\u{E13A}';
    /// Phosphor's `caret-up`.
    pub const CARET_UP: char = '\u{E13C}';
    /// Phosphor's `chart-bar`.
    pub const CHART_BAR: char = '\u{E150}';
    /// Phosphor's `check`.
    pub const CHECK: char = '\u{E182}';
    /// Phosphor's `check-circle`.
    pub const CHECK_CIRCLE: char = '\u{E184}';
    /// Phosphor's `check-square`.
    pub const CHECK_SQUARE: char = '\u{E186}';
    /// Phosphor's `circle`.
    pub const CIRCLE: char = '\u{E18A}';
    /// Phosphor's `circle-half`.
    pub const CIRCLE_HALF: char = '\u{E18C}';
    /// Phosphor's `clipboard-text`.
    pub const CLIPBOARD_TEXT: char = '\u{E198}';
    /// Phosphor's `clock`.
    pub const CLOCK: char = '\u{E19A}';
    /// Phosphor's `copy`.
    pub const COPY: char = '\u{E1CA}';
    /// Phosphor's `cursor-text`.
    pub const CURSOR_TEXT: char = '\u{E7D8}';
    /// Phosphor's `dots-three`.
    pub const DOTS_THREE: char = '\u{E1FE}';
    /// Phosphor's `export`.
    pub const EXPORT: char = '\u{EAF0}';
    /// Phosphor's `eye`.
    pub const EYE: char = '\u{E220}';
    /// Phosphor's `eye-slash`.
    pub const EYE_SLASH: char = '\u{E224}';
    /// Phosphor's `file-text`.
    pub const FILE_TEXT: char = '\u{E23A}';
    /// Phosphor's `floppy-disk`.
    pub const FLOPPY_DISK: char = '\u{E248}';
    /// Phosphor's `folder-open`.
    pub const FOLDER_OPEN: char = '\u{E256}';
    /// Phosphor's `folder-simple`.
    pub const FOLDER_SIMPLE: char = '\u{E25A}';
    /// Phosphor's `funnel-simple`.
    pub const FUNNEL_SIMPLE: char = '\u{E268}';
    /// Phosphor's `gear`.
    pub const GEAR: char = '\u{E270}';
    /// Phosphor's `git-merge`.
    pub const GIT_MERGE: char = '\u{E280}';
    /// Phosphor's `graduation-cap`.
    pub const GRADUATION_CAP: char = '\u{E62C}';
    /// Phosphor's `info`.
    pub const INFO: char = '\u{E2CE}';
    /// Phosphor's `link-simple`.
    pub const LINK_SIMPLE: char = '\u{E2E6}';
    /// Phosphor's `list-bullets`.
    pub const LIST_BULLETS: char = '\u{E2F2}';
    /// Phosphor's `list-magnifying-glass`.
    pub const LIST_MAGNIFYING_GLASS: char = '\u{EBE0}';
    /// Phosphor's `lock-simple`.
    pub const LOCK_SIMPLE: char = '\u{E308}';
    /// Phosphor's `lock-simple-open`.
    pub const LOCK_SIMPLE_OPEN: char = '\u{E30A}';
    /// Phosphor's `magnifying-glass`.
    pub const MAGNIFYING_GLASS: char = '\u{E30C}';
    /// Phosphor's `minus`.
    pub const MINUS: char = '\u{E32A}';
    /// Phosphor's `moon`.
    pub const MOON: char = '\u{E330}';
    /// Phosphor's `plus`.
    pub const PLUS: char = '\u{E3D4}';
    /// Phosphor's `question`.
    pub const QUESTION: char = '\u{E3E8}';
    /// Phosphor's `scales`.
    pub const SCALES: char = '\u{E750}';
    /// Phosphor's `sidebar-simple`.
    pub const SIDEBAR_SIMPLE: char = '\u{EC24}';
    /// Phosphor's `sliders-horizontal`.
    pub const SLIDERS_HORIZONTAL: char = '\u{E434}';
    /// Phosphor's `sort-ascending`.
    pub const SORT_ASCENDING: char = '\u{E444}';
    /// Phosphor's `square`.
    pub const SQUARE: char = '\u{E45E}';
    /// Phosphor's `sun`.
    pub const SUN: char = '\u{E472}';
    /// Phosphor's `swap`.
    pub const SWAP: char = '\u{E83C}';
    /// Phosphor's `text-aa`.
    pub const TEXT_AA: char = '\u{E6EE}';
    /// Phosphor's `translate`.
    pub const TRANSLATE: char = '\u{E4A2}';
    /// Phosphor's `trash`.
    pub const TRASH: char = '\u{E4A6}';
    /// Phosphor's `user`.
    pub const USER: char = '\u{E4C2}';
    /// Phosphor's `users`.
    pub const USERS: char = '\u{E4D6}';
    /// Phosphor's `warning`.
    pub const WARNING: char = '\u{E4E0}';
    /// Phosphor's `warning-circle`.
    pub const WARNING_CIRCLE: char = '\u{E4E2}';
    /// Phosphor's `x`.
    pub const X: char = '\u{E4F6}';
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: [TagColor; 4] =
        [TagColor::Allegation, TagColor::Rebuttal, TagColor::Forecast, TagColor::Unknown];

    fn palettes() -> [(&'static str, Tokens); 4] {
        [
            ("light", Tokens::light()),
            ("dark", Tokens::dark()),
            ("high contrast light", Tokens::high_contrast_light()),
            ("high contrast dark", Tokens::high_contrast_dark()),
        ]
    }

    fn luminance(color: Color32) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[track_caller]
    fn at_least(least: f64, what: &str, palette: &str, one: Color32, other: Color32) {
        let found = contrast(one, other);
        assert!(found + 0.05 >= least, "{palette}: {what} has {found:.2}, not {least}");
    }

    #[test]
    fn text_is_legible_on_every_fill() {
        let stated =
            [[13.0, 10.7, 8.6, 6.4], [8.7, 6.7, 5.7, 5.8], [18.3, 14.9, 12.3, 7.5], [13.5, 8.0, 6.9, 7.9]];
        for ((name, tokens), [rest, chosen, two, selected]) in palettes().into_iter().zip(stated) {
            for under in TAGS.map(|color| tokens.tag(color)) {
                let one = tokens.page.blend(under.fill_rest);
                at_least(4.5, "text on hover", name, tokens.text, tokens.page.blend(under.fill_hover));
                at_least(rest.min(12.4), "text on a fill", name, tokens.text, one);
                at_least(
                    chosen.min(10.0),
                    "text on a chosen fill",
                    name,
                    tokens.text,
                    tokens.page.blend(under.fill_chosen),
                );
                for over in TAGS.map(|color| tokens.tag(color)) {
                    let both = one.blend(over.fill_chosen);
                    at_least(two.min(7.5), "text on two fills", name, tokens.text, both);
                    let selected_ground = both.blend(tokens.selection);
                    at_least(
                        selected.min(5.0),
                        "selected text on two fills",
                        name,
                        tokens.text,
                        selected_ground,
                    );
                }
            }
        }
    }

    #[test]
    fn marks_stand_out_from_the_page_and_from_fills() {
        let stated = [(5.7, 3.1), (7.2, 3.6), (8.5, 5.0), (11.9, 3.9)];
        for ((name, tokens), (on_page, on_fills)) in palettes().into_iter().zip(stated) {
            for ink in TAGS.map(|color| tokens.tag(color)) {
                at_least(on_page, "mark on the page", name, ink.mark, tokens.page);
                at_least(4.5, "mark on a panel", name, ink.mark, tokens.panel);
                at_least(4.5, "mark on a chosen row", name, ink.mark, tokens.chosen);
                let fills = tokens.page.blend(ink.fill_rest).blend(ink.fill_chosen);
                at_least(on_fills, "mark on two fills", name, ink.mark, fills);
            }
        }
    }

    #[test]
    fn words_in_panels_are_legible() {
        let stated = [(5.7, 4.7, 5.3), (6.9, 5.3, 5.0), (13.6, 7.0, 10.4), (15.0, 8.6, 10.6)];
        for ((name, tokens), (second, faint, on_chosen)) in palettes().into_iter().zip(stated) {
            at_least(second, "second on the panel", name, tokens.second, tokens.panel);
            at_least(faint, "faint on the panel", name, tokens.faint, tokens.panel);
            at_least(on_chosen, "second on a chosen row", name, tokens.second, tokens.chosen);
            for ground in
                [tokens.panel, tokens.raised, tokens.field, tokens.hover, tokens.press, tokens.chosen]
            {
                at_least(4.5, "text", name, tokens.text, ground);
            }
            at_least(4.5, "second on hover", name, tokens.second, tokens.hover);
            at_least(4.5, "accent", name, tokens.accent, tokens.panel);
            at_least(4.5, "words on the accent", name, tokens.on_accent, tokens.accent);
            at_least(4.5, "warning", name, tokens.warn, tokens.panel);
            at_least(4.5, "danger", name, tokens.danger, tokens.panel);
        }
    }

    #[test]
    fn fills_on_the_page_are_those_of_the_look() {
        let near = |found: Color32, hex: u32| {
            let wanted = rgb(hex);
            let close =
                found.to_array().iter().zip(wanted.to_array()).all(|(one, other)| one.abs_diff(other) <= 1);
            assert!(close, "{found:?} is not {wanted:?}");
        };
        let light = Tokens::light();
        near(light.page.blend(light.allegation.fill_rest), 0xFA_E8D8);
        near(light.page.blend(light.rebuttal.fill_rest), 0xDE_EBEF);
        near(light.page.blend(light.rebuttal.fill_chosen), 0xBD_D9E6);
        let dark = Tokens::dark();
        near(dark.page.blend(dark.allegation.fill_rest), 0x48_2F1C);
        near(dark.page.blend(dark.forecast.fill_chosen), 0x17_503E);
    }

    #[test]
    fn every_family_has_a_face_and_the_icons() {
        let fonts = fonts();
        for (family, faces) in &fonts.families {
            assert!(faces.iter().any(|face| face == "phosphor"), "{family:?} has no icons");
            assert!(faces.iter().all(|face| fonts.font_data.contains_key(face)), "{family:?}");
        }
        assert!(fonts.families.contains_key(&FontFamily::Monospace));
    }
}
