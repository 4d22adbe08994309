//! The bytes of a sidecar on disk, with an end: nothing here waits for a pipe or reads a device for ever.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::MAX_BYTES;

/// Returns the bytes of the sidecar at `path`, found beside a document. What is no file (a pipe, a device, a folder) and
/// what is larger than any layer is refused before a byte is read.
pub fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    if metadata.len() > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) {
        return Err(too_large(metadata.len()));
    }
    bytes_named(path)
}

/// Returns the bytes of what a person named as a sidecar, a pipe included; never more than a layer may have.
pub fn bytes_named(path: &Path) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let file = File::open(path)?;
    // One byte more than it has: so the end is found without growing.
    let length = file.metadata().map_or(0, |file| file.len().min(limit)).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(len) if len <= limit => Ok(bytes),
        _ => Err(too_large(limit)),
    }
}

fn too_large(bytes: u64) -> io::Error {
    let megabytes = |bytes: u64| bytes / 1_000_000;
    let limit = megabytes(u64::try_from(MAX_BYTES).unwrap_or(u64::MAX));
    let message = format!("it has {} MB, and Obelus reads up to {limit} MB", megabytes(bytes));
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
        assert_eq!(refused(&large), "it has 1000 MB, and Obelus reads up to 500 MB");
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
