//! What must hold for any bytes at all. The fuzzer runs these on what it thinks of; `cargo test` runs them on the corpus
//! and on files derived from it, on the stable toolchain.

use obelus::anchor::{self, Placement};
use obelus::import::{Extractor, html};
use obelus::merge;
use obelus::model::{
    Annotator, AnnotatorId, Claim, ClaimId, DocumentInfo, Layer, Passage, Role, Selector, TagId, Timestamp,
};
use obelus::sidecar;
use obelus::text::decode::decode as decode_bytes;
use obelus::text::{CharOffset, Text};

/// What is run on bytes, by the name of its folder in the corpus.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] =
    &[("decode", decode), ("sidecar", sidecar), ("merge", merge), ("html", html), ("anchor", anchor)];

/// Parts what a target takes several of.
const BETWEEN: &[u8] = b"\n%%%%\n";

/// Any bytes are a text, and recording how they were read gives the same text again.
pub fn decode(data: &[u8]) {
    let Ok(decoded) = decode_bytes(data, None) else { return };
    let text = decoded.text.as_str();
    assert!(!text.contains('\r'));
    assert_eq!(text.chars().count(), decoded.text.char_count() as usize);
    let recorded = decoded.recorded.as_deref().map(|label| (label, Some(decoded.text.hash())));
    let again = decode_bytes(data, recorded).expect("it was no longer before");
    assert_eq!(again.text.hash(), decoded.text.hash());
    for label in ["utf-16be", "shift_jis", "windows-1252", "iso-2022-jp", "no such encoding"] {
        let _any = decode_bytes(data, Some((label, None)));
    }
}

/// What can be read is written so that it is read alike, and written again as it was.
pub fn sidecar(data: &[u8]) {
    let Ok(read) = sidecar::read(data) else { return };
    let written = sidecar::write(&read.layer);
    let again = sidecar::read(written.as_bytes()).expect("what was written can be read");
    assert_eq!(again.layer, read.layer);
    assert_eq!(sidecar::write(&again.layer), written);
    let text =
        Text::new("He denied it. He denied it again, and then he left.".to_owned()).expect("it is short");
    let mut layer = read.layer;
    let _repairs = sidecar::fit(&mut layer, &text);
    layer.document.text_blake3 = text.hash();
    let _repairs = sidecar::fit(&mut layer, &text);
    place_and_check(&mut layer, &text, None);
}

/// Two versions, and a base if there is one, merge to what loads; merging again changes nothing.
pub fn merge(data: &[u8]) {
    let mut versions = parts(data).into_iter().map(|part| sidecar::read(part).map(|read| read.layer));
    let (Some(Ok(ours)), Some(Ok(mut theirs))) = (versions.next(), versions.next()) else { return };
    theirs.annotator.clone_from(&ours.annotator);
    let base = versions.next().and_then(Result::ok);
    let merged = merge::merge(&ours, &theirs, base.as_ref()).expect("they are one person's");
    let written = sidecar::write(&merged.layer);
    let read = sidecar::read(written.as_bytes()).expect("the result loads");
    assert_eq!(sidecar::write(&read.layer), written);
    let again = merge::merge(&merged.layer, &theirs, base.as_ref()).expect("they are one person's");
    assert_eq!(sidecar::write(&again.layer), written);
    let swapped = merge::merge(&theirs, &ours, base.as_ref()).expect("they are one person's");
    assert_eq!(ids(&swapped.layer), ids(&merged.layer));
}

fn ids(layer: &Layer) -> Vec<&ClaimId> {
    layer.claims.iter().map(|claim| &claim.id).collect()
}

/// Any HTML is text, the same every time.
pub fn html(data: &[u8]) {
    let page = String::from_utf8_lossy(data);
    let fragment = html::fragment(&page);
    assert!(!fragment.text.contains('\r'));
    assert_eq!(html::fragment(&page), fragment);
    for extractor in Extractor::ALL {
        let text = html::page(&page, extractor).text;
        assert!(!text.contains('\r'));
        assert_eq!(html::page(&page, extractor).text, text);
    }
}

/// Old text, new text, and bytes that choose passages: places are true, whatever the texts are.
pub fn anchor(data: &[u8]) {
    let parts = parts(data);
    let [old, new, chosen] = parts.as_slice() else { return };
    let text = |bytes: &[u8]| Text::new(String::from_utf8_lossy(bytes).into_owned());
    let (Ok(old), Ok(new)) = (text(old), text(new)) else { return };
    let layer = layer_of(&old, chosen);
    for known in [None, Some(&old)] {
        place_and_check(&mut layer.clone(), &new, known);
        place_and_check(&mut layer.clone(), &old, known);
    }
    for claim in anchor::place(&layer, &old, None) {
        assert_eq!(claim.placement(), Placement::Exact, "nothing changed");
    }
}

/// Makes a claim of every two bytes: where it starts, and how long it is.
fn layer_of(text: &Text, chosen: &[u8]) -> Layer {
    let document = DocumentInfo::new("a.txt", text.hash(), text.char_count());
    let id = AnnotatorId::of_name("fuzz");
    let annotator = Annotator::new(id, "Fuzz");
    let mut layer = Layer::new(document, annotator, Role::Analyst);
    for (number, pair) in chosen.chunks_exact(2).take(12).enumerate() {
        let [from, len] = pair else { continue };
        let start = u32::from(*from) * text.char_count() / 256;
        let end = (start + 1 + u32::from(*len) / 4).min(text.char_count());
        let Some(span) = text.span_from_chars(CharOffset(start), CharOffset(end)) else { continue };
        let id = ClaimId::parse(&format!("{number:02}")).expect("two digits are an id");
        let tag = TagId::parse("allegation").expect("it is a tag");
        let passage = Passage::new(Selector::of(text, span));
        layer.claims.push(Claim::new(id, tag, vec![passage], Timestamp(0)).into());
    }
    layer
}

/// Places the claims, writes the places down, and looks whether they are true.
fn place_and_check(layer: &mut Layer, text: &Text, old: Option<&Text>) {
    let placed = anchor::place(layer, text, old);
    assert_eq!(placed.len(), layer.claims.len());
    for (claim, places) in layer.claims.iter().zip(&placed) {
        assert_eq!((&claim.id, claim.passages.len()), (&places.id, places.passages.len()));
        for place in &places.passages {
            assert_eq!(place.span.is_none(), place.placement == Placement::Orphan);
            assert!((0.0..=1.0).contains(&place.score));
            assert!(place.span.is_none_or(|span| text.span(span.start(), span.end()) == Ok(span)));
        }
    }
    anchor::write_back(layer, &placed, text);
    for passage in layer.claims.iter().flat_map(|claim| &claim.passages) {
        assert!(passage.state.is_some() || passage.selector.span_in(text).is_some());
    }
    let before = layer.clone();
    let again = anchor::place(layer, text, None);
    anchor::write_back(layer, &again, text);
    assert!(*layer == before, "what was written down stands");
}

fn parts(data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        let (part, behind) = rest.split_at(at);
        parts.push(part);
        rest = behind.get(BETWEEN.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}
