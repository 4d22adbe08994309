//! The page in every script: caret, selection and claims stand where the words are.

use crate::app::typeset::Typesetter;

use super::*;

/// A text of each script, with the words that are tagged between `<` and `>`; a mark may stand within another.
const SCRIPTS: &[(&str, &str)] = &[
    (
        "latin",
        "The office filed its first <affidavit on the difficult flow>, and “fluffy” offices <afforded> it.",
    ),
    ("cyrillic", "Компания утверждает, что <скважины никогда не превышали предел>, и это <неправда>."),
    (
        "greek",
        "Η εταιρεία λέει ότι <τα πηγάδια δεν ξεπέρασαν ποτέ το όριο>, κάτι που η κοινότητα <αρνείται>.",
    ),
    ("arabic", "قالت الشركة إن <الآبار لم تتجاوز الحد القانوني> في عام 2024، لكن السكان <ينفون ذلك> تماما."),
    ("urdu", "کمپنی کا کہنا ہے کہ <کنوؤں کا پانی محفوظ تھا>، مگر رہائشی اس سے <انکار کرتے ہیں>۔"),
    ("hebrew", "החברה טוענת כי <הבארות מעולם לא חרגו מהמגבלה> בשנת 2024, והתושבים <מכחישים זאת>."),
    (
        "mixed",
        "He wrote: “<قال المدير (رقم 42) إن التقرير (Report 7) كاذب>” in March; she answered <שלום (world) 123> twice.",
    ),
    ("devanagari", "कंपनी का कहना है कि <कुओं में नाइट्रेट सीमा से ऊपर नहीं था>, पर समिति इसे <झूठ> बताती है।"),
    ("bengali", "কোম্পানি বলছে <কূপের জল কখনও সীমা ছাড়ায়নি>, কিন্তু বাসিন্দারা তা <অস্বীকার> করেন।"),
    ("tamil", "கிணறுகள் <ஒருபோதும் வரம்பை மீறவில்லை> என்று நிறுவனம் கூறுகிறது, மக்கள் <மறுக்கிறார்கள்>."),
    ("thai", "บริษัทกล่าวว่า<บ่อน้ำไม่เคยเกินขีดจำกัดตามกฎหมาย>แต่ชาวบ้าน<ปฏิเสธ>เรื่องนี้อย่างสิ้นเชิงและขอให้มีการตรวจสอบ"),
    (
        "chinese",
        "公司声称<水井从未超过法定限值>，但居民们<否认>这一点，并要求独立机构在三月之前重新检测所有样本。",
    ),
    (
        "japanese",
        "会社は<井戸が法定基準を超えたことは一度もない>と主張しているが、住民はこれを<否定>している。",
    ),
    ("korean", "회사는 <우물이 법적 기준을 넘은 적이 없다고> 주장하지만 주민들은 이를 <부인>하고 있다."),
    ("emoji", "The family 👩‍👩‍👧‍👦 said <no 👍🏽 to the 🇵🇰🇺🇸 deal ❤️‍🔥> and <1️⃣> more."),
];

/// Makes a page with the marked words as claims, allegations and rebuttals in turn.
fn stage(marked: &str) -> Stage {
    let mut stage = Stage::new(&marked.replace(['<', '>'], ""));
    let mut rest = marked;
    let tags = ["allegation", "rebuttal", "forecast"];
    let mut number = 0;
    while let Some((_, behind)) = rest.split_once('<') {
        let (words, after) = behind.split_once('>').unwrap();
        stage.tag(number, tags[number as usize % 3], &[words]);
        number += 1;
        rest = after;
    }
    stage
}

#[test]
fn every_script_is_pictured() {
    let whole = SCRIPTS.iter().map(|(_, marked)| *marked).collect::<Vec<_>>().join("\n\n");
    let difficult = ["arabic", "mixed", "devanagari", "thai"].map(marked_text).join("\n\n");
    for (name, marked, height, pixels) in [("all-1x", whole, 1000.0, 1.0), ("some-2x", difficult, 290.0, 2.0)]
    {
        let mut stage = stage(&marked);
        stage.size.y = height;
        stage.typesetter = Typesetter::with_system();
        stage.shoot("scripts", name, pixels);
    }
}

/// Returns the text of a script with its marks.
fn marked_text(name: &str) -> &'static str {
    SCRIPTS.iter().find(|(other, _)| *other == name).unwrap().1
}

#[test]
fn characters_without_a_picture_are_pictured() {
    let text = "They paid \u{202e}000,1\u{202c} crowns, said \u{2067}שלום\u{2069} twice, and zero\u{200b}width\u{200b}breaks.\n\n\
                A NUL \u{0} here, an escape \u{1b}[31m there, a C1 \u{9b} too, a tab\there, a no\u{a0}break.";
    let mut stage = Stage::new(text);
    stage.size.y = 240.0;
    stage.typesetter = Typesetter::with_system();
    stage.page.show_invisible(true);
    stage.shoot("scripts", "invisible-2x", 2.0);
    assert!(stage.page.cache.get(0).unwrap().signs().iter().any(|sign| sign.name == "RLO"));
}

