//! The briefing: who says what against whom, and what stands unanswered.
//!
//! Claimants down, allegations, rebuttals and forecasts across. Plain data, so that the window's panel, *Copy* and the
//! reports all show the same rows. A claim with several claimants stands under each of them; it is counted once.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::model::{Claim, ClaimId, LayerName, PartialDate, Rel, TagId, TagSet};
use crate::text::ByteOffset;

use super::material::{At, Entry, Material};
use super::relations::{Claimant, Relations, not_scoreable, place_words};
use super::wording::{counted, joined, one_line, percent, short_quote, some_of};

/// The heading of the briefing.
pub const TITLE: &str = "Who says what against whom";

/// A column of the briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The tag whose claims it holds; `None` for those that the tag set does not know.
    pub tag: Option<&'static str>,
    /// Its heading.
    pub heading: &'static str,
}

/// The columns, in order. The last one is shown only where a claim has a tag that is not known.
pub const COLUMNS: &[Column] = &[
    Column { tag: Some("allegation"), heading: "Alleges" },
    Column { tag: Some("rebuttal"), heading: "Denies" },
    Column { tag: Some("forecast"), heading: "Expects" },
    Column { tag: None, heading: "Says" },
];

/// Who says what against whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Briefing {
    /// What it is about, and how much stands open.
    pub summary: String,
    /// One row a claimant: those with unanswered allegations first, then by first place.
    pub rows: Vec<Row>,
    /// How many claims are listed.
    pub claim_count: usize,
    /// How many allegations no rebuttal answers.
    pub unanswered: usize,
    /// How many rebuttals name nothing they answer.
    pub without_target: usize,
}

/// What one claimant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub claimant: Claimant,
    /// The words that head the row.
    pub heading: String,
    /// The claims of each column, as [`COLUMNS`] has them.
    pub cells: Vec<Vec<Line>>,
}

/// One claim in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The claim's place in the material.
    pub at: At,
    /// Its layer, to find it in the open document.
    pub layer: LayerName,
    /// Its id.
    pub id: ClaimId,
    /// Its tag.
    pub tag: TagId,
    /// The tag's letter; a question mark for a tag that is not known.
    pub letter: char,
    /// The gist, or where there is none the quote, in one line.
    pub words: String,
    /// Whether the words are the document's own.
    pub is_quote: bool,
    /// What the second line says, in order; shown with `; ` between them.
    pub details: Vec<Detail>,
    /// Where it stands: `¶ 2`, or that it has no place.
    pub place: String,
    /// The paragraph, from 1.
    pub paragraph: Option<usize>,
    /// Whether it is an unanswered allegation or a rebuttal without target.
    pub is_open: bool,
}

/// One part of a line's second line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The words.
    pub words: String,
    /// Whether it says that something stands open, and is shown strong.
    pub is_strong: bool,
    /// The claim that it names, to jump to.
    pub to: Option<At>,
}

impl Line {
    /// Returns the second line as plain words.
    pub fn second_line(&self) -> String {
        self.details.iter().map(|detail| detail.words.as_str()).collect::<Vec<_>>().join("; ")
    }
}

impl Briefing {
    /// Works out the briefing of the material's listed claims.
    pub fn of(material: &Material) -> Self {
        Self::with(material, &Relations::of(material))
    }

    /// As [`Briefing::of`], with relations that are known already.
    pub fn with(material: &Material, relations: &Relations<'_>) -> Self {
        let writer = Writer::new(material, relations);
        let mut numbers: HashMap<Claimant, usize> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut briefing = Self::default();
        for (at, entry) in material.listed() {
            briefing.claim_count += 1;
            briefing.unanswered += usize::from(relations.is_unanswered(at, &entry.claim));
            briefing.without_target += usize::from(entry.claim.is_without_target());
            let order = Order::of(at, entry);
            let column = column_of(&entry.claim);
            let claimants = relations.claimants(at, &entry.claim);
            let Some(line) = writer.line(at, entry, &claimants) else { continue };
            for claimant in claimants {
                let number = *numbers.entry(claimant).or_insert_with_key(|claimant| {
                    groups.push(Group::new(claimant.clone()));
                    groups.len() - 1
                });
                if let Some(group) = groups.get_mut(number) {
                    group.add(column, order.clone(), line.clone());
                }
            }
        }
        groups.sort_by_key(Group::place);
        briefing.rows = groups.into_iter().map(Group::row).collect();
        briefing.summary = briefing.summary_of(material);
        briefing
    }

