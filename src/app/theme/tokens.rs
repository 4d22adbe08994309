//! The four palettes: dark on light, light on dark, and each in high contrast.

use egui::{Color32, Shadow};

use crate::model::TagColor;

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

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: [TagColor; 4] =
        [TagColor::Allegation, TagColor::Rebuttal, TagColor::Forecast, TagColor::Unknown];

    const KNOWN: [TagColor; 3] = [TagColor::Allegation, TagColor::Rebuttal, TagColor::Forecast];

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
        assert!(found * 1.01 >= least, "{palette}: {what} has {found:.2}, not {least}");
    }

    #[test]
    fn text_is_legible_on_every_fill() {
        let stated: [[f64; 4]; 4] =
            [[13.0, 10.7, 8.6, 6.4], [8.7, 6.7, 5.7, 5.8], [18.3, 14.9, 12.3, 7.5], [13.5, 8.0, 6.9, 7.9]];
        for ((name, tokens), [rest, chosen, two, selected]) in palettes().into_iter().zip(stated) {
            let [.., unknown] = TAGS.map(|color| tokens.tag(color));
            at_least(
                4.5,
                "text on an unknown tag",
                name,
                tokens.text,
                tokens.page.blend(unknown.fill_chosen),
            );
            for under in KNOWN.map(|color| tokens.tag(color)) {
                let one = tokens.page.blend(under.fill_rest);
                at_least(4.5, "text on hover", name, tokens.text, tokens.page.blend(under.fill_hover));
                at_least(rest, "text on a fill", name, tokens.text, one);
                at_least(
                    chosen,
                    "text on a chosen fill",
                    name,
                    tokens.text,
                    tokens.page.blend(under.fill_chosen),
                );
                for over in KNOWN.map(|color| tokens.tag(color)) {
                    let both = one.blend(over.fill_chosen);
                    at_least(two, "text on two fills", name, tokens.text, both);
                    let ground = both.blend(tokens.selection);
                    at_least(selected, "selected text on two fills", name, tokens.text, ground);
                }
            }
        }
    }

    #[test]
    fn marks_stand_out_from_the_page_and_from_fills() {
        let stated = [(5.7, 3.1), (7.2, 3.6), (8.5, 5.0), (11.9, 3.9)];
        for ((name, tokens), (on_page, on_fills)) in palettes().into_iter().zip(stated) {
            let unknown = tokens.tag(TagColor::Unknown).mark;
            at_least(4.5, "unknown mark on the page", name, unknown, tokens.page);
            for ink in KNOWN.map(|color| tokens.tag(color)) {
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
}
