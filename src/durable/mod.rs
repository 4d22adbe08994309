//! Replacing a file so that a crash leaves the old or the new one, never half of one.
//!
//! The new bytes go into a temporary file in the same folder, reach the disk, and take the old file's place by
//! renaming; then the folder reaches the disk. What the disk refused to take is never tried again on the same file: a
//! new one is written. Everything runs over [`FileSystem`], so that tests can let any step fail or cut the power there. Deliberately absent: threads and
//! deciding what to do when somebody else wrote meanwhile; that is the caller's.

mod content;
mod error;
mod files;
mod lock;
#[cfg(test)]
pub(crate) mod memory;
mod sweep;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sweep::temporary_name;

pub use content::Content;
pub use error::{Act, DurableError};
pub use files::{Disk, FileSystem, Kind};
pub use lock::{Lock, lock, lock_file};
pub use sweep::sweep;

/// How long a file that another program holds is tried again.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a link is followed to another link.
const MAX_LINKS: usize = 40;

/// What a file held when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fingerprint {
    /// There was no file.
    Absent,
    /// BLAKE3 of its bytes.
    Bytes([u8; 32]),
}

impl Fingerprint {
    /// Returns the fingerprint of a file with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::Bytes(*blake3::hash(bytes).as_bytes())
    }

    /// Returns the fingerprint of a file with this content.
    pub fn of_content(content: &dyn Content) -> Self {
        let mut hasher = blake3::Hasher::new();
        // Hashing takes every piece.
        let _taken = content.pieces(&mut |piece| {
            hasher.update(piece);
            Ok(())
        });
        Self::Bytes(*hasher.finalize().as_bytes())
    }

    /// Returns the fingerprint of what can be read; it is read piece by piece, and does not stand in memory as a whole.
    pub fn of_reader(read: impl io::Read) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(read)?;
        Ok(Self::Bytes(*hasher.finalize().as_bytes()))
    }

    /// Returns the fingerprint of the file at `path` as it is now.
    pub fn of_file(path: &Path) -> Result<Self, DurableError> {
        match Disk.fingerprint(path) {
            Ok(fingerprint) => Ok(fingerprint),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Absent),
            Err(error) => Err(DurableError::failed(Act::Read, path, error)),
        }
    }
}

/// What the system says of who touched a file last. Two that are equal mean that nobody did in between; two that differ
/// mean nothing: whether a file has changed is told by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    inode: u64,
    changed: (i64, i64),
}

/// Returns the stamp of a file; `None` where the system has none that can be relied upon.
#[cfg(unix)]
pub fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let file = path.metadata().ok()?;
    Some(Stamp { bytes: file.len(), inode: file.ino(), changed: (file.ctime(), file.ctime_nsec()) })
}

/// Returns the stamp of a file; `None` where the system has none that can be relied upon.
#[cfg(not(unix))]
pub fn stamp(_path: &Path) -> Option<Stamp> {
    None
}

/// What became of the wish to replace a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The new bytes stand on the disk.
    Saved(Fingerprint),
    /// Another program has written meanwhile; these are its bytes, and they were not touched.
    Changed(Vec<u8>),
}

/// Who may read a file that did not exist before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever may read new files of this person.
    Usual,
    /// This person alone.
    Private,
}

/// Replaces the file at `path` by `bytes`, following links and keeping its mode.
///
/// With `expected`, nothing is replaced when the file holds anything else by now; a file that is gone is written anew,
/// because nothing can be lost by that. A file without the owner's write bit is never replaced.
pub fn replace(path: &Path, bytes: &[u8], expected: Option<Fingerprint>) -> Result<Outcome, DurableError> {
    replace_in(&Disk, path, &bytes, expected, Access::Usual)
}

/// As [`replace`], by what is made piece by piece.
pub fn replace_by(
    path: &Path,
    content: &dyn Content,
    expected: Option<Fingerprint>,
) -> Result<Outcome, DurableError> {
    replace_in(&Disk, path, content, expected, Access::Usual)
}

/// As [`replace`]; a file that did not exist is readable by this person alone.
pub fn replace_private(
    path: &Path,
    bytes: &[u8],
    expected: Option<Fingerprint>,
) -> Result<Outcome, DurableError> {
    replace_in(&Disk, path, &bytes, expected, Access::Private)
}

/// As [`replace_private`], by what is made piece by piece.
pub fn replace_private_by(
    path: &Path,
    content: &dyn Content,
    expected: Option<Fingerprint>,
) -> Result<Outcome, DurableError> {
    replace_in(&Disk, path, content, expected, Access::Private)
}

