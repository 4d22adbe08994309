//! `obelus score`.

use serde_json::{Value, json};

use super::agreement::sidecar;
use super::desk::{Desk, WORDS};

/// A desk with a key of three claims, and the answers of two trainees.
fn class() -> Desk {
    let desk = Desk::new();
    for (who, quote, tag) in [
        ("maria", "He denied it,", "rebuttal"),
        ("maria", "[Pakistan] knew", "allegation"),
        ("maria", "It will end by 2028", "forecast"),
        ("zoe", "He denied it,", "rebuttal"),
        ("zoe", "[Pakistan] knew", "rebuttal"),
        ("zoe", "they said", "allegation"),
        ("yan", "will end by 2028", "forecast"),
    ] {
        desk.done(&["tag", "rift.md", "--quote", quote, "--nth", "1", "--as", tag, "--annotator", who]);
    }
    let key = desk.read("rift.md.maria.obelus.ron").replace("role: Analyst", "role: AnswerKey");
    desk.write("rift.md.maria--key.obelus.ron", &key);
    std::fs::remove_file(desk.path("rift.md.maria.obelus.ron")).unwrap();
    let attempt = desk.read("rift.md.yan.obelus.ron").replace("role: Analyst", "role: Attempt");
    desk.write("answers/handed in by Yan.ron", &attempt);
    std::fs::remove_file(desk.path("rift.md.yan.obelus.ron")).unwrap();
    desk
}

const KEY: &str = "rift.md.maria--key.obelus.ron";

