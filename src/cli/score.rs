//! `obelus score`: answers against an answer key.

mod reports;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::agreement::{Marked, tokens};
use crate::exercise::{self, Counts, Feedback, Kind, Ratios, Reading};
use crate::import::{self, Wanted};
use crate::library;
use crate::matching::Stretch;
use crate::model::{Layer, LayerName, Passage, Role, State};
use crate::sidecar;
use crate::text::decode::Decoded;
use crate::workspace::{OpenError, layer_from_bytes, training};

use super::paths::{self, is_same_file, name_of};
use super::reader::{Reader, read_sidecar};
use super::report::{NEEDS_A_PERSON, NOT_DONE, Report};

use reports::Reports;

/// Scores answers.
#[derive(Debug, Args)]
pub(super) struct Score {
    /// The sidecar that is the answer key.
    #[arg(long)]
    key: PathBuf,
    /// Sidecars, folders or archives: their answers to the key's document.
    #[arg(required = true, value_name = "ANSWER")]
    answers: Vec<PathBuf>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reports: Reports,
}

/// A sidecar that was read, whatever its file is called.
struct Sheet {
    path: PathBuf,
    name: LayerName,
    bytes: Vec<u8>,
    layer: Layer,
}

/// An answer with its score.
struct Scored<'a> {
    sheet: &'a Sheet,
    score: exercise::Score,
    answer: Vec<Marked>,
    /// How many claims have no sure place.
    left_out: usize,
}

/// The answer key, and the text that all are placed in, where that is at hand.
struct Desk {
    key: Sheet,
    text: Option<(Decoded, Vec<Stretch>)>,
    /// The key's claims whose place is sure.
    marked_key: Vec<Marked>,
}

impl Score {
    pub(super) fn run(&self) -> Report {
        let mut report = Report::default();
        let opened = Desk::open(&self.key, &mut report);
        let Some(desk) = opened else {
            report.status = NOT_DONE;
            return report;
        };
        let sheets = self.sheets(&desk.key, &mut report);
        if sheets.is_empty() && report.status < NOT_DONE {
            report.fail(NOT_DONE, "there is no answer to score", "name sidecars, or folders that hold some");
        }
        if sheets.is_empty() {
            return report;
        }
        let words = desk.text.as_ref().map(|(_, words)| words.as_slice());
        let mut scored = Vec::new();
        for sheet in &sheets {
            if let Some((answer, left_out)) = desk.marked(sheet, &mut report) {
                let score = exercise::score(&desk.marked_key, &answer, words);
                scored.push(Scored { sheet, score, answer, left_out });
            }
        }
        if let Err(refused) = self.reports.write(&desk, &scored, &self.answers, &mut report) {
            return refused;
        }
        if self.json {
            report.json(&scored.iter().map(Scored::json).collect());
        } else {
            scored.iter().for_each(|scored| scored.list(&mut report));
        }
        report
    }

    /// Returns the answers that are meant; says what could not be read.
    fn sheets(&self, key: &Sheet, report: &mut Report) -> Vec<Sheet> {
        let reader = Reader::of_settings();
        let mut sheets: Vec<Sheet> = Vec::new();
        for path in &self.answers {
            if path.is_dir() {
                sheets.extend(in_folder(path, key, &reader, report));
            } else if training::is_archive(path) {
                sheets.extend(in_archive(path, key, report));
            } else if path.exists() {
                sheets.extend(Sheet::read(path, NEEDS_A_PERSON, report));
            } else {
                let message = format!("there is nothing at this path: {}", path.display());
                report.fail(NOT_DONE, message, "check the path");
            }
        }
        sheets
    }
}

/// Returns the answers to the key's document in a folder: sidecars, those that stand elsewhere included, and files that
/// were handed in under other names. A copy that a synchronising program left is said, not scored.
fn in_folder(folder: &Path, key: &Sheet, reader: &Reader, report: &mut Report) -> Vec<Sheet> {
    let (targets, files) = paths::in_folder(folder, reader, report);
    let is_sidecar = |path: &Path| sidecar::name::parse_file_name(&name_of(path)).is_some();
    let mut candidates: Vec<&PathBuf> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "ron"))
        .filter(|file| !is_sidecar(file) || targets.iter().any(|target| target.means(file)))
        .collect();
    let sidecars = targets.iter().flat_map(|target| &target.sidecars).map(|(_, path)| path);
    let elsewhere: Vec<&PathBuf> = sidecars.filter(|path| !candidates.contains(path)).collect();
    candidates.extend(elsewhere);
    let mut sheets = Vec::new();
    for path in candidates {
        if is_same_file(path, &key.path) || !library::holds_layer(path) {
            continue;
        }
        let Some(sheet) = Sheet::read(path, NEEDS_A_PERSON, report).filter(|sheet| sheet.answers(key)) else {
            continue;
        };
        if library::is_like_sidecar(&name_of(path)) && !is_sidecar(path) {
            let message = "a copy of a sidecar that a synchronising program left is not scored";
            report.say(
                "warning",
                &format!("{message}: {}", paths::shown(path)),
                "name it to score it, or remove it",
            );
            report.status = report.status.max(NEEDS_A_PERSON);
            continue;
        }
        sheets.push(sheet);
    }
    sheets
}

