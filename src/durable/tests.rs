//! What replacing a file promises, whatever fails.

use super::memory::Memory;
use super::sweep::{MAX_NAME_BYTES, sweep_name};
use super::*;

const PATH: &str = "/docs/a.ron";

fn replace_there(memory: &Memory, expected: Option<Fingerprint>) -> Result<Outcome, DurableError> {
    replace_in(memory, Path::new(PATH), b"the new claims", expected, Access::Usual)
}

const OLD: &[u8] = b"the old claims";
const NEW: &[u8] = b"the new claims";

/// Says yes and no as the bits of a number do.
fn bits(mut number: u32) -> impl FnMut() -> bool {
    move || {
        let bit = number & 1 == 1;
        number >>= 1;
        bit
    }
}

#[test]
fn wherever_the_power_goes_the_file_is_the_old_or_the_new_one() {
    for cut in 1..=12 {
        let memory = Memory::with(PATH, OLD);
        memory.cut_power_in(cut);
        let saved = replace_there(&memory, Some(Fingerprint::of(OLD)));
        for number in 0..512 {
            let after = memory.crashed(bits(number)).now(PATH).unwrap();
            match &saved {
                Ok(_) => assert_eq!(after, NEW, "what was saved is on the disk"),
                Err(_) => assert!(after == OLD || after == NEW, "act {cut}, crash {number}"),
            }
        }
    }
}

#[test]
fn whatever_fails_once_the_file_is_the_old_or_the_new_one_and_nothing_is_left_over() {
    let acts = {
        let memory = Memory::with(PATH, OLD);
        replace_there(&memory, Some(Fingerprint::of(OLD))).unwrap();
        memory.acts()
    };
    assert_eq!(acts, 9, "look, create, mode, write, length, sync, compare, rename, sync the folder");
    let mut saved = Vec::new();
    for act in 1..=acts {
        let memory = Memory::with(PATH, OLD);
        memory.fail(act, 1, io::ErrorKind::StorageFull);
        let outcome = replace_there(&memory, Some(Fingerprint::of(OLD)));
        assert_eq!(memory.paths(), [PathBuf::from(PATH)], "no leftover after act {act}");
        match outcome {
            Ok(_) => {
                saved.push(act);
                assert_eq!(memory.crashed(|| false).now(PATH).unwrap(), NEW);
            }
            Err(error) => {
                assert!(error.to_string().starts_with("the disk is full: "), "{error}");
                assert_eq!(memory.now(PATH).unwrap(), OLD);
            }
        }
    }
    assert_eq!(saved, [6, 9], "what the disk did not take is written once more, into a new file");
}

#[test]
fn a_disk_that_never_confirms_is_told_apart_from_one_that_keeps_the_old_file() {
    let memory = Memory::with(PATH, OLD);
    memory.fail(6, usize::MAX / 2, io::ErrorKind::Other);
    let error = replace_there(&memory, Some(Fingerprint::of(OLD))).unwrap_err();
    assert!(!error.is_in_place());
    assert_eq!(memory.now(PATH).unwrap(), OLD);
    let memory = Memory::with(PATH, OLD);
    memory.fail(9, usize::MAX / 2, io::ErrorKind::Other);
    let error = replace_there(&memory, Some(Fingerprint::of(OLD))).unwrap_err();
    assert!(error.is_in_place(), "{error}");
    assert_eq!(memory.now(PATH).unwrap(), NEW);
}

#[test]
fn what_stands_there_already_is_not_written_again() {
    let memory = Memory::with(PATH, NEW);
    let outcome = replace_there(&memory, Some(Fingerprint::of(NEW))).unwrap();
    assert_eq!(outcome, Outcome::Saved(Fingerprint::of(NEW)));
    assert_eq!(memory.acts(), 4, "look, compare, sync the file and the folder");
}

#[test]
fn what_another_program_wrote_is_handed_over_and_stands() {
    let memory = Memory::with(PATH, b"by somebody else");
    for expected in [Fingerprint::of(b"as I read it"), Fingerprint::Absent] {
        let outcome = replace_there(&memory, Some(expected)).unwrap();
        assert_eq!(outcome, Outcome::Changed(b"by somebody else".to_vec()));
    }
    assert_eq!(memory.now(PATH).unwrap(), b"by somebody else");
    assert_eq!(memory.paths().len(), 1);
}

#[test]
fn a_file_that_is_gone_is_written_anew() {
    let memory = Memory::default();
    let outcome = replace_there(&memory, Some(Fingerprint::of(b"as I read it"))).unwrap();
    assert_eq!(outcome, Outcome::Saved(Fingerprint::of(b"the new claims")));
}

#[test]
fn a_write_protected_file_is_not_replaced() {
    let memory = Memory::with(PATH, b"old");
    memory.protect(PATH);
    let error = replace_there(&memory, None).unwrap_err();
    assert_eq!(error.to_string(), format!("the file is write-protected: {PATH}"));
    assert_eq!(memory.now(PATH).unwrap(), b"old");
}

