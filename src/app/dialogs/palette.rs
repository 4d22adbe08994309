//! All commands, claims and documents in one list, found by a few letters.

use std::ops::Range;
use std::path::PathBuf;

use crate::library::State;
use crate::model::TagId;

use super::super::action::{ACTIONS, Action, Menu, keys_text};
use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme::icons;
use super::super::widgets::{Badge, Lead, Row};
use super::fuzzy;
use super::list::{Chooser, head_ui, nothing_ui};
use super::sheet::hanging;

/// How many claims are looked through: a key press must not take longer than a frame.
const SEARCHED: usize = 5_000;

/// How many claims and documents are listed.
const LISTED: usize = 8;

/// The list with what is typed.
#[derive(Default)]
pub struct Palette {
    chooser: Chooser,
    found: Option<Found>,
}

struct Found {
    typed: String,
    revision: u64,
    entries: Vec<Entry>,
}

struct Entry {
    kind: Kind,
    words: String,
    typed: Vec<Range<usize>>,
    second: String,
    right: String,
}

enum Kind {
    Action(&'static Action),
    Claim(Chosen, TagId),
    Document(PathBuf, State),
}

impl Palette {
    /// Draws the list. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        self.find(ctx);
        let Self { chooser, found } = self;
        let entries = found.as_ref().map_or(&[][..], |found| found.entries.as_slice());
        let mut taken = chooser.read_keys(egui, entries.len()).then_some(chooser.at);
        let is_left = hanging(egui, ctx, "All commands", 560.0, |ui| {
            chooser.field_ui(ui, ctx, "Find a command, a claim or a document", "Find a command or a claim");
            let height = (egui.content_rect().height() * 0.6).min(420.0);
            egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.add_space(8.0);
                if entries.is_empty() {
                    nothing_ui(ui, ctx, &format!("Nothing holds “{}”.", chooser.typed));
                }
                let mut group = 0;
                for (number, entry) in entries.iter().enumerate() {
                    let (this_group, head) = match entry.kind {
                        Kind::Action(_) => (0, ""),
                        Kind::Claim(..) => (1, "Claims"),
                        Kind::Document(..) => (2, "Documents"),
                    };
                    if this_group != group {
                        group = this_group;
                        head_ui(ui, ctx, head, number == 0);
                    }
                    if chooser.row_ui(ui, ctx, number, row_of(entry, ctx)) {
                        taken = Some(number);
                    }
                }
                ui.add_space(8.0);
            });
        });
        if let Some(entry) = taken.and_then(|taken| entries.get(taken)) {
            // The list goes first, so that what is asked for may open another.
            ctx.commands.send(Command::StepBack);
            ctx.commands.send(match &entry.kind {
                Kind::Action(action) => (action.command)(),
                Kind::Claim(chosen, _) => Command::Show(chosen.clone()),
                Kind::Document(path, _) => Command::Open(path.clone()),
            });
            return false;
        }
        is_left || self.chooser.is_left
    }

    fn find(&mut self, ctx: &Ctx<'_>) {
        let revision = ctx.open.map_or(0, |open| open.revision());
        let typed = self.chooser.typed.trim();
        if self.found.as_ref().is_some_and(|found| found.typed == typed && found.revision == revision) {
            return;
        }
        let mut entries = actions(typed, ctx);
        if typed.chars().count() >= 2 {
            entries.extend(claims(typed, ctx));
            entries.extend(documents(typed, ctx));
        }
        self.found = Some(Found { typed: typed.to_owned(), revision, entries });
    }
}

fn row_of<'a>(entry: &'a Entry, ctx: &Ctx<'_>) -> Row<'a> {
    let badge = |tag: &TagId| Lead::Badge(Badge::from(ctx.tags.get(tag)));
    let lead = match &entry.kind {
        Kind::Action(action) => tag_of(action).map_or(Lead::Space, |tag| badge(&tag)),
        Kind::Claim(_, tag) => badge(tag),
        Kind::Document(_, state) => Lead::Icon(state_icon(*state)),
    };
    Row::new(&entry.words).lead(lead).marks(&entry.typed).aside(&entry.second).trailing(&entry.right)
}

/// Returns the icon of how far the person is with a document.
pub fn state_icon(state: State) -> char {
    match state {
        State::NotBegun => icons::CIRCLE,
        State::InWork => icons::CIRCLE_HALF,
        State::Done => icons::CHECK_CIRCLE,
    }
}

/// Returns the tag that the action gives.
fn tag_of(action: &Action) -> Option<TagId> {
    match (action.command)() {
        Command::Tag(tag) | Command::SecondClaim(tag) => Some(tag),
        _ => None,
    }
}

/// Returns the actions that can be taken now and fit, the best first.
fn actions(typed: &str, ctx: &Ctx<'_>) -> Vec<Entry> {
    let possible = ACTIONS.iter().filter(|action| {
        action.menu != Menu::Hidden && ctx.can(action.when) && !matches!((action.command)(), Command::Palette)
    });
    let fitting = possible.filter_map(|action| {
        let found = fuzzy::find(typed, action.name)?;
        let entry = Entry {
            kind: Kind::Action(action),
            words: action.name.to_owned(),
            typed: found.typed,
            second: action.menu.name().to_owned(),
            right: keys_text(action),
        };
        Some((found.distance, entry))
    });
    best(fitting, usize::MAX)
}

fn claims(typed: &str, ctx: &Ctx<'_>) -> Vec<Entry> {
    let Some(open) = ctx.open else {
        return Vec::new();
    };
    let own = open.own().map(|own| &own.name);
    let claims = open.shown_layers().flat_map(|layer| {
        let name = (own != Some(&layer.name)).then_some(&layer.name);
        layer.store.in_text_order().map(move |placed| (name, placed))
    });
    let fitting = claims.take(SEARCHED).filter_map(|(layer, placed)| {
        let claim = &placed.claim;
        let words: String = claim.gist_or_quote().chars().take(200).collect();
        let second = claim.claimants.join(", ");
        let found = fuzzy::find(typed, &words).filter(|found| found.distance < 8);
        let found = found.or_else(|| {
            // Found by who says it: nothing of the words was typed.
            let found = fuzzy::find(typed, &second).filter(|found| found.distance < 8)?;
            Some(fuzzy::Match { typed: Vec::new(), ..found })
        })?;
        let chosen = Chosen { layer: layer.cloned(), id: claim.id.clone() };
        let right = ctx.paragraph(placed).map_or_else(String::new, |number| format!("¶ {number}"));
        let kind = Kind::Claim(chosen, claim.tag.clone());
        Some((found.distance, Entry { kind, words, typed: found.typed, second, right }))
    });
    best(fitting, LISTED)
}

fn documents(typed: &str, ctx: &Ctx<'_>) -> Vec<Entry> {
    let documents = ctx.library.map_or(&[][..], |library| library.documents());
    let fitting = documents.iter().take(SEARCHED).filter_map(|document| {
        let found = fuzzy::find(typed, &document.name)?;
        let entry = Entry {
            kind: Kind::Document(document.path.clone(), document.state),
            words: document.name.clone(),
            typed: found.typed,
            second: document.folder.clone(),
            right: String::new(),
        };
        Some((found.distance, entry))
    });
    best(fitting, LISTED)
}

/// Returns the `most` best entries; of equals the first stays first.
fn best(fitting: impl Iterator<Item = (usize, Entry)>, most: usize) -> Vec<Entry> {
    let mut fitting: Vec<(usize, Entry)> = fitting.collect();
    fitting.sort_by_key(|(distance, _)| *distance);
    fitting.into_iter().take(most).map(|(_, entry)| entry).collect()
}
