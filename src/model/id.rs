//! Ids are types: a claim's, a tag's, an annotator's and a layer's name never stand in for each other.

use std::fmt;
use std::sync::{Arc, LazyLock};

use thiserror::Error;
use uuid::Uuid;

/// A claim's id: 1 to 64 printable ASCII characters; our own are UUIDs of version 7.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(Arc<str>);

/// Why a string is no id of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// Not 1 to 64 printable ASCII characters.
    #[error("an id has 1 to 64 printable ASCII characters")]
    Claim,
    /// Not `[a-z][a-z0-9_-]{0,39}`.
    #[error("a tag has up to 40 letters a-z, digits, `_` and `-`, and begins with a letter")]
    Tag,
    /// Not `[a-z0-9-]{1,40}` without a double hyphen.
    #[error("an annotator's id has up to 40 letters a-z, digits and single hyphens")]
    Annotator,
}

impl ClaimId {
    /// Makes a new id at `unix_millis` (milliseconds since 1970); later ids sort behind earlier ones.
    pub fn new_v7(unix_millis: u64) -> Self {
        let seconds = unix_millis / 1000;
        let nanos = u32::try_from(unix_millis % 1000).unwrap_or(0) * 1_000_000;
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        Self(Uuid::new_v7(stamp).to_string().into())
    }

    /// Reads an id as files have it.
    pub fn parse(id: &str) -> Result<Self, IdError> {
        let is_printable = id.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if is_printable && (1..=64).contains(&id.len()) { Ok(Self(id.into())) } else { Err(IdError::Claim) }
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The ids that nearly all claims bear: kept once, however many do.
static COMMON_TAGS: LazyLock<[TagId; 3]> =
    LazyLock::new(|| ["allegation", "rebuttal", "forecast"].map(|id| TagId(id.into())));

/// A tag's id: `[a-z][a-z0-9_-]{0,39}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(Arc<str>);

impl TagId {
    /// Reads an id as files have it. Whether a tag set knows it is another question.
    pub fn parse(id: &str) -> Result<Self, IdError> {
        if let Some(common) = COMMON_TAGS.iter().find(|tag| tag.as_str() == id) {
            return Ok(common.clone());
        }
        let mut bytes = id.bytes();
        let begins_right = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
        let goes_on_right = bytes
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-');
        if begins_right && goes_on_right && id.len() <= 40 { Ok(Self(id.into())) } else { Err(IdError::Tag) }
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TagId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An annotator's id, the readable part of file names: `[a-z0-9-]{1,40}`, no double hyphen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotatorId(Arc<str>);

impl AnnotatorId {
    /// Reads an id as files and options have it.
    pub fn parse(id: &str) -> Result<Self, IdError> {
        let is_made_right =
            id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_made_right && (1..=40).contains(&id.len()) && !id.contains("--") {
            Ok(Self(id.into()))
        } else {
            Err(IdError::Annotator)
        }
    }

    /// Makes the id of a name: transliterated to ASCII, lower case, every other run one `-`, at most 40. A name that
    /// leaves fewer than two letters or digits gets `a-` and the first 8 hexadecimal digits of its BLAKE3.
    pub fn of_name(name: &str) -> Self {
        let mut id = String::new();
        for character in any_ascii::any_ascii(name.trim()).to_ascii_lowercase().chars() {
            if character.is_ascii_alphanumeric() {
                id.push(character);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        id.truncate(40);
        let id = id.trim_end_matches('-');
        if id.bytes().filter(u8::is_ascii_alphanumeric).count() < 2 {
            let hash = blake3::hash(name.as_bytes()).to_hex();
            return Self(format!("a-{}", hash.get(..8).unwrap_or_default()).into());
        }
        Self(id.into())
    }

    /// Returns this id, or the first of `id-2`, `id-3` … that is not taken.
    pub fn free(&self, is_taken: impl Fn(&Self) -> bool) -> Self {
        let numbered = |number: u32| {
            let end = format!("-{number}");
            let stem: String = self.as_str().chars().take(40 - end.len()).collect();
            Self::parse(&format!("{}{end}", stem.trim_end_matches('-')))
        };
        std::iter::once(self.clone())
            .chain((2..).filter_map(|number| numbered(number).ok()))
            .find(|id| !is_taken(id))
            .unwrap_or_else(|| self.clone())
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AnnotatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A layer's name, the part of the sidecar's name behind the document: `maria` or `maria--gold`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerName {
    annotator: AnnotatorId,
    suffix: Option<Arc<str>>,
}

impl LayerName {
    /// Makes the name of an annotator's own work.
    pub fn of(annotator: AnnotatorId) -> Self {
        Self { annotator, suffix: None }
    }

    /// Makes the name of another layer of the same person: `key`, `gold`, `attempt-2`.
    pub fn with_suffix(annotator: AnnotatorId, suffix: &str) -> Result<Self, IdError> {
        let suffix = AnnotatorId::parse(suffix)?;
        Ok(Self { annotator, suffix: Some(suffix.0) })
    }

    /// Reads `maria` or `maria--gold`.
    pub fn parse(name: &str) -> Result<Self, IdError> {
        match name.split_once("--") {
            Some((annotator, suffix)) => Self::with_suffix(AnnotatorId::parse(annotator)?, suffix),
            None => Ok(Self::of(AnnotatorId::parse(name)?)),
        }
    }

    /// Returns whose layer it is.
    pub fn annotator(&self) -> &AnnotatorId {
        &self.annotator
    }

    /// Returns `key`, `gold`, `attempt-2`, or `None` for an annotator's own work.
    pub fn suffix(&self) -> Option<&str> {
        self.suffix.as_deref()
    }
}

impl fmt::Display for LayerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.annotator.fmt(f)?;
        match &self.suffix {
            Some(suffix) => write!(f, "--{suffix}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_id(name: &str, id: &str) {
        assert_eq!(AnnotatorId::of_name(name).as_str(), id);
    }

    #[test]
    fn names_become_readable_ids() {
        check_id("Maria Keller", "maria-keller");
        check_id("  Zoë  O'Neill-Žižek ", "zoe-o-neill-zizek");
        check_id("Иван", "ivan");
    }

    #[test]
    fn a_name_without_letters_still_has_an_id() {
        check_id("?!", &format!("a-{}", blake3::hash(b"?!").to_hex().get(..8).unwrap()));
        check_id("", "a-af1349b9");
    }

    #[test]
    fn ids_are_checked_when_read() {
        assert!(AnnotatorId::parse("maria--gold").is_err());
        assert!(AnnotatorId::parse("Maria").is_err());
        assert!(ClaimId::parse("").is_err());
        assert!(ClaimId::parse("ä").is_err());
        assert!(TagId::parse("1x").is_err());
        assert!(TagId::parse("allegation").is_ok());
        assert_eq!(LayerName::parse("maria--attempt-2").unwrap().to_string(), "maria--attempt-2");
    }

    #[test]
    fn later_ids_sort_behind_earlier_ones() {
        assert!(ClaimId::new_v7(1_700_000_000_000) < ClaimId::new_v7(1_700_000_000_001));
    }
}