/// Returns the answers to the key's document in an archive, by what its files hold.
fn in_archive(path: &Path, key: &Sheet, report: &mut Report) -> Vec<Sheet> {
    let found = training::read_answers(std::slice::from_ref(&path.to_owned()));
    for passed_over in found.passed_over {
        report.fail(NEEDS_A_PERSON, format!("{} {}", passed_over.file, passed_over.reason), passed_over.hint);
    }
    let sheets = found.answers.into_iter().map(|answer| Sheet {
        path: PathBuf::from(answer.file),
        name: LayerName::of(answer.layer.annotator.id.clone()),
        bytes: answer.bytes.to_vec(),
        layer: Arc::unwrap_or_clone(answer.layer),
    });
    sheets.filter(|sheet| sheet.answers(key)).collect()
}

impl Sheet {
    /// Reads a sidecar; one that cannot be read is said, with `status`.
    fn read(path: &Path, status: u8, report: &mut Report) -> Option<Self> {
        let (bytes, read) = read_sidecar(path, status, report)?;
        let name = match sidecar::name::parse_file_name(&name_of(path)) {
            Some((_, name)) => name,
            None => LayerName::of(read.layer.annotator.id.clone()),
        };
        Some(Self { path: path.to_owned(), name, bytes, layer: read.layer })
    }

    /// Returns whether it is an answer to the key's document.
    fn answers(&self, key: &Self) -> bool {
        let (one, other) = (&self.layer.document, &key.layer.document);
        let is_same_document = one.text_blake3 == other.text_blake3
            || library::composed(&one.file) == library::composed(&other.file);
        is_same_document && matches!(self.layer.role, Role::Analyst | Role::Attempt)
    }

    /// Returns the document that the file's name says it stands beside, when it does.
    fn document(&self) -> Option<PathBuf> {
        let (document, _) = sidecar::name::parse_file_name(&name_of(&self.path))?;
        Some(paths::document_beside(&self.path, &document)).filter(|document| document.is_file())
    }

    /// Reads the document as this layer records it.
    fn text(&self, document: &Path) -> Result<Decoded, OpenError> {
        let imported = import::open(document)?
            .read(&Wanted::recorded_in(&self.layer.document))
            .map_err(|source| OpenError::TooLong { path: document.to_owned(), source })?;
        Ok(imported.decoded)
    }
}

impl Desk {
    /// Reads the key, and the document beside it: the text is the one that the key was made on.
    fn open(key: &Path, report: &mut Report) -> Option<Self> {
        let key = Sheet::read(key, NOT_DONE, report)?;
        let text = key.document().and_then(|document| match key.text(&document) {
            Ok(decoded) => Some(decoded),
            Err(error) => {
                report.fail(NEEDS_A_PERSON, &error, error.hint());
                None
            }
        });
        let text = text.map(|decoded| {
            let words = tokens(decoded.text.as_str());
            (decoded, words)
        });
        let mut desk = Self { key, text, marked_key: Vec::new() };
        desk.marked_key = desk.marked(&desk.key, report)?.0;
        Some(desk)
    }

