//! Versions of the own layer that stand elsewhere: between git's markers, in git's index, in copies of synchronising
//! programs, under another key; and conflicts of the head.

use std::process::Command;

use super::survival::{Home, look, save_with};
use super::*;
use crate::model::{Conflict, Layer};

/// The layer of Maria with these words tagged, as bytes.
fn version(words: &[(&str, &str)]) -> String {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    for (words, id) in words {
        tag(&mut open, words, "allegation", id);
    }
    sidecar::write(&open.own().unwrap().layer().unwrap())
}

fn layer(bytes: &str) -> Layer {
    sidecar::read(bytes.as_bytes()).unwrap().layer
}

/// Writes the file as git leaves it when it cannot merge.
fn with_markers(ours: &str, base: &str, theirs: &str) -> String {
    format!("<<<<<<< HEAD\n{ours}||||||| 1234abc\n{base}=======\n{theirs}>>>>>>> theirs\n")
}

const BASE: &[(&str, &str)] = &[("denied", "a")];
const OURS: &[(&str, &str)] = &[("denied", "a"), ("knew", "b")];
const THEIRS: &[(&str, &str)] = &[("denied", "a"), ("will end", "c")];

fn unmerged() -> String {
    with_markers(&version(OURS), &version(BASE), &version(THEIRS))
}

#[test]
fn two_versions_from_git_become_one_layer_as_one_step_and_the_former_bytes_are_kept() {
    let home = Home::new();
    std::fs::write(home.sidecar(), unmerged()).unwrap();
    let mut open = home.open();
    assert!(open.own().is_none());
    assert!(matches!(open.blocked_own().unwrap().kind, LayerKind::Unmerged { .. }));
    let read = open.sides(home.around()).unwrap().run().unwrap();
    let Noted::Reconcile(reconcile) = open.take_sides(read, NOW) else { panic!() };
    assert!(open.snapshot().is_none(), "nothing is written before both are together");
    let noted = open.take_reconciled(reconcile.run());
    assert!(matches!(noted, Noted::Merged { needs_a_person: false, had_markers: true }), "{noted:?}");
    assert_eq!(quotes(&open), ["denied", "knew", "will end"]);
    let saver = home.saver();
    save_with(&saver, &mut open);
    assert_eq!(quotes(&home.open()), ["denied", "knew", "will end"]);
    let backups = home.keep().backups(open.path(), &open.own().unwrap().name);
    assert_eq!(backups[0].read().unwrap(), unmerged().into_bytes());
    open.undo(LATER);
    assert_eq!(quotes(&open), ["denied", "knew"], "theirs came as one step");
    open.redo(LATER);
    save_with(&saver, &mut open);
    assert_eq!(quotes(&home.open()), ["denied", "knew", "will end"]);
}

#[test]
fn claims_that_could_not_be_saved_join_what_git_left_and_their_copy_goes_only_then() {
    let home = Home::new();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    let mut open = home.open();
    tag(&mut open, "He", "rebuttal", "d");
    let job = open.snapshot().unwrap();
    home.keep().rescue(&job.document, &job.name, &job.layer, job.base.as_ref()).unwrap().unwrap();
    std::fs::write(home.sidecar(), unmerged()).unwrap();

    let mut open = home.open();
    let read = open.sides(home.around()).unwrap().run().unwrap();
    let Noted::Reconcile(reconcile) = open.take_sides(read, NOW) else { panic!() };
    open.take_reconciled(reconcile.run());
    save_with(&home.saver(), &mut open);
    assert_eq!(quotes(&home.open()), ["He", "denied", "knew", "will end"]);
    assert!(home.keep().pending().is_empty());
}

#[test]
fn a_copy_of_the_own_reading_never_goes_into_a_gold_layer() {
    let home = Home::new();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    std::fs::write(home.desk.folder.path().join(COPIES[0]), version(THEIRS)).unwrap();
    let mut open = home.open();
    let found = open.look_elsewhere().unwrap().run();
    let taken = open.take_over(found.clone()).unwrap().run();
    let analysis = open.turn_to(Work::Gold, None);
    tag(&mut open, "He", "rebuttal", "g");
    assert!(open.take_taken_over(taken).is_none());
    let in_vain = open.take_over(found).unwrap().run();
    open.take_taken_over(in_vain);
    assert_eq!(quotes(&open), ["He"]);
    open.turn_to(Work::Analysis, Some(analysis));
    assert_eq!(quotes(&open), ["denied", "knew"]);
}

