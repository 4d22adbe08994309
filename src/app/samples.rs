//! The sample documents, carried in the program and written to the app's own folder, so that trying it needs nothing.

use std::io;
use std::path::{Path, PathBuf};

const FILES: &[(&str, &[u8])] = &[
    ("us-pakistan-2018.txt", include_bytes!("../../sample_docs/us-pakistan-2018.txt")),
    ("harbour-ledger.md", include_bytes!("../../sample_docs/harbour-ledger.md")),
    ("fluoride-valley.md", include_bytes!("../../sample_docs/fluoride-valley.md")),
];

/// Writes the sample documents into app data where they are not there yet; returns their folder. What the reader tagged in them stays.
pub fn unpack(data_home: &Path) -> io::Result<PathBuf> {
    let folder = data_home.join("samples");
    std::fs::create_dir_all(&folder)?;
    for (name, bytes) in FILES {
        let path = folder.join(name);
        if !path.exists() {
            std::fs::write(path, bytes)?;
        }
    }
    Ok(folder)
}
