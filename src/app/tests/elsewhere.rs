//! What git, synchronising programs, another machine or an earlier session left is offered in a bar until it is answered.

use super::*;
use crate::model::Conflict;

const OURS: &str = "<a>Clear Wells alleges that Halden Water knew.</a> The company denies this.\n";
const THEIRS: &str = "Clear Wells alleges that Halden Water knew. <r>The company denies this.</r>\n";

/// The layer of `name` with the marked words tagged, as bytes; `id` is its claim's.
fn version(name: &str, marked: &str, id: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("article.txt");
    tag(&path, name, marked);
    let id_in_name = name.to_lowercase().replace(' ', "-");
    let bytes = std::fs::read_to_string(folder.path().join(format!("article.txt.{id_in_name}.obelus.ron")));
    bytes.unwrap().replace(&format!("{id_in_name}-0"), id)
}

const OWN: &str = "article.txt.ana-ruiz.obelus.ron";

/// The article, and beside it these files.
fn beside(files: &[(&str, String)]) -> Desk {
    let files: Vec<(String, String)> =
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
    Desk::made(Some(person("Ana Ruiz")), move |folder| {
        std::fs::write(folder.join("article.txt"), unmark(OURS).0).unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    })
    .open("article.txt")
}

fn with_markers(ours: &str, theirs: &str) -> String {
    format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n")
}

#[test]
fn two_versions_from_git_are_merged_with_one_button() {
    let (ours, theirs) = (version("Ana Ruiz", OURS, "one"), version("Ana Ruiz", THEIRS, "two"));
    let mut desk = beside(&[(OWN, with_markers(&ours, &theirs))]);
    assert_eq!(desk.names_that_begin("Two versions of your claims stand in this file, from git.").len(), 1);
    desk.click("Merge them");
    desk.until("both are together", |app| {
        app.open.as_ref().is_some_and(|open| open.own_store().claim_count() == 2 && !open.is_reconciling())
    });
    assert_eq!(desk.names_that_begin("Two versions of your claims"), [""; 0]);
    assert_eq!(desk.saved().claims.len(), 2);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.tagged(), ["allegation: Clear Wells alleges that Halden Water knew."]);
}

#[test]
fn two_versions_of_anothers_layer_are_said_in_words_and_not_touched() {
    let both = with_markers(&version("Jonas", OURS, "one"), &version("Jonas", THEIRS, "two"));
    let desk = beside(&[("article.txt.jonas.obelus.ron", both.clone())]);
    assert_eq!(desk.names_that_begin("Git left two versions of the layer of Jonas in its file.").len(), 1);
    desk.does_not_see("Merge them");
    let path = desk.folder.path().join("article.txt.jonas.obelus.ron");
    assert_eq!(std::fs::read_to_string(path).unwrap(), both);
}

#[test]
fn a_copy_of_a_synchronising_program_is_merged_and_goes_once_that_is_saved() {
    let copy = "article.txt.ana-ruiz.obelus (1).ron";
    let mut desk =
        beside(&[(OWN, version("Ana Ruiz", OURS, "one")), (copy, version("Ana Ruiz", THEIRS, "two"))]);
    desk.until("the copy is found", |app| !app.offers.elsewhere.is_empty());
    desk.settle();
    let said = desk.names_that_begin("A synchronising program left a copy of your claims here. ");
    assert_eq!(said.len(), 1, "{:?}", desk.names());
    desk.click("Merge it");
    let path = desk.folder.path().join(copy);
    desk.until("the copy is gone", |_| !path.exists());
    assert_eq!(desk.saved().claims.len(), 2);
    desk.settle();
    assert_eq!(desk.names_that_begin("A synchronising program"), [""; 0]);
}

#[test]
fn a_copy_is_left_when_the_reader_wants_so() {
    let copy = "article.txt.ana-ruiz.obelus (1).ron";
    let mut desk =
        beside(&[(OWN, version("Ana Ruiz", OURS, "one")), (copy, version("Ana Ruiz", THEIRS, "two"))]);
    desk.until("the copy is found", |app| !app.offers.elsewhere.is_empty());
    desk.settle();
    desk.click("Not now");
    desk.settle();
    assert_eq!(desk.names_that_begin("A synchronising program"), [""; 0]);
    assert!(desk.folder.path().join(copy).exists());
    assert_eq!(desk.claims().len(), 1);
}

#[test]
fn without_copies_on_this_computer_the_reader_is_asked_before_a_merged_copy_goes() {
    let copy = "article.txt.ana-ruiz.obelus (1).ron";
    let mut desk =
        beside(&[(OWN, version("Ana Ruiz", OURS, "one")), (copy, version("Ana Ruiz", THEIRS, "two"))]);
    desk.app_mut().settings.keep_no_copies = Some(true);
    desk.until("the copy is found", |app| !app.offers.elsewhere.is_empty());
    desk.settle();
    desk.click("Merge it");
    desk.until("it is asked", |app| !app.offers.left.is_empty());
    desk.settle();
    assert!(desk.folder.path().join(copy).exists());
    assert_eq!(
        desk.names_that_begin("All of article.txt.ana-ruiz.obelus (1).ron is in your claims").len(),
        1
    );
    desk.click("Remove it");
    let path = desk.folder.path().join(copy);
    desk.until("the copy is gone", |_| !path.exists());
}

