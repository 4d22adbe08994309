//! Which names fit what is typed.

use std::ops::Range;

/// A name that is already used, with how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The name.
    pub text: &'a str,
    /// In how many claims.
    pub count: usize,
}

/// A name that fits what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match<'a> {
    pub text: &'a str,
    pub count: usize,
    /// What of it was typed.
    pub mark: Range<usize>,
}

/// The most names that are offered at once.
const OFFERED: usize = 8;

/// Returns the names that have a word beginning with what is typed and are not there yet; those that begin with it first.
pub(super) fn matches<'a>(suggestions: &[Suggestion<'a>], present: &[String], typed: &str) -> Vec<Match<'a>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Vec::new();
    }
    let fits = suggestions.iter().filter(|name| !present.iter().any(|other| other == name.text));
    let found = fits.filter_map(|name| {
        let mark = mark(name.text, typed)?;
        Some(Match { text: name.text, count: name.count, mark })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|found| found.mark.start != 0);
    found.truncate(OFFERED);
    found
}

/// Returns where in `name` a word begins with `typed`, whatever the case.
fn mark(name: &str, typed: &str) -> Option<Range<usize>> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let mut is_start = true;
    for (start, letter) in name.char_indices() {
        if is_start && let Some(end) = end_of(name.get(start..)?, &typed) {
            return Some(start..start + end);
        }
        is_start = !letter.is_alphanumeric();
    }
    None
}

/// Returns the byte where `typed`, in lower case, ends in `text`, if `text` begins with it.
fn end_of(text: &str, typed: &[char]) -> Option<usize> {
    let mut wanted = typed.iter();
    for (at, letter) in text.char_indices() {
        if wanted.as_slice().is_empty() {
            return Some(at);
        }
        for lower in letter.to_lowercase() {
            if wanted.next().is_some_and(|wanted| *wanted != lower) {
                return None;
            }
        }
    }
    wanted.as_slice().is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_beginning_of_any_word() {
        let names = ["Signe Marlow", "Market watch", "Town council", "MARSH"];
        let names = names.map(|text| Suggestion { text, count: 1 });
        let found = matches(&names, &["MARSH".to_owned()], " mar");
        let found: Vec<_> = found.iter().map(|found| found.text.get(found.mark.clone())).collect();
        assert_eq!(found, [Some("Mar"); 2]);
        assert_eq!(matches(&names, &[], "mar").first().map(|found| found.text), Some("Market watch"));
        assert!(matches(&names, &[], "arket").is_empty());
        assert!(matches(&names, &[], "").is_empty());
    }

    #[test]
    fn the_mark_is_right_where_letters_change_their_length() {
        assert_eq!(mark("İstanbul", "i\u{307}s"), Some(0..3));
        assert_eq!(mark("Ωmega", "ω"), Some(0..2));
    }
}
