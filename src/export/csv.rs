//! The table for spreadsheets: RFC 4180, UTF-8 with a byte order mark, CR LF. One row a claim; the columns are fixed in
//! `FORMAT.md`.

use crate::model::{Claim, Forecast, PartialDate, Rel};
use crate::text::{Span, Text};

use super::cell;
use super::material::{At, Document, Entry, Layer, Material};
use super::relations::Relations;

/// What tells a spreadsheet that the table is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a column reads.
struct Of<'a> {
    relations: &'a Relations<'a>,
    material: &'a Material,
    at: At,
    document: &'a Document,
    layer: &'a Layer,
    entry: &'a Entry,
    claim: &'a Claim,
}

/// A column's name and its cell.
type Column = (&'static str, fn(&Of<'_>) -> String);

/// The columns, in order. A new one goes to the end of its group and into `FORMAT.md`.
const COLUMNS: &[Column] = &[
    ("id", |of| of.claim.id.to_string()),
    ("tag", |of| of.claim.tag.to_string()),
    ("gist", |of| of.claim.gist.clone()),
    ("quote", |of| of.quotes().next().unwrap_or_default().to_owned()),
    ("further_quotes", |of| cell::list(of.quotes().skip(1))),
    ("before", |of| of.first(|passage| passage.before.clone().into())),
    ("after", |of| of.first(|passage| passage.after.clone().into())),
    ("claimants", |of| cell::list(&of.claim.claimants)),
    ("unnamed", |of| yes(of.claim.unnamed)),
    ("via", |of| cell::list(&of.claim.via)),
    ("voice", |of| some(of.claim.voice, |voice| voice.word().to_owned())),
    ("against", |of| cell::list(&of.claim.against)),
    ("said", |of| date(of.claim.said)),
    ("reliability", |of| some(of.claim.rating.reliability, |step| step.letter().to_owned())),
    ("reliability_words", |of| some(of.claim.rating.reliability, |step| step.words().to_owned())),
    ("credibility", |of| some(of.claim.rating.credibility, |step| step.figure().to_owned())),
    ("credibility_words", |of| some(of.claim.rating.credibility, |step| step.words().to_owned())),
    ("confidence", |of| some(of.claim.confidence, |confidence| confidence.word().to_owned())),
    ("event", |of| of.forecast(|forecast| forecast.event.clone())),
    ("condition", |of| of.forecast(|forecast| forecast.condition.clone())),
    ("words", |of| of.forecast(|forecast| forecast.words.clone())),
    ("scale", |of| of.forecast(|forecast| some(forecast.scale, |scale| scale.word().to_owned()))),
    ("horizon", |of| of.forecast(|forecast| forecast.horizon.clone())),
    ("due", |of| of.forecast(|forecast| date(forecast.due))),
    ("probability", |of| of.forecast(|forecast| some(forecast.probability, |value| value.to_string()))),
    ("own_estimates", |of| {
        of.forecast(|forecast| {
            cell::list(forecast.own.iter().map(|own| format!("{} on {}", own.probability, own.on)))
        })
    }),
    ("outcome", |of| of.resolution(|resolution| resolution.outcome.word().to_owned())),
    ("resolved", |of| of.resolution(|resolution| date(resolution.on))),
    ("resolution_note", |of| of.resolution(|resolution| resolution.note.clone())),
    ("links", |of| {
        cell::list(
            of.claim
                .links
                .iter()
                .map(|link| format!("{}:{}", rel(link.rel), some(link.to.as_ref(), ToString::to_string))),
        )
    }),
    ("link_words", |of| of.links(|link| &link.words)),
    ("link_documents", |of| of.links(|link| &link.document)),
    ("answered_by", |of| {
        let ids = of.relations.answers(of.at).filter_map(|answer| of.material.entry(answer));
        cell::list(ids.map(|answer| answer.claim.id.to_string()))
    }),
    ("open", |of| of.relations.open_words(of.at, of.claim).unwrap_or_default().to_owned()),
    ("labels", |of| cell::list(&of.claim.labels)),
    ("note", |of| of.claim.note.to_string()),
    ("made_from", |of| cell::list(of.claim.from.iter().map(ToString::to_string))),
    ("deleted_elsewhere", |of| yes(of.claim.deleted_elsewhere)),
    ("conflicts", |of| cell::list(of.claim.conflicts.iter().map(|conflict| &conflict.field))),
    ("placement", |of| some(of.entry.standing, |standing| standing.word().to_owned())),
    ("paragraph", |of| {
        some(of.spans().next().flatten(), |(text, span)| (text.paragraph_at(span.start()) + 1).to_string())
    }),
    ("start", |of| some(of.spans().next().flatten(), |(text, span)| chars(text, span).0.to_string())),
    ("end", |of| some(of.spans().next().flatten(), |(text, span)| chars(text, span).1.to_string())),
    ("further_places", |of| {
        of.passages(1, |text, span| {
            let (start, end) = chars(text, span);
            format!("{start}..{end}")
        })
    }),
    ("text_now", |of| of.text_now()),
    ("layer", |of| of.layer.name.to_string()),
    ("annotator", |of| of.layer.annotator.clone()),
    ("role", |of| of.layer.role.word().to_owned()),
    ("finished", |of| yes(of.layer.is_finished)),
    ("document", |of| of.document.path.clone()),
    ("title", |of| of.document.about.title.clone()),
    ("author", |of| of.document.about.author.clone()),
    ("publisher", |of| of.document.about.publisher.clone()),
    ("published", |of| date(of.document.about.published)),
    ("url", |of| of.document.about.url.clone()),
    ("retrieved", |of| date(of.document.about.retrieved)),
    ("text_blake3", |of| some(of.document.text.as_ref(), |text| text.hash().to_string())),
    ("created", |of| of.claim.created.to_string()),
    ("modified", |of| of.claim.modified.to_string()),
];

