//! What goes to the clipboard: claims as a table for people, and a claim as a quotation.

use crate::model::{PartialDate, TagSet};

use super::cell;
use super::material::{At, Material, Standing};
use super::relations::{Claimant, Relations, place_words};
use super::wording::{one_line, percent};

/// The columns of the table.
const COLUMNS: &[&str] = &[
    "Tag",
    "Gist",
    "Quote",
    "Claimants",
    "Via",
    "Voice",
    "Against",
    "Said",
    "Rating",
    "Confidence",
    "Probability",
    "Due",
    "Links",
    "Open",
    "Place",
    "Document",
    "Annotator",
    "Labels",
    "Note",
    "Id",
];

/// What stands between two passages of a quotation.
pub(super) const LEFT_OUT: &str = " […] ";

/// Returns the listed claims as a table with tabs, one line a claim, to be pasted into a spreadsheet or a document.
pub fn table(material: &Material) -> String {
    let relations = Relations::of(material);
    let tags = TagSet::built_in();
    let mut table = COLUMNS.join("\t");
    table.push('\n');
    for number in 0..material.documents.len() {
        for (at, _) in material.listed_in(number) {
            let cells = row(material, &relations, &tags, at).unwrap_or_default();
            table.push_str(&cells.iter().map(|value| plain(value)).collect::<Vec<_>>().join("\t"));
            table.push('\n');
        }
    }
    table
}

fn row(material: &Material, relations: &Relations<'_>, tags: &TagSet, at: At) -> Option<Vec<String>> {
    let (document, layer, entry) = (material.document(at)?, material.layer(at)?, material.entry(at)?);
    let claim = &entry.claim;
    let forecast = claim.forecast.as_ref();
    let rating = [
        claim.rating.reliability.map(|step| step.letter()),
        claim.rating.credibility.map(|step| step.figure()),
    ];
    let links = claim.links.iter().map(|link| {
        let target = match relations.target(at, link) {
            Some(to) => format!("{}, {}", relations.who(to), relations.place(to, at)),
            None if link.words.is_empty() => link.to.as_ref().map(ToString::to_string).unwrap_or_default(),
            None => link.words.clone(),
        };
        format!("{} {target}", link.rel.word().to_lowercase())
    });
    Some(vec![
        tags.get(&claim.tag).map_or_else(|| claim.tag.to_string(), |tag| tag.name.to_owned()),
        claim.gist.clone(),
        quote(claim),
        relations
            .claimants(at, claim)
            .iter()
            .map(|claimant| claimant.heading())
            .collect::<Vec<_>>()
            .join("; "),
        claim.via.join("; "),
        claim.voice.map(|voice| voice.word().to_owned()).unwrap_or_default(),
        claim.against.join("; "),
        date(claim.said),
        rating.into_iter().flatten().collect(),
        claim.confidence.map(|confidence| confidence.word().to_owned()).unwrap_or_default(),
        forecast.and_then(|forecast| forecast.probability).map(percent).unwrap_or_default(),
        date(forecast.and_then(|forecast| forecast.due)),
        links.collect::<Vec<_>>().join("; "),
        relations.open_words(at, claim).unwrap_or_default().to_owned(),
        place_words(document, entry),
        document.name.clone(),
        layer.annotator.clone(),
        claim.labels.join("; "),
        claim.note.to_string(),
        claim.id.to_string(),
    ])
}

fn date(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Returns a cell in one line. One that begins with a quotation mark is quoted, because spreadsheets would take the
/// mark for the begin of a quoted cell.
fn plain(value: &str) -> String {
    let line = one_line(value);
    let safe = cell::safe(&line);
    if safe.starts_with('"') { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe.into_owned() }
}

/// Returns a claim's words in one line: several passages with `[…]` between them.
pub(super) fn quote(claim: &crate::model::Claim) -> String {
    let quotes: Vec<String> =
        claim.passages.iter().map(|passage| one_line(&passage.selector.quote)).collect();
    quotes.join(LEFT_OUT)
}

/// Returns the claim at `at` as a quotation: its words, who says it, and where: title, publisher, date, paragraph.
pub fn quotation(material: &Material, at: At) -> Option<String> {
    let (document, entry) = (material.document(at)?, material.entry(at)?);
    let relations = Relations::of(material);
    let claim = &entry.claim;
    let quote = quote(claim);
    // Words that are a quotation as a whole keep their own marks.
    let inner = quote.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    let is_quoted = inner.is_some_and(|inner| !inner.contains(['“', '”']));
    let quote = if is_quoted { quote } else { format!("“{quote}”") };
    let has_claimant = relations.claimants(at, claim) != [Claimant::Nobody];
    let who = has_claimant.then(|| relations.all_who(at));
    let about = &document.about;
    let place = match (document.paragraph(entry), entry.standing) {
        (_, Some(Standing::Orphan)) => "no longer in the text".to_owned(),
        (Some(paragraph), _) => format!("¶ {paragraph}"),
        (None, _) => String::new(),
    };
    let source = [one_line(document.title()), one_line(&about.publisher), date(about.published), place];
    let source = source.into_iter().filter(|part| !part.is_empty());
    let source: Vec<String> = who.into_iter().chain(source).collect();
    Some(format!("{quote} — {}", source.join(", ")))
}
