//! Repairs that need the text: only where the layer's hash is the text's.
//!
//! Offsets that do not fit their quote are found again by it, all quotes in one pass where there are many. What is
//! found at several places and told apart by nothing asks the person; what is found nowhere is an orphan.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;

use crate::model::{
    Claim, ClaimId, Layer, Passage, Selector, State, context_after, context_before, occurrence_places,
};
use crate::problem::{Problem, Severity};
use crate::text::{ByteOffset, Span, Text};

use super::repair;

/// Up to so many quotes are looked for one by one.
const FEW_QUOTES: usize = 16;

/// How many bytes of a quote the search for many looks at before it compares.
const PREFIX_BYTES: usize = 32;

/// At most so many places of one quote are remembered; the rest are only counted.
const MAX_PLACES: usize = 1_000_000;

/// Repairs a layer against its own text, and says what was repaired. Does nothing when the hash is another's. What a
/// file may leave out (`chars`, `occurrences`, `before`, `after`) is filled in without a word.
pub fn fit(layer: &mut Layer, text: &Text) -> Vec<Problem> {
    let mut problems = Vec::new();
    if layer.document.text_blake3 != text.hash() {
        return problems;
    }
    let chars = text.char_count();
    if layer.document.chars != chars {
        if layer.document.chars != 0 {
            problems.push(notice("the number of characters was wrong and is counted anew"));
        }
        layer.document.chars = chars;
    }
    let unfit: Vec<usize> = layer
        .claims
        .par_iter()
        .with_min_len(1024)
        .enumerate()
        .filter(|(_, claim)| claim.passages.iter().any(|passage| need(passage, text) != Need::Nothing))
        .map(|(number, _)| number)
        .collect();
    if unfit.is_empty() {
        return problems;
    }
    let places = {
        let claims = unfit.iter().filter_map(|number| layer.claims.get(*number));
        let wanted = claims
            .flat_map(|claim| &claim.passages)
            .filter(|passage| matches!(need(passage, text), Need::Place | Need::Count));
        find_all(text, wanted.map(|passage| passage.selector.quote.to_string()).collect())
    };
    for number in unfit {
        if let Some(claim) = layer.claims.get_mut(number) {
            fit_claim(claim, text, &places, &mut problems);
        }
    }
    problems
}

/// What a passage lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// It fits.
    Nothing,
    /// Its context.
    Context,
    /// How often its quote stands in the text, and perhaps its context.
    Count,
    /// A place.
    Place,
}

fn need(passage: &Passage, text: &Text) -> Need {
    let selector = &passage.selector;
    match passage.state {
        None => match selector.span_in(text) {
            None => Need::Place,
            Some(_) if selector.occurrences == 0 => Need::Count,
            Some(span) => {
                let lacks_before = selector.before.is_empty() && span.start() > ByteOffset(0);
                let lacks_after = selector.after.is_empty() && span.end() < text.end();
                if lacks_before || lacks_after { Need::Context } else { Need::Nothing }
            }
        },
        Some(State::Changed | State::Uncertain)
            if text.span_from_chars(selector.start, selector.end).is_none() =>
        {
            Need::Place
        }
        Some(_) => Need::Nothing,
    }
}

fn fit_claim(claim: &mut Arc<Claim>, text: &Text, places: &Places, problems: &mut Vec<Problem>) {
    let id = claim.id.clone();
    for passage in &mut Arc::make_mut(claim).passages {
        match need(passage, text) {
            Need::Nothing => {}
            Need::Context => fill_context(&mut passage.selector, text),
            Need::Count => {
                passage.selector.occurrences = places.count(&passage.selector.quote);
                fill_context(&mut passage.selector, text);
            }
            Need::Place => problems.push(place_anew(&id, passage, text, places)),
        }
    }
    repair::order_passages(claim);
}

fn fill_context(selector: &mut Selector, text: &Text) {
    if let Some(span) = selector.span_in(text) {
        if selector.before.is_empty() {
            selector.before = context_before(text, span.start()).into();
        }
        if selector.after.is_empty() {
            selector.after = context_after(text, span.end()).into();
        }
    }
}

/// Looks for the passage by its quote, and says what came of it.
fn place_anew(id: &ClaimId, passage: &mut Passage, text: &Text, places: &Places) -> Problem {
    let quote = passage.selector.quote.clone();
    let found = places.of(&quote);
    let Some((start, is_sure)) = best_place(&passage.selector, text, found) else {
        passage.state = Some(State::Orphan);
        return Problem::new(
            Severity::Warning,
            format!("the words of claim {id} do not stand in the document"),
            "mark them anew in the window",
        );
    };
    let end = ByteOffset::from(start.index() + quote.len());
    let selector = &mut passage.selector;
    selector.start = text.char_from_byte(start);
    selector.end = text.char_from_byte(end);
    if !is_sure {
        passage.state = Some(State::Uncertain);
        return Problem::new(
            Severity::Warning,
            format!("claim {id} had wrong offsets, and its words stand at {} places", found.len()),
            "confirm the place in the window",
        );
    }
    selector.before = context_before(text, start).into();
    selector.after = context_after(text, end).into();
    selector.occurrences = places.count(&quote);
    // What was marked as changed was never confirmed to be these words.
    passage.state = passage.state.map(|_| State::Uncertain);
    notice(format!("claim {id} had wrong offsets and was found again by its words"))
}

