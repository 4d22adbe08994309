//! What is shown while no document is open: three ways in, what was opened of late, and who is reading.

use egui::{Id, Sense, Ui, pos2, vec2};

use super::super::action::key_for;
use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::jobs::Opening;
use super::super::theme::{self, face, icons};
use super::super::typeset::Limits;
use super::super::widgets::{Button, Field, FieldEvent, Kit, Lead, Row, check, label, words};
use super::say;

/// The width of the column.
const COLUMN: f32 = 480.0;

/// How wide the bar is that shows how much of a document is read.
const BAR: f32 = 240.0;

/// How many documents of late are listed.
const RECENT: usize = 5;

/// After how many seconds a document that is being read is said to be: most are there before.
const PATIENCE: f64 = 0.3;

/// Draws the start, or the sentence that a document is being opened.
pub fn first_start_ui(ui: &mut Ui, ctx: &Ctx<'_>, opening: Option<&Opening>) {
    if let Some(opening) = opening {
        opening_ui(ui, ctx, opening);
        return;
    }
    ui.ctx().data_mut(|data| data.remove::<f64>(Id::unique("opening since")));
    let room = ui.available_size();
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let width = COLUMN.min(room.x - 48.0);
        let left = ((room.x - width) / 2.0).floor();
        // A little above the middle, where the eye looks first.
        let top = ((room.y - 600.0) * 0.55).clamp(24.0, 160.0);
        ui.add_space(top);
        ui.horizontal_top(|ui| {
            ui.add_space(left);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                title_ui(ui, ctx);
                ways_in_ui(ui, ctx);
                line_ui(ui, ctx);
                recent_ui(ui, ctx);
                if ctx.settings.annotator.is_none() {
                    line_ui(ui, ctx);
                    name_ui(ui, ctx);
                }
                ui.add_space(24.0);
            });
        });
    });
}

fn opening_ui(ui: &mut Ui, ctx: &Ctx<'_>, opening: &Opening) {
    let time = ui.input(|input| input.time);
    let since = ui.data_mut(|data| *data.get_temp_mut_or(Id::unique("opening since"), time));
    if time - since < PATIENCE {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE));
        return;
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(PATIENCE / 3.0));
    let name = opening.path.file_name().unwrap_or_default().to_string_lossy();
    let sentence = format!("Opening {name}…");
    let share = opening.watch.share();
    let width = ui.available_width();
    let style = Kit::body_style();
    let size = ctx.kit.typesetter().borrow_mut().words(&sentence, &style, Limits::line(width)).size();
    ui.add_space((ui.available_height() / 2.0 - 40.0).max(0.0));
    ui.horizontal(|ui| {
        ui.add_space(((width - size.x) / 2.0).max(0.0));
        words(ui, ctx.kit, &sentence, &style, ctx.kit.tokens().second, width, 1);
    });
    ui.add_space(12.0);
    bar_ui(ui, ctx, share);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_space(((width - 72.0) / 2.0).max(0.0));
        if Button::plain("Cancel").shortcut("Esc").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::GiveUpOpening);
        }
    });
}

/// Draws how much is read.
fn bar_ui(ui: &mut Ui, ctx: &Ctx<'_>, share: f32) {
    let tokens = ctx.kit.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    let whole = egui::Rect::from_center_size(rect.center(), vec2(BAR.min(rect.width()), 4.0));
    ui.painter().rect_filled(whole, 2.0, tokens.hair);
    ui.painter().rect_filled(whole.with_max_x(whole.left() + whole.width() * share), 2.0, tokens.accent);
    let percent = format!("{} % read", (share * 100.0).round());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &percent));
}

fn title_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 32.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Obelus"));
    // The obelus itself.
    let middle = pos2(rect.left() + 15.0, rect.center().y);
    let painter = ui.painter();
    painter.rect_filled(egui::Rect::from_center_size(middle, vec2(27.0, 4.0)), 0.0, tokens.accent);
    painter.circle_filled(middle - vec2(0.0, 11.0), 4.0, tokens.accent);
    painter.circle_filled(middle + vec2(0.0, 11.0), 4.0, tokens.accent);
    ui.add_space(20.0);
    let title = egui::RichText::new("Open a text to begin").font(face::book_strong(28.0)).color(tokens.text);
    ui.label(title.line_height(Some(40.0)));
    ui.add_space(4.0);
    let sentence =
        "Mark who alleges, who denies and who predicts. Your marks are kept in a plain file beside the text.";
    let sentence = egui::RichText::new(sentence).font(face::book(theme::PAGE)).color(tokens.second);
    ui.add(egui::Label::new(sentence.line_height(Some(28.0))).wrap());
    ui.add_space(16.0);
}

