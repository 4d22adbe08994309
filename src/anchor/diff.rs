//! Which words of an old text are still there: a word diff for large texts.
//!
//! Runs of words that stand exactly once on both sides are the fixed points; the heaviest rising chain of them is kept
//! and grown; the gaps between them are solved the same way with shorter runs, and small gaps by comparing every word
//! with every word.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::token::{HashedMap, Token, mixed};

/// How long the runs are that are looked for, one after the other.
const LENGTHS: [usize; 4] = [12, 6, 3, 1];

/// A gap with up to so many pairs of words is compared in full.
const SMALL: usize = 40_000;

/// From so many words on, only a share of the runs is looked at: those whose hash says so, alike on both sides.
const SAMPLED: usize = 100_000;

/// One in this many runs, then.
const SAMPLE: u64 = 4;

/// The same words on both sides.
#[derive(Clone, Copy, Debug)]
struct Run {
    old: usize,
    new: usize,
    len: usize,
}

/// Returns for each token of `old` the number of the token of `new` that it became; the numbers rise.
pub(super) fn diff(old: &[Token], new: &[Token]) -> Vec<Option<u32>> {
    let mut map = vec![None; old.len()];
    solve(old, new, Gap { old: 0..old.len(), new: 0..new.len(), map: &mut map }, 0);
    map
}

/// A stretch that is not solved yet: tokens of both sides, and what is known of the old ones.
struct Gap<'a> {
    old: Range<usize>,
    new: Range<usize>,
    map: &'a mut [Option<u32>],
}

impl<'a> Gap<'a> {
    /// Notes a run of the gap, and returns what is before and behind it.
    fn split(self, run: Run) -> (Self, Self) {
        let (before, rest) = self.map.split_at_mut_checked(run.old - self.old.start).unwrap_or_default();
        let (own, behind) = rest.split_at_mut_checked(run.len).unwrap_or_default();
        for (step, slot) in own.iter_mut().enumerate() {
            *slot = u32::try_from(run.new + step).ok();
        }
        (
            Self { old: self.old.start..run.old, new: self.new.start..run.new, map: before },
            Self { old: run.old + run.len..self.old.end, new: run.new + run.len..self.new.end, map: behind },
        )
    }
}

/// Solves a gap, with runs of the length that belongs to `level`, and the gaps that these leave: one knows nothing of
/// the other, so they are shared among the cores.
fn solve(old: &[Token], new: &[Token], gap: Gap<'_>, level: usize) {
    let gap = trim(old, new, gap);
    if gap.old.is_empty() || gap.new.is_empty() {
        return;
    }
    if gap.old.len().saturating_mul(gap.new.len()) <= SMALL {
        return compare(old, new, gap);
    }
    let Some(len) = LENGTHS.get(level) else {
        return;
    };
    let runs = chain(unique_runs(old, new, &gap.old, &gap.new, *len));
    let runs = grown(old, new, runs, &gap.old, &gap.new);
    let mut rest = gap;
    let mut gaps = Vec::with_capacity(runs.len() + 1);
    for run in runs {
        let (before, behind) = rest.split(run);
        gaps.push(before);
        rest = behind;
    }
    gaps.push(rest);
    gaps.into_par_iter().for_each(|gap| solve(old, new, gap, level + 1));
}

fn is_same(old: &[Token], new: &[Token], one: usize, other: usize) -> bool {
    matches!((old.get(one), new.get(other)), (Some(a), Some(b)) if a.hash == b.hash)
}

/// Pairs what is the same at both ends and returns what is left.
fn trim<'a>(old: &[Token], new: &[Token], gap: Gap<'a>) -> Gap<'a> {
    let most = gap.old.len().min(gap.new.len());
    let same = |step: &usize| is_same(old, new, gap.old.start + step, gap.new.start + step);
    let first = (0..most).take_while(same).count();
    let (old_start, new_start) = (gap.old.start, gap.new.start);
    let (_, gap) = gap.split(Run { old: old_start, new: new_start, len: first });
    let most = most - first;
    let same = |step: &usize| is_same(old, new, gap.old.end - step - 1, gap.new.end - step - 1);
    let last = (0..most).take_while(same).count();
    let (old_end, new_end) = (gap.old.end - last, gap.new.end - last);
    gap.split(Run { old: old_end, new: new_end, len: last }).0
}

/// Where a run stands on the old and on the new side.
#[derive(Clone, Copy)]
struct Sides {
    old: u32,
    new: u32,
}

const NOWHERE: u32 = u32::MAX;
const TWICE: u32 = u32::MAX - 1;

