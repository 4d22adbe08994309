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
