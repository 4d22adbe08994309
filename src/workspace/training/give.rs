//! Making an exercise from a document and a layer, handing it out, and handing in an attempt.

use std::path::{Path, PathBuf};

use crate::durable;
use crate::exchange::{self, Item};
use crate::exercise::{self, Exercise, ExerciseId, FILE_NAME};
use crate::model::Layer;
use crate::sidecar::{self, PlainName};
use crate::workspace::read_document;

use super::open::{bytes_of, is_free, make_folder, put};
use super::{OpenedExercise, TrainingError, open_exercise};

/// What is to be said when an answer key is handed out with its exercise.
pub const KEY_WARNING: &str = "The answer key inside can be read by anyone who has the file.";

/// The most bytes of a document that is handed out.
const MAX_DOCUMENT: u64 = 100_000_000;

/// Where an exercise is handed out to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Into a folder, which is made.
    Folder(PathBuf),
    /// As one archive.
    Archive(PathBuf),
}

/// What was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The folder or archive.
    pub path: PathBuf,
    /// The files in it.
    pub files: Vec<PlainName>,
    /// What is to be said about it, if anything.
    pub warning: Option<&'static str>,
}

fn plain(name: &str) -> Result<PlainName, TrainingError> {
    PlainName::parse(name).map_err(|source| TrainingError::Name { name: name.to_owned(), source })
}

/// Makes an exercise: writes `exercise.ron` and the answer key into `folder`, and a copy of the document where it is not
/// its own folder. The layer becomes the key, its notes are the explanations. Files that stand there with other contents
/// are not overwritten. `exercise` says all but document and key, which are set here.
pub fn make(
    document: &Path,
    layer: &Layer,
    mut exercise: Exercise,
    folder: &Path,
) -> Result<OpenedExercise, TrainingError> {
    let name = document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    exercise.document = plain(&name)?;
    let key_name = sidecar::name::file_name(&name, &exercise::key_layer(&layer.annotator.id));
    exercise.key = Some(plain(&key_name)?);
    let mut key = exercise::as_key(layer);
    key.document.file.clone_from(&name);
    let key = sidecar::write(&key);
    let written = exercise::write(&exercise);
    make_folder(folder)?;
    let is_same_folder = |one: &Path, other: &Path| match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    let own = document.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = vec![(FILE_NAME, written.into_bytes()), (key_name.as_str(), key.into_bytes())];
    if !is_same_folder(own, folder) {
        files.push((&name, bytes_of(document, MAX_DOCUMENT)?));
    }
    for (name, bytes) in &files {
        if !is_free(&folder.join(name), bytes)? {
            return Err(TrainingError::Occupied { path: folder.join(name) });
        }
    }
    for (name, bytes) in &files {
        put(&folder.join(name), bytes)?;
    }
    open_exercise(folder, folder)
}

/// Hands an exercise out: document, exercise and, where it is wished, the answer key. Without it the exercise says nothing
/// of a key. The same exercise gives the same archive, byte for byte. An archive that is there is replaced only with
/// `may_replace`; files in a folder never are.
pub fn hand_out(
    opened: &OpenedExercise,
    with_key: bool,
    target: &Target,
    may_replace: bool,
) -> Result<HandedOut, TrainingError> {
    let mut exercise = opened.exercise.clone();
    if !with_key {
        exercise.key = None;
    }
    // Whether it can be opened at all is found out here and not by thirty people.
    read_document(&opened.document, None, None)?;
    let mut files = vec![
        (plain(FILE_NAME)?, exercise::write(&exercise).into_bytes()),
        (exercise.document.clone(), bytes_of(&opened.document, MAX_DOCUMENT)?),
    ];
    if let Some(name) = exercise.key {
        let path = opened.key.as_ref().ok_or(TrainingError::NoKey)?;
        let bytes = bytes_of(path, MAX_DOCUMENT)?;
        sidecar::read(&bytes).map_err(|source| TrainingError::Key { path: path.clone(), source })?;
        files.push((name, bytes));
    }
    let path = match target {
        Target::Folder(folder) => {
            make_folder(folder)?;
            for (name, bytes) in &files {
                if !is_free(&folder.join(name.as_str()), bytes)? {
                    return Err(TrainingError::Occupied { path: folder.join(name.as_str()) });
                }
            }
            for (name, bytes) in &files {
                put(&folder.join(name.as_str()), bytes)?;
            }
            folder
        }
        Target::Archive(path) => {
            let items =
                files.iter().map(|(name, bytes)| Item { name: name.to_string(), bytes: bytes.clone() });
            let bytes = exchange::pack(items.collect())
                .map_err(|source| TrainingError::Read { path: path.clone(), source })?;
            if may_replace {
                durable::replace(path, &bytes, None)?;
            } else {
                put(path, &bytes)?;
            }
            path
        }
    };
    Ok(HandedOut {
        path: path.clone(),
        files: files.into_iter().map(|(name, _)| name).collect(),
        warning: with_key.then_some(KEY_WARNING),
    })
}

/// Writes the copy of an attempt that is handed in, into `folder`, named after exercise and person; returns its path. An
/// attempt that was handed in there before is replaced by the same attempt only.
pub fn hand_in(layer: &Layer, exercise: &ExerciseId, folder: &Path) -> Result<PathBuf, TrainingError> {
    let number = layer.attempt.as_ref().map_or(1, |attempt| attempt.number);
    let path = folder.join(exercise::submission_name(exercise, &layer.annotator.id, number));
    let bytes = sidecar::write(layer).into_bytes();
    make_folder(folder)?;
    put(&path, &bytes)?;
    Ok(path)
}
