//! The promises of the exports, in marked text: `<a1>…</a1>` is an allegation with the id `a1`, `r` a rebuttal, `f` a
//! forecast.

mod briefing;
mod pages;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::model::{
    About, AnnotatorId, Claim, ClaimId, Forecast, LayerName, Link, Passage, Rel, Role, Selector, TagId,
    Timestamp, Voice,
};
use crate::text::{ByteOffset, Span, Text};

/// Texts that would break a careless writer.
pub(super) const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</p></div></body></html>",
    "]]> --> <!-- <![CDATA[",
    "\"quoted\" 'and' “quoted”",
    "one\r\ntwo\rthree\nfour",
    "a\0b\u{1b}[31m",
    "\u{202e}turned\u{202c} \u{2066}apart\u{2069}\u{2069}",
    "😀 👩‍👧 e\u{301} उर्दू اردو עברית 漢字",
    "=HYPERLINK(\"http://x.org\")",
    "@SUM(1)",
    "-1+1",
    "a; b;c",
    "'tis",
    "\tand\ttabs",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    " spaces around ",
    "| a | b |\n|---|---|\n# head\n1. one",
];

/// Reads a marked text as one document with one layer of Maria Keller.
fn marked(name: &str, text: &str) -> Document {
    let mut plain = String::new();
    let mut spans: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    let mut rest = text;
    while let Some((before, (mark, behind))) =
        rest.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
    {
        plain.push_str(before);
        match mark.strip_prefix('/') {
            Some(id) => spans.get_mut(id).unwrap().last_mut().unwrap().1 = plain.len(),
            None => spans.entry(mark.to_owned()).or_default().push((plain.len(), 0)),
        }
        rest = behind;
    }
    plain.push_str(rest);
    let text = Text::new(plain).unwrap();
    let entries = spans.into_iter().map(|(id, places)| entry(&text, &id, &places)).collect();
    let mut document = Document {
        path: name.to_owned(),
        name: name.to_owned(),
        text: Some(text),
        about: About::default(),
        layers: vec![layer("Maria Keller", entries)],
    };
    document.layers[0].entries.sort_by_key(Entry::first_span);
    document
}

fn entry(text: &Text, id: &str, places: &[(usize, usize)]) -> Entry {
    let tag = match id.get(..1).unwrap() {
        "a" => "allegation",
        "r" => "rebuttal",
        "f" => "forecast",
        _ => "insult",
    };
    let span =
        |(start, end): &(usize, usize)| text.span(ByteOffset::from(*start), ByteOffset::from(*end)).unwrap();
    let spans: Vec<Span> = places.iter().map(span).collect();
    let passages = spans.iter().map(|span| Passage::new(Selector::of(text, *span))).collect();
    let claim = Claim::new(
        ClaimId::parse(id).unwrap(),
        TagId::parse(tag).unwrap(),
        passages,
        Timestamp(1_700_000_000),
    );
    Entry {
        claim: Arc::new(claim),
        spans: spans.into_iter().map(Some).collect(),
        standing: Some(Standing::Exact),
        is_listed: true,
    }
}

fn layer(annotator: &str, entries: Vec<Entry>) -> Layer {
    Layer {
        name: LayerName::of(AnnotatorId::of_name(annotator)),
        annotator: annotator.to_owned(),
        role: Role::Analyst,
        is_finished: true,
        entries,
    }
}

fn of(documents: Vec<Document>) -> Material {
    Material { documents }
}

impl Material {
    /// Changes the claim with that id, wherever it is.
    fn with(mut self, id: &str, change: impl Fn(&mut Claim)) -> Self {
        let entries =
            self.documents.iter_mut().flat_map(|one| &mut one.layers).flat_map(|one| &mut one.entries);
        let mut count = 0;
        for entry in entries.filter(|entry| entry.claim.id.as_str() == id) {
            change(Arc::make_mut(&mut entry.claim));
            count += 1;
        }
        assert!(count > 0, "there is no claim {id}");
        self
    }

    fn said_by(self, id: &str, names: &[&str]) -> Self {
        self.with(id, |claim| claim.claimants = names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn against(self, id: &str, name: &str) -> Self {
        self.with(id, |claim| claim.against = vec![name.to_owned()].into())
    }

    fn links(self, id: &str, rel: Rel, to: &str) -> Self {
        self.with(id, |claim| claim.links.push(link(rel, to)))
    }

    fn at(&self, id: &str) -> At {
        self.all().find(|(_, entry)| entry.claim.id.as_str() == id).unwrap().0
    }
}

fn link(rel: Rel, to: &str) -> Link {
    Link {
        rel,
        to: Some(ClaimId::parse(to).unwrap()),
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    }
}

fn forecast(event: &str, due: Option<&str>, probability: Option<f64>) -> Option<Forecast> {
    let due = due.map(|due| PartialDate::parse(due).unwrap());
    Some(Forecast { event: event.to_owned(), due, probability, ..Forecast::default() })
}

/// Returns what stands between two words, each the first of its kind.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

fn day() -> PartialDate {
    PartialDate::parse("2026-11-24").unwrap()
}

/// The dispute of most tests.
fn wells() -> Material {
    let text = "Clear Wells says <a1>the wells stayed in service</a1>.\n\n\
                It says <a2>Halden Water knew</a2> and <f1>filters will cost 40 million</f1>.\n\n\
                Marlow: <r1>the limit was never passed</r1>, <r2>all of it is made up</r2>.";
    of(vec![marked("wells.md", text)])
        .said_by("a1", &["Clear Wells"])
        .said_by("a2", &["Clear Wells"])
        .said_by("f1", &["Clear Wells"])
        .said_by("r1", &["Signe Marlow"])
        .said_by("r2", &["Signe Marlow"])
        .against("a1", "Halden Water")
        .against("a2", "Halden Water")
        .links("r1", Rel::Rebuts, "a1")
        .with("f1", |claim| {
            claim.forecast = forecast("Filters cost 40 million.", Some("2028"), Some(0.7)).map(Box::new)
        })
        .with("a1", |claim| claim.gist = "The wells stayed in service.".to_owned())
}
