//! The session, with the time its access token has left.

mod countdown;
mod dashboard_page;
mod refresh_notice;
mod session_details;
mod use_refresh;

pub use dashboard_page::Dashboard;
pub use refresh_notice::refresh_notice;
pub use session_details::session_details;
pub use use_refresh::{RefreshHandle, RefreshStatus, use_refresh};
