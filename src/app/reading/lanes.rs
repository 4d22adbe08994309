//! Which line under the words belongs to which claim.

use std::cmp::Reverse;
use std::collections::HashMap;

/// How many lanes are drawn.
pub const DRAWN: usize = 3;

/// One passage under which a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The claim it belongs to: any number that tells claims apart.
    pub claim: usize,
    /// The passage's first byte.
    pub start: u32,
    /// The byte behind the passage.
    pub end: u32,
}

/// Returns the lane of each item, from 0; [`DRAWN`] for all that no lane is left for. A claim takes the first lane that is
/// free under all its passages, and keeps it: by start, then the longer first.
pub fn assign(items: &[Item]) -> Vec<usize> {
    let mut order: Vec<&Item> = items.iter().collect();
    order.sort_by_key(|item| (item.start, Reverse(item.end), item.claim));
    let mut passages: HashMap<usize, Vec<Item>> = HashMap::new();
    for item in items {
        passages.entry(item.claim).or_default().push(*item);
    }
    let mut lanes: HashMap<usize, usize> = HashMap::new();
    // The passages that each lane already has.
    let mut taken: [Vec<Item>; DRAWN] = Default::default();
    for first in order {
        if lanes.contains_key(&first.claim) {
            continue;
        }
        let own = passages.get(&first.claim).map(Vec::as_slice).unwrap_or_default();
        let is_free = |lane: &Vec<Item>| {
            let meets =
                |item: &Item| lane.iter().any(|there| there.start < item.end && item.start < there.end);
            !own.iter().any(meets)
        };
        let lane = taken.iter().position(is_free).unwrap_or(DRAWN);
        if let Some(there) = taken.get_mut(lane) {
            there.extend_from_slice(own);
        }
        lanes.insert(first.claim, lane);
    }
    items.iter().map(|item| lanes.get(&item.claim).copied().unwrap_or(DRAWN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(items: &[(usize, u32, u32)], expected: &[usize]) {
        let items: Vec<_> = items
            .iter()
            .map(|(claim, start, end)| Item { claim: *claim, start: *start, end: *end })
            .collect();
        assert_eq!(assign(&items), expected);
    }

    #[test]
    fn claims_apart_share_the_first_lane() {
        check(&[(0, 0, 5), (1, 5, 9), (2, 12, 20)], &[0, 0, 0]);
    }

    #[test]
    fn of_claims_that_begin_together_the_longer_is_nearer_to_the_words() {
        check(&[(0, 0, 5), (1, 0, 9)], &[1, 0]);
    }

    #[test]
    fn a_lane_that_has_become_free_is_taken_again() {
        check(&[(0, 0, 10), (1, 5, 20), (2, 12, 25)], &[0, 1, 0]);
    }

    #[test]
    fn a_claim_keeps_its_lane_for_all_its_passages() {
        check(&[(0, 0, 5), (1, 12, 20), (0, 15, 30)], &[0, 1, 0]);
        check(&[(0, 8, 20), (1, 0, 5), (1, 10, 12)], &[1, 0, 0]);
    }

    #[test]
    fn identical_claims_stay_visible_as_long_as_there_are_lanes() {
        check(&[(0, 0, 5), (1, 0, 5), (2, 0, 5), (3, 0, 5), (4, 0, 5)], &[0, 1, 2, DRAWN, DRAWN]);
    }
}
