//! `obelus git-setup`, `obelus doctor`, and real git merging sidecars. Without git each test says so and passes.

use std::path::PathBuf;
use std::process::Command;

use super::desk::{Desk, Ran, ran};

const SIDECAR: &str = "rift.md.maria.obelus.ron";

/// A desk with repositories that know nothing of this machine's settings.
struct Repositories {
    desk: Desk,
    program: PathBuf,
}

impl Repositories {
    /// Makes them; `None`, with a line that says so, where git cannot be run.
    fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            println!("left out: git is not installed");
            return None;
        }
        let desk = Desk::of_maria();
        Some(Self { desk, program: PathBuf::from(env!("CARGO_BIN_EXE_obelus")) })
    }

    /// A repository with a document and a layer of one claim, set up and committed, and two clones of it, set up too.
    fn cloned() -> Option<Self> {
        let all = Self::new()?;
        all.git(".", &["init", "--quiet", "--initial-branch=main", "origin"]);
        all.copy_document("origin");
        all.done("origin", &["git-setup"]);
        all.done("origin", &["tag", "rift.md", "--quote", "denied", "--nth", "1", "--as", "rebuttal"]);
        all.commit("origin", "begin");
        for clone in ["one", "two"] {
            all.git(".", &["clone", "--quiet", "origin", clone]);
            all.done(clone, &["git-setup"]);
        }
        Some(all)
    }

    fn copy_document(&self, repository: &str) {
        self.desk.write(&format!("{repository}/rift.md"), super::desk::WORDS);
    }

    fn isolated(&self, mut command: Command, folder: &str) -> Ran {
        command.current_dir(self.desk.path(folder));
        for (name, value) in [
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "Maria"),
            ("GIT_AUTHOR_EMAIL", "maria@example.org"),
            ("GIT_COMMITTER_NAME", "Maria"),
            ("GIT_COMMITTER_EMAIL", "maria@example.org"),
            ("GIT_EDITOR", "true"),
        ] {
            command.env(name, value);
        }
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command.env("OBELUS_HOME", self.desk.path("../home"));
        ran(command.output().unwrap())
    }

    fn try_git(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new("git");
        command.args(["-c", "protocol.file.allow=always"]).args(arguments);
        self.isolated(command, folder)
    }

    #[track_caller]
    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let ran = self.try_git(folder, arguments);
        assert_eq!(ran.status, 0, "git {arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    fn obelus(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.isolated(command, folder)
    }

    #[track_caller]
    fn done(&self, folder: &str, arguments: &[&str]) -> String {
        let ran = self.obelus(folder, arguments);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments:?}");
        ran.out
    }

    #[track_caller]
    fn commit(&self, repository: &str, message: &str) {
        self.git(repository, &["add", "--all"]);
        self.git(repository, &["commit", "--quiet", "--message", message]);
    }

    fn tag(&self, repository: &str, start: u32) {
        let (start, end) = (start.to_string(), (start + 2).to_string());
        self.done(repository, &["tag", "rift.md", "--start", &start, "--end", &end, "--as", "allegation"]);
    }

    fn sidecar(&self, repository: &str) -> String {
        self.desk.read(&format!("{repository}/{SIDECAR}"))
    }

    fn write_sidecar(&self, repository: &str, content: &str) {
        self.desk.write(&format!("{repository}/{SIDECAR}"), content);
    }

    /// Sets the note of the first claim.
    fn note(&self, repository: &str, note: &str) {
        let sidecar = self.sidecar(repository);
        let plain: String = sidecar
            .lines()
            .filter(|line| !line.trim_start().starts_with("note: "))
            .map(|line| format!("{line}\n"))
            .collect();
        let (before, after) = plain.split_once("            created:").unwrap();
        self.write_sidecar(
            repository,
            &format!("{before}            note: \"{note}\",\n            created:{after}"),
        );
    }

    fn claims(&self, repository: &str) -> Vec<String> {
        let layer = obelus::sidecar::read(self.sidecar(repository).as_bytes()).unwrap().layer;
        layer.claims.iter().map(|claim| claim.id.to_string()).collect()
    }
}

