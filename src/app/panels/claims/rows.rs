//! Which claims are listed and in what order; and what a row says of its claim.
//!
//! Needs no window. The list holds ids only, so that it is cheap for 100,000 claims; what a row says is worked out
//! for the rows that are seen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::model::{Claim, ClaimId, LayerName, Rel, TagId, TagSet, Voice};
use crate::store::{Placed, Store};
use crate::text::Text;

use super::super::super::command::Chosen;

/// How tall the row of a claim is.
pub const CLAIM_HEIGHT: f32 = 48.0;

/// How tall the row of a claimant or a document is.
pub const HEAD_HEIGHT: f32 = 28.0;

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

/// One claim that may be listed.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// Its layer; `None` for the own one.
    pub layer: Option<&'a LayerName>,
    /// The claim with its places.
    pub placed: &'a Placed,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Whose claims follow, and how many.
    Head(String, usize),
    /// A claim.
    Claim(Chosen),
}

/// The rows of the list with their places.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The rows, from the top.
    pub entries: Vec<Entry>,
    /// Where each row begins, and behind them where the last one ends.
    pub tops: Vec<f32>,
    /// How many claims are listed.
    pub claim_count: usize,
    /// How many claims there are.
    pub total: usize,
    /// How many claims there are of each tag.
    pub tag_counts: BTreeMap<TagId, usize>,
}

impl List {
    /// Puts rows under each other.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut tops = Vec::with_capacity(entries.len() + 1);
        let mut top = 0.0;
        for entry in &entries {
            tops.push(top);
            top += match entry {
                Entry::Head(..) => HEAD_HEIGHT,
                Entry::Claim(_) => CLAIM_HEIGHT,
            };
        }
        tops.push(top);
        Self { entries, tops, ..Self::default() }
    }

    /// Returns how tall all rows are together.
    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or(0.0)
    }

    /// Returns the numbers of the rows that show between two heights.
    pub fn between(&self, top: f32, bottom: f32) -> std::ops::Range<usize> {
        let first = self.tops.partition_point(|at| *at <= top).saturating_sub(1);
        let last = self.tops.partition_point(|at| *at < bottom).min(self.entries.len());
        first.min(last)..last
    }

    /// Returns the first row of a claim.
    pub fn row_of(&self, chosen: &Chosen) -> Option<usize> {
        self.entries.iter().position(|entry| matches!(entry, Entry::Claim(claim) if claim == chosen))
    }

    /// Returns the claim that a step leads to from `from`: the row below or above, or the first one.
    pub fn step(&self, from: Option<usize>, is_down: bool) -> Option<usize> {
        let is_claim = |row: &usize| matches!(self.entries.get(*row), Some(Entry::Claim(_)));
        match from {
            None => (0..self.entries.len()).find(is_claim),
            Some(row) if is_down => (row + 1..self.entries.len()).find(is_claim),
            Some(row) => (0..row).rev().find(is_claim),
        }
    }

    /// Returns which claim of the list a row is, from 1.
    pub fn number_of(&self, row: usize) -> usize {
        let rows = self.entries.iter().take(row + 1);
        rows.filter(|entry| matches!(entry, Entry::Claim(_))).count()
    }
}

/// Returns the claims of `stores` that pass `filter`, in its order.
pub fn list(stores: &[(Option<&LayerName>, &Store)], filter: &Filter) -> List {
    let candidates = || {
        stores.iter().flat_map(|(layer, store)| {
            let layer = *layer;
            store.claims().map(move |placed| Candidate { layer, placed })
        })
    };
    let answered: HashSet<&ClaimId> = candidates().flat_map(|one| targets(&one.placed.claim)).collect();
    let words = folded_words(&filter.words);
    let mut listed: Vec<Candidate<'_>> =
        candidates().filter(|one| passes(one, filter, &words, &answered)).collect();
    listed.sort_by_cached_key(|one| text_order(one.placed));
    let claim_count = listed.len();
    let entries = match filter.order {
        Order::InText => listed.iter().map(entry).collect(),
        Order::ByClaimant => by_claimant(&listed),
    };
    let mut list = List::new(entries);
    list.claim_count = claim_count;
    for one in candidates() {
        list.total += 1;
        *list.tag_counts.entry(one.placed.claim.tag.clone()).or_default() += 1;
    }
    list
}

fn entry(one: &Candidate<'_>) -> Entry {
    Entry::Claim(Chosen { layer: one.layer.cloned(), id: one.placed.claim.id.clone() })
}

/// Returns what the claim's links say that it answers.
fn targets(claim: &Claim) -> impl Iterator<Item = &ClaimId> {
    let links = claim.links.iter().filter(|_| claim.tag.as_str() == "rebuttal");
    links.filter(|link| link.rel == Rel::Rebuts).filter_map(|link| link.to.as_ref())
}

fn passes(one: &Candidate<'_>, filter: &Filter, words: &[String], answered: &HashSet<&ClaimId>) -> bool {
    let claim = &one.placed.claim;
    let is_open = match filter.open_only {
        OpenOnly::All => true,
        OpenOnly::Unanswered => claim.tag.as_str() == "allegation" && !answered.contains(&claim.id),
        OpenOnly::WithoutTarget => claim.is_without_target(),
    };
    is_open
        && (filter.tags.is_empty() || filter.tags.contains(&claim.tag))
        && filter.layer.as_ref().is_none_or(|layer| layer.as_ref() == one.layer)
        && filter.claimant.as_ref().is_none_or(|name| claim.claimants.contains(name))
        && holds(claim, words)
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
    let quotes = claim.passages.iter().map(|passage| passage.selector.quote.as_str());
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

/// By place, the longer first; claims without a place come last, by where they once stood.
fn text_order(placed: &Placed) -> (bool, u32, Reverse<u32>, ClaimId) {
    let id = placed.claim.id.clone();
    match placed.first_span() {
        Some(span) => (false, span.start().0, Reverse(span.end().0), id),
        None => {
            let first = placed.claim.passages.first();
            (true, first.map_or(0, |passage| passage.selector.start.0), Reverse(0), id)
        }
    }
}

/// Lists claims under each of the people who make them, by name; those without a name come last.
fn by_claimant(listed: &[Candidate<'_>]) -> Vec<Entry> {
    let mut groups: BTreeMap<(bool, String, String), Vec<&Candidate<'_>>> = BTreeMap::new();
    for one in listed {
        let claim = &one.placed.claim;
        if claim.claimants.is_empty() {
            let name = claimant_words(claim).unwrap_or("No claimant yet").to_owned();
            groups.entry((true, String::new(), name)).or_default().push(one);
        }
        for name in &claim.claimants {
            groups.entry((false, name.to_lowercase(), name.clone())).or_default().push(one);
        }
    }
    let mut entries = Vec::new();
    for ((_, _, name), claims) in groups {
        entries.push(Entry::Head(name, claims.len()));
        entries.extend(claims.into_iter().map(entry));
    }
    entries
}

/// Returns who makes a claim that names nobody, where that is known.
fn claimant_words(claim: &Claim) -> Option<&'static str> {
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
        matches!(
            self,
            Self::TwoVersions | Self::RemovedElsewhere | Self::Gone | Self::Unsure | Self::Changed
        )
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
    /// Returns what the row of `placed` says. `places` and `is_unanswered` are what the open document knows of it.
    pub fn of(placed: &Placed, text: &Text, is_unanswered: bool, places: &[Issue]) -> Self {
        let claim = &placed.claim;
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
            paragraph: placed.first_span().map(|span| text.paragraph_at(span.start()) + 1),
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
