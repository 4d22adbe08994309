//! Where annotators differ: the text from its first word to its last, in five steps of the accent.

use egui::{Align2, EventFilter, Id, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::agreement::Bin;
use crate::text::CharOffset;
use crate::workspace::CountedDocument;

use super::super::super::agreed::Agreed;
use super::super::super::command::Command;
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face};
use super::super::super::widgets::{self, Kit, tip};
use super::head_ui;

/// The height of the strip.
const HEIGHT: f32 = 20.0;

/// Between two paragraph signs below it.
const BETWEEN: f32 = 44.0;

/// Returns the step, from 0 to 5, of a share: every share above 0 is seen.
pub fn step(share: f64) -> u8 {
    match share {
        ..=0.0 => 0,
        ..=0.2 => 1,
        ..=0.4 => 2,
        ..=0.6 => 3,
        ..=0.8 => 4,
        _ => 5,
    }
}

/// Draws the strip of the open document, if it takes part.
pub fn strip_ui(ui: &mut Ui, ctx: &Ctx<'_>, agreed: &Agreed, at: &mut usize, width: f32) {
    let Some((number, bins)) = &agreed.strip else { return };
    let Some(document) = agreed.document(*number).filter(|_| !bins.is_empty()) else { return };
    *at = (*at).min(bins.len() - 1);
    ui.add_space(24.0);
    let aside = "From the first word to the last; click to go there";
    if agreed.documents.len() > 1 {
        let head = format!("Where they differ in {}", document.document.name);
        let style = Kit::body_style().bold();
        let response = widgets::words(ui, ctx.kit, &head, &style, ctx.kit.tokens().text, width, 1);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Heading, true, head.as_str()));
        widgets::label(ui, ctx.kit, aside);
    } else {
        head_ui(ui, ctx, "Where they differ", aside);
    }
    ui.add_space(8.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let id = Id::unique("agreement strip");
    let response = ui.interact(rect, id, Sense::click());
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        walk(ui, id, bins, at);
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 60 parts")]
    let cell = |number: usize| {
        let edge = |number: usize| rect.left() + (width * number as f32 / bins.len() as f32).round();
        Rect::from_min_max(pos2(edge(number), rect.top()), pos2(edge(number + 1) - 1.0, rect.bottom()))
    };
    let tokens = ctx.kit.tokens();
    for (number, bin) in bins.iter().enumerate() {
        let strength = f32::from(step(bin.share)) * 0.2;
        ui.painter().rect_filled(cell(number), 0, tokens.press.lerp_to_gamma(tokens.accent, strength));
    }
    if response.has_focus() {
        ctx.kit.ring(ui.painter(), cell(*at).expand2(vec2(2.0, 3.0)));
    }
    let under_pointer = response.hover_pos().and_then(|pointer| {
        (0..bins.len()).find(|number| cell(*number).x_range().expand(1.0).contains(pointer.x))
    });
    let spoken = bins.get(*at).map(|bin| said(document, bin)).unwrap_or_default();
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Slider, true, format!("Where they differ: {spoken}"))
    });
    if let Some(bin) = under_pointer.and_then(|number| bins.get(number)) {
        tip::text(response.clone(), ctx.kit, &said(document, bin), None);
    }
    signs_ui(ui, ctx, document, bins, &cell, width);
    if response.clicked()
        && let Some(bin) = bins.get(under_pointer.unwrap_or(*at))
    {
        let stretch = bin.worst.unwrap_or(bin.stretch);
        ctx.commands.send(Command::ShowPlace(document.path.clone(), stretch));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
}

/// Moves along the strip by arrows: by a part, or to the next on which they differ.
fn walk(ui: &Ui, id: Id, bins: &[Bin], at: &mut usize) {
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let differs = |number: &usize| bins.get(*number).is_some_and(|bin| bin.worst.is_some());
    let last = bins.len().saturating_sub(1);
    if pressed(Modifiers::COMMAND, Key::ArrowRight) {
        *at = (*at + 1..bins.len()).find(differs).unwrap_or(*at);
    } else if pressed(Modifiers::COMMAND, Key::ArrowLeft) {
        *at = (0..*at).rev().find(differs).unwrap_or(*at);
    } else if pressed(Modifiers::NONE, Key::ArrowRight) {
        *at = (*at + 1).min(last);
    } else if pressed(Modifiers::NONE, Key::ArrowLeft) {
        *at = at.saturating_sub(1);
    } else if pressed(Modifiers::NONE, Key::Home) {
        *at = 0;
    } else if pressed(Modifiers::NONE, Key::End) {
        *at = last;
    }
}

/// Returns the number, from 1, of the paragraph that a place stands in.
pub fn paragraph(document: &CountedDocument, start: u32) -> usize {
    let text = &document.document.text;
    text.byte_from_char(CharOffset(start)).map_or(0, |offset| text.paragraph_at(offset)) + 1
}

fn said(document: &CountedDocument, bin: &Bin) -> String {
    let paragraph = paragraph(document, bin.worst.unwrap_or(bin.stretch).start);
    match bin.worst {
        None => format!("¶ {paragraph}, they agree"),
        Some(_) => {
            format!("¶ {paragraph}, they differ on {:.0} % of the words", (bin.share * 100.0).max(1.0))
        }
    }
}

/// Draws the numbers of paragraphs below the strip, as many as have room.
fn signs_ui(
    ui: &mut Ui,
    ctx: &Ctx<'_>,
    document: &CountedDocument,
    bins: &[Bin],
    cell: &dyn Fn(usize) -> Rect,
    width: f32,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, theme::LABEL_LINE), Sense::hover());
    let mut last: Option<(usize, f32)> = None;
    for (number, bin) in bins.iter().enumerate() {
        let paragraph = paragraph(document, bin.stretch.start);
        let left = cell(number).left();
        let is_new = last.is_none_or(|(before, at)| before != paragraph && left - at >= BETWEEN);
        if is_new && left + BETWEEN * 0.6 <= rect.right() {
            let words = format!("¶ {paragraph}");
            let at = pos2(left, rect.top() + 1.0);
            ui.painter().text(at, Align2::LEFT_TOP, words, face::label(), ctx.kit.tokens().second);
            last = Some((paragraph, left));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_steps_show_every_difference() {
        let steps = [0.0, 0.01, 0.2, 0.21, 0.5, 0.7, 0.81, 1.0].map(step);
        assert_eq!(steps, [0, 1, 1, 2, 3, 4, 5, 5]);
    }
}
