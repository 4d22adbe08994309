//! The bar at the top: menus made from the table of actions, the document's name, and buttons for the panels.
//!
//! Alt or F10 opens the first menu; arrows, Enter and Escape do the rest. While a menu is open it has the keyboard.

use egui::{
    Align2, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::super::action::{ACTIONS, Action, Menu, first_key_text, key_for};
use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, MENU_BAR as BAR, ROW, face, icons};
use super::super::typeset::Limits;
use super::super::view::Scene;
use super::super::widgets::{IconButton, Kit, Lead, Row, popup};

/// The room for the tick before a row's words.
const TICK: f32 = 20.0;

/// What is open, and what had the keyboard before.
#[derive(Clone, Copy, Default)]
struct Opened {
    menu: Option<usize>,
    /// Whether the first row wants the keyboard.
    wants_first: bool,
    before: Option<Id>,
    /// Whether Alt went down and nothing else happened since.
    is_alt_alone: bool,
}

impl Opened {
    fn key() -> Id {
        Id::unique("menu bar")
    }

    fn load(egui: &egui::Context) -> Self {
        egui.data(|data| data.get_temp(Self::key())).unwrap_or_default()
    }

    fn store(self, egui: &egui::Context) {
        egui.data_mut(|data| data.insert_temp(Self::key(), self));
    }

    /// Opens a menu with the keyboard in its word.
    fn open(&mut self, egui: &egui::Context, menu: usize, wants_first: bool) {
        if self.menu.is_none() {
            self.before = egui.memory(|memory| memory.focused());
        }
        self.menu = Some(menu);
        self.wants_first = wants_first;
        if !wants_first {
            egui.memory_mut(|memory| memory.request_focus(word_id(menu)));
        }
    }

    /// Closes the menu and gives the keyboard back.
    fn close(&mut self, egui: &egui::Context) {
        self.menu = None;
        egui.memory_mut(|memory| match self.before.take() {
            Some(before) => memory.request_focus(before),
            None => {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            }
        });
    }
}

/// Returns whether a menu of the bar is open and has the keyboard.
pub fn menu_is_open(egui: &egui::Context) -> bool {
    Opened::load(egui).menu.is_some()
}

/// Opens the first menu, for the keyboard; closes one that is open.
pub fn toggle_menu(egui: &egui::Context) {
    let mut opened = Opened::load(egui);
    match opened.menu {
        Some(_) => opened.close(egui),
        None => opened.open(egui, 0, true),
    }
    opened.store(egui);
}

/// Draws the bar and the menu that is open.
pub fn menu_bar_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    let tokens = ctx.kit.tokens();
    let frame = egui::Frame::NONE.fill(tokens.panel).inner_margin(egui::Margin::symmetric(8, 4));
    let bar = egui::Panel::top("menu bar panel").exact_size(BAR).frame(frame).show_separator_line(false);
    bar.show(ui, |ui| {
        let egui = ui.ctx().clone();
        let mut opened = Opened::load(&egui);
        watch_alt(&egui, &mut opened);
        move_by_keys(&egui, ctx, &mut opened);
        let whole = ui.max_rect();
        ui.painter().hline(
            whole.x_range().expand(8.0),
            whole.bottom() + 3.5,
            egui::Stroke::new(1.0, tokens.hair),
        );
        let words = words_ui(ui, ctx, &mut opened);
        let buttons = buttons_ui(ui, ctx, whole);
        title_ui(ui, ctx, whole, words, buttons);
        opened.store(&egui);
    });
}

/// Alt pressed and let go alone opens the menus; with any other key or click it is theirs.
fn watch_alt(egui: &egui::Context, opened: &mut Opened) {
    let (alt, disturbed, focused) = egui.input(|input| {
        let disturbed = input.events.iter().any(|event| {
            matches!(
                event,
                egui::Event::Key { .. }
                    | egui::Event::Text(_)
                    | egui::Event::PointerButton { .. }
                    | egui::Event::WindowFocused(_)
            )
        });
        (input.modifiers.alt, disturbed || input.modifiers.any() && !input.modifiers.alt, input.focused)
    });
    let was_alone = opened.is_alt_alone;
    let was_down = egui.data(|data| data.get_temp::<bool>(Id::unique("alt was down"))).unwrap_or(false);
    egui.data_mut(|data| data.insert_temp(Id::unique("alt was down"), alt));
    opened.is_alt_alone = focused && !disturbed && alt && (was_alone || !was_down);
    if was_alone && !alt && !disturbed && focused {
        match opened.menu {
            Some(_) => opened.close(egui),
            None => opened.open(egui, 0, true),
        }
    }
}

