//! The file of the settings: reading what can be read of it, and writing it.

use std::fmt;
use std::fmt::Write as _;
use std::path::PathBuf;

use ron::Options;
use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::model::{Annotator, AnnotatorId, Timestamp, Unknown};
use crate::problem::{LineColumn, Problem, Severity, is_hidden};
use crate::text::TextHash;

use super::{Place, Recent, Settings};

/// The format that is read and written.
const FORMAT: u64 = 1;

/// Reads RON of the settings. Every field that cannot be read is an error, and the others stand.
pub(super) fn parse(bytes: &[u8]) -> (Settings, Vec<Problem>) {
    let mut settings = Settings::default();
    let mut problems = Vec::new();
    let fields = match options().from_bytes::<Fields>(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        Ok(fields) => fields.0,
        Err(error) => {
            let at = error.span.end;
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let problem = Problem::new(Severity::Error, "the settings cannot be read", "");
            problems.push(problem.at(LineColumn { line: count(at.line), column: count(at.col) }));
            return (settings, problems);
        }
    };
    for (name, value) in fields {
        if let Err(name) = settings.take(name, value) {
            let message = format!("the setting `{name}` cannot be read");
            problems.push(Problem::new(Severity::Error, message, "set it anew in the window"));
        }
    }
    if settings.is_left_alone {
        problems.push(Problem::new(
            Severity::Warning,
            "the settings were made by a newer Obelus and are not changed",
            "install a newer version",
        ));
    }
    (settings, problems)
}

impl Settings {
    /// Takes a field's value. Returns the name of one that cannot be read.
    fn take(&mut self, name: String, value: String) -> Result<(), String> {
        let is_read = match name.as_str() {
            "format" => {
                read(&value, &mut self.is_left_alone, |format: u64, is_newer| *is_newer = format > FORMAT)
            }
            "annotator" => read_annotator(&value, &mut self.annotator),
            "theme" => set(&value, &mut self.theme),
            "text_size" => set_size(&value, &mut self.text_size),
            "single_letter_keys" => set(&value, &mut self.single_letter_keys),
            "announces" => set(&value, &mut self.announces),
            "library_width" => set_size(&value, &mut self.library_width),
            "library_shown" => set(&value, &mut self.library_shown),
            "claims_width" => set_size(&value, &mut self.claims_width),
            "claims_shown" => set(&value, &mut self.claims_shown),
            "window" => set(&value, &mut self.window),
            "recent_documents" => read_recent(&value, &mut self.recent_documents),
            "recent_folders" => read_recent(&value, &mut self.recent_folders),
            "keep_no_copies" => set(&value, &mut self.keep_no_copies),
            "no_copies_in" => set(&value, &mut self.no_copies_in),
            "sidecar_folders" => read_places(&value, &mut self.places),
            "guided_done" => set(&value, &mut self.guided_done),
            _ => {
                self.unknown.push((name, value));
                return Ok(());
            }
        };
        if is_read { Ok(()) } else { Err(name) }
    }
}

fn options() -> Options {
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads a value and hands it on with what it is for. Returns whether it could be read.
fn read<T: DeserializeOwned, S>(value: &str, slot: &mut S, put: impl FnOnce(T, &mut S)) -> bool {
    options().from_str(value).map(|value| put(value, slot)).is_ok()
}

fn set<T: DeserializeOwned>(value: &str, slot: &mut T) -> bool {
    read(value, slot, |value, slot| *slot = value)
}

/// Reads a size in points: a number above 0.
fn set_size(value: &str, slot: &mut f32) -> bool {
    let mut size = 0.0;
    let is_size = set(value, &mut size) && size > 0.0 && f32::is_finite(size);
    if is_size {
        *slot = size;
    }
    is_size
}

fn read_annotator(value: &str, slot: &mut Option<Annotator>) -> bool {
    let Ok(fields) = options().from_str::<Fields>(value) else {
        return false;
    };
    let (mut id, mut name, mut key, mut unknown) = (String::new(), String::new(), None, Unknown::default());
    for (field, value) in fields.0 {
        let is_read = match field.as_str() {
            "id" => set(&value, &mut id),
            "name" => set(&value, &mut name),
            "key" => set(&value, &mut key),
            _ => {
                unknown.push((field, value));
                true
            }
        };
        if !is_read {
            return false;
        }
    }
    let Ok(id) = AnnotatorId::parse(&id) else {
        return false;
    };
    if name.is_empty() {
        name = id.to_string();
    }
    *slot = Some(Annotator { id, name, key, unknown });
    true
}

fn read_recent(value: &str, slot: &mut Vec<Recent>) -> bool {
    #[derive(Deserialize)]
    struct Entry {
        path: PathBuf,
        when: String,
    }
    read(value, slot, |entries: Vec<Entry>, slot| {
        *slot = entries
            .into_iter()
            .map(|entry| Recent { path: entry.path, when: Timestamp::parse(&entry.when).unwrap_or_default() })
            .collect();
    })
}

fn read_places(value: &str, slot: &mut Vec<Place>) -> bool {
    #[derive(Deserialize)]
    struct Entry {
        text: String,
        document: PathBuf,
        folder: PathBuf,
    }
    read(value, slot, |entries: Vec<Entry>, slot| {
        let place = |entry: Entry| {
            let text = TextHash::parse(&entry.text)?;
            Some(Place { text, document: entry.document, folder: entry.folder })
        };
        *slot = entries.into_iter().filter_map(place).collect();
    })
}

/// The fields of a struct by name, with their values as they stand in the file.
struct Fields(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields in parentheses")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    let value: Box<RawValue> = map.next_value()?;
                    fields.push((name, value.get_ron().trim().to_owned()));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_struct("", &[], FieldsVisitor)
    }
}

