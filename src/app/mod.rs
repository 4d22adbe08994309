//! The window: it reads the core by `&` and asks for changes by sending commands.

pub mod theme;
pub mod widgets;
