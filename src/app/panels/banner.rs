//! The bar under the menus: what is not saved or cannot be read, where it is safe, and what to do about it.

use egui::{Align, Layout, Ui, vec2};

use crate::import::Extractor;
use crate::model::LayerName;
use crate::problem::Severity;
use crate::workspace::{Failure, LayerKind, Open, SaveState};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::notices::Offer;
use super::super::perform::sentence;
use super::super::theme::{self, face, icons};
use super::super::typeset::{Limits, StyleOverride, Weight};
use super::super::view::View;
use super::super::widgets::{Button, IconButton, Kit};
use super::say;

/// What the bar says.
#[derive(Debug, PartialEq, Eq)]
struct Banner {
    /// How much it matters.
    tone: Tone,
    /// What is the matter.
    head: String,
    /// Where things are safe, or what to do.
    rest: String,
    /// A button: its word, and what it asks for.
    button: Option<Offer>,
    /// Whether it can be taken away.
    can_go: bool,
}

/// How much what the bar says matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    /// Something may be lost.
    Danger,
    /// Somebody should look.
    Warning,
    /// Something has happened.
    News,
    /// Worth knowing.
    Quiet,
}

/// Draws the bar when there is something to say.
pub fn banner_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let Some(open) = ctx.open else {
        return;
    };
    let Some(banner) = banner(open, &ctx.save_state, ctx.view) else {
        return;
    };
    let tokens = ctx.kit.tokens();
    let height = if banner.button.is_some() { theme::BANNER_WITH_BUTTONS } else { theme::BANNER };
    let frame = egui::Frame::NONE.fill(tokens.raised).inner_margin(egui::Margin::symmetric(8, 0));
    let panel = egui::Panel::top("banner").exact_size(height).frame(frame).show_separator_line(false);
    panel.show(ui, |ui| {
        let whole = ui.max_rect().expand2(vec2(8.0, 0.0));
        ui.painter().hline(whole.x_range(), whole.bottom() - 0.5, (theme::HAIRLINE, tokens.hair));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if banner.can_go && IconButton::new(icons::X, "Take this bar away").show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::DismissBanner(banner.head.clone()));
            }
            if let Some((word, command)) = banner.button
                && Button::plain(word).show(ui, ctx.kit).clicked()
            {
                ctx.commands.send(command());
            }
            words_ui(ui, ctx, &banner);
        });
    });
}

fn words_ui(ui: &mut Ui, ctx: &Ctx<'_>, banner: &Banner) {
    let tokens = ctx.kit.tokens();
    let (sign, color) = match banner.tone {
        Tone::Danger => (icons::WARNING, tokens.danger),
        Tone::Warning => (icons::WARNING, tokens.warn),
        Tone::News => (icons::ARROWS_CLOCKWISE, tokens.second),
        Tone::Quiet => (icons::INFO, tokens.second),
    };
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover());
    let icon = rect.left_center() + vec2(16.0, 0.0);
    ui.painter().text(icon, egui::Align2::CENTER_CENTER, sign, face::icons(theme::ICON), color);
    let words = format!("{} {}", banner.head, banner.rest);
    let bold = [(0..banner.head.len(), StyleOverride::Weight(Weight::SemiBold))];
    let limits = Limits::lines((rect.width() - 52.0).max(40.0), 2);
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    let set = typesetter.rich_words(&words, &bold, &Kit::body_style(), limits);
    let at = egui::pos2(rect.left() + 36.0, rect.center().y - set.size().y / 2.0);
    typesetter.paint_words(ui.painter(), &set, at, tokens.text);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Alert, true, words.as_str()));
    response.on_hover_text(words);
}

