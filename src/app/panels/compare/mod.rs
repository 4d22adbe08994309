//! Layers side by side: the list of what differs, the cards of the claims that are looked at, and what is decided.
//!
//! The page between them is the page of reading, told to draw the layers together. In a narrow window list and cards stand
//! above each other. Deliberately absent: working the comparison out (`app/compared.rs`), and what a decision does.

mod decide;
mod fields;
mod folder;
mod layers;
mod list;
mod pair;
#[cfg(test)]
mod tests;

pub use layers::names;

use std::collections::HashMap;

use egui::{EventFilter, Key, Modifiers, Rect, Ui, UiBuilder, pos2};

use crate::adjudication::{Ledger, Stand};
use crate::model::{LayerName, Role, Verdict};
use crate::store::Store;
use crate::workspace::{Open, Work};

use super::super::command::{Chosen, Command, Step};
use super::super::compared::Compared;
use super::super::ctx::Ctx;
use super::super::theme;
use super::super::widgets::hairline;
use decide::ChangeForm;
use fields::Field;

/// The width of the list beside a wide page.
const LIST_WIDTH: f32 = 304.0;

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As in the text.
    Place,
    /// The gravest first.
    #[default]
    Weight,
}

/// How a cluster stands in the gold layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is decided.
    #[default]
    Open,
    /// Decided.
    Decided(Verdict),
    /// Decided, and something has changed since.
    Changed(Verdict),
}

/// What the standings were worked out from: comparison, store, revision.
type StandKey = (u64, u64, u64);

/// What is on the screen of the comparison.
#[derive(Default)]
pub struct ComparePanel {
    order: Order,
    /// The clusters that are listed, in order, and what they were listed for.
    rows: Vec<usize>,
    /// By cluster: its row.
    row_of: Vec<Option<usize>>,
    rows_key: Option<(u64, Order, Option<StandKey>)>,
    /// How the clusters stand in the gold layer; empty while nothing is decided here.
    stands: Vec<Standing>,
    stands_key: Option<StandKey>,
    /// How many clusters are decided, and how many that agree in every field are not.
    decided_count: usize,
    agreed_open_count: usize,
    /// The reasons used already, the most frequent first.
    reasons: Vec<(String, usize)>,
    /// The row that the list went to last, of how many and how high, and how far it is scrolled.
    followed: (Option<usize>, usize, u32),
    scroll: f32,
    /// The fields of the cluster that is looked at, and what they were worked out for.
    fields: Option<((u64, usize), Vec<Field>)>,
    /// The reason that is typed before anything is decided, and for which cluster.
    reason: String,
    reason_of: Option<Chosen>,
    change: Option<ChangeForm>,
    /// How high what stands below the list was when it was drawn last.
    foot_height: f32,
    /// How high what can be decided was when it was drawn last.
    decide_height: f32,
    layers_are_open: bool,
    wants_keyboard: bool,
    wants_reason: bool,
}

/// Returns whether the person decides here, and does not only compare.
pub fn is_adjudicating(ctx: &Ctx<'_>) -> bool {
    ctx.open.is_some_and(|open| *open.work() == Work::Gold)
}

/// Returns the layers that are compared first: all readings that can be, the own one first.
pub fn usual_layers(open: &Open) -> Vec<LayerName> {
    let is_reading = |role: Role| role == Role::Analyst;
    let layers = open
        .layers()
        .iter()
        .filter(|layer| layer.has_places() && layer.head.as_ref().is_some_and(|head| is_reading(head.role)));
    layers.map(|layer| layer.name.clone()).collect()
}

impl ComparePanel {
    /// Begins with the keyboard in the list.
    pub fn begin(&mut self, layer_count: usize) {
        *self = Self { order: self.order, ..Self::default() };
        self.wants_keyboard = true;
        self.layers_are_open = layer_count > 2;
    }

