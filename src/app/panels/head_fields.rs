//! What stands before the claims of a layer, field by field in words: what a field is called, and what it says.

use crate::model::{Conflict, Layer, Role};

/// Returns what a field of a layer's head is called.
pub fn head_field_name(field: &str) -> String {
    let name = match field {
        "annotator.name" => "Your name",
        "role" => "What the layer is for",
        "attempt" => "Attempt",
        "document.file" => "File name",
        "document.title" => "Title",
        "document.author" => "Author",
        "document.publisher" => "Publisher",
        "document.published" => "Published",
        "document.url" => "Address",
        "document.retrieved" => "Retrieved",
        other => other.strip_prefix("ext ").unwrap_or(other),
    };
    name.to_owned()
}

/// Returns in words what `head` has in the field of a conflict.
pub fn head_field_value(head: &Layer, conflict: &Conflict) -> String {
    let about = &head.document.about;
    let date =
        |date: Option<crate::model::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let words = match conflict.field.as_str() {
        "annotator.name" => head.annotator.name.clone(),
        "role" => role(head.role).to_owned(),
        "attempt" => head
            .attempt
            .as_ref()
            .map(|attempt| format!("{}, try {}", attempt.exercise, attempt.number))
            .unwrap_or_default(),
        "document.file" => head.document.file.clone(),
        "document.title" => about.title.clone(),
        "document.author" => about.author.clone(),
        "document.publisher" => about.publisher.clone(),
        "document.published" => date(about.published),
        "document.url" => about.url.clone(),
        "document.retrieved" => date(about.retrieved),
        other => raw(head, other),
    };
    if words.trim().is_empty() { "nothing".to_owned() } else { words.replace('\n', " ") }
}

/// Returns the RON of a field of another program, or of a newer version.
fn raw(head: &Layer, field: &str) -> String {
    let (fields, name) = match field.split_once('.') {
        _ if field.starts_with("ext ") => (&head.ext, field.strip_prefix("ext ").unwrap_or(field)),
        Some(("document", name)) => (&head.document.unknown, name),
        Some(("annotator", name)) => (&head.annotator.unknown, name),
        _ => (&head.unknown, field),
    };
    fields.iter().find(|(one, _)| one == name).map_or_else(String::new, |(_, value)| value.clone())
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Analyst => "An analyst’s work",
        Role::Attempt => "An attempt at an exercise",
        Role::AnswerKey => "An answer key",
        Role::Gold => "Decided from several layers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidecar;

    #[test]
    fn a_field_of_the_head_is_said_in_words() {
        let hash = "0".repeat(64);
        let ron = format!(
            "(format: 1, document: (file: \"a.txt\", text_blake3: \"{hash}\", published: \"2018-11\", newer: 3), \
             annotator: (id: \"maria\"), claims: [], ext: {{\"x.org/y\": [1]}})"
        );
        let head = sidecar::read(ron.as_bytes()).unwrap().layer;
        let said = |field: &str| {
            let conflict = Conflict { field: field.to_owned(), theirs: None, unknown: Default::default() };
            format!("{}: {}", head_field_name(field), head_field_value(&head, &conflict))
        };
        assert_eq!(said("document.published"), "Published: 2018-11");
        assert_eq!(said("document.title"), "Title: nothing");
        assert_eq!(said("ext x.org/y"), "x.org/y: [1]");
        assert_eq!(said("document.newer"), "document.newer: 3");
        assert_eq!(said("role"), "What the layer is for: An analyst’s work");
    }
}
