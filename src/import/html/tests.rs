//! Pages that nobody wrote for readers: each becomes some text, and the same one every time. What would take a parser
//! long is known by counting, so no test reads a clock: were one of these pages read in a time that grows with its
//! square, the tests would not come to an end.

use super::*;

const NO_MAIN_TEXT: &str = "no main text was found in the page: its whole text is shown";
const TOO_DEEP: &str =
    "the page has more than 512 elements one inside the other: it is shown without its tags";
const TOO_MUCH: &str = "the page has more markup than can be read in good time: it is shown without its tags";

/// The page becomes text that holds `words`, or none where they are empty, whatever is asked for; and `said` is said of
/// its main text.
#[track_caller]
fn check(html: &str, words: &str, said: &str) {
    let [main, whole] = Extractor::ALL.map(|extractor| page(html, extractor));
    for page in [&main, &whole] {
        let beginning: String = page.text.chars().take(100).collect();
        assert!(page.text.contains(words) && words.is_empty() == page.text.is_empty(), "{beginning:?}");
    }
    assert_eq!(main.problems.iter().map(|problem| problem.message.as_str()).collect::<String>(), said);
}

#[test]
fn elements_one_inside_the_other_without_end() {
    check(&format!("{}deep", "<div>".repeat(100_000)), "deep", TOO_DEEP);
    let formatting: String = (0..100_000).map(|number| format!("<b id={number}><p>")).collect();
    check(&format!("{formatting}deep"), "deep", TOO_DEEP);
    check(&format!("<svg>{}</svg>deep", "<g>".repeat(100_000)), "deep", TOO_DEEP);
    check(&format!("{}deep", "<table><tr><td>".repeat(500)), "deep", TOO_DEEP);
    check(&format!("{}deep", "<a><b><b>".repeat(50_000)), "deep", TOO_DEEP);
    for tag in ["<rt>", "<rb>", "<rtc>", "<rp>", "<optgroup>"] {
        check(&format!("{}deep", tag.repeat(100_000)), "deep", TOO_DEEP);
    }
    let deep = format!("{}<p>{}", "<div>".repeat(480), "deep words, and more. ".repeat(500));
    check(&deep, "deep words, and more.", "");
}

#[test]
fn what_is_drawn_and_what_the_next_one_closes_is_not_deep() {
    let article = "<p>words that are read, and some more of them, as an article has.".repeat(20);
    let leaves = "<path d='M0 0'/><circle r='1'/>".repeat(600);
    check(&format!("<svg>{leaves}</svg><h1>A</h1>{article}"), "words that are read", "");
    let anchors: String = (0..600)
        .map(|number| format!("<p><a name='{number}'>words that are read, and more of them."))
        .collect();
    check(&format!("<h1>A</h1>{anchors}"), "words that are read", "");
    let unbroken: String =
        (0..600).map(|number| format!("<p><nobr id='{number}'>words that are read, and more.")).collect();
    check(&format!("<h1>A</h1>{unbroken}"), "words that are read", "");
}

#[test]
fn attributes_without_end() {
    let many: String = (0..200_000).map(|number| format!(" a{number}=b")).collect();
    check(&format!("<p{many}>words"), "words", TOO_MUCH);
    check(&format!("{}words", "<body a=b c=d>".repeat(5_000)), "words", TOO_MUCH);
}

#[test]
fn what_is_never_closed() {
    check("<p>words<!-- <p>never", "words", "");
    check("words<p title='", "words", "");
    check("words<script>var x = '</p>' + '<p>no</p>';", "words", "");
    check("words<style>p { content: '</p>' }</style><p>more", "words\n\nmore", "");
    check("<table><tr><td>words<ul><li>a<b>b<i>c<p>d</b>e", "words\n\nabc\n\nde", "");
    check("<frameset><frame>", "", NO_MAIN_TEXT);
    check("", "", NO_MAIN_TEXT);
}

