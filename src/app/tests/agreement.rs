//! How far annotators agree: shown without giving others' work away, worked out in the background, and walked by keys.

use super::super::command::Command;
use super::*;

/// The article as Ana, the reader, has it, and as Maria and Jonas have it.
fn team(is_done: bool) -> Desk {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Maria Costa", "<a>They knew it.</a> <r>They did not.</r>\n\nNothing else was said.\n");
        tag(&path, "Jonas Lind", "<a>They knew it.</a> <a>They did not.</a>\n\nNothing else was said.\n");
        tag(&path, "Ana Ruiz", "<a>They knew it.</a> They did not.\n\nNothing <r>else</r> was said.\n");
        let other = folder.join("other.txt");
        tag(&other, "Maria Costa", "<f>It will rain.</f>\n");
        tag(&other, "Jonas Lind", "<f>It will rain.</f>\n");
    })
    .open("article.txt");
    if is_done {
        desk.app_mut().commands.send(Command::Done);
        desk.settle();
    }
    desk
}

impl Desk {
    /// Returns the words on the screen that are no control's and begin so.
    fn said(&self, begin: &str) -> Vec<String> {
        let nodes = self.window.root().query_all(By::new());
        let said = nodes.filter_map(|node| node.accesskit_node().value());
        said.filter(|words| words.starts_with(begin)).collect()
    }

    /// Waits until all figures are there.
    #[track_caller]
    fn until_agreed(&mut self) {
        self.until("all figures are there", |app| {
            app.agreed.as_ref().is_some_and(|agreed| agreed.is_complete()) && app.agreeing.is_none()
        });
        self.window.run_steps(4);
    }

    pub(super) fn agreement(mut self) -> Self {
        self.app_mut().commands.send(Command::ToggleAgreement);
        self.settle();
        self.until_agreed();
        self
    }
}

#[test]
fn others_work_is_not_given_away_and_asking_for_it_is_noted() {
    let mut desk = team(false);
    desk.app_mut().commands.send(Command::ToggleAgreement);
    desk.settle();
    desk.sees("Others’ work is hidden");
    assert!(desk.app().agreed.is_none());
    desk.press(Key::Escape);
    desk.settle();
    assert!(desk.app().view.shows_page());
    assert!(desk.document().own().unwrap().head.as_ref().unwrap().seen_others.is_none());
    desk.app_mut().commands.send(Command::ToggleAgreement);
    desk.settle();
    desk.click("Show it all the same");
    desk.until_agreed();
    desk.sees("How far Ana, Jonas and Maria agree");
    assert!(desk.saved().seen_others.is_some());
    // Whose layer notes it is named with the figures.
    assert_eq!(desk.said("article.txt, the same text for all. ").len(), 1);
    assert!(desk.said("article.txt, ")[0].contains("Ana had seen other layers before being done."));
}

#[test]
fn who_is_done_sees_six_measures_with_what_they_mean() {
    let desk = team(true).agreement();
    for measure in [
        "Matching claims, F1: ",
        "Words, Cohen’s kappa: ",
        "Words, Fleiss’ kappa: ",
        "Borders, alpha U: ",
        "Gamma: ",
    ] {
        assert_eq!(desk.names_that_begin(measure).len(), 1, "{measure}");
    }
    assert_eq!(desk.said("On 3 pairs of matched claims").len(), 1);
    assert_eq!(desk.names_that_begin("Ana and Jonas: F1 ").len(), 1);
    assert_eq!(desk.names_that_begin("Where they differ: ¶ 1").len(), 1);
}

#[test]
fn layers_are_taken_out_and_put_in() {
    let mut desk = team(true).agreement();
    desk.click("Compare Ana Ruiz, 2 claims");
    desk.until_agreed();
    desk.sees("How far Jonas and Maria agree");
    assert_eq!(desk.names_that_begin("Ana and "), [""; 0]);
    desk.click("Compare Jonas Lind, 2 claims");
    desk.until_agreed();
    desk.sees("Maria alone");
    desk.sees("Choose two layers or more at the left.");
    desk.click("Compare Ana Ruiz, 2 claims");
    desk.until_agreed();
    desk.sees("How far Ana and Maria agree");
}

#[test]
fn a_tag_is_looked_at_alone() {
    let mut desk = team(true).agreement();
    desk.click("Compare Ana Ruiz, 2 claims");
    desk.click("Rebuttal alone");
    desk.until_agreed();
    assert_eq!(desk.names_that_begin("Matching claims, F1: 0.00").len(), 1);
    desk.click("Forecast alone");
    desk.until_agreed();
    assert_eq!(desk.names_that_begin("Gamma: –. Undefined: nobody marked anything.").len(), 1);
}

#[test]
fn a_number_opens_its_passages_and_these_lead_to_the_page() {
    let mut desk = team(true).agreement();
    desk.click("Compare Ana Ruiz, 2 claims");
    desk.until_agreed();
    desk.click_what_begins("3 words that Jonas marked as allegation and Maria as rebuttal");
    desk.settle();
    desk.sees("Hide the passages");
    desk.click("“They did not”");
    desk.settle();
    assert!(desk.app().view.shows_page());
    let text = desk.document().text().clone();
    let selected = desk.app().page.selection(&text).unwrap();
    assert_eq!(text.slice(selected), "They did not");
}

#[test]
fn the_strip_is_walked_by_arrows_and_leads_to_the_words() {
    let mut desk = team(true).agreement();
    desk.click("Compare Ana Ruiz, 2 claims");
    desk.until_agreed();
    let strip = desk.names_that_begin("Where they differ: ").remove(0);
    desk.window.get_by_label(&strip).focus();
    desk.window.run_steps(2);
    desk.press_with(CTRL, Key::ArrowRight);
    assert_eq!(
        desk.names_that_begin("Where they differ: "),
        ["Where they differ: ¶ 1, they differ on 100 % of the words"]
    );
    desk.press(Key::Enter);
    desk.settle();
    assert!(desk.app().view.shows_page());
    let text = desk.document().text().clone();
    assert_eq!(text.slice(desk.app().page.selection(&text).unwrap()), "They");
}

