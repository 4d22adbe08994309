//! What comes to an open document from elsewhere: claims of an earlier session that could not be saved, former versions,
//! other people's layers that changed on disk, and another folder for the sidecars.

use std::path::{Path, PathBuf};

use crate::durable::{Fingerprint, Stamp};
use crate::model::{Layer, LayerName, Timestamp};
use crate::sidecar;
use crate::store::Edit;
use crate::text::Text;

use super::parked::Own;
use super::reconcile::puts_and_removes;
use super::save::Progress;
use super::{Around, LayerKind, Open, OpenLayer, Refused, next_lineage, read};

/// What a layer of an earlier session has that could not be saved then.
#[derive(Debug)]
pub(super) struct Unsaved {
    name: LayerName,
    layer: Layer,
    base: Option<Layer>,
}

impl Unsaved {
    /// Reads what of the document at `path` could not be saved, with its claims in the text at hand.
    pub(super) fn of(path: &Path, text: &Text, around: &Around) -> Vec<Self> {
        let rescues = around.keep.pending_of(path).into_iter();
        let unsaved = rescues.filter_map(|rescue| {
            let (mut layer, base) = rescue.read().ok()?;
            let old = around.old_text(layer.document.text_blake3);
            if layer.document.text_blake3 != text.hash() {
                read::fit_to_text(&mut layer, text, old.as_ref());
            }
            Some(Self { name: rescue.name, layer, base })
        });
        unsaved.collect()
    }
}

impl Open {
    /// Takes up what the person's layers of an earlier session have that could not be saved then. It is unsaved now; the
    /// save that follows removes the rescue copies.
    pub(super) fn take_up(&mut self, unsaved: Vec<Unsaved>) {
        let Some(who) = self.who.clone() else {
            self.unsaved = unsaved;
            return;
        };
        for Unsaved { name, mut layer, base } in unsaved {
            // Where the own sidecar cannot be read it waits, until that one is mended or a fresh one begun.
            if name.suffix() != self.work.suffix().as_deref()
                || layer.role != self.work.role()
                || !layer.annotator.is_person(&name, &who)
                || self.blocked_own().is_some()
            {
                self.unsaved.push(Unsaved { name, layer, base });
                continue;
            }
            if self.own.is_some() {
                if self.merge_in(&layer, base.as_ref()).is_none() {
                    continue;
                }
            } else {
                read::fit_to_text(&mut layer, &self.decoded.text, None);
                let path = sidecar::name::path_beside(&self.home, &name);
                let fingerprint = Fingerprint::Absent;
                self.put_own(Own {
                    name: name.clone(),
                    path,
                    layer,
                    fingerprint,
                    on_disk: None,
                    decided: None,
                });
                self.head_revision += 1;
                self.note_change();
            }
            self.save.taken_up.push(name);
        }
    }

    /// Takes up what has waited for the layer that is worked at.
    pub(super) fn take_up_waiting(&mut self) {
        let unsaved = std::mem::take(&mut self.unsaved);
        self.take_up(unsaved);
    }

    /// Returns whether claims of an earlier session were taken up that could not be saved then.
    pub fn has_taken_up(&self) -> bool {
        !self.save.taken_up.is_empty()
    }

    /// Goes back to a former version of the own layer, as one step that can be undone. Claims that were tagged since go;
    /// those that come back or change are this moment's.
    pub fn restore(&mut self, mut version: Layer, old: Option<&Text>, now: Timestamp) -> Result<(), Refused> {
        read::fit_to_text(&mut version, &self.decoded.text, old);
        version.claims.sort_by(|one, other| one.id.cmp(&other.id));
        let store = self.own_store();
        let mut edits = puts_and_removes(&store.snapshot(), &version.claims);
        // What was decided led to the claims of then.
        if version.decisions != store.decisions() {
            edits.push(Edit::Decisions(version.decisions));
        }
        if edits.is_empty() {
            return Ok(());
        }
        let edit = Edit::Batch(edits).restamped(store, now);
        self.apply("go back to an earlier version", edit, now)
    }

    /// From now on the own layer is saved in `folder`, used as if it were the document's own. Returns the sidecar that is
    /// left as it is, for [`Saver::forget`](crate::workspace::Saver::forget); what is not saved is saved there next.
    pub fn save_in(&mut self, folder: &Path) -> Option<PathBuf> {
        self.home = folder.join(self.path.file_name().unwrap_or_default());
        let beside = self.home.clone();
        let own = self.own_mut()?;
        let path = sidecar::name::path_beside(&beside, &own.name);
        let left = std::mem::replace(&mut own.path, path);
        own.fingerprint = Fingerprint::Absent;
        own.on_disk = None;
        let taken_up = std::mem::take(&mut self.save.taken_up);
        self.save = Progress { taken_up, ..Progress::new(next_lineage()) };
        self.head_revision += 1;
        self.note_change();
        Some(left)
    }

    /// Returns the path that new sidecars stand beside: the document's own, or that name in the folder that stands in.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Returns who touched the document's file last, before it was read.
    pub fn stamp(&self) -> Option<Stamp> {
        self.stamp
    }

    /// Takes a layer that was read anew because its sidecar changed on disk, unless it is the own one. Returns whether
    /// something that is listed is different now.
    pub fn put_layer(&mut self, mut layer: OpenLayer) -> bool {
        let is_listed = self.work.lists(&layer, self.who.as_ref());
        let at = self.layers.iter().position(|other| other.path == layer.path);
        let is_own = at.is_some() && at == self.own;
        if is_own || !layer.store.text().is_same(self.text()) {
            return false;
        }
        if !is_listed {
            self.unlisted.retain(|other| other.path != layer.path);
            self.taken.push(layer.name.clone());
            self.unlisted.push(layer);
            return false;
        }
        let may_see = self.may_see_others();
        match at.and_then(|at| self.layers.get_mut(at)) {
            Some(present) if present.fingerprint == layer.fingerprint => return false,
            Some(present) => {
                let was_shown = present.is_shown || !present.is_readable() && may_see;
                layer.is_shown = layer.is_readable() && was_shown;
                *present = layer;
            }
            None => {
                layer.is_shown = layer.is_readable() && may_see;
                self.taken.push(layer.name.clone());
                self.layers.push(layer);
            }
        }
        self.sort_others();
        // It may be the person's own, brought from another machine.
        if self.own.is_none()
            && let Some(who) = self.who.clone()
        {
            self.set_annotator(who);
            self.take_up_waiting();
        }
        self.note_change();
        true
    }

    /// Drops the layer of a sidecar that is gone, unless it is the own one. Returns whether there was one.
    pub fn drop_layer(&mut self, path: &Path) -> bool {
        let before = self.layers.len();
        self.layers.retain(|layer| layer.path != path || layer.kind == LayerKind::Own);
        self.unlisted.retain(|layer| layer.path != path);
        let is_dropped = self.layers.len() < before;
        if is_dropped {
            self.note_change();
        }
        is_dropped
    }

    fn sort_others(&mut self) {
        let others = usize::from(self.own.is_some());
        if let Some(others) = self.layers.get_mut(others..) {
            others.sort_by(|one, other| one.name.cmp(&other.name));
        }
    }
}
