//! The command line as scripts meet it: what is printed, on which stream, with which status.

mod agreement;
mod anchor;
mod check;
mod claims;
mod desk;
mod export;
mod forecasts;
mod git;
mod merge;
mod page;
mod score;
mod stand_in;
mod tag;
mod together;
