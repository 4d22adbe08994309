//! Why an exercise cannot be made, handed out or opened.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::archive::ArchiveError;
use crate::durable::DurableError;
use crate::exercise::{ExerciseError, FILE_NAME};
use crate::sidecar::{PlainNameError, ReadError};
use crate::workspace::OpenError;

/// Why an exercise cannot be made, handed out or opened.
#[derive(Debug, Error)]
pub enum TrainingError {
    /// There is no exercise in the folder or archive.
    #[error("there is no {FILE_NAME} in it: {}", path.display())]
    NoExercise {
        /// The folder or archive.
        path: PathBuf,
    },
    /// There are several.
    #[error("there are {count} exercises in the archive: {}", path.display())]
    SeveralExercises {
        /// How many.
        count: usize,
        /// The archive.
        path: PathBuf,
    },
    /// The exercise cannot be read.
    #[error("{source}: {}", path.display())]
    Exercise {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ExerciseError,
    },
    /// The archive cannot be read.
    #[error("{source}: {}", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong.
        source: ArchiveError,
    },
    /// A file that the exercise names is not there, or is no plain file.
    #[error("the exercise names a file that is not beside it: {name}")]
    Missing {
        /// Its name.
        name: String,
    },
    /// A file cannot be read.
    #[error("the file cannot be read ({source}): {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is larger than is read.
    #[error("the file has more than {} MB: {}", limit / 1_000_000, path.display())]
    TooLarge {
        /// How many bytes are read.
        limit: u64,
        /// The file.
        path: PathBuf,
    },
    /// A file with other contents stands where one is to be written.
    #[error("there is another file of this name already: {}", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] DurableError),
    /// A folder cannot be made.
    #[error("the folder cannot be made ({source}): {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The document's name cannot stand in an exercise.
    #[error("the document's name cannot stand in an exercise ({source}): {name}")]
    Name {
        /// The name.
        name: String,
        /// Why.
        source: PlainNameError,
    },
    /// The answer key cannot be read.
    #[error("the answer key cannot be read ({source}): {}", path.display())]
    Key {
        /// The key.
        path: PathBuf,
        /// What is wrong.
        source: ReadError,
    },
    /// The answer key's claims have no place in the document.
    #[error("the answer key's claims have no place in this text: {}", path.display())]
    KeyWithoutPlaces {
        /// The key.
        path: PathBuf,
    },
    /// The exercise has no answer key here.
    #[error("there is no answer key here, so nothing can be scored")]
    NoKey,
    /// The document cannot be opened.
    #[error(transparent)]
    Document(#[from] OpenError),
}

impl TrainingError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoExercise { .. } => "open the folder or archive that your instructor gave you",
            Self::SeveralExercises { .. } => "unpack it, and open one of its folders",
            Self::Exercise { source, .. } => return source.hint(),
            Self::Archive { source, .. } => source.hint(),
            Self::Missing { .. } => "ask your instructor for the whole exercise",
            Self::Read { .. } => "check the path, and who may read it",
            Self::TooLarge { .. } => "it is no exercise, or the document must be split",
            Self::Occupied { .. } => "choose another folder or another name; nothing was overwritten",
            Self::Write(error) => error.hint(),
            Self::Folder { .. } => "choose a folder that you may write",
            Self::Name { .. } => "give the document a plainer name",
            Self::Key { source, .. } => source.hint(),
            Self::KeyWithoutPlaces { .. } => "open the document with a version that has its extractor",
            Self::NoKey => "open the exercise where its answer key stands beside it",
            Self::Document(error) => error.hint(),
        }
        .to_owned()
    }
}
