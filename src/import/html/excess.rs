//! Whether a tree of a page can be built within reason.
//!
//! What a parser of HTML does can grow with the square of the page: with its depth, with the attributes of one tag, with
//! formatting that is never closed. This scan knows all three beforehand, and it counts steps, not seconds, so the
//! same page is judged alike on every machine.

use super::levels::{FORMATTING, Levels, leaves_formatting};
use super::scan::{Piece, is_one_of, pieces};

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

/// Why no tree is built of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// More than [`MAX_LEVELS`] elements are open at once.
    Levels,
    /// More markup than can be read in good time.
    Work,
}

/// Returns why no tree should be built of `html`; `None` where nothing speaks against it.
pub(super) fn excess(html: &str) -> Option<Excess> {
    if html.len() > MAX_BYTES {
        return Some(Excess::Work);
    }
    let mut levels = Levels::default();
    let mut formatting = Formatting::default();
    let (mut token_count, mut root_attribute_count, mut reopened) = (0, 0, 0);
    let mut pieces = pieces(html);
    while let Some(piece) = pieces.next() {
        token_count += 1;
        match piece {
            Piece::Open { name, tag, attribute_count, is_closed } => {
                token_count += attribute_count;
                if is_one_of(name, &["html", "body"]) {
                    root_attribute_count += attribute_count;
                }
                if attribute_count > MAX_ATTRIBUTES || root_attribute_count > MAX_ATTRIBUTES {
                    return Some(Excess::Work);
                }
                let is_html = levels.begins_html(name, tag);
                if !is_html {
                    levels.open_foreign(name, tag, is_closed);
                } else {
                    // Of these the next one closes the one before.
                    if is_one_of(name, &["a", "nobr"]) {
                        formatting.close(name, &mut levels);
                    }
                    if !leaves_formatting(name) {
                        reopened += formatting.reopen(&mut levels);
                    }
                    if is_one_of(name, FORMATTING) {
                        formatting.open(name, tag, &mut levels);
                    } else {
                        levels.open_html(name, is_closed);
                    }
                }
                pieces.set_foreign(Some(name).filter(|_| is_html), levels.is_foreign());
            }
            Piece::Close { name, attribute_count } => {
                token_count += attribute_count;
                if attribute_count > MAX_ATTRIBUTES {
                    return Some(Excess::Work);
                }
                let is_done = levels.close_foreign(name)
                    || is_one_of(name, FORMATTING) && formatting.close(name, &mut levels);
                if !is_done {
                    levels.close(name);
                }
                pieces.set_foreign(None, levels.is_foreign());
            }
            Piece::Text(text) => {
                token_count += loose_count(text);
                if !levels.is_foreign() {
                    reopened += formatting.reopen(&mut levels);
                }
            }
            Piece::Raw { text, .. } => token_count += loose_count(text),
        }
        if levels.len() > MAX_LEVELS || formatting.entries.len() > MAX_LEVELS {
            return Some(Excess::Levels);
        }
        if reopened > MAX_REOPENED || token_count > MAX_TOKENS {
            return Some(Excess::Work);
        }
    }
    (pieces.unended_attribute_count() > MAX_ATTRIBUTES).then_some(Excess::Work)
}

/// Returns how many characters of a text a parser takes one by one.
fn loose_count(text: &str) -> usize {
    memchr::memchr3_iter(b'<', b'&', b'\0', text.as_bytes()).count()
}

/// The formatting that a parser opens again in the next block until it is closed: of equal ones three.
#[derive(Default)]
struct Formatting<'a> {
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    name: &'a str,
    tag: &'a str,
    /// Which opening it was opened with last.
    opening: usize,
    /// In what it is opened again, such as a cell.
    keeper: usize,
}

impl<'a> Formatting<'a> {
    fn open(&mut self, name: &'a str, tag: &'a str, levels: &mut Levels<'a>) {
        let keeper = self.leave_closed(levels);
        let mut equal =
            self.entries.iter().enumerate().filter(|(_, entry)| entry.keeper == keeper && entry.tag == tag);
        let earliest = equal.next().map(|(at, _)| at);
        if equal.count() >= 2
            && let Some(at) = earliest
        {
            self.entries.remove(at);
        }
        self.entries.push(Entry { name, tag, opening: levels.open_formatting(name), keeper });
    }

    /// Opens again what a block closed. Returns how many elements that makes.
    fn reopen(&mut self, levels: &mut Levels<'a>) -> usize {
        let keeper = self.leave_closed(levels);
        let is_open = |entry: &Entry<'_>| entry.keeper != keeper || levels.holds(entry.opening);
        let open = self.entries.iter().rposition(is_open);
        let closed = self.entries.get_mut(open.map_or(0, |open| open + 1)..).unwrap_or_default();
        for entry in closed.iter_mut() {
            entry.opening = levels.open_formatting(entry.name);
        }
        closed.len()
    }

