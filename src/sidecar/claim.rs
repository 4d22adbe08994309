//! Reading a claim and all that belongs to it.

use std::sync::Arc;

use crate::model::{
    Claim, ClaimId, Confidence, Conflict, Credibility, Forecast, Link, Outcome, OwnEstimate, PartialDate,
    Passage, Rating, Rel, Reliability, Resolution, Scale, Selector, State, TagId, Timestamp, Voice,
};
use crate::text::CharOffset;

use super::cursor::{Cursor, Kept, Level, Slot};
use super::scan::{Fault, Parse, Scanner, Token};

/// The most code points a quote may have.
const MAX_QUOTE_CHARS: usize = 20_000;

/// The names that files have for the variants of a type.
pub(crate) type Names<T> = &'static [(&'static str, T)];

pub(super) const STATES: Names<State> = &[
    ("Changed", State::Changed),
    ("Uncertain", State::Uncertain),
    ("Orphan", State::Orphan),
    ("Unplaced", State::Unplaced),
];

pub(super) const VOICES: Names<Voice> =
    &[("Author", Voice::Author), ("Quoted", Voice::Quoted), ("Reported", Voice::Reported)];

pub(super) const RELIABILITIES: Names<Reliability> = &[
    ("A", Reliability::A),
    ("B", Reliability::B),
    ("C", Reliability::C),
    ("D", Reliability::D),
    ("E", Reliability::E),
    ("F", Reliability::F),
];

pub(super) const CREDIBILITIES: Names<Credibility> = &[
    ("1", Credibility::One),
    ("2", Credibility::Two),
    ("3", Credibility::Three),
    ("4", Credibility::Four),
    ("5", Credibility::Five),
    ("6", Credibility::Six),
];

pub(super) const CONFIDENCES: Names<Confidence> =
    &[("Low", Confidence::Low), ("Moderate", Confidence::Moderate), ("High", Confidence::High)];

pub(super) const SCALES: Names<Scale> = &[("Icd203", Scale::Icd203), ("Phia", Scale::Phia)];

pub(super) const OUTCOMES: Names<Outcome> = &[
    ("Happened", Outcome::Happened),
    ("DidNotHappen", Outcome::DidNotHappen),
    ("Unclear", Outcome::Unclear),
    ("Annulled", Outcome::Annulled),
];

pub(super) const RELS: Names<Rel> =
    &[("Rebuts", Rel::Rebuts), ("Supports", Rel::Supports), ("Repeats", Rel::Repeats)];

/// The fields of a claim.
const CLAIM: Level = Level {
    name: "claim",
    fields: &[
        "id",
        "tag",
        "passages",
        "gist",
        "voice",
        "claimants",
        "unnamed",
        "via",
        "against",
        "said",
        "note",
        "labels",
        "rating",
        "confidence",
        "forecast",
        "links",
        "from",
        "conflicts",
        "deleted_elsewhere",
        "created",
        "modified",
        "ext",
    ],
};

const PASSAGE: Level = Level {
    name: "passage",
    fields: &["start", "end", "quote", "before", "after", "occurrences", "state", "by_hand"],
};

const RATING: Level = Level { name: "rating", fields: &["reliability", "credibility"] };

const FORECAST: Level = Level {
    name: "forecast",
    fields: &["event", "condition", "words", "scale", "horizon", "due", "probability", "own", "resolution"],
};

const OWN: Level = Level { name: "own estimate", fields: &["probability", "on"] };

const RESOLUTION: Level = Level { name: "resolution", fields: &["outcome", "on", "note"] };

const LINK: Level = Level { name: "link", fields: &["rel", "to", "words", "document"] };

const CONFLICT: Level = Level { name: "conflict", fields: &["field", "theirs"] };

/// All of these, for the tests of the documentation.
#[cfg(test)]
pub(super) const LEVELS: &[&Level] =
    &[&CLAIM, &PASSAGE, &RATING, &FORECAST, &OWN, &RESOLUTION, &LINK, &CONFLICT];

