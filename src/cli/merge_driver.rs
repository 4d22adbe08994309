//! `obelus merge-driver`: what git calls to merge two versions of a sidecar.
//!
//! git takes 0 for merged, up to 128 for conflicts, and anything above for a failure; at which it stops. So nothing here
//! may end with 2, a slip in the arguments and a bug of ours included.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::durable;
use crate::merge;
use crate::model::Layer;
use crate::sidecar::{self, ReadError};

use super::merge::say;
use super::report::{DONE, NEEDS_A_PERSON, Report};
use super::write::written;

/// git stops and takes neither side.
pub(super) const FAILED: u8 = 129;

/// Merges sidecars for git.
#[derive(Debug, Args)]
pub(super) struct MergeDriver {
    /// The version that both come from; an empty file where there is none.
    #[arg(allow_hyphen_values = true)]
    base: PathBuf,
    /// Our version; takes the result.
    #[arg(allow_hyphen_values = true)]
    ours: PathBuf,
    /// Their version.
    #[arg(allow_hyphen_values = true)]
    theirs: PathBuf,
    /// What the file is called in the repository.
    #[arg(allow_hyphen_values = true)]
    path: PathBuf,
}

/// The three versions as git gives them.
struct Versions {
    base: Vec<u8>,
    ours: Vec<u8>,
    theirs: Vec<u8>,
}

impl MergeDriver {
    pub(super) fn run(&self) -> Report {
        let run = || self.merge().unwrap_or_else(|failed| failed);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| failed("the merge broke off", "report it"))
    }

    fn merge(&self) -> Result<Report, Report> {
        let versions =
            Versions { base: open(&self.base)?, ours: open(&self.ours)?, theirs: open(&self.theirs)? };
        let mut report = Report::default();
        let shown = self.path.display();
        let result = match self.layers(&versions)? {
            Ok((ours, theirs, base)) => merge::merge(&ours, &theirs, base.as_ref())
                .map_err(|error| (error.to_string(), error.hint().to_owned())),
            Err(unreadable) => Err(unreadable),
        };
        let bytes = match result {
            Ok(merged) => {
                say(&merged, &mut report);
                sidecar::write(&merged.layer).into_bytes()
            }
            Err((message, hint)) => {
                report.fail(NEEDS_A_PERSON, format!("{message}: {shown}"), hint);
                with_markers(&versions.ours, &versions.theirs)
            }
        };
        match durable::replace(&self.ours, &bytes, None) {
            Err(error) if !error.is_in_place() => Err(failed(&error.to_string(), error.hint())),
            outcome => written(outcome, &mut report).map(|_| report),
        }
    }

    /// Reads the versions; the inner error says which cannot be read and why, the outer one that git has to stop.
    #[expect(clippy::type_complexity, reason = "three layers, or words for a person")]
    fn layers(
        &self,
        versions: &Versions,
    ) -> Result<Result<(Layer, Layer, Option<Layer>), (String, String)>, Report> {
        let mut unreadable = None;
        let mut read = |name: &str, bytes: &[u8]| match sidecar::read(bytes) {
            Ok(read) => Ok(Some(read.layer)),
            Err(error) if matches!(error, ReadError::Unmerged { .. }) || sidecar::has_markers(bytes) => {
                let message = format!(
                    "{name} already holds the markers of an unfinished merge: {}",
                    self.path.display()
                );
                Err(failed(&message, "mend that version first, then merge again"))
            }
            Err(error) => {
                unreadable.get_or_insert((format!("{name}: {error}"), error.hint().to_owned()));
                Ok(None)
            }
        };
        let base = if versions.base.is_empty() { None } else { Some(read("the base", &versions.base)?) };
        let ours = read("our version", &versions.ours)?;
        let theirs = read("their version", &versions.theirs)?;
        Ok(match (ours, theirs, base) {
            (Some(ours), Some(theirs), None) => Ok((ours, theirs, None)),
            (Some(ours), Some(theirs), Some(Some(base))) => Ok((ours, theirs, Some(base))),
            _ => Err(unreadable.unwrap_or_default()),
        })
    }
}

/// Makes the report of a driver at which git stops.
pub(super) fn failed(message: &str, hint: &str) -> Report {
    let mut report = Report::default();
    report.fail(FAILED, message, hint);
    report
}

fn open(path: &Path) -> Result<Vec<u8>, Report> {
    sidecar::bytes_named(path).map_err(|error| {
        failed(&format!("the version cannot be read ({error}): {}", path.display()), "run the merge again")
    })
}

/// Returns both sides between ordinary conflict markers, what begins and ends both alike outside of them.
fn with_markers(ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let (our_lines, their_lines) = (lines_of(ours), lines_of(theirs));
    let alike = |one: &mut dyn Iterator<Item = &&[u8]>, other: &mut dyn Iterator<Item = &&[u8]>| {
        one.zip(other).take_while(|(one, other)| one == other).count()
    };
    let shorter = our_lines.len().min(their_lines.len());
    let mut first = alike(&mut our_lines.iter(), &mut their_lines.iter());
    let mut last = alike(&mut our_lines.iter().rev(), &mut their_lines.iter().rev()).min(shorter - first);
    if ours == theirs {
        (first, last) = (0, 0);
    }
    let middle = |lines: &[&[u8]]| {
        let mut middle = lines.get(first..lines.len() - last).unwrap_or_default().concat();
        if !middle.is_empty() && !middle.ends_with(b"\n") {
            middle.push(b'\n');
        }
        middle
    };
    let begin = our_lines.get(..first).unwrap_or_default().concat();
    let end = our_lines.get(our_lines.len() - last..).unwrap_or_default().concat();
    [
        begin.as_slice(),
        b"<<<<<<< ours\n",
        &middle(&our_lines),
        b"=======\n",
        &middle(&their_lines),
        b">>>>>>> theirs\n",
        &end,
    ]
    .concat()
}

fn lines_of(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// The statuses that git knows.
const _: () = assert!(DONE == 0 && NEEDS_A_PERSON <= 128 && FAILED > 128);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ours: &str, theirs: &str, expected: &str) {
        let marked = with_markers(ours.as_bytes(), theirs.as_bytes());
        assert_eq!(String::from_utf8(marked).unwrap(), expected);
    }

    #[test]
    fn both_sides_stand_between_markers_with_what_is_alike_around_them() {
        check("a\nb\nc\n", "a\nx\ny\nc\n", "a\n<<<<<<< ours\nb\n=======\nx\ny\n>>>>>>> theirs\nc\n");
        check("a", "b", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n");
        check("a\n", "a\n", "<<<<<<< ours\na\n=======\na\n>>>>>>> theirs\n");
        check("a\na\n", "a\n", "a\n<<<<<<< ours\na\n=======\n>>>>>>> theirs\n");
        check("", "b\n", "<<<<<<< ours\n=======\nb\n>>>>>>> theirs\n");
    }
}
