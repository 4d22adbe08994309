//! Words and marks of a normalised text, for comparing: what the alignment and the word diff count in.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::char::is_combining_mark;

use super::normal::{Normal, is_wide};

/// A word, an ideograph or a mark of a normalised text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where it starts, in bytes of the normalised text.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// Equal for equal characters.
    pub(super) hash: u32,
    /// How much it counts: long words and figures say more than short ones and marks.
    pub(super) weight: f32,
}

impl Token {
    /// Returns the range of bytes in the normalised text.
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns whether it is a word, not a mark.
    pub(super) fn is_word(self) -> bool {
        self.weight > MARK
    }
}

/// What a mark weighs.
const MARK: f32 = 0.3;

/// A text made ready for searching.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Its characters.
    pub(super) normal: Normal,
    /// Its tokens in order.
    pub(super) tokens: Vec<Token>,
}

impl Reading {
    /// Reads `source`.
    pub(super) fn of(source: &str) -> Self {
        let normal = Normal::of(source);
        let tokens = tokens(normal.text());
        Self { normal, tokens }
    }

    /// Returns the number of the first token that starts at or behind `at`.
    pub(super) fn token_from(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| (token.start as usize) < at)
    }

    /// As [`token_from`](Self::token_from), where it is known not to be before the token `near`, and hardly far from it.
    pub(super) fn token_from_near(&self, near: usize, at: usize) -> usize {
        let is_before =
            |number: usize| self.tokens.get(number).is_some_and(|token| (token.start as usize) < at);
        let (mut low, mut step) = (near, 1);
        while is_before(low + step - 1) {
            (low, step) = (low + step, step * 2);
        }
        let between = self.tokens.get(low..(low + step).min(self.tokens.len())).unwrap_or_default();
        low + between.partition_point(|token| (token.start as usize) < at)
    }
}

/// Returns the tokens of normalised text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut open: Option<(usize, Open)> = None;
    for (at, character) in text.char_indices() {
        let kind = kind(character);
        match (&mut open, kind) {
            (Some((_, word)), Kind::Letter | Kind::Inner) if !word.is_single => word.add(kind),
            (Some((_, word)), Kind::Inner) => word.add(kind),
            _ => {
                if let Some((start, word)) = open.take() {
                    tokens.push(word.closed(text, start, at));
                }
                if kind != Kind::Space {
                    open = Some((at, Open::of(character, kind)));
                }
            }
        }
    }
    if let Some((start, word)) = open {
        tokens.push(word.closed(text, start, text.len()));
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    /// A letter that is a token of its own.
    Single,
    /// Belongs to the letter before it.
    Inner,
    Mark,
    Space,
}

fn kind(character: char) -> Kind {
    match character {
        ' ' => Kind::Space,
        character if character.is_ascii_alphanumeric() => Kind::Letter,
        character if character.is_ascii() => Kind::Mark,
        character if is_combining_mark(character) => Kind::Inner,
        character if !character.is_alphanumeric() => Kind::Mark,
        character if is_wide(character) || is_unspaced(character) => Kind::Single,
        _ => Kind::Letter,
    }
}

/// Thai, Lao, Burmese and Khmer: written without spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A token that is being read.
struct Open {
    is_single: bool,
    is_mark: bool,
    has_digit: bool,
    letter_count: u8,
}

impl Open {
    fn of(first: char, kind: Kind) -> Self {
        Self {
            is_single: matches!(kind, Kind::Single | Kind::Mark),
            is_mark: kind == Kind::Mark,
            has_digit: first.is_numeric(),
            letter_count: 1,
        }
    }

    fn add(&mut self, kind: Kind) {
        if kind == Kind::Letter {
            self.letter_count = self.letter_count.saturating_add(1);
        }
    }

    fn closed(&self, text: &str, start: usize, end: usize) -> Token {
        let weight = match self.letter_count {
            _ if self.is_mark => MARK,
            _ if self.is_single => 1.0,
            count if self.has_digit => 2.0 + f32::from(count.min(4)) * 0.5,
            1 | 2 => 0.6,
            3 => 1.0,
            count => f32::from(count.min(9)) * 0.45,
        };
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let hash = hash(text.as_bytes().get(start..end).unwrap_or_default());
        Token { start: narrow(start), end: narrow(end), hash, weight }
    }
}

/// FNV with a last mix: fast on short words.
fn hash(bytes: &[u8]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mixed(hash) as u32
}

/// Spreads the bits of `hash`.
pub(super) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// Hashes for a map what is a hash already.
#[derive(Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mixed(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A map whose keys are hashes of tokens.
pub(super) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

#[cfg(test)]
#[expect(clippy::string_slice, reason = "the tests know where characters begin")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_token_is_found_from_any_that_is_not_behind_it() {
        let reading = Reading::of("He denied it, and then he left again: nobody knew why.");
        for at in 0..=reading.normal.text().len() + 2 {
            let expected = reading.token_from(at);
            for near in 0..=expected {
                assert_eq!(reading.token_from_near(near, at), expected, "{near} {at}");
            }
        }
    }

    #[test]
    fn words_marks_and_ideographs_are_tokens() {
        check("He didn't (1,000)", &["He", "didn", "'", "t", "(", "1", ",", "000", ")"]);
        check("cafe\u{301} क्षमा", &["cafe\u{301}", "क्षमा"]);
        check("他拒绝x了", &["他", "拒", "绝", "x", "了"]);
        check("", &[]);
    }
}
