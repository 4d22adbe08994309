//! Opening an exercise: from a folder, or from an archive that is unpacked first.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::archive::{self, Limits, Packed};
use crate::durable::{self, Fingerprint, Outcome};
use crate::exercise::{self, Exercise, ExerciseId, FILE_NAME, Try};
use crate::model::{Annotator, Role};
use crate::problem::Problem;
use crate::sidecar;

use super::TrainingError;

/// How much of an archive with an exercise is read.
const LIMITS: Limits = Limits { entries: 200, file_bytes: 100_000_000, total_bytes: 200_000_000 };

/// An exercise that was opened, with the files beside it.
#[derive(Clone, Debug)]
pub struct OpenedExercise {
    /// What it says.
    pub exercise: Exercise,
    /// The folder that its files stand in.
    pub folder: PathBuf,
    /// The document.
    pub document: PathBuf,
    /// The answer key, where it is there.
    pub key: Option<PathBuf>,
    /// What is worth knowing about the exercise's file.
    pub problems: Vec<Problem>,
}

/// Returns whether a path is an exercise: a folder with one, the file itself, or an archive that has one.
pub fn is_exercise(path: &Path) -> bool {
    if path.is_dir() {
        return path.join(FILE_NAME).is_file();
    }
    path.file_name().is_some_and(|name| name == FILE_NAME) || is_archive(path) && unpacked(path).is_ok()
}

/// Returns whether a file begins as an archive does.
pub fn is_archive(path: &Path) -> bool {
    let mut beginning = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    path.is_file() && read.is_ok() && archive::is_archive(&beginning)
}

/// Opens the exercise at `path`: a folder, its `exercise.ron`, or an archive. Of an archive the document, the exercise and
/// the key are unpacked into `into`, and nothing else; where they stand there already with the same bytes, the work beside
/// them goes on.
pub fn open_exercise(path: &Path, into: &Path) -> Result<OpenedExercise, TrainingError> {
    if path.is_dir() {
        return open_folder(path);
    }
    if !is_archive(path) {
        if path.file_name().is_none_or(|name| name != FILE_NAME) {
            return Err(TrainingError::NoExercise { path: path.to_owned() });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        return open_folder(folder.unwrap_or(Path::new(".")));
    }
    let (_, files) = unpacked(path)?;
    make_folder(into)?;
    // All or none: what would be overwritten is found before anything is written.
    for file in &files {
        if !is_free(&into.join(file.file_name()), &file.bytes)? {
            return Err(TrainingError::Occupied { path: into.join(file.file_name()) });
        }
    }
    for file in &files {
        put(&into.join(file.file_name()), &file.bytes)?;
    }
    open_folder(into)
}

fn open_folder(folder: &Path) -> Result<OpenedExercise, TrainingError> {
    let path = folder.join(FILE_NAME);
    if !path.is_file() {
        return Err(TrainingError::NoExercise { path: folder.to_owned() });
    }
    let read = read_exercise(&path, &bytes_of(&path, exercise::MAX_BYTES as u64 + 1)?)?;
    let exercise = read.exercise;
    // A link could stand for any file, a network share included.
    let plain = |name: &str| {
        let path = folder.join(name);
        let is_file = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        is_file.then_some(path)
    };
    let document = exercise.document.as_str();
    let document = plain(document).ok_or_else(|| TrainingError::Missing { name: document.to_owned() })?;
    let key = exercise.key.as_ref().and_then(|key| plain(key.as_str()));
    Ok(OpenedExercise { exercise, folder: folder.to_owned(), document, key, problems: read.problems })
}

fn read_exercise(path: &Path, bytes: &[u8]) -> Result<exercise::Read, TrainingError> {
    exercise::read(bytes).map_err(|source| TrainingError::Exercise { path: path.to_owned(), source })
}

/// Returns the exercise in an archive, and the files that belong to it.
fn unpacked(path: &Path) -> Result<(Exercise, Vec<Packed>), TrainingError> {
    let failed = |source| TrainingError::Archive { path: path.to_owned(), source };
    let bytes = bytes_of(path, LIMITS.total_bytes)?;
    let is_named = |name: &str, wanted: &str| name.rsplit('/').next() == Some(wanted);
    let found = archive::read(&bytes, LIMITS, |name| is_named(name, FILE_NAME)).map_err(failed)?;
    let [file] = found.as_slice() else {
        return Err(match found.len() {
            0 => TrainingError::NoExercise { path: path.to_owned() },
            count => TrainingError::SeveralExercises { count, path: path.to_owned() },
        });
    };
    let exercise = read_exercise(path, &file.bytes)?.exercise;
    let document = format!("{}{}", file.folder(), exercise.document);
    let key = exercise.key.as_ref().map(|key| format!("{}{key}", file.folder()));
    let wants = |name: &str| name == file.name || name == document || Some(name) == key.as_deref();
    let files = archive::read(&bytes, LIMITS, wants).map_err(failed)?;
    if !files.iter().any(|file| file.name == document) {
        return Err(TrainingError::Missing { name: exercise.document.to_string() });
    }
    Ok((exercise, files))
}

/// Returns a file's bytes, up to a limit.
pub(super) fn bytes_of(path: &Path, limit: u64) -> Result<Vec<u8>, TrainingError> {
    let failed = |source| TrainingError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    match u64::try_from(bytes.len()) {
        Ok(len) if len <= limit => Ok(bytes),
        _ => Err(TrainingError::TooLarge { limit, path: path.to_owned() }),
    }
}

/// Makes a folder, and those above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), TrainingError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| TrainingError::Folder { path: folder.to_owned(), source })
}

/// Returns whether a file may be put there: there is none, or one with these very bytes.
pub(super) fn is_free(path: &Path, bytes: &[u8]) -> Result<bool, TrainingError> {
    match std::fs::symlink_metadata(path) {
        Err(_) => Ok(true),
        Ok(metadata) => Ok(metadata.is_file()
            && metadata.len() == bytes.len() as u64
            && bytes_of(path, metadata.len())? == bytes),
    }
}

/// Writes a file that is not there yet.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), TrainingError> {
    if std::fs::symlink_metadata(path).is_ok() && is_free(path, bytes)? {
        return Ok(());
    }
    match durable::replace(path, bytes, Some(Fingerprint::Absent))? {
        Outcome::Saved(_) => Ok(()),
        Outcome::Changed(_) => Err(TrainingError::Occupied { path: path.to_owned() }),
    }
}

/// Returns the attempts that a person has made at an exercise, by number, as the sidecars beside the document say.
pub fn tries(document: &Path, exercise: &ExerciseId, who: &Annotator) -> Vec<Try> {
    let beside = sidecar::beside(document).unwrap_or_default();
    let attempts = beside.into_iter().filter_map(|(name, path)| {
        let layer = sidecar::read(&sidecar::bytes_of(&path).ok()?).ok()?.layer;
        let attempt = layer.attempt?;
        let is_one = layer.role == Role::Attempt
            && attempt.exercise == exercise.as_str()
            && layer.annotator.is_person(&name, who);
        is_one.then_some(Try { number: attempt.number, is_submitted: attempt.submitted.is_some() })
    });
    let mut tries: Vec<Try> = attempts.collect();
    tries.sort_by_key(|one| one.number);
    tries
}
