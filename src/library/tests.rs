//! A folder of documents on disk, read as the library reads it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::model::{AnnotatorId, Claim, ClaimId, DocumentInfo, Layer, Passage, Selector, TagId, Timestamp};
use crate::text::{ByteOffset, Text};

const WORDS: &str = "He denied it.\n\nThey said that he knew.\n";

struct Shelf {
    folder: tempfile::TempDir,
}

impl Shelf {
    /// A folder with these documents.
    fn new(names: &[&str]) -> Self {
        let shelf = Self { folder: tempfile::tempdir().unwrap() };
        for name in names {
            shelf.write(name, WORDS.as_bytes());
        }
        shelf
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Writes a sidecar with a claim on each of `words`.
    fn tag(&self, document: &str, who: &Annotator, words: &[&str], is_finished: bool) {
        let text = Text::new(WORDS.to_owned()).unwrap();
        let info = DocumentInfo::new("rift.md", text.hash(), text.char_count());
        let mut layer = Layer::new(info, who.clone(), Role::Analyst);
        layer.finished = is_finished.then_some(Timestamp(1));
        for (number, words) in words.iter().enumerate() {
            let at = WORDS.find(words).unwrap();
            let span = text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap();
            let id = ClaimId::parse(&format!("claim-{number}")).unwrap();
            let passages = vec![Passage::new(Selector::of(&text, span))];
            let claim = Claim::new(id, TagId::parse("rebuttal").unwrap(), passages, Timestamp(0));
            layer.claims.push(Arc::new(claim));
        }
        let name = sidecar::name::file_name(document, &LayerName::of(who.id.clone()));
        self.write(&name, sidecar::write(&layer).as_bytes());
    }

    fn scan(&self, previous: Option<&Library>) -> Library {
        Library::scan(self.folder.path(), Some(&maria()), previous, &AtomicBool::new(false)).unwrap()
    }
}

fn person(id: &str) -> Annotator {
    let id = AnnotatorId::parse(id).unwrap();
    Annotator { name: id.to_string(), key: Some(format!("key-of-{id}")), id, unknown: Default::default() }
}

fn maria() -> Annotator {
    person("maria")
}

/// Returns the documents with sub folder, state and count.
fn shown(library: &Library) -> Vec<(String, State, usize)> {
    let line = |document: &Document| {
        let name = match document.folder.as_str() {
            "" => document.name.clone(),
            folder => format!("{folder}/{}", document.name),
        };
        (name, document.state, document.claim_count)
    };
    library.documents().iter().map(line).collect()
}

#[test]
fn a_folder_is_a_pile_of_work() {
    let shelf = Shelf::new(&["rift 10.md", "rift 9.md", "rift 2.txt", "later/notes", ".hidden.md"]);
    shelf.write("scan.pdf", b"%PDF-1.7");
    shelf.write("photo", b"\x89PNG\r\n");
    shelf.write("rift 9.md.maria.obelus (1).ron", b"// Obelus sidecar");
    shelf.tag("rift 9.md", &maria(), &["denied", "knew"], false);
    shelf.tag("rift 10.md", &maria(), &["denied"], true);
    shelf.tag("rift 2.txt", &person("jonas"), &["denied"], true);
    let library = shelf.scan(None);
    assert_eq!(
        shown(&library),
        [
            ("rift 2.txt".to_owned(), State::NotBegun, 0),
            ("rift 9.md".to_owned(), State::InWork, 2),
            ("rift 10.md".to_owned(), State::Done, 1),
            ("later/notes".to_owned(), State::NotBegun, 0),
        ]
    );
    assert_eq!(library.done_of_all(), (1, 4));
    let layers = &library.documents()[0].layers;
    assert_eq!(
        (layers[0].annotator.as_str(), layers[0].claim_count, layers[0].is_own),
        ("jonas", Some(1), false)
    );
}

#[test]
fn the_next_document_is_the_next_that_is_not_done() {
    let shelf = Shelf::new(&["1.md", "2.md", "3.md", "4.md"]);
    shelf.tag("2.md", &maria(), &["denied"], true);
    let library = shelf.scan(None);
    let next = |name: &str| {
        let path = shelf.folder.path().join(name);
        library.next_undone(&path).map(|document| document.name.clone())
    };
    assert_eq!(next("1.md").as_deref(), Some("3.md"));
    assert_eq!(next("4.md").as_deref(), Some("1.md"));
    for name in ["1.md", "3.md"] {
        shelf.tag(name, &maria(), &["denied"], true);
    }
    let library = shelf.scan(Some(&library));
    assert_eq!(library.next_undone(&shelf.folder.path().join("4.md")), None);
}

#[test]
fn a_later_scan_sees_what_changed() {
    let shelf = Shelf::new(&["1.md", "2.md"]);
    shelf.tag("1.md", &maria(), &["denied"], false);
    let first = shelf.scan(None);
    shelf.tag("1.md", &maria(), &["denied", "knew"], true);
    shelf.tag("2.md", &maria(), &["knew"], false);
    let second = shelf.scan(Some(&first));
    assert_eq!(second.documents(), shelf.scan(None).documents());
    let mut mended = first;
    for name in ["1.md", "2.md"] {
        let path = shelf.folder.path().join(name);
        mended.put(Library::rescan(shelf.folder.path(), &path, Some(&maria())));
    }
    assert_eq!(mended.documents(), second.documents());
}

#[test]
fn another_persons_scan_takes_nothing_over_as_their_own() {
    let shelf = Shelf::new(&["1.md"]);
    shelf.tag("1.md", &maria(), &["denied"], false);
    let hers = shelf.scan(None);
    let stop = AtomicBool::new(false);
    let his = Library::scan(shelf.folder.path(), Some(&person("jonas")), Some(&hers), &stop).unwrap();
    assert_eq!(his.documents()[0].state, State::NotBegun);
}

#[test]
fn a_sidecar_that_cannot_be_read_is_listed_without_a_count() {
    let shelf = Shelf::new(&["1.md"]);
    shelf.write("1.md.maria.obelus.ron", b"rubbish");
    let library = shelf.scan(None);
    assert_eq!(library.documents()[0].state, State::NotBegun);
    assert_eq!(library.documents()[0].layers[0].claim_count, None);
}

#[test]
fn the_whole_folders_claims_come_in_text_order_with_their_paragraphs() {
    let shelf = Shelf::new(&["1.md", "2.md"]);
    shelf.tag("1.md", &maria(), &["knew", "denied"], false);
    shelf.tag("1.md", &person("jonas"), &["it"], false);
    shelf.tag("2.md", &maria(), &["said"], false);
    shelf.write("2.md", b"Quite another text.");
    let claims = shelf.scan(None).claims(&AtomicBool::new(false));
    let lines: Vec<(String, &str, Option<usize>)> = claims
        .iter()
        .map(|row| {
            let name = row.document.file_name().unwrap().to_string_lossy().into_owned();
            (name, row.claim.gist_or_quote(), row.paragraph)
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("1.md".to_owned(), "denied", Some(0)),
            ("1.md".to_owned(), "knew", Some(1)),
            ("2.md".to_owned(), "said", None),
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_listed_is_said() {
    let shelf = Shelf::new(&["1.md"]);
    assert!(Library::scan(&shelf.folder.path().join("gone"), None, None, &AtomicBool::new(false)).is_err());
}

#[test]
fn reports_beside_the_documents_are_no_documents() {
    let shelf = Shelf::new(&["rift.md"]);
    let material = crate::export::Material { documents: Vec::new() };
    let day = crate::model::PartialDate::parse("2026-11-24").unwrap();
    for format in crate::export::FORMATS {
        shelf.write(&format!("report.{}", format.extension), &(format.write)(&material, day));
    }
    let library = shelf.scan(None);
    let names: Vec<&str> = library.documents().iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["rift.md"]);
}

#[test]
fn exercises_and_what_was_handed_in_are_no_documents() {
    let shelf = Shelf::new(&["rift.md"]);
    shelf.write("exercise.ron", b"// Obelus exercise, format 1: see FORMAT.md\n(format: 1)");
    shelf.write("basics--maria--attempt-1.ron", b"// Obelus sidecar, format 1: see FORMAT.md\n(format: 1)");
    let library = shelf.scan(None);
    let names: Vec<&str> = library.documents().iter().map(|document| document.name.as_str()).collect();
    assert_eq!(names, ["rift.md"]);
}
