//! What a text knows about itself: code points per stretch, where lines start, where paragraphs lie.
//!
//! Built in one pass, never changed. Code points are counted in stretches of [`STRETCH`] bytes, so that a conversion
//! reads one stretch at most.

use super::{ByteOffset, CharOffset, Span};

/// Bytes between two samples of the code-point count.
const STRETCH: usize = 1024;

/// The indexes of one text.
pub(super) struct Index {
    /// Code points before byte `i * STRETCH`; a character belongs to the stretch that its first byte lies in.
    samples: Vec<u32>,
    char_count: u32,
    line_starts: Vec<ByteOffset>,
    paragraphs: Vec<Span>,
}

/// Returns how many code points start in `bytes`.
fn chars_starting_in(bytes: &[u8]) -> u32 {
    // A signed byte below -64 continues a character. The loop compiles to vector instructions.
    let count: usize = bytes.iter().map(|byte| usize::from((*byte).cast_signed() >= -64)).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Index {
    /// Indexes `text`.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut samples = Vec::with_capacity(bytes.len() / STRETCH + 1);
        let mut char_count = 0;
        for stretch in bytes.chunks(STRETCH) {
            samples.push(char_count);
            char_count += chars_starting_in(stretch);
        }
        let mut line_starts = vec![ByteOffset(0)];
        line_starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| ByteOffset::from(at + 1)));
        let paragraphs = paragraphs(text, &line_starts);
        Self { samples, char_count, line_starts, paragraphs }
    }

    /// Returns the number of code points.
    pub(super) fn char_count(&self) -> u32 {
        self.char_count
    }

    /// Returns where each line starts.
    pub(super) fn line_starts(&self) -> &[ByteOffset] {
        &self.line_starts
    }

    /// Returns the paragraphs in order.
    pub(super) fn paragraphs(&self) -> &[Span] {
        &self.paragraphs
    }

    /// Returns how many code points stand before `offset`, which lies on a boundary.
    pub(super) fn char_from_byte(&self, text: &str, offset: ByteOffset) -> CharOffset {
        let stretch = offset.index() / STRETCH;
        let before = self.samples.get(stretch).copied().unwrap_or(self.char_count);
        let rest = text.as_bytes().get(stretch * STRETCH..offset.index()).unwrap_or_default();
        CharOffset(before + chars_starting_in(rest))
    }

    /// Returns the position of code point `offset`, or `None` beyond the end.
    pub(super) fn byte_from_char(&self, text: &str, offset: CharOffset) -> Option<ByteOffset> {
        if offset.0 >= self.char_count {
            return (offset.0 == self.char_count).then(|| ByteOffset::from(text.len()));
        }
        let stretch = self.samples.partition_point(|before| *before <= offset.0).saturating_sub(1);
        let mut left = offset.0 - self.samples.get(stretch)?;
        let from = stretch * STRETCH;
        for (at, byte) in text.as_bytes().get(from..)?.iter().enumerate() {
            if byte.cast_signed() >= -64 {
                if left == 0 {
                    return Some(ByteOffset::from(from + at));
                }
                left -= 1;
            }
        }
        None
    }
}

/// Returns the paragraphs: runs of lines that are not blank; where no line is blank, single lines.
fn paragraphs(text: &str, line_starts: &[ByteOffset]) -> Vec<Span> {
    let line_end = |line: usize| match line_starts.get(line + 1) {
        Some(next) => ByteOffset(next.0 - 1),
        None => ByteOffset::from(text.len()),
    };
    let is_blank = |start: ByteOffset, end: ByteOffset| {
        text.get(start.index()..end.index()).is_none_or(|line| line.chars().all(char::is_whitespace))
    };
    let mut runs: Vec<Span> = Vec::new();
    let mut lines: Vec<Span> = Vec::new();
    let mut open: Option<(ByteOffset, ByteOffset)> = None;
    let mut has_blank_line = false;
    for (line, start) in line_starts.iter().copied().enumerate() {
        let end = line_end(line);
        if is_blank(start, end) {
            // What follows the last line feed is no line when nothing follows.
            has_blank_line |= start.index() < text.len();
            if let Some((from, to)) = open.take() {
                runs.push(Span::checked(from, to));
            }
        } else {
            open = Some((open.map_or(start, |(from, _)| from), end));
            lines.push(Span::checked(start, end));
        }
    }
    if let Some((from, to)) = open {
        runs.push(Span::checked(from, to));
    }
    if has_blank_line { runs } else { lines }
}
