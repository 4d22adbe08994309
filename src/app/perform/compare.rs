//! Layers side by side: entering and leaving, choosing, and what is decided for the gold layer.

use std::path::PathBuf;
use std::sync::Arc;

use crate::adjudication::{Cluster, Wish, settle};
use crate::model::{Claim, ClaimId, Decision, LayerName, Passage, Selector, TagId};
use crate::store::Edit;
use crate::workspace::{Around, Work};

use super::super::command::{Chosen, Command, Decide, Step, Words};
use super::super::compared::{Compared, Key, Part};
use super::super::foldered::{DocumentDifferences, Foldered, compare_all};
use super::super::jobs::{Done, Progress};
use super::super::panels::{say, usual_layers};
use super::super::view::Scene;
use super::super::{App, is_very_narrow};

/// How many claims are compared while the window waits.
const AT_ONCE: usize = 2_000;

impl App {
    /// Shows the layers side by side, or goes back to the text.
    pub(super) fn toggle_compare(&mut self) {
        if self.view.compares() && !self.is_adjudicating() {
            return self.leave_compare();
        }
        self.enter_compare(Work::Analysis);
    }

    /// Shows the layers side by side to decide the gold layer, or goes back to comparing.
    pub(super) fn toggle_adjudicate(&mut self) {
        if self.is_adjudicating() {
            return self.enter_compare(Work::Analysis);
        }
        if self.has_no_name(|| Command::Adjudicate) {
            return;
        }
        self.enter_compare(Work::Gold);
    }

    /// Returns whether the gold layer is worked at.
    pub(super) fn is_adjudicating(&self) -> bool {
        self.open.as_ref().is_some_and(|open| *open.work() == Work::Gold)
    }

    fn enter_compare(&mut self, work: Work) {
        let now = self.now();
        let Some(open) = &mut self.open else { return };
        self.view.compares_folder = false;
        let layers = usual_layers(open);
        if !self.view.compares() {
            // Who looks at the others' layers before being done says so in their own.
            if layers.len() > 1 && !open.may_see_others() {
                open.show_others(now);
                self.notices.say("Others’ layers are shown. Your own layer notes that you have seen them.");
            }
            self.view.came_to_compare = Some(self.page.place(open.text()));
            self.view.compared_layers = layers;
            self.view.compared_at = None;
            self.view.chosen = None;
            self.view.reviews = false;
            self.view.fates = false;
            self.view.claims_over_page = false;
            self.view.library_over_page = false;
            self.view.card_over_page = false;
        }
        self.view.scene = Scene::Compare;
        self.compare_panel.begin(self.view.compared_layers.len());
        self.turn_to(work);
    }

    /// Goes back to the text, to the place it was left at, and to one's own reading.
    pub(super) fn leave_compare(&mut self) {
        if !self.view.compares() {
            return;
        }
        self.view.scene = Scene::Reading;
        self.view.compared_at = None;
        self.view.focus_page = true;
        self.stop_comparing_folder();
        if let (Some(place), Some(open)) = (self.view.came_to_compare.take(), &self.open) {
            self.page.go_to(open.text(), place);
        }
        self.turn_to(Work::Analysis);
    }

    /// One's own reading is worked at wherever nothing is decided: whatever led away from the comparison.
    pub(in super::super) fn keep_work(&mut self) {
        if !self.view.compares() && self.is_adjudicating() {
            self.view.came_to_compare = None;
            self.turn_to(Work::Analysis);
        }
    }

    /// Compares other layers.
    pub(super) fn set_compared(&mut self, layers: Vec<LayerName>) {
        self.view.compared_layers = layers;
    }

    /// Works the comparison out while it is shown, once for every state of the layers; long ones on another thread.
    pub(in super::super) fn work_out_compared(&mut self) {
        let Some(open) = self.open.as_ref().filter(|open| self.view.compares() && !open.is_loading()) else {
            if !self.view.compares() {
                self.compared = None;
            }
            return;
        };
        let key = Key::of(open, &self.view.compared_layers);
        if key.layer_count() < 2 {
            self.compared = None;
            return;
        }
        if self.compared.as_ref().is_some_and(|compared| compared.key == key) || self.is_comparing.is_some() {
            return;
        }
        if self.compared.as_ref().is_some_and(|compared| !compared.key.is_about_the_same(&key)) {
            self.compared = None;
        }
        let (parts, text) = (Part::all(open, &key), open.text().clone());
        if Part::claim_count(&parts) <= AT_ONCE {
            self.compared = Some(Compared::of(key, parts, &text));
            return;
        }
        self.is_comparing = Some(key.clone());
        self.jobs.spawn(move || Done::Compared(Box::new(Compared::of(key, parts, &text))));
    }

