//! A tree as text: blocks become paragraphs parted by a blank line, items, rows and breaks become lines, and white
//! space collapses as in a browser.
//!
//! The text holds the words of the page and nothing that stands for its looks, but for two signs that carry meaning:
//! quotation marks round `<q>`, which a browser draws, and a tab between the cells of a table. Soft hyphens go.

use dom_query::NodeRef;

/// What stands between two pieces of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Cell,
    Line,
    Paragraph,
}

/// Returns the text of `root` and everything below it.
pub(super) fn text_of(root: NodeRef<'_>) -> String {
    let mut writer = Writer::default();
    let mut node = root;
    loop {
        writer.enter(&node);
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            writer.leave(&node);
            if node.id == root.id {
                return writer.text;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return writer.text };
            node = parent;
        }
    }
}

/// Returns `text` as one line, with single spaces between words.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|character: char| is_collapsed(character) || character == NO_BREAK_SPACE) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word.chars().filter(|character| *character != SOFT_HYPHEN));
        }
    }
    line
}

const NO_BREAK_SPACE: char = '\u{a0}';
const SOFT_HYPHEN: char = '\u{ad}';

struct Writer {
    text: String,
    gap: Gap,
    /// Line breaks inside a preformatted element that nothing follows yet.
    breaks: usize,
    preformatted: usize,
    items: usize,
    quotes: usize,
    /// Of each open table, whether its cells stand side by side on a line.
    tables: Vec<bool>,
    /// Whether nothing was written yet in the present cell of such a table.
    is_cell_fresh: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            text: String::new(),
            gap: Gap::None,
            breaks: 0,
            preformatted: 0,
            items: 0,
            quotes: 0,
            tables: Vec::new(),
            is_cell_fresh: false,
        }
    }
}

impl Writer {
    fn enter(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            node.query(|node| {
                if let dom_query::NodeData::Text { contents } = &node.data {
                    self.write(contents);
                }
            });
            return;
        }
        let Some(name) = node.qual_name_ref() else { return };
        let name: &str = name.local.as_ref();
        self.part(name);
        match name {
            "br" if self.gap >= Gap::Line => self.gap = Gap::Paragraph,
            "br" => self.gap = Gap::Line,
            "pre" | "listing" | "xmp" | "plaintext" => self.preformatted += 1,
            "li" => self.items += 1,
            "q" => {
                self.quotes += 1;
                self.write(if self.quotes % 2 == 1 { "“" } else { "‘" });
            }
            "table" => self.tables.push(is_table_of_data(node)),
            "td" | "th" if self.tables.last() == Some(&true) => {
                self.gap = match self.gap {
                    // The first cell of a row keeps the line break before the row.
                    Gap::Line | Gap::Paragraph if !has_cell_before(node) => self.gap,
                    _ if self.text.is_empty() => Gap::None,
                    _ => Gap::Cell,
                };
                self.is_cell_fresh = true;
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let Some(name) = node.qual_name_ref() else { return };
        let name: &str = name.local.as_ref();
        match name {
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.breaks = 0;
            }
            "li" => self.items = self.items.saturating_sub(1),
            "q" => {
                self.write(if self.quotes % 2 == 1 { "”" } else { "’" });
                self.quotes = self.quotes.saturating_sub(1);
            }
            "table" => {
                self.tables.pop();
                self.is_cell_fresh = false;
            }
            "td" | "th" => self.is_cell_fresh = false,
            _ => {}
        }
        self.part(name);
    }

    /// Parts what comes from what was before, as the border of an element does.
    fn part(&mut self, name: &str) {
        let is_in_row = self.tables.last() == Some(&true);
        let gap = match name {
            "td" | "th" if is_in_row => return,
            "li" | "dt" | "dd" | "tr" | "option" => Gap::Line,
            "ul" | "ol" | "dl" | "div" if self.items > 0 => Gap::Line,
            name if BLOCKS.contains(&name) => Gap::Paragraph,
            _ => return,
        };
        let is_inside_cell = is_in_row && !matches!(name, "tr" | "table" | "caption");
        if is_inside_cell && self.is_cell_fresh {
            return;
        }
        self.gap = self.gap.max(if is_inside_cell { Gap::Line } else { gap });
    }

