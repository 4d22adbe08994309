//! What the shown layers say of each other: who answers what, and which names were used.

use std::collections::{BTreeMap, HashMap};

use crate::model::{ClaimId, LayerName, Rel};
use crate::store::Placed;

use super::{Open, OpenLayer};

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

/// All links of the shown layers by their targets.
#[derive(Debug, Default)]
pub(super) struct Relations {
    to: HashMap<ClaimId, Vec<BackLink>>,
}

impl Relations {
    fn of<'a>(layers: impl Iterator<Item = &'a OpenLayer>) -> Self {
        let mut relations = Self::default();
        for layer in layers {
            for placed in layer.store.claims() {
                for link in &placed.claim.links {
                    let Some(to) = &link.to else { continue };
                    relations.to.entry(to.clone()).or_default().push(BackLink {
                        layer: layer.name.clone(),
                        from: placed.claim.id.clone(),
                        rel: link.rel,
                    });
                }
            }
        }
        relations
    }
}

impl Open {
    fn relations(&self) -> &Relations {
        self.relations.get_or_init(|| Relations::of(self.shown_layers()))
    }

    /// Returns the links of the shown layers that point to `id`.
    pub fn links_to(&self, id: &ClaimId) -> &[BackLink] {
        self.relations().to.get(id).map_or(&[], Vec::as_slice)
    }

    /// Returns the rebuttals of the shown layers that answer `id`.
    pub fn answers(&self, id: &ClaimId) -> impl Iterator<Item = &BackLink> {
        self.links_to(id).iter().filter(|link| link.rel == Rel::Rebuts)
    }

    /// Returns whether the claim is an allegation that no rebuttal of the shown layers answers.
    pub fn is_unanswered(&self, placed: &Placed) -> bool {
        placed.claim.tag.as_str() == "allegation" && self.answers(&placed.claim.id).next().is_none()
    }

    /// Returns the allegations of the shown layers that no rebuttal there answers.
    pub fn unanswered(&self) -> Vec<(&LayerName, &Placed)> {
        self.shown_layers()
            .flat_map(|layer| layer.store.claims().map(move |placed| (&layer.name, placed)))
            .filter(|(_, placed)| self.is_unanswered(placed))
            .collect()
    }

    /// Returns the claim with that id and its layer, from the own layer first, then the shown ones.
    pub fn find_claim(&self, id: &ClaimId) -> Option<(&LayerName, &Placed)> {
        self.shown_layers().find_map(|layer| Some((&layer.name, layer.store.get(id)?)))
    }

    /// Returns the names or words that the shown layers use in `field`, with how many claims use each: the most used
    /// first, then by name. What completion offers.
    pub fn used(&self, field: Field) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for placed in self.shown_layers().flat_map(|layer| layer.store.claims()) {
            let names = match field {
                Field::Claimants => &placed.claim.claimants,
                Field::Via => &placed.claim.via,
                Field::Against => &placed.claim.against,
                Field::Labels => &placed.claim.labels,
            };
            for name in names {
                *counts.entry(name).or_default() += 1;
            }
        }
        let mut used: Vec<(String, usize)> =
            counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        used.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        used
    }

    /// Returns the people that the shown layers name, as claimants first, then wherever else: what a field for a name
    /// offers.
    pub fn people_used(&self) -> Vec<(String, usize)> {
        let mut people = self.used(Field::Claimants);
        for field in [Field::Against, Field::Via] {
            for (name, count) in self.used(field) {
                match people.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, total)) => *total += count,
                    None => people.push((name, count)),
                }
            }
        }
        people
    }
}
