//! What both edges, the window and the command line, talk to: one open document with its layers, and the saver.
//!
//! An [`Open`] is plain data with the acts of the person; it touches files only in [`Open::begin`] and
//! [`LayerFiles::read`]. The [`Saver`] and the [`Watcher`] own the only threads of this room. Deliberately absent:
//! everything on the screen.

mod copies;
mod counted;
pub mod exchange;
mod follow;
pub(crate) mod git;
mod material;
mod mishap;
mod open;
mod queue;
mod saver;
pub mod training;
mod watch;
mod writer;

pub use crate::merge::{Version, with_theirs};
pub use copies::{Cleared, Copy, Elsewhere, LookElsewhere, Origin, clear_copy};
pub use counted::{CountedDocument, Hindrance, Maker, count_documents, counted, shown_under};
pub use follow::follow;
pub use material::{Gathered, Problems, Wanted, gather, gather_shown};
pub use mishap::{Mishap, guarded, tell_places_only};
pub use open::{
    Around, BackLink, Choice, Field, LayerFiles, LayerKind, Noted, Open, OpenError, OpenLayer, Parked,
    ParkedMerge, ParkedMerged, ReadLayers, Reading, Reconcile, Reconciled, Refused, Relations, ReviewItem,
    Sides, SidesRead, Standing, TakeOver, TakenOver, Tally, Watch, Work, has_versions, layer_from_bytes,
    read_document, read_document_beside, read_document_with, read_layer, replaced_notice, sidecars_of,
    sidecars_with, worst,
};
pub use saver::{Flusher, LookJob, SaveJob, SaveReport, SaveState, Saver};
pub use watch::{WatchEvent, Watched, Watcher};
pub use writer::{Failure, keep_text, lock, save};

/// Returns the day on the reader's calendar.
pub fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::system().to_datetime(jiff::Timestamp::now()).date()
}

#[cfg(test)]
mod tests;
