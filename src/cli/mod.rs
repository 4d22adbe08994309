//! The command line: one file per verb. Every verb runs without a display; what it prints is fixed in `FORMAT.md`.
//!
//! A verb returns a [`Report`] and prints nothing itself, so that it is tested without a terminal.

mod check;
mod claims;
mod escape;
mod export;
mod json;
mod paths;
mod report;
mod tag;
mod write;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use report::Report;

/// What the arguments ask for.
#[derive(Debug)]
pub enum Asked {
    /// The window, on a document or a folder.
    Window(Option<PathBuf>),
    /// Nothing more: a verb has run.
    Done(ExitCode),
}

/// Marks allegations, rebuttals and forecasts in contested texts, and keeps them in plain files beside them.
#[derive(Debug, Parser)]
#[command(name = "obelus", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
struct Arguments {
    /// Opens the window on this document or folder.
    path: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Tags a passage: adds one claim to your sidecar and prints its id.
    Tag(Box<tag::Tag>),
    /// Lists the claims of documents, folders or single sidecars.
    Claims(claims::Claims),
    /// Checks sidecars against their documents.
    Check(check::Check),
    /// Gives claims out: a table for spreadsheets, a report to read and print, or Markdown.
    Export(export::Export),
}

/// Reads the arguments, and runs the verb if there is one.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, everything else to stderr with 2.
            let _closed = error.print();
            return Asked::Done(if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS });
        }
    };
    let report = match arguments.verb {
        None => return Asked::Window(arguments.path),
        Some(Verb::Tag(tag)) => tag.run(),
        Some(Verb::Claims(claims)) => claims.run(),
        Some(Verb::Check(check)) => check.run(),
        Some(Verb::Export(export)) => export.run(),
    };
    Asked::Done(report.print())
}

/// Says that this build has no window, and points to the verbs.
pub fn no_window() -> ExitCode {
    Report::refused(
        "this build of Obelus has no window",
        "use `obelus tag`, `obelus claims` or `obelus check`; `obelus --help` lists what they take",
    )
    .print()
}
