//! What is said of the figures: plain sentences, without a window.

use crate::agreement::{
    COEFFICIENTS, Cell, Coefficient, LeftOut, Measure, OnMatched, Reason, Sampling, Undefined, Value,
};
use crate::model::{LayerName, TagId, TagSet};
use crate::workspace::{Hindrance, Maker};

use super::super::super::agreed::{Agreed, Confusion};
use super::super::say;

/// How far the sampling is, when a figure is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampled {
    /// So many of so many samples; 0 of 0 before the first.
    Running(u32, u32),
    /// It was stopped there.
    Stopped(u32, u32),
}

/// One measure as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is measured.
    pub title: &'static str,
    /// The number; "–" where there is none, "…" while it is worked out.
    pub number: String,
    /// The interval, or how far the work is.
    pub interval: String,
    /// What it means, or why there is no number.
    pub sentence: String,
    /// Whether it is being worked out.
    pub is_running: bool,
    /// Whether that was stopped.
    pub is_stopped: bool,
}

/// Returns a number as it is shown: two places, and three where two would say that all is perfect.
pub fn number(value: f64) -> String {
    let short = format!("{value:.2}");
    match short.as_str() {
        "-0.00" => "0.00".to_owned(),
        "1.00" if value < 1.0 => format!("{:.3}", value.min(0.999)),
        // A minus is as wide as a plus.
        _ => short.replace('-', "−"),
    }
}

/// Returns how the measures are headed.
pub fn title(coefficient: &Coefficient) -> &'static str {
    match coefficient.name {
        "pairwise_f1" => "Matching claims, F1",
        "cohen_kappa" => "Words, Cohen’s kappa",
        "fleiss_kappa" => "Words, Fleiss’ kappa",
        "krippendorff_alpha" => "Words, Krippendorff’s alpha",
        "alpha_u" => "Borders, alpha U",
        _ => coefficient.title,
    }
}

/// Returns how a measure is headed in a table.
pub fn short_title(coefficient: &Coefficient) -> &'static str {
    match coefficient.name {
        "pairwise_f1" => "F1",
        "cohen_kappa" => "Cohen",
        "fleiss_kappa" => "Fleiss",
        "krippendorff_alpha" => "Alpha",
        "alpha_u" => "Alpha U",
        _ => coefficient.title,
    }
}

/// Returns a number, or a dash where there is none.
pub fn shown(value: Value) -> String {
    value.number().map_or_else(|| "–".to_owned(), number)
}

/// Returns the names by which people are spoken of: the first ones, where no two are the same.
pub fn names(makers: &[&Maker]) -> Vec<String> {
    let first = |maker: &Maker| maker.annotator.split_whitespace().next().unwrap_or_default().to_owned();
    let is_alone = |name: &str| makers.iter().filter(|maker| first(maker) == name).count() == 1;
    let name = |maker: &&Maker| {
        let name = first(maker);
        match maker.name.suffix() {
            Some(suffix) => format!("{name} ({})", suffix.replace('-', " ")),
            None if is_alone(&name) && !name.is_empty() => name,
            None => maker.annotator.clone(),
        }
    };
    makers.iter().map(name).collect()
}

/// Returns names in a row: "Maria, Jonas and Amina".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Returns the heading.
pub fn heading(names: &[String]) -> String {
    match names {
        [] => "Nobody is chosen".to_owned(),
        [one] => format!("{one} alone"),
        names if names.len() > 5 => format!("How far {} annotators agree", say::number(names.len())),
        names => format!("How far {} agree", listed(names)),
    }
}

/// Returns what was counted, what was left out, and who did not work independently.
pub fn about(agreed: &Agreed) -> String {
    let makers = agreed.compared();
    let names = names(&makers);
    let mut said = vec![counted(agreed, &makers, &names)];
    said.extend(not_independent(agreed, &makers, &names));
    said.extend(not_read_by_all(agreed));
    let hindered =
        |hindrance: Hindrance| agreed.together.hindrances.iter().filter(|other| **other == hindrance).count();
    for (hindrance, why) in [
        (Hindrance::InWork, "you are not done with"),
        (Hindrance::NotBegun, "you have not begun"),
        (Hindrance::Unreadable, "could not be read"),
    ] {
        let count = hindered(hindrance);
        if count > 0 {
            let documents = say::count(count, "document", "documents");
            said.push(format!("{documents} that {why} {} left out.", if count == 1 { "is" } else { "are" }));
        }
    }
    let unreadable = agreed.together.documents.iter().map(|document| document.unreadable).sum();
    if unreadable > 0 {
        let layers = say::count(unreadable, "layer", "layers");
        said.push(format!(
            "{layers} that cannot be read {} left out.",
            if unreadable == 1 { "is" } else { "are" }
        ));
    }
    if agreed.together.counts_characters {
        said.push("Each Thai or Chinese character counts as a word.".to_owned());
    }
    said.join(" ")
}

