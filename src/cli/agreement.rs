//! `obelus agreement`: how far the layers of several annotators coincide.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;
use rayon::prelude::*;

use crate::agreement::{self, COEFFICIENTS, Document, Job, Layer, Measured, OnMatched, Study};
use crate::export;
use crate::model::{LayerName, Role};
use crate::text::Text;
use crate::workspace::{self, OpenLayer};

use super::paths::{self, Target};
use super::reader::Reader;
use super::report::{NEEDS_A_PERSON, Report};

/// Measures agreement.
#[derive(Debug, Args)]
pub(super) struct Agreement {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only these layers, whatever they are for: `maria,jonas,maria--gold`.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    between: Vec<String>,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

impl Agreement {
    pub(super) fn run(&self) -> Report {
        let between = match self
            .between
            .iter()
            .map(|name| LayerName::parse(name))
            .collect::<Result<Vec<_>, _>>()
        {
            Ok(between) => between,
            Err(error) => {
                return Report::refused(
                    error,
                    "give the part of the sidecars' names behind the document, such as --between maria,jonas",
                );
            }
        };
        let reader = Reader::of_settings();
        let mut report = Report::default();
        let targets = paths::targets(&self.paths, &reader, &mut report);
        let has_layer = |name: &LayerName| {
            targets.iter().any(|target| target.sidecars.iter().any(|(other, _)| other == name))
        };
        if let Some(unknown) = between.iter().find(|name| !has_layer(name)) {
            return Report::refused(
                format!("no layer here is called {unknown}"),
                "`obelus claims` lists the layers that are there",
            );
        }
        let read: Vec<(Option<Document>, Report)> =
            targets.par_iter().map(|target| read(target, &reader, &between)).collect();
        let mut documents = Vec::new();
        for (document, of_document) in read {
            documents.extend(document);
            report.take(of_document);
        }
        let layers = documents.iter().flat_map(|document| &document.layers);
        let annotators: Vec<LayerName> = layers.map(|layer| layer.annotator.clone()).collect();
        if annotators.is_empty() {
            let mut refused = Report::refused(
                "there is no layer to compare",
                "name documents that somebody has marked, or other layers with --between",
            );
            refused.err.insert_str(0, &report.err);
            return refused;
        }
        let study = Study::new(documents, annotators);
        let stop = AtomicBool::new(false);
        let measures: Vec<Measured> = COEFFICIENTS
            .iter()
            .filter_map(|coefficient| {
                let job = Job::new(&stop, &|_, _| {});
                let measure = coefficient.measure(&study, &job)?;
                Some(Measured { measure, interval: agreement::interval(&study, coefficient, &job)? })
            })
            .collect();
        let on_matched = agreement::on_matched(&study);
        if self.json {
            report.json(&export::agreement_value(&study, &measures, &on_matched));
        } else {
            list(&study, &measures, &on_matched, &mut report);
        }
        report
    }
}

/// Reads the layers of a document that take part; says which could not be read.
fn read(target: &Target, reader: &Reader, between: &[LayerName]) -> (Option<Document>, Report) {
    let mut report = Report::default();
    if target.sidecars.is_empty() {
        return (None, report);
    }
    let reading = match reader.read(target) {
        Ok(reading) => reading,
        Err(error) => {
            report.fail(NEEDS_A_PERSON, &error, error.hint());
            return (None, report);
        }
    };
    let text = &reading.decoded.text;
    let layers = reading
        .layers
        .iter()
        .filter(|layer| target.means(&layer.path) && takes_part(layer, between))
        .filter_map(|layer| counted(layer, text, &mut report))
        .collect();
    (Some(Document { name: paths::shown(&target.document), text: text.clone(), layers }), report)
}

/// Returns whether a layer is compared; one that could not be read may be anybody's work.
fn takes_part(layer: &OpenLayer, between: &[LayerName]) -> bool {
    if between.is_empty() {
        layer.head.as_ref().is_none_or(|head| head.role == Role::Analyst)
    } else {
        between.contains(&layer.name)
    }
}

/// Returns a layer as it is counted, and says what of it could not be read.
fn counted(layer: &OpenLayer, text: &Text, report: &mut Report) -> Option<Layer> {
    let counted = workspace::counted(layer, text);
    if counted.as_ref().is_none_or(|counted| counted.unreadable > 0) {
        report.unread(&layer.path, &layer.problems);
        report.status = report.status.max(NEEDS_A_PERSON);
    }
    counted
}

fn list(study: &Study, measures: &[Measured], on_matched: &[OnMatched], report: &mut Report) {
    let joined = |names: &[String]| names.join(", ");
    let annotators: Vec<String> = study.annotators().iter().map(ToString::to_string).collect();
    let documents = study.document_names().count();
    report.line(&format!(
        "{} annotator{} ({}), {documents} document{}",
        annotators.len(),
        plural(annotators.len()),
        joined(&annotators),
        plural(documents)
    ));
    let not_independent: Vec<String> = study.not_independent().iter().map(ToString::to_string).collect();
    if !not_independent.is_empty() {
        report.line(&format!("saw other layers before being done: {}", joined(&not_independent)));
    }
    for (Measured { measure, interval }, coefficient) in measures.iter().zip(COEFFICIENTS) {
        report.line("");
        let interval =
            interval.map(|(low, high)| format!("  95 %: {low:.3} to {high:.3}")).unwrap_or_default();
        let left_out: Vec<String> =
            measure.left_out.iter().map(|(reason, count)| format!("{} {count}", reason.word())).collect();
        let left_out = match left_out.is_empty() {
            true => String::new(),
            false => format!("  left out: {}", left_out.join(", ")),
        };
        report.line(&format!(
            "{}: {}{interval}  n {} ({}){left_out}",
            coefficient.title,
            shown(measure.value),
            measure.n,
            measure.unit
        ));
        report.line(&format!("  {}", coefficient.meaning(measure)));
        for (tag, partial) in &measure.per_tag {
            report.line(&format!("  {tag}: {}  n {}", shown(partial.value), partial.n));
        }
        if measure.per_pair.len() > 1 {
            for ([one, other], partial) in &measure.per_pair {
                report.line(&format!("  {one} and {other}: {}  n {}", shown(partial.value), partial.n));
            }
        }
        if measure.per_document.len() > 1 {
            for (document, partial) in &measure.per_document {
                report.line(&format!("  {document}: {}  n {}", shown(partial.value), partial.n));
            }
        }
    }
    report.line("");
    report.line("Of the claims that two annotators have:");
    for field in on_matched {
        report.line(&format!("  {}: {}  n {}", field.name, shown(field.value), field.n));
    }
}

fn shown(value: agreement::Value) -> String {
    match value {
        agreement::Value::Number(number) => format!("{number:.3}"),
        agreement::Value::Undefined(why) => why.to_string(),
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
