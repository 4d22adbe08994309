//! Pages that nobody wrote for readers: each becomes some text, soon, and the same one every time.

use std::time::{Duration, Instant};

use super::*;

/// The page becomes text that holds `words`, whatever is asked for; none takes long, however slow the machine. Returns
/// what is said of it.
#[track_caller]
fn check(html: &str, words: &str) -> String {
    let begun = Instant::now();
    let [main, whole] = Extractor::ALL.map(|extractor| page(html, extractor));
    assert!(begun.elapsed() < Duration::from_secs(60), "took {:?}", begun.elapsed());
    assert!(main.text.contains(words) && whole.text.contains(words));
    main.problems.iter().map(|problem| problem.message.as_str()).collect()
}

const WITHOUT_TAGS: &str = "shown without its tags";

#[track_caller]
fn check_stripped(html: &str, words: &str) {
    let said = check(html, words);
    assert!(said.ends_with(WITHOUT_TAGS), "{said:?}");
}

#[test]
fn elements_one_inside_the_other_without_end() {
    check_stripped(&format!("{}deep", "<div>".repeat(100_000)), "deep");
    check_stripped(&format!("{}deep", "<b><p>".repeat(100_000)), "deep");
    check_stripped(&format!("<svg>{}</svg>deep", "<g>".repeat(100_000)), "deep");
    check_stripped(&format!("{}deep", "<table><tr><td>".repeat(500)), "deep");
    check(&format!("<select><iframe>{}deep", "<div>".repeat(100_000)), "");
    assert_eq!(
        check(&format!("{}<p>{}", "<div>".repeat(480), "deep words, and more. ".repeat(500)), "deep"),
        ""
    );
}

#[test]
fn attributes_without_end() {
    let many: String = (0..200_000).map(|number| format!(" a{number}=b")).collect();
    check_stripped(&format!("<p{many}>words"), "words");
    check_stripped(&format!("{}words", "<body a=b c=d>".repeat(5_000)), "words");
}

#[test]
fn what_is_never_closed() {
    check("<p>words<!-- <p>never", "words");
    check("words<p title='", "words");
    check("words<script>var x = '</p>' + '<p>no</p>';", "words");
    check("words<style>p { content: '</p>' }</style><p>more", "words");
    check("<table><tr><td>words<ul><li>a<b>b<i>c<p>d</b>e", "words");
    check("<frameset><frame>", "");
    check("", "");
}

#[test]
fn much_of_one_thing() {
    check_stripped(&"<".repeat(5_000_000), "<");
    check_stripped(&"&".repeat(1_000_000), "&");
    check_stripped(&"\0".repeat(1_000_000), "");
    check(&"</".repeat(500_000), "");
    check(&"<a ".repeat(200_000), "");
    check(&"&lt;".repeat(20_000), "<");
    check(&format!("<p>{}", "word".repeat(500_000)), "word");
    check(&"<p>word, word and word, again and again.".repeat(20_000), "word");
    check(&"<a href=x>word</a> ".repeat(20_000), "word");
    check(&format!("<table>{}", "<tr><td>word".repeat(10_000)), "word");
    check(&format!("<table>{}", "word<p>".repeat(10_000)), "word");
    check(&"<form class=cookie><div hidden>word</div></form>".repeat(10_000), "");
}

#[test]
fn entities_that_mean_nothing_or_harm() {
    check("<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>words &b; &a;", "words");
    check("<p>words &#0; &#x110000; &#xD800; &#13;x &unknown; &amp", "words");
}

#[test]
fn a_windows_clipboard_names_where_the_words_come_from() {
    let html = "Version:0.9\r\nStartHTML:0000000105\r\nSourceURL:https://a.example/b\r\n<html><body>\
                <!--StartFragment--><p>He <b>denied</b> it.</p><p>Twice.</p><!--EndFragment--></body></html>";
    let fragment = fragment(html);
    assert_eq!(fragment.text, "He denied it.\n\nTwice.");
    assert_eq!(fragment.about.url, "https://a.example/b");
}