fn counted(agreed: &Agreed, makers: &[&Maker], names: &[String]) -> String {
    let document_count = agreed.documents.len();
    let document = agreed.document(0).filter(|_| document_count == 1);
    let mut said = match document {
        Some(document) => document.document.name.clone(),
        None => say::count(document_count, "document", "documents"),
    };
    let others: Vec<String> = makers
        .iter()
        .zip(names)
        .filter(|(maker, _)| !maker.is_same_text)
        .map(|(_, name)| name.clone())
        .collect();
    match (others.is_empty(), makers.len()) {
        (true, 0 | 1) => {}
        (true, 2) => said.push_str(", the same text for both"),
        (true, _) => said.push_str(", the same text for all"),
        (false, _) => {
            said.push_str(&format!(", which {} read in another version", listed(&others)));
        }
    }
    let order = agreed.study.annotators();
    let counts = agreed.study.claim_counts();
    let count_of = |maker: &&Maker| {
        order.iter().position(|name| *name == maker.name).and_then(|at| counts.get(at)).copied()
    };
    let counts: Vec<usize> = makers.iter().filter_map(count_of).collect();
    let claims = match counts.as_slice() {
        [one] => say::count(*one, "claim", "claims"),
        counts => {
            let counts: Vec<String> = counts.iter().map(|count| say::grouped(*count)).collect();
            format!("{} claims", listed(&counts))
        }
    };
    let words = usize::try_from(agreed.study.word_count()).unwrap_or(usize::MAX);
    let words = match words {
        0 => String::new(),
        words => format!(", {}", say::count(words, "word", "words")),
    };
    format!("{said}. {claims}{words}, {}.", left_out_of(agreed))
}

/// Returns what was left out of the figures, in words.
fn left_out_of(agreed: &Agreed) -> String {
    // What all measures leave out alike; units that overlap and pairs stand beside their measure.
    let first = agreed.measures.iter().flatten().next();
    let none = LeftOut::default();
    let left_out = first.map_or(&none, |measure| &measure.left_out);
    let parts: Vec<String> =
        left_out.iter().filter_map(|(reason, count)| reason_in_words(reason, count)).collect();
    if parts.is_empty() { "nothing left out".to_owned() } else { format!("left out: {}", parts.join(", ")) }
}

fn reason_in_words(reason: Reason, count: u64) -> Option<String> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let claims = || say::count(count, "claim", "claims");
    Some(match reason {
        Reason::Uncertain => format!("{} of uncertain place", claims()),
        Reason::Orphan => format!("{} without place", claims()),
        Reason::Unreadable => format!("{} that cannot be read", claims()),
        Reason::Documents => {
            format!("{} that not enough of them read", say::count(count, "document", "documents"))
        }
        Reason::Overlapping => format!("{} that overlaps another", say::count(count, "unit", "units")),
        Reason::Pairs => format!("{} without a figure", say::count(count, "pair", "pairs")),
    })
}

/// Says which documents only some measures count in, where that is so.
fn not_read_by_all(agreed: &Agreed) -> Option<String> {
    let counts = agreed.measures.iter().flatten().map(|measure| measure.left_out.count(Reason::Documents));
    let counts: Vec<u64> = counts.collect();
    let (fewest, most) = (counts.iter().min()?, counts.iter().max()?);
    let count = usize::try_from(most - fewest).ok().filter(|count| *count > 0)?;
    let (documents, verb) = match count {
        1 => ("1 document".to_owned(), "counts"),
        count => (format!("{} documents", say::grouped(count)), "count"),
    };
    Some(format!("{documents} that not all have read {verb} for F1 and Krippendorff’s alpha alone."))
}

