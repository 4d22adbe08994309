//! The report: one self-contained page without scripts, to be read on a screen and printed.
//!
//! The head, how to read it, the briefing, then each article with its claims numbered where they begin and their cards
//! beside the paragraph (below it where the page is narrow or printed). Tag and colour never stand alone: the letter and
//! the form of the line say the same. Everything that comes from a document or a sidecar goes through `escape`.

mod article;
mod briefing;
mod card;
pub(super) mod escape;

use std::collections::HashMap;
use std::fmt::Write;

use crate::model::{PartialDate, Role, TagId, TagSet, Underline};
use crate::text::Span;

use super::briefing::Briefing;
use super::material::{At, Document, Material};
use super::relations::Relations;
use super::wording::counted;

/// Nothing is loaded and nothing runs; only the style in the page itself counts.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The style of the page.
const STYLE: &str = include_str!("report.css");

/// Returns the report on the listed claims.
pub fn report(material: &Material, day: PartialDate) -> Vec<u8> {
    let relations = Relations::of(material);
    let mut page = Page::new(material, &relations, day);
    page.write();
    page.out.into_bytes()
}

/// Words that are shaded, and how much: 1 to 5.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shade {
    /// The words.
    pub span: Span,
    /// How much.
    pub level: u8,
    /// What stands in front of them, small.
    pub count: Option<usize>,
}

