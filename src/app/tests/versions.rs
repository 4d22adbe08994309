//! Earlier versions of the own layer can be looked at and gone back to.

use super::*;

#[test]
fn the_file_before_the_first_save_of_a_session_can_be_gone_back_to_and_that_can_be_undone() {
    let mut desk = Desk::with(ARTICLE);
    desk.press_with(CTRL, Key::End);
    desk.press(Key::S);
    desk.press(Key::Num1);
    desk.saved();
    assert_eq!(desk.claims().len(), 4);
    desk.app_mut().commands.send(crate::app::Command::EarlierVersions);
    desk.settle();
    desk.until("the versions are read", |app| app.dialog.is_some());
    desk.settle();
    assert_eq!(desk.names_that_begin("today, ").len(), 1, "{:?}", desk.names());
    desk.sees("1 claim goes, made since.");
    desk.press(Key::Enter);
    desk.settle();
    desk.until("the version is taken", |app| app.open.as_ref().unwrap().own_store().claim_count() == 3);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.claims().len(), 4);
}

#[test]
fn a_document_without_earlier_versions_says_so() {
    let mut desk = Desk::with(ARTICLE);
    desk.app_mut().commands.send(crate::app::Command::EarlierVersions);
    desk.settle();
    desk.settle();
    desk.sees("None yet: the first save of a session keeps the file as it was.");
}
