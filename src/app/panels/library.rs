//! The library at the left: the folder's documents with how far they are, and the layers of the open document.

use std::path::{Path, PathBuf};

use egui::{Align, Color32, Id, Layout, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};

use crate::library::{Document, Library, State};
use crate::workspace::{LayerKind, Open, OpenLayer};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::{self, icons};
use super::super::typeset::Limits;
use super::super::widgets::{self, Button, Field, IconButton, Kit, Lead, Row, popup};
use super::resize::Resize;

/// How tall the row is that stands between the documents of two folders.
const FOLDER_ROW: f32 = theme::ROW;

/// One row of the documents' list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    /// The sub folder that the documents below lie in.
    Folder(String),
    /// A document, by its place in the library.
    Document(usize),
}

/// Returns the rows of the documents whose name or folder holds `filter`, each sub folder under its name.
fn entries(documents: &[Document], filter: &str) -> Vec<Entry> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let mut entries = Vec::with_capacity(documents.len());
    let mut folder = "";
    for (number, document) in documents.iter().enumerate() {
        let whole = format!("{}/{}", document.folder, document.name).to_lowercase();
        if !words.iter().all(|word| whole.contains(word)) {
            continue;
        }
        if document.folder != folder {
            folder = &document.folder;
            entries.push(Entry::Folder(folder.to_owned()));
        }
        entries.push(Entry::Document(number));
    }
    entries
}

/// Returns how far a document is, in words, and the icon for it.
fn state(state: State) -> (char, &'static str) {
    match state {
        State::NotBegun => (icons::CIRCLE, "not begun"),
        State::InWork => (icons::CIRCLE_HALF, "in work"),
        State::Done => (icons::CHECK_CIRCLE, "done"),
    }
}

/// What the rows depend on: which list of documents, and the filter.
type Key = (PathBuf, usize, usize, String);

/// The library.
#[derive(Default)]
pub struct LibraryPanel {
    filter: String,
    rows: Option<(Key, Vec<Entry>)>,
    /// The document whose row was last brought into sight.
    followed: Option<PathBuf>,
    resize: Resize,
}

