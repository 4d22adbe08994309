//! Which claims are listed and in what order; and what a row says of its claim.
//!
//! Needs no window. The list holds ids only, so that it is cheap for 100,000 claims; what a row says is worked out
//! for the rows that are seen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::library::FolderClaim;
use crate::model::{Claim, ClaimId, LayerName, Rel, TagId, TagSet, Voice};
use crate::store::{Placed, Store};

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

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Whose claims follow, or of which document, and how many.
    Head(String, usize),
    /// A claim of the open document.
    Claim(Chosen),
    /// A claim of the folder, by its number there.
    InFolder(usize),
}

/// One claim that may be listed.
struct Candidate<'a> {
    claim: &'a Claim,
    layer: Option<&'a LayerName>,
    place: Place,
    entry: Entry,
}

/// Where a claim stands in the order of the text: by place, the longer first; claims without a place come last, by
/// where they once stood.
type Place = (bool, u32, Reverse<u32>, ClaimId);

/// The rows of the list with their places.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The rows, from the top.
    pub entries: Vec<Entry>,
    /// Where each row begins, and behind them where the last one ends.
    pub tops: Vec<f32>,
    /// Which rows are heads.
    heads: Vec<usize>,
    /// How many claims are listed.
    pub claim_count: usize,
    /// How many claims there are.
    pub total: usize,
    /// What rebuttals answer, of all claims.
    pub answered: HashSet<ClaimId>,
    /// How many claims there are of each tag.
    pub tag_counts: BTreeMap<TagId, usize>,
}

impl List {
    /// Puts rows under each other.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut tops = Vec::with_capacity(entries.len() + 1);
        let mut top = 0.0;
        let mut heads = Vec::new();
        for (row, entry) in entries.iter().enumerate() {
            tops.push(top);
            top += match entry {
                Entry::Head(..) => {
                    heads.push(row);
                    HEAD_HEIGHT
                }
                Entry::Claim(_) | Entry::InFolder(_) => CLAIM_HEIGHT,
            };
        }
        tops.push(top);
        Self { entries, tops, heads, ..Self::default() }
    }

    /// Returns whether the claim is an allegation that nothing of the list's claims answers.
    pub fn is_unanswered(&self, claim: &Claim) -> bool {
        claim.tag.as_str() == "allegation" && !self.answered.contains(&claim.id)
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

    /// Returns the claim that a step leads to from `from`: the row below or above, or the first one.
    pub fn step(&self, from: Option<usize>, is_down: bool) -> Option<usize> {
        let is_claim = |row: &usize| !matches!(self.entries.get(*row), None | Some(Entry::Head(..)));
        match from {
            None => (0..self.entries.len()).find(is_claim),
            Some(row) if is_down => (row + 1..self.entries.len()).find(is_claim),
            Some(row) => (0..row).rev().find(is_claim),
        }
    }

    /// Returns which claim of the list a row is, from 1.
    pub fn number_of(&self, row: usize) -> usize {
        row + 1 - self.heads.partition_point(|head| *head < row)
    }
}

/// Returns the claims of `stores` that pass `filter`, in its order.
pub fn list(stores: &[(Option<&LayerName>, &Store)], filter: &Filter) -> List {
    let claims = stores.iter().flat_map(|(layer, store)| {
        store.claims().map(|placed| Candidate {
            claim: &placed.claim,
            layer: *layer,
            place: place_of(placed),
            entry: Entry::Claim(Chosen { layer: layer.cloned(), id: placed.claim.id.clone() }),
        })
    });
    listed(claims.collect(), filter, None)
}

/// Returns the claims of a folder that pass `filter`: under their documents, or under those who make them. The
/// layer is no matter here: all are the person's own.
pub fn folder_list(claims: &[FolderClaim], filter: &Filter) -> List {
    let names: Vec<String> = claims.iter().map(|one| plain_name(&one.document)).collect();
    let candidates = claims.iter().enumerate().map(|(number, one)| Candidate {
        claim: &one.claim,
        layer: None,
        place: (false, u32::try_from(number).unwrap_or(u32::MAX), Reverse(0), one.claim.id.clone()),
        entry: Entry::InFolder(number),
    });
    let filter = Filter { layer: None, ..filter.clone() };
    listed(candidates.collect(), &filter, Some(&names))
}

/// Returns a document's name without its folder.
pub fn plain_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn listed(candidates: Vec<Candidate<'_>>, filter: &Filter, documents: Option<&[String]>) -> List {
    let answered: HashSet<&ClaimId> = candidates.iter().flat_map(|one| targets(one.claim)).collect();
    let words = folded_words(&filter.words);
    let mut tag_counts: BTreeMap<TagId, usize> = BTreeMap::new();
    for one in &candidates {
        *tag_counts.entry(one.claim.tag.clone()).or_default() += 1;
    }
    let total = candidates.len();
    let passing = candidates.iter().filter(|one| passes(one, filter, &words, &answered));
    let mut passing: Vec<&Candidate<'_>> = passing.collect();
    passing.sort_by(|one, other| one.place.cmp(&other.place));
    let claim_count = passing.len();
    let entries = match (filter.order, documents) {
        (Order::ByClaimant, _) => by_claimant(&passing),
        (Order::InText, Some(documents)) => by_document(&passing, documents),
        (Order::InText, None) => passing.iter().map(|one| one.entry.clone()).collect(),
    };
    let answered = answered.into_iter().cloned().collect();
    List { claim_count, total, tag_counts, answered, ..List::new(entries) }
}

/// Returns what the claim's links say that it answers.
fn targets(claim: &Claim) -> impl Iterator<Item = &ClaimId> {
    let links = claim.links.iter().filter(|_| claim.tag.as_str() == "rebuttal");
    links.filter(|link| link.rel == Rel::Rebuts).filter_map(|link| link.to.as_ref())
}

fn passes(one: &Candidate<'_>, filter: &Filter, words: &[String], answered: &HashSet<&ClaimId>) -> bool {
    let claim = one.claim;
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

fn place_of(placed: &Placed) -> Place {
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
fn by_claimant(passing: &[&Candidate<'_>]) -> Vec<Entry> {
    let mut groups: BTreeMap<(bool, String, String), Vec<Entry>> = BTreeMap::new();
    for one in passing {
        if one.claim.claimants.is_empty() {
            let name = claimant_words(one.claim).unwrap_or("No claimant yet").to_owned();
            groups.entry((true, String::new(), name)).or_default().push(one.entry.clone());
        }
        for name in &one.claim.claimants {
            groups.entry((false, name.to_lowercase(), name.clone())).or_default().push(one.entry.clone());
        }
    }
    under_heads(groups.into_iter().map(|((_, _, name), claims)| (name, claims)))
}

/// Lists claims under their documents, which are in order already.
fn by_document(passing: &[&Candidate<'_>], documents: &[String]) -> Vec<Entry> {
    let mut groups: Vec<(String, Vec<Entry>)> = Vec::new();
    for one in passing {
        let Entry::InFolder(number) = one.entry else { continue };
        let name = documents.get(number).cloned().unwrap_or_default();
        match groups.last_mut() {
            Some((last, claims)) if *last == name => claims.push(one.entry.clone()),
            _ => groups.push((name, vec![one.entry.clone()])),
        }
    }
    under_heads(groups.into_iter())
}

fn under_heads(groups: impl Iterator<Item = (String, Vec<Entry>)>) -> Vec<Entry> {
    groups.flat_map(|(name, claims)| std::iter::once(Entry::Head(name, claims.len())).chain(claims)).collect()
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
