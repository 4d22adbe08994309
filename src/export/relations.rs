//! Who makes a claim and what claims say of each other, over all layers and documents of a material: links go by id.

use std::collections::{HashMap, HashSet};

use crate::model::{Claim, ClaimId, Link, Rel, Voice};

use super::material::{At, Document, Entry, Material};
use super::wording::{joined, one_line, some_of};

/// Who makes a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claimant {
    /// A person, office or body, as it was written.
    Named(String),
    /// Sources that the text does not name.
    Unnamed,
    /// The author of a document: the name, or the document's plain name where none was given.
    Author {
        /// The author's name; empty when not given.
        name: String,
        /// The document's plain name, when there are several and the author has no name; else empty.
        document: String,
    },
    /// Nobody was given yet.
    Nobody,
}

impl Claimant {
    /// Returns the words that head the claimant's row.
    pub fn heading(&self) -> String {
        match self {
            Self::Unnamed => "Sources without a name".to_owned(),
            // Names stay as they were written.
            Self::Named(_) => self.in_sentence(),
            Self::Author { .. } | Self::Nobody => capital(&self.in_sentence()),
        }
    }

    /// Returns the words within a sentence: "answered by the author".
    pub fn in_sentence(&self) -> String {
        match self {
            Self::Named(name) => one_line(name),
            Self::Unnamed => "a source without a name".to_owned(),
            Self::Author { name, .. } if !name.is_empty() => format!("the author, {}", one_line(name)),
            Self::Author { document, .. } if !document.is_empty() => format!("the author of {document}"),
            Self::Author { .. } => "the author".to_owned(),
            Self::Nobody => "no claimant yet".to_owned(),
        }
    }
}

/// Returns the words with a capital.
fn capital(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}

/// The links of a material, by the claims they lead to.
pub struct Relations<'a> {
    material: &'a Material,
    by_id: HashMap<&'a ClaimId, Vec<At>>,
    /// What links to a claim, by the claim.
    to: HashMap<At, Vec<(Rel, At)>>,
}

impl<'a> Relations<'a> {
    /// Reads the links of all claims, those that are not listed too.
    pub fn of(material: &'a Material) -> Self {
        let mut by_id: HashMap<&ClaimId, Vec<At>> = HashMap::new();
        for (at, entry) in material.all() {
            by_id.entry(&entry.claim.id).or_default().push(at);
        }
        let mut relations = Self { material, by_id, to: HashMap::new() };
        for (at, entry) in material.all() {
            for link in &entry.claim.links {
                if let Some(target) = relations.target(at, link) {
                    relations.to.entry(target).or_default().push((link.rel, at));
                }
            }
        }
        relations
    }

    /// Returns the claim that a link of the claim at `from` leads to. Where several bear the id, the one of the same
    /// layer counts, else that of the same document, else the first.
    pub fn target(&self, from: At, link: &Link) -> Option<At> {
        let places = self.by_id.get(link.to.as_ref()?)?;
        let same_layer =
            places.iter().find(|place| (place.document, place.layer) == (from.document, from.layer));
        let same_document = || places.iter().find(|place| place.document == from.document);
        same_layer.or_else(same_document).or(places.first()).copied()
    }

    /// Returns the claims that link to the one at `at`, and what each link says.
    pub fn links_to(&self, at: At) -> &[(Rel, At)] {
        self.to.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Returns the rebuttals that answer the claim at `at`.
    pub fn answers(&self, at: At) -> impl Iterator<Item = At> + '_ {
        self.links_to(at).iter().filter(|(rel, _)| *rel == Rel::Rebuts).map(|(_, from)| *from).filter(
            |from| self.material.entry(*from).is_some_and(|entry| entry.claim.tag.as_str() == "rebuttal"),
        )
    }

    /// Returns whether the claim is an allegation that no rebuttal of the material answers.
    pub fn is_unanswered(&self, at: At, claim: &Claim) -> bool {
        claim.tag.as_str() == "allegation" && self.answers(at).next().is_none()
    }

