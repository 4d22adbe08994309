//! What the pointer does on the page: placing the caret, selecting by letters, words and sentences, choosing claims,
//! dragging the borders of the chosen one.

use std::cmp::Reverse;

use egui::{CursorIcon, Event, PointerButton, Pos2, Rect, Response};
use parley::Affinity;

use crate::text::{ByteOffset, Span};

use super::blocks::Blocks;
use super::caret::Caret;
use super::marks::{MOST_PASSAGES, Post};
use super::ruler::RULER_EDGE;
use super::{BorderDrag, ClaimRef, Click, End, Frame, PageInput, PageOutput};

/// How far the pointer may move between two clicks that belong together, and before a press is a drag; in points.
const NEAR: f32 = 5.0;

/// How far beside a post it can still be taken.
const POST_REACH: f32 = 4.0;

/// Points a second that a selection scrolls for each point the pointer is beyond the edge.
const AUTO_SCROLL: f32 = 12.0;

/// What a drag selects by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Grapheme,
    Word,
    Sentence,
}

/// The button is down.
#[derive(Clone, Debug)]
struct Press {
    at: Pos2,
    unit: Unit,
    /// What the press selected: a drag never selects less.
    base: (ByteOffset, ByteOffset),
    has_moved: bool,
    /// Whether the press only extended a selection.
    is_extending: bool,
    border: Option<(ClaimRef, usize, End)>,
}

/// What the pointer is doing.
#[derive(Clone, Debug, Default)]
pub struct Pointer {
    press: Option<Press>,
    last_press: Option<(f64, Pos2, u32)>,
    last_click: Option<Pos2>,
    hovered: Option<ClaimRef>,
}

impl Pointer {
    /// Returns the claim that was under the pointer in the last frame.
    pub fn hovered(&self) -> Option<&ClaimRef> {
        self.hovered.as_ref()
    }

    /// Returns whether a selection or a border is being dragged.
    pub fn is_dragging(&self) -> bool {
        self.press.as_ref().is_some_and(|press| press.has_moved)
    }

    /// Returns how far to scroll because a drag is beyond the page's edge.
    pub fn auto_scroll(&self, ui: &egui::Ui, page: Rect) -> Option<f32> {
        self.press.as_ref().filter(|press| press.has_moved)?;
        let (at, seconds) = ui.input(|input| (input.pointer.latest_pos(), input.stable_dt.min(0.1)));
        let at = at?;
        let beyond = (at.y - page.bottom()).max(0.0) - (page.top() - at.y).max(0.0);
        if beyond == 0.0 {
            return None;
        }
        ui.ctx().request_repaint();
        Some(beyond.clamp(-120.0, 120.0) * AUTO_SCROLL * seconds)
    }

