//! `obelus claims`: lists the claims of documents, folders or single sidecars.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;
use serde_json::Value;

use crate::anchor::Placement;
use crate::model::{Claim, LayerName, TagId};
use crate::store::Placed;
use crate::text::Text;
use crate::workspace::{OpenLayer, worst};

use super::json::{self, Places};
use super::paths::{self, Target};
use super::reader::{self, Reader};
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
        let reader = Reader::of_settings();
        let mut report = Report::default();
        let targets = paths::targets(&self.paths, &reader, &mut report);
        let listed: Vec<Listed> = targets.par_iter().map(|target| list(target, &reader, &filter)).collect();
        let mut rows = Vec::new();
        for mut listed in listed {
            rows.append(&mut listed.rows);
            if !self.json {
                listed.lines.iter().for_each(|line| report.line(line));
            }
            report.take(listed.report);
        }
        if self.json {
            report.json(&Value::Array(rows));
        }
        report
    }
}

fn list(target: &Target, reader: &Reader, filter: &Filter) -> Listed {
    let mut listed = Listed::default();
    let is_wanted = |name: &LayerName, path: &Path| target.means(path) && filter.takes_layer(name);
    let document = paths::shown(&target.document);
    if target.sidecars.is_empty() {
        return listed;
    }
    match reader.read(target) {
        Ok(reading) => {
            for layer in reading.layers.iter().filter(|layer| is_wanted(&layer.name, &layer.path)) {
                listed.layer(&document, layer, &reading.decoded.text, filter);
            }
        }
        Err(error) => {
            listed.report.fail(NEEDS_A_PERSON, &error, error.hint());
            for (name, path) in target.sidecars.iter().filter(|(name, path)| is_wanted(name, path)) {
                listed.layer_alone(&document, name, path, filter);
            }
        }
    }
    listed
}

impl Listed {
    fn layer(&mut self, document: &str, layer: &OpenLayer, text: &Text, filter: &Filter) {
        self.report.unread(&layer.path, &layer.problems);
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
    fn layer_alone(&mut self, document: &str, name: &LayerName, path: &Path, filter: &Filter) {
        let Some((_, read)) = reader::read_sidecar(path, NEEDS_A_PERSON, &mut self.report) else { return };
        for claim in read.layer.claims.iter().filter(|claim| filter.takes(claim)) {
            self.rows.push(json::claim(document, &name.to_string(), claim, None));
            self.lines.push(line(document, name, claim, None, None));
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
