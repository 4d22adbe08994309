//! A file system in memory for tests: its operations can fail, and its power can go after any of them.
//!
//! What was not brought to the disk waits in the order it was done. A crash keeps any part of that which a real disk
//! could: bytes of a file reach it with the file or by chance, also half of them; names with their folder or by chance,
//! but a rename only where the name that it takes away is there.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{FileSystem, Kind};

/// The file system.
#[derive(Default)]
pub(crate) struct Memory {
    state: RefCell<State>,
    acts: Cell<usize>,
    /// From which act on every one fails with an error of that kind, and how many do.
    fault: Cell<Option<(usize, usize, io::ErrorKind)>>,
    /// How often a rename finds the file held by another program.
    pub(crate) held_for: Cell<usize>,
    /// How long was waited in all.
    pub(crate) paused: Cell<Duration>,
}

#[derive(Clone, Default)]
struct State {
    files: BTreeMap<PathBuf, usize>,
    contents: Vec<Vec<u8>>,
    read_only: Vec<PathBuf>,
    on_disk: BTreeMap<PathBuf, usize>,
    contents_on_disk: Vec<Vec<u8>>,
    waiting: Vec<Op>,
}

/// What was done and did not reach the disk yet.
#[derive(Clone, Debug)]
enum Op {
    Create { path: PathBuf, inode: usize },
    Append { inode: usize, bytes: Vec<u8> },
    Rename { from: PathBuf, to: PathBuf },
    Remove { path: PathBuf },
}

impl Op {
    fn is_in(&self, folder: &Path) -> bool {
        match self {
            Self::Create { path, .. } | Self::Remove { path } => path.parent() == Some(folder),
            Self::Rename { to, .. } => to.parent() == Some(folder),
            Self::Append { .. } => false,
        }
    }
}

impl State {
    /// Does on the disk what was done.
    fn reach_disk(&mut self, op: Op) {
        match op {
            Op::Create { path, inode } => {
                self.on_disk.insert(path, inode);
            }
            Op::Append { inode, bytes } => self.contents_on_disk[inode].extend_from_slice(&bytes),
            Op::Rename { from, to } => {
                if let Some(inode) = self.on_disk.remove(&from) {
                    self.on_disk.insert(to, inode);
                }
            }
            Op::Remove { path } => {
                self.on_disk.remove(&path);
            }
        }
    }

    /// Brings to the disk what was done in the folder of `path` before: none of it comes behind what is done now.
    fn sync_folder_of(&mut self, path: &Path) {
        if let Some(folder) = path.parent() {
            self.sync(|op| op.is_in(folder));
        }
    }

    /// Brings to the disk what `is_meant`, in its order.
    fn sync(&mut self, is_meant: impl Fn(&Op) -> bool) {
        let (now, later) = std::mem::take(&mut self.waiting).into_iter().partition(is_meant);
        self.waiting = later;
        let now: Vec<Op> = now;
        now.into_iter().for_each(|op| self.reach_disk(op));
    }
}

impl Memory {
    /// A disk with one file.
    pub(crate) fn with(path: &str, bytes: &[u8]) -> Self {
        let memory = Self::default();
        memory.put(Path::new(path), bytes);
        memory
    }

    /// Puts a file there, as another program would that brings it and its folder to the disk.
    pub(crate) fn put(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state.borrow_mut();
        state.sync_folder_of(path);
        let inode = state.contents.len();
        state.contents.push(bytes.to_vec());
        state.contents_on_disk.push(bytes.to_vec());
        state.files.insert(path.to_owned(), inode);
        state.on_disk.insert(path.to_owned(), inode);
    }

    /// Removes a file, as another program would that brings the folder to the disk.
    pub(crate) fn delete(&self, path: &Path) {
        let mut state = self.state.borrow_mut();
        state.sync_folder_of(path);
        state.files.remove(path);
        state.on_disk.remove(path);
    }

    /// Lets `count` acts from the `first` on (counted from 1, over all that were and will be) fail.
    pub(crate) fn fail(&self, first: usize, count: usize, kind: io::ErrorKind) {
        self.fault.set(Some((first, count, kind)));
    }

    /// Lets the power go at the `act`-th act from now on: it and everything behind it fails.
    pub(crate) fn cut_power_in(&self, act: usize) {
        self.fail(self.acts.get() + act, usize::MAX / 2, io::ErrorKind::NotConnected);
    }

    /// Lets nothing fail any more.
    pub(crate) fn mend(&self) {
        self.fault.set(None);
    }

    /// Takes the owner's write bit.
    pub(crate) fn protect(&self, path: &str) {
        self.state.borrow_mut().read_only.push(path.into());
    }

