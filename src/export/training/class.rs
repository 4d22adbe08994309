//! The report on a class.

use std::fmt::Write as _;

use crate::exercise::{Barred, CountedAttempt, KeyClaim, Kind, Person};
use crate::export::html::Shade;
use crate::export::wording::{joined, short_quote};

use super::{STYLE, Sheet, Training, f1, people, percent};

/// The most mistakes that are listed.
const MAX_MISTAKES: usize = 20;

impl Sheet<'_> {
    /// Writes the whole report.
    pub(super) fn class(&mut self) {
        let Training { exercise, results, .. } = *self.training;
        let title = format!("{}: results", exercise.title);
        self.page.begin(&title, STYLE);
        self.head("training report", &exercise.title, |sheet| sheet.class_facts());
        self.summary();
        self.meanings();
        if !results.people.is_empty() {
            self.trainees();
        }
        self.key_claims();
        self.mistakes();
        self.heat();
        self.page.end();
    }

    fn class_facts(&mut self) {
        let Training { exercise, results, .. } = *self.training;
        let counted = results.counted_people();
        let attempts: usize = results
            .people
            .iter()
            .flat_map(|person| &person.attempts)
            .filter(|attempt| attempt.barred != Some(Barred::NotSubmitted))
            .count();
        self.page
            .about("Handed in", &format!("{} of {}", attempts_of(attempts), people(results.people.len())));
        let rule = match exercise.counts {
            CountedAttempt::Best => "the best attempt of each",
            CountedAttempt::Last => "the last attempt of each",
        };
        self.page.about("Counted", &format!("{rule}, {counted} in all"));
        if !results.missing.is_empty() {
            let label = format!("Missing ({})", results.missing.len());
            self.page.about(&label, &joined(&results.missing));
        }
        let strangers: Vec<String> = results
            .people
            .iter()
            .filter(|person| person.is_listed == Some(false))
            .map(|person| person.annotator.name.clone())
            .collect();
        self.page.about("Not on the class list", &joined(&strangers));
    }

    fn summary(&mut self) {
        let results = self.training.results;
        self.page.raw("<section class=\"figures\">\n<h2>The class</h2>\n");
        if let Some(undefined) = results.undefined() {
            let _ = write!(self.page.out, "<p class=\"undefined\">{undefined}</p>\n</section>\n");
            return;
        }
        let grades = results.grades();
        let tile = |sheet: &mut Self, value: String, label: &str| {
            let _ = writeln!(sheet.page.out, "<div class=\"tile\"><b>{value}</b><span>{label}</span></div>");
        };
        self.page.raw("<div class=\"tiles\">\n");
        tile(self, percent(results.mean()), "mean grade");
        tile(self, percent(results.median()), "median");
        tile(
            self,
            format!("{} – {}", percent(grades.first().copied()), percent(grades.last().copied())),
            "lowest and highest",
        );
        for tag in &results.tags {
            let name =
                self.page.tags.get(&tag.tag).map_or(tag.tag.to_string(), |known| known.plural.to_owned());
            tile(self, percent(tag.mean), &format!("mean on {name} ({} in the key)", tag.key_count));
        }
        let kappa = results.median_of(|person| person.kappa);
        tile(
            self,
            kappa.map_or("–".to_owned(), |kappa| format!("{kappa:.2}")),
            "median agreement with the key",
        );
        self.page.raw("</div>\n");
        self.histogram(&grades);
        self.page.raw("</section>\n");
    }

    fn trainees(&mut self) {
        let results = self.training.results;
        self.page.raw("<section class=\"trainees\">\n<h2>The trainees</h2>\n<table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Grade</th><th scope=\"col\">Strict</th>");
        for tag in &results.tags {
            let (class, letter) = self.page.class_and_letter(&tag.tag);
            let _ = write!(
                self.page.out,
                "<th scope=\"col\" class=\"n\"><span class=\"num {class}\">{letter}</span></th>"
            );
        }
        for heading in ["Found", "Borders", "Wrong tag", "Missed", "Extra", "Agreement", "Attempts"] {
            let _ = write!(self.page.out, "<th scope=\"col\" class=\"n\">{heading}</th>");
        }
        self.page.raw("</tr></thead>\n<tbody>\n");
        for person in &results.people {
            self.trainee_row(person);
        }
        self.page.raw("</tbody>\n</table>\n");
        self.remarks();
        self.page.raw("</section>\n");
    }

    fn trainee_row(&mut self, person: &Person) {
        let results = self.training.results;
        self.page.raw("<tr><th scope=\"row\">");
        self.page.apart(&person.annotator.name);
        self.page.raw("</th>");
        let Some(attempt) = person.counted() else {
            let reason =
                person.attempts.iter().find_map(|attempt| attempt.barred).map_or("", |barred| barred.words());
            let _ = writeln!(
                self.page.out,
                "<td class=\"undefined\" colspan=\"{}\">no attempt that counts: {reason}</td></tr>",
                results.tags.len() + 9
            );
            return;
        };
        let grade = attempt.grade();
        let _ = write!(
            self.page.out,
            "<td data-column=\"Grade\" class=\"grade\"><span>{}</span>",
            percent(grade)
        );
        self.bar(grade.unwrap_or(0.0), "good");
        let _ = write!(
            self.page.out,
            "</td><td data-column=\"Strict\">{}</td>",
            percent(attempt.score.strict.all.f1)
        );
        for tag in &results.tags {
            let share = percent(f1(attempt.score.grade.of_tag(&tag.tag)));
            let _ = write!(self.page.out, "<td class=\"n\" data-column=\"{}\">{share}</td>", tag.tag);
        }
        for (heading, kind) in [
            ("Found", Kind::Found),
            ("Borders", Kind::Borders),
            ("Wrong tag", Kind::WrongTag),
            ("Missed", Kind::Missed),
            ("Extra", Kind::Extra),
        ] {
            let _ = write!(
                self.page.out,
                "<td class=\"n\" data-column=\"{heading}\">{}</td>",
                attempt.count(kind)
            );
        }
        let kappa = person.kappa.and_then(|kappa| kappa.number());
        let _ = writeln!(
            self.page.out,
            "<td class=\"n\" data-column=\"Agreement\">{}</td><td class=\"n\" data-column=\"Attempts\">{}</td></tr>",
            kappa.map_or("–".to_owned(), |kappa| format!("{kappa:.2}")),
            person.attempts.len()
        );
    }

    /// Says what the table cannot: why a figure is undefined, who took longer, what was left out.
    fn remarks(&mut self) {
        let mut remarks: Vec<(&str, String)> = Vec::new();
        for person in &self.training.results.people {
            let name = person.annotator.name.as_str();
            let Some(attempt) = person.counted() else { continue };
            if let Some(undefined) = attempt.score.undefined() {
                remarks.push((name, format!("grade {undefined}")));
            }
            if let Some(undefined) = person.kappa.and_then(|kappa| kappa.undefined()) {
                remarks.push((name, format!("agreement {undefined}")));
            }
            if let Some(over) = attempt.over_time {
                remarks.push((name, format!("took {} longer than allowed", minutes(over))));
            }
            match attempt.submission.left_out {
                0 => {}
                1 => {
                    remarks.push((name, "1 claim has no sure place in this text and was left out".to_owned()))
                }
                many => remarks
                    .push((name, format!("{many} claims have no sure place in this text and were left out"))),
            }
        }
        if remarks.is_empty() {
            return;
        }
        self.page.raw("<ul class=\"remarks\">\n");
        for (name, remark) in remarks {
            self.page.raw("<li>");
            self.page.apart(name);
            let _ = writeln!(self.page.out, ": {remark}</li>");
        }
        self.page.raw("</ul>\n");
    }

    fn key_claims(&mut self) {
        let results = self.training.results;
        self.page.raw("<section class=\"claims\">\n<h2>The claims of the key</h2>\n");
        if results.key.is_empty() {
            self.page.raw("<p class=\"undefined\">The key has no claim that counts.</p>\n");
        } else {
            self.page.raw(
                "<p class=\"summary\"><span class=\"swatch good\"></span>found <span class=\"swatch fair\"></span>found with other borders \
                 <span class=\"swatch tag\"></span>another tag <span class=\"swatch bad\"></span>missed</p>\n",
            );
        }
        for claim in &results.key {
            self.key_claim(claim);
        }
        self.page.raw("</section>\n");
    }

    fn key_claim(&mut self, claim: &KeyClaim) {
        self.page.raw("<div class=\"outcome\">\n<h3>");
        if let Some(at) = self.at(&claim.claim.claim.id) {
            self.page.number(at, 'c');
        }
        self.page.raw(" <span class=\"words\" dir=\"auto\">");
        let gist = claim.claim.claim.gist.trim();
        let words = short_quote(&self.training.words(&claim.claim.passages));
        let words = if gist.is_empty() { format!("“{words}”") } else { gist.to_owned() };
        self.page.text(&words);
        self.page.raw("</span></h3>\n");
        let (found, borders) = (claim.found.len(), claim.borders.len());
        let (wrong, missed) = (claim.wrong_tag.len(), claim.missed.len() + claim.touched.len());
        if claim.people() > 0 {
            let label =
                format!("{found} found, {borders} with other borders, {wrong} another tag, {missed} missed");
            self.stacked(&[(found, "good"), (borders, "fair"), (wrong, "tag"), (missed, "bad")], &label);
        }
        let said = outcome(claim);
        self.page.raw("<p class=\"second\">");
        self.page.text(&said);
        self.page.raw("</p>\n</div>\n");
    }

    fn mistakes(&mut self) {
        let results = self.training.results;
        self.page.raw("<section class=\"mistakes\">\n<h2>What was marked wrongly</h2>\n");
        if results.mistakes.is_empty() {
            self.page.raw("<p class=\"summary\">Nothing but what the key has was tagged.</p>\n</section>\n");
            return;
        }
        self.page.raw("<table>\n<thead><tr><th scope=\"col\">People</th><th scope=\"col\">Words</th><th scope=\"col\">Tagged as</th><th scope=\"col\">The key has</th></tr></thead>\n<tbody>\n");
        for mistake in results.mistakes.iter().take(MAX_MISTAKES) {
            let stretches = mistake.mark.place.stretches();
            let _ = write!(
                self.page.out,
                "<tr><th scope=\"row\">{} of {}</th><td data-column=\"Words\" dir=\"auto\" class=\"quoted\">“",
                mistake.people.len(),
                results.counted_people()
            );
            self.page.text(&short_quote(&self.training.words(stretches)));
            self.page.raw("”");
            if let Some(paragraph) = self.training.paragraph(stretches) {
                let _ = write!(
                    self.page.out,
                    " <span class=\"place\"><a href=\"#d0p{paragraph}\">¶&nbsp;{paragraph}</a></span>"
                );
            }
            let _ = write!(
                self.page.out,
                "</td><td data-column=\"Tagged as\">{}</td><td data-column=\"The key has\">",
                mistake.mark.tag
            );
            let key = mistake.key_tag.as_ref().map_or("no claim there".to_owned(), ToString::to_string);
            let _ = writeln!(self.page.out, "{key}</td></tr>");
        }
        self.page.raw("</tbody>\n</table>\n");
        let more = results.mistakes.len().saturating_sub(MAX_MISTAKES);
        if more > 0 {
            let _ = writeln!(self.page.out, "<p class=\"second\">and {more} more</p>");
        }
        self.page.raw("</section>\n");
    }

    /// Writes the article: the key's claims, and shaded what was marked wrongly.
    fn heat(&mut self) {
        self.page.raw("<section class=\"heat\">\n<h2>Where words were marked wrongly</h2>\n");
        self.strip();
        self.page.raw(
            "<p class=\"summary\">In the article below, shaded words are those that people tagged as what the key does not have \
             there: the darker, the more of them; <span class=\"times\">×3</span> says how many. The lines are the key’s \
             claims.</p>\n</section>\n",
        );
        let counts: Vec<usize> = self.training.results.wrong.iter().map(|wrong| wrong.count).collect();
        let is_top = |at: usize| {
            let count = |at: Option<usize>| at.and_then(|at| counts.get(at)).copied().unwrap_or(0);
            count(Some(at)) > 1
                && count(Some(at)) >= count(at.checked_sub(1))
                && count(Some(at)) >= count(Some(at + 1))
        };
        self.page.shades = self
            .training
            .results
            .wrong
            .iter()
            .enumerate()
            .filter_map(|(at, wrong)| {
                Some(Shade {
                    span: self.training.span(wrong.stretch)?,
                    level: level(wrong.share),
                    count: is_top(at).then_some(wrong.count),
                })
            })
            .collect();
        self.page.article(0);
    }
}

