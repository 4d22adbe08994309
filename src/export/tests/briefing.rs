//! What the briefing says, and in what order.

use super::*;

#[test]
fn what_stands_open_comes_first() {
    insta::assert_snapshot!(Briefing::of(&wells()).text(), @r"
    Who says what against whom
    wells.md, Maria Keller, 5 claims. 1 allegation stands unanswered, 1 rebuttal is without target.

    Clear Wells
      Alleges
      A “Halden Water knew” (¶ 2)
        against Halden Water; unanswered
      A The wells stayed in service. (¶ 1)
        against Halden Water; answered by Signe Marlow
      Expects
      F “filters will cost 40 million” (¶ 2)
        70 %, due 2028

    Signe Marlow
      Denies
      R “all of it is made up” (¶ 3)
        without target
      R “the limit was never passed” (¶ 3)
        to Clear Wells, ¶ 1
    ");
}

#[test]
fn claimants_with_unanswered_allegations_come_first_then_by_place() {
    let text = "<r1>No.</r1> <a1>Yes.</a1> <a2>Late.</a2> <a3>Later.</a3>";
    let material = of(vec![marked("a.md", text)])
        .said_by("r1", &["First"])
        .said_by("a1", &["Second"])
        .said_by("a2", &["Third"])
        .said_by("a3", &["third"])
        .links("r1", Rel::Rebuts, "a1");
    let headings: Vec<String> = Briefing::of(&material).rows.into_iter().map(|row| row.heading).collect();
    assert_eq!(headings, ["Third", "third", "First", "Second"]);
}

#[test]
fn forecasts_stand_by_due_date_and_say_what_they_lack() {
    let text = "<f1>Never.</f1> <f2>In 2030.</f2> <f3>In June 2029.</f3> <f4>In 2029.</f4>";
    let material = of(vec![marked("a.md", text)])
        .with("f2", |claim| claim.forecast = forecast("x", Some("2030"), Some(0.125)).map(Box::new))
        .with("f3", |claim| claim.forecast = forecast("", Some("2029-06"), None).map(Box::new))
        .with("f4", |claim| claim.forecast = forecast("x", Some("2029"), None).map(Box::new));
    insta::assert_snapshot!(Briefing::of(&material).text(), @r"
    Who says what against whom
    a.md, Maria Keller, 4 claims. No allegation stands unanswered, no rebuttal is without target.

    No claimant yet
      Expects
      F “In June 2029.” (¶ 1)
        due 2029-06; not scoreable yet: no event
      F “In 2029.” (¶ 1)
        due 2029
      F “In 2030.” (¶ 1)
        12.5 %, due 2030
      F “Never.” (¶ 1)
        not scoreable yet: no event and no due date
    ");
}

#[test]
fn the_unnamed_the_author_and_nobody_have_rows_of_their_own() {
    let text = "<a1>One.</a1> <a2>Two.</a2> <a3>Three.</a3> <a4>Four.</a4>";
    let material = of(vec![marked("a.md", text)])
        .with("a1", |claim| claim.unnamed = true)
        .with("a2", |claim| claim.voice = Some(Voice::Author))
        .said_by("a4", &["A", "B", "A"]);
    let headings = |material: &Material| {
        Briefing::of(material).rows.into_iter().map(|row| row.heading).collect::<Vec<_>>()
    };
    assert_eq!(headings(&material), ["Sources without a name", "The author", "No claimant yet", "A", "B"]);
    assert_eq!(Briefing::of(&material).claim_count, 4);
    let mut named = material.clone();
    named.documents[0].about.author = "Ines Halvorsen".to_owned();
    assert_eq!(headings(&named)[1], "The author, Ines Halvorsen");
    let mut two = material;
    two.documents.push(marked("b.md", "<a5>Five.</a5>"));
    let two = two.with("a5", |claim| claim.voice = Some(Voice::Author));
    assert_eq!(headings(&two)[1], "The author of a.md");
    assert_eq!(headings(&two).last().unwrap(), "The author of b.md");
}

#[test]
fn links_go_across_documents_and_layers() {
    let mut one = marked("one.md", "<a1>Yes.</a1>");
    let text = one.text.clone().unwrap();
    one.layers.push(layer("Jonas Lind", vec![entry(&text, "r9", &[(0, 3)])]));
    let material = of(vec![one, marked("two.md", "<r1>No.</r1>")])
        .said_by("a1", &["A"])
        .said_by("r1", &["B"])
        .said_by("r9", &["C"])
        .links("r1", Rel::Rebuts, "a1")
        .links("r9", Rel::Rebuts, "elsewhere");
    insta::assert_snapshot!(Briefing::of(&material).text(), @r"
    Who says what against whom
    2 documents, Maria Keller and Jonas Lind, 3 claims. No allegation stands unanswered, no rebuttal is without target.

    A
      Alleges
      A “Yes.” (¶ 1)
        answered by B; one.md; tagged by Maria Keller

    C
      Denies
      R “Yes” (¶ 1)
        to a claim that is not at hand; one.md; tagged by Jonas Lind

    B
      Denies
      R “No.” (¶ 1)
        to A, ¶ 1 of one.md; two.md; tagged by Maria Keller
    ");
}

#[test]
fn an_id_that_two_layers_have_means_the_nearest() {
    let material =
        of(vec![marked("one.md", "<a1>Yes.</a1>"), marked("copy.md", "<a1>Yes.</a1> <r1>No.</r1>")]).links(
            "r1",
            Rel::Rebuts,
            "a1",
        );
    let relations = Relations::of(&material);
    let at = At { document: 1, layer: 0, entry: 0 };
    assert_eq!(relations.answers(at).count(), 1);
    assert_eq!(Briefing::of(&material).unanswered, 1);
}

#[test]
fn what_is_not_listed_still_answers() {
    let mut material = wells();
    material.list_only(|_, claim| claim.tag.as_str() == "allegation");
    let briefing = Briefing::of(&material);
    assert_eq!((briefing.claim_count, briefing.unanswered), (2, 1));
    insta::assert_snapshot!(briefing.text(), @r"
    Who says what against whom
    wells.md, Maria Keller, 2 claims. 1 allegation stands unanswered, no rebuttal is without target.

    Clear Wells
      Alleges
      A “Halden Water knew” (¶ 2)
        against Halden Water; unanswered
      A The wells stayed in service. (¶ 1)
        against Halden Water; answered by Signe Marlow
    ");
}

#[test]
fn a_claim_without_a_sure_place_says_so() {
    let mut material = wells();
    let entries = &mut material.documents[0].layers[0].entries;
    entries[0].standing = Some(Standing::Orphan);
    entries[0].spans = vec![None];
    entries[1].standing = Some(Standing::Uncertain);
    let briefing = Briefing::of(&material);
    let lines: Vec<String> = briefing.rows[0].cells[0]
        .iter()
        .map(|line| format!("{} | {} | {}", line.words, line.second_line(), line.place))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    Halden Water knew | against Halden Water; unanswered; the place is unsure | ¶ 2
    The wells stayed in service. | against Halden Water; answered by Signe Marlow | no longer in the text
    ");
}

#[test]
fn a_tag_that_is_not_known_has_a_column_of_its_own() {
    let material = of(vec![marked("a.md", "<a1>One.</a1> <x1>Two.</x1>")]);
    let briefing = Briefing::of(&material);
    assert_eq!(briefing.columns().count(), 4);
    assert_eq!(briefing.rows[0].cells[3][0].second_line(), "tagged insult");
    assert_eq!(Briefing::of(&wells()).columns().count(), 3);
}

#[test]
fn a_name_stays_as_it_was_written() {
    let material = of(vec![marked("a.md", "<a1>One.</a1> <a2>Two.</a2>")])
        .said_by("a1", &["the author of the letter"])
        .said_by("a2", &["no claimant yet known"]);
    let headings: Vec<String> = Briefing::of(&material).rows.into_iter().map(|row| row.heading).collect();
    assert_eq!(headings, ["the author of the letter", "no claimant yet known"]);
}

/// A claim of a thousand claimants stands under each of them, and so would a thousand times a thousand names.
#[test]
fn of_many_names_the_first_few_are_given() {
    let names: Vec<String> = (1..=1_000).map(|number| format!("Name {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let material = of(vec![marked("a.md", "<a1>One.</a1> <r1>Two.</r1>")])
        .said_by("a1", &names)
        .with("a1", |claim| claim.against = claim.claimants.clone().into())
        .links("r1", Rel::Rebuts, "a1");
    let briefing = Briefing::of(&material);
    assert_eq!(briefing.rows.len(), 1_001);
    let few = "Name 1, Name 2, Name 3 and 997 others";
    assert_eq!(
        briefing.rows[0].cells[0][0].second_line(),
        format!("said by {few}; against {few}; answered by no claimant yet")
    );
    assert_eq!(briefing.rows[1_000].cells[1][0].second_line(), format!("to {few}, ¶ 1"));
}

#[test]
fn where_nothing_is_claimed_one_sentence_says_so() {
    let material = of(vec![marked("a.md", "One.")]);
    assert_eq!(Briefing::of(&material).summary, "No claims in a.md.");
    let material = of(vec![marked("a.md", "One."), marked("b.md", "Two.")]);
    assert_eq!(Briefing::of(&material).summary, "No claims in 2 documents.");
    assert_eq!(Briefing::of(&of(Vec::new())).summary, "No claims.");
}

#[test]
fn a_layer_of_another_text_is_not_said_to_be_gone_or_without_document() {
    let mut material = of(vec![marked("a.md", "<a1>One.</a1>")]);
    let entry = &mut material.documents[0].layers[0].entries[0];
    entry.standing = None;
    entry.spans = vec![None];
    assert_eq!(Briefing::of(&material).rows[0].cells[0][0].place, "in another text of the document");
    let report = String::from_utf8(html::report(&material, day())).unwrap();
    assert!(report.contains("<h3>Claims in another text of the document</h3>"));
    material.documents[0].text = None;
    assert_eq!(Briefing::of(&material).rows[0].cells[0][0].place, "document not at hand");
}
