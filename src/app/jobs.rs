//! Work that takes long: done on other threads, its results coming back as commands.
//!
//! `ui` never opens a file and never waits. Every result carries what it was made for; one that no longer fits is dropped.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::keep::{Renamed, Rescue};
use crate::library::{FolderClaim, Library};
use crate::model::{About, Layer};
use crate::problem::Problem;
use crate::text::Text;
use crate::workspace::exchange::{self, Carried, OwnWork, Plan};
use crate::workspace::{
    Cleared, Copy, Elsewhere, Mishap, Open, OpenError, OpenLayer, ParkedMerged, ReadLayers, Reconciled,
    SidesRead, TakenOver, Watch, guarded,
};

use super::agreed::{Agreed, Key, Late};
use super::briefed::Briefed;
use super::clipboard::Clipping;
use super::command::SendWish;
use super::compared::Compared;
use super::dialogs::{Failure, Version};
use super::foldered::DocumentDifferences;
use super::perform::Exported;
use super::reading::Blocks;

/// A document that is being read.
pub struct Opening {
    /// Which one.
    pub path: PathBuf,
    /// How far it is.
    pub watch: Arc<Watch>,
}

/// A document whose text is there.
pub struct Begun {
    /// The document, without its layers.
    pub open: Open,
    /// Its text cut into blocks.
    pub blocks: Blocks,
}

/// What a job brings back.
pub enum Done {
    /// A document's text was read, or could not be.
    Begun {
        /// Which reading it was.
        watch: Arc<Watch>,
        /// The document, or why not.
        result: Result<Box<Begun>, OpenError>,
    },
    /// The layers of a document were read.
    LayersRead(Box<ReadLayers>),
    /// Another program's version of the own sidecar was brought together with ours.
    Reconciled {
        /// The document.
        path: PathBuf,
        /// What came of it.
        reconciled: Box<Reconciled>,
    },
    /// Another program's version of a layer that is put away was merged with ours.
    ParkedMerged(Box<ParkedMerged>),
    /// The words of a document were counted.
    WordsCounted,
    /// The open document was read again, because it changed on disk.
    Reloaded {
        /// The document.
        path: PathBuf,
        /// The document with its layers, or why not.
        result: Result<Box<Open>, OpenError>,
    },
    /// Another's layer was read again, because it changed on disk.
    LayerRead {
        /// The document.
        document: PathBuf,
        /// The layer.
        layer: Box<OpenLayer>,
    },
    /// App data was looked after; these layers could not be saved last time.
    Kept(Vec<Rescue>),
    /// Layers of this text were looked for under other names.
    Renamed {
        /// The document.
        document: PathBuf,
        /// What was found.
        found: Vec<Renamed>,
    },
    /// Layers of another name were copied to that of the open document, or could not be.
    RenamedCopied(Result<(), String>),
    /// Both versions that git left in the own sidecar were read, or cannot be put together.
    SidesRead {
        /// The document.
        document: PathBuf,
        /// Both, or why not.
        result: Box<Result<SidesRead, Problem>>,
    },
    /// Versions of the own layer were looked for beside its sidecar.
    Elsewhere {
        /// The document.
        document: PathBuf,
        /// What was found.
        found: Vec<Elsewhere>,
    },
    /// Versions that stood elsewhere were merged.
    TakenOver {
        /// The document.
        document: PathBuf,
        /// What came of it.
        taken: Box<TakenOver>,
        /// The copies among them.
        copies: Vec<Copy>,
    },
    /// Merged copies were cleared away.
    CopiesCleared {
        /// The document.
        document: PathBuf,
        /// What became of each.
        cleared: Vec<(Copy, Cleared)>,
    },
    /// Earlier versions of a document's own layer were read.
    VersionsRead {
        /// The document.
        document: PathBuf,
        /// The newest first.
        versions: Vec<Version>,
    },
    /// An earlier version was read whole, with the text that it was made for where that is at hand, or could not be.
    VersionRead {
        /// The document.
        document: PathBuf,
        /// The version, or why not.
        result: Result<Box<(Layer, Option<Text>)>, String>,
    },
    /// What is not to be kept was removed, or could not be.
    Forgotten(Result<(), String>),
    /// A folder for sidecars was chosen; `None` when the dialog was left.
    PickedPlace(Option<PathBuf>),
    /// The job failed inside.
    Failed(Mishap),
    /// A folder was looked through.
    Scanned {
        /// The folder.
        folder: PathBuf,
        /// Its documents, or why not.
        result: Result<Box<Library>, String>,
    },
    /// The claims of a whole folder were read.
    FolderClaims {
        /// The folder.
        folder: PathBuf,
        /// The claims, by document and place.
        claims: Vec<FolderClaim>,
    },
    /// A dialog was answered; `None` when it was left.
    Picked(Option<PathBuf>),
    /// The sample documents stand in a folder, or could not be written.
    Unpacked(Result<PathBuf, String>),
    /// A folder was listed for the field of a path that is being typed.
    Listed {
        /// The folder.
        folder: PathBuf,
        /// What it holds, by name; folders end with the system's separator.
        names: Vec<String>,
    },
    /// The settings were written, or could not be.
    SettingsSaved(Result<(), String>),
    /// The clipboard has answered; `None` when it has no words.
    Clipped(Option<Box<Clipping>>),
    /// The folder of a new document was chosen; `None` when the dialog was left.
    FolderForNew(Option<PathBuf>),
    /// A new document was written, or could not be.
    NewSaved {
        /// What was typed about it.
        about: Box<About>,
        /// Where it is, or why not.
        result: Result<PathBuf, String>,
    },
    /// Claims were made a table for the clipboard.
    Copied {
        /// The table.
        text: String,
        /// How many claims it holds.
        claim_count: usize,
    },
    /// Where to export was chosen; `None` when the dialog was left.
    ExportPath(Option<PathBuf>),
    /// Claims were written into a file, or could not be.
    Exported {
        /// The file.
        path: PathBuf,
        /// What was written, or why not.
        result: Result<Exported, Failure>,
    },
    /// What was dropped was looked at.
    Surveyed {
        /// What was dropped.
        paths: Vec<PathBuf>,
        /// Whether layers are among it.
        has_layers: bool,
    },
    /// Sidecars were chosen; `None` when the dialog was left.
    SidecarsPicked(Option<Vec<PathBuf>>),
    /// Layers from others were read.
    Looked {
        /// Which reading it was.
        progress: Arc<exchange::Progress>,
        /// What would happen; `None` when it was stopped.
        plan: Option<Plan>,
    },
    /// Layers from others were added.
    CarriedOut {
        /// Which adding it was.
        progress: Arc<exchange::Progress>,
        /// What was planned.
        plan: Arc<Plan>,
        /// What was done.
        carried: Box<Carried>,
    },
    /// One's own layers were read; `None` when it was stopped.
    WorkRead(Option<OwnWork>),
    /// Where to write the zip file was chosen; `None` when the dialog was left.
    SendPath(Option<PathBuf>),
    /// One's own work was written into a zip file, or could not be.
    WorkSent {
        /// What was wanted.
        wish: SendWish,
        /// Why not.
        result: Result<(), Failure>,
    },
    /// How far annotators agree was worked out, without what takes longer.
    Agreed(Box<Agreed>),
    /// A figure that took longer.
    AgreedLater {
        /// What it was made for.
        key: Key,
        /// The number of the coefficient.
        number: usize,
        /// The figure.
        late: Late,
    },
    /// The figures of agreement were written into a file, or could not be.
    NumbersWritten {
        /// The file.
        path: PathBuf,
        /// Why not.
        result: Result<(), Failure>,
    },
    /// Layers were put side by side.
    Compared(Box<Compared>),
    /// The layers of all documents of a folder were compared.
    FolderCompared {
        /// How far it went: which job it was.
        progress: Arc<Progress>,
        /// The documents, those with most differences first.
        documents: Vec<DocumentDifferences>,
    },
    /// The briefing was worked out.
    Briefed(Option<Box<Briefed>>),
}