impl<'a> Cursor<'a> {
    /// Reads a claim. Whatever is wrong in it is a fault; the caller keeps it raw.
    pub(super) fn claim(&mut self) -> Parse<Arc<Claim>> {
        let at = self.at();
        let mut id = Slot::default();
        let mut tag = Slot::default();
        let mut passages: Slot<Vec<Passage>> = Slot::default();
        let mut gist = Slot::default();
        let mut voice = Slot::default();
        let mut claimants = Slot::default();
        let mut unnamed = Slot::default();
        let mut via: Slot<Vec<String>> = Slot::default();
        let mut against: Slot<Vec<String>> = Slot::default();
        let mut said = Slot::default();
        let mut note: Slot<String> = Slot::default();
        let mut labels: Slot<Vec<String>> = Slot::default();
        let mut rating = Slot::default();
        let mut confidence = Slot::default();
        let mut forecast: Slot<Forecast> = Slot::default();
        let mut links: Slot<Vec<Link>> = Slot::default();
        let mut from: Slot<Vec<ClaimId>> = Slot::default();
        let mut conflicts: Slot<Vec<Conflict>> = Slot::default();
        let mut deleted_elsewhere = Slot::default();
        let mut created = Slot::default();
        let mut modified = Slot::default();
        let mut ext: Slot<Vec<(String, String)>> = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "id" => cursor.fill(&mut id, field, Self::claim_id),
            "tag" => cursor.fill(&mut tag, field, |cursor| {
                cursor
                    .parsed("a tag (a to z, then a to z, digits, `_` and `-`)", |tag| TagId::parse(tag).ok())
            }),
            "passages" => cursor.fill(&mut passages, field, |cursor| cursor.list_of(Self::passage)),
            "gist" => cursor.fill(&mut gist, field, Self::string),
            "voice" => cursor.fill(&mut voice, field, |cursor| cursor.variant(VOICES)),
            "claimants" => cursor.fill(&mut claimants, field, Self::strings),
            "unnamed" => cursor.fill(&mut unnamed, field, Self::truth),
            "via" => cursor.fill(&mut via, field, Self::strings),
            "against" => cursor.fill(&mut against, field, Self::strings),
            "said" => cursor.fill(&mut said, field, Self::date),
            "note" => cursor.fill(&mut note, field, Self::string),
            "labels" => cursor.fill(&mut labels, field, Self::strings),
            "rating" => cursor.fill(&mut rating, field, Self::rating),
            "confidence" => cursor.fill(&mut confidence, field, |cursor| cursor.variant(CONFIDENCES)),
            "forecast" => cursor.fill(&mut forecast, field, Self::forecast),
            "links" => cursor.fill(&mut links, field, |cursor| cursor.list_of(Self::link)),
            "from" => cursor.fill(&mut from, field, |cursor| cursor.list_of(Self::claim_id)),
            "conflicts" => cursor.fill(&mut conflicts, field, |cursor| cursor.list_of(Self::conflict)),
            "deleted_elsewhere" => cursor.fill(&mut deleted_elsewhere, field, Self::truth),
            "created" => cursor.fill(&mut created, field, Self::moment),
            "modified" => cursor.fill(&mut modified, field, Self::moment),
            "ext" => cursor.fill(&mut ext, field, Self::raw_map),
            _ => cursor.keep(&mut kept, &CLAIM, field),
        })?;
        let passages = passages.needed("passages", at)?;
        if passages.is_empty() {
            return Err(Fault::new(at, "a claim needs a passage"));
        }
        Ok(Arc::new(Claim {
            id: id.needed("id", at)?,
            tag: tag.needed("tag", at)?,
            passages,
            gist: gist.or_default(),
            voice: voice.get(),
            claimants: claimants.or_default(),
            unnamed: unnamed.or_default(),
            via: via.or_default().into(),
            against: against.or_default().into(),
            said: said.get(),
            note: note.or_default().into(),
            labels: labels.or_default().into(),
            rating: rating.or_default(),
            confidence: confidence.get(),
            forecast: forecast.get().filter(|forecast| !forecast.is_empty()).map(Box::new),
            links: links.or_default().into(),
            from: from.or_default().into(),
            conflicts: conflicts.or_default().into(),
            deleted_elsewhere: deleted_elsewhere.or_default(),
            created: created.or_default(),
            modified: modified.or_default(),
            ext: ext.or_default().into(),
            unknown: kept.fields,
        }))
    }

    /// Reads a claim's id.
    pub(super) fn claim_id(&mut self) -> Parse<ClaimId> {
        self.parsed("an id of 1 to 64 printable ASCII characters", |id| ClaimId::parse(id).ok())
    }

    /// Reads a date.
    pub(super) fn date(&mut self) -> Parse<PartialDate> {
        self.parsed("a date such as \"2019\", \"2019-06\" or \"2019-06-30\"", PartialDate::parse)
    }

    /// Reads a moment.
    pub(super) fn moment(&mut self) -> Parse<Timestamp> {
        self.parsed("a time such as \"2026-11-24T09:12:03Z\"", Timestamp::parse)
    }

    fn passage(&mut self) -> Parse<Passage> {
        let at = self.at();
        let mut start = Slot::default();
        let mut end = Slot::default();
        let mut quote = Slot::default();
        let mut before: Slot<String> = Slot::default();
        let mut after: Slot<String> = Slot::default();
        let mut occurrences = Slot::default();
        let mut state = Slot::default();
        let mut by_hand = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "start" => cursor.fill(&mut start, field, Self::count),
            "end" => cursor.fill(&mut end, field, Self::count),
            "quote" => cursor.fill(&mut quote, field, |cursor| {
                cursor.parsed("a quote of 1 to 20,000 characters", |quote| {
                    is_quote(quote).then(|| quote.into())
                })
            }),
            "before" => cursor.fill(&mut before, field, Self::string),
            "after" => cursor.fill(&mut after, field, Self::string),
            "occurrences" => cursor.fill(&mut occurrences, field, Self::count),
            "state" => cursor.fill(&mut state, field, |cursor| cursor.variant(STATES)),
            "by_hand" => cursor.fill(&mut by_hand, field, Self::truth),
            _ => cursor.keep(&mut kept, &PASSAGE, field),
        })?;
        Ok(Passage {
            selector: Selector {
                start: CharOffset(start.needed("start", at)?),
                end: CharOffset(end.needed("end", at)?),
                quote: quote.needed("quote", at)?,
                before: before.or_default().into(),
                after: after.or_default().into(),
                occurrences: occurrences.or_default(),
            },
            state: state.get(),
            by_hand: by_hand.or_default(),
            unknown: kept.fields,
        })
    }

    fn rating(&mut self) -> Parse<Rating> {
        let mut reliability = Slot::default();
        let mut credibility = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "reliability" => cursor.fill(&mut reliability, field, |cursor| cursor.variant(RELIABILITIES)),
            "credibility" => cursor.fill(&mut credibility, field, Self::credibility),
            _ => cursor.keep(&mut kept, &RATING, field),
        })?;
        Ok(Rating { reliability: reliability.get(), credibility: credibility.get(), unknown: kept.fields })
    }

    fn credibility(&mut self) -> Parse<Credibility> {
        let at = self.at();
        let number = self.whole()?.to_string();
        CREDIBILITIES
            .iter()
            .find(|(name, _)| *name == number)
            .map(|(_, credibility)| *credibility)
            .ok_or_else(|| Fault::new(at, "a number from 1 to 6 was expected"))
    }

    fn forecast(&mut self) -> Parse<Forecast> {
        let mut event = Slot::default();
        let mut condition = Slot::default();
        let mut words = Slot::default();
        let mut scale = Slot::default();
        let mut horizon = Slot::default();
        let mut due = Slot::default();
        let mut probability = Slot::default();
        let mut own = Slot::default();
        let mut resolution = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "event" => cursor.fill(&mut event, field, Self::string),
            "condition" => cursor.fill(&mut condition, field, Self::string),
            "words" => cursor.fill(&mut words, field, Self::string),
            "scale" => cursor.fill(&mut scale, field, |cursor| cursor.variant(SCALES)),
            "horizon" => cursor.fill(&mut horizon, field, Self::string),
            "due" => cursor.fill(&mut due, field, Self::date),
            "probability" => cursor.fill(&mut probability, field, Self::probability),
            "own" => cursor.fill(&mut own, field, |cursor| cursor.list_of(Self::own_estimate)),
            "resolution" => cursor.fill(&mut resolution, field, Self::resolution),
            _ => cursor.keep(&mut kept, &FORECAST, field),
        })?;
        Ok(Forecast {
            event: event.or_default(),
            condition: condition.or_default(),
            words: words.or_default(),
            scale: scale.get(),
            horizon: horizon.or_default(),
            due: due.get(),
            probability: probability.get(),
            own: own.or_default(),
            resolution: resolution.get(),
            unknown: kept.fields,
        })
    }

    fn own_estimate(&mut self) -> Parse<OwnEstimate> {
        let at = self.at();
        let mut probability = Slot::default();
        let mut on = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "probability" => cursor.fill(&mut probability, field, Self::probability),
            "on" => cursor.fill(&mut on, field, |cursor| {
                cursor.parsed("a whole day such as \"2019-06-30\"", |day| {
                    PartialDate::parse(day).filter(|day| day.is_whole_day())
                })
            }),
            _ => cursor.keep(&mut kept, &OWN, field),
        })?;
        Ok(OwnEstimate {
            probability: probability.needed("probability", at)?,
            on: on.needed("on", at)?,
            unknown: kept.fields,
        })
    }

    fn resolution(&mut self) -> Parse<Resolution> {
        let at = self.at();
        let mut outcome = Slot::default();
        let mut on = Slot::default();
        let mut note = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "outcome" => cursor.fill(&mut outcome, field, |cursor| cursor.variant(OUTCOMES)),
            "on" => cursor.fill(&mut on, field, Self::date),
            "note" => cursor.fill(&mut note, field, Self::string),
            _ => cursor.keep(&mut kept, &RESOLUTION, field),
        })?;
        Ok(Resolution {
            outcome: outcome.needed("outcome", at)?,
            on: on.get(),
            note: note.or_default(),
            unknown: kept.fields,
        })
    }

    fn link(&mut self) -> Parse<Link> {
        let at = self.at();
        let mut rel = Slot::default();
        let mut to = Slot::default();
        let mut words: Slot<String> = Slot::default();
        let mut document = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "rel" => cursor.fill(&mut rel, field, |cursor| cursor.variant(RELS)),
            "to" => cursor.fill(&mut to, field, Self::claim_id),
            "words" => cursor.fill(&mut words, field, Self::string),
            "document" => cursor.fill(&mut document, field, Self::string),
            _ => cursor.keep(&mut kept, &LINK, field),
        })?;
        let link = Link {
            rel: rel.needed("rel", at)?,
            to: to.get(),
            words: words.or_default(),
            document: document.or_default(),
            unknown: kept.fields,
        };
        if link.to.is_none() && link.words.is_empty() {
            return Err(Fault::new(at, "a link needs `to` or `words`"));
        }
        Ok(link)
    }

    /// Reads a conflict, of a claim or of the file.
    pub(super) fn conflict(&mut self) -> Parse<Conflict> {
        let at = self.at();
        let mut name = Slot::default();
        let mut theirs = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "field" => cursor.fill(&mut name, field, Self::string),
            "theirs" => cursor.fill(&mut theirs, field, |cursor| cursor.raw().map(str::to_owned)),
            _ => cursor.keep(&mut kept, &CONFLICT, field),
        })?;
        Ok(Conflict { field: name.needed("field", at)?, theirs: theirs.get(), unknown: kept.fields })
    }
}

/// Returns whether the words are as long as a quote may be.
fn is_quote(words: &str) -> bool {
    !words.is_empty() && (words.len() <= MAX_QUOTE_CHARS || words.chars().count() <= MAX_QUOTE_CHARS)
}

/// Returns the id of a claim that could not be read: the first `id` between its own brackets that has one.
pub(super) fn id_of_raw(ron: &str) -> Option<ClaimId> {
    let mut scanner = Scanner::new(ron);
    let mut depth = 0_usize;
    let mut word = "";
    loop {
        scanner.skip_blank().ok()?;
        let start = scanner.at();
        match scanner.token().ok()? {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Word => {
                word = scanner.slice(start, scanner.at());
                continue;
            }
            Token::Colon if depth == 1 && word == "id" => {
                let mut cursor = Cursor::new(ron);
                cursor.scanner.go_to(scanner.at());
                let mut id = Slot::default();
                let field = super::cursor::Field { name: "id", spelled: "id", at: start };
                if cursor.fill(&mut id, field, Cursor::claim_id).is_ok() {
                    return id.get();
                }
            }
            Token::End => return None,
            _ => {}
        }
        word = "";
    }
}
