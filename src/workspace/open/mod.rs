//! One open document: its text, its layers, the person's acts on their own layer, and what there is to save.
//!
//! The own layer is the one with the person's key; all others are read-only and hidden until the own one is finished
//! or the person asks. The first claim makes the own layer; a document without claims leaves no file. Nothing here
//! writes: [`Open::snapshot`] gives what is to be saved, and the answer comes back through [`Open::note`].

mod elsewhere;
mod layer;
mod mine;
mod parked;
mod read;
mod reconcile;
mod relations;
mod review;
mod save;
mod sides;
mod stages;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use crate::durable::{Fingerprint, Stamp};
use crate::import::Extractor;
use crate::model::{About, Annotator, Attempt, Claim, ClaimId, DocumentInfo, Layer, LayerName, Timestamp};
use crate::problem::{Problem, Severity};
use crate::sidecar;
use crate::store::{Edit, EditError, History, Store};
use crate::text::Text;
use crate::text::decode::Decoded;

pub use layer::{LayerKind, OpenLayer, Standing, worst};
pub use parked::{Parked, ParkedMerge, ParkedMerged};
pub use read::{
    Around, Choice, OpenError, Reading, layer_from_bytes, read_document, read_document_beside,
    read_document_with, read_layer, sidecars_of, sidecars_with,
};
pub use reconcile::{Reconcile, Reconciled, TakeOver, TakenOver};
pub use relations::{BackLink, Field, Relations};
pub use review::{ReviewItem, Standings, Tally, has_versions};
pub use save::Noted;
pub use sides::{Sides, SidesRead};
pub use stages::{LayerFiles, ReadLayers, Watch};
pub use work::Work;

/// Why an act was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Nobody said yet who the annotator is.
    #[error("nobody said yet who tags")]
    NoAnnotator,
    /// The person's own sidecar cannot be read, or must not be written; it is not touched.
    #[error("the own sidecar cannot be written: {}", path.display())]
    OwnUnreadable {
        /// The sidecar.
        path: PathBuf,
    },
    /// The layers are not there yet.
    #[error("the claims of this document are still being read")]
    StillReading,
    /// The edit does not fit the claims.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// One document with its layers.
#[derive(Debug)]
pub struct Open {
    path: PathBuf,
    name: String,
    /// The path that new sidecars stand beside: the document's own, or that name in the folder that stands in.
    home: PathBuf,
    /// Who touched the document's file last, before it was read.
    stamp: Option<Stamp>,
    decoded: Decoded,
    extractor: Option<Extractor>,
    /// What the document says of itself.
    about: About,
    /// What is worked at.
    work: Work,
    layers: Vec<OpenLayer>,
    /// Layers that do not belong to what is worked at.
    unlisted: Vec<OpenLayer>,
    /// The names that sidecars beside the document bear, those that are not listed included.
    taken: Vec<LayerName>,
    /// What could not be saved in an earlier session and waits for its layer to be worked at.
    unsaved: Vec<elsewhere::Unsaved>,
    problems: Vec<Problem>,
    own: Option<usize>,
    who: Option<Annotator>,
    /// Stands in for the own layer's claims while there is none.
    empty: Store,
    history: History,
    /// When the person asked to see the others, kept until there is an own layer to note it in.
    asked: Option<Timestamp>,
    /// Whether the person agreed to work in a fresh sidecar beside one that cannot be read.
    is_fresh_agreed: bool,
    /// Whether the layers are not there yet.
    is_loading: bool,
    /// Claims that were made before the layers came and that no layer holds yet.
    early: Vec<Arc<Claim>>,
    /// Rises with every change that a drawn thing may depend on and that no store knows of.
    revision: u64,
    /// Rises with every change of the own layer's head.
    head_revision: u64,
    save: save::Progress,
    /// How the own claims stood when the document was opened.
    arrival: std::sync::OnceLock<Tally>,
}

