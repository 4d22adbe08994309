//! The parts of the window round the page. A panel draws and asks; it changes nothing but what it shows.

mod banner;
mod find_bar;
mod first_start;
mod guide;
mod menu_bar;
mod notice;
mod page;
pub mod say;
mod search;
mod status;

pub use banner::banner_ui;
pub use find_bar::FindBar;
pub use first_start::first_start_ui;
pub use guide::guide_ui;
pub use menu_bar::{menu_bar_ui, menu_is_open, toggle_menu};
pub use notice::notice_ui;
pub use page::page_ui;
pub use status::status_bar_ui;
mod temp;
pub use temp::*;