fn not_independent(agreed: &Agreed, makers: &[&Maker], names: &[String]) -> Option<String> {
    let saw = agreed.study.not_independent();
    let who: Vec<String> = makers
        .iter()
        .zip(names)
        .filter(|(maker, _)| saw.contains(&&maker.name))
        .map(|(_, name)| name.clone())
        .collect();
    let others = match makers {
        [one, other] if who.len() == 1 => {
            // Of two it is plain whose layer it was.
            let other = if saw.contains(&&one.name) { other } else { one };
            let at = makers.iter().position(|maker| maker.name == other.name)?;
            format!("{}’s layer", names.get(at)?)
        }
        _ => "other layers".to_owned(),
    };
    (!who.is_empty()).then(|| format!("{} had seen {others} before being done.", listed(&who)))
}

/// Returns the six measures as they are shown.
pub fn rows(agreed: &Agreed, sampled: Sampled) -> Vec<Row> {
    let pair_count = agreed.confusions.len();
    let figures = agreed.measures.iter().zip(&agreed.intervals);
    let rows = COEFFICIENTS.iter().zip(figures).map(|(coefficient, (measure, interval))| {
        let mut row = Row {
            title: title(coefficient),
            number: "…".to_owned(),
            interval: String::new(),
            sentence: String::new(),
            is_running: false,
            is_stopped: false,
        };
        match measure {
            Some(measure) => {
                row.number = shown(measure.value);
                row.sentence = meaning(measure, pair_count, agreed.key.wish.tag.as_ref());
                row.interval = match interval {
                    Some(Some((low, high))) => format!("{} to {}", number(*low), number(*high)),
                    None if measure.value.number().is_some() && matches!(sampled, Sampled::Running(..)) => {
                        "…".to_owned()
                    }
                    _ => String::new(),
                };
            }
            None => wait(&mut row, sampled),
        }
        row
    });
    rows.collect()
}

/// Says how far a figure is that is not there yet.
fn wait(row: &mut Row, sampled: Sampled) {
    let counted = |done: u32, total: u32| {
        format!("{} of {} samples", say::grouped(done as usize), say::grouped(total as usize))
    };
    match sampled {
        Sampled::Running(_, 0) => "Being computed.".clone_into(&mut row.sentence),
        Sampled::Running(done, total) => {
            row.interval = format!("{} %", u64::from(done) * 100 / u64::from(total));
            row.sentence = format!("Being computed, {}.", counted(done, total));
        }
        Sampled::Stopped(_, 0) => "Stopped.".clone_into(&mut row.sentence),
        Sampled::Stopped(done, total) => row.sentence = format!("Stopped after {}.", counted(done, total)),
    }
    row.is_running = matches!(sampled, Sampled::Running(..));
    row.is_stopped = !row.is_running;
    if row.is_stopped {
        "–".clone_into(&mut row.number);
    }
}

/// Returns why there is no number, as a sentence.
fn undefined(why: Undefined) -> String {
    match why {
        Undefined::ForTwo => "Defined for two annotators alone; see the pairs below.".to_owned(),
        why => format!("{}.", capital(&why.to_string())),
    }
}