#[test]
fn this_is_me_makes_a_layer_from_another_machine_ones_own_and_can_be_taken_back() {
    let laptop = version("Ana Ruiz", THEIRS, "two").replace("key of Ana Ruiz", "key of the laptop");
    let laptop = laptop.replace("id: \"ana-ruiz\"", "id: \"ana-ruiz-2\"");
    let mut desk =
        beside(&[(OWN, version("Ana Ruiz", OURS, "one")), ("article.txt.ana-ruiz-2.obelus.ron", laptop)]);
    assert_eq!(desk.tagged().len(), 1);
    desk.click("This is me: ana-ruiz-2");
    desk.until("it is the own layer", |app| {
        let own = app.open.as_ref().and_then(Open::own);
        own.is_some_and(|own| own.name.to_string() == "ana-ruiz-2")
    });
    desk.settle();
    assert_eq!(desk.tagged(), ["rebuttal: The company denies this."]);
    let key = |desk: &Desk| desk.app().settings.annotator.as_ref().unwrap().key.clone().unwrap();
    assert_eq!(key(&desk), "key of the laptop");
    desk.sees("This is me: ana-ruiz");
    desk.click("Undo");
    desk.until("it is as before", |app| {
        let own = app.open.as_ref().and_then(Open::own);
        own.is_some_and(|own| own.name.to_string() == "ana-ruiz")
    });
    assert_eq!(key(&desk), "key of Ana Ruiz");
}

#[test]
fn layers_under_another_name_are_offered_until_that_is_answered() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        tag(&folder.join("old.txt"), "Ana Ruiz", OURS);
        std::fs::rename(folder.join("old.txt"), folder.join("new.txt")).unwrap();
    })
    .open("new.txt");
    desk.until("they are found", |app| app.offers.renamed.is_some());
    // Long after a notice would have gone.
    desk.window.run_steps(100);
    let said = desk.names_that_begin("One layer belongs to this text under the name old.txt.");
    assert_eq!(said.len(), 1, "{:?}", desk.names());
    desk.click("Use them");
    desk.until("they are used", |app| app.open.as_ref().unwrap().own_store().claim_count() == 1);
}

#[test]
fn claims_that_could_not_be_saved_last_time_are_offered_before_anything_is_open() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        std::fs::write(folder.join("article.txt"), unmark(OURS).0).unwrap();
    });
    let document = desk.folder.path().join("article.txt");
    let layer = sidecar::read(version("Ana Ruiz", OURS, "one").as_bytes()).unwrap().layer;
    let name = crate::model::LayerName::parse("ana-ruiz").unwrap();
    desk.window.step();
    desk.app().keep().rescue(&document, &name, &layer, None).unwrap();
    desk.app_mut().look_after_app_data();
    desk.until("they are found", |app| !app.offers.pending.is_empty());
    desk.window.run_steps(100);
    assert_eq!(desk.names_that_begin("Claims in article.txt could not be saved last time.").len(), 1);
    desk.click("Open it");
    desk.until("they are there", |app| {
        app.open.as_ref().is_some_and(|open| open.own_store().claim_count() == 1)
    });
    assert_eq!(desk.saved().claims.len(), 1);
}

#[test]
fn a_conflict_of_the_head_is_settled_with_one_key_beside_title_and_author() {
    let mut layer = sidecar::read(version("Ana Ruiz", OURS, "one").as_bytes()).unwrap().layer;
    layer.document.about.title = "Water".to_owned();
    let conflict = |field: &str, theirs: &str| Conflict {
        field: field.to_owned(),
        theirs: Some(format!("{theirs:?}")),
        unknown: Default::default(),
    };
    layer.conflicts = vec![conflict("annotator.name", "Ana R."), conflict("document.title", "Wells")];
    let mut desk = beside(&[(OWN, sidecar::write(&layer))]);
    desk.click("Choose…");
    desk.settle();
    desk.assert_focused("Your name: H takes Ana Ruiz, T takes Ana R.");
    desk.press(Key::H);
    desk.settle();
    desk.assert_focused("Title: H takes Water, T takes Wells");
    desk.press(Key::T);
    desk.settle();
    assert_eq!(desk.document().about().title, "Wells");
    desk.press(Key::Escape);
    desk.settle();
    desk.does_not_see("Choose…");
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.document().about().title, "Water");
    desk.settle();
    desk.sees("Choose…");
}
