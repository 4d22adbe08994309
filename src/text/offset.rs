//! Positions in a text and ranges of it.
//!
//! Inside the program positions are [`ByteOffset`]s. [`CharOffset`]s count code points, as files do; they appear in
//! selectors, which are true without their document, and at the edges that read and write files.

use std::fmt;

use thiserror::Error;

/// A position in the text, in UTF-8 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub u32);

impl ByteOffset {
    /// Returns the position as an index into the text's bytes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<usize> for ByteOffset {
    /// Takes an index of a [`Text`](super::Text), which is never longer than `u32::MAX` bytes; saturates beyond.
    fn from(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl fmt::Display for ByteOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A position in the text, in Unicode code points from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(pub u32);

impl fmt::Display for CharOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A non-empty range of one [`Text`](super::Text).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    // Invariant: `start < end`, and both lie on character boundaries.
    start: ByteOffset,
    end: ByteOffset,
}

impl Span {
    /// Makes a span whose bounds the text has checked.
    pub(super) fn checked(start: ByteOffset, end: ByteOffset) -> Self {
        debug_assert!(start < end, "a span is never empty");
        Self { start, end }
    }

    /// Returns where the span starts.
    pub fn start(self) -> ByteOffset {
        self.start
    }

    /// Returns where the span ends; the byte there is no longer part of it.
    pub fn end(self) -> ByteOffset {
        self.end
    }

    /// Returns the length in bytes, at least 1.
    pub fn byte_len(self) -> u32 {
        self.end.0 - self.start.0
    }

    /// Returns the range of byte indices.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start.index()..self.end.index()
    }

    /// Returns whether the character that starts at `offset` belongs to the span.
    pub fn contains(self, offset: ByteOffset) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Returns whether every character of `other` belongs to the span.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns whether the two share a character.
    pub fn intersects(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the smallest span that covers both.
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Why two offsets make no span of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SpanError {
    /// The end does not lie behind the start.
    #[error("the range {start}..{end} is empty")]
    Empty {
        /// Where it would start, in bytes.
        start: ByteOffset,
        /// Where it would end, in bytes.
        end: ByteOffset,
    },
    /// The offset lies beyond the text or inside a character.
    #[error("byte {offset} is no character boundary of the text")]
    NotABoundary {
        /// The offset, in bytes.
        offset: ByteOffset,
    },
}
