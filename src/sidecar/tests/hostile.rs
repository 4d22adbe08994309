//! Files that are broken on purpose: reading never panics, never runs for ever, and loses nothing silently.

use super::*;

#[test]
fn a_file_cut_anywhere_is_unreadable() {
    for end in (0..FULL.len() - 1).filter(|end| FULL.is_char_boundary(*end)) {
        // Only the last line feed may be missing.
        let is_whole = FULL.get(..end).map(str::trim_end) == Some(FULL.trim_end());
        assert_eq!(read(&FULL.as_bytes()[..end]).is_ok(), is_whole, "cut at {end}");
    }
}

#[test]
fn a_flipped_bit_never_panics_and_what_is_read_is_written_stably() {
    let mut bytes = FULL.as_bytes().to_vec();
    for at in 0..bytes.len() {
        let bit = 1 << (at % 8);
        bytes[at] ^= bit;
        if let Ok(found) = read(&bytes) {
            let written = write(&found.layer);
            assert_eq!(read(written.as_bytes()).map(|found| found.layer), Ok(found.layer));
        }
        bytes[at] ^= bit;
    }
}

proptest! {
    #[test]
    fn pieces_put_in_anywhere_never_panic(
        pieces in proptest::collection::vec(
            (
                0..FULL.len(),
                0_usize..40,
                proptest::sample::select(vec![
                    "", "(", ")", "[", "]", "{", "}", ",", ":", "\"", "\\", "'", "r#\"", "/*", "*/", "//", "Some(", "None",
                    "\n", "\r\n", "\u{feff}", "é", "NaN", "-1", "id: \"x\",", "claims: [", "x: (),", "format: 2,",
                ]),
            ),
            1..4,
        )
    ) {
        let mut file = FULL.to_owned();
        for (at, len, piece) in pieces {
            let start = file.floor_char_boundary(at.min(file.len()));
            let end = file.floor_char_boundary((start + len).min(file.len()));
            file.replace_range(start..end, piece);
        }
        if let Ok(found) = read(file.as_bytes()) {
            let written = write(&found.layer);
            prop_assert_eq!(read(written.as_bytes()).map(|found| found.layer), Ok(found.layer));
        }
    }
}

#[test]
fn a_line_left_out_never_panics() {
    let lines: Vec<&str> = FULL.split_inclusive('\n').collect();
    for left_out in 0..lines.len() {
        let mut file: Vec<&str> = lines.clone();
        file.remove(left_out);
        if let Ok(found) = read(file.concat().as_bytes()) {
            let written = write(&found.layer);
            assert_eq!(read(written.as_bytes()).map(|found| found.layer), Ok(found.layer));
        }
    }
}

#[test]
fn nesting_of_any_depth_is_survived() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{1:", "}"), ("Some(", ")"), ("(a:", ")"), ("/*", "*/")] {
        let deep = format!("{}{}", open.repeat(100_000), close.repeat(100_000));
        let value = if open == "/*" { format!("{deep} 1") } else { deep };
        for field in ["gist", "later", "passages", "forecast", "ext"] {
            let layer = read(file(&claim("x", &format!("{field}: {value}")), "").as_bytes()).unwrap().layer;
            assert_eq!(layer.claims.len() + layer.raw_claims.len(), 1);
            let outside = file("", &format!("{field}: {value}"));
            let is_kept = read(outside.as_bytes()).is_ok();
            assert_eq!(is_kept, open == "/*" && field != "ext", "{open} {field}");
        }
    }
    for open in ["(", "[", "{", "((format:", "(claims: [(", "/*", "r#", "#![", "Some("] {
        assert!(read(open.repeat(100_000).as_bytes()).is_err());
    }
}

#[test]
fn strange_strings_and_characters_never_panic() {
    for piece in [
        "\"",
        "'",
        "'\\",
        "'\\'",
        "r",
        "r#",
        "r##\"",
        "br\"",
        "b'",
        "\\",
        "\"\\",
        "\"\\u{",
        "//",
        "/*",
        "/",
        "#",
        "#!",
        "#![",
        "#![enable(",
        "Some",
        "Some(",
        "None",
        "é",
        "\u{200e}",
        "\u{85}",
        "\u{feff}",
        "..",
        "1e999",
        "-",
        "0x",
        "'x",
        "\0",
        "<<<<<<<",
        ":",
        ",",
        "@",
    ] {
        for place in
            ["", "(", "(format: 1, ", "(format: 1, claims: [", "(format: 1, claims: [(", "(format: 1, x: "]
        {
            for rest in ["", ")", ")]", "]", "]))", "\n", "\n)", " )"] {
                let _no_panic = read(format!("{place}{piece}{rest}").as_bytes());
            }
        }
        let inside = format!("(id: \"x\", {piece})");
        let _no_panic = read(file(&inside, "").as_bytes());
    }
}

#[test]
fn many_unknown_fields_and_many_raw_claims_take_no_time() {
    let fields: String = (0..20_000).map(|number| format!("x{number}: {number}, ")).collect();
    let found = read(file("", &fields).as_bytes()).unwrap();
    assert_eq!(found.problems.len(), 20_000);
    let raw: String = (0..20_000).map(|number| format!("(id: \"{number}\", tag: 5),\n")).collect();
    let found = read(file(&raw, "").as_bytes()).unwrap();
    assert_eq!((found.layer.raw_claims.len(), found.problems.len()), (20_000, 20_000));
    let same: String = (0..5_000).map(|_| format!("{},\n", claim("x", ""))).collect();
    assert_eq!(read(file(&same, "").as_bytes()).unwrap().layer.claims.len(), 5_000);
}
