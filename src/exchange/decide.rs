//! What a layer that was found becomes beside its document: a new sidecar, part of one that is there, or nothing.
//!
//! Pure: the same before anything is done and while it is done, so that what was said is what happens. Nothing is ever
//! overwritten: a layer of the same person is brought together with what is there, one of another person gets a name
//! of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::Fingerprint;
use crate::import::Extractor;
use crate::merge;
use crate::model::{Annotator, AnnotatorId, Layer, LayerName, Role};
use crate::sidecar;

use super::gather::Found;
use super::together::{Together, is_news, together};

/// What stands in a sidecar beside a document.
#[derive(Clone, Debug)]
pub enum Held {
    /// A layer, and what its file held.
    Layer(Arc<Layer>, Fingerprint),
    /// What nothing may write: why, and how to mend it.
    Blocked(String, String),
}

/// A sidecar beside a document.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The layer's name.
    pub name: LayerName,
    /// Where it is.
    pub path: PathBuf,
    /// What stands in it.
    pub held: Held,
    /// Whether it is the layer that is being edited: then the file may be behind.
    pub is_edited: bool,
}

impl Standing {
    /// Takes a sidecar's bytes.
    pub fn of(name: LayerName, path: PathBuf, bytes: &[u8]) -> Self {
        let blocked = |why: String, hint: &str| Held::Blocked(why, hint.to_owned());
        let held = match sidecar::read(bytes) {
            Ok(read) if read.layer.annotator.id != *name.annotator() => blocked(
                format!("the file name says {name}, and inside it says {}", read.layer.annotator.id),
                "rename the file, or mend `annotator.id`",
            ),
            Ok(read) => Held::Layer(Arc::new(by_id(read.layer)), Fingerprint::of(bytes)),
            Err(error) => blocked(error.to_string(), error.hint()),
        };
        Self { name, path, held, is_edited: false }
    }

    /// Returns what its file held, where a layer could be read in it.
    pub fn fingerprint(&self) -> Fingerprint {
        match self.held {
            Held::Layer(_, fingerprint) => fingerprint,
            Held::Blocked(..) => Fingerprint::Absent,
        }
    }

    /// Returns the layer, where one can be read.
    pub fn layer(&self) -> Option<&Arc<Layer>> {
        match &self.held {
            Held::Layer(layer, _) => Some(layer),
            Held::Blocked(..) => None,
        }
    }
}

/// All sidecars of a document.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The path that sidecars stand beside.
    pub home: PathBuf,
    /// The sidecars, by name.
    pub layers: Vec<Standing>,
}

/// What bringing two versions together does to the one that is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many claims are new.
    pub added: usize,
    /// How many are otherwise than before.
    pub changed: usize,
    /// How many go, because they were deleted.
    pub removed: usize,
    /// How many questions are left for a person.
    pub conflicts: usize,
}

impl Changes {
    fn of(before: &Layer, together: &Together) -> Self {
        let after = &together.layer;
        let find = |layer: &Layer, id| layer.claims.binary_search_by(|claim| claim.id.cmp(id)).ok();
        let mut changes = Self { conflicts: together.conflict_count, ..Self::default() };
        for claim in &after.claims {
            match find(before, &claim.id).and_then(|at| before.claims.get(at)) {
                None => changes.added += 1,
                Some(former) if former != claim => changes.changed += 1,
                Some(_) => {}
            }
        }
        let is_gone = |id| find(after, id).is_none();
        changes.removed = before.claims.iter().filter(|claim| is_gone(&claim.id)).count();
        changes
    }
}

/// What is to be done with a layer that was found.
#[derive(Clone, Debug)]
pub enum Step {
    /// It becomes a new sidecar.
    Add {
        /// Under this name.
        name: LayerName,
        /// With these bytes.
        bytes: Arc<[u8]>,
        /// Which hold this.
        layer: Arc<Layer>,
        /// The id that it came with, where another person has that.
        instead_of: Option<AnnotatorId>,
    },
    /// It becomes part of a sidecar that is there.
    Bring {
        /// Of this name.
        name: LayerName,
        /// What that becomes.
        layer: Arc<Layer>,
        /// What changes by that.
        changes: Changes,
        /// Whether the person at hand owns it.
        is_own: bool,
    },
    /// The very same is there.
    AlreadyHere {
        /// Under this name.
        name: LayerName,
    },
    /// What is there follows from it.
    NothingNew {
        /// In the sidecar of this name.
        name: LayerName,
    },
    /// What is there must not be written.
    Blocked {
        /// The sidecar's name.
        name: LayerName,
        /// Why.
        why: String,
        /// How to mend it.
        hint: String,
    },
}

impl Step {
    /// Returns the name of the sidecar that it is about.
    pub fn name(&self) -> &LayerName {
        match self {
            Self::Add { name, .. }
            | Self::Bring { name, .. }
            | Self::AlreadyHere { name }
            | Self::NothingNew { name }
            | Self::Blocked { name, .. } => name,
        }
    }
}

/// Returns the name of a layer under an id: what it is for decides.
pub fn layer_name(layer: &Layer, id: &AnnotatorId) -> LayerName {
    let suffix = match layer.role {
        Role::Analyst => return LayerName::of(id.clone()),
        Role::Gold => "gold".to_owned(),
        Role::AnswerKey => "key".to_owned(),
        Role::Attempt => format!("attempt-{}", layer.attempt.as_ref().map_or(1, |attempt| attempt.number)),
    };
    // Always made of letters, digits and single hyphens.
    LayerName::with_suffix(id.clone(), &suffix).unwrap_or_else(|_| LayerName::of(id.clone()))
}

