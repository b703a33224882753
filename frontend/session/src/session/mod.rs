//! The session as a page sees it: signing in and out, its state, and following it while the page
//! is open.

mod credentials;
mod session_client;
mod sign_in;
mod watch;

pub use credentials::{Credentials, FormProblem, TENANT_FIELD};
pub use session_client::{NoSession, SessionClient, Subscription};
pub use watch::{SessionView, SessionWatch};
