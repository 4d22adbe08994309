//! What a class's submissions come to: each person's attempts with their scores, each claim of the key, and what was
//! marked wrongly. Pure: the submissions are read by `workspace`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::agreement::{self, COEFFICIENTS, Job, Marked, Study, Value, tags_of_tokens, tokens};
use crate::matching::{Mark, Stretch};
use crate::model::{Annotator, ClaimId, LayerName, TagId, TagSet, Timestamp};
use crate::text::Text;

use super::{CountedAttempt, Exercise, FieldResult, Kind, Score, compare_fields, score};

/// The share in common from which on two claims are one.
const SAME_CLAIM: f64 = 0.5;

/// One answer, as it was handed in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The file, as it is shown.
    pub file: String,
    /// Whose it is.
    pub annotator: Annotator,
    /// The number of the attempt; 1 where the layer says none.
    pub number: u32,
    /// When it was begun.
    pub started: Option<Timestamp>,
    /// When it was handed in.
    pub submitted: Option<Timestamp>,
    /// Whether it says which attempt at which exercise it is; others count as handed in.
    pub is_attempt: bool,
    /// The claims whose place is sure.
    pub marked: Vec<Marked>,
    /// How many claims have no sure place in the document's text, or could not be read.
    pub left_out: usize,
}

/// Why an attempt does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It was not handed in.
    NotSubmitted,
    /// It is one more than may be made.
    TooMany,
}

impl Barred {
    /// Returns what is shown.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotSubmitted => "not submitted",
            Self::TooMany => "more attempts than allowed",
        }
    }
}

/// An attempt with its score.
#[derive(Clone, Debug)]
pub struct ScoredAttempt {
    /// What was handed in.
    pub submission: Submission,
    /// The score; over the claims that count.
    pub score: Score,
    /// The fields that count, of the claims that both have.
    pub fields: Vec<FieldResult>,
    /// Why it does not count, if so.
    pub barred: Option<Barred>,
    /// By how many seconds it took longer than allowed.
    pub over_time: Option<i64>,
    /// Whether it is the attempt that counts.
    pub counts: bool,
}

impl ScoredAttempt {
    /// Returns how many claims became `kind`.
    pub fn count(&self, kind: Kind) -> usize {
        self.score.feedback.iter().filter(|item| item.kind == kind).count()
    }

    /// Returns the grade's F1.
    pub fn grade(&self) -> Option<f64> {
        self.score.grade.all.f1
    }
}

/// A trainee with all attempts.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who it is, as the attempt that counts says, else the last one.
    pub annotator: Annotator,
    /// All attempts, by number.
    pub attempts: Vec<ScoredAttempt>,
    /// Agreement of the attempt that counts with the key, on words: Cohen's kappa; `None` where no attempt counts.
    pub kappa: Option<Value>,
    /// The same on passages: Krippendorff's alpha for unitizing.
    pub alpha_u: Option<Value>,
    /// Whether the class list has them; `None` without a list.
    pub is_listed: Option<bool>,
}

impl Person {
    /// Returns the attempt that counts.
    pub fn counted(&self) -> Option<&ScoredAttempt> {
        self.attempts.iter().find(|attempt| attempt.counts)
    }

    /// Returns the grade's F1 of the attempt that counts.
    pub fn grade(&self) -> Option<f64> {
        self.counted()?.grade()
    }
}

/// What became of one claim of the key, over all people of whom an attempt counts.
#[derive(Clone, Debug)]
pub struct KeyClaim {
    /// The claim.
    pub claim: Marked,
    /// Who found it, with the same words: numbers of people, as in the following.
    pub found: Vec<usize>,
    /// Who found it with other borders.
    pub borders: Vec<usize>,
    /// Who marked something there with its tag that has less than half of the characters in common.
    pub touched: Vec<usize>,
    /// Who gave it another tag, and which.
    pub wrong_tag: Vec<(usize, TagId)>,
    /// Who missed it.
    pub missed: Vec<usize>,
    /// By how many words answers start later (below 0: earlier), of those with other borders.
    pub start_words: Vec<i64>,
    /// By how many words they end later.
    pub end_words: Vec<i64>,
}

impl KeyClaim {
    /// Returns how many people could have found it.
    pub fn people(&self) -> usize {
        self.found_count() + self.touched.len() + self.wrong_tag.len() + self.missed.len()
    }

    /// Returns how many people have it as the grade counts: with at least half of the characters in common.
    pub fn found_count(&self) -> usize {
        self.found.len() + self.borders.len()
    }

