//! The list of claims: what is listed, in what order, and the rows that are seen.
//!
//! The list is kept up with what changes (`listing`), and what a row says is worked out when it is seen; nothing in a
//! frame grows with the number of claims.

mod empty;
mod filter;
mod filters;
mod head;
mod list;
mod listing;
mod rows;
mod shown;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use egui::{Align, EventFilter, Id, Key, Layout, Modifiers, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2};

use crate::anchor::Placement;
use crate::library::FolderClaim;
use crate::model::{LayerName, TagId};
use crate::workspace::Open;

use super::super::command::{Chosen, Command};
use super::super::ctx::Ctx;
use super::super::theme::{self, icons};
use super::super::widgets::{Kit, Lead, Row, focus};
pub use rows::one_line;
pub use shown::{Only, shown_claims};

use filter::{Filter, OpenOnly, Order};
use list::{CLAIM_HEIGHT, Entry, GroupKey, List, RowKey};
use listing::{Listing, Source};
use rows::{Issue, Said};

/// The list in one frame.
struct Frame<'a> {
    source: Source<'a>,
    list: Rc<List>,
    /// How many claims there are, listed or not.
    total: usize,
    /// How many there are of each tag.
    tag_counts: BTreeMap<TagId, usize>,
    /// Whether the list is not what is wanted yet.
    is_in_work: bool,
}

/// The room below the last row.
const BELOW: f32 = 8.0;

/// What a row shows.
struct Seen {
    said: Said,
    second: String,
    spoken: String,
}

/// The list of claims.
#[derive(Default)]
pub struct ClaimsPanel {
    filter: Filter,
    filters_are_open: bool,
    listing: Listing,
    /// What the rows of a version of the list show.
    seen: (u64, HashMap<usize, Rc<Seen>>),
    /// The names that can be filtered by, with how often they are used, while the filters are open.
    names: Option<(u64, Vec<(String, usize)>)>,
    /// Where the chosen claim stands in a version of the list, once looked up.
    chosen_row: Option<(Chosen, u64, Option<usize>)>,
    /// The claim that the list last went to, how many rows there were, and how high the list was.
    followed: Option<(Chosen, usize, u32)>,
    scroll: f32,
    /// Where the list is still to be scrolled.
    goes_on_to: Option<f32>,
}

impl ClaimsPanel {
    /// Lists only allegations that no rebuttal answers.
    pub fn show_unanswered(&mut self) {
        self.filter =
            Filter { open_only: OpenOnly::Unanswered, order: self.filter.order, ..Filter::default() };
    }

    /// Lists only rebuttals without target.
    pub fn show_without_target(&mut self) {
        self.filter =
            Filter { open_only: OpenOnly::WithoutTarget, order: self.filter.order, ..Filter::default() };
    }

    /// Lists all claims again.
    pub fn show_all(&mut self) {
        self.filter = Filter { order: self.filter.order, ..Filter::default() };
    }

