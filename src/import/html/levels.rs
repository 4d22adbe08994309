//! Which elements are open while a page is read, by the rules of a parser, but without a tree.
//!
//! What a parser closes of itself must be closed here too, or an ordinary page seems too deep; what it keeps open must
//! be kept, or a page that is too deep seems ordinary. Where the rules are too fine for this, an element stays open.
//! Rows of tables and what stands for the whole page are left out: of each there are never more than a few between two
//! others.

use dom_query::Document;

use super::scan::is_one_of;

/// Whose rules hold inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Html,
    Svg,
    Math,
}

#[derive(Clone, Copy, Debug)]
struct Level<'a> {
    name: &'a str,
    space: Space,
    /// Whether an end tag of an element around it, that is no block, is ignored in it.
    is_block: bool,
    /// Whether an end tag of an element around it is ignored in it.
    is_scope: bool,
    /// Whether what is no drawing and no formula may stand in it, though it is part of one.
    holds_html: bool,
    /// Whether formatting around it is not opened again in it, and formatting in it not behind it.
    keeps_formatting: bool,
    /// Which of all openings it is.
    opening: usize,
}

/// The elements that are open, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Levels<'a> {
    open: Vec<Level<'a>>,
    opening_count: usize,
}

impl<'a> Levels<'a> {
    /// Returns how many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// Returns whether the innermost is part of a drawing or a formula.
    pub(super) fn is_foreign(&self) -> bool {
        self.open.last().is_some_and(|level| level.space != Space::Html)
    }

    /// Returns whether an element that begins here is one of HTML; one that cannot stand in a drawing or a formula
    /// leaves it.
    pub(super) fn begins_html(&mut self, name: &str, tag: &str) -> bool {
        !self.is_foreign_inside(name) || self.breaks_out(name, tag)
    }

    /// Opens a part of a drawing or a formula, which a slash in its tag may close at once.
    pub(super) fn open_foreign(&mut self, name: &'a str, tag: &str, is_closed: bool) {
        if !is_closed {
            let space = self.open.last().map_or(Space::Html, |level| level.space);
            self.push(name, tag, space);
        }
    }

    /// Returns whether an element of that name would be part of a drawing or a formula.
    fn is_foreign_inside(&self, name: &str) -> bool {
        self.open.last().is_some_and(|level| match level.space {
            Space::Html => false,
            _ if !level.holds_html => {
                !(is_one_of(level.name, &["annotation-xml"]) && is_one_of(name, &["svg"]))
            }
            Space::Svg => false,
            Space::Math => level.is_text() && is_one_of(name, &["mglyph", "malignmark"]),
        })
    }

    /// Leaves a drawing or a formula for an element that cannot stand in one; returns whether it is such an element.
    fn breaks_out(&mut self, name: &str, tag: &str) -> bool {
        let is_out = is_one_of(name, BREAKING_OUT)
            || is_one_of(name, &["font"]) && has_attribute(tag, &["color", "face", "size"], |_| true);
        while is_out
            && self.open.last().is_some_and(|level| {
                level.space != Space::Html
                    && !(level.holds_html && (level.space == Space::Svg || level.is_text()))
            })
        {
            self.open.pop();
        }
        is_out
    }

    /// Opens formatting. Returns which of all openings that is.
    pub(super) fn open_formatting(&mut self, name: &'a str) -> usize {
        self.push(name, "", Space::Html)
    }

    fn push(&mut self, name: &'a str, tag: &str, space: Space) -> usize {
        self.opening_count += 1;
        self.open.push(Level { opening: self.opening_count, ..Level::new(name, tag, space) });
        self.opening_count
    }

    /// Returns whether what that opening opened is still open.
    pub(super) fn holds(&self, opening: usize) -> bool {
        self.open.binary_search_by_key(&opening, |level| level.opening).is_ok()
    }

    /// Returns the innermost element that keeps its formatting to itself; 0 for the page.
    pub(super) fn keeper(&self) -> usize {
        self.open.iter().rfind(|level| level.keeps_formatting).map_or(0, |level| level.opening)
    }

