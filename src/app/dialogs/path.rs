//! A path typed in the window: where no file dialog can be had, and for those who like it better.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::theme::icons;
use super::super::widgets::{Lead, Row};
use super::fuzzy;
use super::list::{Chooser, nothing_ui};
use super::sheet::hanging;

/// How many names are listed.
const LISTED: usize = 200;

/// The field with what is typed, and what the folder of it holds.
pub struct PathForm {
    chooser: Chooser,
    folder: PathBuf,
    names: Vec<String>,
    is_listed: bool,
}

impl PathForm {
    /// Begins with `folder`.
    pub fn new(folder: &Path) -> Self {
        let mut typed = folder.display().to_string();
        if !typed.ends_with(MAIN_SEPARATOR) {
            typed.push(MAIN_SEPARATOR);
        }
        let chooser = Chooser::with(typed);
        Self { chooser, folder: folder.to_owned(), names: Vec::new(), is_listed: false }
    }

    /// Takes what a folder holds, when it is still the one of the typed path.
    pub fn take_names(&mut self, folder: PathBuf, names: Vec<String>) {
        if folder == self.folder {
            self.names = names;
            self.is_listed = true;
        }
    }

    /// Draws the field and the names. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let (folder, begun) = parts(&self.chooser.typed);
        if folder != self.folder {
            self.folder.clone_from(&folder);
            self.names.clear();
            self.is_listed = false;
            ctx.commands.send(Command::ListFolder(folder.clone()));
        }
        let fitting = fitting(&self.names, &begun);
        let count = fitting.len();
        let mut taken = None;
        if self.chooser.read_keys(egui, count) {
            // With nothing typed behind the folder, Enter means the folder itself until a row was chosen.
            let means_folder = begun.is_empty() && self.chooser.at == 0 || count == 0;
            taken = Some(if means_folder { None } else { Some(self.chooser.at) });
        }
        let is_listed = self.is_listed;
        let chooser = &mut self.chooser;
        let is_left = hanging(egui, ctx, "Open by path", 560.0, |ui| {
            chooser.field_ui(ui, ctx, "Path of a document or a folder", "Path of a document or a folder");
            let height = (egui.content_rect().height() * 0.6).min(356.0);
            egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.add_space(8.0);
                if fitting.is_empty() && is_listed {
                    nothing_ui(ui, ctx, "Nothing here begins like that.");
                }
                for (number, (name, found)) in fitting.iter().enumerate() {
                    let is_folder = name.ends_with(MAIN_SEPARATOR);
                    let icon = if is_folder { icons::FOLDER_SIMPLE } else { icons::FILE_TEXT };
                    let row = Row::new(name).lead(Lead::Icon(icon)).marks(&found.typed).elide_middle();
                    if chooser.row_ui(ui, ctx, number, row) {
                        taken = Some(Some(number));
                    }
                }
                ui.add_space(8.0);
            });
        });
        match taken {
            Some(Some(number)) => self.take(ctx, &folder, fitting.get(number).map(|(name, _)| name.as_str())),
            Some(None) => ctx.commands.send(Command::Open(expanded(&self.chooser.typed))),
            None => {}
        }
        is_left || self.chooser.is_left
    }

    /// Goes into a folder, or opens a document.
    fn take(&mut self, ctx: &Ctx<'_>, folder: &Path, name: Option<&str>) {
        let Some(name) = name else {
            return;
        };
        if name.ends_with(MAIN_SEPARATOR) {
            let begun_at = self.chooser.typed.rfind(['/', MAIN_SEPARATOR]).map_or(0, |at| at + 1);
            self.chooser.typed.truncate(begun_at);
            self.chooser.typed.push_str(name);
            self.chooser.at = 0;
        } else {
            ctx.commands.send(Command::Open(folder.join(name)));
        }
    }
}

/// Returns the folder of a typed path, and the beginning of the name behind it.
fn parts(typed: &str) -> (PathBuf, String) {
    let at = typed.rfind(['/', MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let (folder, begun) = typed.split_at_checked(at).unwrap_or(("", typed));
    let folder = if folder.is_empty() { PathBuf::from(".") } else { expanded(folder) };
    (folder, begun.to_owned())
}

/// Returns the path with "~" as the person's own folder.
pub(super) fn expanded(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let home = || directories::UserDirs::new().map(|folders| folders.home_dir().to_owned());
    match typed.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', MAIN_SEPARATOR]) => match home() {
            Some(home) => home.join(rest.trim_start_matches(['/', MAIN_SEPARATOR])),
            None => PathBuf::from(typed),
        },
        _ => PathBuf::from(typed),
    }
}

fn fitting(names: &[String], begun: &str) -> Vec<(String, fuzzy::Match)> {
    let mut fitting: Vec<(String, fuzzy::Match)> =
        names.iter().filter_map(|name| Some((name.clone(), fuzzy::find(begun, name)?))).collect();
    fitting.sort_by_key(|(_, found)| found.distance);
    fitting.truncate(LISTED);
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_has_a_folder_and_a_begun_name() {
        assert_eq!(parts("/tmp/ri"), (PathBuf::from("/tmp/"), "ri".to_owned()));
        assert_eq!(parts("ri"), (PathBuf::from("."), "ri".to_owned()));
        assert_eq!(parts("/"), (PathBuf::from("/"), String::new()));
    }

    #[test]
    fn only_the_own_folder_has_a_short_name() {
        assert_eq!(expanded("~x/y"), PathBuf::from("~x/y"));
        assert_ne!(expanded("~/y"), PathBuf::from("~/y"));
    }
}
