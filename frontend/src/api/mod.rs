//! The only place that calls the network.
//!
//! [`ApiClient::call`] speaks `shared`'s endpoints. What it takes from the browser (`fetch`, Web
//! Locks, cookies, the time) comes in as a [`Platform`], so that the loop of refresh and retry is
//! tested natively; `fetch.rs` and `web_lock.rs` are the thin adapters.

mod audience;
mod call;
mod client;
mod error;
mod fetch;
mod http;
mod interceptor;
mod json;
mod listeners;
mod lock;
mod refresh;
mod web_lock;

pub(crate) use client::Locking;
pub use client::{ApiClient, Platform};
pub use error::ApiError;
pub use fetch::Fetch;
pub use http::{HttpReply, HttpRequest, NoReply, Transport};
pub use interceptor::Interceptors;
pub use lock::{LocalLock, LockGuard, SessionLock};
pub use web_lock::WebLock;

#[cfg(test)]
pub(crate) mod fake;
