//! Earlier versions of the own layer: when they were, how many claims they had, and what going back to one would change.

use std::sync::Arc;

use egui::{Align, Layout, ScrollArea, Ui};

use crate::keep::Backup;
use crate::model::{Claim, Layer, TagId};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::panels::say;
use super::super::widgets::{self, Badge, Button, Lead, Row, focus, wrapped};
use super::list::Chooser;
use super::sheet;

/// How many claims of a version are shown by their words.
const SHOWN: usize = 6;

/// What going back to a version would do to the claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many claims it had.
    pub claim_count: usize,
    /// How many come back that are gone now.
    pub back: usize,
    /// How many were otherwise.
    pub otherwise: usize,
    /// How many go, because they were made since.
    pub gone: usize,
    /// Some of those that come back or were otherwise: tag, and what they say.
    pub some: Vec<(TagId, String)>,
}

impl Preview {
    /// Compares a version with the claims as they are, by id.
    pub fn of(version: &Layer, present: &[Arc<Claim>]) -> Self {
        let mut preview = Self { claim_count: version.claims.len(), ..Self::default() };
        let mut kept = 0;
        for claim in &version.claims {
            let at = present.binary_search_by(|other| other.id.cmp(&claim.id)).ok();
            match at.and_then(|at| present.get(at)) {
                Some(now) => {
                    kept += 1;
                    if now.modified == claim.modified {
                        continue;
                    }
                    preview.otherwise += 1;
                }
                None => preview.back += 1,
            }
            if preview.some.len() < SHOWN {
                preview.some.push((claim.tag.clone(), claim.gist_or_quote().replace('\n', " ")));
            }
        }
        preview.gone = present.len().saturating_sub(kept);
        preview
    }

    /// Says it in a sentence.
    fn words(&self) -> String {
        let mut parts = Vec::new();
        if self.back > 0 {
            parts.push(format!("{} back", say::count(self.back, "claim comes", "claims come")));
        }
        if self.otherwise > 0 {
            parts.push(format!("{} as before", say::count(self.otherwise, "claim becomes", "claims become")));
        }
        if self.gone > 0 {
            parts.push(format!("{} made since", say::count(self.gone, "claim goes,", "claims go,")));
        }
        match parts.is_empty() {
            true => "The same claims as now.".to_owned(),
            false => format!("{}.", parts.join("; ")),
        }
    }
}

/// A version with what going back to it would do; `None` where it cannot be read.
pub type Version = (Backup, Option<Preview>);

/// The list of versions.
pub struct Versions {
    /// The newest first; `None` while they are being read.
    versions: Option<Vec<Version>>,
    chooser: Chooser,
    wants_keyboard: bool,
}

impl Versions {
    /// Begins with nothing: a worker reads them.
    pub fn new() -> Self {
        Self { versions: None, chooser: Chooser::default(), wants_keyboard: true }
    }

    /// Takes what the worker has read.
    pub fn take(&mut self, versions: Vec<Version>) {
        self.versions = Some(versions);
        self.wants_keyboard = true;
    }

    /// Draws the list. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let count = self.versions.as_ref().map_or(0, Vec::len);
        let mut is_taken = self.chooser.read_keys(egui, count);
        let mut is_cancelled = false;
        let is_escape = egui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        let is_left = sheet::sheet(egui, ctx, "Earlier versions", 480.0, |ui| {
            egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                sheet::heading(ui, ctx, "Earlier versions");
                ui.add_space(8.0);
                self.list_ui(ui, ctx);
                ui.add_space(8.0);
                self.preview_ui(ui, ctx);
                ui.add_space(16.0);
                let can = self.chosen().is_some_and(|(_, preview)| preview.is_some());
                sheet::buttons_ui(ui, |ui| {
                    let back = Button::main("Go back to it").shortcut("Enter").enabled(can).show(ui, ctx.kit);
                    is_taken |= back.clicked();
                    let cancel = Button::plain("Cancel").show(ui, ctx.kit);
                    is_cancelled |= cancel.clicked();
                    if std::mem::take(&mut self.wants_keyboard) {
                        focus::request(ui.ctx(), if can { back.id } else { cancel.id });
                    }
                });
            });
        });
        if is_taken && let Some((backup, Some(_))) = self.chosen() {
            ctx.commands.send(Command::GoBackTo(Box::new(backup.clone())));
            return true;
        }
        is_left || is_cancelled || is_escape
    }

    fn chosen(&self) -> Option<&Version> {
        self.versions.as_ref()?.get(self.chooser.at)
    }

    fn list_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let Some(versions) = &self.versions else {
            wrapped(ui, "Looking for them…", ctx.kit.tokens().second);
            return;
        };
        if versions.is_empty() {
            let words = match ctx.settings.keep_no_copies == Some(true) {
                true => "None: no copies are kept on this computer.",
                false => "None yet: the first save of a session keeps the file as it was.",
            };
            wrapped(ui, words, ctx.kit.tokens().second);
            return;
        }
        let chooser = &mut self.chooser;
        ScrollArea::vertical().max_height(200.0).auto_shrink([false, true]).show(ui, |ui| {
            for (number, (backup, preview)) in versions.iter().enumerate() {
                let when = format!("{}, {}", say::ago(backup.at, ctx.now), say::clock(backup.at));
                let claims = match preview {
                    Some(preview) => say::count(preview.claim_count, "claim", "claims"),
                    None => "cannot be read".to_owned(),
                };
                let spoken = format!("{when}, {claims}");
                if chooser.row_ui(ui, ctx, number, Row::new(&when).name(&spoken).trailing(&claims)) {
                    chooser.at = number;
                }
            }
        });
    }

    fn preview_ui(&self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let Some((_, Some(preview))) = self.chosen() else { return };
        wrapped(ui, &preview.words(), ctx.kit.tokens().second);
        for (tag, words) in &preview.some {
            Row::new(words).lead(Lead::Badge(Badge::from(ctx.tags.get(tag)))).inset(0.0).show(ui, ctx.kit);
        }
        let more = (preview.back + preview.otherwise).saturating_sub(preview.some.len());
        if more > 0 {
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                widgets::label(ui, ctx.kit, &format!("and {} more", say::grouped(more)));
            });
        }
    }
}
