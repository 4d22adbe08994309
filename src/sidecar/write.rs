//! Writing a sidecar: the same layer always gives the same bytes.

use std::fmt::Write as _;
use std::io;

use crate::durable::Content;
use crate::model::{
    About, Annotator, Attempt, Claim, Conflict, Decision, Deleted, DocumentInfo, Forecast, Layer, Link,
    OwnEstimate, Passage, Rating, RawClaim, Resolution, Unknown,
};

use super::claim::{
    CONFIDENCES, CREDIBILITIES, Names, OUTCOMES, RELIABILITIES, RELS, SCALES, STATES, VOICES,
};
use super::read::{ROLES, VERDICTS};
use super::{FORMAT, HEADER_COMMENT, escape};

/// Writes a layer.
pub fn write(layer: &Layer) -> String {
    Writer::file(HEADER_COMMENT, 1024 + layer.claims.len() * 900, |out| out.layer(layer))
}

/// A layer as its sidecar holds it, made piece by piece: the same bytes as [`write()`] gives.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a>(pub &'a Layer);

impl Content for Written<'_> {
    fn pieces(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut out = Writer { sink: Some(Sink { take, failure: None }), ..Writer::default() };
        out.whole(HEADER_COMMENT, |out| out.layer(self.0));
        out.drain(0);
        out.sink.and_then(|sink| sink.failure).map_or(Ok(()), Err)
    }
}

/// How many bytes are handed over at a time.
const PIECE: usize = 1 << 16;

/// Who takes what is written, and what went wrong there.
struct Sink<'a> {
    take: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    failure: Option<io::Error>,
}

/// Returns the name that files have for a variant.
pub(crate) fn name_of<T: PartialEq>(names: Names<T>, value: &T) -> &'static str {
    names.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

/// Writes RON: one field or element of a list a line.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    out: String,
    depth: usize,
    /// Where what is written goes from time to time; without it all stays in `out`.
    sink: Option<Sink<'a>>,
}