    /// Returns which tags were given instead, with how many people, most first.
    pub fn instead(&self) -> Vec<(TagId, usize)> {
        let mut counts: BTreeMap<&TagId, usize> = BTreeMap::new();
        for (_, tag) in &self.wrong_tag {
            *counts.entry(tag).or_default() += 1;
        }
        let mut counts: Vec<(TagId, usize)> =
            counts.into_iter().map(|(tag, count)| (tag.clone(), count)).collect();
        counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        counts
    }
}

/// A passage that people marked and the key has not, or has under another tag.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The passage, as most of them marked it, and the tag that they gave it.
    pub mark: Mark,
    /// What the key has there instead.
    pub key_tag: Option<TagId>,
    /// Who did so.
    pub people: Vec<usize>,
}

/// A stretch of words that equally many people marked wrongly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrongStretch {
    /// From the first word to the last, in code points.
    pub stretch: Stretch,
    /// How many people gave the words a tag that the key does not give them.
    pub count: usize,
    /// Which share of all people that is, 0 to 1.
    pub share: f64,
}

/// How the class did on one tag.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassTag {
    /// The tag.
    pub tag: TagId,
    /// How many claims of the key have it.
    pub key_count: usize,
    /// The mean F1 over the people for whom it is defined.
    pub mean: Option<f64>,
}

/// What a class's submissions come to.
#[derive(Clone, Debug)]
pub struct Results {
    /// The people, by name.
    pub people: Vec<Person>,
    /// Names of the class list of whom nothing was handed in that counts.
    pub missing: Vec<String>,
    /// The claims of the key that count, by place.
    pub key: Vec<KeyClaim>,
    /// What was marked wrongly by most, most first.
    pub mistakes: Vec<Mistake>,
    /// Where words were marked wrongly, in the order of the text.
    pub wrong: Vec<WrongStretch>,
    /// Each tag that counts and that the key or a person has.
    pub tags: Vec<ClassTag>,
}

impl Results {
    /// Returns how many people have an attempt that counts.
    pub fn counted_people(&self) -> usize {
        self.people.iter().filter(|person| person.counted().is_some()).count()
    }

    /// Returns the grades that are defined, from the lowest.
    pub fn grades(&self) -> Vec<f64> {
        let mut grades: Vec<f64> = self.people.iter().filter_map(Person::grade).collect();
        grades.sort_by(f64::total_cmp);
        grades
    }

    /// Returns the mean grade; `None` when there is nothing to score.
    pub fn mean(&self) -> Option<f64> {
        mean(&self.grades())
    }

    /// Returns the grade that as many are above as below.
    pub fn median(&self) -> Option<f64> {
        median(&self.grades())
    }

    /// Returns the median of a measure of agreement with the key over the people for whom it is a number.
    pub fn median_of(&self, measure: fn(&Person) -> Option<Value>) -> Option<f64> {
        let mut values: Vec<f64> =
            self.people.iter().filter_map(|person| measure(person)?.number()).collect();
        values.sort_by(f64::total_cmp);
        median(&values)
    }

