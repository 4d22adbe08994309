//! The library and the first start: what can be opened, and how far it is.

use super::*;

fn three() -> Desk {
    let desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Ana Ruiz", ARTICLE);
        write_all(folder, &["letter.md", "report.txt"]);
    });
    desk.open("letter.md")
}

#[test]
fn documents_are_listed_with_state_and_count_and_one_click_opens_them() {
    let mut desk = three();
    desk.sees("article.txt, in work, 3 claims");
    desk.sees("letter.md, not begun, 0 claims");
    desk.sees("report.txt, not begun, 0 claims");
    desk.click("article.txt, in work, 3 claims");
    desk.until("the article is open", |app| {
        app.open.as_ref().is_some_and(|open| open.name() == "article.txt")
    });
    assert_eq!(desk.tagged().len(), 3);
}

#[test]
fn the_filter_box_lists_the_documents_that_hold_its_words() {
    let mut desk = three();
    desk.click("Filter documents");
    desk.type_text("rep");
    desk.sees("report.txt, not begun, 0 claims");
    desk.does_not_see("letter.md, not begun, 0 claims");
    desk.type_text("xyz");
    desk.sees("No document is called “repxyz”");
    desk.click("Show all 3");
    desk.sees("letter.md, not begun, 0 claims");
}

#[test]
fn done_counts_in_the_library_and_leads_to_the_next_document() {
    let mut desk = three();
    desk.press_with(CTRL, Key::Enter);
    desk.until("the next document is open", |app| {
        app.open.as_ref().is_some_and(|open| open.name() != "letter.md")
    });
    desk.settle();
    desk.sees("letter.md, done, 0 claims");
}

#[test]
fn undo_goes_on_after_another_document_was_open() {
    let mut desk = three();
    desk.press(Key::S);
    desk.press(Key::Num3);
    assert_eq!(desk.tagged(), ["forecast: Nothing is claimed here."]);
    desk.press_with(CTRL, Key::PageDown);
    desk.until("the report is open", |app| app.open.as_ref().is_some_and(|open| open.name() == "report.txt"));
    desk.press_with(CTRL, Key::PageUp);
    desk.until("the letter is open", |app| app.open.as_ref().is_some_and(|open| open.name() == "letter.md"));
    desk.settle();
    assert_eq!(desk.tagged(), ["forecast: Nothing is claimed here."]);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.tagged(), [""; 0]);
}

#[test]
fn the_first_start_shows_three_ways_in_and_asks_for_the_name() {
    let mut desk = Desk::made(None, |_| ());
    desk.settle();
    for way in ["Open a document…", "Try the sample documents", "type a path", "Your name"] {
        desk.sees(way);
    }
    assert!(!desk.names_that_begin("Open a folder…").is_empty());
    desk.click("Try the sample documents");
    desk.until("a sample is open", |app| app.open.is_some());
    let samples = desk._home.path().join("data").join("samples");
    assert!(desk.document().path().starts_with(samples));
}

#[test]
fn a_path_that_is_typed_is_opened() {
    let mut desk = Desk::made(None, |folder| write_all(folder, &["letter.md"]));
    desk.settle();
    desk.click("type a path");
    desk.settle();
    let path = desk.folder.path().join("letter.md");
    desk.press_with(CTRL, Key::A);
    desk.window.event(Event::Paste(path.to_string_lossy().into_owned()));
    desk.settle();
    desk.press(Key::Enter);
    desk.until("the letter is open", |app| app.open.is_some());
}

#[test]
fn the_name_is_kept_in_the_folder_of_the_settings() {
    let mut desk = Desk::made(None, |_| ());
    desk.settle();
    desk.click("Your name");
    desk.type_text("Ana Ruiz");
    desk.press(Key::Enter);
    desk.settle();
    desk.until("the settings are saved", |app| !app.is_saving_settings && app.settings == app.saved_settings);
    let (settings, problems) = settings::load(&desk.app().home);
    assert_eq!(settings.annotator.unwrap().name, "Ana Ruiz");
    assert_eq!(problems, []);
}
