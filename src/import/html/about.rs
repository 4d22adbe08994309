//! What a page says of itself: title, author, publisher, date and address, from JSON-LD, Open Graph and `<meta>`.
//!
//! Of several sources the one made for machines comes first. A value is taken as it stands, on one line; a date in a
//! form that names no day for sure is left out.

use dom_query::Document;
use serde_json::Value;

use crate::model::{About, PartialDate};

use super::clean::following;
use super::render::one_line;

/// How many characters a value may have; more is no title.
const MAX_CHARS: usize = 500;

/// The name space of elements that belong to no drawing and no formula.
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// How many people or organisations are looked up where several are named.
const MAX_NAMES: usize = 100;

/// What the elements of a page say of it, by source.
#[derive(Default)]
struct Found {
    /// Names in lower case, and values, in the order of the page.
    meta: Vec<(String, String)>,
    /// The objects of all JSON-LD scripts, `@graph` taken apart.
    objects: Vec<Value>,
    title: String,
    headline: String,
    canonical: String,
    time: String,
    saved_from: String,
}

/// Returns what the page says of itself.
pub(super) fn about(document: &Document) -> About {
    let found = Found::of(document);
    let article = found.objects.iter().find(|object| has_type(object, is_article));
    let of_article = |field: &str| article.and_then(|article| article.get(field));
    let publisher = first([
        of_article("publisher").map(|value| found.names(value)).unwrap_or_default(),
        found.meta(&["og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher"]),
        found.meta(&["application-name"]),
    ]);
    let title = first([
        of_article("headline").and_then(Value::as_str).map(plain).unwrap_or_default(),
        found.meta(&["og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"]),
        found.headline.clone(),
        without_publisher(&found.title, &publisher).to_owned(),
        of_article("name").and_then(Value::as_str).map(plain).unwrap_or_default(),
    ]);
    let author = first([
        of_article("author").map(|value| found.names(value)).unwrap_or_default(),
        found.meta(&["author", "article:author", "citation_author", "dc.creator", "dcterms.creator"]),
        found.meta(&["parsely-author", "sailthru.author", "byl"]),
    ]);
    let author = author.strip_prefix("By ").unwrap_or(&author).to_owned();
    let published = [
        of_article("datePublished").and_then(Value::as_str).map(str::to_owned).unwrap_or_default(),
        found.meta(&["article:published_time", "og:article:published_time", "og:published_time"]),
        found.meta(&["datepublished", "citation_publication_date", "dc.date.issued", "dcterms.issued"]),
        found.meta(&["dcterms.created", "dc.date", "date", "pubdate", "publishdate", "parsely-pub-date"]),
        found.time.clone(),
    ]
    .iter()
    .find_map(|date| day(date));
    let url = first([
        address(&found.canonical),
        address(&found.meta(&["og:url"])),
        of_article("mainEntityOfPage").map(id_or_text).map(|url| address(&url)).unwrap_or_default(),
        of_article("url").and_then(Value::as_str).map(address).unwrap_or_default(),
        address(&found.saved_from),
    ]);
    About {
        title: without_publisher(&title, &publisher).to_owned(),
        author,
        publisher,
        published,
        url,
        retrieved: None,
    }
}

impl Found {
    fn of(document: &Document) -> Self {
        let mut found = Self::default();
        let root = document.root();
        let mut headlines = 0;
        let mut next = root.first_child();
        while let Some(node) = next {
            next = following(&node, false, &root);
            if node.is_comment() {
                found.take_comment(&node.query_or(String::new(), |node| match &node.data {
                    dom_query::NodeData::Comment { contents } => contents.to_string(),
                    _ => String::new(),
                }));
                continue;
            }
            // What a drawing calls its own is not the page's; and there they can lie one inside the other.
            let Some(name) = node.qual_name_ref().filter(|name| *name.ns == *HTML) else { continue };
            let attr = |name: &str| node.attr(name).map(|value| value.to_string()).unwrap_or_default();
            match name.local.as_ref() {
                "meta" => {
                    let value = plain(&attr("content"));
                    let names = [attr("property"), attr("name"), attr("itemprop")];
                    if let Some(name) =
                        names.iter().find(|name| !name.is_empty()).filter(|_| !value.is_empty())
                    {
                        found.meta.push((name.trim().to_ascii_lowercase(), value));
                    }
                }
                "link"
                    if found.canonical.is_empty()
                        && attr("rel")
                            .split_ascii_whitespace()
                            .any(|rel| rel.eq_ignore_ascii_case("canonical")) =>
                {
                    found.canonical = attr("href");
                }
                "script" if attr("type").trim().eq_ignore_ascii_case("application/ld+json") => {
                    found.take_json(&node.text());
                }
                "title" if found.title.is_empty() => found.title = plain(&node.text()),
                "h1" => {
                    headlines += 1;
                    found.headline = if headlines == 1 { plain(&node.text()) } else { String::new() };
                }
                "time"
                    if found.time.is_empty()
                        && (node.has_attr("pubdate") || attr("itemprop") == "datePublished") =>
                {
                    found.time = attr("datetime");
                }
                _ => {}
            }
        }
        found
    }

