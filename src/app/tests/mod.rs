//! The real window over a folder of its own, used by the names of its controls, with keys and pointer.
//!
//! Frames are counted, never timed: what jobs bring back is awaited for so many frames and no more.

mod agreement;
mod card;
mod claims;
mod commands;
mod compare;
mod elsewhere;
mod exchange;
mod first_claim;
mod folder;
mod inout;
mod layers;
mod mishaps;
mod names;
mod review;
mod scale;
mod stages;
mod team;
mod versions;
mod web_page;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT, Queryable};

use crate::model::{Annotator, Claim, ClaimId, Layer, TagId, Timestamp};
use crate::settings::{self, Settings};
use crate::sidecar;
use crate::store::act;
use crate::text::{ByteOffset, Text};
use crate::workspace::{Open, SaveState};

use super::App;
use super::start::Start;
use super::typeset::Typesetter;

/// An article in which three claims stand.
const ARTICLE: &str = "<a>Clear Wells alleges that Halden Water knew.</a> <r>The company denies this.</r>\n\n\
                       <f>The board will resign by March 2027.</f> Nothing else was said.\n";

const NOW: Timestamp = Timestamp(1_800_000_000);

/// How many frames a condition is awaited.
const PATIENCE: usize = 5_000;

/// The window as egui_kittest keeps it: made in the first frame, as eframe makes it before the first.
struct Window {
    start: Option<Start>,
    app: Option<App>,
    /// Whether what fails inside is caught, as in the real window; else the test fails.
    is_guarded: bool,
}

/// A window over a folder with documents.
struct Desk {
    window: Harness<'static, Window>,
    folder: tempfile::TempDir,
    _home: tempfile::TempDir,
}

impl Desk {
    /// Opens `article.txt` with the marked words as the reader's own claims.
    fn with(marked: &str) -> Self {
        Self::made(Some(person("Ana Ruiz")), |folder| tag(&folder.join("article.txt"), "Ana Ruiz", marked))
            .open("article.txt")
    }

    /// Opens `article.txt` for a reader whose name is not known yet.
    fn nameless(words: &str) -> Self {
        Self::made(None, |folder| std::fs::write(folder.join("article.txt"), words).unwrap())
            .open("article.txt")
    }

    /// Makes a window that has nothing open, over a folder with what `fill` puts there.
    fn made(annotator: Option<Annotator>, fill: impl FnOnce(&Path)) -> Self {
        let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fill(folder.path());
        let mut settings = Settings::default();
        settings.annotator = annotator;
        settings.guided_done = true;
        let start = Start {
            home: home.path().join("settings"),
            data_home: home.path().join("data"),
            settings,
            problems: Vec::new(),
            path: None,
        };
        let window = Window { start: Some(start), app: None, is_guarded: false };
        let harness = Harness::builder()
            .with_size([1280.0, 1200.0])
            .with_step_dt(0.1)
            .with_os(egui::os::OperatingSystem::Nix)
            .allow_missing_glyphs()
            .build_ui_state(draw, window);
        Self { window: harness, folder, _home: home }
    }

    /// Opens a document or a folder and waits for it.
    fn open(mut self, name: &str) -> Self {
        let path = self.folder.path().join(name);
        self.app_mut().commands.send(super::Command::Open(path));
        self.until("a document is open", |app| app.open.is_some() && app.library.is_some());
        self.settle();
        self
    }

    fn app(&self) -> &App {
        self.window.state().app.as_ref().unwrap()
    }

    fn app_mut(&mut self) -> &mut App {
        self.window.state_mut().app.as_mut().unwrap()
    }

    fn document(&self) -> &Open {
        self.app().open.as_ref().unwrap()
    }

    /// Returns the reader's claims in the order of the text.
    fn claims(&self) -> Vec<Claim> {
        self.document().own_store().in_text_order().map(|placed| Claim::clone(&placed.claim)).collect()
    }

    /// Returns the reader's claims as `tag: words`.
    fn tagged(&self) -> Vec<String> {
        let said = |claim: &Claim| format!("{}: {}", claim.tag, claim.passages[0].selector.quote);
        self.claims().iter().map(said).collect()
    }

