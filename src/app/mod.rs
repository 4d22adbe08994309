//! The window: it reads the core by `&` and asks for changes by sending commands.
//!
//! `logic` takes what jobs bring back and does what was asked for; `ui` draws and asks. Nothing in `ui` opens a file,
//! waits or locks, and nothing in it grows with the document or the number of claims.

mod action;
mod agreed;
mod briefed;
mod clipboard;
mod command;
mod compared;
mod ctx;
mod dialogs;
mod ending;
mod file_name;
mod foldered;
mod jobs;
mod keys;
mod notices;
mod offers;
mod panels;
mod perform;
mod reading;
mod samples;
pub mod stage;
mod start;
#[cfg(test)]
mod tests;
mod theme;
mod typeset;
mod view;
mod widgets;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::keep::Keep;
use crate::library::{FolderClaim, Library};
use crate::matching::Stretch;
use crate::model::{About, TagSet};
use crate::settings::{Settings, WindowPlace};
use crate::workspace::{Mishap, Open, Parked, SaveState, Saver, Watch, Watcher, Work, guarded};

use agreed::{Agreed, Working};
use briefed::Briefed;
use command::{Chosen, Command, Commands};
use compared::Compared;
use ctx::Ctx;
use dialogs::{Dialog, PasteForm};
use ending::Ending;
use foldered::Foldered;
use jobs::{Jobs, Opening};
use notices::Notices;
use offers::Offers;
use panels::{
    AgreementPanel, BriefingPanel, Card, ClaimsPanel, ComparePanel, FatesPanel, FindBar, LibraryPanel,
    Resize, ReviewPanel,
};
use reading::Page;
use theme::Theme;
use typeset::Typesetter;
use view::View;
use widgets::Kit;

pub use start::{Start, WindowError, run};

/// Below this width, in points, the library lies over the page instead of beside it.
const NARROW: f32 = 1100.0;

/// Below this width the claims panel goes too, and the card lies over the page's margin.
const VERY_NARROW: f32 = 800.0;

/// The window's whole state.
pub struct App {
    open: Option<Open>,
    /// What was open before: undo steps and place, so that going back goes on where it was.
    parked: HashMap<(PathBuf, Work), Parked>,
    /// The document whose text is being read by a job.
    opening: Option<Opening>,
    /// The document that was open before the one that is being read.
    opening_from: Option<PathBuf>,
    /// The reading of the document that is open.
    reading: Arc<Watch>,
    /// Documents that were left before their layers came, with claims that wait for these.
    left: Vec<Open>,
    /// What is done once the layers of the open document are there.
    after_layers: Vec<Command>,
    /// Whether the next scanned folder also opens a document.
    opens_first_of_folder: bool,
    /// A claim that is shown once its document is open.
    shows_next: Option<(PathBuf, Chosen)>,
    library: Option<Library>,
    folder_claims: Option<Vec<FolderClaim>>,
    is_reading_folder: bool,
    /// Where articles are pasted from.
    clipboard: Arc<dyn clipboard::Source>,
    /// The pasted article whose sheet was left.
    paste_draft: Option<Box<PasteForm>>,
    /// What is known of a document that was just saved, until it stands in the own layer.
    new_about: Option<(PathBuf, Box<About>)>,
    /// The briefing that was worked out last.
    briefed: Option<Briefed>,
    /// What the briefing is being worked out from.
    is_briefing: Option<briefed::Key>,
    /// What is being dropped on the window.
    dropped: Vec<PathBuf>,
    /// How far annotators agree, as it was worked out last.
    agreed: Option<Agreed>,
    /// The job that works it out, or was stopped.
    agreeing: Option<Arc<Working>>,
    /// A stretch that is shown once its document is open.
    shows_place_next: Option<(PathBuf, Stretch)>,
    /// The layers side by side that were worked out last.
    compared: Option<Compared>,
    /// What is being compared.
    is_comparing: Option<compared::Key>,
    /// The document that is to be opened with its layers side by side.
    compares_next: Option<PathBuf>,
    /// What differs in the documents of the folder.
    foldered: Foldered,
    /// Where was exported to last.
    export_folder: Option<PathBuf>,
    /// The file that was exported last.
    exported: Option<PathBuf>,
    settings: Settings,
    /// What the settings file holds.
    saved_settings: Settings,
    /// The folder that the settings stand in.
    home: PathBuf,
    /// The folder of app data.
    data_home: PathBuf,
    is_saving_settings: bool,
    /// Where the window stands.
    window: Option<WindowPlace>,
    /// Whether the reader was told that something is not saved, and closes the window all the same.
    closes_unsaved: bool,
    /// Whether the window closes because the system wants it.
    is_leaving: bool,
    saver: Saver,
    watcher: Watcher,
    /// What is watched: the document, what its sidecars stand beside, the own one.
    watching: Option<(PathBuf, PathBuf, Option<PathBuf>)>,
    /// Whether the system wants the program to end.
    ending: Ending,
    /// How often in a row something inside failed while drawing.
    mishaps: usize,
    /// What was found and waits for an answer.
    offers: Offers,
    /// The reader's key before they took over that of a layer from another machine.
    former_key: Option<Option<String>>,
    jobs: Jobs,
    commands: Commands,
    notices: Notices,
    tags: TagSet,
    view: View,
    /// What lies over the page and has the keyboard.
    dialog: Option<Dialog>,
    page: Page,
    find: FindBar,
    library_panel: LibraryPanel,
    claims_panel: ClaimsPanel,
    agreement_panel: AgreementPanel,
    briefing_panel: BriefingPanel,
    card: Card,
    review_panel: ReviewPanel,
    compare_panel: ComparePanel,
    fates_panel: FatesPanel,
    claims_resize: Resize,
    guide_is_on: bool,
    /// Whether the keyboard is in a panel, not on the page.
    panel_has_focus: bool,
    key_queue: keys::KeyQueue,
    /// Whether a list or menu is open that Escape closes.
    escape_is_taken: bool,
    /// Whether Escape came in this frame, whoever had a use for it.
    escape_was_pressed: bool,
    paste_key: keys::PasteKey,
    theme: Theme,
    typesetter: RefCell<Typesetter>,
}

