//! Which passages touch a range of the text, and which claim follows which.
//!
//! Most passages stand in one sorted list under a tree of their greatest ends. An edit does not rebuild it: passages that
//! were taken out are marked as dead, new ones wait in a small sorted list of their own, and when there are many of
//! either the big list is made anew. So a query costs O(log n + k), and an edit a search and a share of the rebuilding.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::model::ClaimId;
use crate::text::{ByteOffset, Span};

use super::Placed;

/// The big list is made anew when at least so many edits wait, or more in a big layer. Tests have small layers.
const WAITING: usize = if cfg!(test) { 5 } else { 1024 };

/// How many nodes of the tree share a parent.
const FAN: usize = 16;

/// One passage of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) span: Span,
    pub(super) id: ClaimId,
    pub(super) passage: u32,
    /// Whether the claim starts with this passage.
    is_first: bool,
}

/// Where an entry comes in the order of the text: by start, the longer first, then by id.
pub(super) type Key<'a> = (ByteOffset, Reverse<ByteOffset>, &'a str, u32);

impl Entry {
    fn key(&self) -> Key<'_> {
        (self.span.start(), Reverse(self.span.end()), self.id.as_str(), self.passage)
    }
}

/// The passages of a layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Most passages, by key.
    sorted: Vec<Entry>,
    /// Which of them were taken out.
    is_dead: Vec<bool>,
    dead_count: usize,
    /// The greatest ends of `FAN` entries each, then of `FAN` of these, and so on up to one.
    levels: Vec<Vec<ByteOffset>>,
    /// Passages that are not in `sorted` yet, by key.
    waiting: Vec<Entry>,
}

