//! The widgets by their names, with pointer and keys.

use std::cell::RefCell;

use egui::{Key, Modifiers, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::super::theme::{Appearance, Theme, icons};
use super::super::typeset::Typesetter;
use super::*;

struct Bench<S> {
    theme: Theme,
    typesetter: RefCell<Typesetter>,
    has_fonts: bool,
    state: S,
}

/// Shows what `draw` draws in a window, with a state that it may change.
fn show<'a, S: 'a>(state: S, mut draw: impl FnMut(&mut Ui, &Kit<'_>, &mut S) + 'a) -> Harness<'a, Bench<S>> {
    let bench = Bench {
        theme: Theme::new(),
        typesetter: RefCell::new(Typesetter::bundled()),
        has_fonts: false,
        state,
    };
    let mut harness = Harness::builder().with_size([480.0, 640.0]).with_step_dt(0.1).build_ui_state(
        move |ui, bench: &mut Bench<S>| {
            if !bench.has_fonts {
                bench.has_fonts = true;
                bench.theme.apply(ui.ctx(), Appearance::Light);
                return;
            }
            let kit = Kit::new(&bench.theme, &bench.typesetter, ui.ctx());
            draw(ui, &kit, &mut bench.state);
        },
        bench,
    );
    harness.run();
    harness
}

fn state<'h, S>(harness: &'h Harness<'_, Bench<S>>) -> &'h S {
    &harness.state().state
}

fn type_text<S>(harness: &mut Harness<'_, Bench<S>>, text: &str) {
    for letter in text.chars() {
        harness.event(egui::Event::Text(letter.to_string()));
        harness.step();
    }
}

fn press<S>(harness: &mut Harness<'_, Bench<S>>, key: Key) {
    harness.key_press(key);
    harness.step();
}

fn press_with<S>(harness: &mut Harness<'_, Bench<S>>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.step();
}

#[test]
fn buttons_are_clicked_by_pointer_and_by_keys() {
    let mut harness = show(Vec::new(), |ui, kit, clicked: &mut Vec<&str>| {
        let mut note = |name, response: egui::Response| {
            if response.clicked() {
                clicked.push(name);
            }
        };
        note("plain", Button::plain("Try again").show(ui, kit));
        note("main", Button::main("Take").shortcut("Enter").show(ui, kit));
        note("quiet", Button::quiet("Done, next").shortcut("Ctrl+Enter").show(ui, kit));
        note("link", Button::link("Add the selection").icon(icons::PLUS).show(ui, kit));
        note("icon", IconButton::new(icons::X, "Close").shortcut("Esc").show(ui, kit));
        note("off", Button::plain("Not now").enabled(false).show(ui, kit));
    });
    for name in ["Try again", "Take", "Done, next", "Add the selection", "Close", "Not now"] {
        harness.get_by_label(name).click();
        harness.run();
    }
    assert_eq!(*state(&harness), ["plain", "main", "quiet", "link", "icon"]);
    harness.get_by_label("Take").focus();
    harness.step();
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Space);
    assert_eq!(state(&harness)[5..], ["main", "quiet"]);
}

#[test]
fn rows_say_whether_they_are_chosen() {
    let mut harness = show(0, |ui, kit, chosen: &mut usize| {
        for (at, name) in ["annual-report.md", "eastern-wells.md"].into_iter().enumerate() {
            let row = Row::new(name)
                .id(egui::Id::unique(("row", at)))
                .lead(Lead::Icon(icons::CIRCLE))
                .second("in work")
                .trailing("13")
                .chosen(*chosen == at);
            assert!((row.height() - 48.0).abs() < f32::EPSILON);
            if row.show(ui, kit).clicked() {
                *chosen = at;
            }
        }
    });
    harness.get_by_label("eastern-wells.md").click();
    harness.run();
    assert_eq!(*state(&harness), 1);
    let row = harness.get_by_label("eastern-wells.md");
    assert!(row.accesskit_node().toggled().is_some());
    assert!((row.rect().height() - 48.0).abs() < f32::EPSILON);
}

