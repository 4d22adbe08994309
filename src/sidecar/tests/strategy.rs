//! Layers of every kind for properties: whatever a sidecar may hold, in the order that files have.

use std::sync::Arc;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::model::*;
use crate::text::{CharOffset, TextHash};

/// Words in several scripts, with all that is escaped and much that is not.
pub(crate) fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "“Pakistan did more”, he said.",
            "मतदाता सूची में गड़बड़ी हुई",
            "پاکستان نے دہشت گردی کے خلاف جنگ لڑی",
            "don't \"quote\" \\ me\n\r\t",
            "\u{0}\u{7f}\u{85}\u{9f}\u{61c}\u{200b}\u{200c}\u{200d}\u{200e}\u{2028}\u{202e}\u{2060}\u{2066}\u{feff}",
            "// no comment, /* none */ ) ] } r#\"raw\"#",
            "🙂👩‍👩‍👧 e\u{301}",
        ])
        .prop_map(str::to_owned),
        "\\PC{1,12}",
        ".{1,12}",
    ]
}

/// Words, or none.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), words()]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3)
}

/// RON values that are kept as they are.
pub(crate) fn raw() -> impl Strategy<Value = String> {
    select(vec![
        "1",
        "-0x1F",
        "true",
        "\"…\"",
        "r#\"a \"raw\" string\"#",
        "Foo(1, [ 'x', '\"', '\\'' ])",
        "( a: 1, // kept\n  b: {\"k\": ()},)",
        "[ /* , ] */ ]",
        "b\"\\x00)\"",
        "Some(None)",
    ])
    .prop_map(str::to_owned)
}

/// Fields that no version knows yet.
pub(crate) fn unknown() -> impl Strategy<Value = Unknown> {
    let name = select(vec!["x_later", "größe", "r#from-elsewhere", "Z9"]);
    prop_oneof![
        4 => Just(Unknown::default()),
        1 => btree_map(name.prop_map(str::to_owned), raw(), 1..3).prop_map(|fields| fields.into_iter().collect()),
    ]
}

fn ext() -> impl Strategy<Value = Ext> {
    prop_oneof![
        3 => Just(Ext::default()),
        1 => btree_map(text(), raw(), 1..3).prop_map(|entries| entries.into_iter().collect()),
    ]
}

pub(crate) fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..253_402_300_800).prop_map(Timestamp)
}

pub(crate) fn date() -> impl Strategy<Value = PartialDate> {
    (0_i32..=9999, 1..=12, 1..=28, 0..3).prop_map(|(year, month, day, parts)| {
        let date = match parts {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        };
        PartialDate::parse(&date).unwrap()
    })
}

pub(crate) fn claim_id() -> impl Strategy<Value = ClaimId> {
    prop_oneof![
        4 => (0_u64..1_u64 << 47).prop_map(ClaimId::new_v7),
        1 => "[ -~]{1,64}".prop_map(|id| ClaimId::parse(&id).unwrap()),
    ]
}

fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(1.0),
        Just(1e-12),
        (0_u32..=100).prop_map(|percent| f64::from(percent) / 100.0),
        0.0..1.0
    ]
}

pub(crate) fn passage() -> impl Strategy<Value = Passage> {
    let offset = || (0_u32..100_000).prop_map(CharOffset);
    let state = select(vec![State::Changed, State::Uncertain, State::Orphan, State::Unplaced]);
    let selector = (offset(), offset(), words(), text(), text(), 0_u32..9).prop_map(
        |(start, end, quote, before, after, occurrences)| Selector {
            start,
            end,
            quote: quote.into(),
            before: before.into(),
            after: after.into(),
            occurrences,
        },
    );
    (selector, option::weighted(0.2, state), any::<bool>(), unknown())
        .prop_map(|(selector, state, by_hand, unknown)| Passage { selector, state, by_hand, unknown })
}

fn passages() -> impl Strategy<Value = Vec<Passage>> {
    vec(passage(), 1..4).prop_map(|mut passages| {
        let mut ordered: Vec<Passage> =
            passages.iter().filter(|passage| passage.state.is_none()).cloned().collect();
        ordered.sort_by_key(|passage| (passage.selector.start, passage.selector.end));
        let slots = passages.iter_mut().filter(|passage| passage.state.is_none());
        slots.zip(ordered).for_each(|(slot, passage)| *slot = passage);
        passages
    })
}

