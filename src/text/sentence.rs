//! Sentences and paragraphs.
//!
//! Sentences are those of UAX 29, with these differences: none ends behind an abbreviation ([`abbreviation`]); a line
//! break that ends no paragraph ends no sentence, so that re-wrapping changes nothing, but a list item and a Markdown
//! heading begin one; footnote marks behind a full stop belong to the sentence. No sentence crosses a paragraph.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed};

use super::window::{Stretch, sentence_stretch};
use super::{ByteOffset, Span, Text, abbreviation};

static SEGMENTER: LazyLock<SentenceSegmenterBorrowed<'static>> =
    LazyLock::new(|| SentenceSegmenter::new(Default::default()));

/// A sentence with the white space and the list mark that belong to it; these tile a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    start: ByteOffset,
    end: ByteOffset,
    /// The sentence alone; `None` for nothing but white space.
    sentence: Option<Span>,
}

impl Text {
    /// Returns the paragraph that `offset` lies in or at the end of; `None` between paragraphs.
    pub fn paragraph_span_at(&self, offset: ByteOffset) -> Option<Span> {
        let paragraph = self.paragraph(self.paragraph_at(offset))?;
        (paragraph.start() <= offset && offset <= paragraph.end()).then_some(paragraph)
    }

    /// Returns the sentence at `offset`, without white space around it; white space behind a sentence counts as its own.
    /// `None` between paragraphs.
    pub fn sentence_at(&self, offset: ByteOffset) -> Option<Span> {
        self.piece_at(self.floor_boundary(offset))?.sentence
    }

    /// Returns the first sentence that starts behind `offset`.
    pub fn next_sentence(&self, offset: ByteOffset) -> Option<Span> {
        let mut at = self.floor_boundary(offset);
        loop {
            let next = match self.piece_at(at) {
                Some(piece) => {
                    if let Some(sentence) = piece.sentence.filter(|sentence| sentence.start() > offset) {
                        return Some(sentence);
                    }
                    piece.end
                }
                None => at,
            };
            at = match self.paragraph_span_at(next) {
                Some(paragraph) if next < paragraph.end() && next > at => next,
                _ => self.first_paragraph_from(next)?.start(),
            };
        }
    }

    /// Returns the last sentence that lies wholly before the one at `offset`; between paragraphs, before `offset`.
    pub fn prev_sentence(&self, offset: ByteOffset) -> Option<Span> {
        let mut before = match self.piece_at(self.floor_boundary(offset)) {
            Some(piece) => piece.start,
            None => offset,
        };
        while before > ByteOffset(0) {
            let paragraph = self.paragraph(self.paragraph_at(ByteOffset(before.0 - 1)))?;
            if paragraph.start() >= before {
                return None;
            }
            let at = self.floor_boundary(ByteOffset(paragraph.end().0.min(before.0) - 1));
            let piece = self.piece_at(at)?;
            if let Some(sentence) = piece.sentence {
                return self.span(sentence.start(), sentence.end().min(before)).ok();
            }
            before = piece.start;
        }
        None
    }

    /// Returns the sentences of `paragraph`, in order. Of a paragraph beyond 64 KB only the first are returned.
    pub fn sentences_in(&self, paragraph: Span) -> Vec<Span> {
        let stretch = sentence_stretch(self, paragraph, paragraph.start());
        pieces(self, &stretch).into_iter().filter_map(|piece| piece.sentence).collect()
    }

    fn piece_at(&self, offset: ByteOffset) -> Option<Piece> {
        let paragraph = self.paragraph_span_at(offset)?;
        let pieces = pieces(self, &sentence_stretch(self, paragraph, offset));
        pieces.iter().rfind(|piece| piece.start <= offset).or(pieces.first()).copied()
    }

    /// Returns the first paragraph that starts at or behind `offset`.
    fn first_paragraph_from(&self, offset: ByteOffset) -> Option<Span> {
        let number = self.paragraph_at(offset);
        let here = self.paragraph(number)?;
        if here.start() >= offset { Some(here) } else { self.paragraph(number + 1) }
    }
}

