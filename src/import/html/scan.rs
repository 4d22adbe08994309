//! A page as a row of tags and texts, read in one pass without building anything, and whether a tree of it can be
//! built within reason.
//!
//! What a parser of HTML does can grow with the square of the page: with its depth, with the attributes of one tag, with
//! formatting that is never closed. This scan knows all three beforehand, and it counts steps, not seconds, so the
//! same page is judged alike on every machine.

use std::collections::VecDeque;

/// How many elements may be open at once.
pub(super) const MAX_LEVELS: usize = 512;

/// How many attributes one tag may have, and how many all tags of `html` and `body` together.
const MAX_ATTRIBUTES: usize = 1_000;

/// How many bytes a page may have; stands, with [`MAX_TOKENS`], for some ten seconds of work on a slow machine.
pub(super) const MAX_BYTES: usize = 32_000_000;

/// How many tags, entities and characters that a parser looks at one by one a page may have.
const MAX_TOKENS: usize = 400_000;

/// How many elements may come from formatting that is opened again in every following block.
const MAX_REOPENED: usize = 400_000;

/// One piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Characters between tags, entities not yet decoded.
    Text(&'a str),
    /// What stands inside an element without markup, such as a script.
    Raw {
        /// The element's name, as it is written.
        name: &'a str,
        /// Its characters.
        text: &'a str,
    },
    /// A start tag.
    Open {
        /// Its name, as it is written.
        name: &'a str,
        /// The whole tag without its brackets.
        tag: &'a str,
        /// How many attributes it has.
        attribute_count: usize,
    },
    /// An end tag.
    Close {
        /// Its name, as it is written.
        name: &'a str,
    },
}

/// Why no tree is built of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// More than [`MAX_LEVELS`] elements are open at once.
    Levels,
    /// More markup than can be read in good time.
    Work,
}

/// The pieces of `html`, in order.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, raw: None, foreign: 0 }
}

/// An iterator over the pieces of a page.
pub(super) struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// The element without markup whose start tag was the last piece.
    raw: Option<&'a str>,
    /// How many `svg` and `math` are open: in them no element is without markup.
    foreign: usize,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            let text = self.raw_text(name);
            if !text.is_empty() {
                return Some(Piece::Raw { name, text });
            }
        }
        loop {
            let begin = self.at;
            let end = self.next_markup(begin);
            if end > begin {
                self.at = end;
                return self.html.get(begin..end).map(Piece::Text);
            }
            match self.byte(begin + 1)? {
                b'!' | b'?' => self.skip_comment(),
                b'/' if self.byte(begin + 2).is_some_and(|byte| byte.is_ascii_alphabetic()) => {
                    let (name, _, _) = self.tag(begin + 2)?;
                    if is_foreign(name) {
                        self.foreign = self.foreign.saturating_sub(1);
                    }
                    return Some(Piece::Close { name });
                }
                b'/' => self.skip_to_bracket(begin),
                _ => {
                    let (name, tag, attribute_count) = self.tag(begin + 1)?;
                    if is_foreign(name) && !tag.ends_with('/') {
                        self.foreign += 1;
                    }
                    self.raw = Some(name).filter(|name| self.foreign == 0 && is_without_markup(name));
                    return Some(Piece::Open { name, tag, attribute_count });
                }
            }
        }
    }
}

