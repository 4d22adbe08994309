//! The program: reads the arguments and hands over to the window or to a verb of the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use obelus::cli::{self, Asked};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Asked::Window(path) => window(path),
        Asked::Done(status) => status,
    }
}

/// Starts the window.
fn window(path: Option<PathBuf>) -> ExitCode {
    // The window's start is called here.
    let _ = path;
    cli::no_window()
}
