//! What is known of one claim, as rows of label and words: what the cards of a report and the lists of Markdown show.

use crate::model::{Claim, Forecast, Rel, Scale, Voice};

use super::material::{At, Entry, Material};
use super::relations::{OTHER_TEXT, Relations, not_scoreable};
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
    facts.extend(claim.said.map(|date| Fact::new("Said", date.to_string())));
    list(&mut facts, "Against", &claim.against);
    links(&mut facts, relations, at, claim);
    back_links(&mut facts, material, relations, at);
    if let Some(forecast) = &claim.forecast {
        of_forecast(&mut facts, forecast);
    }
    let rating = &claim.rating;
    let steps = [rating.reliability.map(|step| step.letter()), rating.credibility.map(|step| step.figure())];
    let meant = [rating.reliability.map(|step| step.words()), rating.credibility.map(|step| step.words())];
    let meant: Vec<String> = meant.into_iter().flatten().map(str::to_lowercase).collect();
    if !meant.is_empty() {
        let steps: Vec<&str> = steps.into_iter().flatten().collect();
        facts.push(Fact::new("Rating", format!("{}: {}", steps.join(" "), meant.join(", "))));
    }
    facts.extend(claim.confidence.map(|sure| Fact::new("Confidence", sure.word().to_lowercase())));
    words(&mut facts, "Note", &claim.note);
    words(&mut facts, "Labels", &claim.labels.join(", "));
    standing(&mut facts, material, at, entry);
    facts.extend(not_scoreable(claim).map(|lacks| Fact::new("Open", lacks)));
    if claim.deleted_elsewhere {
        facts.push(Fact::new("Open", "another version of this layer does not have it"));
    }
    if !claim.conflicts.is_empty() {
        let fields: Vec<String> = claim.conflicts.iter().map(|conflict| conflict.field.clone()).collect();
        facts.push(Fact::new("Open", format!("two versions differ in {}", joined(&fields))));
    }
    facts
}

/// Returns who makes the claim, how the document gives it, and through whom it came.
fn who(relations: &Relations<'_>, at: At, claim: &Claim) -> String {
    let names = relations.all_who(at);
    let names = match claim.voice {
        Some(Voice::Quoted) => format!("{names}, quoted"),
        Some(Voice::Reported) => format!("{names}, reported"),
        Some(Voice::Author) if !claim.claimants.is_empty() => format!("{names}, as the author"),
        Some(Voice::Author) | None => names,
    };
    let via: Vec<String> = claim.via.iter().map(|name| one_line(name)).collect();
    let via = (!via.is_empty()).then(|| format!("through {}", joined(&via)));
    [Some(names), via].into_iter().flatten().collect::<Vec<_>>().join("; ")
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
    let horizon = Some(one_line(&forecast.horizon)).filter(|horizon| !horizon.is_empty());
    let horizon = horizon.map(|horizon| format!("“{horizon}”"));
    let due: Vec<String> = [forecast.due.map(|due| due.to_string()), horizon].into_iter().flatten().collect();
    words(facts, "Due", &due.join("; "));
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
    let text = material.document(at).and_then(|document| document.text.as_ref());
    let Some(standing) = entry.standing else {
        facts.extend(text.map(|_| Fact::new("Place", OTHER_TEXT)));
        return;
    };
    let Some(caution) = standing.caution() else { return };
    facts.push(Fact::new("Place", caution));
    let now: Vec<&str> = entry.spans.iter().flatten().filter_map(|span| Some(text?.slice(*span))).collect();
    let marked: Vec<&str> = entry.claim.passages.iter().map(|one| &*one.selector.quote).collect();
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
