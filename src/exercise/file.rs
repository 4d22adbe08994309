//! `exercise.ron`, format 1: read and written as sidecars are. Described in `FORMAT.md`.

use std::collections::HashSet;

use thiserror::Error;

use crate::model::TagId;
use crate::problem::{LineColumn, Problem, Severity};
use crate::sidecar::notation::{Cursor, Fault, Kept, Level, Names, Parse, Slot, Writer, name_of, nearest};
use crate::sidecar::{PlainName, PlainNameError};

use super::{CountedAttempt, Exercise, ExerciseId, FeedbackTime, Field};

/// The name of the file, beside the document.
pub const FILE_NAME: &str = "exercise.ron";

/// The format that is read and written.
pub const FORMAT: u64 = 1;

/// The most bytes that the file may have.
pub const MAX_BYTES: usize = 1_000_000;

/// The first line of every exercise.
const HEADER_COMMENT: &str = "// Obelus exercise, format 1: see FORMAT.md";

const FEEDBACK: Names<FeedbackTime> =
    &[("AfterEach", FeedbackTime::AfterEach), ("AtEnd", FeedbackTime::AtEnd), ("Never", FeedbackTime::Never)];

const COUNTS: Names<CountedAttempt> = &[("Best", CountedAttempt::Best), ("Last", CountedAttempt::Last)];

/// The fields, in the order they are written.
pub(super) const LEVEL: Level = Level {
    name: "exercise",
    fields: &[
        "format",
        "id",
        "title",
        "by",
        "instructions",
        "document",
        "key",
        "tags",
        "fields",
        "minutes",
        "feedback",
        "attempts",
        "counts",
        "ext",
    ],
};

/// Why an exercise cannot be read. The caller puts its path behind the words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExerciseError {
    /// It has no bytes, or only white space.
    #[error("the exercise is empty")]
    Empty,
    /// It is larger than any exercise.
    #[error("the exercise has {bytes} bytes, and Obelus reads up to {MAX_BYTES}")]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// It is not UTF-8.
    #[error("the exercise is not UTF-8 at {at}")]
    NotUtf8 {
        /// Where the first bytes stand that are not UTF-8.
        at: LineColumn,
    },
    /// It was written in a later format; nothing else of it was read.
    #[error("the exercise was made by a newer Obelus: it has format {format}")]
    TooNew {
        /// The format.
        format: u64,
    },
    /// A name in it leads out of the folder.
    #[error("the exercise is refused: `{field}` at {at} is no plain name of a file beside it ({source})")]
    Name {
        /// The field.
        field: &'static str,
        /// Where.
        at: LineColumn,
        /// What is wrong with the name.
        source: PlainNameError,
    },
    /// Something in it is wrong.
    #[error("the exercise cannot be read at {at}: {reason}")]
    Syntax {
        /// Where.
        at: LineColumn,
        /// What is wrong there.
        reason: String,
        /// The known field that one which is missing was meant to be, as it is spelled there.
        slip: Option<String>,
    },
}

impl ExerciseError {
    /// Returns what the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Empty => "write it anew; FORMAT.md describes it".to_owned(),
            Self::TooLarge { .. } => "it is no exercise, or its instructions are too long".to_owned(),
            Self::NotUtf8 { .. } => "save it as UTF-8".to_owned(),
            Self::TooNew { .. } => "install a newer version; the file was not touched".to_owned(),
            Self::Name { source, .. } => source.hint().to_owned(),
            Self::Syntax { slip: Some(slip), .. } => slip.clone(),
            Self::Syntax { .. } => "mend that line".to_owned(),
        }
    }
}

/// An exercise that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The exercise.
    pub exercise: Exercise,
    /// What is worth knowing, in the order of the file.
    pub problems: Vec<Problem>,
}

/// A string and where it stands.
type Placed = (usize, String);

