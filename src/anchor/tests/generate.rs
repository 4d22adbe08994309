//! Edits of invented articles whose effect on every passage is known.
//!
//! A text is a list of characters that remember where they come from, so what became of a passage can be read off the
//! edited text. What replaces a word remembers that word's place.

use std::ops::Range;

/// A small source of chance that gives the same numbers everywhere.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Words, names and the marks of a language, the common words first.
struct Language {
    words: &'static str,
    names: &'static str,
    stop: &'static str,
    space: &'static str,
}

const LANGUAGES: [Language; 7] = [
    Language {
        words: "the of and to in a that was for on with as by said he it had not they would from which minister government \
                talks report denied claim money aid country before after never again years people border court company \
                figures evidence letter meeting promised refused accused officials spokesman press agreement support \
                military against between because without under during several secret public election water price factory \
                inspectors poison river village payments bank account hidden measured limit passed warned knew ignored",
        names: "Khan Trump Bajwa Keller Islamabad Washington Mazari Dunford Pentagon Kabul Roth Meier Lindqvist Harbourline",
        stop: ".",
        space: " ",
    },
    Language {
        words: "der die und das in zu den nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach \
                wie im für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen welche sind oder \
                Minister Regierung Gespräche Bericht bestritt Vorwurf Geld Hilfe Land Grenze Gericht Firma Zahlen Beweis \
                Brief Treffen versprach weigerte beschuldigte Beamte Sprecher Vertrag Wahl Wasser Preis Werk Prüfer Fluss",
        names: "Köhler Schröder Berlin München Weiß Brandt Özdemir Hamburg Lübeck Maier",
        stop: ".",
        space: " ",
    },
    Language {
        words: "le la de et les des en un une est que qui dans pour pas sur au par il elle ne ce avec plus son sa mais on nous \
                été fait être aux ministre gouvernement rapport démenti accusation argent aide pays frontière tribunal \
                société chiffres preuve lettre réunion promis refusé accusé porte parole accord élection eau prix usine \
                inspecteurs rivière village paiements banque compte caché mesuré limite dépassée averti savait ignoré",
        names: "Lefèvre Paris Lyon Dupont Élysée Marseille Béranger Hôtel Girard",
        stop: ".",
        space: " ",
    },
    Language {
        words: "и в не на что он с как это по но они мы из за то же для от до так его её было был уже или если при только \
                министр правительство переговоры доклад отверг обвинение деньги помощь страна граница суд компания цифры \
                доказательство письмо встреча обещал отказался обвинил чиновники представитель соглашение выборы вода цена \
                завод инспекторы река деревня платежи банк счёт скрыл измерил предел превышен предупредил знал",
        names: "Иванов Москва Петров Кабул Сидорова Лавров Казань Орлов",
        stop: ".",
        space: " ",
    },
    Language {
        words: "के में की है से को और का ने पर यह भी कि नहीं एक हैं था थी वह लिए साथ बाद तक जो कहा गया मंत्री सरकार वार्ता रिपोर्ट \
                इनकार आरोप पैसा सहायता देश सीमा अदालत कंपनी आंकड़े सबूत पत्र बैठक वादा मना अधिकारी प्रवक्ता समझौता चुनाव पानी \
                कीमत कारखाना निरीक्षक नदी गाँव भुगतान बैंक खाता छिपाया मापा सीमा चेतावनी जानता",
        names: "खान दिल्ली शर्मा इस्लामाबाद वर्मा गुप्ता",
        stop: "।",
        space: " ",
    },
    Language {
        words: "کے میں کی ہے سے کو اور کا نے پر یہ بھی کہ نہیں ایک ہیں تھا تھی وہ لیے ساتھ بعد تک جو کہا گیا وزیر حکومت مذاکرات \
                رپورٹ انکار الزام رقم امداد ملک سرحد عدالت کمپنی اعداد ثبوت خط ملاقات وعدہ حکام ترجمان معاہدہ انتخاب پانی قیمت \
                کارخانہ دریا گاؤں بینک کھاتہ چھپایا ناپا حد خبردار",
        names: "خان اسلام آباد باجوہ مزاری کراچی",
        stop: "۔",
        space: " ",
    },
    Language {
        words: "的 了 在 是 我们 他 这 不 有 和 人 中国 大 为 上 个 国 以 说 时 要 就 出 会 可 也 你 对 生 能 而 子 那 得 于 着 下 自己 之 年 \
                部长 政府 会谈 报告 否认 指控 金钱 援助 国家 边界 法院 公司 数字 证据 信件 会议 承诺 拒绝 官员 发言人 协议 选举 水 价格 \
                工厂 检查员 河流 村庄 付款 银行 账户 隐瞒 测量 限度 超过 警告 知道 忽视",
        names: "汗 特朗普 巴基斯坦 华盛顿 喀布尔 张伟",
        stop: "。",
        space: "",
    },
];

