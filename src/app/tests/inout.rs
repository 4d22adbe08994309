//! What comes in from the clipboard, and what goes out: the sheet, the tables, files and the briefing.

use super::super::clipboard::{Flavours, Source};
use super::super::command::Chosen;
use super::super::dialogs::Dialog;
use super::*;

const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };

const PLAIN: &str =
    "Board denies all\n\nClear Wells alleges that Halden Water knew. The company denies this.\n";

const PAGE: &str = "<meta property='og:title' content='Two wells'><meta name='author' content='Ana Berg'>\
                    <meta property='og:url' content='https://example.org/wells'>\
                    <p>Clear Wells alleges it.</p><p>Denied.</p>";

struct Fake(Flavours);

impl Source for Fake {
    fn flavours(&self) -> Flavours {
        self.0.clone()
    }
}

impl Desk {
    fn holding(mut self, html: &str, text: &str) -> Self {
        let some = |words: &str| (!words.is_empty()).then(|| words.to_owned());
        self.app_mut().clipboard = Arc::new(Fake(Flavours { html: some(html), text: some(text) }));
        self
    }

    /// Pastes as the system tells it: no key is pressed, its words are there.
    fn paste(&mut self, text: &str) {
        self.window.event(Event::Paste(text.to_owned()));
        self.window.run_steps(2);
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    #[track_caller]
    fn until_open(&mut self, name: &'static str) {
        self.until(name, move |app| app.open.as_ref().is_some_and(|open| open.name() == name));
        self.settle();
    }

    /// Draws frames until something stands on the screen.
    #[track_caller]
    pub(super) fn until_seen(&mut self, name: &str) {
        for _ in 0..PATIENCE {
            if self.shows(name) {
                return;
            }
            self.window.step();
            std::thread::yield_now();
        }
        panic!("{name:?} did not come");
    }

    /// Returns how many rows a table has under its head.
    fn rows(&self, name: &str) -> usize {
        csv::Reader::from_path(self.folder.path().join(name)).unwrap().records().count()
    }

    /// Presses a key without drawing on: what it does in its frame is still to be seen.
    fn press_only(&mut self, modifiers: Modifiers, key: Key) {
        let events = &mut self.window.input_mut().events;
        events.push(Event::ModifiersChanged(modifiers));
        events.push(Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
        events.push(Event::Key { key, physical_key: None, pressed: false, repeat: false, modifiers });
        events.push(Event::ModifiersChanged(Modifiers::NONE));
        self.window.step();
    }

    /// Asserts that one sentence on the screen begins so.
    #[track_caller]
    fn says(&self, beginning: &str) {
        let nodes = self.window.root().query_all(By::new());
        let said: Vec<String> = nodes.filter_map(|node| node.accesskit_node().value()).collect();
        let count = said.iter().filter(|words| words.starts_with(beginning)).count();
        assert_eq!(count, 1, "{beginning:?} in {said:#?}");
    }

    /// Waits for words to come onto the clipboard.
    #[track_caller]
    pub(super) fn until_copied(&mut self) -> String {
        for _ in 0..PATIENCE {
            let commands = &self.window.output().platform_output.commands;
            let copied = commands.iter().find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
            if let Some(text) = copied {
                return text;
            }
            self.window.step();
            std::thread::yield_now();
        }
        panic!("nothing was copied");
    }
}

/// Returns whether the sheet still waits for the clipboard.
fn is_reading(app: &App) -> bool {
    matches!(&app.dialog, Some(Dialog::Paste(form)) if form.is_reading())
}

fn empty_desk() -> Desk {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| write_all(folder, &["old.txt"]));
    desk.settle();
    desk.open("old.txt")
}

#[test]
fn an_article_on_the_clipboard_is_a_claim_in_six_presses() {
    let mut desk = empty_desk().holding("", PLAIN);
    // Ctrl+V, Enter, J, J, 1: five, with the second sentence marked, as the first is the headline.
    desk.paste(PLAIN);
    desk.until("the sheet is filled", |app| app.dialog.is_some() && !is_reading(app));
    desk.press(Key::Enter);
    desk.until_open("board-denies-all.txt");
    desk.press(Key::J);
    desk.press(Key::J);
    desk.press(Key::Num1);
    assert_eq!(desk.tagged(), ["allegation: Clear Wells alleges that Halden Water knew."]);
    let layer = desk.saved();
    assert_eq!(layer.document.about.title, "Board denies all");
    assert_eq!(desk.file("board-denies-all.txt"), PLAIN);
}

#[test]
fn the_sheet_is_filled_from_the_pages_own_words_and_all_of_it_is_kept_without_a_claim() {
    let mut desk = empty_desk().holding(PAGE, "ignored");
    desk.press_with(CTRL_SHIFT, Key::N);
    desk.until("the sheet is filled", |app| !is_reading(app));
    desk.settle();
    desk.assert_focused("Title");
    desk.sees("5 words");
    desk.click("Publisher");
    desk.type_text("The Post");
    desk.click("Save and open");
    desk.until_open("two-wells.txt");
    assert_eq!(desk.file("two-wells.txt").trim_end(), "Clear Wells alleges it.\n\nDenied.");
    let about = desk.saved().document.about;
    assert_eq!((about.title.as_str(), about.author.as_str()), ("Two wells", "Ana Berg"));
    assert_eq!((about.publisher.as_str(), about.url.as_str()), ("The Post", "https://example.org/wells"));
    assert!(about.retrieved.is_some());
    desk.until_seen("two-wells.txt, in work, 0 claims");
}

#[test]
fn a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten() {
    let mut desk = empty_desk().holding("", "Old\n\nOther words here.\n");
    desk.paste("Old\n\nOther words here.\n");
    desk.until("the sheet is filled", |app| !is_reading(app));
    desk.settle();
    desk.press(Key::Enter);
    desk.until_open("old-2.txt");
    assert_eq!(desk.file("old.txt"), "Nothing is claimed here.\n");
}

#[test]
fn without_words_on_the_clipboard_it_is_said_what_to_do() {
    let mut desk = empty_desk().holding("<img src='a.png'>", "");
    // The press of the key is not told where there is no text, only that it was let go.
    let events = &mut desk.window.input_mut().events;
    events.push(Event::Key {
        key: Key::V,
        physical_key: None,
        pressed: false,
        repeat: false,
        modifiers: CTRL,
    });
    desk.window.run_steps(2);
    desk.until("the sheet is gone", |app| app.dialog.is_none());
    desk.settle();
    desk.says("There is no text on the clipboard.");
    desk.assert_focused("Text of the document");
}

#[test]
fn a_sheet_with_typed_words_comes_back_when_it_was_left() {
    let mut desk = empty_desk().holding("", PLAIN);
    desk.press_with(CTRL_SHIFT, Key::N);
    desk.until("the sheet is filled", |app| !is_reading(app));
    desk.settle();
    desk.type_text("All denied");
    desk.press(Key::Escape);
    desk.settle();
    desk.does_not_see("Save and open");
    desk.click("Go on with it");
    desk.settle();
    desk.press_with(CTRL, Key::Enter);
    desk.until_open("all-denied.txt");
}

#[test]
fn what_is_typed_about_an_article_waits_for_the_name_of_who_reads() {
    let mut desk = Desk::nameless("Nothing.\n").holding(PAGE, "");
    desk.press_with(CTRL_SHIFT, Key::N);
    desk.until("the sheet is filled", |app| !is_reading(app));
    desk.settle();
    desk.press(Key::Enter);
    desk.until_open("two-wells.txt");
    desk.type_text("Ana Ruiz");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.saved().document.about.author, "Ana Berg");
}

