//! `exercise.ron`: what is written is read, what a newer version wrote is kept, and what is wrong is said with its place.

use super::*;
use crate::exercise::file;
use crate::sidecar::PlainName;

fn full() -> Exercise {
    let title = "Who says what in the harbour".to_owned();
    let document = PlainName::parse("harbour.md").unwrap();
    Exercise {
        by: "Ines Okafor".to_owned(),
        instructions: "# Task\n\nFind *every* claim in “the ledger”.".to_owned(),
        key: Some(PlainName::parse("harbour.md.ines-okafor--key.obelus.ron").unwrap()),
        tags: vec![TagId::parse("allegation").unwrap(), TagId::parse("rebuttal").unwrap()],
        fields: vec![Field::Claimants, Field::Links, Field::Other("mood".to_owned())],
        minutes: Some(30),
        feedback: FeedbackTime::AfterEach,
        attempts: Some(3),
        counts: CountedAttempt::Last,
        ext: vec![("example.org/x".to_owned(), "Foo(1)".to_owned())].into(),
        unknown: vec![("music".to_owned(), "Some( \"quiet\" )".to_owned())].into(),
        ..Exercise::new(ExerciseId::parse("harbour-basics").unwrap(), title, document)
    }
}

#[test]
fn what_is_written_is_read() {
    let full = full();
    let text = write(&full);
    insta::assert_snapshot!(text, @r##"
// Obelus exercise, format 1: see FORMAT.md
#![enable(implicit_some)]
(
    format: 1,
    id: "harbour-basics",
    title: "Who says what in the harbour",
    by: "Ines Okafor",
    instructions: "# Task\n\nFind *every* claim in “the ledger”.",
    document: "harbour.md",
    key: "harbour.md.ines-okafor--key.obelus.ron",
    tags: [
        "allegation",
        "rebuttal",
    ],
    fields: [
        "claimants",
        "links",
        "mood",
    ],
    minutes: 30,
    feedback: AfterEach,
    attempts: 3,
    counts: Last,
    ext: {
        "example.org/x": Foo(1),
    },
    music: Some( "quiet" ),
)
"##);
    let back = read(text.as_bytes()).unwrap();
    assert_eq!(back.exercise, full);
    assert_eq!(write(&back.exercise), text);
    let least = Exercise::new(ExerciseId::parse("x").unwrap(), "X".to_owned(), full.document);
    assert_eq!(read(write(&least).as_bytes()).unwrap().exercise, least);
}

#[test]
fn the_documentation_shows_an_exercise_and_names_every_field() {
    let documentation = include_str!("../../../FORMAT.md");
    let section = documentation.split("## exercise.ron\n").nth(1).unwrap();
    let example = section.split("```ron\n").nth(1).unwrap().split("```").next().unwrap();
    let back = read(example.as_bytes()).unwrap();
    assert_eq!(back.problems, []);
    assert_eq!(write(&back.exercise), example);
    for field in file::LEVEL.fields {
        assert!(section.contains(&format!("| `{field}` |")), "{field}");
    }
    for field in Field::KNOWN {
        assert!(section.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn what_is_not_said_is_filled_in() {
    let read = read(b"(format: 1, id: \"x\", document: \"harbour.md\")").unwrap();
    let wanted = Exercise::new(
        ExerciseId::parse("x").unwrap(),
        "x".to_owned(),
        PlainName::parse("harbour.md").unwrap(),
    );
    assert_eq!(read.exercise, wanted);
    assert_eq!(read.problems, []);
}

/// Returns what is said of an exercise: of a file that cannot be read the error and the hint.
fn said(text: &str) -> String {
    match read(text.as_bytes()) {
        Ok(read) => read.problems.iter().map(|problem| format!("{problem}\n")).collect(),
        Err(error) => format!("{error}; {}\n", error.hint()),
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_how_to_mend_it() {
    let cases = [
        "",
        "(format: 2, everything: else)",
        "(format: 1, id: \"x\", document: \"harbour.md\",\n  minutos: 30, mood: 1, fields: [\"claimant\"]) // mine",
        "(format: 1, id: \"x\", docment: \"harbour.md\")",
        "(format: 1, id: \"X Y\", document: \"harbour.md\")",
        "(format: 1, id: \"x\", document: \"harbour.md\", minutes: 0)",
        "(format: 1, id: \"x\", document: \"harbour.md\", feedback: Soon)",
        "(format: 1, id: \"x\", document: \"harbour.md\", id: \"y\")",
        "(format: 1, id: \"x\", document: \"harbour.md\"",
        "(format: 1, id: \"x\", document: \"harbour.md\") more",
        "(format: 1, id: \"x\",\n document: \"exercise.ron\")",
        "(format: 1, id: \"x\", document: \"harbour.md\", key: \"Harbour.md\")",
        "(format: 1, id: \"x\", title: 3, document: \"harbour.md\")",
    ];
    let said: String = cases.iter().map(|text| said(text)).collect();
    insta::assert_snapshot!(said, @r#"
the exercise is empty; write it anew; FORMAT.md describes it
the exercise was made by a newer Obelus: it has format 2; install a newer version; the file was not touched
2:3: warning: the field `minutos` is kept: written by a newer Obelus; if it is a slip, write `minutes`
2:16: warning: the field `mood` is kept: written by a newer Obelus
2:34: warning: `claimant` is no field that can count; it is kept; if it is a slip, write `claimants`
2:47: notice: comments are not kept when the exercise is saved
the exercise cannot be read at 1:1: `document` is missing; if `docment` is a slip, write `document`
the exercise cannot be read at 1:17: an id of a to z, digits and single hyphens was expected; mend that line
the exercise cannot be read at 1:55: a whole number from 1 on was expected; mend that line
the exercise cannot be read at 1:56: one of AfterEach, AtEnd, Never was expected; mend that line
the exercise cannot be read at 1:46: `id` stands there twice; mend that line
the exercise cannot be read at 1:44: `,` or `)` was expected; mend that line
the exercise cannot be read at 1:46: something follows the last bracket; mend that line
the exercise cannot be read at 2:12: the document cannot be the exercise itself; mend that line
the exercise cannot be read at 1:51: the key cannot be the exercise or the document; mend that line
the exercise cannot be read at 1:29: a string was expected; mend that line
"#);
}

#[test]
fn a_name_that_leads_anywhere_else_is_refused() {
    let names = [
        "../harbour.md",
        "sub/harbour.md",
        "/etc/passwd",
        r"\\\\server\\share\\harbour.md",
        "//server/share/harbour.md",
        r"C:\\harbour.md",
        "C:harbour.md",
        "nul",
        "com1.md",
        "..",
        "",
        r"a\u{202e}dm.exe",
        "harbour.md:stream",
        "https://example.org/harbour.md",
    ];
    let mut said = String::new();
    for name in names {
        for text in [
            format!("(format: 1, id: \"x\",\n  document: \"{name}\")"),
            format!("(format: 1, id: \"x\", document: \"harbour.md\",\n  key: \"{name}\")"),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error, ExerciseError::Name { .. }), "{error}");
            if text.contains("document: \"harbour") {
                continue;
            }
            said.push_str(&format!("{error}\n"));
            assert_eq!(error.hint(), "write the plain name of a file in the same folder");
        }
    }
    insta::assert_snapshot!(said, @r#"
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `:`)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name is that of a device)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name is that of a device)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name begins with a dot)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name is empty)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name has a character that no name may have on every system: U+202E)
the exercise is refused: `document` at 2:13 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`)
"#);
}

#[test]
fn nothing_that_is_cut_or_changed_makes_it_panic() {
    let text = write(&full());
    for end in 0..text.len() {
        let _cut = read(&text.as_bytes()[..end]);
        let mut changed = text.clone().into_bytes();
        changed[end] = b'(';
        let _changed = read(&changed);
    }
    assert!(matches!(read(&vec![b' '; MAX_BYTES + 1]), Err(ExerciseError::TooLarge { .. })));
    assert!(matches!(read(b"(id: \"\xff\")"), Err(ExerciseError::NotUtf8 { .. })));
    let deep = format!("(format: 1, id: \"x\", document: \"a.md\", ext: {{\"x\": {}", "[".repeat(200_000));
    assert!(read(deep.as_bytes()).is_err());
}

#[test]
fn the_rules_are_told_in_sentences() {
    insta::assert_snapshot!(full().rules().join("\n"), @r#"
Only these tags count: allegation, rebuttal.
These fields are compared with the key too: claimants, what it answers, mood.
You have 30 minutes.
You may try 3 times; the last attempt counts.
The explanation of each claim comes when you have tagged it.
"#);
    let plain =
        Exercise { attempts: Some(1), key: None, tags: vec![], fields: vec![], minutes: None, ..full() };
    insta::assert_snapshot!(plain.rules().join("\n"), @r#"
There is no time limit.
You may try once.
Your instructor gives the explanations.
"#);
}

#[test]
fn time_is_counted_from_the_start() {
    let exercise = full();
    assert_eq!(exercise.seconds_left(Timestamp(100), Timestamp(160)), Some(29 * 60));
    assert_eq!(exercise.seconds_left(Timestamp(100), Timestamp(100 + 31 * 60)), Some(-60));
    assert_eq!(Exercise { minutes: None, ..exercise }.seconds_left(Timestamp(0), Timestamp(1)), None);
}

#[test]
fn what_comes_next_depends_on_the_attempts_made() {
    let exercise = Exercise { attempts: Some(2), ..full() };
    let made = |number, is_submitted| Try { number, is_submitted };
    assert_eq!(next(&exercise, &[]), Next::Begin(1));
    assert_eq!(next(&exercise, &[made(1, false)]), Next::GoOn(1));
    assert_eq!(next(&exercise, &[made(1, true)]), Next::Begin(2));
    assert_eq!(next(&exercise, &[made(1, true), made(2, true)]), Next::NoMore);
    let free = Exercise { attempts: None, ..exercise };
    assert_eq!(next(&free, &[made(1, true), made(4, true)]), Next::Begin(5));
}
