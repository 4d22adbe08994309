//! Gamma (Mathet, Widlöcher and Métivier, "The unified and holistic method gamma for inter-annotator agreement measure
//! and alignment", Computational Linguistics 41, 2015), with alpha = beta = 1 and an empty unit at distance 1.
//!
//! The best alignment of two annotators is an assignment and is found exactly. The disorder that chance gives is the
//! mean of sampled pairs (section 5.2 of the paper); the seed is fixed, so that the same layers give the same figure.

use rayon::prelude::*;

use crate::matching::assignment::{Row, heaviest};

use super::random::Random;
use super::study::{Part, Study, Unit};
use super::{Coefficient, Combined, Figure, Job, Measure, Undefined, Uses, Value};

/// How many pairs are sampled.
pub(super) const SAMPLES: u32 = 300;

/// The seed; of sample number n it is n more.
const SEED: u64 = 2015;

/// What is drawn, and by what.
const SAMPLER: &str = "shifted layers (Mathet et al. 2015, 5.2); SplitMix64, xoshiro256**";

/// Distances are counted in units of 2 to minus this when alignments are compared.
const ONE: f64 = (1_u64 << 40) as f64;

pub(super) const GAMMA: Coefficient = Coefficient {
    name: "gamma",
    title: "Gamma",
    unit: "unit",
    uses: Uses::All,
    combined: Combined::MeanOfPairs,
    is_slow: true,
    compute,
    count,
    resampled: None,
    meaning,
};

/// How a gamma came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    /// The disorder of the best alignment.
    pub observed: f64,
    /// The mean disorder of the samples; `None` when none was needed.
    pub expected: Option<f64>,
    /// The sampling error of gamma; `None` when nothing was sampled.
    pub standard_error: Option<f64>,
    /// What is drawn, and by what.
    pub sampler: &'static str,
    /// The seed.
    pub seed: u64,
    /// How many samples were drawn.
    pub samples: u32,
}

impl Sampling {
    /// Returns what stands for several pairs: means of the disorders, the sum of the samples, and the error of the mean.
    pub(super) fn mean(pairs: &[&Self]) -> Option<Self> {
        let count = pairs.len() as f64;
        let first = pairs.first()?;
        let expected: Vec<f64> = pairs.iter().filter_map(|pair| pair.expected).collect();
        let errors: Vec<f64> = pairs.iter().filter_map(|pair| pair.standard_error).collect();
        Some(Self {
            observed: pairs.iter().map(|pair| pair.observed).sum::<f64>() / count,
            expected: (!expected.is_empty()).then(|| expected.iter().sum::<f64>() / expected.len() as f64),
            standard_error: (!errors.is_empty())
                .then(|| errors.iter().map(|error| error * error).sum::<f64>().sqrt() / count),
            samples: pairs.iter().map(|pair| pair.samples).sum(),
            ..(*first).clone()
        })
    }
}

fn meaning(measure: &Measure) -> String {
    let error = measure.sampling.as_ref().and_then(|sampling| sampling.standard_error);
    let sure = match (&measure.value, error) {
        (Value::Number(_), Some(error)) => {
            format!(" The expected disorder is sampled; that makes the figure unsure by about {error:.3}.")
        }
        _ => String::new(),
    };
    format!(
        "How well the marked passages can be put in line, place and tag together: 1 is perfect, 0 is what chance \
         gives, below 0 is worse than chance.{sure} Values are not to be held against the thresholds of alpha; compare \
         them between tags, pairs and rounds of the same task."
    )
}

fn count(study: &Study, part: &Part) -> u64 {
    let units =
        study.layers_of(part).map(|(document, annotator, _)| document.units_of(annotator, part).len());
    units.sum::<usize>() as u64
}

/// The units of two layers in one document.
struct Sides {
    char_count: u32,
    units: [Vec<Unit>; 2],
}

