//! Where a place of the old text is in the new one, near enough to go on reading there.

use crate::text::{ByteOffset, Text};

/// Returns the place in `new` that stands for `at` in `old`: before and behind what was edited the same place, else the
/// nearest line with the same words, else the beginning of what was edited.
pub fn follow(old: &Text, new: &Text, at: ByteOffset) -> ByteOffset {
    let (old_bytes, new_bytes) = (old.as_str().as_bytes(), new.as_str().as_bytes());
    let before = old_bytes.iter().zip(new_bytes).take_while(|(one, other)| one == other).count();
    let at_byte = at.index();
    if at_byte <= before {
        return at;
    }
    let rest = old_bytes.len().min(new_bytes.len()) - before;
    let behind =
        old_bytes.iter().rev().zip(new_bytes.iter().rev()).take(rest).take_while(|(one, other)| one == other);
    let behind = behind.count();
    if old_bytes.len() - at_byte.min(old_bytes.len()) <= behind {
        return new.floor_boundary(ByteOffset::from(new_bytes.len() - (old_bytes.len() - at_byte)));
    }
    let (start, end) = old.line(old.line_at(at));
    let line = old.as_str().get(start.index()..end.index()).unwrap_or_default().trim_end();
    let inside = new.as_str().get(before..new_bytes.len() - behind);
    let found = (!line.trim().is_empty()).then(|| {
        let expected = start.index().saturating_sub(before);
        let places = inside.unwrap_or_default().match_indices(line).map(|(place, _)| place);
        places.min_by_key(|place| place.abs_diff(expected))
    });
    let place = match found.flatten() {
        Some(place) => before + place + (at_byte - start.index()).min(line.len()),
        None => before,
    };
    new.floor_boundary(ByteOffset::from(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str) {
        let at = old.find('|').unwrap();
        let expected = new.find('|').unwrap();
        let text = |words: &str| Text::new(words.replace('|', "")).unwrap();
        let found = follow(&text(old), &text(new), ByteOffset::from(at));
        assert_eq!(found, ByteOffset::from(expected), "{old:?} to {new:?}");
    }

    #[test]
    fn reading_goes_on_where_it_was() {
        check("one\n|two\nthree\n", "one\n|two\nthree\n");
        check("one\n|two\nthree\n", "zero\none\n|two\nthree\n");
        check("one\ntwo|\nthree\n", "one\ntwo|\nand three\n");
        check("one\ntwo\nth|ree\nfour\n", "One\nzwei\nth|ree\nvier\n");
        check("one\nt|wo\nthree\n", "one\n|2\nthree\n");
        check("añb|c", "aé|c");
        check("|", "|new");
    }
}
