//! What is on the screen and not in any layer: what is chosen, what is open over the page, what is being picked.

use crate::model::{ClaimId, LayerName};

use super::agreed::Wish;
use super::command::{Chosen, Command};
use super::reading::Place;
use super::typeset::MissingScript;

/// What the window is used for: what stands in its middle, and with it what stands at both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scene {
    /// The page is read and marked.
    #[default]
    Reading,
    /// The briefing stands in the page's place.
    Briefing,
    /// How far annotators agree stands in the page's place, with what can be chosen at its left.
    Agreement,
    /// Layers stand side by side, and may be decided upon.
    Compare,
}

/// The state of the window.
#[derive(Default)]
pub struct View {
    /// The chosen claim.
    pub chosen: Option<Chosen>,
    /// The rebuttal whose target is being picked.
    pub picking: Option<ClaimId>,
    /// Where `G` came from, so that it can go back.
    pub came_from: Option<Chosen>,
    /// What is done once the name is known.
    pub after_name: Option<Command>,
    /// Whether the card's first field wants the keyboard.
    pub focus_card: bool,
    /// Whether the page wants the keyboard.
    pub focus_page: bool,
    /// Whether the claims panel's search field wants the keyboard.
    pub focus_search: bool,
    /// Whether the library lies over the page in a narrow window.
    pub library_over_page: bool,
    /// Whether the claims of the whole folder are listed.
    pub lists_folder: bool,
    /// Whether the card lies over the page in a narrow window.
    pub card_over_page: bool,
    /// Whether the list of claims lies over the page in a narrow window.
    pub claims_over_page: bool,
    /// Whether the review stands in the place of list and card.
    pub reviews: bool,
    /// Whether what became of the own claims stands in the place of list and card.
    pub fates: bool,
    /// The layers that are compared.
    pub compared_layers: Vec<LayerName>,
    /// The first claim of the cluster that is looked at.
    pub compared_at: Option<Chosen>,
    /// Whether the documents of the folder are listed with what differs in each.
    pub compares_folder: bool,
    /// The place on the page to go back to from the comparison.
    pub came_to_compare: Option<Place>,
    /// The passage for which the reader selects the right words on the page.
    pub picking_place: Option<(ClaimId, usize)>,
    /// Whether a dialog has the keyboard.
    pub has_dialog: bool,
    /// What the window is used for.
    pub scene: Scene,
    /// Whether the briefing wants the keyboard.
    pub focus_briefing: bool,
    /// What is looked at of the agreement.
    pub agreement: Wish,
    /// Whether the agreement wants the keyboard.
    pub focus_agreement: bool,
    /// What the bar under the menus said and was taken away.
    pub dismissed: Vec<String>,
    /// Whether characters that only steer how others are drawn are named on the page.
    pub shows_invisible: bool,
    /// The scripts of this document of which it was said that no font has them.
    pub told_missing: Vec<MissingScript>,
}

impl View {
    /// Returns whether the page can be seen, with what is chosen and selected on it.
    pub fn shows_page(&self) -> bool {
        self.scene == Scene::Reading
    }

    /// Returns whether the text can be seen, to read and select in.
    pub fn shows_text(&self) -> bool {
        matches!(self.scene, Scene::Reading | Scene::Compare)
    }

    /// Returns whether layers stand side by side.
    pub fn compares(&self) -> bool {
        self.scene == Scene::Compare
    }

    /// Returns whether the briefing is shown.
    pub fn shows_briefing(&self) -> bool {
        self.scene == Scene::Briefing
    }

    /// Returns whether it is shown how far annotators agree.
    pub fn shows_agreement(&self) -> bool {
        self.scene == Scene::Agreement
    }

    /// Forgets who wanted the keyboard: who is drawn has taken it.
    pub fn forget_focus(&mut self) {
        self.focus_card = false;
        self.focus_page = false;
        self.focus_search = false;
        self.focus_briefing = false;
        self.focus_agreement = false;
    }

    /// Forgets what belonged to the document that was shown.
    pub fn leave_document(&mut self) {
        self.chosen = None;
        self.picking = None;
        self.reviews = false;
        self.fates = false;
        self.compared_at = None;
        self.compared_layers.clear();
        self.compares_folder = false;
        self.came_to_compare = None;
        self.picking_place = None;
        self.came_from = None;
        self.focus_card = false;
        self.card_over_page = false;
        self.claims_over_page = false;
        self.scene = Scene::Reading;
        self.dismissed.clear();
        self.told_missing.clear();
    }
}
