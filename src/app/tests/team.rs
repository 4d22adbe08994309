//! A team of three: from the parcels of two colleagues to a gold layer, and to what became of everybody's claims.

use super::super::Command;
use super::exchange::parcel;
use super::*;

const ANA: &str = "<a>They knew of it.</a> <a>They did not act.</a>\n\nIt will end in May.\n";
const MARIA: &str = "<a>They knew of it.</a> <r>They did not act.</r>\n\n<f>It will end in May.</f>\n";
const OMAR: &str = "<a>They knew of it.</a> They did not act.\n\n<f>It will end in May.</f>\n";

/// Adds what `name` has sent.
fn add(desk: &mut Desk, name: &str, marked: &str, claims: &str, layer_count: usize) {
    let outside = tempfile::tempdir().unwrap();
    let sent = parcel(outside.path(), name, marked);
    desk.drop_files(&[&sent]);
    desk.until_there(&format!("{name}, article.txt, {claims}: New"));
    desk.click("Add 1 layer");
    let added = format!("Show {name}, article.txt, {claims}: Added");
    desk.until_there(&added);
    desk.click(&added);
    desk.until("the layer is there", |app| app.open.as_ref().unwrap().layers().len() == layer_count);
}

#[test]
fn three_come_from_work_of_their_own_to_a_gold_layer_and_learn_what_became_of_it() {
    let mut desk = Desk::with(ANA);
    desk.ask(Command::Done);
    add(&mut desk, "Maria Costa", MARIA, "3 claims", 2);
    add(&mut desk, "Omar Said", OMAR, "2 claims", 3);

    let mut desk = desk.agreement();
    let agreed = desk.app().agreed.as_ref().unwrap();
    assert!(agreed.is_complete());
    desk.press(Key::Escape);
    desk.settle();

    desk.ask(Command::Adjudicate);
    desk.sees("0 of 3 decided. You can stop here and go on another day.");
    desk.ask(Command::TakeAgreed);
    for key in [Key::Num2, Key::Num2] {
        desk.press(key);
        desk.settle();
    }
    desk.sees("3 of 3 decided. All is decided.");
    assert_eq!(
        desk.tagged(),
        ["allegation: They knew of it.", "rebuttal: They did not act.", "forecast: It will end in May."]
    );
    let gold = desk.folder.path().join("article.txt.ana-ruiz--gold.obelus.ron");
    desk.until("the gold layer is on disk", |app| matches!(app.saver.state(&gold), SaveState::Saved { .. }));

    // Omar gets the folder back.
    let theirs = Desk::made(Some(person("Omar Said")), |folder| {
        for file in std::fs::read_dir(desk.folder.path()).unwrap().flatten() {
            std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    });
    let mut theirs = theirs.open("article.txt");
    theirs.ask(Command::Fates);
    theirs.sees("Decided by Ana Ruiz. Of yours: 2 kept, 1 missed");
}
