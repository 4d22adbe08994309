//! Why a sidecar cannot be read. The file is never touched, and the caller puts its path behind the words.

use thiserror::Error;

use crate::problem::{LineColumn, Problem, Severity};

/// Why a sidecar cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// It has no bytes, or only white space: never taken for a layer without claims.
    #[error("the sidecar is empty")]
    Empty,
    /// It is larger than any layer that Obelus writes.
    #[error("the sidecar has {bytes} bytes, and Obelus reads up to {}", super::MAX_BYTES)]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// It is not UTF-8.
    #[error("the sidecar is not UTF-8 at {at}")]
    NotUtf8 {
        /// Where the first bytes stand that are not UTF-8.
        at: LineColumn,
    },
    /// It was written in a later format; nothing else of it was read.
    #[error("the sidecar was made by a newer Obelus: it has format {format}")]
    TooNew {
        /// The format.
        format: u64,
    },
    /// It has the markers of an unfinished merge.
    #[error("the sidecar has the markers of an unfinished merge at {at}")]
    Unmerged {
        /// Where the first marker stands.
        at: LineColumn,
        /// The file as our side has it.
        ours: String,
        /// The file as both sides had it, where the markers say so.
        base: Option<String>,
        /// The file as their side has it.
        theirs: String,
    },
    /// Something outside the claims is wrong.
    #[error("the sidecar cannot be read at {at}: {reason}")]
    Syntax {
        /// Where.
        at: LineColumn,
        /// What is wrong there; no words of the document.
        reason: String,
    },
}

impl ReadError {
    /// Returns where in the file it is, when it is at a place.
    pub fn at(&self) -> Option<LineColumn> {
        match self {
            Self::NotUtf8 { at } | Self::Unmerged { at, .. } | Self::Syntax { at, .. } => Some(*at),
            Self::Empty | Self::TooLarge { .. } | Self::TooNew { .. } => None,
        }
    }

    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "restore it from a backup, or remove it if nothing was in it",
            Self::TooLarge { .. } => "split the document",
            Self::NotUtf8 { .. } => "save it as UTF-8",
            Self::TooNew { .. } => "install a newer version; the file was not touched",
            Self::Unmerged { .. } => "merge both sides with `obelus merge FILE`",
            Self::Syntax { .. } => "mend that line, or restore the file from a backup",
        }
    }

    /// Returns it as a row of a report, which says where in a column of its own.
    pub fn problem(&self) -> Problem {
        let message = match self {
            Self::Syntax { reason, .. } => format!("the sidecar cannot be read: {reason}"),
            Self::NotUtf8 { .. } => "the sidecar is not UTF-8".to_owned(),
            Self::Unmerged { .. } => "the sidecar has the markers of an unfinished merge".to_owned(),
            Self::Empty | Self::TooLarge { .. } | Self::TooNew { .. } => self.to_string(),
        };
        let problem = Problem::new(Severity::Error, message, self.hint());
        match self.at() {
            Some(at) => problem.at(at),
            None => problem,
        }
    }
}
