//! What became of one's own claims in the gold layer: kept, changed and in what, left out and why, and what was missed.

use std::rc::Rc;

use egui::{Align, Layout, ScrollArea, Ui};

use crate::adjudication::{Difference, Fate, fates, missed};
use crate::model::{LayerName, Role, TagId};
use crate::text::{CharOffset, Text};
use crate::workspace::{Open, OpenLayer};

use super::super::command::{Chosen, Command};
use super::super::compared::{Key, Part};
use super::super::ctx::Ctx;
use super::super::theme::{self, icons};
use super::super::widgets::{self, IconButton, Lead, Row, hairline, wrapped};
use super::claims::one_line;
use super::say;

/// What became of one claim, as a row says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FateRow {
    /// The own claim, or for what was missed that of the gold layer.
    pub chosen: Chosen,
    /// Its tag.
    pub tag: TagId,
    /// Its words.
    pub title: String,
    /// What became of it.
    pub second: String,
    /// The paragraph, from 1.
    pub paragraph: usize,
    /// Where it begins, in code points.
    pub start: u32,
}

/// What was worked out, and from what.
struct Known {
    key: Key,
    gold: LayerName,
    rows: Rc<Vec<FateRow>>,
    summary: String,
}

/// What became of one's own claims.
#[derive(Default)]
pub struct FatesPanel {
    known: Option<Known>,
    /// The row that was chosen last.
    at: Option<usize>,
}

/// Returns the gold layer beside the document: the one with the most decisions, the first by name.
pub fn gold_layer(open: &Open) -> Option<&OpenLayer> {
    let is_gold = |layer: &&OpenLayer| layer.head.as_ref().is_some_and(|head| head.role == Role::Gold);
    let golds = open.layers().iter().filter(is_gold).filter(|layer| layer.has_places());
    golds.min_by_key(|layer| (std::cmp::Reverse(layer.store.decisions().len()), layer.name.clone()))
}

/// Returns what became of each claim of `mine`, in the order of the text with what was missed, and a sentence of it all.
pub fn rows(open: &Open, mine: &OpenLayer, gold: &OpenLayer) -> (Vec<FateRow>, String) {
    let text = open.text();
    let key = Key::of(open, &[mine.name.clone(), gold.name.clone()]);
    let mut sources = Part::all(open, &key).into_iter().map(|part| part.source(text));
    let (Some(own), Some(gold_source)) = (sources.next(), sources.next()) else {
        return (Vec::new(), String::new());
    };
    let all = fates(&own.entries, &gold_source, gold.store.decisions());
    let mut counts = [0_usize; 6];
    let mut rows = Vec::with_capacity(all.len());
    for (entry, fate) in own.entries.iter().zip(&all) {
        let (place, second) = said(fate);
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
        rows.push(row(text, Chosen::own(entry.claim.id.clone()), entry, second));
    }
    for entry in missed(mine.store.claims().map(|placed| &placed.claim.id), &gold_source) {
        counts[5] += 1;
        let chosen = Chosen { layer: Some(gold.name.clone()), id: entry.claim.id.clone() };
        rows.push(row(text, chosen, entry, "missed: in gold, not in yours".to_owned()));
    }
    rows.sort_by_key(|row| row.start);
    let names =
        ["kept", "changed", "left out", "not decided", "in gold where the place is not sure", "missed"];
    let parts = counts.iter().zip(names).filter(|(count, _)| **count > 0);
    let parts: Vec<String> = parts.map(|(count, name)| format!("{} {name}", say::grouped(*count))).collect();
    (rows, parts.join(", "))
}

/// Returns the place of a fate among the counts, and its words.
fn said(fate: &Fate<'_>) -> (usize, String) {
    let because = |reason: &str| match reason.trim() {
        "" => String::new(),
        reason => format!(": {}", one_line(reason)),
    };
    match fate {
        Fate::Kept => (0, "kept".to_owned()),
        Fate::Changed { differences, reason, .. } => {
            let what: Vec<&str> = differences.iter().map(Difference::words).collect();
            (1, format!("changed, {}{}", what.join(", "), because(reason)))
        }
        Fate::Dropped { reason } => (2, format!("left out{}", because(reason))),
        Fate::Undecided => (3, "not decided yet".to_owned()),
        Fate::Unsure => (4, "in gold, where its place in this text is not sure".to_owned()),
    }
}

fn row(text: &Text, chosen: Chosen, entry: &crate::adjudication::Entry, second: String) -> FateRow {
    let start = entry.mark.place.start();
    let paragraph = text.byte_from_char(CharOffset(start)).map_or(0, |place| text.paragraph_at(place) + 1);
    let title = one_line(entry.claim.gist_or_quote());
    FateRow { chosen, tag: entry.claim.tag.clone(), title, second, paragraph, start }
}

impl FatesPanel {
    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        let Some(open) = ctx.open else { return };
        head_ui(ui, ctx);
        let (Some(mine), Some(gold)) = (open.own(), gold_layer(open)) else {
            let words = match open.own() {
                None => "You have no claims in this document.",
                Some(_) => "No gold layer is beside this document yet.",
            };
            return padded(ui, |ui| {
                wrapped(ui, words, ctx.kit.tokens().second);
            });
        };
        let key = Key::of(open, &[mine.name.clone(), gold.name.clone()]);
        if self.known.as_ref().is_none_or(|known| known.key != key) {
            let (rows, summary) = rows(open, mine, gold);
            self.known = Some(Known { key, gold: gold.name.clone(), rows: Rc::new(rows), summary });
        }
        let Some(known) = &self.known else { return };
        padded(ui, |ui| {
            let by = open.layer(&known.gold).map_or("", |gold| gold.annotator_name());
            wrapped(ui, &format!("Decided by {by}. Of yours: {}", known.summary), ctx.kit.tokens().second);
        });
        hairline(ui, ctx.kit, 0.0);
        let rows = Rc::clone(&known.rows);
        let area = ScrollArea::vertical().id_salt("what became of mine").auto_shrink([false, false]);
        area.show_rows(ui, theme::ROW_TWO_LINES, rows.len(), |ui, range| {
            for number in range {
                let Some(row) = rows.get(number) else { continue };
                egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
                    let place = format!("¶ {}", say::grouped(row.paragraph));
                    let name = format!("{}: {}", row.second, row.title);
                    let shown = Row::new(&row.title)
                        .id(egui::Id::unique(("fate", row.chosen.id.as_str())))
                        .name(&name)
                        .lead(Lead::Badge(ctx.tags.get(&row.tag).into()))
                        .second(&row.second)
                        .trailing(&place)
                        .chosen(self.at == Some(number))
                        .show(ui, ctx.kit);
                    if shown.clicked() {
                        self.at = Some(number);
                        ctx.commands.send(Command::Show(row.chosen.clone()));
                    }
                });
            }
        });
    }
}

fn padded(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin { left: 16, right: 16, top: 4, bottom: 12 };
    egui::Frame::NONE.inner_margin(margin).show(ui, content);
}

fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 0 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            widgets::heading(ui, ctx.kit, "What became of mine");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let close = IconButton::new(icons::X, "Back to the claims").show(ui, ctx.kit);
                if close.clicked() {
                    ctx.commands.send(Command::Fates);
                }
            });
        });
    });
}
