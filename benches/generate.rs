//! Documents and claims by a fixed seed: the same on every machine, nobody's words.

use std::sync::Arc;

use obelus::model::{
    Annotator, AnnotatorId, Claim, ClaimId, Deleted, DocumentInfo, Layer, Passage, Role, Selector, TagId,
    Timestamp,
};
use obelus::text::{ByteOffset, CharOffset, Span, Text};

const WORDS: &[&str] = &[
    "the",
    "minister",
    "denied",
    "water",
    "report",
    "never",
    "quarter",
    "said",
    "would",
    "rise",
    "café",
    "and",
    "a",
    "spokesman",
    "for",
    "harbour",
    "company",
    "likely",
    "to",
    "publish",
    "evidence",
    "of",
    "its",
    "own",
    "ledger",
];

/// A small generator of numbers (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % below.max(1) as u64) as usize
    }
}

/// Returns about `bytes` bytes of prose in paragraphs.
pub fn prose(bytes: usize) -> String {
    prose_of(WORDS, bytes)
}

/// Returns about `bytes` bytes of prose made of these words.
pub fn prose_of(words_to_use: &[&str], bytes: usize) -> String {
    let mut numbers = Numbers(7);
    let mut prose = String::with_capacity(bytes + 64);
    let mut words = 0;
    while prose.len() < bytes {
        prose.push_str(words_to_use.get(numbers.next(words_to_use.len())).copied().unwrap_or("word"));
        words += 1;
        match words % 90 {
            0 => prose.push_str(".\n\n"),
            15 | 40 | 65 => prose.push_str(". "),
            _ => prose.push(' '),
        }
    }
    prose
}

/// Returns characters as a text.
pub fn to_text(characters: String) -> Text {
    match Text::new(characters) {
        Ok(text) => text,
        Err(error) => unreachable_size(&error.to_string()),
    }
}

/// The sizes of the benches are far below the limit.
#[expect(clippy::print_stderr, reason = "a bench has no other way to say it")]
fn unreachable_size(error: &str) -> ! {
    eprintln!("{error}");
    std::process::exit(2)
}

/// Returns the id of claim `number`.
pub fn claim_id(number: usize) -> ClaimId {
    match ClaimId::parse(&format!("0193-bench-{number:09}")) {
        Ok(id) => id,
        Err(error) => unreachable_size(&error.to_string()),
    }
}

/// Returns the span without the words that it cuts, as people mark passages; where no whole word is in it, as it is.
fn whole_words(text: &Text, span: Span) -> Span {
    let words = text.slice(span);
    let start = words.find(' ').map_or(0, |space| space + 1);
    let end = words.rfind(' ').unwrap_or(words.len());
    let at = |offset: usize| ByteOffset::from(span.start().index() + offset);
    text.span(at(start), at(end)).unwrap_or(span)
}

/// Returns a layer with `claims` claims spread evenly over `text`.
pub fn layer(text: &Text, claims: usize) -> Layer {
    let document = DocumentInfo::new("bench.txt", text.hash(), text.char_count());
    let annotator = Annotator::new(AnnotatorId::of_name("Bench"), "Bench");
    let mut layer = Layer::new(document, annotator, Role::Analyst);
    let mut numbers = Numbers(11);
    let room = (text.char_count() as usize / claims.max(1)).max(8);
    for number in 0..claims {
        let start = number * room + numbers.next(room / 3);
        let end = start + 4 + numbers.next(room / 2);
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { continue };
        let Some(span) = text.span_from_chars(CharOffset(start), CharOffset(end)) else { continue };
        let span = whole_words(text, span);
        // Counting occurrences of a hundred thousand quotes would take minutes and measure nothing here.
        let selector = Selector {
            start: text.char_from_byte(span.start()),
            end: text.char_from_byte(span.end()),
            quote: text.slice(span).into(),
            before: obelus::model::context_before(text, span.start()).to_owned().into(),
            after: obelus::model::context_after(text, span.end()).to_owned().into(),
            occurrences: 1,
        };
        let tag =
            ["allegation", "rebuttal", "forecast"].get(numbers.next(3)).copied().unwrap_or("allegation");
        let Ok(tag) = TagId::parse(tag) else { continue };
        let mut claim =
            Claim::new(claim_id(number), tag, vec![Passage::new(selector)], Timestamp(1_700_000_000));
        claim.gist = "The harbour company never published its own ledger.".to_owned();
        claim.claimants = vec!["The minister".to_owned()];
        layer.claims.push(Arc::new(claim));
    }
    layer
}