    /// Takes the keyboard back from the page.
    pub fn take_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// Draws the list at the left of a wide window.
    pub fn left_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let room = (ui.available_width() - theme::REVIEW_WIDTH[0] - 440.0).max(theme::LIBRARY_WIDTH[1]);
        let panel = egui::Panel::left("differences").resizable(false).exact_size(LIST_WIDTH.min(room));
        let panel = panel.frame(egui::Frame::NONE.fill(ctx.kit.tokens().panel)).show_separator_line(false);
        let shown = panel.show(ui, |ui| {
            self.prepare(ui, ctx);
            self.top_ui(ui, ctx);
        });
        let rect = shown.response.rect;
        let edge = Rect::from_min_max(pos2(rect.right() - theme::HAIRLINE, rect.top()), rect.max);
        ui.painter().rect_filled(edge, 0, ctx.kit.tokens().hair);
    }

    /// Draws the cards at the right; in a narrow window the list stands above them.
    pub fn right_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, has_list: bool) {
        let [least, usual, most] = theme::REVIEW_WIDTH;
        let wanted = if ui.available_width() > 960.0 { most } else { usual };
        let room = (ui.available_width() - 400.0).max(least.min(ui.available_width() - 280.0));
        let panel = egui::Panel::right("cards").resizable(false).exact_size(wanted.min(room));
        let panel = panel.frame(egui::Frame::NONE.fill(ctx.kit.tokens().panel)).show_separator_line(false);
        let shown = panel.show(ui, |ui| {
            let rect = ui.max_rect();
            let mut below = rect;
            if has_list {
                self.prepare(ui, ctx);
                below.min.y = (rect.top() + (rect.height() * 0.42).max(200.0)).round();
                part_ui(ui, rect.with_max_y(below.top()), |ui| self.top_ui(ui, ctx));
                let line = Rect::from_x_y_ranges(rect.x_range(), below.top()..=below.top() + theme::HAIRLINE);
                ui.painter().rect_filled(line, 0, ctx.kit.tokens().hair);
                below.min.y += theme::HAIRLINE;
            }
            part_ui(ui, below, |ui| match ctx.compared {
                Some(compared) => self.pair_ui(ui, ctx, compared),
                None => self.empty_ui(ui, ctx, "Two layers or more are needed to compare."),
            });
        });
        let rect = shown.response.rect;
        let edge = Rect::from_min_max(rect.left_top(), pos2(rect.left() + theme::HAIRLINE, rect.bottom()));
        ui.painter().rect_filled(edge, 0, ctx.kit.tokens().hair);
    }

    fn top_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        if ctx.view.compares_folder {
            return self.folder_ui(ui, ctx);
        }
        match ctx.compared {
            Some(compared) => self.list_ui(ui, ctx, compared),
            None => self.nothing_ui(ui, ctx),
        }
    }

    /// Says why nothing is compared.
    fn nothing_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 4 }).show(
            ui,
            |ui| {
                super::super::widgets::heading(ui, ctx.kit, "Differences");
            },
        );
        self.layers_ui(ui, ctx, None);
        let Some(open) = ctx.open else { return };
        let count = usual_layers(open).len();
        let words = match (open.is_loading() || ctx.view.compared_layers.len() >= 2, count) {
            (_, 0) => "No layer is here. Add sidecars to compare them.",
            (_, 1) => "Only one layer is here. Add sidecars of others to compare.",
            (true, _) => "Comparing…",
            (false, _) => "Choose two layers or more.",
        };
        self.empty_ui(ui, ctx, words);
        hairline(ui, ctx.kit, 0.0);
    }

    /// Works out what is listed, when something it depends on is another, and reads the keys.
    fn prepare(&mut self, ui: &Ui, ctx: &Ctx<'_>) {
        if let Some(compared) = ctx.compared {
            let gold = ctx.open.filter(|_| is_adjudicating(ctx)).map(Open::own_store);
            self.take_stands(compared, gold);
            self.take_rows(compared);
            self.walk(ui, ctx, compared);
            if ctx.view.compared_at.is_none()
                && let Some(handle) = self.rows.first().and_then(|first| compared.handle(*first))
            {
                ctx.commands.send(Command::ShowCluster(handle));
            }
        }
    }

    fn take_stands(&mut self, compared: &Compared, gold: Option<&Store>) {
        let key = gold.map(|gold| (compared.version(), gold.id(), gold.revision()));
        if self.stands_key == key {
            return;
        }
        self.stands_key = key;
        self.stands.clear();
        (self.decided_count, self.agreed_open_count) = (0, 0);
        self.reasons.clear();
        let Some(gold) = gold else { return };
        let ledger = Ledger::of(gold.decisions());
        for cluster in &compared.clusters {
            let stand = match ledger.stand(cluster, &compared.sources) {
                Stand::Open => Standing::Open,
                Stand::Decided(decision) => Standing::Decided(decision.verdict),
                Stand::Changed(decision) => Standing::Changed(decision.verdict),
            };
            self.decided_count += usize::from(matches!(stand, Standing::Decided(_)));
            self.agreed_open_count += usize::from(stand == Standing::Open && cluster.is_agreed());
            self.stands.push(stand);
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for decision in gold.decisions().iter().filter(|decision| !decision.reason.trim().is_empty()) {
            *counts.entry(decision.reason.trim()).or_default() += 1;
        }
        self.reasons = counts.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
        self.reasons.sort_by(|(one, a), (other, b)| b.cmp(a).then(one.cmp(other)));
    }

    fn take_rows(&mut self, compared: &Compared) {
        let key = Some((compared.version(), self.order, self.stands_key));
        if self.rows_key == key {
            return;
        }
        self.rows_key = key;
        self.rows = match self.order {
            Order::Place => compared.by_place.clone(),
            Order::Weight => compared.by_weight.clone(),
        };
        // What agrees is taken together; where it was decided and has changed since, it is looked at again.
        let is_anew = |number: &usize| {
            matches!(self.stands.get(*number), Some(Standing::Changed(_)))
                && compared.clusters.get(*number).is_some_and(|cluster| cluster.is_agreed())
        };
        self.rows.extend((0..self.stands.len()).filter(is_anew));
        self.row_of = vec![None; compared.clusters.len()];
        for (row, cluster) in self.rows.iter().enumerate() {
            if let Some(place) = self.row_of.get_mut(*cluster) {
                *place = Some(row);
            }
        }
    }

    /// Returns how a cluster stands.
    fn stand(&self, cluster: usize) -> Standing {
        self.stands.get(cluster).copied().unwrap_or_default()
    }

    /// Returns the number of the cluster that is looked at.
    fn chosen(compared: &Compared, ctx: &Ctx<'_>) -> Option<usize> {
        ctx.view.compared_at.as_ref().and_then(|at| compared.cluster_of(at))
    }

    /// Returns the row of the cluster that is looked at.
    fn row_of(&self, compared: &Compared, ctx: &Ctx<'_>) -> Option<usize> {
        self.row_of.get(Self::chosen(compared, ctx)?).copied().flatten()
    }

    /// Returns the cluster of the row behind or before that of `from`; behind the last comes the first.
    pub fn beside(&self, from: Option<usize>, step: Step) -> Option<usize> {
        let at = from.and_then(|from| self.row_of.get(from).copied().flatten());
        let count = self.rows.len();
        let to = match (at, step) {
            (None, Step::Next) => 0,
            (None, Step::Previous) => count.checked_sub(1)?,
            (Some(at), Step::Next) => (at + 1) % count.max(1),
            (Some(at), Step::Previous) => (at + count - 1) % count.max(1),
        };
        self.rows.get(to).copied()
    }

    /// Returns the next cluster behind `from` that waits for a decision, from the start again after the last.
    pub fn next_open(&self, from: usize) -> Option<usize> {
        let at = self.row_of.get(from).copied().flatten().unwrap_or(0);
        let waits =
            |cluster: &&usize| !matches!(self.stand(**cluster), Standing::Decided(_)) && **cluster != from;
        let behind = self.rows.iter().skip(at + 1).chain(self.rows.iter().take(at));
        behind.into_iter().find(waits).copied()
    }

    /// Walks by arrows while a row has the keyboard.
    fn walk(&mut self, ui: &Ui, ctx: &Ctx<'_>, compared: &Compared) {
        let focused = ui.memory(|memory| memory.focused());
        let row = ctx.view.compared_at.as_ref().map(|at| list::row_id(at.id.as_str()));
        let Some(focused) = focused.filter(|focused| Some(*focused) == row) else { return };
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        let (down, up) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowDown), pressed(Key::ArrowUp))
        });
        let step = match (down, up) {
            (true, _) => Step::Next,
            (_, true) => Step::Previous,
            _ => return,
        };
        let to = self.beside(Self::chosen(compared, ctx), step);
        if let Some(handle) = to.and_then(|to| compared.handle(to)) {
            self.wants_keyboard = true;
            ctx.commands.send(Command::ShowCluster(handle));
        }
    }
}

/// Draws a part of a panel within its own bounds.
fn part_ui(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::top_down(egui::Align::Min);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    content(&mut child);
}
