//! The page as a reader uses it, without a window.

mod picture;
mod scripts;
mod sizes;

use std::sync::Arc;

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, Vec2};

use super::marks::Marks;
use crate::app::theme::Tokens;
use crate::model::{About, Claim, ClaimId, Passage, Selector, TagId, TagSet, Timestamp};
use crate::store::{Edit, Store};

use super::*;

const SIZE: Vec2 = Vec2::new(720.0, 736.0);

/// A page with a text and the own layer's claims.
struct Stage {
    egui: egui::Context,
    page: Page,
    typesetter: Typesetter,
    text: Text,
    is_markdown: bool,
    own: Store,
    chosen: Option<ClaimRef>,
    time: f64,
    size: Vec2,
    theme: PageTheme,
    textures: picture::Textures,
}

impl Stage {
    fn new(text: &str) -> Self {
        let text = Text::new(text.to_owned()).unwrap();
        let own = Store::new(text.clone(), Vec::new(), Vec::new(), About::default());
        let mut stage = Self {
            egui: egui::Context::default(),
            page: Page::default(),
            typesetter: Typesetter::bundled(),
            text,
            is_markdown: false,
            own,
            chosen: None,
            time: 0.0,
            size: SIZE,
            theme: PageTheme::from(&Tokens::light()),
            textures: picture::Textures::default(),
        };
        stage.frame(Vec::new());
        stage
    }

    fn frame(&mut self, events: Vec<Event>) -> PageOutput {
        self.time += 1.0;
        self.frame_now(events)
    }

    fn frame_now(&mut self, events: Vec<Event>) -> PageOutput {
        self.painted(events).0
    }

    /// Draws frames until the system's faces are there, and writes a picture of the last, in points of so many pixels.
    fn shoot(&mut self, folder: &str, name: &str, pixels_per_point: f32) {
        self.egui.set_pixels_per_point(pixels_per_point);
        for _ in 0..3 {
            self.frame(Vec::new());
        }
        let (_, full) = self.painted(Vec::new());
        let primitives = self.egui.tessellate(full.shapes, full.pixels_per_point);
        let picture = picture::Picture::of(&primitives, &self.textures, self.size, pixels_per_point);
        picture.write(folder, name);
    }

