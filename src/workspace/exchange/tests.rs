//! Exchange on disk.
