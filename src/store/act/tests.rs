//! The acts, in marked text: `<a>…</a>` are the passages of one claim, before and after.

use proptest::prelude::*;

use super::*;
use crate::model::{About, Rel, State, TagSet};
use crate::text::ByteOffset;

const NOW: Timestamp = Timestamp(1_000);

fn tag_id(number: usize) -> TagId {
    TagSet::built_in().tags()[number].id.clone()
}

fn id(name: &str) -> ClaimId {
    ClaimId::parse(name).unwrap()
}

/// Returns the text without marks, and the places of the marks in it.
fn parse(marked: &str) -> (Text, Vec<Span>) {
    let mut plain = String::new();
    let mut starts = Vec::new();
    let mut places = Vec::new();
    for part in marked.split_inclusive("<a>").flat_map(|part| part.split_inclusive("</a>")) {
        if let Some(words) = part.strip_suffix("<a>") {
            plain.push_str(words);
            starts.push(plain.len());
        } else if let Some(words) = part.strip_suffix("</a>") {
            plain.push_str(words);
            places.push((starts.pop().unwrap(), plain.len()));
        } else {
            plain.push_str(part);
        }
    }
    let text = Text::new(plain).unwrap();
    places.sort_unstable();
    let span = |(start, end)| text.span(ByteOffset::from(start), ByteOffset::from(end)).unwrap();
    let spans = places.into_iter().map(span).collect();
    (text, spans)
}

/// Returns the text with marks at the claim's places.
fn mark(text: &Text, spans: &[Span]) -> String {
    let mut marked = text.as_str().to_owned();
    for span in spans.iter().rev() {
        marked.insert_str(span.end().index(), "</a>");
        marked.insert_str(span.start().index(), "<a>");
    }
    marked
}

/// Returns a store with one claim on the marks.
fn store_of(marked: &str) -> Store {
    let (text, spans) = parse(marked);
    let passages = spans.iter().map(|span| Passage::new(Selector::of(&text, *span))).collect();
    let claim = Claim::new(id("a"), tag_id(0), passages, Timestamp(0));
    Store::new(text, vec![Arc::new(claim)], Vec::new(), About::default())
}

/// Applies what the act gives to the claim on the marks, and compares the marks afterwards.
#[track_caller]
fn check(
    before: &str,
    after: &str,
    act: impl FnOnce(&Text, &Placed) -> Result<Option<Edit>, ActError>,
) -> Store {
    let mut store = store_of(before);
    let text = store.text().clone();
    let edit = act(&text, store.get(&id("a")).unwrap()).unwrap();
    assert_eq!(edit.is_some(), before != after, "an edit is made when something changes");
    if let Some(edit) = edit {
        store.apply(edit).unwrap();
    }
    let spans: Vec<Span> = store.get(&id("a")).unwrap().spans.iter().flatten().copied().collect();
    assert_eq!(mark(&text, &spans), after);
    store
}

#[test]
fn all_hits_are_tagged_in_one_step_and_none_twice() {
    let (text, spans) = parse("<a>us</a> and <a>them</a> and <a>us</a>");
    let mut store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
    let mut number = 0;
    let mut ids = || {
        number += 1;
        id(&format!("claim-{number}"))
    };
    let edit = tag_all(&store, &text, &spans, &tag_id(0), NOW, &mut ids).unwrap().unwrap();
    let undo = store.apply(edit).unwrap();
    assert_eq!(store.claims().count(), 3);
    assert_eq!(tag_all(&store, &text, &spans, &tag_id(0), NOW, &mut ids), Ok(None));
    assert!(tag_all(&store, &text, &spans, &tag_id(1), NOW, &mut ids).unwrap().is_some());
    store.apply(undo).unwrap();
    assert_eq!(store.claims().count(), 0);
}

