//! The words of links and probabilities, and of choices as the model has them.

use crate::model::{Claim, Forecast, Rel, Scale};

pub use crate::model::{CONFIDENCE, CREDIBILITY, OUTCOMES, RELIABILITY, VOICES};

/// Returns what a link of this claim says.
pub fn says(rel: Rel) -> &'static str {
    match rel {
        Rel::Rebuts => "Rebuts",
        Rel::Supports => "Supports",
        Rel::Repeats => "Repeats",
    }
}

/// Returns what a link to this claim says.
pub fn said_by(rel: Rel) -> &'static str {
    match rel {
        Rel::Rebuts => "Rebutted by",
        Rel::Supports => "Supported by",
        Rel::Repeats => "Repeated by",
    }
}

/// Returns what a scale takes the words for: `likely: 55 to 80 %`.
pub fn range(scale: Scale, words: &str) -> Option<String> {
    let band = scale.band_of(words)?;
    let name = band.words.first()?;
    Some(format!("{name}: {} to {} %", band.low, band.high))
}

/// Returns what stands under the words of a forecast: the range, or why there is none.
pub fn range_or_reason(scale: Option<Scale>, words: &str) -> Option<String> {
    let scale = scale?;
    if words.trim().is_empty() {
        return None;
    }
    Some(range(scale, words).unwrap_or_else(|| format!("These words are not on the {} scale", scale.name())))
}

/// Reads a probability in percent: nothing, or 0 to 100.
pub fn read_percent(typed: &str) -> Result<Option<f64>, &'static str> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let percent: Option<f64> = typed.replace(',', ".").parse().ok();
    match percent.filter(|percent| (0.0..=100.0).contains(percent)) {
        // Rounded to a thousandth of a percent: what is shown again is what was typed.
        Some(percent) => Ok(Some((percent * 1000.0).round() / 100_000.0)),
        None => Err("A number from 0 to 100"),
    }
}

/// Which of the card's seldom used fields hold nothing, in the order of the card, by their words.
pub fn empty_seldom_fields(claim: &Claim) -> Vec<&'static str> {
    let fields = [
        (claim.voice.is_none(), "voice"),
        (claim.via.is_empty(), "via"),
        (claim.said.is_none(), "said"),
        (claim.labels.is_empty(), "labels"),
        (claim.rating.reliability.is_none() && claim.rating.credibility.is_none(), "rating"),
        (claim.confidence.is_none(), "confidence"),
    ];
    fields.into_iter().filter(|(is_empty, _)| *is_empty).map(|(_, word)| word).collect()
}

/// Returns the row that stands for folded fields: `Voice, via, said`.
pub fn folded_row(fields: &[&str]) -> String {
    let words = fields.join(", ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

/// Returns what a forecast lacks for being scored.
pub fn not_scoreable(forecast: Option<&Forecast>) -> Option<&'static str> {
    let has_event = forecast.is_some_and(|forecast| !forecast.event.trim().is_empty());
    let has_due = forecast.is_some_and(|forecast| forecast.due.is_some());
    match (has_event, has_due) {
        (true, true) => None,
        (false, true) => Some("Not scoreable yet: it has no event"),
        (true, false) => Some("Not scoreable yet: it has no due date"),
        (false, false) => Some("Not scoreable yet: it has no event and no due date"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClaimId, TagId, Timestamp, Voice, percent};

    #[test]
    fn words_are_read_by_the_chosen_scale() {
        let says = |scale, words| range_or_reason(scale, words);
        assert_eq!(says(Some(Scale::Icd203), "are likely to").as_deref(), Some("likely: 55 to 80 %"));
        assert_eq!(says(Some(Scale::Phia), "are likely to").as_deref(), Some("likely: 55 to 75 %"));
        let not = "These words are not on the ICD 203 scale";
        assert_eq!(says(Some(Scale::Icd203), "may").as_deref(), Some(not));
        assert_eq!(says(None, "may"), None);
        assert_eq!(says(Some(Scale::Icd203), " "), None);
    }

    #[test]
    fn a_percentage_is_read_and_written_alike() {
        for typed in ["0", "70", "12.5", "100", "0.1"] {
            let read = read_percent(typed).unwrap().unwrap();
            assert_eq!(percent(read), typed);
        }
        assert_eq!(read_percent("70 %"), Ok(Some(0.7)));
        assert_eq!(read_percent("12,5"), Ok(Some(0.125)));
        assert_eq!(read_percent(""), Ok(None));
        assert_eq!(percent(0.3), "30");
        for typed in ["101", "-1", "nan", "inf", "x"] {
            assert!(read_percent(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn fields_that_hold_something_are_not_folded() {
        let mut claim = Claim::new(
            ClaimId::parse("a").unwrap(),
            TagId::parse("allegation").unwrap(),
            Vec::new(),
            Timestamp(0),
        );
        assert_eq!(folded_row(&empty_seldom_fields(&claim)), "Voice, via, said, labels, rating, confidence");
        claim.via = vec!["Town council".to_owned()].into();
        claim.voice = Some(Voice::Quoted);
        assert_eq!(folded_row(&empty_seldom_fields(&claim)), "Said, labels, rating, confidence");
    }
}
