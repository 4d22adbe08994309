//! The claims that the list shows, as a set: what is copied or exported of them.

use std::collections::HashSet;

use crate::library::FolderClaim;
use crate::model::{ClaimId, LayerName};
use crate::workspace::Open;

use super::ClaimsPanel;
use super::filter::{Filter, answered_by, folded_words};
use super::listing::Source;

/// Which claims are given out, when not all.
pub enum Only {
    /// Claims of layers of the open document.
    Of(HashSet<(LayerName, ClaimId)>),
    /// Claims of the folder.
    InFolder(HashSet<ClaimId>),
}

/// Returns the claims that the panel lists: of the open document, or of the folder once its claims are read.
pub fn shown_claims(
    panel: &ClaimsPanel,
    open: &Open,
    folder: Option<&[FolderClaim]>,
    lists_folder: bool,
) -> Only {
    let filter = &panel.filter;
    let words = folded_words(&filter.words);
    if lists_folder {
        let claims = folder.unwrap_or_default();
        let answered: HashSet<&ClaimId> = claims.iter().flat_map(|one| answered_by(&one.claim)).collect();
        // In a folder all claims are the person's own, whatever layer was listed before.
        let filter = Filter { layer: None, ..filter.clone() };
        let passes = |one: &&FolderClaim| filter.passes(&one.claim, None, &words, |id| answered.contains(id));
        return Only::InFolder(claims.iter().filter(passes).map(|one| one.claim.id.clone()).collect());
    }
    let own = open.own().map(|own| &own.name);
    let mut shown = HashSet::new();
    for (name, store) in Source::Document(open).layers() {
        let Some(layer) = name.or(own) else { continue };
        let claims = store.claims().map(|placed| &placed.claim);
        let passing = claims.filter(|claim| filter.passes(claim, name, &words, |id| open.is_answered(id)));
        shown.extend(passing.map(|claim| (layer.clone(), claim.id.clone())));
    }
    Only::Of(shown)
}
