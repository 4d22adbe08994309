//! Reading a sidecar: the layer, what was repaired, and what could not be read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{
    About, Annotator, AnnotatorId, Attempt, Claim, ClaimId, Decision, Deleted, DocumentInfo, Layer, RawClaim,
    Role, Verdict,
};
use crate::problem::{LineColumn, Problem, Severity};
use crate::text::TextHash;

use super::claim::{Names, id_of_raw};
use super::cursor::{Cursor, Kept, Level, Slot, UnknownField};
use super::scan::{Fault, Parse, Token};
use super::{FORMAT, MAX_BYTES, ReadError, nearest, repair, unmerged};

pub(super) const ROLES: Names<Role> = &[
    ("Analyst", Role::Analyst),
    ("Attempt", Role::Attempt),
    ("AnswerKey", Role::AnswerKey),
    ("Gold", Role::Gold),
];

pub(super) const VERDICTS: Names<Verdict> =
    &[("Took", Verdict::Took), ("Changed", Verdict::Changed), ("Dropped", Verdict::Dropped)];

const LAYER: Level = Level {
    name: "layer",
    fields: &[
        "format",
        "document",
        "annotator",
        "role",
        "finished",
        "seen_others",
        "attempt",
        "claims",
        "deleted",
        "decisions",
        "conflicts",
        "ext",
    ],
};

const DOCUMENT: Level = Level {
    name: "document",
    fields: &[
        "file",
        "text_blake3",
        "chars",
        "encoding",
        "extractor",
        "title",
        "author",
        "publisher",
        "published",
        "url",
        "retrieved",
    ],
};

const ANNOTATOR: Level = Level { name: "annotator", fields: &["id", "name", "key"] };

const ATTEMPT: Level = Level { name: "attempt", fields: &["exercise", "number", "started", "submitted"] };

const DELETED: Level = Level { name: "deleted claim", fields: &["id", "modified"] };

const DECISION: Level = Level { name: "decision", fields: &["claims", "seen", "verdict", "gold", "reason"] };

/// Returns all kinds of structs, for the tests of the documentation.
#[cfg(test)]
pub(super) fn levels() -> impl Iterator<Item = &'static Level> {
    const OWN_LEVELS: &[&Level] = &[&LAYER, &DOCUMENT, &ANNOTATOR, &ATTEMPT, &DELETED, &DECISION];
    OWN_LEVELS.iter().chain(super::claim::LEVELS).copied()
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The layer.
    pub layer: Layer,
    /// What was repaired, kept unread or is worth knowing, in the order of the file.
    pub problems: Vec<Problem>,
    /// Whether there are comments that the next save drops.
    pub had_comments: bool,
}

/// Reads a sidecar. One bad claim never hides the good ones: it is kept as its bytes.
pub fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        ReadError::NotUtf8 { at: LineColumn::of(&String::from_utf8_lossy(before), before.len()) }
    })?;
    let mut repairs = Vec::new();
    let text = plain(text, &mut repairs);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(format) = Cursor::new(&text).format().filter(|format| *format > FORMAT) {
        return Err(ReadError::TooNew { format });
    }
    let mut cursor = Cursor::new(&text);
    let mut found = Found { notes: repairs, ..Found::default() };
    let layer = cursor.file(&mut found);
    if layer.is_err() || found.has_raw_claims {
        // Markers may stand between the brackets of a claim, which then looks like one that is only spelled wrong.
        if let Some(sides) = unmerged::sides(&text) {
            return Err(sides);
        }
    }
    let layer = layer
        .map_err(|fault| ReadError::Syntax { at: LineColumn::of(&text, fault.at), reason: fault.reason })?;
    let first_comment = cursor.scanner.first_comment();
    if let Some(at) = first_comment {
        found.notice(Some(at), "comments are not kept when the layer is saved", "");
    }
    found.unknown_fields(&cursor.unknown);
    Ok(Read { layer, problems: found.problems(&text), had_comments: first_comment.is_some() })
}

/// Returns the file without a BOM and with plain line ends.
fn plain<'a>(text: &'a str, repairs: &mut Vec<Note>) -> Cow<'a, str> {
    let mut note = |message: &str| {
        repairs.push(Note { at: None, problem: Problem::new(Severity::Notice, message, "") });
    };
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    if bare.len() < text.len() {
        note("a byte order mark was taken off");
    }
    if bare.contains("\r\n") {
        note("line ends of Windows were made plain ones");
        return Cow::Owned(bare.replace("\r\n", "\n"));
    }
    Cow::Borrowed(bare)
}

/// Something to report, at a byte.
#[derive(Clone, Debug)]
struct Note {
    at: Option<usize>,
    problem: Problem,
}

/// What was found on the way, apart from the layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    notes: Vec<Note>,
    has_raw_claims: bool,
}