#[test]
fn choice_is_one_stop_and_arrows_go_along_it() {
    const PARTS: [Segment<'static>; 3] =
        [Segment::new("Low"), Segment::new("Moderate"), Segment::new("High")];
    let mut harness = show(None, |ui, kit, chosen: &mut Option<usize>| {
        if let Some(picked) = Choice::new("c", "Confidence", &PARTS, *chosen).fill().show(ui, kit) {
            *chosen = Some(picked);
        }
        Button::plain("Next").show(ui, kit);
    });
    harness.get_by_label("Moderate").click();
    harness.run();
    assert_eq!(*state(&harness), Some(1));
    assert!(harness.get_by_label("Confidence").is_focused());
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(*state(&harness), Some(2));
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(*state(&harness), Some(0));
    press(&mut harness, Key::Tab);
    harness.step();
    assert!(harness.get_by_label("Next").is_focused());
}

#[test]
fn ticks_and_folds_turn() {
    let mut harness = show((false, false), |ui, kit, (ticked, open): &mut (bool, bool)| {
        check(ui, kit, "A source the text does not name", ticked);
        fold(ui, kit, "Voice, labels, rating, confidence", open);
    });
    harness.get_by_label("A source the text does not name").click();
    harness.get_by_label("Voice, labels, rating, confidence").focus();
    harness.run();
    press(&mut harness, Key::Space);
    assert_eq!(*state(&harness), (true, true));
}

const GRADES: [SelectItem<'static>; 3] = [
    SelectItem::graded('A', "Reliable"),
    SelectItem::graded('B', "Usually reliable"),
    SelectItem::graded('C', "Fairly reliable"),
];

#[test]
fn select_opens_takes_and_takes_back() {
    let mut harness = show(Some(0), |ui, kit, chosen: &mut Option<usize>| {
        let select = Select::new("s", "Source", &GRADES, *chosen).none("No rating");
        if let Some(picked) = select.show(ui, kit) {
            *chosen = picked;
        }
    });
    harness.get_by_label("Source").click();
    harness.run();
    harness.get_by_label("Fairly reliable").click();
    harness.run();
    assert_eq!(*state(&harness), Some(2));
    assert!(harness.query_by_label("Usually reliable").is_none(), "the list is closed");
    press(&mut harness, Key::ArrowDown);
    harness.run();
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    harness.run();
    assert_eq!(*state(&harness), Some(1));
    assert!(harness.query_by_label("Usually reliable").is_none(), "the list is closed");
    type_text(&mut harness, "a");
    assert_eq!(*state(&harness), Some(0));
    harness.get_by_label("Source").click();
    harness.run();
    harness.get_by_label("No rating").click();
    harness.run();
    assert_eq!(*state(&harness), None);
}

#[test]
fn escape_closes_the_list_and_nothing_else() {
    let mut harness = show(Some(0), |ui, kit, chosen: &mut Option<usize>| {
        if let Some(picked) = Select::new("s", "Source", &GRADES, *chosen).show(ui, kit) {
            *chosen = picked;
        }
    });
    harness.get_by_label("Source").focus();
    harness.step();
    press(&mut harness, Key::Enter);
    harness.run();
    assert!(harness.query_by_label("Fairly reliable").is_some());
    press(&mut harness, Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Fairly reliable").is_none());
    assert_eq!(*state(&harness), Some(0));
    assert!(harness.get_by_label("Source").is_focused());
}

#[test]
fn slider_is_moved_by_pointer_keys_and_voice() {
    let mut harness = show(70.0, |ui, kit, value: &mut f64| {
        let slider =
            Slider::new("p", "Probability", Some(*value)).ticks(&[20.0, 80.0]).band(Some(55.0..=80.0));
        if let (_, Some(moved)) = slider.show(ui, kit) {
            *value = moved;
        }
    });
    harness.get_by_label("Probability").click();
    harness.run();
    assert!((*state(&harness) - 50.0).abs() < 1.0);
    press(&mut harness, Key::ArrowRight);
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    assert!((*state(&harness) - 61.0).abs() < 1.0);
    harness.get_by_label("Probability").decrement_accesskit();
    harness.step();
    assert!((*state(&harness) - 60.0).abs() < 1.0);
    harness.get_by_label("Probability").set_value_accesskit(5.0);
    harness.step();
    assert!((*state(&harness) - 5.0).abs() < f64::EPSILON);
}

#[derive(Default)]
struct Typed {
    value: String,
    events: Vec<FieldEvent>,
    /// What stands in the field now.
    text: String,
}

fn one_field<'a>(value: &str, make: impl Fn() -> Field<'static> + 'a) -> Harness<'a, Bench<Typed>> {
    let typed = Typed { value: value.to_owned(), ..Typed::default() };
    let mut harness = show(typed, move |ui, kit, typed: &mut Typed| {
        let output = make().show(ui, kit, &typed.value);
        if let Some(text) = output.settled() {
            text.clone_into(&mut typed.value);
        }
        typed.events.extend(output.event);
        typed.text = output.text;
        Button::plain("Next").show(ui, kit);
    });
    harness.get_by_label("Note").click();
    harness.run();
    harness
}

fn note() -> Field<'static> {
    Field::new("note", "Note")
}

#[test]
fn typing_is_told_once_it_rests() {
    let mut harness = one_field("", note);
    assert!(harness.get_by_label("Note").is_focused());
    assert!(focus::text_field_has_focus(&harness.ctx));
    type_text(&mut harness, "Hal");
    assert_eq!(state(&harness).events, [FieldEvent::Changed; 3]);
    assert_eq!(state(&harness).value, "");
    harness.run_steps(8);
    assert_eq!(state(&harness).events[3..], [FieldEvent::Paused]);
    assert_eq!(state(&harness).value, "Hal");
    harness.run_steps(8);
    assert_eq!(state(&harness).events.len(), 4, "and only once");
    assert_eq!(harness.get_by_label("Note").value().as_deref(), Some("Hal"));
}

#[test]
fn what_is_typed_is_kept_when_the_keyboard_goes_elsewhere() {
    let mut harness = one_field("", note);
    type_text(&mut harness, "Hal");
    press(&mut harness, Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Next").is_focused());
    assert!(!focus::text_field_has_focus(&harness.ctx));
    assert_eq!(state(&harness).value, "Hal");
}

#[test]
fn what_is_typed_is_kept_after_a_click_elsewhere() {
    let mut harness = one_field("", note);
    type_text(&mut harness, "Hal");
    harness.get_by_label("Next").click();
    harness.run();
    assert_eq!(state(&harness).value, "Hal");
}

#[test]
fn enter_submits_and_escape_leaves() {
    let mut harness = one_field("a", note);
    press(&mut harness, Key::End);
    type_text(&mut harness, "b");
    press(&mut harness, Key::Enter);
    assert_eq!(state(&harness).events, [FieldEvent::Changed, FieldEvent::Submitted]);
    type_text(&mut harness, "c");
    press(&mut harness, Key::Escape);
    assert_eq!(state(&harness).events[2..], [FieldEvent::Changed, FieldEvent::Cancelled]);
    assert_eq!(state(&harness).value, "abc");
    assert!(!harness.get_by_label("Note").is_focused());
}

#[test]
fn enter_begins_a_line_only_where_there_are_many() {
    let mut harness = one_field("", || note().multi_line());
    type_text(&mut harness, "a");
    let before = harness.get_by_label("Note").rect().height();
    press(&mut harness, Key::Enter);
    type_text(&mut harness, "b");
    assert_eq!(state(&harness).text, "a\nb");
    harness.run();
    assert!((harness.get_by_label("Note").rect().height() - before - 20.0).abs() < 0.5);
    let mut harness = one_field("", || note().paragraph());
    harness.event(egui::Event::Paste("two\r\nlines".to_owned()));
    harness.step();
    assert_eq!(state(&harness).text, "two lines");
}

#[test]
fn carets_words_and_selections_follow_the_keys() {
    let mut harness = one_field("one two three", note);
    press(&mut harness, Key::End);
    press_with(&mut harness, Modifiers::COMMAND, Key::Backspace);
    assert_eq!(state(&harness).text, "one two ");
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowLeft);
    press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowLeft);
    type_text(&mut harness, "2");
    assert_eq!(state(&harness).text, "one 2");
    press(&mut harness, Key::Home);
    press(&mut harness, Key::Delete);
    assert_eq!(state(&harness).text, "ne 2");
    press_with(&mut harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Cut);
    harness.step();
    assert_eq!(state(&harness).text, "");
    let commands = &harness.output().platform_output.commands;
    assert!(matches!(&commands[..], [egui::OutputCommand::CopyText(text)] if text == "ne 2"), "{commands:?}");
}

