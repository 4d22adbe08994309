//! Fleiss' kappa for two annotators and more (Fleiss, "Measuring nominal scale agreement among many raters",
//! Psychological Bulletin 76, 1971).

use super::coincidence::{Table, by_paragraph, coincidences, resampled_tables};
use super::interval::Resampled;
use super::study::{Part, Study};
use super::{Coefficient, Combined, Figure, Job, Measure, Uses, kappa_meaning, token_count};

pub(super) const FLEISS_KAPPA: Coefficient = Coefficient {
    name: "fleiss_kappa",
    title: "Fleiss’ kappa",
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
    kappa_meaning(measure, "any two annotators")
}

fn compute(study: &Study, part: &Part, _job: &Job<'_>) -> Option<Figure> {
    Some(coincidences(study, part).figure(kappa))
}

/// Returns the kappa of the coincidences: with equally many ratings of every token these have all that Fleiss counts.
fn kappa(table: &Table) -> f64 {
    let n = table.sum();
    let observed = table.diagonal() / n;
    let expected = table.row_sums().into_iter().map(|count| (count / n).powi(2)).sum::<f64>();
    (observed - expected) / (1.0 - expected)
}

fn resampled(study: &Study, part: &Part) -> Option<Resampled> {
    Some(resampled_tables(part.category_count(study), by_paragraph(study, part), kappa))
}