    /// Takes an address from the comments that browsers leave in saved pages.
    fn take_comment(&mut self, comment: &str) {
        let comment = comment.trim();
        let address = if let Some(rest) = comment.strip_prefix("saved from url=(") {
            rest.split_once(')').map(|(_, address)| address)
        } else if comment.starts_with("Page saved with SingleFile") {
            comment.lines().find_map(|line| line.trim().strip_prefix("url:"))
        } else {
            None
        };
        if let Some(address) = address.filter(|_| self.saved_from.is_empty()) {
            self.saved_from = address.split_whitespace().next().unwrap_or_default().to_owned();
        }
    }

    fn take_json(&mut self, script: &str) {
        let script = script.trim();
        let script = script.strip_prefix("<![CDATA[").unwrap_or(script).trim_end_matches("]]>");
        let Ok(value) = serde_json::from_str::<Value>(script) else { return };
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for mut value in values {
            let graph = value.as_object_mut().and_then(|object| object.remove("@graph"));
            self.objects.push(value);
            if let Some(Value::Array(graph)) = graph {
                self.objects.extend(graph);
            }
        }
    }

    /// Returns the first value under one of `names`, the names in their order.
    fn meta(&self, names: &[&str]) -> String {
        let of = |name: &&str| {
            let mut values =
                self.meta.iter().filter(|(other, _)| other == name).map(|(_, value)| value.clone());
            values.find(|value| !is_address(value) || name.ends_with("url"))
        };
        names.iter().find_map(of).unwrap_or_default()
    }

    /// Returns the names of people or organisations: a text, an object with a name or a reference, or several.
    fn names(&self, value: &Value) -> String {
        let values = match value {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        let mut names: Vec<String> = Vec::new();
        for name in
            values.iter().take(MAX_NAMES).map(|value| self.name(value)).filter(|name| !name.is_empty())
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        limited(names.join(", "))
    }

    fn name(&self, value: &Value) -> String {
        if let Some(name) = value.as_str() {
            return if is_address(name) { String::new() } else { plain(name) };
        }
        let named = value.get("name").and_then(Value::as_str).map(plain);
        named
            .or_else(|| {
                let id = value.get("@id")?.as_str()?;
                let object = self.objects.iter().find(|object| {
                    object.get("@id").and_then(Value::as_str) == Some(id) && object.get("name").is_some()
                })?;
                object.get("name").and_then(Value::as_str).map(plain)
            })
            .unwrap_or_default()
    }
}

fn has_type(object: &Value, is_it: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(name)) => is_it(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_it),
        _ => false,
    }
}

fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name.ends_with("BlogPosting") || matches!(name, "Report" | "LiveBlogPosting")
}

fn id_or_text(value: &Value) -> String {
    let id = value.as_str().or_else(|| value.get("@id").and_then(Value::as_str));
    id.unwrap_or_default().to_owned()
}

/// Returns the value as plain text on one line; pages write entities in places that do not know them.
fn plain(value: &str) -> String {
    let line = one_line(value);
    if !line.contains('&') {
        return limited(line);
    }
    let escaped = line.replace('<', "&lt;");
    let document = Document::from(format!("<title>{escaped}</title>"));
    limited(one_line(&document.select("title").text()))
}

/// Returns the value, or nothing where it is too long to be one.
fn limited(value: String) -> String {
    if value.chars().count() > MAX_CHARS { String::new() } else { value }
}

fn first<const N: usize>(values: [String; N]) -> String {
    values.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}

fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://") || value.starts_with("//")
}

/// Returns the value if it is a whole address on the web.
fn address(value: &str) -> String {
    let value = value.trim();
    let is_whole = (value.starts_with("http://") || value.starts_with("https://"))
        && !value.contains(|character: char| character.is_whitespace() || character.is_control());
    if is_whole { limited(value.to_owned()) } else { String::new() }
}

