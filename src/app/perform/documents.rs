//! Acts on documents and folders: opening, stepping, done, and what jobs bring back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant, SystemTime};

use crate::durable;
use crate::import::{Extractor, ImportError};
use crate::library::{FolderClaim, Library, State};
use crate::model::{LayerName, is_markdown};
use crate::problem::Severity;
use crate::workspace::{Around, Choice, Open, OpenError, Parked, ReadLayers, Watch, Work, keep_text};

use super::super::App;
use super::super::command::{Command, Step};
use super::super::dialogs::Dialog;
use super::super::jobs::{Begun, Done, Opening};
use super::super::reading::Blocks;
use super::super::samples;
use super::claims::sentence;

impl App {
    /// Asks for a document in a dialog that never blocks the window.
    pub(super) fn pick_document(&mut self) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open a document")
            .add_filter(
                "Text, Markdown and web pages",
                &["txt", "md", "markdown", "text", "html", "htm", "xhtml"],
            )
            .add_filter("All files", &["*"]);
        let dialog = match self.folder() {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        // Made here, on the main thread, as macOS wants it; awaited elsewhere, since a desktop may never answer.
        let answer = dialog.pick_file();
        self.jobs.spawn(move || Done::Picked(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Asks for a folder in a dialog.
    pub(super) fn pick_folder(&mut self) {
        let answer = rfd::AsyncFileDialog::new().set_title("Open a folder").pick_folder();
        self.jobs.spawn(move || Done::Picked(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Asks for a path in the window, beginning with the folder that is worked in.
    pub(super) fn ask_path(&mut self) {
        let folder = self.folder().or_else(|| std::env::current_dir().ok()).unwrap_or_default();
        self.show(Dialog::path(&folder));
        self.list_folder(folder);
    }

    /// Looks what a folder holds.
    pub(super) fn list_folder(&mut self, folder: PathBuf) {
        self.jobs.spawn(move || {
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let is_folder = entry.path().is_dir();
                let end = if is_folder { std::path::MAIN_SEPARATOR_STR } else { "" };
                (!name.starts_with('.') && !name.ends_with(".obelus.ron")).then(|| format!("{name}{end}"))
            });
            let mut names: Vec<String> = names.collect();
            names.sort_by(|one, other| crate::library::natural(one, other));
            Done::Listed { folder, names }
        });
    }

    /// Opens a document or a folder.
    pub(super) fn open_path(&mut self, path: &Path) {
        self.dialog = None;
        if path.is_dir() {
            self.open_folder(path);
        } else {
            self.open_document(path);
        }
    }

    fn open_folder(&mut self, folder: &Path) {
        self.opens_first_of_folder = true;
        self.settings.remember_folder(folder.to_owned(), self.now());
        self.scan(folder);
    }

    /// Looks through a folder again, or for the first time.
    pub(super) fn scan(&mut self, folder: &Path) {
        let folder = folder.to_owned();
        let who = self.settings.annotator.clone();
        let previous = self.library.clone().filter(|library| library.root() == folder);
        self.jobs.spawn(move || {
            let never = AtomicBool::new(false);
            let result = Library::scan(&folder, who.as_ref(), previous.as_ref(), &never);
            let result = result.map(Box::new).map_err(|error| error.to_string());
            Done::Scanned { folder, result }
        });
    }

    fn open_document(&mut self, path: &Path) {
        self.load(path.to_owned(), Choice::default());
    }

    /// Reads a document on another thread, its text first; what is open is put away before.
    pub(super) fn load(&mut self, path: PathBuf, choice: Choice<'static>) {
        let before = self.open.as_ref().map(|open| open.path().to_owned());
        self.opening_from = before.filter(|before| *before != path);
        self.park();
        self.give_up_opening();
        let watch = Arc::new(Watch::default());
        self.opening = Some(Opening { path: path.clone(), watch: Arc::clone(&watch) });
        let who = self.settings.annotator.clone();
        let around = Around::of(self.keep());
        self.jobs.spawn_in_stages(move |bring| {
            if let Some(folder) = path.parent() {
                durable::sweep(folder, SystemTime::now());
            }
            let (open, files) = match Open::begin(&path, who.as_ref(), choice, &watch, &around) {
                Ok(begun) => begun,
                Err(error) => return bring(Done::Begun { watch, result: Err(error) }),
            };
            let text = open.text().clone();
            let blocks = Blocks::of(&text, is_markdown(open.name()));
            bring(Done::Begun { watch: Arc::clone(&watch), result: Ok(Box::new(Begun { open, blocks })) });
            let layers = files.read();
            let is_claimed = who.is_some_and(|who| layers.are_claimed_by(&who));
            bring(Done::LayersRead(Box::new(layers)));
            if is_claimed {
                keep_text(&around.keep, &path, &text);
            }
            text.count_words(|| !watch.is_given_up());
            bring(Done::WordsCounted);
        });
    }

    /// Gives up reading a document that is not open yet.
    pub(super) fn give_up_opening(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.watch.give_up();
        }
    }

    /// Returns whether a document is open whose layers are not there yet.
    pub(in super::super) fn is_loading(&self) -> bool {
        self.open.as_ref().is_some_and(Open::is_loading)
    }

    /// Does `command` once the layers are there.
    pub(super) fn wait_for_layers(&mut self, command: Command) {
        self.after_layers.push(command);
        self.notices
            .say("The claims of this document are still being read. This is done as soon as they are there.");
    }

    /// Puts the open document away, saving what is not saved yet; its undo steps are kept.
    pub(in super::super) fn park(&mut self) {
        self.take_typed();
        self.reconcile_now();
        self.submit_save();
        self.reading.give_up();
        self.after_layers.clear();
        match self.open.take() {
            Some(open) if open.has_early_claims() && open.is_loading() => self.left.push(open),
            // Nothing was done in it; what was parked before waits on.
            Some(open) if open.is_loading() => {}
            Some(open) => {
                self.put_parked(open.park());
            }
            None => {}
        }
        self.view.leave_document();
        self.offers.leave_document();
        self.page = Default::default();
        self.find = Default::default();
    }

    fn put_parked(&mut self, parked: Parked) {
        self.parked.insert((parked.path().to_owned(), parked.work().clone()), parked);
    }

    /// Turns to another of the person's layers of the open document, going on where it was left; the page stays where it
    /// is. Nothing happens until the layers are there.
    pub(in super::super) fn turn_to(&mut self, work: Work) {
        self.take_typed();
        self.reconcile_now();
        self.submit_save();
        let Some(open) = self.open.as_mut().filter(|open| !open.is_loading() && *open.work() != work) else {
            return;
        };
        let parked = self.parked.remove(&(open.path().to_owned(), work.clone()));
        let left = open.turn_to(work, parked);
        self.put_parked(left);
        self.offers.elsewhere.clear();
        self.look_elsewhere();
        self.view.chosen = None;
        self.view.picking = None;
        self.view.came_from = None;
        self.view.reviews = false;
        self.view.picking_place = None;
    }

    /// Waits for layers that claims wait for: before the window closes.
    pub(super) fn await_early_claims(&mut self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let waits = |open: &Open| open.is_loading() && open.has_early_claims();
        while self.left.iter().chain(&self.open).any(waits) {
            match self.jobs.wait(deadline) {
                Some(Done::LayersRead(layers)) => self.take_layers(*layers),
                Some(other) => self.commands.send(Command::JobDone(other)),
                None => break,
            }
        }
    }

    /// Takes what a job brought back.
    pub(super) fn take_result(&mut self, done: Done) {
        match done {
            Done::Begun { watch, result } => self.take_begun(&watch, result),
            Done::LayersRead(layers) => self.take_layers(*layers),
            Done::ParkedMerged(merged) => self.take_parked_merged(*merged),
            Done::Reconciled { path, reconciled } => self.take_reconciled(&path, *reconciled),
            // What shows the count is drawn anew: a job that ends wakes the window.
            Done::WordsCounted => {}
            Done::Scanned { folder, result } => self.take_scanned(&folder, result),
            Done::FolderClaims { folder, claims } => {
                self.is_reading_folder = false;
                if self.library.as_ref().is_some_and(|library| library.root() == folder) {
                    self.folder_claims = Some(claims);
                    self.note_folder_claims();
                }
            }
            Done::Compared(compared) => self.take_compared(*compared),
            Done::FolderCompared { progress, documents } => self.take_folder_compared(&progress, documents),
            Done::Picked(Some(path)) => self.open_path(&path),
            // Where a desktop has no dialog, the answer comes at once and looks like "Cancel".
            Done::Picked(None) => {
                self.notices.say_with("Nothing was chosen.", "Type a path", || Command::OpenByPath);
            }
            Done::Unpacked(Ok(folder)) => self.open_path(&folder),
            Done::Unpacked(Err(error)) => self.notices.say(sentence(&error)),
            Done::Listed { folder, names } => {
                if let Some(Dialog::Path(dialog)) = &mut self.dialog {
                    dialog.take_names(folder, names);
                }
            }
            Done::Reloaded { path, result } => self.take_reloaded(&path, result),
            Done::LayerRead { document, layer } => self.take_layer(&document, *layer),
            Done::Kept(pending) => self.take_pending(pending),
            Done::Renamed { document, found } => self.take_renamed(document, found),
            Done::RenamedCopied(result) => self.take_renamed_copied(result),
            Done::SidesRead { document, result } => self.take_sides(&document, *result),
            Done::Elsewhere { document, found } => self.take_elsewhere(&document, found),
            Done::TakenOver { document, taken, copies } => self.take_taken_over(&document, *taken, copies),
            Done::CopiesCleared { document, cleared } => self.take_cleared(&document, cleared),
            Done::VersionsRead { document, versions } => self.take_versions(&document, versions),
            Done::VersionRead { document, result } => self.take_version(&document, result),
            Done::Forgotten(result) => self.take_forgotten(result),
            Done::PickedPlace(folder) => self.save_in(folder),
            Done::Failed(mishap) => {
                self.forget_comparing();
                if let Some(agreeing) = &self.agreeing {
                    agreeing.stop();
                }
                self.take_mishap(&mishap);
            }
            Done::SettingsSaved(result) => self.take_settings_saved(result),
            Done::Clipped(clipping) => self.take_clipping(clipping),
            Done::FolderForNew(folder) => self.take_folder_for_new(folder),
            Done::NewSaved { about, result } => self.take_new_saved(about, result),
            Done::ExportPath(path) => self.take_export_path(path),
            Done::Exported { path, result } => self.take_exported(path, result),
            Done::Surveyed { paths, has_layers } => self.take_surveyed(paths, has_layers),
            Done::SidecarsPicked(paths) => self.take_picked_sidecars(paths),
            Done::Looked { progress, plan } => self.take_plan(&progress, plan),
            Done::CarriedOut { progress, plan, carried } => self.take_carried(&progress, &plan, *carried),
            Done::WorkRead(work) => self.take_work(work),
            Done::SendPath(path) => self.take_send_path(path),
            Done::WorkSent { wish, result } => self.take_sent(wish, result),
            Done::Briefed(briefed) => self.take_briefed(briefed),
            Done::Agreed(agreed) => self.take_agreement(*agreed),
            Done::AgreedLater { key, number, late } => self.take_agreed_later(&key, number, late),
            Done::NumbersWritten { path, result } => self.take_numbers_written(path, result),
            // Only where the clipboard is at hand; see `perform`.
            Done::Copied { .. } => {}
        }
    }

    fn take_begun(&mut self, watch: &Arc<Watch>, result: Result<Box<Begun>, OpenError>) {
        if self.opening.as_ref().is_none_or(|opening| !Arc::ptr_eq(&opening.watch, watch)) {
            return;
        }
        self.opening = None;
        let Begun { open, blocks } = match result {
            Ok(begun) => *begun,
            Err(error) => {
                self.refuse(&error);
                // What was being read before is read on.
                if let Some(before) = self.opening_from.take() {
                    self.open_document(&before);
                }
                return;
            }
        };
        self.reading = Arc::clone(watch);
        self.settings.remember_document(open.path().to_owned(), self.now());
        self.page.show(blocks);
        self.say_problems(&open, |layer| layer.is_none());
        self.open = Some(open);
        self.view.focus_page = true;
    }

    /// Says what is worth knowing of those for whom `whose` holds: the document itself, or its layers.
    fn say_problems(&mut self, open: &Open, whose: impl Fn(Option<&LayerName>) -> bool) {
        for (layer, problem) in open.problems() {
            if problem.severity == Severity::Notice && whose(layer) {
                self.notices.say(sentence(&problem.message));
            }
        }
    }

    fn take_layers(&mut self, layers: ReadLayers) {
        let now = self.now();
        if let Some(at) = self.left.iter().position(|open| layers.belong_to(open)) {
            let mut open = self.left.swap_remove(at);
            let parked = self.parked.remove(&(open.path().to_owned(), open.work().clone()));
            open.take_layers(layers, parked, now);
            if let Some(job) = open.snapshot() {
                self.saver.submit(job);
            }
            self.put_parked(open.park());
            return;
        }
        let Some(mut open) = self.open.take_if(|open| layers.belong_to(open)) else {
            return;
        };
        let parked = self.parked.remove(&(open.path().to_owned(), open.work().clone()));
        open.take_layers(layers, parked, now);
        let path = open.path().to_owned();
        let shows = self.shows_next.take().filter(|(document, _)| *document == path);
        self.guide_is_on = !self.settings.guided_done && open.own_store().claim_count() == 0;
        self.say_problems(&open, |layer| layer.is_some());
        if open.layers().is_empty() {
            self.look_for_renamed(&open);
        }
        let absolute = std::path::absolute(open.path()).unwrap_or_default();
        self.offers.pending.retain(|pending| *pending != absolute);
        if open.has_taken_up() {
            self.notices.say("Claims that could not be saved last time are here again, and saved now.");
        }
        self.open = Some(open);
        self.look_elsewhere();
        if let Some((_, chosen)) = shows {
            self.show_claim(&chosen, None);
        }
        if let Some((_, stretch)) = self.shows_place_next.take().filter(|(document, _)| *document == path) {
            self.show_place(&path, stretch);
        }
        if self.compares_next.take().is_some_and(|next| next == path) {
            self.commands.send(Command::Compare);
        }
        for command in std::mem::take(&mut self.after_layers) {
            self.commands.send(command);
        }
        let is_listed = self
            .library
            .as_ref()
            .is_some_and(|library| library.documents().iter().any(|document| document.path == path));
        if !is_listed && let Some(folder) = path.parent() {
            // A new document in a sub folder belongs to the folder that is open.
            let root = self.library.as_ref().map(|library| library.root().to_owned());
            self.scan(&root.filter(|root| path.starts_with(root)).unwrap_or_else(|| folder.to_owned()));
        }
        self.keep_new_about();
    }

    /// Says why a document cannot be opened, and what can be done; what has words can be pasted.
    fn refuse(&mut self, error: &OpenError) {
        let hint = error.hint();
        let words = sentence(&format!("{error}; {hint}"));
        if matches!(error, OpenError::Import(ImportError::NotYet { format, .. }) if format.can_be_pasted()) {
            self.notices.say_with(words, "Paste it", || Command::NewFromClipboard(None));
        } else {
            self.notices.say(words);
        }
    }

    fn take_scanned(&mut self, folder: &Path, result: Result<Box<Library>, String>) {
        let library = match result {
            Ok(library) => library,
            Err(error) => {
                self.notices.say(sentence(&error));
                return;
            }
        };
        let opens_first = std::mem::take(&mut self.opens_first_of_folder);
        let mut documents = library.documents().iter();
        let first = documents.find(|document| document.state != State::Done);
        let first = first.or(library.documents().first()).map(|document| document.path.clone());
        self.library = Some(*library);
        self.folder_claims = None;
        // What is open was perhaps written while the folder was read.
        self.note_state();
        match first.filter(|_| opens_first) {
            Some(first) => self.open_document(&first),
            None if opens_first => {
                self.notices.say(format!("No text, Markdown or web pages in {}.", folder.display()));
            }
            None => {}
        }
    }

    /// Reads the claims of the whole folder, when they are to be listed and are not there.
    pub(in super::super) fn read_folder_claims(&mut self) {
        if !self.view.lists_folder || self.folder_claims.is_some() || self.is_reading_folder {
            return;
        }
        let Some(library) = self.library.clone() else {
            return;
        };
        self.is_reading_folder = true;
        self.jobs.spawn(move || {
            let claims = library.claims(&AtomicBool::new(false));
            Done::FolderClaims { folder: library.root().to_owned(), claims }
        });
    }

    /// Puts the open document's claims, as they are now, among those of the folder: disk may be behind them.
    pub(super) fn note_folder_claims(&mut self) {
        if !self.view.lists_folder {
            self.folder_claims = None;
            return;
        }
        let (Some(claims), Some(open), Some(library)) = (&mut self.folder_claims, &self.open, &self.library)
        else {
            return;
        };
        // The folder lists one's own reading, whatever is worked at just now.
        if *open.work() != Work::Analysis {
            return;
        }
        let documents: Vec<&Path> = library.documents().iter().map(|document| &*document.path).collect();
        put_claims(claims, open.path(), claims_of(open), &documents);
    }

    /// Reads the document in another encoding.
    pub(super) fn set_encoding(&mut self, label: Option<&'static str>) {
        let Some(open) = &self.open else { return };
        let choice = Choice { encoding: label, extractor: open.extractor() };
        self.load(open.path().to_owned(), choice);
    }

    /// Reads the web page by another extractor, while no claim counts in the text that is shown.
    pub(super) fn set_extractor(&mut self, extractor: Extractor) {
        let Some(open) = &self.open else { return };
        if !open.can_choose_extractor() {
            self.notices.say(
                "This text stays: your claims count in it. To show the other one, remove them first, or copy the file.",
            );
            return;
        }
        let decoding = open.decoding();
        let encoding = decoding.recorded.is_some().then(|| decoding.encoding.name());
        self.load(open.path().to_owned(), Choice { encoding, extractor: Some(extractor) });
    }

    /// Marks the document as done, or as in work again.
    pub(super) fn toggle_done(&mut self) {
        let now = self.now();
        if self.has_no_name(|| Command::Done) {
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if open.is_finished() {
            open.unfinish(now);
        } else if let Err(refused) = open.finish(now) {
            self.notices.say(sentence(&refused.to_string()));
        } else {
            let has_others = open.layers().len() > 1;
            let words = if has_others { "Done. Others’ layers are shown now." } else { "Done." };
            self.notices.say_with(words, "Not done", || Command::Done);
        }
        self.note_state();
    }

    /// Marks as done and opens the next document that is not.
    pub(super) fn done_next(&mut self) {
        if self.has_no_name(|| Command::DoneNext) {
            return;
        }
        if self.open.as_ref().is_some_and(|open| !open.is_finished()) {
            self.toggle_done();
        }
        let Some(open) = self.open.as_ref().filter(|open| open.is_finished()) else {
            return;
        };
        let next = self.library.as_ref().and_then(|library| library.next_undone(open.path()));
        match next.map(|document| document.path.clone()) {
            Some(next) => self.open_document(&next),
            None => self.notices.say("Every document of this folder is done."),
        }
    }

    /// Opens the document before or behind this one.
    pub(super) fn step_document(&mut self, step: Step) {
        let Some((library, open)) = self.library.as_ref().zip(self.open.as_ref()) else {
            return;
        };
        let documents = library.documents();
        let at = documents.iter().position(|document| document.path == open.path());
        let to = match step {
            Step::Next => at.map_or(Some(0), |at| at.checked_add(1)),
            Step::Previous => at.and_then(|at| at.checked_sub(1)),
        };
        if let Some(path) = to.and_then(|to| documents.get(to)).map(|document| document.path.clone()) {
            self.open_document(&path);
        }
    }

    /// Opens the sample documents, written to the program's own folder where they are not there yet.
    pub(super) fn open_samples(&mut self) {
        let data_home = self.data_home.clone();
        self.jobs
            .spawn(move || Done::Unpacked(samples::unpack(&data_home).map_err(|error| error.to_string())));
    }

    /// Shows title, author and the like.
    pub(super) fn show_about(&mut self) {
        if self.has_no_name(|| Command::About) {
            return;
        }
        if let Some(open) = &self.open {
            let dialog = Dialog::about(open.about());
            self.show(dialog);
        }
    }

    /// Tells the library how far the open document is.
    pub(super) fn note_state(&mut self) {
        let (Some(library), Some(open)) = (&mut self.library, &self.open) else {
            return;
        };
        // The folder lists one's own reading, whatever is worked at just now.
        if *open.work() != Work::Analysis {
            return;
        }
        let state = match open.own() {
            _ if open.is_finished() => State::Done,
            Some(_) => State::InWork,
            None => State::NotBegun,
        };
        library.set_state(open.path(), state, open.own_store().claim_count());
    }

    /// Returns the folder that is worked in.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let library = self.library.as_ref().map(|library| library.root().to_owned());
        library.or_else(|| self.open.as_ref()?.path().parent().map(Path::to_owned))
    }
}

/// Returns the own claims of the open document as a folder lists them.
fn claims_of(open: &Open) -> Vec<FolderClaim> {
    let mut placed: Vec<_> = open.own_store().claims().collect();
    placed.sort_by_key(|placed| placed.first_span());
    let claims = placed.into_iter().map(|placed| FolderClaim {
        document: open.path().to_owned(),
        claim: placed.claim.clone(),
        paragraph: placed.first_span().map(|span| open.text().paragraph_at(span.start())),
    });
    claims.collect()
}

/// Puts one document's claims in place of those that were listed for it; `documents` is their order. The list is a new
/// one: by that the panel knows it.
fn put_claims(claims: &mut Vec<FolderClaim>, path: &Path, new: Vec<FolderClaim>, documents: &[&Path]) {
    let at = claims.iter().position(|claim| claim.document == path).unwrap_or_else(|| {
        let place = |path: &Path| documents.iter().position(|other| *other == path);
        let here = place(path);
        claims.iter().position(|claim| place(&claim.document) > here).unwrap_or(claims.len())
    });
    let is_other = |claim: &&FolderClaim| claim.document != path;
    let (before, after) = claims.split_at_checked(at).unwrap_or((claims, &[]));
    let (before, after) = (before.iter().filter(is_other).cloned(), after.iter().filter(is_other).cloned());
    *claims = before.chain(new).chain(after).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Claim, ClaimId, TagId, Timestamp};

    fn claim(document: &str, id: &str) -> FolderClaim {
        let (id, tag) = (ClaimId::parse(id).unwrap(), TagId::parse("allegation").unwrap());
        let claim = Claim::new(id, tag, Vec::new(), Timestamp(0)).into();
        FolderClaim { document: document.into(), claim, paragraph: None }
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], new: &[&str], expected: &str) {
        let mut claims: Vec<_> = before.iter().map(|(document, id)| claim(document, id)).collect();
        let new = new.iter().map(|id| claim("b", id)).collect();
        let documents = ["a", "b", "c"].map(Path::new);
        put_claims(&mut claims, Path::new("b"), new, &documents);
        let ids: Vec<_> = claims.iter().map(|claim| claim.claim.id.to_string()).collect();
        assert_eq!(ids.join(" "), expected);
    }

    #[test]
    fn an_open_documents_claims_stand_where_the_folder_has_the_document() {
        check(&[("a", "1"), ("b", "2"), ("b", "3"), ("c", "4")], &["5"], "1 5 4");
        check(&[("a", "1"), ("c", "4")], &["5", "6"], "1 5 6 4");
        check(&[("a", "1")], &["5"], "1 5");
        check(&[("a", "1"), ("b", "2")], &[], "1");
        check(&[], &["5"], "5");
    }
}
