//! The list kept up with the claims: worked out in steps when it is wanted in another way, and mended where claims changed.
//!
//! No frame looks at more than [`AT_ONCE`] claims, however many there are. While another list is worked out, the one
//! before stays.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::library::FolderClaim;
use crate::model::{Claim, ClaimId, LayerName, TagId};
use crate::store::{Change, Placed, Store, TextPlace};
use crate::workspace::{LayerKind, Open};

use super::filter::{Filter, OpenOnly, Order, answered_by, folded_words};
use super::list::{GroupKey, List, RowKey};
use super::rows::plain_name;

/// How many claims a frame looks at, at most.
pub const AT_ONCE: usize = 8_192;

/// How long a frame may take for it.
const BUDGET: Duration = Duration::from_micros(1_500);

/// How many claims are looked at in a frame whatever the time.
const LEAST: usize = 512;

/// How many claims are looked at between two looks at the time.
const STEP: usize = 128;

/// Whose claims are listed.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Those of the open document.
    Document(&'a Open),
    /// Those of the whole folder.
    Folder(&'a [FolderClaim]),
}

/// One layer whose claims are listed; the own one has no name.
pub(super) type Layer<'a> = (Option<&'a LayerName>, &'a Store);

impl<'a> Source<'a> {
    /// Returns the layers whose claims are listed: the own one, then those that are shown.
    pub(super) fn layers(self) -> Vec<Layer<'a>> {
        match self {
            Self::Folder(_) => Vec::new(),
            Self::Document(open) => {
                let others = open.shown_layers().filter(|layer| layer.kind != LayerKind::Own);
                std::iter::once((None, open.own_store()))
                    .chain(others.map(|layer| (Some(&layer.name), &layer.store)))
                    .collect()
            }
        }
    }
}

/// What the list depends on, besides the claims themselves.
#[derive(Clone, PartialEq)]
struct Basis {
    path: Option<PathBuf>,
    /// The stores by id.
    layers: Vec<(Option<LayerName>, u64)>,
    /// Where the folder's claims lie.
    folder: Option<(usize, usize)>,
    filter: Filter,
}

impl Basis {
    fn of(source: Source<'_>, layers: &[Layer<'_>], filter: &Filter) -> Self {
        let (path, folder) = match source {
            Source::Document(open) => (Some(open.path().to_owned()), None),
            Source::Folder(claims) => (None, Some((claims.as_ptr() as usize, claims.len()))),
        };
        let layers = layers.iter().map(|(name, store)| (name.cloned(), store.id())).collect();
        // In a folder all claims are the person's own.
        let layer = filter.layer.clone().filter(|_| folder.is_none());
        Self { path, layers, folder, filter: Filter { layer, ..filter.clone() } }
    }

    /// Returns whether another list of the same claims is meant.
    fn is_of_the_same(&self, other: &Self) -> bool {
        self.path == other.path && self.folder.is_some() == other.folder.is_some()
    }
}

/// The list, and the one that is being worked out.
#[derive(Default)]
pub struct Listing {
    shown: Option<Shown>,
    building: Option<Building>,
    version: u64,
    looked_at: usize,
}

struct Shown {
    basis: Basis,
    revisions: Vec<u64>,
    list: Rc<List>,
    /// Of a folder: what its rebuttals answer.
    answered: HashSet<ClaimId>,
    /// Of a folder: how many claims there are of each tag.
    tag_counts: BTreeMap<TagId, usize>,
}

/// How far a list is.
enum Cursor {
    /// In the text of the layer with that number, behind this place.
    Placed(usize, Option<TextPlace>),
    /// Among the claims without a place of that layer, behind this one.
    Unplaced(usize, Option<ClaimId>),
    /// At that claim of the folder, looking for what is answered.
    Answers(usize),
    /// At that claim of the folder.
    InFolder(usize),
    Done,
}

struct Building {
    basis: Basis,
    revisions: Vec<u64>,
    words: Vec<String>,
    cursor: Cursor,
    list: List,
    answered: HashSet<ClaimId>,
    tag_counts: BTreeMap<TagId, usize>,
    /// The number and the name of the document that the last claim of the folder stands in.
    document: (usize, PathBuf),
}

