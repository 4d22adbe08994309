//! Acts on what is shown: choosing, scrolling, finding, panels, theme, name, and one step back.

use std::cmp::Reverse;

use crate::model::{ClaimId, LayerName, Timestamp};
use crate::settings::{self, Theme};
use crate::store::{Placed, Store};
use crate::text::{ByteOffset, Span, Text};
use crate::workspace::Open;

use super::super::App;
use super::super::command::{Chosen, Command, Extend, Size, Step};
use super::super::dialogs::Dialog;
use super::super::reading::Page;
use super::super::theme::PAGE;
use super::super::typeset::MissingScript;
use super::super::view::Scene;

/// The steps of the text size, as factors of the designed size.
const TEXT_SIZES: &[f32] = &[0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

impl App {
    /// Returns the moment that changes count as.
    pub(in super::super) fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_second())
    }

    /// Shows a dialog over the page.
    pub(super) fn show(&mut self, dialog: Dialog) {
        self.dialog = Some(dialog);
    }

    /// Lets the page do something with its text.
    pub(super) fn with_page(&mut self, act: impl FnOnce(&mut Page, &Text)) {
        if let Some(open) = &self.open {
            act(&mut self.page, open.text());
        }
    }

    /// Goes to the next or previous sentence.
    pub(super) fn step_sentence(&mut self, step: Step, extend: Extend) {
        let extend = extend == Extend::Yes;
        self.with_page(|page, text| match step {
            Step::Next => page.next_sentence(text, extend),
            Step::Previous => page.previous_sentence(text, extend),
        });
    }

    /// Chooses a claim, or none.
    pub(super) fn choose(&mut self, chosen: Option<Chosen>) {
        if self.view.chosen != chosen {
            self.view.came_from = None;
        }
        self.view.chosen = chosen;
    }

    /// Chooses a claim and shows it, or one of its passages, on the page.
    pub(super) fn show_claim(&mut self, chosen: &Chosen, passage: Option<usize>) {
        let Some(open) = &self.open else {
            return;
        };
        // The own layer may be called by its name, by those who do not know whose it is.
        let is_own = open.own().is_some_and(|own| chosen.layer.as_ref() == Some(&own.name));
        let chosen = &if is_own { Chosen::own(chosen.id.clone()) } else { chosen.clone() };
        let store = match &chosen.layer {
            Some(name) => open.store_of(name),
            None => Some(open.own_store()),
        };
        let Some(placed) = store.and_then(|store| store.get(&chosen.id)) else {
            return;
        };
        self.view.scene = Scene::Reading;
        // The list gives way to the claim.
        self.view.card_over_page |= std::mem::take(&mut self.view.claims_over_page);
        let span = match passage {
            Some(passage) => placed.spans.get(passage).copied().flatten(),
            None => placed.first_span(),
        };
        if let Some(span) = span {
            self.page.collapse_to(span.start());
            self.page.reveal(span);
        }
        self.choose(Some(chosen.clone()));
    }

    /// Chooses the next or previous claim of the layers that are shown.
    pub(super) fn step_claim(&mut self, step: Step) {
        let Some(open) = &self.open else {
            return;
        };
        let caret = self.page.caret();
        let next = claim_beside(open, self.view.chosen.as_ref(), caret, step).or_else(|| {
            // Behind the last one comes the first, and before the first the last.
            let from = match step {
                Step::Next => ByteOffset(0),
                Step::Previous => open.text().end(),
            };
            claim_beside(open, None, from, step)
        });
        if let Some(next) = next {
            self.show_claim(&next, None);
        }
    }

    /// Opens the card of the chosen claim with its first field focused.
    pub(super) fn open_card(&mut self) {
        if self.take_picked() {
            return;
        }
        if self.view.chosen.is_some() {
            self.view.focus_card = true;
            self.view.card_over_page = true;
            self.view.claims_over_page = false;
            self.settings.claims_shown = true;
        }
        // The words stay in sight beside the card.
        let words = self.open.as_ref().zip(self.view.chosen.as_ref()).and_then(|(open, chosen)| {
            let store = chosen.layer.as_ref().map_or(Some(open.own_store()), |name| open.store_of(name));
            store?.get(&chosen.id)?.first_span()
        });
        if let Some(span) = words {
            self.page.reveal(span);
        }
    }

    /// Puts the selected words, or the chosen claim's, on the clipboard.
    pub(super) fn copy(&mut self, egui: &egui::Context) {
        let Some(open) = &self.open else {
            return;
        };
        let text = open.text();
        let words = match self.page.selection(text) {
            Some(span) => Some(text.slice(span).to_owned()),
            None => self.chosen_own().map(|placed| {
                let quotes = placed.claim.passages.iter().map(|passage| &*passage.selector.quote);
                quotes.collect::<Vec<_>>().join(" … ")
            }),
        };
        if let Some(words) = words {
            egui.copy_text(words);
        }
    }

    /// Shows the search field with the keyboard in it.
    pub(super) fn open_find(&mut self) {
        if !self.view.shows_text() {
            self.view.scene = Scene::Reading;
        }
        let words = self.open.as_ref().and_then(|open| {
            let span = self.page.selection(open.text())?;
            Some(open.text().slice(span).to_owned())
        });
        let words = words.filter(|words| !words.contains('\n') && words.len() < 200);
        self.find.open(words, self.page.caret());
    }

    /// Goes to the next or previous place that the search found.
    pub(super) fn find_step(&mut self, step: Step) {
        let Some(open) = &self.open else {
            return;
        };
        if !self.find.has_words() {
            self.find.open(None, self.page.caret());
            return;
        }
        let found = self.find.step(open.text(), self.page.caret(), step);
        self.show_found(found);
    }

    /// Goes to the first place of what is being typed.
    pub(super) fn find_typed(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        let found = self.find.step_from_origin(open.text());
        if found.is_none() {
            self.page.collapse_selection();
        }
        self.show_found(found);
    }

    /// Shows the place that a step has waited for.
    pub(super) fn find_arrived(&mut self) {
        self.show_found(self.find.present());
    }

    fn show_found(&mut self, found: Option<Span>) {
        if let (Some(open), Some(span)) = (&self.open, found) {
            self.page.set_selection(open.text(), span);
            self.page.reveal(span);
        }
    }

    /// Hides the search field; what it found last stays selected.
    pub(super) fn close_find(&mut self) {
        self.find.close();
        self.view.focus_page = true;
    }

    /// Shows or hides the library: beside the page, or over it in a narrow window.
    pub(super) fn toggle_library(&mut self, egui: &egui::Context) {
        if super::super::is_narrow(egui) {
            self.view.library_over_page = !self.view.library_over_page;
        } else {
            self.settings.library_shown = !self.settings.library_shown;
        }
    }

    /// Shows or hides the claims panel.
    pub(super) fn toggle_claims(&mut self, egui: &egui::Context) {
        if !self.view.shows_page() {
            self.view.scene = Scene::Reading;
            // They stand beside the text.
            self.settings.claims_shown = true;
            self.view.claims_over_page = super::super::is_very_narrow(egui);
        } else if super::super::is_very_narrow(egui) {
            self.view.claims_over_page = !self.view.claims_over_page;
        } else {
            self.settings.claims_shown = !self.settings.claims_shown;
        }
    }

    /// Lists the claims of this document or of the whole folder.
    pub(super) fn toggle_folder_claims(&mut self) {
        self.view.lists_folder = !self.view.lists_folder;
        if self.view.shows_page() {
            self.settings.claims_shown = true;
            self.view.claims_over_page = true;
        }
    }

    /// Shows or hides a layer.
    pub(super) fn toggle_layer(&mut self, name: &LayerName) {
        let now = self.now();
        if let Some(open) = &mut self.open {
            let is_shown = open.layer(name).is_some_and(|layer| layer.is_shown);
            open.set_shown(name, !is_shown, now);
        }
    }

    /// Shows others' layers though the own work is not done; the own sidecar notes it.
    pub(super) fn show_others(&mut self) {
        let now = self.now();
        if let Some(open) = &mut self.open {
            open.show_others(now);
            self.notices.say("Others’ layers are shown. Your own layer notes that you have seen them.");
        }
    }

    /// Puts the keyboard into the search field of the claims panel.
    pub(super) fn search_claims(&mut self) {
        self.view.claims_over_page = true;
        self.settings.claims_shown = true;
        self.view.focus_search = true;
    }

    /// Sets the colours.
    pub(super) fn set_theme(&mut self, theme: Theme, egui: &egui::Context) {
        self.settings.theme = theme;
        self.theme.apply(egui, theme);
    }

    /// Makes the text larger, smaller, or as it was.
    pub(super) fn set_text_size(&mut self, size: Size) {
        let present = self.settings.text_size / PAGE;
        let next = match size {
            Size::Larger => TEXT_SIZES.iter().find(|step| **step > present + 0.01),
            Size::Smaller => TEXT_SIZES.iter().rev().find(|step| **step < present - 0.01),
            Size::Reset => Some(&1.0),
        };
        if let Some(next) = next {
            self.settings.text_size = *next * PAGE;
        }
    }

    /// Makes the text larger by a factor, within what the steps allow.
    pub(super) fn scale_text(&mut self, factor: f32) {
        let (least, most) = (TEXT_SIZES.first().unwrap_or(&1.0), TEXT_SIZES.last().unwrap_or(&1.0));
        self.settings.text_size = (self.settings.text_size * factor).clamp(least * PAGE, most * PAGE);
    }

    /// Names the characters that only steer how others are drawn, or no longer.
    pub(super) fn toggle_invisible(&mut self) {
        self.view.shows_invisible = !self.view.shows_invisible;
        self.notices.say(if self.view.shows_invisible {
            "Invisible characters have their names above the line."
        } else {
            "Invisible characters are invisible again."
        });
    }

    /// Says once a document that no font has a script of it.
    pub(super) fn tell_missing(&mut self, missing: MissingScript) {
        if self.view.told_missing.contains(&missing) {
            return;
        }
        self.view.told_missing.push(missing);
        let MissingScript { name, font } = missing;
        self.notices.say(format!("No font on this computer has {name}. Install one, for example {font}."));
    }

    /// Asks for the annotator's name, and does `command` once it is known.
    pub(super) fn ask_name(&mut self, command: Option<Command>) {
        let name = self.settings.annotator.as_ref().map(|annotator| annotator.name.clone());
        self.view.after_name = command;
        self.show(Dialog::name(name.unwrap_or_default()));
    }

    /// Sets the annotator's name; the id and the key are made once and stay.
    pub(super) fn set_name(&mut self, name: &str) {
        let name = name.trim();
        if name.is_empty() {
            return;
        }
        match &mut self.settings.annotator {
            Some(annotator) => annotator.name = name.to_owned(),
            None => self.settings.annotator = Some(settings::annotator_named(name)),
        }
        self.dialog = None;
        self.view.focus_page = true;
        if let (Some(open), Some(annotator)) = (&mut self.open, &self.settings.annotator) {
            open.set_annotator(annotator.clone());
        }
        self.keep_new_about();
        match self.view.after_name.take() {
            Some(command) => self.commands.send(command),
            None => self.notices.say(format!("Your claims bear the name {name} from now on.")),
        }
    }

    /// Lets single letters act as commands, or not.
    pub(super) fn toggle_single_letters(&mut self) {
        let on = !self.settings.single_letter_keys;
        self.settings.single_letter_keys = on;
        self.notices.say(if on {
            "Single letters act as commands again."
        } else {
            "Single letters no longer act as commands."
        });
    }

    /// Keeps no copies of texts on this computer, or keeps them.
    pub(super) fn toggle_keep_no_copies(&mut self) {
        let on = self.settings.keep_no_copies != Some(true);
        self.settings.keep_no_copies = Some(on);
        self.notices.say(if on {
            "No copies of texts are kept."
        } else {
            "Copies of texts may be kept again."
        });
    }

    /// Begins or ends the guide to the first claim.
    pub(super) fn set_guide(&mut self, on: bool) {
        self.guide_is_on = on;
        self.settings.guided_done = !on;
    }

    /// One step back: dialog, picking, search, card, selection, chosen claim.
    pub(super) fn step_back(&mut self) {
        let dialog = self.dialog.take();
        if dialog.is_some() || self.view.picking.take().is_some() {
            self.view.picking = None;
            self.view.after_name = None;
            self.view.focus_page = true;
            if let Some(Dialog::Paste(form)) = dialog {
                self.put_paste_away(form);
            }
        } else if self.view.picking_place.take().is_some() {
            self.review_panel.take_keyboard();
        } else if self.opening.is_some() {
            self.give_up_opening();
        } else if self.view.shows_briefing() && !self.view.library_over_page {
            self.toggle_briefing();
        } else if self.view.shows_agreement() && !self.view.library_over_page {
            self.toggle_agreement();
        } else if self.find.is_open() {
            self.close_find();
        } else if self.view.claims_over_page {
            self.view.claims_over_page = false;
            self.view.focus_page = true;
        } else if self.view.library_over_page {
            self.view.library_over_page = false;
        } else if self.view.compares() && (self.panel_has_focus || !self.page.has_selection()) {
            self.leave_compare();
        } else if self.panel_has_focus {
            self.view.focus_page = true;
        } else if self.page.has_selection() {
            self.page.collapse_selection();
        } else if self.view.fates {
            self.view.fates = false;
        } else if self.view.reviews {
            self.view.reviews = false;
        } else {
            self.choose(None);
            self.view.card_over_page = false;
        }
    }
}

