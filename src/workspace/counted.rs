//! Layers as measures count them: of an open document, or of many that are read for it.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::agreement::{Document, Layer, Marked};
use crate::model::{Annotator, LayerName, Role};
use crate::text::Text;

use super::{Around, LayerKind, Open, OpenLayer};

/// Who made a layer, and what is said of it beside its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// The layer's name.
    pub name: LayerName,
    /// What is shown for the annotator.
    pub annotator: String,
    /// What the layer is for.
    pub role: Role,
    /// How many claims it has, those that are left out included.
    pub claim_count: usize,
    /// Whether it was made for the text at hand.
    pub is_same_text: bool,
}

/// A document with all layers that could be read, and who made them.
#[derive(Clone, Debug)]
pub struct CountedDocument {
    /// Where it is.
    pub path: PathBuf,
    /// Its text and its layers.
    pub document: Document,
    /// Who made the layers, in the order of these.
    pub makers: Vec<Maker>,
    /// How many layers could not be read, or have no places in the text.
    pub unreadable: usize,
}

/// What stands in the way of comparing the layers of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// It could not be read.
    Unreadable,
    /// The person is not done with it: what others marked stays hidden.
    InWork,
    /// The person has no layer of it yet.
    NotBegun,
}

/// Returns a layer as it is counted; `None` when it could not be read, or its claims have no places in `text`.
pub fn counted(layer: &OpenLayer, text: &Text) -> Option<Layer> {
    let standing = layer.standing()?;
    let marked = standing.claims.into_iter().filter_map(|(claim, spans)| Marked::new(text, claim, spans));
    Some(Layer {
        annotator: layer.name.clone(),
        marked: marked.collect(),
        uncertain: standing.uncertain,
        orphan: standing.orphan,
        unreadable: layer.head.as_ref().map_or(0, |head| head.raw_claims.len()),
        is_independent: layer.head.as_ref().is_none_or(|head| head.seen_others.is_none()),
    })
}

impl Open {
    /// Returns the document with all its layers, shown or not, as measures count them; it is called `name` in them.
    pub fn counted(&self, name: String) -> CountedDocument {
        let (mut layers, mut makers) = (Vec::new(), Vec::new());
        for layer in self.layers() {
            let (Some(counted), Some(head)) = (counted(layer, self.text()), &layer.head) else { continue };
            makers.push(Maker {
                name: layer.name.clone(),
                annotator: layer.annotator_name().to_owned(),
                role: head.role,
                claim_count: layer.store.claim_count(),
                is_same_text: layer.is_same_text,
            });
            layers.push(counted);
        }
        let document = Document { name, text: self.text().clone(), layers };
        let unreadable = self.layers().len() - makers.len();
        CountedDocument { path: self.path().to_owned(), document, makers, unreadable }
    }

    /// Returns whether there are layers of others that the person has not asked to see, and is not done enough to see.
    pub fn hides_others(&self) -> bool {
        !self.may_see_others()
            && self.layers().iter().any(|layer| layer.kind != LayerKind::Own && layer.is_readable())
    }
}

/// Reads the documents at `paths`, in their order, as measures count them. One whose own layer is in work, and whose
/// others the person has not seen, is hindered, so that a figure gives nothing away; where the person marks documents
/// of this folder (`marks_here`), so is one that is not begun.
pub fn count_documents(
    root: &Path,
    paths: &[PathBuf],
    who: Option<&Annotator>,
    marks_here: bool,
    around: &Around,
) -> Vec<Result<CountedDocument, Hindrance>> {
    paths.par_iter().map(|path| count_document(root, path, who, marks_here, around)).collect()
}

fn count_document(
    root: &Path,
    path: &Path,
    who: Option<&Annotator>,
    marks_here: bool,
    around: &Around,
) -> Result<CountedDocument, Hindrance> {
    let open = Open::load_with(path, who, None, around).map_err(|_| Hindrance::Unreadable)?;
    if open.hides_others() {
        match open.own() {
            Some(_) => return Err(Hindrance::InWork),
            None if marks_here => return Err(Hindrance::NotBegun),
            None => {}
        }
    }
    Ok(open.counted(shown_under(root, path)))
}

/// Returns the path as it is shown under the folder, with `/`.
pub fn shown_under(root: &Path, path: &Path) -> String {
    let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '\\' => shown.replace('\\', "/"),
        _ => shown.into_owned(),
    }
}
