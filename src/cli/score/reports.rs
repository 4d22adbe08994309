//! What `obelus score` writes: reports on a class and on each trainee, and a table.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::export::is_there;
use crate::cli::report::{NEEDS_A_PERSON, Report};
use crate::cli::write::{Written, written};
use crate::durable::{self, Fingerprint};
use crate::exercise::{self, Exercise, ExerciseId, FILE_NAME, Submission, results};
use crate::export::training::{Training, class_report, report_names, trainee_report, trainees_table};
use crate::library::composed;
use crate::model::{PartialDate, Role};
use crate::sidecar::PlainName;
use crate::text::decode::Decoded;
use crate::workspace::today;

use super::{Desk, Scored, Sheet, paths};

/// What is to be written.
#[derive(Debug, Args)]
pub(super) struct Reports {
    /// Writes a report to read and print: on the class, or on the trainee where there is one alone.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes a report for each trainee into this folder.
    #[arg(long, value_name = "FOLDER")]
    each: Option<PathBuf>,
    /// Writes a table of the trainees for spreadsheets.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The class list, one name a line: the reports then say who is missing.
    #[arg(long, value_name = "LIST")]
    class: Option<PathBuf>,
    /// Replaces files that are there already.
    #[arg(long)]
    force: bool,
}

/// A file to be written.
type ToWrite = (PathBuf, Vec<u8>);

impl Reports {
    fn is_empty(&self) -> bool {
        self.html.is_none() && self.each.is_none() && self.csv.is_none()
    }

