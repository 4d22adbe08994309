//! The visible paragraphs for screen readers: a document, its paragraphs, and runs of text with their words.

use egui::accesskit::{self, Role, TextDirection, TextPosition, TextSelection};
use egui::{Rect, Response, UiBuilder};
use unicode_segmentation::UnicodeSegmentation;

use crate::text::ByteOffset;

use super::Frame;
use super::blocks::{Blocks, Kind};
use super::caret::Caret;
use super::layout_cache::{BlockLayout, ClusterPlace};
use super::scroll::Shown;

/// The most characters of a run: word starts are counted in one byte.
const MAX_CHARS: usize = 255;

/// A run: a line, or a piece of a long one.
struct Run {
    id: egui::Id,
    bytes: std::ops::Range<u32>,
    lengths: Vec<u8>,
}

/// Describes what is shown, as far as anybody listens.
pub(super) fn describe(
    ui: &mut egui::Ui,
    response: &Response,
    frame: &Frame<'_>,
    blocks: &Blocks,
    caret: &Caret,
) {
    let page = response.id;
    let is_heard = ui.ctx().accesskit_node_builder(page, |node| {
        node.set_role(Role::Document);
        node.set_label("Text of the document");
        node.set_bounds(bounds(frame.columns.page));
    });
    if is_heard.is_none() {
        return;
    }
    let mut runs = Vec::new();
    for shown in &frame.shown {
        describe_block(ui, page, frame, blocks, shown, &mut runs);
    }
    let anchor = position(&runs, blocks, caret.anchor);
    let focus = position(&runs, blocks, caret.focus);
    if let (Some(anchor), Some(focus)) = (anchor, focus) {
        ui.ctx()
            .accesskit_node_builder(page, |node| node.set_text_selection(TextSelection { anchor, focus }));
    }
}

fn describe_block(
    ui: &mut egui::Ui,
    page: egui::Id,
    frame: &Frame<'_>,
    blocks: &Blocks,
    shown: &Shown,
    runs: &mut Vec<Run>,
) {
    let layout = &shown.layout;
    let origin = frame.origin(shown);
    let rect = Rect::from_min_size(origin, egui::vec2(frame.columns.width - layout.indent, layout.height));
    let id = page.with(shown.block);
    let mut child = ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect).accessibility_parent(page));
    child.ctx().accesskit_node_builder(id, |node| {
        node.set_role(match layout.kind {
            Kind::Title | Kind::Heading | Kind::SubHeading => Role::Heading,
            Kind::Item => Role::ListItem,
            Kind::Quote => Role::Blockquote,
            Kind::Code => Role::Code,
            _ => Role::Paragraph,
        });
        node.set_bounds(bounds(rect));
        if layout.kind.is_heading() {
            node.set_level(match layout.kind {
                Kind::Title => 1,
                Kind::Heading => 2,
                _ => 3,
            });
        }
        if let Some(number) = blocks.number(shown.block) {
            node.set_position_in_set(number);
        }
    });
    for number in 0..layout.lines.len() {
        describe_line(&mut child, id.with(number), origin, layout, number, blocks, runs);
    }
}

fn describe_line(
    ui: &mut egui::Ui,
    id: egui::Id,
    origin: egui::Pos2,
    layout: &BlockLayout,
    line: usize,
    blocks: &Blocks,
    runs: &mut Vec<Run>,
) {
    let places = layout.cluster_places(line);
    let Some(line) = layout.lines.get(line) else {
        return;
    };
    let Ok(span) = blocks.text().span(ByteOffset(line.bytes.start), ByteOffset(line.bytes.end)) else {
        return;
    };
    let words = blocks.text().slice(span);
    let graphemes: Vec<&str> = words.graphemes(true).collect();
    let mut start = line.bytes.start;
    for (piece, (graphemes, is_rtl)) in one_way(&graphemes, start, &places).into_iter().enumerate() {
        let id = id.with(piece);
        let value: String = graphemes.concat();
        let bytes = start..start + ByteOffset::from(value.len()).0;
        start = bytes.end;
        let lengths: Vec<u8> =
            graphemes.iter().map(|grapheme| u8::try_from(grapheme.len()).unwrap_or(u8::MAX)).collect();
        let (positions, widths) = places_of(&places, &bytes, &lengths);
        let left = positions.iter().copied().fold(f32::INFINITY, f32::min);
        let right = positions.iter().zip(&widths).map(|(left, width)| left + width).fold(left, f32::max);
        let rect = Rect::from_min_max(egui::pos2(left, line.top), egui::pos2(right, line.bottom));
        let rect = rect.translate(origin.to_vec2());
        let positions: Vec<f32> = positions.into_iter().map(|position| position - left).collect();
        let child = ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect));
        child.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(match is_rtl.unwrap_or(layout.is_rtl()) {
                true => TextDirection::RightToLeft,
                false => TextDirection::LeftToRight,
            });
            node.set_bounds(bounds(rect));
            node.set_word_starts(word_starts(&value, graphemes));
            node.set_value(value);
            node.set_character_lengths(lengths.clone());
            node.set_character_positions(positions);
            node.set_character_widths(widths);
        });
        runs.push(Run { id, bytes, lengths });
    }
}

