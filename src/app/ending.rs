//! When the system wants the program to end (logging out, SIGTERM, Ctrl+C in its terminal): the window saves and closes
//! as if it had been closed by hand, and where it does not answer, what it handed over is saved all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::workspace::Flusher;

/// How long the window has to close by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the system wants the program to end.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<AtomicBool>);

impl Ending {
    /// Listens from now on; `egui` is woken when the end is wanted.
    pub fn listen(egui: egui::Context, flusher: Flusher) -> Self {
        let ending = Self::default();
        let theirs = ending.clone();
        // Without the thread the system ends the program at once, as it does any other.
        let _not_listening =
            std::thread::Builder::new().name("ending".to_owned()).spawn(move || theirs.wait(&egui, &flusher));
        ending
    }

    /// Returns whether the end is wanted.
    pub fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    #[cfg(unix)]
    fn wait(&self, egui: &egui::Context, flusher: &Flusher) {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;
        let Ok(mut signals) = Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
        let Some(signal) = signals.forever().next() else { return };
        self.0.store(true, Ordering::Relaxed);
        egui.request_repaint();
        // The program ends with its main thread; here is only what happens when that hangs.
        std::thread::sleep(PATIENCE);
        flusher.flush(PATIENCE);
        std::process::exit(128 + signal);
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "other systems close the window, and that saves")]
    fn wait(&self, _egui: &egui::Context, _flusher: &Flusher) {}
}