#[test]
fn a_double_click_selects_the_word_under_it() {
    let mut harness =
        show(Typed { value: "Halden".to_owned(), ..Typed::default() }, |ui, kit, typed: &mut Typed| {
            let output = note().width(60.0).show(ui, kit, &typed.value);
            typed.text = output.text;
        });
    let at = harness.get_by_label("Note").rect().left_center() + egui::vec2(20.0, 0.0);
    harness.event(egui::Event::PointerMoved(at));
    for pressed in [true, false, true, false] {
        harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    type_text(&mut harness, "x");
    assert_eq!(state(&harness).text, "x");
}

#[test]
fn undo_goes_back_in_the_field() {
    let mut harness = one_field("", note);
    type_text(&mut harness, "one");
    harness.run_steps(8);
    type_text(&mut harness, " two");
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(state(&harness).text, "one");
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(state(&harness).text, "");
    press_with(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(state(&harness).text, "one");
}

#[test]
fn a_value_from_outside_replaces_the_text_but_a_trimmed_one_does_not() {
    let mut harness = one_field("", note);
    type_text(&mut harness, "one ");
    harness.state_mut().state.value = "one".to_owned();
    harness.step();
    type_text(&mut harness, "two");
    assert_eq!(state(&harness).text, "one two");
    harness.state_mut().state.value = "undone".to_owned();
    harness.step();
    assert_eq!(state(&harness).text, "undone");
}

#[test]
fn what_an_input_method_composes_is_text_only_when_it_is_done() {
    let mut harness = one_field("", note);
    let ime = |harness: &mut Harness<'_, Bench<Typed>>, event| {
        harness.event(egui::Event::Ime(event));
        harness.step();
    };
    let compose =
        |text: &str| egui::ImeEvent::Preedit { text: text.to_owned(), active_range_chars: Some(1..1) };
    ime(&mut harness, compose("に"));
    ime(&mut harness, compose("にほ"));
    assert_eq!(state(&harness).text, "");
    assert!(state(&harness).events.is_empty());
    ime(&mut harness, egui::ImeEvent::Commit("日本".to_owned()));
    assert_eq!(state(&harness).text, "日本");
    ime(&mut harness, egui::ImeEvent::DeleteSurrounding { before_chars: 1, after_chars: 0 });
    assert_eq!(state(&harness).text, "日");
    assert!(harness.output().platform_output.ime.is_some());
}

#[test]
fn a_screen_reader_can_write_into_a_field() {
    let mut harness = one_field("old", note);
    harness.get_by_label("Note").set_text_value_accesskit("new");
    harness.run_steps(8);
    assert_eq!(state(&harness).value, "new");
}

#[test]
fn text_that_is_read_only_stays() {
    let mut harness = one_field("stays", || note().read_only(true));
    type_text(&mut harness, "x");
    press(&mut harness, Key::Backspace);
    harness.event(egui::Event::Paste("x".to_owned()));
    harness.step();
    assert_eq!(state(&harness).text, "stays");
    assert!(state(&harness).events.is_empty());
}

fn chip_field<'a>() -> Harness<'a, Bench<(Vec<String>, Option<usize>)>> {
    let start = (vec!["Signe Marlow".to_owned()], None);
    let mut harness = show(start, |ui, kit, (names, opened): &mut (Vec<String>, Option<usize>)| {
        let known = [
            Suggestion { text: "Halden Water", count: 3 },
            Suggestion { text: "Market watch", count: 1 },
            Suggestion { text: "Marlow & Sons", count: 2 },
        ];
        match ChipField::new("claimants", "Claimants", names).suggestions(&known).show(ui, kit).0 {
            Some(ChipEvent::Added(name)) => names.push(name),
            Some(ChipEvent::Removed(at)) => drop(names.remove(at)),
            Some(ChipEvent::Opened(at)) => *opened = Some(at),
            None => {}
        }
        Button::plain("Next").show(ui, kit);
    });
    harness.get_by_label("Claimants").click();
    harness.run();
    harness
}

#[test]
fn names_are_completed_by_enter_tab_and_pointer() {
    let mut harness = chip_field();
    type_text(&mut harness, "ha");
    press(&mut harness, Key::Enter);
    harness.run();
    assert_eq!(state(&harness).0, ["Signe Marlow", "Halden Water"]);
    assert!(harness.get_by_label("Claimants").is_focused());
    type_text(&mut harness, "mar");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Tab);
    harness.run();
    assert_eq!(state(&harness).0[2..], ["Marlow & Sons"]);
    assert!(harness.get_by_label("Next").is_focused());
    harness.get_by_label("Claimants").click();
    harness.run();
    type_text(&mut harness, "m");
    harness.run();
    harness.get_by_label("Market watch").click();
    harness.run();
    assert_eq!(state(&harness).0[3..], ["Market watch"]);
    assert!(harness.get_by_label("Claimants").is_focused());
}

