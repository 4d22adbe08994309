//! The bytes of a sidecar on disk, with an end: nothing here waits for a pipe or reads a device for ever.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::MAX_BYTES;

/// Opens the sidecar at `path`, found beside a document. What is no file (a pipe, a device, a folder) and what is larger
/// than any layer is refused before a byte is read.
pub fn open(path: &Path) -> io::Result<File> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    if usize::try_from(metadata.len()).is_ok_and(|len| len <= MAX_BYTES) {
        File::open(path)
    } else {
        Err(too_large())
    }
}

/// Returns the bytes of the sidecar at `path`, found beside a document, as [`open`] opens it.
pub fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    bytes_in(open(path)?)
}

/// Returns the bytes of what a person named as a sidecar, a pipe included; never more than a layer may have.
pub fn bytes_named(path: &Path) -> io::Result<Vec<u8>> {
    bytes_in(File::open(path)?)
}

fn bytes_in(file: File) -> io::Result<Vec<u8>> {
    // One byte more than it has: so the end is found without growing.
    let length = file.metadata().map_or(0, |metadata| usize::try_from(metadata.len()).unwrap_or(MAX_BYTES));
    let mut bytes = Vec::with_capacity(length.min(MAX_BYTES) + 1);
    file.take(u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() <= MAX_BYTES { Ok(bytes) } else { Err(too_large()) }
}

fn too_large() -> io::Error {
    let message = format!("it has more than {} MB, the most that Obelus reads", MAX_BYTES / 1_000_000);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_or_too_large_is_refused_unread() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |path: &Path| bytes_of(path).unwrap_err().to_string();
        assert_eq!(refused(folder.path()), "it is no file");
        let large = folder.path().join("large");
        File::create(&large).unwrap().set_len(1_000_000_001).unwrap();
        assert_eq!(refused(&large), "it has more than 500 MB, the most that Obelus reads");
        let small = folder.path().join("small");
        std::fs::write(&small, "x").unwrap();
        assert_eq!(bytes_of(&small).unwrap(), b"x");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_beside_a_document_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("rift.md.maria.obelus.ron");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|made| made.success()) {
            assert_eq!(bytes_of(&pipe).unwrap_err().to_string(), "it is no file");
        }
        assert!(bytes_of(Path::new("/dev/null")).is_err());
        assert_eq!(bytes_named(Path::new("/dev/null")).unwrap(), b"");
    }
}
