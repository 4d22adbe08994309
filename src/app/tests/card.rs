//! The card: every kind of field changes the claim, says what is wrong, and leaves others' claims alone.

use crate::model::{Confidence, Credibility, PartialDate, Rel, Reliability, Scale};

use super::super::command::Command;
use super::*;

/// Opens the article with its claim number `number` on the card.
fn card(number: usize) -> Desk {
    let mut desk = Desk::with(ARTICLE);
    for _ in 0..=number {
        desk.press(Key::N);
    }
    desk.settle();
    desk
}

fn unfold(desk: &mut Desk) {
    desk.click_what_begins("Voice, via");
    desk.settle();
}

#[test]
fn source_and_information_are_rated_by_the_admiralty_scales() {
    let mut desk = card(0);
    unfold(&mut desk);
    desk.click("Source");
    desk.click("Fairly reliable");
    assert_eq!(desk.claims()[0].rating.reliability, Some(Reliability::C));
    desk.click("Information");
    desk.click("Possibly true");
    assert_eq!(desk.claims()[0].rating.credibility, Some(Credibility::Three));
    desk.click("Source");
    desk.click("No rating");
    assert_eq!(desk.claims()[0].rating.reliability, None);
}

#[test]
fn confidence_is_chosen_and_taken_back() {
    let mut desk = card(0);
    unfold(&mut desk);
    desk.click("Moderate");
    assert_eq!(desk.claims()[0].confidence, Some(Confidence::Moderate));
    desk.click("Moderate");
    assert_eq!(desk.claims()[0].confidence, None);
}

#[test]
fn a_probability_is_typed_in_percent_and_a_wrong_one_is_said() {
    let mut desk = card(2);
    desk.click("Probability in percent");
    desk.type_text("70");
    desk.settle();
    let probability = |desk: &Desk| desk.claims()[2].forecast.as_ref().and_then(|one| one.probability);
    assert_eq!(probability(&desk), Some(0.7));
    desk.press_with(CTRL, Key::A);
    desk.type_text("170");
    desk.press(Key::Tab);
    desk.settle();
    desk.sees("A number from 0 to 100");
    assert_eq!(probability(&desk), Some(0.7));
}

#[test]
fn a_due_date_is_typed_and_a_wrong_one_is_said() {
    let mut desk = card(2);
    desk.click("Due");
    desk.type_text("2027-02-30");
    desk.press(Key::Tab);
    desk.settle();
    desk.sees("February 2027 has 28 days");
    let due = |desk: &Desk| desk.claims()[2].forecast.as_ref().and_then(|one| one.due);
    assert_eq!(due(&desk), None);
    desk.click("Due");
    desk.press_with(CTRL, Key::A);
    desk.type_text("2027-03");
    desk.settle();
    assert_eq!(due(&desk).unwrap().to_string(), "2027-03");
    desk.does_not_see("February 2027 has 28 days");
}

#[test]
fn a_rebuttal_gets_its_target_from_the_list_and_loses_it_again() {
    let mut desk = card(1);
    desk.click("Choose what it answers…");
    desk.settle();
    desk.sees("What it rebuts");
    desk.type_text("knew");
    desk.press(Key::Enter);
    desk.settle();
    let target = desk.claims()[0].id.clone();
    assert_eq!(desk.claims()[1].links[0].to.as_ref(), Some(&target));
    desk.press(Key::G);
    assert_eq!(desk.app().view.chosen.as_ref().unwrap().id, target);
    desk.press(Key::G);
    assert_eq!(desk.app().view.chosen.as_ref().unwrap().id, desk.claims()[1].id);
    desk.click("More for this link: rebuts");
    desk.settle();
    desk.click("Supports");
    assert_eq!(desk.claims()[1].links[0].rel, Rel::Supports);
    desk.settle();
    desk.click("More for this link: supports");
    desk.settle();
    desk.click("Take this link away");
    assert_eq!(desk.claims()[1].links, []);
}

#[test]
fn a_rebuttal_may_answer_words_that_stand_nowhere() {
    let mut desk = card(1);
    desk.press(Key::L);
    desk.settle();
    desk.type_text("what the papers wrote");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.claims()[1].links[0].words, "what the papers wrote");
    assert_eq!(desk.claims()[1].links[0].to, None);
}

#[test]
fn a_card_that_is_left_keeps_what_was_typed() {
    let mut desk = card(0);
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("Halden Water knew");
    desk.click_what_begins("Rebuttal: ");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "Halden Water knew");
    assert_eq!(desk.claims()[1].gist, "");
}

