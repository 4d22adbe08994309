//! `obelus check`: sidecars against their documents, one row for everything that is not as it should be.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::anchor::Placement;
use crate::import::ImportError;
use crate::library;
use crate::model::{Claim, ClaimId, Layer, Passage, TagSet};
use crate::problem::{LineColumn, Problem, Severity};
use crate::sidecar;
use crate::workspace::{OpenError, OpenLayer, Reading, replaced_notice, worst};

use super::paths::{self, Target};
use super::reader::Reader;
use super::report::{Report, status_of};

/// Checks sidecars.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
}

/// A problem of a file.
pub(super) struct Row {
    pub(super) file: String,
    pub(super) problem: Problem,
}

impl Check {
    pub(super) fn run(&self) -> Report {
        let mut report = Report::default();
        let reader = Reader::of_settings();
        let targets = paths::targets(&self.paths, &reader, &mut report);
        print(&rows(&targets, &reader), self.json, &mut report);
        report
    }
}

/// Returns what is to be said of the sidecars that are meant.
pub(super) fn rows(targets: &[Target], reader: &Reader) -> Vec<Row> {
    let rows: Vec<Vec<Row>> = targets.par_iter().map(|target| check(target, reader)).collect();
    rows.into_iter().flatten().collect()
}

/// Prints the rows, and sets the status.
pub(super) fn print(rows: &[Row], is_json: bool, report: &mut Report) {
    report.status = rows.iter().map(|row| status_of(row.problem.severity)).fold(report.status, u8::max);
    if is_json {
        report.json(&rows.iter().map(Row::json).collect());
    } else {
        rows.iter().for_each(|row| report.line(&row.line()));
    }
}

impl Row {
    fn json(&self) -> Value {
        let mut row = Map::new();
        let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
        set("file", json!(self.file));
        if let Some(at) = self.problem.at {
            set("line", json!(at.line));
            set("column", json!(at.column));
        }
        set("severity", json!(self.problem.severity.word()));
        set("message", json!(self.problem.message));
        if !self.problem.hint.is_empty() {
            set("hint", json!(self.problem.hint));
        }
        Value::Object(row)
    }

    fn line(&self) -> String {
        match self.problem.at {
            // A problem at a place begins with it.
            Some(_) => format!("{}:{}", self.file, self.problem),
            None => format!("{}: {}", self.file, self.problem),
        }
    }
}

fn check(target: &Target, reader: &Reader) -> Vec<Row> {
    let mut rows = Vec::new();
    let document = paths::shown(&target.document);
    match reader.read(target) {
        Ok(reading) => {
            let of_document =
                replaced_notice(&reading.decoded).into_iter().chain(reading.problems.iter().cloned());
            rows.extend(of_document.map(|problem| Row { file: document.clone(), problem }));
            for layer in &reading.layers {
                if target.means(&layer.path) {
                    check_layer(layer, &reading, &mut rows);
                }
            }
        }
        Err(error) if target.sidecars.is_empty() && target.copies.is_empty() => {
            rows.push(Row {
                file: document,
                problem: Problem::new(Severity::Error, error.to_string(), error.hint()),
            });
        }
        Err(error) => {
            let message = match &error {
                OpenError::Import(ImportError::Missing { .. }) => {
                    let name = target.document.file_name().unwrap_or_default();
                    format!("its document {:?} does not stand beside it", name.to_string_lossy())
                }
                error => format!("its document cannot be read: {error}"),
            };
            for (_, path) in &target.sidecars {
                let problem = Problem::new(Severity::Error, message.clone(), error.hint());
                rows.push(Row { file: paths::shown(path), problem });
                check_alone(path, &mut rows);
            }
        }
    }
    rows.extend(target.copies.iter().map(|copy| Row {
        file: paths::shown(copy),
        problem: Problem::new(
            Severity::Warning,
            "a copy of a sidecar that a synchronising program left",
            "take over what is missing, then remove it",
        ),
    }));
    rows
}

/// Checks a sidecar whose document cannot be read.
fn check_alone(path: &Path, rows: &mut Vec<Row>) {
    let file = paths::shown(path);
    let problems = match sidecar::bytes_of(path).map(|bytes| sidecar::read(&bytes)) {
        Ok(Ok(read)) => read.problems,
        Ok(Err(error)) => vec![error.problem()],
        Err(error) => {
            vec![Problem::new(
                Severity::Error,
                format!("the sidecar cannot be read ({error})"),
                "check who may read it",
            )]
        }
    };
    rows.extend(problems.into_iter().map(|problem| Row { file: file.clone(), problem }));
}

