//! What is said of figures, without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::super::agreed::{Agreed, Key, Late, Sources, Together, Wish, Working};
use super::words::{self, Sampled};
use crate::agreement::{Document, Layer, Marked};
use crate::matching::Stretch;
use crate::model::{Claim, ClaimId, LayerName, Rel, Reliability, Role, TagId, TagSet, Timestamp};
use crate::text::Text;
use crate::workspace::{CountedDocument, Hindrance, Maker};

/// What somebody marked: tags with their stretches in code points.
type Marks<'a> = &'a [(&'a str, u32, u32)];

fn layer(name: &str, marks: Marks<'_>) -> Layer {
    let marked = marks.iter().enumerate().map(|(number, (tag, start, end))| {
        let id = ClaimId::parse(&format!("{name}-{number}")).unwrap();
        let mut claim = Claim::new(id, TagId::parse(tag).unwrap(), Vec::new(), Timestamp(0));
        claim.claimants = vec!["Clear Wells".to_owned()];
        Marked::at(Arc::new(claim), [Stretch { start: *start, end: *end }]).unwrap()
    });
    Layer {
        annotator: LayerName::parse(name).unwrap(),
        marked: marked.collect(),
        uncertain: Vec::new(),
        orphan: Vec::new(),
        unreadable: 0,
        is_independent: true,
    }
}

/// Returns a document of nineteen words in three paragraphs.
fn document(name: &str, layers: Vec<Layer>) -> CountedDocument {
    let text =
        "Clear Wells says that Halden knew of it.\n\nHalden denies every word of that.\n\nThe board will go.";
    let makers = layers.iter().map(|layer| {
        let id = layer.annotator.annotator().to_string();
        let annotator = match id.as_str() {
            "maria" => "Maria Keller".to_owned(),
            "jonas" => "Jonas Lind".to_owned(),
            id => id.to_owned(),
        };
        Maker {
            name: layer.annotator.clone(),
            annotator,
            role: Role::Analyst,
            claim_count: layer.marked.len(),
            is_same_text: true,
        }
    });
    CountedDocument {
        path: PathBuf::from(name),
        makers: makers.collect(),
        unreadable: 0,
        document: Document { name: name.to_owned(), text: Text::new(text.to_owned()).unwrap(), layers },
    }
}

fn agreed_with(documents: Vec<CountedDocument>, wish: Wish, hindrances: Vec<Hindrance>) -> Agreed {
    let mut together = Together { hindrances, ..Together::default() };
    documents.into_iter().for_each(|document| together.add(document));
    let sources = Sources::new(Some((PathBuf::from("wells.md"), 1)), None);
    Agreed::new(Key { sources, wish }, Arc::new(together), None, Some(Path::new("wells.md")))
}

/// Returns all figures, those that take longer too.
fn agreed(documents: Vec<CountedDocument>) -> Agreed {
    let mut agreed = agreed_with(documents, Wish::default(), Vec::new());
    finish(&mut agreed);
    agreed
}

fn finish(agreed: &mut Agreed) {
    let late: std::cell::RefCell<Vec<(usize, Late)>> = std::cell::RefCell::default();
    let working = Working::new(agreed.key.clone());
    agreed.rest().work_out(&working, |number, figure| late.borrow_mut().push((number, figure))).unwrap();
    late.into_inner().into_iter().for_each(|(number, figure)| agreed.take(number, figure));
    assert!(agreed.is_complete());
}

const MARIA: Marks<'_> = &[("allegation", 0, 40), ("rebuttal", 42, 75), ("forecast", 77, 95)];
const JONAS: Marks<'_> = &[("allegation", 0, 40), ("allegation", 42, 75), ("forecast", 77, 90)];

/// Returns all that the page says, one line a part.
fn page(agreed: &Agreed) -> String {
    words::text(agreed, &TagSet::built_in())
}

#[test]
fn two_who_part_on_a_reply_are_told_so() {
    let agreed = agreed(vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)])]);
    insta::assert_snapshot!(page(&agreed), @r"
    How far Maria and Jonas agree
    wells.md, the same text for both. 3 and 3 claims, 18 words, nothing left out.

    Matching claims, F1: 0.67. Of the 6 claims marked, 4 stand in a matching pair: same tag, at least half the characters shared.
    Words, Cohen’s kappa: 0.37. Above chance. From 0.21 to 0.40 is usually read as fair.
    Words, Fleiss’ kappa: 0.31. The same for any number of annotators. From 0.21 to 0.40 is usually read as fair.
    Words, Krippendorff’s alpha: 0.33. Below 0.667 no conclusions are drawn from the tags of single words.
    Borders, alpha U: 0.12. Where claims begin and end. For claims, 0.4 to 0.6 is common.
    Gamma: 0.66. Place and tag of whole passages: 1 is perfect, 0 is chance. Sampled, unsure by less than 0.01.
    On the 2 matched claims: Same claimants 2 of 2. Links undefined: no link joins claims that both have. Reliability and credibility undefined: no claim is rated by both. Probability undefined: no forecast has one from both.
    Maria and Jonas agree on more of what they marked than they part on: of 18 words that either marked, 11 bear the same tag from both. They part most here: of 6 words that Maria marked as rebuttal, Jonas took all for allegation.
    ");
}

