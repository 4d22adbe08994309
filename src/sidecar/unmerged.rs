//! The markers that git leaves in a file it could not merge, and the two or three files they stand for.

use crate::problem::LineColumn;

use super::ReadError;

/// Returns whether `bytes` have lines that start with `<<<<<<<`, `=======` and `>>>>>>>` in this order.
pub fn has_markers(bytes: &[u8]) -> bool {
    let mut wanted = ["<<<<<<<", "=======", ">>>>>>>"].into_iter();
    let mut next = wanted.next();
    for line in bytes.split(|byte| *byte == b'\n') {
        match next {
            Some(marker) if line.starts_with(marker.as_bytes()) => next = wanted.next(),
            Some(_) => {}
            None => return true,
        }
    }
    next.is_none()
}

/// Returns both sides, if `text` has lines that start with `<<<<<<<`, `=======` and `>>>>>>>` in this order.
pub(super) fn sides(text: &str) -> Option<ReadError> {
    // Three copies are made only where there is something to part.
    if !has_markers(text.as_bytes()) {
        return None;
    }
    #[derive(Clone, Copy, PartialEq)]
    enum Part {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let mut at = None;
    let mut is_closed = false;
    let mut has_base = false;
    let (mut ours, mut base, mut theirs) = (String::new(), String::new(), String::new());
    let mut part = Part::Both;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        match part {
            Part::Both if line.starts_with("<<<<<<<") => {
                at.get_or_insert(line_start);
                part = Part::Ours;
            }
            Part::Ours if line.starts_with("|||||||") => {
                has_base = true;
                part = Part::Base;
            }
            Part::Ours | Part::Base if line.starts_with("=======") => part = Part::Theirs,
            Part::Theirs if line.starts_with(">>>>>>>") => {
                is_closed = true;
                part = Part::Both;
            }
            Part::Both => {
                ours.push_str(line);
                base.push_str(line);
                theirs.push_str(line);
            }
            Part::Ours => ours.push_str(line),
            Part::Base => base.push_str(line),
            Part::Theirs => theirs.push_str(line),
        }
        line_start += line.len();
    }
    let at = LineColumn::of(text, at.filter(|_| is_closed)?);
    Some(ReadError::Unmerged { at, ours, base: has_base.then_some(base), theirs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_stand_for_three_files() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| 1234\nc\n=======\nd\n>>>>>>> theirs\ne\n";
        let Some(ReadError::Unmerged { at, ours, base, theirs }) = sides(text) else {
            panic!("there are markers");
        };
        assert_eq!(at, LineColumn { line: 2, column: 1 });
        assert_eq!((ours.as_str(), theirs.as_str()), ("a\nb\ne\n", "a\nd\ne\n"));
        assert_eq!(base.as_deref(), Some("a\nc\ne\n"));
    }

    #[test]
    fn markers_in_another_order_are_none() {
        assert_eq!(sides("=======\n<<<<<<<\n>>>>>>>\n"), None);
        assert_eq!(sides("<<<<<<< a\nb\n"), None);
        assert!(has_markers(b"\xff\n<<<<<<<\n=======\n>>>>>>>"));
        assert!(!has_markers(b" <<<<<<<\n=======\n>>>>>>>"));
    }
}
