//! What the list of claims promises: which claims are listed, in what order, and what is said of them.

use std::sync::Arc;

use crate::model::{About, Forecast, Link, PartialDate, Passage, Selector, Timestamp};
use crate::text::{ByteOffset, Text};

use super::*;

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
    let link =
        Link { rel: Rel::Rebuts, to, words: String::new(), document: String::new(), unknown: Vec::new() };
    Claim { links: vec![link], ..claim(id, "rebuttal", words) }
}

fn store(claims: Vec<Claim>) -> Store {
    let text = Text::new(TEXT.to_owned()).unwrap();
    Store::new(text, claims.into_iter().map(Arc::new).collect(), Vec::new(), About::default())
}

/// The rows as one line: claims by id, heads in brackets.
#[track_caller]
fn check(claims: Vec<Claim>, filter: &Filter, expected: &str) {
    let store = store(claims);
    let list = list(&[(None, &store)], filter);
    let rows: Vec<String> = list
        .entries
        .iter()
        .map(|entry| match entry {
            Entry::Head(name, count) => format!("[{name} {count}]"),
            Entry::Claim(chosen) => chosen.id.to_string(),
            Entry::InFolder(number) => number.to_string(),
        })
        .collect();
    assert_eq!(rows.join(" "), expected);
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

#[test]
fn only_what_shows_is_between() {
    let entries = (0..100_000).map(Entry::InFolder).collect();
    let list = List::new(entries);
    assert_eq!(list.between(0.0, 100.0), 0..3);
    assert_eq!(list.between(48.0 * 500.0 + 1.0, 48.0 * 502.0), 500..502);
    assert_eq!(List::default().between(0.0, 100.0), 0..0);
}

#[test]
fn steps_skip_the_heads() {
    let list = List::new(vec![
        Entry::Head("A".to_owned(), 1),
        Entry::InFolder(0),
        Entry::Head("B".to_owned(), 1),
        Entry::InFolder(1),
    ]);
    assert_eq!(list.step(None, true), Some(1));
    assert_eq!(list.step(Some(1), true), Some(3));
    assert_eq!(list.step(Some(3), true), None);
    assert_eq!(list.step(Some(3), false), Some(1));
    assert_eq!(list.number_of(3), 2);
}

#[test]
fn a_row_says_what_is_open_the_most_urgent_first() {
    let tags = TagSet::built_in();
    let mut one = claim("a", "forecast", "It will cost");
    assert_eq!(
        Said::of(&one, Some(1), false, &[Issue::Moved]).spoken(&tags),
        "Forecast: It will cost, not scoreable yet, moved, paragraph 1"
    );
    one.forecast = Some(Forecast {
        event: "It costs 40 million".to_owned(),
        due: PartialDate::parse("2028"),
        ..Forecast::default()
    });
    one.deleted_elsewhere = true;
    assert_eq!(Said::of(&one, None, false, &[]).issues, [Issue::RemovedElsewhere]);
    let two = claim("b", "allegation", "knew it");
    assert_eq!(Said::of(&two, Some(1), true, &[]).issues, [Issue::Unanswered]);
}