#[test]
fn identical_layers_agree_in_all() {
    let agreed = agreed(vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", MARIA)])]);
    insta::assert_snapshot!(page(&agreed), @r"
    How far Maria and Jonas agree
    wells.md, the same text for both. 3 and 3 claims, 18 words, nothing left out.

    Matching claims, F1: 1.00. All 6 claims marked stand in matching pairs: same tag, at least half the characters shared.
    Words, Cohen’s kappa: 1.00. Every word has the same tag from all. From 0.81 on is usually read as almost perfect.
    Words, Fleiss’ kappa: 1.00. The same for any number of annotators. From 0.81 on is usually read as almost perfect.
    Words, Krippendorff’s alpha: 1.00. Reliable; 0.80 is the usual bar for firm conclusions.
    Borders, alpha U: 1.00. Where claims begin and end. For claims, 0.4 to 0.6 is common.
    Gamma: 1.00. Place and tag of whole passages: 1 is perfect, 0 is chance. All passages are the same.
    On the 3 matched claims: Same claimants 3 of 3. Links undefined: no link joins claims that both have. Reliability and credibility undefined: no claim is rated by both. Probability undefined: no forecast has one from both.
    Maria and Jonas marked the same words with the same tags.
    ");
}

#[test]
fn where_nobody_marked_anything_every_figure_is_a_sentence() {
    let agreed = agreed(vec![document("wells.md", vec![layer("maria", &[]), layer("jonas", &[])])]);
    insta::assert_snapshot!(page(&agreed), @r"
    How far Maria and Jonas agree
    wells.md, the same text for both. 0 and 0 claims, 18 words, nothing left out.

    Matching claims, F1: –. Undefined: nobody marked anything.
    Words, Cohen’s kappa: –. Undefined: every word has one and the same tag, or none has any.
    Words, Fleiss’ kappa: –. Undefined: every word has one and the same tag, or none has any.
    Words, Krippendorff’s alpha: –. Undefined: every word has one and the same tag, or none has any.
    Borders, alpha U: –. Undefined: nobody marked anything.
    Gamma: –. Undefined: nobody marked anything.
    On matched claims: Undefined: no claim was made by two annotators.
    Neither Maria nor Jonas marked anything, so there is nothing to agree about.
    ");
}

#[test]
fn one_layer_is_compared_with_nothing() {
    let agreed = agreed(vec![document("wells.md", vec![layer("maria", MARIA)])]);
    insta::assert_snapshot!(page(&agreed), @r"
    Maria alone
    wells.md. 3 claims, left out: 1 document that not enough of them read.

    Matching claims, F1: –. Undefined: no document has the layers that are compared.
    Words, Cohen’s kappa: –. Undefined: no document has the layers that are compared.
    Words, Fleiss’ kappa: –. Undefined: no document has the layers that are compared.
    Words, Krippendorff’s alpha: –. Undefined: no document has the layers that are compared.
    Borders, alpha U: –. Undefined: no document has the layers that are compared.
    Gamma: –. Undefined: no document has the layers that are compared.
    On matched claims: Undefined: no claim was made by two annotators.
    ");
}

#[test]
fn three_are_compared_two_by_two() {
    let layers = vec![layer("maria", MARIA), layer("jonas", JONAS), layer("zoe", &[])];
    let agreed = agreed(vec![document("wells.md", layers)]);
    insta::assert_snapshot!(page(&agreed), @r"
    How far Maria, Jonas and zoe agree
    wells.md, the same text for all. 3, 3 and 0 claims, 18 words, nothing left out.

    Matching claims, F1: 0.22. The mean of three pairs of annotators. Claims match with the same tag, at least half the characters shared.
    Words, Cohen’s kappa: –. Defined for two annotators alone; see the pairs below.
    Words, Fleiss’ kappa: −0.14. Less than chance would give.
    Words, Krippendorff’s alpha: −0.12. Words are tagged less alike than by chance.
    Borders, alpha U: −0.40. Where claims begin and end: further apart than by chance. For claims, 0.4 to 0.6 is common.
    Gamma: 0.09. Place and tag of whole passages: 1 is perfect, 0 is chance. Sampled, unsure by about 0.01.
    On 2 pairs of matched claims: Same claimants 2 of 2. Links undefined: no link joins claims that two of them have. Reliability and credibility undefined: no claim is rated by two of them. Probability undefined: no forecast has one from two of them.
    Maria and Jonas agree on more of what they marked than they part on: of 18 words that either marked, 11 bear the same tag from both. They part most here: of 6 words that Maria marked as rebuttal, Jonas took all for allegation.
    Maria and zoe marked no word alike. They part most here: of 8 words that Maria marked as allegation, zoe left all unmarked.
    Jonas and zoe marked no word alike. They part most here: of 14 words that Jonas marked as allegation, zoe left all unmarked.
    ");
}

#[test]
fn what_is_left_out_and_who_had_seen_others_is_said() {
    let mut maria = layer("maria", MARIA);
    maria.uncertain = vec![TagId::parse("rebuttal").unwrap()];
    maria.orphan = vec![TagId::parse("rebuttal").unwrap(), TagId::parse("allegation").unwrap()];
    let mut jonas = layer("jonas", JONAS);
    jonas.is_independent = false;
    let hindrances = vec![Hindrance::InWork, Hindrance::InWork, Hindrance::Unreadable];
    let documents =
        vec![document("wells.md", vec![maria, jonas]), document("later.md", vec![layer("maria", &[])])];
    let agreed = agreed_with(documents, Wish::default(), hindrances);
    insta::assert_snapshot!(words::about(&agreed), @"2 documents, the same text for both. 3 and 3 claims, 18 words, left out: 1 claim of uncertain place, 2 claims without place, 1 document that not enough of them read. Jonas had seen Maria’s layer before being done. 2 documents that you are not done with are left out. 1 document that could not be read is left out.");
    let mut other = document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)]);
    other.makers[1].is_same_text = false;
    other.unreadable = 1;
    let agreed = agreed_with(vec![other], Wish::default(), Vec::new());
    insta::assert_snapshot!(words::about(&agreed), @"wells.md, which Jonas read in another version. 3 and 3 claims, 18 words, nothing left out. 1 layer that cannot be read is left out.");
}

#[test]
fn documents_that_only_some_measures_count_in_are_told() {
    let documents = vec![
        document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS), layer("zoe", &[])]),
        document("later.md", vec![layer("maria", MARIA), layer("jonas", JONAS)]),
    ];
    let about = words::about(&agreed_with(documents, Wish::default(), Vec::new()));
    let sentence = "1 document that not all have read counts for F1 and Krippendorff’s alpha alone.";
    assert!(about.ends_with(sentence), "{about}");
}

