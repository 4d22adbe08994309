//! Finding a row by a few typed letters: all words must be found, beginnings of words count most.

use std::ops::Range;

/// How well a row fits, and which of its bytes were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// The less, the better.
    pub distance: usize,
    /// The typed parts, in order and apart from each other.
    pub typed: Vec<Range<usize>>,
}

/// Returns how `typed` fits `row`, or `None` when it does not. Nothing typed fits everything.
pub fn find(typed: &str, row: &str) -> Option<Match> {
    let letters: Vec<(usize, char)> = row.char_indices().map(|(at, letter)| (at, fold(letter))).collect();
    let mut found = Match::default();
    for word in typed.split_whitespace() {
        let word: Vec<char> = word.chars().map(fold).collect();
        let (distance, at) = in_one_piece(&word, &letters).or_else(|| in_pieces(&word, &letters))?;
        found.distance += distance;
        found.typed.extend(at.into_iter().map(|at| {
            let end = letters.get(at.end).map_or(row.len(), |(end, _)| *end);
            letters.get(at.start).map_or(row.len(), |(start, _)| *start)..end
        }));
    }
    found.typed.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found.typed {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    found.typed = apart;
    Some(found)
}

type Found = (usize, Vec<Range<usize>>);

/// The word as it is: best at the start of the row, then at the start of a word.
fn in_one_piece(word: &[char], letters: &[(usize, char)]) -> Option<Found> {
    let starts = letters
        .windows(word.len())
        .enumerate()
        .filter(|(_, window)| window.iter().zip(word).all(|((_, letter), wanted)| letter == wanted));
    let rated = starts.map(|(start, _)| {
        let distance = match start {
            0 => 0,
            start if begins_word(letters, start) => 1,
            _ => 4,
        };
        (distance, start)
    });
    let (distance, start) = rated.min()?;
    Some((distance, std::iter::once(start..start + word.len()).collect()))
}

/// The letters as beginnings of words, in order: "dn" finds "Done, next document".
fn in_pieces(word: &[char], letters: &[(usize, char)]) -> Option<Found> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for wanted in word {
        let at = (from..letters.len()).find(|at| {
            begins_word(letters, *at) && letters.get(*at).is_some_and(|(_, letter)| letter == wanted)
        })?;
        pieces.push(at..at + 1);
        from = at + 1;
    }
    Some((8 + pieces.len(), pieces))
}

fn begins_word(letters: &[(usize, char)], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| letters.get(at));
    before.is_none_or(|(_, letter)| !letter.is_alphanumeric())
}

fn fold(letter: char) -> char {
    match letter {
        '’' | '‘' => '\'',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, row: &str, shown: &str) {
        let found = find(typed, row).unwrap();
        let mut marked = row.to_owned();
        for range in found.typed.iter().rev() {
            marked.insert(range.end, '>');
            marked.insert(range.start, '<');
        }
        assert_eq!(marked, shown);
    }

    #[test]
    fn typed_parts_are_marked() {
        check("rebut", "Tag as rebuttal", "Tag as <rebut>tal");
        check("tag reb", "Tag as rebuttal", "<Tag> as <reb>uttal");
        check("dnd", "Done, next document", "<D>one, <n>ext <d>ocument");
        check("é", "Über Élan", "Über <É>lan");
        check("", "Anything", "Anything");
    }

    #[test]
    fn beginnings_come_first() {
        let distance = |row| find("re", row).map(|found| found.distance);
        assert!(distance("Remove") < distance("Tag as rebuttal"));
        assert!(distance("Tag as rebuttal") < distance("Library, where"));
        assert_eq!(distance("Quit"), None);
    }
}