impl LibraryPanel {
    /// Draws the panel beside the page.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let tokens = ctx.kit.tokens();
        let [least, _, most] = theme::LIBRARY_WIDTH;
        let frame = egui::Frame::NONE.fill(tokens.panel);
        let claims =
            if ctx.settings.claims_shown && ctx.open.is_some() { theme::CLAIMS_WIDTH[0] } else { 0.0 };
        // A window that shrinks takes from the panels first.
        let room = (ui.available_width() - theme::FULL_PAGE - claims).max(least);
        let width = ctx.settings.library_width.clamp(least, most).min(room);
        let panel = egui::Panel::left("library").resizable(false).exact_size(width).frame(frame);
        let shown = panel.show_separator_line(false).show(ui, |ui| self.content_ui(ui, ctx));
        let rect = shown.response.rect;
        let edge = Rect::from_x_y_ranges(rect.right() - 1.0..=rect.right(), rect.y_range());
        ui.painter().rect_filled(edge, 0, tokens.hair);
        let id = Id::unique("library’s edge");
        if let Some(width) = self.resize.ui(ui, id, "Width of the library", rect.right(), rect, width) {
            ctx.commands.send(Command::SetLibraryWidth(width.clamp(least, most)));
        }
    }

    /// Draws the panel over the page, in a narrow window.
    pub fn over_page_ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) {
        let screen = egui.content_rect();
        let top = screen.top() + theme::MENU_BAR;
        let bottom = screen.bottom() - theme::STATUS_BAR;
        let [least, usual, most] = theme::LIBRARY_WIDTH;
        let width = ctx.settings.library_width.clamp(least, most).max(usual).min(screen.width() - 48.0);
        let frame = popup::frame(ctx.kit).fill(ctx.kit.tokens().panel).inner_margin(0);
        egui::Area::new(Id::unique("library over the page"))
            .order(egui::Order::Middle)
            .fixed_pos(pos2(screen.left() + 4.0, top + 4.0))
            .show(egui, |ui| {
                frame.show(ui, |ui| {
                    let size = vec2(width, (bottom - top - 10.0).max(120.0));
                    ui.set_min_size(size);
                    ui.set_max_size(size);
                    self.content_ui(ui, ctx);
                });
            });
    }

    fn content_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        // The bar lies in the margin beside the rows.
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        let room = ui.available_rect_before_wrap();
        let layers_height = ctx.open.map_or(0.0, |open| layers_height(open, ctx)).min(room.height() * 0.55);
        let split = room.bottom() - layers_height;
        let upper = Rect::from_min_max(room.min, pos2(room.right(), split));
        let documents = ui.new_child(UiBuilder::new().max_rect(upper).layout(Layout::top_down(Align::Min)));
        let end = self.documents_ui(documents, ctx);
        let Some(open) = ctx.open else {
            return;
        };
        let lower = Rect::from_min_max(pos2(room.left(), end.min(split)), room.max);
        let mut lower = ui.new_child(UiBuilder::new().max_rect(lower).layout(Layout::top_down(Align::Min)));
        layers_ui(&mut lower, ctx, open);
    }

    /// Draws the folder and its documents; returns where they end.
    fn documents_ui(&mut self, mut ui: Ui, ctx: &Ctx<'_>) -> f32 {
        let ui = &mut ui;
        let kit = ctx.kit;
        ui.add_space(8.0);
        let Some(library) = ctx.library else {
            inset(ui, theme::PANEL_PADDING, |ui| {
                ui.add_space(4.0);
                widgets::body(ui, kit, "No folder is open.");
                if Button::link("Open a folder…").shortcut("Ctrl+Shift+O").show(ui, kit).clicked() {
                    ctx.commands.send(Command::OpenFolder);
                }
            });
            return ui.min_rect().bottom() + 12.0;
        };
        inset(ui, theme::ROW_INSET, |ui| {
            head_ui(ui, ctx, library);
            ui.add_space(4.0);
            let filter = Field::new("library filter", "Filter documents")
                .hint("Filter documents")
                .icon(icons::FUNNEL_SIMPLE)
                .show(ui, kit, &self.filter);
            self.filter = filter.text;
            ui.add_space(8.0);
        });
        let key: Key = (
            library.root().to_owned(),
            library.documents().as_ptr() as usize,
            library.documents().len(),
            self.filter.clone(),
        );
        if self.rows.as_ref().is_none_or(|(present, _)| *present != key) {
            self.rows = Some((key, entries(library.documents(), &self.filter)));
            self.followed = None;
        }
        let Some((_, rows)) = &self.rows else {
            return ui.min_rect().bottom();
        };
        if rows.is_empty() {
            return self.no_documents_ui(ui, ctx, library);
        }
        let open_path = ctx.open.map(Open::path);
        let follow = open_path.filter(|path| self.followed.as_deref() != Some(*path)).and_then(|path| {
            let documents = library.documents();
            let is_it = |entry: &Entry| {
                matches!(entry, Entry::Document(at) if documents.get(*at).is_some_and(|one| one.path == *path))
            };
            rows.iter().position(is_it)
        });
        // Looked for once, even when the filter hides it.
        if self.followed.as_deref() != open_path {
            self.followed = open_path.map(Path::to_owned);
        }
        let mut area = ScrollArea::vertical().id_salt("documents").auto_shrink([false, true]);
        let view = ui.available_height();
        if let Some(row) = follow {
            #[expect(clippy::cast_precision_loss, reason = "at most 50,000 rows")]
            let top = row as f32 * FOLDER_ROW;
            if top + FOLDER_ROW > view {
                area = area.vertical_scroll_offset(top - view / 2.0);
            }
        }
        let shown = area.show_rows(ui, FOLDER_ROW, rows.len(), |ui, range| {
            for entry in rows.get(range).unwrap_or_default() {
                inset(ui, theme::ROW_INSET, |ui| match entry {
                    Entry::Folder(name) => folder_ui(ui, kit, name),
                    Entry::Document(number) => {
                        if let Some(document) = library.documents().get(*number) {
                            document_ui(ui, ctx, document);
                        }
                    }
                });
            }
        });
        // The list takes what room there is; what it needs says where it ends.
        #[expect(clippy::cast_precision_loss, reason = "at most 50,000 rows")]
        let needed = shown.inner_rect.top() + rows.len() as f32 * FOLDER_ROW;
        needed.min(shown.inner_rect.bottom()) + 12.0
    }

    fn no_documents_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, library: &Library) -> f32 {
        let kit = ctx.kit;
        inset(ui, theme::PANEL_PADDING, |ui| {
            if library.documents().is_empty() {
                widgets::wrapped(ui, "No text, Markdown or web pages in this folder", kit.tokens().second);
            } else {
                let words = format!("No document is called “{}”", self.filter.trim());
                let ink = kit.tokens().second;
                widgets::words(ui, kit, &words, &Kit::body_style(), ink, ui.available_width(), 3);
                let all = format!("Show all {}", library.documents().len());
                if Button::link(&all).show(ui, kit).clicked() {
                    self.filter.clear();
                }
            }
        });
        ui.min_rect().bottom() + 12.0
    }
}

