//! What the list promises: which claims are listed and in what order, however it came to be, and at what cost.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::list::{CLAIM_HEIGHT, Entry, HEAD_HEIGHT};
use super::*;
use crate::model::{Link, Passage, Rel, Selector, TagSet, Timestamp};
use crate::settings;
use crate::store::Edit;
use crate::text::{ByteOffset, Text};

const TEXT: &str = "They knew it. They denied it. It will cost forty million.";

fn claim(id: &str, tag: &str, words: &str) -> Claim {
    let text = Text::new(TEXT.to_owned()).unwrap();
    let start = TEXT.find(words).unwrap();
    let span = text.span(ByteOffset::from(start), ByteOffset::from(start + words.len())).unwrap();
    let passage = Passage::new(Selector::of(&text, span));
    Claim::new(ClaimId::parse(id).unwrap(), TagId::parse(tag).unwrap(), vec![passage], Timestamp(0))
}

fn answering(id: &str, words: &str, target: &str) -> Claim {
    let to = Some(ClaimId::parse(target).unwrap());
    let link = Link {
        rel: Rel::Rebuts,
        to,
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    Claim { links: vec![link].into(), ..claim(id, "rebuttal", words) }
}

const NOW: Timestamp = Timestamp(1_800_000_000);

/// A document with these claims as the reader's own.
fn open(text: &str, claims: Vec<Claim>) -> Open {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("article.txt");
    std::fs::write(&path, text).unwrap();
    let mut open = Open::load(&path, Some(&settings::annotator_named("Ana Ruiz")), None).unwrap();
    let puts = claims.into_iter().map(|claim| Edit::Put(Arc::new(claim))).collect();
    open.apply("tag", Edit::Batch(puts), NOW).unwrap();
    open
}

/// The list worked out anew, to its end.
fn listed(open: &Open, filter: &Filter) -> Listing {
    let mut listing = Listing::default();
    while !listing.update(Source::Document(open), filter) {}
    listing
}

/// The rows as one line: claims by id, heads in brackets.
fn line(list: &List) -> String {
    let rows = (0..list.row_count()).map(|row| match list.entry(row).unwrap() {
        Entry::Head(name, count) => format!("[{name} {count}]"),
        Entry::Claim(chosen) => chosen.id.to_string(),
        Entry::InFolder(number) => number.to_string(),
    });
    rows.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(claims: Vec<Claim>, filter: &Filter, expected: &str) {
    assert_eq!(line(&listed(&open(TEXT, claims), filter).list()), expected);
}

fn three() -> Vec<Claim> {
    let mut forecast = claim("a", "forecast", "It will cost");
    forecast.claimants = vec!["Signe Marlow".to_owned(), "Clear Wells".to_owned()];
    let mut allegation = claim("b", "allegation", "knew it");
    allegation.gist = "The utility KNEW.".to_owned();
    allegation.claimants = vec!["Clear Wells".to_owned()];
    vec![forecast, allegation, answering("c", "denied it", "b")]
}

#[test]
fn claims_stand_in_the_order_of_the_text_the_longer_first() {
    let mut claims = three();
    claims.push(claim("d", "allegation", "knew it. They"));
    check(claims, &Filter::default(), "d b c a");
}

#[test]
fn claims_without_a_place_come_last() {
    let mut gone = claim("d", "allegation", "They knew");
    gone.passages[0].state = Some(crate::model::State::Orphan);
    let mut claims = three();
    claims.push(gone);
    check(claims, &Filter::default(), "b c a d");
}

#[test]
fn a_claim_stands_under_each_of_its_claimants() {
    let filter = Filter { order: Order::ByClaimant, ..Filter::default() };
    check(three(), &filter, "[Clear Wells 2] b a [Signe Marlow 1] a [No claimant yet 1] c");
}

#[test]
fn only_a_rebuttal_that_rebuts_answers_an_allegation() {
    let filter = Filter { open_only: OpenOnly::Unanswered, ..Filter::default() };
    check(three(), &filter, "");
    let mut claims = three();
    claims[2].links[0].rel = Rel::Supports;
    check(claims, &filter, "b");
    let mut claims = three();
    claims[2].tag = TagId::parse("forecast").unwrap();
    check(claims, &filter, "b");
}

#[test]
fn words_are_a_target_too() {
    let filter = Filter { open_only: OpenOnly::WithoutTarget, ..Filter::default() };
    let mut claims = three();
    claims[2].links[0].to = None;
    claims[2].links[0].words = "that they knew".to_owned();
    check(claims, &filter, "");
    let mut claims = three();
    claims[2].links.clear();
    check(claims, &filter, "c");
}

#[test]
fn words_are_looked_for_everywhere_in_a_claim_without_case() {
    let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
    check(three(), &words("knew"), "b");
    check(three(), &words("  clear  COST "), "a");
    check(three(), &words("denied"), "c");
    check(three(), &words("nitrite"), "");
}

#[test]
fn tags_and_claimants_filter_together() {
    let mut filter = Filter { claimant: Some("Clear Wells".to_owned()), ..Filter::default() };
    check(three(), &filter, "b a");
    filter.toggle_tag(&TagId::parse("forecast").unwrap(), &TagSet::built_in());
    check(three(), &filter, "a");
    filter.toggle_tag(&TagId::parse("forecast").unwrap(), &TagSet::built_in());
    check(three(), &filter, "b a");
}

#[test]
fn all_tags_listed_is_no_filter() {
    let mut filter = Filter::default();
    for tag in TagSet::built_in().tags() {
        filter.toggle_tag(&tag.id, &TagSet::built_in());
    }
    assert!(filter.is_off());
}

fn folder(claims: &[(&str, &str)]) -> Vec<FolderClaim> {
    let one = |(document, id): &(&str, &str)| FolderClaim {
        document: PathBuf::from(document),
        claim: Arc::new(claim(id, "allegation", "knew it")),
        paragraph: None,
    };
    claims.iter().map(one).collect()
}

#[test]
fn the_claims_of_a_folder_stand_under_their_documents() {
    let claims = folder(&[("a/x.txt", "1"), ("a/x.txt", "2"), ("b/x.txt", "3"), ("y.txt", "4")]);
    let mut listing = Listing::default();
    assert!(listing.update(Source::Folder(&claims), &Filter::default()));
    let list = listing.list();
    assert_eq!(line(&list), "[x.txt 2] 0 1 [x.txt 1] 2 [y.txt 1] 3");
    assert_eq!(list.step(None, true), Some(1));
    assert_eq!(list.step(Some(2), true), Some(4));
    assert_eq!(list.step(Some(4), false), Some(2));
    assert_eq!(list.step(Some(6), true), None);
    assert_eq!(list.number_of(6), 4);
    assert_eq!(list.top(4), 2.0 * HEAD_HEIGHT + 2.0 * CLAIM_HEIGHT);
    assert_eq!(list.height(), 3.0 * HEAD_HEIGHT + 4.0 * CLAIM_HEIGHT);
    for row in 0..list.row_count() {
        let (top, bottom) = (list.top(row), list.top(row + 1));
        assert_eq!(list.between(top, bottom), row..row + 1);
        assert_eq!(list.between(top - 1.0, bottom + 1.0), row.saturating_sub(1)..(row + 2).min(7));
        assert_eq!((list.first_from(top), list.first_from(top + 1.0)), (row, row + 1));
    }
    assert_eq!(List::default().between(0.0, 100.0), 0..0);
}

/// A document with `count` claims, a word each.
fn many(count: usize) -> Open {
    let text = Text::new("word ".repeat(count)).unwrap();
    let claims = (0..count).map(|number| {
        let span = text.span(ByteOffset::from(number * 5), ByteOffset::from(number * 5 + 4)).unwrap();
        let selector = Selector {
            start: text.char_from_byte(span.start()),
            end: text.char_from_byte(span.end()),
            quote: "word".into(),
            before: String::new().into(),
            after: String::new().into(),
            occurrences: 1,
        };
        let id = ClaimId::parse(&format!("{number:06}")).unwrap();
        let tag = TagId::parse(["allegation", "rebuttal"][number % 2]).unwrap();
        Claim::new(id, tag, vec![Passage::new(selector)], Timestamp(0))
    });
    open(text.as_str(), claims.collect())
}

#[test]
fn no_frame_looks_at_more_claims_however_many_there_are() {
    let mut open = many(30_000);
    let mut listing = Listing::default();
    let mut filter = Filter::default();
    while !listing.update(Source::Document(&open), &filter) {
        assert!(listing.looked_at() <= AT_ONCE, "{}", listing.looked_at());
    }
    assert_eq!(listing.list().claim_count, 30_000);
    listing.update(Source::Document(&open), &filter);
    assert_eq!(listing.looked_at(), 0, "a frame in which nothing changes");
    let claim = Claim {
        gist: "They knew.".to_owned(),
        ..Claim::clone(&open.own_store().claims().nth(17).unwrap().claim)
    };
    open.apply("gist", Edit::Put(Arc::new(claim)), NOW).unwrap();
    assert!(listing.update(Source::Document(&open), &filter));
    assert_eq!(listing.looked_at(), 1, "an edit of one claim");
    filter.toggle_tag(&TagId::parse("rebuttal").unwrap(), &TagSet::built_in());
    let mut frames = 1;
    while !listing.update(Source::Document(&open), &filter) {
        frames += 1;
        assert_eq!(listing.list().claim_count, 30_000, "the list before stays meanwhile");
    }
    assert!(frames >= 30_000 / AT_ONCE);
    assert_eq!(listing.list().claim_count, 15_000);
}

#[derive(Clone, Debug)]
enum Act {
    Put(usize, usize, usize, usize),
    Remove(usize),
    Undo,
    Show,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0..8_usize, 0..40_usize, 0..3_usize, 0..5_usize).prop_map(|(id, at, tag, more)| Act::Put(id, at, tag, more)),
        2 => (0..8_usize).prop_map(Act::Remove),
        1 => Just(Act::Undo),
        3 => Just(Act::Show),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let order = prop_oneof![Just(Order::InText), Just(Order::ByClaimant)];
    let open_only = prop_oneof![
        2 => Just(OpenOnly::All),
        1 => Just(OpenOnly::Unanswered),
        1 => Just(OpenOnly::WithoutTarget),
    ];
    let words = prop_oneof![3 => Just(""), 1 => Just("knew")];
    let tags = prop_oneof![3 => Just(Vec::new()), 1 => Just(vec![TagId::parse("allegation").unwrap()])];
    (order, open_only, words, tags).prop_map(|(order, open_only, words, tags)| Filter {
        order,
        open_only,
        words: words.to_owned(),
        tags,
        ..Filter::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_list_that_is_mended_is_the_list_made_anew(
        filter in any_filter(),
        acts in prop::collection::vec(any_act(), 1..30),
    ) {
        let mut open = open(TEXT, three());
        let mut listing = listed(&open, &filter);
        let id = |number: usize| ClaimId::parse(&format!("id-{number}")).unwrap();
        for act in acts {
            match act {
                Act::Put(number, at, tag, more) => {
                    let text = open.text().clone();
                    let span = text.span(ByteOffset::from(at), ByteOffset::from(at + 4)).unwrap();
                    let mut passage = Passage::new(Selector::of(&text, span));
                    passage.state = (more == 4).then_some(crate::model::State::Orphan);
                    let tag = TagSet::built_in().tags()[tag].id.clone();
                    let mut claim = Claim::new(id(number), tag, vec![passage], Timestamp(0));
                    claim.claimants = ["Ana", "Ben"].iter().take(more % 3).map(|name| (*name).to_owned()).collect();
                    if more > 2 {
                        claim.links = answering("x", "knew it", &format!("id-{}", (number + 1) % 8)).links;
                    }
                    open.apply("put", Edit::Put(Arc::new(claim)), NOW).unwrap();
                }
                Act::Remove(number) => {
                    let _ = open.apply("remove", Edit::Remove(id(number)), NOW);
                }
                Act::Undo => {
                    open.undo(NOW);
                }
                Act::Show => {
                    listing.update(Source::Document(&open), &filter);
                }
            }
        }
        listing.update(Source::Document(&open), &filter);
        let anew = listed(&open, &filter).list();
        prop_assert_eq!(line(&listing.list()), line(&anew));
        prop_assert_eq!(listing.list().height(), anew.height());
        prop_assert_eq!(listing.list().claim_count, anew.claim_count);
    }
}
