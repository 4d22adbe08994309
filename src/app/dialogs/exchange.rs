//! Layers from others: where they are, what will happen to each, and what has happened.
//!
//! One sheet from the question to the outcome, so that what was said before stands beside what was done.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use egui::{Key, Modifiers, Role, Ui};

use crate::workspace::exchange::{Changes, Fate, Outcome, Plan, Progress, Row as Planned};

use super::super::command::Command;
use super::super::ctx::Ctx;
use super::super::panels::say;
use super::super::perform::sentence;
use super::super::theme::{self, icons};
use super::super::widgets::{Button, Field, Lead, Row, focus, label, labelled, tip};
use super::path::expanded;
use super::sheet;

const TITLE: &str = "Add sidecars";

/// How far the sheet is.
enum Stage {
    /// It asks where they are.
    Asks,
    /// They are being read.
    Reads(Arc<Progress>),
    /// It says what will happen.
    Says,
    /// It is being done.
    Does(Arc<Progress>),
    /// It says what has happened.
    Tells(Vec<Outcome>),
}

/// The sheet.
pub struct ExchangeForm {
    stage: Stage,
    path: String,
    plan: Arc<Plan>,
    /// Which rows are taken, by number.
    taken: Vec<bool>,
    /// In which order the rows are shown: first what will be written, then what needs a word.
    order: Vec<usize>,
    wants_keyboard: bool,
    was_drawn: bool,
}

impl ExchangeForm {
    /// Begins with the question where they are.
    pub fn new() -> Self {
        Self {
            stage: Stage::Asks,
            path: String::new(),
            plan: Arc::default(),
            taken: Vec::new(),
            order: Vec::new(),
            wants_keyboard: false,
            was_drawn: false,
        }
    }

    /// Takes note that they are being read.
    pub fn begin_reading(&mut self, progress: Arc<Progress>) {
        self.stage = Stage::Reads(progress);
        self.wants_keyboard = true;
    }

    /// Takes what would happen; `None` when it was stopped. What another job brings is not meant.
    pub fn take_plan(&mut self, progress: &Arc<Progress>, plan: Option<Plan>) {
        if !matches!(&self.stage, Stage::Reads(own) if Arc::ptr_eq(own, progress)) {
            return;
        }
        let Some(plan) = plan else {
            self.stage = Stage::Asks;
            return;
        };
        self.taken = plan.rows.iter().map(|row| row.fate.acts()).collect();
        self.order = (0..plan.rows.len()).collect();
        self.order.sort_by_key(|number| plan.rows.get(*number).map_or(3, |row| rank(&row.fate)));
        self.plan = Arc::new(plan);
        self.stage = Stage::Says;
        self.wants_keyboard = true;
    }

