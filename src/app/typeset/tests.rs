//! Layouts, meshes, hit tests and cut words, with the bundled faces alone.

use egui::Pos2;

use super::*;

#[track_caller]
fn with_context(check: impl Fn(&egui::Context, &mut Typesetter)) {
    let egui = egui::Context::default();
    let mut output = egui.run_ui(egui::RawInput::default(), |ui| {
        let mut typesetter = Typesetter::bundled();
        typesetter.begin_frame(ui.ctx());
        check(ui.ctx(), &mut typesetter);
    });
    output.textures_delta.clear();
}

const STYLE: Style = Style::serif(17.0, 30.0);

#[test]
fn lines_are_as_high_as_the_style_says_whatever_the_face() {
    let mut typesetter = Typesetter::bundled();
    let layout = typesetter.layout(
        "plain and bold and words",
        &[(10..14, StyleOverride::Weight(Weight::SemiBold))],
        &STYLE,
        Some(60.0),
    );
    for (number, line) in layout.lines().enumerate() {
        let top = line.metrics().block_min_coord;
        assert!((top - 30.0 * number as f32).abs() < 0.01, "line {number} begins at {top}");
    }
}

#[test]
fn every_glyph_with_ink_gets_four_corners_on_pixels() {
    with_context(|egui, typesetter| {
        let layout = typesetter.layout("ab c", &[], &STYLE, None);
        let mesh = typesetter.mesh(egui, &layout, egui::Color32::BLACK);
        let vertices: Vec<_> = mesh.meshes().iter().flat_map(|mesh| &mesh.vertices).collect();
        assert_eq!(vertices.len(), 3 * 4);
        for vertex in vertices {
            assert!((vertex.pos.x - vertex.pos.x.round()).abs() < 1e-4, "{:?}", vertex.pos);
            assert!((vertex.pos.y - vertex.pos.y.round()).abs() < 1e-4, "{:?}", vertex.pos);
        }
        assert!(mesh.is_valid(typesetter, egui::Color32::BLACK));
        assert!(!mesh.is_valid(typesetter, egui::Color32::WHITE));
    });
}

#[test]
fn hit_tests_and_carets_agree() {
    let mut typesetter = Typesetter::bundled();
    for text in ["They denied it.", "أنكروا ذلك", "abc אבג def"] {
        let layout = typesetter.layout(text, &[], &STYLE, None);
        for (at, _) in text.char_indices() {
            let caret = caret_rect(&layout, at, parley::Affinity::Downstream);
            let (byte, affinity) = byte_at(&layout, Pos2::new(caret.center().x, 15.0));
            let back = caret_rect(&layout, byte, affinity);
            assert!((back.left() - caret.left()).abs() < 0.51, "{text:?} at {at}: {caret:?} and {back:?}");
        }
    }
}

#[test]
fn words_that_do_not_fit_end_in_an_ellipsis() {
    let mut typesetter = Typesetter::bundled();
    let long = "Halden Water knew by June 2024 that nitrate in both wells was above the legal limit";
    let style = Style::sans(13.0, 20.0);
    for limits in [Limits::line(120.0), Limits::lines(120.0, 3), Limits::middle(120.0)] {
        let words = typesetter.words(long, &style, limits);
        assert!(words.layout().text_len() < long.len());
        assert!(words.size().x <= 120.0, "{}", words.size().x);
        assert!(words.layout().len() <= limits.lines);
        assert!(words.size().x > 80.0, "{}", words.size().x);
    }
    assert_eq!(typesetter.words("short", &style, Limits::line(120.0)).layout().text_len(), 5);
    assert_eq!(typesetter.words("two\nlines", &style, Limits::line(120.0)).layout().len(), 1);
}

#[test]
fn a_cut_in_the_middle_keeps_head_and_tail() {
    let text = "letter-from-counsel.txt";
    let borders: Vec<usize> = (0..text.len()).collect();
    let bold = StyleOverride::Weight(Weight::SemiBold);
    let (cut, changes) = words::cut(text, &borders, 8, &[(19..23, bold)], Elide::Middle);
    assert_eq!(cut, "lett….txt");
    assert_eq!(cut.get(changes[0].0.clone()), Some(".txt"));
}

#[test]
fn a_tab_is_wide_white_space_and_moves_no_place() {
    let mut typesetter = Typesetter::bundled();
    let spaced = typesetter.layout("a b", &[], &STYLE, None);
    let tabbed = typesetter.layout("a\tb", &[], &STYLE, None);
    assert_eq!(tabbed.text_len(), 3);
    assert!(size(&tabbed).x > size(&spaced).x + 17.0);
}
