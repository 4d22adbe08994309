//! Who says it, through whom, against whom; when; the note and the labels.

use egui::{Id, Response, Ui};

use crate::model::Claim;

use super::super::super::command::Command;
use super::super::super::widgets::{
    self, ChipEvent, ChipField, Choice, FieldEvent, Kit, Row, Segment, Suggestion, check, field, focus,
    labelled, labelled_tall, popup,
};
use super::fields::Field;
use super::{Card, One, wording};

/// How wide the menu of a name is.
const MENU: f32 = 256.0;

/// How many names the menu offers.
const OFFERED: usize = 8;

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
    /// What is typed for "Same person as…"; `None` while it is not asked for.
    same_as: Option<String>,
    /// The name of the list that arrows have gone to, from 1.
    at: usize,
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
        if self.shows(one, "voice", claim.voice.is_some()) {
            labelled(ui, one.kit(), "Voice", |ui| voice_ui(ui, one));
        }
        self.names_ui(ui, one, Names::Claimants);
        self.unnamed_ui(ui, one);
        if self.shows(one, "via", !claim.via.is_empty()) {
            self.names_ui(ui, one, Names::Via);
        }
        self.names_ui(ui, one, Names::Against);
        let is_wrong = self.drafts.is_wrong(&claim.id, Field::Said);
        if self.shows(one, "said", claim.said.is_some() || is_wrong) {
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
        if self.shows(one, "labels", !claim.labels.is_empty()) {
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
            let id = names_id(one.claim(), of);
            if ui.memory(|memory| memory.has_focus(field::id(id))) {
                self.note_used(one.ctx);
            }
            let suggestions: Vec<Suggestion<'_>> = self
                .used(of == Names::Labels)
                .iter()
                .filter(|(name, _)| !names.contains(name))
                .map(|(text, count)| Suggestion { text, count: *count })
                .collect();
            let (event, response) = ChipField::new(id, of.label(), names)
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
                    self.chip_menu =
                        names.get(at).map(|name| Menu { of, name: name.clone(), same_as: None, at: 0 });
                }
                None => {}
            }
            self.chip_menu_ui(one, of, &response);
        });
    }

    /// Draws the menu of a name: the same person as another, or away with it.
    fn chip_menu_ui(&mut self, one: &One<'_>, of: Names, anchor: &Response) {
        let Some(mut menu) = self.chip_menu.clone().filter(|menu| menu.of == of && one.is_own) else {
            return;
        };
        let mut is_open = true;
        let people = self.used_now(one.ctx, false);
        let done = popup::below(anchor, one.kit(), MENU, &mut is_open, |ui| match menu.same_as {
            Some(_) => same_person_ui(ui, one, &mut menu, people),
            None => name_menu_ui(ui, one, &mut menu),
        });
        let is_done = done.is_some_and(|shown| shown.inner);
        if is_done && menu.same_as.is_none() {
            // The keyboard goes on from the field.
            focus::request(&anchor.ctx, field::id(names_id(one.claim(), of)));
        }
        self.chip_menu = Some(menu).filter(|_| is_open && !is_done);
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

/// Draws what can be done with a name; returns whether it was.
fn name_menu_ui(ui: &mut Ui, one: &One<'_>, menu: &mut Menu) -> bool {
    let row = |ui: &mut Ui, words: &str| {
        let row = Row::new(words).id(Id::unique(("name menu", words))).role(egui::Role::MenuItem);
        row.show(ui, one.kit()).clicked()
    };
    if menu.of != Names::Labels && row(ui, "Same person as…") {
        menu.same_as = Some(String::new());
        return false;
    }
    let is_taken_out = row(ui, "Take this name out");
    if is_taken_out {
        let (of, name) = (menu.of, menu.name.clone());
        one.change(of.step_name(), move |claim| of.of_mut(claim).retain(|other| *other != name));
    }
    is_taken_out
}

/// Draws the field for the person's other name, with the names in use that fit; returns whether one was given.
fn same_person_ui(ui: &mut Ui, one: &One<'_>, menu: &mut Menu, people: &[(String, usize)]) -> bool {
    let kit = one.kit();
    let typed = menu.same_as.clone().unwrap_or_default();
    let mut is_submitted = false;
    egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let words = format!("“{}” is the same person as", menu.name);
        widgets::words(ui, kit, &words, &Kit::label_style(), kit.tokens().second, ui.available_width(), 2);
        let id = ("same person", one.claim().id.as_str());
        let is_new = !ui.memory(|memory| memory.has_focus(field::id(id))) && typed.is_empty();
        let (up, down) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
            (pressed(egui::Key::ArrowUp), pressed(egui::Key::ArrowDown))
        });
        let field = widgets::Field::new(id, "Same person as").hint("Name").focused(is_new);
        let output = field.show(ui, kit, &typed);
        is_submitted = output.event == Some(FieldEvent::Submitted);
        menu.at = match (up, down) {
            _ if output.text != typed => 0,
            (true, _) => menu.at.saturating_sub(1),
            (_, true) => menu.at + 1,
            _ => menu.at,
        };
        menu.same_as = Some(output.text);
    });
    let typed = menu.same_as.as_deref().unwrap_or_default().trim();
    let fitting = fitting(people, &menu.name, typed);
    menu.at = menu.at.min(fitting.len());
    let mut to = is_submitted.then(|| typed.to_owned());
    for (number, (name, count)) in fitting.iter().enumerate() {
        let is_at = menu.at == number + 1;
        let row = Row::new(name)
            .id(Id::unique(("same person as", name)))
            .trailing(count)
            .role(egui::Role::ListBoxOption)
            .hovered(is_at);
        if row.show(ui, kit).clicked() || (is_at && is_submitted) {
            to = Some((*name).to_owned());
        }
    }
    let Some(to) = to.filter(|to| !to.is_empty()) else {
        return false;
    };
    if to != menu.name {
        one.ctx.commands.send(Command::RenamePerson { from: menu.name.clone(), to });
    }
    true
}

/// Returns the names that hold what is typed, but for the name itself, with their counts.
fn fitting<'a>(people: &'a [(String, usize)], name: &str, typed: &str) -> Vec<(&'a str, String)> {
    let typed = typed.to_lowercase();
    people
        .iter()
        .filter(|(other, _)| other != name && other.to_lowercase().contains(&typed))
        .map(|(other, count)| (other.as_str(), count.to_string()))
        .take(OFFERED)
        .collect()
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