#[test]
fn a_hit_within_a_grapheme_tags_all_of_it() {
    let text = Text::new("cafe\u{301}".to_owned()).unwrap();
    let store = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
    let hit = text.span(ByteOffset(3), ByteOffset(4)).unwrap();
    let edit = tag_all(&store, &text, &[hit], &tag_id(0), NOW, || id("a")).unwrap();
    let Some(Edit::Batch(edits)) = edit else { panic!("one claim is made") };
    let [Edit::Put(claim)] = edits.as_slice() else { panic!("one claim is made") };
    assert_eq!(claim.passages[0].selector.quote, Box::from("e\u{301}"));
}

/// The span of `words` in `text`.
fn find(text: &Text, words: &str) -> Span {
    let at = text.as_str().find(words).unwrap();
    text.span(ByteOffset::from(at), ByteOffset::from(at + words.len())).unwrap()
}

#[track_caller]
fn check_border(before: &str, after: &str, border: Border, step: Step, direction: Direction) {
    check(before, after, |text, placed| move_border(text, placed, 0, border, step, direction, NOW));
}

#[test]
fn borders_move_by_words_and_land_on_words() {
    use {Border::*, Direction::*, Step::*};
    check_border("He <a>denied</a> it, again.", "He <a>denied it</a>, again.", End, Word, Forward);
    check_border("He <a>denied it</a>, again.", "He <a>denied it, again</a>.", End, Word, Forward);
    check_border("He <a>denied it, again</a>.", "He <a>denied it</a>, again.", End, Word, Back);
    check_border("He <a>denied it</a>.", "<a>He denied it</a>.", Start, Word, Back);
    check_border("<a>He denied it</a>.", "He <a>denied it</a>.", Start, Word, Forward);
    check_border("He <a>den</a>ied it.", "He <a>denied</a> it.", End, Word, Forward);
    check_border("He de<a>nied</a> it.", "He <a>denied</a> it.", Start, Word, Back);
    check_border("“<a>Hidden</a>” it was.", "“<a>Hidden” it</a> was.", End, Word, Forward);
}

#[test]
fn borders_move_by_letters_as_the_reader_sees_them() {
    use {Border::*, Direction::*, Step::*};
    check_border("“<a>Hidden</a>” it was.", "“<a>Hidden”</a> it was.", End, Letter, Forward);
    check_border("“<a>Hidden</a>” it was.", "<a>“Hidden</a>” it was.", Start, Letter, Back);
    check_border("<a>का</a>की", "<a>काकी</a>", End, Letter, Forward);
    check_border("e\u{301}<a>x</a>", "<a>e\u{301}x</a>", Start, Letter, Back);
    check_border("<a>👩‍👩‍👧x</a>", "<a>👩‍👩‍👧</a>x", End, Letter, Back);
}

#[test]
fn a_passage_never_becomes_empty_and_never_leaves_the_text() {
    use {Border::*, Direction::*, Step::*};
    check_border("He <a>denied</a>.", "He <a>d</a>enied.", End, Word, Back);
    check_border("<a>d</a>enied.", "<a>d</a>enied.", End, Letter, Back);
    check_border("He <a>denied</a>", "He denie<a>d</a>", Start, Word, Forward);
    check_border("<a>He</a> denied", "<a>He</a> denied", Start, Word, Back);
    check_border("He <a>denied</a>", "He <a>denied</a>", End, Word, Forward);
}

#[test]
fn a_border_stops_at_the_claims_next_passage() {
    use {Border::*, Direction::*, Step::*};
    check_border("<a>He</a> de<a>nied</a> it.", "<a>He de</a><a>nied</a> it.", End, Word, Forward);
    check("<a>He</a> <a>denied</a> it.", "<a>He</a><a> denied</a> it.", |text, placed| {
        move_border(text, placed, 1, Start, Word, Back, NOW)
    });
}

