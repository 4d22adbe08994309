//! The parts of the window round the page. A panel draws and asks; it changes nothing but what it shows.

mod agreement;
mod announce;
mod banner;
mod briefing;
mod card;
mod claims;
mod find_bar;
mod first_start;
mod guide;
mod library;
mod menu_bar;
mod notice;
mod page;
mod resize;
mod review;
pub mod say;
mod search;
mod side;
mod status;

pub use agreement::{AgreementPanel, agreement_text};
pub use banner::banner_ui;
pub use briefing::BriefingPanel;
pub use card::Card;
pub use claims::{ClaimsPanel, Only, shown_claims};
pub use find_bar::FindBar;
pub use first_start::first_start_ui;
pub use guide::guide_ui;
pub use library::LibraryPanel;
pub use menu_bar::{menu_bar_ui, menu_is_open, toggle_menu};
pub use notice::notice_ui;
pub use page::{is_markdown, page_ui};
pub use resize::Resize;
pub use review::ReviewPanel;
pub use side::{Side, claims_and_card_ui, claims_over_page_ui};
pub use status::status_bar_ui;
