//! The text of a document: immutable characters, positions, lines and paragraphs, and the units that people select by.
//!
//! A [`Text`] is one allocation that is never copied; its indexes are a few bytes per kilobyte. What offsets count is
//! fixed in `FORMAT.md`. Deliberately absent: markup, layout, and anything that depends on a display.

mod abbreviation;
mod deceptive;
pub mod decode;
mod grapheme;
mod index;
mod offset;
mod sentence;
mod window;
mod word;

use std::fmt;
use std::sync::{Arc, OnceLock};

use thiserror::Error;

pub use deceptive::{escaped_json, is_deceptive};
pub use offset::{ByteOffset, CharOffset, Span, SpanError};
pub use word::word_count;

/// The most bytes a text may have: 1 GB (10⁹), so that every offset fits in 32 bits with room to spare.
pub const MAX_BYTES: usize = 1_000_000_000;

/// From how many bytes on several cores are worth their start.
const MANY_BYTES: usize = 1 << 20;

/// BLAKE3 of a text as UTF-8: 64 lower-case hexadecimal digits when displayed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextHash(pub [u8; 32]);

impl TextHash {
    /// Returns the hash of `text`.
    pub fn of(text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        // A long text is hashed on all cores.
        match text.len() {
            ..MANY_BYTES => hasher.update(text.as_bytes()),
            _ => hasher.update_rayon(text.as_bytes()),
        };
        Self(*hasher.finalize().as_bytes())
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        blake3::Hash::from_hex(hex).ok().map(|hash| Self(*hash.as_bytes()))
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is longer than [`MAX_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the text has {bytes} bytes, and Obelus reads up to {MAX_BYTES}")]
pub struct TooLong {
    /// How many bytes it has.
    pub bytes: usize,
}

/// The immutable text of a document, with indexes. Cloning copies a pointer.
#[derive(Clone)]
pub struct Text(Arc<Inner>);

struct Inner {
    text: String,
    hash: OnceLock<TextHash>,
    word_count: OnceLock<usize>,
    index: index::Index,
}

impl Text {
    /// Takes the characters as they are; decoding and line ends are the business of [`decode`].
    pub fn new(text: String) -> Result<Self, TooLong> {
        if text.len() > MAX_BYTES {
            return Err(TooLong { bytes: text.len() });
        }
        let index = index::Index::of(&text);
        Ok(Self(Arc::new(Inner { text, hash: OnceLock::new(), word_count: OnceLock::new(), index })))
    }

    /// Returns all characters.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Returns the length in bytes.
    pub fn byte_len(&self) -> u32 {
        self.end().0
    }

    /// Returns the position behind the last character.
    pub fn end(&self) -> ByteOffset {
        ByteOffset::from(self.0.text.len())
    }

    /// Returns whether the text has no character at all.
    pub fn is_empty(&self) -> bool {
        self.0.text.is_empty()
    }

    /// Returns the length in code points.
    pub fn char_count(&self) -> u32 {
        self.0.index.char_count()
    }

    /// Returns the BLAKE3 hash; computed once, on the first call (about 1 ms per MB).
    pub fn hash(&self) -> TextHash {
        *self.0.hash.get_or_init(|| TextHash::of(&self.0.text))
    }

    /// Returns how many words the text has, as [`word_count`] counts; computed once, on the first call, which walks the
    /// whole text and so belongs on a worker.
    pub fn word_count(&self) -> usize {
        *self.0.word_count.get_or_init(|| word_count(&self.0.text))
    }

    /// Returns the word count, if it has been computed.
    pub fn known_word_count(&self) -> Option<usize> {
        self.0.word_count.get().copied()
    }

    /// Computes the word count on this core alone, as long as `goes_on` says so; it is asked every megabyte.
    pub fn count_words(&self, goes_on: impl Fn() -> bool) {
        if self.0.word_count.get().is_none()
            && let Some(count) = word::word_count_while(&self.0.text, goes_on)
        {
            // Somebody else may have counted meanwhile, to the same end.
            let _ = self.0.word_count.set(count);
        }
    }

    /// Returns whether both are the same allocation.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Returns whether `offset` lies between two characters, or at either end.
    pub fn is_boundary(&self, offset: ByteOffset) -> bool {
        self.0.text.is_char_boundary(offset.index())
    }

    /// Returns the nearest character boundary at or before `offset`; the end for offsets beyond it.
    pub fn floor_boundary(&self, offset: ByteOffset) -> ByteOffset {
        ByteOffset::from(self.0.text.floor_char_boundary(offset.index()))
    }

    /// Makes a span. Raw offsets are checked here and nowhere else.
    pub fn span(&self, start: ByteOffset, end: ByteOffset) -> Result<Span, SpanError> {
        if end <= start {
            return Err(SpanError::Empty { start, end });
        }
        match [start, end].into_iter().find(|offset| !self.is_boundary(*offset)) {
            Some(offset) => Err(SpanError::NotABoundary { offset }),
            None => Ok(Span::checked(start, end)),
        }
    }

    /// Returns the characters of `span`; of a span of another text, what of it lies on boundaries here, or nothing.
    pub fn slice(&self, span: Span) -> &str {
        self.0.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the characters from `offset` on.
    pub fn from(&self, offset: ByteOffset) -> &str {
        self.0.text.get(self.floor_boundary(offset).index()..).unwrap_or_default()
    }

    /// Returns the characters before `offset`.
    pub fn until(&self, offset: ByteOffset) -> &str {
        self.0.text.get(..self.floor_boundary(offset).index()).unwrap_or_default()
    }

    /// Returns how many code points stand before `offset`, without walking from the start.
    pub fn char_from_byte(&self, offset: ByteOffset) -> CharOffset {
        self.0.index.char_from_byte(&self.0.text, self.floor_boundary(offset))
    }

    /// Returns the position of the code point with that number, or `None` beyond the end.
    pub fn byte_from_char(&self, offset: CharOffset) -> Option<ByteOffset> {
        self.0.index.byte_from_char(&self.0.text, offset)
    }

    /// Makes a span from code-point offsets, or `None` where they lie outside or enclose nothing.
    pub fn span_from_chars(&self, start: CharOffset, end: CharOffset) -> Option<Span> {
        self.span(self.byte_from_char(start)?, self.byte_from_char(end)?).ok()
    }

    /// Returns how many lines the text has: one more than it has line feeds.
    pub fn line_count(&self) -> usize {
        self.0.index.line_starts().len()
    }

    /// Returns the number of the line that `offset` lies in, from 0.
    pub fn line_at(&self, offset: ByteOffset) -> usize {
        self.0.index.line_starts().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the bounds of line `line`, its line feed excluded; the end of the text beyond the last line.
    pub fn line(&self, line: usize) -> (ByteOffset, ByteOffset) {
        let starts = self.0.index.line_starts();
        let start = starts.get(line).copied().unwrap_or(self.end());
        let end = match starts.get(line + 1) {
            Some(next) => ByteOffset(next.0 - 1),
            None => self.end(),
        };
        (start, end)
    }

    /// Returns how many paragraphs the text has. A paragraph ends at a blank line; in a text without one, at every
    /// line break. Blank lines belong to no paragraph.
    pub fn paragraph_count(&self) -> usize {
        self.0.index.paragraphs().len()
    }

    /// Returns the paragraph with that number, from 0: from its first line's start to its last line's end.
    pub fn paragraph(&self, number: usize) -> Option<Span> {
        self.0.index.paragraphs().get(number).copied()
    }

    /// Returns the number, from 0, of the paragraph that `offset` lies in or that ends last before it.
    pub fn paragraph_at(&self, offset: ByteOffset) -> usize {
        self.0.index.paragraphs().partition_point(|span| span.start() <= offset).saturating_sub(1)
    }
}

impl fmt::Debug for Text {
    /// Writes the length and not the words: text of a document never reaches a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.text.len())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.as_str() == other.as_str()
    }
}

impl Eq for Text {}