/// One character and the place that it comes from.
type Origin = (char, Option<usize>);

/// What became of a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Truth {
    /// Same words; in code points of the new text.
    Untouched(Range<usize>),
    Edited(Range<usize>),
    Deleted,
}

/// An article, its edited version, and what became of some passages.
pub(super) struct Case {
    pub(super) old: String,
    pub(super) new: String,
    /// In code points of the old text.
    pub(super) passages: Vec<(Range<usize>, Truth)>,
}

/// The kinds of edits, each with its name.
pub(super) const KINDS: [&str; 30] = [
    "paragraph inserted above",
    "sentence inserted before",
    "sentence inserted behind",
    "words inserted inside",
    "sentence deleted near",
    "paragraph deleted near",
    "passage deleted",
    "passage's sentence replaced",
    "half of the passage deleted",
    "paragraph moved",
    "sentence moved",
    "paragraphs swapped",
    "sentences swapped",
    "word retyped",
    "typing errors",
    "figures changed",
    "every fourth word changed",
    "paragraph duplicated",
    "sentence duplicated",
    "re-wrapped",
    "quotes, dashes and spaces re-encoded",
    "accents decomposed",
    "deleted, same words elsewhere",
    "deleted, like words elsewhere",
    "other look-alike deleted",
    "edited all over",
    "passage in capitals",
    "accents lost",
    "paragraphs joined",
    "every second word changed",
];

/// What an article is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Words by chance.
    Random,
    /// As articles and reports are written: turns of phrase, sentences that differ in a name or a figure, boilerplate that
    /// stands there again and again; and passages of a word or two, or of several sentences.
    Stock,
}

struct Maker<'a> {
    dice: &'a mut Dice,
    language: &'a Language,
    words: Vec<&'static str>,
    names: Vec<&'static str>,
    style: Style,
    stock: Stock,
}

/// What is used again and again in one article.
#[derive(Default)]
struct Stock {
    /// Sentences that stand there often, word for word.
    boilerplate: Vec<String>,
    /// Sentences with gaps.
    frames: Vec<Vec<Option<String>>>,
    /// A few words each.
    phrases: Vec<String>,
}

impl Maker<'_> {
    fn word(&mut self) -> String {
        match self.dice.below(20) {
            0 => (*self.dice.pick(&self.names)).to_owned(),
            1 => (self.dice.below(90) * 50 + 3).to_string(),
            // Common words are common.
            2..=8 => self.words[self.dice.below(20)].to_owned(),
            _ => (*self.dice.pick(&self.words)).to_owned(),
        }
    }

    fn sentence(&mut self) -> String {
        match self.style {
            Style::Random => self.random_sentence(),
            Style::Stock => self.stock_sentence(),
        }
    }

    /// Lays in what the article uses again and again.
    fn lay_in_stock(&mut self) {
        self.stock.boilerplate = (0..3).map(|_| self.random_sentence()).collect();
        let phrase = |maker: &mut Self| {
            let words: Vec<String> = (0..3 + maker.dice.below(4)).map(|_| maker.word()).collect();
            words.join(maker.language.space)
        };
        self.stock.phrases = (0..6).map(|_| phrase(self)).collect();
        let frame = |maker: &mut Self| {
            let word = |maker: &mut Self| (maker.dice.below(5) > 0).then(|| maker.word());
            (0..7 + maker.dice.below(10)).map(|_| word(maker)).collect()
        };
        self.stock.frames = (0..6).map(|_| frame(self)).collect();
    }

    fn stock_sentence(&mut self) -> String {
        let words: Vec<String> = match self.dice.below(10) {
            0 => return self.dice.pick(&self.stock.boilerplate).clone(),
            1..=5 => {
                let frame = self.dice.pick(&self.stock.frames).clone();
                frame.into_iter().map(|word| word.unwrap_or_else(|| self.word())).collect()
            }
            6..=8 => {
                let (before, behind) = (1 + self.dice.below(6), 1 + self.dice.below(8));
                let mut words: Vec<String> = (0..before).map(|_| self.word()).collect();
                words.push(self.dice.pick(&self.stock.phrases).clone());
                words.extend((0..behind).map(|_| self.word()));
                words
            }
            _ => return self.random_sentence(),
        };
        self.spelled(words.join(self.language.space))
    }

    /// Returns the words as a sentence.
    fn spelled(&self, words: String) -> String {
        let first = words.chars().next().unwrap();
        let rest = &words[first.len_utf8()..];
        format!("{}{rest}{}", first.to_uppercase(), self.language.stop)
    }

    fn random_sentence(&mut self) -> String {
        let len = 5 + self.dice.below(16);
        let words: Vec<String> = (0..len).map(|_| self.word()).collect();
        let mut sentence = words.join(self.language.space);
        if self.dice.below(4) == 0 {
            sentence = format!("“{sentence}”");
        } else if self.dice.below(4) == 0 {
            let tail = self.word();
            sentence = format!("{sentence} – {tail}");
        }
        self.spelled(sentence)
    }

    fn paragraph(&mut self) -> Vec<String> {
        (0..2 + self.dice.below(5)).map(|_| self.sentence()).collect()
    }
}

