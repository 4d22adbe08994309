//! The main path by keyboard: from an article to a claim in the sidecar, and a step back.

use super::*;

const WORDS: &str = "Clear Wells alleges that Halden Water knew. The company denies this.\n";

#[test]
fn the_name_is_asked_for_before_the_first_claim_and_then_the_claim_is_made() {
    let mut desk = Desk::nameless(WORDS);
    desk.press(Key::J);
    desk.press(Key::Num1);
    desk.settle();
    assert_eq!(desk.tagged(), [""; 0]);
    desk.sees("Not now");
    desk.type_text("Ana Ruiz");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.tagged(), ["allegation: Clear Wells alleges that Halden Water knew."]);
    assert_eq!(desk.saved().annotator.name, "Ana Ruiz");
}

#[test]
fn who_gives_no_name_tags_nothing() {
    let mut desk = Desk::nameless(WORDS);
    desk.press(Key::S);
    desk.press(Key::Num1);
    desk.settle();
    desk.press(Key::Escape);
    desk.settle();
    desk.does_not_see("Not now");
    assert_eq!(desk.tagged(), [""; 0]);
    assert_eq!(std::fs::read_dir(desk.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_claim_is_made_described_saved_and_taken_back_by_keyboard_alone() {
    let mut desk = Desk::with(WORDS);
    desk.press(Key::J);
    desk.press(Key::J);
    desk.press(Key::Num2);
    assert_eq!(desk.tagged(), ["rebuttal: The company denies this."]);
    desk.press(Key::Enter);
    desk.settle();
    desk.assert_focused("Gist");
    desk.type_text("Halden Water did not know");
    desk.press(Key::Tab);
    desk.settle();
    desk.assert_focused("Claimants");
    desk.type_text("Halden Water");
    desk.press(Key::Enter);
    desk.press(Key::Escape);
    desk.settle();
    desk.assert_focused("Text of the document");

    let layer = desk.saved();
    assert_eq!(layer.claims.len(), 1);
    assert_eq!(layer.claims[0].tag.as_str(), "rebuttal");
    assert_eq!(layer.claims[0].gist, "Halden Water did not know");
    assert_eq!(layer.claims[0].claimants, ["Halden Water"]);

    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.claims()[0].claimants, [""; 0]);
    assert_eq!(desk.claims()[0].gist, "Halden Water did not know");
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.claims()[0].gist, "");
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.tagged(), [""; 0]);
    for _ in 0..3 {
        desk.press_with(CTRL, Key::Y);
    }
    assert_eq!(desk.claims()[0].claimants, ["Halden Water"]);
    assert_eq!(desk.saved().claims[0].claimants, ["Halden Water"]);
}

#[test]
fn a_digit_gives_the_chosen_claim_another_tag() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    desk.press(Key::Num2);
    assert_eq!(desk.tagged()[0], "rebuttal: Clear Wells alleges that Halden Water knew.");
    desk.press(Key::F);
    assert_eq!(desk.tagged()[0], "forecast: Clear Wells alleges that Halden Water knew.");
    assert_eq!(desk.saved().claims.len(), 3);
}

#[test]
fn delete_removes_the_chosen_claim_and_undo_brings_it_back() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    desk.press(Key::N);
    desk.press(Key::Delete);
    assert_eq!(desk.tagged().len(), 2);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.tagged()[1], "rebuttal: The company denies this.");
}

#[test]
fn single_letters_write_while_a_field_has_the_keyboard() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("jsnarf 12");
    desk.settle();
    assert_eq!(desk.claims()[0].gist, "jsnarf 12");
    assert_eq!(desk.tagged().len(), 3);
    assert!(desk.tagged()[0].starts_with("allegation: "));
}

#[test]
fn single_letters_do_nothing_once_they_are_switched_off() {
    let mut desk = Desk::with(ARTICLE);
    desk.app_mut().settings.single_letter_keys = false;
    desk.press(Key::N);
    assert!(desk.app().view.chosen.is_none());
    desk.press_with(CTRL, Key::F);
    desk.settle();
    desk.assert_focused("Find in the text");
}

#[test]
fn the_palette_at_the_selection_tags_with_the_mouse() {
    let mut desk = Desk::with(WORDS);
    desk.press(Key::J);
    desk.settle();
    desk.click("Tag as rebuttal");
    desk.settle();
    assert_eq!(desk.tagged(), ["rebuttal: Clear Wells alleges that Halden Water knew."]);
}

#[test]
fn borders_of_the_chosen_claim_move_by_words_and_letters() {
    let mut desk = Desk::with("He <a>denied it</a> again.\n");
    desk.press(Key::N);
    desk.press(Key::CloseCurlyBracket);
    assert_eq!(desk.tagged(), ["allegation: denied it again"]);
    desk.press(Key::OpenBracket);
    assert_eq!(desk.tagged(), ["allegation: He denied it again"]);
    desk.press_with(CTRL | Modifiers::ALT, Key::ArrowRight);
    assert_eq!(desk.tagged(), ["allegation: He denied it again."]);
    for _ in 0..3 {
        desk.press_with(CTRL, Key::Z);
    }
    assert_eq!(desk.tagged(), ["allegation: denied it"]);
}
