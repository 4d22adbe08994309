//! Krippendorff's alpha for nominal categories (Krippendorff, "Computing Krippendorff's alpha-reliability", 2011): any
//! number of annotators, and documents that some of them have not read.

use super::coincidence::{Table, by_paragraph, coincidences, resampled_tables};
use super::interval::Resampled;
use super::study::{Part, Study};
use super::{Coefficient, Combined, Figure, Job, Measure, Uses, Value, token_count};

pub(super) const KRIPPENDORFF_ALPHA: Coefficient = Coefficient {
    name: "krippendorff_alpha",
    title: "Krippendorff’s alpha",
    unit: "token",
    uses: Uses::AnyTwo,
    combined: Combined::Joint,
    is_slow: false,
    compute,
    count: token_count,
    resampled: Some(resampled),
    meaning,
};

fn meaning(measure: &Measure) -> String {
    let what = match measure.value {
        Value::Number(value) if value < 0.0 => {
            "The annotators disagree about the words more than chance would have them."
        }
        Value::Number(value) if value >= 0.8 => "At 0.8 and above data count as reliable (Krippendorff).",
        Value::Number(value) if value >= 0.667 => {
            "From 0.667 to 0.8 data are good for tentative conclusions (Krippendorff)."
        }
        Value::Number(_) => {
            "Below 0.667 conclusions are not drawn from the tags of single words (Krippendorff)."
        }
        Value::Undefined(_) => "With one category alone there is nothing to agree about.",
    };
    format!(
        "How far the annotators give each word the same tag, or none: 1 is perfect, 0 is what chance gives. {what} A \
         low value for free passages is usual and is not broken software: see the figures for units too."
    )
}

fn compute(study: &Study, part: &Part, _job: &Job<'_>) -> Option<Figure> {
    Some(coincidences(study, part).figure(alpha))
}

fn alpha(table: &Table) -> f64 {
    let n = table.sum();
    let observed = 1.0 - table.diagonal() / n;
    let chance = table.row_sums().into_iter().map(|count| count * (count - 1.0)).sum::<f64>();
    let expected = 1.0 - chance / (n * (n - 1.0));
    1.0 - observed / expected
}

fn resampled(study: &Study, part: &Part) -> Option<Resampled> {
    Some(resampled_tables(part.category_count(study), by_paragraph(study, part), alpha))
}
