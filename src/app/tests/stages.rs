//! A document whose text is there and whose layers are still being read.

use super::super::Command;
use super::super::jobs::Done;
use super::*;
use crate::store::Edit;
use crate::workspace::{Around, LayerFiles, Noted, SaveReport, Watch, Work};

/// Shows the article up to its text; the layers come when they are brought.
fn begun() -> (Desk, LayerFiles) {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("article.txt"), "Ana Ruiz", ARTICLE);
    });
    desk.settle();
    let path = desk.folder.path().join("article.txt");
    let who = person("Ana Ruiz");
    let (open, files) = Open::begin(&path, Some(&who), None, &Watch::default(), &Around::default()).unwrap();
    let app = desk.app_mut();
    app.settings.annotator = Some(who);
    app.open = Some(open);
    desk.window.run_steps(10);
    (desk, files)
}

fn bring(desk: &mut Desk, files: LayerFiles) {
    desk.app().commands.send(Command::JobDone(Done::LayersRead(Box::new(files.read()))));
    desk.window.run_steps(4);
}

#[test]
fn the_text_can_be_read_and_tagged_before_the_layers_are_there() {
    let (mut desk, files) = begun();
    desk.sees("Reading the claims…");
    desk.press(Key::J);
    desk.press(Key::J);
    desk.press(Key::Num3);
    assert_eq!(desk.tagged(), ["forecast: The company denies this."]);
    bring(&mut desk, files);
    desk.does_not_see("Reading the claims…");
    assert_eq!(desk.tagged().len(), 4);
    assert_eq!(desk.saved().claims.len(), 4);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.tagged().len(), 3);
}

#[test]
fn what_needs_the_layers_waits_for_them_with_a_word() {
    let (mut desk, files) = begun();
    desk.press_with(CTRL, Key::Enter);
    desk.window.run_steps(4);
    assert!(!desk.document().is_finished());
    let said = desk.app_mut().notices.newest(0.0).map(|notice| notice.words.clone()).unwrap();
    assert!(said.starts_with("The claims of this document are still being read."), "{said}");
    bring(&mut desk, files);
    desk.settle();
    assert!(desk.document().is_finished());
    assert_eq!(desk.saved().claims.len(), 3);
}

#[test]
fn a_claim_made_early_is_saved_though_the_document_is_left() {
    let (mut desk, files) = begun();
    desk.press(Key::J);
    desk.press(Key::Num1);
    let path = desk.document().path().to_owned();
    std::fs::write(desk.folder.path().join("letter.md"), "They knew it.\n").unwrap();
    desk.app().commands.send(Command::Open(desk.folder.path().join("letter.md")));
    desk.until("the letter is open", |app| app.open.as_ref().is_some_and(|open| open.name() == "letter.md"));
    bring(&mut desk, files);
    let sidecar = desk.folder.path().join("article.txt.ana-ruiz.obelus.ron");
    desk.until("the claim is saved", |app| matches!(app.saver.state(&sidecar), SaveState::Saved { .. }));
    let read = sidecar::read(&std::fs::read(&sidecar).unwrap()).unwrap();
    assert_eq!(read.layer.claims.len(), 4);
    assert!(desk.app().parked.contains_key(&(path, Work::Analysis)));
}

#[test]
fn of_two_versions_the_readers_stands_though_the_document_changes_before_they_are_together() {
    let mut desk = Desk::with(ARTICLE);
    let (path, first) = (desk.document().path().to_owned(), desk.claims().remove(0));
    let with_gist = |gist: &str| {
        let claim = Claim { gist: gist.to_owned(), modified: NOW, ..first.clone() };
        Edit::Put(Arc::new(claim))
    };
    // Another program has written, and the worker that brings both together is not done.
    let mut elsewhere = Open::load(&path, Some(&person("Ana Ruiz")), None).unwrap();
    elsewhere.apply("change", with_gist("theirs"), NOW).unwrap();
    let theirs = sidecar::write(&elsewhere.own().unwrap().layer().unwrap());
    let open = desk.app_mut().open.as_mut().unwrap();
    open.apply("change", with_gist("ours"), NOW).unwrap();
    let (sidecar, lineage) = (open.own().unwrap().path.clone(), open.snapshot().unwrap().lineage);
    std::fs::write(&sidecar, &theirs).unwrap();
    let changed = SaveReport::Changed { path: sidecar, bytes: theirs.into_bytes().into(), lineage };
    assert!(matches!(open.note(&changed), Noted::Reconcile(_)));
    let result = Open::load(&path, Some(&person("Ana Ruiz")), None).map(Box::new);
    desk.app().commands.send(Command::JobDone(Done::Reloaded { path, result }));
    desk.window.run_steps(4);
    assert_eq!(desk.claims()[0].gist, "ours");
    assert_eq!(desk.saved().claims.iter().filter(|claim| claim.gist == "ours").count(), 1);
}
