//! Getting claims out: onto the clipboard, into a file, and into the briefing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::durable::{self, Fingerprint, Outcome};
use crate::export::{self, Briefing, Material};
use crate::model::Annotator;
use crate::workspace::{Around, Open, Work, gather_shown, shown_under};

use super::super::App;
use super::super::briefed::{Briefed, Key};
use super::super::command::{Command, ExportWish, Scope};
use super::super::dialogs::{Dialog, ExportForm, Failure};
use super::super::file_name;
use super::super::jobs::{Done, Progress};
use super::super::panels::{Only, say, shown_claims};
use super::super::view::Scene;
use super::claims::sentence;
use super::paste::today;

/// How many documents are read at a time: between two lots the work can be stopped.
const LOT: usize = 32;

/// Up to how many claims the briefing is worked out at once; for more by a job.
const AT_ONCE: usize = 1_000;

/// A folder that is to be read.
struct Folder {
    root: PathBuf,
    paths: Vec<PathBuf>,
    who: Option<Annotator>,
    around: Around,
}

/// What is to be given out: the open document as it is now, and what has to be read for it. Of a folder it is the
/// person's own claims, as in the list of its claims; of the open document those that are shown.
struct Sources {
    open: Option<(PathBuf, Material)>,
    folder: Option<Folder>,
    only: Option<Only>,
}

/// What was read, and how much of it could not be.
struct Read {
    material: Material,
    problem_count: usize,
}

impl Sources {
    /// Reads what has to be read; `None` when it was stopped.
    fn read(self, progress: &Progress) -> Option<Read> {
        let mut read = Read { material: Material::default(), problem_count: 0 };
        match (self.folder, self.open) {
            (None, open) => read.material = open.map(|(_, material)| material).unwrap_or_default(),
            (Some(folder), None) => read.add(&folder, &folder.paths, progress)?,
            (Some(folder), Some((path, material))) => {
                // The disk may be behind what is in the window.
                let at = folder.paths.iter().position(|other| *other == path);
                let (before, after) = folder.paths.split_at_checked(at.unwrap_or(folder.paths.len()))?;
                read.add(&folder, before, progress)?;
                let shown = shown_under(&folder.root, &path);
                let documents =
                    material.documents.into_iter().filter(|one| at.is_some() && !one.layers.is_empty());
                let documents =
                    documents.map(|one| export::Document { path: shown.clone(), ..own_only(one) });
                read.material.documents.extend(documents);
                read.add(&folder, after.get(1..).unwrap_or_default(), progress)?;
            }
        }
        match self.only {
            None => {}
            Some(Only::Of(ids)) => {
                read.material.list_only(|layer, claim| ids.contains(&(layer.clone(), claim.id.clone())))
            }
            Some(Only::InFolder(ids)) => read.material.list_only(|_, claim| ids.contains(&claim.id)),
        }
        Some(read)
    }
}

impl Read {
    fn add(&mut self, folder: &Folder, paths: &[PathBuf], progress: &Progress) -> Option<()> {
        for lot in paths.chunks(LOT) {
            if progress.is_stopped() {
                return None;
            }
            let (material, problems) = gather_shown(&folder.root, lot, folder.who.as_ref(), &folder.around);
            self.material.documents.extend(material.documents.into_iter().map(own_only));
            self.problem_count += problems.len();
            progress.done.fetch_add(lot.len(), Ordering::Relaxed);
        }
        Some(())
    }
}

/// Leaves out others' layers: the own one comes first.
fn own_only(mut document: export::Document) -> export::Document {
    document.layers.truncate(1);
    document
}

impl App {
    /// Returns what a scope means now.
    fn sources(&self, scope: Scope) -> Sources {
        let is_folder = match scope {
            Scope::Folder => true,
            Scope::Document => false,
            Scope::Shown => self.view.lists_folder,
        };
        let folder = self.library.as_ref().filter(|_| is_folder).map(|library| {
            // A document without a layer has no claims: it need not be read.
            let has_layers = library.documents().iter().filter(|document| {
                !document.layers.is_empty()
                    || self.open.as_ref().is_some_and(|open| open.path() == document.path)
            });
            Folder {
                root: library.root().to_owned(),
                paths: has_layers.map(|document| document.path.clone()).collect(),
                who: self.settings.annotator.clone(),
                around: Around::of(self.keep()),
            }
        });
        let only = match (scope, &self.open) {
            (Scope::Shown, Some(open)) => {
                let claims = self.folder_claims.as_deref().filter(|_| is_folder);
                Some(shown_claims(&self.claims_panel, open, claims, is_folder))
            }
            _ => None,
        };
        // Of a folder the own reading is given out, though the gold layer be worked at just now: it is on disk.
        let is_meant = |open: &&Open| folder.is_none() || *open.work() == Work::Analysis;
        let open = self.open.as_ref().filter(is_meant).map(|open| {
            let mut material = open.material();
            if folder.is_some() && open.own().is_none() {
                material.documents.clear();
            }
            (open.path().to_owned(), material)
        });
        Sources { open, folder, only }
    }

