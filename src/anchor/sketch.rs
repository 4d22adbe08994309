//! A passage made ready for searching: its quote with its surroundings, normalised and in tokens.

use std::ops::Range;

use crate::model::{CONTEXT_CHARS, Selector};

use super::align::{Pair, Side};
use super::normal::Normal;
use super::token::{Reading, Token, tokens};

/// A passage as it is looked for.
#[derive(Debug)]
pub(super) struct Sketch {
    /// The normalised quote, without white space around it.
    pub(super) quote: String,
    /// The normalised surroundings and the quote between them.
    text: String,
    /// The tokens of all three.
    pub(super) tokens: Vec<Token>,
    /// Which of them are the quote's.
    pub(super) own: Range<usize>,
    /// Whether the quote began and ended between words.
    is_cut_clean: (bool, bool),
}

/// How well a stretch of text stands for a sketch; every figure from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fit {
    /// How much of the quote is there, and how little else.
    pub(super) quote: f32,
    /// How much of the surroundings before is there; `None` where there were none.
    pub(super) before: Option<f32>,
    /// How much of the surroundings behind is there.
    pub(super) after: Option<f32>,
    /// Which share of the quote's words is there, short ones counted like long ones.
    pub(super) word_share: f32,
    /// Which share of the quote's figures and names is there.
    pub(super) distinctive: f32,
}

impl Fit {
    /// Returns how well the surroundings fit: one good side says more than two poor ones.
    pub(super) fn context(&self) -> f32 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => 0.5 * before.max(after) + 0.25 * (before + after),
            (Some(side), None) | (None, Some(side)) => side,
            (None, None) => 0.5,
        }
    }

    /// Returns how well the better side fits.
    pub(super) fn better_side(&self) -> f32 {
        self.before.unwrap_or(0.0).max(self.after.unwrap_or(0.0))
    }

    /// Returns how well the worse side fits; a side that there never was counts as the other one.
    pub(super) fn worse_side(&self) -> f32 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => before.min(after),
            _ => self.better_side(),
        }
    }
}

impl Sketch {
    /// Sketches a selector; `None` where its quote is nothing but white space.
    pub(super) fn of(selector: &Selector) -> Option<Self> {
        let (before, quote, after) = (
            Normal::of(whole_words_behind(&selector.before)),
            Normal::of(&selector.quote),
            Normal::of(whole_words_before(&selector.after)),
        );
        if quote.text().is_empty() {
            return None;
        }
        let mut text = String::new();
        let mut all: Vec<Token> = Vec::new();
        let mut own = 0..0;
        for (number, part) in [before.text(), quote.text(), after.text()].into_iter().enumerate() {
            let shift = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let from = all.len();
            all.extend(tokens(part).into_iter().map(|token| Token {
                start: token.start + shift,
                end: token.end + shift,
                ..token
            }));
            if number == 1 {
                own = from..all.len();
            }
            text.push_str(part);
            text.push(' ');
        }
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let is_cut_clean = (
            !(is_word(selector.before.chars().next_back()) && is_word(selector.quote.chars().next())),
            !(is_word(selector.after.chars().next()) && is_word(selector.quote.chars().next_back())),
        );
        Some(Self { quote: quote.text().to_owned(), text, tokens: all, own, is_cut_clean })
    }