    fn painted(&mut self, events: Vec<Event>) -> (PageOutput, egui::FullOutput) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let tags = TagSet::built_in();
        let mut output = PageOutput::default();
        let layers = [LayerView { store: &self.own, is_own: true, initial: "", is_visible: true }];
        let page_input = PageInput {
            text: &self.text,
            is_markdown: self.is_markdown,
            layers: &layers,
            tags: &tags,
            theme: &self.theme,
            chosen: self.chosen.as_ref(),
            hovered: None,
            found: &[],
            text_size: 1.0,
            has_keyboard: true,
            is_picking: false,
            occluded: None,
            compared: None,
        };
        let mut full = self.egui.run_ui(input, |ui| {
            egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
                output = self.page.ui(ui, &mut self.typesetter, &page_input);
            });
        });
        self.textures.take(&mut full);
        (output, full)
    }

    /// Returns a point on the words, just behind their first letter's left side.
    fn point(&mut self, words: &str) -> Pos2 {
        let at = self.offset(words);
        let blocks = self.page.adopt(&self.text);
        let mut cache = std::mem::take(&mut self.page.cache);
        let mut layouts = Layouts { blocks: &blocks, cache: &mut cache, typesetter: &mut self.typesetter };
        let shown = self.page.scroll.shown(SIZE.y, 0.0, &mut layouts);
        let found = shown.iter().find(|shown| shown.block == blocks.at(at)).unwrap();
        let caret = found.layout.caret(at, parley::Affinity::Downstream);
        self.page.cache = cache;
        let columns = Columns::of(Rect::from_min_size(Pos2::ZERO, SIZE), 1.0);
        Pos2::new(columns.left + caret.left() + 1.0, found.top + caret.center().y)
    }

    /// Returns the first block and its marks.
    fn marks(&self) -> (Rc<layout_cache::BlockLayout>, Rc<Marks>) {
        let layout = self.page.cache.get(self.page.scroll.block).unwrap();
        let marks = layout.marks_at_hand();
        (layout, marks)
    }

    fn offset(&self, words: &str) -> ByteOffset {
        ByteOffset::from(self.text.as_str().find(words).unwrap())
    }

    fn span(&self, words: &str) -> Span {
        let start = self.offset(words);
        self.text.span(start, ByteOffset(start.0 + words.len() as u32)).unwrap()
    }

    fn click(&mut self, at: Pos2) -> PageOutput {
        self.time += 1.0;
        self.click_now(at)
    }

    fn click_now(&mut self, at: Pos2) -> PageOutput {
        self.frame_now(vec![Event::PointerMoved(at), button(at, true, Modifiers::NONE)]);
        self.time += 0.05;
        self.frame_now(vec![button(at, false, Modifiers::NONE)])
    }

    fn selected(&self) -> &str {
        self.page.selection(&self.text).map(|span| self.text.slice(span)).unwrap_or_default()
    }

    fn tag(&mut self, number: u32, tag: &str, words: &[&str]) -> ClaimRef {
        let passages =
            words.iter().map(|words| Passage::new(Selector::of(&self.text, self.span(words)))).collect();
        let id = ClaimId::parse(&format!("0190b2c8-0000-7000-8000-{number:012x}")).unwrap();
        let claim = Claim::new(id.clone(), TagId::parse(tag).unwrap(), passages, Timestamp(0));
        self.own.apply(Edit::Put(Arc::new(claim))).unwrap();
        ClaimRef { layer: 0, id }
    }
}

fn button(pos: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers }
}

fn wheel(down: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -down),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    }
}

const ARTICLE: &str = "Clear Wells alleges that Halden Water knew. It did not say so.\n\n\
                       The company denies this. “We knew nothing,” said Dr. Marlow of the U.S. office.\n\n\
                       Then there is the money.";

#[test]
fn a_drag_selects_from_press_to_release() {
    let mut stage = Stage::new(ARTICLE);
    let (from, to) = (stage.point("Halden"), stage.point("knew. It"));
    stage.frame(vec![Event::PointerMoved(from), button(from, true, Modifiers::NONE)]);
    stage.frame(vec![Event::PointerMoved(to)]);
    assert_eq!(stage.selected(), "Halden Water ");
    let output = stage.frame(vec![button(to, false, Modifiers::NONE)]);
    assert_eq!(stage.selected(), "Halden Water ");
    assert_eq!(output.clicked, None);
    assert!(output.palette_anchor.is_some());
}

#[test]
fn a_drag_reaches_over_paragraphs_both_ways() {
    let mut stage = Stage::new(ARTICLE);
    let (from, to) = (stage.point("denies"), stage.point("It did"));
    stage.frame(vec![Event::PointerMoved(from), button(from, true, Modifiers::NONE)]);
    stage.frame(vec![Event::PointerMoved(to)]);
    stage.frame(vec![button(to, false, Modifiers::NONE)]);
    assert_eq!(stage.selected(), "It did not say so.\n\nThe company ");
    assert_eq!(stage.page.caret(), stage.offset("It did"));
}

#[test]
fn clicks_in_a_row_select_word_and_sentence() {
    let mut stage = Stage::new(ARTICLE);
    let at = stage.point("nothing,");
    stage.click(at);
    assert_eq!(stage.selected(), "");
    stage.click_now(at);
    assert_eq!(stage.selected(), "nothing");
    stage.click_now(at);
    assert_eq!(stage.selected(), "“We knew nothing,” said Dr. Marlow of the U.S. office.");
    stage.click(at);
    assert_eq!(stage.selected(), "");
}

