//! The bar under the menus: what is not saved or cannot be read, where it is safe, and what to do about it.

use egui::{Align, Layout, Ui, vec2};

use crate::import::Extractor;
use crate::model::LayerName;
use crate::problem::Severity;
use crate::workspace::{Copy, Elsewhere, Failure, LayerKind, Open, OpenLayer, Origin, SaveState};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::notices::Offer;
use super::super::offers::Offers;
use super::super::perform::sentence;
use super::super::theme::{self, face, icons};
use super::super::typeset::{Limits, StyleOverride, Weight};
use super::super::widgets::{Button, IconButton, Kit};
use super::{head_field_name, say};

/// What the bar says.
#[derive(Debug, PartialEq, Eq)]
struct Banner {
    /// How much it matters.
    tone: Tone,
    /// What is the matter.
    head: String,
    /// Where things are safe, or what to do.
    rest: String,
    /// Buttons: the word of each, and what it asks for.
    buttons: Vec<Offer>,
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
    let Some(banner) = banner(ctx) else {
        return;
    };
    let tokens = ctx.kit.tokens();
    let height = if banner.buttons.is_empty() { theme::BANNER } else { theme::BANNER_WITH_BUTTONS };
    let frame = egui::Frame::NONE.fill(tokens.raised).inner_margin(egui::Margin::symmetric(8, 0));
    let panel = egui::Panel::top("banner").exact_size(height).frame(frame).show_separator_line(false);
    panel.show(ui, |ui| {
        let whole = ui.max_rect().expand2(vec2(8.0, 0.0));
        ui.painter().hline(whole.x_range(), whole.bottom() - 0.5, (theme::HAIRLINE, tokens.hair));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if banner.can_go && IconButton::new(icons::X, "Take this bar away").show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::DismissBanner(banner.head.clone()));
            }
            for (word, command) in banner.buttons.iter().rev() {
                if Button::plain(word).show(ui, ctx.kit).clicked() {
                    ctx.commands.send(command());
                }
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
fn banner(ctx: &Ctx<'_>) -> Option<Banner> {
    let Some(open) = ctx.open else {
        return pending(ctx.offers);
    };
    if let SaveState::Failed { failure, since } = &ctx.save_state {
        return Some(not_saved(open, failure, &say::clock(*since)));
    }
    if let Some(blocked) = open.blocked_own() {
        return Some(not_readable(blocked));
    }
    let is_wanted = |banner: &Banner| !ctx.view.dismissed.contains(&banner.head);
    offered(ctx)
        .or_else(|| troubles(open).find(is_wanted))
        .or_else(|| head_in_two_versions(open).filter(is_wanted))
        .or_else(|| review(open, ctx.view.reviews).filter(is_wanted))
        .or_else(|| which_text(open).filter(is_wanted))
}

/// Returns what is wrong with the document or its layers, one thing after the other.
fn troubles(open: &Open) -> impl Iterator<Item = Banner> {
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
            LayerKind::Unmerged { .. } => Some((
                format!("Git left two versions of the layer of {whose} in its file."),
                "It is not touched. Its owner can merge them in Obelus, or run obelus merge on the file."
                    .to_owned(),
            )),
            LayerKind::Own | LayerKind::Other => None,
        }
    });
    // What is wrong with a layer that cannot be read is said already.
    let is_said = |layer: Option<&LayerName>| {
        layer.and_then(|layer| open.layer(layer)).is_some_and(|layer| !layer.is_readable())
    };
    let problems = open.problems().into_iter();
    let problems =
        problems.filter(move |(layer, problem)| problem.severity > Severity::Notice && !is_said(*layer));
    let problems = problems.map(|(layer, problem)| (whose(layer, &problem.message), sentence(&problem.hint)));
    layers.chain(problems).map(|(head, rest)| Banner {
        tone: Tone::Warning,
        head,
        rest,
        buttons: Vec::new(),
        can_go: true,
    })
}

/// Returns what was found and waits for an answer.
fn offered(ctx: &Ctx<'_>) -> Option<Banner> {
    let offers = ctx.offers;
    pending(offers)
        .or_else(|| of_git(&offers.elsewhere).filter(|banner| !ctx.view.dismissed.contains(&banner.head)))
        .or_else(|| copies(&offers.elsewhere))
        .or_else(|| left_copies(&offers.left))
        .or_else(|| renamed(offers))
}

/// Offers to open a document with claims that could not be saved last time.
fn pending(offers: &Offers) -> Option<Banner> {
    let first = offers.pending.first()?;
    let name = first.file_name().unwrap_or_default().to_string_lossy();
    let more = match offers.pending.len() {
        1 => String::new(),
        2 => " and one more document".to_owned(),
        count => format!(" and {} more documents", count - 1),
    };
    Some(Banner {
        tone: Tone::Warning,
        head: format!("Claims in {name}{more} could not be saved last time."),
        rest: "They are safe in a copy on this computer, and come back with the document.".to_owned(),
        buttons: vec![("Open it", || Command::OpenPending), ("Not now", || Command::LeavePending)],
        can_go: false,
    })
}