fn check_layer(layer: &OpenLayer, reading: &Reading, rows: &mut Vec<Row>) {
    let file = paths::shown(&layer.path);
    let mut add = |problem: Problem| rows.push(Row { file: file.clone(), problem });
    layer.problems.iter().cloned().for_each(&mut add);
    let (Some(head), Some(on_disk)) = (&layer.head, &layer.on_disk) else { return };
    head_problems(head, layer.is_same_text || !layer.has_places(), &reading.name)
        .into_iter()
        .for_each(&mut add);
    let tags = TagSet::built_in();
    let mut lines = None;
    for written in &on_disk.claims {
        let placement = match layer.store.get(&written.id) {
            // Against its own text what stands in the file counts; what was repaired was reported.
            _ if layer.is_same_text && layer.placed.is_empty() => placement_of(written),
            Some(placed) => worst(layer.placements(&placed.claim).into_iter()),
            None => Placement::Exact,
        };
        for problem in claim_problems(written, placement, &tags) {
            let lines = lines.get_or_insert_with(|| claim_lines(&layer.path));
            let at = lines.get(&written.id).copied();
            add(Problem { at, ..problem });
        }
    }
}

/// What to do where two versions of a sidecar differ outside of its claims.
pub(super) const SETTLE_HEAD: &str =
    "decide in the window, in About this document; or mend the sidecar and take the entry out of `conflicts`";

/// Returns what is to be said of a layer's head.
fn head_problems(head: &Layer, is_placed: bool, document: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if library::composed(&head.document.file) != library::composed(document) {
        problems.push(Problem::new(
            Severity::Warning,
            format!("the sidecar says that its document is called {:?}", head.document.file),
            "check that it stands beside the right document; the next save mends the name",
        ));
    }
    if !is_placed {
        problems.push(Problem::new(
            Severity::Warning,
            "the document has changed since the claims were placed in it",
            "open it in the window, look at the claims that changed, and save",
        ));
    }
    if !head.conflicts.is_empty() {
        problems.push(Problem::new(
            Severity::Warning,
            format!(
                "two versions differ in {}",
                names(head.conflicts.iter().map(|conflict| conflict.field.as_str()))
            ),
            SETTLE_HEAD,
        ));
    }
    problems
}

/// Returns what is to be said of a claim.
fn claim_problems(claim: &Claim, placement: Placement, tags: &TagSet) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |severity: Severity, message: String, hint: &str| {
        problems.push(Problem::new(severity, message, hint))
    };
    let id = &claim.id;
    if overlaps(&claim.passages) {
        add(
            Severity::Error,
            format!("passages of claim {id} overlap"),
            "join them, or move a border, in the window",
        );
    }
    let warning = Severity::Warning;
    match placement {
        Placement::Exact | Placement::Moved => {}
        Placement::Changed => {
            add(warning, format!("the words of claim {id} have changed"), "confirm it in the window")
        }
        Placement::Uncertain => {
            add(warning, format!("it is unsure where claim {id} stands"), "confirm its place in the window");
        }
        Placement::Orphan => {
            add(
                warning,
                format!("the words of claim {id} are gone"),
                "mark them anew in the window, or remove the claim",
            );
        }
    }
    if !claim.conflicts.is_empty() {
        let fields = names(claim.conflicts.iter().map(|conflict| conflict.field.as_str()));
        add(warning, format!("two versions of claim {id} differ in {fields}"), "decide in the window");
    }
    if claim.deleted_elsewhere {
        add(
            warning,
            format!("claim {id} was deleted in another version"),
            "keep it or remove it in the window",
        );
    }
    if tags.get(&claim.tag).is_none() {
        add(Severity::Notice, format!("claim {id} has the unknown tag {:?}", claim.tag.as_str()), "");
    }
    problems
}

/// Returns how a claim stands by what its file says.
fn placement_of(claim: &Claim) -> Placement {
    use crate::model::State;
    worst(claim.passages.iter().map(|passage| match passage.state {
        None => Placement::Exact,
        Some(State::Changed) => Placement::Changed,
        Some(State::Uncertain | State::Unplaced) => Placement::Uncertain,
        Some(State::Orphan) => Placement::Orphan,
    }))
}

fn overlaps(passages: &[Passage]) -> bool {
    let mut sure: Vec<_> = passages
        .iter()
        .filter(|passage| passage.state.is_none())
        .map(|passage| (passage.selector.start, passage.selector.end))
        .collect();
    sure.sort_unstable();
    sure.iter().zip(sure.iter().skip(1)).any(|(one, next)| next.0 < one.1)
}

fn names<'a>(fields: impl Iterator<Item = &'a str>) -> String {
    fields.collect::<Vec<_>>().join(", ")
}

/// Returns where each claim's id stands in the file, as Obelus writes it.
fn claim_lines(path: &Path) -> HashMap<ClaimId, LineColumn> {
    let text = String::from_utf8(sidecar::bytes_of(path).unwrap_or_default()).unwrap_or_default();
    let mut lines = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let Some(id) = line.trim_start().strip_prefix("id: \"").and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let column = line.chars().take_while(|character| character.is_whitespace()).count();
        if let Ok(id) = ClaimId::parse(id) {
            lines.entry(id).or_insert(LineColumn { line: count(number + 1), column: count(column + 1) });
        }
    }
    lines
}
