//! `obelus tag`: adds one claim, saves, prints its id.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use crate::model::{Claim, ClaimId, Forecast, Link, PartialDate, Rel, TagId, TagSet, occurrence_places};
use crate::store::{Edit, act};
use crate::text::{CharOffset, Span, Text};
use crate::workspace::Open;

use super::json::{self, Places};
use super::paths;
use super::report::{NEEDS_A_PERSON, Report};
use super::write;

/// Tags a passage.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("passage").required(true).args(["quote", "start"]))]
pub(super) struct Tag {
    /// The document.
    #[arg(value_name = "DOC")]
    document: PathBuf,
    /// The passage's words, as they stand in the document.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    quote: Option<String>,
    /// Which of the places where the words stand, from 1.
    #[arg(long, value_name = "N", conflicts_with_all = ["start", "end"])]
    nth: Option<usize>,
    /// Where the passage starts, in code points from 0.
    #[arg(long, value_name = "N", requires = "end")]
    start: Option<u32>,
    /// Where it ends; the character there is no longer part of it.
    #[arg(long, value_name = "N", requires = "start")]
    end: Option<u32>,
    /// The tag: allegation, rebuttal or forecast.
    #[arg(long = "as", value_name = "TAG")]
    tag: String,
    /// Who makes the claim; may be given several times.
    #[arg(long, value_name = "NAME")]
    claimant: Vec<String>,
    /// Through whom it came, nearest to the claimant first; may be given several times.
    #[arg(long, value_name = "NAME")]
    via: Vec<String>,
    /// Whom it blames; may be given several times.
    #[arg(long, value_name = "NAME")]
    against: Vec<String>,
    /// The claim as one sentence in your words.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    gist: Option<String>,
    /// When it was said: YYYY, YYYY-MM or YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    said: Option<String>,
    /// A note.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,
    /// Of a forecast: what will be judged.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    event: Option<String>,
    /// Of a forecast: how probable the text says it is, 0 to 1.
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    probability: Option<String>,
    /// Of a forecast: when it is due.
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// The id of the claim that this one rebuts.
    #[arg(long, value_name = "ID")]
    rebuts: Option<String>,
    /// Writes as this annotator instead of the person of the settings.
    #[arg(long, value_name = "ID")]
    annotator: Option<String>,
    /// Prints the claim as JSON.
    #[arg(long)]
    json: bool,
}

/// The options that were checked before anything is read.
struct Checked {
    tag: TagId,
    said: Option<PartialDate>,
    forecast: Option<Forecast>,
    rebuts: Option<ClaimId>,
}

impl Tag {
    pub(super) fn run(&self) -> Report {
        self.add().unwrap_or_else(|refused| refused)
    }

    fn add(&self) -> Result<Report, Report> {
        let checked = self.checked()?;
        let who = write::annotator(self.annotator.as_deref())?;
        let (now, millis) = write::now();
        let id = ClaimId::new_v7(millis);
        let mut report = Report::default();
        let (open, ()) = write::change(&self.document, &who, &write::around(), &mut report, |open| {
            let span = self.span(open.text())?;
            let claim = act::new_claim(open.text(), span, checked.tag.clone(), now, id.clone())
                .map_err(|error| Report::refused(error, "tag a shorter passage"))?;
            let claim = self.filled(claim, &checked);
            open.apply("tag", Edit::Put(claim.into()), now)
                .map_err(|error| Report::refused(error, "the document was not touched"))
        })?;
        self.say(&open, &id, &checked, &mut report);
        Ok(report)
    }

    /// Checks what can be checked without the document.
    fn checked(&self) -> Result<Checked, Report> {
        let tag = TagId::parse(&self.tag).map_err(|error| {
            Report::refused(format!("{error}: --as {:?}", self.tag), "use allegation, rebuttal or forecast")
        })?;
        let date = |option: &str, given: &Option<String>| match given {
            None => Ok(None),
            Some(date) => PartialDate::parse(date).map(Some).ok_or_else(|| {
                Report::refused(
                    format!("this is no date of the calendar: {option} {date:?}"),
                    "write YYYY, YYYY-MM or YYYY-MM-DD",
                )
            }),
        };
        let said = date("--said", &self.said)?;
        let due = date("--due", &self.due)?;
        let probability = self.probability.as_deref().map(probability).transpose()?;
        let rebuts = self.rebuts.as_deref().map(ClaimId::parse).transpose().map_err(|error| {
            Report::refused(
                format!("{error}: --rebuts"),
                "give the id that `obelus tag` or `obelus claims` printed",
            )
        })?;
        let event = self.event.clone().unwrap_or_default();
        let forecast = Forecast { event, due, probability, ..Forecast::default() };
        Ok(Checked { tag, said, forecast: (!forecast.is_empty()).then_some(forecast), rebuts })
    }

