//! The bar at the bottom: whether the claims are saved, how the text was read, how long it is, where the reader is.

use egui::{Align, Layout, Response, Sense, Ui, vec2};

use crate::workspace::{SaveState, Work};

use super::super::action::{action_for, first_key_text};
use super::super::command::{Command, Size};
use super::super::ctx::Ctx;
use super::super::reading::Page;
use super::super::theme::{self, face, icons};
use super::super::widgets::{Lead, Row, popup};
use super::say;

/// Below this width, in points, the bar keeps only what is needed at every moment.
const SHORT: f32 = 900.0;

/// Encodings that texts come in, by their labels, with what they are for.
const ENCODINGS: &[(&str, &str)] = &[
    ("UTF-8", "all scripts"),
    ("UTF-16LE", "all scripts"),
    ("windows-1252", "Western European"),
    ("ISO-8859-15", "Western European"),
    ("windows-1250", "Central European"),
    ("ISO-8859-2", "Central European"),
    ("windows-1251", "Cyrillic"),
    ("KOI8-R", "Cyrillic"),
    ("windows-1253", "Greek"),
    ("windows-1254", "Turkish"),
    ("windows-1255", "Hebrew"),
    ("windows-1256", "Arabic"),
    ("windows-1257", "Baltic"),
    ("windows-1258", "Vietnamese"),
    ("windows-874", "Thai"),
    ("gb18030", "Chinese, simplified"),
    ("Big5", "Chinese, traditional"),
    ("Shift_JIS", "Japanese"),
    ("EUC-JP", "Japanese"),
    ("EUC-KR", "Korean"),
];

/// How loud a state of saving is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Quiet,
    Danger,
}

/// Returns an icon and the words for how saving stands.
fn saving(state: &SaveState, claim_count: usize, is_gold: bool) -> (Option<char>, String, Tone) {
    let saved = if is_gold { "Gold saved" } else { "Saved" };
    match state {
        SaveState::NothingYet if claim_count == 0 && is_gold => {
            (None, "Nothing decided, so no file yet".to_owned(), Tone::Quiet)
        }
        SaveState::NothingYet if claim_count == 0 => {
            (None, "No claims, so no file yet".to_owned(), Tone::Quiet)
        }
        SaveState::NothingYet => (Some(icons::CHECK), saved.to_owned(), Tone::Quiet),
        SaveState::Saving => (None, "Saving…".to_owned(), Tone::Quiet),
        SaveState::Saved { at } => (Some(icons::CHECK), format!("{saved} {}", say::clock(*at)), Tone::Quiet),
        SaveState::Failed { since, .. } => {
            let words = format!("Not saved since {}, trying again by itself", say::clock(*since));
            (Some(icons::WARNING), words, Tone::Danger)
        }
    }
}

/// Draws the bar.
pub fn status_bar_ui(ui: &mut Ui, ctx: &Ctx<'_>, page: &Page) {
    let tokens = ctx.kit.tokens();
    let frame = egui::Frame::NONE.fill(tokens.panel).inner_margin(egui::Margin::symmetric(4, 0));
    let bar = egui::Panel::bottom("status bar").exact_size(theme::STATUS_BAR).frame(frame);
    bar.show_separator_line(false).show(ui, |ui| {
        let whole = ui.max_rect().expand2(vec2(4.0, 0.0));
        ui.painter().hline(whole.x_range(), whole.top() + 0.5, (1.0, tokens.hair));
        let is_short = whole.width() < SHORT;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            right_ui(ui, ctx, page, is_short);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| left_ui(ui, ctx, is_short));
        });
    });
}

fn left_ui(ui: &mut Ui, ctx: &Ctx<'_>, is_short: bool) {
    let tokens = ctx.kit.tokens();
    let Some(open) = ctx.open else {
        words_ui(ui, None, "Nothing open", tokens.second);
        return;
    };
    let claim_count = open.own_store().claim_count();
    let is_gold = *open.work() == Work::Gold;
    let (icon, words, tone) = match open.is_loading() {
        true => (None, "Reading the claims…".to_owned(), Tone::Quiet),
        // There is a file; the bar says what is the matter with it.
        false if open.blocked_own().is_some() => (None, "Your file is not touched".to_owned(), Tone::Quiet),
        false => saving(&ctx.save_state, claim_count, is_gold),
    };
    let color = match tone {
        Tone::Quiet => tokens.second,
        Tone::Danger => tokens.danger,
    };
    let response = words_ui(ui, icon, &words, color);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    if !is_short {
        encoding_ui(ui, ctx, open);
        // A long text is still being counted for a while.
        if let Some(words) = open.text().known_word_count() {
            words_ui(ui, None, &say::count(words, "word", "words"), tokens.second);
        }
    }
    let claims = match claim_count {
        0 if open.is_loading() => return,
        0 if is_gold => "None in gold".to_owned(),
        number if is_gold => format!("{} in gold", say::grouped(number)),
        0 => "No claims".to_owned(),
        number => say::count(number, "claim", "claims"),
    };
    words_ui(ui, None, &claims, tokens.second);
}