    /// Returns what is planned.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan)
    }

    /// Takes note that it is being done.
    pub fn begin_adding(&mut self, progress: Arc<Progress>) {
        self.stage = Stage::Does(progress);
    }

    /// Takes what has happened.
    pub fn take_outcomes(&mut self, progress: &Arc<Progress>, outcomes: Vec<Outcome>) {
        if matches!(&self.stage, Stage::Does(own) if Arc::ptr_eq(own, progress)) {
            self.stage = Stage::Tells(outcomes);
            self.wants_keyboard = true;
        }
    }

    fn stop(&self) {
        if let Stage::Reads(progress) | Stage::Does(progress) = &self.stage {
            progress.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Draws the sheet. Returns whether it was left.
    pub fn ui(&mut self, egui: &egui::Context, ctx: &Ctx<'_>) -> bool {
        let is_enter = focus::text_field_has_focus(egui)
            && egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        let is_escape = egui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let mut is_left = is_escape;
        let is_beside = sheet::sheet(egui, ctx, TITLE, 640.0, |ui| {
            egui::Frame::NONE.inner_margin(24).show(ui, |ui| {
                sheet::heading(ui, ctx, TITLE);
                ui.add_space(4.0);
                sheet::paragraph(ui, ctx, &self.explanation());
                ui.add_space(12.0);
                match &self.stage {
                    Stage::Asks => self.path_ui(ui, ctx),
                    Stage::Reads(progress) => progress_ui(ui, ctx, progress, "Reading…", "read"),
                    Stage::Does(progress) => progress_ui(ui, ctx, progress, "Adding…", "looked after"),
                    Stage::Says | Stage::Tells(_) => self.list_ui(ui, ctx),
                }
                ui.add_space(16.0);
                sheet::buttons_ui(ui, |ui| is_left |= self.buttons(ui, ctx, is_enter));
            });
        });
        // A click beside it leaves only what costs nothing to ask again.
        is_left |= is_beside && matches!(self.stage, Stage::Asks | Stage::Tells(_));
        if is_left {
            self.stop();
        }
        is_left
    }

    fn explanation(&self) -> String {
        match &self.stage {
            Stage::Asks => "Layers of others, or your own from another machine, in files, folders or zip files. \
                            They can be dropped on the window too. Nothing is overwritten: two versions of one \
                            person’s layer are merged."
                .to_owned(),
            Stage::Reads(_) => "Nothing is written yet.".to_owned(),
            Stage::Does(_) => "What is written already stays, even when you stop.".to_owned(),
            Stage::Says => self.summary(),
            Stage::Tells(outcomes) => told(outcomes),
        }
    }

    /// Says what was found, before anything is done.
    fn summary(&self) -> String {
        let rows = &self.plan.rows;
        let layer_count = rows.iter().filter(|row| !row.annotator.is_empty()).count();
        let mut parts = vec![match layer_count {
            0 => "No layer found".to_owned(),
            count => format!("{} found", say::count(count, "layer", "layers")),
        }];
        if rows.len() > layer_count {
            parts.push(format!("{} cannot be taken", say::count(rows.len() - layer_count, "file", "files")));
        }
        if self.plan.other_count > 0 {
            let others = say::count(self.plan.other_count, "other file", "other files");
            parts.push(format!("{others} left alone"));
        }
        let found = parts.join(", ");
        match self.plan.acting_count() {
            0 if layer_count == 0 => format!("{found}."),
            0 => format!("{found}. There is nothing to add."),
            _ => format!("{found}. This will happen:"),
        }
    }

    fn path_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        labelled(ui, ctx.kit, "From", |ui| {
            let files = Button::plain("Files…").name("Choose files…");
            let folder = Button::plain("Folder…").name("Choose a folder…");
            let buttons = files.wanted_width(ui.painter()) + folder.wanted_width(ui.painter()) + 16.0;
            let is_first = sheet::first_drawn(ui, &mut self.was_drawn);
            let field = Field::new("exchange path", "File, folder or zip file")
                .hint("Path of a file, a folder or a zip file")
                .width(ui.available_width() - buttons)
                .at_end()
                .focused(is_first);
            self.path = field.show(ui, ctx.kit, &self.path).text;
            if files.show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::PickSidecars { is_folder: false });
            }
            if folder.show(ui, ctx.kit).clicked() {
                ctx.commands.send(Command::PickSidecars { is_folder: true });
            }
        });
    }

    /// Draws the buttons. Returns whether the sheet is left.
    fn buttons(&mut self, ui: &mut Ui, ctx: &Ctx<'_>, is_enter: bool) -> bool {
        let wants_keyboard = std::mem::take(&mut self.wants_keyboard);
        let (main, other) = match &self.stage {
            Stage::Asks => {
                let can = !self.path.trim().is_empty();
                let look = Button::main("Look").enabled(can).show(ui, ctx.kit);
                if (look.clicked() || is_enter) && can {
                    ctx.commands.send(Command::LookAtSidecars(vec![expanded(&self.path)]));
                }
                (None, Button::plain("Cancel").show(ui, ctx.kit))
            }
            Stage::Reads(_) | Stage::Does(_) => (None, Button::plain("Stop").show(ui, ctx.kit)),
            Stage::Says => {
                let count = self.taken.iter().filter(|is_taken| **is_taken).count();
                if self.plan.acting_count() == 0 {
                    (None, Button::plain("Close").show(ui, ctx.kit))
                } else {
                    let words = format!("Add {}", say::count(count, "layer", "layers"));
                    let add = Button::main(&words).enabled(count > 0).show(ui, ctx.kit);
                    if add.clicked() {
                        ctx.commands.send(Command::AddLayers(self.taken.clone()));
                    }
                    (Some(add), Button::plain("Cancel").show(ui, ctx.kit))
                }
            }
            Stage::Tells(_) => (None, Button::main("Close").show(ui, ctx.kit)),
        };
        if wants_keyboard {
            focus::request(ui.ctx(), main.as_ref().unwrap_or(&other).id);
        }
        other.clicked()
    }

    fn list_ui(&mut self, ui: &mut Ui, ctx: &Ctx<'_>) {
        let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.y, 0.0);
        let height = (sheet::greatest_height(ui.ctx()) - 200.0).clamp(theme::ROW_TWO_LINES * 2.0, 420.0);
        egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show_rows(
            ui,
            theme::ROW_TWO_LINES,
            self.order.len(),
            |ui, visible| {
                for number in self.order.get(visible).unwrap_or_default() {
                    let Some(row) = self.plan.rows.get(*number) else { continue };
                    match &self.stage {
                        Stage::Tells(outcomes) => {
                            if let Some(outcome) = outcomes.get(*number) {
                                told_ui(ui, ctx, row, outcome);
                            }
                        }
                        _ => {
                            if let Some(is_taken) = self.taken.get_mut(*number) {
                                planned_ui(ui, ctx, row, is_taken);
                            }
                        }
                    }
                }
            },
        );
        ui.spacing_mut().item_spacing.y = spacing;
    }
}

