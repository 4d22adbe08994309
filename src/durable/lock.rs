//! An advisory lock for a file, so that two runs of Obelus take turns.
//!
//! The lock is a file of its own, outside the documents' folders, named by BLAKE3 of the path; it stays there, because
//! removing a lock that another run is waiting for would let both in.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Act, Disk, DurableError, FileSystem, behind_links, create_private_folder, folder_of};

/// Keeps other runs of Obelus waiting until it is dropped.
#[derive(Debug)]
pub struct Lock {
    // `None` on disks that know no locks: comparing before renaming is what protects the file there.
    _file: Option<File>,
}

/// Returns the file in the folder `locks` that stands for the lock of `path`.
pub fn lock_file(locks: &Path, path: &Path) -> Result<PathBuf, DurableError> {
    let target = behind_links(&Disk, path)?;
    let folder = folder_of(&target);
    let folder = folder.canonicalize().map_err(|error| DurableError::failed(Act::Lock, folder, error))?;
    let canonical = match target.file_name() {
        Some(name) => folder.join(name),
        None => folder,
    };
    let name = blake3::hash(canonical.as_os_str().as_encoded_bytes()).to_hex();
    Ok(locks.join(format!("{name}.lock")))
}

/// Locks the file at `path`, which need not exist, by a file in the folder `locks`. Waits up to `patience`.
pub fn lock(locks: &Path, path: &Path, patience: Duration) -> Result<Lock, DurableError> {
    let target = behind_links(&Disk, path)?;
    let file = lock_file(locks, path)?;
    create_private_folder(locks)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&file)
        .map_err(|error| DurableError::failed(Act::Lock, &file, error))?;
    let mut left = patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: Some(file) }),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(Lock { _file: None });
            }
            Err(TryLockError::Error(error)) => return Err(DurableError::failed(Act::Lock, &target, error)),
            Err(TryLockError::WouldBlock) if left.is_zero() => {
                return Err(DurableError::Locked { path: target });
            }
            Err(TryLockError::WouldBlock) => {
                let pause = Duration::from_millis(5).min(left);
                Disk.pause(pause);
                left -= pause;
            }
        }
    }
}