/// How far a job is, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// How many parts are done.
    pub done: AtomicUsize,
    /// How many there are; 0 where they are not counted.
    pub total: usize,
    /// Whether it is to stop.
    pub stop: AtomicBool,
}

impl Progress {
    /// Returns whether the job is to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Starts jobs and collects what they bring back.
pub struct Jobs {
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    ctx: egui::Context,
}

impl Jobs {
    /// Makes a list of jobs whose ends wake `ctx`.
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, ctx }
    }

    /// Runs `job` on a thread of its own.
    pub fn spawn(&self, job: impl FnOnce() -> Done + Send + 'static) {
        self.spawn_in_stages(move |bring| bring(job()));
    }

    /// Runs a job on a thread of its own that brings back one thing after the other.
    pub fn spawn_in_stages(&self, job: impl FnOnce(&dyn Fn(Done)) + Send + 'static) {
        let sender = self.sender.clone();
        let ctx = self.ctx.clone();
        std::thread::spawn(move || {
            let bring = |done| {
                // Nobody waits for the result when the window is gone.
                let _ = sender.send(done);
                ctx.request_repaint();
            };
            if let Err(mishap) = guarded(|| job(&bring)) {
                bring(Done::Failed(mishap));
            }
        });
    }

    /// Waits for the next thing that comes back, until `deadline`: for a window that is closing.
    pub fn wait(&self, deadline: Instant) -> Option<Done> {
        let left: Duration = deadline.saturating_duration_since(Instant::now());
        self.receiver.recv_timeout(left).ok()
    }

    /// Returns what has come back since the last call.
    pub fn take(&self) -> Vec<Done> {
        self.receiver.try_iter().collect()
    }
}
