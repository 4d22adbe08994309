//! The cases: which documents, and what is done with them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui::{
    self, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, Vec2,
};
use obelus::app::Start;
use obelus::app::stage::{PageStage, SIZE, WindowStage};
use obelus::settings::{self, Settings};
use obelus::sidecar;

use super::measure::{Frames, line, memory, once};
use super::scripts;
use crate::generate;

/// All cases.
pub const CASES: &[&str] = &[
    "page 6 kB",
    "page 1 MB",
    "page 100 MB",
    "page 20 MB in one line",
    "page Arabic 1 MB",
    "page Hindi 1 MB",
    "window empty",
    "window 6 kB",
    "window 1 MB",
    "window 100 MB",
    "window 100 MB, no claims",
    "window 100 MB of Markdown",
    "window 20 MB in one line",
    "TextEdit 6 kB",
    "TextEdit 1 MB",
];

/// How many frames of each kind are drawn.
const FRAMES: usize = 600;

/// How long a document may take to come.
const PATIENCE: Duration = Duration::from_secs(120);

/// Returns the document's name.
fn document_of(case: &str) -> &'static str {
    if case.contains("Markdown") { "bench.md" } else { "bench.txt" }
}

/// Says in which folder the files of a window are.
const FILES: &str = "OBELUS_BENCH_FILES";

/// Runs a case in this process.
pub fn run(name: &str) {
    if let Some(folder) = std::env::var_os(FILES) {
        return window_over(name, Path::new(&folder));
    }
    let document = |claims: bool| {
        let (characters, count) = match name {
            _ if name.contains("6 kB") => (generate::prose(6_000), 30),
            _ if name.contains("one line") => (generate::prose(20_000_000).replace("\n\n", " "), 1_000),
            _ if name.contains("Arabic") => (scripts::arabic(1_000_000), 10_000),
            _ if name.contains("Hindi") => (scripts::hindi(1_000_000), 10_000),
            _ if name.contains("Markdown") => (markdown(100_000_000), 100_000),
            _ if name.contains("100 MB") => (generate::prose(100_000_000), 100_000),
            _ => (generate::prose(1_000_000), 10_000),
        };
        (characters, if claims { count } else { 0 })
    };
    match name.split(' ').next() {
        Some("page") => page(name, document(true)),
        Some("window") if name == "window empty" => empty(name),
        Some("window") => window(name, document(!name.contains("no claims"))),
        _ => text_edit(name, document(false).0),
    }
}

fn page(name: &str, (characters, count): (String, usize)) {
    let claims = generate::layer(&generate::to_text(characters.clone()), count).claims;
    let began = Instant::now();
    let text = generate::to_text(characters);
    let mut stage = PageStage::new(text, claims);
    stage.frame(Vec::new());
    once(name, "text and claims in memory to the first frame", began.elapsed());
    settle(|| stage.frame(Vec::new()));
    drive(name, &mut stage, Rect::from_min_size(Pos2::ZERO, SIZE));
    memory(name, "in the end");
}

fn empty(name: &str) {
    let home = std::env::temp_dir().join("obelus-bench-empty");
    let mut stage = WindowStage::new(start(&home, None));
    settle(|| stage.frame(Vec::new()));
    let mut frames = Frames::of(name, "idle");
    (0..FRAMES).for_each(|_| {
        frames.measure(|| {
            stage.frame(Vec::new());
        })
    });
    frames.report();
    memory(name, "an empty window");
    let _ = std::fs::remove_dir_all(home);
}

