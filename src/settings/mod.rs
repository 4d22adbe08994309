//! Settings, and who the annotator is: `settings.ron`, in our own RON, written like a sidecar.
//!
//! A file that cannot be read in full is copied aside before anything is written over it, and fields that this version
//! does not know are kept. Deliberately absent: what a person sees of them (`app`), and app data (`keep`).

mod file;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::durable::{self, DurableError, Fingerprint, Outcome};
use crate::model::{Annotator, AnnotatorId, Timestamp, Unknown};
use crate::problem::{Problem, Severity};
use crate::text::TextHash;

use file::{parse, write};

/// The file's name in the folder of settings.
pub const FILE: &str = "settings.ron";

/// How many documents and how many folders are remembered.
const MAX_RECENT: usize = 30;

/// Which colours the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark words on light ground.
    Light,
    /// Light words on dark ground.
    Dark,
    /// As far apart as colours can be.
    HighContrast,
}

impl Theme {
    /// All themes, in the order they are offered.
    pub const ALL: &'static [Self] = &[Self::System, Self::Light, Self::Dark, Self::HighContrast];

    /// Returns the name that the file has.
    fn name(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::HighContrast => "HighContrast",
        }
    }
}

/// Where the window stood, in points.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct WindowPlace {
    /// Its left edge, where the system tells it.
    #[serde(default)]
    pub x: Option<f32>,
    /// Its upper edge, where the system tells it.
    #[serde(default)]
    pub y: Option<f32>,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Whether it filled the screen.
    #[serde(default)]
    pub is_maximized: bool,
}

/// A document or folder that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Where it stands.
    pub path: PathBuf,
    /// When it was last opened.
    pub when: Timestamp,
}

/// Where the sidecars of a document stand whose own folder cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The document's text when the folder was chosen, or a later one.
    pub text: TextHash,
    /// The document.
    pub document: PathBuf,
    /// The folder, used as if it were the document's own.
    pub folder: PathBuf,
}

/// The settings of one person on one machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Who tags; `None` until the name was asked for.
    pub annotator: Option<Annotator>,
    /// Which colours the window has.
    pub theme: Theme,
    /// The size of the document's letters in points.
    pub text_size: f32,
    /// Whether single letters tag and select.
    pub single_letter_keys: bool,
    /// Whether what is selected and chosen is announced to screen readers.
    pub announces: bool,
    /// The width of the library's panel in points.
    pub library_width: f32,
    /// Whether the library's panel is shown.
    pub library_shown: bool,
    /// The width of the claims panel in points.
    pub claims_width: f32,
    /// Whether the claims panel is shown.
    pub claims_shown: bool,
    /// Where the window stood.
    pub window: Option<WindowPlace>,
    /// Documents, the last opened first.
    pub recent_documents: Vec<Recent>,
    /// Folders, the last opened first.
    pub recent_folders: Vec<Recent>,
    /// Whether no copies are kept in app data; `None` until it was asked.
    pub keep_no_copies: Option<bool>,
    /// Folders whose documents are never copied to app data.
    pub no_copies_in: Vec<PathBuf>,
    /// Folders for the sidecars of documents whose own folder cannot be written, the last chosen last.
    pub places: Vec<Place>,
    /// Whether the guided first claim is done.
    pub guided_done: bool,
    /// Fields that this version does not know.
    pub unknown: Unknown,
    /// Whether the file is never written: a newer Obelus made it, or it cannot be read.
    is_left_alone: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            annotator: None,
            theme: Theme::default(),
            text_size: 17.0,
            single_letter_keys: true,
            announces: true,
            library_width: 224.0,
            library_shown: true,
            claims_width: 336.0,
            claims_shown: true,
            window: None,
            recent_documents: Vec::new(),
            recent_folders: Vec::new(),
            keep_no_copies: None,
            no_copies_in: Vec::new(),
            places: Vec::new(),
            guided_done: false,
            unknown: Unknown::default(),
            is_left_alone: false,
        }
    }
}

/// Returns the folder of the settings: `OBELUS_HOME`, else the system's place for a program's configuration.
pub fn home() -> PathBuf {
    folder(|folders| folders.config_dir().to_owned())
}

/// Returns the folder of app data: `OBELUS_HOME`, else the system's place for a program's data on this machine.
pub fn data_home() -> PathBuf {
    folder(|folders| folders.data_local_dir().to_owned())
}

