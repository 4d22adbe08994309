//! Taking over one's own key from a layer that was made on another machine.

use crate::model::LayerName;
use crate::workspace::{Choice, SaveState};

use super::super::App;
use super::super::command::Command;

impl App {
    /// A layer of the open document is the reader's own from another machine: its key is theirs from now on.
    pub(super) fn this_is_me(&mut self, name: &LayerName) {
        let Some(open) = self.open.as_ref() else {
            return;
        };
        let layer = open.layer(name).filter(|layer| open.may_be_mine(layer));
        let Some(key) = layer.and_then(|layer| layer.head.as_ref()?.annotator.key.clone()) else {
            return;
        };
        if let Some(former) = self.take_key(Some(key)) {
            self.former_key = Some(former);
            let words = "This layer is yours from now on. What you tagged here until now stays as a layer of its own.";
            self.notices.say_with(words, "Undo", || Command::NotMe);
        }
    }

    /// It was not: the former key is the reader's again.
    pub(super) fn not_me(&mut self) {
        if let Some(former) = self.former_key.take()
            && self.take_key(former.clone()).is_none()
        {
            self.former_key = Some(former);
        }
    }

    /// Makes `key` the reader's and reads the document anew; returns the former one, or `None` where there is still
    /// something to be saved under that.
    fn take_key(&mut self, key: Option<String>) -> Option<Option<String>> {
        self.take_typed();
        self.submit_save();
        let open = self.open.as_ref()?;
        let state = open.own().map_or(SaveState::NothingYet, |own| self.saver.state(&own.path));
        if open.has_unsaved() || matches!(state, SaveState::Saving | SaveState::Failed { .. }) {
            self.notices.say("Your claims here are still being saved. Choose it again when they are.");
            return None;
        }
        let (path, work, extractor) = (open.path().to_owned(), open.work().clone(), open.extractor());
        let former = std::mem::replace(&mut self.settings.annotator.as_mut()?.key, key);
        self.load(path.clone(), Choice { encoding: None, extractor });
        // Its undo steps are those of another layer.
        self.parked.remove(&(path, work));
        if let Some(root) = self.library.as_ref().map(|library| library.root().to_owned()) {
            self.scan(&root);
        }
        Some(former)
    }
}
