//! The coefficients: published values, laws, and what is said where there is no number.

mod laws;
mod published;

use std::sync::Arc;

use super::*;
use crate::matching::Stretch;
use crate::model::{Claim, ClaimId, Timestamp};
use crate::text::Text;

/// A claim as tests write it: its tag, and its passages in code points.
pub(super) type Written = (&'static str, Vec<(u32, u32)>);

pub(super) fn claim(number: usize, tag: &str) -> Claim {
    let id = ClaimId::parse(&format!("c{number}")).unwrap();
    Claim::new(id, TagId::parse(tag).unwrap(), Vec::new(), Timestamp(0))
}

pub(super) fn layer(annotator: &str, claims: &[Written]) -> Layer {
    let marked = claims.iter().enumerate().map(|(number, (tag, passages))| {
        let stretches = passages.iter().map(|(start, end)| Stretch { start: *start, end: *end });
        Marked::at(Arc::new(claim(number, tag)), stretches).unwrap()
    });
    Layer {
        annotator: LayerName::parse(annotator).unwrap(),
        marked: marked.collect(),
        uncertain: Vec::new(),
        orphan: Vec::new(),
        unreadable: 0,
        is_independent: true,
    }
}

pub(super) fn document(name: &str, text: &str, layers: Vec<Layer>) -> Document {
    Document { name: name.to_owned(), text: Text::new(text.to_owned()).unwrap(), layers }
}

pub(super) fn study(documents: Vec<Document>) -> Study {
    let annotators: Vec<LayerName> =
        documents.iter().flat_map(|document| &document.layers).map(|layer| layer.annotator.clone()).collect();
    Study::new(documents, annotators)
}

pub(super) fn coefficient(name: &str) -> &'static Coefficient {
    COEFFICIENTS.iter().find(|coefficient| coefficient.name == name).unwrap()
}

pub(super) fn measure(name: &str, study: &Study) -> Measure {
    coefficient(name).measure(study, &Job::new(&AtomicBool::new(false), &|_, _| {})).unwrap()
}

#[track_caller]
fn check_undefined(name: &str, documents: Vec<Document>, sentence: &str) {
    let measure = measure(name, &study(documents));
    assert_eq!(measure.value.undefined().map(|why| why.to_string()).as_deref(), Some(sentence));
}

const ALL: [&str; 6] =
    ["pairwise_f1", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "alpha_u", "gamma"];

#[test]
fn where_nothing_is_marked_there_is_a_sentence() {
    for name in ALL {
        let words = match name {
            "cohen_kappa" | "fleiss_kappa" | "krippendorff_alpha" => {
                "undefined: every word has one and the same tag, or none has any"
            }
            _ => "undefined: nobody marked anything",
        };
        let empty = vec![layer("ann", &[]), layer("ben", &[])];
        check_undefined(name, vec![document("d", "Nobody said so.", empty)], words);
    }
}

#[test]
fn one_layer_is_compared_with_nothing() {
    for name in ALL {
        let alone = || layer("ann", &[("allegation", vec![(0, 6)])]);
        let sentence = "undefined: no document has the layers that are compared";
        check_undefined(name, vec![document("d", "Nobody said so.", vec![alone()])], sentence);
        // Two annotators who never read the same document.
        let other = layer("ben", &[("allegation", vec![(0, 6)])]);
        let apart = vec![
            document("d", "Nobody said so.", vec![alone()]),
            document("e", "Nobody said it.", vec![other]),
        ];
        check_undefined(name, apart, sentence);
    }
}

#[test]
fn cohens_kappa_of_three_points_to_the_pairs() {
    let claims = [("allegation", vec![(0, 6)])];
    let layers = vec![layer("ann", &claims), layer("ben", &claims), layer("cleo", &[])];
    let study = study(vec![document("d", "Nobody said so.", layers)]);
    let measure = measure("cohen_kappa", &study);
    assert_eq!(measure.value.undefined().unwrap().to_string(), "undefined: for two annotators; see per_pair");
    let pairs: Vec<Option<f64>> = measure.per_pair.iter().map(|(_, part)| part.value.number()).collect();
    assert_eq!(pairs, [Some(1.0), Some(0.0), Some(0.0)]);
}

