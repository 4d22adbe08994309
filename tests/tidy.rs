//! The order of the house: which room uses which, and that every file says what it holds.

use std::path::{Path, PathBuf};

/// The rooms in reading order, and what each may use; `+` stands for all rooms above it.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("problem", &["text", "model"]),
    ("anchor", &["text", "model"]),
    ("matching", &["text", "model"]),
    ("store", &["text", "model"]),
    ("durable", &["problem"]),
    ("sidecar", &["text", "model", "problem", "durable"]),
    ("archive", &["sidecar"]),
    ("settings", &["text", "model", "problem", "durable"]),
    ("keep", &["text", "model", "durable", "sidecar", "settings"]),
    ("merge", &["text", "model", "problem", "sidecar", "anchor"]),
    ("agreement", &["text", "model", "problem", "matching"]),
    ("adjudication", &["text", "model", "problem", "matching", "agreement"]),
    ("exercise", &["text", "model", "problem", "matching", "agreement", "sidecar"]),
    ("forecasts", &["text", "model", "problem", "matching"]),
    ("import", &["text", "model", "problem"]),
    ("export", &["text", "model", "problem", "matching", "agreement", "exercise"]),
    ("library", &["text", "model", "problem", "sidecar", "keep", "import"]),
    ("exchange", &["text", "model", "problem", "durable", "sidecar", "merge", "import", "library"]),
    ("workspace", &["+"]),
    ("cli", &["+"]),
    ("app", &["+"]),
];

/// A source file and the room it belongs to.
struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
                let room = first.trim_end_matches(".rs").to_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                sources.push(Source { path: inside.to_owned(), room, text });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

/// Returns the lines that are neither comments nor tests: a test may use every room.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let is_test_file =
        source.path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
    let lines: Vec<&str> = source.text.lines().collect();
    let is_test_module = |at: usize| {
        lines[at].starts_with("#[cfg(test)]")
            && lines[at + 1..]
                .iter()
                .find(|line| !line.starts_with("#["))
                .is_some_and(|line| line.ends_with('{'))
    };
    let end =
        if is_test_file { 0 } else { (0..lines.len()).find(|at| is_test_module(*at)).unwrap_or(lines.len()) };
    lines
        .into_iter()
        .take(end)
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

/// Returns the rooms that a line names behind `crate::`.
fn rooms_used(line: &str) -> Vec<&str> {
    let mut rooms = Vec::new();
    for behind in line.split("crate::").skip(1) {
        let names = match behind.strip_prefix('{') {
            // `use crate::{a, b::c}` on one line.
            Some(list) => list.split(['}', ',']).map(str::trim).collect(),
            None => vec![behind],
        };
        for name in names {
            let end =
                name.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(name.len());
            rooms.extend(name.get(..end));
        }
    }
    rooms
}

#[test]
fn a_room_uses_only_what_it_may() {
    let position = |room: &str| ROOMS.iter().position(|(name, _)| *name == room);
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.room.as_str())) {
        let Some(own) = position(&source.room) else {
            wrong.push(format!("{}: the room is not in the table", source.path.display()));
            continue;
        };
        for (number, line) in code(source) {
            for used in rooms_used(line) {
                let Some(other) = position(used) else {
                    continue;
                };
                let may = ROOMS[own].1;
                let is_right = other == own
                    || may.contains(&used)
                    || (may == ["+"] && other < own && (source.room != "app" || used != "cli"));
                if !is_right {
                    wrong.push(format!(
                        "{}:{number}: {} may not use {used}",
                        source.path.display(),
                        source.room
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_stand_in_reading_order() {
    let library = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let order: Vec<usize> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(|room| {
            ROOMS.iter().position(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} is no room"))
        })
        .collect();
    assert!(order.is_sorted(), "lib.rs lists the rooms in reading order");
}

#[test]
fn only_the_window_knows_egui() {
    const WINDOW_ONLY: &[&str] = &["egui", "eframe", "accesskit", "parley", "swash", "rfd"];
    for source in sources().iter().filter(|source| !["app", "main", "lib"].contains(&source.room.as_str())) {
        for (number, line) in code(source) {
            for name in WINDOW_ONLY {
                assert!(!line.contains(&format!("{name}::")), "{}:{number}: {name}", source.path.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_it_holds() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{} opens with what it holds", source.path.display());
    }
}

#[test]
fn only_rooms_that_touch_files_do() {
    const MAY: &[&str] = &[
        "durable",
        "sidecar",
        "settings",
        "keep",
        "import",
        "export",
        "library",
        "exchange",
        "workspace",
        "cli",
        "app",
        "main",
    ];
    for source in sources().iter().filter(|source| !MAY.contains(&source.room.as_str())) {
        for (number, line) in code(source) {
            let touches = line.contains("std::fs") || line.contains("fs::File");
            assert!(!touches, "{}:{number}: {} touches no files", source.path.display(), source.room);
        }
    }
}

#[test]
fn no_room_below_the_workspace_reads_a_clock_or_owns_a_thread() {
    const EDGES: &[&str] = &["workspace", "cli", "app", "main"];
    for source in sources().iter().filter(|source| !EDGES.contains(&source.room.as_str())) {
        for (number, line) in code(source) {
            for call in ["SystemTime::now", "Instant::now", "Timestamp::now", "thread::spawn", "Zoned::now"] {
                assert!(!line.contains(call), "{}:{number}: {call}", source.path.display());
            }
        }
    }
}
