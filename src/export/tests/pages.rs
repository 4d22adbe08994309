//! The report and Markdown: claims in any position, and other people's texts that stay texts.

use proptest::prelude::*;

use super::*;

/// Tags that the report is made of.
const TAGS: &str = "html head meta title style body main header section article dl dt dd h1 h2 h3 h4 p a bdi span \
                    strong table thead tbody tr th td ul ol li div blockquote br";

/// Returns the words of markup; panics where tags are not balanced or are none of ours.
fn words_of(markup: &str) -> String {
    let mut open: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut left_out = 0;
    for (number, part) in markup.split('<').enumerate() {
        if number == 0 {
            words.push_str(part);
            continue;
        }
        let (tag, behind) = part.split_once('>').unwrap();
        assert!(!behind.contains('>'), "an angle is never text: {behind}");
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().unwrap();
            assert_eq!(last.split(' ').next().unwrap(), name, "tags close in order");
            left_out -= usize::from(is_ours(&last));
        } else {
            let name = tag.split([' ', '\n']).next().unwrap();
            assert!(TAGS.split_whitespace().any(|known| known == name), "<{tag}>");
            assert!(!tag.contains(" on") && !tag.contains("src="), "<{tag}>");
            if name != "br" && name != "meta" {
                open.push(tag.to_owned());
                left_out += usize::from(is_ours(tag));
            }
        }
        if left_out == 0 {
            words.push_str(behind);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    pairs.iter().fold(words, |words, (from, to)| words.replace(from, to)).replace("&amp;", "&")
}

/// Returns whether what the tag encloses is not the document's.
fn is_ours(tag: &str) -> bool {
    ["class=\"sup", "class=\"pn\"", "class=\"hidden\"", "class=\"cards\""]
        .iter()
        .any(|class| tag.contains(class))
}

fn page(material: &Material) -> String {
    String::from_utf8(html::report(material, day())).unwrap()
}

fn body(page: &str) -> &str {
    between(page, "</head>", "</html>")
}

/// Returns the article of a page as markup.
fn article(page: &str) -> &str {
    between(page, "<section class=\"article\">", "</main>")
}

fn paragraph(text: &str) -> String {
    let page = page(&of(vec![marked("a.txt", text)]));
    let article = article(&page);
    let markup = between(article, "lang=\"\">", "</div>");
    markup.replace(" dir=\"ltr\"", "").replace('"', "'")
}

#[test]
fn claims_nest_and_overlap_in_any_way() {
    insta::assert_snapshot!(paragraph("He <a1>denied</a1> it."), @"He <a class='sup A' href='#c1' id='t1'>A1</a><span class='A l0 fill'>denied</span> it.");
    insta::assert_snapshot!(paragraph("He <a1>denied <r1>it</a1> again</r1>."), @"He <a class='sup A' href='#c1' id='t1'>A1</a><span class='A l0 fill'>denied </span><a class='sup R' href='#c2' id='t2'>R2</a><span class='A l0 fill'><span class='R l1 fill'>it</span></span><span class='R l1 fill'> again</span>.");
    insta::assert_snapshot!(paragraph("<a1><r1><f1>He denied</f1> it</r1> all</a1>."), @"<a class='sup A' href='#c1' id='t1'>A1</a><a class='sup R' href='#c2' id='t2'>R2</a><a class='sup F' href='#c3' id='t3'>F3</a><span class='A l0'><span class='R l1 fill'><span class='F l2 fill'>He denied</span></span></span><span class='A l0 fill'><span class='R l1 fill'> it</span></span><span class='A l0 fill'> all</span>.");
    insta::assert_snapshot!(paragraph("<a1>He</a1> and <a1>she</a1>."), @"<a class='sup A' href='#c1' id='t1'>A1 (1/2)</a><span class='A l0 fill'>He</span> and <a class='sup A' href='#c1'>A1 (2/2)</a><span class='A l0 fill'>she</span>.");
}

#[test]
fn a_claim_over_a_paragraphs_end_goes_on_in_the_next() {
    let page = page(&of(vec![marked("a.txt", "He <a1>denied.\n\nShe</a1> too.")]));
    let article = article(&page);
    assert_eq!(article.matches("class=\"A l0 fill\"").count(), 2);
    assert_eq!(article.matches("id=\"c1\"").count(), 1);
    assert_eq!(article.matches("class=\"sup A\"").count(), 1);
}

#[test]
fn no_card_is_left_out() {
    let mut material = of(vec![marked("a.txt", "\n<a1>\n</a1>\nOne.\n\n<a2>Two.</a2>\n<a3>\n</a3>\n")]);
    material.documents[0].layers[0].entries[1].spans = vec![None];
    material.documents[0].layers[0].entries[1].standing = Some(Standing::Orphan);
    let page = page(&material);
    for number in 1..=3 {
        assert_eq!(page.matches(&format!("id=\"c{number}\"")).count(), 1, "{number}");
    }
    assert!(page.contains("Claims whose words are no longer in the text"));
    assert!(page.contains("<blockquote dir=\"auto\" lang=\"\">Two.</blockquote>"));
}

#[test]
fn links_lead_to_what_is_there() {
    let mut material = wells();
    material.documents.push(marked("later.md", "<r3>No.</r3>\n\n<f2>In time.</f2>"));
    let page = page(&material.links("r3", Rel::Rebuts, "a2").links("f2", Rel::Supports, "elsewhere"));
    for part in page.split("href=\"#").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{name}\"")), "{name}");
    }
    assert!(page.contains("href=\"#c1\""));
}

