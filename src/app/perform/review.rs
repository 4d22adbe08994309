//! Reviewing what became of claims in a changed text, and settling two versions of a field.

use crate::model::ClaimId;
use crate::store::act;
use crate::text::Span;
use crate::workspace::{Open, Refused, Version};

use super::super::command::Command;
use super::super::panels::say;
use super::super::{App, is_very_narrow};
use super::sentence;

impl App {
    /// Opens the review, or goes back to the claims.
    pub(super) fn toggle_review(&mut self, egui: &egui::Context) {
        self.view.picking_place = None;
        self.view.reviews = !self.view.reviews && self.open.is_some();
        if self.view.reviews {
            self.review_panel.begin();
            self.settings.claims_shown = true;
            self.view.claims_over_page = is_very_narrow(egui);
        } else {
            self.view.focus_page = true;
        }
    }

    /// Takes a place for a passage by hand.
    pub(super) fn place_passage(&mut self, id: &ClaimId, passage: usize, span: Span) {
        let now = self.now();
        let Some((open, placed)) =
            self.open.as_ref().and_then(|open| Some((open, open.own_store().get(id)?)))
        else {
            return;
        };
        let edit = act::set_span(open.text(), placed, passage, span, now);
        self.apply_act("take a place", edit);
        self.page.collapse_to(span.start());
        if self.view.picking_place.take().is_some() {
            self.review_panel.take_keyboard();
        }
    }

    /// Takes the selected words for the passage that is being picked; returns whether one was.
    pub(super) fn take_picked(&mut self) -> bool {
        let Some((id, passage)) = self.view.picking_place.clone() else {
            return false;
        };
        let selection = self.open.as_ref().and_then(|open| self.page.selection(open.text()));
        match selection {
            Some(span) => self.commands.send(Command::PlacePassage(id, passage, span)),
            None => self.notices.say("Select the words first, then press Enter."),
        }
        true
    }

    /// Says of a passage that its words stand nowhere.
    pub(super) fn set_aside(&mut self, id: &ClaimId, passage: usize) {
        let now = self.now();
        self.with_open(|open| open.set_aside(id, passage, now));
    }

    /// Lets the reader select the right words on the page.
    pub(super) fn pick_place(&mut self, id: ClaimId, passage: usize) {
        self.view.picking_place = Some((id, passage));
        self.view.focus_page = true;
        self.notices.say("Select the right words on the page, then press Enter. Escape leaves it as it is.");
    }

    /// Settles a field of which two versions are kept.
    pub(super) fn settle(&mut self, id: &ClaimId, number: usize, version: Version) {
        let now = self.now();
        if self.with_open(|open| open.settle(id, number, version, now)) == Some(false) {
            self.notices.say("That version cannot be read; it stays until you keep yours.");
        }
    }

    /// Settles a field of the layer's head of which two versions are kept.
    pub(super) fn settle_head(&mut self, number: usize, version: Version) {
        let now = self.now();
        if self.with_open(|open| open.settle_head(number, version, now)) == Some(false) {
            self.notices.say("That version cannot be read; it stays until you keep yours.");
        }
    }

    /// Settles all fields of a claim alike.
    pub(super) fn settle_claim(&mut self, id: &ClaimId, version: Version) {
        let now = self.now();
        self.with_open(|open| open.settle_claim(id, version, now));
    }

    /// Settles all fields of all claims alike.
    pub(super) fn settle_all(&mut self, version: Version) {
        let now = self.now();
        if let Some(count) = self.with_open(|open| open.settle_all(version, now)) {
            let claims = say::count(count, "claim is", "claims are");
            self.notices.say_with(format!("{claims} settled."), "Undo", || Command::Undo);
        }
    }

    fn with_open<R>(&mut self, act: impl FnOnce(&mut Open) -> Result<R, Refused>) -> Option<R> {
        match act(self.open.as_mut()?) {
            Ok(result) => Some(result),
            Err(refused) => {
                self.notices.say(sentence(&refused.to_string()));
                None
            }
        }
    }
}