    /// Does what the pointer asks for in this frame.
    pub fn act(
        &mut self,
        ui: &egui::Ui,
        response: &Response,
        frame: &Frame<'_>,
        blocks: &Blocks,
        caret: &mut Caret,
        output: &mut PageOutput,
    ) {
        let hover = response.hover_pos();
        let hovered = hover.and_then(|at| claims_at(frame, at).into_iter().next());
        if hovered != self.hovered {
            ui.ctx().request_repaint();
        }
        self.hovered = hovered;
        output.hovered.clone_from(&self.hovered);
        self.show_cursor(ui, hover, frame);

        // Event by event: a quick click may begin and end within one frame.
        let (events, time) = ui.input(|input| (input.events.clone(), input.time));
        for event in events {
            let Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers } = event
            else {
                continue;
            };
            if !pressed {
                self.drag(pos, frame, blocks, caret, output);
                self.release(frame, caret, output);
            } else if is_on_text(ui, frame, pos) {
                response.request_focus();
                self.press(pos, time, modifiers.shift, frame, blocks, caret);
            }
        }
        let (is_down, at) =
            ui.input(|input| (input.pointer.button_down(PointerButton::Primary), input.pointer.latest_pos()));
        if !is_down {
            self.press = None;
        } else if let Some(at) = at {
            self.drag(at, frame, blocks, caret, output);
        }
        if response.secondary_clicked()
            && let Some(at) = response.interact_pointer_pos()
        {
            response.request_focus();
            output.secondary = Some(at);
            if let Some((offset, affinity)) = place_at(frame, blocks, at) {
                let (start, end) = caret.range();
                if caret.is_collapsed() || offset < start || offset > end {
                    caret.go(offset, affinity, false);
                }
            }
        }
    }

    fn show_cursor(&self, ui: &egui::Ui, hover: Option<Pos2>, frame: &Frame<'_>) {
        let Some(at) = hover else {
            return;
        };
        let is_on_border = self.press.as_ref().is_some_and(|press| press.border.is_some());
        let columns = frame.columns;
        if is_on_border || post_at(frame, at).is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        } else if frame.input.is_picking {
            ui.ctx().set_cursor_icon(match self.hovered {
                Some(_) => CursorIcon::PointingHand,
                None => CursorIcon::Crosshair,
            });
        } else if (columns.left - 8.0..=columns.right() + 8.0).contains(&at.x) {
            ui.ctx().set_cursor_icon(CursorIcon::Text);
        }
    }

    fn press(
        &mut self,
        at: Pos2,
        time: f64,
        shift: bool,
        frame: &Frame<'_>,
        blocks: &Blocks,
        caret: &mut Caret,
    ) {
        let count = match self.last_press {
            Some((before, there, count)) if time - before < 0.4 && there.distance(at) < NEAR => count % 3 + 1,
            _ => 1,
        };
        self.last_press = Some((time, at, count));
        let Some((offset, affinity)) = place_at(frame, blocks, at) else {
            return;
        };
        let border = post_at(frame, at).filter(|_| !shift);
        let unit = match count {
            1 => Unit::Grapheme,
            2 => Unit::Word,
            _ => Unit::Sentence,
        };
        let mut base = (offset, offset);
        if border.is_none() {
            if shift {
                caret.go(offset, affinity, true);
                base = (caret.anchor, caret.anchor);
            } else if let Some(span) = unit_at(unit, frame, blocks, at) {
                caret.select_span(blocks, span);
                base = caret.range();
            } else {
                caret.go(offset, affinity, false);
            }
        }
        self.press = Some(Press { at, unit, base, has_moved: false, is_extending: shift, border });
    }

    fn drag(
        &mut self,
        at: Pos2,
        frame: &Frame<'_>,
        blocks: &Blocks,
        caret: &mut Caret,
        output: &mut PageOutput,
    ) {
        let Some(press) = &mut self.press else {
            return;
        };
        press.has_moved |= press.at.distance(at) >= NEAR;
        if !press.has_moved {
            return;
        }
        let Some((offset, affinity)) = place_at(frame, blocks, at) else {
            return;
        };
        if let Some((claim, passage, end)) = press.border.clone() {
            output.border = Some(BorderDrag { claim, passage, end, offset, is_done: false });
            return;
        }
        let (from, to) = match unit_at(press.unit, frame, blocks, at) {
            Some(span) => (span.start(), span.end()),
            None => (offset, offset),
        };
        let (base_start, base_end) = press.base;
        if offset < base_start {
            caret.anchor = base_end;
            caret.go(blocks.clamp(from.min(base_start), true), affinity, true);
        } else {
            caret.anchor = base_start;
            let is_by_grapheme = press.unit == Unit::Grapheme;
            let affinity = if is_by_grapheme { affinity } else { Affinity::Upstream };
            caret.go(blocks.clamp(to.max(base_end), false), affinity, true);
        }
    }

    fn release(&mut self, frame: &Frame<'_>, caret: &Caret, output: &mut PageOutput) {
        let Some(press) = self.press.take() else {
            return;
        };
        if let Some(border) = &mut output.border {
            border.is_done = true;
            return;
        }
        if press.has_moved || press.unit != Unit::Grapheme || press.is_extending {
            self.last_click = None;
            return;
        }
        let claims = claims_at(frame, press.at);
        let is_again = self.last_click.is_some_and(|there| there.distance(press.at) < NEAR);
        let chosen = claims.iter().position(|claim| Some(claim) == frame.input.chosen).filter(|_| is_again);
        let next = match chosen {
            Some(chosen) => claims.get((chosen + 1) % claims.len().max(1)),
            None => claims.first(),
        };
        self.last_click = Some(press.at);
        output.clicked = Some(Click { offset: caret.focus, claim: next.cloned() });
    }
}

/// Returns whether a press at `at` is meant for the text: not for the ruler, and not for something that lies over it.
fn is_on_text(ui: &egui::Ui, frame: &Frame<'_>, at: Pos2) -> bool {
    let page = frame.columns.page.intersect(ui.clip_rect());
    let text = page.with_max_x(page.right() - RULER_EDGE);
    ui.is_enabled()
        && text.contains(at)
        && ui.ctx().layer_id_at(at).is_none_or(|layer| layer == ui.layer_id())
}

