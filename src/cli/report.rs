//! What a verb has to say: stdout, stderr and the exit status.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::problem::{Problem, Severity};
use crate::text::escaped_json;

use super::escape;

/// Done.
pub(super) const DONE: u8 = 0;
/// Done, but something needs a person.
pub(super) const NEEDS_A_PERSON: u8 = 1;
/// Not done.
pub(super) const NOT_DONE: u8 = 2;

/// What a verb has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What goes to stdout.
    pub out: String,
    /// What goes to stderr.
    pub err: String,
    /// The exit status.
    pub status: u8,
}

impl Report {
    /// Makes the report of a verb that was not done.
    pub fn refused(message: impl Display, hint: impl Display) -> Self {
        let mut report = Self::default();
        report.fail(NOT_DONE, message, hint);
        report
    }

    /// Says what went wrong and how to mend it; the status is at least `status`.
    pub(super) fn fail(&mut self, status: u8, message: impl Display, hint: impl Display) {
        self.say("error", &message.to_string(), &hint.to_string());
        self.status = self.status.max(status);
    }

    /// Says something about a file on stderr; the status stays.
    pub(super) fn mention(&mut self, file: &str, problem: &Problem) {
        let place = match problem.at {
            Some(at) => format!("{file}:{at}"),
            None => file.to_owned(),
        };
        self.say(problem.severity.word(), &format!("{}: {place}", problem.message), &problem.hint);
    }

    /// Says what of the sidecar at `path` could not be read.
    pub(super) fn unread(&mut self, path: &Path, problems: &[Problem]) {
        for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
            self.mention(&super::paths::shown(path), problem);
            self.status = self.status.max(NEEDS_A_PERSON);
        }
    }

    /// Adds what a part of the work has to say.
    pub(super) fn take(&mut self, part: Self) {
        self.out.push_str(&part.out);
        self.err.push_str(&part.err);
        self.status = self.status.max(part.status);
    }

    pub(super) fn say(&mut self, word: &str, message: &str, hint: &str) {
        self.err.push_str(&format!("obelus: {word}: {}\n", escape::for_terminal(message)));
        if !hint.is_empty() {
            self.err.push_str(&format!("  {}\n", escape::for_terminal(hint)));
        }
    }

    /// Adds a line to stdout.
    pub(super) fn line(&mut self, line: &str) {
        self.out.push_str(&escape::for_terminal(line));
        self.out.push('\n');
    }

    /// Puts a file on stdout: as it is, or for a terminal without what a terminal would act on.
    pub(super) fn file(&mut self, content: &str) {
        if std::io::stdout().is_terminal() {
            content.lines().for_each(|line| self.line(line));
        } else {
            self.out.push_str(content);
        }
    }

    /// Puts one JSON value on stdout.
    pub(super) fn json(&mut self, value: &Value) {
        self.out.push_str(&escaped_json(&format!("{value:#}")));
        self.out.push('\n');
    }

    /// Prints both, and returns the status.
    pub fn print(&self) -> ExitCode {
        // Who closed the pipe does not want the rest.
        let _closed = std::io::stdout().lock().write_all(self.out.as_bytes());
        let _closed = std::io::stderr().lock().write_all(self.err.as_bytes());
        ExitCode::from(self.status)
    }
}

/// Returns the status that a problem of this severity has in listing verbs.
pub(super) fn status_of(severity: Severity) -> u8 {
    match severity {
        Severity::Notice => DONE,
        Severity::Warning | Severity::Error => NEEDS_A_PERSON,
    }
}