    /// Returns what an allegation or a rebuttal lacks, in a word; `None` when nothing.
    pub fn lacks(&self, at: At, claim: &Claim) -> Option<&'static str> {
        if self.is_unanswered(at, claim) {
            Some("unanswered")
        } else {
            claim.is_without_target().then_some("without target")
        }
    }

    /// Returns what stands open about a claim, in words; `None` when nothing does.
    pub fn open_words(&self, at: At, claim: &Claim) -> Option<&'static str> {
        self.lacks(at, claim).or_else(|| not_scoreable(claim))
    }

    /// Returns who makes a claim, each once; never empty.
    pub fn claimants(&self, at: At, claim: &Claim) -> Vec<Claimant> {
        let mut seen: HashSet<&str> = HashSet::new();
        let names = claim.claimants.iter().filter(|name| seen.insert(name));
        let mut claimants: Vec<Claimant> = names.cloned().map(Claimant::Named).collect();
        if claimants.is_empty() {
            claimants.push(match (claim.unnamed, claim.voice) {
                (true, _) => Claimant::Unnamed,
                (false, Some(Voice::Author)) => self.author(at),
                (false, _) => Claimant::Nobody,
            });
        }
        claimants
    }

    fn author(&self, at: At) -> Claimant {
        let Some(document) = self.material.document(at) else { return Claimant::Nobody };
        let name = document.about.author.trim().to_owned();
        let is_alone = !name.is_empty() || self.material.documents.len() < 2;
        Claimant::Author { name, document: if is_alone { String::new() } else { document.name.clone() } }
    }

    /// Returns who makes the claim at `at`, as words within a sentence, of many the first few: `Clear Wells and Signe
    /// Marlow`.
    pub fn who(&self, at: At) -> String {
        some_of(self.names(at))
    }

    /// Returns all who make the claim at `at`, as words within a sentence.
    pub fn all_who(&self, at: At) -> String {
        joined(&self.names(at))
    }

    fn names(&self, at: At) -> Vec<String> {
        let Some(entry) = self.material.entry(at) else { return Vec::new() };
        self.claimants(at, &entry.claim).iter().map(Claimant::in_sentence).collect()
    }

    /// Returns where the claim at `at` stands, seen from another one: `¶ 2`, or `¶ 2 of other.md`.
    pub fn place(&self, at: At, from: At) -> String {
        let (Some(document), Some(entry)) = (self.material.document(at), self.material.entry(at)) else {
            return String::new();
        };
        let place = place_words(document, entry);
        if at.document == from.document { place } else { format!("{place} of {}", document.name) }
    }

    /// Returns what a link of the claim at `from` leads to, in words.
    pub fn target_words(&self, from: At, link: &Link) -> String {
        match self.target(from, link) {
            Some(to) => format!("{}, {}", self.who(to), self.place(to, from)),
            None if !link.words.trim().is_empty() => format!("“{}”", one_line(&link.words)),
            None if !link.document.trim().is_empty() => {
                format!("a claim of {} that is not at hand", one_line(&link.document))
            }
            None => "a claim that is not at hand".to_owned(),
        }
    }
}

/// Returns a claim's place in words: `¶ 2`, or that it has none.
pub(super) fn place_words(document: &Document, entry: &Entry) -> String {
    match (document.paragraph(entry), entry.standing) {
        (Some(paragraph), _) => format!("¶ {paragraph}"),
        (None, Some(_)) => "no longer in the text".to_owned(),
        (None, None) if document.text.is_some() => OTHER_TEXT.to_owned(),
        (None, None) => "document not at hand".to_owned(),
    }
}

/// What is said of a claim whose layer counts in a text of the document that is not at hand.
pub(super) const OTHER_TEXT: &str = "in another text of the document";

/// Returns what a forecast lacks for being scored; `None` for what is no forecast.
pub(super) fn not_scoreable(claim: &Claim) -> Option<&'static str> {
    if claim.tag.as_str() != "forecast" {
        return None;
    }
    let has_event = claim.forecast.as_ref().is_some_and(|forecast| !forecast.event.trim().is_empty());
    let has_due = claim.forecast.as_ref().is_some_and(|forecast| forecast.due.is_some());
    match (has_event, has_due) {
        (true, true) => None,
        (false, true) => Some("not scoreable yet: no event"),
        (true, false) => Some("not scoreable yet: no due date"),
        (false, false) => Some("not scoreable yet: no event and no due date"),
    }
}
