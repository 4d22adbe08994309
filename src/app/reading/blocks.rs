//! The text cut into blocks: a paragraph, or a piece of a long one. A block is what is laid out at a time.
//!
//! Blocks are in order and do not overlap. What lies between them is white space that is not drawn: the blank lines
//! between paragraphs. Nothing here is measured, so the list of a large document is there at once; what a block of
//! Markdown is, its own characters say when it is laid out.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{ByteOffset, Span, Text};

use crate::app::typeset::StyleOverride;

use super::markdown::{self, Line, Outline};

/// The most bytes of a block; longer paragraphs are cut at white space.
const MAX_BYTES: usize = 4096;

/// How far before the limit white space is looked for.
const CUT_WINDOW: usize = 1024;

/// The longest line that can be a title, in characters.
const TITLE_CHARS: usize = 110;

/// Among how many paragraphs at the top of a plain text the title is looked for.
const TITLE_PARAGRAPHS: usize = 3;

/// The most bytes of the lines below a title that say who wrote it and when.
const BYLINE_BYTES: usize = 200;

/// What a block is, as far as its looks go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The document's title.
    Title,
    /// Who wrote it and when, below the title.
    Byline,
    /// The heading of a part.
    Heading,
    /// A heading within a part.
    SubHeading,
    /// An item of a list.
    Item,
    /// Quoted words.
    Quote,
    /// Rows of a table.
    Table,
    /// Code between fences.
    Code,
    /// A line across the page.
    Rule,
    /// Everything else.
    Body,
}

impl Kind {
    /// Returns whether it is a heading.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Title | Self::Heading | Self::SubHeading)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    start: u32,
    end: u32,
}

/// The blocks of one text.
pub struct Blocks {
    text: Text,
    blocks: Vec<Block>,
    is_markdown: bool,
    /// Whether every line is a paragraph and most are short: they stand without gaps, as lines.
    is_lines: bool,
    title: Option<usize>,
    /// Where Markdown has code between fences.
    fences: Vec<Range<u32>>,
}

impl Blocks {
    /// Cuts `text` into blocks.
    pub fn of(text: &Text, is_markdown: bool) -> Self {
        let mut blocks = Vec::with_capacity(text.paragraph_count());
        let fences = if is_markdown { markdown::fences(text.as_str()) } else { Vec::new() };
        for number in 0..text.paragraph_count() {
            let Some(paragraph) = text.paragraph(number) else {
                continue;
            };
            match is_markdown {
                true => cut_markdown(text, paragraph, &fences, &mut blocks),
                false => cut(text, paragraph.range(), &mut blocks),
            }
        }
        if blocks.is_empty() {
            // A text of nothing but white space shows that.
            cut(text, 0..text.byte_len() as usize, &mut blocks);
        }
        if blocks.is_empty() {
            blocks.push(Block { start: 0, end: 0 });
        }
        let count = text.paragraph_count().max(1);
        let has_blank_lines = text.line_count() > count + 1;
        let is_lines = !has_blank_lines && count > 3 && text.as_str().len() / count < 120;
        let mut blocks = Self { text: text.clone(), blocks, is_markdown, is_lines, title: None, fences };
        blocks.title = blocks.find_title();
        blocks
    }

    /// Returns the text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Returns how many blocks there are: at least one.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Returns the last block's number.
    pub fn last(&self) -> usize {
        self.blocks.len().saturating_sub(1)
    }

    /// Returns the bytes of a block.
    pub fn range(&self, block: usize) -> Range<u32> {
        self.blocks.get(block).map_or(0..0, |block| block.start..block.end)
    }

    /// Returns the bytes of a block that are drawn: without the marks of a heading.
    pub fn shown(&self, block: usize) -> Range<u32> {
        let range = self.range(block);
        let (before, behind) = match self.kind(block) {
            Kind::Byline if self.is_markdown && markdown::is_emphasised(self.slice(&range)) => (1, 1),
            _ => self.outline(block).map_or((0, 0), |outline| (outline.before, outline.behind)),
        };
        let start = range.start + ByteOffset::from(before).0;
        start..range.end.saturating_sub(ByteOffset::from(behind).0).max(start)
    }

