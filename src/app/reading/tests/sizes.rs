//! Texts that would bring a careless page to a stand, and very many claims: what a frame looks at stays bounded. Counted,
//! never timed.

use super::*;

use super::super::marks::MOST_PASSAGES;

/// The most blocks that a frame may lay out: what is seen, and as much above and below.
const MOST_LAID_OUT: usize = 120;

/// The texts, shorter than those that people bring, and longer than any page.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("one line with spaces", "words and words ".repeat(40_000)),
        ("one line without spaces", "漢".repeat(100_000)),
        ("short lines", "a line.\n".repeat(50_000)),
        ("a long word", "x".repeat(1 << 19)),
        ("combining marks", format!("a{}", "\u{301}".repeat(100_000))),
        ("control characters", "\0\u{1b}\u{7f}".repeat(10_000)),
        ("blank lines", "\n \n".repeat(30_000)),
        ("overrides", "\u{202e}x".repeat(30_000)),
        ("nothing", String::new()),
    ]
}

#[test]
fn blocks_are_small_and_are_cut_between_graphemes() {
    for (name, text) in texts() {
        for is_markdown in [false, true] {
            let text = Text::new(text.clone()).unwrap();
            let blocks = Blocks::of(&text, is_markdown);
            let mut end = 0;
            for block in 0..blocks.len() {
                let range = blocks.range(block);
                assert!(range.end - range.start <= 4096, "{name}: {range:?}");
                assert!(range.start >= end, "{name}");
                end = range.end;
                // A stack of marks that is longer than a block cannot be kept together.
                let is_whole = text.is_grapheme_boundary(ByteOffset(range.start));
                assert!(is_whole || name == "combining marks", "{name}: {range:?}");
            }
        }
    }
}

#[test]
fn a_frame_looks_at_a_bounded_part_of_any_text() {
    for (name, text) in texts() {
        let mut stage = Stage::new(&text);
        let text = stage.text.clone();
        let mut motions = vec![Motion::End, Motion::PageUp, Motion::PageUp, Motion::Start, Motion::PageDown];
        motions.extend([
            Motion::Right,
            Motion::Down,
            Motion::WordRight,
            Motion::LineEnd,
            Motion::NextParagraph,
        ]);
        for motion in motions {
            let before = stage.page.laid_out_count();
            stage.page.move_caret(&text, motion, true);
            let output = stage.frame(Vec::new());
            assert!(output.shown_blocks < MOST_LAID_OUT, "{name}: {}", output.shown_blocks);
            let count = stage.page.laid_out_count() - before;
            assert!(count < MOST_LAID_OUT, "{name}: {count} blocks for {motion:?}");
        }
        stage.frame(vec![Event::PointerMoved(Pos2::new(300.0, 300.0)), wheel(200.0)]);
        stage.click(Pos2::new(300.0, 300.0));
    }
}

/// Returns claims of the own layer on the same words, with different ids.
fn claims_on(stage: &Stage, words: &str, count: u32) -> Vec<Arc<Claim>> {
    let passages = vec![Passage::new(Selector::of(&stage.text, stage.span(words)))];
    let claim = |number: u32| {
        let id = ClaimId::parse(&format!("0190b2c8-0000-7000-8000-{number:012x}")).unwrap();
        Arc::new(Claim::new(id, TagId::parse("allegation").unwrap(), passages.clone(), Timestamp(0)))
    };
    (0..count).map(claim).collect()
}

#[test]
fn a_hundred_thousand_claims_at_one_place_are_looked_at_in_part() {
    let mut stage = Stage::new(ARTICLE);
    let claims = claims_on(&stage, "Halden Water", 100_000);
    let last = ClaimRef { layer: 0, id: claims.last().unwrap().id.clone() };
    stage.own = Store::new(stage.text.clone(), claims, Vec::new(), About::default());
    stage.chosen = Some(last.clone());
    let at = stage.point("Halden");
    let output = stage.frame(vec![Event::PointerMoved(at + Vec2::new(5.0, 0.0))]);
    assert!(output.hovered.is_some());
    let (_, marks) = stage.marks();
    assert!(marks.passages.len() <= MOST_PASSAGES + 1);
    assert!(marks.passages.iter().any(|passage| passage.claim == last), "the chosen one is always drawn");
    let count = marks.letters.iter().find(|letters| letters.passage.is_none()).unwrap();
    assert_eq!(count.label, format!("+{}…", MOST_PASSAGES + 1 - 3));
}