#[test]
fn a_persons_other_name_is_replaced_in_the_whole_layer_as_one_step() {
    let mut desk = card(0);
    for (number, name) in ["Halden", "Halden Water", "Halden"].iter().enumerate() {
        let id = desk.claims()[number].id.clone();
        let name = (*name).to_owned();
        desk.app().commands.change("name", &id, move |claim| claim.claimants = vec![name]);
    }
    desk.settle();
    let names =
        |desk: &Desk| desk.claims().iter().flat_map(|claim| claim.claimants.clone()).collect::<Vec<_>>();
    desk.click("Halden");
    desk.settle();
    desk.click("Same person as…");
    desk.settle();
    desk.type_text("wat");
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    assert_eq!(names(&desk), ["Halden Water"; 3]);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(names(&desk), ["Halden", "Halden Water", "Halden"]);
}

#[test]
fn typing_is_one_undo_step_a_pause_and_the_field_follows_undo() {
    let mut desk = card(0);
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("They ");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "They");
    desk.type_text("knew");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "They knew");
    desk.app().commands.send(Command::Undo);
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "They");
    assert_eq!(desk.window.get_by_label("Gist").value().as_deref(), Some("They"));
    desk.app().commands.send(Command::Undo);
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "");
}

#[test]
fn undo_takes_back_what_is_being_typed() {
    let mut desk = card(0);
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("They knew");
    desk.app().commands.send(Command::Undo);
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "");
}

#[test]
fn what_is_typed_is_kept_when_the_panel_goes() {
    let mut desk = card(0);
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("They knew");
    desk.press_with(CTRL, Key::Num2);
    assert_eq!(desk.claims()[0].gist, "They knew");
}

#[test]
fn a_slider_moved_by_arrows_is_one_undo_step() {
    let mut desk = card(2);
    desk.window.get_by_label("Probability").focus();
    desk.window.run_steps(2);
    for _ in 0..3 {
        desk.press(Key::ArrowRight);
    }
    assert_eq!(desk.claims()[2].forecast, None);
    desk.settle();
    assert_eq!(desk.claims()[2].forecast.clone().unwrap().probability, Some(0.53));
    desk.app().commands.send(Command::Undo);
    desk.settle();
    assert_eq!(desk.claims()[2].forecast, None);
}

#[test]
fn a_field_does_not_go_under_the_hands_of_who_empties_it() {
    let mut desk = card(0);
    let id = desk.claims()[0].id.clone();
    desk.app().commands.change("said", &id, |claim| claim.said = PartialDate::parse("2026-03"));
    desk.settle();
    desk.click("Said");
    desk.press_with(CTRL, Key::A);
    desk.press(Key::Backspace);
    desk.settle();
    assert_eq!(desk.claims()[0].said, None);
    desk.assert_focused("Said");
    desk.press(Key::Escape);
    desk.press(Key::N);
    desk.press_with(Modifiers::SHIFT, Key::N);
    desk.settle();
    desk.does_not_see("Said");
}

#[test]
fn a_wrong_date_waits_with_its_claim() {
    let mut desk = card(2);
    desk.click("Due");
    desk.type_text("2027-13");
    desk.click_what_begins("Allegation: ");
    desk.settle();
    desk.click_what_begins("Forecast: ");
    desk.settle();
    desk.sees("There is no month 13");
    assert_eq!(desk.window.get_by_label("Due").value().as_deref(), Some("2027-13"));
}

#[test]
fn a_list_that_a_click_has_opened_is_used_by_keys() {
    let mut desk = card(2);
    desk.click("Scale");
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.claims()[2].forecast.clone().unwrap().scale, Some(Scale::Phia));
}

#[test]
fn the_card_over_the_page_takes_the_keyboard_when_it_opens() {
    let mut desk = card(0);
    desk.press_with(CTRL, Key::Num2);
    desk.window.set_size(egui::vec2(720.0, 500.0));
    desk.settle();
    desk.does_not_see("Gist");
    desk.press(Key::Enter);
    desk.settle();
    desk.assert_focused("Gist");
    desk.type_text("They knew");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "They knew");
}

#[test]
fn the_claim_of_another_annotator_is_read_and_not_changed() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Maria Costa", ARTICLE);
    })
    .open("article.txt");
    desk.click("Show others’ layers");
    desk.settle();
    desk.click_what_begins("Allegation: ");
    desk.settle();
    desk.sees("Allegation");
    desk.does_not_see("Tag");
    desk.does_not_see("More");
    desk.does_not_see("Choose what it answers…");
    desk.click("Gist");
    desk.type_text("mine now");
    desk.press(Key::Escape);
    desk.settle();
    desk.press(Key::Num2);
    desk.press(Key::Delete);
    let others: Vec<_> = desk.document().layers().iter().flat_map(|layer| layer.store.claims()).collect();
    assert_eq!(others.len(), 3);
    assert!(others.iter().all(|placed| placed.claim.gist.is_empty()));
    assert_eq!(others.iter().filter(|placed| placed.claim.tag.as_str() == "allegation").count(), 1);
}
