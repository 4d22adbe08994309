//! The sample documents with two annotators' finished layers, carried in the program and written to its own folder, so
//! that trying it needs nothing.

use std::path::{Path, PathBuf};

use crate::durable::{self, DurableError, Fingerprint};

macro_rules! sample {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../sample_docs/", $name)))
    };
}

const FILES: &[(&str, &[u8])] = &[
    sample!("us-pakistan-2018.txt"),
    sample!("us-pakistan-2018.txt.jonas-lind.obelus.ron"),
    sample!("us-pakistan-2018.txt.maria-keller.obelus.ron"),
    sample!("harbour-ledger.md"),
    sample!("harbour-ledger.md.jonas-lind.obelus.ron"),
    sample!("harbour-ledger.md.maria-keller.obelus.ron"),
    sample!("fluoride-valley.md"),
    sample!("fluoride-valley.md.jonas-lind.obelus.ron"),
    sample!("fluoride-valley.md.maria-keller.obelus.ron"),
];

/// Writes the samples into app data where they are not there yet; returns their folder. What the reader did with them
/// stays.
pub fn unpack(data_home: &Path) -> Result<PathBuf, DurableError> {
    let folder = data_home.join("samples");
    durable::create_private_folder(&folder)?;
    for (name, bytes) in FILES {
        // Where a file is expected to be absent and is there, it is left as it is.
        durable::replace(&folder.join(name), bytes, Some(Fingerprint::Absent))?;
    }
    Ok(folder)
}
