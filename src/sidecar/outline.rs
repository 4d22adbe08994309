//! What is wanted of a sidecar without its claims: how to read the document by it, and what a list of layers shows.

use crate::model::{Annotator, DocumentInfo, Role};

use super::MAX_BYTES;
use super::cursor::{Cursor, Slot};
use super::read::ROLES;
use super::scan::{Fault, Parse};

/// What stands before the claims: enough to read the document by.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What the layer is about.
    pub document: DocumentInfo,
    /// Whose it is.
    pub annotator: Annotator,
}

/// Reads document and annotator from the beginning of a sidecar; `None` when they do not stand in it or cannot be read.
pub fn head(beginning: &[u8]) -> Option<Head> {
    let valid = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(beginning.get(..error.valid_up_to())?).ok()?,
    };
    Cursor::new(valid.strip_prefix('\u{feff}').unwrap_or(valid)).head()
}

/// What a list of layers shows of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Whose it is.
    pub annotator: Annotator,
    /// What it is for.
    pub role: Role,
    /// Whether its owner is done.
    pub is_finished: bool,
    /// How many claims it has, readable or not.
    pub claim_count: usize,
}

/// Reads what a list of layers shows, and of the claims only how many there are; `None` where the sidecar cannot be read.
pub fn outline(bytes: &[u8]) -> Option<Outline> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| bytes.len() <= MAX_BYTES)?;
    Cursor::new(text.strip_prefix('\u{feff}').unwrap_or(text)).outline().ok()
}

impl Cursor<'_> {
    /// Returns document and annotator, and looks at nothing behind them.
    fn head(&mut self) -> Option<Head> {
        self.attributes().ok()?;
        let (mut document, mut annotator) = (None, None);
        // A fault stops the walk: where both are found, or where the beginning ends.
        let _stopped = self.structure(|cursor, field| {
            match field.name {
                "document" => document = cursor.optional(Self::document)?,
                "annotator" => annotator = cursor.optional(Self::annotator)?,
                _ => {
                    cursor.scanner.skip_value()?;
                }
            }
            match document.is_some() && annotator.is_some() {
                true => Err(Fault::new(cursor.at(), "enough is known")),
                false => Ok(()),
            }
        });
        Some(Head { document: document?, annotator: annotator? })
    }

    fn outline(&mut self) -> Parse<Outline> {
        self.attributes()?;
        let at = self.at();
        let (mut format, mut document, mut annotator) = (Slot::default(), Slot::default(), Slot::default());
        let (mut role, mut finished, mut claims) = (Slot::default(), Slot::default(), Slot::default());
        self.structure(|cursor, field| match field.name {
            "format" => cursor.fill(&mut format, field, Self::known_format),
            "document" => cursor.fill(&mut document, field, Self::document),
            "annotator" => cursor.fill(&mut annotator, field, Self::annotator),
            "role" => cursor.fill(&mut role, field, |cursor| cursor.variant(ROLES)),
            "finished" => cursor.fill(&mut finished, field, Self::moment),
            "claims" => cursor.fill(&mut claims, field, Self::count_of_list),
            _ => cursor.scanner.skip_value().map(|_| ()),
        })?;
        self.end()?;
        format.needed("format", at)?;
        let _document: DocumentInfo = document.needed("document", at)?;
        Ok(Outline {
            annotator: annotator.needed("annotator", at)?,
            role: role.or_default(),
            is_finished: finished.get().is_some(),
            claim_count: claims.or_default(),
        })
    }

    fn count_of_list(&mut self) -> Parse<usize> {
        let mut count = 0;
        self.list(|cursor| {
            count += 1;
            cursor.scanner.skip_value().map(|_| ())
        })?;
        Ok(count)
    }
}