/// What will be written comes first, then what is left for a reason, then what is here already.
fn rank(fate: &Fate) -> u8 {
    match fate {
        Fate::Added { .. } | Fate::Merged { .. } => 0,
        Fate::Left { .. } => 1,
        Fate::AlreadyHere | Fate::NothingNew => 2,
    }
}

/// Draws a row of what will happen, with a box to leave it out.
fn planned_ui(ui: &mut Ui, ctx: &Ctx<'_>, row: &Planned, is_taken: &mut bool) {
    let words = Words::of(row, &will(row));
    if !row.fate.acts() {
        words.show(ui, ctx, Lead::Icon(lead(&row.fate)), Role::Label);
        return;
    }
    let icon = if *is_taken { icons::CHECK_SQUARE } else { icons::SQUARE };
    let response = words.show(ui, ctx, Lead::Icon(icon), Role::CheckBox);
    if response.clicked() {
        *is_taken = !*is_taken;
    }
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled((*is_taken).into()));
}

/// Draws a row of what has happened; a click shows the document.
fn told_ui(ui: &mut Ui, ctx: &Ctx<'_>, row: &Planned, outcome: &Outcome) {
    let (icon, words) = match outcome {
        Outcome::LeftOut => (icons::SQUARE, "Left out".to_owned()),
        Outcome::ForEdited => (icons::SQUARE, "Not taken: the document was left meanwhile".to_owned()),
        Outcome::Is(fate) => (lead(fate), has(row, fate)),
    };
    let is_done = matches!(outcome, Outcome::Is(fate) if fate.acts());
    let mut words = Words::of(row, &words);
    let Some(target) = row.target.as_ref().filter(|_| is_done) else {
        words.show(ui, ctx, Lead::Icon(icon), Role::Label);
        return;
    };
    words.spoken = format!("Show {}", words.spoken);
    words.trailing = "Show".to_owned();
    words.is_link = true;
    if words.show(ui, ctx, Lead::Icon(icon), Role::Button).clicked() {
        ctx.commands.send(Command::ShowDocument(target.place.path.clone()));
    }
}

fn lead(fate: &Fate) -> char {
    match fate {
        Fate::Added { .. } | Fate::Merged { .. } | Fate::AlreadyHere | Fate::NothingNew => icons::CHECK,
        Fate::Left { .. } => icons::WARNING,
    }
}

/// The words of a row.
struct Words {
    first: String,
    aside: String,
    second: String,
    trailing: String,
    spoken: String,
    is_warning: bool,
    is_link: bool,
}

impl Words {
    fn of(row: &Planned, second: &str) -> Self {
        let file = || match row.source.archive() {
            Some(archive) => format!("{} in {archive}", row.source.name()),
            None => row.source.name(),
        };
        let (first, aside) = match (row.annotator.as_str(), &row.target) {
            ("", _) => (file(), String::new()),
            (annotator, Some(target)) => (annotator.to_owned(), target.place.shown()),
            (annotator, None) => (annotator.to_owned(), file()),
        };
        let trailing = match row.annotator.is_empty() {
            true => String::new(),
            false => say::count(row.claim_count, "claim", "claims"),
        };
        let spoken = [first.as_str(), &aside, &trailing].iter().filter(|part| !part.is_empty()).fold(
            String::new(),
            |said, part| {
                if said.is_empty() { (*part).to_owned() } else { format!("{said}, {part}") }
            },
        );
        Self {
            spoken: format!("{spoken}: {second}"),
            first,
            aside,
            second: second.to_owned(),
            trailing,
            is_warning: matches!(row.fate, Fate::Left { .. }),
            is_link: false,
        }
    }

