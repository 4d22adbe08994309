//! Rows of lists, menus and popups: a lead, words, a second line, and what stands at the right.

use std::ops::Range;

use egui::{Align2, Color32, Id, Painter, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::theme::{self, face};
use super::super::typeset::{Elide, Limits, Style, StyleOverride, Weight};
use super::badge::{Badge, initial};
use super::focus;
use super::kit::{Kit, crisp, draw_line, line};

/// What a row begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Lead<'a> {
    /// Nothing: the words begin at the edge.
    #[default]
    None,
    /// Nothing, but its room: the words stand below those of other rows.
    Space,
    /// An icon.
    Icon(char),
    /// A tag.
    Badge(Badge),
    /// A semi-bold letter: the grades of a scale.
    Letter(char),
    /// An annotator's initial in a circle.
    Initial(char),
    /// A few signs: "1/2", "Aa".
    Signs(&'a str),
}

/// A row of a list.
#[must_use = "a row is seen when it is shown"]
pub struct Row<'a> {
    text: &'a str,
    name: Option<&'a str>,
    id: Option<Id>,
    lead: Lead<'a>,
    aside: Option<&'a str>,
    second: Option<&'a str>,
    has_second: bool,
    trailing: Option<&'a str>,
    trailing_icon: Option<char>,
    trailing_note: Option<&'a str>,
    note_color: Option<Color32>,
    trailing_color: Option<Color32>,
    marks: &'a [Range<usize>],
    elide: Elide,
    inset: f32,
    room: f32,
    role: Role,
    is_chosen: bool,
    is_strong: bool,
    is_dim: bool,
    is_enabled: bool,
    looks_hovered: bool,
}

/// Between the lead and the words, from the lead's left.
const LEAD: f32 = 24.0;
/// Between the parts of a line.
const GAP: f32 = 12.0;
/// Between what stands at the right.
const TRAILING_GAP: f32 = 8.0;

