//! Opening in stages: the text first, so that it can be read at once; then the layers, which may take longer.
//!
//! Until the layers are there a claim that is made stands in a layer of its own, which is never written: it has no head.
//! When they come, it is put into the true own layer as a step like any other. So nothing that was tagged early is lost,
//! and nothing that stands in a sidecar is overwritten by somebody who has not read it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::durable::Fingerprint;
use crate::model::{Annotator, Claim, LayerName, Timestamp};
use crate::sidecar;
use crate::store::{Edit, History, Store};
use crate::text::Text;
use crate::text::decode::Decoded;

use super::elsewhere::Unsaved;
use super::layer::few;
use super::read::{Around, TextRead, read_layers, read_text};
use super::relations::Relations;
use super::review::Standings;
use super::{Choice, LayerKind, Open, OpenError, OpenLayer, Parked, next_lineage, save};

/// How far reading a document has come; whoever holds it can give the reading up.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicUsize,
    whole: AtomicUsize,
    is_given_up: AtomicBool,
}

impl Watch {
    /// Returns how much of the document is there, from 0 to 1.
    pub fn share(&self) -> f32 {
        let whole = self.whole.load(Ordering::Relaxed).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
        let share = self.done.load(Ordering::Relaxed) as f32 / whole as f32;
        share.min(1.0)
    }

    /// Gives the reading up: it ends soon.
    pub fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    /// Returns whether the reading was given up.
    pub fn is_given_up(&self) -> bool {
        self.is_given_up.load(Ordering::Relaxed)
    }
}

/// The sidecars beside a document whose text is there.
#[derive(Debug)]
pub struct LayerFiles {
    path: PathBuf,
    beside: Vec<(LayerName, PathBuf)>,
    decoded: Decoded,
    around: Around,
}

impl LayerFiles {
    /// Reads the sidecars and places their claims in the text, and what of an earlier session could not be saved: for a
    /// worker.
    pub fn read(self) -> ReadLayers {
        let layers = read_layers(self.beside, &self.decoded, &self.around);
        let unsaved = Unsaved::of(&self.path, &self.decoded.text, &self.around);
        ReadLayers { text: self.decoded.text, layers, unsaved }
    }
}

/// The layers of a document whose text was there before.
#[derive(Debug)]
pub struct ReadLayers {
    text: Text,
    layers: Vec<OpenLayer>,
    unsaved: Vec<Unsaved>,
}

impl ReadLayers {
    /// Returns whether one of them is that person's, made for this very text.
    pub fn are_claimed_by(&self, who: &Annotator) -> bool {
        self.layers.iter().any(|layer| {
            let head = layer.head.as_ref().filter(|_| layer.is_same_text);
            head.is_some_and(|head| head.annotator.is_person(&layer.name, who))
        })
    }

    /// Returns whether they belong to `open`, and it waits for them.
    pub fn belong_to(&self, open: &Open) -> bool {
        open.is_loading && open.text().is_same(&self.text)
    }
}

impl Open {
    /// Reads the document's text. The layers are not there yet: [`LayerFiles::read`] brings them, and
    /// [`take_layers`](Self::take_layers) takes them.
    pub fn begin<'a>(
        path: &Path,
        who: Option<&Annotator>,
        choice: impl Into<Choice<'a>>,
        watch: &Watch,
        around: &Around,
    ) -> Result<(Self, LayerFiles), OpenError> {
        let goes_on = |done, whole| {
            watch.done.store(done, Ordering::Relaxed);
            watch.whole.store(whole, Ordering::Relaxed);
            !watch.is_given_up()
        };
        let TextRead { path, name, home, stamp, decoded, extractor, about, beside, problems } =
            read_text(path, who, &choice.into(), around, &goes_on)?;
        let files =
            LayerFiles { path: path.clone(), beside, decoded: decoded.clone(), around: around.clone() };
        let empty = Store::new(decoded.text.clone(), Vec::new(), Vec::new(), about.clone());
        let open = Self {
            path,
            name,
            home,
            stamp,
            decoded,
            extractor,
            about,
            work: super::Work::default(),
            layers: Vec::new(),
            unlisted: Vec::new(),
            taken: Vec::new(),
            unsaved: Vec::new(),
            problems,
            own: None,
            who: who.cloned(),
            empty,
            history: History::default(),
            asked: None,
            is_fresh_agreed: false,
            is_loading: true,
            early: Vec::new(),
            revision: 0,
            head_revision: 0,
            save: save::Progress::new(next_lineage()),
            arrival: std::sync::OnceLock::new(),
        };
        Ok((open, files))
    }

    /// Returns whether the layers are not there yet.
    pub fn is_loading(&self) -> bool {
        self.is_loading
    }

    /// Returns whether there are claims that were made before the layers came, and that no layer holds yet.
    pub fn has_early_claims(&self) -> bool {
        !self.early.is_empty() || (self.is_loading && self.own_store().claim_count() > 0)
    }

    /// Takes the layers, then what was `parked` when the document was left before, then the claims that were made in the
    /// meantime. Layers of another document, or of another reading of this one, change nothing.
    pub fn take_layers(&mut self, layers: ReadLayers, parked: Option<Parked>, now: Timestamp) {
        if !layers.belong_to(self) {
            return;
        }
        self.early = self.own_store().snapshot();
        self.is_loading = false;
        self.arrival = std::sync::OnceLock::new();
        self.own = None;
        self.history = History::default();
        self.layers = layers.layers;
        self.layers.iter_mut().for_each(|layer| few(&mut layer.problems));
        self.taken = self.layers.iter().map(|layer| layer.name.clone()).collect();
        self.unlisted.clear();
        self.list();
        match self.who.take() {
            Some(who) => self.set_annotator(who),
            None => self.note_change(),
        }
        self.take_up(layers.unsaved);
        if let Some(parked) = parked {
            self.resume(parked);
        }
        self.put_early(now);
    }

    /// Puts the claims that were made early into the own layer; where it must not be written they wait on.
    pub(super) fn put_early(&mut self, now: Timestamp) {
        let mut early: std::collections::VecDeque<Arc<Claim>> = std::mem::take(&mut self.early).into();
        while let Some(claim) = early.pop_front() {
            if self.apply("tag", Edit::Put(Arc::clone(&claim)), now).is_err() {
                early.push_front(claim);
                break;
            }
        }
        self.early = early.into();
    }

    /// Returns the number of the layer that early claims stand in, and makes it if there is none.
    pub(super) fn early_layer(&mut self, who: &Annotator) -> usize {
        let name = LayerName::of(who.id.clone());
        self.layers.insert(
            0,
            OpenLayer {
                path: sidecar::name::path_beside(&self.home, &name),
                name,
                // Without a head it is never written.
                head: None,
                store: self.empty.clone(),
                problems: Vec::new(),
                kind: LayerKind::Own,
                is_shown: true,
                fingerprint: Fingerprint::Absent,
                on_disk: None,
                placed: Vec::new(),
                is_same_text: true,
                relations: Relations::default(),
                standings: Standings::default(),
            },
        );
        self.own = Some(0);
        0
    }
}
