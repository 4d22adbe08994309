//! Layers from others, and one's own for them: what is dropped and chosen, read and written by jobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::durable::{self, Fingerprint};
use crate::exchange::{Holds, survey};
use crate::workspace::WatchEvent;
use crate::workspace::exchange::{
    Carried, Outcome, OwnWork, Plan, Progress, Surroundings, archive, carry_out, decide_edited, look,
    own_work,
};

use super::super::App;
use super::super::command::{Command, SendWish};
use super::super::dialogs::{Dialog, ExchangeForm, Failure, SendForm};
use super::super::jobs::Done;
use super::super::panels::say;
use super::claims::sentence;
use super::paste::today;

impl App {
    fn surroundings(&self) -> Surroundings {
        Surroundings::new(
            self.open.as_ref(),
            self.library.as_ref(),
            self.settings.annotator.as_ref(),
            self.keep(),
            self.data_home.join("locks"),
        )
    }

    /// Looks what was dropped: layers are added, a document or a folder is opened.
    pub(super) fn take_dropped(&mut self, paths: Vec<PathBuf>) {
        self.jobs.spawn(move || {
            let has_layers = paths.iter().any(|path| survey(path) == Holds::Layers);
            Done::Surveyed { paths, has_layers }
        });
    }

    /// Goes on with what was dropped.
    pub(super) fn take_surveyed(&mut self, paths: Vec<PathBuf>, has_layers: bool) {
        if has_layers {
            self.commands.send(Command::LookAtSidecars(paths));
        } else if let Some(path) = paths.into_iter().next() {
            self.commands.send(Command::Open(path));
        }
    }

    /// Asks where the sidecars are.
    pub(super) fn ask_for_sidecars(&mut self) {
        self.show(Dialog::Exchange(Box::new(ExchangeForm::new())));
    }

    /// Asks for them in the system's dialog.
    pub(super) fn pick_sidecars(&mut self, is_folder: bool) {
        let mut dialog = rfd::AsyncFileDialog::new().set_title("Add sidecars");
        if let Some(folder) = self.folder() {
            dialog = dialog.set_directory(folder);
        }
        // Made here, on the main thread, as macOS wants it; awaited elsewhere, since a desktop may never answer.
        if is_folder {
            let answer = dialog.pick_folder();
            self.jobs.spawn(move || {
                let folder = pollster::block_on(answer);
                Done::SidecarsPicked(folder.map(|folder| vec![folder.path().to_owned()]))
            });
        } else {
            let dialog =
                dialog.add_filter("Sidecars and zip files", &["ron", "zip"]).add_filter("All files", &["*"]);
            let answer = dialog.pick_files();
            self.jobs.spawn(move || {
                let files = pollster::block_on(answer);
                let paths =
                    |files: Vec<rfd::FileHandle>| files.iter().map(|file| file.path().to_owned()).collect();
                Done::SidecarsPicked(files.map(paths))
            });
        }
    }

    /// Takes what was chosen in the system's dialog.
    pub(super) fn take_picked_sidecars(&mut self, paths: Option<Vec<PathBuf>>) {
        match paths {
            Some(paths) if matches!(self.dialog, Some(Dialog::Exchange(_))) => self.look_at_sidecars(paths),
            Some(_) => {}
            None => self.notices.say("Nothing was chosen. A path can be typed into the field."),
        }
    }

    /// Reads what there is in these paths, and says in the sheet what would happen.
    pub(super) fn look_at_sidecars(&mut self, paths: Vec<PathBuf>) {
        let progress = Arc::new(Progress::default());
        if !matches!(self.dialog, Some(Dialog::Exchange(_))) {
            self.ask_for_sidecars();
        }
        if let Some(Dialog::Exchange(form)) = &mut self.dialog {
            form.begin_reading(Arc::clone(&progress));
        }
        let around = self.surroundings();
        self.jobs.spawn(move || {
            let plan = look(&paths, &around, &progress);
            Done::Looked { progress, plan }
        });
    }

    /// Takes what would happen.
    pub(super) fn take_plan(&mut self, progress: &Arc<Progress>, plan: Option<Plan>) {
        if let Some(Dialog::Exchange(form)) = &mut self.dialog {
            form.take_plan(progress, plan);
        }
    }

    /// Does what was planned, for the rows that are taken.
    pub(super) fn add_layers(&mut self, taken: Vec<bool>) {
        let Some(Dialog::Exchange(form)) = &mut self.dialog else { return };
        let progress = Arc::new(Progress::default());
        let plan = form.plan();
        form.begin_adding(Arc::clone(&progress));
        let (around, now) = (self.surroundings(), self.now());
        self.jobs.spawn(move || {
            let is_taken = |number: usize| taken.get(number).copied().unwrap_or(false);
            let carried = Box::new(carry_out(&plan, is_taken, &around, now, &progress));
            Done::CarriedOut { progress, plan, carried }
        });
    }

