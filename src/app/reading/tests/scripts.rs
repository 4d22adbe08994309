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
    let all: Vec<String> = SCRIPTS.iter().map(|(_, marked)| (*marked).to_owned()).collect();
    for (name, pixels) in [("all-1x", 1.0), ("all-2x", 2.0)] {
        let mut stage = stage(&all.join("\n\n"));
        stage.size = Vec2::new(720.0, 1000.0);
        stage.typesetter = Typesetter::with_system();
        stage.shoot("scripts", name, pixels);
    }
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
