//! Where a passage is to be expected, from those that were found for sure.

/// Pairs of old and new places in code points, rising in both: what was found for sure and in order.
#[derive(Clone, Debug)]
pub(super) struct Course {
    /// Sorted by old place, the start and the end of the text included.
    known: Vec<(f64, f64)>,
}

/// How far from the expected stretch a place may lie.
const SLACK: f64 = 48.0;

impl Course {
    /// Makes the course of a text that had `old_len` code points and has `new_len` now, from sure places.
    pub(super) fn of(mut sure: Vec<(u32, u32)>, old_len: u32, new_len: u32) -> Self {
        sure.sort_unstable();
        sure.dedup_by_key(|(old, _)| *old);
        let mut known = vec![(0.0, 0.0)];
        known.extend(rising(&sure).into_iter().map(|(old, new)| (f64::from(old), f64::from(new))));
        known.push((f64::from(old_len), f64::from(new_len)));
        Self { known }
    }

    /// Returns whether what stood at `old` can stand at `new` when nothing was moved around it.
    pub(super) fn allows(&self, old: u32, new: u32) -> bool {
        self.distance(old, new) <= SLACK
    }

    /// Returns how far `new` lies from where what stood at `old` can stand, in code points.
    pub(super) fn distance(&self, old: u32, new: u32) -> f64 {
        let (old, new) = (f64::from(old), f64::from(new));
        let next = self.known.partition_point(|(known, _)| *known <= old);
        let left = next.checked_sub(1).and_then(|at| self.known.get(at)).map(|(at, to)| to + (old - at));
        let right = self.known.get(next).map(|(at, to)| to - (at - old));
        let (one, other) = (left.or(right).unwrap_or(old), right.or(left).unwrap_or(old));
        let (low, high) = (one.min(other), one.max(other));
        (low - new).max(new - high).max(0.0)
    }
}

/// Returns the longest subsequence that rises in the second part as well.
fn rising(pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    // The last pair of the best sequence of each length, and for each pair the one before it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let new = |at: usize| pairs.get(at).map_or(u32::MAX, |(_, new)| *new);
    for (at, (_, place)) in pairs.iter().enumerate() {
        let len = tails.partition_point(|tail| new(*tail) < *place);
        before.push(len.checked_sub(1).and_then(|shorter| tails.get(shorter)).copied());
        match tails.get_mut(len) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut sequence = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(here) = at {
        sequence.extend(pairs.get(here).copied());
        at = before.get(here).copied().flatten();
    }
    sequence.reverse();
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_expected_between_its_neighbours() {
        let course = Course::of(vec![(90, 90), (100, 100), (500, 900), (300, 20)], 1000, 1400);
        assert!(course.allows(50, 50));
        assert!(course.allows(600, 1000));
        assert!(!course.allows(600, 600));
        assert!(course.allows(200, 200) && course.allows(200, 600) && !course.allows(200, 900));
    }
}