impl Found {
    /// Notes a repair or something worth knowing.
    pub(super) fn notice(&mut self, at: Option<usize>, message: impl Into<String>, hint: &str) {
        self.notes.push(Note { at, problem: Problem::new(Severity::Notice, message, hint) });
    }

    fn raw_claim(&mut self, id: Option<&ClaimId>, fault: &Fault) {
        self.has_raw_claims = true;
        let name = id.map_or_else(|| "a claim".to_owned(), |id| format!("claim {id}"));
        let message = format!("{name} could not be read and is kept as it is: {}", fault.reason);
        let problem = Problem::new(Severity::Error, message, "mend it in a text editor");
        self.notes.push(Note { at: Some(fault.at), problem });
    }

    /// Notes each unknown field once, where it stands first.
    fn unknown_fields(&mut self, fields: &[UnknownField<'_>]) {
        let mut seen = HashSet::new();
        for field in fields.iter().filter(|field| seen.insert((field.level.name, field.name))) {
            let message = format!(
                "the field `{}` of a {} is kept: written by a newer Obelus",
                field.name, field.level.name
            );
            let hint = nearest::name(field.name, field.level.fields)
                .map(|known| format!("if it is a slip, write `{known}`"))
                .unwrap_or_default();
            self.notes
                .push(Note { at: Some(field.at), problem: Problem::new(Severity::Warning, message, hint) });
        }
    }

    /// Returns all, in the order of the file, with lines and columns.
    fn problems(mut self, text: &str) -> Vec<Problem> {
        self.notes.sort_by_key(|note| note.at);
        let mut place = Place { text, at: 0, here: LineColumn { line: 1, column: 1 } };
        self.notes
            .into_iter()
            .map(|note| match note.at {
                Some(at) => note.problem.at(place.move_to(at)),
                None => note.problem,
            })
            .collect()
    }
}

/// A place in a file that moves forward only, so that many problems cost one walk.
struct Place<'a> {
    text: &'a str,
    at: usize,
    here: LineColumn,
}

impl Place<'_> {
    fn move_to(&mut self, at: usize) -> LineColumn {
        let at = self.text.floor_char_boundary(at.max(self.at));
        let step = LineColumn::of(self.text.get(self.at..at).unwrap_or_default(), at - self.at);
        self.here = if step.line == 1 {
            LineColumn { line: self.here.line, column: self.here.column + step.column - 1 }
        } else {
            LineColumn { line: self.here.line + step.line - 1, column: step.column }
        };
        self.at = at;
        self.here
    }
}

impl<'a> Cursor<'a> {
    /// Returns the number of the format, wherever it stands between the outermost brackets, whatever else is wrong.
    pub(crate) fn format(&mut self) -> Option<u64> {
        // An attribute that this version does not know is passed over.
        self.scanner.skip_blank().ok()?;
        while self.scanner.eat(b'#') {
            self.scanner.eat(b'!');
            self.scanner.token().ok().filter(|token| *token == Token::Open(b'['))?;
            while self.scanner.peek() != Some(b']') {
                if self.scanner.token().ok()? == Token::End {
                    return None;
                }
            }
            self.scanner.token().ok()?;
            self.scanner.skip_blank().ok()?;
        }
        let mut token = self.scanner.token().ok()?;
        if token == Token::Word {
            token = self.scanner.token().ok()?;
        }
        if token != Token::Open(b'(') {
            return None;
        }
        loop {
            self.scanner.skip_blank().ok()?;
            let start = self.at();
            if self.scanner.token().ok()? != Token::Word {
                return None;
            }
            let name = self.scanner.slice(start, self.at());
            self.scanner.token().ok().filter(|token| *token == Token::Colon)?;
            if name == "format" {
                let mut format = Slot::default();
                let field = super::cursor::Field { name, spelled: name, at: start };
                self.fill(&mut format, field, Self::whole).ok()?;
                return format.get();
            }
            self.scanner.skip_value().ok()?;
            self.scanner.token().ok().filter(|token| *token == Token::Comma)?;
        }
    }

    fn file(&mut self, found: &mut Found) -> Parse<Layer> {
        self.attributes()?;
        let layer = self.layer(found)?;
        self.end()?;
        Ok(layer)
    }

