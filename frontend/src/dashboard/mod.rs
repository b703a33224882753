//! The session: the key card, what is known of it, and its data.

mod ask_server;
mod dashboard_page;
mod data_editor;
mod session_card;

pub use dashboard_page::Dashboard;
