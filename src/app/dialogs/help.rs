//! The sheet of keys and tags: its keys come from the table of actions, its definitions from the tag set.

use egui::{Sense, Ui, pos2, vec2};

use crate::model::Underline;

use super::super::action::{ACTIONS, shortcut_text};
use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, face, icons};
use super::super::widgets::IconButton;
use super::sheet;

/// A line of the sheet: its words, and the actions whose keys stand behind them.
type Line = (&'static str, &'static [&'static str]);

/// The tables, by two beside each other.
const TABLES: &[(&str, &[Line])] = &[
    (
        "Read",
        &[
            ("Next, previous sentence", &["Next sentence", "Previous sentence"]),
            ("Next, previous claim", &["Next claim", "Previous claim"]),
            ("Find, find next", &["Find in the text", "Find next"]),
            ("Go to document", &["Go to document…"]),
            ("Next, previous document", &["Next document", "Previous document"]),
            ("Done, next document", &["Done, next document"]),
            ("New from clipboard", &["New from clipboard…"]),
        ],
    ),
    (
        "Select",
        &[
            ("The word", &["Select the word"]),
            ("The sentence, then the paragraph", &["Select the sentence, then the paragraph"]),
            ("Extend by sentences", &["Extend to the next sentence", "Extend to the previous sentence"]),
            (
                "Move the start of the claim",
                &["Move the start to the left by a word", "Move the start to the right by a word"],
            ),
            (
                "Move the end of the claim",
                &["Move the end to the left by a word", "Move the end to the right by a word"],
            ),
            (
                "The same by a letter",
                &["Move the start to the left by a letter", "Move the start to the right by a letter"],
            ),
            ("Copy as quotation, copy claims", &["Copy as quotation", "Copy claims"]),
        ],
    ),
    (
        "Mark",
        &[
            ("Allegation, rebuttal, forecast", &["Tag as allegation", "Tag as rebuttal", "Tag as forecast"]),
            (
                "A second claim here",
                &[
                    "Second claim here: allegation",
                    "Second claim here: rebuttal",
                    "Second claim here: forecast",
                ],
            ),
            ("Add the selection to the claim", &["Add the selection to the claim"]),
            ("Open the card", &["Open the card"]),
            ("Rebuts…, go along the link", &["Rebuts…", "Go along the link, and back"]),
            ("Remove", &["Remove"]),
            ("Review what changed", &["Review what changed"]),
            ("Compare layers, decide between them", &["Compare layers…", "Adjudicate…"]),
            ("Next, previous difference", &["Next claim", "Previous claim"]),
            ("Take all claims that agree", &["Take all claims that agree"]),
        ],
    ),
    (
        "Window",
        &[
            ("All commands", &["All commands…"]),
            ("Undo, redo", &["Undo", "Redo"]),
            ("One step back", &["One step back"]),
            ("Library, claims, briefing", &["Library", "Claims", "Briefing"]),
            ("Export, report", &["Export…", "Report…"]),
            ("Text larger, smaller", &["Larger text", "Smaller text"]),
            ("This sheet", &["Keys and tags"]),
        ],
    ),
];

/// Draws the sheet. Returns whether it was left.
pub fn ui(egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
    sheet::sheet(egui, ctx, "Keys and tags", 800.0, |ui| {
        egui::Frame::NONE.inner_margin(egui::Margin { left: 24, right: 24, top: 16, bottom: 0 }).show(
            ui,
            |ui| {
                head_ui(ui, ctx);
            },
        );
        let height = sheet::greatest_height(egui) - 60.0;
        egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
            egui::Frame::NONE.inner_margin(egui::Margin { left: 24, right: 24, top: 0, bottom: 16 }).show(
                ui,
                |ui| {
                    tables_ui(ui, ctx);
                    ui.add_space(16.0);
                    let line = ui.available_rect_before_wrap();
                    ui.painter().hline(
                        line.x_range().expand(24.0),
                        line.top(),
                        (theme::HAIRLINE, ctx.kit.tokens().hair),
                    );
                    ui.add_space(16.0);
                    tags_ui(ui, ctx);
                },
            );
        });
    })
}

fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    ui.horizontal(|ui| {
        sheet::heading(ui, ctx, "Keys and tags");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if IconButton::new(icons::X, "Close").show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::StepBack);
            }
            ui.label(egui::RichText::new("Escape closes").small().color(ctx.kit.tokens().second));
        });
    });
}

fn tables_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let width = ui.available_width();
    let beside = if width >= 600.0 { 2 } else { 1 };
    let gap = 40.0;
    let column = if beside == 2 { (width - gap) / 2.0 } else { width };
    for pair in TABLES.chunks(beside) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for (head, lines) in pair {
                ui.vertical(|ui| {
                    ui.set_width(column);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    table_ui(ui, ctx, head, lines);
                });
            }
        });
        ui.add_space(8.0);
    }
}

fn table_ui(ui: &mut Ui, ctx: &Ctx<'_>, head: &str, lines: &[Line]) {
    let tokens = ctx.kit.tokens();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), Sense::hover());
    ui.painter().text(
        pos2(rect.left(), rect.center().y),
        egui::Align2::LEFT_CENTER,
        head,
        face::strong(theme::BODY),
        tokens.text,
    );
    for (words, actions) in lines {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, (theme::HAIRLINE, tokens.hair));
        let keys = keys_of(actions);
        let painter = ui.painter();
        painter.text(rect.left_center(), egui::Align2::LEFT_CENTER, words, face::body(), tokens.text);
        painter.text(rect.right_center(), egui::Align2::RIGHT_CENTER, &keys, face::label(), tokens.second);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{words}: {keys}")));
    }
}