/// Draws the folder's name and how many of its documents are done.
fn head_ui(ui: &mut Ui, ctx: &Ctx<'_>, library: &Library) {
    let (done, all) = library.done_of_all();
    let path = library.root();
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let count = format!("{done} of {all}");
    let spoken = format!("Folder {name}, {done} of {all} documents done, open another");
    let row = Row::new(&name)
        .id(Id::unique("library’s folder"))
        .name(&spoken)
        .lead(Lead::Icon(icons::FOLDER_SIMPLE))
        .strong(true)
        .trailing(&count)
        .elide_middle();
    let response = row.show(ui, ctx.kit);
    let clicked = response.clicked();
    let problems = library.problems();
    widgets::tip::show(&response, ctx.kit, |ui| {
        let width = ui.spacing().tooltip_width;
        let ink = ctx.kit.tokens().text;
        let place = super::say::folder(path);
        widgets::words(ui, ctx.kit, &place, &Kit::body_style(), ink, width, 3);
        for problem in problems.iter().take(5) {
            let words = format!("{}; {}", problem.message, problem.hint);
            widgets::words(ui, ctx.kit, &words, &Kit::label_style(), ctx.kit.tokens().warn, width, 3);
        }
    });
    if clicked {
        ctx.commands.send(Command::OpenFolder);
    }
}

fn folder_ui(ui: &mut Ui, kit: &Kit<'_>, name: &str) {
    let size = vec2(ui.available_width(), FOLDER_ROW);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, name));
    let style = Kit::label_style();
    let mut typesetter = kit.typesetter().borrow_mut();
    let words = typesetter.words(name, &style, Limits::middle(rect.width() - 16.0));
    let at = pos2(rect.left() + 8.0, rect.bottom() - 6.0 - style.line_height);
    typesetter.paint_words(ui.painter(), &words, at, kit.tokens().second);
}

fn document_ui(ui: &mut Ui, ctx: &Ctx<'_>, document: &Document) {
    let open = ctx.open.filter(|open| open.path() == document.path);
    let (icon, words) = state(document.state);
    let claim_count = open
        .filter(|open| !open.is_loading())
        .map_or(document.claim_count, |open| open.own_store().claim_count());
    let count = if claim_count == 0 { "–".to_owned() } else { super::say::grouped(claim_count) };
    let claims = super::say::count(claim_count, "claim", "claims");
    let spoken = format!("{}, {words}, {claims}", document.name);
    let row = Row::new(&document.name)
        .id(Id::unique(("document", &document.path)))
        .name(&spoken)
        .lead(Lead::Icon(icon))
        .trailing(&count)
        .chosen(open.is_some())
        .elide_middle();
    if row.show(ui, ctx.kit).clicked() && open.is_none() {
        ctx.commands.send(Command::Open(document.path.clone()));
    }
}

/// What is said below a layer that cannot be shown or written.
fn trouble(layer: &OpenLayer) -> Option<String> {
    match &layer.kind {
        LayerKind::Own | LayerKind::Other => None,
        LayerKind::Unreadable { error, hint } => Some(format!("Cannot be read: {error}; {hint}")),
        LayerKind::Newer if layer.is_readable() => {
            Some("Made by a newer Obelus: shown, never written".to_owned())
        }
        LayerKind::Newer => Some("Made by a newer Obelus: not shown by this one, and not touched".to_owned()),
        LayerKind::Unmerged { .. } => Some("Git left two versions of it in the file".to_owned()),
    }
}