    /// Returns the passage that is meant.
    fn span(&self, text: &Text) -> Result<Span, Report> {
        match (&self.quote, self.start, self.end) {
            (Some(quote), ..) => self.quoted(text, quote),
            (None, Some(start), Some(end)) => {
                text.span_from_chars(CharOffset(start), CharOffset(end)).ok_or_else(|| {
                    Report::refused(
                        format!("there is no passage {start}..{end}: {}", self.document.display()),
                        format!("the document has {} characters, counted from 0", text.char_count()),
                    )
                })
            }
            // The arguments' own rules leave nothing else.
            _ => Err(Report::refused("no passage is given", "give --quote TEXT, or --start N and --end N")),
        }
    }

    fn quoted(&self, text: &Text, quote: &str) -> Result<Span, Report> {
        let quote = quote.replace("\r\n", "\n").replace('\r', "\n");
        if quote.is_empty() {
            return Err(Report::refused(
                "the quote is empty",
                "give the words as they stand in the document",
            ));
        }
        let mut places = occurrence_places(text, &quote);
        let document = self.document.display();
        let count = || occurrence_places(text, &quote).count();
        if let Some(nth) = self.nth {
            let place = nth.checked_sub(1).and_then(|skip| places.nth(skip));
            return place.ok_or_else(|| match count() {
                0 => not_there(&document),
                count => Report::refused(
                    format!("the quote stands at {count} places, and --nth is {nth}: {document}"),
                    format!("give --nth 1 to {count}"),
                ),
            });
        }
        match (places.next(), places.next()) {
            (Some(span), None) => Ok(span),
            (Some(_), Some(_)) => {
                let count = count();
                Err(Report::refused(
                    format!("the quote stands at {count} places: {document}"),
                    format!("give --nth 1 to {count}, or a longer quote"),
                ))
            }
            (None, _) => Err(not_there(&document)),
        }
    }

    fn filled(&self, mut claim: Claim, checked: &Checked) -> Claim {
        claim.claimants = names(&self.claimant);
        claim.via = names(&self.via).into();
        claim.against = names(&self.against).into();
        claim.gist = self.gist.clone().unwrap_or_default();
        claim.note = self.note.clone().unwrap_or_default().into();
        claim.said = checked.said;
        claim.forecast = checked.forecast.clone().map(Box::new);
        claim.links = checked
            .rebuts
            .iter()
            .map(|id| Link {
                rel: Rel::Rebuts,
                to: Some(id.clone()),
                words: String::new(),
                document: String::new(),
                unknown: Default::default(),
            })
            .collect();
        claim
    }

    /// Says what was tagged.
    fn say(&self, open: &Open, id: &ClaimId, checked: &Checked, report: &mut Report) {
        if let Some((own, placed)) = open.own().and_then(|own| Some((own, own.store.get(id)?))) {
            if self.json {
                let places = Places {
                    text: open.text(),
                    placements: own.placements(&placed.claim),
                    spans: &placed.spans,
                };
                let document = paths::shown(&self.document);
                report.json(&json::claim(&document, &own.name.to_string(), &placed.claim, Some(&places)));
            } else {
                report.line(id.as_str());
            }
            // What was placed anew for this text, not what has waited since an earlier one.
            let doubtful = if own.placed.is_empty() { 0 } else { own.tally().to_review() };
            if doubtful > 0 {
                let path = write::own_path(open);
                let claims = if doubtful == 1 {
                    "1 claim needs".to_owned()
                } else {
                    format!("{doubtful} claims need")
                };
                let message = format!("the document has changed, and {claims} a look: {}", path.display());
                report.say("warning", &message, "open it in the window, or see `obelus check`");
                report.status = report.status.max(NEEDS_A_PERSON);
            }
        }
        if TagSet::built_in().get(&checked.tag).is_none() {
            let message = format!("the tag {:?} is unknown and was kept as it is", checked.tag.as_str());
            report.say("notice", &message, "");
        }
    }
}

fn not_there(document: &impl std::fmt::Display) -> Report {
    Report::refused(
        format!("the quote does not stand in the document: {document}"),
        "copy it from there: quotation marks, dashes and spaces count as they are",
    )
}

fn probability(given: &str) -> Result<f64, Report> {
    let number: Option<f64> = given.parse().ok();
    number.filter(|number| (0.0..=1.0).contains(number)).map(|number| number + 0.0).ok_or_else(|| {
        Report::refused(
            format!("a probability lies between 0 and 1: --probability {given}"),
            "write it as 0.3",
        )
    })
}

/// Returns the names without empty ones, each once.
fn names(given: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(given.len());
    for name in given.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}