/// What is decoded otherwise is another text, and the recorded hash is that of the text.
#[test]
fn a_recorded_encoding_is_used_where_its_text_has_the_recorded_hash() {
    let bytes = b"<meta charset=windows-1251><p>\xe6";
    let read = |wanted: &Wanted<'_>| read(bytes, Extractor::HtmlWhole, wanted).unwrap().decoded;
    assert_eq!(read(&Wanted::default()).text.as_str(), "ж");
    assert_eq!(read(&Wanted::default()).recorded.as_deref(), Some("windows-1251"));
    let latin =
        Wanted { recorded: Some(("windows-1252", crate::text::TextHash::of("æ"))), ..Wanted::default() };
    assert_eq!(read(&latin).text.as_str(), "æ");
    let other =
        Wanted { recorded: Some(("windows-1252", crate::text::TextHash::of("x"))), ..Wanted::default() };
    assert_eq!(read(&other).text.as_str(), "ж");
    let chosen = Wanted { encoding: Some(encoding_rs::KOI8_R), ..Wanted::default() };
    assert_eq!(read(&chosen).text.as_str(), "Ф");
}

#[test]
fn probe() {
    let Ok(which) = std::env::var("PROBE") else { return };
    let n = 20_000;
    let html = match which.as_str() {
        "span" => "<span><div></span>".repeat(n),
        "bdiv" => "<b><div></b>".repeat(n),
        "svgtd" => format!("<svg>{}{}", "<td>".repeat(n), "</x>".repeat(n)),
        "attrs" => format!("<p{}", (0..n).map(|k| format!(" a{k}=b")).collect::<String>()),
        "titles" => format!("<svg>{}{}", "<g><title>".repeat(200), "word ".repeat(n*20)),
        "rt" => "<rt>".repeat(n),
        _ => panic!(),
    };
    let begun = std::time::Instant::now();
    eprintln!("{:?} {:?}", excess::excess(&html), begun.elapsed());
    let begun = std::time::Instant::now();
    let d = Document::from(html.as_str());
    eprintln!("tree {:?} {:?}", begun.elapsed(), measure::Measure::of(&d).levels);
    let begun = std::time::Instant::now();
    about::about(&d);
    eprintln!("about {:?}", begun.elapsed());
}

/// Random pieces of markup, repeated: whatever is deep is known to be beforehand, and little else is.
#[test]
fn soup() {
    let Ok(rounds) = std::env::var("SOUP") else { return };
    let tags = "div p span b a i font nobr li ul ol dd dt dl table tr td th tbody caption colgroup select option optgroup rt rp ruby rb rtc h1 h2 form button object template svg g path foreignObject desc title style math mi mo annotation-xml mglyph section br hr img input textarea iframe code pre body head html frameset applet marquee address noscript datalist fieldset script article dialog summary";
    let tags: Vec<&str> = tags.split(' ').collect();
    let mut state: u64 = std::env::var("SEED").map_or(0x5eed, |s| s.parse().unwrap());
    let mut next = |below: usize| { state ^= state << 13; state ^= state >> 7; state ^= state << 17; (state >> 11) as usize % below };
    let (mut holes, mut falses) = (0, 0);
    for _ in 0..rounds.parse::<usize>().unwrap() {
        let few: Vec<&str> = (0..2 + next(4)).map(|_| tags[next(tags.len())]).collect();
        let mut piece = |most: usize| (0..1 + next(most)).map(|_| {
            let tag = few[next(few.len())];
            match next(20) {
                0..=9 => format!("<{tag}>"),
                10 => format!("<{tag}/>"),
                11 => format!("<{tag} encoding=text/html color=x>"),
                12 => "x".to_owned(),
                13 => "<![CDATA[>]]>".to_owned(),
                _ => format!("</{tag}>"),
            }
        }).collect::<String>();
        let (start, pattern) = (piece(6), piece(8));
        let html = format!("{start}{}", pattern.repeat(520));
        let judged = excess::excess(&html);
        let levels = measure::Measure::of(&Document::from(html.as_str())).levels;
        if judged.is_none() && levels > 1000 { holes += 1; if holes < 12 { eprintln!("HOLE {levels} {start} ({pattern})"); } }
        if judged.is_some() && levels < 100 { falses += 1; if falses < 12 { eprintln!("FALSE {levels} {judged:?} {start} ({pattern})"); } }
    }
    eprintln!("holes {holes} false {falses}");
}
