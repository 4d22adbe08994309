//! How forecasts turned out: scores of those who made them in the text, and of the annotators' own estimates.
//!
//! Brier score, logarithmic score, Murphy's decomposition (Murphy, "A new vector partition of the probability score",
//! J. Appl. Meteorol. 12, 1973) and the table of calibration with Wilson's intervals (Wilson, "Probable inference, the
//! law of succession, and statistical inference", JASA 22, 1927), as `MEASURES.md` defines them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Claim, Forecast, Outcome};

/// Whose probabilities are scored. The two never stand in for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of the text, as the annotator reads it.
    Claimants,
    /// The annotator's own estimates.
    Annotators,
}

/// Forecasts that were left out; each is counted once, under the first that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// No probability, or no single one before the resolution.
    pub no_probability: u64,
    /// Nobody wrote down what became of it.
    pub unresolved: u64,
    /// It cannot be told what became of it.
    pub unclear: u64,
    /// The condition was not met, or the question lost its sense.
    pub annulled: u64,
}

/// Forecasts of about one probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// The least probability.
    pub lo: f64,
    /// How many there are.
    pub n: u64,
    /// Their mean probability.
    pub mean_p: Option<f64>,
    /// The share that happened.
    pub observed: Option<f64>,
    /// The 95 % interval of that share.
    pub wilson95: Option<(f64, f64)>,
}

/// The scores of some forecasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// How many were scored.
    pub n: u64,
    /// What was left out.
    pub left_out: LeftOut,
    /// How many were scored though nobody worded what was to be judged.
    pub without_event: u64,
    /// The mean squared distance between probability and outcome, 0 to 1; half of Brier's two-category form.
    pub brier: Option<f64>,
    /// The mean of minus the logarithm of the probability given to what came true.
    pub log: Option<f64>,
    /// How many probabilities were moved to 0.001 or 0.999 for `log`.
    pub clamped: u64,
    /// How much better than always giving the base rate; `None` when all ended alike.
    pub skill: Option<f64>,
    /// Murphy's reliability: how far probabilities lie from what happened at them; less is better.
    pub reliability: Option<f64>,
    /// Murphy's resolution: how far what happened at the probabilities lies from the base rate; more is better.
    pub resolution: Option<f64>,
    /// Murphy's uncertainty: what the base rate alone would score.
    pub uncertainty: Option<f64>,
    /// The share that happened.
    pub base_rate: Option<f64>,
    /// Always ten.
    pub bins: Vec<Bin>,
}

/// The scores over all forecasts, and of each who made them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Over all.
    pub all: Score,
    /// By claimant; those without one under the empty name.
    pub by_claimant: BTreeMap<String, Score>,
    /// By annotator.
    pub by_annotator: BTreeMap<String, Score>,
}

impl Score {
    /// Returns the sentence that stands instead of numbers, when nothing could be scored.
    pub fn undefined(&self) -> Option<&'static str> {
        (self.n == 0).then_some("undefined: no forecast with a probability has happened or failed to happen")
    }

    /// Returns what the numbers mean and how they are usually read, in a few sentences.
    pub fn meaning(&self) -> String {
        let (Some(brier), Some(base_rate)) = (self.brier, self.base_rate) else {
            return "Nothing can be said before a forecast with a probability has happened or failed to."
                .to_owned();
        };
        let skill = match self.skill {
            Some(skill) if skill > 0.0 => format!("{:.0} % better than", skill * 100.0),
            Some(skill) if skill < 0.0 => format!("{:.0} % worse than", -skill * 100.0),
            Some(_) => "no better and no worse than".to_owned(),
            None => {
                return format!(
                    "Brier score {brier:.3}: 0 is perfect, 0.25 is saying 50 % always (half of Brier’s form with two \
                     categories). All ended alike, so there is no skill to speak of. {}",
                    few(self.n)
                );
            }
        };
        format!(
            "Brier score {brier:.3}: 0 is perfect, 0.25 is saying 50 % always (half of Brier’s form with two \
             categories). That is {skill} always giving the base rate, {:.0} %. {}",
            base_rate * 100.0,
            few(self.n)
        )
        .trim_end()
        .to_owned()
    }
}

