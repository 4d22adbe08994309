//! The tables: words by tag with the passages behind each number, every two annotators, and every document.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Align, Align2, Id, Layout, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::agreement::{COEFFICIENTS, Cell, Measure, Partial, Value};
use crate::matching::Stretch;
use crate::model::{LayerName, TagId};
use crate::text::CharOffset;

use super::super::super::agreed::{Agreed, Confusion};
use super::super::super::command::Command;
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face};
use super::super::super::typeset::{Limits, Style};
use super::super::super::widgets::{self, Badge, Button, Kit, Row};
use super::super::say;
use super::draw::line_ui;
use super::{head_ui, strip, words};

/// The width of a column of numbers of the table of words by tag.
const COLUMN: f32 = 76.0;

/// The least width at which the sentence stands beside the table.
const BESIDE: f32 = 700.0;

/// How many passages are listed at first, and more with every step.
const LISTED: usize = 20;

/// How many letters of a passage are shown at most.
const LETTERS: u32 = 160;

/// A cell of the table whose passages are listed.
pub struct Opened {
    one: Option<TagId>,
    other: Option<TagId>,
    /// How many passages are listed.
    listed: usize,
    /// Whether the list is to go.
    pub is_closed: bool,
    /// The passages of the study at that place in memory.
    passages: Option<(usize, Vec<Passage>)>,
}

/// Words to go to.
struct Passage {
    quote: String,
    place: String,
    document: String,
    path: PathBuf,
    stretch: Stretch,
}

/// Draws the words by tag of two annotators, and in a sentence where they agree and part.
pub fn matrix_and_sentence_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    confusion: &Confusion,
    pair: [&str; 2],
    opened: &mut Option<Opened>,
    width: f32,
) {
    ui.add_space(28.0);
    let said = words::in_a_sentence(confusion, pair, ctx.tags);
    let tags = tags_of(ctx, confusion);
    #[expect(clippy::cast_precision_loss, reason = "a handful of tags")]
    let table = (124.0 + COLUMN * (tags.len() + 1) as f32).min(width);
    let is_beside = width >= BESIDE && width - table - 48.0 >= 200.0;
    let place = ui.available_rect_before_wrap();
    let left = Rect::from_min_size(place.min, vec2(table, 0.0));
    let mut column = ui.new_child(UiBuilder::new().max_rect(left).layout(Layout::top_down(Align::Min)));
    matrix_ui(&mut column, ctx, confusion, pair, opened, &tags, table);
    let used = column.min_rect();
    let (at, room) = match is_beside {
        true => (place.min + vec2(table + 48.0, 0.0), width - table - 48.0),
        false => (pos2(place.left(), used.bottom() + 20.0), width),
    };
    let right = Rect::from_min_size(at, vec2(room, 0.0));
    let mut column = ui.new_child(UiBuilder::new().max_rect(right).layout(Layout::top_down(Align::Min)));
    head_ui(&mut column, ctx, "In a sentence", "");
    column.add_space(4.0);
    let style = Style::serif(16.0, 24.0);
    widgets::words(&mut column, ctx.kit, &said, &style, ctx.kit.tokens().text, room, 12);
    let bottom = used.bottom().max(column.min_rect().bottom());
    ui.advance_cursor_after_rect(Rect::from_min_max(place.min, pos2(place.left() + width, bottom)));
}

