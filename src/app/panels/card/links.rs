//! What the claim answers, supports or repeats, and what does so to it.

use egui::{Id, Rect, Ui, Vec2, pos2};

use crate::model::{ClaimId, Link, Rel};
use crate::store::Placed;

use super::super::super::command::{Chosen, Command};
use super::super::super::theme::icons;
use super::super::super::widgets::{self, Button, IconButton, Kit, Lead, Row, labelled, popup};
use super::{Card, One, wording};

/// The room of the button behind a link.
const MORE: f32 = 24.0;

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
                    claim_ui(ui, one, id, &chosen, placed, 0.0);
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
    let room = if one.is_own { MORE } else { 0.0 };
    let response = match (&target, link.words.is_empty()) {
        (Some((chosen, placed)), _) => claim_ui(ui, one, id, chosen, placed, room),
        (None, false) => {
            let row = Row::new(&link.words).id(id).lead(Lead::Signs("Aa")).inset(0.0).room(room);
            row.show(ui, one.kit())
        }
        (None, true) => {
            let words = match link.document.is_empty() {
                true => "A claim that is not shown here".to_owned(),
                false => format!("A claim in {}", link.document),
            };
            let row = Row::new(&words).id(id).lead(Lead::Icon(icons::LINK_SIMPLE)).dim(true);
            row.inset(0.0).room(room).show(ui, one.kit())
        }
    };
    let rect = response.rect;
    if target.is_none() && !link.words.is_empty() {
        widgets::tip::show(&response, one.kit(), |ui| {
            let width = ui.spacing().tooltip_width;
            let ink = one.kit().tokens().text;
            widgets::words(ui, one.kit(), &link.words, &Kit::body_style(), ink, width, 8);
        });
    }
    if one.is_own {
        let place = Rect::from_center_size(pos2(rect.right() - 8.0, rect.center().y), Vec2::splat(MORE));
        let name = format!("More for this link: {}", wording::says(link.rel).to_lowercase());
        let more = IconButton::new(icons::DOTS_THREE, &name).show_at(ui, one.kit(), id.with("more"), place);
        popup::menu(&more, one.kit(), 208.0, |ui| menu_ui(ui, one, number, link));
    }
}

/// Draws what the link may say instead, and the way to take it away.
fn menu_ui(ui: &mut Ui, one: &One<'_>, number: usize, link: &Link) {
    for rel in [Rel::Rebuts, Rel::Supports, Rel::Repeats] {
        let lead = if rel == link.rel { Lead::Icon(icons::CHECK) } else { Lead::Space };
        let row = Row::new(wording::says(rel)).lead(lead).role(egui::Role::MenuItem);
        if row.show(ui, one.kit()).clicked() && rel != link.rel {
            one.change("change the link", move |claim| {
                if let Some(link) = claim.links.get_mut(number) {
                    link.rel = rel;
                }
            });
        }
    }
    popup::separator(ui, one.kit());
    let row = Row::new("Take this link away").lead(Lead::Space).role(egui::Role::MenuItem);
    if row.show(ui, one.kit()).clicked() {
        one.ctx.commands.send(Command::Unlink(one.claim().id.clone(), Box::new(link.clone())));
    }
}

/// Draws a claim as a row that shows it when clicked.
fn claim_ui(
    ui: &mut Ui,
    one: &One<'_>,
    id: Id,
    chosen: &Chosen,
    placed: &Placed,
    room: f32,
) -> egui::Response {
    let place = one.ctx.paragraph(placed).map(|place| format!("¶ {place}")).unwrap_or_default();
    let words = placed.claim.gist_or_quote().replace('\n', " ");
    let response = Row::new(&words)
        .id(id)
        .lead(Lead::Badge(one.ctx.tags.get(&placed.claim.tag).into()))
        .trailing(&place)
        .trailing_color(one.kit().tokens().accent)
        .inset(0.0)
        .room(room)
        .show(ui, one.kit());
    if response.clicked() {
        one.ctx.commands.send(Command::Show(chosen.clone()));
    }
    response
}