    /// Takes what was done: what concerns the layer that is being edited enters it now, as steps that can be undone.
    pub(super) fn take_carried(&mut self, progress: &Arc<Progress>, plan: &Plan, carried: Carried) {
        let Carried { mut outcomes, for_edited, written } = carried;
        let around = self.surroundings();
        for (number, found) in for_edited {
            let document = plan.rows.get(number).and_then(|row| Some(&row.target.as_ref()?.place.path));
            let open = self.open.as_mut().filter(|open| !open.is_loading());
            let open = open.filter(|open| document.is_some_and(|path| path == open.path()));
            if let (Some(open), Some(outcome)) = (open, outcomes.get_mut(number)) {
                *outcome = Outcome::Is(decide_edited(open, &found, &around));
            }
        }
        for written in written {
            // The watcher sees it too, where it can; what is there already is taken once.
            self.commands.send(Command::Watched(WatchEvent::Layer {
                document: written.document,
                name: written.name,
                path: written.path,
                bytes: written.bytes.to_vec(),
            }));
        }
        if let Some(root) = self.library.as_ref().map(|library| library.root().to_owned()) {
            self.scan(&root);
        }
        self.note_state();
        match &mut self.dialog {
            Some(Dialog::Exchange(form)) => form.take_outcomes(progress, outcomes),
            _ => {
                let acts = |outcome: &&Outcome| matches!(outcome, Outcome::Is(fate) if fate.acts());
                let count = outcomes.iter().filter(acts).count();
                self.notices
                    .say(format!("{} added before it was stopped.", say::count(count, "layer", "layers")));
            }
        }
    }

    /// Leaves the sheet and shows a document.
    pub(super) fn show_document(&mut self, path: &Path) {
        self.dialog = None;
        self.view.focus_page = true;
        if self.open.as_ref().is_none_or(|open| open.path() != path) {
            self.open_path(path);
        }
    }

    /// Asks what of one's own work goes into a zip file, and where to.
    pub(super) fn ask_to_send(&mut self) {
        if self.has_no_name(|| Command::SendWork) {
            return;
        }
        let Some(who) = &self.settings.annotator else { return };
        let folder = self.export_folder.clone().or_else(|| self.folder()).unwrap_or_default();
        let path = folder.join(format!("{}-{}.zip", who.id, today()));
        let progress = Arc::new(Progress::default());
        self.show(Dialog::Send(Box::new(SendForm::new(&path, Arc::clone(&progress)))));
        let around = self.surroundings();
        self.jobs.spawn(move || Done::WorkRead(own_work(&around, &progress)));
    }

    /// Takes what there is to send.
    pub(super) fn take_work(&mut self, work: Option<OwnWork>) {
        if let (Some(Dialog::Send(form)), Some(work)) = (&mut self.dialog, work) {
            form.take_work(work);
        }
    }

    /// Asks in the system's dialog where to write the zip file.
    pub(super) fn pick_send_path(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut dialog = rfd::AsyncFileDialog::new().set_title("Save as").set_file_name(name);
        dialog = dialog.add_filter("Zip file", &["zip"]);
        if let Some(folder) = path.parent() {
            dialog = dialog.set_directory(folder);
        }
        let answer = dialog.save_file();
        self.jobs
            .spawn(move || Done::SendPath(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Takes the path that was chosen; the system has asked already whether a file there may go.
    pub(super) fn take_send_path(&mut self, path: Option<PathBuf>) {
        match (path, &mut self.dialog) {
            (Some(path), Some(Dialog::Send(form))) => form.set_path(&path),
            (None, _) => self.notices.say("Nothing was chosen. A path can be typed into the field."),
            (Some(_), _) => {}
        }
    }

    /// Writes the zip file on another thread.
    pub(super) fn send_work(&mut self, wish: SendWish) {
        let Some(Dialog::Send(form)) = &mut self.dialog else { return };
        let Some(work) = form.work() else { return };
        let progress = Arc::new(Progress::default());
        form.begin(Arc::clone(&progress));
        self.jobs.spawn(move || {
            let result = write(&work, &wish, &progress);
            Done::WorkSent { wish, result }
        });
    }

    /// Says where it was written, or in the sheet why not.
    pub(super) fn take_sent(&mut self, wish: SendWish, result: Result<(), Failure>) {
        match result {
            Ok(()) => {
                if matches!(self.dialog, Some(Dialog::Send(_))) {
                    self.dialog = None;
                    self.view.focus_page = true;
                }
                let path = wish.path;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let folder = path.parent().map(say::folder).unwrap_or_default();
                let layers = say::count(wish.layer_count, "layer", "layers");
                self.export_folder = path.parent().map(Path::to_owned);
                self.exported = Some(path);
                let words = format!("{layers} written to {name} in {folder}.");
                self.notices.say_with(words, "Copy its path", || Command::CopyExportedPath);
            }
            Err(Failure::Stopped) => {}
            Err(failure) => match &mut self.dialog {
                Some(Dialog::Send(form)) => form.fail(failure),
                _ => self.notices.say(sentence(&failure.words())),
            },
        }
    }
}

fn write(work: &OwnWork, wish: &SendWish, progress: &Progress) -> Result<(), Failure> {
    let bytes = archive(work, wish.with_unfinished, wish.with_documents, progress)
        .map_err(|error| Failure::Other(format!("{error}; {}", error.hint())))?;
    if progress.is_stopped() {
        return Err(Failure::Stopped);
    }
    let expected = if wish.replaces { None } else { Some(Fingerprint::Absent) };
    match durable::replace(&wish.path, &bytes, expected) {
        Ok(durable::Outcome::Saved(_)) => Ok(()),
        Ok(durable::Outcome::Changed(_)) => Err(Failure::IsThere),
        Err(error) => Err(Failure::Other(format!("{error}; {}", error.hint()))),
    }
}
