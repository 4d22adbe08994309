//! What a field keeps between frames: parley's editor, its undo steps, and since when typing rests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use egui::Id;
use parley::{FontContext, LayoutContext, PlainEditor, PlainEditorDriver};

use super::super::super::typeset::{self, Brush, Style, TextMesh};
use super::super::kit::Kit;

/// A text with its selection, to go back to.
#[derive(Clone, Debug, PartialEq)]
struct Moment {
    text: String,
    anchor: usize,
    focus: usize,
}

/// What the layout was made for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Made {
    style: Style,
    width: Option<f32>,
    pixels_per_point: f32,
    fonts: u64,
}

/// What a field keeps between frames.
pub(super) struct State {
    pub editor: PlainEditor<Brush>,
    /// The value that was handed in last.
    seen: String,
    made: Option<Made>,
    pub mesh: Option<(parley::editing::Generation, TextMesh)>,
    /// How far the text of one line is moved to the left, in points.
    pub scroll: f32,
    undo: Vec<Moment>,
    redo: Vec<Moment>,
    /// When the text became another, and nothing was told of it since.
    pub typed_at: Option<f64>,
    /// When the last undo step was made.
    stepped_at: f64,
    /// When and where the button was pressed last, and how often in a row.
    pub press: Option<(f64, egui::Pos2, u32)>,
    /// Whether the caret has moved and is to be in sight.
    pub follows_caret: bool,
    pub had_focus: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            editor: PlainEditor::new(13.0),
            seen: String::new(),
            made: None,
            mesh: None,
            scroll: 0.0,
            undo: Vec::new(),
            redo: Vec::new(),
            typed_at: None,
            stepped_at: f64::NEG_INFINITY,
            press: None,
            follows_caret: false,
            had_focus: false,
        }
    }
}

/// The most undo steps of a field.
const STEPS: usize = 200;

impl State {
    /// Returns the text without what an input method is still composing.
    pub fn text(&self) -> String {
        self.editor.text().to_string()
    }

    /// Takes over a value that has changed outside.
    pub fn take_value(&mut self, value: &str, has_focus: bool, is_led: bool) {
        let text = self.text();
        if is_led {
            if text != value {
                self.replace(value);
            }
            return;
        }
        if value == self.seen {
            // The caller has what it had; what was typed since is kept, unless it has been told and was not taken.
            if !has_focus && self.typed_at.is_none() && !self.had_focus && text != value {
                self.replace(value);
            }
            return;
        }
        value.clone_into(&mut self.seen);
        let is_the_same = text == value || (has_focus && text.trim() == value.trim());
        if !is_the_same {
            self.replace(value);
        }
    }

    fn replace(&mut self, value: &str) {
        self.editor.set_text(value);
        self.undo.clear();
        self.redo.clear();
        self.typed_at = None;
        self.scroll = 0.0;
    }

    /// Sees to it that the editor's layout is that of `style`, broken at `width` points.
    pub fn prepare(&mut self, kit: &Kit<'_>, style: &Style, width: Option<f32>) {
        let typesetter = kit.typesetter().borrow();
        let made = Made {
            style: *style,
            width,
            pixels_per_point: typesetter.pixels_per_point(),
            fonts: typesetter.fonts_generation(),
        };
        drop(typesetter);
        if self.made != Some(made) {
            self.made = Some(made);
            let styles = self.editor.edit_styles();
            for property in typeset::properties(style) {
                styles.insert(property);
            }
            self.editor.set_scale(made.pixels_per_point);
            self.editor.set_width(width.map(|width| width * made.pixels_per_point));
            self.mesh = None;
        }
        self.with(kit, |driver| driver.refresh_layout());
    }

    /// Hands the editor to `act` together with what it needs.
    pub fn with<R>(&mut self, kit: &Kit<'_>, act: impl FnOnce(&mut PlainEditorDriver<'_, Brush>) -> R) -> R {
        let mut typesetter = kit.typesetter().borrow_mut();
        let (fonts, layouts): (&mut FontContext, &mut LayoutContext<Brush>) = typesetter.contexts();
        act(&mut self.editor.driver(fonts, layouts))
    }

    /// Selects everything.
    pub fn select_all(&mut self, kit: &Kit<'_>) {
        self.with(kit, |driver| driver.select_all());
        self.follows_caret = true;
    }

    /// Puts the caret behind the text.
    pub fn go_to_end(&mut self, kit: &Kit<'_>) {
        self.with(kit, |driver| driver.move_to_text_end());
        self.follows_caret = true;
    }

    /// Returns how high the text is, in points.
    pub fn height(&mut self, kit: &Kit<'_>) -> f32 {
        self.with(kit, |driver| typeset::size(driver.layout()).y)
    }

    fn moment(&self) -> Moment {
        let selection = self.editor.raw_selection();
        Moment { text: self.text(), anchor: selection.anchor().index(), focus: selection.focus().index() }
    }

    /// Keeps the text as it is for undoing; typing on without a pause is one step.
    pub fn step(&mut self, now: f64, is_typing: bool) {
        let is_same_step = is_typing && !self.undo.is_empty() && now - self.stepped_at < super::PAUSE;
        self.stepped_at = now;
        self.redo.clear();
        if is_same_step {
            return;
        }
        self.undo.push(self.moment());
        if self.undo.len() > STEPS {
            self.undo.remove(0);
        }
    }

    /// Goes one step back, or forth again; returns whether there was one.
    pub fn undo(&mut self, kit: &Kit<'_>, back: bool) -> bool {
        let present = self.moment();
        let (from, to) =
            if back { (&mut self.undo, &mut self.redo) } else { (&mut self.redo, &mut self.undo) };
        let Some(moment) = from.pop() else {
            return false;
        };
        to.push(present);
        self.stepped_at = f64::NEG_INFINITY;
        self.editor.set_text(&moment.text);
        self.with(kit, |driver| driver.select_byte_range(moment.anchor, moment.focus));
        true
    }
}

/// What the fields of the window keep: those on the screen, and not many more.
#[derive(Clone, Default)]
pub(super) struct States(Arc<Mutex<HashMap<Id, Kept>>>);

/// A field's state and the frame that it was shown in last.
type Kept = (Arc<Mutex<State>>, u64);

/// How many fields are kept before those are dropped that are not on the screen.
const KEPT: usize = 64;

impl States {
    fn of(egui: &egui::Context) -> Self {
        egui.data_mut(|data| data.get_temp_mut_or_default::<Self>(Id::NULL).clone())
    }

    /// Returns what is kept for the field `id`, new when it is shown for the first time.
    pub fn get(egui: &egui::Context, id: Id) -> Arc<Mutex<State>> {
        let frame = egui.cumulative_frame_nr();
        let states = Self::of(egui);
        let mut states = states.0.lock().unwrap_or_else(PoisonError::into_inner);
        if states.len() > KEPT && !states.contains_key(&id) {
            states.retain(|_, (_, shown)| *shown + 2 >= frame);
        }
        let (state, shown) = states.entry(id).or_default();
        *shown = frame;
        Arc::clone(state)
    }

    /// Returns whether a field with this id has been shown of late.
    pub fn has(egui: &egui::Context, id: Id) -> bool {
        Self::of(egui).0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&id)
    }
}