#[test]
fn one_tag_alone_is_worded_for_itself() {
    let wish = Wish { tag: Some(TagId::parse("rebuttal").unwrap()), ..Wish::default() };
    let documents = vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)])];
    let mut agreed = agreed_with(documents, wish, Vec::new());
    finish(&mut agreed);
    insta::assert_snapshot!(page(&agreed), @r"
    How far Maria and Jonas agree
    wells.md, the same text for both. 3 and 3 claims, 18 words, nothing left out.

    Matching claims, F1: 0.00. The one claim that was marked stands in no matching pair: same tag, at least half the characters shared.
    Words, Cohen’s kappa: 0.00. No more than chance would give.
    Words, Fleiss’ kappa: −0.20. The same for any number of annotators. Below 0 it is less than chance gives.
    Words, Krippendorff’s alpha: −0.17. Words are tagged less alike than by chance.
    Borders, alpha U: −1.51. Where claims begin and end: further apart than by chance. For rebuttals far less than 0.4 is common.
    Gamma: −0.10. Place and tag of whole passages: 1 is perfect, 0 is chance. Sampled, unsure by about 0.02.
    On matched claims: Undefined: no claim was made by two annotators.
    Maria and Jonas agree on more of what they marked than they part on: of 18 words that either marked, 11 bear the same tag from both. They part most here: of 6 words that Maria marked as rebuttal, Jonas took all for allegation.
    ");
}

