//! The main text of a page: what readability finds, with the headline before it.
//!
//! Readability takes the headline out where it repeats the page's title. Headlines are where the strongest claims
//! stand, so it comes back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::measure::Measure;
use super::render::{self, one_line};

/// How many steps the search may take: the characters of the text times the levels they lie below, and the elements
/// likewise. It stands for ten seconds on a slow machine.
const MAX_STEPS: usize = 400_000_000;

/// Returns the main text of a cleaned page; `None` where none can be found within reason.
pub(super) fn main_text(document: Document, title: &str) -> Option<String> {
    if Measure::of(&document).steps > MAX_STEPS {
        return None;
    }
    let head = head(&document, title);
    // The search is another crate's, made for pages that mean well. Should it fail on one that does not, the whole
    // text is there; and the same page fails alike every time.
    let text = catch_unwind(AssertUnwindSafe(|| readable(document))).ok().flatten()?;
    let lines: Vec<String> = text.lines().take(MAX_HEAD_LINES).map(one_line).collect();
    let mut whole: Vec<&str> = head.iter().filter(|part| !lines.contains(part)).map(String::as_str).collect();
    whole.push(&text);
    Some(whole.join("\n\n"))
}

/// Among how many lines at its beginning the main text may hold the headline already.
const MAX_HEAD_LINES: usize = 20;

/// Returns the headline, and the sentences that stand right below it.
fn head(document: &Document, title: &str) -> Vec<String> {
    let Some(heading) = headline(document, title) else { return Vec::new() };
    let mut head = vec![text_line(&heading)];
    let is_below = |node: &NodeRef<'_>| {
        node.qual_name_ref().is_some_and(|name| matches!(name.local.as_ref(), "p" | "div" | "h2" | "h3"))
            && node.find(&["a"]).is_empty()
    };
    if let Some(below) = heading.next_element_sibling().filter(is_below) {
        let line = text_line(&below);
        if (MIN_SENTENCE..MAX_SENTENCES).contains(&line.chars().count()) {
            head.push(line);
        }
    }
    head
}

/// How many characters what stands below a headline must have, so as to be no date and no name.
const MIN_SENTENCE: usize = 40;

/// How many it may have, so as to be not the article itself.
const MAX_SENTENCES: usize = 600;

fn text_line(node: &NodeRef<'_>) -> String {
    one_line(&render::text_of(*node))
}

fn readable(document: Document) -> Option<String> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    readability.parse().ok()?;
    let found = readability.doc.select_single("#readability-page-1");
    let text = render::text_of(*found.nodes().first()?);
    (!text.is_empty()).then_some(text)
}

/// Returns the article's headline: of the page's first-order headings the one that its title names, or the only one.
fn headline<'a>(document: &'a Document, title: &str) -> Option<NodeRef<'a>> {
    let headings = document.select("h1");
    let headings: Vec<NodeRef<'a>> =
        headings.nodes().iter().copied().filter(|heading| !text_line(heading).is_empty()).collect();
    let title = title.to_lowercase();
    let is_named = |heading: &&NodeRef<'a>| {
        let heading = text_line(heading).to_lowercase();
        !title.is_empty() && (title.contains(&heading) || heading.contains(&title))
    };
    let only = headings.first().filter(|_| headings.len() == 1);
    headings.iter().find(is_named).or(only).copied()
}