#[test]
fn a_measure_opens_to_what_stands_behind_it() {
    let mut desk = team(true).agreement();
    desk.click_what_begins("Gamma: ");
    desk.settle();
    assert_eq!(desk.app().agreed.as_ref().unwrap().measures.len(), 6);
    let row = desk.names_that_begin("Gamma: ");
    assert_eq!(row.len(), 1);
}

#[test]
fn over_the_folder_what_the_reader_has_not_begun_is_left_out() {
    let mut desk = team(true).agreement();
    desk.click("All 2 documents");
    desk.until_agreed();
    let about = desk.said("article.txt, the same text for all. ");
    assert!(about[0].ends_with("1 document that you have not begun is left out."), "{about:?}");
}

#[test]
fn who_marks_nothing_here_compares_the_whole_folder() {
    let mut desk = Desk::made(Some(person("Eva Lead")), |folder| {
        for name in ["one.txt", "two.txt"] {
            let path = folder.join(name);
            tag(&path, "Maria Costa", "<a>They knew it.</a> They did not.\n");
            tag(&path, "Jonas Lind", "<a>They knew it.</a> <r>They did not.</r>\n");
        }
    })
    .open("one.txt");
    desk.app_mut().commands.send(Command::ToggleAgreement);
    desk.settle();
    desk.sees("Others’ work is hidden");
    desk.click("All 2 documents");
    desk.until_agreed();
    assert_eq!(desk.said("2 documents, the same text for both. ").len(), 1);
    assert_eq!(desk.names_that_begin("two.txt: F1 0.67, ").len(), 1);
    desk.click_what_begins("6 words that Jonas marked as rebuttal and Maria not");
    desk.settle();
    // A passage of the other document opens it.
    let there = desk.window.query_all_by_label("“They did not”").count();
    assert_eq!(there, 2);
    desk.window.query_all_by_label("“They did not”").last().unwrap().click();
    desk.settle();
    desk.until("the other document is open", |app| {
        app.open.as_ref().is_some_and(|open| open.name() == "two.txt")
    });
    desk.settle();
    assert!(desk.app().view.shows_page());
    let text = desk.document().text().clone();
    assert_eq!(text.slice(desk.app().page.selection(&text).unwrap()), "They did not");
}

#[test]
fn figures_follow_the_claims_and_what_is_late_for_others_is_dropped() {
    let mut desk = team(true).agreement();
    let before = desk.app().agreed.as_ref().unwrap().key.clone();
    desk.press(Key::Escape);
    desk.settle();
    desk.press_with(CTRL, Key::A);
    desk.press(Key::Num3);
    desk.app_mut().commands.send(Command::ToggleAgreement);
    desk.settle();
    desk.until_agreed();
    let agreed = desk.app().agreed.as_ref().unwrap();
    assert_ne!(agreed.key, before);
    assert_eq!(agreed.study.claim_counts(), [3, 2, 2]);
    // A figure of the state before changes nothing.
    let kept = agreed.measures.clone();
    let late = super::super::agreed::Late::Interval(Some((0.0, 1.0)));
    let done = super::super::jobs::Done::AgreedLater { key: before, number: 0, late };
    desk.app_mut().commands.send(Command::JobDone(done));
    desk.settle();
    let agreed = desk.app().agreed.as_ref().unwrap();
    assert_eq!(agreed.measures, kept);
    assert_ne!(agreed.intervals[0], Some(Some((0.0, 1.0))));
}

#[test]
fn the_figures_are_written_as_the_command_line_prints_them_and_as_a_table() {
    let mut desk = team(true).agreement();
    desk.click("Rebuttal alone");
    desk.until_agreed();
    desk.click("Export numbers…");
    desk.settle();
    desk.sees("Export numbers");
    desk.press(Key::Enter);
    let file = desk.folder.path().join("article-agreement.json");
    desk.until("the file is written", |_| file.exists());
    desk.settle();
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(written["annotators"], serde_json::json!(["ana-ruiz", "jonas-lind", "maria-costa"]));
    assert_eq!(written["documents"], serde_json::json!(["article.txt"]));
    // All tags, whatever is looked at.
    let names: Vec<&str> = written["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|measure| measure["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["pairwise_f1", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "alpha_u", "gamma"]
    );
    assert_eq!(written["measures"][0]["per_tag"]["rebuttal"]["n"], 2);
    assert_eq!(written["measures"][5]["per_pair"].as_array().unwrap().len(), 3);
    desk.click("Export numbers…");
    desk.settle();
    desk.click("Table for spreadsheets");
    desk.click("Export");
    let file = desk.folder.path().join("article-agreement.csv");
    desk.until("the table is written", |_| file.exists());
    let table = std::fs::read_to_string(&file).unwrap();
    assert!(
        table
            .starts_with("\u{feff}measure,of,name,value,undefined,interval_low,interval_high,n,left_out\r\n")
    );
    assert!(table.contains("\r\npairwise_f1,pair,ana-ruiz; jonas-lind,0.5,,,,4,\r\n"), "{table}");
}

#[test]
fn what_is_shown_is_copied_as_text() {
    let mut desk = team(true).agreement();
    desk.app_mut().commands.send(Command::Copy);
    desk.window.step();
    let words = desk.until_copied();
    assert!(words.starts_with("How far Ana, Jonas and Maria agree\narticle.txt"), "{words}");
}