/// Returns the characters of a line in pieces that run one way, and whether that is from right to left; `None` where
/// nothing is drawn that could tell.
fn one_way<'a>(
    graphemes: &'a [&'a str],
    start: u32,
    places: &[ClusterPlace],
) -> Vec<(&'a [&'a str], Option<bool>)> {
    let mut at = start;
    let ways: Vec<Option<bool>> = graphemes
        .iter()
        .map(|grapheme| {
            let place = places.partition_point(|place| place.byte <= at).checked_sub(1);
            at += ByteOffset::from(grapheme.len()).0;
            place.and_then(|place| places.get(place)).map(|place| place.is_rtl)
        })
        .collect();
    let mut pieces = Vec::new();
    let mut from = 0;
    for end in 1..=graphemes.len() {
        let goes_on = end < graphemes.len() && ways.get(end) == ways.get(from) && end - from < MAX_CHARS;
        if !goes_on {
            pieces.extend(graphemes.get(from..end).map(|piece| (piece, ways.get(from).copied().flatten())));
            from = end;
        }
    }
    pieces
}

/// Returns where each character begins and how wide it is.
fn places_of(places: &[ClusterPlace], bytes: &std::ops::Range<u32>, lengths: &[u8]) -> (Vec<f32>, Vec<f32>) {
    let mut at = bytes.start;
    lengths
        .iter()
        .map(|length| {
            let first = places.partition_point(|place| place.byte < at);
            at += u32::from(*length);
            let last = places.partition_point(|place| place.byte < at);
            let here = places.get(first..last).unwrap_or_default();
            let left = here.iter().map(|place| place.left).reduce(f32::min);
            let before = first.checked_sub(1).and_then(|before| places.get(before));
            let left = left.or(before.map(|before| before.left + before.width)).unwrap_or(0.0);
            (left, here.iter().map(|place| place.width).sum::<f32>())
        })
        .unzip()
}

/// Returns which characters begin a word.
fn word_starts(value: &str, graphemes: &[&str]) -> Vec<u8> {
    let mut starts = Vec::new();
    let mut words = value.unicode_word_indices().map(|(at, _)| at).peekable();
    let mut at = 0;
    for (number, grapheme) in graphemes.iter().enumerate() {
        if words.next_if(|word| *word < at + grapheme.len()).is_some() {
            starts.extend(u8::try_from(number));
        }
        at += grapheme.len();
    }
    starts
}

/// Returns the place of `offset` among the runs; `None` when it is out of sight.
fn position(runs: &[Run], blocks: &Blocks, offset: ByteOffset) -> Option<TextPosition> {
    let offset = blocks.clamp(offset, true);
    let run = runs.iter().find(|run| run.bytes.start <= offset.0 && offset.0 <= run.bytes.end)?;
    let mut at = run.bytes.start;
    let index = run.lengths.iter().take_while(|length| {
        let is_before = at < offset.0;
        at += u32::from(**length);
        is_before
    });
    Some(TextPosition { node: run.id.accesskit_id(), character_index: index.count() })
}

fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.left().into(),
        y0: rect.top().into(),
        x1: rect.right().into(),
        y1: rect.bottom().into(),
    }
}
