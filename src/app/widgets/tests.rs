//! The widgets by their names, with pointer and keys.
