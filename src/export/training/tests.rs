//! Reports and tables of a class, as they are written.
