//! The fuzz targets on the stable toolchain: over the corpus, and over files derived from it by a fixed seed.
//!
//! `OBELUS_DEPTH=100000` derives that many files for each target.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[path = "../fuzz/targets.rs"]
mod targets;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    files.sort();
    files
}

/// Runs a target; says which bytes it was that broke it.
#[track_caller]
fn run(name: &str, target: fn(&[u8]), data: &[u8], origin: &str) {
    if catch_unwind(AssertUnwindSafe(|| target(data))).is_err() {
        let kept = std::env::temp_dir().join(format!("obelus-{name}-{}", blake3_of(data)));
        std::fs::write(&kept, data).unwrap();
        panic!("{name} breaks on {origin}; the bytes are in {}", kept.display());
    }
}

fn blake3_of(data: &[u8]) -> String {
    let text = obelus::text::TextHash::of(&String::from_utf8_lossy(data)).to_string();
    text.get(..16).unwrap().to_owned()
}

#[test]
fn every_file_of_the_corpus_is_survived() {
    for (name, target) in targets::TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 5, "{name} has a corpus");
        for (path, data) in files {
            run(name, *target, &data, &path.display().to_string());
        }
    }
}

#[test]
fn files_derived_from_the_corpus_are_survived() {
    let depth = std::env::var("OBELUS_DEPTH").ok().and_then(|depth| depth.parse().ok()).unwrap_or(400);
    for (name, target) in targets::TARGETS {
        let files = corpus(name);
        let mut chance = Chance(0x5eed);
        for round in 0..depth {
            let (path, data) = &files[chance.below(files.len())];
            let (_, other) = &files[chance.below(files.len())];
            let derived = chance.derived(data, other);
            run(name, *target, &derived, &format!("{} in round {round}", path.display()));
        }
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: &[&[u8]] = &[
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"\"",
    b"\\",
    b"\\u{",
    b"r#\"",
    b"/*",
    b"*/",
    b"//",
    b"Some(",
    b"None",
    b"NaN",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\0",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x99\x82",
    b"\n%%%%\n",
    b"<<<<<<< a\n",
    b"\n=======\n",
    b"\n>>>>>>> b\n",
    b"format: 2,",
    b"state: Unplaced,",
    b"by_hand: true,",
    b"<div>",
    b"</p>",
    b"<script>",
    b"<!--",
    b"&#x110000;",
    b"&nbsp;",
    b"<svg><p>",
    b" ",
    b"\n\n",
    b"...",
    b"a a a a a a",
];

/// A small source of chance (SplitMix64), the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap()
    }

    /// Returns the data changed in one to four ways.
    fn derived(&mut self, data: &[u8], other: &[u8]) -> Vec<u8> {
        let mut data = data.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(data.len() + 1);
            let end = (at + self.below(48)).min(data.len());
            match self.below(8) {
                0 => data.truncate(at),
                1 if at < data.len() => data[at] ^= 1 << self.below(8),
                2 => drop(data.drain(at..end)),
                3 => {
                    let copy = data[at..end].to_vec();
                    let times = 1 + self.below(20);
                    data.splice(at..at, copy.repeat(times));
                }
                4 => {
                    let from = self.below(other.len() + 1);
                    let part = other[from..].iter().take(self.below(200)).copied().collect::<Vec<_>>();
                    data.splice(at..end, part);
                }
                5 => drop(data.splice(at..end, std::iter::empty())),
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    data.splice(at..at, piece.iter().copied());
                }
            }
        }
        data
    }
}
