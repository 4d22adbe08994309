//! The briefing and the claims as Markdown (CommonMark). Everything that comes from a document or a sidecar is written
//! so that it is text and no markup; characters that hide or turn text are written as their numbers.

use std::fmt::Write;

use crate::model::{PartialDate, TagSet};
use crate::problem::is_hidden;

use super::briefing::{Briefing, COLUMNS, Line, TITLE};
use super::facts::facts;
use super::material::{At, Document, Entry, Material};
use super::relations::{Relations, place_words};
use super::wording::joined;

/// Returns the listed claims with their briefing as Markdown.
pub fn markdown(material: &Material, day: PartialDate) -> Vec<u8> {
    let relations = Relations::of(material);
    let mut writer = Writer {
        material,
        relations: &relations,
        tags: TagSet::built_in(),
        has_several_layers: material.has_several_layers(),
        out: String::new(),
    };
    writer.briefing(&Briefing::with(material, &relations));
    for number in 0..material.documents.len() {
        writer.document(number);
    }
    writer.line(&format!("\nWritten with Obelus on {day}."));
    writer.out.into_bytes()
}

struct Writer<'a> {
    material: &'a Material,
    relations: &'a Relations<'a>,
    tags: TagSet,
    has_several_layers: bool,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn briefing(&mut self, briefing: &Briefing) {
        self.line(&format!("# {TITLE}\n\n{}\n", escaped(&briefing.summary)));
        for tag in self.tags.clone().tags() {
            self.line(&format!("- **{} {}**: {}", tag.letter, tag.name, tag.definition));
        }
        for row in &briefing.rows {
            self.line(&format!("\n## {}", escaped(&row.heading)));
            for (column, cell) in COLUMNS.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
                self.line(&format!("\n### {}\n", column.heading));
                cell.iter().for_each(|line| self.briefing_line(line));
            }
        }
    }

    fn briefing_line(&mut self, line: &Line) {
        let words = escaped(&line.words);
        let words = if line.is_quote { format!("“{words}”") } else { words };
        let mut row = format!("- **{}** {words} ({})", line.letter, line.place);
        for (number, detail) in line.details.iter().enumerate() {
            let words = escaped(&detail.words);
            let words = if detail.is_strong { format!("**{words}**") } else { words };
            // Writing to a string cannot fail.
            let _ = write!(row, "{}{words}", if number == 0 { "\\\n  " } else { "; " });
        }
        self.line(&row);
    }

    fn document(&mut self, number: usize) {
        let Some(document) = self.material.documents.get(number) else { return };
        self.line(&format!("\n# {}\n", escaped(document.title())));
        self.head(document);
        let listed = self.material.listed_in(number);
        for (number, (at, entry)) in listed.into_iter().enumerate() {
            self.claim(number + 1, at, entry);
        }
    }

    fn head(&mut self, document: &Document) {
        let about = &document.about;
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let layers: Vec<String> = document.layers.iter().map(|layer| layer.annotator.clone()).collect();
        let rows = [
            ("Document", document.path.clone()),
            ("Author", about.author.clone()),
            ("Publisher", about.publisher.clone()),
            ("Published", date(about.published)),
            ("Address", about.url.clone()),
            ("Retrieved", date(about.retrieved)),
            ("Annotators", joined(&layers)),
            ("Text (BLAKE3)", document.text.as_ref().map(|text| text.hash().to_string()).unwrap_or_default()),
        ];
        for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            self.line(&format!("- {label}: {}", escaped(value)));
        }
        let listed = document.layers.iter().flat_map(|layer| &layer.entries).filter(|entry| entry.is_listed);
        let claims = listed.count();
        self.line(&format!("- Claims: {claims}"));
    }

    fn claim(&mut self, number: usize, at: At, entry: &Entry) {
        let claim = &entry.claim;
        let (letter, name) = match self.tags.get(&claim.tag) {
            Some(tag) => (tag.letter, tag.name.to_owned()),
            None => ('?', format!("Tagged {}", escaped(claim.tag.as_str()))),
        };
        let place =
            self.material.document(at).map(|document| place_words(document, entry)).unwrap_or_default();
        let open = self.relations.lacks(at, claim).map(|open| format!(", **{open}**")).unwrap_or_default();
        self.line(&format!("\n## {letter} {number}: {name}, {place}{open}\n"));
        if !claim.gist.trim().is_empty() {
            self.line(&format!("{}\n", escaped(&claim.gist)));
        }
        for passage in &claim.passages {
            self.line(&format!("> {}\n", escaped(&passage.selector.quote)));
        }
        for fact in facts(self.material, self.relations, at, entry) {
            let words: Vec<String> = fact.parts.iter().map(|part| escaped(&part.words)).collect();
            self.line(&format!("- {}: {}", fact.label, words.join("; ")));
        }
        if self.has_several_layers {
            let annotator = self.material.layer(at).map(|layer| escaped(&layer.annotator));
            annotator.into_iter().for_each(|name| self.line(&format!("- Tagged by: {name}")));
        }
        self.line(&format!("- Id: {}", escaped(claim.id.as_str())));
    }
}

/// Returns words in one line that Markdown takes for nothing but text.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len() + 8);
    let mut has_gap = false;
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            has_gap = !escaped.is_empty();
            continue;
        }
        if std::mem::take(&mut has_gap) {
            escaped.push(' ');
        }
        if is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\\\u\\{{{:x}\\}}", u32::from(character));
            continue;
        }
        let is_before_word = characters.peek().is_some_and(|next| !next.is_whitespace());
        if is_markup(character, &escaped, is_before_word) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Returns whether a character may be markup behind `before`: of CommonMark, of the tables, notes, formulas and links
/// that many readers add, and of lists at the begin of a line.
fn is_markup(character: char, before: &str, is_before_word: bool) -> bool {
    match character {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '^'
        | '@' => true,
        // `http://…`, `:smile:`
        ':' => is_before_word,
        '-' | '+' | '=' => before.is_empty() || before.ends_with(character),
        '.' | ')' => {
            before.bytes().all(|byte| byte.is_ascii_digit()) || before.to_ascii_lowercase().ends_with("www")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str) {
        let markdown = escaped(words);
        let options = pulldown_cmark::Options::all() - pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION;
        let events: Vec<pulldown_cmark::Event<'_>> =
            pulldown_cmark::Parser::new_ext(&markdown, options).collect();
        let mut text = String::new();
        for event in &events {
            match event {
                pulldown_cmark::Event::Text(words) => text.push_str(words),
                pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph)
                | pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
                other => panic!("{markdown} is markup: {other:?}"),
            }
        }
        assert_eq!(text, words);
    }

    #[test]
    fn words_are_never_markup() {
        for words in [
            "<script>alert(1)</script>",
            "# no heading",
            "- no item",
            "1. no item",
            "1) no item",
            "+ no item",
            "=====",
            "---",
            "***bold*** _it_ `code` ~~gone~~",
            "[link](javascript:x) ![picture](http://x.org/y.png)",
            "&lt; &amp; &#60;",
            "<http://x.org> http://x.org www.x.org me@x.org",
            "| a | b |",
            "[^1]: note",
            "$x$ :smile: {#id}",
            "> no quote",
            "“Größe” उर्दू 😀 - 5 % / a\\b",
            "\\",
        ] {
            check(words);
        }
    }

    #[test]
    fn hidden_characters_are_written_out_and_lines_joined() {
        assert_eq!(escaped("a\u{202e}b\0\nc\t d"), r"a\\u\{202e\}b\\u\{0\} c d");
    }
}