    fn layer(&mut self, found: &mut Found) -> Parse<Layer> {
        let at = self.at();
        let mut format = Slot::default();
        let mut document = Slot::default();
        let mut annotator = Slot::default();
        let mut role = Slot::default();
        let mut finished = Slot::default();
        let mut seen_others = Slot::default();
        let mut attempt = Slot::default();
        let mut claims: Slot<ClaimList> = Slot::default();
        let mut deleted: Slot<Vec<Deleted>> = Slot::default();
        let mut decisions = Slot::default();
        let mut conflicts = Slot::default();
        let mut ext: Slot<Vec<(String, String)>> = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "format" => cursor.fill(&mut format, field, Self::known_format),
            "document" => cursor.fill(&mut document, field, Self::document),
            "annotator" => cursor.fill(&mut annotator, field, Self::annotator),
            "role" => cursor.fill(&mut role, field, |cursor| cursor.variant(ROLES)),
            "finished" => cursor.fill(&mut finished, field, Self::moment),
            "seen_others" => cursor.fill(&mut seen_others, field, Self::moment),
            "attempt" => cursor.fill(&mut attempt, field, Self::attempt),
            "claims" => cursor.fill(&mut claims, field, |cursor| cursor.claims(found)),
            "deleted" => cursor.fill(&mut deleted, field, |cursor| cursor.list_of(Self::deleted)),
            "decisions" => cursor.fill(&mut decisions, field, |cursor| cursor.list_of(Self::decision)),
            "conflicts" => cursor.fill(&mut conflicts, field, |cursor| cursor.list_of(Self::conflict)),
            "ext" => cursor.fill(&mut ext, field, Self::raw_map),
            _ => cursor.keep(&mut kept, &LAYER, field),
        })?;
        format.needed("format", at)?;
        let mut claims = claims.or_default();
        repair::duplicate_ids(&mut claims.read, self.scanner.slice(0, self.at()), found);
        let mut layer = Layer {
            document: document.needed("document", at)?,
            annotator: annotator.needed("annotator", at)?,
            role: role.or_default(),
            finished: finished.get(),
            seen_others: seen_others.get(),
            attempt: attempt.get(),
            claims: claims.read.into_iter().map(|found| found.claim).collect(),
            raw_claims: claims.raw,
            deleted: deleted.or_default(),
            decisions: decisions.or_default(),
            conflicts: conflicts.or_default(),
            ext: ext.or_default().into(),
            unknown: kept.fields,
        };
        repair::layer(&mut layer, found);
        Ok(layer)
    }

    pub(super) fn known_format(&mut self) -> Parse<u64> {
        let at = self.at();
        let format = self.whole()?;
        if format == FORMAT { Ok(format) } else { Err(Fault::new(at, "there is no such format")) }
    }

    /// Reads the claims; one that is wrong between its own brackets is kept as it is.
    fn claims(&mut self, found: &mut Found) -> Parse<ClaimList> {
        let mut claims = ClaimList::default();
        self.list(|cursor| {
            let mark = cursor.mark();
            let start = cursor.at();
            match cursor.claim() {
                Ok(mut claim) => {
                    if repair::order_passages(&mut claim) {
                        let message = format!("the passages of claim {} were put in order", claim.id);
                        found.notice(Some(start), message, "");
                    }
                    claims.read.push(FoundClaim { claim, start, end: cursor.at() });
                }
                Err(fault) => {
                    cursor.reset(&mark);
                    let end = cursor.own_brackets().map_err(|_| fault.clone())?;
                    cursor.reset(&mark);
                    cursor.scanner.go_to(end);
                    let ron = cursor.scanner.slice(start, end).to_owned();
                    let id = id_of_raw(&ron);
                    found.raw_claim(id.as_ref(), &fault);
                    claims.raw.push(RawClaim { id, ron });
                }
            }
            Ok(())
        })?;
        Ok(claims)
    }

    /// Moves over a claim's brackets and all between them. Returns where they end.
    fn own_brackets(&mut self) -> Parse<usize> {
        let start = self.at();
        let mut token = self.scanner.token()?;
        if token == Token::Word {
            token = self.scanner.token()?;
        }
        if token != Token::Open(b'(') {
            return Err(Fault::new(start, "a claim was expected"));
        }
        loop {
            self.scanner.skip_value()?;
            match self.scanner.token()? {
                Token::Close(b')') => return Ok(self.at()),
                Token::Comma => {}
                _ => return Err(Fault::new(start, "the brackets of a claim do not balance")),
            }
        }
    }

    pub(super) fn document(&mut self) -> Parse<DocumentInfo> {
        let at = self.at();
        let mut file = Slot::default();
        let mut text_blake3 = Slot::default();
        let mut chars = Slot::default();
        let mut encoding: Slot<String> = Slot::default();
        let mut extractor: Slot<String> = Slot::default();
        let mut title = Slot::default();
        let mut author = Slot::default();
        let mut publisher = Slot::default();
        let mut published = Slot::default();
        let mut url = Slot::default();
        let mut retrieved = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "file" => cursor.fill(&mut file, field, Self::string),
            "text_blake3" => cursor.fill(&mut text_blake3, field, |cursor| {
                cursor.parsed("64 hexadecimal digits in lower case", TextHash::parse)
            }),
            "chars" => cursor.fill(&mut chars, field, Self::count),
            "encoding" => cursor.fill(&mut encoding, field, Self::string),
            "extractor" => cursor.fill(&mut extractor, field, Self::string),
            "title" => cursor.fill(&mut title, field, Self::string),
            "author" => cursor.fill(&mut author, field, Self::string),
            "publisher" => cursor.fill(&mut publisher, field, Self::string),
            "published" => cursor.fill(&mut published, field, Self::date),
            "url" => cursor.fill(&mut url, field, Self::string),
            "retrieved" => cursor.fill(&mut retrieved, field, Self::date),
            _ => cursor.keep(&mut kept, &DOCUMENT, field),
        })?;
        Ok(DocumentInfo {
            file: file.needed("file", at)?,
            text_blake3: text_blake3.needed("text_blake3", at)?,
            chars: chars.or_default(),
            encoding: encoding.get().filter(|encoding| !encoding.is_empty()),
            extractor: extractor.get().filter(|extractor| !extractor.is_empty()),
            about: About {
                title: title.or_default(),
                author: author.or_default(),
                publisher: publisher.or_default(),
                published: published.get(),
                url: url.or_default(),
                retrieved: retrieved.get(),
            },
            unknown: kept.fields,
        })
    }

    pub(super) fn annotator(&mut self) -> Parse<Annotator> {
        let at = self.at();
        let mut id = Slot::default();
        let mut name: Slot<String> = Slot::default();
        let mut key: Slot<String> = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "id" => cursor.fill(&mut id, field, |cursor| {
                cursor.parsed("an id of a to z, digits and single hyphens", |id| AnnotatorId::parse(id).ok())
            }),
            "name" => cursor.fill(&mut name, field, Self::string),
            "key" => cursor.fill(&mut key, field, Self::string),
            _ => cursor.keep(&mut kept, &ANNOTATOR, field),
        })?;
        let id = id.needed("id", at)?;
        Ok(Annotator {
            name: name.get().unwrap_or_else(|| id.to_string()),
            id,
            key: key.get().filter(|key| !key.is_empty()),
            unknown: kept.fields,
        })
    }

    fn attempt(&mut self) -> Parse<Attempt> {
        let mut exercise = Slot::default();
        let mut number = Slot::default();
        let mut started = Slot::default();
        let mut submitted = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "exercise" => cursor.fill(&mut exercise, field, Self::string),
            "number" => cursor.fill(&mut number, field, Self::count),
            "started" => cursor.fill(&mut started, field, Self::moment),
            "submitted" => cursor.fill(&mut submitted, field, Self::moment),
            _ => cursor.keep(&mut kept, &ATTEMPT, field),
        })?;
        Ok(Attempt {
            exercise: exercise.or_default(),
            number: number.get().unwrap_or(1),
            started: started.get(),
            submitted: submitted.get(),
            unknown: kept.fields,
        })
    }

    fn deleted(&mut self) -> Parse<Deleted> {
        let at = self.at();
        let mut id = Slot::default();
        let mut modified = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "id" => cursor.fill(&mut id, field, Self::claim_id),
            "modified" => cursor.fill(&mut modified, field, Self::moment),
            _ => cursor.keep(&mut kept, &DELETED, field),
        })?;
        Ok(Deleted { id: id.needed("id", at)?, modified: modified.or_default(), unknown: kept.fields })
    }

    fn decision(&mut self) -> Parse<Decision> {
        let at = self.at();
        let mut claims = Slot::default();
        let mut seen = Slot::default();
        let mut verdict = Slot::default();
        let mut gold = Slot::default();
        let mut reason = Slot::default();
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "claims" => cursor.fill(&mut claims, field, |cursor| cursor.list_of(Self::claim_id)),
            "seen" => cursor.fill(&mut seen, field, |cursor| cursor.list_of(Self::moment)),
            "verdict" => cursor.fill(&mut verdict, field, |cursor| cursor.variant(VERDICTS)),
            "gold" => cursor.fill(&mut gold, field, Self::claim_id),
            "reason" => cursor.fill(&mut reason, field, Self::string),
            _ => cursor.keep(&mut kept, &DECISION, field),
        })?;
        Ok(Decision {
            claims: claims.or_default(),
            seen: seen.or_default(),
            verdict: verdict.needed("verdict", at)?,
            gold: gold.get(),
            reason: reason.or_default(),
            unknown: kept.fields,
        })
    }
}

/// A claim and the bytes it was read from.
#[derive(Clone, Debug)]
pub(super) struct FoundClaim {
    /// The claim.
    pub claim: Arc<Claim>,
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The claims of a file.
#[derive(Clone, Debug, Default)]
struct ClaimList {
    read: Vec<FoundClaim>,
    raw: Vec<RawClaim>,
}