/// Returns the actions of a menu, each with its number among them.
fn rows(menu: usize) -> impl Iterator<Item = &'static Action> {
    let menu = Menu::BAR.get(menu).copied();
    ACTIONS.iter().filter(move |action| Some(action.menu) == menu)
}

fn word_id(menu: usize) -> Id {
    Id::unique("menu word").with(menu)
}

fn row_id(menu: usize, row: usize) -> Id {
    Id::unique("menu row").with((menu, row))
}

/// Moves between words and rows, and closes on Escape.
fn move_by_keys(egui: &egui::Context, ctx: &Ctx<'_>, opened: &mut Opened) {
    let Some(menu) = opened.menu else {
        return;
    };
    let pressed = |key| egui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let focused = egui.memory(|memory| memory.focused());
    let usable: Vec<usize> =
        rows(menu).enumerate().filter(|(_, action)| ctx.can(action.when)).map(|(row, _)| row).collect();
    let at = usable.iter().position(|row| focused == Some(row_id(menu, *row)));
    let go = |place: Option<usize>| {
        if let Some(row) = place.and_then(|place| usable.get(place)) {
            egui.memory_mut(|memory| memory.request_focus(row_id(menu, *row)));
        }
    };
    let last = usable.len().checked_sub(1);
    if pressed(Key::ArrowDown) {
        go(at.map_or(Some(0), |at| Some(if Some(at) == last { 0 } else { at + 1 })));
    } else if pressed(Key::ArrowUp) {
        go(at.and_then(|at| at.checked_sub(1)).or(last));
    } else if pressed(Key::Home) {
        go(Some(0));
    } else if pressed(Key::End) {
        go(last);
    } else if pressed(Key::ArrowRight) || pressed(Key::Tab) {
        opened.open(egui, (menu + 1) % Menu::BAR.len(), true);
    } else if pressed(Key::ArrowLeft) {
        opened.open(egui, (menu + Menu::BAR.len() - 1) % Menu::BAR.len(), true);
    } else if pressed(Key::Escape) {
        opened.close(egui);
    }
    if let Some(focused) = egui.memory(|memory| memory.focused()) {
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        egui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
    }
}

/// Draws the words of the bar; returns where they end.
fn words_ui(ui: &mut Ui, ctx: &Ctx<'_>, opened: &mut Opened) -> f32 {
    let tokens = ctx.kit.tokens();
    let egui = ui.ctx().clone();
    let mut left = ui.max_rect().left();
    let was_open = opened.menu;
    for (number, menu) in Menu::BAR.iter().enumerate() {
        let words =
            ui.painter().layout_no_wrap(menu.name().to_owned(), FontId::proportional(13.0), tokens.text);
        let rect = Rect::from_min_size(pos2(left, ui.max_rect().top()), vec2(words.size().x + 16.0, ROW));
        left = rect.right();
        let response = ui.interact(rect, word_id(number), Sense::click());
        let is_open = was_open == Some(number);
        if response.hovered() || is_open || response.has_focus() {
            ui.painter().rect_filled(rect, 4.0, tokens.hover);
        }
        if response.has_focus() && !is_open {
            ctx.kit.ring(ui.painter(), rect);
        }
        let at = Align2::CENTER_CENTER.align_size_within_rect(words.size(), rect).min;
        ui.painter().galley(at, words, tokens.text);
        response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, is_open, menu.name()));
        // A quick click is pressed and let go within one frame.
        let is_pressed = (response.is_pointer_button_down_on() || response.clicked())
            && egui.input(|input| input.pointer.any_pressed());
        if response.clicked() && !egui.input(|input| input.pointer.any_released()) {
            // Enter, or a screen reader.
            opened.open(&egui, number, true);
        } else if is_pressed {
            match is_open {
                true => opened.close(&egui),
                false => opened.open(&egui, number, false),
            }
        } else if was_open.is_some() && !is_open && response.hovered() && pointer_moved(&egui) {
            opened.open(&egui, number, false);
        }
        if is_open && opened.menu == Some(number) {
            menu_ui(ui, ctx, number, &response, opened);
        }
    }
    left
}

