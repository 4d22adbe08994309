//! Aligns a quote with its surroundings to a stretch of text, token by token, with affine gaps: one long gap is likelier
//! than many short ones, and a word with a typing error is still that word.

use super::token::Token;

/// The tokens that are aligned, and the characters they lie in.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) text: &'a str,
}

/// A token of the pattern and the token of the text that stands for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// The number of the token in the text.
    pub(super) at: usize,
    /// 1 for the same word, less for a similar one, 0 for another word in its place.
    pub(super) likeness: f32,
}

const GAP_OPEN: f32 = -1.4;
/// Per weight of what the pattern has and the text lacks.
const LACK: f32 = -0.30;
/// Per weight of what the text has and the pattern lacks.
const SURPLUS: f32 = -0.12;
/// Per weight of one word in the place of another.
const OTHER: f32 = -0.45;

/// The most cells that are computed.
const MOST_CELLS: usize = 8_000_000;

/// Where a path comes from; of the three layers of the table, the pairing one.
const FROM_START: u8 = 0;
const FROM_PAIR: u8 = 1;
const FROM_LACK: u8 = 2;
const FROM_SURPLUS: u8 = 3;

/// A token of the text with what tells it from other words at a glance.
struct Other<'a> {
    token: Token,
    word: &'a str,
    ends: Ends,
}

impl<'a> Other<'a> {
    fn all(side: Side<'a>) -> Vec<Self> {
        let of = |token: &Token| {
            let word = side.text.get(token.range()).unwrap_or_default();
            Self { token: *token, word, ends: Ends::of(*token, word) }
        };
        side.tokens.iter().map(of).collect()
    }
}

/// What most words differ in.
#[derive(Clone, Copy)]
struct Ends {
    /// Whether it is a word that a similar one may stand for.
    is_long_word: bool,
    has_digit: bool,
    is_ascii: bool,
    len: usize,
    /// The first bytes in small letters, the first one lowest.
    head: u128,
    /// The last bytes in small letters, the last one highest.
    tail: u128,
}

/// How many bytes of a word's ends are kept.
const END: usize = 16;

impl Ends {
    fn of(token: Token, word: &str) -> Self {
        let small = |byte: &u8| u128::from(byte.to_ascii_lowercase());
        let bytes = word.as_bytes();
        let head = bytes.iter().take(END).rev().fold(0, |head, byte| head << 8 | small(byte));
        let tail = bytes.iter().rev().take(END).rev().fold(0, |tail, byte| tail >> 8 | small(byte) << 120);
        Self {
            is_long_word: token.is_word() && word.len() >= 4,
            has_digit: bytes.iter().any(u8::is_ascii_digit),
            is_ascii: word.is_ascii(),
            len: word.len(),
            head,
            tail,
        }
    }

    /// Returns whether words with these ends may be similar; most pairs of words are told apart by it.
    fn may_be_like(self, other: Self) -> bool {
        let (longer, shorter) = (self.len.max(other.len), self.len.min(other.len));
        let has_same_end =
            (self.head ^ other.head) as u8 == 0 || (self.tail ^ other.tail).leading_zeros() >= 8;
        self.is_long_word
            && other.is_long_word
            && !self.has_digit
            && (!self.is_ascii || 5 * shorter >= 3 * longer && has_same_end)
    }

    /// Returns how many bytes two words have in common at their beginning and at their end, large or small; `None` where
    /// one of them is longer than what is kept of it.
    fn common(self, other: Self) -> Option<usize> {
        let shorter = self.len.min(other.len);
        if self.len.max(other.len) > END {
            return None;
        }
        let same_start = ((self.head ^ other.head).trailing_zeros() as usize / 8).min(shorter);
        let same_end = ((self.tail ^ other.tail).leading_zeros() as usize / 8).min(shorter - same_start);
        Some(same_start + same_end)
    }
}

/// What the best paths to a cell come to: the last two tokens are paired; the pattern's last one lacks; the text's last
/// one is surplus.
#[derive(Clone, Copy)]
struct Cell {
    pair: f32,
    lack: f32,
    surplus: f32,
}

const NO_PATH: Cell = Cell { pair: f32::NEG_INFINITY, lack: f32::NEG_INFINITY, surplus: f32::NEG_INFINITY };

