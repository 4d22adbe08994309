//! The guide to the first claim: three steps in place of the claims panel, each done, now or next.

use egui::{Align2, Stroke, Ui, pos2, vec2};

use crate::store::Store;

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Badge, Button, hairline, heading, label, wrapped};

/// How far the first claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GuideStep {
    /// Words are to be selected.
    Select,
    /// They are to be tagged.
    Tag,
    /// It is to be said who claims it.
    Claimant,
    /// All is done.
    Done,
}

/// Returns how far the first claim is.
pub fn guide_step(store: &Store, has_selection: bool) -> GuideStep {
    let says_who = store.claims().take(20).any(|placed| {
        let claim = &placed.claim;
        !claim.claimants.is_empty() || claim.unnamed || !claim.gist.trim().is_empty()
    });
    match (store.claim_count(), has_selection) {
        (1.., _) if says_who => GuideStep::Done,
        (1.., _) => GuideStep::Claimant,
        (0, true) => GuideStep::Tag,
        (0, false) => GuideStep::Select,
    }
}

/// Draws the guide into a panel.
pub fn guide_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let Some(open) = ctx.open else {
        return;
    };
    let step = guide_step(open.own_store(), ctx.selection.is_some());
    if step == GuideStep::Done {
        ctx.commands.send(Command::SetGuide(false));
    }
    egui::Frame::NONE.inner_margin(egui::Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        intro_ui(ui, ctx, open.own_store().claim_count());
        let is_tagged = step > GuideStep::Tag;
        step_ui(ui, ctx, (1, GuideStep::Select), step, "Select the words", |ui| {
            if !is_tagged {
                let words = "S takes the sentence at the caret. Or drag over the words.";
                wrapped(ui, words, ctx.kit.tokens().second);
            }
        });
        step_ui(ui, ctx, (2, GuideStep::Tag), step, "Say what they are, with one key", |ui| {
            if !is_tagged {
                tags_ui(ui, ctx);
            }
        });
        step_ui(ui, ctx, (3, GuideStep::Claimant), step, "Say who claims it", |ui| {
            let words = "Enter opens the card. One sentence in your own words, then the name; it completes from names \
                         you have used.";
            wrapped(ui, words, ctx.kit.tokens().second);
        });
        hairline(ui, ctx.kit, 0.0);
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            label(ui, ctx.kit, "Ctrl+Z takes back any step");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::quiet("Skip").name("Skip the guide").show(ui, ctx.kit).clicked() {
                    ctx.commands.send(Command::SetGuide(false));
                }
            });
        });
    });
}

fn intro_ui(ui: &mut Ui, ctx: &Ctx<'_>, claim_count: usize) {
    let count = if claim_count == 0 { "none yet".to_owned() } else { claim_count.to_string() };
    ui.horizontal(|ui| {
        heading(ui, ctx.kit, "Claims");
        label(ui, ctx.kit, &count);
    });
    ui.add_space(16.0);
    let words = "Your first claim, in three steps. This sheet goes away when it is done.";
    let words = egui::RichText::new(words).font(face::book(theme::QUOTE)).color(ctx.kit.tokens().text);
    ui.add(egui::Label::new(words.line_height(Some(theme::QUOTE_LINE))).wrap());
    ui.add_space(16.0);
}

/// Draws a step: its number in a ring, its name, and what to do.
fn step_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    (number, of): (u8, GuideStep),
    now: GuideStep,
    name: &str,
    content: impl FnOnce(&mut Ui),
) {
    let tokens = ctx.kit.tokens();
    let top = ui.cursor().min;
    let center = pos2(top.x + 10.0, top.y + 10.0);
    let painter = ui.painter();
    let state = if now > of {
        painter.circle_filled(center, 10.0, tokens.accent);
        let font = face::icons(14.0);
        painter.text(center, Align2::CENTER_CENTER, icons::CHECK, font, tokens.on_accent);
        "done"
    } else {
        let is_now = now == of;
        let ring = if is_now { Stroke::new(2.0, tokens.accent) } else { Stroke::new(1.0, tokens.line) };
        painter.circle_stroke(center, 10.0 - ring.width / 2.0, ring);
        let ink = if is_now { tokens.text } else { tokens.second };
        painter.text(center, Align2::CENTER_CENTER, number, face::body(), ink);
        if is_now { "now" } else { "next" }
    };
    ui.horizontal_top(|ui| {
        ui.add_space(32.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let response = heading(ui, ctx.kit, name);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Step {number}, {state}: {name}"))
            });
            content(ui);
        });
    });
    ui.add_space(16.0);
}

fn tags_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    for tag in ctx.tags.tags() {
        ui.add_space(4.0);
        let left = ui.cursor().min;
        let (key, badge) = (left + vec2(0.0, 10.0), left + vec2(28.0, 10.0));
        ui.painter().text(key, Align2::LEFT_CENTER, tag.digit, face::body(), tokens.second);
        Badge::from(tag).paint(ui.painter(), ctx.kit, badge);
        ui.horizontal_top(|ui| {
            ui.add_space(44.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                definition_ui(ui, ctx, tag);
            });
        });
    }
}

/// Draws a tag's name and short meaning as one sentence, and the example below.
fn definition_ui(ui: &mut Ui, ctx: &Ctx<'_>, tag: &crate::model::Tag) {
    let tokens = ctx.kit.tokens();
    let mut job = egui::text::LayoutJob::default();
    let format = |font, color| egui::TextFormat {
        line_height: Some(theme::BODY_LINE),
        ..egui::TextFormat::simple(font, color)
    };
    job.append(tag.name, 0.0, format(face::strong(theme::BODY), tokens.text));
    job.append(&format!(" {}", tag.short), 0.0, format(face::body(), tokens.second));
    ui.add(egui::Label::new(job).wrap());
    wrapped(ui, &format!("“{}”", tag.example), tokens.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Claim, ClaimId, Passage, Selector, TagId, Timestamp};
    use crate::store::Edit;
    use crate::text::{ByteOffset, Text};

    #[test]
    fn the_guide_follows_what_is_done() {
        let text = Text::new("He denied it.".to_owned()).unwrap();
        let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
        assert_eq!(guide_step(&store, false), GuideStep::Select);
        assert_eq!(guide_step(&store, true), GuideStep::Tag);
        let span = text.span(ByteOffset(0), ByteOffset(2)).unwrap();
        let passage = Passage::new(Selector::of(&text, span));
        let tag = TagId::parse("rebuttal").unwrap();
        let mut claim = Claim::new(ClaimId::parse("a").unwrap(), tag, vec![passage], Timestamp(0));
        store.apply(Edit::Put(claim.clone().into())).unwrap();
        assert_eq!(guide_step(&store, false), GuideStep::Claimant);
        claim.claimants.push("Bajwa".to_owned());
        store.apply(Edit::Put(claim.into())).unwrap();
        assert_eq!(guide_step(&store, true), GuideStep::Done);
    }
}
