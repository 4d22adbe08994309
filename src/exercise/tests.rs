//! Scores of answers, in marked text; the exercise's file and the results of a class in modules of their own.

mod class;
mod file;

use std::sync::Arc;

use super::*;
use crate::agreement::{Marked, tokens};
use crate::matching::Stretch;
use crate::model::{Claim, ClaimId, TagId, Timestamp};

/// Claims as `(tag, start, end)` in code points; the tag's first letter is enough.
fn marked(claims: &[(&str, u32, u32)]) -> Vec<Marked> {
    let one = |(number, (tag, start, end)): (usize, &(&str, u32, u32))| {
        let tag =
            ["allegation", "rebuttal", "forecast"].into_iter().find(|full| full.starts_with(tag)).unwrap();
        let id = ClaimId::parse(&format!("c{number}")).unwrap();
        let mut claim = Claim::new(id, TagId::parse(tag).unwrap(), Vec::new(), Timestamp(0));
        claim.note = format!("why {number}").into();
        Marked::at(Arc::new(claim), [Stretch { start: *start, end: *end }]).unwrap()
    };
    claims.iter().enumerate().map(one).collect()
}

fn scored(text: &str, key: &[(&str, u32, u32)], answer: &[(&str, u32, u32)]) -> Score {
    score(&marked(key), &marked(answer), Some(&tokens(text)))
}

fn f1(score: &Score, reading: Reading) -> f64 {
    (score.counts(reading).ratios().f1.unwrap() * 100.0).round() / 100.0
}

/// The worked table of SemEval-2013 task 9.1: of six claims two are right, one has another tag, one other borders, one
/// both, one is missed; and one is spurious.
#[test]
fn semevals_worked_table() {
    let key = [("a", 0, 5), ("a", 10, 15), ("a", 20, 25), ("a", 30, 35), ("a", 40, 45), ("a", 50, 55)];
    let answer = [("a", 0, 5), ("a", 10, 15), ("r", 20, 25), ("a", 30, 37), ("r", 40, 47), ("a", 60, 65)];
    let score = scored("", &key, &answer);
    let values: Vec<f64> = Reading::ALL.iter().map(|reading| f1(&score, *reading)).collect();
    assert_eq!(values, [0.33, 0.5, 0.67, 0.5]);
    assert_eq!(score.counts(Reading::Strict), Counts { cor: 2, inc: 3, par: 0, mis: 1, spu: 1 });
    assert_eq!(score.counts(Reading::Partial), Counts { cor: 3, inc: 0, par: 2, mis: 1, spu: 1 });
    assert_eq!(score.grade.all.f1, Some(0.5));
    assert_eq!(score.grade.per_tag.len(), 2);
    assert_eq!(score.grade.per_tag[1].1, Ratios { precision: Some(0.0), recall: None, f1: Some(0.0) });
}

#[test]
fn selecting_everything_grades_nothing() {
    let score = scored("", &[("a", 0, 40), ("r", 50, 80)], &[("a", 0, 100)]);
    assert_eq!(score.grade.all.f1, Some(0.0));
    assert_eq!(score.counts(Reading::Type).cor, 1);
}

#[test]
fn nothing_on_both_sides_is_nothing_to_score() {
    let score = scored("Nobody.", &[], &[]);
    assert_eq!(score.undefined(), Some("undefined: nothing to score"));
    assert_eq!(score.counts(Reading::Strict), Counts::default());
    assert_eq!(score.grade.all, Ratios::default());
    assert_eq!(scored("Nobody.", &[("a", 0, 6)], &[]).undefined(), None);
}

#[test]
fn each_claim_is_told_what_became_of_it() {
    let text = "He denied it again, they said. Nobody knew. It will end in a year.";
    let key = [("r", 3, 18), ("a", 31, 42), ("f", 44, 65)];
    let answer = [("r", 0, 12), ("r", 31, 42), ("f", 44, 66), ("a", 20, 29)];
    let feedback = scored(text, &key, &answer).feedback;
    let told: Vec<String> = feedback
        .iter()
        .map(|item| {
            format!("{} {:?} {:?} | {}", item.kind.word(), item.start_words, item.end_words, item.sentence())
        })
        .collect();
    let expected = [
        "borders Some(-1) Some(-1) | Found, but starts 1 word too early, ends 1 word too early",
        "extra None None | Not in the key: allegation",
        "wrong_tag Some(0) Some(0) | Wrong tag: rebuttal, the key has allegation",
        // The full stop is no word.
        "found Some(0) Some(0) | Found",
    ];
    assert_eq!(told, expected);
    assert_eq!(feedback[0].note, "why 0");
    assert_eq!(feedback[1].note, "");
    let missed = scored(text, &key, &[]).feedback;
    assert_eq!(missed[2].sentence(), "Missed: forecast");
}
