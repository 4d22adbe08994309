//! Pairwise F1: which share of the claims two annotators have in common (Hripcsak and Rothschild, "Agreement, the
//! F-measure, and reliability in information retrieval", JAMIA 12, 2005).

use super::interval::Resampled;
use super::study::{Part, Study};
use super::{Coefficient, Combined, Figure, Job, Measure, Undefined, Uses, Value};

pub(super) const PAIRWISE_F1: Coefficient = Coefficient {
    name: "pairwise_f1",
    title: "F1 of claims",
    unit: "claim",
    uses: Uses::AnyTwo,
    combined: Combined::MeanOfPairs,
    is_slow: false,
    compute,
    count,
    resampled: Some(resampled),
    meaning,
};

fn meaning(measure: &Measure) -> String {
    let what = match measure.value {
        Value::Number(value) => format!(
            "Of the claims of two annotators {:.0} % are the same claim: equal tag, and at least half of their \
             characters in common.",
            value * 100.0
        ),
        Value::Undefined(_) => {
            "How many of the claims of two annotators are the same claim: equal tag, and at \
                                least half of their characters in common."
                .to_owned()
        }
    };
    format!(
        "{what} It has no correction for chance and no fixed threshold; for passages chosen freely chance plays a \
         small part. Compare it between tags and between pairs."
    )
}

/// Returns twice the claims in common, and the claims of both, of the documents that both have.
fn counts(study: &Study, part: &Part, pair: (usize, usize)) -> (f64, f64) {
    let (mut same, mut all) = (0.0, 0.0);
    for document in study.documents_of(part) {
        let Some(counted) = document.pair(pair) else { continue };
        let is_counted = |annotator: usize, number: usize| {
            let layer = document.layers.get(annotator).and_then(Option::as_ref);
            layer
                .and_then(|layer| layer.marked.get(number))
                .is_some_and(|marked| study.is_counted(part, &marked.mark.tag))
        };
        let matched = counted.matched.iter().filter(|matched| matched.is_same_claim());
        same += matched.filter(|matched| is_counted(pair.0, matched.a)).count() as f64 * 2.0;
        for annotator in [pair.0, pair.1] {
            let claims = document.layers.get(annotator).and_then(Option::as_ref);
            let count = claims.map_or(0, |layer| layer.marked.len());
            all += (0..count).filter(|number| is_counted(annotator, *number)).count() as f64;
        }
    }
    (same, all)
}

fn compute(study: &Study, part: &Part, _job: &Job<'_>) -> Option<Figure> {
    let Some(pair) = part.pairs().first().copied() else {
        return Some(Figure::undefined(Undefined::FewerThanTwoLayers));
    };
    let (same, all) = counts(study, part, pair);
    Some(if all > 0.0 { Figure::number(same / all) } else { Figure::undefined(Undefined::NothingMarked) })
}

/// Returns how many claims took part.
fn count(study: &Study, part: &Part) -> u64 {
    let layers = study.layers_of(part).filter(|(document, _, _)| document.layer_count(part) > 1);
    let claims = layers.flat_map(|(_, _, layer)| &layer.marked);
    claims.filter(|marked| study.is_counted(part, &marked.mark.tag)).count() as u64
}

fn resampled(study: &Study, part: &Part) -> Option<Resampled> {
    let pairs = part.pairs();
    let mut blocks = Vec::new();
    for document in study.documents_of(part) {
        let starts = document.paragraph_starts();
        let first_block = blocks.len();
        blocks.extend(starts.iter().map(|_| vec![0.0; pairs.len() * 2]));
        let mut add = |start: u32, column: usize, more: f64| {
            let paragraph = starts.partition_point(|other| *other <= start).saturating_sub(1);
            if let Some(cell) =
                blocks.get_mut(first_block + paragraph).and_then(|block: &mut Vec<f64>| block.get_mut(column))
            {
                *cell += more;
            }
        };
        for (number, pair) in pairs.iter().enumerate() {
            let Some(counted) = document.pair(*pair) else { continue };
            let start = |annotator: usize, claim: usize| {
                let layer = document.layers.get(annotator)?.as_ref()?;
                Some(layer.marked.get(claim)?.mark.place.start())
            };
            // Each of the two claims counts in the paragraph that it starts in.
            let is_counted = |matched: &&crate::matching::Pair| {
                let layer = document.layers.get(pair.0).and_then(Option::as_ref);
                let marked = layer.and_then(|layer| layer.marked.get(matched.a));
                matched.is_same_claim()
                    && marked.is_some_and(|marked| study.is_counted(part, &marked.mark.tag))
            };
            for matched in counted.matched.iter().filter(is_counted) {
                for start in [start(pair.0, matched.a), start(pair.1, matched.b)].into_iter().flatten() {
                    add(start, number * 2, 1.0);
                }
            }
            for annotator in [pair.0, pair.1] {
                let layer = document.layers.get(annotator).and_then(Option::as_ref);
                let claims = layer.into_iter().flat_map(|layer| &layer.marked);
                for marked in claims.filter(|marked| study.is_counted(part, &marked.mark.tag)) {
                    add(marked.mark.place.start(), number * 2 + 1, 1.0);
                }
            }
        }
    }
    Some(Resampled { blocks, value: Box::new(mean_f1) })
}

/// Returns the mean F1 of the pairs that marked anything, from twice the common claims and all claims of each.
fn mean_f1(cells: &[f64]) -> Option<f64> {
    let values: Vec<f64> = cells
        .chunks(2)
        .filter_map(|pair| match pair {
            [same, all] if *all > 0.0 => Some(same / all),
            _ => None,
        })
        .collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