fn ways_in_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let ways: [(char, &str, &str, Command); 3] = [
        (icons::FILE_TEXT, "Open a document…", "text, Markdown or a web page", Command::OpenDocument),
        (icons::FOLDER_SIMPLE, "Open a folder…", "all its documents and layers", Command::OpenFolder),
        (icons::BOOK_OPEN, "Try the sample documents", "three short articles", Command::OpenSamples),
    ];
    for (icon, name, aside, command) in ways {
        let keys = key_for(|other| std::mem::discriminant(other) == std::mem::discriminant(&command));
        if wide_row(ui, ctx, Row::new(name).lead(Lead::Icon(icon)).aside(aside).trailing(&keys), 8.0) {
            ctx.commands.send(command);
        }
    }
}

/// Draws a row that reaches over the column's edges, so that its words stand in it.
fn wide_row(ui: &mut Ui, ctx: &Ctx<'_>, row: Row<'_>, air: f32) -> bool {
    ui.add_space(air);
    let (_, place) = ui.allocate_space(vec2(ui.available_width(), theme::ROW));
    let place = place.expand2(vec2(12.0, 0.0));
    let mut beyond = ui.new_child(egui::UiBuilder::new().max_rect(place));
    let response = row.inset(12.0).show(&mut beyond, ctx.kit);
    ui.add_space(air);
    response.clicked()
}

fn line_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    ui.add_space(16.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, ctx.kit.tokens().hair);
    ui.add_space(16.0);
}

fn recent_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    let recent = &ctx.settings.recent_documents;
    if !recent.is_empty() {
        let head = egui::RichText::new("Recent").font(face::strong(theme::LABEL)).color(tokens.second);
        ui.label(head.line_height(Some(theme::BODY_LINE)));
        ui.add_space(4.0);
    }
    for recent in recent.iter().take(RECENT) {
        let name = recent.path.file_name().unwrap_or_default().to_string_lossy();
        let folder = recent.path.parent().map(say::folder).unwrap_or_default();
        let when = say::ago(recent.when, ctx.now);
        let row = Row::new(&name).lead(Lead::Icon(icons::FILE_TEXT)).aside(&folder).trailing(&when);
        if wide_row(ui, ctx, row.elide_middle(), 0.0) {
            ctx.commands.send(Command::Open(recent.path.clone()));
        }
    }
    if !recent.is_empty() {
        ui.add_space(12.0);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        label(ui, ctx.kit, "Or drop a file or a folder anywhere in this window,");
        if Button::link("paste an article").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::NewFromClipboard(None));
        }
        label(ui, ctx.kit, "or");
        if Button::link("type a path").show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::OpenByPath);
        }
    });
}

/// Asks for the name, and whether copies may be kept.
fn name_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let id = Id::unique("first start name");
    let mut name = ui.data(|data| data.get_temp::<String>(id)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(96.0, theme::ROW), Sense::hover());
        let at = rect.left_center();
        let color = ctx.kit.tokens().second;
        ui.painter().text(at, egui::Align2::LEFT_CENTER, "Your name", face::body(), color);
        let output = Field::new("first start", "Your name")
            .hint("As colleagues will see it beside your claims")
            .show(ui, ctx.kit, &name);
        name.clone_from(&output.text);
        let is_done = output.response.lost_focus() || output.event == Some(FieldEvent::Submitted);
        if is_done && !name.trim().is_empty() {
            ctx.commands.send(Command::SetName(name.trim().to_owned()));
        }
    });
    ui.data_mut(|data| data.insert_temp(id, name));
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.add_space(96.0);
        let mut keeps_none = ctx.settings.keep_no_copies == Some(true);
        if check(ui, ctx.kit, "Keep no copies of texts on this computer", &mut keeps_none).clicked() {
            ctx.commands.send(Command::ToggleKeepNoCopies);
        }
    });
}