    /// Returns the tokens with their characters.
    pub(super) fn side(&self) -> Side<'_> {
        Side { tokens: &self.tokens, text: &self.text }
    }

    /// Returns the tokens before the quote, the nearest last.
    pub(super) fn before(&self) -> &[Token] {
        self.tokens.get(..self.own.start).unwrap_or_default()
    }

    /// Returns the quote's tokens.
    pub(super) fn own(&self) -> &[Token] {
        self.tokens.get(self.own.clone()).unwrap_or_default()
    }

    /// Returns how much the quote says: the weight of its tokens.
    pub(super) fn weight(&self) -> f32 {
        self.own().iter().map(|token| token.weight).sum()
    }

    /// Returns the tokens behind the quote.
    pub(super) fn after(&self) -> &[Token] {
        self.tokens.get(self.own.end..).unwrap_or_default()
    }

    /// Returns whether the quote at `at..end` of `reading` cuts words only where it did before.
    pub(super) fn cuts_like(&self, reading: &Reading, at: usize, end: usize) -> bool {
        let text = reading.normal.text();
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let first = is_word(self.quote.chars().next());
        let last = is_word(self.quote.chars().next_back());
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(end..).and_then(|behind| behind.chars().next());
        let is_spaced = |character: Option<char>| character.is_some_and(|one| !super::normal::is_wide(one));
        !(reading.normal.is_inside_character(end)
            || self.is_cut_clean.0 && first && is_word(before) && is_spaced(self.quote.chars().next())
            || self.is_cut_clean.1 && last && is_word(behind) && is_spaced(self.quote.chars().next_back()))
    }

    /// Judges an alignment; returns the fit and which tokens of `text` stand for the quote.
    pub(super) fn judge(&self, mut pairs: Vec<Option<Pair>>, text: Side<'_>) -> (Fit, Option<Range<usize>>) {
        self.draw_together(&mut pairs, text);
        let pairs = pairs.as_slice();
        let side = |range: Range<usize>| {
            let all: f32 =
                self.tokens.get(range.clone()).unwrap_or_default().iter().map(|one| one.weight).sum();
            let there = range.clone().map(|number| self.gain(pairs, number)).sum::<f32>();
            (!range.is_empty()).then_some(if all > 0.0 { there / all } else { 0.0 })
        };
        let paired: Vec<usize> = self
            .own
            .clone()
            .filter_map(|number| pairs.get(number).copied().flatten())
            .map(|pair| pair.at)
            .collect();
        let place = paired.first().zip(paired.last()).map(|(first, last)| *first..*last + 1);
        let there: f32 = self.own.clone().map(|number| self.gain(pairs, number)).sum();
        let all: f32 = self.own().iter().map(|token| token.weight).sum();
        let found: f32 = place
            .clone()
            .and_then(|place| text.tokens.get(place))
            .map_or(0.0, |tokens| tokens.iter().map(|token| token.weight).sum());
        let words =
            self.own.clone().filter(|number| self.tokens.get(*number).is_some_and(|token| token.is_word()));
        let (word_count, there_count) = words.fold((0.0_f32, 0.0), |(all, there), number| {
            (all + 1.0, there + pairs.get(number).copied().flatten().map_or(0.0, |pair| pair.likeness))
        });
        let fit = Fit {
            word_share: if word_count > 0.0 { there_count / word_count } else { 1.0 },
            quote: if all + found > 0.0 { 2.0 * there / (all + found) } else { 0.0 },
            before: side(0..self.own.start),
            after: side(self.own.end..self.tokens.len()),
            distinctive: self.distinctive(pairs),
        };
        (fit, place)
    }

    /// Where the ends of the quote are paired beyond a gap though the same words stand before the gap as well, pairs them
    /// there: a claim does not grow by what was inserted at its edges.
    fn draw_together(&self, pairs: &mut [Option<Pair>], text: Side<'_>) {
        let is_same = |number: usize, at: usize| matches!((self.tokens.get(number), text.tokens.get(at)), (Some(a), Some(b)) if a.hash == b.hash);
        let at =
            |pairs: &[Option<Pair>], number: usize| pairs.get(number).copied().flatten().map(|pair| pair.at);
        let Range { start, end } = self.own.clone();
        for first in start + 1..end {
            let Some(last) = at(pairs, first - 1) else {
                continue;
            };
            let is_gap = at(pairs, first).is_some_and(|next| next > last + 1);
            if is_gap && (first..end).all(|number| is_same(number, last + 1 + number - first)) {
                for (step, slot) in pairs.iter_mut().take(end).skip(first).enumerate() {
                    *slot = Some(Pair { at: last + 1 + step, likeness: 1.0 });
                }
                break;
            }
        }
        for behind in (start + 1..end).rev() {
            let Some(next) = at(pairs, behind) else {
                continue;
            };
            let is_gap = at(pairs, behind - 1).is_some_and(|last| last + 1 < next);
            let len = behind - start;
            if is_gap && next >= len && (0..len).all(|step| is_same(start + step, next - len + step)) {
                for (step, slot) in pairs.iter_mut().take(behind).skip(start).enumerate() {
                    *slot = Some(Pair { at: next - len + step, likeness: 1.0 });
                }
                break;
            }
        }
    }

    fn gain(&self, pairs: &[Option<Pair>], number: usize) -> f32 {
        let likeness = pairs.get(number).copied().flatten().map_or(0.0, |pair| pair.likeness);
        self.tokens.get(number).map_or(0.0, |token| token.weight * likeness)
    }

    /// Returns the share of figures and names of the quote that are paired; 1 when it has none.
    fn distinctive(&self, pairs: &[Option<Pair>]) -> f32 {
        let (mut all, mut there) = (0.0_f32, 0.0_f32);
        for number in self.own.clone() {
            let word =
                self.tokens.get(number).and_then(|token| self.text.get(token.range())).unwrap_or_default();
            let is_figure = word.starts_with(char::is_numeric);
            let is_name = number > self.own.start && word.len() > 1 && word.starts_with(char::is_uppercase);
            if is_figure || is_name {
                all += 1.0;
                if pairs.get(number).copied().flatten().is_some_and(|pair| pair.likeness > 0.7) {
                    there += 1.0;
                }
            }
        }
        if all > 0.0 { there / all } else { 1.0 }
    }
}

/// Returns the context without the word that the limit of its length may have cut.
fn whole_words_behind(before: &str) -> &str {
    if before.chars().count() < CONTEXT_CHARS {
        return before;
    }
    before.split_once(' ').filter(|(cut, _)| cut.len() < before.len() / 2).map_or(before, |(_, whole)| whole)
}

/// Returns the context without the word that the limit of its length may have cut.
fn whole_words_before(after: &str) -> &str {
    if after.chars().count() < CONTEXT_CHARS {
        return after;
    }
    after.rsplit_once(' ').filter(|(_, cut)| cut.len() < after.len() / 2).map_or(after, |(whole, _)| whole)
}

/// Returns which weight of `context` stands in `tokens` in the same order.
pub(super) fn common_share(context: &[Token], tokens: &[Token]) -> Option<f32> {
    if context.is_empty() {
        return None;
    }
    let all: f32 = context.iter().map(|token| token.weight).sum();
    if context.iter().zip(tokens).all(|(a, b)| a.hash == b.hash) && context.len() <= tokens.len() {
        return Some(1.0);
    }
    // The longest common subsequence by weight, one row at a time.
    let mut row = vec![0.0_f32; tokens.len() + 1];
    for token in context {
        let mut diagonal = 0.0;
        let mut left = 0.0_f32;
        for (cell, other) in row.iter_mut().skip(1).zip(tokens) {
            let up = *cell;
            let paired = if token.hash == other.hash { diagonal + token.weight } else { 0.0 };
            *cell = up.max(left).max(paired);
            (diagonal, left) = (up, *cell);
        }
    }
    Some(if all > 0.0 { row.last().copied().unwrap_or(0.0) / all } else { 0.0 })
}
