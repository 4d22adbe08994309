//! Matchings small enough to try all of them.

use proptest::prelude::*;

use super::*;

fn mark(start: u32, end: u32, tag: &str) -> Mark {
    let place = Place::new([Stretch { start, end }]).unwrap();
    Mark { place, tag: TagId::parse(tag).unwrap() }
}

fn matched(a: &[Mark], b: &[Mark]) -> Vec<(usize, usize)> {
    let (a, b): (Vec<&Mark>, Vec<&Mark>) = (a.iter().collect(), b.iter().collect());
    best(&a, &b, |_, _| false).into_iter().map(|pair| (pair.a, pair.b)).collect()
}

/// What the definition compares, in its order.
type Worth = (usize, f64, usize, usize, usize, usize);

fn worth(pairs: &[Pair]) -> Worth {
    let count = |holds: fn(&Pair) -> bool| pairs.iter().filter(|pair| holds(pair)).count();
    (
        count(Pair::is_same_claim),
        pairs.iter().map(|pair| pair.iou() * if pair.has_equal_tags { 1.5 } else { 1.0 }).sum(),
        count(|pair| pair.has_equal_tags),
        count(|pair| pair.has_equal_borders),
        count(|pair| pair.has_equal_tags && pair.has_equal_borders),
        pairs.len(),
    )
}

fn is_better(one: Worth, other: Worth) -> bool {
    if one.0 != other.0 {
        return one.0 > other.0;
    }
    if (one.1 - other.1).abs() >= 1e-9 {
        return one.1 > other.1;
    }
    (one.2, one.3, one.4, one.5) > (other.2, other.3, other.4, other.5)
}

/// Returns the worth of the best matching, by trying all.
fn best_of_all(edges: &[Vec<Pair>]) -> Worth {
    fn go(edges: &[Vec<Pair>], row: usize, taken: &mut Vec<Pair>, best: &mut Worth) {
        let Some(pairs) = edges.get(row) else {
            let worth = worth(taken);
            if is_better(worth, *best) {
                *best = worth;
            }
            return;
        };
        go(edges, row + 1, taken, best);
        for pair in pairs {
            if taken.iter().all(|other| other.b != pair.b) {
                taken.push(*pair);
                go(edges, row + 1, taken, best);
                taken.pop();
            }
        }
    }
    let mut best = (0, 0.0, 0, 0, 0, 0);
    go(edges, 0, &mut Vec::new(), &mut best);
    best
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let one = (0..12_u32, 1..6_u32, prop::option::of((7..10_u32, 1..4_u32)), 0..2_usize).prop_map(
        |(start, len, more, tag)| {
            let more = more.map(|(gap, len)| Stretch { start: start + gap, end: start + gap + len });
            let place = Place::new([Stretch { start, end: start + len }].into_iter().chain(more)).unwrap();
            Mark { place, tag: TagId::parse(["allegation", "rebuttal"][tag]).unwrap() }
        },
    );
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn no_other_matching_is_better(a in marks(), b in marks()) {
        let (rows, columns): (Vec<&Mark>, Vec<&Mark>) = (a.iter().collect(), b.iter().collect());
        let found = best(&rows, &columns, |_, _| false);
        let all = best_of_all(&touching(&rows, &columns));
        prop_assert!(!is_better(all, worth(&found)), "{all:?} is better than {:?}", worth(&found));
        let mut taken: Vec<usize> = found.iter().map(|pair| pair.b).collect();
        taken.sort_unstable();
        taken.dedup();
        prop_assert_eq!(taken.len(), found.len());
    }

    #[test]
    fn order_and_sides_change_no_figure(a in marks(), b in marks()) {
        let (rows, columns): (Vec<&Mark>, Vec<&Mark>) = (a.iter().collect(), b.iter().collect());
        let found = worth(&best(&rows, &columns, |_, _| false));
        let turned = worth(&best(&columns, &rows, |_, _| false));
        let (rows, columns): (Vec<&Mark>, Vec<&Mark>) = (a.iter().rev().collect(), b.iter().rev().collect());
        let reversed = worth(&best(&rows, &columns, |_, _| false));
        for other in [turned, reversed] {
            prop_assert!(!is_better(found, other) && !is_better(other, found));
        }
    }
}

#[test]
fn equal_sums_are_settled_by_equal_tags_and_not_by_rounding() {
    // Nine twentieths, and 1.5 times three tenths: as much, but more in floating point.
    let a = [mark(0, 10, "allegation")];
    let b = [mark(1, 20, "rebuttal"), mark(0, 3, "allegation")];
    assert_eq!(matched(&a, &b), [(0, 1)]);
    let b = [mark(0, 3, "allegation"), mark(1, 20, "rebuttal")];
    assert_eq!(matched(&a, &b), [(0, 0)]);
    // Crossed or straight, the shares are the same; straight has equal borders.
    let a = [mark(0, 4, "allegation"), mark(0, 4, "rebuttal")];
    let b = [mark(0, 4, "rebuttal"), mark(0, 4, "allegation")];
    assert_eq!(matched(&a, &b), [(0, 1), (1, 0)]);
}

#[test]
fn a_claim_over_the_whole_text_takes_one_partner() {
    let all = [mark(0, 100, "allegation")];
    let b = [mark(0, 10, "allegation"), mark(20, 50, "allegation"), mark(60, 70, "rebuttal")];
    assert_eq!(matched(&all, &b), [(0, 1)]);
}

#[test]
fn claims_that_share_no_character_are_not_matched() {
    assert_eq!(matched(&[mark(0, 4, "allegation")], &[mark(4, 8, "allegation")]), []);
    let split = Mark {
        place: Place::new([Stretch { start: 0, end: 2 }, Stretch { start: 8, end: 10 }]).unwrap(),
        tag: TagId::parse("allegation").unwrap(),
    };
    assert_eq!(matched(&[split], &[mark(3, 7, "allegation")]), []);
}

#[test]
fn thousands_of_claims_are_matched_at_once() {
    let a: Vec<Mark> = (0..3000).map(|at| mark(at * 10, at * 10 + 25, "allegation")).collect();
    let b: Vec<Mark> = (0..3000).map(|at| mark(at * 10 + 3, at * 10 + 28, "allegation")).collect();
    let pairs = matched(&a, &b);
    assert!(pairs.iter().all(|(one, other)| one == other));
    assert_eq!(pairs.len(), 3000);
}

#[test]
fn touching_passages_are_one() {
    let place = Place::new([
        Stretch { start: 5, end: 9 },
        Stretch { start: 0, end: 5 },
        Stretch { start: 20, end: 22 },
        Stretch { start: 7, end: 8 },
    ]);
    let place = place.unwrap();
    assert_eq!(place.stretches(), [Stretch { start: 0, end: 9 }, Stretch { start: 20, end: 22 }]);
    assert_eq!((place.start(), place.end(), place.char_count()), (0, 22, 11));
    assert_eq!(place.overlap(&Place::new([Stretch { start: 8, end: 21 }]).unwrap()), 2);
}
