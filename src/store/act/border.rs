//! Moving the border of a passage by a word or a letter.

use crate::model::Timestamp;
use crate::store::{Edit, Placed};
use crate::text::{ByteOffset, Span, Text};

use super::{ActError, set_span, sure_places};

/// Which border of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Border {
    /// Where it starts.
    Start,
    /// Where it ends.
    End,
}

/// How far a border moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the next word's border.
    Word,
    /// By one letter as the reader sees it.
    Letter,
}

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Towards the start of the text.
    Back,
    /// Towards its end.
    Forward,
}

/// Moves a border of passage `number` by a word or a letter; `None` when it cannot move that way. A passage never
/// becomes empty, never reaches over another passage of its claim and never ends inside a letter.
pub fn move_border(
    text: &Text,
    placed: &Placed,
    number: usize,
    border: Border,
    step: Step,
    direction: Direction,
    now: Timestamp,
) -> Result<Option<Edit>, ActError> {
    let span = placed.spans.get(number).copied().flatten().ok_or(ActError::NoSuchPassage)?;
    let from = match border {
        Border::Start => span.start(),
        Border::End => span.end(),
    };
    let (least, most) = room(text, placed, number, span, border);
    let to = step_from(text, from, border, step, direction).clamp(least, most);
    let moved = match border {
        Border::Start => text.span(to, span.end()),
        Border::End => text.span(span.start(), to),
    };
    match moved {
        Ok(moved) if moved != span => set_span(text, placed, number, moved, now),
        _ => Ok(None),
    }
}

/// Returns how far the border may go: one letter is left of the passage, and its neighbours stay untouched.
fn room(text: &Text, placed: &Placed, number: usize, span: Span, border: Border) -> (ByteOffset, ByteOffset) {
    let neighbours = || sure_places(placed).filter(|(other, _)| *other != number).map(|(_, place)| place);
    match border {
        Border::Start => {
            let least = neighbours().map(Span::end).filter(|end| *end <= span.start()).max();
            let most = text.prev_grapheme(span.end()).max(span.start());
            (least.unwrap_or(ByteOffset(0)), most)
        }
        Border::End => {
            let most = neighbours().map(Span::start).filter(|start| *start >= span.end()).min();
            let least = text.next_grapheme(span.start()).min(span.end());
            (least, most.unwrap_or(text.end()))
        }
    }
}

/// Returns where a border at `from` goes. By words a start lands on the start of a word and an end on its end.
fn step_from(text: &Text, from: ByteOffset, border: Border, step: Step, direction: Direction) -> ByteOffset {
    match (step, direction) {
        (Step::Letter, Direction::Back) => text.prev_grapheme(from),
        (Step::Letter, Direction::Forward) => text.next_grapheme(from),
        (Step::Word, Direction::Back) => match border {
            Border::Start => {
                words_back(text, from).map(Span::start).find(|start| *start < from).unwrap_or(ByteOffset(0))
            }
            Border::End => {
                words_back(text, from).map(Span::end).find(|end| *end < from).unwrap_or(ByteOffset(0))
            }
        },
        (Step::Word, Direction::Forward) => match border {
            Border::Start => {
                words_on(text, from).map(Span::start).find(|start| *start > from).unwrap_or(text.end())
            }
            Border::End => words_on(text, from).map(Span::end).find(|end| *end > from).unwrap_or(text.end()),
        },
    }
}

/// Returns the words from the one at `from` on.
fn words_on(text: &Text, from: ByteOffset) -> impl Iterator<Item = Span> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        while at < text.end() {
            match text.word_at(at) {
                Some(word) if word.end() > at => {
                    at = word.end();
                    return Some(word);
                }
                _ => at = text.next_grapheme(at),
            }
        }
        None
    })
}

/// Returns the words from the one that ends at or holds `from` back.
fn words_back(text: &Text, from: ByteOffset) -> impl Iterator<Item = Span> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        while at > ByteOffset(0) {
            let before = text.prev_grapheme(at);
            match text.word_at(before) {
                Some(word) if word.start() < at && word.contains(before) => {
                    at = word.start();
                    return Some(word);
                }
                _ => at = before,
            }
        }
        None
    })
}