    /// Takes a comparison; one that is behind the claims by now is shown until the next is there.
    pub(super) fn take_compared(&mut self, compared: Compared) {
        self.is_comparing = None;
        let is_wanted = self.view.compares()
            && self.open.as_ref().is_some_and(|open| {
                Key::of(open, &self.view.compared_layers).is_about_the_same(&compared.key)
            });
        if is_wanted {
            self.compared = Some(compared);
        }
    }

    /// Looks at the cluster of a claim, and shows its words.
    pub(super) fn show_cluster(&mut self, handle: Chosen) {
        let Some((open, compared)) = self.open.as_ref().zip(self.compared.as_ref()) else { return };
        let Some(cluster) = compared.cluster_of(&handle) else { return };
        let is_other = self.view.compared_at.as_ref().and_then(|at| compared.cluster_of(at)) != Some(cluster);
        if let Some(span) = compared.span(cluster, open.text()) {
            if is_other {
                self.page.collapse_to(span.start());
            }
            self.page.reveal(span);
        }
        // It is remembered by its first claim, whichever was clicked.
        self.view.compared_at = compared.handle(cluster);
    }

    /// Goes to the next or previous difference.
    pub(super) fn step_cluster(&mut self, step: Step) {
        let Some(compared) = &self.compared else { return };
        let from = self.view.compared_at.as_ref().and_then(|at| compared.cluster_of(at));
        let to = self.compare_panel.beside(from, step);
        if let Some(handle) = to.and_then(|to| compared.handle(to)) {
            self.compare_panel.take_keyboard();
            self.show_cluster(handle);
        }
    }

    /// Decides by the number of a key: the layers in their order, then changes; 0 is none.
    pub(super) fn decide_by_number(&mut self, number: usize) {
        let Some((compared, cluster)) = self.looked_at() else { return };
        let layers = compared.sources.len();
        match number.checked_sub(1) {
            None => self.decide(Decide::Drop),
            Some(layer) if layer < layers => {
                if cluster.members.get(layer).copied().flatten().is_some() {
                    self.decide(Decide::Take(layer));
                }
            }
            Some(number) if number == layers => {
                if let Some(compared) = &self.compared
                    && let Some(at) = self.view.compared_at.as_ref().and_then(|at| compared.cluster_of(at))
                    && let Some(cluster) = compared.clusters.get(at)
                {
                    self.compare_panel.toggle_change(compared, cluster);
                }
            }
            Some(_) => {}
        }
    }

    /// Takes the claim that is looked at with this tag, and where words are selected with these.
    pub(super) fn decide_tag(&mut self, tag: TagId) {
        let Some((compared, cluster)) = self.looked_at() else { return };
        let entries = || cluster.entries(&compared.sources);
        let alike = entries().find(|(_, entry)| entry.claim.tag == tag).or_else(|| entries().next());
        let Some((basis, _)) = alike else { return };
        let words = if self.page.has_selection() { Words::Selected } else { Words::Of(basis) };
        self.decide(Decide::Change { basis, tag, words });
    }

    fn looked_at(&self) -> Option<(&Compared, &Cluster)> {
        let compared = self.compared.as_ref()?;
        let at = self.view.compared_at.as_ref().and_then(|at| compared.cluster_of(at))?;
        Some((compared, compared.clusters.get(at)?))
    }

