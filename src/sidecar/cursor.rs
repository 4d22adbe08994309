//! Typed reading of RON values: structs, lists, maps, strings and numbers as ron 0.12 reads them.
//!
//! The plain forms that Obelus writes are read here; everything else (escapes, raw strings, numbers with underscores,
//! values that are kept as they are) is handed to ron itself. A struct's name and `Some` are accepted everywhere.

use std::collections::HashSet;

use ron::value::RawValue;

use crate::model::Unknown;

use super::scan::{Fault, Parse, Scanner, Token, is_blank};

/// A kind of struct and the fields it is known to have.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Level {
    /// What it is called in messages.
    pub name: &'static str,
    /// The fields that this version knows.
    pub fields: &'static [&'static str],
}

/// A field's name as it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// The name, without the `r#` of a raw name.
    pub name: &'a str,
    /// The name with it.
    pub spelled: &'a str,
    /// Where it stands.
    pub at: usize,
}

/// A field that was found and that this version does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnknownField<'a> {
    /// Where it was found.
    pub level: &'static Level,
    /// Its name.
    pub name: &'a str,
    /// Where it stands.
    pub at: usize,
}

/// The fields of one struct that this version does not know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept<'a> {
    /// Name and raw RON value, in the order they were read.
    pub fields: Unknown,
    names: HashSet<&'a str>,
}

/// What was read of a field that may stand there once.
#[derive(Clone, Debug)]
pub(crate) struct Slot<T>(Option<Option<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Slot<T> {
    /// Returns the value, if one was given.
    pub(crate) fn get(self) -> Option<T> {
        self.0.flatten()
    }

    /// Returns the value, or what stands for none.
    pub(crate) fn or_default(self) -> T
    where
        T: Default,
    {
        self.get().unwrap_or_default()
    }

    /// Returns the value, or says what is missing in the struct that begins at `at`.
    pub(crate) fn needed(self, name: &str, at: usize) -> Parse<T> {
        self.get().ok_or_else(|| Fault::new(at, format!("`{name}` is missing")))
    }
}

/// A place in a file, moved value by value.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    /// The tokens.
    pub scanner: Scanner<'a>,
    /// The unknown fields found up to here.
    pub unknown: Vec<UnknownField<'a>>,
}

/// A moment of a reading to go back to.
pub(crate) struct Mark {
    at: usize,
    first_comment: Option<usize>,
    unknown: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the beginning of `src`.
    pub(crate) fn new(src: &'a str) -> Self {
        Self { scanner: Scanner::new(src), unknown: Default::default() }
    }

    /// Returns the byte it stands at.
    pub(crate) fn at(&self) -> usize {
        self.scanner.at()
    }

    /// Remembers this moment.
    pub(crate) fn mark(&self) -> Mark {
        Mark { at: self.at(), first_comment: self.scanner.first_comment(), unknown: self.unknown.len() }
    }

    /// Goes back to a moment.
    pub(crate) fn reset(&mut self, mark: &Mark) {
        self.scanner.go_to(mark.at);
        self.scanner.set_first_comment(mark.first_comment);
        self.unknown.truncate(mark.unknown);
    }

    fn fault<T>(&self, reason: impl Into<String>) -> Parse<T> {
        Err(Fault::new(self.at(), reason))
    }

    /// Moves over what stands before the value of the file: comments and attributes, which ron reads.
    pub(crate) fn attributes(&mut self) -> Parse<()> {
        self.scanner.skip_blank()?;
        if self.scanner.peek() == Some(b'#') {
            let (start, rest) = (self.at(), self.scanner.rest());
            let end = match ron::Deserializer::from_str(rest) {
                Ok(behind) => start + rest.len() - behind.remainder().len(),
                Err(error) => return Err(Fault::new(start, reason_of(&error))),
            };
            // Walked token by token, so that a comment between two attributes is noticed.
            while self.at() < end {
                self.scanner.token()?;
                self.scanner.skip_blank()?;
            }
        }
        Ok(())
    }