/// The name of a field.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(Name(name.to_owned()))
            }
        }

        deserializer.deserialize_identifier(NameVisitor)
    }
}

/// Writes the settings: one field a line.
pub(super) fn write(settings: &Settings) -> String {
    let mut out = Lines("// Obelus settings\n#![enable(implicit_some)]\n(\n".to_owned());
    out.field(1, "format", FORMAT);
    if let Some(Annotator { id, name, key, unknown }) = &settings.annotator {
        out.open(1, "annotator: (");
        out.field(2, "id", quoted(id.as_str()));
        out.field(2, "name", quoted(name));
        if let Some(key) = key {
            out.field(2, "key", quoted(key));
        }
        out.unknown(2, unknown);
        out.open(1, "),");
    }
    out.field(1, "theme", settings.theme.name());
    out.field(1, "text_size", decimal(settings.text_size));
    out.field(1, "single_letter_keys", settings.single_letter_keys);
    if !settings.announces {
        out.field(1, "announces", false);
    }
    out.field(1, "library_width", decimal(settings.library_width));
    out.field(1, "library_shown", settings.library_shown);
    out.field(1, "claims_width", decimal(settings.claims_width));
    out.field(1, "claims_shown", settings.claims_shown);
    if let Some(window) = settings.window {
        out.open(1, "window: (");
        if let Some(x) = window.x {
            out.field(2, "x", decimal(x));
        }
        if let Some(y) = window.y {
            out.field(2, "y", decimal(y));
        }
        out.field(2, "width", decimal(window.width));
        out.field(2, "height", decimal(window.height));
        out.field(2, "is_maximized", window.is_maximized);
        out.open(1, "),");
    }
    out.recent("recent_documents", &settings.recent_documents);
    out.recent("recent_folders", &settings.recent_folders);
    if let Some(keep_no_copies) = settings.keep_no_copies {
        out.field(1, "keep_no_copies", keep_no_copies);
    }
    out.open(1, "no_copies_in: [");
    for path in settings.no_copies_in.iter().filter_map(|path| path.to_str()) {
        out.open(2, &format!("{},", quoted(path)));
    }
    out.open(1, "],");
    out.places(&settings.places);
    out.field(1, "guided_done", settings.guided_done);
    out.unknown(1, &settings.unknown);
    out.open(0, ")");
    out.0
}

struct Lines(String);

impl Lines {
    fn open(&mut self, depth: usize, line: &str) {
        self.0.push_str(&"    ".repeat(depth));
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn field(&mut self, depth: usize, name: &str, value: impl fmt::Display) {
        self.open(depth, &format!("{name}: {value},"));
    }

    fn unknown(&mut self, depth: usize, fields: &Unknown) {
        for (name, value) in fields {
            self.field(depth, name, value);
        }
    }

    /// Writes what was opened. A path that is not Unicode cannot stand in the file and is not remembered.
    fn recent(&mut self, name: &str, list: &[Recent]) {
        self.open(1, &format!("{name}: ["));
        for recent in list {
            if let Some(path) = recent.path.to_str() {
                self.open(2, "(");
                self.field(3, "path", quoted(path));
                self.field(3, "when", quoted(&recent.when.to_string()));
                self.open(2, "),");
            }
        }
        self.open(1, "],");
    }
}

impl Lines {
    /// Writes where sidecars stand that have no place beside their document; nothing where all have one.
    fn places(&mut self, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        self.open(1, "sidecar_folders: [");
        for place in places {
            if let (Some(document), Some(folder)) = (place.document.to_str(), place.folder.to_str()) {
                self.open(2, "(");
                self.field(3, "text", quoted(&place.text.to_string()));
                self.field(3, "document", quoted(document));
                self.field(3, "folder", quoted(folder));
                self.open(2, "),");
            }
        }
        self.open(1, "],");
    }
}

/// Returns a number that RON reads as a decimal.
fn decimal(number: f32) -> String {
    if number.is_finite() { format!("{number:?}") } else { "0.0".to_owned() }
}

/// Returns a string as RON has it, readable in every script.
fn quoted(string: &str) -> String {
    let mut out = String::from('"');
    for character in string.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
            out.push(character);
        } else if is_hidden(character) {
            let written = write!(out, "{}", character.escape_unicode());
            debug_assert!(written.is_ok(), "a string takes all that is written to it");
        } else {
            out.push(character);
        }
    }
    out.push('"');
    out
}
