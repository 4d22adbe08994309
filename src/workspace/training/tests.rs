//! Exercises on disk: from making one to the results of a class.
