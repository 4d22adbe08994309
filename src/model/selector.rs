//! The description by which a passage is found again: its place, its words, and the words around it.

use rayon::prelude::*;

use crate::text::{ByteOffset, CharOffset, Span, Text};

/// How many code points of context a selector keeps on each side.
pub const CONTEXT_CHARS: usize = 64;

/// A passage's place in code points, its words and their surroundings. True without the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// Where the passage starts, or was last seen.
    pub start: CharOffset,
    /// Where it ends; may lie beyond the text when the passage is an orphan.
    pub end: CharOffset,
    /// The words that the annotator marked.
    pub quote: Box<str>,
    /// The code points before it, at most [`CONTEXT_CHARS`].
    pub before: Box<str>,
    /// The code points behind it, at most [`CONTEXT_CHARS`].
    pub after: Box<str>,
    /// At how many places of the text the quote stands, overlapping ones and those inside words included.
    pub occurrences: u32,
}

impl Selector {
    /// Describes `span` of `text`.
    pub fn of(text: &Text, span: Span) -> Self {
        let quote = text.slice(span);
        Self {
            start: text.char_from_byte(span.start()),
            end: text.char_from_byte(span.end()),
            quote: quote.into(),
            before: context_before(text, span.start()).into(),
            after: context_after(text, span.end()).into(),
            occurrences: occurrences(text, quote),
        }
    }

    /// Returns where the selector's own offsets lie in `text`, when they lie there and the words are the quote.
    pub fn span_in(&self, text: &Text) -> Option<Span> {
        let span = text.span_from_chars(self.start, self.end)?;
        (*text.slice(span) == *self.quote).then_some(span)
    }
}

/// Returns up to [`CONTEXT_CHARS`] code points before `offset`.
pub fn context_before(text: &Text, offset: ByteOffset) -> &str {
    let until = text.until(offset);
    match until.char_indices().nth_back(CONTEXT_CHARS - 1) {
        Some((at, _)) => until.get(at..).unwrap_or_default(),
        None => until,
    }
}

/// Returns up to [`CONTEXT_CHARS`] code points from `offset` on.
pub fn context_after(text: &Text, offset: ByteOffset) -> &str {
    let from = text.from(offset);
    match from.char_indices().nth(CONTEXT_CHARS) {
        Some((at, _)) => from.get(..at).unwrap_or_default(),
        None => from,
    }
}

/// How many bytes of a long text one core looks through at a time.
const PIECE: usize = if cfg!(test) { 64 } else { 1 << 20 };

/// Returns at how many places of `text` the words stand, code point for code point, overlapping ones included; in a long
/// text with all cores, for it is asked with every claim that is made.
pub fn occurrences(text: &Text, quote: &str) -> u32 {
    let bytes = text.as_str().as_bytes();
    let places = if bytes.len() <= PIECE || quote.is_empty() {
        occurrence_places(text, quote).count()
    } else {
        let finder = memchr::memmem::Finder::new(quote.as_bytes());
        let count_from = |start: usize| {
            // A place belongs to the piece that it begins in.
            let end = bytes.len().min(start + PIECE + quote.len() - 1);
            let piece = bytes.get(start..end).unwrap_or_default();
            let (mut count, mut from) = (0, 0);
            while let Some(at) = piece.get(from..).and_then(|rest| finder.find(rest)) {
                count += 1;
                from += at + 1;
            }
            count
        };
        (0..bytes.len().div_ceil(PIECE)).into_par_iter().map(|piece| count_from(piece * PIECE)).sum()
    };
    u32::try_from(places).unwrap_or(u32::MAX)
}

/// Returns the places that [`occurrences`] counts, in order.
pub fn occurrence_places<'a>(text: &'a Text, quote: &'a str) -> impl Iterator<Item = Span> + 'a {
    let finder = memchr::memmem::Finder::new(quote.as_bytes()).into_owned();
    let bytes = text.as_str().as_bytes();
    let step = quote.chars().next().map_or(0, char::len_utf8);
    let mut from = 0;
    std::iter::from_fn(move || {
        if step == 0 {
            return None;
        }
        let at = from + finder.find(bytes.get(from..)?)?;
        from = at + step;
        text.span(ByteOffset::from(at), ByteOffset::from(at + quote.len())).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_places_are_counted() {
        let text = Text::new("aaaa näh näh".to_owned()).unwrap();
        assert_eq!(occurrences(&text, "aa"), 3);
        assert_eq!(occurrences(&text, "näh"), 2);
        assert_eq!(occurrences(&text, "nein"), 0);
        assert_eq!(occurrences(&text, ""), 0);
        let long = Text::new("aäaa näh ".repeat(40)).unwrap();
        for quote in ["a", "aa", "aäaa näh aäaa", "näh", "h", &"aäaa näh ".repeat(39)] {
            assert_eq!(
                occurrences(&long, quote) as usize,
                occurrence_places(&long, quote).count(),
                "{quote}"
            );
        }
    }

    #[test]
    fn context_is_64_code_points_where_there_are_as_many() {
        let text = Text::new(format!("{}XY{}", "ä".repeat(80), "ö".repeat(3))).unwrap();
        let start = ByteOffset(160);
        let span = text.span(start, ByteOffset(162)).unwrap();
        let selector = Selector::of(&text, span);
        assert_eq!((selector.start, selector.end), (CharOffset(80), CharOffset(82)));
        assert_eq!(selector.before, "ä".repeat(64).into());
        assert_eq!(selector.after, Box::from("ööö"));
        assert_eq!(selector.span_in(&text), Some(span));
    }
}
