//! Rows and fields without a window.