#[test]
fn a_folder_means_its_answers_whatever_they_are_called() {
    let desk = class();
    insta::assert_snapshot!(desk.done(&["score", "--key", KEY, "."]), @r"
    rift.md.zoe.obelus.ron  zoe  grade 0.33  strict 0.33  found 1, borders 0, wrong tag 1, missed 1, extra 1
    answers/handed in by Yan.ron  yan  grade 0.50  strict 0.00  found 0, borders 1, wrong tag 0, missed 2, extra 0
    ");
    let rows: Value = serde_json::from_str(&desk.done(&["score", "--key", KEY, ".", "--json"])).unwrap();
    let row = &rows[0];
    let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let expected =
        ["file", "annotator", "name", "strict", "exact", "partial", "type", "grade", "feedback", "undefined"];
    assert_eq!(keys, expected);
    assert_eq!(
        row["strict"],
        json!({"COR": 1, "INC": 1, "PAR": 0, "MIS": 1, "SPU": 1, "precision": 1.0 / 3.0, "recall": 1.0 / 3.0, "f1": 1.0 / 3.0})
    );
    assert_eq!(row["exact"]["COR"], json!(2));
    assert_eq!(
        row["grade"]["per_tag"]["rebuttal"],
        json!({"precision": 0.5, "recall": 1.0, "f1": 2.0 / 3.0})
    );
    let kinds: Vec<&str> =
        row["feedback"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["found", "extra", "wrong_tag", "missed"]);
    assert_eq!(rows[1]["feedback"][2]["start_words"], json!(1));
}

#[test]
fn an_answer_on_another_text_is_scored_only_where_the_document_is() {
    let desk = class();
    let other = WORDS.replace("He denied it again", "Then he denied it again");
    desk.write("rift.md", &other);
    let ran = desk.run(&["score", "--key", KEY, "rift.md.zoe.obelus.ron"]);
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    // Without the document: the same text can be scored, another cannot.
    desk.write("away/key.ron", &desk.read(KEY));
    assert_eq!(desk.run(&["score", "--key", "away/key.ron", "answers"]).status, 0);
    desk.write("away/other.ron", &sidecar(&other, "yan", "claims: []"));
    let ran = desk.run(&["score", "--key", "away/key.ron", "away/other.ron", "--json"]);
    insta::assert_snapshot!(ran.err, @r"
    obelus: error: the answer was made on another text than the key, so it is not scored: away/other.ron
      put the document beside the key, so that both can be placed in it
    ");
    assert_eq!((ran.out.as_str(), ran.status), ("[]\n", 1));
}

#[test]
fn nothing_on_both_sides_is_said() {
    let desk = Desk::new();
    desk.write("rift.md.ann--key.obelus.ron", &sidecar(WORDS, "ann", "role: AnswerKey, claims: []"));
    desk.write("rift.md.ben.obelus.ron", &sidecar(WORDS, "ben", "claims: []"));
    let out = desk.done(&["score", "--key", "rift.md.ann--key.obelus.ron", ".", "--json"]);
    let rows: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rows[0]["undefined"], json!("undefined: nothing to score"));
    assert_eq!(rows[0]["grade"], json!({"precision": null, "recall": null, "f1": null, "per_tag": {}}));
    assert_eq!(rows[0]["strict"]["COR"], json!(0));
}

#[test]
fn a_key_or_an_answer_that_is_not_there_is_refused() {
    let desk = class();
    assert_eq!(desk.run(&["score", "--key", "gone.ron", "."]).status, 2);
    assert_eq!(desk.run(&["score", "--key", KEY, "gone.ron"]).status, 2);
    desk.write("empty/notes.txt", "Nothing.");
    let ran = desk.run(&["score", "--key", KEY, "empty"]);
    assert_eq!((ran.out.as_str(), ran.status), ("", 2));
    desk.write("answers/broken.ron", "// Obelus sidecar, format 1\n(");
    let ran = desk.run(&["score", "--key", KEY, "answers", "--json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("broken.ron"), "{}", ran.err);
}

#[test]
fn a_key_whose_extractor_is_not_here_scores_nothing() {
    let desk = class();
    let key = desk.read(KEY).replace("        chars:", "        extractor: \"newer 9\",\n        chars:");
    desk.write(KEY, &key);
    let ran = desk.run(&["score", "--key", KEY, ".", "--json"]);
    assert_eq!((ran.out.as_str(), ran.status), ("", 2));
    assert!(
        ran.err.contains(&format!("the claims have no place in this text, so they are not scored: {KEY}\n")),
        "{}",
        ran.err
    );
}

#[test]
fn without_the_document_claims_with_no_sure_place_are_counted() {
    let desk = class();
    let unsure = |words: &str| {
        words.replacen("occurrences: 1,", "occurrences: 1,\n                    state: Uncertain,", 1)
    };
    desk.write("away/key.ron", &unsure(&desk.read(KEY)));
    let answer = desk.read("answers/handed in by Yan.ron");
    desk.write("away/yan.ron", &unsure(&answer));
    let ran = desk.run(&["score", "--key", "away/key.ron", "away/yan.ron"]);
    insta::assert_snapshot!(ran.err, @r"
    obelus: error: claims that have no sure place in the present text are left out (1): away/key.ron
      confirm them in the window
    obelus: error: claims that have no sure place in the present text are left out (1): away/yan.ron
      confirm them in the window
    ");
    assert_eq!(ran.status, 1);
}

#[test]
fn a_copy_that_a_synchronising_program_left_is_no_second_answer() {
    let desk = class();
    let zoe = desk.read("rift.md.zoe.obelus.ron");
    desk.write("rift.md.zoe.obelus (1).ron", &zoe);
    let ran = desk.run(&["score", "--key", KEY, "."]);
    assert_eq!((ran.out.matches("zoe").count(), ran.status), (2, 1), "{}", ran.out);
    assert_eq!(
        ran.err,
        "obelus: warning: a copy of a sidecar that a synchronising program left is not scored: \
         rift.md.zoe.obelus (1).ron\n  name it to score it, or remove it\n"
    );
    let named = desk.done(&["score", "--key", KEY, "rift.md.zoe.obelus (1).ron"]);
    assert_eq!(named.lines().count(), 1);
}

#[test]
fn the_key_is_no_answer_however_its_path_is_spelled() {
    let desk = class();
    // A key that was made from an analyst's layer and says so.
    desk.write(KEY, &desk.read(KEY).replace("role: AnswerKey", "role: Analyst"));
    let absolute = desk.path(KEY);
    for key in [KEY, "answers/../rift.md.maria--key.obelus.ron", absolute.to_str().unwrap()] {
        assert_eq!(desk.done(&["score", "--key", key, "."]).lines().count(), 2, "{key}");
    }
}

#[test]
fn the_text_is_the_one_that_the_key_was_made_on() {
    let desk = Desk::of_maria();
    let bytes = b"He said \xE4 and left.";
    std::fs::write(desk.path("rift.md"), bytes).unwrap();
    let layer = |words: &str, annotator: &str, role: &str, encoding: &str, end: u32| {
        let claim = format!(
            "(id: \"a\", tag: \"rebuttal\", passages: [(start: 8, end: {end}, quote: {:?})])",
            words.chars().skip(8).take(end as usize - 8).collect::<String>()
        );
        let hash = blake3::hash(words.as_bytes()).to_hex();
        format!(
            "(format: 1, document: (file: \"rift.md\", text_blake3: \"{hash}\", encoding: \"{encoding}\"), \
             annotator: (id: \"{annotator}\"), role: {role}, claims: [{claim}])"
        )
    };
    // The person of the settings read the bytes otherwise.
    let (cyrillic, latin) = ("He said \u{434} and left.", "He said \u{e4} and left.");
    desk.write("rift.md.maria.obelus.ron", &layer(cyrillic, "maria", "Gold", "windows-1251", 9));
    desk.write("rift.md.teacher--key.obelus.ron", &layer(latin, "teacher", "AnswerKey", "windows-1252", 9));
    desk.write("rift.md.zoe.obelus.ron", &layer(latin, "zoe", "Analyst", "windows-1252", 9));
    let ran = desk.run(&["score", "--key", "rift.md.teacher--key.obelus.ron", "rift.md.zoe.obelus.ron"]);
    assert_eq!((ran.err.as_str(), ran.status), ("", 0));
    assert!(ran.out.contains("grade 1.00"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_pipe_among_answers_and_forecasts_is_not_waited_for() {
    let desk = class();
    for name in ["answers/pipe.ron", "rift.md.omar.obelus.ron"] {
        if !std::process::Command::new("mkfifo")
            .arg(desk.path(name))
            .status()
            .is_ok_and(|made| made.success())
        {
            return;
        }
    }
    assert_eq!(desk.run(&["score", "--key", KEY, ".", "--json"]).status, 0);
    let ran = desk.run(&["forecasts", "rift.md"]);
    assert!(ran.err.contains("it is no file"), "{}", ran.err);
    assert_eq!(ran.status, 1);
}

#[test]
fn reports_and_a_table_are_written_and_nothing_is_replaced_unasked() {
    let desk = class();
    desk.write("list.txt", "zoe\nyan\n\nWendla Ek\n");
    let wanted = [
        "score",
        "--key",
        KEY,
        ".",
        "--html",
        "class.html",
        "--csv",
        "class.csv",
        "--each",
        "each",
        "--class",
        "list.txt",
    ];
    desk.done(&wanted);
    let report = desk.read("class.html");
    assert!(report.contains("Wendla Ek") && report.contains("1 of 2 people found it"), "{report}");
    assert!(!report.contains("<script") && report.contains("default-src 'none'"));
    assert_eq!(desk.read("class.csv").lines().count(), 4);
    assert!(desk.read("each/rift-md--zoe.html").contains("Wrong tag: rebuttal, the key has allegation"));

    let ran = desk.run(&wanted);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!(ran.err, @r#"
obelus: error: there is a file already: class.html
  give another file behind the option, or --force to replace it
"#);
    desk.done(&[wanted.as_slice(), &["--force"]].concat());
    let over_the_key = desk.run(&["score", "--key", KEY, ".", "--html", KEY, "--force"]);
    assert_eq!(over_the_key.status, 2);
    assert!(desk.read(KEY).contains("role: AnswerKey"));

    desk.done(&["score", "--key", KEY, "answers", "--html", "yan.html"]);
    assert!(desk.read("yan.html").contains("Your score"));
    // With a class list it is about the class, though one alone has handed in.
    desk.done(&["score", "--key", KEY, "answers", "--html", "one.html", "--class", "list.txt"]);
    assert!(desk.read("one.html").contains("Wendla Ek"));
    let over_the_document = desk.run(&["score", "--key", KEY, ".", "--csv", "rift.md", "--force"]);
    assert_eq!(over_the_document.status, 2);
}

#[test]
fn an_exercise_that_cannot_be_read_gives_no_report_by_other_rules() {
    let desk = class();
    desk.write("exercise.ron", "(format: 1, id: \"rift\",");
    let ran = desk.run(&["score", "--key", KEY, ".", "--html", "class.html"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("exercise.ron") && !desk.path("class.html").exists(), "{}", ran.err);
}

#[test]
fn the_reports_go_by_the_exercise_beside_the_key() {
    let desk = class();
    let exercise = format!(
        "(format: 1, id: \"rift\", title: \"On the rift\", document: \"rift.md\", key: \"{KEY}\", tags: [\"rebuttal\"])"
    );
    desk.write("exercise.ron", &exercise);
    let listed = desk.done(&["score", "--key", KEY, "rift.md.zoe.obelus.ron", "--html", "zoe.html"]);
    assert!(listed.contains("grade 0.33"), "{listed}");
    let report = desk.read("zoe.html");
    assert!(
        report.contains("On the rift: zoe") && report.contains("Only these tags count: rebuttal."),
        "{report}"
    );

    desk.write("exercise.ron", &exercise.replace("rift.md\", key", "../rift.md\", key"));
    let ran = desk.run(&["score", "--key", KEY, "rift.md.zoe.obelus.ron", "--html", "zoe.html", "--force"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("`document` at 1:"), "{}", ran.err);
    assert_eq!(desk.read("zoe.html"), report, "it goes by no other rules");
}

#[test]
fn a_report_needs_the_document() {
    let desk = class();
    std::fs::remove_file(desk.path("rift.md")).unwrap();
    let ran = desk.run(&["score", "--key", KEY, "rift.md.zoe.obelus.ron", "--html", "zoe.html"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("put the document beside the key"), "{}", ran.err);
    assert!(!desk.path("zoe.html").exists());
}