/// Returns the pieces that tile `stretch`.
fn pieces(text: &Text, stretch: &Stretch<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for block in blocks(stretch.text) {
        let chars = stretch.text.get(block.clone()).unwrap_or_default();
        let mut start = 0;
        for end in sentence_ends(&without_line_feeds(chars)) {
            let piece = chars.get(start..end).unwrap_or_default();
            let mark = if start == 0 { mark_len(piece) } else { 0 };
            let bare = piece.get(mark..).unwrap_or_default();
            let from = stretch.start + block.start + start;
            let first = from + piece.len() - bare.trim_start().len();
            let last = from + piece.trim_end().len();
            pieces.push(Piece {
                start: ByteOffset::from(from),
                end: ByteOffset::from(from + piece.len()),
                sentence: text.span(ByteOffset::from(first), ByteOffset::from(last)).ok(),
            });
            start = end;
        }
    }
    pieces
}

/// Returns the parts of a paragraph that no sentence crosses: list items, headings, and what lies between.
fn blocks(paragraph: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut block_start, mut line_start) = (0, 0);
    let (mut in_list, mut behind_heading, mut before) = (false, false, "");
    for line in paragraph.split_inclusive('\n') {
        let is_heading = is_heading(line);
        // A dash that re-wrapping brought to the start of a line is no list: a list begins the paragraph or follows
        // a colon.
        let is_item = is_item(line) && (line_start == 0 || in_list || before.trim_end().ends_with(':'));
        if line_start > 0 && (is_heading || behind_heading || is_item) {
            blocks.push(block_start..line_start);
            block_start = line_start;
        }
        in_list |= is_item;
        behind_heading = is_heading;
        line_start += line.len();
        before = line;
    }
    blocks.push(block_start..paragraph.len());
    blocks
}

/// Returns the length of the mark that a heading, a list item or a quoted line begins with, its white space included.
fn mark_len(line: &str) -> usize {
    let rest = line.trim_start();
    let behind = if is_heading(rest) {
        rest.trim_start_matches('#')
    } else if is_item(rest) {
        rest.trim_start_matches(BULLETS)
    } else if rest.starts_with("> ") {
        rest.trim_start_matches(['>', ' '])
    } else {
        return 0;
    };
    line.len() - behind.trim_start().len()
}

const BULLETS: [char; 5] = ['-', '*', '+', '•', '–'];

/// Returns whether `line` is a Markdown heading.
fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
}

/// Returns whether `line` looks like an item of a list with bullets or numbers.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let behind = match line.strip_prefix(BULLETS) {
        Some(rest) => rest,
        None => {
            let rest = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if !(1..=3).contains(&(line.len() - rest.len())) || !rest.starts_with(['.', ')']) {
                return false;
            }
            rest.get(1..).unwrap_or_default()
        }
    };
    behind.starts_with([' ', '\t'])
}

/// Returns the same characters with line breaks as spaces of the same length.
fn without_line_feeds(block: &str) -> Cow<'_, str> {
    if !block.contains(['\n', '\u{2028}']) {
        return Cow::Borrowed(block);
    }
    Cow::Owned(block.replace('\n', " ").replace('\u{2028}', "\u{2003}"))
}

/// Returns where the sentences of `block` end, the end of the block included.
fn sentence_ends(block: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut start = 0;
    for end in SEGMENTER.segment_str(block) {
        // The first boundary is the start; one behind a footnote may already lie farther on.
        if end <= start || end >= block.len() {
            continue;
        }
        let (before, behind) = block.split_at_checked(end).unwrap_or((block, ""));
        let sentence = before.get(start..).unwrap_or_default();
        if let Some(footnote) = footnote_len(sentence, behind) {
            let rest = behind.get(footnote..).unwrap_or_default();
            if rest.is_empty() || rest.starts_with(char::is_lowercase) {
                continue;
            }
            start = end + footnote;
            ends.push(start);
        } else if is_end(sentence, behind) {
            start = end;
            ends.push(end);
        }
    }
    ends.push(block.len());
    ends
}

