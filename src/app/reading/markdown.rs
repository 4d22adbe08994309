//! Markdown as far as it is drawn: what a line begins, what a block is, and how the words in it are set.
//!
//! The characters stay, because offsets count them; what is a mark and no word is drawn faintly. A block is judged by its
//! own lines alone, so that nothing grows with the document. The one exception are fences, whose places are found once.
//! Deliberately not seen: emphasis that goes on over a blank line or beyond a block, HTML blocks with blank lines in
//! them, code that is only indented, and where a link's reference leads.

use std::ops::Range;

use egui::Color32;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};

use crate::app::typeset::{StyleOverride, Weight};

use super::blocks::Kind;

/// What the first characters of a line say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading with its level.
    Heading(usize),
    /// The line below a heading that makes it one, with the heading's level; only below words.
    Underline(usize),
    /// A line across the page.
    Rule,
    /// An item of a list.
    Item,
    /// Quoted.
    Quote,
    /// A row of a table.
    Row,
    /// Words.
    Plain,
}

/// How far a nested item is moved for each column of white space before it, in points at the designed size.
const COLUMN: f32 = 7.0;

/// The most columns that count.
const MOST_COLUMNS: u8 = 24;

/// How far quoted words stand behind their bar.
const QUOTE_INDENT: f32 = 18.0;

/// What a block of Markdown is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outline {
    /// What it is.
    pub kind: Kind,
    /// How many bytes at its beginning are not drawn: the mark of a heading, white space.
    pub before: usize,
    /// How many bytes at its end are not drawn.
    pub behind: usize,
    /// How many of the drawn bytes are the mark of an item, which its further lines stand behind.
    pub mark: usize,
    /// How far it is moved from the left side, in points at the designed size.
    pub indent: f32,
    /// The level of a heading.
    pub level: usize,
}

impl Outline {
    fn of_kind(kind: Kind) -> Self {
        Self { kind, before: 0, behind: 0, mark: 0, indent: 0.0, level: 0 }
    }
}

/// Returns what a line is by its first characters.
pub fn line(line: &str) -> Line {
    let bytes = line.as_bytes();
    let columns = bytes.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let rest = line.get(columns..).unwrap_or_default();
    match rest.bytes().next() {
        Some(b'#') if columns < 4 => {
            heading_mark(rest).map_or(Line::Plain, |(level, _)| Line::Heading(level))
        }
        Some(b'>') => Line::Quote,
        Some(b'|') => Line::Row,
        Some(b'=') if is_made_of(rest, b'=', 1) => Line::Underline(1),
        Some(b'-') if is_made_of(rest, b'-', 3) => Line::Underline(2),
        Some(mark @ (b'*' | b'_' | b'-')) if is_made_of(rest, mark, 3) => Line::Rule,
        Some(b'-' | b'*' | b'+' | b'0'..=b'9') if item_mark(rest) > 0 => Line::Item,
        _ => Line::Plain,
    }
}

/// Returns what a block is, by its own characters; `is_code` when it lies between fences.
pub fn outline(words: &str, is_code: bool) -> Outline {
    if is_code {
        return Outline { indent: QUOTE_INDENT, ..Outline::of_kind(Kind::Code) };
    }
    let spaces = words.bytes().take_while(|byte| *byte == b' ' || *byte == b'\t').count();
    let rest = words.get(spaces..).unwrap_or_default();
    let first = rest.lines().next().unwrap_or_default();
    let indent = COLUMN * f32::from(u8::try_from(spaces).unwrap_or(u8::MAX).min(MOST_COLUMNS));
    let moved = |kind| Outline { before: spaces, indent, ..Outline::of_kind(kind) };
    match line(words.lines().next().unwrap_or_default()) {
        Line::Heading(level) => {
            let before = spaces + heading_mark(rest).map_or(0, |(_, length)| length);
            let drawn = words.get(before..).unwrap_or_default();
            Outline { before, behind: closing_mark(drawn), level, ..Outline::of_kind(Kind::Heading) }
        }
        Line::Item => Outline { mark: item_mark(first), ..moved(Kind::Item) },
        Line::Quote => Outline { before: spaces, indent: QUOTE_INDENT, ..Outline::of_kind(Kind::Quote) },
        Line::Row => Outline { before: spaces, ..Outline::of_kind(Kind::Table) },
        Line::Rule => Outline::of_kind(Kind::Rule),
        // Alone it is no underline.
        Line::Underline(2) if !words.contains('\n') => Outline::of_kind(Kind::Rule),
        Line::Underline(_) | Line::Plain => match underlined(words) {
            Some((level, behind)) => {
                Outline { before: spaces, behind, level, ..Outline::of_kind(Kind::Heading) }
            }
            None => moved(Kind::Body),
        },
    }
}

