//! Two versions of a claim: the fields that the reader and another copy of their layer changed differently, side by side.

use egui::{Id, Ui};

use crate::model::{Claim, Conflict, Outcome, Rating, percent};
use crate::workspace::{Version, with_theirs};

use super::super::super::command::Command;
use super::super::super::theme::{self, face, icons};
use super::super::super::widgets::{self, Badge, Button, focus, hairline, wrapped};
use super::super::say;
use super::super::two_versions::{KEYS, TwoVersions};
use super::{One, wording};

/// Draws what waits for a decision about the claim, if anything does.
pub(super) fn versions_ui(ui: &mut Ui, one: &One<'_>) {
    let claim = one.claim();
    if !one.is_own || !crate::workspace::has_versions(claim) {
        return;
    }
    let kit = one.kit();
    ui.horizontal_top(|ui| {
        let ink = kit.tokens().warn;
        ui.label(egui::RichText::new(icons::GIT_MERGE).font(face::icons(theme::ICON)).color(ink));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            widgets::heading(ui, kit, "Two versions of this claim");
            wrapped(ui, &what_happened(claim), kit.tokens().second);
        });
    });
    ui.add_space(8.0);
    if claim.deleted_elsewhere {
        deleted_ui(ui, one);
    }
    let mut fields: Vec<Id> = Vec::new();
    for (number, conflict) in claim.conflicts.iter().enumerate() {
        fields.push(field_ui(ui, one, number, conflict));
    }
    focus::own_keys(ui.ctx(), "versions", &fields, KEYS);
    if let Some(first) = fields.first().filter(|_| one.ctx.view.focus_card) {
        focus::request(ui.ctx(), *first);
    }
    let id = claim.id.clone();
    if claim.conflicts.len() > 1 {
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let both = if claim.conflicts.len() == 2 { "both" } else { "all" };
            if Button::plain(&format!("Keep {both} of mine")).show(ui, kit).clicked() {
                one.ctx.commands.send(Command::SettleClaim(id.clone(), Version::Ours));
            }
            if Button::plain(&format!("Take {both} of theirs")).show(ui, kit).clicked() {
                one.ctx.commands.send(Command::SettleClaim(id.clone(), Version::Theirs));
            }
        });
    }
    let others = one.ctx.open.map_or(0, |open| open.claims_with_versions().take(100).count());
    if others > 1 {
        ui.horizontal_wrapped(|ui| {
            let count = if others == 100 { "all".to_owned() } else { format!("all {others}") };
            widgets::label(ui, kit, &format!("Of {count} claims with two versions"));
            if Button::link("keep mine").name("Keep mine of all claims").show(ui, kit).clicked() {
                one.ctx.commands.send(Command::SettleAll(Version::Ours));
            }
            if Button::link("take theirs").name("Take theirs of all claims").show(ui, kit).clicked() {
                one.ctx.commands.send(Command::SettleAll(Version::Theirs));
            }
        });
    }
    hairline(ui, kit, 10.0);
}

fn what_happened(claim: &Claim) -> String {
    match (claim.conflicts.len(), claim.deleted_elsewhere) {
        (0, _) => "Another copy of your layer has deleted it. It stays until you choose.".to_owned(),
        (count, _) => {
            let fields =
                if count == 1 { "one field".to_owned() } else { format!("{} fields", say::number(count)) };
            format!("You and another copy of your layer changed {fields}. Yours stand until you choose.")
        }
    }
}

fn deleted_ui(ui: &mut Ui, one: &One<'_>) {
    let id = &one.claim().id;
    ui.horizontal_wrapped(|ui| {
        if Button::plain("Keep it").show(ui, one.kit()).clicked() {
            one.change("keep a claim that was deleted elsewhere", |claim| claim.deleted_elsewhere = false);
        }
        if Button::plain("Delete it here too").show(ui, one.kit()).clicked() {
            one.ctx.commands.send(Command::SettleClaim(id.clone(), Version::Theirs));
        }
    });
    ui.add_space(4.0);
}

/// Draws one field in both versions; returns the id by which it has the keyboard.
fn field_ui(ui: &mut Ui, one: &One<'_>, number: usize, conflict: &Conflict) -> Id {
    let claim = one.claim();
    let id = Id::unique((claim.id.as_str(), "versions of", conflict.field.as_str(), number));
    let theirs = with_theirs(claim, conflict);
    let there = theirs.as_ref().map(|theirs| value(theirs, &conflict.field));
    let badge = |claim: &Claim| (conflict.field == "tag").then(|| Badge::from(one.ctx.tags.get(&claim.tag)));
    let field = TwoVersions {
        name: &field_name(&conflict.field),
        here: &value(claim, &conflict.field),
        there: there.as_deref(),
        badges: [badge(claim), theirs.as_ref().and_then(badge)],
    };
    if let Some(version) = field.show(ui, one.kit(), id) {
        one.ctx.commands.send(Command::Settle(claim.id.clone(), number, version));
    }
    id
}