#[test]
fn what_is_left_out_is_counted() {
    let mut ann = layer("ann", &[("allegation", vec![(0, 6)]), ("allegation", vec![(3, 10), (12, 14)])]);
    ann.uncertain = vec![TagId::parse("rebuttal").unwrap()];
    ann.orphan = vec![TagId::parse("allegation").unwrap(), TagId::parse("rebuttal").unwrap()];
    ann.unreadable = 3;
    let ben = layer("ben", &[("allegation", vec![(0, 6)])]);
    let read = document("d", "Nobody said so.", vec![ann, ben.clone()]);
    let study = study(vec![read, document("e", "Nobody said it.", vec![ben])]);
    let measure = measure("alpha_u", &study);
    let counts: Vec<(&str, u64)> =
        measure.left_out.iter().map(|(reason, count)| (reason.word(), count)).collect();
    let expected = [("uncertain", 1), ("orphan", 2), ("unreadable", 3), ("overlapping", 1), ("documents", 1)];
    assert_eq!(counts, expected);
    assert_eq!((measure.n, measure.several_passages), (15, 1));
    let tags: Vec<(&str, u64, u64)> = measure
        .per_tag
        .iter()
        .map(|(tag, part)| {
            (tag.as_str(), part.left_out.count(Reason::Orphan), part.left_out.count(Reason::Overlapping))
        })
        .collect();
    assert_eq!(tags, [("allegation", 1, 1), ("rebuttal", 1, 0)]);
    assert!(measure.per_document[1].1.value.undefined().is_some());
}

#[test]
fn pairs_that_marked_nothing_are_left_out_of_the_mean() {
    let claims = [("allegation", vec![(0, 6)])];
    let layers = vec![layer("ann", &claims), layer("ben", &[]), layer("cleo", &[])];
    let study = study(vec![document("d", "Nobody said so.", layers)]);
    for name in ["pairwise_f1", "gamma"] {
        let measure = measure(name, &study);
        assert_eq!(measure.left_out.count(Reason::Pairs), 1, "{name}");
        assert!(measure.value.number().is_some());
    }
    assert_eq!(measure("gamma", &study).unit, "unit, mean of pairs");
    assert_eq!(measure("pairwise_f1", &study).value, Value::Number(0.0));
}

#[test]
fn a_stopped_job_gives_nothing_and_a_finished_one_says_so() {
    let claims = [("allegation", vec![(0, 6)])];
    let others = [("allegation", vec![(2, 9)])];
    let layers = vec![layer("ann", &claims), layer("ben", &others)];
    let study = study(vec![document("d", "Nobody said so.", layers)]);
    let stopped = AtomicBool::new(true);
    for coefficient in COEFFICIENTS {
        assert_eq!(coefficient.measure(&study, &Job::new(&stopped, &|_, _| {})), None);
    }
    let furthest = std::sync::Mutex::new((0, 0));
    let progress = |done: u32, total: u32| {
        let mut furthest = furthest.lock().unwrap();
        *furthest = (*furthest).max((done, total));
    };
    let running = AtomicBool::new(false);
    coefficient("gamma").measure(&study, &Job::new(&running, &progress)).unwrap();
    // All tags and the one there is; the only document's figure is the one over all.
    assert_eq!(*furthest.lock().unwrap(), (600, 600));
}

