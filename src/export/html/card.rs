//! The cards of claims.

use std::fmt::Write;

use crate::export::facts::{Fact, facts};
use crate::export::material::{At, Entry, Standing};
use crate::export::wording::short_quote;

use super::Page;

impl Page<'_> {
    /// Writes cards in order.
    pub(super) fn cards(&mut self, cards: &[(At, &Entry)]) {
        if cards.is_empty() {
            return;
        }
        self.raw("<div class=\"cards\">\n");
        for (at, entry) in cards {
            self.card(*at, entry);
        }
        self.raw("</div>\n");
    }

    fn card(&mut self, at: At, entry: &Entry) {
        let Some(number) = self.numbers.get(&at).copied() else { return };
        let claim = &entry.claim;
        let (class, _) = self.class_and_letter(&claim.tag);
        let _ = write!(self.out, "<article class=\"card {class}\" id=\"c{number}\">\n<h4>");
        self.number(at, 't');
        match self.tags.get(&claim.tag) {
            Some(tag) => {
                let _ = write!(self.out, " {}", tag.name);
            }
            None => {
                let _ = write!(self.out, " Tagged {}", claim.tag);
            }
        }
        if let Some(open) = self.relations.lacks(at, claim) {
            let _ = write!(self.out, ", <strong>{open}</strong>");
        }
        self.raw("</h4>\n");
        let has_gist = !claim.gist.trim().is_empty();
        if has_gist {
            self.raw("<p class=\"gist\" dir=\"auto\">");
            self.text(claim.gist.trim());
            self.raw("</p>\n");
        }
        // Where the article does not show the words, the card does.
        let is_shown = matches!(entry.standing, Some(Standing::Exact | Standing::Moved));
        if !is_shown || !has_gist {
            for passage in &claim.passages {
                self.raw("<blockquote dir=\"auto\" lang=\"\">");
                let quote = &passage.selector.quote;
                if is_shown {
                    self.text(&short_quote(quote))
                } else {
                    self.text(quote)
                }
                self.raw("</blockquote>\n");
            }
        }
        self.raw("<dl>\n");
        for fact in facts(self.material, self.relations, at, entry) {
            self.fact(&fact);
        }
        if self.has_several_layers {
            let annotator = self.material.layer(at).map(|layer| layer.annotator.clone());
            self.raw("<dt>Tagged by</dt><dd>");
            self.apart(&annotator.unwrap_or_default());
            self.raw("</dd>\n");
        }
        self.raw("</dl>\n</article>\n");
    }

    fn fact(&mut self, fact: &Fact) {
        // The quotation stands above the facts.
        if fact.label == "Marked was" {
            return;
        }
        let _ = write!(self.out, "<dt>{}</dt><dd dir=\"auto\">", fact.label);
        for (number, part) in fact.parts.iter().enumerate() {
            if number > 0 {
                self.raw("<br>");
            }
            if let Some(to) = part.to.filter(|to| self.numbers.contains_key(to)) {
                self.number(to, 'c');
                self.raw(" ");
            }
            self.apart(&part.words);
        }
        self.raw("</dd>\n");
    }
}
