//! The review of what became of the claims in a changed text: each passage whose place is not sure, with the words as
//! they were marked, as they stand now, and the difference; and a key for each decision.
//!
//! The view owns Enter, Backspace, P, N and the vertical arrows while it has the keyboard; they stand on its buttons.

use std::path::PathBuf;
use std::rc::Rc;

use egui::{Id, Key, Modifiers, ScrollArea, Ui, Vec2, vec2};

use crate::anchor::{self, Difference, Fate, Placement};
use crate::model::{ClaimId, TagId};
use crate::store::Placed;
use crate::text::Span;
use crate::workspace::{Open, ReviewItem};

use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme::{self, icons};
use super::super::typeset::{Limits, Style, StyleOverride, Weight};
use super::super::widgets::{self, Button, IconButton, Lead, Row, focus, hairline, wrapped};
use super::say;

/// The keys that the view owns while it has the keyboard.
const KEYS: &[Key] = &[Key::Enter, Key::Backspace, Key::P, Key::N, Key::ArrowDown, Key::ArrowUp];

/// The most lines of a quote that are shown.
const QUOTE_LINES: usize = 12;

/// How tall a row of the queue is.
const ROW: f32 = 48.0;

/// The review.
#[derive(Default)]
pub struct ReviewPanel {
    items: Option<(PathBuf, u64, Rc<Vec<ReviewItem>>)>,
    /// Which item is looked at.
    at: usize,
    /// The item that the queue last went to, and how far the queue is scrolled.
    followed: usize,
    scroll: f32,
    /// The item that was last shown on the page.
    shown: Option<(ClaimId, usize)>,
    /// The difference of the item that is looked at, with what it was made from.
    difference: Option<(String, String, Rc<Difference>)>,
    /// The parts of the view that can have the keyboard, as they were drawn last.
    parts: Vec<Id>,
    /// The part that gets the keyboard first.
    first: Option<Id>,
    wants_keyboard: bool,
    /// Whether one of its parts has the keyboard, in this frame.
    has_keyboard: bool,
}

/// What was decided about an item.
enum Decided {
    Nothing,
    /// The proposed place, or the selected one, is right.
    Take(Span),
    NotHere,
    Pick,
    Later,
}

impl ReviewPanel {
    /// Begins at the first item, with the keyboard.
    pub fn begin(&mut self) {
        self.at = 0;
        self.shown = None;
        self.wants_keyboard = true;
    }

