//! What no face on the computer has: found in a layout, and called by the name of its script.

use super::Layout;

/// Scripts by their characters: the first and the last, the script's name, and a font that has it.
const SCRIPTS: &[(char, char, &str, &str)] = &[
    ('\u{370}', '\u{3ff}', "Greek", "Noto Serif"),
    ('\u{400}', '\u{52f}', "Cyrillic", "Noto Serif"),
    ('\u{530}', '\u{58f}', "Armenian", "Noto Serif Armenian"),
    ('\u{590}', '\u{5ff}', "Hebrew", "Noto Serif Hebrew"),
    ('\u{600}', '\u{6ff}', "Arabic", "Noto Naskh Arabic"),
    ('\u{700}', '\u{74f}', "Syriac", "Noto Sans Syriac"),
    ('\u{750}', '\u{77f}', "Arabic", "Noto Naskh Arabic"),
    ('\u{780}', '\u{7bf}', "Thaana", "Noto Sans Thaana"),
    ('\u{7c0}', '\u{7ff}', "N’Ko", "Noto Sans NKo"),
    ('\u{8a0}', '\u{8ff}', "Arabic", "Noto Naskh Arabic"),
    ('\u{900}', '\u{97f}', "Devanagari", "Noto Sans Devanagari"),
    ('\u{980}', '\u{9ff}', "Bengali", "Noto Sans Bengali"),
    ('\u{a00}', '\u{a7f}', "Gurmukhi", "Noto Sans Gurmukhi"),
    ('\u{a80}', '\u{aff}', "Gujarati", "Noto Sans Gujarati"),
    ('\u{b00}', '\u{b7f}', "Odia", "Noto Sans Oriya"),
    ('\u{b80}', '\u{bff}', "Tamil", "Noto Sans Tamil"),
    ('\u{c00}', '\u{c7f}', "Telugu", "Noto Sans Telugu"),
    ('\u{c80}', '\u{cff}', "Kannada", "Noto Sans Kannada"),
    ('\u{d00}', '\u{d7f}', "Malayalam", "Noto Sans Malayalam"),
    ('\u{d80}', '\u{dff}', "Sinhala", "Noto Sans Sinhala"),
    ('\u{e00}', '\u{e7f}', "Thai", "Noto Sans Thai"),
    ('\u{e80}', '\u{eff}', "Lao", "Noto Sans Lao"),
    ('\u{f00}', '\u{fff}', "Tibetan", "Noto Serif Tibetan"),
    ('\u{1000}', '\u{109f}', "Burmese", "Noto Sans Myanmar"),
    ('\u{10a0}', '\u{10ff}', "Georgian", "Noto Serif Georgian"),
    ('\u{1100}', '\u{11ff}', "Korean", "Noto Sans CJK KR"),
    ('\u{1200}', '\u{139f}', "Ethiopic", "Noto Serif Ethiopic"),
    ('\u{13a0}', '\u{13ff}', "Cherokee", "Noto Sans Cherokee"),
    ('\u{1780}', '\u{17ff}', "Khmer", "Noto Sans Khmer"),
    ('\u{1800}', '\u{18af}', "Mongolian", "Noto Sans Mongolian"),
    ('\u{2e80}', '\u{2fdf}', "Chinese", "Noto Sans CJK SC"),
    ('\u{3040}', '\u{30ff}', "Japanese", "Noto Sans CJK JP"),
    ('\u{3130}', '\u{318f}', "Korean", "Noto Sans CJK KR"),
    ('\u{3400}', '\u{9fff}', "Chinese", "Noto Sans CJK SC"),
    ('\u{ac00}', '\u{d7af}', "Korean", "Noto Sans CJK KR"),
    ('\u{fb1d}', '\u{fb4f}', "Hebrew", "Noto Serif Hebrew"),
    ('\u{fb50}', '\u{fdff}', "Arabic", "Noto Naskh Arabic"),
    ('\u{fe70}', '\u{fefe}', "Arabic", "Noto Naskh Arabic"),
    ('\u{1f300}', '\u{1faff}', "emoji", "Noto Color Emoji"),
    ('\u{20000}', '\u{323af}', "Chinese", "Noto Sans CJK SC"),
];

/// A script that no face on the computer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingScript {
    /// What it is called.
    pub name: &'static str,
    /// A font that has it.
    pub font: &'static str,
}

/// Returns the script of the first character of `text` that `layout` has only a box for.
pub(super) fn missing(layout: &Layout, text: &str) -> Option<MissingScript> {
    if text.is_ascii() {
        return None;
    }
    let mut clusters = layout.lines().flat_map(|line| {
        let runs: Vec<_> = line.runs().collect();
        runs.into_iter().flat_map(|run| run.clusters().collect::<Vec<_>>())
    });
    clusters.find_map(|cluster| {
        let is_box = cluster.glyphs().any(|glyph| glyph.id == 0);
        let first = text.get(cluster.text_range().start..)?.chars().next()?;
        if is_box { script_of(first) } else { None }
    })
}

fn script_of(character: char) -> Option<MissingScript> {
    let at = SCRIPTS.partition_point(|(_, last, _, _)| *last < character);
    let (first, _, name, font) = SCRIPTS.get(at)?;
    (*first <= character).then_some(MissingScript { name, font })
}

#[cfg(test)]
mod tests {
    use super::super::{Style, Typesetter};
    use super::*;

    #[test]
    fn scripts_stand_in_order_and_apart() {
        assert!(SCRIPTS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(SCRIPTS.iter().all(|(first, last, _, _)| first < last));
    }

    #[test]
    fn what_no_face_has_is_called_by_its_script() {
        let mut typesetter = Typesetter::bundled();
        let mut check = |text: &str, expected: Option<&str>| {
            let layout = typesetter.layout(text, &[], &Style::serif(17.0, 30.0), Some(500.0));
            assert_eq!(missing(&layout, text).map(|script| script.name), expected, "{text}");
        };
        check("He denied “it” – ещё раз, και όμως é", None);
        check("He said नमस्ते", Some("Devanagari"));
        check("قال المدير", Some("Arabic"));
        check("漢字", Some("Chinese"));
        check("a\u{200d}b \u{0} c", None);
    }
}
