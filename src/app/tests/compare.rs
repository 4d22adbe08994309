//! Layers side by side: what differs is listed and walked, decided with a key each, and told to whom it concerns.

use super::super::Command;
use super::*;
use crate::model::{Role, Verdict};
use crate::workspace::{WatchEvent, Work};

/// The article as two have read it; the reader is Ana Ruiz. One claim agrees, one has another tag, one is Maria's alone.
fn two() -> Desk {
    Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(
            &path,
            "Maria Costa",
            "<a>They knew of it.</a> <r>They did not act.</r>\n\n<f>It will end in May.</f>\n",
        );
        tag(&path, "Ana Ruiz", "<a>They knew of it.</a> <a>They did not act.</a>\n\nIt will end in May.\n");
    })
    .open("article.txt")
}

impl Desk {
    pub(super) fn ask(&mut self, command: Command) {
        self.app_mut().commands.send(command);
        self.settle();
    }

    /// Returns what the list of differences says, in its order.
    fn differences(&self) -> Vec<String> {
        let is_row = |name: &&String| name.contains(", paragraph ") && !name.contains("selected");
        self.names().iter().filter(is_row).cloned().collect()
    }

    /// Returns the gold claims as `tag: words`, and the verdicts.
    fn gold(&self) -> (Vec<String>, Vec<Verdict>) {
        assert_eq!(*self.document().work(), Work::Gold);
        let decisions = self.document().own_store().decisions();
        (self.tagged(), decisions.iter().map(|decision| decision.verdict).collect())
    }
}

const OTHER_TAG: &str = "other tag: They did not act., paragraph 1";
const ONLY_MARIA: &str = "only Maria: It will end in May., paragraph 2";

#[test]
fn what_differs_is_listed_and_walked_with_one_key() {
    let mut desk = two();
    desk.ask(Command::Compare);
    assert_eq!(desk.differences(), [OTHER_TAG, ONLY_MARIA]);
    desk.sees("1 of 2");
    desk.sees("Tag, differs: Ana Allegation; Maria Rebuttal");
    desk.sees("Words: Ana They did not act.; Maria They did not act.");
    desk.sees("1 claim agrees in every field.");
    desk.press(Key::N);
    desk.sees("2 of 2");
    desk.sees("Tag: Ana has no such claim; Maria Forecast");
    desk.assert_focused(ONLY_MARIA);
    desk.press(Key::ArrowUp);
    desk.sees("1 of 2");
    desk.press_with(Modifiers::SHIFT, Key::N);
    desk.sees("2 of 2");
    desk.click("Sort by place");
    assert_eq!(desk.differences(), [OTHER_TAG, ONLY_MARIA]);
}

#[test]
fn to_compare_is_to_ask_to_see_the_others() {
    let mut desk = two();
    desk.ask(Command::Compare);
    let layer = desk.saved();
    assert!(layer.seen_others.is_some());
    assert_eq!(layer.finished, None);
}

#[test]
fn escape_goes_back_to_the_text_and_its_place() {
    let mut desk = two();
    desk.press_with(CTRL, Key::End);
    let caret = desk.app().page.caret();
    desk.ask(Command::Compare);
    desk.press(Key::N);
    desk.press(Key::Escape);
    desk.settle();
    desk.does_not_see("Differences");
    assert_eq!(desk.app().page.caret(), caret);
}

#[test]
fn one_layer_alone_is_said_in_words() {
    let mut desk = Desk::with("<a>They knew.</a>\n");
    desk.ask(Command::Compare);
    desk.sees("Only one layer is here. Add sidecars of others to compare.");
    let mut desk = Desk::made(None, |folder| write_all(folder, &["article.txt"])).open("article.txt");
    desk.ask(Command::Compare);
    desk.sees("No layer is here. Add sidecars to compare them.");
}

#[test]
fn layers_are_chosen_and_two_of_one_name_are_told_apart() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Maria Costa", "<a>They knew.</a> They left.\n");
        tag(&path, "Maria Keller", "They knew. <a>They left.</a>\n");
        tag(&path, "Ana Ruiz", "<a>They knew.</a> They left.\n");
    })
    .open("article.txt");
    desk.ask(Command::Compare);
    assert_eq!(desk.app().compared.as_ref().unwrap().initials, ["A", "MC", "MK"]);
    // The list to choose from is open where there are more than two.
    desk.click("Ana Ruiz");
    desk.settle();
    desk.sees("only Maria Costa: They knew., paragraph 1");
    desk.sees("only Maria Keller: They left., paragraph 1");
    desk.click("Maria Costa");
    desk.settle();
    desk.sees("Choose two layers or more.");
}

