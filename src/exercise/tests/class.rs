//! The results of a class, on a text whose words are numbers of the places.

use super::*;
use crate::model::{Annotator, AnnotatorId};
use crate::sidecar::PlainName;
use crate::text::Text;

const TEXT: &str =
    "He took the money, they say. He denies it. It will end in court next year. Nobody knows why he left.";

const KEY: &[(&str, u32, u32)] = &[("a", 0, 17), ("r", 29, 41), ("f", 43, 73)];

fn exercise() -> Exercise {
    Exercise::new(ExerciseId::parse("x").unwrap(), "X".to_owned(), PlainName::parse("x.md").unwrap())
}

/// An attempt that was handed in at the second of its number.
fn attempt(who: &str, number: u32, claims: &[(&str, u32, u32)]) -> Submission {
    Submission {
        file: format!("{who} {number}.ron"),
        annotator: Annotator {
            id: AnnotatorId::of_name(who),
            name: who.to_owned(),
            key: Some(format!("key of {who}")),
            unknown: Default::default(),
        },
        number,
        started: Some(Timestamp(0)),
        submitted: Some(Timestamp(i64::from(number))),
        is_attempt: true,
        marked: marked(claims),
        left_out: 0,
    }
}

fn of(exercise: &Exercise, submissions: Vec<Submission>, class: Option<&[String]>) -> Results {
    results(exercise, &Text::new(TEXT.to_owned()).unwrap(), &marked(KEY), submissions, class)
}

fn counted(results: &Results) -> Vec<(&str, Option<u32>)> {
    let number = |person: &Person| person.counted().map(|attempt| attempt.submission.number);
    results.people.iter().map(|person| (person.annotator.name.as_str(), number(person))).collect()
}

#[test]
fn the_best_or_the_last_attempt_counts() {
    let tries = || vec![attempt("Omar", 2, &KEY[..1]), attempt("Omar", 1, KEY), attempt("Ana", 1, KEY)];
    assert_eq!(counted(&of(&exercise(), tries(), None)), [("Ana", Some(1)), ("Omar", Some(1))]);
    let last = Exercise { counts: CountedAttempt::Last, ..exercise() };
    assert_eq!(counted(&of(&last, tries(), None)), [("Ana", Some(1)), ("Omar", Some(2))]);
    let equal = vec![attempt("Omar", 2, KEY), attempt("Omar", 1, KEY)];
    assert_eq!(counted(&of(&exercise(), equal, None)), [("Omar", Some(1))]);
}

#[test]
fn what_was_not_submitted_or_is_too_much_is_listed_and_does_not_count() {
    let once = Exercise { attempts: Some(1), ..exercise() };
    let open = Submission { submitted: None, ..attempt("Ana", 1, KEY) };
    let tries = vec![open, attempt("Omar", 1, &[]), attempt("Omar", 2, KEY)];
    let results =
        of(&once, tries, Some(&["ana".to_owned(), "Omar".to_owned(), " ".to_owned(), "Zoë".to_owned()]));
    assert_eq!(counted(&results), [("Ana", None), ("Omar", Some(1))]);
    assert_eq!(results.people[0].attempts[0].barred.unwrap().words(), "not submitted");
    assert_eq!(results.people[1].attempts[1].barred.unwrap().words(), "more attempts than allowed");
    assert_eq!(results.missing, ["ana", "Zoë"]);
    assert_eq!(results.people[0].is_listed, Some(true));
    assert_eq!(results.people[1].grade(), Some(0.0));
}

#[test]
fn people_are_told_apart_by_their_keys_and_copies_count_once() {
    let other = Submission {
        annotator: Annotator { key: Some("another".to_owned()), ..attempt("Ana", 1, KEY).annotator },
        ..attempt("Ana", 1, &KEY[..1])
    };
    let copy = Submission { file: "mailed again.ron".to_owned(), ..attempt("Ana", 1, KEY) };
    let results = of(&exercise(), vec![attempt("Ana", 1, KEY), other, copy], None);
    assert_eq!(counted(&results), [("Ana", Some(1)), ("Ana", Some(1))]);
    assert_eq!(results.people.iter().map(|person| person.attempts.len()).collect::<Vec<_>>(), [1, 1]);
    let keyless = |number| Submission {
        annotator: Annotator { key: None, ..attempt("Ana", number, KEY).annotator },
        ..attempt("Ana", number, KEY)
    };
    assert_eq!(of(&exercise(), vec![keyless(1), keyless(2)], None).people.len(), 1);
}