/// Returns the layer with its claims by id, as this program writes them; somebody's editor may have moved them.
pub(super) fn by_id(mut layer: Layer) -> Layer {
    if !layer.claims.is_sorted_by(|one, other| one.id <= other.id) {
        layer.claims.sort_by(|one, other| one.id.cmp(&other.id));
    }
    layer
}

/// Says what becomes of `found` beside a document. `known` gives earlier versions of a sidecar, the newest first.
pub fn decide(
    found: &Found,
    beside: &Beside,
    who: Option<&Annotator>,
    known: impl Fn(&LayerName) -> Vec<Layer>,
) -> Step {
    let id = id_beside(&found.layer, beside, who);
    let name = layer_name(&found.layer, &id);
    let Some(standing) = beside.layers.iter().find(|standing| standing.name == name) else {
        return added(found, name);
    };
    let (ours, fingerprint) = match &standing.held {
        Held::Layer(layer, fingerprint) => (layer, fingerprint),
        Held::Blocked(why, hint) => return Step::Blocked { name, why: why.clone(), hint: hint.clone() },
    };
    let unknown_extractor = [ours, &found.layer].into_iter().find_map(|layer| {
        layer.document.extractor.as_ref().filter(|extractor| Extractor::named(extractor).is_none())
    });
    if let Some(extractor) = unknown_extractor {
        let why = format!("its text was made by {extractor:?}, which this version does not have");
        return Step::Blocked { name, why, hint: "install a version that has it".to_owned() };
    }
    let under_id = |layer: &Layer| {
        let mut layer = layer.clone();
        layer.annotator.id = id.clone();
        layer
    };
    if *fingerprint == Fingerprint::of(&found.bytes) || under_id(&found.layer) == **ours {
        return Step::AlreadyHere { name };
    }
    let is_own = who.is_some_and(|who| ours.annotator.is_person(&name, who));
    match together(ours, &found.layer, is_own, || known(&name)) {
        Ok(together) if !is_news(ours, &together.layer) => Step::NothingNew { name },
        Ok(together) => {
            let changes = Changes::of(ours, &together);
            Step::Bring { name, layer: Arc::new(together.layer), changes, is_own }
        }
        Err(error) => Step::Blocked { name, why: error.to_string(), hint: error.hint().to_owned() },
    }
}

fn added(found: &Found, name: LayerName) -> Step {
    if found.layer.annotator.id == *name.annotator() {
        let (bytes, layer) = (Arc::clone(&found.bytes), Arc::clone(&found.layer));
        return Step::Add { name, bytes, layer, instead_of: None };
    }
    let mut layer = Layer::clone(&found.layer);
    let instead_of = std::mem::replace(&mut layer.annotator.id, name.annotator().clone());
    let bytes = sidecar::write(&layer).into_bytes().into();
    Step::Add { name, bytes, layer: Arc::new(layer), instead_of: Some(instead_of) }
}

/// Returns the id that a person's layers have beside this document: that of their other layers, else their own, else
/// the next that is free.
fn id_beside(layer: &Layer, beside: &Beside, who: Option<&Annotator>) -> AnnotatorId {
    let key = layer.annotator.key.as_ref();
    let has_key = |standing: &&Standing| {
        key.is_some() && standing.layer().is_some_and(|theirs| theirs.annotator.key.as_ref() == key)
    };
    let of_key = beside.layers.iter().filter(has_key).min_by_key(|standing| {
        let id = standing.name.annotator();
        (*id != layer.annotator.id, standing.name != layer_name(layer, id))
    });
    if let Some(standing) = of_key {
        return standing.name.annotator().clone();
    }
    layer.annotator.id.free(|id| {
        let is_another = |standing: &Standing| match standing.layer() {
            Some(theirs) => *id != layer.annotator.id || merge::are_two_people(theirs, layer),
            // Whose it is cannot be told; the person's own id stays theirs.
            None => *id != layer.annotator.id,
        };
        // The reader's own id is theirs even where they have not begun yet.
        let is_readers = who.is_some_and(|who| {
            who.id == *id && !layer.annotator.is_person(&LayerName::of(layer.annotator.id.clone()), who)
        });
        is_readers
            || beside.layers.iter().any(|standing| standing.name.annotator() == id && is_another(standing))
    })
}

impl Beside {
    /// Makes it of sidecars that were read.
    pub fn new(home: &Path, mut layers: Vec<Standing>) -> Self {
        layers.sort_by(|one, other| one.name.cmp(&other.name));
        Self { home: home.to_owned(), layers }
    }

    /// Takes note that a step was taken, so that the next is decided upon what stands there then.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Add { name, bytes, layer, .. } => {
                let path = sidecar::name::path_beside(&self.home, name);
                let held = Held::Layer(Arc::clone(layer), Fingerprint::of(bytes));
                self.layers.push(Standing { name: name.clone(), path, held, is_edited: false });
            }
            Step::Bring { name, layer, .. } => {
                let fingerprint = Fingerprint::of(sidecar::write(layer).as_bytes());
                if let Some(standing) = self.layers.iter_mut().find(|standing| standing.name == *name) {
                    standing.held = Held::Layer(Arc::clone(layer), fingerprint);
                }
            }
            Step::AlreadyHere { .. } | Step::NothingNew { .. } | Step::Blocked { .. } => {}
        }
    }
}
