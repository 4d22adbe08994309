//! What replacing a file promises, whatever fails.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::*;

/// A file system in memory whose operations can fail, and whose power can go at any of them.
#[derive(Default)]
struct Memory {
    /// What reads see.
    files: RefCell<BTreeMap<PathBuf, Content>>,
    /// What stands there after a crash: names reach the disk with the folder, bytes with the file.
    names_on_disk: RefCell<BTreeMap<PathBuf, Content>>,
    acts: Cell<usize>,
    fails_at: Option<usize>,
    held_for: Cell<usize>,
    paused: Cell<Duration>,
}

#[derive(Clone, Default)]
struct Content {
    bytes: std::rc::Rc<RefCell<Vec<u8>>>,
    synced: std::rc::Rc<RefCell<Vec<u8>>>,
    is_read_only: bool,
}

impl Memory {
    fn with(path: &str, bytes: &[u8]) -> Self {
        let memory = Self::default();
        let content = Content {
            bytes: std::rc::Rc::new(RefCell::new(bytes.to_vec())),
            synced: std::rc::Rc::new(RefCell::new(bytes.to_vec())),
            is_read_only: false,
        };
        memory.files.borrow_mut().insert(path.into(), content.clone());
        memory.names_on_disk.borrow_mut().insert(path.into(), content);
        memory
    }

    fn act(&self) -> io::Result<()> {
        self.acts.set(self.acts.get() + 1);
        if self.fails_at == Some(self.acts.get()) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn now(&self, path: &str) -> Option<Vec<u8>> {
        self.files.borrow().get(Path::new(path)).map(|content| content.bytes.borrow().clone())
    }

    /// What the disk has when the power goes now. A rename may have reached it or not, so both are asked for.
    fn after_crash(&self, path: &str) -> Vec<Option<Vec<u8>>> {
        let with = |files: &RefCell<BTreeMap<PathBuf, Content>>| {
            files.borrow().get(Path::new(path)).map(|content| content.synced.borrow().clone())
        };
        vec![with(&self.files), with(&self.names_on_disk)]
    }
}

impl FileSystem for Memory {
    type File = Content;
    type Mode = ();

    fn link_target(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        Ok((path == Path::new("/link")).then(|| "docs/a.ron".into()))
    }

    fn kind(&self, path: &Path) -> io::Result<Kind<()>> {
        self.act()?;
        match self.files.borrow().get(path) {
            Some(content) => Ok(Kind::File { mode: (), is_writable: !content.is_read_only }),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.act()?;
        match self.files.borrow().get(path) {
            Some(content) => Ok(content.bytes.borrow().clone()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn create_new(&self, path: &Path, _is_private: bool) -> io::Result<Content> {
        self.act()?;
        let content = Content::default();
        self.files.borrow_mut().insert(path.to_owned(), content.clone());
        Ok(content)
    }

    fn set_mode(&self, _file: &mut Content, _mode: &()) -> io::Result<()> {
        self.act()
    }

    fn write_all(&self, file: &mut Content, bytes: &[u8]) -> io::Result<()> {
        // A disk that fills up takes the first half.
        let half = bytes.len() / 2;
        file.bytes.borrow_mut().extend_from_slice(&bytes[..half]);
        self.act()?;
        file.bytes.borrow_mut().extend_from_slice(&bytes[half..]);
        Ok(())
    }

    fn sync(&self, file: &mut Content) -> io::Result<()> {
        self.act()?;
        file.synced.borrow_mut().clone_from(&file.bytes.borrow());
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act()?;
        if self.held_for.get() > 0 {
            self.held_for.set(self.held_for.get() - 1);
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let content = self.files.borrow_mut().remove(from).ok_or(io::ErrorKind::NotFound)?;
        self.files.borrow_mut().insert(to.to_owned(), content);
        Ok(())
    }

    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        self.act()?;
        self.names_on_disk.replace(self.files.borrow().clone());
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.files.borrow_mut().remove(path);
        Ok(())
    }

    fn is_held(&self, error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::ResourceBusy
    }

    fn pause(&self, duration: Duration) {
        self.paused.set(self.paused.get() + duration);
    }
}

const PATH: &str = "/docs/a.ron";

fn replace_there(memory: &Memory, expected: Option<Fingerprint>) -> Result<Outcome, DurableError> {
    replace_in(memory, Path::new(PATH), b"the new claims", expected, Access::Usual)
}

#[test]
fn whatever_fails_the_file_is_the_old_or_the_new_one() {
    let old = b"the old claims".to_vec();
    let new = b"the new claims".to_vec();
    let mut failures = 0;
    for fails_at in 1.. {
        let memory = Memory { fails_at: Some(fails_at), ..Memory::with(PATH, &old) };
        let result = replace_there(&memory, Some(Fingerprint::of(&old)));
        let now = memory.now(PATH).unwrap();
        assert!(now == old || now == new);
        for crashed in memory.after_crash(PATH) {
            let crashed = crashed.unwrap();
            assert!(crashed == old || crashed == new, "step {fails_at}");
        }
        match result {
            Ok(outcome) => {
                assert_eq!(outcome, Outcome::Saved(Fingerprint::of(&new)));
                assert_eq!(memory.after_crash(PATH), [Some(new.clone()), Some(new)]);
                break;
            }
            Err(error) => {
                failures += 1;
                assert!(error.to_string().starts_with("the disk is full: "), "{error}");
                assert_eq!(memory.files.borrow().len(), 1, "no leftover after step {fails_at}");
            }
        }
    }
    assert_eq!(failures, 8);
}

#[test]
fn what_another_program_wrote_is_handed_over_and_stands() {
    let memory = Memory::with(PATH, b"by somebody else");
    for expected in [Fingerprint::of(b"as I read it"), Fingerprint::Absent] {
        let outcome = replace_there(&memory, Some(expected)).unwrap();
        assert_eq!(outcome, Outcome::Changed(b"by somebody else".to_vec()));
    }
    assert_eq!(memory.now(PATH).unwrap(), b"by somebody else");
    assert_eq!(memory.files.borrow().len(), 1);
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
    memory.files.borrow_mut().get_mut(Path::new(PATH)).unwrap().is_read_only = true;
    let error = replace_there(&memory, None).unwrap_err();
    assert_eq!(error.to_string(), format!("the file is write-protected: {PATH}"));
    assert_eq!(memory.now(PATH).unwrap(), b"old");
}

#[test]
fn a_file_that_is_held_is_tried_again_for_two_seconds() {
    let memory = Memory { held_for: Cell::new(3), ..Memory::with(PATH, b"old") };
    assert!(matches!(replace_there(&memory, None), Ok(Outcome::Saved(_))));
    assert_eq!(memory.paused.get(), Duration::from_millis(5 + 10 + 20));
    let memory = Memory { held_for: Cell::new(usize::MAX), ..Memory::with(PATH, b"old") };
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
