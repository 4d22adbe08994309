//! What the shown layers say of each other: who answers what, and which names were used.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Claim, ClaimId, LayerName, Rel};
use crate::store::{Placed, Store};

use super::Open;

/// A link that points to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackLink {
    /// The layer of the claim that links.
    pub layer: LayerName,
    /// The claim that links.
    pub from: ClaimId,
    /// What the link says.
    pub rel: Rel,
}

/// A field with names or words that are used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Who makes claims.
    Claimants,
    /// Through whom they came.
    Via,
    /// Whom they blame.
    Against,
    /// Labels.
    Labels,
}

/// A link as its target knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Back {
    from: ClaimId,
    rel: Rel,
    is_rebuttal: bool,
}

/// What the claims of one layer say of each other: kept up by what changes, so that an edit costs what it touches and not
/// what the layer holds.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// Which claims were looked at: the store, and its revision.
    seen: (u64, u64),
    /// All links by their targets.
    to: HashMap<ClaimId, Vec<Back>>,
    /// How many claims use a name or a word, for each field.
    uses: [BTreeMap<String, usize>; 4],
}

impl Relations {
    /// Looks at all claims of a layer.
    pub(super) fn of(store: &Store) -> Self {
        let mut relations = Self { seen: (store.id(), store.revision()), ..Self::default() };
        store.claims().for_each(|placed| relations.add(&placed.claim));
        relations
    }

    /// Takes over what has changed since.
    pub(super) fn follow(&mut self, store: &Store) {
        let present = (store.id(), store.revision());
        if self.seen == present {
            return;
        }
        let changes = (self.seen.0 == store.id()).then(|| store.changes_since(self.seen.1)).flatten();
        let Some(changes) = changes else {
            *self = Self::of(store);
            return;
        };
        for change in changes {
            if let Some(before) = &change.before {
                self.remove(&before.claim);
            }
            if let Some(after) = &change.after {
                self.add(&after.claim);
            }
        }
        self.seen = present;
    }

    fn add(&mut self, claim: &Claim) {
        for link in &claim.links {
            let Some(to) = &link.to else { continue };
            let back =
                Back { from: claim.id.clone(), rel: link.rel, is_rebuttal: claim.tag.as_str() == "rebuttal" };
            let links = self.to.entry(to.clone()).or_default();
            let at = links.partition_point(|other| other.from <= back.from);
            links.insert(at, back);
        }
        for (field, uses) in FIELDS.iter().zip(&mut self.uses) {
            for name in field.of(claim) {
                match uses.get_mut(name.as_str()) {
                    Some(count) => *count += 1,
                    None => {
                        uses.insert(name.clone(), 1);
                    }
                }
            }
        }
    }

    fn remove(&mut self, claim: &Claim) {
        for to in claim.links.iter().filter_map(|link| link.to.as_ref()) {
            if let Some(links) = self.to.get_mut(to) {
                links.retain(|back| back.from != claim.id);
                if links.is_empty() {
                    self.to.remove(to);
                }
            }
        }
        for (field, uses) in FIELDS.iter().zip(&mut self.uses) {
            for name in field.of(claim) {
                if let Some(count) = uses.get_mut(name.as_str()) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        uses.remove(name.as_str());
                    }
                }
            }
        }
    }
}

const FIELDS: [Field; 4] = [Field::Claimants, Field::Via, Field::Against, Field::Labels];

impl Field {
    fn of(self, claim: &Claim) -> &[String] {
        match self {
            Self::Claimants => &claim.claimants,
            Self::Via => &claim.via,
            Self::Against => &claim.against,
            Self::Labels => &claim.labels,
        }
    }
}

impl Open {
    /// Returns the links of the shown layers that point to `id`.
    pub fn links_to(&self, id: &ClaimId) -> Vec<BackLink> {
        let links = self.shown_layers().flat_map(|layer| {
            let links = layer.relations.to.get(id).map_or(&[][..], Vec::as_slice);
            links.iter().map(|back| BackLink {
                layer: layer.name.clone(),
                from: back.from.clone(),
                rel: back.rel,
            })
        });
        links.collect()
    }

    /// Returns whether a rebuttal of the shown layers answers `id`.
    pub fn is_answered(&self, id: &ClaimId) -> bool {
        self.shown_layers().any(|layer| {
            let links = layer.relations.to.get(id).map_or(&[][..], Vec::as_slice);
            links.iter().any(|back| back.rel == Rel::Rebuts && back.is_rebuttal)
        })
    }

    /// Returns whether the claim is an allegation that no rebuttal of the shown layers answers.
    pub fn is_unanswered(&self, claim: &Claim) -> bool {
        claim.tag.as_str() == "allegation" && !self.is_answered(&claim.id)
    }

    /// Returns the allegations of the shown layers that no rebuttal there answers.
    pub fn unanswered(&self) -> Vec<(&LayerName, &Placed)> {
        self.shown_layers()
            .flat_map(|layer| layer.store.claims().map(move |placed| (&layer.name, placed)))
            .filter(|(_, placed)| self.is_unanswered(&placed.claim))
            .collect()
    }

    /// Returns the claim with that id and its layer, from the own layer first, then the shown ones.
    pub fn find_claim(&self, id: &ClaimId) -> Option<(&LayerName, &Placed)> {
        self.shown_layers().find_map(|layer| Some((&layer.name, layer.store.get(id)?)))
    }

    /// Returns the names or words that the shown layers use in `field`, with how many claims use each: the most used
    /// first, then by name. What completion offers.
    pub fn used(&self, field: Field) -> Vec<(String, usize)> {
        self.used_in(&[field])
    }

    /// Returns the people that the shown layers name, as claimants first, then wherever else: what a field for a name
    /// offers.
    pub fn people_used(&self) -> Vec<(String, usize)> {
        self.used_in(&[Field::Claimants, Field::Against, Field::Via])
    }

    /// Returns the names that are used in `fields`: those of the first field by their use there, then those that only a
    /// later one has; with each how many uses it has in all.
    fn used_in(&self, fields: &[Field]) -> Vec<(String, usize)> {
        let mut used: Vec<(String, usize)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for field in fields {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for layer in self.shown_layers() {
                let of_field = FIELDS.iter().zip(&layer.relations.uses).filter(|(other, _)| *other == field);
                for (name, count) in of_field.flat_map(|(_, uses)| uses) {
                    *counts.entry(name).or_default() += count;
                }
            }
            let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            for (name, count) in counts {
                match places.get(name).and_then(|place| used.get_mut(*place)) {
                    Some((_, total)) => *total += count,
                    None => {
                        places.insert(name, used.len());
                        used.push((name.to_owned(), count));
                    }
                }
            }
        }
        used
    }
}
