//! Cohen's kappa for two annotators (Cohen, "A coefficient of agreement for nominal scales", Educational and
//! Psychological Measurement 20, 1960).

use super::coincidence::{Table, pair_table, resampled_tables, token_ranges};
use super::interval::Resampled;
use super::study::{Part, Study};
use super::{Coefficient, Combined, Figure, Job, Measure, Undefined, Uses, kappa_meaning, token_count};

pub(super) const COHEN_KAPPA: Coefficient = Coefficient {
    name: "cohen_kappa",
    title: "Cohen’s kappa",
    unit: "token",
    uses: Uses::All,
    combined: Combined::Joint,
    is_slow: false,
    compute,
    count: token_count,
    resampled: Some(resampled),
    meaning,
};

fn meaning(measure: &Measure) -> String {
    kappa_meaning(measure, "two annotators")
}

fn compute(study: &Study, part: &Part, _job: &Job<'_>) -> Option<Figure> {
    let [one, other] = part.annotators.as_slice() else {
        return Some(Figure::undefined(if part.annotators.len() < 2 {
            Undefined::FewerThanTwoLayers
        } else {
            Undefined::ForTwo
        }));
    };
    let mut sum = Table::empty(study.category_count());
    for counted in study.documents_of(part).filter_map(|document| document.pair((*one, *other))) {
        sum.add(&counted.table, 1.0);
    }
    Some(sum.of_part(part).figure(kappa))
}

/// Returns the kappa of a table of two annotators.
fn kappa(table: &Table) -> f64 {
    let n = table.sum();
    let observed = table.diagonal() / n;
    let margins = table.row_sums().into_iter().zip(table.column_sums());
    let expected = margins.map(|(row, column)| row * column).sum::<f64>() / (n * n);
    (observed - expected) / (1.0 - expected)
}

fn resampled(study: &Study, part: &Part) -> Option<Resampled> {
    let [one, other] = part.annotators.as_slice() else { return None };
    let mut blocks = Vec::new();
    for document in study.documents_of(part) {
        let tables = token_ranges(document)
            .into_iter()
            .filter_map(|tokens| pair_table(study, document, (*one, *other), tokens))
            .map(|cells| Table::from_cells(study.category_count(), cells).of_part(part).into_cells());
        blocks.extend(tables);
    }
    Some(resampled_tables(part.category_count(study), blocks, kappa))
}
