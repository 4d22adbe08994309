//! Layers that go from one person to another as files: what is found in files, folders and archives, what it would
//! change beside a document, and the archive that is sent.
//!
//! What is a sidecar is told by what it holds, never by its name, and no name that comes with it ever leads anywhere:
//! where a layer goes is decided from the documents at hand. Deliberately absent: the documents, and writing; both are
//! the workspace's.

mod archive;
mod decide;
mod gather;
#[cfg(test)]
pub(crate) mod tests;
mod together;

pub use archive::{Item, pack};
pub use decide::{Beside, Changes, Held, Standing, Step, decide, layer_name};
pub use gather::{
    Candidate, Found, Gathered, Holds, LIMITS, Limits, Progress, Source, Unusable, gather, shown, survey,
};
pub use together::{Together, together};
