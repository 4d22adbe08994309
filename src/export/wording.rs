//! Small words that all exports share: lists in a sentence, percentages, lines cut to a length.

/// The most characters of a quote that stands in for a gist.
const MAX_QUOTE_CHARS: usize = 240;

/// Returns names as a sentence has them: `A`, `A and B`, `A, B and C`.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How many names are given before the rest is counted.
const MAX_NAMED: usize = 3;

/// Returns names as a sentence has them, of many the first few: `A, B, C and 12 others`.
pub(super) fn some_of(mut names: Vec<String>) -> String {
    if names.len() > MAX_NAMED + 1 {
        let rest = names.split_off(MAX_NAMED).len();
        names.push(format!("{rest} others"));
    }
    joined(&names)
}

/// Returns a count with its noun: `no rebuttal`, `1 rebuttal`, `3 rebuttals`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// Returns the words in one line: every run of white space is one space.
pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a quote in one line, cut at a word where it is long.
pub(super) fn short_quote(quote: &str) -> String {
    let line = one_line(quote);
    let Some((cut, _)) = line.char_indices().nth(MAX_QUOTE_CHARS) else { return line };
    let kept = line.get(..cut).unwrap_or_default();
    let kept = kept.rfind(' ').and_then(|space| kept.get(..space)).unwrap_or(kept);
    format!("{} …", kept.trim_end())
}

/// Returns a probability in percent, as short as it can be written: `70 %`.
pub(super) fn percent(probability: f64) -> String {
    format!("{} %", crate::model::percent(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quote_is_cut_at_a_word() {
        let quote = format!("{}\n{}", "word ".repeat(30), "Größe ".repeat(50));
        let short = short_quote(&quote);
        assert!(short.ends_with("Größe …"), "{short}");
        assert!(short.chars().count() <= MAX_QUOTE_CHARS + 2);
        assert_eq!(short_quote(&"漢".repeat(300)), format!("{} …", "漢".repeat(MAX_QUOTE_CHARS)));
        assert_eq!(short_quote(" a\n b "), "a b");
    }
}