fn folder(of: impl FnOnce(&directories::ProjectDirs) -> PathBuf) -> PathBuf {
    match std::env::var_os("OBELUS_HOME").filter(|home| !home.is_empty()) {
        Some(home) => home.into(),
        // Without a home folder there is no place but where we stand.
        None => {
            directories::ProjectDirs::from("", "", "Obelus").as_ref().map_or_else(|| ".obelus".into(), of)
        }
    }
}

/// Makes a new person of a name: its id, and a key that nobody else has.
pub fn annotator_named(name: &str) -> Annotator {
    let name = name.trim();
    Annotator {
        key: Some(uuid::Uuid::new_v4().to_string()),
        ..Annotator::new(AnnotatorId::of_name(name), name)
    }
}

/// Reads the settings in the folder `home`, and says what was wrong with them. A file with anything wrong in it is
/// copied to `settings.ron.broken-N`, so that the next save cannot destroy it.
pub fn load(home: &Path) -> (Settings, Vec<Problem>) {
    let path = home.join(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (Settings::default(), Vec::new()),
        Err(error) => {
            let message = format!("the settings cannot be read ({error}): {}", path.display());
            let problem = Problem::new(Severity::Error, message, "allow reading the file");
            // What cannot be read must not be written either.
            return (Settings { is_left_alone: true, ..Settings::default() }, vec![problem]);
        }
    };
    let (settings, mut problems) = parse(&bytes);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        let aside = copy_aside(home, &bytes);
        problems.push(match aside {
            Ok(aside) => Problem::new(
                Severity::Notice,
                format!("the settings as they were stand in {}", aside.display()),
                "mend them there and give them their old name, while no Obelus is running",
            ),
            Err(error) => error.problem(),
        });
    }
    (settings, problems)
}

/// Writes the settings into the folder `home`. A person that another window has named meanwhile is taken over; a file
/// that cannot be read is copied aside first; that of a newer Obelus is left alone.
pub fn save(home: &Path, settings: &Settings) -> Result<(), DurableError> {
    let path = home.join(FILE);
    if settings.is_left_alone {
        return Err(DurableError::ReadOnly { path });
    }
    durable::create_private_folder(home)?;
    let mut settings = settings.clone();
    let mut present = std::fs::read(&path).ok();
    loop {
        let mut expected = Fingerprint::Absent;
        if let Some(bytes) = &present {
            expected = Fingerprint::of(bytes);
            let (theirs, problems) = parse(bytes);
            if theirs.is_left_alone {
                return Err(DurableError::ReadOnly { path });
            }
            if problems.iter().any(|problem| problem.severity == Severity::Error) {
                copy_aside(home, bytes)?;
            }
            settings.annotator = settings.annotator.or(theirs.annotator);
        }
        match durable::replace_private(&path, write(&settings).as_bytes(), Some(expected))? {
            Outcome::Saved(_) => return Ok(()),
            Outcome::Changed(bytes) => present = Some(bytes),
        }
    }
}

/// Copies a file that could not be read to the first free `settings.ron.broken-N`, unless its copy is there already.
fn copy_aside(home: &Path, bytes: &[u8]) -> Result<PathBuf, DurableError> {
    let mut number = 1_u32;
    loop {
        let path = home.join(format!("{FILE}.broken-{number}"));
        match durable::replace_private(&path, bytes, Some(Fingerprint::Absent))? {
            Outcome::Changed(present) if present != bytes => number += 1,
            _ => return Ok(path),
        }
    }
}

impl Settings {
    /// Notes that a document was opened.
    pub fn remember_document(&mut self, path: PathBuf, when: Timestamp) {
        remember(&mut self.recent_documents, path, when);
    }

    /// Notes that a folder was opened.
    pub fn remember_folder(&mut self, path: PathBuf, when: Timestamp) {
        remember(&mut self.recent_folders, path, when);
    }

    /// Notes where the sidecars of a document stand from now on; a place for the same text is replaced.
    pub fn remember_place(&mut self, place: Place) {
        self.places.retain(|other| other.text != place.text);
        self.places.push(place);
    }

    /// Forgets that a document was opened, and where its sidecars stand.
    pub fn forget(&mut self, path: &Path) {
        self.recent_documents.retain(|recent| recent.path != path);
        self.places.retain(|place| place.document != path);
    }
}

fn remember(list: &mut Vec<Recent>, path: PathBuf, when: Timestamp) {
    list.retain(|recent| recent.path != path);
    list.insert(0, Recent { path, when });
    list.truncate(MAX_RECENT);
}
