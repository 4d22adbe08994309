//! Asking git, by running it: where a working tree begins, and what it has not finished merging.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a stranger's repository may not make git do when it is only asked something: run a program, or reach a network.
const HARMLESS: &[&str] = &["-c", "core.fsmonitor=false", "-c", "protocol.allow=never"];

/// A working tree of git.
#[derive(Debug)]
pub struct Git {
    /// The folder that was asked about.
    folder: PathBuf,
    /// The folder that holds `.git`.
    top: PathBuf,
}

/// Why there is no working tree.
#[derive(Debug)]
pub enum NoGit {
    /// git is not installed, or cannot be run.
    NotInstalled,
    /// The folder is in no working tree; what git says.
    NoRepository(String),
}

/// The versions of a file that git has not merged, as it stores them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmerged {
    /// The version that both sides come from.
    pub base: Option<Vec<u8>>,
    /// Both sides, as far as they have the file.
    pub sides: Vec<Vec<u8>>,
}

impl Git {
    /// Finds the working tree that `folder` lies in.
    pub fn of(folder: &Path) -> Result<Self, NoGit> {
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
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the folder that holds `.git`.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Runs git in the folder; `None` when it cannot be run.
    pub fn output(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<Output> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(HARMLESS).args(arguments);
        // Looking must not write the index, and messages are for us.
        command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").stdin(std::process::Stdio::null());
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
        #[cfg(windows)]
        {
            // No console comes up over the window.
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NO_WINDOW);
        }
        command.output().ok()
    }

    /// Runs git and returns what it prints, without the last line feed; `None` when it fails.
    pub fn line(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Option<String> {
        let output = self.output(arguments).filter(|output| output.status.success())?;
        let line = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Returns the versions of the file `name` in the folder that git has not merged; `None` when it has.
    pub fn unmerged(&self, name: &OsStr) -> Option<Unmerged> {
        let arguments = ["--literal-pathspecs", "ls-files", "--unmerged", "-z", "--"].map(OsStr::new);
        let output = self.output(arguments.into_iter().chain([name]))?;
        let mut unmerged = Unmerged::default();
        for entry in output.stdout.split(|byte| *byte == 0) {
            let entry = String::from_utf8_lossy(entry);
            let mut words = entry.split([' ', '\t']).skip(1);
            let (Some(object), Some(stage)) = (words.next(), words.next()) else { continue };
            let bytes = self.output(["cat-file", "blob", object])?.stdout;
            match stage {
                "1" => unmerged.base = Some(bytes),
                _ => unmerged.sides.push(bytes),
            }
        }
        (!unmerged.sides.is_empty()).then_some(unmerged)
    }
}

/// Returns whether `folder` lies in a working tree, without running anything.
pub fn is_in_working_tree(folder: &Path) -> bool {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    folder.ancestors().any(|above| above.join(".git").exists())
}

/// Returns the first line that git said on stderr.
pub fn said(output: &Output) -> String {
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