/// Returns the letter that stands for an annotator: the first of the name.
pub(super) fn initial(name: &str) -> char {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .map_or('?', |letter| letter.to_uppercase().next().unwrap_or(letter))
}

/// Whether the line stands below the layers that says why some are hidden.
fn says_hidden(open: &Open) -> bool {
    !open.may_see_others()
        && open
            .layers()
            .iter()
            .any(|layer| !layer.is_shown && layer.is_readable() && layer.kind != LayerKind::Own)
}

/// Returns how tall the layers are with what is said of them.
fn layers_height(open: &Open, ctx: &Ctx<'_>) -> f32 {
    let layers = open.layers().len().max(1);
    let troubles = open.layers().iter().filter(|layer| trouble(layer).is_some()).count();
    let own = usize::from(open.own().is_none() && ctx.settings.annotator.is_some());
    let mine = open.layers().iter().filter(|layer| open.may_be_mine(layer)).count();
    #[expect(clippy::cast_precision_loss, reason = "a handful of layers")]
    let rows = (layers + own + mine) as f32 * theme::ROW + troubles as f32 * 3.0 * theme::LABEL_LINE;
    let hidden = if says_hidden(open) { theme::ROW } else { 0.0 };
    17.0 + 20.0 + rows + hidden + 12.0
}

fn layers_ui(ui: &mut Ui, ctx: &Ctx<'_>, open: &Open) {
    let kit = ctx.kit;
    let tokens = kit.tokens();
    let across = ui.max_rect();
    let top = across.top().round();
    ui.painter().rect_filled(Rect::from_x_y_ranges(across.x_range(), top..=top + 1.0), 0, tokens.hair);
    ui.add_space(12.0);
    ScrollArea::vertical().id_salt("layers").auto_shrink([false, false]).show(ui, |ui| {
        inset(ui, theme::PANEL_PADDING, |ui| {
            let words = format!("Layers of {}", open.name());
            let style = Kit::label_style().bold();
            widgets::words(ui, kit, &words, &style, tokens.second, ui.available_width(), 1);
        });
        ui.add_space(4.0);
        inset(ui, theme::ROW_INSET, |ui| {
            if open.is_loading() {
                widgets::wrapped(ui, "  Reading the layers…", tokens.second);
                return;
            }
            if let Some(annotator) = ctx.settings.annotator.as_ref().filter(|_| open.own().is_none()) {
                let spoken = format!("{}, you, no claims yet", annotator.name);
                let row = Row::new(&annotator.name)
                    .name(&spoken)
                    .lead(Lead::Initial(initial(&annotator.name)))
                    .aside("you")
                    .trailing("0")
                    .room(28.0);
                row.show(ui, kit);
            } else if open.layers().is_empty() {
                widgets::wrapped(ui, "  None yet: the first claim makes yours", tokens.second);
            }
            for layer in open.layers() {
                layer_ui(ui, ctx, layer);
                if open.may_be_mine(layer) {
                    inset(ui, theme::ROW_INSET, |ui| mine_ui(ui, ctx, layer));
                }
            }
        });
        if says_hidden(open) {
            inset(ui, theme::PANEL_PADDING, |ui| hidden_ui(ui, ctx));
        }
        ui.add_space(8.0);
    });
}

fn hidden_ui(ui: &mut Ui, ctx: &Ctx<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        widgets::label(ui, ctx.kit, "Hidden until you are done.");
        let show = Button::link("Show")
            .name("Show others’ layers")
            .tip("Your own layer notes that you have seen them before you were done");
        if show.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::ShowOthers);
        }
    });
}

/// Asks whether a layer under the reader's name is theirs.
fn mine_ui(ui: &mut Ui, ctx: &Ctx<'_>, layer: &OpenLayer) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(24.0);
        widgets::label(ui, ctx.kit, "Is it yours?");
        let name = format!("This is me: {}", layer.name);
        let button = Button::link("This is me")
            .name(&name)
            .tip("You made it on another computer: it becomes yours here, and what you tag from now on is signed like it");
        if button.show(ui, ctx.kit).clicked() {
            ctx.commands.send(Command::ThisIsMe(layer.name.clone()));
        }
    });
}

