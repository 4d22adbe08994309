//! `obelus doctor`: looks whether a folder is ready to be shared: git's driver and attributes, what waits to be merged,
//! copies, and sidecars that do not fit.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Output;

use clap::Args;

use crate::model::{Annotator, AnnotatorId, DocumentInfo, Layer, Role};
use crate::problem::{Problem, Severity};
use crate::sidecar;
use crate::text::TextHash;

use super::check::{self, Row};
use super::git::{DRIVER, Git, NoGit, are_ours, quoted};
use super::git_setup::PROBE;
use super::paths::{self, Target};
use super::reader::Reader;
use super::report::{NOT_DONE, Report};

/// Looks whether a folder is ready to be shared.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The folder.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
}

const SET_UP: &str = "run `obelus git-setup`";

impl Doctor {
    pub(super) fn run(&self) -> Report {
        let mut report = Report::default();
        let reader = Reader::of_settings();
        let targets = paths::targets(std::slice::from_ref(&self.dir), &reader, &mut report);
        let mut rows = Vec::new();
        let folder = match self.dir.is_dir() {
            true => self.dir.as_path(),
            false => {
                self.dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
            }
        };
        if report.status < NOT_DONE {
            rows.extend(of_git(folder, &targets));
        }
        rows.extend(check::rows(&targets, &reader));
        check::print(&rows, self.json, &mut report);
        report
    }
}

fn row(file: &Path, severity: Severity, message: impl Into<String>, hint: &str) -> Row {
    Row { file: paths::shown(file), problem: Problem::new(severity, message, hint) }
}

/// Returns what git says of the folder and the sidecars in it.
fn of_git(folder: &Path, targets: &[Target]) -> Vec<Row> {
    let notice = |message: &str| vec![row(folder, Severity::Notice, message, "")];
    let git = match Git::of(folder) {
        Ok(git) => git,
        Err(NoGit::NotInstalled) => return notice("git cannot be run, so only the sidecars were looked at"),
        Err(NoGit::NoRepository(_)) => {
            return notice("the folder is in no working tree of git, so only the sidecars were looked at");
        }
    };
    let mut rows = Vec::new();
    rows.extend(driver(&git));
    rows.extend(attributes(&git, targets));
    rows.extend(unmerged(&git, folder));
    rows
}

/// Runs the driver on three small layers, as git would.
fn driver(git: &Git) -> Option<Row> {
    let config = git.line(["rev-parse", "--git-path", "config"]).unwrap_or_default();
    let config = git.folder().join(config);
    let error = |message: String| Some(row(&config, Severity::Error, message, SET_UP));
    let Some(command) = git.line(["config", "--get", DRIVER]).filter(|command| !command.is_empty()) else {
        return error(format!("`{DRIVER}` is not set, so git merges sidecars line by line"));
    };
    let folder = std::env::temp_dir().join(format!("obelus-doctor-{}", uuid::Uuid::new_v4().simple()));
    let tried = try_driver(git, &command, &folder);
    let _leftover = std::fs::remove_dir_all(&folder);
    match tried {
        Ok(()) => {}
        Err(reason) => return error(format!("the driver that git is told to run fails: {reason}")),
    }
    let recursive = git.line(["config", "--get", "merge.obelus.recursive"]).unwrap_or_default();
    (recursive != "binary").then(|| {
        let message =
            "`merge.obelus.recursive` is not `binary`, so git may take a half-merged layer for a base";
        row(&config, Severity::Warning, message, SET_UP)
    })
}

/// Returns why the driver does not do its work.
fn try_driver(git: &Git, command: &str, folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("no place to try it ({error})");
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut files = Vec::new();
    for (name, title) in [("base", ""), ("ours", ""), ("theirs", "tried")] {
        let path = folder.join(name);
        std::fs::write(&path, sidecar::write(&trial(title))).map_err(failed)?;
        files.push(quoted(&path));
    }
    let path = quoted(Path::new("a document.obelus-doctor.obelus.ron"));
    let [base, ours, theirs] = files.as_slice() else { return Err("no place to try it".to_owned()) };
    let words = [("%O", base), ("%A", ours), ("%B", theirs), ("%P", &path), ("%%", &"%".to_owned())];
    let mut line = String::new();
    let mut rest = command;
    while let Some(first) = rest.chars().next() {
        let word = words.iter().find(|(mark, _)| rest.starts_with(mark));
        line.push_str(word.map_or(first.encode_utf8(&mut [0; 4]), |(_, word)| word));
        rest = rest.get(word.map_or(first.len_utf8(), |(mark, _)| mark.len())..).unwrap_or_default();
    }
    // git runs an alias with `!` through its own shell, on every system.
    let alias = format!("alias.obelus-doctor=!{line}");
    let output = git.output(["-c", &alias, "obelus-doctor"]).ok_or("git cannot be run")?;
    if !output.status.success() {
        return Err(reason(&output));
    }
    let merged = std::fs::read(folder.join("ours")).map_err(failed)?;
    match sidecar::read(&merged) {
        Ok(read) if read.layer == trial("tried") => Ok(()),
        _ => Err("it ends well and merges nothing".to_owned()),
    }
}

fn reason(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
    match output.status.code() {
        Some(code) => format!("status {code}, {first}"),
        None => first.to_owned(),
    }
}

/// Returns a small layer.
fn trial(title: &str) -> Layer {
    let mut document = DocumentInfo::new("trial.txt", TextHash::of(""), 0);
    title.clone_into(&mut document.about.title);
    Layer::new(document, Annotator::new(AnnotatorId::of_name("trial"), "Trial"), Role::Analyst)
}

/// Returns the folders whose sidecars git would not hand to the driver.
fn attributes(git: &Git, targets: &[Target]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut sidecars: Vec<PathBuf> =
        targets.iter().flat_map(|target| target.sidecars.iter().map(|(_, path)| path.clone())).collect();
    if sidecars.is_empty() {
        sidecars.push(git.folder().join(PROBE));
    }
    let mut seen = BTreeSet::new();
    for path in sidecars {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        if !seen.insert(folder) {
            continue;
        }
        let Ok(absolute) = std::path::absolute(&path) else { continue };
        let attributes = git.attributes(absolute.as_os_str());
        if !attributes.as_ref().is_some_and(are_ours) {
            let [merge, text, eol] = attributes.unwrap_or_default();
            let message = format!(
                "git does not hand this sidecar to the driver: it has merge={merge}, text={text}, eol={eol}"
            );
            rows.push(row(&path, Severity::Error, message, SET_UP));
        }
    }
    rows
}

/// Returns the sidecars that git has not finished merging.
fn unmerged(git: &Git, folder: &Path) -> Vec<Row> {
    let Some(output) = git.output(["ls-files", "--unmerged", "-z"]) else { return Vec::new() };
    let names: BTreeSet<String> = output
        .stdout
        .split(|byte| *byte == 0)
        .filter_map(|entry| String::from_utf8_lossy(entry).split_once('\t').map(|(_, name)| name.to_owned()))
        .filter(|name| name.ends_with(sidecar::name::ENDING))
        .collect();
    let row_of = |name: String| {
        let message = "git has not finished merging this sidecar";
        let hint = "decide what is open in the window, or `obelus merge FILE`, then `git add` it";
        row(&folder.join(OsString::from(name)), Severity::Error, message, hint)
    };
    names.into_iter().map(row_of).collect()
}