impl<'a> Row<'a> {
    /// Makes a row of these words, in any script.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            name: None,
            id: None,
            lead: Lead::None,
            aside: None,
            second: None,
            has_second: false,
            trailing: None,
            trailing_icon: None,
            trailing_note: None,
            note_color: None,
            trailing_color: None,
            marks: &[],
            elide: Elide::End,
            inset: theme::ROW_INSET,
            room: 0.0,
            role: Role::Button,
            is_chosen: false,
            is_strong: false,
            is_dim: false,
            is_enabled: true,
            looks_hovered: false,
        }
    }

    /// Gives it an id that does not depend on its place: the focus stays on it when others come or go.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Gives it an accessible name other than its words.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Lets it begin with an icon, a tag or a letter.
    pub fn lead(mut self, lead: Lead<'a>) -> Self {
        self.lead = lead;
        self
    }

    /// Puts a few quieter words after its own.
    pub fn aside(mut self, aside: &'a str) -> Self {
        self.aside = Some(aside);
        self
    }

    /// Gives it a second line; what stands at the right then stands there. Empty words make the line all the same.
    pub fn second(mut self, second: &'a str) -> Self {
        self.second = Some(second);
        self.has_second = true;
        self
    }

    /// Puts words at the right: a count, a place, a shortcut.
    pub fn trailing(mut self, trailing: &'a str) -> Self {
        self.trailing = Some(trailing);
        self
    }

    /// Draws the words at the right in another colour: places to jump to are in the accent's.
    pub fn trailing_color(mut self, color: Color32) -> Self {
        self.trailing_color = Some(color);
        self
    }

    /// Puts an icon before the words at the right.
    pub fn trailing_icon(mut self, icon: char) -> Self {
        self.trailing_icon = Some(icon);
        self
    }

    /// Puts a note before the words at the right: "unanswered".
    pub fn note(mut self, note: &'a str) -> Self {
        self.trailing_note = Some(note);
        self
    }

    /// Draws the note in another colour: for what somebody should look at.
    pub fn note_color(mut self, color: Color32) -> Self {
        self.note_color = Some(color);
        self
    }

    /// Sets stretches of its words in semi-bold: what was searched for.
    pub fn marks(mut self, marks: &'a [Range<usize>]) -> Self {
        self.marks = marks;
        self
    }

    /// Cuts words that do not fit in their middle: for names of files.
    pub fn elide_middle(mut self) -> Self {
        self.elide = Elide::Middle;
        self
    }

    /// Keeps its content this far from its edge; 8 unless told otherwise.
    pub fn inset(mut self, inset: f32) -> Self {
        self.inset = inset;
        self
    }

    /// Leaves room at its right end for what the caller draws there.
    pub fn room(mut self, room: f32) -> Self {
        self.room = room;
        self
    }

    /// Says what it is to those who hear it: `MenuItem`, `ListItem`; a button unless told otherwise.
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Shows that it is the chosen one.
    pub fn chosen(mut self, is_chosen: bool) -> Self {
        self.is_chosen = is_chosen;
        self
    }

    /// Draws it as if the pointer were on it: where arrows have gone to in a popup.
    pub fn hovered(mut self, looks_hovered: bool) -> Self {
        self.looks_hovered = looks_hovered;
        self
    }

    /// Sets its words in semi-bold.
    pub fn strong(mut self, is_strong: bool) -> Self {
        self.is_strong = is_strong;
        self
    }

    /// Draws its words in the quieter colour: a hidden layer, a way to take something back.
    pub fn dim(mut self, is_dim: bool) -> Self {
        self.is_dim = is_dim;
        self
    }

    /// Shows that it cannot be used now.
    pub fn enabled(mut self, is_enabled: bool) -> Self {
        self.is_enabled = is_enabled;
        self
    }

    /// Returns how high it is.
    pub fn height(&self) -> f32 {
        if self.has_second { theme::ROW_TWO_LINES } else { theme::ROW }
    }

    /// Draws it as wide as there is room.
    pub fn show(self, ui: &mut Ui, kit: &Kit<'_>) -> Response {
        let size = Vec2::new(ui.available_width(), self.height());
        let sense = if self.is_enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = match self.id {
            Some(id) => {
                let (_, rect) = ui.allocate_space(size);
                (rect, ui.interact(rect, id, sense))
            }
            None => ui.allocate_exact_size(size, sense),
        };
        focus::follow(&response);
        let is_enabled = self.is_enabled && ui.is_enabled();
        response.widget_info(|| {
            WidgetInfo::selected(self.role, is_enabled, self.is_chosen, self.name.unwrap_or(self.text))
        });
        if ui.is_rect_visible(rect) {
            let hover = ui.visuals().faint_bg_color;
            self.draw(ui.painter(), kit, crisp(ui.painter(), rect), &response, hover);
        }
        response
    }

    fn draw(&self, painter: &Painter, kit: &Kit<'_>, rect: Rect, response: &Response, hover: Color32) {
        let tokens = kit.tokens();
        let radius = theme::radius(theme::RADIUS);
        let is_pressed = self.is_enabled && response.is_pointer_button_down_on();
        let is_hovered = self.is_enabled && (response.hovered() || self.looks_hovered);
        let fill = match (self.is_chosen, is_pressed, is_hovered) {
            (true, ..) => Some(tokens.chosen),
            (_, true, _) => Some(tokens.press),
            (_, _, true) => Some(hover),
            _ => None,
        };
        if let Some(fill) = fill {
            painter.rect_filled(rect, radius, fill);
        }
        if response.has_focus() {
            kit.ring(painter, rect);
        }
        let middle = if self.has_second { rect.top() + 16.0 } else { rect.center().y };
        let left = self.draw_lead(painter, kit, rect.left() + self.inset, middle);
        let edge = rect.right() - self.inset - self.room;
        if self.has_second {
            let second = rect.top() + 34.0;
            let end = self.draw_trailing(painter, kit, edge, second);
            let ink = if self.is_enabled { tokens.second } else { tokens.faint };
            draw_words(
                painter,
                kit,
                self.second.unwrap_or_default(),
                &Kit::label_style(),
                left..end,
                second,
                ink,
            );
            self.draw_text(painter, kit, left, edge, middle);
        } else {
            let end = self.draw_trailing(painter, kit, edge, middle);
            self.draw_text(painter, kit, left, end, middle);
        }
    }

    /// Draws the lead and returns where the words begin.
    fn draw_lead(&self, painter: &Painter, kit: &Kit<'_>, left: f32, middle: f32) -> f32 {
        let tokens = kit.tokens();
        let center = pos2(left + theme::ICON / 2.0, middle);
        let quiet = if self.is_enabled { tokens.second } else { tokens.faint };
        let strong = if self.is_enabled && !self.is_dim { tokens.text } else { quiet };
        match self.lead {
            Lead::None => return left,
            Lead::Space => {}
            Lead::Icon(icon) => {
                kit.icon(painter, Rect::from_center_size(center, Vec2::splat(theme::ICON)), icon, quiet)
            }
            Lead::Badge(badge) if self.is_enabled => badge.paint(painter, kit, center),
            Lead::Badge(badge) => badge.paint_in(painter, center, tokens.faint),
            Lead::Letter(letter) => {
                painter.text(
                    pos2(left, middle),
                    Align2::LEFT_CENTER,
                    letter,
                    face::strong(theme::BODY),
                    strong,
                );
                return left + 20.0;
            }
            Lead::Initial(letter) => initial(painter, center, letter, strong),
            Lead::Signs(signs) => {
                let galley = line(painter, signs, face::body(), f32::INFINITY);
                let width = galley.size().x;
                draw_line(painter, galley, left, middle, quiet);
                return left + (width + TRAILING_GAP).max(LEAD + 8.0).ceil();
            }
        }
        left + LEAD
    }

    /// Draws what stands at the right, ending at `edge`, and returns where the words before it have to end.
    fn draw_trailing(&self, painter: &Painter, kit: &Kit<'_>, edge: f32, middle: f32) -> f32 {
        let tokens = kit.tokens();
        let ink = if self.is_enabled { tokens.second } else { tokens.faint };
        let mut left = edge;
        if let Some(trailing) = self.trailing.filter(|text| !text.is_empty()) {
            let galley = line(painter, trailing, face::label(), f32::INFINITY);
            left -= galley.size().x.ceil();
            draw_line(painter, galley, left, middle, self.trailing_color.unwrap_or(ink));
            left -= TRAILING_GAP;
        }
        if let Some(icon) = self.trailing_icon {
            left -= theme::ICON;
            let place = Rect::from_min_size(pos2(left, middle - theme::ICON / 2.0), Vec2::splat(theme::ICON));
            kit.icon(painter, place, icon, ink);
            left -= TRAILING_GAP;
        }
        if let Some(note) = self.trailing_note.filter(|note| !note.is_empty()) {
            let galley = line(painter, note, face::label(), f32::INFINITY);
            left -= galley.size().x.ceil() + 4.0;
            let ink = self.note_color.filter(|_| self.is_enabled).unwrap_or(ink);
            draw_line(painter, galley, left, middle, ink);
            left -= TRAILING_GAP;
        }
        if left < edge { left - (GAP - TRAILING_GAP) } else { edge }
    }

    fn draw_text(&self, painter: &Painter, kit: &Kit<'_>, left: f32, end: f32, middle: f32) {
        let tokens = kit.tokens();
        let style = if self.is_strong { Kit::body_style().bold() } else { Kit::body_style() };
        let ink = match (self.is_enabled, self.is_dim) {
            (false, _) => tokens.faint,
            (true, true) => tokens.second,
            (true, false) => tokens.text,
        };
        let bold: Vec<_> =
            self.marks.iter().map(|range| (range.clone(), StyleOverride::Weight(Weight::SemiBold))).collect();
        let mut typesetter = kit.typesetter().borrow_mut();
        let quiet = Kit::label_style();
        let aside = self.aside.filter(|aside| !aside.is_empty()).map(|aside| {
            // In a script that runs to the left, words end at the right edge of their room: it is made to fit.
            let wanted = typesetter.words(aside, &quiet, Limits::line(((end - left) / 2.0).max(1.0)));
            typesetter.words(aside, &quiet, Limits::line(wanted.size().x.ceil() + 1.0))
        });
        let aside_width = aside.as_ref().map_or(0.0, |aside| aside.size().x.ceil() + TRAILING_GAP);
        let limits = Limits { width: (end - left - aside_width).max(1.0), lines: 1, elide: self.elide };
        let words = typesetter.rich_words(self.text, &bold, &style, limits);
        let top = middle - style.line_height / 2.0;
        typesetter.paint_words(painter, &words, pos2(left, top), ink);
        if let Some(aside) = aside {
            let used = if words.layout().is_rtl() { limits.width } else { words.size().x.ceil() };
            let at = pos2(left + used + TRAILING_GAP, middle - quiet.line_height / 2.0);
            typesetter.paint_words(painter, &aside, at, tokens.second);
        }
    }
}

/// Draws words of a person or a document on one line between two places.
fn draw_words(
    painter: &Painter,
    kit: &Kit<'_>,
    text: &str,
    style: &Style,
    between: Range<f32>,
    middle: f32,
    ink: Color32,
) {
    if text.is_empty() {
        return;
    }
    let mut typesetter = kit.typesetter().borrow_mut();
    let words = typesetter.words(text, style, Limits::line((between.end - between.start).max(1.0)));
    typesetter.paint_words(painter, &words, pos2(between.start, middle - style.line_height / 2.0), ink);
}
