//! What holds for all layers.

use proptest::prelude::*;

use super::*;

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

/// Everything that a study gives, without names.
fn figures(study: &Study) -> Vec<(&'static str, Value, u64, Vec<Option<f64>>)> {
    COEFFICIENTS
        .iter()
        .map(|coefficient| {
            let measure = measure(coefficient.name, study);
            let tags = measure.per_tag.iter().map(|(_, part)| part.value.number()).collect();
            (measure.name, measure.value, measure.n, tags)
        })
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