    /// Takes the keyboard back from the page.
    pub fn take_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// Draws the queue, and below it the passage that is looked at.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        let Some(open) = ctx.open else { return };
        let items = self.items(open);
        self.at = self.at.min(items.len().saturating_sub(1));
        self.has_keyboard = ui.memory(|memory| memory.focused()).is_some_and(|id| self.parts.contains(&id));
        self.read_keys(ui, items.len());
        self.parts.clear();
        self.head_ui(ui, ctx, items.len());
        let Some(item) = items.get(self.at).cloned() else {
            done_ui(ui, ctx);
            return;
        };
        let present = (item.id.clone(), item.passage);
        if self.shown.as_ref() != Some(&present) {
            self.shown = Some(present);
            ctx.commands.send(Command::ShowPassage(Chosen::own(item.id.clone()), item.passage));
        }
        self.queue_ui(ui, ctx, open, &items);
        hairline(ui, ctx.kit, 0.0);
        let decided = self.item_ui(ui, ctx, open, &item);
        self.decide(ctx, &item, decided);
    }

    fn items(&mut self, open: &Open) -> Rc<Vec<ReviewItem>> {
        let is_present =
            |(path, revision, _): &(PathBuf, u64, _)| path == open.path() && *revision == open.revision();
        match self.items.as_ref().filter(|items| is_present(items)) {
            Some((_, _, items)) => Rc::clone(items),
            None => {
                let items = Rc::new(open.review_items());
                self.items = Some((open.path().to_owned(), open.revision(), Rc::clone(&items)));
                items
            }
        }
    }

    fn read_keys(&mut self, ui: &Ui, count: usize) {
        focus::own_keys(ui.ctx(), "review", &self.parts, KEYS);
        if !self.has_keyboard || count == 0 {
            return;
        }
        let (down, up) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowDown), pressed(Key::ArrowUp))
        });
        if down {
            self.at = (self.at + 1).min(count - 1);
        } else if up {
            self.at = self.at.saturating_sub(1);
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, count: usize) {
        let kit = ctx.kit;
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 4 }).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    widgets::heading(ui, kit, "Review");
                    if count > 0 {
                        widgets::body(ui, kit, &format!("{} of {count}", self.at + 1));
                    }
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = 0.0;
                        let close = IconButton::new(icons::X, "Close the review").show(ui, kit);
                        self.parts.push(close.id);
                        if close.clicked() {
                            ctx.commands.send(Command::Review);
                        }
                        let next = IconButton::new(icons::CARET_DOWN, "Next to review").show(ui, kit);
                        let previous = IconButton::new(icons::CARET_UP, "Previous to review").show(ui, kit);
                        self.parts.extend([next.id, previous.id]);
                        if next.clicked() {
                            self.at = (self.at + 1).min(count.saturating_sub(1));
                        } else if previous.clicked() {
                            self.at = self.at.saturating_sub(1);
                        }
                    });
                });
            },
        );
    }

    fn queue_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, open: &Open, items: &[ReviewItem]) {
        #[expect(clippy::cast_precision_loss, reason = "a hundred thousand rows are far below 2^24")]
        let (whole, top) = (items.len() as f32 * ROW, self.at as f32 * ROW);
        let height = whole.min(4.0 * ROW).min((ui.available_height() * 0.35).max(ROW));
        let mut area = ScrollArea::vertical().id_salt("review queue").auto_shrink([false, false]);
        area = area.max_height(height);
        if std::mem::replace(&mut self.followed, self.at) != self.at {
            area = area.vertical_scroll_offset(self.scroll.clamp((top + ROW - height).max(0.0), top));
        }
        let shown = area.show_rows(ui, ROW, items.len(), |ui, range| {
            for number in range {
                let Some(item) = items.get(number) else { continue };
                egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
                    self.row_ui(ui, ctx, open, number, item);
                });
            }
        });
        self.scroll = shown.state.clamped_offset().y;
        ui.add_space(8.0);
    }

    fn row_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, open: &Open, number: usize, item: &ReviewItem) {
        let Some((placed, quote)) = open.own_store().get(&item.id).and_then(|placed| {
            let passage = placed.claim.passages.get(item.passage)?;
            Some((placed, passage.selector.quote.replace('\n', " ")))
        }) else {
            return;
        };
        let span = placed.spans.get(item.passage).copied().flatten();
        let place = span.map(|span| format!("¶ {}", open.text().paragraph_at(span.start()) + 1));
        let tag = tag_name(ctx, &placed.claim.tag);
        let spoken = format!("{tag}, {}: {quote}", what_became(item.placement));
        let response = Row::new(&quote)
            .id(Id::unique(("review row", item.id.as_str(), item.passage)))
            .name(&spoken)
            .lead(Lead::Badge(ctx.tags.get(&placed.claim.tag).into()))
            .second(what_became(item.placement))
            .trailing(place.as_deref().unwrap_or_default())
            .chosen(number == self.at)
            .show(ui, ctx.kit);
        self.parts.push(response.id);
        if response.clicked() {
            self.at = number;
            self.wants_keyboard = true;
        }
    }

    fn item_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, open: &Open, item: &ReviewItem) -> Decided {
        let Some(placed) = open.own_store().get(&item.id) else { return Decided::Nothing };
        let Some(passage) = placed.claim.passages.get(item.passage) else { return Decided::Nothing };
        let proposed = placed.spans.get(item.passage).copied().flatten();
        let selected = ctx.selection.filter(|span| Some(*span) != proposed);
        let mut decided = Decided::Nothing;
        let area = ScrollArea::vertical().id_salt("review item").auto_shrink([false, false]);
        area.show(ui, |ui| {
            let margin = egui::Margin { left: 16, right: 16, top: 8, bottom: 12 };
            egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                let marked = say::day_of(placed.claim.created);
                quote_ui(ui, ctx, &format!("Marked on {marked}"), &passage.selector.quote);
                if let Some(span) = proposed {
                    let now = open.text().slice(span);
                    quote_ui(ui, ctx, "Now in the text", now);
                    self.difference_ui(ui, ctx, placed, &passage.selector.quote, now);
                }
                ui.add_space(4.0);
                advice_ui(ui, ctx, item, selected.is_some());
                ui.add_space(8.0);
                decided = self.buttons_ui(ui, ctx, proposed, selected);
            });
        });
        decided
    }

    fn difference_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, placed: &Placed, old: &str, new: &str) {
        let difference = match &self.difference {
            Some((from, to, known)) if from == old && to == new => Rc::clone(known),
            _ => {
                let made = Rc::new(anchor::difference(old, new));
                self.difference = Some((old.to_owned(), new.to_owned(), Rc::clone(&made)));
                made
            }
        };
        if difference.pieces.iter().all(|piece| piece.fate == Fate::Kept) {
            return;
        }
        widgets::label(ui, ctx.kit, "Difference");
        let (words, styles) = marked_up(&difference, ctx);
        rich_ui(ui, ctx, &words, &styles);
        if let Some(warning) = warning(&difference, placed.claim.tag.as_str()) {
            ui.add_space(4.0);
            ui.horizontal_top(|ui| {
                let ink = ctx.kit.tokens().warn;
                ui.label(
                    egui::RichText::new(icons::WARNING_CIRCLE)
                        .font(theme::face::icons(theme::ICON))
                        .color(ink),
                );
                wrapped(ui, &warning, ink);
            });
        }
    }

    fn buttons_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &Ctx<'_>,
        proposed: Option<Span>,
        selected: Option<Span>,
    ) -> Decided {
        let kit = ctx.kit;
        let mut decided = Decided::Nothing;
        let (word, span) = match (selected, proposed) {
            (Some(span), _) => ("Take the selection", Some(span)),
            (None, Some(span)) => ("Take this place", Some(span)),
            (None, None) => ("Take the selection", None),
        };
        let keys = self.has_keyboard.then(|| {
            ui.input_mut(|input| {
                [Key::Enter, Key::Backspace, Key::P, Key::N]
                    .map(|key| input.consume_key(Modifiers::NONE, key))
            })
        });
        let [enter, backspace, p, n] = keys.unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            let main = Button::main(word).shortcut("Enter").enabled(span.is_some()).show(ui, kit);
            self.first = span.is_some().then_some(main.id);
            let not =
                Button::plain("Not here").shortcut("Backspace").enabled(proposed.is_some()).show(ui, kit);
            self.parts.extend([main.id, not.id]);
            match span {
                Some(span) if main.clicked() || enter => decided = Decided::Take(span),
                _ if proposed.is_some() && (not.clicked() || backspace) => decided = Decided::NotHere,
                _ => {}
            }
        });
        ui.horizontal_wrapped(|ui| {
            let pick = Button::quiet("Pick another place…").shortcut("P").show(ui, kit);
            let later = Button::quiet("Leave for later").shortcut("N").show(ui, kit);
            self.parts.extend([pick.id, later.id]);
            // A button that cannot be used cannot have the keyboard.
            self.first = self.first.or(Some(pick.id));
            if pick.clicked() || p {
                decided = Decided::Pick;
            } else if later.clicked() || n {
                decided = Decided::Later;
            }
        });
        if std::mem::take(&mut self.wants_keyboard)
            && let Some(first) = self.first
        {
            focus::request(ui.ctx(), first);
        }
        decided
    }

    fn decide(&mut self, ctx: &Ctx<'_>, item: &ReviewItem, decided: Decided) {
        match decided {
            Decided::Nothing => return,
            Decided::Take(span) => {
                ctx.commands.send(Command::PlacePassage(item.id.clone(), item.passage, span));
            }
            Decided::NotHere => ctx.commands.send(Command::SetAside(item.id.clone(), item.passage)),
            Decided::Pick => {
                ctx.commands.send(Command::PickPlace(item.id.clone(), item.passage));
                return;
            }
            Decided::Later => self.at += 1,
        }
        self.wants_keyboard = true;
    }
}

