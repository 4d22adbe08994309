//! Which document a layer belongs to: the one with its text, else the one with its name.
//!
//! Documents are read only as far as that is needed: the open one is known, those of a fitting name come next, and all
//! others only where a layer has found no text yet.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::exchange::{Found, Progress, Source};
use crate::import::{self, Wanted};
use crate::library::composed;
use crate::model::Layer;
use crate::text::TextHash;

use super::{Place, Surroundings};

/// Where a layer belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Located {
    /// To the document with its text, by number.
    ByText(usize),
    /// To the document with its name, which has another text now.
    ByName(usize),
    /// To one of several with its name, and nobody can say which.
    Several,
    /// To none that is at hand.
    Nowhere,
}

/// Which documents have a text.
type Texts = HashMap<TextHash, BTreeSet<usize>>;

/// Finds the document of each layer, in order; `None` when it was stopped.
pub(super) fn locate(
    found: &[(&Source, &Found)],
    around: &Surroundings,
    progress: &Progress,
) -> Option<Vec<Located>> {
    let places = &around.documents;
    let mut texts = Texts::new();
    let mut read: BTreeSet<usize> = BTreeSet::new();
    if let Some(open) = &around.open
        && let Some(at) = places.iter().position(|place| place.path == open.path)
    {
        texts.entry(open.text).or_default().insert(at);
    }
    let named: Vec<String> = places.iter().map(|place| composed(&place.name)).collect();
    let names: BTreeSet<String> =
        found.iter().map(|(_, found)| composed(&found.layer.document.file)).collect();
    for is_by_name in [true, false] {
        let layers: Vec<&Layer> = found
            .iter()
            .map(|(_, found)| &*found.layer)
            .filter(|layer| !texts.contains_key(&layer.document.text_blake3))
            .collect();
        if layers.is_empty() {
            break;
        }
        let is_meant = |at: &usize| {
            !read.contains(at) && (!is_by_name || named.get(*at).is_some_and(|name| names.contains(name)))
        };
        let numbers: Vec<usize> = (0..places.len()).filter(is_meant).collect();
        for (hash, at) in hashes(&numbers, places, &layers, progress)? {
            texts.entry(hash).or_default().insert(at);
        }
        read.extend(numbers);
    }
    let one = |(source, found): &(&Source, &Found)| located(source, &found.layer, places, &named, &texts);
    Some(found.iter().map(one).collect())
}

/// Reads documents as the layers want them read, on all cores.
fn hashes(
    numbers: &[usize],
    places: &[Place],
    layers: &[&Layer],
    progress: &Progress,
) -> Option<Vec<(TextHash, usize)>> {
    // Nearly always there is one way to read a document: as it is found.
    let mut ways: Vec<Wanted<'_>> = vec![Wanted::default()];
    let mut seen = BTreeSet::new();
    for layer in layers {
        let document = &layer.document;
        let encoding = document.encoding.as_ref().map(|encoding| (encoding, document.text_blake3));
        if (encoding.is_some() || document.extractor.is_some())
            && seen.insert((encoding, &document.extractor))
        {
            ways.push(Wanted::recorded_in(document));
        }
    }
    progress.begin(numbers.len());
    let hashes = Mutex::new(Vec::new());
    numbers.par_iter().for_each(|at| {
        let Some(place) = places.get(*at).filter(|_| !progress.is_stopped()) else { return };
        let mut own = BTreeSet::new();
        for way in &ways {
            let text = import::open(&place.path).ok().and_then(|source| source.read(way).ok());
            own.extend(text.map(|text| text.decoded.text.hash()));
        }
        let mut hashes = hashes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        hashes.extend(own.into_iter().map(|hash| (hash, *at)));
        progress.step();
    });
    let hashes = hashes.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    (!progress.is_stopped()).then_some(hashes)
}

fn located(source: &Source, layer: &Layer, places: &[Place], named: &[String], texts: &Texts) -> Located {
    let name = composed(&layer.document.file);
    let is_named = |at: &usize| named.get(*at) == Some(&name);
    // An archive says in which folder a document lay.
    let is_in_folder =
        |at: &usize| places.get(*at).is_some_and(|place| place.folder == source.folder_inside());
    if let Some(numbers) = texts.get(&layer.document.text_blake3) {
        // Copies of one text: any of them is right.
        let best = numbers.iter().min_by_key(|at| (!is_named(at), !is_in_folder(at), **at));
        return best.map_or(Located::Nowhere, |at| Located::ByText(*at));
    }
    let numbers: Vec<usize> = (0..places.len()).filter(is_named).collect();
    let inside: Vec<usize> = numbers.iter().copied().filter(is_in_folder).collect();
    match (numbers.as_slice(), inside.as_slice()) {
        ([], _) => Located::Nowhere,
        ([one], _) | (_, [one]) => Located::ByName(*one),
        _ => Located::Several,
    }
}
