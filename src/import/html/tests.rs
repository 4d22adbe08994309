//! Pages that nobody wrote for readers: each becomes some text, soon, and the same one every time.

use std::time::{Duration, Instant};

use super::*;

/// The page becomes text that holds `words`, for both extractors alike; none takes long, however slow the build.
#[track_caller]
fn check(html: &str, words: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for extractor in Extractor::ALL {
        let begun = Instant::now();
        let page = page(html, extractor);
        let took = begun.elapsed();
        eprintln!(
            "{extractor:?} {} bytes: {took:?}, {} of text, {:?}",
            html.len(),
            page.text.len(),
            page.problems
        );
        assert!(
            page.text.contains(words),
            "{extractor:?}: {:?}",
            page.text.chars().take(200).collect::<String>()
        );
        assert!(took < Duration::from_secs(60), "{extractor:?} took {took:?}");
        problems.extend(page.problems);
    }
    problems
}

#[test]
fn depth() {
    check(&format!("{}deep", "<div>".repeat(100_000)), "deep");
    check(&format!("{}deep", "<div>".repeat(500)), "deep");
    check(&format!("{}<p>{}", "<div>".repeat(480), "deep words, and more of them. ".repeat(500)), "deep");
    check(&format!("<select><iframe>{}deep", "<div>".repeat(100_000)), "");
    check(&format!("<svg>{}deep", "<g>".repeat(100_000)), "");
    check(&format!("{}deep", "<b><p>".repeat(100_000)), "deep");
    check(&format!("{}deep", "<table><tr><td>".repeat(500)), "deep");
    check(&format!("{}deep", "<li><ul>".repeat(500)), "deep");
    check(&format!("{}deep", "<a><table>".repeat(500)), "deep");
}

#[test]
fn attributes() {
    let many: String = (0..200_000).map(|number| format!(" a{number}=b")).collect();
    check(&format!("<p{many}>words"), "words");
    check(&format!("{}words", "<body a=b c=d>".repeat(50_000)), "words");
}

#[test]
fn unclosed() {
    check("<p>words<!-- <p>never", "words");
    check("words<p title='", "words");
    check("words<script>var x = '</p>' + '<p>no</p>';", "words");
    check("words<style>p { content: '</p>' }</style><p>more", "words");
    check("<table><tr><td>words<ul><li>a<b>b<i>c<p>d</b>e", "words");
}

#[test]
fn long() {
    check(&"<".repeat(5_000_000), "<");
    check(&"</".repeat(2_000_000), "");
    check(&"<!".repeat(2_000_000), "");
    check(&"<a ".repeat(1_000_000), "");
    check(&"&".repeat(5_000_000), "&");
    check(&"&lt;".repeat(150_000), "<");
    check(&"\0".repeat(3_000_000), "");
    check(&format!("<p>{}", "word ".repeat(2_000_000)), "word");
    check(&format!("<p>{}", "w".repeat(10_000_000)), "w");
    check(&"<p>word, word and word, again and again.".repeat(100_000), "word");
    check(&"<div>word, word and word, again and again.</div>".repeat(100_000), "word");
    check(
        &"<div><p>word, word and word, again and again.</p><p>And more, of this kind, it is.</p></div>"
            .repeat(50_000),
        "word",
    );
    check(&"<a href=x>word</a> ".repeat(100_000), "word");
    check(&"word<br>".repeat(150_000), "word");
    check(&"<tr><td>word".repeat(90_000), "word");
    check(&format!("<table>{}", "<tr><td>word".repeat(90_000)), "word");
    check(&format!("<table>{}", "word<p>".repeat(90_000)), "word");
    check(&format!("<ul>{}</ul>", "<li class=share>word".repeat(90_000)), "word");
    check(&"<section>word</section>".repeat(100_000), "word");
    check(&"<h1>word</h1>".repeat(100_000), "word");
    check(&"<form class=cookie><div hidden>word</div></form>".repeat(60_000), "");
}

#[test]
fn entities() {
    check("<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>words &b; &a;", "words");
    check("<p>words &#0; &#x110000; &#xD800; &#13;x &unknown; &amp", "words");
}