/// Returns the title without the publisher's name at its end.
fn without_publisher<'a>(title: &'a str, publisher: &str) -> &'a str {
    let ending = title.strip_suffix(publisher).filter(|_| !publisher.is_empty()).map(str::trim_end);
    let without =
        ending.and_then(|rest| rest.strip_suffix(['|', '-', '–', '—', '·', ':', '•'])).map(str::trim_end);
    without.filter(|rest| !rest.is_empty()).unwrap_or(title)
}

/// Returns the day that a date or a moment begins with: `2018-11-21…`, `2018/11/21`, `20181121…`. A number of seconds
/// or milliseconds is none.
fn day(date: &str) -> Option<PartialDate> {
    let date = date.trim();
    let digits = date.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(digits, 8 | 12 | 14) {
        let day = format!("{}-{}-{}", date.get(..4)?, date.get(4..6)?, date.get(6..8)?);
        return PartialDate::parse(&day);
    }
    let whole = date.get(..10).map(|day| day.replace('/', "-")).and_then(|day| PartialDate::parse(&day));
    whole.or_else(|| PartialDate::parse(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is title, author, publisher, date and address, parted by bars.
    #[track_caller]
    fn check(html: &str, expected: &str) {
        let About { title, author, publisher, published, url, .. } = about(&Document::from(html));
        let published = published.map(|date| date.to_string()).unwrap_or_default();
        assert_eq!([title, author, publisher, published, url].join("|"), expected);
    }

    #[test]
    fn json_ld_comes_first() {
        check(
            r##"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
              {"@type":"Organization","@id":"#org","name":"Harbour Post"},
              {"@type":["NewsArticle"],"headline":"Port &amp; state","author":[{"name":"A. Ruiz"},"B. Stone"],
               "publisher":{"@id":"#org"},"datePublished":"2019-02-03T23:30:00-05:00",
               "mainEntityOfPage":{"@id":"https://post.example/port"}}]}</script>
              <meta property="og:title" content="Other">"##,
            "Port & state|A. Ruiz, B. Stone|Harbour Post|2019-02-03|https://post.example/port",
        );
    }

    #[test]
    fn meta_elements_come_next() {
        check(
            "<title>Talks fail - The Ledger</title><meta property='og:site_name' content='The Ledger'>\
             <meta name=author content='https://x.example/me'><meta name=DC.creator content='Ana Li'>\
             <meta name=date content=20190203><link rel='canonical' href='https://ledger.example/talks'>",
            "Talks fail|Ana Li|The Ledger|2019-02-03|https://ledger.example/talks",
        );
    }

    #[test]
    fn a_saved_page_names_its_address() {
        check(
            "<!-- saved from url=(0024)https://a.example/b?c=1 --><h1>A</h1>",
            "A||||https://a.example/b?c=1",
        );
        check(
            "<!--\n Page saved with SingleFile \n url: https://a.example/ \n saved date: Tue -->",
            "||||https://a.example/",
        );
    }

    #[test]
    fn a_day_may_be_written_without_hyphens_and_seconds_are_no_day() {
        check("<meta name=date content='20190203T101500Z'>", "|||2019-02-03|");
        check("<meta name=date content='20190203101500'>", "|||2019-02-03|");
        check("<meta name=date content='2019/02/03 10:15'>", "|||2019-02-03|");
        check("<meta name=date content='1601021212'>", "||||");
        check("<meta name=date content='1549188900000'>", "||||");
    }

    #[test]
    fn a_drawing_names_no_page() {
        check("<body><svg><g><title>Logo</title></g></svg><title>Talks</title>", "Talks||||");
    }

    #[test]
    fn of_many_authors_the_first_hundred_are_looked_up() {
        let authors = |count: usize| {
            let names: Vec<String> =
                (0..count).map(|number| format!("{{\"@id\":\"#{}\"}}", number.min(100))).collect();
            let people = "{\"@id\":\"#0\",\"name\":\"Ana Li\"},{\"@id\":\"#100\",\"name\":\"B. Stone\"}";
            format!(
                "<script type='application/ld+json'>[{{\"@type\":\"Article\",\"author\":[{}]}},{people}]</script>",
                names.join(",")
            )
        };
        check(&authors(100), "|Ana Li|||");
        check(&authors(100_000), "|Ana Li|||");
    }

    #[test]
    fn what_is_no_value_is_left_out() {
        check(
            "<script type='application/ld+json'>{not json</script><meta name=date content='yesterday'>\
             <link rel=canonical href='/relative'><meta property=og:url content='javascript:x'>",
            "||||",
        );
    }
}