#[test]
fn markers_that_git_writes_while_the_layer_is_open_are_merged_with_what_is_not_saved() {
    let home = Home::new();
    let saver = home.saver();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    let mut open = home.open();
    tag(&mut open, "He", "rebuttal", "d");
    save_with(&saver, &mut open);
    std::fs::write(home.sidecar(), unmerged()).unwrap();
    let told = look(&saver, &mut open);
    assert_eq!(told, ["Merged { needs_a_person: true, had_markers: true }"]);
    save_with(&saver, &mut open);
    assert_eq!(quotes(&home.open()), ["He", "denied", "knew", "will end"]);
    assert_eq!(home.desk.files(), ["rift.md.maria.obelus.ron"]);
    let backups = home.keep().backups(open.path(), &open.own().unwrap().name);
    assert_eq!(backups[0].read().unwrap(), unmerged().into_bytes(), "though it is not the first save");
}

#[test]
fn two_versions_that_cannot_be_read_or_are_anothers_stay_as_they_are() {
    let home = Home::new();
    let broken = with_markers(&version(OURS), &version(BASE), "(format: 1, claims: [\n");
    std::fs::write(home.sidecar(), &broken).unwrap();
    let open = home.open();
    let problem = open.sides(home.around()).unwrap().run().unwrap_err();
    assert!(problem.message.starts_with("the other version in it cannot be read"), "{problem:?}");
    let anothers = unmerged().replace("key-of-maria", "key-of-another");
    std::fs::write(home.sidecar(), &anothers).unwrap();
    let mut open = home.open();
    assert!(open.blocked_own().is_none() && open.sides(home.around()).is_none());
    tag(&mut open, "He", "rebuttal", "d");
    save_with(&home.saver(), &mut open);
    assert_eq!(std::fs::read(home.sidecar()).unwrap(), anothers.into_bytes());
    assert_eq!(home.desk.files(), ["rift.md.maria-2.obelus.ron", "rift.md.maria.obelus.ron"]);
}

#[test]
fn two_versions_that_were_left_for_another_document_are_merged_all_the_same() {
    let home = Home::new();
    let saver = home.saver();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    let mut open = home.open();
    tag(&mut open, "He", "rebuttal", "d");
    let job = open.snapshot().unwrap();
    let mut parked = open.park();
    std::fs::write(home.sidecar(), unmerged()).unwrap();
    saver.submit(job);
    saver.flush(Duration::from_secs(20));
    let merge = saver.poll().iter().find_map(|report| parked.note(report)).unwrap();
    let job = parked.take_merged(merge.run()).unwrap();
    assert!(job.keeps_former);
    saver.submit(job);
    saver.flush(Duration::from_secs(20));
    assert_eq!(quotes(&home.open()), ["He", "denied", "knew", "will end"]);
}

/// A copy as synchronising programs name them.
const COPIES: &[&str] = &[
    "rift.md.maria.obelus (1).ron",
    "rift.md.maria.obelus.sync-conflict-20261124-120000-ABCDEFG.ron",
    "rift.md.maria.obelus (Maria's conflicted copy 2026-11-24).ron",
];

#[test]
fn copies_of_synchronising_programs_are_merged_as_one_step_and_go_once_all_of_it_is_saved() {
    let home = Home::new();
    let saver = home.saver();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    let folder = home.desk.folder.path().to_owned();
    for name in COPIES {
        std::fs::write(folder.join(name), version(THEIRS)).unwrap();
    }
    let of_jonas = version(THEIRS).replace("key-of-maria", "key-of-jonas");
    std::fs::write(folder.join("rift.md.jonas.obelus (1).ron"), &of_jonas).unwrap();
    std::fs::write(folder.join("rift.md.maria.obelus (2).ron"), "half of it").unwrap();
    let mut open = home.open();
    assert_eq!(open.layers().len(), 1, "a copy is no annotator");
    let found = open.look_elsewhere().unwrap().run();
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|version| version.has_news));
    let copies: Vec<Copy> = found
        .iter()
        .map(|version| match &version.origin {
            Origin::Copy(copy) => copy.clone(),
            Origin::Git => panic!("there is no git"),
        })
        .collect();
    let clear = |open: &Open, copy: &Copy, is_agreed: bool| {
        let own = open.own().unwrap();
        clear_copy(&home.keep(), open.path(), (&own.name, &own.path), copy, is_agreed, NOW)
    };
    assert_eq!(clear(&open, &copies[0], false), Cleared::Stays, "nothing of it is saved");
    let taken = open.take_over(found).unwrap().run();
    // A claim that is made meanwhile is kept.
    tag(&mut open, "He", "rebuttal", "d");
    assert!(matches!(open.take_taken_over(taken), Some(Noted::Merged { needs_a_person: false, .. })));
    assert_eq!(quotes(&open), ["He", "denied", "knew", "will end"]);
    open.undo(LATER);
    assert_eq!(quotes(&open), ["He", "denied", "knew"]);
    open.redo(LATER);
    save_with(&saver, &mut open);
    for copy in &copies {
        assert_eq!(clear(&open, copy, false), Cleared::Removed);
    }
    let rest = ["rift.md.jonas.obelus (1).ron", "rift.md.maria.obelus (2).ron", "rift.md.maria.obelus.ron"];
    assert_eq!(home.desk.files(), rest);
    let backups = home.keep().backups(open.path(), &open.own().unwrap().name);
    assert!(backups.iter().any(|backup| backup.read().unwrap() == version(THEIRS).into_bytes()));
    assert!(open.look_elsewhere().unwrap().run().is_empty());
}