/// Returns the keys of some actions beside each other: "J  K", "1 2 3 or A R F", "Shift+1 2 3".
fn keys_of(names: &[&str]) -> String {
    let actions: Vec<_> =
        names.iter().filter_map(|name| ACTIONS.iter().find(|action| action.name == *name)).collect();
    let nth = |place: usize| -> Vec<String> {
        actions.iter().filter_map(|action| action.keys.get(place)?.as_ref().map(shortcut_text)).collect()
    };
    let (first, second) = (nth(0), nth(1));
    let several = actions.len() > 2;
    let has_all = second.len() == actions.len() && second.iter().all(|key| key.chars().count() <= 2);
    if has_all && (several || actions.len() == 1) {
        return format!("{} or {}", beside(&first), beside(&second));
    }
    beside(&first)
}

/// Joins keys; what three or more have in common is said once.
fn beside(keys: &[String]) -> String {
    if keys.len() < 3 {
        return keys.join("  ");
    }
    let held = keys.first().and_then(|key| key.rsplit_once('+')).map(|(held, _)| format!("{held}+"));
    if let Some(held) = held.filter(|held| keys.iter().all(|key| key.starts_with(held))) {
        let bare: Vec<&str> = keys.iter().filter_map(|key| key.strip_prefix(held.as_str())).collect();
        return format!("{held}{}", bare.join(" "));
    }
    keys.join(" ")
}

fn tags_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tags = ctx.tags.tags();
    let width = ui.available_width();
    let is_wide = width >= 600.0;
    let gap = 24.0;
    #[expect(clippy::cast_precision_loss, reason = "a handful of tags")]
    let count = tags.len().max(1) as f32;
    let column = if is_wide { (width - gap * (count - 1.0)) / count } else { width };
    let layout = if is_wide {
        egui::Layout::left_to_right(egui::Align::Min)
    } else {
        egui::Layout::top_down(egui::Align::Min)
    };
    ui.with_layout(layout, |ui| {
        ui.spacing_mut().item_spacing = vec2(gap, 12.0);
        for tag in tags {
            ui.vertical(|ui| {
                ui.set_width(column);
                ui.spacing_mut().item_spacing.y = 4.0;
                tag_ui(ui, ctx, tag);
            });
        }
    });
}

fn tag_ui(ui: &mut Ui, ctx: &Ctx<'_>, tag: &crate::model::Tag) {
    let tokens = ctx.kit.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, tag.name));
    let mark = tokens.tag(tag.color).mark;
    let painter = ui.painter();
    let left = rect.left_center();
    painter.text(left, egui::Align2::LEFT_CENTER, tag.letter, face::strong(theme::LABEL), mark);
    let name = painter.text(
        left + vec2(20.0, 0.0),
        egui::Align2::LEFT_CENTER,
        tag.name,
        face::strong(theme::BODY),
        tokens.text,
    );
    let line = egui::Rect::from_min_size(pos2(name.right() + 8.0, rect.center().y - 1.0), vec2(56.0, 3.0));
    paint_line(painter, line, tag.underline, mark);
    sheet::paragraph(ui, ctx, tag.definition);
    let example = egui::RichText::new(format!("“{}”", tag.example)).font(face::label()).color(tokens.text);
    ui.add(egui::Label::new(example).wrap());
}

/// Draws a piece of a tag's line, as it stands under the words.
fn paint_line(painter: &egui::Painter, rect: egui::Rect, form: Underline, color: egui::Color32) {
    let piece = |from: f32, to: f32, top: f32, height: f32| {
        let min = pos2(rect.left() + from, rect.top() + top);
        painter.rect_filled(egui::Rect::from_min_size(min, vec2(to - from, height)), 0.0, color);
    };
    let width = rect.width();
    match form {
        Underline::Solid => piece(0.0, width, 0.0, 2.0),
        Underline::Double => {
            piece(0.0, width, 0.0, 1.0);
            piece(0.0, width, 2.0, 1.0);
        }
        Underline::Dashed | Underline::Dotted => {
            let (dash, gap) = if form == Underline::Dashed { (6.0, 3.0) } else { (2.0, 2.0) };
            let mut from = 0.0;
            while from < width {
                piece(from, (from + dash).min(width), 0.0, 2.0);
                from += dash + gap;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_actions_that_have_keys() {
        for (_, lines) in TABLES {
            for (words, names) in *lines {
                for name in *names {
                    let action = ACTIONS.iter().find(|action| action.name == *name);
                    let action = action.unwrap_or_else(|| panic!("{words}: no action is called {name}"));
                    assert!(action.keys[0].is_some(), "{name} has no key");
                }
                assert!(!keys_of(names).is_empty());
            }
        }
    }

    #[test]
    fn keys_are_said_shortly() {
        assert_eq!(keys_of(&["Next sentence", "Previous sentence"]), "J  K");
        assert_eq!(keys_of(&["Tag as allegation", "Tag as rebuttal", "Tag as forecast"]), "1 2 3 or A R F");
        assert_eq!(
            keys_of(&[
                "Second claim here: allegation",
                "Second claim here: rebuttal",
                "Second claim here: forecast"
            ]),
            "Shift+1 2 3"
        );
        assert_eq!(keys_of(&["Keys and tags"]), "F1 or ?");
    }
}