impl App {
    /// Makes the window's state and opens what it is to begin with.
    pub fn new(egui: &egui::Context, start: Start) -> Self {
        let Start { home, data_home, settings, problems, path } = start;
        let theme = Theme::new();
        theme.apply(egui, settings.theme);
        let keep = Keep::new(data_home.clone(), &settings);
        let (wake, wake_too) = (egui.clone(), egui.clone());
        let mut app = Self {
            open: None,
            parked: HashMap::new(),
            opening: None,
            opening_from: None,
            reading: Arc::default(),
            left: Vec::new(),
            after_layers: Vec::new(),
            opens_first_of_folder: false,
            shows_next: None,
            library: None,
            folder_claims: None,
            is_reading_folder: false,
            clipboard: Arc::new(clipboard::System),
            paste_draft: None,
            new_about: None,
            briefed: None,
            is_briefing: None,
            dropped: Vec::new(),
            agreed: None,
            agreeing: None,
            shows_place_next: None,
            compared: None,
            is_comparing: None,
            compares_next: None,
            foldered: Foldered::default(),
            export_folder: None,
            exported: None,
            window: settings.window,
            is_saving_settings: false,
            closes_unsaved: false,
            is_leaving: false,
            saved_settings: settings.clone(),
            settings,
            home,
            saver: Saver::new(data_home.join("locks"), keep, move || wake.request_repaint()),
            watcher: Watcher::new(move || wake_too.request_repaint()),
            watching: None,
            ending: Ending::default(),
            mishaps: 0,
            offers: Offers::default(),
            former_key: None,
            data_home,
            jobs: Jobs::new(egui.clone()),
            commands: Commands::default(),
            notices: Notices::default(),
            tags: TagSet::built_in(),
            view: View::default(),
            dialog: None,
            page: Page::default(),
            find: FindBar::default(),
            library_panel: LibraryPanel::default(),
            claims_panel: ClaimsPanel::default(),
            agreement_panel: AgreementPanel::default(),
            briefing_panel: BriefingPanel::default(),
            card: Card::default(),
            review_panel: ReviewPanel::default(),
            compare_panel: ComparePanel::default(),
            fates_panel: FatesPanel::default(),
            claims_resize: Resize::default(),
            guide_is_on: false,
            panel_has_focus: false,
            key_queue: keys::KeyQueue::default(),
            escape_is_taken: false,
            escape_was_pressed: false,
            paste_key: keys::PasteKey::default(),
            theme,
            typesetter: RefCell::new(Typesetter::new()),
        };
        for problem in &problems {
            app.notices.say(perform::sentence(&format!("{}; {}", problem.message, problem.hint)));
        }
        if let Some(path) = path {
            app.commands.send(Command::Open(path));
        }
        app.look_after_app_data();
        app
    }

