//! The list of what differs: by place or by weight, walked with one key.

use egui::{Align, Id, Layout, ScrollArea, Sense, Ui, pos2, vec2};

use crate::adjudication::said;
use crate::model::Verdict;
use crate::text::{CharOffset, Text};

use super::super::super::command::Command;
use super::super::super::compared::Compared;
use super::super::super::ctx::Ctx;
use super::super::super::theme::{self, face, icons};
use super::super::super::widgets::{self, IconButton, Kit, focus, hairline};
use super::super::claims::one_line;
use super::super::say;
use super::{ComparePanel, Order, Standing};

/// How tall a row is.
const ROW: f32 = theme::ROW_TWO_LINES;

/// How wide an annotator's circle is, with the gap behind it.
const CIRCLE: f32 = 18.0;

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words that the cluster is about.
    pub title: String,
    /// In what they differ, or what was decided.
    pub second: String,
    /// The paragraph, from 1.
    pub paragraph: usize,
}

impl Said {
    /// Returns what the row of a cluster says; with `stand` what was decided about it.
    pub fn of(compared: &Compared, cluster: usize, stand: Standing, text: &Text) -> Option<Self> {
        let this = compared.clusters.get(cluster)?;
        let (_, first) = this.entries(&compared.sources).next()?;
        let quote = first.claim.passages.first().map(|passage| &*passage.selector.quote);
        let differs = if this.is_agreed() {
            "agrees in every field".to_owned()
        } else {
            said(this, &compared.sources, &compared.names, text)
        };
        let second = match stand {
            Standing::Decided(verdict) => format!("{}: {differs}", decided(verdict)),
            Standing::Changed(_) => format!("changed since it was decided: {differs}"),
            Standing::Open => differs,
        };
        let place = text.byte_from_char(CharOffset(this.start))?;
        let title = one_line(quote.unwrap_or_default());
        Some(Self { title, second, paragraph: text.paragraph_at(place) + 1 })
    }

    /// Returns it in words, for screen readers and tests.
    pub fn spoken(&self) -> String {
        format!("{}: {}, paragraph {}", self.second, self.title, self.paragraph)
    }
}

/// Returns what was decided, in a word.
pub fn decided(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Took => "taken",
        Verdict::Changed => "taken with changes",
        Verdict::Dropped => "left out",
    }
}

impl ComparePanel {
    /// Draws the head and the rows.
    pub(super) fn list_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared) {
        let count = self.rows.len();
        self.list_head_ui(ui, ctx, count);
        self.layers_ui(ui, ctx, Some(compared));
        let Some(open) = ctx.open else { return };
        if count == 0 {
            let words = if compared.clusters.is_empty() {
                "None of these layers has a claim with a sure place."
            } else {
                "Nothing differs: all claims agree in every field."
            };
            self.empty_ui(ui, ctx, words);
        }
        let at = self.row_of(compared, ctx);
        #[expect(clippy::cast_precision_loss, reason = "a hundred thousand rows are far below 2^24")]
        let top = at.map(|at| at as f32 * ROW);
        let height = (ui.available_height() - self.foot_height).max(ROW);
        let mut area = ScrollArea::vertical().id_salt("differences").auto_shrink([false, true]);
        area = area.max_height(height);
        let now = (at, count, height.to_bits());
        if std::mem::replace(&mut self.followed, now) != now
            && let Some(top) = top
        {
            area = area.vertical_scroll_offset(self.scroll.clamp((top + ROW - height).max(0.0), top));
        }
        let shown = area.show_rows(ui, ROW, count, |ui, range| {
            for number in range {
                self.row_ui(ui, ctx, compared, open.text(), number, at == Some(number));
            }
        });
        self.scroll = shown.state.clamped_offset().y;
        let top = ui.cursor().top();
        self.foot_ui(ui, ctx, compared);
        // Another height of it is seen to in the next frame.
        let foot = ui.cursor().top() - top;
        if (foot - std::mem::replace(&mut self.foot_height, foot)).abs() > 0.5 {
            ui.ctx().request_repaint();
        }
    }

    fn list_head_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, count: usize) {
        let order = match self.order {
            Order::Place => "by place",
            Order::Weight => "by weight",
        };
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 0 }).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    widgets::heading(ui, ctx.kit, "Differences");
                    widgets::label(ui, ctx.kit, &format!("{}, {order}", say::grouped(count)));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = 0.0;
                        let name = match self.order {
                            Order::Place => "Sort by weight",
                            Order::Weight => "Sort by place",
                        };
                        let sort = IconButton::new(icons::SORT_ASCENDING, name).show(ui, ctx.kit);
                        if sort.clicked() {
                            self.order = match self.order {
                                Order::Place => Order::Weight,
                                Order::Weight => Order::Place,
                            };
                        }
                        if ctx.library.is_some() {
                            let folder = IconButton::new(icons::FOLDER_SIMPLE, "Differences by document");
                            let folder = folder.show(ui, ctx.kit);
                            if folder.clicked() {
                                ctx.commands.send(Command::CompareFolder);
                            }
                        }
                    });
                });
            },
        );
    }

    fn row_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &Ctx<'_>,
        compared: &Compared,
        text: &Text,
        number: usize,
        is_chosen: bool,
    ) {
        let Some(cluster) = self.rows.get(number).copied() else { return };
        let stand = self.stand(cluster);
        let Some(said) = Said::of(compared, cluster, stand, text) else { return };
        let Some(handle) = compared.handle(cluster) else { return };
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
        let rect = rect.shrink2(vec2(theme::ROW_INSET, 0.0));
        let id = row_id(handle.id.as_str());
        let response = ui.interact(rect, id, Sense::click());
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        let spoken = said.spoken();
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, &spoken));
        if is_chosen && std::mem::take(&mut self.wants_keyboard) {
            focus::request(ui.ctx(), id);
        }
        draw_row(ui, ctx, compared, rect, cluster, &said, stand, is_chosen, &response);
        if response.clicked() {
            // Chosen already, it leads on to the reason.
            self.wants_reason = is_chosen && super::is_adjudicating(ctx);
            ctx.commands.send(Command::ShowCluster(handle));
        }
    }

    /// Draws what a list without rows says.
    pub(super) fn empty_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>, words: &str) {
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 16, top: 8, bottom: 12 }).show(
            ui,
            |ui| {
                widgets::wrapped(ui, words, ctx.kit.tokens().second);
            },
        );
    }

    /// Draws what stands below the list: what is left out, and how far the decisions are.
    fn foot_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, compared: &Compared) {
        hairline(ui, ctx.kit, 0.0);
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 16, top: 12, bottom: 8 }).show(
            ui,
            |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
                if super::is_adjudicating(ctx) {
                    self.progress_ui(ui, ctx, compared);
                } else {
                    let words = match compared.agreed_count {
                        0 => "No claim agrees in every field.".to_owned(),
                        count => {
                            say::count(count, "claim agrees in every field.", "claims agree in every field.")
                        }
                    };
                    widgets::body(ui, ctx.kit, &words);
                }
                let left_out = compared.left_out();
                if left_out > 0 {
                    let words = say::count(
                        left_out,
                        "claim is left out: its place is not sure.",
                        "claims are left out: their places are not sure.",
                    );
                    widgets::wrapped(ui, &words, ctx.kit.tokens().second);
                }
            },
        );
    }
}