fn compute(study: &Study, part: &Part, job: &Job<'_>) -> Option<Figure> {
    let [one, other] = part.annotators.as_slice() else {
        return Some(Figure::undefined(Undefined::FewerThanTwoLayers));
    };
    let sides = sides(study, part, *one, *other);
    let unit_count = unit_count(&sides, 0) + unit_count(&sides, 1);
    if unit_count == 0 {
        job.step(SAMPLES);
        return Some(Figure::undefined(Undefined::NothingMarked));
    }
    let least: f64 = sides.iter().map(|sides| least_sum(&sides.units[0], &sides.units[1])).sum();
    let observed = least / (unit_count as f64 / 2.0);
    let mut sampling =
        Sampling { observed, expected: None, standard_error: None, sampler: SAMPLER, seed: SEED, samples: 0 };
    if observed == 0.0 {
        job.step(SAMPLES);
        return Some(Figure { sampling: Some(sampling), ..Figure::number(1.0) });
    }
    let apart = half_mean_length(&sides, unit_count);
    let disorders: Option<Vec<f64>> = (0..SAMPLES)
        .into_par_iter()
        .map(|number| {
            if job.is_stopped() {
                return None;
            }
            let disorder = sampled(&sides, apart, &mut Random::new(SEED + u64::from(number)));
            job.step(1);
            Some(disorder)
        })
        .collect();
    let disorders = disorders?;
    let n = f64::from(SAMPLES);
    let mean = disorders.iter().sum::<f64>() / n;
    let variance = disorders.iter().map(|disorder| (disorder - mean).powi(2)).sum::<f64>() / (n - 1.0);
    sampling.samples = SAMPLES;
    sampling.expected = Some(mean);
    if mean == 0.0 {
        return Some(Figure { sampling: Some(sampling), ..Figure::undefined(Undefined::NoChance) });
    }
    sampling.standard_error = Some(observed / (mean * mean) * (variance / n).sqrt());
    Some(Figure { sampling: Some(sampling), ..Figure::number(1.0 - observed / mean) })
}

/// Returns the units of both, so ordered that names, ids and arguments change nothing that is drawn.
fn sides(study: &Study, part: &Part, one: usize, other: usize) -> Vec<Sides> {
    let mut documents: Vec<_> = study
        .documents_of(part)
        .map(|document| {
            (document.hash, document.char_count, [one, other].map(|who| document.units_of(who, part)))
        })
        .collect();
    documents.sort_by_cached_key(|(hash, _, units)| {
        let mut units = units.clone();
        units.sort();
        (*hash, units)
    });
    let lists = |side: usize| documents.iter().map(move |(_, _, units)| units.get(side));
    let is_turned = lists(0).gt(lists(1));
    documents
        .into_iter()
        .map(|(_, char_count, mut units)| {
            if is_turned {
                units.reverse();
            }
            Sides { char_count, units }
        })
        .collect()
}

fn unit_count(sides: &[Sides], side: usize) -> usize {
    sides.iter().map(|sides| units(sides, side).len()).sum()
}

fn units(sides: &Sides, side: usize) -> &[Unit] {
    let [first, second] = &sides.units;
    if side == 0 { first } else { second }
}

/// Returns half the mean length of a unit, rounded up.
fn half_mean_length(sides: &[Sides], unit_count: usize) -> u32 {
    let lengths = sides.iter().flat_map(|sides| sides.units.iter().flatten());
    let sum: u64 = lengths.map(|unit| u64::from(unit.end - unit.start)).sum();
    u32::try_from(sum.div_ceil(unit_count.max(1) as u64 * 2)).unwrap_or(u32::MAX)
}

/// Returns the disorder of a sampled pair: each of the two is one of the layers, shifted round each text.
fn sampled(sides: &[Sides], apart: u32, random: &mut Random) -> f64 {
    let mut draw = || usize::from(random.below(2) == 1);
    let (one, other) = loop {
        let drawn = (draw(), draw());
        if unit_count(sides, drawn.0) + unit_count(sides, drawn.1) > 0 {
            break drawn;
        }
    };
    let mut least = 0.0;
    for sides in sides {
        let length = sides.char_count;
        let first = random.below(u64::from(length));
        // Where the text is long enough, the shifts lie `apart` from each other, either way round.
        let from = if length / 2 >= apart { u64::from(apart) } else { 0 };
        let room = if from == 0 { u64::from(length) } else { u64::from(length) - 2 * from + 1 };
        let second = (first + from + random.below(room)) % u64::from(length.max(1));
        let one = shifted(units(sides, one), first, length);
        let other = shifted(units(sides, other), second, length);
        least += least_sum(&one, &other);
    }
    let unit_count = unit_count(sides, one) + unit_count(sides, other);
    least / (unit_count as f64 / 2.0)
}