    /// Returns what a block of Markdown is by its own characters; `None` in other texts, and for a block that only goes
    /// on with the one before it.
    pub fn outline(&self, block: usize) -> Option<Outline> {
        if !self.is_markdown || self.is_soft_cut(block) {
            return None;
        }
        let range = self.range(block);
        Some(markdown::outline(self.slice(&range), self.is_code(range.start)))
    }

    fn is_code(&self, offset: u32) -> bool {
        let at = self.fences.partition_point(|fence| fence.end <= offset);
        self.fences.get(at).is_some_and(|fence| fence.start <= offset)
    }

    /// Returns whether a block begins within a long line or paragraph that was cut.
    pub fn is_soft_cut(&self, block: usize) -> bool {
        block > 0 && self.range(block - 1).end == self.range(block).start
    }

    /// Returns how the words of a block are set where they are not set like the block.
    pub fn styles(&self, block: usize, faint: egui::Color32) -> Vec<(Range<usize>, StyleOverride)> {
        let kind = self.kind(block);
        if !self.is_markdown || kind == Kind::Byline {
            return Vec::new();
        }
        let (range, shown) = (self.range(block), self.shown(block));
        let drawn = (shown.start - range.start) as usize..(shown.end - range.start) as usize;
        markdown::styles(self.slice(&range), drawn, kind, faint)
    }

    /// Returns the block that `offset` lies in, or that ends last before it.
    pub fn at(&self, offset: ByteOffset) -> usize {
        self.blocks.partition_point(|block| block.start <= offset.0).saturating_sub(1)
    }

    /// Returns the place nearest to `offset` where a caret can be seen; from white space between blocks it goes on
    /// towards the next one when `forwards`, else back.
    pub fn clamp(&self, offset: ByteOffset, forwards: bool) -> ByteOffset {
        let block = self.at(offset);
        let shown = self.shown(block);
        if forwards && offset.0 > shown.end && block < self.last() {
            return ByteOffset(self.shown(block + 1).start);
        }
        if !forwards && offset.0 < shown.start && block > 0 {
            return ByteOffset(self.shown(block - 1).end);
        }
        ByteOffset(offset.0.clamp(shown.start, shown.end))
    }

    /// Returns what a block is.
    pub fn kind(&self, block: usize) -> Kind {
        if self.title == Some(block) {
            return Kind::Title;
        }
        if block > 0 && self.title == Some(block - 1) && self.is_byline(block) {
            return Kind::Byline;
        }
        if !self.is_markdown {
            return Kind::Body;
        }
        if self.is_soft_cut(block) {
            // It goes on with code as code; whatever else was cut goes on as words.
            return if self.is_code(self.range(block).start) { Kind::Code } else { Kind::Body };
        }
        match self.outline(block) {
            Some(outline) if outline.kind == Kind::Heading && outline.level > 2 => Kind::SubHeading,
            Some(outline) => outline.kind,
            None => Kind::Body,
        }
    }

    /// Returns whether a block goes on with the paragraph of the block before it.
    pub fn continues(&self, block: usize) -> bool {
        let range = self.range(block);
        let number = self.text.paragraph_at(ByteOffset(range.start));
        self.text.paragraph(number).is_some_and(|paragraph| paragraph.start().0 < range.start)
            && !self.kind(block.saturating_sub(1)).is_heading()
    }

    /// Returns the number that stands beside a block: its paragraph's, from 1, at the paragraph's beginning.
    pub fn number(&self, block: usize) -> Option<usize> {
        let kind = self.kind(block);
        let has_words = !kind.is_heading() && !matches!(kind, Kind::Byline | Kind::Rule);
        let is_numbered = has_words && !self.continues(block) && !self.text.is_empty();
        is_numbered.then(|| self.text.paragraph_at(ByteOffset(self.range(block).start)) + 1)
    }