#[test]
fn a_new_name_is_added_by_enter_comma_and_leaving() {
    let mut harness = chip_field();
    type_text(&mut harness, " Clear  Wells");
    press(&mut harness, Key::Enter);
    type_text(&mut harness, "mar,");
    type_text(&mut harness, "Town");
    press(&mut harness, Key::Tab);
    harness.run();
    assert_eq!(state(&harness).0, ["Signe Marlow", "Clear Wells", "mar", "Town"]);
}

#[test]
fn escape_closes_the_completions_so_that_enter_adds_what_is_typed() {
    let mut harness = chip_field();
    type_text(&mut harness, "hal");
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Enter);
    harness.run();
    assert_eq!(state(&harness).0, ["Signe Marlow", "hal"]);
}

#[test]
fn names_go_by_backspace_by_arrows_and_by_their_cross() {
    let mut harness = chip_field();
    type_text(&mut harness, "a,b,c,");
    press(&mut harness, Key::Backspace);
    assert_eq!(state(&harness).0, ["Signe Marlow", "a", "b"]);
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::Enter);
    assert_eq!(state(&harness).1, Some(1));
    press(&mut harness, Key::Delete);
    assert_eq!(state(&harness).0, ["Signe Marlow", "b"]);
    harness.get_by_label("Signe Marlow").hover();
    harness.run();
    harness.get_by_label("Remove Signe Marlow").click();
    harness.run();
    assert_eq!(state(&harness).0, ["b"]);
}

