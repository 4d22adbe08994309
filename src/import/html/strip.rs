//! A page without its tags, in one pass: what is left where no tree is built.

use dom_query::Document;

use super::excess;
use super::render;
use super::scan::{self, Piece};

/// How many entities are decoded: more are no text that anybody wrote.
const MAX_ENTITIES: usize = 200_000;

/// Returns the text between the tags; those that make a block or a line break part it into lines.
pub(super) fn without_tags(html: &str) -> String {
    let entity_count = memchr::memchr_iter(b'&', html.as_bytes()).count();
    let decodes = (1..=MAX_ENTITIES).contains(&entity_count) && html.len() <= excess::MAX_BYTES;
    let mut text = String::with_capacity(html.len() / 2 + 16);
    for piece in scan::pieces(html) {
        match piece {
            Piece::Text(characters) => {
                let characters = characters.replace(['\n', '\r'], " ");
                // The decoder below would take some of these for the end of its element.
                text.push_str(&if decodes { characters.replace('<', "&lt;") } else { characters });
            }
            Piece::Open { name, .. } | Piece::Close { name, .. } if parts(name) => text.push('\n'),
            Piece::Open { .. } | Piece::Close { .. } | Piece::Raw { .. } => {}
        }
    }
    lines(&if decodes { decoded(&text) } else { text })
}

/// Decodes entities, with the parser's own table: inside this element it takes no tags.
fn decoded(text: &str) -> String {
    let document = Document::from(format!("<textarea>\n{text}</textarea>"));
    document.select_single("textarea").text().to_string()
}

/// Returns the lines that hold words, parted by a blank line.
fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(render::one_line).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&line);
    }
    out
}

fn parts(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr",
    ];
    !scan::is_one_of(name, INLINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_tags_stays() {
        let html =
            "<title>t</title><div>a &amp; <b>b</b>\n c<p>&lt;/textarea> d<script>e</script>f < g</textarea>h";
        assert_eq!(without_tags(html), "a & b c\n\n</textarea> d\n\nf < g\n\nh");
    }
}
