//! Searching in the text of a document: on a thread of its own, in slices, so that no frame waits for a long text and a
//! search that nobody waits for any more ends soon.
//!
//! Straight and curly quotes, the dashes, all white space, and letters with their accents apart are alike: what is typed
//! finds what is printed. A match may go beyond the slice that it begins in, by [`AHEAD`] bytes at least; one that is
//! longer may be found from the next slice's start only.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use crate::text::{ByteOffset, Span, Text};

/// How many places are kept; a search that finds more says so.
pub const MOST_HITS: usize = 100_000;

/// How many bytes are looked through before what was found is handed over.
const SLICE: usize = 1 << 20;

/// How far behind a slice its matches may end.
const AHEAD: usize = 1 << 16;

/// How a search is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// "Us" does not find "us".
    pub cases_differ: bool,
    /// "us" does not find "use".
    pub is_whole_words: bool,
    /// What is typed is a regular expression.
    pub is_pattern: bool,
}

/// What a slice brought.
struct Slice {
    hits: Vec<Span>,
    /// How far the text was looked through.
    scanned: ByteOffset,
}

enum News {
    Slice(Slice),
    /// The words cannot be looked for.
    Failed(String),
}

/// A search under way: the places found so far.
#[derive(Default)]
pub struct Search {
    /// Where the thread puts what it finds; `None` when it has ended.
    news: Option<Receiver<News>>,
    cancel: Arc<AtomicBool>,
    scanned: ByteOffset,
    hits: Vec<Span>,
    problem: Option<String>,
}

impl Drop for Search {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Search {
    /// Begins to look for `words` in `text`; `wake` is called whenever there is news.
    pub fn begin(text: &Text, words: &str, manner: Manner, wake: impl Fn() + Send + 'static) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let (sender, receiver) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let (text, words, is_cancelled) = (text.clone(), words.to_owned(), Arc::clone(&cancel));
        let thread = std::thread::Builder::new().name("search".to_owned());
        let started = thread.spawn(move || {
            look_through(&text, &words, manner, &is_cancelled, &sender, &wake);
            drop(sender);
            wake();
        });
        let problem = started.err().map(|error| format!("the search could not begin: {error}"));
        let news = Some(receiver);
        Self { news, cancel, scanned: ByteOffset(0), hits: Vec::new(), problem }
    }

    /// Takes what was found since the last call. Returns whether there was anything.
    pub fn poll(&mut self) -> bool {
        let mut has_news = false;
        while let Some(news) = &self.news {
            match news.try_recv() {
                Ok(news) => self.take(news),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => self.news = None,
            }
            has_news = true;
        }
        has_news
    }

    /// Waits for the end.
    #[cfg(test)]
    pub fn finish(&mut self) {
        while let Some(Ok(news)) = self.news.as_ref().map(Receiver::recv) {
            self.take(news);
        }
        self.news = None;
    }

    fn take(&mut self, news: News) {
        match news {
            News::Slice(slice) => {
                self.hits.extend(slice.hits);
                self.scanned = slice.scanned;
            }
            News::Failed(problem) => self.problem = Some(problem),
        }
    }

    /// Returns the places found so far, in order; none overlaps another.
    pub fn hits(&self) -> &[Span] {
        &self.hits
    }

    /// Returns whether the whole text was looked through, or enough was found.
    pub fn is_done(&self) -> bool {
        self.news.is_none()
    }

    /// Returns whether more was found than is kept.
    pub fn is_cut_off(&self) -> bool {
        self.hits.len() >= MOST_HITS
    }

    /// Returns why the words cannot be looked for.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns the number of the first place that begins at or behind `from`, around the end the first of all;
    /// `Err` while that is not known.
    pub fn next_from(&self, from: ByteOffset) -> Result<Option<usize>, StillSearching> {
        let at = self.hits.partition_point(|hit| hit.start() < from);
        if at < self.hits.len() {
            return Ok(Some(at));
        }
        if self.is_done() { Ok((!self.hits.is_empty()).then_some(0)) } else { Err(StillSearching) }
    }