    /// Reads to the end: nothing but white space and comments may follow.
    pub(crate) fn end(&mut self) -> Parse<()> {
        self.scanner.skip_blank()?;
        if self.scanner.rest().is_empty() { Ok(()) } else { self.fault("something follows the last bracket") }
    }

    /// Reads a field's value into its slot. `Some(…)` is taken off, `None` is no value.
    pub(crate) fn fill<T>(
        &mut self,
        slot: &mut Slot<T>,
        field: Field<'a>,
        read: impl FnOnce(&mut Self) -> Parse<T>,
    ) -> Parse<()> {
        if slot.0.is_some() {
            return Err(Fault::new(field.at, format!("`{}` stands there twice", field.name)));
        }
        slot.0 = Some(self.optional(read)?);
        Ok(())
    }

    /// Reads a value that may be wrapped in `Some`, or be `None`.
    pub(crate) fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<Option<T>> {
        self.scanner.skip_blank()?;
        if self.eat_name("None") {
            return Ok(None);
        }
        let start = self.at();
        if !self.eat_name("Some") {
            return read(self).map(Some);
        }
        self.scanner.skip_blank()?;
        if !self.scanner.eat(b'(') {
            return Err(Fault::new(start, "`Some` has no value"));
        }
        self.scanner.skip_blank()?;
        let value = read(self)?;
        self.comma()?;
        if self.scanner.eat(b')') { Ok(Some(value)) } else { self.fault("`)` is missing behind `Some`") }
    }

    /// Moves over `name` if it comes next and ends there.
    fn eat_name(&mut self, name: &str) -> bool {
        let Some(rest) = self.scanner.rest().strip_prefix(name) else {
            return false;
        };
        let goes_on = rest
            .chars()
            .next()
            .is_some_and(|next| next == '_' || next.is_alphanumeric() || !next.is_ascii() && !is_blank(next));
        if !goes_on {
            self.scanner.go_to(self.at() + name.len());
        }
        !goes_on
    }

    /// Moves over a comma and the blanks around it. Returns whether there was one.
    fn comma(&mut self) -> Parse<bool> {
        self.scanner.skip_blank()?;
        let is_there = self.scanner.eat(b',');
        if is_there {
            self.scanner.skip_blank()?;
        }
        Ok(is_there)
    }

    /// Reads the name of a field or of a variant.
    fn name(&mut self) -> Parse<(&'a str, &'a str)> {
        let start = self.at();
        let rest = self.scanner.rest();
        let len =
            rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_').unwrap_or(rest.len());
        let is_plain = len > 0
            && !rest.starts_with(|first: char| first.is_ascii_digit())
            && rest.as_bytes().get(len).is_none_or(|byte| *byte < 0x80 && !b"\"'#.+-".contains(byte));
        if is_plain {
            self.scanner.go_to(start + len);
            let name = self.scanner.slice(start, start + len);
            return Ok((name, name));
        }
        // Raw names and letters beyond ASCII: ron decides whether it is one.
        if self.scanner.token()? != Token::Word {
            return Err(Fault::new(start, "a name was expected"));
        }
        let spelled = self.scanner.slice(start, self.at());
        let name = spelled.strip_prefix("r#").unwrap_or(spelled);
        let is_number = spelled.starts_with(|first: char| first.is_ascii_digit());
        if is_number || name.is_empty() || RawValue::from_ron(spelled).is_err() {
            return Err(Fault::new(start, "a name was expected"));
        }
        Ok((name, spelled))
    }

