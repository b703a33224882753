//! The session as a page sees it: signing in and out, its state, and following it while the page
//! is open.

mod claims;
mod credentials;
mod session_client;
mod session_view;
mod sign_in;
mod sign_out;
mod subscription;
mod tokens;
mod watch;
mod watcher;
#[cfg(test)]
mod watcher_tests;

pub use credentials::{Credentials, FormProblem, TENANT_FIELD};
pub use session_client::{NoSession, SessionClient};
pub use session_view::SessionView;
pub use sign_out::SignOutOptions;
pub use subscription::Subscription;
pub use watch::SessionWatch;
