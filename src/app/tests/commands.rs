//! The command palette, the sheet of keys, the search in the text, and the form about the document.

use super::super::action::{ACTIONS, Menu};
use super::*;

const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };

#[test]
fn the_palette_is_typed_into_and_enter_does_what_it_found() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL_SHIFT, Key::P);
    desk.settle();
    desk.assert_focused("Find a command, a claim or a document");
    desk.sees("Quit");
    desk.type_text("larger");
    desk.settle();
    desk.does_not_see("Quit");
    desk.press(Key::Enter);
    desk.settle();
    desk.does_not_see("Find a command, a claim or a document");
    assert!(desk.app().settings.text_size > 17.0);
}

#[test]
fn the_palette_finds_claims_and_escape_leaves_it() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL_SHIFT, Key::P);
    desk.settle();
    desk.type_text("resign");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.app().view.chosen.as_ref().unwrap().id, desk.claims()[2].id);
    desk.press_with(CTRL_SHIFT, Key::P);
    desk.settle();
    desk.press(Key::Escape);
    desk.settle();
    assert!(desk.app().dialog.is_none());
}

#[test]
fn every_action_is_in_the_palette() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    desk.press_with(CTRL_SHIFT, Key::P);
    desk.settle();
    let names = desk.names();
    let missing: Vec<_> = ACTIONS
        .iter()
        .filter(|action| action.menu != Menu::Hidden && desk.app().can(action.when))
        .filter(|action| action.name != "All commands…" && !names.iter().any(|name| name == action.name))
        .map(|action| action.name)
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_sheet_says_the_keys_and_the_tags() {
    let mut desk = Desk::with("Nothing is claimed here.\n");
    desk.press(Key::F1);
    desk.settle();
    for line in [
        "Next, previous sentence: J  K",
        "Allegation, rebuttal, forecast: 1 2 3 or A R F",
        "All commands: Ctrl+Shift+P",
        "Undo, redo: Ctrl+Z  Ctrl+Shift+Z",
        "Open the card: Enter",
        "Allegation",
    ] {
        desk.sees(line);
    }
    desk.click("Close");
    desk.settle();
    desk.does_not_see("Open the card: Enter");
}

#[test]
fn the_find_bar_goes_from_place_to_place_and_closes_on_escape() {
    let mut desk = Desk::with("One well, two wells, three wells.\n");
    let selected = |desk: &Desk| {
        let text = desk.document().text();
        desk.app().page.selection(text).map(|span| span.start().0)
    };
    desk.press_with(CTRL, Key::F);
    desk.settle();
    desk.type_text("well");
    desk.settle();
    assert_eq!(selected(&desk), Some(4));
    desk.press(Key::Enter);
    assert_eq!(selected(&desk), Some(14));
    desk.press(Key::F3);
    assert_eq!(selected(&desk), Some(27));
    desk.click("Find previous");
    assert_eq!(selected(&desk), Some(14));
    desk.click("Close the search");
    desk.settle();
    desk.does_not_see("Close the search");
    desk.assert_focused("Text of the document");
    desk.press_with(CTRL, Key::F);
    desk.settle();
    desk.press(Key::Escape);
    desk.settle();
    desk.does_not_see("Close the search");
}

#[test]
fn what_is_known_of_the_document_is_kept_with_the_claims() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL, Key::I);
    desk.settle();
    desk.assert_focused("Title");
    desk.type_text("Two wells");
    desk.click("Published");
    desk.type_text("2018-11-21");
    desk.press(Key::Enter);
    desk.settle();
    let about = desk.saved().document.about;
    assert_eq!(about.title, "Two wells");
    assert_eq!(about.published.unwrap().to_string(), "2018-11-21");
}

#[test]
fn all_hits_of_a_search_are_tagged_and_untagged_in_one_step() {
    let mut desk = Desk::with("The board knew. The board denies it. <a>The Board</a> resigned.");
    desk.press_with(CTRL, Key::F);
    desk.type_text("board");
    desk.until("everything is found", |app| app.find.all_hits().is_some_and(|hits| hits.len() == 3));
    desk.settle();
    desk.click("Whole words only");
    desk.until("everything is found again", |app| app.find.all_hits().is_some_and(|hits| hits.len() == 3));
    desk.settle();
    desk.click("Tag all hits as rebuttal");
    desk.settle();
    assert_eq!(desk.tagged().iter().filter(|claim| claim.starts_with("rebuttal: ")).count(), 3);
    desk.sees("3 claims tagged.");
    desk.click("Undo");
    desk.settle();
    assert_eq!(desk.tagged(), ["allegation: The Board"]);
}

#[test]
fn a_pattern_that_cannot_be_read_says_so_in_the_bar() {
    let mut desk = Desk::with("The board knew.");
    desk.press_with(CTRL, Key::F);
    desk.settle();
    desk.click("Regular expression");
    desk.type_text("(a");
    desk.until("the search has ended", |app| app.find.is_open());
    desk.settle();
    desk.sees("The pattern cannot be read: unclosed group.");
}