#[test]
fn much_of_one_thing() {
    check(&"<".repeat(5_000_000), "<<<", TOO_MUCH);
    check(&"&".repeat(1_000_000), "&&&", TOO_MUCH);
    check(&"\0".repeat(1_000_000), "\0\0", TOO_MUCH);
    check(&"</".repeat(500_000), "", NO_MAIN_TEXT);
    check(&"<a ".repeat(200_000), "", TOO_MUCH);
    check(&format!("words<!--{}", "-".repeat(400_000)), "words", "");
    check(&format!("<!--{}>words", "-".repeat(400_000)), "words", "");
    check(&"&lt;".repeat(20_000), "<", "");
    check(&format!("<p>{}", "word".repeat(500_000)), "wordword", "");
    check(&"<p>word, word and word, again and again.".repeat(20_000), "word, word and word", "");
    check(&"<a href=x>word</a> ".repeat(20_000), "word word", "");
    check(&format!("<table>{}", "<tr><td>word".repeat(10_000)), "word", "");
    check(&format!("<table>{}", "word<p>".repeat(10_000)), "word", "");
    check(&"<form class=cookie><div hidden>word</div></form>".repeat(10_000), "", NO_MAIN_TEXT);
}

#[test]
fn a_board_of_trustees_asks_for_nothing() {
    let paragraph =
        "<p>The board met on Monday, and nobody, least of all the mayor, believed it then.</p>".repeat(6);
    check(&format!("<h1>Denied</h1><div id=board-of-trustees>{paragraph}</div>"), "The board met", "");
    let asking =
        format!("<h1>Denied</h1>{paragraph}<div class=truste-banner><p>We ask you, once more.</p></div>");
    let [_, whole] = Extractor::ALL.map(|extractor| page(&asking, extractor));
    assert!(!whole.text.contains("We ask you"));
}

#[test]
fn a_hundred_thousand_authors() {
    let authors = "{\"@id\":\"#a\"},".repeat(100_000);
    let html = format!(
        "<script type='application/ld+json'>[{}{{\"@type\":\"Article\",\"author\":[{authors}{{}}]}},\
         {{\"@id\":\"#a\",\"name\":\"Ana Li\"}}]</script><p>words",
        "{\"@id\":\"#b\"},".repeat(100_000)
    );
    assert_eq!(page(&html, Extractor::HtmlWhole).about.author, "Ana Li");
}

#[test]
fn entities_that_mean_nothing_or_harm() {
    check(
        "<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>words &b; &a;",
        "words &b; &a;",
        "",
    );
    check(
        "<p>words &#0; &#x110000; &#xD800; &#13;x &unknown; &amp",
        "words \u{fffd} \u{fffd} \u{fffd} x &unknown; &",
        "",
    );
}

#[test]
fn a_windows_clipboard_names_where_the_words_come_from() {
    let html = "Version:0.9\r\nStartHTML:0000000105\r\nSourceURL:https://a.example/b\r\n<html><body>\
                <!--StartFragment--><p>He <b>denied</b> it.</p><p>Twice.</p><!--EndFragment--></body></html>";
    let fragment = fragment(html);
    assert_eq!(fragment.text, "He denied it.\n\nTwice.");
    assert_eq!(fragment.about.url, "https://a.example/b");
}

#[test]
fn what_was_copied_stays_whatever_it_is_called() {
    let html =
        "<div class='newsletter-text'><p>He denied it.</p></div><p>So he told the paper yesterday.</p>";
    assert_eq!(fragment(html).text, "He denied it.\n\nSo he told the paper yesterday.");
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

/// Of pieces of markup, taken by lot and repeated: what is deep in the tree is known to be before there is one.
#[test]
fn what_is_deep_is_known_beforehand() {
    const TAGS: &[&str] = &[
        "div", "p", "span", "b", "a", "i", "font", "nobr", "li", "ul", "dd", "dl", "table", "tr", "td",
        "select", "optgroup", "option", "rt", "ruby", "h1", "form", "button", "object", "template", "svg",
        "g", "desc", "title", "math", "mi", "br", "section",
    ];
    let mut state: u64 = 0x5eed;
    let mut below = |count: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % count
    };
    for _ in 0..100 {
        let pattern: String = (0..2 + below(7))
            .map(|_| {
                let tag = TAGS[below(TAGS.len())];
                match below(20) {
                    0..=9 => format!("<{tag}>"),
                    10 => format!("<{tag}/>"),
                    11 => "x".to_owned(),
                    _ => format!("</{tag}>"),
                }
            })
            .collect();
        // A page that is twice as deep as may be is known even where a few levels are left out of the count.
        let html = pattern.repeat(520);
        if excess::excess(&html).is_none() {
            let levels = measure::Measure::of(&Document::from(html.as_str())).levels;
            assert!(levels < 2 * excess::MAX_LEVELS, "{levels}: {pattern}");
        }
    }
}
