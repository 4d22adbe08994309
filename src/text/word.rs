//! Words for selecting and for stepping, and the count of words.
//!
//! For selecting, words are those of UAX 29 with dictionaries for Thai, Lao, Khmer, Burmese, Chinese and Japanese. The
//! count follows plain UAX 29, as the measures do.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use rayon::iter::ParallelIterator;
use rayon::str::ParallelString;
use unicode_segmentation::UnicodeSegmentation;

use super::window::{Stretch, word_stretch};
use super::{ByteOffset, Span, Text};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(Default::default()));

/// Between two boundaries: a word, white space or a mark.
struct Segment {
    range: Range<usize>,
    is_word: bool,
}

impl Text {
    /// Returns the word that the caret at `offset` stands in, before or behind; between marks the mark behind the caret,
    /// in white space the nearest word of the line.
    pub fn word_at(&self, offset: ByteOffset) -> Option<Span> {
        let offset = self.floor_boundary(offset);
        let segments = segments(&word_stretch(self, offset));
        let here = segment_with(&segments, offset);
        if let Some(word) = here.filter(|segment| segment.is_word) {
            return self.span_of(word);
        }
        if let Some(word) = segments.iter().find(|other| other.is_word && other.range.end == offset.index()) {
            return self.span_of(word);
        }
        self.word_under(offset)
    }

    /// Returns what a double click on the character at `offset` selects: its word, the mark itself, or for white space
    /// the nearest word or mark of the line.
    pub fn word_under(&self, offset: ByteOffset) -> Option<Span> {
        let offset = self.floor_boundary(offset);
        let before = self.until(offset).trim_end_matches(is_space_in_line);
        let behind = self.from(offset).trim_start_matches(is_space_in_line);
        let gap_before = offset.index() - before.len();
        let gap_behind = self.from(offset).len() - behind.len();
        let last = before.chars().next_back().filter(|character| *character != '\n');
        let first = behind.chars().next().filter(|character| *character != '\n');
        let at = match (last, first) {
            (_, Some(_)) if gap_behind == 0 => offset.index(),
            (Some(last), first) if first.is_none() || gap_before < gap_behind => {
                before.len() - last.len_utf8()
            }
            (_, Some(_)) => offset.index() + gap_behind,
            (_, None) => return None,
        };
        let at = ByteOffset::from(at);
        let segments = segments(&word_stretch(self, at));
        self.span_of(segment_with(&segments, at)?)
    }

    /// Returns the end of the first word that ends behind `offset`, or the end of the text: where `Ctrl+→` goes.
    pub fn next_word(&self, offset: ByteOffset) -> ByteOffset {
        let mut from = self.floor_boundary(offset);
        loop {
            let rest = self.from(from);
            from = ByteOffset::from(from.index() + rest.len() - rest.trim_start().len());
            let stretch = word_stretch(self, from);
            let ends = segments(&stretch).into_iter().filter(|segment| segment.is_word);
            if let Some(end) = ends.map(|word| word.range.end).find(|end| *end > from.index()) {
                return ByteOffset::from(end);
            }
            if stretch.end() <= from.index() {
                return self.end();
            }
            from = ByteOffset::from(stretch.end());
        }
    }

    /// Returns the start of the last word that starts before `offset`, or the start of the text: where `Ctrl+←` goes.
    pub fn prev_word(&self, offset: ByteOffset) -> ByteOffset {
        let mut from = self.ceil_boundary(offset);
        loop {
            from = ByteOffset::from(self.until(from).trim_end().len());
            let stretch = word_stretch(self, from);
            let starts = segments(&stretch).into_iter().rev().filter(|segment| segment.is_word);
            if let Some(start) = starts.map(|word| word.range.start).find(|start| *start < from.index()) {
                return ByteOffset::from(start);
            }
            if stretch.start >= from.index() {
                return ByteOffset(0);
            }
            from = ByteOffset::from(stretch.start);
        }
    }

    fn span_of(&self, segment: &Segment) -> Option<Span> {
        let Range { start, end } = segment.range;
        self.span(ByteOffset::from(start), ByteOffset::from(end)).ok()
    }
}

/// Returns how many words `text` has: those of UAX 29 that hold an Alphabetic or numeric character. Walks the whole
/// text, on all cores; [`Text::word_count`] keeps the result.
pub fn word_count(text: &str) -> usize {
    // A line feed always parts words, so lines can be counted apart.
    text.par_split('\n').map(|line| line.unicode_words().count()).sum()
}