impl Open {
    /// Reads the document at `path` with all layers beside it, as the reader chose, or as it is found and recorded.
    pub fn load<'a>(
        path: &Path,
        who: Option<&Annotator>,
        choice: impl Into<Choice<'a>>,
    ) -> Result<Self, OpenError> {
        Self::load_with(path, who, choice, &Around::default())
    }

    /// As [`load`](Self::load), with what app data has: old texts to follow claims from, folders that stand in for the
    /// document's own, and claims of the person that could not be saved, which are taken up.
    pub fn load_with<'a>(
        path: &Path,
        who: Option<&Annotator>,
        choice: impl Into<Choice<'a>>,
        around: &Around,
    ) -> Result<Self, OpenError> {
        let (mut open, files) = Self::begin(path, who, choice, &Watch::default(), around)?;
        open.take_layers(files.read(), None, Timestamp::default());
        Ok(open)
    }

    /// Returns where the document was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the document's plain name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text.
    pub fn text(&self) -> &Text {
        &self.decoded.text
    }

    /// Returns how the text was read from the bytes: encoding, BOM, replaced bytes.
    pub fn decoding(&self) -> &Decoded {
        &self.decoded
    }

    /// Returns what made the text; `None` for plain text.
    pub fn extractor(&self) -> Option<Extractor> {
        self.extractor
    }

    /// Returns whether the reader may choose another text of the document: only where there are several, and no claim
    /// of their own counts in this one.
    pub fn can_choose_extractor(&self) -> bool {
        let has_own = self.own().is_some_and(|own| {
            own.store.claim_count() > 0 || own.head.as_ref().is_some_and(|head| !head.raw_claims.is_empty())
        });
        self.extractor.is_some() && self.work == Work::Analysis && !has_own
    }

    /// Returns how many words the text has; counted once, on the first call.
    pub fn word_count(&self) -> usize {
        self.decoded.text.word_count()
    }

    /// Returns a number that changes with everything that is drawn: claims, layers, what is shown.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns all layers: the own one first, the others by name.
    pub fn layers(&self) -> &[OpenLayer] {
        &self.layers
    }

    /// Returns the layers that are drawn and counted.
    pub fn shown_layers(&self) -> impl Iterator<Item = &OpenLayer> {
        self.layers.iter().filter(|layer| layer.is_shown)
    }

    /// Returns the person's own layer, once there is one.
    pub fn own(&self) -> Option<&OpenLayer> {
        self.own.and_then(|own| self.layers.get(own))
    }

    fn own_mut(&mut self) -> Option<&mut OpenLayer> {
        self.own.and_then(|own| self.layers.get_mut(own))
    }

    /// Returns the own layer's claims; a store without claims while there is no own layer.
    pub fn own_store(&self) -> &Store {
        self.own().map_or(&self.empty, |own| &own.store)
    }

    /// Returns the claims of the layer with that name.
    pub fn store_of(&self, name: &LayerName) -> Option<&Store> {
        self.layer(name).map(|layer| &layer.store)
    }

    /// Returns the layer with that name.
    pub fn layer(&self, name: &LayerName) -> Option<&OpenLayer> {
        self.layers.iter().find(|layer| layer.name == *name)
    }

    /// Returns who tags, once that is known.
    pub fn annotator(&self) -> Option<&Annotator> {
        self.who.as_ref()
    }

    /// Says who tags, and finds their layer. A layer without a key gets theirs with its next save.
    pub fn set_annotator(&mut self, who: Annotator) {
        if self.is_loading {
            self.who = Some(who);
            return self.note_change();
        }
        for layer in &mut self.layers {
            if layer.kind == LayerKind::Own {
                layer.kind = LayerKind::Other;
            }
        }
        let own = read::own_of(&self.layers, &who, &self.work);
        if let Some(layer) = own.and_then(|own| self.layers.get_mut(own)) {
            layer.kind = LayerKind::Own;
            layer.is_shown = true;
            if let Some(head) = &mut layer.head {
                if head.annotator.key.is_none() {
                    head.annotator.key.clone_from(&who.key);
                }
                // A document that was renamed together with its sidecar gets its name with the next save.
                head.document.file.clone_from(&self.name);
                note_text(head, &self.decoded, self.extractor);
            }
        }
        self.who = Some(who);
        self.put_own_first(own);
        // Whoever saw the others, or is done, goes on seeing them.
        let sees = self.work == Work::Gold || own.is_some() && self.may_see_others();
        self.show_all_if(sees);
        self.note_change();
    }

    fn show_all_if(&mut self, is_shown: bool) {
        if is_shown {
            for layer in self.layers.iter_mut().filter(|layer| layer.is_readable()) {
                layer.is_shown = true;
            }
        }
    }

    fn put_own_first(&mut self, own: Option<usize>) {
        if let Some(at) = own.filter(|at| *at < self.layers.len()) {
            self.layers.get_mut(..=at).unwrap_or_default().rotate_right(1);
        }
        self.own = own.map(|_| 0);
    }

    /// Applies `edit` to the own layer as one step called `name` ("tag as rebuttal"). The first claim makes the layer.
    pub fn apply(&mut self, name: &'static str, edit: Edit, now: Timestamp) -> Result<(), Refused> {
        let own = self.own_or_begin(now)?;
        if let Some(layer) = self.layers.get_mut(own) {
            self.history.apply(&mut layer.store, name, edit)?;
        }
        self.note_change();
        Ok(())
    }

    /// Returns what undo would take back.
    pub fn undo_name(&self) -> Option<&'static str> {
        self.history.undo_name()
    }

    /// Returns what redo would do again.
    pub fn redo_name(&self) -> Option<&'static str> {
        self.history.redo_name()
    }

    /// Takes the last step back; returns the claims it touched.
    pub fn undo(&mut self, now: Timestamp) -> Option<Vec<ClaimId>> {
        let layer = self.own.and_then(|own| self.layers.get_mut(own))?;
        let touched = self.history.undo(&mut layer.store, now);
        self.note_change();
        touched
    }

    /// Does the last undone step again; returns the claims it touched.
    pub fn redo(&mut self, now: Timestamp) -> Option<Vec<ClaimId>> {
        let layer = self.own.and_then(|own| self.layers.get_mut(own))?;
        let touched = self.history.redo(&mut layer.store, now);
        self.note_change();
        touched
    }

    /// Returns whether the person is done with the document.
    pub fn is_finished(&self) -> bool {
        self.own().is_some_and(OpenLayer::is_finished)
    }

    /// Marks the own layer as done, and shows the others.
    pub fn finish(&mut self, now: Timestamp) -> Result<(), Refused> {
        if self.is_loading {
            return Err(Refused::StillReading);
        }
        let own = self.own_or_begin(now)?;
        if let Some(head) = self.layers.get_mut(own).and_then(|layer| layer.head.as_mut()) {
            head.finished = Some(now);
        }
        self.head_revision += 1;
        self.show_all_if(true);
        self.note_change();
        Ok(())
    }

    /// Takes *done* back. Who saw the others meanwhile no longer works independently, and that is noted.
    pub fn unfinish(&mut self, now: Timestamp) {
        let sees_others = self.sees_others();
        let Some(head) = self.own_mut().and_then(|layer| layer.head.as_mut()) else { return };
        if head.finished.take().is_none() {
            return;
        }
        if sees_others {
            head.seen_others.get_or_insert(now);
        }
        self.head_revision += 1;
        self.note_change();
    }

    /// Returns whether others' layers may be looked at without asking: the own one is finished, or the person asked.
    pub fn may_see_others(&self) -> bool {
        let head = self.own().and_then(|layer| layer.head.as_ref());
        self.work == Work::Gold
            || self.asked.is_some()
            || head.is_some_and(|head| head.finished.is_some() || head.seen_others.is_some())
    }

    /// Shows others' layers; before one's own is finished, that is noted in it (with its first claim, if there is no
    /// own layer yet).
    pub fn show_others(&mut self, now: Timestamp) {
        self.note_asking(now);
        self.show_all_if(true);
        self.note_change();
    }

    /// Hides others' layers again.
    pub fn hide_others(&mut self) {
        for layer in self.layers.iter_mut().filter(|layer| layer.kind != LayerKind::Own) {
            layer.is_shown = false;
        }
        self.note_change();
    }

    /// Shows or hides one layer. Showing another's is asking to see the others.
    pub fn set_shown(&mut self, name: &LayerName, is_shown: bool, now: Timestamp) {
        let Some(layer) = self.layers.iter_mut().find(|layer| layer.name == *name && layer.is_readable())
        else {
            return;
        };
        layer.is_shown = is_shown;
        if is_shown && layer.kind != LayerKind::Own {
            self.note_asking(now);
        }
        self.note_change();
    }

    fn sees_others(&self) -> bool {
        self.shown_layers().any(|layer| layer.kind != LayerKind::Own)
    }

    fn note_asking(&mut self, now: Timestamp) {
        if self.may_see_others()
            || !self.layers.iter().any(|layer| layer.kind != LayerKind::Own && layer.is_readable())
        {
            return;
        }
        match self.own_mut().and_then(|layer| layer.head.as_mut()) {
            Some(head) => {
                head.seen_others = Some(now);
                self.head_revision += 1;
            }
            None => self.asked = Some(now),
        }
    }

    /// Returns title, author and the like, as the own layer has them; before there is one, as the document itself does.
    pub fn about(&self) -> &About {
        self.own_store().about()
    }

    /// Returns title, author and the like as the document itself has them.
    pub(in super::super) fn found_about(&self) -> &About {
        &self.about
    }

    /// Sets title, author and the like: an act like any other.
    pub fn set_about(&mut self, about: About, now: Timestamp) -> Result<(), Refused> {
        if *self.about() == about {
            return Ok(());
        }
        if self.is_loading {
            return Err(Refused::StillReading);
        }
        self.apply("change about this document", Edit::About(Box::new(about)), now)
    }

    /// Returns what was found wrong, each with the sidecar it is about; the document's own come first, without one.
    pub fn problems(&self) -> Vec<(Option<&LayerName>, Problem)> {
        let mut all: Vec<(Option<&LayerName>, Problem)> = Vec::new();
        all.extend(replaced_notice(&self.decoded).map(|problem| (None, problem)));
        all.extend(self.problems.iter().map(|problem| (None, problem.clone())));
        for layer in &self.layers {
            all.extend(layer.problems.iter().map(|problem| (Some(&layer.name), problem.clone())));
        }
        all
    }

    /// Returns the own layer's number, and makes the layer if there is none.
    fn own_or_begin(&mut self, now: Timestamp) -> Result<usize, Refused> {
        if let Some(own) = self.own {
            return Ok(own);
        }
        let who = self.who.clone().ok_or(Refused::NoAnnotator)?;
        if self.is_loading {
            return Ok(self.early_layer(&who));
        }
        if let Some(blocked) = self.blocked_own() {
            return Err(Refused::OwnUnreadable { path: blocked.path.clone() });
        }
        let name = self.free_name(&who);
        self.taken.push(name.clone());
        let path = sidecar::name::path_beside(&self.home, &name);
        let id = name.annotator().clone();
        let mut head = Layer::new(self.document_info(), Annotator { id, ..who }, self.work.role());
        head.seen_others = self.asked.take().filter(|asked| *asked <= now);
        if let Work::Attempt { exercise, number } = &self.work {
            let (exercise, number, started) = (exercise.clone(), *number, Some(now));
            head.attempt =
                Some(Attempt { exercise, number, started, submitted: None, unknown: Default::default() });
        }
        let is_shown = true;
        let layer = OpenLayer {
            name,
            path,
            head: Some(head),
            store: self.empty.clone(),
            problems: Vec::new(),
            kind: LayerKind::Own,
            is_shown,
            fingerprint: Fingerprint::Absent,
            on_disk: None,
            placed: Vec::new(),
            is_same_text: true,
            relations: Relations::default(),
            standings: Standings::default(),
        };
        self.layers.insert(0, layer);
        self.own = Some(0);
        Ok(0)
    }

    fn document_info(&self) -> DocumentInfo {
        DocumentInfo {
            encoding: self.decoded.recorded.clone(),
            extractor: self.extractor.map(|extractor| extractor.name().to_owned()),
            ..DocumentInfo::new(self.name.as_str(), self.decoded.text.hash(), self.decoded.text.char_count())
        }
    }

    fn note_change(&mut self) {
        self.revision += 1;
        for layer in &mut self.layers {
            layer.relations.follow(&layer.store);
            layer.standings.follow(&layer.store, &layer.placed);
        }
    }
}

/// Notes in a layer that counts in the present text how that text came about.
fn note_text(head: &mut Layer, decoded: &Decoded, extractor: Option<Extractor>) {
    if head.document.text_blake3 == decoded.text.hash() {
        head.document.encoding.clone_from(&decoded.recorded);
        head.document.extractor = extractor.map(|extractor| extractor.name().to_owned());
    }
}

/// Says how many bytes made no character, if any.
pub fn replaced_notice(decoded: &Decoded) -> Option<Problem> {
    (decoded.replaced > 0).then(|| {
        let places =
            if decoded.replaced == 1 { "1 place".to_owned() } else { format!("{} places", decoded.replaced) };
        Problem::new(
            Severity::Notice,
            format!(
                "at {places} the document has bytes that are no {}, shown as \u{fffd}",
                decoded.encoding.name()
            ),
            "choose another encoding if the text looks wrong",
        )
    })
}

/// Returns a number that no other own layer of this run has.
fn next_lineage() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
