//! Web pages as text: a pure function from bytes to what is read, and from a clipboard's HTML to the same.
//!
//! An extractor's name promises that the same bytes give the same text for ever (FORMAT.md). So nothing here depends
//! on time, on a hash's seed or on threads; work is limited by counting steps; the two crates that find the article are
//! of exact versions, and the parser below them is of the one in `Cargo.lock`; and the texts of the pages in
//! `tests/pages` must never change, which tells when a parser is another. No address in a page is ever asked for
//! anything.

mod about;
mod article;
mod clean;
mod encoding;
mod excess;
mod levels;
mod measure;
mod render;
mod scan;
mod strip;

use dom_query::Document;

use crate::model::About;
use crate::problem::{Problem, Severity};
use crate::text::decode::{Decoded, decode_as};
use crate::text::{Text, TooLong};

use super::{Extractor, Imported, Wanted};
use clean::Whole;

/// Reads a page.
///
/// Which encoding its bytes are in is decided by the rule of [`Wanted::recorded`]; the hash there is that of the text,
/// not of the markup.
pub fn read(bytes: &[u8], extractor: Extractor, wanted: &Wanted<'_>) -> Result<Imported, TooLong> {
    let read_as = |encoding| {
        let decoded = decode_as(bytes, encoding)?;
        let Page { text, about, problems } = page(decoded.text.as_str(), extractor);
        let decoded = Decoded { text: Text::new(text)?, ..decoded };
        Ok(Imported { decoded, extractor: Some(extractor), about, problems })
    };
    if let Some(encoding) = wanted.encoding {
        return read_as(encoding);
    }
    let found = encoding::find(bytes);
    let recorded = wanted.recorded.and_then(|(label, hash)| {
        let encoding = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some((encoding, hash))
    });
    match recorded {
        Some((encoding, hash))
            if encoding != found.encoding && encoding_rs::Encoding::for_bom(bytes).is_none() =>
        {
            let imported = read_as(encoding)?;
            if found.is_guess || imported.decoded.text.hash() == hash {
                Ok(imported)
            } else {
                read_as(found.encoding)
            }
        }
        _ => read_as(found.encoding),
    }
}

/// A page's text and what it says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The words, blocks as paragraphs parted by a blank line; line ends are LF.
    pub text: String,
    /// Title, author and the like.
    pub about: About,
    /// Why the text is not what was asked for, if it is not.
    pub problems: Vec<Problem>,
}

/// Turns a page into text: a total function, whatever the markup is like.
pub fn page(html: &str, extractor: Extractor) -> Page {
    page_of(html, extractor, Whole::Page)
}

fn page_of(html: &str, extractor: Extractor, whole: Whole) -> Page {
    let stripped = |excess: excess::Excess| Page {
        text: strip::without_tags(html),
        about: About::default(),
        problems: vec![excess.problem()],
    };
    if let Some(excess) = excess::excess(html) {
        return stripped(excess);
    }
    let document = Document::from(html);
    if measure::Measure::of(&document).levels > excess::MAX_LEVELS {
        return stripped(excess::Excess::Levels);
    }
    let about = about::about(&document);
    clean::clean(&document, whole);
    let text = render::text_of(document.root());
    if extractor == Extractor::HtmlWhole {
        return Page { text, about, problems: Vec::new() };
    }
    match article::main_text(document, &about.title) {
        Some(text) => Page { text, about, problems: Vec::new() },
        None => {
            let problem = Problem::new(
                Severity::Notice,
                "no main text was found in the page: its whole text is shown",
                "",
            );
            Page { text, about, problems: vec![problem] }
        }
    }
}

impl excess::Excess {
    fn problem(self) -> Problem {
        let message = match self {
            Self::Levels => format!(
                "the page has more than {} elements one inside the other: it is shown without its tags",
                excess::MAX_LEVELS
            ),
            Self::Work => {
                "the page has more markup than can be read in good time: it is shown without its tags"
                    .to_owned()
            }
        };
        Problem::new(
            Severity::Notice,
            message,
            "for a better text, copy the article in the browser and paste it",
        )
    }
}

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
    let Page { text, mut about, .. } = page_of(html, Extractor::HtmlWhole, Whole::Chosen);
    if let Some(url) = header.filter(|_| about.url.is_empty()) {
        about.url = url;
    }
    Fragment { text, about }
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

#[cfg(test)]
mod tests;