impl<'a> Pieces<'a> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.html.as_bytes().get(at).copied()
    }

    /// Returns where the next tag or comment begins, at or behind `from`; the end where there is none.
    fn next_markup(&self, from: usize) -> usize {
        let bytes = self.html.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        memchr::memchr_iter(b'<', rest)
            .map(|at| from + at)
            .find(|at| {
                self.byte(at + 1)
                    .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'))
            })
            .unwrap_or(bytes.len())
    }

    /// Reads a tag whose name begins at `from`: its name, all of it, and how many attributes it has. A tag that never
    /// ends is none, and with it the page ends.
    fn tag(&mut self, from: usize) -> Option<(&'a str, &'a str, usize)> {
        let bytes = self.html.as_bytes();
        let mut at = from;
        while self.byte(at).is_some_and(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>')) {
            at += 1;
        }
        let name = self.html.get(from..at)?;
        let mut attribute_count = 0;
        loop {
            while self.byte(at).is_some_and(|byte| is_space(byte) || byte == b'/') {
                at += 1;
            }
            let Some(byte) = self.byte(at) else {
                self.at = bytes.len();
                return None;
            };
            if byte == b'>' {
                break;
            }
            attribute_count += 1;
            // An equals sign at its beginning is part of an attribute's name.
            at += 1;
            while self.byte(at).is_some_and(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'=')) {
                at += 1;
            }
            at = self.behind_value(at);
        }
        self.at = at + 1;
        Some((name, self.html.get(from..at)?, attribute_count))
    }

    /// Returns the place behind the value of an attribute whose name ends at `at`.
    fn behind_value(&self, at: usize) -> usize {
        let bytes = self.html.as_bytes();
        let skip_space = |mut at: usize| {
            while self.byte(at).is_some_and(is_space) {
                at += 1;
            }
            at
        };
        let sign = skip_space(at);
        if self.byte(sign) != Some(b'=') {
            return at;
        }
        let mut at = skip_space(sign + 1);
        match self.byte(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let rest = bytes.get(at + 1..).unwrap_or_default();
                memchr::memchr(quote, rest).map_or(bytes.len(), |end| at + 1 + end + 1)
            }
            _ => {
                while self.byte(at).is_some_and(|byte| !is_space(byte) && byte != b'>') {
                    at += 1;
                }
                at
            }
        }
    }

    fn skip_comment(&mut self) {
        let begin = self.at;
        let rest = self.html.get(begin..).unwrap_or_default();
        if !rest.starts_with("<!--") {
            return self.skip_to_bracket(begin);
        }
        if rest.starts_with("<!-->") || rest.starts_with("<!--->") {
            return self.skip_to_bracket(begin);
        }
        let inside = rest.get(4..).unwrap_or_default();
        let end = memchr::memmem::find_iter(inside.as_bytes(), b"--").find_map(|at| {
            let behind = inside.get(at + 2..).unwrap_or_default();
            let bracket = if behind.starts_with('>') { 1 } else { usize::from(behind.starts_with("!>")) * 2 };
            // A run of dashes ends a comment with its last two.
            let dashes = behind.len() - behind.trim_start_matches('-').len();
            match bracket {
                0 if dashes > 0 && behind.get(dashes..).is_some_and(|rest| rest.starts_with('>')) => {
                    Some(at + 2 + dashes + 1)
                }
                0 => None,
                bracket => Some(at + 2 + bracket),
            }
        });
        self.at = end.map_or(self.html.len(), |end| begin + 4 + end);
    }

    fn skip_to_bracket(&mut self, begin: usize) {
        let rest = self.html.as_bytes().get(begin..).unwrap_or_default();
        self.at = memchr::memchr(b'>', rest).map_or(self.html.len(), |at| begin + at + 1);
    }

    /// Takes the characters up to the end tag of `name`.
    fn raw_text(&mut self, name: &str) -> &'a str {
        let begin = self.at;
        let bytes = self.html.as_bytes();
        let rest = bytes.get(begin..).unwrap_or_default();
        let is_end = |at: &usize| {
            let behind = begin + at + 2;
            let is_name = bytes
                .get(behind..behind + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
            is_name
                && self
                    .byte(behind + name.len())
                    .is_none_or(|byte| is_space(byte) || matches!(byte, b'/' | b'>'))
        };
        let end = match name.eq_ignore_ascii_case("plaintext") {
            true => None,
            false => memchr::memmem::find_iter(rest, b"</").find(is_end),
        };
        self.at = end.map_or(bytes.len(), |at| begin + at);
        self.html.get(begin..self.at).unwrap_or_default()
    }
}

/// Returns why no tree should be built of `html`; `None` where nothing speaks against it.
pub(super) fn excess(html: &str) -> Option<Excess> {
    if html.len() > MAX_BYTES {
        return Some(Excess::Work);
    }
    let mut open: Vec<&str> = Vec::new();
    let mut formatting = Formatting::default();
    let (mut token_count, mut root_attribute_count, mut reopened) = (0, 0, 0);
    for piece in pieces(html) {
        token_count += 1;
        match piece {
            Piece::Open { name, tag, attribute_count } => {
                token_count += attribute_count;
                if is_one_of(name, &["html", "body"]) {
                    root_attribute_count += attribute_count;
                }
                if attribute_count > MAX_ATTRIBUTES || root_attribute_count > MAX_ATTRIBUTES {
                    return Some(Excess::Work);
                }
                if is_one_of(name, FORMATTING) {
                    formatting.open(name, tag);
                } else if !is_one_of(name, CLOSED_BY_ITSELF) {
                    reopened += formatting.open.len();
                }
                if !is_one_of(name, EMPTY) && !is_one_of(name, CLOSED_BY_ITSELF) {
                    open.push(name);
                }
            }
            Piece::Close { name } => {
                formatting.close(name);
                let from = open.len().saturating_sub(MAX_LEVELS);
                let inner = open.get(from..).unwrap_or_default();
                if let Some(at) = inner.iter().rposition(|other| other.eq_ignore_ascii_case(name)) {
                    open.truncate(from + at);
                }
            }
            Piece::Text(text) | Piece::Raw { text, .. } => token_count += loose_count(text),
        }
        if open.len() > MAX_LEVELS || formatting.open.len() > MAX_LEVELS {
            return Some(Excess::Levels);
        }
        if reopened > MAX_REOPENED || token_count > MAX_TOKENS {
            return Some(Excess::Work);
        }
    }
    None
}

