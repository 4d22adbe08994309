//! `obelus claims`: lists the claims of documents, folders or single sidecars.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;
use serde_json::Value;

use crate::anchor::Placement;
use crate::keep::Keep;
use crate::model::{Annotator, Claim, Layer, LayerName, TagId};
use crate::problem::{Problem, Severity};
use crate::settings;
use crate::sidecar;
use crate::store::Placed;
use crate::text::Text;
use crate::workspace::{Around, OpenLayer, read_document_with, worst};

use super::json::{self, Places};
use super::paths::{self, Target};
use super::report::{NEEDS_A_PERSON, Report};

/// Lists claims.
#[derive(Debug, Args)]
pub(super) struct Claims {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only claims with this tag.
    #[arg(long)]
    tag: Option<String>,
    /// Only this annotator's layer: `maria`, `maria--gold`.
    #[arg(long, value_name = "ID")]
    annotator: Option<String>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
}

/// Which claims are listed.
pub(super) struct Filter {
    tag: Option<TagId>,
    layer: Option<LayerName>,
}

/// The claims of one document.
#[derive(Default)]
struct Listed {
    rows: Vec<Value>,
    lines: Vec<String>,
    report: Report,
}

impl Claims {
    pub(super) fn run(&self) -> Report {
        let filter = match Filter::of(self.tag.as_deref(), self.annotator.as_deref()) {
            Ok(filter) => filter,
            Err(refused) => return refused,
        };
        let (settings, _) = settings::load(&settings::home());
        let who = settings.annotator.as_ref();
        let around = Around::of(Keep::of_places(&settings));
        let mut report = Report::default();
        let targets = paths::targets(&self.paths, &mut report);
        let listed: Vec<Listed> =
            targets.par_iter().map(|target| list(target, who, &around, &filter)).collect();
        let mut rows = Vec::new();
        for mut listed in listed {
            rows.append(&mut listed.rows);
            if !self.json {
                listed.lines.iter().for_each(|line| report.line(line));
            }
            report.err.push_str(&listed.report.err);
            report.status = report.status.max(listed.report.status);
        }
        if self.json {
            report.json(&Value::Array(rows));
        }
        report
    }
}

fn list(target: &Target, who: Option<&Annotator>, around: &Around, filter: &Filter) -> Listed {
    let mut listed = Listed::default();
    let is_wanted = |name: &LayerName, path: &Path| target.means(path) && filter.takes_layer(name);
    let document = paths::shown(&target.document);
    if target.sidecars.is_empty() {
        return listed;
    }
    match read_document_with(&target.document, who, None, around) {
        Ok(reading) => {
            for layer in reading.layers.iter().filter(|layer| is_wanted(&layer.name, &layer.path)) {
                listed.layer(&document, layer, &reading.decoded.text, filter);
            }
        }
        Err(error) => {
            listed.report.fail(NEEDS_A_PERSON, &error, error.hint());
            for (name, path) in target.sidecars.iter().filter(|(name, path)| is_wanted(name, path)) {
                match sidecar::bytes_of(path) {
                    Ok(bytes) => listed.layer_alone(&document, name, path, &bytes, filter),
                    Err(error) => {
                        let message = format!("the sidecar cannot be read ({error}): {}", path.display());
                        listed.report.fail(NEEDS_A_PERSON, message, "check who may read it");
                    }
                }
            }
        }
    }
    listed
}

impl Listed {
    fn layer(&mut self, document: &str, layer: &OpenLayer, text: &Text, filter: &Filter) {
        self.unread(&layer.path, &layer.problems);
        if layer.head.is_none() {
            return;
        }
        let has_places = layer.has_places();
        let mut placed: Vec<&Placed> =
            layer.store.claims().filter(|placed| filter.takes(&placed.claim)).collect();
        for placed in &placed {
            let places = has_places.then(|| Places {
                text,
                placements: layer.placements(&placed.claim),
                spans: &placed.spans,
            });
            self.rows.push(json::claim(document, &layer.name.to_string(), &placed.claim, places.as_ref()));
        }
        placed.sort_by_key(|placed| placed.first_span());
        for placed in placed {
            let placement = has_places.then(|| worst(layer.placements(&placed.claim).into_iter()));
            let at = placed.first_span().filter(|_| has_places).map(|span| {
                let (start, end) = (text.char_from_byte(span.start()), text.char_from_byte(span.end()));
                format!("{start}..{end}")
            });
            self.lines.push(line(document, &layer.name, &placed.claim, at, placement));
        }
    }

    /// Lists a layer whose document is not there: no claim has a place.
    fn layer_alone(&mut self, document: &str, name: &LayerName, path: &Path, bytes: &[u8], filter: &Filter) {
        let layer: Layer = match sidecar::read(bytes) {
            Ok(read) => {
                self.unread(path, &read.problems);
                read.layer
            }
            Err(error) => {
                self.unread(path, &[error.problem()]);
                return;
            }
        };
        for claim in layer.claims.iter().filter(|claim| filter.takes(claim)) {
            self.rows.push(json::claim(document, &name.to_string(), claim, None));
            self.lines.push(line(document, name, claim, None, None));
        }
    }

    /// Says what of a sidecar could not be read.
    fn unread(&mut self, path: &Path, problems: &[Problem]) {
        for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
            self.report.mention(&paths::shown(path), problem);
            self.report.status = self.report.status.max(NEEDS_A_PERSON);
        }
    }
}

impl Filter {
    /// Reads `--tag` and `--annotator`.
    pub(super) fn of(tag: Option<&str>, annotator: Option<&str>) -> Result<Self, Report> {
        let tag = tag.map(TagId::parse).transpose();
        let layer = annotator.map(LayerName::parse).transpose();
        match (tag, layer) {
            (Ok(tag), Ok(layer)) => Ok(Self { tag, layer }),
            (Err(error), _) => {
                Err(Report::refused(error, "give a tag as sidecars have it, such as --tag rebuttal"))
            }
            (_, Err(error)) => Err(Report::refused(
                error,
                "give the part of the sidecar's name behind the document, such as maria",
            )),
        }
    }

    /// Returns whether the layer with that name is wanted.
    pub(super) fn takes_layer(&self, name: &LayerName) -> bool {
        self.layer.as_ref().is_none_or(|wanted| wanted == name)
    }

    /// Returns whether the claim is wanted.
    pub(super) fn takes(&self, claim: &Claim) -> bool {
        self.tag.as_ref().is_none_or(|tag| *tag == claim.tag)
    }
}

/// Returns a claim in one line: where, whose, what, how it stands, who says it, what.
fn line(
    document: &str,
    layer: &LayerName,
    claim: &Claim,
    at: Option<String>,
    placement: Option<Placement>,
) -> String {
    let at = at.unwrap_or_else(|| "-".to_owned());
    let placement = placement.map_or("-", json::word);
    let mut who = claim.claimants.join("; ");
    if who.is_empty() && claim.unnamed {
        who.push_str("unnamed source");
    }
    if !who.is_empty() {
        who.push_str(": ");
    }
    let words = claim.gist_or_quote();
    format!("{document}  {layer}  {}  {at}  {placement}  {who}{words}  [{}]", claim.tag, claim.id)
}