type Article = Vec<Vec<Vec<Origin>>>;

fn added(text: &str) -> Vec<Origin> {
    text.chars().map(|character| (character, None)).collect()
}

fn spell(article: &Article, space: &str) -> Vec<Origin> {
    let mut all = Vec::new();
    for (number, paragraph) in article.iter().enumerate() {
        if number > 0 {
            all.extend(added("\n\n"));
        }
        for (number, sentence) in paragraph.iter().enumerate() {
            if number > 0 {
                all.extend(added(if space.is_empty() { "" } else { " " }));
            }
            all.extend(sentence);
        }
    }
    all
}

/// Makes one article and one edit of the given kind, aimed at one passage; other passages stand around it.
pub(super) fn case(seed: u64, kind: usize, style: Style) -> Case {
    let mut dice = Dice::new(seed);
    for _ in 0..8 {
        dice.next();
    }
    let language = &LANGUAGES[dice.below(LANGUAGES.len())];
    let words = language.words.split_whitespace().collect();
    let names = language.names.split_whitespace().collect();
    let mut maker = Maker { dice: &mut dice, language, words, names, style, stock: Stock::default() };
    if style == Style::Stock {
        maker.lay_in_stock();
    }
    let mut plain: Vec<Vec<String>> = (0..8 + maker.dice.below(12)).map(|_| maker.paragraph()).collect();
    // Some sentences stand twice in any article.
    let again = maker.sentence();
    for _ in 0..2 {
        let at = maker.dice.below(plain.len());
        let place = maker.dice.below(plain[at].len() + 1);
        plain[at].insert(place, again.clone());
    }
    let target = (maker.dice.below(plain.len()), 0);
    let target = (target.0, maker.dice.below(plain[target.0].len()));
    plant_look_alikes(&mut maker, &mut plain, target, kind);
    let mut place = 0;
    let mut article: Article = Vec::new();
    let mut sentence_places = Vec::new();
    let spaced = usize::from(!language.space.is_empty());
    for (number, paragraph) in plain.iter().enumerate() {
        place += if number > 0 { 2 } else { 0 };
        let mut sentences = Vec::new();
        let mut places = Vec::new();
        for (number, sentence) in paragraph.iter().enumerate() {
            place += if number > 0 { spaced } else { 0 };
            let len = sentence.chars().count();
            places.push(place..place + len);
            sentences.push(sentence.chars().enumerate().map(|(at, one)| (one, Some(place + at))).collect());
            place += len;
        }
        article.push(sentences);
        sentence_places.push(places);
    }
    let old: String = spell(&article, language.space).iter().map(|(one, _)| one).collect();
    let mut passages = vec![part_of(&mut maker, &old, sentence_places[target.0][target.1].clone(), kind)];
    for _ in 0..3 {
        let paragraph = maker.dice.below(sentence_places.len());
        let sentence = maker.dice.below(sentence_places[paragraph].len());
        if (paragraph, sentence) != target {
            let here = &sentence_places[paragraph];
            passages.push(match style {
                Style::Stock if maker.dice.below(4) == 0 => {
                    here[sentence].start..here[(sentence + 1).min(here.len() - 1)].end
                }
                _ => part_of(&mut maker, &old, here[sentence].clone(), 0),
            });
        }
    }
    let new = edited(&mut maker, article, target, &passages[0], kind);
    let space = language.space;
    let new = if kind == 19 { rewrapped(&mut maker, new) } else { new };
    let truths = |passage: Range<usize>| Some((passage.clone(), truth(&old, &new, passage, space)?));
    let passages = passages.into_iter().filter_map(truths).collect();
    Case { new: new.iter().map(|(one, _)| one).collect(), old, passages }
}