#[test]
fn quick_clicks_within_one_frame_count() {
    let mut stage = Stage::new(ARTICLE);
    let at = stage.point("nothing,");
    let click = [button(at, true, Modifiers::NONE), button(at, false, Modifiers::NONE)];
    let mut events = vec![Event::PointerMoved(at)];
    events.extend(click.iter().cloned().chain(click.clone()));
    stage.frame(events);
    assert_eq!(stage.selected(), "nothing");
}

#[test]
fn a_click_with_shift_extends() {
    let mut stage = Stage::new(ARTICLE);
    let (from, to) = (stage.point("Halden"), stage.point("denies"));
    stage.click(from);
    stage.frame(vec![Event::PointerMoved(to), button(to, true, Modifiers::SHIFT)]);
    stage.frame(vec![button(to, false, Modifiers::SHIFT)]);
    assert_eq!(stage.selected(), "Halden Water knew. It did not say so.\n\nThe company ");
}

#[test]
fn clicks_at_the_same_place_go_through_the_claims_there() {
    let mut stage = Stage::new(ARTICLE);
    let outer = stage.tag(1, "allegation", &["Clear Wells alleges that Halden Water knew"]);
    let inner = stage.tag(2, "allegation", &["Halden Water"]);
    let at = stage.point("Water knew");
    for expected in [&inner, &outer, &inner] {
        let clicked = stage.click(at).clicked.unwrap();
        assert_eq!(clicked.claim.as_ref(), Some(expected));
        stage.chosen = clicked.claim;
    }
    let elsewhere = stage.point("money");
    assert_eq!(stage.click(elsewhere).clicked.unwrap().claim, None);
    assert_eq!(stage.click(at).clicked.unwrap().claim, Some(inner));
}

#[test]
fn the_border_of_the_chosen_claim_can_be_dragged() {
    let mut stage = Stage::new(ARTICLE);
    let claim = stage.tag(1, "allegation", &["Halden Water"]);
    stage.chosen = Some(claim.clone());
    stage.frame(Vec::new());
    let (from, to) = (stage.point(" knew."), stage.point(". It"));
    stage.frame(vec![Event::PointerMoved(from), button(from, true, Modifiers::NONE)]);
    let dragged = stage.frame(vec![Event::PointerMoved(to)]).border.unwrap();
    assert_eq!((dragged.end, dragged.passage, dragged.is_done), (End::End, 0, false));
    let done = stage.frame(vec![button(to, false, Modifiers::NONE)]).border.unwrap();
    assert_eq!((done.claim, done.offset, done.is_done), (claim, stage.offset(". It"), true));
    assert_eq!(stage.selected(), "");
}

#[test]
fn keys_select_sentences_and_paragraphs() {
    let mut stage = Stage::new(ARTICLE);
    let text = stage.text.clone();
    stage.page.next_sentence(&text, false);
    assert_eq!(stage.selected(), "Clear Wells alleges that Halden Water knew.");
    stage.page.next_sentence(&text, false);
    assert_eq!(stage.selected(), "It did not say so.");
    stage.page.next_sentence(&text, false);
    assert_eq!(stage.selected(), "The company denies this.");
    stage.page.next_sentence(&text, true);
    assert_eq!(
        stage.selected(),
        "The company denies this. “We knew nothing,” said Dr. Marlow of the U.S. office."
    );
    stage.page.previous_sentence(&text, true);
    assert_eq!(stage.selected(), "The company denies this.");
    stage.page.previous_sentence(&text, true);
    assert_eq!(stage.selected(), "It did not say so.\n\nThe company denies this.");
    stage.page.next_sentence(&text, true);
    assert_eq!(stage.selected(), "The company denies this.");
    stage.page.previous_sentence(&text, false);
    assert_eq!(stage.selected(), "It did not say so.");
    stage.page.select_sentence_or_paragraph(&text);
    assert_eq!(stage.selected(), "Clear Wells alleges that Halden Water knew. It did not say so.");
}

