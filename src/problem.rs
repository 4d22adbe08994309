//! `Problem`: what is wrong with something that was read, where, and how to mend it.
//!
//! A reader returns what it could read and a list of these. A problem is shown or printed once, and its words never
//! hold text of a document.

use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was repaired or is only worth knowing.
    Notice,
    /// Nothing is lost, and somebody should look.
    Warning,
    /// Something could not be read, or must not be written.
    Error,
}

impl Severity {
    /// Returns the word used on the command line: `error`, `warning` or `notice`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a file, both counted from 1; columns in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in code points, from 1.
    pub column: u32,
}

impl LineColumn {
    /// Returns where byte `at` of `text` lies; the end for positions beyond it.
    pub fn of(text: &str, at: usize) -> Self {
        let before = text.get(..text.floor_char_boundary(at)).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            line: count(memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1),
            column: count(before.get(line_start..).unwrap_or_default().chars().count() + 1),
        }
    }
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Something wrong with a file or a claim, in a sentence, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// Where in the file, when it is at a place.
    pub at: Option<LineColumn>,
    /// What is wrong: lower case, no full stop, no words of the document.
    pub message: String,
    /// How to mend it; empty when there is nothing to do.
    pub hint: String,
}

impl Problem {
    /// Makes a problem of the whole file.
    pub fn new(severity: Severity, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity, at: None, message: message.into(), hint: hint.into() }
    }

    /// Returns the problem at a place.
    #[must_use]
    pub fn at(mut self, at: LineColumn) -> Self {
        self.at = Some(at);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "{at}: ")?;
        }
        write!(f, "{}: {}", self.severity.word(), self.message)?;
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

/// Returns whether a character hides or turns text, so that it is written as its number: controls, separators of lines and paragraphs, the twelve of
/// Bidi_Control, zero-width space, word joiner and U+FEFF.
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}
