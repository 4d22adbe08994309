//! What reading and writing promise.

mod hostile;
pub(crate) mod strategy;

use proptest::prelude::*;

use super::*;
use crate::model::{Annotator, AnnotatorId, Claim, DocumentInfo, Layer, Passage, Role, Selector, State};
use crate::problem::Severity;
use crate::text::{ByteOffset, CharOffset, Text, TextHash};

/// A sidecar with every field.
const FULL: &str = include_str!("full.obelus.ron");

/// Returns a sidecar with these claims and these further fields of the layer.
fn file(claims: &str, more: &str) -> String {
    let hash = TextHash::of("");
    format!(
        "(format: 1, document: (file: \"a.txt\", text_blake3: \"{hash}\"), annotator: (id: \"maria\"), \
         claims: [{claims}], {more})"
    )
}

/// Returns a claim with this id and these further fields.
fn claim(id: &str, more: &str) -> String {
    format!("(id: \"{id}\", tag: \"allegation\", passages: [(start: 0, end: 1, quote: \"x\")], {more})")
}

#[track_caller]
fn layer_of(file: &str) -> Layer {
    read(file.as_bytes()).unwrap().layer
}

/// What is said of a file, one line each.
#[track_caller]
fn said_of(file: &str) -> Vec<String> {
    read(file.as_bytes()).unwrap().problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check_said(file: &str, said: &[&str]) {
    assert_eq!(said_of(file), said);
}

#[track_caller]
fn check_unreadable(file: &str, message: &str) {
    assert_eq!(read(file.as_bytes()).unwrap_err().to_string(), message);
}

proptest! {
    #[test]
    fn what_is_written_is_read(layer in strategy::layer()) {
        let written = write(&layer);
        let read = read(written.as_bytes()).unwrap();
        prop_assert_eq!(&read.layer, &layer);
        prop_assert!(!read.had_comments);
        let outline = outline(written.as_bytes()).unwrap();
        prop_assert_eq!(&outline.annotator, &layer.annotator);
        prop_assert_eq!((outline.role, outline.is_finished), (layer.role, layer.finished.is_some()));
        prop_assert_eq!(outline.claim_count, layer.claims.len() + layer.raw_claims.len());
        let head = head(written.as_bytes()).unwrap();
        prop_assert_eq!((&head.document, &head.annotator), (&layer.document, &layer.annotator));
        prop_assert_eq!(write(&read.layer), written);
    }

    #[test]
    fn what_ron_takes_for_a_value_is_kept_as_it_is(
        tokens in proptest::collection::vec(
            proptest::sample::select(vec![
                "(", ")", "[", "]", "{", "}", ",", ":", " ", "\n", "a", "r#b", "1", "-2.5e3", "true", "'x'", "'\"'",
                "\"s\"", "\"\\\"\"", "r\"\\\"", "r#\"\"\"#", "b\"\\\"\"", "br#\")\"#", "//c\n", "/*,*/", "Some(", "None",
                "\u{85}", "\u{200e}", "é", "..",
            ]),
            1..8,
        )
    ) {
        let value = tokens.concat();
        if ron::value::RawValue::from_ron(&value).is_ok() {
            let layer = read(file("", &format!("x_later: {value}")).as_bytes());
            let layer = layer.map_err(|error| TestCaseError::fail(format!("{value:?}: {error}")))?.layer;
            let kept = &layer.unknown[0].1;
            prop_assert!(value.contains(kept.as_str()));
            let again = read(write(&layer).as_bytes()).unwrap().layer;
            prop_assert_eq!(again, layer);
        }
    }
}

#[test]
fn a_sidecar_with_every_field_is_written_as_it_was_read() {
    let read = read(FULL.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert!(!read.had_comments);
    for (written, line) in write(&read.layer).lines().zip(FULL.lines()) {
        assert_eq!(written, line);
    }
    assert_eq!(write(&read.layer), FULL);
}

#[test]
fn a_layer_without_claims_has_an_empty_list_on_two_lines() {
    let document = DocumentInfo::new("rift.md", TextHash::of(""), 0);
    let id = AnnotatorId::parse("maria").unwrap();
    let annotator = Annotator::new(id, "Maria");
    let written = write(&Layer::new(document, annotator, Role::Gold));
    insta::assert_snapshot!(written, @r#"
    // Obelus sidecar, format 1: see FORMAT.md
    #![enable(implicit_some)]
    (
        format: 1,
        document: (
            file: "rift.md",
            text_blake3: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
            chars: 0,
        ),
        annotator: (
            id: "maria",
            name: "Maria",
        ),
        role: Gold,
        claims: [
        ],
    )
    "#);
}

#[test]
fn every_script_is_readable_in_the_file() {
    let words = ["मतदाता सूची में गड़बड़ी हुई", "پاکستان نے جنگ لڑی", "“Don’t,” they don't"];
    let claims: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, words)| claim(&at.to_string(), &format!("gist: \"{words}\"")))
        .collect();
    let written = write(&layer_of(&file(&claims.join(","), "")));
    for words in words {
        assert!(written.contains(words));
    }
}

#[test]
fn what_is_left_out_is_filled_in() {
    let layer = layer_of(&file(&claim("x", ""), "attempt: ()"));
    assert_eq!(layer.annotator.name, "maria");
    assert_eq!(layer.role, Role::Analyst);
    assert_eq!(layer.attempt.as_ref().unwrap().number, 1);
    assert_eq!(layer.claims[0].created.to_string(), "1970-01-01T00:00:00Z");
    assert!(write(&layer).contains("modified: \"1970-01-01T00:00:00Z\""));
}

#[test]
fn ron_may_be_spelled_in_all_its_ways() {
    let spelled = claim(
        "x",
        r##"gist: Some(r#"a "raw" one"#), note: None, voice: Some(Quoted), r#said: "\u{32}0\x319",
        rating: Some(Rating(reliability: Some(B), credibility: 0b11)), unnamed: Some(true,),
        forecast: Some((probability: 1, own: [(probability: .5, on: "2019-01-01")])),"##,
    );
    let file = file(&spelled, "").replacen(
        "(format: 1",
        "/* a */ #![enable(implicit_some,)] #![type = \"x\"] L(format:\t0x1",
        1,
    );
    let read = read(file.as_bytes()).unwrap();
    assert_eq!(read.problems.len(), 1, "{:?}", read.problems);
    let claim = &read.layer.claims[0];
    assert_eq!((claim.gist.as_str(), claim.said.unwrap().year()), ("a \"raw\" one", 2019));
    assert_eq!((claim.note.as_str(), claim.unnamed), ("", true));
    let forecast = claim.forecast.as_ref().unwrap();
    assert_eq!((forecast.probability, forecast.own[0].probability), (Some(1.0), 0.5));
    let written = write(&read.layer);
    assert!(written.contains("probability: 1.0,") && written.contains("credibility: 3,"));
}

#[test]
fn probabilities_are_decimals_without_exponent() {
    for (spelled, written) in [("1e-7", "0.0000001"), ("0.30", "0.3"), ("-0.0", "0.0"), ("1", "1.0")] {
        let layer = layer_of(&file(&claim("x", &format!("forecast: (probability: {spelled})")), ""));
        assert!(write(&layer).contains(&format!("probability: {written},")), "{spelled}");
    }
}

#[test]
fn unknown_fields_are_kept_at_every_level_and_reported_once() {
    let deep = "r#x-y: Foo(1, [ 2 ]) ,";
    let claims = [
        claim(
            "a",
            &format!(
                "rating: ({deep}), forecast: ({deep} own: [(probability: 0.5, on: \"2019-01-01\", {deep})], \
                 resolution: (outcome: Unclear, {deep})), links: [(rel: Rebuts, words: \"w\", {deep})], \
                 conflicts: [(field: \"tag\", {deep})], {deep}"
            ),
        )
        .replace("quote: \"x\"", &format!("quote: \"x\", {deep}")),
        claim("b", deep),
    ];
    let file = file(
        &claims.join(","),
        &format!(
            "attempt: ({deep}), deleted: [(id: \"d\", {deep})], decisions: [(verdict: Took, {deep})], \
             conflicts: [(field: \"role\", {deep})], {deep}"
        ),
    )
    .replace("file: \"a.txt\",", &format!("file: \"a.txt\", {deep}"))
    .replace("id: \"maria\"", &format!("id: \"maria\", {deep}"));
    let read = read(file.as_bytes()).unwrap();
    let written = write(&read.layer);
    assert_eq!(written.matches("r#x-y: Foo(1, [ 2 ]),\n").count(), 16);
    let levels: Vec<&str> =
        read.problems.iter().map(|problem| problem.message.split(['`', ':']).nth(2).unwrap()).collect();
    assert_eq!(levels.len(), 14, "{levels:?}");
}

#[test]
fn an_unknown_field_is_reported_with_its_place_and_the_nearest_name() {
    let file = file(&claim("x", "\n confidance: High,\n sentiment: Sad"), "");
    check_said(
        &file,
        &[
            "2:2: warning: the field `confidance` of a claim is kept: written by a newer Obelus; \
             if it is a slip, write `confidence`",
            "3:2: warning: the field `sentiment` of a claim is kept: written by a newer Obelus",
        ],
    );
}

#[test]
fn a_claim_that_cannot_be_read_is_kept_at_its_place() {
    for (wrong, reason) in [
        ("tag: 5", "a string was expected"),
        ("gist: \"a\", gist: \"b\"", "`gist` stands there twice"),
        ("later: 1, later: 2", "`later` stands there twice"),
        ("note", "`:` was expected behind `note`"),
        ("forecast: (probability: NaN)", "a number from 0 to 1 was expected"),
        ("forecast: (probability: 1.5)", "a number from 0 to 1 was expected"),
        ("said: \"2019-02-30\"", "a date such as \"2019\", \"2019-06\" or \"2019-06-30\" was expected"),
        ("created: \"2019-02-20\"", "a time such as \"2026-11-24T09:12:03Z\" was expected"),
        ("voice: Shouted", "one of Author, Quoted, Reported was expected"),
        ("rating: (credibility: 7)", "a number from 1 to 6 was expected"),
        ("links: [(to: \"y\")]", "`rel` is missing"),
        ("links: [(rel: Rebuts)]", "a link needs `to` or `words`"),
        ("later: Foo(,)", "it is not valid RON"),
        ("from: [\"\"]", "an id of 1 to 64 printable ASCII characters was expected"),
        ("note: \"\\q\"", "a string has an escape that RON does not know"),
        ("note: don't", "a string was expected"),
        ("@ # $ ; <", "a name was expected"),
        ("gist: \"a\" note: \"b\"", "`,` or `)` was expected"),
    ] {
        let raw = format!("( /* kept */ id: \"m\", {wrong} )");
        let file = file(&format!("{}, {raw}, {}", claim("z", ""), claim("a", "")), "");
        let read = read(file.as_bytes()).unwrap();
        assert_eq!(read.problems.len(), 1);
        let problem = &read.problems[0];
        assert_eq!(problem.severity, Severity::Error);
        if wrong != "tag: 5" && !problem.message.ends_with(reason) {
            // The first thing that is wrong is reported.
            panic!("{wrong}: {}", problem.message);
        }
        assert!(problem.message.starts_with("claim m could not be read and is kept as it is: "));
        assert!(!read.had_comments);
        let written = write(&read.layer);
        assert!(written.contains(&format!("        {raw},\n")));
        let order: Vec<usize> =
            ["\"a\"", "\"m\"", "\"z\""].iter().map(|id| written.find(id).unwrap()).collect();
        assert!(order.is_sorted());
        assert_eq!(layer_of(&written), read.layer);
    }
}

#[test]
fn a_claim_without_what_it_needs_is_kept_raw() {
    for raw in [
        "()",
        "(id: \"x\")",
        "(id: \"x\", tag: \"Big\", passages: [(start: 0, end: 1, quote: \"x\")])",
        "(id: \"x\", tag: \"a\", passages: [])",
        "(id: \"x\", tag: \"a\", passages: [(start: 0, end: 1, quote: \"\")])",
        "(id: \"x\", tag: \"a\", passages: [(start: -1, end: 1, quote: \"x\")])",
        "(id: \"x\", tag: \"a\", passages: [(end: 1, quote: \"x\")])",
        "(\"x\", 1)",
    ] {
        let layer = layer_of(&file(raw, ""));
        assert_eq!((layer.claims.len(), layer.raw_claims[0].ron.as_str()), (0, raw));
    }
    let quote = |chars| {
        format!("(id: \"x\", tag: \"a\", passages: [(start: 0, end: 1, quote: \"{}\")])", "ä".repeat(chars))
    };
    assert_eq!(layer_of(&file(&quote(20_000), "")).claims.len(), 1);
    assert_eq!(layer_of(&file(&quote(20_001), "")).raw_claims.len(), 1);
}

#[test]
fn what_is_wrong_outside_the_claims_makes_the_file_unreadable() {
    check_unreadable("(", "the sidecar cannot be read at 1:2: a name was expected");
    check_unreadable("()", "the sidecar cannot be read at 1:1: `format` is missing");
    check_unreadable("(format: 0)", "the sidecar cannot be read at 1:10: there is no such format");
    check_unreadable("(format: 1)", "the sidecar cannot be read at 1:1: `document` is missing");
    let good = file(&claim("x", ""), "");
    for (from, to) in [
        ("claims: [(", "claims: [(("),
        ("claims: [(", "claims: [5, ("),
        ("claims: [(", "claims: [) ("),
        ("claims: [(", "claims: [(id: \"never closed), ("),
        ("claims: [(", "claims: [() ("),
        ("claims: [(", "claims: ((id:"),
        ("id: \"maria\"", "id: \"Maria\""),
        ("id: \"maria\"", "id: \"maria\", id: \"maria\""),
        ("format: 1,", "format: 1, format: 1,"),
        ("format: 1,", "format: 1, later: 1, later: 1,"),
        ("format: 1,", "format: 1, role: Reviewer,"),
        ("format: 1,", "format: 1, published: ,"),
        ("format: 1,", "format: 1, finished: \"today\","),
    ] {
        let broken = good.replacen(from, to, 1);
        assert!(matches!(read(broken.as_bytes()), Err(ReadError::Syntax { .. })), "{to}");
    }
    assert!(matches!(read(format!("{good} x").as_bytes()), Err(ReadError::Syntax { .. })));
    assert!(matches!(read(b"(format: 1, \xff)"), Err(ReadError::NotUtf8 { .. })));
}

#[test]
fn a_file_without_anything_is_unreadable_and_not_empty() {
    for nothing in ["", " \n\t", "\u{feff}", "\r\n"] {
        assert_eq!(read(nothing.as_bytes()), Err(ReadError::Empty));
    }
    assert!(matches!(read(b"// only a comment"), Err(ReadError::Syntax { .. })));
}

#[test]
fn of_a_newer_format_only_the_version_is_read() {
    for newer in [
        "(format: 2)",
        "#![enable(telepathy)]\n(format: 2, claims: <<>>",
        "// x\nLayer(document: (anything: [1, 2]), r#later: 'x', format: Some(7)",
        "(format: 99999999999999999999, @",
    ] {
        assert!(matches!(read(newer.as_bytes()), Err(ReadError::TooNew { .. })), "{newer}");
    }
    assert_eq!(
        read(b"(format: 2)").unwrap_err().to_string(),
        "the sidecar was made by a newer Obelus: it has format 2"
    );
}

#[test]
fn a_file_with_the_markers_of_git_is_unmerged() {
    let marked = FULL.replace(
        "            gist: \"Pakistan did more for peace than anyone.\",\n",
        "<<<<<<< HEAD\n            gist: \"ours\",\n||||||| base\n            gist: \"both\",\n=======\n            \
         gist: \"theirs\",\n>>>>>>> other\n",
    );
    let Err(ReadError::Unmerged { ours, base, theirs, at }) = read(marked.as_bytes()) else {
        panic!("it has markers");
    };
    assert_eq!(layer_of(&ours).claims[0].gist, "ours");
    assert_eq!(layer_of(&base.unwrap()).claims[0].gist, "both");
    assert_eq!(layer_of(&theirs).claims[0].gist, "theirs");
    assert_eq!(marked.lines().nth(at.line as usize - 1), Some("<<<<<<< HEAD"));
    let between = FULL
        .replace("    claims: [\n", "<<<<<<< HEAD\n    claims: [\n=======\n    claims: [\n>>>>>>> other\n");
    assert!(matches!(read(between.as_bytes()), Err(ReadError::Unmerged { base: None, .. })));
    // Words that look like markers are only words where the file parses.
    let words = FULL.replace("\"In part.\"", "r\"\n<<<<<<<\n=======\n>>>>>>>\n\"");
    assert!(read(words.as_bytes()).is_ok());
}

#[test]
fn marks_of_windows_and_of_editors_are_repaired() {
    let raw = "(id: \"q\", tag: r\"a\nb\", note: 5)";
    let plain = FULL.replacen("    claims: [\n", &format!("    claims: [\n{raw},\n"), 1);
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let (plain, windows) = (read(plain.as_bytes()).unwrap(), read(windows.as_bytes()).unwrap());
    assert_eq!(plain.layer, windows.layer);
    assert_eq!(windows.layer.raw_claims[0].ron, raw);
    let said: Vec<String> = windows.problems.iter().take(2).map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["notice: a byte order mark was taken off", "notice: line ends of Windows were made plain ones"]
    );
}

