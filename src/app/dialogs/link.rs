//! What a rebuttal answers: a claim that is searched or clicked on the page, or words for what stands in no document.

use std::ops::Range;

use egui::{Align2, Id, vec2};

use crate::model::{ClaimId, TagId};
use crate::store::Placed;

use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Badge, Lead, Row, popup};
use super::fuzzy;
use super::list::{Chooser, nothing_ui};

/// How many claims are looked through, and how many are listed.
const SEARCHED: usize = 5_000;
const LISTED: usize = 50;

/// The search with what is typed.
#[derive(Default)]
pub struct LinkPicker {
    chooser: Chooser,
    found: Option<(String, u64, Vec<Entry>)>,
}

struct Entry {
    chosen: Chosen,
    tag: TagId,
    words: String,
    typed: Vec<Range<usize>>,
    second: String,
    right: String,
}

impl LinkPicker {
    /// Draws the search at the top; the page behind stays free for clicks. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let Some(picking) = &ctx.view.picking else {
            return false;
        };
        let typed = self.chooser.typed.trim().to_owned();
        let revision = ctx.open.map_or(0, |open| open.revision());
        if self.found.as_ref().is_none_or(|(found, at, _)| *found != typed || *at != revision) {
            self.found = Some((typed.clone(), revision, entries(&typed, picking, ctx)));
        }
        let Self { chooser, found } = self;
        let entries = found.as_ref().map_or(&[][..], |(_, _, entries)| entries.as_slice());
        let as_words = if typed.is_empty() { String::new() } else { format!("“{typed}” as words") };
        let count = entries.len() + usize::from(!as_words.is_empty());
        let mut taken = chooser.read_keys(egui, count).then_some(chooser.at);
        let room = egui.content_rect();
        let top = if room.height() < 640.0 { theme::MENU_BAR + 4.0 } else { 84.0 };
        let area = egui::Area::new(Id::unique("link picker"))
            .order(egui::Order::Foreground)
            .default_size(room.size())
            .anchor(Align2::CENTER_TOP, vec2(0.0, top))
            .accessible_name("What it rebuts")
            .role(egui::accesskit::Role::Dialog);
        area.show(egui, |ui| {
            popup::frame(ctx.kit).inner_margin(0).show(ui, |ui| {
                ui.set_width(480.0_f32.min(room.width() - 32.0));
                ui.set_max_height(room.height());
                ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
                head_ui(ui, ctx);
                chooser.field_ui(
                    ui,
                    ctx,
                    "Claim that is rebutted, or words",
                    "A claim, a claimant, or words",
                );
                let height = (room.height() * 0.35).min(260.0);
                egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                    ui.add_space(8.0);
                    if count == 0 {
                        nothing_ui(ui, ctx, "No other claims yet. Type words for what stands elsewhere.");
                    }
                    for (number, entry) in entries.iter().enumerate() {
                        let row = Row::new(&entry.words)
                            .lead(Lead::Badge(Badge::from(ctx.tags.get(&entry.tag))))
                            .marks(&entry.typed)
                            .aside(&entry.second)
                            .trailing(&entry.right);
                        if chooser.row_ui(ui, ctx, number, row) {
                            taken = Some(number);
                        }
                    }
                    if !as_words.is_empty() {
                        let row = Row::new(&as_words).lead(Lead::Icon(icons::TEXT_AA));
                        if chooser.row_ui(ui, ctx, entries.len(), row) {
                            taken = Some(entries.len());
                        }
                    }
                    ui.add_space(8.0);
                });
            });
        });
        match taken.map(|taken| entries.get(taken)) {
            Some(Some(entry)) => ctx.commands.send(Command::LinkTo(entry.chosen.clone())),
            Some(None) if !typed.is_empty() => ctx.commands.send(Command::LinkWords(typed)),
            _ => {}
        }
        self.chooser.is_left
    }
}

fn head_ui(ui: &mut egui::Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    let words = "Click the claim it rebuts, or search";
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), egui::Sense::hover());
    let at = rect.left_center() + vec2(16.0, 4.0);
    ui.painter().text(at, Align2::LEFT_CENTER, words, face::strong(theme::BODY), tokens.text);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}

/// Returns the claims that fit: with nothing typed, allegations first, the nearest before the rebuttal at the top.
fn entries(typed: &str, picking: &ClaimId, ctx: &Ctx<'_>) -> Vec<Entry> {
    let Some(open) = ctx.open else {
        return Vec::new();
    };
    let own = open.own().map(|own| &own.name);
    let here = open.own_store().get(picking).and_then(Placed::first_span).map_or(0, |span| span.start().0);
    let claims = open.shown_layers().flat_map(|layer| {
        let name = (own != Some(&layer.name)).then_some(&layer.name);
        layer.store.in_text_order().map(move |placed| (name, placed))
    });
    let mut fitting: Vec<((usize, bool, u32), Entry)> = claims
        .filter(|(_, placed)| placed.claim.id != *picking)
        .take(SEARCHED)
        .filter_map(|(layer, placed)| {
            let claim = &placed.claim;
            let words: String = claim.gist_or_quote().chars().take(200).collect();
            let second = claim.claimants.join(", ");
            let in_words = fuzzy::find(typed, &words).filter(|found| found.distance < 8);
            let (distance, ranges) = match in_words {
                Some(found) => (found.distance, found.typed),
                None => {
                    (fuzzy::find(typed, &second).filter(|found| found.distance < 8)?.distance, Vec::new())
                }
            };
            let far = placed.first_span().map_or(u32::MAX, |span| span.start().0.abs_diff(here));
            let entry = Entry {
                chosen: Chosen { layer: layer.cloned(), id: claim.id.clone() },
                tag: claim.tag.clone(),
                words,
                typed: ranges,
                second,
                right: ctx.paragraph(placed).map_or_else(String::new, |number| format!("¶ {number}")),
            };
            Some(((distance, claim.tag.as_str() != "allegation", far), entry))
        })
        .collect();
    fitting.sort_by_key(|(order, _)| *order);
    fitting.into_iter().take(LISTED).map(|(_, entry)| entry).collect()
}