    /// Draws head, search and rows. A compact panel has the head and the rows round the chosen claim.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, is_compact: bool) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        // The bar lies in the margin beside the rows.
        ui.spacing_mut().scroll.floating_allocated_width = 0.0;
        let Some(open) = ctx.open else {
            return;
        };
        let Some(frame) = self.update(ctx, open) else {
            return self.unread_ui(ui, ctx);
        };
        if frame.is_in_work {
            ui.ctx().request_repaint();
        }
        if is_compact {
            self.compact_head_ui(ui, ctx, &frame);
        } else {
            self.head_ui(ui, ctx, &frame);
            self.search_ui(ui, ctx, &frame);
        }
        if frame.list.row_count() == 0 {
            self.empty_ui(ui, ctx, &frame);
        } else {
            self.rows_ui(ui, ctx, open, &frame);
        }
    }

    /// Keeps the list up; `None` while the claims of a folder that are to be listed are not read.
    fn update<'a>(&mut self, ctx: &Ctx<'a>, open: &'a Open) -> Option<Frame<'a>> {
        let source = match ctx.view.lists_folder {
            true => Source::Folder(ctx.folder_claims?),
            false => Source::Document(open),
        };
        let is_in_work = !self.listing.update(source, &self.filter);
        if self.seen.0 != self.listing.version() {
            self.seen = (self.listing.version(), HashMap::new());
        }
        let tags = ctx.tags.tags().iter().map(|tag| tag.id.clone());
        let (total, tag_counts) = self.listing.counts(source, tags);
        Some(Frame { source, list: self.listing.list(), total, tag_counts, is_in_work })
    }

    fn rows_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, open: &Open, frame: &Frame<'_>) {
        let list = &*frame.list;
        let view = ui.available_height();
        let mut area = ScrollArea::vertical().id_salt("claims").auto_shrink([false, false]);
        let mut goes_to = self.follow(ctx, frame, view).or(self.goes_on_to.take());
        if let Some(row) = self.arrows(ui, ctx, list) {
            goes_to = Some(self.scroll_to(list, row, view));
        }
        if let Some(offset) = goes_to {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(list.height() + BELOW);
            let top = ui.max_rect().top();
            let left = ui.max_rect().left() + theme::ROW_INSET;
            let right = ui.max_rect().right() - theme::ROW_INSET;
            for number in list.between(viewport.top(), viewport.bottom()) {
                let Some(entry) = list.entry(number) else {
                    continue;
                };
                let at = top + list.top(number);
                let place = Rect::from_min_max(pos2(left, at), pos2(right, at + CLAIM_HEIGHT));
                let builder = UiBuilder::new().max_rect(place).layout(Layout::top_down(Align::Min));
                let mut child = ui.new_child(builder);
                self.row_ui(&mut child, ctx, open, frame, number, &entry);
            }
        });
        self.scroll = shown.state.clamped_offset().y;
        // The area still thinks of the list before, and springs back from what lies beyond its end: asked once more.
        if let Some(offset) = goes_to.filter(|offset| (self.scroll - offset).abs() > 0.5) {
            self.scroll = offset;
            self.goes_on_to = Some(offset);
            ui.ctx().request_repaint();
        }
    }

    /// Returns the first row of the chosen claim; looked up once.
    fn row_of_chosen(&mut self, ctx: &Ctx<'_>, frame: &Frame<'_>) -> Option<usize> {
        let chosen = ctx.view.chosen.as_ref()?;
        let version = self.listing.version();
        if let Some((known, of, row)) = &self.chosen_row
            && known == chosen
            && *of == version
        {
            return *row;
        }
        let row = self.find_row(ctx, frame, chosen);
        self.chosen_row = Some((chosen.clone(), version, row));
        row
    }

    fn find_row(&self, ctx: &Ctx<'_>, frame: &Frame<'_>, chosen: &Chosen) -> Option<usize> {
        match frame.source {
            Source::Document(_) => {
                let placed = ctx.placed(chosen)?;
                let layer = frame.list.layer_number(chosen.layer.as_ref())?;
                let groups = GroupKey::all_of(&placed.claim, self.filter.order);
                frame.list.row_of(&groups, &RowKey::of(placed, layer))
            }
            Source::Folder(_) => (0..frame.list.row_count())
                .find(|row| frame.list.entry(*row).is_some_and(|entry| is_chosen(&entry, ctx))),
        }
    }

    /// Returns where to scroll when another claim was chosen, or the list changed round it.
    fn follow(&mut self, ctx: &Ctx<'_>, frame: &Frame<'_>, view: f32) -> Option<f32> {
        let chosen = ctx.view.chosen.as_ref()?;
        // Another height of the list, too, must not put the claim out of sight.
        let now = (chosen.clone(), frame.list.row_count(), view.to_bits());
        if self.followed.as_ref() == Some(&now) {
            return None;
        }
        self.followed = Some(now);
        let row = self.row_of_chosen(ctx, frame)?;
        Some(self.scroll_to(&frame.list, row, view))
    }

    /// Returns the offset at which a row and its neighbours are in sight, as near to the present one as can be.
    fn scroll_to(&self, list: &List, row: usize, view: f32) -> f32 {
        let top = list.top(row);
        let bottom = top + CLAIM_HEIGHT;
        let room = if view >= 3.0 * CLAIM_HEIGHT { CLAIM_HEIGHT } else { 0.0 };
        let least = (bottom + room - view).max(0.0);
        let most = (top - room).max(0.0);
        let offset = self.scroll.clamp(least.min(most), most.max(least));
        // No row is cut at the top where that can be helped.
        let whole = list.top(list.first_from(offset));
        let whole = if whole <= most { whole } else { offset };
        whole.min((list.height() + BELOW - view).max(0.0))
    }

    /// Lets arrows move along the rows while one of them has the keyboard; returns the row they lead to.
    fn arrows(&self, ui: &Ui, ctx: &Ctx<'_>, list: &List) -> Option<usize> {
        let focused = ui.memory(|memory| memory.focused())?;
        let view =
            list.between(self.scroll - CLAIM_HEIGHT, self.scroll + ui.available_height() + CLAIM_HEIGHT);
        let row = view.into_iter().find(|row| row_id(list, *row) == Some(focused))?;
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
        let (down, up) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowDown), pressed(Key::ArrowUp))
        });
        if !down && !up {
            return None;
        }
        let to = list.step(Some(row), down)?;
        focus::request(ui.ctx(), row_id(list, to)?);
        if let Some(Entry::Claim(chosen)) = list.entry(to) {
            ctx.commands.send(Command::Show(chosen));
        }
        Some(to)
    }

    fn row_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &Ctx<'_>,
        open: &Open,
        frame: &Frame<'_>,
        number: usize,
        entry: &Entry,
    ) {
        let seen = match entry {
            Entry::Head(name, count) => return group_ui(ui, ctx.kit, name, *count),
            Entry::Claim(_) | Entry::InFolder(_) => self.seen(ctx, open, frame, number, entry),
        };
        let Some(seen) = seen else {
            return;
        };
        let said = &seen.said;
        let place = match said.paragraph {
            Some(paragraph) => format!("¶ {paragraph}"),
            None => String::new(),
        };
        let is_chosen = is_chosen(entry, ctx);
        let issue = said.issues.first();
        let mut row = Row::new(&said.title)
            .id(id_of(entry, number))
            .name(&seen.spoken)
            .lead(Lead::Badge(ctx.tags.get(&said.tag).into()))
            .second(&seen.second)
            .trailing(&place)
            .note(issue.map_or("", |issue| issue.words()))
            .chosen(is_chosen);
        if issue.is_some_and(|issue| issue.is_warning()) {
            row = row.note_color(ctx.kit.tokens().warn);
        }
        if said.has_link {
            row = row.trailing_icon(icons::ARROW_BEND_UP_LEFT);
        }
        let response = row.show(ui, ctx.kit);
        if response.double_clicked() {
            ctx.commands.send(Command::OpenCard);
        } else if response.clicked() {
            match entry {
                Entry::Claim(chosen) => ctx.commands.send(Command::Show(chosen.clone())),
                Entry::InFolder(number) => show_in_folder(ctx, open, *number),
                Entry::Head(..) => {}
            }
        }
    }

    /// Returns what a row shows, worked out once.
    fn seen(
        &mut self,
        ctx: &Ctx<'_>,
        open: &Open,
        frame: &Frame<'_>,
        number: usize,
        entry: &Entry,
    ) -> Option<Rc<Seen>> {
        if let Some(seen) = self.seen.1.get(&number) {
            return Some(Rc::clone(seen));
        }
        let (said, whose) = match entry {
            Entry::Claim(chosen) => (said_of(ctx, open, chosen)?, whose(open, chosen.layer.as_ref())),
            Entry::InFolder(number) => {
                let one = ctx.folder_claims?.get(*number)?;
                let paragraph = one.paragraph.map(|paragraph| paragraph + 1);
                let is_unanswered = self.listing.is_unanswered(frame.source, &one.claim);
                (Said::of(&one.claim, paragraph, is_unanswered, &[]), self.document_of(one))
            }
            Entry::Head(..) => return None,
        };
        let second = match (said.claimants.is_empty(), whose) {
            (_, None) => said.claimants.clone(),
            (true, Some(whose)) => whose,
            (false, Some(whose)) => format!("{} · {whose}", said.claimants),
        };
        let spoken = said.spoken(ctx.tags);
        let seen = Rc::new(Seen { said, second, spoken });
        self.seen.1.insert(number, Rc::clone(&seen));
        Some(seen)
    }

    /// Returns the document of a folder's claim, where no head says it.
    fn document_of(&self, one: &FolderClaim) -> Option<String> {
        (self.filter.order == Order::ByClaimant).then(|| rows::plain_name(&one.document))
    }
}

