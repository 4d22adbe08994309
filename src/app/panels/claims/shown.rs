//! The claims that the list shows, as a set: what is copied or exported of them.

use std::collections::HashSet;

use crate::library::FolderClaim;
use crate::model::{ClaimId, LayerName};
use crate::workspace::Open;

use super::rows::{self, Entry, List};
use super::{ClaimsPanel, stores};

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
    if lists_folder {
        let claims = folder.unwrap_or_default();
        let List { entries, .. } = rows::folder_list(claims, &panel.filter);
        let numbers = entries.iter().filter_map(|entry| match entry {
            Entry::InFolder(number) => claims.get(*number),
            Entry::Head(..) | Entry::Claim(_) => None,
        });
        return Only::InFolder(numbers.map(|one| one.claim.id.clone()).collect());
    }
    let own = open.own().map(|own| &own.name);
    let List { entries, .. } = rows::list(&stores(open), &panel.filter);
    let chosen = entries.into_iter().filter_map(|entry| match entry {
        Entry::Claim(chosen) => Some((chosen.layer.or_else(|| own.cloned())?, chosen.id)),
        Entry::Head(..) | Entry::InFolder(_) => None,
    });
    Only::Of(chosen.collect())
}
