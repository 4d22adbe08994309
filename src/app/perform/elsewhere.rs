//! Versions of the own layer that git or a synchronising program left: offered, merged as one step that can be undone, and
//! cleared away once they are saved.

use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::workspace::{
    Around, Cleared, Copy, Elsewhere, Noted, Open, Origin, SaveState, SidesRead, TakenOver, clear_copy,
};

use super::super::App;
use super::super::jobs::Done;
use super::super::panels::say;
use super::claims::sentence;

impl App {
    /// Reads both versions that git left in the own sidecar.
    pub(super) fn merge_sides(&mut self) {
        let around = Around::of(self.keep());
        let Some((document, sides)) =
            self.open.as_ref().and_then(|open| Some((open.path().to_owned(), open.sides(around)?)))
        else {
            return;
        };
        self.jobs.spawn(move || Done::SidesRead { document, result: Box::new(sides.run()) });
    }

    /// Takes both versions, or says why they cannot be put together.
    pub(super) fn take_sides(&mut self, document: &Path, result: Result<SidesRead, Problem>) {
        let now = self.now();
        let Some(open) = self.open.as_mut().filter(|open| open.path() == document) else {
            return;
        };
        match result {
            Ok(read) => {
                let noted = open.take_sides(read, now);
                self.take_noted(noted);
                self.note_state();
            }
            Err(problem) => self.notices.say(sentence(&format!(
                "the two versions cannot be put together: {}; {}",
                problem.message, problem.hint
            ))),
        }
    }

    /// Looks whether versions of the own layer stand beside its sidecar.
    pub(super) fn look_elsewhere(&mut self) {
        if self.offers.leaves_elsewhere {
            return;
        }
        let open = self.open.as_ref().filter(|open| !open.is_loading());
        let Some((document, look)) =
            open.and_then(|open| Some((open.path().to_owned(), open.look_elsewhere()?)))
        else {
            return;
        };
        self.jobs.spawn(move || Done::Elsewhere { document, found: look.run() });
    }

    /// Offers what was found.
    pub(super) fn take_elsewhere(&mut self, document: &Path, found: Vec<Elsewhere>) {
        let open = self.open.as_ref().filter(|open| open.path() == document);
        let Some(name) = open.and_then(Open::own).map(|own| own.name.clone()) else {
            return;
        };
        if !self.offers.leaves_elsewhere {
            let is_waiting = |version: &Elsewhere| match &version.origin {
                Origin::Copy(copy) => self.offers.merged.contains(copy) || self.offers.left.contains(copy),
                Origin::Git => false,
            };
            let is_offered = |version: &Elsewhere| version.of == name && !is_waiting(version);
            self.offers.elsewhere = found.into_iter().filter(is_offered).collect();
        }
    }

    /// Merges what is offered into the own layer.
    pub(super) fn take_over(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        let document = open.path().to_owned();
        let Some(take_over) = open.take_over(self.offers.elsewhere.clone()) else {
            self.notices
                .say("Another version of your claims is just being put together. Try it again in a moment.");
            return;
        };
        let copies = std::mem::take(&mut self.offers.elsewhere).into_iter();
        let copies = copies.filter_map(|version| match version.origin {
            Origin::Copy(copy) => Some(copy),
            Origin::Git => None,
        });
        let copies = copies.collect();
        self.jobs.spawn(move || Done::TakenOver { document, taken: Box::new(take_over.run()), copies });
    }

    /// Takes what the own layer has become with what was offered; the copies go once it is saved.
    pub(super) fn take_taken_over(&mut self, document: &Path, taken: TakenOver, copies: Vec<Copy>) {
        let Some(open) = self.open.as_mut().filter(|open| open.path() == document) else {
            return;
        };
        let before = open.own_store().revision();
        match open.take_taken_over(taken) {
            Some(Noted::Merged { needs_a_person, .. }) => {
                self.offers.merged.extend(copies);
                let is_changed = open.own_store().revision() != before;
                let more = if needs_a_person { " Some fields have two versions, yours stand." } else { "" };
                if is_changed {
                    let words = format!("What your claims lacked is in them now.{more}");
                    self.notices.say_with(words, "Undo", || super::Command::Undo);
                }
            }
            // Something else was done meanwhile: it is offered anew.
            None => self.look_elsewhere(),
            Some(_) => self
                .notices
                .say("These versions cannot be put together with your claims; they stay as they are."),
        }
    }

    /// Clears the merged copies away, once the claims are on disk.
    pub(in super::super) fn clear_merged(&mut self) {
        let is_saved = |open: &Open| {
            let state = open.own().map(|own| self.saver.state(&own.path));
            !open.has_unsaved() && matches!(state, Some(SaveState::Saved { .. } | SaveState::NothingYet))
        };
        if self.offers.merged.is_empty() || !self.open.as_ref().is_some_and(is_saved) {
            return;
        }
        let copies = std::mem::take(&mut self.offers.merged);
        self.offers.merged = self.clear(copies, false);
    }

    /// Removes the copies that stayed because no copies are kept on this computer.
    pub(super) fn remove_copies(&mut self) {
        let copies = std::mem::take(&mut self.offers.left);
        self.offers.left = self.clear(copies, true);
    }

    /// Clears away those that are copies of the layer that is worked at, and returns the others.
    fn clear(&mut self, copies: Vec<Copy>, is_agreed: bool) -> Vec<Copy> {
        let Some((document, name, sidecar)) = self.open.as_ref().and_then(|open| {
            let own = open.own()?;
            Some((open.path().to_owned(), own.name.clone(), own.path.clone()))
        }) else {
            return copies;
        };
        let (copies, others): (Vec<Copy>, Vec<Copy>) = copies.into_iter().partition(|copy| copy.of == name);
        if copies.is_empty() {
            return others;
        }
        let (keep, now) = (self.keep(), self.now());
        self.jobs.spawn(move || {
            let clear = |copy: Copy| {
                let cleared = clear_copy(&keep, &document, (&name, &sidecar), &copy, is_agreed, now);
                (copy, cleared)
            };
            let cleared = copies.into_iter().map(clear).collect();
            Done::CopiesCleared { document, cleared }
        });
        others
    }

    /// Says what became of the copies.
    pub(super) fn take_cleared(&mut self, document: &PathBuf, cleared: Vec<(Copy, Cleared)>) {
        let removed = cleared.iter().filter(|(_, cleared)| *cleared == Cleared::Removed).count();
        if removed > 0 {
            let copies = say::count(removed, "copy is", "copies are");
            let kept = self.keep().rules().keep_copies_of(document);
            let rest = if kept { "; File, Earlier versions still has what stood there" } else { "" };
            self.notices.say(format!("{copies} gone from the folder{rest}."));
        }
        let is_open = self.open.as_ref().is_some_and(|open| open.path() == document);
        for (copy, cleared) in cleared {
            match cleared {
                Cleared::NotKept if is_open => self.offers.left.push(copy),
                Cleared::Failed(why) => {
                    self.notices.say(sentence(&format!("{} could not be removed: {why}", copy.name())));
                }
                Cleared::Removed | Cleared::Stays | Cleared::NotKept => {}
            }
        }
    }

    /// Leaves the versions that were found where they are, while this document is open.
    pub(super) fn leave_elsewhere(&mut self) {
        self.offers.leaves_elsewhere = true;
        self.offers.elsewhere.clear();
    }
}
