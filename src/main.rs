//! The program: reads the arguments and hands over to the window or to a verb of the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use obelus::cli::{self, Asked};

fn main() -> ExitCode {
    obelus::workspace::tell_places_only();
    let asked = obelus::workspace::guarded(|| match cli::run(std::env::args_os()) {
        Asked::Window(path) => window(path),
        Asked::Done(status) => status,
    });
    // What failed has said where.
    asked.unwrap_or(ExitCode::from(2))
}

/// Starts the window; without a display, says what is missing and points to the verbs.
#[cfg(feature = "gui")]
fn window(path: Option<PathBuf>) -> ExitCode {
    let home = obelus::settings::home();
    let data_home = obelus::settings::data_home();
    let (settings, problems) = obelus::settings::load(&home);
    match obelus::app::run(obelus::app::Start { home, data_home, settings, problems, path }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::Report::refused(error.to_string(), error.hint()).print(),
    }
}

/// Says that this build has no window.
#[cfg(not(feature = "gui"))]
fn window(_path: Option<PathBuf>) -> ExitCode {
    cli::no_window()
}
