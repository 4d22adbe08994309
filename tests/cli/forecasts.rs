//! `obelus forecasts`.

use serde_json::{Value, json};

use super::agreement::sidecar;
use super::desk::{Desk, WORDS};

/// A desk where somebody followed three forecasts to their ends; the document itself is not there.
fn followed() -> Desk {
    let desk = Desk::new();
    let claim = |id: &str, more: &str| {
        format!(
            "(id: \"{id}\", tag: \"forecast\", passages: [(start: 67, end: 78, quote: \"It will end\")], {more})"
        )
    };
    let claims = [
        claim(
            "c1",
            "claimants: [\"Khan\"], forecast: (event: \"It ends\", probability: 0.8, \
             own: [(probability: 0.3, on: \"2019-01-02\")], resolution: (outcome: DidNotHappen, on: \"2019\")), ",
        ),
        claim("c2", "forecast: (probability: 0.8, resolution: (outcome: Happened, on: \"2019\"))"),
        claim("c3", "claimants: [\"Khan\"], forecast: (event: \"It ends\", probability: 0.25)"),
    ];
    let claims = format!("claims: [{}]", claims.join(", "));
    desk.write("away.md.ann.obelus.ron", &sidecar(WORDS, "ann", &claims));
    desk
}

#[test]
fn the_block_is_whole_for_everybody() {
    let desk = followed();
    let whole: Value = serde_json::from_str(&desk.done(&["forecasts", ".", "--json"])).unwrap();
    let keys: Vec<&str> = whole.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "n",
        "left_out",
        "without_event",
        "brier",
        "log",
        "clamped",
        "skill",
        "reliability",
        "resolution",
        "uncertainty",
        "base_rate",
        "bins",
        "undefined",
        "by_claimant",
        "by_annotator",
    ];
    assert_eq!(keys, expected);
    assert_eq!(whole["n"], json!(2));
    assert!((whole["brier"].as_f64().unwrap() - 0.34).abs() < 1e-12);
    assert_eq!(whole["left_out"], json!({"no_probability": 0, "unresolved": 1, "unclear": 0, "annulled": 0}));
    assert_eq!(whole["without_event"], json!(1));
    assert_eq!(whole["bins"].as_array().unwrap().len(), 10);
    assert_eq!(whole["bins"][8]["observed"], json!(0.5));
    assert_eq!(
        whole["bins"][0],
        json!({"lo": 0.0, "n": 0, "mean_p": null, "observed": null, "wilson95": null})
    );
    assert_eq!(whole["by_claimant"][""]["n"], json!(1));
    assert_eq!(whole["by_claimant"]["Khan"]["left_out"]["unresolved"], json!(1));
    assert_eq!(whole["by_annotator"]["ann"]["n"], json!(2));
}

#[test]
fn own_estimates_are_scored_apart() {
    let desk = followed();
    let out = desk.done(&["forecasts", ".", "--of", "annotators", "--json"]);
    let whole: Value = serde_json::from_str(&out).unwrap();
    // The estimate of 2 January was not made before the first day of 2019.
    assert_eq!((&whole["n"], &whole["left_out"]["no_probability"]), (&json!(0), &json!(3)));
    assert!(whole["undefined"].as_str().unwrap().starts_with("undefined: "));
}

#[test]
fn people_read_sentences() {
    insta::assert_snapshot!(followed().done(&["forecasts", "."]), @r"
    2 scored; left out: 0 without a probability, 1 unresolved, 0 unclear, 0 annulled
    Brier score 0.340: 0 is perfect, 0.25 is saying 50 % always (half of Brier’s form with two categories). That is 36 % worse than always giving the base rate, 50 %. With so few forecasts this may be luck.
    1 scored though nobody worded what was to be judged
      about 0.80: 0.50 happened (95 %: 0.09 to 0.91)  n 2
    By claimant:
      (nobody named): Brier 0.040  n 1
      Khan: Brier 0.640  n 1
    By annotator:
      ann: Brier 0.340  n 2
    ");
}

#[test]
fn statuses_say_what_was_not_read() {
    let desk = followed();
    desk.write("away.md.ben.obelus.ron", "(format: 1, ");
    assert_eq!(desk.run(&["forecasts", "."]).status, 1);
    assert_eq!(desk.run(&["forecasts", "gone.md"]).status, 2);
    assert_eq!(desk.run(&["forecasts", "rift.md"]).status, 2);
}
