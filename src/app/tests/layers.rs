//! Others' layers: hidden until the own work is done, or until the reader asks, which is noted.

use super::*;

/// The article as two have read it; the reader is Ana Ruiz.
fn two() -> Desk {
    Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Maria Costa", "<a>They knew.</a> <r>They did not.</r>\n");
        tag(&path, "Ana Ruiz", "They knew. <f>They did not.</f>\n");
    })
    .open("article.txt")
}

#[test]
fn others_layers_are_hidden_until_they_are_asked_for_and_that_is_noted() {
    let mut desk = two();
    desk.sees("Layer of Maria Costa, 2 claims, hidden");
    assert_eq!(desk.names_that_begin("Allegation: "), [""; 0]);
    desk.click("Show others’ layers");
    desk.settle();
    desk.sees("Layer of Maria Costa, 2 claims, shown");
    desk.sees("Layer of Ana Ruiz, you, 1 claim, shown");
    assert_eq!(desk.names_that_begin("Allegation: ").len(), 1);
    desk.does_not_see("Show others’ layers");
    let layer = desk.saved();
    assert!(layer.seen_others.is_some());
    assert!(layer.finished.is_none());
}

#[test]
fn others_layers_are_shown_to_who_is_done_and_nothing_is_noted() {
    let mut desk = two();
    desk.press_with(CTRL, Key::Enter);
    desk.settle();
    desk.sees("Layer of Maria Costa, 2 claims, shown");
    assert_eq!(desk.names_that_begin("Allegation: ").len(), 1);
    let layer = desk.saved();
    assert!(layer.seen_others.is_none());
    assert!(layer.finished.is_some());
}

#[test]
fn the_files_of_others_are_never_written() {
    let mut desk = two();
    let theirs = desk.folder.path().join("article.txt.maria-costa.obelus.ron");
    let before = std::fs::read(&theirs).unwrap();
    desk.click("Show others’ layers");
    desk.press(Key::J);
    desk.press(Key::Num1);
    desk.saved();
    assert_eq!(std::fs::read(&theirs).unwrap(), before);
}

#[test]
fn a_sidecar_that_cannot_be_read_is_said_and_not_touched() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Ana Ruiz", ARTICLE);
        std::fs::write(folder.join("article.txt.ana-ruiz.obelus.ron"), "(format: 1, claims: [").unwrap();
    })
    .open("article.txt");
    let broken = desk.folder.path().join("article.txt.ana-ruiz.obelus.ron");
    let before = std::fs::read(&broken).unwrap();
    assert_eq!(desk.names_that_begin("Your claims cannot be read: ").len(), 1);
    desk.click("Work in a fresh layer");
    desk.press(Key::J);
    desk.press(Key::Num1);
    assert_eq!(desk.saved().claims.len(), 1);
    assert_eq!(std::fs::read(&broken).unwrap(), before);
}
