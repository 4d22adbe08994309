//! How a document is read: in which encoding, which text of a page, and in stages, the text first.

use super::*;
use crate::import::Extractor;

#[test]
fn a_sidecar_with_the_claims_first_still_says_how_the_text_is_read() {
    let desk = Desk::with(b"He said \xE4.");
    let hash = crate::text::TextHash::of("He said \u{434}.");
    let long = "x".repeat(100_000);
    let ron = format!(
        "(format: 1, claims: [(id: \"a\", tag: \"rebuttal\", passages: [(start: 0, end: 2, quote: \"He\")], note: \
         {long:?})], document: (file: \"rift.md\", text_blake3: \"{hash}\", encoding: \"windows-1251\"), annotator: \
         (id: \"maria\"))"
    );
    std::fs::write(desk.sidecar("maria"), ron).unwrap();
    assert_eq!(desk.open(&maria()).text().as_str(), "He said \u{434}.");
}

#[test]
fn the_recorded_encoding_is_used_on_the_next_opening_and_can_be_changed() {
    let desk = Desk::with(b"Caf\xe9 \x93denied\x94 it, said Andr\xe9.");
    let mut open = Open::load(&desk.document(), Some(&maria()), Some("windows-1252")).unwrap();
    tag(&mut open, "“denied”", "rebuttal", "a");
    save(&mut open);
    let again = desk.open(&maria());
    assert_eq!(again.decoding().encoding.name(), "windows-1252");
    assert_eq!(
        again.own().unwrap().head.as_ref().unwrap().document.encoding.as_deref(),
        Some("windows-1252")
    );
    assert_eq!(quotes(&again), ["“denied”"]);
    let chosen = Open::load(&desk.document(), Some(&maria()), Some("iso-8859-2")).unwrap();
    assert_eq!(chosen.decoding().encoding.name(), "ISO-8859-2");
    assert!(Open::load(&desk.document(), None, Some("klingon")).is_err());
}

#[test]
fn a_document_that_was_renamed_with_its_sidecar_gets_its_name_with_the_next_save() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let renamed = desk.folder.path().join("crack.md");
    let sidecar_of_renamed = desk.folder.path().join("crack.md.maria.obelus.ron");
    std::fs::rename(desk.document(), &renamed).unwrap();
    std::fs::rename(desk.sidecar("maria"), &sidecar_of_renamed).unwrap();
    let mut again = Open::load(&renamed, Some(&maria()), None).unwrap();
    assert!(again.snapshot().is_none(), "looking writes nothing");
    tag(&mut again, "knew", "allegation", "b");
    save(&mut again);
    let read = sidecar::read(&std::fs::read(sidecar_of_renamed).unwrap()).unwrap();
    assert_eq!(read.layer.document.file, "crack.md");
}

/// A page whose main text is the article, with a box that stands only in its whole text.
fn page_desk() -> (Desk, PathBuf) {
    let desk = Desk::new();
    let page = desk.folder.path().join("page.html");
    let article =
        "<p>He denied it, they said, and nobody, least of all the mayor, believed him then.</p>".repeat(8);
    let words = format!(
        "<title>Denied</title><meta name=author content='A. Ruiz'><h1>Denied</h1>\
         <div class=body>{article}</div><div class=sidebar><a href=x>Read more here</a></div>"
    );
    std::fs::write(&page, words).unwrap();
    (desk, page)
}

#[test]
fn a_page_says_what_it_is_before_the_first_claim_and_leaves_no_file() {
    let (desk, page) = page_desk();
    let mut open = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!((open.about().title.as_str(), open.about().author.as_str()), ("Denied", "A. Ruiz"));
    assert!(open.snapshot().is_none());
    tag(&mut open, "Denied", "allegation", "one");
    open.undo(NOW);
    assert!(open.snapshot().is_none(), "what the page says of itself is nobody's work");
    assert_eq!(desk.files(), ["page.html"]);
}

#[test]
fn the_other_text_of_a_page_can_be_chosen_until_a_claim_counts_in_one() {
    let (_desk, page) = page_desk();
    let main = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!(main.extractor(), Some(Extractor::HtmlMain));
    assert!(!main.text().as_str().contains("Read more"));
    assert!(main.can_choose_extractor());
    let choice = Choice { encoding: None, extractor: Some(Extractor::HtmlWhole) };
    let mut whole = Open::load(&page, Some(&maria()), choice).unwrap();
    tag(&mut whole, "Read more", "allegation", "one");
    assert!(!whole.can_choose_extractor());
    let saved = whole.snapshot().unwrap();
    assert_eq!(saved.layer.document.extractor.as_deref(), Some("html 1 whole"));
    assert_eq!(saved.layer.document.about.author, "A. Ruiz");
    std::fs::write(&saved.path, sidecar::write(&saved.layer)).unwrap();
    let again = Open::load(&page, Some(&maria()), None).unwrap();
    assert_eq!(again.extractor(), Some(Extractor::HtmlWhole));
    assert_eq!(again.own().unwrap().tally().to_review(), 0);
}

