//! Reading the RON text of one field by itself: what a conflict keeps of another version.

use std::sync::Arc;

use crate::model::{Claim, Layer};

use super::cursor::Cursor;

/// What every claim needs besides the field that is sought.
const ID: &str = "id: \"x\", ";
const TAG: &str = "tag: \"x\", ";
const PASSAGES: &str = "passages: [(start: 0, end: 1, quote: \"x\")], ";

/// Reads `value` as a claim's field, the names being those of [`claim_field`](super::claim_field): returns a claim of
/// which only that field means something. Without a value the field is not set. `None` when it cannot be read.
pub fn claim_with(field: &str, value: Option<&str>) -> Option<Claim> {
    let value = match (field, value) {
        (_, None) => String::new(),
        ("estimate", Some(value)) => format!("forecast: {value}"),
        ("resolution", Some(value)) => format!("forecast: (resolution: {value})"),
        (_, Some(value)) => format!("{field}: {value}"),
    };
    let tag = if field == "tag" { "" } else { TAG };
    let passages = if field == "passages" { "" } else { PASSAGES };
    let text = format!("#![enable(implicit_some)]\n({ID}{tag}{passages}{value})");
    let mut cursor = Cursor::new(&text);
    cursor.attributes().ok()?;
    let claim = cursor.claim().ok()?;
    cursor.end().ok()?;
    Some(Arc::unwrap_or_clone(claim))
}

/// Reads `value` as a field of a layer's head, the names being those of [`head_field`](super::head_field): returns a layer
/// of which only that field means something.
pub fn head_with(field: &str, value: Option<&str>) -> Option<Layer> {
    let value = |name: &str| value.map(|value| format!("{name}: {value}, ")).unwrap_or_default();
    let (mut document, mut annotator, mut layer) = (String::new(), String::new(), String::new());
    let mut file = "file: \"x\", ".to_owned();
    match field.split_once('.') {
        Some(("document", "file")) => file = value("file"),
        Some(("document", name)) => document = value(name),
        Some(("annotator", name)) => annotator = value(name),
        _ => layer = value(field),
    }
    let hash = "0".repeat(64);
    let text = format!(
        "#![enable(implicit_some)]\n(format: 1, document: ({file}text_blake3: \"{hash}\", {document}), \
         annotator: (id: \"x\", {annotator}), {layer}claims: [])"
    );
    super::read(text.as_bytes()).ok().map(|read| read.layer)
}