fn encoding_ui(ui: &mut Ui, ctx: &Ctx<'_>, open: &crate::workspace::Open) {
    let encoding = open.decoding().encoding.name();
    let response = button_ui(ui, ctx, encoding, "", &format!("Encoding {encoding}, read it in another"));
    let response = response.on_hover_text("Read the text in another encoding");
    popup::menu(&response, ctx.kit, 320.0, |ui| {
        egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            let as_found = Row::new("As found").lead(Lead::Space).role(egui::Role::MenuItem);
            if as_found.show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::SetEncoding(None));
            }
            popup::separator(ui, ctx.kit);
            for (label, script) in ENCODINGS {
                let is_on = label.eq_ignore_ascii_case(encoding);
                let lead = if is_on { Lead::Icon(icons::CHECK) } else { Lead::Space };
                let row = Row::new(label).lead(lead).trailing(script).role(egui::Role::MenuItem);
                if row.show(ui, ctx.kit).clicked() {
                    ctx.commands.send(Command::SetEncoding(Some(label)));
                }
            }
        });
    });
}

/// Draws what stands at the right, from the right.
fn right_ui(ui: &mut Ui, ctx: &Ctx<'_>, page: &Page, is_short: bool) {
    let tokens = ctx.kit.tokens();
    if ctx.view.shows_briefing() || ctx.view.shows_agreement() {
        words_ui(ui, None, "Escape: back to the text", tokens.second);
        return;
    }
    let Some(open) = ctx.open else {
        let version = concat!("Obelus ", env!("CARGO_PKG_VERSION"));
        words_ui(ui, None, version, tokens.second);
        return;
    };
    let keys = action_for(|command| matches!(command, Command::DoneNext));
    let keys = keys.map(first_key_text).filter(|_| !is_short).unwrap_or_default();
    let words = if open.is_finished() { "Next" } else { "Done, next" };
    let name = if open.is_finished() { "Next document" } else { "Done, next document" };
    if !ctx.view.compares() && (open.own_store().claim_count() > 0 || open.is_finished()) {
        let response = button_ui(ui, ctx, words, &keys, name);
        if response.on_hover_text("Mark this document as done and go to the next").clicked() {
            ctx.commands.send(Command::DoneNext);
        }
    }
    if !is_short {
        let percent = format!("{} %", (ctx.settings.text_size / theme::PAGE * 100.0).round());
        let response = button_ui(ui, ctx, &percent, "", &format!("Text size {percent}, as it was"));
        if response.on_hover_text("Text size: Ctrl and + or −; click for 100 %").clicked() {
            ctx.commands.send(Command::TextSize(Size::Reset));
        }
    }
    let text = open.text();
    let count = text.paragraph_count();
    if count > 0 {
        let at = text.paragraph_at(page.caret()) + 1;
        let words = format!("¶ {} of {}", say::grouped(at), say::grouped(count));
        words_ui(ui, None, &words, tokens.second);
    }
}

/// Draws words that cannot be clicked.
fn words_ui(ui: &mut Ui, icon: Option<char>, words: &str, color: egui::Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(words.to_owned(), face::label(), color);
    let indent = if icon.is_some() { 22.0 } else { 0.0 };
    let size = vec2(galley.size().x + indent + 16.0, ui.available_height());
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let left = rect.left_center() + vec2(8.0, 0.0);
    if let Some(icon) = icon {
        let at = left + vec2(7.0, 0.0);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, face::icons(theme::ICON), color);
    }
    ui.painter().galley(left + vec2(indent, -galley.size().y / 2.0), galley, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    response
}

/// Draws words that can be clicked, with a key behind them.
fn button_ui(ui: &mut Ui, ctx: &Ctx<'_>, words: &str, keys: &str, name: &str) -> Response {
    let tokens = ctx.kit.tokens();
    let color = if keys.is_empty() { tokens.second } else { tokens.text };
    let words = ui.painter().layout_no_wrap(words.to_owned(), face::label(), color);
    let keys = ui.painter().layout_no_wrap(keys.to_owned(), face::label(), tokens.second);
    let between = if keys.size().x > 0.0 { 8.0 } else { 0.0 };
    let size = vec2(words.size().x + between + keys.size().x + 16.0, 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if response.hovered() || response.has_focus() {
        let fill = if response.is_pointer_button_down_on() { tokens.press } else { tokens.hover };
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
    }
    if response.has_focus() {
        ctx.kit.ring(ui.painter(), rect);
    }
    let left = rect.left_center() + vec2(8.0, -words.size().y / 2.0);
    let behind = left + vec2(words.size().x + between, 0.0);
    ui.painter().galley(left, words, color);
    ui.painter().galley(behind, keys, tokens.second);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    #[test]
    fn saving_is_said_in_words() {
        let words = |state: SaveState, claims| saving(&state, claims, false).1;
        assert_eq!(words(SaveState::NothingYet, 0), "No claims, so no file yet");
        assert_eq!(words(SaveState::NothingYet, 3), "Saved");
        assert_eq!(words(SaveState::Saving, 3), "Saving…");
        let failure = crate::workspace::Failure::default();
        let failed = SaveState::Failed { failure, since: Timestamp::default() };
        assert!(words(failed, 3).starts_with("Not saved since "));
    }

    #[test]
    fn every_offered_encoding_is_known() {
        for (label, _) in ENCODINGS {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
            assert_eq!(encoding.map(encoding_rs::Encoding::name), Some(*label));
        }
    }
}