    /// Writes what was asked for; what goes wrong ends the verb with nothing written of what is refused.
    pub(super) fn write(
        &self,
        desk: &Desk,
        scored: &[Scored<'_>],
        named: &[PathBuf],
        report: &mut Report,
    ) -> Result<(), Report> {
        if self.is_empty() {
            return Ok(());
        }
        let Some((decoded, _)) = &desk.text else {
            return Err(Report::refused(
                format!(
                    "the report shows the document, and it is not beside the key: {}",
                    paths::shown(&desk.key.path)
                ),
                "put the document beside the key",
            ));
        };
        let files = self.files(desk, decoded, scored, report)?;
        let mut read: Vec<PathBuf> = scored.iter().map(|scored| scored.sheet.path.clone()).collect();
        // An archive too, whose sheets are inside.
        read.extend_from_slice(named);
        read.extend([desk.key.path.clone(), desk.key.path.with_file_name(FILE_NAME)]);
        read.extend(desk.key.document());
        read.extend(self.class.clone());
        for (path, _) in &files {
            self.may_write(path, &read)?;
        }
        if let Some(folder) = &self.each {
            std::fs::create_dir_all(folder).map_err(|error| {
                let message = format!("the folder cannot be made ({error}): {}", folder.display());
                Report::refused(message, "choose a folder that you may write")
            })?;
        }
        for (path, bytes) in &files {
            let expected = (!self.force).then_some(Fingerprint::Absent);
            match written(durable::replace(path, bytes, expected), report)? {
                Written::InPlace => {}
                Written::Changed(_) => return Err(is_there(path, "the option")),
            }
        }
        Ok(())
    }

    /// Refuses where the file is there already, and always where it is what is read.
    fn may_write(&self, path: &Path, read: &[PathBuf]) -> Result<(), Report> {
        let Ok(present) = std::fs::canonicalize(path) else { return Ok(()) };
        let is_same = |path: &Path| std::fs::canonicalize(path).is_ok_and(|other| other == present);
        if read.iter().any(|read| is_same(read)) {
            let message = format!("this file is read for the score: {}", path.display());
            return Err(Report::refused(message, "give another file behind the option"));
        }
        if self.force { Ok(()) } else { Err(is_there(path, "the option")) }
    }

    fn files(
        &self,
        desk: &Desk,
        decoded: &Decoded,
        scored: &[Scored<'_>],
        report: &mut Report,
    ) -> Result<Vec<ToWrite>, Report> {
        let class = self.class.as_deref().map(class_list).transpose()?;
        let (exercise, is_known) = exercise_of(&desk.key)?;
        let is_here = |sheet: &Sheet| match &sheet.layer.attempt {
            Some(attempt) if is_known => attempt.exercise == exercise.id.as_str(),
            _ => true,
        };
        let (here, elsewhere): (Vec<&Scored<'_>>, Vec<_>) =
            scored.iter().partition(|scored| is_here(scored.sheet));
        for other in elsewhere {
            let file = paths::shown(&other.sheet.path);
            let message = format!("an attempt at another exercise is not in the report: {file}");
            report.fail(NEEDS_A_PERSON, message, "");
        }
        // Whoever made the key is no trainee: their own reading of the document often stands beside it.
        let owner = &desk.key.layer.annotator;
        let is_owners = |sheet: &Sheet| {
            sheet.layer.role == Role::Analyst && sheet.layer.annotator.is_person(&sheet.name, owner)
        };
        let handed_in = here.into_iter().filter(|scored| !is_owners(scored.sheet));
        let submissions = handed_in.map(submission).collect();
        let results = results(&exercise, &decoded.text, &desk.marked_key, submissions, class.as_deref());
        let about = &desk.key.layer.document.about;
        let training = Training {
            exercise: &exercise,
            text: &decoded.text,
            about,
            results: &results,
            day: PartialDate::of_day(today()),
        };
        let mut files = Vec::new();
        if let Some(html) = &self.html {
            let is_alone = results.people.len() == 1 && class.is_none();
            let alone = is_alone.then(|| trainee_report(&training, 0)).flatten();
            files.push((html.clone(), alone.unwrap_or_else(|| class_report(&training))));
        }
        if let Some(folder) = &self.each {
            let names = report_names(&training).into_iter().enumerate();
            files.extend(
                names.filter_map(|(person, name)| {
                    Some((folder.join(name), trainee_report(&training, person)?))
                }),
            );
        }
        if let Some(csv) = &self.csv {
            files.push((csv.clone(), trainees_table(&training)));
        }
        Ok(files)
    }
}

fn submission(scored: &Scored<'_>) -> Submission {
    let layer = &scored.sheet.layer;
    let attempt = layer.attempt.as_ref();
    Submission {
        file: paths::shown(&scored.sheet.path),
        annotator: layer.annotator.clone(),
        number: attempt.map_or(1, |attempt| attempt.number),
        started: attempt.and_then(|attempt| attempt.started),
        submitted: attempt.and_then(|attempt| attempt.submitted),
        is_attempt: layer.role == Role::Attempt && layer.attempt.is_some(),
        marked: scored.answer.clone(),
        left_out: scored.left_out + layer.raw_claims.len(),
    }
}

/// Returns the exercise that the key belongs to, where one beside it names it, and whether there is one; else one that
/// asks for everything. One that cannot be read is refused: a report would go by other rules than those it has.
fn exercise_of(key: &Sheet) -> Result<(Exercise, bool), Report> {
    let path = key.path.with_file_name(FILE_NAME);
    let name = key.path.file_name().map(|name| composed(&name.to_string_lossy())).unwrap_or_default();
    if let Ok(bytes) = std::fs::read(&path) {
        match exercise::read(&bytes) {
            Ok(read) if read.exercise.key.as_ref().is_some_and(|key| composed(key.as_str()) == name) => {
                return Ok((read.exercise, true));
            }
            Ok(_) => {}
            Err(error) => {
                return Err(Report::refused(format!("{error}: {}", paths::shown(&path)), error.hint()));
            }
        }
    }
    let document = &key.layer.document;
    let title = match document.about.title.trim() {
        "" => document.file.clone(),
        title => title.to_owned(),
    };
    let plain = PlainName::parse(&document.file).unwrap_or_else(|_| PlainName::of_any(&document.file));
    Ok((Exercise::new(ExerciseId::of_title(&title), title, plain), false))
}

/// Reads a class list.
fn class_list(path: &Path) -> Result<Vec<String>, Report> {
    let bytes = std::fs::read(path).map_err(|error| {
        let message = format!("the class list cannot be read ({error}): {}", path.display());
        Report::refused(message, "check the path, and who may read it")
    })?;
    Ok(exercise::class_list(&String::from_utf8_lossy(&bytes)))
}