/// Reads an exercise. What is missing is filled in, but for `format`, `id` and `document`.
pub fn read(bytes: &[u8]) -> Result<Read, ExerciseError> {
    if bytes.len() > MAX_BYTES {
        return Err(ExerciseError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        ExerciseError::NotUtf8 { at: LineColumn::of(&String::from_utf8_lossy(before), before.len()) }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(ExerciseError::Empty);
    }
    let start = || {
        let mut cursor = Cursor::new(&text);
        if text.starts_with(HEADER_COMMENT) {
            cursor.scanner.go_to(HEADER_COMMENT.len());
        }
        cursor
    };
    if let Some(format) = start().format().filter(|format| *format > FORMAT) {
        return Err(ExerciseError::TooNew { format });
    }
    let mut cursor = start();
    let mut names = FoundNames::default();
    let exercise = cursor.exercise(&mut names);
    if let Some((field, at, source)) = names.refused {
        return Err(ExerciseError::Name { field, at: LineColumn::of(&text, at), source });
    }
    let exercise = exercise.map_err(|fault| {
        let unknown: Vec<&str> = cursor.unknown.iter().map(|field| field.name).collect();
        ExerciseError::Syntax {
            at: LineColumn::of(&text, fault.at),
            slip: slip(&fault.reason, &unknown),
            reason: fault.reason,
        }
    })?;
    Ok(Read { exercise, problems: problems(&cursor, &names, &text) })
}

/// Returns what to write instead of an unknown field, where a fault says that a known one is missing which it may have
/// been meant to be.
fn slip(reason: &str, unknown: &[&str]) -> Option<String> {
    let missing = reason.strip_suffix("` is missing")?.strip_prefix('`')?;
    let known = LEVEL.fields.iter().find(|known| **known == missing)?;
    let meant = unknown.iter().find(|name| nearest(name, &[known]).is_some())?;
    Some(format!("if `{meant}` is a slip, write `{known}`"))
}

/// Returns what is worth knowing.
fn problems(cursor: &Cursor<'_>, names: &FoundNames, text: &str) -> Vec<Problem> {
    let mut found: Vec<(usize, Problem)> = Vec::new();
    if let Some(at) = cursor.scanner.first_comment() {
        let message = "comments are not kept when the exercise is saved";
        found.push((at, Problem::new(Severity::Notice, message, "")));
    }
    let mut seen = HashSet::new();
    for field in cursor.unknown.iter().filter(|field| seen.insert(field.name)) {
        let message = format!("the field `{}` is kept: written by a newer Obelus", field.name);
        let hint = nearest(field.name, field.level.fields);
        let hint = hint.map(|known| format!("if it is a slip, write `{known}`")).unwrap_or_default();
        found.push((field.at, Problem::new(Severity::Warning, message, hint)));
    }
    for (at, name) in &names.unknown_fields {
        let message = format!("`{name}` is no field that can count; it is kept");
        let known: Vec<&'static str> = Field::KNOWN.iter().map(Field::known_name).collect();
        let hint = nearest(name, &known).map(|known| format!("if it is a slip, write `{known}`"));
        found.push((*at, Problem::new(Severity::Warning, message, hint.unwrap_or_default())));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(at, problem)| problem.at(LineColumn::of(text, at))).collect()
}

/// What is found of names on the way.
#[derive(Default)]
struct FoundNames {
    refused: Option<(&'static str, usize, PlainNameError)>,
    unknown_fields: Vec<Placed>,
}

impl FoundNames {
    /// Reads a name; the first that is refused is remembered.
    fn plain(&mut self, field: &'static str, (at, name): Placed) -> Parse<PlainName> {
        PlainName::parse(&name).map_err(|source| {
            self.refused.get_or_insert((field, at, source));
            Fault::new(at, source.to_string())
        })
    }
}

impl Cursor<'_> {
    fn placed(&mut self) -> Parse<Placed> {
        let at = self.at();
        Ok((at, self.string()?))
    }

    /// Reads a number of at least 1.
    fn at_least_one(&mut self) -> Parse<u32> {
        let at = self.at();
        match self.count()? {
            0 => Err(Fault::new(at, "a whole number from 1 on was expected")),
            number => Ok(number),
        }
    }

    fn exercise(&mut self, names: &mut FoundNames) -> Parse<Exercise> {
        self.attributes()?;
        let at = self.at();
        let mut format: Slot<u64> = Slot::default();
        let mut id = Slot::default();
        let (mut title, mut by, mut instructions) = (Slot::default(), Slot::default(), Slot::default());
        let (mut document, mut key) = (Slot::default(), Slot::default());
        let (mut tags, mut fields) = (Slot::default(), Slot::default());
        let (mut minutes, mut attempts) = (Slot::default(), Slot::default());
        let (mut feedback, mut counts, mut ext) = (Slot::default(), Slot::default(), Slot::default());
        let mut kept = Kept::default();
        self.structure(|cursor, field| match field.name {
            "format" => cursor.fill(&mut format, field, |cursor| {
                let at = cursor.at();
                cursor.whole().and_then(|format| match format {
                    FORMAT => Ok(format),
                    _ => Err(Fault::new(at, "there is no such format")),
                })
            }),
            "id" => cursor.fill(&mut id, field, |cursor| {
                cursor.parsed("an id of a to z, digits and single hyphens", ExerciseId::parse)
            }),
            "title" => cursor.fill(&mut title, field, Self::string),
            "by" => cursor.fill(&mut by, field, Self::string),
            "instructions" => cursor.fill(&mut instructions, field, Self::string),
            "document" => cursor.fill(&mut document, field, Self::placed),
            "key" => cursor.fill(&mut key, field, Self::placed),
            "tags" => cursor.fill(&mut tags, field, |cursor| {
                cursor.list_of(|cursor| {
                    cursor.parsed("a tag of a to z, digits, `_` and `-`", |tag| TagId::parse(tag).ok())
                })
            }),
            "fields" => cursor.fill(&mut fields, field, |cursor| cursor.list_of(Self::placed)),
            "minutes" => cursor.fill(&mut minutes, field, Self::at_least_one),
            "feedback" => cursor.fill(&mut feedback, field, |cursor| cursor.variant(FEEDBACK)),
            "attempts" => cursor.fill(&mut attempts, field, Self::at_least_one),
            "counts" => cursor.fill(&mut counts, field, |cursor| cursor.variant(COUNTS)),
            "ext" => cursor.fill(&mut ext, field, Self::raw_map),
            _ => cursor.keep(&mut kept, &LEVEL, field),
        })?;
        self.end()?;
        format.needed("format", at)?;
        let id: ExerciseId = id.needed("id", at)?;
        let document: Placed = document.needed("document", at)?;
        let key: Option<Placed> = key.get();
        let is_taken = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
        let document_at = document.0;
        let document = names.plain("document", document)?;
        if is_taken(document.as_str(), FILE_NAME) {
            return Err(Fault::new(document_at, "the document cannot be the exercise itself"));
        }
        if let Some((at, name)) = &key
            && (is_taken(name, FILE_NAME) || is_taken(name, document.as_str()))
        {
            return Err(Fault::new(*at, "the key cannot be the exercise or the document"));
        }
        let key = key.map(|key| names.plain("key", key)).transpose()?;
        let fields: Vec<Placed> = fields.or_default();
        let fields = fields.into_iter().map(|(at, name)| {
            let field = Field::named(&name);
            if matches!(field, Field::Other(_)) {
                names.unknown_fields.push((at, name));
            }
            field
        });
        Ok(Exercise {
            title: title.get().filter(|title: &String| !title.is_empty()).unwrap_or_else(|| id.to_string()),
            id,
            by: by.or_default(),
            instructions: instructions.or_default(),
            document,
            key,
            tags: tags.or_default(),
            fields: fields.collect(),
            minutes: minutes.get(),
            feedback: feedback.or_default(),
            attempts: attempts.get(),
            counts: counts.or_default(),
            ext: ext.or_default().into(),
            unknown: kept.fields,
        })
    }
}

/// Writes an exercise: the same one always gives the same bytes.
pub fn write(exercise: &Exercise) -> String {
    let Exercise {
        id,
        title,
        by,
        instructions,
        document,
        key,
        tags,
        fields,
        minutes,
        feedback,
        attempts,
        counts,
        ext,
        unknown,
    } = exercise;
    Writer::file(HEADER_COMMENT, 1024 + instructions.len(), |out| {
        out.plain("format", &FORMAT.to_string());
        out.string("id", id.as_str());
        out.string("title", title);
        out.string_if_set("by", by);
        out.string_if_set("instructions", instructions);
        out.string("document", document.as_str());
        out.string_if_set("key", key.as_ref().map_or("", PlainName::as_str));
        out.displays_if_set("tags", tags);
        out.displays_if_set("fields", fields);
        if let Some(minutes) = minutes {
            out.number("minutes", *minutes);
        }
        out.plain("feedback", name_of(FEEDBACK, feedback));
        if let Some(attempts) = attempts {
            out.number("attempts", *attempts);
        }
        out.plain("counts", name_of(COUNTS, counts));
        out.ext_if_set(ext);
        out.unknown(unknown);
    })
}