/// Returns what a field is called on the card.
fn field_name(field: &str) -> String {
    let name = match field {
        "passages" => "Passages",
        "unnamed" => "Unnamed source",
        "estimate" => "Forecast",
        "resolution" => "What became of it",
        "from" => "Made from",
        _ => return field.strip_prefix("ext ").map_or_else(|| capital(field), str::to_owned),
    };
    name.to_owned()
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), characters.as_str()))
}

/// Returns a field of the claim in words.
fn value(claim: &Claim, field: &str) -> String {
    let words = match field {
        "tag" => capital(claim.tag.as_str()),
        "gist" => claim.gist.clone(),
        "note" => claim.note.to_string(),
        "voice" => {
            let word = claim.voice.and_then(|voice| wording::VOICES.iter().find(|(one, ..)| *one == voice));
            word.map_or_else(String::new, |(_, word, _)| (*word).to_owned())
        }
        "unnamed" => if claim.unnamed { "Yes" } else { "No" }.to_owned(),
        "via" => claim.via.join(", "),
        "said" => claim.said.map_or_else(String::new, |said| said.to_string()),
        "rating" => rating(&claim.rating),
        "confidence" => {
            let word = wording::CONFIDENCE.iter().find(|(one, _)| Some(*one) == claim.confidence);
            word.map_or_else(String::new, |(_, word)| (*word).to_owned())
        }
        "estimate" => estimate(claim),
        "resolution" => resolution(claim),
        "from" => say::count(claim.from.len(), "claim", "claims"),
        "passages" => {
            let quotes = claim.passages.iter().map(|passage| format!("“{}”", passage.selector.quote));
            quotes.collect::<Vec<_>>().join(" … ")
        }
        other => {
            let (fields, name) = match other.strip_prefix("ext ") {
                Some(key) => (&claim.ext, key),
                None => (&claim.unknown, other),
            };
            fields.iter().find(|(one, _)| one == name).map_or_else(String::new, |(_, value)| value.clone())
        }
    };
    if words.trim().is_empty() { "nothing".to_owned() } else { words.replace('\n', " ") }
}

fn rating(rating: &Rating) -> String {
    let reliability = wording::RELIABILITY.iter().find(|(one, ..)| Some(*one) == rating.reliability);
    let credibility = wording::CREDIBILITY.iter().find(|(one, ..)| Some(*one) == rating.credibility);
    let halves = [
        reliability.map(|(_, letter, words)| format!("{letter} {}", words.to_lowercase())),
        credibility.map(|(_, figure, words)| format!("{figure} {}", words.to_lowercase())),
    ];
    halves.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn estimate(claim: &Claim) -> String {
    let Some(forecast) = &claim.forecast else { return String::new() };
    let parts = [
        (!forecast.event.is_empty()).then(|| forecast.event.clone()),
        (!forecast.condition.is_empty()).then(|| format!("if {}", forecast.condition)),
        (!forecast.words.is_empty()).then(|| format!("“{}”", forecast.words)),
        (!forecast.horizon.is_empty()).then(|| forecast.horizon.clone()),
        forecast.probability.map(|probability| format!("{} %", percent(probability))),
        forecast.due.map(|due| format!("due {due}")),
        forecast.scale.map(|scale| scale.name().to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn resolution(claim: &Claim) -> String {
    let Some(resolution) = claim.forecast.as_ref().and_then(|forecast| forecast.resolution.as_ref()) else {
        return String::new();
    };
    let outcome: Option<Outcome> = Some(resolution.outcome);
    let word = wording::OUTCOMES.iter().find(|(one, _)| *one == outcome).map_or("", |(_, word)| *word);
    match &resolution.on {
        Some(on) => format!("{word}, {on}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClaimId, PartialDate, TagId, Timestamp};

    #[test]
    fn a_field_is_said_as_the_card_says_it() {
        let tag = TagId::parse("forecast").unwrap();
        let mut claim = Claim::new(ClaimId::parse("a").unwrap(), tag, Vec::new(), Timestamp(0));
        claim.said = Some(PartialDate::parse("2026-03").unwrap());
        claim.unknown = vec![("newer".to_owned(), "(1)".to_owned())].into();
        let said = |field: &str| value(&claim, field);
        assert_eq!(said("tag"), "Forecast");
        assert_eq!(said("said"), "2026-03");
        assert_eq!(said("note"), "nothing");
        assert_eq!(said("newer"), "(1)");
        assert_eq!(field_name("estimate"), "Forecast");
        assert_eq!(field_name("ext example.org/x"), "example.org/x");
    }
}
