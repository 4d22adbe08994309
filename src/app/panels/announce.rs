//! What is selected and which claim is chosen, said to screen readers when it changes. Nothing of it is seen.

use egui::accesskit::Live;
use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo};

use crate::store::Placed;
use crate::text::{Span, word_count};
use crate::workspace::Open;

use super::super::command::Chosen;
use super::super::ctx::Ctx;
use super::say;

/// Up to this many bytes of a selection its words are counted.
const COUNTED: u32 = 20_000;

/// How many characters of a quote are read out.
const READ: usize = 120;

/// What was announced last.
#[derive(Clone, Default)]
struct Announced {
    selection: Option<Span>,
    chosen: Option<Chosen>,
    words: String,
}

/// Announces what has changed, once the button is up.
pub fn ui(ui: &mut Ui, ctx: &Ctx<'_>, open: &Open) {
    let id = Id::unique("announcement");
    let mut last: Announced = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let is_still = ui.input(|input| !input.pointer.any_down());
    if is_still && last.chosen != ctx.view.chosen {
        last.chosen.clone_from(&ctx.view.chosen);
        last.words = ctx.chosen().map_or("No claim chosen".to_owned(), |placed| claim_words(ctx, placed));
    }
    if is_still && last.selection != ctx.selection {
        last.selection = ctx.selection;
        last.words = ctx.selection.map_or(last.words, |span| selection_words(open, span));
    }
    let response = ui.interact(Rect::NOTHING, id, Sense::empty());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &last.words));
    ui.ctx().accesskit_node_builder(id, |node| node.set_live(Live::Polite));
    ui.data_mut(|data| data.insert_temp(id, last));
}

fn selection_words(open: &Open, span: Span) -> String {
    if span.byte_len() > COUNTED {
        return "A long passage selected".to_owned();
    }
    let words = open.text().slice(span);
    format!("{} selected: {}", say::count(word_count(words), "word", "words"), head(words))
}

fn claim_words(ctx: &Ctx<'_>, placed: &Placed) -> String {
    let claim = &placed.claim;
    let tag = ctx.tags.get(&claim.tag).map_or(claim.tag.as_str(), |tag| tag.name);
    let by =
        if claim.claimants.is_empty() { String::new() } else { format!(", {}", claim.claimants.join(", ")) };
    let quote = claim.passages.first().map_or("", |passage| &*passage.selector.quote);
    let gist = if claim.gist.trim().is_empty() { quote } else { &claim.gist };
    format!("{tag}{by}: {}", head(gist))
}

fn head(words: &str) -> String {
    match words.char_indices().nth(READ) {
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default()),
        None => words.to_owned(),
    }
}
