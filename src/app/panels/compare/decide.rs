//! Deciding a cluster: whose claim is taken, with what changes, or none, and why.

use egui::{Ui, vec2};

use crate::adjudication::Cluster;
use crate::model::TagId;

use super::super::super::command::{Command, Decide, Words};
use super::super::super::compared::Compared;
use super::super::super::ctx::Ctx;
use super::super::super::widgets::{self, Badge, Button, Choice, Field, FieldEvent, Row, Segment};
use super::super::say;
use super::{ComparePanel, Standing};

/// The most reasons that are offered.
const OFFERED: usize = 4;

/// A claim with another tag or other borders, as it is being put together.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeForm {
    /// The layer whose claim the other fields are taken from.
    basis: usize,
    tag: TagId,
    words: Words,
}

impl ComparePanel {
    /// Draws what can be decided about the cluster, and the reason; returns how high that is.
    pub(super) fn decide_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &Ctx<'_>,
        compared: &Compared,
        chosen: usize,
        cluster: &Cluster,
    ) -> f32 {
        let top = ui.cursor().top();
        widgets::hairline(ui, ctx.kit, 0.0);
        ui.add_space(4.0);
        if let Some(words) = self.decided_words(chosen) {
            let frame =
                egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 16, top: 4, bottom: 4 });
            frame.show(ui, |ui| widgets::wrapped(ui, words, ctx.kit.tokens().second));
        }
        egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for (layer, name) in compared.names.iter().enumerate() {
                let is_there = cluster.members.get(layer).copied().flatten().is_some();
                let words =
                    if is_there { format!("Take {name}’s") } else { format!("{name} has no such claim") };
                let key = if is_there { key_of(layer) } else { String::new() };
                let row = Row::new(&words).trailing(&key).enabled(is_there).show(ui, ctx.kit);
                if row.clicked() {
                    self.ask(ctx, Decide::Take(layer));
                }
            }
            let key = key_of(compared.names.len());
            let row =
                Row::new("Take with other tag or borders…").trailing(&key).chosen(self.change.is_some());
            let row = row.show(ui, ctx.kit);
            if row.clicked() {
                self.toggle_change(compared, cluster);
            }
            if self.change.is_some() {
                self.change_ui(ui, ctx, compared, cluster);
            }
            let none = match cluster.members.iter().flatten().count() {
                1 => "It is no claim",
                2 => "Neither is a claim",
                _ => "None is a claim",
            };
            let row = Row::new(none).trailing("0").show(ui, ctx.kit);
            if row.clicked() {
                self.ask(ctx, Decide::Drop);
            }
        });
        self.reason_ui(ui, ctx, compared, chosen);
        ui.cursor().top() - top
    }

    /// Says what was decided about the cluster, if anything.
    fn decided_words(&self, chosen: usize) -> Option<&'static str> {
        match self.stand(chosen) {
            Standing::Open => None,
            Standing::Decided(verdict) => Some(match verdict {
                crate::model::Verdict::Took => "Decided: taken. Another key decides anew.",
                crate::model::Verdict::Changed => "Decided: taken with changes. Another key decides anew.",
                crate::model::Verdict::Dropped => "Decided: left out. Another key decides anew.",
            }),
            Standing::Changed(_) => Some(
                "Something has changed since this was decided. The decision stands until you decide anew.",
            ),
        }
    }

    /// Opens or closes the form for another tag or other borders.
    pub fn toggle_change(&mut self, compared: &Compared, cluster: &Cluster) {
        let first = cluster.entries(&compared.sources).next();
        self.change = match (self.change.take(), first) {
            (None, Some((basis, entry))) => {
                Some(ChangeForm { basis, tag: entry.claim.tag.clone(), words: Words::Of(basis) })
            }
            _ => None,
        };
    }

    fn ask(&mut self, ctx: &Ctx<'_>, decide: Decide) {
        self.wants_keyboard = true;
        ctx.commands.send(Command::Decide(decide));
    }

    fn change_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared, cluster: &Cluster) {
        let Some(mut form) = self.change.take() else { return };
        let members: Vec<usize> = cluster.entries(&compared.sources).map(|(layer, _)| layer).collect();
        let names: Vec<&str> =
            members.iter().filter_map(|layer| compared.names.get(*layer)).map(String::as_str).collect();
        let mut is_taken = false;
        egui::Frame::NONE.inner_margin(egui::Margin { left: 8, right: 8, top: 4, bottom: 8 }).show(
            ui,
            |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
                let tags = ctx.tags.tags();
                let segments: Vec<Segment<'_>> =
                    tags.iter().map(|tag| Segment::tag(Badge::from(tag), tag.name)).collect();
                let at = tags.iter().position(|tag| tag.id == form.tag);
                let choice = Choice::new("gold tag", "Tag in gold", &segments, at).fill().show(ui, ctx.kit);
                if let Some(tag) = choice.and_then(|at| tags.get(at)) {
                    form.tag = tag.id.clone();
                }
                widgets::labelled(ui, ctx.kit, "Words", |ui| {
                    let mut segments: Vec<Segment<'_>> =
                        names.iter().map(|name| Segment::new(name)).collect();
                    segments.push(Segment::new("Selected"));
                    let at = match form.words {
                        Words::Selected => Some(members.len()),
                        Words::Of(layer) => members.iter().position(|member| *member == layer),
                    };
                    let choice = Choice::new("gold words", "Words in gold", &segments, at).show(ui, ctx.kit);
                    if let Some(at) = choice {
                        form.words = members.get(at).map_or(Words::Selected, |layer| Words::Of(*layer));
                    }
                });
                if members.len() > 1 {
                    widgets::labelled(ui, ctx.kit, "Other fields", |ui| {
                        let segments: Vec<Segment<'_>> =
                            names.iter().map(|name| Segment::new(name)).collect();
                        let at = members.iter().position(|member| *member == form.basis);
                        let choice = Choice::new("gold fields", "Other fields in gold", &segments, at);
                        if let Some(layer) = choice.show(ui, ctx.kit).and_then(|at| members.get(at)) {
                            form.basis = *layer;
                        }
                    });
                }
                let lacks_selection = form.words == Words::Selected && ctx.selection.is_none();
                if lacks_selection {
                    widgets::wrapped(ui, "Select the words on the page first.", ctx.kit.tokens().second);
                }
                let take = Button::main("Take it so").enabled(!lacks_selection).show(ui, ctx.kit);
                is_taken = take.clicked();
            },
        );
        if is_taken {
            let ChangeForm { basis, tag, words } = form;
            self.ask(ctx, Decide::Change { basis, tag, words });
        } else {
            self.change = Some(form);
        }
    }

    /// Draws the reason: typed before the decision, or changed behind it; and those used already.
    fn reason_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared, chosen: usize) {
        let about = compared.handle(chosen);
        if self.reason_of != about {
            self.reason_of = about;
            self.reason = kept_reason(ctx, compared, chosen);
        }
        let margin = egui::Margin { left: 16, right: 16, top: 12, bottom: 12 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let id = ("reason", self.reason_of.as_ref().map(|handle| handle.id.to_string()));
            let field = Field::new(&id, "Reason").hint("Reason (kept with the decision)").paragraph();
            let field = field.focused(std::mem::take(&mut self.wants_reason));
            let output = field.show(ui, ctx.kit, &self.reason);
            let is_done = matches!(output.event, Some(FieldEvent::Submitted | FieldEvent::Cancelled));
            self.wants_keyboard |= is_done;
            let is_settled = output.settled().is_some();
            self.reason = output.text;
            let mut is_picked = false;
            for reason in offered(&self.reasons, &self.reason) {
                let name = format!("Reason used before: {reason}");
                let row = Row::new(reason).name(&name).inset(9.0).dim(true).show(ui, ctx.kit);
                if row.clicked() {
                    self.reason = reason.to_owned();
                    is_picked = true;
                    break;
                }
            }
            let is_decided = self.stand(chosen) != Standing::Open;
            if is_decided
                && (is_settled || is_picked)
                && self.reason.trim() != kept_reason(ctx, compared, chosen)
                && let Some(handle) = self.reason_of.clone()
            {
                ctx.commands.send(Command::SetReason(handle, self.reason.trim().to_owned()));
            }
        });
    }

    /// Returns the reason that is typed for the cluster that is looked at.
    pub fn typed_reason(&self) -> &str {
        self.reason.trim()
    }

    /// Draws how far the decisions are, and the way to take together what agrees.
    pub(super) fn progress_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared) {
        if self.agreed_open_count > 0 {
            let words = say::count(
                self.agreed_open_count,
                "claim agrees in every field.",
                "claims agree in every field.",
            );
            widgets::body(ui, ctx.kit, &words);
            let take = Button::plain("Take them all").shortcut("Shift+T").show(ui, ctx.kit);
            if take.clicked() {
                ctx.commands.send(Command::TakeAgreed);
            }
        } else if compared.agreed_count > 0 {
            let (one, several) = (
                "claim agrees in every field and is decided.",
                "claims agree in every field and are decided.",
            );
            widgets::body(ui, ctx.kit, &say::count(compared.agreed_count, one, several));
        }
        let (done, all) = (self.decided_count, compared.clusters.len());
        let rest = match done == all {
            true => "All is decided.",
            false => "You can stop here and go on another day.",
        };
        let words = format!("{} of {} decided. {rest}", say::grouped(done), say::grouped(all));
        let response = widgets::wrapped(ui, &words, ctx.kit.tokens().second);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), egui::Sense::hover());
        #[expect(clippy::cast_precision_loss, reason = "a share to be drawn")]
        let share = done as f32 / all.max(1) as f32;
        ui.painter().rect_filled(rect, 2.0, ctx.kit.tokens().hair);
        let done = rect.with_max_x(rect.left() + (rect.width() * share).round());
        ui.painter().rect_filled(done, 2.0, ctx.kit.tokens().accent);
    }
}