/// Returns the gravest thing that is to be said and was not taken away.
fn banner(open: &Open, state: &SaveState, view: &View) -> Option<Banner> {
    if let SaveState::Failed { failure, since } = state {
        return Some(not_saved(open, failure, &say::clock(*since)));
    }
    if let Some(blocked) = open.blocked_own() {
        let (reason, hint) = unreadable(&blocked.kind);
        let rest = format!("It is not touched; {hint}. Or go on in a second file beside it.");
        return Some(Banner {
            tone: Tone::Danger,
            head: format!("Your claims cannot be read: {reason}."),
            rest,
            button: Some(("Work in a fresh layer", || Command::BeginFreshLayer)),
            can_go: false,
        });
    }
    let layers = open.layers().iter().filter_map(|layer| {
        let whose = layer.annotator_name();
        match &layer.kind {
            LayerKind::Unreadable { error, hint } => {
                Some((format!("The layer of {whose} cannot be read: {error}."), sentence(hint)))
            }
            LayerKind::Newer => Some((
                format!("The layer of {whose} was made by a newer Obelus."),
                "It is shown by that version, and not touched by this one.".to_owned(),
            )),
            LayerKind::Own | LayerKind::Other => None,
        }
    });
    let problems = open.problems().into_iter().filter(|(_, problem)| problem.severity > Severity::Notice);
    let problems = problems.map(|(layer, problem)| (whose(layer, &problem.message), sentence(&problem.hint)));
    let problems: Vec<(String, String)> = problems.collect();
    let said = layers.chain(problems).find(|(head, _)| !view.dismissed.contains(head));
    match said {
        Some((head, rest)) => Some(Banner { tone: Tone::Warning, head, rest, button: None, can_go: true }),
        None => review(open, view.reviews)
            .into_iter()
            .chain(which_text(open))
            .find(|banner| !view.dismissed.contains(&banner.head)),
    }
}

/// Says which text of a web page is shown, as long as another one can be chosen.
fn which_text(open: &Open) -> Option<Banner> {
    let extractor = open.extractor().filter(|_| open.can_choose_extractor())?;
    let (head, button): (_, Offer) = match extractor {
        Extractor::HtmlMain => (
            "The main text of the page is shown.",
            ("Show the whole page", || Command::SetExtractor(Extractor::HtmlWhole)),
        ),
        Extractor::HtmlWhole => (
            "The whole text of the page is shown.",
            ("Show the main text only", || Command::SetExtractor(Extractor::HtmlMain)),
        ),
    };
    Some(Banner {
        tone: Tone::Quiet,
        head: head.to_owned(),
        rest: "With your first claim it is settled.".to_owned(),
        button: Some(button),
        can_go: true,
    })
}

/// Says what became of the own claims in a text that has changed, or what still waits for a look.
fn review(open: &Open, is_open: bool) -> Option<Banner> {
    let own = open.own()?;
    let standing = open.tally_on_opening();
    if own.is_same_text && standing.to_review() == 0 {
        return None;
    }
    let parts = [
        (standing.exact, "exact"),
        (standing.moved, "moved"),
        (standing.changed, "changed"),
        (standing.uncertain, "uncertain"),
        (standing.gone, "gone"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let mut rest = parts.map(|(count, word)| format!("{} {word}", say::grouped(count))).collect::<Vec<_>>();
    if let Some(first) = rest.first_mut()
        && let Some((count, word)) = first.split_once(' ')
    {
        let claims = if count == "1" { "claim" } else { "claims" };
        *first = format!("{count} {claims} {word}");
    }
    let head = if own.is_same_text {
        "Some claims wait for a look."
    } else {
        "This document has changed since you tagged it."
    };
    let button: Option<Offer> =
        (standing.to_review() > 0 && !is_open).then_some(("Show what changed", || Command::Review));
    Some(Banner { tone: Tone::News, head: head.to_owned(), rest: rest.join(", "), button, can_go: true })
}

fn not_saved(open: &Open, failure: &Failure, since: &str) -> Banner {
    let count = say::count(open.own_store().claim_count(), "claim is", "claims are");
    let hint = if failure.hint.is_empty() { String::new() } else { format!(" {}", sentence(&failure.hint)) };
    let place = if failure.rescue.is_some() { "in a copy on this computer" } else { "in this window" };
    let file = match failure.in_place {
        Some(_) => "the disk does not confirm the file".to_owned(),
        None => format!("the file is as it was at {since}"),
    };
    Banner {
        tone: Tone::Danger,
        head: format!("Not saved: {}.", failure.reason),
        rest: format!("Your {count} safe {place}; {file}.{hint}"),
        button: Some(match failure.wants_folder {
            true => ("Save elsewhere…", || Command::SaveElsewhere),
            false => ("Try again", || Command::TrySaveAgain),
        }),
        can_go: false,
    }
}

fn unreadable(kind: &LayerKind) -> (String, String) {
    match kind {
        LayerKind::Unreadable { error, hint } => (error.clone(), hint.clone()),
        _ => ("the file was made by a newer Obelus".to_owned(), "install the newer version".to_owned()),
    }
}

fn whose(layer: Option<&LayerName>, message: &str) -> String {
    match layer {
        Some(layer) => format!("{layer}: {message}."),
        None => sentence(message),
    }
}