    /// Returns the room above a block, in points at the designed size.
    pub fn gap_above(&self, block: usize) -> f32 {
        if block == 0 {
            return 24.0;
        }
        if self.is_soft_cut(block) {
            return 0.0;
        }
        match (self.kind(block - 1), self.kind(block)) {
            (Kind::Title, Kind::Byline) => 6.0,
            (Kind::Title | Kind::Byline, _) => 22.0,
            (_, Kind::Title) => 32.0,
            (_, Kind::Heading) => 26.0,
            (_, Kind::SubHeading) => 20.0,
            (Kind::Heading | Kind::SubHeading, _) => 8.0,
            // Blank lines are lines there.
            (Kind::Code, Kind::Code) => 24.0,
            (Kind::Item, Kind::Item) if self.continues(block) => 4.0,
            _ if self.continues(block) && !self.is_markdown => 0.0,
            _ if self.continues(block) => 8.0,
            _ if self.is_lines => 0.0,
            _ => 14.0,
        }
    }

    /// Returns what of a block is drawn, byte for byte as long as in the text: single line feeds are spaces where they
    /// only wrap the text at some width.
    pub fn words(&self, block: usize) -> Cow<'_, str> {
        let words = self.slice(&self.shown(block));
        let bends = match self.is_markdown {
            true => matches!(self.kind(block), Kind::Body | Kind::Item),
            false => is_hard_wrapped(words),
        };
        if !bends || !words.contains('\n') {
            return Cow::Borrowed(words);
        }
        let mut unwrapped = String::with_capacity(words.len());
        let mut lines = words.split('\n').peekable();
        while let Some(line) = lines.next() {
            unwrapped.push_str(line);
            if lines.peek().is_some() {
                let breaks = self.is_markdown && (line.ends_with("  ") || line.ends_with('\\'));
                unwrapped.push(if breaks { '\n' } else { ' ' });
            }
        }
        Cow::Owned(unwrapped)
    }

    /// Returns whether the text's marks are Markdown's.
    pub fn is_markdown(&self) -> bool {
        self.is_markdown
    }

    /// Returns the measure of how far a place is, which needs no laying out: bytes and 60 for each block before it.
    pub fn measure(&self, block: usize) -> f64 {
        f64::from(self.range(block).start) + 60.0 * to_f64(block)
    }

    /// Returns the measure of the whole text.
    pub fn whole_measure(&self) -> f64 {
        f64::from(self.text.byte_len()) + 60.0 * to_f64(self.len())
    }

    /// Returns the block at a measure and how far into it that is, from 0 to 1.
    pub fn at_measure(&self, measure: f64) -> (usize, f32) {
        let measure = measure.clamp(0.0, self.whole_measure());
        let (mut low, mut high) = (0, self.len());
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.measure(middle) <= measure { low = middle } else { high = middle }
        }
        let from = self.measure(low);
        let to = if low < self.last() { self.measure(low + 1) } else { self.whole_measure() };
        #[expect(clippy::cast_possible_truncation, reason = "a fraction")]
        let fraction = ((measure - from) / (to - from).max(1.0)).clamp(0.0, 1.0) as f32;
        (low, fraction)
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        self.text.as_str().get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    fn is_byline(&self, block: usize) -> bool {
        let words = self.slice(&self.range(block));
        match self.is_markdown {
            true => markdown::is_emphasised(words),
            false => words.len() <= BYLINE_BYTES && words.lines().all(|line| !ends_a_sentence(line)),
        }
    }

    fn find_title(&self) -> Option<usize> {
        let mut first = 0..self.len().min(TITLE_PARAGRAPHS);
        let words = |block: usize| self.slice(&self.range(block));
        match self.is_markdown {
            true => first.find(|block| self.outline(*block).is_some_and(|outline| outline.level == 1)),
            false if self.is_lines || self.len() < 2 => None,
            false => first.find(|block| is_title(words(*block))),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are fewer blocks than bytes, and those fit in 32 bits")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

/// Cuts what of a paragraph lies in `range` into blocks.
fn cut(text: &Text, range: Range<usize>, blocks: &mut Vec<Block>) {
    let mut start = range.start;
    while start < range.end {
        let end = if range.end - start <= MAX_BYTES { range.end } else { place_to_cut(text, start) };
        blocks.push(Block { start: ByteOffset::from(start).0, end: ByteOffset::from(end).0 });
        start = end;
    }
}

/// Returns where a long paragraph that goes on at `start` is cut: behind white space, else between graphemes.
fn place_to_cut(text: &Text, start: usize) -> usize {
    let limit = text.floor_boundary(ByteOffset::from(start + MAX_BYTES));
    let from = text.floor_boundary(ByteOffset::from(limit.index() - CUT_WINDOW)).index();
    let window = text.as_str().get(from..limit.index()).unwrap_or_default();
    let space = window.char_indices().rev().find(|(_, letter)| letter.is_whitespace());
    match space {
        Some((at, letter)) => from + at + letter.len_utf8(),
        None => match text.floor_grapheme(limit).index() {
            grapheme if grapheme > start => grapheme,
            _ => limit.index(),
        },
    }
}

/// Cuts a paragraph of Markdown: headings, items, quotes, tables and code in it are blocks of their own.
fn cut_markdown(text: &Text, paragraph: Span, fences: &[Range<u32>], blocks: &mut Vec<Block>) {
    let words = text.slice(paragraph);
    let base = paragraph.start().index();
    let bytes = words.as_bytes();
    if memchr::memchr(b'\n', bytes).is_none() {
        cut(text, paragraph.range(), blocks);
        return;
    }
    let mut fence = fences.partition_point(|fence| fence.end <= paragraph.start().0);
    // Where the block began that is open, and what its last line was; `None` is code.
    let mut from = 0;
    let mut last = Some(Line::Plain);
    let mut start = 0;
    while start < words.len() {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(words.len(), |at| start + at);
        let at = ByteOffset::from(base + start).0;
        while fences.get(fence).is_some_and(|fence| fence.end <= at) {
            fence += 1;
        }
        let is_code = fences.get(fence).is_some_and(|fence| fence.start <= at);
        let line = (!is_code).then(|| markdown::line(words.get(start..end).unwrap_or_default()));
        let is_first = start == 0;
        let goes_on = match (last, line) {
            (Some(Line::Heading(_) | Line::Rule), _) => false,
            (Some(Line::Plain), Some(Line::Underline(_))) => !is_first,
            (_, Some(Line::Heading(_) | Line::Item | Line::Rule | Line::Underline(_))) => false,
            (Some(Line::Row), Some(Line::Plain)) => false,
            (Some(_), Some(Line::Plain)) => true,
            (last, line) => last == line,
        };
        if !goes_on && !is_first {
            cut(text, base + from..base + start - 1, blocks);
            from = start;
        }
        last = match line {
            // What stands behind the underline of a heading is no part of it, and alone it is a rule.
            Some(Line::Underline(_)) => Some(Line::Rule),
            // The further lines of an item or a quote belong to it.
            Some(Line::Plain) if goes_on && !is_first => last,
            line => line,
        };
        start = end + 1;
    }
    cut(text, base + from..base + words.len(), blocks);
}

/// Returns whether a paragraph at the top of a plain text is its title: one short line that is no sentence.
fn is_title(words: &str) -> bool {
    !words.contains('\n')
        && words.chars().nth(TITLE_CHARS).is_none()
        && !ends_a_sentence(words)
        && words.chars().any(char::is_alphabetic)
}

fn ends_a_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|letter: char| letter.is_whitespace() || "”’\"')]»".contains(letter));
    line.ends_with(['.', '!', '…', ':', ';', ',', '。', '।', '؟', '۔'])
}