#[test]
fn a_moved_border_is_set_by_hand_and_tagging_is_not() {
    let store = check("He <a>denied</a> it.", "He <a>denied it</a>.", |text, placed| {
        move_border(text, placed, 0, Border::End, Step::Word, Direction::Forward, NOW)
    });
    let claim = &store.get(&id("a")).unwrap().claim;
    assert!(claim.passages[0].by_hand);
    assert_eq!(claim.passages[0].selector.quote, Box::from("denied it"));
    assert_eq!(claim.modified, NOW);
    let (text, spans) = parse("He <a>denied</a> it.");
    let tagged = new_claim(&text, spans[0], tag_id(1), NOW, id("b")).unwrap();
    assert!(!tagged.passages[0].by_hand);
}

#[track_caller]
fn check_add(before: &str, words: &str, after: &str) {
    check(before, after, |text, placed| add_passage(text, placed, find(text, words), NOW));
}

#[test]
fn a_further_passage_joins_those_it_touches() {
    check_add("<a>He</a> denied it again.", "again", "<a>He</a> denied it <a>again</a>.");
    check_add("He denied <a>it</a> again.", "He", "<a>He</a> denied <a>it</a> again.");
    check_add("<a>He</a> denied it again.", " denied", "<a>He denied</a> it again.");
    check_add("<a>He</a> denied <a>it</a> again.", " denied ", "<a>He denied it</a> again.");
    check_add("<a>He</a> denied <a>it</a> again.", "e denied i", "<a>He denied it</a> again.");
    check_add("<a>He denied</a> it again.", "denied", "<a>He denied</a> it again.");
}

#[test]
fn the_last_passage_takes_the_claim_with_it() {
    let store = store_of("<a>He</a> denied <a>it</a>.");
    let claim = &store.get(&id("a")).unwrap().claim;
    let Ok(Edit::Put(left)) = remove_passage(claim, 0, NOW) else { panic!("one passage is left") };
    assert_eq!(left.passages.len(), 1);
    assert_eq!(left.passages[0].selector.quote, Box::from("it"));
    assert_eq!(remove_passage(&left, 0, NOW), Ok(Edit::Remove(id("a"))));
    assert_eq!(remove_passage(&left, 1, NOW), Err(ActError::NoSuchPassage));
}

#[test]
fn an_orphan_is_attached_again_by_hand_and_keeps_its_number() {
    let mut store = store_of("<a>He</a> denied <a>it</a>.");
    let lost = change(&store.get(&id("a")).unwrap().claim, NOW, |claim| {
        claim.passages[0].state = Some(State::Orphan);
    });
    store.apply(lost.unwrap()).unwrap();
    let text = store.text().clone();
    let placed = store.get(&id("a")).unwrap();
    assert_eq!(set_span(&text, placed, 0, find(&text, "it"), NOW), Err(ActError::Overlap));
    let edit = set_span(&text, placed, 0, find(&text, "denied"), NOW).unwrap().unwrap();
    store.apply(edit).unwrap();
    let passages = &store.get(&id("a")).unwrap().claim.passages;
    assert_eq!(passages[0].selector.quote, Box::from("denied"));
    assert_eq!((passages[0].state, passages[0].by_hand), (None, true));
}

#[test]
fn a_passage_longer_than_the_format_allows_is_refused() {
    let text = Text::new("ä".repeat(20_001)).unwrap();
    let all = text.span(ByteOffset(0), text.end()).unwrap();
    let most = text.span(ByteOffset(0), ByteOffset(40_000)).unwrap();
    assert_eq!(tag(&text, all, tag_id(0), NOW, id("a")), Err(ActError::TooLong { chars: 20_001 }));
    assert!(tag(&text, most, tag_id(0), NOW, id("a")).is_ok());
}

