//! The card of the chosen claim: its gist, and all that is said about it.
//!
//! Every field keeps what is typed until typing rests; then it becomes one undo step of the layer. Another's claim is
//! shown and not changed. Fields that are seldom used and empty are folded away.

mod dates;
mod draft;
mod fields;
mod forecast;
mod head;
mod links;
mod people;
mod source;
mod versions;
mod wording;

use std::path::PathBuf;

use egui::{Align2, Area, Id, Order, ScrollArea, Ui, Vec2, vec2};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{Claim, ClaimId, TagId};
use crate::store::Placed;
use crate::workspace::Field as Names;

use super::super::command::{Change, Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme;
use super::super::widgets::{self, FieldEvent, FieldOutput, Kit, fold, hairline, popup, wrapped};
use draft::Drafts;
use fields::Field;

/// The widest the card gets when it lies over the page.
const OVER_PAGE_WIDTH: f32 = 304.0;

/// The card.
#[derive(Default)]
pub struct Card {
    drafts: Drafts,
    /// Whether seldom used fields are shown though they are empty.
    is_unfolded: bool,
    used: Option<((PathBuf, u64), Used)>,
    /// The claim that is shown, and the seldom used fields that have held something since it was chosen.
    kept: Option<(Chosen, Vec<&'static str>)>,
    /// Whether the gist is to have the keyboard as soon as it can.
    wants_keyboard: bool,
    chip_menu: Option<people::Menu>,
    gist_has_keyboard: bool,
    /// Whether Tab was pressed in the gist in the last frame.
    is_leaving_gist: bool,
    zone: Option<TimeZone>,
}

/// The names that the shown layers use, with how often.
#[derive(Default)]
struct Used {
    people: Vec<(String, usize)>,
    labels: Vec<(String, usize)>,
}

/// The claim that is shown, and what drawing it needs.
struct One<'a> {
    ctx: &'a Ctx<'a>,
    chosen: &'a Chosen,
    placed: &'a Placed,
    /// Whether it can be changed.
    is_own: bool,
    today: Date,
}

impl<'a> One<'a> {
    fn claim(&self) -> &'a Claim {
        &self.placed.claim
    }

    fn kit(&self) -> &'a Kit<'a> {
        self.ctx.kit
    }

    /// Asks for a change of the claim as one undo step.
    fn change(&self, name: &'static str, change: impl FnOnce(&mut Claim) + 'static) {
        self.ctx.commands.change(name, &self.claim().id, change);
    }

    fn is(&self, tag: &str) -> bool {
        TagId::parse(tag).is_ok_and(|tag| tag == self.claim().tag)
    }
}

impl Card {
    /// Returns the change that was typed and is not taken yet, with its step's name and its claim: before the window
    /// closes, or another document is opened.
    pub fn take_typed(&mut self) -> Option<(&'static str, ClaimId, Change)> {
        let (id, field, typed) = self.drafts.take()?;
        // What is wrong cannot be taken; its field says so once typing rests.
        if field.problem(&typed).is_some() {
            self.drafts.changed(&id, field, &typed);
            return None;
        }
        let today = crate::workspace::today();
        Some((field.step_name(), id, Box::new(move |claim| field.set(claim, &typed, today))))
    }

    /// Returns whether the keyboard is on its way from the gist to the claimants.
    pub fn is_moving_focus(&self) -> bool {
        self.is_leaving_gist
    }