#[test]
fn what_agrees_is_taken_together_and_what_differs_with_a_key_each() {
    let mut desk = two();
    let theirs = desk.folder.path().join("article.txt.maria-costa.obelus.ron");
    let before = std::fs::read(&theirs).unwrap();
    desk.ask(Command::Adjudicate);
    desk.sees("0 of 3 decided. You can stop here and go on another day.");
    desk.click("Take them all");
    desk.settle();
    desk.sees("1 of 3 decided. You can stop here and go on another day.");
    desk.press(Key::Num2);
    desk.settle();
    // The next that waits is there at once.
    desk.assert_focused(ONLY_MARIA);
    desk.press(Key::Num0);
    desk.settle();
    desk.sees("3 of 3 decided. All is decided.");
    let (claims, verdicts) = desk.gold();
    assert_eq!(claims, ["allegation: They knew of it.", "rebuttal: They did not act."]);
    assert_eq!(verdicts, [Verdict::Took, Verdict::Took, Verdict::Dropped]);
    desk.sees("left out: only Maria: It will end in May., paragraph 2");
    let layer = desk.saved();
    assert_eq!(layer.role, Role::Gold);
    let agreed = layer.claims.iter().find(|claim| claim.tag.as_str() == "allegation").unwrap();
    let from: Vec<&str> = agreed.from.iter().map(ClaimId::as_str).collect();
    assert_eq!(from, ["ana-ruiz-0", "maria-costa-0"]);
    assert!(desk.folder.path().join("article.txt.ana-ruiz--gold.obelus.ron").exists());
    assert_eq!(std::fs::read(&theirs).unwrap(), before);
}

#[test]
fn one_step_back_takes_all_that_was_taken_together() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.press_with(Modifiers::SHIFT, Key::T);
    desk.press(Key::Num1);
    desk.settle();
    assert_eq!(desk.gold().0.len(), 2);
    desk.press_with(CTRL, Key::Z);
    desk.settle();
    assert_eq!(desk.gold().0, ["allegation: They knew of it."]);
    // It is looked at again.
    desk.sees("Tag, differs: Ana Allegation; Maria Rebuttal");
    desk.press_with(CTRL, Key::Z);
    desk.settle();
    assert_eq!(desk.gold(), (Vec::new(), Vec::new()));
    desk.sees("Take them all");
}

#[test]
fn to_leave_goes_back_to_the_own_reading_and_to_come_back_goes_on() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.press(Key::Num1);
    desk.settle();
    desk.press(Key::Escape);
    desk.settle();
    assert_eq!(*desk.document().work(), Work::Analysis);
    assert_eq!(desk.tagged(), ["allegation: They knew of it.", "allegation: They did not act."]);
    desk.ask(Command::Adjudicate);
    desk.sees("1 of 3 decided. You can stop here and go on another day.");
    // Whatever leads away from it leads to the own reading.
    desk.ask(Command::ToggleBriefing);
    assert_eq!(*desk.document().work(), Work::Analysis);
}

#[test]
fn when_a_layer_changes_only_what_is_new_waits() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    for key in [Key::Num1, Key::Num2] {
        desk.press(key);
        desk.settle();
    }
    desk.ask(Command::TakeAgreed);
    desk.sees("3 of 3 decided. All is decided.");
    let path = desk.folder.path().join("article.txt.maria-costa.obelus.ron");
    let mut layer = sidecar::read(&std::fs::read(&path).unwrap()).unwrap().layer;
    let forecast = layer.claims.iter_mut().find(|claim| claim.tag.as_str() == "forecast").unwrap();
    let forecast = Arc::make_mut(forecast);
    forecast.tag = TagId::parse("allegation").unwrap();
    forecast.modified = Timestamp(forecast.modified.0 + 60);
    let bytes = sidecar::write(&layer);
    std::fs::write(&path, &bytes).unwrap();
    let document = desk.document().path().to_owned();
    let name = crate::model::LayerName::parse("maria-costa").unwrap();
    desk.ask(Command::Watched(WatchEvent::Layer { document, name, path, bytes: bytes.into_bytes() }));
    desk.until("the layer is read again", |app| {
        let maria =
            app.open.as_ref().unwrap().layers().iter().find(|layer| layer.name.to_string() == "maria-costa");
        maria.is_some_and(|maria| maria.store.claims().all(|placed| placed.claim.tag.as_str() != "forecast"))
    });
    desk.settle();
    desk.sees("2 of 3 decided. You can stop here and go on another day.");
    desk.sees("changed since it was decided: only Maria: It will end in May., paragraph 2");
    // What was decided stands meanwhile.
    assert_eq!(desk.gold().0.len(), 3);
    desk.sees("taken: other tag: They did not act., paragraph 1");
}