/// Returns the units moved on by `shift`, round the text; what runs over its end keeps its length.
fn shifted(units: &[Unit], shift: u64, length: u32) -> Vec<Unit> {
    let shift = u32::try_from(shift).unwrap_or(0);
    units
        .iter()
        .map(|unit| {
            let start = (u64::from(unit.start) + u64::from(shift)) % u64::from(length.max(1));
            let start = u32::try_from(start).unwrap_or(0);
            Unit { start, end: start + (unit.end - unit.start), tag: unit.tag }
        })
        .collect()
}

/// Returns the distance of two units.
fn distance(one: Unit, other: Unit) -> f64 {
    let borders = one.start.abs_diff(other.start) + one.end.abs_diff(other.end);
    let lengths = (one.end - one.start) + (other.end - other.start);
    let place = f64::from(borders) / f64::from(lengths);
    place * place + if one.tag == other.tag { 0.0 } else { 1.0 }
}

/// Units of about one length, by their middles: what may be worth pairing with a unit lies near it.
struct Near {
    longest: u32,
    /// Start and end added, the number, the unit.
    by_middle: Vec<(u32, usize, Unit)>,
}

impl Near {
    /// Groups the units by the power of two of their lengths, so that one long unit does not widen every search.
    fn groups(units: &[Unit]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for (number, unit) in units.iter().enumerate() {
            let length = unit.end - unit.start;
            let class = |length: u32| length.max(1).ilog2();
            let entry = (unit.start + unit.end, number, *unit);
            match groups.iter_mut().find(|group| class(group.longest) == class(length)) {
                Some(group) => {
                    group.longest = group.longest.max(length);
                    group.by_middle.push(entry);
                }
                None => groups.push(Self { longest: length, by_middle: vec![entry] }),
            }
        }
        for group in &mut groups {
            group.by_middle.sort_unstable();
        }
        groups
    }

    /// Returns what pairing the unit with those near it gains over leaving both alone.
    fn gains(&self, unit: Unit) -> impl Iterator<Item = (usize, i64)> + '_ {
        // Beyond this two units cost no less together than alone: 2 is reached at √2 times both lengths.
        let reach = f64::from(unit.end - unit.start + self.longest) * std::f64::consts::SQRT_2;
        let reach = reach.ceil() as u32;
        let middle = unit.start + unit.end;
        let first = self.by_middle.partition_point(|(other, _, _)| *other < middle.saturating_sub(reach));
        let near = self.by_middle.get(first..).unwrap_or_default();
        let near = near.iter().take_while(move |(other, _, _)| *other <= middle.saturating_add(reach));
        near.filter_map(move |(_, number, other)| {
            let gain = 2.0 - distance(unit, *other);
            (gain > 0.0).then_some((*number, (gain * ONE).round() as i64))
        })
    }
}

/// Returns the least sum of distances over all alignments of two lists of units; one that is left alone costs 1.
fn least_sum(one: &[Unit], other: &[Unit]) -> f64 {
    let groups = Near::groups(other);
    let rows: Vec<Row<i64>> = one
        .iter()
        .map(|unit| Row {
            edges: groups.iter().flat_map(|group| group.gains(*unit)).collect(),
            alone: Some(0),
        })
        .collect();
    let columns = heaviest(&rows, other.len()).column_of;
    let pairs = one.iter().zip(columns).filter_map(|(unit, column)| Some((*unit, *other.get(column?)?)));
    let (mut sum, mut paired) = (0.0, 0);
    for (unit, other) in pairs {
        sum += distance(unit, other);
        paired += 1;
    }
    sum + (one.len() + other.len() - 2 * paired) as f64
}
