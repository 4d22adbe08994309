//! The page and the window without a screen, frame by frame: what the benches drive, as eframe would.
//!
//! A frame is what the processor does for it: events in, meshes out. Public only because benches are another crate.

use std::cell::RefCell;
use std::sync::Arc;

use egui::{Event, Pos2, RawInput, Rect, Vec2};

use crate::model::{Claim, ClaimId, TagId, TagSet, Timestamp};
use crate::store::{Edit, Store, act};
use crate::text::{ByteOffset, Text};
use crate::workspace::Open;

use super::App;
use super::command::Command;
use super::reading::{LayerView, Page, PageInput, PageTheme, Place};
use super::start::Start;
use super::typeset::Typesetter;

/// How big the screen is that there is not.
pub const SIZE: Vec2 = Vec2::new(1600.0, 1000.0);

/// Time and size of the frames that are drawn.
struct Screen {
    egui: egui::Context,
    size: Vec2,
    time: f64,
}

impl Screen {
    fn new(size: Vec2) -> Self {
        Self { egui: egui::Context::default(), size, time: 0.0 }
    }

    /// Draws a frame; returns how many vertices it has.
    fn frame(&mut self, events: Vec<Event>, draw: impl FnMut(&mut egui::Ui)) -> usize {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            predicted_dt: 1.0 / 60.0,
            focused: true,
            events,
            ..RawInput::default()
        };
        let mut output = self.egui.run_ui(input, draw);
        // Nobody is there to draw them with.
        output.textures_delta.clear();
        let meshes = self.egui.tessellate(output.shapes, output.pixels_per_point);
        let vertices = meshes.iter().map(|clipped| match &clipped.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        });
        vertices.sum()
    }
}

/// The page alone.
pub struct PageStage {
    screen: Screen,
    page: Page,
    typesetter: Typesetter,
    text: Text,
    store: Store,
    made: usize,
}

impl PageStage {
    /// Shows `text` with `claims` as one's own.
    pub fn new(text: Text, claims: Vec<Arc<Claim>>) -> Self {
        let store = Store::new(text.clone(), claims, Vec::new(), Default::default());
        Self {
            screen: Screen::new(SIZE),
            page: Page::default(),
            typesetter: Typesetter::bundled(),
            text,
            store,
            made: 0,
        }
    }

    /// Draws a frame with these events; returns how many vertices it has.
    pub fn frame(&mut self, events: Vec<Event>) -> usize {
        let (tags, theme) = (TagSet::built_in(), PageTheme::default());
        let layers = [LayerView { store: &self.store, is_own: true, initial: "", is_visible: true }];
        let input = PageInput {
            text: &self.text,
            is_markdown: false,
            layers: &layers,
            tags: &tags,
            theme: &theme,
            chosen: None,
            hovered: None,
            found: &[],
            text_size: 1.0,
            has_keyboard: true,
            is_picking: false,
            occluded: None,
            compared: None,
        };
        let (page, typesetter) = (&mut self.page, &mut self.typesetter);
        self.screen.frame(events, |ui| {
            egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| {
                page.ui(ui, typesetter, &input);
            });
        })
    }

    /// Makes the next frames this wide.
    pub fn set_width(&mut self, width: f32) {
        self.screen.size.x = width;
    }

    /// Goes to a place of the text, as a share of it.
    pub fn jump(&mut self, share: f64) {
        self.page.go_to(&self.text, place(&self.text, share));
    }

    /// Tags the sentence at a place of the text.
    pub fn tag(&mut self, share: f64) {
        self.jump(share);
        self.page.select_sentence_or_paragraph(&self.text);
        let Some(span) = self.page.selection(&self.text) else {
            return;
        };
        self.made += 1;
        let (id, tag) = (ClaimId::parse(&format!("made-{:06}", self.made)), TagId::parse("rebuttal"));
        if let (Ok(id), Ok(tag)) = (id, tag)
            && let Ok(edit) = act::tag(&self.text, span, tag, Timestamp(0), id)
        {
            // It is a new claim over one passage, so it fits.
            let _inverse: Result<Edit, _> = self.store.apply(edit);
        }
    }
}

/// The whole window.
pub struct WindowStage {
    screen: Screen,
    start: Option<Start>,
    app: Option<App>,
}

impl WindowStage {
    /// Makes the window; it is there with the first frame.
    pub fn new(start: Start) -> Self {
        Self { screen: Screen::new(SIZE), start: Some(start), app: None }
    }

    /// Draws a frame with these events; returns how many vertices it has.
    pub fn frame(&mut self, events: Vec<Event>) -> usize {
        let (start, app) = (&mut self.start, &mut self.app);
        self.screen.frame(events, |ui| {
            if let Some(start) = start.take() {
                let mut made = App::new(ui.ctx(), start);
                // The same letters on every machine.
                made.typesetter = RefCell::new(Typesetter::bundled());
                *app = Some(made);
            }
            if let Some(app) = app {
                app.advance(ui.ctx());
                app.frame_ui(ui);
            }
        })
    }

    /// Makes the next frames this wide.
    pub fn set_width(&mut self, width: f32) {
        self.screen.size.x = width;
    }

    /// Returns whether the text of a document is on the page.
    pub fn has_text(&self) -> bool {
        self.app.as_ref().is_some_and(|app| app.open.is_some())
    }

    /// Returns how many claims are shown; `None` while they are being read.
    pub fn claim_count(&self) -> Option<usize> {
        let open = self.app.as_ref()?.open.as_ref()?;
        (!open.is_loading()).then(|| open.own_store().claim_count())
    }

    /// Returns whether the folder was looked through and the words are counted: nothing works in the background.
    pub fn is_at_rest(&self) -> bool {
        self.app.as_ref().is_some_and(|app| {
            app.library.is_some()
                && app.open.as_ref().is_some_and(|open| open.text().known_word_count().is_some())
        })
    }

    /// Returns how many places the search has found; `None` while it goes on.
    pub fn found(&self) -> Option<usize> {
        self.app.as_ref()?.find.found()
    }

    /// Goes to a place of the text, as a share of it.
    pub fn jump(&mut self, share: f64) {
        if let Some(app) = &mut self.app
            && let Some(open) = &app.open
        {
            app.page.go_to(open.text(), place(open.text(), share));
        }
    }

    /// Tags the sentence at a place of the text.
    pub fn tag(&mut self, share: f64) {
        self.jump(share);
        if let Some(app) = &mut self.app
            && let Some(text) = app.open.as_ref().map(Open::text).cloned()
            && let Ok(tag) = TagId::parse("rebuttal")
        {
            app.page.select_sentence_or_paragraph(&text);
            app.commands.send(Command::Tag(tag));
        }
    }
}

fn place(text: &Text, share: f64) -> Place {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a text")]
    let at = text.floor_grapheme(ByteOffset((f64::from(text.byte_len()) * share.clamp(0.0, 1.0)) as u32));
    Place { anchor: at, focus: at, top: at }
}