    fn write(&mut self, characters: &str) {
        for character in characters.chars() {
            match character {
                SOFT_HYPHEN => {}
                '\n' | '\r' if self.preformatted > 0 => self.breaks += 1,
                _ if self.preformatted > 0 => self.put(character),
                _ if is_collapsed(character) => self.gap = self.gap.max(Gap::Space),
                // At the edge of a line such a space is there for its width alone.
                NO_BREAK_SPACE if self.text.is_empty() || self.gap >= Gap::Cell => {}
                _ => self.put(character),
            }
        }
    }

    fn put(&mut self, character: char) {
        if self.gap >= Gap::Line || self.breaks > 0 {
            let end = self.text.trim_end_matches([NO_BREAK_SPACE, ' ', '\t']).len();
            self.text.truncate(end);
        }
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Cell => "\t",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
            let breaks = if self.gap >= Gap::Line { 0 } else { self.breaks };
            self.text.extend(std::iter::repeat_n('\n', breaks));
        }
        self.gap = Gap::None;
        self.breaks = 0;
        self.is_cell_fresh = false;
        self.text.push(character);
    }
}

/// Elements that stand apart from what is around them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
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
    "hr",
    "html",
    "legend",
    "listing",
    "main",
    "menu",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "title",
    "ul",
    "xmp",
];

/// Returns whether a table holds data, one row a line, and not the layout of the page.
fn is_table_of_data(table: &NodeRef<'_>) -> bool {
    if table.attr("role").is_some_and(|role| matches!(role.as_ref(), "presentation" | "none")) {
        return false;
    }
    !table.descendants_it().any(|node| {
        node.qual_name_ref().is_some_and(|name| {
            let name: &str = name.local.as_ref();
            match name {
                "table" | "h1" | "h2" | "h3" | "article" | "section" | "ul" | "ol" | "blockquote" => true,
                "p" => node.prev_element_sibling().is_some_and(|before| before.has_name("p")),
                _ => false,
            }
        })
    })
}

fn has_cell_before(cell: &NodeRef<'_>) -> bool {
    cell.prev_element_sibling().is_some()
}

/// Returns whether a character is white space that a browser collapses.
fn is_collapsed(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let document = Document::from(html);
        assert_eq!(text_of(document.root()), expected);
    }

    #[test]
    fn blocks_are_paragraphs() {
        check("<h1>A</h1><p>b\n  c <b>d</b>e</p><div>f</div>g", "A\n\nb c de\n\nf\n\ng");
        check("<p>a<p>b<blockquote>c</blockquote>", "a\n\nb\n\nc");
        check("<p> &nbsp; </p><p>&nbsp;a&nbsp;b &nbsp;</p><p></p>c", "a\u{a0}b\n\nc");
    }

    #[test]
    fn items_rows_and_breaks_are_lines() {
        check("a<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul>e", "a\n\nb\nc\nd\n\ne");
        check("a<br>b<br>\n<br>c", "a\nb\n\nc");
        check(
            "<table><caption>t</caption><tr><th>a</th><td>b c</td></tr><tr><td><p>d</p></td><td>e</td></tr></table>f",
            "t\n\na\tb c\nd\te\n\nf",
        );
        check("<dl><dt>a<dd>b</dl>", "a\nb");
    }

    #[test]
    fn a_table_that_lays_out_the_page_gives_paragraphs() {
        check("<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr></table>", "a\n\nb\n\nc");
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        check("a<pre>\n  b\n\n    c \n</pre>d", "a\n\n  b\n\n    c\n\nd");
    }

    #[test]
    fn quotations_have_their_marks_and_soft_hyphens_go() {
        check("a <q>b <q>c</q></q>", "a “b ‘c’”");
        check("Bun&shy;des<wbr>tag", "Bundestag");
    }
}