    /// Puts the claims that the panel lists on the clipboard as a table.
    pub(super) fn copy_claims(&mut self) {
        let sources = self.sources(Scope::Shown);
        self.jobs.spawn(move || {
            let read = sources.read(&Progress::default());
            let material = read.map(|read| read.material).unwrap_or_default();
            Done::Copied { text: export::table(&material), claim_count: material.listed().count() }
        });
    }

    /// Puts a table on the clipboard and says how much it holds.
    pub(super) fn take_copied(&mut self, text: String, claim_count: usize, egui: &egui::Context) {
        if claim_count == 0 {
            self.notices.say("No claims are listed, so nothing was copied.");
            return;
        }
        egui.copy_text(text);
        let claims = say::count(claim_count, "claim", "claims");
        self.notices.say(format!("{claims} copied as a table: paste into a spreadsheet or a document."));
    }

    /// Puts the chosen claim on the clipboard as a quotation with its source.
    pub(super) fn copy_quotation(&mut self, egui: &egui::Context) {
        let (Some(open), Some(chosen)) = (&self.open, &self.view.chosen) else {
            return;
        };
        let layer = chosen.layer.as_ref().or(open.own().map(|own| &own.name));
        let material = open.material();
        let at = material.all().find(|(at, entry)| {
            entry.claim.id == chosen.id && material.layer(*at).map(|of| &of.name) == layer
        });
        if let Some(words) = at.and_then(|(at, _)| export::quotation(&material, at)) {
            egui.copy_text(words);
            self.notices.say("Copied as a quotation with its source.");
        }
    }

    /// Puts the briefing on the clipboard.
    pub(super) fn copy_briefing(&mut self, egui: &egui::Context) {
        if let Some(briefed) = self.briefed.as_ref().filter(|briefed| briefed.briefing.claim_count > 0) {
            egui.copy_text(briefed.briefing.text());
            self.notices.say("The briefing is copied.");
        }
    }

    /// Asks what is to be exported, and where to; a report is one of the formats.
    pub(super) fn ask_export(&mut self, is_report: bool) {
        let folder = self.export_folder.clone().or_else(|| self.folder()).unwrap_or_default();
        let document = self.open.as_ref().map(|open| stem(open.path()));
        let root = self.library.as_ref().map(|library| stem(library.root()));
        let is_folder = root.is_some() && (self.open.is_none() || self.view.lists_folder);
        let scope = if is_folder { Scope::Folder } else { Scope::Document };
        self.show(Dialog::Export(Box::new(ExportForm::new(is_report, scope, &folder, document, root))));
    }

