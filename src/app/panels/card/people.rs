//! Who says it, through whom, against whom; when; the note and the labels.

use egui::{Id, Response, Ui};

use crate::model::Claim;

use super::super::super::command::Command;
use super::super::super::widgets::{
    self, ChipEvent, ChipField, Choice, Row, Segment, Suggestion, check, field, labelled, labelled_tall,
    popup,
};
use super::fields::Field;
use super::{Card, One, wording};

/// A field of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Names {
    Claimants,
    Via,
    Against,
    Labels,
}

/// The menu of one name.
#[derive(Clone, Debug)]
pub(super) struct Menu {
    of: Names,
    name: String,
}

impl Names {
    fn label(self) -> &'static str {
        match self {
            Self::Claimants => "Claimants",
            Self::Via => "Via",
            Self::Against => "Against",
            Self::Labels => "Labels",
        }
    }

    fn hint(self, is_empty: bool) -> &'static str {
        match self {
            Self::Claimants if is_empty => "Who says it",
            Self::Via if is_empty => "Through whom it came",
            Self::Against if is_empty => "Whom it blames",
            _ => "Add",
        }
    }

    fn of(self, claim: &Claim) -> &Vec<String> {
        match self {
            Self::Claimants => &claim.claimants,
            Self::Via => &claim.via,
            Self::Against => &claim.against,
            Self::Labels => &claim.labels,
        }
    }

    fn of_mut(self, claim: &mut Claim) -> &mut Vec<String> {
        match self {
            Self::Claimants => &mut claim.claimants,
            Self::Via => &mut claim.via,
            Self::Against => &mut claim.against,
            Self::Labels => &mut claim.labels,
        }
    }

    fn step_name(self) -> &'static str {
        match self {
            Self::Claimants => "change the claimants",
            Self::Via => "change the relays",
            Self::Against => "change whom it blames",
            Self::Labels => "change the labels",
        }
    }
}

/// Returns the id of the field in which a claimant is typed.
pub(super) fn claimants_id(claim: &Claim) -> Id {
    field::id(names_id(claim, Names::Claimants))
}

/// What the id of a field of names is made of: a kind of field of its own, since other fields count theirs from 0 too.
fn names_id(claim: &Claim, of: Names) -> (&'static str, &str, Names) {
    ("names", claim.id.as_str(), of)
}

