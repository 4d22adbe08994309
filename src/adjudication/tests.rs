//! Clusters, differences and decisions on marked text: `<aM>` is Maria's allegation, `<rJ>` Jonas's rebuttal.

use std::sync::Arc;

use proptest::prelude::*;

use super::decide::{decision, gold_claim, relinked};
use super::*;
use crate::matching::{Place, Stretch};
use crate::model::{ClaimId, Decision, Link, Rel, TagId, Timestamp, Verdict};

const NOW: Timestamp = Timestamp(1_000);

/// Reads the claims out of marked text, one source for each initial that occurs.
fn sources(marked: &str) -> Vec<Source> {
    let mut found: Vec<(char, String, u32, u32)> = Vec::new();
    let mut open: Vec<(String, u32)> = Vec::new();
    let mut at = 0;
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('<') {
        at += u32::try_from(before.chars().count()).unwrap();
        let (mark, after) = behind.split_once('>').unwrap();
        match mark.strip_prefix('/') {
            Some(mark) => {
                let begun = open.iter().rposition(|(begun, _)| begun == mark).unwrap();
                let (mark, start) = open.remove(begun);
                let mut letters = mark.chars();
                let tag = match letters.next().unwrap() {
                    'a' => "allegation",
                    'r' => "rebuttal",
                    _ => "forecast",
                };
                found.push((letters.next().unwrap(), tag.to_owned(), start, at));
            }
            None => open.push((mark.to_owned(), at)),
        }
        rest = after;
    }
    let mut initials: Vec<char> = found.iter().map(|(initial, ..)| *initial).collect();
    initials.sort_unstable();
    initials.dedup();
    initials.into_iter().map(|initial| source(initial, &found)).collect()
}

fn source(initial: char, found: &[(char, String, u32, u32)]) -> Source {
    let name = initial.to_lowercase().to_string();
    let mine = found.iter().filter(|(of, ..)| *of == initial).enumerate();
    let entries = mine.map(|(number, (_, tag, start, end))| {
        let id = ClaimId::parse(&format!("{name}{number}")).unwrap();
        let claim = crate::model::Claim::new(id, TagId::parse(tag).unwrap(), Vec::new(), NOW);
        Entry::new(Arc::new(claim), Place::new([Stretch { start: *start, end: *end }]).unwrap())
    });
    let entries = entries.collect();
    let layer = crate::model::LayerName::of(crate::model::AnnotatorId::parse(&format!("{name}x")).unwrap());
    Source { layer, name, entries, left_out: 0 }
}

/// Says each cluster in a line: its claims, and in what they differ.
fn said(sources: &[Source]) -> Vec<String> {
    let one = |cluster: &Cluster| {
        let ids: Vec<&str> = cluster.entries(sources).map(|(_, entry)| entry.claim.id.as_str()).collect();
        let words: Vec<&str> = cluster.differences.iter().map(Difference::words).collect();
        format!(
            "{}: {}",
            ids.join(" "),
            if words.is_empty() { "agreed".to_owned() } else { words.join(", ") }
        )
    };
    clusters(sources).iter().map(one).collect()
}

#[test]
fn claims_about_the_same_words_come_together_and_say_how_they_differ() {
    let sources = sources(
        "<aM><aJ>They knew.</aJ></aM> <rM><aJ>They denied it.</aJ></rM> <fM>It <fJ>will end.</fJ></fM> <aM>Alone.</aM>",
    );
    assert_eq!(
        said(&sources),
        ["j0 m0: agreed", "j1 m1: other tag", "j2 m2: other borders", "m3: not in all layers"]
    );
}

#[test]
fn claims_that_only_touch_stay_apart() {
    let sources = sources("<aM>They knew it all <rJ>along.</aM> Nobody denied it.</rJ>");
    assert_eq!(said(&sources), ["m0: not in all layers", "j0: not in all layers"]);
}

#[test]
fn two_claims_of_one_layer_never_share_a_cluster() {
    // The longer and the shorter claim belong together too, and would bring both of Jonas's into one.
    let sources = sources("<aM><aJ>They <aK><aJ>knew</aJ></aK> it.</aJ></aM>");
    assert_eq!(said(&sources), ["j1 m0: not in all layers", "j0 k0: not in all layers"]);
}

