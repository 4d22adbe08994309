//! Many claims, and many writers at once.

use super::desk::{Desk, ran};

#[test]
fn a_hundred_claims_in_a_row_are_a_hundred_claims_and_the_file_is_stable() {
    let words: String = (0..100).map(|number| format!("Word{number:03} was said. ")).collect();
    let desk = Desk::with(&words);
    for number in 0..100 {
        let quote = format!("Word{number:03} was said.");
        desk.done(&["tag", "rift.md", "--quote", &quote, "--as", "allegation", "--annotator", "jonas"]);
    }
    assert_eq!(desk.done(&["claims", "."]).lines().count(), 100);
    assert_eq!(desk.done(&["check", "."]), "");
    let bytes = std::fs::read(desk.path("rift.md.jonas.obelus.ron")).unwrap();
    let layer = obelus::sidecar::read(&bytes).unwrap().layer;
    assert_eq!(obelus::sidecar::write(&layer).as_bytes(), bytes);
}

#[test]
fn writers_at_once_lose_nothing() {
    let words: String = (0..24).map(|number| format!("Word{number:02} was said. ")).collect();
    let desk = Desk::with(&words);
    let mut running = Vec::new();
    for number in 0..24 {
        let quote = format!("Word{number:02} was said.");
        let mut command = desk.command(&[
            "tag",
            "rift.md",
            "--quote",
            &quote,
            "--as",
            "allegation",
            "--annotator",
            "jonas",
        ]);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        running.push(command.spawn().unwrap());
        if running.len() == 8 {
            finish(&mut running);
        }
    }
    finish(&mut running);
    assert_eq!(desk.done(&["claims", "."]).lines().count(), 24);
    assert_eq!(desk.files(), ["rift.md", "rift.md.jonas.obelus.ron"]);
}

fn finish(running: &mut Vec<std::process::Child>) {
    for child in running.drain(..) {
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    }
}