    /// Returns the sentence that stands in place of the class's grades, when there are none.
    pub fn undefined(&self) -> Option<&'static str> {
        if self.counted_people() == 0 {
            Some("undefined: nothing was handed in that counts")
        } else if self.grades().is_empty() {
            Some("undefined: nothing to score")
        } else {
            None
        }
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Returns the median of values in order.
fn median(values: &[f64]) -> Option<f64> {
    let upper = values.get(values.len() / 2)?;
    let lower = values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// Returns the names of a class list: one a line, empty lines left out, each once.
pub fn class_list(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Scores a class. Submissions of one person (the same key; where a layer has none, the same id) are attempts of theirs;
/// the same file handed in twice counts once. `class` is the list of names, where there is one.
pub fn results(
    exercise: &Exercise,
    text: &Text,
    key: &[Marked],
    submissions: Vec<Submission>,
    class: Option<&[String]>,
) -> Results {
    let key = exercise.counted(key);
    let words = tokens(text.as_str());
    let mut attempts: Vec<ScoredAttempt> =
        submissions.into_par_iter().map(|submission| scored(exercise, &key, &words, submission)).collect();
    attempts.sort_by(|one, other| order(&one.submission).cmp(&order(&other.submission)));
    let mut people = by_person(attempts);
    for person in &mut people {
        choose(exercise, person);
    }
    people.sort_by(|one, other| {
        let name = |person: &Person| (person.annotator.name.to_lowercase(), person.annotator.id.clone());
        name(one).cmp(&name(other))
    });
    people.par_iter_mut().for_each(|person| measure(exercise, text, &key, person));
    let missing = class.map(|class| check_list(class, &mut people)).unwrap_or_default();
    let mut results = Results {
        missing,
        key: claims_of_key(&key, &people),
        mistakes: mistakes(exercise, &key, &people),
        wrong: wrong_stretches(exercise, &key, &people, &words),
        tags: Vec::new(),
        people,
    };
    results.tags = class_tags(&key, &results.people);
    results
}

/// Returns what attempts are ordered by: number, time, file.
fn order(submission: &Submission) -> (u32, Option<Timestamp>, &str) {
    (submission.number, submission.submitted, &submission.file)
}

fn scored(exercise: &Exercise, key: &[Marked], words: &[Stretch], submission: Submission) -> ScoredAttempt {
    let answer = exercise.counted(&submission.marked);
    let score = score(key, &answer, Some(words));
    let fields = compare_fields(&exercise.fields, &score, key, &answer);
    let times = submission.started.zip(submission.submitted);
    let left = times.and_then(|(started, submitted)| exercise.seconds_left(started, submitted));
    ScoredAttempt {
        over_time: left.filter(|left| *left < 0).map(i64::saturating_neg),
        submission,
        score,
        fields,
        barred: None,
        counts: false,
    }
}

/// Puts attempts in order together by person. What was handed in twice counts once.
fn by_person(attempts: Vec<ScoredAttempt>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for attempt in attempts {
        let who = &attempt.submission.annotator;
        let is_same = |other: &Annotator| match (&other.key, &who.key) {
            (Some(theirs), Some(mine)) => theirs == mine,
            (None, None) => other.id == who.id,
            _ => false,
        };
        match people.iter_mut().find(|person| is_same(&person.annotator)) {
            Some(person) => {
                let is_there =
                    person.attempts.iter().any(|other| is_copy(&other.submission, &attempt.submission));
                if !is_there {
                    person.annotator = who.clone();
                    person.attempts.push(attempt);
                }
            }
            None => people.push(Person {
                annotator: who.clone(),
                attempts: vec![attempt],
                kappa: None,
                alpha_u: None,
                is_listed: None,
            }),
        }
    }
    people
}

/// Returns whether both are the same attempt with the same claims.
fn is_copy(one: &Submission, other: &Submission) -> bool {
    let claims = |submission: &Submission| {
        let claims = submission.marked.iter().map(|marked| (marked.claim.id.clone(), marked.mark.clone()));
        claims.collect::<BTreeSet<_>>()
    };
    (one.number, one.started, one.submitted) == (other.number, other.started, other.submitted)
        && claims(one) == claims(other)
}

/// Says which attempts do not count and why, and which one does.
fn choose(exercise: &Exercise, person: &mut Person) {
    let limit = exercise.attempts.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut made = 0;
    for attempt in &mut person.attempts {
        if attempt.submission.is_attempt && attempt.submission.submitted.is_none() {
            attempt.barred = Some(Barred::NotSubmitted);
            continue;
        }
        made += 1;
        if made > limit {
            attempt.barred = Some(Barred::TooMany);
        }
    }
    let counting = person.attempts.iter_mut().filter(|attempt| attempt.barred.is_none());
    let chosen = match exercise.counts {
        CountedAttempt::Last => counting.last(),
        // Of equal ones the first: `max_by` would take the last.
        CountedAttempt::Best => counting.reduce(|best, next| match by_grade(best, next) {
            Ordering::Less => next,
            _ => best,
        }),
    };
    if let Some(chosen) = chosen {
        chosen.counts = true;
        person.annotator = chosen.submission.annotator.clone();
    }
}

fn by_grade(one: &ScoredAttempt, other: &ScoredAttempt) -> Ordering {
    let grade = |attempt: &ScoredAttempt| attempt.grade().unwrap_or(-1.0);
    grade(one).total_cmp(&grade(other))
}

/// Measures how far the attempt that counts coincides with the key.
fn measure(exercise: &Exercise, text: &Text, key: &[Marked], person: &mut Person) {
    let Some(attempt) = person.counted() else { return };
    let names = ["answer", "key"].map(|name| LayerName::parse(name).ok());
    let [Some(answer_name), Some(key_name)] = names else { return };
    let layer = |annotator: &LayerName, marked: Vec<Marked>| agreement::Layer {
        annotator: annotator.clone(),
        marked,
        uncertain: Vec::new(),
        orphan: Vec::new(),
        unreadable: 0,
        is_independent: true,
    };
    let answer = exercise.counted(&attempt.submission.marked);
    let document = agreement::Document {
        name: String::new(),
        text: text.clone(),
        layers: vec![layer(&answer_name, answer), layer(&key_name, key.to_vec())],
    };
    let study = Study::new(vec![document], [answer_name, key_name]);
    let (stop, progress) = (AtomicBool::new(false), |_: u32, _: u32| {});
    let value = |name: &str| {
        let coefficient = COEFFICIENTS.iter().find(|coefficient| coefficient.name == name)?;
        Some(coefficient.measure(&study, &Job::new(&stop, &progress))?.value)
    };
    (person.kappa, person.alpha_u) = (value("cohen_kappa"), value("alpha_u"));
}

/// Compares the class list with the people: notes who is on it, and returns who is missing.
fn check_list(class: &[String], people: &mut [Person]) -> Vec<String> {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let names: Vec<(String, &String)> =
        class.iter().map(|name| (plain(name), name)).filter(|(plain, _)| !plain.is_empty()).collect();
    let mut there: BTreeSet<String> = BTreeSet::new();
    for person in people {
        let mine = [plain(&person.annotator.name), person.annotator.id.to_string()];
        let entry = names.iter().find(|(name, _)| mine.contains(name));
        person.is_listed = Some(entry.is_some());
        if let Some((name, _)) = entry.filter(|_| person.counted().is_some()) {
            there.insert(name.clone());
        }
    }
    let missing = names.into_iter().filter(|(plain, _)| !there.contains(plain));
    missing.map(|(_, name)| name.trim().to_owned()).collect()
}

fn claims_of_key(key: &[Marked], people: &[Person]) -> Vec<KeyClaim> {
    let mut claims: Vec<KeyClaim> = key
        .iter()
        .map(|claim| KeyClaim {
            claim: claim.clone(),
            found: Vec::new(),
            borders: Vec::new(),
            touched: Vec::new(),
            wrong_tag: Vec::new(),
            missed: Vec::new(),
            start_words: Vec::new(),
            end_words: Vec::new(),
        })
        .collect();
    claims.sort_by(|one, other| {
        (&one.claim.mark, &one.claim.claim.id).cmp(&(&other.claim.mark, &other.claim.claim.id))
    });
    let numbers: BTreeMap<ClaimId, usize> =
        claims.iter().enumerate().map(|(number, one)| (one.claim.claim.id.clone(), number)).collect();
    for (person, attempt) in counted(people) {
        let marks: BTreeMap<&ClaimId, &Mark> =
            attempt.submission.marked.iter().map(|marked| (&marked.claim.id, &marked.mark)).collect();
        for item in &attempt.score.feedback {
            let number = item.key.as_ref().and_then(|id| numbers.get(id));
            let Some(claim) = number.and_then(|number| claims.get_mut(*number)) else { continue };
            match item.kind {
                Kind::Found => claim.found.push(person),
                Kind::Borders
                    if item
                        .answer
                        .as_ref()
                        .and_then(|id| marks.get(id))
                        .is_some_and(|mark| mark.place.iou(&claim.claim.mark.place) < SAME_CLAIM) =>
                {
                    claim.touched.push(person);
                }
                Kind::Borders => {
                    claim.borders.push(person);
                    claim.start_words.extend(item.start_words);
                    claim.end_words.extend(item.end_words);
                }
                Kind::WrongTag => claim.wrong_tag.extend(item.answer_tag.clone().map(|tag| (person, tag))),
                Kind::Missed => claim.missed.push(person),
                Kind::Extra => {}
            }
        }
    }
    claims
}

/// Returns the attempts that count, with the numbers of their people.
fn counted(people: &[Person]) -> impl Iterator<Item = (usize, &ScoredAttempt)> {
    people.iter().enumerate().filter_map(|(number, person)| Some((number, person.counted()?)))
}

/// Returns what people marked wrongly: claims with one tag that have at least half of their characters in common with
/// the one that most others coincide with are one mistake.
fn mistakes(exercise: &Exercise, key: &[Marked], people: &[Person]) -> Vec<Mistake> {
    let mut wrong: Vec<(Mark, Option<TagId>, usize)> = Vec::new();
    for (person, attempt) in counted(people) {
        let marks: BTreeMap<&ClaimId, &Mark> =
            attempt.submission.marked.iter().map(|marked| (&marked.claim.id, &marked.mark)).collect();
        for item in
            attempt.score.feedback.iter().filter(|item| matches!(item.kind, Kind::Extra | Kind::WrongTag))
        {
            if let Some(mark) = item.answer.as_ref().and_then(|id| marks.get(id)) {
                wrong.push(((*mark).clone(), item.key_tag.clone(), person));
            }
        }
    }
    wrong.sort();
    let neighbours = neighbours(&wrong);
    let mut counts: Vec<usize> = neighbours.iter().map(Vec::len).collect();
    let mut is_left = vec![true; wrong.len()];
    let mut mistakes = Vec::new();
    // Of equal ones the first in the text.
    while let Some(number) = (0..wrong.len())
        .rev()
        .filter(|number| is_left.get(*number) == Some(&true))
        .max_by_key(|number| counts.get(*number).copied())
    {
        let near = neighbours.get(number).map(Vec::as_slice).unwrap_or_default();
        let taken: Vec<usize> =
            near.iter().copied().filter(|number| is_left.get(*number) == Some(&true)).collect();
        for one in &taken {
            if let Some(is_left) = is_left.get_mut(*one) {
                *is_left = false;
            }
            for beside in neighbours.get(*one).into_iter().flatten() {
                if let Some(count) = counts.get_mut(*beside) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        let Some((center, ..)) = wrong.get(number).cloned() else { break };
        let here: Vec<_> = taken.iter().filter_map(|one| wrong.get(*one)).collect();
        let people: BTreeSet<usize> = here.iter().map(|(_, _, person)| *person).collect();
        let over = key.iter().filter(|claim| exercise.counts_tag(&claim.mark.tag));
        let over = over.filter(|claim| claim.mark.place.iou(&center.place) >= SAME_CLAIM);
        let key_tag = here.iter().find_map(|(_, tag, _)| tag.clone());
        let key_tag = key_tag.or_else(|| over.map(|claim| claim.mark.tag.clone()).next());
        mistakes.push(Mistake { mark: center, key_tag, people: people.into_iter().collect() });
    }
    mistakes.sort_by(|one, other| {
        other.people.len().cmp(&one.people.len()).then_with(|| one.mark.cmp(&other.mark))
    });
    mistakes
}

/// Returns for each of the marks, which are sorted, the numbers of those that are the same claim, itself included.
fn neighbours(marks: &[(Mark, Option<TagId>, usize)]) -> Vec<Vec<usize>> {
    let mut neighbours: Vec<Vec<usize>> = (0..marks.len()).map(|number| vec![number]).collect();
    for (number, (mark, ..)) in marks.iter().enumerate() {
        let end = mark.place.end();
        for (other_number, (other, ..)) in marks.iter().enumerate().skip(number + 1) {
            if other.place.start() >= end {
                break;
            }
            if mark.tag == other.tag && mark.place.iou(&other.place) >= SAME_CLAIM {
                for (one, beside) in [(number, other_number), (other_number, number)] {
                    neighbours.get_mut(one).into_iter().for_each(|beside_it| beside_it.push(beside));
                }
            }
        }
    }
    neighbours
}

/// Returns where people gave words a tag that the key does not give them.
fn wrong_stretches(
    exercise: &Exercise,
    key: &[Marked],
    people: &[Person],
    words: &[Stretch],
) -> Vec<WrongStretch> {
    let right = tags_of_tokens(words, key);
    let mut counts = vec![0_usize; words.len()];
    let mut all = 0_usize;
    for (_, attempt) in counted(people) {
        all += 1;
        let given = tags_of_tokens(words, &exercise.counted(&attempt.submission.marked));
        for ((count, given), right) in counts.iter_mut().zip(&given).zip(&right) {
            *count += usize::from(given.is_some() && given != right);
        }
    }
    let mut stretches: Vec<WrongStretch> = Vec::new();
    let mut before = 0;
    for (word, count) in words.iter().zip(counts) {
        match stretches.last_mut() {
            Some(last) if before == count && count > 0 => last.stretch.end = word.end,
            _ if count > 0 => {
                let share = count as f64 / all.max(1) as f64;
                stretches.push(WrongStretch { stretch: *word, count, share });
            }
            _ => {}
        }
        before = count;
    }
    stretches
}

fn class_tags(key: &[Marked], people: &[Person]) -> Vec<ClassTag> {
    let mut tags: BTreeSet<TagId> = key.iter().map(|claim| claim.mark.tag.clone()).collect();
    for (_, attempt) in counted(people) {
        tags.extend(attempt.score.grade.per_tag.iter().map(|(tag, _)| tag.clone()));
    }
    let set = TagSet::built_in();
    let mut tags: Vec<TagId> = tags.into_iter().collect();
    tags.sort_by_key(|tag| set.position(tag));
    tags.into_iter()
        .map(|tag| {
            let values: Vec<f64> =
                counted(people).filter_map(|(_, attempt)| attempt.score.grade.of_tag(&tag)?.f1).collect();
            ClassTag {
                key_count: key.iter().filter(|claim| claim.mark.tag == tag).count(),
                mean: mean(&values),
                tag,
            }
        })
        .collect()
}
