//! Layers exchanged.
