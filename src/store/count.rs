//! How many claims a thread has looked at: what tests compare between a small and a large document.

use std::cell::Cell;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Counts a claim that a store hands out.
pub(super) fn add() {
    COUNT.with(|count| count.set(count.get() + 1));
}

/// Returns how many claims this thread was given since this was last asked.
pub(crate) fn taken() -> usize {
    COUNT.with(Cell::take)
}