/// Where a claim stands in text order: by start, the longer first, then by id.
type Order = (ByteOffset, Reverse<ByteOffset>, ClaimId);

fn order(placed: &Placed) -> Option<Order> {
    let span = placed.first_span()?;
    Some((span.start(), Reverse(span.end()), placed.claim.id.clone()))
}

/// Returns the claim of the shown layers that stands next behind or before the chosen one, or the caret.
fn claim_beside(open: &Open, chosen: Option<&Chosen>, caret: ByteOffset, step: Step) -> Option<Chosen> {
    let present = chosen.and_then(|chosen| {
        let store = match &chosen.layer {
            Some(name) => open.store_of(name)?,
            None => open.own_store(),
        };
        order(store.get(&chosen.id)?)
    });
    let own = open.own().map(|own| &own.name);
    let candidates = open.shown_layers().filter_map(|layer| {
        let placed = beside_in(&layer.store, present.as_ref(), caret, step)?;
        let chosen = Chosen {
            layer: (own != Some(&layer.name)).then(|| layer.name.clone()),
            id: placed.claim.id.clone(),
        };
        Some((order(placed)?, chosen))
    });
    let found = match step {
        Step::Next => candidates.min_by(|(one, _), (other, _)| one.cmp(other)),
        Step::Previous => candidates.max_by(|(one, _), (other, _)| one.cmp(other)),
    };
    found.map(|(_, chosen)| chosen)
}

fn beside_in<'a>(
    store: &'a Store,
    present: Option<&Order>,
    caret: ByteOffset,
    step: Step,
) -> Option<&'a Placed> {
    let from = present.map_or(caret, |(start, _, _)| *start);
    let is_beyond = |placed: &Placed| {
        let there = order(placed);
        match (present, step) {
            (None, _) => true,
            (Some(here), Step::Next) => there.as_ref() > Some(here),
            (Some(here), Step::Previous) => there.is_some() && there.as_ref() < Some(here),
        }
    };
    let mut found = match (step, present) {
        (Step::Next, _) => store.first_claim_from(from),
        (Step::Previous, None) => store.last_claim_before(from),
        // Claims that begin at the same place may stand before it all the same.
        (Step::Previous, Some(_)) => store.last_claim_before(ByteOffset(from.0.saturating_add(1))),
    };
    while let Some(placed) = found.filter(|placed| !is_beyond(placed)) {
        found = match step {
            Step::Next => store.next_claim(&placed.claim.id),
            Step::Previous => store.previous_claim(&placed.claim.id),
        };
    }
    found
}