#[test]
fn a_claim_is_taken_with_another_tag_and_with_the_words_that_are_selected() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.press(Key::F);
    desk.settle();
    assert_eq!(desk.gold().0, ["forecast: They did not act."]);
    // Maria’s alone is looked at now; the first sentence of all is selected for it.
    desk.app_mut().view.focus_page = true;
    desk.settle();
    desk.press_with(CTRL, Key::Home);
    desk.press(Key::S);
    desk.press(Key::R);
    desk.settle();
    let (claims, verdicts) = desk.gold();
    assert_eq!(claims, ["rebuttal: They knew of it.", "forecast: They did not act."]);
    assert_eq!(verdicts, [Verdict::Changed, Verdict::Changed]);
}

#[test]
fn the_form_for_changes_is_used_by_name() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.press(Key::Num3);
    desk.settle();
    desk.sees("Tag in gold");
    desk.click("Take it so");
    desk.settle();
    // Nothing was changed in it: it is simply taken.
    assert_eq!(desk.gold(), (vec!["allegation: They did not act.".to_owned()], vec![Verdict::Took]));
}

#[test]
fn a_reason_is_kept_and_offered_again() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.click("Reason");
    desk.type_text("It blames them");
    desk.press(Key::Enter);
    desk.settle();
    desk.press(Key::Num1);
    desk.settle();
    let reasons = |desk: &Desk| -> Vec<String> {
        let decisions = desk.document().own_store().decisions();
        decisions.iter().map(|decision| decision.reason.clone()).collect()
    };
    assert_eq!(reasons(&desk), ["It blames them"]);
    desk.click("Reason used before: It blames them");
    desk.settle();
    desk.press(Key::Num0);
    desk.settle();
    assert_eq!(reasons(&desk), ["It blames them", "It blames them"]);
}

#[test]
fn each_is_told_what_became_of_their_claims() {
    let mut desk = two();
    desk.ask(Command::Adjudicate);
    desk.ask(Command::TakeAgreed);
    // Maria’s rebuttal is taken, and her forecast, which Ana has not.
    for key in [Key::Num2, Key::Num2] {
        desk.press(key);
        desk.settle();
    }
    desk.ask(Command::Fates);
    desk.sees("What became of mine");
    desk.sees("Decided by Ana Ruiz. Of yours: 1 kept, 1 changed, 1 missed");
    desk.sees("kept: They knew of it.");
    desk.sees("changed, other tag: They did not act.");
    desk.click("missed: in gold, not in yours: It will end in May.");
    desk.settle();
    assert_eq!(
        desk.app().view.chosen.as_ref().unwrap().layer.as_ref().unwrap().to_string(),
        "ana-ruiz--gold"
    );
    desk.click("Back to the claims");
    desk.does_not_see("What became of mine");
}

#[test]
fn the_documents_of_a_folder_are_listed_with_what_differs_in_each() {
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        for name in ["article.txt", "other.txt"] {
            let path = folder.join(name);
            tag(&path, "Maria Costa", "<a>They knew.</a> <r>They left.</r>\n");
            tag(&path, "Jonas Lind", "<a>They knew.</a> <f>They left.</f>\n");
        }
        tag(&folder.join("mine.txt"), "Ana Ruiz", "<a>They knew.</a>\n");
    })
    .open("mine.txt");
    desk.ask(Command::CompareFolder);
    desk.until("all are compared", |app| app.foldered.running.is_none());
    desk.settle();
    desk.sees("mine.txt: one layer only");
    desk.sees("article.txt: 1 difference, Jonas, Maria, 1 claim agrees");
    desk.click("other.txt: 1 difference, Jonas, Maria, 1 claim agrees");
    desk.until("the document is open", |app| {
        app.open.as_ref().is_some_and(|open| open.name() == "other.txt") && app.compared.is_some()
    });
    desk.settle();
    desk.sees("other tag: They left., paragraph 1");
}

#[test]
fn many_claims_are_compared_on_a_worker() {
    let words = |tag: &str| format!("<{tag}>They knew.</{tag}>\n\n").repeat(1_200);
    let mut desk = Desk::made(Some(person("Ana Ruiz")), |folder| {
        let path = folder.join("article.txt");
        tag(&path, "Maria Costa", &words("a"));
        tag(&path, "Ana Ruiz", &words("r"));
    })
    .open("article.txt");
    desk.ask(Command::Compare);
    desk.until("all is compared", |app| app.compared.is_some());
    desk.settle();
    desk.sees("1 of 1200");
    // No more rows are drawn than can be seen.
    assert!(desk.differences().len() < 40, "{}", desk.differences().len());
}