/// Returns the place for a caret that is nearest to `at`.
fn place_at(frame: &Frame<'_>, blocks: &Blocks, at: Pos2) -> Option<(ByteOffset, Affinity)> {
    let shown = frame.nearest(at.y)?;
    let local = at - frame.origin(shown).to_vec2();
    let layout = &shown.layout;
    let line = layout.lines.get(layout.line_at_y(local.y))?;
    let inside = Pos2::new(local.x, local.y.clamp(line.top + 0.5, (line.bottom - 0.5).max(line.top + 0.5)));
    let (offset, affinity) = layout.byte_at(inside);
    if offset.0 > line.ink_end && offset.0 <= line.bytes.end {
        // White space at a line's end is not to be seen, and a caret behind it would stand on the next line.
        return Some((ByteOffset(line.ink_end), Affinity::Upstream));
    }
    Some((blocks.text().floor_grapheme(offset), affinity))
}

/// Returns what a double or triple click at `at` selects.
fn unit_at(unit: Unit, frame: &Frame<'_>, blocks: &Blocks, at: Pos2) -> Option<Span> {
    let (near, _) = place_at(frame, blocks, at)?;
    let under = grapheme_under(frame, at).unwrap_or(near);
    match unit {
        Unit::Grapheme => None,
        Unit::Word => blocks.text().word_under(under),
        Unit::Sentence => blocks.text().sentence_at(under),
    }
}

fn grapheme_under(frame: &Frame<'_>, at: Pos2) -> Option<ByteOffset> {
    let shown = frame.nearest(at.y)?;
    shown.layout.grapheme_under(at - frame.origin(shown).to_vec2())
}

/// Returns the claims at a point: that of a letter first, then from the innermost.
fn claims_at(frame: &Frame<'_>, at: Pos2) -> Vec<ClaimRef> {
    let mut claims = Vec::new();
    claims.extend(letters_at(frame, at));
    if let Some(offset) = grapheme_under(frame, at) {
        claims.extend(claims_over(frame.input, offset));
    }
    let mut unique: Vec<ClaimRef> = Vec::with_capacity(claims.len());
    for claim in claims {
        if !unique.contains(&claim) {
            unique.push(claim);
        }
    }
    unique
}

/// Returns the claims of the shown layers over the character at `offset`, the innermost first.
fn claims_over(input: &PageInput<'_>, offset: ByteOffset) -> Vec<ClaimRef> {
    let mut found: Vec<(u32, Reverse<u32>, ClaimRef)> = Vec::new();
    for (layer, view) in input.layers.iter().enumerate().filter(|(_, view)| view.is_visible) {
        let next = ByteOffset(offset.0.saturating_add(1));
        for hit in view.store.touching_up_to(offset, next, MOST_PASSAGES) {
            let claim = ClaimRef { layer, id: hit.placed.claim.id.clone() };
            found.push((hit.span.byte_len(), Reverse(hit.span.start().0), claim));
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, claim)| claim).collect()
}

fn letters_at(frame: &Frame<'_>, at: Pos2) -> Option<ClaimRef> {
    frame.shown.iter().zip(&frame.marks).find_map(|(shown, marks)| {
        let local = at - frame.origin(shown).to_vec2();
        let letters = marks.letters.iter().find(|letters| letters.rect().expand(1.0).contains(local))?;
        marks.passages.get(letters.passage?).map(|passage| passage.claim.clone())
    })
}

/// Returns the end of the chosen claim's passage whose post is under the pointer; only the own claims have borders
/// that can be moved.
fn post_at(frame: &Frame<'_>, at: Pos2) -> Option<(ClaimRef, usize, End)> {
    frame.shown.iter().zip(&frame.marks).find_map(|(shown, marks)| {
        let local = at - frame.origin(shown).to_vec2();
        let is_near = |post: &&Post| post.rect.expand2(egui::vec2(POST_REACH, 0.0)).contains(local);
        let distance = |post: &Post| (post.rect.center().x - local.x).abs();
        let posts = marks.posts.iter().filter(is_near);
        let post = posts.min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let passage = marks.passages.get(post.passage)?;
        let is_own = frame.input.layers.get(passage.claim.layer).is_some_and(|layer| layer.is_own);
        is_own.then(|| (passage.claim.clone(), passage.passage, post.end))
    })
}
