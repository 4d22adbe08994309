//! An advisory lock on a sidecar among our own programs, so that a verb and a window take turns.
//!
//! It lies in app data, in one of a fixed number of files that the sidecar's path is hashed to: so nothing is left that
//! names a document, and nothing is put beside it. Two sidecars that share a file only wait for each other.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::settings;

/// Another program holds the lock.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("another Obelus is writing the sidecar: {}", path.display())]
pub struct Busy {
    /// The sidecar.
    pub path: PathBuf,
}

impl Busy {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        "try again when it is done"
    }
}

/// A held lock; dropping it lets the next one in.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Waits up to `patience` for the lock on `sidecar`. Where no lock can be made (app data that cannot be written, a
    /// file system without locks) there is none: comparing before renaming still protects the sidecar, and claims that
    /// are not saved would be worse.
    pub fn take(sidecar: &Path, patience: Duration) -> Result<Self, Busy> {
        let Ok(file) = open(&lock_path(sidecar)) else { return Ok(Self { _file: None }) };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => return Err(Busy { path: sidecar.to_owned() }),
                Err(TryLockError::Error(_)) => return Ok(Self { _file: None }),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        make_private_folder(folder)?;
    }
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

fn lock_path(sidecar: &Path) -> PathBuf {
    let absolute = std::path::absolute(sidecar).unwrap_or_else(|_| sidecar.to_owned());
    let folder = absolute.parent().and_then(|folder| folder.canonicalize().ok());
    let real = match (folder, absolute.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => absolute,
    };
    let hash = blake3::hash(real.as_os_str().as_encoded_bytes()).to_hex();
    settings::home().join("locks").join(hash.get(..2).unwrap_or("00"))
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
