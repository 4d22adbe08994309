//! The colours of the page; the window's theme fills them in.

use egui::Color32;

use crate::app::theme::Tokens;
use crate::model::TagColor;

/// The colours of one tag.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TagInk {
    /// Lines and letters.
    pub mark: Color32,
    /// The fill of a claim at rest.
    pub rest: Color32,
    /// The fill of the claim under the pointer.
    pub hover: Color32,
    /// The fill of the chosen claim.
    pub chosen: Color32,
}

/// The colours of the page. Fills are translucent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageTheme {
    /// The page itself.
    pub page: Color32,
    /// The text, the caret.
    pub text: Color32,
    /// Bylines, the word beside a link.
    pub second: Color32,
    /// Paragraph numbers, marks of Markdown.
    pub faint: Color32,
    /// The handle of the scroll bar.
    pub line: Color32,
    /// The selection: translucent.
    pub selection: Color32,
    /// What the search found: translucent.
    pub found: Color32,
    /// The claims that are looked at of layers side by side: translucent, and stronger where more of them lie.
    pub compared: Color32,
    /// Allegations.
    pub allegation: TagInk,
    /// Rebuttals.
    pub rebuttal: TagInk,
    /// Forecasts.
    pub forecast: TagInk,
    /// Tags that the set does not know.
    pub unknown: TagInk,
}

impl PageTheme {
    /// Returns the colours of a tag.
    pub fn ink(&self, color: TagColor) -> &TagInk {
        match color {
            TagColor::Allegation => &self.allegation,
            TagColor::Rebuttal => &self.rebuttal,
            TagColor::Forecast => &self.forecast,
            TagColor::Unknown => &self.unknown,
        }
    }
}

impl From<&Tokens> for PageTheme {
    fn from(tokens: &Tokens) -> Self {
        let ink = |color| {
            let ink = tokens.tag(color);
            TagInk { mark: ink.mark, rest: ink.fill_rest, hover: ink.fill_hover, chosen: ink.fill_chosen }
        };
        Self {
            page: tokens.page,
            text: tokens.text,
            second: tokens.second,
            faint: tokens.faint,
            line: tokens.line,
            selection: tokens.selection,
            found: tokens.selection.gamma_multiply(0.5),
            compared: tokens.selection.gamma_multiply(0.7),
            allegation: ink(TagColor::Allegation),
            rebuttal: ink(TagColor::Rebuttal),
            forecast: ink(TagColor::Forecast),
            unknown: ink(TagColor::Unknown),
        }
    }
}