/// Returns what a figure means and how it is usually read, in a line or two.
fn meaning(measure: &Measure, pair_count: usize, tag: Option<&TagId>) -> String {
    let value = match measure.value {
        Value::Number(value) => value,
        Value::Undefined(why) => return undefined(why),
    };
    match measure.name {
        "pairwise_f1" => matching(value, measure.n, pair_count),
        "cohen_kappa" => kappa(value).to_owned(),
        "fleiss_kappa" => match pair_count {
            1 => format!("The same for any number of annotators. {}", band(value)),
            _ => kappa(value).to_owned(),
        },
        "krippendorff_alpha" => match value {
            ..0.0 => "Words are tagged less alike than by chance.",
            0.0..0.667 => "Below 0.667 no conclusions are drawn from the tags of single words.",
            0.667..0.8 => "Tentative conclusions only; 0.80 is the usual bar for firm ones.",
            _ => "Reliable; 0.80 is the usual bar for firm conclusions.",
        }
        .to_owned(),
        "alpha_u" => borders(value, tag),
        _ => gamma(value, measure.sampling.as_ref()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a count of claims"
)]
fn matching(value: f64, n: u64, pair_count: usize) -> String {
    let how = "same tag, at least half the characters shared";
    if pair_count > 1 {
        return format!(
            "The mean of {} pairs of annotators. Claims match with the {how}.",
            say::number(pair_count)
        );
    }
    let matched = (value * n as f64).round() as u64;
    let count = |count: u64| say::grouped(usize::try_from(count).unwrap_or(usize::MAX));
    match (matched, n) {
        (0, 1) => format!("The one claim that was marked stands in no matching pair: {how}."),
        (0, _) => format!("None of the {} claims marked stands in a matching pair: {how}.", count(n)),
        (matched, n) if matched == n => {
            format!("All {} claims marked stand in matching pairs: {how}.", count(n))
        }
        _ => {
            format!("Of the {} claims marked, {} stand in a matching pair: {how}.", count(n), count(matched))
        }
    }
}

/// Returns how a kappa is usually read (Landis and Koch).
fn band(value: f64) -> &'static str {
    match value {
        ..-0.005 => "Below 0 it is less than chance gives.",
        -0.005..0.005 => "0 is what chance gives.",
        0.005..0.205 => "Up to 0.20 is usually read as slight.",
        0.205..0.405 => "From 0.21 to 0.40 is usually read as fair.",
        0.405..0.605 => "From 0.41 to 0.60 is usually read as moderate.",
        0.605..0.805 => "From 0.61 to 0.80 is usually read as substantial.",
        _ => "From 0.81 on is usually read as almost perfect.",
    }
}

fn kappa(value: f64) -> String {
    let chance = match value {
        ..-0.005 => return "Less than chance would give.".to_owned(),
        -0.005..0.005 => return "No more than chance would give.".to_owned(),
        0.005..0.205 => "Little above chance.",
        0.205..0.605 => "Above chance.",
        0.605..1.0 => "Well above chance.",
        _ => "Every word has the same tag from all.",
    };
    format!("{chance} {}", band(value))
}

fn borders(value: f64, tag: Option<&TagId>) -> String {
    let usual = match tag.map(TagId::as_str) {
        Some("rebuttal") => "For rebuttals far less than 0.4 is common.",
        _ => "For claims, 0.4 to 0.6 is common.",
    };
    match value {
        ..0.0 => format!("Where claims begin and end: further apart than by chance. {usual}"),
        _ => format!("Where claims begin and end. {usual}"),
    }
}

fn gamma(value: f64, sampling: Option<&Sampling>) -> String {
    let what = "Place and tag of whole passages: 1 is perfect, 0 is chance.";
    let error = sampling.and_then(|sampling| sampling.standard_error);
    match error {
        Some(error) if error < 0.005 => format!("{what} Sampled, unsure by less than 0.01."),
        Some(error) => format!("{what} Sampled, unsure by about {}.", number(error)),
        None if value >= 1.0 => format!("{what} All passages are the same."),
        None => what.to_owned(),
    }
}

/// Returns what stands behind a measure: what it means in full, what was counted, and how it came about.
pub fn details(coefficient: &Coefficient, measure: &Measure, tags: &TagSet) -> Vec<String> {
    let mut said = vec![coefficient.meaning(measure).replace("per_pair", "the pairs")];
    let n = usize::try_from(measure.n).unwrap_or(usize::MAX);
    let unit = match measure.unit {
        "claim" => say::count(n, "claim", "claims"),
        "token" => say::count(n, "word", "words"),
        "character" => say::count(n, "character", "characters"),
        _ => say::count(n, "passage", "passages"),
    };
    let several = match measure.several_passages {
        0 => String::new(),
        1 => "; 1 claim has several passages".to_owned(),
        count => format!("; {count} claims have several passages"),
    };
    let left_out: Vec<String> =
        measure.left_out.iter().filter_map(|(reason, count)| reason_in_words(reason, count)).collect();
    let left_out = match left_out.is_empty() {
        true => "nothing left out".to_owned(),
        false => format!("left out: {}", left_out.join(", ")),
    };
    said.push(format!("Counted: {unit}{several}; {left_out}."));
    let by_tag = measure.per_tag.iter().map(|(tag, partial)| {
        format!("{} {}", tags.get(tag).map_or(tag.as_str(), |tag| tag.name), shown(partial.value))
    });
    let by_tag: Vec<String> = by_tag.collect();
    if !by_tag.is_empty() {
        said.push(format!("By tag: {}.", by_tag.join(", ")));
    }
    if let Some(Sampling { observed, expected: Some(expected), samples, seed, .. }) = &measure.sampling {
        let samples = say::grouped(*samples as usize);
        said.push(format!(
            "Disorder {observed:.3} where {expected:.3} is expected by chance; {samples} samples, seed {seed}."
        ));
    }
    if !coefficient.has_interval() {
        said.push("No interval is given for this measure.".to_owned());
    }
    said
}

