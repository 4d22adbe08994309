//! Layers that come from others find their documents and their places beside them, and one's own are sent.
//!
//! [`plan`] says what would happen to each, and writes nothing; [`carry_out`] does it for those that are chosen, deciding
//! again upon what stands there then. What concerns the layer that is being edited is handed back, so that it enters
//! that as one step that can be undone. Everything here reads files and belongs on a worker.

mod carry;
mod locate;
mod plan;
mod send;
mod shelf;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::exchange::{Beside, Held, Standing, gather};
use crate::keep::Keep;
use crate::library::Library;
use crate::model::{Annotator, Layer, LayerName};
use crate::sidecar;
use crate::text::TextHash;

use shelf::Shelf;

use super::{Open, OpenLayer};

pub use crate::exchange::{Changes, Gathered, LIMITS, Progress, Source};
pub use carry::{Carried, Outcome, Written, carry_out, decide_edited};
pub use plan::{Fate, Plan, Row, Target, plan};
pub use send::{OwnLayer, OwnWork, SendError, archive, own_work};

/// A document that layers may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it is.
    pub path: PathBuf,
    /// Its plain name.
    pub name: String,
    /// The sub folder it lies in, with `/`; empty for the folder itself.
    pub folder: String,
}

impl Place {
    /// Returns the name with its sub folder.
    pub fn shown(&self) -> String {
        match self.folder.as_str() {
            "" => self.name.clone(),
            folder => format!("{folder}/{}", self.name),
        }
    }
}

/// The document that is open.
#[derive(Clone, Debug)]
pub struct OpenNow {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: TextHash,
    /// The path that its sidecars stand beside.
    pub home: PathBuf,
    /// The layer that is being edited, as it is now, with its sidecar.
    pub edited: Option<(LayerName, PathBuf, Arc<Layer>)>,
}

impl OpenNow {
    /// Looks at an open document; `None` while its layers are not there.
    fn of(open: &Open) -> Option<Self> {
        let edited = |own: &OpenLayer| Some((own.name.clone(), own.path.clone(), Arc::new(own.layer()?)));
        (!open.is_loading()).then(|| Self {
            path: open.path().to_owned(),
            text: open.text().hash(),
            home: open.home().to_owned(),
            edited: open.own().and_then(edited),
        })
    }

    /// Returns the layer that is being edited as what stands there; what its file holds does not count.
    fn standing(&self) -> Option<Standing> {
        let (name, path, layer) = self.edited.clone()?;
        Some(Standing { name, path, held: Held::Layer(layer, Fingerprint::Absent), is_edited: true })
    }
}

/// Where layers may go, and who is asking.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    documents: Vec<Place>,
    open: Option<OpenNow>,
    who: Option<Annotator>,
    keep: Keep,
    locks: PathBuf,
}

impl Surroundings {
    /// The open document and those of the open folder. `locks` is the folder of locks.
    pub fn new(
        open: Option<&Open>,
        library: Option<&Library>,
        who: Option<&Annotator>,
        keep: Keep,
        locks: PathBuf,
    ) -> Self {
        let documents = library.map(Library::documents).unwrap_or_default().iter();
        let mut documents: Vec<Place> = documents
            .map(|document| Place {
                path: document.path.clone(),
                name: document.name.clone(),
                folder: document.folder.clone(),
            })
            .collect();
        if let Some(open) = open
            && !documents.iter().any(|place| place.path == open.path())
        {
            let name = open.name().to_owned();
            documents.insert(0, Place { path: open.path().to_owned(), name, folder: String::new() });
        }
        Self { documents, open: open.and_then(OpenNow::of), who: who.cloned(), keep, locks }
    }

    /// Returns the documents.
    pub fn documents(&self) -> &[Place] {
        &self.documents
    }

    fn open_at(&self, path: &Path) -> Option<&OpenNow> {
        self.open.as_ref().filter(|open| open.path == path)
    }

    /// Reads the sidecars of a document, and takes the edited layer as it is now.
    fn beside(&self, place: &Place, shelf: &mut Shelf) -> Beside {
        let open = self.open_at(&place.path);
        let home = match open {
            Some(open) => open.home.clone(),
            None => self.keep.place_of_path(&place.path).map_or_else(
                || place.path.clone(),
                |folder| folder.join(place.path.file_name().unwrap_or_default()),
            ),
        };
        let mut listed = shelf.beside(&home);
        if home != place.path {
            for (name, path) in shelf.beside(&place.path) {
                if !listed.iter().any(|(other, _)| *other == name) {
                    listed.push((name, path));
                }
            }
        }
        let standing = |(name, path): (LayerName, PathBuf)| match sidecar::bytes_of(&path) {
            Ok(bytes) => Standing::of(name, path, &bytes),
            Err(error) => {
                let why = format!("the sidecar cannot be read ({error})");
                Standing {
                    name,
                    path,
                    held: Held::Blocked(why, "check who may read it".to_owned()),
                    is_edited: false,
                }
            }
        };
        let mut layers: Vec<Standing> = listed.into_iter().map(standing).collect();
        if let Some(edited) = open.and_then(OpenNow::standing) {
            layers.retain(|standing| standing.path != edited.path);
            layers.push(edited);
        }
        Beside::new(&home, layers)
    }

    /// Returns the earlier versions of a sidecar that are kept, the newest first.
    fn known(&self, document: &Path, name: &LayerName) -> Vec<Layer> {
        let backups = self.keep.backups(document, name).into_iter();
        backups.filter_map(|backup| Some(sidecar::read(&backup.read().ok()?).ok()?.layer)).collect()
    }
}

/// Reads what there is to add in files, folders and archives, and says what would happen; `None` when it was stopped.
pub fn look(paths: &[PathBuf], around: &Surroundings, progress: &Progress) -> Option<Plan> {
    let gathered = gather(paths, &LIMITS, progress)?;
    plan(gathered, around, progress)
}