/// Writes the files and opens them in another process: what making them wanted is not the window's memory.
fn window(name: &str, (characters, count): (String, usize)) {
    let folder = std::env::temp_dir().join(format!("obelus-bench-{}", std::process::id()));
    match write(&folder, document_of(name), characters, count) {
        Err(error) => line(&format!("{name}: {error}")),
        Ok(()) => {
            let child = std::env::current_exe().and_then(|bench| {
                std::process::Command::new(bench).args(["--case", name]).env(FILES, &folder).status()
            });
            if !child.is_ok_and(|status| status.success()) {
                line(&format!("{name}: it did not come to its end"));
            }
        }
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn window_over(name: &str, folder: &Path) {
    let path = folder.join(document_of(name));
    // Read once before, so that what is measured is not the disk.
    let warm = std::fs::read(&path).map(|bytes| bytes.len()).unwrap_or(0);
    let mut stage = WindowStage::new(start(&folder.join("home"), Some(path)));
    let began = Instant::now();
    // The first frame makes the window; what it costs is told apart.
    stage.frame(Vec::new());
    once(name, "the window itself", began.elapsed());
    let began = Instant::now();
    while !stage.has_text() && began.elapsed() < PATIENCE {
        stage.frame(Vec::new());
    }
    // Drawn, not only there.
    stage.frame(Vec::new());
    let shown = began.elapsed();
    once(name, &format!("open {} MB to the first screen", warm / 1_000_000), shown);
    while stage.claim_count().is_none() && began.elapsed() < PATIENCE {
        stage.frame(Vec::new());
        std::thread::yield_now();
    }
    stage.frame(Vec::new());
    once(name, &format!("{} claims shown", stage.claim_count().unwrap_or(0)), began.elapsed());
    memory(name, "with its claims");
    while !stage.is_at_rest() && began.elapsed() < PATIENCE {
        stage.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(5));
    }
    settle(|| stage.frame(Vec::new()));
    let page = Rect::from_min_max(Pos2::new(240.0, 60.0), Pos2::new(SIZE.x - 360.0, SIZE.y - 40.0));
    drive(name, &mut stage, page);
    panels(name, &mut stage);
    search(name, &mut stage);
    memory(name, "in the end");
}

fn start(folder: &Path, path: Option<PathBuf>) -> Start {
    let mut settings = Settings::default();
    settings.annotator = Some(settings::annotator_named("Bench"));
    settings.guided_done = true;
    Start { home: folder.join("home"), data_home: folder.join("data"), settings, problems: Vec::new(), path }
}

fn write(folder: &Path, document: &str, characters: String, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let text = generate::to_text(characters);
    std::fs::write(folder.join(document), text.as_str())?;
    if count > 0 {
        let mut layer = generate::layer(&text, count);
        document.clone_into(&mut layer.document.file);
        std::fs::write(folder.join(format!("{document}.bench.obelus.ron")), sidecar::write(&layer))?;
    }
    Ok(())
}

/// What frames are drawn of.
trait Stage {
    fn frame(&mut self, events: Vec<Event>);
    fn jump(&mut self, share: f64);
    fn tag(&mut self, share: f64);
    fn set_width(&mut self, width: f32);
}

macro_rules! stage {
    ($name:ty) => {
        impl Stage for $name {
            fn frame(&mut self, events: Vec<Event>) {
                <$name>::frame(self, events);
            }
            fn jump(&mut self, share: f64) {
                <$name>::jump(self, share);
            }
            fn tag(&mut self, share: f64) {
                <$name>::tag(self, share);
            }
            fn set_width(&mut self, width: f32) {
                <$name>::set_width(self, width);
            }
        }
    };
}

stage!(PageStage);
stage!(WindowStage);

/// Draws frames until nothing more comes of them.
fn settle(mut frame: impl FnMut() -> usize) {
    for _ in 0..120 {
        frame();
    }
}

/// A share of the text for each frame, by no order that a cache could know.
fn share(frame: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = ((frame * 7_919 + 13) % 10_007) as f64 / 10_007.0;
    share
}

/// What happens before a frame of that number.
type Before<S> = Box<dyn FnMut(&mut S, usize) -> Vec<Event>>;

/// Does with the page what a reader does.
fn drive(name: &str, stage: &mut impl Stage, page: Rect) {
    let middle = page.center();
    let is_short = name.contains("6 kB");
    stage.frame(vec![Event::PointerMoved(middle)]);
    let measured = |stage: &mut _, kind, mut before: Before<_>| {
        let mut frames = Frames::of(name, kind);
        for number in 0..FRAMES {
            let events = before(stage, number);
            frames.measure(|| Stage::frame(stage, events));
        }
        frames.report();
    };
    measured(stage, "idle", Box::new(|_, _| Vec::new()));
    // A short text is turned at its end.
    let way = move |number: usize, step: f32| if is_short && (number / 16) % 2 == 1 { -step } else { step };
    measured(stage, "wheel", Box::new(move |_, number| vec![wheel(way(number, 100.0))]));
    measured(stage, "fling", Box::new(move |_, number| vec![wheel(way(number, 3_000.0))]));
    measured(
        stage,
        "jump",
        Box::new(|stage, number| {
            stage.jump(share(number));
            Vec::new()
        }),
    );
    stage.frame(vec![button(middle, true)]);
    let below = Pos2::new(middle.x, page.bottom() + 30.0);
    measured(stage, "drag", Box::new(move |_, number| vec![Event::PointerMoved(below + jitter(number))]));
    stage.frame(vec![button(below, false)]);
    stage.frame(vec![Event::PointerMoved(middle)]);
    measured(
        stage,
        "resize",
        Box::new(|stage, number| {
            stage.set_width(SIZE.x - if number % 2 == 0 { 0.0 } else { 37.0 });
            Vec::new()
        }),
    );
    stage.set_width(SIZE.x);
    settle(|| {
        stage.frame(Vec::new());
        0
    });
    let mut frames = Frames::of(name, "tag");
    for number in 0..FRAMES / 6 {
        // What is measured is the act with the frame that shows it, not the way there.
        stage.jump(share(number));
        (0..4).for_each(|_| stage.frame(Vec::new()));
        frames.measure(|| {
            stage.tag(share(number));
            stage.frame(Vec::new());
        });
        (0..4).for_each(|_| stage.frame(Vec::new()));
    }
    frames.report();
}

/// Filters the list of claims and searches the text: every frame until the last row, or place, is there.
fn panels(name: &str, stage: &mut WindowStage) {
    let ctrl = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
    let mut typed = |kind, chord: Modifiers, words: &str| {
        let mut frames = Frames::of(name, kind);
        stage.frame(vec![key(Key::F, chord)]);
        for _ in 0..4 {
            stage.frame(Vec::new());
        }
        for letter in words.chars() {
            frames.measure(|| {
                stage.frame(vec![Event::Text(letter.to_string())]);
            });
            for _ in 0..FRAMES / 6 {
                frames.measure(|| {
                    stage.frame(Vec::new());
                });
            }
        }
        frames.report();
        stage.frame(vec![key(Key::Escape, Modifiers::NONE)]);
        stage.frame(Vec::new());
    };
    typed("filter", ctrl | Modifiers::SHIFT, "ledger");
    typed("find", ctrl, "harbour");
}

/// Searches the whole text for words that stand at many places, and for some that stand nowhere: on the clock, from the last key until all
/// places are known.
fn search(name: &str, stage: &mut WindowStage) {
    let ctrl = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
    for words in ["harbour company never", "no such words"] {
        stage.frame(vec![key(Key::F, ctrl)]);
        stage.frame(vec![key(Key::A, ctrl)]);
        let began = Instant::now();
        stage.frame(vec![Event::Text(words.to_owned())]);
        while stage.found().is_none() && began.elapsed() < PATIENCE {
            stage.frame(Vec::new());
            std::thread::yield_now();
        }
        let found = stage.found().unwrap_or_default();
        once(name, &format!("search for {words:?}: {found} places"), began.elapsed());
        stage.frame(vec![key(Key::Escape, Modifiers::NONE)]);
        stage.frame(Vec::new());
    }
}

fn wheel(down: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -down),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

/// A pointer that is held is never quite still.
fn jitter(number: usize) -> Vec2 {
    Vec2::new(if number.is_multiple_of(2) { 0.0 } else { 1.0 }, 0.0)
}

/// egui's own text field over the same text, with a layouter as highlights need one.
fn text_edit(name: &str, mut characters: String) {
    let context = egui::Context::default();
    let mut time = 0.0;
    let mut frame = |characters: &mut String, events: Vec<Event>| {
        time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(time),
            predicted_dt: 1.0 / 60.0,
            events,
            ..RawInput::default()
        };
        let mut output = context.run_ui(input, |ui| {
            egui::CentralPanel::default().show(ui, |ui| {
                egui::ScrollArea::vertical().show(ui, |ui| {
                    let mut layouter = |ui: &egui::Ui, text: &dyn egui::TextBuffer, width: f32| {
                        let job = egui::text::LayoutJob::simple(
                            text.as_str().to_owned(),
                            egui::FontId::proportional(16.0),
                            egui::Color32::BLACK,
                            width,
                        );
                        ui.fonts_mut(|fonts| fonts.layout_job(job))
                    };
                    let field = egui::TextEdit::multiline(characters).layouter(&mut layouter);
                    ui.add(field.desired_width(860.0));
                });
            });
        });
        output.textures_delta.clear();
        let _meshes = context.tessellate(output.shapes, output.pixels_per_point);
    };
    let began = Instant::now();
    frame(&mut characters, Vec::new());
    once(name, "text in memory to the first frame", began.elapsed());
    frame(&mut characters, vec![Event::PointerMoved(Rect::from_min_size(Pos2::ZERO, SIZE).center())]);
    for (kind, events) in [("idle", Vec::new()), ("wheel", vec![wheel(100.0)])] {
        let mut frames = Frames::of(name, kind);
        for _ in 0..FRAMES / 10 {
            frames.measure(|| frame(&mut characters, events.clone()));
        }
        frames.report();
    }
    memory(name, "in the end");
}

/// Returns about `bytes` bytes of Markdown: headings, lists, emphasis and links among the paragraphs.
fn markdown(bytes: usize) -> String {
    let prose = generate::prose(bytes);
    let mut markdown = String::with_capacity(bytes + bytes / 16);
    for (number, paragraph) in prose.split_inclusive("\n\n").enumerate() {
        match number % 12 {
            0 => markdown.push_str("## "),
            4 | 5 => markdown.push_str("- "),
            8 => markdown.push_str("> "),
            9 => markdown.push_str("**Note** and [source](https://example.org/a): "),
            _ => {}
        }
        markdown.push_str(paragraph);
    }
    markdown
}
