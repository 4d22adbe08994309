//! What the window has found and offers until it is answered; the bar under the menus asks for one thing at a time.

use std::path::PathBuf;

use crate::keep::Renamed;
use crate::workspace::{Copy, Elsewhere};

/// What waits for an answer.
#[derive(Default)]
pub struct Offers {
    /// Documents with claims that could not be saved last time.
    pub pending: Vec<PathBuf>,
    /// Layers that a document's text has under another name.
    pub renamed: Option<(PathBuf, Renamed)>,
    /// Versions of the own layer that stand beside its sidecar.
    pub elsewhere: Vec<Elsewhere>,
    /// Whether the reader does not want to hear of them while this document is open.
    pub leaves_elsewhere: bool,
    /// Copies whose claims were merged: they go once the claims are saved.
    pub merged: Vec<Copy>,
    /// Copies whose claims are saved, and that stay because no copies are kept on this computer.
    pub left: Vec<Copy>,
}

impl Offers {
    /// Forgets what belonged to the document that was shown.
    pub fn leave_document(&mut self) {
        *self = Self { pending: std::mem::take(&mut self.pending), ..Self::default() };
    }
}
