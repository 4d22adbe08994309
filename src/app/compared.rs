//! Layers side by side as they were worked out, and what they were worked out from.
//!
//! Worked out once for each state of the layers, on a worker where they are large; what is drawn looks things up in it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::adjudication::{self, Cluster, Entry, Source};
use crate::matching::Place;
use crate::model::{Claim, ClaimId, LayerName};
use crate::text::{CharOffset, Span, Text};
use crate::workspace::Open;

use super::command::Chosen;
use super::reading::{Comparison, Line};

/// What a comparison depends on: it is worked out anew when this is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The document.
    pub path: PathBuf,
    /// The layers, each with its store and revision.
    layers: Vec<(LayerName, u64, u64)>,
}

impl Key {
    /// Makes the key of these layers of `open`, as they are now. Layers that are not there or cannot be read are left out.
    pub fn of(open: &Open, layers: &[LayerName]) -> Self {
        let there = layers.iter().filter_map(|name| open.layer(name)).filter(|layer| layer.has_places());
        let layers = there.filter(|layer| layer.is_readable());
        Self {
            path: open.path().to_owned(),
            layers: layers
                .map(|layer| (layer.name.clone(), layer.store.id(), layer.store.revision()))
                .collect(),
        }
    }

    /// Returns the names of the layers.
    pub fn names(&self) -> impl Iterator<Item = &LayerName> {
        self.layers.iter().map(|(name, ..)| name)
    }

    /// Returns how many layers there are.
    pub fn layer_count(&self) -> usize {
        self.layers.len()
    }

    /// Returns whether both are about the same layers, in whatever state.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        self.path == other.path && self.names().eq(other.names())
    }
}

/// A layer as it goes to a worker: what of it has a sure place.
pub struct Part {
    layer: LayerName,
    name: String,
    claims: Vec<(Arc<Claim>, Vec<Span>)>,
    left_out: usize,
}

impl Part {
    /// Takes what a comparison with that key needs of `open`.
    pub fn all(open: &Open, key: &Key) -> Vec<Self> {
        let layers = key.names().filter_map(|name| open.layer(name));
        let part = |layer: &crate::workspace::OpenLayer| {
            let standing = layer.standing()?;
            Some(Self {
                layer: layer.name.clone(),
                name: layer.annotator_name().to_owned(),
                claims: standing.claims,
                left_out: standing.uncertain.len() + standing.orphan.len(),
            })
        };
        layers.filter_map(part).collect()
    }

    /// Returns how many claims all have together.
    pub fn claim_count(parts: &[Self]) -> usize {
        parts.iter().map(|part| part.claims.len()).sum()
    }

    /// Returns it as it is compared.
    pub fn source(self, text: &Text) -> Source {
        let entry =
            |(claim, spans): (Arc<Claim>, Vec<Span>)| Some(Entry::new(claim, Place::of(text, spans)?));
        let entries: Vec<Entry> = self.claims.into_iter().filter_map(entry).collect();
        Source { layer: self.layer, name: self.name, entries, left_out: self.left_out }
    }
}

/// Layers side by side.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What it was worked out from.
    pub key: Key,
    /// The layers.
    pub sources: Vec<Source>,
    /// Their annotators' short names.
    pub names: Vec<String>,
    /// Their annotators' initials.
    pub initials: Vec<String>,
    /// The claims that belong together, in the order of the text.
    pub clusters: Vec<Cluster>,
    /// The numbers of the clusters in which layers differ, in the order of the text.
    pub by_place: Vec<usize>,
    /// The same, the gravest first.
    pub by_weight: Vec<usize>,
    /// How many clusters agree in every field.
    pub agreed_count: usize,
    lines: Vec<HashMap<ClaimId, Line>>,
    version: u64,
}