#[test]
fn numbers_go_on_through_several_documents() {
    let mut material = wells();
    material.documents.push(marked("later.md", "<r3>No.</r3>"));
    let page = page(&material);
    assert!(page.contains("<h1>Report on 2 documents</h1>"));
    assert_eq!(between(&page, "<ol class=\"contents\">", "</ol>").matches("<li>").count(), 2);
    assert!(page.contains("id=\"c6\"") && page.contains("href=\"#d1p1\""));
}

#[test]
fn a_title_is_no_markup() {
    let mut material = wells();
    material.documents[0].about.title = "A \u{202e}<b>title</b>".to_owned();
    let page = page(&material);
    assert_eq!(between(&page, "<title>", "</title>"), "A &lt;b&gt;title&lt;/b&gt;");
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let page = page(&wells());
    assert!(page.contains(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\""
    ));
    for word in ["<script", "@import", "url(", "<link", "<img", "<iframe", "javascript"] {
        assert!(!page.contains(word), "{word}");
    }
}

/// Puts a text in every place and sees that it stays text, in the page and in Markdown.
fn check(words: &str) {
    let text = format!("{words}\n\n{words}");
    let text = Text::new(text).unwrap();
    let end = words.len();
    let entries = if words.is_empty() { Vec::new() } else { vec![entry(&text, "a1", &[(0, end)])] };
    let mut document = marked(words, "x");
    document.about = About {
        title: words.to_owned(),
        author: words.to_owned(),
        publisher: words.to_owned(),
        url: format!("https://x.org/{words}"),
        ..About::default()
    };
    document.text = Some(text);
    document.layers = vec![layer(words, entries), layer("Jonas", Vec::new())];
    let mut material = of(vec![document.clone(), document]);
    for entry in
        material.documents.iter_mut().flat_map(|one| &mut one.layers).flat_map(|one| &mut one.entries)
    {
        let claim = Arc::make_mut(&mut entry.claim);
        claim.gist = words.to_owned();
        claim.claimants = vec![words.to_owned(), words.to_owned()];
        claim.against = vec![words.to_owned()].into();
        claim.via = vec![words.to_owned()].into();
        claim.note = words.to_owned().into();
        claim.labels = vec![words.to_owned()].into();
        claim.forecast = forecast(words, None, None).map(Box::new);
        claim.links.push(Link { to: None, words: words.to_owned(), ..link(Rel::Repeats, "x") });
        entry.standing = Some(Standing::Uncertain);
    }
    words_of(body(&page(&material)));
    let markdown = String::from_utf8(markdown::markdown(&material, day())).unwrap();
    for event in pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::ENABLE_GFM) {
        use pulldown_cmark::{Event, Tag};
        let is_foreign = matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Code(_)
                | Event::Rule
                | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock)
        );
        assert!(!is_foreign, "{event:?} in {markdown}");
    }
}

#[test]
fn hostile_texts_stay_texts() {
    HOSTILE.iter().for_each(|words| check(words));
    check(&"漢".repeat(20_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_text(words in "[<>&\"'`*_\\[\\]()#|~!:/ \\n\\t.a-c0-9\\PC-]{1,20}") {
        check(&words);
    }

    #[test]
    fn the_article_is_the_documents_words_however_claims_lie(
        text in "[ab<&é \\n漢]{1,40}",
        places in prop::collection::vec((0usize..40, 1usize..40), 0..8),
    ) {
        let text = Text::new(text).unwrap();
        let bounds: Vec<usize> = (0..=text.as_str().len()).filter(|at| text.as_str().is_char_boundary(*at)).collect();
        let entries = places.iter().enumerate().filter_map(|(number, (start, length))| {
            let start = *bounds.get(*start)?;
            let end = *bounds.iter().find(|end| **end >= start + length)?;
            Some(entry(&text, &format!("a{number}"), &[(start, end)]))
        });
        let mut document = marked("a.txt", "x");
        let paragraphs: Vec<&str> =
            (0..text.paragraph_count()).filter_map(|number| Some(text.slice(text.paragraph(number)?))).collect();
        document.layers = vec![layer("Maria Keller", entries.collect())];
        document.text = Some(text.clone());
        let page = page(&of(vec![document]));
        words_of(body(&page));
        let shown: Vec<String> = article(&page)
            .split("<div class=\"t")
            .skip(1)
            .map(|part| words_of(between(part, ">", "</div>")))
            .collect();
        prop_assert_eq!(shown, paragraphs);
    }
}

#[test]
fn what_draws_nothing_is_not_written() {
    let layers = |count: usize| {
        let open: String = (0..count).map(|number| format!("<a{number}>")).collect();
        let close: String = (0..count).rev().map(|number| format!("</a{number}>")).collect();
        let page = page(&of(vec![marked("a.txt", &format!("He {open}denied{close} it."))]));
        article(&page).matches("<span class=\"A").count()
    };
    assert_eq!([1, 3, 5, 6, 40].map(layers), [1, 3, 5, 5, 5]);
}

#[test]
fn a_document_without_layers_has_no_row_for_annotators() {
    let mut material = of(vec![marked("a.txt", "One.")]);
    assert!(page(&material).contains("<dt>Annotators</dt>"));
    material.documents[0].layers.clear();
    assert!(!page(&material).contains("<dt>Annotators</dt>"));
}