/// Returns the tags of rows and columns: the known ones, others that were used, and at last none.
fn tags_of(ctx: &Ctx<'_>, confusion: &Confusion) -> Vec<Option<TagId>> {
    let mut tags: Vec<Option<TagId>> = ctx.tags.tags().iter().map(|tag| Some(tag.id.clone())).collect();
    for tag in confusion.cells.iter().flat_map(|cell| [&cell.one, &cell.other]) {
        if tag.is_some() && !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags.push(None);
    tags
}

fn tag_name(ctx: &Ctx<'_>, tag: Option<&TagId>) -> String {
    match tag {
        Some(tag) => ctx.tags.get(tag).map_or_else(|| tag.to_string(), |tag| tag.name.to_owned()),
        None => "None".to_owned(),
    }
}

fn matrix_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    confusion: &Confusion,
    pair: [&str; 2],
    opened: &mut Option<Opened>,
    tags: &[Option<TagId>],
    width: f32,
) {
    let tokens = ctx.kit.tokens();
    head_ui(ui, ctx, "Words by tag", "Each number opens its passages");
    ui.add_space(4.0);
    #[expect(clippy::cast_precision_loss, reason = "a handful of tags")]
    let column = COLUMN.min((width - 96.0) / tags.len().max(1) as f32);
    #[expect(clippy::cast_precision_loss, reason = "a handful of tags")]
    let right_of =
        |rect: Rect, number: usize| rect.right() - (tags.len() - 1 - number) as f32 * column - 12.0;
    let (head, _) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
    for (number, tag) in tags.iter().enumerate() {
        let name = tag_name(ctx, tag.as_ref());
        let at = pos2(right_of(head, number), head.center().y);
        let words = ctx.kit.typesetter().borrow_mut().words(
            &name,
            &Kit::label_style(),
            Limits::middle((column - 8.0).max(24.0)),
        );
        let at = at - vec2(words.size().x, words.size().y / 2.0);
        ctx.kit.typesetter().borrow_mut().paint_words(ui.painter(), &words, at, tokens.second);
    }
    for one in tags {
        line_ui(ui, ctx, width);
        let (rect, _) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
        if let Some(tag) = one {
            let center = pos2(rect.left() + 8.0, rect.center().y);
            Badge::from(ctx.tags.get(tag)).paint(ui.painter(), ctx.kit, center);
        }
        let name = tag_name(ctx, one.as_ref());
        let limits = Limits::middle((right_of(rect, 0) - column - rect.left()).max(60.0));
        let words = ctx.kit.typesetter().borrow_mut().words(&name, &Kit::body_style(), limits);
        let at = pos2(rect.left() + 24.0, rect.center().y - words.size().y / 2.0);
        ctx.kit.typesetter().borrow_mut().paint_words(ui.painter(), &words, at, tokens.text);
        for (number, other) in tags.iter().enumerate() {
            let right = right_of(rect, number);
            let cell = confusion.cells.iter().find(|cell| cell.one == *one && cell.other == *other);
            let Some(cell) = cell else {
                let at = pos2(right, rect.center().y);
                ui.painter().text(at, Align2::RIGHT_CENTER, "–", face::body(), tokens.second);
                continue;
            };
            let place = Rect::from_min_max(
                pos2(right - column + 20.0, rect.top() + 1.0),
                pos2(right + 8.0, rect.bottom() - 1.0),
            );
            if cell_ui(ui, ctx, cell, pair, place, right).clicked() {
                let is_open = opened.as_ref().is_some_and(|open| open.is_of(cell));
                *opened = (!is_open).then(|| Opened::new(cell));
            }
        }
    }
    ui.add_space(4.0);
    let words = format!("Rows: {}. Columns: {}.", pair[0], pair[1]);
    widgets::words(ui, ctx.kit, &words, &Kit::label_style(), tokens.second, width, 2);
}

/// Draws one number; it opens its passages.
fn cell_ui(ui: &Ui, ctx: &Ctx<'_>, cell: &Cell, pair: [&str; 2], place: Rect, right: f32) -> Response {
    let tokens = ctx.kit.tokens();
    let id = Id::unique(("agreement cell", cell.one.as_ref(), cell.other.as_ref()));
    let response = ui.interact(place, id, Sense::click());
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, words::cell(cell, pair, ctx.tags)));
    if response.hovered() {
        ui.painter().rect_filled(place, theme::RADIUS, tokens.hover);
    }
    if response.has_focus() {
        ctx.kit.ring(ui.painter(), place);
    }
    let is_same = cell.one == cell.other;
    let font = if is_same { face::strong(theme::BODY) } else { face::body() };
    let ink = if is_same { tokens.text } else { tokens.accent };
    let count = say::grouped(usize::try_from(cell.token_count).unwrap_or(usize::MAX));
    ui.painter().text(pos2(right, place.center().y), Align2::RIGHT_CENTER, count, font, ink);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

impl Opened {
    fn new(cell: &Cell) -> Self {
        Self {
            one: cell.one.clone(),
            other: cell.other.clone(),
            listed: LISTED,
            is_closed: false,
            passages: None,
        }
    }

    fn is_of(&self, cell: &Cell) -> bool {
        self.one == cell.one && self.other == cell.other
    }
}

/// Returns the passages of a cell, each with its words and its place.
fn passages(agreed: &Agreed, cell: &Cell) -> Vec<Passage> {
    let passage = |(number, stretch): &(usize, Stretch)| {
        let document = agreed.document(*number)?;
        let text = &document.document.text;
        let end = stretch.end.min(stretch.start + LETTERS);
        let span = text.span_from_chars(CharOffset(stretch.start), CharOffset(end))?;
        let quote = text.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Passage {
            quote: if end < stretch.end { format!("{quote}…") } else { quote },
            place: format!("¶ {}", strip::paragraph(document, stretch.start)),
            document: document.document.name.clone(),
            path: document.path.clone(),
            stretch: *stretch,
        })
    };
    cell.places.iter().filter_map(passage).collect()
}

