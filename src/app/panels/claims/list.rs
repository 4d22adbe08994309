//! The rows of the list: claims in their order, under heads or without.
//!
//! A row knows where it comes in the order, so a claim that changed is found by a search and not by a walk. Rows hold ids
//! only, so that a list of 100,000 is cheap.

use std::cmp::Reverse;
use std::ops::Range;

use crate::model::{Claim, ClaimId, LayerName};
use crate::store::Placed;

use super::super::super::command::Chosen;
use super::filter::Order;
use super::rows::claimant_words;

/// How tall the row of a claim is.
pub const CLAIM_HEIGHT: f32 = 48.0;

/// How tall the row of a claimant or a document is.
pub const HEAD_HEIGHT: f32 = 28.0;

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

/// Where a claim comes among others: by its place in the text, the longer first; claims without a place come last, by
/// where they once stood. In a folder it is the claim's number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    is_unplaced: bool,
    start: u32,
    end: Reverse<u32>,
    id: ClaimId,
    /// The number of the layer.
    layer: u16,
}

impl RowKey {
    /// Returns the key of a claim in the layer with that number.
    pub fn of(placed: &Placed, layer: u16) -> Self {
        let id = placed.claim.id.clone();
        match placed.places().map(|(_, span)| (span.start().0, Reverse(span.end().0))).min() {
            Some((start, end)) => Self { is_unplaced: false, start, end, id, layer },
            None => {
                let start = placed.claim.passages.first().map_or(0, |passage| passage.selector.start.0);
                Self { is_unplaced: true, start, end: Reverse(0), id, layer }
            }
        }
    }

    /// Returns the key of the claim with that number in the folder.
    pub fn in_folder(number: usize, id: ClaimId) -> Self {
        let start = u32::try_from(number).unwrap_or(u32::MAX);
        Self { is_unplaced: false, start, end: Reverse(0), id, layer: 0 }
    }
}

/// What orders heads: those without a name come last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    number: usize,
    folded: String,
    name: String,
}

impl GroupKey {
    /// Returns the keys of the groups that a claim of the open document, or of no one document, stands in.
    pub fn all_of(claim: &Claim, order: Order) -> Vec<Self> {
        let named = |name: &String| Self { number: 0, folded: name.to_lowercase(), name: name.clone() };
        match order {
            Order::InText => vec![Self::default()],
            Order::ByClaimant if claim.claimants.is_empty() => {
                let name = claimant_words(claim).unwrap_or("No claimant yet").to_owned();
                vec![Self { number: 1, folded: String::new(), name }]
            }
            Order::ByClaimant => claim.claimants.iter().map(named).collect(),
        }
    }

    /// Returns the key of the document with that number in the folder.
    pub fn of_document(number: usize, name: String) -> Self {
        Self { number, folded: String::new(), name }
    }
}

/// Claims under one head; under none where the list has no heads.
#[derive(Clone, Debug)]
struct Group {
    key: GroupKey,
    rows: Vec<RowKey>,
}

impl Group {
    fn has_head(&self) -> bool {
        !self.key.name.is_empty()
    }

    fn row_count(&self) -> usize {
        self.rows.len() + usize::from(self.has_head())
    }

    fn height(&self) -> f32 {
        let head = if self.has_head() { HEAD_HEIGHT } else { 0.0 };
        head + points(self.rows.len()) * CLAIM_HEIGHT
    }
}

#[expect(clippy::cast_precision_loss, reason = "a list of 16 million rows would be too tall for points")]
fn points(count: usize) -> f32 {
    count as f32
}

/// The rows of the list with their places.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The layers by number; the own one has no name.
    layers: Vec<Option<LayerName>>,
    is_of_folder: bool,
    groups: Vec<Group>,
    /// Where each group begins, as a row and as a height; behind them where the last one ends.
    starts: Vec<(usize, f32)>,
    /// How many claims are listed.
    pub claim_count: usize,
}

impl List {
    /// Makes an empty list of the claims of `layers`.
    pub fn of_layers(layers: Vec<Option<LayerName>>) -> Self {
        Self { layers, ..Self::default() }
    }

    /// Makes an empty list of the claims of a folder.
    pub fn of_folder() -> Self {
        Self { is_of_folder: true, ..Self::default() }
    }

    /// Adds a row at the end of its group; [`sort`](Self::sort) puts it where it belongs.
    pub fn push(&mut self, group: GroupKey, row: RowKey) {
        let at = self.group_at(group);
        if let Some(group) = self.groups.get_mut(at) {
            group.rows.push(row);
            self.claim_count += 1;
        }
    }

    /// Puts a row where it belongs.
    pub fn insert(&mut self, group: GroupKey, row: RowKey) {
        let at = self.group_at(group);
        if let Some(group) = self.groups.get_mut(at)
            && let Err(place) = group.rows.binary_search(&row)
        {
            group.rows.insert(place, row);
            self.claim_count += 1;
        }
    }

    /// Takes a row out, if it is there.
    pub fn remove(&mut self, group: &GroupKey, row: &RowKey) {
        let Ok(at) = self.groups.binary_search_by(|other| other.key.cmp(group)) else {
            return;
        };
        let Some(group) = self.groups.get_mut(at) else {
            return;
        };
        if let Ok(place) = group.rows.binary_search(row) {
            group.rows.remove(place);
            self.claim_count -= 1;
            if group.rows.is_empty() {
                self.groups.remove(at);
            }
        }
    }

