//! The tables for spreadsheets: one row an attempt, and one row a claim of the key; written as all our tables are.

use crate::exercise::{KeyClaim, Kind, Person, ScoredAttempt};
use crate::export::cell;

use super::Training;

/// What tells a spreadsheet that the table is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Returns a row for each attempt, and one for each name of the class list of whom nothing counts.
pub fn trainees_table(training: &Training<'_>) -> Vec<u8> {
    let results = training.results;
    let mut header: Vec<String> = [
        "name",
        "annotator",
        "state",
        "attempt",
        "submitted",
        "seconds_over_time",
        "grade_f1",
        "grade_precision",
        "grade_recall",
        "strict_f1",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(results.tags.iter().map(|tag| format!("grade_f1_{}", tag.tag)));
    header.extend(
        [
            "found",
            "borders",
            "wrong_tag",
            "missed",
            "extra",
            "left_out",
            "fields_equal",
            "fields_compared",
            "cohen_kappa",
            "alpha_u",
            "undefined",
            "on_class_list",
            "file",
        ]
        .map(str::to_owned),
    );
    let width = header.len();
    let mut rows = vec![header];
    for person in &results.people {
        rows.extend(person.attempts.iter().map(|attempt| trainee_row(training, person, attempt)));
    }
    for name in &results.missing {
        let is_there =
            results.people.iter().any(|person| person.annotator.name.to_lowercase() == name.to_lowercase());
        if !is_there {
            let mut row = vec![name.clone(), String::new(), "missing".to_owned()];
            row.resize(width, String::new());
            rows.push(row);
        }
    }
    table(&rows)
}

fn trainee_row(training: &Training<'_>, person: &Person, attempt: &ScoredAttempt) -> Vec<String> {
    let submission = &attempt.submission;
    let number = |value: Option<f64>| value.map(|value| format!("{value:.6}")).unwrap_or_default();
    let state = match attempt.barred {
        Some(barred) => barred.words(),
        None if attempt.counts => "counts",
        None => "another attempt counts",
    };
    let grade = attempt.score.grade.all;
    let mut row = vec![
        submission.annotator.name.clone(),
        submission.annotator.id.to_string(),
        state.to_owned(),
        submission.number.to_string(),
        submission.submitted.map(|time| time.to_string()).unwrap_or_default(),
        attempt.over_time.map(|over| over.to_string()).unwrap_or_default(),
        number(grade.f1),
        number(grade.precision),
        number(grade.recall),
        number(attempt.score.strict.all.f1),
    ];
    let of_tags = training.results.tags.iter();
    row.extend(of_tags.map(|tag| number(attempt.score.grade.of_tag(&tag.tag).and_then(|ratios| ratios.f1))));
    let kinds = [Kind::Found, Kind::Borders, Kind::WrongTag, Kind::Missed, Kind::Extra];
    row.extend(kinds.map(|kind| attempt.count(kind).to_string()));
    let agreement = |value: Option<crate::agreement::Value>| {
        number(value.filter(|_| attempt.counts).and_then(|value| value.number()))
    };
    let equal = attempt.fields.iter().filter(|field| field.is_equal).count();
    row.extend([
        submission.left_out.to_string(),
        equal.to_string(),
        attempt.fields.len().to_string(),
        agreement(person.kappa),
        agreement(person.alpha_u),
        attempt.score.undefined().unwrap_or_default().to_owned(),
        person.is_listed.map(|is_listed| is_listed.to_string()).unwrap_or_default(),
        submission.file.clone(),
    ]);
    row
}

/// Returns a row for each claim of the key.
pub fn claims_table(training: &Training<'_>) -> Vec<u8> {
    let header = [
        "id",
        "tag",
        "quote",
        "gist",
        "paragraph",
        "people",
        "found",
        "borders",
        "less_than_half",
        "wrong_tag",
        "missed",
        "tagged_instead",
        "explanation",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(training.results.key.iter().map(|claim| claim_row(training, claim)));
    table(&rows)
}

fn claim_row(training: &Training<'_>, claim: &KeyClaim) -> Vec<String> {
    let marked = &claim.claim;
    vec![
        marked.claim.id.to_string(),
        marked.mark.tag.to_string(),
        training.words(&marked.passages),
        marked.claim.gist.to_string(),
        training.paragraph(&marked.passages).map(|paragraph| paragraph.to_string()).unwrap_or_default(),
        claim.people().to_string(),
        claim.found.len().to_string(),
        claim.borders.len().to_string(),
        claim.touched.len().to_string(),
        claim.wrong_tag.len().to_string(),
        claim.missed.len().to_string(),
        cell::list(claim.instead().iter().map(|(tag, count)| format!("{tag} {count}"))),
        marked.claim.note.to_string(),
    ]
}

fn table(rows: &[Vec<String>]) -> Vec<u8> {
    let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    for row in rows {
        // Writing into memory fails for no row: all have as many cells as the first.
        let _written = writer.write_record(row.iter().map(|value| cell::safe(value).into_owned()));
    }
    let _written = writer.flush();
    drop(writer);
    bytes
}