/// Returns the heading of what is said of matched claims, and what is said.
pub fn matched(on_matched: &[OnMatched], annotator_count: usize) -> (String, String) {
    let of = |name: &str| on_matched.iter().find(|field| field.name == name);
    let n = of("claimants").map_or(0, |field| field.n);
    let claims = match (n, annotator_count) {
        (0, _) => "On matched claims".to_owned(),
        (1, _) => "On the 1 matched claim".to_owned(),
        (n, ..=2) => format!("On the {} matched claims", count(n)),
        // A claim that three have counts for every two of them.
        (n, _) => format!("On {} pairs of matched claims", count(n)),
    };
    if n == 0 {
        return (claims, undefined(Undefined::NothingMatched));
    }
    let both = if annotator_count == 2 { "both" } else { "two of them" };
    let mut same = Vec::new();
    // What has no number for one and the same reason is said together.
    let mut without: Vec<(String, Vec<String>)> = Vec::new();
    for name in ["claimants", "links", "reliability", "credibility"] {
        let Some(field) = of(name) else { continue };
        let why = match field.value {
            Value::Number(share) => {
                same.push(format!("same {name} {}", of_all(share, field.n)));
                continue;
            }
            Value::Undefined(Undefined::NoLinks) => format!("no link joins claims that {both} have"),
            Value::Undefined(_) => format!("no claim is rated by {both}"),
        };
        match without.iter_mut().find(|(other, _)| *other == why) {
            Some((_, names)) => names.push(name.to_owned()),
            None => without.push((why, vec![name.to_owned()])),
        }
    }
    let mut said = Vec::new();
    if !same.is_empty() {
        said.push(format!("{}.", capital(&same.join(", "))));
    }
    said.extend(without.iter().map(|(why, names)| format!("{} undefined: {why}.", capital(&listed(names)))));
    match of("probability") {
        Some(OnMatched { value: Value::Number(difference), n, .. }) => {
            let n = say::count(usize::try_from(*n).unwrap_or(usize::MAX), "forecast", "forecasts");
            said.push(format!("Probabilities of {n} differ by {} on average.", number(*difference)));
        }
        _ => said.push(format!("Probability undefined: no forecast has one from {both}.")),
    }
    (claims, said.join(" "))
}