impl Listing {
    /// Takes what has changed, and goes on with what is being worked out. Returns whether the list is what is wanted.
    pub fn update(&mut self, source: Source<'_>, filter: &Filter) -> bool {
        self.looked_at = 0;
        let layers = source.layers();
        let basis = Basis::of(source, &layers, filter);
        let revisions: Vec<u64> = layers.iter().map(|(_, store)| store.revision()).collect();
        if self.shown.as_ref().is_some_and(|shown| !shown.basis.is_of_the_same(&basis)) {
            self.shown = None;
            self.version += 1;
        }
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.basis == basis) {
            let is_same = shown.revisions == revisions;
            if is_same || mend(shown, source, &layers, &mut self.looked_at) {
                self.version += u64::from(!is_same);
                shown.revisions = revisions;
                self.building = None;
                return true;
            }
        }
        let fits = |building: &Building| building.basis == basis && building.revisions == revisions;
        let mut building =
            self.building.take().filter(fits).unwrap_or_else(|| Building::new(basis, revisions, source));
        let began = Instant::now();
        while self.looked_at < LEAST || (self.looked_at < AT_ONCE && began.elapsed() < BUDGET) {
            self.looked_at += building.step(source, &layers);
            if matches!(building.cursor, Cursor::Done) {
                self.version += 1;
                self.shown = Some(building.done());
                return true;
            }
        }
        self.building = Some(building);
        false
    }

    /// Returns the list as far as it is.
    pub fn list(&self) -> Rc<List> {
        self.shown.as_ref().map(|shown| Rc::clone(&shown.list)).unwrap_or_default()
    }

    /// Returns a number that changes with the list.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns how many claims there are, and how many of each tag, listed or not.
    pub fn counts(
        &self,
        source: Source<'_>,
        tags: impl Iterator<Item = TagId>,
    ) -> (usize, BTreeMap<TagId, usize>) {
        match source {
            Source::Folder(claims) => {
                let counts = self.shown.as_ref().map(|shown| shown.tag_counts.clone());
                (claims.len(), counts.unwrap_or_default())
            }
            Source::Document(_) => {
                let layers = source.layers();
                let total = layers.iter().map(|(_, store)| store.claim_count()).sum();
                let count = |tag: &TagId| layers.iter().map(|(_, store)| store.tag_count(tag)).sum();
                (total, tags.map(|tag| (tag.clone(), count(&tag))).collect())
            }
        }
    }

    /// Returns whether the claim is an allegation that nothing answers.
    pub fn is_unanswered(&self, source: Source<'_>, claim: &Claim) -> bool {
        match source {
            Source::Document(open) => open.is_unanswered(claim),
            Source::Folder(_) => {
                let is_answered = |shown: &Shown| shown.answered.contains(&claim.id);
                claim.tag.as_str() == "allegation" && !self.shown.as_ref().is_some_and(is_answered)
            }
        }
    }

    /// Returns how many claims the last frame looked at.
    #[cfg(test)]
    pub fn looked_at(&self) -> usize {
        self.looked_at
    }
}

/// Puts what changed into the list that is shown; returns whether that could be done.
fn mend(shown: &mut Shown, source: Source<'_>, layers: &[Layer<'_>], looked_at: &mut usize) -> bool {
    let Source::Document(open) = source else {
        return false;
    };
    let mut changes: Vec<(u16, Option<&LayerName>, &Change)> = Vec::new();
    for ((number, (name, store)), since) in (0..).zip(layers).zip(&shown.revisions) {
        let Some(of_layer) = store.changes_since(*since) else {
            return false;
        };
        changes.extend(of_layer.map(|change| (number, *name, change)));
    }
    *looked_at += changes.len();
    let filter = &shown.basis.filter;
    let mender = Mender { open, filter, words: folded_words(&filter.words) };
    let list = Rc::make_mut(&mut shown.list);
    let mut answered: Vec<&ClaimId> = Vec::new();
    for (number, name, change) in changes {
        for placed in [&change.before, &change.after].into_iter().flatten() {
            answered.extend(answered_by(&placed.claim));
        }
        if let Some(before) = &change.before {
            mender.take_out(list, number, before);
        }
        if let Some(after) = &change.after {
            mender.put_in(list, number, name, after);
        }
    }
    if filter.open_only == OpenOnly::Unanswered {
        for id in answered {
            for (number, (name, store)) in (0..).zip(layers) {
                if let Some(placed) = store.get(id) {
                    mender.take_out(list, number, placed);
                    mender.put_in(list, number, *name, placed);
                }
            }
        }
    }
    list.arrange();
    true
}

struct Mender<'a> {
    open: &'a Open,
    filter: &'a Filter,
    words: Vec<String>,
}

impl Mender<'_> {
    fn take_out(&self, list: &mut List, layer: u16, placed: &Placed) {
        let key = RowKey::of(placed, layer);
        for group in GroupKey::all_of(&placed.claim, self.filter.order) {
            list.remove(&group, &key);
        }
    }

    fn put_in(&self, list: &mut List, layer: u16, name: Option<&LayerName>, placed: &Placed) {
        let claim = &placed.claim;
        if self.filter.passes(claim, name, &self.words, |id| self.open.is_answered(id)) {
            for group in GroupKey::all_of(claim, self.filter.order) {
                list.insert(group, RowKey::of(placed, layer));
            }
        }
    }
}

