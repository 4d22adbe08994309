//! The whole way of a class of five: from an article and a finished layer to the results.

use std::path::{Path, PathBuf};

use super::*;
use crate::archive::tests::archive_of;
use crate::exercise::{self, CountedAttempt, Exercise, ExerciseId, FILE_NAME, Kind, Next, next};
use crate::export::training::{Training, class_report, report_names, trainee_report, trainees_table};
use crate::model::{Annotator, Layer, PartialDate, Role, TagId, Timestamp};
use crate::settings::annotator_named;
use crate::sidecar::{self, PlainName};
use crate::store::act;
use crate::workspace::{Open, Work};

const ARTICLE: &str = "# The mill\n\nThe mill has cheated its farmers, says Ada Brandt. Its owner denies it: every sack \
was weighed. He expects that the harvest will be poor next year.\n\nNobody asked the farmers.\n";

const NOW: Timestamp = Timestamp(1_790_000_000);

/// The key: words, tag, explanation.
const KEY: &[(&str, &str, &str)] = &[
    ("The mill has cheated its farmers", "allegation", "Nobody but the speaker says so."),
    ("every sack was weighed", "rebuttal", "It answers the cheating."),
    ("the harvest will be poor next year", "forecast", "It can be judged in a year."),
];

struct Class {
    folder: tempfile::TempDir,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("desk")).unwrap();
        std::fs::write(folder.path().join("desk/mill.md"), ARTICLE).unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes the exercise at the instructor's desk.
    fn make(&self) -> OpenedExercise {
        let document = self.at("desk/mill.md");
        let mut open = Open::load(&document, Some(&instructor()), None).unwrap();
        mark(&mut open, KEY.iter().map(|(words, tag, note)| (*words, *tag, *note)));
        let layer = open.own().unwrap().layer().unwrap();
        make(&document, &layer, exercise(), &self.at("desk")).unwrap()
    }

    /// Opens what was handed out as a trainee does, marks and submits; returns what is handed in.
    fn answer(&self, zip: &Path, name: &str, number: u32, claims: &[(&str, &str)]) -> Layer {
        let who = annotator_named(name);
        let opened = open_exercise(zip, &self.at(&format!("{name} {number}"))).unwrap();
        let mut open = Open::load(&opened.document, Some(&who), None).unwrap();
        open.turn_to(Work::Attempt { exercise: opened.exercise.id.to_string(), number }, None);
        open.begin_attempt(NOW).unwrap();
        assert!(open.layers().iter().all(|layer| layer.head.as_ref().unwrap().role != Role::AnswerKey));
        mark(&mut open, claims.iter().map(|(words, tag)| (*words, *tag, "")));
        open.submit(Timestamp(NOW.0 + 600));
        let mut layer = open.own().unwrap().layer().unwrap();
        // Made anew for each attempt: the same person has one key.
        layer.annotator.key = Some(format!("key of {name}"));
        layer
    }
}

fn instructor() -> Annotator {
    annotator_named("Noor Haddad")
}

fn exercise() -> Exercise {
    let id = ExerciseId::parse("the-mill").unwrap();
    let mut exercise = Exercise::new(id, "The mill".to_owned(), PlainName::parse("x").unwrap());
    exercise.by = "Noor Haddad".to_owned();
    exercise.instructions = "Mark <script>alert(1)</script> **every** claim.".to_owned();
    exercise.attempts = Some(2);
    exercise.minutes = Some(5);
    exercise
}

fn mark<'a>(open: &mut Open, claims: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
    for (words, tag, note) in claims {
        let at = ARTICLE.find(words).unwrap();
        let span = open.text().span(at.into(), (at + words.len()).into()).unwrap();
        let tag = TagId::parse(tag).unwrap();
        let number = open.own_store().claims().count();
        let id = crate::model::ClaimId::parse(&format!("{}-{number}", note.len())).unwrap();
        let mut claim = act::new_claim(open.text(), span, tag, NOW, id).unwrap();
        claim.note = note.to_owned().into();
        open.apply("tag", crate::store::Edit::Put(std::sync::Arc::new(claim)), NOW).unwrap();
    }
}

