//! `obelus git-setup`: tells a repository to merge sidecars by claims.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::durable::{self, Fingerprint, Outcome};

use super::git::{ATTRIBUTES, DRIVER, Git, are_ours, driver_command};
use super::paths;
use super::report::{NEEDS_A_PERSON, Report};

/// Sets a repository up.
#[derive(Debug, Args)]
pub(super) struct GitSetup {
    /// A folder of the repository.
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// A name that sidecars have, to ask git about them.
pub(super) const PROBE: &str = "x.x.obelus.ron";

impl GitSetup {
    pub(super) fn run(&self) -> Report {
        self.set_up().unwrap_or_else(|refused| refused)
    }

    fn set_up(&self) -> Result<Report, Report> {
        let git = Git::of(&self.dir).map_err(|none| none.refused(&self.dir))?;
        let program = std::env::current_exe().map_err(|error| {
            Report::refused(
                format!("the path of this program is unknown ({error})"),
                "start it by its full path",
            )
        })?;
        let mut report = Report::default();
        attributes(&git, &mut report)?;
        driver(&git, &program, &mut report)?;
        if report.out.is_empty() {
            report.line(&format!("{}: set up already", paths::shown(git.top())));
        }
        Ok(report)
    }
}

/// Writes the line for sidecars into `.gitattributes`, where it is missing or without effect.
fn attributes(git: &Git, report: &mut Report) -> Result<(), Report> {
    let is_effective = || git.attributes(PROBE.as_ref()).is_some_and(|attributes| are_ours(&attributes));
    let path = git.top().join(".gitattributes");
    let old = match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(Report::refused(
                format!("the file cannot be read ({error}): {}", path.display()),
                "check who may read it",
            ));
        }
    };
    let present = old.clone().unwrap_or_default();
    if !(has_line(&present) && is_effective()) {
        let expected = old.map_or(Fingerprint::Absent, |old| Fingerprint::of(&old));
        match durable::replace(&path, &with_line(&present), Some(expected)) {
            Ok(Outcome::Saved(_)) => {}
            Ok(Outcome::Changed(_)) => {
                return Err(Report::refused(
                    format!("another program writes the file: {}", path.display()),
                    "try again",
                ));
            }
            Err(error) => return Err(Report::refused(&error, error.hint())),
        }
        report.line(&format!("{}: added `{ATTRIBUTES}`; commit this file", paths::shown(&path)));
    }
    if !is_effective() {
        report.fail(
            NEEDS_A_PERSON,
            format!("other attributes take the sidecars out of the driver's hands: {}", path.display()),
            "see `git check-attr -a x.x.obelus.ron`; a .gitattributes below, or .git/info/attributes, says otherwise",
        );
    }
    Ok(())
}

/// Writes the driver into the repository's own settings.
fn driver(git: &Git, program: &Path, report: &mut Report) -> Result<(), Report> {
    let command = driver_command(program);
    let settings = [
        ("merge.obelus.name", "layers of Obelus, merged by claims"),
        (DRIVER, command.as_str()),
        ("merge.obelus.recursive", "binary"),
    ];
    for (key, value) in settings {
        if git.line(["config", "--local", "--get-all", key]).as_deref() != Some(value) {
            git.done(&["config", "--local", "--replace-all", key, value])?;
            report.line(&format!("{key} = {value}"));
        }
    }
    Ok(())
}

/// Returns the lines, without what ends them.
fn lines(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    file.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii)
}

fn has_line(file: &[u8]) -> bool {
    lines(file).any(|line| line == ATTRIBUTES.as_bytes())
}

/// Returns the file with the line at its end, where it takes effect over the others, which stay.
fn with_line(file: &[u8]) -> Vec<u8> {
    let ending: &[u8] = if memchr::memmem::find(file, b"\r\n").is_some() { b"\r\n" } else { b"\n" };
    let mut written: Vec<u8> = file
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|line| line.trim_ascii() != ATTRIBUTES.as_bytes())
        .collect::<Vec<_>>()
        .concat();
    if !written.is_empty() && !written.ends_with(b"\n") {
        written.extend(ending);
    }
    written.extend(ATTRIBUTES.as_bytes());
    written.extend(ending);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: &str) {
        let written = with_line(file.as_bytes());
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn the_line_comes_last_and_the_others_stay() {
        let line = ATTRIBUTES;
        check("", &format!("{line}\n"));
        check("*.png binary", &format!("*.png binary\n{line}\n"));
        check("a b\r\n", &format!("a b\r\n{line}\r\n"));
        check(&format!("{line}\n*.ron -text\n"), &format!("*.ron -text\n{line}\n"));
        assert!(has_line(format!("x y\n  {line}\r\n").as_bytes()));
        assert!(!has_line(b"*.obelus.ron merge=union\n"));
    }
}
