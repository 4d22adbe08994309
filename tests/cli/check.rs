//! `obelus check`.

use super::desk::{Desk, alike};

fn tagged() -> Desk {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "again", "--as", "rebuttal"]);
    desk
}

/// Checks the folder after `mend` changed the sidecar, and compares rows and status.
#[track_caller]
fn check(mend: impl FnOnce(&Desk, String), rows: &str, status: i32) {
    let desk = tagged();
    let sidecar = desk.read("rift.md.maria.obelus.ron");
    mend(&desk, sidecar);
    let ran = desk.run(&["check", "."]);
    assert_eq!(alike(&ran.out), rows);
    assert_eq!((ran.status, ran.err.as_str()), (status, ""));
}

fn write(desk: &Desk, sidecar: &str) {
    desk.write("rift.md.maria.obelus.ron", sidecar);
}

#[test]
fn what_the_program_wrote_is_silent() {
    check(|_, _| {}, "", 0);
}

#[test]
fn a_newer_file_is_an_error() {
    check(
        |desk, _| write(desk, "(format: 2)"),
        "rift.md.maria.obelus.ron: error: the sidecar was made by a newer Obelus: it has format 2; install a newer \
         version; the file was not touched\n",
        1,
    );
}

#[test]
fn an_empty_file_is_an_error_and_no_layer() {
    check(
        |desk, _| write(desk, " \n"),
        "rift.md.maria.obelus.ron: error: the sidecar is empty; restore it from a backup, or remove it if nothing was \
         in it\n",
        1,
    );
}

#[test]
fn a_sidecar_without_its_document_is_an_error() {
    check(
        |desk, _| std::fs::remove_file(desk.path("rift.md")).unwrap(),
        "rift.md.maria.obelus.ron: error: its document \"rift.md\" does not stand beside it; check the path; a \
         document that is moved needs its sidecars beside it\n",
        1,
    );
}

#[test]
fn another_annotator_inside_is_an_error() {
    check(
        |desk, sidecar| write(desk, &sidecar.replace("id: \"maria\"", "id: \"jonas\"")),
        "rift.md.maria.obelus.ron: error: the file name says maria, and inside it says jonas: nothing writes it; \
         rename the file, or mend `annotator.id`\n",
        1,
    );
}

#[test]
fn an_unknown_tag_is_a_notice() {
    check(
        |desk, sidecar| write(desk, &sidecar.replace("tag: \"rebuttal\"", "tag: \"insult\"")),
        "rift.md.maria.obelus.ron:18:13: notice: claim ID has the unknown tag \"insult\"\n",
        0,
    );
}

#[test]
fn another_document_inside_is_a_warning() {
    check(
        |desk, sidecar| write(desk, &sidecar.replace("file: \"rift.md\"", "file: \"other.md\"")),
        "rift.md.maria.obelus.ron: warning: the sidecar says that its document is called \"other.md\"; check that it \
         stands beside the right document; the next save mends the name\n",
        1,
    );
}

#[test]
fn marks_of_two_versions_are_warnings() {
    let conflicts = "            conflicts: [\n                (\n                    field: \"tag\",\n                    \
                     theirs: \"forecast\",\n                ),\n            ],\n            deleted_elsewhere: true,\n";
    check(
        |desk, sidecar| {
            write(
                desk,
                &sidecar.replace("            created:", &format!("{conflicts}            created:")),
            );
        },
        "rift.md.maria.obelus.ron:18:13: warning: two versions of claim ID differ in tag; decide in the window\n\
         rift.md.maria.obelus.ron:18:13: warning: claim ID was deleted in another version; keep it or remove it in the \
         window\n",
        1,
    );
}

#[test]
fn a_copy_of_a_synchronising_program_is_a_warning() {
    check(
        |desk, sidecar| desk.write("rift.md.maria.obelus (1).ron", &sidecar),
        "rift.md.maria.obelus (1).ron: warning: a copy of a sidecar that a synchronising program left; take over what \
         is missing, then remove it\n",
        1,
    );
}

#[test]
fn bytes_without_a_meaning_are_a_notice_of_the_document() {
    let desk = Desk::of_maria();
    std::fs::write(desk.path("rift.md"), b"\xEF\xBB\xBFHe denied\xff it.").unwrap();
    desk.done(&["tag", "rift.md", "--quote", "He", "--as", "rebuttal"]);
    let ran = desk.run(&["check", "rift.md"]);
    assert_eq!(ran.status, 0);
    insta::assert_snapshot!(ran.out, @"rift.md: notice: at 1 place the document has bytes that are no UTF-8, shown as \u{fffd}; choose another encoding if the text looks wrong");
}

#[test]
fn a_conflict_of_the_head_says_where_it_is_settled() {
    check(
        |desk, sidecar| {
            let conflicts = "conflicts: [(field: \"document.title\", theirs: \"\\\"Two\\\"\")],\n)\n";
            let open = sidecar.trim_end().strip_suffix(')').unwrap();
            write(desk, &format!("{open}    {conflicts}"));
        },
        "rift.md.maria.obelus.ron: warning: two versions differ in document.title; decide in the window, in \
         About this document; or mend the sidecar and take the entry out of `conflicts`\n",
        1,
    );
}

#[test]
fn json_has_line_and_column_only_where_there_is_a_place() {
    let desk = tagged();
    let sidecar = desk.read("rift.md.maria.obelus.ron");
    write(&desk, &sidecar.replace("            created:", "            moood: 3,\n            created:"));
    std::fs::copy(desk.path("rift.md"), desk.path("other.md")).unwrap();
    std::fs::copy(desk.path("rift.md.maria.obelus.ron"), desk.path("other.md.maria.obelus.ron")).unwrap();
    let ran = desk.run(&["check", ".", "--json"]);
    assert_eq!(ran.status, 1);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 3, "{}", ran.out);
    assert_eq!(rows[0]["file"], "other.md.maria.obelus.ron");
    assert_eq!(rows[0]["severity"], "warning");
    assert_eq!((&rows[0]["line"], &rows[0]["column"]), (&30.into(), &13.into()));
    assert_eq!(rows[1].get("line"), None);
}

#[test]
fn overlapping_passages_are_an_error_and_the_claim_is_listed() {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "again", "--as", "rebuttal"]);
    let sidecar = desk.read("rift.md.maria.obelus.ron");
    let (head, rest) = sidecar.split_once("                (\n").unwrap();
    let (passage, tail) = rest.split_once("                ),\n").unwrap();
    let passage = format!("                (\n{passage}                ),\n");
    let twice = format!("{head}{passage}{passage}{tail}");
    write(&desk, &twice);
    let ran = desk.run(&["check", "."]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(alike(&ran.out), @"rift.md.maria.obelus.ron:18:13: error: passages of claim ID overlap; join them, or move a border, in the window");
    assert_eq!(desk.done(&["claims", "."]).lines().count(), 1);
}
