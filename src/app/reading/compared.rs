//! Several layers together on the page: what agrees is one quiet line with all initials, what differs a line each.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::ClaimId;

use super::ClaimRef;

/// How a claim is drawn beside those of other layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which claims it belongs together with.
    pub cluster: usize,
    /// The initials of all whose claim this line is.
    pub initials: Arc<str>,
    /// Whether it is drawn: the line of an earlier layer stands for it else.
    pub is_drawn: bool,
    /// Whether all layers have it so: then there is little to see.
    pub is_quiet: bool,
}

/// The layers of the page as they are compared.
#[derive(Clone, Copy)]
pub struct Comparison<'a> {
    /// A number that no other comparison has.
    pub version: u64,
    /// How each claim is drawn, by the layers of the page. A claim that is not there has no sure place.
    pub lines: &'a [HashMap<ClaimId, Line>],
    /// Whose claims are chosen.
    pub chosen: Option<usize>,
}

impl<'a> Comparison<'a> {
    /// Returns how a claim is drawn.
    pub fn line(&self, claim: &ClaimRef) -> Option<&'a Line> {
        self.lines.get(claim.layer)?.get(&claim.id)
    }
}
