//! Where the passages of a claim stand.

use std::ops::Deref;

use crate::text::Span;

/// The places of a claim's passages, in the order of these; `None` for an orphan. Most claims have one passage, and need
/// nothing on the heap for its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans(Kept);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    One(Option<Span>),
    Others(Box<[Option<Span>]>),
}

impl FromIterator<Option<Span>> for Spans {
    fn from_iter<I: IntoIterator<Item = Option<Span>>>(spans: I) -> Self {
        let mut spans = spans.into_iter();
        Self(match (spans.next(), spans.next()) {
            (Some(only), None) => Kept::One(only),
            (first, second) => Kept::Others(first.into_iter().chain(second).chain(spans).collect()),
        })
    }
}

impl Deref for Spans {
    type Target = [Option<Span>];

    fn deref(&self) -> &[Option<Span>] {
        match &self.0 {
            Kept::One(only) => std::slice::from_ref(only),
            Kept::Others(spans) => spans,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteOffset, Text};

    #[test]
    fn any_number_of_places_is_given_back_as_it_was() {
        let text = Text::new("one two".to_owned()).unwrap();
        let span = text.span(ByteOffset(0), ByteOffset(3)).ok();
        for spans in [vec![], vec![None], vec![span], vec![span, None], vec![None, span, span]] {
            assert_eq!(*spans.iter().copied().collect::<Spans>(), *spans);
        }
    }
}