/// Puts sentences like the aimed one into the article, for the kinds of edits that are about them.
fn plant_look_alikes(maker: &mut Maker<'_>, plain: &mut [Vec<String>], target: (usize, usize), kind: usize) {
    let sentence = plain[target.0][target.1].clone();
    let copy = match kind {
        22 | 24 => sentence,
        23 => {
            let word = maker.word();
            let mut parts: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
            if parts.len() < 3 {
                let middle = sentence.chars().count() / 2;
                sentence
                    .chars()
                    .take(middle)
                    .chain(word.chars())
                    .chain(sentence.chars().skip(middle + 2))
                    .collect()
            } else {
                let at = 1 + maker.dice.below(parts.len() - 2);
                parts[at] = word;
                parts.join(" ")
            }
        }
        _ => return,
    };
    let others: Vec<usize> = (0..plain.len()).filter(|at| *at != target.0).collect();
    let at = *maker.dice.pick(&others);
    plain[at].push(copy);
}

/// Chooses a passage: the sentence, or some words of it.
fn part_of(maker: &mut Maker<'_>, old: &str, sentence: Range<usize>, kind: usize) -> Range<usize> {
    let characters: Vec<char> = old.chars().collect();
    if maker.dice.below(3) == 0 || matches!(kind, 8 | 23) {
        return sentence;
    }
    let starts: Vec<usize> = sentence
        .clone()
        .filter(|at| *at == sentence.start || characters[at - 1] == ' ' || maker.language.space.is_empty())
        .collect();
    let from = maker.dice.below(starts.len().div_ceil(2));
    let least = if maker.language.space.is_empty() { 6 } else { 3 };
    let to = match maker.style {
        Style::Stock if kind == 0 && maker.dice.below(4) == 0 => from + least - 1,
        _ => from + least + maker.dice.below(starts.len()),
    };
    let end =
        starts.get(to).map_or(sentence.end, |at| if maker.language.space.is_empty() { *at } else { at - 1 });
    starts[from]..end.max(starts[from] + 1)
}

/// Replaces characters; the new ones remember the place of the first old one.
fn replace(sentence: &mut Vec<Origin>, range: Range<usize>, words: &str) {
    let place = sentence.get(range.start).and_then(|(_, place)| *place);
    sentence.splice(range, words.chars().map(|character| (character, place)));
}

/// Returns the words of a sentence, in places of its characters.
fn word_ranges(sentence: &[Origin], space: &str) -> Vec<Range<usize>> {
    if space.is_empty() {
        return (0..sentence.len()).step_by(2).map(|at| at..(at + 2).min(sentence.len())).collect();
    }
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, (character, _)) in sentence.iter().enumerate() {
        if *character == ' ' {
            ranges.push(start..at);
            start = at + 1;
        }
    }
    ranges.push(start..sentence.len());
    ranges.retain(|range| !range.is_empty());
    ranges
}

