//! An article with its claims: each paragraph in pieces, cut wherever a claim begins or ends, so that claims may nest
//! and overlap in any way.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::export::material::{At, Document, Entry};
use crate::text::{ByteOffset, Span, Text};

use super::{Page, Shade};

/// How many lines are drawn under each other; a claim beyond them has its fill and its number.
const MAX_LANES: usize = 3;

/// How many fills lie over each other.
const MAX_FILLS: usize = 2;

/// A passage of a claim within one paragraph.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    at: At,
    /// The passage's number in its claim, from 1, and of how many.
    passage: (usize, usize),
    /// Whether the passage begins in this paragraph.
    begins_here: bool,
    class: &'static str,
    lane: usize,
}

impl Page<'_> {
    /// Writes the article and the cards of its claims.
    pub(in crate::export) fn article(&mut self, number: usize) {
        let listed = self.material.listed_in(number);
        self.raw("<section class=\"article\">\n<h2>The article and its claims</h2>\n");
        let text = self.material.documents.get(number).and_then(|document| document.text.clone());
        let mut without: Vec<(At, &Entry)> = Vec::new();
        let mut cards: Vec<Vec<(At, &Entry)>> = Vec::new();
        cards.resize_with(text.as_ref().map_or(0, Text::paragraph_count), Vec::new);
        for (at, entry) in &listed {
            let place = entry.first_span().zip(text.as_ref());
            let paragraph = place.map(|(span, text)| text.paragraph_at(span.start()));
            match paragraph.and_then(|paragraph| cards.get_mut(paragraph)) {
                Some(cards) => cards.push((*at, *entry)),
                None => without.push((*at, *entry)),
            }
        }
        if let Some(text) = &text {
            let mut marks = self.marks(text, &listed);
            let is_markdown = self.material.documents.get(number).is_some_and(Document::is_markdown);
            for (paragraph, (marks, cards)) in marks.iter_mut().zip(&cards).enumerate() {
                let Some(span) = text.paragraph(paragraph) else { continue };
                self.paragraph(number, paragraph, text, span, marks, is_markdown);
                self.cards(cards);
                self.raw("</section>\n");
            }
        }
        let (gone, elsewhere): (Vec<(At, &Entry)>, _) =
            without.into_iter().partition(|(_, entry)| entry.standing.is_some());
        self.without(&gone, "Claims whose words are no longer in the text");
        self.without(
            &elsewhere,
            if text.is_some() { "Claims in another text of the document" } else { "Claims" },
        );
        self.raw("</section>\n");
    }

    /// Writes the cards of claims that have no place.
    fn without(&mut self, claims: &[(At, &Entry)], heading: &str) {
        if !claims.is_empty() {
            let _ = write!(self.out, "<section class=\"without\">\n<h3>{heading}</h3>\n");
            self.cards(claims);
            self.raw("</section>\n");
        }
    }

    /// Returns the marks of each paragraph.
    fn marks(&self, text: &Text, listed: &[(At, &Entry)]) -> Vec<Vec<Mark>> {
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); text.paragraph_count()];
        for (at, entry) in listed {
            let (class, _) = self.class_and_letter(&entry.claim.tag);
            for (passage, span) in entry.spans.iter().enumerate() {
                let Some(span) = *span else { continue };
                let first = text.paragraph_at(span.start());
                let mut begins_here = true;
                let last = text.paragraph_at(ByteOffset(span.end().0.saturating_sub(1)));
                for paragraph in first..=last {
                    let Some(within) = text.paragraph(paragraph).and_then(|whole| clip(text, span, whole))
                    else {
                        continue;
                    };
                    if let Some(marks) = marks.get_mut(paragraph) {
                        marks.push(Mark {
                            span: within,
                            at: *at,
                            passage: (passage + 1, entry.spans.len()),
                            begins_here: std::mem::take(&mut begins_here),
                            class,
                            lane: 0,
                        });
                    }
                }
            }
        }
        marks
    }

    /// Writes a paragraph's words; its section stays open for the cards.
    fn paragraph(
        &mut self,
        document: usize,
        number: usize,
        text: &Text,
        span: Span,
        marks: &mut [Mark],
        is_markdown: bool,
    ) {
        marks.sort_by_key(|mark| (mark.span.start(), Reverse(mark.span.end()), mark.at, mark.passage));
        let room = match give_lanes(marks) {
            0 | 1 => "",
            2 => " two",
            _ => " three",
        };
        let words = text.slice(span);
        let heading = if is_markdown && is_heading(words) { " heading" } else { "" };
        let number = number + 1;
        let _ = write!(
            self.out,
            "<section class=\"p\" id=\"d{document}p{number}\">\n<span class=\"pn\">{number}</span>\
             <div class=\"t{room}{heading}\" dir=\"auto\" lang=\"\">"
        );
        let mut cuts: Vec<ByteOffset> =
            marks.iter().flat_map(|mark| [mark.span.start(), mark.span.end()]).collect();
        cuts.extend([span.start(), span.end()]);
        let shades: Vec<Shade> = self
            .shades
            .iter()
            .filter_map(|shade| Some(Shade { span: clip(text, shade.span, span)?, ..*shade }))
            .collect();
        cuts.extend(shades.iter().flat_map(|shade| [shade.span.start(), shade.span.end()]));
        cuts.sort();
        cuts.dedup();
        let mut next = 0;
        let mut open: Vec<Mark> = Vec::new();
        for piece in cuts.windows(2) {
            let &[start, end] = piece else { continue };
            open.retain(|mark| mark.span.end() > start);
            while let Some(mark) = marks.get(next).filter(|mark| mark.span.start() <= start) {
                if mark.begins_here {
                    self.mark_number(mark);
                }
                open.push(*mark);
                next += 1;
            }
            if let Ok(piece) = text.span(start, end) {
                let shade =
                    shades.iter().find(|shade| shade.span.start() <= start && start < shade.span.end());
                self.begin_shade(shade.filter(|shade| shade.span.start() == start), shade);
                self.piece(text.slice(piece), &open);
                self.raw(if shade.is_some() { "</span>" } else { "" });
            }
        }
        self.raw("</div>\n");
    }

    fn mark_number(&mut self, mark: &Mark) {
        let Some(number) = self.numbers.get(&mark.at).copied() else { return };
        let (first, count) = mark.passage;
        let Some(entry) = self.material.entry(mark.at) else { return };
        let (class, letter) = self.class_and_letter(&entry.claim.tag);
        let _ = write!(self.out, "<a class=\"sup {class}\" dir=\"ltr\" href=\"#c{number}\"");
        if first == 1 {
            let _ = write!(self.out, " id=\"t{number}\"");
        }
        let _ = write!(self.out, ">{letter}{number}");
        if count > 1 {
            let _ = write!(self.out, " ({first}/{count})");
        }
        self.raw("</a>");
    }

    /// Opens the shade of the words that follow; where it begins, its count stands before them.
    fn begin_shade(&mut self, beginning: Option<&Shade>, shade: Option<&Shade>) {
        if let Some(count) = beginning.and_then(|shade| shade.count) {
            let _ = write!(self.out, "<span class=\"times\" dir=\"ltr\">×{count}</span>");
        }
        if let Some(shade) = shade {
            let _ = write!(self.out, "<span class=\"shade s{}\">", shade.level);
        }
    }

    /// Writes words that the same claims lie on.
    fn piece(&mut self, words: &str, open: &[Mark]) {
        let mut span_count = 0;
        for (number, mark) in open.iter().enumerate() {
            let is_filled = number + MAX_FILLS >= open.len();
            if !is_filled && mark.lane >= MAX_LANES {
                continue;
            }
            span_count += 1;
            let lane = if mark.lane < MAX_LANES { format!(" l{}", mark.lane) } else { String::new() };
            let fill = if is_filled { " fill" } else { "" };
            let _ = write!(self.out, "<span class=\"{}{lane}{fill}\">", mark.class);
        }
        self.text(words);
        for _ in 0..span_count {
            self.raw("</span>");
        }
    }
}

/// Gives each mark the first lane that is free where it begins; it keeps it to its end. Returns how many there are.
fn give_lanes(marks: &mut [Mark]) -> usize {
    let mut ends: Vec<ByteOffset> = Vec::new();
    for mark in marks {
        let free = ends.iter().position(|end| *end <= mark.span.start());
        mark.lane = free.unwrap_or(ends.len());
        match ends.get_mut(mark.lane) {
            Some(end) => *end = mark.span.end(),
            None => ends.push(mark.span.end()),
        }
    }
    ends.len()
}

/// Returns what of `span` lies in `whole`.
fn clip(text: &Text, span: Span, whole: Span) -> Option<Span> {
    text.span(span.start().max(whole.start()), span.end().min(whole.end())).ok()
}

/// Returns whether words are a heading of Markdown.
fn is_heading(words: &str) -> bool {
    let behind = words.trim_start_matches('#');
    let marks = words.len() - behind.len();
    (1..=6).contains(&marks) && behind.starts_with(' ') && !words.contains('\n')
}
