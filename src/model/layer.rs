//! A layer: one annotator's claims about one document, as its sidecar has them.

use std::sync::Arc;

use super::{AnnotatorId, Claim, ClaimId, Conflict, LayerName, PartialDate, Rare, Timestamp};
use crate::text::TextHash;

/// Fields that this version does not know: name and raw RON value, in the order they were read.
pub type Unknown = Rare<Vec<(String, String)>>;

/// Fields of other programs: key and raw RON value, in the order they were read.
pub type Ext = Rare<Vec<(String, String)>>;

/// One annotator's claims about one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The document and the text version that the selectors count in.
    pub document: DocumentInfo,
    /// Who tagged.
    pub annotator: Annotator,
    /// What the layer is for.
    pub role: Role,
    /// When the annotator was done.
    pub finished: Option<Timestamp>,
    /// When the annotator first asked to see others' layers before being done.
    pub seen_others: Option<Timestamp>,
    /// For an attempt at an exercise.
    pub attempt: Option<Attempt>,
    /// The claims, by id.
    pub claims: Vec<Arc<Claim>>,
    /// What stands among the claims and could not be read; kept byte for byte.
    pub raw_claims: Vec<RawClaim>,
    /// Claims that were deleted knowingly, by id, then `modified`.
    pub deleted: Vec<Deleted>,
    /// In a gold layer: what was decided and why.
    pub decisions: Vec<Decision>,
    /// What another version of this layer has in its head, not settled yet.
    pub conflicts: Vec<Conflict>,
    /// Fields of other programs, by key.
    pub ext: Ext,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Layer {
    /// Makes a layer without claims.
    pub fn new(document: DocumentInfo, annotator: Annotator, role: Role) -> Self {
        Self {
            document,
            annotator,
            role,
            finished: None,
            seen_others: None,
            attempt: None,
            claims: Vec::new(),
            raw_claims: Vec::new(),
            deleted: Vec::new(),
            decisions: Vec::new(),
            conflicts: Vec::new(),
            ext: Ext::default(),
            unknown: Unknown::default(),
        }
    }
}

/// What is known of the article itself, apart from its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The article's title; empty when not given, like the following.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Who published it.
    pub publisher: String,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Where it stands.
    pub url: String,
    /// When it was fetched.
    pub retrieved: Option<PartialDate>,
}

impl About {
    /// Takes from `other` what is not given yet, field by field.
    pub fn fill(&mut self, other: &Self) {
        let texts = [
            (&mut self.title, &other.title),
            (&mut self.author, &other.author),
            (&mut self.publisher, &other.publisher),
            (&mut self.url, &other.url),
        ];
        for (own, other) in texts.into_iter().filter(|(own, _)| own.trim().is_empty()) {
            own.clone_from(other);
        }
        self.published = self.published.or(other.published);
        self.retrieved = self.retrieved.or(other.retrieved);
    }
}

/// What a layer says of its document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentInfo {
    /// The document's plain name; informative, never opened by itself.
    pub file: String,
    /// The text version that the selectors count in.
    pub text_blake3: TextHash,
    /// That text's length in code points.
    pub chars: u32,
    /// encoding_rs's name of the encoding, where UTF-8 is not found without it.
    pub encoding: Option<String>,
    /// Name and version of the extractor that made the text; `None` for plain text.
    pub extractor: Option<String>,
    /// Title, author and the like.
    pub about: About,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl DocumentInfo {
    /// What a layer says of a plain text of so many code points, in the file with the plain name `file`.
    pub fn new(file: impl Into<String>, text_blake3: TextHash, chars: u32) -> Self {
        Self {
            file: file.into(),
            text_blake3,
            chars,
            encoding: None,
            extractor: None,
            about: About::default(),
            unknown: Unknown::default(),
        }
    }
}

/// Who tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotator {
    /// The readable part of file names.
    pub id: AnnotatorId,
    /// What is shown.
    pub name: String,
    /// A random UUID made once per person; two keys are two people. `None` in layers that no owner saved yet.
    pub key: Option<String>,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

impl Annotator {
    /// A person without a key.
    pub fn new(id: AnnotatorId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), key: None, unknown: Unknown::default() }
    }

    /// Returns whether a layer called `name` with this annotator is the work of `who`: the keys are the same; a layer
    /// without a key belongs to its id.
    pub fn is_person(&self, name: &LayerName, who: &Self) -> bool {
        match (&self.key, &who.key) {
            (Some(theirs), Some(mine)) => theirs == mine,
            (None, _) => *name.annotator() == who.id,
            (Some(_), None) => false,
        }
    }
}

/// What a layer is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An analyst's work.
    #[default]
    Analyst,
    /// A trainee's answer to an exercise.
    Attempt,
    /// What attempts are scored against.
    AnswerKey,
    /// Decided from several layers.
    Gold,
}

/// Which try at which exercise a layer is.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The exercise's id.
    pub exercise: String,
    /// The number of the try, from 1.
    pub number: u32,
    /// When it was begun.
    pub started: Option<Timestamp>,
    /// When it was handed in.
    pub submitted: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// Something among the claims that could not be read, kept byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawClaim {
    /// Its id, where one can be made out.
    pub id: Option<ClaimId>,
    /// The bytes between the commas.
    pub ron: String,
}

/// A claim that was deleted knowingly.
#[derive(Clone, Debug, PartialEq)]
pub struct Deleted {
    /// Its id.
    pub id: ClaimId,
    /// Which version was deleted.
    pub modified: Timestamp,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// How a cluster of claims was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Taken as it was.
    Took,
    /// Taken with changes.
    Changed,
    /// Left out.
    Dropped,
}

/// One decision of an adjudication.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The claims it was about.
    pub claims: Vec<ClaimId>,
    /// The `modified` of each, as it was seen.
    pub seen: Vec<Timestamp>,
    /// What was decided.
    pub verdict: Verdict,
    /// The claim it led to.
    pub gold: Option<ClaimId>,
    /// Why; empty when not given.
    pub reason: String,
    /// Fields that this version does not know.
    pub unknown: Unknown,
}

/// Returns whether the marks of a document with that plain name are Markdown's.
pub fn is_markdown(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".md") || name.ends_with(".markdown")
}