#[test]
fn one_claim_over_everything_costs_what_is_seen_of_it() {
    let mut stage = Stage::new(&long_text(3000));
    let span = stage.text.span(ByteOffset(0), stage.text.end()).unwrap();
    let passages = vec![Passage::new(Selector::of(&stage.text, span))];
    let id = ClaimId::parse("0190b2c8-0000-7000-8000-000000000001").unwrap();
    let claim = Claim::new(id, TagId::parse("forecast").unwrap(), passages, Timestamp(0));
    stage.own = Store::new(stage.text.clone(), vec![Arc::new(claim)], Vec::new(), About::default());
    let text = stage.text.clone();
    for motion in [Motion::End, Motion::PageUp, Motion::Start] {
        stage.page.move_caret(&text, motion, false);
        let before = stage.page.laid_out_count();
        stage.frame(Vec::new());
        assert!(stage.page.laid_out_count() - before < MOST_LAID_OUT);
        let (layout, marks) = stage.marks();
        assert!(marks.fills.len() <= layout.lines.len());
    }
}

#[test]
fn choosing_a_claim_looks_anew_only_where_it_stands() {
    let mut stage = Stage::new(ARTICLE);
    let claim = stage.tag(1, "forecast", &["money"]);
    stage.frame(Vec::new());
    let (_, first) = stage.marks();
    stage.chosen = Some(claim);
    stage.frame(Vec::new());
    let (_, second) = stage.marks();
    assert!(std::rc::Rc::ptr_eq(&first, &second), "the first paragraph has nothing of it");
}

#[test]
fn tagging_lays_nothing_out_anew() {
    let mut stage = Stage::new(ARTICLE);
    let before = stage.page.laid_out_count();
    let first = stage.frame(Vec::new()).first_visible;
    stage.tag(1, "forecast", &["money"]);
    assert_eq!(stage.frame(Vec::new()).first_visible, first);
    assert_eq!(stage.page.laid_out_count(), before);
}

#[test]
fn a_window_that_is_pulled_to_and_fro_shows_the_same_place() {
    let mut stage = Stage::new(&long_text(300));
    let text = stage.text.clone();
    stage.page.reveal(stage.span("Paragraph 150 says"));
    stage.frame(Vec::new());
    stage.frame(vec![Event::PointerMoved(Pos2::new(300.0, 300.0)), wheel(47.0)]);
    // The wheel turns smoothly: it is still in a few frames.
    for _ in 0..20 {
        stage.frame(Vec::new());
    }
    let before = (stage.page.scroll, stage.page.place(&text).top);
    for width in [640.0, 500.0, 430.0, 520.0, 610.0, 470.0, SIZE.x] {
        stage.size.x = width;
        stage.frame(Vec::new());
    }
    assert_eq!((stage.page.scroll, stage.page.place(&text).top), before);
}

#[test]
fn paging_keeps_two_lines_in_sight() {
    let mut stage = Stage::new(&long_text(300));
    let text = stage.text.clone();
    let last_line = |stage: &mut Stage| {
        let blocks = stage.page.adopt(&stage.text);
        let mut cache = std::mem::take(&mut stage.page.cache);
        let mut layouts = Layouts { blocks: &blocks, cache: &mut cache, typesetter: &mut stage.typesetter };
        let shown = stage.page.scroll.shown(SIZE.y, 0.0, &mut layouts);
        let mut lines =
            shown.iter().flat_map(|shown| shown.layout.lines.iter().map(|line| (shown.top, line.clone())));
        let whole = lines.rfind(|(top, line)| top + line.bottom <= SIZE.y).unwrap();
        stage.page.cache = cache;
        whole.1.bytes.start
    };
    let before = last_line(&mut stage);
    stage.page.move_caret(&text, Motion::PageDown, false);
    let first = stage.frame(Vec::new()).first_visible;
    assert!(first.0 < before, "the last line of the page before is in sight: {first} and {before}");
    let after = last_line(&mut stage);
    assert!(after > before);
    stage.page.move_caret(&text, Motion::PageUp, false);
    assert_eq!(stage.frame(Vec::new()).first_visible, ByteOffset(0));
}