impl Index {
    /// Indexes all passages.
    pub(super) fn of<'a>(claims: impl Iterator<Item = &'a Placed>) -> Self {
        let mut entries: Vec<Entry> = claims.flat_map(entries_of).collect();
        // It grew without knowing how many there would be.
        entries.shrink_to_fit();
        entries.par_sort_unstable_by(|a, b| a.key().cmp(&b.key()));
        Self::of_sorted(entries)
    }

    fn of_sorted(sorted: Vec<Entry>) -> Self {
        let mut levels: Vec<Vec<ByteOffset>> = Vec::new();
        let mut level: Vec<ByteOffset> = sorted
            .chunks(FAN)
            .filter_map(|entries| entries.iter().map(|entry| entry.span.end()).max())
            .collect();
        while level.len() > 1 {
            let above = level.chunks(FAN).filter_map(|ends| ends.iter().max().copied()).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Self { is_dead: vec![false; sorted.len()], sorted, dead_count: 0, levels, waiting: Vec::new() }
    }

    /// Adds the passages of `placed`.
    pub(super) fn insert(&mut self, placed: &Placed) {
        for entry in entries_of(placed) {
            match self.find(&entry) {
                Some(at) => self.set_dead(at, false),
                None => {
                    let at = self.waiting.partition_point(|other| other.key() < entry.key());
                    self.waiting.insert(at, entry);
                }
            }
        }
        self.rebuild_if_due();
    }

    /// Takes the passages of `placed` out.
    pub(super) fn remove(&mut self, placed: &Placed) {
        for entry in entries_of(placed) {
            if let Ok(at) = self.waiting.binary_search_by(|other| other.key().cmp(&entry.key())) {
                self.waiting.remove(at);
            } else if let Some(at) = self.find(&entry) {
                self.set_dead(at, true);
            }
        }
        self.rebuild_if_due();
    }

    /// Returns the passages that share a character with `start..end`, in the order of the text; no more than `most`.
    pub(super) fn touching(&self, start: ByteOffset, end: ByteOffset, most: usize) -> Vec<&Entry> {
        let mut found = Vec::new();
        let before_end = self.sorted.partition_point(|entry| entry.span.start() < end);
        self.collect(self.levels.len(), 0, (before_end, most), start, &mut found);
        let sorted_count = found.len();
        let waiting =
            self.waiting.iter().filter(|entry| entry.span.start() < end && start < entry.span.end());
        found.extend(waiting.take(most));
        if (1..found.len()).contains(&sorted_count) {
            found.sort_by(|a, b| a.key().cmp(&b.key()));
        }
        found.truncate(most);
        found
    }

    /// Adds to `found` the living entries under node `number` of `level` that are among the first `before_end` and end
    /// behind `start`, until there are `most`. Level 0 are the entries themselves.
    fn collect<'a>(
        &'a self,
        level: usize,
        number: usize,
        (before_end, most): (usize, usize),
        start: ByteOffset,
        found: &mut Vec<&'a Entry>,
    ) {
        if found.len() >= most {
            return;
        }
        let Some(below) = level.checked_sub(1) else {
            if number < before_end
                && let Some(entry) = self.sorted.get(number)
                && entry.span.end() > start
                && !self.is_dead(number)
            {
                found.push(entry);
            }
            return;
        };
        let first_entry = number.saturating_mul(FAN.saturating_pow(u32::try_from(level).unwrap_or(u32::MAX)));
        let greatest_end = self.levels.get(below).and_then(|ends| ends.get(number));
        if first_entry < before_end && greatest_end.is_some_and(|end| *end > start) {
            for child in number * FAN..(number + 1) * FAN {
                self.collect(below, child, (before_end, most), start, found);
            }
        }
    }

    /// Returns the passages behind `key` that claims start with, in the order of the text; all without one.
    pub(super) fn firsts(&self, key: Option<Key<'_>>) -> impl Iterator<Item = &Entry> {
        let behind =
            |entries: &[Entry]| key.map_or(0, |key| entries.partition_point(|entry| entry.key() <= key));
        let mut sorted = self.living_from(behind(&self.sorted)).peekable();
        let waiting = self.waiting.iter().skip(behind(&self.waiting));
        let mut waiting = waiting.filter(|entry| entry.is_first).peekable();
        std::iter::from_fn(move || match (sorted.peek(), waiting.peek()) {
            (Some(one), Some(other)) if one.key() < other.key() => sorted.next(),
            (_, Some(_)) => waiting.next(),
            (_, None) => sorted.next(),
        })
    }

    /// Returns the first passage behind `key` that a claim starts with.
    pub(super) fn first_behind(&self, key: Key<'_>) -> Option<&Entry> {
        let sorted = self.living_from(self.sorted.partition_point(|entry| entry.key() <= key)).next();
        let from = self.waiting.partition_point(|entry| entry.key() <= key);
        let waiting = self.waiting.iter().skip(from).find(|entry| entry.is_first);
        [sorted, waiting].into_iter().flatten().min_by(|a, b| a.key().cmp(&b.key()))
    }

    /// Returns the last passage before `key` that a claim starts with.
    pub(super) fn first_before(&self, key: Key<'_>) -> Option<&Entry> {
        let until = self.sorted.partition_point(|entry| entry.key() < key);
        let sorted = (0..until)
            .rev()
            .filter(|at| !self.is_dead(*at))
            .filter_map(|at| self.sorted.get(at))
            .find(|entry| entry.is_first);
        let until = self.waiting.partition_point(|entry| entry.key() < key);
        let waiting = self.waiting.iter().take(until).rfind(|entry| entry.is_first);
        [sorted, waiting].into_iter().flatten().max_by(|a, b| a.key().cmp(&b.key()))
    }

    fn living_from(&self, from: usize) -> impl Iterator<Item = &Entry> {
        (from..self.sorted.len())
            .filter(|at| !self.is_dead(*at))
            .filter_map(|at| self.sorted.get(at))
            .filter(|entry| entry.is_first)
    }

    fn find(&self, entry: &Entry) -> Option<usize> {
        let at = self.sorted.binary_search_by(|other| other.key().cmp(&entry.key())).ok()?;
        // A claim can start with another passage than before.
        (self.sorted.get(at)?.is_first == entry.is_first).then_some(at)
    }

    fn is_dead(&self, at: usize) -> bool {
        self.is_dead.get(at).copied().unwrap_or(true)
    }

    fn set_dead(&mut self, at: usize, dead: bool) {
        if let Some(mark) = self.is_dead.get_mut(at)
            && *mark != dead
        {
            *mark = dead;
            self.dead_count = if dead { self.dead_count + 1 } else { self.dead_count.saturating_sub(1) };
        }
    }

    fn rebuild_if_due(&mut self) {
        if self.waiting.len() + self.dead_count <= WAITING.max(self.sorted.len() / 64) {
            return;
        }
        let is_dead = std::mem::take(&mut self.is_dead);
        let waiting = std::mem::take(&mut self.waiting);
        let living = std::mem::take(&mut self.sorted).into_iter().zip(is_dead);
        let mut entries: Vec<Entry> = living.filter(|(_, dead)| !dead).map(|(entry, _)| entry).collect();
        entries.extend(waiting);
        // Two sorted runs: the stable sort merges them in one pass.
        entries.sort_by(|a, b| a.key().cmp(&b.key()));
        *self = Self::of_sorted(entries);
    }
}

/// Returns the key before all passages that start at `offset` or behind it, and behind all that start before it.
pub(super) fn key_at(offset: ByteOffset) -> Key<'static> {
    (offset, Reverse(ByteOffset(u32::MAX)), "", 0)
}

/// Returns the key of the passage that `placed` starts with.
pub(super) fn key_of(placed: &Placed) -> Option<Key<'_>> {
    let (passage, span) = placed.places().min_by_key(|(_, span)| (span.start(), Reverse(span.end())))?;
    Some((
        span.start(),
        Reverse(span.end()),
        placed.claim.id.as_str(),
        u32::try_from(passage).unwrap_or(u32::MAX),
    ))
}

fn entries_of(placed: &Placed) -> Vec<Entry> {
    let first = key_of(placed).map(|(_, _, _, passage)| passage);
    placed
        .places()
        .map(|(passage, span)| {
            let passage = u32::try_from(passage).unwrap_or(u32::MAX);
            Entry { span, id: placed.claim.id.clone(), passage, is_first: first == Some(passage) }
        })
        .collect()
}