/// Returns the level of words that have a line of `=` or `-` below them, and how many bytes that line takes with the
/// line feed before it.
fn underlined(words: &str) -> Option<(usize, usize)> {
    let last = memchr::memrchr(b'\n', words.as_bytes())?;
    match line(words.get(last + 1..)?) {
        Line::Underline(level) => Some((level, words.len() - last)),
        _ => None,
    }
}

/// Returns how long the marks at the end of a heading are, with the white space before them.
fn closing_mark(words: &str) -> usize {
    let trimmed = words.trim_end();
    let without = trimmed.trim_end_matches('#');
    let is_mark =
        without.len() < trimmed.len() && without.ends_with([' ', '\t']) && !without.trim().is_empty();
    if is_mark { words.len() - without.trim_end().len() } else { 0 }
}

/// Returns the level of the heading that `line` begins, and how long its mark is with the space behind it.
pub fn heading_mark(line: &str) -> Option<(usize, usize)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if !(1..=6).contains(&level) {
        return None;
    }
    let rest = line.get(level..).unwrap_or_default();
    let spaces = rest.bytes().take_while(|byte| *byte == b' ').count();
    let has_words = rest.get(spaces..).is_some_and(|words| !words.is_empty() && !words.starts_with('\n'));
    (spaces > 0 && has_words).then_some((level, level + spaces))
}

/// Returns how long the mark of an item is that `line` begins, with the space behind it; 0 where there is none.
fn item_mark(line: &str) -> usize {
    let digits = line.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let sign = match line.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if (1..10).contains(&digits) => digits + 1,
        _ => return 0,
    };
    let spaces =
        line.get(sign..).unwrap_or_default().bytes().take(4).take_while(|byte| *byte == b' ').count();
    if spaces == 0 { 0 } else { sign + spaces }
}

/// Returns whether a line has nothing but `mark`, at least so often, and white space.
fn is_made_of(line: &str, mark: u8, least: usize) -> bool {
    let bytes = line.as_bytes();
    // Rows of marks are short; a line of a megabyte is none.
    let line = bytes.get(..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())).unwrap_or_default();
    let count = line.iter().take(512).filter(|byte| **byte == mark).count();
    line.len() <= 512 && count >= least && line.iter().all(|byte| *byte == mark || byte.is_ascii_whitespace())
}

/// Returns whether a paragraph is one stretch in italics.
pub fn is_emphasised(words: &str) -> bool {
    let inner = ['*', '_'].into_iter().find_map(|mark| words.strip_prefix(mark)?.strip_suffix(mark));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['*', '_', '\n']))
}

/// Returns where code stands between fences, fences included, in order: from line start to line end.
pub fn fences(text: &str) -> Vec<Range<u32>> {
    let bytes = text.as_bytes();
    let mut fences: Vec<Range<u32>> = Vec::new();
    let mut open: Option<(usize, u8, usize)> = None;
    let mut from = 0;
    let mut ahead = [Ahead::new(b"```"), Ahead::new(b"~~~")];
    while let Some(at) = ahead.iter_mut().filter_map(|ahead| ahead.from(bytes, from)).min() {
        let mark = bytes.get(at).copied().unwrap_or(b'`');
        let length = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == mark).count();
        let line_start = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |at| at + 1);
        let behind = bytes.get(at + length..).unwrap_or_default();
        let rest = memchr::memchr(b'\n', behind).unwrap_or(behind.len());
        let line_end = at + length + rest;
        let info = behind.get(..rest).unwrap_or_default();
        match open {
            None if mark == b'~' || !info.contains(&b'`') => open = Some((line_start, mark, length)),
            Some((start, opened, least)) if opened == mark && length >= least && is_blank(info) => {
                fences.extend(range(start, line_end));
                open = None;
            }
            _ => {}
        }
        from = line_end;
    }
    if let Some((start, _, _)) = open {
        fences.extend(range(start, bytes.len()));
    }
    fences
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

