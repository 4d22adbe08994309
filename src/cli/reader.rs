//! How listing verbs read documents and sidecars: as the person of the settings sees them, folders that stand in for
//! others included.

use std::path::Path;

use crate::keep::Keep;
use crate::model::Annotator;
use crate::settings;
use crate::sidecar;
use crate::workspace::{Around, OpenError, Reading, read_document_beside, read_document_with};

use super::paths::{self, Target};
use super::report::Report;

/// Who asks, and what is at hand beyond the files beside a document.
pub(super) struct Reader {
    pub(super) who: Option<Annotator>,
    pub(super) around: Around,
}

impl Reader {
    /// By the settings, with nothing of app data: a listing says the same on every machine.
    pub(super) fn of_settings() -> Self {
        let (settings, _) = settings::load(&settings::home());
        let around = Around::of(Keep::of_places(&settings));
        Self { who: settings.annotator, around }
    }

    /// Reads the document of `target` with its layers.
    pub(super) fn read(&self, target: &Target) -> Result<Reading, OpenError> {
        let (who, around) = (self.who.as_ref(), self.around_of(target));
        match target.beside() {
            Some(beside) => read_document_beside(&target.document, who, None, &around, beside),
            None => read_document_with(&target.document, who, None, &around),
        }
    }

    /// Returns what is at hand for `target`: where sidecars beside the document were named, none stands in for them.
    pub(super) fn around_of(&self, target: &Target) -> Around {
        if target.is_sidecars_alone { Around::default() } else { self.around.clone() }
    }
}

/// Reads the sidecar at `path`, and says what of it could not be read; the status is then at least `status`.
pub(super) fn read_sidecar(path: &Path, status: u8, report: &mut Report) -> Option<(Vec<u8>, sidecar::Read)> {
    let bytes = match sidecar::bytes_of(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("the sidecar cannot be read ({error}): {}", path.display());
            report.fail(status, message, "check the path, and who may read it");
            return None;
        }
    };
    match sidecar::read(&bytes) {
        Ok(read) => {
            report.unread(path, &read.problems);
            Some((bytes, read))
        }
        Err(error) => {
            report.mention(&paths::shown(path), &error.problem());
            report.status = report.status.max(status);
            None
        }
    }
}