/// As [`replace`], over any file system.
pub fn replace_in<F: FileSystem>(
    files: &F,
    path: &Path,
    content: &dyn Content,
    expected: Option<Fingerprint>,
    access: Access,
) -> Result<Outcome, DurableError> {
    let target = behind_links(files, path)?;
    let mode = match files.kind(&target) {
        Ok(Kind::File { is_writable: false, .. }) => return Err(DurableError::ReadOnly { path: target }),
        Ok(Kind::File { mode, .. }) => Some(mode),
        Ok(Kind::Other) => return Err(DurableError::NoFile { path: target }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(DurableError::failed(Act::Read, &target, error)),
    };
    let fingerprint = Fingerprint::of_content(content);
    if mode.is_some()
        && expected == Some(fingerprint)
        && let Some(outcome) = keep_as_it_is(files, &target, fingerprint)
    {
        return Ok(outcome);
    }
    let write = Write { target: &target, mode: mode.as_ref(), content, fingerprint, access };
    let error = match write.once(files, expected) {
        Err(error) if error.is_failed_sync() => error,
        outcome => return outcome,
    };
    // Nobody knows what a failed fsync left on the disk: a new file is written.
    let expected = expected.map(|expected| if error.is_in_place() { fingerprint } else { expected });
    match write.once(files, expected) {
        Err(again) if error.is_in_place() && !again.is_in_place() => Err(error),
        outcome => outcome,
    }
}

/// Where the file holds the very bytes that it is to hold, brings these to the disk. `None` where it does not, or the
/// disk does not take them.
fn keep_as_it_is<F: FileSystem>(files: &F, target: &Path, fingerprint: Fingerprint) -> Option<Outcome> {
    let is_there = files.fingerprint(target).is_ok_and(|present| present == fingerprint);
    let reaches_disk = || files.sync_existing(target).and_then(|()| files.sync_folder(folder_of(target)));
    (is_there && reaches_disk().is_ok()).then_some(Outcome::Saved(fingerprint))
}

/// What is to be written.
struct Write<'a, M> {
    target: &'a Path,
    mode: Option<&'a M>,
    content: &'a dyn Content,
    fingerprint: Fingerprint,
    access: Access,
}

impl<M> Write<'_, M> {
    /// Writes a temporary file and puts it in the target's place.
    fn once<F: FileSystem<Mode = M>>(
        &self,
        files: &F,
        expected: Option<Fingerprint>,
    ) -> Result<Outcome, DurableError> {
        let target = self.target;
        let temporary = target.with_file_name(temporary_name(target));
        let is_private = self.mode.is_some() || self.access == Access::Private;
        let mut file = files
            .create_new(&temporary, is_private)
            .map_err(|error| DurableError::failed(Act::Create, target, error))?;
        let written = self.fill(files, &mut file);
        drop(file);
        let outcome =
            written.and_then(|()| put_in_place(files, &temporary, target, self.fingerprint, expected));
        if !matches!(outcome, Ok(Outcome::Saved(_))) {
            // What cannot be removed now is only a leftover; the failure before it is what matters.
            let _leftover = files.remove(&temporary);
        }
        outcome
    }

    /// Fills the temporary file and brings it to the disk.
    fn fill<F: FileSystem<Mode = M>>(&self, files: &F, file: &mut F::File) -> Result<(), DurableError> {
        let failed = |act| move |error| DurableError::failed(act, self.target, error);
        if let Some(mode) = self.mode {
            files.set_mode(file, mode).map_err(failed(Act::Write))?;
        }
        let mut written = 0;
        let mut write = |piece: &[u8]| {
            written += piece.len();
            files.write_all(file, piece)
        };
        self.content.pieces(&mut write).map_err(failed(Act::Write))?;
        let length = files.len(file).map_err(failed(Act::Write))?;
        if usize::try_from(length) != Ok(written) {
            return Err(failed(Act::Write)(io::ErrorKind::WriteZero.into()));
        }
        files.sync(file).map_err(failed(Act::Sync))
    }
}

/// Renames the temporary file over the target, unless that has changed.
fn put_in_place<F: FileSystem>(
    files: &F,
    temporary: &Path,
    target: &Path,
    fingerprint: Fingerprint,
    expected: Option<Fingerprint>,
) -> Result<Outcome, DurableError> {
    if let Some(expected) = expected {
        match patiently(files, || what_else(files, target, expected)) {
            Ok(Some(present)) => return Ok(Outcome::Changed(present)),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(DurableError::failed(Act::Read, target, error)),
        }
    }
    patiently(files, || files.rename(temporary, target))
        .map_err(|error| DurableError::failed(Act::Replace, target, error))?;
    let folder = folder_of(target);
    files.sync_folder(folder).map_err(|error| DurableError::failed(Act::SyncFolder, folder, error))?;
    Ok(Outcome::Saved(fingerprint))
}

/// Returns the bytes of a file that holds anything else than what is expected.
fn what_else<F: FileSystem>(files: &F, target: &Path, expected: Fingerprint) -> io::Result<Option<Vec<u8>>> {
    if files.fingerprint(target)? == expected {
        return Ok(None);
    }
    files.read(target).map(Some)
}

/// Tries again while another program holds the file, with growing pauses, up to [`PATIENCE`].
fn patiently<F: FileSystem, T>(files: &F, mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let mut pause = Duration::from_millis(5);
    let mut left = PATIENCE;
    loop {
        match act() {
            Err(error) if files.is_held(&error) && !left.is_zero() => {
                pause = pause.min(left);
                files.pause(pause);
                left -= pause;
                pause *= 2;
            }
            result => return result,
        }
    }
}

/// Returns the file that `path` stands for, behind any links; it need not exist.
pub(super) fn behind_links<F: FileSystem>(files: &F, path: &Path) -> Result<PathBuf, DurableError> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match files.link_target(&path) {
            Ok(Some(target)) => path = folder_of(&path).join(target),
            Ok(None) => return Ok(path),
            Err(error) => return Err(DurableError::failed(Act::Read, &path, error)),
        }
    }
    Err(DurableError::LinkLoop { path })
}

/// Returns the folder that a file stands in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder, and those above it, that this person alone can look into.
pub fn create_private_folder(path: &Path) -> Result<(), DurableError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| DurableError::failed(Act::Create, path, error))
}