#[test]
fn a_sentence_after_a_tagged_one_is_the_next() {
    let mut stage = Stage::new(ARTICLE);
    let text = stage.text.clone();
    stage.page.next_sentence(&text, false);
    stage.page.collapse_selection();
    stage.page.next_sentence(&text, false);
    assert_eq!(stage.selected(), "It did not say so.");
}

#[test]
fn a_heading_is_selected_without_its_marks() {
    let mut stage = Stage::new("# The wells\n\nThey knew.");
    stage.is_markdown = true;
    stage.frame(Vec::new());
    let text = stage.text.clone();
    stage.page.select_sentence_or_paragraph(&text);
    assert_eq!(stage.selected(), "The wells");
    stage.page.move_caret(&text, Motion::Start, false);
    assert_eq!(stage.page.caret(), ByteOffset(2));
}

#[test]
fn no_key_puts_the_caret_into_a_grapheme() {
    let text =
        "नमस्ते दुनिया e\u{301}té 👩‍👩‍👧 flags 🇵🇰🇺🇸.\n\nשלום world עולם.\n\n".repeat(4) + &"long words ".repeat(60);
    let mut stage = Stage::new(&text);
    let text = stage.text.clone();
    let motions = [
        (Motion::Start, 1),
        (Motion::Right, 40),
        (Motion::Down, 3),
        (Motion::WordLeft, 5),
        (Motion::LineEnd, 1),
        (Motion::Right, 60),
        (Motion::Up, 4),
        (Motion::WordRight, 30),
        (Motion::LineStart, 1),
        (Motion::PageDown, 2),
        (Motion::Left, 50),
        (Motion::PageUp, 1),
        (Motion::End, 1),
        (Motion::Left, 30),
    ];
    for (motion, count) in motions {
        for _ in 0..count {
            stage.page.move_caret(&text, motion, false);
            stage.frame(Vec::new());
            let caret = stage.page.caret();
            assert!(text.is_grapheme_boundary(caret), "{motion:?} to {caret}");
        }
    }
}

#[test]
fn right_reaches_the_end_and_left_the_start() {
    let mut stage = Stage::new(ARTICLE);
    let text = stage.text.clone();
    let mut places = vec![stage.page.caret()];
    while stage.page.caret() < text.end() {
        stage.page.move_caret(&text, Motion::Right, false);
        assert!(stage.page.caret() > *places.last().unwrap());
        places.push(stage.page.caret());
    }
    while let Some(place) = places.pop() {
        assert_eq!(stage.page.caret(), place);
        stage.page.move_caret(&text, Motion::Left, false);
    }
    assert_eq!(stage.page.caret(), ByteOffset(0));
}

#[test]
fn in_a_line_from_right_to_left_the_left_key_goes_on() {
    let mut stage = Stage::new("שלום עולם");
    let text = stage.text.clone();
    stage.page.move_caret(&text, Motion::Left, false);
    assert_eq!(stage.page.caret(), ByteOffset(2));
    stage.page.move_caret(&text, Motion::WordLeft, true);
    assert_eq!(stage.selected(), "לום");
}

#[test]
fn up_and_down_keep_their_column() {
    let mut stage = Stage::new(ARTICLE);
    let text = stage.text.clone();
    stage.page.collapse_to(stage.offset("Halden"));
    let before = stage.page.caret();
    stage.page.move_caret(&text, Motion::Down, false);
    stage.page.move_caret(&text, Motion::Down, false);
    stage.page.move_caret(&text, Motion::Up, false);
    stage.page.move_caret(&text, Motion::Up, false);
    assert_eq!(stage.page.caret(), before);
}

fn long_text(paragraphs: usize) -> String {
    (0..paragraphs)
        .map(|number| format!("Paragraph {number} says {}.\n\n", "something again ".repeat(9)))
        .collect()
}

