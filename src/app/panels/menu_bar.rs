//! The bar at the top: menus made from the table of actions, the document's name, and buttons for the panels.
//!
//! Alt or F10 opens the first menu; arrows, Enter and Escape do the rest. While a menu is open it has the keyboard.

use egui::{Align2, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, Sense, Ui, pos2, vec2};

use super::super::action::{ACTIONS, Action, Menu, first_key_text};
use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::typeset::{Limits, Style};
use super::super::widgets::{icon, icon_button};

/// The height of the bar.
const BAR: f32 = 36.0;

/// The height of a menu's row, and of a word in the bar.
const ROW: f32 = 28.0;

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
        Id::new("menu bar")
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
    let was_down = egui.data(|data| data.get_temp::<bool>(Id::new("alt was down"))).unwrap_or(false);
    egui.data_mut(|data| data.insert_temp(Id::new("alt was down"), alt));
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
    Id::new("menu word").with(menu)
}

fn row_id(menu: usize, row: usize) -> Id {
    Id::new("menu row").with((menu, row))
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
    if std::mem::take(&mut opened.wants_first) {
        go(Some(0));
    } else if pressed(Key::ArrowDown) {
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
        let words = ui.painter().layout_no_wrap(menu.name().to_owned(), FontId::proportional(13.0), tokens.text);
        let rect = Rect::from_min_size(pos2(left, ui.max_rect().top()), vec2(words.size().x + 16.0, ROW));
        left = rect.right();
        let response = ui.interact(rect, word_id(number), Sense::click());
        let is_open = was_open == Some(number);
        if response.hovered() || is_open || response.has_focus() {
            ui.painter().rect_filled(rect, 4.0, tokens.hover);
        }
        if response.has_focus() && !is_open {
            ctx.kit.focus_ring(ui.painter(), rect);
        }
        let at = Align2::CENTER_CENTER.align_size_within_rect(words.size(), rect).min;
        ui.painter().galley(at, words, tokens.text);
        name_menu_item(ui, &response, menu.name(), true, Some(is_open));
        let is_pressed = response.is_pointer_button_down_on() && egui.input(|input| input.pointer.any_pressed());
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
    let tokens = ctx.kit.tokens();
    let egui = ui.ctx();
    let width = menu_width(ui, menu);
    let room = egui.content_rect();
    let area = egui::Area::new(Id::new("menu").with(menu))
        .order(egui::Order::Foreground)
        .kind(egui::UiKind::Menu)
        .fixed_pos(word.rect.left_bottom() + vec2(0.0, 4.0))
        .constrain_to(room)
        .accessible_name(Menu::BAR.get(menu).map_or("", |menu| menu.name()))
        .role(egui::accesskit::Role::Menu);
    let shown = area.show(egui, |ui| {
        ctx.kit.popup_frame().inner_margin(4).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
            let height = room.bottom() - word.rect.bottom() - 24.0;
            egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
                for (row, action) in rows(menu).enumerate() {
                    if action.begins_group {
                        let (line, _) = ui.allocate_exact_size(vec2(width, 9.0), Sense::hover());
                        let range = line.x_range().expand(4.0);
                        ui.painter().hline(range, line.center().y.floor() + 0.5, (1.0, tokens.hair));
                    }
                    if row_ui(ui, ctx, action, row_id(menu, row)) {
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
fn row_ui(ui: &mut Ui, ctx: &Ctx<'_>, action: &Action, id: Id) -> bool {
    let tokens = ctx.kit.tokens();
    let can = ctx.can(action.when);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, id, if can { Sense::click() } else { Sense::hover() });
    let egui = ui.ctx();
    if can && response.hovered() && pointer_moved(egui) && !response.has_focus() {
        response.request_focus();
    }
    if response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, tokens.hover);
        if !response.hovered() {
            ui.scroll_to_rect(rect, None);
        }
    }
    let is_on = is_on(action, ctx);
    let color = if can { tokens.text } else { tokens.faint };
    let inner = rect.shrink2(vec2(8.0, 0.0));
    if is_on == Some(true) {
        let at = pos2(inner.left() + 5.0, inner.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, icon::CHECK, FontId::proportional(14.0), tokens.second);
    }
    let at = pos2(inner.left() + TICK, inner.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, action.name, FontId::proportional(13.0), color);
    let keys = first_key_text(action);
    let color = if can { tokens.second } else { tokens.faint };
    ui.painter().text(inner.right_center(), Align2::RIGHT_CENTER, keys, FontId::proportional(12.0), color);
    name_menu_item(ui, &response, action.name, can, is_on);
    response.clicked()
}

/// Tells screen readers what a word or a row is.
fn name_menu_item(ui: &Ui, response: &Response, name: &str, can: bool, is_on: Option<bool>) {
    response.widget_info(|| match is_on {
        Some(is_on) => egui::WidgetInfo::selected(egui::WidgetType::Button, can, is_on, name),
        None => egui::WidgetInfo::labeled(egui::WidgetType::Button, can, name),
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let is_tick = is_on.is_some() && !Menu::BAR.iter().any(|menu| menu.name() == name);
        node.set_role(if is_tick {
            egui::accesskit::Role::MenuItemCheckBox
        } else {
            egui::accesskit::Role::MenuItem
        });
    });
}

/// Returns whether what the row switches is on; `None` for a row that switches nothing.
fn is_on(action: &Action, ctx: &Ctx<'_>) -> Option<bool> {
    let settings = ctx.settings;
    match (action.command)() {
        Command::ToggleLibrary => Some(ctx.library_is_shown),
        Command::ToggleClaims => Some(settings.claims_shown),
        Command::ToggleFolderClaims => Some(ctx.view.lists_folder),
        Command::SetTheme(theme) => Some(settings.theme == theme),
        Command::ToggleSingleLetters => Some(settings.single_letter_keys),
        Command::ToggleKeepNoCopies => Some(settings.keep_no_copies == Some(true)),
        Command::Done => Some(ctx.open.is_some_and(|open| open.is_finished())),
        _ => None,
    }
}

/// Draws the buttons at the right; returns where they begin.
fn buttons_ui(ui: &mut Ui, ctx: &Ctx<'_>, whole: Rect) -> f32 {
    let shown_claims = ctx.settings.claims_shown;
    let library = if ctx.library_is_shown { "Hide the library" } else { "Show the library" };
    let claims = if shown_claims { "Hide the claims" } else { "Show the claims" };
    let buttons = [
        (icon::SIDEBAR_LEFT, library, "Ctrl+1", ctx.library_is_shown, Command::ToggleLibrary as fn() -> Command),
    ];
    let _ = buttons;
    whole.right()
}

/// Draws the document's name in the middle, or where there is room.
fn title_ui(ui: &mut Ui, ctx: &Ctx<'_>, whole: Rect, left: f32, right: f32) {
    let tokens = ctx.kit.tokens();
    let name = ctx.open.map_or("Obelus", |open| open.name());
    let room = (right - left - 24.0).max(0.0);
    let words = ctx.kit.words(name, &Style::sans(13.0, 20.0), Limits::middle(room.min(480.0)));
    let size = words.size();
    let middle = whole.center().x - size.x / 2.0;
    let at = middle.clamp(left + 12.0, (right - 12.0 - size.x).max(left + 12.0));
    ctx.kit.paint_words(ui.painter(), &words, pos2(at, whole.center().y - size.y / 2.0), tokens.text);
}