    /// Opens an element of HTML, and closes what its tag closes.
    pub(super) fn open_html(&mut self, name: &'a str, is_closed: bool) {
        let space = match name {
            name if name.eq_ignore_ascii_case("svg") => Space::Svg,
            name if name.eq_ignore_ascii_case("math") => Space::Math,
            _ => Space::Html,
        };
        if space != Space::Html {
            if !is_closed {
                self.push(name, "", space);
            }
            return;
        }
        if is_one_of(name, TABLE_PARTS) {
            // Whatever is open in the cell before ends with it.
            let table = self.find(|level| level.is_html(&["table"]), |level| level.is_html(&["template"]));
            if let Some(table) = table {
                self.open.truncate(table + 1);
                if is_one_of(name, CELLS) {
                    self.push(name, "", Space::Html);
                }
            }
            return;
        }
        let is_in_option = self.open.last().is_some_and(|level| level.is_html(&["option"]));
        if is_in_option && is_one_of(name, &["option", "optgroup"]) {
            self.open.pop();
        }
        if is_one_of(name, &["li"]) {
            self.close_item(&["li"]);
        } else if is_one_of(name, &["dd", "dt"]) {
            self.close_item(&["dd", "dt"]);
        }
        if is_in(name, CLOSING_PARAGRAPH) {
            self.close_paragraph();
        }
        if is_one_of(name, HEADINGS) && self.open.last().is_some_and(|level| level.is_html(HEADINGS)) {
            self.open.pop();
        }
        if !is_one_of(name, EMPTY) && !is_one_of(name, LEFT_OUT) {
            self.push(name, "", Space::Html);
        }
    }

    fn close_item(&mut self, names: &[&str]) {
        let is_wall = |level: &Level<'_>| level.is_block && !is_one_of(level.name, &["address", "div", "p"]);
        if let Some(at) = self.find(|level| level.is_html(names), is_wall) {
            self.open.truncate(at);
        }
    }

    fn close_paragraph(&mut self) {
        let is_wall = |level: &Level<'_>| level.is_scope || level.is_html(&["button"]);
        if let Some(at) = self.find(|level| level.is_html(&["p"]), is_wall) {
            self.open.truncate(at);
        }
    }

    /// Closes what an end tag closes in a drawing or a formula; returns whether that is all it closes.
    pub(super) fn close_foreign(&mut self, name: &str) -> bool {
        if !self.is_foreign() {
            return false;
        }
        if is_one_of(name, &["p", "br"]) {
            self.breaks_out("p", "");
            return false;
        }
        let from = self.open.iter().rposition(|level| level.space == Space::Html).map_or(0, |html| html + 1);
        let foreign = self.open.get(from..).unwrap_or_default();
        let found = foreign.iter().rposition(|level| is_one_of(name, &[level.name]));
        if let Some(at) = found {
            self.open.truncate(from + at);
        }
        found.is_some()
    }

    /// Closes what an end tag closes that is none of formatting still to be opened again.
    pub(super) fn close(&mut self, name: &str) {
        let is_it = |level: &Level<'_>| level.is_html(&[name]);
        let is_scope = |level: &Level<'_>| level.is_scope;
        let is_table = |level: &Level<'_>| level.is_html(&["table", "template"]);
        let found = if is_one_of(name, CELLS) {
            self.find(is_it, is_table)
        } else if is_one_of(name, TABLE_PARTS) {
            self.find(
                |level| level.is_html(&["td", "th"]),
                |level| is_table(level) || level.is_html(&["caption"]),
            )
        } else if is_one_of(name, &["form"]) {
            self.close_form();
            None
        } else if is_one_of(name, &["p", "br"]) {
            self.close_paragraph();
            None
        } else if is_one_of(name, &["table"]) {
            self.find(is_it, |level| level.is_html(&["template"]))
        } else if is_one_of(name, &["template"]) {
            self.find(is_it, |_| false)
        } else if is_one_of(name, &["li"]) {
            self.find(is_it, |level| level.is_scope || level.is_html(&["ul", "ol"]))
        } else if is_one_of(name, HEADINGS) {
            self.find(|level| level.is_html(HEADINGS), is_scope)
        } else if is_in(name, CLOSED_IN_SCOPE) {
            self.find(is_it, is_scope)
        } else {
            self.find(is_it, |level| level.is_block)
        };
        if let Some(at) = found {
            self.open.truncate(at);
        }
    }

    /// A form ends alone: blocks that are open in it stay.
    fn close_form(&mut self) {
        if let Some(at) = self.find(|level| level.is_html(&["form"]), |level| level.is_scope) {
            while self.open.len() > at + 1 && self.open.last().is_some_and(|level| level.is_html(IMPLIED)) {
                self.open.pop();
            }
            self.open.remove(at);
        }
    }

    /// Closes formatting that is open: what is open in it is closed too, but for blocks. Returns whether it can be
    /// closed here.
    pub(super) fn close_formatting(&mut self, opening: usize) -> bool {
        let Some(at) = self.find(|level| level.opening == opening, |level| level.is_scope) else {
            return false;
        };
        let inner = self.open.get(at + 1..).unwrap_or_default();
        match inner.iter().position(|level| level.is_block) {
            None => self.open.truncate(at),
            Some(block) => {
                let mut index = 0;
                self.open.retain(|level| {
                    let is_between = index > at && index < at + 1 + block;
                    let stays = index != at && (!is_between || level.is_html(FORMATTING));
                    index += 1;
                    stays
                });
            }
        }
        true
    }

