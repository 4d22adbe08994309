//! All tests of the program: this list is the table of contents.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod fuzz_corpus;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod tidy;
