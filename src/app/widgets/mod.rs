//! The window's own widgets: every row, button, choice, badge, chip and field of it.
//!
//! A widget is made, told what is special about it, and shown: `Button::plain("Try again").show(ui, kit)`. It draws and
//! says what was done to it; it changes nothing but what it is handed by `&mut`. Every one has an accessible name, can
//! be reached and used by keyboard, and shows where the focus is.
//!
//! | name | is |
//! |---|---|
//! | [`Kit`] | colours and the painter of words, handed to every widget |
//! | [`Button`] | `plain`, `main`, `quiet` (with a shortcut at its right), `link` |
//! | [`IconButton`] | an icon that always has a tooltip |
//! | [`Row`], [`Lead`] | a row of a list, a menu or a popup: one or two lines |
//! | [`Choice`], [`Segment`] | one of a few, side by side |
//! | [`Badge`], [`circle`] | a tag's letter over its line; an annotator's initials in a circle |
//! | [`ChipField`], [`ChipEvent`], [`Suggestion`] | names as chips |
//! | [`Field`], [`FieldEvent`], [`FieldOutput`], [`field::id`] | text that is typed, in any script |
//! | [`Select`], [`SelectItem`] | one of a list that opens below |
//! | [`Slider`] | a probability, with ticks and a band |
//! | [`check()`], [`fold()`] | a box to tick; what is seldom used, behind a triangle |
//! | [`hairline`], [`labelled`], [`labelled_tall`], [`heading`], [`label()`], [`body`], [`wrapped`] | parts of a panel |
//! | [`words()`] | words of a document or of a person, cut with "…" where they do not fit |
//! | [`popup`] | frames and places of popups, notices and banners |
//! | [`tip`] | tooltips |
//! | [`focus`] | whether a text field has the keyboard |
//!
//! Text of documents and of people goes through the typesetter, everywhere; egui's own text is for the program's words.

mod badge;
mod button;
mod check;
mod chips;
mod choice;
mod completion;
pub mod field;
pub mod focus;
mod fold;
mod icon_button;
mod kit;
mod label;
pub mod popup;
mod row;
mod select;
mod slider;
pub mod tip;
mod words;

#[cfg(test)]
mod tests;

pub use badge::{Badge, circle};
pub use button::Button;
pub use check::check;
pub use chips::{ChipEvent, ChipField};
pub use choice::{Choice, Segment};
pub use completion::Suggestion;
pub use field::{Field, FieldEvent, FieldOutput};
pub use fold::fold;
pub use icon_button::IconButton;
pub use kit::Kit;
pub use label::{body, hairline, heading, label, labelled, labelled_tall, wrapped};
pub use row::{Lead, Row};
pub use select::{Select, SelectItem};
pub use slider::Slider;
pub use words::words;