    /// Draws the card of the chosen claim into a panel.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let zone = self.zone.get_or_insert_with(TimeZone::system).clone();
        let today = dates::local_day(ctx.now, &zone);
        self.take_what_rests(ui, ctx, today);
        let Some((chosen, placed)) = ctx.view.chosen.as_ref().zip(ctx.chosen()) else {
            return;
        };
        if self.kept.as_ref().is_none_or(|(kept, _)| kept != chosen) {
            self.kept = Some((chosen.clone(), Vec::new()));
            self.chip_menu = None;
            self.wants_keyboard = false;
        }
        let one = One { ctx, chosen, placed, is_own: chosen.layer.is_none(), today };
        // The bar lies in the margin beside the fields.
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        let area = ScrollArea::vertical().id_salt(("card", chosen.id.as_str())).auto_shrink([false, false]);
        area.show(ui, |ui| {
            let margin = egui::Margin { left: 16, right: 16, top: 12, bottom: 12 };
            egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, theme::CARD_GAP);
                self.content_ui(ui, &one, &zone);
            });
        });
    }

    fn content_ui(&mut self, ui: &mut Ui, one: &One<'_>, zone: &TimeZone) {
        versions::versions_ui(ui, one);
        self.gist_ui(ui, one);
        ui.add_space(4.0);
        self.tag_ui(ui, one);
        ui.add_space(4.0);
        self.passages_ui(ui, one);
        let is_forecast = one.is("forecast");
        self.people_ui(ui, one);
        if is_forecast || one.claim().forecast.is_some() {
            hairline(ui, one.kit(), 10.0);
            self.forecast_ui(ui, one);
        }
        if self.shows_source(one) {
            hairline(ui, one.kit(), 10.0);
            self.source_ui(ui, one);
        }
        if links::has_any(one) || one.is_own {
            hairline(ui, one.kit(), 10.0);
            self.links_ui(ui, one);
        }
        let mut folded = wording::empty_seldom_fields(one.claim());
        if !self.is_unfolded {
            folded.retain(|field| !self.is_kept(field));
        }
        if one.is_own && !folded.is_empty() {
            hairline(ui, one.kit(), 6.0);
            let words =
                if self.is_unfolded { "Fewer fields".to_owned() } else { wording::folded_row(&folded) };
            if fold(ui, one.kit(), &words, &mut self.is_unfolded).changed()
                && let Some((_, kept)) = &mut self.kept
            {
                kept.clear();
            }
        }
        hairline(ui, one.kit(), 10.0);
        history_ui(ui, one, zone);
    }

    /// Takes what a slider rests at, and what was typed about a claim that is no longer shown.
    fn take_what_rests(&mut self, ui: &Ui, ctx: &Ctx<'_>, today: Date) {
        let time = ui.input(|input| input.time);
        let id = ctx.view.chosen.as_ref().filter(|chosen| chosen.layer.is_none()).map(|chosen| &chosen.id);
        let left = self.drafts.take_of_others(id);
        for (id, field, typed) in left.into_iter().chain(self.drafts.take_due(time)) {
            if field.problem(&typed).is_none() {
                ctx.commands.change(field.step_name(), &id, move |claim| field.set(claim, &typed, today));
            } else if let Some(placed) = ctx.placed(&Chosen::own(id.clone())) {
                let value = field.value(&placed.claim);
                self.drafts.hold(&id, field, typed, value);
            }
        }
        if let Some(seconds) = self.drafts.seconds_left(time) {
            ui.ctx().request_repaint_after_secs(seconds as f32);
        }
    }

    /// Works out which names are used, where claims changed since.
    fn note_used(&mut self, ctx: &Ctx<'_>) {
        let Some(open) = ctx.open else { return };
        let key = (open.path().to_owned(), open.revision());
        if self.used.as_ref().is_none_or(|(known, _)| *known != key) {
            let used = Used { people: open.people_used(), labels: open.used(Names::Labels) };
            self.used = Some((key, used));
        }
    }

    /// Returns the names that are used; they are collected while somebody may want one, not before.
    fn used_now(&mut self, ctx: &Ctx<'_>, labels: bool) -> &[(String, usize)] {
        self.note_used(ctx);
        self.used(labels)
    }

    fn used(&self, labels: bool) -> &[(String, usize)] {
        match &self.used {
            Some((_, used)) if labels => &used.labels,
            Some((_, used)) => &used.people,
            None => &[],
        }
    }

    /// Draws a field and takes what was typed when typing rests.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        one: &One<'_>,
        field: Field,
        name: &str,
        build: impl for<'f> FnOnce(widgets::Field<'f>) -> widgets::Field<'f>,
    ) -> FieldOutput {
        let id = &one.claim().id;
        let value = field.value(one.claim());
        let shown = self.drafts.shown(id, field, &value);
        let plain = widgets::Field::new(("card", id.as_str(), field), name).read_only(!one.is_own);
        let output = build(plain).show(ui, one.kit(), &shown);
        match output.event {
            Some(FieldEvent::Changed) => self.drafts.changed(id, field, &output.text),
            Some(_) if self.drafts.was_taken(id, field, &output.text) => {}
            Some(_) => self.take(one, field, &output.text, &value),
            None => {}
        }
        output
    }

    /// Takes what was typed, or holds it with what is wrong with it.
    fn take(&mut self, one: &One<'_>, field: Field, typed: &str, value: &str) {
        let id = &one.claim().id;
        if field.problem(typed).is_some() {
            self.drafts.hold(id, field, typed.to_owned(), value.to_owned());
            return;
        }
        self.drafts.settle(id, field);
        if typed != value {
            let (typed, today) = (typed.to_owned(), one.today);
            one.change(field.step_name(), move |claim| field.set(claim, &typed, today));
        }
    }

    /// Says what is wrong with what was typed.
    fn wrong_ui(&self, ui: &mut Ui, one: &One<'_>, field: Field, typed: &str) {
        let problem = field.problem(typed).filter(|_| self.drafts.is_wrong(&one.claim().id, field));
        if let Some(problem) = problem {
            wrapped(ui, &problem, one.kit().tokens().danger);
        }
    }

    /// Returns whether a seldom used field is shown: it holds something, or the fields are unfolded. One that has held
    /// something stays while its claim is chosen: it does not go under the hands of who empties it.
    fn shows(&mut self, one: &One<'_>, field: &'static str, holds_something: bool) -> bool {
        let is_kept = self.is_kept(field);
        if holds_something
            && !is_kept
            && let Some((_, kept)) = &mut self.kept
        {
            kept.push(field);
        }
        holds_something || (one.is_own && (self.is_unfolded || is_kept))
    }

    fn is_kept(&self, field: &str) -> bool {
        self.kept.as_ref().is_some_and(|(_, kept)| kept.contains(&field))
    }

    /// Returns the id of the area in which the card lies over the page.
    pub fn over_page_id() -> Id {
        Id::unique("card over page")
    }

    /// Draws the card over the lower right of the page, in a narrow window.
    pub fn over_page_ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) {
        if ctx.chosen().is_none() {
            return;
        }
        let screen = egui.content_rect();
        let width = OVER_PAGE_WIDTH.min(screen.width() - 64.0);
        let height = ((screen.height() - theme::MENU_BAR - theme::STATUS_BAR) * 0.5).max(180.0);
        let corner = screen.right_bottom() - vec2(28.0, theme::STATUS_BAR + 12.0);
        Area::new(Self::over_page_id())
            .order(Order::Middle)
            .pivot(Align2::RIGHT_BOTTOM)
            .fixed_pos(corner)
            .show(egui, |ui| {
                popup::frame(ctx.kit).inner_margin(0).show(ui, |ui| {
                    ui.set_min_size(Vec2::new(width, height));
                    ui.set_max_size(Vec2::new(width, height));
                    self.ui(ui, ctx);
                });
            });
    }
}

/// Draws when the claim was made and changed.
fn history_ui(ui: &mut Ui, one: &One<'_>, zone: &TimeZone) {
    let (created, changed) = dates::history(one.claim().created, one.claim().modified, zone);
    ui.horizontal(|ui| {
        widgets::label(ui, one.kit(), &created);
        if let Some(changed) = changed {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                widgets::label(ui, one.kit(), &changed);
            });
        }
    });
}

/// Sends the command that shows the chosen claim's passage.
fn show_passage(one: &One<'_>, number: usize) {
    one.ctx.commands.send(Command::ShowPassage(one.chosen.clone(), number));
}