/// Returns whether a sentence ends between `sentence` and `behind`, where UAX 29 has a boundary.
fn is_end(sentence: &str, behind: &str) -> bool {
    let said = sentence.trim_end();
    let bare = said.trim_end_matches(is_closing);
    let is_closed = bare.len() < said.len();
    if is_closed && !bare.ends_with('.') && behind.starts_with(char::is_lowercase) {
        // “Who did it?” he asked.
        return false;
    }
    if bare.ends_with("..") {
        return true;
    }
    let word = bare.rsplit(char::is_whitespace).next().unwrap_or(bare);
    let word = word.trim_start_matches(|first: char| !first.is_alphanumeric());
    abbreviation::can_end(sentence, word, is_closed, behind)
}

/// Returns the length of the footnote marks that UAX 29 cuts from the sentence, the white space behind them included:
/// `1] ` behind `[`, or `¹ `.
fn footnote_len(sentence: &str, behind: &str) -> Option<usize> {
    let mut rest = behind;
    let mut is_open = sentence.ends_with('[');
    let mut found = false;
    loop {
        if is_open {
            let close = rest.find(']').filter(|close| (1..=12).contains(close))?;
            rest = rest.get(close + 1..)?;
        } else if let Some(next) = rest.strip_prefix(is_superscript) {
            rest = next;
        } else if found && let Some(next) = rest.strip_prefix('[') {
            rest = next;
            is_open = true;
            continue;
        } else {
            break;
        }
        is_open = false;
        found = true;
    }
    found.then(|| behind.len() - rest.trim_start().len())
}

fn is_superscript(character: char) -> bool {
    matches!(character, '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{2079}' | '†' | '‡')
}