    /// Returns the innermost element that is sought, unless a wall stands before it.
    fn find(
        &self,
        is_it: impl Fn(&Level<'a>) -> bool,
        is_wall: impl Fn(&Level<'a>) -> bool,
    ) -> Option<usize> {
        for (at, level) in self.open.iter().enumerate().rev() {
            if is_it(level) {
                return Some(at);
            }
            if is_wall(level) {
                return None;
            }
        }
        None
    }
}

impl<'a> Level<'a> {
    fn new(name: &'a str, tag: &str, space: Space) -> Self {
        const HTML_TYPES: &[&str] = &["text/html", "application/xhtml+xml"];
        let is_html = space == Space::Html;
        let is_point = match space {
            Space::Html => false,
            Space::Svg => is_one_of(name, &["foreignObject", "desc", "title"]),
            Space::Math => is_one_of(name, MATH_TEXT),
        };
        let holds_html = is_point
            || space == Space::Math
                && is_one_of(name, &["annotation-xml"])
                && has_attribute(tag, &["encoding"], |value| is_one_of(value, HTML_TYPES));
        Self {
            name,
            space,
            is_block: is_html && is_one_of(name, BLOCKS),
            is_scope: is_point || is_html && is_one_of(name, SCOPES),
            holds_html,
            keeps_formatting: is_html
                && is_one_of(name, &["td", "th", "caption", "applet", "marquee", "object", "template"]),
            opening: 0,
        }
    }

    fn is_html(&self, names: &[&str]) -> bool {
        self.space == Space::Html && is_one_of(self.name, names)
    }

    fn is_text(&self) -> bool {
        self.space == Space::Math && is_one_of(self.name, MATH_TEXT)
    }
}

/// Returns whether a tag has one of the attributes with such a value.
fn has_attribute(tag: &str, names: &[&str], is_it: impl Fn(&str) -> bool) -> bool {
    let document = Document::from(format!("<body><{tag}>"));
    let element = document.select_single("body > *");
    names.iter().filter_map(|name| element.attr(name)).any(|value| is_it(&value))
}

/// Formatting: what a parser opens again in the next block until it is closed.
pub(super) const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that have no inside.
const EMPTY: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Returns whether formatting that is still to be opened again is not, before such an element begins.
pub(super) fn leaves_formatting(name: &str) -> bool {
    const IN_HEAD: &[&str] = &[
        "base", "link", "meta", "noframes", "param", "script", "source", "style", "template", "title",
        "track",
    ];
    is_in(name, CLOSING_PARAGRAPH) || is_in(name, &[TABLE_PARTS, LEFT_OUT, IN_HEAD])
}

fn is_in(name: &str, lists: &[&[&str]]) -> bool {
    lists.iter().any(|names| is_one_of(name, names))
}

const TABLE_PARTS: &[&str] = &["tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "col", "caption"];

/// The whole page and its halves, of which there is one.
const LEFT_OUT: &[&str] = &["html", "head", "body"];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

const MATH_TEXT: &[&str] = &["mi", "mo", "mn", "ms", "mtext"];

/// What ends with the form that it is open in.
const IMPLIED: &[&str] = &["p", "li", "dd", "dt", "optgroup", "rb", "rp", "rt", "rtc"];

const CELLS: &[&str] = &["td", "th", "caption"];

const SCOPES: &[&str] =
    &["applet", "caption", "table", "td", "th", "marquee", "object", "select", "template"];

/// Parts of a text: an open paragraph ends before them, and their end tag closes all that is open in them.
const SECTIONS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "header",
    "hgroup",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "pre",
    "search",
    "section",
    "summary",
    "ul",
];

/// Elements before which an open paragraph ends.
const CLOSING_PARAGRAPH: &[&[&str]] = &[SECTIONS, HEADINGS, &["form", "hr", "li", "p", "plaintext", "xmp"]];

/// Elements whose end tag closes all that is open in them.
const CLOSED_IN_SCOPE: &[&[&str]] = &[SECTIONS, &["applet", "button", "marquee", "object", "select"]];

const BLOCKS: &[&str] = &[
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "iframe",
    "isindex",
    "li",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "p",
    "plaintext",
    "pre",
    "script",
    "section",
    "select",
    "style",
    "summary",
    "table",
    "template",
    "td",
    "textarea",
    "th",
    "title",
    "ul",
    "xmp",
];

/// Elements that end a drawing or a formula in which they stand.
const BREAKING_OUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];
