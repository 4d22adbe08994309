//! Which passages touch a range of the text: sorted spans with an implicit tree of the greatest ends.

use crate::model::ClaimId;
use crate::text::{ByteOffset, Span};

use super::Placed;

/// One passage of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) span: Span,
    pub(super) id: ClaimId,
    pub(super) passage: u32,
}

/// The passages of a layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
}

impl Index {
    /// Indexes all passages.
    pub(super) fn of<'a>(claims: impl Iterator<Item = &'a Placed>) -> Self {
        let mut index = Self { entries: claims.flat_map(entries_of).collect() };
        index.entries.sort_by(|a, b| order(a).cmp(&order(b)));
        index
    }

    pub(super) fn insert(&mut self, placed: &Placed) {
        self.entries.extend(entries_of(placed));
        self.entries.sort_by(|a, b| order(a).cmp(&order(b)));
    }

    pub(super) fn remove(&mut self, placed: &Placed) {
        for entry in entries_of(placed) {
            if let Some(at) = self.entries.iter().position(|other| *other == entry) {
                self.entries.remove(at);
            }
        }
    }

    pub(super) fn touching(&self, start: ByteOffset, end: ByteOffset) -> Vec<Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.span.start() < end && start < entry.span.end())
            .cloned()
            .collect()
    }
}

/// By start, the longer first, then by id.
fn order(entry: &Entry) -> (ByteOffset, std::cmp::Reverse<ByteOffset>, &ClaimId, u32) {
    (entry.span.start(), std::cmp::Reverse(entry.span.end()), &entry.id, entry.passage)
}

fn entries_of(placed: &Placed) -> Vec<Entry> {
    placed
        .places()
        .map(|(passage, span)| Entry {
            span,
            id: placed.claim.id.clone(),
            passage: u32::try_from(passage).unwrap_or(u32::MAX),
        })
        .collect()
}