fn done_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let margin = egui::Margin { left: 16, right: 16, top: 8, bottom: 12 };
    egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        wrapped(ui, "Nothing is left to review: every passage has its place.", ctx.kit.tokens().second);
        ui.add_space(8.0);
        if Button::plain("Back to the claims").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::Review);
        }
    });
}

/// Says what can be done where words and buttons do not say it.
fn advice_ui(ui: &mut Ui, ctx: &Ctx<'_>, item: &ReviewItem, has_selection: bool) {
    let words = match (item.placement, has_selection) {
        (_, true) => return,
        (Placement::Orphan, false) => {
            "These words stand nowhere in the text any more. If they do, select them on the page and take the selection; \
             if not, the claim stays in this list with its quote."
        }
        (Placement::Uncertain, false) => "This may be the place. It counts only once you have taken it.",
        _ => return,
    };
    wrapped(ui, words, ctx.kit.tokens().second);
}

fn quote_ui(ui: &mut Ui, ctx: &Ctx<'_>, label: &str, quote: &str) {
    widgets::label(ui, ctx.kit, label);
    let width = ui.available_width();
    widgets::words(ui, ctx.kit, quote, &quote_style(), ctx.kit.tokens().text, width, QUOTE_LINES);
    ui.add_space(4.0);
}

