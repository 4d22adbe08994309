//! Aligns a quote with its surroundings to a stretch of text, token by token, with affine gaps: one long gap is likelier
//! than many short ones, and a word with a typing error is still that word.

use super::token::Token;

/// The tokens that are aligned, and the characters they lie in.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) text: &'a str,
}

impl Side<'_> {
    fn word(&self, token: Token) -> &str {
        self.text.get(token.range()).unwrap_or_default()
    }
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

/// Returns for each token of `pattern` the token of `text` that stands for it. Text before and behind is free. Returns
/// `None` when the two are too long to be compared.
#[expect(clippy::indexing_slicing, reason = "a table whose bounds are fixed in its first lines")]
pub(super) fn align(pattern: Side<'_>, text: Side<'_>) -> Option<Vec<Option<Pair>>> {
    let (rows, columns) = (pattern.tokens.len(), text.tokens.len());
    if rows == 0 || columns == 0 {
        return Some(vec![None; rows]);
    }
    let width = columns + 1;
    if rows.saturating_mul(width) > MOST_CELLS {
        return None;
    }
    // Three layers: the last two tokens are paired; the pattern's last one lacks; the text's last one is surplus.
    let mut pair = vec![f32::NEG_INFINITY; width];
    let mut lack = vec![f32::NEG_INFINITY; width];
    let mut surplus = vec![f32::NEG_INFINITY; width];
    // From which layer each cell's three values come: two bits each.
    let mut from = vec![0_u8; (rows + 1) * width];
    let mut best_end = (f32::NEG_INFINITY, 0, FROM_LACK);
    let mut lacking = 0.0;
    for row in 1..=rows {
        let token = pattern.tokens[row - 1];
        let word = pattern.word(token);
        let (mut diagonal_pair, mut diagonal_lack, mut diagonal_surplus) = (pair[0], lack[0], surplus[0]);
        let start_before = if row == 1 { 0.0 } else { GAP_OPEN + lacking };
        lacking += LACK * token.weight;
        (pair[0], surplus[0]) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        lack[0] = GAP_OPEN + lacking;
        from[row * width] = FROM_LACK << 2;
        for column in 1..=columns {
            let other = text.tokens[column - 1];
            let gain = gain(token, word, other, text);
            let (up_pair, up_lack, up_surplus) = (pair[column], lack[column], surplus[column]);
            // What is paired first may be preceded by any text, at the price of the pattern skipped.
            let (best, source) = greatest([
                (start_before, FROM_START),
                (diagonal_pair, FROM_PAIR),
                (diagonal_lack, FROM_LACK),
                (diagonal_surplus, FROM_SURPLUS),
            ]);
            pair[column] = best + gain;
            let step = LACK * token.weight;
            let (best_lack, lack_source) = greatest([
                (up_pair + GAP_OPEN + step, FROM_PAIR),
                (up_lack + step, FROM_LACK),
                (up_surplus + GAP_OPEN + step, FROM_SURPLUS),
                (GAP_OPEN + lacking, FROM_START),
            ]);
            lack[column] = best_lack;
            let step = SURPLUS * other.weight;
            let (best_surplus, surplus_source) = greatest([
                (pair[column - 1] + GAP_OPEN + step, FROM_PAIR),
                (lack[column - 1] + GAP_OPEN + step, FROM_LACK),
                (surplus[column - 1] + step, FROM_SURPLUS),
                (f32::NEG_INFINITY, FROM_START),
            ]);
            surplus[column] = best_surplus;
            from[row * width + column] = source | lack_source << 2 | surplus_source << 4;
            (diagonal_pair, diagonal_lack, diagonal_surplus) = (up_pair, up_lack, up_surplus);
            if row == rows {
                for (score, layer) in [(pair[column], FROM_PAIR), (lack[column], FROM_LACK)] {
                    if score > best_end.0 {
                        best_end = (score, column, layer);
                    }
                }
            }
        }
    }
    let mut pairs = vec![None; rows];
    let (mut row, mut column, mut layer) = (rows, best_end.1, best_end.2);
    while row > 0 && column > 0 && layer != FROM_START {
        let cell = from[row * width + column];
        match layer {
            FROM_PAIR => {
                let (token, other) = (pattern.tokens[row - 1], text.tokens[column - 1]);
                let likeness = likeness(token, pattern.word(token), other, text);
                pairs[row - 1] = Some(Pair { at: column - 1, likeness });
                (row, column, layer) = (row - 1, column - 1, cell & 3);
            }
            FROM_LACK => (row, layer) = (row - 1, cell >> 2 & 3),
            _ => (column, layer) = (column - 1, cell >> 4 & 3),
        }
    }
    Some(pairs)
}

fn greatest(choices: [(f32, u8); 4]) -> (f32, u8) {
    let [mut best, rest @ ..] = choices;
    for choice in rest {
        if choice.0 > best.0 {
            best = choice;
        }
    }
    best
}

fn gain(token: Token, word: &str, other: Token, text: Side<'_>) -> f32 {
    let likeness = likeness(token, word, other, text);
    if likeness > 0.0 {
        token.weight * (2.0 * likeness - 1.0).max(0.1)
    } else {
        OTHER * token.weight.max(other.weight)
    }
}

/// Returns how alike two tokens are: 1 for the same, above one half for words with the same beginning and end.
fn likeness(token: Token, word: &str, other: Token, text: Side<'_>) -> f32 {
    if token.hash == other.hash {
        return 1.0;
    }
    if !token.is_word() || !other.is_word() || word.len() < 4 || other.end - other.start < 4 {
        return 0.0;
    }
    similar_words(word, text.word(other))
}

/// Returns the share of the longer word that the two have in common at their beginning and end, if it is most of it.
/// Another figure is never similar.
fn similar_words(one: &str, other: &str) -> f32 {
    let (longer, shorter) = (one.len().max(other.len()), one.len().min(other.len()));
    let is_alike = |one: Option<u8>, other: Option<u8>| {
        one.zip(other).is_some_and(|(one, other)| one.eq_ignore_ascii_case(&other))
    };
    let has_same_end = is_alike(one.bytes().next(), other.bytes().next())
        || is_alike(one.bytes().next_back(), other.bytes().next_back());
    // Most pairs of words are told apart at once.
    if one.is_ascii() && (5 * shorter < 3 * longer || !has_same_end) {
        return 0.0;
    }
    if one.bytes().any(|byte| byte.is_ascii_digit()) {
        return 0.0;
    }
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
    let share = (same_start + same_end) as f32 / longer as f32;
    if share >= 0.6 { share } else { 0.0 }
}

/// Returns whether both begin with the same letter, large or small.
fn is_same_letter(one: &str, other: &str) -> bool {
    let first = |word: &str| word.chars().next().and_then(|letter| letter.to_lowercase().next());
    first(one) == first(other)
}

#[cfg(test)]
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
        let shown: Vec<&str> =
            pairs.iter().map(|pair| pair.map_or("-", |pair| text.word(text.tokens[pair.at]))).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_find_their_place() {
        check("he denied it again", "then he denied it again today", "he denied it again");
        check("he denied it again", "then he firmly denied all of it again", "he denied it again");
        check("he denied the charge", "so he denied the charges there", "he denied the charges");
        check("he denied the charge", "nothing else", "- - - -");
        check("they said he denied it there", "they said there", "they said - - - there");
    }
}
