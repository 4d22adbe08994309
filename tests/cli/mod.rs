//! The command line as scripts meet it: what is printed, on which stream, with which status.

mod anchor;
mod check;
mod claims;
mod desk;
mod export;
mod git;
mod merge;
mod page;
mod tag;
mod together;