fn pointer_moved(egui: &egui::Context) -> bool {
    egui.input(|input| input.pointer.delta() != egui::Vec2::ZERO)
}

fn menu_ui(ui: &Ui, ctx: &Ctx<'_>, menu: usize, word: &Response, opened: &mut Opened) {
    let egui = ui.ctx();
    let width = menu_width(ui, menu);
    let room = egui.content_rect();
    let area = egui::Area::new(Id::unique("menu").with(menu))
        .order(egui::Order::Foreground)
        .kind(egui::UiKind::Menu)
        .fixed_pos(word.rect.left_bottom() + vec2(0.0, 4.0))
        .default_size(room.size())
        .constrain_to(room)
        .accessible_name(Menu::BAR.get(menu).map_or("", |menu| menu.name()))
        .role(egui::accesskit::Role::Menu);
    let shown = area.show(egui, |ui| {
        popup::frame(ctx.kit).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
            if opened.wants_first && !ui.is_sizing_pass() {
                opened.wants_first = false;
                let first = rows(menu).position(|action| ctx.can(action.when)).unwrap_or(0);
                ui.memory_mut(|memory| memory.request_focus(row_id(menu, first)));
            }
            let height = room.bottom() - word.rect.bottom() - 24.0;
            egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
                for (row, action) in rows(menu).enumerate() {
                    if action.begins_group {
                        popup::separator(ui, ctx.kit);
                    }
                    if row_ui(ui, ctx, action, menu, row) {
                        opened.close(egui);
                        ctx.commands.send((action.command)());
                    }
                }
            });
        });
    });
    let clicked_elsewhere = egui.input(|input| {
        let at = input.pointer.interact_pos();
        input.pointer.any_pressed() && at.is_some_and(|at| !shown.response.rect.contains(at) && at.y > BAR)
    });
    if clicked_elsewhere {
        opened.close(egui);
    }
}

fn menu_width(ui: &Ui, menu: usize) -> f32 {
    let width = |words: &str, size: f32| {
        let font = FontId::proportional(size);
        ui.painter().layout_no_wrap(words.to_owned(), font, egui::Color32::BLACK).size().x
    };
    let widths = rows(menu).map(|action| width(action.name, 13.0) + width(&first_key_text(action), 12.0));
    (widths.fold(0.0, f32::max) + TICK + 8.0 + 32.0).ceil()
}

/// Draws a row; returns whether it was chosen.
fn row_ui(ui: &mut Ui, ctx: &Ctx<'_>, action: &Action, menu: usize, row: usize) -> bool {
    let can = ctx.can(action.when);
    let is_on = is_on(action, ctx);
    let id = row_id(menu, row);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let keys = first_key_text(action);
    let lead = if is_on == Some(true) { Lead::Icon(icons::CHECK) } else { Lead::Space };
    let role = if is_on.is_some() { Role::MenuItemCheckBox } else { Role::MenuItem };
    let shown = Row::new(action.name).id(id).lead(lead).trailing(&keys).role(role).enabled(can);
    let response = shown.hovered(has_focus).show(ui, ctx.kit);
    if has_focus {
        ui.scroll_to_rect(response.rect, None);
        if response.hovered() || pointer_moved(ui.ctx()) && ui.rect_contains_pointer(ui.max_rect()) {
            // Only one row looks chosen: the pointer's takes over.
            ui.memory_mut(|memory| memory.request_focus(word_id(menu)));
        }
    }
    response.clicked()
}