    /// Draws frames until something holds, and the layers of what is open are read.
    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&App) -> bool) {
        for _ in 0..PATIENCE {
            if holds(self.app()) && !self.app().is_loading() {
                return;
            }
            self.window.step();
            std::thread::yield_now();
        }
        panic!("it did not come to this: {what}");
    }

    /// Draws a second of frames: typing rests, popups stand where they belong; what is being opened is there.
    #[track_caller]
    fn settle(&mut self) {
        self.until("the text is read", |app| app.opening.is_none());
        self.window.run_steps(10);
    }

    /// Waits until everything is on disk, and reads the reader's layer back.
    #[track_caller]
    fn saved(&mut self) -> Layer {
        self.settle();
        self.until("the claims are saved", |app| {
            let own = app.open.as_ref().and_then(Open::own);
            own.is_some_and(|own| matches!(app.saver.state(&own.path), SaveState::Saved { .. }))
        });
        let path = self.document().own().unwrap().path.clone();
        let read = sidecar::read(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(read.problems, []);
        read.layer
    }

    fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    /// Presses a chord; Control is what the platform's commands are held with.
    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            let events = &mut self.window.input_mut().events;
            events.push(Event::ModifiersChanged(modifiers));
            events.push(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
            self.window.step();
        }
        self.window.event(Event::ModifiersChanged(Modifiers::NONE));
        self.window.run_steps(2);
    }

    /// Types as a keyboard does: the key, and the text that it writes.
    fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            let key = Key::from_name(&letter.to_uppercase().to_string()).filter(|_| letter.is_alphanumeric());
            for pressed in [true, false] {
                let events = &mut self.window.input_mut().events;
                events.extend(key.map(|key| Event::Key {
                    key,
                    physical_key: None,
                    pressed,
                    repeat: false,
                    modifiers: Modifiers::NONE,
                }));
                events.extend(pressed.then(|| Event::Text(letter.to_string())));
                self.window.step();
            }
        }
    }

    #[track_caller]
    fn click(&mut self, name: &str) {
        let named: Vec<_> = self.window.query_all_by_label(name).collect();
        let [only] = named.as_slice() else {
            panic!("{name:?} is there {} times in {:#?}", named.len(), self.names());
        };
        only.click();
        self.window.run_steps(4);
    }

    /// Clicks the one control whose name begins so.
    #[track_caller]
    fn click_what_begins(&mut self, name: &str) {
        let names = self.names_that_begin(name);
        let [only] = names.as_slice() else { panic!("{name:?} is the beginning of {names:?}") };
        self.click(&only.clone());
    }

    /// Returns the names on the screen that begin so, in order.
    fn names_that_begin(&self, name: &str) -> Vec<String> {
        self.names().into_iter().filter(|label| label.starts_with(name)).collect()
    }

    /// Returns every name on the screen.
    fn names(&self) -> Vec<String> {
        let nodes = self.window.root().query_all(By::new());
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }

    #[track_caller]
    fn sees(&self, name: &str) {
        assert!(self.shows(name), "{name:?} is not among {:#?}", self.names());
    }

    #[track_caller]
    fn does_not_see(&self, name: &str) {
        assert!(!self.shows(name), "{name:?} is there");
    }

    fn shows(&self, name: &str) -> bool {
        self.window.query_all_by_label(name).next().is_some()
    }

    #[track_caller]
    fn assert_focused(&self, name: &str) {
        let focused: Vec<_> = self.window.query_all_by_label(name).filter(|node| node.is_focused()).collect();
        let others = self.window.query_all(By::new()).filter(|node| node.is_focused());
        let others: Vec<_> = others.map(|node| node.accesskit_node().label()).collect();
        assert_eq!(focused.len(), 1, "{name:?} has not the keyboard, but {others:?}");
    }
}

/// One frame, as eframe draws it.
fn draw(ui: &mut egui::Ui, window: &mut Window) {
    if let Some(start) = window.start.take() {
        let mut app = App::new(ui.ctx(), start);
        // The same letters on every machine.
        app.typesetter = std::cell::RefCell::new(Typesetter::bundled());
        window.app = Some(app);
        return;
    }
    match &mut window.app {
        Some(app) if window.is_guarded => {
            app.guarded_logic(ui.ctx());
            app.guarded_ui(ui);
        }
        Some(app) => {
            app.advance(ui.ctx());
            app.frame_ui(ui);
        }
        None => {}
    }
}

const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };

/// Returns the same person for the same name.
fn person(name: &str) -> Annotator {
    Annotator { key: Some(format!("key of {name}")), ..settings::annotator_named(name) }
}

/// Writes the document without its marks, and beside it the layer of `name` with the marked words as claims: `<a>` is an
/// allegation, `<r>` a rebuttal, `<f>` a forecast.
fn tag(path: &Path, name: &str, marked: &str) {
    let (words, marks) = unmark(marked);
    std::fs::write(path, &words).unwrap();
    let mut open = Open::load(path, Some(&person(name)), None).unwrap();
    for (number, (tag, range)) in marks.into_iter().enumerate() {
        let id = ClaimId::parse(&format!("{}-{number}", name.to_lowercase().replace(' ', "-"))).unwrap();
        let span = span(open.text(), range);
        let edit = act::tag(open.text(), span, TagId::parse(tag).unwrap(), NOW, id).unwrap();
        open.apply("tag", edit, NOW).unwrap();
    }
    if let Some(job) = open.snapshot() {
        let layer: Arc<Layer> = job.layer;
        std::fs::write(job.path, sidecar::write(&layer)).unwrap();
    }
}

fn span(text: &Text, range: std::ops::Range<usize>) -> crate::text::Span {
    text.span(ByteOffset::from(range.start), ByteOffset::from(range.end)).unwrap()
}

/// Returns the words without marks, and what was marked; a mark may stand within another.
fn unmark(marked: &str) -> (String, Vec<(&'static str, std::ops::Range<usize>)>) {
    let (mut words, mut marks, mut begun) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('<') {
        words.push_str(before);
        let (mark, after) = behind.split_once('>').unwrap();
        match mark.strip_prefix('/') {
            Some(mark) => {
                let at = begun.iter().rposition(|(begun, _)| *begun == mark).unwrap();
                let (_, start): (&str, usize) = begun.remove(at);
                let tag = match mark {
                    "a" => "allegation",
                    "r" => "rebuttal",
                    _ => "forecast",
                };
                marks.push((tag, start..words.len()));
            }
            None => begun.push((mark, words.len())),
        }
        rest = after;
    }
    words.push_str(rest);
    (words, marks)
}

/// Writes documents without claims.
fn write_all(folder: &Path, names: &[&str]) {
    for name in names {
        let path: PathBuf = folder.join(name);
        std::fs::write(path, "Nothing is claimed here.\n").unwrap();
    }
}