#[test]
fn layers_that_are_no_analysts_take_part_when_they_are_chosen() {
    let mut read = document("wells.md", vec![layer("maria", MARIA), layer("maria--gold", JONAS)]);
    read.makers[1].role = Role::Gold;
    let alone = agreed_with(vec![read.clone()], Wish::default(), Vec::new());
    assert_eq!(alone.compared().len(), 1);
    let mut wish = Wish::default();
    wish.switch(&LayerName::parse("maria--gold").unwrap(), true);
    let both = agreed_with(vec![read], wish, Vec::new());
    assert_eq!(words::names(&both.compared()), ["Maria Keller", "Maria (gold)"]);
}

#[test]
fn what_is_being_sampled_says_how_far_it_is_and_what_was_stopped_too() {
    let agreed = agreed_with(
        vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)])],
        Wish::default(),
        Vec::new(),
    );
    let gamma = |sampled: Sampled| {
        let row = words::rows(&agreed, sampled).pop().unwrap();
        format!("{} | {} | {}", row.number, row.interval, row.sentence)
    };
    assert_eq!(gamma(Sampled::Running(0, 0)), "… |  | Being computed.");
    assert_eq!(gamma(Sampled::Running(38, 300)), "… | 12 % | Being computed, 38 of 300 samples.");
    assert_eq!(gamma(Sampled::Stopped(38, 1_200)), "– |  | Stopped after 38 of 1,200 samples.");
}

#[test]
fn a_job_that_is_stopped_brings_nothing_more() {
    let documents = vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)])];
    let agreed = agreed_with(documents, Wish::default(), Vec::new());
    let working = Working::new(agreed.key.clone());
    working.stop();
    assert_eq!(agreed.rest().work_out(&working, |_, _| panic!("it was stopped")), None);
}

#[test]
fn fields_of_matched_claims_are_told_where_both_have_them() {
    let (mut maria, mut jonas) = (layer("maria", MARIA), layer("jonas", JONAS));
    for (layer, reliability) in [(&mut maria, Reliability::B), (&mut jonas, Reliability::C)] {
        let claim = Arc::make_mut(&mut layer.marked[0].claim);
        claim.rating.reliability = Some(reliability);
        let to = ClaimId::parse(&format!("{}-2", layer.annotator)).unwrap();
        claim.links.push(crate::model::Link {
            rel: Rel::Supports,
            to: Some(to),
            words: String::new(),
            document: String::new(),
            unknown: Default::default(),
        });
    }
    let agreed = agreed_with(vec![document("wells.md", vec![maria, jonas])], Wish::default(), Vec::new());
    let (heading, said) = words::matched(&agreed.on_matched, 2);
    insta::assert_snapshot!(format!("{heading}: {said}"), @"On the 2 matched claims: Same claimants 2 of 2, same links 1 of 1, same reliability 0 of 1. Credibility undefined: no claim is rated by both. Probability undefined: no forecast has one from both.");
}

#[test]
fn numbers_never_say_that_all_is_perfect_when_it_is_not() {
    let shown = [0.754, 1.0, 0.998, 0.99999, -0.001, -0.5].map(words::number);
    assert_eq!(shown, ["0.75", "1.00", "0.998", "0.999", "0.00", "−0.50"]);
}

#[test]
fn a_cell_is_named_by_what_both_said() {
    let agreed = agreed(vec![document("wells.md", vec![layer("maria", MARIA), layer("jonas", JONAS)])]);
    let cells = agreed.confusions[0].cells.iter();
    let named: Vec<String> =
        cells.map(|cell| words::cell(cell, ["Maria", "Jonas"], &TagSet::built_in())).collect();
    insta::assert_snapshot!(named.join("\n"), @r"
    8 words that Maria and Jonas marked as allegation
    6 words that Maria marked as rebuttal and Jonas as allegation
    1 word that Maria marked as forecast and Jonas not
    3 words that Maria and Jonas marked as forecast
    ");
}
