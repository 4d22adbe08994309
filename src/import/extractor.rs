//! The extractors that this program has, by the names that sidecars record.

/// What makes the text of a document that is no plain text. Its output for the same bytes never changes: what would
/// change it is a new extractor with a new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extractor {
    /// The main text of a web page.
    HtmlMain,
    /// All text of a web page.
    HtmlWhole,
}

impl Extractor {
    /// All extractors, the usual one of a format first.
    pub const ALL: [Self; 2] = [Self::HtmlMain, Self::HtmlWhole];

    /// Returns the name under which sidecars record it.
    pub fn name(self) -> &'static str {
        match self {
            Self::HtmlMain => "html 1",
            Self::HtmlWhole => "html 1 whole",
        }
    }

    /// Returns the extractor that sidecars call `name`; `None` for one that this program does not have.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extractor| extractor.name() == name)
    }
}
