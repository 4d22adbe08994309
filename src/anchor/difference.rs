//! What became of the words of a passage, for a person to judge: what stayed, what went, what came; and whether figures
//! or a negation are among it.

use std::ops::Range;

use super::diff::diff;
use super::token::{Reading, Token};

/// What became of a stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands in both.
    Kept,
    /// It stands in the old words only.
    Removed,
    /// It stands in the new words only.
    Added,
}

/// A stretch of words with what became of it, white space behind it included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// The characters.
    pub words: String,
}

/// How two versions of a passage differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// All words of both in reading order; what went stands before what came in its place.
    pub pieces: Vec<Piece>,
    /// How many figures went or came, the greater of both.
    pub figures: usize,
    /// Whether a negation went or came.
    pub has_negation: bool,
}

/// Words that turn a sentence into its opposite, lower case, in the languages that the abbreviations know too.
const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nor",
    "neither",
    "nobody",
    "nothing",
    "without",
    "cannot",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "nie",
    "niemals",
    "niemand",
    "nichts",
    "ohne",
    "ne",
    "pas",
    "jamais",
    "aucun",
    "aucune",
    "rien",
    "sans",
    "non",
    "mai",
    "nessuno",
    "niente",
    "senza",
    "sin",
    "nunca",
    "jamás",
    "nadie",
    "nada",
    "ningún",
    "ninguna",
    "não",
    "sem",
    "bez",
    "не",
    "нет",
    "никогда",
    "без",
    "لا",
    "لم",
    "لن",
    "ليس",
    "نہیں",
    "نه",
    "नहीं",
    "না",
];

/// Compares the words that were marked with those that stand there now.
pub fn difference(old: &str, new: &str) -> Difference {
    let (before, after) = (Reading::of(old), Reading::of(new));
    let map = diff(&before.tokens, &after.tokens);
    let mut difference = Difference::default();
    let mut gone = Changes::default();
    let mut come = Changes::default();
    let mut next = 0;
    let mut pending = 0;
    for (number, to) in map.iter().enumerate() {
        let Some(to) = to.map(|to| to as usize) else { continue };
        gone.take(&before, old, pending..number);
        come.take(&after, new, next..to);
        difference.flush(&mut gone, &mut come);
        difference.push(Fate::Kept, stretch(&after, new, to..to + 1));
        (pending, next) = (number + 1, to + 1);
    }
    gone.take(&before, old, pending..before.tokens.len());
    come.take(&after, new, next..after.tokens.len());
    difference.flush(&mut gone, &mut come);
    difference.figures = gone.figures.max(come.figures);
    // A negation that only stands elsewhere in the sentence is none that came or went.
    difference.has_negation = gone.negations != come.negations;
    difference
}

/// What went, or came, since the last word that stayed; and how many figures and negations altogether.
#[derive(Default)]
struct Changes {
    words: String,
    figures: usize,
    negations: usize,
}

impl Changes {
    fn take(&mut self, reading: &Reading, source: &str, range: Range<usize>) {
        for token in reading.tokens.get(range.clone()).unwrap_or_default() {
            let text = reading.normal.text();
            let word = text.get(token.range()).unwrap_or_default();
            // "can't" is three tokens.
            let is_short =
                word == "t" && text.get(..token.start as usize).is_some_and(|left| left.ends_with("n'"));
            self.figures += usize::from(word.chars().any(char::is_numeric));
            self.negations += usize::from(is_short || is_negation(word));
        }
        self.words.push_str(stretch(reading, source, range));
    }
}

fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word.to_lowercase().as_str())
}

impl Difference {
    fn flush(&mut self, gone: &mut Changes, come: &mut Changes) {
        let gone = std::mem::take(&mut gone.words);
        self.push(Fate::Removed, &gone);
        let come = std::mem::take(&mut come.words);
        self.push(Fate::Added, &come);
    }

    fn push(&mut self, fate: Fate, words: &str) {
        if words.is_empty() {
            return;
        }
        match self.pieces.last_mut().filter(|last| last.fate == fate) {
            Some(last) => last.words.push_str(words),
            None => self.pieces.push(Piece { fate, words: words.to_owned() }),
        }
    }
}

/// Returns the source of some tokens with what stands behind them, up to the next token.
fn stretch<'a>(reading: &Reading, source: &'a str, range: Range<usize>) -> &'a str {
    if range.is_empty() {
        return "";
    }
    let at = |number: usize, token: Option<&Token>| match token {
        // What stands before the first word belongs to it.
        Some(_) if number == 0 => 0,
        Some(token) => reading.normal.source_start(token.start as usize),
        None => source.len(),
    };
    let start = at(range.start, reading.tokens.get(range.start));
    let end = at(range.end, reading.tokens.get(range.end));
    source.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows what went as `[-…-]` and what came as `{+…+}`.
    fn shown(old: &str, new: &str) -> String {
        let mut shown = String::new();
        for piece in difference(old, new).pieces {
            shown += &match piece.fate {
                Fate::Kept => piece.words,
                Fate::Removed => format!("[-{}-]", piece.words),
                Fate::Added => format!("{{+{}+}}", piece.words),
            };
        }
        shown
    }

    #[test]
    fn figures_that_changed_stand_side_by_side() {
        let (old, new) =
            ("at least 40 million crowns by 2028, a bill", "at least 60 million crowns by 2029, a bill");
        assert_eq!(shown(old, new), "at least [-40 -]{+60 +}million crowns by [-2028-]{+2029+}, a bill");
        let difference = difference(old, new);
        assert_eq!((difference.figures, difference.has_negation), (2, false));
    }

    #[test]
    fn a_negation_that_came_is_noticed_and_one_that_stayed_is_not() {
        assert!(difference("They did hide him.", "They did not hide him.").has_negation);
        assert!(difference("They can hide him.", "They can't hide him.").has_negation);
        assert!(!difference("They did not hide him.", "They did not shelter him.").has_negation);
        assert!(!difference("Not he knew.", "He knew not.").has_negation);
    }

    #[test]
    fn both_versions_can_be_read_out_of_it() {
        for (old, new) in [
            ("", "all of it"),
            ("all of it", ""),
            ("“Er kam”, sagt sie.", "Er ging, sagt sie"),
            ("a b c", "c b a"),
            ("", ""),
        ] {
            let pieces = difference(old, new).pieces;
            let without = |fate: Fate| -> String {
                let some = pieces.iter().filter(|piece| piece.fate != fate);
                some.map(|piece| piece.words.trim_end()).collect::<Vec<_>>().join(" ")
            };
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(' ', "");
            assert_eq!(words(&without(Fate::Added)).len(), words(old).len(), "{old:?} {new:?}");
            assert_eq!(words(&without(Fate::Removed)), words(new), "{old:?} {new:?}");
        }
    }
}