fn edited(
    maker: &mut Maker<'_>,
    mut article: Article,
    (paragraph, sentence): (usize, usize),
    passage: &Range<usize>,
    kind: usize,
) -> Vec<Origin> {
    let space = maker.language.space;
    let own = |origin: &Origin| origin.1.is_some_and(|place| passage.contains(&place));
    match kind {
        0 => {
            for _ in 0..1 + maker.dice.below(3) {
                let at = maker.dice.below(paragraph + 1);
                let new = maker.paragraph().iter().map(|one| added(one)).collect();
                article.insert(at, new);
            }
        }
        1 => article[paragraph].insert(sentence, added(&maker.sentence())),
        2 => article[paragraph].insert(sentence + 1, added(&maker.sentence())),
        3 => {
            let words: Vec<String> = (0..1 + maker.dice.below(3)).map(|_| maker.word()).collect();
            let words = words.join(space) + space;
            let target = &mut article[paragraph][sentence];
            let starts: Vec<usize> = word_ranges(target, space)
                .into_iter()
                .map(|range| range.start)
                .filter(|at| *at > 0 && own(&target[*at]) && own(&target[at - 1 - space.len().min(at - 1)]))
                .collect();
            if !starts.is_empty() {
                let at = *maker.dice.pick(&starts);
                target.splice(at..at, added(&words));
            }
        }
        4 => {
            let others: Vec<usize> = [sentence.wrapping_sub(1), sentence + 1]
                .into_iter()
                .filter(|at| *at < article[paragraph].len())
                .collect();
            if !others.is_empty() {
                let at = *maker.dice.pick(&others);
                article[paragraph].remove(at);
            }
        }
        5 => {
            let at = if paragraph > 0 { paragraph - 1 } else { paragraph + 1 };
            article.remove(at);
        }
        6 => article[paragraph][sentence].retain(|origin| !own(origin)),
        7 => article[paragraph][sentence] = added(&maker.random_sentence()),
        8 => {
            let middle = (passage.start + passage.end) / 2;
            article[paragraph][sentence].retain(|(_, place)| place.is_none_or(|place| place < middle));
        }
        9 => {
            let moved = article.remove(paragraph);
            let at = maker.dice.below(article.len() + 1);
            article.insert(at, moved);
        }
        10 => {
            let moved = article[paragraph].remove(sentence);
            let at = maker.dice.below(article.len());
            article[at].push(moved);
        }
        11 => {
            let at = maker.dice.below(article.len());
            article.swap(paragraph, at);
        }
        12 => {
            let at = maker.dice.below(article[paragraph].len());
            article[paragraph].swap(sentence, at);
        }
        13..=16 => {
            change_words(maker, &mut article[paragraph][sentence], passage, kind);
        }
        17 => {
            let copy: Vec<Vec<Origin>> = article[paragraph]
                .iter()
                .map(|sentence| sentence.iter().map(|(one, _)| (*one, None)).collect())
                .collect();
            let at = paragraph + 1 + maker.dice.below(article.len() - paragraph);
            article.insert(at, copy);
        }
        18 => {
            let copy = article[paragraph][sentence].iter().map(|(one, _)| (*one, None)).collect();
            let at = maker.dice.below(article.len());
            article[at].push(copy);
        }
        26 => {
            for origin in &mut article[paragraph][sentence] {
                if own(origin) && origin.0.to_uppercase().count() == 1 {
                    origin.0 = origin.0.to_uppercase().next().unwrap();
                }
            }
        }
        27 => {
            let mut text = decomposed(spell(&article, space));
            text.retain(|(character, _)| !('\u{300}'..='\u{36f}').contains(character));
            return text;
        }
        28 => {
            let mut text = spell(&article, space);
            text.dedup_by(|next, one| (next.0, one.0) == ('\n', '\n'));
            text.iter_mut().filter(|(character, _)| *character == '\n').for_each(|origin| origin.0 = ' ');
            return text;
        }
        29 => change_words(maker, &mut article[paragraph][sentence], passage, kind),
        20 => return re_encoded(maker, spell(&article, space)),
        21 => return decomposed(spell(&article, space)),
        22 | 23 => {
            article[paragraph].remove(sentence);
        }
        24 => {
            let text: String = article[paragraph][sentence].iter().map(|(one, _)| one).collect();
            for (number, other) in article.iter_mut().enumerate() {
                if number != paragraph {
                    other.retain(|one| one.iter().map(|(one, _)| one).collect::<String>() != text);
                }
            }
        }
        25 => {
            for paragraph in &mut article {
                let at = maker.dice.below(paragraph.len());
                change_words(maker, &mut paragraph[at], &(0..usize::MAX), 13);
                if maker.dice.below(3) == 0 {
                    let at = maker.dice.below(paragraph.len() + 1);
                    paragraph.insert(at, added(&maker.sentence()));
                }
            }
        }
        _ => {}
    }
    article.retain(|paragraph| !paragraph.is_empty());
    spell(&article, space)
}

