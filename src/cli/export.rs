//! `obelus export`: gives claims out in one of the formats of `export`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::durable::{self, Fingerprint};
use crate::export::{self, FORMATS, Format, Material};
use crate::model::PartialDate;
use crate::workspace::{self, Wanted};

use super::claims::Filter;
use super::paths::{self, Target};
use super::reader::Reader;
use super::report::{NEEDS_A_PERSON, NOT_DONE, Report};
use super::write::{Written, written};

/// Gives claims out.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// csv: a table for spreadsheets; html: a report to read and print; md: the briefing and the claims as Markdown.
    #[arg(long, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,
    /// Writes this file instead of stdout.
    #[arg(short, long = "out", value_name = "OUT")]
    out: Option<PathBuf>,
    /// Only this annotator's layer: `maria`, `maria--gold`.
    #[arg(long, value_name = "ID")]
    annotator: Option<String>,
    /// Only claims with this tag; the others still count as answers.
    #[arg(long)]
    tag: Option<String>,
    /// Replaces OUT where it is there already.
    #[arg(long, requires = "out")]
    force: bool,
}

impl Export {
    pub(super) fn run(&self) -> Report {
        let filter = match Filter::of(self.tag.as_deref(), self.annotator.as_deref()) {
            Ok(filter) => filter,
            Err(refused) => return refused,
        };
        let Some(format) = export::format(&self.format) else {
            return Report::refused(format!("there is no format {:?}", self.format), "use csv, html or md");
        };
        let mut report = Report::default();
        let reader = Reader::of_settings();
        let targets = paths::targets(&self.paths, &reader, &mut report);
        if let Some(out) = &self.out
            && let Err(refused) = self.may_write(out, &targets)
        {
            return refused;
        }
        let material = gather(&targets, &reader, &filter, &mut report);
        let bytes = (format.write)(&material, PartialDate::of_day(workspace::today()));
        match &self.out {
            Some(out) if report.status < NOT_DONE => self.write(out, &bytes, &mut report),
            Some(_) => {}
            None => print(&bytes, format, &mut report),
        }
        report
    }

    /// Refuses where OUT is there already, and always where it is what is read.
    fn may_write(&self, out: &Path, targets: &[Target]) -> Result<(), Report> {
        let Ok(present) = std::fs::canonicalize(out) else { return Ok(()) };
        let is_same = |path: &Path| std::fs::canonicalize(path).is_ok_and(|other| other == present);
        let is_read = targets.iter().any(|target| {
            is_same(&target.document) || target.sidecars.iter().any(|(_, sidecar)| is_same(sidecar))
        });
        if is_read {
            return Err(Report::refused(
                format!("this file is what is to be exported: {}", out.display()),
                "give another file behind -o",
            ));
        }
        if self.force { Ok(()) } else { Err(is_there(out, "-o")) }
    }

    fn write(&self, out: &Path, bytes: &[u8], report: &mut Report) {
        let expected = (!self.force).then_some(Fingerprint::Absent);
        match written(durable::replace(out, bytes, expected), report) {
            Ok(Written::InPlace) => {}
            // Somebody made it meanwhile.
            Ok(Written::Changed(_)) => *report = is_there(out, "-o"),
            Err(refused) => *report = refused,
        }
    }
}

pub(super) fn is_there(out: &Path, option: &str) -> Report {
    Report::refused(
        format!("there is a file already: {}", out.display()),
        format!("give another file behind {option}, or --force to replace it"),
    )
}

/// Reads what is wanted; says what could not be read.
fn gather(targets: &[Target], reader: &Reader, filter: &Filter, report: &mut Report) -> Material {
    let wanted: Vec<Wanted> = targets.iter().map(|target| wanted(target, reader, filter)).collect();
    let mut material = Material::default();
    for gathered in workspace::gather(&wanted, reader.who.as_ref()) {
        if let Some(error) = &gathered.failure {
            report.fail(NEEDS_A_PERSON, error, error.hint());
        }
        for (path, problem) in &gathered.problems {
            report.mention(&paths::shown(path), problem);
            report.status = report.status.max(NEEDS_A_PERSON);
        }
        material.documents.push(gathered.document);
    }
    // A document of which no layer is wanted is left out, unless it was the only one asked for.
    if material.documents.len() > 1 {
        material.documents.retain(|document| !document.layers.is_empty());
    }
    material.list_only(|_, claim| filter.takes(claim));
    material
}

fn wanted(target: &Target, reader: &Reader, filter: &Filter) -> Wanted {
    let sidecars = target.sidecars.iter().filter(|(name, _)| filter.takes_layer(name)).cloned().collect();
    Wanted {
        path: target.document.clone(),
        shown: paths::shown(&target.document),
        sidecars,
        beside: target.beside(),
        around: reader.around_of(target),
    }
}

/// Puts the export on stdout: raw, but on a terminal what could deceive there is written out.
fn print(bytes: &[u8], format: &Format, report: &mut Report) {
    let words = String::from_utf8_lossy(bytes);
    if std::io::stdout().is_terminal() {
        let words = if format.name == "csv" { words.trim_start_matches('\u{feff}') } else { &words };
        words.lines().for_each(|line| report.line(line));
    } else {
        report.out.push_str(&words);
    }
}