fn rating() -> impl Strategy<Value = Rating> {
    use Credibility::{Five, Four, One, Six, Three, Two};
    use Reliability::{A, B, C, D, E, F};
    (
        option::of(select(vec![A, B, C, D, E, F])),
        option::of(select(vec![One, Two, Three, Four, Five, Six])),
        unknown(),
    )
        .prop_map(|(reliability, credibility, unknown)| Rating { reliability, credibility, unknown })
}

fn forecast() -> impl Strategy<Value = Forecast> {
    let outcome = select(vec![Outcome::Happened, Outcome::DidNotHappen, Outcome::Unclear, Outcome::Annulled]);
    let resolution = (outcome, option::of(date()), text(), unknown())
        .prop_map(|(outcome, on, note, unknown)| Resolution { outcome, on, note, unknown });
    let whole_day = date().prop_map(|date| PartialDate::of_day(date.last_day()));
    let own = (probability(), whole_day, unknown()).prop_map(|(probability, on, unknown)| OwnEstimate {
        probability,
        on,
        unknown,
    });
    let scale = option::of(select(vec![Scale::Icd203, Scale::Phia]));
    (
        (words(), text(), text(), text()),
        (scale, option::of(date()), option::of(probability())),
        (vec(own, 0..3), option::of(resolution), unknown()),
    )
        .prop_map(
            |((event, condition, words, horizon), (scale, due, probability), (own, resolution, unknown))| {
                Forecast {
                    event,
                    condition,
                    words,
                    scale,
                    horizon,
                    due,
                    probability,
                    own,
                    resolution,
                    unknown,
                }
            },
        )
}

fn link() -> impl Strategy<Value = Link> {
    let rel = select(vec![Rel::Rebuts, Rel::Supports, Rel::Repeats]);
    (rel, option::of(claim_id()), text(), text(), unknown()).prop_map(
        |(rel, to, words, document, unknown)| {
            let words = if to.is_none() && words.is_empty() { "in words".to_owned() } else { words };
            Link { rel, to, words, document, unknown }
        },
    )
}

fn conflicts() -> impl Strategy<Value = Vec<Conflict>> {
    let conflict = (select(vec!["tag", "estimate", "ext a b"]), option::of(raw()), unknown()).prop_map(
        |(field, theirs, unknown)| Conflict {
            field: field.to_owned(),
            // `Some` is taken off when it is read.
            theirs: theirs.filter(|theirs| theirs != "Some(None)"),
            unknown,
        },
    );
    vec(conflict, 0..2)
}

/// A claim with any of its fields.
pub(crate) fn claim() -> impl Strategy<Value = Claim> {
    let tag = select(vec!["allegation", "rebuttal", "forecast", "x-1_y"])
        .prop_map(|tag| TagId::parse(tag).unwrap());
    let voice = option::of(select(vec![Voice::Author, Voice::Quoted, Voice::Reported]));
    let confidence = option::of(select(vec![Confidence::Low, Confidence::Moderate, Confidence::High]));
    (
        (claim_id(), tag, passages(), text(), voice, texts(), any::<bool>()),
        (texts(), texts(), option::of(date()), text(), texts(), rating(), confidence),
        (option::of(forecast()), vec(link(), 0..2), vec(claim_id(), 0..2), conflicts(), any::<bool>()),
        (moment(), moment(), ext(), unknown()),
    )
        .prop_map(
            |(
                (id, tag, passages, gist, voice, claimants, unnamed),
                (via, against, said, note, labels, rating, confidence),
                (forecast, links, from, conflicts, deleted_elsewhere),
                (created, modified, ext, unknown),
            )| Claim {
                id,
                tag,
                passages,
                gist,
                voice,
                claimants,
                unnamed,
                via: via.into(),
                against: against.into(),
                said,
                note: note.into(),
                labels: labels.into(),
                rating,
                confidence,
                forecast: forecast.map(Box::new),
                links: links.into(),
                from: from.into(),
                conflicts: conflicts.into(),
                deleted_elsewhere,
                created,
                modified,
                ext,
                unknown,
            },
        )
}