/// Returns for each token of `pattern` the token of `text` that stands for it. Text before and behind is free. Returns
/// `None` when the two are too long to be compared.
pub(super) fn align(pattern: Side<'_>, text: Side<'_>) -> Option<Vec<Option<Pair>>> {
    let (rows, columns) = (pattern.tokens.len(), text.tokens.len());
    if rows == 0 || columns == 0 {
        return Some(vec![None; rows]);
    }
    let width = columns + 1;
    if rows.saturating_mul(width) > MOST_CELLS {
        return None;
    }
    let (own, others) = (Other::all(pattern), Other::all(text));
    let mut above = vec![NO_PATH; width];
    // From which layer each cell's three values come: two bits each.
    let mut from = vec![0_u8; (rows + 1) * width];
    let mut lacking = 0.0;
    for (row, (one, sources)) in own.iter().zip(from.chunks_exact_mut(width).skip(1)).enumerate() {
        let start_before = if row == 0 { 0.0 } else { GAP_OPEN + lacking };
        let lack_step = LACK * one.token.weight;
        lacking += lack_step;
        let mut left = Cell { lack: GAP_OPEN + lacking, ..NO_PATH };
        let mut cells = above.iter_mut().zip(sources);
        let Some((first, first_source)) = cells.next() else { continue };
        let mut diagonal = std::mem::replace(first, left);
        *first_source = FROM_LACK << 2;
        for ((cell, from), other) in cells.zip(&others) {
            let up = *cell;
            // What is paired first may be preceded by any text, at the price of the pattern skipped.
            let (pair, source) = greatest([
                (start_before, FROM_START),
                (diagonal.pair, FROM_PAIR),
                (diagonal.lack, FROM_LACK),
                (diagonal.surplus, FROM_SURPLUS),
            ]);
            let (lack, lack_source) = greatest([
                (up.pair + GAP_OPEN + lack_step, FROM_PAIR),
                (up.lack + lack_step, FROM_LACK),
                (up.surplus + GAP_OPEN + lack_step, FROM_SURPLUS),
                (GAP_OPEN + lacking, FROM_START),
            ]);
            let step = SURPLUS * other.token.weight;
            let (surplus, surplus_source) = greatest([
                (left.pair + GAP_OPEN + step, FROM_PAIR),
                (left.lack + GAP_OPEN + step, FROM_LACK),
                (left.surplus + step, FROM_SURPLUS),
            ]);
            left = Cell { pair: pair + gain(one, other), lack, surplus };
            *cell = left;
            *from = source | lack_source << 2 | surplus_source << 4;
            diagonal = up;
        }
    }
    let mut best_end = (f32::NEG_INFINITY, 0, FROM_LACK);
    for (column, cell) in above.iter().enumerate().skip(1) {
        for (score, layer) in [(cell.pair, FROM_PAIR), (cell.lack, FROM_LACK)] {
            if score > best_end.0 {
                best_end = (score, column, layer);
            }
        }
    }
    let mut pairs = vec![None; rows];
    let (mut row, mut column, mut layer) = (rows, best_end.1, best_end.2);
    while row > 0 && column > 0 && layer != FROM_START {
        let cell = from.get(row * width + column).copied().unwrap_or_default();
        match layer {
            FROM_PAIR => {
                if let (Some(one), Some(other), Some(slot)) =
                    (own.get(row - 1), others.get(column - 1), pairs.get_mut(row - 1))
                {
                    *slot = Some(Pair { at: column - 1, likeness: likeness(one, other) });
                }
                (row, column, layer) = (row - 1, column - 1, cell & 3);
            }
            FROM_LACK => (row, layer) = (row - 1, cell >> 2 & 3),
            _ => (column, layer) = (column - 1, cell >> 4 & 3),
        }
    }
    Some(pairs)
}

/// Returns the first of the greatest.
#[inline]
fn greatest<const N: usize>(choices: [(f32, u8); N]) -> (f32, u8) {
    let mut best = (f32::NEG_INFINITY, FROM_START);
    for choice in choices {
        if choice.0 > best.0 {
            best = choice;
        }
    }
    best
}

