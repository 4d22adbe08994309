//! `obelus anchor`.

use super::desk::{Desk, WORDS, alike};

const SIDECAR: &str = "rift.md.maria.obelus.ron";

/// A desk whose document was changed after three claims were made: one moved, one changed, one gone.
fn changed() -> Desk {
    let before = "The talks went on for a year. He denied every word of the long report. Nothing else was heard of the \
                  matter for weeks. They paid 400 dollars to the clerk of the court.\n";
    let after = "New. The talks went on for a year. He denied each word of the long report. Nothing else was heard of \
                 the matter for weeks.\n";
    let desk = Desk::of_maria();
    desk.write("rift.md", before);
    desk.write("old.txt", before);
    for quote in [
        "talks went on",
        "He denied every word of the long report.",
        "They paid 400 dollars to the clerk of the court.",
    ] {
        desk.done(&["tag", "rift.md", "--quote", quote, "--as", "allegation"]);
    }
    desk.write("rift.md", after);
    desk
}

#[test]
fn every_claim_says_how_it_stands_in_the_present_text() {
    let desk = changed();
    let ran = desk.run(&["anchor", "rift.md"]);
    insta::assert_snapshot!(alike(&ran.out), @r"
    rift.md  maria  9..22  moved  0.99  talks went on  [ID]
    rift.md  maria  35..74  changed  0.88  He denied every word of the long report.  [ID]
    rift.md  maria  -  orphan  0.00  They paid 400 dollars to the clerk of the court.  [ID]
    ");
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    let ran = desk.run(&["anchor", "rift.md", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&alike(&ran.out)).unwrap();
    let row = |placement: &str, passage: serde_json::Value| {
        serde_json::json!({
            "document": "rift.md", "annotator": "maria", "id": "ID", "placement": placement, "passages": [passage],
        })
    };
    let expected = [
        row(
            "moved",
            serde_json::json!({
                "start": 9, "end": 22, "text": "talks went on", "quote": "talks went on", "placement": "moved",
                "score": rows[0]["passages"][0]["score"],
            }),
        ),
        row(
            "changed",
            serde_json::json!({
                "start": 35, "end": 74, "text": "He denied each word of the long report.",
                "quote": "He denied every word of the long report.", "placement": "changed",
                "score": rows[1]["passages"][0]["score"],
            }),
        ),
        row(
            "orphan",
            serde_json::json!({
                "start": null, "end": null, "text": null,
                "quote": "They paid 400 dollars to the clerk of the court.", "placement": "orphan", "score": null,
            }),
        ),
    ];
    assert_eq!(rows, serde_json::Value::from(expected.to_vec()));
    assert!(rows[1]["passages"][0]["score"].as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)));
}

