//! Sidecars in a folder that stands in for the document's own.

use super::desk::{Desk, alike};

const SIDECAR: &str = "rift.md.maria.obelus.ron";

/// A desk with one claim of Maria's, which `tag` put into the folder that stands in, and one of Jonas's beside the
/// document.
fn desk() -> Desk {
    let (desk, mine) = Desk::with_a_stand_in();
    desk.done(&["tag", "rift.md", "--quote", "It will end", "--as", "forecast", "--probability", "0.5"]);
    assert_eq!(desk.files(), ["rift.md"]);
    assert!(mine.join(SIDECAR).exists());
    let jonas = std::fs::read_to_string(mine.join(SIDECAR)).unwrap();
    let jonas = jonas.replace("maria", "jonas").replace("0193\"", "0194\"");
    desk.write("rift.md.jonas.obelus.ron", &jonas);
    desk
}

const BOTH: &str = "rift.md  jonas  forecast  67..78  exact  It will end  [ID]\n\
                    rift.md  maria  forecast  67..78  exact  It will end  [ID]\n";

#[test]
fn a_layer_that_stands_elsewhere_is_listed_with_those_beside_the_document() {
    let desk = desk();
    for path in [".", "rift.md"] {
        assert_eq!(alike(&desk.done(&["claims", path])), BOTH);
    }
    std::fs::remove_file(desk.path("rift.md.jonas.obelus.ron")).unwrap();
    for path in [".", "rift.md"] {
        assert_eq!(desk.done(&["claims", path]).lines().count(), 1, "{path}");
    }
}

#[test]
fn of_two_of_one_name_the_one_is_listed_that_tag_writes() {
    let desk = desk();
    let empty = super::agreement::sidecar(super::desk::WORDS, "maria", "claims: []");
    desk.write(SIDECAR, &empty);
    for path in [".", "rift.md"] {
        assert_eq!(alike(&desk.done(&["claims", path])), BOTH);
    }
}

#[test]
fn every_listing_verb_reads_it() {
    let desk = desk();
    let agreement = desk.done(&["agreement", "."]);
    assert!(agreement.starts_with("2 annotators (jonas, maria), 1 document\n"), "{agreement}");
    assert_eq!(desk.done(&["anchor", "."]).lines().count(), 2);
    let csv = desk.done(&["export", ".", "--format", "csv"]);
    assert!(["jonas", "maria"].iter().all(|id| csv.contains(id)), "{csv}");
    let forecasts = desk.done(&["forecasts", "rift.md", "--json"]);
    assert!(forecasts.contains("\"maria\""), "{forecasts}");
    let mine = desk.path("../mine").join(SIDECAR);
    let broken = std::fs::read_to_string(&mine).unwrap().replace("\"forecast\"", "\"insult\"");
    std::fs::write(&mine, broken).unwrap();
    let check = desk.done(&["check", "."]);
    assert!(check.contains("has the unknown tag \"insult\""), "{check}");
}

#[test]
fn an_answer_there_is_scored_with_those_beside_the_document() {
    let desk = desk();
    let key = desk.read("rift.md.jonas.obelus.ron").replace("role: Analyst", "role: AnswerKey");
    desk.write("rift.md.jonas--key.obelus.ron", &key);
    let out = desk.done(&["score", "--key", "rift.md.jonas--key.obelus.ron", "."]);
    let files: Vec<&str> = out.lines().filter_map(|line| line.split("  ").next()).collect();
    assert_eq!(
        files,
        [
            "rift.md.jonas.obelus.ron",
            desk.path("../mine").canonicalize().unwrap().join(SIDECAR).to_str().unwrap()
        ]
    );
}

#[test]
fn places_are_written_there() {
    let desk = desk();
    desk.write("rift.md", &format!("First. {}", super::desk::WORDS));
    assert_eq!(desk.done(&["anchor", "rift.md", "--write"]).lines().count(), 2);
    let written = std::fs::read_to_string(desk.path("../mine").join(SIDECAR)).unwrap();
    assert!(written.contains("start: 74"), "{written}");
    assert!(!desk.files().contains(&SIDECAR.to_owned()));
}
