//! A claim: tagged passages with who makes it, against whom, how it is rated and what it answers.

use super::{ClaimId, Ext, Forecast, PartialDate, Rare, Selector, TagId, Timestamp, Unknown};

/// A tagged passage with its claimant, note and rating; one record of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The claim's id, for ever.
    pub id: ClaimId,
    /// What kind of claim it is.
    pub tag: TagId,
    /// The words: one passage or more; those without a state are ordered by start and do not overlap.
    pub passages: Vec<Passage>,
    /// The claim as one sentence in the annotator's words; empty when not given.
    pub gist: String,
    /// How the document gives it.
    pub voice: Option<Voice>,
    /// Who makes the claim: people, offices or bodies, each as one name.
    pub claimants: Vec<String>,
    /// Whether a source makes it that the text does not name.
    pub unnamed: bool,
    /// Through whom it came, nearest to the claimant first; never the document itself.
    pub via: Rare<Vec<String>>,
    /// Whom it blames.
    pub against: Rare<Vec<String>>,
    /// When it was said.
    pub said: Option<PartialDate>,
    /// The annotator's note; empty when not given.
    pub note: Rare<String>,
    /// Free labels.
    pub labels: Rare<Vec<String>>,
    /// The Admiralty rating.
    pub rating: Rating,
    /// How sure the annotator is of tag and borders.
    pub confidence: Option<Confidence>,
    /// What a forecast says; kept on any tag, counted only on forecasts.
    pub forecast: Option<Box<Forecast>>,
    /// What the claim answers, supports or repeats.
    pub links: Rare<Vec<Link>>,
    /// In a gold layer: the claims it was made from.
    pub from: Rare<Vec<ClaimId>>,
    /// What another version of this layer has in its place, not settled yet.
    pub conflicts: Rare<Vec<Conflict>>,
    /// Whether another version of this layer lacks the claim.
    pub deleted_elsewhere: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When a person last changed it.
    pub modified: Timestamp,
    /// Fields of other programs, by key.
    pub ext: Ext,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Claim {
    /// Makes a claim with nothing but a tag and its passages.
    pub fn new(id: ClaimId, tag: TagId, passages: Vec<Passage>, now: Timestamp) -> Self {
        Self {
            id,
            tag,
            passages,
            gist: String::new(),
            voice: None,
            claimants: Vec::new(),
            unnamed: false,
            via: Rare::default(),
            against: Rare::default(),
            said: None,
            note: Rare::default(),
            labels: Rare::default(),
            rating: Rating::default(),
            confidence: None,
            forecast: None,
            links: Rare::default(),
            from: Rare::default(),
            conflicts: Rare::default(),
            deleted_elsewhere: false,
            created: now,
            modified: now,
            ext: Ext::default(),
            unknown: Unknown::default(),
        }
    }

    /// Returns the moment to record for a change at `now`: never earlier than a second after the last change.
    pub fn next_modified(&self, now: Timestamp) -> Timestamp {
        now.max(Timestamp(self.modified.0.saturating_add(1)))
    }

    /// Returns the gist, or where there is none the first passage's words.
    pub fn gist_or_quote(&self) -> &str {
        match self.passages.first() {
            Some(passage) if self.gist.trim().is_empty() => &passage.selector.quote,
            _ => &self.gist,
        }
    }

    /// Returns whether the claim is a rebuttal that names nothing it answers.
    pub fn is_without_target(&self) -> bool {
        self.tag.as_str() == "rebuttal" && !self.links.iter().any(|link| link.rel == Rel::Rebuts)
    }
}

/// One range of words of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The description by which the passage is found again.
    pub selector: Selector,
    /// What is unsure about its place; `None` when the text there is the quote.
    pub state: Option<State>,
    /// Whether a person set or confirmed the place in this text (not by tagging).
    pub by_hand: bool,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Passage {
    /// Makes a passage whose words stand where the selector says.
    pub fn new(selector: Selector) -> Self {
        Self { selector, state: None, by_hand: false, unknown: Unknown::default() }
    }
}

/// What is unsure about a passage's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Surely the same passage, other words.
    Changed,
    /// A proposal to confirm.
    Uncertain,
    /// Gone.
    Orphan,
    /// Not tried yet in the present text; written by merging only.
    Unplaced,
}

/// How the document gives a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Its author says it.
    Author,
    /// It quotes somebody.
    Quoted,
    /// It reports what somebody says.
    Reported,
}

/// Admiralty reliability of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged: no basis, never averaged.
    F,
}

/// Admiralty credibility of the information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credibility {
    /// Confirmed by other sources.
    One,
    /// Probably true.
    Two,
    /// Possibly true.
    Three,
    /// Doubtfully true.
    Four,
    /// Improbable.
    Five,
    /// Cannot be judged: no basis, never averaged.
    Six,
}

/// The Admiralty rating; each half may stand alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rating {
    /// Reliability of the source.
    pub reliability: Option<Reliability>,
    /// Credibility of the information.
    pub credibility: Option<Credibility>,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Rating {
    /// Returns whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.reliability.is_none() && self.credibility.is_none() && self.unknown.is_empty()
    }
}

/// How sure the annotator is of tag and borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rel {
    /// Denies or turns back the target.
    Rebuts,
    /// Backs the target.
    Supports,
    /// Says the target again.
    Repeats,
}

/// Claim to claim, or claim to words that stand in no document at hand. Has `to`, `words`, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the link says.
    pub rel: Rel,
    /// The target claim; here, in another layer or in another document.
    pub to: Option<ClaimId>,
    /// The target in words; empty when not given.
    pub words: String,
    /// The plain name of the target's document, informative; empty when not given.
    pub document: String,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// One field that another version of the layer has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The field's name, `estimate`, `resolution` or `ext KEY`.
    pub field: String,
    /// Their value as RON text, as the field itself would be written; `None` when theirs has none.
    pub theirs: Option<String>,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_takes_little_more_than_what_it_says() {
        // A layer may have 100,000 of them; fields that are seldom given take a pointer each.
        assert!(size_of::<Claim>() <= 240, "{}", size_of::<Claim>());
        assert!(size_of::<Passage>() <= 104, "{}", size_of::<Passage>());
    }
}