    fn show(&self, ui: &mut Ui, ctx: &Ctx<'_>, lead: Lead<'_>, role: Role) -> egui::Response {
        let mut row = Row::new(&self.first)
            .name(&self.spoken)
            .aside(&self.aside)
            .second(&self.second)
            .lead(lead)
            .role(role)
            .dim(self.is_warning)
            .elide_middle();
        if !self.trailing.is_empty() {
            row = row.trailing(&self.trailing);
        }
        if self.is_link {
            row = row.trailing_color(ctx.kit.tokens().accent);
        }
        let response = row.show(ui, ctx.kit);
        tip::text(response, ctx.kit, &self.second, None)
    }
}

/// Says what will happen to a layer.
fn will(row: &Planned) -> String {
    let words = match &row.fate {
        Fate::Added { instead_of: None, .. } => "New".to_owned(),
        Fate::Added { name, instead_of: Some(id) } => {
            format!("New, as {}: another person is {id} here", name.annotator())
        }
        Fate::Merged { changes, is_own, .. } => {
            let into = if *is_own { "Becomes part of your own" } else { "Becomes part of the one here" };
            format!("{into}: {}", changed(changes))
        }
        Fate::AlreadyHere => "Already here".to_owned(),
        Fate::NothingNew => "Nothing new: what is here is later".to_owned(),
        Fate::Left { why, hint } => left(why, hint),
    };
    with_text(row, words)
}

/// Says what has happened to a layer.
fn has(row: &Planned, fate: &Fate) -> String {
    let words = match fate {
        Fate::Added { instead_of: None, .. } => "Added".to_owned(),
        Fate::Added { name, instead_of: Some(id) } => {
            format!("Added as {}: another person is {id} here", name.annotator())
        }
        Fate::Merged { changes, is_own, .. } => {
            let into = if *is_own { "Part of your own now" } else { "Part of the one here now" };
            format!("{into}: {}", changed(changes))
        }
        Fate::AlreadyHere => "Already here".to_owned(),
        Fate::NothingNew => "Nothing new: what is here is later".to_owned(),
        Fate::Left { why, hint } => left(why, hint),
    };
    match fate.acts() {
        true => with_text(row, words),
        false => words,
    }
}

fn left(why: &str, hint: &str) -> String {
    match hint {
        "" => sentence_part(why),
        hint => sentence_part(&format!("{why}; {hint}")),
    }
}

/// Returns a sentence without its full stop, as rows have it.
fn sentence_part(words: &str) -> String {
    sentence(words).trim_end_matches('.').to_owned()
}

fn with_text(row: &Planned, words: String) -> String {
    let differs = row.target.as_ref().is_some_and(|target| target.text_differs);
    match differs && row.fate.acts() {
        true => format!("{words}. The text differs, so its claims are found anew"),
        false => words,
    }
}

fn changed(changes: &Changes) -> String {
    let Changes { added, changed, removed, conflicts } = *changes;
    let mut parts = Vec::new();
    for (count, what) in [(added, "new"), (changed, "changed"), (removed, "deleted")] {
        match (count, parts.is_empty()) {
            (0, _) => {}
            (count, true) => parts.push(format!("{} {what}", say::count(count, "claim", "claims"))),
            (count, false) => parts.push(format!("{} {what}", say::grouped(count))),
        }
    }
    if conflicts > 0 {
        parts.push(say::count(conflicts, "question for you", "questions for you"));
    }
    if parts.is_empty() { "no claim is different".to_owned() } else { parts.join(", ") }
}

/// Says what has happened to all.
fn told(outcomes: &[Outcome]) -> String {
    let count = |is: fn(&Fate) -> bool| {
        outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Is(fate) if is(fate))).count()
    };
    let mut parts = Vec::new();
    let mut part = |count: usize, words: &str| {
        if count > 0 {
            parts.push(format!("{} {words}", say::grouped(count)));
        }
    };
    part(count(|fate| matches!(fate, Fate::Added { .. })), "added");
    part(count(|fate| matches!(fate, Fate::Merged { .. })), "merged");
    part(count(|fate| matches!(fate, Fate::AlreadyHere | Fate::NothingNew)), "here already");
    part(count(|fate| matches!(fate, Fate::Left { .. })), "not taken");
    part(outcomes.iter().filter(|outcome| !matches!(outcome, Outcome::Is(_))).count(), "left out");
    if parts.is_empty() { "Nothing was added.".to_owned() } else { format!("{}.", parts.join(", ")) }
}

fn progress_ui(ui: &mut Ui, ctx: &Ctx<'_>, progress: &Progress, begun: &str, done: &str) {
    let (count, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
    let words = match total {
        0 => begun.to_owned(),
        total => format!("{} of {} {done}", say::grouped(count.min(total)), say::grouped(total)),
    };
    label(ui, ctx.kit, &words);
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}