    /// Returns the columns that hold something or are always shown, with their numbers.
    pub fn columns(&self) -> impl Iterator<Item = (usize, &'static Column)> + '_ {
        COLUMNS.iter().enumerate().filter(|(number, column)| {
            column.tag.is_some()
                || self.rows.iter().any(|row| row.cells.get(*number).is_some_and(|cell| !cell.is_empty()))
        })
    }

    fn summary_of(&self, material: &Material) -> String {
        let names: Vec<String> = material.annotators().iter().map(|name| one_line(name)).collect();
        let what = match material.documents.as_slice() {
            [document] => document.name.clone(),
            documents => counted(documents.len(), "document", "documents"),
        };
        if self.claim_count == 0 {
            return if material.documents.is_empty() {
                "No claims.".to_owned()
            } else {
                format!("No claims in {what}.")
            };
        }
        let claims = counted(self.claim_count, "claim", "claims");
        let parts: Vec<String> =
            [what, joined(&names), claims].into_iter().filter(|part| !part.is_empty()).collect();
        let unanswered = match self.unanswered {
            0 => "No allegation stands unanswered".to_owned(),
            1 => "1 allegation stands unanswered".to_owned(),
            count => format!("{count} allegations stand unanswered"),
        };
        let without = match self.without_target {
            0 | 1 => format!("{} is without target", counted(self.without_target, "rebuttal", "")),
            count => format!("{count} rebuttals are without target"),
        };
        format!("{}. {unanswered}, {without}.", parts.join(", "))
    }

    /// Returns the briefing as plain text, for the clipboard.
    pub fn text(&self) -> String {
        let mut text = format!("{TITLE}\n{}\n", self.summary);
        for row in &self.rows {
            text.push_str(&format!("\n{}\n", row.heading));
            for (column, cell) in COLUMNS.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
                text.push_str(&format!("  {}\n", column.heading));
                for line in cell {
                    let words =
                        if line.is_quote { format!("“{}”", line.words) } else { line.words.clone() };
                    text.push_str(&format!("  {} {words} ({})\n", line.letter, line.place));
                    if !line.details.is_empty() {
                        text.push_str(&format!("    {}\n", line.second_line()));
                    }
                }
            }
        }
        text
    }
}

/// Returns the number of the column that a claim stands in.
fn column_of(claim: &Claim) -> usize {
    let known = COLUMNS.iter().position(|column| column.tag == Some(claim.tag.as_str()));
    known.unwrap_or(COLUMNS.len() - 1)
}

/// The order of a cell's lines: what stands open first; forecasts by due date, those without one last; then by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    is_closed: bool,
    due: Option<(bool, Option<jiff::civil::Date>)>,
    place: Place,
}

/// Where a claim stands among all: by document, then by place, the longer first; those without a place last.
type Place = (usize, bool, ByteOffset, Reverse<ByteOffset>, At);

impl Order {
    fn of(at: At, entry: &Entry) -> Self {
        let due = (entry.claim.tag.as_str() == "forecast").then(|| {
            let due = entry.claim.forecast.as_ref().and_then(|forecast| forecast.due);
            (due.is_none(), due.map(PartialDate::last_day))
        });
        let place = match entry.first_span() {
            Some(span) => (at.document, false, span.start(), Reverse(span.end()), at),
            None => (at.document, true, ByteOffset(0), Reverse(ByteOffset(0)), at),
        };
        Self { is_closed: true, due, place }
    }
}

/// A row that is being filled.
struct Group {
    claimant: Claimant,
    cells: Vec<Vec<(Order, Line)>>,
    has_unanswered: bool,
    first: Option<Place>,
}

impl Group {
    fn new(claimant: Claimant) -> Self {
        let cells = COLUMNS.iter().map(|_| Vec::new()).collect();
        Self { claimant, cells, has_unanswered: false, first: None }
    }

    fn add(&mut self, column: usize, mut order: Order, line: Line) {
        order.is_closed = !line.is_open;
        self.has_unanswered |= line.is_open && line.tag.as_str() == "allegation";
        if self.first.is_none_or(|first| order.place < first) {
            self.first = Some(order.place);
        }
        if let Some(cell) = self.cells.get_mut(column) {
            cell.push((order, line));
        }
    }

    fn place(&self) -> (bool, Option<Place>) {
        (!self.has_unanswered, self.first)
    }

    fn row(self) -> Row {
        let sorted = |mut cell: Vec<(Order, Line)>| {
            cell.sort_by(|(one, _), (other, _)| one.cmp(other));
            cell.into_iter().map(|(_, line)| line).collect()
        };
        Row {
            heading: self.claimant.heading(),
            claimant: self.claimant,
            cells: self.cells.into_iter().map(sorted).collect(),
        }
    }
}

/// Writes lines.
struct Writer<'a> {
    material: &'a Material,
    relations: &'a Relations<'a>,
    tags: TagSet,
    has_several_documents: bool,
    has_several_layers: bool,
}