fn range(start: usize, end: usize) -> Option<Range<u32>> {
    Some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
}

/// One kind of fence, and where it stands next: each byte is looked at once.
struct Ahead {
    mark: &'static [u8],
    /// What was found last; `None` before the first search.
    found: Option<Option<usize>>,
}

impl Ahead {
    fn new(mark: &'static [u8]) -> Self {
        Self { mark, found: None }
    }

    /// Returns where at least three marks stand next that can be a fence: with at most three spaces before them.
    fn from(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        if let Some(found) = self.found.filter(|found| found.is_none_or(|at| at >= from)) {
            return found;
        }
        let begins_line = |at: &usize| {
            let before = bytes.get(at.saturating_sub(4)..*at).unwrap_or_default();
            let spaces = before.iter().rev().take_while(|byte| **byte == b' ').count();
            spaces < 4 && (spaces == *at || before.iter().rev().nth(spaces) == Some(&b'\n'))
        };
        let rest = bytes.get(from..).unwrap_or_default();
        let mut all = memchr::memmem::find_iter(rest, self.mark).map(|at| at + from);
        *self.found.insert(all.find(begins_line))
    }
}

/// Returns how the words of a block are set: emphasis, code, and every mark that is no word in `faint`. `source` is the
/// block from its first character; of it `drawn` is drawn, and the ranges count from its start.
pub fn styles(
    source: &str,
    drawn: Range<usize>,
    kind: Kind,
    faint: Color32,
) -> Vec<(Range<usize>, StyleOverride)> {
    let mut changes = Vec::new();
    match kind {
        Kind::Code => fence_lines(source, &mut changes, faint),
        Kind::Rule => changes.push((0..source.len(), StyleOverride::Color(faint))),
        _ => inline(source, &mut changes, faint),
    }
    let moved = |at: usize| at.clamp(drawn.start, drawn.end) - drawn.start;
    let changes = changes.into_iter().map(|(range, change)| (moved(range.start)..moved(range.end), change));
    changes.filter(|(range, _)| !range.is_empty()).collect()
}

fn fence_lines(source: &str, changes: &mut Vec<(Range<usize>, StyleOverride)>, faint: Color32) {
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let words = line.trim_start();
        if words.starts_with("```") || words.starts_with("~~~") {
            changes.push((at..at + line.len(), StyleOverride::Color(faint)));
        }
        at += line.len();
    }
}

