//! All files below a folder: recursive, sorted as people sort, no hidden names, folder links not followed.

use std::cmp::Ordering;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering as Memory};

/// What was found below a folder.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, those of a folder before those of its sub folders.
    pub files: Vec<PathBuf>,
    /// What could not be listed.
    pub failures: Vec<(PathBuf, io::Error)>,
}

/// Lists everything below `folder`; ends early, with what it has, when `stop` is set.
pub fn walk(folder: &Path, stop: &AtomicBool) -> Walk {
    let mut walk = Walk::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if stop.load(Memory::Relaxed) {
            break;
        }
        let mut inner = list(&folder, &mut walk);
        // The last one is taken first.
        inner.sort_by(|a, b| by_name(b, a));
        folders.extend(inner);
    }
    walk
}

/// Puts the folder's files into `walk` and returns its sub folders.
fn list(folder: &Path, walk: &mut Walk) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            walk.failures.push((folder.to_owned(), error));
            return Vec::new();
        }
    };
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.failures.push((folder.to_owned(), error));
                continue;
            }
        };
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folders.push(path),
            // A link to a folder is not followed; one to a file is that file under another name.
            Ok(kind) if kind.is_file() || path.is_file() => files.push(path),
            Ok(_) => {}
            Err(error) => walk.failures.push((path, error)),
        }
    }
    files.sort_by(|a, b| by_name(a, b));
    walk.files.append(&mut files);
    folders
}

fn by_name(a: &Path, b: &Path) -> Ordering {
    let name =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    natural(&name(a), &name(b))
}

/// Compares names as people sort them: numbers by value, letters without regard to case; what is then equal by code
/// points.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (one, left_rest) = next_part(left);
        let (other, right_rest) = next_part(right);
        let order = match (one.as_bytes().first(), other.as_bytes().first()) {
            (None, None) => return a.cmp(b),
            (Some(first), Some(second)) if first.is_ascii_digit() && second.is_ascii_digit() => {
                by_value(one, other)
            }
            _ => one.to_lowercase().cmp(&other.to_lowercase()),
        };
        if order.is_ne() {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
}

/// Returns the digits that `name` begins with, or what stands before its first digit, and the rest.
fn next_part(name: &str) -> (&str, &str) {
    let is_number = name.starts_with(|first: char| first.is_ascii_digit());
    let end = name.find(|character: char| character.is_ascii_digit() != is_number).unwrap_or(name.len());
    name.split_at_checked(end).unwrap_or((name, ""))
}

fn by_value(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_people_sort_them() {
        let mut names =
            ["Rift 10.md", "rift 2.md", "Rift 2.md", "a.md", "rift.md", "Rift 007.md", "rift 2 b.md"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            [
                "a.md",
                "Rift 2 b.md".replace('R', "r").as_str(),
                "Rift 2.md",
                "rift 2.md",
                "Rift 007.md",
                "Rift 10.md",
                "rift.md"
            ]
        );
    }

    #[test]
    fn hidden_names_are_left_out_and_a_folders_files_come_before_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.md", "a/2.md", "a/10.md", ".git/x.md", ".hidden.md"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let walk = walk(folder.path(), &AtomicBool::new(false));
        let names: Vec<_> = walk.files.iter().map(|file| file.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(names, [Path::new("b.md"), Path::new("a/2.md"), Path::new("a/10.md")]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_folders_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("a.md"), folder.path().join("b.md")).unwrap();
        let walk = walk(folder.path(), &AtomicBool::new(false));
        assert_eq!(walk.files, [folder.path().join("a.md"), folder.path().join("b.md")]);
    }
}