fn quote_style() -> Style {
    Style::serif(15.0, 24.0)
}

fn rich_ui(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, styles: &[(std::ops::Range<usize>, StyleOverride)]) {
    let limits = Limits::lines(ui.available_width().max(1.0), QUOTE_LINES);
    let set = ctx.kit.typesetter().borrow_mut().rich_words(words, styles, &quote_style(), limits);
    let size = vec2(ui.available_width(), set.size().y);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    ctx.kit.typesetter().borrow_mut().paint_words(ui.painter(), &set, rect.min, ctx.kit.tokens().text);
}

/// Returns the words of both versions with how they are set: what went struck out, what came in semi-bold.
fn marked_up(
    difference: &Difference,
    ctx: &Ctx<'_>,
) -> (String, Vec<(std::ops::Range<usize>, StyleOverride)>) {
    let mut words = String::new();
    let mut styles = Vec::new();
    for piece in &difference.pieces {
        if !words.is_empty() && !words.ends_with(char::is_whitespace) && piece.fate != Fate::Kept {
            words.push(' ');
        }
        let start = words.len();
        words.push_str(&piece.words);
        // The space behind a struck word is not struck.
        let range = start..start + piece.words.trim_end().len();
        match piece.fate {
            Fate::Kept => {}
            Fate::Removed => {
                styles.push((range.clone(), StyleOverride::Struck));
                styles.push((range, StyleOverride::Color(ctx.kit.tokens().danger)));
            }
            Fate::Added => styles.push((range, StyleOverride::Weight(Weight::SemiBold))),
        }
    }
    (words, styles)
}

/// Returns the sentence about figures and negations, which may turn a claim into another.
fn warning(difference: &Difference, tag: &str) -> Option<String> {
    let what = match (difference.figures, difference.has_negation) {
        (0, false) => return None,
        (0, true) => "A negation has come or gone".to_owned(),
        (1, false) => "A figure has changed".to_owned(),
        (count, false) => sentence_case(&format!("{} figures have changed", say::number(count))),
        (_, true) => "Figures and a negation have changed".to_owned(),
    };
    let rest = match tag {
        "forecast" => "The forecast may no longer be the one you rated.",
        "rebuttal" => "The rebuttal may no longer be the one you marked.",
        "allegation" => "The allegation may no longer be the one you marked.",
        _ => "The claim may no longer be the one you marked.",
    };
    Some(format!("{what}. {rest}"))
}

fn sentence_case(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), characters.as_str()))
}

fn what_became(placement: Placement) -> &'static str {
    match placement {
        Placement::Exact | Placement::Moved => "the same words",
        Placement::Changed => "other words, same place",
        Placement::Uncertain => "a proposal, please look",
        Placement::Orphan => "gone from the text",
    }
}

fn tag_name(ctx: &Ctx<'_>, tag: &TagId) -> &'static str {
    ctx.tags.get(tag).map_or("Unknown tag", |tag| tag.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_figures_or_a_negation_is_said_in_one_sentence() {
        let said = |old: &str, new: &str| warning(&anchor::difference(old, new), "forecast");
        let rest = "The forecast may no longer be the one you rated.";
        assert_eq!(said("40 by 2028", "60 by 2029"), Some(format!("Two figures have changed. {rest}")));
        assert_eq!(said("by 2028", "by 2029"), Some(format!("A figure has changed. {rest}")));
        assert_eq!(said("it will", "it will not"), Some(format!("A negation has come or gone. {rest}")));
        assert_eq!(said("it will", "it may"), None);
    }
}
