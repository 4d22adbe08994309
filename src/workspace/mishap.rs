//! When something inside fails: it is caught where it happened, and said without a word of any document.
//!
//! A panic's own message may quote what it stumbled over, so it is never printed: only the place in the source is.

use std::cell::RefCell;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Something inside failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// Where in the source: file, line and column.
    pub at: String,
}

/// From now on a panic says where it happened and nothing else.
pub fn tell_places_only() {
    std::panic::set_hook(Box::new(|info| {
        let at = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // Nobody reads stderr of a window that was started from a menu.
        let _unread = writeln!(std::io::stderr(), "Obelus failed inside at {at}");
        LAST.with(|last| *last.borrow_mut() = Some(at));
    }));
}

/// Does something; where it fails inside, says so instead of taking the program down.
pub fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, Mishap> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|_| {
        let at = LAST.with(|last| last.borrow_mut().take());
        Mishap { at: at.unwrap_or_else(|| "an unknown place".to_owned()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_inside_is_caught_and_says_its_place_and_no_words() {
        // The hook is that of the whole program: another test that fails in this moment says its place only.
        let former = std::panic::take_hook();
        tell_places_only();
        let mishap = guarded(|| panic!("He denied it")).unwrap_err();
        std::panic::set_hook(former);
        assert!(mishap.at.contains("mishap.rs:"), "{mishap:?}");
        assert!(!format!("{mishap:?}").contains("denied"));
        assert_eq!(guarded(|| 7), Ok(7));
    }
}
