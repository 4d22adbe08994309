//! Repairs that need nothing but the file: ids that stand there twice, order, deleted claims that live.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::model::{Claim, ClaimId, Layer, Passage};

use super::read::{Found, FoundClaim};

/// Gives every claim but the first of an id another id, which every reader of the same file finds alike.
pub(super) fn duplicate_ids(claims: &mut [FoundClaim], text: &str, found: &mut Found) {
    let mut taken: HashSet<ClaimId> = HashSet::with_capacity(claims.len());
    let twice: Vec<usize> = claims
        .iter()
        .enumerate()
        .filter(|(_, found)| !taken.insert(found.claim.id.clone()))
        .map(|(number, _)| number)
        .collect();
    // Where the same bytes stand there often, each goes on from the id of the one before it.
    let mut last: HashMap<(ClaimId, &str), ClaimId> = HashMap::new();
    for number in twice {
        let Some(FoundClaim { claim, start, end }) = claims.get_mut(number) else {
            continue;
        };
        let bytes = text.get(*start..*end).unwrap_or_default();
        let last = last.entry((claim.id.clone(), bytes)).or_insert_with(|| claim.id.clone());
        let mut id = derived_id(last, bytes);
        while !taken.insert(id.clone()) {
            id = derived_id(&id, bytes);
        }
        last.clone_from(&id);
        found.notice(
            Some(*start),
            format!("the id {} stands there twice: the second claim is now {id}", claim.id),
            "",
        );
        Arc::make_mut(claim).id = id;
    }
}

/// Returns the id of a claim whose id is taken: the first 48 bits of the old id, version 7, the rest from BLAKE3 of the
/// old id and the claim's bytes.
fn derived_id(old: &ClaimId, bytes: &str) -> ClaimId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(old.as_str().as_bytes());
    hasher.update(bytes.as_bytes());
    let hash = hasher.finalize();
    // An id that is no UUID gives its first six bytes; where it is shorter, zeros follow.
    let old_bytes = Uuid::parse_str(old.as_str()).map_or_else(
        |_| old.as_str().bytes().chain(std::iter::repeat(0)).take(6).collect::<Vec<u8>>(),
        |uuid| uuid.as_bytes().iter().copied().take(6).collect(),
    );
    let mut bytes = [0_u8; 16];
    let source = old_bytes.into_iter().chain(hash.as_bytes().iter().copied());
    for (byte, from) in bytes.iter_mut().zip(source) {
        *byte = from;
    }
    let uuid = uuid::Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid();
    // A UUID is always an id; the old one stands in only so that nothing here can fail.
    ClaimId::parse(&uuid.to_string()).unwrap_or_else(|_| old.clone())
}

/// Brings a layer into the order that files have, and takes out deleted entries of claims that live.
pub(super) fn layer(layer: &mut Layer, found: &mut Found) {
    layer.claims.sort_by(|one, other| one.id.cmp(&other.id));
    // Claims without an id come last.
    layer.raw_claims.sort_by(|one, other| {
        (one.id.is_none(), &one.id, &one.ron).cmp(&(other.id.is_none(), &other.id, &other.ron))
    });
    if !layer.deleted.is_empty() {
        let alive: HashSet<&ClaimId> = layer
            .claims
            .iter()
            .map(|claim| &claim.id)
            .chain(layer.raw_claims.iter().filter_map(|raw| raw.id.as_ref()))
            .collect();
        layer.deleted.retain(|deleted| {
            let is_alive = alive.contains(&deleted.id);
            if is_alive {
                found.notice(None, format!("claim {} stands, so it is not deleted", deleted.id), "");
            }
            !is_alive
        });
        layer.deleted.sort_by(|one, other| (&one.id, one.modified).cmp(&(&other.id, other.modified)));
    }
}

/// Orders the passages without a state by start; the others keep their places. Returns whether that changed anything.
pub(super) fn order_passages(claim: &mut Arc<Claim>) -> bool {
    let starts = || claim.passages.iter().filter(|passage| passage.state.is_none()).map(start_of);
    if starts().zip(starts().skip(1)).all(|(one, next)| one <= next) {
        return false;
    }
    let passages = &mut Arc::make_mut(claim).passages;
    let mut ordered: Vec<Passage> =
        passages.iter().filter(|passage| passage.state.is_none()).cloned().collect();
    ordered.sort_by_key(start_of);
    let slots = passages.iter_mut().filter(|passage| passage.state.is_none());
    for (slot, passage) in slots.zip(ordered) {
        *slot = passage;
    }
    true
}

fn start_of(passage: &Passage) -> (crate::text::CharOffset, crate::text::CharOffset) {
    (passage.selector.start, passage.selector.end)
}
