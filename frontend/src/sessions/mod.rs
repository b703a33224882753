//! Sessions and devices: where the user is signed in, and the ways to end it.

mod end_dialog;
mod session_page;
mod session_row;
mod sessions_page;

pub use session_page::{SessionPage, SessionPageProps};
pub use session_row::session_row;
pub use sessions_page::Sessions;