    /// Asks in the system's dialog where to write.
    pub(super) fn pick_export_path(&mut self, path: PathBuf, what: &'static str, extension: &'static str) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut dialog = rfd::AsyncFileDialog::new().set_title("Save as").set_file_name(name);
        dialog = dialog.add_filter(what, &[extension]);
        if let Some(folder) = path.parent() {
            dialog = dialog.set_directory(folder);
        }
        let answer = dialog.save_file();
        self.jobs
            .spawn(move || Done::ExportPath(pollster::block_on(answer).map(|file| file.path().to_owned())));
    }

    /// Takes the path that was chosen; the system has asked already whether a file there may go.
    pub(super) fn take_export_path(&mut self, path: Option<PathBuf>) {
        match (path, &mut self.dialog) {
            (Some(path), Some(Dialog::Export(form))) => form.set_path(path),
            (Some(path), Some(Dialog::Numbers(form))) => form.set_path(path),
            (None, _) => self.notices.say("Nothing was chosen. A path can be typed into the field."),
            (Some(_), _) => {}
        }
    }

    /// Writes claims into a file on another thread.
    pub(super) fn export(&mut self, wish: Box<ExportWish>) {
        let sources = self.sources(wish.scope);
        let total = sources.folder.as_ref().map_or(0, |folder| folder.paths.len());
        let progress = Arc::new(Progress { total, ..Progress::default() });
        if let Some(Dialog::Export(form)) = &mut self.dialog {
            form.begin(Arc::clone(&progress));
        }
        self.jobs.spawn(move || {
            let result = write(sources, &wish, &progress);
            Done::Exported { path: wish.path, result }
        });
    }

    /// Says where it was written, or in the sheet why not.
    pub(super) fn take_exported(&mut self, path: PathBuf, result: Result<Exported, Failure>) {
        match result {
            Ok(exported) => {
                if matches!(self.dialog, Some(Dialog::Export(_))) {
                    self.dialog = None;
                    self.view.focus_page = true;
                }
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let folder = path.parent().map(say::folder).unwrap_or_default();
                let claims = say::count(exported.claim_count, "claim", "claims");
                let problems = match exported.problem_count {
                    0 => String::new(),
                    count => format!(" {} could not be read.", say::count(count, "file", "files")),
                };
                self.export_folder = path.parent().map(Path::to_owned);
                self.exported = Some(path);
                let words = format!("{claims} written to {name} in {folder}.{problems}");
                self.notices.say_with(words, "Copy its path", || Command::CopyExportedPath);
            }
            Err(Failure::Stopped) => {}
            Err(failure) => match &mut self.dialog {
                Some(Dialog::Export(form)) => form.fail(failure),
                _ => self.notices.say(sentence(&failure.words())),
            },
        }
    }

    /// Puts the path of what was written last on the clipboard, to open it elsewhere.
    pub(super) fn copy_exported_path(&mut self, egui: &egui::Context) {
        if let Some(path) = &self.exported {
            egui.copy_text(path.display().to_string());
        }
    }

    /// Shows the briefing, or the text again.
    pub(super) fn toggle_briefing(&mut self) {
        self.view.scene = match self.view.scene {
            Scene::Briefing => Scene::Reading,
            _ => Scene::Briefing,
        };
        self.view.library_over_page = false;
        self.view.claims_over_page = false;
        self.view.card_over_page = false;
        match self.view.shows_briefing() {
            true => self.view.focus_briefing = true,
            false => self.view.focus_page = true,
        }
    }

    /// Works the briefing out while it is shown, once for every state of the claims; long ones on another thread.
    pub(in super::super) fn work_out_briefing(&mut self) {
        if !self.view.shows_briefing() || self.is_loading() {
            return;
        }
        let key = self.briefing_key();
        let is_there = self.briefed.as_ref().is_some_and(|briefed| briefed.key == key);
        if is_there || self.is_briefing.is_some() {
            return;
        }
        let scope = if key.is_of_folder() { Scope::Folder } else { Scope::Document };
        let sources = self.sources(scope);
        let count = self.open.as_ref().map_or(0, claim_count);
        let root = key.root().map(Path::to_owned);
        if sources.folder.is_none() && count <= AT_ONCE {
            self.briefed = brief(sources, key, root);
            return;
        }
        self.is_briefing = Some(key.clone());
        self.jobs.spawn(move || Done::Briefed(brief(sources, key, root).map(Box::new)));
    }

    /// Takes the briefing; one that is behind the claims by now is shown until the next is there.
    pub(super) fn take_briefed(&mut self, briefed: Option<Box<Briefed>>) {
        self.is_briefing = None;
        if let Some(briefed) = briefed {
            self.briefed = Some(*briefed);
        }
    }

    /// Returns what the briefing depends on.
    fn briefing_key(&self) -> Key {
        let open = self.open.as_ref().map(|open| (open.path().to_owned(), open.revision()));
        let is_folder = self.view.lists_folder || open.is_none();
        let folder = self.library.as_ref().filter(|_| is_folder);
        Key::new(open, folder)
    }
}

fn claim_count(open: &Open) -> usize {
    open.shown_layers().map(|layer| layer.store.claim_count()).sum()
}

fn brief(sources: Sources, key: Key, root: Option<PathBuf>) -> Option<Briefed> {
    let open = sources.open.as_ref().map(|(path, _)| path.clone());
    let material = sources.read(&Progress::default())?.material;
    let documents = material.documents.iter().map(|document| match &root {
        Some(root) => root.join(&document.path),
        None => open.clone().unwrap_or_default(),
    });
    Some(Briefed { key, documents: documents.collect(), briefing: Briefing::of(&material) })
}

/// What was written.
pub(in super::super) struct Exported {
    claim_count: usize,
    problem_count: usize,
}

fn write(sources: Sources, wish: &ExportWish, progress: &Progress) -> Result<Exported, Failure> {
    let read = sources.read(progress).ok_or(Failure::Stopped)?;
    let bytes = (wish.format.write)(&read.material, today());
    if progress.is_stopped() {
        return Err(Failure::Stopped);
    }
    let expected = if wish.replaces { None } else { Some(Fingerprint::Absent) };
    replace(&wish.path, &bytes, expected)?;
    Ok(Exported { claim_count: read.material.listed().count(), problem_count: read.problem_count })
}

/// Writes a file that was asked for.
pub(super) fn replace(path: &Path, bytes: &[u8], expected: Option<Fingerprint>) -> Result<(), Failure> {
    match durable::replace(path, bytes, expected) {
        Ok(Outcome::Saved(_)) => Ok(()),
        Ok(Outcome::Changed(_)) => Err(Failure::IsThere),
        Err(error) => Err(Failure::Other(format!("{error}; {}", error.hint()))),
    }
}

/// Returns a path's plain name without its extension, as a file's name.
pub(super) fn stem(path: &Path) -> String {
    file_name::of_title(&path.file_stem().unwrap_or_default().to_string_lossy())
}
