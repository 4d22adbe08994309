//! Acts on claims: tagging, passages, borders, fields, and taking steps back.

use crate::model::{About, ClaimId, Decision, TagId};
use crate::store::act::{self, ActError, Direction};
use crate::store::{Edit, Placed};
use crate::text::{ByteOffset, Span};

use super::super::App;
use super::super::command::{Border, By, Change, Chosen, Command, Step};
use super::super::panels::say;

/// How many places of a search are tagged at once.
const MOST_AT_ONCE: usize = 10_000;

impl App {
    /// Applies `edit` to the own layer as one undo step. Returns whether it was applied.
    pub(super) fn apply(&mut self, name: &'static str, edit: Edit) -> bool {
        let now = self.now();
        let Some(open) = &mut self.open else {
            return false;
        };
        match open.apply(name, edit, now) {
            Ok(()) => true,
            Err(refused) => {
                self.notices.say(sentence(&refused.to_string()));
                false
            }
        }
    }

    /// Applies what an act has made; says why when it cannot be done. Returns whether something changed.
    pub(super) fn apply_act(&mut self, name: &'static str, act: Result<Option<Edit>, ActError>) -> bool {
        match act {
            Ok(Some(edit)) => self.apply(name, edit),
            Ok(None) => false,
            Err(error) => {
                self.notices.say(sentence(&error.to_string()));
                false
            }
        }
    }

    /// Tags the selection, or gives the chosen claim another tag.
    pub(super) fn tag(&mut self, tag: TagId) {
        if self.has_no_name(|| Command::Tag(tag.clone())) {
            return;
        }
        let now = self.now();
        let Some(open) = &self.open else {
            return;
        };
        if let Some(span) = self.page.selection(open.text()) {
            let id = ClaimId::new_v7(now_millis());
            let edit = act::tag(open.text(), span, tag, now, id.clone()).map(Some);
            if self.apply_act("tag", edit) {
                self.page.collapse_selection();
                self.choose(Some(Chosen::own(id)));
            }
        } else if let Some(placed) = self.chosen_own() {
            let edit = act::retag(&placed.claim, tag, now);
            self.apply_act("retag", Ok(edit));
        }
    }

    /// Tags every place that the search found, as one step.
    pub(super) fn tag_all(&mut self, tag: TagId) {
        if self.has_no_name(|| Command::TagAll(tag.clone())) {
            return;
        }
        let now = self.now();
        let (Some(open), Some(hits)) = (&self.open, self.find.all_hits()) else {
            return;
        };
        if hits.len() > MOST_AT_ONCE {
            let count = say::grouped(hits.len());
            let most = say::grouped(MOST_AT_ONCE);
            self.notices.say(format!("{count} places were found, and up to {most} are tagged at once."));
            return;
        }
        let millis = now_millis();
        let edit = act::tag_all(open.own_store(), open.text(), hits, &tag, now, || ClaimId::new_v7(millis));
        let count = match &edit {
            Ok(Some(Edit::Batch(edits))) => edits.len(),
            _ => 0,
        };
        let is_known = matches!(edit, Ok(None));
        if self.apply_act("tag all hits", edit) {
            self.page.collapse_selection();
            let claims = say::count(count, "claim", "claims");
            self.notices.say_with(format!("{claims} tagged."), "Undo", || Command::Undo);
        } else if is_known {
            self.notices.say("All these places have that tag already.");
        }
    }

    /// Adds a second claim on the passages of the chosen one.
    pub(super) fn second_claim(&mut self, tag: TagId) {
        let now = self.now();
        let Some(placed) = self.chosen_own() else {
            return;
        };
        let id = ClaimId::new_v7(now_millis());
        let edit = act::second_claim(&placed.claim, tag, now, id.clone());
        if self.apply("second claim", edit) {
            self.choose(Some(Chosen::own(id)));
        }
    }

    /// Adds the selection to the chosen claim.
    pub(super) fn add_passage(&mut self) {
        let now = self.now();
        let Some(open) = &self.open else {
            return;
        };
        let Some(span) = self.page.selection(open.text()) else {
            self.notices.say("Select the words to add first, then press +.");
            return;
        };
        let Some(placed) = self.chosen_own() else {
            return;
        };
        let edit = act::add_passage(open.text(), placed, span, now);
        if self.apply_act("add a passage", edit) {
            self.page.collapse_selection();
        }
    }

    /// Takes a passage out of a claim; the last one takes the claim with it.
    pub(super) fn remove_passage(&mut self, id: &ClaimId, passage: usize) {
        let now = self.now();
        let Some(placed) = self.own_claim(id) else {
            return;
        };
        if placed.claim.passages.len() > 1 {
            let edit = act::remove_passage(&placed.claim, passage, now).map(Some);
            self.apply_act("take a passage out", edit);
        } else {
            self.remove_claim(id.clone());
        }
    }

    /// Removes the chosen claim; of several passages only the one that the caret stands in.
    pub(super) fn remove(&mut self) {
        let Some(placed) = self.chosen_own() else {
            return;
        };
        let id = placed.claim.id.clone();
        let caret = self.page.caret();
        let at_caret = placed
            .places()
            .find(|(_, span)| span.start() <= caret && caret <= span.end())
            .map(|(passage, _)| passage)
            .filter(|_| placed.claim.passages.len() > 1);
        match at_caret {
            Some(passage) => self.remove_passage(&id, passage),
            None => self.remove_claim(id),
        }
    }