    /// Returns the claims of a sheet whose place is sure; says how many are left out. `None` when they have no place in
    /// the text, or the sheet counts in another text than the key and the document is not at hand, which is said.
    fn marked(&self, sheet: &Sheet, report: &mut Report) -> Option<(Vec<Marked>, usize)> {
        let file = paths::shown(&sheet.path);
        let (marked, left_out) = match &self.text {
            None if sheet.layer.document.text_blake3 != self.key.layer.document.text_blake3 => {
                report.fail(
                    NEEDS_A_PERSON,
                    format!("the answer was made on another text than the key, so it is not scored: {file}"),
                    "put the document beside the key, so that both can be placed in it",
                );
                return None;
            }
            None => as_written(&sheet.layer),
            Some((decoded, _)) => {
                let layer = layer_from_bytes(sheet.name.clone(), sheet.path.clone(), &sheet.bytes, decoded);
                let Some(standing) = layer.standing() else {
                    report.fail(
                        NEEDS_A_PERSON,
                        format!("the claims have no place in this text, so they are not scored: {file}"),
                        "open the document with a version that has its extractor",
                    );
                    return None;
                };
                let left_out = standing.uncertain.len() + standing.orphan.len();
                let claims = standing.claims.into_iter();
                let text = &decoded.text;
                (claims.filter_map(|(claim, spans)| Marked::new(text, claim, spans)).collect(), left_out)
            }
        };
        if left_out > 0 {
            report.fail(
                NEEDS_A_PERSON,
                format!(
                    "claims that have no sure place in the present text are left out ({left_out}): {file}"
                ),
                "confirm them in the window",
            );
        }
        Some((marked, left_out))
    }
}

/// Returns the claims at the places that the sidecar has, without a text, and how many have no sure one.
fn as_written(layer: &Layer) -> (Vec<Marked>, usize) {
    let is_sure = |passage: &Passage| matches!(passage.state, None | Some(State::Changed));
    let (sure, left_out): (Vec<_>, Vec<_>) =
        layer.claims.iter().partition(|claim| claim.passages.iter().all(is_sure));
    let marked = sure.into_iter().filter_map(|claim| {
        let stretches = claim
            .passages
            .iter()
            .map(|passage| Stretch { start: passage.selector.start.0, end: passage.selector.end.0 });
        Marked::at(Arc::clone(claim), stretches)
    });
    (marked.collect(), left_out.len())
}

impl Scored<'_> {
    fn json(&self) -> Value {
        let mut row = Map::new();
        let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
        set("file", json!(paths::shown(&self.sheet.path)));
        set("annotator", json!(self.sheet.name.to_string()));
        set("name", json!(self.sheet.layer.annotator.name));
        for (reading, counts) in &self.score.readings {
            set(reading.name(), counts_json(counts));
        }
        let mut grade = ratios_json(self.score.grade.all);
        let per_tag = self.score.grade.per_tag.iter();
        let per_tag = per_tag.map(|(tag, ratios)| (tag.to_string(), Value::Object(ratios_json(*ratios))));
        grade.insert("per_tag".to_owned(), Value::Object(per_tag.collect()));
        set("grade", Value::Object(grade));
        set("feedback", self.score.feedback.iter().map(feedback_json).collect());
        set("undefined", json!(self.score.undefined()));
        Value::Object(row)
    }

    fn list(&self, report: &mut Report) {
        let file = paths::shown(&self.sheet.path);
        let name = &self.sheet.layer.annotator.name;
        if let Some(undefined) = self.score.undefined() {
            report.line(&format!("{file}  {name}  {undefined}"));
            return;
        }
        let shown = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        let count = |kind: Kind| self.score.feedback.iter().filter(|item| item.kind == kind).count();
        report.line(&format!(
            "{file}  {name}  grade {}  strict {}  found {}, borders {}, wrong tag {}, missed {}, extra {}",
            shown(self.score.grade.all.f1),
            shown(self.score.counts(Reading::Strict).ratios().f1),
            count(Kind::Found),
            count(Kind::Borders),
            count(Kind::WrongTag),
            count(Kind::Missed),
            count(Kind::Extra),
        ));
    }
}

fn counts_json(counts: &Counts) -> Value {
    let mut row = Map::new();
    let Counts { cor, inc, par, mis, spu } = *counts;
    for (name, count) in [("COR", cor), ("INC", inc), ("PAR", par), ("MIS", mis), ("SPU", spu)] {
        row.insert(name.to_owned(), json!(count));
    }
    row.extend(ratios_json(counts.ratios()));
    Value::Object(row)
}

fn ratios_json(ratios: Ratios) -> Map<String, Value> {
    let Ratios { precision, recall, f1 } = ratios;
    [("precision", precision), ("recall", recall), ("f1", f1)]
        .into_iter()
        .map(|(name, ratio)| (name.to_owned(), json!(ratio)))
        .collect()
}

fn feedback_json(item: &Feedback) -> Value {
    json!({
        "kind": item.kind.word(),
        "key": item.key.as_ref().map(ToString::to_string),
        "answer": item.answer.as_ref().map(ToString::to_string),
        "key_tag": item.key_tag.as_ref().map(ToString::to_string),
        "answer_tag": item.answer_tag.as_ref().map(ToString::to_string),
        "start_words": item.start_words,
        "end_words": item.end_words,
        "note": (!item.note.is_empty()).then_some(&item.note),
    })
}
