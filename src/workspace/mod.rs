//! What both edges, the window and the command line, talk to: one open document with its layers, and the saver.
//!
//! An [`Open`] is plain data with the acts of the person; it touches files only in [`Open::load`]. The [`Saver`] owns
//! the only thread of this room. Deliberately absent: everything on the screen.

mod follow;
mod material;
mod mishap;
mod open;
mod queue;
mod saver;
mod watch;
mod writer;

pub use crate::merge::{Version, with_theirs};
pub use follow::follow;
pub use material::{Gathered, Wanted, gather, gather_shown};
pub use mishap::{Mishap, guarded, tell_places_only};
pub use open::{
    Around, BackLink, Field, LayerKind, Moves, Noted, Open, OpenError, OpenLayer, Parked, Reading, Refused,
    ReviewItem, Standing, free_id, has_versions, read_document, read_document_with, read_layer,
    replaced_notice, worst,
};
pub use saver::{Flusher, LookJob, SaveJob, SaveReport, SaveState, Saver};
pub use watch::{Watch, WatchEvent, Watched};
pub use writer::{Failure, keep_text, lock, save};

#[cfg(test)]
mod tests;