    /// Closes the last of that name. Returns whether there is one, though an element around it may keep it from being
    /// closed.
    fn close(&mut self, name: &str, levels: &mut Levels<'a>) -> bool {
        let keeper = self.leave_closed(levels);
        let is_it = |entry: &Entry<'_>| entry.keeper == keeper && entry.name.eq_ignore_ascii_case(name);
        let Some(at) = self.entries.iter().rposition(is_it) else {
            return false;
        };
        let opening = self.entries.get(at).map(|entry| entry.opening).unwrap_or_default();
        if !levels.holds(opening) || levels.close_formatting(opening) {
            self.entries.remove(at);
        }
        true
    }

    /// Forgets what stood in cells and the like that are closed. Returns the innermost that is open.
    fn leave_closed(&mut self, levels: &Levels<'a>) -> usize {
        while self.entries.last().is_some_and(|entry| entry.keeper != 0 && !levels.holds(entry.keeper)) {
            self.entries.pop();
        }
        levels.keeper()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, judged: Option<Excess>) {
        assert_eq!(excess(html), judged);
    }

    #[test]
    fn what_a_parser_would_take_long_for_is_known_beforehand() {
        check(&"<div>".repeat(513), Some(Excess::Levels));
        check(&"<div>".repeat(512), None);
        check(&"<p>x<br><ul><li>y<li>z</ul>".repeat(10_000), None);
        check(&"<div>x</div>".repeat(20_000), None);
        check(&"<font size=2><div>x</div>".repeat(3_000), Some(Excess::Levels));
        let many = |count: usize| (0..count).map(|number| format!("<b id={number}>")).collect::<String>();
        check(&format!("{}{}", many(500), "<div></div>".repeat(2_000)), None);
        check(&format!("<p>{}{}", many(500), "<p>x".repeat(2_000)), Some(Excess::Work));
    }

    #[test]
    fn attributes_are_counted_wherever_they_stand() {
        let many = "a ".repeat(1_001);
        check(&format!("<p {many}>"), Some(Excess::Work));
        check(&format!("</p {many}>"), Some(Excess::Work));
        check(&format!("<p {many}"), Some(Excess::Work));
    }

    #[test]
    fn elements_that_no_other_of_their_kind_closes_are_levels() {
        for tag in ["<rt>", "<rp>", "<rb>", "<rtc>", "<optgroup>", "<svg><a>", "<dd><li>"] {
            check(&tag.repeat(600), Some(Excess::Levels));
        }
        check(&"<ruby>a<rt>b</ruby>".repeat(600), None);
        check(&format!("<svg>{}", "<td>".repeat(600)), Some(Excess::Levels));
    }

    #[test]
    fn an_end_tag_that_a_parser_ignores_closes_nothing() {
        for tags in ["<span><div></span>", "<b><div></b>", "<form><div></form>", "<ul><li></ul x><ul></li>"] {
            check(&tags.repeat(600), Some(Excess::Levels));
        }
        check(&"<div><table></div>".repeat(600), Some(Excess::Levels));
        check(&"<svg><desc></b></svg></desc>".repeat(600), None);
    }

    #[test]
    fn formatting_that_is_opened_again_is_a_level_each_time() {
        check(&"<a><b><b>".repeat(600), Some(Excess::Levels));
        check(&"<font><nobr><font><mglyph>".repeat(300), Some(Excess::Levels));
        check(&"<b><p>x".repeat(10_000), None);
        let cell = |number: usize| format!("<td><font id={number}>x");
        check(&format!("<table>{}</table>", (0..600).map(cell).collect::<String>()), None);
    }

    #[test]
    fn what_closes_itself_is_no_level() {
        check(&format!("<svg>{}</svg>", "<path d='M0'/>".repeat(600)), None);
        check(&format!("<svg><title>a</title>{}</svg>", "<g/><Rect/>\n".repeat(600)), None);
        check(&format!("<svg>{}</svg>", "<path d=M0/>".repeat(600)), Some(Excess::Levels));
        check(&"<path/>".repeat(600), Some(Excess::Levels));
        check(&(0..600).map(|number| format!("<p><a name=s{number}>x")).collect::<String>(), None);
        check(&(0..600).map(|number| format!("<nobr id=s{number}>x")).collect::<String>(), None);
        check(&"<table><tr><td><span><p>x<td><b>y</table>".repeat(600), None);
    }
}