#[test]
fn each_claim_of_the_key_says_what_became_of_it() {
    let results = of(
        &exercise(),
        vec![
            attempt("Ana", 1, KEY),
            attempt("Ben", 1, &[("a", 0, 10), ("a", 29, 41), ("a", 75, 98)]),
            attempt("Cem", 1, &[("r", 29, 41), ("a", 75, 90), ("f", 0, 17)]),
        ],
        None,
    );
    let [first, second, third] = results.key.as_slice() else { panic!("the key has three claims") };
    assert_eq!((&first.found, &first.borders, &first.missed), (&vec![0], &vec![1], &vec![]));
    assert_eq!(first.instead(), [(TagId::parse("forecast").unwrap(), 1)]);
    assert_eq!((first.end_words.as_slice(), first.people(), first.found_count()), (&[-2_i64][..], 3, 2));
    assert_eq!((second.found_count(), second.instead()[0].1), (2, 1));
    assert_eq!((&third.found, &third.missed), (&vec![0], &vec![1, 2]));
    // Two marked the last sentence; that it is cut short by one of them makes it no other mistake.
    assert_eq!(results.mistakes[0].people, [1, 2]);
    assert_eq!(results.mistakes[0].key_tag, None);
    assert_eq!(results.mistakes.len(), 3);
    let wrong: Vec<(u32, u32, usize)> =
        results.wrong.iter().map(|one| (one.stretch.start, one.stretch.end, one.count)).collect();
    assert_eq!(wrong, [(0, 17, 1), (29, 41, 1), (75, 91, 2), (92, 99, 1)]);
    assert_eq!(results.mean(), Some((1.0 + 1.0 / 3.0 + 1.0 / 3.0) / 3.0));
    assert_eq!(results.tags.len(), 3);
    assert_eq!(results.people[0].kappa.unwrap().number(), Some(1.0));
    assert!(results.people[1].alpha_u.unwrap().number().unwrap() < 1.0);
}

#[test]
fn only_tags_that_count_are_counted() {
    let allegations = Exercise { tags: vec![TagId::parse("allegation").unwrap()], ..exercise() };
    let results = of(&allegations, vec![attempt("Ana", 1, &[("a", 0, 17), ("r", 60, 70)])], None);
    assert_eq!(results.people[0].grade(), Some(1.0));
    assert_eq!((results.key.len(), results.mistakes.len()), (1, 0));
    let none = Exercise { tags: vec![TagId::parse("mood").unwrap()], ..exercise() };
    let results = of(&none, vec![attempt("Ana", 1, KEY)], None);
    assert_eq!(results.undefined(), Some("undefined: nothing to score"));
    assert_eq!(of(&none, vec![], None).undefined(), Some("undefined: nothing was handed in that counts"));
}

#[test]
fn who_took_longer_than_allowed_is_told() {
    let quick = Exercise { minutes: Some(1), ..exercise() };
    let late = Submission { submitted: Some(Timestamp(75)), ..attempt("Ana", 1, KEY) };
    let results = of(&quick, vec![late, attempt("Ben", 1, KEY)], None);
    assert_eq!(results.people[0].counted().unwrap().over_time, Some(15));
    assert_eq!(results.people[1].counted().unwrap().over_time, None);
}

#[test]
fn fields_that_count_are_compared_where_both_have_the_claim() {
    let with = |claimants: &[&str], unnamed: bool| {
        let mut marked = marked(&KEY[..1]);
        let claim = Arc::make_mut(&mut marked[0].claim);
        claim.claimants = claimants.iter().map(|name| (*name).to_owned()).collect();
        claim.unnamed = unnamed;
        marked
    };
    let compared = |key: Vec<Marked>, answer: Vec<Marked>| {
        let score = score(&key, &answer, None);
        let fields = compare_fields(&[Field::Claimants, Field::Voice], &score, &key, &answer);
        fields.into_iter().map(|one| (one.key_words, one.answer_words, one.is_equal)).collect::<Vec<_>>()
    };
    let words = |key: &str, answer: &str, is_equal| vec![(key.to_owned(), answer.to_owned(), is_equal)];
    assert_eq!(
        compared(with(&["Clear  Wells"], false), with(&["clear wells"], true)),
        words("Clear  Wells", "clear wells", true)
    );
    assert_eq!(compared(with(&[], true), with(&[], false)), words("unnamed", "", false));
    assert_eq!(compared(with(&[], true), with(&[], true)), words("unnamed", "unnamed", true));
    assert_eq!(compared(with(&[], false), with(&["X"], false)), []);
}
