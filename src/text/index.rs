//! What a text knows about itself: code points per stretch, where lines start, where paragraphs lie.
//!
//! Built in one pass, a long text on all cores, never changed. Code points are counted in stretches of [`STRETCH`] bytes,
//! so that a conversion reads one stretch at most.

use rayon::prelude::*;

use super::{ByteOffset, CharOffset, Span};

/// Bytes between two samples of the code-point count.
const STRETCH: usize = 1024;

/// How many bytes one core indexes at a time: whole stretches.
const PIECE: usize = if cfg!(test) { 4 * STRETCH } else { 512 * STRETCH };

/// The indexes of one text.
pub(super) struct Index {
    /// Code points before byte `i * STRETCH`; a character belongs to the stretch that its first byte lies in.
    samples: Vec<u32>,
    char_count: u32,
    line_starts: Vec<ByteOffset>,
    paragraphs: Vec<Span>,
}

/// A line of the text.
#[derive(Clone, Copy)]
struct Line {
    start: ByteOffset,
    /// Whether nothing but white space stands in it.
    is_blank: bool,
}

/// What one piece of the text holds.
struct Piece {
    /// The code points of each stretch.
    char_counts: Vec<u32>,
    /// The lines that start behind the line feeds of the piece.
    lines: Vec<Line>,
}

/// Returns how many code points start in `bytes`.
fn chars_starting_in(bytes: &[u8]) -> u32 {
    // A signed byte below -64 continues a character. Sums of bytes, which hold up to 255, are the widest vectors.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(byte.cast_signed() >= -64)).sum::<u8>();
    bytes.chunks(128).map(|bytes| u32::from(sum(bytes))).sum()
}

/// Indexes the piece of `text` that starts at byte `from`.
fn piece(text: &str, from: usize) -> Piece {
    let bytes = text.as_bytes().get(from..text.len().min(from + PIECE)).unwrap_or_default();
    let mut piece = Piece { char_counts: Vec::with_capacity(bytes.len() / STRETCH + 1), lines: Vec::new() };
    for (number, stretch) in bytes.chunks(STRETCH).enumerate() {
        piece.char_counts.push(chars_starting_in(stretch));
        let from = from + number * STRETCH;
        piece.lines.extend(memchr::memchr_iter(b'\n', stretch).map(|at| line_at(text, from + at + 1)));
    }
    piece
}

fn line_at(text: &str, start: usize) -> Line {
    let is_blank = match text.as_bytes().get(start) {
        None | Some(b'\n') => true,
        Some(first) if first.is_ascii_graphic() => false,
        Some(_) => {
            let mut line = text.get(start..).unwrap_or_default().chars().take_while(|next| *next != '\n');
            line.all(char::is_whitespace)
        }
    };
    Line { start: ByteOffset::from(start), is_blank }
}

impl Index {
    /// Indexes `text`.
    pub(super) fn of(text: &str) -> Self {
        let piece_count = text.len().div_ceil(PIECE);
        let pieces: Vec<Piece> = if piece_count <= 1 {
            vec![piece(text, 0)]
        } else {
            (0..piece_count).into_par_iter().map(|number| piece(text, number * PIECE)).collect()
        };
        let mut samples = Vec::with_capacity(text.len() / STRETCH + 1);
        let mut char_count = 0;
        for count in pieces.iter().flat_map(|piece| &piece.char_counts) {
            samples.push(char_count);
            char_count += count;
        }
        let line_count = 1 + pieces.iter().map(|piece| piece.lines.len()).sum::<usize>();
        let mut line_starts = Vec::with_capacity(line_count);
        let first = line_at(text, 0);
        let lines =
            || std::iter::once(first).chain(pieces.iter().flat_map(|piece| piece.lines.iter().copied()));
        line_starts.extend(lines().map(|line| line.start));
        let paragraphs = paragraphs(text, lines);
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
        let mut from = stretch * STRETCH;
        // Short runs are counted whole as long as the code point lies behind them.
        for run in text.as_bytes().get(from..)?.chunks(64) {
            let count = chars_starting_in(run);
            if count > left {
                break;
            }
            left -= count;
            from += run.len();
        }
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
fn paragraphs<Lines: Iterator<Item = Line>>(text: &str, lines: impl Fn() -> Lines) -> Vec<Span> {
    let end = ByteOffset::from(text.len());
    // What follows the last line feed is no line when nothing follows.
    let has_blank_line = lines().any(|line| line.is_blank && line.start < end);
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut open: Option<ByteOffset> = None;
    for line in lines() {
        // The line before this one ends in front of the line feed.
        if let Some(start) = open.filter(|_| line.is_blank || !has_blank_line) {
            paragraphs.push(Span::checked(start, ByteOffset(line.start.0 - 1)));
            open = None;
        }
        if !line.is_blank {
            open = open.or(Some(line.start));
        }
    }
    if let Some(start) = open {
        paragraphs.push(Span::checked(start, end));
    }
    paragraphs.shrink_to_fit();
    paragraphs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Text;
    use super::*;

    /// Returns the paragraphs as their words, by walking line by line.
    fn by_hand(text: &str) -> Vec<String> {
        let is_blank = |line: &&str| line.chars().all(char::is_whitespace);
        let ends = text.strip_suffix('\n').unwrap_or(text);
        if !ends.split('\n').any(|line| is_blank(&line)) {
            return ends.split('\n').map(str::to_owned).collect();
        }
        let lines: Vec<&str> = text.split('\n').collect();
        lines.split(is_blank).filter(|run| !run.is_empty()).map(|run| run.join("\n")).collect()
    }

    fn any_text() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec!["\n", "\n\n", " \n", "word ", "é", "\u{2003}", "नमस्ते"]);
        let pieces = prop::collection::vec((pieces, 1..900_usize), 0..12);
        pieces.prop_map(|pieces| pieces.into_iter().map(|(piece, times)| piece.repeat(times)).collect())
    }

    proptest! {
        #[test]
        fn an_index_in_pieces_is_what_a_plain_walk_finds(text in any_text()) {
            let indexed = Text::new(text.clone()).unwrap();
            prop_assert_eq!(indexed.char_count() as usize, text.chars().count());
            prop_assert_eq!(indexed.line_count(), text.split('\n').count());
            let starts = text.split_inclusive('\n').scan(0, |at, line| {
                let start = *at;
                *at += line.len();
                Some(start)
            });
            for (number, start) in starts.enumerate() {
                prop_assert_eq!(indexed.line(number).0, ByteOffset::from(start));
            }
            for (number, (at, _)) in text.char_indices().enumerate().step_by(97) {
                let number = CharOffset(u32::try_from(number).unwrap());
                prop_assert_eq!(indexed.byte_from_char(number), Some(ByteOffset::from(at)));
                prop_assert_eq!(indexed.char_from_byte(ByteOffset::from(at)), number);
            }
            if !text.trim().is_empty() {
                let found = (0..indexed.paragraph_count()).filter_map(|number| indexed.paragraph(number));
                let found: Vec<String> = found.map(|span| indexed.slice(span).to_owned()).collect();
                prop_assert_eq!(found, by_hand(&text));
            }
        }
    }
}