#[test]
fn a_class_of_five_from_the_article_to_the_results() {
    let class = Class::new();
    let opened = class.make();
    assert_eq!(opened.key.as_ref().unwrap().file_name().unwrap(), "mill.md.noor-haddad--key.obelus.ron");
    let key = sidecar::read(&std::fs::read(opened.key.as_ref().unwrap()).unwrap()).unwrap().layer;
    assert_eq!((key.role, key.claims.len()), (Role::AnswerKey, 3));

    let zip = class.at("the-mill.zip");
    let given = hand_out(&opened, true, &Target::Archive(zip.clone()), false).unwrap();
    assert_eq!(given.warning, Some(KEY_WARNING));
    assert_eq!(given.files.len(), 3);
    let again = hand_out(&opened, true, &Target::Archive(class.at("again.zip")), false).unwrap();
    assert_eq!(std::fs::read(&zip).unwrap(), std::fs::read(again.path).unwrap());
    assert!(is_exercise(&zip) && is_exercise(&opened.folder) && !is_exercise(&opened.document));

    let submissions = class.at("mail");
    let all: Vec<(&str, &str)> = KEY.iter().map(|(words, tag, _)| (*words, *tag)).collect();
    let hand_in_as = |name: &str, number: u32, claims: &[(&str, &str)], file: &str| {
        let layer = class.answer(&zip, name, number, claims);
        let path = hand_in(&layer, &opened.exercise.id, &submissions).unwrap();
        assert!(path.ends_with(format!("the-mill--{}--attempt-{number}.ron", layer.annotator.id)));
        // Mail programs call attachments as they like.
        std::fs::rename(path, submissions.join(file)).unwrap();
    };
    hand_in_as("Amina Diallo", 1, &all, "attachment.dat");
    hand_in_as("Bastian Roth", 1, &all[..1], "ATT00001.ron");
    hand_in_as("Bastian Roth", 2, &[all[0], ("weighed", "rebuttal")], "ATT00002.ron");
    hand_in_as(
        "Chiyo Tanabe",
        1,
        &[(all[0].0, "rebuttal"), all[1], ("Nobody asked the farmers", "allegation")],
        "c.ron",
    );
    hand_in_as("Dov Perlman", 1, &[(ARTICLE.trim_end(), "allegation")], "d.obelus.ron");
    std::fs::write(submissions.join("holiday.txt"), "Greetings from the sea.").unwrap();

    let desk = Desk::open(&opened).unwrap();
    let list =
        ["Amina Diallo", "Bastian Roth", "Chiyo Tanabe", "Dov Perlman", "Esra Yıldız"].map(str::to_owned);
    let ClassResults { results, passed_over } = desk.results(std::slice::from_ref(&submissions), Some(&list));
    assert_eq!(passed_over, []);
    let grades: Vec<(&str, f64)> = results
        .people
        .iter()
        .map(|person| (person.annotator.name.as_str(), (person.grade().unwrap() * 100.0).round()))
        .collect();
    assert_eq!(
        grades,
        [("Amina Diallo", 100.0), ("Bastian Roth", 50.0), ("Chiyo Tanabe", 33.0), ("Dov Perlman", 0.0)]
    );
    assert_eq!(results.missing, ["Esra Yıldız"]);
    assert_eq!(results.people[1].counted().unwrap().submission.number, 1);
    assert_eq!(results.people[0].counted().unwrap().over_time, Some(300));
    assert_eq!(results.key[0].found_count(), 2);
    assert_eq!(results.key[0].claim.claim.note.as_str(), "Nobody but the speaker says so.");
    assert_eq!(results.mistakes.len(), 2);

    let day = PartialDate::parse("2026-10-20").unwrap();
    let training =
        Training { exercise: &desk.exercise, text: desk.text(), about: &desk.about, results: &results, day };
    let report = String::from_utf8(class_report(&training)).unwrap();
    assert!(report.contains("Esra Yıldız") && !report.contains("<script"));
    assert_eq!(report_names(&training)[1], "the-mill--bastian-roth.html");
    let own = String::from_utf8(trainee_report(&training, 2).unwrap()).unwrap();
    assert!(
        own.contains("Wrong tag: rebuttal, the key has allegation")
            && own.contains("Nobody but the speaker says so.")
    );
    let table = String::from_utf8(trainees_table(&training)).unwrap();
    assert_eq!(table.lines().count(), 1 + 5 + 1);

    // The same as one archive, with the last attempt counting.
    let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&submissions)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (format!("set/{}", path.file_name().unwrap().to_string_lossy()), std::fs::read(&path).unwrap())
        })
        .collect();
    let packed: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    std::fs::write(class.at("all.zip"), archive_of(&packed)).unwrap();
    let last = Exercise { counts: CountedAttempt::Last, ..desk.exercise.clone() };
    let desk = Desk::open(&OpenedExercise { exercise: last, ..opened }).unwrap();
    let results = desk.results(&[class.at("all.zip")], None).results;
    assert_eq!(results.people.len(), 4);
    assert_eq!(results.people[1].counted().unwrap().submission.number, 2);
    assert_eq!(results.people[1].counted().unwrap().count(Kind::Borders), 1);
}