/// A page that is being written.
pub(super) struct Page<'a> {
    material: &'a Material,
    relations: &'a Relations<'a>,
    pub(super) tags: TagSet,
    day: PartialDate,
    /// The number of each listed claim, counted through the whole report in the order of the text.
    numbers: HashMap<At, usize>,
    has_several_layers: bool,
    /// Shaded words of the article, in order; they do not overlap.
    pub(super) shades: Vec<Shade>,
    pub(super) out: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(material: &'a Material, relations: &'a Relations<'a>, day: PartialDate) -> Self {
        let listed = (0..material.documents.len()).flat_map(|number| material.listed_in(number));
        let numbers = listed.enumerate().map(|(number, (at, _))| (at, number + 1)).collect();
        Self {
            material,
            relations,
            tags: TagSet::built_in(),
            day,
            numbers,
            has_several_layers: material.has_several_layers(),
            shades: Vec::new(),
            out: String::new(),
        }
    }

    /// Adds markup of our own.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Adds somebody else's words.
    pub(super) fn text(&mut self, words: &str) {
        escape::text(&mut self.out, words);
    }

    /// Adds somebody else's words so that their direction touches nothing else.
    pub(super) fn apart(&mut self, words: &str) {
        self.raw("<bdi>");
        self.text(words);
        self.raw("</bdi>");
    }

    fn write(&mut self) {
        let title = self.title();
        self.begin(&title, "");
        let briefing = Briefing::with(self.material, self.relations);
        match self.material.documents.as_slice() {
            [document] => {
                self.head(document, 1);
                self.legend();
                self.briefing(&briefing);
                self.article(0);
            }
            documents => {
                self.head_of_all();
                self.legend();
                self.briefing(&briefing);
                for (number, document) in documents.iter().enumerate() {
                    let _ = writeln!(self.out, "<section class=\"document\" id=\"d{number}\">");
                    self.head(document, 2);
                    self.article(number);
                    self.raw("</section>\n");
                }
            }
        }
        self.end();
    }

    /// Writes what stands before the content: title and style, ours and `more`.
    pub(super) fn begin(&mut self, title: &str, more: &str) {
        self.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.raw("<meta name=\"generator\" content=\"Obelus\">\n");
        let _ = writeln!(self.out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        // Markup means nothing in a title, so hidden characters are left out there.
        escape::attribute(&mut self.out, title);
        let _ = write!(self.out, "</title>\n<style>\n{STYLE}{more}</style>\n</head>\n<body>\n<main>\n");
    }

    /// Writes what stands behind the content.
    pub(super) fn end(&mut self) {
        self.raw("</main>\n</body>\n</html>\n");
    }

    fn title(&self) -> String {
        match self.material.documents.as_slice() {
            [document] => document.title().to_owned(),
            documents => format!("Report on {}", counted(documents.len(), "document", "documents")),
        }
    }

    fn day_line(&mut self) {
        let day = self.day;
        let _ = writeln!(self.out, "<p class=\"day\">Obelus report of {day}</p>");
    }

    /// Writes the head of a report on several documents: what it is on, as a list to go on from.
    fn head_of_all(&mut self) {
        let title = self.title();
        self.raw("<header>\n");
        self.day_line();
        let _ = writeln!(self.out, "<h1>{title}</h1>\n<ol class=\"contents\">");
        for (number, document) in self.material.documents.iter().enumerate() {
            let _ = write!(self.out, "<li><a href=\"#d{number}\">");
            self.apart(document.title());
            self.raw("</a> <span class=\"second\">");
            let date = document.about.published.map(|date| date.to_string());
            let parts = [Some(document.about.publisher.clone()), date, Some(document.path.clone())];
            for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
                self.apart(&part);
                self.raw(", ");
            }
            let count = self.material.listed_in(number).len();
            let _ = writeln!(self.out, "{}</span></li>", counted(count, "claim", "claims"));
        }
        self.raw("</ol>\n</header>\n");
    }

    /// Writes what is known of a document.
    fn head(&mut self, document: &Document, level: u8) {
        self.raw("<header>\n");
        if level == 1 {
            self.day_line();
        }
        let _ = write!(self.out, "<h{level} class=\"title\" dir=\"auto\">");
        self.text(document.title());
        let _ = write!(self.out, "</h{level}>\n<dl class=\"about\">\n");
        let about = &document.about;
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        self.about("Author", &about.author);
        self.about("Publisher", &about.publisher);
        self.about("Published", &date(about.published));
        if !about.url.is_empty() {
            self.raw("<dt>Address</dt><dd>");
            self.address(&about.url);
            self.raw("</dd>\n");
        }
        self.about("Retrieved", &date(about.retrieved));
        self.about("Document", &document.path);
        if !document.layers.is_empty() {
            self.annotators(document);
        }
        match &document.text {
            Some(text) => {
                let _ = writeln!(self.out, "<dt>Text</dt><dd class=\"hash\">BLAKE3 {}</dd>", text.hash());
            }
            None => self.raw("<dt>Text</dt><dd>not at hand: the claims are listed without places</dd>\n"),
        }
        self.raw("</dl>\n</header>\n");
    }

    fn annotators(&mut self, document: &Document) {
        self.raw("<dt>Annotators</dt><dd>");
        for (number, layer) in document.layers.iter().enumerate() {
            if number > 0 {
                self.raw("; ");
            }
            self.apart(&layer.annotator);
            let claims = layer.entries.iter().filter(|entry| entry.is_listed).count();
            let role = match layer.role {
                Role::Analyst => "",
                Role::Attempt => ", attempt at an exercise",
                Role::AnswerKey => ", answer key",
                Role::Gold => ", decided from several layers",
            };
            let state = if layer.is_finished { "" } else { ", not finished" };
            let _ = write!(self.out, " ({}{role}{state})", counted(claims, "claim", "claims"));
        }
        self.raw("</dd>\n");
    }

    pub(super) fn about(&mut self, label: &str, value: &str) {
        if !value.trim().is_empty() {
            let _ = write!(self.out, "<dt>{label}</dt><dd>");
            self.apart(value);
            self.raw("</dd>\n");
        }
    }

    /// Writes an address; a link where it is one of the web.
    fn address(&mut self, address: &str) {
        let begins_as_web = address.starts_with("https://") || address.starts_with("http://");
        let is_web = begins_as_web && !address.contains(|character: char| character.is_whitespace());
        if is_web {
            self.raw("<a rel=\"noreferrer noopener\" href=\"");
            escape::attribute(&mut self.out, address);
            self.raw("\">");
        }
        self.apart(address);
        if is_web {
            self.raw("</a>");
        }
    }

    /// Says what the tags mean and how the marks are to be read.
    fn legend(&mut self) {
        self.raw("<section class=\"legend\">\n<h2>How to read this</h2>\n<dl>\n");
        for tag in self.tags.clone().tags() {
            let class = class_of(tag.underline);
            let _ = writeln!(
                self.out,
                "<dt><span class=\"num {class}\">{}</span> {}</dt><dd>{} <span class=\"example {class} l0\">“{}”</span></dd>",
                tag.letter, tag.name, tag.definition, tag.example
            );
        }
        self.raw(
            "</dl>\n<p>Words with a line under them are claims; a letter and a number such as <span class=\"num A\">A 1</span> \
             stand where a claim begins and lead to its card. The words of the article are its own; tags, gists and \
             ratings are the annotators’ reading. An allegation is <strong>unanswered</strong> when no rebuttal \
             here answers it; whether it is true is not said.</p>\n</section>\n",
        );
    }

    /// Writes a claim's number, as a link to its card or to its words. Claims that are not listed have none.
    pub(super) fn number(&mut self, at: At, leads_to: char) {
        let Some(number) = self.numbers.get(&at).copied() else { return };
        let Some(entry) = self.material.entry(at) else { return };
        let (class, letter) = self.class_and_letter(&entry.claim.tag);
        let _ = write!(
            self.out,
            "<a class=\"num {class}\" dir=\"ltr\" href=\"#{leads_to}{number}\">{letter}&nbsp;{number}</a>"
        );
    }

    pub(super) fn class_and_letter(&self, tag: &TagId) -> (&'static str, char) {
        self.tags.get(tag).map_or(("U", '?'), |tag| (class_of(tag.underline), tag.letter))
    }
}

/// Returns the class of a tag's marks; it goes with the form of its line.
pub(super) fn class_of(underline: Underline) -> &'static str {
    match underline {
        Underline::Solid => "A",
        Underline::Double => "R",
        Underline::Dashed => "F",
        Underline::Dotted => "U",
    }
}
