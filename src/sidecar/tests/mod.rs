//! What reading and writing promise.

use super::*;

/// A sidecar with every field, as `FORMAT.md` shows it.
const FULL: &str = include_str!("full.obelus.ron");

#[test]
fn a_sidecar_with_every_field_is_written_as_it_was_read() {
    let read = read(FULL.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert!(!read.had_comments);
    pretty(&write(&read.layer), FULL);
}

#[track_caller]
fn pretty(one: &str, other: &str) {
    for (one, other) in one.lines().zip(other.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}
