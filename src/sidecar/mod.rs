//! Layers on disk: sidecars of format 1, described in `FORMAT.md`.
//!
//! [`read`] gives what could be read and says what was wrong; [`write()`] gives the same bytes for the same layer.
//! Nothing that was in a file is dropped: unknown fields and claims that cannot be read are kept byte for byte.
//! Deliberately absent: merging, and any file but the look for neighbours in [`name`] and reading one in `file`.

mod claim;
mod cursor;
mod error;
mod escape;
mod file;
mod fit;
pub mod name;
mod nearest;
mod outline;
mod plain;
mod read;
mod repair;
mod scan;
mod unmerged;
mod value;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use error::ReadError;
pub use file::{bytes_named, bytes_of, open};
pub use fit::fit;
pub use name::beside;
pub use outline::{Head, Outline, head, outline};
pub(crate) use plain::is_device;
pub use plain::{PlainName, PlainNameError};
pub use read::{Read, read};
pub use unmerged::has_markers;
pub use value::{claim_with, head_with};
pub use write::{Written, claim_field, decision_ron, head_field, link_ron, own_estimate_ron, write};

/// Reading and writing RON as sidecars do, for other files of ours.
pub(crate) mod notation {
    pub(crate) use super::claim::Names;
    pub(crate) use super::cursor::{Cursor, Kept, Level, Slot};
    pub(crate) use super::nearest::name as nearest;
    pub(crate) use super::scan::{Fault, Parse};
    pub(crate) use super::write::{Writer, name_of};
}

/// The format that is read and written.
pub const FORMAT: u64 = 1;

/// The most bytes a sidecar may have: 500 MB (10⁶), half a million claims.
pub const MAX_BYTES: usize = 500_000_000;

/// The first line of every sidecar.
const HEADER_COMMENT: &str = "// Obelus sidecar, format 1: see FORMAT.md";