fn change_words(maker: &mut Maker<'_>, target: &mut Vec<Origin>, passage: &Range<usize>, kind: usize) {
    let ranges: Vec<Range<usize>> = word_ranges(target, maker.language.space)
        .into_iter()
        .filter(|range| target[range.start].1.is_some_and(|place| passage.contains(&place)))
        .collect();
    let chosen: Vec<Range<usize>> = match kind {
        13 => vec![maker.dice.pick(&ranges).clone()],
        16 => ranges.iter().skip(2).step_by(4).cloned().collect(),
        29 => ranges.iter().skip(1).step_by(2).cloned().collect(),
        _ => ranges,
    };
    for range in chosen.into_iter().rev() {
        match kind {
            14 if maker.dice.below(4) == 0 && range.len() > 3 => {
                let at = range.start + 1 + maker.dice.below(range.len() - 2);
                target.swap(at, at - 1);
            }
            15 if target[range.start].0.is_ascii_digit() => {
                let digits = range.clone().take_while(|at| target[*at].0.is_ascii_digit()).count();
                let figure = (maker.dice.below(90) * 50 + 4).to_string();
                replace(target, range.start..range.start + digits, &figure);
            }
            13 | 16 | 29 => {
                let word = maker.word();
                let len = range.clone().take_while(|at| target[*at].0.is_alphanumeric()).count().max(1);
                replace(target, range.start..range.start + len, &word);
            }
            _ => {}
        }
    }
}

fn rewrapped(maker: &mut Maker<'_>, text: Vec<Origin>) -> Vec<Origin> {
    let width = 30 + maker.dice.below(50);
    let mut column = 0;
    let mut wrapped = Vec::new();
    for (character, place) in text {
        column += 1;
        if character == ' ' && column > width {
            wrapped.push(('\n', place));
            column = 0;
        } else if maker.language.space.is_empty() && column > width && character != '\n' {
            wrapped.push(('\n', None));
            wrapped.push((character, place));
            column = 0;
        } else {
            column = if character == '\n' { 0 } else { column };
            wrapped.push((character, place));
        }
    }
    wrapped
}

fn re_encoded(maker: &mut Maker<'_>, text: Vec<Origin>) -> Vec<Origin> {
    text.into_iter()
        .flat_map(|(character, place)| match character {
            '“' | '”' => vec![('"', place)],
            '–' => vec![('-', place), ('-', place)],
            ' ' if maker.dice.below(6) == 0 => vec![('\u{a0}', place)],
            other if maker.dice.below(60) == 0 => vec![(other, place), ('\u{ad}', None)],
            other => vec![(other, place)],
        })
        .collect()
}

fn decomposed(text: Vec<Origin>) -> Vec<Origin> {
    let mut all = Vec::new();
    for (character, place) in text {
        unicode_normalization::char::decompose_canonical(character, |part| all.push((part, place)));
    }
    all
}

/// Reads off what became of `passage`; `None` where that cannot be told.
fn truth(old: &str, new: &[Origin], passage: Range<usize>, space: &str) -> Option<Truth> {
    let is_own = |origin: &Origin| origin.1.is_some_and(|place| passage.contains(&place));
    let there: Vec<usize> =
        new.iter().enumerate().filter(|(_, origin)| is_own(origin)).map(|(at, _)| at).collect();
    let (Some(first), Some(last)) = (there.first(), there.last()) else {
        // Where the same words stand in the same surroundings again nobody can tell which of them were deleted.
        let old: Vec<char> = old.chars().collect();
        let around = passage.start.saturating_sub(64)..(passage.end + 64).min(old.len());
        let surrounded: String = old[around].iter().collect();
        let is_there = new.iter().map(|(one, _)| one).collect::<String>().contains(&surrounded);
        return (!is_there).then_some(Truth::Deleted);
    };
    let range = *first..last + 1;
    let plain = |text: &mut dyn Iterator<Item = char>| {
        let text = super::super::normal::Normal::of(&text.collect::<String>()).text().to_owned();
        if space.is_empty() { text.replace(' ', "") } else { text }
    };
    let was = plain(&mut old.chars().skip(passage.start).take(passage.len()));
    let is = plain(&mut new[range.clone()].iter().map(|(one, _)| *one));
    match () {
        () if was == is => Some(Truth::Untouched(range)),
        // The very words stand beside what was inserted: nobody can tell which of them are the passage.
        () if is.contains(&was) => None,
        () => Some(Truth::Edited(range)),
    }
}