/// Returns how many characters of a text a parser takes one by one.
fn loose_count(text: &str) -> usize {
    memchr::memchr3_iter(b'<', b'&', b'\0', text.as_bytes()).count()
}

/// The formatting elements that a parser opens again in the next block until they are closed: of equal ones three.
#[derive(Default)]
struct Formatting<'a> {
    open: VecDeque<(&'a str, &'a str)>,
}

impl<'a> Formatting<'a> {
    fn open(&mut self, name: &'a str, tag: &'a str) {
        let mut equal = self.open.iter().enumerate().filter(|(_, (_, other))| *other == tag);
        let earliest = equal.next().map(|(at, _)| at);
        if equal.count() >= 2
            && let Some(at) = earliest
        {
            self.open.remove(at);
        }
        self.open.push_back((name, tag));
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|(other, _)| other.eq_ignore_ascii_case(name)) {
            self.open.remove(at);
        }
    }
}

const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that have no inside.
const EMPTY: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that the next of their kind closes, so that they never nest without another between them.
const CLOSED_BY_ITSELF: &[&str] = &[
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup",
    "caption", "rt", "rp", "rb", "rtc", "html", "head", "body",
];

/// Returns whether the inside of an element is characters alone.
fn is_without_markup(name: &str) -> bool {
    const NAMES: &[&str] =
        &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];
    is_one_of(name, NAMES)
}

fn is_foreign(name: &str) -> bool {
    is_one_of(name, &["svg", "math"])
}

/// Returns whether `name` is one of `names`, whatever its case.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes pieces as text: raw insides in braces, tags in brackets with their number of attributes.
    #[track_caller]
    fn check(html: &str, expected: &str) {
        let written: Vec<String> = pieces(html)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Raw { name, text } => format!("{{{name}: {text}}}"),
                Piece::Open { name, attribute_count: 0, .. } => format!("[{name}]"),
                Piece::Open { name, attribute_count, .. } => format!("[{name} {attribute_count}]"),
                Piece::Close { name } => format!("[/{name}]"),
            })
            .collect();
        assert_eq!(written.join("|"), expected);
    }

    #[test]
    fn tags_and_texts_come_in_order() {
        check("a<b>c</b >d", "a|[b]|c|[/b]|d");
        check("<p class=x id='y > z' title=\"<b>\">t", "[p 3]|t");
        check("<a href=x/>t</a>", "[a 1]|t|[/a]");
        check("1 < 2 <3 <", "1 < 2 <3 <");
        check("<p a b= c =d>x", "[p 3]|x");
    }

    #[test]
    fn comments_and_declarations_are_left_out() {
        check("<!DOCTYPE html><!-- <p> -- > --->a<!-->b<!x>c</ >d<?php e ?>f", "a|b|c|d|f");
        check("a<!-- never ends <p>", "a");
    }

    #[test]
    fn a_script_holds_no_tags() {
        check("<script>'</p>' < 1</SCRIPT x>a", "[script]|{script: '</p>' < 1}|[/SCRIPT]|a");
        check("<title>a <b> c", "[title]|{title: a <b> c}");
        check("<svg><style><g></g></style></svg>", "[svg]|[style]|[g]|[/g]|[/style]|[/svg]");
    }

    #[test]
    fn a_tag_that_never_ends_is_none() {
        check("a<p title='x> b", "a");
    }

    #[test]
    fn what_a_parser_would_take_long_for_is_known_beforehand() {
        let many = |html: &str, count: usize| html.repeat(count);
        assert_eq!(excess(&many("<div>", 513)), Some(Excess::Levels));
        assert_eq!(excess(&many("<div>", 512)), None);
        assert_eq!(excess(&many("<p>x<br><li>y", 20_000)), None);
        assert_eq!(excess(&many("<div>x</div>", 20_000)), None);
        assert_eq!(excess(&format!("<p {}>", many("a ", 1_001))), Some(Excess::Work));
        assert_eq!(excess(&many("<font size=2><div>x</div>", 3_000)), Some(Excess::Levels));
        let distinct: String = (0..500).map(|number| format!("<b id={number}></div>")).collect();
        assert_eq!(excess(&format!("{distinct}{}", many("<div></div>", 2_000))), Some(Excess::Work));
    }
}
