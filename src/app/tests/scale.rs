//! What a frame of the whole window costs does not grow with the document: counted, not timed.

use egui::{Event, Key, Modifiers, MouseWheelUnit, TouchPhase, pos2, vec2};

use super::*;
use crate::model::{DocumentInfo, Passage, Role, Selector};
use crate::store::count;
use crate::text::{ByteOffset, Text};

/// How many claims a frame may look at that draws other words than the one before, and how many blocks it may lay out.
const MOST_CLAIMS: usize = 900;
const MOST_BLOCKS: usize = 60;

/// The most that a frame of a kind looked at: claims, and blocks that it laid out.
type Most = (usize, usize);

/// Opens a document with a claim in every paragraph, with all panels on the screen, and waits until nothing is left to do.
fn opened(paragraphs: usize) -> Desk {
    let words: String = (0..paragraphs)
        .map(|number| format!("Paragraph {number} says that the minister denied it once more.\n\n"))
        .collect();
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        std::fs::write(&path, &words).unwrap();
        let text = Text::new(words.clone()).unwrap();
        let document = DocumentInfo {
            file: "article.txt".to_owned(),
            text_blake3: text.hash(),
            chars: text.char_count(),
            encoding: None,
            extractor: None,
            about: Default::default(),
            unknown: Default::default(),
        };
        let mut layer = Layer::new(document, person("Ana Ruiz"), Role::Analyst);
        for (number, (at, _)) in words.match_indices("the minister").enumerate() {
            let span = text.span(ByteOffset::from(at), ByteOffset::from(at + 12)).unwrap();
            let selector = Selector {
                start: text.char_from_byte(span.start()),
                end: text.char_from_byte(span.end()),
                quote: text.slice(span).into(),
                before: crate::model::context_before(&text, span.start()).into(),
                after: crate::model::context_after(&text, span.end()).into(),
                occurrences: 1,
            };
            let id = ClaimId::parse(&format!("0190b2c8-0000-7000-8000-{number:012x}")).unwrap();
            let tag = TagId::parse(["allegation", "forecast"][number % 2]).unwrap();
            layer.claims.push(Arc::new(Claim::new(id, tag, vec![Passage::new(selector)], NOW)));
        }
        let name = "article.txt.ana-ruiz.obelus.ron";
        std::fs::write(folder.join(name), sidecar::write(&layer)).unwrap();
    })
    .open("article.txt");
    assert_eq!(desk.document().own_store().claim_count(), paragraphs);
    for _ in 0..4 {
        desk.settle();
    }
    desk
}

/// Draws some frames, each with what `before` brings, and returns the most that one of them looked at.
fn most(desk: &mut Desk, mut before: impl FnMut(&mut Desk, usize)) -> Most {
    let mut most = (0, 0);
    for number in 0..30 {
        before(desk, number);
        let blocks = desk.app().page.laid_out_count();
        count::taken();
        desk.window.step();
        most.0 = most.0.max(count::taken());
        most.1 = most.1.max(desk.app().page.laid_out_count() - blocks);
    }
    most
}

#[test]
fn a_frame_of_the_whole_window_looks_at_no_more_in_a_large_document() {
    let frames = |paragraphs| {
        let mut desk = opened(paragraphs);
        desk.window.event(Event::PointerMoved(pos2(600.0, 500.0)));
        desk.window.step();
        let idle = most(&mut desk, |_, _| {});
        let wheel = most(&mut desk, |desk, _| {
            desk.window.event(Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -100.0),
                phase: TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            });
        });
        let jump = most(&mut desk, |desk, number| {
            desk.press_with(Modifiers::CTRL, if number % 2 == 0 { Key::End } else { Key::Home });
        });
        (idle, wheel, jump)
    };
    let (small, large) = (frames(80), frames(8_000));
    assert_eq!(small.0.1 + large.0.1, 0, "nothing is laid out while nothing changes");
    assert!(large.0.0 <= small.0.0 + 8, "idle: {} claims, {} in a small document", large.0.0, small.0.0);
    for (kind, (claims, blocks)) in [("wheel", large.1), ("jump", large.2)] {
        assert!(claims <= MOST_CLAIMS && blocks <= MOST_BLOCKS, "{kind}: {claims} claims, {blocks} blocks");
    }
}