/// Draws the passages behind a number.
pub fn passages_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    agreed: &Agreed,
    confusion: &Confusion,
    pair: [&str; 2],
    opened: &mut Opened,
    width: f32,
) {
    let Some(cell) = confusion.cells.iter().find(|cell| opened.is_of(cell)) else {
        opened.is_closed = true;
        return;
    };
    let study = Arc::as_ptr(&agreed.study) as usize;
    if opened.passages.as_ref().is_none_or(|(of, _)| *of != study) {
        opened.passages = Some((study, passages(agreed, cell)));
    }
    let Some((_, passages)) = &opened.passages else { return };
    ui.add_space(20.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let head = words::cell(cell, pair, ctx.tags);
        let style = Kit::body_style().bold();
        widgets::words(ui, ctx.kit, &head, &style, ctx.kit.tokens().text, (width - 80.0).max(80.0), 2);
        opened.is_closed |= Button::link("Hide").name("Hide the passages").show(ui, ctx.kit).clicked();
    });
    ui.add_space(4.0);
    let (several, left) = (agreed.documents.len() > 1, ui.cursor().left());
    for (number, passage) in passages.iter().take(opened.listed).enumerate() {
        let quote = format!("“{}”", passage.quote);
        let row = Row::new(&quote)
            .id(Id::unique(("agreement passage", number)))
            .trailing(&passage.place)
            .trailing_color(ctx.kit.tokens().accent);
        let row = if several { row.note(&passage.document) } else { row };
        let place = Rect::from_min_size(pos2(left, ui.cursor().top()), vec2(width, theme::ROW));
        let outer = UiBuilder::new().max_rect(place.expand2(vec2(8.0, 0.0)));
        let mut child = ui.new_child(outer.layout(Layout::top_down(Align::Min)));
        let clicked = row.show(&mut child, ctx.kit).clicked();
        ui.advance_cursor_after_rect(place);
        if clicked {
            ctx.commands.send(Command::ShowPlace(passage.path.clone(), passage.stretch));
        }
    }
    let hidden = passages.len().saturating_sub(opened.listed);
    if hidden > 0 {
        let more = format!("Show {} more", say::grouped(hidden.min(5 * LISTED)));
        if Button::link(&more).show(ui, ctx.kit).clicked() {
            opened.listed += 5 * LISTED;
        }
    } else if cell.place_count > passages.len() {
        let rest = say::grouped(cell.place_count - passages.len());
        widgets::label(ui, ctx.kit, &format!("And {rest} more places, which are not listed."));
    }
}

/// A row of figures: its name, how it is heard, and a number for each measure.
struct Figures {
    name: String,
    values: Vec<Option<Value>>,
    is_chosen: bool,
}

impl Figures {
    fn spoken(&self) -> String {
        let values = COEFFICIENTS.iter().zip(&self.values).map(|(coefficient, value)| {
            format!(
                "{} {}",
                words::short_title(coefficient),
                value.map_or_else(|| "…".to_owned(), words::shown)
            )
        });
        format!("{}: {}", self.name, values.collect::<Vec<_>>().join(", "))
    }
}

/// Returns the figures of a part from each measure; `None` for one that is not there yet.
fn values<'a>(agreed: &'a Agreed, find: impl Fn(&'a Measure) -> Option<&'a Partial>) -> Vec<Option<Value>> {
    let partial =
        |measure: &'a Option<Measure>| measure.as_ref().and_then(&find).map(|partial| partial.value);
    agreed.measures.iter().map(partial).collect()
}

/// Draws the heads of a table of figures; returns where the numbers end, from its left.
fn figures_head_ui(ui: &mut Ui, ctx: &Ctx<'_>, width: f32) -> Vec<f32> {
    let first = (width * 0.34).max(110.0);
    #[expect(clippy::cast_precision_loss, reason = "six measures")]
    let ends: Vec<f32> = (1..=COEFFICIENTS.len())
        .map(|number| first + (width - first) * number as f32 / COEFFICIENTS.len() as f32)
        .collect();
    let (rect, _) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::hover());
    for (coefficient, end) in COEFFICIENTS.iter().zip(&ends) {
        let at = pos2(rect.left() + end, rect.center().y);
        let words = words::short_title(coefficient);
        ui.painter().text(at, Align2::RIGHT_CENTER, words, face::label(), ctx.kit.tokens().second);
    }
    line_ui(ui, ctx, width);
    ends
}

