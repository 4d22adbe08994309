//! A web page in the window: which of its texts is shown can be chosen until a claim counts in one.

use super::super::Command;
use super::*;
use crate::import::Extractor;

const MAIN: &str = "The main text of the page is shown. With your first claim it is settled.";
const WHOLE: &str = "The whole text of the page is shown. With your first claim it is settled.";

fn desk() -> Desk {
    Desk::made(Some(person("Ana Ruiz")), |folder| {
        let article = "<p>Clear Wells, they said, knew of it, and so did everybody in the town.</p>".repeat(8);
        let page = format!(
            "<title>Wells</title><h1>Wells</h1><div class=body>{article}</div><div class=sidebar><a href=x>Read more</a></div>"
        );
        std::fs::write(folder.join("page.html"), page).unwrap();
    })
    .open("page.html")
}

#[test]
fn the_whole_text_of_a_page_can_be_chosen_before_the_first_claim() {
    let mut desk = desk();
    desk.sees(MAIN);
    desk.click("Show the whole page");
    desk.until("the whole text is open", |app| {
        app.open.as_ref().is_some_and(|open| open.text().as_str().contains("Read more"))
    });
    desk.settle();
    desk.sees(WHOLE);
    desk.press(Key::J);
    desk.press(Key::Num1);
    desk.settle();
    desk.does_not_see(WHOLE);
    let document = desk.saved().document;
    assert_eq!(document.extractor.as_deref(), Some("html 1 whole"));
    assert_eq!(document.about.title, "Wells");
}

#[test]
fn the_text_stays_while_claims_count_in_it() {
    let mut desk = desk();
    desk.press(Key::J);
    desk.press(Key::Num1);
    desk.settle();
    desk.does_not_see(MAIN);
    desk.app_mut().commands.send(Command::SetExtractor(Extractor::HtmlWhole));
    desk.settle();
    assert_eq!(desk.document().extractor(), Some(Extractor::HtmlMain));
    assert_eq!(desk.tagged().len(), 1);
}
