//! The first page, and the page for addresses that are none.

mod home_page;
mod not_found;

pub use home_page::Home;
pub use not_found::not_found;
