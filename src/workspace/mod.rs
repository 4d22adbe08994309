//! What both edges, the window and the command line, talk to: one open document with its layers, and the saver.
//!
//! An [`Open`] is plain data with the acts of the person; it touches files only in [`Open::load`]. The [`Saver`] owns
//! the only thread of this room. Deliberately absent: everything on the screen.

mod open;
mod queue;
mod saver;

pub use open::{
    BackLink, Choice, Field, LayerKind, Moves, Noted, Open, OpenError, OpenLayer, Parked, Reading, Refused,
    free_id, read_document, replaced_notice, worst,
};
pub use saver::{SaveJob, SaveReport, SaveState, Saver, lock};

#[cfg(test)]
mod tests;
