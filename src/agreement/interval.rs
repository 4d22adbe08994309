//! Intervals by the percentile bootstrap over paragraphs (Efron and Tibshirani, "An Introduction to the Bootstrap",
//! 1993, chapter 13).

use rayon::prelude::*;

use super::random::Random;
use crate::model::TagId;

use super::{Coefficient, Job, Study};

/// How many resamples are drawn.
pub(super) const RESAMPLES: u32 = 1000;

/// Fewer paragraphs than this give no interval.
const FEWEST_PARAGRAPHS: usize = 10;

/// The seed; of resample number n it is n more.
const SEED: u64 = 1979;

/// A measure's value for what it sums over paragraphs; `None` where that is undefined.
type ValueOf = dyn Fn(&[f64]) -> Option<f64> + Sync;

/// What a measure sums over paragraphs, and its value for such a sum.
pub(super) struct Resampled {
    pub(super) blocks: Vec<Vec<f64>>,
    pub(super) value: Box<ValueOf>,
}

/// Returns the 95 % interval of the coefficient over all annotators and documents of `study`. The outer `None` says
/// that the work was stopped, the inner one that there is no interval: too few paragraphs, or not for this coefficient.
pub fn interval(study: &Study, coefficient: &Coefficient, job: &Job<'_>) -> Option<Option<(f64, f64)>> {
    interval_of(study, None, coefficient, job)
}

/// Returns the interval for one tag alone, or for all.
pub fn interval_of(
    study: &Study,
    tag: Option<&TagId>,
    coefficient: &Coefficient,
    job: &Job<'_>,
) -> Option<Option<(f64, f64)>> {
    if job.is_stopped() {
        return None;
    }
    let part = coefficient.part(study, tag);
    let Some(resampled) = coefficient.resampled.and_then(|resampled| resampled(study, &part)) else {
        return Some(None);
    };
    if resampled.blocks.len() < FEWEST_PARAGRAPHS {
        return Some(None);
    }
    let values: Option<Vec<Option<f64>>> = (0..RESAMPLES)
        .into_par_iter()
        .map(|number| {
            if job.is_stopped() {
                return None;
            }
            let drawn = draw(&resampled.blocks, &mut Random::new(SEED + u64::from(number)));
            Some((resampled.value)(&drawn))
        })
        .collect();
    let mut values: Vec<f64> = values?.into_iter().flatten().collect();
    if values.len() < RESAMPLES as usize / 2 {
        return Some(None);
    }
    values.sort_by(f64::total_cmp);
    Some(quantile(&values, 0.025).zip(quantile(&values, 0.975)))
}

/// Returns the sum of as many blocks as there are, drawn with replacement.
fn draw(blocks: &[Vec<f64>], random: &mut Random) -> Vec<f64> {
    let mut sum = vec![0.0; blocks.first().map_or(0, Vec::len)];
    for _ in blocks {
        let drawn = usize::try_from(random.below(blocks.len() as u64)).unwrap_or(0);
        for (cell, more) in sum.iter_mut().zip(blocks.get(drawn).into_iter().flatten()) {
            *cell += more;
        }
    }
    sum
}

/// Returns the quantile of sorted values, between two of them in proportion.
fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let at = share * values.len().saturating_sub(1) as f64;
    let low = values.get(at.floor() as usize)?;
    let high = values.get(at.ceil() as usize)?;
    Some(low + (high - low) * at.fract())
}
