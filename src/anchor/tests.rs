//! Anchoring in marked text: marks stand for claims, those of `before` must be found where `after` has them.

mod generate;
mod rates;

use std::sync::Arc;

use super::*;
use crate::model::{Annotator, AnnotatorId, DocumentInfo, Role, TagSet, Timestamp};

/// Takes the marks `<x>…</x>` out of `marked`; they may overlap.
fn unmark(marked: &str) -> (Text, BTreeMap<char, (u32, u32)>) {
    let mut plain = String::new();
    let mut open = BTreeMap::new();
    let mut marks = BTreeMap::new();
    let mut rest = marked;
    while let Some(character) = rest.chars().next() {
        let at = u32::try_from(plain.len()).unwrap();
        let mut inside = rest.strip_prefix('<').unwrap_or_default().chars();
        match (inside.next(), inside.next(), inside.next()) {
            (Some(name), Some('>'), _) if name.is_ascii_lowercase() => {
                open.insert(name, at);
                rest = &rest[3..];
            }
            (Some('/'), Some(name), Some('>')) => {
                marks.insert(name, (open[&name], at));
                rest = &rest[4..];
            }
            _ => {
                plain.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    (Text::new(plain).unwrap(), marks)
}

/// Makes a layer with one claim for each span.
pub(super) fn layer_of(text: &Text, spans: impl IntoIterator<Item = (String, Span)>) -> Layer {
    let document = DocumentInfo::new("test.txt", text.hash(), text.char_count());
    let annotator = Annotator::new(AnnotatorId::parse("maria").unwrap(), "Maria");
    let mut layer = Layer::new(document, annotator, Role::Analyst);
    let tag = TagSet::built_in().tags()[0].id.clone();
    for (id, span) in spans {
        let passage = Passage::new(Selector::of(text, span));
        let claim = Claim::new(ClaimId::parse(&id).unwrap(), tag.clone(), vec![passage], Timestamp(5));
        layer.claims.push(Arc::new(claim));
    }
    layer
}

fn marked_layer(before: &str) -> (Text, Layer) {
    let (text, marks) = unmark(before);
    let spans = marks.into_iter().map(|(name, (start, end))| {
        (name.to_string(), text.span(ByteOffset(start), ByteOffset(end)).unwrap())
    });
    let layer = layer_of(&text, spans);
    (text, layer)
}

/// Shows how every claim of `before` stands in `after`: `a moved "words"`.
fn shown(before: &str, after: &str, with_old: bool) -> Vec<String> {
    let (old, layer) = marked_layer(before);
    let text = Text::new(after.to_owned()).unwrap();
    let placed = place(&layer, &text, with_old.then_some(&old));
    let show = |claim: &PlacedClaim| {
        let passage = claim.passages[0];
        let words = passage.span.map(|span| format!(" {}", text.slice(span))).unwrap_or_default();
        format!("{} {}{words}", claim.id, passage.placement.word())
    };
    placed.iter().map(show).collect()
}

/// The claims of `before` must be found where `after` has them for sure (exact, moved or changed), or be orphans or
/// proposals elsewhere; from the sidecar alone and with the old text.
#[track_caller]
fn check(before: &str, after: &str) {
    let (old, layer) = marked_layer(before);
    let (text, marks) = unmark(after);
    for with_old in [false, true] {
        let placed = place(&layer, &text, with_old.then_some(&old));
        for claim in placed {
            let passage = claim.passages[0];
            let name = claim.id.as_str().chars().next().unwrap();
            let found = passage.span.map(|span| (span.start().0, span.end().0));
            let is_sure = passage.placement <= Placement::Changed;
            match marks.get(&name) {
                Some(mark) => {
                    assert_eq!(found, Some(*mark), "{name} with old text: {with_old}, {passage:?}");
                    assert!(is_sure, "{name} with old text: {with_old}, {passage:?}");
                }
                None => assert!(!is_sure, "{name} with old text: {with_old}, {passage:?}"),
            }
        }
    }
}

const CONTEXT: &str = "The talks began in spring and went on for a year without any result at all. ";
const MORE: &str =
    " Neither side would say in public what had been asked for, or what was offered in return.";

#[test]
fn claim_whose_words_are_gone_is_an_orphan() {
    check("<a>He denied it.</a> Then he left.", "Then he left.");
    check(
        &format!("{CONTEXT}<a>The minister denied every word of it.</a>{MORE}"),
        &format!("{CONTEXT}{MORE}"),
    );
}

#[test]
fn text_before_and_behind_moves_a_claim() {
    check(
        "He <a>denied <b>it again</b> and</a> again, and then he left.",
        "On Monday he said so. He <a>denied <b>it again</b> and</a> again, and then he left. So it was.",
    );
}

#[test]
fn re_wrapping_and_other_quotes_change_no_word() {
    check(
        "He said “<a>we will do what is best – for us</a>” and left the room.",
        "He said\n\"<a>we will do\nwhat is best - for us</a>\" and left\nthe room.",
    );
}

#[test]
fn a_changed_word_makes_a_changed_claim() {
    let before = format!("{CONTEXT}<a>The minister denied every word of the long report.</a>{MORE}");
    let after = format!("{CONTEXT}<a>The minister denied each word of the long report.</a>{MORE}");
    check(&before, &after);
    let plain = after.replace("<a>", "").replace("</a>", "");
    for with_old in [false, true] {
        assert_eq!(
            shown(&before, &plain, with_old),
            ["a changed The minister denied each word of the long report."]
        );
    }
}

#[test]
fn a_deleted_claim_does_not_land_on_a_look_alike() {
    let filler = "Nothing else was heard of the matter for weeks, and the papers turned to other things. ";
    let before = format!("{CONTEXT}<a>He denied it.</a>{MORE} {filler}He denied it. {filler}");
    let after = format!("{CONTEXT}{MORE} {filler}He denied it. {filler}");
    check(&before, &after);
    let before = format!(
        "{CONTEXT}<a>Smith paid 400 dollars to the clerk.</a>{MORE} {filler}Smith paid 500 dollars to the clerk. {filler}"
    );
    let after = format!("{CONTEXT}{MORE} {filler}Smith paid 500 dollars to the clerk. {filler}");
    check(&before, &after);
}

#[test]
fn each_of_several_like_passages_is_found_by_its_surroundings() {
    let filler = "Nothing else was heard of the matter for weeks, and the papers turned to other things. ";
    check(
        &format!("{CONTEXT}<a>He denied it.</a>{MORE} {filler}<b>He denied it.</b> {filler}"),
        &format!("New. {CONTEXT}<a>He denied it.</a>{MORE} Also new. {filler}<b>He denied it.</b> {filler}"),
    );
}

#[test]
fn a_moved_paragraph_takes_its_claims_along() {
    let one = format!("{CONTEXT}<a>The minister denied every word of it.</a>{MORE}");
    let other =
        "Nothing else was heard of <b>the matter for weeks</b>, and the papers turned to other things.";
    check(&format!("{one}\n\n{other}\n"), &format!("{other}\n\n{one}\n"));
}

#[test]
fn in_the_same_text_only_unplaced_passages_are_tried() {
    let (text, mut layer) = marked_layer("He <a>denied it</a> again. <b>She</b> did not.");
    let unplaced = |claim: &mut Arc<Claim>| {
        let passage = &mut Arc::make_mut(claim).passages[0];
        passage.state = Some(State::Unplaced);
        (passage.selector.start, passage.selector.end) = (Default::default(), Default::default());
    };
    unplaced(&mut layer.claims[0]);
    Arc::make_mut(&mut layer.claims[1]).passages[0].by_hand = true;
    let placed = place(&layer, &text, None);
    assert_eq!(placed[0].passages[0].placement, Placement::Moved);
    assert_eq!(placed[1].passages[0].placement, Placement::Exact);
    write_back(&mut layer, &placed, &text);
    assert_eq!(layer.claims[0].passages[0].selector.span_in(&text), placed[0].passages[0].span);
    assert_eq!(layer.claims[0].passages[0].state, None);
    assert!(layer.claims[1].passages[0].by_hand, "what stands is not touched");
    let before = layer.clone();
    let placed = place(&layer, &text, None);
    write_back(&mut layer, &placed, &text);
    assert_eq!(layer, before);
}

#[test]
fn writing_back_keeps_the_quote_of_what_is_unsure() {
    let before = format!(
        "{CONTEXT}<a>The minister denied every word of the long report.</a>{MORE} <b>Gone for good today.</b>"
    );
    let (_, mut layer) = marked_layer(&before);
    let after = format!("So.\n{CONTEXT}The minister denied each word of the long report.{MORE}");
    let text = Text::new(after).unwrap();
    let placed = place(&layer, &text, None);
    write_back(&mut layer, &placed, &text);
    let (changed, orphan) = (&layer.claims[0].passages[0], &layer.claims[1].passages[0]);
    assert_eq!(changed.state, Some(State::Changed));
    assert_eq!(changed.selector.quote, Box::from("The minister denied every word of the long report."));
    let span = text.span_from_chars(changed.selector.start, changed.selector.end).unwrap();
    assert_eq!(text.slice(span), "The minister denied each word of the long report.");
    assert_eq!(orphan.state, Some(State::Orphan));
    assert_eq!(orphan.selector.quote, Box::from("Gone for good today."));
    assert_eq!((layer.document.text_blake3, layer.document.chars), (text.hash(), text.char_count()));
    assert_eq!(layer.claims[0].modified, Timestamp(5));
    // Confirmed by nobody, the text restored: everything stands again as it did.
    let (old, first) = marked_layer(&before);
    let placed = place(&layer, &old, None);
    write_back(&mut layer, &placed, &old);
    assert_eq!(layer, first);
}

#[test]
fn words_equal_only_after_evening_out_become_the_text_as_it_stands() {
    let (_, mut layer) = marked_layer("He said “<a>no – never</a>” and left the room at once.");
    let text = Text::new("He said\n\"no\n- never\" and left the room at once. No.".to_owned()).unwrap();
    let placed = place(&layer, &text, None);
    assert_eq!(placed[0].passages[0].placement, Placement::Moved);
    write_back(&mut layer, &placed, &text);
    let selector = &layer.claims[0].passages[0].selector;
    assert_eq!(selector.quote, Box::from("no\n- never"));
    assert_eq!(*selector, Selector::of(&text, placed[0].passages[0].span.unwrap()));
}

#[test]
fn passages_of_one_claim_never_overlap_and_are_in_order() {
    let (old, marked) =
        marked_layer("<a>One thing was said here by him.</a> <b>Another thing was said there by her.</b>");
    let mut layer = marked.clone();
    let second = layer.claims.pop().unwrap().passages[0].clone();
    Arc::make_mut(&mut layer.claims[0]).passages.push(second);
    let text =
        Text::new("Another thing was said there by her. One thing was said here by him.".to_owned()).unwrap();
    let placed = place(&layer, &text, Some(&old));
    write_back(&mut layer, &placed, &text);
    let passages = &layer.claims[0].passages;
    assert!(passages.iter().all(|passage| passage.state.is_none()));
    assert!(passages[0].selector.end <= passages[1].selector.start);
}

#[test]
fn hostile_texts_and_quotes_end_soon() {
    let (_, layer) = marked_layer("<a>a</a> <b> </b>x<c>a a a a a a</c>");
    let text = Text::new("a ".repeat(20_000)).unwrap();
    let placed = place(&layer, &text, None);
    assert_eq!(placed.len(), 3);
    let text = Text::new("x".repeat(100_000)).unwrap();
    assert!(place(&layer, &text, None).iter().all(|claim| claim.placement() >= Placement::Uncertain));
    let empty = Text::new(String::new()).unwrap();
    assert!(place(&layer, &empty, None).iter().all(|claim| claim.placement() == Placement::Orphan));
    let long = "word and other words of a very long quote ".repeat(480);
    let (old, layer) = marked_layer(&format!("Begin. <a>{long}</a> End."));
    let text = Text::new(format!("New. Begin. {} End.", long.replacen("other", "more", 3))).unwrap();
    for old in [None, Some(&old)] {
        let placed = place(&layer, &text, old);
        assert_eq!(placed[0].placement(), Placement::Changed);
    }
}
