//! In what the claims of a cluster differ, as a list says it: "only Jonas", "other borders, 5 words", "rating C4 and E4".

use crate::model::{Claim, percent};
use crate::text::{CharOffset, Text};

use super::cluster::Cluster;
use super::difference::Difference;
use super::{Entry, Source};

/// Says in what the claims of a cluster differ, the gravest first; `names` are the short names of the layers.
pub fn said(cluster: &Cluster, sources: &[Source], names: &[String], text: &Text) -> String {
    let entries: Vec<(usize, &Entry)> = cluster.entries(sources).collect();
    let said = cluster.differences.iter().map(|difference| match difference {
        Difference::Missing => whose(&entries, names),
        Difference::Borders => borders(cluster, sources, text),
        Difference::Rating => format!("rating {}", each(&entries, rating)),
        Difference::Probability => probability(&entries),
        other => other.words().to_owned(),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Returns how many words some of the claims of a cluster cover and others do not.
pub fn differing_words(cluster: &Cluster, sources: &[Source], text: &Text) -> usize {
    let places: Vec<_> = cluster.entries(sources).map(|(_, entry)| &entry.mark.place).collect();
    let mut edges: Vec<u32> = places
        .iter()
        .flat_map(|place| place.stretches().iter().flat_map(|stretch| [stretch.start, stretch.end]))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    // Stretches that only some cover; those that touch are one.
    let mut differing: Vec<(u32, u32)> = Vec::new();
    for (from, to) in edges.iter().zip(edges.iter().skip(1)) {
        let covers = |place: &&&crate::matching::Place| {
            place.stretches().iter().any(|stretch| stretch.start <= *from && *to <= stretch.end)
        };
        let count = places.iter().filter(covers).count();
        if count == 0 || count == places.len() {
            continue;
        }
        match differing.last_mut() {
            Some(last) if last.1 == *from => last.1 = *to,
            _ => differing.push((*from, *to)),
        }
    }
    let words = differing.into_iter().filter_map(|(from, to)| {
        let span = text.span_from_chars(CharOffset(from), CharOffset(to))?;
        Some(crate::text::word_count(text.slice(span)))
    });
    words.sum()
}

fn borders(cluster: &Cluster, sources: &[Source], text: &Text) -> String {
    match differing_words(cluster, sources, text) {
        // White space, or a sign.
        0 => "other borders".to_owned(),
        1 => "other borders, 1 word".to_owned(),
        words => format!("other borders, {words} words"),
    }
}

fn whose(entries: &[(usize, &Entry)], names: &[String]) -> String {
    let has = |layer: usize| entries.iter().any(|(number, _)| *number == layer);
    let of = |wanted: bool| -> Vec<&str> {
        let numbered = names.iter().enumerate().filter(|(layer, _)| has(*layer) == wanted);
        numbered.map(|(_, name)| name.as_str()).collect()
    };
    match (of(true).as_slice(), of(false).as_slice()) {
        (have, [lacks]) if have.len() > 1 => format!("not {lacks}"),
        (have, _) => format!("only {}", joined(have)),
    }
}

/// Returns what each has, in the order of the layers and each thing once.
fn each(entries: &[(usize, &Entry)], value: fn(&Claim) -> String) -> String {
    let mut values: Vec<String> = Vec::new();
    for (_, entry) in entries {
        let value = value(&entry.claim);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    joined(&values.iter().map(String::as_str).collect::<Vec<_>>())
}

fn rating(claim: &Claim) -> String {
    let rating = &claim.rating;
    let letter = rating.reliability.map(|step| step.letter()).unwrap_or_default();
    let figure = rating.credibility.map(|step| step.figure()).unwrap_or_default();
    if letter.is_empty() && figure.is_empty() { "none".to_owned() } else { format!("{letter}{figure}") }
}

fn probability(entries: &[(usize, &Entry)]) -> String {
    let of = |claim: &Claim| claim.forecast.as_ref().and_then(|forecast| forecast.probability);
    if entries.iter().all(|(_, entry)| of(&entry.claim).is_some()) {
        let number = |claim: &Claim| {
            let share = claim.forecast.as_ref().and_then(|forecast| forecast.probability).unwrap_or_default();
            percent(share)
        };
        return format!("probability {} %", each(entries, number));
    }
    let number = |claim: &Claim| {
        let share = claim.forecast.as_ref().and_then(|forecast| forecast.probability);
        share.map_or_else(|| "none".to_owned(), |share| format!("{} %", percent(share)))
    };
    format!("probability {}", each(entries, number))
}

fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::adjudication::clusters;
    use crate::matching::{Place, Stretch};
    use crate::model::{
        AnnotatorId, ClaimId, Credibility, Forecast, LayerName, Reliability, TagId, Timestamp,
    };

    const TEXT: &str = "They knew it all along.";

    /// A layer with one claim on those characters.
    fn source(name: &str, start: u32, end: u32, set: impl FnOnce(&mut Claim)) -> Source {
        let id = ClaimId::parse(name).unwrap();
        let mut claim = Claim::new(id, TagId::parse("forecast").unwrap(), Vec::new(), Timestamp(0));
        set(&mut claim);
        Source {
            layer: LayerName::of(AnnotatorId::parse(name).unwrap()),
            name: name.to_owned(),
            entries: vec![Entry::new(Arc::new(claim), Place::new([Stretch { start, end }]).unwrap())],
            left_out: 0,
        }
    }

    fn of(sources: &[Source]) -> Vec<String> {
        let text = Text::new(TEXT.to_owned()).unwrap();
        let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
        clusters(sources).iter().map(|cluster| said(cluster, sources, &names, &text)).collect()
    }

    #[test]
    fn who_has_a_claim_alone_is_said() {
        let empty = |name: &str| Source { entries: Vec::new(), ..source(name, 0, 1, |_| ()) };
        let has = |name: &str| source(name, 0, 9, |_| ());
        assert_eq!(of(&[empty("maria"), has("jonas")]), ["only jonas"]);
        assert_eq!(of(&[has("maria"), has("jonas"), empty("kim")]), ["not kim"]);
        assert_eq!(of(&[has("maria"), has("jonas"), empty("kim"), empty("lee")]), ["only maria and jonas"]);
    }

    #[test]
    fn borders_are_counted_in_words() {
        let of = |end| of(&[source("maria", 0, 23, |_| ()), source("jonas", 0, end, |_| ())]);
        assert_eq!(of(12), ["other borders, 2 words"]);
        assert_eq!(of(22), ["other borders"]);
        assert_eq!(of(16), ["other borders, 1 word"]);
    }

    #[test]
    fn ratings_and_probabilities_are_said_as_they_are() {
        let rated = |name: &str, letter: Option<Reliability>, share: Option<f64>| {
            source(name, 0, 9, |claim| {
                claim.rating.reliability = letter;
                claim.rating.credibility = letter.map(|_| Credibility::Four);
                claim.forecast = Some(Box::new(Forecast { probability: share, ..Forecast::default() }));
            })
        };
        let (c, e) = (Some(Reliability::C), Some(Reliability::E));
        assert_eq!(of(&[rated("m", c, Some(0.7)), rated("j", e, Some(0.7))]), ["rating C4 and E4"]);
        assert_eq!(of(&[rated("m", c, Some(0.7)), rated("j", c, Some(0.4))]), ["probability 70 and 40 %"]);
        assert_eq!(
            of(&[rated("m", None, Some(0.7)), rated("j", c, None)]),
            ["probability 70 % and none, rating none and C4"]
        );
    }
}