#[test]
fn a_word_processors_document_is_refused_with_the_sheet_one_click_away() {
    let mut desk = empty_desk().holding("", PLAIN);
    std::fs::write(desk.folder.path().join("memo.pdf"), "%PDF-1.7 memo").unwrap();
    let path = desk.folder.path().join("memo.pdf");
    desk.app_mut().commands.send(super::super::Command::Open(path));
    desk.until("what was open is open again", |app| app.opening.is_none() && app.open.is_some());
    desk.settle();
    desk.click("Paste it");
    desk.until("the sheet is filled", |app| app.dialog.is_some() && !is_reading(app));
    desk.settle();
    desk.sees("Save and open");
}

#[test]
fn pasting_into_a_field_makes_no_document() {
    let mut desk = empty_desk().holding("", PLAIN);
    desk.press_with(CTRL, Key::F);
    desk.settle();
    desk.paste("words");
    desk.settle();
    assert!(desk.app().dialog.is_none());
}

#[test]
fn the_claims_of_the_list_are_copied_as_they_are_filtered() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_only(CTRL_SHIFT, Key::C);
    let table = desk.until_copied();
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(table.starts_with("Tag\tGist\t"));
    desk.app_mut().claims_panel.show_without_target();
    desk.press_only(CTRL_SHIFT, Key::C);
    let table = desk.until_copied();
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("The company denies this."));
}

