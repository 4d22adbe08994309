//! What is known of one claim, as rows of label and words: what the cards of a report and the lists of Markdown show.

use crate::model::{Claim, Forecast, Rel, Scale, Voice};

use super::material::{At, Entry, Material, Standing};
use super::relations::Relations;
use super::wording::{joined, one_line, percent};

/// One row: what it is, and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) parts: Vec<Part>,
}

/// Some words of a row, and the claim that they name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) words: String,
    pub(super) to: Option<At>,
}

impl Fact {
    fn new(label: &'static str, words: impl Into<String>) -> Self {
        Self { label, parts: vec![Part { words: words.into(), to: None }] }
    }
}

/// Returns what is known of the claim at `at`; what is not set is left out.
pub(super) fn facts(material: &Material, relations: &Relations<'_>, at: At, entry: &Entry) -> Vec<Fact> {
    let claim = &*entry.claim;
    let mut facts = Vec::new();
    facts.push(Fact::new("Who", who(relations, at, claim)));
    list(&mut facts, "Through", &claim.via);
    list(&mut facts, "Against", &claim.against);
    facts.extend(claim.said.map(|date| Fact::new("Said", date.to_string())));
    links(&mut facts, relations, at, claim);
    back_links(&mut facts, material, relations, at);
    if let Some(forecast) = &claim.forecast {
        of_forecast(&mut facts, forecast);
    }
    let reliability =
        claim.rating.reliability.map(|step| format!("{}: {}", step.letter(), lower(step.words())));
    let credibility =
        claim.rating.credibility.map(|step| format!("{}: {}", step.figure(), lower(step.words())));
    let rating: Vec<String> = [reliability, credibility].into_iter().flatten().collect();
    if !rating.is_empty() {
        facts.push(Fact::new("Rating", rating.join("; ")));
    }
    facts.extend(claim.confidence.map(|sure| Fact::new("Confidence", lower(sure.word()))));
    words(&mut facts, "Note", &claim.note);
    list(&mut facts, "Labels", &claim.labels);
    standing(&mut facts, material, at, entry);
    if claim.deleted_elsewhere {
        facts.push(Fact::new("Open", "another version of this layer does not have it"));
    }
    if !claim.conflicts.is_empty() {
        let fields: Vec<String> = claim.conflicts.iter().map(|conflict| conflict.field.clone()).collect();
        facts.push(Fact::new("Open", format!("two versions differ in {}", joined(&fields))));
    }
    facts
}

/// Returns who makes the claim and how the document gives it.
fn who(relations: &Relations<'_>, at: At, claim: &Claim) -> String {
    let names = relations.who(at);
    match claim.voice {
        Some(Voice::Quoted) => format!("{names}, quoted"),
        Some(Voice::Reported) => format!("{names}, reported"),
        Some(Voice::Author) if !claim.claimants.is_empty() => format!("{names}, as the author"),
        Some(Voice::Author) | None => names,
    }
}

/// Says what the claim answers, supports or repeats.
fn links(facts: &mut Vec<Fact>, relations: &Relations<'_>, at: At, claim: &Claim) {
    for (rel, label) in [(Rel::Rebuts, "Answers"), (Rel::Supports, "Supports"), (Rel::Repeats, "Repeats")] {
        let parts: Vec<Part> = claim
            .links
            .iter()
            .filter(|link| link.rel == rel)
            .map(|link| {
                let to = relations.target(at, link);
                Part { words: relations.target_words(at, link), to }
            })
            .collect();
        if !parts.is_empty() {
            facts.push(Fact { label, parts });
        }
    }
}

/// Says which claims answer, support or repeat this one.
fn back_links(facts: &mut Vec<Fact>, material: &Material, relations: &Relations<'_>, at: At) {
    let labels =
        [(Rel::Rebuts, "Answered by"), (Rel::Supports, "Supported by"), (Rel::Repeats, "Repeated by")];
    for (rel, label) in labels {
        let parts: Vec<Part> = relations
            .links_to(at)
            .iter()
            .filter(|(known, from)| *known == rel && material.entry(*from).is_some())
            .map(|(_, from)| Part {
                words: format!("{}, {}", relations.who(*from), relations.place(*from, at)),
                to: Some(*from),
            })
            .collect();
        if !parts.is_empty() {
            facts.push(Fact { label, parts });
        }
    }
}

fn of_forecast(facts: &mut Vec<Fact>, forecast: &Forecast) {
    words(facts, "Event", &forecast.event);
    words(facts, "If", &forecast.condition);
    if !forecast.words.trim().is_empty() {
        let quoted = format!("“{}”", one_line(&forecast.words));
        facts.push(Fact::new(
            "Words",
            match forecast.scale.and_then(|scale| band(scale, &forecast.words)) {
                Some(band) => format!("{quoted}; {band}"),
                None => quoted,
            },
        ));
    }
    words(facts, "Horizon", &forecast.horizon);
    facts.extend(forecast.due.map(|due| Fact::new("Due", due.to_string())));
    facts.extend(forecast.probability.map(|value| Fact::new("Probability", percent(value))));
    if !forecast.own.is_empty() {
        let own = forecast.own.iter().map(|own| format!("{} on {}", percent(own.probability), own.on));
        facts.push(Fact::new("Annotator’s own", own.collect::<Vec<_>>().join(", ")));
    }
    if let Some(resolution) = &forecast.resolution {
        let on = resolution.on.map(|date| date.to_string());
        let note = Some(one_line(&resolution.note)).filter(|note| !note.is_empty());
        let parts = [Some(resolution.outcome.words().to_owned()), on, note];
        facts.push(Fact::new("Outcome", parts.into_iter().flatten().collect::<Vec<_>>().join("; ")));
    }
}

/// Returns what a scale takes the words for.
fn band(scale: Scale, words: &str) -> Option<String> {
    let band = scale.band_of(words)?;
    Some(format!("{}: {}, {} to {} %", scale.name(), band.words.first()?, band.low, band.high))
}

/// Says what was marked, where other words or none stand there now.
fn standing(facts: &mut Vec<Fact>, material: &Material, at: At, entry: &Entry) {
    let Some(standing @ (Standing::Changed | Standing::Uncertain | Standing::Orphan)) = entry.standing else {
        return;
    };
    facts.push(Fact::new("Place", standing.caution().unwrap_or_default()));
    let text = material.document(at).and_then(|document| document.text.as_ref());
    let now: Vec<&str> = entry.spans.iter().flatten().filter_map(|span| Some(text?.slice(*span))).collect();
    let marked: Vec<&str> = entry.claim.passages.iter().map(|one| one.selector.quote.as_str()).collect();
    if now != marked {
        let marked: Vec<String> = marked.iter().map(|quote| one_line(quote)).collect();
        facts.push(Fact::new("Marked was", format!("“{}”", marked.join(super::clipboard::LEFT_OUT))));
    }
}

fn words(facts: &mut Vec<Fact>, label: &'static str, words: &str) {
    if !words.trim().is_empty() {
        facts.push(Fact::new(label, words.trim()));
    }
}

fn list(facts: &mut Vec<Fact>, label: &'static str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| one_line(value)).collect();
        facts.push(Fact::new(label, joined(&values)));
    }
}

/// Returns the words of a table with a small letter in front.
fn lower(words: &str) -> String {
    words.to_lowercase()
}
