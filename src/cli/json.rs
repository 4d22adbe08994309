//! A claim as JSON: its place in the present text, then the sidecar's own fields under their names.

use serde_json::{Map, Value, json};

use crate::anchor::Placement;
use crate::export::Standing;
use crate::model::{
    Claim, Confidence, Conflict, Forecast, Link, OwnEstimate, Passage, Rating, Reliability, Resolution,
    Scale, Unknown, Voice,
};
use crate::text::{Span, Text};
use crate::workspace::worst;

/// Where a claim's passages stand: what each is, and its place in `text`.
pub(super) struct Places<'a> {
    pub(super) text: &'a Text,
    pub(super) placements: Vec<Placement>,
    pub(super) spans: &'a [Option<Span>],
}

/// Returns a claim as `claims` and `tag` print it; without `places` (no document) its place is null.
pub(super) fn claim(document: &str, layer: &str, claim: &Claim, places: Option<&Places<'_>>) -> Value {
    let mut row = Map::new();
    let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
    set("document", json!(document));
    set("annotator", json!(layer));
    set("id", json!(claim.id.as_str()));
    set("tag", json!(claim.tag.as_str()));
    let placement = places.map(|places| word(worst(places.placements.iter().copied())));
    set("placement", json!(placement));
    let passages =
        claim.passages.iter().enumerate().map(|(number, passage)| passage_row(number, passage, places));
    set("passages", passages.collect());
    fields(&mut row, claim);
    Value::Object(row)
}

/// Returns the word for a placement.
pub(super) fn word(placement: Placement) -> &'static str {
    Standing::from(placement).word()
}

fn passage_row(number: usize, passage: &Passage, places: Option<&Places<'_>>) -> Value {
    let placement = places.and_then(|places| places.placements.get(number)).copied();
    let span = places.and_then(|places| Some((places.text, places.spans.get(number).copied().flatten()?)));
    json!({
        "start": span.map(|(text, span)| text.char_from_byte(span.start()).0),
        "end": span.map(|(text, span)| text.char_from_byte(span.end()).0),
        "text": span.map(|(text, span)| text.slice(span)),
        "quote": passage.selector.quote,
        "placement": placement.map(word),
    })
}

/// Adds the sidecar's own fields; those that are not set stay out.
fn fields(row: &mut Map<String, Value>, claim: &Claim) {
    words(row, "gist", &claim.gist);
    some(row, "voice", claim.voice.map(Voice::word));
    list(row, "claimants", &claim.claimants);
    if claim.unnamed {
        row.insert("unnamed".to_owned(), json!(true));
    }
    list(row, "via", &claim.via);
    list(row, "against", &claim.against);
    some(row, "said", claim.said.map(|date| date.to_string()));
    words(row, "note", &claim.note);
    list(row, "labels", &claim.labels);
    object(row, "rating", rating(&claim.rating));
    some(row, "confidence", claim.confidence.map(Confidence::word));
    object(row, "forecast", claim.forecast.as_deref().map(forecast).unwrap_or_default());
    rows(row, "links", claim.links.iter().map(link));
    list(row, "from", &claim.from.iter().map(ToString::to_string).collect::<Vec<_>>());
    rows(row, "conflicts", claim.conflicts.iter().map(conflict));
    if claim.deleted_elsewhere {
        row.insert("deleted_elsewhere".to_owned(), json!(true));
    }
    row.insert("created".to_owned(), json!(claim.created.to_string()));
    row.insert("modified".to_owned(), json!(claim.modified.to_string()));
    let ext = claim.ext.iter().map(|(key, ron)| (key.clone(), json!(ron))).collect();
    object(row, "ext", ext);
    unknown(row, &claim.unknown);
}

fn words(row: &mut Map<String, Value>, name: &str, value: &str) {
    if !value.is_empty() {
        row.insert(name.to_owned(), json!(value));
    }
}

pub(super) fn some<T: Into<Value>>(row: &mut Map<String, Value>, name: &str, value: Option<T>) {
    if let Some(value) = value {
        row.insert(name.to_owned(), value.into());
    }
}

fn list(row: &mut Map<String, Value>, name: &str, values: &[String]) {
    if !values.is_empty() {
        row.insert(name.to_owned(), json!(values));
    }
}

fn rows(row: &mut Map<String, Value>, name: &str, values: impl Iterator<Item = Map<String, Value>>) {
    let values: Vec<Value> = values.map(Value::Object).collect();
    if !values.is_empty() {
        row.insert(name.to_owned(), Value::Array(values));
    }
}

fn object(row: &mut Map<String, Value>, name: &str, value: Map<String, Value>) {
    if !value.is_empty() {
        row.insert(name.to_owned(), Value::Object(value));
    }
}

/// Adds fields that this version does not know, as their RON text.
fn unknown(row: &mut Map<String, Value>, unknown: &Unknown) {
    for (name, ron) in unknown {
        row.entry(name.clone()).or_insert_with(|| json!(ron));
    }
}

fn rating(rating: &Rating) -> Map<String, Value> {
    let mut row = Map::new();
    some(&mut row, "reliability", rating.reliability.map(Reliability::letter));
    some(&mut row, "credibility", rating.credibility.and_then(|step| step.figure().parse::<u8>().ok()));
    unknown(&mut row, &rating.unknown);
    row
}

fn forecast(forecast: &Forecast) -> Map<String, Value> {
    let mut row = Map::new();
    words(&mut row, "event", &forecast.event);
    words(&mut row, "condition", &forecast.condition);
    words(&mut row, "words", &forecast.words);
    some(&mut row, "scale", forecast.scale.map(Scale::word));
    words(&mut row, "horizon", &forecast.horizon);
    some(&mut row, "due", forecast.due.map(|date| date.to_string()));
    some(&mut row, "probability", forecast.probability);
    rows(&mut row, "own", forecast.own.iter().map(own_estimate));
    object(&mut row, "resolution", forecast.resolution.as_ref().map(resolution).unwrap_or_default());
    unknown(&mut row, &forecast.unknown);
    row
}

fn own_estimate(own: &OwnEstimate) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("probability".to_owned(), json!(own.probability));
    row.insert("on".to_owned(), json!(own.on.to_string()));
    unknown(&mut row, &own.unknown);
    row
}

fn resolution(resolution: &Resolution) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("outcome".to_owned(), json!(resolution.outcome.word()));
    some(&mut row, "on", resolution.on.map(|date| date.to_string()));
    words(&mut row, "note", &resolution.note);
    unknown(&mut row, &resolution.unknown);
    row
}

fn link(link: &Link) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("rel".to_owned(), json!(link.rel.word()));
    some(&mut row, "to", link.to.as_ref().map(ToString::to_string));
    words(&mut row, "words", &link.words);
    words(&mut row, "document", &link.document);
    unknown(&mut row, &link.unknown);
    row
}

fn conflict(conflict: &Conflict) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("field".to_owned(), json!(conflict.field));
    some(&mut row, "theirs", conflict.theirs.clone());
    unknown(&mut row, &conflict.unknown);
    row
}