#[test]
fn passages_are_put_in_order_around_those_with_a_state() {
    let passage =
        |start: u32, state: &str| format!("(start: {start}, end: {}, quote: \"x\"{state})", start + 1);
    let passages = [passage(9, ""), passage(0, ", state: Orphan"), passage(5, ""), passage(1, "")].join(",");
    let file = file(&format!("(id: \"x\", tag: \"a\", passages: [{passages}])"), "");
    let starts: Vec<u32> =
        layer_of(&file).claims[0].passages.iter().map(|passage| passage.selector.start.0).collect();
    assert_eq!(starts, [1, 0, 5, 9]);
    assert!(said_of(&file)[0].ends_with("notice: the passages of claim x were put in order"));
}

#[test]
fn of_two_claims_with_one_id_the_second_gets_another_that_every_reader_finds() {
    let old = "01936f7e-5b1c-7cc4-9d0a-3b1f0a9e4c55";
    let twice = file(&[claim(old, ""), claim(old, "gist: \"b\""), claim(old, "gist: \"b\"")].join(", "), "");
    let layer = layer_of(&twice);
    let ids: Vec<&str> = layer.claims.iter().map(|claim| claim.id.as_str()).collect();
    insta::assert_debug_snapshot!(ids, @r#"
    [
        "01936f7e-5b1c-7bfb-9947-78a5c8e17e55",
        "01936f7e-5b1c-7cc4-9d0a-3b1f0a9e4c55",
        "01936f7e-5b1c-7dbe-8ac4-ef8f214ccab6",
    ]
    "#);
    for id in &ids {
        let uuid = uuid::Uuid::parse_str(id).unwrap();
        assert_eq!((uuid.get_version_num(), id.get(..13)), (7, old.get(..13)));
    }
    assert_eq!(layer_of(&twice), layer);
    assert_eq!(layer_of(&twice.replace(", ", ",\r\n")).claims.len(), 3);
    assert_eq!(said_of(&twice).len(), 2);
    assert_eq!(said_of(&write(&layer)), [""; 0]);
    let short = file(&[claim("ab", ""), claim("ab", "")].join(", "), "");
    assert!(layer_of(&short).claims.iter().any(|claim| claim.id.as_str().starts_with("61620000-0000-7")));
}

#[test]
fn a_claim_that_stands_is_not_deleted() {
    let raw = "(id: \"r\", tag: 5)";
    let more =
        "deleted: [(id: \"x\", modified: \"2026-11-24T09:20:00Z\"), (id: \"z\"), (id: \"y\"), (id: \"r\")]";
    let layer = layer_of(&file(&format!("{}, {raw}", claim("x", "")), more));
    let deleted: Vec<&str> = layer.deleted.iter().map(|deleted| deleted.id.as_str()).collect();
    assert_eq!(deleted, ["y", "z"]);
    let said = said_of(&file(&claim("x", ""), more));
    assert_eq!(said, ["notice: claim x stands, so it is not deleted"]);
}

#[test]
fn comments_are_noticed_where_they_will_be_dropped() {
    for (comment, had_comments) in [
        ("", false),
        ("later: (1 /* kept */), ", false),
        ("\n// dropped\n", true),
        ("/* dropped /* too */ */", true),
        ("ext: {\"http://example.org\": \"/* no */\"}, ", false),
    ] {
        let read = read(file(&claim("x", ""), comment).as_bytes()).unwrap();
        assert_eq!(read.had_comments, had_comments, "{comment}");
    }
    let commented = FULL.replacen("#![enable", "// mine\n#![enable", 1);
    check_said(&commented, &["2:1: notice: comments are not kept when the layer is saved"]);
}

#[track_caller]
fn layer_over(text: &Text, passages: Vec<Passage>) -> Layer {
    let mut layer = layer_of(FULL);
    layer.document.text_blake3 = text.hash();
    layer.document.chars = text.char_count();
    let mut claim = Claim::clone(&layer.claims[0]);
    claim.passages = passages;
    layer.claims = vec![claim.into()];
    layer
}

/// `at` is where the marked text says the passage is now; `«»` marks where it must be found.
#[track_caller]
fn check_fit(marked: &str, change: impl FnOnce(&mut Passage), state: Option<State>, said: &[&str]) {
    let start = marked.find('«').unwrap();
    let end = marked.find('»').unwrap() - '«'.len_utf8();
    let text = Text::new(marked.replace(['«', '»'], "")).unwrap();
    let span = text.span(ByteOffset::from(start), ByteOffset::from(end)).unwrap();
    let right = Passage::new(Selector::of(&text, span));
    let mut wrong = right.clone();
    change(&mut wrong);
    let mut layer = layer_over(&text, vec![wrong]);
    let problems: Vec<String> = fit(&mut layer, &text).iter().map(ToString::to_string).collect();
    assert_eq!(problems, said);
    let fitted = &layer.claims[0].passages[0];
    assert_eq!(fitted.state, state);
    if state != Some(State::Orphan) {
        assert_eq!(fitted.selector.span_in(&text), Some(span));
    }
    if state.is_none() {
        assert_eq!(fitted.selector, right.selector);
    }
    assert_eq!(fit(&mut layer, &text), [], "fitting again changes nothing");
}

const FOUND: &str =
    "notice: claim 01936f7e-5b1c-7cc4-9d0a-3b1f0a9e4c55 had wrong offsets and was found again by its words";

#[test]
fn offsets_that_fit_stay() {
    check_fit("He «denied» it.", |_| {}, None, &[]);
}

#[test]
fn what_the_file_left_out_is_counted_in_the_text() {
    let bare = |passage: &mut Passage| {
        passage.selector.before = "".into();
        passage.selector.after = "".into();
        passage.selector.occurrences = 0;
    };
    check_fit("ä no, «no», no", bare, None, &[]);
}

#[test]
fn wrong_offsets_are_found_again_by_the_words() {
    let bytes_for_chars = |passage: &mut Passage| {
        passage.selector.start = CharOffset(passage.selector.start.0 + 4);
        passage.selector.end = CharOffset(passage.selector.end.0 + 4);
    };
    check_fit("Ä ö ü ß «denied» it.", bytes_for_chars, None, &[FOUND]);
    check_fit("He said no. Later he «denied» it. They denied him.", bytes_for_chars, None, &[FOUND]);
    let beyond = |passage: &mut Passage| passage.selector.end = CharOffset(u32::MAX);
    check_fit("He «denied» it.", beyond, None, &[FOUND]);
}

#[test]
fn words_that_stand_at_several_places_alike_ask() {
    let without_context = |passage: &mut Passage| {
        passage.selector.start = CharOffset(3);
        passage.selector.end = CharOffset(4);
        passage.selector.before = "".into();
        passage.selector.after = "".into();
    };
    check_fit(
        "no «no» no no no no",
        without_context,
        Some(State::Uncertain),
        &[
            "warning: claim 01936f7e-5b1c-7cc4-9d0a-3b1f0a9e4c55 had wrong offsets, and its words stand at 6 places; \
           confirm the place in the window",
        ],
    );
}

#[test]
fn words_that_are_not_there_are_an_orphan() {
    let other = |passage: &mut Passage| passage.selector.quote = "confirmed".to_owned().into();
    check_fit(
        "He «denied» it.",
        other,
        Some(State::Orphan),
        &["warning: the words of claim 01936f7e-5b1c-7cc4-9d0a-3b1f0a9e4c55 do not stand in the document; \
           mark them anew in the window"],
    );
}

#[test]
fn many_wrong_offsets_are_found_in_one_pass() {
    let words: Vec<String> = (0..200).map(|number| format!("the {number}th statement, ä")).collect();
    let text = Text::new(words.join(". ")).unwrap();
    let mut at = 0;
    let passages: Vec<Passage> = words
        .iter()
        .map(|words| {
            let span = text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap();
            at = span.end().index() + 2;
            Passage::new(Selector::of(&text, span))
        })
        .collect();
    let right = layer_over(&text, passages);
    let mut wrong = right.clone();
    let mut claim = Claim::clone(&wrong.claims[0]);
    for (number, passage) in claim.passages.iter_mut().enumerate() {
        passage.selector.start.0 += u32::try_from(number).unwrap() + 1;
        passage.selector.occurrences = 0;
    }
    wrong.claims = vec![claim.into()];
    wrong.document.chars = 7;
    assert_eq!(fit(&mut wrong, &text).len(), 201);
    assert_eq!(wrong, right);
}

#[test]
fn nothing_is_fitted_to_another_text() {
    let text = Text::new("another".to_owned()).unwrap();
    let mut layer = layer_of(FULL);
    assert_eq!(fit(&mut layer, &text), []);
    assert_eq!(layer, layer_of(FULL));
}

/// Returns the RON in `FORMAT.md`, in order.
fn examples() -> Vec<&'static str> {
    include_str!("../../../FORMAT.md")
        .split("```ron\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect()
}

#[test]
fn the_examples_of_the_documentation_are_as_it_says() {
    // The third is an exercise.
    let [smallest, full, _] = examples()[..] else {
        panic!("FORMAT.md has two examples of sidecars and one of an exercise");
    };
    assert_eq!(full, FULL);
    let text = Text::new("He took the money.".to_owned()).unwrap();
    let mut found = read(smallest.as_bytes()).unwrap();
    assert_eq!(found.problems, []);
    assert_eq!(found.layer.document.text_blake3, text.hash());
    assert_eq!(fit(&mut found.layer, &text), []);
    let selector = &found.layer.claims[0].passages[0].selector;
    assert_eq!((&*selector.before, &*selector.after, selector.occurrences), ("He ", ".", 1));
}

#[test]
fn the_documentation_names_every_field() {
    let documentation = include_str!("../../../FORMAT.md");
    for level in super::read::levels() {
        for field in level.fields {
            assert!(documentation.contains(&format!("`{field}`")), "{field} of a {}", level.name);
        }
    }
}

#[test]
fn a_layer_is_written_alike_whole_and_piece_by_piece() {
    let claims: Vec<String> = (0..2_000).map(|number| claim(&format!("id-{number:05}"), "")).collect();
    let layer = layer_of(&file(&claims.join(", "), ""));
    let (mut bytes, mut pieces) = (Vec::new(), 0);
    let taken = crate::durable::Content::pieces(&Written(&layer), &mut |piece| {
        bytes.extend_from_slice(piece);
        pieces += 1;
        Ok(())
    });
    assert!(taken.is_ok() && pieces > 2);
    assert!(bytes == write(&layer).into_bytes());
    let refused = crate::durable::Content::pieces(&Written(&layer), &mut |_| {
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
}
