//! What other programs did on disk to the open document and its layers.

use std::path::{Path, PathBuf};

use crate::text::ByteOffset;
use crate::workspace::{Around, Choice, Open, OpenError, OpenLayer, WatchEvent, follow, read_layer};

use crate::model::is_markdown;

use super::super::App;
use super::super::command::Command;
use super::super::dialogs::Dialog;
use super::super::jobs::Done;
use super::super::reading::Place;
use super::claims::sentence;

impl App {
    /// Watches what is open: another document, or an own sidecar that is new.
    pub(in super::super) fn watch_open(&mut self) {
        // Until the layers are there nobody knows what they held.
        let open = self.open.as_ref().filter(|open| !open.is_loading());
        let present = open.map(|open| {
            (open.path().to_owned(), open.home().to_owned(), open.watched_own().map(Path::to_owned))
        });
        if self.watching != present {
            self.watcher.set(open.map(Open::watched));
            self.watching = present;
        }
    }

    /// Does what follows from a change on disk.
    pub(super) fn take_watched(&mut self, event: WatchEvent) {
        let Some(open) = &self.open else {
            return;
        };
        match event {
            WatchEvent::Own { document } if document == open.path() => {
                if let Some(job) = open.look() {
                    self.saver.look(job);
                }
            }
            WatchEvent::Copies { document } if document == open.path() => self.look_elsewhere(),
            WatchEvent::Layer { document, name, path, bytes } if document == open.path() => {
                let (text, around) = (open.text().clone(), Around::of(self.keep()));
                self.jobs.spawn(move || {
                    let layer = Box::new(read_layer(name, path, &bytes, &text, &around));
                    Done::LayerRead { document, layer }
                });
            }
            WatchEvent::LayerGone { document, path } if document == open.path() => self.drop_layer(&path),
            WatchEvent::Document { path } if path == open.path() => self.reload(),
            WatchEvent::DocumentGone { path } if path == open.path() => {
                self.notices.say("The document is no longer there. What is open stays as it is.");
            }
            WatchEvent::Folder { folder } => self.rescan(&folder),
            // Of a document that was left meanwhile.
            _ => {}
        }
    }

    /// Looks through the open folder again, when something in `changed` is part of it.
    fn rescan(&mut self, changed: &Path) {
        let root = self.library.as_ref().map(|library| library.root().to_owned());
        if let Some(root) = root.filter(|root| changed.starts_with(root)) {
            self.scan(&root);
        }
    }

    /// Takes another's layer that changed on disk; the page stays where it is.
    pub(super) fn take_layer(&mut self, document: &Path, layer: OpenLayer) {
        let is_meant = |open: &&mut Open| open.path() == document && !open.is_loading();
        let Some(open) = self.open.as_mut().filter(is_meant) else {
            return;
        };
        let (path, whose) = (layer.path.clone(), layer.annotator_name().to_owned());
        let had_own = open.own().is_some();
        if !open.put_layer(layer) {
            return;
        }
        let is_shown = open.layers().iter().any(|layer| layer.path == path && layer.is_shown);
        if !had_own && open.own().is_some() {
            self.notices.say("Your own claims came from another machine and are shown now.");
            self.look_elsewhere();
        } else if is_shown && !matches!(self.dialog, Some(Dialog::Exchange(_))) {
            // The sheet says itself what it has added.
            self.notices.say(format!("The layer of {whose} has changed on disk and is shown as it is now."));
        }
        self.note_state();
    }

    fn drop_layer(&mut self, path: &Path) {
        let Some(open) = &mut self.open else {
            return;
        };
        let gone = open.layers().iter().find(|layer| layer.path == path);
        let gone = gone.map(|layer| (layer.annotator_name().to_owned(), layer.is_shown, layer.name.clone()));
        let Some((whose, was_shown, name)) = gone.filter(|_| open.drop_layer(path)) else {
            return;
        };
        if self.view.chosen.as_ref().is_some_and(|chosen| chosen.layer.as_ref() == Some(&name)) {
            self.view.chosen = None;
        }
        if was_shown {
            self.notices.say(format!("The layer of {whose} is no longer there."));
        }
    }

    /// Reads the document again, because another program changed it; what is open stays until that is done.
    pub(super) fn reload(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        let path = open.path().to_owned();
        let choice = Choice { encoding: None, extractor: open.extractor() };
        let around = Around { keep: self.keep(), old: Some(open.text().clone()) };
        let who = self.settings.annotator.clone();
        self.jobs.spawn_in_stages(move |bring| {
            let result = Open::load_with(&path, who.as_ref(), choice, &around).map(Box::new);
            let text = result.as_ref().ok().map(|open| open.text().clone());
            bring(Done::Reloaded { path, result });
            if let Some(text) = text {
                text.count_words(|| true);
                bring(Done::WordsCounted);
            }
        });
    }

    /// Takes the document as it is now: claims follow, what is not saved stays, reading goes on where it was.
    pub(super) fn take_reloaded(&mut self, path: &PathBuf, result: Result<Box<Open>, OpenError>) {
        match self.open.as_ref().filter(|open| open.path() == path) {
            // It is being read anew for another reason, and what was tagged meanwhile waits for its layers.
            Some(open) if open.is_loading() => {
                self.after_layers.push(Command::Watched(WatchEvent::Document { path: path.clone() }));
                return;
            }
            Some(_) => {}
            None => return,
        }
        let mut new = match result {
            Ok(new) => new,
            Err(error) => {
                let words = "the document was changed by another program and cannot be read now";
                self.notices.say(sentence(&format!("{words} ({error}); what is open stays as it is")));
                return;
            }
        };
        self.take_typed();
        self.reconcile_now();
        self.submit_save();
        let Some(old) = self.open.take() else {
            return;
        };
        let text = old.text().clone();
        let is_same_text = text.hash() == new.text().hash();
        let place = self.page.place(&text);
        let parked = old.park();
        if parked.work() == new.work() {
            new.resume(parked);
        } else {
            new.turn_to(parked.work().clone(), Some(parked));
        }
        if !is_same_text {
            let to = |at: ByteOffset| follow(&text, new.text(), at);
            let place = Place { anchor: to(place.anchor), focus: to(place.focus), top: to(place.top) };
            self.page.open(new.text(), is_markdown(new.name()));
            self.page.go_to(new.text(), place);
            self.find = Default::default();
            let chosen = self.view.chosen.clone();
            self.view.leave_document();
            self.view.chosen = chosen.filter(|chosen| {
                let store = match &chosen.layer {
                    Some(name) => new.store_of(name),
                    None => Some(new.own_store()),
                };
                store.is_some_and(|store| store.get(&chosen.id).is_some())
            });
            let has_claims = new.own_store().claim_count() > 0;
            let claims = if has_claims { " Your claims went with their words." } else { "" };
            self.notices.say(format!("The document was changed by another program.{claims}"));
        }
        self.open = Some(*new);
        // What is watched is another version now.
        self.watching = None;
        self.look_elsewhere();
        self.note_state();
    }
}
