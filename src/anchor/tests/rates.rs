//! How often anchoring is right over generated edits with known truth, by kind of edit.
//!
//! `OBELUS_DEPTH=10000` makes 100 articles of each kind, and `OBELUS_SHOW=swapped` prints what was not right for the
//! kinds whose name holds that word.

use super::generate::{Case, KINDS, Style, Truth, case};
use super::*;
use crate::text::CharOffset;

/// What was found for one passage.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Right,
    /// Unsure or gone where the words still stand, or proposed at a wrong place.
    Cautious,
    /// Said to be sure, and on other words.
    Wrong,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    all: usize,
    right: usize,
    wrong: usize,
}

fn verdict(text: &Text, truth: &Truth, found: PlacedPassage) -> Verdict {
    let is_sure = found.placement <= Placement::Changed;
    let place = found
        .span
        .map(|span| text.char_from_byte(span.start()).0 as usize..text.char_from_byte(span.end()).0 as usize);
    let overlap = |truth: &std::ops::Range<usize>| {
        let Some(place) = place.clone() else {
            return 0.0;
        };
        let both = place.end.min(truth.end).saturating_sub(place.start.max(truth.start));
        both as f64 / (place.len() + truth.len() - both) as f64
    };
    match truth {
        Truth::Deleted if is_sure => Verdict::Wrong,
        Truth::Deleted => Verdict::Right,
        Truth::Untouched(range) if is_sure => match overlap(range) {
            share if share > 0.99 || place.as_ref() == Some(range) => Verdict::Right,
            share if share < 0.5 => Verdict::Wrong,
            _ => Verdict::Cautious,
        },
        Truth::Untouched(_) => Verdict::Cautious,
        Truth::Edited(range) => match overlap(range) {
            share if share >= 0.8 => Verdict::Right,
            share if share < 0.5 && is_sure => Verdict::Wrong,
            _ => Verdict::Cautious,
        },
    }
}

fn judge(case: &Case, with_old: bool) -> Vec<(Verdict, PlacedPassage)> {
    let old = Text::new(case.old.clone()).unwrap();
    let new = Text::new(case.new.clone()).unwrap();
    let spans = case.passages.iter().enumerate().map(|(number, (range, _))| {
        let at = |place: usize| CharOffset(u32::try_from(place).unwrap());
        (number.to_string(), old.span_from_chars(at(range.start), at(range.end)).unwrap())
    });
    let layer = layer_of(&old, spans);
    let placed = place(&layer, &new, with_old.then_some(&old));
    placed
        .iter()
        .zip(&case.passages)
        .map(|(placed, (_, truth))| (verdict(&new, truth, placed.passages[0]), placed.passages[0]))
        .collect()
}

/// Returns the tally by kind over `depth` cases of each.
fn rates(depth: u64, style: Style, with_old: bool) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); KINDS.len()];
    for (kind, tally) in tallies.iter_mut().enumerate() {
        for round in 0..depth {
            let case = case(round * 1000 + kind as u64, kind, style);
            for (number, (verdict, found)) in judge(&case, with_old).into_iter().enumerate() {
                tally.all += 1;
                tally.right += usize::from(verdict == Verdict::Right);
                tally.wrong += usize::from(verdict == Verdict::Wrong);
                if verdict != Verdict::Right
                    && std::env::var("OBELUS_SHOW").is_ok_and(|show| KINDS[kind].contains(&show))
                {
                    println!("--- {} of {round}", KINDS[kind]);
                    show(&case, number, verdict, found);
                }
            }
        }
    }
    tallies
}

/// Prints a passage as it was, what became of it, and what was found, each with what stands around it.
fn show(case: &Case, number: usize, verdict: Verdict, found: PlacedPassage) {
    let around = |text: &str, range: &std::ops::Range<usize>| -> String {
        let part = |from: usize, to: usize| text.chars().skip(from).take(to - from).collect::<String>();
        let (start, end) = (range.start, range.end);
        format!("{}[{}]{}", part(start.saturating_sub(64), start), part(start, end), part(end, end + 64))
            .replace('\n', "|")
    };
    let (range, truth) = &case.passages[number];
    println!("{verdict:?} {:?} {:.2}\n was  {}", found.placement, found.score, around(&case.old, range));
    match truth {
        Truth::Untouched(range) => println!(" same {}", around(&case.new, range)),
        Truth::Edited(range) => println!(" edit {}", around(&case.new, range)),
        Truth::Deleted => println!(" gone"),
    }
    let text = Text::new(case.new.clone()).unwrap();
    let place = found
        .span
        .map(|span| text.char_from_byte(span.start()).0 as usize..text.char_from_byte(span.end()).0 as usize);
    println!(" got  {}", place.map(|place| around(&case.new, &place)).unwrap_or_default());
}

/// Checks the least share of right ones and the greatest of wrong ones, in percent.
#[track_caller]
fn check_rates(style: Style, with_old: bool, least_right: f64, most_wrong: f64) {
    let depth = std::env::var("OBELUS_DEPTH").ok().and_then(|depth| depth.parse::<u64>().ok());
    let tallies = rates(depth.map_or(4, |depth| depth / 100), style, with_old);
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let (mut all, mut right, mut wrong) = (0, 0, 0);
    for (kind, tally) in KINDS.iter().zip(&tallies) {
        let (one, other) = (percent(tally.right, tally.all), percent(tally.wrong, tally.all));
        println!("{kind:40} {one:6.1} right {other:5.1} wrong of {}", tally.all);
        all += tally.all;
        right += tally.right;
        wrong += tally.wrong;
    }
    let (right, wrong) = (percent(right, all), percent(wrong, all));
    println!("{style:?}, with the old text: {with_old}: {right:.2} right, {wrong:.2} wrong of {all}");
    assert!(right >= least_right && wrong <= most_wrong, "{right:.2} right, {wrong:.2} wrong");
    assert_eq!(tallies[22].wrong + tallies[23].wrong, 0, "no deleted passage lands on a look-alike");
}

#[test]
fn generated_edits_from_the_sidecar_alone() {
    check_rates(Style::Random, false, 96.0, 1.5);
}

#[test]
fn generated_edits_with_the_old_text() {
    check_rates(Style::Random, true, 99.0, 0.2);
}

#[test]
fn edits_of_repetitive_articles_from_the_sidecar_alone() {
    check_rates(Style::Stock, false, 96.0, 1.5);
}

#[test]
fn edits_of_repetitive_articles_with_the_old_text() {
    check_rates(Style::Stock, true, 99.0, 0.2);
}