#[test]
fn the_chosen_claim_is_copied_as_a_quotation() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    desk.press_only(Modifiers::NONE, Key::Q);
    let words = desk.until_copied();
    assert!(words.contains("“Clear Wells alleges that Halden Water knew.”"), "{words}");
    assert!(words.contains("article.txt"), "{words}");
}

#[test]
fn the_briefing_stands_in_the_pages_place_and_is_walked_by_keyboard() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::B);
    desk.settle();
    desk.sees("Who says what against whom");
    for head in ["Alleges", "Denies", "Expects", "No claimant yet"] {
        desk.sees(head);
    }
    desk.says("article.txt, Ana Ruiz, 3 claims. 1 allegation stands unanswered");
    desk.does_not_see("Text of the document");
    desk.press(Key::J);
    desk.press(Key::J);
    desk.settle();
    let denial = "Rebuttal: The company denies this., No claimant yet, without target, ¶ 1";
    desk.assert_focused(denial);
    // What would act on the page does not: nothing is chosen or tagged.
    desk.press(Key::Num1);
    desk.press(Key::N);
    assert_eq!(desk.tagged()[1], "rebuttal: The company denies this.");
    desk.press(Key::Enter);
    desk.settle();
    assert_eq!(desk.app().view.chosen.as_ref().unwrap(), &Chosen::own(desk.claims()[1].id.clone()));
    desk.sees("Text of the document");
    desk.press(Key::B);
    desk.settle();
    desk.press(Key::Escape);
    desk.settle();
    desk.assert_focused("Text of the document");
    assert!(desk.app().view.chosen.is_some(), "Escape went back to the text and no further");
}

#[test]
fn the_briefing_is_copied_by_its_button_and_by_the_usual_key() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::B);
    desk.settle();
    desk.window.event(Event::Copy);
    desk.window.step();
    let words = desk.until_copied();
    assert!(words.starts_with("Who says what against whom\narticle.txt, Ana Ruiz, 3 claims."), "{words}");
}

#[test]
fn the_briefing_of_the_folder_leads_into_other_documents() {
    let desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Ana Ruiz", ARTICLE);
        tag(&folder.join("letter.txt"), "Ana Ruiz", "He wrote: <a>they lied to us.</a>\n");
        write_all(folder, &["report.txt"]);
    });
    let mut desk = desk.open("report.txt");
    desk.press(Key::B);
    desk.settle();
    desk.says("There are no claims in this document yet.");
    desk.click("Whole folder");
    desk.until("the folder is read", |app| {
        app.briefed.as_ref().is_some_and(|briefed| briefed.briefing.claim_count == 4)
    });
    desk.settle();
    desk.click_what_begins("Allegation: they lied to us.");
    desk.until_open("letter.txt");
    desk.sees("Text of the document");
    assert_eq!(desk.app().view.chosen.as_ref().unwrap(), &Chosen::own(desk.claims()[0].id.clone()));
}

#[test]
fn claims_are_exported_and_a_file_that_is_there_is_asked_about() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL, Key::E);
    desk.settle();
    desk.assert_focused("File");
    desk.press(Key::Enter);
    desk.until("it is written", |app| app.exported.is_some());
    desk.settle();
    assert_eq!(desk.rows("article-claims.csv"), 3);
    desk.says("3 claims written to article-claims.csv in ");
    desk.press(Key::N);
    desk.press(Key::Delete);
    desk.press_with(CTRL, Key::E);
    desk.settle();
    desk.press(Key::Enter);
    desk.until_seen("There is a file of that name already.");
    assert_eq!(desk.rows("article-claims.csv"), 3);
    desk.click("Replace it");
    desk.until("it is replaced", |app| app.dialog.is_none());
    assert_eq!(desk.rows("article-claims.csv"), 2);
}

#[test]
fn the_files_of_a_whole_folder_hold_the_claims_of_all_its_documents() {
    let desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Ana Ruiz", ARTICLE);
        tag(&folder.join("letter.txt"), "Ana Ruiz", "He wrote: <a>they lied to us.</a>\n");
    });
    let mut desk = desk.open("letter.txt");
    desk.press_with(CTRL, Key::E);
    desk.settle();
    desk.click("Whole folder");
    desk.click("Export");
    desk.until("it is written", |app| app.exported.is_some());
    let path = desk.app().exported.clone().unwrap();
    assert_eq!(desk.rows(&path.file_name().unwrap().to_string_lossy()), 4);
}
