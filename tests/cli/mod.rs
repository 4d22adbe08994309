//! The command line as scripts meet it: what is printed, on which stream, with which status.

mod check;
mod claims;
mod desk;
mod page;
mod tag;
mod together;