/// Returns the place whose surroundings fit best, the nearest of several alike, and whether nothing else comes near.
fn best_place(selector: &Selector, text: &Text, found: &[ByteOffset]) -> Option<(ByteOffset, bool)> {
    let [only] = found else {
        let old = text.byte_from_char(selector.start).unwrap_or(text.end());
        // Only the neighbours of the old place are compared: words that stand thousands of times are found by nothing.
        let middle = found.partition_point(|place| *place < old);
        let near = found.get(middle.saturating_sub(256)..found.len().min(middle + 256)).unwrap_or_default();
        let fit = |place: ByteOffset| context_fit(selector, text, place);
        let best =
            *near.iter().max_by_key(|place| (fit(**place), std::cmp::Reverse(place.0.abs_diff(old.0))))?;
        let best_fit = fit(best);
        let has_equal = near.iter().any(|place| *place != best && fit(*place) == best_fit);
        // Half of what is remembered of the surroundings has to stand there too.
        let is_alike = best_fit > 0 && best_fit * 2 >= selector.before.len() + selector.after.len();
        return Some((best, is_alike && !has_equal));
    };
    Some((*only, true))
}

/// Returns how many bytes around the place are as the selector remembers them.
fn context_fit(selector: &Selector, text: &Text, place: ByteOffset) -> usize {
    let before = text.until(place).bytes().rev();
    let after = text.from(ByteOffset::from(place.index() + selector.quote.len())).bytes();
    let alike = |one: &mut dyn Iterator<Item = u8>, other: &mut dyn Iterator<Item = u8>| {
        one.zip(other).take_while(|(one, other)| one == other).count()
    };
    alike(&mut selector.before.bytes().rev(), &mut before.into_iter())
        + alike(&mut selector.after.bytes(), &mut after.into_iter())
}

fn notice(message: impl Into<String>) -> Problem {
    Problem::new(Severity::Notice, message, "")
}

/// Where quotes stand in a text.
struct Places {
    by_quote: HashMap<String, (Vec<ByteOffset>, u32)>,
}

impl Places {
    /// Returns where the quote stands, in order.
    fn of(&self, quote: &str) -> &[ByteOffset] {
        self.by_quote.get(quote).map_or(&[], |(places, _)| places)
    }

    /// Returns at how many places it stands.
    fn count(&self, quote: &str) -> u32 {
        self.by_quote.get(quote).map_or(0, |(_, count)| *count)
    }
}

fn find_all(text: &Text, mut quotes: Vec<String>) -> Places {
    quotes.sort_unstable();
    quotes.dedup();
    let mut by_quote: HashMap<String, (Vec<ByteOffset>, u32)> = HashMap::with_capacity(quotes.len());
    let note = |entry: &mut (Vec<ByteOffset>, u32), place: ByteOffset| {
        entry.1 = entry.1.saturating_add(1);
        if entry.0.len() < MAX_PLACES {
            entry.0.push(place);
        }
    };
    if quotes.len() > FEW_QUOTES {
        let mut by_prefix: BTreeMap<&[u8], Vec<&String>> = BTreeMap::new();
        for quote in &quotes {
            let prefix = quote.as_bytes().get(..PREFIX_BYTES).unwrap_or(quote.as_bytes());
            by_prefix.entry(prefix).or_default().push(quote);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_prefix.keys());
        if let Ok(automaton) = automaton {
            let groups: Vec<&Vec<&String>> = by_prefix.values().collect();
            for found in automaton.find_overlapping_iter(text.as_str()) {
                let start = ByteOffset::from(found.start());
                let here = text.as_str().as_bytes().get(found.start()..).unwrap_or_default();
                for quote in groups.get(found.pattern().as_usize()).into_iter().copied().flatten() {
                    if here.starts_with(quote.as_bytes()) {
                        note(by_quote.entry((*quote).clone()).or_default(), start);
                    }
                }
            }
            for (places, _) in by_quote.values_mut() {
                places.sort_unstable();
            }
            return Places { by_quote };
        }
    }
    for quote in quotes {
        let mut entry = (Vec::new(), 0);
        occurrence_places(text, &quote).map(Span::start).for_each(|place| note(&mut entry, place));
        by_quote.insert(quote, entry);
    }
    Places { by_quote }
}
