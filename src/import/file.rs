//! A file's bytes, piece by piece, so that reading can be given up.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// How many bytes are read between two looks at whether to go on.
const STEP: usize = 4 << 20;

/// Longer files are read in a row: no text is as long.
const MOST_AT_ONCE: usize = 2_000_000_000;

/// Returns the bytes of a file. `goes_on` is told how many of how many are there, and says whether to read on; reading
/// that is given up is interrupted.
pub(super) fn read_while(path: &Path, goes_on: &GoesOn<'_>) -> io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        // A pipe would be waited for, and a device read for ever.
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let expected = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    match (2 * STEP..=MOST_AT_ONCE).contains(&expected) {
        true => read_in_parts(path, expected, goes_on),
        false => read_in_a_row(path, expected, goes_on),
    }
}

/// Is told how many of how many bytes are there, and says whether to read on.
pub type GoesOn<'a> = dyn Fn(usize, usize) -> bool + Sync + 'a;

/// Reading was given up: the only thing that interrupts it here.
fn given_up() -> io::Error {
    io::ErrorKind::Interrupted.into()
}

fn read_in_a_row(path: &Path, expected: usize, goes_on: &GoesOn<'_>) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    // A size that memory does not hold is an error of this file, not the end of the program.
    bytes.try_reserve_exact(expected).map_err(io::Error::other)?;
    let step = u64::try_from(STEP).unwrap_or(u64::MAX);
    loop {
        if !goes_on(bytes.len(), expected) {
            return Err(given_up());
        }
        if file.by_ref().take(step).read_to_end(&mut bytes)? == 0 {
            return Ok(bytes);
        }
    }
}

/// Reads a large file on all cores: most of the time goes into getting the memory, and that can be shared.
fn read_in_parts(path: &Path, expected: usize, goes_on: &GoesOn<'_>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; expected];
    let done = AtomicUsize::new(0);
    let read = bytes.par_chunks_mut(STEP).enumerate().try_for_each(|(number, part)| {
        if !goes_on(done.load(Ordering::Relaxed), expected) {
            return Err(given_up());
        }
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(u64::try_from(number * STEP).unwrap_or(u64::MAX)))?;
        file.read_exact(part)?;
        done.fetch_add(part.len(), Ordering::Relaxed);
        Ok(())
    });
    let is_whole = std::fs::metadata(path)?.len() == u64::try_from(expected).unwrap_or(u64::MAX);
    match read {
        Ok(()) if is_whole => Ok(bytes),
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        // It was written meanwhile.
        _ => read_in_a_row(path, expected, goes_on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_read_in_parts_and_can_be_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dump.txt");
        let bytes: Vec<u8> = (0..3 * STEP + 5).map(|at| b"He denied it.\n"[at % 14]).collect();
        std::fs::write(&path, &bytes).unwrap();
        assert!(read_while(&path, &|_, _| true).unwrap() == bytes);
        let seen = AtomicUsize::new(0);
        let read = read_while(&path, &|done, whole| {
            assert!(done <= whole && whole == bytes.len());
            seen.fetch_add(1, Ordering::Relaxed) < 1
        });
        assert!(read.is_err_and(|error| error.kind() == io::ErrorKind::Interrupted));
    }
}
