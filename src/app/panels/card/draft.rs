//! What is being typed into the card and not in the layer yet.
//!
//! The fields keep what is typed and tell when typing rests. What they have told last is kept here, so that it is not
//! lost when another claim is chosen meanwhile; and what cannot be taken (a day that does not exist) is held with its
//! claim until it is mended.

use std::collections::HashMap;

use crate::model::ClaimId;

use super::fields::Field;

/// How long a slider must rest before its value is taken, in seconds.
const PAUSE: f64 = 0.6;

/// What was typed last and is not taken yet.
#[derive(Clone, Debug, PartialEq)]
struct Pending {
    id: ClaimId,
    field: Field,
    typed: String,
    /// When it is to be taken though no field says so, on the window's clock.
    due: Option<f64>,
}

/// What was typed and cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    typed: String,
    /// The field's value in the layer then.
    value: String,
    /// Whether what is wrong is to be said: not while it is being mended.
    is_said: bool,
}

/// All that is typed and not taken yet.
#[derive(Default)]
pub struct Drafts {
    pending: Option<Pending>,
    /// What was taken before its field told that typing rests: the field tells it once more.
    early: Option<(ClaimId, Field, String)>,
    held: HashMap<(ClaimId, Field), Held>,
}

impl Drafts {
    /// Returns what a field is to show for `value`: what is held of it, else the value.
    pub fn shown(&mut self, id: &ClaimId, field: Field, value: &str) -> String {
        let key = (id.clone(), field);
        match self.held.get(&key) {
            Some(held) if held.value == value => return held.typed.clone(),
            // Undo, or another place of the window, has changed the field: it shows that.
            Some(_) => drop(self.held.remove(&key)),
            None => {}
        }
        value.to_owned()
    }

    /// Notes that a field holds `typed` now.
    pub fn changed(&mut self, id: &ClaimId, field: Field, typed: &str) {
        if let Some(held) = self.held.get_mut(&(id.clone(), field)) {
            typed.clone_into(&mut held.typed);
            held.is_said = false;
        }
        self.pending = Some(Pending { id: id.clone(), field, typed: typed.to_owned(), due: None });
        self.early = None;
    }

    /// Notes that a slider stands at `typed` since `time`.
    pub fn slid(&mut self, id: &ClaimId, field: Field, typed: &str, time: f64) {
        let due = Some(time + PAUSE);
        self.pending = Some(Pending { id: id.clone(), field, typed: typed.to_owned(), due });
    }

    /// Returns what a field or slider stands at before it is taken.
    pub fn pending(&self, id: &ClaimId, field: Field) -> Option<&str> {
        let pending = self.pending.as_ref().filter(|pending| pending.id == *id && pending.field == field)?;
        Some(&pending.typed)
    }

    /// Returns what waits to be taken; it no longer waits then.
    pub fn take(&mut self) -> Option<(ClaimId, Field, String)> {
        let pending = self.pending.take()?;
        self.early = Some((pending.id.clone(), pending.field, pending.typed.clone()));
        self.early.clone()
    }

    /// Returns whether what a field tells was taken before it told. What undo has taken back since stays so.
    pub fn was_taken(&mut self, id: &ClaimId, field: Field, typed: &str) -> bool {
        self.early.take_if(|(of, at, early)| of == id && *at == field && early == typed).is_some()
    }

    /// Like [`Self::take`], when it belongs to another claim than `id`.
    pub fn take_of_others(&mut self, id: Option<&ClaimId>) -> Option<(ClaimId, Field, String)> {
        let is_other = self.pending.as_ref().is_some_and(|pending| Some(&pending.id) != id);
        if is_other { self.take() } else { None }
    }

    /// Like [`Self::take`], when a slider has rested.
    pub fn take_due(&mut self, time: f64) -> Option<(ClaimId, Field, String)> {
        let due = self.pending.as_ref()?.due?;
        if due <= time { self.take() } else { None }
    }

    /// Returns in how many seconds a slider's value is due.
    pub fn seconds_left(&self, time: f64) -> Option<f64> {
        Some((self.pending.as_ref()?.due? - time).max(0.0))
    }

    /// Notes that what waited of this field is settled.
    pub fn settle(&mut self, id: &ClaimId, field: Field) {
        if self.pending(id, field).is_some() {
            self.pending = None;
        }
        self.held.remove(&(id.clone(), field));
    }

    /// Holds what cannot be taken over `value`.
    pub fn hold(&mut self, id: &ClaimId, field: Field, typed: String, value: String) {
        self.held.insert((id.clone(), field), Held { typed, value, is_said: true });
    }

    /// Returns whether what is wrong with the field is to be said.
    pub fn is_wrong(&self, id: &ClaimId, field: Field) -> bool {
        self.held.get(&(id.clone(), field)).is_some_and(|held| held.is_said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(id: &str) -> ClaimId {
        ClaimId::parse(id).unwrap()
    }

    #[test]
    fn what_is_typed_is_taken_when_another_claim_is_chosen() {
        let mut drafts = Drafts::default();
        drafts.changed(&id("a"), Field::Gist, "They");
        assert_eq!(drafts.take_of_others(Some(&id("a"))), None);
        let taken = Some((id("a"), Field::Gist, "They".to_owned()));
        assert_eq!(drafts.take_of_others(Some(&id("b"))), taken);
        assert_eq!(drafts.take_of_others(None), None);
    }

    #[test]
    fn a_slider_is_taken_once_after_it_has_rested() {
        let mut drafts = Drafts::default();
        drafts.slid(&id("a"), Field::Probability, "70", 1.0);
        drafts.slid(&id("a"), Field::Probability, "71", 1.5);
        assert_eq!(drafts.take_due(2.0), None);
        assert_eq!(drafts.take_due(2.2), Some((id("a"), Field::Probability, "71".to_owned())));
        assert_eq!(drafts.take_due(9.0), None);
    }

    #[test]
    fn what_cannot_be_taken_waits_with_its_claim_until_it_is_mended_or_undone() {
        let mut drafts = Drafts::default();
        drafts.hold(&id("a"), Field::Said, "2019-02-30".to_owned(), String::new());
        assert_eq!(drafts.shown(&id("b"), Field::Said, ""), "");
        assert_eq!(drafts.shown(&id("a"), Field::Said, ""), "2019-02-30");
        assert!(drafts.is_wrong(&id("a"), Field::Said));
        drafts.changed(&id("a"), Field::Said, "2019-02-3");
        assert_eq!(drafts.shown(&id("a"), Field::Said, ""), "2019-02-3");
        assert!(!drafts.is_wrong(&id("a"), Field::Said));
        assert_eq!(drafts.shown(&id("a"), Field::Said, "2018"), "2018");
        assert_eq!(drafts.shown(&id("a"), Field::Said, ""), "");
    }
}
