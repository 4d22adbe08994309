//! What both edges, the window and the command line, talk to: one open document with its layers, and the saver.
//!
//! An [`Open`] is plain data with the acts of the person; it touches files only in [`Open::load`]. The [`Saver`] owns
//! the only thread of this room. Deliberately absent: everything on the screen.

mod open;
mod queue;
mod saver;
mod writer;

pub use open::{
    Around, BackLink, Field, LayerKind, Moves, Noted, Open, OpenError, OpenLayer, Parked, Reading, Refused, free_id,
    read_document, read_document_with, read_layer, replaced_notice, worst,
};
pub use saver::{Flusher, LookJob, SaveJob, SaveReport, SaveState, Saver};
pub use writer::{Failure, lock, save};

#[cfg(test)]
mod tests;
