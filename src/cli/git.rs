//! What the verbs for git ask it for: the driver and the attributes that sidecars have in a repository.

use std::ffi::OsStr;
use std::path::Path;

use crate::workspace::git::said;

use super::report::Report;

pub(super) use crate::workspace::git::{Git, NoGit};

/// The attributes that sidecars have in a repository.
pub(super) const ATTRIBUTES: &str = "*.obelus.ron merge=obelus text eol=lf";

/// Where git's settings keep the driver.
pub(super) const DRIVER: &str = "merge.obelus.driver";

impl Git {
    /// Runs git and expects it to succeed.
    pub(super) fn done(&self, arguments: &[&str]) -> Result<(), Report> {
        match self.output(arguments) {
            Some(output) if output.status.success() => Ok(()),
            Some(output) => Err(Report::refused(
                format!("git refused ({}): {}", said(&output), self.top().display()),
                "check who may write the repository",
            )),
            None => Err(NoGit::NotInstalled.refused(self.folder())),
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
