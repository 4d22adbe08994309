//! Finding submissions: in folders, archives and files, by what they hold, whatever they are called.

use std::path::PathBuf;
use std::sync::Arc;

use crate::exchange::{self, Progress, Source, Unusable};
use crate::model::Layer;

/// A file that holds a layer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The file as it is shown; in an archive the archive's path and the name inside.
    pub file: String,
    /// What it holds.
    pub layer: Arc<Layer>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// A file that was looked at and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The file as it is shown.
    pub file: String,
    /// Why, in words that go on after the name of the file: `is no sidecar of Obelus`.
    pub reason: String,
    /// What the reader can do about it; empty when there is nothing to do.
    pub hint: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The layers, in the order of the files.
    pub answers: Vec<Answer>,
    /// What could not be read and may be a submission.
    pub passed_over: Vec<PassedOver>,
}

/// Reads all layers in `sources`: files, archives, and folders with all that is below them. Files that are neither a layer
/// nor an archive are passed over; those that a person named, and layers that cannot be read, are said.
pub fn read_answers(sources: &[PathBuf]) -> Answers {
    let mut found = Answers::default();
    let gathered = exchange::gather(sources, &exchange::LIMITS, &Progress::default()).unwrap_or_default();
    for candidate in gathered.candidates {
        let file = shown(&candidate.source);
        match candidate.found {
            Ok(layer) => found.answers.push(Answer { file, layer: layer.layer, bytes: layer.bytes }),
            // Of a sidecar it is said what is wrong, of other files what they are.
            Err(Unusable::Sidecar(error)) => {
                let hint = error.hint().to_owned();
                found.passed_over.push(PassedOver { file, reason: format!("was left: {error}"), hint });
            }
            Err(why) => {
                let hint = why.hint().to_owned();
                found.passed_over.push(PassedOver { file, reason: why.to_string(), hint });
            }
        }
    }
    found
}

fn shown(source: &Source) -> String {
    let file = source.file.to_string_lossy().replace('\\', "/");
    match &source.inside {
        Some(inside) => format!("{file}/{}", exchange::shown(inside)),
        None => file,
    }
}