/// Returns a share of a count as people say it: "8 of 9".
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a count of claims"
)]
fn of_all(share: f64, n: u64) -> String {
    let count = |count: u64| say::grouped(usize::try_from(count).unwrap_or(usize::MAX));
    format!("{} of {}", count((share * n as f64).round() as u64), count(n))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// Returns in a sentence or two where two annotators agree and where they part.
pub fn in_a_sentence(confusion: &Confusion, names: [&str; 2], tags: &TagSet) -> String {
    let [one, other] = names;
    let words_of = |cell: &Cell| cell.token_count;
    let all: u64 = confusion.cells.iter().map(words_of).sum();
    if all == 0 {
        return format!("There is no document that both {one} and {other} have read.");
    }
    let marked = |cell: &&Cell| cell.one.is_some() || cell.other.is_some();
    if !confusion.cells.iter().any(|cell| marked(&cell)) {
        return format!("Neither {one} nor {other} marked anything, so there is nothing to agree about.");
    }
    let differing: Vec<&Cell> = confusion.cells.iter().filter(|cell| cell.one != cell.other).collect();
    let Some(worst) = differing.iter().max_by_key(|cell| cell.token_count) else {
        return format!("{one} and {other} marked the same words with the same tags.");
    };
    let either: u64 = confusion.cells.iter().filter(marked).map(words_of).sum();
    let apart: u64 = differing.iter().map(|cell| cell.token_count).sum();
    let how = match (apart * 4 <= either, apart * 2 <= either) {
        (true, _) => "agree on most of what they marked",
        (_, true) => "agree on more of what they marked than they part on",
        _ => "part on more of what they marked than they agree on",
    };
    let share = match either - apart {
        0 => format!("{one} and {other} marked no word alike."),
        alike => format!(
            "{one} and {other} {how}: of {} words that either marked, {} bear the same tag from both.",
            count(either),
            count(alike)
        ),
    };
    format!("{share} {}", worst_in_words(confusion, worst, names, tags))
}

/// Returns the pair of tags that parts two annotators on most words.
fn worst_in_words(confusion: &Confusion, worst: &Cell, [one, other]: [&str; 2], tags: &TagSet) -> String {
    let name = |tag: &TagId| tags.get(tag).map_or_else(|| tag.to_string(), |tag| tag.name.to_lowercase());
    let words = |cells: &dyn Fn(&Cell) -> bool| -> u64 {
        confusion.cells.iter().filter(|cell| cells(cell)).map(|cell| cell.token_count).sum()
    };
    let here = worst.token_count;
    let of = |all: u64, who: &str, tag: &TagId| {
        let words = say::count(usize::try_from(all).unwrap_or(usize::MAX), "word", "words");
        format!("They part most here: of {words} that {who} marked as {},", name(tag))
    };
    // Of all that somebody marked, or of some.
    let some = |all: u64| if here == all { "all".to_owned() } else { count(here) };
    match (&worst.one, &worst.other) {
        (Some(first), second) => {
            let all = words(&|cell| cell.one.as_ref() == Some(first));
            let took = match second {
                Some(second) => format!("took {} for {}", some(all), name(second)),
                None => format!("left {} unmarked", some(all)),
            };
            format!("{} {other} {took}.", of(all, one, first))
        }
        (None, Some(second)) => {
            let all = words(&|cell| cell.other.as_ref() == Some(second));
            format!("{} {one} left {} unmarked.", of(all, other, second), some(all))
        }
        (None, None) => String::new(),
    }
}

fn count(words: u64) -> String {
    say::grouped(usize::try_from(words).unwrap_or(usize::MAX))
}

/// Returns what a cell of the table of words by tag is, for its heading and for those who hear it.
pub fn cell(cell: &Cell, [one, other]: [&str; 2], tags: &TagSet) -> String {
    let name = |tag: &TagId| tags.get(tag).map_or_else(|| tag.to_string(), |tag| tag.name.to_lowercase());
    let words = say::count(usize::try_from(cell.token_count).unwrap_or(usize::MAX), "word", "words");
    match (&cell.one, &cell.other) {
        (Some(first), Some(second)) if first == second => {
            format!("{words} that {one} and {other} marked as {}", name(first))
        }
        (Some(first), Some(second)) => {
            format!("{words} that {one} marked as {} and {other} as {}", name(first), name(second))
        }
        (Some(first), None) => format!("{words} that {one} marked as {} and {other} not", name(first)),
        (None, Some(second)) => format!("{words} that {other} marked as {} and {one} not", name(second)),
        (None, None) => format!("{words} that neither {one} nor {other} marked"),
    }
}

/// Returns the name by which one of the compared is spoken of.
pub fn name_of<'a>(makers: &[&Maker], names: &'a [String], layer: &LayerName) -> &'a str {
    let at = makers.iter().position(|maker| maker.name == *layer);
    at.and_then(|at| names.get(at)).map_or("", String::as_str)
}

/// Returns what is shown as text, for the clipboard.
pub fn text(agreed: &Agreed, tags: &TagSet) -> String {
    let makers = agreed.compared();
    let names = names(&makers);
    let mut lines = vec![heading(&names), about(agreed), String::new()];
    for row in rows(agreed, Sampled::Running(0, 0)) {
        let interval = if row.interval.is_empty() { String::new() } else { format!(" ({})", row.interval) };
        lines.push(format!("{}: {}{interval}. {}", row.title, row.number, row.sentence));
    }
    let (heading, said) = matched(&agreed.on_matched, makers.len());
    lines.push(format!("{heading}: {said}"));
    for confusion in &agreed.confusions {
        let [one, other] = &confusion.pair;
        let pair = [name_of(&makers, &names, one), name_of(&makers, &names, other)];
        lines.push(in_a_sentence(confusion, pair, tags));
    }
    lines.join("\n")
}