impl<'a> Writer<'a> {
    fn new(material: &'a Material, relations: &'a Relations<'a>) -> Self {
        Self {
            material,
            relations,
            tags: TagSet::built_in(),
            has_several_documents: material.documents.len() > 1,
            has_several_layers: material.has_several_layers(),
        }
    }

    fn line(&self, at: At, entry: &Entry, claimants: &[Claimant]) -> Option<Line> {
        let claim = &entry.claim;
        let is_quote = claim.gist.trim().is_empty();
        let words = match claim.gist_or_quote() {
            quote if is_quote => short_quote(quote),
            gist => one_line(gist),
        };
        let document = self.material.document(at)?;
        Some(Line {
            at,
            layer: self.material.layer(at)?.name.clone(),
            id: claim.id.clone(),
            tag: claim.tag.clone(),
            letter: self.tags.get(&claim.tag).map_or('?', |tag| tag.letter),
            words,
            is_quote,
            details: self.details(at, entry, claimants),
            place: place_words(document, entry),
            paragraph: document.paragraph(entry),
            is_open: self.relations.lacks(at, claim).is_some(),
        })
    }

    fn details(&self, at: At, entry: &Entry, claimants: &[Claimant]) -> Vec<Detail> {
        let claim = &entry.claim;
        let mut details = Vec::new();
        if self.tags.get(&claim.tag).is_none() {
            details.push(Detail::plain(format!("tagged {}", claim.tag)));
        }
        if claimants.len() > 1 {
            // The line stands under each of them, so it never names them all.
            let names = claimants.iter().map(Claimant::in_sentence).collect();
            details.push(Detail::plain(format!("said by {}", some_of(names))));
        }
        self.links(at, claim, &mut details);
        if !claim.against.is_empty() {
            let names = claim.against.iter().map(|name| one_line(name)).collect();
            details.push(Detail::plain(format!("against {}", some_of(names))));
        }
        details.extend(self.answered(at, claim));
        details.extend(forecast_details(claim));
        if let Some(caution) = entry.standing.and_then(|standing| standing.caution()) {
            // Without any place the line's own place says so.
            if entry.first_span().is_some() {
                details.push(Detail::strong(caution.to_owned()));
            }
        }
        if self.has_several_documents {
            details.extend(self.material.document(at).map(|document| Detail::plain(document.name.clone())));
        }
        if self.has_several_layers {
            let annotator = self.material.layer(at).map(|layer| one_line(&layer.annotator));
            details.extend(annotator.map(|name| Detail::plain(format!("tagged by {name}"))));
        }
        details
    }

    /// Says what the claim answers, supports or repeats.
    fn links(&self, at: At, claim: &Claim, details: &mut Vec<Detail>) {
        if claim.is_without_target() {
            details.push(Detail::strong("without target".to_owned()));
        }
        for link in &claim.links {
            let target = self.relations.target(at, link);
            let words = self.relations.target_words(at, link);
            let verb = match link.rel {
                Rel::Rebuts => "to",
                Rel::Supports => "supports",
                Rel::Repeats => "repeats",
            };
            details.push(Detail { words: format!("{verb} {words}"), is_strong: false, to: target });
        }
    }

    /// Says who answers an allegation, or that nobody does.
    fn answered(&self, at: At, claim: &Claim) -> Option<Detail> {
        if claim.tag.as_str() != "allegation" {
            return None;
        }
        let answers: Vec<At> = self.relations.answers(at).collect();
        if answers.is_empty() {
            return Some(Detail::strong("unanswered".to_owned()));
        }
        let mut seen: HashSet<String> = HashSet::new();
        let names = answers.iter().map(|answer| self.relations.who(*answer));
        let names = names.filter(|name| seen.insert(name.clone())).collect();
        Some(Detail {
            words: format!("answered by {}", some_of(names)),
            is_strong: false,
            to: answers.first().copied(),
        })
    }
}

impl Detail {
    fn plain(words: String) -> Self {
        Self { words, is_strong: false, to: None }
    }

    fn strong(words: String) -> Self {
        Self { words, is_strong: true, to: None }
    }
}

/// Says how probable a forecast is, when it is due, and what it lacks.
fn forecast_details(claim: &Claim) -> Vec<Detail> {
    let mut details = Vec::new();
    if let Some(forecast) = claim.forecast.as_ref().filter(|_| claim.tag.as_str() == "forecast") {
        let probability = forecast.probability.map(percent);
        let due = forecast.due.map(|due| format!("due {due}"));
        let parts: Vec<String> = [probability, due].into_iter().flatten().collect();
        if !parts.is_empty() {
            details.push(Detail::plain(parts.join(", ")));
        }
        if let Some(resolution) = &forecast.resolution {
            details.push(Detail::plain(resolution.outcome.words().to_lowercase()));
        }
    }
    details.extend(not_scoreable(claim).map(|words| Detail::plain(words.to_owned())));
    details
}