fn figures_ui(ui: &mut Ui, ctx: &Ctx<'_>, id: Id, row: &Figures, ends: &[f32], width: f32) -> Response {
    let tokens = ctx.kit.tokens();
    let (_, rect) = ui.allocate_space(vec2(width, theme::ROW));
    let response = ui.interact(rect, id, Sense::click());
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, row.is_chosen, row.spoken()));
    let outer = rect.expand2(vec2(8.0, 0.0));
    let painter = ui.painter();
    if row.is_chosen {
        painter.rect_filled(outer, theme::RADIUS, tokens.chosen);
    } else if response.hovered() {
        painter.rect_filled(outer, theme::RADIUS, tokens.hover);
    }
    if response.has_focus() {
        ctx.kit.ring(painter, outer);
    }
    let room = ends.first().map_or(width, |end| end - 48.0).max(60.0);
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    let name = typesetter.words(&row.name, &Kit::body_style(), Limits::middle(room));
    let at = pos2(rect.left(), rect.center().y - name.size().y / 2.0);
    typesetter.paint_words(painter, &name, at, tokens.text);
    drop(typesetter);
    for (value, end) in row.values.iter().zip(ends) {
        let words = value.map_or_else(|| "…".to_owned(), words::shown);
        let ink =
            if value.is_some_and(|value| value.number().is_some()) { tokens.text } else { tokens.second };
        let at = pos2(rect.left() + end, rect.center().y);
        painter.text(at, Align2::RIGHT_CENTER, words, face::body(), ink);
    }
    response
}

/// Draws the figures of every two annotators. Returns the two whose words are to be compared by tag.
pub fn pairs_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    agreed: &Agreed,
    chosen: &[LayerName; 2],
    width: f32,
) -> Option<[LayerName; 2]> {
    ui.add_space(28.0);
    head_ui(ui, ctx, "Two by two", "A row shows their words by tag above");
    let ends = figures_head_ui(ui, ctx, width);
    let makers = agreed.compared();
    let names = words::names(&makers);
    let mut picked = None;
    for (number, confusion) in agreed.confusions.iter().enumerate() {
        let [one, other] = &confusion.pair;
        let is_it = |[a, b]: &[LayerName; 2]| (a == one && b == other) || (a == other && b == one);
        let row = Figures {
            name: words::listed(&[
                words::name_of(&makers, &names, one).to_owned(),
                words::name_of(&makers, &names, other).to_owned(),
            ]),
            values: values(agreed, |measure| {
                let of_pair = measure.per_pair.iter().find(|(pair, _)| is_it(pair));
                of_pair.map(|(_, partial)| partial)
            }),
            is_chosen: confusion.pair == *chosen,
        };
        let id = Id::unique(("agreement pair", number));
        if figures_ui(ui, ctx, id, &row, &ends, width).clicked() {
            picked = Some(confusion.pair.clone());
        }
        line_ui(ui, ctx, width);
    }
    picked
}

/// Draws the figures of every document; only rows in sight are worded.
pub fn documents_ui(ui: &mut Ui, ctx: &Ctx<'_>, agreed: &Agreed, width: f32) {
    ui.add_space(28.0);
    head_ui(ui, ctx, "Document by document", "A row opens its document");
    let ends = figures_head_ui(ui, ctx, width);
    let height = theme::ROW + theme::HAIRLINE;
    let top = ui.cursor().top();
    let seen = ui.clip_rect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of rows, cut at nought"
    )]
    let row_at = |y: f32| ((y - top) / height).max(0.0) as usize;
    let count = agreed.documents.len();
    let (first, last) = (row_at(seen.top()).min(count), (row_at(seen.bottom()) + 1).min(count));
    #[expect(clippy::cast_precision_loss, reason = "at most 50,000 rows")]
    let room = |rows: usize| rows as f32 * height;
    ui.add_space(room(first));
    for number in first..last {
        let Some(document) = agreed.document(number) else { continue };
        let row = Figures {
            name: document.document.name.clone(),
            values: values(agreed, |measure| measure.per_document.get(number).map(|(_, partial)| partial)),
            is_chosen: ctx.open.is_some_and(|open| open.path() == document.path),
        };
        let id = Id::unique(("agreement document", number));
        if figures_ui(ui, ctx, id, &row, &ends, width).clicked() {
            ctx.commands.send(Command::Open(document.path.clone()));
        }
        line_ui(ui, ctx, width);
    }
    ui.add_space(room(count - last.max(first)));
}