/// Returns the reason that is kept with the decision about a cluster.
fn kept_reason(ctx: &Ctx<'_>, compared: &Compared, chosen: usize) -> String {
    let decisions = ctx.open.map(|open| open.own_store().decisions()).unwrap_or_default();
    let Some(cluster) = compared.clusters.get(chosen) else { return String::new() };
    let about = |decision: &&crate::model::Decision| {
        cluster.entries(&compared.sources).any(|(_, entry)| decision.claims.contains(&entry.claim.id))
    };
    decisions.iter().rev().find(about).map(|decision| decision.reason.clone()).unwrap_or_default()
}

/// Returns the key that takes the claim of the layer with that number; behind the layers comes the one for changes.
pub fn key_of(number: usize) -> String {
    if number < 9 { (number + 1).to_string() } else { String::new() }
}

/// Returns reasons that fit what is typed: each word of it begins a word of theirs. The most frequent come first.
pub fn offered<'a>(reasons: &'a [(String, usize)], typed: &str) -> Vec<&'a str> {
    let typed = typed.trim().to_lowercase();
    let fits = |reason: &str| {
        let reason = reason.to_lowercase();
        typed.split_whitespace().all(|word| {
            reason.split(|letter: char| !letter.is_alphanumeric()).any(|other| other.starts_with(word))
        })
    };
    let all = reasons.iter().map(|(reason, _)| reason.as_str());
    all.filter(|reason| reason.to_lowercase() != typed && fits(reason)).take(OFFERED).collect()
}
