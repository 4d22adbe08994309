//! The documents to go to: those of the folder, or those opened of late where there is no folder.

use std::ops::Range;
use std::path::PathBuf;

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::panels::say;
use super::super::theme::icons;
use super::super::widgets::{Lead, Row};
use super::fuzzy;
use super::list::{Chooser, nothing_ui};
use super::palette::state_icon;
use super::sheet::hanging;

/// How many documents are listed.
const LISTED: usize = 100;

/// The list with what is typed.
#[derive(Default)]
pub struct Documents {
    chooser: Chooser,
    found: Option<(String, Vec<Entry>)>,
}

struct Entry {
    path: PathBuf,
    icon: char,
    words: String,
    typed: Vec<Range<usize>>,
    second: String,
    right: String,
}

impl Documents {
    /// Draws the list. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let typed = self.chooser.typed.trim().to_owned();
        if self.found.as_ref().is_none_or(|(found, _)| *found != typed) {
            let entries = entries(&typed, ctx);
            self.found = Some((typed, entries));
        }
        let Self { chooser, found } = self;
        let entries = found.as_ref().map_or(&[][..], |(_, entries)| entries.as_slice());
        let mut taken = chooser.read_keys(egui, entries.len()).then_some(chooser.at);
        let is_left = hanging(egui, ctx, "Go to document", 560.0, |ui| {
            chooser.field_ui(ui, ctx, "Find a document", "Go to document");
            let height = (egui.content_rect().height() * 0.6).min(420.0);
            egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.add_space(8.0);
                if entries.is_empty() {
                    let words = match chooser.typed.trim() {
                        "" => "No folder is open, and no document was opened of late.".to_owned(),
                        typed => format!("No document is called “{typed}”."),
                    };
                    nothing_ui(ui, ctx, &words);
                }
                for (number, entry) in entries.iter().enumerate() {
                    let row = Row::new(&entry.words)
                        .lead(Lead::Icon(entry.icon))
                        .marks(&entry.typed)
                        .aside(&entry.second)
                        .trailing(&entry.right)
                        .elide_middle();
                    if chooser.row_ui(ui, ctx, number, row) {
                        taken = Some(number);
                    }
                }
                ui.add_space(8.0);
            });
        });
        if let Some(entry) = taken.and_then(|taken| entries.get(taken)) {
            ctx.commands.send(Command::Open(entry.path.clone()));
            return true;
        }
        is_left || self.chooser.is_left
    }
}

fn entries(typed: &str, ctx: &Ctx<'_>) -> Vec<Entry> {
    let mut fitting: Vec<(usize, Entry)> = match ctx.library {
        Some(library) => library
            .documents()
            .iter()
            .filter_map(|document| {
                let found = fuzzy::find(typed, &document.name)?;
                let right = match document.claim_count {
                    0 => String::new(),
                    number => say::count(number, "claim", "claims"),
                };
                let entry = Entry {
                    path: document.path.clone(),
                    icon: state_icon(document.state),
                    words: document.name.clone(),
                    typed: found.typed,
                    second: document.folder.clone(),
                    right,
                };
                Some((found.distance, entry))
            })
            .collect(),
        None => ctx
            .settings
            .recent_documents
            .iter()
            .filter_map(|recent| {
                let name = recent.path.file_name()?.to_string_lossy().into_owned();
                let found = fuzzy::find(typed, &name)?;
                let entry = Entry {
                    path: recent.path.clone(),
                    icon: icons::FILE_TEXT,
                    words: name,
                    typed: found.typed,
                    second: recent.path.parent().map(say::folder).unwrap_or_default(),
                    right: say::ago(recent.when, ctx.now),
                };
                Some((found.distance, entry))
            })
            .collect(),
    };
    fitting.sort_by_key(|(distance, _)| *distance);
    fitting.into_iter().take(LISTED).map(|(_, entry)| entry).collect()
}