fn few(n: u64) -> &'static str {
    if n < 30 { "With so few forecasts this may be luck." } else { "" }
}

/// One forecast, ready to be counted.
#[derive(Clone, Copy)]
struct Case {
    probability: Option<f64>,
    outcome: Option<Outcome>,
    has_event: bool,
}

/// Scores the forecasts among `claims`, each with its annotator. Where they stand in a text does not matter.
pub fn score<'a>(claims: impl IntoIterator<Item = (&'a str, &'a Claim)>, of: Of) -> Scores {
    let mut all = Vec::new();
    let mut by_claimant: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    let mut by_annotator: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    let forecasts = claims.into_iter().filter(|(_, claim)| claim.tag.as_str() == "forecast");
    for (annotator, claim) in forecasts {
        let case = Case::of(claim.forecast.as_deref(), of);
        all.push(case);
        let mut names: BTreeSet<&str> = claim.claimants.iter().map(String::as_str).collect();
        if names.is_empty() {
            names.insert("");
        }
        for name in names {
            by_claimant.entry(name.to_owned()).or_default().push(case);
        }
        by_annotator.entry(annotator.to_owned()).or_default().push(case);
    }
    let scored = |cases: BTreeMap<String, Vec<Case>>| {
        cases.into_iter().map(|(name, cases)| (name, score_cases(&cases))).collect()
    };
    Scores { all: score_cases(&all), by_claimant: scored(by_claimant), by_annotator: scored(by_annotator) }
}

impl Case {
    fn of(forecast: Option<&Forecast>, of: Of) -> Self {
        let probability = forecast.and_then(|forecast| match of {
            Of::Claimants => forecast.probability,
            Of::Annotators => own_estimate(forecast),
        });
        let resolution = forecast.and_then(|forecast| forecast.resolution.as_ref());
        Self {
            probability,
            outcome: resolution.map(|resolution| resolution.outcome),
            has_event: forecast.is_some_and(|forecast| !forecast.event.trim().is_empty()),
        }
    }
}

/// Returns the annotator's estimate of the latest day before the resolution; `None` when that day has several.
fn own_estimate(forecast: &Forecast) -> Option<f64> {
    let resolved = forecast.resolution.as_ref().and_then(|resolution| resolution.on);
    let before = |day: &crate::model::PartialDate| {
        resolved.is_none_or(|resolved| day.first_day() < resolved.first_day())
    };
    let latest = forecast.own.iter().map(|own| own.on).filter(before).max()?;
    let mut of_day = forecast.own.iter().filter(|own| own.on == latest);
    match (of_day.next(), of_day.next()) {
        (Some(only), None) => Some(only.probability),
        _ => None,
    }
}