#[test]
fn a_copy_goes_without_a_copy_in_app_data_only_when_that_is_agreed() {
    let mut home = Home::new();
    home.settings.keep_no_copies = Some(true);
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    std::fs::write(home.desk.folder.path().join(COPIES[0]), version(BASE)).unwrap();
    let open = home.open();
    let found = open.look_elsewhere().unwrap().run();
    assert!(!found[0].has_news, "all of it is there");
    let Origin::Copy(copy) = &found[0].origin else { panic!() };
    let own = open.own().unwrap();
    let clear =
        |is_agreed| clear_copy(&home.keep(), open.path(), (&own.name, &own.path), copy, is_agreed, NOW);
    assert_eq!(clear(false), Cleared::NotKept);
    assert_eq!(clear(true), Cleared::Removed);
    assert_eq!(home.desk.files(), ["rift.md.maria.obelus.ron"]);
}

#[test]
fn a_copy_that_was_changed_meanwhile_stays() {
    let home = Home::new();
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    let path = home.desk.folder.path().join(COPIES[1]);
    std::fs::write(&path, version(BASE)).unwrap();
    let open = home.open();
    let found = open.look_elsewhere().unwrap().run();
    let Origin::Copy(copy) = &found[0].origin else { panic!() };
    std::fs::write(&path, version(OURS)).unwrap();
    let own = open.own().unwrap();
    let cleared = clear_copy(&home.keep(), open.path(), (&own.name, &own.path), copy, true, NOW);
    assert_eq!(cleared, Cleared::Stays);
    assert!(path.exists());
}

/// Runs git in the desk's folder; whether it succeeded.
fn git(home: &Home, arguments: &[&str]) -> bool {
    let mut git = Command::new("git");
    git.arg("-C").arg(home.desk.folder.path());
    git.args([
        "-c",
        "user.name=Maria",
        "-c",
        "user.email=maria@example.org",
        "-c",
        "init.defaultBranch=main",
    ]);
    git.args(arguments).output().is_ok_and(|output| output.status.success())
}

#[test]
fn what_git_has_not_merged_is_found_in_its_index() {
    let home = Home::new();
    if !git(&home, &["init"]) {
        return;
    }
    // As without our driver, for a file that git takes for bytes: it keeps ours and says that it is not merged.
    std::fs::write(home.desk.folder.path().join(".gitattributes"), "*.ron binary\n").unwrap();
    let commit = |bytes: String| {
        std::fs::write(home.sidecar(), bytes).unwrap();
        assert!(git(&home, &["add", "."]) && git(&home, &["commit", "-m", "claims"]));
    };
    commit(version(BASE));
    assert!(git(&home, &["checkout", "-b", "theirs"]));
    commit(version(THEIRS));
    assert!(git(&home, &["checkout", "main"]));
    commit(version(OURS));
    assert!(home.open().look_elsewhere().unwrap().run().is_empty(), "nothing is merged yet");
    assert!(!git(&home, &["merge", "theirs"]));
    let mut open = home.open();
    assert_eq!(quotes(&open), ["denied", "knew"]);
    let found = open.look_elsewhere().unwrap().run();
    assert_eq!(found.iter().map(|version| version.has_news).collect::<Vec<_>>(), [false, true]);
    assert!(found.iter().all(|version| version.origin == Origin::Git && version.base.is_some()));
    let taken = open.take_over(found).unwrap().run();
    assert!(open.take_taken_over(taken).is_some());
    assert_eq!(quotes(&open), ["denied", "knew", "will end"]);
    let found = open.look_elsewhere().unwrap().run();
    assert!(found.iter().all(|version| !version.has_news), "now all of it is there, and git is to be told");
    save_with(&home.saver(), &mut open);
    assert!(git(&home, &["add", "rift.md.maria.obelus.ron"]));
    assert!(open.look_elsewhere().unwrap().run().is_empty());
}

