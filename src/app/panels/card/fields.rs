//! The card's fields that are typed into: what each shows of a claim, what is wrong with what is typed, and what it
//! makes of the claim.

use jiff::civil::Date;

use crate::model::{Claim, Forecast, OwnEstimate, PartialDate, percent};

use super::{dates, wording};

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
    /// The own estimate in percent.
    Own,
    /// When the outcome was clear.
    OutcomeOn,
    /// The remark on the outcome.
    OutcomeNote,
}

impl Field {
    /// Returns what the undo step of typing into it is called.
    pub fn step_name(self) -> &'static str {
        match self {
            Self::Gist => "change the gist",
            Self::Said => "change when it was said",
            Self::Note => "change the note",
            Self::Event => "change the event",
            Self::Condition => "change the condition",
            Self::Words => "change the words of probability",
            Self::Probability => "change the probability",
            Self::Horizon => "change the horizon",
            Self::Due => "change when it is due",
            Self::Own => "change the own estimate",
            Self::OutcomeOn | Self::OutcomeNote => "change the outcome",
        }
    }

    /// Returns the field's value as it is shown.
    pub fn value(self, claim: &Claim) -> String {
        let forecast = claim.forecast.as_deref();
        let text = |of: fn(&Forecast) -> &String| forecast.map(of).cloned().unwrap_or_default();
        let resolution = forecast.and_then(|forecast| forecast.resolution.as_ref());
        match self {
            Self::Gist => claim.gist.clone(),
            Self::Note => claim.note.to_string(),
            Self::Said => written(claim.said),
            Self::Event => text(|forecast| &forecast.event),
            Self::Condition => text(|forecast| &forecast.condition),
            Self::Words => text(|forecast| &forecast.words),
            Self::Horizon => text(|forecast| &forecast.horizon),
            Self::Due => written(forecast.and_then(|forecast| forecast.due)),
            Self::Probability => {
                forecast.and_then(|forecast| forecast.probability).map(percent).unwrap_or_default()
            }
            Self::Own => {
                let last = forecast.and_then(|forecast| forecast.own.last());
                last.map(|own| percent(own.probability)).unwrap_or_default()
            }
            Self::OutcomeOn => written(resolution.and_then(|resolution| resolution.on)),
            Self::OutcomeNote => resolution.map(|resolution| resolution.note.clone()).unwrap_or_default(),
        }
    }

    /// Returns what is wrong with what is typed.
    pub fn problem(self, typed: &str) -> Option<String> {
        match self {
            Self::Said | Self::Due | Self::OutcomeOn => dates::read(typed).err(),
            Self::Probability | Self::Own => wording::read_percent(typed).err().map(str::to_owned),
            _ => None,
        }
    }

    /// Puts what is typed into the claim; what cannot be read changes nothing.
    pub fn set(self, claim: &mut Claim, typed: &str, today: Date) {
        match self {
            Self::Gist => claim.gist = one_line(typed),
            Self::Note => typed.trim_end().clone_into(&mut claim.note),
            Self::Said => set_date(&mut claim.said, typed),
            _ => set_forecast(claim, |forecast| self.set_in(forecast, typed, today)),
        }
    }

    fn set_in(self, forecast: &mut Forecast, typed: &str, today: Date) {
        match self {
            Self::Event => forecast.event = one_line(typed),
            Self::Condition => forecast.condition = one_line(typed),
            Self::Words => forecast.words = one_line(typed),
            Self::Horizon => forecast.horizon = one_line(typed),
            Self::Due => set_date(&mut forecast.due, typed),
            Self::Probability => {
                if let Ok(probability) = wording::read_percent(typed) {
                    forecast.probability = probability;
                }
            }
            Self::Own => {
                if let Ok(probability) = wording::read_percent(typed) {
                    set_own(&mut forecast.own, probability, today);
                }
            }
            Self::OutcomeOn => {
                if let Some(resolution) = &mut forecast.resolution {
                    set_date(&mut resolution.on, typed);
                }
            }
            Self::OutcomeNote => {
                if let Some(resolution) = &mut forecast.resolution {
                    typed.trim_end().clone_into(&mut resolution.note);
                }
            }
            Self::Gist | Self::Note | Self::Said => {}
        }
    }
}

