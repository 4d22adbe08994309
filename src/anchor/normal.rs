//! Text with everything evened out that editors and converters change without changing a word, and the way back.
//!
//! White space is one space, and none between ideographs; quotes are `'`, dashes `-`; soft hyphens, zero-width and bidi
//! controls are gone; characters are decomposed for compatibility. Case is kept. Both sides of every comparison go
//! through here.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Normalised text with a map back to its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Normal {
    text: String,
    runs: Vec<Run>,
}

/// A stretch of the normalised text.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it starts.
    at: u32,
    /// Where it comes from.
    source: u32,
    /// The length in the source of the one character that it stands for; 0 for a stretch that runs parallel.
    source_len: u32,
}

/// What becomes of a character.
enum Fate {
    Kept,
    Space,
    Gone,
    Quote,
    Dash,
    Decomposed,
}

impl Normal {
    /// Normalises `source`.
    pub(super) fn of(source: &str) -> Self {
        let mut normal = Self { text: String::with_capacity(source.len()), runs: Vec::new() };
        let mut gap: Option<(usize, usize)> = None;
        let mut last = '\n';
        let mut next = 0;
        while let Some(character) = source.get(next..).and_then(|rest| rest.chars().next()) {
            let at = next;
            // Most of most texts stays as it is.
            let kept = source.as_bytes().iter().skip(at).take_while(|byte| is_kept(**byte)).count();
            if let Some(words) = source.get(at..at + kept).filter(|words| !words.is_empty()) {
                if let Some((space, len)) = gap.take() {
                    normal.push(' ', space, len);
                }
                normal.push_kept(words, at);
                last = words.chars().next_back().unwrap_or(last);
                next = at + kept;
                continue;
            }
            next = at + character.len_utf8();
            let fate = fate(character);
            match fate {
                Fate::Space => {
                    gap = gap.or((!normal.text.is_empty()).then_some((at, character.len_utf8())));
                    continue;
                }
                Fate::Gone => continue,
                Fate::Dash if gap.is_none() && last == '-' => {
                    normal.widen_last(at + character.len_utf8());
                    continue;
                }
                _ => {}
            }
            if let Some((space, len)) = gap.take()
                && !(is_wide(last) && is_wide(character))
            {
                normal.push(' ', space, len);
            }
            last = character;
            let len = character.len_utf8();
            match fate {
                Fate::Quote => normal.push('\'', at, len),
                Fate::Dash => {
                    normal.push('-', at, len);
                    last = '-';
                }
                Fate::Decomposed => normal.push_decomposed(character, at),
                _ => normal.push(character, at, len),
            }
        }
        normal
    }

    /// Adds one character.
    fn push(&mut self, character: char, source: usize, source_len: usize) {
        if character.len_utf8() == source_len {
            self.go_on(source);
        } else {
            let at = narrow(self.text.len());
            self.runs.push(Run { at, source: narrow(source), source_len: narrow(source_len) });
        }
        self.text.push(character);
    }

    /// Adds characters that stay as they are.
    fn push_kept(&mut self, words: &str, source: usize) {
        self.go_on(source);
        self.text.push_str(words);
    }

    /// Sees to it that what is added next runs parallel to the source from there.
    fn go_on(&mut self, source: usize) {
        let at = self.text.len();
        let goes_on = self
            .runs
            .last()
            .is_some_and(|run| run.source_len == 0 && run.source as usize + (at - run.at as usize) == source);
        if !goes_on {
            self.runs.push(Run { at: narrow(at), source: narrow(source), source_len: 0 });
        }
    }

    /// Adds the parts of a character, which all stand for it.
    fn push_decomposed(&mut self, character: char, source: usize) {
        let from = self.text.len();
        decompose_compatible(character, |part| self.text.push(fate_of_part(part)));
        let parts = self.text.split_off(from);
        if parts.len() == character.len_utf8() && parts.chars().count() == 1 {
            self.push(parts.chars().next().unwrap_or(character), source, character.len_utf8());
        } else if !parts.is_empty() {
            let run =
                Run { at: narrow(from), source: narrow(source), source_len: narrow(character.len_utf8()) };
            self.runs.push(run);
            self.text.push_str(&parts);
        }
    }

    /// Lets the last character, of one byte, stand for all of the source up to `end`.
    fn widen_last(&mut self, end: usize) {
        let at = self.text.len().saturating_sub(1);
        let source = self.source_start(at);
        let source_len = narrow(end - source);
        match self.runs.last_mut() {
            Some(run) if run.at as usize == at => run.source_len = source_len,
            _ => self.runs.push(Run { at: narrow(at), source: narrow(source), source_len }),
        }
    }

