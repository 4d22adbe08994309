//! What the claim answers, supports or repeats, and what does so to it.

use egui::{Id, Ui};

use crate::model::{ClaimId, Link};
use crate::store::Placed;

use super::super::super::command::{Chosen, Command};
use super::super::super::theme::icons;
use super::super::super::widgets::{self, Button, Lead, Row, labelled, popup};
use super::{Card, One, wording};

/// Returns whether the claim links or is linked to.
pub(super) fn has_any(one: &One<'_>) -> bool {
    let is_linked_to = one.ctx.open.is_some_and(|open| !open.links_to(&one.claim().id).is_empty());
    is_linked_to || !one.claim().links.is_empty()
}

/// A claim elsewhere on the page: where it stands.
fn find<'a>(one: &One<'a>, id: &ClaimId) -> Option<(Chosen, &'a Placed)> {
    let open = one.ctx.open?;
    let (layer, placed) = open.find_claim(id)?;
    let is_own = open.own().is_some_and(|own| own.name == *layer);
    Some((Chosen { layer: (!is_own).then(|| layer.clone()), id: id.clone() }, placed))
}

impl Card {
    /// Draws the links in both directions, and the way to a new one.
    pub(super) fn links_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        for (number, link) in one.claim().links.iter().enumerate() {
            labelled(ui, one.kit(), wording::says(link.rel), |ui| link_ui(ui, one, number, link));
        }
        let back = one.ctx.open.map(|open| open.links_to(&one.claim().id)).unwrap_or_default();
        for (number, link) in back.iter().enumerate() {
            if let Some((chosen, placed)) = find(one, &link.from) {
                labelled(ui, one.kit(), wording::said_by(link.rel), |ui| {
                    let id = Id::unique((one.claim().id.as_str(), "back", number));
                    claim_ui(ui, one, id, &chosen, placed);
                });
            }
        }
        if one.is_own {
            let is_needed = one.claim().is_without_target();
            labelled(ui, one.kit(), if is_needed { "Rebuts" } else { "" }, |ui| {
                let words = if is_needed { "Choose what it answers…" } else { "Rebuts…" };
                if Button::link(words).icon(icons::LINK_SIMPLE).shortcut("L").show(ui, one.kit()).clicked() {
                    one.ctx.commands.send(Command::Link);
                }
            });
        }
    }
}

/// Draws a link of the claim, with its menu.
fn link_ui(ui: &mut Ui, one: &One<'_>, number: usize, link: &Link) {
    let id = Id::unique((one.claim().id.as_str(), "link", number));
    let target = link.to.as_ref().and_then(|to| find(one, to));
    let response = match (&target, link.words.is_empty()) {
        (Some((chosen, placed)), _) => claim_ui(ui, one, id, chosen, placed),
        (None, false) => Row::new(&link.words).id(id).lead(Lead::Signs("Aa")).inset(0.0).show(ui, one.kit()),
        (None, true) => {
            let words = match link.document.is_empty() {
                true => "A claim that is not shown here".to_owned(),
                false => format!("A claim in {}", link.document),
            };
            Row::new(&words)
                .id(id)
                .lead(Lead::Icon(icons::LINK_SIMPLE))
                .dim(true)
                .inset(0.0)
                .show(ui, one.kit())
        }
    };
    if one.is_own {
        popup::context_menu(&response, one.kit(), 200.0, |ui| {
            if Row::new("Take this link away").show(ui, one.kit()).clicked() {
                one.ctx.commands.send(Command::Unlink(one.claim().id.clone(), Box::new(link.clone())));
                ui.close();
            }
        });
    }
    if target.is_none() && one.is_own {
        widgets::tip::text(response, one.kit(), "Right click: take this link away", None);
    }
}

/// Draws a claim as a row that shows it when clicked.
fn claim_ui(ui: &mut Ui, one: &One<'_>, id: Id, chosen: &Chosen, placed: &Placed) -> egui::Response {
    let place = one.ctx.paragraph(placed).map(|place| format!("¶ {place}")).unwrap_or_default();
    let words = placed.claim.gist_or_quote().replace('\n', " ");
    let response = Row::new(&words)
        .id(id)
        .lead(Lead::Badge(one.ctx.tags.get(&placed.claim.tag).into()))
        .trailing(&place)
        .trailing_color(one.kit().tokens().accent)
        .inset(0.0)
        .show(ui, one.kit());
    if response.clicked() {
        one.ctx.commands.send(Command::Show(chosen.clone()));
    }
    response
}
