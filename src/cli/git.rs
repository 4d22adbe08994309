//! Asking git, by running it: where a repository begins, what it is told to do with sidecars.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::report::Report;

/// The attributes that sidecars have in a repository.
pub(super) const ATTRIBUTES: &str = "*.obelus.ron merge=obelus text eol=lf";

/// Where git's settings keep the driver.
pub(super) const DRIVER: &str = "merge.obelus.driver";

/// A working tree of git.
#[derive(Debug)]
pub(super) struct Git {
    /// The folder that was asked about.
    folder: PathBuf,
    /// The folder that holds `.git`.
    pub(super) top: PathBuf,
}

/// Why there is no working tree.
#[derive(Debug)]
pub(super) enum NoGit {
    /// git is not installed, or cannot be run.
    NotInstalled,
    /// The folder is in no working tree; what git says.
    NoRepository(String),
}

impl Git {
    /// Finds the working tree that `folder` lies in.
    pub(super) fn of(folder: &Path) -> Result<Self, NoGit> {
        let mut git = Self { folder: folder.to_owned(), top: PathBuf::new() };
        let output = git.output(["rev-parse", "--show-toplevel"]).ok_or(NoGit::NotInstalled)?;
        let top = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned();
        if !output.status.success() || top.is_empty() {
            return Err(NoGit::NoRepository(said(&output)));
        }
        git.top = path_of(output.stdout);
        Ok(git)
    }

    /// Returns the folder that was asked about.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs git in the folder; `None` when it cannot be run.
    pub(super) fn output(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<Output> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(arguments);
        // Looking must not write the index, and messages are for us.
        command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").stdin(std::process::Stdio::null());
        command.output().ok()
    }

    /// Runs git and returns what it prints, without the last line feed; `None` when it fails.
    pub(super) fn line(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<String> {
        let output = self.output(arguments).filter(|output| output.status.success())?;
        let line = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Runs git and expects it to succeed.
    pub(super) fn done(&self, arguments: &[&str]) -> Result<(), Report> {
        match self.output(arguments) {
            Some(output) if output.status.success() => Ok(()),
            Some(output) => Err(Report::refused(
                format!("git refused ({}): {}", said(&output), self.top.display()),
                "check who may write the repository",
            )),
            None => Err(NoGit::NotInstalled.refused(&self.folder)),
        }
    }

    /// Returns what git does with the attributes `merge`, `text` and `eol` of `path`, in this order.
    pub(super) fn attributes(&self, path: &OsStr) -> Option<[String; 3]> {
        let arguments = ["check-attr", "-z", "merge", "text", "eol", "--"].map(OsStr::new);
        let output = self.output(arguments.into_iter().chain([path]))?;
        let mut parts = output.stdout.split(|byte| *byte == 0).skip(2).step_by(3);
        let mut value = || parts.next().map(|value| String::from_utf8_lossy(value).into_owned());
        Some([value()?, value()?, value()?])
    }
}

/// Returns whether attributes are those of [`ATTRIBUTES`].
pub(super) fn are_ours(attributes: &[String; 3]) -> bool {
    let [merge, text, eol] = attributes;
    merge == "obelus" && text == "set" && eol == "lf"
}

impl NoGit {
    /// Makes the report of a verb that needs git.
    pub(super) fn refused(&self, folder: &Path) -> Report {
        match self {
            Self::NotInstalled => Report::refused("git cannot be run", "install git, then try again"),
            Self::NoRepository(said) => Report::refused(
                format!("this is no working tree of git ({said}): {}", folder.display()),
                "run `git init` there first, or give a folder of a repository",
            ),
        }
    }
}

/// Returns the first line that git said on stderr.
fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().next().unwrap_or("no reason given").trim_start_matches("fatal: ").to_owned()
}

/// Returns the path that git printed, byte for byte where paths are bytes.
fn path_of(mut printed: Vec<u8>) -> PathBuf {
    while printed.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        printed.pop();
    }
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(printed));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(&printed).into_owned());
}

/// Returns the command that git runs through its shell as the driver: this program by its full path.
pub(super) fn driver_command(program: &Path) -> String {
    // git replaces what stands behind a percent sign.
    format!("{} merge-driver %O %A %B %P", quoted(program).replace('%', "%%"))
}

/// Returns a path as one word of the shell.
pub(super) fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    // git's shell on Windows takes both kinds of slashes; only these survive every quoting.
    let path = if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.into_owned() };
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_one_word_of_the_shell_whatever_its_path() {
        let command = |path: &str| driver_command(Path::new(path));
        assert_eq!(command("/opt/obelus"), "'/opt/obelus' merge-driver %O %A %B %P");
        assert_eq!(
            command("/home/a b's/100%/obelus"),
            r"'/home/a b'\''s/100%%/obelus' merge-driver %O %A %B %P"
        );
    }
}