#[test]
fn intervals_need_ten_paragraphs_and_hold_the_value() {
    let of_paragraphs = |count: usize| {
        let text = (0..count).map(|number| format!("Word{number} more words\n\n")).collect::<String>();
        let starts: Vec<u32> = text.match_indices("Word").map(|(at, _)| at as u32).collect();
        let claims = |every: usize| -> Vec<Written> {
            let chosen = starts.iter().enumerate().filter(|(number, _)| number % every != 0);
            chosen.map(|(_, start)| ("allegation", vec![(*start, start + 8)])).collect()
        };
        study(vec![document("d", &text, vec![layer("ann", &claims(3)), layer("ben", &claims(4))])])
    };
    let (long, short) = (of_paragraphs(12), of_paragraphs(9));
    let lines = "A line\n".repeat(12);
    let unmarked = study(vec![document("d", &lines, vec![layer("ann", &[]), layer("ben", &[])])]);
    let stop = AtomicBool::new(false);
    for coefficient in COEFFICIENTS {
        let job = Job::new(&stop, &|_, _| {});
        let interval = interval(&long, coefficient, &job).unwrap();
        assert_eq!(interval.is_some(), coefficient.has_interval(), "{coefficient:?}");
        if let Some((low, high)) = interval {
            let value = measure(coefficient.name, &long).value.number().unwrap();
            assert!(low <= value && value <= high && low < high, "{coefficient:?}: {low} {value} {high}");
        }
        assert_eq!(super::interval(&short, coefficient, &job).unwrap(), None);
        assert!(measure(coefficient.name, &short).value.number().is_some());
        // Twelve lines, but nothing that could be estimated.
        assert_eq!(super::interval(&unmarked, coefficient, &job).unwrap(), None);
    }
}

#[test]
fn a_token_bears_the_tag_that_covers_most_of_it() {
    #[track_caller]
    fn check(claims: &[Written], expected: &[u16]) {
        let study = study(vec![document("d", "abcdef ghij klm", vec![layer("ann", claims)])]);
        assert_eq!(study.documents[0].categories[0], expected);
    }
    // One covered character beats none.
    check(&[("rebuttal", vec![(5, 8)])], &[1, 1, 0]);
    check(&[("rebuttal", vec![(0, 2)]), ("allegation", vec![(2, 6)])], &[1, 0, 0]);
    // Ties: the earlier start, then the longer, then the tag.
    check(&[("allegation", vec![(3, 6)]), ("rebuttal", vec![(0, 3)])], &[2, 0, 0]);
    check(&[("allegation", vec![(0, 6)]), ("rebuttal", vec![(0, 11)])], &[2, 2, 0]);
    check(&[("forecast", vec![(0, 6)]), ("rebuttal", vec![(0, 6)])], &[1, 0, 0]);
    // Passages of one claim count together.
    check(&[("rebuttal", vec![(0, 2), (4, 6)]), ("allegation", vec![(0, 3)])], &[2, 0, 0]);
}

