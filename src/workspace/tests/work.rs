//! One person's several layers of one document: own reading, gold, attempts.

use super::*;
use crate::model::{Decision, Role, Verdict};
use crate::store::Edit;

fn attempt(number: u32) -> Work {
    Work::Attempt { exercise: "basics".to_owned(), number }
}

fn decided(words: &str) -> Edit {
    let claim = ClaimId::parse(words).unwrap();
    Edit::Decisions(vec![Decision {
        claims: vec![claim],
        seen: vec![NOW],
        verdict: Verdict::Dropped,
        gold: None,
        reason: words.to_owned(),
        unknown: Default::default(),
    }])
}

fn reasons(open: &Open) -> Vec<&str> {
    open.own_store().decisions().iter().map(|decision| decision.reason.as_str()).collect()
}

#[test]
fn the_gold_layer_is_a_layer_of_its_own_and_the_own_reading_goes_on_where_it_was() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    save(&mut open);

    let analysis = open.turn_to(Work::Gold, None);
    tag(&mut open, "knew", "allegation", "g");
    open.apply("decide", decided("b"), NOW).unwrap();
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria--gold.obelus.ron", "rift.md.maria.obelus.ron"]);
    assert_eq!(quotes(&open), ["knew"]);
    assert_eq!(open.own().unwrap().head.as_ref().unwrap().role, Role::Gold);
    assert!(open.layers().iter().all(|layer| layer.is_shown), "whoever decides sees what is decided upon");

    let gold = open.turn_to(Work::Analysis, Some(analysis));
    assert_eq!(quotes(&open), ["denied"]);
    assert_eq!(open.undo_name(), Some("tag"));
    open.undo(LATER);
    save(&mut open);

    open.turn_to(Work::Gold, Some(gold));
    assert_eq!((quotes(&open), reasons(&open)), (vec!["knew".to_owned()], vec!["b"]));
    assert_eq!(open.undo_name(), Some("decide"));
    open.undo(LATER);
    assert_eq!(reasons(&open), Vec::<&str>::new());
}

#[test]
fn what_was_decided_is_there_another_day() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    open.turn_to(Work::Gold, None);
    open.apply("decide", decided("b"), NOW).unwrap();
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria--gold.obelus.ron"]);

    let mut again = desk.open(&maria());
    assert!(again.own().is_none(), "a gold layer is not the own reading");
    again.turn_to(Work::Gold, None);
    assert_eq!(reasons(&again), ["b"]);
}

#[test]
fn decisions_of_two_windows_come_together() {
    let desk = Desk::new();
    let mut one = desk.open(&maria());
    one.turn_to(Work::Gold, None);
    one.apply("decide", decided("a"), NOW).unwrap();
    save(&mut one);
    let mut other = desk.open(&maria());
    other.turn_to(Work::Gold, None);
    let mut both = other.own_store().decisions().to_vec();
    let Edit::Decisions(more) = decided("b") else { panic!() };
    both.extend(more);
    other.apply("decide", Edit::Decisions(both), NOW).unwrap();
    save(&mut other);
    let Edit::Decisions(mut mine) = decided("c") else { panic!() };
    mine.extend(one.own_store().decisions().iter().cloned());
    one.apply("decide", Edit::Decisions(mine), NOW).unwrap();
    save(&mut one);
    let mut all = reasons(&one);
    all.sort_unstable();
    assert_eq!(all, ["a", "b", "c"]);
}

#[test]
fn an_attempt_sees_no_other_layer_and_is_there_as_soon_as_it_begins() {
    let desk = Desk::new();
    let mut jonas = desk.open(&person("Jonas", Some("key-of-jonas")));
    tag(&mut jonas, "denied", "rebuttal", "j");
    save(&mut jonas);

    let mut open = desk.open(&maria());
    open.turn_to(attempt(2), None);
    assert!(open.layers().is_empty());
    open.begin_attempt(NOW).unwrap();
    save(&mut open);
    assert!(desk.files().contains(&"rift.md.maria--attempt-2.obelus.ron".to_owned()));
    tag(&mut open, "knew", "allegation", "a");
    open.submit(LATER);
    save(&mut open);

    let mut again = desk.open(&maria());
    assert!(
        again.layers().iter().all(|layer| layer.name.suffix().is_none()),
        "attempts are part of training"
    );
    again.turn_to(attempt(2), None);
    let made = again.attempt().unwrap();
    assert_eq!((made.number, made.started, made.submitted), (2, Some(NOW), Some(LATER)));
    assert_eq!(quotes(&again), ["knew"]);
    again.turn_to(Work::Analysis, None);
    assert_eq!(again.layers().len(), 1);
}