#[test]
fn a_strangers_repository_runs_nothing_when_a_document_in_it_is_opened() {
    let home = Home::new();
    if !git(&home, &["init"]) {
        return;
    }
    let trace = home.desk.folder.path().join("it-was-run");
    let hook = home.app.path().join("hook.sh");
    std::fs::write(&hook, format!("#!/bin/sh\ntouch '{}'\n", trace.display())).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    assert!(git(&home, &["config", "core.fsmonitor", &hook.display().to_string()]));
    std::fs::write(home.sidecar(), version(OURS)).unwrap();
    git(&home, &["add", "."]);
    drop(std::fs::remove_file(&trace));
    assert!(home.open().look_elsewhere().unwrap().run().is_empty());
    assert!(!trace.exists());
}

#[test]
fn only_a_layer_under_ones_name_or_id_may_be_ones_own() {
    let home = Home::new();
    let write = |name: &str, bytes: String| std::fs::write(home.desk.sidecar(name), bytes).unwrap();
    let of_another_key = |id: &str, name: &str| {
        let bytes = version(THEIRS).replace("key-of-maria", "key-of-the-laptop");
        bytes
            .replace("id: \"maria\"", &format!("id: \"{id}\""))
            .replace("name: \"Maria\"", &format!("name: \"{name}\""))
    };
    write("maria", version(OURS));
    write("maria-2", of_another_key("maria-2", "M."));
    write("mk", of_another_key("mk", "maria"));
    write("jonas", of_another_key("jonas", "Jonas").replace("the-laptop", "jonas"));
    let open = home.open();
    let mine = open.layers().iter().filter(|layer| open.may_be_mine(layer));
    assert_eq!(mine.map(|layer| layer.name.to_string()).collect::<Vec<_>>(), ["maria-2", "mk"]);
    let from_laptop = person("Maria", Some("key-of-the-laptop"));
    let there = home.desk.open(&from_laptop);
    assert_eq!(there.own().unwrap().name.to_string(), "maria-2", "with its key it is the own one");
}

#[test]
fn conflicts_of_the_head_are_settled_either_way_saved_and_undone() {
    let home = Home::new();
    let mut disputed = layer(&version(OURS));
    disputed.document.about.title = "One".to_owned();
    let conflict = |field: &str, theirs: &str| Conflict {
        field: field.to_owned(),
        theirs: Some(theirs.to_owned()),
        unknown: Default::default(),
    };
    disputed.conflicts =
        vec![conflict("annotator.name", "\"Maria K.\""), conflict("document.title", "\"Two\"")];
    std::fs::write(home.sidecar(), sidecar::write(&disputed)).unwrap();
    let mut open = home.open();
    let fields = |open: &Open| -> Vec<String> {
        open.head_conflicts().into_iter().map(|conflict| conflict.field).collect()
    };
    assert_eq!(fields(&open), ["annotator.name", "document.title"]);
    assert_eq!(open.settle_head(1, Version::Theirs, NOW), Ok(true));
    assert_eq!((open.about().title.as_str(), fields(&open)), ("Two", vec!["annotator.name".to_owned()]));
    open.undo(LATER);
    assert_eq!((open.about().title.as_str(), fields(&open).len()), ("One", 2));
    open.redo(LATER);
    let parked = open.park();
    let mut open = home.open();
    assert!(open.resume(parked), "undo goes on after a visit to another document");
    open.undo(LATER);
    assert_eq!((open.about().title.as_str(), fields(&open).len()), ("One", 2));
    open.redo(LATER);
    assert_eq!((open.about().title.as_str(), fields(&open).len()), ("Two", 1));
    assert_eq!(open.settle_head(0, Version::Ours, NOW), Ok(true));
    assert_eq!(open.settle_head(0, Version::Ours, NOW), Ok(false), "nothing is left");
    save_with(&home.saver(), &mut open);
    let again = home.open();
    assert_eq!((again.about().title.as_str(), fields(&again).len()), ("Two", 0));
    assert_eq!(again.own().unwrap().head.as_ref().unwrap().annotator.name, "Maria");
}