#[test]
fn fields_and_links_that_differ_are_said() {
    let mut sources = sources("<aM><aJ>They knew.</aJ></aM> <rM><rJ>No.</rJ></rM>");
    Arc::make_mut(&mut sources[0].entries[0].claim).claimants = vec!["A".to_owned(), "B".to_owned()];
    Arc::make_mut(&mut sources[1].entries[0].claim).claimants = vec!["B".to_owned(), "A".to_owned()];
    let link = |to: &str| Link {
        rel: Rel::Rebuts,
        to: Some(ClaimId::parse(to).unwrap()),
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    Arc::make_mut(&mut sources[0].entries[1].claim).links = vec![link("j0")].into();
    Arc::make_mut(&mut sources[1].entries[1].claim).links = vec![link("m0")].into();
    // The order of names is none, and both rebuttals answer the claim about the same words.
    assert_eq!(said(&sources), ["j0 m0: agreed", "j1 m1: agreed"]);
    Arc::make_mut(&mut sources[1].entries[0].claim).unnamed = true;
    Arc::make_mut(&mut sources[1].entries[1].claim).links = Vec::new().into();
    assert_eq!(said(&sources), ["j0 m0: other claimants", "j1 m1: other links"]);
}

#[test]
fn a_decision_stands_until_a_claim_it_saw_changes() {
    let mut sources = sources("<aM><rJ>They knew.</rJ></aM> <aM>Alone.</aM>");
    let found = clusters(&sources);
    let decisions = [decision(&found[0], &sources, Verdict::Took, None, "seen".to_owned())];
    assert_eq!(Ledger::of(&decisions).stand(&found[0], &sources), Stand::Decided(&decisions[0]));
    assert_eq!(Ledger::of(&decisions).stand(&found[1], &sources), Stand::Open);
    Arc::make_mut(&mut sources[0].entries[0].claim).modified = Timestamp(2_000);
    assert_eq!(Ledger::of(&decisions).stand(&found[0], &sources), Stand::Changed(&decisions[0]));
}

#[test]
fn a_gold_claim_says_what_it_was_made_from_and_links_to_gold() {
    let mut sources = sources("<aM><aJ>They knew.</aJ></aM> <rM>No.</rM>");
    let link = Link {
        rel: Rel::Rebuts,
        to: Some(ClaimId::parse("m0").unwrap()),
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    Arc::make_mut(&mut sources[1].entries[1].claim).links = vec![link].into();
    let found = clusters(&sources);
    let id = |name: &str| ClaimId::parse(name).unwrap();
    let made = |cluster: usize, basis: &Entry, name: &str| {
        Arc::new(gold_claim(&basis.claim, &found[cluster], &sources, id(name), NOW))
    };
    let gold = [made(0, &sources[0].entries[0], "g0"), made(1, &sources[1].entries[1], "g1")];
    assert_eq!(gold[0].from, [id("j0"), id("m0")]);
    let renewed = relinked(&gold, NOW);
    assert_eq!(renewed.len(), 1);
    assert_eq!(renewed[0].links[0].to, Some(id("g0")));
    assert_eq!(relinked(&[Arc::new(renewed[0].clone()), gold[0].clone()], NOW), []);
}

#[test]
fn each_annotator_is_told_what_became_of_a_claim() {
    let sources =
        sources("<aM><rJ>They knew.</rJ></aM> <aM>Alone.</aM> <fJ>It will end.</fJ> <aM>Open.</aM>");
    let found = clusters(&sources);
    let id = |name: &str| ClaimId::parse(name).unwrap();
    let took = |cluster: usize, source: usize, claim: usize, name: &str| {
        let basis = &sources[source].entries[claim];
        Entry::new(
            Arc::new(gold_claim(&basis.claim, &found[cluster], &sources, id(name), NOW)),
            basis.mark.place.clone(),
        )
    };
    let gold = Source { entries: vec![took(0, 1, 0, "g0"), took(2, 0, 1, "g1")], ..sources[0].clone() };
    let decisions: Vec<Decision> = vec![
        decision(&found[0], &sources, Verdict::Took, Some(id("g0")), "It blames.".to_owned()),
        decision(&found[1], &sources, Verdict::Dropped, None, "An opinion.".to_owned()),
        decision(&found[2], &sources, Verdict::Took, Some(id("g1")), String::new()),
    ];
    let maria = fates(&sources[1].entries, &gold, &decisions);
    assert_eq!(maria, [Fate::Kept, Fate::Dropped { reason: "An opinion." }, Fate::Undecided]);
    let jonas = fates(&sources[0].entries, &gold, &decisions);
    let Fate::Changed { differences, reason, .. } = &jonas[0] else { panic!("{jonas:?}") };
    assert_eq!((differences.as_slice(), *reason), ([Difference::Tag].as_slice(), "It blames."));
    let missed: Vec<&str> = missed(sources[1].entries.iter().map(|entry| &entry.claim.id), &gold)
        .iter()
        .map(|one| one.claim.id.as_str())
        .collect();
    assert_eq!(missed, ["g1"]);
}

/// Returns a way to make ids g0, g1 ….
fn gold_ids() -> impl FnMut() -> ClaimId {
    let mut number = 0;
    move || {
        number += 1;
        ClaimId::parse(&format!("g{}", number - 1)).unwrap()
    }
}

/// A gold layer that is decided step by step.
#[derive(Default)]
struct Gold {
    claims: Vec<Arc<crate::model::Claim>>,
    decisions: Vec<Decision>,
}

impl Gold {
    fn decide(
        &mut self,
        sources: &[Source],
        wishes: Vec<(&Cluster, Wish)>,
        ids: &mut impl FnMut() -> ClaimId,
    ) {
        let wishes = wishes.into_iter().map(|(cluster, wish)| (cluster, wish, "So.".to_owned())).collect();
        let settled = settle(&self.claims, &self.decisions, sources, wishes, ids, NOW);
        let goes = |id: &ClaimId| settled.remove.contains(id) || settled.put.iter().any(|put| put.id == *id);
        self.claims.retain(|claim| !goes(&claim.id));
        self.claims.extend(settled.put.into_iter().map(Arc::new));
        self.claims.sort_by(|one, other| one.id.cmp(&other.id));
        self.decisions = settled.decisions;
    }

    fn said(&self) -> Vec<String> {
        let one = |claim: &Arc<crate::model::Claim>| {
            let from: Vec<&str> = claim.from.iter().map(ClaimId::as_str).collect();
            format!("{} {} from {}", claim.id, claim.tag, from.join(" "))
        };
        self.claims.iter().map(one).collect()
    }
}

#[test]
fn what_is_decided_anew_keeps_its_claim() {
    let sources = sources("<aM><rJ>They knew.</rJ></aM> <aM>Alone.</aM>");
    let found = clusters(&sources);
    let (mut gold, mut ids) = (Gold::default(), gold_ids());
    gold.decide(&sources, vec![(&found[0], Wish::Take(1)), (&found[1], Wish::Take(1))], &mut ids);
    assert_eq!(gold.said(), ["g0 allegation from j0 m0", "g1 allegation from m1"]);
    gold.decide(&sources, vec![(&found[0], Wish::Take(0))], &mut ids);
    assert_eq!(gold.said(), ["g0 rebuttal from j0 m0", "g1 allegation from m1"]);
    gold.decide(&sources, vec![(&found[1], Wish::Drop)], &mut ids);
    assert_eq!(gold.said(), ["g0 rebuttal from j0 m0"]);
    // Jonas has no such claim: to take his is to take none.
    gold.decide(&sources, vec![(&found[1], Wish::Take(0))], &mut ids);
    let verdicts: Vec<Verdict> = gold.decisions.iter().map(|decision| decision.verdict).collect();
    assert_eq!(verdicts, [Verdict::Took, Verdict::Dropped]);
    let mut other = crate::model::Claim::clone(&sources[1].entries[1].claim);
    other.tag = TagId::parse("forecast").unwrap();
    gold.decide(&sources, vec![(&found[1], Wish::Change(Box::new(other)))], &mut ids);
    assert_eq!(gold.said(), ["g0 rebuttal from j0 m0", "g2 forecast from m1"]);
    assert_eq!(gold.decisions[1].verdict, Verdict::Changed);
}

#[test]
fn links_of_gold_claims_lead_to_gold_claims_whichever_is_decided_first() {
    let mut sources = sources("<aM><aJ>They knew.</aJ></aM> <rM>No.</rM>");
    let link = Link {
        rel: Rel::Rebuts,
        to: Some(ClaimId::parse("m0").unwrap()),
        words: String::new(),
        document: String::new(),
        unknown: Default::default(),
    };
    Arc::make_mut(&mut sources[1].entries[1].claim).links = vec![link].into();
    let found = clusters(&sources);
    let target = |gold: &Gold, at: usize| gold.claims[at].links[0].to.clone().unwrap();
    let (mut gold, mut ids) = (Gold::default(), gold_ids());
    gold.decide(&sources, vec![(&found[1], Wish::Take(1))], &mut ids);
    assert_eq!(target(&gold, 0).as_str(), "m0");
    gold.decide(&sources, vec![(&found[0], Wish::Take(0))], &mut ids);
    assert_eq!(target(&gold, 0), gold.claims[1].id);
    // Left out and taken after all: the link leads to the new gold claim, not to the one that is gone.
    gold.decide(&sources, vec![(&found[0], Wish::Drop)], &mut ids);
    assert_eq!(target(&gold, 0).as_str(), "j0");
    gold.decide(&sources, vec![(&found[0], Wish::Take(1))], &mut ids);
    assert_eq!(target(&gold, 0), gold.claims[1].id);
    let (mut gold, mut ids) = (Gold::default(), gold_ids());
    let both = vec![(&found[0], Wish::Take(0)), (&found[1], Wish::Take(1))];
    gold.decide(&sources, both, &mut ids);
    assert_eq!(target(&gold, 1), gold.claims[0].id);
}

#[test]
fn what_can_be_drawn_as_one_line_is_one_group() {
    let sources = sources("<aM><aJ><rK>They knew.</rK></aJ></aM> <fM>It <fJ>will end.</fJ></fM>");
    let found = clusters(&sources);
    assert_eq!(found[0].alike(&sources), [vec![0, 2], vec![1]]);
    assert_eq!(found[1].alike(&sources), [vec![0], vec![2]]);
}

fn any_sources() -> impl Strategy<Value = Vec<Source>> {
    let mark = (0u32..60, 1u32..15, 0..3usize);
    proptest::collection::vec(proptest::collection::vec(mark, 0..8), 1..4).prop_map(|layers| {
        let mut found = Vec::new();
        for (layer, marks) in layers.iter().enumerate() {
            let initial = ['J', 'K', 'M'][layer];
            for (start, length, tag) in marks {
                let tag = ["allegation", "rebuttal", "forecast"][*tag].to_owned();
                found.push((initial, tag, *start, start + length));
            }
        }
        (0..layers.len()).map(|layer| source(['J', 'K', 'M'][layer], &found)).collect()
    })
}

proptest! {
    #[test]
    fn every_claim_is_in_exactly_one_cluster(sources in any_sources()) {
        let found = clusters(&sources);
        let mut members: Vec<(usize, usize)> = found
            .iter()
            .flat_map(|cluster| cluster.members.iter().enumerate())
            .filter_map(|(layer, member)| Some((layer, (*member)?)))
            .collect();
        members.sort_unstable();
        let all: Vec<(usize, usize)> = sources
            .iter()
            .enumerate()
            .flat_map(|(layer, source)| (0..source.entries.len()).map(move |claim| (layer, claim)))
            .collect();
        prop_assert_eq!(members, all);
    }

    #[test]
    fn a_layer_beside_itself_agrees(sources in any_sources()) {
        let twice = [sources[0].clone(), sources[0].clone()];
        prop_assert!(clusters(&twice).iter().all(Cluster::is_agreed));
    }
}