/// Returns whether a paragraph was broken into lines at some width, as mail and old texts are: all lines but the last
/// are about as long as a page is wide.
fn is_hard_wrapped(words: &str) -> bool {
    let mut lines = words.lines().rev();
    lines.next();
    let mut count = 0;
    lines.all(|line| {
        count += 1;
        (50..=100).contains(&line.chars().count())
    }) && count > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, is_markdown: bool) -> Blocks {
        Blocks::of(&Text::new(text.to_owned()).unwrap(), is_markdown)
    }

    #[track_caller]
    fn check(text: &str, is_markdown: bool, expected: &[(Kind, &str)]) {
        let blocks = blocks(text, is_markdown);
        let found: Vec<_> =
            (0..blocks.len()).map(|block| (blocks.kind(block), blocks.words(block).into_owned())).collect();
        let expected: Vec<_> = expected.iter().map(|(kind, words)| (*kind, (*words).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blank_lines_are_gaps() {
        check(
            "He denied it.\n\n\n \nShe did not.\n",
            false,
            &[(Kind::Body, "He denied it."), (Kind::Body, "She did not.")],
        );
    }

    #[test]
    fn headings_of_markdown_lose_their_marks() {
        check(
            "# The wells\n\n*Ida Brandt · 14 March*\n\nThey *knew*.\n## Denials\nThey deny\nit.",
            true,
            &[
                (Kind::Title, "The wells"),
                (Kind::Byline, "Ida Brandt · 14 March"),
                (Kind::Body, "They *knew*."),
                (Kind::Heading, "Denials"),
                (Kind::Body, "They deny it."),
            ],
        );
    }

    #[test]
    fn lists_quotes_and_code_of_markdown_are_blocks() {
        check(
            "They say:\n- one\n  and more\n- two\n> said\n> so\n\n```\na\n\n- b\n```\n\nMoney\n=====\nIt is gone.",
            true,
            &[
                (Kind::Body, "They say:"),
                (Kind::Item, "- one   and more"),
                (Kind::Item, "- two"),
                (Kind::Quote, "> said\n> so"),
                (Kind::Code, "```\na"),
                (Kind::Code, "- b\n```"),
                (Kind::Heading, "Money"),
                (Kind::Body, "It is gone."),
            ],
        );
    }

    #[test]
    fn a_plain_text_begins_with_its_title() {
        check(
            "Widening rift\n\nPublished Nov 21\nUpdated Jun 16\n\nTensions rose.",
            false,
            &[
                (Kind::Title, "Widening rift"),
                (Kind::Byline, "Published Nov 21\nUpdated Jun 16"),
                (Kind::Body, "Tensions rose."),
            ],
        );
    }

    #[test]
    fn lines_that_were_wrapped_are_joined_and_verses_are_not() {
        let line = "x".repeat(70);
        check(
            &format!("A.\n\n{line}\n{line}\nend."),
            false,
            &[(Kind::Body, "A."), (Kind::Body, &format!("{line} {line} end."))],
        );
        check(
            "A.\n\nRoses are red,\nviolets are blue.",
            false,
            &[(Kind::Body, "A."), (Kind::Body, "Roses are red,\nviolets are blue.")],
        );
    }

    #[test]
    fn long_paragraphs_are_cut_and_nothing_is_lost() {
        for text in ["word ".repeat(5000), "漢".repeat(9000), "e\u{301}".repeat(9000)] {
            let blocks = blocks(&text, false);
            assert!(blocks.len() > 4);
            let mut at = 0;
            for block in 0..blocks.len() {
                let range = blocks.range(block);
                assert_eq!(range.start, at);
                assert!(range.end - range.start <= 4096);
                assert!(blocks.text().is_grapheme_boundary(ByteOffset(range.end)));
                at = range.end;
            }
            assert_eq!(at as usize, text.len());
            assert_eq!(blocks.number(0), Some(1));
            assert_eq!(blocks.number(1), None);
        }
    }

    #[test]
    fn measures_find_their_blocks() {
        let blocks = blocks("One.\n\nTwo two two.\n\nThree.", false);
        for block in 0..blocks.len() {
            assert_eq!(blocks.at_measure(blocks.measure(block) + 0.5).0, block);
        }
        assert_eq!(blocks.at_measure(1e12), (2, 1.0));
        assert_eq!(blocks.at_measure(-1.0), (0, 0.0));
    }

    #[test]
    fn a_caret_is_never_between_blocks() {
        let blocks = blocks("# One\n\nTwo.", true);
        assert_eq!(blocks.clamp(ByteOffset(0), true), ByteOffset(2));
        assert_eq!(blocks.clamp(ByteOffset(6), true), ByteOffset(7));
        assert_eq!(blocks.clamp(ByteOffset(6), false), ByteOffset(5));
        assert_eq!(blocks.at(ByteOffset(6)), 0);
    }

    #[test]
    fn an_empty_text_has_one_empty_block() {
        let blocks = blocks("", false);
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks.number(0), None);
    }
}