impl Card {
    /// Draws voice, names, date, note and labels.
    pub(super) fn people_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let claim = one.claim();
        if self.shows(one, claim.voice.is_some()) {
            labelled(ui, one.kit(), "Voice", |ui| voice_ui(ui, one));
        }
        self.names_ui(ui, one, Names::Claimants);
        self.unnamed_ui(ui, one);
        if self.shows(one, !claim.via.is_empty()) {
            self.names_ui(ui, one, Names::Via);
        }
        self.names_ui(ui, one, Names::Against);
        if self.shows(one, claim.said.is_some() || self.drafts.is_wrong(&claim.id, Field::Said)) {
            labelled_tall(ui, one.kit(), "Said", |ui| {
                let hint = "2026, 2026-03 or 2026-03-17";
                let typed = self.field_ui(ui, one, Field::Said, "Said", |field| field.hint(hint)).text;
                self.wrong_ui(ui, one, Field::Said, &typed);
            });
        }
        if one.is_own || !claim.note.is_empty() {
            labelled_tall(ui, one.kit(), "Note", |ui| {
                self.field_ui(ui, one, Field::Note, "Note", |field| field.multi_line().hint("Note"));
            });
        }
        if self.shows(one, !claim.labels.is_empty()) {
            self.names_ui(ui, one, Names::Labels);
        }
    }

    /// Draws a field of names with what completes them.
    fn names_ui(&mut self, ui: &mut Ui, one: &One<'_>, of: Names) {
        let names = of.of(one.claim());
        if !one.is_own && names.is_empty() {
            return;
        }
        labelled_tall(ui, one.kit(), of.label(), |ui| {
            let suggestions: Vec<Suggestion<'_>> = self
                .used(of == Names::Labels)
                .iter()
                .filter(|(name, _)| !names.contains(name))
                .map(|(text, count)| Suggestion { text, count: *count })
                .collect();
            let (event, response) = ChipField::new(names_id(one.claim(), of), of.label(), names)
                .hint(of.hint(names.is_empty()))
                .suggestions(&suggestions)
                .read_only(!one.is_own)
                .show(ui, one.kit());
            match event {
                Some(ChipEvent::Added(name)) => one.change(of.step_name(), move |claim| {
                    let names = of.of_mut(claim);
                    if !name.trim().is_empty() && !names.contains(&name) {
                        names.push(name);
                        claim.unnamed &= of != Names::Claimants;
                    }
                }),
                Some(ChipEvent::Removed(at)) => one.change(of.step_name(), move |claim| {
                    let names = of.of_mut(claim);
                    if at < names.len() {
                        names.remove(at);
                    }
                }),
                Some(ChipEvent::Opened(at)) => {
                    self.chip_menu = names.get(at).map(|name| Menu { of, name: name.clone() });
                }
                None => {}
            }
            self.chip_menu_ui(one, of, &response);
        });
    }

    /// Draws the menu of a name: the same person as another, or away with it.
    fn chip_menu_ui(&mut self, one: &One<'_>, of: Names, anchor: &Response) {
        let Some(menu) = self.chip_menu.clone().filter(|menu| menu.of == of && one.is_own) else {
            return;
        };
        let others: Vec<String> = self
            .used(false)
            .iter()
            .map(|(name, _)| name.clone())
            .filter(|name| *name != menu.name && of != Names::Labels)
            .take(8)
            .collect();
        let mut is_open = true;
        popup::below(anchor, one.kit(), 240.0, &mut is_open, |ui| {
            for other in &others {
                let words = format!("Same person as {other}");
                if Row::new(&words).show(ui, one.kit()).clicked() {
                    let (from, to) = (menu.name.clone(), other.clone());
                    one.ctx.commands.send(Command::RenamePerson { from, to });
                    ui.close();
                }
            }
            if !others.is_empty() {
                popup::separator(ui, one.kit());
            }
            if Row::new("Take this name out").show(ui, one.kit()).clicked() {
                let name = menu.name.clone();
                one.change(of.step_name(), move |claim| of.of_mut(claim).retain(|other| *other != name));
                ui.close();
            }
        });
        if !is_open {
            self.chip_menu = None;
        }
    }

    /// Draws whether a source makes the claim that the text does not name.
    fn unnamed_ui(&mut self, ui: &mut Ui, one: &One<'_>) {
        let claim = one.claim();
        let is_asked = one.is_own && claim.claimants.is_empty();
        if !claim.unnamed && !is_asked {
            return;
        }
        labelled(ui, one.kit(), "", |ui| {
            let mut unnamed = claim.unnamed;
            let words = "Source the text does not name";
            if check(ui, one.kit(), words, &mut unnamed).changed() && one.is_own {
                one.change("source without a name", move |claim| claim.unnamed = unnamed);
            }
        });
    }
}

fn voice_ui(ui: &mut Ui, one: &One<'_>) {
    let segments: Vec<Segment<'_>> =
        wording::VOICES.iter().map(|(_, words, tip)| Segment::new(words).tip(tip)).collect();
    let chosen = wording::VOICES.iter().position(|(voice, ..)| Some(*voice) == one.claim().voice);
    let picked = widgets::Choice::new((one.claim().id.as_str(), "voice"), "Voice", &segments, chosen)
        .fill()
        .show(ui, one.kit());
    let voice = picked.and_then(|picked| wording::VOICES.get(picked)).map(|(voice, ..)| *voice);
    if let Some(voice) = voice.filter(|_| one.is_own) {
        // A press on what is chosen takes it back.
        let next = (one.claim().voice != Some(voice)).then_some(voice);
        one.change("change the voice", move |claim| claim.voice = next);
    }
}

/// Draws low, moderate and high.
pub(super) fn confidence_ui(ui: &mut Ui, one: &One<'_>) {
    let segments: Vec<Segment<'_>> =
        wording::CONFIDENCE.iter().map(|(_, words)| Segment::new(words)).collect();
    let chosen =
        wording::CONFIDENCE.iter().position(|(confidence, _)| Some(*confidence) == one.claim().confidence);
    let picked = Choice::new((one.claim().id.as_str(), "confidence"), "Confidence", &segments, chosen)
        .fill()
        .show(ui, one.kit());
    let confidence =
        picked.and_then(|picked| wording::CONFIDENCE.get(picked)).map(|(confidence, _)| *confidence);
    if let Some(confidence) = confidence.filter(|_| one.is_own) {
        let next = (one.claim().confidence != Some(confidence)).then_some(confidence);
        one.change("change the confidence", move |claim| claim.confidence = next);
    }
}
