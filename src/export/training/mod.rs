//! What a class's results are given out as: a report for the class, one for each trainee, and tables.
//!
//! The reports are pages like `html`'s: one file each, self-contained, without scripts, to be read on a screen and
//! printed; the charts are SVG in the page. Pure, as all of `export`.

mod chart;
mod class;
mod table;
#[cfg(test)]
mod tests;
mod trainee;

use std::fmt::Write as _;

use crate::agreement::Marked;
use crate::exercise::{Exercise, Grade, Ratios, Reading, Results};
use crate::matching::Stretch;
use crate::model::{About, AnnotatorId, ClaimId, LayerName, PartialDate, Role};
use crate::text::{CharOffset, Span, Text};

use super::html::Page;
use super::material::{At, Document, Entry, Layer, Material, Standing};
use super::relations::Relations;

pub use table::{claims_table, trainees_table};

/// What training reports have beside the style of all reports.
const STYLE: &str = include_str!("training.css");

/// What the reports are made of.
#[derive(Clone, Copy, Debug)]
pub struct Training<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// The document's text.
    pub text: &'a Text,
    /// Title, author and the like.
    pub about: &'a About,
    /// What the submissions come to.
    pub results: &'a Results,
    /// The day of the report.
    pub day: PartialDate,
}

/// Returns the report on the class.
pub fn class_report(training: &Training<'_>) -> Vec<u8> {
    let material = training.material();
    let relations = Relations::of(&material);
    let mut sheet = Sheet::new(training, &material, &relations);
    sheet.class();
    sheet.page.out.into_bytes()
}

/// Returns the report for one trainee, by number; `None` where there is none.
pub fn trainee_report(training: &Training<'_>, person: usize) -> Option<Vec<u8>> {
    let person = training.results.people.get(person)?;
    let material = training.material();
    let relations = Relations::of(&material);
    let mut sheet = Sheet::new(training, &material, &relations);
    sheet.trainee(person);
    Some(sheet.page.out.into_bytes())
}

/// Returns a name for each trainee's report, as plain names of files, each once: `rift-basics--maria.html`.
pub fn report_names(training: &Training<'_>) -> Vec<String> {
    let mut taken: Vec<AnnotatorId> = Vec::new();
    let people = training.results.people.iter();
    people
        .map(|person| {
            let id = person.annotator.id.free(|id| taken.contains(id));
            taken.push(id.clone());
            format!("{}--{id}.html", training.exercise.id)
        })
        .collect()
}

impl Training<'_> {
    /// Returns the answer key as what the page of a report is made of.
    fn material(&self) -> Material {
        let claims: Vec<&Marked> = self.results.key.iter().map(|claim| &claim.claim).collect();
        let entries = claims.iter().map(|marked| Entry {
            claim: marked.claim.clone(),
            spans: marked.passages.iter().map(|passage| self.span(*passage)).collect(),
            standing: Some(Standing::Exact),
            is_listed: true,
        });
        let name = self.exercise.document.to_string();
        let layer = LayerName::parse("key").map(|name| Layer {
            name,
            annotator: "Answer key".to_owned(),
            role: Role::AnswerKey,
            is_finished: true,
            entries: entries.collect(),
        });
        let document = Document {
            path: name.clone(),
            name,
            text: Some(self.text.clone()),
            about: self.about.clone(),
            layers: layer.into_iter().collect(),
        };
        Material { documents: vec![document] }
    }

    fn span(&self, stretch: Stretch) -> Option<Span> {
        let byte = |char: u32| self.text.byte_from_char(CharOffset(char));
        self.text.span(byte(stretch.start)?, byte(stretch.end)?).ok()
    }

    /// Returns the words at a place; several passages with an ellipsis between them.
    fn words(&self, stretches: &[Stretch]) -> String {
        let spans = stretches.iter().filter_map(|stretch| self.span(*stretch));
        spans.map(|span| self.text.slice(span)).collect::<Vec<_>>().join(" … ")
    }

    /// Returns the number, from 1, of the paragraph that a place begins in.
    fn paragraph(&self, stretches: &[Stretch]) -> Option<usize> {
        let span = self.span(*stretches.first()?)?;
        Some(self.text.paragraph_at(span.start()) + 1)
    }
}

/// A report that is being written.
struct Sheet<'a> {
    training: &'a Training<'a>,
    page: Page<'a>,
}

impl<'a> Sheet<'a> {
    fn new(training: &'a Training<'a>, material: &'a Material, relations: &'a Relations<'a>) -> Self {
        Self { training, page: Page::new(material, relations, training.day) }
    }

    /// Writes what stands at the head of every training report; what `more` writes goes on in its list.
    fn head(&mut self, kind: &str, title: &str, more: impl FnOnce(&mut Self)) {
        let Training { exercise, about, day, .. } = *self.training;
        self.page.raw("<header>\n");
        let _ = write!(
            self.page.out,
            "<p class=\"day\">Obelus {kind} of {day}</p>\n<h1 class=\"title\" dir=\"auto\">"
        );
        self.page.text(title);
        self.page.raw("</h1>\n<dl class=\"about\">\n");
        let document = match about.title.trim() {
            "" => exercise.document.as_str(),
            title => title,
        };
        self.page.about("Document", document);
        self.page.about("Instructor", &exercise.by);
        more(self);
        self.page.raw("</dl>\n</header>\n");
    }

    /// Says what the figures mean.
    fn meanings(&mut self) {
        self.page.raw("<section class=\"legend\">\n<h2>How to read the figures</h2>\n<dl>\n");
        let strict = Reading::Strict.meaning();
        let rows = [
            ("Grade", format!("{} The grade is the harmonic mean of two shares: how much of the key was found, and how much of what was tagged is in the key. Tagging everything finds everything and grades nothing.", Grade::MEANING)),
            ("Strict", format!("{strict} A border that is off by one word makes the claim count as not found.")),
            ("Agreement", "How far each word has the same tag as in the key, or none, beyond chance (Cohen’s kappa): 1 is the key itself, 0 is what chance gives.".to_owned()),
        ];
        for (name, meaning) in rows {
            let _ = writeln!(self.page.out, "<dt>{name}</dt><dd>{meaning}</dd>");
        }
        self.page.raw("</dl>\n");
        let tags = &self.training.exercise.tags;
        if !tags.is_empty() {
            let tags: Vec<&str> = tags.iter().map(|tag| tag.as_str()).collect();
            let _ = writeln!(self.page.out, "<p>Only these tags count: {}.</p>", tags.join(", "));
        }
        self.page.raw("</section>\n");
    }

    /// Returns the key's claim as the page knows it.
    fn at(&self, id: &ClaimId) -> Option<At> {
        let entry = self.training.results.key.iter().position(|claim| claim.claim.claim.id == *id)?;
        Some(At { document: 0, layer: 0, entry })
    }
}

/// Returns a share as people read it, or a dash.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.0}\u{a0}%", share * 100.0))
}

fn f1(ratios: Option<Ratios>) -> Option<f64> {
    ratios.and_then(|ratios| ratios.f1)
}

/// Returns a figure with its noun, none as `no`.
fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
