//! A folder with a document, and the program run in it.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder with documents, and a folder of settings.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What a run printed.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub status: i32,
}

/// The document of most tests.
pub const WORDS: &str =
    "“He denied it,” they said.\n\nHe denied it again: “[Pakistan] knew.” It will end by 2028.\n";

impl Desk {
    /// A desk with `rift.md`, where nobody gave a name yet.
    pub fn new() -> Self {
        Self::with(WORDS)
    }

    pub fn with(words: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.write("rift.md", words);
        desk
    }

    /// A desk of Maria Keller.
    pub fn of_maria() -> Self {
        let desk = Self::new();
        desk.write(
            "home/settings.ron",
            "(format: 1, annotator: (id: \"maria\", name: \"Maria Keller\", key: \"0193\"))",
        );
        desk
    }

    /// A desk of Maria Keller whose sidecars of `rift.md` stand in `mine/`, beside the desk; returns that folder too.
    pub fn with_a_stand_in() -> (Self, PathBuf) {
        let desk = Self::of_maria();
        let folder = desk.folder.path().canonicalize().unwrap();
        let mine = folder.join("mine");
        std::fs::create_dir(&mine).unwrap();
        let settings = format!(
            "(format: 1, annotator: (id: \"maria\", name: \"Maria Keller\", key: \"0193\"), sidecar_folders: \
             [(text: \"{}\", document: {:?}, folder: {mine:?})])",
            blake3::hash(WORDS.as_bytes()).to_hex(),
            folder.join("desk/rift.md"),
        );
        desk.write("home/settings.ron", &settings);
        (desk, mine)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("desk").join(name)
    }

    pub fn write(&self, name: &str, words: &str) {
        let path = match name.strip_prefix("home/") {
            Some(name) => self.home().join(name),
            None => self.path(name),
        };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, words).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, ready to be run in the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
        command.args(arguments).current_dir(self.path("")).env("OBELUS_HOME", self.home());
        command
    }

    /// The settings' folder: a sibling of the desk, so that no folder argument meets it.
    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// Runs and expects success; returns what was printed.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments:?}");
        ran.out
    }

    /// Runs and expects a refusal with these words, nothing printed and nothing changed.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], message: &str) {
        let before: Vec<(String, Vec<u8>)> = self.bytes();
        let ran = self.run(arguments);
        assert_eq!((ran.err.as_str(), ran.status), (message, 2), "{arguments:?}");
        assert_eq!(ran.out, "");
        assert!(self.bytes() == before, "a refusal changes nothing");
    }

    fn bytes(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.files().into_iter().filter(|name| self.path(name).is_file());
        files.map(|name| (name.clone(), std::fs::read(self.path(&name)).unwrap())).collect()
    }
}

pub fn ran(output: Output) -> Ran {
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

/// Returns `words` with ids, moments and hashes, which differ from run to run, made alike.
pub fn alike(words: &str) -> String {
    let characters: Vec<char> = words.chars().collect();
    let mut alike = String::new();
    let mut at = 0;
    while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
        if is_made(rest, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") {
            alike.push_str("ID");
            at += 36;
        } else if is_made(rest, "hhhh-hh-hhThh:hh:hhZ") {
            alike.push_str("MOMENT");
            at += 20;
        } else if is_made(rest, &"h".repeat(64)) {
            alike.push_str("HASH");
            at += 64;
        } else {
            alike.push(rest[0]);
            at += 1;
        }
    }
    alike
}

/// Returns whether `characters` begin as `form` says; `h` stands for a hexadecimal digit.
fn is_made(characters: &[char], form: &str) -> bool {
    characters.len() >= form.len()
        && form.chars().zip(characters).all(|(wanted, found)| match wanted {
            'h' => found.is_ascii_hexdigit(),
            _ => *found == wanted,
        })
}
