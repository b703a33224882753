//! The only place that calls the network.
//!
//! [`ApiClient::call`] speaks `shared`'s endpoints. What it takes from the browser (`fetch`, Web
//! Locks, cookies, the time) comes in as a [`Platform`], so that the loop of refresh and retry is
//! tested natively; `fetch.rs` and `web_lock.rs` are the thin adapters.

mod audience;
mod call;
mod client;
mod error;
mod exchange;
mod fetch;
mod gate;
mod http;
mod in_flight;
mod interceptor;
mod json;
mod listeners;
mod lock;
mod notices;
mod refresh;
mod replace;
mod retry;
mod runtime;
mod signal;
mod web_lock;

pub use client::{ApiClient, Platform};
pub use error::ApiError;
pub use fetch::Fetch;
pub use http::{HttpReply, HttpRequest, NoReply, Transport};
pub use interceptor::Interceptors;
pub use lock::{LocalLock, LockGuard, SessionLock};
pub(crate) use replace::CallKind;
pub use runtime::{BrowserRuntime, Runtime};
pub use web_lock::WebLock;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod lock_tests;
#[cfg(test)]
mod repeat_tests;
#[cfg(test)]
mod session_change_tests;
#[cfg(test)]
pub(crate) mod test_runtime;
#[cfg(test)]
mod two_sessions;
