//! Acts on links: picking what a claim answers, jumping along and back.

use crate::model::{ClaimId, Link, Rel};
use crate::store::act;

use super::super::App;
use super::super::command::Chosen;
use super::super::dialogs::Dialog;

impl App {
    /// Puts the window into picking what the chosen claim answers.
    pub(super) fn begin_link(&mut self) {
        let Some(id) = self.chosen_own().map(|placed| placed.claim.id.clone()) else {
            return;
        };
        self.view.picking = Some(id);
        self.show(Dialog::link());
    }

    /// Takes a claim as what the picked rebuttal answers.
    pub(super) fn link_to(&mut self, target: &Chosen) {
        let Some(id) = self.view.picking.take() else {
            return;
        };
        self.dialog = None;
        self.view.focus_page = true;
        if target.id == id {
            self.notices.say("A claim cannot answer itself.");
            return;
        }
        self.add_link(&id, link(Some(target.id.clone()), String::new()));
    }

    /// Takes words as what the picked rebuttal answers.
    pub(super) fn link_words(&mut self, words: String) {
        let Some(id) = self.view.picking.take() else {
            return;
        };
        self.dialog = None;
        self.view.focus_page = true;
        if !words.trim().is_empty() {
            self.add_link(&id, link(None, words.trim().to_owned()));
        }
    }

    fn add_link(&mut self, id: &ClaimId, link: Link) {
        let now = self.now();
        let Some(placed) = self.own_claim(id) else {
            return;
        };
        if let Some(edit) = act::link(&placed.claim, link, now) {
            self.apply("link", edit);
        }
        self.choose(Some(Chosen::own(id.clone())));
    }

    /// Takes a link away.
    pub(super) fn unlink(&mut self, id: &ClaimId, link: Link) {
        self.change(
            "take the link away",
            id,
            Box::new(move |claim| claim.links.retain(|other| *other != link)),
        );
    }

    /// Jumps to what the chosen claim answers, or to what answers it; pressed again, back.
    pub(super) fn follow_link(&mut self) {
        let Some(chosen) = self.view.chosen.clone() else {
            return;
        };
        if let Some(back) = self.view.came_from.take() {
            self.show_claim(&back, None);
            return;
        }
        let Some(target) = self.link_target(&chosen) else {
            self.notices.say("This claim has no link to another claim here.");
            return;
        };
        self.show_claim(&target, None);
        self.view.came_from = Some(chosen);
    }

    /// Returns the claim that `chosen` links to in a layer that is shown, else one that links to it.
    fn link_target(&self, chosen: &Chosen) -> Option<Chosen> {
        let open = self.open.as_ref()?;
        let store = match &chosen.layer {
            Some(name) => open.store_of(name)?,
            None => open.own_store(),
        };
        let claim = &store.get(&chosen.id)?.claim;
        let forward =
            claim.links.iter().filter_map(|link| link.to.as_ref()).find_map(|to| self.find_claim(to));
        forward.or_else(|| {
            let back = open.links_to(&chosen.id).into_iter().next()?;
            self.find_claim(&back.from)
        })
    }

    /// Returns where a claim stands: the own layer first, then the layers that are shown.
    pub(super) fn find_claim(&self, id: &ClaimId) -> Option<Chosen> {
        let open = self.open.as_ref()?;
        let (name, _) = open.find_claim(id)?;
        let is_own = open.own().is_some_and(|own| own.name == *name);
        Some(Chosen { layer: (!is_own).then(|| name.clone()), id: id.clone() })
    }
}

fn link(to: Option<ClaimId>, words: String) -> Link {
    Link { rel: Rel::Rebuts, to, words, document: String::new(), unknown: Default::default() }
}