    /// From now on the window saves and closes when the system wants the program to end.
    pub fn listen_for_the_end(&mut self, egui: &egui::Context) {
        self.ending = Ending::listen(egui.clone(), self.saver.flusher());
    }

    /// Takes what jobs and the saver bring back, reads the keys, and does what was asked for.
    fn advance(&mut self, egui: &egui::Context) {
        self.typesetter.borrow_mut().begin_frame(egui);
        for done in self.jobs.take() {
            self.commands.send(Command::JobDone(done));
        }
        self.take_save_reports();
        for event in self.watcher.events() {
            self.commands.send(Command::Watched(event));
        }
        self.take_dropped_files(egui);
        self.read_keys(egui);
        self.perform_all(egui);
    }

    fn take_dropped_files(&mut self, egui: &egui::Context) {
        let dropped = egui.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        // Some systems hand over the files of one drop one after the other.
        if !dropped.is_empty() {
            self.dropped.extend(dropped.iter().map(|file| file.path().to_owned()));
            egui.request_repaint();
        } else if !self.dropped.is_empty() {
            self.commands.send(Command::Dropped(std::mem::take(&mut self.dropped)));
        }
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        let now = self.now();
        let own = self.open.as_ref().and_then(Open::own);
        let save_state = own.map_or(SaveState::NothingYet, |own| self.saver.state(&own.path));
        let width = ui.ctx().content_rect().width();
        if width >= VERY_NARROW {
            self.view.claims_over_page = false;
        }
        self.view.has_dialog = self.dialog.is_some();
        let kit = Kit::new(&self.theme, &self.typesetter, ui.ctx());
        let ctx = Ctx {
            open: self.open.as_ref(),
            library: self.library.as_ref(),
            folder_claims: self.folder_claims.as_deref(),
            briefed: self.briefed.as_ref(),
            agreed: self.agreed.as_ref(),
            agreeing: self.agreeing.as_deref(),
            compared: self.compared.as_ref(),
            foldered: Some(&self.foldered).filter(|foldered| !foldered.root.as_os_str().is_empty()),
            settings: &self.settings,
            tags: &self.tags,
            kit: &kit,
            view: &self.view,
            offers: &self.offers,
            save_state,
            selection: self.open.as_ref().and_then(|open| self.page.selection(open.text())),
            library_is_shown: match width >= NARROW {
                true => self.settings.library_shown && (self.library.is_some() || self.open.is_some()),
                false => self.view.library_over_page,
            },
            claims_are_shown: match width >= VERY_NARROW {
                true => self.settings.claims_shown && self.open.is_some() && self.view.shows_page(),
                false => self.view.claims_over_page,
            },
            now,
            commands: &self.commands,
        };
        panels::menu_bar_ui(ui, &ctx);
        panels::banner_ui(ui, &ctx);
        panels::status_bar_ui(ui, &ctx, &self.page);
        // Before anything is open there is nothing to list.
        let has_library = self.library.is_some() || self.open.is_some();
        let compares = self.view.compares() && self.open.is_some();
        if self.view.shows_agreement() {
            self.agreement_panel.side_ui(ui, &ctx);
        } else if compares {
            if width >= NARROW {
                self.compare_panel.left_ui(ui, &ctx);
            }
            self.compare_panel.right_ui(ui, &ctx, width < NARROW);
        } else if width >= NARROW && self.settings.library_shown && has_library {
            self.library_panel.ui(ui, &ctx);
        }
        let mut side = panels::Side {
            claims: &mut self.claims_panel,
            card: &mut self.card,
            review: &mut self.review_panel,
            fates: &mut self.fates_panel,
            guide_is_on: self.guide_is_on,
        };
        if width >= VERY_NARROW && ctx.claims_are_shown {
            panels::claims_and_card_ui(ui, &ctx, &mut side, &mut self.claims_resize);
        }
        // What hangs over the page hides it where it was in the last frame.
        let occluded = (width < VERY_NARROW && self.view.card_over_page)
            .then(|| ui.memory(|memory| memory.area_rect(Card::over_page_id())))
            .flatten();
        egui::CentralPanel::default().frame(egui::Frame::NONE.fill(kit.tokens().page)).show(ui, |ui| {
            if self.view.shows_briefing() {
                self.briefing_panel.ui(ui, &ctx);
            } else if self.view.shows_agreement() {
                self.agreement_panel.ui(ui, &ctx);
            } else if compares {
                panels::compared_page_ui(ui, &ctx, &mut self.page, &mut self.find);
            } else if self.open.is_some() {
                panels::page_ui(ui, &ctx, &mut self.page, &mut self.find, occluded);
            } else {
                panels::first_start_ui(ui, &ctx, self.opening.as_ref());
            }
        });
        if width < NARROW && self.view.library_over_page {
            self.library_panel.over_page_ui(ui.ctx(), &ctx);
        }
        if self.view.claims_over_page && self.open.is_some() {
            panels::claims_over_page_ui(ui.ctx(), &ctx, &mut side);
        } else if width < VERY_NARROW && self.view.card_over_page {
            side.card.over_page_ui(ui.ctx(), &ctx);
        }
        panels::notice_ui(ui, &ctx, &mut self.notices);
        dialogs::ui(ui.ctx(), &ctx, &mut self.dialog);
    }
}

