//! The words of a text and the tag that each bears in a layer.

use std::cmp::Reverse;

use rayon::iter::ParallelIterator;
use rayon::str::ParallelString;
use unicode_segmentation::UnicodeSegmentation;

use crate::matching::Stretch;
use crate::model::{TagId, TagSet};

use super::Marked;

/// Returns the words of `text` in code points: those of UAX 29, untailored, that hold an Alphabetic or numeric
/// character.
pub fn tokens(text: &str) -> Vec<Stretch> {
    // A line feed always parts words, so lines can be read apart.
    let lines: Vec<(u32, Vec<Stretch>)> = text.par_split('\n').map(words_of).collect();
    let mut tokens = Vec::with_capacity(lines.iter().map(|(_, words)| words.len()).sum());
    let mut before = 0;
    for (char_count, words) in lines {
        let moved =
            words.into_iter().map(|word| Stretch { start: word.start + before, end: word.end + before });
        tokens.extend(moved);
        before += char_count + 1;
    }
    tokens
}

/// Returns the number of code points of a line, and its words.
fn words_of(line: &str) -> (u32, Vec<Stretch>) {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let mut words = Vec::new();
    let (mut byte, mut char) = (0, 0);
    for (at, word) in line.unicode_word_indices() {
        let start = char + count(line.get(byte..at).unwrap_or_default());
        let end = start + count(word);
        words.push(Stretch { start, end });
        (byte, char) = (at + word.len(), end);
    }
    (char + count(line.get(byte..).unwrap_or_default()), words)
}

/// Returns the tokens that share a character with `stretch`.
pub fn touched(tokens: &[Stretch], stretch: Stretch) -> std::ops::Range<usize> {
    let first = tokens.partition_point(|token| token.end <= stretch.start);
    let behind = tokens.partition_point(|token| token.start < stretch.end);
    first..behind.max(first)
}

/// Returns the category of each token: 0 for none, else one more than the number of the tag. A token bears the tag of
/// the claim that covers most of it; ties go to the claim that starts earlier, then to the longer, then to the tag that
/// comes first.
pub(super) fn categories(
    tokens: &[Stretch],
    marked: &[Marked],
    number_of: impl Fn(&Marked) -> u16,
) -> Vec<u16> {
    let mut covers = Vec::new();
    for claim in marked {
        let tag = number_of(claim);
        let mut of_claim: Vec<(usize, u32)> = Vec::new();
        for passage in &claim.passages {
            for number in touched(tokens, *passage) {
                let covered = tokens.get(number).map_or(0, |token| token.overlap(*passage));
                of_claim.push((number, covered));
            }
        }
        of_claim.sort_unstable();
        for same in of_claim.chunk_by(|one, other| one.0 == other.0) {
            let number = same.first().map_or(0, |first| first.0);
            let covered: u32 = same.iter().map(|(_, covered)| covered).sum();
            let place = &claim.mark.place;
            covers.push((number, covered, Reverse(place.start()), place.char_count(), Reverse(tag)));
        }
    }
    covers.sort_unstable();
    let mut categories = vec![0; tokens.len()];
    // The last of a token's claims is the one that covers most.
    for (number, _, _, _, Reverse(tag)) in covers {
        if let Some(category) = categories.get_mut(number) {
            *category = tag + 1;
        }
    }
    categories
}

/// Returns the tag that each token bears, if any.
pub fn tags_of_tokens(tokens: &[Stretch], marked: &[Marked]) -> Vec<Option<TagId>> {
    let set = TagSet::built_in();
    let mut tags: Vec<&TagId> = marked.iter().map(|claim| &claim.mark.tag).collect();
    tags.sort_by_key(|tag| (set.position(tag), *tag));
    tags.dedup();
    let number_of = |claim: &Marked| {
        let at = tags.iter().position(|tag| **tag == claim.mark.tag).unwrap_or(tags.len());
        u16::try_from(at).unwrap_or(u16::MAX - 1)
    };
    let categories = categories(tokens, marked, number_of);
    let tag = |category: u16| category.checked_sub(1).and_then(|at| tags.get(usize::from(at)));
    categories.into_iter().map(|category| tag(category).map(|tag| (*tag).clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_uax_29_in_code_points() {
        let words = |text: &str| -> Vec<(u32, u32)> {
            tokens(text).into_iter().map(|token| (token.start, token.end)).collect()
        };
        assert_eq!(words("Él said: don’t!\n\n— 1,000.5 ½ …"), [(0, 2), (3, 7), (9, 14), (19, 26), (27, 28)]);
        assert_eq!(words("你好 ab"), [(0, 1), (1, 2), (3, 5)]);
        assert_eq!(words(""), []);
    }

    #[test]
    fn what_lies_between_words_touches_none() {
        let words = tokens("one two");
        assert_eq!(touched(&words, Stretch { start: 3, end: 4 }), 1..1);
        assert_eq!(touched(&words, Stretch { start: 2, end: 5 }), 0..2);
    }
}