#[test]
fn a_frame_costs_the_same_however_long_the_text() {
    let costs: Vec<usize> = [100, 10_000]
        .map(|paragraphs| {
            let mut stage = Stage::new(&long_text(paragraphs));
            for number in 1..50 {
                let words = format!("Paragraph {} says", paragraphs * number / 100);
                let span = stage.span(&words);
                stage.tag(u32::try_from(number).unwrap(), "forecast", &[&words]);
                stage.page.reveal(span);
                let before = stage.page.laid_out_count();
                let output = stage.frame(Vec::new());
                assert!(output.shown_blocks < 10);
                assert!(stage.page.laid_out_count() - before < 40);
            }
            stage.frame(Vec::new()).shown_blocks
        })
        .to_vec();
    assert_eq!(costs[0], costs[1]);
}

#[test]
fn scrolling_goes_forwards_to_the_end_and_stops() {
    let mut stage = Stage::new(&long_text(300));
    let mut before = stage.frame(vec![Event::PointerMoved(Pos2::new(300.0, 300.0))]).first_visible;
    let mut last = before;
    for _ in 0..400 {
        let first = stage.frame(vec![wheel(100.0)]).first_visible;
        assert!(first >= before, "{first} after {before}");
        (last, before) = (before, first);
    }
    assert_eq!(last, before, "the end was reached");
    let end = stage.page.blocks.as_ref().unwrap().last();
    assert!(end - stage.page.scroll.block < 10, "the end is in sight");
}

#[test]
fn what_is_revealed_is_in_sight() {
    let mut stage = Stage::new(&long_text(300));
    for words in ["Paragraph 250 says", "Paragraph 3 says", "Paragraph 299 says", "Paragraph 0 says"] {
        let span = stage.span(words);
        stage.page.reveal(span);
        stage.frame(Vec::new());
        let at = stage.point(words);
        assert!((0.0..SIZE.y - 20.0).contains(&at.y), "{words} at {at:?}");
    }
}

#[test]
fn a_place_can_be_gone_back_to() {
    let mut stage = Stage::new(&long_text(300));
    let text = stage.text.clone();
    let span = stage.span("Paragraph 150 says");
    stage.page.set_selection(&text, span);
    stage.page.reveal(span);
    let first = stage.frame(Vec::new()).first_visible;
    let place = stage.page.place(&text);
    stage.page.open(&text, false);
    stage.frame(Vec::new());
    stage.page.go_to(&text, place);
    assert_eq!(stage.frame(Vec::new()).first_visible, first);
    assert_eq!(stage.selected(), "Paragraph 150 says");
}

/// Returns what a screen reader is told of the page: of each paragraph its runs, and whether they run from right to left.
fn heard(stage: &mut Stage) -> Vec<Vec<(String, bool)>> {
    use egui::accesskit::{Role, TextDirection};
    stage.egui.enable_accesskit();
    let (_, full) = stage.painted(Vec::new());
    let update = full.platform_output.accesskit_update.unwrap();
    let node = |id| &update.nodes.iter().find(|(other, _)| *other == id).unwrap().1;
    let document = update.nodes.iter().find(|(_, node)| node.role() == Role::Document).unwrap();
    let paragraphs = document.1.children().iter().map(|id| node(*id));
    let runs = paragraphs.filter(|node| node.role() == Role::Paragraph).map(|paragraph| {
        let runs = paragraph.children().iter().map(|id| {
            let run = node(*id);
            let is_rtl = run.text_direction() == Some(TextDirection::RightToLeft);
            (run.value().unwrap_or_default().to_owned(), is_rtl)
        });
        runs.collect()
    });
    runs.collect()
}

