//! Starting the window: with OpenGL first, with wgpu where OpenGL cannot be had, and with words where neither can.

use std::path::PathBuf;

use thiserror::Error;

use crate::problem::Problem;
use crate::settings::Settings;

use super::App;

/// Why no window could be opened.
#[derive(Debug, Error)]
pub enum WindowError {
    /// There is no display to open it on.
    #[error("no display: neither WAYLAND_DISPLAY nor DISPLAY is set")]
    NoDisplay,
    /// Neither renderer could be started.
    #[error("the window could not be opened: with OpenGL: {glow}; with wgpu: {wgpu}")]
    NoRenderer {
        /// What OpenGL said.
        glow: String,
        /// What wgpu said.
        wgpu: String,
    },
}

impl WindowError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoDisplay => {
                "start it on a desktop, or use the verbs that need no display: tag, claims, check"
            }
            Self::NoRenderer { .. } => {
                "install the libraries that the README names under “What the window needs”, or use the verbs that \
                 need no display: tag, claims, check"
            }
        }
    }
}

/// What the window begins with.
#[derive(Clone)]
pub struct Start {
    /// The folder that the settings stand in.
    pub home: PathBuf,
    /// The folder of app data: copies, locks and samples.
    pub data_home: PathBuf,
    /// The settings.
    pub settings: Settings,
    /// What was wrong with them.
    pub problems: Vec<Problem>,
    /// The document or folder that is opened at once.
    pub path: Option<PathBuf>,
}

/// Opens the window on a document or a folder and returns when it is closed.
pub fn run(start: Start) -> Result<(), WindowError> {
    if !has_display() {
        return Err(WindowError::NoDisplay);
    }
    let Err(glow) = run_with(eframe::Renderer::Glow, start.clone()) else {
        return Ok(());
    };
    match run_with(eframe::Renderer::Wgpu, start) {
        Ok(()) => Ok(()),
        Err(wgpu) => Err(WindowError::NoRenderer { glow: glow.to_string(), wgpu: wgpu.to_string() }),
    }
}

fn run_with(renderer: eframe::Renderer, start: Start) -> eframe::Result {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Obelus")
        .with_app_id("obelus")
        .with_min_inner_size([480.0, 360.0])
        .with_inner_size([1280.0, 800.0]);
    if let Some(window) = start.settings.window {
        viewport =
            viewport.with_inner_size([window.width, window.height]).with_maximized(window.is_maximized);
    }
    let options = eframe::NativeOptions {
        viewport,
        renderer,
        persist_window: false,
        dithering: false,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Obelus",
        options,
        Box::new(move |creation| {
            let mut app = App::new(&creation.egui_ctx, start);
            app.listen_for_the_end(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
}

#[cfg(all(unix, not(target_os = "macos")))]
fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_display() -> bool {
    true
}
