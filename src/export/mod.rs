//! Getting claims out: one file per format and one table of formats.
//!
//! Everything is a function of a [`Material`], plain data that `workspace` fills, and gives bytes or words; nothing here
//! reads or writes a file or a clock. Whatever a document or a sidecar holds is somebody else's text: each format
//! writes it so that it can be nothing but text.

mod agreement;
mod briefing;
mod cell;
mod clipboard;
mod csv;
mod facts;
mod html;
mod markdown;
mod material;
mod relations;
#[cfg(test)]
mod tests;
pub mod training;
mod wording;

use crate::model::PartialDate;

pub use agreement::{agreement_json, agreement_table, agreement_value};
pub use briefing::{Briefing, COLUMNS, Column, Detail, Line, Row, TITLE};
pub use clipboard::{quotation, table};
pub use material::{At, Document, Entry, Layer, Material, Standing};
pub use relations::{Claimant, Relations};

/// A format that claims are given out in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// The extension of its files, without the dot.
    pub extension: &'static str,
    /// What it is, as menu and dialog say it.
    pub what: &'static str,
    /// Writes the listed claims; the day is that of the report.
    pub write: fn(&Material, PartialDate) -> Vec<u8>,
}

/// All formats, in the order they are offered.
pub const FORMATS: &[Format] = &[
    Format {
        name: "csv",
        extension: "csv",
        what: "Table for spreadsheets",
        write: |material, _| csv::table(material),
    },
    Format { name: "html", extension: "html", what: "Report to read and print", write: html::report },
    Format {
        name: "md",
        extension: "md",
        what: "Briefing and claims as Markdown",
        write: markdown::markdown,
    },
];

/// Returns the format that `--format` calls `name`.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