    fn remove_claim(&mut self, id: ClaimId) {
        if self.apply("remove", Edit::Remove(id)) {
            self.choose(None);
            self.notices.say_with("1 claim removed.", "Undo", || Command::Undo);
        }
    }

    /// Moves a border of the chosen claim: of the passage at the caret, else of the first for a start, the last for an end.
    pub(super) fn move_border(&mut self, border: Border, step: Step, by: By) {
        let now = self.now();
        let Some(open) = &self.open else {
            return;
        };
        let Some(placed) = self.chosen_own() else {
            return;
        };
        let Some(passage) = passage_to_move(placed, border, self.page.caret()) else {
            return;
        };
        let direction = match step {
            Step::Next => Direction::Forward,
            Step::Previous => Direction::Back,
        };
        let edit = act::move_border(open.text(), placed, passage, border, by, direction, now);
        self.apply_act("move a border", edit);
    }

    /// Puts a passage elsewhere: its border was dragged.
    pub(super) fn set_passage(&mut self, id: &ClaimId, passage: usize, span: Span) {
        let now = self.now();
        let Some(open) = &self.open else {
            return;
        };
        let Some(placed) = self.own_claim(id) else {
            return;
        };
        let edit = act::set_span(open.text(), placed, passage, span, now);
        self.apply_act("move a border", edit);
    }

    /// Changes a claim of the own layer as one undo step.
    pub(super) fn change(&mut self, name: &'static str, id: &ClaimId, change: Change) {
        let now = self.now();
        let Some(placed) = self.own_claim(id) else {
            return;
        };
        let edit = act::change(&placed.claim, now, change);
        self.apply_act(name, Ok(edit));
    }

    /// Sets title, author and the like.
    pub(super) fn set_about(&mut self, about: Box<About>) {
        if self.open.as_ref().is_some_and(|open| *open.about() != *about) {
            self.apply("change about this document", Edit::About(about));
        }
    }

    /// Calls a person otherwise in the whole layer, as one undo step.
    pub(super) fn rename_person(&mut self, from: &str, to: &str) {
        let now = self.now();
        let Some(open) = &self.open else {
            return;
        };
        let Some(edit) = act::rename_person(open.own_store(), from, to, now) else {
            return;
        };
        let count = match &edit {
            Edit::Batch(edits) => edits.len(),
            _ => 1,
        };
        if self.apply("same person", edit) {
            let claims = if count == 1 { "claim" } else { "claims" };
            self.notices
                .say_with(format!("{count} {claims} now name the same person."), "Undo", || Command::Undo);
        }
    }

    /// Takes what is typed into the card and has not become a step yet.
    pub(in crate::app) fn take_typed(&mut self) {
        if let Some((name, id, change)) = self.card.take_typed() {
            self.change(name, &id, change);
        }
    }

    /// Takes the last step back and shows where it was.
    pub(super) fn undo(&mut self) {
        let now = self.now();
        let before = self.decisions();
        let touched = self.open.as_mut().and_then(|open| open.undo(now));
        self.show_touched(touched, &before);
    }

    /// Does the last undone step again and shows where it is.
    pub(super) fn redo(&mut self) {
        let now = self.now();
        let before = self.decisions();
        let touched = self.open.as_mut().and_then(|open| open.redo(now));
        self.show_touched(touched, &before);
    }

    fn show_touched(&mut self, touched: Option<Vec<ClaimId>>, before: &[Decision]) {
        let Some(touched) = touched else {
            return;
        };
        if self.view.compares() {
            return self.show_decided(before, &touched);
        }
        match touched.into_iter().find(|id| self.own_claim(id).is_some()) {
            Some(id) => self.show_claim(&Chosen::own(id), None),
            None => self.choose(None),
        }
    }

    /// Returns a claim of the own layer.
    pub(super) fn own_claim(&self, id: &ClaimId) -> Option<&Placed> {
        self.open.as_ref()?.own_store().get(id)
    }

    /// Returns the chosen claim when it stands in the own layer.
    pub(super) fn chosen_own(&self) -> Option<&Placed> {
        let chosen = self.view.chosen.as_ref().filter(|chosen| chosen.layer.is_none())?;
        self.own_claim(&chosen.id)
    }

    /// Asks for the name where there is none yet, and does `command` afterwards. Returns whether it had to ask.
    pub(super) fn has_no_name(&mut self, command: impl FnOnce() -> Command) -> bool {
        let has_name = self.settings.annotator.is_some();
        if !has_name {
            self.ask_name(Some(command()));
        }
        !has_name
    }
}

/// Returns the passage at the caret, else the outermost one on the border's side.
fn passage_to_move(placed: &Placed, border: Border, caret: ByteOffset) -> Option<usize> {
    let at_caret = placed.places().find(|(_, span)| span.start() <= caret && caret <= span.end());
    let outermost = match border {
        Border::Start => placed.places().min_by_key(|(_, span)| span.start()),
        Border::End => placed.places().max_by_key(|(_, span)| span.end()),
    };
    at_caret.or(outermost).map(|(passage, _)| passage)
}

/// Returns an error's words as a sentence of the window.
pub(in super::super) fn sentence(words: &str) -> String {
    let mut characters = words.trim_end_matches('.').chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

/// Returns milliseconds since 1970, for new ids.
pub(super) fn now_millis() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0)
}
