//! What holds for all layers.

use proptest::prelude::*;

use super::*;
use crate::model::{Forecast, Link, Rel, Reliability};

const TEXT: &str =
    "Nobody said so. Äll of it was denied, twice.\n\nThen it ended; and a year later it began again.";

fn claims() -> impl Strategy<Value = Vec<Written>> {
    let one = (0..85_u32, 1..30_u32, prop::option::of((1..9_u32, 1..9_u32)), 0..3_usize).prop_map(
        |(start, len, more, tag)| {
            let end = (start + len).min(TEXT.chars().count() as u32);
            let second = more.map(|(gap, len)| (end + gap, end + gap + len)).filter(|(_, end)| *end < 90);
            (["allegation", "rebuttal", "other"][tag], [(start, end)].into_iter().chain(second).collect())
        },
    );
    prop::collection::vec(one, 0..5)
}

/// A claim with what is compared on matched claims: which of a few places, of a few claimants and of a few ratings, and
/// the claim that it answers, by its number.
type Full = (usize, usize, usize, Option<usize>);

fn full_claims() -> impl Strategy<Value = Vec<Full>> {
    let answered = prop::option::of(0..6_usize);
    prop::collection::vec((0..3_usize, 0..3_usize, 0..3_usize, answered), 0..6)
}

/// Returns the claims in the order of `order`, with ids by their place in it.
fn full_layer(annotator: &str, claims: &[Full], order: &[usize]) -> Layer {
    let id = |number: usize| {
        let at = order.iter().position(|other| *other == number).unwrap();
        ClaimId::parse(&format!("c{at}")).unwrap()
    };
    let mut layer = layer(annotator, &[]);
    layer.marked = order
        .iter()
        .filter_map(|number| Some((*number, claims.get(*number)?)))
        .map(|(number, (place, claimant, rating, answered))| {
            let mut claim = claim(1, "forecast");
            claim.id = id(number);
            claim.claimants = [vec![], vec!["A".to_owned()], vec!["B".to_owned()]][*claimant].clone();
            claim.rating.reliability = [None, Some(Reliability::A), Some(Reliability::B)][*rating];
            let probability = [0.1, 0.5, 0.9][*rating];
            claim.forecast =
                Some(Box::new(Forecast { probability: Some(probability), ..Forecast::default() }));
            let to = answered.filter(|to| *to < claims.len()).map(id);
            let link = |to| Link {
                rel: Rel::Rebuts,
                to: Some(to),
                words: String::new(),
                document: String::new(),
                unknown: Default::default(),
            };
            claim.links = to.map(link).into_iter().collect();
            let (start, end) = [(0, 6), (0, 9), (20, 26)][*place];
            Marked::at(Arc::new(claim), [Stretch { start, end }]).unwrap()
        })
        .collect();
    layer
}

/// Everything that a study gives, without names.
fn figures(study: &Study) -> Vec<(&'static str, Value, u64, Vec<Option<f64>>)> {
    COEFFICIENTS
        .iter()
        .map(|coefficient| {
            let measure = measure(coefficient.name, study);
            let tags = measure.per_tag.iter().map(|(_, part)| part.value.number()).collect();
            (measure.name, measure.value, measure.n, tags)
        })
        .chain(on_matched(study).into_iter().map(|field| (field.name, field.value, field.n, Vec::new())))
        .collect()
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        (one, other) => one.is_none() && other.is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn identical_layers_give_one_or_a_sentence(claims in claims()) {
        let layers = vec![layer("ann", &claims), layer("ben", &claims), layer("cleo", &claims)];
        let three = study(vec![document("d", TEXT, layers)]);
        let two = study(vec![document("d", TEXT, vec![layer("ann", &claims), layer("ben", &claims)])]);
        for study in [&three, &two] {
            for (name, value, _, tags) in figures(study) {
                for value in tags.into_iter().chain([value.number()]).flatten() {
                    prop_assert!((value - 1.0).abs() < 1e-9, "{}: {}", name, value);
                }
            }
        }
    }

    #[test]
    fn names_ids_and_order_change_nothing_on_matched_claims(
        a in full_claims(),
        b in full_claims(),
        order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
        other_order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let straight: Vec<usize> = (0..6).collect();
        let layers = vec![full_layer("ann", &a, &straight), full_layer("ben", &b, &straight)];
        let one = on_matched(&study(vec![document("d", TEXT, layers)]));
        let layers = vec![full_layer("zoe", &a, &order), full_layer("yan", &b, &other_order)];
        let other = on_matched(&study(vec![document("d", TEXT, layers)]));
        for (one, other) in one.into_iter().zip(other) {
            prop_assert!(is_near(one.value.number(), other.value.number()), "{:?} {:?}", one, other);
            prop_assert_eq!(one.n, other.n);
        }
    }

    #[test]
    fn names_ids_and_order_change_no_figure(a in claims(), b in claims(), c in claims(), d in claims()) {
        let other = "Another text, which all of them read as well, and in which they marked something.";
        let fits = |claims: &[Written]| -> Vec<Written> {
            let ends = |claim: &&Written| claim.1.iter().all(|(_, end)| *end < other.chars().count() as u32);
            claims.iter().filter(ends).cloned().collect()
        };
        let (c, d) = (fits(&c), fits(&d));
        let straight = study(vec![
            document("d", TEXT, vec![layer("ann", &a), layer("ben", &b)]),
            document("e", other, vec![layer("ann", &c), layer("ben", &d)]),
        ]);
        let turned = |claims: &[Written]| claims.iter().rev().cloned().collect::<Vec<Written>>();
        let turned = study(vec![
            document("x", other, vec![layer("zoe", &turned(&c)), layer("yan", &turned(&d))]),
            document("y", TEXT, vec![layer("yan", &turned(&b)), layer("zoe", &turned(&a))]),
        ]);
        for (one, other) in figures(&straight).into_iter().zip(figures(&turned)) {
            prop_assert!(is_near(one.1.number(), other.1.number()), "{:?} {:?}", one, other);
            prop_assert_eq!(one.2, other.2);
            prop_assert!(one.3.iter().zip(&other.3).all(|(one, other)| is_near(*one, *other)));
        }
    }
}