/// Returns whether the mark closes a quote or a bracket behind a full stop.
fn is_closing(mark: char) -> bool {
    matches!(
        mark,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '›'
            | '«'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '*'
            | '_'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let text = Text::new(text.to_owned()).unwrap();
        let mut found = Vec::new();
        for number in 0..text.paragraph_count() {
            for span in text.sentences_in(text.paragraph(number).unwrap()) {
                found.push(text.slice(span).to_owned());
            }
        }
        found
    }

    /// Bars stand between the sentences.
    #[track_caller]
    fn check(marked: &str) {
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(sentences(&marked.replace('|', "")), expected);
        // Re-wrapped, and read from every position.
        let wrapped = marked.replace('|', "").replace(' ', "\n");
        let spaced: Vec<String> =
            sentences(&format!("{wrapped}\n\nEnd")).iter().map(|one| one.replace('\n', " ")).collect();
        assert_eq!(spaced[..spaced.len() - 1], expected);
        let text = Text::new(marked.replace('|', "")).unwrap();
        let mut walked = Vec::new();
        let mut next = text.sentence_at(ByteOffset(0));
        while let Some(sentence) = next {
            walked.push(text.slice(sentence));
            for inside in sentence.start().0..sentence.end().0 {
                assert_eq!(text.sentence_at(ByteOffset(inside)), Some(sentence));
            }
            next = text.next_sentence(sentence.start());
            if let Some(next) = next {
                assert_eq!(text.prev_sentence(next.start()), Some(sentence));
            }
        }
        assert_eq!(walked, expected);
    }

    #[test]
    fn no_sentence_ends_behind_an_abbreviation() {
        check("Thus U.S. President Donald Trump accused Pakistan. |He did so twice.");
        check("He left the U.S. The court followed. |So did we.");
        check(
            "Mr. Khan met Gen. Bajwa and Lt. Col. A. J. Smith Jr. on Nov. 19. |Dr. Roe, Prof. Poe and Sen. Coe came.",
        );
        check("It cost 3 p.m. Tuesday, i.e. late, e.g. No. 10 vs. No. 11. |Did he? |No. |He said so.");
        check("They met at 5 p.m. |The minister left. |Apple Inc. said so, and J. Smith & Co. Ltd. agreed.");
        check("Am 3. Oktober kam Dr. Müller, d.h. z. B. Frau Dr. Roth. |Das war Nr. 5 usw. bis heute.");
        check("M. Macron et Mme. Le Pen, p. ex. hier. |Voilà.");
        check("В 2018 г. президент приехал. |Он уехал.");
    }

    #[test]
    fn closing_quotes_and_brackets_belong_to_the_sentence() {
        check("“Now, we [Pakistan] will do what is best for our people.” |PM Khan tweeted.");
        check("“Who did it?” he asked. |“I did!” |She left.");
        check("(He denied it.) |Then “he left.”) |Then he came.");
        check("„Das ist falsch.“ |Er ging.");
        check("He denied it.[1][2] |She did not.[3] |Well.¹ |So.");
    }

    #[test]
    fn scripts_without_spaces_and_capitals_have_sentences() {
        check("巴基斯坦拒绝了。|总理说：“不。”|他走了。");
        check("उसने इनकार किया। |डॉ. खान चले गए।");
        check("اس نے انکار کیا۔ |وہ چلا گیا۔");
    }

    #[test]
    fn headings_and_list_items_are_sentences() {
        let text = "# A title. No. 2\nHe said:\n- one\n- two. Three\n\n> Quoted.\n\nHe is - or\n- was - there.\n1. One";
        assert_eq!(
            sentences(text),
            [
                "A title.",
                "No. 2",
                "He said:",
                "one",
                "two.",
                "Three",
                "Quoted.",
                "He is - or\n- was - there.",
                "1. One"
            ]
        );
    }

    #[test]
    fn between_paragraphs_there_is_no_sentence_and_steps_cross() {
        let text = Text::new("  One. \n\n\n\n Two. Three.\n\n".to_owned()).unwrap();
        let named = |span: Option<Span>| span.map(|span| text.slice(span));
        assert_eq!(named(text.sentence_at(ByteOffset(0))), Some("One."));
        assert_eq!(named(text.sentence_at(ByteOffset(7))), Some("One."));
        assert_eq!(named(text.sentence_at(ByteOffset(9))), None);
        assert_eq!(named(text.next_sentence(ByteOffset(0))), Some("One."));
        assert_eq!(named(text.next_sentence(ByteOffset(2))), Some("Two."));
        assert_eq!(named(text.next_sentence(ByteOffset(9))), Some("Two."));
        assert_eq!(named(text.prev_sentence(ByteOffset(9))), Some("One."));
        assert_eq!(named(text.prev_sentence(ByteOffset(12))), Some("One."));
        assert_eq!(named(text.prev_sentence(text.end())), Some("Three."));
        assert_eq!(named(text.prev_sentence(ByteOffset(3))), None);
        assert_eq!(named(text.next_sentence(text.end())), None);
        let empty = Text::new(String::new()).unwrap();
        assert_eq!(empty.sentence_at(ByteOffset(0)), None);
        assert_eq!(empty.next_sentence(ByteOffset(0)), None);
        assert_eq!(empty.prev_sentence(ByteOffset(0)), None);
    }

    #[test]
    fn a_long_paragraph_is_walked_through_all_the_same() {
        let text = Text::new("He denied it again. ".repeat(20_000)).unwrap();
        let middle = ByteOffset(180_010);
        let sentence = text.sentence_at(middle).unwrap();
        assert_eq!(text.slice(sentence), "He denied it again.");
        let mut at = middle;
        for _ in 0..40 {
            let next = text.next_sentence(at).unwrap();
            assert_eq!(text.slice(next), "He denied it again.");
            at = next.start();
        }
        for _ in 0..40 {
            at = text.prev_sentence(at).unwrap().start();
        }
        assert_eq!(at, sentence.start());
        // One sentence of 400 KB is cut, and still every step goes on.
        let text = Text::new("no end ".repeat(30_000)).unwrap();
        let mut at = ByteOffset(0);
        let mut steps = 0;
        while let Some(next) = text.next_sentence(at) {
            assert!(next.start() > at);
            at = next.start();
            steps += 1;
        }
        assert!(steps < 60);
        while let Some(before) = text.prev_sentence(at) {
            assert!(before.start() < at);
            at = before.start();
        }
        let spaces = Text::new(format!("a{}b", " ".repeat(100_000))).unwrap();
        assert!(spaces.next_sentence(ByteOffset(0)).is_some());
    }
}
