//! `obelus anchor`: how every claim stands in the present text, and writing that down.

use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::anchor::{self, PlacedClaim, PlacedPassage, Placement};
use crate::import::{Source, Wanted};
use crate::model::{Annotator, Layer, LayerName};
use crate::sidecar;
use crate::text::Text;
use crate::workspace::{Around, Open, OpenLayer, Reading, worst};

use super::json::word;
use super::paths::{self, Target};
use super::reader::Reader;
use super::report::{NEEDS_A_PERSON, Report};
use super::write;

/// Shows where the claims stand in the present text.
#[derive(Debug, Args)]
pub(super) struct Anchor {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The text that the claims were made in; only with one document.
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,
    /// Writes the places into your own layer.
    #[arg(long)]
    write: bool,
    /// Only this annotator's layer: `maria`, `maria--gold`; with --write the one to write.
    #[arg(long, value_name = "ID")]
    annotator: Option<String>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
}

/// The old text as it was given, read for each layer as that records it.
struct Old {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// How the claims of one document stand.
#[derive(Default)]
struct Shown {
    rows: Vec<Value>,
    lines: Vec<String>,
    report: Report,
}

impl Anchor {
    pub(super) fn run(&self) -> Report {
        self.anchor().unwrap_or_else(|refused| refused)
    }

    fn anchor(&self) -> Result<Report, Report> {
        let writer = if self.write { Some(write::annotator(self.annotator.as_deref())?) } else { None };
        let only = match &self.annotator {
            Some(id) => Some(LayerName::parse(id).map_err(|error| {
                Report::refused(
                    error,
                    "give the part of the sidecar's name behind the document, such as maria",
                )
            })?),
            None => None,
        };
        let mut report = Report::default();
        let mut reader = Reader::of_settings();
        if self.write {
            reader.around = write::around();
        }
        let targets = paths::targets(&self.paths, &reader, &mut report);
        let old = self.old(&targets)?;
        // All that can be refused is refused before anything is written.
        let mut ready = Vec::new();
        if let Some(writer) = &writer {
            for target in &targets {
                let around = around_with(old.as_ref(), target, writer, &reader.around);
                if is_to_be_written(target, writer, &around)? {
                    ready.push((target, around));
                }
            }
            reader.who = Some(writer.clone());
        }
        let show = |target: &Target| show(target, &reader, only.as_ref(), old.as_ref());
        let shown: Vec<Shown> = targets.par_iter().map(show).collect();
        if let Some(writer) = &writer {
            for (target, around) in ready {
                write_places(target, writer, &around, &mut report)?;
            }
        }
        let mut rows = Vec::new();
        for mut shown in shown {
            rows.append(&mut shown.rows);
            if !self.json {
                shown.lines.iter().for_each(|line| report.line(line));
            }
            report.take(shown.report);
        }
        if self.json {
            report.json(&Value::Array(rows));
        }
        Ok(report)
    }

