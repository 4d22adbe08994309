//! The window: it reads the core by `&` and asks for changes by sending commands.

pub mod reading;
pub mod theme;
pub mod typeset;
pub mod widgets;