    /// Reads a struct. `each` reads the value of one field.
    pub(crate) fn structure(&mut self, mut each: impl FnMut(&mut Self, Field<'a>) -> Parse<()>) -> Parse<()> {
        self.scanner.skip_blank()?;
        if self.scanner.peek() != Some(b'(') {
            let start = self.at();
            self.name().map_err(|_| Fault::new(start, "`(` was expected"))?;
            self.scanner.skip_blank()?;
        }
        if !self.scanner.eat(b'(') {
            return self.fault("`(` was expected");
        }
        loop {
            self.scanner.skip_blank()?;
            if self.scanner.eat(b')') {
                return Ok(());
            }
            let at = self.at();
            let (name, spelled) = self.name()?;
            self.scanner.skip_blank()?;
            if !self.scanner.eat(b':') {
                return self.fault(format!("`:` was expected behind `{name}`"));
            }
            self.scanner.skip_blank()?;
            each(self, Field { name, spelled, at })?;
            self.separator(b')')?;
        }
    }

    /// Moves over a comma, or stops in front of `closing`.
    fn separator(&mut self, closing: u8) -> Parse<()> {
        if self.comma()? || self.scanner.peek() == Some(closing) {
            Ok(())
        } else {
            self.fault(format!("`,` or `{}` was expected", char::from(closing)))
        }
    }

    /// Reads a list. `each` reads one element.
    pub(crate) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Parse<()>) -> Parse<()> {
        if !self.scanner.eat(b'[') {
            return self.fault("`[` was expected");
        }
        loop {
            self.scanner.skip_blank()?;
            if self.scanner.eat(b']') {
                return Ok(());
            }
            each(self)?;
            self.separator(b']')?;
        }
    }

    /// Reads a list of values that `read` understands.
    pub(crate) fn list_of<T>(&mut self, mut read: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        let mut values = Vec::new();
        self.list(|cursor| {
            values.push(read(cursor)?);
            Ok(())
        })?;
        // Most lists have one element, and there are a hundred thousand lists.
        values.shrink_to_fit();
        Ok(values)
    }

    /// Reads a list of strings.
    pub(crate) fn strings(&mut self) -> Parse<Vec<String>> {
        self.list_of(Self::string)
    }

