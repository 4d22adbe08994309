//! Every control of every screen has a name, for screen readers and for these tests.

use egui::accesskit::Role;
use egui_kittest::kittest::By;

use super::*;

/// Fails on a control that can be used and has no name.
#[track_caller]
fn check(desk: &Desk, screen: &str) {
    let nodes = desk.window.root().query_all(By::new());
    let unnamed: Vec<_> = nodes
        .filter(|node| {
            let node = node.accesskit_node();
            let is_control = matches!(
                node.role(),
                Role::Button
                    | Role::CheckBox
                    | Role::ComboBox
                    | Role::Link
                    | Role::ListItem
                    | Role::MenuItem
                    | Role::MultilineTextInput
                    | Role::RadioButton
                    | Role::Slider
                    | Role::TextInput
            );
            is_control && node.label().is_none_or(|label| label.trim().is_empty())
        })
        .map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect()))
        .collect();
    assert_eq!(unnamed, [""; 0], "{screen}");
}

#[test]
fn the_first_start_names_its_controls() {
    let mut desk = Desk::made(None, |_| ());
    desk.settle();
    check(&desk, "first start");
}

#[test]
fn the_window_names_its_controls() {
    let mut desk = Desk::with(ARTICLE);
    check(&desk, "a document");
    for name in ["Allegation: ", "Rebuttal: ", "Forecast: "] {
        desk.click_what_begins(name);
        desk.settle();
        if !desk.names_that_begin("Voice, via").is_empty() {
            desk.click_what_begins("Voice, via");
            desk.settle();
        }
        check(&desk, name);
    }
    desk.click("Order and filters");
    desk.settle();
    check(&desk, "filters");
}

#[test]
fn dialogs_and_menus_name_their_controls() {
    let mut desk = Desk::with(ARTICLE);
    desk.press(Key::N);
    let screens = [
        (Modifiers::NONE, Key::F1),
        (CTRL | Modifiers::SHIFT, Key::P),
        (CTRL, Key::P),
        (CTRL, Key::I),
        (CTRL, Key::L),
        (CTRL, Key::F),
        (Modifiers::NONE, Key::L),
        (Modifiers::NONE, Key::F10),
    ];
    for (modifiers, key) in screens {
        desk.press_with(modifiers, key);
        desk.settle();
        check(&desk, &format!("{modifiers:?} {key:?}"));
        desk.press(Key::Escape);
        desk.settle();
    }
}
