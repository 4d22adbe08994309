//! The claims panel: rows, filters, search, and what stands there when nothing is listed.

use super::*;

const ALLEGATION: &str = "Allegation: Clear Wells alleges that Halden Water knew., unanswered, paragraph 1";
const REBUTTAL: &str = "Rebuttal: The company denies this., no target, paragraph 1";
const FORECAST: &str = "Forecast: The board will resign by March 2027., not scoreable yet, paragraph 2";

#[track_caller]
fn check(desk: &Desk, expected: &[&str]) {
    let rows: Vec<String> = ["Allegation: ", "Rebuttal: ", "Forecast: "]
        .iter()
        .flat_map(|tag| desk.names_that_begin(tag))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_row_says_what_a_claim_is_and_shows_it_when_clicked() {
    let mut desk = Desk::with(ARTICLE);
    check(&desk, &[ALLEGATION, REBUTTAL, FORECAST]);
    desk.click(REBUTTAL);
    let chosen = desk.app().view.chosen.clone().unwrap();
    assert_eq!(chosen.id, desk.claims()[1].id);
    desk.sees("Gist");
}

#[test]
fn a_click_on_the_count_of_a_tag_lists_only_its_claims() {
    let mut desk = Desk::with(ARTICLE);
    desk.click("Only forecasts, 1");
    check(&desk, &[FORECAST]);
    desk.click("Only forecasts, 1");
    check(&desk, &[ALLEGATION, REBUTTAL, FORECAST]);
}

#[test]
fn the_search_field_lists_what_holds_its_words_and_says_when_nothing_does() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL | Modifiers::SHIFT, Key::F);
    desk.settle();
    desk.type_text("board");
    desk.settle();
    check(&desk, &[FORECAST]);
    desk.type_text("room");
    desk.settle();
    check(&desk, &[]);
    desk.sees("No claim holds “boardroom”.");
    desk.click("Show all 3");
    desk.settle();
    check(&desk, &[ALLEGATION, REBUTTAL, FORECAST]);
}

#[test]
fn unanswered_allegations_and_rebuttals_without_target_can_be_listed_alone() {
    let mut desk = Desk::with(ARTICLE);
    desk.click("Order and filters");
    desk.click("Unanswered allegations");
    check(&desk, &[ALLEGATION]);
    desk.click("Rebuttals without target");
    check(&desk, &[REBUTTAL]);
    desk.press(Key::Escape);
    desk.click_what_begins("Show all 3");
    check(&desk, &[ALLEGATION, REBUTTAL, FORECAST]);
}

#[test]
fn a_claim_made_at_the_end_of_a_long_list_stands_whole_in_it() {
    let known: String = (0..40).map(|number| format!("<a>Number {number} was known.</a>\n\n")).collect();
    let mut desk = Desk::with(&format!("{known}The last one was not.\n"));
    desk.press_with(CTRL, Key::End);
    desk.press(Key::S);
    desk.press(Key::Num2);
    desk.settle();
    let row = desk.window.get_by_label("Rebuttal: The last one was not., no target, paragraph 41").rect();
    let before =
        desk.window.get_by_label("Allegation: Number 39 was known., unanswered, paragraph 40").rect();
    let card = desk.window.get_by_label("Gist").rect();
    assert!(before.bottom() <= row.top() + 1.0);
    assert!(row.bottom() + 8.0 <= card.top(), "{row:?} ends in the list above the card at {card:?}");
}

#[test]
fn a_document_without_claims_teaches_how_the_first_is_made() {
    let desk = Desk::with("Nothing is claimed here.\n");
    desk.sees("No claims yet");
    for tag in ["Allegation", "Rebuttal", "Forecast"] {
        desk.sees(tag);
    }
}

#[test]
fn the_guide_leads_to_the_first_claim_and_goes_away() {
    let mut desk = Desk::with("Nothing is claimed here.\n");
    desk.app_mut().commands.send(super::super::Command::SetGuide(true));
    desk.settle();
    desk.sees("Step 1, now: Select the words");
    desk.press(Key::S);
    desk.settle();
    desk.sees("Step 2, now: Say what they are, with one key");
    desk.press(Key::Num1);
    desk.settle();
    desk.sees("Step 3, now: Say who claims it");
    desk.press(Key::Enter);
    desk.settle();
    desk.type_text("It is so");
    desk.settle();
    desk.does_not_see("Skip the guide");
    assert!(desk.app().settings.guided_done);
}

#[test]
fn the_claims_of_the_whole_folder_stand_under_their_documents() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Ana Ruiz", ARTICLE);
        tag(&folder.join("letter.md"), "Ana Ruiz", "They <a>knew it</a>.\n");
    })
    .open("article.txt");
    desk.press_with(CTRL, Key::Num3);
    desk.until("the folder’s claims are read", |app| app.folder_claims.is_some());
    desk.settle();
    desk.sees("article.txt, 3 claims");
    desk.sees("letter.md, 1 claim");
    let id = desk.claims()[0].id.clone();
    desk.app().commands.change("gist", &id, |claim| claim.gist = "They knew.".to_owned());
    desk.settle();
    desk.sees("Allegation: They knew., unanswered, paragraph 1");
    desk.click_what_begins("Allegation: knew it");
    desk.until("the letter is open", |app| app.open.as_ref().is_some_and(|open| open.name() == "letter.md"));
    assert_eq!(desk.app().view.chosen.clone().unwrap().id, desk.claims()[0].id);
}
