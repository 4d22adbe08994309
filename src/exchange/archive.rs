//! Archives: what one holds, read in memory and with an end, and making one.
//!
//! An archive is a stranger's: its names are shown and lead nowhere, nothing in it is unpacked to disk, archives within
//! it are not opened, and however small it is, no more is unpacked than the limits say.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::gather::{BEGINNING, Collector, Limits, Source, Unusable, is_like_sidecar};

/// How every archive begins; the second holds nothing.
const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// How long the end of an archive is, but for its comment.
const END: u64 = 22;

/// How the end of an archive begins.
const END_MAGIC: &[u8] = b"PK\x05\x06";

/// Returns whether a file begins as an archive does.
pub(super) fn is_archive(beginning: &[u8]) -> bool {
    MAGIC.iter().any(|magic| beginning.starts_with(magic))
}

/// Collects the sidecars in the archive at `path`.
pub(super) fn collect(path: &Path, collector: &mut Collector<'_>) {
    let whole = Source::file(path);
    let mut archive = match opened(path, collector.limits) {
        Ok(archive) => archive,
        Err(unusable) => return collector.refuse(whole, unusable),
    };
    for at in 0..archive.len() {
        if collector.is_too_much(&whole) {
            return;
        }
        // The name is what somebody wrote there: it is shown, and no more.
        let name = archive.name_for_index(at).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        let name = name.unwrap_or_else(|| format!("entry {}", at + 1));
        // What a Mac adds to every file, and what is hidden in a folder too.
        let is_hidden = |part: &str| part == "__MACOSX" || part.len() > 2 && part.starts_with('.');
        if name.split('/').any(is_hidden) {
            continue;
        }
        collect_entry(&mut archive, at, Source::inside(path, &name), collector);
    }
}

fn opened(path: &Path, limits: &Limits) -> Result<ZipArchive<BufReader<File>>, Unusable> {
    let unreadable = |error: io::Error| Unusable::Unreadable { reason: error.to_string() };
    let mut file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    if bytes > limits.total {
        return Err(Unusable::ArchiveTooLarge { limit: limits.total });
    }
    let entries = entry_count(&mut file, bytes).map_err(unreadable)?;
    let too_many = Unusable::TooManyEntries { limit: limits.entries };
    match entries {
        None => return Err(Unusable::BrokenArchive),
        Some(entries) if entries > limits.entries => return Err(too_many),
        Some(_) => {}
    }
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Unusable::BrokenArchive)?;
    if archive.len() > limits.entries { Err(too_many) } else { Ok(archive) }
}

/// Returns how many entries the end of an archive counts, before anything is made of them; `None` where it has no end.
fn entry_count(file: &mut File, bytes: u64) -> io::Result<Option<usize>> {
    // The end is followed by a comment of any length that fits in two bytes.
    let from = bytes.saturating_sub(END + u64::from(u16::MAX));
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    file.take(END + u64::from(u16::MAX)).read_to_end(&mut end)?;
    // A comment may hold what looks like an end: the largest count of all is believed.
    let ends = memchr::memmem::find_iter(&end, END_MAGIC);
    let counts = ends.filter_map(|at| end.get(at + 10..at + 12)?.try_into().ok().map(u16::from_le_bytes));
    Ok(counts.max().map(usize::from))
}

/// Takes one entry, where it is a sidecar by what it holds.
fn collect_entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    at: usize,
    source: Source,
    collector: &mut Collector<'_>,
) {
    let is_encrypted = archive.by_index_data(at).is_ok_and(|entry| entry.encrypted());
    if is_encrypted {
        return collector.refuse(source, Unusable::Encrypted);
    }
    let mut entry = match archive.by_index(at) {
        Ok(entry) if entry.is_dir() => return,
        Ok(entry) => entry,
        Err(ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_)) => {
            return collector.doubt(source, Unusable::Packing);
        }
        Err(_) => return collector.doubt(source, Unusable::BrokenEntry),
    };
    let mut bytes = Vec::new();
    let beginning = u64::try_from(BEGINNING).unwrap_or(u64::MAX);
    if entry.by_ref().take(beginning).read_to_end(&mut bytes).is_err() {
        return collector.doubt(source, Unusable::BrokenEntry);
    }
    collector.count(bytes.len());
    if is_archive(&bytes) && source.is_called_archive() {
        return collector.refuse(source, Unusable::ArchiveInside);
    }
    if !is_like_sidecar(&bytes) {
        return collector.doubt(source, Unusable::NoSidecar);
    }
    let before = bytes.len();
    let left = collector.room().saturating_sub(before);
    let limit = u64::try_from(left).unwrap_or(u64::MAX);
    match entry.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes) {
        Ok(more) if more > left => collector.refuse_for_size(source),
        Ok(more) => {
            collector.count(more);
            collector.take(source, bytes);
        }
        Err(_) => collector.refuse(source, Unusable::BrokenEntry),
    }
}

/// What goes into an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name in the archive; folders are parted by `/`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Makes an archive. The same items give the same bytes, in whatever order they come: they are sorted by name and all
/// from one moment.
pub fn pack(mut items: Vec<Item>) -> io::Result<Vec<u8>> {
    items.sort_by(|one, other| one.name.cmp(&other.name));
    items.dedup_by(|one, other| one.name == other.name);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for item in items {
        archive.start_file(item.name, options)?;
        archive.write_all(&item.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
