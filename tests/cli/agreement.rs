//! `obelus agreement`.

use serde_json::Value;

use super::desk::{Desk, WORDS};

/// A desk where Maria and Jonas marked the same document, and differ in one claim's borders.
fn two_people() -> Desk {
    let desk = Desk::new();
    for (who, quote, tag) in [
        ("maria", "He denied it,", "rebuttal"),
        ("maria", "[Pakistan] knew", "allegation"),
        ("maria", "It will end by 2028", "forecast"),
        ("jonas", "He denied it", "rebuttal"),
        ("jonas", "[Pakistan] knew", "allegation"),
        ("jonas", "end by 2028", "forecast"),
    ] {
        desk.done(&["tag", "rift.md", "--quote", quote, "--nth", "1", "--as", tag, "--annotator", who]);
    }
    desk
}

/// A sidecar for `words` as JSON and RON tools write it.
pub fn sidecar(words: &str, annotator: &str, more: &str) -> String {
    let hash = blake3::hash(words.as_bytes()).to_hex();
    format!(
        "(format: 1, document: (file: \"rift.md\", text_blake3: \"{hash}\"), annotator: (id: \"{annotator}\"), {more})"
    )
}

fn agreement(desk: &Desk, arguments: &[&str]) -> Value {
    serde_json::from_str(&desk.done(&[&["agreement", "--json"], arguments].concat())).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_field_is_always_there() {
    let desk = two_people();
    let whole = agreement(&desk, &["."]);
    assert_eq!(keys(&whole), ["annotators", "documents", "not_independent", "measures", "on_matched"]);
    assert_eq!(whole["annotators"], serde_json::json!(["jonas", "maria"]));
    assert_eq!(whole["documents"], serde_json::json!(["rift.md"]));
    let names: Vec<&str> = whole["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|measure| measure["name"].as_str().unwrap())
        .collect();
    let expected = ["pairwise_f1", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "alpha_u", "gamma"];
    assert_eq!(names, expected);
    const FIELDS: [&str; 11] = [
        "name",
        "unit",
        "value",
        "undefined",
        "interval",
        "n",
        "several_passages",
        "left_out",
        "per_tag",
        "per_pair",
        "per_document",
    ];
    const OF_GAMMA: [&str; 6] =
        ["observed_disorder", "expected_disorder", "standard_error", "sampler", "seed", "samples"];
    for measure in whole["measures"].as_array().unwrap() {
        let is_gamma = measure["name"] == "gamma";
        let of_gamma = OF_GAMMA.iter().filter(|_| is_gamma);
        assert_eq!(keys(measure), FIELDS.iter().chain(of_gamma).copied().collect::<Vec<_>>());
        assert_eq!(measure["value"].is_null(), measure["undefined"].is_string());
        assert_eq!(keys(&measure["per_tag"]), ["allegation", "rebuttal", "forecast"]);
        for part in measure["per_tag"].as_object().unwrap().values() {
            assert_eq!(keys(part), ["value", "undefined", "n", "left_out"]);
        }
        assert_eq!(keys(&measure["per_pair"][0]), ["annotators", "value", "undefined", "n"]);
        assert_eq!(keys(&measure["per_document"][0]), ["document", "value", "undefined", "n"]);
    }
    let fields: Vec<String> = whole["on_matched"].as_array().unwrap().iter().map(Value::to_string).collect();
    insta::assert_snapshot!(fields.join("\n"), @r#"
    {"name":"claimants","value":1.0,"undefined":null,"n":3}
    {"name":"links","value":null,"undefined":"undefined: no link joins claims that two annotators have","n":0}
    {"name":"reliability","value":null,"undefined":"undefined: no claim was rated by two annotators","n":0}
    {"name":"credibility","value":null,"undefined":"undefined: no claim was rated by two annotators","n":0}
    {"name":"probability","value":null,"undefined":"undefined: no forecast has a probability from two annotators","n":0}
    "#);
}

#[test]
fn people_read_sentences() {
    let out = two_people().done(&["agreement", "."]);
    let head: Vec<&str> = out.lines().filter(|line| !line.starts_with(' ')).collect();
    insta::assert_snapshot!(head.join("\n"), @r"
    2 annotators (jonas, maria), 1 document

    F1 of claims: 1.000  n 6 (claim)

    Cohen’s kappa: 0.822  n 16 (token)

    Fleiss’ kappa: 0.820  n 16 (token)

    Krippendorff’s alpha: 0.826  n 16 (token)

    Krippendorff’s alpha for unitizing: 0.922  n 88 (character)

    Gamma: 0.983  n 6 (unit)

    Of the claims that two annotators have:
    ");
}

#[test]
fn undefined_figures_are_done() {
    let desk = Desk::new();
    desk.write("rift.md.ann.obelus.ron", &sidecar(WORDS, "ann", "claims: []"));
    desk.write("rift.md.ben.obelus.ron", &sidecar(WORDS, "ben", "claims: []"));
    for measure in agreement(&desk, &["."])["measures"].as_array().unwrap() {
        assert!(measure["undefined"].as_str().unwrap().starts_with("undefined: "), "{measure}");
        assert!(measure["value"].is_null());
    }
    // One layer alone is compared with nothing.
    let alone = agreement(&desk, &["rift.md.ann.obelus.ron"]);
    assert_eq!(alone["annotators"], serde_json::json!(["ann"]));
    assert!(alone["measures"][0]["undefined"].is_string());
}

#[test]
fn without_a_layer_nothing_is_done() {
    let desk = two_people();
    desk.write("new.md", "Nothing yet.");
    insta::assert_snapshot!(desk.run(&["agreement", "new.md"]).err, @r"
    obelus: error: there is no layer to compare
      name documents that somebody has marked, or other layers with --between
    ");
    desk.refused(
        &["agreement", ".", "--between", "maria,nobody"],
        "obelus: error: no layer here is called nobody\n  `obelus claims` lists the layers that are there\n",
    );
    assert_eq!(desk.run(&["agreement", "gone.md"]).status, 2);
}

#[test]
fn a_layer_that_cannot_be_read_is_named_and_the_rest_is_measured() {
    let desk = two_people();
    desk.write("rift.md.zoe.obelus.ron", "(format: 1, ");
    let ran = desk.run(&["agreement", ".", "--json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("rift.md.zoe.obelus.ron"), "{}", ran.err);
    let whole: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(whole["annotators"], serde_json::json!(["jonas", "maria"]));
    // A claim that cannot be read is counted.
    let raw = "claims: [(id: \"c1\", tag: 7)]";
    desk.write("rift.md.zoe.obelus.ron", &sidecar(WORDS, "zoe", raw));
    let ran = desk.run(&["agreement", ".", "--json"]);
    let whole: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.status, &whole["measures"][0]["left_out"]["unreadable"]), (1, &serde_json::json!(1)));
}

#[test]
fn only_analysts_are_compared_unless_others_are_named() {
    let desk = two_people();
    let gold = desk.read("rift.md.maria.obelus.ron").replace("role: Analyst", "role: Gold");
    desk.write("rift.md.maria--gold.obelus.ron", &gold);
    assert_eq!(agreement(&desk, &["."])["annotators"], serde_json::json!(["jonas", "maria"]));
    let named = agreement(&desk, &[".", "--between", "maria--gold,jonas"]);
    assert_eq!(named["annotators"], serde_json::json!(["jonas", "maria--gold"]));
    let same = agreement(&desk, &[".", "--between", "maria--gold,maria"]);
    assert_eq!(same["measures"][0]["value"], serde_json::json!(1.0));
    assert_eq!(same["measures"][5]["samples"], serde_json::json!(0));
}

#[test]
fn claims_count_where_they_stand_now() {
    let desk = two_people();
    let before = agreement(&desk, &["."]);
    desk.write(
        "rift.md",
        &WORDS.replace("“He denied it,” they said.\n\n", "They said nothing.\n\nThen, later: "),
    );
    let after = agreement(&desk, &["."]);
    // The two rebuttals are gone, each for its own layer; the rest moved.
    let left_out = &after["measures"][0]["left_out"];
    let count = |reason: &str| left_out[reason].as_u64().unwrap_or(0);
    assert_eq!(count("orphan") + count("uncertain"), 2, "{left_out}");
    assert_eq!(before["measures"][0]["n"], serde_json::json!(6));
    assert_eq!(after["measures"][0]["n"], serde_json::json!(4));
    assert_eq!(after["measures"][0]["per_tag"]["allegation"]["value"], serde_json::json!(1.0));
}