#[test]
fn nothing_is_written_without_write_and_with_it_only_the_own_layer() {
    let desk = changed();
    let before = desk.read(SIDECAR);
    desk.write("rift.md.jonas.obelus.ron", &before.replace("maria", "jonas").replace("0193\"", "0194\""));
    let jonas = desk.read("rift.md.jonas.obelus.ron");
    assert_eq!(desk.run(&["anchor", "."]).status, 1);
    assert_eq!(desk.read(SIDECAR), before);
    let ran = desk.run(&["anchor", ".", "--write", "--old", "old.txt"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert!(ran.out.contains("moved"), "{}", ran.out);
    assert_eq!(desk.read("rift.md.jonas.obelus.ron"), jonas);
    let after = desk.read(SIDECAR);
    assert!(after.contains("state: Changed") && after.contains("state: Orphan"), "{after}");
    assert!(after.contains("quote: \"He denied every word of the long report.\""));
    assert_eq!(desk.run(&["anchor", "rift.md", "--write", "--annotator", "maria"]).status, 1);
    assert_eq!(desk.read(SIDECAR), after, "what changes nothing does not write");
    let check = desk.run(&["check", SIDECAR]);
    assert!(!check.out.contains("has changed since"), "{}", check.out);
}

#[test]
fn an_old_text_needs_one_document_and_says_when_it_is_another() {
    let desk = changed();
    desk.write("other.md", WORDS);
    desk.done(&["tag", "other.md", "--start", "0", "--end", "2", "--as", "rebuttal"]);
    desk.refused(
        &["anchor", ".", "--old", "old.txt"],
        "obelus: error: --old is the text of one document, and 2 are named\n  name the document that it was\n",
    );
    desk.refused(
        &["anchor", "rift.md", "--old", "none.txt"],
        "obelus: error: the old text cannot be read (No such file or directory (os error 2)): none.txt\n  check the path, \
         and who may read it\n",
    );
    let ran = desk.run(&["anchor", "rift.md", "--old", "other.md"]);
    assert_eq!(
        ran.err,
        "obelus: warning: no claim was placed in this old text: other.md\n  give the document as it was when the claims \
         were made\n"
    );
    assert_eq!(desk.run(&["anchor", "none.md"]).status, 2);
    assert_eq!(desk.done(&["anchor", "other.md", "--json"]).matches("exact").count(), 2);
    assert_eq!(desk.done(&["anchor", ".", "--annotator", "jonas"]), "");
}

#[test]
fn a_sidecar_of_another_is_not_written() {
    let desk = changed();
    desk.write(
        "home/settings.ron",
        "(format: 1, annotator: (id: \"jonas\", name: \"Jonas\", key: \"0194\"))",
    );
    desk.refused(
        &["anchor", "rift.md", "--write", "--annotator", "maria"],
        "obelus: error: the sidecar belongs to the person with the key in it, not to whoever is called maria: \
         rift.md.maria.obelus.ron\n  give another --annotator ID\n",
    );
    let ran = desk.run(&["anchor", "rift.md", "--write"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(desk.read(SIDECAR).contains("They paid") && !desk.read(SIDECAR).contains("state"));
    std::fs::remove_file(desk.path("../home/settings.ron")).unwrap();
    assert_eq!(desk.run(&["anchor", "rift.md", "--write"]).status, 2, "nobody said who writes");
}

#[test]
fn what_could_not_be_placed_when_merging_is_tried_again() {
    let desk = changed();
    let unplaced = desk
        .read(SIDECAR)
        .replace("occurrences: 1,", "occurrences: 1,\n                    state: Unplaced,");
    desk.write(SIDECAR, &unplaced);
    desk.write("rift.md", &desk.read("old.txt"));
    assert_eq!(desk.run(&["anchor", "rift.md", "--write"]).status, 0);
    assert!(!desk.read(SIDECAR).contains("state:"));
    assert_eq!(desk.done(&["check", SIDECAR]), "");
}

#[test]
fn writing_places_keeps_what_every_save_keeps() {
    let desk = changed();
    let former = desk.read(SIDECAR);
    assert_eq!(desk.run(&["anchor", "rift.md", "--write"]).status, 1);
    assert_ne!(desk.read(SIDECAR), former);
    let keep = obelus::keep::Keep::new(desk.path("../home"), &obelus::settings::Settings::default());
    let maria = obelus::model::LayerName::parse("maria").unwrap();
    let backups = keep.backups(&desk.path("rift.md"), &maria);
    assert!(
        backups.iter().any(|backup| backup.read().unwrap() == former.as_bytes()),
        "the former sidecar is kept"
    );
    let text = obelus::text::TextHash::of(&desk.read("rift.md"));
    assert!(keep.old_text(text).is_some(), "the text that the claims stand in now is kept");
}

#[test]
fn claims_that_could_not_be_saved_are_written_with_the_places() {
    let desk = changed();
    let keep = obelus::keep::Keep::new(desk.path("../home"), &obelus::settings::Settings::default());
    let maria = obelus::model::LayerName::parse("maria").unwrap();
    let base = std::sync::Arc::new(obelus::sidecar::read(desk.read(SIDECAR).as_bytes()).unwrap().layer);
    let mut layer = (*base).clone();
    let claim = std::sync::Arc::make_mut(&mut layer.claims[0]);
    claim.id = obelus::model::ClaimId::parse("rescued").unwrap();
    layer.claims.insert(0, base.claims[0].clone());
    keep.rescue(&desk.path("rift.md"), &maria, &layer, Some(&base)).unwrap().unwrap();
    assert_eq!(desk.run(&["anchor", "rift.md", "--write"]).status, 1);
    assert!(desk.read(SIDECAR).contains("id: \"rescued\""), "{}", desk.read(SIDECAR));
    assert!(desk.read(SIDECAR).contains("state: Changed"));
    assert!(keep.pending().is_empty());
}