/// Returns the runs of at least `len` words that stand once on each side, by their old place.
fn unique_runs(
    old: &[Token],
    new: &[Token],
    old_range: &Range<usize>,
    new_range: &Range<usize>,
    len: usize,
) -> Vec<Run> {
    let is_sampled = len > 1 && old_range.len().max(new_range.len()) > SAMPLED;
    let mut sides: HashedMap<Sides> = HashedMap::default();
    let mut order = Vec::new();
    each_run(old, old_range, len, is_sampled, |hash, at| {
        let at = u32::try_from(at).unwrap_or(TWICE);
        let slot = sides.entry(hash).or_insert(Sides { old: NOWHERE, new: NOWHERE });
        slot.old = if slot.old == NOWHERE { at } else { TWICE };
        order.push(hash);
    });
    each_run(new, new_range, len, is_sampled, |hash, at| {
        if let Some(slot) = sides.get_mut(&hash) {
            let at = u32::try_from(at).unwrap_or(TWICE);
            slot.new = if slot.new == NOWHERE { at } else { TWICE };
        }
    });
    let mut runs: Vec<Run> = Vec::new();
    for hash in order {
        let Some(Sides { old, new }) = sides.get(&hash).copied() else {
            continue;
        };
        if old >= TWICE || new >= TWICE {
            continue;
        }
        let (old, new) = (old as usize, new as usize);
        match runs.last_mut() {
            // Overlapping runs on one diagonal are one run.
            Some(last) if old <= last.old + last.len && new.wrapping_sub(last.new) == old - last.old => {
                last.len = old + len - last.old;
            }
            _ => runs.push(Run { old, new, len }),
        }
    }
    runs
}