#[test]
fn setting_up_twice_changes_nothing_more_and_other_attributes_stay() {
    let Some(all) = Repositories::new() else { return };
    all.git(".", &["init", "--quiet", "repo"]);
    all.desk.write("repo/.gitattributes", "*.md text\n*.obelus.ron merge=union diff=ron\n# the last line");
    all.desk.write("repo/notes/rift.md", super::desk::WORDS);
    let out = all.done("repo/notes", &["git-setup"]);
    assert!(out.contains(".gitattributes: added `*.obelus.ron merge=obelus text eol=lf`"), "{out}");
    let attributes = all.desk.read("repo/.gitattributes");
    assert_eq!(
        attributes,
        "*.md text\n*.obelus.ron merge=union diff=ron\n# the last line\n*.obelus.ron merge=obelus text eol=lf\n"
    );
    let config = all.desk.read("repo/.git/config");
    let out = all.done(".", &["git-setup", "repo"]);
    assert!(out.ends_with("repo: set up already\n"), "{out}");
    assert_eq!(all.desk.read("repo/.gitattributes"), attributes);
    assert_eq!(all.desk.read("repo/.git/config"), config);
    let asked = all.git("repo", &["check-attr", "-a", "notes/rift.md.maria.obelus.ron"]);
    for wanted in ["merge: obelus", "text: set", "eol: lf", "diff: ron"] {
        assert!(asked.contains(wanted), "{asked}");
    }
    assert_eq!(all.git("repo", &["config", "merge.obelus.recursive"]), "binary\n");
    assert_eq!(all.done("repo", &["doctor"]), "");
}

