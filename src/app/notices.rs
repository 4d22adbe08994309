//! Short sentences above the status bar that go by themselves, and the bar that stays until something is mended.

use super::command::Command;

/// How long a notice stands, in seconds.
const SECONDS: f64 = 6.0;

/// A button behind a sentence: its word and what it asks for.
pub type Offer = (&'static str, fn() -> Command);

/// A sentence that says what happened.
pub struct Notice {
    /// The sentence.
    pub words: String,
    /// A button behind it: its word and what it asks for.
    pub button: Option<Offer>,
    /// Until when it stands, on the window's clock; set when it is first drawn.
    until: Option<f64>,
}

/// The notices that stand, the newest last.
#[derive(Default)]
pub struct Notices(Vec<Notice>);

impl Notices {
    /// Says `words`.
    pub fn say(&mut self, words: impl Into<String>) {
        self.push(words.into(), None);
    }

    /// Says `words` with a button behind them.
    pub fn say_with(&mut self, words: impl Into<String>, word: &'static str, command: fn() -> Command) {
        self.push(words.into(), Some((word, command)));
    }

    fn push(&mut self, words: String, button: Option<Offer>) {
        // What is said again stands once, and begins anew.
        self.0.retain(|notice| notice.words != words);
        self.0.push(Notice { words, button, until: None });
    }

    /// Returns the newest notice at `time` (seconds on the window's clock), dropping those that have stood long enough.
    pub fn newest(&mut self, time: f64) -> Option<&Notice> {
        for notice in &mut self.0 {
            notice.until.get_or_insert(time + SECONDS);
        }
        self.0.retain(|notice| notice.until.is_some_and(|until| time < until));
        self.0.last()
    }

    /// Returns in how many seconds the newest one goes.
    pub fn seconds_left(&self, time: f64) -> Option<f64> {
        self.0.last()?.until.map(|until| (until - time).max(0.0))
    }

    /// Takes the notices away.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_goes_after_its_time_and_the_newest_stands() {
        let mut notices = Notices::default();
        notices.say("one");
        assert_eq!(notices.newest(10.0).unwrap().words, "one");
        notices.say("two");
        assert_eq!(notices.newest(12.0).unwrap().words, "two");
        assert_eq!(notices.newest(17.0).unwrap().words, "two");
        assert!(notices.newest(18.5).is_none());
    }
}