    /// Decides the cluster that is looked at, and goes on to the next that waits.
    pub(super) fn decide(&mut self, decide: Decide) {
        if !self.is_adjudicating() {
            return;
        }
        let reason = self.compare_panel.typed_reason().to_owned();
        let Some((compared, cluster)) = self.looked_at() else { return };
        let Some(wish) = self.wish(compared, cluster, decide) else {
            self.notices.say("Select the words on the page first.");
            return;
        };
        let cluster = cluster.clone();
        if self.put_decisions(vec![(cluster, wish, reason)], "decide") {
            self.page.collapse_selection();
            let at = self
                .compared
                .as_ref()
                .and_then(|compared| compared.cluster_of(self.view.compared_at.as_ref()?));
            let next = at.and_then(|at| self.compare_panel.next_open(at));
            let handle = next.and_then(|next| self.compared.as_ref()?.handle(next));
            if let Some(handle) = handle {
                self.show_cluster(handle);
            }
            self.compare_panel.take_keyboard();
        }
    }

    /// Returns what is wanted of a cluster; `None` where words should be selected and are not.
    fn wish(&self, compared: &Compared, cluster: &Cluster, decide: Decide) -> Option<Wish> {
        let (basis, tag, words) = match decide {
            Decide::Take(layer) => return Some(Wish::Take(layer)),
            Decide::Drop => return Some(Wish::Drop),
            Decide::Change { basis, tag, words } => (basis, tag, words),
        };
        let of = |layer: usize| cluster.entries(&compared.sources).find(|(number, _)| *number == layer);
        let mut claim = Claim::clone(&of(basis)?.1.claim);
        claim.tag = tag;
        match words {
            Words::Of(layer) => claim.passages.clone_from(&of(layer)?.1.claim.passages),
            Words::Selected => {
                let text = self.open.as_ref()?.text();
                let span = self.page.selection(text)?;
                claim.passages = vec![Passage::new(Selector::of(text, span))];
            }
        }
        // With nothing changed it is simply taken.
        let is_as = |(layer, entry): (usize, &crate::adjudication::Entry)| {
            (layer == basis && entry.claim.tag == claim.tag && entry.claim.passages == claim.passages)
                .then_some(layer)
        };
        let same = cluster.entries(&compared.sources).find_map(is_as);
        Some(same.map_or_else(|| Wish::Change(Box::new(claim)), Wish::Take))
    }

    /// Takes what agrees in every field and waits for a decision, as one step.
    pub(super) fn take_agreed(&mut self) {
        if !self.is_adjudicating() {
            return;
        }
        let (Some(open), Some(compared)) = (&self.open, &self.compared) else { return };
        let ledger = crate::adjudication::Ledger::of(open.own_store().decisions());
        let waits = |cluster: &&Cluster| {
            cluster.is_agreed()
                && ledger.stand(cluster, &compared.sources) == crate::adjudication::Stand::Open
        };
        let wishes: Vec<(Cluster, Wish, String)> = compared
            .clusters
            .iter()
            .filter(waits)
            .map(|cluster| (cluster.clone(), Wish::Take(0), String::new()))
            .collect();
        let count = wishes.len();
        if count > 0 && self.put_decisions(wishes, "take what agrees") {
            let claims = say::count(count, "claim that agrees is", "claims that agree are");
            self.notices.say_with(format!("{claims} in gold."), "Undo", || Command::Undo);
            self.compare_panel.take_keyboard();
        }
    }

    /// Keeps another reason with the decision about the cluster of a claim.
    pub(super) fn set_reason(&mut self, handle: &Chosen, reason: String) {
        if !self.is_adjudicating() {
            return;
        }
        let Some(compared) = &self.compared else { return };
        let cluster = compared.cluster_of(handle).and_then(|cluster| compared.clusters.get(cluster));
        let Some(cluster) = cluster else { return };
        let mut decisions = self.decisions();
        let about = |decision: &&mut Decision| {
            cluster.entries(&compared.sources).any(|(_, entry)| decision.claims.contains(&entry.claim.id))
        };
        let Some(decision) = decisions.iter_mut().rev().find(about) else { return };
        decision.reason = reason;
        self.apply("give a reason", Edit::Decisions(decisions));
    }

    /// Puts decisions into the gold layer as one step.
    fn put_decisions(&mut self, wishes: Vec<(Cluster, Wish, String)>, name: &'static str) -> bool {
        let now = self.now();
        let (Some(open), Some(compared)) = (&self.open, &self.compared) else { return false };
        let store = open.own_store();
        let gold = store.snapshot();
        let millis = super::claims::now_millis();
        let wishes = wishes.iter().map(|(cluster, wish, reason)| (cluster, wish.clone(), reason.clone()));
        let settled = settle(
            &gold,
            store.decisions(),
            &compared.sources,
            wishes.collect(),
            || ClaimId::new_v7(millis),
            now,
        );
        let mut edits: Vec<Edit> = settled.remove.into_iter().map(Edit::Remove).collect();
        edits.extend(settled.put.into_iter().map(|claim| Edit::Put(Arc::new(claim))));
        edits.push(Edit::Decisions(settled.decisions));
        self.apply(name, Edit::Batch(edits))
    }