/// Changes the claim's forecast; one that holds nothing is none.
pub fn set_forecast(claim: &mut Claim, set: impl FnOnce(&mut Forecast)) {
    let mut forecast = claim.forecast.take().unwrap_or_default();
    set(&mut forecast);
    claim.forecast = (!forecast.is_empty()).then_some(forecast);
}

/// Sets today's own estimate: an estimate of an earlier day stays, today's is replaced, and nothing takes it away.
fn set_own(own: &mut Vec<OwnEstimate>, probability: Option<f64>, today: Date) {
    let on = PartialDate::of_day(today);
    let last = own.last().map(|last| (last.on, last.probability));
    match (probability, last) {
        (None, Some((day, _))) if day == on => {
            own.pop();
        }
        (Some(probability), Some((day, _))) if day == on => {
            if let Some(last) = own.last_mut() {
                last.probability = probability;
            }
        }
        // The same again is not another estimate.
        (Some(probability), Some((_, before))) if probability.to_bits() == before.to_bits() => {}
        (Some(probability), _) => own.push(OwnEstimate { probability, on, unknown: Default::default() }),
        (None, _) => {}
    }
}

fn set_date(date: &mut Option<PartialDate>, typed: &str) {
    if let Ok(read) = dates::read(typed) {
        *date = read;
    }
}

fn written(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn one_line(typed: &str) -> String {
    typed.trim().replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClaimId, Outcome, Resolution, TagId, Timestamp};

    const ALL: &[Field] = &[
        Field::Gist,
        Field::Said,
        Field::Note,
        Field::Event,
        Field::Condition,
        Field::Words,
        Field::Probability,
        Field::Horizon,
        Field::Due,
        Field::Own,
        Field::OutcomeOn,
        Field::OutcomeNote,
    ];

    fn claim() -> Claim {
        Claim::new(ClaimId::parse("a").unwrap(), TagId::parse("forecast").unwrap(), Vec::new(), Timestamp(0))
    }

    fn today() -> Date {
        jiff::civil::date(2026, 3, 17)
    }

    #[test]
    fn every_field_shows_what_was_put_into_it() {
        let mut claim = claim();
        let outcome = Resolution {
            outcome: Outcome::Unclear,
            on: None,
            note: String::new(),
            unknown: Default::default(),
        };
        set_forecast(&mut claim, |forecast| forecast.resolution = Some(outcome));
        for field in ALL {
            let typed = match field {
                Field::Said | Field::Due | Field::OutcomeOn => "2026-03",
                Field::Probability | Field::Own => "12.5",
                _ => "Words",
            };
            assert_eq!(field.problem(typed), None);
            field.set(&mut claim, typed, today());
            assert_eq!(field.value(&claim), typed, "{field:?}");
        }
        for field in ALL {
            field.set(&mut claim, "", today());
            assert_eq!(field.value(&claim), "", "{field:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let mut claim = claim();
        Field::Due.set(&mut claim, "2028", today());
        Field::Due.set(&mut claim, "2028-13", today());
        assert_eq!(Field::Due.value(&claim), "2028");
        assert!(Field::Due.problem("2028-13").is_some());
    }

    #[test]
    fn an_emptied_forecast_is_none() {
        let mut claim = claim();
        Field::Event.set(&mut claim, "It rains", today());
        Field::Event.set(&mut claim, " ", today());
        assert_eq!(claim.forecast, None);
    }

    #[test]
    fn an_own_estimate_is_one_a_day() {
        let mut claim = claim();
        let own = |claim: &Claim| {
            let own = claim.forecast.iter().flat_map(|forecast| &forecast.own);
            own.map(|own| format!("{} {}", own.on, own.probability)).collect::<Vec<_>>().join(", ")
        };
        Field::Own.set(&mut claim, "30", today());
        Field::Own.set(&mut claim, "35", today());
        assert_eq!(own(&claim), "2026-03-17 0.35");
        let tomorrow = today().tomorrow().unwrap();
        Field::Own.set(&mut claim, "35", tomorrow);
        assert_eq!(own(&claim), "2026-03-17 0.35");
        Field::Own.set(&mut claim, "45", tomorrow);
        assert_eq!(own(&claim), "2026-03-17 0.35, 2026-03-18 0.45");
        Field::Own.set(&mut claim, "", tomorrow);
        assert_eq!(own(&claim), "2026-03-17 0.35");
    }
}
