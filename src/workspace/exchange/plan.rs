//! What would happen to each layer that was found, as plain data.

use std::collections::BTreeMap;

use crate::exchange::{Beside, Candidate, Changes, Found, Gathered, Progress, Source, Step, decide, shown};
use crate::model::{AnnotatorId, LayerName};

use super::locate::{Located, locate};
use super::shelf::Shelf;
use super::{Place, Surroundings};

/// What happens to a layer, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It becomes a new sidecar.
    Added {
        /// Under this name.
        name: LayerName,
        /// The id that it came with, where another person has that here.
        instead_of: Option<AnnotatorId>,
    },
    /// It becomes part of a sidecar that is there.
    Merged {
        /// Of this name.
        name: LayerName,
        /// What changes by that.
        changes: Changes,
        /// Whether that is the reader's own.
        is_own: bool,
    },
    /// The very same is here.
    AlreadyHere,
    /// What is here follows from it.
    NothingNew,
    /// It is left, and why.
    Left {
        /// Why.
        why: String,
        /// How to mend it; empty when there is nothing to do.
        hint: String,
    },
}

impl Fate {
    /// Returns whether anything is written.
    pub fn acts(&self) -> bool {
        matches!(self, Self::Added { .. } | Self::Merged { .. })
    }

    pub(super) fn left(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Left { why: why.into(), hint: hint.into() }
    }

    pub(super) fn of(step: &Step) -> Self {
        match step {
            Step::Add { name, instead_of, .. } => {
                Self::Added { name: name.clone(), instead_of: instead_of.clone() }
            }
            Step::Bring { name, changes, is_own, .. } => {
                Self::Merged { name: name.clone(), changes: *changes, is_own: *is_own }
            }
            Step::AlreadyHere { .. } => Self::AlreadyHere,
            Step::NothingNew { .. } => Self::NothingNew,
            Step::Blocked { why, hint, .. } => Self::left(why, hint),
        }
    }
}

/// The document that a layer belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The document.
    pub place: Place,
    /// Whether only its name fits: the text is another than the layer was made for, and the claims are found anew.
    pub text_differs: bool,
}

/// One layer that was found, or what was taken for one, with what would happen to it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it was found.
    pub source: Source,
    /// What is shown for its annotator; empty where it could not be read.
    pub annotator: String,
    /// How many claims it has.
    pub claim_count: usize,
    /// Its document, where that is at hand.
    pub target: Option<Target>,
    /// What would happen.
    pub fate: Fate,
    pub(super) found: Option<Found>,
}

/// All that was found, and what would happen.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// A row for each.
    pub rows: Vec<Row>,
    /// How many other files there were.
    pub other_count: usize,
}

impl Plan {
    /// Returns how many rows would write something.
    pub fn acting_count(&self) -> usize {
        self.rows.iter().filter(|row| row.fate.acts()).count()
    }
}

/// Says what would happen to each, and writes nothing; `None` when it was stopped.
pub fn plan(gathered: Gathered, around: &Surroundings, progress: &Progress) -> Option<Plan> {
    let found: Vec<(&Source, &Found)> = gathered
        .candidates
        .iter()
        .filter_map(|candidate| Some((&candidate.source, candidate.found.as_ref().ok()?)))
        .collect();
    let mut located = locate(&found, around, progress)?.into_iter();
    let mut besides = Besides::default();
    let mut rows = Vec::new();
    progress.begin(gathered.candidates.len());
    for Candidate { source, found } in gathered.candidates {
        if progress.is_stopped() {
            return None;
        }
        progress.step();
        let row = match found {
            Err(why) => Row {
                source,
                annotator: String::new(),
                claim_count: 0,
                target: None,
                fate: Fate::left(why.to_string(), why.hint()),
                found: None,
            },
            Ok(found) => {
                let located = located.next().unwrap_or(Located::Nowhere);
                row(source, found, located, around, &mut besides)
            }
        };
        rows.push(row);
    }
    Some(Plan { rows, other_count: gathered.other_count })
}

/// What stands beside the documents, by number, as far as it was read.
#[derive(Default)]
struct Besides {
    shelf: Shelf,
    documents: BTreeMap<usize, Beside>,
}

fn row(source: Source, found: Found, located: Located, around: &Surroundings, besides: &mut Besides) -> Row {
    let file = shown(&found.layer.document.file);
    let (at, text_differs) = match located {
        Located::ByText(at) => (Some(at), false),
        Located::ByName(at) => (Some(at), true),
        Located::Several | Located::Nowhere => (None, false),
    };
    let place = at.and_then(|at| Some((at, around.documents.get(at)?)));
    let fate = match place {
        Some((at, place)) => {
            let Besides { shelf, documents } = besides;
            let beside = documents.entry(at).or_insert_with(|| around.beside(place, shelf));
            let known = |name: &LayerName| around.known(&place.path, name);
            let step = decide(&found, beside, around.who.as_ref(), known);
            // The next version of the same layer is decided upon what will stand there then.
            beside.take(&step);
            Fate::of(&step)
        }
        None if around.documents.is_empty() => {
            Fate::left("no document is open", "open the folder with the documents, then add it again")
        }
        None if located == Located::Several => Fate::left(
            format!("several documents here are called {file}, and none has the text that it was made for"),
            "open the one that is meant, alone",
        ),
        None => Fate::left(format!("its document {file} is not here"), "open its folder, then add it again"),
    };
    Row {
        source,
        annotator: shown(&found.layer.annotator.name),
        claim_count: found.layer.claims.len(),
        target: place.map(|(_, place)| Target { place: place.clone(), text_differs }),
        fate,
        found: Some(found),
    }
}
