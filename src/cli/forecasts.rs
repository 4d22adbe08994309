//! `obelus forecasts`: how the forecasts of documents turned out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::forecasts::{self, Score};
use crate::model::{Layer, Role};

use super::paths;
use super::reader::{Reader, read_sidecar};
use super::report::{NEEDS_A_PERSON, NOT_DONE, Report};

/// Scores forecasts.
#[derive(Debug, Args)]
pub(super) struct Forecasts {
    /// Documents, folders or single sidecars.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Whose probabilities are scored.
    #[arg(long, value_enum, default_value = "claimants")]
    of: Of,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    /// Those of the text, as the annotator reads it.
    Claimants,
    /// The annotators' own estimates.
    Annotators,
}

impl Forecasts {
    pub(super) fn run(&self) -> Report {
        let mut report = Report::default();
        let targets = paths::targets(&self.paths, &Reader::of_settings(), &mut report);
        let sidecars: Vec<_> = targets.iter().flat_map(|target| &target.sidecars).collect();
        // Where a forecast stands does not matter, so no document is read.
        let read: Vec<(Option<Layer>, Report)> = sidecars.par_iter().map(|(_, path)| read(path)).collect();
        let mut layers = Vec::new();
        for ((name, _), (layer, of_layer)) in sidecars.iter().zip(read) {
            report.take(of_layer);
            let layer = layer.filter(|layer| layer.role == Role::Analyst);
            layers.extend(layer.map(|layer| (name.to_string(), layer)));
        }
        if layers.is_empty() && report.status < NOT_DONE {
            report.fail(
                NOT_DONE,
                "there is no layer with forecasts",
                "name documents that somebody has marked",
            );
        }
        if report.status == NOT_DONE && layers.is_empty() {
            return report;
        }
        let claims = layers
            .iter()
            .flat_map(|(name, layer)| layer.claims.iter().map(move |claim| (name.as_str(), &**claim)));
        let of = match self.of {
            Of::Claimants => forecasts::Of::Claimants,
            Of::Annotators => forecasts::Of::Annotators,
        };
        let scores = forecasts::score(claims, of);
        if self.json {
            let mut whole = block(&scores.all);
            whole.insert("by_claimant".to_owned(), blocks(&scores.by_claimant));
            whole.insert("by_annotator".to_owned(), blocks(&scores.by_annotator));
            report.json(&Value::Object(whole));
        } else {
            list(&scores, &mut report);
        }
        report
    }
}

/// Reads a sidecar, and says what of it could not be read.
fn read(path: &std::path::Path) -> (Option<Layer>, Report) {
    let mut report = Report::default();
    let layer = read_sidecar(path, NEEDS_A_PERSON, &mut report).map(|(_, read)| read.layer);
    (layer, report)
}

fn blocks(scores: &BTreeMap<String, Score>) -> Value {
    Value::Object(scores.iter().map(|(name, score)| (name.clone(), Value::Object(block(score)))).collect())
}

fn block(score: &Score) -> Map<String, Value> {
    let mut row = Map::new();
    let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
    set("n", json!(score.n));
    set(
        "left_out",
        json!({
            "no_probability": score.left_out.no_probability,
            "unresolved": score.left_out.unresolved,
            "unclear": score.left_out.unclear,
            "annulled": score.left_out.annulled,
        }),
    );
    set("without_event", json!(score.without_event));
    set("brier", json!(score.brier));
    set("log", json!(score.log));
    set("clamped", json!(score.clamped));
    set("skill", json!(score.skill));
    set("reliability", json!(score.reliability));
    set("resolution", json!(score.resolution));
    set("uncertainty", json!(score.uncertainty));
    set("base_rate", json!(score.base_rate));
    let bins = score.bins.iter().map(|bin| {
        json!({
            "lo": bin.lo,
            "n": bin.n,
            "mean_p": bin.mean_p,
            "observed": bin.observed,
            "wilson95": bin.wilson95.map(|(low, high)| [low, high]),
        })
    });
    set("bins", bins.collect());
    set("undefined", json!(score.undefined()));
    row
}

fn list(scores: &forecasts::Scores, report: &mut Report) {
    let all = &scores.all;
    let left_out = all.left_out;
    report.line(&format!(
        "{} scored; left out: {} without a probability, {} unresolved, {} unclear, {} annulled",
        all.n, left_out.no_probability, left_out.unresolved, left_out.unclear, left_out.annulled
    ));
    match all.undefined() {
        Some(undefined) => report.line(undefined),
        None => report.line(&all.meaning()),
    }
    if all.without_event > 0 {
        report.line(&format!("{} scored though nobody worded what was to be judged", all.without_event));
    }
    for bin in all.bins.iter().filter(|bin| bin.n > 0) {
        if let (Some(mean), Some(observed), Some((low, high))) = (bin.mean_p, bin.observed, bin.wilson95) {
            report.line(&format!(
                "  about {mean:.2}: {observed:.2} happened (95 %: {low:.2} to {high:.2})  n {}",
                bin.n
            ));
        }
    }
    for (title, scores) in [("By claimant:", &scores.by_claimant), ("By annotator:", &scores.by_annotator)] {
        report.line(title);
        for (name, score) in scores {
            let name = if name.is_empty() { "(nobody named)" } else { name };
            match score.brier {
                Some(brier) => report.line(&format!("  {name}: Brier {brier:.3}  n {}", score.n)),
                None => report.line(&format!("  {name}: nothing to score yet")),
            }
        }
    }
}