/// Calls `visit` with the hash and the start of each run of `len` words in `range`.
fn each_run(
    tokens: &[Token],
    range: &Range<usize>,
    len: usize,
    is_sampled: bool,
    mut visit: impl FnMut(u64, usize),
) {
    const BASE: u64 = 0x0100_0000_01b3;
    let tokens = tokens.get(range.clone()).unwrap_or_default();
    let leaving = (1..len).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = 0_u64;
    for (at, token) in tokens.iter().enumerate() {
        if let Some(first) = at.checked_sub(len).and_then(|first| tokens.get(first)) {
            rolling = rolling.wrapping_sub(u64::from(first.hash).wrapping_mul(leaving));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(u64::from(token.hash));
        if at + 1 >= len {
            let hash = mixed(rolling);
            if !is_sampled || hash.is_multiple_of(SAMPLE) {
                visit(hash, range.start + at + 1 - len);
            }
        }
    }
}

/// Returns the heaviest chain of runs that rises on the new side as well; `runs` rises on the old side.
fn chain(runs: Vec<Run>) -> Vec<Run> {
    let mut places: Vec<usize> = runs.iter().map(|run| run.new).collect();
    places.sort_unstable();
    // For each prefix of the new places, the heaviest chain that ends there: a tree of greatest values.
    let mut tree: Vec<(usize, Option<usize>)> = vec![(0, None); places.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    let mut best = (0, None);
    for (number, run) in runs.iter().enumerate() {
        let rank = places.partition_point(|place| *place < run.new);
        let mut heaviest = (0, None);
        let mut node = rank;
        while node > 0 {
            if let Some(value) = tree.get(node).filter(|value| value.0 > heaviest.0) {
                heaviest = *value;
            }
            node &= node - 1;
        }
        before.push(heaviest.1);
        let value = (heaviest.0 + run.len, Some(number));
        if value.0 > best.0 {
            best = value;
        }
        let mut node = rank + 1;
        while let Some(slot) = tree.get_mut(node) {
            if value.0 > slot.0 {
                *slot = value;
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut at = best.1;
    while let Some(number) = at {
        chain.extend(runs.get(number).copied());
        at = before.get(number).copied().flatten();
    }
    chain.reverse();
    chain
}

/// Grows the runs of a chain over equal neighbours and cuts what overlaps.
fn grown(
    old: &[Token],
    new: &[Token],
    runs: Vec<Run>,
    old_range: &Range<usize>,
    new_range: &Range<usize>,
) -> Vec<Run> {
    let mut grown: Vec<Run> = Vec::with_capacity(runs.len());
    let (mut old_end, mut new_end) = (old_range.start, new_range.start);
    for mut run in runs {
        let cut = old_end.saturating_sub(run.old).max(new_end.saturating_sub(run.new));
        if cut >= run.len {
            continue;
        }
        (run.old, run.new, run.len) = (run.old + cut, run.new + cut, run.len - cut);
        while run.old > old_end && run.new > new_end && is_same(old, new, run.old - 1, run.new - 1) {
            (run.old, run.new, run.len) = (run.old - 1, run.new - 1, run.len + 1);
        }
        while run.old + run.len < old_range.end
            && run.new + run.len < new_range.end
            && is_same(old, new, run.old + run.len, run.new + run.len)
        {
            run.len += 1;
        }
        (old_end, new_end) = (run.old + run.len, run.new + run.len);
        grown.push(run);
    }
    grown
}

/// Pairs the words of a small gap: the longest common subsequence by weight.
fn compare(old: &[Token], new: &[Token], gap: Gap<'_>) {
    let (rows, columns) =
        (old.get(gap.old.clone()).unwrap_or_default(), new.get(gap.new.clone()).unwrap_or_default());
    let width = columns.len() + 1;
    let mut table = vec![0.0_f32; (rows.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    let value = |table: &[f32], row: usize, column: usize| table.get(at(row, column)).copied().unwrap_or(0.0);
    let paired = |table: &[f32], row: usize, column: usize| {
        let (token, other) = (rows.get(row)?, columns.get(column)?);
        // Neighbours that are paired together are worth a little more than scattered ones.
        let is_next_same = matches!(
            (rows.get(row + 1), columns.get(column + 1)),
            (Some(a), Some(b)) if a.hash == b.hash
        );
        let gain = token.weight + if is_next_same { 0.2 } else { 0.0 };
        (token.hash == other.hash).then(|| value(table, row + 1, column + 1) + gain)
    };
    for row in (0..rows.len()).rev() {
        for column in (0..columns.len()).rev() {
            let skip = value(&table, row + 1, column).max(value(&table, row, column + 1));
            let best = paired(&table, row, column).map_or(skip, |pair| pair.max(skip));
            if let Some(slot) = table.get_mut(at(row, column)) {
                *slot = best;
            }
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows.len() && column < columns.len() {
        let (down, right) = (value(&table, row + 1, column), value(&table, row, column + 1));
        // Of equal ways the one that pairs first: a copy stands behind what it was copied from.
        if paired(&table, row, column).is_some_and(|pair| pair >= down.max(right)) {
            match runs.last_mut() {
                Some(last) if (last.old + last.len, last.new + last.len) == (row, column) => last.len += 1,
                _ => runs.push(Run { old: row, new: column, len: 1 }),
            }
            (row, column) = (row + 1, column + 1);
        } else if down >= right {
            row += 1;
        } else {
            column += 1;
        }
    }
    drop_chance(rows, columns, &mut runs);
    let (old_start, new_start) = (gap.old.start, gap.new.start);
    let mut rest = gap;
    for run in runs {
        rest = rest.split(Run { old: old_start + run.old, new: new_start + run.new, len: run.len }).1;
    }
}

/// Drops the runs that are lighter than what was changed before and behind them: any two texts share some words, and
/// these say nothing of where a word went.
fn drop_chance(old: &[Token], new: &[Token], runs: &mut Vec<Run>) {
    let weight = |tokens: &[Token], range: Range<usize>| -> f32 {
        tokens.get(range).unwrap_or_default().iter().map(|token| token.weight).sum()
    };
    let changed =
        |from: (usize, usize), to: (usize, usize)| weight(old, from.0..to.0).max(weight(new, from.1..to.1));
    loop {
        let before = runs.len();
        let mut at = 0;
        while let Some(run) = runs.get(at).copied() {
            let last = at.checked_sub(1).and_then(|last| runs.get(last));
            let left = last.map_or((0, 0), |last| (last.old + last.len, last.new + last.len));
            let right = runs.get(at + 1).map_or((old.len(), new.len()), |next| (next.old, next.new));
            let own = weight(old, run.old..run.old + run.len);
            let end = (run.old + run.len, run.new + run.len);
            if own < changed(left, (run.old, run.new)) && own < changed(end, right) {
                runs.remove(at);
            } else {
                at += 1;
            }
        }
        if runs.len() == before {
            return;
        }
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "the tests know where characters begin")]
mod tests {
    use super::super::token::tokens;
    use super::*;

    /// Returns the words of `old` with those left out in brackets.
    fn shown(old: &str, new: &str) -> String {
        let (old_tokens, new_tokens) = (tokens(old), tokens(new));
        let map = diff(&old_tokens, &new_tokens);
        let kept: Vec<u32> = map.iter().flatten().copied().collect();
        assert!(kept.windows(2).all(|pair| pair[0] < pair[1]), "the numbers rise");
        let words = old_tokens.iter().zip(&map).map(|(token, to)| match to {
            Some(to) => {
                assert_eq!(&old[token.range()], &new[new_tokens[*to as usize].range()]);
                old[token.range()].to_owned()
            }
            None => format!("[{}]", &old[token.range()]),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_still_there_is_paired() {
        assert_eq!(shown("he denied it again", "then he denied all again"), "he denied [it] again");
        assert_eq!(shown("a b c", ""), "[a] [b] [c]");
        assert_eq!(shown("", "a"), "");
        assert_eq!(shown("one two three four", "three four one two"), "[one] [two] three four");
    }

    #[test]
    fn large_texts_are_paired_around_every_edit() {
        let words: Vec<String> = (0..60_000_u64).map(|number| format!("w{}", mixed(number) % 900)).collect();
        let mut edited = words.clone();
        for at in (0..edited.len()).step_by(37) {
            edited[at] = "edited".to_owned();
        }
        edited.drain(20_000..21_000);
        let (old, new) = (words.join(" "), edited.join(" "));
        let (old_tokens, new_tokens) = (tokens(&old), tokens(&new));
        let map = diff(&old_tokens, &new_tokens);
        let right = map.iter().enumerate().filter(|(at, to)| {
            let expected = match at {
                at if at % 37 == 0 || (20_000..21_000).contains(at) => None,
                at if *at >= 21_000 => Some(*at as u32 - 1000),
                at => Some(*at as u32),
            };
            **to == expected
        });
        assert!(right.count() > 59_900);
    }
}