impl Writer<'_> {
    /// Returns a file of ours: its first comment, then what `fill` writes between the outermost brackets.
    pub(crate) fn file(comment: &str, capacity: usize, fill: impl FnOnce(&mut Self)) -> String {
        let mut out = Self { out: String::with_capacity(capacity), ..Self::default() };
        out.whole(comment, fill);
        out.out
    }

    fn whole(&mut self, comment: &str, fill: impl FnOnce(&mut Self)) {
        self.line(comment);
        self.line("#![enable(implicit_some)]");
        self.line("(");
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.line(")");
    }

    /// Hands over what is written, when that is more than `most` bytes. Behind a failure nothing is.
    fn drain(&mut self, most: usize) {
        if let Some(sink) = self.sink.as_mut().filter(|_| self.out.len() > most) {
            if sink.failure.is_none() {
                sink.failure = (sink.take)(self.out.as_bytes()).err();
            }
            self.out.clear();
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("    ");
        }
    }

    fn line(&mut self, line: &str) {
        self.indent();
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Begins a field's line.
    fn name(&mut self, name: &str) {
        self.indent();
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    fn end(&mut self) {
        self.out.push_str(",\n");
    }

    /// Writes a field as it is.
    pub(crate) fn plain(&mut self, name: &str, value: &str) {
        self.name(name);
        self.out.push_str(value);
        self.end();
    }

    /// Writes a string.
    pub(crate) fn string(&mut self, name: &str, value: &str) {
        self.name(name);
        escape::push(&mut self.out, value);
        self.end();
    }

    /// Writes a string that is not empty.
    pub(crate) fn string_if_set(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.string(name, value);
        }
    }

    /// Writes what displays as plain ASCII, as a string.
    pub(crate) fn display(&mut self, name: &str, value: &impl std::fmt::Display) {
        self.name(name);
        let written = write!(self.out, "\"{value}\"");
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
        self.end();
    }

    fn display_if_set(&mut self, name: &str, value: Option<&impl std::fmt::Display>) {
        if let Some(value) = value {
            self.display(name, value);
        }
    }

    /// Writes a whole number.
    pub(crate) fn number(&mut self, name: &str, value: u32) {
        self.name(name);
        let written = write!(self.out, "{value}");
        debug_assert!(written.is_ok(), "a string takes all that is written to it");
        self.end();
    }

    /// Writes the shortest decimal that reads back, always with a point, never with an exponent.
    fn probability(&mut self, name: &str, value: f64) {
        let mut decimal = (value + 0.0).to_string();
        if !decimal.contains('.') {
            decimal.push_str(".0");
        }
        self.plain(name, &decimal);
    }

    fn truth_if_set(&mut self, name: &str, value: bool) {
        if value {
            self.plain(name, "true");
        }
    }

    fn variant_if_set<T: PartialEq>(&mut self, name: &str, names: Names<T>, value: Option<&T>) {
        if let Some(value) = value {
            self.plain(name, name_of(names, value));
        }
    }

    /// Writes what `fill` writes between brackets, as a field.
    fn block(&mut self, name: &str, open: &str, close: &str, fill: impl FnOnce(&mut Self)) {
        self.name(name);
        self.body(open, close, fill);
    }

    /// Writes an element of a list.
    fn element(&mut self, fill: impl FnOnce(&mut Self)) {
        self.indent();
        self.body("(", ")", fill);
    }

    fn body(&mut self, open: &str, close: &str, fill: impl FnOnce(&mut Self)) {
        self.out.push_str(open);
        self.out.push('\n');
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.indent();
        self.out.push_str(close);
        self.end();
    }

    fn list_if_set<T>(&mut self, name: &str, values: &[T], mut each: impl FnMut(&mut Self, &T)) {
        if !values.is_empty() {
            self.block(name, "[", "]", |out| values.iter().for_each(|value| each(out, value)));
        }
    }

    fn strings_if_set(&mut self, name: &str, values: &[String]) {
        self.list_if_set(name, values, |out, value| {
            out.indent();
            escape::push(&mut out.out, value);
            out.end();
        });
    }

    /// Writes a list of strings that is not empty.
    pub(crate) fn displays_if_set(&mut self, name: &str, values: &[impl std::fmt::Display]) {
        self.list_if_set(name, values, |out, value| {
            out.indent();
            escape::push(&mut out.out, &value.to_string());
            out.end();
        });
    }

    /// Writes the fields of other programs.
    pub(crate) fn ext_if_set(&mut self, entries: &[(String, String)]) {
        if !entries.is_empty() {
            self.block("ext", "{", "}", |out| {
                for (key, value) in entries {
                    out.indent();
                    escape::push(&mut out.out, key);
                    out.out.push_str(": ");
                    out.out.push_str(value);
                    out.end();
                }
            });
        }
    }

    /// Writes the fields that this version does not know, as they were read.
    pub(crate) fn unknown(&mut self, fields: &Unknown) {
        for (name, value) in fields {
            self.plain(name, value);
        }
    }

    fn layer(&mut self, layer: &Layer) {
        self.plain("format", &FORMAT.to_string());
        self.block("document", "(", ")", |out| out.document(&layer.document));
        self.block("annotator", "(", ")", |out| out.annotator(&layer.annotator));
        self.plain("role", name_of(ROLES, &layer.role));
        self.display_if_set("finished", layer.finished.as_ref());
        self.display_if_set("seen_others", layer.seen_others.as_ref());
        if let Some(attempt) = &layer.attempt {
            self.block("attempt", "(", ")", |out| out.attempt(attempt));
        }
        self.block("claims", "[", "]", |out| out.claims(layer));
        let mut deleted: Vec<&Deleted> = layer.deleted.iter().collect();
        deleted.sort_by(|one, other| (&one.id, one.modified).cmp(&(&other.id, other.modified)));
        self.list_if_set("deleted", &deleted, |out, deleted| out.element(|out| out.deleted(deleted)));
        self.list_if_set("decisions", &layer.decisions, |out, decision| {
            out.element(|out| out.decision(decision));
        });
        self.conflicts_if_set(&layer.conflicts);
        self.ext_if_set(&layer.ext);
        self.unknown(&layer.unknown);
    }

    /// Writes claims by id; one that could not be read stands at the place of its id, behind one that could, or at
    /// the end.
    fn claims(&mut self, layer: &Layer) {
        let mut claims: Vec<&Claim> = layer.claims.iter().map(AsRef::as_ref).collect();
        // Stable, and quick for what is in order already.
        claims.sort_by(|one, other| one.id.cmp(&other.id));
        let mut raw: Vec<&RawClaim> = layer.raw_claims.iter().collect();
        raw.sort_by(|one, other| {
            (one.id.is_none(), &one.id, &one.ron).cmp(&(other.id.is_none(), &other.id, &other.ron))
        });
        let mut raw = raw.into_iter().peekable();
        for claim in claims {
            while let Some(before) = raw.next_if(|raw| raw.id.as_ref().is_some_and(|id| *id < claim.id)) {
                self.line(&format!("{},", before.ron));
            }
            self.element(|out| out.claim(claim));
            self.drain(PIECE);
        }
        for behind in raw {
            self.line(&format!("{},", behind.ron));
        }
    }

    fn document(&mut self, document: &DocumentInfo) {
        let DocumentInfo { file, text_blake3, chars, encoding, extractor, about, unknown } = document;
        let About { title, author, publisher, published, url, retrieved } = about;
        self.string("file", file);
        self.display("text_blake3", text_blake3);
        self.number("chars", *chars);
        self.string_if_set("encoding", encoding.as_deref().unwrap_or_default());
        self.string_if_set("extractor", extractor.as_deref().unwrap_or_default());
        self.string_if_set("title", title);
        self.string_if_set("author", author);
        self.string_if_set("publisher", publisher);
        self.display_if_set("published", published.as_ref());
        self.string_if_set("url", url);
        self.display_if_set("retrieved", retrieved.as_ref());
        self.unknown(unknown);
    }

    fn annotator(&mut self, annotator: &Annotator) {
        let Annotator { id, name, key, unknown } = annotator;
        self.display("id", id);
        self.string("name", name);
        self.string_if_set("key", key.as_deref().unwrap_or_default());
        self.unknown(unknown);
    }

    fn attempt(&mut self, attempt: &Attempt) {
        let Attempt { exercise, number, started, submitted, unknown } = attempt;
        self.string_if_set("exercise", exercise);
        self.number("number", *number);
        self.display_if_set("started", started.as_ref());
        self.display_if_set("submitted", submitted.as_ref());
        self.unknown(unknown);
    }

    fn claim(&mut self, claim: &Claim) {
        self.string("id", claim.id.as_str());
        self.display("tag", &claim.tag.as_str());
        self.passages(&claim.passages);
        self.string_if_set("gist", &claim.gist);
        self.variant_if_set("voice", VOICES, claim.voice.as_ref());
        self.strings_if_set("claimants", &claim.claimants);
        self.truth_if_set("unnamed", claim.unnamed);
        self.strings_if_set("via", &claim.via);
        self.strings_if_set("against", &claim.against);
        self.display_if_set("said", claim.said.as_ref());
        self.string_if_set("note", &claim.note);
        self.strings_if_set("labels", &claim.labels);
        if !claim.rating.is_empty() {
            self.block("rating", "(", ")", |out| out.rating(&claim.rating));
        }
        self.variant_if_set("confidence", CONFIDENCES, claim.confidence.as_ref());
        if let Some(forecast) = claim.forecast.as_ref().filter(|forecast| !forecast.is_empty()) {
            self.block("forecast", "(", ")", |out| out.forecast(forecast));
        }
        self.list_if_set("links", &claim.links, |out, link| out.element(|out| out.link(link)));
        self.displays_if_set("from", &claim.from);
        self.conflicts_if_set(&claim.conflicts);
        self.truth_if_set("deleted_elsewhere", claim.deleted_elsewhere);
        self.display("created", &claim.created);
        self.display("modified", &claim.modified);
        self.ext_if_set(&claim.ext);
        self.unknown(&claim.unknown);
    }

    fn passages(&mut self, passages: &[Passage]) {
        self.block("passages", "[", "]", |out| {
            for passage in passages {
                out.element(|out| out.passage(passage));
            }
        });
    }

    fn passage(&mut self, passage: &Passage) {
        let Passage { selector, state, by_hand, unknown } = passage;
        self.number("start", selector.start.0);
        self.number("end", selector.end.0);
        self.string("quote", &selector.quote);
        self.string_if_set("before", &selector.before);
        self.string_if_set("after", &selector.after);
        self.number("occurrences", selector.occurrences);
        self.variant_if_set("state", STATES, state.as_ref());
        self.truth_if_set("by_hand", *by_hand);
        self.unknown(unknown);
    }

    fn rating(&mut self, rating: &Rating) {
        let Rating { reliability, credibility, unknown } = rating;
        self.variant_if_set("reliability", RELIABILITIES, reliability.as_ref());
        self.variant_if_set("credibility", CREDIBILITIES, credibility.as_ref());
        self.unknown(unknown);
    }

    fn forecast(&mut self, forecast: &Forecast) {
        let Forecast { event, condition, words, scale, horizon, due, probability, own, resolution, unknown } =
            forecast;
        self.string_if_set("event", event);
        self.string_if_set("condition", condition);
        self.string_if_set("words", words);
        self.variant_if_set("scale", SCALES, scale.as_ref());
        self.string_if_set("horizon", horizon);
        self.display_if_set("due", due.as_ref());
        if let Some(probability) = probability {
            self.probability("probability", *probability);
        }
        self.list_if_set("own", own, |out, own| out.element(|out| out.own_estimate(own)));
        if let Some(resolution) = resolution {
            self.block("resolution", "(", ")", |out| out.resolution(resolution));
        }
        self.unknown(unknown);
    }

    fn own_estimate(&mut self, own: &OwnEstimate) {
        let OwnEstimate { probability, on, unknown } = own;
        self.probability("probability", *probability);
        self.display("on", on);
        self.unknown(unknown);
    }

    fn resolution(&mut self, resolution: &Resolution) {
        let Resolution { outcome, on, note, unknown } = resolution;
        self.plain("outcome", name_of(OUTCOMES, outcome));
        self.display_if_set("on", on.as_ref());
        self.string_if_set("note", note);
        self.unknown(unknown);
    }

    fn link(&mut self, link: &Link) {
        let Link { rel, to, words, document, unknown } = link;
        self.plain("rel", name_of(RELS, rel));
        self.string_if_set("to", to.as_ref().map_or("", |to| to.as_str()));
        self.string_if_set("words", words);
        self.string_if_set("document", document);
        self.unknown(unknown);
    }

    fn conflicts_if_set(&mut self, conflicts: &[Conflict]) {
        self.list_if_set("conflicts", conflicts, |out, conflict| {
            out.element(|out| {
                out.string("field", &conflict.field);
                if let Some(theirs) = &conflict.theirs {
                    out.plain("theirs", theirs);
                }
                out.unknown(&conflict.unknown);
            });
        });
    }

    fn deleted(&mut self, deleted: &Deleted) {
        self.string("id", deleted.id.as_str());
        self.display("modified", &deleted.modified);
        self.unknown(&deleted.unknown);
    }

    fn decision(&mut self, decision: &Decision) {
        let Decision { claims, seen, verdict, gold, reason, unknown } = decision;
        self.displays_if_set("claims", claims);
        self.displays_if_set("seen", seen);
        self.plain("verdict", name_of(VERDICTS, verdict));
        self.string_if_set("gold", gold.as_ref().map_or("", |gold| gold.as_str()));
        self.string_if_set("reason", reason);
        self.unknown(unknown);
    }
}

