//! Why a file was not replaced, in words that say what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::problem::{Problem, Severity};

/// What was being done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It was looked at.
    Read,
    /// A file or folder was made.
    Create,
    /// Its new bytes were written.
    Write,
    /// Its new bytes were brought to the disk.
    Sync,
    /// The new file took its place.
    Replace,
    /// The change was brought to the disk; it stands already.
    SyncFolder,
    /// It was kept for this program alone.
    Lock,
}

/// Why a file was not replaced. Unless the act is [`Act::SyncFolder`], it is as it was before.
#[derive(Debug, Error)]
pub enum DurableError {
    /// Its owner may not write it, which somebody wanted so.
    #[error("the file is write-protected: {}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is a folder or a device in its place.
    #[error("something that is no file stands in its place: {}", path.display())]
    NoFile {
        /// What stands there.
        path: PathBuf,
    },
    /// The links go in circles.
    #[error("the link leads in circles: {}", path.display())]
    LinkLoop {
        /// One of the links.
        path: PathBuf,
    },
    /// Another Obelus has been changing it for too long.
    #[error("another Obelus is changing the file: {}", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: {}", reason(*act, source), path.display())]
    Failed {
        /// What was being done.
        act: Act,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl DurableError {
    /// Makes an error of what the operating system said.
    pub fn failed(act: Act, path: &Path, source: io::Error) -> Self {
        Self::Failed { act, path: path.to_owned(), source }
    }

    /// Returns the file or folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::ReadOnly { path }
            | Self::NoFile { path }
            | Self::LinkLoop { path }
            | Self::Locked { path }
            | Self::Failed { path, .. } => path,
        }
    }

    /// Returns whether the new bytes stand in the file all the same: the disk did not confirm that they stay.
    pub fn is_in_place(&self) -> bool {
        matches!(self, Self::Failed { act: Act::SyncFolder, .. })
    }

    /// Returns whether the disk did not take what it was given.
    pub(super) fn is_failed_sync(&self) -> bool {
        matches!(self, Self::Failed { act: Act::Sync | Act::SyncFolder, .. })
    }

    /// Returns whether the folder, not the file, is what cannot be written: then another folder helps.
    pub fn is_about_folder(&self) -> bool {
        use io::ErrorKind as Kind;
        match self {
            Self::Failed { act: Act::Create | Act::Replace, source, .. } => matches!(
                source.kind(),
                Kind::PermissionDenied | Kind::ReadOnlyFilesystem | Kind::NotFound | Kind::NotADirectory
            ),
            _ => false,
        }
    }

    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        use io::ErrorKind as Kind;
        match self {
            Self::ReadOnly { .. } => "allow writing it, or work under another name",
            Self::NoFile { .. } => "move it away",
            Self::LinkLoop { .. } => "make the link lead to a file",
            Self::Locked { .. } => "try again when the other one is done",
            Self::Failed { source, .. } => match source.kind() {
                Kind::StorageFull | Kind::QuotaExceeded => "make room on the disk, then save again",
                Kind::ReadOnlyFilesystem => "copy the documents to a folder that can be written",
                Kind::PermissionDenied => {
                    "ask for the right to write into this folder, or copy the documents elsewhere"
                }
                Kind::NotFound => "bring the folder back, or save under another name",
                Kind::InvalidFilename => "give the document a shorter name",
                Kind::FileTooLarge => "save to another disk: this one takes no file of that size",
                Kind::ResourceBusy | Kind::TimedOut => "close the other program, then save again",
                _ => "save again; if it goes on, save to another disk",
            },
        }
    }

    /// Returns it as a row of a report.
    pub fn problem(&self) -> Problem {
        Problem::new(Severity::Error, self.to_string(), self.hint())
    }
}

/// Says in plain words what the operating system refused.
fn reason(act: Act, source: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match source.kind() {
        Kind::StorageFull => "the disk is full".to_owned(),
        Kind::QuotaExceeded => "the space allowed on the disk is used up".to_owned(),
        Kind::ReadOnlyFilesystem => "the disk cannot be written".to_owned(),
        Kind::PermissionDenied => match act {
            Act::Read => "the file may not be read".to_owned(),
            _ => "the folder may not be written".to_owned(),
        },
        Kind::NotFound | Kind::NotADirectory => "the folder is gone".to_owned(),
        Kind::InvalidFilename => "the name is too long for the disk".to_owned(),
        Kind::ResourceBusy => "another program holds the file".to_owned(),
        Kind::StaleNetworkFileHandle
        | Kind::NetworkDown
        | Kind::NetworkUnreachable
        | Kind::HostUnreachable
        | Kind::TimedOut => "the network disk does not answer".to_owned(),
        _ => {
            let doing = match act {
                Act::Read => "reading",
                Act::Create => "making",
                Act::Write => "writing",
                Act::Replace => "replacing",
                Act::Sync | Act::SyncFolder => "bringing to the disk",
                Act::Lock => "locking",
            };
            format!("{doing} failed ({source})")
        }
    }
}