#[test]
fn screen_readers_hear_the_visible_paragraphs() {
    let mut stage = Stage::new(ARTICLE);
    let heard = heard(&mut stage);
    assert_eq!(heard.len(), 3);
    let spoken: Vec<String> =
        heard.iter().map(|runs| runs.iter().map(|(words, _)| words.as_str()).collect()).collect();
    assert_eq!(spoken.join("\n\n"), ARTICLE);
}

#[test]
fn screen_readers_are_told_which_way_words_run() {
    let mut stage = Stage::new("He wrote שלום עולם twice.");
    let heard = heard(&mut stage);
    let runs: Vec<(&str, bool)> = heard[0].iter().map(|(words, is_rtl)| (words.as_str(), *is_rtl)).collect();
    assert_eq!(runs, [("He wrote ", false), ("שלום עולם", true), (" twice.", false)]);
}

#[test]
fn margins_give_way_before_the_text() {
    let of = |width: f32| Columns::of(Rect::from_min_size(Pos2::ZERO, Vec2::new(width, 700.0)), 1.0);
    assert_eq!((of(720.0).left, of(720.0).width), (56.0, 564.0));
    assert_eq!((of(650.0).left, of(650.0).width), (36.0, 564.0));
    assert_eq!((of(512.0).left, of(512.0).width), (36.0, 426.0));
    assert_eq!((of(920.0).left, of(920.0).width), (156.0, 564.0));
}

#[test]
fn keys_go_from_paragraph_to_paragraph() {
    let mut stage = Stage::new(ARTICLE);
    let text = stage.text.clone();
    let mut places = Vec::new();
    for motion in
        [Motion::NextParagraph, Motion::NextParagraph, Motion::NextParagraph, Motion::PreviousParagraph]
    {
        stage.page.move_caret(&text, motion, false);
        places.push(stage.page.caret());
    }
    let (second, third) = (stage.offset("The company"), stage.offset("Then there"));
    assert_eq!(places, [second, third, text.end(), third]);
}

#[test]
fn two_fingers_that_part_ask_for_larger_text() {
    let mut stage = Stage::new(ARTICLE);
    let output = stage.frame(vec![Event::PointerMoved(Pos2::new(300.0, 300.0)), Event::Zoom(1.25)]);
    assert_eq!(output.zoom, Some(1.25));
    assert_eq!(stage.frame(Vec::new()).zoom, None);
}

#[test]
fn lanes_are_pictured() {
    let mut stage = Stage::new(
        "They say the company knew of the wells and kept quiet for years, and so did the council of the town.\n\n\
         A is a, an I or it, so we go on to be at it as he was; no, he said, or was it she who said no to it.\n\n\
         Twenty of them lie over these few words that nobody reads to their end, since they are words and words.",
    );
    let nested = [
        ("allegation", "the company knew of the wells and kept quiet"),
        ("rebuttal", "knew of the wells"),
        ("forecast", "the wells"),
        ("allegation", "a, an I"),
        ("rebuttal", "an"),
        ("forecast", "I or"),
        ("allegation", "so"),
        ("rebuttal", "so we"),
        ("forecast", "we"),
        ("allegation", "it as"),
        ("rebuttal", "as he"),
        ("forecast", "no, he"),
        ("allegation", "he said"),
        ("rebuttal", "said, or"),
        ("forecast", "or was"),
    ];
    for (number, (tag, words)) in (1..).zip(nested) {
        stage.tag(number, tag, &[words]);
    }
    let words = "Twenty of them lie over these few words that nobody reads to their end";
    for number in 0..20 {
        let inner = words.get(..words.len() - 3 * number as usize).unwrap().trim();
        stage.tag(100 + number, ["allegation", "rebuttal", "forecast"][number as usize % 3], &[inner]);
    }
    stage.size.y = 420.0;
    stage.shoot("scripts", "lanes-2x", 2.0);
    let last = stage.page.cache.get(2).unwrap().marks_at_hand();
    assert!(last.letters.iter().any(|letters| letters.label == "+17"));
}