#[test]
fn without_the_key_nothing_of_it_is_handed_out() {
    let class = Class::new();
    let opened = class.make();
    let target = Target::Folder(class.at("out"));
    let given = hand_out(&opened, false, &target, false).unwrap();
    assert_eq!(given.warning, None);
    let names: Vec<&str> = given.files.iter().map(PlainName::as_str).collect();
    assert_eq!(names, [FILE_NAME, "mill.md"]);
    let trainee = open_exercise(&class.at("out"), &class.at("out")).unwrap();
    assert_eq!((trainee.exercise.key.clone(), trainee.key.clone()), (None, None));
    assert!(matches!(Desk::open(&trainee), Err(TrainingError::NoKey)));
    // Once more is no harm; another file of the name is not overwritten.
    hand_out(&opened, false, &target, false).unwrap();
    std::fs::write(class.at("out/mill.md"), "Something else.").unwrap();
    let error = hand_out(&opened, false, &target, false).unwrap_err();
    assert!(matches!(error, TrainingError::Occupied { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(class.at("out/mill.md")).unwrap(), "Something else.");
}

#[test]
fn work_goes_on_where_the_archive_is_opened_again() {
    let class = Class::new();
    let zip = class.at("x.zip");
    hand_out(&class.make(), true, &Target::Archive(zip.clone()), false).unwrap();
    let opened = open_exercise(&zip, &class.at("mine")).unwrap();
    let who = annotator_named("Amina Diallo");
    let mut layer = class.answer(&zip, "Amina Diallo", 1, &[]);
    layer.annotator = who.clone();
    let path = opened.folder.join("mill.md.amina-diallo--attempt-1.obelus.ron");
    std::fs::write(&path, sidecar::write(&layer)).unwrap();
    let again = open_exercise(&zip, &class.at("mine")).unwrap();
    let tries = tries(&again.document, &again.exercise.id, &who);
    assert_eq!(next(&again.exercise, &tries), Next::Begin(2));
    assert!(path.exists());
}

/// Returns what is said when an archive is opened; nothing may be written then.
fn refused(files: &[(&str, &[u8])]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("x.zip");
    std::fs::write(&zip, archive_of(files)).unwrap();
    let error = open_exercise(&zip, &folder.path().join("in")).unwrap_err();
    assert!(!folder.path().join("in").exists(), "{error}");
    assert!(!error.hint().is_empty());
    error.to_string().replace(&*folder.path().to_string_lossy(), "")
}

#[test]
fn hostile_exercises_are_refused_and_nothing_is_written() {
    let says = |document: &str, key: &str| {
        format!("(format: 1, id: \"x\", document: \"{document}\", key: \"{key}\")").into_bytes()
    };
    let good = says("a.md", "k.ron");
    let zeros = vec![0_u8; 100_000_001];
    let many: Vec<(String, &[u8])> = (0..201).map(|number| (format!("{number}"), &b""[..])).collect();
    let mut many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    many.push((FILE_NAME, &good));
    let nested = archive_of(&[(FILE_NAME, &good), ("a.md", b"x")]);
    let said = [
        refused(&[(FILE_NAME, &says("../../.bashrc", "k.ron")), ("../../.bashrc", b"x")]),
        refused(&[(FILE_NAME, &says("..\\\\..\\\\a.md", "k.ron")), ("a.md", b"x")]),
        refused(&[(FILE_NAME, &says("\\\\\\\\server\\\\share\\\\a.md", "k.ron")), ("a.md", b"x")]),
        refused(&[(FILE_NAME, &says("a.md", "//server/share/k.ron")), ("a.md", b"x")]),
        refused(&[(FILE_NAME, &good), ("a.md", b"x"), ("/etc/cron.d/x", b"x")]),
        refused(&[(FILE_NAME, &good), ("a.md", b"x"), ("\\\\server\\x", b"x")]),
        refused(&[(FILE_NAME, &good), ("a.md", &zeros)]),
        refused(&many),
        refused(&[("inner.zip", &nested)]),
        refused(&[(FILE_NAME, &good), ("b.md", b"x")]),
        refused(&[("one/exercise.ron", &good), ("two/exercise.ron", &good)]),
        refused(&[(FILE_NAME, b"(format: 1,\n  id: \"x\", documnt: \"a.md\")")]),
    ];
    insta::assert_snapshot!(said.join("\n"), @r#"
the archive has a name that leads out of the folder: "../../.bashrc": /x.zip
the exercise is refused: `document` at 1:32 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`): /x.zip
the exercise is refused: `document` at 1:32 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`): /x.zip
the exercise is refused: `key` at 1:45 is no plain name of a file beside it (a name leads out of the folder: it has `/` or `\`): /x.zip
the archive has a name that leads out of the folder: "/etc/cron.d/x": /x.zip
the archive has a name that leads out of the folder: "\\\\server\\x": /x.zip
a file in the archive has more than 100 MB unpacked: a.md: /x.zip
the archive has 202 entries, and up to 200 are read: /x.zip
there is no exercise.ron in it: /x.zip
the exercise names a file that is not beside it: a.md
there are 2 exercises in the archive: /x.zip
the exercise cannot be read at 1:1: `document` is missing: /x.zip
"#);
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_document_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "(format: 1, id: \"x\", document: \"a.md\")").unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("a.md")).unwrap();
    let error = open_exercise(folder.path(), folder.path()).unwrap_err();
    assert_eq!(error.to_string(), "the exercise names a file that is not beside it: a.md");
}

/// Every shipped exercise: it opens without a word, and who tags everything gets nothing.
#[test]
fn selecting_everything_grades_nothing_on_every_shipped_exercise() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_docs/training");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&samples).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert_eq!(folders.len(), 2);
    for folder in folders {
        let opened = open_exercise(&folder, &folder).unwrap();
        assert_eq!(opened.problems, []);
        let bytes = std::fs::read_to_string(folder.join(FILE_NAME)).unwrap();
        assert_eq!(exercise::write(&opened.exercise), bytes, "as the program writes it");
        let desk = Desk::open(&opened).unwrap();
        assert_eq!(desk.key_left_out, 0);
        assert!(
            desk.key().iter().all(|claim| !claim.claim.note.is_empty()),
            "each claim has its explanation"
        );
        let ClassResults { results, passed_over } = desk.results(&[folder.join("submissions")], None);
        assert_eq!((results.people.len(), passed_over.len()), (5, 0));
        assert!(results.people.iter().all(|person| person.counted().is_some()));
        assert!(results.grades().first() < results.grades().last());
        let text = desk.text();
        for tag in ["allegation", "rebuttal", "forecast"] {
            let whole = text.span(0.into(), text.as_str().len().into()).unwrap();
            let claim = crate::model::ClaimId::parse("all").unwrap();
            let claim = act::new_claim(text, whole, TagId::parse(tag).unwrap(), NOW, claim).unwrap();
            let all = crate::agreement::Marked::new(text, std::sync::Arc::new(claim), [whole]).unwrap();
            let score = crate::exercise::score(&desk.key(), &[all], None);
            assert_eq!(score.grade.all.f1, Some(0.0));
        }
    }
}