    /// Returns what is decided, where the gold layer is worked at.
    pub(super) fn decisions(&self) -> Vec<Decision> {
        self.open.as_ref().map(|open| open.own_store().decisions().to_vec()).unwrap_or_default()
    }

    /// Looks at what was decided otherwise before, or at a claim that was touched.
    pub(super) fn show_decided(&mut self, before: &[Decision], touched: &[ClaimId]) {
        let now = self.decisions();
        let Some(compared) = &self.compared else { return };
        let differs = now.iter().filter(|decision| !before.contains(decision));
        let differs = differs.chain(before.iter().filter(|decision| !now.contains(decision)));
        let claims = differs.flat_map(|decision| &decision.claims).chain(touched);
        let handle = claims.into_iter().find_map(|id| compared.handle_of(id));
        if let Some(handle) = handle {
            self.compare_panel.take_keyboard();
            self.show_cluster(handle);
        }
    }

    /// Lists the documents of the folder with what differs in each, or this document's differences again.
    pub(super) fn toggle_compare_folder(&mut self) {
        let Some(library) = &self.library else { return };
        if self.view.compares() && self.view.compares_folder {
            self.view.compares_folder = false;
            return;
        }
        let paths: Vec<PathBuf> = library.documents().iter().map(|document| document.path.clone()).collect();
        let root = library.root().to_owned();
        self.submit_save();
        if !self.view.compares() {
            self.enter_compare(Work::Analysis);
            self.view.scene = Scene::Compare;
        }
        self.view.compares_folder = true;
        self.stop_comparing_folder();
        let progress = Arc::new(Progress { total: paths.len(), ..Progress::default() });
        self.foldered =
            Foldered { root: root.clone(), documents: Vec::new(), running: Some(Arc::clone(&progress)) };
        let (who, around) = (self.settings.annotator.clone(), Around::of(self.keep()));
        self.jobs.spawn(move || {
            let documents = compare_all(&root, &paths, who.as_ref(), &around, &progress);
            Done::FolderCompared { progress, documents }
        });
    }

    fn stop_comparing_folder(&mut self) {
        if let Some(running) = self.foldered.running.take() {
            running.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    /// A comparison on a worker failed inside: the next may begin.
    pub(super) fn forget_comparing(&mut self) {
        self.is_comparing = None;
        self.foldered.running = None;
    }

    /// Takes what differs in the documents of the folder.
    pub(super) fn take_folder_compared(
        &mut self,
        progress: &Arc<Progress>,
        documents: Vec<DocumentDifferences>,
    ) {
        if self.foldered.running.as_ref().is_some_and(|running| Arc::ptr_eq(running, progress)) {
            self.foldered.running = None;
            self.foldered.documents = documents;
        }
    }

    /// Opens a document with its layers side by side.
    pub(super) fn compare_document(&mut self, path: PathBuf) {
        if self.open.as_ref().is_some_and(|open| open.path() == path) {
            self.view.compares_folder = false;
            return;
        }
        self.compares_next = Some(path.clone());
        self.commands.send(Command::Open(path));
    }
}

impl App {
    /// Shows what became of one's own claims in the gold layer, or the claims again.
    pub(super) fn toggle_fates(&mut self, egui: &egui::Context) {
        let now = self.now();
        self.leave_compare();
        self.view.fates = !self.view.fates;
        if !self.view.fates {
            self.view.focus_page = true;
            return;
        }
        self.view.scene = Scene::Reading;
        self.view.reviews = false;
        self.settings.claims_shown = true;
        self.view.claims_over_page = is_very_narrow(egui);
        if let Some(open) = self.open.as_mut().filter(|open| !open.may_see_others()) {
            // A gold layer shows what others have found.
            open.show_others(now);
            self.notices.say("Others’ layers are shown. Your own layer notes that you have seen them.");
        }
    }
}