impl Building {
    fn new(basis: Basis, revisions: Vec<u64>, source: Source<'_>) -> Self {
        let list = match source {
            Source::Folder(_) => List::of_folder(),
            Source::Document(_) => {
                List::of_layers(basis.layers.iter().map(|(name, _)| name.clone()).collect())
            }
        };
        let cursor = match source {
            Source::Folder(_) => Cursor::Answers(0),
            Source::Document(_) => Cursor::Placed(0, None),
        };
        Self {
            words: folded_words(&basis.filter.words),
            basis,
            revisions,
            cursor,
            list,
            answered: HashSet::new(),
            tag_counts: BTreeMap::new(),
            document: (0, PathBuf::new()),
        }
    }

    /// Looks at some claims; returns at how many.
    fn step(&mut self, source: Source<'_>, layers: &[Layer<'_>]) -> usize {
        match source {
            Source::Document(open) => self.step_in_document(open, layers),
            Source::Folder(claims) => self.step_in_folder(claims),
        }
    }

    fn step_in_document(&mut self, open: &Open, layers: &[Layer<'_>]) -> usize {
        let (number, looked_at) = match std::mem::replace(&mut self.cursor, Cursor::Done) {
            Cursor::Placed(number, behind) => {
                let Some((name, store)) = layers.get(number) else {
                    return 0;
                };
                let claims: Vec<&Placed> = match &behind {
                    Some(behind) => store.in_text_order_behind(behind).take(STEP).collect(),
                    None => store.in_text_order().take(STEP).collect(),
                };
                claims.iter().for_each(|placed| self.consider(open, number, *name, placed));
                self.cursor = match claims.last().filter(|_| claims.len() == STEP) {
                    Some(last) => Cursor::Placed(number, last.text_place()),
                    None => Cursor::Unplaced(number, None),
                };
                (number, claims.len())
            }
            Cursor::Unplaced(number, behind) => {
                let Some((name, store)) = layers.get(number) else {
                    return 0;
                };
                let claims: Vec<&Placed> = store.without_place_behind(behind.as_ref()).take(STEP).collect();
                claims.iter().for_each(|placed| self.consider(open, number, *name, placed));
                self.cursor = match claims.last().filter(|_| claims.len() == STEP) {
                    Some(last) => Cursor::Unplaced(number, Some(last.claim.id.clone())),
                    None => Cursor::Placed(number + 1, None),
                };
                (number, claims.len())
            }
            Cursor::Answers(_) | Cursor::InFolder(_) | Cursor::Done => return 0,
        };
        if let Cursor::Placed(next, None) = self.cursor
            && next > number
        {
            // What this layer has added follows what the ones before have: two runs.
            self.list.sort();
            if next >= layers.len() {
                self.cursor = Cursor::Done;
            }
        }
        looked_at
    }

    fn consider(&mut self, open: &Open, layer: usize, name: Option<&LayerName>, placed: &Placed) {
        let claim = &placed.claim;
        let filter = &self.basis.filter;
        if filter.passes(claim, name, &self.words, |id| open.is_answered(id)) {
            let key = RowKey::of(placed, u16::try_from(layer).unwrap_or(u16::MAX));
            for group in GroupKey::all_of(claim, filter.order) {
                self.list.push(group, key.clone());
            }
        }
    }

    fn step_in_folder(&mut self, claims: &[FolderClaim]) -> usize {
        let from = match &self.cursor {
            Cursor::Answers(from) | Cursor::InFolder(from) => *from,
            _ => return 0,
        };
        let some = claims.get(from..claims.len().min(from + STEP)).unwrap_or_default();
        if let Cursor::Answers(_) = self.cursor {
            for one in some {
                self.answered.extend(answered_by(&one.claim).cloned());
                *self.tag_counts.entry(one.claim.tag.clone()).or_default() += 1;
            }
            self.cursor =
                if some.is_empty() { Cursor::InFolder(0) } else { Cursor::Answers(from + some.len()) };
            return some.len();
        }
        for (number, one) in (from..).zip(some) {
            if self.document.1 != one.document {
                self.document = (self.document.0 + 1, one.document.clone());
            }
            let claim = &one.claim;
            let filter = &self.basis.filter;
            if !filter.passes(claim, None, &self.words, |id| self.answered.contains(id)) {
                continue;
            }
            let groups = match filter.order {
                Order::InText => vec![GroupKey::of_document(self.document.0, plain_name(&one.document))],
                Order::ByClaimant => GroupKey::all_of(claim, filter.order),
            };
            for group in groups {
                self.list.push(group, RowKey::in_folder(number, claim.id.clone()));
            }
        }
        self.cursor = if some.is_empty() { Cursor::Done } else { Cursor::InFolder(from + some.len()) };
        some.len()
    }

    fn done(mut self) -> Shown {
        self.list.arrange();
        Shown {
            basis: self.basis,
            revisions: self.revisions,
            list: Rc::new(self.list),
            answered: self.answered,
            tag_counts: self.tag_counts,
        }
    }
}

#[cfg(test)]
mod tests;