    /// Returns the normalised characters.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns where the character that starts at `at` comes from.
    pub(super) fn source_start(&self, at: usize) -> usize {
        match self.run_at(at) {
            Some(run) if run.source_len == 0 => run.source as usize + (at - run.at as usize),
            Some(run) => run.source as usize,
            None => 0,
        }
    }

    /// Returns where the source of the character that ends at `at` ends.
    pub(super) fn source_end(&self, at: usize) -> usize {
        match self.run_at(at.saturating_sub(1)) {
            Some(run) if run.source_len == 0 => run.source as usize + (at - run.at as usize),
            Some(run) => (run.source + run.source_len) as usize,
            None => 0,
        }
    }

    /// Returns where source position `source` went: the first normalised position whose source is not before it.
    pub(super) fn at_source(&self, source: usize) -> usize {
        let next = self.runs.partition_point(|run| run.source as usize <= source);
        let end = self.runs.get(next).map_or(self.text.len(), |run| run.at as usize);
        let Some(run) = next.checked_sub(1).and_then(|number| self.runs.get(number)) else {
            return 0;
        };
        match source - run.source as usize {
            0 => run.at as usize,
            _ if run.source_len > 0 => end,
            inside => (run.at as usize + inside).min(end),
        }
    }

    fn run_at(&self, at: usize) -> Option<Run> {
        let next = self.runs.partition_point(|run| run.at as usize <= at);
        self.runs.get(next.checked_sub(1)?).copied()
    }

    /// Returns whether a combining mark stands at `at`, so that a match that ends there cuts a character.
    pub(super) fn is_inside_character(&self, at: usize) -> bool {
        self.text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_combining_mark)
    }
}

fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Returns whether a byte is a character that stays as it is.
fn is_kept(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'\'' | b'"' | b'`' | b'-' | b' ' | b'\t' | b'\n' | b'\r')
}

fn fate(character: char) -> Fate {
    match character {
        '\'' | '"' | '`' | '´' => Fate::Quote,
        '-' => Fate::Dash,
        ' ' | '\t' | '\n' | '\r' => Fate::Space,
        character if character.is_ascii() => Fate::Kept,
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' => Fate::Gone,
        '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => Fate::Gone,
        '‘'..='‟' | '′' | '″' | '«' | '»' | '‹' | '›' | '＂' | '＇' => Fate::Quote,
        '‐'..='―' | '−' | '﹘' | '﹣' | '－' => Fate::Dash,
        character if character.is_whitespace() => Fate::Space,
        _ => Fate::Decomposed,
    }
}

/// Returns what stands for a part of a decomposed character: some decompose into spaces or quotes.
fn fate_of_part(part: char) -> char {
    match fate(part) {
        Fate::Quote => '\'',
        Fate::Dash => '-',
        Fate::Space => ' ',
        _ => part,
    }
}

/// Returns whether the character belongs to a script that is written without spaces and broken anywhere.
pub(super) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{30ff}' | '\u{31c0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(character, '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "the tests know where characters begin")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let normal = Normal::of(source);
        assert_eq!(normal.text(), expected);
        let mut last = 0;
        for (at, character) in expected.char_indices() {
            let (start, end) = (normal.source_start(at), normal.source_end(at + character.len_utf8()));
            assert!(start <= end && last <= start, "{at}: {start}..{end}");
            assert!(source.is_char_boundary(start) && source.is_char_boundary(end), "{at}");
            if normal.runs.iter().any(|run| run.at as usize == at) {
                assert_eq!(normal.at_source(start), at);
            }
            last = start;
        }
    }

    #[test]
    fn what_changes_no_word_is_evened_out() {
        check("  He\u{a0}said:\r\n\t“no” ", "He said: 'no'");
        check("co\u{ad}operate—not – so --- no", "cooperate-not - so - no");
        check("ﬁne café cafe\u{301}…", "fine cafe\u{301} cafe\u{301}...");
        check("他拒\n绝了。 他 said", "他拒绝了。他 said");
        check("a\u{200b}\u{202e}b", "ab");
        check("", "");
    }

    #[test]
    fn the_map_leads_back_to_whole_characters() {
        let source = "a  “ﬁx”\u{ad}z";
        let normal = Normal::of(source);
        assert_eq!(normal.text(), "a 'fix'z");
        let fix = normal.text().find("fix").unwrap();
        assert_eq!(&source[normal.source_start(fix)..normal.source_end(fix + 3)], "ﬁx");
        let dashed = Normal::of("so -- no");
        assert_eq!((dashed.text(), dashed.source_end(4), dashed.source_start(5)), ("so - no", 5, 6));
        let accents = Normal::of("её x");
        assert_eq!((accents.text(), accents.source_end(6)), ("ее\u{308} x", 4));
        let quoted = normal.text().find("'fix'").unwrap();
        assert_eq!(&source[normal.source_start(quoted)..normal.source_end(quoted + 5)], "“ﬁx”");
    }
}