#[test]
fn a_second_claim_stands_on_the_same_words_and_takes_nothing_else() {
    let store = store_of("<a>He</a> denied <a>it</a>.");
    let first =
        change(&store.get(&id("a")).unwrap().claim, NOW, |claim| claim.gist = "He denied.".to_owned());
    let Some(Edit::Put(first)) = first else { panic!("it changed") };
    let Edit::Put(second) = second_claim(&first, tag_id(2), NOW, id("b")) else { panic!("it is put") };
    assert_eq!(second.passages.len(), 2);
    assert_eq!((second.tag.clone(), second.gist.as_str()), (tag_id(2), ""));
}

#[test]
fn what_changes_nothing_is_no_edit() {
    let store = store_of("<a>He</a> denied it.");
    let claim = &store.get(&id("a")).unwrap().claim;
    assert_eq!(retag(claim, tag_id(0), NOW), None);
    assert_eq!(unlink(claim, 0, NOW), None);
    assert_eq!(rename_person(&store, "Trump", "Donald Trump", NOW), None);
    let to_words = Link {
        rel: Rel::Rebuts,
        to: None,
        words: "Trump, 18 Nov".to_owned(),
        document: String::new(),
        unknown: Default::default(),
    };
    let Some(Edit::Put(linked)) = link(claim, to_words.clone(), NOW) else { panic!("it is new") };
    assert_eq!(link(&linked, to_words, NOW), None);
    assert!(unlink(&linked, 0, NOW).is_some());
}

#[test]
fn the_same_person_has_one_name_in_the_whole_layer_after_one_step() {
    let mut store = store_of("<a>He</a> denied it.");
    let named = change(&store.get(&id("a")).unwrap().claim, NOW, |claim| {
        claim.claimants = ["Trump", "Khan", "Donald Trump"].map(str::to_owned).to_vec();
        claim.via = vec!["Trump".to_owned()].into();
        claim.against = vec!["Khan".to_owned()].into();
    });
    store.apply(named.unwrap()).unwrap();
    let before = store.snapshot();
    let edit = rename_person(&store, "Trump", "Donald Trump", NOW).unwrap();
    let inverse = store.apply(edit).unwrap();
    let claim = &store.get(&id("a")).unwrap().claim;
    assert_eq!(claim.claimants, ["Donald Trump", "Khan"]);
    assert_eq!(claim.via, ["Donald Trump"]);
    assert_eq!(claim.against, ["Khan"]);
    store.apply(inverse).unwrap();
    assert_eq!(store.snapshot(), before);
}

const PROSE: &str =
    "“He denied it”, said Gen. Bajwa — on 19 Nov.\n\nउन्होंने इनकार किया। انہوں نے انکار کیا۔ e\u{301} 👩‍👩‍👧 end";

proptest! {
    #[test]
    fn however_borders_are_moved_they_stay_between_letters_and_leave_words(
        moves in proptest::collection::vec((0..2_usize, any::<bool>(), any::<bool>(), any::<bool>()), 1..60),
    ) {
        let text = Text::new(PROSE.to_owned()).unwrap();
        let passages = ["denied", "Bajwa"].map(|words| Passage::new(Selector::of(&text, find(&text, words))));
        let claim = Claim::new(id("a"), tag_id(0), passages.to_vec(), Timestamp(0));
        let mut store = Store::new(text.clone(), vec![Arc::new(claim)], Vec::new(), About::default());
        for (number, is_start, is_word, is_back) in moves {
            let placed = store.get(&id("a")).unwrap();
            let edit = move_border(
                &text,
                placed,
                number,
                if is_start { Border::Start } else { Border::End },
                if is_word { Step::Word } else { Step::Letter },
                if is_back { Direction::Back } else { Direction::Forward },
                NOW,
            );
            if let Some(edit) = edit.unwrap() {
                prop_assert!(store.apply(edit).is_ok(), "passages never overlap");
            }
            for span in store.get(&id("a")).unwrap().spans.iter().flatten() {
                prop_assert!(text.is_grapheme_boundary(span.start()) && text.is_grapheme_boundary(span.end()));
            }
        }
    }
}
