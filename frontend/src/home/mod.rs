//! The first page, and the page for addresses that are none.

mod demo_card;
mod home_page;
mod not_found;

pub use home_page::Home;
pub use not_found::NotFound;