/// The depth at which a claim's fields stand.
const CLAIM_DEPTH: usize = 3;

/// Returns what `fill` writes as one field, without its name and comma; `None` when it writes nothing.
fn value_of(depth: usize, fill: impl FnOnce(&mut Writer<'_>)) -> Option<String> {
    let mut out = Writer { depth, ..Writer::default() };
    fill(&mut out);
    let (_, value) = out.out.split_once(": ")?;
    Some(value.trim_end_matches('\n').trim_end_matches(',').to_owned())
}

/// Returns the RON text of one field of a claim as the sidecar has it, or `None` when it is not set. Besides the
/// fields' own names `estimate` stands for all of `forecast` but `own` and `resolution`.
pub fn claim_field(claim: &Claim, field: &str) -> Option<String> {
    value_of(CLAIM_DEPTH, |out| match field {
        "tag" => out.display("tag", &claim.tag.as_str()),
        "passages" => out.passages(&claim.passages),
        "gist" => out.string_if_set("gist", &claim.gist),
        "voice" => out.variant_if_set("voice", VOICES, claim.voice.as_ref()),
        "unnamed" => out.truth_if_set("unnamed", claim.unnamed),
        "via" => out.strings_if_set("via", &claim.via),
        "said" => out.display_if_set("said", claim.said.as_ref()),
        "note" => out.string_if_set("note", &claim.note),
        "rating" if !claim.rating.is_empty() => {
            out.block("rating", "(", ")", |out| out.rating(&claim.rating));
        }
        "confidence" => out.variant_if_set("confidence", CONFIDENCES, claim.confidence.as_ref()),
        "estimate" => {
            let estimate = claim
                .forecast
                .as_ref()
                .map(|forecast| Forecast { own: Vec::new(), resolution: None, ..Forecast::clone(forecast) })
                .filter(|forecast| !forecast.is_empty());
            if let Some(estimate) = estimate {
                out.block("forecast", "(", ")", |out| out.forecast(&estimate));
            }
        }
        "resolution" => {
            if let Some(resolution) =
                claim.forecast.as_ref().and_then(|forecast| forecast.resolution.as_ref())
            {
                out.depth += 1;
                out.block("resolution", "(", ")", |out| out.resolution(resolution));
            }
        }
        "from" => out.displays_if_set("from", &claim.from),
        _ => {}
    })
}

/// Returns the RON text of a link, for ordering.
pub fn link_ron(link: &Link) -> String {
    value_of(CLAIM_DEPTH, |out| out.block("link", "(", ")", |out| out.link(link))).unwrap_or_default()
}

/// Returns the RON text of an own estimate, for ordering.
pub fn own_estimate_ron(own: &OwnEstimate) -> String {
    value_of(CLAIM_DEPTH, |out| out.block("own", "(", ")", |out| out.own_estimate(own))).unwrap_or_default()
}

/// Returns the RON text of a decision, for ordering.
pub fn decision_ron(decision: &Decision) -> String {
    value_of(1, |out| out.block("decision", "(", ")", |out| out.decision(decision))).unwrap_or_default()
}

/// Returns the RON text of one field of a layer's head: `annotator.name`, `role`, `attempt`, `document.…`; `None` when
/// it is not set.
pub fn head_field(layer: &Layer, field: &str) -> Option<String> {
    let document = &layer.document;
    let about = &document.about;
    value_of(1, |out| match field {
        "annotator.name" => out.string("name", &layer.annotator.name),
        "role" => out.plain("role", name_of(ROLES, &layer.role)),
        "attempt" => {
            if let Some(attempt) = &layer.attempt {
                out.block("attempt", "(", ")", |out| out.attempt(attempt));
            }
        }
        "document.file" => out.string("file", &document.file),
        "document.title" => out.string_if_set("title", &about.title),
        "document.author" => out.string_if_set("author", &about.author),
        "document.publisher" => out.string_if_set("publisher", &about.publisher),
        "document.published" => out.display_if_set("published", about.published.as_ref()),
        "document.url" => out.string_if_set("url", &about.url),
        "document.retrieved" => out.display_if_set("retrieved", about.retrieved.as_ref()),
        _ => {}
    })
}