    /// Returns how many acts there were.
    pub(crate) fn acts(&self) -> usize {
        self.acts.get()
    }

    /// Returns the bytes of a file as programs see it now.
    pub(crate) fn now(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        let state = self.state.borrow();
        state.files.get(path.as_ref()).map(|inode| state.contents[*inode].clone())
    }

    /// Returns the paths of all files as programs see them now.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.state.borrow().files.keys().cloned().collect()
    }

    /// Returns what the disk has when the power goes now; `chance` says of everything that did not reach it for certain
    /// whether it did.
    pub(crate) fn crashed(&self, mut chance: impl FnMut() -> bool) -> Self {
        let mut state = self.state.borrow().clone();
        for op in std::mem::take(&mut state.waiting) {
            match (op, chance()) {
                (op, true) => state.reach_disk(op),
                (Op::Append { inode, mut bytes }, false) if chance() => {
                    bytes.truncate(bytes.len() / 2);
                    state.reach_disk(Op::Append { inode, bytes });
                }
                (_, false) => {}
            }
        }
        state.files.clone_from(&state.on_disk);
        state.contents.clone_from(&state.contents_on_disk);
        Self { state: RefCell::new(state), ..Self::default() }
    }

    fn act(&self) -> io::Result<()> {
        self.acts.set(self.acts.get() + 1);
        match self.fault.get() {
            Some((first, count, kind)) if (first..first.saturating_add(count)).contains(&self.acts.get()) => {
                Err(kind.into())
            }
            _ => Ok(()),
        }
    }

    fn inode(&self, path: &Path) -> io::Result<usize> {
        self.state.borrow().files.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl FileSystem for Memory {
    type File = usize;
    type Mode = ();

    fn link_target(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        Ok((path == Path::new("/link")).then(|| "docs/a.ron".into()))
    }

    fn kind(&self, path: &Path) -> io::Result<Kind<()>> {
        self.act()?;
        self.inode(path)?;
        let is_writable = !self.state.borrow().read_only.iter().any(|other| other == path);
        Ok(Kind::File { mode: (), is_writable })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.act()?;
        let inode = self.inode(path)?;
        Ok(self.state.borrow().contents[inode].clone())
    }

    fn create_new(&self, path: &Path, _is_private: bool) -> io::Result<usize> {
        self.act()?;
        let mut state = self.state.borrow_mut();
        let inode = state.contents.len();
        state.contents.push(Vec::new());
        state.contents_on_disk.push(Vec::new());
        state.files.insert(path.to_owned(), inode);
        state.waiting.push(Op::Create { path: path.to_owned(), inode });
        Ok(inode)
    }

    fn set_mode(&self, _file: &mut usize, _mode: &()) -> io::Result<()> {
        self.act()
    }

    fn write_all(&self, file: &mut usize, bytes: &[u8]) -> io::Result<()> {
        // A disk that fills up takes the first half.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        self.append(*file, first);
        self.act()?;
        self.append(*file, second);
        Ok(())
    }

    fn len(&self, file: &usize) -> io::Result<u64> {
        self.act()?;
        Ok(self.state.borrow().contents[*file].len() as u64)
    }

    fn sync(&self, file: &mut usize) -> io::Result<()> {
        self.act()?;
        let inode = *file;
        self.state.borrow_mut().sync(|op| matches!(op, Op::Append { inode: other, .. } if *other == inode));
        Ok(())
    }

    fn sync_existing(&self, path: &Path) -> io::Result<()> {
        let mut inode = self.inode(path)?;
        self.sync(&mut inode)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act()?;
        if self.held_for.get() > 0 {
            self.held_for.set(self.held_for.get() - 1);
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let mut state = self.state.borrow_mut();
        let inode = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.files.insert(to.to_owned(), inode);
        state.waiting.push(Op::Rename { from: from.to_owned(), to: to.to_owned() });
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.act()?;
        self.state.borrow_mut().sync(|op| op.is_in(folder));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        // Without power nothing is removed; else it always can be.
        if matches!(self.fault.get(), Some((first, _, io::ErrorKind::NotConnected)) if first <= self.acts.get())
        {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let mut state = self.state.borrow_mut();
        state.files.remove(path);
        state.waiting.push(Op::Remove { path: path.to_owned() });
        Ok(())
    }

    fn is_held(&self, error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::ResourceBusy
    }

    fn pause(&self, duration: Duration) {
        self.paused.set(self.paused.get() + duration);
    }
}

impl Memory {
    fn append(&self, inode: usize, bytes: &[u8]) {
        let mut state = self.state.borrow_mut();
        state.contents[inode].extend_from_slice(bytes);
        state.waiting.push(Op::Append { inode, bytes: bytes.to_vec() });
    }
}
