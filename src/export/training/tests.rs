//! What is somebody else's in a report can be nothing but text, and what is undefined says so.

use std::sync::Arc;

use super::*;
use crate::exercise::{ExerciseId, Submission, results};
use crate::model::TagId;
use crate::model::{Annotator, Claim, Timestamp};
use crate::sidecar::PlainName;

const TEXT: &str = "<script>alert(1)</script> He took the money.\n\nHe & she \"deny\" it.";

fn marked(tag: &str, words: &str, note: &str) -> Marked {
    let start = TEXT.find(words).unwrap() as u32;
    let id = ClaimId::parse(words).unwrap();
    let mut claim = Claim::new(id, TagId::parse(tag).unwrap(), Vec::new(), Timestamp(0));
    claim.note = note.to_owned().into();
    Marked::at(Arc::new(claim), [Stretch { start, end: start + words.len() as u32 }]).unwrap()
}

fn submission(name: &str, claims: Vec<Marked>) -> Submission {
    let id = AnnotatorId::of_name(name);
    Submission {
        file: format!("{name}.ron"),
        annotator: Annotator { id, name: name.to_owned(), key: None, unknown: Default::default() },
        number: 1,
        started: None,
        submitted: None,
        is_attempt: false,
        marked: claims,
        left_out: 0,
    }
}

fn with<T>(
    key: &[Marked],
    submissions: Vec<Submission>,
    class: Option<&[String]>,
    read: impl Fn(&Training<'_>) -> T,
) -> T {
    let mut exercise = Exercise::new(
        ExerciseId::parse("x").unwrap(),
        "<b>Title</b>".to_owned(),
        PlainName::parse("x.md").unwrap(),
    );
    exercise.by = "<img src=x onerror=alert(1)>".to_owned();
    let text = Text::new(TEXT.to_owned()).unwrap();
    let results = results(&exercise, &text, key, submissions, class);
    let about = About::default();
    let day = PartialDate::parse("2026-10-20").unwrap();
    read(&Training { exercise: &exercise, text: &text, about: &about, results: &results, day })
}

#[test]
fn nothing_of_a_stranger_becomes_markup() {
    let key = [marked("allegation", "He took the money", "<a href=javascript:alert(1)>\u{202e}why</a>")];
    let people = vec![
        submission("<i>Ana</i>", vec![marked("rebuttal", "He took the money", "")]),
        submission("=cmd|' /C calc'!A0", vec![marked("forecast", "<script>alert(1)</script>", "")]),
    ];
    let class = ["<u>Zoë</u>".to_owned()];
    with(&key, people, Some(&class), |training| {
        let mut pages = vec![class_report(training)];
        pages.extend((0..2).map(|person| trainee_report(training, person).unwrap()));
        assert!(trainee_report(training, 2).is_none());
        for page in pages {
            let page = String::from_utf8(page).unwrap();
            for markup in [
                "<script",
                "<i>Ana",
                "<img",
                "<a href=j",
                "<u>",
                "<b>Title",
                "\u{202e}",
                "http://",
                "https://",
            ] {
                assert!(!page.contains(markup), "{markup} in {page}");
            }
            assert!(page.contains("default-src 'none'"));
        }
        let table = String::from_utf8(trainees_table(training)).unwrap();
        assert!(table.contains("'=cmd|"));
    });
}

#[test]
fn what_is_undefined_says_so_in_words() {
    with(&[], vec![submission("Ana", vec![])], None, |training| {
        let class = String::from_utf8(class_report(training)).unwrap();
        assert!(class.contains("undefined: nothing to score"));
        assert!(class.contains("grade undefined: nothing to score"));
        assert!(class.contains("agreement undefined: every word has one and the same tag, or none has any"));
        assert!(class.contains("The key has no claim that counts."));
        let own = String::from_utf8(trainee_report(training, 0).unwrap()).unwrap();
        assert!(own.contains("undefined: nothing to score"));
        let table = String::from_utf8(trainees_table(training)).unwrap();
        assert!(table.contains("undefined: nothing to score"));
    });
    with(&[], vec![], None, |training| {
        let class = String::from_utf8(class_report(training)).unwrap();
        assert!(class.contains("undefined: nothing was handed in that counts"));
    });
}

#[test]
fn tables_have_a_row_an_attempt_a_missing_name_and_a_claim() {
    let key = [marked("allegation", "He took the money", "why")];
    let people = vec![
        submission("Ana", vec![marked("allegation", "He took the money", "")]),
        submission("Ben", vec![marked("rebuttal", "took the money", "")]),
    ];
    let class = ["Ana", "Ben", "Zoë"].map(str::to_owned);
    let tables = with(&key, people, Some(&class), |training| {
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("\r\n", "\n").replace('\u{feff}', "");
        format!("{}\n{}", text(trainees_table(training)), text(claims_table(training)))
    });
    insta::assert_snapshot!(tables, @r#"
name,annotator,state,attempt,submitted,seconds_over_time,grade_f1,grade_precision,grade_recall,strict_f1,grade_f1_allegation,grade_f1_rebuttal,found,borders,wrong_tag,missed,extra,left_out,fields_equal,fields_compared,cohen_kappa,alpha_u,undefined,on_class_list,file
Ana,ana,counts,1,,,1.000000,1.000000,1.000000,1.000000,1.000000,,1,0,0,0,0,0,0,0,1.000000,1.000000,,true,Ana.ron
Ben,ben,counts,1,,,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0,0,1,0,0,0,0,0,0.333333,'-0.821276,,true,Ben.ron
Zoë,,missing,,,,,,,,,,,,,,,,,,,,,,

id,tag,quote,gist,paragraph,people,found,borders,wrong_tag,missed,tagged_instead,explanation
He took the money,allegation,He took the money,,1,2,1,0,1,0,rebuttal 1,why
"#);
}
