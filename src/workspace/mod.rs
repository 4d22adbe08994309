//! What both edges, the window and the command line, talk to: one open document with its layers, and the saver.
//!
//! An [`Open`] is plain data with the acts of the person; it touches files only in [`Open::begin`] and
//! [`LayerFiles::read`]. The [`Saver`] owns
//! the only thread of this room. Deliberately absent: everything on the screen.

mod material;
mod open;
mod queue;
mod saver;

pub use crate::merge::{Version, with_theirs};
pub use material::{Gathered, Wanted, gather, gather_shown};
pub use open::{
    BackLink, Choice, Field, LayerFiles, LayerKind, Moves, Noted, Open, OpenError, OpenLayer, Parked,
    ReadLayers, Reading, Refused, Relations, ReviewItem, Standing, Tally, Watch, free_id, has_versions,
    layer_from_bytes, read_document, replaced_notice, worst,
};
pub use saver::{SaveJob, SaveReport, SaveState, Saver, lock};

#[cfg(test)]
mod tests;
