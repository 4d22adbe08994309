//! egui's faces and style, made of our own.

use std::sync::Arc;

use egui::style::{HandleShape, ScrollAnimation, ScrollStyle, TextCursorStyle, WidgetVisuals};
use egui::{Color32, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle};

use super::{BODY, FOCUS, HAIRLINE, LABEL, POPUP_RADIUS, RADIUS, ROW, Tokens, face, radius};

/// Returns egui's faces: those of the program's own words.
pub(super) fn fonts() -> FontDefinitions {
    const FILES: &[(&str, &[u8])] = &[
        ("inter", include_bytes!("../../../assets/fonts/Inter_400Regular.ttf")),
        ("inter-600", include_bytes!("../../../assets/fonts/Inter_600SemiBold.ttf")),
        ("serif", include_bytes!("../../../assets/fonts/SourceSerif4_400Regular.ttf")),
        ("serif-600", include_bytes!("../../../assets/fonts/SourceSerif4_600SemiBold.ttf")),
        ("serif-italic", include_bytes!("../../../assets/fonts/SourceSerif4_400Regular_Italic.ttf")),
        ("phosphor", include_bytes!("../../../assets/fonts/Phosphor-subset.ttf")),
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
pub(super) fn style(tokens: &Tokens) -> egui::Style {
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

#[cfg(test)]
mod tests {
    use super::*;

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
