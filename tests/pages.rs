//! Web pages in the manner of newspapers, agencies, blogs and press offices: the text of each must never change.
//!
//! Beside `pages/NAME.html` stand `NAME.txt`, its main text, `NAME.whole.txt`, its whole text, and `NAME.about.txt`,
//! what the page says of itself and how it was decoded. Whoever has to change one of them has made a new extractor.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use obelus::import::{Extractor, Imported, Wanted};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .collect();
    pages.sort();
    pages
}

fn read(page: &Path, extractor: Extractor) -> Imported {
    let wanted = Wanted { extractor: Some(extractor), ..Wanted::default() };
    obelus::import::open(page).unwrap().read(&wanted).unwrap()
}

fn about(imported: &Imported) -> String {
    let about = &imported.about;
    let published = about.published.map(|date| date.to_string()).unwrap_or_default();
    let mut written = String::new();
    for (name, value) in [
        ("title", &about.title),
        ("author", &about.author),
        ("publisher", &about.publisher),
        ("published", &published),
        ("url", &about.url),
        ("encoding", &imported.decoded.encoding.name().to_owned()),
    ] {
        writeln!(written, "{name}: {value}").unwrap();
    }
    for problem in &imported.problems {
        writeln!(written, "{problem}").unwrap();
    }
    written
}

#[track_caller]
fn check(page: &Path, ending: &str, found: &str) {
    let path = page.with_extension(ending);
    if std::env::var_os("OBELUS_WRITE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(found.trim_end(), expected.trim_end(), "{}", path.display());
}

#[test]
fn the_text_of_a_page_never_changes() {
    let pages = pages();
    assert!(pages.len() >= 12);
    for page in pages {
        let main = read(&page, Extractor::HtmlMain);
        check(&page, "txt", main.decoded.text.as_str());
        check(&page, "about.txt", &about(&main));
        check(&page, "whole.txt", read(&page, Extractor::HtmlWhole).decoded.text.as_str());
    }
}