/// Returns the listed claims as a table.
pub fn table(material: &Material) -> Vec<u8> {
    let relations = Relations::of(material);
    let head = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let rows = material.listed().filter_map(|(at, entry)| {
        let (document, layer) = (material.document(at)?, material.layer(at)?);
        let of = Of { relations: &relations, material, at, document, layer, entry, claim: &entry.claim };
        Some(COLUMNS.iter().map(|(_, cell)| cell::safe(&cell(&of)).into_owned()).collect())
    });
    bytes(std::iter::once(head).chain(rows))
}

/// Returns rows of cells, all with equally many, as the bytes of a file.
pub(super) fn bytes(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    for cells in rows {
        // Writing into memory fails for no row: all have as many cells as the first.
        let _written = writer.write_record(cells);
    }
    let _written = writer.flush();
    drop(writer);
    bytes
}

impl<'a> Of<'a> {
    fn quotes(&self) -> impl Iterator<Item = &'a str> {
        self.claim.passages.iter().map(|passage| &*passage.selector.quote)
    }

    fn first(&self, read: impl Fn(&crate::model::Selector) -> String) -> String {
        self.claim.passages.first().map(|passage| read(&passage.selector)).unwrap_or_default()
    }

    fn forecast(&self, read: impl Fn(&Forecast) -> String) -> String {
        self.claim.forecast.as_deref().map(read).unwrap_or_default()
    }

    fn resolution(&self, read: impl Fn(&crate::model::Resolution) -> String) -> String {
        let forecast = self.claim.forecast.as_ref();
        forecast.and_then(|forecast| forecast.resolution.as_ref()).map(read).unwrap_or_default()
    }

    /// Returns one value a link, or nothing where no link has any.
    fn links(&self, read: impl Fn(&'a crate::model::Link) -> &'a String) -> String {
        let values: Vec<&String> = self.claim.links.iter().map(read).collect();
        if values.iter().all(|value| value.is_empty()) { String::new() } else { cell::list(values) }
    }

    /// Returns each passage's place; `None` for one that has none.
    fn spans(&self) -> impl Iterator<Item = Option<(&'a Text, Span)>> {
        let text = self.document.text.as_ref();
        self.entry.spans.iter().map(move |span| text.zip(*span))
    }

    /// Returns one value for each passage from `first` on, empty where it has no place; nothing where none of them has.
    fn passages(&self, first: usize, write: impl Fn(&'a Text, Span) -> String) -> String {
        let spans = || self.spans().skip(first);
        if spans().all(|span| span.is_none()) {
            return String::new();
        }
        cell::list(spans().map(|span| some(span, |(text, span)| write(text, span))))
    }

    /// Returns what stands at the passages' places where that is not what was marked.
    fn text_now(&self) -> String {
        let now = self.spans().map(|span| span.map(|(text, span)| text.slice(span)));
        if now.eq(self.quotes().map(Some)) {
            return String::new();
        }
        self.passages(0, |text, span| text.slice(span).to_owned())
    }
}

/// Returns a place in code points.
fn chars(text: &Text, span: Span) -> (u32, u32) {
    (text.char_from_byte(span.start()).0, text.char_from_byte(span.end()).0)
}

fn some<T>(value: Option<T>, write: impl Fn(T) -> String) -> String {
    value.map(write).unwrap_or_default()
}

fn yes(is_so: bool) -> String {
    if is_so { "true".to_owned() } else { String::new() }
}

fn date(date: Option<PartialDate>) -> String {
    some(date, |date| date.to_string())
}

fn rel(rel: Rel) -> String {
    rel.word().to_lowercase()
}