#[test]
fn a_file_that_is_held_is_tried_again_for_two_seconds() {
    let memory = Memory::with(PATH, b"old");
    memory.held_for.set(3);
    assert!(matches!(replace_there(&memory, None), Ok(Outcome::Saved(_))));
    assert_eq!(memory.paused.get(), Duration::from_millis(5 + 10 + 20));
    let memory = Memory::with(PATH, b"old");
    memory.held_for.set(usize::MAX);
    let error = replace_there(&memory, None).unwrap_err();
    assert_eq!(error.to_string(), format!("another program holds the file: {PATH}"));
    assert_eq!(memory.paused.get(), Duration::from_secs(2));
    assert_eq!(memory.now(PATH).unwrap(), b"old");
}

#[test]
fn links_are_followed_and_stay() {
    let memory = Memory::with(PATH, b"old");
    let outcome = replace_in(&memory, Path::new("/link"), b"new", None, Access::Usual).unwrap();
    assert_eq!(outcome, Outcome::Saved(Fingerprint::of(b"new")));
    assert_eq!(memory.now(PATH).unwrap(), b"new");
}

#[test]
fn temporary_names_fit_every_disk() {
    for name in ["a.ron".to_owned(), "ä".repeat(127)] {
        let temporary = temporary_name(Path::new(&name));
        assert!(temporary.len() <= MAX_NAME_BYTES && temporary.starts_with('.'));
        assert!(std::path::Path::new(&temporary).extension().is_some_and(|ending| ending == "tmp"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn leftovers_of_programs_that_no_longer_run_are_swept_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let ours = temporary_name(Path::new("a.md.maria.obelus.ron"));
    let number = format!(".{}.", std::process::id());
    let dead = ours.replace(&number, ".999999999.");
    let elsewhere = ".a.md.maria.obelus.ron.999999999.00000123abcd.tmp";
    for name in [&ours, &dead, ".a.md.swp.tmp", "a.tmp", ".a.999999999.nothex123456.tmp"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let swept = sweep(folder.path(), std::time::SystemTime::now());
    assert_eq!(swept, [folder.path().join(&dead)]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    let (young, old) = (Some(Duration::from_secs(60)), Some(Duration::from_secs(86_400)));
    let none_runs = |_| Some(false);
    assert!(!sweep_name(&ours, old, none_runs), "what this very program is writing");
    assert!(!sweep_name(elsewhere, young, none_runs), "another machine's");
    assert!(sweep_name(elsewhere, old, none_runs));
    assert!(!sweep_name(&dead, young, |_| None), "where nobody can tell what runs, age decides");
    assert!(!sweep_name(&dead, young, |_| Some(true)));
}

#[test]
fn on_the_disk_bytes_are_replaced_and_nothing_is_left_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("naïve.md.maria.obelus.ron");
    let saved = replace(&path, b"one", Some(Fingerprint::Absent)).unwrap();
    assert_eq!(saved, Outcome::Saved(Fingerprint::of(b"one")));
    assert_eq!(Fingerprint::of_file(&path).unwrap(), Fingerprint::of(b"one"));
    assert_eq!(replace(&path, b"two", Some(Fingerprint::Absent)).unwrap(), Outcome::Changed(b"one".to_vec()));
    replace(&path, b"two", Some(Fingerprint::of(b"one"))).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let gone = folder.path().join("gone").join("a.ron");
    let error = replace(&gone, b"", None).unwrap_err();
    assert_eq!(error.to_string(), format!("the folder is gone: {}", gone.display()));
    assert!(matches!(replace(folder.path(), b"", None), Err(DurableError::NoFile { .. })));
}

#[cfg(unix)]
#[test]
fn on_the_disk_modes_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let link = folder.path().join("link.ron");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    symlink("a.ron", &link).unwrap();
    replace_private(&link, b"one", None).unwrap();
    assert_eq!(mode(&path), 0o600);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    replace(&link, b"two", None).unwrap();
    assert_eq!(mode(&path), 0o640);
    assert!(link.is_symlink());
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o440)).unwrap();
    assert!(matches!(replace(&link, b"three", None), Err(DurableError::ReadOnly { .. })));
    symlink("b.ron", folder.path().join("c.ron")).unwrap();
    symlink("c.ron", folder.path().join("b.ron")).unwrap();
    assert!(matches!(replace(&folder.path().join("b.ron"), b"", None), Err(DurableError::LinkLoop { .. })));
}

#[test]
fn a_lock_keeps_others_out_until_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let locks = folder.path().join("app").join("locks");
    let path = folder.path().join("a.ron");
    let first = lock(&locks, &path, Duration::ZERO).unwrap();
    let other = folder.path().join("b.ron");
    assert!(lock(&locks, &other, Duration::ZERO).is_ok());
    assert!(matches!(lock(&locks, &path, Duration::ZERO), Err(DurableError::Locked { .. })));
    drop(first);
    assert!(lock(&locks, &path, Duration::ZERO).is_ok());
}

#[test]
fn what_another_program_brought_to_the_disk_is_not_undone_by_a_rename_before_it() {
    let memory = Memory::with(PATH, OLD);
    // The new file is in its place when the folder can no longer be brought to the disk.
    memory.fail(9, usize::MAX / 2, io::ErrorKind::Other);
    assert!(replace_there(&memory, Some(Fingerprint::of(OLD))).unwrap_err().is_in_place());
    memory.mend();
    memory.put(Path::new(PATH), b"theirs");
    assert_eq!(memory.crashed(|| true).now(PATH).unwrap(), b"theirs");
    memory.sync_folder(Path::new("/docs")).unwrap();
    assert_eq!(memory.crashed(|| false).now(PATH).unwrap(), b"theirs");
}
