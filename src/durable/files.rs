//! The few things that are done to files, as a trait, and the file system of the machine.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Fingerprint;

/// What stands at a path, links followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<M> {
    /// A file.
    File {
        /// Who may do what with it.
        mode: M,
        /// Whether its owner may write it.
        is_writable: bool,
    },
    /// A folder or a device.
    Other,
}

/// What replacing a file needs of a file system.
pub trait FileSystem {
    /// A file being written.
    type File;
    /// Who may do what with a file.
    type Mode;

    /// Returns where the link at `path` leads, or `None` where no link stands.
    fn link_target(&self, path: &Path) -> io::Result<Option<PathBuf>>;
    /// Returns what stands at `path`.
    fn kind(&self, path: &Path) -> io::Result<Kind<Self::Mode>>;
    /// Returns the bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Returns the fingerprint of a file's bytes.
    fn fingerprint(&self, path: &Path) -> io::Result<Fingerprint> {
        self.read(path).map(|bytes| Fingerprint::of(&bytes))
    }
    /// Makes a file where none is.
    fn create_new(&self, path: &Path, is_private: bool) -> io::Result<Self::File>;
    /// Gives a file another's mode, and its owner where that may be done.
    fn set_mode(&self, file: &mut Self::File, mode: &Self::Mode) -> io::Result<()>;
    /// Writes all bytes.
    fn write_all(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<()>;
    /// Returns how many bytes a file has by now.
    fn len(&self, file: &Self::File) -> io::Result<u64>;
    /// Brings the bytes of a file to the disk.
    fn sync(&self, file: &mut Self::File) -> io::Result<()>;
    /// Brings the bytes of a file that somebody else wrote to the disk.
    fn sync_existing(&self, path: &Path) -> io::Result<()>;
    /// Gives a file another name, in place of what had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Brings the names in a folder to the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns whether another program holds the file for a moment.
    fn is_held(&self, error: &io::Error) -> bool;
    /// Waits before the next try.
    fn pause(&self, duration: Duration);
}

/// The file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// Who may do what with a file, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    permissions: Permissions,
    /// Its user and group.
    #[cfg(unix)]
    owner: (u32, u32),
}

impl FileSystem for Disk {
    type File = File;
    type Mode = Mode;

    fn link_target(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => fs::read_link(path).map(Some),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn kind(&self, path: &Path) -> io::Result<Kind<Mode>> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Ok(Kind::Other);
        }
        let permissions = metadata.permissions();
        let is_writable = is_writable(&permissions);
        let mode = Mode {
            permissions,
            #[cfg(unix)]
            owner: owner_of(&metadata),
        };
        Ok(Kind::File { mode, is_writable })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn fingerprint(&self, path: &Path) -> io::Result<Fingerprint> {
        Fingerprint::of_reader(File::open(path)?)
    }

    fn create_new(&self, path: &Path, is_private: bool) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if is_private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        // The folder's own rules hold for files inside a person's profile.
        let _ = is_private;
        options.open(path)
    }

    fn set_mode(&self, file: &mut File, mode: &Mode) -> io::Result<()> {
        #[cfg(unix)]
        keep_owner(file, mode.owner)?;
        // Some network disks know no modes, and a file that can be written is worth more than its mode.
        match file.set_permissions(mode.permissions.clone()) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            result => result,
        }
    }

    fn write_all(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn len(&self, file: &File) -> io::Result<u64> {
        Ok(file.metadata()?.len())
    }

    fn sync(&self, file: &mut File) -> io::Result<()> {
        file.sync_all()
    }

    fn sync_existing(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        use io::ErrorKind as Kind;
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // Some file systems do not sync folders, and a folder may be written without being readable.
            Err(error)
                if matches!(
                    error.kind(),
                    Kind::InvalidInput | Kind::Unsupported | Kind::PermissionDenied
                ) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        // Windows has no such thing: the journal of NTFS keeps the names.
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    #[cfg(windows)]
    fn is_held(&self, error: &io::Error) -> bool {
        // Access denied, sharing violation, lock violation: indexers and virus scanners hold new files for a moment.
        matches!(error.raw_os_error(), Some(5 | 32 | 33))
    }

    #[cfg(not(windows))]
    fn is_held(&self, _error: &io::Error) -> bool {
        false
    }

    fn pause(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

#[cfg(unix)]
fn owner_of(metadata: &fs::Metadata) -> (u32, u32) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.uid(), metadata.gid())
}

/// Gives a file the owner that the old one had; where only its group may be given, that.
#[cfg(unix)]
fn keep_owner(file: &File, owner: (u32, u32)) -> io::Result<()> {
    use std::os::unix::fs::fchown;
    let (user, group) = owner;
    let present = owner_of(&file.metadata()?);
    if present != owner && fchown(file, Some(user), Some(group)).is_err() && present.1 != group {
        // Saved under one's own name is better than not saved.
        let _not_allowed = fchown(file, None, Some(group));
    }
    Ok(())
}

#[cfg(unix)]
fn is_writable(mode: &Permissions) -> bool {
    std::os::unix::fs::PermissionsExt::mode(mode) & 0o200 != 0
}

#[cfg(not(unix))]
fn is_writable(mode: &Permissions) -> bool {
    !mode.readonly()
}