/// Returns whose layer a claim stands in, when it is not the own one.
fn whose(open: &Open, layer: Option<&LayerName>) -> Option<String> {
    let layer = open.layer(layer?)?;
    Some(format!("tagged by {}", layer.annotator_name()))
}

fn said_of(ctx: &Ctx<'_>, open: &Open, chosen: &Chosen) -> Option<Said> {
    let placed = ctx.placed(chosen)?;
    let layer = match &chosen.layer {
        Some(name) => open.layer(name),
        None => open.own(),
    };
    let placements = layer.map(|layer| layer.placements(&placed.claim)).unwrap_or_default();
    let places: Vec<Issue> = placements.into_iter().filter_map(issue_of).collect();
    let paragraph = placed.first_span().map(|span| open.text().paragraph_at(span.start()) + 1);
    Some(Said::of(&placed.claim, paragraph, open.is_unanswered(&placed.claim), &places))
}

/// Returns what is to be said of how a passage stands in the text at hand.
fn issue_of(placement: Placement) -> Option<Issue> {
    match placement {
        Placement::Exact => None,
        Placement::Moved => Some(Issue::Moved),
        Placement::Changed => Some(Issue::Changed),
        Placement::Uncertain => Some(Issue::Unsure),
        Placement::Orphan => Some(Issue::Gone),
    }
}

