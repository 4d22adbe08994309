//! What is being typed into the card and not in the layer yet.
//!
//! Typing becomes one undo step a pause. A draft belongs to a claim and a field, so what was typed is never put into
//! another claim, and what cannot be taken (a day that does not exist) is still there when the claim is chosen again.

use std::collections::HashMap;

use crate::model::ClaimId;

/// How long nothing must be typed before it is taken, in seconds.
pub const PAUSE: f64 = 0.6;

/// A field that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The gist.
    Gist,
    /// When it was said.
    Said,
    /// The note.
    Note,
    /// What will be judged.
    Event,
    /// Under which condition.
    Condition,
    /// The words of probability.
    Words,
    /// The probability in percent.
    Probability,
    /// The time as the document has it.
    Horizon,
    /// When it is due.
    Due,
    /// Today's own estimate in percent.
    Own,
    /// When the outcome was clear.
    OutcomeOn,
    /// The remark on the outcome.
    OutcomeNote,
}

/// What is typed into one field of one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Draft {
    typed: String,
    /// The field's value in the layer, as last seen.
    seen: String,
}

/// All that is typed and not taken yet.
#[derive(Default)]
pub struct Drafts {
    drafts: HashMap<(ClaimId, Field), Draft>,
    /// When something was last typed, on the window's clock, and where.
    pending: Option<(ClaimId, Field, f64)>,
}

impl Drafts {
    /// Returns what the field shows: what is typed, or the value where nothing is or where it changed elsewhere.
    pub fn shown(&mut self, id: &ClaimId, field: Field, value: &str) -> String {
        let key = (id.clone(), field);
        match self.drafts.get_mut(&key) {
            None => value.to_owned(),
            Some(draft) if draft.seen == value => draft.typed.clone(),
            Some(_) => {
                // Undo, or another place of the window, has changed the field: it shows that.
                self.drafts.remove(&key);
                if self.is_pending(id, field) {
                    self.pending = None;
                }
                value.to_owned()
            }
        }
    }

    /// Notes what was typed at `time`, over `value` in the layer.
    pub fn typed(&mut self, id: &ClaimId, field: Field, typed: String, value: &str, time: f64) {
        self.drafts.insert((id.clone(), field), Draft { typed, seen: value.to_owned() });
        self.pending = Some((id.clone(), field, time));
    }

    /// Returns what is typed and waits, whatever the time; it no longer waits then.
    pub fn take(&mut self) -> Option<(ClaimId, Field, String)> {
        let (id, field, _) = self.pending.take()?;
        let typed = self.drafts.get(&(id.clone(), field))?.typed.clone();
        Some((id, field, typed))
    }

    /// Like [`Self::take`], once nothing was typed for a while.
    pub fn take_after_pause(&mut self, time: f64) -> Option<(ClaimId, Field, String)> {
        let since = self.pending.as_ref().map(|(_, _, since)| *since)?;
        if time - since < PAUSE {
            return None;
        }
        self.take()
    }

    /// Notes that the field's value in the layer is `value` now, because of what was typed.
    pub fn taken(&mut self, id: &ClaimId, field: Field, value: &str) {
        if let Some(draft) = self.drafts.get_mut(&(id.clone(), field)) {
            value.clone_into(&mut draft.seen);
        }
    }

    /// Forgets what is typed into a field: it shows its value again.
    pub fn forget(&mut self, id: &ClaimId, field: Field) {
        self.drafts.remove(&(id.clone(), field));
        if self.is_pending(id, field) {
            self.pending = None;
        }
    }

    /// Returns whether something typed into this field waits.
    pub fn is_pending(&self, id: &ClaimId, field: Field) -> bool {
        self.pending.as_ref().is_some_and(|(other, at, _)| other == id && *at == field)
    }

    /// Returns in how many seconds what is typed is to be taken.
    pub fn seconds_left(&self, time: f64) -> Option<f64> {
        self.pending.as_ref().map(|(_, _, since)| (since + PAUSE - time).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ClaimId {
        ClaimId::parse("a").unwrap()
    }

    #[test]
    fn typing_is_taken_once_after_a_pause() {
        let mut drafts = Drafts::default();
        drafts.typed(&id(), Field::Gist, "T".to_owned(), "", 1.0);
        drafts.typed(&id(), Field::Gist, "They".to_owned(), "", 1.5);
        assert_eq!(drafts.take_after_pause(2.0), None);
        assert_eq!(drafts.take_after_pause(2.2), Some((id(), Field::Gist, "They".to_owned())));
        assert_eq!(drafts.take_after_pause(9.0), None);
    }

    #[test]
    fn a_space_at_the_end_stays_in_the_field_though_the_value_has_none() {
        let mut drafts = Drafts::default();
        drafts.typed(&id(), Field::Gist, "They ".to_owned(), "", 1.0);
        drafts.take();
        drafts.taken(&id(), Field::Gist, "They");
        assert_eq!(drafts.shown(&id(), Field::Gist, "They"), "They ");
    }

    #[test]
    fn a_field_follows_what_undo_brings_back() {
        let mut drafts = Drafts::default();
        drafts.typed(&id(), Field::Gist, "They".to_owned(), "", 1.0);
        drafts.take();
        drafts.taken(&id(), Field::Gist, "They");
        assert_eq!(drafts.shown(&id(), Field::Gist, ""), "");
        assert_eq!(drafts.shown(&id(), Field::Gist, "They"), "They");
    }

    #[test]
    fn what_cannot_be_taken_waits_with_its_claim() {
        let mut drafts = Drafts::default();
        drafts.typed(&id(), Field::Said, "2019-02-30".to_owned(), "", 1.0);
        drafts.take();
        let other = ClaimId::parse("b").unwrap();
        assert_eq!(drafts.shown(&other, Field::Said, ""), "");
        assert_eq!(drafts.shown(&id(), Field::Said, ""), "2019-02-30");
    }
}
