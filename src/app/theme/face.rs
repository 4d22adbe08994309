//! The faces of egui's own text: the program's words.

use egui::{FontFamily, FontId};

/// Semi-bold for heads.
pub const STRONG: &str = "strong";
/// Serif.
pub const BOOK: &str = "book";
/// Semi-bold serif.
pub const BOOK_STRONG: &str = "book-strong";
/// Italic serif.
pub const BOOK_ITALIC: &str = "book-italic";
/// Icons alone.
pub const ICONS: &str = "icons";

fn named(name: &'static str, size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(name.into()))
}

/// Returns the body face.
pub fn body() -> FontId {
    FontId::proportional(super::BODY)
}

/// Returns the face of labels and second lines.
pub fn label() -> FontId {
    FontId::proportional(super::LABEL)
}

/// Returns the semi-bold face.
pub fn strong(size: f32) -> FontId {
    named(STRONG, size)
}

/// Returns the serif face.
pub fn book(size: f32) -> FontId {
    named(BOOK, size)
}

/// Returns the semi-bold serif face.
pub fn book_strong(size: f32) -> FontId {
    named(BOOK_STRONG, size)
}

/// Returns the face of icons.
pub fn icons(size: f32) -> FontId {
    named(ICONS, size)
}