/// Returns `claims` claims as annotator `number` sees them: the same for all, but for moved borders, some other tags and
/// some that only they see.
pub fn read_by(number: usize, text: &Text, claims: usize) -> Vec<(Arc<Claim>, Span)> {
    let mut same = Numbers(37);
    let mut own = Numbers(41 + number as u64);
    let room = (text.char_count() as usize / claims.max(1)).max(40);
    let mut read = Vec::with_capacity(claims);
    for claim in 0..claims {
        let (start, length) = (claim * room + same.next(room / 3), 20 + same.next(room));
        let tag = ["allegation", "rebuttal", "forecast"];
        let tag = tag.get(if own.next(8) == 0 { own.next(3) } else { same.next(3) });
        let start = if own.next(10) == 0 { start + own.next(room) } else { start + own.next(12) };
        let end = start + length + own.next(12);
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { continue };
        let span = text.span_from_chars(CharOffset(start), CharOffset(end.min(text.char_count())));
        let Ok(tag) = TagId::parse(tag.copied().unwrap_or("allegation")) else { continue };
        let claim = Claim::new(claim_id(claim), tag, Vec::new(), Timestamp(1_700_000_000));
        read.extend(span.map(|span| (Arc::new(claim), span)));
    }
    read
}

/// Returns about `bytes` bytes of an article whose words are as many and as unevenly used as in a written language.
pub fn article(bytes: usize) -> String {
    const SYLLABLES: &[&str] = &[
        "ba", "ren", "ti", "lo", "mas", "ke", "dur", "an", "vi", "sol", "gre", "te", "no", "par", "in", "us",
    ];
    let mut numbers = Numbers(23);
    let words: Vec<String> = (0..8_000)
        .map(|rank| {
            let syllables = if rank < 100 { 1 } else { 2 + numbers.next(3) };
            (0..=syllables)
                .map(|_| SYLLABLES.get(numbers.next(SYLLABLES.len())).copied().unwrap_or("a"))
                .collect()
        })
        .collect();
    let mut article = String::with_capacity(bytes + 64);
    let mut count = 0;
    while article.len() < bytes {
        // The common words come often, the rare ones seldom.
        let limit = words.len() >> numbers.next(8);
        let word = words.get(numbers.next(limit)).map(String::as_str).unwrap_or("word");
        article.push_str(word);
        count += 1;
        match count % 90 {
            0 => article.push_str(".\n\n"),
            15 | 40 | 65 => article.push_str(". "),
            _ => article.push(' '),
        }
    }
    article
}

/// Returns the article edited all over: a word in thirty is another one, some sentences are new, some paragraphs gone,
/// some moved.
pub fn edited(article: &str) -> String {
    let mut numbers = Numbers(29);
    let mut moved = Vec::new();
    let mut edited = String::with_capacity(article.len() + article.len() / 20);
    for paragraph in article.split("\n\n") {
        let mut new = String::with_capacity(paragraph.len() + 64);
        for word in paragraph.split(' ') {
            if !new.is_empty() {
                new.push(' ');
            }
            new.push_str(if numbers.next(30) == 0 { "otherwise" } else { word });
        }
        match numbers.next(20) {
            0 => continue,
            1 => {
                moved.push(new);
                continue;
            }
            2..=5 => new.push_str(" This was written later by another hand."),
            _ => {}
        }
        if numbers.next(20) == 0
            && let Some(back) = moved.pop()
        {
            edited.push_str(&back);
            edited.push_str("\n\n");
        }
        edited.push_str(&new);
        edited.push_str("\n\n");
    }
    edited
}

/// Returns two versions of the layer: a third of the claims changed on each side, some on both, some deleted, some new.
pub fn versions(base: &Layer) -> (Layer, Layer) {
    let version = |step: usize, words: &str| {
        let mut layer = base.clone();
        let mut kept = Vec::with_capacity(layer.claims.len());
        for (number, claim) in layer.claims.iter().enumerate() {
            if number % 101 == step {
                let (id, modified) = (claim.id.clone(), claim.modified);
                layer.deleted.push(Deleted { id, modified, unknown: Default::default() });
                continue;
            }
            let mut claim = Arc::clone(claim);
            if number % 3 == step {
                let changed = Arc::make_mut(&mut claim);
                changed.gist = format!("{words} {number}");
            }
            if number % 7 == 0 {
                let changed = Arc::make_mut(&mut claim);
                changed.note = format!("{words} noted this.").into();
                changed.labels.push(words.to_owned());
            }
            kept.push(claim);
        }
        layer.claims = kept;
        layer
    };
    (version(0, "One hand"), version(1, "Another hand"))
}