    /// Returns the number of the last place that begins before `from`, around the start the last of all; `Err` while
    /// that is not known.
    pub fn previous_from(&self, from: ByteOffset) -> Result<Option<usize>, StillSearching> {
        if !self.is_done() && self.scanned < from {
            return Err(StillSearching);
        }
        match self.hits.partition_point(|hit| hit.start() < from).checked_sub(1) {
            Some(at) => Ok(Some(at)),
            None if self.is_done() => Ok(self.hits.len().checked_sub(1)),
            None => Err(StillSearching),
        }
    }
}

/// The text has not been looked through far enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StillSearching;

/// The thread's work.
fn look_through(
    text: &Text,
    words: &str,
    manner: Manner,
    is_cancelled: &AtomicBool,
    news: &Sender<News>,
    wake: &impl Fn(),
) {
    let regex = match regex(words, manner) {
        Ok(regex) => regex,
        Err(problem) => {
            let _ = news.send(News::Failed(problem));
            return;
        }
    };
    let mut count = 0;
    let mut from = 0;
    let all = text.as_str();
    while from < all.len() && count < MOST_HITS {
        if is_cancelled.load(Ordering::Relaxed) {
            return;
        }
        let until = all.ceil_char_boundary(from + SLICE);
        let mut hits = Vec::new();
        let mut at = from;
        while let Some((start, end)) = find(&regex, all, at, until) {
            at = end;
            if manner.is_whole_words && !(is_border(text, start) && is_border(text, end)) {
                // The next match may begin within this one.
                at = all.ceil_char_boundary(start + 1);
                continue;
            }
            hits.extend(text.span(ByteOffset::from(start), ByteOffset::from(end)));
            if count + hits.len() >= MOST_HITS {
                break;
            }
        }
        count += hits.len();
        from = at.max(until);
        // Nobody listens any more when the search was given up.
        if news.send(News::Slice(Slice { hits, scanned: ByteOffset::from(from) })).is_err() {
            return;
        }
        wake();
    }
}

/// Returns the first match that begins from `at` on and before `until`; matches of nothing are none.
fn find(regex: &Regex, all: &str, at: usize, until: usize) -> Option<(usize, usize)> {
    let mut at = at;
    let mut beyond = AHEAD;
    while at < until {
        // To the end of a line, so that what looks ahead does not take the slice's end for the text's.
        let limit = all.floor_char_boundary(until.saturating_add(beyond).min(all.len()));
        let rest = all.as_bytes().get(limit..).unwrap_or_default();
        let line = memchr::memchr(b'\n', rest.get(..SLICE.min(rest.len())).unwrap_or_default());
        let limit = line.map_or(limit, |line| limit + line);
        let found = regex.find_at(all.get(..limit)?, at).filter(|found| found.start() < until)?;
        if found.end() == limit && limit < all.len() && beyond < 64 * SLICE {
            // It may go on behind the limit.
            beyond *= 8;
            continue;
        }
        if !found.is_empty() {
            return Some((found.start(), found.end()));
        }
        at = all.ceil_char_boundary(found.end() + 1);
    }
    None
}

/// Returns whether a word may end or begin at `at`.
fn is_border(text: &Text, at: usize) -> bool {
    let offset = ByteOffset::from(at);
    let before = text.until(offset).chars().next_back();
    let behind = text.from(offset).chars().next();
    let (Some(before), Some(behind)) = (before, behind) else {
        return true;
    };
    if !text.is_grapheme_boundary(offset) {
        return false;
    }
    if !before.is_alphanumeric() || !behind.is_alphanumeric() {
        return true;
    }
    // Words without spaces between them are told apart by their dictionary.
    (has_no_spaces(before) || has_no_spaces(behind))
        && text.word_under(offset).is_some_and(|word| word.start() == offset)
}

fn has_no_spaces(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Returns what finds `words`, or why nothing does.
fn regex(words: &str, manner: Manner) -> Result<Regex, String> {
    let pattern = match manner.is_pattern {
        true => words.to_owned(),
        false => words.nfc().map(spellings).collect(),
    };
    let mut builder = RegexBuilder::new(&pattern);
    builder.case_insensitive(!manner.cases_differ).multi_line(true);
    builder.build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
        error => {
            let message = error.to_string();
            let reason = message.rsplit("error: ").next().unwrap_or_default();
            let line = reason.lines().next().unwrap_or_default().trim();
            format!("the pattern cannot be read: {line}")
        }
    })
}

