//! Times and memory, and how they are said.

use std::time::{Duration, Instant};

/// Writes a line of the report.
#[expect(clippy::print_stdout, reason = "the report of a bench")]
pub fn line(words: &str) {
    println!("{words}");
}

/// Writes what stands above the report.
pub fn heading() {
    line(&format!(
        "{:<28} {:<12} {:>9} {:>9} {:>9} {:>9} {:>7}",
        "case", "frames", "p50 ms", "p99 ms", "max ms", "wall p50", "number"
    ));
}

/// The frames of one kind.
pub struct Frames {
    case: String,
    kind: &'static str,
    times: Vec<Duration>,
    /// On the clock, with what other programs took.
    walls: Vec<Duration>,
}

impl Frames {
    /// Begins to measure.
    pub fn of(case: &str, kind: &'static str) -> Self {
        Self { case: case.to_owned(), kind, times: Vec::new(), walls: Vec::new() }
    }

    /// Measures one frame.
    pub fn measure(&mut self, frame: impl FnOnce()) {
        let before = processor_time();
        let began = Instant::now();
        frame();
        let wall = began.elapsed();
        let time = before.zip(processor_time()).map(|(before, behind)| behind.saturating_sub(before));
        self.times.push(time.unwrap_or(wall));
        self.walls.push(wall);
    }

    /// Says how long they took.
    pub fn report(mut self) {
        self.times.sort_unstable();
        self.walls.sort_unstable();
        let number = self.times.len();
        let at = |times: &[Duration], share: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place in a list"
            )]
            let place = (share * number as f64) as usize;
            times.get(place.min(number.saturating_sub(1))).copied().unwrap_or_default()
        };
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        line(&format!(
            "{:<28} {:<12} {:>9.3} {:>9.3} {:>9.3} {:>9.3} {:>7}",
            self.case,
            self.kind,
            millis(at(&self.times, 0.5)),
            millis(at(&self.times, 0.99)),
            millis(at(&self.times, 1.0)),
            millis(at(&self.walls, 0.5)),
            number,
        ));
    }
}

/// Says how long one thing took.
pub fn once(case: &str, what: &str, time: Duration) {
    line(&format!("{case:<28} {what}: {:.1} ms", time.as_secs_f64() * 1000.0));
}

/// Says how much memory there is, and how much there was at most.
pub fn memory(case: &str, what: &str) {
    line(&format!(
        "{case:<28} {what}: resident {} MB, at most {} MB",
        status("VmRSS") / 1024,
        status("VmHWM") / 1024
    ));
}

/// Returns how long this thread has had a core, where Linux says so: time that other programs took is not in it.
fn processor_time() -> Option<Duration> {
    // Giving the core back brings the count up to date.
    std::thread::yield_now();
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Returns a number that Linux knows of this thread; 0 elsewhere.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