fn document() -> impl Strategy<Value = DocumentInfo> {
    let name = || option::of(words());
    let about = (text(), text(), text(), option::of(date()), text(), option::of(date())).prop_map(
        |(title, author, publisher, published, url, retrieved)| About {
            title,
            author,
            publisher,
            published,
            url,
            retrieved,
        },
    );
    (text(), any::<[u8; 32]>(), any::<u32>(), name(), name(), about, unknown()).prop_map(
        |(file, hash, chars, encoding, extractor, about, unknown)| DocumentInfo {
            file,
            text_blake3: TextHash(hash),
            chars,
            encoding,
            extractor,
            about,
            unknown,
        },
    )
}

fn annotator() -> impl Strategy<Value = Annotator> {
    (text(), option::of(words()), unknown()).prop_map(|(name, key, unknown)| Annotator {
        id: AnnotatorId::of_name(&name),
        name,
        key,
        unknown,
    })
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (text(), any::<u32>(), option::of(moment()), option::of(moment()), unknown()).prop_map(
        |(exercise, number, started, submitted, unknown)| Attempt {
            exercise,
            number,
            started,
            submitted,
            unknown,
        },
    )
}

fn decision() -> impl Strategy<Value = Decision> {
    let verdict = select(vec![Verdict::Took, Verdict::Changed, Verdict::Dropped]);
    (vec(claim_id(), 0..3), vec(moment(), 0..3), verdict, option::of(claim_id()), text(), unknown()).prop_map(
        |(claims, seen, verdict, gold, reason, unknown)| Decision {
            claims,
            seen,
            verdict,
            gold,
            reason,
            unknown,
        },
    )
}

/// Claims that cannot be read, with and without an id.
fn raw_claims() -> impl Strategy<Value = Vec<RawClaim>> {
    let raw = prop_oneof![
        claim_id().prop_map(|id| {
            let mut quoted = String::new();
            super::super::escape::push(&mut quoted, id.as_str());
            RawClaim { id: Some(id), ron: format!("( /* kept */ id: {quoted}, tag: 5 )") }
        }),
        select(vec!["()", "(tag: \"allegation\")", "Claim(@ don't [] {\n})"])
            .prop_map(|ron| RawClaim { id: None, ron: ron.to_owned() }),
    ];
    vec(raw, 0..3).prop_map(|mut raw| {
        raw.sort_by_key(|raw| (raw.id.is_none(), raw.id.clone(), raw.ron.clone()));
        raw
    })
}

/// A layer with any of its fields, in the order that reading gives.
pub(crate) fn layer() -> impl Strategy<Value = Layer> {
    let role = select(vec![Role::Analyst, Role::Attempt, Role::AnswerKey, Role::Gold]);
    let claims = btree_map(claim_id(), claim(), 0..4);
    let deleted = btree_map((claim_id(), moment()), unknown(), 0..3);
    (
        (document(), annotator(), role, option::of(moment()), option::of(moment()), option::of(attempt())),
        (claims, raw_claims(), deleted, vec(decision(), 0..2), conflicts(), ext(), unknown()),
    )
        .prop_map(
            |(
                (document, annotator, role, finished, seen_others, attempt),
                (claims, raw_claims, deleted, decisions, conflicts, ext, unknown),
            )| {
                let claims: Vec<Arc<Claim>> =
                    claims.into_iter().map(|(id, claim)| Arc::new(Claim { id, ..claim })).collect();
                let is_alive = |id: &ClaimId| {
                    claims.iter().any(|claim| claim.id == *id)
                        || raw_claims.iter().any(|raw| raw.id.as_ref() == Some(id))
                };
                let deleted = deleted
                    .into_iter()
                    .filter(|((id, _), _)| !is_alive(id))
                    .map(|((id, modified), unknown)| Deleted { id, modified, unknown })
                    .collect();
                Layer {
                    document,
                    annotator,
                    role,
                    finished,
                    seen_others,
                    attempt,
                    deleted,
                    claims,
                    raw_claims,
                    decisions,
                    conflicts,
                    ext,
                    unknown,
                }
            },
        )
}