fn gain(one: &Other<'_>, other: &Other<'_>) -> f32 {
    let likeness = likeness(one, other);
    if likeness > 0.0 {
        one.token.weight * (2.0 * likeness - 1.0).max(0.1)
    } else {
        OTHER * one.token.weight.max(other.token.weight)
    }
}

/// Returns how alike two tokens are: 1 for the same, above one half for words with the same beginning and end.
fn likeness(one: &Other<'_>, other: &Other<'_>) -> f32 {
    if one.token.hash == other.token.hash {
        return 1.0;
    }
    if !one.ends.may_be_like(other.ends) {
        return 0.0;
    }
    match one.ends.common(other.ends) {
        Some(common) if one.ends.is_ascii => similar_share(common, one.ends.len.max(other.ends.len)),
        _ => similar_words(one.word, other.word),
    }
}

/// Returns the share of the longer word that is common, if it is most of it.
fn similar_share(common: usize, longer: usize) -> f32 {
    let share = common as f32 / longer as f32;
    if share >= 0.6 { share } else { 0.0 }
}

/// Returns the share of the longer word that the two have in common at their beginning and end, if it is most of it.
/// That another figure is never similar is known before.
fn similar_words(one: &str, other: &str) -> f32 {
    let (longer, shorter) = (one.len().max(other.len()), one.len().min(other.len()));
    let lower = |word: &'_ str| word.chars().flat_map(char::to_lowercase).collect::<String>();
    if !one.is_ascii() && is_same_letter(one, other) && lower(one) == lower(other) {
        return 1.0;
    }
    let same_start = one.bytes().zip(other.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let same_end = one
        .bytes()
        .rev()
        .zip(other.bytes().rev())
        .take(shorter - same_start)
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count();
    similar_share(same_start + same_end, longer)
}

/// Returns whether both begin with the same letter, large or small.
fn is_same_letter(one: &str, other: &str) -> bool {
    let first = |word: &str| word.chars().next().and_then(|letter| letter.to_lowercase().next());
    first(one) == first(other)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "the tests know where characters begin")]
mod tests {
    use super::super::token::tokens;
    use super::*;

    /// Shows for each word of the pattern what stands for it.
    #[track_caller]
    fn check(pattern: &str, text: &str, expected: &str) {
        let (pattern_tokens, text_tokens) = (tokens(pattern), tokens(text));
        let pattern = Side { tokens: &pattern_tokens, text: pattern };
        let text = Side { tokens: &text_tokens, text };
        let pairs = align(pattern, text).unwrap();
        let shown: Vec<&str> = pairs
            .iter()
            .map(|pair| pair.map_or("-", |pair| &text.text[text.tokens[pair.at].range()]))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_find_their_place() {
        check("he denied it again", "then he denied it again today", "he denied it again");
        check("he denied it again", "then he firmly denied all of it again", "he denied it again");
        check("he denied the charge", "so he denied the charges there", "he denied the charges");
        check("he denied the charge", "nothing else", "- - - -");
        check("they said he denied it there", "they said there", "they said - - - there");
        check("of 2018 only", "of 2019 only", "of 2019 only");
    }

    #[test]
    fn the_ends_say_what_a_comparison_byte_by_byte_says() {
        let words = [
            "denied",
            "Denies",
            "DENIED",
            "deny",
            "undenied",
            "denying",
            "aaaa",
            "aaaaaa",
            "noon",
            "nooon",
            "internationalisation",
            "Internationalization",
            "nationalisation",
            "abcdefghijklmnop",
            "abcdefghijklmnoq",
            "straßen",
            "Straße",
            "strassen",
            "café",
            "CAFÉ",
            "cafés",
            "r2d2",
            "r2d3",
            "it",
        ];
        for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (*one, *other))) {
            let (all, others) = (tokens(one), tokens(other));
            let one_word = &Other::all(Side { tokens: &all, text: one })[0];
            let other_word = &Other::all(Side { tokens: &others, text: other })[0];
            let has_digit = one.bytes().any(|byte| byte.is_ascii_digit());
            let expected = match (one == other, one.len() < 4 || other.len() < 4 || has_digit) {
                (true, _) => 1.0,
                (false, true) => 0.0,
                (false, false) => similar_words(one, other),
            };
            assert_eq!(likeness(one_word, other_word), expected, "{one} {other}");
        }
    }
}