impl Compared {
    /// Works it out.
    pub fn of(key: Key, parts: Vec<Part>, text: &Text) -> Self {
        static VERSIONS: AtomicU64 = AtomicU64::new(1);
        let sources: Vec<Source> = parts.into_iter().map(|part| part.source(text)).collect();
        let full: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        let (names, initials) = (adjudication::short_names(&full), adjudication::initials(&full));
        let clusters = adjudication::clusters(&sources);
        let by_place: Vec<usize> = (0..clusters.len())
            .filter(|number| clusters.get(*number).is_some_and(|cluster| !cluster.is_agreed()))
            .collect();
        let mut by_weight = by_place.clone();
        let weight = |number: usize| clusters.get(number).map_or(0, Cluster::weight);
        by_weight.sort_by_key(|number| std::cmp::Reverse(weight(*number)));
        let lines = lines(&sources, &initials, &clusters);
        let agreed_count = clusters.len() - by_place.len();
        let version = VERSIONS.fetch_add(1, Ordering::Relaxed);
        Self { key, sources, names, initials, clusters, by_place, by_weight, agreed_count, lines, version }
    }

    /// Returns what the page draws, with the chosen cluster.
    pub fn comparison(&self, chosen: Option<usize>) -> Comparison<'_> {
        Comparison { version: self.version, lines: &self.lines, chosen }
    }

    /// Returns a number that no other comparison has.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns the number of the cluster that a claim is in.
    pub fn cluster_of(&self, chosen: &Chosen) -> Option<usize> {
        let name = chosen.layer.as_ref()?;
        let layer = self.sources.iter().position(|source| source.layer == *name)?;
        Some(self.lines.get(layer)?.get(&chosen.id)?.cluster)
    }

    /// Returns the first claim of a cluster: what it is remembered by.
    pub fn handle(&self, cluster: usize) -> Option<Chosen> {
        let (layer, entry) = self.clusters.get(cluster)?.entries(&self.sources).next()?;
        Some(Chosen { layer: Some(self.sources.get(layer)?.layer.clone()), id: entry.claim.id.clone() })
    }

    /// Returns what the cluster of a claim of any of the layers is remembered by.
    pub fn handle_of(&self, id: &ClaimId) -> Option<Chosen> {
        self.handle(self.lines.iter().find_map(|lines| lines.get(id))?.cluster)
    }

    /// Returns a claim of any of the layers by its id.
    pub fn entry(&self, id: &ClaimId) -> Option<&Entry> {
        let (layer, line) = self
            .lines
            .iter()
            .enumerate()
            .find_map(|(layer, lines)| lines.get(id).map(|line| (layer, line)))?;
        let member = self.clusters.get(line.cluster)?.members.get(layer).copied().flatten()?;
        self.sources.get(layer)?.entries.get(member)
    }

    /// Returns the words that a cluster is about: from its first claim's start to its end.
    pub fn span(&self, cluster: usize, text: &Text) -> Option<Span> {
        let cluster = self.clusters.get(cluster)?;
        text.span_from_chars(CharOffset(cluster.start), CharOffset(cluster.end))
    }

    /// Returns how many claims are left out because their place is not sure.
    pub fn left_out(&self) -> usize {
        self.sources.iter().map(|source| source.left_out).sum()
    }
}

/// Returns how each claim is drawn, by layer.
fn lines(sources: &[Source], initials: &[String], clusters: &[Cluster]) -> Vec<HashMap<ClaimId, Line>> {
    let mut lines: Vec<HashMap<ClaimId, Line>> =
        sources.iter().map(|source| HashMap::with_capacity(source.entries.len())).collect();
    for (number, cluster) in clusters.iter().enumerate() {
        for group in cluster.alike(sources) {
            let of_all: String =
                group.iter().filter_map(|layer| initials.get(*layer)).map(String::as_str).collect();
            let of_all: Arc<str> = of_all.into();
            for (place, layer) in group.iter().enumerate() {
                let member = cluster.members.get(*layer).copied().flatten();
                let entry =
                    sources.get(*layer).and_then(|source| member.and_then(|at| source.entries.get(at)));
                let (Some(entry), Some(lines)) = (entry, lines.get_mut(*layer)) else { continue };
                let line = Line {
                    cluster: number,
                    initials: Arc::clone(&of_all),
                    is_drawn: place == 0,
                    is_quiet: group.len() == sources.len(),
                };
                lines.insert(entry.claim.id.clone(), line);
            }
        }
    }
    lines
}