#[test]
fn tooltips_name_icons_and_their_shortcut() {
    let mut harness = show((), |ui, kit, (): &mut ()| {
        IconButton::new(icons::SIDEBAR_SIMPLE, "Hide the library").shortcut("Ctrl+1").show(ui, kit);
    });
    harness.get_by_label("Hide the library").hover();
    harness.run_steps(10);
    assert!(harness.query_all_by_label("Hide the library").count() >= 1);
}

#[test]
fn a_labelled_row_is_as_high_as_what_it_holds() {
    let mut harness = show((), |ui, kit, (): &mut ()| {
        labelled(ui, kit, "Said", |ui| Field::new("said", "Said").show(ui, kit, ""));
        labelled_tall(ui, kit, "Passages", |ui| {
            Row::new("one").show(ui, kit);
            Row::new("two").show(ui, kit);
        });
        Button::plain("Next").show(ui, kit);
    });
    harness.run();
    let top = |name: &str| harness.get_by_label(name).rect().top();
    assert!((top("one") - top("Said") - 32.0).abs() < 0.5, "{} and {}", top("one"), top("Said"));
    assert!((top("Next") - top("two") - 32.0).abs() < 0.5, "{} and {}", top("Next"), top("two"));
}

#[test]
fn what_the_keyboard_comes_to_is_scrolled_to() {
    let mut harness = show((), |ui, kit, (): &mut ()| {
        egui::ScrollArea::vertical().max_height(100.0).show(ui, |ui| {
            Button::plain("First").show(ui, kit);
            ui.add_space(300.0);
            Field::new("last", "Last").show(ui, kit, "");
        });
    });
    harness.get_by_label("First").focus();
    harness.step();
    press(&mut harness, Key::Tab);
    harness.run_steps(4);
    assert!(harness.get_by_label("Last").is_focused());
    let bottom = harness.get_by_label("Last").rect().bottom();
    assert!(bottom < 120.0, "{bottom}");
}

#[test]
fn what_runs_from_right_to_left_stands_at_the_right() {
    let mut harness = one_field("", note);
    type_text(&mut harness, "سلام");
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(state(&harness).text, "سلام");
    let ime = harness.output().platform_output.ime.expect("an input method is told where the caret is");
    assert!(ime.cursor_rect.left() > ime.rect.center().x, "{:?}", ime.cursor_rect);
}
