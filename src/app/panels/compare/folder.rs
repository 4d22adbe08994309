//! Differences by document: the folder's documents with how much differs in each.

use std::sync::atomic::Ordering;

use egui::{Align, Layout, ScrollArea, Ui};

use super::super::super::command::Command;
use super::super::super::ctx::Ctx;
use super::super::super::foldered::{DocumentDifferences, Found};
use super::super::super::theme::{self, icons};
use super::super::super::widgets::{self, IconButton, Row};
use super::super::say;
use super::ComparePanel;

/// Returns what a document's row says below its name, and what stands at its right.
pub fn said(document: &DocumentDifferences) -> (String, String) {
    match &document.found {
        Found::Compared { names, differences, agreed } => {
            let agreed = say::count(*agreed, "claim agrees", "claims agree");
            (format!("{}, {agreed}", names.join(", ")), say::grouped(*differences))
        }
        Found::TooFew => ("one layer only".to_owned(), String::new()),
        Found::Nobody => ("no layer".to_owned(), String::new()),
        Found::Hidden => ("hidden until yours is done".to_owned(), String::new()),
        Found::Unreadable(why) => (why.clone(), String::new()),
    }
}

impl ComparePanel {
    /// Draws the documents of the folder.
    pub(super) fn folder_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        egui::Frame::NONE.inner_margin(egui::Margin { left: 16, right: 8, top: 8, bottom: 4 }).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    widgets::heading(ui, ctx.kit, "Differences by document");
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let back = IconButton::new(icons::FILE_TEXT, "Differences of this document");
                        let back = back.show(ui, ctx.kit);
                        if back.clicked() {
                            ctx.commands.send(Command::CompareFolder);
                        }
                    });
                });
            },
        );
        let Some(foldered) = ctx.foldered else {
            return self.empty_ui(ui, ctx, "No folder is open.");
        };
        if let Some(progress) = &foldered.running {
            let (done, all) = (progress.done.load(Ordering::Relaxed), progress.total);
            let words = format!("Comparing, {} of {} documents", say::grouped(done), say::grouped(all));
            self.empty_ui(ui, ctx, &words);
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
            return;
        }
        if foldered.documents.is_empty() {
            return self.empty_ui(ui, ctx, "No documents are in this folder.");
        }
        let count = foldered.documents.len();
        let area = ScrollArea::vertical().id_salt("documents compared").auto_shrink([false, false]);
        area.show_rows(ui, theme::ROW_TWO_LINES, count, |ui, range| {
            for document in foldered.documents.get(range).unwrap_or_default() {
                egui::Frame::NONE.inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
                    let is_open = ctx.open.is_some_and(|open| open.path() == document.path);
                    let (second, right) = said(document);
                    let differences = match right.as_str() {
                        "" => String::new(),
                        "1" => "1 difference, ".to_owned(),
                        count => format!("{count} differences, "),
                    };
                    let name = format!("{}: {differences}{second}", document.name);
                    let row = Row::new(&document.name).elide_middle().name(&name).second(&second);
                    let row = row.trailing(&right).chosen(is_open).show(ui, ctx.kit);
                    if row.clicked() {
                        ctx.commands.send(Command::CompareDocument(document.path.clone()));
                    }
                });
            }
        });
    }
}