#[test]
fn of_claims_that_both_have_the_fields_are_compared() {
    use crate::model::{Credibility, Forecast, Link, Rel, Reliability};
    let told = |number: usize, claimants: &[&str], (start, end): (u32, u32), change: &dyn Fn(&mut Claim)| {
        let mut claim = claim(number, "forecast");
        claim.claimants = claimants.iter().map(|name| (*name).to_owned()).collect();
        change(&mut claim);
        Marked::at(Arc::new(claim), [Stretch { start, end }]).unwrap()
    };
    let likely = |p: f64| Some(Forecast { probability: Some(p), ..Forecast::default() });
    let answers = |to: &str| {
        let to = Some(ClaimId::parse(to).unwrap());
        vec![Link {
            rel: Rel::Rebuts,
            to,
            words: String::new(),
            document: String::new(),
            unknown: Default::default(),
        }]
    };
    let mut ann = layer("ann", &[]);
    ann.marked = vec![
        told(1, &["Khan", "Abbasi"], (0, 6), &|claim| {
            claim.forecast = likely(0.4).map(Box::new);
            claim.rating.reliability = Some(Reliability::B);
            claim.rating.credibility = Some(Credibility::Six);
        }),
        told(2, &["Trump"], (0, 6), &|claim| claim.links = answers("c1").into()),
        told(3, &[], (12, 14), &|claim| claim.links = answers("c1").into()),
    ];
    let mut ben = layer("ben", &[]);
    ben.marked = vec![
        told(11, &["Trump"], (0, 6), &|claim| claim.links = answers("c12").into()),
        told(12, &["Abbasi", "Khan"], (0, 6), &|claim| {
            claim.forecast = likely(0.1).map(Box::new);
            claim.rating.reliability = Some(Reliability::C);
            claim.rating.credibility = Some(Credibility::Two);
        }),
        told(13, &[], (12, 14), &|_| {}),
    ];
    let study = study(vec![document("d", "Nobody said so.", vec![ann, ben])]);
    let fields = on_matched(&study);
    let shown: Vec<(&str, Option<f64>, u64)> = fields
        .iter()
        .map(|field| (field.name, field.value.number().map(|value| (value * 1e6).round() / 1e6), field.n))
        .collect();
    // Claims equal in place and tag are paired by their claimants; one of the two links is in both layers.
    let expected = [
        ("claimants", Some(1.0), 3),
        ("links", Some(0.5), 2),
        ("reliability", Some(0.0), 1),
        ("credibility", None, 0),
        ("probability", Some(0.3), 1),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn two_annotators_who_use_the_same_ids_for_other_claims_change_no_figure() {
    use crate::model::{Link, Rel};
    // Each layer has three claims about the same words, and the first answers the second.
    let figures = |ids: [[&str; 3]; 2]| {
        let layers = ["ann", "ben"].into_iter().zip(ids).map(|(annotator, ids)| {
            let mut layer = layer(annotator, &[]);
            let to = |id: &str| Link {
                rel: Rel::Rebuts,
                to: Some(ClaimId::parse(id).unwrap()),
                words: String::new(),
                document: String::new(),
                unknown: Default::default(),
            };
            layer.marked = ids
                .iter()
                .zip([(0, 6), (7, 11), (12, 14)])
                .map(|(id, (start, end))| {
                    let mut claim = claim(1, "allegation");
                    claim.id = ClaimId::parse(id).unwrap();
                    claim.links = if *id == ids[0] { vec![to(ids[1])].into() } else { Default::default() };
                    Marked::at(Arc::new(claim), [Stretch { start, end }]).unwrap()
                })
                .collect();
            layer
        });
        on_matched(&study(vec![document("d", "Nobody said so.", layers.collect())]))
    };
    let apart = figures([["a", "b", "c"], ["x", "y", "z"]]);
    assert_eq!((apart[1].value, apart[1].n), (Value::Number(1.0), 1));
    assert_eq!(figures([["a", "b", "c"], ["b", "c", "a"]]), apart);
    assert_eq!(figures([["a", "b", "c"], ["b", "a", "c"]]), apart);
}

#[test]
fn a_link_to_a_claim_that_only_its_own_layer_has_is_none_to_the_others_claim_of_that_id() {
    use crate::model::{Link, Rel};
    let passages = |passages: &[(u32, u32)]| -> Vec<Written> {
        passages.iter().map(|passage| ("allegation", vec![*passage])).collect()
    };
    let mut ann = layer("ann", &passages(&[(0, 6), (12, 14), (7, 11)]));
    let to = Some(ClaimId::parse("c1").unwrap());
    let link = Link {
        rel: Rel::Rebuts,
        to,
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    Arc::make_mut(&mut ann.marked[0].claim).links = vec![link].into();
    // Ben calls the claim `c1` that Ann calls `c2`; Ann's `c1` is hers alone.
    let ben = layer("ben", &passages(&[(0, 6), (7, 11)]));
    let fields = on_matched(&study(vec![document("d", "Nobody said so.", vec![ann, ben])]));
    assert_eq!((fields[0].n, fields[1].n), (2, 0));
}

#[test]
fn where_annotators_differ_is_shown_by_tag() {
    let ann = layer("ann", &[("allegation", vec![(0, 11)])]);
    let ben = layer("ben", &[("allegation", vec![(0, 6)]), ("rebuttal", vec![(7, 11)])]);
    let cleo = layer("cleo", &[("allegation", vec![(0, 6)])]);
    let study = study(vec![document("d", "abcdef ghij klm nop", vec![ann, ben, cleo])]);
    let name = |name: &str| LayerName::parse(name).unwrap();
    let cells: Vec<String> = confusion(&study, &name("ann"), &name("ben"))
        .into_iter()
        .map(|cell| {
            let word = |tag: &Option<TagId>| tag.as_ref().map_or("none".to_owned(), ToString::to_string);
            let places: Vec<String> =
                cell.places.iter().map(|(_, place)| format!("{}..{}", place.start, place.end)).collect();
            format!("{} {}: {} {}", word(&cell.one), word(&cell.other), cell.token_count, places.join(" "))
        })
        .collect();
    let expected = ["none none: 2 12..19", "allegation allegation: 1 0..6", "allegation rebuttal: 1 7..11"];
    assert_eq!(cells, expected);
    assert_eq!(confusion(&study, &name("ann"), &name("nobody")), []);
}

#[test]
fn a_strip_shows_the_text_in_parts_of_equally_many_words() {
    let ann = layer("ann", &[("allegation", vec![(0, 11)])]);
    let ben = layer("ben", &[("allegation", vec![(0, 6)]), ("rebuttal", vec![(7, 11)])]);
    let study = study(vec![document("d", "abcdef ghij klm nop", vec![ann, ben])]);
    let stretch = |start, end| Stretch { start, end };
    let differing = Bin { stretch: stretch(0, 11), share: 0.5, worst: Some(stretch(7, 11)) };
    let equal = Bin { stretch: stretch(12, 19), share: 0.0, worst: None };
    assert_eq!(strip(&study, 0, None, 2), [differing, equal]);
    // Of forecasts neither has any.
    let forecast = TagId::parse("forecast").unwrap();
    assert!(strip(&study, 0, Some(&forecast), 50).iter().all(|bin| bin.share == 0.0));
    assert_eq!(strip(&study, 0, None, 50).len(), 4);
    assert_eq!(strip(&study, 1, None, 50), []);
}

#[test]
fn one_tag_alone_is_measured_as_in_the_figures_by_tag() {
    let ann = layer("ann", &[("allegation", vec![(0, 11)]), ("rebuttal", vec![(12, 15)])]);
    let ben = layer("ben", &[("allegation", vec![(0, 6)]), ("rebuttal", vec![(7, 15)])]);
    let study = study(vec![document("d", "abcdef ghij klm nop", vec![ann, ben])]);
    let (rebuttal, forecast) = (TagId::parse("rebuttal").unwrap(), TagId::parse("forecast").unwrap());
    let stop = AtomicBool::new(false);
    for coefficient in COEFFICIENTS {
        let job = Job::new(&stop, &|_, _| {});
        let alone = coefficient.measure_of(&study, Some(&rebuttal), &job).unwrap();
        let all = coefficient.measure(&study, &job).unwrap();
        let of_tag = all.per_tag.iter().find(|(tag, _)| *tag == rebuttal).unwrap();
        assert_eq!((alone.value, alone.n), (of_tag.1.value, of_tag.1.n), "{coefficient:?}");
        assert_eq!((alone.per_pair[0].1.value, alone.per_document[0].1.value), (alone.value, alone.value));
        assert_eq!(alone.per_tag, []);
        // What nobody marked is a sentence.
        let unused = coefficient.measure_of(&study, Some(&forecast), &job).unwrap();
        assert!(unused.value.undefined().is_some(), "{coefficient:?}");
    }
}
