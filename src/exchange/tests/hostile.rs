//! Archives that mean harm, or are only broken: nothing is unpacked beyond the limits, no name leads anywhere, and what
//! could not be taken is said in words.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// Limits that a test reaches.
const SMALL: Limits = Limits { entries: 100, entry: 1_000_000, total: 2_500_000 };

fn maria() -> String {
    sidecar::write(&layer(&person("maria", "m"), &[("a", 1, "")]))
}

/// Makes an archive as any program may, in the given order and with any names.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[track_caller]
fn said(bytes: &[u8], limits: &Limits) -> String {
    let parcel = Parcel::new();
    parcel.put("work.zip", bytes);
    let said = parcel.said(&["work.zip"], limits);
    let left: Vec<_> = std::fs::read_dir(parcel.folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is unpacked");
    said
}

#[test]
fn names_in_an_archive_are_shown_and_lead_nowhere() {
    let maria = maria();
    let names = ["../../../etc/cron.d/x", "/etc/passwd", r"C:\Windows\x.ron", "CON", "a\u{202e}nor.x", ""];
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, maria.as_bytes())).collect();
    insta::assert_snapshot!(said(&archive(&entries), &LIMITS), @r#"
    x: a layer of maria
    passwd: a layer of maria
    x.ron: a layer of maria
    CON: a layer of maria
    a\u{202e}nor.x: a layer of maria
    work.zip: a layer of maria
    0 others
    "#);
}

#[test]
fn what_a_mac_adds_and_an_exercise_are_passed_over() {
    let maria = maria();
    let exercise = "// Obelus exercise, format 1: see FORMAT.md\n(instructions: \"passages, claims\")";
    let entries: [(&str, &[u8]); 4] = [
        ("sub/x.obelus.ron", maria.as_bytes()),
        ("__MACOSX/sub/._x.obelus.ron", b"\0\x05\x16\x07"),
        (".hidden.obelus.ron", b"x"),
        ("exercise.ron", exercise.as_bytes()),
    ];
    insta::assert_snapshot!(said(&archive(&entries), &LIMITS), @r#"
    x.obelus.ron: a layer of maria
    1 others
    "#);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![0_u8; 20_000_000];
    // What is no sidecar is not even read to its end.
    insta::assert_snapshot!(said(&archive(&[("zeros", &zeros), ("m.ron", maria().as_bytes())]), &SMALL), @r#"
    m.ron: a layer of maria
    1 others
    "#);
    let mut bomb = maria().into_bytes();
    bomb.resize(20_000_000, b' ');
    let many: Vec<(&str, &[u8])> =
        ["1", "2", "3", "4", "5"].iter().map(|name| (*name, bomb.as_slice())).collect();
    insta::assert_snapshot!(said(&archive(&many), &SMALL), @r#"
    1: has more than 1 MB unpacked, so it was left; unpack it yourself, and add the files that you trust
    2: has more than 1 MB unpacked, so it was left; unpack it yourself, and add the files that you trust
    3: was left: more than 2 MB are not taken at a time; add the rest afterwards
    0 others
    "#);
}

#[test]
fn many_beginnings_count_too() {
    let entry = vec![b' '; 8_000];
    let names: Vec<String> = (0..90).map(|number| format!("{number}.obelus.ron")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), entry.as_slice())).collect();
    let said = said(&archive(&entries), &Limits { total: 250_000, ..SMALL });
    assert!(said.lines().count() < 40, "{said}");
}

#[test]
fn an_archive_of_a_hundred_thousand_files_is_not_opened() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for number in 0..100_000 {
        archive.start_file(number.to_string(), options).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    insta::assert_snapshot!(said(&bytes, &LIMITS), @r#"
    work.zip: is an archive of more than 20000 files, so it was not opened; unpack it yourself, and add the files that you trust
    0 others
    "#);
    // One that says it has three, as if the others were not there.
    let mut lying = bytes;
    let end = memchr::memmem::rfind(&lying, b"PK\x05\x06").unwrap();
    lying[end + 8..end + 12].copy_from_slice(&[3, 0, 3, 0]);
    assert!(said(&lying, &LIMITS).lines().count() <= 4);
}

#[test]
fn an_encrypted_entry_and_an_archive_within_are_named() {
    let mut bytes = archive(&[("m.ron", maria().as_bytes())]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = memchr::memmem::find(&bytes, magic).unwrap();
        bytes[at + flags] |= 1;
    }
    insta::assert_snapshot!(said(&bytes, &LIMITS), @r#"
    m.ron: is encrypted; unpack it with its password, then add the files
    0 others
    "#);
    let inner = archive(&[("m.ron", maria().as_bytes())]);
    insta::assert_snapshot!(said(&archive(&[("inner.zip", &inner), ("m.ron", maria().as_bytes())]), &LIMITS), @r#"
    inner.zip: is an archive within an archive, which is not opened; unpack it, then add it on its own
    m.ron: a layer of maria
    0 others
    "#);
}

#[test]
fn a_broken_archive_says_so() {
    let whole = archive(&[("m.ron", maria().as_bytes())]);
    insta::assert_snapshot!(said(&whole[..whole.len() - 30], &LIMITS), @r#"
    work.zip: is an archive that cannot be read; ask for it again
    0 others
    "#);
    let mut damaged = whole.clone();
    let name = memchr::memmem::find(&damaged, b"m.ron").unwrap();
    damaged[name + 60] ^= 0xff;
    insta::assert_snapshot!(said(&damaged, &LIMITS), @r#"
    m.ron: is damaged in its archive; ask for it again
    0 others
    "#);
    insta::assert_snapshot!(said(b"PK\x05\x06", &LIMITS), @r#"
    work.zip: is an archive that cannot be read; ask for it again
    0 others
    "#);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(at in 0_usize..2_000, bytes in proptest::collection::vec(proptest::num::u8::ANY, 1..16)) {
        let mut archive = archive(&[("m.ron", maria().as_bytes()), ("n.ron", b"x")]);
        let at = at % archive.len();
        for (old, new) in archive[at..].iter_mut().zip(&bytes) {
            *old = *new;
        }
        said(&archive, &SMALL);
    }
}

#[test]
fn the_same_work_gives_the_same_archive_whatever_its_order() {
    let item = |name: &str| Item { name: name.to_owned(), bytes: name.as_bytes().to_vec() };
    let one = pack(vec![item("b.ron"), item("a/ख़बर.ron")]).unwrap();
    let other = pack(vec![item("a/ख़बर.ron"), item("b.ron")]).unwrap();
    assert_eq!(one, other);
    let fingerprint = blake3::hash(&one).to_hex();
    insta::assert_snapshot!(fingerprint.get(..16).unwrap(), @"b403b0cd6bf68dce");
}
