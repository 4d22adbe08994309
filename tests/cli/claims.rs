//! `obelus claims`.

use super::desk::{Desk, alike};

/// A desk with three documents in two folders, tagged by two people.
fn two_people() -> Desk {
    let desk = Desk::of_maria();
    desk.write("2/rift 10.md", super::desk::WORDS);
    desk.write("2/rift 9.md", super::desk::WORDS);
    desk.write(".hidden/rift.md", super::desk::WORDS);
    for document in ["rift.md", "2/rift 10.md", "2/rift 9.md", ".hidden/rift.md"] {
        desk.done(&["tag", document, "--quote", "It will end", "--as", "forecast", "--claimant", "Khan"]);
    }
    desk.done(&[
        "tag",
        "rift.md",
        "--quote",
        "[Pakistan] knew",
        "--as",
        "allegation",
        "--annotator",
        "jonas",
    ]);
    desk
}

#[test]
fn a_folder_lists_all_layers_sorted_without_hidden_ones() {
    let desk = two_people();
    insta::assert_snapshot!(alike(&desk.done(&["claims", "."])), @r"
    rift.md  jonas  allegation  49..64  exact  [Pakistan] knew  [ID]
    rift.md  maria  forecast  67..78  exact  Khan: It will end  [ID]
    2/rift 9.md  maria  forecast  67..78  exact  Khan: It will end  [ID]
    2/rift 10.md  maria  forecast  67..78  exact  Khan: It will end  [ID]
    ");
    let absolute = desk.path("2");
    let out = desk.done(&["claims", absolute.to_str().unwrap()]);
    assert!(out.starts_with(&format!("{}/rift 9.md  maria", absolute.display())), "{out}");
    assert_eq!(desk.done(&["claims", "./2/../2/rift 9.md"]).lines().count(), 1);
}

#[test]
fn tag_and_annotator_filter_and_nothing_is_an_empty_list() {
    let desk = two_people();
    let count = |arguments: &[&str]| desk.done(&[&["claims", "."], arguments].concat()).lines().count();
    assert_eq!(count(&["--tag", "allegation"]), 1);
    assert_eq!(count(&["--annotator", "maria"]), 3);
    assert_eq!(count(&["--annotator", "maria", "--tag", "allegation"]), 0);
    assert_eq!(desk.done(&["claims", ".", "--tag", "insult", "--json"]), "[]\n");
    desk.write("new.md", "Nothing yet.");
    assert_eq!(desk.done(&["claims", "new.md", "--json"]), "[]\n");
}

#[test]
fn one_sidecar_is_one_layer() {
    let desk = two_people();
    let out = desk.done(&["claims", "rift.md.jonas.obelus.ron"]);
    assert_eq!(alike(&out), "rift.md  jonas  allegation  49..64  exact  [Pakistan] knew  [ID]\n");
    // Named twice, listed once.
    assert_eq!(desk.done(&["claims", "rift.md.jonas.obelus.ron", ".", "rift.md"]).lines().count(), 4);
}

#[test]
fn a_missing_path_ends_with_2_and_the_rest_is_listed() {
    let desk = two_people();
    let ran = desk.run(&["claims", "gone", "rift.md", "--annotator", "jonas"]);
    assert_eq!(ran.status, 2);
    assert_eq!(ran.err, "obelus: error: there is nothing at this path: gone\n  check the path\n");
    assert_eq!(ran.out.lines().count(), 1);
}

#[test]
fn without_its_document_a_claim_has_no_place() {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "again", "--as", "rebuttal", "--said", "2018"]);
    std::fs::remove_file(desk.path("rift.md")).unwrap();
    let ran = desk.run(&["claims", ".", "--json"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(alike(&ran.out), @r#"
    [
      {
        "document": "rift.md",
        "annotator": "maria",
        "id": "ID",
        "tag": "rebuttal",
        "placement": null,
        "passages": [
          {
            "start": null,
            "end": null,
            "text": null,
            "quote": "again",
            "placement": null
          }
        ],
        "said": "2018",
        "created": "MOMENT",
        "modified": "MOMENT"
      }
    ]
    "#);
}

#[test]
fn raw_claims_are_said_and_unknown_fields_are_shown_as_their_ron() {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "again", "--as", "rebuttal"]);
    let sidecar = desk.read("rift.md.maria.obelus.ron");
    let sidecar = sidecar
        .replace("            created:", "            mood: Angry(3),\n            created:")
        .replace("    claims: [\n", "    claims: [\n        (id: \"broken\", tag: 7),\n");
    desk.write("rift.md.maria.obelus.ron", &sidecar);
    let ran = desk.run(&["claims", ".", "--json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("\"mood\": \"Angry(3)\""), "{}", ran.out);
    assert!(ran.err.starts_with("obelus: error: "), "{}", ran.err);
    assert!(ran.err.contains("rift.md.maria.obelus.ron:17:"), "{}", ran.err);
}

#[test]
fn a_changed_document_shows_how_its_claims_stand_now_and_nothing_is_written() {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "again", "--as", "rebuttal"]);
    desk.done(&["tag", "rift.md", "--quote", "[Pakistan] knew", "--as", "allegation"]);
    let before = desk.read("rift.md.maria.obelus.ron");
    desk.write("rift.md", "They wrote more. He denied it again: that was all.\n");
    let rows: serde_json::Value = serde_json::from_str(&desk.done(&["claims", ".", "--json"])).unwrap();
    let stand: Vec<(&str, &serde_json::Value, &serde_json::Value)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (row["placement"].as_str().unwrap(), &row["passages"][0]["start"], &row["passages"][0]["text"])
        })
        .collect();
    assert_eq!(stand[0], ("moved", &30.into(), &"again".into()));
    assert_eq!(stand[1], ("orphan", &serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(desk.read("rift.md.maria.obelus.ron"), before);
}

#[test]
fn nothing_deceives_on_a_terminal() {
    let desk = Desk::with("He said \u{1b}[31m\u{202e}knew\u{200b}.\n");
    let tag = ["tag", "rift.md", "--start", "8", "--end", "19", "--as", "allegation", "--annotator", "jonas"];
    desk.done(&tag);
    let out = desk.done(&["claims", "."]);
    assert!(out.contains(r"\u{1b}[31m\u{202e}knew\u{200b}"), "{out}");
    assert!(!out.contains('\u{1b}'));
    let json = desk.done(&["claims", ".", "--json"]);
    assert!(json.contains(r#""\u001b[31m\u202eknew\u200b""#), "{json}");
}