/// Returns how dark a share is shaded: 1 to 5.
fn level(share: f64) -> u8 {
    match share {
        share if share > 0.8 => 5,
        share if share > 0.6 => 4,
        share if share > 0.4 => 3,
        share if share > 0.2 => 2,
        _ => 1,
    }
}

fn attempts_of(count: usize) -> String {
    if count == 1 { "1 attempt".to_owned() } else { format!("{count} attempts") }
}

/// Returns a number of seconds as people say it.
pub(super) fn minutes(seconds: i64) -> String {
    match seconds {
        seconds if seconds < 90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", (seconds + 30) / 60),
    }
}

/// Returns what became of a claim of the key, in a sentence.
fn outcome(claim: &KeyClaim) -> String {
    let mut parts = vec![format!("{} of {} found it", claim.found_count(), people(claim.people()))];
    if !claim.borders.is_empty() {
        let words = |words: &[i64], what: &str| {
            let off: Vec<i64> = words.iter().copied().filter(|words| *words != 0).collect();
            let sum: i64 = off.iter().map(|words| words.abs()).sum();
            let mean = sum as f64 / off.len().max(1) as f64;
            (!off.is_empty()).then(|| format!("{what} {mean:.1} words off"))
        };
        let off = [words(&claim.start_words, "start"), words(&claim.end_words, "end")];
        let off: Vec<String> = off.into_iter().flatten().collect();
        let off = if off.is_empty() { String::new() } else { format!(" ({})", off.join(", ")) };
        parts.push(format!("{} with other borders{off}", claim.borders.len()));
    }
    if !claim.wrong_tag.is_empty() {
        let tags: Vec<String> =
            claim.instead().iter().map(|(tag, count)| format!("{count} as {tag}")).collect();
        parts.push(format!("tagged otherwise: {}", tags.join(", ")));
    }
    if !claim.touched.is_empty() {
        parts.push(format!("less than half in common: {}", claim.touched.len()));
    }
    if !claim.missed.is_empty() {
        parts.push(format!("missed by {}", claim.missed.len()));
    }
    format!("{}.", parts.join("; "))
}
