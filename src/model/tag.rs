//! The kinds of claims: one table with all that the program knows of a tag.

use super::TagId;

/// The form of the line under a tag's claims; together with the letter it carries the tag where colour does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Underline {
    /// One thick line.
    Solid,
    /// Two thin lines.
    Double,
    /// A dashed thick line.
    Dashed,
    /// A dotted thin line: for tags that the set does not know.
    Dotted,
}

/// The name of a colour of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TagColor {
    /// Vermilion.
    Allegation,
    /// Blue.
    Rebuttal,
    /// Green.
    Forecast,
    /// Grey: for tags that the set does not know.
    Unknown,
}

/// What the program knows of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// What files have.
    pub id: TagId,
    /// What is shown: sentence case.
    pub name: &'static str,
    /// The plural, lower case.
    pub plural: &'static str,
    /// What it means, in full.
    pub definition: &'static str,
    /// What it means, in a line.
    pub short: &'static str,
    /// A few words that are one.
    pub example: &'static str,
    /// Its colour.
    pub color: TagColor,
    /// Its line.
    pub underline: Underline,
    /// Its letter.
    pub letter: char,
    /// The digit that tags with it.
    pub digit: char,
}

/// The tags that can be given, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSet {
    tags: Vec<Tag>,
}

impl TagSet {
    /// Returns the built-in set: allegation, rebuttal, forecast. A new kind of tag is one row here.
    pub fn built_in() -> Self {
        let tag = |id: &str, tag: fn(TagId) -> Tag| TagId::parse(id).ok().map(tag);
        let rows = [
            tag("allegation", |id| Tag {
                id,
                name: "Allegation",
                plural: "allegations",
                definition: "Given as true and not established in the text: someone did, failed to do or is something \
                             blameworthy.",
                short: "someone is blamed, and it is not established.",
                example: "knew that the limit was passed",
                color: TagColor::Allegation,
                underline: Underline::Solid,
                letter: 'A',
                digit: '1',
            }),
            tag("rebuttal", |id| Tag {
                id,
                name: "Rebuttal",
                plural: "rebuttals",
                definition: "Denies, disputes, excuses or turns back a particular allegation, whether or not that \
                             allegation stands in the text.",
                short: "a particular allegation is denied, excused or turned back.",
                example: "were never once above the limit",
                color: TagColor::Rebuttal,
                underline: Underline::Double,
                letter: 'R',
                digit: '2',
            }),
            tag("forecast", |id| Tag {
                id,
                name: "Forecast",
                plural: "forecasts",
                definition: "Says what will, may or will not happen after it is said; promises and threats too.",
                short: "what will, may or will not happen.",
                example: "will cost 40 million by 2028",
                color: TagColor::Forecast,
                underline: Underline::Dashed,
                letter: 'F',
                digit: '3',
            }),
        ];
        Self { tags: rows.into_iter().flatten().collect() }
    }

    /// Returns the tags in order.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Returns what is known of `id`; `None` for an unknown tag, which is shown as such and kept.
    pub fn get(&self, id: &TagId) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.id == *id)
    }

    /// Returns the place of `id` in the set's order; unknown tags come last.
    pub fn position(&self, id: &TagId) -> usize {
        self.tags.iter().position(|tag| tag.id == *id).unwrap_or(self.tags.len())
    }
}

impl Default for TagSet {
    fn default() -> Self {
        Self::built_in()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_of_the_set_differs_in_form_colour_letter_and_key() {
        let set = TagSet::built_in();
        assert_eq!(set.tags().len(), 3);
        for (at, one) in set.tags().iter().enumerate() {
            for other in &set.tags()[at + 1..] {
                assert_ne!(one.underline, other.underline);
                assert_ne!(one.color, other.color);
                assert_ne!(one.letter, other.letter);
                assert_ne!(one.digit, other.digit);
            }
        }
    }
}
