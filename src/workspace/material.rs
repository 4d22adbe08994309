//! Fills what `export` gives out: from an open document, or from paths.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::anchor::Placement;
use crate::export::{self, Entry, Material, Standing};
use crate::model::{About, Annotator, Layer, LayerName};
use crate::problem::{Problem, Severity};
use crate::sidecar;

use super::{
    Around, Open, OpenError, OpenLayer, read_document_beside, read_document_with, shown_under, worst,
};

/// What could not be read, each with its file.
pub type Problems = Vec<(PathBuf, Problem)>;

/// A document that was asked for, with the sidecars that are meant.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The document; it may be missing.
    pub path: PathBuf,
    /// The path as it is shown.
    pub shown: String,
    /// The sidecars, by layer name.
    pub sidecars: Vec<(LayerName, PathBuf)>,
    /// All sidecars of the document, where they are known, so that its folder need not be listed again.
    pub beside: Option<Vec<(LayerName, PathBuf)>>,
    /// What is at hand beyond the files beside the document.
    pub around: Around,
}

/// What was read of a document, and what could not be.
#[derive(Debug)]
pub struct Gathered {
    /// The document, with what could be read of its layers.
    pub document: export::Document,
    /// Why the document gives no text.
    pub failure: Option<OpenError>,
    /// What could not be read, each with the sidecar.
    pub problems: Problems,
}

impl Open {
    /// Returns the shown layers for exporting.
    pub fn material(&self) -> Material {
        let layers = self.shown_layers().filter_map(layer_of).collect();
        let document = export::Document {
            path: self.name().to_owned(),
            name: self.name().to_owned(),
            text: Some(self.text().clone()),
            about: self.shown_about(),
            layers,
        };
        Material { documents: vec![document] }
    }

    /// Returns title, author and the like: each as the own layer has it, else as the first shown one that has it, else
    /// as the document itself does.
    fn shown_about(&self) -> About {
        let mut about = self.about().clone();
        self.shown_layers().for_each(|layer| about.fill(layer.store.about()));
        about.fill(self.found_about());
        about
    }
}

/// Reads documents with those of their sidecars that `wanted` names, on all cores and in order.
pub fn gather(wanted: &[Wanted], who: Option<&Annotator>) -> Vec<Gathered> {
    wanted.par_iter().map(|one| gather_one(one, who)).collect()
}

/// Reads the documents at `paths` as a person may see them in the window: the own layer, and those of others where the
/// own one is finished or the person asked to see them, with what app data has of them.
pub fn gather_shown(
    root: &Path,
    paths: &[PathBuf],
    who: Option<&Annotator>,
    around: &Around,
) -> (Material, Problems) {
    let read: Vec<(Option<export::Document>, Problems)> =
        paths.par_iter().map(|path| shown_document(root, path, who, around)).collect();
    let mut material = Material::default();
    let mut problems = Vec::new();
    for (document, found) in read {
        material.documents.extend(document.filter(|document| !document.layers.is_empty()));
        problems.extend(found);
    }
    (material, problems)
}

fn shown_document(
    root: &Path,
    path: &Path,
    who: Option<&Annotator>,
    around: &Around,
) -> (Option<export::Document>, Problems) {
    let open = match Open::load_with(path, who, None, around) {
        Ok(open) => open,
        Err(error) => {
            let problem = Problem::new(Severity::Error, error.to_string(), error.hint());
            return (None, vec![(path.to_owned(), problem)]);
        }
    };
    let problems = open.shown_layers().flat_map(|layer| errors(&layer.path, &layer.problems)).collect();
    let mut material = open.material();
    let shown = shown_under(root, path);
    (material.documents.pop().map(|document| export::Document { path: shown, ..document }), problems)
}

fn gather_one(wanted: &Wanted, who: Option<&Annotator>) -> Gathered {
    let is_wanted = |name: &LayerName| wanted.sidecars.iter().any(|(wanted, _)| wanted == name);
    let name = wanted.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut document = export::Document {
        path: wanted.shown.clone(),
        name,
        text: None,
        about: About::default(),
        layers: Vec::new(),
    };
    let mut problems = Vec::new();
    let reading = match &wanted.beside {
        Some(beside) => read_document_beside(&wanted.path, who, None, &wanted.around, beside.clone()),
        None => read_document_with(&wanted.path, who, None, &wanted.around),
    };
    let failure = match reading {
        Ok(reading) => {
            for layer in reading.layers.iter().filter(|layer| is_wanted(&layer.name)) {
                problems.extend(errors(&layer.path, &layer.problems));
                document.about.fill(layer.store.about());
                document.layers.extend(layer_of(layer));
            }
            document.about.fill(&reading.about);
            document.text = Some(reading.decoded.text);
            None
        }
        Err(error) => {
            for (name, path) in &wanted.sidecars {
                let read = sidecar::bytes_of(path).map_err(|error| {
                    let message = format!("the sidecar cannot be read ({error})");
                    Problem::new(Severity::Error, message, "check who may read it")
                });
                match read.and_then(|bytes| sidecar::read(&bytes).map_err(|error| error.problem())) {
                    Ok(read) => {
                        problems.extend(errors(path, &read.problems));
                        document.about.fill(&read.layer.document.about);
                        document.layers.push(layer_alone(name, read.layer));
                    }
                    Err(problem) => problems.push((path.clone(), problem)),
                }
            }
            Some(error)
        }
    };
    Gathered { document, failure, problems }
}

/// Returns what of a sidecar could not be read.
fn errors(path: &Path, problems: &[Problem]) -> Problems {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| (path.to_owned(), problem.clone())).collect()
}

fn layer_of(layer: &OpenLayer) -> Option<export::Layer> {
    let head = layer.head.as_ref()?;
    // The text of another extractor is none that the places count in.
    let has_places = layer.has_places();
    let mut entries: Vec<Entry> = layer
        .store
        .claims()
        .map(|placed| Entry {
            claim: Arc::clone(&placed.claim),
            spans: if has_places { placed.spans.to_vec() } else { vec![None; placed.spans.len()] },
            standing: has_places.then(|| worst(layer.placements(&placed.claim).into_iter()).into()),
            is_listed: true,
        })
        .collect();
    entries.sort_by_key(|entry| entry.first_span().map_or((true, None), |span| (false, Some(span))));
    Some(export::Layer {
        name: layer.name.clone(),
        annotator: layer.annotator_name().to_owned(),
        role: head.role,
        is_finished: layer.is_finished(),
        entries,
    })
}

/// Returns a layer whose document is not at hand: no claim has a place.
fn layer_alone(name: &LayerName, layer: Layer) -> export::Layer {
    let mut claims = layer.claims;
    claims.sort_by_key(|claim| claim.passages.iter().map(|passage| passage.selector.start).min());
    let entries = claims
        .into_iter()
        .map(|claim| Entry {
            spans: vec![None; claim.passages.len()],
            claim,
            standing: None,
            is_listed: true,
        })
        .collect();
    export::Layer {
        name: name.clone(),
        annotator: layer.annotator.name,
        role: layer.role,
        is_finished: layer.finished.is_some(),
        entries,
    }
}

impl From<Placement> for Standing {
    fn from(placement: Placement) -> Self {
        match placement {
            Placement::Exact => Self::Exact,
            Placement::Moved => Self::Moved,
            Placement::Changed => Self::Changed,
            Placement::Uncertain => Self::Uncertain,
            Placement::Orphan => Self::Orphan,
        }
    }
}
