//! The command line: one file per verb. Every verb runs without a display; what it prints is fixed in `FORMAT.md`.
//!
//! A verb returns a [`Report`] and prints nothing itself, so that it is tested without a terminal.

mod agreement;
mod anchor;
mod check;
mod claims;
mod doctor;
mod escape;
mod export;
mod forecasts;
mod git;
mod git_setup;
mod json;
mod merge;
mod merge_driver;
mod paths;
mod reader;
mod report;
mod score;
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
    /// Shows where every claim stands in the present text, and writes that down.
    Anchor(anchor::Anchor),
    /// Merges two versions of a sidecar, or the two sides of git's markers in one.
    Merge(merge::Merge),
    /// Merges sidecars for git, which calls it after `obelus git-setup`.
    MergeDriver(merge_driver::MergeDriver),
    /// Tells a repository to merge sidecars by claims.
    GitSetup(git_setup::GitSetup),
    /// Looks whether a folder is ready to be shared: git, copies, sidecars that do not fit.
    Doctor(doctor::Doctor),
    /// Measures how far the layers of several annotators coincide.
    Agreement(agreement::Agreement),
    /// Scores answers against an answer key.
    Score(score::Score),
    /// Scores the forecasts of documents.
    Forecasts(forecasts::Forecasts),
}

/// Reads the arguments, and runs the verb if there is one.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_for_git = arguments.get(1).is_some_and(|verb| verb == "merge-driver");
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, everything else to stderr with 2.
            let _closed = error.print();
            return Asked::Done(match error.use_stderr() {
                true if is_for_git => ExitCode::from(merge_driver::FAILED),
                true => ExitCode::from(2),
                false => ExitCode::SUCCESS,
            });
        }
    };
    let report = match arguments.verb {
        None => return Asked::Window(arguments.path),
        Some(Verb::Tag(tag)) => tag.run(),
        Some(Verb::Claims(claims)) => claims.run(),
        Some(Verb::Check(check)) => check.run(),
        Some(Verb::Export(export)) => export.run(),
        Some(Verb::Anchor(anchor)) => anchor.run(),
        Some(Verb::Merge(merge)) => merge.run(),
        Some(Verb::MergeDriver(driver)) => driver.run(),
        Some(Verb::GitSetup(setup)) => setup.run(),
        Some(Verb::Doctor(doctor)) => doctor.run(),
        Some(Verb::Agreement(agreement)) => agreement.run(),
        Some(Verb::Score(score)) => score.run(),
        Some(Verb::Forecasts(forecasts)) => forecasts.run(),
    };
    Asked::Done(report.print())
}

/// Says that this build has no window, and points to the verbs.
pub fn no_window() -> ExitCode {
    Report::refused("this build of Obelus has no window", "`obelus --help` lists what runs without one")
        .print()
}
