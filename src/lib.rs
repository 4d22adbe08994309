//! Obelus: an application for people who read contested texts.
//!
//! The rooms, in reading order; `ARCHITECTURE.md` says what each holds and what it may use.

pub mod text;

pub mod model;

pub mod problem;

pub mod anchor;

pub mod matching;

pub mod store;

pub mod durable;

pub mod sidecar;

pub mod archive;

pub mod settings;

pub mod keep;

pub mod merge;

pub mod agreement;

pub mod adjudication;

pub mod exercise;

pub mod forecasts;

pub mod import;

pub mod export;

pub mod library;

pub mod exchange;

pub mod workspace;

pub mod cli;

#[cfg(feature = "gui")]
pub mod app;