/// Returns whether a row is the chosen claim's.
fn is_chosen(entry: &Entry, ctx: &Ctx<'_>) -> bool {
    let Some(chosen) = &ctx.view.chosen else {
        return false;
    };
    match entry {
        Entry::Claim(claim) => claim == chosen,
        Entry::InFolder(number) => {
            let one = ctx.folder_claims.and_then(|claims| claims.get(*number));
            chosen.layer.is_none() && one.is_some_and(|one| one.claim.id == chosen.id)
        }
        Entry::Head(..) => false,
    }
}

/// Shows a claim of the folder: in the open document at once, else once its document is open.
fn show_in_folder(ctx: &Ctx<'_>, open: &Open, number: usize) {
    let Some(one) = ctx.folder_claims.and_then(|claims| claims.get(number)) else {
        return;
    };
    let chosen = Chosen::own(one.claim.id.clone());
    if open.path() == one.document {
        ctx.commands.send(Command::Show(chosen));
    } else {
        ctx.commands.send(Command::OpenAt(one.document.clone(), chosen));
    }
}

/// Returns the id of a row's widget: it does not depend on the order of the rows, but for claims that stand under
/// several claimants.
fn id_of(entry: &Entry, number: usize) -> Id {
    match entry {
        Entry::Claim(chosen) => {
            let layer = chosen.layer.as_ref().map(ToString::to_string);
            Id::unique(("claim row", layer, chosen.id.as_str(), number))
        }
        Entry::InFolder(claim) => Id::unique(("folder row", claim, number)),
        Entry::Head(name, _) => Id::unique(("head row", name)),
    }
}

fn row_id(list: &List, row: usize) -> Option<Id> {
    Some(id_of(&list.entry(row)?, row))
}

/// Draws the row above the claims of one person or document.
fn group_ui(ui: &mut Ui, kit: &Kit<'_>, name: &str, count: usize) {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), list::HEAD_HEIGHT), egui::Sense::hover());
    let claims = super::say::count(count, "claim", "claims");
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, format!("{name}, {claims}")));
    let style = Kit::label_style().bold();
    let mut typesetter = kit.typesetter().borrow_mut();
    let limits = super::super::typeset::Limits::line(rect.width() - 56.0);
    let words = typesetter.words(name, &style, limits);
    let top = rect.bottom() - 4.0 - style.line_height;
    typesetter.paint_words(ui.painter(), &words, pos2(rect.left() + 8.0, top), kit.tokens().second);
    let at = pos2(rect.right() - 8.0, top + style.line_height / 2.0);
    let font = theme::face::label();
    ui.painter().text(at, egui::Align2::RIGHT_CENTER, count, font, kit.tokens().faint);
}
