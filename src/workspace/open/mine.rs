//! Which layer beside a document is, or may be, the person's own where that is not plain: it cannot be read, or it has
//! another key.

use crate::model::{Role, Timestamp};

use super::{LayerKind, Open, OpenLayer};

impl Open {
    /// Returns the sidecar that should be one's own and cannot be written, until the person agrees to a fresh one.
    pub fn blocked_own(&self) -> Option<&OpenLayer> {
        let who = self.who.as_ref().filter(|_| self.own.is_none() && !self.is_fresh_agreed)?;
        self.layers.iter().find(|layer| {
            let is_own = match &layer.kind {
                LayerKind::Unmerged { whose: Some(whose) } => {
                    let name = self.work.layer_name(layer.name.annotator().clone());
                    layer.name == name && whose.is_person(&layer.name, who)
                }
                _ => layer.name == self.work.layer_name(who.id.clone()),
            };
            is_own && !layer.is_readable()
        })
    }

    /// Returns whether a layer may be the person's own from another machine: it has their name or their id, and another
    /// key.
    pub fn may_be_mine(&self, layer: &OpenLayer) -> bool {
        let Some((who, head)) = self.who.as_ref().zip(layer.head.as_ref()) else { return false };
        let theirs = &head.annotator;
        let is_numbered = |id: &str| {
            let number = id.strip_prefix(who.id.as_str()).and_then(|rest| rest.strip_prefix('-'));
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        let is_alike = theirs.name.trim().to_lowercase() == who.name.trim().to_lowercase()
            || theirs.id == who.id
            || is_numbered(theirs.id.as_str());
        is_alike
            && layer.kind == LayerKind::Other
            && layer.name.suffix().is_none()
            && head.role == Role::Analyst
            && theirs.key.is_some()
            && theirs.key != who.key
    }

    /// The person agrees to work in a fresh sidecar under another name; the unreadable one stays as it is.
    pub fn begin_fresh_layer(&mut self, now: Timestamp) {
        self.is_fresh_agreed = true;
        // What could not be saved in an earlier session goes on in it too.
        if !self.unsaved.is_empty() && self.own_or_begin(now).is_ok() {
            self.take_up_waiting();
        }
        self.note_change();
        self.put_early(now);
    }
}
