//! Saving: handing changes over as soon as they are made, and saying what became of them.

use std::path::Path;
use std::time::Duration;

use crate::settings::{self, WindowPlace};
use crate::workspace::{Noted, ParkedMerged, Reconciled, SaveReport};

use super::super::App;
use super::super::jobs::Done;
use super::claims::sentence;

/// How long closing the window waits for the last save.
const PATIENCE: Duration = Duration::from_secs(3);

impl App {
    /// Hands the own layer to the saver when something changed since it last got it.
    pub(in super::super) fn submit_save(&mut self) {
        let job = self.open.as_mut().and_then(|open| open.snapshot());
        if let Some(job) = job {
            self.saver.submit(job);
            self.note_state();
            self.note_folder_claims();
        }
    }

    /// Takes note of what the saver answered.
    pub(in super::super) fn take_save_reports(&mut self) {
        for report in self.saver.poll() {
            self.take_save_report(&report);
        }
    }

    fn take_save_report(&mut self, report: &SaveReport) {
        // One document is open, the others are put away; a report is about one of them.
        let merge = self.parked.values_mut().find_map(|parked| parked.note(report));
        if let Some(merge) = merge {
            self.jobs.spawn(move || Done::ParkedMerged(Box::new(merge.run())));
        }
        let Some(open) = &mut self.open else {
            return;
        };
        let noted = open.note(report);
        self.take_noted(noted);
    }

    /// Takes what a worker has brought together, if it is still for the open document.
    pub(super) fn take_reconciled(&mut self, path: &Path, reconciled: Reconciled) {
        if let Some(open) = self.open.as_mut().filter(|open| open.path() == path) {
            let noted = open.take_reconciled(reconciled);
            self.take_noted(noted);
        }
    }

    /// Takes what a worker has made of two versions of a layer that is put away, if it still is.
    pub(super) fn take_parked_merged(&mut self, merged: ParkedMerged) {
        let parked = self.parked.values_mut().find(|parked| parked.awaits(&merged));
        if let Some(job) = parked.and_then(|parked| parked.take_merged(merged)) {
            self.saver.submit(job);
        }
    }

    /// Brings two versions of the own layer together at once, where nobody can wait for a worker.
    pub(super) fn reconcile_now(&mut self) {
        if let Some(open) = self.open.as_mut().filter(|open| open.is_reconciling()) {
            let noted = open.reconcile_now();
            self.take_noted(noted);
        }
    }

    pub(super) fn take_noted(&mut self, noted: Noted) {
        match noted {
            Noted::Nothing => {}
            Noted::Reconcile(reconcile) => {
                let Some(path) = self.open.as_ref().map(|open| open.path().to_owned()) else {
                    return;
                };
                self.jobs.spawn(move || Done::Reconciled { path, reconciled: Box::new(reconcile.run()) });
            }
            Noted::Merged { needs_a_person, had_markers } => {
                let words = match had_markers {
                    true => {
                        "Both versions that git left in the file with your claims are together now; tell git with git add."
                    }
                    false => "Another program changed the file with your claims; both are together now.",
                };
                let more = if needs_a_person { " Some fields have two versions, yours stand." } else { "" };
                self.notices.say(format!("{words}{more}"));
            }
            Noted::Gone => {
                self.notices.say(
                    "Another program deleted the file with your claims; the next change writes it again.",
                );
            }
            Noted::MadeAgain => {
                self.notices
                    .say("Another program had deleted the file with your claims; it is written again.");
            }
            Noted::MovedOn { path } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.notices.say(format!(
                    "Another program changed the file with your claims; it stays as it is, and yours go on in {name}."
                ));
            }
        }
    }

    /// Tries to save again what could not be saved.
    pub(super) fn try_save_again(&mut self) {
        if let Some(own) = self.open.as_ref().and_then(|open| open.own()) {
            self.saver.try_again(&own.path);
        }
    }

    /// Works in a fresh sidecar beside one that cannot be read.
    pub(super) fn begin_fresh_layer(&mut self) {
        let now = self.now();
        if let Some(open) = &mut self.open {
            open.begin_fresh_layer(now);
        }
    }

    /// Writes the settings on another thread when they changed; one write at a time.
    pub(in super::super) fn save_settings(&mut self) {
        if self.settings == self.saved_settings || self.is_saving_settings {
            return;
        }
        self.note_rules();
        self.saved_settings = self.settings.clone();
        self.is_saving_settings = true;
        let settings = self.settings.clone();
        let home = self.home.clone();
        self.jobs.spawn(move || {
            let result = settings::save(&home, &settings);
            Done::SettingsSaved(result.map_err(|error| error.to_string()))
        });
    }

    /// Takes note of how writing the settings went.
    pub(super) fn take_settings_saved(&mut self, result: Result<(), String>) {
        self.is_saving_settings = false;
        if let Err(error) = result {
            self.notices.say(format!("The settings are not saved: {error}."));
        }
    }

    /// Before the window closes: waits for the last save, and stays open when it failed, once.
    pub(in super::super) fn may_close(&mut self) -> bool {
        self.take_typed();
        self.await_early_claims(PATIENCE);
        self.reconcile_now();
        self.submit_save();
        let mut unsaved = self.saver.flush(PATIENCE);
        unsaved.extend(
            self.left
                .iter()
                .chain(&self.open)
                .filter(|open| open.has_early_claims())
                .map(|open| open.path().to_owned()),
        );
        if unsaved.is_empty() || std::mem::replace(&mut self.closes_unsaved, true) {
            return true;
        }
        let names = unsaved.iter().filter_map(|path| path.file_name());
        let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        self.notices.say(sentence(&format!(
            "not saved yet: {}; close again to leave without the last changes",
            names.join(", ")
        )));
        false
    }

    /// Notes where the window stands, and writes the settings a last time.
    pub(in super::super) fn leave(&mut self) {
        self.take_typed();
        self.await_early_claims(PATIENCE);
        self.reconcile_now();
        self.submit_save();
        self.saver.flush(PATIENCE);
        self.settings.window = self.window;
        if self.settings != self.saved_settings || self.is_saving_settings {
            // Nobody is there any more to tell when this fails.
            let _ = settings::save(&self.home, &self.settings);
        }
    }

    /// Notes where the window stands; written when it closes.
    pub(in super::super) fn note_window(&mut self, egui: &egui::Context) {
        let place = egui.input(|input| {
            let viewport = input.viewport();
            let inner = viewport.inner_rect?;
            let outer = viewport.outer_rect;
            Some(WindowPlace {
                x: outer.map(|outer| outer.left()),
                y: outer.map(|outer| outer.top()),
                width: inner.width(),
                height: inner.height(),
                is_maximized: viewport.maximized.unwrap_or(false),
            })
        });
        let Some(mut place) = place.filter(|place| place.width > 0.0 && place.height > 0.0) else {
            return;
        };
        if place.is_maximized
            && let Some(before) = self.window
        {
            // What it is when it no longer fills the screen is still worth knowing.
            place = WindowPlace { is_maximized: true, ..before };
        }
        self.window = Some(place);
    }
}
