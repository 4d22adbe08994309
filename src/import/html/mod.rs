//! Web pages as text: a pure function from bytes to what is read, and from a clipboard's HTML to the same.
//!
//! An extractor's name promises that the same bytes give the same text for ever (FORMAT.md). So nothing here depends
//! on time, on a hash's seed or on threads; work is limited by counting steps; the crates that parse are pinned; and
//! the pages in `tests/pages` must never change. No address in a page is ever asked for anything.

mod about;
mod clean;
mod render;
mod scan;
mod strip;

use dom_query::Document;

use crate::model::About;

/// HTML from a clipboard, as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    /// The words, blocks as paragraphs parted by a blank line; line ends are LF.
    pub text: String,
    /// What the HTML says of the article it comes from; mostly only the address, if anything.
    pub about: About,
}

/// Turns HTML from a clipboard into text. Nothing is taken for the main text: what was copied was chosen.
pub fn fragment(html: &str) -> Fragment {
    let (header, html) = clipboard_header(html);
    if scan::excess(html).is_some() {
        return Fragment { text: strip::without_tags(html), about: About::default() };
    }
    let document = Document::from(html);
    let mut about = about::about(&document);
    if let Some(url) = header.filter(|_| about.url.is_empty()) {
        about.url = url;
    }
    clean::clean(&document);
    Fragment { text: render::text_of(document.root()), about }
}

/// Parts the header that Windows puts before copied HTML from the HTML, and returns the address in it.
fn clipboard_header(html: &str) -> (Option<String>, &str) {
    if !html.starts_with("Version:") {
        return (None, html);
    }
    let Some(begin) = html.find('<') else { return (None, html) };
    let (header, html) = html.split_at(begin);
    let url = header.lines().find_map(|line| line.strip_prefix("SourceURL:")).map(str::trim);
    (url.filter(|url| url.starts_with("http")).map(str::to_owned), html)
}
