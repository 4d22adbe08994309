//! Krippendorff's alpha for unitizing (Krippendorff, "On the reliability of unitizing continuous data", Sociological
//! Methodology 25, 1995, as corrected in "Measuring the reliability of qualitative text analysis data", Quality and
//! Quantity 38, 2004): how far annotators mark the same stretches of the text.

use super::study::{Part, Study, Unit};
use super::{Coefficient, Combined, Figure, Job, Measure, Reason, Undefined, Uses, Value};

pub(super) const ALPHA_U: Coefficient = Coefficient {
    name: "alpha_u",
    title: "Krippendorff’s alpha for unitizing",
    unit: "character",
    uses: Uses::All,
    combined: Combined::Joint,
    is_slow: false,
    compute,
    count,
    resampled: None,
    meaning,
};

fn meaning(measure: &Measure) -> String {
    let what = match measure.value {
        Value::Number(value) if value < 0.0 => "The stretches coincide less than chance would have them. ",
        _ => "",
    };
    format!(
        "How far the annotators mark the same stretches of the text with the same tag: 1 is perfect, 0 is what chance \
         gives. {what}Published work on arguments reaches about 0.4 to 0.6 for claims and far less for rebuttals."
    )
}

fn count(study: &Study, part: &Part) -> u64 {
    study.documents_of(part).map(|document| u64::from(document.char_count)).sum()
}

fn compute(study: &Study, part: &Part, _job: &Job<'_>) -> Option<Figure> {
    let tags = match part.tag {
        Some(tag) => tag..tag + 1,
        None => 0..u16::try_from(study.tags().len()).unwrap_or(u16::MAX),
    };
    let length = count(study, part) as f64;
    let (mut observed, mut expected, mut overlapping, mut is_marked) = (0.0, 0.0, 0, false);
    for tag in tags {
        let lanes = Lanes::of(study, part, tag);
        overlapping += lanes.overlapping;
        is_marked |= !lanes.lengths.is_empty();
        observed += lanes.observed(length);
        expected += lanes.expected(length);
    }
    let mut figure = if !is_marked {
        Figure::undefined(Undefined::NothingMarked)
    } else if expected > 0.0 {
        Figure::number(1.0 - observed / expected)
    } else {
        Figure::undefined(Undefined::NoChance)
    };
    figure.left_out.add(Reason::Overlapping, overlapping);
    Some(figure)
}

/// The units of one tag: for each document the lanes of the annotators, and what lies between the units.
struct Lanes {
    annotator_count: usize,
    /// For each document, for each annotator.
    documents: Vec<Vec<Vec<Unit>>>,
    lengths: Vec<f64>,
    gaps: Vec<f64>,
    overlapping: u64,
}

impl Lanes {
    fn of(study: &Study, part: &Part, tag: u16) -> Self {
        let alone = Part { tag: Some(tag), ..part.clone() };
        let mut lanes = Self {
            annotator_count: part.annotators.len(),
            documents: Vec::new(),
            lengths: Vec::new(),
            gaps: Vec::new(),
            overlapping: 0,
        };
        for document in study.documents_of(&alone) {
            let mut of_document = Vec::new();
            for annotator in &part.annotators {
                let all = document.units_of(*annotator, &alone);
                let kept = without_overlap(&all);
                lanes.overlapping += (all.len() - kept.len()) as u64;
                let mut end = 0;
                for unit in &kept {
                    lanes.gaps.push(f64::from(unit.start - end));
                    lanes.lengths.push(f64::from(unit.end - unit.start));
                    end = unit.end;
                }
                lanes.gaps.push(f64::from(document.char_count.saturating_sub(end)));
                of_document.push(kept);
            }
            lanes.documents.push(of_document);
        }
        lanes.gaps.retain(|gap| *gap > 0.0);
        lanes
    }

    /// Returns the observed disagreement: over ordered pairs of annotators and their sections.
    fn observed(&self, length: f64) -> f64 {
        let mut sum = 0.0;
        for lanes in &self.documents {
            for (number, one) in lanes.iter().enumerate() {
                for other in lanes.iter().skip(number + 1) {
                    sum += 2.0 * difference(one, other);
                }
            }
        }
        let m = self.annotator_count as f64;
        sum / (m * (m - 1.0) * length * length)
    }

    /// Returns the disagreement that chance would give.
    fn expected(&self, length: f64) -> f64 {
        let unit_count = self.lengths.len() as f64;
        let mut gaps = self.gaps.clone();
        gaps.sort_by(f64::total_cmp);
        // For each gap the sum of it and all longer ones.
        let mut sums: Vec<f64> = gaps
            .iter()
            .rev()
            .scan(0.0, |sum, gap| {
                *sum += gap;
                Some(*sum)
            })
            .collect();
        sums.reverse();
        let mut sum = 0.0;
        for l in self.lengths.iter().copied() {
            let first = gaps.partition_point(|gap| *gap < l);
            let count = (gaps.len() - first) as f64;
            // In how many places of the gaps the unit has room.
            let places = sums.get(first).map_or(0.0, |sum| sum - count * (l - 1.0));
            sum += (unit_count - 1.0) * (2.0 * l * l * l - 3.0 * l * l + l) / 3.0 + l * l * places;
        }
        let all = self.annotator_count as f64 * length;
        let inside: f64 = self.lengths.iter().map(|l| l * (l - 1.0)).sum();
        let places = all * (all - 1.0) - inside;
        if places > 0.0 { 2.0 / length * sum / places } else { 0.0 }
    }
}

/// Returns the units that begin behind the end of the last one kept; by start, the longer first.
fn without_overlap(units: &[Unit]) -> Vec<Unit> {
    let mut by_start = units.to_vec();
    by_start.sort_by_key(|unit| (unit.start, std::cmp::Reverse(unit.end)));
    let mut kept: Vec<Unit> = Vec::with_capacity(by_start.len());
    for unit in by_start {
        if kept.last().is_none_or(|last| last.end <= unit.start) {
            kept.push(unit);
        }
    }
    kept
}

/// Returns the sum of squared differences between two lanes: of units that meet by their borders, of a unit that lies
/// in a gap by its length.
fn difference(one: &[Unit], other: &[Unit]) -> f64 {
    let squared = |from: u32, to: u32| (f64::from(from) - f64::from(to)).powi(2);
    let met = |unit: &Unit, lane: &[Unit]| {
        let first = lane.partition_point(|other| other.end <= unit.start);
        let behind = lane.partition_point(|other| other.start < unit.end);
        first..behind.max(first)
    };
    let mut sum = 0.0;
    for unit in one {
        let others = other.get(met(unit, other)).unwrap_or_default();
        if others.is_empty() {
            sum += squared(unit.start, unit.end);
        }
        sum += others
            .iter()
            .map(|other| squared(unit.start, other.start) + squared(unit.end, other.end))
            .sum::<f64>();
    }
    let alone = other.iter().filter(|unit| met(unit, one).is_empty());
    sum + alone.map(|unit| squared(unit.start, unit.end)).sum::<f64>()
}
