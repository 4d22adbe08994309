//! What is exported: documents with their layers and claims, each claim with its places. Plain data that `workspace`
//! fills; nothing here reads a file.

use std::sync::Arc;

use crate::model::{About, Claim, LayerName, Role, is_markdown};
use crate::text::{Span, Text};

/// Everything that one export is about.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The documents, in the order they are shown.
    pub documents: Vec<Document>,
}

/// A document with the layers that were chosen.
#[derive(Clone, Debug)]
pub struct Document {
    /// The path as it is shown: with `/`, as given or joined under the folder given.
    pub path: String,
    /// The plain name.
    pub name: String,
    /// The text; `None` when the document is not at hand, so that no claim has a place.
    pub text: Option<Text>,
    /// Title, author and the like.
    pub about: About,
    /// The chosen layers, by name.
    pub layers: Vec<Layer>,
}

/// One annotator's claims about a document.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The layer's name: `maria` or `maria--gold`.
    pub name: LayerName,
    /// The annotator's name as it is shown.
    pub annotator: String,
    /// What the layer is for.
    pub role: Role,
    /// Whether its owner is done with it.
    pub is_finished: bool,
    /// The claims in the order of the text; those without a place come last.
    pub entries: Vec<Entry>,
}

/// A claim with its places.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The claim.
    pub claim: Arc<Claim>,
    /// Where each passage stands, in the order of the claim's passages; `None` where it has no place.
    pub spans: Vec<Option<Span>>,
    /// How the claim stands in the text; `None` when the document is not at hand, or not in the text that its layer
    /// counts in.
    pub standing: Option<Standing>,
    /// Whether it is given out. One that is not still counts as what others answer, or are answered by.
    pub is_listed: bool,
}

/// How a claim stands in the text at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The same words at the same place.
    Exact,
    /// The same words elsewhere.
    Moved,
    /// Surely the same passage, other words.
    Changed,
    /// A proposal that nobody has confirmed.
    Uncertain,
    /// Gone.
    Orphan,
}

impl Standing {
    /// Returns the word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Uncertain => "uncertain",
            Self::Orphan => "orphan",
        }
    }

    /// Returns what a reader has to know of the claim's place; `None` when there is nothing to say.
    pub fn caution(self) -> Option<&'static str> {
        match self {
            Self::Exact | Self::Moved => None,
            Self::Changed => Some("the words have changed since"),
            Self::Uncertain => Some("the place is unsure"),
            Self::Orphan => Some("no longer in the text"),
        }
    }
}

/// A claim's place in a [`Material`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The number of the document.
    pub document: usize,
    /// The number of its layer.
    pub layer: usize,
    /// The number of the layer's claim.
    pub entry: usize,
}

impl Entry {
    /// Returns the first place in the text, if any passage has one.
    pub fn first_span(&self) -> Option<Span> {
        self.spans.iter().flatten().min().copied()
    }
}

impl Document {
    /// Returns the number, from 1, of the paragraph that the claim begins in.
    pub fn paragraph(&self, entry: &Entry) -> Option<usize> {
        let span = entry.first_span()?;
        self.text.as_ref().map(|text| text.paragraph_at(span.start()) + 1)
    }

    /// Returns whether its marks are Markdown's, by its name.
    pub fn is_markdown(&self) -> bool {
        is_markdown(&self.name)
    }

    /// Returns the title, or the plain name where none was given.
    pub fn title(&self) -> &str {
        if self.about.title.trim().is_empty() { &self.name } else { &self.about.title }
    }
}

impl Material {
    /// Returns all claims, by document, layer and place; those that are not listed too.
    pub fn all(&self) -> impl Iterator<Item = (At, &Entry)> {
        self.documents.iter().enumerate().flat_map(|(document, one)| {
            one.layers.iter().enumerate().flat_map(move |(layer, one)| {
                one.entries
                    .iter()
                    .enumerate()
                    .map(move |(number, entry)| (At { document, layer, entry: number }, entry))
            })
        })
    }

    /// Returns the claims that are given out.
    pub fn listed(&self) -> impl Iterator<Item = (At, &Entry)> {
        self.all().filter(|(_, entry)| entry.is_listed)
    }

    /// Returns the claims of one document that are given out, as their words stand in the text, the longer first;
    /// those without a place come last.
    pub fn listed_in(&self, document: usize) -> Vec<(At, &Entry)> {
        let Some(one) = self.documents.get(document) else { return Vec::new() };
        let mut listed: Vec<(At, &Entry)> = Vec::new();
        for (layer, one) in one.layers.iter().enumerate() {
            for (number, entry) in one.entries.iter().enumerate().filter(|(_, entry)| entry.is_listed) {
                listed.push((At { document, layer, entry: number }, entry));
            }
        }
        listed.sort_by_key(|(at, entry)| {
            let span = entry.first_span();
            (
                span.is_none(),
                span.map(|span| (span.start(), std::cmp::Reverse(span.end()))),
                at.layer,
                at.entry,
            )
        });
        listed
    }

    /// Gives out only the claims that `is_wanted`; the others still count as what is answered and what answers.
    pub fn list_only(&mut self, is_wanted: impl Fn(&LayerName, &Claim) -> bool) {
        for layer in self.documents.iter_mut().flat_map(|document| &mut document.layers) {
            for entry in &mut layer.entries {
                entry.is_listed = is_wanted(&layer.name, &entry.claim);
            }
        }
    }

    /// Returns the document of a claim.
    pub fn document(&self, at: At) -> Option<&Document> {
        self.documents.get(at.document)
    }

    /// Returns the layer of a claim.
    pub fn layer(&self, at: At) -> Option<&Layer> {
        self.document(at)?.layers.get(at.layer)
    }

    /// Returns a claim.
    pub fn entry(&self, at: At) -> Option<&Entry> {
        self.layer(at)?.entries.get(at.entry)
    }

    /// Returns the annotators' names, each once, in order.
    pub fn annotators(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for layer in self.documents.iter().flat_map(|document| &document.layers) {
            if !names.contains(&layer.annotator.as_str()) {
                names.push(&layer.annotator);
            }
        }
        names
    }

    /// Returns whether some document has more than one layer, so that it must be said whose a claim is.
    pub fn has_several_layers(&self) -> bool {
        self.annotators().len() > 1 || self.documents.iter().any(|document| document.layers.len() > 1)
    }
}