#[test]
fn a_gold_layer_never_stands_under_the_name_of_somebody_else() {
    let desk = Desk::new();
    let mut other = desk.open(&person("Maria", Some("another-key")));
    tag(&mut other, "denied", "rebuttal", "j");
    save(&mut other);
    let mut open = desk.open(&maria());
    open.turn_to(Work::Gold, None);
    tag(&mut open, "knew", "allegation", "a");
    save(&mut open);
    assert_eq!(desk.files(), ["rift.md.maria-2--gold.obelus.ron", "rift.md.maria.obelus.ron"]);
}

#[test]
fn what_was_saved_while_one_worked_at_another_layer_is_known_on_return() {
    let desk = Desk::new();
    let saver = Saver::new(std::env::temp_dir().join("obelus-test-locks"), Keep::nothing(), || {});
    let mut open = desk.open(&maria());
    tag(&mut open, "denied", "rebuttal", "a");
    saver.submit(open.snapshot().unwrap());
    let mut analysis = open.turn_to(Work::Gold, None);
    saver.flush(Duration::from_secs(20));
    for report in saver.poll() {
        assert!(analysis.note(&report).is_none());
        open.note(&report);
    }
    // What the watcher then finds there is no news.
    let layer = open.layers().iter().find(|layer| layer.name.suffix().is_none()).unwrap().clone();
    let bytes = std::fs::read(&layer.path).unwrap();
    let text = open.text().clone();
    let read = read_layer(layer.name, layer.path, &bytes, &text, &Around::default());
    assert!(!open.put_layer(read));
    open.turn_to(Work::Analysis, Some(analysis));
    tag(&mut open, "knew", "allegation", "b");
    saver.submit(open.snapshot().unwrap());
    saver.flush(Duration::from_secs(20));
    for report in saver.poll() {
        assert!(matches!(open.note(&report), Noted::Nothing));
    }
    assert_eq!(quotes(&desk.open(&maria())), ["denied", "knew"]);
}

#[test]
fn an_earlier_version_of_a_gold_layer_comes_back_with_its_decisions() {
    let desk = Desk::new();
    let mut open = desk.open(&maria());
    open.turn_to(Work::Gold, None);
    tag(&mut open, "knew", "allegation", "g");
    open.apply("decide", decided("b"), NOW).unwrap();
    let then = open.own().unwrap().layer().unwrap();
    let Edit::Decisions(mut more) = decided("c") else { panic!() };
    more.extend(then.decisions.clone());
    tag(&mut open, "denied", "rebuttal", "h");
    open.apply("decide", Edit::Decisions(more), NOW).unwrap();
    open.restore(then, None, LATER).unwrap();
    assert_eq!((quotes(&open), reasons(&open)), (vec!["knew".to_owned()], vec!["b"]));
    open.undo(LATER);
    assert_eq!(
        (quotes(&open), reasons(&open)),
        (vec!["denied".to_owned(), "knew".to_owned()], vec!["c", "b"])
    );
}

#[test]
fn the_text_of_a_page_stays_where_own_claims_count_in_it_though_gold_has_none_yet() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let article = "<p>He denied it, they said, and nobody, least of all the mayor, believed him then.</p>";
    std::fs::write(&page, format!("<title>Denied</title><h1>Denied</h1>{}", article.repeat(8))).unwrap();
    let mut open = Open::load(&page, Some(&maria()), None).unwrap();
    assert!(open.can_choose_extractor());
    tag(&mut open, "nobody", "rebuttal", "a");
    open.turn_to(Work::Gold, None);
    assert!(!open.can_choose_extractor());
}
