//! A page as a row of tags and texts, read in one pass without building anything.

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
        /// Whether a slash closes it, which counts in drawings and formulas alone.
        is_closed: bool,
    },
    /// An end tag.
    Close {
        /// Its name, as it is written.
        name: &'a str,
        /// How many attributes it has: they mean nothing, but a parser reads them.
        attribute_count: usize,
    },
}

/// The pieces of `html`, in order.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, raw: None, foreign: 0, has_character_data: false, unended_attribute_count: 0 }
}

/// An iterator over the pieces of a page.
pub(super) struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// The element without markup whose start tag was the last piece.
    raw: Option<&'a str>,
    /// How many `svg` and `math` are open: in them no element is without markup.
    foreign: usize,
    /// Whether `<![CDATA[` stands for characters here.
    has_character_data: bool,
    /// How many attributes a tag has that never ends.
    unended_attribute_count: usize,
}

/// A tag as it is written.
struct Tag<'a> {
    name: &'a str,
    whole: &'a str,
    attribute_count: usize,
    is_closed: bool,
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
                    let Tag { name, attribute_count, .. } = self.tag(begin + 2)?;
                    if is_foreign(name) {
                        self.foreign = self.foreign.saturating_sub(1);
                    }
                    return Some(Piece::Close { name, attribute_count });
                }
                b'/' => self.skip_to_bracket(begin),
                _ => {
                    let Tag { name, whole, attribute_count, is_closed } = self.tag(begin + 1)?;
                    if is_foreign(name) && !is_closed {
                        self.foreign += 1;
                    }
                    self.raw = Some(name).filter(|name| self.foreign == 0 && is_without_markup(name));
                    return Some(Piece::Open { name, tag: whole, attribute_count, is_closed });
                }
            }
        }
    }
}

impl<'a> Pieces<'a> {
    /// Takes the word of whoever knows what is open: whether the start tag that was read last, called `opened`, and what
    /// follows stand in a drawing or a formula.
    pub(super) fn set_foreign(&mut self, opened: Option<&'a str>, is_foreign: bool) {
        self.has_character_data = is_foreign;
        self.raw = opened.filter(|name| !is_foreign && is_without_markup(name));
    }

    /// Returns how many attributes the tag has that the page breaks off in.
    pub(super) fn unended_attribute_count(&self) -> usize {
        self.unended_attribute_count
    }

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

    /// Reads a tag whose name begins at `from`. A tag that never ends is none, and with it the page ends.
    fn tag(&mut self, from: usize) -> Option<Tag<'a>> {
        let bytes = self.html.as_bytes();
        let mut at = from;
        while self.byte(at).is_some_and(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>')) {
            at += 1;
        }
        let name = self.html.get(from..at)?;
        let mut attribute_count = 0;
        let is_closed = loop {
            let value_end = at;
            while self.byte(at).is_some_and(|byte| is_space(byte) || byte == b'/') {
                at += 1;
            }
            let Some(byte) = self.byte(at) else {
                self.at = bytes.len();
                self.unended_attribute_count = attribute_count;
                return None;
            };
            if byte == b'>' {
                break at > value_end && self.byte(at - 1) == Some(b'/');
            }
            attribute_count += 1;
            // An equals sign at its beginning is part of an attribute's name.
            at += 1;
            while self.byte(at).is_some_and(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'=')) {
                at += 1;
            }
            at = self.behind_value(at);
        };
        self.at = at + 1;
        Some(Tag { name, whole: self.html.get(from..at)?, attribute_count, is_closed })
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
        if self.has_character_data && rest.starts_with("<![CDATA[") {
            let end = memchr::memmem::find(rest.as_bytes(), b"]]>");
            self.at = end.map_or(self.html.len(), |end| begin + end + 3);
            return;
        }
        if !rest.starts_with("<!--") || rest.starts_with("<!-->") || rest.starts_with("<!--->") {
            return self.skip_to_bracket(begin);
        }
        let inside = rest.as_bytes().get(4..).unwrap_or_default();
        let end = memchr::memchr_iter(b'>', inside).find(|at| {
            let before = inside.get(..*at).unwrap_or_default();
            before.ends_with(b"--") || before.ends_with(b"--!")
        });
        self.at = end.map_or(self.html.len(), |end| begin + 4 + end + 1);
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
                Piece::Close { name, .. } => format!("[/{name}]"),
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
        check("<!--- <p> ---!>a<!-- -- > <p> --!>b<!----!>c<!---->d", "a|b|c|d");
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
}
