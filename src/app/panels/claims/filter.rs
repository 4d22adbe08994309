//! Which claims are listed, and in what order they are wanted.

use crate::model::{Claim, ClaimId, LayerName, Rel, TagId, TagSet};

/// In which order claims are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As their words stand in the text.
    #[default]
    InText,
    /// Under the people who make them.
    ByClaimant,
}

/// What has to be open about a claim for it to be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenOnly {
    /// Nothing: all are listed.
    #[default]
    All,
    /// Allegations that no rebuttal answers.
    Unanswered,
    /// Rebuttals that name nothing they answer.
    WithoutTarget,
}

/// Which claims are listed, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The order.
    pub order: Order,
    /// Words that a claim must hold somewhere, all of them.
    pub words: String,
    /// The tags listed; none stands for all.
    pub tags: Vec<TagId>,
    /// Whose claims are listed.
    pub claimant: Option<String>,
    /// Whose layer is listed: `Some(None)` is the own one.
    pub layer: Option<Option<LayerName>>,
    /// What has to be open.
    pub open_only: OpenOnly,
}

impl Filter {
    /// Returns whether nothing is filtered out.
    pub fn is_off(&self) -> bool {
        self.is_only_words() && self.words.trim().is_empty()
    }

    /// Returns whether nothing but words filters.
    pub fn is_only_words(&self) -> bool {
        self.tags.is_empty()
            && self.claimant.is_none()
            && self.layer.is_none()
            && self.open_only == OpenOnly::All
    }

    /// Lists a tag's claims, or no longer; with all tags listed the filter is off again.
    pub fn toggle_tag(&mut self, tag: &TagId, tags: &TagSet) {
        match self.tags.iter().position(|other| other == tag) {
            Some(at) => {
                self.tags.remove(at);
            }
            None => self.tags.push(tag.clone()),
        }
        if tags.tags().iter().all(|tag| self.tags.contains(&tag.id)) {
            self.tags.clear();
        }
    }
}

impl Filter {
    /// Returns whether a claim of `layer` is listed. `words` are those of the filter, folded; `is_answered` says whether
    /// something answers a claim.
    pub fn passes(
        &self,
        claim: &Claim,
        layer: Option<&LayerName>,
        words: &[String],
        is_answered: impl Fn(&ClaimId) -> bool,
    ) -> bool {
        let is_open = match self.open_only {
            OpenOnly::All => true,
            OpenOnly::Unanswered => claim.tag.as_str() == "allegation" && !is_answered(&claim.id),
            OpenOnly::WithoutTarget => claim.is_without_target(),
        };
        is_open
            && (self.tags.is_empty() || self.tags.contains(&claim.tag))
            && self.layer.as_ref().is_none_or(|wanted| wanted.as_ref() == layer)
            && self.claimant.as_ref().is_none_or(|name| claim.claimants.contains(name))
            && holds(claim, words)
    }
}

/// Returns which claims a rebuttal answers by its links.
pub fn answered_by(claim: &Claim) -> impl Iterator<Item = &ClaimId> {
    let links = claim.links.iter().filter(|_| claim.tag.as_str() == "rebuttal");
    links.filter(|link| link.rel == Rel::Rebuts).filter_map(|link| link.to.as_ref())
}

/// Returns the words to look for, each in lower case.
pub fn folded_words(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_lowercase).collect()
}

/// Returns whether every word stands somewhere in gist, quotes, names, note or labels.
pub fn holds(claim: &Claim, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let quotes = claim.passages.iter().map(|passage| &*passage.selector.quote);
    let lists = [&claim.claimants, &claim.via, &claim.against, &claim.labels];
    let names = lists.into_iter().flatten().map(String::as_str);
    let all: Vec<String> = [claim.gist.as_str(), claim.note.as_str()]
        .into_iter()
        .chain(quotes)
        .chain(names)
        .map(str::to_lowercase)
        .collect();
    words.iter().all(|word| all.iter().any(|field| field.contains(word.as_str())))
}