/// Offers the layers that the document's text has under another name.
fn renamed(offers: &Offers) -> Option<Banner> {
    let (_, renamed) = offers.renamed.as_ref()?;
    Some(Banner {
        tone: Tone::News,
        head: format!("{}.", renamed.sentence()),
        rest: "They can be copied to the present name; the old ones stay.".to_owned(),
        buttons: vec![("Use them", || Command::UseRenamed), ("Not now", || Command::LeaveRenamed)],
        can_go: false,
    })
}

/// Says that git has not finished merging the own sidecar.
fn of_git(found: &[Elsewhere]) -> Option<Banner> {
    let mut sides = found.iter().filter(|version| version.origin == Origin::Git).peekable();
    sides.peek()?;
    let has_news = sides.any(|side| side.has_news);
    let (rest, buttons): (_, Vec<Offer>) = match has_news {
        true => (
            "One of its versions has something that yours lacks. Tell git with git add once all is decided.",
            vec![("Merge them", || Command::TakeOver), ("Not now", || Command::LeaveElsewhere)],
        ),
        false => ("Both versions are in it. Tell git with git add once all is decided.", Vec::new()),
    };
    let head = "Git has not finished merging the file with your claims.".to_owned();
    Some(Banner { tone: Tone::Warning, head, rest: rest.to_owned(), can_go: buttons.is_empty(), buttons })
}

/// Offers to merge the copies that a synchronising program left, or to clear them away.
fn copies(found: &[Elsewhere]) -> Option<Banner> {
    let mut names = found.iter().filter_map(|version| match &version.origin {
        Origin::Copy(copy) => Some((copy.name(), version.has_news)),
        Origin::Git => None,
    });
    let (name, mut has_news) = names.next()?;
    let mut count = 1;
    for (_, news) in names {
        count += 1;
        has_news |= news;
    }
    let is_one = count == 1;
    let what = if is_one { "a copy".to_owned() } else { format!("{} copies", say::number(count)) };
    let rest = match (has_news, is_one) {
        (true, true) => format!("{name} has something that yours lack. Once that is saved, the copy goes."),
        (true, false) => "They have something that yours lack. Once that is saved, the copies go.".to_owned(),
        (false, true) => format!("All of {name} is in yours."),
        (false, false) => "All that they hold is in yours.".to_owned(),
    };
    let word = match (has_news, is_one) {
        (true, true) => "Merge it",
        (true, false) => "Merge them",
        (false, true) => "Remove it",
        (false, false) => "Remove them",
    };
    Some(Banner {
        tone: Tone::News,
        head: format!("A synchronising program left {what} of your claims here."),
        rest,
        buttons: vec![(word, || Command::TakeOver), ("Not now", || Command::LeaveElsewhere)],
        can_go: false,
    })
}

/// Asks what becomes of copies whose claims are saved, where no copies are kept on this computer.
fn left_copies(left: &[Copy]) -> Option<Banner> {
    let first = left.first()?.name();
    let (head, word): (_, Offer) = match left.len() {
        1 => (format!("All of {first} is in your claims now."), ("Remove it", || Command::RemoveCopies)),
        count => (
            format!("All of {} copies is in your claims now.", say::number(count)),
            ("Remove them", || Command::RemoveCopies),
        ),
    };
    Some(Banner {
        tone: Tone::News,
        head,
        rest: "It was left where it is, because nothing is to be kept on this computer.".to_owned(),
        buttons: vec![word, ("Leave it", || Command::LeaveCopies)],
        can_go: false,
    })
}

/// Says that another copy of the layer has something else before the claims.
fn head_in_two_versions(open: &Open) -> Option<Banner> {
    let conflicts = open.head_conflicts();
    let first = conflicts.first()?;
    let rest = match conflicts.len() {
        1 => format!("{}: yours stands until you choose.", head_field_name(&first.field)),
        count => format!("{} fields: yours stand until you choose.", say::grouped(count)),
    };
    Some(Banner {
        tone: Tone::News,
        head: "Another copy of your layer says something else about this document.".to_owned(),
        rest,
        buttons: vec![("Choose…", || Command::About)],
        can_go: true,
    })
}

/// Returns what the bar says of an own sidecar that cannot be read as it is.
fn not_readable(blocked: &OpenLayer) -> Banner {
    if matches!(blocked.kind, LayerKind::Unmerged { .. }) {
        return Banner {
            tone: Tone::Warning,
            head: "Two versions of your claims stand in this file, from git.".to_owned(),
            rest:
                "Put together, nothing of either is lost; where both differ, yours stands until you choose."
                    .to_owned(),
            buttons: vec![
                ("Merge them", || Command::MergeSides),
                ("Work in a fresh layer", || Command::BeginFreshLayer),
            ],
            can_go: false,
        };
    }
    let (reason, hint) = unreadable(&blocked.kind);
    Banner {
        tone: Tone::Danger,
        head: format!("Your claims cannot be read: {reason}."),
        rest: format!("It is not touched; {hint}. Or go on in a second file beside it."),
        buttons: vec![("Work in a fresh layer", || Command::BeginFreshLayer)],
        can_go: false,
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
        buttons: vec![button],
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
    let buttons = button.into_iter().collect();
    Some(Banner { tone: Tone::News, head: head.to_owned(), rest: rest.join(", "), buttons, can_go: true })
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
        buttons: vec![match failure.wants_folder {
            true => ("Save elsewhere…", || Command::SaveElsewhere),
            false => ("Try again", || Command::TrySaveAgain),
        }],
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