    /// Returns the number of the group, made if there is none.
    fn group_at(&mut self, key: GroupKey) -> usize {
        match self.groups.binary_search_by(|other| other.key.cmp(&key)) {
            Ok(at) => at,
            Err(at) => {
                self.groups.insert(at, Group { key, rows: Vec::new() });
                at
            }
        }
    }

    /// Sorts the rows: cheap where they are in order already, or are two runs that are.
    pub fn sort(&mut self) {
        for group in &mut self.groups {
            group.rows.sort();
        }
    }

    /// Works out where the groups begin: after rows were added or taken out.
    pub fn arrange(&mut self) {
        self.starts.clear();
        let (mut row, mut top) = (0, 0.0);
        for group in &self.groups {
            self.starts.push((row, top));
            row += group.row_count();
            top += group.height();
        }
        self.starts.push((row, top));
    }

    /// Returns how many rows there are, heads included.
    pub fn row_count(&self) -> usize {
        self.starts.last().map_or(0, |(row, _)| *row)
    }

    /// Returns how tall all rows are together.
    pub fn height(&self) -> f32 {
        self.starts.last().map_or(0.0, |(_, top)| *top)
    }

    /// Returns the group that a row stands in, and the row's number there.
    fn find(&self, row: usize) -> Option<(&Group, usize, f32)> {
        let at = self.starts.partition_point(|(start, _)| *start <= row).checked_sub(1)?;
        let (start, top) = self.starts.get(at)?;
        Some((self.groups.get(at)?, row - start, *top))
    }

    /// Returns a row.
    pub fn entry(&self, row: usize) -> Option<Entry> {
        let (group, within, _) = self.find(row)?;
        let within = match (group.has_head(), within) {
            (true, 0) => return Some(Entry::Head(group.key.name.clone(), group.rows.len())),
            (true, within) => within - 1,
            (false, within) => within,
        };
        let row = group.rows.get(within)?;
        Some(match self.is_of_folder {
            true => Entry::InFolder(row.start as usize),
            false => {
                let layer = self.layers.get(usize::from(row.layer))?.clone();
                Entry::Claim(Chosen { layer, id: row.id.clone() })
            }
        })
    }

    /// Returns where a row begins.
    pub fn top(&self, row: usize) -> f32 {
        let Some((group, within, top)) = self.find(row) else {
            return self.height();
        };
        match (group.has_head(), within) {
            (true, 0) => top,
            (true, within) => top + HEAD_HEIGHT + points(within - 1) * CLAIM_HEIGHT,
            (false, within) => top + points(within) * CLAIM_HEIGHT,
        }
    }

    /// Returns the number of the row at a height.
    fn row_at(&self, y: f32) -> usize {
        let at = self.starts.partition_point(|(_, top)| *top <= y).saturating_sub(1);
        let (Some((start, top)), Some(group)) = (self.starts.get(at), self.groups.get(at)) else {
            return self.row_count();
        };
        let (head, heads) = if group.has_head() { (HEAD_HEIGHT, 1) } else { (0.0, 0) };
        if heads == 1 && y - top < head {
            return *start;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row's number")]
        let within = ((y - top - head) / CLAIM_HEIGHT).max(0.0) as usize;
        start + heads + within
    }

    /// Returns the numbers of the rows that show between two heights.
    pub fn between(&self, top: f32, bottom: f32) -> Range<usize> {
        let first = self.row_at(top.max(0.0)).min(self.row_count());
        let last = self.row_at(bottom.max(0.0));
        let last = if self.top(last) < bottom { last + 1 } else { last };
        first..last.clamp(first, self.row_count())
    }

    /// Returns the first row at or below a height that begins there.
    pub fn first_from(&self, y: f32) -> usize {
        let row = self.row_at(y.max(0.0));
        if self.top(row) < y { row + 1 } else { row }
    }

    /// Returns the first row of a claim.
    pub fn row_of(&self, groups: &[GroupKey], key: &RowKey) -> Option<usize> {
        let rows = groups.iter().filter_map(|group| {
            let at = self.groups.binary_search_by(|other| other.key.cmp(group)).ok()?;
            let group = self.groups.get(at)?;
            let within = group.rows.binary_search(key).ok()?;
            Some(self.starts.get(at)?.0 + usize::from(group.has_head()) + within)
        });
        rows.min()
    }

    /// Returns the number of the layer that is called so; the own one has no name.
    pub fn layer_number(&self, layer: Option<&LayerName>) -> Option<u16> {
        let at = self.layers.iter().position(|other| other.as_ref() == layer)?;
        u16::try_from(at).ok()
    }

    /// Returns the claim that a step leads to from `from`: the row below or above, or the first one.
    pub fn step(&self, from: Option<usize>, is_down: bool) -> Option<usize> {
        let is_claim = |row: &usize| !matches!(self.entry(*row), None | Some(Entry::Head(..)));
        match from {
            None => (0..self.row_count()).find(is_claim),
            Some(row) if is_down => (row + 1..self.row_count()).find(is_claim),
            Some(row) => (0..row).rev().find(is_claim),
        }
    }

    /// Returns which claim of the list a row is, from 1.
    pub fn number_of(&self, row: usize) -> usize {
        let groups = self.starts.partition_point(|(start, _)| *start <= row);
        let heads = self.groups.iter().take(groups).filter(|group| group.has_head()).count();
        row + 1 - heads
    }
}
