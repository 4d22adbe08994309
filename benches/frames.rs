//! How long frames take, and opening, and how much memory they want: the page alone, the whole window, and beside them
//! egui's own text field.
//!
//! `cargo bench --bench frames`, or with a part of a case's name behind `--`. Each case runs in a process of its own, so
//! that its memory is its own. A frame's time is how long the window's thread had the processor, which is nearly the same
//! on a busy machine; where the system does not say that, it is the clock's.

mod frames {
    pub mod cases;
    pub mod measure;
    pub mod scripts;
}
#[expect(dead_code, reason = "the other benches use the rest")]
mod generate;

use std::process::Command;

use frames::cases::{self, CASES};
use frames::measure;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--case"
    {
        return cases::run(name);
    }
    measure::heading();
    for name in CASES.iter().filter(|name| arguments.iter().all(|part| name.contains(part.as_str()))) {
        let child =
            std::env::current_exe().and_then(|bench| Command::new(bench).args(["--case", name]).status());
        if !child.is_ok_and(|status| status.success()) {
            measure::line(&format!("{name}: it did not come to its end"));
        }
    }
}
