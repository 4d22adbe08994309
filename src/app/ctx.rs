//! What the window's parts may look at while they draw: everything by `&`, and a place to ask for changes.

use crate::library::{FolderClaim, Library};
use crate::model::{Claim, LayerName, TagSet, Timestamp};
use crate::settings::Settings;
use crate::store::{Placed, Store};
use crate::text::Span;
use crate::workspace::{Open, SaveState};

use super::action::{Situation, When};
use super::agreed::{Agreed, Working};
use super::briefed::Briefed;
use super::command::{Chosen, Commands};
use super::compared::Compared;
use super::foldered::Foldered;
use super::offers::Offers;
use super::view::View;
use super::widgets::Kit;

/// What the window shows, for reading.
pub struct Ctx<'a> {
    /// The open document with its layers.
    pub open: Option<&'a Open>,
    /// The open folder.
    pub library: Option<&'a Library>,
    /// The claims of the whole folder, once they are read.
    pub folder_claims: Option<&'a [FolderClaim]>,
    /// The briefing, once it is worked out; it may be behind the claims.
    pub briefed: Option<&'a Briefed>,
    /// How far annotators agree, once it is worked out; it may be behind what is chosen.
    pub agreed: Option<&'a Agreed>,
    /// The job that works it out, or was stopped.
    pub agreeing: Option<&'a Working>,
    /// The layers side by side, once that is worked out; it may be behind the claims.
    pub compared: Option<&'a Compared>,
    /// What differs in the documents of the folder.
    pub foldered: Option<&'a Foldered>,
    /// The settings.
    pub settings: &'a Settings,
    /// The tags that can be given.
    pub tags: &'a TagSet,
    /// Colours, type and the painter of words.
    pub kit: &'a Kit<'a>,
    /// What is chosen and open.
    pub view: &'a View,
    /// What was found and waits for an answer.
    pub offers: &'a Offers,
    /// How far the own layer is saved.
    pub save_state: SaveState,
    /// The selected words.
    pub selection: Option<Span>,
    /// Whether the library is on the screen.
    pub library_is_shown: bool,
    /// Whether the claims are on the screen.
    pub claims_are_shown: bool,
    /// The moment that this frame counts as.
    pub now: Timestamp,
    /// Where to ask for changes.
    pub commands: &'a Commands,
}

impl<'a> Ctx<'a> {
    /// Returns whether an action can be taken now.
    pub fn can(&self, when: When) -> bool {
        when.holds(Situation {
            open: self.open,
            library: self.library,
            view: self.view,
            has_selection: self.selection.is_some(),
        })
    }

    /// Returns the store of a layer; `None` is the own one.
    pub fn store(&self, layer: Option<&LayerName>) -> Option<&'a Store> {
        let open = self.open?;
        match layer {
            Some(name) => open.store_of(name),
            None => Some(open.own_store()),
        }
    }

    /// Returns a claim with its places.
    pub fn placed(&self, chosen: &Chosen) -> Option<&'a Placed> {
        self.store(chosen.layer.as_ref())?.get(&chosen.id)
    }

    /// Returns the chosen claim with its places.
    pub fn chosen(&self) -> Option<&'a Placed> {
        self.placed(self.view.chosen.as_ref()?)
    }

    /// Returns the chosen claim when it stands in the own layer and can be changed.
    pub fn chosen_own(&self) -> Option<&'a Claim> {
        let chosen = self.view.chosen.as_ref().filter(|chosen| chosen.layer.is_none())?;
        self.placed(chosen).map(|placed| placed.claim.as_ref())
    }

    /// Returns the number of the paragraph, from 1, that a claim begins in.
    pub fn paragraph(&self, placed: &Placed) -> Option<usize> {
        let start = placed.first_span()?.start();
        Some(self.open?.text().paragraph_at(start) + 1)
    }
}