#[test]
fn markdown_is_pictured() {
    let text = "# Who knew about the wells?\n\n*Ida Brandt · 14 March 2026*\n\nThey **knew of it**, *quietly*, and `kept` a \
                [second ledger](https://example.org/ledger) beside ~~the first~~ it.\n\n## Denials\n\n\
                - Halden Water denies that it knew anything at all about the wells before the summer of the year 2024 came\n\
                - The council *does not*\n  - nested, and long enough that it goes on in a second line of the page, as it does\n\
                1. First\n2. Second\n\n> “We knew nothing,” said Dr Marlow.\n> “Nothing at all.”\n\n### Money\n\n\
                ```\nwell  nitrate\n1     62\n\n2     71\n```\n\n---\n\n| well | mg |\n|---|---|\n| east | 62 |\n\nThe end.";
    let mut stage = Stage::new(text);
    stage.is_markdown = true;
    stage.size.y = 1240.0;
    stage.typesetter = Typesetter::with_system();
    stage.tag(1, "allegation", &["knew of it**, *quietly*"]);
    stage.tag(
        2,
        "rebuttal",
        &["denies that it knew anything at all about the wells before the summer of the year 2024 came"],
    );
    stage.shoot("scripts", "markdown-1x", 1.0);
}

/// Returns pages with each script's text, with the bundled faces alone and with those of the system.
fn stages() -> impl Iterator<Item = (&'static str, Stage)> {
    SCRIPTS.iter().flat_map(|(name, marked)| {
        [false, true].map(|has_system| {
            let mut stage = stage(marked);
            if has_system {
                stage.typesetter = Typesetter::with_system();
                stage.frame(Vec::new());
            }
            (*name, stage)
        })
    })
}

#[test]
fn a_highlight_is_exactly_where_its_words_are() {
    for (name, stage) in stages() {
        let layout = stage.page.cache.get(0).unwrap();
        for hit in stage.own.touching(ByteOffset(0), stage.text.end()) {
            let range = hit.span.start().0..hit.span.end().0;
            let pieces = layout.pieces(&range);
            assert!(!pieces.is_empty(), "{name}");
            for line in 0..layout.lines.len() {
                for letter in layout.cluster_places(line).iter().filter(|letter| letter.width > 0.5) {
                    let middle = letter.left + letter.width / 2.0;
                    let is_marked = pieces
                        .iter()
                        .any(|piece| piece.line == line && piece.left <= middle && middle <= piece.right);
                    let is_white = letter.byte >= layout.lines[line].ink_end;
                    assert_eq!(is_marked, range.contains(&letter.byte) && !is_white, "{name}: {letter:?}");
                }
            }
        }
    }
}

#[test]
fn a_paragraph_runs_as_its_text_does() {
    for (name, stage) in stages() {
        let is_rtl = stage.page.cache.get(0).unwrap().is_rtl();
        assert_eq!(is_rtl, ["arabic", "urdu", "hebrew"].contains(&name), "{name}");
    }
}

#[test]
fn a_point_on_a_letter_is_that_letter() {
    for (name, stage) in stages() {
        let layout = stage.page.cache.get(0).unwrap();
        for (number, line) in layout.lines.iter().enumerate() {
            for letter in layout.cluster_places(number).iter().filter(|letter| letter.width > 1.0) {
                let at = Pos2::new(letter.left + letter.width / 2.0, (line.top + line.bottom) / 2.0);
                assert_eq!(layout.grapheme_under(at), Some(ByteOffset(letter.byte)), "{name}: {letter:?}");
            }
        }
    }
}

#[test]
fn keys_walk_through_every_script_by_its_letters() {
    for (name, mut stage) in stages() {
        let text = stage.text.clone();
        let onwards = if stage.page.cache.get(0).unwrap().is_rtl() { Motion::Left } else { Motion::Right };
        let mut steps = 0;
        while stage.page.caret() < text.end() {
            stage.page.move_caret(&text, onwards, false);
            assert!(text.is_grapheme_boundary(stage.page.caret()), "{name} at {}", stage.page.caret());
            steps += 1;
            assert!(steps < 400, "{name} is stuck at {}", stage.page.caret());
        }
    }
}

#[test]
fn a_double_click_selects_a_word_where_no_spaces_are() {
    for (name, word) in [
        ("chinese", "居民"),
        ("japanese", "主張"),
        ("thai", "ปฏิเสธ"),
        ("arabic", "الشركة"),
        ("korean", "회사는"),
    ] {
        let (_, mut stage) = stages().find(|(other, _)| *other == name).unwrap();
        let at = stage.point(word);
        let is_rtl = stage.page.cache.get(0).unwrap().is_rtl();
        let at = if is_rtl { at - Vec2::new(3.0, 0.0) } else { at };
        stage.click(at);
        stage.click_now(at);
        assert_eq!(stage.selected(), word, "{name}");
    }
}

#[test]
fn a_claim_that_begins_with_words_from_right_to_left_has_its_letter_at_their_right() {
    let mut stage = Stage::new("He wrote שלום עולם in March.");
    stage.tag(1, "allegation", &["שלום עולם in"]);
    stage.chosen = Some(ClaimRef { layer: 0, id: stage.own.claims().next().unwrap().claim.id.clone() });
    stage.frame(Vec::new());
    let (page, marks) = stage.marks();
    let letters = &marks.letters[0];
    let first = page.start_edge(&marks.passages[0].bytes).unwrap();
    assert!(!first.is_left);
    assert!((letters.at.x + letters.width - first.x).abs() < 1.5, "{letters:?} and {first:?}");
    let [start, end] =
        [End::Start, End::End].map(|end| marks.posts.iter().find(|post| post.end == end).unwrap());
    assert!((start.rect.left() - first.x).abs() < 1.5);
    assert!(end.rect.left() > start.rect.left());
    // The Hebrew words and the Latin one touch on the line, so that one box encloses them.
    assert_eq!(marks.fills.len(), 1);
    assert_eq!((marks.fills[0].rounds_left, marks.fills[0].rounds_right), (false, true));
    // The line goes on behind the letter, under the Latin word.
    assert_eq!(marks.strokes.len(), 2);
    assert!(marks.strokes[1].rect.left() > letters.at.x + letters.width);
}
