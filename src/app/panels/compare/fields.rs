//! The cards of claims that belong together, field by field. Needs no window; worked out for the cluster that is looked at.

use crate::adjudication::{Cluster, Entry};
use crate::model::{Claim, Rel, TagId, TagSet, percent};
use crate::text::{CharOffset, Text};

use super::super::super::compared::Compared;
use super::super::claims::one_line;

/// What one layer has in a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The tag before the words.
    pub tag: Option<TagId>,
    /// The words; empty where the claim has nothing there.
    pub words: String,
}

/// A field of the claims side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: &'static str,
    /// By layer; `None` where the layer has no such claim.
    pub cells: Vec<Option<Cell>>,
    /// Whether it is to be seen that they differ.
    pub differs: bool,
}

/// How a field is found in a claim.
type Value = fn(&Claim) -> String;

/// Fields that are words, with what they are called, in the order of the card.
const WORDS: &[(&str, Value)] = &[
    ("Claimants", |claim| match (claim.claimants.as_slice(), claim.unnamed) {
        ([], true) => "A source without a name".to_owned(),
        (names, true) => format!("{}, and a source without a name", names.join(", ")),
        (names, false) => names.join(", "),
    }),
    ("Via", |claim| claim.via.join(", ")),
    ("Against", |claim| claim.against.join(", ")),
    ("Voice", |claim| claim.voice.map(|voice| voice.word().to_owned()).unwrap_or_default()),
    ("Said", |claim| claim.said.map(|date| date.to_string()).unwrap_or_default()),
];

/// The fields behind what a claim answers.
const MORE_WORDS: &[(&str, Value)] = &[
    ("Event", |claim| forecast(claim, |forecast| forecast.event.clone())),
    ("Condition", |claim| forecast(claim, |forecast| forecast.condition.clone())),
    ("Due", |claim| forecast(claim, |forecast| forecast.due.map(|due| due.to_string()).unwrap_or_default())),
    ("Probability", |claim| {
        forecast(claim, |forecast| {
            forecast.probability.map(|share| format!("{} %", percent(share))).unwrap_or_default()
        })
    }),
    ("Rating", |claim| {
        let letter = claim.rating.reliability.map(|step| step.letter()).unwrap_or_default();
        let figure = claim.rating.credibility.map(|step| step.figure()).unwrap_or_default();
        format!("{letter} {figure}").trim().to_owned()
    }),
    ("Confidence", |claim| claim.confidence.map(|one| one.word().to_owned()).unwrap_or_default()),
    ("Note", |claim| claim.note.trim().to_owned()),
    ("Labels", |claim| claim.labels.join(", ")),
];

fn forecast(claim: &Claim, value: impl Fn(&crate::model::Forecast) -> String) -> String {
    claim.forecast.as_deref().map(value).unwrap_or_default()
}

/// Returns the fields of a cluster that at least one claim has, in the order of the card.
pub fn fields(compared: &Compared, cluster: &Cluster, tags: &TagSet, text: &Text) -> Vec<Field> {
    let entries: Vec<Option<&Entry>> = cluster
        .members
        .iter()
        .zip(&compared.sources)
        .map(|(member, source)| member.and_then(|member| source.entries.get(member)))
        .collect();
    let mut fields = Vec::new();
    let mut add = |label: &'static str, tints: bool, cell: &dyn Fn(&Entry) -> Cell| {
        let cells: Vec<Option<Cell>> = entries.iter().map(|entry| entry.map(cell)).collect();
        let there: Vec<&Cell> = cells.iter().flatten().collect();
        if there.iter().all(|cell| cell.words.is_empty() && cell.tag.is_none()) {
            return;
        }
        let differs = tints && there.iter().any(|cell| Some(cell) != there.first());
        fields.push(Field { label, cells, differs });
    };
    let words = |words: String| Cell { tag: None, words };
    // A gist is the annotator's own sentence: two are hardly ever alike, and that says nothing.
    add("Gist", false, &|entry| words(entry.claim.gist.trim().to_owned()));
    add("Tag", true, &|entry| {
        let tag = entry.claim.tag.clone();
        let name = tags.get(&tag).map_or(tag.as_str(), |tag| tag.name).to_owned();
        Cell { tag: Some(tag), words: name }
    });
    add("Words", true, &|entry| words(quotes(&entry.claim)));
    for (label, value) in WORDS {
        add(label, true, &|entry| words(value(&entry.claim)));
    }
    for (label, rel) in [("Rebuts", Rel::Rebuts), ("Supports", Rel::Supports), ("Repeats", Rel::Repeats)] {
        add(label, true, &|entry| words(targets(compared, &entry.claim, rel, tags, text)));
    }
    for (label, value) in MORE_WORDS {
        add(label, true, &|entry| words(value(&entry.claim)));
    }
    fields
}

/// Returns the words of all passages of a claim.
fn quotes(claim: &Claim) -> String {
    let quotes = claim.passages.iter().map(|passage| one_line(&passage.selector.quote));
    quotes.collect::<Vec<_>>().join(" … ")
}

/// Returns what a claim links to: `A, ¶ 4 “a bill that they hid”`, or the words that are kept for it.
fn targets(compared: &Compared, claim: &Claim, rel: Rel, tags: &TagSet, text: &Text) -> String {
    let links = claim.links.iter().filter(|link| link.rel == rel);
    let said = links.map(|link| {
        let Some(target) = link.to.as_ref().and_then(|id| compared.entry(id)) else {
            return if link.words.is_empty() { "a claim elsewhere".to_owned() } else { link.words.clone() };
        };
        let letter = tags.get(&target.claim.tag).map_or('?', |tag| tag.letter);
        let place = text.byte_from_char(CharOffset(target.mark.place.start()));
        let paragraph = place.map_or(0, |place| text.paragraph_at(place) + 1);
        let quote: String = quotes(&target.claim).chars().take(60).collect();
        format!("{letter}, ¶ {paragraph} “{quote}”")
    });
    said.collect::<Vec<_>>().join("; ")
}