fn layer_ui(ui: &mut Ui, ctx: &Ctx<'_>, layer: &OpenLayer) {
    let kit = ctx.kit;
    let is_own = layer.kind == LayerKind::Own;
    let name = layer.annotator_name();
    let trouble = trouble(layer);
    let count =
        if layer.is_readable() { super::say::grouped(layer.store.claim_count()) } else { String::new() };
    let shown = match (layer.is_readable(), layer.is_shown) {
        (false, _) => "cannot be read",
        (true, true) => "shown",
        (true, false) => "hidden",
    };
    let who = if is_own { ", you" } else { "" };
    let claims = super::say::count(layer.store.claim_count(), "claim", "claims");
    let spoken = format!("Layer of {name}{who}, {claims}, {shown}");
    let aside = if is_own { "you" } else { layer.name.suffix().unwrap_or_default() };
    let lead = if layer.is_readable() { Lead::Initial(initial(name)) } else { Lead::Icon(icons::WARNING) };
    let mut row = Row::new(name)
        .id(Id::unique(("layer", layer.name.to_string())))
        .name(&spoken)
        .lead(lead)
        .trailing(&count)
        .dim(!layer.is_shown)
        .room(28.0);
    if !aside.is_empty() {
        row = row.aside(aside);
    }
    let response = row.show(ui, kit);
    let mut toggles = response.clicked() && layer.is_readable();
    if layer.is_readable() {
        let (icon, word) = if layer.is_shown { (icons::EYE, "Hide") } else { (icons::EYE_SLASH, "Show") };
        let whose = if is_own { "your claims".to_owned() } else { format!("the claims of {name}") };
        let tip = format!("{word} {whose}");
        let place = Rect::from_center_size(
            pos2(response.rect.right() - 16.0, response.rect.center().y),
            Vec2::splat(theme::ROW - 4.0),
        );
        let id = Id::unique(("eye", layer.name.to_string()));
        toggles |= IconButton::new(icon, &tip).show_at(ui, kit, id, place).clicked();
    }
    if toggles {
        ctx.commands.send(Command::ToggleLayer(layer.name.clone()));
    }
    if let Some(trouble) = trouble {
        inset(ui, theme::ROW_INSET, |ui| warning_ui(ui, kit, &trouble, kit.tokens().warn));
    }
}

/// Draws what is wrong in up to three lines, all of it in the tooltip.
fn warning_ui(ui: &mut Ui, kit: &Kit<'_>, words: &str, ink: Color32) {
    let response = widgets::words(ui, kit, words, &Kit::label_style(), ink, ui.available_width(), 3);
    widgets::tip::show(&response, kit, |ui| {
        let width = ui.spacing().tooltip_width;
        widgets::words(ui, kit, words, &Kit::body_style(), kit.tokens().text, width, 12);
    });
}

/// Draws `content` with room at both sides.
pub(super) fn inset<R>(ui: &mut Ui, room: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let available = ui.available_rect_before_wrap();
    let inner = available.shrink2(vec2(room, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
    let result = content(&mut child);
    let used = child.min_rect();
    let taken =
        Rect::from_min_max(available.min, pos2(available.right(), used.bottom().max(available.top())));
    ui.advance_cursor_after_rect(taken);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(folder: &str, name: &str) -> Document {
        Document {
            path: PathBuf::from(folder).join(name),
            name: name.to_owned(),
            folder: folder.to_owned(),
            state: State::NotBegun,
            claim_count: 0,
            layers: Vec::new(),
        }
    }

    #[test]
    fn documents_of_a_sub_folder_stand_under_its_name() {
        let documents = [document("", "a.md"), document("2026", "b.md"), document("2026", "c.md")];
        let rows = entries(&documents, "");
        let folder = Entry::Folder("2026".to_owned());
        assert_eq!(rows, [Entry::Document(0), folder.clone(), Entry::Document(1), Entry::Document(2)]);
        assert_eq!(entries(&documents, "C 2026"), [folder, Entry::Document(2)]);
        assert_eq!(entries(&documents, "nothing"), []);
    }

    #[test]
    fn an_annotator_is_known_by_the_first_letter() {
        assert_eq!(initial("maria"), 'M');
        assert_eq!(initial("“čapek”"), 'Č');
        assert_eq!(initial("—"), '?');
    }
}
