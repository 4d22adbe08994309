//! Plain searching in the text of a document: in slices, so that a frame never waits for a long text.
//!
//! Straight and curly quotes, the dashes, and all white space are alike: what is typed finds what is printed.

use aho_corasick::AhoCorasick;

use crate::text::{ByteOffset, Span, Text};

/// How many places are kept; a search that finds more says so.
pub const MOST_HITS: usize = 100_000;

/// A search under way: what is looked for, and the places found so far.
#[derive(Default)]
pub struct Search {
    words: Vec<char>,
    cases_differ: bool,
    /// Finds the characters that a hit can begin with.
    first: Option<AhoCorasick>,
    scanned: ByteOffset,
    is_done: bool,
    hits: Vec<Span>,
}

impl Search {
    /// Begins to look for `words`; with `cases_differ` "Us" does not find "us".
    pub fn new(words: &str, cases_differ: bool) -> Self {
        let words: Vec<char> = words.chars().map(|character| fold(character, cases_differ)).collect();
        let first = words.first().and_then(|first| AhoCorasick::new(spellings(*first, cases_differ)).ok());
        let is_done = first.is_none();
        Self { words, cases_differ, first, scanned: ByteOffset(0), is_done, hits: Vec::new() }
    }

    /// Looks through the next `bytes` bytes of `text`.
    pub fn advance(&mut self, text: &Text, bytes: u32) {
        let Some(first) = self.first.as_ref().filter(|_| !self.is_done) else {
            return;
        };
        let until = text.floor_boundary(ByteOffset(self.scanned.0.saturating_add(bytes)));
        let from = self.scanned.index();
        let window = text.as_str().get(from..until.index()).unwrap_or_default();
        let mut free_from = self.hits.last().map_or(0, |hit| hit.end().index());
        for candidate in first.find_iter(window) {
            let start = from + candidate.start();
            if start < free_from {
                continue;
            }
            let rest = text.as_str().get(start..).unwrap_or_default();
            let Some(length) = self.length_at(rest) else {
                continue;
            };
            if let Ok(span) = text.span(ByteOffset::from(start), ByteOffset::from(start + length)) {
                self.hits.push(span);
                free_from = start + length;
            }
            if self.hits.len() >= MOST_HITS {
                self.is_done = true;
                break;
            }
        }
        self.scanned = until;
        self.is_done |= until >= text.end();
    }

    /// Returns how many bytes of `rest` the words take, when it begins with them.
    fn length_at(&self, rest: &str) -> Option<usize> {
        let mut characters = rest.chars();
        for wanted in &self.words {
            if fold(characters.next()?, self.cases_differ) != *wanted {
                return None;
            }
        }
        Some(rest.len() - characters.as_str().len())
    }

    /// Returns the places found so far, in order; none overlaps another.
    pub fn hits(&self) -> &[Span] {
        &self.hits
    }

    /// Returns whether the whole text was looked through, or enough was found.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Returns whether more was found than is kept.
    pub fn is_cut_off(&self) -> bool {
        self.hits.len() >= MOST_HITS
    }

    /// Returns the number of the first place that begins at or behind `from`; around the end, the first of all.
    pub fn next_from(&mut self, text: &Text, from: ByteOffset) -> Option<usize> {
        loop {
            let at = self.hits.partition_point(|hit| hit.start() < from);
            if at < self.hits.len() {
                return Some(at);
            }
            if self.is_done {
                return (!self.hits.is_empty()).then_some(0);
            }
            self.advance(text, 1 << 22);
        }
    }

    /// Returns the number of the last place that begins before `from`; around the start, the last of all.
    pub fn previous_from(&mut self, text: &Text, from: ByteOffset) -> Option<usize> {
        while !self.is_done && self.scanned < from {
            self.advance(text, 1 << 22);
        }
        if let Some(at) = self.hits.partition_point(|hit| hit.start() < from).checked_sub(1) {
            return Some(at);
        }
        while !self.is_done {
            self.advance(text, 1 << 22);
        }
        self.hits.len().checked_sub(1)
    }
}

/// Returns the character that stands for all that count as the same.
fn fold(character: char, cases_differ: bool) -> char {
    match character {
        '‘' | '’' | '‛' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        white if white.is_whitespace() => ' ',
        other if cases_differ => other,
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// Returns the characters that fold to `first`.
fn spellings(first: char, cases_differ: bool) -> Vec<String> {
    let of = |characters: &str| characters.chars().map(String::from).collect();
    match first {
        '\'' => of("'‘’‛"),
        '"' => of("\"“”„‟"),
        '-' => of("-‐‑‒–—―−"),
        ' ' => of(" \n\t\u{a0}\u{2009}\u{202f}\u{3000}"),
        other if cases_differ => vec![other.to_string()],
        other => {
            let mut spellings = vec![other.to_string()];
            let upper = other.to_uppercase().to_string();
            if upper.chars().count() == 1 && upper != spellings.concat() {
                spellings.push(upper);
            }
            spellings
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, words: &str, cases_differ: bool) -> Vec<String> {
        let text = Text::new(text.to_owned()).unwrap();
        let mut search = Search::new(words, cases_differ);
        while !search.is_done() {
            // In small slices, so that hits lie across their borders.
            search.advance(&text, 5);
        }
        search.hits().iter().map(|hit| text.slice(*hit).to_owned()).collect()
    }

    #[test]
    fn typed_signs_find_printed_ones() {
        assert_eq!(
            found("Pakistan’s “doing\nnothing” — Trump", "pakistan's \"doing nothing\" - t", false).len(),
            1
        );
    }

    #[test]
    fn cases_differ_only_when_asked() {
        assert_eq!(found("US us Us ÉÉ éé", "us", false), ["US", "us", "Us"]);
        assert_eq!(found("US us Us", "us", true), ["us"]);
        assert_eq!(found("Élan élan", "élan", false), ["Élan", "élan"]);
    }

    #[test]
    fn hits_never_overlap() {
        assert_eq!(found("aaaaa", "aa", false), ["aa", "aa"]);
        assert_eq!(found("abc", "", false), Vec::<String>::new());
    }

    #[test]
    fn stepping_goes_round_both_ends() {
        let text = Text::new("one two one two one".to_owned()).unwrap();
        let mut search = Search::new("one", false);
        assert_eq!(search.next_from(&text, ByteOffset(1)), Some(1));
        assert_eq!(search.next_from(&text, ByteOffset(17)), Some(0));
        assert_eq!(search.previous_from(&text, ByteOffset(0)), Some(2));
        assert_eq!(search.previous_from(&text, ByteOffset(16)), Some(1));
        assert_eq!(Search::new("three", false).next_from(&text, ByteOffset(0)), None);
    }
}