    /// Reads a map from strings to values that are kept as they are.
    pub(crate) fn raw_map(&mut self) -> Parse<Vec<(String, String)>> {
        if !self.scanner.eat(b'{') {
            return self.fault("`{` was expected");
        }
        let mut entries = Vec::new();
        let mut keys = HashSet::new();
        loop {
            self.scanner.skip_blank()?;
            if self.scanner.eat(b'}') {
                return Ok(entries);
            }
            let at = self.at();
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err(Fault::new(at, "a key stands there twice"));
            }
            self.scanner.skip_blank()?;
            if !self.scanner.eat(b':') {
                return self.fault("`:` was expected behind a key");
            }
            let value = self.raw()?;
            entries.push((key, value.to_owned()));
            self.separator(b'}')?;
        }
    }

    /// Reads a value that is kept as it is. ron says whether it is one.
    pub(crate) fn raw(&mut self) -> Parse<&'a str> {
        // Comments inside are kept with it.
        self.scanner.skip_blank()?;
        let comment = self.scanner.first_comment();
        let (start, end) = self.scanner.skip_value()?;
        self.scanner.set_first_comment(comment);
        self.scanner.go_to(end);
        let value = self.scanner.slice(start, end);
        match RawValue::from_ron(value) {
            Ok(_) => Ok(value),
            Err(error) => Err(Fault::new(start, reason_of(&error))),
        }
    }

    /// Keeps a field that this version does not know.
    pub(crate) fn keep(&mut self, kept: &mut Kept<'a>, level: &'static Level, field: Field<'a>) -> Parse<()> {
        if !kept.names.insert(field.name) {
            return Err(Fault::new(field.at, format!("`{}` stands there twice", field.name)));
        }
        let value = self.raw()?;
        kept.fields.push((field.spelled.to_owned(), value.to_owned()));
        self.unknown.push(UnknownField { level, name: field.name, at: field.at });
        Ok(())
    }

    /// Reads a string of any kind.
    pub(crate) fn string(&mut self) -> Parse<String> {
        let start = self.at();
        if self.scanner.peek() == Some(b'"') {
            let rest = self.scanner.rest().get(1..).unwrap_or_default();
            let end = memchr::memchr2(b'"', b'\\', rest.as_bytes());
            if let Some(end) = end.filter(|end| rest.as_bytes().get(*end) == Some(&b'"')) {
                self.scanner.go_to(start + end + 2);
                return Ok(rest.get(..end).unwrap_or_default().to_owned());
            }
        }
        let token = self.scanner.token()?;
        let spelled = self.scanner.slice(start, self.at());
        if token != Token::String || spelled.starts_with('b') {
            self.scanner.go_to(start);
            return Err(Fault::new(start, "a string was expected"));
        }
        ron::from_str(spelled).map_err(|error| Fault::new(start, reason_of(&error)))
    }

    /// Reads a string and makes something of it; `what` says what was expected.
    pub(crate) fn parsed<T>(&mut self, what: &str, make: impl FnOnce(&str) -> Option<T>) -> Parse<T> {
        let start = self.at();
        let string = self.string()?;
        make(&string).ok_or_else(|| Fault::new(start, format!("{what} was expected")))
    }

    /// Reads `true` or `false`.
    pub(crate) fn truth(&mut self) -> Parse<bool> {
        if self.eat_name("true") {
            Ok(true)
        } else if self.eat_name("false") {
            Ok(false)
        } else {
            self.fault("`true` or `false` was expected")
        }
    }

    /// Reads one of the names that `variants` lists.
    pub(crate) fn variant<T: Copy>(&mut self, variants: &[(&str, T)]) -> Parse<T> {
        let start = self.at();
        let expected = || {
            let names: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
            Fault::new(start, format!("one of {} was expected", names.join(", ")))
        };
        let (name, _) = self.name().map_err(|_| expected())?;
        variants.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(expected)
    }

    /// Reads a whole number, 0 or more. What is too large for 64 bits is the largest there is.
    pub(crate) fn whole(&mut self) -> Parse<u64> {
        let start = self.at();
        let token = self.number();
        if !token.is_empty() && token.len() <= 19 && token.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(token.bytes().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')));
        }
        let is_plain = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        match ron::from_str(token) {
            Ok(number) => Ok(number),
            Err(_) if is_plain => Ok(u64::MAX),
            Err(_) => Err(Fault::new(start, "a whole number was expected")),
        }
    }

    /// Reads a whole number that counts characters; what is beyond every text is the largest there is.
    pub(crate) fn count(&mut self) -> Parse<u32> {
        self.whole().map(|number| u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Reads a probability.
    pub(crate) fn probability(&mut self) -> Parse<f64> {
        let start = self.at();
        match ron::from_str::<f64>(self.number()) {
            // Adding zero takes the sign from a negative zero.
            Ok(number) if (0.0..=1.0).contains(&number) => Ok(number + 0.0),
            _ => Err(Fault::new(start, "a number from 0 to 1 was expected")),
        }
    }

    /// Moves over what may be a number.
    fn number(&mut self) -> &'a str {
        let start = self.at();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-');
        let len = self.scanner.rest().bytes().take_while(|byte| is_part(byte)).count();
        self.scanner.go_to(start + len);
        self.scanner.slice(start, start + len)
    }
}

/// Returns what ron says, without the place (which counts from the start of the value) and without words of the file.
fn reason_of(error: &ron::error::SpannedError) -> String {
    use ron::Error;
    match &error.code {
        Error::ExceededRecursionLimit => "it is nested too deep",
        Error::ExpectedStringEnd => "a string is not closed",
        Error::InvalidEscape(_) => "a string has an escape that RON does not know",
        Error::NoSuchExtension(_) => "it enables an extension that RON does not know",
        _ => "it is not valid RON",
    }
    .to_owned()
}
