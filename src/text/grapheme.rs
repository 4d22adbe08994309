//! Graphemes: what a reader takes for one character (UAX 29, extended). A caret never stands inside one.

use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

use super::{ByteOffset, Text};

/// How many bytes on either side of a position are looked at. A longer stack of marks is taken for several graphemes.
const REACH: usize = 4096;

impl Text {
    /// Returns the first grapheme boundary behind `offset`, or the end.
    pub fn next_grapheme(&self, offset: ByteOffset) -> ByteOffset {
        self.seek(offset, |cursor, chunk, start| cursor.next_boundary(chunk, start)).unwrap_or(self.end())
    }

    /// Returns the last grapheme boundary before `offset`, or the start.
    pub fn prev_grapheme(&self, offset: ByteOffset) -> ByteOffset {
        let offset = self.ceil_boundary(offset);
        self.seek(offset, |cursor, chunk, start| cursor.prev_boundary(chunk, start)).unwrap_or_default()
    }

    /// Returns the last grapheme boundary at or before `offset`.
    pub fn floor_grapheme(&self, offset: ByteOffset) -> ByteOffset {
        let offset = self.floor_boundary(offset);
        if self.is_grapheme_boundary(offset) { offset } else { self.prev_grapheme(offset) }
    }

    /// Returns the first grapheme boundary at or behind `offset`.
    pub fn ceil_grapheme(&self, offset: ByteOffset) -> ByteOffset {
        if self.is_grapheme_boundary(offset) { offset.min(self.end()) } else { self.next_grapheme(offset) }
    }

    /// Returns whether a caret may stand at `offset`.
    pub fn is_grapheme_boundary(&self, offset: ByteOffset) -> bool {
        if !self.is_boundary(offset) {
            return false;
        }
        let (chunk, start) = self.around(offset);
        let mut cursor = GraphemeCursor::new(offset.index() - start, chunk.len(), true);
        cursor.is_boundary(chunk, 0).unwrap_or(true)
    }

    /// Moves a cursor from `offset` within the characters around it.
    fn seek(
        &self,
        offset: ByteOffset,
        step: impl FnOnce(&mut GraphemeCursor, &str, usize) -> Result<Option<usize>, GraphemeIncomplete>,
    ) -> Option<ByteOffset> {
        let offset = self.floor_boundary(offset);
        let (chunk, start) = self.around(offset);
        // The cursor takes the chunk for the whole text: what lies farther away decides nothing that matters.
        let mut cursor = GraphemeCursor::new(offset.index() - start, chunk.len(), true);
        step(&mut cursor, chunk, 0).ok().flatten().map(|at| ByteOffset::from(start + at))
    }

    /// Returns the characters around `offset` and where they start.
    fn around(&self, offset: ByteOffset) -> (&str, usize) {
        let all = self.as_str();
        let start = all.floor_char_boundary(offset.index().saturating_sub(REACH));
        let end = all.ceil_char_boundary(offset.index() + REACH);
        (all.get(start..end).unwrap_or_default(), start)
    }

    /// Returns the nearest character boundary at or behind `offset`; the end for offsets beyond it.
    pub fn ceil_boundary(&self, offset: ByteOffset) -> ByteOffset {
        ByteOffset::from(self.as_str().ceil_char_boundary(offset.index()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars stand at the boundaries.
    #[track_caller]
    fn check(marked: &str) {
        let plain = Text::new(marked.replace('|', "")).unwrap();
        let mut walked = vec![ByteOffset(0)];
        while walked[walked.len() - 1] < plain.end() {
            walked.push(plain.next_grapheme(walked[walked.len() - 1]));
        }
        let shown: Vec<&str> =
            walked.windows(2).map(|pair| plain.slice(plain.span(pair[0], pair[1]).unwrap())).collect();
        assert_eq!(shown.join("|"), marked);
        for pair in walked.windows(2) {
            assert_eq!(plain.prev_grapheme(pair[1]), pair[0]);
            for inside in pair[0].0..pair[1].0 {
                assert_eq!(plain.floor_grapheme(ByteOffset(inside)), pair[0]);
            }
        }
    }

    #[test]
    fn a_caret_never_stands_inside_a_grapheme() {
        check("a|e\u{301}|👩‍👩‍👧|🇵🇰|🇺🇸|क्षि|नि|x");
        check("“|U|.|S|.|”");
        check("a|\n|\n|b");
    }

    #[test]
    fn a_stack_of_a_million_marks_ends_a_walk_soon() {
        let text = Text::new(format!("a{}b", "\u{301}".repeat(500_000))).unwrap();
        let middle = ByteOffset(500_001);
        assert!(text.next_grapheme(middle) > middle);
        assert!(text.prev_grapheme(middle) < middle);
        assert_eq!(text.next_grapheme(text.end()), text.end());
        assert_eq!(text.prev_grapheme(ByteOffset(0)), ByteOffset(0));
    }
}
