//! Where a claim stands, in code points: what the measures count.

use crate::text::{Span, Text};

/// A stretch of a text in code points, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// Where it starts.
    pub start: u32,
    /// Where it ends; lies behind `start`.
    pub end: u32,
}

impl Stretch {
    /// Returns the stretch that `span` is in `text`.
    pub fn of(text: &Text, span: Span) -> Self {
        Self { start: text.char_from_byte(span.start()).0, end: text.char_from_byte(span.end()).0 }
    }

    /// Returns the number of characters.
    pub fn char_count(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Returns how many characters both have.
    pub fn overlap(self, other: Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// The set of characters that a claim covers: stretches in order that neither overlap nor touch, at least one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(Vec<Stretch>);

impl Place {
    /// Joins stretches, touching ones too; `None` when they hold no character.
    pub fn new(stretches: impl IntoIterator<Item = Stretch>) -> Option<Self> {
        let mut stretches: Vec<Stretch> =
            stretches.into_iter().filter(|stretch| stretch.char_count() > 0).collect();
        stretches.sort_unstable();
        let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
        for stretch in stretches {
            match joined.last_mut() {
                Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                _ => joined.push(stretch),
            }
        }
        (!joined.is_empty()).then_some(Self(joined))
    }

    /// Returns the set that the passages at `spans` of `text` cover.
    pub fn of(text: &Text, spans: impl IntoIterator<Item = Span>) -> Option<Self> {
        Self::new(spans.into_iter().map(|span| Stretch::of(text, span)))
    }

    /// Returns its stretches, in order.
    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    /// Returns its first character's position.
    pub fn start(&self) -> u32 {
        self.0.first().map_or(0, |first| first.start)
    }

    /// Returns the position behind its last character.
    pub fn end(&self) -> u32 {
        self.0.last().map_or(0, |last| last.end)
    }

    /// Returns the number of characters.
    pub fn char_count(&self) -> u32 {
        self.0.iter().map(|stretch| stretch.char_count()).sum()
    }

    /// Returns how many characters both cover.
    pub fn overlap(&self, other: &Self) -> u32 {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut overlap = 0;
        while let (Some(one), Some(two)) = (mine.peek(), theirs.peek()) {
            overlap += one.overlap(**two);
            if one.end <= two.end {
                mine.next();
            } else {
                theirs.next();
            }
        }
        overlap
    }

    /// Returns the share of the characters of either that both cover: intersection over union.
    pub fn iou(&self, other: &Self) -> f64 {
        let overlap = self.overlap(other);
        f64::from(overlap) / f64::from(self.char_count() + other.char_count() - overlap)
    }
}