/// Returns whether what the row switches is on; `None` for a row that switches nothing.
fn is_on(action: &Action, ctx: &Ctx<'_>) -> Option<bool> {
    let settings = ctx.settings;
    match (action.command)() {
        Command::ToggleLibrary => Some(ctx.library_is_shown),
        Command::ToggleClaims => Some(ctx.claims_are_shown),
        Command::ToggleBriefing => Some(ctx.view.shows_briefing()),
        Command::ToggleAgreement => Some(ctx.view.shows_agreement()),
        Command::Compare => Some(ctx.view.compares() && !super::compare::is_adjudicating(ctx)),
        Command::Adjudicate => Some(ctx.view.compares() && super::compare::is_adjudicating(ctx)),
        Command::CompareFolder => Some(ctx.view.compares() && ctx.view.compares_folder),
        Command::Fates => Some(ctx.view.fates),
        Command::ToggleFolderClaims => Some(ctx.view.lists_folder),
        Command::SetTheme(theme) => Some(settings.theme == theme),
        Command::ToggleInvisible => Some(ctx.view.shows_invisible),
        Command::ToggleAnnouncements => Some(settings.announces),
        Command::ToggleSingleLetters => Some(settings.single_letter_keys),
        Command::ToggleKeepNoCopies => Some(settings.keep_no_copies == Some(true)),
        Command::Done => Some(ctx.open.is_some_and(|open| open.is_finished())),
        _ => None,
    }
}

/// Draws the buttons at the right; returns where they begin.
fn buttons_ui(ui: &Ui, ctx: &Ctx<'_>, whole: Rect) -> f32 {
    let is_shown = ctx.claims_are_shown;
    let library = if ctx.library_is_shown { "Hide the library" } else { "Show the library" };
    let claims = if is_shown { "Hide the claims" } else { "Show the claims" };
    let place = |number: f32| {
        let left = whole.right() - (3.0 - number) * ROW - 2.0;
        Rect::from_min_size(pos2(left, whole.top()), vec2(ROW, ROW))
    };
    let button = |icon: char, name: &str, is_on: bool, rect: Rect, command: Command| {
        let keys = key_for(|other| std::mem::discriminant(other) == std::mem::discriminant(&command));
        let button = IconButton::new(icon, name).shortcut(&keys).on(is_on);
        let id = Id::unique("menu bar button").with(rect.left().to_bits());
        if button.show_at(ui, ctx.kit, id, rect).clicked() {
            ctx.commands.send(command);
        }
    };
    button(icons::SIDEBAR_SIMPLE, library, ctx.library_is_shown, place(0.0), Command::ToggleLibrary);
    button(icons::MAGNIFYING_GLASS, "Find in the text", false, place(1.0), Command::Find);
    // The claims stand at the other side: the same sign, turned round.
    let right = place(2.0);
    button(' ', claims, is_shown, right, Command::ToggleClaims);
    turned_icon(ui, right, if is_shown { ctx.kit.tokens().text } else { ctx.kit.tokens().second });
    place(0.0).left()
}

/// Draws the sign of a panel at the left turned half round: that of a panel at the right.
fn turned_icon(ui: &Ui, rect: Rect, color: egui::Color32) {
    let font = face::icons(theme::ICON);
    let galley = ui.painter().layout_no_wrap(icons::SIDEBAR_SIMPLE.to_string(), font, color);
    let at = rect.center() + galley.size() / 2.0;
    ui.painter().add(egui::epaint::TextShape::new(at, galley, color).with_angle(std::f32::consts::PI));
}

/// Draws the document's name in the middle, or where there is room.
fn title_ui(ui: &mut Ui, ctx: &Ctx<'_>, whole: Rect, left: f32, right: f32) {
    let tokens = ctx.kit.tokens();
    let name = match ctx.view.scene {
        Scene::Briefing => "Briefing",
        Scene::Agreement => "Agreement",
        Scene::Reading | Scene::Compare => ctx.open.map_or("Obelus", |open| open.name()),
    };
    let whose = ctx.compared.filter(|_| ctx.view.compares()).map(super::compare::names);
    let titled = whose.map(|whose| format!("{name} · {whose}"));
    let name = titled.as_deref().unwrap_or(name);
    let room = (right - left - 24.0).max(0.0);
    let words =
        ctx.kit.typesetter().borrow_mut().words(name, &Kit::body_style(), Limits::middle(room.min(480.0)));
    let size = words.size();
    let middle = whole.center().x - size.x / 2.0;
    let at = middle.clamp(left + 12.0, (right - 12.0 - size.x).max(left + 12.0));
    let at = pos2(at, whole.center().y - size.y / 2.0);
    ctx.kit.typesetter().borrow_mut().paint_words(ui.painter(), &words, at, tokens.text);
}