/// Returns the id of a row by the first claim of its cluster.
pub fn row_id(id: &str) -> Id {
    Id::unique(("difference", id))
}

#[expect(clippy::too_many_arguments, reason = "all that a row shows")]
fn draw_row(
    ui: &Ui,
    ctx: &Ctx<'_>,
    compared: &Compared,
    rect: egui::Rect,
    cluster: usize,
    said: &Said,
    stand: Standing,
    is_chosen: bool,
    response: &egui::Response,
) {
    let tokens = ctx.kit.tokens();
    let painter = ui.painter();
    let fill = match (is_chosen, response.is_pointer_button_down_on(), response.hovered()) {
        (true, ..) => Some(tokens.chosen),
        (_, true, _) => Some(tokens.press),
        (_, _, true) => Some(tokens.hover),
        _ => None,
    };
    if let Some(fill) = fill {
        painter.rect_filled(rect, theme::RADIUS, fill);
    }
    if response.has_focus() {
        ctx.kit.ring(painter, rect);
    }
    let members = compared.clusters.get(cluster).map_or(&[][..], |cluster| cluster.members.as_slice());
    let mut left = rect.left() + 8.0;
    let middle = rect.top() + 16.0;
    let most = if members.len() > 4 { 0 } else { members.len() };
    for (member, initial) in members.iter().zip(&compared.initials).take(most) {
        widgets::circle(painter, pos2(left + 8.0, middle), initial, member.is_some(), tokens);
        left += CIRCLE;
    }
    if most == 0 {
        // Of many layers only how many have it is told.
        let count = members.iter().flatten().count();
        let words = format!("{count}/{}", members.len());
        painter.text(pos2(left, middle), egui::Align2::LEFT_CENTER, words, face::label(), tokens.second);
        left += 2.0 * CIRCLE;
    }
    left += 8.0;
    let right = rect.right() - 8.0;
    let place = format!("¶ {}", say::grouped(said.paragraph));
    let place = painter.layout_no_wrap(place, face::label(), tokens.second);
    let second = rect.top() + 34.0;
    let end = right - place.size().x;
    painter.galley(pos2(end, (second - place.size().y / 2.0).round()), place, tokens.second);
    if matches!(stand, Standing::Decided(_)) {
        let at = pos2(right - 8.0, middle);
        painter.text(at, egui::Align2::CENTER_CENTER, icons::CHECK, face::icons(theme::ICON), tokens.second);
    }
    let mut typesetter = ctx.kit.typesetter().borrow_mut();
    let line = |typesetter: &mut crate::app::typeset::Typesetter,
                words: &str,
                style,
                width: f32,
                middle: f32,
                ink| {
        let set = typesetter.words(words, &style, crate::app::typeset::Limits::line(width.max(1.0)));
        let at = pos2(left, middle - style.line_height / 2.0);
        typesetter.paint_words(painter, &set, at, ink);
    };
    let is_done = matches!(stand, Standing::Decided(_));
    let ink = if is_done { tokens.second } else { tokens.text };
    line(
        &mut typesetter,
        &said.title,
        Kit::body_style(),
        right - left - if is_done { 20.0 } else { 0.0 },
        middle,
        ink,
    );
    let ink = if matches!(stand, Standing::Changed(_)) { tokens.warn } else { tokens.second };
    line(&mut typesetter, &said.second, Kit::label_style(), end - 12.0 - left, second, ink);
}
