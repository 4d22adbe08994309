//! The report for one trainee: the score, and claim by claim what became of it beside what the key says.

use std::fmt::Write as _;

use crate::agreement::Marked;
use crate::exercise::{Feedback, Kind, Person, ScoredAttempt};
use crate::model::{ClaimId, TagId};

use super::class::minutes;
use super::{STYLE, Sheet, f1, percent};

impl Sheet<'_> {
    /// Writes the whole report.
    pub(super) fn trainee(&mut self, person: &Person) {
        let exercise = self.training.exercise;
        let title = format!("{}: {}", exercise.title, person.annotator.name);
        self.page.begin(&title, STYLE);
        let attempt = person.counted();
        self.head("training report", &exercise.title, |sheet| sheet.trainee_facts(person, attempt));
        match attempt {
            Some(attempt) => {
                self.score(person, attempt);
                self.meanings();
                self.claim_by_claim(attempt);
                self.page.article(0);
            }
            None => {
                self.page.raw("<section><p class=\"undefined\">undefined: nothing was handed in that counts</p></section>\n");
            }
        }
        self.page.end();
    }

    fn trainee_facts(&mut self, person: &Person, attempt: Option<&ScoredAttempt>) {
        self.page.about("Trainee", &person.annotator.name);
        let Some(attempt) = attempt else { return };
        if person.attempts.len() > 1 || attempt.submission.number > 1 {
            self.page.about("Attempt", &attempt.submission.number.to_string());
        }
        if let Some(submitted) = attempt.submission.submitted {
            self.page.about("Submitted", &submitted.to_string());
        }
        if let Some(over) = attempt.over_time {
            self.page.about("Time", &format!("{} longer than allowed", minutes(over)));
        }
    }

    fn score(&mut self, person: &Person, attempt: &ScoredAttempt) {
        self.page.raw("<section class=\"figures\">\n<h2>Your score</h2>\n");
        if let Some(undefined) = attempt.score.undefined() {
            let _ = write!(self.page.out, "<p class=\"undefined\">{undefined}</p>\n</section>\n");
            return;
        }
        let tile = |sheet: &mut Self, value: String, label: &str| {
            let _ = writeln!(sheet.page.out, "<div class=\"tile\"><b>{value}</b><span>{label}</span></div>");
        };
        let kappa = person.kappa.and_then(|kappa| kappa.number());
        self.page.raw("<div class=\"tiles\">\n");
        tile(self, percent(attempt.grade()), "grade");
        tile(self, percent(attempt.score.grade.all.recall), "of the key found");
        tile(self, percent(attempt.score.grade.all.precision), "of your claims are in the key");
        tile(self, percent(attempt.score.strict.all.f1), "strict");
        tile(self, kappa.map_or("–".to_owned(), |kappa| format!("{kappa:.2}")), "agreement");
        self.page.raw("</div>\n<table class=\"tags\">\n<thead><tr><th scope=\"col\">Tag</th><th scope=\"col\">Grade</th><th scope=\"col\">Strict</th></tr></thead>\n<tbody>\n");
        for (tag, ratios) in &attempt.score.grade.per_tag {
            self.page.raw("<tr><th scope=\"row\">");
            self.tag(tag);
            let _ = write!(
                self.page.out,
                "</th><td data-column=\"Grade\" class=\"grade\"><span>{}</span>",
                percent(ratios.f1)
            );
            self.bar(ratios.f1.unwrap_or(0.0), "good");
            let strict = percent(f1(attempt.score.strict.of_tag(tag)));
            let _ = writeln!(self.page.out, "</td><td data-column=\"Strict\">{strict}</td></tr>");
        }
        self.page.raw("</tbody>\n</table>\n");
        self.compared_fields(attempt);
        self.page.raw("</section>\n");
    }

    /// Writes a tag as a chip with its name.
    fn tag(&mut self, tag: &TagId) {
        let (class, letter) = self.page.class_and_letter(tag);
        let name = self.page.tags.get(tag).map_or_else(|| tag.to_string(), |known| known.name.to_owned());
        let _ = write!(self.page.out, "<span class=\"num {class}\">{letter}</span> {name}");
    }

    /// Says in how many of the claims that both have the fields are those of the key.
    fn compared_fields(&mut self, attempt: &ScoredAttempt) {
        let mut lines = Vec::new();
        for field in &self.training.exercise.fields {
            let of_field: Vec<bool> =
                attempt.fields.iter().filter(|one| one.field == *field).map(|one| one.is_equal).collect();
            if !of_field.is_empty() {
                let equal = of_field.iter().filter(|is_equal| **is_equal).count();
                lines.push(format!("{}: {equal} of {}", field.title(), of_field.len()));
            }
        }
        if !lines.is_empty() {
            self.page.raw("<p class=\"summary\">Fields as in the key, of the claims that you found: ");
            self.page.text(&lines.join("; "));
            self.page.raw(".</p>\n");
        }
    }

    fn claim_by_claim(&mut self, attempt: &ScoredAttempt) {
        self.page.raw("<section class=\"items\">\n<h2>Claim by claim</h2>\n");
        for item in &attempt.score.feedback {
            self.item(attempt, item);
        }
        self.page.raw("</section>\n");
    }

    fn item(&mut self, attempt: &ScoredAttempt, item: &Feedback) {
        let class = match item.kind {
            Kind::Found => "good",
            Kind::Borders => "fair",
            Kind::WrongTag => "tag",
            Kind::Missed | Kind::Extra => "bad",
        };
        let _ = write!(self.page.out, "<div class=\"item {class}\">\n<h3>");
        let key = item.key.as_ref().and_then(|id| {
            self.training.results.key.iter().map(|claim| &claim.claim).find(|marked| marked.claim.id == *id)
        });
        let answer = find(&attempt.submission.marked, item.answer.as_ref());
        if let Some(at) = item.key.as_ref().and_then(|id| self.at(id)) {
            self.page.number(at, 'c');
            self.page.raw(" ");
        }
        self.page.text(&item.sentence());
        if let Some(paragraph) = key.or(answer).and_then(|marked| self.training.paragraph(&marked.passages)) {
            let _ = write!(
                self.page.out,
                " <span class=\"place\"><a href=\"#d0p{paragraph}\">¶&nbsp;{paragraph}</a></span>"
            );
        }
        self.page.raw("</h3>\n<div class=\"sides\">\n");
        self.side("Yours", answer);
        self.side("Key", key);
        self.page.raw("</div>\n");
        let differing =
            attempt.fields.iter().filter(|one| !one.is_equal && Some(&one.key) == item.key.as_ref());
        for one in differing {
            self.page.raw("<p class=\"second\">");
            let answer = if one.answer_words.is_empty() { "nothing" } else { &one.answer_words };
            self.page.text(&format!(
                "{}: you have {answer}, the key has {}",
                capitalised(one.field.title()),
                one.key_words
            ));
            self.page.raw("</p>\n");
        }
        let note = item.note.trim();
        if !note.is_empty() {
            self.page.raw("<p class=\"why\" dir=\"auto\">");
            self.page.text(note);
            self.page.raw("</p>\n");
        }
        self.page.raw("</div>\n");
    }

    /// Writes what one side marked, under the words that say whose it is.
    fn side(&mut self, whose: &str, marked: Option<&Marked>) {
        let _ = write!(self.page.out, "<div><h4>{whose}");
        let Some(marked) = marked else {
            self.page.raw("</h4><p class=\"second\">nothing here</p></div>\n");
            return;
        };
        self.page.raw(": ");
        self.tag(&marked.mark.tag);
        self.page.raw("</h4><blockquote dir=\"auto\" lang=\"\">");
        self.page.text(&self.training.words(&marked.passages));
        self.page.raw("</blockquote></div>\n");
    }
}

/// Returns words as they begin a sentence.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn find<'a>(claims: &'a [Marked], id: Option<&ClaimId>) -> Option<&'a Marked> {
    claims.iter().find(|marked| Some(&marked.claim.id) == id)
}
