//! Scores of forecasts.

use super::*;
use crate::model::{ClaimId, OwnEstimate, PartialDate, Resolution, TagId, Timestamp};

fn forecast(probability: Option<f64>, outcome: Option<Outcome>, claimants: &[&str]) -> Claim {
    let tag = TagId::parse("forecast").unwrap();
    let mut claim = Claim::new(ClaimId::parse("c").unwrap(), tag, Vec::new(), Timestamp(0));
    claim.claimants = claimants.iter().map(|name| (*name).to_owned()).collect();
    let resolution = outcome.map(|outcome| Resolution {
        outcome,
        on: PartialDate::parse("2019-07"),
        note: String::new(),
        unknown: Default::default(),
    });
    claim.forecast = Some(Box::new(Forecast {
        probability,
        resolution,
        event: "it ends".to_owned(),
        ..Forecast::default()
    }));
    claim
}

const YES: Option<Outcome> = Some(Outcome::Happened);
const NO: Option<Outcome> = Some(Outcome::DidNotHappen);

fn scored(claims: &[Claim], of: Of) -> Scores {
    score(claims.iter().map(|claim| ("maria", claim)), of)
}

#[track_caller]
fn near(value: Option<f64>, expected: f64) {
    assert!((value.unwrap() - expected).abs() < 1e-12, "{value:?}, expected {expected}");
}

#[test]
fn murphys_parts_add_up_to_the_brier_score() {
    let cases = [(0.1, NO), (0.1, NO), (0.1, YES), (0.7, YES), (0.7, NO), (1.0, YES), (0.0, NO)];
    let claims: Vec<Claim> = cases.iter().map(|(p, outcome)| forecast(Some(*p), *outcome, &[])).collect();
    let score = scored(&claims, Of::Claimants).all;
    near(score.brier, (0.01 + 0.01 + 0.81 + 0.09 + 0.49) / 7.0);
    near(score.base_rate, 3.0 / 7.0);
    near(score.uncertainty, 12.0 / 49.0);
    let parts = score.reliability.unwrap() - score.resolution.unwrap() + score.uncertainty.unwrap();
    near(Some(parts), score.brier.unwrap());
    near(score.skill, 1.0 - score.brier.unwrap() / score.uncertainty.unwrap());
    let logs = [0.9_f64, 0.9, 0.1, 0.7, 0.3, 0.999, 0.999];
    near(score.log, -logs.iter().map(|q| q.ln()).sum::<f64>() / 7.0);
    assert_eq!((score.n, score.clamped, score.without_event), (7, 2, 0));
}

#[test]
fn each_forecast_is_left_out_once_under_the_first_reason() {
    let mut nameless = forecast(Some(0.5), NO, &[]);
    nameless.forecast.as_mut().unwrap().event.clear();
    let mut allegation = forecast(Some(0.5), YES, &[]);
    allegation.tag = TagId::parse("allegation").unwrap();
    let claims = [
        forecast(None, None, &[]),
        forecast(None, Some(Outcome::Unclear), &[]),
        forecast(Some(0.2), None, &["Khan"]),
        forecast(Some(0.2), Some(Outcome::Unclear), &[]),
        forecast(Some(0.2), Some(Outcome::Annulled), &[]),
        nameless,
        allegation,
    ];
    let scores = scored(&claims, Of::Claimants);
    let expected = LeftOut { no_probability: 2, unresolved: 1, unclear: 1, annulled: 1 };
    assert_eq!((scores.all.left_out, scores.all.n, scores.all.without_event), (expected, 1, 1));
    assert_eq!(scores.all.skill, None);
    let khan = &scores.by_claimant["Khan"];
    assert!(khan.undefined().unwrap().starts_with("undefined: "));
    assert_eq!((khan.brier, khan.bins.len(), khan.bins[2].wilson95), (None, 10, None));
}

#[test]
fn a_forecast_of_several_counts_for_each() {
    let claims = [forecast(Some(0.8), YES, &["Khan", "Trump", "Khan"]), forecast(Some(0.8), NO, &[])];
    let scores = scored(&claims, Of::Claimants);
    let names: Vec<(&str, u64)> =
        scores.by_claimant.iter().map(|(name, score)| (name.as_str(), score.n)).collect();
    assert_eq!(names, [("", 1), ("Khan", 1), ("Trump", 1)]);
    assert_eq!((scores.all.n, scores.by_annotator["maria"].n), (2, 2));
}

#[test]
fn of_own_estimates_the_last_before_the_resolution_counts() {
    #[track_caller]
    fn check(own: &[(f64, &str)], resolved: Option<&str>, expected: Option<f64>) {
        let mut claim = forecast(Some(0.99), YES, &[]);
        let forecast = claim.forecast.as_mut().unwrap();
        forecast.own = own
            .iter()
            .map(|(probability, on)| OwnEstimate {
                probability: *probability,
                on: PartialDate::parse(on).unwrap(),
                unknown: Default::default(),
            })
            .collect();
        forecast.resolution.as_mut().unwrap().on = resolved.and_then(PartialDate::parse);
        let score = scored(&[claim], Of::Annotators).all;
        assert_eq!(score.brier.map(|brier| 1.0 - brier.sqrt()), expected, "{own:?}");
        assert_eq!(score.left_out.no_probability, u64::from(expected.is_none()));
    }
    let own = [(0.25, "2019-05-01"), (0.5, "2019-06-30"), (0.75, "2019-07-01")];
    check(&own, Some("2019-07"), Some(0.5));
    check(&own, Some("2019"), None);
    check(&own, None, Some(0.75));
    check(&[(0.25, "2019-05-01"), (0.5, "2019-05-01")], None, None);
    check(&[], None, None);
}

#[test]
fn probabilities_are_binned_by_their_decimals() {
    let cases = [
        (0.0, 0),
        (0.1, 100),
        (0.3, 300),
        (0.7, 700),
        (0.0995, 100),
        (0.0985, 98),
        (0.098_500_1, 99),
        (0.9999, 1000),
        (1.0, 1000),
        (1e-9, 0),
    ];
    for (p, expected) in cases {
        assert_eq!(thousandths(p), expected, "{p}");
    }
    let score = scored(&[forecast(Some(1.0), YES, &[]), forecast(Some(0.95), NO, &[])], Of::Claimants).all;
    assert_eq!((score.bins[9].n, score.bins[9].lo, score.bins[9].observed), (2, 0.9, Some(0.5)));
}

/// Wilson's interval of 8 of 10, as Brown, Cai and DasGupta, "Interval estimation for a binomial proportion" (2001),
/// define it.
#[test]
fn wilsons_interval() {
    let (low, high) = wilson(0.8, 10.0);
    assert!((low - 0.490_162).abs() < 1e-6 && (high - 0.943_318).abs() < 1e-6, "{low} {high}");
    assert_eq!(wilson(0.0, 5.0).0, 0.0);
}
