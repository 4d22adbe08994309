//! When something inside fails, what there is is saved, and it is said without a word of the document.

use super::*;
use crate::app::command::Command;
use crate::workspace::Mishap;

const WORDS: &str = "Clear Wells alleges";

/// A desk whose window catches what fails, with a claim that is about to be made.
fn desk() -> Desk {
    let mut desk = Desk::with(ARTICLE);
    desk.window.state_mut().is_guarded = true;
    desk.press_with(CTRL, Key::End);
    desk.press(Key::S);
    desk
}

#[track_caller]
fn says_it_without_words(desk: &mut Desk) {
    let said = desk.app_mut().notices.newest(0.0).map(|notice| notice.words.clone()).unwrap();
    assert!(said.starts_with("A part of Obelus failed inside ("), "{said}");
    assert!(said.ends_with("Your claims are being saved. Please report this line."), "{said}");
    assert!(!said.contains(WORDS), "{said}");
}

#[test]
fn when_an_act_fails_what_was_done_before_it_is_saved() {
    let mut desk = desk();
    let id = desk.claims()[0].id.clone();
    let tag = TagId::parse("allegation").unwrap();
    let commands = &desk.app_mut().commands;
    commands.send(Command::Tag(tag));
    commands.send(Command::Change("fail", id, Box::new(|_| panic!("{WORDS}"))));
    desk.window.step();
    desk.window.step();
    says_it_without_words(&mut desk);
    assert_eq!(desk.saved().claims.len(), 4);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.saved().claims.len(), 3, "work goes on");
}

#[test]
fn when_a_job_fails_that_is_said_and_the_claims_are_saved() {
    let mut desk = desk();
    desk.press(Key::Num1);
    desk.app_mut().jobs.spawn(|| panic!("{WORDS}"));
    desk.until("it is said", |app| app.notices.seconds_left(0.0).is_some());
    desk.window.run_steps(2);
    says_it_without_words(&mut desk);
    assert_eq!(desk.saved().claims.len(), 4);
}

#[test]
fn when_frame_after_frame_fails_the_document_is_put_away_and_the_claims_are_on_disk() {
    let mut desk = desk();
    desk.press(Key::Num1);
    let path = desk.document().own().unwrap().path.clone();
    let (egui, mishap) = (desk.window.ctx.clone(), Mishap { at: "here".to_owned() });
    desk.app_mut().recover(&mishap, &egui);
    assert!(desk.app().open.is_some(), "once may be chance");
    desk.app_mut().recover(&mishap, &egui);
    assert!(desk.app().open.is_none());
    let left = desk.app().saver.flush(std::time::Duration::from_secs(20));
    assert_eq!(left, Vec::<PathBuf>::new());
    let read = sidecar::read(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(read.layer.claims.len(), 4);
}