/// Returns the pattern of all that is printed where `character` was typed.
fn spellings(character: char) -> String {
    match character {
        '\'' | '‘' | '’' | '‛' => "['‘’‛]".to_owned(),
        '"' | '“' | '”' | '„' | '‟' => "[\"“”„‟]".to_owned(),
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "[-‐‑‒–—―−]".to_owned(),
        white if white.is_whitespace() => r"\s+".to_owned(),
        other => {
            let mut apart = String::new();
            decompose_canonical(other, |part| apart.push(part));
            let together = regex::escape(&other.to_string());
            match apart.chars().nth(1) {
                Some(_) => format!("(?:{together}|{})", regex::escape(&apart)),
                None => together,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Manner = Manner { cases_differ: false, is_whole_words: false, is_pattern: false };
    const PATTERN: Manner = Manner { is_pattern: true, ..PLAIN };
    const WHOLE: Manner = Manner { is_whole_words: true, ..PLAIN };

    fn search(text: &str, words: &str, manner: Manner) -> (Text, Search) {
        let text = Text::new(text.to_owned()).unwrap();
        let mut search = Search::begin(&text, words, manner, || {});
        search.finish();
        (text, search)
    }

    fn found(text: &str, words: &str, manner: Manner) -> Vec<String> {
        let (text, search) = search(text, words, manner);
        assert_eq!(search.problem(), None);
        search.hits().iter().map(|hit| text.slice(*hit).to_owned()).collect()
    }

    #[test]
    fn typed_signs_find_printed_ones() {
        assert_eq!(
            found("Pakistan’s “doing\nnothing” — Trump", "pakistan's \"doing nothing\" - t", PLAIN).len(),
            1
        );
        assert_eq!(found("caf\u{e9} cafe\u{301} cafe", "café", PLAIN), ["caf\u{e9}", "cafe\u{301}"]);
        assert_eq!(found("1 + 1 (one)", "+ 1 (", PLAIN), ["+ 1 ("]);
    }

    #[test]
    fn cases_differ_only_when_asked() {
        assert_eq!(found("US us Us ÉÉ éé", "us", PLAIN), ["US", "us", "Us"]);
        let strict = Manner { cases_differ: true, ..PLAIN };
        assert_eq!(found("US us Us", "us", strict), ["us"]);
        assert_eq!(found("Élan élan", "élan", PLAIN), ["Élan", "élan"]);
    }

    #[test]
    fn whole_words_are_whole_in_every_script() {
        assert_eq!(found("use us, bus “us”", "us", WHOLE).len(), 2);
        assert_eq!(found("巴基斯坦总理拒绝了", "总理", WHOLE).len(), 1);
        assert_eq!(found("巴基斯坦总理拒绝了", "理拒", WHOLE).len(), 0);
        assert_eq!(found("झूठ झूठा", "झूठ", WHOLE).len(), 1);
        assert_eq!(found("الكتاب كتاب", "كتاب", WHOLE).len(), 1);
    }

    #[test]
    fn patterns_find_what_they_describe() {
        assert_eq!(found("in 2018 and 2024", r"\b20\d\d\b", PATTERN), ["2018", "2024"]);
        assert_eq!(found("one\ntwo\nthree", "^t.*$", PATTERN), ["two", "three"]);
        assert_eq!(found("aaa b", "a*", PATTERN), ["aaa"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_read_says_why() {
        let problem = |words: &str| search("text", words, PATTERN).1.problem().unwrap_or_default().to_owned();
        assert_eq!(problem("(a"), "the pattern cannot be read: unclosed group");
        assert_eq!(problem("a{2"), "the pattern cannot be read: unclosed counted repetition");
        assert_eq!(problem(r"\w{1000}{1000}"), "the pattern is too large");
    }

    #[test]
    fn matches_reach_over_the_slices() {
        let text = format!("{}needle {} end", "x".repeat(SLICE - 3), "y".repeat(AHEAD / 2));
        assert_eq!(found(&text, "needle", PLAIN), ["needle"]);
        let long = found(&text, "needle y+ end", PATTERN);
        assert_eq!(long.first().map(String::len), Some(AHEAD / 2 + 11));
        let run = found(&"y".repeat(SLICE * 2), "y+", PATTERN);
        assert_eq!(run.iter().map(String::len).sum::<usize>(), SLICE * 2);
    }

    #[test]
    fn hits_never_overlap_and_are_counted_to_a_limit() {
        assert_eq!(found("aaaaa", "aa", PLAIN), ["aa", "aa"]);
        assert_eq!(found("abc", "", PLAIN), Vec::<String>::new());
        let (_, many) = search(&"ab ".repeat(MOST_HITS + 5), "ab", PLAIN);
        assert!(many.is_cut_off());
        assert_eq!(many.hits().len(), MOST_HITS);
    }

    #[test]
    fn stepping_goes_round_both_ends() {
        let (_, search) = search("one two one two one", "one", PLAIN);
        assert_eq!(search.next_from(ByteOffset(1)), Ok(Some(1)));
        assert_eq!(search.next_from(ByteOffset(17)), Ok(Some(0)));
        assert_eq!(search.previous_from(ByteOffset(0)), Ok(Some(2)));
        assert_eq!(search.previous_from(ByteOffset(16)), Ok(Some(1)));
        let text = Text::new("text".to_owned()).unwrap();
        let begun = Search::begin(&text, "three", PLAIN, || {});
        assert_eq!(begun.next_from(ByteOffset(0)), Err(StillSearching));
    }
}