fn score_cases(cases: &[Case]) -> Score {
    let mut left_out = LeftOut::default();
    let mut without_event = 0;
    // The probability, and 1 for what happened.
    let mut scored: Vec<(f64, f64)> = Vec::new();
    for case in cases {
        let happened = match (case.probability, case.outcome) {
            (None, _) => {
                left_out.no_probability += 1;
                continue;
            }
            (_, None) => {
                left_out.unresolved += 1;
                continue;
            }
            (_, Some(Outcome::Unclear)) => {
                left_out.unclear += 1;
                continue;
            }
            (_, Some(Outcome::Annulled)) => {
                left_out.annulled += 1;
                continue;
            }
            (_, Some(Outcome::Happened)) => 1.0,
            (_, Some(Outcome::DidNotHappen)) => 0.0,
        };
        scored.push((case.probability.unwrap_or_default(), happened));
        without_event += u64::from(!case.has_event);
    }
    // Sums do not depend on the order of files.
    scored.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let n = scored.len() as f64;
    let mean = |of: &dyn Fn(f64, f64) -> f64| {
        (!scored.is_empty()).then(|| scored.iter().map(|(p, o)| of(*p, *o)).sum::<f64>() / n)
    };
    let given = |p: f64, o: f64| if o > 0.5 { p } else { 1.0 - p };
    let base_rate = mean(&|_, o| o);
    let brier = mean(&|p, o| (p - o) * (p - o));
    let uncertainty = base_rate.map(|rate| rate * (1.0 - rate));
    let murphy = base_rate.map(|rate| murphy(&scored, rate));
    Score {
        n: scored.len() as u64,
        left_out,
        without_event,
        brier,
        log: mean(&|p, o| -given(p, o).clamp(0.001, 0.999).ln()),
        clamped: scored.iter().filter(|(p, o)| !(0.001..=0.999).contains(&given(*p, *o))).count() as u64,
        skill: brier
            .zip(uncertainty)
            .filter(|(_, uncertainty)| *uncertainty > 0.0)
            .map(|(brier, uncertainty)| 1.0 - brier / uncertainty),
        reliability: murphy.map(|(reliability, _)| reliability),
        resolution: murphy.map(|(_, resolution)| resolution),
        uncertainty,
        base_rate,
        bins: bins(&scored),
    }
}

/// Returns Murphy's reliability and resolution, from groups of exactly equal probability.
fn murphy(scored: &[(f64, f64)], base_rate: f64) -> (f64, f64) {
    let (mut reliability, mut resolution) = (0.0, 0.0);
    for group in scored.chunk_by(|one, other| one.0 == other.0) {
        let n = group.len() as f64;
        let observed = group.iter().map(|(_, o)| o).sum::<f64>() / n;
        let p = group.first().map_or(0.0, |(p, _)| *p);
        reliability += n * (p - observed).powi(2);
        resolution += n * (observed - base_rate).powi(2);
    }
    let all = scored.len() as f64;
    (reliability / all, resolution / all)
}

fn bins(scored: &[(f64, f64)]) -> Vec<Bin> {
    (0..10_u32)
        .map(|number| {
            let inside: Vec<&(f64, f64)> =
                scored.iter().filter(|(p, _)| (thousandths(*p) / 100).min(9) == number).collect();
            let n = inside.len() as f64;
            let mean = |of: fn(&(f64, f64)) -> f64| {
                (!inside.is_empty()).then(|| inside.iter().map(|case| of(case)).sum::<f64>() / n)
            };
            let observed = mean(|(_, o)| *o);
            Bin {
                lo: f64::from(number) / 10.0,
                n: inside.len() as u64,
                mean_p: mean(|(p, _)| *p),
                observed,
                wilson95: observed.map(|observed| wilson(observed, n)),
            }
        })
        .collect()
}

/// Returns the shortest decimal of a probability in thousandths, rounded half to even.
fn thousandths(p: f64) -> u32 {
    let decimal = format!("{p}");
    let (whole, fraction) = decimal.split_once('.').unwrap_or((&decimal, ""));
    let digits: Vec<u32> = fraction.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let (kept, rest) = digits.split_at_checked(3).unwrap_or((&digits, &[]));
    let kept = (0..3).fold(0, |sum, at| sum * 10 + kept.get(at).copied().unwrap_or(0));
    let floor = whole.parse::<u32>().unwrap_or(0) * 1000 + kept;
    let is_up = match rest.split_first() {
        Some((5, more)) if more.iter().all(|digit| *digit == 0) => floor % 2 == 1,
        Some((first, _)) => *first >= 5,
        None => false,
    };
    floor + u32::from(is_up)
}

/// Returns Wilson's 95 % interval of a share of `n`.
fn wilson(share: f64, n: f64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    ((middle - half) / whole, (middle + half) / whole)
}

#[cfg(test)]
mod tests;