/// Sets what stands within lines. What no event calls text is a mark.
fn inline(source: &str, changes: &mut Vec<(Range<usize>, StyleOverride)>, faint: Color32) {
    let spaces = source.len() - source.trim_start_matches([' ', '\t']).len();
    let mut words: Vec<Range<usize>> = Vec::new();
    // Where a reference leads stands elsewhere in the document; that it is one can be seen here.
    let callback = |link: BrokenLink<'_>| {
        (link.link_type == LinkType::Reference).then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let source = source.get(spaces..).unwrap_or_default();
    let parser = Parser::new_with_broken_link_callback(source, options, Some(callback));
    for (event, range) in parser.into_offset_iter() {
        let range = range.start + spaces..range.end + spaces;
        match event {
            Event::Start(Tag::Emphasis) => changes.push((range, StyleOverride::Italic)),
            Event::Start(Tag::Strong | Tag::TableHead) => {
                changes.push((range, StyleOverride::Weight(Weight::SemiBold)));
            }
            Event::Start(Tag::Strikethrough) => changes.push((range, StyleOverride::Struck)),
            Event::Text(_) => words.push(range),
            Event::Code(_) => {
                let inner = source.get(range.start - spaces..range.end - spaces).unwrap_or_default();
                let ticks = inner.bytes().take_while(|byte| *byte == b'`').count();
                let inner = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
                changes.push((inner.clone(), StyleOverride::Code));
                words.push(inner);
            }
            _ => {}
        }
    }
    words.sort_by_key(|range| range.start);
    let mut at = spaces;
    for range in words {
        if range.start > at {
            changes.push((at..range.start, StyleOverride::Color(faint)));
        }
        at = at.max(range.end);
    }
    changes.push((at..spaces + source.len(), StyleOverride::Color(faint)));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every stretch that is set otherwise is expected behind a sign for how: `/` italic, `!` semi-bold, `$` code,
    /// `=` struck, `~` faint.
    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let outline = outline(source, false);
        let drawn = outline.before..source.len() - outline.behind;
        let words = source.get(drawn.clone()).unwrap();
        let mut changes = styles(source, drawn, outline.kind, Color32::GRAY);
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let found: Vec<String> = changes
            .iter()
            .map(|(range, change)| {
                let sign = match change {
                    StyleOverride::Italic => '/',
                    StyleOverride::Weight(_) => '!',
                    StyleOverride::Code => '$',
                    StyleOverride::Struck => '=',
                    StyleOverride::Color(_) => '~',
                };
                format!("{sign}{}", words.get(range.clone()).unwrap())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_set_as_they_are_meant_and_marks_are_faint() {
        check("kept *quietly*.", &["~*", "/*quietly*", "~*"]);
        check("a **second ledger**!", &["~**", "!**second ledger**", "~**"]);
        check("2 * 3 * 4 and snake_case_name", &[]);
        check("an *open end", &[]);
        check("run `ls`.", &["~`", "$ls", "~`"]);
        check("~~gone~~", &["~~~", "=~~gone~~", "~~~"]);
        check("## All *denied*", &["~*", "/*denied*", "~*"]);
        check("> said", &["~> "]);
        check("- one", &["~- "]);
        check("---", &["~---"]);
    }

    #[test]
    fn of_a_link_only_the_words_are_not_faint() {
        check("see [the log](https://example.org/log) there", &["~[", "~](https://example.org/log)"]);
        check("see [the log][3].", &["~[", "~][3]"]);
        check("he wrote [sic] this", &[]);
        check("a \\*star", &["~\\"]);
        check("<b>so</b>", &["~<b>", "~</b>"]);
    }

    #[test]
    fn lines_say_what_they_begin() {
        let kinds = |words: &str| (outline(words, false).kind, outline(words, false).mark);
        assert_eq!(kinds("- one"), (Kind::Item, 2));
        assert_eq!(kinds("12. twelve"), (Kind::Item, 4));
        assert_eq!(kinds("2018 was a year"), (Kind::Body, 0));
        assert_eq!(kinds("-5 degrees"), (Kind::Body, 0));
        assert_eq!(kinds("> quoted"), (Kind::Quote, 0));
        assert_eq!(kinds("---"), (Kind::Rule, 0));
        assert_eq!(kinds("* * *"), (Kind::Rule, 0));
        assert_eq!(kinds("Denials\n-------"), (Kind::Heading, 0));
        assert_eq!(kinds("| a | b |"), (Kind::Table, 0));
        assert_eq!(kinds("#hashtag"), (Kind::Body, 0));
        let heading = outline("## Denials ##", false);
        assert_eq!((heading.level, heading.before, heading.behind), (2, 3, 3));
        assert!(outline("    - deep", false).indent > outline("  - less", false).indent);
    }

    #[test]
    fn code_stands_between_fences_that_fit() {
        let found = |text: &str| -> Vec<String> {
            let words = |range: &Range<u32>| text.get(range.start as usize..range.end as usize).unwrap();
            fences(text).iter().map(|range| words(range).to_owned()).collect()
        };
        assert_eq!(found("a\n```rust\n\nb\n```\nc"), ["```rust\n\nb\n```"]);
        assert_eq!(found("~~~\n```\n~~~\n"), ["~~~\n```\n~~~"]);
        assert_eq!(found("x ``` y\n    ```\n"), [""; 0]);
        assert_eq!(found("```\nnever closed"), ["```\nnever closed"]);
        assert_eq!(found("````\n```\n````"), ["````\n```\n````"]);
    }
}
