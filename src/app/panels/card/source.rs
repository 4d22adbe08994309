//! How far source and information can be trusted, by the Admiralty scales, and how sure the annotator is.

use egui::Ui;

use super::super::super::widgets::{Select, SelectItem, labelled};
use super::{Card, One, people, wording};

impl Card {
    /// Returns whether anything of it is shown.
    pub(super) fn shows_source(&mut self, one: &One<'_>) -> bool {
        let claim = one.claim();
        let shows_rating = self.shows(one, "rating", !claim.rating.is_empty());
        self.shows(one, "confidence", claim.confidence.is_some()) || shows_rating
    }

    /// Draws both scales and the confidence.
    pub(super) fn source_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let claim = one.claim();
        let shows_rating = self.shows(one, "rating", !claim.rating.is_empty());
        if shows_rating && (one.is_own || claim.rating.reliability.is_some()) {
            labelled(ui, one.kit(), "Source", |ui| reliability_ui(ui, one));
        }
        if shows_rating && (one.is_own || claim.rating.credibility.is_some()) {
            labelled(ui, one.kit(), "Information", |ui| credibility_ui(ui, one));
        }
        if self.shows(one, "confidence", claim.confidence.is_some()) {
            labelled(ui, one.kit(), "Confidence", |ui| people::confidence_ui(ui, one));
        }
    }
}

fn graded<'a, T>(scale: &'a [(T, &'a str, &'a str)]) -> Vec<SelectItem<'a>> {
    scale
        .iter()
        .map(|(_, grade, words)| match grade.chars().next() {
            Some(letter) => SelectItem::graded(letter, words),
            None => SelectItem::new(words),
        })
        .collect()
}

fn reliability_ui(ui: &mut Ui, one: &One<'_>) {
    let scale = wording::RELIABILITY;
    let chosen = scale.iter().position(|(grade, ..)| Some(*grade) == one.claim().rating.reliability);
    let picked = Select::new((one.claim().id.as_str(), "reliability"), "Source", &graded(scale), chosen)
        .none("No rating")
        .hint("Not rated")
        .enabled(one.is_own)
        .show(ui, one.kit());
    if let Some(picked) = picked {
        let grade = picked.and_then(|picked| scale.get(picked)).map(|(grade, ..)| *grade);
        one.change("rate the source", move |claim| claim.rating.reliability = grade);
    }
}

fn credibility_ui(ui: &mut Ui, one: &One<'_>) {
    let scale = wording::CREDIBILITY;
    let chosen = scale.iter().position(|(grade, ..)| Some(*grade) == one.claim().rating.credibility);
    let picked = Select::new((one.claim().id.as_str(), "credibility"), "Information", &graded(scale), chosen)
        .none("No rating")
        .hint("Not rated")
        .enabled(one.is_own)
        .show(ui, one.kit());
    if let Some(picked) = picked {
        let grade = picked.and_then(|picked| scale.get(picked)).map(|(grade, ..)| *grade);
        one.change("rate the information", move |claim| claim.rating.credibility = grade);
    }
}