/// Counts like [`word_count`] on one core; `None` when `goes_on` says no before the end.
pub(super) fn word_count_while(text: &str, goes_on: impl Fn() -> bool) -> Option<usize> {
    const STEP: usize = 1 << 20;
    let (mut count, mut at) = (0, 0);
    while at < text.len() {
        if !goes_on() {
            return None;
        }
        let rest = text.get(at..).unwrap_or_default();
        let step = rest.floor_char_boundary(STEP);
        let ahead = rest.as_bytes().get(step..).unwrap_or_default();
        let end = memchr::memchr(b'\n', ahead).map_or(rest.len(), |feed| step + feed + 1);
        count += rest
            .get(..end)
            .unwrap_or_default()
            .split('\n')
            .map(|line| line.unicode_words().count())
            .sum::<usize>();
        at += end;
    }
    Some(count)
}

fn is_space_in_line(character: char) -> bool {
    character != '\n' && character.is_whitespace()
}

fn segment_with(segments: &[Segment], offset: ByteOffset) -> Option<&Segment> {
    segments.iter().find(|segment| segment.range.contains(&offset.index()))
}

fn segments(stretch: &Stretch<'_>) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut start = 0;
    for end in SEGMENTER.segment_str(stretch.text) {
        let piece = stretch.text.get(start..end).unwrap_or_default();
        if !piece.is_empty() {
            segments.push(Segment {
                range: stretch.start + start..stretch.start + end,
                is_word: piece.chars().any(char::is_alphanumeric),
            });
        }
        start = end;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bar is the caret; `expected` is what it selects.
    #[track_caller]
    fn check(marked: &str, expected: Option<&str>) {
        let at = ByteOffset::from(marked.find('|').unwrap());
        let text = Text::new(marked.replacen('|', "", 1)).unwrap();
        assert_eq!(text.word_at(at).map(|span| text.slice(span)), expected, "{marked}");
    }

    #[test]
    fn the_word_at_the_caret_is_selected() {
        check("he den|ied it", Some("denied"));
        check("he |denied it", Some("denied"));
        check("he denied|.", Some("denied"));
        check("he don|’t", Some("don’t"));
        check("he denied.|”", Some("”"));
        check("he   | denied", Some("denied"));
        check("he |   denied", Some("he"));
        check("   |   ", None);
        check("he\n|\nshe", None);
        check("|", None);
        check("$1,000.50| of", Some("1,000.50"));
    }

    #[test]
    fn a_double_click_on_a_mark_selects_the_mark() {
        let text = Text::new("denied. He".to_owned()).unwrap();
        let span = text.word_under(ByteOffset(6)).unwrap();
        assert_eq!(text.slice(span), ".");
        let span = text.word_under(ByteOffset(5)).unwrap();
        assert_eq!(text.slice(span), "denied");
    }

    #[test]
    fn languages_without_spaces_have_words() {
        check("ทุกสอง|สัปดาห์", Some("สัปดาห์"));
        check("こんにちは|世界", Some("世界"));
        check("巴基斯坦|总理拒绝了", Some("总理"));
    }

    #[test]
    fn steps_go_to_the_next_end_and_the_last_start() {
        let text = Text::new("He said: “no!”\n\n  Then…".to_owned()).unwrap();
        let mut stops = Vec::new();
        let mut at = ByteOffset(0);
        while at < text.end() {
            at = text.next_word(at);
            stops.push(text.until(at));
        }
        assert_eq!(stops, ["He", "He said", "He said: “no", "He said: “no!”\n\n  Then", text.as_str()]);
        let mut stops = Vec::new();
        while at > ByteOffset(0) {
            at = text.prev_word(at);
            stops.push(text.from(at).chars().take(4).collect::<String>());
        }
        assert_eq!(stops, ["Then", "no!”", "said", "He s"]);
    }

    #[test]
    fn a_word_of_a_megabyte_stops_no_step() {
        let text = Text::new("x".repeat(1 << 20)).unwrap();
        let middle = ByteOffset(500_000);
        assert!(text.next_word(middle) > middle);
        assert!(text.prev_word(middle) < middle);
        assert!(text.word_at(middle).is_some());
    }

    #[test]
    fn words_are_counted_as_uax_29_has_them() {
        assert_eq!(word_count("He didn’t say “no” 1,000.5 times…\n— Smith & Co."), 8);
        assert_eq!(word_count(""), 0);
        let long = "He denied it.\n".repeat(100_000);
        assert_eq!(word_count_while(&long, || true), Some(word_count(&long)));
        assert_eq!(word_count_while(&long, || false), None);
    }
}