#[test]
fn without_a_repository_nothing_is_set_up() {
    let Some(all) = Repositories::new() else { return };
    let ran = all.obelus(".", &["git-setup"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("obelus: error: this is no working tree of git ("), "{}", ran.err);
    let ran = all.obelus(".", &["doctor"]);
    assert_eq!(ran.status, 0);
    assert_eq!(
        ran.out,
        ".: notice: the folder is in no working tree of git, so only the sidecars were looked at\n"
    );
    assert_eq!(all.obelus(".", &["doctor", "nowhere"]).status, 2);
}

#[test]
fn the_driver_is_called_by_its_full_path_whatever_is_in_it() {
    let Some(mut all) = Repositories::new() else { return };
    // Beside the program, so that a link to it can be made.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let strange = folder.path().join("it's 100% here");
    std::fs::create_dir(&strange).unwrap();
    let program = strange.join("obelus");
    if std::fs::hard_link(&all.program, &program).is_err() {
        std::fs::copy(&all.program, &program).unwrap();
    }
    all.program = program;
    all.git(".", &["init", "--quiet", "--initial-branch=main", "a repo's"]);
    all.desk.write("a repo's/a b/rift.md", super::desk::WORDS);
    all.done("a repo's/a b", &["git-setup"]);
    assert_eq!(all.done("a repo's/a b", &["doctor"]), "");
    all.done("a repo's/a b", &["tag", "rift.md", "--start", "0", "--end", "2", "--as", "rebuttal"]);
    all.commit("a repo's", "begin");
    all.git("a repo's", &["checkout", "--quiet", "-b", "side"]);
    all.tag("a repo's/a b", 10);
    all.commit("a repo's", "side");
    all.git("a repo's", &["checkout", "--quiet", "main"]);
    all.tag("a repo's/a b", 20);
    all.commit("a repo's", "main");
    all.git("a repo's", &["merge", "--quiet", "side"]);
    assert_eq!(all.claims("a repo's/a b").len(), 3);
}

#[test]
fn two_clones_that_edit_one_layer_merge() {
    let Some(all) = Repositories::cloned() else { return };
    all.tag("one", 10);
    all.commit("one", "one");
    all.tag("two", 20);
    all.note("two", "Theirs.");
    all.commit("two", "two");
    all.git("one", &["pull", "--quiet", "--no-rebase", "../two", "main"]);
    assert_eq!(all.claims("one").len(), 3);
    assert!(all.sidecar("one").contains("note: \"Theirs.\""));
    assert_eq!(all.done("one", &["check", "."]), "");
    assert_eq!(all.done("one", &["doctor"]), "");
    // The other way round gives the same claims.
    all.git("two", &["pull", "--quiet", "--no-rebase", "../one", "main"]);
    assert_eq!(all.sidecar("two"), all.sidecar("one"));
}

#[test]
fn what_both_changed_is_a_conflict_inside_a_valid_sidecar() {
    let Some(all) = Repositories::cloned() else { return };
    all.note("one", "Ours.");
    all.commit("one", "one");
    all.note("two", "Theirs.");
    all.commit("two", "two");
    let ran = all.try_git("one", &["pull", "--quiet", "--no-rebase", "../two", "main"]);
    assert_ne!(ran.status, 0);
    let sidecar = all.sidecar("one");
    assert!(sidecar.contains("note: \"Ours.\"") && sidecar.contains("theirs: \"Theirs.\""), "{sidecar}");
    assert!(!sidecar.contains("<<<<<<<"));
    let check = all.obelus("one", &["check", "."]);
    assert_eq!(check.status, 1);
    assert!(check.out.contains("differ in note"), "{}", check.out);
    let doctor = all.obelus("one", &["doctor"]);
    assert_eq!(doctor.status, 1);
    assert!(doctor.out.contains("git has not finished merging this sidecar"), "{}", doctor.out);
    // Settled by hand.
    let settled: String = {
        let (before, after) = sidecar.split_once("            conflicts: [").unwrap();
        let (_, after) = after.split_once("            ],\n").unwrap();
        format!("{before}{after}")
    };
    all.write_sidecar("one", &settled);
    all.commit("one", "merged");
    assert_eq!(all.done("one", &["check", "."]), "");
    all.git("two", &["pull", "--quiet", "--no-rebase", "../one", "main"]);
    assert_eq!(all.sidecar("two"), settled);
}

#[test]
fn rebasing_merges_too() {
    let Some(all) = Repositories::cloned() else { return };
    all.tag("one", 10);
    all.commit("one", "first");
    all.tag("one", 12);
    all.commit("one", "second");
    all.tag("two", 20);
    all.commit("two", "two");
    all.git("one", &["pull", "--quiet", "--rebase", "../two", "main"]);
    assert_eq!(all.claims("one").len(), 4);
    assert_eq!(all.done("one", &["check", "."]), "");
    assert_eq!(all.git("one", &["log", "--format=%s"]), "second\nfirst\ntwo\nbegin\n");
    // With a conflict git stops, and goes on with the sidecar as it is.
    all.note("one", "Ours.");
    all.commit("one", "ours");
    all.note("two", "Theirs.");
    all.commit("two", "theirs");
    let ran = all.try_git("one", &["pull", "--quiet", "--rebase", "../two", "main"]);
    assert_ne!(ran.status, 0);
    let sidecar = obelus::sidecar::read(all.sidecar("one").as_bytes()).unwrap();
    assert_eq!((sidecar.layer.claims.len(), sidecar.layer.raw_claims.len()), (4, 0));
    assert!(sidecar.layer.claims.iter().any(|claim| claim.conflicts.len() == 1));
    all.git("one", &["add", "--all"]);
    all.git("one", &["rebase", "--continue"]);
    assert!(all.sidecar("one").contains("note: \"Theirs.\""), "upstream is ours while rebasing");
}

#[test]
fn a_criss_cross_ends_clean_or_with_conflicts_in_a_valid_sidecar() {
    let Some(all) = Repositories::cloned() else { return };
    // Each merges the other's first commit into its own, so that there are two bases.
    all.tag("one", 10);
    all.note("one", "One.");
    all.commit("one", "one");
    all.tag("two", 20);
    all.commit("two", "two");
    for name in ["one", "two"] {
        all.git(name, &["branch", "first"]);
    }
    all.git("one", &["pull", "--quiet", "--no-rebase", "../two", "first"]);
    all.git("two", &["pull", "--quiet", "--no-rebase", "../one", "first"]);
    assert_eq!(all.sidecar("one"), all.sidecar("two"));
    all.tag("one", 12);
    all.commit("one", "one again");
    all.tag("two", 22);
    all.commit("two", "two again");
    assert_eq!(all.git("one", &["fetch", "--quiet", "../two", "main"]), "");
    let bases = all.git("one", &["merge-base", "--all", "HEAD", "FETCH_HEAD"]);
    assert_eq!(bases.lines().count(), 2, "this is a criss-cross");
    all.git("one", &["pull", "--quiet", "--no-rebase", "../two", "main"]);
    assert_eq!(all.claims("one").len(), 5);
    assert!(all.sidecar("one").contains("note: \"One.\""));
    assert_eq!(all.done("one", &["check", "."]), "");
}

#[test]
fn a_criss_cross_over_a_conflict_keeps_both_values() {
    let Some(all) = Repositories::cloned() else { return };
    all.note("one", "One.");
    all.commit("one", "one");
    all.note("two", "Two.");
    all.commit("two", "two");
    for name in ["one", "two"] {
        all.git(name, &["branch", "first"]);
    }
    for (name, other) in [("one", "../two"), ("two", "../one")] {
        assert_ne!(all.try_git(name, &["pull", "--quiet", "--no-rebase", other, "first"]).status, 0);
        all.commit(name, "merged with an open question");
    }
    all.tag("one", 12);
    all.commit("one", "one again");
    all.tag("two", 22);
    all.commit("two", "two again");
    let ran = all.try_git("one", &["pull", "--quiet", "--no-rebase", "../two", "main"]);
    assert!(ran.status == 0 || ran.status == 1, "{}", ran.err);
    let sidecar = all.sidecar("one");
    let layer = obelus::sidecar::read(sidecar.as_bytes()).unwrap().layer;
    assert_eq!((layer.claims.len(), layer.raw_claims.len()), (3, 0));
    assert!(sidecar.contains("\"One.\"") && sidecar.contains("\"Two.\""), "{sidecar}");
}

#[test]
fn a_file_that_both_made_has_no_base() {
    let Some(all) = Repositories::new() else { return };
    all.git(".", &["init", "--quiet", "--initial-branch=main", "repo"]);
    all.copy_document("repo");
    all.done("repo", &["git-setup"]);
    all.commit("repo", "begin");
    all.git("repo", &["checkout", "--quiet", "-b", "side"]);
    all.tag("repo", 10);
    all.commit("repo", "side");
    all.git("repo", &["checkout", "--quiet", "main"]);
    all.tag("repo", 20);
    all.commit("repo", "main");
    all.git("repo", &["merge", "--quiet", "side"]);
    assert_eq!(all.claims("repo").len(), 2);
}

#[test]
fn layers_of_two_people_under_one_name_are_left_to_a_person() {
    let Some(all) = Repositories::cloned() else { return };
    all.note("one", "Ours.");
    all.commit("one", "one");
    let other = all.sidecar("two").replace("key: \"0193\"", "key: \"0194\"");
    all.write_sidecar("two", &other);
    all.commit("two", "two");
    let ran = all.try_git("one", &["pull", "--quiet", "--no-rebase", "../two", "main"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(all.sidecar("one").contains("<<<<<<< ours"));
    let check = all.obelus("one", &["check", "."]);
    assert!(check.out.contains("the markers of an unfinished merge"), "{}", check.out);
}

#[test]
fn the_doctor_finds_what_is_missing() {
    let Some(all) = Repositories::cloned() else { return };
    let found = |words: &str| {
        let ran = all.obelus("one", &["doctor", "--json"]);
        let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(ran.status, 1, "{}", ran.out);
        let rows = rows.as_array().unwrap();
        assert!(rows.iter().any(|row| row["message"].as_str().unwrap().contains(words)), "{rows:?}");
    };
    all.git("one", &["config", "merge.obelus.recursive", "text"]);
    found("`merge.obelus.recursive` is not `binary`");
    all.git("one", &["config", "merge.obelus.driver", "'/no where/obelus' merge-driver %O %A %B %P"]);
    found("the driver that git is told to run fails: status 127");
    all.git("one", &["config", "merge.obelus.driver", "true"]);
    found("it ends well and merges nothing");
    all.git("one", &["config", "--unset", "merge.obelus.driver"]);
    found("`merge.obelus.driver` is not set");
    all.desk.write("one/.gitattributes", "*.obelus.ron merge=obelus text eol=lf\n*.ron -merge\n");
    found("git does not hand this sidecar to the driver: it has merge=unset");
    all.done("one", &["git-setup"]);
    assert_eq!(all.done("one", &["doctor"]), "");
    let copy = "one/rift.md.maria.obelus (1).ron";
    all.desk.write(copy, &all.sidecar("one"));
    found("a copy of a sidecar");
    std::fs::remove_file(all.desk.path(copy)).unwrap();
    std::fs::remove_file(all.desk.path("one/rift.md")).unwrap();
    found("does not stand beside it");
}