#[test]
fn a_layer_read_in_another_text_of_the_page_keeps_its_claims_and_records_that_text() {
    let (_desk, page) = page_desk();
    let mut main = Open::load(&page, Some(&maria()), None).unwrap();
    tag(&mut main, "Denied", "allegation", "one");
    let saved = main.snapshot().unwrap();
    std::fs::write(&saved.path, sidecar::write(&saved.layer)).unwrap();
    let choice = Choice { encoding: None, extractor: Some(Extractor::HtmlWhole) };
    let mut whole = Open::load(&page, Some(&maria()), choice).unwrap();
    tag(&mut whole, "Read more", "rebuttal", "two");
    let layer = whole.snapshot().unwrap().layer;
    assert_eq!(layer.document.extractor.as_deref(), Some("html 1 whole"));
    assert_eq!(layer.document.text_blake3, whole.text().hash());
    assert_eq!(layer.claims[0].passages[0].state, None);
}

/// Opens the document up to its text; the layers are still to come.
fn begin(desk: &Desk, who: &Annotator) -> (Open, LayerFiles) {
    Open::begin(&desk.document(), Some(who), None, &Watch::default(), &Around::default()).unwrap()
}

#[test]
fn a_claim_made_before_the_layers_came_joins_them() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);
    let before = std::fs::read(desk.sidecar("maria")).unwrap();
    let (mut open, files) = begin(&desk, &maria());
    assert!(open.is_loading());
    tag(&mut open, "knew", "allegation", "b");
    assert_eq!(quotes(&open), ["knew"], "it is shown at once");
    assert!(open.snapshot().is_none() && open.has_unsaved() && open.has_early_claims());
    save(&mut open);
    assert_eq!(std::fs::read(desk.sidecar("maria")).unwrap(), before, "nothing is written unread");
    open.take_layers(files.read(), None, LATER);
    assert!(!open.is_loading() && !open.has_early_claims());
    assert_eq!(quotes(&open), ["denied", "knew"]);
    assert_eq!(open.undo_name(), Some("tag"));
    save(&mut open);
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew"]);
    open.undo(LATER);
    assert_eq!(quotes(&open), ["denied"]);
}

#[test]
fn what_was_undone_before_the_layers_came_is_not_there() {
    let desk = Desk::new();
    let (mut open, files) = begin(&desk, &maria());
    tag(&mut open, "knew", "allegation", "b");
    open.undo(LATER);
    open.take_layers(files.read(), None, LATER);
    save(&mut open);
    assert_eq!(desk.files(), Vec::<String>::new());
}

#[test]
fn an_early_claim_waits_where_the_own_sidecar_cannot_be_read() {
    let desk = Desk::new();
    std::fs::write(desk.sidecar("maria"), "(format: 1, claims: [").unwrap();
    let (mut open, files) = begin(&desk, &maria());
    tag(&mut open, "knew", "allegation", "b");
    open.take_layers(files.read(), None, LATER);
    assert!(open.has_early_claims() && open.has_unsaved());
    assert!(open.snapshot().is_none());
    open.begin_fresh_layer(LATER);
    assert_eq!(quotes(&open), ["knew"]);
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria-2.obelus.ron", "rift.md.maria.obelus.ron"]);
}

#[test]
fn layers_of_another_reading_are_not_taken() {
    let desk = Desk::new();
    let (mut open, _) = begin(&desk, &maria());
    let (_, other) = begin(&desk, &maria());
    let layers = other.read();
    assert!(!layers.belong_to(&open));
    open.take_layers(layers, None, LATER);
    assert!(open.is_loading());
}

#[test]
fn what_was_left_unsaved_and_what_was_tagged_early_come_together() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    let parked = open.park();
    let (mut again, files) = begin(&desk, &maria());
    tag(&mut again, "knew", "allegation", "b");
    again.take_layers(files.read(), Some(parked), LATER);
    assert_eq!(quotes(&again), ["denied", "knew"]);
    assert_eq!(again.undo_name(), Some("tag"));
}

#[test]
fn reading_that_is_given_up_ends() {
    let desk = Desk::new();
    let watch = Watch::default();
    watch.give_up();
    let error = Open::begin(&desk.document(), Some(&maria()), None, &watch, &Around::default()).unwrap_err();
    assert!(error.to_string().starts_with("reading was given up"), "{error}");
}

#[test]
fn the_recorded_encoding_is_found_wherever_a_sidecar_has_it() {
    let desk = Desk::with(b"Caf\xe9 \x93denied\x94 it, said Andr\xe9.");
    let mut open = Open::load(&desk.document(), Some(&maria()), Some("windows-1250")).unwrap();
    tag(&mut open, "“denied”", "rebuttal", "a");
    save(&mut open);
    let written = std::fs::read_to_string(desk.sidecar("maria")).unwrap();
    // The claims first, long ones: no reader of the beginning finds the head behind them.
    let (head, claims) = written.split_once("    claims: ").unwrap();
    let (before, head) = head.split_once("    document: ").unwrap();
    let claims = claims.strip_suffix(")\n").unwrap();
    let padding = "// They knew.\n".repeat(8_000);
    let turned = format!("{before}{padding}    claims: {claims}    document: {head})\n");
    std::fs::write(desk.sidecar("maria"), turned).unwrap();
    assert_eq!(desk.open(&maria()).decoding().encoding.name(), "windows-1250");
}
