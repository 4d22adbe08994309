//! What a row says of its claim. Needs no window; worked out for the rows that are seen.

use std::path::Path;

use crate::model::{Claim, TagId, TagSet, Voice};

/// Returns a document's name without its folder.
pub fn plain_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns who makes a claim that names nobody, where that is known.
pub fn claimant_words(claim: &Claim) -> Option<&'static str> {
    if claim.unnamed {
        Some("A source without a name")
    } else if claim.voice == Some(Voice::Author) {
        Some("The author")
    } else {
        None
    }
}

/// What is open about a claim, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// Another copy of the layer has other values.
    TwoVersions,
    /// Another copy of the layer has removed it.
    RemovedElsewhere,
    /// Its words are gone from the text.
    Gone,
    /// Its place is a proposal.
    Unsure,
    /// Its words are not those that were tagged.
    Changed,
    /// No rebuttal answers it.
    Unanswered,
    /// It names nothing it answers.
    NoTarget,
    /// It has no event or due date.
    NotScoreable,
    /// It stands elsewhere than it was tagged.
    Moved,
}

impl Issue {
    /// Returns the words of the row.
    pub fn words(self) -> &'static str {
        match self {
            Self::TwoVersions => "2 versions",
            Self::RemovedElsewhere => "removed elsewhere",
            Self::Gone => "words gone",
            Self::Unsure => "place unsure",
            Self::Changed => "words changed",
            Self::Unanswered => "unanswered",
            Self::NoTarget => "no target",
            Self::NotScoreable => "not scoreable yet",
            Self::Moved => "moved",
        }
    }

    /// Returns whether somebody should look at it soon.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::TwoVersions | Self::RemovedElsewhere | Self::Gone | Self::Unsure | Self::Changed)
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The tag.
    pub tag: TagId,
    /// The gist, or the words.
    pub title: String,
    /// Whether the title is the document's words.
    pub is_quote: bool,
    /// Who makes the claim.
    pub claimants: String,
    /// What is open, the most urgent first.
    pub issues: Vec<Issue>,
    /// Whether it answers another claim.
    pub has_link: bool,
    /// The paragraph, from 1.
    pub paragraph: Option<usize>,
}

impl Said {
    /// Returns what the row of a claim says. `paragraph` (from 1), `places` and `is_unanswered` are what its document
    /// knows of it.
    pub fn of(claim: &Claim, paragraph: Option<usize>, is_unanswered: bool, places: &[Issue]) -> Self {
        let mut issues = places.to_vec();
        if !claim.conflicts.is_empty() {
            issues.push(Issue::TwoVersions);
        }
        if claim.deleted_elsewhere {
            issues.push(Issue::RemovedElsewhere);
        }
        if is_unanswered {
            issues.push(Issue::Unanswered);
        }
        if claim.is_without_target() {
            issues.push(Issue::NoTarget);
        }
        let is_scoreable = claim.forecast.as_ref().is_some_and(|forecast| forecast.is_scoreable());
        if claim.tag.as_str() == "forecast" && !is_scoreable {
            issues.push(Issue::NotScoreable);
        }
        issues.sort_by_key(|issue| *issue as u8);
        issues.dedup();
        Self {
            tag: claim.tag.clone(),
            title: one_line(claim.gist_or_quote()),
            is_quote: claim.gist.trim().is_empty(),
            claimants: if claim.claimants.is_empty() {
                claimant_words(claim).unwrap_or_default().to_owned()
            } else {
                claim.claimants.join(", ")
            },
            issues,
            has_link: claim.links.iter().any(|link| link.to.is_some()),
            paragraph,
        }
    }

    /// Returns the row in words, for screen readers and tests.
    pub fn spoken(&self, tags: &TagSet) -> String {
        let tag = tags.get(&self.tag).map_or(self.tag.as_str(), |tag| tag.name);
        let mut words = format!("{tag}: {}", self.title);
        if !self.claimants.is_empty() {
            words.push_str(", ");
            words.push_str(&self.claimants);
        }
        for issue in &self.issues {
            words.push_str(", ");
            words.push_str(issue.words());
        }
        if let Some(paragraph) = self.paragraph {
            words.push_str(&format!(", paragraph {paragraph}"));
        }
        words
    }
}

/// Returns the words on one line, line breaks and tabs as spaces.
pub fn one_line(words: &str) -> String {
    let short: String = words.chars().take(400).collect();
    short.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