impl eframe::App for App {
    fn logic(&mut self, egui: &egui::Context, _frame: &mut eframe::Frame) {
        self.guarded_logic(egui);
        if self.ending.is_wanted() && !self.is_leaving {
            self.is_leaving = true;
            self.closes_unsaved = true;
            egui.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        if egui.input(|input| input.viewport().close_requested()) && !self.may_close() {
            egui.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.guarded_ui(ui);
    }

    fn raw_input_hook(&mut self, egui: &egui::Context, raw: &mut egui::RawInput) {
        if self.key_queue.pass(&mut raw.events, self.card.is_moving_focus()) {
            egui.request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.leave();
    }
}

impl App {
    /// Draws a frame and does what was asked for in it.
    fn frame_ui(&mut self, ui: &mut egui::Ui) {
        self.draw(ui);
        self.view.forget_focus();
        self.read_escape(ui.ctx());
        // What was asked for while drawing is done at once, so that the next frame shows it.
        self.perform_all(ui.ctx());
        self.keep_work();
        self.submit_save();
        self.clear_merged();
        self.watch_open();
        self.read_folder_claims();
        self.work_out_briefing();
        self.work_out_agreement();
        self.work_out_compared();
        self.save_settings();
        self.note_window(ui.ctx());
    }
}

impl App {
    /// As [`advance`](Self::advance); what fails inside takes nothing with it.
    fn guarded_logic(&mut self, egui: &egui::Context) {
        if let Err(mishap) = guarded(|| self.advance(egui)) {
            self.take_mishap(&mishap);
        }
    }

    /// As [`frame_ui`](Self::frame_ui); what fails inside takes nothing with it.
    fn guarded_ui(&mut self, ui: &mut egui::Ui) {
        let egui = ui.ctx().clone();
        match guarded(|| self.frame_ui(ui)) {
            Ok(()) => self.mishaps = 0,
            Err(mishap) => self.recover(&mishap, &egui),
        }
    }

    /// A frame failed inside: what there is is saved; where the next one fails too, the document is put away, and where
    /// that does not help the window closes.
    fn recover(&mut self, mishap: &Mishap, egui: &egui::Context) {
        self.take_mishap(mishap);
        egui.request_repaint();
        if self.mishaps >= 2 {
            self.dialog = None;
            self.park();
        }
        if self.mishaps >= 4 {
            self.closes_unsaved = true;
            egui.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

/// Returns whether the window is too narrow for the claims to stand beside the page.
fn is_very_narrow(egui: &egui::Context) -> bool {
    egui.content_rect().width() < VERY_NARROW
}

/// Returns whether the window is too narrow for the library to stand beside the page.
fn is_narrow(egui: &egui::Context) -> bool {
    egui.content_rect().width() < NARROW
}