    fn old(&self, targets: &[Target]) -> Result<Option<Old>, Report> {
        let Some(path) = &self.old else { return Ok(None) };
        if targets.len() != 1 {
            return Err(Report::refused(
                format!("--old is the text of one document, and {} are named", targets.len()),
                "name the document that it was",
            ));
        }
        let bytes = std::fs::read(path).map_err(|error| {
            Report::refused(
                format!("the old text cannot be read ({error}): {}", path.display()),
                "check the path, and who may read it",
            )
        })?;
        Ok(Some(Old { path: path.clone(), bytes }))
    }
}

impl Old {
    /// Returns the text that `layer` counts in; `None` when the file is not that text.
    fn text_of(&self, layer: &Layer) -> Option<Text> {
        let hash = layer.document.text_blake3;
        let source = Source::of(&self.path, self.bytes.clone()).ok()?;
        let imported = source.read(&Wanted::recorded_in(&layer.document)).ok()?;
        Some(imported.decoded.text).filter(|text| text.hash() == hash)
    }
}

/// Returns what is at hand for writing the places of `target`: the old text too, as the own layer records it.
fn around_with(old: Option<&Old>, target: &Target, who: &Annotator, around: &Around) -> Around {
    let text = old.and_then(|old| {
        let open = Open::load_with(&target.document, Some(who), None, around).ok()?;
        old.text_of(open.own()?.on_disk.as_ref()?)
    });
    Around { old: text, ..around.clone() }
}

fn show(target: &Target, reader: &Reader, only: Option<&LayerName>, old: Option<&Old>) -> Shown {
    let mut shown = Shown::default();
    if target.sidecars.is_empty() {
        return shown;
    }
    let reading = match reader.read(target) {
        Ok(reading) => reading,
        Err(error) => {
            shown.report.fail(NEEDS_A_PERSON, &error, error.hint());
            return shown;
        }
    };
    let layers: Vec<&OpenLayer> = reading
        .layers
        .iter()
        .filter(|layer| target.means(&layer.path) && only.is_none_or(|only| *only == layer.name))
        .collect();
    for layer in &layers {
        shown.layer(&paths::shown(&target.document), layer, &reading, old);
    }
    if let Some(old) = old
        && !layers.iter().filter_map(|layer| layer.on_disk.as_ref()).any(|layer| old.text_of(layer).is_some())
    {
        let message = format!("no claim was placed in this old text: {}", old.path.display());
        shown.report.say("warning", &message, "give the document as it was when the claims were made");
    }
    shown
}

impl Shown {
    fn layer(&mut self, document: &str, layer: &OpenLayer, reading: &Reading, old: Option<&Old>) {
        self.report.unread(&layer.path, &layer.problems);
        let text = &reading.decoded.text;
        let Some(on_disk) = layer.on_disk.as_ref().filter(|_| has_places(layer)) else { return };
        let old = old.and_then(|old| old.text_of(on_disk));
        let mut written = Layer::clone(on_disk);
        let placed = places(&mut written, text, old.as_ref(), &layer.placed);
        for (claim, placed) in written.claims.iter().zip(&placed) {
            let placement = worst(placed.passages.iter().map(|passage| passage.placement));
            if placement.needs_review() {
                self.report.status = self.report.status.max(NEEDS_A_PERSON);
            }
            let passages = claim.passages.iter().zip(&placed.passages);
            self.rows.push(json!({
                "document": document,
                "annotator": layer.name.to_string(),
                "id": claim.id.as_str(),
                "placement": word(placement),
                "passages": passages
                    .map(|(passage, place)| passage_row(&passage.selector.quote, place, text))
                    .collect::<Vec<_>>(),
            }));
            let at = placed.passages.iter().find_map(|passage| passage.span).map_or("-".to_owned(), |span| {
                format!("{}..{}", text.char_from_byte(span.start()), text.char_from_byte(span.end()))
            });
            let score = placed.passages.iter().map(|passage| passage.score).fold(1.0, f64::min);
            self.lines.push(format!(
                "{document}  {}  {at}  {}  {score:.2}  {}  [{}]",
                layer.name,
                word(placement),
                claim.gist_or_quote(),
                claim.id
            ));
        }
    }
}

/// Returns whether the layer counts in a text that is here.
fn has_places(layer: &OpenLayer) -> bool {
    layer.head.is_some() && layer.has_places()
}

/// Returns where the claims of `layer` stand; `known` is what reading the document found without the old text.
fn places(layer: &mut Layer, text: &Text, old: Option<&Text>, known: &[PlacedClaim]) -> Vec<PlacedClaim> {
    if layer.document.text_blake3 == text.hash() {
        let _repairs = sidecar::fit(layer, text);
    }
    let is_known = known.len() == layer.claims.len()
        && known.iter().zip(&layer.claims).all(|(known, claim)| known.id == claim.id);
    if old.is_none() && is_known { known.to_vec() } else { anchor::place(layer, text, old) }
}

fn passage_row(quote: &str, place: &PlacedPassage, text: &Text) -> Value {
    let span = place.span.filter(|_| place.placement != Placement::Orphan);
    json!({
        "start": span.map(|span| text.char_from_byte(span.start()).0),
        "end": span.map(|span| text.char_from_byte(span.end()).0),
        "text": span.map(|span| text.slice(span)),
        "quote": quote,
        "placement": word(place.placement),
        "score": span.map(|_| (place.score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0),
    })
}

/// Returns whether the own layer of the document gets other places by writing; refuses where it must not be written.
fn is_to_be_written(target: &Target, who: &Annotator, around: &Around) -> Result<bool, Report> {
    let Ok(open) = Open::load_with(&target.document, Some(who), None, around) else {
        // Listing says why it cannot be read.
        return Ok(false);
    };
    write::may_write(&open, who)?;
    let is_meant = open.own().is_some_and(|own| target.means(&own.path));
    Ok(is_meant && (open.has_taken_up() || open.has_other_places()))
}

/// Writes the places of the own layer, as every save does; what another program wrote meanwhile is placed instead.
fn write_places(
    target: &Target,
    who: &Annotator,
    around: &Around,
    report: &mut Report,
) -> Result<(), Report> {
    write::change(&target.document, who, around, report, |open| {
        open.note_places();
        Ok(())
    })?;
    Ok(())
}
